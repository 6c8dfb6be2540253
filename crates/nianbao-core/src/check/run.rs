//! The run: every rule is asked once, what it finds is put into the form's order, and the verdict follows.

use super::rules::{RULES, accepted_unmatched, find, standard_characters, wrong_cell};
use crate::accepted::Accepted;
use crate::archive::{Archive, Digest};
use crate::diagnostic::{Finding, Severity};
use crate::form::{Form, FormId, SectionId};
use crate::prose::Memory;
use crate::report::{At, Part};
use crate::rule::organ::{self, Kind};
use crate::rule::{Check, Findings, NotAssessed, Rule, Subject, needs};
use crate::text::{Date, Text};
use crate::verdict::{self, Input, Reason, Verdict};

/// The result for one report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    /// The findings in the form's order: title, preface, section by section, cell by cell.
    pub findings: Vec<Finding>,
    /// The checks that could not be made.
    pub not_assessed: Vec<NotAssessed>,
    /// The rules that were run, by name: all except those that are off or do not apply to the
    /// report's form.
    pub asked: Vec<&'static str>,
    /// Whether the report can be published.
    pub verdict: Verdict,
    /// The reasons for the verdict, and remarks that do not affect it.
    pub reasons: Vec<Reason>,
}

/// “1 项错误，2 项提醒，1 项已接受”: the number of findings of each severity, worst first, and of accepted
/// ones; empty if there are none.
pub fn counted(counts: [usize; 3], accepted: usize) -> Text {
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    for (severity, count) in Severity::ALL.into_iter().zip(counts) {
        if count > 0 {
            let (number, words) = (count.to_string(), severity.text());
            zh.push([&*number, " 项", &*words.zh].concat());
            en.push([&*number, " ", &*words.en, if count == 1 { "" } else { "s" }].concat());
        }
    }
    if accepted > 0 {
        let number = accepted.to_string();
        zh.push([&*number, " 项已接受"].concat());
        en.push([&*number, " accepted"].concat());
    }
    Text::of(zh.join("，"), en.join(", "))
}

impl Checked {
    /// The number of findings of this severity that were not accepted.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.severity == severity && finding.accepted.is_none())
            .count()
    }

    /// The verdict in one sentence: “还不能发布：1 项错误，2 项提醒”. Every surface says the same.
    pub fn sentence(&self) -> Text {
        let found = counted(Severity::ALL.map(|severity| self.count(severity)), self.accepted());
        verdict::sentence(self.verdict, &self.reasons, found)
    }

    /// Whether the source could not be read well enough for a check.
    pub fn is_unread(&self) -> bool {
        self.reasons.iter().any(Reason::is_unread)
    }

    /// Whether the form of the report's year is not known, so that nobody can say that it is fit: it was checked with the
    /// newest form that is known.
    pub fn form_is_unknown(&self) -> bool {
        self.reasons.iter().any(|reason| matches!(reason, Reason::NewerForm(_)))
    }

    /// Derives the verdict from the findings and the reasons.
    fn judge(&mut self) {
        let errors = self.count(Severity::Error);
        self.reasons.retain(|reason| match reason {
            Reason::Errors(_) => false,
            // It only prevents a report without errors from being called fit.
            Reason::NotAssessed(_) => errors == 0,
            _ => true,
        });
        if errors > 0 {
            self.reasons.push(Reason::Errors(errors));
        }
        self.verdict = Verdict::of(&self.reasons);
    }

    /// The number of accepted findings.
    pub fn accepted(&self) -> usize {
        self.findings
            .iter()
            .filter(|finding| finding.accepted.is_some())
            .count()
    }

    /// The number of rules that were run: “59 条规则”.
    pub fn rules_asked(&self) -> usize {
        self.asked.len()
    }

    /// The number of rules that hold: without findings and without checks that could not be made.
    pub fn rules_held(&self) -> usize {
        self.asked
            .iter()
            .filter(|name| {
                !self.findings.iter().any(|finding| finding.rule == **name)
                    && !self.not_assessed.iter().any(|not| not.rule == **name)
            })
            .count()
    }
}

/// A rule set as a user may have changed it: some rules off, some with another severity, other deadlines.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The severity set for rules, by name; `None` turns a rule off.
    pub severities: Vec<(String, Option<Severity>)>,
    /// The deadlines for reports.
    pub deadlines: Deadlines,
    /// The kind of the report's organ, if a list of organs has it; otherwise it is found from the
    /// name.
    pub kind: Option<Kind>,
}

/// Month and day by which reports are due in the year after the reporting year (Article 49 of the Regulations; local
/// notices may set others).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Deadlines {
    /// Departments, and every other organ that is not a government: 31 January.
    pub department: (u8, u8),
    /// Governments: 31 March.
    pub government: (u8, u8),
}

impl Default for Deadlines {
    fn default() -> Deadlines {
        Deadlines {
            department: (1, 31),
            government: (3, 31),
        }
    }
}

impl Deadlines {
    /// The day by which an organ's report for a year is due. Without a kind, its name tells as much as it can.
    pub fn due(&self, year: u16, kind: Option<Kind>, name: &str) -> Option<Date> {
        // An organ that may report for a government has the later deadline.
        let early = match kind {
            Some(Kind::Government) => false,
            Some(Kind::Township | Kind::Vertical | Kind::Institution) => true,
            Some(Kind::Department | Kind::Agency) => !organ::reports_for_government(name),
            None => {
                organ::is_township(name) || (organ::is_local_department(name) && !organ::reports_for_government(name))
            }
        };
        let (month, day) = if early { self.department } else { self.government };
        let next = year.checked_add(1)?;
        // 29 February is valid in some years only.
        Date::new(next, month, day).or_else(|| Date::new(next, month, day.checked_sub(1)?))
    }
}

impl Settings {
    /// Whether a rule is turned off.
    pub(crate) fn is_off(&self, name: &str) -> bool {
        self.asked(name).is_some_and(|(_, severity)| severity.is_none())
    }

    /// The setting for a rule; the last one counts.
    fn asked(&self, name: &str) -> Option<&(String, Option<Severity>)> {
        self.severities.iter().rev().find(|(known, _)| known == name)
    }
}

/// Runs every rule for single reports, once. The same report gives the same findings in the same
/// order, natively and in wasm.
///
/// A report that was read from a file is passed as its [`Reading`](crate::recognise::Reading),
/// because the verdict depends on the amount of unplaced text.
pub fn check<'a>(input: impl Into<Input<'a>>, settings: &Settings) -> Checked {
    alone(&subject(input.into(), settings, None), settings, false)
}

/// The same as [`check`], with what `and` takes from the report as the rules see it, so that its prose need not be read again.
pub(super) fn check_and<T>(
    input: Input<'_>,
    settings: &Settings,
    memory: Option<&mut Memory>,
    and: impl FnOnce(&Subject<'_>) -> T,
) -> (Checked, T) {
    let subject = subject(input, settings, memory);
    (alone(&subject, settings, false), and(&subject))
}

/// Checks a report that stands in an archive, as that of this organ of its list (which has or had these names) for this
/// year; with what is kept of it for the rules across years and organs: see [`check_across`].
pub(crate) fn check_and_digest<'a>(
    input: impl Into<Input<'a>>,
    settings: &Settings,
    organ: usize,
    year: u16,
    names: &[String],
) -> (Checked, Digest) {
    let (checked, digest, ()) = check_digest_and(input, settings, organ, year, names, |_| ());
    (checked, digest)
}

/// The same, with what `and` takes from the report as the rules see it, so that its prose need not be read again.
pub fn check_digest_and<'a, T>(
    input: impl Into<Input<'a>>,
    settings: &Settings,
    organ: usize,
    year: u16,
    names: &[String],
    and: impl FnOnce(&Subject<'_>) -> T,
) -> (Checked, Digest, T) {
    digest_and(
        &subject(input.into(), settings, None),
        settings,
        organ,
        year,
        names,
        and,
    )
}

/// The same, of a report whose prose was read with `memory`.
pub(super) fn digest_remembering<T>(
    input: Input<'_>,
    settings: &Settings,
    memory: Option<&mut Memory>,
    year: u16,
    names: &[String],
    and: impl FnOnce(&Subject<'_>) -> T,
) -> (Checked, Digest, T) {
    digest_and(&subject(input, settings, memory), settings, 0, year, names, and)
}

fn digest_and<T>(
    subject: &Subject<'_>,
    settings: &Settings,
    organ: usize,
    year: u16,
    names: &[String],
    and: impl FnOnce(&Subject<'_>) -> T,
) -> (Checked, Digest, T) {
    let checked = alone(subject, settings, true);
    (checked, Digest::new(subject, organ, year, names), and(subject))
}

fn subject<'a>(input: Input<'a>, settings: &Settings, memory: Option<&mut Memory>) -> Subject<'a> {
    let report = input.report;
    // A year before 2019 has no form; the rules that report this are run with the latest one.
    let mut subject = Subject::with(report, report.form().unwrap_or(Form::LATEST), memory);
    subject.deadlines = settings.deadlines;
    subject.kind = settings.kind;
    subject.unplaced = input.unplaced;
    if settings.is_off(wrong_cell::RULE.name) {
        subject.requests.forget_cause();
    }
    subject
}

/// Whether a rule is run for a report whose year has this form.
fn is_asked(rule: &Rule, form: Option<FormId>, settings: &Settings) -> bool {
    !settings.is_off(rule.name) && form.is_none_or(|form| rule.forms.contain(form.form()))
}

/// Runs the rules for single reports. `among`: the rules across years and organs follow.
fn alone(subject: &Subject<'_>, settings: &Settings, among: bool) -> Checked {
    let report = subject.report;
    let form = report.form().map(|form| form.id);
    let mut findings = Findings::default();
    findings.asked.reserve(RULES.len());
    let unmet = needs::unmet(subject);
    for rule in RULES {
        let Some(check) = rule.check.alone().filter(|_| is_asked(rule, form, settings)) else {
            continue;
        };
        findings.asked.push(rule.name);
        // Findings in a text that is read in another script would mislead.
        if subject.traditional && rule.name != standard_characters::RULE.name {
            findings.not_assessed.push(NotAssessed::of(rule));
            continue;
        }
        let before = (findings.list.len(), findings.not_assessed.len());
        findings.ask(rule, settings, |findings| check(subject, findings));
        let silent = before == (findings.list.len(), findings.not_assessed.len());
        if silent && unmet.contains(&rule.name) {
            findings.not_assessed.push(NotAssessed::of(rule));
        }
    }
    for finding in &mut findings.list {
        finding.words = report.words(&finding.at).map(str::to_owned);
        let cells: Vec<(String, String)> = finding
            .fields()
            .map(|field| {
                let cell = subject.figures.get(field);
                (
                    field.to_string(),
                    cell.map_or_else(String::new, |cell| cell.as_str().to_owned()),
                )
            })
            .collect();
        finding.values.splice(0..0, cells);
    }
    // An acceptance for a rule across reports is judged after that rule has run.
    if !subject.traditional {
        findings.settle(&report.meta.accepted, settings, |rule| {
            !(among && rule.check.across().is_some())
        });
    }
    let rule = &accepted_unmatched::RULE;
    if is_asked(rule, form, settings) {
        findings.asked.push(rule.name);
        findings.ask(rule, settings, |findings| {
            accepted_unmatched::unreadable(report, findings);
        });
    }
    // If there are other reports, the rules across reports are due as well, unless they are off.
    let is_due = |rule: &Rule| match rule.check {
        Check::Archive(_) => among && settings.is_off(rule.name),
        Check::Report(_) | Check::Both(..) | Check::Accepted => true,
    };
    let is_off = |rule: &Rule| settings.is_off(rule.name);
    let reasons = verdict::reasons(subject, &findings.asked, &findings.not_assessed, is_due, is_off);
    let sections: Vec<Option<SectionId>> = report.sections.iter().map(|section| section.id).collect();
    findings.sorted(&sections, reasons)
}

/// Runs the rules across years and organs for the report at this index of an archive, and merges
/// their findings with the others.
pub fn check_across(archive: &Archive, index: usize, settings: &Settings, checked: Checked) -> Checked {
    let Some(standing) = archive.standing(index) else {
        return checked;
    };
    let mut findings = Findings {
        rule: None,
        list: checked.findings,
        not_assessed: checked.not_assessed,
        asked: checked.asked,
    };
    let reasons = checked.reasons;
    let before = findings.list.len();
    for rule in RULES {
        let Some(check) = rule
            .check
            .across()
            .filter(|_| is_asked(rule, standing.digest.form, settings))
        else {
            continue;
        };
        if rule.check.alone().is_none() {
            findings.asked.push(rule.name);
        }
        findings.ask(rule, settings, |findings| check(&standing, findings));
    }
    for finding in &mut findings.list[before..] {
        let cells: Vec<(String, String)> = finding
            .fields()
            .map(|field| (field.to_string(), standing.digest.written(field)))
            .collect();
        finding.values.splice(0..0, cells);
    }
    let accepted = &standing.digest.accepted;
    findings.settle(accepted, settings, |rule| rule.check.across().is_some());
    findings.sorted(&standing.digest.sections, reasons)
}

impl Findings {
    /// Runs a rule; its findings get the severity of the settings.
    fn ask(&mut self, rule: &'static Rule, settings: &Settings, check: impl FnOnce(&mut Findings)) {
        let before = self.list.len();
        self.rule = Some(rule);
        check(self);
        if let Some((_, Some(severity))) = settings.asked(rule.name) {
            for finding in &mut self.list[before..] {
                finding.severity = *severity;
            }
        }
    }

    /// Says of each finding whether it was accepted, and of each acceptance of a rule that was asked whether it holds for
    /// anything. `now` tells which rules have spoken.
    fn settle(&mut self, accepted: &[Accepted], settings: &Settings, now: impl Fn(&Rule) -> bool) {
        let own = &accepted_unmatched::RULE;
        for (index, one) in accepted.iter().enumerate() {
            let rule = find(&one.rule);
            // An unknown name is reported once, with the rules for single reports.
            if !rule.map_or_else(|| now(own), &now) {
                continue;
            }
            let mut matched = false;
            for finding in self.list.iter_mut().filter(|finding| one.is(finding)) {
                finding.accepted.get_or_insert_with(|| one.reason.clone());
                matched = true;
            }
            let silent = rule.is_some_and(|rule| !self.asked.contains(&rule.name));
            if !matched && !silent && !settings.is_off(own.name) {
                self.ask(own, settings, |findings| {
                    accepted_unmatched::unmatched(index, one, rule.is_some(), findings);
                });
            }
        }
    }

    /// The findings, in the form's order, and the verdict for these reasons.
    fn sorted(self, sections: &[Option<SectionId>], reasons: Vec<Reason>) -> Checked {
        let mut list = self.list;
        crate::sort::by_key(&mut list, |finding| order(&finding.at, sections));
        let mut not_assessed = self.not_assessed;
        not_assessed.dedup();
        let mut checked = Checked {
            findings: list,
            not_assessed,
            asked: self.asked,
            verdict: Verdict::Unjudged,
            reasons,
        };
        checked.judge();
        checked
    }
}

/// The position of a finding in the form's order; findings of one place keep the order of the
/// rules.
fn order(at: &At, sections: &[Option<SectionId>]) -> (usize, usize, usize, usize) {
    let part = |part: Part| match part {
        Part::Preface => 2,
        Part::Section(index) => section(sections, index),
    };
    match at {
        At::Meta => (0, 0, 0, 0),
        At::Report => (0, 1, 0, 0),
        At::Title(range) => (1, 0, 0, range.start),
        At::Heading(index) => (section(sections, *index), 0, 0, 0),
        At::Text(p, block, range) => (part(*p), 1, *block, range.start),
        At::Block(p, block) => (part(*p), 1, *block, 0),
        At::ColumnLabel(p, block, column) => (part(*p), 1, *block, *column),
        At::RowLabel(p, block, row) => (part(*p), 1, *block, 100 + *row),
        At::Field(field) => {
            let id = field.table().section();
            let index = sections.iter().position(|section| *section == Some(id));
            (
                index.map_or(3 + id as usize * 2, |index| section(sections, index)),
                2,
                field.slot(),
                0,
            )
        }
    }
}

/// A section's position in the form; one that the form does not have follows the one before it.
fn section(sections: &[Option<SectionId>], index: usize) -> usize {
    let known = |i: usize| sections.get(i).copied().flatten();
    match known(index) {
        Some(id) => 3 + id as usize * 2,
        None => (0..index)
            .rev()
            .find_map(known)
            .map_or(3, |id: SectionId| 4 + id as usize * 2),
    }
}

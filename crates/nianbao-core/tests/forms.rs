//! Tests for every form with one that no notice prescribes: form 2021 with another row, another
//! column, a row less and another heading. The next real form is one file; nothing else may have to
//! change for it.

use std::fmt::Write as _;

use nianbao_core::field::{Applicant, Field, RequestsRow};
use nianbao_core::form::{Form, FormId, InSum, SectionId};
use nianbao_core::markdown;
use nianbao_core::page::{Page, example};
use nianbao_core::report::{Block, Report};
use nianbao_core::rule::Forms;
use nianbao_core::rules::{self, Checked, RULES, Settings, page};
use nianbao_core::verdict::{Input, Verdict};
use nianbao_core::write;
use proptest::prelude::*;

/// Checks a report that was not read from a source.
fn check(report: &Report, settings: &Settings) -> Checked {
    rules::check(Input::new(report, 0), settings)
}

/// The invented form, with the form that it was made from.
fn invented() -> (&'static Form, &'static Form) {
    let form = Form::ALL[Form::COUNT - 1];
    let base = form.based_on.expect("it was made from another").form();
    (form, base)
}

/// The sample report of a form with some changes.
fn sample(form: &Form, changes: &str) -> Report {
    example(&format!("form: {}\n{changes}", form.id.name())).expect(changes)
}

/// The findings and the checks that could not be made, without the words: rule, severity, cells. Of
/// the cells after the first, those that only one of the two forms has are left out.
fn found(report: &Report) -> String {
    let checked = check(report, &Settings::default());
    let mut out = String::new();
    for finding in &checked.findings {
        let (form, base) = invented();
        let common = finding.fields().filter(|field| form.has(*field) && base.has(*field));
        let fields: Vec<String> = common.map(|field| field.to_string()).collect();
        let fix = finding.fix.as_ref().map(|fix| &fix.edits);
        let _ = writeln!(out, "{} {} {fields:?} {fix:?}", finding.severity.name(), finding.rule);
    }
    let (form, base) = invented();
    let not_assessed = checked.not_assessed.iter();
    let common = not_assessed.filter(|not| not.field.is_none_or(|field| form.has(field) && base.has(field)));
    let _ = writeln!(out, "{:?}", common.collect::<Vec<_>>());
    out
}

#[test]
fn the_invented_form_has_another_row_another_column_a_row_less_and_another_heading() {
    let (form, base) = invented();
    let (own, theirs): (Vec<Field>, Vec<Field>) = (form.fields().collect(), base.fields().collect());
    let only = |some: &[Field], others: &[Field]| -> Vec<String> {
        let total = |field: &&Field| matches!(field, Field::Requests(_, Applicant::Total));
        let rows = some.iter().filter(|field| !others.contains(field)).filter(total);
        rows.map(ToString::to_string).collect()
    };
    assert_eq!(only(&own, &theirs), ["requests.not_processed.machine_made.total"]);
    assert_eq!(only(&theirs, &own), ["requests.not_processed.public_publication.total"]);
    assert_eq!(form.applicants().count(), base.applicants().count() + 1);
    let headings = SectionId::ALL
        .into_iter()
        .filter(|id| form.heading(*id) != base.heading(*id));
    assert_eq!(headings.count(), 1);
}

/// Every year of one form is that form's, and no rule that asks for every form leaves one out.
#[test]
fn a_report_is_asked_the_same_rules_whatever_its_form() {
    let (form, base) = invented();
    let asked = |form: &Form| check(&sample(form, ""), &Settings::default()).asked;
    assert_eq!(asked(form), asked(base));
    assert!(asked(form).len() > 40);
    for rule in RULES {
        match rule.forms {
            Forms::Every => assert_eq!(rule.forms.iter().count(), Form::COUNT, "{}", rule.name),
            Forms::Since(_) | Forms::With(_) => {
                assert_eq!(rule.forms.contain(form), rule.forms.contain(base), "{}", rule.name);
            }
        }
    }
}

/// The same mistake in the sample report of the invented form and of the form that it was made from: the same findings.
#[test]
fn a_mistake_is_found_in_the_invented_form_as_in_the_one_that_it_was_made_from() {
    let (form, base) = invented();
    for changes in [
        "",
        "requests.granted.total: 8",
        "requests.outcomes_total.total: 13",
        "requests.outcomes_total.total:",
        "requests.granted.natural_person: 16",
        "requests.received.total: 14\nrequests.granted.business: 3",
        "requests.granted.total: 见附件",
        "requests.granted.natural_person: 1.5",
        "requests.granted.natural_person: -1",
        "blank applicants requests.granted",
        "disputes.reconsideration.total: 3",
        "disputes.reconsideration.total:",
        "disputes.litigation_direct.other:",
        "proactive.fees: 125000",
        "proactive.licenses:",
        "proactive.regulations.issued: 3",
        "drop row requests.granted",
        "drop row requests.denied.state_secret",
        "drop column requests.granted.research",
        "drop table requests",
        "drop section other",
        "drop section problems",
        "swap sections problems other",
        "swap rows requests.granted requests.partially_granted",
        "repeat row requests.granted",
        "new row requests.granted: 合计",
        "new column requests.granted.total: 备注",
        "row requests.granted: 公开",
        "column requests.granted.total: 合计",
        "heading overview: 一、概况",
        "picture requests: 表三.png",
        "one row requests.other_outcome",
        "replace overview: 13件 → 14件",
        "replace overview: 予以公开7件 → 予以公开8件",
        "replace overview: 结果维持1件 → 结果纠正1件",
        "replace overview: 制发行政规范性文件2件 → 制发行政规范性文件3件",
        "text other: 无。",
        "text problems: 无。",
        "published: 2020-01-01",
        "title: 某局报告",
    ] {
        let (one, other) = (sample(form, changes), sample(base, changes));
        if changes.is_empty() {
            assert_eq!(check(&one, &Settings::default()).findings, []);
        } else {
            assert_ne!(check(&one, &Settings::default()).findings, [], "{changes}");
        }
        assert_eq!(found(&one), found(&other), "{changes}");
    }
}

/// Every wrong cell of the invented form's own row and column is found, and known.
#[test]
fn a_wrong_cell_in_a_new_row_or_column_is_known() {
    let (form, _) = invented();
    let own = form
        .fields()
        .filter(|field| field.first_form().is_some_and(|first| first.id == form.id));
    let mut tried = 0;
    for field in own {
        let report = sample(form, &format!("{field}: 5"));
        let checked = check(&report, &Settings::default());
        let wrong: Vec<_> = checked
            .findings
            .iter()
            .filter(|finding| finding.rule == "wrong-cell")
            .collect();
        assert_eq!(wrong.len(), 1, "{field}: {:?}", checked.findings);
        let fix = wrong[0]
            .fix
            .as_ref()
            .map(|fix| (fix.edits[0].field, fix.edits[0].value.clone()));
        assert_eq!(fix, Some((field, "0".to_owned())));
        tried += 1;
    }
    // A row of eight columns, a column of 25 rows; one cell is in both.
    assert_eq!(tried, 32);
}

/// A row or column that one form has does not make the table of another incomplete, nor its totals wrong.
#[test]
fn no_form_is_asked_for_the_cells_of_another() {
    for form in Form::ALL {
        let checked = check(&sample(form, ""), &Settings::default());
        assert_eq!(
            (checked.findings, checked.not_assessed, checked.verdict),
            (Vec::new(), Vec::new(), Verdict::Fit),
            "{}",
            form.id.name()
        );
        for other in Form::ALL {
            if form.id == other.id {
                continue;
            }
            // The tables of another form are told, whichever two they are.
            let mut mixed = sample(form, "");
            let tables = |report: &Report| -> Vec<Block> {
                let blocks = report.sections.iter().flat_map(|section| &section.blocks);
                blocks
                    .filter(|block| matches!(block, Block::Table(table) if table.id.section() == SectionId::Requests))
                    .cloned()
                    .collect()
            };
            let theirs = tables(&sample(other, ""));
            let section = mixed.section_mut(SectionId::Requests);
            section.blocks.retain(|block| !matches!(block, Block::Table(_)));
            section.blocks.extend(theirs);
            let rules: Vec<&str> = check(&mixed, &Settings::default())
                .findings
                .iter()
                .map(|finding| finding.rule)
                .collect();
            assert_eq!(rules, ["form-version"], "{} in {}", other.id.name(), form.id.name());
        }
    }
}

#[test]
fn a_year_later_than_all_that_is_known_is_checked_with_the_newest_form_and_not_judged() {
    let form = Form::LATEST;
    let notices = |year: u16| {
        let report = example(&format!("year: {year}")).expect("a report");
        assert_eq!(report.form().map(|form| form.id), Some(form.id));
        let checked = check(&report, &Settings::default());
        let rules: Vec<(&str, &str)> = checked
            .findings
            .iter()
            .map(|found| (found.severity.name(), found.rule))
            .collect();
        (
            report.form_is_assumed(),
            rules.contains(&("notice", "form-version")),
            checked.verdict,
            checked.form_is_unknown(),
            checked.is_unread(),
            checked.rules_asked(),
        )
    };
    let known = notices(form.known_through);
    let asked = known.5;
    assert_eq!(known, (false, false, Verdict::Fit, false, false, asked));
    let later = notices(form.known_through + 1);
    assert_eq!(later, (true, true, Verdict::Unjudged, true, false, asked));
    // A year that has a form of its own has nothing to assume.
    for form in Form::ALL {
        assert!(!form.is_assumed_for(form.first_year));
        assert!(form.known_through >= form.first_year);
        if let Some(last) = form.last_year() {
            assert_eq!(
                FormId::of_year(last).map(|id| id.form().first_year),
                Some(form.first_year)
            );
        }
    }
}

#[test]
fn every_form_is_whole() {
    for (index, form) in Form::ALL.into_iter().enumerate() {
        assert_eq!(form.id as usize, index);
        assert_eq!(
            (FormId::from_name(form.id.name()), form.id.form().first_year),
            (Some(form.id), form.first_year)
        );
        assert_eq!(form.id.name(), form.first_year.to_string());
        let notice = &form.notice;
        assert!(
            form.instrument
                .zh
                .ends_with(&format!("〔{}〕{}号", notice.year, notice.number))
        );
        assert!(
            form.instrument
                .en
                .ends_with(&format!("[{}] No. {}", notice.year, notice.number))
        );
        assert!(notice.citation.ends_with(&format!("（{}）", form.instrument.zh)));
        assert!(notice.citation.contains(notice.title));
        for id in SectionId::ALL {
            assert!(form.heading(id).zh.starts_with(id.ordinal()), "{id:?}");
        }
        // The sums: an outcome is a part in every column, an applicant in every row.
        for field in form.fields() {
            let sums = form.sums(field).count();
            let expected = match field {
                Field::Requests(row, applicant) => {
                    usize::from(row == RequestsRow::OutcomesTotal) + usize::from(applicant == Applicant::Total)
                }
                Field::Disputes(_, result) => usize::from(result == nianbao_core::field::DisputeResult::Total),
                Field::Proactive(..) => 0,
            };
            assert_eq!(sums, expected, "{field}");
            for sum in form.sums(field) {
                assert!(sum.parts().all(|part| form.has(part)), "{field}");
            }
        }
        for relation in form.relations() {
            assert!(relation.terms.len() > 2, "{relation:?}");
        }
        let parts = form
            .applicants()
            .filter(|(_, column)| column.sum == InSum::Part)
            .count();
        assert_eq!(parts + 1, form.applicants().count());
    }
}

/// The cases of every rule's page, seventy years later: all that a page says of form 2021 holds for the invented one.
#[test]
fn the_cases_of_every_page_hold_for_the_invented_form() {
    let mut wrong = String::new();
    let mut tried = 0;
    for rule in RULES {
        let source = page(rule.name).expect("a page");
        let moved = seventy_years_later(source);
        let page = match Page::read(&moved, rule) {
            Ok(page) => page,
            Err(error) => {
                let _ = writeln!(wrong, "{}.md {error}", rule.name);
                continue;
            }
        };
        for case in &page.cases {
            if case.report().expect("a report").form().map(|form| form.id) != Some(invented().0.id) {
                continue;
            }
            tried += 1;
            if let Err(error) = case.verify(rule) {
                let _ = writeln!(wrong, "{}.md {error}", rule.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(tried > 300, "{tried}");
}

/// A page whose cases are of the invented form and its years. Those that are about an older form stay as they are.
fn seventy_years_later(source: &str) -> String {
    let (form, base) = invented();
    let older = |line: &&str| {
        let year = line.strip_prefix("year: ").or_else(|| line.strip_prefix("beside: "));
        let year = year.and_then(|rest| rest.get(..4)).and_then(|year| year.parse().ok());
        line.starts_with("form:") || year.is_some_and(|year: u16| year < base.first_year)
    };
    let heading = |form: &Form| {
        form.heading(SectionId::Other)
            .zh
            .split_once('、')
            .expect("a number")
            .1
            .to_owned()
    };
    let mut out = String::with_capacity(source.len());
    let mut lines = source.lines();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        if !matches!(line, "```right" | "```wrong") {
            continue;
        }
        let case: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let stays = case.iter().any(older);
        let mut own = case.iter().take_while(|line| !line.starts_with("beside:"));
        let named = own.any(|line| line.starts_with("form:") || line.starts_with("year:"));
        for (index, line) in case.iter().enumerate() {
            if stays {
                let _ = writeln!(out, "{line}");
                continue;
            }
            let line = line
                .replace(&heading(base), &heading(form))
                .replace(&*base.instrument.zh, &form.instrument.zh)
                .replace("六类申请人", "七类申请人");
            years_later(&line, &mut out);
            if index == 0 && !named {
                let _ = writeln!(out, "form: {}", form.id.name());
            }
        }
        out.push_str("```\n");
    }
    out
}

fn years_later(line: &str, out: &mut String) {
    let mut rest = line;
    while let Some(at) = rest.find("20") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let year: Option<u16> = from.get(..4).and_then(|digits| digits.parse().ok());
        let alone = !before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '〔' | '['))
            && !from
                .get(4..)
                .is_some_and(|after| after.starts_with(|c: char| c.is_ascii_digit()));
        if let Some(year) = year.filter(|year| alone && (2019..=2029).contains(year)) {
            let _ = write!(out, "{}", year + 70);
            rest = &from[4..];
        } else {
            out.push_str("20");
            rest = &from[2..];
        }
    }
    out.push_str(rest);
    out.push('\n');
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// Whatever cells are changed, the same are found wrong in both forms: those that both have.
    #[test]
    fn arithmetic_is_the_same_in_both_forms(changes in prop::collection::vec((any::<prop::sample::Index>(), 0_u32..40), 1..4)) {
        let (form, base) = invented();
        let common: Vec<Field> = base.fields().filter(|field| form.has(*field)).collect();
        let (mut one, mut other) = (sample(form, ""), sample(base, ""));
        for (field, value) in changes {
            for report in [&mut one, &mut other] {
                report.set(*field.get(&common), &value.to_string());
            }
        }
        let wrong = |report: &Report| -> Vec<(&'static str, Option<Field>)> {
            let findings = check(report, &Settings::default()).findings;
            let mut wrong: Vec<_> = findings.iter().map(|finding| (finding.rule, finding.field())).collect();
            wrong.sort_unstable();
            wrong
        };
        prop_assert_eq!(wrong(&one), wrong(&other));
    }

    /// Reading what was written gives the report back, in every form; and its tables tell which form it is.
    #[test]
    fn every_form_is_written_and_read(form in prop::sample::select(Form::ALL.to_vec()), figures in prop::collection::vec(0_u32..5000, 8)) {
        let mut report = Report::blank(form, "示例县财政局", Some(form.first_year));
        for (field, value) in form.fields().zip(figures.iter().cycle()) {
            report.set(field, &value.to_string());
        }
        let read = markdown::read(&write::markdown(&report)).report;
        prop_assert_eq!(read.layout().map(|form| form.id), Some(form.id));
        prop_assert_eq!(read, report);
    }
}

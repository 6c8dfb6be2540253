//! A rule's page: the Markdown file beside the rule, in 中文 and English, with the cases that run as its tests.
//!
//! A page has two parts, each beginning with the rule's title as `#`: 中文 with the sections 应当怎样, 为什么, 对, 错,
//! 怎样改, 依据, then English with What must hold, Why, Right, Wrong, How to fix it, Legal basis. Under 对 and 错 are the
//! cases: fenced blocks named `right` and `wrong`, written once and shown in both languages. A block named `toml` shows how
//! something is written in a file.
//!
//! A case begins with a title in both languages, `中文 | English`. Each line after it changes the base report, which is
//! complete and in which no rule finds anything; a line that begins with `=>` states a finding of the rule. A case
//! named `right report` or `wrong report` contains a whole report in Markdown instead of changes.
//!
//! | line | what it does |
//! | --- | --- |
//! | `form: 2019` | starts from the base report of form 2019 (year 2020 if no year is given) |
//! | `year: 2022`, `organ: 示例县柳河镇人民政府` | starts from the base report of this year, of this organ, throughout |
//! | `kind: township` | the organ's kind in a list of organs; without this line it is found from the name |
//! | `published: 2024-03-31`, `published:` | the day in the front matter; no day |
//! | `accepted: rule = "…", reason = "…"` | an acceptance in the front matter |
//! | `meta year: 2022`, `meta organ: 某局` | in the front matter alone |
//! | `requests.granted.total: 7` | writes a cell; nothing after the colon leaves it blank |
//! | `title: 标题` | the title |
//! | `replace overview: 旧 → 新` | replaces words in `title`, `preface` or a section: their first occurrence |
//! | `add other: 一段话`, `text other: 一段话` | adds a paragraph to the preface or a section; replaces everything there except tables |
//! | `heading other: 六、其他` | the heading of a section |
//! | `row requests.granted: 公开` | the label of a row |
//! | `column requests.granted.total: 合计` | the header of the column of this cell |
//! | `caption proactive.licenses: 第五项` | the caption of the grid of this cell |
//! | `drop section other`, `drop table requests`, `drop grid proactive.licenses`, `drop row requests.granted`, `drop column requests.granted.total` | removes it |
//! | `swap sections problems other`, `swap rows requests.granted requests.partially_granted` | exchanges them |
//! | `repeat section other`, `repeat row requests.granted` | repeats it after itself |
//! | `new section other: 七、下一步`, `new row requests.granted: 合计`, `new column requests.granted.total: 备注` | adds one after it that the form does not have |
//! | `picture requests: 表三.png` | a picture in place of the table |
//! | `blank applicants requests.granted` | leaves the six kinds of applicants of a row blank |
//! | `one row requests.other_outcome` | 其他处理 as one row, as in form 2019 |
//!
//! A case can put its report among others; only then are the rules across years and organs asked. They are asked about
//! the first report.
//!
//! | line | what it does |
//! | --- | --- |
//! | `beside: 2022`, `beside: 2023 示例县审计局` | another report of the same organ, of another organ; the lines after it change that one |
//! | `above: 示例县人民政府` | the organ that the report's organ belongs to |
//! | `below: 示例县审计局` | an organ that belongs to the report's organ |
//! | `since: 2024 示例县审计局`, `until: 2021 示例县审计局` | the first and the last year for which an organ owes a report |
//!
//! | line | what it expects |
//! | --- | --- |
//! | `=> error requests.granted.total: 应为 7` | a finding of this severity at this place whose 中文 message contains these words |
//! | `=> warning in overview "××"` | the place is these words of `title`, `preface` or a section; the words may be left out |
//! | `=> notice heading other`, `row requests.granted`, `column …`, `table requests`, `picture requests`, `report`, `meta` | other places |
//! | `=> not assessed requests.granted.total`, `=> not assessed` | the rule could not check this cell; it could not check something |

use std::fmt::Write as _;

use crate::archive::Archive;
use crate::diagnostic::Severity;
use crate::report::Report;
use crate::rule::Rule;
use crate::rules::{Checked, Settings, check, check_across, check_and_digest};
use crate::text::{Lang, Text};
use crate::trouble::Trouble;
use crate::verdict::Input;

mod among;
mod base;
mod change;
mod expect;

pub use among::Among;
pub use change::Change;
pub use expect::Expected;

/// The sections of a page, in order: heading in 中文, heading in English.
const PARTS: [(&str, &str); 6] = [
    ("应当怎样", "What must hold"),
    ("为什么", "Why"),
    ("对", "Right"),
    ("错", "Wrong"),
    ("怎样改", "How to fix it"),
    ("依据", "Legal basis"),
];

/// A rule's page, read.
#[derive(Debug, Clone)]
pub struct Page {
    /// The page in 中文 as Markdown, without the title: sections as `##`, cases as lists with the
    /// rule's findings.
    pub zh: String,
    /// The page in English, in the same way.
    pub en: String,
    /// The cases on it, in order.
    pub cases: Vec<Case>,
}

/// A report that is right or wrong, with what the rule finds in it.
#[derive(Debug, Clone)]
pub struct Case {
    /// What the case shows, in a few words.
    pub title: Text,
    /// Whether the rule finds nothing in it.
    pub right: bool,
    /// The differences between its report and the base report.
    pub changes: Vec<Change>,
    /// Its report as Markdown, if the page has the whole report.
    pub whole: Option<String>,
    /// The other reports and the organs; empty if there is only the one report.
    pub among: Vec<Among>,
    /// The findings of the rule.
    pub expected: Vec<Expected>,
    /// The line of the page on which it begins, from 1.
    pub line: usize,
}

impl Page {
    /// The page of a rule, its cases shown with the rule's findings.
    pub fn of(rule: &Rule) -> Result<Page, Trouble> {
        let source = crate::rules::page(rule.name).unwrap_or_default();
        Page::read(source, rule)
    }

    /// Reads a page as the page of a rule.
    pub fn read(source: &str, rule: &Rule) -> Result<Page, Trouble> {
        let mut pieces: Vec<Piece<'_>> = Vec::new();
        let mut cases = Vec::new();
        let mut lines = source.lines().enumerate();
        while let Some((at, line)) = lines.next() {
            let number = at + 1;
            if let Some(name) = line.strip_prefix("# ") {
                pieces.push(Piece::Title(number, name.trim()));
            } else if let Some(name) = line.strip_prefix("## ") {
                pieces.push(Piece::Section(number, name.trim()));
            } else if let Some(info) = line.strip_prefix("```") {
                let mut body: Vec<&str> = Vec::new();
                loop {
                    match lines.next() {
                        Some((_, "```")) => break,
                        Some((_, line)) => body.push(line),
                        None => return Err(error(number, "a block that never ends")),
                    }
                }
                // A block that shows how something is written in a file is not a case.
                if info.trim() == "toml" {
                    pieces.push(Piece::Line(line));
                    pieces.extend(body.into_iter().map(Piece::Line));
                    pieces.push(Piece::Line("```"));
                    continue;
                }
                pieces.push(Piece::Case(cases.len()));
                cases.push(Case::read(info.trim(), &body, number)?);
            } else {
                pieces.push(Piece::Line(line));
            }
        }
        let (zh, en) = bodies(&pieces, &cases, rule)?;
        Ok(Page { zh, en, cases })
    }

    /// The page in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// The base report with these changes, one on each line, as on a page: for tests of code that uses
/// the rules' results.
pub fn example(changes: &str) -> Result<Report, Trouble> {
    let body: Vec<&str> = std::iter::once("例 | Example").chain(changes.lines()).collect();
    Case::read("right", &body, 0)?.report()
}

/// An error in a page. Its words are for people who write rules, so they are in English only.
fn error(line: usize, what: impl Into<String>) -> Trouble {
    let what = what.into();
    Trouble::new("page", Text::of(what.clone(), what)).on_line(line)
}

enum Piece<'a> {
    Title(usize, &'a str),
    Section(usize, &'a str),
    Case(usize),
    Line(&'a str),
}

/// Both halves of a page as Markdown, with the cases under their headings.
fn bodies(pieces: &[Piece<'_>], cases: &[Case], rule: &Rule) -> Result<(String, String), Trouble> {
    let mut halves = [String::new(), String::new()];
    // The half being read, the section in it, and whether that section has any content yet.
    let (mut half, mut part) = (None::<Lang>, None::<usize>);
    let mut said = false;
    let mut line = 0;
    let finish = |part: Option<usize>, said: bool, line: usize| match part {
        Some(part) if !said => Err(error(line, format!("“{}” says nothing", PARTS[part].1))),
        _ => Ok(()),
    };
    for piece in pieces {
        match piece {
            Piece::Title(number, title) => {
                finish(part, said, line)?;
                line = *number;
                let lang = match half {
                    None => Lang::Zh,
                    Some(Lang::Zh) if part == Some(PARTS.len() - 1) => Lang::En,
                    Some(_) => return Err(error(line, "a page has two titles, each before its six sections")),
                };
                if *title != rule.title.get(lang) {
                    return Err(error(line, format!("the title is “{}”", rule.title.get(lang))));
                }
                (half, part, said) = (Some(lang), None, false);
            }
            Piece::Section(number, name) => {
                finish(part, said, line)?;
                line = *number;
                let Some(lang) = half else {
                    return Err(error(line, "a section before the title"));
                };
                let next = part.map_or(0, |part| part + 1);
                let expected = PARTS.get(next).map(|(zh, en)| match lang {
                    Lang::Zh => *zh,
                    Lang::En => *en,
                });
                if expected != Some(name) {
                    return Err(error(
                        line,
                        format!("this should be “{}”", expected.unwrap_or("the other half")),
                    ));
                }
                let _ = writeln!(halves[lang as usize], "## {name}\n");
                (part, said) = (Some(next), false);
                // The English half shows the cases that were written in the Chinese one.
                if lang == Lang::En && (next == 2 || next == 3) {
                    for case in cases.iter().filter(|case| case.right == (next == 2)) {
                        case.describe(rule, lang, &mut halves[lang as usize])?;
                        said = true;
                    }
                    halves[lang as usize].push('\n');
                }
            }
            Piece::Case(index) => {
                let case = &cases[*index];
                let place = if case.right { 2 } else { 3 };
                if half != Some(Lang::Zh) || part != Some(place) {
                    return Err(error(
                        case.line,
                        "a case stands in the Chinese half, right under 对, wrong under 错",
                    ));
                }
                // One list: no empty line between its items.
                if said && halves[0].ends_with("\n\n") {
                    halves[0].pop();
                }
                case.describe(rule, Lang::Zh, &mut halves[0])?;
                said = true;
            }
            Piece::Line(text) => {
                let text = text.trim_end();
                if let (Some(lang), true) = (half, part.is_some()) {
                    said |= !text.is_empty();
                    halves[lang as usize].push_str(text);
                    halves[lang as usize].push('\n');
                } else if !text.is_empty() {
                    return Err(error(line + 1, "words before the first section"));
                }
            }
        }
    }
    finish(part, said, line)?;
    if half != Some(Lang::En) || part != Some(PARTS.len() - 1) {
        return Err(error(line, "the page ends before the English half does"));
    }
    let [zh, en] = halves.map(|half| {
        // One empty line between blocks, none at the end.
        let mut out = String::with_capacity(half.len());
        let mut empty = true;
        for line in half.lines() {
            if !(empty && line.is_empty()) {
                out.push_str(line);
                out.push('\n');
            }
            empty = line.is_empty();
        }
        out.truncate(out.trim_end().len());
        out.push('\n');
        out
    });
    Ok((zh, en))
}

impl Case {
    fn read(info: &str, body: &[&str], line: usize) -> Result<Case, Trouble> {
        let (kind, whole) = match info.split_once(' ') {
            Some((kind, "report")) => (kind, true),
            _ => (info, false),
        };
        let right = match kind {
            "right" => true,
            "wrong" => false,
            _ => {
                return Err(error(
                    line,
                    "a block is named right, wrong, right report or wrong report",
                ));
            }
        };
        let title = body
            .first()
            .and_then(|title| title.split_once(" | "))
            .ok_or_else(|| error(line + 1, "a case begins with its title: 中文 | English"))?;
        let mut case = Case {
            title: Text::of(title.0.trim(), title.1.trim()),
            right,
            changes: Vec::new(),
            whole: None,
            among: Vec::new(),
            expected: Vec::new(),
            line,
        };
        let mut report = String::new();
        for (index, text) in body.iter().enumerate().skip(1) {
            let number = line + 1 + index;
            if let Some(expected) = text.strip_prefix("=>") {
                case.expected
                    .push(Expected::read(expected.trim()).map_err(|what| error(number, what))?);
            } else if whole {
                report.push_str(text);
                report.push('\n');
            } else if let Some(among) = Among::read(text.trim()).map_err(|what| error(number, what))? {
                case.among.push(among);
            } else if !text.trim().is_empty() {
                let change = Change::read(text.trim()).map_err(|what| error(number, what))?;
                match case.among.last_mut() {
                    Some(Among::Report { changes, .. }) => changes.push(change),
                    _ => case.changes.push(change),
                }
            }
        }
        case.whole = whole.then_some(report);
        let finds = case.expected.iter().any(Expected::is_finding);
        if right == finds {
            return Err(error(line, "a right case expects no finding, a wrong one at least one"));
        }
        Ok(case)
    }

    /// The report of the case.
    pub fn report(&self) -> Result<Report, Trouble> {
        if let Some(source) = &self.whole {
            return Ok(crate::markdown::read(source).report);
        }
        self.changed(&self.changes)
    }

    /// The base report with some changes.
    fn changed(&self, changes: &[Change]) -> Result<Report, Trouble> {
        let mut report = change::base(changes);
        for change in changes {
            change
                .apply(&mut report)
                .map_err(|what| error(self.line, format!("{change:?}: {what}")))?;
        }
        Ok(report)
    }

    /// The findings of the rule in its report.
    pub fn run(&self, rule: &Rule) -> Result<Checked, Trouble> {
        let kind = self.changes.iter().find_map(|change| match change {
            Change::Kind(kind) => Some(*kind),
            _ => None,
        });
        let settings = Settings {
            kind,
            ..Settings::default()
        };
        let report = self.report()?;
        let mut checked = if let Some(source) = &self.whole {
            check(&crate::markdown::read(source), &settings)
        } else if self.among.is_empty() {
            check(Input::new(&report, 0), &settings)
        } else {
            self.run_among(&report, &settings)?
        };
        checked.findings.retain(|finding| finding.rule == rule.name);
        checked.not_assessed.retain(|not| not.rule == rule.name);
        Ok(checked)
    }

    /// The findings of all rules in its report, checked together with the others.
    fn run_among(&self, report: &Report, settings: &Settings) -> Result<Checked, Trouble> {
        let own = report.organ().unwrap_or_default().to_owned();
        let mut organs = among::Organs::new(&own, settings.kind);
        for one in &self.among {
            organs.list(one);
        }
        let year = report.year().unwrap_or_default();
        let names = organs.names(0);
        let (checked, digest) = check_and_digest(Input::new(report, 0), settings, 0, year, &names);
        let mut digests = vec![digest];
        for one in &self.among {
            let Among::Report { year, organ, changes } = one else {
                continue;
            };
            let name = organ.as_deref().unwrap_or(&own);
            let mut all = vec![Change::Year(*year), Change::Organ(name.to_owned())];
            all.extend(changes.iter().cloned());
            let index = organs.index(name);
            let report = self.changed(&all)?;
            let input = Input::new(&report, 0);
            digests.push(check_and_digest(input, &Settings::default(), index, *year, &organs.names(index)).1);
        }
        let archive = Archive::new(organs.into_list(), digests);
        Ok(check_across(&archive, 0, settings, checked))
    }

    /// Runs the case. An error says how the result differs from the page.
    pub fn verify(&self, rule: &Rule) -> Result<(), Trouble> {
        let report = self.report()?;
        let checked = self.run(rule)?;
        expect::compare(&self.expected, &checked, &report).map_err(|what| error(self.line, what))
    }

    /// Shows the case as an item of a Markdown list: its changes, then the rule's findings.
    fn describe(&self, rule: &Rule, lang: Lang, out: &mut String) -> Result<(), Trouble> {
        let changes: Vec<String> = self
            .changes
            .iter()
            .map(|change| change.text().get(lang).to_owned())
            .collect();
        let (colon, stop, semicolon) = match lang {
            Lang::Zh => ("：", "。", "；"),
            Lang::En => (": ", ".", "; "),
        };
        let _ = write!(out, "- **{}**", escape(self.title.get(lang)));
        if !changes.is_empty() {
            let _ = write!(out, "{colon}{}{stop}", escape(&changes.join(semicolon)));
        }
        for one in &self.among {
            let space = match lang {
                Lang::Zh => "",
                Lang::En => " ",
            };
            let _ = write!(out, "{space}{}{stop}", escape(one.text().get(lang)));
        }
        out.push('\n');
        if let Some(report) = &self.whole {
            out.push_str("\n  ```markdown\n");
            for line in report.trim_end().lines() {
                let _ = writeln!(out, "  {line}");
            }
            out.push_str("  ```\n\n");
        }
        for finding in &self.run(rule)?.findings {
            let _ = writeln!(
                out,
                "  - {}{colon}{}",
                finding.severity.text().get(lang),
                escape(finding.message.get(lang))
            );
        }
        Ok(())
    }
}

/// Escapes a text for Markdown.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '&') {
            out.push('\\');
        }
        out.push(if c == '\n' { ' ' } else { c });
    }
    out
}

/// Reads `error`, `warning` or `notice` at the beginning of a text; returns the rest of the text
/// too.
fn severity(text: &str) -> Option<(Severity, &str)> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    Some((Severity::from_name(word)?, rest.trim_start()))
}

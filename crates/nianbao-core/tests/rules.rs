//! The rules, through their one door: the pages' cases, real grids with one and two cells changed, real reports.

use std::collections::BTreeMap;
use std::path::PathBuf;

use nianbao_core::diagnostic::Severity;
use nianbao_core::document;
use nianbao_core::field::{Applicant, Field, RequestsRow, TableId};
use nianbao_core::form::{Form, FormId};
use nianbao_core::page::Page;
use nianbao_core::recognise::recognise;
use nianbao_core::report::Report;
use nianbao_core::rule::Rule;
use nianbao_core::rules::{REMOVED, RULES, Settings, check};
use nianbao_core::text::{Lang, Span, Traced};
use proptest::prelude::*;

const ARITHMETIC: [&str; 5] = [
    "wrong-cell",
    "requests-balance",
    "outcomes-total",
    "applicants-total",
    "disputes-total",
];

#[test]
fn every_rule_file_is_registered_and_no_other() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/rules");
    let mut files: Vec<String> = std::fs::read_dir(&folder)
        .expect("the rules' folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        // What rules share is no rule.
        .filter(|name| name != "basis.rs")
        .collect();
    files.sort();
    let mut expected: Vec<String> = RULES
        .iter()
        .flat_map(|rule| {
            [
                format!("{}.rs", rule.name.replace('-', "_")),
                format!("{}.md", rule.name),
            ]
        })
        .collect();
    expected.sort();
    assert_eq!(files, expected);
}

#[test]
fn names_are_unique_and_never_used_again() {
    let mut names: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.name)
        .chain(REMOVED.iter().map(|r| r.name))
        .collect();
    let all = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), all);
    for name in names {
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{name}");
    }
    assert!(
        REMOVED
            .iter()
            .all(|removed| !removed.reason.zh.is_empty() && !removed.reason.en.is_empty())
    );
}

#[test]
fn every_rule_has_its_words_in_both_languages() {
    for rule in RULES {
        for text in [&rule.title, &rule.basis] {
            let chinese = |text: &str| text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
            assert!(
                chinese(&text.zh) && !text.en.is_empty() && text.zh != text.en,
                "{}",
                rule.name
            );
        }
        assert!(!rule.forms.is_empty(), "{}", rule.name);
    }
}

/// Everything that is wrong with the pages, at once.
#[test]
fn every_page_says_it_in_both_languages_and_its_cases_hold() {
    let mut wrong = String::new();
    for rule in RULES {
        if let Err(what) = page(rule) {
            wrong.push_str(&format!("{}.md {what}\n", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

fn page(rule: &Rule) -> Result<(), String> {
    let page = Page::of(rule).map_err(|error| error.to_string())?;
    let (right, wrong): (Vec<_>, Vec<_>) = page.cases.iter().partition(|case| case.right);
    if right.is_empty() || wrong.len() < 2 {
        return Err(format!(
            "has {} right and {} wrong cases: at least 1 and 2",
            right.len(),
            wrong.len()
        ));
    }
    let mut failed = String::new();
    for case in &page.cases {
        if let Err(error) = case.verify(rule) {
            failed.push_str(&format!("{error}\n"));
        }
    }
    for lang in Lang::ALL {
        if page.get(lang).chars().count() < 200 {
            return Err(format!("says hardly anything in {}", lang.code()));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed) }
}

/// A grid of real figures: the report with these cells, in the layout of form 2021.
struct RealGrid {
    name: String,
    report: Report,
}

fn data(name: &str) -> Option<String> {
    let folder = std::env::var_os("NIANBAO_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = folder.join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!(
            "SKIPPED: {} is not there; set NIANBAO_DATA to the folder that has {name}",
            path.display()
        );
    }
    text
}

fn grids() -> Vec<RealGrid> {
    let Some(text) = data("grids.json") else {
        return Vec::new();
    };
    let json: BTreeMap<String, serde_json::Value> = serde_json::from_str(&text).expect("grids.json");
    json.into_iter()
        .map(|(name, grid)| {
            let organ = grid["organ"].as_str().expect("organ");
            let year = u16::try_from(grid["year"].as_u64().expect("year")).expect("year");
            let mut report = Report::blank(FormId::F2021.form(), organ, Some(year));
            for (field, value) in grid["fields"].as_object().expect("fields") {
                report.set(field.parse().expect(field), value.as_str().expect("value"));
            }
            RealGrid { name, report }
        })
        .collect()
}

/// Grids of our own: the base of every property, also where the real ones are not at hand.
fn own_grid(form: &'static Form) -> Report {
    let mut report = Report::blank(form, "示例县财政局", Some(form.first_year));
    for field in form.fields() {
        report.set(field, "0");
    }
    // Three outcome rows with figures in five columns; the rest follows.
    let outcomes = [
        (RequestsRow::Granted, [120, 14, 0, 3, 2, 1]),
        (RequestsRow::UnavailableNotHeld, [57, 9, 1, 0, 0, 0]),
        (RequestsRow::NotProcessedDuplicate, [8, 0, 0, 0, 0, 4]),
    ];
    let mut set = |row: RequestsRow, parts: [i64; 6]| {
        for (applicant, part) in Applicant::ALL
            .iter()
            .zip(parts.iter().chain([&parts.iter().sum::<i64>()]))
        {
            report.set(Field::Requests(row, *applicant), &part.to_string());
        }
    };
    let mut total = [0; 6];
    for (row, parts) in outcomes {
        set(row, parts);
        for (sum, part) in total.iter_mut().zip(parts) {
            *sum += part;
        }
    }
    set(RequestsRow::OutcomesTotal, total);
    let carried_in = [5, 1, 0, 0, 0, 0];
    let carried_out = [9, 0, 0, 1, 0, 0];
    set(RequestsRow::CarriedIn, carried_in);
    set(RequestsRow::CarriedOut, carried_out);
    set(
        RequestsRow::Received,
        std::array::from_fn(|i| total[i] + carried_out[i] - carried_in[i]),
    );
    report
}

fn all_grids() -> Vec<RealGrid> {
    let mut all = grids();
    for form in Form::ALL {
        all.push(RealGrid {
            name: format!("own {}", form.id.name()),
            report: own_grid(form),
        });
    }
    all
}

/// What the rules on arithmetic find: rule, cell, the value that it offers.
fn arithmetic(report: &Report) -> Vec<(&'static str, Option<Field>, Option<String>)> {
    check(report, &Settings::default())
        .findings
        .into_iter()
        .filter(|finding| ARITHMETIC.contains(&finding.rule))
        .map(|finding| {
            assert_eq!(finding.severity, Severity::Error);
            let value = finding.fix.as_ref().map(|fix| fix.edits[0].value.clone());
            (finding.rule, finding.field(), value)
        })
        .collect()
}

#[test]
fn clean_grids_have_no_arithmetic_finding() {
    for grid in all_grids() {
        assert_eq!(arithmetic(&grid.report), [], "{}", grid.name);
    }
}

/// Other values that a clerk may have typed in place of this one.
fn slips(value: i64) -> Vec<i64> {
    let mut slips = vec![
        value + 1,
        value + 10,
        value * 10,
        value * 10 + 7,
        0,
        value - 1,
        value / 10,
    ];
    let digits = value.to_string();
    for at in 1..digits.len() {
        let mut swapped: Vec<char> = digits.chars().collect();
        swapped.swap(at - 1, at);
        slips.extend(swapped.into_iter().collect::<String>().parse::<i64>());
    }
    slips.retain(|slip| *slip >= 0 && *slip != value);
    slips.sort_unstable();
    slips.dedup();
    slips
}

fn requests(report: &Report) -> Vec<(Field, i64)> {
    report
        .figures()
        .iter()
        .filter(|(field, _)| field.table() == TableId::Requests)
        .filter_map(|(field, cell)| Some((field, cell.as_str().parse().ok()?)))
        .collect()
}

#[test]
fn a_single_wrong_cell_is_located_and_its_value_known() {
    for grid in all_grids() {
        // Where the applicants are left blank, a total stands in one relation only: see the next test.
        if grid
            .report
            .figures()
            .iter()
            .any(|(f, cell)| f.table() == TableId::Requests && cell.is_blank())
        {
            continue;
        }
        let mut report = grid.report.clone();
        for (field, value) in requests(&grid.report) {
            for slip in slips(value) {
                report.set(field, &slip.to_string());
                assert_eq!(
                    arithmetic(&report),
                    [("wrong-cell", Some(field), Some(value.to_string()))],
                    "{}: {field} {value} -> {slip}",
                    grid.name
                );
            }
            report.set(field, &value.to_string());
        }
    }
}

#[test]
fn with_the_applicants_left_blank_every_wrong_total_is_still_found() {
    for grid in grids() {
        let mut report = grid.report.clone();
        let blank = |field: Field| match field {
            Field::Requests(row, _) => Applicant::ALL[..6].iter().all(|a| {
                grid.report
                    .cell(Field::Requests(row, *a))
                    .is_some_and(nianbao_core::cell::Cell::is_blank)
            }),
            _ => false,
        };
        for (field, value) in requests(&grid.report).into_iter().filter(|(field, _)| blank(*field)) {
            for slip in slips(value) {
                report.set(field, &slip.to_string());
                let found = arithmetic(&report);
                assert_eq!(found.len(), 1, "{}: {field} {value} -> {slip}: {found:?}", grid.name);
                // Named where nothing else explains it; where not, a relation that it stands in is.
                if found[0].0 == "wrong-cell" {
                    assert_eq!(found[0], ("wrong-cell", Some(field), Some(value.to_string())));
                }
            }
            report.set(field, &value.to_string());
        }
    }
}

#[test]
fn two_wrong_cells_never_pass() {
    for grid in all_grids() {
        let cells = requests(&grid.report);
        let form = grid.report.form().expect("a form");
        let mut figures: Report = grid.report.clone();
        for (i, (a, a_value)) in cells.iter().enumerate() {
            figures.set(*a, &(a_value + 1).to_string());
            for (b, b_value) in &cells[i + 1..] {
                for by in [1, -1] {
                    if b_value + by < 0 {
                        continue;
                    }
                    figures.set(*b, &(b_value + by).to_string());
                    let subject = nianbao_core::rule::Subject::new(&figures, form);
                    let found = &subject.requests;
                    assert!(
                        found.cause().is_some() || !found.broken().is_empty(),
                        "{}: {a} {b} by {by}",
                        grid.name
                    );
                }
                figures.set(*b, &b_value.to_string());
            }
            figures.set(*a, &a_value.to_string());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_two_wrong_cells_are_told_and_never_taken_for_one(
        new in any::<bool>(), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), x in 0_i64..2000, y in 0_i64..2000,
    ) {
        let form = if new { FormId::F2021.form() } else { FormId::F2019.form() };
        let mut report = own_grid(form);
        let cells = requests(&report);
        let ((a, a_value), (b, b_value)) = (cells[a.index(cells.len())], cells[b.index(cells.len())]);
        prop_assume!(a != b && x != a_value && y != b_value);
        report.set(a, &x.to_string());
        report.set(b, &y.to_string());
        let found = arithmetic(&report);
        prop_assert!(!found.is_empty());
        prop_assert!(found.iter().all(|(rule, _, _)| *rule != "wrong-cell"), "{:?}", found);
    }

    #[test]
    fn any_report_is_checked_without_a_panic(cells in prop::collection::vec((any::<prop::sample::Index>(), "[-+0-9,.万元/ ]{0,20}"), 0..40)) {
        let mut report = own_grid(FormId::F2021.form());
        let fields: Vec<Field> = Form::LATEST.fields().collect();
        for (field, text) in cells {
            report.set(fields[field.index(fields.len())], &text);
        }
        let checked = check(&report, &Settings::default());
        for finding in &checked.findings {
            prop_assert!(!finding.message.zh.is_empty() && !finding.message.en.is_empty());
        }
        prop_assert!(checked.rules_held() <= checked.rules_asked());
    }
}

/// Rule, severity and place of every finding, one a line.
fn listing(report: &Report) -> String {
    let checked = check(report, &Settings::default());
    let mut out = String::new();
    for finding in &checked.findings {
        out.push_str(&format!(
            "{} {} {}\n",
            finding.severity.name(),
            finding.rule,
            finding.message.zh
        ));
    }
    for not in &checked.not_assessed {
        out.push_str(&format!(
            "not assessed {} {:?}\n",
            not.rule,
            not.field.map(|f| f.to_string())
        ));
    }
    out
}

/// A text file as the readers give it to the recogniser: line by line.
fn read_text(text: &str) -> Report {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let text = line.trim_end_matches(['\n', '\r']);
        let span = Span::new(at, at + text.len());
        let text = Traced::verbatim(text, at);
        at += line.len();
        document::Block::Line(document::Line { text, span })
    });
    let document = document::Document {
        front_matter: None,
        blocks: lines.collect(),
    };
    recognise(&document).report
}

#[test]
fn print() {
    for grid in all_grids() {
        println!("== {}\n{}", grid.name, listing(&grid.report));
    }
    for name in ["jianshan-2023.txt", "hongze-2024.txt"] {
        if let Some(text) = data(name) {
            println!("== {name}\n{}", listing(&read_text(&text)));
        }
    }
    println!(
        "== noise\n{}",
        listing(&read_text("一些文字。\n另一些文字\n\n三、别的\n"))
    );
}

//! The rules, tested through `check`: the cases on their pages, real grids with one and two cells changed, real
//! reports.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use nianbao_core::cell::Cell;
use nianbao_core::diagnostic::{Finding, Fix, Promise, Severity};
use nianbao_core::document;
use nianbao_core::field::{Applicant, Field, ProactiveRow, RequestsGroup, RequestsRow, RowKey, TableId};
use nianbao_core::form::{Form, FormId, SectionId};
use nianbao_core::page::{Page, example};
use nianbao_core::recognise::recognise;
use nianbao_core::report::{At, Block, Column, Report, Table};
use nianbao_core::rule::organ::Kind;
use nianbao_core::rule::{Family, Rule};
use nianbao_core::rules::{self, Checked, REMOVED, RULES, Settings};
use nianbao_core::text::{Lang, Span, Traced};
use nianbao_core::trouble::Trouble;
use nianbao_core::verdict::Input;
use nianbao_pack as pack;
use proptest::prelude::*;

/// Checks a report that was not read from a source.
fn check(report: &Report, settings: &Settings) -> Checked {
    rules::check(Input::new(report, 0), settings)
}

const ARITHMETIC: [&str; 5] = [
    "wrong-cell",
    "requests-balance",
    "outcomes-total",
    "applicants-total",
    "disputes-total",
];

#[test]
fn every_rule_file_is_registered_and_no_other() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src/check/rules");
    let files: BTreeSet<String> = std::fs::read_dir(&folder)
        .expect("the rules' folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        // The module that the rules share is not a rule.
        .filter(|name| name != "basis.rs")
        .collect();
    let expected: BTreeSet<String> = RULES
        .iter()
        .flat_map(|rule| {
            [
                format!("{}.rs", rule.name.replace('-', "_")),
                format!("{}.md", rule.name),
            ]
        })
        .collect();
    let unregistered: Vec<&String> = files.difference(&expected).collect();
    let absent: Vec<&String> = expected.difference(&files).collect();
    assert!(
        unregistered.is_empty() && absent.is_empty(),
        "not registered in rules.rs: {unregistered:?}; registered there, but no file: {absent:?}"
    );
}

/// The version of the rule set with the hash that belongs to it.
const PINNED: (&str, &str) = ("1.8", "319cc2c800b90833");

/// Results name the version of their rule set, so rules that changed have another version.
#[test]
fn changed_rules_have_a_new_version() {
    let now = (rules::RULE_SET, rules::hash());
    assert!(
        now == PINNED,
        "A rule's name, severity or page has changed, a rule was added or removed, or the version was raised. Raise RULE_SET in \
         src/check/rules.rs and say in CHANGELOG.md what is found otherwise. It was raised if “The rule set has version …” is \
         under *Unreleased* in CHANGELOG.md; then only the hash changes. Last, put this pair into PINNED in tests/rules.rs: \
         {now:?}",
    );
}

#[test]
fn names_are_unique_and_never_used_again() {
    let mut names: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.name)
        .chain(REMOVED.iter().map(|r| r.name))
        .collect();
    names.sort_unstable();
    let twice: Vec<&str> = names
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .map(|pair| pair[0])
        .collect();
    assert!(twice.is_empty(), "more than one rule has the name: {twice:?}");
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
        assert!(rule.forms.iter().next().is_some(), "{}", rule.name);
    }
}

/// Collects all errors of all pages.
#[test]
fn every_page_has_both_languages_and_its_cases_hold() {
    let mut wrong = String::new();
    for rule in RULES {
        if let Err(what) = page(rule) {
            let _ = writeln!(wrong, "{}.md {what}", rule.name);
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// An error of a page, in English.
fn said(error: &Trouble) -> String {
    let line = error.place().map_or_else(String::new, |place| format!("{place}: "));
    format!("{line}{}", error.message(Lang::En))
}

fn page(rule: &Rule) -> Result<(), String> {
    let page = Page::of(rule).map_err(|error| said(&error))?;
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
            let _ = writeln!(failed, "{}", said(&error));
        }
    }
    for lang in Lang::ALL {
        if page.get(lang).chars().count() < 200 {
            return Err(format!("says hardly anything in {}", lang.code()));
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(failed) }
}

/// A grid of real figures: a report with these cells, in the layout of form 2021.
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

/// Invented grids: the base of every property, also if the real ones are not available.
fn own_grid(form: &'static Form) -> Report {
    let mut report = Report::blank(form, "示例县财政局", Some(form.first_year));
    for field in form.fields() {
        report.set(field, "0");
    }
    // Three outcome rows with figures in the first columns, one of them the last that is not processed; the rest follows.
    let applicants: Vec<Applicant> = form.applicants().map(|(applicant, _)| applicant).collect();
    let (total_column, parts_of) = applicants.split_last().expect("columns");
    let not_processed = |row: &&RequestsRow| {
        row.group() == Some(RequestsGroup::NotProcessed) && form.has(Field::Requests(**row, *total_column))
    };
    let last = RequestsRow::ALL.iter().rfind(not_processed).expect("a row");
    let outcomes = [
        (RequestsRow::Granted, [120, 14, 0, 3, 2, 1]),
        (RequestsRow::UnavailableNotHeld, [57, 9, 1, 0, 0, 0]),
        (*last, [8, 0, 0, 0, 0, 4]),
    ];
    let mut set = |row: RequestsRow, parts: [i64; 6]| {
        let each = parts.iter().chain(std::iter::repeat(&0)).zip(parts_of);
        let sum = (parts.iter().sum::<i64>(), total_column);
        for (part, applicant) in each.map(|(part, applicant)| (*part, applicant)).chain([sum]) {
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

/// The findings of the rules on arithmetic: rule, cell, and the value offered.
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

/// Other values that a clerk might have typed instead.
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

/// The cells of table three with their values; a blank counts as 0.
fn requests(report: &Report) -> Vec<(Field, i64)> {
    report
        .figures()
        .iter()
        .filter(|(field, _)| field.table() == TableId::Requests)
        .filter_map(|(field, cell)| match cell.as_str() {
            "" => Some((field, 0)),
            text => Some((field, text.parse().ok()?)),
        })
        .collect()
}

#[test]
fn a_single_wrong_cell_is_located_and_its_value_known() {
    for grid in all_grids() {
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
            let was = grid.report.cell(field).map_or("", nianbao_core::cell::Cell::as_str);
            report.set(field, was);
        }
    }
}

#[test]
fn with_the_applicants_left_blank_every_wrong_total_is_still_found() {
    for grid in grids() {
        let mut report = grid.report.clone();
        for (field, _) in requests(&grid.report) {
            if !matches!(field, Field::Requests(_, Applicant::Total)) {
                report.set(field, "");
            }
        }
        assert_eq!(arithmetic(&report), [], "{}", grid.name);
        let totals = report.clone();
        for (field, value) in requests(&totals) {
            if !matches!(field, Field::Requests(_, Applicant::Total)) {
                continue;
            }
            for slip in slips(value) {
                report.set(field, &slip.to_string());
                let found = arithmetic(&report);
                assert!(!found.is_empty(), "{}: {field} {value} -> {slip}", grid.name);
                // The cell is named if nothing else explains the error; otherwise the relations it is part of are
                // reported.
                for wrong in found.iter().filter(|(rule, _, _)| *rule == "wrong-cell") {
                    assert_eq!(*wrong, ("wrong-cell", Some(field), Some(value.to_string())));
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
                // Compensating if possible: what one adds, the other subtracts.
                let by = if *b_value > 0 { -1 } else { 1 };
                figures.set(*b, &(b_value + by).to_string());
                let subject = nianbao_core::rule::Subject::new(&figures, form);
                let found = &subject.requests;
                assert!(
                    found.cause().is_some() || !found.broken().is_empty(),
                    "{}: {a} {b} by {by}",
                    grid.name
                );
                figures.set(*b, &b_value.to_string());
            }
            figures.set(*a, &a_value.to_string());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_wrong_cells_are_found_and_never_taken_for_one(
        form in prop::sample::select(Form::ALL.to_vec()), a in any::<prop::sample::Index>(), b in any::<prop::sample::Index>(), x in 0_i64..2000, y in 0_i64..2000,
    ) {
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
    fn any_report_is_checked_without_a_panic(form in prop::sample::select(Form::ALL.to_vec()), cells in prop::collection::vec((any::<prop::sample::Index>(), "[-+0-9,.万元/ ]{0,20}"), 0..40)) {
        let mut report = own_grid(form);
        let fields: Vec<Field> = form.fields().collect();
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

/// All findings, one per line: severity, rule, place if it is a cell, message. Findings in prose quote it, and are
/// listed by rule in `claims.rs`.
fn listing(report: &Report, settings: &Settings) -> String {
    let checked = check(report, settings);
    let mut out = String::new();
    for finding in checked.findings.iter().filter(|f| !f.rule.starts_with("prose-")) {
        let field = finding.field().map_or_else(String::new, |field| format!(" {field}"));
        let _ = writeln!(
            out,
            "{} {}{field}: {}",
            finding.severity.name(),
            finding.rule,
            finding.message.zh
        );
    }
    for not in checked.not_assessed.iter().filter(|n| !n.rule.starts_with("prose-")) {
        let field = not.field.map_or_else(String::new, |field| format!(" {field}"));
        let _ = writeln!(out, "not assessed {}{field}", not.rule);
    }
    out
}

fn expect(report: &Report, expected: &str) {
    expect_with(report, &Settings::default(), expected);
}

fn expect_with(report: &Report, settings: &Settings, expected: &str) {
    let expected: Vec<&str> = expected.lines().map(str::trim).collect();
    assert_eq!(listing(report, settings).lines().collect::<Vec<_>>(), expected);
}

/// A text file as the readers give it to the recogniser: line by line.
fn read_text(text: &str) -> Report {
    let mut at = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        let shown = line.trim_end_matches(['\n', '\r']);
        let line_at = at;
        at += line.len();
        document::Block::Line(document::Line {
            text: Traced::verbatim(shown, line_at),
            span: Span::new(line_at, line_at + shown.len()),
        })
    });
    let document = document::Document {
        front_matter: None,
        blocks: lines.collect(),
    };
    recognise(&document).report
}

/// The base report of the rule pages with these changes.
fn base(changes: &str) -> Report {
    example(changes).expect("changes that a case knows")
}

#[test]
fn blanks_are_filled_if_the_relations_give_their_values() {
    // Blank or unreadable cells; the fixes offered; the other cells that take part.
    let cases: [(&str, Option<&str>, &str); 7] = [
        ("requests.received.research:", Some("requests.received.research=0"), ""),
        (
            "requests.received.total:\nrequests.received.research:",
            Some("requests.received.research=0 requests.received.total=13"),
            "requests.received.research",
        ),
        // Two totals leave relations undecided, but they are blank and follow from their parts.
        (
            "requests.received.total:\nrequests.granted.total:",
            Some("requests.received.total=13 requests.granted.total=7"),
            "requests.granted.total",
        ),
        (
            "requests.received.total:\nrequests.granted.total:\nrequests.granted.research:",
            Some("requests.received.total=13 requests.granted.research=0 requests.granted.total=7"),
            "requests.granted.research requests.granted.total",
        ),
        // It is unknown which applicants the total counts.
        (
            "blank applicants requests.received",
            None,
            "requests.received.business requests.received.research requests.received.social_welfare \
             requests.received.legal_service requests.received.other",
        ),
        // Another relation includes a cell that cannot be read.
        ("requests.received.total:\nrequests.granted.business: 若干", None, ""),
        // Nothing shows whether any were made.
        ("proactive.regulations.issued:", None, ""),
    ];
    for (changes, fix, also) in cases {
        let checked = check(&base(changes), &Settings::default());
        let found: Vec<_> = checked.findings.iter().filter(|f| f.rule == "cell-blank").collect();
        let [finding] = found[..] else {
            panic!("{changes}: {found:?}")
        };
        let edits = finding.fix.as_ref().map(|fix| {
            let edits = fix.edits.iter().map(|edit| format!("{}={}", edit.field, edit.value));
            edits.collect::<Vec<_>>().join(" ")
        });
        assert_eq!(edits.as_deref(), fix, "{changes}");
        let others: Vec<String> = finding.also.iter().map(ToString::to_string).collect();
        assert_eq!(others.join(" "), also, "{changes}");
    }
}

#[test]
fn the_advice_comes_before_the_sentence() {
    let texts = [
        "收到政府信息公开申请7777件，均已办结。",
        "收到政府信息公开申请10件，其中自然人9件、商业企业8件。",
        "因政府信息公开被申请行政复议5件，均被维持。",
        "收到申请31件，比上年（20件）增长90%。",
    ];
    let mut rules = BTreeSet::new();
    for text in texts {
        for finding in check(&base(&format!("text overview: {text}")), &Settings::default()).findings {
            if !finding.rule.starts_with("prose-") || finding.rule == "prose-silent" {
                continue;
            }
            let help = finding.help.expect("a finding in prose says what to do");
            let (zh, en) = (help.zh.find("。原句："), help.en.find(". The sentence: "));
            assert!(
                zh.is_some_and(|at| at > 0) && en.is_some_and(|at| at > 0),
                "{} {help:?}",
                finding.rule
            );
            rules.insert(finding.rule);
        }
    }
    assert!(rules.len() >= 4, "{rules:?}");
}

/// The findings of one rule in the base report of the rule pages with these changes.
fn found(rule: &str, changes: &str) -> Vec<Finding> {
    found_in(rule, &base(changes))
}

fn found_in(rule: &str, report: &Report) -> Vec<Finding> {
    let mut findings = check(report, &Settings::default()).findings;
    findings.retain(|finding| finding.rule == rule);
    findings
}

/// A case on a page gives a part of a message; these are compared to their end.
#[test]
fn messages_have_exactly_these_words() {
    for (rule, changes, zh, en) in [
        (
            "misspelling",
            "add other: 截止2023年底。",
            "时间前面的“截止”应为“截至”：“截止2023年底”",
            "Before a date, “截止” should be “截至”: “截止2023年底”",
        ),
        (
            "self-reference",
            "add other: 我镇每月检查。",
            "“示例县财政局”的报告自称“我镇”：“我镇每月检查”",
            "The report of “示例县财政局” calls it “我镇”: “我镇每月检查”",
        ),
        (
            "stale-year",
            "add other: 2022年，我局公开目录。",
            "2023 年度的报告写着 2022 年：“2022年，我局公开目录”",
            "The report for 2023 says 2022: “2022年，我局公开目录”",
        ),
        (
            "template-residue",
            "add other: 公开××条。",
            "模板的“××”没有填写或没有删去",
            "“××” from a template was not filled in or removed",
        ),
        (
            "form-version",
            "form: 2019\nyear: 2023\ndrop table requests",
            "表二（主动公开）有 2019 年格式（国办公开办函〔2019〕60号）的内容，2023 年度应当用 2021 年格式（国办公开办函〔2021〕30号）",
            "Parts of table two (proactive disclosure) are from form 2019 (Notice Guobangongkaibanhan [2019] No. 60), but for 2023 form 2021 (Notice Guobangongkaibanhan [2021] No. 30) applies",
        ),
        (
            "table-rows",
            "drop column requests.received.research",
            "表三（申请办理）缺 1 列：“科研机构”",
            "1 column is missing: “Research institutions”",
        ),
        (
            "table-rows",
            "drop grid proactive.penalties",
            "表二（主动公开）缺 2 行：“行政处罚”“行政强制”",
            "2 rows are missing: “Administrative penalties”, “Compulsory measures”",
        ),
        (
            "prose-outcomes",
            "replace overview: 无法提供2件 → 信息不存在3件",
            "正文“信息不存在3件”，表三“1.本机关不掌握相关政府信息”为 2",
            "in table three is 2",
        ),
    ] {
        let case = found(rule, changes);
        let [finding] = &case[..] else {
            panic!("{changes}: {case:?}")
        };
        assert_eq!(finding.message.zh, zh, "{changes}");
        assert!(finding.message.en.ends_with(en), "{changes}: {}", finding.message.en);
    }
}

#[test]
fn the_advice_depends_on_the_finding() {
    let accepted = "accepted: rule = \"repeated-word\", reason = \"栏目的名称如此\"";
    let split = "“（六）其他处理”应分为三行";
    for (rule, changes, help) in [
        // Neither another rule's finding nor an accepted one is the one to accept.
        (
            "accepted-unmatched",
            "accepted: rule = \"regulation-maker\", reason = \"市政府授权起草\"\nadd overview: 做好信息公开公开工作。",
            Some("这条规则现在没有发现问题"),
        ),
        (
            "accepted-unmatched",
            "accepted: rule = \"repeated-word\", text = \"公开公开\", reason = \"栏目的名称如此\"\naccepted: rule = \"repeated-word\", text = \"联系联系\", reason = \"栏目的名称如此\"\nadd overview: 做好信息公开公开工作。",
            Some("这条规则现在没有发现问题"),
        ),
        (
            "accepted-unmatched",
            &format!("{accepted}\nadd overview: 做好信息公开公开工作。"),
            Some("看过现在的问题以后，仍要接受的写成：rule = \"repeated-word\", text = \"公开公开\", reason = …"),
        ),
        // The applicants of two rows are unknown: either total may be wrong.
        (
            "outcomes-total",
            "blank applicants requests.granted\nblank applicants requests.partially_granted\nrequests.granted.total: 8",
            Some("若只有一处有误，可能是：“（二）部分公开 · 总计”应为 1，或者“（一）予以公开 · 总计”应为 7"),
        ),
        ("form-version", "one row requests.other_outcome", Some(split)),
        ("form-version", "form: 2019\nyear: 2023", None),
        ("form-version", "year: 2020\nform: 2021\ndrop table proactive", None),
    ] {
        let case = found(rule, changes);
        let [finding] = &case[..] else {
            panic!("{changes}: {case:?}")
        };
        match (help, &finding.help) {
            (None, None) => {}
            (Some(words), Some(help)) => assert!(help.zh.starts_with(words), "{changes}: {}", help.zh),
            (_, other) => panic!("{changes}: {other:?}"),
        }
    }
}

#[test]
fn late_organs_are_told_whose_deadline_it_was() {
    for (kind, published, help) in [
        (Kind::Township, "2024-02-01", "条例没有规定乡镇、街道的期限"),
        (Kind::Vertical, "2024-02-01", "部门为1月31日，政府为3月31日"),
        (Kind::Government, "2024-04-01", "部门为1月31日，政府为3月31日"),
    ] {
        let settings = Settings {
            kind: Some(kind),
            ..Settings::default()
        };
        let findings = check(&base(&format!("published: {published}")), &settings).findings;
        let late = findings.iter().find(|finding| finding.rule == "published-late");
        let said = late.and_then(|finding| finding.help.as_ref()).expect("it is late");
        assert!(said.zh.starts_with(help), "{kind:?}: {}", said.zh);
    }
}

#[test]
fn a_wrong_cell_is_shown_with_the_cells_to_compare() {
    for (changes, also) in [
        (
            "requests.granted.natural_person: 16",
            "requests.granted.total requests.outcomes_total.natural_person",
        ),
        (
            "requests.outcomes_total.natural_person: 1",
            "requests.received.natural_person requests.carried_in.natural_person requests.granted.natural_person \
             requests.partially_granted.natural_person requests.denied.deliberative_process.natural_person \
             requests.unavailable.not_held.natural_person requests.outcomes_total.total \
             requests.carried_out.natural_person",
        ),
        (
            "requests.granted.total: 8",
            "requests.granted.natural_person requests.granted.business requests.outcomes_total.total",
        ),
        (
            "requests.received.total: 14",
            "requests.received.natural_person requests.received.business requests.carried_in.total \
             requests.outcomes_total.total requests.carried_out.total",
        ),
    ] {
        let case = found("wrong-cell", changes);
        let [finding] = &case[..] else {
            panic!("{changes}: {case:?}")
        };
        let others: Vec<String> = finding.also.iter().map(ToString::to_string).collect();
        assert_eq!(others.join(" "), also, "{changes}");
    }
}
/// The grid of a table that has a row, for changes that no case can make.
fn grid(report: &mut Report, row: RowKey) -> &mut Table {
    report
        .sections
        .iter_mut()
        .flat_map(|section| &mut section.blocks)
        .find_map(|block| match block {
            Block::Table(table) if table.rows.iter().any(|known| known.key == Some(row)) => Some(table),
            _ => None,
        })
        .expect("the grid")
}

#[test]
fn tables_that_no_case_can_make() {
    const RECEIVED: RowKey = RowKey::Requests(RequestsRow::Received);
    let messages = |report: &Report| -> Vec<String> {
        let findings = found_in("table-rows", report).into_iter();
        findings.map(|finding| finding.message.zh.into_owned()).collect()
    };
    let change = |change: &dyn Fn(&mut Table)| {
        let mut report = base("");
        change(grid(&mut report, RECEIVED));
        messages(&report)
    };
    let short = |rows: &[usize]| {
        change(&|table| {
            for row in rows {
                table.rows[*row].cells.pop();
            }
        })
    };
    assert_eq!(
        short(&[0]),
        ["“一、本年新收政府信息公开申请数量”一行有 6 格，表格有 7 列"]
    );
    assert_eq!(
        short(&[0, 1, 3]),
        ["“一、本年新收政府信息公开申请数量”一行有 6 格，表格有 7 列；另有 2 行也是这样"]
    );
    // A row and a column of blanks without a label are left by converters.
    let empty = |table: &mut Table| {
        let mut row = table.rows[0].clone();
        (row.key, row.label) = (None, String::new());
        row.cells.fill(Cell::default());
        table.rows.push(row);
        let column = Column {
            key: None,
            label: String::new(),
        };
        table.columns.push(column);
        for row in table.rows.iter_mut().filter(|row| !row.cells.is_empty()) {
            row.cells.push(Cell::default());
        }
    };
    assert!(change(&empty).is_empty(), "{:?}", change(&empty));
    let twice = |table: &mut Table| {
        let column = table.columns[0].clone();
        table.columns.push(column);
        for row in table.rows.iter_mut().filter(|row| !row.cells.is_empty()) {
            row.cells.push(Cell::new("0"));
        }
    };
    assert_eq!(change(&twice), ["“自然人”：这一行或列重复出现"]);
    let swapped = |table: &mut Table| {
        table.columns.swap(1, 2);
        for row in table.rows.iter_mut().filter(|row| !row.cells.is_empty()) {
            row.cells.swap(1, 2);
        }
    };
    assert_eq!(change(&swapped), ["“科研机构”一列不在格式规定的位置"]);
}

#[test]
fn parts_of_another_form_are_pointed_at() {
    // A grid of this year's form has the row, but not the column.
    const LICENSES: RowKey = RowKey::Proactive(ProactiveRow::Licenses);
    let mut older = base("form: 2019");
    let older = grid(&mut older, LICENSES).clone();
    let mut report = base("");
    let blocks = &mut report.section_mut(SectionId::Proactive).blocks;
    blocks.push(Block::Table(older));
    let last = blocks.len() - 1;
    let case = found_in("form-version", &report);
    let [finding] = &case[..] else { panic!("{case:?}") };
    assert!(
        matches!(finding.at, At::Block(_, block) if block == last),
        "{finding:?}"
    );
}

#[test]
fn an_empty_paragraph_says_nothing() {
    for (rule, section, zh) in [
        (
            "problems-and-measures",
            SectionId::Problems,
            "第五部分没有内容：问题和改进情况都没有写",
        ),
        (
            "processing-fee",
            SectionId::Other,
            "第六部分没有内容：没有写明是否收取信息处理费",
        ),
    ] {
        for block in [
            Block::Paragraph(String::new()),
            Block::Heading {
                level: 3,
                text: "（一）情况".to_owned(),
            },
        ] {
            let mut report = base("");
            report.section_mut(section).blocks = vec![block];
            let case = found_in(rule, &report);
            let said: Vec<&str> = case.iter().map(|finding| &*finding.message.zh).collect();
            assert_eq!(said, [zh], "{rule}");
        }
    }
}

#[test]
fn a_share_is_of_its_whole_however_many_parts_come_between() {
    let mut text = String::from("全年发布信息1000条，其中");
    for _ in 0..80 {
        text.push_str("通知公告1条、");
    }
    for (share, found_so_many) in [("50%", 0), ("60%", 1)] {
        let report = base(&format!("add overview: {text}工作动态500条，占{share}。"));
        assert_eq!(found_in("prose-percentage", &report).len(), found_so_many, "{share}");
    }
}

#[test]
fn the_report_of_jianshan_has_blanks_omissions_and_a_bookmark() {
    let Some(text) = data("jianshan-2023.txt") else { return };
    expect(
        &read_text(&text),
        "warning repeated-word: “联系”重复了：“…尖山区政务公开办公室联系联系地址：尖山区新兴大街…”
         warning cell-blank proactive.regulations.issued: 表二（主动公开）有 3 格空着：没有发生的填 0
         warning cell-blank requests.received.natural_person: 表三（申请办理）有 150 格空着：没有发生的填 0
         error template-residue: 模板的“[bookmark: _GoBack]”没有填写或没有删去
         warning processing-fee: 第六部分只写“无”，没有写明是否收取信息处理费",
    );
}

#[test]
fn the_report_of_hongze_has_one_row_of_the_older_form_and_a_misspelled_label_and_leaves_duties_unsaid() {
    let Some(text) = data("hongze-2024.txt") else { return };
    expect(
        &read_text(&text),
        "warning government-duties: 政府的报告没有写到“社会评议”“责任追究”结果情况
         warning table-label: “2.其他法律行政止公开”应写作“2.其他法律行政法规禁止公开”
         error form-version: 表三（申请办理）有 2019 年格式（国办公开办函〔2019〕60号）的内容，2024 年度应当用 2021 年格式（国办公开办函〔2021〕30号）：两种格式混用",
    );
}

#[test]
fn other_texts_give_few_findings() {
    expect(
        &read_text("一些文字。\n另一些文字\n\n三、别的\n"),
        "error title-missing: 没有认出报告的标题
         error year-missing: 没有认出报告年度：标题和文件信息里都没有写
         error organ-missing: 没有认出是哪个机关的报告：标题和文件信息里都没有写
         error section-missing: 六个部分一个也没有认出来：这可能不是年度报告，或者各部分没有标题
         error table-missing: 表二、表三、表四一张也没有找到
         not assessed section-order
         not assessed section-heading
         not assessed section-extra
         not assessed form-version
         not assessed table-rows
         not assessed table-label
         not assessed cell-number
         not assessed cell-whole-number
         not assessed cell-blank
         not assessed fee-unit
         not assessed regulation-maker
         not assessed wrong-cell
         not assessed requests-balance
         not assessed outcomes-total
         not assessed applicants-total
         not assessed disputes-total
         not assessed year-mismatch
         not assessed stale-year
         not assessed reporting-period
         not assessed published-late
         not assessed published-early
         not assessed organ-mismatch
         not assessed self-reference
         not assessed scope-words
         not assessed aspects-covered
         not assessed government-duties
         not assessed problems-and-measures
         not assessed processing-fee
         not assessed overview-length
         not assessed contact",
    );
}

#[test]
fn a_year_without_tables_is_reported_once() {
    let report = read_text(
        "某县财政局2015年政府信息公开工作年度报告\n\n一、概述\n2015年，主动公开信息30条。\n二、人员和经费\n没有。\n",
    );
    let found = listing(&report, &Settings::default());
    assert_eq!(
        found.lines().filter(|line| !line.starts_with("not assessed")).count(),
        1,
        "{found}"
    );
    assert!(
        found.starts_with("notice form-version: 2015 年度还没有法定表格"),
        "{found}"
    );
}

#[test]
fn with_wrong_cell_off_every_broken_relation_is_reported() {
    let report = base("requests.granted.natural_person: 16");
    let off = Settings {
        severities: vec![("wrong-cell".to_owned(), None)],
        ..Settings::default()
    };
    expect(
        &report,
        "error wrong-cell requests.granted.natural_person: “（一）予以公开 · 自然人”为 16，若只有一处有误，应为 6：改这一格，2 条勾稽关系全部成立",
    );
    expect_with(
        &report,
        &off,
        "error applicants-total requests.granted.total: “（一）予以公开 · 总计”为 7，六类申请人相加为 17，相差 10
         error outcomes-total requests.outcomes_total.natural_person: “（七）总计 · 自然人”为 10，各项办理结果相加为 20，相差 10",
    );
}

#[test]
fn a_blank_total_is_0_if_every_relation_then_holds() {
    let report = base(
        "requests.carried_in.business: -1\nrequests.carried_in.total:\n\
         requests.carried_out.business: -1\nrequests.carried_out.total: 1",
    );
    let checked = check(&report, &Settings::default());
    for rule in ["wrong-cell", "requests-balance", "applicants-total"] {
        assert!(checked.findings.iter().all(|finding| finding.rule != rule), "{rule}");
        assert!(checked.not_assessed.iter().all(|not| not.rule != rule), "{rule}");
    }
}

#[test]
fn other_processing_in_one_row_is_added_up() {
    let found = |changes: &str| arithmetic(&base(changes));
    assert_eq!(found("one row requests.other_outcome"), []);
    let wrong = found("one row requests.other_outcome\nrequests.other_outcome.natural_person: 3");
    assert_eq!(wrong.len(), 1);
    assert_eq!((wrong[0].0, wrong[0].2.as_deref()), ("wrong-cell", Some("0")));
    // A missing row leaves its relations undecided: nothing is invented.
    assert_eq!(found("drop row requests.granted"), []);
}

#[test]
fn a_setting_changes_how_severe_a_rule_is() {
    let report = base("proactive.licenses:");
    let asked = Settings {
        severities: vec![("cell-blank".to_owned(), Some(Severity::Error))],
        ..Settings::default()
    };
    expect(
        &report,
        "warning cell-blank proactive.licenses: “行政许可”空着：没有发生的填 0",
    );
    expect_with(
        &report,
        &asked,
        "error cell-blank proactive.licenses: “行政许可”空着：没有发生的填 0",
    );
}

#[test]
fn rules_are_counted_as_asked_and_held() {
    let off = Settings {
        severities: vec![("fee-unit".to_owned(), None)],
        ..Settings::default()
    };
    // Rules across years and organs do not apply to a report by itself.
    let alone = |rule: &&&Rule| rule.family != Family::Archive;
    let all = RULES.iter().filter(alone).count();
    for (source, settings, asked, held) in [
        ("", Settings::default(), all, all),
        ("", off, all - 1, all - 1),
        // `fee-unit` does not apply to form 2019, which has no amount of fees.
        (
            "form: 2019",
            Settings::default(),
            RULES
                .iter()
                .filter(alone)
                .filter(|rule| rule.forms.contain(FormId::F2019.form()))
                .count(),
            0,
        ),
        ("proactive.licenses: 无", Settings::default(), all, all - 1),
        // Text instead of a figure makes its relations undecidable, which concerns two rules.
        ("requests.granted.total: 无", Settings::default(), all, all - 3),
    ] {
        let checked = check(&base(source), &settings);
        let held = if held == 0 { asked } else { held };
        assert_eq!((checked.rules_asked(), checked.rules_held()), (asked, held), "{source}");
    }
}

#[test]
fn text_instead_of_a_figure_is_corrected_by_the_relations() {
    let checked = check(&base("requests.granted.total: 见附件"), &Settings::default());
    let fix = checked.findings[0].fix.as_ref().expect("a fix");
    assert_eq!((checked.findings.len(), fix.edits[0].value.as_str()), (1, "7"));
}

/// The figures of a report as they are read.
fn figures(report: &Report) -> Vec<(Field, String)> {
    let figures = report.figures();
    let read = figures
        .iter()
        .map(|(field, cell)| (field, format!("{:?}", cell.value())));
    read.collect()
}

/// A fix is promised to be safe if and only if all figures stay as they are read.
#[test]
fn every_fix_on_the_pages_keeps_its_promise() {
    let mut rules_with_fixes = BTreeSet::new();
    let mut wrong = String::new();
    for rule in RULES {
        let page = Page::of(rule).expect(rule.name);
        for case in &page.cases {
            let checked = case.run(rule).expect(rule.name);
            for fix in checked.findings.iter().filter_map(|finding| finding.fix.as_ref()) {
                let before = case.report().expect(rule.name);
                let mut after = before.clone();
                fix.apply(&mut after);
                assert_ne!(
                    before, after,
                    "{}: the fix “{}” changes nothing",
                    rule.name, fix.title.en
                );
                if fix.promise.is_safe() != (figures(&before) == figures(&after)) {
                    let _ = writeln!(wrong, "{}: “{}” is {:?}", rule.name, fix.title.en, fix.promise);
                }
                rules_with_fixes.insert(rule.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    // A rule that offers a fix shows it in a case.
    let offering = [
        "cell-blank",
        "cell-number",
        "cell-whole-number",
        "fee-unit",
        "wrong-cell",
    ];
    assert_eq!(rules_with_fixes, BTreeSet::from(offering));
}

#[test]
fn a_promise_is_true_or_false_in_json() {
    let field: Field = "proactive.licenses".parse().expect("a field");
    for (promise, json) in [(Promise::Safe, "true"), (Promise::Ask, "false")] {
        let fix = Fix::set(field, "3", promise);
        let written = serde_json::to_string(&fix).expect("JSON");
        assert!(written.ends_with(&format!("\"safe\":{json}}}")), "{written}");
        assert_eq!(serde_json::from_str::<Fix>(&written).expect("a fix"), fix);
        let packed: Fix = pack::unpack(&pack::pack(&fix)).expect("what was packed");
        assert_eq!(packed, fix);
    }
    // Output of versions that did not say: a person is asked.
    let old = r#"{"title":{"zh":"改为 3","en":"Change to 3"},"edits":[]}"#;
    assert_eq!(serde_json::from_str::<Fix>(old).expect("a fix").promise, Promise::Ask);
}

#[test]
fn every_fix_leaves_fewer_findings() {
    for source in [
        "requests.granted.total: 见附件",
        "requests.granted.natural_person: 16",
        "requests.received.total:",
        "requests.received.research:\nrequests.received.other: /",
        "disputes.reconsideration.total:",
        "disputes.litigation_direct.other:",
        "proactive.fees: 125000",
        "requests.carried_in.natural_person: 1.5",
        "proactive.penalties: 4件",
    ] {
        let mut report = base(source);
        let before = check(&report, &Settings::default()).findings;
        let fix = before[0].fix.clone().expect(source);
        fix.apply(&mut report);
        assert_eq!(check(&report, &Settings::default()).findings, [], "{source}");
    }
    // Only the organ knows what a blank cell of table two should say.
    assert!(
        check(&base("proactive.licenses:"), &Settings::default()).findings[0]
            .fix
            .is_none()
    );
}

#[test]
fn a_huge_table_gives_few_findings() {
    let mut report = base("");
    for section in &mut report.sections {
        for block in &mut section.blocks {
            if let Block::Table(table) = block {
                let mut odd = table.rows[0].clone();
                odd.key = None;
                odd.label = "××".repeat(40);
                let known = table.rows[0].clone();
                for _ in 0..20_000 {
                    table.rows.push(odd.clone());
                    table.rows.push(known.clone());
                }
            }
        }
    }
    let found = check(&report, &Settings::default()).findings;
    assert!(found.len() < 20, "{}", found.len());
}

#[test]
fn errors_of_a_page_have_their_line() {
    let good = include_str!("../src/check/rules/section-missing.md");
    let rule = rules::find("section-missing").expect("the rule");
    assert!(Page::read(good, rule).is_ok());
    for (old, new, what) in [
        ("# 六个部分都要有", "# 六个部分", "the title is"),
        ("## 为什么\n", "## 缘由\n", "this should be “为什么”"),
        ("```right\n", "```ok\n", "a block is named"),
        (
            "六个部分齐全 | All six sections are there",
            "六个部分齐全",
            "a case begins with its title",
        ),
        (
            "=> error report: 缺少“六、其他需要报告的事项”\n",
            "",
            "a wrong one at least one",
        ),
        ("drop section other", "drop section others", "is not a section"),
        ("drop section other", "burn section other", "is not a known change"),
        ("=> error report: 缺少“六", "=> mistake report: 缺少“六", "then a place"),
        (
            "=> error report: 缺少“六",
            "=> error nowhere: 缺少“六",
            "is not a known place",
        ),
        ("## Legal basis", "## Basis", "this should be “Legal basis”"),
    ] {
        let page = good.replacen(old, new, 1);
        assert_ne!(page, good, "{old}");
        let error = Page::read(&page, rule).expect_err(what);
        let line = error.place().and_then(|place| place.line);
        assert!(
            error.what.en.contains(what) && line.is_some_and(|line| line > 0),
            "{error}"
        );
        let line = line.unwrap_or_default();
        assert_eq!(said(&error), format!("line {line}: {}", error.what.en));
    }
    let half = good.split("# All six").next().expect("a half");
    assert!(Page::read(half, rule).is_err() && Page::read("", rule).is_err());
    let open = good.replacen("\n```\n", "\n", 1);
    assert!(Page::read(&open, rule).is_err());
}

#[test]
fn a_page_shows_its_cases_in_both_languages() {
    let page = Page::of(nianbao_core::rules::find("wrong-cell").expect("the rule")).expect("its page");
    for (lang, words) in [
        (
            Lang::Zh,
            "- **一格多了 10**：“（一）予以公开 · 自然人”填 16。\n  - 错误：“（一）予以公开 · 自然人”为 16",
        ),
        (
            Lang::En,
            "- **One cell is 10 too large**: “(1) Disclosed · Natural persons” says 16.\n  - error: “(1) Disclosed · Natural persons” is 16",
        ),
    ] {
        assert!(page.get(lang).contains(words), "{}", page.get(lang));
        assert!(!page.get(lang).contains("```"));
    }
}

//! The corrections of a report: `[[correction]]` in its front matter, with the day, the reason, and what was changed.
//!
//! A report is shown as it is now; a correction says what it said before. Core keeps the entries as they are written, so
//! that they are in every kind of file that keeps the front matter.

use std::collections::HashMap;

use nianbao_core::cell::Cell;
use nianbao_core::field::Field;
use nianbao_core::front_matter::{Table, Value};
use nianbao_core::report::Report;
use nianbao_core::text::{Date, Text};

use super::reader::nearest;

/// The key in the front matter.
const KEY: &str = "correction";

/// The keys of an entry.
const KEYS: [&str; 4] = ["date", "reason", "text", "changes"];

/// The keys of a change.
const CHANGE: [&str; 3] = ["field", "old", "new"];

/// A correction of a report that had been published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The day on which the corrected report was published.
    pub date: Date,
    /// Why it was corrected.
    pub reason: String,
    /// What was changed, in words.
    pub text: Option<String>,
    /// The cells that were changed.
    pub changes: Vec<Change>,
}

/// A cell that was changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The cell.
    pub field: Field,
    /// What it said before.
    pub old: String,
    /// What it says since.
    pub new: String,
}

/// A fault in the corrections of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    /// The index of the entry.
    pub(super) entry: usize,
    /// Whether the entry was left out.
    pub(super) left_out: bool,
    pub(super) message: Text,
    pub(super) hint: Text,
}

/// The corrections of a report, oldest first. Entries with faults are left out.
pub(crate) fn of(report: &Report) -> Vec<Correction> {
    let (found, _) = entries(report);
    found.into_iter().map(|(_, correction)| correction).collect()
}

/// The corrections of a report, oldest first, and the faults in them.
pub(super) fn read(report: &Report) -> (Vec<Correction>, Vec<Fault>) {
    let (found, mut faults) = entries(report);
    faults.extend(doubts(&found, report));
    let found = found.into_iter().map(|(_, correction)| correction);
    (found.collect(), faults)
}

/// The corrections of a report with the indexes of their entries, oldest first, and the faults in the entries left out.
fn entries(report: &Report) -> (Vec<(usize, Correction)>, Vec<Fault>) {
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    match report.meta.other.get(KEY) {
        None => {}
        Some(Value::List(list)) => {
            for (entry, value) in list.iter().enumerate() {
                match one(value, report) {
                    Ok(correction) => found.push((entry, correction)),
                    Err((message, hint)) => faults.push(Fault {
                        entry,
                        left_out: true,
                        message,
                        hint,
                    }),
                }
            }
        }
        Some(_) => faults.push(Fault {
            entry: 0,
            left_out: true,
            message: Text::new("correction 应是若干个表", "`correction` must be a list of tables"),
            hint: whole(),
        }),
    }
    // Those of one day stay in the order of the file.
    found.sort_by_key(|(entry, correction)| (correction.date, *entry));
    (found, faults)
}

/// How an entry is written.
fn whole() -> Text {
    let example = "[[correction]] date = 2025-03-06, reason = \"…\", changes = [{ field = \"requests.received.total\", old = \"3\", new = \"2\" }]";
    Text::of(
        format!("写作 {example}；改的是文字就写 text = \"…\""),
        format!("write {example}, and words that were changed as text = \"…\""),
    )
}

fn one(value: &Value, report: &Report) -> Result<Correction, (Text, Text)> {
    let Value::Table(table) = value else {
        return Err((
            Text::new("这条更正不是一个表", "the correction is not a table"),
            whole(),
        ));
    };
    known(table, &KEYS)?;
    let date = match table.get("date") {
        Some(Value::Plain(text) | Value::Text(text)) => Date::parse(text),
        _ => None,
    };
    let Some(date) = date else {
        return Err((
            Text::new("这条更正没有有效的日期", "the correction has no valid date"),
            Text::new("写上更正的日期：date = 2025-03-06", "give its day: date = 2025-03-06"),
        ));
    };
    let Some(reason) = words(table, "reason")? else {
        return Err((
            Text::new("这条更正没有理由", "the correction has no reason"),
            Text::new("写上为什么更正：reason = \"…\"", "say why: reason = \"…\""),
        ));
    };
    let text = words(table, "text")?;
    let changes = match table.get("changes") {
        None => Vec::new(),
        Some(Value::List(list)) => list
            .iter()
            .map(|value| change(value, report))
            .collect::<Result<_, _>>()?,
        Some(_) => {
            return Err((
                Text::new("changes 应是若干个表", "`changes` must be a list of tables"),
                whole(),
            ));
        }
    };
    if text.is_none() && changes.is_empty() {
        return Err((
            Text::new("这条更正没有说改了什么", "the correction does not say what was changed"),
            whole(),
        ));
    }
    Ok(Correction {
        date,
        reason,
        text,
        changes,
    })
}

/// Refuses unknown keys, because a mistyped one would lose what it says.
fn known(table: &Table, known: &[&str]) -> Result<(), (Text, Text)> {
    match table.iter().find(|(key, _)| !known.contains(key)) {
        None => Ok(()),
        Some((key, _)) => Err((
            Text::of(
                format!("更正里不认识“{key}”这个键"),
                format!("unknown key “{key}” in a correction"),
            ),
            nearest(key, known.iter().copied()),
        )),
    }
}

/// The words of a key; `None` if there are none.
fn words(table: &Table, key: &str) -> Result<Option<String>, (Text, Text)> {
    match table.get(key) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(text.trim().to_owned()).filter(|text| !text.is_empty())),
        Some(_) => Err((
            Text::of(
                format!("更正里的 {key} 应是文字"),
                format!("`{key}` of a correction must be text"),
            ),
            Text::of(
                format!("用英文双引号括起：{key} = \"…\""),
                format!("write it in straight double quotes: {key} = \"…\""),
            ),
        )),
    }
}

fn change(value: &Value, report: &Report) -> Result<Change, (Text, Text)> {
    let Value::Table(table) = value else {
        return Err((
            Text::new("changes 应是若干个表", "`changes` must be a list of tables"),
            whole(),
        ));
    };
    known(table, &CHANGE)?;
    let name = words(table, "field")?.unwrap_or_default();
    let field = name.parse::<Field>().ok().filter(|field| field.exists());
    let Some(field) = field else {
        let form = report.form().unwrap_or(nianbao_core::form::Form::LATEST);
        let fields: Vec<String> = form.fields().map(|field| field.to_string()).collect();
        return Err((
            Text::of(format!("没有“{name}”这一格"), format!("there is no cell “{name}”")),
            nearest(&name, fields.iter().map(String::as_str)),
        ));
    };
    let figure = |key: &str| match table.get(key) {
        Some(Value::Text(text) | Value::Plain(text)) => Ok(text.clone()),
        _ => Err((
            Text::of(
                format!("更正 {field} 时没有写 {key}"),
                format!("the change of {field} lacks `{key}`"),
            ),
            Text::new(
                "old 是原来的数，new 是更正后的数；原来空着就写 old = \"\"",
                "`old` is the figure before, `new` the one since; a cell that was blank is old = \"\"",
            ),
        )),
    };
    Ok(Change {
        field,
        old: figure("old")?,
        new: figure("new")?,
    })
}

/// What does not agree with the report. Such corrections are shown all the same.
fn doubts(found: &[(usize, Correction)], report: &Report) -> Vec<Fault> {
    let mut faults = Vec::new();
    let figures = report.figures();
    // The place of the last correction of each cell; only that one says what the cell has now.
    let changes = found.iter().enumerate();
    let changes = changes.flat_map(|(place, (_, one))| one.changes.iter().map(move |change| (change.field, place)));
    let last: HashMap<Field, usize> = changes.collect();
    for (place, (entry, correction)) in found.iter().enumerate() {
        if let Some(published) = report.meta.published.filter(|published| *published > correction.date) {
            faults.push(Fault {
                entry: *entry,
                left_out: false,
                message: Text::of(
                    format!("更正的日期 {} 早于发布日期 {published}", correction.date),
                    format!(
                        "the day of the correction, {}, is before that of publication, {published}",
                        correction.date
                    ),
                ),
                hint: Text::new(
                    "published 是第一次发布的日期；改正其中一个",
                    "`published` is the day of the first publication; correct one of them",
                ),
            });
        }
        for change in &correction.changes {
            let later = last.get(&change.field).is_some_and(|last| *last > place);
            let now = figures.get(change.field).map_or("", Cell::as_str);
            if later || Cell::new(now).value() == Cell::new(&change.new).value() {
                continue;
            }
            faults.push(Fault {
                entry: *entry,
                left_out: false,
                message: Text::of(
                    format!("更正说 {} 改成了“{}”，表格里是“{now}”", change.field, change.new),
                    format!(
                        "the correction says that {} is now “{}”, but the table has “{now}”",
                        change.field, change.new
                    ),
                ),
                hint: Text::new(
                    "报告里写更正后的数，old 里写原来的数",
                    "the report has the corrected figure, and `old` the one before",
                ),
            });
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use nianbao_core::{markdown, write};

    use super::*;

    const SHIPPED: &str = include_str!("../../../../content/reports/jianshan-office/2023.md");

    fn report(entries: &str) -> Report {
        let (_, text) = SHIPPED.split_once("\n+++\n").expect("front matter");
        markdown::read(&format!(
            "+++\nyear = 2023\npublished = 2024-01-20\n{entries}\n+++\n{text}"
        ))
        .report
    }

    /// Reads entries, and compares the faults with these, and the number of corrections that are shown.
    fn check(entries: &str, shown: usize, faults: &[&str]) -> Vec<Correction> {
        let report = report(entries);
        assert!(report.meta.unreadable.is_none(), "{entries}");
        let (found, said) = read(&report);
        let said: Vec<&str> = said.iter().map(|fault| fault.message.en.as_ref()).collect();
        assert_eq!(said, faults, "{entries}");
        assert_eq!(found.len(), shown, "{entries}");
        found
    }

    const WHOLE: &str = "[[correction]]\ndate = 2024-03-06\nreason = \"录入时串行\"\nchanges = [{ field = \"disputes.reconsideration.total\", old = 2, new = \"0\" }]\n";

    #[test]
    fn a_correction_says_when_why_and_what() {
        let found = check(WHOLE, 1, &[]);
        assert_eq!(
            found,
            [Correction {
                date: Date::new(2024, 3, 6).expect("a day"),
                reason: "录入时串行".to_owned(),
                text: None,
                changes: vec![Change {
                    field: "disputes.reconsideration.total".parse().expect("a field"),
                    old: "2".to_owned(),
                    new: "0".to_owned(),
                }],
            }]
        );
        check("", 0, &[]);
        let words = "[[correction]]\ndate = \"2024-02-01\"\nreason = \"漏字\"\ntext = \"第一部分补写一句。\"\n";
        let two = check(&format!("{WHOLE}\n{words}"), 2, &[]);
        assert_eq!(
            two.first().and_then(|one| one.text.as_deref()),
            Some("第一部分补写一句。"),
            "oldest first"
        );
    }

    #[test]
    fn what_is_wrong_with_a_correction_is_said() {
        let entry = |lines: &str| format!("[[correction]]\n{lines}\n");
        for (lines, fault) in [
            ("reason = \"a\"\ntext = \"b\"", "the correction has no valid date"),
            (
                "date = \"2024-02-30\"
reason = \"a\"
text = \"b\"",
                "the correction has no valid date",
            ),
            ("date = 2024-02-03\ntext = \"b\"", "the correction has no reason"),
            (
                "date = 2024-02-03\nreason = \" \"\ntext = \"b\"",
                "the correction has no reason",
            ),
            (
                "date = 2024-02-03\nreason = 3\ntext = \"b\"",
                "`reason` of a correction must be text",
            ),
            (
                "date = 2024-02-03\nreason = \"a\"",
                "the correction does not say what was changed",
            ),
            (
                "date = 2024-02-03\nreason = \"a\"\ntxt = \"b\"",
                "unknown key “txt” in a correction",
            ),
            (
                "date = 2024-02-03\nreason = \"a\"\nchanges = 3",
                "`changes` must be a list of tables",
            ),
            (
                "date = 2024-02-03\nreason = \"a\"\nchanges = [{ field = \"disputes.x\", old = \"1\", new = \"2\" }]",
                "there is no cell “disputes.x”",
            ),
            (
                "date = 2024-02-03\nreason = \"a\"\nchanges = [{ field = \"disputes.reconsideration.total\", new = \"1\" }]",
                "the change of disputes.reconsideration.total lacks `old`",
            ),
        ] {
            check(&entry(lines), 0, &[fault]);
            check(&format!("{}{WHOLE}", entry(lines)), 1, &[fault]);
        }
        check("correction = 3", 0, &["`correction` must be a list of tables"]);
        check(
            &WHOLE.replace("2024-03-06", "2024-01-06"),
            1,
            &["the day of the correction, 2024-01-06, is before that of publication, 2024-01-20"],
        );
        check(
            &WHOLE.replace("\"0\"", "\"5\""),
            1,
            &["the correction says that disputes.reconsideration.total is now “5”, but the table has “0”"],
        );
        // A later correction of the same cell decides.
        let (later, other) = (
            WHOLE.replace("2024-03-06", "2024-04-06"),
            WHOLE.replace("\"0\"", "\"5\""),
        );
        check(&format!("{other}\n{later}"), 2, &[]);
        check(
            &format!("{later}\n{}", other.replace("2024-03-06", "2024-05-06")),
            2,
            &["the correction says that disputes.reconsideration.total is now “5”, but the table has “0”"],
        );
    }

    #[test]
    fn corrections_are_kept_when_a_report_is_written() {
        let one = report(WHOLE);
        let again = markdown::read(&write::markdown(&one)).report;
        assert_eq!(of(&again), of(&one));
        assert_eq!(of(&again).len(), 1);
        for kind in [
            nianbao_documents::Kind::Docx,
            nianbao_documents::Kind::Json,
            nianbao_documents::Kind::Xlsx,
        ] {
            let bytes = nianbao_documents::write(&one, kind).expect("written");
            let name = format!("a.{}", kind.extension());
            let read = nianbao_documents::read(&name, &bytes).expect("read").reading.report;
            assert_eq!(of(&read), of(&one), "{name}");
        }
    }
}

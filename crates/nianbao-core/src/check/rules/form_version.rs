//! `form-version`: the tables are those of the reporting year's form.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, RequestsRow, RowKey, TableId};
use crate::form::{Form, Row};
use crate::report::At;
use crate::rule::shared::other_form;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{self, Text};

pub(super) static RULE: Rule = Rule {
    name: "form-version",
    title: Text::new("表格是报告年度的格式", "The tables are those of the year's form"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if let (Some(year), true) = (subject.year, subject.before_the_forms()) {
        if subject.figures.iter().next().is_none() {
            findings.push_as(
                Severity::Notice,
                Finding::new(
                    At::Report,
                    Text::of(
                        format!("{year} 年度还没有法定表格：统一格式自 2019 年度起使用，表格和结构没有检查"),
                        format!(
                            "There were no statutory tables for {year}: the form is used from reporting year 2019 on, so tables and structure were not checked"
                        ),
                    ),
                ),
            );
        } else {
            findings.push(
                Finding::new(
                    At::Report,
                    Text::of(
                        format!("{year} 年度还没有法定表格，报告里却有：统一格式自 2019 年度起使用"),
                        format!(
                            "There were no statutory tables for {year}, yet the report has some: the form is used from reporting year 2019 on"
                        ),
                    ),
                )
                .help(Text::new("核对报告年度", "Check the reporting year")),
            );
        }
        return;
    }
    if let Some(year) = subject.year.filter(|year| subject.form.is_assumed_for(*year)) {
        findings.push_as(Severity::Notice, assumed(year, subject.form));
    }
    let foreign: Vec<Field> = TableId::ALL.iter().flat_map(|table| subject.foreign(*table)).collect();
    let Some(first) = foreign.first() else { return };
    let Some(other) = other_form(subject, *first) else {
        return;
    };
    // Some cells are only in the year's form, so the two forms are mixed.
    let mixed = subject
        .figures
        .iter()
        .any(|(field, _)| subject.form.has(field) && !other.has(field));
    let tables: Vec<TableId> = TableId::ALL
        .iter()
        .copied()
        .filter(|table| foreign.iter().any(|field| field.table() == *table))
        .collect();
    let names = |lang_zh: bool| {
        let names: Vec<String> = tables
            .iter()
            .map(|table| {
                if lang_zh {
                    table.title().zh.into_owned()
                } else {
                    table.title().en.into_owned()
                }
            })
            .collect();
        names.join(if lang_zh { "、" } else { " and " })
    };
    let year = subject.year;
    let (own, theirs) = (subject.form, other);
    let when_zh = year.map_or_else(|| "按其余表格".to_owned(), |year| format!("{year} 年度"));
    let when_en = year.map_or_else(|| "by the other tables".to_owned(), |year| format!("for {year}"));
    let mut message = Text::of(
        format!(
            "{}有 {} 年格式（{}）的内容，{when_zh}应当用 {} 年格式（{}）",
            names(true),
            theirs.id.name(),
            theirs.instrument.zh,
            own.id.name(),
            own.instrument.zh
        ),
        format!(
            "Parts of {} are from form {} ({}), but {when_en} form {} ({}) applies",
            names(false),
            theirs.id.name(),
            theirs.instrument.en,
            own.id.name(),
            own.instrument.en
        ),
    );
    if mixed {
        message = Text::of(
            format!("{}：两种格式混用", message.zh),
            format!("{}: the report mixes both", message.en),
        );
    }
    let mut finding = Finding::new(place(subject, *first), message).also(
        foreign
            .iter()
            .copied()
            .filter(|field| subject.figures.get(*field).is_some()),
    );
    if tables == [TableId::Requests]
        && let Some(help) = parts(own, *first)
    {
        finding = finding.help(help);
    }
    findings.push(finding);
}

/// Says that a later form may hold: the report is checked all the same, with the newest that is known.
fn assumed(year: u16, form: &Form) -> Finding {
    let (name, instrument, known) = (form.id.name(), &form.instrument, form.known_through);
    Finding::new(
        At::Report,
        Text::of(
            format!(
                "{year} 年度的报告按 {name} 年格式（{}）检查：本程序只知道这一格式用到 {known} 年度，之后可能有新的格式",
                instrument.zh
            ),
            format!(
                "The report for {year} was checked with form {name} ({}), which is known to hold through {known}; a newer form may be in force",
                instrument.en
            ),
        ),
    )
    .help(Text::new(
        "核对报告年度；年度没有错的，看有没有新的格式，并换用新版程序",
        "See whether the year is right; if it is, look for a newer form and a newer version of this program",
    ))
}

fn has_row(form: &Form, row: RequestsRow) -> bool {
    form.table(TableId::Requests)
        .any(|grid| grid.row(RowKey::Requests(row)).is_some())
}

/// The rows that a form has in place of the one row of another form.
fn parts(form: &Form, foreign: Field) -> Option<Text> {
    let Field::Requests(whole, _) = foreign else {
        return None;
    };
    let group = whole.as_group()?;
    let rows = || form.table(TableId::Requests).flat_map(|grid| grid.rows);
    let heading = rows().find(|row| row.key == RowKey::Group(group))?;
    let parts: Vec<&Row> = rows()
        .filter(|row| matches!(row.key, RowKey::Requests(row) if row.whole() == Some(whole)))
        .collect();
    let number = text::number(parts.len());
    let zh: Vec<&str> = parts.iter().map(|row| &*row.label.zh).collect();
    let en: Vec<String> = parts.iter().map(|row| within(&row.short_label().en)).collect();
    Some(Text::of(
        format!("“{}”应分为{}行：{}", heading.label.zh, number.zh, zh.join("；")),
        format!(
            "“{}” ({}) has {} rows: {}",
            heading.label.zh,
            within(&heading.label.en),
            number.en,
            en.join(", ")
        ),
    ))
}

/// A label within a sentence: without its number, in small letters.
fn within(label: &str) -> String {
    let words = label.split_once(' ').map_or(label, |(_, words)| words);
    let mut chars = words.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

/// The row or the grid that has a cell of the other form.
fn place(subject: &Subject<'_>, field: Field) -> At {
    for (part, block, table) in subject.tables(field.table()) {
        let column = table.columns.iter().any(|column| column.key == Some(field.column()));
        let row = table.rows.iter().position(|row| row.key == Some(field.row()));
        if let (true, Some(row)) = (column, row) {
            return match field {
                // A row that the form does not have. Of several in place of one, the table is what to look at.
                Field::Requests(key, _)
                    if !has_row(subject.form, key) && key.whole().is_none_or(|whole| !has_row(subject.form, whole)) =>
                {
                    At::RowLabel(part, block, row)
                }
                _ => At::Block(part, block),
            };
        }
    }
    At::Report
}

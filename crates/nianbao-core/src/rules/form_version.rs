//! `form-version`: the tables are those of the reporting year's form.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, RequestsRow, TableId};
use crate::form::{Form, FormId};
use crate::report::At;
use crate::rule::{Check, EVERY_FORM, Family, Findings, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "form-version",
    title: Text::new("表格是报告年度的格式", "The tables are those of the year's form"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::FORM,
    forms: EVERY_FORM,
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
    let foreign: Vec<Field> = TableId::ALL.iter().flat_map(|table| subject.foreign(*table)).collect();
    let Some(first) = foreign.first() else { return };
    let Some(other) = Form::ALL
        .into_iter()
        .find(|form| form.id != subject.form.id && form.has(*first))
    else {
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
    if tables == [TableId::Requests] && own.id == FormId::F2021 {
        finding = finding.help(Text::new(
            "“（六）其他处理”应分为三行：1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请；2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请；3.其他",
            "“（六）其他处理” (otherwise handled) has three rows: not corrected in time, fee not paid in time, other",
        ));
    }
    findings.push(finding);
}

/// The row or the grid that has a cell of the other form.
fn place(subject: &Subject<'_>, field: Field) -> At {
    for (part, block, table) in subject.tables(field.table()) {
        let column = table.columns.iter().any(|column| column.key == Some(field.column()));
        let row = table.rows.iter().position(|row| row.key == Some(field.row()));
        if let (true, Some(row)) = (column, row) {
            return match field {
                Field::Requests(RequestsRow::OtherOutcome, _) => At::RowLabel(part, block, row),
                _ => At::Block(part, block),
            };
        }
    }
    At::Report
}

//! `table-missing`: tables two, three and four are present as tables, not pictures.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::TableId;
use crate::report::{At, Block, Part};
use crate::rule::{Check, EVERY_FORM, Family, Findings, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "table-missing",
    title: Text::new("三张表格都要有，而且是表格", "The three tables are there as tables"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::FORM,
    forms: EVERY_FORM,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if subject.before_the_forms() {
        return;
    }
    let missing: Vec<TableId> = TableId::ALL
        .iter()
        .copied()
        .filter(|table| subject.tables(*table).next().is_none())
        .collect();
    let instead: Vec<(TableId, Option<Instead>)> =
        missing.iter().map(|table| (*table, instead(subject, *table))).collect();
    if missing.len() == TableId::ALL.len() && instead.iter().all(|(_, instead)| instead.is_none()) {
        findings.push(Finding::new(
            At::Report,
            Text::new(
                "表二、表三、表四一张也没有找到",
                "Tables two, three and four: none of them was found",
            ),
        ));
        return;
    }
    for (table, instead) in instead {
        let title = table.title();
        let (at, message, help) = match instead {
            Some(Instead::Picture(at)) => (
                at,
                Text::of(
                    format!("{}是图片：数字读不出来，也没有检查", title.zh),
                    format!(
                        "There is a picture in place of {}: its figures cannot be read and were not checked",
                        title.en
                    ),
                ),
                Text::new(
                    "把图片换成表格，公众才能查阅、复制和利用其中的数字",
                    "Replace the picture with a table, so that people can read, copy and use its figures",
                ),
            ),
            Some(Instead::Grid(at)) => (
                at,
                Text::of(
                    format!("没有找到{}：这里的表格认不出是格式的表格", title.zh),
                    format!(
                        "{} is missing: the table here was not recognised as the form's",
                        title.en
                    ),
                ),
                Text::new("按格式的行和列填写", "Use the form's rows and columns"),
            ),
            None => (
                subject
                    .report
                    .sections
                    .iter()
                    .position(|section| section.id == Some(table.section()))
                    .map_or(At::Report, At::Heading),
                Text::of(format!("没有找到{}", title.zh), format!("There is no {}", title.en)),
                Text::new(
                    "没有发生的事项也要列表，填 0",
                    "The table belongs here even if nothing happened: its cells then say 0",
                ),
            ),
        };
        findings.push(Finding::new(at, message).help(help));
    }
}

/// Found in place of the table.
enum Instead {
    Picture(At),
    Grid(At),
}

fn instead(subject: &Subject<'_>, table: TableId) -> Option<Instead> {
    let index = subject
        .report
        .sections
        .iter()
        .position(|section| section.id == Some(table.section()))?;
    let part = Part::Section(index);
    let blocks = subject.report.blocks(part);
    let grid = blocks.iter().position(|block| matches!(block, Block::Grid(_)));
    let picture = blocks.iter().position(|block| matches!(block, Block::Picture { .. }));
    match (picture, grid) {
        (_, Some(at)) => Some(Instead::Grid(At::Block(part, at))),
        (Some(at), None) => Some(Instead::Picture(At::Block(part, at))),
        (None, None) => None,
    }
}

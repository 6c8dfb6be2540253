//! `table-missing`: tables two, three and four are present as tables, not pictures.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::TableId;
use crate::recognise::{runs_together, table_of};
use crate::report::{At, Block, Part};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "table-missing",
    title: Text::new("三张表格都要有，而且是表格", "The three tables are there as tables"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
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
            Some(Instead::Glued(at)) => (
                at,
                Text::of(
                    format!("{}在这里，但各栏的数字连在一起，分不开，没有读", title.zh),
                    format!(
                        "{} is here, but the figures of its columns are run together: they were not read",
                        title.en
                    ),
                ),
                Text::new(
                    "让每个数字各占一格：从原来的网页或文件里重新复制表格，或者直接打开 Word、Excel 原件",
                    "Give each figure a cell of its own: copy the table once more from its page or file, or open the Word or Excel file itself",
                ),
            ),
            Some(Instead::Unread(at)) => (
                at,
                Text::of(
                    format!("{}在这里，但分不清行和列，没有读", title.zh),
                    format!(
                        "{} is here, but its rows and columns can't be told apart: it was not read",
                        title.en
                    ),
                ),
                Text::new(
                    "每行先写项目名称，后面依次写各栏的数字，没有的填 0；或者直接打开 Word、Excel 原件",
                    "In each row write the label and then the figure of each column, 0 where there is none; or open the Word or Excel file itself",
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
    /// The form's table with the figures of several columns in one piece.
    Glued(At),
    /// The form's table, which could not be read.
    Unread(At),
    /// Another table.
    Grid(At),
}

fn instead<'a>(subject: &Subject<'a>, table: TableId) -> Option<Instead> {
    let index = subject
        .report
        .sections
        .iter()
        .position(|section| section.id == Some(table.section()))?;
    let part = Part::Section(index);
    let blocks = subject.report.blocks(part);
    let grids = || {
        blocks.iter().enumerate().filter_map(|(at, block)| match block {
            Block::Grid(rows) => Some((at, rows)),
            _ => None,
        })
    };
    // The form's own, where there is one among others.
    let label = |text: &'a str| text.trim_end_matches(|c: char| c.is_ascii_digit());
    // Without anything between its headers, none of them is recognised.
    let headed = |text: &&String| text.contains("结果维持") && text.contains("尚未审结");
    let own = grids().find(|(_, rows)| {
        let mut texts = rows.iter().flatten();
        table_of(texts.clone().map(|text| label(text))) == Some(table)
            || table == TableId::Disputes && texts.any(|text| headed(&text))
    });
    if let Some((at, rows)) = own {
        let at = At::Block(part, at);
        return Some(if runs_together(rows, table) {
            Instead::Glued(at)
        } else {
            Instead::Unread(at)
        });
    }
    let grid = grids().next().map(|(at, _)| at);
    let picture = blocks.iter().position(|block| matches!(block, Block::Picture { .. }));
    match (picture, grid) {
        (_, Some(at)) => Some(Instead::Grid(At::Block(part, at))),
        (Some(at), None) => Some(Instead::Picture(At::Block(part, at))),
        (None, None) => None,
    }
}

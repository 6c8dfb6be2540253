//! The sizes up to which a report can be edited as fast as any other. A statutory report has some 20,000 characters.

use nianbao_core::report::{Block, Report};
use nianbao_core::text::Text;
use nianbao_core::write;

/// The longest text, in bytes of UTF-8.
pub const MOST_TEXT: usize = 2 * 1024 * 1024;
/// The most rows of a table.
pub const MOST_ROWS: usize = 1000;

/// The refusal of a longer text.
pub const TOO_LONG: Text = Text::new(
    "文字超过 2 MB，不像一份年报，没有打开。请确认选对了文件；附件、附表请另存成别的文件。",
    "The text is longer than 2 MB, which no annual report is, so it was not opened. Check that it is the right file, and keep annexes in files of their own.",
);
/// The refusal of a longer table.
const TOO_MANY_ROWS: Text = Text::new(
    "有一张表超过 1000 行，不像年报里的表，没有打开。请确认选对了文件；明细请另存成别的文件。",
    "A table has more than 1,000 rows, which no table of an annual report has, so it was not opened. Check that it is the right file, and keep lists in files of their own.",
);

/// A warning that the text has become longer while it was being written. Nothing of it is taken away.
pub const GROWN_LONG: Text = Text::new(
    "文字已超过 2 MB。写下的都在，也照常保存；但打字会变慢，存出的文件本工具以后不再打开。请把附件、明细另存成别的文件。",
    "The text is longer than 2 MB now. All of it is here and is kept as before, but typing becomes slow, and this page will not open a file of it later. Keep annexes and lists in files of their own.",
);

/// Whether the prose of a report is longer than a text may be.
pub fn is_long(report: &Report) -> bool {
    let length = |block: &Block| match block {
        Block::Paragraph(text) | Block::Heading { text, .. } => text.len(),
        _ => 0,
    };
    let blocks = report.parts().flat_map(|part| report.blocks(part));
    blocks.map(length).sum::<usize>() > MOST_TEXT
}

/// Why a report is not opened, if it is too large.
pub fn refusal(report: &Report) -> Option<Text> {
    let rows = |block: &Block| match block {
        Block::Table(table) => table.rows.len(),
        // Its head is its first row.
        Block::Grid(rows) => rows.len().saturating_sub(1),
        _ => 0,
    };
    if report
        .parts()
        .any(|part| report.blocks(part).iter().any(|block| rows(block) > MOST_ROWS))
    {
        return Some(TOO_MANY_ROWS);
    }
    (write::markdown(report).len() > MOST_TEXT).then_some(TOO_LONG)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nianbao_core::markdown;

    #[test]
    fn a_report_too_large_to_edit_is_refused() {
        let row = "| 1 | 2 |\n";
        let check = |text: &str, expected: Option<Text>| {
            assert_eq!(refusal(&markdown::read(text).report), expected, "{} bytes", text.len());
        };
        check("# 题\n\n## 一、总体情况\n\n甲。\n", None);
        let table = |rows: usize| {
            format!(
                "# 题\n\n## 一、总体情况\n\n| 甲 | 乙 |\n| --- | --- |\n{}",
                row.repeat(rows)
            )
        };
        check(&table(MOST_ROWS), None);
        check(&table(MOST_ROWS + 1), Some(TOO_MANY_ROWS));
        let prose = |characters: usize| format!("# 题\n\n## 一、总体情况\n\n{}\n", "甲".repeat(characters));
        check(&prose(600_000), None);
        check(&prose(700_000), Some(TOO_LONG));
    }
}

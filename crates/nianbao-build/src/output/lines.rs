//! Draws source lines with marked spans, correctly aligned next to characters that take two columns.
//!
//! annotate-snippets also measures such characters correctly, but it cuts all lines of a snippet at one margin: with
//! one mark far to the right and another at the left, the first line is far too wide or the second loses its text.
//! Reports have lines of a thousand characters next to tables.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anstyle::Style;
use nianbao_core::text::Span;
use nianbao_core::wire::LineIndex;
use unicode_width::UnicodeWidthChar;

use super::console::{BLUE, visible};

/// The columns of a tab.
const TAB: usize = 4;
/// The bytes of a line that are examined on either side of a mark: more than any terminal shows, but few enough for
/// lines of megabytes with many findings.
const AROUND: usize = 1024;
/// The columns kept free before a mark in a line that is cut.
const BEFORE: usize = 24;

/// A span of the source to mark.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    pub span: Span,
    /// Whether this is the first place to look at.
    pub first: bool,
    /// The text next to the mark.
    pub label: Option<String>,
}

/// Draws the lines that have marks, with their numbers.
pub(super) fn draw(source: &str, lines: &LineIndex<'_>, marks: &[Mark], style: Style, width: usize, out: &mut String) {
    let mut by_line: BTreeMap<usize, Vec<&Mark>> = BTreeMap::new();
    for mark in marks {
        by_line.entry(lines.line_of(mark.span.start)).or_default().push(mark);
    }
    let gutter = by_line.keys().last().map_or(1, |line| line.to_string().len());
    let room = width.saturating_sub(gutter + 3).max(20);
    let _ = writeln!(out, "{:gutter$} {BLUE}|{BLUE:#}", "");
    let mut before: Option<usize> = None;
    for (number, mut marks) in by_line {
        if before.is_some_and(|before| before + 1 < number) {
            let _ = writeln!(out, "{BLUE}...{BLUE:#}");
        }
        before = Some(number);
        marks.sort_by_key(|mark| (mark.span.start, !mark.first));
        let line = Line::cut(source, &marks, room);
        let _ = writeln!(
            out,
            "{BLUE}{number:>gutter$} |{BLUE:#} {}",
            line.text(&marks, style).trim_end()
        );
        for row in line.under(&marks, style) {
            let _ = writeln!(out, "{:gutter$} {BLUE}|{BLUE:#} {}", "", row.trim_end());
        }
    }
}

/// The part of a line that is shown.
struct Line {
    /// Its characters: the place in the source, the text shown, and the first column.
    shown: Vec<(usize, String, usize)>,
    /// The column after the last character.
    end: usize,
    /// Whether something was left out at the beginning, and at the end.
    left_out: (bool, bool),
}

impl Line {
    /// The part of a line that shows its marks in this many columns.
    fn cut(source: &str, marks: &[&Mark], room: usize) -> Line {
        let low = marks.iter().map(|mark| mark.span.start).min().unwrap_or(0);
        let high = marks.iter().map(|mark| mark.span.end).max().unwrap_or(low);
        let from = floor(source, low.saturating_sub(AROUND));
        let to = floor(source, high.min(low + 4 * AROUND).saturating_add(AROUND));
        let low = floor(source, low);
        // The ends of the line, if they are near enough to be searched for.
        let start = source[from..low].rfind('\n').map_or(from, |at| from + at + 1);
        let end = source[low..to].find(['\n', '\r']).map_or(to, |at| low + at);
        let begins = start == 0 || source.as_bytes().get(start - 1) == Some(&b'\n');
        let ends = matches!(source.as_bytes().get(end), None | Some(b'\n' | b'\r'));
        let mut shown = Vec::new();
        let mut column = 0;
        for (at, c) in source[start..end].char_indices() {
            let (text, columns) = if c == '\t' {
                (" ".repeat(TAB), TAB)
            } else {
                let c = visible(c);
                (c.to_string(), c.width().unwrap_or(0))
            };
            shown.push((start + at, text, column));
            column += columns;
        }
        let whole = Line {
            shown,
            end: column,
            left_out: (!begins, !ends),
        };
        if begins && ends && column <= room {
            return whole;
        }
        whole.window(low, high, room)
    }

    /// The part of this many columns that shows the bytes from `low` to `high`, as far as they fit.
    fn window(mut self, low: usize, high: usize, room: usize) -> Line {
        let (from, to) = (self.column(low), self.column(high));
        // Keep room for the signs that something was left out.
        let room = room - 8;
        let start = if to <= room && !self.left_out.0 {
            0
        } else {
            let before = from.saturating_sub(BEFORE.min(room.saturating_sub(to - from)));
            // Near the end of the line there is room for more before the mark.
            before.min(self.end.saturating_sub(room))
        };
        let end = start + room;
        let total = self.shown.len();
        let columns: Vec<usize> = self
            .shown
            .iter()
            .map(|(_, _, column)| *column)
            .chain([self.end])
            .collect();
        let first = columns.partition_point(|column| *column < start).min(total);
        // The last character must end within the room.
        let last = columns
            .partition_point(|column| *column <= end)
            .saturating_sub(1)
            .clamp(first, total);
        let shift = columns[first];
        self.end = columns[last] - shift;
        self.left_out = (self.left_out.0 || first > 0, self.left_out.1 || last < total);
        self.shown = self.shown.drain(first..last).collect();
        let offset = if self.left_out.0 { 4 } else { 0 };
        for (_, _, column) in &mut self.shown {
            *column = *column - shift + offset;
        }
        self.end += offset;
        self
    }

    /// The column of a byte; the one after the last character if the byte is not shown.
    fn column(&self, at: usize) -> usize {
        let index = self.shown.partition_point(|(byte, _, _)| *byte < at);
        self.shown.get(index).map_or(self.end, |(_, _, column)| *column)
    }

    /// The columns of a mark, at least one.
    fn columns(&self, span: Span) -> (usize, usize) {
        let (start, end) = (self.column(span.start), self.column(span.end));
        (start, end.max(start + 1))
    }

    /// The line with its marked text coloured, so that marks are right even if a terminal measures width differently.
    fn text(&self, marks: &[&Mark], style: Style) -> String {
        let mut out = String::new();
        if self.left_out.0 {
            out.push_str("... ");
        }
        let mut open: Option<Style> = None;
        for (at, text, _) in &self.shown {
            let inside = marks
                .iter()
                .filter(|mark| (mark.span.start..mark.span.end).contains(at))
                .max_by_key(|mark| mark.first);
            let wanted = inside.map(|mark| if mark.first { style } else { BLUE });
            if wanted != open {
                if let Some(open) = open {
                    let _ = write!(out, "{open:#}");
                }
                if let Some(wanted) = wanted {
                    let _ = write!(out, "{wanted}");
                }
                open = wanted;
            }
            out.push_str(text);
        }
        if let Some(open) = open {
            let _ = write!(out, "{open:#}");
        }
        if self.left_out.1 {
            out.push_str(" ...");
        }
        out
    }

    /// The marks under the line, with their labels next to them or below.
    fn under(&self, marks: &[&Mark], style: Style) -> Vec<String> {
        let mut signs: Vec<char> = Vec::new();
        // Later marks overwrite earlier ones, and the first place to look at must win.
        for mark in marks
            .iter()
            .filter(|mark| !mark.first)
            .chain(marks.iter().filter(|mark| mark.first))
        {
            let (start, end) = self.columns(mark.span);
            if signs.len() < end {
                signs.resize(end, ' ');
            }
            signs[start..end].fill(if mark.first { '^' } else { '-' });
        }
        let mut row = String::new();
        let mut rest = signs.as_slice();
        while let Some(sign) = rest.first().copied() {
            let run = rest.iter().take_while(|other| **other == sign).count();
            let text: String = rest[..run].iter().collect();
            let _ = match sign {
                '^' => write!(row, "{style}{text}{style:#}"),
                '-' => write!(row, "{BLUE}{text}{BLUE:#}"),
                _ => write!(row, "{text}"),
            };
            rest = &rest[run..];
        }
        let mut rows = vec![row];
        for mark in marks {
            let Some(label) = &mark.label else { continue };
            let (start, end) = self.columns(mark.span);
            let style = if mark.first { style } else { BLUE };
            if end == signs.len() {
                let _ = write!(rows[0], " {style}{label}{style:#}");
            } else {
                rows.push(format!("{}{style}{label}{style:#}", " ".repeat(start)));
            }
        }
        rows
    }
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks the spans of the text between `[` and `]` (the first one is the first to look at), and draws it in this
    /// many columns.
    fn check(text: &str, width: usize, expected: &str) {
        let mut source = String::new();
        let mut marks: Vec<Mark> = Vec::new();
        for c in text.chars() {
            match c {
                '[' => marks.push(Mark {
                    span: Span::new(source.len(), source.len()),
                    first: marks.is_empty(),
                    label: Some(format!("第{}", marks.len() + 1)),
                }),
                ']' => marks.last_mut().expect("opened").span.end = source.len(),
                c => source.push(c),
            }
        }
        let mut out = String::new();
        draw(&source, &LineIndex::new(&source), &marks, BLUE, width, &mut out);
        let out = anstream::adapter::strip_str(&out).to_string();
        assert_eq!(out.trim_end(), expected.trim_matches('\n'), "\n{out}");
    }

    #[test]
    fn marks_are_under_the_marked_text() {
        check(
            "| 总计 | [２０] | 3 |",
            80,
            "
  |
1 | | 总计 | ２０ | 3 |
  |          ^^^^ 第1",
        );
        check(
            "\t规章\t[0]\r\n",
            80,
            "
  |
1 |     规章    0
  |             ^ 第1",
        );
        check(
            "| 一 |[ ]| 3 |",
            80,
            "
  |
1 | | 一 | | 3 |
  |       ^ 第1",
        );
        check(
            "a[]",
            80,
            "
  |
1 | a
  |  ^ 第1",
        );
        check(
            "甲[乙]丙[丁]",
            80,
            "
  |
1 | 甲乙丙丁
  |   ^^  -- 第2
  |   第1",
        );
        check(
            "1\n2\n3[三]\n4\n5\n6\n7\n8\n9\n10[十]\n",
            80,
            "
   |
 3 | 3三
   |  ^^ 第1
...
10 | 10十
   |   -- 第2",
        );
    }

    #[test]
    fn each_line_is_cut_around_its_own_marks() {
        let words = "依法公开信息，".repeat(20);
        check(
            &format!("{words}收到[３件]，{words}\n| [3] |"),
            60,
            "
  |
1 | ... 信息，依法公开信息，收到３件，依法公开信息，依法 ...
  |                             ^^^^ 第1
2 | | 3 |
  |   - 第2",
        );
        check(
            &format!("开头[两字]，{words}"),
            40,
            "
  |
1 | 开头两字，依法公开信息，依法 ...
  |     ^^^^ 第1",
        );
        // A span wider than the room is marked as far as it is shown.
        check(
            &format!("[{words}]"),
            30,
            "
  |
1 | 依法公开信息，依法 ...
  | ^^^^^^^^^^^^^^^^^^ 第1",
        );
        check(
            &format!("{words}末[尾]"),
            40,
            "
  |
1 | ... 公开信息，依法公开信息，末尾
  |                               ^^ 第1",
        );
    }
}

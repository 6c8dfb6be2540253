//! Prose as a person types it: every line is a paragraph or a heading. Which of them it is does not show in the text: a
//! line stays what it was while it is edited, a button changes it, and a new line that looks like one of the usual
//! headings, such as （一）主动公开, or that begins with `###`, is one.
//!
//! Text pasted from Word, WPS and web pages has one line for each paragraph; Markdown would join such lines. For the
//! rare line break inside a paragraph, a line may end in a backslash.

use std::ops::Range;

use nianbao_core::html::escape_into;
use nianbao_core::report::Block;
use nianbao_core::sort;

/// A run of headings and paragraphs as text to edit.
pub fn text(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        if !matches!(block, Block::Heading { .. } | Block::Paragraph(_)) {
            continue;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        let lines: Vec<&str> = match block {
            Block::Heading { text, .. } => vec![text.trim()],
            Block::Paragraph(text) => text.split('\n').map(str::trim).collect(),
            _ => continue,
        };
        for (i, line) in lines.iter().enumerate() {
            if i == 0 && heading(line.trim_start_matches('\\')).is_some() {
                out.push('\\');
            }
            out.extend(line.chars().map(|c| if c == '\n' { ' ' } else { c }));
            // Backslashes at the end that are text are doubled, so that they do not continue the line.
            let kept = line.trim_end_matches('\\').len();
            out.push_str(&line[kept..]);
            if i + 1 < lines.len() {
                out.push_str("\\\n");
            }
        }
    }
    out
}

/// The words of a heading or paragraph.
fn words(block: &Block) -> &str {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => text.trim(),
        _ => "",
    }
}

/// The headings and paragraphs in a text that was edited. Lines that were there before stay headings or paragraphs.
pub fn edited(before: &[Block], text: &str) -> Vec<Block> {
    let now = blocks(text);
    let same = |a: &Block, b: &Block| words(a) == words(b);
    let most = before.len().min(now.len());
    let head = before.iter().zip(&now).take_while(|(a, b)| same(a, b)).count();
    let tail = before.iter().rev().zip(now.iter().rev()).take(most - head);
    let tail = tail.take_while(|(a, b)| same(a, b)).count();
    let old = &before[head..before.len() - tail];
    let end = now.len() - tail;
    let one_to_one = old.len() == end - head;
    let mut list = Vec::with_capacity(now.len());
    for (index, block) in now.into_iter().enumerate() {
        let from = if index < head {
            before.get(index)
        } else if index >= end {
            before.get(before.len() - tail + index - end)
        } else {
            let there = old.iter().find(|one| same(one, &block));
            there.or_else(|| old.get(index - head).filter(|_| one_to_one || index == head))
        };
        list.push(match (block, from) {
            (Block::Paragraph(text), Some(Block::Heading { level, .. })) => as_heading(*level, &text),
            (Block::Paragraph(text), None) if looks_like_a_heading(&text) => as_heading(3, &text),
            (block, _) => block,
        });
    }
    list
}

fn as_heading(level: u8, text: &str) -> Block {
    Block::Heading {
        level,
        text: text.replace('\n', " "),
    }
}

/// Whether a line is numbered as the headings of these reports are, and short.
fn looks_like_a_heading(text: &str) -> bool {
    const LONGEST: usize = 24;
    let numbered = text.strip_prefix('（').and_then(|rest| rest.split_once('）'));
    numbered.is_some_and(|(number, rest)| {
        !rest.trim().is_empty()
            && !number.is_empty()
            && number.chars().all(|c| "一二三四五六七八九十".contains(c))
            && text.chars().count() <= LONGEST
            && !text.ends_with(['。', '；', '：', '，', '.'])
            && !text.contains('\n')
    })
}

/// The byte of a place in UTF-16 units.
pub fn byte_of(text: &str, place: u32) -> usize {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= place as usize {
            return at;
        }
        units += c.len_utf16();
    }
    text.len()
}

/// The end of what differs in a text from the one before it, in bytes and in UTF-16 units.
pub fn end_of_change(before: &str, after: &str) -> (usize, u32) {
    let same = |(one, other): &(char, char)| one == other;
    let head = before.chars().zip(after.chars()).take_while(same);
    let tail = before.chars().rev().zip(after.chars().rev()).take_while(same);
    let length = |(one, _): (char, char)| one.len_utf8();
    let (head, tail) = (head.map(length).sum::<usize>(), tail.map(length).sum::<usize>());
    let end = (after.len() - tail).max(head);
    let units = after.get(..end).map_or(0, |text| text.encode_utf16().count());
    (end, u32::try_from(units).unwrap_or(u32::MAX))
}

/// A line of a text, and what is drawn in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its bytes in the text, without the line break.
    pub range: Range<usize>,
    /// The index of the block that it belongs to; `None` if it is blank.
    pub block: Option<usize>,
    /// What the block is, if the line is its first.
    pub kind: Option<Kind>,
    /// The marks in it, in bytes of the line; of two that overlap, the later one counts.
    pub marks: Vec<Mark>,
}

/// What a block of prose is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A heading.
    Heading,
    /// A paragraph.
    Paragraph,
}

/// A range of a line that is drawn in some way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its bytes.
    pub range: Range<usize>,
    /// The classes of its element. If they are empty, nothing is drawn, but the range still leads to its finding.
    pub class: &'static str,
    /// The finding about it.
    pub finding: Option<u64>,
    /// Whether a note in the margin is level with it.
    pub noted: bool,
}

/// The lines of a text whose blocks are at these spots and of these kinds, with marks in ranges of the text.
pub fn lines(text: &str, spots: &Spots, kinds: &[Kind], marks: Vec<Mark>) -> Vec<Line> {
    let mut list: Vec<Line> = Vec::with_capacity(spots.0.len() + 1);
    let mut from = 0;
    for line in text.split('\n') {
        let range = from..from + line.len();
        from = range.end + 1;
        list.push(Line {
            range,
            block: None,
            kind: None,
            marks: Vec::new(),
        });
    }
    let first_after = |list: &[Line], byte: usize| list.partition_point(|line| line.range.end < byte);
    for (block, (_, pieces)) in spots.0.iter().enumerate() {
        for (index, piece) in pieces.iter().enumerate() {
            let at = first_after(&list, piece.start);
            if let Some(line) = list.get_mut(at) {
                line.block = Some(block);
                line.kind = kinds.get(block).copied().filter(|_| index == 0);
            }
        }
    }
    for mark in marks {
        let mut at = first_after(&list, mark.range.start);
        while let Some(line) = list.get_mut(at).filter(|line| line.range.start < mark.range.end) {
            let start = mark.range.start.max(line.range.start) - line.range.start;
            let end = mark.range.end.min(line.range.end) - line.range.start;
            if start < end {
                line.marks.push(Mark {
                    range: start..end,
                    ..mark
                });
            }
            at += 1;
        }
    }
    list
}

/// A line as HTML, with its marks as elements.
pub fn marked(text: &str, marks: &[Mark]) -> String {
    // An empty line is as high as any other.
    if text.is_empty() {
        return "\u{200b}".to_owned();
    }
    let mut edges: Vec<usize> = vec![0, text.len()];
    for mark in marks {
        edges.extend([mark.range.start, mark.range.end]);
    }
    edges.retain(|edge| text.is_char_boundary(*edge));
    sort::by_key(&mut edges, |edge| *edge);
    edges.dedup();
    let mut out = String::with_capacity(text.len() + marks.len() * 24);
    for pair in edges.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        let Some(piece) = text.get(start..end) else { continue };
        let drawn = marks.iter().rev().filter(|mark| !mark.class.is_empty());
        let mark = drawn
            .into_iter()
            .find(|mark| mark.range.start <= start && end <= mark.range.end);
        if let Some(mark) = mark {
            out.push_str("<i class=\"");
            out.push_str(mark.class);
            if mark.noted
                && let Some(key) = mark.finding
            {
                out.push_str("\" data-note=\"");
                out.push_str(&key.to_string());
            }
            out.push_str("\">");
        }
        escape_into(piece, &mut out);
        if mark.is_some() {
            out.push_str("</i>");
        }
    }
    out
}

/// The headings and paragraphs in a text.
pub fn blocks(text: &str) -> Vec<Block> {
    scan(text).into_iter().map(|(block, _)| block).collect()
}

/// The range in the text of some bytes of a block, in UTF-16 units, as the browser counts.
pub fn find(text: &str, block: usize, range: &Range<usize>) -> Option<(u32, u32)> {
    let spot = Spots::of(text).find(block, range)?;
    let units = |byte: usize| {
        let units: usize = text
            .char_indices()
            .take_while(|(at, _)| *at < byte)
            .map(|(_, c)| c.len_utf16())
            .sum();
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    Some((units(spot.start), units(spot.end)))
}

/// The places of the blocks of a text.
pub struct Spots(Vec<(Block, Vec<Range<usize>>)>);

impl Spots {
    /// Finds them.
    pub fn of(text: &str) -> Spots {
        Spots(scan(text))
    }

    /// The bytes of the text from which a block was read.
    pub fn block(&self, block: usize) -> Option<Range<usize>> {
        let (_, pieces) = self.0.get(block)?;
        Some(pieces.first()?.start..pieces.last()?.end)
    }

    /// The bytes of the text that are some bytes of a block.
    pub fn find(&self, block: usize, range: &Range<usize>) -> Option<Range<usize>> {
        let (_, pieces) = self.0.get(block)?;
        let place = |byte: usize| {
            let mut before = 0;
            for piece in pieces {
                let len = piece.end - piece.start;
                if byte <= before + len {
                    return piece.start + (byte - before);
                }
                // One byte for the line break between two parts.
                before += len + 1;
            }
            pieces.last().map_or(0, |piece| piece.end)
        };
        Some(place(range.start)..place(range.end))
    }
}

/// If a line is a heading, its level and the start of its text.
fn heading(line: &str) -> Option<(u8, usize)> {
    let level = line.len() - line.trim_start_matches('#').len();
    let text = line.get(level..)?;
    let start = line.len() - text.trim_start().len();
    (text.starts_with([' ', '\u{3000}']) && start < line.len())
        .then(|| u8::try_from(level).ok().filter(|level| (3..=6).contains(level)))
        .flatten()
        .map(|level| (level, start))
}

/// The blocks, with the ranges of the text that they were read from.
fn scan(text: &str) -> Vec<(Block, Vec<Range<usize>>)> {
    let mut list = Vec::new();
    // A paragraph that continues on the next line.
    let mut open: Option<(String, Vec<Range<usize>>)> = None;
    let mut at = 0;
    for whole in text.split('\n') {
        let start = at + (whole.len() - whole.trim_start().len());
        at += whole.len() + 1;
        let line = whole.trim();
        if open.is_none() {
            if line.is_empty() {
                continue;
            }
            if let Some((level, from)) = heading(line) {
                let text = line[from..].to_owned();
                list.push((
                    Block::Heading { level, text },
                    std::iter::once(start + from..start + line.len()).collect(),
                ));
                continue;
            }
        }
        let escaped = open.is_none() && line.starts_with('\\') && heading(line.trim_start_matches('\\')).is_some();
        let skipped = usize::from(escaped);
        let body = &line[skipped..];
        let slashes = body.len() - body.trim_end_matches('\\').len();
        let content = &body[..body.len() - slashes + slashes / 2];
        let piece = start + skipped..start + skipped + content.len();
        let (mut paragraph, mut pieces) = open.take().unwrap_or_default();
        if !pieces.is_empty() {
            paragraph.push('\n');
        }
        paragraph.push_str(content.trim_end());
        pieces.push(piece);
        if slashes % 2 == 1 {
            open = Some((paragraph, pieces));
        } else {
            finish(paragraph, pieces, &mut list);
        }
    }
    if let Some((paragraph, pieces)) = open {
        finish(paragraph, pieces, &mut list);
    }
    list
}

fn finish(paragraph: String, pieces: Vec<Range<usize>>, list: &mut Vec<(Block, Vec<Range<usize>>)>) {
    let trimmed = paragraph.trim();
    if !trimmed.is_empty() {
        let paragraph = if trimmed.len() == paragraph.len() {
            paragraph
        } else {
            trimmed.to_owned()
        };
        list.push((Block::Paragraph(paragraph), pieces));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_goes_to_the_end_of_a_change() {
        for (before, after, expected) in [
            ("甲乙丙", "甲丁丙", (6, 2)),
            ("甲丁丙", "甲丙", (3, 1)),
            ("甲甲", "甲甲甲", (6, 2)),
            ("", "甲", (3, 1)),
            ("甲", "", (0, 0)),
            ("甲𠮷", "甲𠮷乙", (10, 4)),
        ] {
            assert_eq!(end_of_change(before, after), expected, "{before} {after}");
        }
    }
    use proptest::prelude::*;

    fn paragraph(text: &str) -> Block {
        Block::Paragraph(text.to_owned())
    }

    fn check(typed: &str, expected: &[Block]) {
        assert_eq!(blocks(typed), expected, "{typed:?}");
    }

    #[test]
    fn a_line_is_a_paragraph_and_three_marks_are_a_heading() {
        check("", &[]);
        check(" \n\u{3000}\n", &[]);
        check(
            "　　甲。\r\n乙。\n\n丙。",
            &[paragraph("甲。"), paragraph("乙。"), paragraph("丙。")],
        );
        check(
            "### （一）主动公开\n甲",
            &[
                Block::Heading {
                    level: 3,
                    text: "（一）主动公开".to_owned(),
                },
                paragraph("甲"),
            ],
        );
        check(
            "## 甲\n###乙\n####### 丙",
            &[paragraph("## 甲"), paragraph("###乙"), paragraph("####### 丙")],
        );
        check("甲\\\n乙\n丙\\\\", &[paragraph("甲\n乙"), paragraph("丙\\")]);
        check("\\### 甲", &[paragraph("### 甲")]);
        check("甲\\", &[paragraph("甲")]);
    }

    #[test]
    fn bytes_of_a_block_are_found_in_the_text_as_typed() {
        let check = |typed: &str, block, range: Range<usize>, expected: &str| {
            let (start, end) = find(typed, block, &range).unwrap();
            let units: Vec<u16> = typed.encode_utf16().collect();
            let found = String::from_utf16_lossy(&units[start as usize..end as usize]);
            assert_eq!(found, expected, "{typed:?}");
        };
        check("\n　　收到3件。", 0, 6..7, "3");
        check("甲\n\n### 收到3件", 1, 6..7, "3");
        check("𠮷\\\n收到3件", 0, 5..8, "收");
        check("\\### 甲", 0, 0..3, "###");
        assert_eq!(find("甲", 1, &(0..1)), None);
    }

    fn heading(text: &str) -> Block {
        Block::Heading {
            level: 3,
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_line_stays_a_heading_while_it_is_edited() {
        let before = [heading("（一）主动公开"), paragraph("甲"), heading("乙")];
        let check = |typed: &str, expected: &[Block]| {
            assert_eq!(edited(&before, typed), expected, "{typed:?}");
        };
        check("（一）主动公开\n甲\n乙", &before);
        check("主动\n甲\n乙", &[heading("主动"), paragraph("甲"), heading("乙")]);
        check(
            "（一）主动公开\n甲甲\n乙",
            &[heading("（一）主动公开"), paragraph("甲甲"), heading("乙")],
        );
        // A new line before, between and after.
        check(
            "（一）主动公开\n新\n甲\n乙\n丙",
            &[
                heading("（一）主动公开"),
                paragraph("新"),
                paragraph("甲"),
                heading("乙"),
                paragraph("丙"),
            ],
        );
        check("甲\n乙", &[paragraph("甲"), heading("乙")]);
        // The second half of a heading that was divided.
        check(
            "（一）\n主动公开\n甲\n乙",
            &[heading("（一）"), paragraph("主动公开"), paragraph("甲"), heading("乙")],
        );
        check("", &[]);
    }

    #[test]
    fn a_new_line_that_looks_like_a_heading_is_one() {
        let check = |typed: &str, expected: &[Block]| assert_eq!(edited(&[], typed), expected, "{typed:?}");
        check(
            "（二）依申请公开\n收到3件。",
            &[heading("（二）依申请公开"), paragraph("收到3件。")],
        );
        check("（二）收到3件。", &[paragraph("（二）收到3件。")]);
        check("（3）件", &[paragraph("（3）件")]);
        check("### 甲", &[heading("甲")]);
        // It was a paragraph before.
        let before = [paragraph("（二）依申请")];
        assert_eq!(edited(&before, "（二）依申请公开"), [paragraph("（二）依申请公开")]);
    }

    fn mark(range: Range<usize>, class: &'static str) -> Mark {
        Mark {
            range,
            class,
            finding: None,
            noted: false,
        }
    }

    #[test]
    fn marks_are_elements_and_text_stays_text() {
        assert_eq!(
            marked("收<3件", &[mark(0..6, "h"), mark(3..5, "error")]),
            "<i class=\"h\">收</i><i class=\"error\">&lt;3</i>件"
        );
        // A mark without classes covers nothing.
        assert_eq!(
            marked("3件", &[mark(0..4, "read"), mark(0..4, "")]),
            "<i class=\"read\">3件</i>"
        );
        let noted = Mark {
            finding: Some(7),
            noted: true,
            ..mark(0..4, "differs")
        };
        assert_eq!(
            marked("3件。", &[noted]),
            "<i class=\"differs\" data-note=\"7\">3件</i>。"
        );
        assert_eq!(marked("", &[mark(0..9, "h")]), "\u{200b}");
    }

    #[test]
    fn lines_know_their_block_and_the_marks_in_them() {
        // Each line as its block, its kind and its marks.
        let check = |typed: &str, marks: &[(usize, usize)], expected: &[&str]| {
            let kind = |block: &Block| match block {
                Block::Heading { .. } => Kind::Heading,
                _ => Kind::Paragraph,
            };
            let kinds: Vec<Kind> = blocks(typed).iter().map(kind).collect();
            let marks = marks.iter().map(|(start, end)| mark(*start..*end, "m")).collect();
            let found: Vec<String> = lines(typed, &Spots::of(typed), &kinds, marks)
                .iter()
                .map(|line| {
                    let mut words = vec![line.block.map_or("-".to_owned(), |block| block.to_string())];
                    words.extend(line.kind.map(|kind| format!("{kind:?}")));
                    words.extend(line.marks.iter().map(|mark| format!("{:?}", mark.range)));
                    words.join(" ")
                })
                .collect();
            assert_eq!(found, expected, "{typed:?}");
        };
        check("", &[], &["-"]);
        check(
            "### 甲\n\n乙丙\n",
            &[(0, 18)],
            &["0 Heading 0..7", "-", "1 Paragraph 0..6", "-"],
        );
        // A line that continues a paragraph, and a mark across both.
        check(
            "甲\\\n乙\n丙",
            &[(1, 8), (3, 4)],
            &["0 Paragraph 1..4 3..4", "0 0..3", "1 Paragraph"],
        );
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(
            list in proptest::collection::vec(
                prop_oneof![
                    (3_u8..=6, "[ #\\\\a甲。（一）]{0,6}").prop_map(|(level, text)| (Some(level), text)),
                    "[ #\\\\a甲。（一）|\n]{0,12}".prop_map(|text| (None, text)),
                ],
                0..6,
            )
        ) {
            let list: Vec<Block> = list
                .into_iter()
                .filter_map(|(level, text)| {
                    let lines: Vec<&str> = text.trim().lines().map(str::trim).collect();
                    let text = lines.join("\n");
                    (!text.is_empty()).then_some(match level {
                        Some(level) => Block::Heading { level, text },
                        None => Block::Paragraph(text),
                    })
                })
                .collect();
            prop_assert_eq!(edited(&list, &text(&list)), list);
        }

        #[test]
        fn any_edit_keeps_the_text(
            before in proptest::collection::vec(("[甲乙（一）]{1,4}", proptest::bool::ANY), 0..5),
            typed in "[甲乙（一）\n]{0,20}",
        ) {
            let before: Vec<Block> = before
                .into_iter()
                .map(|(text, is)| if is { heading(&text) } else { Block::Paragraph(text) })
                .collect();
            let shown = |list: &[Block]| text(list);
            prop_assert_eq!(shown(&edited(&before, &typed)), shown(&blocks(&typed)));
            let marks = vec![mark(1..3, "a"), mark(2..typed.len() + 4, "b")];
            let _ = marked(&typed, &marks);
            let lines = lines(&typed, &Spots::of(&typed), &[], marks);
            let again: Vec<&str> = lines.iter().map(|line| &typed[line.range.clone()]).collect();
            prop_assert_eq!(again.join("\n"), typed);
        }

        #[test]
        fn any_text_is_read_and_found(typed in "\\PC{0,40}", block in 0_usize..4, start in 0_usize..50, len in 0_usize..9) {
            let read = blocks(&typed);
            prop_assert_eq!(edited(&read, &text(&read)), read);
            let _ = byte_of(&typed, 3);
            let _ = find(&typed, block, &(start..start + len));
        }
    }
}

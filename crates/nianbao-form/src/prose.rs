//! Prose as a person types it: every line is a paragraph; `###` or more begins a heading.
//!
//! Text pasted from Word, WPS and web pages has one line for each paragraph; Markdown would join such lines. For the
//! rare line break inside a paragraph, a line may end in a backslash.

use std::ops::Range;

use nianbao_core::report::Block;

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
        match block {
            Block::Heading { level, text } => {
                for _ in 0..(*level).clamp(3, 6) {
                    out.push('#');
                }
                out.push(' ');
                out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
            }
            Block::Paragraph(text) => {
                let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
                for (i, line) in lines.iter().enumerate() {
                    if i == 0 && heading(line.trim_start_matches('\\')).is_some() {
                        out.push('\\');
                    }
                    out.push_str(line);
                    // Backslashes at the end that are text are doubled, so that they do not continue the line.
                    let kept = line.trim_end_matches('\\').len();
                    out.push_str(&line[kept..]);
                    if i + 1 < lines.len() {
                        out.push_str("\\\n");
                    }
                }
            }
            _ => {}
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
    let scanned = scan(text);
    let (_, pieces) = scanned.get(block)?;
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
    let units = |byte: usize| {
        let units: usize = text
            .char_indices()
            .take_while(|(at, _)| *at < byte)
            .map(|(_, c)| c.len_utf16())
            .sum();
        u32::try_from(units).unwrap_or(u32::MAX)
    };
    Some((units(place(range.start)), units(place(range.end))))
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

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(
            list in proptest::collection::vec(
                prop_oneof![
                    (3_u8..=6, "[ #\\\\a甲。]{0,6}").prop_map(|(level, text)| (Some(level), text)),
                    "[ #\\\\a甲。|\n]{0,12}".prop_map(|text| (None, text)),
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
            prop_assert_eq!(blocks(&text(&list)), list);
        }

        #[test]
        fn any_text_is_read_and_found(typed in "\\PC{0,40}", block in 0_usize..4, start in 0_usize..50, len in 0_usize..9) {
            let read = blocks(&typed);
            prop_assert_eq!(blocks(&text(&read)), read);
            let _ = find(&typed, block, &(start..start + len));
        }
    }
}

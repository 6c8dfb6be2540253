//! The blocks of a report as HTML: headings, paragraphs, pictures and tables, all of them and as they were written.

use std::fmt::Write as _;
use std::ops::Range;

use nianbao_core::form::Form;
use nianbao_core::layout::Layout;
use nianbao_core::report::{Block, Part, Report};
use nianbao_core::text::Lang;

use super::html;
use super::marks::{Marks, Read, Words};
use super::table::{self, Place};
use super::words::WORDS;
use crate::content::web_address;

/// Returns the address of a copied picture, by the address in the report; `None` if the picture cannot be shown.
pub(crate) type Pictures<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Writes the blocks of a part.
pub(crate) fn blocks(
    report: &Report,
    part: Part,
    form: &'static Form,
    marks: &Marks,
    pictures: Pictures<'_>,
    lang: Lang,
    out: &mut String,
) {
    let list = report.blocks(part);
    let mut index = 0;
    while let Some(block) = list.get(index) {
        let id = marks.block_id(part, index);
        let mark = marks.block(part, index);
        let class = mark.map_or_else(String::new, |mark| format!(" class=\"at {}\"", mark.severity.name()));
        match block {
            Block::Heading { level, text } => {
                let level = (*level).clamp(3, 6);
                let _ = write!(out, "<h{level} id=\"{id}\"{class} lang=\"zh-CN\">");
                words(text, marks.words(part, index), marks.figures(part, index), out);
                let _ = writeln!(out, "</h{level}>");
            }
            Block::Paragraph(text) => {
                let _ = write!(out, "<p id=\"{id}\"{class} lang=\"zh-CN\">");
                words(text, marks.words(part, index), marks.figures(part, index), out);
                out.push_str("</p>\n");
            }
            Block::Table(_) => {
                let blocks = list.get(index..).unwrap_or_default();
                if let Some(layout) = Layout::official(blocks, form) {
                    for block in index..index + layout.blocks {
                        // Links to the whole table need a target.
                        let id = marks.block_id(part, block);
                        let _ = write!(out, "<span class=\"anchor\" id=\"{id}\"></span>");
                    }
                    let first = index;
                    table::html(&layout, Place { part, first, blocks }, form, marks, lang, out);
                    index += layout.blocks.max(1);
                    continue;
                }
            }
            Block::Grid(rows) => table::plain(rows, &id, mark, lang, out),
            Block::Picture { alt, address } => picture(alt, address, &id, &class, pictures, lang, out),
        }
        index += 1;
    }
}

fn picture(alt: &str, address: &str, id: &str, class: &str, pictures: Pictures<'_>, lang: Lang, out: &mut String) {
    let _ = write!(out, "<figure id=\"{id}\"{class}>");
    let said = |out: &mut String| {
        let _ = write!(out, "<figcaption>{}", WORDS.picture.get(lang));
        if !alt.is_empty() {
            out.push_str(WORDS.colon.get(lang));
            out.push_str("<span lang=\"zh-CN\">");
            html::lines_into(alt, out);
            out.push_str("</span>");
        }
    };
    if let Some(source) = pictures(address) {
        let _ = write!(
            out,
            "<img src=\"{}\" alt=\"{}\" loading=\"lazy\">",
            html::attribute(&source),
            html::attribute(alt)
        );
        said(out);
    } else {
        // A picture on another host is not loaded, because that host would see who reads this page.
        said(out);
        out.push(' ');
        match web_address(address) {
            Some(address) => {
                let address = html::attribute(address);
                let _ = write!(out, "<a href=\"{address}\" rel=\"nofollow noreferrer\">{address}</a>");
            }
            None if address.is_empty() => {}
            None => {
                out.push_str("<code>");
                html::escape_into(address, out);
                out.push_str("</code>");
            }
        }
    }
    out.push_str("</figcaption></figure>\n");
}

/// Writes a text with its marked words, linked to their finding, and the figures that were read, linked to their cell.
pub(crate) fn words(text: &str, marks: &[Words], figures: &[Read], out: &mut String) {
    // Marks may overlap, so the text is cut wherever one begins or ends; each part gets the worst mark that covers it.
    let mut cuts: Vec<usize> = marks
        .iter()
        .map(|mark| &mark.range)
        .chain(figures.iter().map(|figure| &figure.range))
        .flat_map(|range| [range.start, range.end])
        .filter(|cut| *cut <= text.len() && text.is_char_boundary(*cut))
        .chain([0, text.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let covers = |range: &Range<usize>, pair: &[usize]| range.start <= pair[0] && pair[1] <= range.end;
    for pair in cuts.windows(2) {
        let piece = text.get(pair[0]..pair[1]).unwrap_or_default();
        let worst = marks
            .iter()
            .filter(|mark| covers(&mark.range, pair))
            .max_by_key(|mark| (mark.severity, std::cmp::Reverse(mark.finding)));
        if let Some(mark) = worst {
            let _ = write!(
                out,
                "<mark class=\"{}\"><a href=\"#finding-{}\">",
                mark.severity.name(),
                mark.finding
            );
            html::lines_into(piece, out);
            out.push_str("</a></mark>");
            continue;
        }
        match figures.iter().find(|figure| covers(&figure.range, pair)) {
            Some(Read { cell: Some(cell), .. }) => {
                let _ = write!(out, "<a class=\"read\" href=\"#{cell}\">");
                html::lines_into(piece, out);
                out.push_str("</a>");
            }
            Some(Read { cell: None, .. }) => {
                out.push_str("<span class=\"read\">");
                html::lines_into(piece, out);
                out.push_str("</span>");
            }
            None => html::lines_into(piece, out),
        }
    }
}

#[cfg(test)]
mod tests {
    use nianbao_core::diagnostic::Severity;

    use super::*;

    fn check(text: &str, marks: &[(usize, usize, Severity)], expected: &str) {
        let marks: Vec<Words> = marks
            .iter()
            .enumerate()
            .map(|(i, (start, end, severity))| Words {
                range: *start..*end,
                finding: i + 1,
                severity: *severity,
            })
            .collect();
        let mut out = String::new();
        words(text, &marks, &[], &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn marked_words_lead_to_their_finding() {
        use Severity::{Error, Notice};
        check("收到3件", &[], "收到3件");
        check(
            "收到3件",
            &[(6, 7, Error)],
            "收到<mark class=\"error\"><a href=\"#finding-1\">3</a></mark>件",
        );
        check(
            "<b>",
            &[(0, 1, Notice), (0, 3, Error)],
            "<mark class=\"error\"><a href=\"#finding-2\">&lt;</a></mark><mark class=\"error\"><a href=\"#finding-2\">b&gt;</a></mark>",
        );
        check("收", &[(1, 2, Error)], "收");
        check(
            "a\nb",
            &[(0, 3, Notice)],
            "<mark class=\"notice\"><a href=\"#finding-1\">a<br>b</a></mark>",
        );
    }

    #[test]
    fn figures_that_were_read_lead_to_their_cell() {
        let read = |start, end, cell: Option<&str>| Read {
            range: start..end,
            cell: cell.map(str::to_owned),
        };
        let mark = Words {
            range: 0..3,
            finding: 1,
            severity: Severity::Error,
        };
        let mut out = String::new();
        words(
            "3件、4件、5件",
            &[Words { range: 0..4, ..mark }],
            &[
                read(0, 4, Some("a")),
                read(7, 11, Some("requests.received.total")),
                read(14, 18, None),
            ],
            &mut out,
        );
        assert_eq!(
            out,
            "<mark class=\"error\"><a href=\"#finding-1\">3件</a></mark>、\
             <a class=\"read\" href=\"#requests.received.total\">4件</a>、<span class=\"read\">5件</span>"
        );
    }
}

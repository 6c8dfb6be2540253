//! A self-contained web page: no other file, no script, printed on A4 as the official document.

use std::fmt::Write as _;

use nianbao_core::html::escape;
use nianbao_core::layout::{Layout, Role};
use nianbao_core::report::{Block, Report};

use super::front_matter;
use crate::Layouts;
use crate::layout::{self, Piece, Printer, Set};
use crate::{FRONT_MATTER, GENERATOR};

const STYLE: &str = "\
:root { color-scheme: light; }
body { margin: 0; background: #fff; color: #000; font: 16px/1.8 FangSong, STFangsong, 仿宋, 仿宋_GB2312, serif; }
article { max-width: 46em; margin: 0 auto; padding: 2em 1em; }
h1 { font: 700 26px/1.5 SimSun, STSong, 宋体, serif; text-align: center; margin: 1em 0 1.5em; }
h2, h3, h4, h5, h6 { font-size: 16px; margin: 1em 0 .5em; }
h2 { font-family: SimHei, STHeiti, 黑体, sans-serif; }
h3 { font-family: KaiTi, STKaiti, 楷体, serif; }
p { margin: 0; text-indent: 2em; text-align: justify; white-space: pre-wrap; }
p.picture { text-indent: 0; text-align: center; border: 1px dashed #767676; padding: .5em; }
.table { overflow-x: auto; margin: 1em 0; }
table { table-layout: fixed; border-collapse: collapse; width: 100%; min-width: 44em; font-size: 13px; line-height: 1.4; font-variant-numeric: tabular-nums; }
table.roomy { min-width: 0; font-size: 14px; }
th, td { border: 1px solid #000; padding: .3em .2em; white-space: pre-wrap; font-weight: 400; }
th { text-align: center; }
th.label { text-align: left; }
th.upright { writing-mode: vertical-rl; text-align: center; letter-spacing: .2em; }
th.caption { background: #dce6f1; print-color-adjust: exact; }
.roomy th, .roomy td { padding: .6em .2em; }
td.figure { text-align: center; }
@page { size: A4; margin: 3.7cm 2.6cm 3.5cm 2.8cm; @bottom-center { content: \"— \" counter(page) \" —\"; } }
@media print {
  body { font-size: 16pt; line-height: 28pt; }
  article { max-width: none; padding: 0; }
  h1 { font-size: 22pt; }
  h2, h3, h4, h5, h6 { font-size: 16pt; break-after: avoid; }
  .table { overflow: visible; }
  table { min-width: 0; font-size: 9pt; line-height: 1.3; }
  table.roomy { font-size: 10.5pt; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  tr.head { break-after: avoid; }
}
";

/// The page.
pub(super) fn page(report: &Report, layouts: &Layouts) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let _ = write!(
        out,
        "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"generator\" content=\"{GENERATOR}\">\n<meta name=\"{FRONT_MATTER}\" content=\"{}\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<article>\n",
        escape(&front_matter(report)),
        escape(&report.title),
    );
    if !report.title.is_empty() {
        let (above, below) = layout::title(&report.title);
        let between = if below.is_empty() { "" } else { "<br>" };
        let _ = writeln!(out, "<h1>{}{between}{}</h1>", lines(above), lines(below));
    }
    let mut printer = layouts.printer(layout::form(report));
    blocks(&report.preface, &mut printer, &mut out);
    for section in &report.sections {
        let _ = writeln!(out, "<h2>{}</h2>", lines(&section.heading));
        blocks(&section.blocks, &mut printer, &mut out);
    }
    out.push_str("</article>\n</body>\n</html>\n");
    out
}

fn lines(text: &str) -> String {
    escape(text).replace('\n', "<br>")
}

fn blocks(list: &[Block], printer: &mut Printer<'_>, out: &mut String) {
    for piece in printer.pieces(list) {
        match piece {
            Piece::Block(Block::Heading { level, text }) => {
                let level = (*level).clamp(3, 6);
                let _ = writeln!(out, "<h{level}>{}</h{level}>", lines(text));
            }
            Piece::Block(Block::Paragraph(text)) => {
                let _ = writeln!(out, "<p>{}</p>", lines(text));
            }
            Piece::Block(Block::Picture { alt, address }) => {
                let _ = writeln!(
                    out,
                    "<p class=\"picture\" data-address=\"{}\" data-alt=\"{}\">图片：{}</p>",
                    escape(address),
                    escape(alt),
                    lines(if alt.is_empty() { address } else { alt }),
                );
            }
            // Tables come as pieces of their own.
            Piece::Block(Block::Table(_) | Block::Grid(_)) => {}
            Piece::Table(layout) => table(&layout, out),
        }
    }
}

fn table(layout: &Layout<'_>, out: &mut String) {
    out.push_str(if layout.is_roomy() {
        "<div class=\"table\"><table class=\"roomy\">\n<colgroup>"
    } else {
        "<div class=\"table\"><table>\n<colgroup>"
    });
    for width in layout.widths() {
        let _ = write!(out, "<col style=\"width: {}.{}%\">", width / 10, width % 10);
    }
    out.push_str("</colgroup>\n");
    for (index, row) in layout.rows.iter().enumerate() {
        if index == 0 {
            out.push_str(if layout.heads > 0 { "<thead>\n" } else { "<tbody>\n" });
        } else if index == layout.heads {
            out.push_str("</thead>\n<tbody>\n");
        }
        // A caption or a header is not left alone at the foot of a page.
        let head = row.iter().all(|cell| Set::of(layout, index, cell) == Set::Head);
        out.push_str(if head { "<tr class=\"head\">" } else { "<tr>" });
        for cell in row {
            let (name, class) = match Set::of(layout, index, cell) {
                Set::Head if cell.role == Role::Band => ("th", " class=\"caption\""),
                Set::Head => ("th", ""),
                Set::Label if cell.is_upright() => ("th", " class=\"upright\" scope=\"rowgroup\""),
                Set::Label => ("th", " class=\"label\" scope=\"row\""),
                Set::Figure => ("td", " class=\"figure\""),
            };
            let _ = write!(out, "<{name}{class}");
            if cell.columns > 1 {
                let _ = write!(out, " colspan=\"{}\"", cell.columns);
            }
            if cell.rows > 1 {
                let _ = write!(out, " rowspan=\"{}\"", cell.rows);
            }
            let _ = write!(out, ">{}</{name}>", lines(cell.words()));
        }
        out.push_str("</tr>\n");
    }
    if !layout.rows.is_empty() {
        let headed = layout.heads >= layout.rows.len();
        out.push_str(if headed { "</thead>\n" } else { "</tbody>\n" });
    }
    out.push_str("</table></div>\n");
}

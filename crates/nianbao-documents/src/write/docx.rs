//! A Word file in the layout of official documents (GB/T 9704): A4, 仿宋 body, 黑体 and 楷体 headings, page numbers, the
//! statutory tables with their merged headers printed again on every page.

use std::fmt::Write as _;
use std::sync::OnceLock;

use nianbao_core::layout::{Cell, Layout, Role};
use nianbao_core::report::{Block, Report};

use super::{PACKAGE, RETURN, escape_xml, properties, push_number};
use crate::Layouts;
use crate::docx::PICTURE_STYLE;
use crate::layout::{self, Piece, Printer, Set};
use crate::zip::{Packed, archive};

/// The width of the text in twentieths of a point: A4 without 2.8 cm at the left and 2.6 cm at the right.
const WIDTH: usize = 8845;

/// The background of the form's items of Article 20.
const SHADE: &str = "DCE6F1";

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The file.
pub(super) fn file(report: &Report, layouts: &Layouts) -> Vec<u8> {
    let mut core = format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"{PACKAGE}/metadata/core-properties\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:title>"
    );
    escape_xml(&report.title, RETURN, &mut core);
    core.push_str("</dc:title></cp:coreProperties>");
    let core = Packed::of(&core);
    let custom = Packed::of(&properties(report));
    let document = Packed::of(&document(report, layouts));
    let same = same();
    archive([
        ("[Content_Types].xml", &same.types),
        ("_rels/.rels", &same.links),
        ("docProps/core.xml", &core),
        ("docProps/custom.xml", &custom),
        ("word/document.xml", &document),
        ("word/_rels/document.xml.rels", &same.document_links),
        ("word/styles.xml", &same.styles),
        ("word/settings.xml", &same.settings),
        ("word/fontTable.xml", &same.fonts),
        ("word/footer1.xml", &same.footer),
    ])
}

/// The parts that are the same in every file.
struct Same {
    types: Packed,
    links: Packed,
    document_links: Packed,
    styles: Packed,
    settings: Packed,
    fonts: Packed,
    footer: Packed,
}

fn same() -> &'static Same {
    static SAME: OnceLock<Same> = OnceLock::new();
    SAME.get_or_init(|| {
        let relation = |name: &str| format!("{R}/{name}");
        Same {
            types: Packed::of(&types()),
            links: Packed::of(&links(&[
                (&relation("officeDocument"), "word/document.xml"),
                (
                    &format!("{PACKAGE}/relationships/metadata/core-properties"),
                    "docProps/core.xml",
                ),
                (&relation("custom-properties"), "docProps/custom.xml"),
            ])),
            document_links: Packed::of(&links(&[
                (&relation("styles"), "styles.xml"),
                (&relation("settings"), "settings.xml"),
                (&relation("fontTable"), "fontTable.xml"),
                (&relation("footer"), "footer1.xml"),
            ])),
            styles: Packed::of(&styles()),
            settings: Packed::of(&settings()),
            fonts: Packed::of(&fonts()),
            footer: Packed::of(&footer()),
        }
    })
}

fn types() -> String {
    let kind = |name: &str| format!("application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml");
    let mut types = format!(
        "{HEAD}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    );
    for (part, kind) in [
        ("/word/document.xml", kind("document.main")),
        ("/word/styles.xml", kind("styles")),
        ("/word/settings.xml", kind("settings")),
        ("/word/fontTable.xml", kind("fontTable")),
        ("/word/footer1.xml", kind("footer")),
        (
            "/docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
        (
            "/docProps/custom.xml",
            "application/vnd.openxmlformats-officedocument.custom-properties+xml".to_owned(),
        ),
    ] {
        let _ = write!(types, "<Override PartName=\"{part}\" ContentType=\"{kind}\"/>");
    }
    types.push_str("</Types>");
    types
}

fn links(list: &[(&str, &str)]) -> String {
    let mut out = format!("{HEAD}<Relationships xmlns=\"{PACKAGE}/relationships\">");
    for (index, (kind, target)) in list.iter().enumerate() {
        let _ = write!(
            out,
            "<Relationship Id=\"rId{}\" Type=\"{kind}\" Target=\"{target}\"/>",
            index + 1
        );
    }
    out.push_str("</Relationships>");
    out
}

fn document(report: &Report, layouts: &Layouts) -> String {
    let mut out = String::with_capacity(96 * 1024);
    let _ = write!(out, "{HEAD}<w:document xmlns:w=\"{W}\" xmlns:r=\"{R}\"><w:body>");
    if !report.title.is_empty() {
        let (above, below) = layout::title(&report.title);
        let broken = format!("{above}\n{below}");
        paragraph("Title", broken.trim_end_matches('\n'), &mut out);
    }
    let mut printer = layouts.printer(layout::form(report));
    blocks(&report.preface, &mut printer, &mut out);
    for section in &report.sections {
        paragraph("Heading1", &section.heading, &mut out);
        blocks(&section.blocks, &mut printer, &mut out);
    }
    out.push_str(
        "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId4\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
         <w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1984\" w:left=\"1587\" w:header=\"851\" w:footer=\"1417\" w:gutter=\"0\"/>\
         <w:cols w:space=\"720\"/><w:docGrid w:linePitch=\"312\"/></w:sectPr></w:body></w:document>",
    );
    out
}

fn blocks(list: &[Block], printer: &mut Printer<'_>, out: &mut String) {
    for piece in printer.pieces(list) {
        match piece {
            Piece::Block(Block::Heading { level, text }) => {
                // Headings inside a section begin at the third level, the second of a Word file.
                let style = ["Heading2", "Heading3", "Heading4", "Heading5"][usize::from((*level).clamp(3, 6) - 3)];
                paragraph(style, text, out);
            }
            Piece::Block(Block::Paragraph(text)) => paragraph("", text, out),
            Piece::Block(Block::Picture { alt, address }) => {
                paragraph(PICTURE_STYLE, &format!("{address}\n{alt}"), out);
            }
            // Tables come as pieces of their own.
            Piece::Block(Block::Table(_) | Block::Grid(_)) => {}
            Piece::Table(layout) => table(&layout, out),
        }
    }
}

/// Writes a paragraph; one without a style is prose.
fn paragraph(style: &str, text: &str, out: &mut String) {
    out.push_str("<w:p>");
    if !style.is_empty() {
        out.push_str("<w:pPr><w:pStyle w:val=\"");
        out.push_str(style);
        out.push_str("\"/></w:pPr>");
    }
    run(text, out);
    out.push_str("</w:p>");
}

fn run(text: &str, out: &mut String) {
    if text.is_empty() {
        return;
    }
    out.push_str("<w:r>");
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            out.push_str("<w:br/>");
        }
        for (index, part) in line.split('\t').enumerate() {
            if index > 0 {
                out.push_str("<w:tab/>");
            }
            if !part.is_empty() {
                let spaced = part.contains("  ") || part.trim().len() < part.len();
                out.push_str(if spaced {
                    "<w:t xml:space=\"preserve\">"
                } else {
                    "<w:t>"
                });
                escape_xml(part, RETURN, out);
                out.push_str("</w:t>");
            }
        }
    }
    out.push_str("</w:r>");
}

fn table(layout: &Layout<'_>, out: &mut String) {
    let widths = layout.widths();
    let whole: usize = widths.iter().sum::<usize>().max(1);
    let widths: Vec<usize> = widths.iter().map(|width| width * WIDTH / whole).collect();
    let roomy = layout.is_roomy();
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{WIDTH}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
         <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"04A0\"/></w:tblPr><w:tblGrid>"
    );
    for width in &widths {
        out.push_str("<w:gridCol w:w=\"");
        push_number(*width, out);
        out.push_str("\"/>");
    }
    out.push_str("</w:tblGrid>");
    // For each place, how many more rows a cell from above covers it, and how wide that cell is.
    let mut covered = vec![(0_usize, 1_usize); widths.len()];
    for (index, row) in layout.rows.iter().enumerate() {
        out.push_str("<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val=\"");
        out.push_str(if roomy { "510" } else { "369" });
        out.push_str("\" w:hRule=\"atLeast\"/>");
        if index < layout.heads {
            out.push_str("<w:tblHeader/>");
        }
        out.push_str("</w:trPr>");
        let mut column = 0;
        let mut cells = row.iter();
        while column < widths.len() {
            let (rows, wide) = covered[column];
            if rows > 0 {
                covered[column].0 -= 1;
                let wide = wide.min(widths.len() - column);
                merged(wide, widths[column..column + wide].iter().sum(), out);
                column += wide;
                continue;
            }
            let Some(here) = cells.next() else { break };
            let wide = here.columns.clamp(1, widths.len() - column);
            if here.rows > 1 {
                covered[column] = (here.rows - 1, wide);
            }
            let width = widths[column..column + wide].iter().sum();
            cell(here, Set::of(layout, index, here), (wide, width), roomy, out);
            column += wide;
        }
        out.push_str("</w:tr>");
    }
    // Two tables that touch are one to Word.
    out.push_str("</w:tbl><w:p><w:pPr><w:pStyle w:val=\"AfterTable\"/></w:pPr></w:p>");
}

/// Begins a cell: its width, and how many places it covers.
fn open(wide: usize, width: usize, out: &mut String) {
    out.push_str("<w:tc><w:tcPr><w:tcW w:w=\"");
    push_number(width, out);
    out.push_str("\" w:type=\"dxa\"/>");
    if wide > 1 {
        out.push_str("<w:gridSpan w:val=\"");
        push_number(wide, out);
        out.push_str("\"/>");
    }
}

fn merged(wide: usize, width: usize, out: &mut String) {
    open(wide, width, out);
    out.push_str("<w:vMerge/></w:tcPr><w:p><w:pPr><w:pStyle w:val=\"TableText\"/></w:pPr></w:p></w:tc>");
}

fn cell(cell: &Cell<'_>, set: Set, (wide, width): (usize, usize), roomy: bool, out: &mut String) {
    open(wide, width, out);
    if cell.rows > 1 {
        out.push_str("<w:vMerge w:val=\"restart\"/>");
    }
    if cell.role == Role::Band {
        let _ = write!(out, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{SHADE}\"/>");
    }
    if cell.is_upright() {
        out.push_str("<w:textDirection w:val=\"tbRlV\"/>");
    }
    out.push_str("<w:vAlign w:val=\"center\"/></w:tcPr>");
    let style = match (set, roomy) {
        // A caption or a header is not left alone at the foot of a page.
        (Set::Head, true) => "TableHead",
        (Set::Head, false) => "TableHeadSmall",
        (Set::Label, true) if cell.rows == 1 => "TableLabel",
        (Set::Label, false) if cell.rows == 1 => "TableLabelSmall",
        (_, true) => "TableText",
        (_, false) => "TableTextSmall",
    };
    paragraph(style, cell.words(), out);
    out.push_str("</w:tc>");
}

/// A paragraph style: its id, its name, the kind of paragraph that comes next, its paragraph and its character properties.
fn style(id: &str, name: &str, paragraph: &str, characters: &str) -> String {
    format!(
        "<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/><w:next w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr>{paragraph}</w:pPr><w:rPr>{characters}</w:rPr></w:style>"
    )
}

fn fonts_of(east: &str) -> String {
    format!(
        "<w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"{east}\" w:cs=\"Times New Roman\"/>"
    )
}

fn styles() -> String {
    let size = |half_points: u32| format!("<w:sz w:val=\"{half_points}\"/><w:szCs w:val=\"{half_points}\"/>");
    let mut out = format!(
        "{HEAD}<w:styles xmlns:w=\"{W}\"><w:docDefaults><w:rPrDefault><w:rPr>{}<w:kern w:val=\"2\"/>{}<w:lang w:val=\"en-US\" w:eastAsia=\"zh-CN\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr><w:spacing w:line=\"560\" w:lineRule=\"exact\"/>\
         <w:ind w:firstLineChars=\"200\" w:firstLine=\"640\"/><w:jc w:val=\"both\"/></w:pPr></w:style>",
        fonts_of("仿宋_GB2312"),
        size(32)
    );
    let none = "<w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/>";
    out.push_str(&style(
        "Title",
        "Title",
        &format!("<w:spacing w:before=\"240\" w:after=\"480\" w:line=\"640\" w:lineRule=\"exact\"/>{none}<w:jc w:val=\"center\"/>"),
        &format!("{}{}", fonts_of("方正小标宋简体"), size(44)),
    ));
    for (level, east, bold) in [
        (1, "黑体", ""),
        (2, "楷体_GB2312", ""),
        (3, "仿宋_GB2312", "<w:b/><w:bCs/>"),
        (4, "仿宋_GB2312", ""),
        (5, "仿宋_GB2312", ""),
    ] {
        out.push_str(&style(
            &format!("Heading{level}"),
            &format!("heading {level}"),
            &format!("<w:keepNext/><w:outlineLvl w:val=\"{}\"/>", level - 1),
            &format!("{}{bold}", fonts_of(east)),
        ));
    }
    let tight = |align: &str| format!("<w:spacing w:line=\"240\" w:lineRule=\"auto\"/>{none}<w:jc w:val=\"{align}\"/>");
    for (suffix, name, half_points) in [("", "", 21), ("Small", " Small", 18)] {
        let characters = format!("{}{}", fonts_of("宋体"), size(half_points));
        for (kind, before, align) in [
            ("Text", "", "center"),
            ("Head", "<w:keepNext/>", "center"),
            ("Label", "", "left"),
        ] {
            out.push_str(&style(
                &format!("Table{kind}{suffix}"),
                &format!("Table {kind}{name}"),
                &format!("{before}{}", tight(align)),
                &characters,
            ));
        }
    }
    out.push_str(&style(
        "AfterTable",
        "After Table",
        &format!("<w:spacing w:line=\"240\" w:lineRule=\"exact\"/>{none}"),
        &size(16),
    ));
    out.push_str(&style(PICTURE_STYLE, "Picture Place", &tight("center"), &size(21)));
    let edge = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>");
    let edges: String = ["top", "left", "bottom", "right", "insideH", "insideV"]
        .map(edge)
        .concat();
    let _ = write!(
        out,
        "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/>\
         <w:tblCellMar><w:top w:w=\"28\" w:type=\"dxa\"/><w:left w:w=\"57\" w:type=\"dxa\"/><w:bottom w:w=\"28\" w:type=\"dxa\"/><w:right w:w=\"57\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>\
         <w:style w:type=\"table\" w:styleId=\"TableGrid\"><w:name w:val=\"Table Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>{edges}</w:tblBorders></w:tblPr></w:style></w:styles>"
    );
    out
}

fn settings() -> String {
    format!(
        "{HEAD}<w:settings xmlns:w=\"{W}\"><w:zoom w:percent=\"100\"/><w:characterSpacingControl w:val=\"compressPunctuation\"/>\
         <w:compat><w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"en-US\" w:eastAsia=\"zh-CN\"/></w:settings>"
    )
}

/// The fonts of official documents, with replacements if they are not installed.
fn fonts() -> String {
    let mut out = format!("{HEAD}<w:fonts xmlns:w=\"{W}\">");
    for (name, other) in [
        ("仿宋_GB2312", "仿宋"),
        ("楷体_GB2312", "楷体"),
        ("方正小标宋简体", "宋体"),
        ("黑体", "SimHei"),
        ("宋体", "SimSun"),
    ] {
        let _ = write!(
            out,
            "<w:font w:name=\"{name}\"><w:altName w:val=\"{other}\"/><w:charset w:val=\"86\"/></w:font>"
        );
    }
    out.push_str("</w:fonts>");
    out
}

/// 「— 1 —」
fn footer() -> String {
    let field = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    format!(
        "{HEAD}<w:ftr xmlns:w=\"{W}\"><w:p><w:pPr><w:spacing w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLineChars=\"0\" w:firstLine=\"0\"/><w:jc w:val=\"center\"/><w:rPr><w:sz w:val=\"28\"/></w:rPr></w:pPr>\
         <w:r><w:t xml:space=\"preserve\">— </w:t></w:r>{}<w:r><w:instrText xml:space=\"preserve\"> PAGE </w:instrText></w:r>{}<w:r><w:t>1</w:t></w:r>{}<w:r><w:t xml:space=\"preserve\"> —</w:t></w:r></w:p></w:ftr>",
        field("begin"),
        field("separate"),
        field("end"),
    )
}

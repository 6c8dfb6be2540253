//! Small OFD files, and the reports that they are read as.

use std::fmt::Write as _;

use nianbao_core::form::{Form, SectionId};
use nianbao_core::html::escape;
use nianbao_core::layout::Layout;
use nianbao_core::report::{Block, Report};

use crate::docx::tests::lines;
use crate::layout::Piece;
use crate::zip::pack;
use crate::{Kind, Layouts, read};

/// A file with these pages, of which all are printed over the page `Tpl.xml`.
pub(crate) fn file(pages: &[String], shared: &[(&str, String)]) -> Vec<u8> {
    let page = |content: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><ofd:Page xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:Template TemplateID=\"1\" ZOrder=\"Background\"/><ofd:Area><ofd:PhysicalBox>0 0 210 297</ofd:PhysicalBox></ofd:Area><ofd:Content><ofd:Layer ID=\"9\" Type=\"Body\">{content}</ofd:Layer></ofd:Content></ofd:Page>"
        )
    };
    let list: Vec<String> = (0..pages.len())
        .map(|index| format!("<ofd:Page ID=\"{index}\" BaseLoc=\"Pages/Page_{index}/Content.xml\"/>"))
        .collect();
    let list = list.concat();
    let names: Vec<String> = (0..pages.len())
        .map(|index| format!("Doc_0/Pages/Page_{index}/Content.xml"))
        .collect();
    let mut parts: Vec<(&str, String)> = vec![
        (
            "OFD.xml",
            "<ofd:OFD xmlns:ofd=\"http://www.ofdspec.org/2016\" DocType=\"OFD\"><ofd:DocBody><ofd:DocInfo/><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>".to_owned(),
        ),
        (
            "Doc_0/Document.xml",
            format!(
                "<ofd:Document xmlns:ofd=\"http://www.ofdspec.org/2016\"><ofd:CommonData><ofd:PublicRes>PublicRes.xml</ofd:PublicRes><ofd:TemplatePage ID=\"1\" BaseLoc=\"/Doc_0/../Doc_0/Tpl.xml\"/></ofd:CommonData><ofd:Pages>{list}</ofd:Pages></ofd:Document>"
            ),
        ),
    ];
    parts.extend(
        names
            .iter()
            .zip(pages)
            .map(|(name, content)| (name.as_str(), page(content))),
    );
    parts.extend(shared.iter().cloned());
    pack(&parts)
}

/// Words at a place on a page, in millimetres, moved on character by character.
fn words(out: &mut String, (x, y): (f64, f64), size: f64, text: &str) {
    let width = |c: char| if c.is_ascii() { size / 2.0 } else { size };
    let mut moves = String::new();
    let mut runs: Vec<(usize, f64)> = Vec::new();
    for c in text.chars() {
        match runs.last_mut() {
            Some((count, last)) if (*last - width(c)).abs() < 1e-6 => *count += 1,
            _ => runs.push((1, width(c))),
        }
    }
    for (count, delta) in runs {
        let _ = match count {
            1 => write!(moves, "{delta} "),
            count => write!(moves, "g {count} {delta} "),
        };
    }
    let _ = write!(
        out,
        "<ofd:TextObject Boundary=\"{x} {y} 100 {size}\" Font=\"2\" Size=\"{size}\"><ofd:TextCode X=\"0\" Y=\"{}\" DeltaX=\"{moves}\">{}</ofd:TextCode></ofd:TextObject>",
        0.85 * size,
        escape(text)
    );
}

/// A line of a table, as a stroke or as a thin area.
fn line(out: &mut String, filled: bool, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
    let (wide, high) = (x1 - x0, y1 - y0);
    let _ = if filled {
        let (w, h) = (wide.max(0.2), high.max(0.2));
        write!(
            out,
            "<ofd:PathObject Boundary=\"{x0} {y0} {w} {h}\" Fill=\"true\" Stroke=\"false\"><ofd:AbbreviatedData>M 0 0 L {w} 0 L {w} {h} L 0 {h} C</ofd:AbbreviatedData></ofd:PathObject>"
        )
    } else {
        write!(
            out,
            "<ofd:PathObject Boundary=\"{x0} {y0} {wide} {high}\" LineWidth=\"0.2\"><ofd:AbbreviatedData>M 0 0 L {wide} {high} </ofd:AbbreviatedData></ofd:PathObject>"
        )
    };
}

/// The lines that a text takes in this width.
fn wrapped(text: &str, width: f64, size: f64) -> Vec<String> {
    let mut out = Vec::new();
    for part in text.split('\n') {
        let (mut line, mut wide) = (String::new(), 0.0);
        for c in part.chars() {
            let own = if c.is_ascii() { size / 2.0 } else { size };
            if wide + own > width {
                out.push(std::mem::take(&mut line));
                wide = 0.0;
            }
            line.push(c);
            wide += own;
        }
        out.push(line);
    }
    out
}

const WIDE: f64 = 160.0;
const LEFT: f64 = 25.0;

/// Prints a table in its layout, and returns where it ends.
fn table(out: &mut String, layout: &Layout<'_>, top: f64, filled: bool) -> f64 {
    const SIZE: f64 = 2.4;
    let widths = layout.widths();
    let all: usize = widths.iter().sum();
    let mut xs = vec![LEFT];
    for width in &widths {
        let before = xs[xs.len() - 1];
        #[expect(clippy::cast_precision_loss, reason = "a few columns")]
        xs.push(before + WIDE * (*width as f64) / (all as f64));
    }
    let mut taken = vec![vec![false; widths.len()]; layout.rows.len()];
    let mut heights = vec![6.0; layout.rows.len()];
    let mut placed = Vec::new();
    for (row, cells) in layout.rows.iter().enumerate() {
        for cell in cells {
            let Some(column) = taken[row].iter().position(|taken| !taken) else {
                continue;
            };
            let (right, bottom) = (
                (column + cell.columns).min(widths.len()),
                (row + cell.rows).min(layout.rows.len()),
            );
            for line in &mut taken[row..bottom] {
                line[column..right].fill(true);
            }
            let lines = wrapped(cell.words(), xs[right] - xs[column] - 1.0, SIZE);
            placed.push((row, bottom, column, right, lines));
        }
    }
    for (row, bottom, _, _, lines) in &placed {
        #[expect(clippy::cast_precision_loss, reason = "a few lines")]
        let needed = lines.len() as f64 * 1.3 * SIZE + 1.0;
        let have: f64 = heights[*row..*bottom].iter().sum();
        heights[bottom - 1] += (needed - have).max(0.0);
    }
    let mut ys = vec![top];
    for height in heights {
        ys.push(ys[ys.len() - 1] + height);
    }
    for (row, bottom, column, right, lines) in placed {
        let (x0, x1, y0, y1) = (xs[column], xs[right], ys[row], ys[bottom]);
        for (from, to) in [
            ((x0, y0), (x1, y0)),
            ((x0, y1), (x1, y1)),
            ((x0, y0), (x0, y1)),
            ((x1, y0), (x1, y1)),
        ] {
            line(out, filled, from, to);
        }
        let mut y = y0 + 0.5;
        for line in lines {
            words(out, (x0 + 0.5, y), SIZE, &line);
            y += 1.3 * SIZE;
        }
    }
    ys[ys.len() - 1]
}

/// Prints a report, each section on a page of its own.
fn printed(report: &Report, filled: bool) -> Vec<u8> {
    const SIZE: f64 = 5.6;
    let mut pages = Vec::new();
    let form = report.form().expect("it has a form");
    let paragraph = |page: &mut String, y: &mut f64, text: &str| {
        let mut indent = 2.0 * SIZE;
        let mut first = true;
        // The first line is shorter by its indent.
        let mut rest = text.to_owned();
        while !rest.is_empty() {
            let lines = wrapped(&rest, WIDE - if first { indent } else { 0.0 }, SIZE);
            words(page, (LEFT + indent, *y), SIZE, &lines[0]);
            rest = rest[lines[0].len()..].to_owned();
            (indent, first) = (0.0, false);
            *y += 10.0;
        }
    };
    let mut open = String::new();
    let mut y = 30.0;
    for line in wrapped(&report.title, 20.0 * 7.0, 7.0) {
        words(&mut open, (40.0, y), 7.0, &line);
        y += 12.0;
    }
    y += 10.0;
    for block in &report.preface {
        if let Block::Paragraph(text) = block {
            paragraph(&mut open, &mut y, text);
        }
    }
    let layouts = Layouts::of(report, Kind::Docx);
    let mut printer = layouts.printer(form);
    printer.pieces(&report.preface);
    for (index, section) in report.sections.iter().enumerate() {
        if index > 0 {
            words(&mut open, (100.0, 280.0), 4.0, &format!("- {index} -"));
            pages.push(std::mem::take(&mut open));
            y = 30.0;
        }
        paragraph(&mut open, &mut y, &section.heading);
        for piece in printer.pieces(&section.blocks) {
            match piece {
                Piece::Table(layout) => y = table(&mut open, &layout, y, filled) + 10.0,
                Piece::Block(Block::Paragraph(text) | Block::Heading { text, .. }) => {
                    paragraph(&mut open, &mut y, text);
                }
                Piece::Block(_) => {}
            }
        }
    }
    pages.push(open);
    let template = "<ofd:Page xmlns:ofd=\"o\"><ofd:Content><ofd:Layer><ofd:TextObject Boundary=\"20 10 100 5\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\">某局公文</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>";
    file(&pages, &[("Doc_0/Tpl.xml", template.to_owned())])
}

/// A report in which all figures differ, and prose that takes several lines.
fn report(form: &'static Form) -> Report {
    let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
    for (index, field) in form.fields().enumerate() {
        let text = match index % 11 {
            7 => "/".to_owned(),
            _ => (index * 4).to_string(),
        };
        report.set(field, &text);
    }
    let long =
        "本报告由某县财政局根据《中华人民共和国政府信息公开条例》编制，统计期限为1月1日至12月31日，电话：000-0000000。";
    report.preface.push(Block::Paragraph(long.into()));
    for id in [SectionId::Overview, SectionId::Problems, SectionId::Other] {
        let blocks = &mut report.section_mut(id).blocks;
        blocks.push(Block::Paragraph("全年主动公开信息128条，收到申请7件，均按时答复，没有因政府信息公开引起的行政复议和行政诉讼案件，公开的内容比上年更加丰富。".into()));
        blocks.push(Block::Paragraph("一是公开不够及时。".into()));
    }
    report
}

#[test]
fn every_cell_of_a_printed_form_is_read() {
    for form in Form::ALL
        .into_iter()
        .filter(|form| form.first_year <= Form::LATEST.first_year)
    {
        for filled in [false, true] {
            let report = report(form);
            let source = read("a.ofd", &printed(&report, filled)).expect("it can be read");
            assert_eq!(source.kind, Kind::Ofd);
            let read = Report {
                meta: report.meta.clone(),
                ..source.reading.report.clone()
            };
            assert_eq!(read, report, "{}", source.text);
            let unplaced: Vec<&str> = source.reading.unplaced.iter().map(|one| one.text.as_str()).collect();
            let mut pages: Vec<String> = (1..=5).map(|page| format!("- {page} -")).collect();
            pages.push("某局公文".to_owned());
            assert!(
                unplaced.iter().all(|text| pages.iter().any(|page| page == text)),
                "{unplaced:?}"
            );
        }
    }
}

#[test]
fn words_are_where_the_file_moves_them() {
    let text = |attributes: &str, codes: &str| {
        format!("<ofd:TextObject Boundary=\"20 30 100 10\" Size=\"5\" {attributes}>{codes}</ofd:TextObject>")
    };
    let check = |content: &str, expected: &[&str]| {
        let long = "<ofd:TextObject Boundary=\"20 200 100 10\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\">这一行说明这份文件的文字层确实有足够多的文字可以读取</ofd:TextCode></ofd:TextObject>";
        let drawing = "<ofd:Res xmlns:ofd=\"o\"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"7\"><ofd:Content><ofd:TextObject Boundary=\"1 1 9 9\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\">图中字</ofd:TextCode></ofd:TextObject><ofd:CompositeObject ResourceID=\"7\"/></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>";
        let page = format!("{content}{long}");
        let bytes = file(&[page], &[("Doc_0/PublicRes.xml", drawing.to_owned())]);
        let source = read("a.ofd", &bytes).expect("it can be read");
        let found: Vec<String> = lines(&source)
            .into_iter()
            .filter(|line| !line.contains("文字层"))
            .collect();
        assert_eq!(found, expected, "{}", source.text);
    };
    // Numbers for each move, repeated moves, a second code on the same line, and none at all.
    for codes in [
        "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"5 5 2.5 2.5\">收到12件</ofd:TextCode>",
        "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 2 5 g 2 2.5\">收到12件</ofd:TextCode>",
        "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"5\">收到</ofd:TextCode><ofd:TextCode X=\"10\" DeltaX=\"g 2 2.5\">12件</ofd:TextCode>",
        "<ofd:TextCode X=\"0\" Y=\"4\">收到12件</ofd:TextCode>",
    ] {
        check(&text("", codes), &["p 收到12件"]);
    }
    // Enlarged by a matrix, set from top to bottom, in a block, printed twice to look bold.
    check(
        &text(
            "CTM=\"2 0 0 2 0 0\"",
            "<ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"g 9 5\">总体情况</ofd:TextCode>",
        ),
        &["## 总体情况"],
    );
    check(
        &text("", "<ofd:TextCode X=\"0\" Y=\"4\" DeltaY=\"g 9 8\">甲乙</ofd:TextCode>"),
        &["p 甲", "p 乙"],
    );
    let bold = text("", "<ofd:TextCode X=\"0\" Y=\"4\">收到11件</ofd:TextCode>");
    let again = bold.replace("Boundary=\"20 ", "Boundary=\"20.2 ");
    check(
        &format!("<ofd:PageBlock>{bold}</ofd:PageBlock>{again}"),
        &["p 收到11件"],
    );
    // A drawing that has itself in it; hidden words; a watermark.
    check(
        "<ofd:CompositeObject ResourceID=\"7\" Boundary=\"20 30 50 50\"/><ofd:CompositeObject ResourceID=\"8\"/>",
        &["p 图中字"],
    );
    check(
        &text("Visible=\"false\"", "<ofd:TextCode X=\"0\" Y=\"4\">藏</ofd:TextCode>"),
        &[],
    );
    check(
        &text(
            "CTM=\"0.7 -0.7 0.7 0.7 0 0\"",
            "<ofd:TextCode X=\"0\" Y=\"4\">内部资料</ofd:TextCode>",
        ),
        &["aside 内部资料"],
    );
}

#[test]
fn files_without_text_are_reported() {
    let name = |bytes: &[u8]| read("a.ofd", bytes).map_err(|error| error.name).err();
    let text = |words: &str| {
        let object = format!(
            "<ofd:TextObject Boundary=\"20 30 9 9\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\">{words}</ofd:TextCode></ofd:TextObject>"
        );
        file(&[object], &[])
    };
    assert_eq!(
        name(&file(&["<ofd:ImageObject/>".to_owned()], &[])),
        Some("no-text-layer")
    );
    assert_eq!(name(&text(&"\u{e123}".repeat(40))), Some("no-characters"));
    assert_eq!(name(&text(&"字".repeat(40))), None);
    assert_eq!(name(&file(&[], &[])), Some("damaged"));
    assert_eq!(
        name(&file(&[], &[("Encryptions.xml", String::new())])),
        Some("encrypted")
    );
    for broken in [
        "<OFD/>",
        "<OFD><DocBody/></OFD>",
        "<OFD",
        "<OFD><DocBody><DocRoot>none.xml</DocRoot></DocBody></OFD>",
    ] {
        assert_eq!(
            name(&pack(&[("OFD.xml", broken.to_owned())])),
            Some("damaged"),
            "{broken}"
        );
    }
}

#[test]
fn hostile_files_end_in_a_named_error_or_are_read_in_part() {
    let name = |bytes: &[u8]| read("a.ofd", bytes).map_err(|error| error.name).err();
    let text = |attributes: &str, words: &str| {
        format!(
            "<ofd:TextObject Boundary=\"20 30 9 9\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\" {attributes}>{words}</ofd:TextCode></ofd:TextObject>"
        )
    };
    let some = text("", &"字".repeat(40));
    for odd in [
        text("DeltaX=\"g 99999999999 5\"", "总体情况"),
        text("DeltaX=\"g -1 5 g g g\"", "总体情况"),
        text("DeltaX=\"1e308 1e308 nan inf\"", "总体情况"),
        "<ofd:TextObject CTM=\"nan inf 0 0 1e308 1e308\" Size=\"inf\"><ofd:TextCode X=\"nan\">总体</ofd:TextCode></ofd:TextObject>".to_owned(),
        "<ofd:PathObject><ofd:AbbreviatedData>M L L nan 1 B 1 Q A x C C L 1e308 -1e308 L -1e308 1e308</ofd:AbbreviatedData></ofd:PathObject>".to_owned(),
    ] {
        assert_eq!(name(&file(&[format!("{some}{odd}")], &[])), None, "{odd}");
    }
    // The same page, many times.
    let many = vec![some.clone(); 301];
    assert_eq!(name(&file(&many, &[])), Some("too-large"));
    // A drawing within a drawing within a drawing: each twice in the one before it.
    let units: Vec<String> = (0..30)
        .map(|id| {
            let inner = format!("<CompositeObject ResourceID=\"{}\"/>", id + 1).repeat(20);
            format!("<CompositeGraphicUnit ID=\"{id}\"><Content>{inner}</Content></CompositeGraphicUnit>")
        })
        .collect();
    let shared = format!(
        "<Res><CompositeGraphicUnits>{}</CompositeGraphicUnits></Res>",
        units.concat()
    );
    let page = format!("{some}<ofd:CompositeObject ResourceID=\"0\"/>").repeat(10);
    assert_eq!(
        name(&file(&[page], &[("Doc_0/PublicRes.xml", shared)])),
        Some("too-large")
    );
    // Lines that cross each other everywhere.
    let mut grid = some.clone();
    for at in 0..4_000 {
        let _ = write!(
            grid,
            "<ofd:PathObject><ofd:AbbreviatedData>M {at} 0 L {at} 9999 M 0 {at} L 9999 {at}</ofd:AbbreviatedData></ofd:PathObject>"
        );
    }
    assert_eq!(name(&file(&[grid], &[])), None);
    assert_eq!(name(&file(&["<ofd:PageBlock>".repeat(5_000)], &[])), Some("damaged"));
    let whole = file(&[some], &[]);
    for cut in 0..whole.len() {
        let _ = read("a.ofd", &whole[..cut]);
    }
}

/// A printed page of a PDF file as an OFD file has it.
#[cfg(feature = "pdf")]
#[test]
fn a_real_report_is_read_from_ofd_as_from_pdf() {
    let folder = std::env::var_os("NIANBAO_DATA").map(std::path::PathBuf::from);
    let Some(pdf) = folder.and_then(|folder| std::fs::read(folder.join("hongze-2024.pdf")).ok()) else {
        eprintln!("SKIPPED: hongze-2024.pdf is not at hand; set NIANBAO_DATA to the folder that has it");
        return;
    };
    let mm = |points: f64| points / super::POINTS;
    let mut pages = Vec::new();
    for sheet in crate::pdf::sheets(&pdf).expect("it can be read") {
        let mut page = String::new();
        for (text, (x, y), size) in sheet.glyphs() {
            let _ = write!(
                page,
                "<ofd:TextObject Boundary=\"{} {} 9 9\" Size=\"{}\"><ofd:TextCode X=\"0\" Y=\"{}\" DeltaX=\"g {} 0\">{}</ofd:TextCode></ofd:TextObject>",
                mm(x),
                mm(y - size),
                mm(size),
                mm(size),
                text.len(),
                escape(text)
            );
        }
        for (from, to) in sheet.strokes() {
            line(&mut page, false, (mm(from.0), mm(from.1)), (mm(to.0), mm(to.1)));
        }
        pages.push(page);
    }
    let ofd = read("a.ofd", &file(&pages, &[])).expect("it can be read");
    let pdf = read("a.pdf", &pdf).expect("it can be read");
    assert_eq!(ofd.text, pdf.text);
    assert_eq!(ofd.reading.report, pdf.reading.report);
}

//! PDF files: every figure of a real one, and a clear error for those without text.

use std::fmt::Write as _;

use nianbao_documents::{Kind, read};
use proptest::prelude::*;

use crate::common::{cells, check_fields, check_nothing_dropped, data};

#[test]
fn the_tables_of_a_real_pdf_are_read_cell_by_cell() {
    let (Some(pdf), Some(text), Some(grids)) = (data("hongze-2024.pdf"), data("hongze-2024.txt"), data("grids.json"))
    else {
        return;
    };
    let grids: serde_json::Value = serde_json::from_slice(&grids).expect("grids.json is JSON");
    check_fields(
        "hongze-2024.pdf",
        &pdf,
        grids["hongze-2024"]["fields"].as_object().expect("fields by name"),
    );
    let source = read("a.pdf", &pdf).expect("it can be read");
    assert_eq!(source.kind, Kind::Pdf);
    check_nothing_dropped(&source);
    let as_text = read("a.txt", &text).expect("it can be read");
    assert_eq!(cells(&source), cells(&as_text));
    // Its prose is that of its text layer, except for spaces between figures and words.
    let plain = |source: &nianbao_documents::Source| nianbao_core::write::markdown(&source.reading.report);
    let prose = |text: String| -> Vec<String> {
        text.lines()
            .filter(|line| !line.starts_with('|'))
            .map(|line| line.replace(' ', ""))
            .collect()
    };
    assert_eq!(prose(plain(&source)), prose(plain(&as_text)));
}

/// A file with one page of this content.
fn file(content: &str, resources: &str) -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1>>".to_owned(),
        format!("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<<{resources}>>>>"),
        format!("<</Length {}>>stream\n{content}\nendstream", content.len()),
    ];
    let mut out = b"%PDF-1.4\n".to_vec();
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.extend(format!("{} 0 obj\n{object}\nendobj\n", index + 1).into_bytes());
    }
    let start = out.len();
    out.extend(b"xref\n0 5\n0000000000 65535 f \n");
    for place in places {
        out.extend(format!("{place:010} 00000 n \n").into_bytes());
    }
    out.extend(format!("trailer<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF").into_bytes());
    out
}

const FONT: &str = "/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>>>";

#[test]
fn files_without_text_are_reported() {
    let name = |bytes: &[u8]| read("a.pdf", bytes).map_err(|error| error.name).err();
    assert_eq!(name(&file("0 0 595 842 re f", "")), Some("no-text-layer"));
    assert_eq!(name(b"%PDF-1.7\n%%EOF"), Some("damaged"));
    assert_eq!(name(b"%PDF-1.4\n1 0 obj"), Some("damaged"));
    assert_eq!(
        name(&file(
            "BT /F 12 Tf 50 700 Td (2023 annual report of an office) Tj ET",
            FONT
        )),
        None
    );
}

/// A Chinese font that is not embedded in the file, as in old exports.
const CHINESE: &str = "/Font<</F<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/UniGB-UTF16-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/DW 1000>>]>>>>";

#[test]
fn chinese_in_a_font_that_is_not_embedded_is_read() {
    let words = "某县财政局二〇二三年政府信息公开工作年度报告，收到申请3件。";
    let hex = words.encode_utf16().fold(String::new(), |mut hex, unit| {
        let _ = write!(hex, "{unit:04X}");
        hex
    });
    let source =
        read("a.pdf", &file(&format!("BT /F 12 Tf 50 700 Td <{hex}> Tj ET"), CHINESE)).expect("it can be read");
    assert_eq!(source.text, format!("{words}\n"));
}

#[test]
fn figures_between_lines_are_cells_and_close_figures_are_one() {
    let mut content = String::from("0.5 w ");
    for x in [50, 250, 350] {
        let _ = write!(content, "{x} 600 m {x} 700 l S ");
    }
    for y in [600, 650, 700] {
        let _ = write!(content, "50 {y} m 350 {y} l S ");
    }
    // A word printed twice looks bold; 2776 has two sevens side by side.
    for (x, y, word) in [
        (60, 670, "item"),
        (260, 670, "count"),
        (260, 670, "count"),
        (60, 620, "penalties, in all"),
        (260, 620, "2776"),
    ] {
        let _ = write!(content, "BT /F 10 Tf {x} {y} Td ({word}) Tj ET ");
    }
    content.push_str("BT /F 12 Tf 50 500 Td (A line below the table.) Tj ET");
    let source = read("a.pdf", &file(&content, FONT)).expect("it can be read");
    assert_eq!(
        source.text,
        "| item | count |\n| penalties, in all | 2776 |\nA line below the table.\n"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(60) })]

    #[test]
    fn a_damaged_file_is_read_or_said_to_be_damaged(edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<prop::sample::Index>()) {
        let mut bytes = file("0.5 w 50 600 m 50 700 l S 50 600 300 100 re S BT /F 10 Tf 60 620 Td (penalties 2776 of an office) Tj ET", FONT);
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = read("a.pdf", &bytes);
        let _ = read("a.pdf", &bytes[..cut.index(bytes.len())]);
    }
}

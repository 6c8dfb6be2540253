//! Hostile files of every kind: truncated, with parts that lead in circles, with absurd counts, with bombs. Each ends in a
//! named error that says what to do, or is read as far as it goes and never called fit. None takes much memory.

use std::io::{Cursor, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use nianbao_core::rules::{self, Settings};
use nianbao_core::verdict::Verdict;
use nianbao_documents::read;

/// The most memory that the whole test may take, in kilobytes.
const MEMORY: usize = 500 * 1024;

/// Checks one damaged file: `expected` is the name of the error, or `read`.
fn check(kind: &str, damage: &str, bytes: &[u8], expected: &str) -> Result<(), String> {
    let found = match read(&format!("年报.{kind}"), bytes) {
        Ok(source) => {
            let checked = rules::check(&source.reading, &Settings::default());
            if checked.verdict == Verdict::Fit {
                return Err(format!("{kind}, {damage}: called fit"));
            }
            "read"
        }
        Err(trouble) => {
            let texts = [Some(&trouble.what), trouble.hint.as_ref()];
            let said = |text: Option<&nianbao_core::text::Text>| {
                text.is_some_and(|text| text.zh.ends_with('。') && text.en.ends_with('.'))
            };
            if !texts.into_iter().all(said) {
                return Err(format!("{kind}, {damage}: {trouble:?} does not say what to do"));
            }
            trouble.name
        }
    };
    if found == expected {
        Ok(())
    } else {
        Err(format!("{kind}, {damage}: {found}, not {expected}"))
    }
}

/// A whole report of a kind, from the conformance set.
fn whole(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../cases/layouts")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A seed of the fuzz targets.
fn seed(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(name);
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A part of an archive: its name, its packed bytes, and the size that the archive states.
struct Part {
    name: &'static str,
    packed: Vec<u8>,
    stated: usize,
}

impl Part {
    fn of(name: &'static str, content: &str) -> Part {
        Part {
            name,
            packed: miniz_oxide::deflate::compress_to_vec(content.as_bytes(), 1),
            stated: content.len(),
        }
    }

    /// With another size stated than its own.
    fn stated(self, stated: usize) -> Part {
        Part { stated, ..self }
    }
}

/// The first lines of a zip archive's directory and end, with this many files stated and each file this many bytes further on.
fn zip(parts: &[Part], count: Option<u16>, shift: u32) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut list: Vec<u8> = Vec::new();
    let small = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    for part in parts {
        let at = u32::try_from(out.len()).expect("it is short").saturating_add(shift);
        let mut head: Vec<u8> = vec![20, 0, 0, 8, 8, 0, 0, 0, 33, 0, 0, 0, 0, 0];
        head.extend(small(part.packed.len()));
        head.extend(small(part.stated));
        head.extend(u16::try_from(part.name.len()).expect("it is short").to_le_bytes());
        head.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(part.name.as_bytes());
        out.extend(&part.packed);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&head);
        list.extend([0; 10]);
        list.extend(at.to_le_bytes());
        list.extend(part.name.as_bytes());
    }
    let start = out.len();
    out.extend(&list);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    let count = count.unwrap_or_else(|| u16::try_from(parts.len()).expect("they are few"));
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(small(list.len()));
    out.extend(small(start));
    out.extend([0; 2]);
    out
}

/// The parts of an office file around the one that holds its content.
fn office(kind: &str, content: Part) -> Vec<u8> {
    let mut parts = match kind {
        "xlsx" => vec![
            Part::of(
                "xl/workbook.xml",
                "<workbook xmlns:r=\"r\"><sheets><sheet name=\"一\" r:id=\"a\"/></sheets></workbook>",
            ),
            Part::of(
                "xl/_rels/workbook.xml.rels",
                "<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet.xml\"/></Relationships>",
            ),
        ],
        "odt" => vec![Part::of("mimetype", "application/vnd.oasis.opendocument.text")],
        "ods" => vec![Part::of("mimetype", "application/vnd.oasis.opendocument.spreadsheet")],
        "ofd" => vec![
            Part::of(
                "OFD.xml",
                "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>",
            ),
            Part::of(
                "Doc_0/Document.xml",
                "<Document><CommonData/><Pages><Page ID=\"2\" BaseLoc=\"Page.xml\"/></Pages></Document>",
            ),
        ],
        _ => Vec::new(),
    };
    parts.push(content);
    zip(&parts, None, 0)
}

/// The name of the part with the content of each kind of office file.
const CONTENT: [(&str, &str); 5] = [
    ("docx", "word/document.xml"),
    ("xlsx", "xl/sheet.xml"),
    ("odt", "content.xml"),
    ("ods", "content.xml"),
    ("ofd", "Doc_0/Page.xml"),
];

/// The markup around a paragraph, a row or a line of each kind of XML.
fn markup(kind: &str, inside: &str) -> String {
    match kind {
        "docx" => format!("<w:document xmlns:w=\"w\"><w:body>{inside}</w:body></w:document>"),
        "xlsx" => format!("<worksheet><sheetData>{inside}</sheetData></worksheet>"),
        "odt" => format!(
            "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:text>{inside}</office:text></office:body></office:document-content>"
        ),
        "ods" => format!(
            "<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\"><office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body></office:document-content>"
        ),
        "ofd" => format!("<Page><Content><Layer>{inside}</Layer></Content></Page>"),
        "word" => format!(
            "<?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w=\"w\"><w:body>{inside}</w:body></w:wordDocument>"
        ),
        "sheet" => format!(
            "<?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"一\"><Table>{inside}</Table></Worksheet></Workbook>"
        ),
        other => panic!("{other} is not XML"),
    }
}

/// A file of the old container whose table of sectors leads every sector to itself.
fn in_circles(mut bytes: Vec<u8>) -> Vec<u8> {
    let sector = usize::from(bytes[76]) + 256 * usize::from(bytes[77]);
    let table = 512 + 512 * sector;
    for (number, entry) in (0_u32..).zip(bytes[table..].chunks_exact_mut(4).take(128)) {
        entry.copy_from_slice(&number.to_le_bytes());
    }
    bytes
}

/// A file of the old container with some bytes of a stream overwritten.
fn overwritten(bytes: Vec<u8>, stream: &str, at: u64, with: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::open(Cursor::new(bytes)).expect("a container");
    let mut open = file.open_stream(format!("/{stream}")).expect("the stream");
    open.seek(SeekFrom::Start(at)).expect("it is that long");
    open.write_all(with).expect("it can be written");
    drop(open);
    file.flush().expect("it can be written");
    file.into_inner().into_inner()
}

/// A file of the old container with one stream.
fn container(stream: &str, content: &[u8]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a container");
    let mut open = file.create_stream(format!("/{stream}")).expect("a stream");
    open.write_all(content).expect("it can be written");
    drop(open);
    file.flush().expect("it can be written");
    file.into_inner().into_inner()
}

/// A page of a PDF, with anything in place of its tree of pages, of the page's content and its length.
fn pdf(pages: &str, content: &[u8], filter: &str, length: &str) -> Vec<u8> {
    let mut out = format!(
        "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n{pages}\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n4 0 obj\n<<{filter}/Length {length}>>stream\n"
    )
    .into_bytes();
    out.extend(content);
    out.extend(b"\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF");
    out
}

/// Bytes that unpack to this many spaces.
fn spaces(count: usize) -> Part {
    Part::of("", &" ".repeat(count))
}

type Damaged = (&'static str, &'static str, Vec<u8>, &'static str);

/// Files cut off in the middle, at which their directories or their last sections are lost.
fn truncated() -> Vec<Damaged> {
    let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
    vec![
        ("doc", "truncated", half(whole("old-word-document.doc")), "damaged"),
        ("wps", "truncated", half(whole("old-word-document.doc")), "damaged"),
        ("xls", "truncated", half(seed("xls/small.xls")), "damaged"),
        ("et", "truncated", half(seed("xls/small.xls")), "damaged"),
        ("docx", "truncated", half(whole("word-document.docx")), "damaged"),
        ("xlsx", "truncated", half(seed("archive/2021.xlsx")), "damaged"),
        ("odt", "truncated", half(whole("open-document.odt")), "damaged"),
        (
            "ods",
            "truncated",
            half(office("ods", Part::of("content.xml", &markup("ods", "")))),
            "damaged",
        ),
        (
            "ofd",
            "truncated",
            half(office("ofd", Part::of("Doc_0/Page.xml", &markup("ofd", "")))),
            "damaged",
        ),
        ("pdf", "truncated", half(whole("printed-without-lines.pdf")), "damaged"),
        ("rtf", "truncated", half(whole("rich-text.rtf")), "read"),
        ("mht", "truncated", half(whole("saved-page.mht")), "read"),
        ("html", "truncated", half(whole("web-page.html")), "read"),
        ("xml", "truncated", half(seed("word_xml/every-kind.xml")), "damaged"),
        (
            "xls",
            "truncated XML",
            half(seed("sheet_xml/every-kind.xml")),
            "damaged",
        ),
        ("md", "truncated", half(whole("form-2021.md")), "encoding"),
        ("txt", "truncated", half(whole("rows-with-pipes.txt")), "read"),
        ("csv", "truncated", half(whole("table.csv")), "read"),
        ("json", "truncated", half(whole("data.json")), "report-data"),
    ]
}

/// Parts that lead to themselves: chains of sectors, pages within pages, drawings within drawings, messages within messages.
fn looped() -> Vec<Damaged> {
    let drawing = "<CompositeObject ResourceID=\"7\" Boundary=\"20 50 9 9\"/>".repeat(9);
    let resources = format!(
        "<Res><CompositeGraphicUnits><CompositeGraphicUnit ID=\"7\"><Content>{drawing}</Content></CompositeGraphicUnit></CompositeGraphicUnits></Res>"
    );
    let drawn = zip(
        &[
            Part::of(
                "OFD.xml",
                "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>",
            ),
            Part::of(
                "Doc_0/Document.xml",
                "<Document><CommonData><PublicRes>Res.xml</PublicRes></CommonData><Pages><Page ID=\"2\" BaseLoc=\"Page.xml\"/></Pages></Document>",
            ),
            Part::of("Doc_0/Res.xml", &resources),
            Part::of("Doc_0/Page.xml", &markup("ofd", &drawing)),
        ],
        None,
        0,
    );
    let styles = "<w:styles xmlns:w=\"w\"><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:basedOn w:val=\"2\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"2\"><w:basedOn w:val=\"1\"/></w:style></w:styles>";
    let paragraph = markup(
        "docx",
        "<w:p><w:pPr><w:pStyle w:val=\"1\"/></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>",
    );
    let document = Part::of("word/document.xml", &paragraph);
    let outline = Part::of("word/styles.xml", styles);
    let message = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\n".repeat(2000);
    let kids = "<</Type/Pages/Kids[2 0 R 2 0 R 3 0 R]/Count 3>>";
    vec![
        (
            "doc",
            "sectors in circles",
            in_circles(whole("old-word-document.doc")),
            "damaged",
        ),
        (
            "wps",
            "sectors in circles",
            in_circles(whole("old-word-document.doc")),
            "damaged",
        ),
        ("xls", "sectors in circles", in_circles(seed("xls/small.xls")), "read"),
        ("et", "sectors in circles", in_circles(seed("xls/small.xls")), "read"),
        (
            "docx",
            "styles based on each other",
            zip(&[document, outline], None, 0),
            "read",
        ),
        ("ofd", "a drawing within itself", drawn, "no-text-layer"),
        ("mht", "messages within messages", message.into_bytes(), "no-page"),
        (
            "pdf",
            "pages within themselves",
            pdf(kids, b"", "", "0"),
            "no-text-layer",
        ),
        (
            "pdf",
            "a content that is as long as itself",
            pdf("<</Type/Pages/Kids[3 0 R]/Count 1>>", b"BT ET", "", "4 0 R"),
            "no-text-layer",
        ),
    ]
}

/// Counts that no file has room for.
fn counts() -> Vec<Damaged> {
    let word = |text: &str| Part::of("word/document.xml", &markup("docx", text));
    let cells = |text: &str| Part::of("xl/sheet.xml", &markup("xlsx", text));
    let open = |kind: &str, text: &str| office(kind, Part::of("content.xml", &markup(kind, text)));
    let texts = [&[0xFC_u8, 0, 8, 0][..], &[0xFF; 8]].concat();
    let book = [&[0x09, 0x08, 4, 0, 0, 6, 5, 0][..], &texts, &[0x0A, 0, 0, 0]].concat();
    let merged = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"4294967295\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".repeat(200);
    vec![
        // Where Word looks for the pieces of the text, and how long their list is.
        ("doc", "pieces without end", overwritten(whole("old-word-document.doc"), "WordDocument", 0x01A2, &[0xFF; 8]), "damaged"),
        ("wps", "characters without end", overwritten(whole("old-word-document.doc"), "WordDocument", 0x004C, &[0xFF, 0xFF, 0xFF, 0x7F]), "too-large"),
        ("xls", "texts without end", container("Workbook", &book), "damaged"),
        ("et", "texts without end", container("Workbook", &book), "damaged"),
        ("docx", "cells without end", office("docx", word(&merged)), "read"),
        ("docx", "more parts than there are", zip(&[word("")], Some(u16::MAX), 0), "damaged"),
        ("docx", "a part beyond the end", zip(&[word("")], None, 1 << 30), "damaged"),
        ("xlsx", "cells without end", office("xlsx", cells("<row r=\"4294967295\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>规章</t></is></c><c r=\"ZZZZZZ99999999999\"><v>1</v></c></row>")), "read"),
        ("odt", "rows and spaces without end", open("odt", "<table:table><table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\"><text:p>规章<text:s text:c=\"4294967295\"/></text:p></table:table-cell></table:table-row></table:table>"), "read"),
        ("ods", "rows and columns without end", open("ods", "<table:table><table:table-row table:number-rows-repeated=\"4294967295\"><table:table-cell table:number-columns-repeated=\"4294967295\" table:number-columns-spanned=\"4294967295\"><text:p>规章</text:p></table:table-cell></table:table-row></table:table>"), "read"),
        ("ofd", "glyphs without end", office("ofd", Part::of("Doc_0/Page.xml", &markup("ofd", "<TextObject Boundary=\"20 30 9 9\" Size=\"5\"><TextCode X=\"0\" Y=\"4\" DeltaX=\"g 4294967295 5\">总体情况总体情况总体情况总体情况总体情况</TextCode></TextObject>"))), "read"),
        ("pdf", "pages without end", pdf("<</Type/Pages/Kids[3 0 R]/Count 4294967295>>", b"BT ET", "", "99999999999"), "no-text-layer"),
        ("rtf", "bytes and cells without end", format!("{{\\rtf1\\trowd{}\\itap2147483647 x\\cell\\row\\bin2147483647 x", "\\cellx2147483647".repeat(20_000)).into_bytes(), "read"),
        ("html", "columns and rows without end", format!("<html><body>{}", "<table><tr><td colspan=4294967295 rowspan=4294967295>规章<td>1</table>".repeat(500)).into_bytes(), "read"),
        ("mht", "parts without end", format!("MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n{}", "--b\r\nContent-Type: text/html\r\n\r\n<p>x</p>\r\n".repeat(10_000)).into_bytes(), "read"),
        ("xml", "cells without end", markup("word", &merged).into_bytes(), "read"),
        ("xls", "XML with cells without end", markup("sheet", "<Row ss:Index=\"2147483647\" ss:Span=\"2147483647\"><Cell ss:Index=\"2147483647\" ss:MergeAcross=\"2147483647\" ss:MergeDown=\"2147483647\"><Data ss:Type=\"String\">规章</Data></Cell></Row>").into_bytes(), "read"),
    ]
}

/// Little that becomes much: packed spaces, and elements within elements.
fn bombs() -> Vec<Damaged> {
    let mut out: Vec<Damaged> = Vec::new();
    for (kind, name) in CONTENT {
        let named = |part: Part| Part { name, ..part };
        out.push((
            kind,
            "a gigabyte is stated",
            office(kind, named(spaces(1 << 20)).stated(1 << 30)),
            "too-large",
        ));
        out.push((
            kind,
            "it unpacks to more than is stated",
            office(kind, named(spaces(1 << 20)).stated(100)),
            "too-large",
        ));
        let deep = markup(kind, &"<a>".repeat(100_000));
        out.push((
            kind,
            "elements within elements",
            office(kind, Part::of(name, &deep)),
            "damaged",
        ));
        let entities = format!(
            "<!DOCTYPE a [<!ENTITY b \"{}\">]>{}",
            "&c;".repeat(1000),
            markup(kind, &"&b;".repeat(1000))
        );
        let expected = if matches!(kind, "ofd") { "no-text-layer" } else { "read" };
        out.push((
            kind,
            "entities within entities",
            office(kind, Part::of(name, &entities)),
            expected,
        ));
    }
    out
}

/// Little that becomes much, in the other kinds.
fn nested() -> Vec<Damaged> {
    let packed = {
        // A stream of PDF has the header and the checksum of zlib around it.
        let mut zlib = vec![0x78, 0x01];
        zlib.extend(miniz_oxide::deflate::compress_to_vec(
            "0 0 m ".repeat(1 << 20).as_bytes(),
            1,
        ));
        zlib
    };
    let length = packed.len().to_string();
    vec![
        (
            "pdf",
            "a content that unpacks to much",
            pdf(
                "<</Type/Pages/Kids[3 0 R]/Count 1>>",
                &packed,
                "/Filter/FlateDecode",
                &length,
            ),
            "no-text-layer",
        ),
        (
            "pdf",
            "lists within lists",
            pdf(&"[".repeat(100_000), b"", "", "0"),
            "no-text-layer",
        ),
        (
            "rtf",
            "groups within groups",
            format!("{{\\rtf1{}", "{\\b ".repeat(200_000)).into_bytes(),
            "read",
        ),
        (
            "html",
            "elements within elements",
            format!("<html><body>{}", "<div><table><tr><td>".repeat(20_000)).into_bytes(),
            "too-deep",
        ),
        (
            "mht",
            "elements within elements",
            format!(
                "MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<html>{}",
                "<div><b>".repeat(20_000)
            )
            .into_bytes(),
            "too-deep",
        ),
        (
            "xml",
            "elements within elements",
            markup("word", &"<w:p>".repeat(100_000)).into_bytes(),
            "damaged",
        ),
        (
            "xls",
            "XML with elements within elements",
            markup("sheet", &"<Row><Cell>".repeat(100_000)).into_bytes(),
            "damaged",
        ),
        (
            "json",
            "lists within lists",
            "[".repeat(200_000).into_bytes(),
            "report-data",
        ),
        (
            "md",
            "quotes within quotes",
            format!("{}x", ">".repeat(50_000)).into_bytes(),
            "read",
        ),
        (
            "md",
            "headings without end",
            "## 一、总体情况\n\n".repeat(5_000).into_bytes(),
            "read",
        ),
        (
            "txt",
            "rows without end",
            "一、本年新收政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n"
                .repeat(20_000)
                .into_bytes(),
            "read",
        ),
        ("csv", "cells without end", ",".repeat(200_000).into_bytes(), "read"),
        (
            "doc",
            "bytes that are nothing",
            [0xD0, 0xCF, 0x11, 0xE0].repeat(1 << 16),
            "legacy-office",
        ),
    ]
}

/// The memory that the process has taken at most, in kilobytes, where the system says so.
fn peak() -> Option<usize> {
    let mut text = String::new();
    let mut file = std::fs::File::open("/proc/self/status").ok()?;
    file.read_to_string(&mut text).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches(" kB").trim().parse().ok()
}

#[test]
fn every_kind_of_file_survives_every_kind_of_damage() {
    let all = [truncated(), looped(), counts(), bombs(), nested()].concat();
    let mut failures = Vec::new();
    let mut count = 0;
    for (kind, damage, bytes, expected) in &all {
        count += 1;
        failures.extend(check(kind, damage, bytes, expected).err());
        if let Some(peak) = peak().filter(|peak| *peak > MEMORY) {
            panic!("{kind}, {damage}: the process has taken {peak} KB");
        }
    }
    assert!(
        failures.is_empty(),
        "{} of {count}:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

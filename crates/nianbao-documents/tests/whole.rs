//! Whole published reports, saved by LibreOffice as every kind of file that offices have, are read to the last cell.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao_core::field::{Field, RequestsRow, RowKey};
use nianbao_core::wire::ReportData;
use nianbao_documents::{Kind, Source, read, write};

/// The pages with the tables of three reports, and two reports with all their prose.
const PAGES: [&str; 3] = ["hongze-2024", "suqian-2023", "shuyang-fagaiju-2023"];
const TEXTS: [&str; 2] = ["hongze-2024", "jianshan-2023"];

/// The kinds of file that a word processor saves, and those of a spreadsheet, each with LibreOffice's name for it.
const TEXT_KINDS: [(&str, &str); 6] = [
    ("doc", "MS Word 97"),
    ("docx", "MS Word 2007 XML"),
    ("odt", "writer8"),
    ("rtf", "Rich Text Format"),
    ("pdf", "writer_pdf_Export"),
    ("html", "HTML (StarWriter)"),
];
/// LibreOffice saves pages as this only without their properties.
const WORD_XML: (&str, &str) = ("xml", "MS Word 2003 XML");
const SHEET_KINDS: [(&str, &str); 4] = [
    ("xls", "MS Excel 97"),
    ("xlsx", "Calc MS Excel 2007 XML"),
    ("ods", "calc8"),
    ("xml", "MS Excel 2003 XML"),
];

/// LibreOffice and the folder of real data, if both are at hand; otherwise prints that the test is skipped.
fn tools() -> Option<(PathBuf, PathBuf)> {
    let named = std::env::var_os("NIANBAO_SOFFICE").map(PathBuf::from);
    let program = named.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .map(|folder| folder.join("soffice"))
            .find(|program| program.is_file())
    });
    if program.is_none() {
        eprintln!("SKIPPED: LibreOffice is not installed; set NIANBAO_SOFFICE to its soffice");
    }
    let data = std::env::var_os("NIANBAO_DATA").map(PathBuf::from);
    let data = data.filter(|data| data.join("grids.json").is_file());
    if data.is_none() {
        eprintln!("SKIPPED: real reports are not at hand; set NIANBAO_DATA to the folder that has them");
    }
    Some((program?, data?))
}

/// A folder for the files, removed at the end.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

impl Folder {
    /// Converts files into a folder below this one.
    fn convert(&self, program: &Path, files: &[PathBuf], from: Option<&str>, to: (&str, &str), into: &str) {
        let run = Command::new(program)
            .arg(format!("-env:UserInstallation=file://{}/profile", self.0.display()))
            .arg("--headless")
            .args(from.map(|filter| format!("--infilter={filter}")))
            .args(["--convert-to", &format!("{}:{}", to.0, to.1), "--outdir"])
            .arg(self.0.join(into))
            .args(files)
            .output()
            .expect("LibreOffice can be started");
        for file in files {
            let name = Path::new(file.file_name().expect("a name")).with_extension(to.0);
            let written = self.0.join(into).join(name);
            let said = String::from_utf8_lossy(&run.stderr);
            assert!(written.is_file(), "{} was not written: {said}", written.display());
        }
    }

    fn bytes(&self, file: &str) -> Vec<u8> {
        std::fs::read(self.0.join(file)).expect("it was written")
    }
}

/// The figures of a report by field, without the row that an old form has and the new one does not.
fn figures(source: &Source) -> BTreeMap<String, String> {
    let mut data = ReportData::new(&source.reading.report).fields;
    data.retain(|field, value| {
        field.parse().map(|field: Field| field.row()) != Ok(RowKey::Requests(RequestsRow::OtherOutcome)) || value != "0"
    });
    data.into_iter().collect()
}

/// The prose of a report without spaces, which conversions move about.
fn prose(source: &Source) -> String {
    nianbao_core::write::markdown(&source.reading.report)
        .lines()
        .filter(|line| !line.starts_with('|') && !line.starts_with("+++") && !line.contains(" = "))
        .flat_map(str::chars)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\\' | '#'))
        .collect()
}

/// Reads a file, and compares its figures, and its prose if it has any; returns the number of figures.
fn check(name: &str, bytes: &[u8], expected: &BTreeMap<String, String>, words: Option<&str>) -> Result<usize, String> {
    let source = read(name, bytes).map_err(|error| format!("{name}: {}", error.what.en))?;
    let found = figures(&source);
    let fields = expected.keys().chain(found.keys());
    let wrong: Vec<String> = fields
        .filter(|field| expected.get(*field) != found.get(*field))
        .map(|field| format!("{field}: {:?} is read as {:?}", expected.get(field), found.get(field)))
        .collect();
    if !wrong.is_empty() {
        return Err(format!("{name}: {wrong:#?}\n{}", source.text));
    }
    match words.map(|words| (words, prose(&source))) {
        Some((words, read)) if words != read => Err(format!("{name}: {words}\nis read as\n{read}")),
        _ => Ok(found.len()),
    }
}

/// A page in a message, as browsers and Word save one, in the encoding of Chinese systems.
fn message(page: &[u8]) -> Vec<u8> {
    let page = nianbao_documents::decode::page(page).expect("a page");
    let page = page
        .replace("charset=utf-8", "charset=gb2312")
        .replace("charset=\"utf-8\"", "charset=\"gb2312\"");
    let (bytes, ..) = encoding_rs::GB18030.encode(&page);
    let mut out = String::from(
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; type=\"text/html\"; boundary=\"----=_b\"\r\n\r\n------=_b\r\n\
         Content-Type: text/html; charset=\"gb2312\"\r\nContent-Transfer-Encoding: quoted-printable\r\nContent-Location: file:///C:/1.htm\r\n\r\n",
    );
    let mut column = 0;
    for byte in bytes.iter() {
        if column > 70 {
            out.push_str("=\r\n");
            column = 0;
        }
        match byte {
            b'\n' => {
                out.push_str("\r\n");
                column = 0;
            }
            b' '..=b'~' if *byte != b'=' => {
                out.push(char::from(*byte));
                column += 1;
            }
            byte => {
                let _ = write!(out, "={byte:02X}");
                column += 3;
            }
        }
    }
    out.push_str("\r\n------=_b--\r\n");
    out.into_bytes()
}

/// How LibreOffice reads a page, as a text or a sheet, and what it saves that as.
fn kinds_of_pages() -> impl Iterator<Item = (&'static str, &'static str, (&'static str, &'static str))> {
    let texts = TEXT_KINDS.iter().map(|to| ("HTML (StarWriter)", "text", *to));
    texts.chain(SHEET_KINDS.iter().map(|to| ("HTML (StarCalc)", "sheet", *to)))
}

#[test]
fn whole_reports_come_back_from_every_kind_of_file() {
    let Some((program, data)) = tools() else { return };
    let folder = Folder(std::env::temp_dir().join(format!("nianbao-whole-{}", std::process::id())));
    for name in ["in", "texts"] {
        std::fs::create_dir_all(folder.0.join(name)).expect("a folder can be made");
    }
    let grids: serde_json::Value =
        serde_json::from_slice(&std::fs::read(data.join("grids.json")).expect("it is there")).expect("JSON");
    // A printed page has only the tables that it has lines of, as published pages do.
    let pages: Vec<PathBuf> = PAGES
        .iter()
        .map(|name| {
            let page = std::fs::read_to_string(data.join(format!("{name}.html"))).expect("it is there");
            let path = folder.0.join(format!("in/{name}.html"));
            std::fs::write(&path, page.replace("<table", "<table border=\"1\"")).expect("it can be written");
            path
        })
        .collect();
    let mut failures: Vec<String> = Vec::new();
    let (mut count, mut fields) = (0, 0);
    let mut see = |result: Result<usize, String>| {
        count += 1;
        match result {
            Ok(found) => fields += found,
            Err(failure) => failures.push(failure),
        }
    };
    let expected: Vec<BTreeMap<String, String>> = PAGES
        .iter()
        .map(|name| serde_json::from_value(grids[name]["fields"].clone()).expect("fields by name"))
        .collect();
    for (filter, what, to) in kinds_of_pages() {
        let into = format!("{what}-{}", to.0);
        folder.convert(&program, &pages, Some(filter), to, &into);
        for (name, expected) in PAGES.iter().zip(&expected) {
            let file = format!("{into}/{name}.{}", to.0);
            let bytes = folder.bytes(&file);
            see(check(&file, &bytes, expected, None));
            match to.0 {
                "html" => see(check(&format!("{file}.mht"), &message(&bytes), expected, None)),
                "doc" => see(check(&format!("{file}.wps"), &bytes, expected, None)),
                "xls" => see(check(&format!("{file}.et"), &bytes, expected, None)),
                _ => {}
            }
        }
    }
    // The texts with all their prose become Word files, and those files of the other kinds.
    let (mut texts, mut books) = (Vec::new(), Vec::new());
    let mut whole = Vec::new();
    for name in TEXTS {
        let text = std::fs::read(data.join(format!("{name}.txt"))).expect("it is there");
        let source = read("a.txt", &text).expect("it can be read");
        let docx = write(&source.reading.report, Kind::Docx).expect("it can be written");
        let path = folder.0.join(format!("texts/{name}.docx"));
        std::fs::write(&path, docx).expect("it can be written");
        texts.push(path);
        let book = write(&source.reading.report, Kind::Xlsx).expect("it can be written");
        let path = folder.0.join(format!("texts/{name}.xlsx"));
        std::fs::write(&path, book).expect("it can be written");
        books.push(path);
        whole.push((name, figures(&source), prose(&source)));
    }
    for to in TEXT_KINDS.into_iter().chain([WORD_XML]) {
        let into = format!("whole-{}", to.0);
        folder.convert(&program, &texts, None, to, &into);
        for (name, expected, words) in &whole {
            let file = format!("{into}/{name}.{}", to.0);
            let bytes = folder.bytes(&file);
            let words = Some(words.as_str());
            see(check(&file, &bytes, expected, words));
            match to.0 {
                "html" => see(check(&format!("{file}.mht"), &message(&bytes), expected, words)),
                "doc" => see(check(&format!("{file}.wps"), &bytes, expected, words)),
                _ => {}
            }
        }
    }
    // The same reports as workbooks. Old workbooks have the tables, not the whole report that a newer one carries with it.
    // LibreOffice does not save them as XML: its template for columns runs into its own limit.
    for to in SHEET_KINDS.into_iter().filter(|(kind, _)| *kind != "xml") {
        let into = format!("books-{}", to.0);
        folder.convert(&program, &books, None, to, &into);
        for (name, expected, words) in &whole {
            let file = format!("{into}/{name}.{}", to.0);
            let bytes = folder.bytes(&file);
            see(check(
                &file,
                &bytes,
                expected,
                (to.0 == "xlsx").then_some(words.as_str()),
            ));
        }
    }
    let right = count - failures.len();
    eprintln!("{right} of {count} files are read to the last cell, {fields} fields in all");
    assert!(count >= 60, "{count} files");
    assert!(
        failures.is_empty(),
        "{} of {count}:\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

//! Files written here open in LibreOffice, and the files that LibreOffice makes of them are read back equal.

use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{Block, Report};
use nianbao_documents::{Kind, Source, read, write};

/// The program, if it is installed.
fn soffice() -> Option<PathBuf> {
    let named = std::env::var_os("NIANBAO_SOFFICE").map(PathBuf::from);
    let found = named.or_else(|| {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .map(|folder| folder.join("soffice"))
            .find(|program| program.is_file())
    });
    if found.is_none() {
        eprintln!("SKIPPED: LibreOffice is not installed; set NIANBAO_SOFFICE to its soffice");
    }
    found
}

/// Converts a file in a folder to another kind; returns the bytes written.
fn convert(program: &Path, folder: &Path, file: &str, kind: &str, into: &str) -> Vec<u8> {
    let out = folder.join(into);
    let profile = format!("-env:UserInstallation=file://{}/profile", folder.display());
    let run = Command::new(program)
        .args([profile.as_str(), "--headless", "--convert-to", kind, "--outdir"])
        .arg(&out)
        .arg(folder.join(file))
        .output()
        .expect("LibreOffice can be started");
    let extension = kind.split(':').next().unwrap_or(kind);
    let name = Path::new(file).with_extension(extension);
    let written = out.join(name.file_name().unwrap_or_default());
    std::fs::read(&written)
        .unwrap_or_else(|error| panic!("{file} into {kind}: {error}\n{}", String::from_utf8_lossy(&run.stderr)))
}

/// A report with prose of every shape, in which all figures differ.
fn report(form: &'static Form) -> Report {
    let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
    for (index, field) in form.fields().enumerate() {
        let text = match index % 11 {
            4 => String::new(),
            7 => "/".to_owned(),
            _ => (index * 4).to_string(),
        };
        report.set(field, &text);
    }
    report.preface.push(Block::Paragraph(
        "本报告由某县财政局编制，统计期限为 1 月 1 日至 12 月 31 日。电话：000-0000000，网址：http://example.com/a?b=1&c=2。".into(),
    ));
    let overview = &mut report.section_mut(SectionId::Overview).blocks;
    overview.push(Block::Heading {
        level: 3,
        text: "（一）主动公开情况".into(),
    });
    overview.push(Block::Paragraph(
        "全年公开信息 128 条，其中“双公示”36 条；Word 与 Excel 文件各 2 份 <附件> *一* _二_ & 三。".into(),
    ));
    overview.push(Block::Paragraph("（二）依申请公开情况。收到申请7件。".into()));
    report
        .section_mut(SectionId::Requests)
        .blocks
        .push(Block::Paragraph("注：上表含下属单位。".into()));
    for id in [SectionId::Problems, SectionId::Other] {
        report
            .section_mut(id)
            .blocks
            .push(Block::Paragraph("一是公开不够及时。二是解读不够丰富。".into()));
    }
    report
}

fn check(what: &str, report: &Report, source: &Source) {
    // A page has no front matter except the metadata in its head.
    let read = Report {
        meta: report.meta.clone(),
        ..source.reading.report.clone()
    };
    assert_eq!(&read, report, "{what}\n{}", source.text);
}

#[test]
fn files_that_libreoffice_makes_of_ours_are_read_back_equal() {
    let Some(program) = soffice() else { return };
    let folder = std::env::temp_dir().join(format!("nianbao-office-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder can be made");
    for form in Form::ALL {
        let report = report(form);
        std::fs::write(
            folder.join("a.docx"),
            write(&report, Kind::Docx).expect("it can be written"),
        )
        .expect("a file can be written");
        let docx = convert(&program, &folder, "a.docx", "docx:MS Word 2007 XML", "docx");
        let odt = convert(&program, &folder, "a.docx", "odt", "odt");
        let again = convert(&program, &folder, "odt/a.odt", "docx:MS Word 2007 XML", "again");
        let html = convert(&program, &folder, "a.docx", "html", "html");
        let pages = convert(&program, &folder, "a.docx", "pdf", "pdf");
        let rtf = convert(&program, &folder, "a.docx", "rtf", "rtf");
        let doc = convert(&program, &folder, "a.docx", "doc:MS Word 97", "doc");
        for (what, name, bytes) in [
            ("docx", "a.docx", &docx),
            ("docx by way of odt", "a.docx", &again),
            ("html", "a.html", &html),
            ("odt", "a.odt", &odt),
            ("rtf", "a.rtf", &rtf),
            ("doc", "a.wps", &doc),
        ] {
            check(what, &report, &read(name, bytes).expect("it can be read"));
        }
        // A printed file has no paragraphs, but all figures are there.
        let printed = read("a.pdf", &pages).expect("it can be read").reading.report;
        for (field, cell) in report.figures().iter() {
            assert_eq!(printed.cell(field), Some(cell), "{field} in print");
        }

        std::fs::write(
            folder.join("b.xlsx"),
            write(&report, Kind::Xlsx).expect("it can be written"),
        )
        .expect("a file can be written");
        let xlsx = convert(&program, &folder, "b.xlsx", "xlsx:Calc MS Excel 2007 XML", "xlsx");
        check("xlsx", &report, &read("b.xlsx", &xlsx).expect("it can be read"));
        let ods = convert(&program, &folder, "b.xlsx", "ods", "ods");
        let xls = convert(&program, &folder, "b.xlsx", "xls:MS Excel 97", "xls");
        // Old workbooks have the tables, not the whole report that a newer file carries with it.
        for (name, bytes) in [("b.et", &xls), ("b.ods", &ods)] {
            let tables = read(name, bytes).expect("it can be read").reading.report;
            for (field, cell) in report.figures().iter() {
                assert_eq!(tables.cell(field), Some(cell), "{field} in {name}");
            }
        }
    }
    std::fs::remove_dir_all(&folder).expect("the folder can be removed");
}

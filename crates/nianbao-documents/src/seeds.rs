//! The seeds of the fuzz targets: small files of every kind, made here and kept in `fuzz/seeds/`, next to files that
//! once caused trouble. The tests read every one of them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{Block, Report};

use crate::zip::{Archive, pack};
use crate::{Kind, read, write};

/// The folder that has a folder of seeds for each target.
fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds")
}

/// A short report: a part of each table, prose, and content in places where none belongs.
fn report(form: &'static Form) -> Report {
    let mut report = Report::blank(form, "某局", Some(form.first_year));
    let values = ["3", "", "/", "１２", "1,234", "22（其中修订16件）", "-8", "无"];
    for (field, value) in form.fields().zip(values.iter().cycle()) {
        report.set(field, value);
    }
    report.meta.sample = true;
    report.preface.push(Block::Paragraph("本报告由某局编制。".into()));
    let overview = &mut report.section_mut(SectionId::Overview).blocks;
    overview.push(Block::Heading {
        level: 3,
        text: "（一）主动公开情况".into(),
    });
    overview.push(Block::Paragraph("全年公开*信息*12条，<b>&amp;。".into()));
    overview.push(Block::Grid(vec![
        vec!["a".into(), "b|c".into()],
        vec![String::new(), "1".into()],
    ]));
    overview.push(Block::Picture {
        alt: "表".into(),
        address: "a.png".into(),
    });
    report
}

/// The parts of an office file as one text, as the targets read them.
fn parts(file: &[u8]) -> Vec<u8> {
    let mut archive = Archive::open(file).expect("an archive");
    let names: Vec<String> = archive.names().map(str::to_owned).collect();
    let mut out = Vec::new();
    for name in names.iter().filter(|name| !name.contains("Content_Types")) {
        out.extend(format!("=== {name}\n").into_bytes());
        out.extend(archive.part(name).expect("a part").unwrap_or_default());
        out.push(b'\n');
    }
    out
}

/// An office file made from its parts as one text.
fn packed(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let list: Vec<(&str, String)> = text
        .split("=== ")
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, content)| (name.trim(), content.to_owned()))
        .collect();
    pack(&list)
}

const WORD: &str = "=== word/document.xml\n<w:document xmlns:w=\"w\"><w:body>\
    <w:p><w:pPr><w:pStyle w:val=\"1\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr><w:r><w:t>总体情况</w:t></w:r></w:p>\
    <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:ins><w:r><w:t>收到</w:t></w:r></w:ins><w:del><w:r><w:delText>3</w:delText></w:r></w:del></w:p>\
    <w:p><w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>PAGE</w:instrText><w:fldChar w:fldCharType=\"separate\"/><w:t>4</w:t><w:fldChar w:fldCharType=\"end\"/><w:footnoteReference w:id=\"1\"/><w:commentReference w:id=\"1\"/><w:sym w:char=\"F0FE\"/><w:br/><w:tab/></w:r></w:p>\
    <w:p><w:r><mc:AlternateContent xmlns:mc=\"m\"><mc:Choice><w:drawing><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback/></mc:AlternateContent></w:r></w:p>\
    <w:tbl><w:tr><w:trPr><w:gridBefore w:val=\"1\"/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc></w:tr>\
    <w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/><w:vMerge/></w:tcPr><w:p/></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>\
    <w:sdt><w:sdtContent><w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r></w:p></w:sdtContent></w:sdt><w:sectPr/></w:body></w:document>\n\
    === word/styles.xml\n<w:styles xmlns:w=\"w\"><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"1\"/></w:style></w:styles>\n\
    === word/numbering.xml\n<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCounting\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"0\"/></w:num></w:numbering>\n\
    === word/footnotes.xml\n<w:footnotes xmlns:w=\"w\"><w:footnote w:id=\"1\"><w:p><w:r><w:t>注</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p></w:footnote></w:footnotes>\n";

const BOOK: &str = "=== xl/workbook.xml\n<workbook xmlns:r=\"r\"><sheets><sheet name=\"一\" r:id=\"a\"/><sheet name=\"二\" state=\"hidden\" r:id=\"a\"/></sheets></workbook>\n\
    === xl/_rels/workbook.xml.rels\n<Relationships><Relationship Id=\"a\" Type=\"x/worksheet\" Target=\"sheet.xml\"/></Relationships>\n\
    === xl/sharedStrings.xml\n<sst><si><t>规章</t></si><si><r><t>本年</t></r><r><t>制发件数</t></r></si></sst>\n\
    === xl/sheet.xml\n<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row><row><c t=\"inlineStr\"><is><t>_x000D_</t></is></c><c><f>1+1</f><v>59237.244899999998</v></c><c t=\"b\"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:XFD1048576\"/></mergeCells></worksheet>\n";

const PAGE: &str = "<html><head><meta charset=gb2312><meta name=PubDate content=2024-01-20></head><body><nav>导航</nav>\
    <table><tr><td><h1>某局<br>2023年政府信息公开工作年度报告</h1><p>一、总体情况<p>（一）主动公开情况<br>　　好。<ol start=3><li>甲</ol><p>二、主动公开政府信息情况\
    <table><tr><td colspan=4>第二十条第（一）项<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数<tr><td>规章<td>1<td>&nbsp;<td rowspan=0>3</table>\
    <p>六、其他需要报告的事项<img src=data:x alt=y><p>上一篇：无</table><footer>主办：某局</footer>";

const PRINT: &str = "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n\
    3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>\nendobj\n\
    4 0 obj\n<</Length 180>>stream\n0.5 w 50 600 m 50 700 l S 150 600 m 150 700 l S 50 600 m 150 600 l S 50 700 m 150 700 l S \
    BT /F 10 Tf 60 650 Td (2776) Tj ET BT /F 12 Tf 50 500 Td (an annual report of an office) Tj ET\nendstream\nendobj\ntrailer<</Root 1 0 R>>\n%%EOF";

const RICH: &str = "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0\\fcharset134 A;}{\\f1\\fcharset2 W;}}{\\stylesheet{\\s1\\outlinelevel0 heading 1;}}{\\header x\\par}\
    \\pard\\s1{\\listtext 1.\\tab}\\'d7\\'dc{\\footnote\\pard y}\\u20307\\'cc\\'e5{\\deleted z}{\\v h}\\par{\\field{\\*\\fldinst A}{\\fldrslt B}}{\\f1\\'fe}{\\pict\\bin1 }\\par\
    \\trowd\\clvmgf\\cellx900\\clmgf\\cellx1800\\clmrg\\cellx2700\\pard\\intbl a\\cell\\pard\\intbl\\itap2 b\\nestcell{\\*\\nesttableprops\\trowd\\cellx400\\nestrow}\\pard\\intbl\\cell c\\cell\\row\\pard}";

const MESSAGE: &str = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
    <html><p>=D7=DC=\r\n</p><table><tr><td>1</td></tr></table></html>\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n";

const OPEN: &str = "=== mimetype\napplication/vnd.oasis.opendocument.text\n=== content.xml\n<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\">\
    <office:automatic-styles><style:style style:name=\"P\" style:parent-style-name=\"Title\"/><text:list-style style:name=\"L\"><text:list-level-style-number text:level=\"1\" style:num-format=\"1\" style:num-suffix=\".\"/></text:list-style></office:automatic-styles>\
    <office:body><office:text><text:p text:style-name=\"P\">题</text:p><text:h text:outline-level=\"1\">总体情况</text:h><text:list text:style-name=\"L\"><text:list-item><text:p>甲<text:s text:c=\"3\"/><text:note><text:note-body><text:p>注</text:p></text:note-body></text:note></text:p></text:list-item></text:list>\
    <table:table><table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\"><text:p>1</text:p></table:table-cell><table:covered-table-cell/></table:table-row></table:table></office:text></office:body></office:document-content>\n";

const FLAT: &str = "<?mso-application progid=\"Word.Document\"?><w:wordDocument xmlns:w=\"w\" xmlns:aml=\"a\"><w:lists><w:listDef w:listDefId=\"0\"><w:lvl w:ilvl=\"0\"><w:nfc w:val=\"37\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:listDef>\
    <w:list w:ilfo=\"1\"><w:ilst w:val=\"0\"/></w:list></w:lists><w:body><w:p><w:pPr><w:listPr><w:ilfo w:val=\"1\"/></w:listPr></w:pPr><w:r><w:t>甲</w:t><w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote></w:r>\
    <aml:annotation w:type=\"Word.Deletion\"><aml:content><w:r><w:delText>3</w:delText></w:r></aml:content></aml:annotation></w:p><w:tbl><w:tr><w:tc><w:tcPr><w:vmerge w:val=\"restart\"/></w:tcPr><w:p/></w:tc></w:tr></w:tbl></w:body></w:wordDocument>";

const OPEN_SHEETS: &str = "=== mimetype\napplication/vnd.oasis.opendocument.spreadsheet\n=== content.xml\n<office:document-content xmlns:office=\"o\" xmlns:text=\"t\" xmlns:table=\"b\" xmlns:style=\"s\">\
    <office:automatic-styles><style:style style:name=\"ta2\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles><office:body><office:spreadsheet>\
    <table:table table:name=\"一\"><table:table-header-rows><table:table-row><table:table-cell table:number-columns-spanned=\"2\" table:number-rows-spanned=\"2\"><text:p>规<text:s text:c=\"2\"/>章<text:line-break/></text:p><office:annotation><text:p>注</text:p></office:annotation></table:table-cell><table:covered-table-cell/></table:table-row></table:table-header-rows>\
    <table:table-row table:number-rows-repeated=\"3\"><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"float\" office:value=\"1.50000000000001\"><text:p>1.5</text:p></table:table-cell></table:table-row></table:table>\
    <table:table table:name=\"二\" table:style-name=\"ta2\"><table:table-row><table:table-cell><text:p>藏</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>\n";

const PRINTED: &str = "=== OFD.xml\n<ofd:OFD xmlns:ofd=\"o\"><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>\n\
    === Doc_0/Document.xml\n<ofd:Document xmlns:ofd=\"o\"><ofd:CommonData><ofd:PublicRes>Res.xml</ofd:PublicRes><ofd:TemplatePage ID=\"1\" BaseLoc=\"Tpl.xml\"/></ofd:CommonData><ofd:Pages><ofd:Page ID=\"2\" BaseLoc=\"Page.xml\"/></ofd:Pages></ofd:Document>\n\
    === Doc_0/Res.xml\n<ofd:Res xmlns:ofd=\"o\"><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID=\"7\"><ofd:Content><ofd:TextObject Boundary=\"1 1 9 9\" Size=\"5\"><ofd:TextCode X=\"0\" Y=\"4\">图中字</ofd:TextCode></ofd:TextObject></ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>\n\
    === Doc_0/Tpl.xml\n<ofd:Page xmlns:ofd=\"o\"><ofd:Content><ofd:Layer><ofd:TextObject Boundary=\"20 10 9 9\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\">公文</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>\n\
    === Doc_0/Page.xml\n<ofd:Page xmlns:ofd=\"o\"><ofd:Template TemplateID=\"1\"/><ofd:Content><ofd:Layer><ofd:PageBlock><ofd:TextObject Boundary=\"20 30 9 9\" CTM=\"1 0 0 1 0 0\" Size=\"5\" HScale=\"0.9\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaX=\"5 g 9 2.5\">总体情况全年主动公开信息12条</ofd:TextCode></ofd:TextObject></ofd:PageBlock>\
    <ofd:CompositeObject ResourceID=\"7\" Boundary=\"20 50 9 9\"/><ofd:PathObject Boundary=\"20 80 60 20\"><ofd:AbbreviatedData>M 0 0 L 60 0 L 60 20 L 0 20 C M 30 0 L 30 20 M 0 10 L 60 10</ofd:AbbreviatedData></ofd:PathObject>\
    <ofd:PathObject Boundary=\"20 90 60 0.2\" Stroke=\"false\" Fill=\"true\"><ofd:AbbreviatedData>M 0 0 L 60 0 L 60 0.2 B 1 1 2 2 0 0.2 C</ofd:AbbreviatedData></ofd:PathObject>\
    <ofd:TextObject Boundary=\"21 82 9 9\" Size=\"4\"><ofd:TextCode X=\"0\" Y=\"4\" DeltaY=\"g 1 4\">规章</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>\n";

const FLAT_SHEETS: &str = "<?mso-application progid=\"Excel.Sheet\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"一\"><Table><Row ss:Index=\"2\" ss:Span=\"1\"><Cell ss:MergeAcross=\"1\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">规<B>章</B></Data><Comment><Data>注</Data></Comment></Cell><Cell ss:Index=\"4\"><Data ss:Type=\"Number\">1.50000000000001</Data></Cell></Row><Row><Cell><Data ss:Type=\"Boolean\">1</Data></Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet></Workbook>";

/// Every seed by its path below the folder.
fn seeds() -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    // The invented form is for tests of our own.
    let prescribed = |form: &&Form| form.first_year <= Form::LATEST.first_year;
    for form in Form::ALL.into_iter().filter(prescribed) {
        let report = report(form);
        let year = form.first_year;
        let file = |kind| write(&report, kind).expect("it can be written");
        let html = file(Kind::Html);
        let shown = read("a.html", &html).expect("it can be read").text;
        let (docx, xlsx) = (file(Kind::Docx), file(Kind::Xlsx));
        for (name, bytes) in [
            (format!("markdown/{year}.md"), file(Kind::Markdown)),
            (format!("text/{year}.txt"), shown.clone().into_bytes()),
            (format!("text/{year}-cells.txt"), shown.replace('|', "\n").into_bytes()),
            (format!("csv/{year}.csv"), file(Kind::Csv)),
            (format!("csv/{year}.tsv"), shown.replace(" | ", "\t").into_bytes()),
            (format!("json/{year}.json"), file(Kind::Json)),
            (format!("html/{year}.html"), html),
            (format!("docx_parts/{year}.txt"), parts(&docx)),
            (format!("xlsx/{year}.txt"), parts(&xlsx)),
            (format!("archive/{year}.docx"), docx),
            (format!("archive/{year}.xlsx"), xlsx),
        ] {
            out.insert(name, bytes);
        }
    }
    let mut locked = pack(&[("word/document.xml", "<a/>".to_owned())]);
    locked[6] |= 1;
    let document = WORD.split("=== ").nth(1).and_then(|part| part.split_once('\n'));
    for (name, bytes) in [
        ("docx_parts/every-kind.txt", WORD.as_bytes().to_vec()),
        (
            "docx/every-kind.xml",
            document.unwrap_or_default().1.as_bytes().to_vec(),
        ),
        ("xlsx/every-kind.txt", BOOK.as_bytes().to_vec()),
        ("html/around.html", PAGE.as_bytes().to_vec()),
        ("html/gb18030.html", encoding_rs::GB18030.encode(PAGE).0.into_owned()),
        ("doc/rich.doc", crate::doc::tests::rich()),
        ("rtf/every-kind.rtf", RICH.as_bytes().to_vec()),
        ("xls/small.xls", crate::xls::tests::small()),
        ("mht/page.mht", MESSAGE.as_bytes().to_vec()),
        ("odt/every-kind.txt", OPEN.as_bytes().to_vec()),
        ("word_xml/every-kind.xml", FLAT.as_bytes().to_vec()),
        ("ods/every-kind.txt", OPEN_SHEETS.as_bytes().to_vec()),
        ("ofd/every-kind.txt", PRINTED.as_bytes().to_vec()),
        ("sheet_xml/every-kind.xml", FLAT_SHEETS.as_bytes().to_vec()),
        (
            "zip/reports.zip",
            pack(&[
                (
                    "县/a.txt",
                    "示例县财政局2023年政府信息公开工作年度报告\n一、总体情况\n".to_owned(),
                ),
                ("b.html", PAGE.to_owned()),
                ("c.zip", String::new()),
                ("../d.md", "# x\n".to_owned()),
            ]),
        ),
        ("pdf/print.pdf", PRINT.as_bytes().to_vec()),
        ("archive/locked.docx", locked),
        (
            "archive/bomb.docx",
            pack(&[("word/document.xml", " ".repeat(5 * 1024 * 1024))]),
        ),
        (
            "text/glued.txt",
            "二、主动公开政府信息情况\n第二十条第（一）项\n规章000\n三\n、\n本\n年\n度\n- 2 -\n".into(),
        ),
    ] {
        out.insert(name.to_owned(), bytes);
    }
    out
}

/// The file that a target makes of a seed: its name and its bytes.
fn file(target: &str, bytes: Vec<u8>) -> (&'static str, Vec<u8>) {
    match target {
        "markdown" => ("a.md", bytes),
        "text" => ("a.txt", bytes),
        "html" => ("a.html", bytes),
        "csv" => ("a.csv", bytes),
        "json" => ("a.json", bytes),
        "archive" => ("a.docx", bytes),
        "docx" => (
            "a.docx",
            pack(&[("word/document.xml", String::from_utf8_lossy(&bytes).into_owned())]),
        ),
        "docx_parts" => ("a.docx", packed(&bytes)),
        "xlsx" => ("a.xlsx", packed(&bytes)),
        "pdf" => ("a.pdf", bytes),
        "doc" => ("a.doc", bytes),
        "rtf" => ("a.rtf", bytes),
        "xls" | "sheet_xml" => ("a.xls", bytes),
        "mht" => ("a.mht", bytes),
        "odt" => ("a.odt", packed(&bytes)),
        "word_xml" => ("a.xml", bytes),
        "ods" => ("a.ods", packed(&bytes)),
        "ofd" => ("a.ofd", packed(&bytes)),
        "zip" => ("a.zip", bytes),
        other => panic!("{other} is not a target"),
    }
}

#[test]
fn seeds_are_kept_as_they_are_made() {
    let write = std::env::var_os("NIANBAO_SEEDS").is_some_and(|what| what == "write");
    for (name, bytes) in seeds() {
        let path = folder().join(&name);
        if write {
            std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
            std::fs::write(&path, &bytes).expect("a seed can be written");
        }
        let kept = std::fs::read(&path).unwrap_or_default();
        assert!(
            kept == bytes,
            "{name} differs from the file made here: run the tests once with NIANBAO_SEEDS=write"
        );
    }
}

#[test]
fn every_seed_is_read_or_said_not_to_be_readable() {
    let targets = std::fs::read_dir(folder()).expect("the seeds are there");
    for target in targets.map(|entry| entry.expect("a folder").path()) {
        let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
        for seed in std::fs::read_dir(&target).expect("a folder") {
            let seed = seed.expect("a seed").path();
            let (name, bytes) = file(&name, std::fs::read(&seed).expect("a seed can be read"));
            match read(name, &bytes) {
                Ok(source) => {
                    for kind in Kind::writable() {
                        let file = crate::write(&source.reading.report, kind).expect("what was read can be written");
                        let again = read(&format!("a.{}", kind.extension()), &file);
                        assert!(again.is_ok(), "{}: {kind:?} {:?}", seed.display(), again.err());
                    }
                }
                Err(error) => assert!(error.hint.is_some(), "{}", seed.display()),
            }
        }
    }
}

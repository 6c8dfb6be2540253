//! Small Word files: each case is the body of a document, as Word and WPS write it, and the report read from it.

use nianbao_core::report::Block;

use crate::zip::pack;
use crate::{Source, read};

/// A file with a body and further parts.
fn file(body: &str, parts: &[(&str, &str)]) -> Vec<u8> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\" xmlns:wps=\"wps\" xmlns:a=\"a\" xmlns:r=\"r\" xmlns:v=\"v\" xmlns:wp=\"wp\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    );
    let mut list = vec![("word/document.xml", document)];
    list.extend(parts.iter().map(|(name, text)| (*name, (*text).to_owned())));
    pack(&list)
}

fn open(body: &str, parts: &[(&str, &str)]) -> Source {
    read("年报.docx", &file(body, parts)).expect("a Word file can be read")
}

pub(crate) fn lines(source: &Source) -> Vec<String> {
    let report = &source.reading.report;
    let line = |block: &Block| match block {
        Block::Heading { level, text } => format!("h{level} {text}"),
        Block::Paragraph(text) => format!("p {text}"),
        Block::Table(table) => format!(
            "table {}",
            table
                .cells()
                .map(|(field, cell)| format!("{field}={}", cell.as_str()))
                .collect::<Vec<_>>()
                .join(" ")
        ),
        Block::Grid(rows) => format!("grid {rows:?}"),
        Block::Picture { alt, address } => format!("picture {alt} {address}"),
    };
    let mut out = Vec::new();
    if !report.title.is_empty() {
        out.push(format!("# {}", report.title));
    }
    out.extend(report.preface.iter().map(line));
    for section in &report.sections {
        out.push(format!("## {}", section.heading));
        out.extend(section.blocks.iter().map(line));
    }
    out.extend(
        source
            .reading
            .unplaced
            .iter()
            .map(|unplaced| format!("aside {}", unplaced.text)),
    );
    out
}

fn check(body: &str, parts: &[(&str, &str)], expected: &[&str]) {
    let source = open(body, parts);
    assert_eq!(lines(&source), expected, "{}", source.text);
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

fn styled(style: &str, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
}

const STYLES: (&str, &str) = (
    "word/styles.xml",
    "<w:styles xmlns:w=\"w\">\
     <w:style w:type=\"paragraph\" w:styleId=\"a3\"><w:name w:val=\"Title\"/></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/><w:pPr><w:numPr><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"2\"><w:name w:val=\"我的标题\"/><w:pPr><w:numPr><w:ilvl w:val=\"1\"/><w:numId w:val=\"1\"/></w:numPr><w:outlineLvl w:val=\"1\"/></w:pPr></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"22\"><w:name w:val=\"又一种\"/><w:basedOn w:val=\"2\"/></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"l1\"><w:name w:val=\"x\"/><w:basedOn w:val=\"l2\"/></w:style>\
     <w:style w:type=\"paragraph\" w:styleId=\"l2\"><w:name w:val=\"y\"/><w:basedOn w:val=\"l1\"/></w:style>\
     </w:styles>",
);

const NUMBERING: (&str, &str) = (
    "word/numbering.xml",
    "<w:numbering xmlns:w=\"w\"><w:abstractNum w:abstractNumId=\"7\">\
     <w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"%1、\"/></w:lvl>\
     <w:lvl w:ilvl=\"1\"><w:start w:val=\"1\"/><w:numFmt w:val=\"chineseCountingThousand\"/><w:lvlText w:val=\"（%2）\"/></w:lvl>\
     <w:lvl w:ilvl=\"2\"><w:start w:val=\"1\"/><w:numFmt w:val=\"decimal\"/><w:lvlText w:val=\"%3.\"/></w:lvl>\
     <w:lvl w:ilvl=\"3\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"●\"/></w:lvl>\
     </w:abstractNum><w:num w:numId=\"1\"><w:abstractNumId w:val=\"7\"/></w:num>\
     <w:num w:numId=\"2\"><w:abstractNumId w:val=\"7\"/><w:lvlOverride w:ilvl=\"2\"><w:startOverride w:val=\"5\"/></w:lvlOverride></w:num></w:numbering>",
);

fn listed(list: u32, level: u32, text: &str) -> String {
    format!(
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{list}\"/></w:numPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )
}

#[test]
fn headings_are_recognised_by_style_number_and_words() {
    check(
        &[
            styled("a3", "某县财政局"),
            styled("a3", "2023年政府信息公开工作年度报告"),
            p("　　本报告由某县财政局编制。"),
            styled("1", "总体情况"),
            styled("2", "主动公开情况"),
            p("平稳。"),
            styled("22", "依申请公开情况"),
            listed(1, 2, "甲"),
            listed(1, 2, ""),
            listed(1, 2, "乙"),
            listed(2, 2, "丙"),
            listed(1, 3, "丁"),
            styled("1", "主动公开政府信息情况"),
            styled("2", "监督保障情况"),
            styled("l1", "环"),
            styled("2", "全年组织培训两次。各科室按照要求做好公开，及时更新栏目，回应群众关切，加强队伍建设，没有发生失泄密事件，各项工作平稳有序，取得实效。"),
        ]
        .concat(),
        &[STYLES, NUMBERING],
        &[
            "# 某县财政局2023年政府信息公开工作年度报告",
            "p 本报告由某县财政局编制。",
            "## 一、总体情况",
            "h3 （一）主动公开情况",
            "p 平稳。",
            "h3 （二）依申请公开情况",
            "p 1. 甲",
            "p 3. 乙",
            "p 5. 丙",
            "p 丁",
            "## 二、主动公开政府信息情况",
            "h3 （一）监督保障情况",
            "p 环",
            "p （二）全年组织培训两次。各科室按照要求做好公开，及时更新栏目，回应群众关切，加强队伍建设，没有发生失泄密事件，各项工作平稳有序，取得实效。",
        ],
    );
    // The title has the style of the sections.
    check(
        &[
            styled("1", "某局"),
            styled("1", "2023年政府信息公开工作年度报告"),
            p("前言。"),
            styled("1", "总体情况"),
            styled("1", "其他需要报告的事项"),
        ]
        .concat(),
        &[(STYLES.0, &STYLES.1.replace("numPr", "x"))],
        &[
            "# 某局2023年政府信息公开工作年度报告",
            "p 前言。",
            "## 总体情况",
            "## 其他需要报告的事项",
        ],
    );
    check(
        &[
            p("某局2023年政府信息公开工作年度报告"),
            p("一、总体情况"),
            p("（一）主动公开情况"),
            p("好。"),
            p("六、其他需要报告的事项"),
            p("无。"),
        ]
        .concat(),
        &[],
        &[
            "# 某局2023年政府信息公开工作年度报告",
            "## 一、总体情况",
            "h3 （一）主动公开情况",
            "p 好。",
            "## 六、其他需要报告的事项",
            "p 无。",
        ],
    );
}

#[test]
fn tracked_changes_are_read_as_accepted() {
    check(
        "<w:p><w:r><w:t>收到</w:t></w:r><w:del><w:r><w:delText>3</w:delText></w:r></w:del><w:ins><w:r><w:t>4</w:t></w:r></w:ins>\
         <w:r><w:t xml:space=\"preserve\"> 件</w:t></w:r><w:moveFrom><w:r><w:t>旧</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>新</w:t></w:r></w:moveTo></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前</w:t></w:r></w:p><w:p><w:r><w:t>后</w:t></w:r></w:p>\
         <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>全删</w:delText></w:r></w:del></w:p><w:p><w:r><w:t>末</w:t></w:r></w:p>\
         <w:tbl><w:tr><w:tc>@</w:tc><w:tc>b</w:tc></w:tr><w:tr><w:trPr><w:del/></w:trPr><w:tc/></w:tr></w:tbl>"
            .replace('@', &p("a"))
            .replace(">b<", &format!(">{}<", p("b")))
            .as_str(),
        &[],
        &["p 收到4 件新", "p 前后", "p 末", "grid [[\"a\", \"b\"]]"],
    );
}

#[test]
fn fields_notes_boxes_and_pictures_are_read_as_displayed() {
    let box_of = |text: &str| {
        format!(
            "<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:txbx><w:txbxContent>{0}</w:txbxContent></wps:txbx></w:drawing></mc:Choice>\
             <mc:Fallback><w:pict><v:textbox><w:txbxContent>{0}</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>",
            p(text)
        )
    };
    check(
        &format!(
            "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>DATE</w:instrText><w:t>不显示</w:t></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r>\
             <w:r><w:t>2023年</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:fldSimple w:instr=\"x\"><w:r><w:t>收到</w:t></w:r></w:fldSimple>\
             <w:bookmarkStart w:id=\"0\" w:name=\"_GoBack\"/><w:hyperlink r:id=\"r9\"><w:r><w:t>申请</w:t></w:r></w:hyperlink><w:r><w:t>3件</w:t><w:footnoteReference w:id=\"2\"/></w:r>\
             <w:sdt><w:sdtPr><w:alias w:val=\"y\"/></w:sdtPr><w:sdtContent><w:r><w:t>。</w:t></w:r></w:sdtContent></w:sdt><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>\
             <w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:sym w:font=\"Wingdings\" w:char=\"F0FE\"/></w:r></w:p>\
             <w:p>{}</w:p><w:p><w:r><w:drawing><wp:inline><wp:docPr w:descr=\"表二\"/><a:blip r:embed=\"r1\"/></wp:inline></w:drawing></w:r></w:p>",
            box_of("框里的话")
        ),
        &[
            (
                "word/footnotes.xml",
                "<w:footnotes xmlns:w=\"w\"><w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote><w:footnote w:id=\"2\"><w:p><w:r><w:t>含结转1件</w:t></w:r></w:p></w:footnote></w:footnotes>",
            ),
            (
                "word/_rels/document.xml.rels",
                "<Relationships><Relationship Id=\"r1\" Type=\"http://x/image\" Target=\"media/image1.png\"/><Relationship Id=\"r2\" Type=\"http://x/footer\" Target=\"footer1.xml\"/></Relationships>",
            ),
            (
                "word/footer1.xml",
                "<w:ftr xmlns:w=\"w\"><w:p><w:r><w:t>— 1 —</w:t></w:r></w:p><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:ftr>",
            ),
        ],
        &[
            "p 2023年收到申请3件。☑",
            "p 含结转1件",
            "p 框里的话",
            "picture 表二 media/image1.png",
            "aside 藏",
            "aside 内部资料",
        ],
    );
}

#[test]
fn comments_are_said_and_not_mixed_into_the_text() {
    check(
        "<w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>收到申请</w:t></w:r><w:r><w:t>3件。</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><w:commentReference w:id=\"0\"/></w:r></w:p>",
        &[(
            "word/comments.xml",
            "<w:comments xmlns:w=\"w\"><w:comment w:id=\"0\" w:author=\"某人\"><w:p><w:r><w:t>请核实</w:t></w:r></w:p></w:comment></w:comments>",
        )],
        &["p 收到申请3件。", "aside 请核实"],
    );
}

#[test]
fn nul_is_replaced() {
    check(&p("甲\0乙"), &[], &["p 甲\u{fffd}乙"]);
}

#[test]
fn notes_that_refer_to_each_other_end() {
    let note = |id: usize, text: &str, to: usize| {
        format!("<footnote id=\"{id}\"><p><r><t>{text}</t><footnoteReference id=\"{to}\"/></r></p></footnote>")
    };
    let body = "<w:p><w:r><w:t>文</w:t><w:footnoteReference w:id=\"1\"/></w:r></w:p>";
    let ring = format!("<n>{}{}</n>", note(1, "甲", 2), note(2, "乙", 1));
    check(body, &[("word/footnotes.xml", &ring)], &["p 文", "p 甲", "p 乙"]);
    let chain: String = (1..20_000).map(|id| note(id, "注", id + 1)).collect();
    let source = open(body, &[("word/footnotes.xml", &format!("<n>{chain}</n>"))]);
    assert_eq!(lines(&source).len(), 20_000);
}

fn tc(text: &str, span: usize, merge: &str) -> String {
    let merge = match merge {
        "" => String::new(),
        "|" => "<w:vMerge/>".to_owned(),
        _ => "<w:vMerge w:val=\"restart\"/>".to_owned(),
    };
    let lines: Vec<String> = text.split('¶').map(p).collect();
    format!(
        "<w:tc><w:tcPr><w:gridSpan w:val=\"{span}\"/>{merge}</w:tcPr>{}</w:tc>",
        lines.concat()
    )
}

fn tr(cells: &[String]) -> String {
    format!("<w:tr>{}</w:tr>", cells.concat())
}

#[test]
fn merged_cells_are_read_over_all_their_rows() {
    let figures = |list: [&str; 2]| list.map(|text| tc(text, 1, ""));
    let row = |labels: &[String], list: [&str; 2]| tr(&[labels, &figures(list)].concat());
    let head = [
        tr(&[
            tc(
                "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                3,
                "v",
            ),
            tc("申请人情况", 2, ""),
        ]),
        tr(&[tc("", 3, "|"), tc("自然人", 1, ""), tc("总¶计", 1, "")]),
    ]
    .concat();
    let first = [
        row(&[tc("一、本年新收政府信息公开申请数量", 3, "")], ["7", "7"]),
        row(
            &[tc("三、本年度办理结果", 1, "v"), tc("（一）予以公开", 2, "")],
            ["1", "１"],
        ),
        row(
            &[
                tc("", 1, "|"),
                tc("（三）不予公开", 1, "v"),
                tc("1.属于国家秘密", 1, ""),
            ],
            ["2", ""],
        ),
    ]
    .concat();
    let second = [
        row(
            &[tc("", 1, "|"), tc("", 1, "|"), tc("2.其他法律行政法规禁止公开", 1, "")],
            ["3", "/"],
        ),
        row(&[tc("", 1, "|"), tc("（七）总计", 2, "")], ["6", "6"]),
        row(&[tc("四、结转下年度继续办理", 3, "")], ["1", "1"]),
    ]
    .concat();
    let fields = "table requests.received.natural_person=7 requests.received.total=7 requests.granted.natural_person=1 requests.granted.total=１ \
                  requests.denied.state_secret.natural_person=2 requests.denied.state_secret.total= \
                  requests.denied.prohibited_by_law.natural_person=3 requests.denied.prohibited_by_law.total=/ \
                  requests.outcomes_total.natural_person=6 requests.outcomes_total.total=6 requests.carried_out.natural_person=1 requests.carried_out.total=1";
    let heading = p("三、收到和处理政府信息公开申请情况");
    for body in [
        // Whole; split in two, with and without its header; inside another table; across a page break.
        format!("{heading}<w:tbl>{head}{first}{second}</w:tbl>"),
        format!("{heading}<w:tbl>{head}{first}</w:tbl><w:p/><w:tbl>{head}{second}</w:tbl>"),
        format!("{heading}<w:tbl><w:tr><w:tc><w:tbl>{head}{first}{second}</w:tbl><w:p/></w:tc></w:tr></w:tbl>"),
        format!(
            "{heading}<w:tbl><w:sdt><w:sdtContent>{head}</w:sdtContent></w:sdt>{first}</w:tbl><w:p><w:r><w:br w:type=\"page\"/></w:r></w:p><w:tbl>{head}{second}</w:tbl>"
        ),
    ] {
        check(&body, &[], &["## 三、收到和处理政府信息公开申请情况", fields]);
    }
}

#[test]
fn files_that_are_damaged_are_said_to_be() {
    let name = |bytes: &[u8]| read("a.docx", bytes).map_err(|error| error.name).err();
    assert_eq!(
        name(&pack(&[("word/document.xml", "<w:document".to_owned())])),
        Some("damaged")
    );
    assert_eq!(
        name(&pack(&[("word/document.xml", "<w:document/>".to_owned())])),
        Some("damaged")
    );
    assert_eq!(
        name(&pack(&[("word/document.xml", " ".repeat(9_000_000))])),
        Some("too-large")
    );
    assert_eq!(name(&pack(&[("a.txt", String::new())])), Some("archive"));
    assert_eq!(
        name(&pack(&[("ppt/presentation.xml", String::new())])),
        Some("office-file")
    );
    assert_eq!(name(&pack(&[("xl/workbook.xml", String::new())])), Some("damaged"));
    let deep = format!("<w:document><w:body>{}", "<w:p>".repeat(5_000));
    assert_eq!(name(&pack(&[("word/document.xml", deep)])), Some("damaged"));
    // Another part that is broken does not prevent reading the document.
    assert_eq!(
        lines(&open(
            &p("好"),
            &[("word/styles.xml", "<"), ("word/numbering.xml", "x")]
        )),
        ["p 好"]
    );
    let whole = file(&p("三、本年度办理结果"), &[STYLES, NUMBERING]);
    for cut in 0..whole.len() {
        let _ = read("a.docx", &whole[..cut]);
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(200) })]

    #[test]
    fn markup_in_any_order_is_read(list in proptest::collection::vec(0..MARKUP.len(), 0..60)) {
        let body: String = list.into_iter().map(|index| MARKUP[index]).collect();
        let parts = [STYLES, NUMBERING, ("word/footnotes.xml", "<n><footnote id=\"1\"><p><r><footnoteReference id=\"1\"/><t>注</t></r></p></footnote></n>")];
        let _ = read("a.docx", &file(&body, &parts));
    }
}

/// Pieces of markup, complete and incomplete: most random combinations are not XML, some are.
const MARKUP: &[&str] = &[
    "<w:p><w:r><w:t>规章</w:t></w:r></w:p>",
    "<w:p><w:pPr><w:pStyle w:val=\"2\"/><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>总计</w:t></w:r></w:p>",
    "<w:p><w:r><w:footnoteReference w:id=\"1\"/></w:r></w:p>",
    "<w:p><w:r><w:fldChar w:fldCharType=\"end\"/><w:fldChar w:fldCharType=\"begin\"/></w:r></w:p>",
    "<w:tbl>",
    "</w:tbl>",
    "<w:tr>",
    "</w:tr>",
    "<w:tc>",
    "</w:tc>",
    "<w:tc><w:tcPr><w:gridSpan w:val=\"99999\"/><w:vMerge/></w:tcPr></w:tc>",
    "<w:tc><w:tcPr><w:gridSpan w:val=\"-1\"/><w:vMerge w:val=\"restart\"/></w:tcPr><w:p/></w:tc>",
    "<w:tr><w:trPr><w:gridBefore w:val=\"70000\"/></w:trPr></w:tr>",
    "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"99\"/><w:numId w:val=\"2\"/></w:numPr></w:pPr></w:p>",
    "<w:sdt><w:sdtContent>",
    "</w:sdtContent></w:sdt>",
    "<w:p><w:r><w:sym w:char=\"FFFFFFFF\"/><w:sym w:char=\"D800\"/></w:r></w:p>",
    "<w:p><w:r><w:drawing><a:blip r:embed=\"none\"/></w:drawing></w:r></w:p>",
    "&x;",
    "<w:p><w:r><w:pict><w:txbxContent>",
    "</w:txbxContent></w:pict></w:r></w:p>",
];

//! Web pages as organs publish them: the report is found in the page, with every cell.

use crate::common::{cells, check_fields, check_nothing_dropped, data, outline};
use nianbao_core::field::TableId;
use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::Report;
use nianbao_documents::{Kind, Source, read, write};

#[test]
fn the_tables_of_real_pages_are_read_cell_by_cell() {
    let Some(grids) = data("grids.json") else { return };
    let grids: serde_json::Value = serde_json::from_slice(&grids).expect("grids.json is JSON");
    for (name, grid) in grids.as_object().expect("reports by name") {
        let Some(page) = data(&format!("{name}.html")) else {
            continue;
        };
        let fields = grid["fields"].as_object().expect("fields by name");
        check_fields(&format!("{name}.html"), &page, fields);
        let source = read("a.html", &page).expect("it can be read");
        assert_eq!(source.reading.report.organ(), grid["organ"].as_str());
        assert_eq!(source.reading.report.year().map(u64::from), grid["year"].as_u64());
        let sections: Vec<_> = source.reading.report.sections.iter().map(|s| s.id).collect();
        assert_eq!(sections, SectionId::ALL.map(Some));
        assert!(source.reading.unplaced.is_empty(), "{:?}", source.reading.unplaced);
        check_nothing_dropped(&source);
    }
}

fn page(html: &str) -> Source {
    let source = read("年报.html", html.as_bytes()).expect("a page can be read");
    check_nothing_dropped(&source);
    source
}

/// A table two with figures of its own, in the layout of the form.
const TABLE_TWO: &str = "<table><tr><td colspan=4>第二十条第（一）项</td></tr>\
    <tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数</tr>\
    <tr><td>规章<td>1<td>2<td>3</tr><tr><td>行政规范性文件<td>4<td>&nbsp;<td>6</tr>\
    <tr><td colspan=4>第二十条第（五）项</td></tr><tr><td>信息内容<td colspan=3>本年处理决定数量</tr>\
    <tr><td>行政许可<td colspan=3>7</tr></table>";

const CELLS_OF_TABLE_TWO: [&str; 7] = [
    "proactive.regulations.issued=1",
    "proactive.regulations.repealed=2",
    "proactive.regulations.in_force=3",
    "proactive.normative_documents.issued=4",
    "proactive.normative_documents.repealed=",
    "proactive.normative_documents.in_force=6",
    "proactive.licenses=7",
];

fn check(html: &str, expected: &[&str]) {
    let source = page(html);
    assert_eq!(source.kind, Kind::Html);
    assert_eq!(outline(&source), expected, "{}", source.text);
}

const HEADINGS: [&str; 4] = [
    "三、收到和处理政府信息公开申请情况",
    "四、政府信息公开行政复议、行政诉讼情况",
    "五、存在的主要问题及改进情况",
    "六、其他需要报告的事项",
];

#[test]
fn the_report_is_found_within_its_surroundings() {
    let html = format!(
        "<html><head><title>某县财政局2023年政府信息公开工作年度报告_某县人民政府</title><style>p {{}}</style>\
         <meta name='PubDate' content='2024-01-20 10:00'></head><body><form id=aspnet>\
         <div class=top><a href=/>首页</a> <a href=/zwgk>政务公开</a></div><nav><ul><li>导航一<li>导航二</ul></nav>\
         <div class=path>当前位置：<a>首页</a> &gt; <a>年度报告</a></div>\
         <div class=main><h1>某县财政局<br>2023年政府信息公开工作年度报告</h1>\
         <div class=info>发布日期：2024-01-20 来源：办公室 浏览次数：<script>count()</script>32</div>\
         <div class=content><p>　　本报告由某县财政局编制。</p><p>　　一、总体情况</p>\
         <p>　　（一）主动公开情况</p><p>　　全年公开信息12条。<br>　　及时更新<br/>栏目。</p><p>二、主动公开政府信息情况</p>{TABLE_TWO}\
         <p>{}</p><p>收到申请<b>3</b>\n件。</p><p>六、其他需要报告的事项</p><p>无。</p><p>上一篇：没有了</p></div>\
         <div class=share>分享到微信</div></div>\
         <div class=side><ul><li><a href=1>一、总体情况</a><li>最新文件</ul></div>\
         <footer>主办：某县财政局 ICP备123</footer></form></body></html>",
        HEADINGS[0]
    );
    check(
        &html,
        &[
            "# 某县财政局2023年政府信息公开工作年度报告",
            "p 本报告由某县财政局编制。",
            "## 一、总体情况",
            "h3 （一）主动公开情况",
            "p 全年公开信息12条。",
            "p 及时更新\n栏目。",
            "## 二、主动公开政府信息情况",
            "table proactive 2",
            "table proactive 1",
            &format!("## {}", HEADINGS[0]),
            "p 收到申请3件。",
            "## 六、其他需要报告的事项",
            "p 无。",
        ],
    );
    let source = page(&html);
    assert_eq!(cells(&source), CELLS_OF_TABLE_TWO);
    assert_eq!(
        source
            .reading
            .report
            .meta
            .published
            .map(|day| day.to_string())
            .as_deref(),
        Some("2024-01-20")
    );
    let unplaced: Vec<&str> = source.reading.unplaced.iter().map(|u| u.text.as_str()).collect();
    assert_eq!(unplaced.len(), 3, "{unplaced:?}");
    assert!(
        unplaced[0].contains("导航二") && unplaced[0].contains("浏览次数"),
        "{unplaced:?}"
    );
    assert_eq!(unplaced[1], "上一篇：没有了");
    assert!(
        unplaced[2].contains("分享到微信") && unplaced[2].contains("ICP备123"),
        "{unplaced:?}"
    );
}

#[test]
fn layout_tables_are_not_tables() {
    let html = format!(
        "<table width=100%><tr><td colspan=2><img src=logo.gif>某县人民政府门户网站<tr><td>栏目<td><table><tr><td>\
         <p align=center><b>某县财政局2023年政府信息公开工作年度报告</b><tr><td><p>一、总体情况<p>平稳。<p>二、主动公开政府信息情况\
         <p>见表。{TABLE_TWO}<p>六、其他需要报告的事项<p>无。</table></table>"
    );
    check(
        &html,
        &[
            "# 某县财政局2023年政府信息公开工作年度报告",
            "## 一、总体情况",
            "p 平稳。",
            "## 二、主动公开政府信息情况",
            "p 见表。",
            "table proactive 2",
            "table proactive 1",
            "## 六、其他需要报告的事项",
            "p 无。",
        ],
    );
    assert_eq!(cells(&page(&html)), CELLS_OF_TABLE_TWO);
}

#[test]
fn a_report_whole_in_one_table_is_taken_apart() {
    let rows = TABLE_TWO.trim_start_matches("<table>");
    let html = format!(
        "<h1>某局2023年政府信息公开工作年度报告</h1><table><tr><td colspan=4>一、总体情况<tr><td colspan=4>平稳有序，没有需要说明的。\
         全年主动公开信息一百余条，按时更新栏目，回应社会关切，加强队伍建设，开展业务培训。\
         <tr><td colspan=4>二、主动公开政府信息情况</tr>{rows}"
    );
    let source = page(&html);
    assert_eq!(cells(&source), CELLS_OF_TABLE_TWO, "{}", source.text);
    assert_eq!(source.reading.report.sections.len(), 2);
}

#[test]
fn pages_from_office_programs_are_read() {
    let cell = |text: &str| {
        format!(
            "<td style='mso-x:y'><p class=MsoNormal><span lang=EN-US><font face=仿宋>{text}<o:p>&nbsp;</o:p></font></span></p></td>"
        )
    };
    let row = |label: &str, values: [&str; 3]| format!("<tr>{}{}</tr>", cell(label), values.map(cell).concat());
    let html = format!(
        "<html xmlns:o='urn:x'><body><p class=MsoTitle>某局2023年政府信息公开工作年度报告</p>\
         <p class=MsoNormal><span>二、主动公开\n政府信息情况</span><o:p></o:p></p><table>{}{}{}{}</table>",
        "<tr><td colspan=4><p>第二十条第<span>（一）</span>项</p></td></tr>",
        row(
            "信息内容",
            ["本年<br>制发件数", "本年废止<wbr>件数", "现行<span> </span>有效件数"]
        ),
        row("规&nbsp;&nbsp;章", ["１２", "", "1,234"]),
        row("行政规范性文件", ["0", "/", "&#65296;"]),
    );
    assert_eq!(
        cells(&page(&html)),
        [
            "proactive.regulations.issued=１２",
            "proactive.regulations.repealed=",
            "proactive.regulations.in_force=1,234",
            "proactive.normative_documents.issued=0",
            "proactive.normative_documents.repealed=/",
            "proactive.normative_documents.in_force=０",
        ]
    );
}

#[test]
fn every_encoding_of_pages_is_read() {
    let html = format!(
        "<meta charset=gb2312><h1>某局2023年政府信息公开工作年度报告</h1><h2>二、主动公开政府信息情况</h2>{TABLE_TWO}"
    );
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(html.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let gb18030 = encoding_rs::GB18030.encode(&html).0.into_owned();
    let mut cut = gb18030.clone();
    cut.extend([0x81, b'<']);
    let big5 = encoding_rs::BIG5.encode(&html.replace("gb2312", "big5")).0.into_owned();
    let marked: Vec<u8> = b"\xEF\xBB\xBF".iter().copied().chain(html.bytes()).collect();
    for bytes in [html.clone().into_bytes(), utf16, gb18030, cut, marked] {
        let source = read("a.htm", &bytes).expect("it can be read");
        assert_eq!(cells(&source), CELLS_OF_TABLE_TWO);
        assert_eq!(source.reading.report.year(), Some(2023));
    }
    // Simplified characters that Big5 lacks are written as references and decoded.
    assert_eq!(
        cells(&read("a.htm", &big5).expect("it can be read")),
        CELLS_OF_TABLE_TWO
    );
}

#[test]
fn wrong_spans_do_no_harm() {
    for (columns, rows) in [
        ("0", "0"),
        ("99999999999", "99999999999"),
        ("-1", "x"),
        ("65535", "65535"),
    ] {
        let html = format!(
            "<h2>二、主动公开政府信息情况</h2><table><tr><td colspan={columns} rowspan={rows}>第二十条第（一）项<td>本年制发件数<td>规章</table>"
        );
        page(&html);
    }
    // A cell that spans all remaining rows.
    let html = "<h2>三、收到和处理政府信息公开申请情况</h2><table><tr><td colspan=2><td>自然人<td>总计<tr>\
                <td rowspan=0>三、本年度办理结果<td>（一）予以公开<td>1<td>2<tr><td>（七）总计<td>3<td>4</table>";
    assert_eq!(
        cells(&page(html)),
        [
            "requests.granted.natural_person=1",
            "requests.granted.total=2",
            "requests.outcomes_total.natural_person=3",
            "requests.outcomes_total.total=4"
        ]
    );
}

#[test]
fn lists_and_pictures_are_kept() {
    check(
        "<h1>某局2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><ol start=2><li>甲<li><p>乙</ol><ul><li>丙</ul>\
         <p>前<img src='a.png' alt='表二'>后<p><img src='data:image/png;base64,AAAA'><h2>六、其他需要报告的事项</h2><p style='display: none'>藏<p>无",
        &[
            "# 某局2023年政府信息公开工作年度报告",
            "## 一、总体情况",
            "p 2. 甲",
            "p 3. 乙",
            "p 丙",
            "p 前后",
            "picture 表二 a.png",
            "picture  data:image/png",
            "## 六、其他需要报告的事项",
            "p 无",
        ],
    );
}

#[test]
fn hostile_pages_are_read_in_time() {
    for html in [
        "<div>".repeat(300_000),
        "<table><tr><td>".repeat(50_000),
        "<b><p>".repeat(5_000),
        "<a>".repeat(20_000),
        "<table>x".repeat(10_000),
        "<p>一、总体情况".repeat(5_000),
        "&amp".repeat(20_000),
        "<!--".repeat(50_000),
        "<template>".repeat(50_000),
        "<select><option>".repeat(5_000),
        "<svg><math>".repeat(5_000),
        format!("<table>{}", "<tr><td rowspan=65535 colspan=65535>规章".repeat(5_000)),
    ] {
        if let Err(error) = read("a.html", html.as_bytes()) {
            assert_eq!(error.name, "too-deep");
        }
    }
}

/// A page with table three split in two after a row, as by a page break: the cells that span the break are cut off.
fn broken(page: &str, behind: usize, headed: bool) -> String {
    let start = page.find("<table>\n<colgroup>").expect("table three has a head");
    let end = start + page[start..].find("</table>").expect("it ends");
    let rows: Vec<&str> = page[start..end]
        .lines()
        .filter(|line| line.starts_with("<tr"))
        .collect();
    let (first, second) = rows.split_at(behind);
    let head = if headed { rows[..3].concat() } else { String::new() };
    // A page from elsewhere: nothing in it is trusted.
    format!(
        "{}<table>{}</table><table>{head}{}</table>{}",
        &page[..start],
        first.concat(),
        second.concat(),
        &page[end + "</table>".len()..]
    )
    .replace("name=\"generator\"", "")
}

#[test]
fn a_table_broken_at_any_row_is_one_table() {
    for form in Form::ALL {
        let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
        for (index, field) in form.fields().enumerate() {
            report.set(field, &(index % 13).to_string());
        }
        let page = write(&report, Kind::Html).expect("it can be written");
        let page = String::from_utf8(page).expect("it is text");
        let table = report
            .tables()
            .find(|table| table.2.id == TableId::Requests)
            .expect("it has table three");
        // Headings within the table are in the rows below them.
        let rows = 3 + table.2.rows.iter().filter(|row| !row.cells.is_empty()).count();
        for behind in 4..rows {
            for headed in [false, true] {
                let source = read("a.html", broken(&page, behind, headed).as_bytes()).expect("it can be read");
                for (field, cell) in report.figures().iter() {
                    assert_eq!(
                        source.reading.report.cell(field),
                        Some(cell),
                        "{field}, broken behind row {behind}, {headed}\n{}",
                        source.text
                    );
                }
            }
        }
    }
}

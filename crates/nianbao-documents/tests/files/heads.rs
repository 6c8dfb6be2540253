//! The part of a page before the report: the title among trails, menus, lists of facts and the
//! titles of other years.

use nianbao_documents::{Kind, read, read_text};

const BODY: &str = "根据有关规定，编制本报告。本报告所列数据的统计期限自2023年1月1日起至2023年12月31日止。\n\
    一、总体情况\n全年主动公开信息三百条，未收到政府信息公开申请。\n\
    二、主动公开政府信息情况\n见下表。\n";
const TITLE: &str = "示例县财政局2023年政府信息公开工作年度报告";

/// Reads a page with this head, in which `#` means the title, and checks title, organ, year and
/// day, and the words of the preface.
fn check(head: &str, title: &str, organ: &str, published: Option<&str>) {
    let text = format!("{}\n{BODY}", head.replace('#', TITLE));
    for kind in [Kind::Text, Kind::Markdown] {
        let text = match kind {
            // Each line a paragraph.
            Kind::Markdown => text.replace('\n', "\n\n"),
            _ => text.clone(),
        };
        let reading = read_text(kind, text.clone()).reading;
        let report = &reading.report;
        let found = (
            report.title.as_str(),
            report.organ(),
            report.year(),
            report.meta.published.map(|date| date.to_string()),
        );
        let expected = (title, Some(organ), Some(2023), published.map(str::to_owned));
        assert_eq!(found, expected, "{kind:?}\n{text}");
        let sections: Vec<_> = report.sections.iter().map(|section| section.id.is_some()).collect();
        assert_eq!(sections, [true, true], "{kind:?}\n{text}");
        // The report is written and read back as the same report.
        let again = nianbao_core::markdown::read(&nianbao_core::write::markdown(report)).report;
        assert_eq!(&again, report, "{kind:?}\n{text}");
    }
}

#[test]
fn the_title_is_found_in_the_head_of_a_page() {
    let organ = "示例县财政局";
    for head in [
        "#",
        "当前位置：首页 > 政务公开 > 政府信息公开年报\n#",
        "您现在所在的位置 : 网站首页 >> 信息公开 >> 年度报告 >> 正文\n#",
        "首页 -> 政务公开 -> 2023年 -> 部门政府信息公开工作年度报告\n#",
        "首页 | 政务公开 | 政务服务 | 互动交流\n政府信息公开年度报告\n#",
        "示例县人民政府\n首页\n政务公开\n政府信息公开\n政府信息公开年报\n#",
        "首页 > 年报 > #",
        "#\n#",
        "#\n【字体：大 中 小】 打印 关闭\n#",
        "示例县财政局2022年政府信息公开工作年度报告\n示例县财政局2021年政府信息公开工作年度报告\n#",
        "名 称：#",
        "文章标题：#",
        "标    题\n#",
    ] {
        check(head, TITLE, organ, None);
    }
    check("【图文】#", &format!("【图文】{TITLE}"), organ, None);
    check("示例县财政局\n2023年政府信息公开工作年度报告", TITLE, organ, None);
    check("示例县财政局\n2023年\n政府信息公开工作年度报告", TITLE, organ, None);
    check("示例县财政局2023年政府信息公开工作\n年度报告", TITLE, organ, None);
    check("示例县财政局2023\n年政府信息公开工作年度报告", TITLE, organ, None);
    check("年报｜#", TITLE, organ, None);
    check(
        "示例县财政局\n政府信息公开工作年度报告\n2023年",
        "示例县财政局政府信息公开工作年度报告2023年",
        organ,
        None,
    );
    for head in [
        "示例县财政局政府信息公开工作年度报告（2023年度）",
        "示例县财政局政府信息公开工作年度报告\n（2023年度）",
        "示例县财政局\n政府信息公开工作年度报告（2023年度）",
    ] {
        check(head, "示例县财政局政府信息公开工作年度报告（2023年度）", organ, None);
    }
}

#[test]
fn facts_of_a_page_are_used() {
    let organ = "示例县财政局";
    let day = Some("2024-01-17");
    for head in [
        "索 引 号: 1/2024 发布日期: 2024-01-17 发布机构: 示例县财政局\n#",
        "• 索 引 号: 1/2024\n• 发文机关: 示例县财政局\n• 标    题: #\n• 发布日期: 2024-01-17\n#",
        "索 引 号 | 1/2024 | 发布机构 | 示例县财政局 | ||\n公开目录 | 年报 | 发布日期 | 2024-01-17 16:06 | ||\n名 称 | # | ||||",
        "索引号：\n1/2024\n发布机构：\n示例县财政局\n发布日期：\n2024年1月17日\n名称：\n#",
        "#\n发布时间：2024-01-17 10:22  来源：县财政局  浏览次数：123 字号：[大 中 小]",
        "#\n2024-01-17 来源：示例县财政局",
        "#\n发布日期：2024/1/17",
        "索 引 号 | 信息分类 | 发布机构 | 发布日期\n1/2024 | 年报 | 示例县财政局 | 2024-01-17\n#",
        "#\n信息来源：示例县财政局 | 发布时间：2024-01-17 08:00 | 【 大 中 小 】",
        "#\n原创 示例财政 示例县发布 2024年1月17日 10:00 示例",
    ] {
        check(head, TITLE, organ, day);
    }
    check(
        "2023年政府信息公开工作年度报告\n发布机构：示例县财政局 发布时间：2024年01月17日",
        "2023年政府信息公开工作年度报告",
        organ,
        day,
    );
    check("由示例县财政局编制。", "", organ, None);
    check(
        "示例县财政局\n政府信息公开工作年度报告",
        "示例县财政局政府信息公开工作年度报告",
        organ,
        None,
    );
}

#[test]
fn the_day_of_publication_is_found_around_the_report_of_a_page() {
    let check = |around: &str, expected: Option<&str>| {
        let body = format!("<p>{}</p>", BODY.replace('\n', "</p><p>"));
        let page = format!("<html><body>{around}<div><h1>{TITLE}</h1>{body}</div></body></html>");
        let report = read("a.html", page.as_bytes()).expect("a page").reading.report;
        let published = report.meta.published.map(|date| date.to_string());
        assert_eq!(published.as_deref(), expected, "{around}");
    };
    check(
        "<div><span>发布时间：2024-01-17 09:00</span><span>来源：财政局</span></div>",
        Some("2024-01-17"),
    );
    check(
        "<table><tr><td>索引号<td>1<td>发布日期<td>2024-01-17</table>",
        Some("2024-01-17"),
    );
    check(
        "<div><a>示例财政</a> <em>2024-01-17 09:00</em> <em>示例</em></div>",
        Some("2024-01-17"),
    );
    check("<div>公告 2024-01-17</div>", None);
}

#[test]
fn lines_of_markdown_without_empty_lines_are_blocks() {
    let text = format!(
        "{TITLE}\n<b>一、总体情况</b>\n全年公开信息。\n**二、主动公开政府信息情况**\n见下表。\n<div>\n说明\n</div>\n## 三、收到和处理政府信息公开申请情况\n"
    );
    let report = read_text(Kind::Markdown, text.clone()).reading.report;
    let sections = report.sections.iter().filter(|section| section.id.is_some());
    assert_eq!((report.title.as_str(), sections.count()), (TITLE, 3), "{text}");
}

#[test]
fn titles_of_other_reports_after_the_report_are_not_part_of_it() {
    let other = TITLE.replace("财政", "教育");
    let reading = read_text(Kind::Text, format!("{TITLE}\n{BODY}{other}\n")).reading;
    assert!(!nianbao_core::write::markdown(&reading.report).contains("教育"));
    let listed: Vec<_> = reading
        .unplaced
        .iter()
        .map(|one| (one.text.as_str(), one.kept))
        .collect();
    assert_eq!(listed, [(other.as_str(), false)]);
}

#[test]
fn what_is_around_a_page_is_listed_and_not_written() {
    let text = format!("当前位置：首页 > 年报\n{TITLE}\n发布机构：示例县财政局\n打印 关闭\n{BODY}");
    let reading = read_text(Kind::Text, text).reading;
    let listed: Vec<_> = reading
        .unplaced
        .iter()
        .map(|one| (one.text.as_str(), one.kept))
        .collect();
    assert_eq!(listed, [("当前位置：首页 > 年报", false), ("打印 关闭", false)]);
    let written = nianbao_core::write::markdown(&reading.report);
    assert!(
        !written.contains("首页") && !written.contains("打印") && written.contains("发布机构"),
        "{written}"
    );
}

#[test]
fn a_file_with_front_matter_is_read_as_it_says() {
    let text = format!("+++\norgan = \"示例县财政局\"\n+++\n\n# 政府信息公开\n\n{TITLE}\n\n首页 > 年报\n\n{BODY}");
    let reading = read_text(Kind::Markdown, text).reading;
    assert_eq!(reading.report.title, "政府信息公开");
    assert_eq!(reading.report.preface.len(), 3);
}

//! What the archive is and is not, what its verdicts mean, and how it is followed and cited.

use minijinja::{Value, context};
use nianbao_core::diagnostic::Severity;
use nianbao_core::rules::{self, RULE_SET, RULES};
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, always, home, template};
use crate::content::Problem;
use crate::error::Result;
use crate::site::words::WORDS;
use crate::site::{Builder, feed};

pub(super) static KIND: Kind = Kind {
    template: template!("about.html"),
    words: &[
        (
            "about_what",
            Text::new(
                "《政府信息公开条例》第五十条要求行政机关每年公布政府信息公开工作年度报告。本站收存这些报告，按原样公开，逐条核对，并把其中的数字做成可以下载的数据。",
                "Article 50 of the Open Government Information Regulations has every administrative organ in China publish a yearly report on open government information. This site keeps these reports, shows them as they were published, checks them by rules, and offers their figures as data.",
            ),
        ),
        (
            "about_verdicts",
            Text::new("校验结果是什么意思", "What the verdicts mean"),
        ),
        (
            "about_error",
            Text::new(
                "报告自相矛盾，或者不合法律、不合统一格式。例如合计不等于各项之和，正文和表格的数字不一样。",
                "The report contradicts itself, the law or the form: a total is not the sum of its parts, or text and tables give different figures.",
            ),
        ),
        (
            "about_warning",
            Text::new(
                "多半有误，要由人看一看。例如用词与格式不同，与上年数字接不上。",
                "Probably wrong, so a person has to look: a label differs from the form, or a figure does not follow from last year's.",
            ),
        ),
        (
            "about_notice",
            Text::new("值得看一眼，不一定有问题。", "Worth a look, and perhaps quite right."),
        ),
        (
            "about_holds",
            Text::new(
                "所有规则都问过，没有发现问题。",
                "Every rule was asked, and nothing was found.",
            ),
        ),
        (
            "about_accepted",
            Text::new(
                "发现了不一致，机关说明了理由。理由和发现一起公开，不再算作错误；数字一变，接受就失效。",
                "Something was found, and the organ gave a reason for it. Both are shown, and it no longer counts as an error; if a figure changes, the reason lapses.",
            ),
        ),
        (
            "about_open",
            Text::new(
                "报告缺了要用的部分，这一项没法核对。没法核对不等于符合，所以单独列出。",
                "The report lacks what the check needs. A check that could not be made does not hold, so these are listed apart.",
            ),
        ),
        ("about_how", Text::new("怎样核对", "How reports are checked")),
        (
            "about_how_text",
            Text::new(
                "程序读出三张法定表格和正文里的数字，再逐条对照规则：表内的加减、正文与表格、今年与去年、政府与所属机关、用词与格式。每条规则都写明依据，附正反例子。同一份报告，本站、命令行工具和浏览器里的校验工具给出同样的结果；任何人都可以下载报告自己再核对一遍。",
                "A program reads the three statutory tables and the figures in the text, and compares them by rules: sums within the tables, text with tables, this year with last year, a government with its organs, words with the form. Each rule names its legal basis and shows right and wrong examples. Site, command and the validator in the browser find the same in the same report, and anyone can download a report and check it again.",
            ),
        ),
        ("about_not", Text::new("本站不是什么", "What this site is not")),
        (
            "about_not_true",
            Text::new(
                "“符合”只说明报告前后一致、格式齐全，不说明数字属实，也不说明公开工作做得好。",
                "A report that holds is consistent and complete. That does not make its figures true, or the work behind it good.",
            ),
        ),
        (
            "about_not_illegal",
            Text::new(
                "“错误”说的是报告这份文件，不等于机关违法。常见的原因是抄错、漏填。",
                "An error is about the report as a document, not about the law being broken. Most are slips of the pen.",
            ),
        ),
        (
            "about_not_changed",
            Text::new(
                "本站不改报告。报告有错，就连同错误一起公开；机关更正以后，页面上写明改了什么、为什么。",
                "No report is changed here. One with errors is shown with them; when the organ corrects it, the page says what was changed and why.",
            ),
        ),
        (
            "about_not_official",
            Text::new(
                "法律上以机关自己发布的版本为准，每份报告的页面上有原文的出处。",
                "What counts in law is the version that the organ published; each report's page says where.",
            ),
        ),
        (
            "about_not_missing",
            Text::new(
                "“缺失”是说本站没有收到，不等于机关没有公布。",
                "A report that is missing is missing here. The organ may have published it elsewhere.",
            ),
        ),
        ("about_follow", Text::new("订阅和引用", "Following and citing")),
        (
            "about_feed",
            Text::new(
                "新报告和更正有订阅源（Atom），全站一个，每个机关一个，机关的在它的页面上。任何阅读器都能用。",
                "New and corrected reports come as Atom feeds for any reader: one for all organs, and one on each organ's page.",
            ),
        ),
        (
            "about_no_feed",
            Text::new(
                "还没有写明发布日期的报告，所以没有订阅源。",
                "There is no feed, because no report gives the day of its publication.",
            ),
        ),
        (
            "about_no_address",
            Text::new(
                "生成本站时没有写明网址（site.toml 的 base_url），所以没有站点地图，订阅源里的链接是相对的。",
                "The site was built without its address (base_url in site.toml), so there is no sitemap, and the links in feeds are relative.",
            ),
        ),
        (
            "about_cite",
            Text::new(
                "网址是永久的，可以直接引用。每份报告的页面上有按 GB/T 7714 和 BibTeX 写好的引文，带版本：更正一次，版本加一。",
                "Addresses are permanent, so they can be cited. Each report's page has a citation in GB/T 7714 and in BibTeX, with the version: each correction adds one.",
            ),
        ),
        (
            "about_private",
            Text::new(
                "本站不用 Cookie，不统计访问，不向别的网站请求任何东西。",
                "The site sets no cookies, counts no visits, and requests nothing from other hosts.",
            ),
        ),
    ],
    values: &[
        "rule_set",
        "rule_set_hash",
        "rule_count",
        "severities",
        "has_feed",
        "has_address",
    ],
    bar: Bar::Within(&home::KIND),
    head: Head::PLAIN,
    needs: always,
    addresses: |_, add| add("about/"),
    write,
};

fn write(builder: &Builder<'_>, _: &mut Vec<Problem>) -> Result<()> {
    let page = |builder: &Builder<'_>| {
        let page = Page::new("about/index.html", &WORDS.about);
        builder.page(&KIND, &page, |lang| {
            let severities = Severity::ALL.into_iter().map(|severity| {
                context! { class => severity.name(), word => severity.text().get(lang) }
            });
            Ok(context! {
                rule_set => RULE_SET,
                rule_set_hash => rules::hash(),
                rule_count => RULES.len(),
                severities => severities.collect::<Vec<Value>>(),
                has_feed => feed::has_any(builder),
                has_address => builder.base_url.is_some(),
            })
        })
    };
    builder.unit(&builder.keys("about"), page)
}

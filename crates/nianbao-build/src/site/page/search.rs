//! The search page, and with it the files in which the browser searches.

use std::path::Path;

use minijinja::context;
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, never, template};
use crate::error::Result;
use crate::site::figures::Row;
use crate::site::words::WORDS;
use crate::site::{Builder, search};

pub(super) static KIND: Kind = Kind {
    template: template!("search.html"),
    words: &WORDS_OF_SEARCH,
    values: &["files", "reports", "some_sample"],
    bar: Bar::Entry {
        label: &WORDS.search,
        address: "search/index.html",
        shared: never,
    },
    head: Head {
        scripts: &[("search.js", include_str!("../../../../../site/scripts/search.js"))],
        wasm: true,
        forms: true,
        ..Head::PLAIN
    },
    needs: |builder| builder.searchable,
    addresses: |_, add| add("search/"),
    write: |builder, _| write(builder),
};

fn write(builder: &Builder<'_>) -> Result<()> {
    let Some(validator) = builder.validator else {
        return Ok(());
    };
    let records = || builder.archive.records().iter();
    let organs = builder.content.organs.all();
    let keys = builder.keys("search").key(search::module_key(validator)?);
    let keys = keys.whole(&builder.list.tree);
    let keys = organs.iter().fold(keys, |keys, organ| keys.key(organ.key()));
    let keys = records().fold(keys, |keys, record| {
        let keys = keys.key(record.key()).number(record.organ).flag(record.is_read);
        let keys = keys.whole(&record.rules().collect::<Vec<_>>());
        Row::new(builder.archive, record).add_to(keys)
    });
    builder.unit(&keys, |builder| page(builder, validator))
}

fn page(builder: &Builder<'_>, validator: &Path) -> Result<()> {
    let files = search::write(builder, validator)?;
    let records = || builder.archive.records().iter();
    builder.page(&KIND, &Page::new("search/index.html", &WORDS.search), |_| {
        Ok(context! {
            files => context! { module => files.module, about => files.about },
            reports => records().filter(|record| record.is_read).count(),
            some_sample => records().any(|record| record.sample),
        })
    })
}

/// The words of the template, and those that its script says: `{n}` is a number, `{q}` the words searched for, `{t}` a text.
static WORDS_OF_SEARCH: [(&str, Text); 41] = [
    (
        "search_hint",
        Text::new(
            "空格隔开的词都要有。逐字比对：列出的都真有。一个词至少两个字。",
            "All words separated by spaces must be there. Reports are in Chinese, and are compared character by character: what is listed is really there. A word has at least two characters.",
        ),
    ),
    (
        "search_noscript",
        Text::new(
            "搜索在您的浏览器里进行，需要脚本（JavaScript）。没有脚本时，可以按机关、按年度浏览。",
            "Search runs in your browser and needs scripts (JavaScript). Without them, browse by organ or by year.",
        ),
    ),
    (
        "search_broken",
        Text::new(
            "搜索没能启动：浏览器太旧，或者文件没有取到。请刷新本页；仍然不行，可以按机关、按年度浏览。",
            "Search could not start: the browser is too old, or a file could not be loaded. Reload this page; if that does not help, browse by organ or by year.",
        ),
    ),
    ("search_looking", Text::new("正在查找……", "Searching…")),
    ("search_total", Text::new("{n} 份报告有{q}", "{n} reports have {q}")),
    ("search_total_one", Text::new("1 份报告有{q}", "1 report has {q}")),
    ("search_none", Text::new("没有报告写着{q}", "No report has {q}")),
    ("search_and", Text::new("和", " and ")),
    (
        "search_at_most",
        Text::new("至多 {n} 份报告有{q}", "At most {n} reports have {q}"),
    ),
    (
        "search_unverified",
        Text::new(
            "其中 {n} 份还没有逐字核对。列在下面的都核对过。",
            "{n} of them have not been compared character by character yet. Those listed below have been.",
        ),
    ),
    ("search_thorough", Text::new("核对其余 {n} 份", "Compare the other {n}")),
    (
        "search_in_one",
        Text::new(
            "同一段里都有的排在前面。",
            "Those with all words in one paragraph come first.",
        ),
    ),
    (
        "search_short",
        Text::new("一个字不查：{t}", "Single characters are not searched for: {t}"),
    ),
    ("search_filters", Text::new("筛选", "Filters")),
    ("search_chosen", Text::new("筛选：{t}", "Filters: {t}")),
    ("search_clear", Text::new("取消全部筛选", "Remove all filters")),
    ("search_all_organs", Text::new("全部机关", "All organs")),
    (
        "search_organ",
        Text::new("机关（含下属）", "Organ (with those below it)"),
    ),
    ("search_verdict", Text::new("校验结果", "Check")),
    ("search_rule", Text::new("发现的问题", "Finding")),
    ("search_any_rule", Text::new("不限", "Any")),
    ("search_years", Text::new("各年度的份数", "Reports by year")),
    ("search_year_word", Text::new("{t} 年", "{t}")),
    ("search_more", Text::new("再看 {n} 份", "Show {n} more")),
    (
        "search_places",
        Text::new("报告里还有 {n} 处", "More places in the report: {n}"),
    ),
    ("search_title_place", Text::new("标题", "Title")),
    ("search_preface_place", Text::new("开头", "Preface")),
    ("search_name_place", Text::new("机关名称", "Name of the organ")),
    ("search_printed_place", Text::new("表格的栏目名", "Label of the form")),
    ("search_table_place", Text::new("表格", "Table")),
    (
        "search_only_printed",
        Text::new(
            "{n} 份报告只在表格的栏目名里有{q}",
            "{n} reports have {q} only in labels of the form",
        ),
    ),
    (
        "search_printed",
        Text::new(
            "另有 {n} 份，这些字只在表格的栏目名里",
            "{n} more have it only in labels that the form prints",
        ),
    ),
    (
        "search_printed_at_most",
        Text::new(
            "另有至多 {n} 份，有的字只在表格的栏目名里",
            "At most {n} more have part of it only in labels that the form prints",
        ),
    ),
    (
        "search_printed_why",
        Text::new(
            "法定表格的栏目名每份报告都有，所以不和正文排在一起。",
            "Every report has the labels of the statutory form, so they are not listed with the text.",
        ),
    ),
    (
        "search_own",
        Text::new("回到正文里的结果", "Back to results in the text"),
    ),
    ("search_try", Text::new("可以这样试试", "What you can try")),
    ("search_alone", Text::new("只找{q}", "search for {q} alone")),
    ("search_unfilter", Text::new("取消筛选：{t}", "remove the filters: {t}")),
    (
        "search_other",
        Text::new("换一个词，或者少写几个字", "try another or a shorter word"),
    ),
    ("search_organs_more", Text::new("其余 {n} 个机关", "{n} more organs")),
    (
        "search_start",
        Text::new(
            "可以搜索 {n} 份报告的全文。",
            "The full text of {n} reports can be searched.",
        ),
    ),
];

//! The words that several of the archive's pages say, in both languages. Rust writes [`WORDS`]`.years`, templates
//! `{{ t.years }}`; both use the same struct, so a missing or mistyped word stops the build. The words of a single kind of
//! page are in its own file.

use std::sync::Arc;

use crate::content::Correction;
use minijinja::Value;
use minijinja::value::{Enumerator, Object};
use nianbao_core::diagnostic::Severity;
use nianbao_core::rules;
use nianbao_core::text::{Lang, Text};

macro_rules! words {
    ($($name:ident: $zh:literal, $en:literal;)*) => {
        /// All words, by name.
        #[derive(Debug)]
        pub(crate) struct Words {
            $(pub(crate) $name: Text,)*
        }

        /// The words of the pages.
        pub(crate) static WORDS: Words = Words {
            $($name: Text::new($zh, $en),)*
        };

        impl Words {
            /// The names of all words.
            pub(crate) const NAMES: &[&str] = &[$(stringify!($name),)*];

            /// The word with this name.
            fn get(&self, name: &str) -> Option<&Text> {
                match name {
                    $(stringify!($name) => Some(&self.$name),)*
                    _ => None,
                }
            }
        }
    };
}

words! {
    skip: "跳到正文", "Skip to content";
    home: "首页", "Home";
    years: "年度", "Years";
    organs: "机关", "Organs";
    rules: "规则", "Rules";
    guide: "指南", "Guide";
    validate: "校验草稿", "Check a draft";
    search: "搜索", "Search";
    search_label: "搜索报告全文和机关名称", "Search reports and organs";
    main_nav: "主要栏目", "Main sections";
    breadcrumb: "当前位置", "You are here";
    contents: "本页目录", "On this page";
    sample: "示例", "sample";
    sample_report: "这是虚构的示例报告：机关、数字和文字都不是真的。", "This is an invented sample report: its organ, figures and text are not real.";
    sample_some: "标有“示例”的机关和报告是虚构的。", "Organs and reports marked “sample” are invented.";
    published: "发布", "Published";
    not_given: "未注明", "not given";
    form: "格式", "Form";
    no_form: "2019年前没有统一表格", "none before 2019";
    rule_set: "规则集", "Rule set";
    source: "来源", "Source";
    original: "原文", "original";
    sha256: "SHA-256", "SHA-256";
    download: "下载", "Download";
    as_published: "这份报告按原样公开，未作改动。", "The report is shown unchanged, as it was published.";
    figures_read: "正文中划点线处是程序读出的数字，点它可到表格中对应的一格。", "Figures that were read in the text have a dotted underline; each leads to its cell in the tables.";
    nothing_found: "没有发现问题", "nothing found";
    accepted: "已接受", "accepted";
    reason: "接受的理由：", "Accepted because: ";
    not_assessed: "无法判断的项目", "Checks that could not be made";
    whole_report: "整份报告", "the report as a whole";
    rule: "规则", "Rule";
    received: "本年新收", "Received";
    carried_in: "上年结转", "Carried in";
    outcomes: "办理结果总计", "Outcomes";
    disclosed: "予以公开和部分公开", "Disclosed in full or part";
    disclosed_short: "公开占比", "Disclosed";
    of_outcomes: "占办理结果", "of outcomes";
    carried_out: "结转下年", "Carried out";
    disputes: "行政复议 / 行政诉讼", "Reconsideration / litigation";
    reconsideration: "行政复议", "Reconsideration";
    litigation: "行政诉讼", "Litigation";
    cases: "件", "cases";
    items: "件", "requests";
    blank: "空白", "blank";
    missing: "无此项", "not there";
    unread: "文件读不出", "unreadable";
    unread_why: "收到了这份报告的文件，但读不出里面的内容。", "The file of this report is here, but it could not be read.";
    unreadable: "非数字", "no number";
    year: "年度", "Year";
    organ: "机关", "Organ";
    kind: "类别", "Kind";
    findings: "校验结果", "Findings";
    reports: "报告", "Reports";
    all_years: "历年报告", "All years";
    no_reports: "还没有收入报告。", "There are no reports yet.";
    holds: "符合", "holds";
    severity: "程度", "Severity";
    basis: "依据", "Basis";
    single_file: "校验工具离线版（一个网页文件，存下来双击打开）", "Offline validator (one HTML file; save and open it)";
    corrected: "更正", "corrected";
    corrected_on: "更正", "Corrected";
    corrected_because: "理由：", "Because: ";
    cell: "位置", "Cell";
    before_it: "原来", "Before";
    after_it: "更正后", "Corrected";
    new_report: "新报告", "new report";
    about: "关于本站和校验", "About this site and its checks";
    all_data: "全部数据", "All data";
    subscribe: "订阅新报告和更正", "Feed of new and corrected reports";
    conformance_set: "一致性用例", "Conformance set";
    conformance_intro: "虚构的报告和应有的结论，供别的检查工具核对（zip）", "Invented reports with the result that any tool should give (zip)";
    site_code: "网站标识码", "Site code";
    contact: "联系", "Contact";
    page_of: "页", "Page";
    to_top: "回到顶部", "Back to top";
    by_organ_and_year: "按机关和年度", "By organ and year";
    matrix_help: "每一格是一份报告，写明校验结果。", "Each cell is a report, with its verdict.";
    trends_help: "件数取自各年报告的表三和表四，按原样列出。公开占比 =（予以公开 + 部分公开）÷ 办理结果总计，由本站计算；总计不到 10 件的只写件数。", "Counts are from tables three and four of each year's report, unchanged. Disclosed = (disclosed in full + in part) ÷ outcomes, computed by this site; of fewer than 10 outcomes, only the counts are given.";
    filter: "筛选", "Filter";
    doubt: "报告有错误", "the report has errors";
    doubt_help: "* 报告有错误，数字按原样列出；错在哪里，见这份报告。", "* The report has errors. Figures are shown as reported; its page says what is wrong.";
    no_report: "无报告", "no report";
    gone: "缺失", "missing";
    gone_help: "应有而本站没有收到的报告", "a report that is owed and not in this archive";
    who_is_late: "谁按期，谁没有：发布情况", "Who was in time, and who was not: coverage";
    year_statistics: "各年统计", "Statistics by year";
    space: "", " ";
    colon: "：", ": ";
    comma: "、", ", ";
    stop: "。", ".";
    opening: "（", " (";
    closing: "）", ")";
    picture: "图片", "Picture";
    table: "表格", "Table";
    choose: "选择年度和范围", "Choose year and organs";
    whose: "范围", "Organs";
    more_scopes: "其他政府、类别和级别", "Other governments, kinds and levels";
    download_csv: "下载数据（CSV）", "Download the data (CSV)";
    other_table: "报告中的其他表格", "Other table in the report";
}

/// The words of one kind of page, by name.
pub(crate) type Own = &'static [(&'static str, Text)];

/// The words in one language, for the templates of one kind of page.
#[derive(Debug)]
struct Spoken(Lang, Own);

impl Object for Spoken {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let own = self.1.iter().find(|(name, _)| *name == key).map(|(_, word)| word);
        Some(Value::from(own.or_else(|| WORDS.get(key))?.get(self.0)))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let own = self.1.iter().map(|(name, _)| *name);
        Enumerator::Values(own.chain(Words::NAMES.iter().copied()).map(Value::from).collect())
    }
}

/// All words in one language, for the templates of a kind of page that has these words of its own.
pub(crate) fn words(lang: Lang, own: Own) -> Value {
    Value::from_object(Spoken(lang, own))
}

/// “2 项错误，1 项提醒”, or that there are no findings.
pub(crate) fn counts(errors: usize, warnings: usize, notices: usize) -> Text {
    let counted = rules::counted([errors, warnings, notices], 0);
    if counted.zh.is_empty() {
        WORDS.nothing_found.clone()
    } else {
        counted
    }
}

/// “2 错误”: the number of findings of the highest severity, for a chip.
pub(crate) fn worst(severity: Severity, count: usize) -> Text {
    let word = severity.text();
    let plural = if count == 1 { "" } else { "s" };
    Text::of(format!("{count} {}", word.zh), format!("{count} {}{plural}", word.en))
}

/// The number of rules that were checked and that hold, and of checks that could not be made.
pub(crate) fn asked(asked: usize, held: usize, open: usize) -> Text {
    match open {
        0 => Text::of(
            format!("{asked} 条规则，{held} 条符合；没有无法判断的项目。"),
            format!("{held} of {asked} rules hold; every check could be made."),
        ),
        open => Text::of(
            format!("{asked} 条规则，{held} 条符合；{open} 项无法判断。"),
            format!("{held} of {asked} rules hold; checks that could not be made: {open}."),
        ),
    }
}

/// A correction in a sentence or two: day, reason, what was changed.
pub(crate) fn corrected(correction: &Correction) -> Text {
    let day = correction.date.text();
    let plain = |text: &str| text.trim_end_matches(['。', '.']).to_owned();
    let reason = plain(&correction.reason);
    let mut zh = vec![format!("{}更正，理由：{reason}。", day.zh)];
    let mut en = vec![format!("Corrected on {}, because: {reason}.", day.en)];
    if let Some(text) = correction.text.as_deref().map(plain) {
        zh.push(format!("{text}。"));
        en.push(format!("{text}."));
    }
    for change in &correction.changes {
        let label = change.field.label();
        let [old, new] = [&change.old, &change.new].map(|value| match value.trim() {
            "" => WORDS.blank.clone(),
            value => Text::of(value.to_owned(), value.to_owned()),
        });
        zh.push(format!("{}由{}改为{}。", label.zh, old.zh, new.zh));
        en.push(format!("{}: {} became {}.", label.en, old.en, new.en));
    }
    Text::of(zh.concat(), en.join(" "))
}

/// The number of reports in a list, as a sentence.
pub(crate) fn reports(count: usize) -> Text {
    let plural = if count == 1 { "" } else { "s" };
    Text::of(format!("共 {count} 份报告。"), format!("{count} report{plural}."))
}

/// How many reports of a list are missing, as a sentence.
pub(crate) fn missing_reports(count: usize) -> Text {
    let (plural, is) = if count == 1 { ("", "is") } else { ("s", "are") };
    Text::of(
        format!("缺 {count} 份。"),
        format!("{count} report{plural} {is} missing."),
    )
}

/// How long after its deadline a report was published.
pub(crate) fn late(days: i64) -> Text {
    let plural = if days == 1 { "" } else { "s" };
    Text::of(format!("逾期 {days} 天"), format!("{days} day{plural} late"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_said_by_name_in_both_languages() {
        for name in Words::NAMES {
            let said = Lang::ALL.map(|lang| words(lang, &[]).get_attr(name).expect("a map").to_string());
            let word = WORDS.get(name).expect("each name has its word");
            assert_eq!(said, [word.zh.as_ref(), word.en.as_ref()]);
            assert!(!said[1].is_empty(), "{name}");
        }
        assert!(words(Lang::Zh, &[]).get_attr("yeras").expect("a map").is_undefined());
    }

    #[test]
    fn a_kind_of_page_has_words_of_its_own() {
        for kind in super::super::page::KINDS {
            for (name, word) in kind.words {
                let said = Lang::ALL.map(|lang| words(lang, kind.words).get_attr(name).expect("a map").to_string());
                assert_eq!(said, [word.zh.as_ref(), word.en.as_ref()], "{name}");
                assert!(said.iter().all(|word| !word.is_empty()), "{name}");
                assert!(WORDS.get(name).is_none(), "{name} is a word of all pages already");
            }
        }
    }

    #[test]
    fn findings_and_reports_are_counted_in_words() {
        for (text, zh, en) in [
            (counts(0, 0, 0), "没有发现问题", "nothing found"),
            (counts(1, 0, 0), "1 项错误", "1 error"),
            (
                counts(2, 1, 3),
                "2 项错误，1 项提醒，3 项提示",
                "2 errors, 1 warning, 3 notices",
            ),
            (worst(Severity::Error, 1), "1 错误", "1 error"),
            (worst(Severity::Notice, 2), "2 提示", "2 notices"),
            (reports(1), "共 1 份报告。", "1 report."),
            (reports(6), "共 6 份报告。", "6 reports."),
            (missing_reports(1), "缺 1 份。", "1 report is missing."),
            (missing_reports(2), "缺 2 份。", "2 reports are missing."),
            (late(1), "逾期 1 天", "1 day late"),
            (late(26), "逾期 26 天", "26 days late"),
            (
                asked(53, 53, 0),
                "53 条规则，53 条符合；没有无法判断的项目。",
                "53 of 53 rules hold; every check could be made.",
            ),
            (
                asked(53, 50, 2),
                "53 条规则，50 条符合；2 项无法判断。",
                "50 of 53 rules hold; checks that could not be made: 2.",
            ),
        ] {
            assert_eq!((text.zh.as_ref(), text.en.as_ref()), (zh, en));
        }
    }
}

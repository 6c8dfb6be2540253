//! `standard-characters`: the report is written in simplified characters, and its text is whole.

use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(in crate::check) static RULE: Rule = Rule {
    name: "standard-characters",
    title: Text::new("使用规范汉字", "The report is in simplified characters"),
    severity: Severity::Error,
    family: Family::Structure,
    basis: Text::new(
        "《中华人民共和国国家通用语言文字法》第九条：国家机关以普通话和规范汉字为公务用语用字",
        "Law on the Standard Spoken and Written Chinese Language, Article 9: state organs use Putonghua and the standardized characters",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

/// What is left of a text whose bytes were read in the wrong encoding.
const GARBLED: [&str; 6] = ["\u{fffd}", "锟斤拷", "烫烫烫", "屯屯屯", "ï¼", "ä¸"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !subject.traditional {
        garbled(subject, findings);
        return;
    }
    findings.push(
        Finding::new(
            At::Report,
            Text::new(
                "报告是繁体字的：没有读，也没有检查别的内容",
                "The report is in traditional characters: it was not read, and nothing else was checked",
            ),
        )
        .help(Text::new(
            "先转换成简体字再检查；如果是网站的繁体版，请用简体版",
            "Convert it to simplified characters first; where it comes from the traditional version of a site, take the simplified one",
        )),
    );
}

fn garbled(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    let first = GARBLED.iter().filter_map(|sign| passages.find(sign).next());
    let Some(hit) = first.min_by_key(|hit| hit.start) else {
        return;
    };
    let words = passages.around(&hit);
    findings.push(
        Finding::new(
            passages.at(&hit),
            Text::of(
                format!("这里的文字是乱码：“{words}”"),
                format!("The text is garbled here: “{words}”"),
            ),
        )
        .help(Text::new(
            "从原来的文件重新复制，或者换一种编码（UTF-8、GB18030）另存后再检查",
            "Copy the text again from the original file, or save it in another encoding (UTF-8, GB18030) and check it again",
        )),
    );
}

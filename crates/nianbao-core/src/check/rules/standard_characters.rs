//! `standard-characters`: the report is written in simplified characters.

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

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    if !subject.traditional {
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

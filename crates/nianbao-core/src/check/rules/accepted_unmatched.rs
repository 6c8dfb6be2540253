//! `accepted-unmatched`: every acceptance in the front matter matches a finding.

use std::fmt::Write as _;

use crate::accepted::Accepted;
use crate::diagnostic::{Finding, Severity};
use crate::report::{At, Report};
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(in crate::check) static RULE: Rule = Rule {
    name: "accepted-unmatched",
    title: Text::new("接受的问题都还在", "Accepted findings still exist"),
    severity: Severity::Notice,
    family: Family::Structure,
    basis: Text::new(
        "归档站点的约定：接受一条问题要写明理由，数值或文字一变即失效；失效的应当删去",
        "A convention of these archives: an acceptance gives its reason and lapses when a value or the words change; a lapsed one is removed",
    ),
    forms: Forms::Every,
    check: Check::Accepted,
};

/// Reports an acceptance, given by its index in the front matter, that matches no finding.
pub(in crate::check) fn unmatched(index: usize, accepted: &Accepted, known: bool, findings: &mut Findings) {
    let (number, name) = (index + 1, &accepted.rule);
    if !known {
        findings.push(
            Finding::new(
                At::Meta,
                Text::of(
                    format!("第 {number} 条 accepted 接受的是“{name}”，没有这条规则"),
                    format!("Acceptance {number} is for “{name}”, which is not a rule"),
                ),
            )
            .help(Text::new(
                "规则的名称见 nianbao rules；写错的改正，已撤销的删去",
                "nianbao rules lists the names of the rules: correct the name, or remove the acceptance",
            )),
        );
        return;
    }
    // Someone who has just written the entry, or whose figures have changed, wants to see the findings there are now.
    let found = findings
        .list
        .iter()
        .find(|finding| finding.rule == name && finding.accepted.is_none());
    let help = match found {
        None => Text::new(
            "这条规则现在没有发现问题：删去这条 accepted",
            "The rule finds nothing now: remove the acceptance",
        ),
        Some(finding) => {
            let mut now = String::new();
            Accepted::of(finding, "").lines(", ", &mut now);
            let _ = write!(now, ", reason = …");
            Text::of(
                format!("看过现在的问题以后，仍要接受的写成：{now}"),
                format!("Look at the current finding; to accept it, write: {now}"),
            )
        }
    };
    findings.push(
        Finding::new(
            At::Meta,
            Text::of(
                format!("第 {number} 条 accepted（{name}）对不上现在发现的任何问题：数值或文字变了，或者问题已经没有了"),
                format!("Acceptance {number} ({name}) matches no current finding: a value or the words have changed, or it was corrected"),
            ),
        )
        .help(help),
    );
}

/// Reports entries of `accepted` in the front matter that could not be read and have no effect.
pub(in crate::check) fn unreadable(report: &Report, findings: &mut Findings) {
    if report.meta.other.get("accepted").is_none() {
        return;
    }
    findings.push(
        Finding::new(
            At::Meta,
            Text::new(
                "accepted 写法不对，没有一条生效",
                "The accepted findings are not written correctly: none of them has any effect",
            ),
        )
        .help(Text::new(
            "每条以 [[accepted]] 开头，写 rule 和 reason（不能空），需要时写 text 和 values，值都用引号括起",
            "Begin each with [[accepted]] and write rule and reason (not empty), and text and values if needed, every value between quotation marks",
        )),
    );
}

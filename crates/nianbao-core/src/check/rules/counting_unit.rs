//! `counting-unit`: applications are counted in 件.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::prose::{Quantity, Unit};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "counting-unit",
    title: Text::new("申请以“件”计", "Applications are counted in 件"),
    severity: Severity::Notice,
    family: Family::Text,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Units that are used for applications and should not be.
const UNITS: [&str; 9] = ["条次", "条", "起", "宗", "份", "封", "个", "例", "项"];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let prose = &subject.prose;
    let mut first = None;
    let mut units: Vec<&str> = Vec::new();
    for figure in &prose.figures {
        let about = matches!(
            figure.subject,
            Some(Quantity::Requests(_) | Quantity::Group(_) | Quantity::Accepted | Quantity::GrantedOrPartial)
        );
        if !about || figure.unit != Unit::Count {
            continue;
        }
        let words = prose.quote(figure.passage, figure.span);
        let Some(unit) = UNITS.iter().find(|unit| words.ends_with(**unit)) else {
            continue;
        };
        // 「来信12封」 counts the letters.
        let around = prose.quote(figure.passage, figure.around);
        let before = figure.span.start.saturating_sub(figure.around.start);
        let before = around.get(..before).unwrap_or_default().trim_end();
        if ["申请书", "来信", "信函", "邮件", "申请表", "告知书"]
            .iter()
            .any(|word| before.ends_with(word))
        {
            continue;
        }
        if !units.contains(unit) {
            units.push(unit);
        }
        first = first.or(Some(figure));
    }
    let Some((figure, at)) = first.and_then(|figure| Some((figure, prose.at(figure.passage, figure.span)?))) else {
        return;
    };
    let words = prose.quote(figure.passage, figure.span);
    let units: Vec<String> = units.iter().map(|unit| format!("“{unit}”")).collect();
    findings.push(
        Finding::new(
            at,
            Text::of(
                format!("申请用{}计数：“{words}”", units.join("")),
                format!("Applications are counted in {}: “{words}”", units.join(", ")),
            ),
        )
        .help(Text::new(
            "用“件”：与表三相同，一件申请计一件",
            "Use 件, as in table three: one application is one 件",
        )),
    );
}

//! `prose-silent`: the prose mentions the applications and disputes that are in the tables.

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Applicant, DisputeBlock, DisputeResult, Field, RequestsRow};
use crate::form::SectionId;
use crate::report::{At, Block};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-silent",
    title: Text::new(
        "表格里有的申请、复议和诉讼，正文要提到",
        "The prose mentions the applications and disputes in the tables",
    ),
    severity: Severity::Warning,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let report = subject.report;
    let Some(index) = report.sections.iter().position(|s| s.id == Some(SectionId::Overview)) else {
        return;
    };
    // Other rules report an empty section.
    if !report.sections[index]
        .blocks
        .iter()
        .any(|block| matches!(block, Block::Paragraph(_)))
    {
        return;
    }
    let requests = [RequestsRow::Received, RequestsRow::CarriedIn].map(|row| Field::Requests(row, Applicant::Total));
    let disputes: Vec<Field> = DisputeBlock::ALL
        .iter()
        .map(|block| Field::Disputes(*block, DisputeResult::Total))
        .collect();
    let silent = [
        (
            subject.prose.speaks_of_requests,
            requests.to_vec(),
            Text::new("政府信息公开申请", "requests for information"),
            Severity::Warning,
        ),
        (
            subject.prose.speaks_of_disputes,
            disputes,
            Text::new("行政复议、行政诉讼", "reconsideration or litigation"),
            // Their place is table four; section one need not mention them, but it had better.
            Severity::Notice,
        ),
    ];
    for (spoken, fields, what, severity) in silent {
        if spoken {
            continue;
        }
        let some: Vec<(Field, i64)> = fields
            .into_iter()
            .filter_map(|field| {
                subject
                    .count(field)
                    .filter(|count| *count > 0)
                    .map(|count| (field, count))
            })
            .collect();
        if some.is_empty() {
            continue;
        }
        let labels: Vec<(Text, i64)> = some.iter().map(|(field, count)| (field.label(), *count)).collect();
        let list = |each: &dyn Fn(&(Text, i64)) -> String, between: &str| {
            labels.iter().map(each).collect::<Vec<_>>().join(between)
        };
        findings.push_as(
            severity,
            Finding::new(
                At::Heading(index),
                Text::of(
                    format!(
                        "{}，正文没有提到{}",
                        list(&|(label, count)| format!("“{}”为 {count}", label.zh), "、"),
                        what.zh
                    ),
                    format!(
                        "{}, but the prose does not mention {}",
                        list(&|(label, count)| format!("“{}” is {count}", label.en), ", "),
                        what.en
                    ),
                ),
            )
            .also(some.iter().map(|(field, _)| *field))
            .help(Text::new(
                "在“一、总体情况”里写明数量和结果",
                "Say in section one how many there were and how they ended",
            )),
        );
    }
}

//! `prose-all-upheld`: “均维持” appears only if no case was corrected, ended otherwise or is pending.

use super::basis;
use crate::diagnostic::Severity;
use crate::field::{DisputeBlock, DisputeResult, Field};
use crate::prose::{Quantity, StatementKind};
use crate::rule::prose::{finding, other_scope};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-all-upheld",
    title: Text::new(
        "说“均维持”的，没有纠正、其他结果和尚未审结的",
        "“All upheld” appears only if nothing is corrected, other or pending",
    ),
    severity: Severity::Error,
    family: Family::Prose,
    basis: basis::PROSE,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// The results other than upheld.
const OTHERWISE: [DisputeResult; 3] = [DisputeResult::Corrected, DisputeResult::Other, DisputeResult::Pending];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let prose = &subject.prose;
    for statement in &prose.statements {
        if statement.kind != StatementKind::AllUpheld || other_scope(subject, statement.scope) {
            continue;
        }
        let mut blocks: Vec<DisputeBlock> = Vec::new();
        for quantity in &statement.of {
            let named: &[DisputeBlock] = match quantity {
                Quantity::Disputes(block, _) => &[*block],
                Quantity::Litigation(_) => &[
                    DisputeBlock::LitigationDirect,
                    DisputeBlock::LitigationAfterReconsideration,
                ],
                _ => &[],
            };
            for block in named {
                if !blocks.contains(block) {
                    blocks.push(*block);
                }
            }
        }
        let mut others: Vec<(Field, i64)> = Vec::new();
        for field in blocks
            .iter()
            .flat_map(|block| OTHERWISE.map(|end| Field::Disputes(*block, end)))
        {
            match subject.count(field) {
                Some(0) => {}
                Some(count) => others.push((field, count)),
                None => findings.not_assessed(Some(field)),
            }
        }
        if others.is_empty() {
            continue;
        }
        let quote = prose.quote(statement.passage, statement.span).trim();
        let list = |each: &dyn Fn(&(Field, i64)) -> String, between: &str| {
            others.iter().map(each).collect::<Vec<_>>().join(between)
        };
        let message = Text::of(
            format!(
                "正文“{quote}”，表四{}",
                list(&|(field, count)| format!("“{}”为 {count}", field.label().zh), "、")
            ),
            format!(
                "The prose says “{quote}”; in table four {}",
                list(&|(field, count)| format!("“{}” is {count}", field.label().en), ", ")
            ),
        );
        let finding = finding(
            subject,
            statement.passage,
            statement.span,
            statement.sentence,
            message,
            &Text::new(
                "与复议决定书、判决书核对：不是都维持的，正文写明各有几件；都维持的，改表四",
                "Compare with the decisions: unless all were upheld, say how many ended in which way; if all were, correct table four",
            ),
        );
        findings.push(finding.also(others.iter().map(|(field, _)| *field)));
    }
}

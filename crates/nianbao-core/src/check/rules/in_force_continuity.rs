//! `in-force-continuity`: in force = last year's + issued − repealed.

use super::basis;
use crate::archive::Standing;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, ProactiveColumn, ProactiveRow, RowKey};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "in-force-continuity",
    title: Text::new("现行有效件数与上年接得上", "Documents in force follow from last year's"),
    severity: Severity::Warning,
    family: Family::Archive,
    basis: basis::FORM,
    forms: Forms::With(IN_FORCE),
    check: Check::Archive(check),
};

/// Forms without this column say nothing of what is in force.
const IN_FORCE: Field = Field::Proactive(ProactiveRow::NormativeDocuments, ProactiveColumn::InForce);

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let Some(before) = standing
        .last_year()
        .filter(|before| before.form.is_some_and(|id| id.form().has(IN_FORCE)))
    else {
        return;
    };
    for row in [ProactiveRow::Regulations, ProactiveRow::NormativeDocuments] {
        let cell = |column| Field::Proactive(row, column);
        let (in_force, issued, repealed) = (
            cell(ProactiveColumn::InForce),
            cell(ProactiveColumn::Issued),
            cell(ProactiveColumn::Repealed),
        );
        let now = standing.digest;
        let (Some(last), Some(is), Some(made), Some(gone)) = (
            before.count(in_force),
            now.count(in_force),
            now.count(issued),
            now.count(repealed),
        ) else {
            findings.not_assessed(Some(in_force));
            continue;
        };
        let expected = i128::from(last) + i128::from(made) - i128::from(gone);
        if i128::from(is) == expected {
            continue;
        }
        let label = RowKey::Proactive(row).label();
        let year = before.year;
        findings.push(
            Finding::new(
                At::Field(in_force),
                Text::of(
                    format!(
                        "“{}”现行有效 {is} 件，按 {year} 年报告推算为 {last} + {made} − {gone} = {expected} 件",
                        label.zh
                    ),
                    format!(
                        "“{}”: {is} in force; by the report for {year} it would be {last} + {made} − {gone} = {expected}",
                        label.en
                    ),
                ),
            )
            .also([issued, repealed])
            .beside(format!("{year}.{in_force}"), last)
            .help(Text::new(
                "核对清理结果；有失效、移交或合并的，在第一部分说明",
                "Check the register; if documents expired or were handed over or merged, say so in section one",
            )),
        );
    }
}

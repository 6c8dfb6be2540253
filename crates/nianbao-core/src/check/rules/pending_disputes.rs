//! `pending-disputes`: last year's pending cases appear again.

use super::basis;
use crate::archive::Standing;
use crate::diagnostic::{Finding, Severity};
use crate::field::{DisputeBlock, DisputeResult, Field, RowKey};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "pending-disputes",
    title: Text::new("上年尚未审结的案件有下文", "Last year's pending cases appear again"),
    severity: Severity::Notice,
    family: Family::Archive,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Archive(check),
};

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let Some(before) = standing.last_year().filter(|before| before.form.is_some()) else {
        return;
    };
    for block in DisputeBlock::ALL {
        let (open, total) = (
            Field::Disputes(*block, DisputeResult::Pending),
            Field::Disputes(*block, DisputeResult::Total),
        );
        let (Some(pending), Some(all)) = (before.count(open), standing.digest.count(total)) else {
            continue;
        };
        // A case is either decided this year or still pending, and is counted in both cases.
        if all >= pending {
            continue;
        }
        let label = RowKey::Disputes(*block).label();
        let year = before.year;
        findings.push(
            Finding::new(
                At::Field(total),
                Text::of(
                    format!(
                        "“{}”：{year} 年报告尚未审结 {pending} 件，本年总计只有 {all} 件",
                        label.zh
                    ),
                    format!(
                        "“{}”: the report for {year} has {pending} pending, this year's total is only {all}",
                        label.en
                    ),
                ),
            )
            .beside(format!("{year}.{open}"), pending)
            .help(Text::new(
                "上年未结的案件，本年审结的计入结果，未结的仍计入尚未审结",
                "Count last year's pending cases again: by their result if they were decided, else as pending",
            )),
        );
    }
}

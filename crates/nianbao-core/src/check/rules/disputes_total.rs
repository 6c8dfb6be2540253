//! `disputes-total`: the four results add up to the total, in each block of table four.

use crate::diagnostic::{Finding, Severity};
use crate::field::TableId;
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{self, Text};

pub(super) static RULE: Rule = Rule {
    name: "disputes-total",
    title: Text::new(
        "复议、诉讼的四种结果相加等于总计",
        "The four results of disputes add up to the total",
    ),
    severity: Severity::Error,
    family: Family::Arithmetic,
    basis: Text::new(
        "国办公开办函〔2021〕30号附件表四（2019、2020 年度为〔2019〕60号附件）：“总计”栏",
        "Notice Guobangongkaibanhan [2021] No. 30, annex, table four (for 2019 and 2020, Notice [2019] No. 60, annex): the totals",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let form = subject.form;
    let mut cells = form.fields().filter(|field| field.table() == TableId::Disputes);
    if !cells.any(|field| subject.figures.get(field).is_some()) {
        findings.not_assessed(None);
        return;
    }
    for (total_field, relation) in form.totals(TableId::Disputes) {
        let parts = || relation.parts();
        let counts: Option<Vec<i64>> = parts().map(|field| subject.count(field)).collect();
        let (Some(counts), Some(total)) = (counts, subject.count(total_field)) else {
            findings.not_assessed(Some(total_field));
            continue;
        };
        let sum: i128 = counts.iter().copied().map(i128::from).sum();
        if sum == i128::from(total) {
            continue;
        }
        // Only a total: its parts are unknown. Only the parts: `cell-blank` reports the total.
        if subject.is_blank(total_field) || parts().all(|field| subject.is_blank(field)) {
            findings.not_assessed(Some(total_field));
            continue;
        }
        let label = total_field.row().label();
        let apart = (sum - i128::from(total)).abs();
        let kinds = text::number(counts.len()).zh;
        let terms: Vec<String> = counts.iter().map(ToString::to_string).collect();
        let terms = terms.join(" + ");
        findings.push(
            Finding::new(
                At::Field(total_field),
                Text::of(
                    format!(
                        "“{}”总计为 {total}，{kinds}种结果 {terms} = {sum}，相差 {apart}",
                        label.zh
                    ),
                    format!(
                        "“{}”: the total is {total}, but the results {terms} = {sum}: {apart} apart",
                        label.en
                    ),
                ),
            )
            .also(parts()),
        );
    }
}

//! `prose-fee`: fees in the prose agree with the fee rows of tables two and three.

use crate::cell::{Number, Value};
use crate::diagnostic::{Finding, Severity};
use crate::field::{Applicant, Field, ProactiveColumn, ProactiveRow, RequestsRow};
use crate::form::SectionId;
use crate::prose::{Claim, FeeFigure, Quantity};
use crate::report::{At, Block};
use crate::rule::prose::finding;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "prose-fee",
    title: Text::new("正文写的收费与表格一致", "Fees in the prose agree with the tables"),
    severity: Severity::Warning,
    family: Family::Prose,
    basis: Text::new(
        "《政府信息公开信息处理费管理办法》（国办函〔2020〕109号）；国办公开办函〔2021〕30号附件表二、表三",
        "Measures on the information processing fee (Guobanhan [2020] No. 109); Notice Guobangongkaibanhan [2021] No. 30, annex, tables two and three",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

const FEES: Field = Field::Proactive(ProactiveRow::Fees, ProactiveColumn::Value);
const OVERDUE: Field = Field::Requests(RequestsRow::OtherOutcomeFeeOverdue, Applicant::Total);

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let exact = |quantity: Quantity| -> Option<&Claim> {
        subject
            .prose
            .claims
            .iter()
            .find(|claim| claim.subject == quantity && !claim.approximate)
    };
    let count = exact(Quantity::Fee(FeeFigure::Count));
    let amount = exact(Quantity::Fee(FeeFigure::Amount));
    let collected = exact(Quantity::COLLECTED);
    let stated_fees = exact(Quantity::Proactive(ProactiveRow::Fees, ProactiveColumn::Value));
    let put = |findings: &mut Findings, claim: &Claim, message: Text, also: Option<Field>| {
        let finding = finding(subject, claim.passage, claim.span, claim.sentence, message, &RECORDS);
        findings.push(finding.also(also));
    };
    let quote = |claim: &Claim| subject.prose.quote(claim.passage, claim.span).to_owned();

    if subject.form.has(FEES) {
        match subject.figures.get(FEES).map(crate::cell::Cell::value) {
            Some(Value::Number(cell)) => {
                if let Some(claim) = collected
                    && let Some(wan) = claim.value.in_ten_thousands()
                    && below(cell, wan)
                {
                    let message = Text::of(
                        format!(
                            "正文“{}”，合 {wan} 万元，表二“行政事业性收费”只有 {cell} 万元：信息处理费也是行政事业性收费",
                            quote(claim)
                        ),
                        format!(
                            "The prose says “{}”, which is {wan} 万元; administrative fees in table two are {cell} 万元 only, and the processing fee is one of them",
                            quote(claim)
                        ),
                    );
                    put(findings, claim, message, Some(FEES));
                }
                if let Some(claim) = stated_fees
                    && (below(cell, claim.value) || below(claim.value, cell))
                {
                    let message = Text::of(
                        format!("正文“{}”，表二“行政事业性收费”为 {cell} 万元", quote(claim)),
                        format!(
                            "The prose says “{}”; administrative fees in table two are {cell} 万元",
                            quote(claim)
                        ),
                    );
                    put(findings, claim, message, Some(FEES));
                }
            }
            _ if collected.is_some_and(|claim| !claim.value.is_zero()) || stated_fees.is_some() => {
                findings.not_assessed(Some(FEES));
            }
            _ => {}
        }
    }
    if let (Some(amount), Some(claim)) = (amount, collected)
        && claim.value > amount.value
    {
        let message = Text::of(
            format!("正文“{}”，多于收费通知的总金额“{}”", quote(claim), quote(amount)),
            format!(
                "The prose says “{}”, more than the notices ask for: “{}”",
                quote(claim),
                quote(amount)
            ),
        );
        put(findings, claim, message, None);
    }
    if let (Some(count), Some(claim)) = (count, collected)
        && count.value.is_zero()
        && !claim.value.is_zero()
    {
        let message = Text::of(
            format!("正文“{}”，而“{}”", quote(claim), quote(count)),
            format!("The prose says “{}”, but “{}”", quote(claim), quote(count)),
        );
        put(findings, claim, message, None);
    }
    overdue(subject, findings, count, collected);
}

const RECORDS: Text = Text::new(
    "与收费通知存根和财务的数核对，改正文或表",
    "Compare with the notices and the accounts, and correct the prose or the table",
);

/// Applications closed because a fee was not paid: each must have had a fee notice.
fn overdue(subject: &Subject<'_>, findings: &mut Findings, count: Option<&Claim>, collected: Option<&Claim>) {
    let Some(overdue) = subject.count(OVERDUE).filter(|overdue| *overdue > 0) else {
        return;
    };
    match count {
        Some(claim) if claim.value < Number::whole(overdue) => {
            let quote = subject.prose.quote(claim.passage, claim.span);
            let message = Text::of(
                format!("正文“{quote}”，表三“逾期未按收费通知要求缴纳费用”有 {overdue} 件，每件都应当先有收费通知"),
                format!(
                    "The prose says “{quote}”; {overdue} requests in table three ended because a fee was not paid, and each had a notice"
                ),
            );
            let finding = finding(subject, claim.passage, claim.span, claim.sentence, message, &RECORDS);
            findings.push(finding.also([OVERDUE]));
        }
        None if collected.is_none() => {
            let sections = &subject.report.sections;
            let Some(index) = sections.iter().position(|s| s.id == Some(SectionId::Other)) else {
                return;
            };
            let spoken = sections[index].blocks.iter().any(|block| match block {
                Block::Paragraph(text) => ["收费", "处理费", "费用"].iter().any(|word| text.contains(word)),
                _ => false,
            });
            // Other rules report an empty section.
            let empty = !sections[index]
                .blocks
                .iter()
                .any(|block| matches!(block, Block::Paragraph(_)));
            if spoken || empty {
                return;
            }
            findings.push(
                Finding::new(
                    At::Heading(index),
                    Text::of(
                        format!("表三“逾期未按收费通知要求缴纳费用”有 {overdue} 件，第六部分没有写收费通知"),
                        format!(
                            "{overdue} requests in table three ended because a fee was not paid; section six does not mention fee notices"
                        ),
                    ),
                )
                .also([OVERDUE])
                .help(Text::new(
                    "写明发出收费通知的件数、总金额和实际收取的总金额",
                    "Say how many fee notices were sent, for how much, and how much was paid",
                )),
            );
        }
        _ => {}
    }
}

/// Whether one amount is less than another by more than rounding to 0.01 万元 explains.
fn below(a: Number, b: Number) -> bool {
    let scaled = |n: Number| -> Option<i128> {
        let (mantissa, scale) = n.parts();
        i128::from(mantissa).checked_mul(10_i128.checked_pow(18_u32.checked_sub(u32::from(scale))?)?)
    };
    match (scaled(a), scaled(b)) {
        (Some(a), Some(b)) => b - a >= 10_i128.pow(16),
        _ => false,
    }
}

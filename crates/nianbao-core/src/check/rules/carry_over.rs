//! `carry-over`: last year's carried out = this year's carried in, in each column.

use super::basis;
use crate::archive::Standing;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Applicant, Field, RequestsRow};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::{Lang, Text};

pub(super) static RULE: Rule = Rule {
    name: "carry-over",
    title: Text::new(
        "上年结转下年等于本年上年结转",
        "Last year's carried out is this year's carried in",
    ),
    severity: Severity::Error,
    family: Family::Archive,
    basis: basis::RELATIONS,
    forms: Forms::Every,
    check: Check::Archive(check),
};

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let Some(before) = standing.last_year().filter(|before| before.form.is_some()) else {
        return;
    };
    let now = standing.digest;
    // The total comes first: if it differs, it is the place to look at.
    let columns = Applicant::ALL.iter().rev();
    let mut differ: Vec<(Field, Applicant, i64, i64)> = Vec::new();
    for applicant in columns {
        let (out, into) = (
            Field::Requests(RequestsRow::CarriedOut, *applicant),
            Field::Requests(RequestsRow::CarriedIn, *applicant),
        );
        match (before.count(out), now.count(into)) {
            (Some(out), Some(carried)) if out != carried => differ.push((into, *applicant, out, carried)),
            (Some(_), Some(_)) => {}
            // Many organs fill in only the total, so only its column is reported as not assessed.
            _ if *applicant == Applicant::Total => findings.not_assessed(Some(into)),
            _ => {}
        }
    }
    let Some((field, _, out, carried)) = differ.first().copied() else {
        return;
    };
    let year = before.year;
    let others: Vec<(Applicant, i64, i64)> = differ[1..].iter().map(|(_, a, out, into)| (*a, *out, *into)).collect();
    let each = |lang: Lang| -> String {
        others
            .iter()
            .map(|(applicant, out, into)| {
                let column = crate::field::ColumnKey::Requests(*applicant).label();
                match lang {
                    Lang::Zh => format!("，{} {out} 对 {into}", column.zh),
                    Lang::En => format!(", {} {out} against {into}", column.en),
                }
            })
            .collect()
    };
    let label = field.label();
    let mut finding = Finding::new(
            At::Field(field),
            Text::of(
                format!(
                    "“{}”为 {carried}，{year} 年报告“结转下年度继续办理”为 {out}{}",
                    label.zh,
                    each(Lang::Zh)
                ),
                format!(
                    "“{}” is {carried}, but the report for {year} carried out {out}{}",
                    label.en,
                    each(Lang::En)
                ),
            ),
        )
        .also(differ[1..].iter().map(|(field, ..)| *field))
        .help(Text::of(
            format!("核对两年的台账，改正填错的一份；{year} 年报告填错的，按规定更正并说明"),
            format!("Compare the registers of both years and correct the report that is wrong; if it is the one for {year}, correct it openly"),
        ));
    for (_, applicant, out, _) in &differ {
        let field = Field::Requests(RequestsRow::CarriedOut, *applicant);
        finding = finding.beside(format!("{year}.{field}"), out);
    }
    findings.push(finding);
}

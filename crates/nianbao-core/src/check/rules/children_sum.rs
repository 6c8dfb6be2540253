//! `children-sum`: a government's tables are the sums of its organs' tables, if all of these are in the archive.

use crate::archive::{Digest, Standing};
use crate::cell::Number;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, TableId};
use crate::form::Form;
use crate::report::At;
use crate::rule::organ::Kind;
use crate::rule::{Check, Family, Findings, Forms, Rule};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "children-sum",
    title: Text::new(
        "政府的表格是所属机关之和",
        "A government's tables are the sums of its organs' tables",
    ),
    severity: Severity::Warning,
    family: Family::Archive,
    basis: Text::new(
        "《中华人民共和国政府信息公开条例》第四十九条、第五十条：县级以上地方人民政府的政府信息公开工作主管部门公布本级政府的年度报告，汇总本级各机关的情况",
        "Open Government Information Regulations, Articles 49 and 50: the competent department publishes the report of its government, which sums up those of its organs",
    ),
    forms: Forms::Every,
    check: Check::Archive(check),
};

/// With fewer organs than this there is no sum: the list is evidently not complete.
const FEWEST: usize = 2;

fn check(standing: &Standing<'_>, findings: &mut Findings) {
    let (archive, now) = (standing.archive, standing.digest);
    let Some(form) = now.form.filter(|_| standing.organ.kind == Kind::Government) else {
        return;
    };
    // Vertically managed organs report to their own superiors and are left out. Child governments are optional.
    let mut own: Vec<&Digest> = Vec::new();
    let mut governments: Vec<&Digest> = Vec::new();
    let mut missing = false;
    for child in archive.children(now.organ) {
        let Some(organ) = archive.organs().get(*child) else {
            continue;
        };
        if organ.kind == Kind::Vertical || !organ.owes(now.year) {
            continue;
        }
        match archive.find(*child, now.year) {
            Some(digest) if organ.kind == Kind::Government => governments.push(digest),
            Some(digest) => own.push(digest),
            None => missing = true,
        }
    }
    if own.len() + governments.len() < FEWEST {
        return;
    }
    if missing {
        findings.not_assessed(None);
        return;
    }
    for table in TableId::ALL {
        one_table(*table, now, form.form(), &own, &governments, findings);
    }
}

fn one_table(
    table: TableId,
    now: &Digest,
    form: &Form,
    own: &[&Digest],
    governments: &[&Digest],
    findings: &mut Findings,
) {
    let mut differ: Vec<(Field, Number, Number)> = Vec::new();
    for field in form
        .fields()
        .filter(|field| field.table() == table && form.adds_up(*field))
    {
        let Some(said) = now.number(field).or(now.is_blank(field).then_some(Number::whole(0))) else {
            continue;
        };
        let (Some(sum), Some(more)) = (sum(field, own), sum(field, governments)) else {
            findings.not_assessed(Some(field));
            continue;
        };
        // It is not laid down whether a city's report includes its counties: both are right.
        if sum != said && sum.plus(more) != Some(said) {
            differ.push((field, said, sum));
        }
    }
    // The totals come first: they are the ones to look at.
    differ.sort_by_key(|(field, ..)| !form.is_headline(*field));
    let Some((field, said, sum)) = differ.first().copied() else {
        return;
    };
    let (label, count) = (field.label(), own.len());
    let (zh, en) = match differ.len() - 1 {
        0 => (String::new(), String::new()),
        more => (
            format!("；这张表另有 {more} 格对不上"),
            format!("; {more} more cells of this table differ"),
        ),
    };
    findings.push(
        Finding::new(
            At::Field(field),
            Text::of(
                format!("“{}”为 {said}，所属 {count} 个机关相加为 {sum}{zh}", label.zh),
                format!("“{}” is {said}; the {count} organs add up to {sum}{en}", label.en),
            ),
        )
        .also(differ[1..].iter().map(|(field, ..)| *field))
        .beside(format!("children.{field}"), sum)
        .help(Text::new(
            "逐个机关核对，改正填错的一份；口径不同的（例如不含垂直管理部门）写明口径",
            "Compare organ by organ and correct the report that is wrong; if the scope differs, say how",
        )),
    );
}

/// The sum of a cell over some reports, blanks as 0; `None` if one of them does not hold a number.
fn sum(field: Field, digests: &[&Digest]) -> Option<Number> {
    digests.iter().try_fold(Number::whole(0), |sum, digest| {
        let value = match digest.number(field) {
            Some(value) => value,
            None if digest.is_blank(field) => Number::whole(0),
            None => return None,
        };
        sum.plus(value)
    })
}

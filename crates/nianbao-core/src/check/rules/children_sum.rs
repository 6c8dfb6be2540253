//! `children-sum`: a government's tables are the sums of its organs' tables, if all of these are in the archive.

use crate::archive::{Digest, Standing, Sum, Sums};
use crate::cell::Number;
use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, TableId};
use crate::report::At;
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
    let now = standing.digest;
    let Some(sums) = standing.archive.sums(now.organ, now.year) else {
        return;
    };
    if sums.organs.len() + sums.governments.len() < FEWEST {
        return;
    }
    if !sums.missing.is_empty() {
        findings.not_assessed(None);
        return;
    }
    for table in TableId::ALL {
        one_table(*table, now, &sums, findings);
    }
}

fn one_table(table: TableId, now: &Digest, sums: &Sums<'_>, findings: &mut Findings) {
    let mut differ: Vec<(Field, Number, Number)> = Vec::new();
    for field in sums.fields().filter(|field| field.table() == table) {
        let Some(said) = now.number(field).or(now.is_blank(field).then_some(Number::whole(0))) else {
            continue;
        };
        let (Sum::Known(sum), Sum::Known(more)) = (sums.of_organs(field), sums.of_governments(field)) else {
            findings.not_assessed(Some(field));
            continue;
        };
        // It is not laid down whether a city's report includes its counties: both are right.
        if sum != said && sum.plus(more) != Some(said) {
            differ.push((field, said, sum));
        }
    }
    // The totals come first: they are the ones to look at.
    differ.sort_by_key(|(field, ..)| !sums.form.is_headline(*field));
    let Some((field, said, sum)) = differ.first().copied() else {
        return;
    };
    let (label, count) = (field.label(), sums.organs.len());
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

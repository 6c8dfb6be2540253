//! `regulation-maker`: only organs that can make 规章 report any.

use crate::diagnostic::{Finding, Severity};
use crate::field::{Field, ProactiveColumn, ProactiveRow};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject, organ};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "regulation-maker",
    title: Text::new(
        "有规章制定权的机关才填规章",
        "Only organs that can make government rules report any",
    ),
    severity: Severity::Warning,
    family: Family::Cells,
    basis: Text::new(
        "《中华人民共和国立法法》（2023 年修正）第九十一条、第九十三条；国办公开办函〔2021〕30号附件表二",
        "Legislation Law (as amended in 2023), Articles 91 and 93; Notice Guobangongkaibanhan [2021] No. 30, annex, table two",
    ),
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(name) = subject.organ.filter(|name| organ::cannot_make_regulations(name)) else {
        return;
    };
    let filled: Vec<(Field, i64)> = ProactiveColumn::ALL
        .iter()
        .map(|column| Field::Proactive(ProactiveRow::Regulations, *column))
        .filter_map(|field| Some((field, subject.count(field).filter(|count| *count > 0)?)))
        .collect();
    let Some(((first, count), rest)) = filled.split_first().map(|(first, rest)| (*first, rest)) else {
        return;
    };
    let label = first.label();
    findings.push(
        Finding::new(
            At::Field(first),
            Text::of(
                format!("“{}”为 {count}，而{name}没有规章制定权", label.zh),
                format!("“{}” is {count}, but {name} cannot make government rules", label.en),
            ),
        )
        .also(rest.iter().map(|(field, _)| *field))
        .help(Text::new(
            "规章由国务院部门和省级、设区的市、自治州人民政府制定；本机关的文件填在“行政规范性文件”一行",
            "Government rules are made by departments of the State Council and by governments of provinces, cities with districts and autonomous prefectures; this organ's documents go in the row of normative documents",
        )),
    );
}

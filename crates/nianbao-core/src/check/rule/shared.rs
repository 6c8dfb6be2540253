//! What several rules have in common: lists of names, order, the relations of table three.

use super::{Findings, Relation, Subject};
use crate::diagnostic::{Finding, Fix, Promise};
use crate::field::Field;
use crate::form::Form;
use crate::report::At;
use crate::text::{Lang, Text};

/// Names in a row, the first few of them: “甲”“乙”等 7 项.
pub(crate) fn list(names: &[Text]) -> Text {
    const LISTED: usize = 3;
    let each = |lang: Lang| -> String {
        names
            .iter()
            .take(LISTED)
            .map(|name| format!("“{}”", name.get(lang)))
            .collect::<Vec<_>>()
            .join(match lang {
                Lang::Zh => "",
                Lang::En => ", ",
            })
    };
    let (mut zh, mut en) = (each(Lang::Zh), each(Lang::En));
    if names.len() > LISTED {
        zh.push_str(" 等");
        en.push_str(" and more");
    }
    Text::of(zh, en)
}

/// Which of some places are out of order: the fewest that must go so that the rest only rises.
pub(crate) fn out_of_place(places: &[usize]) -> Vec<usize> {
    // `tails[n]` is the end of a rising run of n + 1 places that ends lowest; `before` leads back along it.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(places.len());
    for (index, place) in places.iter().enumerate() {
        let length = tails.partition_point(|tail| places[*tail] < *place);
        before.push(length.checked_sub(1).map(|length| tails[length]));
        if length == tails.len() {
            tails.push(index);
        } else {
            tails[length] = index;
        }
    }
    let mut stays = vec![false; places.len()];
    let mut at = tails.last().copied();
    while let Some(index) = at {
        stays[index] = true;
        at = before[index];
    }
    (0..places.len()).filter(|index| !stays[*index]).collect()
}

/// The form that a cell is from which the report's own form does not have: the oldest of them.
pub(crate) fn other_form(subject: &Subject<'_>, foreign: Field) -> Option<&'static Form> {
    Form::ALL
        .into_iter()
        .find(|form| form.id != subject.form.id && form.has(foreign))
}

/// Offers what a cell should say by the relations of table three, where they tell.
pub(crate) fn mend(finding: Finding, subject: &Subject<'_>, field: Field) -> Finding {
    match subject.requests.implied(field) {
        Some(value) => finding
            .help(Text::of(
                format!("按表三的勾稽关系，这一格应为 {value}"),
                format!("By the relations of table three, the cell should say {value}"),
            ))
            .fix(Fix::set(field, value.to_string(), Promise::Ask)),
        None => finding,
    }
}

/// The findings of one kind of relation of table three: each that fails, at the cell that stands for it. Where one cell
/// explains everything, `wrong-cell` has said so.
pub(crate) fn relations(subject: &Subject<'_>, findings: &mut Findings, own: impl Fn(Relation) -> Option<Field>) {
    let requests = &subject.requests;
    if !requests.present() {
        findings.not_assessed(None);
        return;
    }
    for relation in requests.open() {
        if let Some(field) = own(*relation) {
            findings.not_assessed(Some(field));
        }
    }
    if requests.cause().is_some() {
        return;
    }
    for relation in requests.broken() {
        let Some(field) = own(*relation) else { continue };
        let also = requests.fields(*relation).into_iter().filter(|other| *other != field);
        let mut finding = Finding::new(At::Field(field), requests.describe(*relation)).also(also);
        if (2..=3).contains(&requests.candidates().len()) {
            let each = |lang: Lang| -> Vec<String> {
                requests
                    .candidates()
                    .iter()
                    .map(|(field, right)| match lang {
                        Lang::Zh => format!("“{}”应为 {right}", field.label().zh),
                        Lang::En => format!("“{}” should be {right}", field.label().en),
                    })
                    .collect()
            };
            finding = finding.help(Text::of(
                format!("若只有一处有误，可能是：{}", each(Lang::Zh).join("，或者")),
                format!("If only one cell is wrong, it may be: {}", each(Lang::En).join(", or ")),
            ));
        }
        findings.push(finding);
    }
}

//! A government's figures: the sums of its organs' figures, exact.

use super::{Archive, Digest};
use crate::cell::Number;
use crate::field::Field;
use crate::form::{Form, FormId};
use crate::rule::organ::Kind;

/// The reports of a government's organs for a year, to be added up: the competent department sums up those of its organs
/// (Article 49 of the Regulations).
///
/// Only organs that owe a report for the year count. Vertically managed organs report to their own superiors and are left
/// out. It is not laid down whether the governments below count, so they are kept apart.
#[derive(Debug, Clone)]
pub struct Sums<'a> {
    /// The form of the year.
    pub form: &'static Form,
    /// The reports of its organs, in the order of the list.
    pub organs: Vec<&'a Digest>,
    /// The reports of the governments below it, in the order of the list.
    pub governments: Vec<&'a Digest>,
    /// The organs and governments whose reports are missing, by their index in the list.
    pub missing: Vec<usize>,
}

/// The sum of one cell over some reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sum {
    /// The sum; blank cells count as 0.
    Known(Number),
    /// These organs' reports, by the organ's index in the list, lack the cell, or it does not hold a number.
    Unreadable(Vec<usize>),
    /// The sum is larger than any number that is kept.
    TooLarge,
}

impl<'a> Sums<'a> {
    pub(super) fn new(archive: &'a Archive, government: usize, year: u16) -> Option<Sums<'a>> {
        let organ = archive.organs().get(government)?;
        if organ.kind != Kind::Government {
            return None;
        }
        let mut sums = Sums {
            form: FormId::of_year(year)?.form(),
            organs: Vec::new(),
            governments: Vec::new(),
            missing: Vec::new(),
        };
        for index in archive.children(government) {
            let Some(child) = archive.organs().get(*index) else {
                continue;
            };
            if child.kind == Kind::Vertical || !child.owes(year) {
                continue;
            }
            match archive.find(*index, year) {
                Some(digest) if child.kind == Kind::Government => sums.governments.push(digest),
                Some(digest) => sums.organs.push(digest),
                None => sums.missing.push(*index),
            }
        }
        Some(sums)
    }

    /// The cells that add up, in the form's order. Several organs may issue a document together, so numbers of documents do
    /// not.
    pub fn fields(&self) -> impl Iterator<Item = Field> + use<> {
        let form = self.form;
        form.fields().filter(move |field| form.adds_up(*field))
    }

    /// The sum of a cell over the organs that have a report; 0 if none has.
    pub fn of_organs(&self, field: Field) -> Sum {
        sum(field, &self.organs)
    }

    /// The sum of a cell over the governments below that have a report; 0 if none has.
    pub fn of_governments(&self, field: Field) -> Sum {
        sum(field, &self.governments)
    }
}

fn sum(field: Field, digests: &[&Digest]) -> Sum {
    let mut unreadable = Vec::new();
    let mut sum = Some(Number::whole(0));
    for digest in digests {
        match digest.number(field) {
            Some(number) => sum = sum.and_then(|sum| sum.plus(number)),
            None if digest.is_blank(field) => {}
            None => unreadable.push(digest.organ),
        }
    }
    match sum {
        _ if !unreadable.is_empty() => Sum::Unreadable(unreadable),
        Some(sum) => Sum::Known(sum),
        None => Sum::TooLarge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::Organ;
    use crate::page::example;
    use crate::rule::Subject;
    use crate::text::Text;

    /// A city government, its organs with their kinds and, if they have one, what their report for 2023 changes.
    fn archive(children: &[(Kind, Option<u16>, Option<&str>)]) -> Archive {
        let organ = |kind, parent, since| Organ {
            name: Text::new("示例市", "A city"),
            names: Vec::new(),
            kind,
            parent,
            since,
            until: None,
        };
        let mut organs = vec![organ(Kind::Government, None, None)];
        let mut digests = Vec::new();
        for (kind, since, changes) in children {
            organs.push(organ(*kind, Some(0), *since));
            if let Some(changes) = changes {
                let report = example(changes).expect("the example is well written");
                let subject = Subject::new(&report, report.form().expect("its form is known"));
                digests.push(Digest::new(&subject, organs.len() - 1, 2023, &[]));
            }
        }
        Archive::new(organs, digests)
    }

    /// The sums of a cell over organs and governments, and the missing reports.
    fn check(children: &[(Kind, Option<u16>, Option<&str>)], field: &str, expected: &(Sum, Sum, &[usize])) {
        let archive = archive(children);
        let sums = archive.sums(0, 2023).expect("the organ has reports");
        let field: Field = field.parse().expect("a field");
        let found = (sums.of_organs(field), sums.of_governments(field), &*sums.missing);
        assert_eq!(&found, expected, "{field} of {children:?}");
    }

    fn known(number: &str) -> Sum {
        Sum::Known(Number::parse(number).expect("a number"))
    }

    const D: Kind = Kind::Department;
    const G: Kind = Kind::Government;
    const V: Kind = Kind::Vertical;

    #[test]
    fn organs_and_governments_are_added_up_apart() {
        let (licenses, fees) = ("proactive.licenses", "proactive.fees");
        check(&[], licenses, &(known("0"), known("0"), &[]));
        let three = [
            (D, None, Some("proactive.licenses: 3\nproactive.fees: 0.1")),
            (D, None, Some("proactive.licenses: 4\nproactive.fees: 0.2")),
            (G, None, Some("proactive.licenses: 50\nproactive.fees: 1000000.07")),
            (V, None, Some("proactive.licenses: 600")),
        ];
        check(&three, licenses, &(known("7"), known("50"), &[]));
        // Exact, as no sum of floats is.
        check(&three, fees, &(known("0.3"), known("1000000.07"), &[]));
    }

    #[test]
    fn what_cannot_be_added_up_is_named() {
        let licenses = "proactive.licenses";
        let a = (D, None, Some("proactive.licenses: 3"));
        check(
            &[a, (D, None, Some("proactive.licenses:"))],
            licenses,
            &(known("3"), known("0"), &[]),
        );
        // Those set up later, and vertically managed ones, owe nothing.
        let missing = [
            (D, None, None),
            a,
            (G, None, None),
            (D, Some(2024), None),
            (V, None, None),
        ];
        check(&missing, licenses, &(known("3"), known("0"), &[1, 3]));
        let odd = [
            a,
            (D, None, Some("proactive.licenses: 若干")),
            (D, None, Some("drop row proactive.licenses")),
        ];
        check(&odd, licenses, &(Sum::Unreadable(vec![2, 3]), known("0"), &[]));
        // Numbers of 18 digits are read, and ten times the largest is too much.
        let huge = (D, None, Some("proactive.licenses: 999999999999999999"));
        check(
            &[huge; 9],
            licenses,
            &(Sum::Known(Number::whole(8_999_999_999_999_999_991)), known("0"), &[]),
        );
        check(&[huge; 10], licenses, &(Sum::TooLarge, known("0"), &[]));
    }

    #[test]
    fn only_a_government_has_sums_and_only_in_years_with_a_form() {
        let archive = archive(&[(D, None, Some(""))]);
        let has = |organ, year| archive.sums(organ, year).is_some();
        assert_eq!(
            [has(0, 2023), has(0, 2019), has(0, 2018), has(1, 2023), has(2, 2023)],
            [true, true, false, false, false]
        );
        for form in Form::ALL {
            let sums = archive.sums(0, form.first_year).expect("the organ has reports");
            let fields: Vec<Field> = form.fields().filter(|field| form.adds_up(*field)).collect();
            assert_eq!((sums.form.id, sums.fields().collect::<Vec<_>>()), (form.id, fields));
        }
    }
}

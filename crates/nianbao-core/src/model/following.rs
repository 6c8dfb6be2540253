//! Next year's draft: an empty report that begins with what the year before decides.
//!
//! Filled in: the organ, the next year with its title, the six headings and the tables of that year's form, whether the
//! figures are invented, and the requests carried in, column by column, as the year before wrote those carried out. Cells
//! that either form does not have are left out.
//!
//! Not filled in, because nobody knows it yet or because it would be copied without being read: every other cell, the preface
//! and all prose, contacts included (the rules `copied-text` and `stale-year` find texts of the year before), the date and
//! place of publication, accepted findings, and keys and comments in the front matter. Documents in force only follow from
//! the year's register: see [`Following::in_force`].

use crate::field::{Applicant, Field, ProactiveColumn, ProactiveRow, RequestsRow};
use crate::form::{Form, FormId};
use crate::report::Report;

/// Next year's draft, and what helps to go on with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Following {
    /// The draft.
    pub report: Report,
    /// The regulations and normative documents that were in force at the end of the year before, by their cell in the draft,
    /// if both forms ask for them. With those issued added and those repealed taken off, they are the number to write; the
    /// draft leaves that to a person.
    pub in_force: Vec<(Field, i64)>,
}

impl Report {
    /// The draft of the report for the year after this one. Year and organ count even if they were only inferred from the text:
    /// the draft's title says them, for a person to see. If this report's year is not known, nor is the draft's, which
    /// then has neither year nor title, and the tables of the form in force.
    pub fn following(&self) -> Following {
        let year = self.year().and_then(|year| year.checked_add(1));
        let form = year.and_then(FormId::of_year).map_or(Form::LATEST, FormId::form);
        let mut report = Report::blank(form, self.organ().unwrap_or_default(), year);
        report.meta.sample = self.meta.sample;
        for column in Applicant::ALL {
            let (out, into) = (
                Field::Requests(RequestsRow::CarriedOut, *column),
                Field::Requests(RequestsRow::CarriedIn, *column),
            );
            if let Some(cell) = self.cell(out).filter(|_| form.has(into)) {
                report.set(into, cell.as_str());
            }
        }
        let in_force = [ProactiveRow::Regulations, ProactiveRow::NormativeDocuments]
            .into_iter()
            .map(|row| Field::Proactive(row, ProactiveColumn::InForce))
            .filter(|field| form.has(*field))
            .filter_map(|field| Some((field, self.cell(field)?.number()?.as_whole()?)))
            .collect();
        Following { report, in_force }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::example;

    /// The draft after a report with these changes: organ and title, then every cell that is not blank, then what helps.
    fn check(changes: &str, expected: &str) {
        let following = example(changes).expect(changes).following();
        let report = &following.report;
        let year = report.year().map_or_else(String::new, |year| year.to_string());
        let mut lines = vec![[report.organ().unwrap_or_default(), " ", &year, " ", &report.title].concat()];
        let written = report.figures();
        let written = written.iter().filter(|(_, cell)| !cell.as_str().is_empty());
        lines.extend(written.map(|(field, cell)| format!("{field}: {}", cell.as_str())));
        let help = following.in_force.iter();
        lines.extend(help.map(|(field, number)| format!("{field} was {number}")));
        assert_eq!(lines.join("\n"), expected, "{changes}");
    }

    const CARRIED: &str = "requests.carried_out.natural_person: 3\nrequests.carried_out.business: /\n\
        requests.carried_out.total: 3\n";

    #[test]
    fn a_draft_begins_with_what_was_carried_out() {
        check(
            &[
                CARRIED,
                "requests.carried_out.research:\nproactive.normative_documents.in_force: 41",
            ]
            .concat(),
            "示例县财政局 2024 示例县财政局2024年政府信息公开工作年度报告\n\
             requests.carried_in.natural_person: 3\n\
             requests.carried_in.business: /\n\
             requests.carried_in.social_welfare: 0\n\
             requests.carried_in.legal_service: 0\n\
             requests.carried_in.other: 0\n\
             requests.carried_in.total: 3\n\
             proactive.regulations.in_force was 0\n\
             proactive.normative_documents.in_force was 41",
        );
    }

    #[test]
    fn only_what_was_written_is_carried() {
        // No year, no organ, no tables; a number that is not a whole one; text.
        check(
            "meta year: \nmeta organ: \ntitle: \ndrop table requests\ndrop table proactive",
            "  ",
        );
        check(
            "drop table requests\nproactive.regulations.in_force: 若干\nproactive.normative_documents.in_force: 1.5",
            "示例县财政局 2024 示例县财政局2024年政府信息公开工作年度报告",
        );
        let mut last = example("").expect("the example is well written");
        last.meta.year = Some(u16::MAX);
        assert_eq!(last.following().report.meta.year, None);
    }

    /// After the last year of a form the next form's tables follow, and none of another form's cells.
    #[test]
    fn a_draft_has_the_tables_of_its_own_year_whatever_the_form_before() {
        for form in Form::ALL {
            let years = [Some(form.first_year), form.last_year()];
            for year in years.into_iter().flatten() {
                let mut last =
                    example(&format!("form: {}\n{CARRIED}", form.id.name())).expect("the example is well written");
                last.meta.year = Some(year);
                let draft = last.following().report;
                let own = FormId::of_year(year + 1).expect("a form of that year").form();
                let blank = Report::blank(own, last.organ().expect("an organ"), Some(year + 1));
                let mut expected = blank.clone();
                for (field, cell) in last.figures().iter() {
                    if let Field::Requests(RequestsRow::CarriedOut, column) = field
                        && own.has(Field::Requests(RequestsRow::CarriedIn, column))
                    {
                        expected.set(Field::Requests(RequestsRow::CarriedIn, column), cell.as_str());
                    }
                }
                expected.meta.sample = last.meta.sample;
                assert_eq!(draft, expected, "{year}");
                assert_ne!(
                    draft.figures().iter().collect::<Vec<_>>(),
                    blank.figures().iter().collect::<Vec<_>>()
                );
                assert_eq!(draft.layout().map(|form| form.id), Some(own.id), "{year}");
                // A column that only the form before has does not come along.
                assert!(draft.figures().iter().all(|(field, _)| own.has(field)), "{year}");
            }
        }
    }

    #[test]
    fn nothing_else_comes_along() {
        let mut last = example("published: 2024-01-20").expect("the example is well written");
        last.meta.sample = true;
        last.meta.comments.push("# 备注".to_owned());
        let draft = last.following().report;
        let mut meta = draft.meta.clone();
        assert!(std::mem::take(&mut meta.sample));
        assert_eq!(
            (meta.organ.take(), meta.year.take()),
            (Some("示例县财政局".to_owned()), Some(2024))
        );
        assert_eq!(meta, crate::report::Meta::default());
        let blocks = draft
            .sections
            .iter()
            .flat_map(|section| &section.blocks)
            .chain(&draft.preface);
        assert!(
            blocks
                .into_iter()
                .all(|block| matches!(block, crate::report::Block::Table(_)))
        );
    }
}

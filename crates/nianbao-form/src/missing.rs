//! What is still missing in a report, place by place, and its verdict in short. The overview, the bar, the parts' list and
//! the list of drafts all show these.

use nianbao_core::diagnostic::Severity;
use nianbao_core::field::{Field, TableId};
use nianbao_core::form::SectionId;
use nianbao_core::report::{At, Part};
use nianbao_core::text::Text;
use nianbao_core::verdict::{Reason, Verdict};

use crate::open::{Left, Open};
use crate::place::{self, Sheet};

/// Something that is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// What is missing, in core's words.
    pub text: Text,
    /// What helps to write it, if there is something to say.
    pub hint: Option<Text>,
    /// The sheet where it belongs, and the id of an input there.
    pub place: (Sheet, Option<String>),
    /// The part whose blank cells are what is missing.
    pub blanks: Option<Part>,
}

/// How much of a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Written {
    /// The number of cells.
    pub cells: usize,
    /// The number of them in which nothing is missing.
    pub filled: usize,
    /// The number of the form's six sections in which nothing is missing.
    pub sections: usize,
}

/// A verdict in short.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// The number of places where something is missing.
    pub places: usize,
    /// The number of blank cells, if nothing else is missing.
    pub blank: usize,
    /// The number of errors.
    pub errors: usize,
}

impl Judged {
    /// How much there is to do: blank cells if nothing else is missing, else places; if nothing is missing, errors.
    pub const fn number(&self) -> usize {
        match self.verdict {
            Verdict::Unfinished | Verdict::Unjudged if self.blank > 0 => self.blank,
            Verdict::Unfinished | Verdict::Unjudged => self.places,
            Verdict::Unfit => self.errors,
            Verdict::Fit => 0,
        }
    }

    /// What there is to do, in a few words; `None` if nothing is said about it.
    pub fn count(&self) -> Option<Text> {
        let (zh, en) = match self.verdict {
            Verdict::Unfinished | Verdict::Unjudged if self.blank > 0 => (("", " 格空着"), " still blank"),
            Verdict::Unfinished | Verdict::Unjudged => (("还差 ", " 处"), " to do"),
            Verdict::Unfit => (("", " 项错误"), " to correct"),
            Verdict::Fit => return None,
        };
        let (count, number) = (self.number(), self.number().to_string());
        (count > 0).then(|| Text::of([zh.0, &number, zh.1].concat(), [&number, en].concat()))
    }

    /// The class of its shape and colour.
    pub const fn class(&self) -> &'static str {
        match self.verdict {
            Verdict::Unfinished | Verdict::Unjudged => "todo",
            Verdict::Unfit => "error",
            Verdict::Fit => "holds",
        }
    }

    /// The class of its shape, and its words in Chinese and English, for the list of drafts.
    pub fn in_words(&self) -> [String; 3] {
        let Text { zh, en } = self.verdict.text();
        let (zh, en) = match self.count() {
            Some(count) => ([&*zh, " · ", &*count.zh].concat(), [&*en, " · ", &*count.en].concat()),
            None => (zh.into_owned(), en.into_owned()),
        };
        [self.class().to_owned(), zh, en]
    }
}

impl Open {
    /// The reasons why the report is not finished, those about blank cells once for each table.
    fn wanting(&self) -> impl Iterator<Item = (&Reason, Option<TableId>)> {
        self.checked.reasons.iter().flat_map(|reason| {
            let tables = TableId::ALL.iter().map(|table| Some(*table)).filter(|table| {
                let mut fields = reason.fields().iter();
                fields.any(|field| Some(field.table()) == *table)
            });
            let whole = match reason {
                Reason::Errors(_) | Reason::TurnedOff(_) | Reason::CellsBlank(_) => None,
                _ => Some(None),
            };
            whole.into_iter().chain(tables).map(move |table| (reason, table))
        })
    }

    /// Everything that is missing, in the order of the reasons for the verdict.
    pub fn missing(&self) -> Vec<Missing> {
        let mut list = Vec::new();
        for (reason, table) in self.wanting() {
            list.push(match table {
                Some(table) => self.missing_cells(table, reason.fields()),
                None => Missing {
                    text: reason.text(),
                    hint: match reason {
                        Reason::SectionEmpty(id) => hint(*id),
                        _ => None,
                    },
                    place: place::of_reason(reason, self),
                    blanks: None,
                },
            });
        }
        list
    }

    /// The blank cells of a table, of these.
    fn missing_cells(&self, table: TableId, fields: &[Field]) -> Missing {
        let own = || fields.iter().copied().filter(|field| field.table() == table);
        let (title, count) = (table.title(), own().count().to_string());
        let first = own().next();
        let sheet = first.map_or(Sheet::Facts, |field| place::sheet_of(&At::Field(field), &self.report));
        let hint = if table == TableId::Disputes {
            Text::new(
                "没有复议、诉讼的，全部填 0",
                "without reviews and lawsuits, every cell is 0",
            )
        } else {
            Text::new(
                "没有发生的填 0；可以整片从 Excel 粘贴",
                "0 where nothing happened; a range can be pasted from Excel",
            )
        };
        Missing {
            text: Text::of(
                [&*title.zh, "还有 ", &count, " 格空着"].concat(),
                [&*title.en, ": ", &count, " still blank"].concat(),
            ),
            hint: Some(hint),
            place: (sheet, first.map(|field| field.to_string())),
            blanks: sheet.part(),
        }
    }

    /// The number of blank cells that are to be filled in.
    fn blank(&self) -> usize {
        self.checked.reasons.iter().map(|reason| reason.fields().len()).sum()
    }

    /// The verdict in short; `None` if the report was not checked.
    pub fn judged(&self) -> Option<Judged> {
        if self.unchecked {
            return None;
        }
        let (mut places, mut only_blank) = (0, true);
        if matches!(self.checked.verdict, Verdict::Unfinished | Verdict::Unjudged) {
            for (_, table) in self.wanting() {
                places += 1;
                only_blank &= table.is_some();
            }
        }
        Some(Judged {
            // While a sum is being written, it is not judged, and neither is the report.
            verdict: if self.waits() {
                Verdict::Unfinished
            } else {
                self.checked.verdict
            },
            places,
            blank: if places > 0 && only_blank { self.blank() } else { 0 },
            errors: self.checked.count(Severity::Error),
        })
    }

    /// Whether nothing is wrong but sums that are not judged yet, because their row is being written.
    pub fn waits(&self) -> bool {
        let checked = &self.checked;
        let early = self.eased || !self.held.is_empty();
        !self.unchecked && checked.verdict == Verdict::Unfit && early && checked.count(Severity::Error) == 0
    }

    /// How much is written, while this is missing.
    pub fn progress(&self, missing: &[Missing]) -> Written {
        let cells = self.cells();
        let of_form = |sheet: &Sheet| match sheet {
            Sheet::Section(index) => self.report.sections.get(*index).is_some_and(|one| one.id.is_some()),
            _ => false,
        };
        Written {
            cells,
            filled: cells.saturating_sub(self.blank()),
            sections: self.done(missing).iter().filter(|sheet| of_form(sheet)).count(),
        }
    }

    /// The sheets in which nothing is missing, while this is.
    pub fn done(&self, missing: &[Missing]) -> Vec<Sheet> {
        let mut sheets = place::sheets(&self.report);
        sheets.retain(|sheet| {
            !matches!(sheet, Sheet::Missing(_))
                && self.left(*sheet) == Some(Left::Nothing)
                && missing.iter().all(|one| one.place.0 != *sheet)
        });
        sheets
    }
}

/// What helps to write a section.
fn hint(id: SectionId) -> Option<Text> {
    Some(match id {
        SectionId::Overview => Text::new("五个方面都要写到", "all five aspects are to be covered"),
        SectionId::Problems => Text::new("要有问题，也要有改进措施", "both problems and what is done about them"),
        SectionId::Other => Text::new(
            "没有收取信息处理费，也要写一句",
            "if no fees were charged, one sentence says so",
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_verdict_says_what_is_left_to_do() {
        let check = |verdict: Verdict, [places, blank, errors]: [usize; 3], expected: Option<(&str, &str)>| {
            let judged = Judged {
                verdict,
                places,
                blank,
                errors,
            };
            let said = judged.count();
            let said = said.as_ref().map(|said| (&*said.zh, &*said.en));
            assert_eq!(said, expected, "{judged:?}");
        };
        check(Verdict::Unfinished, [6, 0, 1], Some(("还差 6 处", "6 to do")));
        check(Verdict::Unfinished, [2, 98, 0], Some(("98 格空着", "98 still blank")));
        check(Verdict::Unfinished, [0, 0, 0], None);
        check(Verdict::Unjudged, [1, 0, 0], Some(("还差 1 处", "1 to do")));
        check(Verdict::Unfit, [0, 0, 2], Some(("2 项错误", "2 to correct")));
        check(Verdict::Fit, [0, 0, 0], None);
    }
}

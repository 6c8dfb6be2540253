//! What is still missing in a report, place by place, and its verdict in short. The overview, the bar, the parts' list and
//! the list of drafts all show these.

use nianbao_core::diagnostic::Severity;
use nianbao_core::field::TableId;
use nianbao_core::form::SectionId;
use nianbao_core::report::{Part, Report};
use nianbao_core::text::Text;
use nianbao_core::verdict::{Reason, Verdict};

use crate::draft::Judged;
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

impl Open {
    /// The reasons why the report is not finished, blank cells for each table by themselves.
    fn wanting(&self) -> Vec<Reason> {
        let mut list = Vec::new();
        for reason in &self.checked.reasons {
            match reason {
                Reason::Errors(_) | Reason::TurnedOff(_) => {}
                Reason::CellsBlank(fields) => {
                    for table in TableId::ALL {
                        let mut own = fields.clone();
                        own.retain(|field| field.table() == *table);
                        if !own.is_empty() {
                            list.push(Reason::CellsBlank(own));
                        }
                    }
                }
                other => list.push(other.clone()),
            }
        }
        list
    }

    /// Everything that is missing, in the order of the reasons for the verdict.
    pub fn missing(&self) -> Vec<Missing> {
        let missing = |reason: Reason| {
            let (mut text, mut hint, mut blanks) = (reason.text(), None, None);
            let place = place::of_reason(&reason, self);
            match &reason {
                Reason::CellsBlank(fields) => {
                    if let Some(table) = fields.first().map(|field| field.table()) {
                        let title = table.title();
                        text = Text::of([&*title.zh, &*text.zh].concat(), [&*title.en, ": ", &*text.en].concat());
                        hint = Some(if table == TableId::Disputes {
                            Text::new(
                                "没有复议、诉讼的，全部填 0",
                                "without reviews and lawsuits, every cell is 0",
                            )
                        } else {
                            Text::new(
                                "没有发生的填 0；可以整片从 Excel 粘贴",
                                "0 where nothing happened; a range can be pasted from Excel",
                            )
                        });
                    }
                    blanks = place.0.part();
                }
                Reason::SectionEmpty(SectionId::Overview) => {
                    hint = Some(Text::new("五个方面都要写到", "all five aspects are to be covered"));
                }
                Reason::SectionEmpty(SectionId::Problems) => {
                    hint = Some(Text::new(
                        "要有问题，也要有改进措施",
                        "both problems and what is done about them",
                    ));
                }
                Reason::SectionEmpty(SectionId::Other) => {
                    hint = Some(Text::new(
                        "没有收取信息处理费，也要写一句",
                        "if no fees were charged, one sentence says so",
                    ));
                }
                _ => {}
            }
            Missing {
                text,
                hint,
                place,
                blanks,
            }
        };
        self.wanting().into_iter().map(missing).collect()
    }

    /// The verdict in short; `None` if the report was not checked.
    pub fn judged(&self) -> Option<Judged> {
        if self.unchecked {
            return None;
        }
        let wanting = self.wanting();
        let blank = wanting.iter().map(|reason| reason.fields().len()).sum();
        let only_blank = wanting.iter().all(|reason| !reason.fields().is_empty());
        let unfinished = matches!(self.checked.verdict, Verdict::Unfinished | Verdict::Unjudged);
        Some(Judged {
            // While a sum is being written, it is not judged, and neither is the report.
            verdict: if self.waits() {
                Verdict::Unfinished
            } else {
                self.checked.verdict
            },
            places: if unfinished { wanting.len() } else { 0 },
            blank: if unfinished && only_blank { blank } else { 0 },
            errors: self.checked.count(Severity::Error),
        })
    }

    /// Whether nothing is wrong but sums that are not judged yet, because their row is being written.
    pub fn waits(&self) -> bool {
        let checked = &self.checked;
        let early = self.eased || !self.held.is_empty();
        !self.unchecked && checked.verdict == Verdict::Unfit && early && checked.count(Severity::Error) == 0
    }

    /// How much is written.
    pub fn progress(&self) -> Written {
        let cells = self.cells();
        let wanting = self.wanting();
        let blank: usize = wanting.iter().map(|reason| reason.fields().len()).sum();
        Written {
            cells,
            filled: cells.saturating_sub(blank),
            sections: SectionId::ALL
                .into_iter()
                .filter(|id| section(&self.report, *id).is_some_and(|sheet| self.is_written(sheet, &wanting)))
                .count(),
        }
    }

    /// The sheets in which nothing is missing.
    pub fn done(&self) -> Vec<Sheet> {
        let wanting = self.wanting();
        let mut sheets = place::sheets(&self.report);
        sheets.retain(|sheet| self.is_written(*sheet, &wanting));
        sheets
    }

    fn is_written(&self, sheet: Sheet, wanting: &[Reason]) -> bool {
        !matches!(sheet, Sheet::Missing(_))
            && self.left(sheet) != Some(Left::All)
            && wanting.iter().all(|reason| place::of_reason(reason, self).0 != sheet)
    }
}

/// The sheet of a section, if the report has it.
fn section(report: &Report, id: SectionId) -> Option<Sheet> {
    let index = report.sections.iter().position(|section| section.id == Some(id))?;
    Some(Sheet::Section(index))
}

//! The reports of many organs and years: the data for the rules that compare them.
//!
//! For each report a [`Digest`] of a few kilobytes is kept, whatever its length, so that an archive of any size fits in
//! memory: its figures, its comparisons with the previous year, the sketch of its text. The index over them is built
//! once.

mod cells;
mod sketch;
mod sums;

use std::collections::BTreeMap;

use crate::accepted::Accepted;
use crate::cell::Number;
use crate::field::Field;
use crate::form::{FormId, SectionId};
use crate::prose::Quantity;
use crate::report::At;
use crate::rule::Subject;
use crate::rule::organ::Kind;
use crate::text::Text;

pub use cells::Cells;
pub use sketch::{Alike, Sketch, alike, by_year};
pub use sums::{Sum, Sums};

/// An organ on the archive's list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    /// Its name.
    pub name: Text,
    /// Its Chinese names, including former ones. They are left out when texts are compared.
    pub names: Vec<String>,
    /// Its kind.
    pub kind: Kind,
    /// The index of its parent organ in the list.
    pub parent: Option<usize>,
    /// The first reporting year for which it owes a report, if it was set up after the archive begins.
    pub since: Option<u16>,
    /// The last reporting year for which it owes a report, if it was dissolved.
    pub until: Option<u16>,
}

impl Organ {
    /// Whether it owes a report for a year.
    pub fn owes(&self, year: u16) -> bool {
        self.since.is_none_or(|since| since <= year) && self.until.is_none_or(|until| year <= until)
    }
}

/// The data kept of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The index of its organ in the list.
    pub organ: usize,
    /// Its reporting year.
    pub year: u16,
    /// The form for its year; `None` before 2019.
    pub form: Option<FormId>,
    /// The sections that its headings were recognised as, in the order of the report.
    pub sections: Vec<Option<SectionId>>,
    /// The findings accepted in its front matter.
    pub accepted: Vec<Accepted>,
    /// Its statements about last year's figures.
    pub growth: Vec<Growth>,
    /// Its text, for comparisons.
    pub sketch: Sketch,
    /// The contents of its cells.
    pub cells: Cells,
}

/// A comparison with last year's figure: 比上年增长30%.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Growth {
    /// The quantity compared.
    pub of: Quantity,
    /// This year's figure.
    pub now: i64,
    /// Whether it went up.
    pub up: bool,
    /// Last year's figure, if the text gives it.
    pub before: Option<i64>,
    /// The size of the change.
    pub by: Number,
    /// Whether `by` is in percent rather than in the unit of the quantity.
    pub percent: bool,
    /// Its place.
    pub at: At,
    /// Its words.
    pub quote: String,
}

impl Digest {
    /// The digest of a report filed in the archive under this organ and year.
    pub fn new(subject: &Subject<'_>, organ: usize, year: u16, names: &[String]) -> Digest {
        Digest {
            organ,
            year,
            form: FormId::of_year(year),
            sections: subject.report.sections.iter().map(|section| section.id).collect(),
            accepted: subject.report.meta.accepted.clone(),
            growth: growth(subject),
            sketch: Sketch::new(&subject.passages, names),
            cells: Cells::new(subject),
        }
    }

    /// The number in a cell; `None` if the cell does not exist, is blank or does not hold a number.
    pub fn number(&self, field: Field) -> Option<Number> {
        self.cells.number(field)
    }

    /// The whole number in a cell, if it holds one.
    pub fn count(&self, field: Field) -> Option<i64> {
        self.number(field)?.as_whole()
    }

    /// The content of a cell: its number as digits; empty if it is blank or missing; `?` if it is not a number.
    pub fn written(&self, field: Field) -> String {
        match self.number(field) {
            Some(number) => number.to_string(),
            None if self.has(field) && !self.is_blank(field) => "?".to_owned(),
            None => String::new(),
        }
    }

    /// Whether the report has a cell.
    pub fn has(&self, field: Field) -> bool {
        self.cells.has(field)
    }

    /// Whether a cell exists and is blank.
    pub fn is_blank(&self, field: Field) -> bool {
        self.cells.is_blank(field)
    }

    /// Whether its cells have the same contents as those of another report.
    pub(crate) fn same_figures(&self, other: &Digest) -> bool {
        self.cells == other.cells
    }

    /// The figures that are neither 0 nor blank.
    pub fn figures(&self) -> impl Iterator<Item = Number> + '_ {
        self.cells.figures()
    }

    /// The heading of section one, for findings about the text as a whole.
    pub fn overview(&self) -> At {
        self.sections
            .iter()
            .position(|id| *id == Some(SectionId::Overview))
            .map_or(At::Report, At::Heading)
    }
}

/// The comparisons whose figure is understood. If the text also gives last year's figure, `prose-percentage` compares
/// them with that, and not only with last year's report.
fn growth(subject: &Subject<'_>) -> Vec<Growth> {
    let prose = &subject.prose;
    prose
        .comparisons
        .iter()
        .filter(|comparison| !comparison.approximate)
        .filter_map(|comparison| {
            let figure = prose.figures.get(comparison.of?)?;
            if figure.approximate {
                return None;
            }
            Some(Growth {
                of: figure.subject?,
                now: figure.value.as_whole()?,
                before: comparison
                    .before
                    .and_then(|index| prose.figures.get(index))
                    .and_then(|figure| figure.value.as_whole()),
                up: comparison.up,
                by: comparison.value,
                percent: comparison.percent,
                at: prose.at(comparison.passage, comparison.quote)?,
                quote: prose.quote(comparison.passage, comparison.quote).to_owned(),
            })
        })
        .collect()
}

/// The reports of many organs and years.
#[derive(Debug, Clone, Default)]
pub struct Archive {
    organs: Vec<Organ>,
    children: Vec<Vec<usize>>,
    digests: Vec<Digest>,
    at: BTreeMap<(usize, u16), usize>,
    /// For each report, the organ of the same year whose text is most similar, and the similarity in percent.
    alike: Vec<Option<(usize, u8)>>,
    /// For each organ, the first year of its reports, and the last year of its own and its children's reports.
    first: Vec<Option<u16>>,
    last: Vec<Option<u16>>,
    /// For each organ and year, the first of its child organs that has a report.
    eldest: BTreeMap<(usize, u16), usize>,
}

impl Archive {
    /// Makes an archive. If there are two reports of one organ for one year, the first counts.
    pub fn new(organs: Vec<Organ>, digests: Vec<Digest>) -> Archive {
        let alike: Vec<Alike> = by_year(&digests)
            .iter()
            .flat_map(|year| alike(&digests, year))
            .collect();
        Archive::with_alike(organs, digests, alike)
    }

    /// The same from similarities already found by [`alike`] for each year of [`by_year`], which can be run in
    /// parallel.
    pub fn with_alike(organs: Vec<Organ>, digests: Vec<Digest>, found: impl IntoIterator<Item = Alike>) -> Archive {
        let mut children = vec![Vec::new(); organs.len()];
        for (index, organ) in organs.iter().enumerate() {
            if let Some(children) = organ.parent.and_then(|parent| children.get_mut(parent)) {
                children.push(index);
            }
        }
        let mut at = BTreeMap::new();
        let (mut first, mut last): (Vec<Option<u16>>, Vec<Option<u16>>) =
            (vec![None; organs.len()], vec![None; organs.len()]);
        let mut eldest: BTreeMap<(usize, u16), usize> = BTreeMap::new();
        for (index, digest) in digests.iter().enumerate() {
            at.entry((digest.organ, digest.year)).or_insert(index);
            let parent = organs.get(digest.organ).and_then(|organ| organ.parent);
            if let Some(parent) = parent {
                let eldest = eldest.entry((parent, digest.year)).or_insert(digest.organ);
                *eldest = (*eldest).min(digest.organ);
            }
            if let Some(first) = first.get_mut(digest.organ) {
                *first = Some(first.map_or(digest.year, |first| first.min(digest.year)));
            }
            for organ in [Some(digest.organ), parent].into_iter().flatten() {
                if let Some(last) = last.get_mut(organ) {
                    *last = (*last).max(Some(digest.year));
                }
            }
        }
        let mut alike = vec![None; digests.len()];
        for found in found {
            if let Some(slot) = alike.get_mut(found.report) {
                *slot = Some((found.other, found.percent));
            }
        }
        Archive {
            organs,
            children,
            digests,
            at,
            alike,
            first,
            last,
            eldest,
        }
    }

    /// The organs, in the order of the list.
    pub fn organs(&self) -> &[Organ] {
        &self.organs
    }

    /// The reports, in the order given.
    pub fn digests(&self) -> &[Digest] {
        &self.digests
    }

    /// The report of an organ for a year.
    pub fn find(&self, organ: usize, year: u16) -> Option<&Digest> {
        self.at.get(&(organ, year)).and_then(|index| self.digests.get(*index))
    }

    /// The child organs of an organ.
    pub fn children(&self, organ: usize) -> &[usize] {
        self.children.get(organ).map_or(&[], Vec::as_slice)
    }

    /// The last year for which an organ or one of its children has a report.
    pub fn last_year(&self, organ: usize) -> Option<u16> {
        self.last.get(organ).copied().flatten()
    }

    /// The first year for which an organ has a report.
    pub fn first_year(&self, organ: usize) -> Option<u16> {
        self.first.get(organ).copied().flatten()
    }

    /// The organ of the same year whose text is most similar to that of the report at this index, and the similarity in
    /// percent.
    pub fn most_alike(&self, index: usize) -> Option<(usize, u8)> {
        let (other, percent) = self.alike.get(index).copied().flatten()?;
        Some((self.digests.get(other)?.organ, percent))
    }

    /// The first of an organ's children, in the order of the list, that has a report for a year.
    pub(crate) fn eldest(&self, organ: usize, year: u16) -> Option<usize> {
        self.eldest.get(&(organ, year)).copied()
    }

    /// The sums of a government's organs for a year; `None` if the organ is not a government, or if there was no form for
    /// the year. See [`Sums`].
    pub fn sums(&self, government: usize, year: u16) -> Option<Sums<'_>> {
        Sums::new(self, government, year)
    }

    /// A report in the context of the archive.
    pub fn standing(&self, index: usize) -> Option<Standing<'_>> {
        let digest = self.digests.get(index)?;
        Some(Standing {
            archive: self,
            index,
            digest,
            organ: self.organs.get(digest.organ)?,
        })
    }
}

/// A report in the context of the archive: the subject of rules across years and organs.
///
/// A rule looks at no more than the reports of its organ, of the organs right above and below, and of those next to it; at
/// how these organs are listed; and at `Standing::most_alike`. What is found does not change unless one of these does.
#[derive(Debug, Clone, Copy)]
pub struct Standing<'a> {
    /// The archive.
    pub archive: &'a Archive,
    /// The report's index in it.
    pub index: usize,
    /// The digest of the report.
    pub digest: &'a Digest,
    /// Its organ.
    pub organ: &'a Organ,
}

impl<'a> Standing<'a> {
    /// The same organ's report for the previous year.
    pub fn last_year(&self) -> Option<&'a Digest> {
        self.archive.find(self.digest.organ, self.digest.year.checked_sub(1)?)
    }

    /// The organ of the same year whose text is most similar to this one's, and the similarity in percent.
    pub(crate) fn most_alike(&self) -> Option<(&'a Organ, u8)> {
        let (organ, percent) = self.archive.most_alike(self.index)?;
        Some((self.archive.organs.get(organ)?, percent))
    }
}

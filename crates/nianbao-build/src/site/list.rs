//! What the pages with lists have in common: the order of organs and years, and pages of many rows.

use std::collections::BTreeSet;

use minijinja::{Value, context};
use nianbao_core::text::{Date, Lang, Text};

use super::Builder;
use super::figures::Row;
use super::words::WORDS;
use crate::archive::{Archive, Record};
use crate::content::{Content, Organ};
use crate::key::{Key, Keys};

/// The most rows of a list on one page.
pub(crate) const ROWS: usize = 400;

/// The order in which lists show organs and years.
pub(crate) struct List {
    /// The organs in the order of a tree, those of a government after it, each with its depth.
    pub(crate) tree: Vec<(usize, usize)>,
    /// The years with reports.
    pub(crate) years: BTreeSet<u16>,
    /// The day of the latest publication or correction.
    pub(crate) latest: Option<Date>,
}

impl List {
    pub(crate) fn new(content: &Content, archive: &Archive<'_>) -> List {
        let organs = content.organs.all();
        let mut tree = Vec::with_capacity(organs.len());
        // This is a stack, so the first is pushed last.
        let mut open: Vec<(usize, usize)> = (0..organs.len())
            .rev()
            .filter(|index| organs[*index].parent.is_none())
            .map(|index| (index, 0))
            .collect();
        while let Some((index, depth)) = open.pop() {
            tree.push((index, depth));
            let mut children = content.organs.children(index).to_vec();
            children.sort_by_key(|child| organs[*child].kind);
            open.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
        }
        let years = archive.records().iter().map(|record| record.year).collect();
        let latest = archive.records().iter().filter_map(Record::changed).max();
        List { tree, years, latest }
    }
}

impl<'a> Builder<'a> {
    /// The report of an organ for a year.
    pub(crate) fn row(&self, organ: usize, year: u16) -> Option<Row<'a>> {
        let record = self.archive.find(organ, year)?;
        Some(Row::new(self.archive, record))
    }

    /// Whether all reports of an organ are invented.
    pub(crate) fn is_sample(&self, organ: usize) -> bool {
        let reports = self.archive.of(organ);
        !reports.is_empty() && reports.iter().all(|record| record.sample)
    }

    /// The years of the organ's reports before and after a report.
    pub(crate) fn neighbours(&self, record: &Record) -> (Option<u16>, Option<u16>) {
        let years = || self.archive.of(record.organ).iter().map(|other| other.year);
        let before = years().rev().find(|year| *year < record.year);
        (before, years().find(|year| *year > record.year))
    }

    /// The key of an organ and those above it: all that a page says of them.
    pub(crate) fn chain(&self, index: usize) -> Key {
        let organs = self.content.organs.all();
        let mut keys = Keys::of("chain");
        let mut at = organs.get(index);
        while let Some(organ) = at {
            keys = keys.key(organ.key());
            at = organ.parent.and_then(|parent| organs.get(parent));
        }
        keys.key_of_all()
    }

    /// The pages above the page of an organ: the list of organs, then its parents, outermost first.
    pub(crate) fn above(&self, organ: &Organ) -> Vec<(Text, String)> {
        let organs = self.content.organs.all();
        let mut chain = Vec::new();
        let mut at = organ.parent.and_then(|parent| organs.get(parent));
        while let Some(parent) = at {
            chain.push((parent.name.clone(), format!("organs/{}/index.html", parent.id)));
            at = parent.parent.and_then(|parent| organs.get(parent));
        }
        chain.push((WORDS.organs.clone(), "organs/index.html".to_owned()));
        chain.reverse();
        chain
    }
}

/// An organ for templates.
pub(crate) fn organ_value(organ: &Organ, depth: usize, sample: bool, lang: Lang) -> Value {
    context! {
        id => organ.id,
        name => organ.name.get(lang),
        kind => organ.kind.text().get(lang),
        depth,
        sample,
    }
}

/// The folder of a page of a list; the first page is the list's own folder.
pub(crate) fn page_folder(folder: &str, number: usize) -> String {
    if number == 1 {
        format!("{folder}/")
    } else {
        format!("{folder}/page-{number}/")
    }
}

/// The address of a page of a list.
pub(crate) fn page_address(folder: &str, number: usize) -> String {
    page_folder(folder, number) + "index.html"
}

/// The links between the pages of a list; empty if there is only one page.
pub(crate) fn pager(folder: &str, number: usize, count: usize) -> Vec<Value> {
    if count < 2 {
        return Vec::new();
    }
    (1..=count)
        .map(|other| context! { number => other, address => page_address(folder, other), current => other == number })
        .collect()
}

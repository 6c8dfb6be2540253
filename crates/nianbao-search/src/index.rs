//! Writes the files that [`Search`](crate::Search) reads.

use std::mem;

use rustc_hash::FxHashMap;

use crate::about::{About, Facts, Organ};
use crate::bits::Bits;
use crate::bytes::put;
use crate::fold::{Pair, fold, pairs};
use crate::passage::{self, Label, Passage};

/// A file of texts is complete with this many bytes. It is loaded whole to show one report.
const TEXTS: usize = 64 * 1024;

/// A file of lists is complete with this many bytes. It is loaded whole for one pair.
const LISTS: usize = 8 * 1024;

/// A file of the index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its name.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// A report that was cut into pairs. This is most of the work, and reports can be prepared in parallel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Prepared {
    texts: Vec<u8>,
    pairs: Vec<Pair>,
    labels: Vec<Label>,
}

/// Cuts the texts of a report. `labels` are the texts that the form prints on it.
pub fn prepare(organ: &Organ, passages: &[Passage], labels: Vec<Label>) -> Prepared {
    let mut found = Vec::new();
    let own = passages.iter().filter(|passage| passage.kind.is_own());
    let own = own.map(|passage| passage.text.as_str());
    for text in own.chain(About::names(organ)) {
        found.extend(pairs(&fold(text)));
    }
    found.sort_unstable();
    found.dedup();
    let mut texts = Vec::new();
    passage::write(passages, &mut texts);
    Prepared {
        texts,
        pairs: found,
        labels,
    }
}

/// An index that is being made. In memory are the lists, but not the texts.
#[derive(Debug, Default)]
pub struct Index {
    about: About,
    lists: FxHashMap<Pair, Vec<u32>>,
    labels: FxHashMap<Label, usize>,
    sheets: FxHashMap<Vec<usize>, usize>,
    /// The texts that are not in a file yet.
    texts: Vec<u8>,
    count: usize,
}

impl Index {
    /// Begins an index.
    pub fn new(facts: Facts) -> Index {
        Index {
            about: About {
                facts,
                ..About::default()
            },
            ..Index::default()
        }
    }

    /// Adds the next report, in the order of [`Facts::reports`]. Returns the file that is complete with it, if one is.
    pub fn add(&mut self, report: Prepared) -> Option<File> {
        let index = u32::try_from(self.count).unwrap_or(u32::MAX);
        for pair in report.pairs {
            self.lists.entry(pair).or_default().push(index);
        }
        let mut sheet = Vec::new();
        for label in report.labels {
            let label = self.label(label);
            if !sheet.contains(&label) {
                sheet.push(label);
            }
        }
        let next = self.sheets.len();
        let sheet = *self.sheets.entry(sheet).or_insert(next);
        self.about.sheet.push(sheet);
        if self.texts.is_empty() {
            self.about.texts.push((self.count, 0));
        }
        self.count += 1;
        put(report.texts.len(), &mut self.texts);
        self.texts.extend_from_slice(&report.texts);
        if self.texts.len() >= TEXTS {
            self.end_texts()
        } else {
            None
        }
    }

    fn label(&mut self, label: Label) -> usize {
        let next = self.labels.len();
        *self.labels.entry(label).or_insert(next)
    }

    fn end_texts(&mut self) -> Option<File> {
        let bytes = mem::take(&mut self.texts);
        if bytes.is_empty() {
            return None;
        }
        let (_, sum) = self.about.texts.last_mut()?;
        *sum = sum_of(&bytes);
        let name = self.about.texts_name(self.about.texts.len() - 1);
        Some(File { name, bytes })
    }

    /// Completes the index, and returns the rest of its files.
    pub fn finish(mut self) -> Vec<File> {
        let mut files: Vec<File> = self.end_texts().into_iter().collect();
        let size = self.count;
        let mut lists: Vec<(Pair, Vec<u32>)> = mem::take(&mut self.lists).into_iter().collect();
        lists.sort_unstable_by_key(|(pair, _)| *pair);
        let mut bytes = Vec::new();
        for (pair, members) in lists {
            if bytes.is_empty() {
                self.about.pairs.push((pair, 0));
            }
            put(pair.0 as usize, &mut bytes);
            put(pair.1 as usize, &mut bytes);
            Bits::write(&members, size, &mut bytes);
            if bytes.len() >= LISTS {
                files.extend(self.end_lists(&mut bytes));
            }
        }
        files.extend(self.end_lists(&mut bytes));
        self.about.labels = in_order(self.labels)
            .into_iter()
            .map(|label| (label, String::new()))
            .collect();
        self.about.sheets = in_order(self.sheets);
        files.push(File {
            name: "about".to_owned(),
            bytes: self.about.write(),
        });
        files
    }

    fn end_lists(&mut self, bytes: &mut Vec<u8>) -> Option<File> {
        let bytes = mem::take(bytes);
        if bytes.is_empty() {
            return None;
        }
        let (pair, sum) = self.about.pairs.last_mut()?;
        *sum = sum_of(&bytes);
        let pair = *pair;
        let name = self.about.pairs_file(pair)?;
        Some(File { name, bytes })
    }
}

/// The sum that tells two versions of a file apart (FNV-1a).
pub fn sum_of(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum: u32, byte| {
        (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193)
    })
}

/// Numbered items, in the order of their numbers.
fn in_order<T>(numbered: FxHashMap<T, usize>) -> Vec<T> {
    let mut all: Vec<(usize, T)> = numbered.into_iter().map(|(item, number)| (number, item)).collect();
    all.sort_unstable_by_key(|(number, _)| *number);
    all.into_iter().map(|(_, item)| item).collect()
}

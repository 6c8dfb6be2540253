//! What is found in the reports of a folder of content: in each by itself, and across years and organs.

use std::collections::BTreeMap;
use std::fs;

use nianbao_core::markdown;
use nianbao_core::report::Report;
use nianbao_core::rules::{self, Checked, Settings};
use rayon::prelude::*;

use crate::content::Content;

/// So many reports are read one after the other, and then checked: the code that reads and the code that checks need not
/// take turns for each in the little memory that is nearest to the processor.
pub const TOGETHER: usize = 8;

/// What was found in each report, by its organ's index and its year.
#[derive(Debug, Clone, Default)]
pub struct Across(BTreeMap<(usize, u16), Checked>);

impl Across {
    /// Reads and checks every report. What cannot be read is left to whoever writes the pages: that says so.
    pub fn read(content: &Content) -> Across {
        let settings = Settings::default();
        let places: Vec<(usize, u16)> = content.reports().collect();
        let (places, digests): (Vec<_>, Vec<_>) = places
            .par_chunks(TOGETHER)
            .flat_map_iter(|some| {
                let read: Vec<_> = some
                    .iter()
                    .filter_map(|place| Some((*place, read(content, *place)?)))
                    .collect();
                read.into_iter().map(|((organ, year), report)| {
                    let (checked, digest) = content.check(organ, year, &report, &settings);
                    (((organ, year), checked), digest)
                })
            })
            .unzip();
        let archive = content.archive(digests);
        let all: Vec<_> = places
            .into_par_iter()
            .enumerate()
            .map(|(index, (place, checked))| (place, rules::check_across(&archive, index, &settings, checked)))
            .collect();
        Across(all.into_iter().collect())
    }

    /// What was found in a report.
    pub fn found(&self, organ: usize, year: u16) -> Option<&Checked> {
        self.0.get(&(organ, year))
    }

    /// What was found in each, by its organ's index and its year.
    pub fn all(&self) -> impl Iterator<Item = ((usize, u16), &Checked)> {
        self.0.iter().map(|(place, checked)| (*place, checked))
    }
}

/// Reads the report of an organ for a year; none where there is no such file or it is no text.
fn read(content: &Content, (organ, year): (usize, u16)) -> Option<Report> {
    let bytes = fs::read(content.root.join(content.report_path(organ, year))).ok()?;
    Some(markdown::read(simdutf8::basic::from_utf8(&bytes).ok()?).report)
}

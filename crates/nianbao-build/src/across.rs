//! What is found in the reports of a folder of content: in each by itself, and across years and organs.

use std::collections::BTreeMap;
use std::fs;

use nianbao_core::markdown;
use nianbao_core::rules::{self, Checked, Settings};
use rayon::prelude::*;

use crate::content::Content;

/// What was found in each report, by its organ's index and its year.
#[derive(Debug, Clone, Default)]
pub struct Across(BTreeMap<(usize, u16), Checked>);

impl Across {
    /// Reads and checks every report. What cannot be read is left to whoever writes the pages: that says so.
    pub fn read(content: &Content) -> Across {
        let settings = Settings::default();
        let places: Vec<(usize, u16)> = content.reports().collect();
        let read: Vec<_> = places
            .into_par_iter()
            .filter_map(|(organ, year)| {
                let path = content.root.join(content.report_path(organ, year));
                let report = markdown::read(&fs::read_to_string(path).ok()?).report;
                Some(((organ, year), content.check(organ, year, &report, &settings)))
            })
            .collect();
        let mut places = Vec::with_capacity(read.len());
        let mut digests = Vec::with_capacity(read.len());
        for (place, (checked, digest)) in read {
            places.push((place, checked));
            digests.push(digest);
        }
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

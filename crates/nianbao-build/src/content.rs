//! The content of an archive: `site.toml`, `organs.toml`, a Markdown file for each report, and the pages of the guide.
//!
//! A faulty file does not hide the others: faults are collected as [`Problem`]s, each with its file, its line if there
//! is one, and a hint. Reports are listed here but not read, because an archive may hold more of them than fit in
//! memory.

pub(crate) mod correction;
mod listing;
mod organs;
mod reader;
mod report;
mod said;
mod site;

use std::path::{Path, PathBuf};

use nianbao_core::archive::{self, Archive, Digest};
use nianbao_core::diagnostic::Severity;
use nianbao_core::recognise::Reading;
use nianbao_core::rule::Subject;
pub use nianbao_core::rule::organ::Kind;
use nianbao_core::rules::{self, Checked, Settings};
use nianbao_core::text::Text;
use rayon::prelude::*;

use crate::error::{Context as _, Result, Trouble, reading};
use crate::plain;
pub use correction::{Change, Correction};
pub use listing::{GuidePage, is_picture};
pub(crate) use listing::{Listing, pictures};
pub use organs::{FormerName, Organ, Organs, is_id};
pub(crate) use reader::nearest;
pub(crate) use report::Loaded;
pub(crate) use site::web_address;
pub use site::{Footer, Site, base_url};

/// A fault in a file of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, relative to the content folder.
    pub path: PathBuf,
    /// The line, from 1, if there is one.
    pub line: Option<usize>,
    /// Error: the item was left out. Warning: it was included, but a person should look at it.
    pub severity: Severity,
    /// The fault.
    pub message: Text,
    /// What to do about it.
    pub hint: Option<Text>,
}

impl Problem {
    /// The item was left out.
    pub fn error(path: impl Into<PathBuf>, message: Text) -> Problem {
        Problem {
            path: path.into(),
            line: None,
            severity: Severity::Error,
            message,
            hint: None,
        }
    }

    /// The item was included; a person should look at it.
    pub fn warning(path: impl Into<PathBuf>, message: Text) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(path, message)
        }
    }

    /// Adds a hint.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Problem {
        self.hint = Some(hint);
        self
    }

    /// Sets the line.
    #[must_use]
    pub fn line(mut self, line: usize) -> Problem {
        self.line = Some(line);
        self
    }
}

/// The content of an archive, without the text of its reports.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// The content folder.
    pub root: PathBuf,
    /// The settings of the site.
    pub site: Site,
    /// The organs, in the order of `organs.toml`.
    pub organs: Organs,
    /// The years for which each organ has a report, ascending; in the order of `organs`.
    pub years: Vec<Vec<u16>>,
    /// The pages of the guide, in order.
    pub guide: Vec<GuidePage>,
}

/// Loads the content of an archive. It is an error only if there is nothing to build.
pub fn load(root: &Path) -> Result<(Content, Vec<Problem>)> {
    load_listed(root, None)
}

/// The same, if the files of the reports have been listed already.
pub(crate) fn load_listed(root: &Path, listing: Option<&Listing>) -> Result<(Content, Vec<Problem>)> {
    let mut problems = Vec::new();
    if !root.is_dir() {
        return Err(
            Trouble::new("content", Text::new("没有这个文件夹", "there is no such folder"))
                .context(reading(root))
                .hint(Text::new(
                    "内容文件夹里应有 site.toml、organs.toml 和 reports/；请在它所在的位置运行，或指定它",
                    "a content folder contains site.toml, organs.toml and reports/; name it, or run the command next to it",
                )),
        );
    }
    let site = site::load(root, &mut problems)?;
    let organs = organs::load(root, &mut problems)?;
    let years = listing::reports(root, &organs, listing, &mut problems);
    let guide = listing::guide(root, &mut problems);
    let content = Content {
        root: root.to_owned(),
        site,
        organs,
        years,
        guide,
    };
    Ok((content, problems))
}

impl Content {
    /// The file of a report, relative to the content folder.
    pub fn report_path(&self, organ: usize, year: u16) -> PathBuf {
        let id = self.organs.all().get(organ).map_or("", |organ| organ.id.as_str());
        Path::new("reports").join(id).join(report_name(year))
    }

    /// Checks the report of an organ for a year with this archive's deadlines and the organ's kind. The digest goes
    /// into [`Content::archive`].
    pub fn check(&self, organ: usize, year: u16, reading: &Reading, settings: &Settings) -> (Checked, Digest) {
        let (checked, digest, ()) = self.check_and(organ, year, reading, settings, |_| ());
        (checked, digest)
    }

    /// The same, with what `and` takes from the report as the rules see it.
    pub(crate) fn check_and<T>(
        &self,
        organ: usize,
        year: u16,
        reading: &Reading,
        settings: &Settings,
        and: impl FnOnce(&Subject<'_>) -> T,
    ) -> (Checked, Digest, T) {
        let known = self.organs.all().get(organ);
        let settings = Settings {
            deadlines: self.site.deadlines,
            kind: known.map(|organ| organ.kind),
            ..settings.clone()
        };
        let names = known.map(Organ::names).unwrap_or_default();
        rules::check_digest_and(reading, &settings, organ, year, &names, and)
    }

    /// The reports together, for the rules across years and organs.
    pub fn archive(&self, digests: Vec<Digest>) -> Archive {
        let alike: Vec<_> = archive::by_year(&digests)
            .par_iter()
            .flat_map_iter(|year| archive::alike(&digests, year))
            .collect();
        Archive::with_alike(self.compared(), digests, alike)
    }

    /// The organs, for the rules across years and organs.
    pub(crate) fn compared(&self) -> Vec<archive::Organ> {
        let organs = self.organs.all().iter().map(|organ| archive::Organ {
            name: organ.name.clone(),
            names: organ.names(),
            kind: organ.kind,
            parent: organ.parent,
            since: organ.since,
            until: organ.until,
        });
        organs.collect()
    }

    /// The organ and year of a file below `reports/`: `<organ>/<year>.md`.
    pub fn place(&self, below: &Path) -> Option<(usize, u16)> {
        let id = below.parent()?.to_str()?;
        let year = below.file_stem()?.to_str()?.parse().ok()?;
        Some((self.organs.index(id)?, year))
    }

    /// Every report, as the index of its organ and its year; organ by organ.
    pub fn reports(&self) -> impl Iterator<Item = (usize, u16)> + '_ {
        self.years
            .iter()
            .enumerate()
            .flat_map(|(organ, years)| years.iter().map(move |year| (organ, *year)))
    }
}

/// The name of the file of a report.
pub(crate) fn report_name(year: u16) -> String {
    format!("{year}.md")
}

fn read_text(path: &Path) -> Result<String> {
    plain::text(path).context(|| reading(path))
}

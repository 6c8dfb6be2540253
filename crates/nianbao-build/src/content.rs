//! The content of an archive: `site.toml`, `organs.toml`, one Markdown file a report, the pages of the guide.
//!
//! A file that is wrong does not hide the others: what is wrong is gathered as [`Problem`]s, each with its file, its line
//! if there is one, and what to do. Reports are listed here, not read: an archive may hold more of them than fit in memory.

mod listing;
mod organs;
mod reader;
mod site;

use std::path::{Path, PathBuf};

use nianbao_core::archive::{self, Archive, Digest};
use nianbao_core::diagnostic::Severity;
use nianbao_core::recognise::Reading;
pub use nianbao_core::rule::organ::Kind;
use nianbao_core::rules::{self, Checked, Settings};
use nianbao_core::text::Text;
use rayon::prelude::*;

use crate::error::{Context as _, Result, Trouble, reading};
use crate::plain;
pub use listing::{GuidePage, is_picture};
pub use organs::{FormerName, Organ, Organs, is_id};
pub(crate) use reader::wrong_toml;
pub use site::{Footer, Site, base_url};

/// Something wrong with a file of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, below the content folder.
    pub path: PathBuf,
    /// The line, from 1, where one can be named.
    pub line: Option<usize>,
    /// An error: what it speaks of was left out. A warning: it was taken in, and a person should look.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Option<Text>,
}

impl Problem {
    /// What it speaks of was left out.
    pub fn error(path: impl Into<PathBuf>, message: Text) -> Problem {
        Problem {
            path: path.into(),
            line: None,
            severity: Severity::Error,
            message,
            hint: None,
        }
    }

    /// It was taken in; a person should look.
    pub fn warning(path: impl Into<PathBuf>, message: Text) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(path, message)
        }
    }

    /// With what to do.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Problem {
        self.hint = Some(hint);
        self
    }

    /// In this line.
    #[must_use]
    pub fn line(mut self, line: usize) -> Problem {
        self.line = Some(line);
        self
    }
}

/// The content of an archive, without the text of its reports.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Where it lies.
    pub root: PathBuf,
    /// What the archive says of itself.
    pub site: Site,
    /// The organs, in the order of `organs.toml`.
    pub organs: Organs,
    /// The years that each organ has a report for, ascending; in step with `organs`.
    pub years: Vec<Vec<u16>>,
    /// The pages of the guide, in order.
    pub guide: Vec<GuidePage>,
}

/// Loads the content of an archive. Only what leaves nothing to build is an error.
pub fn load(root: &Path) -> Result<(Content, Vec<Problem>)> {
    let mut problems = Vec::new();
    if !root.is_dir() {
        return Err(
            Trouble::new("content", Text::new("没有这个文件夹", "there is no such folder"))
                .context(reading(root))
                .hint(Text::new(
                    "内容文件夹里应有 site.toml、organs.toml 和 reports/；请在它所在的位置运行，或指定它",
                    "a content folder holds site.toml, organs.toml and reports/; run this where it lies, or name it",
                )),
        );
    }
    let site = site::load(root, &mut problems)?;
    let organs = organs::load(root, &mut problems)?;
    let years = listing::reports(root, &organs, &mut problems);
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
    /// The file of a report, below the content folder.
    pub fn report_path(&self, organ: usize, year: u16) -> PathBuf {
        let id = self.organs.all().get(organ).map_or("", |organ| organ.id.as_str());
        Path::new("reports").join(id).join(format!("{year}.md"))
    }

    /// Checks the report of an organ for a year as this archive does: to its deadlines, by the organ's kind. What is kept of
    /// it goes into [`Content::archive`].
    pub fn check(&self, organ: usize, year: u16, reading: &Reading, settings: &Settings) -> (Checked, Digest) {
        let known = self.organs.all().get(organ);
        let settings = Settings {
            deadlines: self.site.deadlines,
            kind: known.map(|organ| organ.kind),
            ..settings.clone()
        };
        let names = known.map(Organ::names).unwrap_or_default();
        rules::check_and_digest(reading, &settings, organ, year, &names)
    }

    /// Reports beside each other, for the rules across years and organs.
    pub fn archive(&self, digests: Vec<Digest>) -> Archive {
        let organs = self.organs.all().iter().map(|organ| archive::Organ {
            name: organ.name.clone(),
            names: organ.names(),
            kind: organ.kind,
            parent: organ.parent,
            since: organ.since,
            until: organ.until,
        });
        let alike: Vec<_> = archive::by_year(&digests)
            .par_iter()
            .flat_map_iter(|year| archive::alike(&digests, year))
            .collect();
        Archive::with_alike(organs.collect(), digests, alike)
    }

    /// The organ and the year of a file below `reports/`: `<organ>/<year>.md`.
    pub fn place(&self, below: &Path) -> Option<(usize, u16)> {
        let id = below.parent()?.to_str()?;
        let year = below.file_stem()?.to_str()?.parse().ok()?;
        Some((self.organs.index(id)?, year))
    }

    /// Every report there is: the organ's index and the year, organ by organ.
    pub fn reports(&self) -> impl Iterator<Item = (usize, u16)> + '_ {
        self.years
            .iter()
            .enumerate()
            .flat_map(|(organ, years)| years.iter().map(move |year| (organ, *year)))
    }
}

fn read_text(path: &Path) -> Result<String> {
    plain::text(path).context(|| reading(path))
}

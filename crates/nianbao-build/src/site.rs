//! The archive site: content in, plain files out. The same content gives the same bytes.

use std::path::PathBuf;

use nianbao_core::text::Text;

use crate::error::Result;

/// What to build, and where to.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder with `site.toml`, `organs.toml`, `reports/` and `guide/`.
    pub content: PathBuf,
    /// The folder that the site is written to. It is made where it is missing; one that holds other things is refused.
    pub out: PathBuf,
    /// The address that the site will have, for sitemap and canonical addresses; in place of the one in `site.toml`.
    pub base_url: Option<String>,
    /// A folder with `templates/`, `styles/` and `static/` whose files replace those that come with the program.
    pub theme: Option<PathBuf>,
    /// The folder with the built validator (`index.html` and what it loads), copied to `/validate/`.
    pub validator: Option<PathBuf>,
}

/// What was built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Built {
    /// How many pages, in both languages together.
    pub pages: usize,
    /// How many reports.
    pub reports: usize,
    /// How many files in all, pages included.
    pub files: usize,
    /// How many bytes they have together.
    pub bytes: u64,
    /// What was wrong with the content, file by file. The rest was built.
    pub problems: Vec<Problem>,
}

/// Something wrong with a file of the content. It does not stop the others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, below the content folder.
    pub path: PathBuf,
    /// The line, from 1, where one can be named.
    pub line: Option<usize>,
    /// Whether the file could not be taken in; otherwise it was, and a person should look.
    pub left_out: bool,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Option<Text>,
}

/// Builds the site.
pub fn build(options: &Options) -> Result<Built> {
    let _ = options;
    Ok(Built::default())
}

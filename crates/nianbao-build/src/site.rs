//! The archive site: content in, plain files out. The same content gives the same bytes.
//!
//! First the [archive](Archive) is read, then each kind of page is written from it.
//!
//! Addresses are permanent: `organs/<id>/<year>/`, `years/<year>/`, `rules/<name>/`, with the same below `en/`. Links are
//! relative and name `index.html`, so that the site works from any folder of any host and from a disk.

mod figures;
mod files;
mod guide;
mod html;
mod list;
mod markdown;
mod marks;
mod output;
mod page;
mod prose;
mod search;
mod table;
mod theme;
mod words;

use std::path::{Path, PathBuf};

use nianbao_core::text::{Lang, Text};

use crate::archive::Archive;
use crate::content::{self, Content, Problem, Site};
use crate::error::{Context as _, Result, Trouble};
use crate::plain;
use crate::progress::{Progress, Step};
use guide::Guide;
use list::List;
use output::Folder;
use page::KINDS;
use theme::Theme;

/// The name of the validator as one file, in the folder of the built validator.
const SINGLE_FILE: &str = "nianbao-validator.html";

/// What to build, and where to.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The folder with `site.toml`, `organs.toml`, `reports/` and `guide/`.
    pub content: PathBuf,
    /// The folder that the site is written to. It is created if it is missing; one that has other files and no site is refused.
    pub out: PathBuf,
    /// The address that the site will have, for sitemap and canonical addresses; in place of the one in `site.toml`.
    pub base_url: Option<String>,
    /// A folder with `templates/`, `styles/` and `static/` whose files replace those that come with the program.
    pub theme: Option<PathBuf>,
    /// The folder with the built validator (`index.html` and what it loads), copied to `/validate/`.
    pub validator: Option<PathBuf>,
    /// Where the build says how far it is.
    pub progress: Progress,
}

/// What was built.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Built {
    /// How many pages, in all languages together.
    pub pages: usize,
    /// How many reports.
    pub reports: usize,
    /// How many files in all, pages included.
    pub files: usize,
    /// How many bytes they have together.
    pub bytes: u64,
    /// Whether it can be searched: the built validator comes with the module for it.
    pub searchable: bool,
    /// Files in the folder that are not the site's, below it, sorted. They were kept.
    pub kept: Vec<PathBuf>,
    /// What was wrong with the content, file by file. The rest was built.
    pub problems: Vec<Problem>,
}

/// Builds the site.
pub fn build(options: &Options) -> Result<Built> {
    let doing = || {
        Text::of(
            format!("把 {} 生成为站点", options.content.display()),
            format!("building the site of {}", options.content.display()),
        )
    };
    build_site(options).context(doing)
}

fn build_site(options: &Options) -> Result<Built> {
    let (content, mut problems) = content::load(&options.content)?;
    let base_url = match &options.base_url {
        Some(url) => Some(content::base_url(url).ok_or_else(|| {
            Trouble::new(
                "content",
                Text::of(format!("“{url}”不是网址"), format!("“{url}” is not a web address")),
            )
            .hint(Text::new(
                "写成 https://example.org/nianbao/ 的样子",
                "write it like https://example.org/nianbao/",
            ))
        })?),
        None => content.site.base_url.clone(),
    };
    let theme = Theme::load(options.theme.as_deref(), &mut problems)?;
    let sources = [
        Some(&options.content),
        options.theme.as_ref(),
        options.validator.as_ref(),
    ];
    let sources: Vec<&Path> = sources.into_iter().flatten().map(PathBuf::as_path).collect();
    let out = Folder::open(&options.out, &sources)?;
    let progress = &options.progress;
    let count = content.reports().count();
    progress.begin(Step::Check, count);
    let (archive, found) = Archive::read(&content, &out.scratch("reports"), progress)?;
    problems.extend(found);
    let guide = guide::load(&content, &mut problems);
    let validator = options.validator.as_deref();
    let single = validator.is_some_and(|folder| plain::kind(&folder.join(SINGLE_FILE)) == Some(plain::Kind::File));
    let builder = Builder {
        content: &content,
        list: List::new(&content, &archive),
        archive,
        guide,
        theme: &theme,
        base_url: base_url.as_deref(),
        validator,
        single,
        searchable: validator.is_some_and(search::is_built),
        progress,
        out,
    };
    progress.begin(Step::Lists, 0);
    files::write(&builder)?;
    for kind in KINDS.iter().filter(|kind| (kind.needs)(&builder)) {
        let reports = page::is_report(kind);
        if reports {
            progress.begin(Step::Reports, count);
        }
        (kind.write)(&builder, &mut problems)?;
        if reports {
            progress.begin(Step::Lists, 0);
        }
    }
    guide::check_links(&builder, &mut problems);
    progress.begin(Step::Place, 0);
    let Builder {
        archive,
        out,
        searchable,
        ..
    } = builder;
    let reports = archive.records().iter().filter(|record| record.is_read).count();
    // Its temporary file is closed before the folder that it is in is removed.
    drop(archive);
    let closed = out.close()?;
    Ok(Built {
        pages: closed.pages,
        reports,
        files: closed.files,
        bytes: closed.bytes,
        searchable,
        kept: closed.kept,
        problems,
    })
}

/// Everything that pages are made from.
pub(crate) struct Builder<'a> {
    pub(crate) content: &'a Content,
    pub(crate) archive: Archive,
    pub(crate) list: List,
    pub(crate) guide: Vec<Guide>,
    theme: &'a Theme,
    base_url: Option<&'a str>,
    /// The folder with the built validator.
    validator: Option<&'a Path>,
    /// Whether the validator is there as one file to take away as well.
    single: bool,
    /// Whether the module of the search page is with the built validator.
    searchable: bool,
    progress: &'a Progress,
    out: Folder,
}

impl Builder<'_> {
    fn site(&self) -> &Site {
        &self.content.site
    }

    /// The folder of a language: none for the first, `en/` for the other.
    fn folder(&self, lang: Lang) -> &'static str {
        match lang {
            _ if self.site().languages.first() == Some(&lang) => "",
            Lang::Zh => "zh/",
            Lang::En => "en/",
        }
    }
}

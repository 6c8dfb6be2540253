//! The archive site: content in, plain files out. The same content gives the same bytes.
//!
//! First the [archive](Archive) is read, then each kind of page is written from it.
//!
//! Addresses are permanent: `organs/<id>/<year>/`, `years/<year>/`, `rules/<name>/`, with the same below `en/`. Links are
//! relative and name `index.html`, so that the site works from any folder of any host and from a disk.

mod beside;
mod chart;
mod citation;
mod data;
mod feed;
mod figures;
mod files;
mod guide;
mod html;
mod list;
mod markdown;
mod marks;
mod output;
mod owed;
mod page;
mod plot;
mod prose;
mod scope;
mod search;
pub(crate) mod sources;
mod statistics;
mod sums;
mod table;
mod theme;
mod trends;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use nianbao_core::text::{Lang, Text};
use nianbao_pack::{Bytes, Pack, pack, unpack};

use crate::archive::known::{Known, Program};
use crate::archive::{Archive, CHANGED, Earlier};
use crate::content::{self, Content, Listing, Problem, Site};
use crate::error::{Context as _, Result, Trouble};
use crate::key::{Key, Keys};
use crate::plain;
use crate::progress::{Progress, Step};
use guide::Guide;
use list::List;
use output::{Closed, Folder, Made, Out};
use page::KINDS;
use theme::Theme;

/// The name of the validator as one file, in the folder of the built validator.
const SINGLE_FILE: &str = "nianbao-validator.html";

/// What to build, and where to.
#[derive(Debug, Clone)]
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
    /// Whether everything is done anew, as if there had been no build before, and nothing is left for the next one.
    pub no_cache: bool,
    /// The number of files from which on a site gets a spare: folders with links to its files, from which the next site is
    /// made in few steps.
    pub spare_from: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            content: PathBuf::new(),
            out: PathBuf::new(),
            base_url: None,
            theme: None,
            validator: None,
            progress: Progress::default(),
            no_cache: false,
            spare_from: 500,
        }
    }
}

impl Options {
    /// The folders that the site is made from.
    fn sources(&self) -> Vec<&Path> {
        let folders = [Some(&self.content), self.theme.as_ref(), self.validator.as_ref()];
        folders.into_iter().flatten().map(PathBuf::as_path).collect()
    }
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
    let program = sources::program().filter(|_| !options.no_cache);
    match build_site(options, program) {
        // A file that was taken for unchanged is not: then nothing is.
        Err(trouble) if trouble.name == CHANGED && program.is_some() => build_site(options, None),
        done => done,
    }
    .context(doing)
}

/// Builds the site. With the key of the program, what the last build left is used.
fn build_site(options: &Options, program: Option<Key>) -> Result<Built> {
    // A file that changes in the meantime has either a key that the next build does not find again, or none: it is not settled.
    let found = program.map(|_| sources::find(options));
    let (key, listing) = found.map_or((None, None), |found| (found.key, found.listing));
    let made = program.map(|program| Made {
        program,
        sources: key,
        spare_from: options.spare_from,
    });
    let open = || Folder::open(&options.out, &options.sources(), made);
    let earlier = made.and_then(|made| output::last(&options.out, made));
    let mut early = None;
    // If nothing changed, nothing has to be loaded.
    if earlier.is_some_and(|earlier| earlier.is_same) {
        let folder = open()?;
        if let Some(built) = folder.unchanged().and_then(unpack) {
            return Ok(built);
        }
        early = Some(Ok(folder));
    }
    let load = || load(options, listing.as_ref());
    let loaded = if earlier.is_some() && early.is_none() {
        let (loaded, folder) = rayon::join(load, open);
        early = Some(folder);
        loaded
    } else {
        load()
    };
    let Loaded {
        content,
        base_url,
        theme,
        mut problems,
    } = loaded?;
    let mut folder = early.unwrap_or_else(open)?;
    folder.begin()?;
    let progress = &options.progress;
    let count = content.reports().count();
    progress.begin(Step::Check, count);
    let known = folder.known(Known::read).unwrap_or_default();
    let own = Program::new(&content, program.unwrap_or_default());
    let before = Earlier {
        program: &own,
        known,
        listing: listing.as_ref(),
    };
    let (archive, found) = Archive::read_after(&content, before, &folder.scratch("reports"), progress)?;
    problems.extend(found);
    let guide = guide::load(&content, &mut problems);
    let validator = options.validator.as_deref();
    let single = validator.is_some_and(|folder| plain::kind(&folder.join(SINGLE_FILE)) == Some(plain::Kind::File));
    let list = List::new(&content, &archive);
    let mut builder = Builder {
        content: &content,
        archive: &archive,
        list: &list,
        guide: &guide,
        theme: &theme,
        base_url: base_url.as_deref(),
        validator,
        single,
        searchable: validator.is_some_and(search::is_built),
        progress,
        look: Key::default(),
        out: folder.out(),
    };
    builder.look = builder.look();
    progress.begin(Step::Lists, 0);
    files::write(&builder)?;
    feed::write(&builder)?;
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
    let reports = archive.records().iter().filter(|record| record.is_read).count();
    let searchable = builder.searchable;
    let built = |closed: &Closed| Built {
        pages: closed.pages,
        reports,
        files: closed.files,
        bytes: closed.bytes,
        searchable,
        kept: Vec::new(),
        problems: problems.clone(),
    };
    // Its temporary file is closed before the folder that it is in is removed.
    let known = move |out: &mut dyn io::Write| archive.write_known(out);
    let closed = folder.close(|closed| pack(&built(closed)), known)?;
    let built = built(&closed);
    Ok(Built {
        kept: closed.kept,
        ..built
    })
}

/// What is read before the reports are.
struct Loaded {
    content: Content,
    base_url: Option<String>,
    theme: Theme,
    problems: Vec<Problem>,
}

fn load(options: &Options, listing: Option<&Listing>) -> Result<Loaded> {
    let (content, mut problems) = content::load_listed(&options.content, listing)?;
    let base_url = match &options.base_url {
        Some(url) => Some(content::base_url(url).ok_or_else(|| not_an_address(url))?),
        None => content.site.base_url.clone(),
    };
    let theme = Theme::load(options.theme.as_deref(), &mut problems)?;
    Ok(Loaded {
        content,
        base_url,
        theme,
        problems,
    })
}

fn not_an_address(url: &str) -> Trouble {
    Trouble::new(
        "content",
        Text::of(format!("“{url}”不是网址"), format!("“{url}” is not a web address")),
    )
    .hint(Text::new(
        "写成 https://example.org/nianbao/ 的样子",
        "write it like https://example.org/nianbao/",
    ))
}

/// What a build says, for the next one. It says nothing of files that were kept: then it is not used.
impl Pack for Built {
    fn pack(&self, out: &mut Vec<u8>) {
        self.pages.pack(out);
        self.reports.pack(out);
        self.files.pack(out);
        self.bytes.pack(out);
        self.searchable.pack(out);
        self.problems.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Built> {
        Some(Built {
            pages: Pack::unpack(from)?,
            reports: Pack::unpack(from)?,
            files: Pack::unpack(from)?,
            bytes: Pack::unpack(from)?,
            searchable: Pack::unpack(from)?,
            kept: Vec::new(),
            problems: Pack::unpack(from)?,
        })
    }
}

/// Everything that pages are made from.
#[derive(Clone, Copy)]
pub(crate) struct Builder<'a> {
    pub(crate) content: &'a Content,
    pub(crate) archive: &'a Archive<'a>,
    pub(crate) list: &'a List,
    pub(crate) guide: &'a [Guide],
    theme: &'a Theme,
    base_url: Option<&'a str>,
    /// The folder with the built validator.
    validator: Option<&'a Path>,
    /// Whether the validator is there as one file to take away as well.
    single: bool,
    /// Whether the module of the search page is with the built validator.
    searchable: bool,
    progress: &'a Progress,
    /// The key of all that any page may be made from, reports and organs aside: settings, theme, kinds of page.
    look: Key,
    out: Out<'a>,
}

impl<'a> Builder<'a> {
    fn look(&self) -> Key {
        let needs = KINDS.iter().map(|kind| (kind.needs)(self));
        let keys = Keys::of("look")
            .whole(&self.content.site)
            .key(self.theme.key)
            .whole(&self.base_url);
        keys.flag(self.validator.is_some())
            .flag(self.single)
            .flag(self.searchable)
            .flag(feed::has_any(self))
            .whole(&needs.collect::<Vec<_>>())
            .key_of_all()
    }

    /// Begins the key of a unit of work. Besides the settings of the site, its files depend on nothing but what is added.
    pub(crate) fn keys(&self, name: &str) -> Keys {
        Keys::of(name).key(self.look)
    }

    /// Does a unit of work: `write` gets a builder that writes its files. If the last build did a unit with this key, its files
    /// are taken over, and nothing is done. A unit has none of its own, and does its work on one thread or many.
    pub(crate) fn unit(&self, keys: &Keys, write: impl FnOnce(&Builder<'a>) -> Result<()>) -> Result<()> {
        match self.out.unit(keys.key_of_all())? {
            Some(out) => write(&Builder { out, ..*self }),
            None => Ok(()),
        }
    }

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

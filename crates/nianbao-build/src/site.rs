//! The archive site: content in, plain files out. The same content gives the same bytes.
//!
//! Reports are read twice: first all of them are checked, each by itself and then against the others, of which only the
//! figures and a sketch of the text are kept; then organs are taken one at a time and in parallel, their reports written and
//! let go, with a few figures of each kept for the pages that list them. So an archive of any size fits in memory.
//!
//! Addresses are permanent: `organs/<id>/<year>/`, `years/<year>/`, `rules/<name>/`, with the same below `en/`. Links are
//! relative and name `index.html`, so that the site works from any folder of any host and from a disk.

mod figures;
mod guide;
mod html;
mod marks;
mod output;
mod pages;
mod prose;
mod report;
mod table;
mod theme;
mod words;

use std::path::{Path, PathBuf};

use minijinja::{Value, context};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use crate::across::Across;
use crate::content::{self, Content, Problem, Site};
use crate::error::{Context as _, Result, Trouble};
use crate::plain;
use crate::progress::{Progress, Step};
use figures::Summary;
use output::Folder;
use theme::Theme;
use words::WORDS;

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
    let theme = Theme::load(options.theme.as_deref())?;
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
    let across = Across::read(&content, progress);
    progress.begin(Step::Reports, count);
    let builder = Builder {
        content: &content,
        across: &across,
        theme: &theme,
        base_url: base_url.as_deref(),
        validator: options.validator.is_some(),
        single: options
            .validator
            .as_ref()
            .is_some_and(|folder| plain::kind(&folder.join(SINGLE_FILE)) == Some(plain::Kind::File)),
        out,
    };
    builder.assets()?;

    // Organs in parallel, in order in the result: the bytes do not depend on who is first.
    let organs: Vec<(Vec<Summary>, Vec<Problem>)> = (0..content.organs.all().len())
        .into_par_iter()
        .map(|organ| {
            let done = report::organ(&builder, organ);
            progress.advance(content.years.get(organ).map_or(0, Vec::len));
            done
        })
        .collect::<Result<_>>()?;
    let mut summaries = Vec::with_capacity(organs.len());
    for (list, found) in organs {
        summaries.push(list);
        problems.extend(found);
    }
    progress.begin(Step::Lists, 0);
    let listing = pages::Listing::new(&content, summaries);
    pages::all(&builder, &listing)?;
    problems.extend(guide::pages(&builder)?);
    match &options.validator {
        Some(folder) => builder.copy_validator(folder)?,
        None => pages::no_validator(&builder)?,
    }
    pages::index_files(&builder, &listing)?;
    let reports = listing.count();
    progress.begin(Step::Place, 0);
    let closed = builder.out.close()?;
    Ok(Built {
        pages: closed.pages,
        reports,
        files: closed.files,
        bytes: closed.bytes,
        kept: closed.kept,
        problems,
    })
}

/// What every page is made with.
pub(crate) struct Builder<'a> {
    pub(crate) content: &'a Content,
    pub(crate) across: &'a Across,
    theme: &'a Theme,
    base_url: Option<&'a str>,
    validator: bool,
    /// Whether it is there as one file to take away as well.
    single: bool,
    out: Folder,
}

/// The sections of the site, as the bar at the top lists them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Area {
    Home,
    Years,
    Organs,
    Rules,
    Guide,
    Validate,
}

/// A page to be: where it stands and what it is called.
pub(crate) struct Page<'a> {
    pub(crate) template: &'static str,
    /// Its address in Chinese, below the site: `organs/x/2023/index.html`.
    pub(crate) path: &'a str,
    pub(crate) area: Area,
    pub(crate) title: Text,
    /// The pages above it, outermost first, below the home page: name and address.
    pub(crate) above: Vec<(Text, String)>,
    /// Whether the page is about an invented report.
    pub(crate) sample: bool,
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

    /// Writes a page in every language.
    pub(crate) fn page(&self, page: &Page<'_>, context: impl Fn(Lang) -> Result<Value>) -> Result<()> {
        for lang in self.site().languages.iter().copied() {
            let own = context(lang)?;
            let text = self
                .theme
                .render(page.template, &self.context(page, lang, &own))
                .context(|| {
                    Text::of(
                        format!("生成页面 {}", page.path),
                        format!("making the page {}", page.path),
                    )
                })?;
            self.out.page(&format!("{}{}", self.folder(lang), page.path), &text)?;
        }
        Ok(())
    }

    fn context(&self, page: &Page<'_>, lang: Lang, own: &Value) -> Value {
        let site = self.site();
        let path = format!("{}{}", self.folder(lang), page.path);
        let root = "../".repeat(path.matches('/').count());
        let home = "../".repeat(page.path.matches('/').count());
        let t = words::words(lang);
        let entry = |area: Area, word: &Text, href: String| {
            context! { label => word.get(lang), href, current => area == page.area }
        };
        let mut nav = vec![
            entry(Area::Years, &WORDS.years, format!("{home}years/index.html")),
            entry(Area::Organs, &WORDS.organs, format!("{home}organs/index.html")),
            entry(Area::Rules, &WORDS.rules, format!("{home}rules/index.html")),
        ];
        if !self.content.guide.is_empty() {
            nav.push(entry(Area::Guide, &WORDS.guide, format!("{home}guide/index.html")));
        }
        // The validator is one for all languages; the page that says that there is none is made in each.
        let validate = if self.validator { &root } else { &home };
        nav.push(entry(
            Area::Validate,
            &WORDS.validate,
            format!("{validate}validate/index.html"),
        ));
        let others: Vec<Value> = site
            .languages
            .iter()
            .filter(|other| **other != lang)
            .map(|other| {
                let label = match other {
                    Lang::Zh => "中文",
                    Lang::En => "English",
                };
                context! { label, tag => other.tag(), href => format!("{root}{}{}", self.folder(*other), page.path) }
            })
            .collect();
        let absolute = |lang: Lang| {
            let address = page.path.strip_suffix("index.html").unwrap_or(page.path);
            self.base_url
                .map(|base| format!("{base}{}{address}", self.folder(lang)))
        };
        let alternates: Vec<Value> = site
            .languages
            .iter()
            .filter_map(|lang| absolute(*lang).map(|href| context! { tag => lang.tag(), href }))
            .collect();
        let mut crumbs = Vec::new();
        if page.area != Area::Home || !page.above.is_empty() {
            crumbs.push(context! { label => WORDS.home.get(lang), href => format!("{home}index.html") });
        }
        crumbs.extend(
            page.above
                .iter()
                .map(|(label, address)| context! { label => label.get(lang), href => format!("{home}{address}") }),
        );
        let title = page.title.get(lang);
        let base = context! {
            t, root, home, nav, others, crumbs,
            lang => lang.code(),
            tag => lang.tag(),
            canonical => absolute(lang),
            alternates,
            title,
            is_home => page.area == Area::Home,
            sample => page.sample,
            single => self.single.then(|| format!("{root}validate/{SINGLE_FILE}")),
            site => context! {
                title => site.title.get(lang),
                description => site.description.as_ref().map(|text| text.get(lang)),
                owner => site.owner.as_ref().map(|text| text.get(lang)),
                registration => site.footer.registration,
                code => site.footer.site_code,
                contact => site.footer.contact.as_ref().map(|text| text.get(lang)),
            },
        };
        context! { ..own.clone(), ..base }
    }

    fn assets(&self) -> Result<()> {
        self.out.write("assets/style.css", self.theme.style.as_bytes())?;
        for (name, bytes) in &self.theme.files {
            self.out.write(&format!("assets/{name}"), bytes)?;
        }
        // The shapes of the data that lies beside the pages.
        let schema = |schema: &schemars::Schema| nianbao_core::wire::to_json(schema);
        self.out.write(
            "schema/report.json",
            schema(&schemars::schema_for!(nianbao_core::wire::ReportData)).as_bytes(),
        )?;
        self.out.write(
            "schema/check.json",
            schema(&schemars::schema_for!(nianbao_core::wire::CheckOutput)).as_bytes(),
        )
    }

    fn copy_validator(&self, folder: &Path) -> Result<()> {
        if !folder.join("index.html").is_file() {
            return Err(
                Trouble::new("content", Text::new("里面没有 index.html", "it holds no index.html"))
                    .context(crate::error::reading(folder))
                    .hint(Text::new(
                        "指定已构建的校验工具所在的文件夹",
                        "name the folder that the built validator is in",
                    )),
            );
        }
        for path in theme::walk(folder)? {
            let full = folder.join(&path);
            let bytes = plain::bytes(&full).context(|| crate::error::reading(&full))?;
            let name = path.to_string_lossy().replace('\\', "/");
            self.out.write(&format!("validate/{name}"), &bytes)?;
        }
        Ok(())
    }
}

//! The kinds of page. A kind is a file in the folder `page`, a template with the same purpose in `site/templates/`, and a
//! line in the list below; everything else follows from these.

use minijinja::{Value, context};
use nianbao_core::text::{Lang, Text};

use super::words::{self, WORDS};
use super::{Builder, SINGLE_FILE, feed};
use crate::content::Problem;
use crate::error::{Context as _, Result};

/// Registers the kinds, each by the name of its module.
macro_rules! kinds {
    ($($kind:ident,)*) => {
        $(mod $kind;)*

        /// Every kind of page, in the order of the bar and of the sitemap.
        pub(crate) static KINDS: &[&Kind] = &[$(&$kind::KIND,)*];

        #[cfg(test)]
        const MODULES: &[&str] = &[$(stringify!($kind),)*];
    };
}

kinds! {
    home,
    years,
    year,
    organs,
    organ,
    report,
    unreadable,
    statistics,
    statistics_year,
    coverage,
    corrections,
    compare,
    rules,
    rule,
    guide,
    guide_page,
    data,
    search,
    validate,
    about,
    moved,
    not_found,
}

/// Whether a kind of page is that of the reports.
pub(crate) fn is_report(kind: &Kind) -> bool {
    std::ptr::eq(kind, &raw const report::KIND)
}

/// Names a template in `site/templates/` and includes its text.
macro_rules! template {
    ($name:literal) => {
        $crate::site::page::Template {
            name: $name,
            text: include_str!(concat!("../../../../../site/templates/", $name)),
        }
    };
}
use template;

/// A kind of page.
pub(crate) struct Kind {
    /// Its template.
    pub(crate) template: Template,
    /// The words that only its template says, by name: `{{ t.name }}`.
    pub(crate) words: &'static [(&'static str, Text)],
    /// The names of the values that its template gets, besides those of every page.
    pub(crate) values: &'static [&'static str],
    /// Its place in the bar.
    pub(crate) bar: Bar,
    /// What the head of its pages has besides what that of every page has.
    pub(crate) head: Head,
    /// Whether the site has what it needs. If not, there is no such page.
    pub(crate) needs: fn(&Builder<'_>) -> bool,
    /// The addresses of its pages that readers should find, below the folder of a language: `years/2023/`.
    pub(crate) addresses: fn(&Builder<'_>, Add<'_>),
    /// Writes its pages, and reports what is wrong with their content.
    pub(crate) write: fn(&Builder<'_>, &mut Vec<Problem>) -> Result<()>,
}

/// Takes the addresses of a kind, one by one.
pub(crate) type Add<'a> = &'a mut dyn FnMut(&str);

/// A template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Template {
    /// Its file, which a theme may replace.
    pub(crate) name: &'static str,
    /// Its text.
    pub(crate) text: &'static str,
}

/// The place of a kind in the bar at the top.
pub(crate) enum Bar {
    /// The name of the site leads to it.
    Name,
    /// It has its own entry.
    Entry {
        /// The words.
        label: &'static Text,
        /// The address, below the folder of a language.
        address: &'static str,
        /// Whether one page serves all languages.
        shared: fn(&Builder<'_>) -> bool,
    },
    /// It belongs to the entry of another kind.
    Within(&'static Kind),
}

/// What the head of a kind's pages has.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Head {
    /// Scripts, by name and text: they are written to `assets/`, and only then does the policy of the page allow scripts.
    pub(crate) scripts: &'static [(&'static str, &'static str)],
    /// Whether its scripts run a wasm module.
    pub(crate) wasm: bool,
    /// Whether it has a form that leads to another page of the site.
    pub(crate) forms: bool,
    /// What else its policy allows, such as `font-src 'self'`.
    pub(crate) policy: &'static [&'static str],
}

impl Head {
    /// Only what every page has: no scripts.
    pub(crate) const PLAIN: Head = Head {
        scripts: &[],
        wasm: false,
        forms: false,
        policy: &[],
    };

    /// A list that sorts and filters.
    pub(crate) const LIST: Head = Head {
        scripts: &[("list.js", include_str!("../../../../site/scripts/list.js"))],
        ..Head::PLAIN
    };

    /// The policy of a page: nothing is loaded but what the site has.
    fn policy(&self) -> String {
        let scripts = if self.wasm {
            "script-src 'self' 'wasm-unsafe-eval'"
        } else {
            "script-src 'self'"
        };
        let scripts = (!self.scripts.is_empty()).then_some(scripts);
        let forms = if self.forms {
            "form-action 'self'"
        } else {
            "form-action 'none'"
        };
        // No script runs on a page without any; but programs that audit a page ask for robots.txt in its name.
        let all = [
            "default-src 'none'",
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
        ];
        let all = all
            .into_iter()
            .chain(scripts)
            .chain(self.policy.iter().copied())
            .chain(["base-uri 'none'", forms]);
        all.collect::<Vec<_>>().join("; ")
    }
}

/// A page to be written.
pub(crate) struct Page<'a> {
    /// Its address below the folder of a language: `organs/x/2023/index.html`.
    pub(crate) path: &'a str,
    pub(crate) title: Text,
    /// One sentence about it, for search engines.
    pub(crate) description: Option<Text>,
    /// The pages above it, outermost first, below the home page: name and address.
    pub(crate) above: Vec<(Text, String)>,
    /// Whether it is about an invented report.
    pub(crate) sample: bool,
    /// Its own feed, besides that of the site: title and address below the folder of a language.
    pub(crate) feed: Option<(Text, String)>,
    /// Whether search engines should leave it out.
    pub(crate) unlisted: bool,
    /// The page that has its content now, if it is another one.
    pub(crate) instead: Option<&'a str>,
    /// Whether it is shown at any address, so that relative links would lead nowhere.
    pub(crate) anywhere: bool,
}

impl<'a> Page<'a> {
    /// A page directly below the home page.
    pub(crate) fn new(path: &'a str, title: &Text) -> Page<'a> {
        Page {
            path,
            title: title.clone(),
            description: None,
            above: Vec::new(),
            sample: false,
            feed: None,
            unlisted: false,
            instead: None,
            anywhere: false,
        }
    }
}

/// The answer to [`Kind::needs`] of a kind that needs nothing.
pub(crate) fn always(_: &Builder<'_>) -> bool {
    true
}

/// The answer to `shared` of a kind that has a page in each language.
pub(crate) fn never(_: &Builder<'_>) -> bool {
    false
}

/// The names of the values of every page.
pub(crate) const EVERY: &[&str] = &[
    "t",
    "root",
    "home",
    "nav",
    "others",
    "crumbs",
    "lang",
    "tag",
    "canonical",
    "alternates",
    "title",
    "description",
    "open_graph",
    "unlisted",
    "policy",
    "scripts",
    "feeds",
    "is_home",
    "logo",
    "sample",
    "single",
    "site",
];

impl Kind {
    /// A word that its template says, by name.
    fn word(&self, name: &str) -> &'static Text {
        static NONE: Text = Text::new("", "");
        let found = self.words.iter().find(|(known, _)| *known == name);
        debug_assert!(found.is_some(), "{name}");
        found.map_or(&NONE, |(_, word)| word)
    }

    /// The kind whose entry in the bar it belongs to.
    fn section(&'static self) -> &'static Kind {
        match self.bar {
            Bar::Within(kind) => kind.section(),
            _ => self,
        }
    }
}

impl Builder<'_> {
    /// Writes a page in every language.
    pub(crate) fn page(
        &self,
        kind: &'static Kind,
        page: &Page<'_>,
        context: impl Fn(Lang) -> Result<Value>,
    ) -> Result<()> {
        for lang in self.site().languages.iter().copied() {
            let own = context(lang)?;
            debug_assert_eq!(keys(&own), sorted(kind.values), "{}", kind.template.name);
            let text = self
                .theme
                .render(kind.template.name, &self.context(kind, page, lang, &own))
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

    fn context(&self, kind: &'static Kind, page: &Page<'_>, lang: Lang, own: &Value) -> Value {
        let site = self.site();
        let path = format!("{}{}", self.folder(lang), page.path);
        let (root, home) = if page.anywhere {
            let root = self.base_path().to_owned();
            let home = format!("{root}{}", self.folder(lang));
            (root, home)
        } else {
            let up = |path: &str| "../".repeat(path.matches('/').count());
            (up(&path), up(page.path))
        };
        let is_home = matches!(kind.bar, Bar::Name);
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
            let path = page.instead.unwrap_or(page.path);
            let address = path.strip_suffix("index.html").unwrap_or(path);
            let base = self.base_url.filter(|_| !page.anywhere)?;
            Some(format!("{base}{}{address}", self.folder(lang)))
        };
        let alternates: Vec<Value> = site
            .languages
            .iter()
            .filter_map(|lang| absolute(*lang).map(|href| context! { tag => lang.tag(), href }))
            .collect();
        let mut crumbs = Vec::new();
        if !is_home || !page.above.is_empty() {
            crumbs.push(context! { label => WORDS.home.get(lang), href => format!("{home}index.html") });
        }
        crumbs.extend(
            page.above
                .iter()
                .map(|(label, address)| context! { label => label.get(lang), href => format!("{home}{address}") }),
        );
        let head = &kind.head;
        let whole = feed::has_any(self).then(|| (feed::title(self), feed::FILE.to_owned()));
        let feeds = page.feed.iter().cloned().chain(whole);
        let feeds =
            feeds.map(|(title, address)| context! { title => title.get(lang), href => format!("{home}{address}") });
        let scripts = head.scripts.iter().map(|(name, _)| format!("{root}assets/{name}"));
        let base = context! {
            t => words::words(lang, kind.words),
            nav => self.nav(kind, &root, &home, lang),
            root, others, crumbs, alternates, is_home,
            lang => lang.code(),
            tag => lang.tag(),
            canonical => absolute(lang),
            title => page.title.get(lang),
            description => self.description(page).get(lang),
            open_graph => context! {
                kind => if is_report(kind) { "article" } else { "website" },
                locale => match lang {
                    Lang::Zh => "zh_CN",
                    Lang::En => "en_GB",
                },
            },
            unlisted => page.unlisted,
            policy => Value::from_safe_string(head.policy()),
            scripts => scripts.collect::<Vec<_>>(),
            feeds => feeds.collect::<Vec<_>>(),
            logo => self.theme.logo.map(|name| format!("{root}assets/{name}")),
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
            home,
        };
        debug_assert_eq!(keys(&base), sorted(EVERY));
        context! { ..own.clone(), ..base }
    }

    /// One sentence about a page: its own, or else its title and what the site is.
    fn description(&self, page: &Page<'_>) -> Text {
        if let Some(own) = &page.description {
            return own.clone();
        }
        let site = self.site().description.as_ref().unwrap_or(&self.site().title);
        Text::of(
            format!("{}。{}", page.title.zh, site.zh),
            format!("{}. {}", page.title.en, site.en),
        )
    }

    /// The path of the site on its host: `/`, or the one in its address.
    fn base_path(&self) -> &str {
        let after = self.base_url.and_then(|base| base.split_once("://"));
        after
            .and_then(|(_, rest)| rest.find('/').and_then(|at| rest.get(at..)))
            .unwrap_or("/")
    }

    /// The entries of the bar.
    fn nav(&self, kind: &'static Kind, root: &str, home: &str, lang: Lang) -> Vec<Value> {
        let section = kind.section();
        let made = KINDS.iter().filter(|kind| (kind.needs)(self));
        made.filter_map(|kind| match &kind.bar {
            Bar::Entry { label, address, shared } => {
                let up = if shared(self) { root } else { home };
                let current = std::ptr::eq(*kind, section);
                Some(context! { label => label.get(lang), href => format!("{up}{address}"), current })
            }
            Bar::Name | Bar::Within(_) => None,
        })
        .collect()
    }
}

/// The names of the values that a template gets, sorted.
fn keys(values: &Value) -> Vec<String> {
    let mut names: Vec<String> = values
        .try_iter()
        .into_iter()
        .flatten()
        .map(|key| key.to_string())
        .collect();
    names.sort();
    names
}

fn sorted(names: &[&'static str]) -> Vec<String> {
    let mut names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fs;

    use super::super::theme::Theme;
    use super::*;

    fn files(folder: &str) -> BTreeSet<String> {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let entries = fs::read_dir(folder).expect("a folder");
        entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn every_kind_of_page_is_registered() {
        let modules: BTreeSet<String> = MODULES.iter().map(|name| format!("{name}.rs")).collect();
        assert_eq!(files("src/site/page"), modules);
        let templates = KINDS.iter().map(|kind| kind.template.name);
        let templates: BTreeSet<String> = templates
            .chain(["base.html", "footer.html", "macros.html"])
            .map(str::to_owned)
            .collect();
        assert_eq!(files("../../site/templates"), templates);
    }

    #[test]
    fn a_page_loads_only_what_its_kind_names() {
        const PLAIN: &str = "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";
        assert_eq!(Head::PLAIN.policy(), PLAIN);
        let head = Head {
            scripts: &[("search.js", "")],
            policy: &["font-src 'self'"],
            ..Head::PLAIN
        };
        assert_eq!(
            head.policy(),
            "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; script-src 'self'; \
             font-src 'self'; base-uri 'none'; form-action 'none'"
        );
        let head = Head {
            wasm: true,
            forms: true,
            policy: &[],
            ..head
        };
        assert_eq!(
            head.policy(),
            "default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; \
             script-src 'self' 'wasm-unsafe-eval'; base-uri 'none'; form-action 'self'"
        );
    }

    #[test]
    fn the_head_has_description_scripts_and_feeds() {
        let theme = Theme::load(None, &mut Vec::new()).expect("the look");
        let render = |description: Option<&str>, scripts: &[&str], feeds: &[Value]| {
            let empty = Vec::<Value>::new();
            let base = context! {
                t => words::words(Lang::En, &[]),
                nav => empty, others => empty, crumbs => empty, alternates => empty,
                root => "../", home => "../", lang => "en", tag => "en", title => "x", is_home => false,
                canonical => (), logo => (), sample => false, unlisted => false,
                open_graph => context! { kind => "website", locale => "en_GB" }, single => (), policy => Head::PLAIN.policy(),
                site => context! { title => "y", description => (), owner => (), registration => (), code => (), contact => () },
                description, scripts, feeds,
            };
            assert_eq!(keys(&base), sorted(EVERY));
            theme.render("base.html", &base).expect("rendered")
        };
        let plain = render(None, &[], &[]);
        assert!(!plain.contains("<script") && !plain.contains("atom") && !plain.contains("\"description\""));
        assert!(!plain.contains("noindex"));
        let feed = context! { title => "All & new", href => "../feed.xml" };
        let page = render(Some("Two \"words\""), &["../assets/search.js"], &[feed]);
        for expected in [
            "<meta name=\"description\" content=\"Two &quot;words&quot;\">",
            "<meta property=\"og:description\" content=\"Two &quot;words&quot;\">",
            "<meta property=\"og:title\" content=\"x\">",
            "<meta property=\"og:site_name\" content=\"y\">",
            "<script src=\"../assets/search.js\" defer></script>",
            "<link rel=\"alternate\" type=\"application/atom+xml\" title=\"All &amp; new\" href=\"../feed.xml\">",
        ] {
            assert!(page.contains(expected), "{expected}\n{page}");
        }
    }
}

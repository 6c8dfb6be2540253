//! The pages with lists (home, years, organs, rules), and the files for machines.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use minijinja::{Value, context};
use nianbao_core::form::FormId;
use nianbao_core::page::Page as RulePage;
use nianbao_core::rule::{Family, Rule};
use nianbao_core::rules::{RULE_SET, RULES};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::figures::Summary;
use super::words::{self, WORDS};
use super::{Area, Builder, Page, guide, html};
use crate::content::{Content, Organ};
use crate::error::Result;

/// The most rows of a list on one page.
const ROWS: usize = 400;

/// The most organs that the home page shows with all their years.
const MATRIX: usize = 60;

/// The most reports that the page of a rule links to.
const EXAMPLES: usize = 20;

/// The facts about all reports that lists show.
pub(crate) struct Listing {
    /// By organ, years ascending.
    by_organ: Vec<Vec<Summary>>,
    /// The organs in the order of a tree, those of a government after it, each with its depth.
    tree: Vec<(usize, usize)>,
    years: BTreeSet<u16>,
}

impl Listing {
    pub(crate) fn new(content: &Content, by_organ: Vec<Vec<Summary>>) -> Listing {
        let years = by_organ.iter().flatten().map(|summary| summary.year).collect();
        let organs = content.organs.all();
        let mut tree = Vec::with_capacity(organs.len());
        // This is a stack, so the first is pushed last.
        let mut open: Vec<(usize, usize)> = (0..organs.len())
            .rev()
            .filter(|index| organs[*index].parent.is_none())
            .map(|index| (index, 0))
            .collect();
        while let Some((index, depth)) = open.pop() {
            tree.push((index, depth));
            let mut children = content.organs.children(index).to_vec();
            children.sort_by_key(|child| organs[*child].kind);
            open.extend(children.into_iter().rev().map(|child| (child, depth + 1)));
        }
        Listing { by_organ, tree, years }
    }

    pub(crate) fn count(&self) -> usize {
        self.by_organ.iter().map(Vec::len).sum()
    }

    fn of(&self, organ: usize) -> &[Summary] {
        self.by_organ.get(organ).map_or(&[], Vec::as_slice)
    }

    fn report(&self, organ: usize, year: u16) -> Option<&Summary> {
        self.of(organ).iter().find(|summary| summary.year == year)
    }

    /// Whether all reports of an organ are invented.
    fn is_sample(&self, organ: usize) -> bool {
        !self.of(organ).is_empty() && self.of(organ).iter().all(|summary| summary.sample)
    }

    fn any_sample(&self) -> bool {
        self.by_organ.iter().flatten().any(|summary| summary.sample)
    }
}

/// Writes every page with a list.
pub(crate) fn all(builder: &Builder<'_>, listing: &Listing) -> Result<()> {
    home(builder, listing)?;
    years(builder, listing)?;
    let each: Vec<u16> = listing.years.iter().copied().collect();
    each.par_iter()
        .try_for_each(|year| year_pages(builder, listing, *year))?;
    organs(builder, listing)?;
    rules(builder, listing)
}

fn organ_value(organ: &Organ, depth: usize, sample: bool, lang: Lang) -> Value {
    context! {
        id => organ.id,
        name => organ.name.get(lang),
        kind => organ.kind.text().get(lang),
        depth,
        sample,
    }
}

fn home(builder: &Builder<'_>, listing: &Listing) -> Result<()> {
    let organs = builder.content.organs.all();
    let page = Page {
        template: "home.html",
        path: "index.html",
        area: Area::Home,
        title: builder.content.site.title.clone(),
        above: Vec::new(),
        sample: false,
    };
    // A small archive is shown whole, a large one with its top organs only.
    let whole = organs.len() <= MATRIX;
    let shown: Vec<(usize, usize)> = listing
        .tree
        .iter()
        .copied()
        .filter(|(_, depth)| whole || *depth == 0)
        .take(MATRIX)
        .collect();
    // As many of the latest years as fit next to each other.
    let mut years: Vec<u16> = listing.years.iter().rev().take(8).copied().collect();
    years.reverse();
    builder.page(&page, |lang| {
        let rows: Vec<Value> = shown
            .iter()
            .map(|(index, depth)| {
                let cells: Vec<Value> = years
                    .iter()
                    .map(|year| {
                        let verdict = listing.report(*index, *year).map(|summary| summary.verdict.value(lang));
                        context! { year, verdict }
                    })
                    .collect();
                context! { organ => organ_value(&organs[*index], *depth, listing.is_sample(*index), lang), cells }
            })
            .collect();
        let (first, last) = (listing.years.first(), listing.years.last());
        Ok(context! {
            reports => listing.count(),
            organ_count => organs.len(),
            first, last,
            years,
            rows,
            whole,
            rule_count => RULES.len(),
            some_sample => listing.any_sample(),
        })
    })
}

fn years(builder: &Builder<'_>, listing: &Listing) -> Result<()> {
    let page = Page {
        template: "years.html",
        path: "years/index.html",
        area: Area::Years,
        title: WORDS.years.clone(),
        above: Vec::new(),
        sample: false,
    };
    let mut counted: BTreeMap<u16, [usize; 7]> = BTreeMap::new();
    for summary in listing.by_organ.iter().flatten() {
        let slot = counted.entry(summary.year).or_default();
        slot[0] += 1;
        let verdict = summary.verdict;
        slot[match verdict.class() {
            "error" => 1,
            "warning" => 2,
            "notice" => 3,
            "holds" => 4,
            "unfinished" => 5,
            _ => 6,
        }] += 1;
    }
    builder.page(&page, |lang| {
        let rows: Vec<Value> = counted
            .iter()
            .rev()
            .map(|(year, counts)| {
                context! {
                    year,
                    reports => counts[0], errors => counts[1], warnings => counts[2], notices => counts[3], clean => counts[4],
                    unfinished => counts[5], unjudged => counts[6],
                    form => FormId::of_year(*year).map(|id| id.form().name.get(lang)),
                    instrument => FormId::of_year(*year).map(|id| id.form().instrument.get(lang)),
                }
            })
            .collect();
        Ok(context! { rows })
    })
}

/// The address of a page of a list; the first page is the folder itself.
fn page_address(folder: &str, number: usize) -> String {
    if number == 1 {
        format!("{folder}/index.html")
    } else {
        format!("{folder}/page-{number}/index.html")
    }
}

/// The links between the pages of a list; empty if there is only one page.
fn pager(folder: &str, number: usize, count: usize) -> Vec<Value> {
    if count < 2 {
        return Vec::new();
    }
    (1..=count)
        .map(|other| context! { number => other, address => page_address(folder, other), current => other == number })
        .collect()
}

fn year_pages(builder: &Builder<'_>, listing: &Listing, year: u16) -> Result<()> {
    let organs = builder.content.organs.all();
    let found: Vec<(usize, &Summary)> = listing
        .tree
        .iter()
        .filter_map(|(index, depth)| Some((*depth, listing.report(*index, year)?)))
        .collect();
    let folder = format!("years/{year}");
    let count = found.len().div_ceil(ROWS).max(1);
    let before = listing.years.range(..year).next_back();
    let after = listing.years.range(year + 1..).next();
    for (i, chunk) in found.chunks(ROWS).enumerate() {
        let path = page_address(&folder, i + 1);
        let mut above = vec![(WORDS.years.clone(), "years/index.html".to_owned())];
        if i > 0 {
            above.push((
                Text::of(format!("{year}年"), year.to_string()),
                page_address(&folder, 1),
            ));
        }
        let page = Page {
            template: "year.html",
            path: &path,
            area: Area::Years,
            title: Text::of(
                format!("{year}年政府信息公开工作年度报告"),
                format!("Annual reports on open government information, {year}"),
            ),
            above,
            sample: false,
        };
        builder.page(&page, |lang| {
            let rows: Vec<Value> = chunk
                .iter()
                .map(|(depth, summary)| {
                    context! {
                        organ => organ_value(&organs[summary.organ], *depth, summary.sample, lang),
                        report => summary.value(lang),
                    }
                })
                .collect();
            Ok(context! {
                year,
                total => words::reports(found.len()).get(lang),
                rows,
                before, after,
                pager => pager(&folder, i + 1, count),
                some_sample => chunk.iter().any(|(_, summary)| summary.sample),
            })
        })?;
    }
    Ok(())
}

fn organs(builder: &Builder<'_>, listing: &Listing) -> Result<()> {
    let organs = builder.content.organs.all();
    let count = listing.tree.len().div_ceil(ROWS).max(1);
    for (i, chunk) in listing.tree.chunks(ROWS).enumerate() {
        let path = page_address("organs", i + 1);
        let page = Page {
            template: "organs.html",
            path: &path,
            area: Area::Organs,
            title: WORDS.organs.clone(),
            above: Vec::new(),
            sample: false,
        };
        builder.page(&page, |lang| {
            let rows: Vec<Value> = chunk
                .iter()
                .map(|(index, depth)| {
                    let organ = &organs[*index];
                    context! {
                        organ => organ_value(organ, *depth, listing.is_sample(*index), lang),
                        years => listing.of(*index).iter().rev().map(|summary| summary.year).collect::<Vec<_>>(),
                    }
                })
                .collect();
            Ok(context! {
                rows,
                total => organs.len(),
                pager => pager("organs", i + 1, count),
                some_sample => chunk.iter().any(|(index, _)| listing.is_sample(*index)),
            })
        })?;
    }
    Ok(())
}

fn form_names(rule: &Rule, lang: Lang) -> String {
    let names: Vec<&str> = rule.forms.iter().map(|form| form.name.get(lang)).collect();
    names.join(WORDS.comma.get(lang))
}

fn rule_value(rule: &Rule, lang: Lang) -> Value {
    context! {
        name => rule.name,
        title => rule.title.get(lang),
        class => rule.severity.name(),
        severity => rule.severity.text().get(lang),
        basis => rule.basis.get(lang),
        family => rule.family.text().get(lang),
        forms => form_names(rule, lang),
    }
}

fn rules(builder: &Builder<'_>, listing: &Listing) -> Result<()> {
    let page = Page {
        template: "rules.html",
        path: "rules/index.html",
        area: Area::Rules,
        title: WORDS.rules.clone(),
        above: Vec::new(),
        sample: false,
    };
    builder.page(&page, |lang| {
        let families: Vec<Value> = Family::ALL
            .iter()
            .map(|family| {
                let rules: Vec<Value> = RULES
                    .iter()
                    .filter(|rule| rule.family == *family)
                    .map(|rule| rule_value(rule, lang))
                    .collect();
                context! { id => family.name(), name => family.text().get(lang), rules }
            })
            .collect();
        Ok(context! { families, rule_set => RULE_SET, count => RULES.len() })
    })?;
    let mut found: BTreeMap<&str, Vec<(usize, u16)>> = BTreeMap::new();
    for summary in listing.by_organ.iter().flatten() {
        for rule in &summary.rules {
            found.entry(rule).or_default().push((summary.organ, summary.year));
        }
    }
    RULES
        .par_iter()
        .try_for_each(|rule| rule_page(builder, rule, found.get(rule.name).map_or(&[], Vec::as_slice)))
}

/// Writes the page of a rule: its text, its cases, and some of the reports with findings.
fn rule_page(builder: &Builder<'_>, rule: &Rule, found: &[(usize, u16)]) -> Result<()> {
    let organs = builder.content.organs.all();
    let path = format!("rules/{}/index.html", rule.name);
    // The tests of the rules read every page; if one were invalid, title and basis would still be shown.
    let text = RulePage::of(rule).ok();
    let page = Page {
        template: "rule.html",
        path: &path,
        area: Area::Rules,
        title: rule.title.clone(),
        above: vec![(WORDS.rules.clone(), "rules/index.html".to_owned())],
        sample: false,
    };
    builder.page(&page, |lang| {
        let html = text.as_ref().map(|text| {
            let source = match lang {
                Lang::Zh => &text.zh,
                Lang::En => &text.en,
            };
            link_rules(&guide::markdown(source, lang).html)
        });
        let shown: Vec<Value> = found
            .iter()
            .rev()
            .take(EXAMPLES)
            .filter_map(|(organ, year)| {
                let organ = organs.get(*organ)?;
                Some(context! { id => organ.id, name => organ.name.get(lang), year })
            })
            .collect();
        Ok(context! {
            rule => rule_value(rule, lang),
            html => html.map(Value::from_safe_string),
            found => found.len(),
            shown,
        })
    })
}

/// Links the names of rules, which are written as code, to their pages.
fn link_rules(html: &str) -> String {
    let mut out = String::with_capacity(html.len() + 256);
    let mut rest = html;
    while let Some(at) = rest.find("<code>") {
        let (before, code) = rest.split_at(at);
        out.push_str(before);
        let end = code.find("</code>").map_or(code.len(), |end| end + "</code>".len());
        let (code, after) = code.split_at(end);
        let name = code.trim_start_matches("<code>").trim_end_matches("</code>");
        if nianbao_core::rules::find(name).is_some() {
            let _ = write!(out, "<a href=\"../{name}/index.html\">{code}</a>");
        } else {
            out.push_str(code);
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Writes the page shown in place of the validator: what the validator is, and how to add it to the site.
pub(crate) fn no_validator(builder: &Builder<'_>) -> Result<()> {
    let page = Page {
        template: "validate.html",
        path: "validate/index.html",
        area: Area::Validate,
        title: WORDS.validate.clone(),
        above: Vec::new(),
        sample: false,
    };
    builder.page(&page, |_| Ok(context! {}))
}

/// Writes the sitemap, if the address of the site is known, and the page for addresses that do not exist.
pub(crate) fn index_files(builder: &Builder<'_>, listing: &Listing) -> Result<()> {
    let Some(base) = builder.base_url else { return Ok(()) };
    let organs = builder.content.organs.all();
    let mut paths = vec![String::new(), "years/".into(), "organs/".into(), "rules/".into()];
    paths.extend(listing.years.iter().map(|year| format!("years/{year}/")));
    paths.extend(RULES.iter().map(|rule| format!("rules/{}/", rule.name)));
    if !builder.content.guide.is_empty() {
        paths.push("guide/".into());
        paths.extend(builder.content.guide.iter().map(|page| format!("guide/{}/", page.name)));
    }
    for (index, organ) in organs.iter().enumerate() {
        paths.push(format!("organs/{}/", organ.id));
        paths.extend(
            listing
                .of(index)
                .iter()
                .map(|summary| format!("organs/{}/{}/", organ.id, summary.year)),
        );
    }
    let mut addresses = Vec::new();
    for lang in &builder.content.site.languages {
        addresses.extend(
            paths
                .iter()
                .map(|path| format!("{base}{}{path}", builder.folder(*lang))),
        );
    }
    // A sitemap may have at most 50,000 addresses; a larger site has several and an index of them.
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    let space = "http://www.sitemaps.org/schemas/sitemap/0.9";
    let urls = |chunk: &[String]| {
        let mut out = format!("{head}<urlset xmlns=\"{space}\">\n");
        for address in chunk {
            let _ = writeln!(out, "<url><loc>{}</loc></url>", html::escape(address));
        }
        out.push_str("</urlset>\n");
        out
    };
    let chunks: Vec<&[String]> = addresses.chunks(50_000).collect();
    if let [only] = chunks.as_slice() {
        builder.out.write("sitemap.xml", urls(only).as_bytes())?;
    } else {
        let mut out = format!("{head}<sitemapindex xmlns=\"{space}\">\n");
        for (i, chunk) in chunks.iter().enumerate() {
            let name = format!("sitemap-{}.xml", i + 1);
            builder.out.write(&name, urls(chunk).as_bytes())?;
            let _ = writeln!(
                out,
                "<sitemap><loc>{}</loc></sitemap>",
                html::escape(&format!("{base}{name}"))
            );
        }
        out.push_str("</sitemapindex>\n");
        builder.out.write("sitemap.xml", out.as_bytes())?;
    }
    Ok(())
}

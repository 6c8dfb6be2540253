//! The pages of one organ: its reports, and its own page with all years.

use std::collections::BTreeSet;

use minijinja::{Value, context};
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::field::Field;
use nianbao_core::form::Form;
use nianbao_core::markdown;
use nianbao_core::report::{At, Block, Part, Report};
use nianbao_core::rules::{self, Checked, RULE_SET};
use nianbao_core::text::{Lang, Text};

use super::figures::Summary;
use super::marks::Marks;
use super::words::{self, WORDS};
use super::{Area, Builder, Page, html, prose};
use crate::content::{Organ, Problem, wrong_toml};
use crate::error::Result;
use crate::plain;

/// A report that was read and checked.
struct CheckedReport {
    year: u16,
    report: Report,
    checked: Checked,
}

/// Reads, checks and writes the reports of an organ, and its own page.
pub(crate) fn organ(builder: &Builder<'_>, index: usize) -> Result<(Vec<Summary>, Vec<Problem>)> {
    let content = builder.content;
    let mut problems = Vec::new();
    let mut summaries = Vec::new();
    let Some(organ) = content.organs.all().get(index) else {
        return Ok((summaries, problems));
    };
    let years = content.years.get(index).map_or(&[][..], Vec::as_slice);
    let mut reports = Vec::with_capacity(years.len());
    for year in years.iter().copied() {
        if let Some(report) = read(builder, organ, index, year, &mut problems) {
            let checked = builder.across.found(index, year).cloned().unwrap_or_default();
            summaries.push(Summary::new(index, year, &report, &checked));
            reports.push(CheckedReport { year, report, checked });
        }
    }
    for (at, one) in reports.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| reports.get(i)).map(|other| other.year);
        let after = reports.get(at + 1).map(|other| other.year);
        if let Some(summary) = summaries.get(at) {
            write_report(builder, organ, index, one, summary, before, after)?;
        }
    }
    organ_page(builder, organ, index, &summaries)?;
    Ok((summaries, problems))
}

fn read(builder: &Builder<'_>, organ: &Organ, index: usize, year: u16, problems: &mut Vec<Problem>) -> Option<Report> {
    let path = builder.content.report_path(index, year);
    let source = match plain::text(&builder.content.root.join(&path)) {
        Ok(source) => source,
        Err(said) => {
            let hint = said.hint.clone().unwrap_or(Text::new(
                "请检查这个文件和它的权限",
                "check the file and its permissions",
            ));
            problems.push(Problem::error(&path, said.text()).hint(hint));
            return None;
        }
    };
    let report = markdown::read(&source).report;
    let meta = &report.meta;
    if let Some(raw) = &meta.unreadable {
        // The file begins with the `+++` line, so line 1 of the TOML is line 2 of the file.
        let (line, said) = wrong_toml(raw).map_or((1, None), |(line, said)| (line + 1, Some(said)));
        let (zh, en) = said.map_or_else(Default::default, |said| (format!("（{said}）"), format!(" ({said})")));
        problems.push(
            Problem::warning(
                &path,
                Text::of(
                    format!("两行 +++ 之间不是有效的 TOML{zh}"),
                    format!("the text between the +++ lines is not valid TOML{en}"),
                ),
            )
            .line(line)
            .hint(Text::new(
                "文字要用英文双引号括起：organ = \"…\"，日期写作 published = 2024-01-26",
                "write text in straight double quotes, such as organ = \"…\", and dates as published = 2024-01-26",
            )),
        );
    }
    if let Some(written) = meta.year.filter(|written| *written != year) {
        problems.push(
            Problem::warning(
                &path,
                Text::of(
                    format!("文件名是 {year} 年，里面写的是 {written} 年；按文件名收入"),
                    format!("the file is named {year}, but the report says {written}; the name was used"),
                ),
            )
            .hint(Text::new("改正 year 或文件名", "correct `year` or the file name")),
        );
    }
    if let Some(name) = meta.organ.as_deref().filter(|name| !organ.is_named(name)) {
        problems.push(
            Problem::warning(
                &path,
                Text::of(
                    format!("报告写的机关是“{name}”，文件夹属于“{}”", organ.name.zh),
                    format!(
                        "the report names the organ “{name}”, but its folder belongs to “{}”",
                        organ.name.zh
                    ),
                ),
            )
            .hint(Text::new(
                "改正 organ，或在 organs.toml 里把它列为曾用名：former = [\"…\"]",
                "correct `organ`, or add the name to organs.toml as a former name: former = [\"…\"]",
            )),
        );
    }
    Some(report)
}

/// The pages above the page of an organ: the list of organs, then its parents, outermost first.
fn above(builder: &Builder<'_>, organ: &Organ) -> Vec<(Text, String)> {
    let organs = builder.content.organs.all();
    let mut chain = Vec::new();
    let mut at = organ.parent.and_then(|parent| organs.get(parent));
    while let Some(parent) = at {
        chain.push((parent.name.clone(), format!("organs/{}/index.html", parent.id)));
        at = parent.parent.and_then(|parent| organs.get(parent));
    }
    chain.push((WORDS.organs.clone(), "organs/index.html".to_owned()));
    chain.reverse();
    chain
}

/// Copies the pictures next to a report and returns their addresses.
fn pictures(builder: &Builder<'_>, organ: &Organ, year: u16, report: &Report) -> Result<BTreeSet<String>> {
    let mut copied = BTreeSet::new();
    for part in report.parts() {
        for block in report.blocks(part) {
            let Block::Picture { address, .. } = block else {
                continue;
            };
            // Only file names are accepted, so nothing outside the organ's folder can be read.
            let name = address.strip_prefix("./").unwrap_or(address);
            let plain = !name.starts_with('.') && !name.contains(['/', '\\', ':', '%', '?', '#']);
            if !plain || !crate::content::is_picture(name) || copied.contains(address) {
                continue;
            }
            let full = builder.content.root.join("reports").join(&organ.id).join(name);
            if let Ok(bytes) = plain::bytes(&full)
                && copied.insert(address.clone())
            {
                let already = report_names(&copied, name) > 1;
                if !already {
                    builder
                        .out
                        .write(&format!("organs/{}/{year}/{name}", organ.id), &bytes)?;
                }
            }
        }
    }
    Ok(copied)
}

/// The number of addresses with which a picture occurs: `a.png` and `./a.png` are one file.
fn report_names(copied: &BTreeSet<String>, name: &str) -> usize {
    copied
        .iter()
        .filter(|address| address.strip_prefix("./").unwrap_or(address) == name)
        .count()
}

fn write_report(
    builder: &Builder<'_>,
    organ: &Organ,
    index: usize,
    one: &CheckedReport,
    summary: &Summary,
    before: Option<u16>,
    after: Option<u16>,
) -> Result<()> {
    let CheckedReport { year, report, checked } = one;
    let folder = format!("organs/{}", organ.id);
    for kind in builder.content.site.downloads.iter().copied() {
        let path = format!("{folder}/{year}.{}", kind.extension());
        let bytes = nianbao_documents::write(report, kind)?;
        builder.out.write(&path, &bytes)?;
    }
    let copied = pictures(builder, organ, *year, report)?;
    let marks = Marks::new(report, &checked.findings);
    let form = report.form().unwrap_or(Form::LATEST);
    let path = format!("{folder}/{year}/index.html");
    let mut above = above(builder, organ);
    above.push((organ.name.clone(), format!("{folder}/index.html")));
    let title = if report.title.is_empty() {
        Text::of(
            format!("{} {year}年", organ.name.zh),
            format!("{} {year}", organ.name.en),
        )
    } else {
        // In English the page is named by organ and year; the report's own title is its heading.
        Text::of(report.title.clone(), format!("{}, {year}", organ.name.en))
    };
    let page = Page {
        template: "report.html",
        path: &path,
        area: Area::Organs,
        title,
        above,
        sample: summary.sample,
    };
    let _ = index;
    builder.page(&page, |lang| {
        // Pictures are stored once, so the address leads up from the page of either language.
        let up = "../".repeat(path.matches('/').count() + builder.folder(lang).matches('/').count());
        let picture = |address: &str| {
            copied.contains(address).then(|| {
                let name = address.strip_prefix("./").unwrap_or(address);
                format!("{up}{folder}/{year}/{name}")
            })
        };
        let body = |part: Part| {
            let mut out = String::new();
            prose::blocks(report, part, form, &marks, &picture, lang, &mut out);
            Value::from_safe_string(out)
        };
        let mut heading = String::new();
        prose::words(&report.title, marks.title(), &[], &mut heading);
        let sections: Vec<Value> = report
            .sections
            .iter()
            .enumerate()
            .map(|(i, section)| {
                let counted = by_section(&checked.findings, report, i);
                let translated = section.id.map(|id| report.form().unwrap_or(Form::LATEST).heading(id));
                context! {
                    id => marks.section_id(i),
                    heading => section.heading,
                    english => translated.filter(|_| lang == Lang::En).map(|text| text.en.as_ref()),
                    short => section.id.map_or(section.heading.as_str().into(), |id| id.short().get(lang).to_owned()),
                    mark => marks.heading(i).map(|mark| context! { class => mark.severity.name(), finding => mark.finding }),
                    html => body(Part::Section(i)),
                    counts => counted.iter().map(|(severity, count)| context! {
                        class => severity.name(),
                        count,
                        word => severity.text().get(lang),
                    }).collect::<Vec<_>>(),
                }
            })
            .collect();
        Ok(context! {
            organ => organ.name.get(lang),
            year,
            heading => Value::from_safe_string(html::years_whole(&heading)),
            english => (lang == Lang::En && organ.name.en != organ.name.zh).then(|| {
                format!("{}: annual report on open government information, {year}", organ.name.en)
            }),
            facts => facts(report, organ, *year, &builder.content.site.downloads, lang),
            verdict => verdict(report, checked, summary, &marks, lang),
            key => summary.value(lang),
            preface => body(Part::Preface),
            has_preface => !report.preface.is_empty(),
            sections,
            before,
            after,
        })
    })
}

/// The number of findings of each severity in a section, worst first.
fn by_section(findings: &[Finding], report: &Report, section: usize) -> Vec<(Severity, usize)> {
    let id = report.sections.get(section).and_then(|section| section.id);
    let first = report
        .sections
        .iter()
        .position(|other| other.id.is_some() && other.id == id)
        == Some(section);
    let inside = |finding: &&Finding| match &finding.at {
        At::Heading(index) => *index == section,
        At::Text(part, ..) | At::Block(part, _) | At::RowLabel(part, ..) | At::ColumnLabel(part, ..) => {
            *part == Part::Section(section)
        }
        At::Field(field) => first && id == Some(field.table().section()),
        At::Report | At::Meta | At::Title(_) => false,
    };
    Severity::ALL
        .into_iter()
        .filter_map(|severity| {
            let count = findings
                .iter()
                .filter(inside)
                .filter(|finding| finding.severity == severity && finding.accepted.is_none())
                .count();
            (count > 0).then_some((severity, count))
        })
        .collect()
}

fn facts(report: &Report, organ: &Organ, year: u16, downloads: &[nianbao_documents::Kind], lang: Lang) -> Value {
    let source = report.meta.source.as_ref();
    let form = report.form().map_or(&WORDS.no_form, |form| &form.name);
    context! {
        published => report.meta.published.map(|date| date.text().get(lang).to_owned()),
        published_date => report.meta.published.map(|date| date.to_string()),
        form => form.get(lang),
        instrument => report.form().map(|form| form.instrument.get(lang)),
        rule_set => RULE_SET,
        rule_set_hash => rules::hash(),
        source_title => source.and_then(|source| source.title.as_deref()),
        source_url => source.and_then(|source| source.url.as_deref()).and_then(html::web_address),
        // An address that cannot be linked is still shown as text.
        source_text => source.and_then(|source| source.url.as_deref()).filter(|url| html::web_address(url).is_none()),
        sha256 => source.and_then(|source| source.sha256.as_deref()),
        downloads => downloads.iter().map(|kind| context! {
            file => format!("{year}.{}", kind.extension()),
            name => kind.facts().name.get(lang),
            media => kind.facts().media_type,
        }).collect::<Vec<_>>(),
        id => organ.id,
    }
}

fn verdict(report: &Report, checked: &Checked, summary: &Summary, marks: &Marks, lang: Lang) -> Value {
    let (asked, kept) = (checked.rules_asked(), checked.rules_held());
    let said = words::asked(asked, kept, checked.not_assessed.len());
    let rule_title = |name: &str| rules::find(name).map(|rule| rule.title.get(lang).to_owned());
    let findings: Vec<Value> = checked
        .findings
        .iter()
        .enumerate()
        .map(|(i, finding)| {
            context! {
                number => i + 1,
                class => if finding.accepted.is_some() { "accepted" } else { finding.severity.name() },
                severity => match finding.accepted {
                    Some(_) => WORDS.accepted.get(lang).to_owned(),
                    None => finding.severity.text().get(lang).to_owned(),
                },
                accepted => finding.accepted,
                message => finding.message.get(lang),
                target => marks.target(i + 1),
                help => finding.help.as_ref().map(|help| help.get(lang)),
                rule => finding.rule,
                rule_title => rule_title(finding.rule),
            }
        })
        .collect();
    let not_assessed: Vec<Value> = checked
        .not_assessed
        .iter()
        .map(|open| {
            context! {
                rule => open.rule,
                rule_title => rule_title(open.rule),
                place => open.field.map_or_else(|| WORDS.whole_report.get(lang).to_owned(), |field| place(field, lang)),
                target => open.field.filter(|field| report.cell(*field).is_some()).map(|field| field.to_string()),
            }
        })
        .collect();
    context! {
        class => summary.verdict.class(),
        sentence => checked.sentence().get(lang),
        said => said.get(lang),
        figures_read => marks.any_figures(),
        findings,
        not_assessed,
    }
}

/// The name of a cell in words.
fn place(field: Field, lang: Lang) -> String {
    field.label().get(lang).to_owned()
}

fn organ_page(builder: &Builder<'_>, organ: &Organ, index: usize, summaries: &[Summary]) -> Result<()> {
    let organs = &builder.content.organs;
    let path = format!("organs/{}/index.html", organ.id);
    let page = Page {
        template: "organ.html",
        path: &path,
        area: Area::Organs,
        title: organ.name.clone(),
        above: above(builder, organ),
        sample: !summaries.is_empty() && summaries.iter().all(|summary| summary.sample),
    };
    builder.page(&page, |lang| {
        let reports: Vec<Value> = summaries.iter().rev().map(|summary| summary.value(lang)).collect();
        let mut below: Vec<&Organ> = organs.children(index).iter().filter_map(|child| organs.all().get(*child)).collect();
        below.sort_by_key(|child| child.kind);
        Ok(context! {
            id => organ.id,
            name => organ.name.get(lang),
            chinese => (lang == Lang::En && organ.name.zh != organ.name.en).then_some(&organ.name.zh),
            kind => organ.kind.text().get(lang),
            former => organ.former.iter().map(|former| context! { name => former.name, until => former.until }).collect::<Vec<_>>(),
            parent => organ.parent.and_then(|parent| organs.all().get(parent)).map(|parent| context! {
                id => parent.id, name => parent.name.get(lang),
            }),
            below => below.iter().map(|child| context! {
                id => child.id, name => child.name.get(lang), kind => child.kind.text().get(lang),
            }).collect::<Vec<_>>(),
            reports,
        })
    })
}

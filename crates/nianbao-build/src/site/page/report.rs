//! The page of a report: its text and tables as they were published, its findings, and files to download.

use std::collections::BTreeSet;
use std::fs;

use minijinja::{Value, context};
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::field::Field;
use nianbao_core::form::Form;
use nianbao_core::report::{At, Part, Report};
use nianbao_core::rules::{self, Checked, RULE_SET};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::{Bar, Head, Kind, Page, always, organs, template};
use crate::archive::{Opened, Record};
use crate::content::{self, Correction, Organ, correction, web_address};
use crate::error::Result;
use crate::key::{Key, Keys};
use crate::plain;
use crate::site::figures::Row;
use crate::site::marks::Marks;
use crate::site::words::{self, WORDS};
use crate::site::{Builder, beside, citation, data, feed, html, prose};
use crate::stamp::{self, Stamp};

pub(super) static KIND: Kind = Kind {
    template: template!("report.html"),
    words: &[
        (
            "doubt_help_here",
            Text::new(
                "* 报告有错误，数字按原样列出；错在哪里，见上面的校验结果。",
                "* The report has errors. Figures are shown as reported; the findings above say what is wrong.",
            ),
        ),
        ("corrections", Text::new("更正记录", "Corrections")),
        ("first_published", Text::new("首次发布。", "First published.")),
        ("version", Text::new("版本", "Version")),
        ("cite", Text::new("引用", "Cite")),
        ("cite_and_source", Text::new("引用和出处", "Citation and source")),
        ("print", Text::new("打印", "Print")),
        ("copy", Text::new("复制", "Copy")),
        ("copied", Text::new("已复制", "Copied")),
        ("no_address", citation::NO_ADDRESS),
        (
            "beside_last_year",
            Text::new("与上年比较", "Compared with the year before"),
        ),
        (
            "beside_hint",
            Text::new(
                "件数按两年的报告原样，占比是占办理结果总计；有错误涉及的行不比较。",
                "Counts as in both reports; shares are of all outcomes. Rows that an error touches are not compared.",
            ),
        ),
        (
            "compare_others",
            Text::new(
                "逐行比较，或与别的机关比较",
                "Compare row by row, or with another organ",
            ),
        ),
    ],
    values: &[
        "corrections",
        "citation",
        "linked",
        "organ",
        "year",
        "heading",
        "english",
        "facts",
        "verdict",
        "key",
        "preface",
        "has_preface",
        "sections",
        "before",
        "after",
        "beside",
        "compare",
    ],
    bar: Bar::Within(&organs::KIND),
    head: Head {
        scripts: &[("report.js", include_str!("../../../../../site/scripts/report.js"))],
        ..Head::PLAIN
    },
    needs: always,
    addresses: |builder, add| {
        for (record, organ) in read(builder) {
            add(&format!("organs/{}/{}/", organ.id, record.year));
        }
    },
    write: |builder, _| {
        let organs = builder.content.organs.all();
        // Organs in parallel, the reports of each one after the other: neighbours are written to one folder.
        organs.par_iter().enumerate().try_for_each(|(index, organ)| {
            let chain = builder.chain(index);
            let mut records = builder.archive.of(index).iter().filter(|record| record.is_read);
            records.try_for_each(|record| {
                let written = builder.unit(&keys(builder, record, chain), |builder| page(builder, organ, record));
                builder.progress.advance(1);
                written
            })
        })
    },
};

/// The reports that could be read, each with its organ.
fn read<'a>(builder: &'a Builder<'_>) -> impl Iterator<Item = (&'a Record, &'a Organ)> {
    let organs = builder.content.organs.all();
    let records = builder.archive.records().iter().filter(|record| record.is_read);
    records.filter_map(|record| Some((record, organs.get(record.organ)?)))
}

/// All that the page of a report and its files depend on.
fn keys(builder: &Builder<'_>, record: &Record, chain: Key) -> Keys {
    let keys = builder
        .keys("report")
        .key(record.key())
        .key(chain)
        .number(record.year.into());
    let has_feed = feed::of(builder, record.organ).is_some();
    let keys = keys
        .flag(record.sample)
        .flag(has_feed)
        .whole(&builder.neighbours(record));
    let keys = keys.flag(builder.content.organs.is_aggregate(record.organ));
    let keys = beside::add_to(builder, record, keys);
    let id = builder
        .content
        .organs
        .all()
        .get(record.organ)
        .map_or("", |organ| &organ.id);
    let folder = builder.content.root.join("reports").join(id);
    builder.archive.pictures(record).iter().fold(keys, |keys, name| {
        let taken = stamp::now();
        let stamp = fs::symlink_metadata(folder.join(name))
            .map(|meta| Stamp::of(&meta))
            .ok();
        let settled = stamp.is_none_or(|stamp| stamp.is_settled(taken));
        // One that may have been changed without another stamp is copied again.
        keys.text(name).whole(&stamp).whole(&(!settled).then_some(taken))
    })
}

/// Copies the pictures next to a report and returns their addresses.
fn pictures(builder: &Builder<'_>, organ: &Organ, year: u16, report: &Report) -> Result<BTreeSet<String>> {
    let mut copied = BTreeSet::new();
    for (address, name) in content::pictures(report) {
        if copied.contains(address) {
            continue;
        }
        let full = builder.content.root.join("reports").join(&organ.id).join(name);
        if let Ok(bytes) = plain::bytes(&full)
            && copied.insert(address.to_owned())
        {
            let already = report_names(&copied, name) > 1;
            if !already {
                builder
                    .out
                    .write(&format!("organs/{}/{year}/{name}", organ.id), &bytes)?;
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

/// Writes the files to download.
fn files(builder: &Builder<'_>, organ: &Organ, record: &Record, report: &Report) -> Result<()> {
    let about = data::About::new(builder, organ, record, report);
    for kind in builder.content.site.downloads.iter().copied() {
        let path = format!("organs/{}/{}.{}", organ.id, record.year, kind.extension());
        let bytes = match kind {
            nianbao_documents::Kind::Csv => about.csv(report, organ, record),
            nianbao_documents::Kind::Json => about.json(nianbao_documents::write(report, kind)?),
            kind => nianbao_documents::write(report, kind)?,
        };
        builder.out.write(&path, &bytes)?;
    }
    Ok(())
}

/// The report in a sentence, for search engines.
fn description(organ: &Organ, year: u16, row: Row<'_>) -> Text {
    let said = row.sentence();
    Text::of(
        format!(
            "{}{year}年政府信息公开工作年度报告全文和数据。{}",
            organ.name.zh, said.zh
        ),
        format!(
            "Report of {} on open government information, {year}: text and figures. {}",
            organ.name.en, said.en
        ),
    )
}

fn page(builder: &Builder<'_>, organ: &Organ, record: &Record) -> Result<()> {
    let Opened {
        report,
        checked,
        stated,
    } = &builder.archive.open(record)?;
    let year = record.year;
    let folder = format!("organs/{}", organ.id);
    files(builder, organ, record, report)?;
    let copied = pictures(builder, organ, year, report)?;
    let marks = Marks::new(report, &checked.findings, stated);
    let form = report.form().unwrap_or(Form::LATEST);
    let path = format!("{folder}/{year}/index.html");
    let mut above = builder.above(organ);
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
    let row = Row::new(builder.archive, record);
    let (before, after) = builder.neighbours(record);
    let page = Page {
        above,
        sample: record.sample,
        feed: feed::of(builder, record.organ),
        description: Some(description(organ, year, row)),
        ..Page::new(&path, &title)
    };
    let corrections = correction::of(report);
    let citation = citation::of(builder, organ, record, report);
    builder.page(&KIND, &page, |lang| {
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
            facts => facts(report, organ, record, &builder.content.site.downloads, lang),
            corrections => corrections.iter().rev().map(|one| corrected(one, report, lang)).collect::<Vec<_>>(),
            citation => context! { gbt => citation.gbt, bibtex => citation.bibtex, has_address => builder.base_url.is_some() },
            linked => Value::from_safe_string(data::linked(builder, organ, record, report, lang)),
            verdict => verdict(report, checked, row, &marks, lang),
            key => row.value(lang),
            preface => body(Part::Preface),
            has_preface => !report.preface.is_empty(),
            sections,
            before,
            after,
            beside => beside::table(builder, record, lang).map(Value::from_safe_string),
            compare => record.form.is_some().then(|| {
                let left = before.unwrap_or(year);
                format!("left={}/{left}&right={}/{year}", organ.id, organ.id)
            }),
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

/// A correction for templates.
pub(super) fn corrected(correction: &Correction, report: &Report, lang: Lang) -> Value {
    let shown = |value: &str| Some(value.trim()).filter(|value| !value.is_empty()).map(str::to_owned);
    let changes = correction.changes.iter().map(|change| {
        let there = report.cell(change.field).is_some();
        context! {
            label => change.field.label().get(lang),
            target => there.then(|| change.field.to_string()),
            old => shown(&change.old),
            new => shown(&change.new),
        }
    });
    context! {
        date => correction.date.text().get(lang),
        day => correction.date.to_string(),
        reason => correction.reason,
        text => correction.text,
        changes => changes.collect::<Vec<_>>(),
    }
}

fn facts(report: &Report, organ: &Organ, record: &Record, downloads: &[nianbao_documents::Kind], lang: Lang) -> Value {
    let year = record.year;
    let source = report.meta.source.as_ref();
    let form = report.form().map_or(&WORDS.no_form, |form| &form.name);
    context! {
        published => report.meta.published.map(|date| date.text().get(lang).to_owned()),
        published_date => report.meta.published.map(|date| date.to_string()),
        version => record.version(),
        corrected => record.corrected.map(|(_, date)| date.text().get(lang).to_owned()),
        form => form.get(lang),
        instrument => report.form().map(|form| form.instrument.get(lang)),
        rule_set => RULE_SET,
        rule_set_hash => rules::hash(),
        source_title => source.and_then(|source| source.title.as_deref()),
        source_url => source.and_then(|source| source.url.as_deref()).and_then(web_address),
        // An address that cannot be linked is still shown as text.
        source_text => source.and_then(|source| source.url.as_deref()).filter(|url| web_address(url).is_none()),
        sha256 => source.and_then(|source| source.sha256.as_deref()),
        downloads => downloads.iter().map(|kind| context! {
            file => format!("{year}.{}", kind.extension()),
            name => kind.facts().name.get(lang),
            media => kind.facts().media_type,
        }).collect::<Vec<_>>(),
        id => organ.id,
    }
}

fn verdict(report: &Report, checked: &Checked, row: Row<'_>, marks: &Marks, lang: Lang) -> Value {
    let (asked, kept) = (checked.rules_asked(), checked.rules_held());
    let said = words::asked(asked, kept, checked.not_assessed.len());
    let rule_title = |name: &str| rules::find(name).map(|rule| rule.title.get(lang).to_owned());
    // The worst first, and those that were accepted last. Each keeps its number, by which the report leads to it.
    let mut findings: Vec<(usize, &Finding)> = checked.findings.iter().enumerate().collect();
    findings.sort_by_key(|(i, finding)| (finding.accepted.is_some(), std::cmp::Reverse(finding.severity), *i));
    let findings: Vec<Value> = findings
        .into_iter()
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
                place => open.field.map_or_else(|| WORDS.whole_report.clone(), Field::label).get(lang),
                target => open.field.filter(|field| report.cell(*field).is_some()).map(|field| field.to_string()),
            }
        })
        .collect();
    context! {
        class => row.verdict().class(),
        sentence => checked.sentence().get(lang),
        said => said.get(lang),
        figures_read => marks.any_figures(),
        findings,
        not_assessed,
    }
}

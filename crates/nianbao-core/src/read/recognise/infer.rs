//! Takes facts that neither front matter nor title has from elsewhere in the text, and records the
//! source.

use std::borrow::Cow;
use std::ops::Range;

use super::head::{Head, looks_like_an_organ};
use super::{Reading, text_of};
use crate::document;
use crate::prose::dates::{Period, day_at};
use crate::report::{At, Block, Part, Report};
use crate::rule::Passages;
use crate::text::{Span, Text};
use crate::title::Title;

/// A fact about a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Fact {
    /// The organ that reports.
    Organ,
    /// The reporting year.
    Year,
    /// The day on which it was published.
    Published,
}

impl Fact {
    /// All of them.
    pub const ALL: [Fact; 3] = [Fact::Organ, Fact::Year, Fact::Published];

    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Fact::Organ => "organ",
            Fact::Year => "year",
            Fact::Published => "published",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Fact::Organ => Text::new("机关", "organ"),
            Fact::Year => Text::new("年度", "year"),
            Fact::Published => Text::new("公布日期", "date of publication"),
        }
    }
}

/// The part of the text from which a fact was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// The page's list of facts: 发布机构, 发布日期.
    Page,
    /// The period that the figures cover.
    Period,
    /// The preface, which names the organ that made the report.
    Preface,
    /// The preface, which names the organ to contact.
    Contact,
    /// The trail to the page, or the site's name.
    Site,
    /// The name after the text.
    Signature,
}

impl Evidence {
    /// All of them.
    pub const ALL: [Evidence; 6] = [
        Evidence::Page,
        Evidence::Period,
        Evidence::Preface,
        Evidence::Contact,
        Evidence::Site,
        Evidence::Signature,
    ];

    /// Its name in JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Evidence::Page => "page",
            Evidence::Period => "period",
            Evidence::Preface => "preface",
            Evidence::Contact => "contact",
            Evidence::Site => "site",
            Evidence::Signature => "signature",
        }
    }

    /// Its name for people.
    pub const fn text(self) -> Text {
        match self {
            Evidence::Page => Text::new("页面信息", "the page's own details"),
            Evidence::Period => Text::new("统计期限", "the reporting period"),
            Evidence::Preface => Text::new("前言", "the preface"),
            Evidence::Contact => Text::new("前言里的联系方式", "the contact in the preface"),
            Evidence::Site => Text::new("页面所在的网站、栏目", "the site and column that the page is in"),
            Evidence::Signature => Text::new("文末的署名", "the name at the end"),
        }
    }
}

/// A fact taken from the text because neither front matter nor title has it. It is also in
/// [`crate::report::Meta`], as if it had been written there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// Its subject.
    pub fact: Fact,
    /// Its value as shown to people: a name, a year, a day.
    pub value: String,
    /// The part of the text from which it was taken.
    pub from: Evidence,
    /// Its place.
    pub span: Option<Span>,
}

impl Inferred {
    /// 「年度2024：由统计期限推得」
    pub fn text(&self) -> Text {
        let (fact, from) = (self.fact.text(), self.from.text());
        Text::of(
            format!("{}“{}”是由{}推得的", fact.zh, self.value, from.zh),
            format!("The {} “{}” was inferred from {}", fact.en, self.value, from.en),
        )
    }
}

/// Completes the facts about a report.
pub(super) fn complete(reading: &mut Reading, head: &Head<'_>) {
    // Front matter that cannot be read is written back unchanged, so nothing can be added to it.
    if reading.report.meta.unreadable.is_some() {
        return;
    }
    if reading.report.meta.published.is_none()
        && let Some((date, value)) = &head.published
    {
        reading.report.meta.published = Some(*date);
        if reading.places.meta.is_none() {
            reading.places.meta = value.span();
        }
        reading.inferred.push(Inferred {
            fact: Fact::Published,
            value: date.to_string(),
            from: Evidence::Page,
            span: value.span(),
        });
    }
    if reading.report.year().is_none()
        && let Some((year, from, at)) = year(&reading.report)
    {
        reading.report.meta.inferred.year = Some(year);
        let span = reading.places.find(&reading.report, &at);
        reading.inferred.push(Inferred {
            fact: Fact::Year,
            value: year.to_string(),
            from,
            span,
        });
    }
    if reading.report.organ().is_none() {
        let told = head
            .organ
            .as_ref()
            .map(|name| (name.text.to_string(), Evidence::Page, name.span()));
        let found = told.or_else(|| {
            let (name, from, at) = organ(&reading.report)?;
            Some((name, from, reading.places.find(&reading.report, &at)))
        });
        let site = || {
            head.site
                .as_ref()
                .map(|name| (name.text.to_string(), Evidence::Site, name.span()))
        };
        if let Some((name, from, span)) = found.or_else(site) {
            let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
            // The page around a report is not written with it, so its word is kept; the text is there to be read again.
            if matches!(from, Evidence::Page | Evidence::Site) {
                reading.report.meta.organ = Some(name.clone());
            } else {
                reading.report.meta.inferred.organ = Some(name.clone());
            }
            reading.inferred.push(Inferred {
                fact: Fact::Organ,
                value: name,
                from,
                span,
            });
        }
    }
}

/// The year of the figures according to the preface, before the report is assembled.
pub(super) fn year_ahead(blocks: &[Cow<'_, document::Block<'_>>], end: usize) -> Option<u16> {
    blocks
        .iter()
        .take(end)
        .take(40)
        .filter_map(|block| text_of(block))
        .find_map(|text| {
            let mut after_digit = false;
            text.text.char_indices().find_map(|(at, c)| {
                let begins = c.is_ascii_digit() && !after_digit;
                after_digit = c.is_ascii_digit();
                let (day, _) = begins.then(|| day_at(&text.text[at..]))??;
                day.year.filter(|_| (day.month, day.day) == (1, Some(1)))
            })
        })
}

/// The year of the period, or the one that the preface names with the report.
fn year(report: &Report) -> Option<(u16, Evidence, At)> {
    let passages = Passages::new(report);
    if let Some(period) = Period::find(&passages)
        && let Some((range, year)) = period.years.last()
    {
        return Some((*year, Evidence::Period, passages.at(range)));
    }
    report.preface.iter().enumerate().find_map(|(index, block)| {
        let Block::Paragraph(text) = block else { return None };
        // 「…2024年政府信息公开工作年度报告…」
        let (at, _) = text.match_indices("政府信息公开").find(|(at, _)| {
            let before = text[..*at].trim_end_matches('度');
            before.ends_with('年')
                && Title::read(&before[before.floor_char_boundary(before.len().saturating_sub(16))..])
                    .year
                    .is_some()
        })?;
        let start = text.floor_char_boundary(at.saturating_sub(19));
        let year = Title::read(&text[start..at]).year?;
        Some((year, Evidence::Preface, At::Text(Part::Preface, index, start..at)))
    })
}

/// The organ that the preface names, or that signs the report.
fn organ(report: &Report) -> Option<(String, Evidence, At)> {
    let paragraphs = || {
        report
            .preface
            .iter()
            .enumerate()
            .filter_map(|(index, block)| match block {
                Block::Paragraph(text) => Some((index, text.as_str())),
                _ => None,
            })
    };
    let in_preface = |from: Evidence, find: fn(&str) -> Option<Range<usize>>| {
        paragraphs().find_map(|(index, text)| {
            let range = find(text)?;
            let name = text.get(range.clone())?.to_owned();
            Some((name, from, At::Text(Part::Preface, index, range)))
        })
    };
    in_preface(Evidence::Preface, made_by)
        .or_else(|| in_preface(Evidence::Contact, to_ask))
        .or_else(|| signature(report))
}

/// 「由某局编制」, 「现公布某局2024年…报告」
fn made_by(text: &str) -> Option<Range<usize>> {
    ["编制", "公布", "发布"]
        .iter()
        .flat_map(|word| text.match_indices(*word))
        .find_map(|(at, _)| name_before(text, at))
        .or_else(|| {
            let years = text
                .match_indices("年政府信息公开")
                .chain(text.match_indices("年度政府信息公开"));
            years
                .filter_map(|(at, _)| {
                    let digits = at.checked_sub(4)?;
                    text.get(digits..at)?
                        .bytes()
                        .all(|byte| byte.is_ascii_digit())
                        .then_some(digits)
                })
                .find_map(|at| name_before(text, at))
        })
}

/// 「请与某局联系」, 「请联系某局（地址…」
fn to_ask(text: &str) -> Option<Range<usize>> {
    text.match_indices("联系").find_map(|(at, word)| {
        name_before(text, at).or_else(|| {
            let start = at + word.len();
            let rest = text.get(start..)?;
            let rest_end = rest.find(['（', '(', '，', ',', '。', '：', ':', '、'])?;
            named(text, start..start + rest_end)
        })
    })
}

/// The organ whose name ends where a word begins.
fn name_before(text: &str, end: usize) -> Option<Range<usize>> {
    let before = text.get(..end)?;
    let cut = |c: char| "由与同向请到将布是为，。；：,;:（(《“、\n".contains(c);
    let start = before
        .char_indices()
        .rev()
        .take(33)
        .find(|(_, c)| cut(*c))
        .map_or_else(
            || if before.chars().count() <= 32 { Some(0) } else { None },
            |(at, c)| Some(at + c.len_utf8()),
        )?;
    named(text, start..end)
}

/// A range without white space at its ends, if it is an organ's name and not a pronoun.
fn named(text: &str, range: Range<usize>) -> Option<Range<usize>> {
    let words = text.get(range.clone())?;
    let shown = words.trim();
    let start = range.start + (words.len() - words.trim_start().len());
    let mut name = shown;
    for office in [
        "办公室",
        "综合科",
        "秘书科",
        "综合股",
        "秘书股",
        "政务公开办",
        "政务公开科",
    ] {
        if let Some(rest) = name.strip_suffix(office).filter(|rest| rest.ends_with('局')) {
            name = rest;
        }
    }
    let pronoun =
        name.starts_with(['我', '本', '该', '各', '全', '贵', '其']) || name.contains("单位") || name.contains("部门");
    let whole = name.chars().count() >= 4 && looks_like_an_organ(name);
    (whole && !pronoun).then(|| start..start + name.len())
}

/// An organ's name on a line of its own at the end, perhaps with the day under it.
fn signature(report: &Report) -> Option<(String, Evidence, At)> {
    let index = report.sections.len().checked_sub(1)?;
    let section = report.sections.get(index)?;
    section
        .blocks
        .iter()
        .enumerate()
        .rev()
        .take(3)
        .find_map(|(block, text)| {
            let Block::Paragraph(text) = text else { return None };
            let range = named(text, 0..text.len()).filter(|range| range.len() == text.len())?;
            Some((
                text.clone(),
                Evidence::Signature,
                At::Text(Part::Section(index), block, range),
            ))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    /// Checks the facts inferred from a report with this preface and no title.
    fn check(preface: &str, expected: &[(Fact, &str, Evidence)]) {
        let reading = markdown::read(&format!("{preface}\n\n## 一、总体情况\n\n全年无申请。\n"));
        let found: Vec<(Fact, &str, Evidence)> = reading
            .inferred
            .iter()
            .map(|one| (one.fact, one.value.as_str(), one.from))
            .collect();
        assert_eq!(found, expected, "{preface}");
    }

    #[test]
    fn year_and_organ_are_taken_from_where_they_are_told() {
        check(
            "本报告由示例县财政局编制，统计期限为2023年1月1日至12月31日。",
            &[
                (Fact::Year, "2023", Evidence::Period),
                (Fact::Organ, "示例县财政局", Evidence::Preface),
            ],
        );
        check(
            "如有疑问，请与示例县财政局办公室联系（电话：1）。",
            &[(Fact::Organ, "示例县财政局", Evidence::Contact)],
        );
        check(
            "如有疑问，请联系示例市大数据中心（电话：1）。",
            &[(Fact::Organ, "示例市大数据中心", Evidence::Contact)],
        );
        check(
            "现公布示例镇人民政府2022年政府信息公开工作年度报告。",
            &[
                (Fact::Year, "2022", Evidence::Preface),
                (Fact::Organ, "示例镇人民政府", Evidence::Preface),
            ],
        );
        check("如有疑问，请与我局联系，或请与本单位办公室联系。", &[]);
        check("", &[]);
    }
}

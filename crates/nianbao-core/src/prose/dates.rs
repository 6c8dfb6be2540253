//! Years and days in the prose of a report, and the period that it says it covers.

use std::ops::Range;

use super::passages::{Passage, Passages};
use crate::filter::is_ideograph;
use crate::form::SectionId;
use crate::text::Date;

/// A day, or a month, as written in prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The year, if written.
    pub year: Option<u16>,
    /// 1 to 12.
    pub month: u16,
    /// 1 to 31; `None` if only a month is given.
    pub day: Option<u16>,
    /// Whether 年, 月 and 日 are all there: not in 12月31.
    pub whole: bool,
}

/// The day at the start of an even text, and its length in bytes: `2023年1月1日`, `1月1日`, `2023.1.1`, `2023-01-01`.
/// Also reads `12月31` and `20231月1日`, which are not whole.
pub(crate) fn day_at(text: &str) -> Option<(Day, usize)> {
    let mut at = 0;
    let number = |at: &mut usize, longest: usize| -> Option<(u16, usize)> {
        let rest = text.get(*at..)?;
        let length = rest.bytes().take_while(u8::is_ascii_digit).count();
        let value = (1..=longest).contains(&length).then(|| rest[..length].parse().ok())??;
        *at += length;
        Some((value, length))
    };
    let word = |at: &mut usize, words: &[char]| -> Option<char> {
        let c = text.get(*at..)?.chars().next().filter(|c| words.contains(c))?;
        *at += c.len_utf8();
        Some(c)
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut whole = true;
    let (year, month, separator) = match digits {
        4 => {
            let (year, _) = number(&mut at, 4)?;
            let _ = word(&mut at, &[' ']);
            let separator = word(&mut at, &['年', '.', '-', '/'])?;
            (Some(year), number(&mut at, 2)?.0, separator)
        }
        // 年 is missing: 20231月1日.
        5 | 6 => {
            let year = text.get(..4)?.parse().ok()?;
            at = 4;
            whole = false;
            (Some(year), number(&mut at, 2)?.0, '年')
        }
        _ => (None, number(&mut at, 2)?.0, '年'),
    };
    let day = if separator == '年' {
        word(&mut at, &['月'])?;
        let mut ahead = at;
        match number(&mut ahead, 2) {
            Some((day, _)) => {
                at = ahead;
                whole &= word(&mut at, &['日', '号']).is_some();
                Some(day)
            }
            None => None,
        }
    } else {
        word(&mut at, &[separator])?;
        Some(number(&mut at, 2)?.0)
    };
    let known = year.is_none_or(|year| (1990..=2099).contains(&year))
        && (1..=12).contains(&month)
        && day.is_none_or(|day| (1..=31).contains(&day));
    known.then_some((
        Day {
            year,
            month,
            day,
            whole,
        },
        at,
    ))
}

/// The day in Chinese numerals at the start of an even text, and its length in bytes: 二〇二四年一月十八日.
fn written_day(text: &str) -> Option<(Day, usize)> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| u16::try_from(DIGITS.chars().position(|d| d == c || c == '零' && d == '〇')?).ok();
    let (year, rest) = text.split_once('年')?;
    let year = year
        .chars()
        .try_fold(0_u16, |year, c| year.checked_mul(10)?.checked_add(digit(c)?))?;
    let (month, rest) = rest.split_once('月')?;
    let (day, rest) = rest.split_once('日')?;
    // 十, 十八, 三十, 三十一
    let number = |words: &str| match words.split_once('十') {
        None => words
            .chars()
            .next()
            .filter(|c| c.len_utf8() == words.len())
            .and_then(digit),
        Some((tens, ones)) => {
            let one = |words: &str, none: u16| {
                let mut chars = words.chars();
                match (chars.next(), chars.next()) {
                    (None, _) => Some(none),
                    (Some(c), None) => digit(c),
                    _ => None,
                }
            };
            Some(one(tens, 1)? * 10 + one(ones, 0)?)
        }
    };
    let (month, day) = (number(month)?, number(day)?);
    let known = (1990..=2099).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let day = Day {
        year: Some(year),
        month,
        day: Some(day),
        whole: true,
    };
    known.then(|| (day, text.len() - rest.len()))
}

/// The day on which a report says that it was signed or published: a line of its own before the first or after the last
/// section's text, 「2024年1月18日」, 「发布日期：2024-01-18」.
pub(crate) fn signed(passages: &Passages<'_>) -> Option<(Range<usize>, Date)> {
    // A signature is among the last lines.
    const LAST: usize = 3;
    // No such line is longer, in bytes.
    const LONGEST: usize = 60;
    const WORDS: [&str; 9] = [
        "发布时间",
        "发布日期",
        "公布时间",
        "公布日期",
        "公开时间",
        "公开日期",
        "成文日期",
        "印发日期",
        "日期",
    ];
    let last = passages.all().rev().take(LAST);
    last.chain(passages.preface()).find_map(|passage| {
        let text = passages.even(passage).trim_end();
        if !passage.is_paragraph() || text.len() > LONGEST {
            return None;
        }
        let named = WORDS.iter().find_map(|word| text.strip_prefix(word)?.strip_prefix(':'));
        // 「示例县财政局2024年1月18日」
        let date = named.unwrap_or(text);
        let date = date.find(['2', '二']).map_or(date, |at| {
            let organ = date[..at].chars().all(|c| is_ideograph(c) || matches!(c, '(' | ')'));
            if organ { &date[at..] } else { date }
        });
        // Without the space, 2024-01-18 10:22 is 2024-01-1810:22.
        let timed = || day_at(date.get(..10)?).filter(|_| named.is_some());
        let (day, length) = day_at(date).or_else(|| written_day(date)).or_else(timed)?;
        let rest = date[length..].trim_start_matches("印发").trim_start_matches(')');
        // A time of day may follow.
        let time = named.is_some() && rest.starts_with(|c: char| c.is_ascii_digit());
        let date = Date::new(day.year?, u8::try_from(day.month).ok()?, u8::try_from(day.day?).ok()?)?;
        let end = passage.range.start + text.len();
        (rest.is_empty() || time).then_some((passage.range.start..end, date))
    })
}

/// The period that a report says its figures cover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Period {
    /// Its bytes in the even text.
    pub range: Range<usize>,
    /// Its first and last day; `None` if it is given in other words: 统计期限为2023年度.
    pub days: Option<(Day, Day)>,
    /// The years it names, with their bytes.
    pub years: Vec<(Range<usize>, u16)>,
}

/// Words of a sentence that states the period.
const ABOUT: [&str; 9] = [
    "统计期",
    "统计时",
    "统计区间",
    "统计周期",
    "统计截",
    "期限",
    "时限",
    "报告期",
    "数据截",
];

/// Remembers the answer for the last span asked about, since many places in one span have the same answer.
struct Told<'t, F> {
    text: &'t str,
    last: Option<(Range<usize>, bool)>,
    has: F,
}

impl<'t, F: Fn(&str) -> bool> Told<'t, F> {
    fn new(text: &'t str, has: F) -> Told<'t, F> {
        Told { text, last: None, has }
    }

    fn in_span(&mut self, stretch: Range<usize>) -> bool {
        if let Some((last, told)) = &self.last
            && *last == stretch
        {
            return *told;
        }
        let told = self.text.get(stretch.clone()).is_some_and(&self.has);
        self.last = Some((stretch, told));
        told
    }
}

fn is_about(sentence: &str) -> bool {
    ABOUT.iter().any(|word| sentence.contains(word))
}

impl Period {
    /// Looks in the preface first, then in sections one and six.
    pub fn find(passages: &Passages<'_>) -> Option<Period> {
        let places = || {
            let sections = passages.of_section(SectionId::Overview);
            let sections = sections.chain(passages.of_section(SectionId::Other));
            passages.preface().chain(sections)
        };
        let span = places().find_map(|passage| Period::days(passages, passage));
        span.or_else(|| places().find_map(|passage| Period::in_words(passages, &passage.range)))
    }

    /// 「自2023年1月1日起至2023年12月31日止」
    fn days(passages: &Passages<'_>, passage: &Passage<'_>) -> Option<Period> {
        let text = &passages.text()[..passage.range.end];
        let mut about = Told::new(passages.text(), is_about);
        let mut data = Told::new(passages.text(), |sentence| sentence.contains("数据"));
        let mut after_digit = false;
        for glyph in passages.glyphs(passage) {
            let begins = glyph.c.is_ascii_digit() && !after_digit;
            after_digit = glyph.c.is_ascii_digit();
            if !begins {
                continue;
            }
            let start = glyph.even();
            let Some((from, length)) = day_at(&text[start..]) else {
                continue;
            };
            let mut rest = &text[start + length..];
            for word in ["起", "开始", "始", "零时", "0时", ","] {
                rest = rest.strip_prefix(word).unwrap_or(rest);
            }
            let joined = rest.trim_start_matches(['至', '到', '-', '—', '–', '─', '―', '~', '∼', '一']);
            if joined.len() == rest.len() {
                continue;
            }
            let joined = ["当年", "同年", "本年"]
                .iter()
                .find_map(|word| joined.strip_prefix(word))
                .unwrap_or(joined);
            let Some((to, length)) = day_at(joined) else { continue };
            let end = text.len() - joined.len() + length;
            let sentence = passages.sentence(start);
            let full = (from.month, to.month) == (1, 12);
            if about.in_span(sentence.clone()) || passage.is_preface() && (full || data.in_span(sentence)) {
                let years = years_of(passages.text(), start..end, from, to);
                return Some(Period {
                    range: start..end,
                    days: Some((from, to)),
                    years,
                });
            }
        }
        None
    }

    /// 「统计期限为2023年度」, 「数据截至2023年12月31日」
    fn in_words(passages: &Passages<'_>, range: &Range<usize>) -> Option<Period> {
        let mut counted = Told::new(passages.text(), |clause| clause.contains("统计"));
        let mut sentences = Told::new(passages.text(), is_about);
        passages.years(range).find_map(|(year, value)| {
            let about = counted.in_span(passages.clause(year.start))
                || sentences.in_span(passages.sentence(year.start)) && !passages.quoted(year.start);
            about.then(|| Period {
                range: year.clone(),
                days: None,
                years: vec![(year, value)],
            })
        })
    }
}

/// The years in a range of days.
fn years_of(text: &str, range: Range<usize>, from: Day, to: Day) -> Vec<(Range<usize>, u16)> {
    let mut found = Vec::new();
    let mut at = range.start;
    for year in [from.year, to.year].into_iter().flatten() {
        let digits = year.to_string();
        if let Some(start) = text.get(at..range.end).and_then(|rest| rest.find(&digits)) {
            let start = at + start;
            at = start + digits.len();
            let end = if text[at..].starts_with('年') {
                at + '年'.len_utf8()
            } else {
                at
            };
            found.push((start..end, year));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Form;
    use crate::report::{Block, Report};

    fn day(text: &str, expected: Option<(Option<u16>, u16, Option<u16>, bool)>) {
        let found = day_at(text).map(|(day, _)| (day.year, day.month, day.day, day.whole));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn days_are_read_as_people_write_them() {
        day("2023年1月1日起", Some((Some(2023), 1, Some(1), true)));
        day("1月1日", Some((None, 1, Some(1), true)));
        day("12月31止", Some((None, 12, Some(31), false)));
        day("202312月31日", Some((Some(2023), 12, Some(31), false)));
        day("2023.1.1", Some((Some(2023), 1, Some(1), true)));
        day("2023-01-01", Some((Some(2023), 1, Some(1), true)));
        day("2023年12月", Some((Some(2023), 12, None, true)));
        for none in [
            "",
            "13月1日",
            "2023年",
            "1月32日",
            "2023.1",
            "123月",
            "98765432109876月1日",
            "2023/1-1",
        ] {
            day(none, None);
        }
    }

    /// Compares the day on which a report with this last line was signed.
    fn check_signed(line: &str, expected: Option<(&str, &str)>) {
        let mut report = Report::blank(Form::LATEST, "示例县财政局", Some(2023));
        let section = report.section_mut(SectionId::Other);
        section.blocks.push(Block::Paragraph(line.into()));
        let passages = Passages::new(&report);
        let found = signed(&passages).map(|(range, date)| (passages.words(&range), date.to_string()));
        let expected = expected.map(|(words, date)| (words, date.to_owned()));
        assert_eq!(found, expected, "{line}");
    }

    #[test]
    fn reports_are_signed_in_several_ways() {
        for (line, date) in [
            ("2024年1月18日", "2024-01-18"),
            ("（2024 年 1 月 18 日）", "2024-01-18"),
            ("示例县财政局　二〇二四年一月十八日", "2024-01-18"),
            ("二○二四年十月十日", "2024-10-10"),
            ("二〇二四年三月三十一日", "2024-03-31"),
            ("发布日期：2024-01-18 10:22", "2024-01-18"),
            ("（此件公开发布）2024年3月18日印发", "2024-03-18"),
        ] {
            check_signed(line, Some((line, date)));
        }
        for none in [
            "2024年1月18日召开会议。",
            "2024年1月",
            "二〇二四年十三月一日",
            "二〇二四年二月三十日",
            "共二十件",
            "二年月日",
            "2024-01-18 起",
            "",
        ] {
            check_signed(none, None);
        }
    }

    /// Compares the words of the period and its years.
    fn check(sentence: &str, expected: Option<(&str, &[u16])>) {
        let mut report = Report::blank(Form::LATEST, "示例县财政局", Some(2023));
        report.preface.push(Block::Paragraph(sentence.into()));
        let passages = Passages::new(&report);
        let found = Period::find(&passages);
        let found = found.map(|period| {
            let years: Vec<u16> = period.years.iter().map(|(_, year)| *year).collect();
            (passages.words(&period.range), years)
        });
        let expected = expected.map(|(words, years)| (words, years.to_vec()));
        assert_eq!(found, expected, "{sentence}");
    }

    #[test]
    fn the_period_is_found_in_its_many_wordings() {
        check(
            "所列数据的统计期限自2023年1月1日起至2023年12月31日止。",
            Some(("2023年1月1日起至2023年12月31日", &[2023, 2023])),
        );
        check(
            "统计期限为2023 年 1月1日—12月31日。",
            Some(("2023 年 1月1日—12月31日", &[2023])),
        );
        check(
            "数据统计期限从2023年1月1日至12月31止",
            Some(("2023年1月1日至12月31", &[2023])),
        );
        check(
            "统计期限：2023.1.1-2023.12.31。",
            Some(("2023.1.1-2023.12.31", &[2023, 2023])),
        );
        check(
            "统计时限为20231月1日至202312月31日",
            Some(("20231月1日至202312月31日", &[2023, 2023])),
        );
        check("自1月1日起至12月31日止", Some(("1月1日起至12月31日", &[])));
        check("数据统计期限为2023年度。", Some(("2023年", &[2023])));
        check("有关数据统计截至2023年12月31日。", Some(("2023年", &[2023])));
        check("本报告可在网站查阅，办公时间为5月1日至10月31日。", None);
        check("所列数据为2023年度的统计数据。", Some(("2023年", &[2023])));
        check("报告期为2023年度。", Some(("2023年", &[2023])));
        check("报告期限见《2023年度工作安排》。", None);
        check(
            "开放时间为5月1日至10月31日。统计期限为2023年2月1日至2023年12月31日。",
            Some(("2023年2月1日至2023年12月31日", &[2023, 2023])),
        );
        check("现公布2023年度报告。", None);
        // The end of a longer number is not a month.
        check("数据统计期限自981月1日起至12月31日止。", None);
        check("", None);
    }
}

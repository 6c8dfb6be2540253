//! Bilingual text, and places in a source.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

/// A language of the interface. Chinese comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Lang {
    /// 中文.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Both languages, Chinese first.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// The language's short code as in `--lang` and in addresses: `zh` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }

    /// The BCP 47 tag for HTML's `lang`: `zh-CN` or `en`.
    pub const fn tag(self) -> &'static str {
        match self {
            Lang::Zh => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Reads `zh`, `zh-CN`, `en` and the like.
    pub fn from_code(code: &str) -> Option<Lang> {
        match code.split(['-', '_', '.']).next()?.to_ascii_lowercase().as_str() {
            "zh" => Some(Lang::Zh),
            "en" => Some(Lang::En),
            _ => None,
        }
    }
}

/// The same text in Chinese and in English, side by side: a missing translation does not compile.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Text {
    /// 中文.
    pub zh: Cow<'static, str>,
    /// English.
    pub en: Cow<'static, str>,
}

/// A small number in words: 六, six; a larger one in digits.
pub(crate) fn number(number: usize) -> Text {
    const WORDS: [(&str, &str); 11] = [
        ("零", "no"),
        ("一", "one"),
        ("两", "two"),
        ("三", "three"),
        ("四", "four"),
        ("五", "five"),
        ("六", "six"),
        ("七", "seven"),
        ("八", "eight"),
        ("九", "nine"),
        ("十", "ten"),
    ];
    WORDS.get(number).map_or_else(
        || Text::of(number.to_string(), number.to_string()),
        |(zh, en)| Text::new(zh, en),
    )
}

impl Text {
    /// A fixed text.
    pub const fn new(zh: &'static str, en: &'static str) -> Text {
        Text {
            zh: Cow::Borrowed(zh),
            en: Cow::Borrowed(en),
        }
    }

    /// A text made at run time.
    pub fn of(zh: impl Into<String>, en: impl Into<String>) -> Text {
        Text {
            zh: Cow::Owned(zh.into()),
            en: Cow::Owned(en.into()),
        }
    }

    /// The text in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// A range of a source: byte offsets into its UTF-8 text, `start <= end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// A span from `start` up to but not including `end`.
    pub const fn new(start: usize, end: usize) -> Span {
        Span { start, end }
    }

    /// The smallest span that covers both.
    pub fn join(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }
}

/// The part of a text around a byte that is as long as the longest sentence of a report. A hostile text may be a single
/// sentence: rules that look around each of many hits look no further than this.
pub(crate) fn near(text: &str, at: usize) -> Range<usize> {
    const REACH: usize = 3000;
    text.floor_char_boundary(at.saturating_sub(REACH))..text.ceil_char_boundary(at.saturating_add(REACH))
}

/// A text with the place in the source of each of its pieces. Text that is contiguous in the source is borrowed from
/// it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Traced<'a> {
    /// The text as a person reads it: no markup.
    pub text: Cow<'a, str>,
    /// The places of its pieces.
    pub trace: Trace,
}

impl<'a> Traced<'a> {
    /// A text that is in the source verbatim, from byte `at` on.
    pub fn verbatim(text: &'a str, at: usize) -> Traced<'a> {
        let mut traced = Traced::default();
        traced.push(text, at);
        traced
    }

    /// The same text, owned.
    pub fn into_owned(self) -> Traced<'static> {
        Traced {
            text: Cow::Owned(self.text.into_owned()),
            trace: self.trace,
        }
    }

    /// Adds a piece that is in the source verbatim, at byte `at`.
    pub fn push(&mut self, text: &'a str, at: usize) {
        if text.is_empty() {
            return;
        }
        let source_end = at + text.len();
        if self.text.is_empty() {
            self.text = Cow::Borrowed(text);
            self.trace.pieces = SmallVec::from_buf([Piece {
                text: 0,
                source: at,
                source_end,
                verbatim: true,
            }]);
        } else {
            match self.trace.pieces.last_mut() {
                Some(last) if last.verbatim && last.source_end == at => last.source_end = source_end,
                _ => self.trace.pieces.push(Piece {
                    text: self.text.len(),
                    source: at,
                    source_end,
                    verbatim: true,
                }),
            }
            self.text.to_mut().push_str(text);
        }
        self.trace.len = self.text.len();
    }

    /// Adds a piece that is written differently in the source: an escape, an entity, a line break.
    pub fn push_as(&mut self, text: &str, span: Span) {
        if text.is_empty() {
            return;
        }
        self.trace.pieces.push(Piece {
            text: self.text.len(),
            source: span.start,
            source_end: span.end,
            verbatim: false,
        });
        self.text.to_mut().push_str(text);
        self.trace.len = self.text.len();
    }

    /// Appends another traced text.
    pub fn append(&mut self, other: &Traced<'a>) {
        if self.text.is_empty() {
            self.clone_from(other);
            return;
        }
        let shift = self.text.len();
        self.trace.pieces.extend(other.trace.pieces.iter().map(|p| Piece {
            text: p.text + shift,
            ..*p
        }));
        self.text.to_mut().push_str(&other.text);
        self.trace.len = self.text.len();
    }

    /// The part between two byte offsets, cut at character boundaries.
    pub(crate) fn slice(&self, start: usize, end: usize) -> Traced<'a> {
        let text = match &self.text {
            Cow::Borrowed(text) => Cow::Borrowed(text.get(start..end).unwrap_or_default()),
            Cow::Owned(text) => Cow::Owned(text.get(start..end).unwrap_or_default().to_owned()),
        };
        let mut traced = Traced {
            trace: Trace {
                pieces: SmallVec::new(),
                len: text.len(),
            },
            text,
        };
        for (i, piece) in self.trace.pieces.iter().enumerate() {
            let piece_end = self.trace.pieces.get(i + 1).map_or(self.text.len(), |next| next.text);
            let (from, to) = (piece.text.max(start), piece_end.min(end));
            if from >= to {
                continue;
            }
            let source = if piece.verbatim {
                piece.source + (from - piece.text)
            } else {
                piece.source
            };
            let source_end = if piece.verbatim {
                source + (to - from)
            } else {
                piece.source_end
            };
            traced.trace.pieces.push(Piece {
                text: from - start,
                source,
                source_end,
                verbatim: piece.verbatim,
            });
        }
        traced
    }

    /// The text without white space at its ends.
    pub fn trimmed(&self) -> Traced<'a> {
        let start = self.text.len() - self.text.trim_start().len();
        let end = self.text.trim_end().len();
        if start >= end {
            Traced::default()
        } else {
            self.slice(start, end)
        }
    }

    /// The place of the whole text.
    pub fn span(&self) -> Option<Span> {
        self.trace.span(0, self.text.len())
    }
}

/// The places in the source of the pieces of a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Trace {
    /// Usually one: the figure of a cell is in the source verbatim.
    pieces: SmallVec<[Piece; 1]>,
    len: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Piece {
    /// The start of the piece in the text.
    text: usize,
    /// The start of the piece in the source.
    source: usize,
    /// The end of the piece in the source.
    source_end: usize,
    /// Whether text and source are the same bytes.
    verbatim: bool,
}

impl Trace {
    /// The place in the source of the bytes `start..end` of the text; `None` if no source is recorded.
    pub fn span(&self, start: usize, end: usize) -> Option<Span> {
        let mut span: Option<Span> = None;
        for (i, piece) in self.pieces.iter().enumerate() {
            let piece_end = self.pieces.get(i + 1).map_or(self.len, |next| next.text);
            let (from, to) = (piece.text.max(start), piece_end.min(end));
            if from > to || (from == to && start != end) {
                continue;
            }
            let here = if piece.verbatim {
                Span::new(piece.source + (from - piece.text), piece.source + (to - piece.text))
            } else {
                Span::new(piece.source, piece.source_end)
            };
            span = Some(span.map_or(here, |s| s.join(here)));
        }
        span
    }
}

/// A calendar date as the front matter writes it: `2024-03-12`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    /// Year, 1 to 9999.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
    /// Day of the month, 1 to 31, valid for the month.
    pub day: u8,
}

impl Date {
    /// The date, or `None` if there is no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Date> {
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let days = match month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => return None,
        };
        ((1..=9999).contains(&year) && (1..=days).contains(&day)).then_some(Date { year, month, day })
    }

    /// Reads `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Option<Date> {
        let mut parts = text.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        if year.len() != 4 || month.len() != 2 || day.len() != 2 {
            return None;
        }
        Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
    }

    /// The date as people write it: `2024年3月12日`, `12 March 2024`.
    pub fn text(self) -> Text {
        const MONTHS: [&str; 12] = [
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December",
        ];
        let month = MONTHS.get(usize::from(self.month) - 1).copied().unwrap_or_default();
        Text::of(
            format!("{}年{}月{}日", self.year, self.month, self.day),
            format!("{} {} {}", self.day, month, self.year),
        )
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trace_leads_back_to_the_source() {
        let mut traced = Traced::default();
        traced.push("收到", 10);
        traced.push("3", 16);
        traced.push_as("*", Span::new(17, 19));
        traced.push("件", 19);
        assert_eq!(traced.text, "收到3*件");
        assert_eq!(traced.trace.span(0, 7), Some(Span::new(10, 17)));
        assert_eq!(traced.trace.span(7, 8), Some(Span::new(17, 19)));
        assert_eq!(traced.trace.span(6, 11), Some(Span::new(16, 22)));
        assert_eq!(traced.slice(6, 11).span(), Some(Span::new(16, 22)));
        assert_eq!(traced.slice(7, 11).trace.span(1, 4), Some(Span::new(19, 22)));
    }

    #[test]
    fn contiguous_text_is_borrowed() {
        let source = "收到3件 ";
        let whole = Traced::verbatim(source, 10);
        let mut copy = Traced::default();
        copy.append(&whole);
        for borrowed in [&whole, &whole.slice(0, 6), &whole.trimmed(), &copy] {
            assert!(matches!(borrowed.text, Cow::Borrowed(_)), "{borrowed:?}");
        }
        assert_eq!(whole.trimmed().span(), Some(Span::new(10, 20)));
        assert_eq!(copy.into_owned(), whole);
        // Pieces that are adjacent in the source become one.
        let mut pieces = Traced::verbatim(&source[..6], 10);
        pieces.push(&source[6..], 16);
        assert_eq!(pieces, whole);
        pieces.push("件", 30);
        assert_eq!(pieces.trace.span(0, pieces.text.len()), Some(Span::new(10, 33)));
        assert_eq!(pieces.trace.pieces.len(), 2);
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(
            Date::parse("2024-02-29").map(|d| d.to_string()),
            Some("2024-02-29".into())
        );
        for wrong in [
            "2023-02-29",
            "2023-13-01",
            "2023-1-1",
            "",
            "2023-04-31",
            "２０２３-01-01",
            "0000-01-01",
        ] {
            assert_eq!(Date::parse(wrong), None, "{wrong}");
        }
    }
}

//! Cuts folded prose into words, numbers and marks.

use std::ops::Range;

use super::fold::Glyph;
use super::number::{self, Read};
use super::words::{Beginning, Tag, Words};
use crate::filter::Filter;

/// A word, a number, a mark or a run of other text in the folded prose.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// The index of its first glyph.
    start: u32,
    /// One past the index of its last glyph.
    end: u32,
}

impl Token {
    /// Its glyphs.
    pub(super) fn glyphs(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Saturates: in texts of more than four billion glyphs, later places are cut off there.
fn small(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The kinds of tokens.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Kind {
    /// A word of the vocabulary.
    Word(Tag),
    /// A number with its unit.
    Number(Read),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// The end of a sentence.
    Stop,
    /// The end of a paragraph or heading.
    Break,
    /// Text that is not understood.
    Unknown {
        /// Whether it ends in a character that names of organs end in: 局, 镇.
        body: bool,
    },
}

/// The characters that names of organs end in.
const BODIES: &str = "省市县区镇乡局厅委办院所校旗州盟站";
static BODY: Filter = Filter::of(BODIES);

/// The marks that are tokens of their own.
const MARKS: &str = "(),;。!?…\n.《";

/// The characters that need more than the vocabulary to read: marks, ends of names of organs, numerals and digits.
pub(super) fn is_read() -> impl Iterator<Item = char> {
    let marks = MARKS.chars().chain(BODIES.chars());
    marks.chain(number::NUMERALS.chars()).chain('0'..='9')
}

/// Cuts the prose into tokens, in one pass.
pub(super) fn cut(glyphs: &[Glyph]) -> Vec<Token> {
    const LONGEST_TITLE: usize = 80;
    let words = Words::get();
    let mut tokens: Vec<Token> = Vec::with_capacity(glyphs.len() / 2);
    let mut i = 0;
    let c = |k: usize| glyphs.get(k).map_or('\0', |g| g.c);
    while let Some(first) = glyphs.get(i).map(|g| g.c) {
        let beginning = words.beginning(first);
        let (kind, end) = match first {
            // Most of the prose is not understood.
            _ if beginning.is_none() => {
                let behind = glyphs[i + 1..].iter();
                let more = behind.take_while(|g| words.beginning(g.c).is_none()).count();
                (Kind::Unknown { body: false }, i + 1 + more)
            }
            '(' => (Kind::Open, i + 1),
            ')' => (Kind::Close, i + 1),
            ',' => (Kind::Comma, i + 1),
            ';' => (Kind::Semicolon, i + 1),
            '。' | '!' | '?' | '…' => (Kind::Stop, i + 1),
            '\n' => (Kind::Break, i + 1),
            '.' if i.checked_sub(1).is_none_or(|p| !c(p).is_ascii_alphanumeric()) => (Kind::Stop, i + 1),
            '《' => match (i..(i + LONGEST_TITLE).min(glyphs.len())).find(|k| c(*k) == '》') {
                Some(close) => (Kind::Word(Tag::Title), close + 1),
                None => (Kind::Unknown { body: false }, i + 1),
            },
            first => match word(words, beginning, glyphs, i) {
                Some((tag, len)) => (Kind::Word(tag), i + len),
                None if first.is_ascii_digit() || number::is_numeral(first) => match number::read(glyphs, i) {
                    Ok((read, end)) => (Kind::Number(read), end),
                    Err(end) => (Kind::Unknown { body: false }, end.max(i + 1)),
                },
                None => (
                    Kind::Unknown {
                        body: BODY.may(first) && BODIES.contains(first),
                    },
                    i + 1,
                ),
            },
        };
        match (tokens.last_mut(), kind) {
            (
                Some(Token {
                    kind: Kind::Unknown { body },
                    end: last,
                    ..
                }),
                Kind::Unknown { body: here },
            ) => {
                *body |= here;
                *last = small(end);
            }
            _ => tokens.push(Token {
                kind,
                start: small(i),
                end: small(end),
            }),
        }
        i = end;
    }
    tokens
}

fn word(words: &Words, beginning: Beginning, glyphs: &[Glyph], i: usize) -> Option<(Tag, usize)> {
    let (tag, len) = words.longest(beginning, &glyphs[i..])?;
    // A vocabulary word made of digits (12345) must not be the beginning of a longer number.
    let digit = |k: usize| glyphs.get(k).is_some_and(|g| g.c.is_ascii_digit());
    (!(digit(i) && digit(i + len))).then_some((tag, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_that_makes_a_token_is_looked_up() {
        for c in ('\0'..='\u{ffff}').filter(|c| c.is_ascii_digit() || number::is_numeral(*c)) {
            assert!(!Words::get().beginning(c).is_none(), "{c}");
        }
    }
}

//! The one form in which texts and queries are compared.
//!
//! Full-width letters, digits and marks become half-width, Latin capitals become small. Invisible characters are left
//! out, and so is white space, unless it separates two Latin letters or digits: there it is one space. So `收到 3 件`
//! and `收到３件` are the same, but `12 30` and `1230` are not.

use std::ops::Range;

/// Folds a text.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    each(text, |c, _| folded.push(c));
    folded
}

/// Folds a text and returns with it, for each byte of the result, the bytes of the text that its character comes from.
pub(crate) fn traced(text: &str) -> (String, Vec<Range<usize>>) {
    let (mut folded, mut origins) = (String::new(), Vec::new());
    each(text, |c, from| {
        folded.push(c);
        origins.resize(folded.len(), from);
    });
    (folded, origins)
}

fn each(text: &str, mut add: impl FnMut(char, Range<usize>)) {
    let (mut before, mut space) = (' ', None);
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            space = space.or(Some(at));
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        let c = match c {
            // The full-width forms are in the order of ASCII.
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        };
        let c = c.to_ascii_lowercase();
        if let Some(from) = space.take()
            && before.is_ascii_alphanumeric()
            && c.is_ascii_alphanumeric()
        {
            add(' ', from..at);
        }
        add(
            c,
            at..at
                + text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map_or(0, char::len_utf8),
        );
        before = c;
    }
}

/// Whether a character is neither seen nor a space: soft hyphen, joiners, marks of direction, variants, control characters.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// A query, cut at white space.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Terms {
    /// The terms of two or more characters, folded, each once.
    pub whole: Vec<String>,
    /// The single characters, which are not searched for.
    pub short: Vec<String>,
}

impl Terms {
    /// Cuts a query.
    pub fn of(query: &str) -> Terms {
        let mut terms = Terms::default();
        for word in query.split_whitespace() {
            let word = fold(word);
            let list = match word.chars().nth(1) {
                Some(_) => &mut terms.whole,
                None => &mut terms.short,
            };
            if !word.is_empty() && !list.contains(&word) {
                list.push(word);
            }
        }
        terms
    }
}

/// Two neighbouring characters of a folded text.
pub(crate) type Pair = (char, char);

/// The pairs of a folded text, in its order.
pub(crate) fn pairs(folded: &str) -> impl Iterator<Item = Pair> + '_ {
    folded.chars().zip(folded.chars().skip(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_the_same_are_the_same() {
        for (text, expected) in [
            ("收到 3 件", "收到3件"),
            ("收到３件", "收到3件"),
            ("（Ａ），ＡＢ：c", "(a),ab:c"),
            ("Word\u{3000}2003", "word 2003"),
            (" 12 \n 30 ", "12 30"),
            ("政\u{200b}府\u{feff}信\t息", "政府信息"),
            ("2 年", "2年"),
            ("、。“”", "、。“”"),
            ("", ""),
            ("\u{1}", ""),
        ] {
            assert_eq!(fold(text), expected, "{text:?}");
            assert_eq!(fold(expected), expected, "folding twice changes nothing");
        }
    }

    #[test]
    fn each_byte_knows_where_it_comes_from() {
        let text = " Ａ b\u{200b}政 府";
        let (folded, origins) = traced(text);
        assert_eq!(folded, "a b政府");
        let from: Vec<&str> = folded
            .char_indices()
            .map(|(at, _)| &text[origins[at].clone()])
            .collect();
        assert_eq!(from, ["Ａ", " ", "b", "政", "府"]);
        assert_eq!(origins.len(), folded.len());
    }

    #[test]
    fn a_query_is_cut_at_spaces() {
        let check = |query: &str, whole: &[&str], short: &[&str]| {
            let terms = Terms::of(query);
            assert_eq!(
                (terms.whole, terms.short),
                (
                    whole.iter().map(|&s| s.to_owned()).collect(),
                    short.iter().map(|&s| s.to_owned()).collect()
                ),
                "{query}"
            );
        };
        check("行政复议　纠正", &["行政复议", "纠正"], &[]);
        check("件 ３ 收到 收到", &["收到"], &["件", "3"]);
        check(" \u{200b} ", &[], &[]);
    }
}

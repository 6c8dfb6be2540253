//! The first pass: each cell, line or word is classified.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::super::vocabulary::Word;
use super::super::{is_remark, is_unseen, lines};
use super::{Piece, Stream};
use crate::cell::{self, Value};
use crate::field::{RowKey, TableId};
use crate::label::fold_char;
use crate::text::{Span, Traced};

/// The most pieces of one label: 三、本年度办理结果, written downwards, has nine.
const PIECES: usize = 24;
/// A label over several lines and its figures have fewer pieces than this.
const ROW: usize = 96;
/// The most lines of a label with its figures in one of them.
const WRAPPED: usize = 6;
/// The most characters of a label.
const LABEL: usize = 64;

/// The meaning of a piece or of a part of it.
#[derive(Debug, Clone)]
pub(super) enum What<'a> {
    /// Words of the form.
    Word(Word, Traced<'a>),
    /// A figure, or a sign for no figure.
    Value(Traced<'a>),
    /// An empty cell, or one with the text that programs write for an empty cell.
    Nothing(Span),
    /// A short text: a part of a label, or words instead of a figure.
    Fragment(Traced<'a>),
    /// Anything else.
    Other,
}

#[derive(Debug, Clone)]
pub(super) struct Token<'a> {
    pub(super) what: What<'a>,
    /// Its first and last piece.
    pub(super) first: usize,
    pub(super) last: usize,
    /// The line or row in which it begins.
    pub(super) line: usize,
}

impl<'a> Stream<'a> {
    pub(super) fn tokens(&self, lexicon: &Lexicon) -> Vec<Token<'a>> {
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < self.pieces.len() {
            at = self.token(lexicon, at, &mut tokens);
        }
        tokens
    }

    /// Classifies a piece, together with the next ones if they are parts of one label; returns the
    /// index after them.
    fn token(&self, lexicon: &Lexicon, at: usize, tokens: &mut Vec<Token<'a>>) -> usize {
        let piece = &self.pieces[at];
        let text = &piece.text;
        let mut push = |what: What<'a>, last: usize| {
            tokens.push(Token {
                what,
                first: at,
                last,
                line: piece.line,
            });
        };
        if text.text.is_empty() || is_hole(&text.text) {
            push(What::Nothing(piece.span), at);
            return at + 1;
        }
        if is_remark(&text.text) || lines::is_page_mark(&text.text) {
            push(What::Other, at);
            return at + 1;
        }
        if !text.text.contains(char::is_whitespace) && !matches!(cell::read(&text.text), Value::Text(_)) {
            push(What::Value(text.clone()), at);
            return at + 1;
        }
        if let Some(parts) = lexicon.segment(text) {
            for what in parts {
                push(what, at);
            }
            return at + 1;
        }
        // A label in several pieces.
        let mut whole = text.clone();
        let mut next = at + 1;
        let short = |text: &str| text.chars().count() <= LABEL && !text.contains(['。', '；', '！', '？']);
        while next < self.pieces.len() && next <= at + PIECES && short(&whole.text) {
            let more = &self.pieces[next].text;
            next += 1;
            if more.text.is_empty() {
                continue;
            }
            whole.append(more);
            if let Some(parts) = lexicon.segment(&whole)
                && let [What::Word(..)] = parts.as_slice()
            {
                for what in parts {
                    push(what, next - 1);
                }
                return next;
            }
        }
        if let Some((row, next)) = self.wrapped(lexicon, at) {
            tokens.extend(row);
            return next;
        }
        // Words separated by spaces, some of them the form's.
        let words: Vec<Traced<'a>> = apart(text);
        let parts: Vec<Option<Vec<What<'a>>>> = words.iter().map(|word| lexicon.segment(word)).collect();
        let sentence =
            |word: &Traced<'_>| word.text.contains(['。', '；', '！', '？', '：']) || word.text.chars().count() > 45;
        if words
            .iter()
            .zip(&parts)
            .any(|(word, parts)| parts.is_none() && sentence(word) && !lexicon.is_part_of_caption(&word.text))
        {
            push(What::Other, at);
            return at + 1;
        }
        for (word, parts) in words.into_iter().zip(parts) {
            match parts {
                Some(parts) => parts.into_iter().for_each(|what| push(what, at)),
                None if is_hole(&word.text) => push(What::Nothing(piece.span), at),
                None => push(What::Fragment(word), at),
            }
        }
        at + 1
    }
}

impl<'a> Stream<'a> {
    /// A label over several lines with its figures in one of them, as in the text of a PDF whose rows are higher than
    /// one line. At the start of each line may be a part of a merged cell, written downwards.
    fn wrapped(&self, lexicon: &Lexicon, at: usize) -> Option<(Vec<Token<'a>>, usize)> {
        let mut label = Traced::default();
        let mut figures: Vec<Traced<'a>> = Vec::new();
        let mut merged: Vec<(Traced<'a>, usize)> = Vec::new();
        let rest = self.pieces.get(at..)?;
        let near = rest.get(..ROW).unwrap_or(rest);
        let lines = near.chunk_by(|a, b| a.line == b.line);
        let mut end = at;
        for pieces in lines.take(WRAPPED) {
            let index = end;
            end += pieces.len();
            if end == at + near.len() && near.len() < rest.len() {
                return None;
            }
            let mut words = Vec::new();
            for piece in pieces {
                if piece.text.text.contains(['。', '；', '！', '？']) {
                    return None;
                }
                words.extend(apart(&piece.text));
            }
            let figure = |word: &Traced<'a>| !matches!(cell::read(&word.text), Value::Text(_));
            let count = words.iter().rev().take_while(|word| figure(word)).count();
            let tail = words.split_off(words.len() - count);
            if !tail.is_empty() {
                if !figures.is_empty() {
                    return None;
                }
                figures = tail;
            }
            let mut words = words.into_iter().peekable();
            while let Some(word) = words.next() {
                let next = words.peek();
                let beside = next.is_some() || (index > at && lexicon.is_part_of_group(&word.text));
                if beside && lexicon.is_part_of_group(&word.text) && !lexicon.goes_on(&label, &word) {
                    merged.push((word, index));
                } else {
                    label.append(&word);
                }
            }
            if label.text.chars().count() > LABEL {
                return None;
            }
            if let Some(parts) = lexicon.segment(&label)
                && let [word @ What::Word(Word::Row(_), _)] = parts.as_slice()
            {
                // The rest of the label may follow, if it has a shorter form that is one too.
                let more = self.pieces.get(end).map(|piece| &piece.text);
                if figures.is_empty() || more.is_some_and(|more| lexicon.goes_on(&label, more)) {
                    continue;
                }
                let one = |what: What<'a>, piece: usize| Token {
                    what,
                    first: piece,
                    last: piece,
                    line: self.pieces[piece].line,
                };
                let mut row: Vec<Token<'a>> = Vec::new();
                for (text, piece) in merged {
                    row.push(one(What::Fragment(text), piece));
                }
                row.push(one(word.clone(), at));
                for figure in figures {
                    row.push(one(What::Value(figure), index));
                }
                return Some((row, end));
            }
        }
        None
    }
}

/// How a place in a text was reached.
#[derive(Debug, Clone, Copy)]
enum Way {
    /// By a word of the form.
    Word(Word),
    /// By a figure.
    Figure,
    /// By a bracket after a word.
    Sign,
}

/// Removes the signs between the label of a group and that of a row in it: 「三、本年度办理结果 / （一）予以公开」.
fn without_dividers(parts: &mut Vec<What<'_>>) {
    let mut at = 1;
    while at + 1 < parts.len() {
        let divides = matches!(
            (&parts[at - 1], &parts[at], &parts[at + 1]),
            (What::Word(Word::Row(RowKey::Group(_)), _), What::Value(sign), What::Word(Word::Row(_), _))
                if matches!(sign.text.trim(), "/" | "-" | "—" | "－" | "／")
        );
        if divides {
            parts.remove(at);
        } else {
            at += 1;
        }
    }
}

/// The words of a text, separated by white space.
fn apart<'a>(text: &Traced<'a>) -> Vec<Traced<'a>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.text.char_indices().chain([(text.text.len(), ' ')]) {
        match (is_unseen(c), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                out.push(text.slice(from, at));
                start = None;
            }
            _ => {}
        }
    }
    out
}

/// Whether a text is one that programs write for merged or empty cells: NaN, `Unnamed: 1`, `^`.
fn is_hole(text: &str) -> bool {
    let text = text.trim();
    matches!(
        text,
        "NaN"
            | "nan"
            | "None"
            | "none"
            | "null"
            | "NULL"
            | "N/A"
            | "<NA>"
            | "NaT"
            | "^"
            | "^^"
            | "〃"
            | "<"
            | ">"
            | "&nbsp;"
    ) || text
        .strip_prefix("Unnamed:")
        .or_else(|| text.strip_prefix("Unnamed："))
        .is_some_and(|rest| {
            let rest = rest.trim();
            rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.contains(|c: char| !c.is_ascii())
        })
}

/// The tokens without the row numbers that a program adds at the start of every line.
pub(super) fn without_indices<'a>(tokens: Vec<Token<'a>>, pieces: &[Piece<'_>]) -> Vec<Token<'a>> {
    let tokens = without_numbers_of_columns(tokens, pieces);
    let mut indices: Vec<(usize, i64)> = Vec::new();
    let mut line = None;
    for (at, token) in tokens.iter().enumerate() {
        let here = pieces[token.first].line;
        let first = line != Some(here);
        line = Some(here);
        let more = tokens.get(at + 1).is_some_and(|next| pieces[next.first].line == here);
        if let (true, true, What::Value(value)) = (first, more, &token.what)
            && let Some(number) = cell::digits(&value.text).and_then(cell::Number::as_whole)
        {
            indices.push((at, number));
        }
    }
    let counted = indices.windows(2).filter(|pair| pair[1].1 == pair[0].1 + 1).count();
    // A label follows, except after the figures of table four.
    let labelled = |at: usize| {
        tokens
            .get(at + 1)
            .is_some_and(|next| !matches!(next.what, What::Value(_)))
    };
    let all_but_last = indices.len().saturating_sub(1);
    if indices.len() < 4
        || counted + 1 < indices.len()
        || !indices.iter().take(all_but_last).all(|(at, _)| labelled(*at))
    {
        return tokens;
    }
    let drop: BTreeSet<usize> = indices.into_iter().map(|(at, _)| at).collect();
    tokens
        .into_iter()
        .enumerate()
        .filter(|(at, _)| !drop.contains(at))
        .map(|(_, token)| token)
        .collect()
}

/// The tokens without the line of column numbers that a program writes above a table: 0, 1, 2 and so on.
fn without_numbers_of_columns<'a>(tokens: Vec<Token<'a>>, pieces: &[Piece<'_>]) -> Vec<Token<'a>> {
    let line = |token: &Token<'_>| pieces[token.first].line;
    let mut start = 0;
    let mut drop = 0..0;
    for row in tokens.chunk_by(|a, b| line(a) == line(b)) {
        if row.iter().any(|token| matches!(token.what, What::Word(..))) {
            break;
        }
        let mut next = 0_i64;
        let counted = row.iter().all(|token| {
            let number = match &token.what {
                What::Value(value) => cell::digits(&value.text).and_then(cell::Number::as_whole),
                _ => None,
            };
            next += 1;
            number == Some(next - 1)
        });
        if counted && next >= 4 {
            drop = start..start + row.len();
        }
        start += row.len();
    }
    let mut tokens = tokens;
    tokens.drain(drop);
    tokens
}

/// The first and the last token of a table: from its first words to the last of its words and figures.
pub(super) fn extent(tokens: &[Token<'_>]) -> Option<(usize, usize)> {
    let first = tokens.iter().position(|token| matches!(token.what, What::Word(..)))?;
    let last = tokens
        .iter()
        .rposition(|token| matches!(token.what, What::Word(..) | What::Value(_)))?;
    Some((first, last))
}

/// Whether enough words of a table are there for it to be that table.
pub(super) fn is_table(id: TableId, tokens: &[Token<'_>]) -> bool {
    let mut rows: BTreeSet<RowKey> = BTreeSet::new();
    let (mut columns, mut fragments, mut values) = (0, 0, 0);
    for token in tokens {
        match &token.what {
            What::Word(Word::Row(key), _) => {
                rows.insert(*key);
            }
            What::Word(Word::Column(_), _) => columns += 1,
            What::Value(_) => values += 1,
            What::Fragment(_) => fragments += 1,
            _ => {}
        }
    }
    match id {
        TableId::Proactive => rows.len() >= 3 && values >= 2,
        TableId::Requests => rows.len() >= 8 && values >= 5,
        TableId::Disputes => {
            rows.len() >= 2 && (columns >= 4 && values >= 1 || columns >= 2 && fragments >= 4 && values >= 5)
        }
    }
}

/// The words of a table, by their first character.
#[derive(Debug)]
pub(super) struct Lexicon {
    words: BTreeMap<char, Vec<&'static (Vec<char>, Word)>>,
    /// The labels of groups of rows, and the notes in the corner.
    groups: Vec<String>,
    captions: Vec<String>,
}

impl Lexicon {
    pub(super) fn of(id: TableId) -> &'static Lexicon {
        static ALL: OnceLock<Vec<Lexicon>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            TableId::ALL
                .iter()
                .map(|id| {
                    let mut words: BTreeMap<char, Vec<&'static (Vec<char>, Word)>> = BTreeMap::new();
                    for word in lines::words(*id) {
                        if let Some(first) = word.0.first() {
                            words.entry(*first).or_default().push(word);
                        }
                    }
                    let of = |is: fn(&Word) -> bool| {
                        let words = lines::words(*id).iter().filter(|(_, word)| is(word));
                        words.map(|(chars, _)| chars.iter().collect()).collect()
                    };
                    Lexicon {
                        words,
                        groups: of(|word| matches!(word, Word::Row(RowKey::Group(_)))),
                        captions: of(|word| *word == Word::Caption),
                    }
                })
                .collect()
        });
        &all[id as usize]
    }

    /// Whether a text is a part of the label of a group of rows, as cells merged over rows are read from a printed page.
    pub(super) fn is_part_of_group(&self, text: &str) -> bool {
        let folded = crate::label::fold(text);
        let short = !folded.is_empty() && folded.chars().count() <= 8;
        short && self.groups.iter().any(|label| label.contains(folded.as_str()))
    }

    /// Whether a text is a part of the note in the corner, which is often over several lines.
    fn is_part_of_caption(&self, text: &str) -> bool {
        let folded = crate::label::fold(text);
        folded.chars().count() >= 4 && self.captions.iter().any(|note| note.contains(folded.as_str()))
    }

    /// Whether the label of a row begins with the one text followed by the other.
    fn goes_on(&self, label: &Traced<'_>, more: &Traced<'_>) -> bool {
        let begin: Vec<char> = label
            .text
            .chars()
            .chain(more.text.chars())
            .filter_map(fold_char)
            .collect();
        let Some(first) = begin.first() else { return false };
        let mut words = self.words.get(first).into_iter().flatten();
        !label.text.is_empty() && words.any(|(chars, word)| matches!(word, Word::Row(_)) && chars.starts_with(&begin))
    }

    /// The words and figures of which a text consists; `None` if it contains anything else.
    fn segment<'a>(&self, text: &Traced<'a>) -> Option<Vec<What<'a>>> {
        // Each character that counts, with its place and whether white space precedes it.
        let mut chars: Vec<(char, usize, bool)> = Vec::new();
        let mut gap = false;
        let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '/' | '\\');
        for (at, c) in text.text.char_indices() {
            let rest = text.text.get(at + c.len_utf8()..).unwrap_or_default();
            // 「结果维持：2」, 「行政复议：」
            let divides = || rest.trim_start().chars().next().and_then(fold_char).is_none_or(figure);
            match fold_char(c) {
                Some(':') if divides() => gap = true,
                Some(c) => {
                    chars.push((c, at, gap));
                    gap = false;
                }
                None => gap |= c.is_whitespace(),
            }
        }
        let end = |at: usize| chars.get(at).map_or(text.text.len(), |(_, at, _)| *at);
        // For each place, the place from which it was reached, and how.
        let mut ways: Vec<Option<(usize, Way)>> = vec![None; chars.len() + 1];
        for at in 0..chars.len() {
            if at > 0 && ways[at].is_none() {
                continue;
            }
            let (first, _, _) = chars[at];
            for (word, meaning) in self
                .words
                .get(&first)
                .into_iter()
                .flatten()
                .map(|word| (&word.0, word.1))
            {
                let to = at + word.len();
                let here = chars.get(at..to);
                if here.is_some_and(|here| here.iter().map(|(c, _, _)| c).eq(word)) {
                    ways[to].get_or_insert((at, Way::Word(meaning)));
                }
            }
            // A figure is taken whole, never a part of its digits.
            let by = ways[at].map(|(_, way)| way);
            let inside = at > 0 && figure(chars[at - 1].0) && !chars[at].2 && matches!(by, Some(Way::Figure));
            // 「行政诉讼（未经复议直接起诉）」
            if matches!(first, '(' | ')') && matches!(by, Some(Way::Word(_))) {
                ways[at + 1].get_or_insert((at, Way::Sign));
            }
            if figure(first) && !inside {
                let mut to = at + 1;
                while chars.get(to).is_some_and(|(c, _, gap)| figure(*c) && !gap) {
                    to += 1;
                }
                let raw = text.text.get(end(at)..end(to)).unwrap_or_default().trim();
                if !matches!(cell::read(raw), Value::Text(_)) {
                    ways[to].get_or_insert((at, Way::Figure));
                }
            }
        }
        let mut at = chars.len();
        let mut parts = Vec::new();
        while at > 0 {
            let (from, way) = ways[at]?;
            let mut piece = text.slice(end(from), end(at)).trimmed();
            if piece.text.ends_with([':', '：']) {
                let words = piece.text.trim_end_matches([':', '：']).len();
                piece = piece.slice(0, words).trimmed();
            }
            match way {
                Way::Word(word) => parts.push(What::Word(word, piece)),
                Way::Figure => parts.push(What::Value(piece)),
                Way::Sign => {}
            }
            at = from;
        }
        parts.reverse();
        without_dividers(&mut parts);
        (!parts.is_empty()).then_some(parts)
    }
}

//! Reads tables whose rows and columns the source does not give, or gives wrongly, from the order
//! of their parts alone.
//!
//! There are two passes. First each cell, line or word is classified: a label of the form, a part
//! of one, a figure, nothing, a remark, prose. Then this sequence is compared with the form: labels
//! are anchors, and each is followed by as many figures as the form has columns. A table that does
//! not fit completely is not read: a figure is never guessed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::vocabulary::{Vocabulary, Word};
use super::{Unplaced, is_remark, is_unseen};
use crate::cell::{self, Cell, Value};
use crate::document::Block as Source;
use crate::field::{ColumnKey, RowKey, TableId};
use crate::form::{Form, Grid};
use crate::label::fold_char;
use crate::report::{Block, BlockPlace, Column, Row, RowPlace, Table};
use crate::text::{Span, Traced};

/// The most pieces of one label: 三、本年度办理结果, written downwards, has nine.
const PIECES: usize = 24;
/// The most characters of a label.
const LABEL: usize = 64;
/// The most pieces that are looked at: the form has fewer than 300 cells in a table.
const MOST: usize = 20_000;
/// The most bytes of a table in one line: table three takes some 5,000.
const LONGEST: usize = 20_000;
/// The most cells in a row of a table that cannot be read and is kept as written.
const WIDEST: usize = 64;

/// A cell, or the text between two pipes of a line.
#[derive(Debug, Clone)]
struct Piece<'a> {
    text: Traced<'a>,
    span: Span,
    /// The line or row in which it is.
    line: usize,
    /// The block of the source in which it is.
    block: usize,
}

/// The meaning of a piece or of a part of it.
#[derive(Debug, Clone)]
enum What<'a> {
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
struct Token<'a> {
    what: What<'a>,
    /// Its first and last piece.
    first: usize,
    last: usize,
}

/// Some blocks of a source, cut into pieces.
#[derive(Debug)]
pub(super) struct Stream<'a> {
    pieces: Vec<Piece<'a>>,
}

/// The result of looking for a table in the stream.
#[derive(Debug)]
pub(super) enum Outcome {
    /// Every row that is there, whole.
    Read(Found),
    /// The table is there but cannot be read: its lines as written.
    Unreadable {
        found: Found,
        /// Whether the reason is that its figures are run together.
        glued: bool,
    },
    /// There is no such table.
    Absent,
}

/// A table that was found in a stream.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) blocks: Vec<(Block, BlockPlace)>,
    pub(super) unplaced: Vec<Unplaced>,
    /// The blocks of the source of which it uses all or a part.
    pub(super) taken: BTreeSet<usize>,
    /// The texts of those blocks that do not belong to the table: before its first piece, and
    /// after.
    pub(super) before: Vec<Traced<'static>>,
    pub(super) after: Vec<Traced<'static>>,
    /// The number of cells that have a place.
    pub(super) fields: usize,
}

impl<'a> Stream<'a> {
    /// Cuts blocks into pieces.
    pub(super) fn of(blocks: &[Source<'a>], range: std::ops::Range<usize>) -> Stream<'a> {
        let mut stream = Stream { pieces: Vec::new() };
        let mut line = 0;
        for index in range {
            if stream.pieces.len() > MOST {
                break;
            }
            let Some(block) = blocks.get(index) else { break };
            match block {
                Source::Line(one) => stream.cut(&one.text, one.span, index, &mut line),
                Source::Paragraph(text) | Source::Heading { text, .. } => {
                    let span = text.span().unwrap_or_default();
                    stream.cut(text, span, index, &mut line);
                }
                Source::Table(table) if table.rows.iter().map(Vec::len).sum::<usize>() > MOST => line += 1,
                Source::Table(table) => {
                    for row in &table.rows {
                        for cell in row {
                            stream.pieces.push(Piece {
                                text: cell.text.trimmed(),
                                span: cell.span,
                                line,
                                block: index,
                            });
                        }
                        line += 1;
                    }
                }
                Source::Picture { .. } => line += 1,
            }
        }
        stream
    }

    /// Cuts a text into lines, and lines at their pipes and tabs.
    fn cut(&mut self, text: &Traced<'a>, span: Span, block: usize, line: &mut usize) {
        if text.text.len() > LONGEST {
            *line += 1;
            return;
        }
        let shown = text.text.as_ref();
        // From a spreadsheet, with only commas between the cells.
        let commas = shown.matches(',').count() >= 3 && !shown.contains(['|', '｜', '\t', '。']);
        let mut start = 0;
        let mut start_of_line = 0;
        let mut in_line = Vec::new();
        for (at, c) in shown.char_indices().chain([(shown.len(), '\n')]) {
            let cuts = matches!(c, '|' | '｜' | '│' | '┃' | '\t' | '\n') || commas && c == ',';
            if !cuts {
                continue;
            }
            let piece = text.slice(start, at);
            let here = piece.span().unwrap_or(Span::new(span.start, span.start));
            let piece = piece.trimmed();
            let quoted = commas && piece.text.len() >= 2 && piece.text.starts_with('"') && piece.text.ends_with('"');
            in_line.push(Piece {
                text: if quoted {
                    piece.slice(1, piece.text.len() - 1)
                } else {
                    piece
                },
                span: here,
                line: *line,
                block,
            });
            start = (at + c.len_utf8()).min(shown.len());
            if c == '\n' {
                // Pipes at both ends are the edges of the table.
                if in_line.len() > 1 && in_line.last().is_some_and(|last| last.text.text.is_empty()) {
                    in_line.pop();
                }
                let edge = in_line.len() > 1 && in_line.first().is_some_and(|first| first.text.text.is_empty());
                let ruled = in_line.iter().all(|piece| {
                    piece
                        .text
                        .text
                        .chars()
                        .all(|c| matches!(c, '-' | ':' | '=' | '+' | '─' | '┼' | '━' | '├' | '┤' | ' '))
                }) && in_line.iter().any(|piece| piece.text.text.chars().count() >= 3);
                // An empty line is not taken for an empty cell, because it often only separates
                // cells.
                let blank = (shown.get(start_of_line..at))
                    .is_none_or(|line| line.trim().is_empty() && !line.contains(['|', '｜', '\t']));
                start_of_line = at + c.len_utf8();
                if !ruled && !blank {
                    self.pieces.extend(in_line.drain(..).skip(usize::from(edge)));
                }
                in_line.clear();
                *line += 1;
            }
        }
    }

    /// Reads one of the form's tables from the stream.
    pub(super) fn read(&self, id: TableId) -> Outcome {
        let lexicon = Lexicon::of(id);
        let tokens = without_indices(self.tokens(lexicon), &self.pieces);
        let Some((first, last)) = extent(&tokens) else {
            return Outcome::Absent;
        };
        let tokens = &tokens[first..=last];
        if !is_table(id, tokens) {
            return Outcome::Absent;
        }
        let forms = Form::ALL.into_iter().rev();
        // In a form with more columns, one figure may look like several run together.
        let mut glued = true;
        let best = forms
            .filter_map(|form| {
                let mut aligner = Aligner::new(id, form);
                let read = if id == TableId::Disputes {
                    aligner.side_by_side(tokens).or_else(|| aligner.rows(tokens))
                } else {
                    aligner.rows(tokens)
                };
                glued &= aligner.glued && !aligner.apart;
                read
            })
            // If two forms read equally many, the later one.
            .fold(None, |best: Option<Aligned<'a>>, next| match best {
                Some(best) if best.fields() >= next.fields() => Some(best),
                _ => Some(next),
            });
        let wide = self
            .pieces
            .chunk_by(|a, b| a.line == b.line)
            .any(|row| row.len() > WIDEST);
        match best {
            None if wide => Outcome::Absent,
            Some(aligned) => Outcome::Read(self.found(tokens, aligned.blocks(), aligned.fields())),
            None => Outcome::Unreadable {
                found: self.kept(tokens),
                glued,
            },
        }
    }

    fn tokens(&self, lexicon: &Lexicon) -> Vec<Token<'a>> {
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
            tokens.push(Token { what, first: at, last });
        };
        if text.text.is_empty() || is_hole(&text.text) {
            push(What::Nothing(piece.span), at);
            return at + 1;
        }
        if is_remark(&text.text) || super::lines::is_page_mark(&text.text) {
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
        // Words separated by spaces, some of them the form's.
        let words: Vec<Traced<'a>> = apart(text);
        let parts: Vec<Option<Vec<What<'a>>>> = words.iter().map(|word| lexicon.segment(word)).collect();
        let sentence =
            |word: &Traced<'_>| word.text.contains(['。', '；', '！', '？', '：']) || word.text.chars().count() > 45;
        if words
            .iter()
            .zip(&parts)
            .any(|(word, parts)| parts.is_none() && sentence(word))
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

    /// The blocks that were read, and the rest of the text that they were read from.
    fn found(&self, tokens: &[Token<'a>], blocks: Vec<(Block, BlockPlace)>, fields: usize) -> Found {
        let mut used: BTreeSet<usize> = BTreeSet::new();
        for token in tokens.iter().filter(|token| !matches!(token.what, What::Other)) {
            used.extend(token.first..=token.last);
        }
        let mut found = Found {
            blocks,
            fields,
            ..Found::default()
        };
        let Some(first) = used.first().copied() else {
            return found;
        };
        found.taken.extend(used.iter().map(|piece| self.pieces[*piece].block));
        for (index, piece) in self.pieces.iter().enumerate() {
            if used.contains(&index) || piece.text.text.is_empty() || !found.taken.contains(&piece.block) {
                continue;
            }
            // A remark between two rows is moved after the table, so that no row is lost.
            let text = piece.text.clone().into_owned();
            if index < first {
                found.before.push(text);
            } else {
                found.after.push(text);
            }
        }
        found
    }

    /// The lines of a table that can't be read.
    fn kept(&self, tokens: &[Token<'a>]) -> Found {
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut unplaced = Vec::new();
        let mut span: Option<Span> = None;
        let mut line = None;
        let used: BTreeSet<usize> = tokens
            .iter()
            .filter(|token| !matches!(token.what, What::Other))
            .flat_map(|token| token.first..=token.last)
            .collect();
        for index in &used {
            let piece = &self.pieces[*index];
            if line != Some(piece.line) {
                line = Some(piece.line);
                rows.push(Vec::new());
            }
            if let Some(row) = rows.last_mut() {
                row.push(super::tables::normal(&piece.text.text));
            }
            if !piece.text.text.is_empty() {
                span = Some(span.map_or(piece.span, |span| span.join(piece.span)));
            }
        }
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in &mut rows {
            let text: Vec<&str> = row.iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
            unplaced.push(Unplaced {
                text: text.join(" "),
                span,
                kept: true,
            });
            row.resize(width, String::new());
        }
        let mut found = self.found(tokens, vec![(Block::Grid(rows), BlockPlace::Other(span))], 0);
        found.unplaced = unplaced;
        found
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
fn without_indices<'a>(tokens: Vec<Token<'a>>, pieces: &[Piece<'_>]) -> Vec<Token<'a>> {
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

/// The first and the last token of a table: from its first words to the last of its words and figures.
fn extent(tokens: &[Token<'_>]) -> Option<(usize, usize)> {
    let first = tokens.iter().position(|token| matches!(token.what, What::Word(..)))?;
    let last = tokens
        .iter()
        .rposition(|token| matches!(token.what, What::Word(..) | What::Value(_)))?;
    Some((first, last))
}

/// Whether enough words of a table are there for it to be that table.
fn is_table(id: TableId, tokens: &[Token<'_>]) -> bool {
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
struct Lexicon {
    words: BTreeMap<char, Vec<&'static (Vec<char>, Word)>>,
}

impl Lexicon {
    fn of(id: TableId) -> &'static Lexicon {
        static ALL: OnceLock<Vec<Lexicon>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            TableId::ALL
                .iter()
                .map(|id| {
                    let mut words: BTreeMap<char, Vec<&'static (Vec<char>, Word)>> = BTreeMap::new();
                    for word in super::lines::words(*id) {
                        if let Some(first) = word.0.first() {
                            words.entry(*first).or_default().push(word);
                        }
                    }
                    Lexicon { words }
                })
                .collect()
        });
        &all[id as usize]
    }

    /// The words and figures of which a text consists; `None` if it contains anything else.
    fn segment<'a>(&self, text: &Traced<'a>) -> Option<Vec<What<'a>>> {
        // Each character that counts, with its place and whether white space precedes it.
        let mut chars: Vec<(char, usize, bool)> = Vec::new();
        let mut gap = false;
        for (at, c) in text.text.char_indices() {
            match fold_char(c) {
                Some(c) => {
                    chars.push((c, at, gap));
                    gap = false;
                }
                None => gap |= c.is_whitespace(),
            }
        }
        let end = |at: usize| chars.get(at).map_or(text.text.len(), |(_, at, _)| *at);
        // For each place, the place and word by which it was reached; `None` instead of a word for
        // a figure.
        let mut ways: Vec<Option<(usize, Option<Word>)>> = vec![None; chars.len() + 1];
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
                    ways[to].get_or_insert((at, Some(meaning)));
                }
            }
            let figure = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '+' | '-' | '/' | '\\');
            // A figure is taken whole, never a part of its digits.
            let inside =
                at > 0 && figure(chars[at - 1].0) && !chars[at].2 && ways[at].is_some_and(|(_, word)| word.is_none());
            if figure(first) && !inside {
                let mut to = at + 1;
                while chars.get(to).is_some_and(|(c, _, gap)| figure(*c) && !gap) {
                    to += 1;
                }
                let raw = text.text.get(end(at)..end(to)).unwrap_or_default().trim();
                if !matches!(cell::read(raw), Value::Text(_)) {
                    ways[to].get_or_insert((at, None));
                }
            }
        }
        let mut at = chars.len();
        let mut parts = Vec::new();
        while at > 0 {
            let (from, word) = ways[at]?;
            let piece = text.slice(end(from), end(at)).trimmed();
            parts.push(match word {
                Some(word) => What::Word(word, piece),
                None => What::Value(piece),
            });
            at = from;
        }
        parts.reverse();
        (!parts.is_empty()).then_some(parts)
    }
}

/// A row as it was aligned.
#[derive(Debug)]
struct Line<'a> {
    key: RowKey,
    label: Traced<'a>,
    /// One cell for each column, with its place; `None` for the heading of a group.
    cells: Option<Vec<(Traced<'a>, Option<Span>)>>,
    grid: &'static Grid,
    /// The texts above it: caption and headers.
    header: Vec<(Word, Traced<'a>)>,
}

/// The rows of a table.
#[derive(Debug)]
struct Aligned<'a> {
    id: TableId,
    rows: Vec<Line<'a>>,
}

/// Compares tokens with a form.
struct Aligner {
    id: TableId,
    form: &'static Form,
    vocabulary: &'static Vocabulary,
    /// Whether figures of several columns are run together and cannot be separated.
    glued: bool,
    /// The headers above the current row, repeated if a merged one was filled into every place.
    headers: Vec<ColumnKey>,
    /// Whether some row has a separate figure for each of several columns.
    apart: bool,
}

/// The current row.
struct Open<'a> {
    key: RowKey,
    label: Traced<'a>,
    values: Vec<Result<Traced<'a>, Span>>,
    /// The piece in which the label ends.
    piece: usize,
    /// Whether a figure is in the same piece.
    joined: bool,
}

impl Aligner {
    fn new(id: TableId, form: &'static Form) -> Aligner {
        Aligner {
            id,
            form,
            vocabulary: Vocabulary::of(id),
            glued: false,
            headers: Vec::new(),
            apart: false,
        }
    }

    fn grid(&self, key: RowKey) -> Option<&'static Grid> {
        self.form.table(self.id).find(|grid| grid.row(key).is_some())
    }

    /// Rows of a label and its figures, one after the other; `None` if any of them is incomplete.
    fn rows<'a>(&mut self, tokens: &[Token<'a>]) -> Option<Aligned<'a>> {
        let mut rows: Vec<Line<'a>> = Vec::new();
        let mut header: Vec<(Word, Traced<'a>)> = Vec::new();
        let mut fragments: Vec<Traced<'a>> = Vec::new();
        let mut open: Option<Open<'a>> = None;
        let mut sound = true;
        for (at, token) in tokens.iter().enumerate() {
            let (key, text) = match &token.what {
                What::Word(Word::Row(key), text) => (Some(*key), text),
                What::Word(word @ Word::Column(_), text) => {
                    // 「总计」 without its number, below the headers.
                    let valued = tokens
                        .get(at + 1)
                        .is_some_and(|next| matches!(next.what, What::Value(_)));
                    let begun = !rows.is_empty() || open.is_some();
                    let row = (valued && begun && self.id == TableId::Requests)
                        .then(|| self.vocabulary.row_of(&crate::label::fold(&text.text)))
                        .flatten();
                    if row.is_none() {
                        sound &= self.close(open.take(), &mut header, &mut rows);
                        if !header.iter().any(|(word, _)| matches!(word, Word::Column(_))) {
                            self.headers.clear();
                        }
                        if let Word::Column(key) = word {
                            self.headers.push(*key);
                        }
                        header.push((*word, text.clone()));
                        continue;
                    }
                    (row.map(|row| row.key), text)
                }
                What::Word(word, text) => {
                    sound &= self.close(open.take(), &mut header, &mut rows);
                    header.push((*word, text.clone()));
                    continue;
                }
                What::Value(value) => {
                    match &mut open {
                        Some(open) => {
                            open.joined |= token.first == open.piece;
                            open.values.push(Ok(value.clone()));
                        }
                        None => sound = false,
                    }
                    continue;
                }
                What::Nothing(span) => {
                    if let Some(open) = &mut open {
                        open.values.push(Err(*span));
                    }
                    continue;
                }
                What::Fragment(text) => {
                    match &mut open {
                        Some(open) if open.values.is_empty() && self.continues(&open.label, text) => {
                            open.label.append(text);
                        }
                        Some(open) if text.text.chars().count() <= 6 => open.values.push(Ok(text.clone())),
                        None if rows.is_empty() || self.is_part_of_header(text) => fragments.push(text.clone()),
                        Some(_) | None => sound = false,
                    }
                    continue;
                }
                What::Other => continue,
            };
            let Some(key) = key else { continue };
            // A merged cell that was filled into every place.
            if open
                .as_ref()
                .is_some_and(|open| open.key == key && open.values.iter().all(Result::is_err))
            {
                continue;
            }
            sound &= self.close(open.take(), &mut header, &mut rows);
            open = Some(Open {
                key,
                label: text.clone(),
                values: Vec::new(),
                piece: token.last,
                joined: false,
            });
        }
        sound &= self.close(open.take(), &mut header, &mut rows);
        let mut seen = BTreeSet::new();
        sound &= rows.iter().all(|row| seen.insert(row.key));
        let aligned = Aligned { id: self.id, rows };
        (sound && aligned.fields() > 0 && self.columns_hold(&aligned, &fragments)).then_some(aligned)
    }

    /// Ends a row. Returns false if its figures do not match the form's columns.
    fn close<'a>(
        &mut self,
        open: Option<Open<'a>>,
        header: &mut Vec<(Word, Traced<'a>)>,
        rows: &mut Vec<Line<'a>>,
    ) -> bool {
        let Some(open) = open else { return true };
        let solid: Vec<&Traced<'a>> = open.values.iter().filter_map(|value| value.as_ref().ok()).collect();
        let mut key = open.key;
        if let RowKey::Group(group) = key
            && let Some(row) = group.as_row().map(RowKey::Requests)
            && self.grid(row).is_some()
            && !solid.is_empty()
        {
            key = row;
        }
        let Some(grid) = self.grid(key) else { return false };
        if let RowKey::Group(_) = key {
            if !solid.is_empty() {
                return false;
            }
            // Filled into every row of its group, it is still one heading.
            if !rows.iter().any(|row| row.key == key) {
                rows.push(Line {
                    key,
                    label: open.label,
                    cells: None,
                    grid,
                    header: std::mem::take(header),
                });
            }
            return true;
        }
        let wanted = grid.columns.len();
        let Some(cells) = self.cells(&open.values, wanted, open.joined) else {
            return false;
        };
        rows.push(Line {
            key,
            label: open.label,
            cells: Some(cells),
            grid,
            header: std::mem::take(header),
        });
        true
    }

    /// As many cells as there are columns, from the tokens after a label.
    fn cells<'a>(
        &mut self,
        values: &[Result<Traced<'a>, Span>],
        wanted: usize,
        joined: bool,
    ) -> Option<Vec<(Traced<'a>, Option<Span>)>> {
        let written = |value: &Traced<'a>| (value.clone(), value.span());
        let solid: Vec<&Traced<'a>> = values.iter().filter_map(|value| value.as_ref().ok()).collect();
        if solid.len() == wanted {
            self.apart |= wanted > 1;
            return Some(solid.into_iter().map(written).collect());
        }
        // A merged cell that was filled into every place that it covers.
        if wanted == 1
            && let [first, rest @ ..] = solid.as_slice()
            && rest.iter().all(|value| value.text == first.text)
        {
            return Some(vec![written(first)]);
        }
        if self.headers.len() == solid.len() && solid.len() > wanted {
            let mut first: BTreeMap<ColumnKey, &Traced<'a>> = BTreeMap::new();
            let mut order = Vec::new();
            for (key, value) in self.headers.iter().zip(&solid) {
                match first.get(key) {
                    Some(known) if known.text == value.text => {}
                    Some(_) => return None,
                    None => {
                        first.insert(*key, value);
                        order.push(written(value));
                    }
                }
            }
            if order.len() == wanted {
                return Some(order);
            }
        }
        if let [only] = solid.as_slice()
            && wanted > 1
            && values.len() < wanted
            && only.text.len() >= wanted
            && only.text.bytes().all(|byte| byte.is_ascii_digit())
        {
            // Zeros run together are zeros; other digits cannot be separated.
            if only.text.len() == wanted && only.text.bytes().all(|byte| byte == b'0') {
                return Some(
                    (0..wanted)
                        .map(|at| {
                            let zero = only.slice(at, at + 1);
                            let span = zero.span();
                            (zero, span)
                        })
                        .collect(),
                );
            }
            self.glued |= joined;
            return None;
        }
        // Empty cells count if there are too few figures: those of lost labels at the start are
        // left out, and those of lost merged cells at the end.
        let mut values = values;
        while values.len() > wanted
            && values.first().is_some_and(Result::is_err)
            && values.last().is_some_and(Result::is_ok)
        {
            values = &values[1..];
        }
        while values.len() > wanted && values.last().is_some_and(Result::is_err) {
            values = &values[..values.len() - 1];
        }
        (values.len() == wanted).then(|| {
            values
                .iter()
                .map(|value| match value {
                    Ok(value) => written(value),
                    Err(span) => (Traced::default(), Some(*span)),
                })
                .collect()
        })
    }

    /// Whether a fragment is the rest of the label before it.
    fn continues(&self, label: &Traced<'_>, more: &Traced<'_>) -> bool {
        let start = self.vocabulary.row_of(&crate::label::fold(&label.text));
        let whole = self
            .vocabulary
            .row_of(&crate::label::fold(&format!("{}{}", label.text, more.text)));
        matches!((start, whole), (Some(one), Some(both)) if one.key == both.key) && !cell_words(&more.text)
    }

    /// Whether a text is a part of one of the headers: 企业, in a row below 商业.
    fn is_part_of_header(&self, text: &Traced<'_>) -> bool {
        let folded = crate::label::fold(&text.text);
        self.vocabulary
            .printed()
            .any(|(words, word)| !matches!(word, Word::Row(_)) && words.contains(folded.as_str()))
    }

    /// Whether the figures are in the order of the form's columns, shown by the headers or by the
    /// sums.
    fn columns_hold(&self, aligned: &Aligned<'_>, fragments: &[Traced<'_>]) -> bool {
        let known = fragments.iter().all(|text| self.is_part_of_header(text));
        let mut in_order = true;
        let mut named: BTreeSet<ColumnKey> = BTreeSet::new();
        for row in &aligned.rows {
            let mut last = None;
            for (word, _) in &row.header {
                let Word::Column(key) = word else { continue };
                named.insert(*key);
                let place = row.grid.columns.iter().position(|column| column.key == *key);
                let total =
                    place.is_some_and(|place| place + 1 == row.grid.columns.len() && row.grid.columns.len() > 3);
                // In merged headers, 总计 comes before those below 法人或其他组织.
                if total {
                    continue;
                }
                in_order &= place.is_some() && place >= last;
                last = place;
            }
        }
        if known && in_order && named.len() + fragments.len().div_ceil(2) >= 3 {
            return true;
        }
        // A form with none of these headers is the wrong one.
        let told = if self.id == TableId::Requests {
            aligned.sums_hold()
        } else {
            known
        };
        in_order && told
    }

    /// The official layout of table four: all headers, then one row of figures.
    fn side_by_side<'a>(&mut self, tokens: &[Token<'a>]) -> Option<Aligned<'a>> {
        let grid = self.form.table(self.id).next()?;
        let (ends, blocks) = (grid.columns.len(), grid.rows.len());
        let mut labels: BTreeMap<RowKey, Traced<'a>> = BTreeMap::new();
        let mut header: Vec<(Word, Traced<'a>)> = Vec::new();
        let mut values: Vec<Result<Traced<'a>, Span>> = Vec::new();
        for token in tokens {
            match &token.what {
                What::Word(Word::Row(key), text) if values.iter().all(Result::is_err) => {
                    // Empty cells between the headers do not belong to the figures.
                    values.clear();
                    labels.entry(*key).or_insert_with(|| text.clone());
                }
                What::Word(word, text) if values.iter().all(Result::is_err) => {
                    values.clear();
                    header.push((*word, text.clone()));
                }
                What::Value(value) => values.push(Ok(value.clone())),
                What::Nothing(span) => values.push(Err(*span)),
                What::Fragment(text) if values.iter().all(Result::is_err) && self.is_part_of_header(text) => {
                    values.clear();
                }
                What::Fragment(text) if text.text.chars().count() <= 6 => values.push(Ok(text.clone())),
                What::Word(..) | What::Fragment(_) => return None,
                What::Other => {}
            }
        }
        let cells = self.cells(&values, ends * blocks, true)?;
        let columns = header.iter().filter_map(|(word, _)| match word {
            Word::Column(key) => Some(*key),
            _ => None,
        });
        // If merged headers were filled into every place, the lowest ones count.
        let columns: Vec<ColumnKey> = columns.collect();
        let lowest = columns.len().saturating_sub(ends * blocks);
        let printed = grid.columns.iter().map(|column| column.key).cycle();
        let cycle = columns[lowest..].iter().copied().eq(printed.take(ends * blocks));
        let aligned = Aligned {
            id: self.id,
            rows: grid
                .rows
                .iter()
                .zip(cells.chunks(ends))
                .map(|(row, cells)| Line {
                    key: row.key,
                    label: labels.get(&row.key).cloned().unwrap_or_default(),
                    cells: Some(cells.to_vec()),
                    grid,
                    header: header.iter().take(ends * 2).cloned().collect(),
                })
                .collect(),
        };
        (cycle || aligned.sums_hold()).then_some(aligned)
    }
}

/// Whether a text is one that people write instead of a figure.
fn cell_words(text: &str) -> bool {
    matches!(text.trim(), "无" | "零" | "没有" | "否")
}

impl Aligned<'_> {
    fn fields(&self) -> usize {
        self.rows
            .iter()
            .filter_map(|row| row.cells.as_ref())
            .map(Vec::len)
            .sum()
    }

    /// Whether the last figure of every row is the sum of the others.
    fn sums_hold(&self) -> bool {
        self.rows.iter().filter_map(|row| row.cells.as_ref()).all(|cells| {
            let numbers: Option<Vec<i64>> = cells
                .iter()
                .map(|(text, _)| match cell::read(text.text.trim()) {
                    Value::Number(number) => number.as_whole(),
                    Value::Blank => Some(0),
                    Value::Text(_) => None,
                })
                .collect();
            numbers.is_some_and(|numbers| {
                numbers.split_last().is_some_and(|(total, parts)| {
                    parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(*part)) == Some(*total)
                })
            })
        })
    }

    /// The tables of the report: consecutive rows of one grid form one table.
    fn blocks(&self) -> Vec<(Block, BlockPlace)> {
        let mut out: Vec<(Block, BlockPlace)> = Vec::new();
        let mut grid: Option<&Grid> = None;
        for row in &self.rows {
            if !grid.is_some_and(|grid| std::ptr::eq(grid, row.grid)) {
                out.push(self.begin(row));
                grid = Some(row.grid);
            }
            let Some((Block::Table(table), BlockPlace::Table { rows, span, .. })) = out.last_mut() else {
                continue;
            };
            let cells = row.cells.as_deref().unwrap_or_default();
            let places: Vec<Option<Span>> = cells.iter().map(|(_, span)| *span).collect();
            let label = row.label.span();
            for here in label.iter().chain(places.iter().flatten()) {
                *span = Some(span.map_or(*here, |span| span.join(*here)));
            }
            let printed = row.grid.row(row.key).map_or("", |row| &row.label.zh);
            table.rows.push(Row {
                key: Some(row.key),
                label: if row.label.text.is_empty() {
                    printed.to_owned()
                } else {
                    one_line(&row.label)
                },
                cells: cells
                    .iter()
                    .map(|(text, _)| Cell::new(&super::tables::normal(&text.text)))
                    .collect(),
            });
            rows.push(RowPlace { label, cells: places });
        }
        out
    }

    /// An empty table with the caption and the headers above its first row.
    fn begin(&self, row: &Line<'_>) -> (Block, BlockPlace) {
        let caption = row
            .header
            .iter()
            .find(|(word, _)| *word == Word::Caption)
            .map(|(_, text)| text);
        let headers: Vec<Option<&Traced<'_>>> = row
            .grid
            .columns
            .iter()
            .map(|column| {
                row.header
                    .iter()
                    .find(|(word, _)| *word == Word::Column(column.key))
                    .map(|(_, text)| text)
            })
            .collect();
        let headed = row.header.iter().any(|(word, _)| *word != Word::Caption);
        let table = Table {
            id: self.id,
            caption: caption.map_or_else(String::new, one_line),
            columns: row
                .grid
                .columns
                .iter()
                .zip(&headers)
                .map(|(column, header)| Column {
                    key: Some(column.key),
                    label: match header {
                        Some(text) => one_line(text),
                        // The words of the header are there, in unconnected pieces.
                        None if headed => column.label.zh.clone().into_owned(),
                        None => String::new(),
                    },
                })
                .collect(),
            rows: Vec::new(),
        };
        let place = BlockPlace::Table {
            span: caption.and_then(Traced::span),
            columns: headers.iter().map(|header| header.and_then(Traced::span)).collect(),
            rows: Vec::new(),
        };
        (Block::Table(table), place)
    }
}

/// A label on one line.
fn one_line(text: &Traced<'_>) -> String {
    super::pieces(&text.text).map(|(_, line)| line).collect()
}

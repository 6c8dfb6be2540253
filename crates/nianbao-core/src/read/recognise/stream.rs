//! Reads tables whose rows and columns the source does not give, or gives wrongly, from the order
//! of their parts alone.
//!
//! There are two passes. First each cell, line or word is classified: a label of the form, a part
//! of one, a figure, nothing, a remark, prose. Then this sequence is compared with the form: labels
//! are anchors, and each is followed by as many figures as the form has columns. A table that does
//! not fit completely is not read: a figure is never guessed.

use std::collections::BTreeSet;

use super::Unplaced;
use crate::document::Block as Source;
use crate::field::TableId;
use crate::form::Form;
use crate::report::{Block, BlockPlace};
use crate::text::{Span, Traced};

mod align;
mod token;

use align::{Aligned, Aligner};
use token::{Lexicon, Token, What, extent, is_table, without_indices};

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

/// Some blocks of a source, cut into pieces.
#[derive(Debug)]
pub(super) struct Stream<'a> {
    pieces: Vec<Piece<'a>>,
    /// Whether there are lines with only commas or semicolons between their cells, from a spreadsheet.
    commas: bool,
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

/// Whether a text has cells divided by other signs than commas, or is a sentence.
fn has_cells(text: &str) -> bool {
    text.contains(['|', '｜', '丨', '\t', '。'])
}

impl<'a> Stream<'a> {
    /// Cuts blocks into pieces.
    pub(super) fn of(blocks: &[Source<'a>], range: std::ops::Range<usize>) -> Stream<'a> {
        let mut stream = Stream {
            pieces: Vec::new(),
            commas: false,
        };
        let mut line = 0;
        let mut lines = range.clone().filter_map(|index| match blocks.get(index)? {
            Source::Line(one) => Some(one.text.text.as_ref()),
            Source::Paragraph(text) => Some(text.text.as_ref()),
            _ => None,
        });
        stream.commas = lines.any(|text| text.matches([',', ';']).count() >= 3 && !has_cells(text));
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
        let commas = self.commas && shown.contains([',', ';']) && !has_cells(shown);
        let mut start = 0;
        let mut start_of_line = 0;
        let mut in_line = Vec::new();
        for (at, c) in shown.char_indices().chain([(shown.len(), '\n')]) {
            let cuts = matches!(c, '|' | '｜' | '丨' | '│' | '┃' | '\t' | '\n') || commas && matches!(c, ',' | ';');
            if !cuts {
                continue;
            }
            let piece = text.slice(start, at);
            let here = piece.span().unwrap_or(Span::new(span.start, span.start));
            let piece = piece.trimmed();
            let quoted =
                self.commas && piece.text.len() >= 2 && piece.text.starts_with('"') && piece.text.ends_with('"');
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
                    aligner
                        .side_by_side(tokens)
                        .or_else(|| aligner.downwards(tokens))
                        .or_else(|| aligner.exchanged(tokens))
                        .or_else(|| aligner.rows(tokens))
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

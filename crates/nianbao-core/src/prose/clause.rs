//! Splits a sentence into clauses, at commas, and at 、 or 和 after a number. Text in brackets that has figures is a
//! clause of its own and follows the clause it is in.

use std::borrow::Cow;

use super::number::Unit;
use super::token::{Kind, Token};
use super::words::Tag;

/// A clause of a sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause<'t> {
    /// Its tokens, borrowed from the sentence unless brackets interrupt them.
    pub(super) tokens: Cow<'t, [Token]>,
    /// The tokens in brackets within it, if they have no figures.
    pub(super) inner: Vec<Token>,
    /// Whether it is in brackets.
    pub(super) bracket: bool,
    /// Whether a semicolon comes before it.
    pub(super) semicolon: bool,
    /// Whether it has a figure so far.
    figure: bool,
}

/// Calls `each` with each clause of a sentence, in order. Each token is in one clause; the work is linear in the
/// tokens.
pub(super) fn split<'t>(tokens: &'t [Token], mut each: impl FnMut(&Clause<'t>)) {
    let matching = matching(tokens);
    let mut clause = Clause::default();
    // The tokens read but not yet in the clause.
    let mut run = 0..0;
    let mut brackets: Vec<&[Token]> = Vec::new();
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        match token.kind {
            Kind::Open => {
                clause.extend(&tokens[run]);
                if let Some(close) = matching[i] {
                    let inside = &tokens[i + 1..close];
                    if inside.iter().any(is_figure) {
                        brackets.push(inside);
                    } else {
                        clause.inner.extend_from_slice(inside);
                    }
                    i = close;
                }
                run = i + 1..i + 1;
            }
            Kind::Close => {
                clause.extend(&tokens[run]);
                run = i + 1..i + 1;
            }
            Kind::Comma | Kind::Semicolon => {
                clause.extend(&tokens[run]);
                run = i + 1..i + 1;
                flush(&mut clause, &mut brackets, &mut each);
                clause.semicolon = matches!(token.kind, Kind::Semicolon);
            }
            Kind::Word(Tag::Join)
                if tokens[run.clone()]
                    .last()
                    .or(clause.tokens.last())
                    .is_some_and(is_figure) =>
            {
                clause.extend(&tokens[run]);
                run = i + 1..i + 1;
                flush(&mut clause, &mut brackets, &mut each);
            }
            // 「受理的226件申请其中224件已答复」: a comma is missing.
            Kind::Word(Tag::Among) if clause.figure => {
                clause.extend(&tokens[run]);
                flush(&mut clause, &mut brackets, &mut each);
                run = i..i + 1;
            }
            _ => {
                clause.figure |= is_figure(token);
                run.end = i + 1;
            }
        }
        i += 1;
    }
    clause.extend(&tokens[run]);
    flush(&mut clause, &mut brackets, &mut each);
}

/// The closing bracket of each opening bracket. Most sentences have no brackets.
fn matching(tokens: &[Token]) -> Vec<Option<usize>> {
    let Some(first) = tokens.iter().position(|token| matches!(token.kind, Kind::Open)) else {
        return Vec::new();
    };
    let mut matching: Vec<Option<usize>> = vec![None; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (i, token) in tokens.iter().enumerate().skip(first) {
        match token.kind {
            Kind::Open => open.push(i),
            Kind::Close => {
                if let Some(from) = open.pop() {
                    matching[from] = Some(i);
                }
            }
            _ => {}
        }
    }
    matching
}

impl<'t> Clause<'t> {
    /// Appends tokens.
    fn extend(&mut self, tokens: &'t [Token]) {
        if self.tokens.is_empty() {
            self.tokens = Cow::Borrowed(tokens);
        } else if !tokens.is_empty() {
            self.tokens.to_mut().extend_from_slice(tokens);
        }
    }
}

/// Ends a clause, then each clause in brackets within it, and begins the next.
fn flush<'t>(clause: &mut Clause<'t>, brackets: &mut Vec<&'t [Token]>, each: &mut impl FnMut(&Clause<'t>)) {
    if !clause.tokens.is_empty() || !clause.inner.is_empty() {
        each(clause);
    }
    *clause = Clause::default();
    for inside in brackets.drain(..) {
        let mut inner = Clause {
            bracket: true,
            ..Clause::default()
        };
        for token in inside {
            match token.kind {
                Kind::Comma | Kind::Semicolon => end_bracket(&mut inner, each),
                Kind::Word(Tag::Join) if inner.tokens.last().is_some_and(is_figure) => end_bracket(&mut inner, each),
                Kind::Open | Kind::Close => {}
                _ => inner.extend(std::slice::from_ref(token)),
            }
        }
        end_bracket(&mut inner, each);
    }
}

/// Ends a clause in brackets and begins the next.
fn end_bracket<'t>(inner: &mut Clause<'t>, each: &mut impl FnMut(&Clause<'t>)) {
    if !inner.tokens.is_empty() {
        each(inner);
    }
    inner.tokens = Cow::default();
}

/// Whether a token is a figure; a year is not.
pub(super) fn is_figure(token: &Token) -> bool {
    matches!(token.kind, Kind::Number(read) if read.unit != Unit::Year)
}

//! A sentence in clauses: cut at commas, and at 、 or 和 behind a number; what stands in brackets with figures of its own
//! is a clause of its own behind the one that it is part of.

use super::number::Unit;
use super::token::{Kind, Token};
use super::words::Tag;

/// A clause of a sentence.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause {
    pub(super) tokens: Vec<Token>,
    /// What stands in brackets in it, without figures.
    pub(super) inner: Vec<Token>,
    /// It stands in brackets.
    pub(super) bracket: bool,
    /// A semicolon stands before it.
    pub(super) semicolon: bool,
}

/// The clauses of a sentence. Each token lands in one clause; the work is linear in the tokens.
pub(super) fn split(tokens: &[Token]) -> Vec<Clause> {
    // Most sentences have no brackets.
    let brackets = tokens.iter().any(|token| matches!(token.kind, Kind::Open));
    let mut matching: Vec<Option<usize>> = vec![None; if brackets { tokens.len() } else { 0 }];
    let mut open: Vec<usize> = Vec::new();
    for (i, token) in tokens.iter().enumerate().filter(|_| brackets) {
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
    let mut clauses = Vec::new();
    let mut clause = Clause::default();
    let mut brackets: Vec<(usize, usize)> = Vec::new();
    let mut i = 0;
    while let Some(token) = tokens.get(i) {
        match token.kind {
            Kind::Open => {
                if let Some(close) = matching[i] {
                    let inside = &tokens[i + 1..close];
                    if inside.iter().any(is_figure) {
                        brackets.push((i + 1, close));
                    } else {
                        clause.inner.extend_from_slice(inside);
                    }
                    i = close;
                }
            }
            Kind::Comma | Kind::Semicolon => {
                flush(tokens, &mut clauses, &mut clause, &mut brackets);
                clause.semicolon = matches!(token.kind, Kind::Semicolon);
            }
            Kind::Word(Tag::Join) if clause.tokens.last().is_some_and(is_figure) => {
                flush(tokens, &mut clauses, &mut clause, &mut brackets);
            }
            Kind::Close => {}
            _ => {
                if clause.tokens.is_empty() {
                    clause.tokens.reserve(8);
                }
                clause.tokens.push(*token);
            }
        }
        i += 1;
    }
    flush(tokens, &mut clauses, &mut clause, &mut brackets);
    clauses
}

/// Puts the clause that has ended behind the others, and what stood in brackets in it behind that.
fn flush(tokens: &[Token], clauses: &mut Vec<Clause>, clause: &mut Clause, brackets: &mut Vec<(usize, usize)>) {
    let done = std::mem::take(clause);
    if !done.tokens.is_empty() || !done.inner.is_empty() {
        clauses.push(done);
    }
    for (from, to) in brackets.drain(..) {
        let mut inner = Clause {
            bracket: true,
            ..Clause::default()
        };
        for token in &tokens[from..to] {
            match token.kind {
                Kind::Comma | Kind::Semicolon => push_bracket(clauses, &mut inner),
                Kind::Word(Tag::Join) if inner.tokens.last().is_some_and(is_figure) => {
                    push_bracket(clauses, &mut inner);
                }
                Kind::Open | Kind::Close => {}
                _ => inner.tokens.push(*token),
            }
        }
        push_bracket(clauses, &mut inner);
    }
}

fn push_bracket(clauses: &mut Vec<Clause>, inner: &mut Clause) {
    let done = std::mem::replace(
        inner,
        Clause {
            bracket: true,
            ..Clause::default()
        },
    );
    if !done.tokens.is_empty() {
        clauses.push(done);
    }
}

/// Whether a token is a figure; a year is none.
pub(super) fn is_figure(token: &Token) -> bool {
    matches!(token.kind, Kind::Number(read) if read.unit != Unit::Year)
}

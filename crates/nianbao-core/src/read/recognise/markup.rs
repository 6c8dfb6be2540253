//! Markup of wikis, notes, chat tools and typesetting in a text that is read as plain lines: marks around titles and headings,
//! names of characters, tables.

use std::borrow::Cow;
use std::ops::Range;

use super::outline::{is_section_heading, named};
use super::{SURE, head, is_unseen, lines};
use crate::document::{Block, Document, Line, Table, TableCell};
use crate::markdown::without_styling;
use crate::text::{Span, Traced};

/// The most bytes of a line with marks around its words.
const LONGEST: usize = 400;
/// The most layers of marks around some words.
const LAYERS: usize = 12;
/// The most columns or rows that a cell covers.
const WIDEST: u16 = 64;

/// A document without such markup; the document itself if it has none.
pub(super) fn without<'d, 'a>(document: &'d Document<'a>) -> Cow<'d, Document<'a>> {
    // A file written by this tool has none, whatever its text looks like.
    if document.front_matter.is_some() {
        return Cow::Borrowed(document);
    }
    // Most documents have none, and then nothing is copied.
    let mut changed: Vec<(Range<usize>, Vec<Block<'a>>)> = Vec::new();
    let mut at = 0;
    while let Some(block) = document.blocks.get(at) {
        let start = at;
        at += 1;
        if let Some((blocks, end)) = table(&document.blocks, start) {
            changed.push((start..end, blocks));
            at = end;
        } else if let Some(block) = plain(block) {
            changed.push((start..at, vec![block]));
        }
    }
    if changed.is_empty() {
        return Cow::Borrowed(document);
    }
    let mut blocks = Vec::with_capacity(document.blocks.len());
    let mut from = 0;
    for (range, new) in changed {
        blocks.extend_from_slice(&document.blocks[from..range.start]);
        blocks.extend(new);
        from = range.end;
    }
    blocks.extend_from_slice(&document.blocks[from..]);
    Cow::Owned(Document {
        front_matter: None,
        blocks,
    })
}

/// Whether a line may have marks around its words, or be one of a table in markup.
fn is_dressed(text: &str) -> bool {
    let text = super::shown(text);
    if text.is_empty() || text.len() > LONGEST {
        return false;
    }
    // Most lines begin and end with an ideograph or a stop.
    let plain = |c: char| matches!(c, '\u{4e00}'..='\u{9fff}');
    let first = |c: char| !plain(c) && !c.is_ascii_alphanumeric() && !matches!(c, '（' | '(');
    let last = |c: char| !plain(c) && !c.is_ascii_alphanumeric() && !"。；：，）)".contains(c);
    text.starts_with(first) || text.ends_with(last) || text.contains("**") || text.starts_with('h')
}

fn has_entity(text: &str) -> bool {
    memchr::memchr(b'&', text.as_bytes()).is_some_and(|at| text[at..].contains(';'))
}

/// A block without the marks around its words; `None` if it has none.
fn plain<'a>(block: &Block<'a>) -> Option<Block<'a>> {
    let text_of = |text: &Traced<'a>| {
        let decoded = decoded(text);
        words(decoded.as_ref().unwrap_or(text)).or(decoded)
    };
    Some(match block {
        Block::Line(line) => Block::Line(Line {
            text: text_of(&line.text)?,
            span: line.span,
        }),
        Block::Paragraph(text) => Block::Paragraph(text_of(text)?),
        Block::Heading { level, text } => Block::Heading {
            level: *level,
            text: text_of(text)?,
        },
        Block::Table(table) => {
            let named = |cell: &TableCell<'_>| has_entity(&cell.text.text);
            if !table.rows.iter().flatten().any(named) {
                return None;
            }
            let mut table = table.clone();
            for cell in table.rows.iter_mut().flatten() {
                if let Some(decoded) = decoded(&cell.text) {
                    cell.text = decoded.trimmed();
                }
            }
            Block::Table(table)
        }
        Block::Picture { .. } => return None,
    })
}

/// A text with the characters that are written by name or number: `&nbsp;`, `&#160;`; `None` if there is none.
fn decoded<'a>(text: &Traced<'a>) -> Option<Traced<'a>> {
    if !has_entity(&text.text) {
        return None;
    }
    let mut out = Traced::default();
    let mut from = 0;
    let mut at = 0;
    while let Some(found) = text.text.get(at..).and_then(|rest| rest.find('&')) {
        let start = at + found;
        at = start + 1;
        let rest = text.text.get(at..).unwrap_or_default();
        // Escaped twice: `&amp;nbsp;`.
        let twice = rest
            .strip_prefix("amp;")
            .filter(|rest| entity(rest).is_some_and(|(c, _)| c != '&'));
        let Some((c, length)) = entity(twice.unwrap_or(rest)) else {
            continue;
        };
        at += length + twice.map_or(0, |_| "amp;".len());
        out.append(&text.slice(from, start));
        let span = text.slice(start, at).span().unwrap_or_default();
        out.push_as(c.encode_utf8(&mut [0; 4]), span);
        from = at;
    }
    if from == 0 {
        return None;
    }
    out.append(&text.slice(from, text.text.len()));
    Some(out)
}

/// The character whose name or number some text begins with, after `&`, and the length of that with the semicolon.
fn entity(text: &str) -> Option<(char, usize)> {
    const NAMES: [(&str, char); 20] = [
        ("nbsp", '\u{a0}'),
        ("ensp", '\u{2002}'),
        ("emsp", '\u{2003}'),
        ("thinsp", '\u{2009}'),
        ("amp", '&'),
        ("lt", '<'),
        ("gt", '>'),
        ("quot", '"'),
        ("apos", '\''),
        ("ldquo", '“'),
        ("rdquo", '”'),
        ("lsquo", '‘'),
        ("rsquo", '’'),
        ("mdash", '—'),
        ("ndash", '–'),
        ("hellip", '…'),
        ("middot", '·'),
        ("bull", '•'),
        ("times", '×'),
        ("yen", '¥'),
    ];
    let end = text.bytes().take(10).position(|byte| byte == b';')?;
    let name = &text[..end];
    let c = match name.strip_prefix('#') {
        Some(number) => {
            let number = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16),
                None => number.parse(),
            };
            char::from_u32(number.ok()?).filter(|c| !c.is_control())?
        }
        None => NAMES.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((c, end + 1))
}

/// The words of a title or heading without the marks around them; `None` if there are no marks, or if the words are neither.
fn words<'a>(text: &Traced<'a>) -> Option<Traced<'a>> {
    if !is_dressed(&text.text) || text.text.contains(['\n', '\t']) {
        return None;
    }
    // 「## **一、总体情况**」 keeps its level.
    let all = text.text.as_ref();
    let signs = all.len() - all.trim_start_matches('#').len();
    let level = (1..=6).contains(&signs) && all[signs..].starts_with(' ');
    let kept = if level { signs + 1 } else { 0 };
    let inside = inside(&all[kept..]);
    let (start, end) = (kept + inside.start, kept + inside.end);
    if start >= end || start == kept && end == all.len() && !all.contains("**") {
        return None;
    }
    let mut words = text.slice(start, end);
    // 「**一、**总体情况」
    for mark in ["**", "'''", "__"] {
        if !words.text.contains(mark) {
            continue;
        }
        let mut out = Traced::default();
        let mut from = 0;
        for (at, _) in words.text.match_indices(mark) {
            out.append(&words.slice(from, at));
            from = at + mark.len();
        }
        out.append(&words.slice(from, words.text.len()));
        words = out.trimmed();
    }
    let bare = words.text.as_ref();
    let is_heading = is_section_heading(bare) && named(bare, SURE).is_some() || lines::is_inner_heading(bare);
    if bare == super::shown(all) || !(is_heading || head::is_title(bare)) {
        return None;
    }
    if level {
        let mut whole = text.slice(0, kept);
        whole.append(&words);
        return Some(whole);
    }
    Some(words)
}

/// Whether a character is one that people or programs put before words or after them.
fn is_mark(c: char) -> bool {
    matches!(
        c,
        '*' | '＊' | '#' | '＃' | '=' | '＝' | '~' | '～' | '_' | '＿' | '`' | '\'' | '|' | '｜' | '-' | '－' | '—'
            | '–' | '―' | '+' | '＋' | '•' | '·' | '…' | '！' | '!' | '§' | '¶' | '※' | '>' | '<' | '＞' | '＜' | '»' | '«' | '\u{fe0f}'
            // Arrows, lines, boxes, geometric shapes, signs and pictures, but not the numbers ① to ⓿ and ❶ to ➓.
            | '\u{2190}'..='\u{21ff}' | '\u{2500}'..='\u{2775}' | '\u{2794}'..='\u{27bf}' | '\u{2b00}'..='\u{2bff}'
            | '\u{1f300}'..='\u{1faff}'
    )
}

/// The words of a line inside all marks around them.
fn inside(line: &str) -> Range<usize> {
    const PAIRS: [(&str, &str); 17] = [
        ("【", "】"),
        ("〖", "〗"),
        ("「", "」"),
        ("『", "』"),
        ("《", "》"),
        ("〈", "〉"),
        ("“", "”"),
        ("\"", "\""),
        ("｛", "｝"),
        ("{", "}"),
        ("[[", "]]"),
        ("[", "]"),
        ("［", "］"),
        ("〔", "〕"),
        ("〘", "〙"),
        ("‖", "‖"),
        ("$", "$"),
    ];
    let mut range = 0..line.len();
    for _ in 0..LAYERS {
        let text = &line[range.clone()];
        let bare = text.trim_matches(is_unseen);
        let styled = without_styling(bare);
        if styled.len() < bare.len() {
            let from = range.start + (bare.as_ptr() as usize - text.as_ptr() as usize);
            range = from + styled.start..from + styled.end;
            continue;
        }
        let start = range.start + (text.len() - text.trim_start_matches(|c| is_unseen(c) || is_mark(c)).len());
        let text = &line[start..range.end];
        let end = start + text.trim_end_matches(|c| is_unseen(c) || is_mark(c)).len();
        let text = &line[start..end];
        let within = |inside: Range<usize>| start + inside.start..start + inside.end;
        let next = if let Some(inner) = command(text) {
            within(inner)
        } else if let Some((open, close)) = PAIRS.iter().find(|(open, close)| {
            let rest = text.strip_prefix(open);
            rest.is_some_and(|rest| rest.find(close).is_some_and(|at| at + close.len() == rest.len()))
        }) {
            start + open.len()..end - close.len()
        } else {
            start..end
        };
        if next == range {
            break;
        }
        range = next;
    }
    range
}

/// The words inside a command of some markup: `\section{…}`, `[b]…[/b]`, `[…](#place)`, `h2. …`, `[x] …`,
/// `… {#place}`, `…[编辑]`.
fn command(text: &str) -> Option<Range<usize>> {
    let whole = 0..text.len();
    if let Some(rest) = text.strip_prefix('\\') {
        let name = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let open = rest.get(name..)?.trim_start_matches('*').strip_prefix('{')?;
        let start = text.len() - open.len();
        // The brace that closes it is the last character.
        return (name > 0 && open.find('}') == Some(open.len().checked_sub(1)?)).then_some(start..text.len() - 1);
    }
    if let Some(rest) = text.strip_prefix('[') {
        let (name, after) = rest.split_once(']')?;
        let start = text.len() - after.len();
        if name.is_empty() || matches!(name, "x" | "X" | " ") {
            return Some(start..text.len());
        }
        // A link: words, then an address.
        let address = after.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
        if address.is_some_and(|address| !address.contains(['(', ' '])) {
            return Some(1..1 + name.len());
        }
        let tag = name.split(['=', ' ']).next().filter(|tag| tag.is_ascii())?;
        let inner = after.strip_suffix(format!("[/{tag}]").as_str())?;
        return Some(start..start + inner.len());
    }
    let mut digits = text.bytes();
    if digits.next() == Some(b'h')
        && digits.next().is_some_and(|byte| byte.is_ascii_digit())
        && text[2..].starts_with(". ")
    {
        return Some(4..text.len());
    }
    for (open, close) in [(" {#", "}"), ("{#", "}"), ("[编辑", "]"), ("[edit", "]")] {
        if let Some(at) = text.find(open).filter(|at| *at > 0)
            && text[at..]
                .find(close)
                .is_some_and(|end| at + end + close.len() == text.len())
        {
            return Some(whole.start..at);
        }
    }
    None
}

/// The table in markup that begins at a block, as blocks, and the index of the block after it.
fn table<'a>(blocks: &[Block<'a>], at: usize) -> Option<(Vec<Block<'a>>, usize)> {
    let Block::Line(first) = &blocks[at] else { return None };
    let text = first.text.text.trim_start();
    if text.starts_with("{|") {
        return wiki(blocks, at);
    }
    let is_tabular = begins_tex(text);
    if is_tabular || is_row_of_tex(text) {
        return tex(blocks, at, is_tabular);
    }
    None
}

fn line_at<'b, 'a>(blocks: &'b [Block<'a>], at: usize) -> Option<&'b Line<'a>> {
    match blocks.get(at)? {
        Block::Line(line) => Some(line),
        _ => None,
    }
}

/// The most lines of a table in markup: table three has 350 if each cell is on its own.
const LINES: usize = 1000;

/// A cell, of whose text only the marks for bold are left out.
fn cell<'a>(text: &Traced<'a>, columns: u16, rows: u16, span: Span) -> TableCell<'a> {
    let mut text = text.trimmed();
    for mark in ["'''", "**", "''"] {
        if let Some(inside) = text.text.strip_prefix(mark).and_then(|rest| rest.strip_suffix(mark)) {
            let end = mark.len() + inside.len();
            text = text.slice(mark.len(), end).trimmed();
        }
    }
    TableCell {
        span: text.span().unwrap_or(span),
        text: decoded(&text).map_or(text, |text| text.trimmed()),
        columns: columns.clamp(1, WIDEST),
        rows: rows.clamp(1, WIDEST),
    }
}

fn finished<'a>(mut blocks: Vec<Block<'a>>, rows: Vec<Vec<TableCell<'a>>>, span: Span) -> Option<Vec<Block<'a>>> {
    let rows: Vec<_> = rows.into_iter().filter(|row| !row.is_empty()).collect();
    if rows.is_empty() {
        return None;
    }
    blocks.push(Block::Table(Table { rows, span }));
    Some(blocks)
}

/// A table of a wiki: `{|`, rows after `|-`, cells after `|`, `||`, `!`, `!!`, `|}`.
fn wiki<'a>(blocks: &[Block<'a>], at: usize) -> Option<(Vec<Block<'a>>, usize)> {
    let mut rows: Vec<Vec<TableCell<'a>>> = vec![Vec::new()];
    let mut before = Vec::new();
    let mut span = line_at(blocks, at)?.span;
    let mut index = at + 1;
    while index < at + LINES {
        let line = line_at(blocks, index)?;
        index += 1;
        span = span.join(line.span);
        let text = line.text.trimmed();
        let shown = text.text.as_ref();
        // No table is in another one; so a text of many beginnings is not read again from each of them.
        if shown.starts_with("{|") {
            return None;
        }
        if shown.starts_with("|}") {
            return Some((finished(before, rows, span)?, index));
        }
        if shown.starts_with("|-") {
            rows.push(Vec::new());
        } else if shown.starts_with("|+") {
            before.push(Block::Line(Line {
                text: text.slice(2, shown.len()).trimmed(),
                span: line.span,
            }));
        } else if shown.starts_with(['|', '!']) {
            let head = shown.starts_with('!');
            let mut start = 1;
            let mut ends: Vec<usize> = shown.match_indices("||").map(|(at, _)| at).collect();
            if head {
                ends.extend(shown.match_indices("!!").map(|(at, _)| at));
            }
            ends.retain(|at| *at > 0);
            ends.push(shown.len());
            crate::sort::by_key(&mut ends, |at| *at);
            for end in ends {
                if end < start {
                    continue;
                }
                let piece = text.slice(start, end);
                // 「colspan="3" | 申请人情况」
                let attributes = piece.text.split_once('|').filter(|(before, _)| before.contains('='));
                let (columns, height, from) = attributes.map_or((1, 1, 0), |(before, _)| {
                    (covers(before, "colspan"), covers(before, "rowspan"), before.len() + 1)
                });
                let words = piece.slice(from, piece.text.len());
                rows.last_mut()?.push(cell(&words, columns, height, line.span));
                start = end + 2;
            }
        } else if let Some(last) = rows.last_mut().and_then(|row| row.last_mut())
            && !shown.is_empty()
        {
            if !last.text.text.is_empty() {
                last.text.push_as("\n", Span::new(line.span.start, line.span.start));
            }
            last.text.append(&text);
            last.span = last.span.join(line.span);
        } else if !shown.is_empty() {
            // Text outside of any cell has no place in a table.
            return None;
        }
    }
    None
}

/// The number of columns or rows that the attributes of a cell name.
fn covers(attributes: &str, name: &str) -> u16 {
    let value = attributes.split_once(name).map_or("", |(_, rest)| rest);
    let value = value.trim_start_matches([' ', '=', '"', '\'']);
    let digits = value.bytes().take_while(u8::is_ascii_digit).count();
    value[..digits].parse().unwrap_or(1)
}

/// The name of the environment for tables that a line begins or ends.
fn environment(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once('{')?;
    let (name, _) = rest.split_once('}')?;
    [
        "tabular",
        "tabular*",
        "tabularx",
        "longtable",
        "tabulary",
        "array",
        "tblr",
        "longtblr",
    ]
    .contains(&name)
    .then_some(name)
}

/// Whether a line is a row of a table as typesetting has it: 「规章 & 0 & 0 & 0 \\」.
fn is_row_of_tex(text: &str) -> bool {
    let text = text.trim_end();
    let ended = text.ends_with("\\\\") || text.ends_with("\\hline");
    ended && text.contains("\\\\") && text.contains('&')
}

/// Whether a line begins a table of typesetting: `\begin{tabular}{lccc}`.
fn begins_tex(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("\\begin{") && environment(text).is_some()
}

/// The length of the beginning of a table of typesetting, with the widths of its columns.
fn beginning(text: &str) -> usize {
    let name = text.find('}').map_or(text.len(), |at| at + 1);
    name + groups(&text[name..])
}

/// The length of the groups in brackets at the start of a text: `[t]{l|ccc}`, `{p{3cm}c}`, `(lr){2-4}`.
fn groups(text: &str) -> usize {
    let mut end = 0;
    loop {
        let rest = text[end..].trim_start();
        if !rest.starts_with(['{', '[', '(']) {
            return end;
        }
        let mut depth = 0_usize;
        let close = rest.char_indices().find(|(_, c)| {
            match c {
                '{' | '[' | '(' => depth += 1,
                '}' | ']' | ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        });
        let Some((close, _)) = close else { return end };
        end = text.len() - rest.len() + close + 1;
    }
}

/// A table as typesetting has it: cells between `&`, rows that end with `\\`; with an environment around it, or without.
fn tex<'a>(blocks: &[Block<'a>], at: usize, tabular: bool) -> Option<(Vec<Block<'a>>, usize)> {
    let mut rows: Vec<Vec<TableCell<'a>>> = Vec::new();
    let mut row: Vec<TableCell<'a>> = Vec::new();
    // The text since the last `&` or `\\`, which may go on in the next line.
    let mut open = Traced::default();
    let mut span = line_at(blocks, at)?.span;
    let mut index = at;
    let mut ended = !tabular;
    while index < at + LINES {
        let line = line_at(blocks, index);
        let line = if tabular { Some(line?) } else { line };
        let Some(line) = line.filter(|line| tabular || line.text.text.contains("\\\\")) else {
            break;
        };
        let text = line.text.trimmed();
        let shown = text.text.as_ref();
        let mut start = 0;
        if tabular && begins_tex(shown) {
            // No table is in another one.
            if index > at {
                return None;
            }
            start = beginning(shown);
        }
        index += 1;
        span = span.join(line.span);
        let last = shown
            .find("\\end{")
            .filter(|at| tabular && environment(&shown[*at..]).is_some());
        let end = last.unwrap_or(shown.len());
        start += rules(shown.get(start..end).unwrap_or_default());
        let mut escaped = false;
        for (place, c) in shown.char_indices().take_while(|(place, _)| *place < end) {
            if place < start {
                continue;
            }
            let ends = ["\\\\", "\\tabularnewline"]
                .into_iter()
                .find(|ends| shown[place..].starts_with(ends));
            if c == '&' && !escaped || ends.is_some() {
                open.append(&text.slice(start, place));
                row.push(cell_of_tex(&std::mem::take(&mut open), line.span));
                start = place + 1;
            }
            escaped = c == '\\' && !escaped;
            if let Some(ends) = ends {
                escaped = false;
                rows.push(std::mem::take(&mut row));
                start = place + ends.len();
                // 「\\[2pt]」, 「\\*」
                let rest = &shown[start..end.max(start)];
                let rest = rest.strip_prefix('*').unwrap_or(rest);
                start = end.max(start) - rest.len();
                if rest.starts_with('[') {
                    start += groups(rest);
                }
                start += rules(shown.get(start..end).unwrap_or_default());
            }
        }
        if start < end {
            open.append(&text.slice(start, end).trimmed());
        }
        if last.is_some() {
            ended = true;
            break;
        }
    }
    if !ended {
        return None;
    }
    if !open.text.trim().is_empty() || !row.is_empty() {
        row.push(cell_of_tex(&open, span));
    }
    rows.push(row);
    Some((finished(Vec::new(), rows, span)?, index))
}

/// The length of the commands for rules at the start of a line: `\hline`, `\cline{2-8}`.
fn rules(text: &str) -> usize {
    const NAMES: [&str; 13] = [
        "\\addlinespace",
        "\\specialrule",
        "\\endlastfoot",
        "\\hline",
        "\\toprule",
        "\\midrule",
        "\\bottomrule",
        "\\cline",
        "\\cmidrule",
        "\\endhead",
        "\\endfirsthead",
        "\\centering",
        "\\endfoot",
    ];
    let mut rest = text;
    loop {
        rest = rest.trim_start();
        let Some(after) = NAMES.iter().find_map(|name| rest.strip_prefix(name)) else {
            return text.len() - rest.len();
        };
        rest = &after[groups(after)..];
    }
}

/// A cell with the number of columns that `\multicolumn{3}{c}{…}` gives it. Below `\multirow`, an empty cell is written.
fn cell_of_tex<'a>(text: &Traced<'a>, span: Span) -> TableCell<'a> {
    let mut text = text.trimmed();
    let mut columns = 1;
    for _ in 0..LAYERS {
        let shown = text.text.as_ref();
        let Some(rest) = shown.strip_prefix('\\').filter(|_| shown.ends_with('}')) else {
            break;
        };
        let name = &rest[..rest.bytes().take_while(u8::is_ascii_alphabetic).count()];
        let before = match name {
            "multicolumn" | "multirow" => 2,
            "" => break,
            _ => 0,
        };
        let mut at = 1 + name.len();
        let mut first = "";
        for argument in 0..before {
            let Some(end) = shown[at..].find('}').filter(|_| shown[at..].starts_with('{')) else {
                break;
            };
            if argument == 0 {
                first = &shown[at + 1..at + end];
            }
            at += end + 1;
        }
        if !shown[at..].starts_with('{') {
            break;
        }
        if name == "multicolumn" {
            columns = first.trim().parse().unwrap_or(1);
        }
        text = text.slice(at + 1, shown.len() - 1).trimmed();
    }
    cell(&text, columns, 1, span)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_around_headings_and_titles_are_not_words() {
        let check = |line: &str, expected: Option<&str>| {
            let found = words(&Traced::verbatim(line, 0));
            assert_eq!(found.as_ref().map(|words| words.text.as_ref()), expected, "{line}");
        };
        let heading = Some("一、总体情况");
        for line in [
            "== 一、总体情况 ==",
            "=== 一、总体情况 ===",
            "＝＝ 一、总体情况 ＝＝",
            "* 一、总体情况",
            "- 一、总体情况",
            "• 一、总体情况",
            "- **一、总体情况**",
            "**一、**总体情况",
            "***一、总体情况***",
            "＊＊一、总体情况＊＊",
            "'''一、总体情况'''",
            "【一、总体情况】",
            "〖一、总体情况〗",
            "「一、总体情况」",
            "★ 一、总体情况 ★",
            "▍一、总体情况",
            "📌一、总体情况",
            "> **一、总体情况**",
            ">>> 一、总体情况 <<<",
            "—— 一、总体情况 ——",
            "##一、总体情况",
            "＃ 一、总体情况",
            "h2. 一、总体情况",
            "\\section*{一、总体情况}",
            "[b]一、总体情况[/b]",
            "[一、总体情况](#s1)",
            "- [x] 一、总体情况",
            "一、总体情况 {#s1}",
            "一、总体情况[编辑]",
            "<p><strong>一、总体情况</strong></p>",
            "`一、总体情况`",
        ] {
            check(line, heading);
        }
        check("## **一、总体情况**", Some("## 一、总体情况"));
        check("* （一）主动公开情况", Some("（一）主动公开情况"));
        check(
            "【示例县财政局2023年政府信息公开工作年度报告】",
            Some("示例县财政局2023年政府信息公开工作年度报告"),
        );
        for line in [
            "一、总体情况",
            "## 一、总体情况",
            "* 加强学习",
            "- 一是加强学习",
            "——",
            "***",
            "“一稳定”",
            "",
        ] {
            check(line, None);
        }
    }

    #[test]
    fn a_table_in_markup_ends_and_has_no_other_one_in_it() {
        let check = |text: &str, expected: Option<(usize, usize)>| {
            let mut start = 0;
            let mut blocks = Vec::new();
            for line in text.lines() {
                blocks.push(Block::Line(Line {
                    text: Traced::verbatim(line, start),
                    span: Span::new(start, start + line.len()),
                }));
                start += line.len() + 1;
            }
            let found = table(&blocks, 0).map(|(made, end)| {
                let rows = made.iter().map(|block| match block {
                    Block::Table(table) => table.rows.len(),
                    _ => 0,
                });
                (rows.sum(), end)
            });
            assert_eq!(found, expected, "{text}");
        };
        check("{|\n|-\n| 规章 || 0\n|-\n| 其他 || 1\n|}\n后文", Some((2, 6)));
        check("{|\n|-\n| 规章 || 0", None);
        check("{|\n| 规章 || 0\n{|\n| 其他 || 1\n|}", None);
        let begin = "\\begin{tabular}{lc}\n规章 & 0 \\\\\n";
        check(&[begin, "\\end{tabular}\n后文"].concat(), Some((1, 3)));
        check(&[begin, begin, "\\end{tabular}"].concat(), None);
        check(&[begin, "其他 & 1 \\\\"].concat(), None);
        check(
            "\\begin{tabular}{l|c} 规章 & 0 \\\\ \\hline \\end{tabular}\n后文",
            Some((1, 1)),
        );
        check("规章 & 0 \\\\\n其他 & 1 \\\\\n后文", Some((2, 2)));
    }

    #[test]
    fn cells_of_typesetting_are_where_they_were() {
        let check = |text: &str, expected: &[&[&str]]| {
            let mut start = 0;
            let mut blocks = Vec::new();
            for line in text.lines() {
                blocks.push(Block::Line(Line {
                    text: Traced::verbatim(line, start),
                    span: Span::new(start, start + line.len()),
                }));
                start += line.len() + 1;
            }
            let Some((made, _)) = table(&blocks, 0) else {
                panic!("{text}")
            };
            let Some(Block::Table(table)) = made.first() else {
                panic!("{text}")
            };
            let rows: Vec<Vec<&str>> = table
                .rows
                .iter()
                .map(|row| row.iter().map(|cell| cell.text.text.as_ref()).collect())
                .collect();
            assert_eq!(rows, expected, "{text}");
        };
        let rows: &[&[&str]] = &[&["规章", "3", "1"], &["其他", "4", "2"]];
        for between in [
            "\\\\",
            "\\\\[2pt]",
            "\\\\*",
            "\\\\ \\hline",
            "\\\\ \\cmidrule(lr){2-3}",
            "\\\\\n\\midrule[1pt]",
            "\\\\\n\\addlinespace",
        ] {
            let text = [
                "\\begin{tabular}{p{3cm}|cc}\n规章 & 3 & 1 ",
                between,
                "\n其他 & 4 & 2 \\\\\n\\end{tabular}",
            ]
            .concat();
            check(&text, rows);
        }
        check(
            "\\begin{tabular}{lcc}\n规章\n& 3 & 1 \\\\& 4 & 2 \\\\\n\\end{tabular}",
            &[&["规章", "3", "1"], &["", "4", "2"]],
        );
        check("规章 & 3 \\& 1 & 2 \\\\", &[&["规章", "3 \\& 1", "2"]]);
    }

    #[test]
    fn characters_that_are_written_by_name_are_read() {
        let check = |text: &str, expected: Option<&str>| {
            let found = decoded(&Traced::verbatim(text, 0));
            assert_eq!(found.as_ref().map(|text| text.text.as_ref()), expected, "{text}");
        };
        check("规章&nbsp;0", Some("规章\u{a0}0"));
        check("&#160;规章&#x3000;", Some("\u{a0}规章\u{3000}"));
        check("&amp;nbsp;规章", Some("\u{a0}规章"));
        check("&ldquo;三安全一稳定&rdquo;", Some("“三安全一稳定”"));
        check("A&B; &foo; &#0;", None);
        check("规章", None);
    }
}

//! Divides the lines of plain text into paragraphs, headings and cells of tables.
//!
//! Tables in texts have three shapes: one cell on each line, indented by a tab, with an empty line
//! after each row (from a Word file); one row on each line, its cells separated by tabs or pipes
//! (from a spreadsheet or a web page); one part of a cell on each line, with only the form's own
//! words to tell the rows apart (from a PDF).

use std::collections::BTreeSet;
use std::sync::OnceLock;

use super::outline::{Style, is_section_heading, named, rank};
use super::vocabulary::{Vocabulary, Word, ordinal, section_exact};
use super::{HEADING_LENGTH, SURE, Unplaced};
use super::{head, tables};
use crate::cell::{Cell, Value};
use crate::document::{self, Block, Table, TableCell};
use crate::field::TableId;
use crate::form::SectionId;
use crate::label::{core, fold, fold_char};
use crate::text::{Span, Traced};

/// The signs between the cells of a line. The last is an ideograph, which programs that recognise print take a line for.
pub(super) const PIPES: [char; 3] = ['|', '｜', '丨'];

/// The most lines of one label: 三、本年度办理结果, written downwards, has nine.
const LABEL_LINES: usize = 24;

/// A line, prepared for reading.
struct Line<'a> {
    /// Without white space at its ends.
    text: Traced<'a>,
    /// As written.
    whole: Traced<'a>,
    span: Span,
    /// Whether it begins with a tab, as a cell does in the text of a Word file.
    indented: bool,
}

/// Turns lines into blocks; page numbers and page marks are taken out and listed.
pub(super) fn blocks<'a>(lines: Vec<document::Line<'a>>, unplaced: &mut Vec<Unplaced>) -> Vec<Block<'a>> {
    let lines = lines
        .into_iter()
        .map(|line| Line {
            text: plain(line.text.trimmed()),
            indented: line.text.text.starts_with('\t'),
            whole: line.text,
            span: line.span,
        })
        .collect();
    let lines = without_pages(lines, unplaced);
    let wrap = wrap_width(&lines);
    let mut reader = Reader {
        lines: &lines,
        context: None,
        wrap,
        blocks: Vec::new(),
        no_rows_before: 0,
        no_tokens_before: 0,
        open: None,
        begun: false,
    };
    let mut at = 0;
    while at < lines.len() {
        at = reader.step(at);
    }
    reader.close();
    reader.blocks
}

/// A line without the signs for bold around the whole of it, in a text that is not read as
/// Markdown.
fn plain(text: Traced<'_>) -> Traced<'_> {
    let inside = ["**", "__"].iter().find_map(|mark| {
        let inside = text.text.strip_prefix(*mark)?.strip_suffix(*mark)?;
        (!inside.trim().is_empty() && !inside.contains(*mark)).then_some(mark.len())
    });
    match inside {
        Some(mark) => text.slice(mark, text.text.len() - mark).trimmed(),
        None => text,
    }
}

/// Removes page numbers and page marks with the empty lines around them, because a sentence may
/// continue after them.
fn without_pages<'a>(lines: Vec<Line<'a>>, unplaced: &mut Vec<Unplaced>) -> Vec<Line<'a>> {
    if !lines.iter().any(|line| is_page_mark(&line.text.text)) {
        return lines;
    }
    let mut kept: Vec<Line<'_>> = Vec::with_capacity(lines.len());
    let mut after_mark = false;
    for line in lines {
        if is_page_mark(&line.text.text) {
            unplaced.push(Unplaced {
                text: line.text.text.to_string(),
                span: Some(line.span),
                kept: false,
            });
            while kept
                .last()
                .is_some_and(|last| last.text.text.is_empty() && !last.indented)
            {
                kept.pop();
            }
            after_mark = true;
        } else if after_mark && line.text.text.is_empty() && !line.indented {
            // An empty line after the mark.
        } else {
            after_mark = false;
            kept.push(line);
        }
    }
    kept
}

/// 「- 3 -」, 「—3—」, 「第3页」, 「第 3 页 共 8 页」, 「=====PAGE=====」, a form feed.
pub(super) fn is_page_mark(text: &str) -> bool {
    if text.is_empty() || text.len() > 40 {
        return false;
    }
    let dash = |c: char| matches!(c, '-' | '—' | '–' | '－' | '―');
    let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.chars().all(|c| c.is_ascii_digit());
    if text.starts_with(dash) && text.ends_with(dash) && digits(text.trim_matches(dash).trim()) {
        return true;
    }
    if text.starts_with("===") && text.ends_with("===") {
        return true;
    }
    let folded = fold(text);
    folded.strip_prefix('第').is_some_and(|rest| {
        let (page, rest) = rest.split_once('页').unwrap_or(("", "-"));
        let rest = rest.trim_start_matches([',', '/']);
        digits(page)
            && (rest.is_empty()
                || rest
                    .strip_prefix('共')
                    .and_then(|rest| rest.strip_suffix('页'))
                    .is_some_and(digits))
    })
}

/// The width in characters at which lines were broken, if they were: in a PDF, lines end where the
/// page does.
fn wrap_width(lines: &[Line<'_>]) -> Option<usize> {
    let mut lengths: Vec<usize> = lines
        .iter()
        .map(|line| line.text.text.chars().take(200).count())
        .filter(|length| *length >= 15)
        .collect();
    if lengths.len() < 6 {
        return None;
    }
    crate::sort::by_key(&mut lengths, |length| *length);
    let width = lengths[lengths.len() * 3 / 4];
    if width > 60 {
        return None;
    }
    let long = lines
        .iter()
        .filter(|line| line.text.text.chars().take(200).count() * 10 >= width * 9);
    let (mut broken, mut all) = (0, 0);
    for line in long {
        all += 1;
        broken += usize::from(!ends_sentence(&line.text.text));
    }
    (broken * 2 > all && broken >= 3).then_some(width)
}

/// Whether a text ends within brackets: 「请与某局联系（地址：」
fn is_open(text: &str) -> bool {
    let after = |brackets: [char; 2]| text.rfind(brackets);
    [['（', '('], ['《', '〈']]
        .into_iter()
        .zip([['）', ')'], ['》', '〉']])
        .any(|(open, close)| after(open) > after(close))
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['”', '’', '）', ')', '》', '"'])
        .ends_with(['。', '！', '？', '；', '：', '.', ';', ':', '!', '?'])
}

struct Reader<'l, 'a> {
    lines: &'l [Line<'a>],
    /// The table of the form that belongs to the current section.
    context: Option<TableId>,
    wrap: Option<usize>,
    blocks: Vec<Block<'a>>,
    /// No table begins before this line: the lines up to it were tried as a table already.
    no_rows_before: usize,
    no_tokens_before: usize,
    /// The current paragraph, with the length of its last line.
    open: Option<(Traced<'a>, usize)>,
    /// Whether a section has begun: the lines before the first are the head of a page.
    begun: bool,
}

/// The character that separates the cells of a line. In the text of a Word file, a single tab at
/// the start marks one cell.
fn separator(line: &Line<'_>) -> Option<char> {
    let text = line.whole.text.as_ref();
    if text.strip_prefix('\t').unwrap_or(text).contains('\t') {
        Some('\t')
    } else if text.matches(PIPES).count() >= 2 {
        Some('|')
    } else {
        None
    }
}

impl<'a> Reader<'_, 'a> {
    fn close(&mut self) {
        if let Some((text, _)) = self.open.take() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// Reads the block that begins at a line; returns the index of the line after it.
    fn step(&mut self, at: usize) -> usize {
        let line = &self.lines[at];
        let text = line.text.text.as_ref();
        if text.is_empty() && !line.indented {
            self.close();
            return at + 1;
        }
        if line.indented || separator(line).is_some() {
            if at >= self.no_rows_before
                && let Some((table, end)) = self.rows(at)
            {
                self.close();
                self.blocks.push(Block::Table(table));
                return end;
            }
            if text.is_empty() {
                return at + 1;
            }
        }
        if let Some((level, start)) = number_signs(text) {
            let words = line.text.slice(start, text.len()).trimmed();
            if level <= 2
                && let Some((id, _)) = named(&words.text, SURE)
            {
                self.context = id.table();
                self.begun = true;
            }
            self.close();
            self.blocks.push(Block::Heading { level, text: words });
            return at + 1;
        }
        if let Some(whole) = self.heading_over_two_lines(at) {
            self.context = section_exact(&whole.text).and_then(SectionId::table);
            self.begun = true;
            self.close();
            self.blocks.push(Block::Paragraph(whole));
            return at + 2;
        }
        if is_section_heading(text) {
            // A heading of a lower rank may be inside a section.
            let high = matches!(rank(text).style, Style::Part | Style::Chinese | Style::Bare);
            if let Some((id, _)) = named(text, SURE).filter(|_| high || self.context.is_none()) {
                self.context = id.table();
                self.begun = true;
            }
            self.heading(2, line);
            return at + 1;
        }
        if let Some((table, end)) = self.tokens(at) {
            self.close();
            self.blocks.push(Block::Table(table));
            return end;
        }
        if is_inner_heading(text) {
            self.heading(3, line);
            return at + 1;
        }
        self.paragraph(line);
        at + 1
    }

    /// 「四、政府信息公开行政复议、」 over 「行政诉讼情况」: only together the form's words.
    fn heading_over_two_lines(&self, at: usize) -> Option<Traced<'a>> {
        let (line, next) = (&self.lines[at].text, &self.lines.get(at + 1)?.text);
        let numbered = ordinal(&line.text).is_some() && !next.text.is_empty();
        if !numbered || line.text.chars().count() + next.text.chars().count() > HEADING_LENGTH {
            return None;
        }
        let mut whole = line.clone();
        whole.append(next);
        (section_exact(&whole.text).is_some() && section_exact(&line.text).is_none()).then_some(whole)
    }

    fn heading(&mut self, level: u8, line: &Line<'a>) {
        self.close();
        self.blocks.push(if level == 2 {
            // Whether it is a heading is decided when all headings are known.
            Block::Paragraph(line.text.clone())
        } else {
            Block::Heading {
                level,
                text: line.text.clone(),
            }
        });
    }

    fn paragraph(&mut self, line: &Line<'a>) {
        let text = line.text.text.as_ref();
        let alone =
            || head::stands_alone(text) || head::is_whole_title(text) || (self.open.is_none() && head::is_title(text));
        if !self.begun && (separator(line).is_some() || alone()) {
            self.close();
            self.blocks.push(Block::Paragraph(line.text.clone()));
            return;
        }
        let length = line.text.text.chars().count();
        let goes_on = match (&self.open, self.wrap) {
            (Some((text, last)), Some(width)) => {
                last * 10 >= width * 8 && (!ends_sentence(&text.text) || is_open(&text.text))
            }
            _ => false,
        };
        if !goes_on {
            self.close();
        }
        match &mut self.open {
            Some((text, last)) => {
                let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
                if ascii(text.text.chars().next_back()) && ascii(line.text.text.chars().next()) {
                    text.push_as(" ", Span::new(line.span.start, line.span.start));
                }
                text.append(&line.text);
                *last = length;
            }
            None => self.open = Some((line.text.clone(), length)),
        }
    }

    /// Reads a table whose cells are marked by tabs or pipes within a line, or by a tab at the
    /// start of each.
    fn rows(&mut self, at: usize) -> Option<(Table<'a>, usize)> {
        let mut rows: Vec<Vec<TableCell<'_>>> = Vec::new();
        // The lines with pipes: the row, the number of pipes, and whether the line begins with one.
        let mut piped: Vec<(usize, usize, bool)> = Vec::new();
        let mut open: Vec<TableCell<'_>> = Vec::new();
        let mut end = at;
        let mut index = at;
        while let Some(line) = self.lines.get(index) {
            let text = line.text.text.as_ref();
            if let Some(separator) = separator(line) {
                rows.extend((!open.is_empty()).then(|| std::mem::take(&mut open)));
                let cells = split(line, separator);
                // The line under the header of a Markdown table.
                let rule = |cell: &TableCell<'_>| {
                    !cell.text.text.is_empty() && cell.text.text.chars().all(|c| matches!(c, '-' | ':'))
                };
                if !(cells.len() > 1 && cells.iter().all(rule)) {
                    if separator == '|' {
                        let count = text.matches(PIPES).count();
                        piped.push((rows.len(), count, text.starts_with(PIPES)));
                    }
                    rows.push(cells);
                }
            } else if line.indented {
                open.push(cell(line.text.clone(), line.span));
            } else if text.is_empty() {
                rows.extend((!open.is_empty()).then(|| std::mem::take(&mut open)));
                // Two empty lines end a table, one ends a row.
                let next = self.lines.get(index + 1);
                if !next.is_some_and(|next| next.indented || separator(next).is_some()) {
                    break;
                }
            } else if !open.is_empty() && text.chars().count() <= HEADING_LENGTH && !is_section_heading(text) {
                // A cell that contains a line end: 「商业⏎企业」.
                if let Some(last) = open.last_mut() {
                    last.text.push_as("\n", Span::new(last.span.end, line.span.start));
                    last.text.append(&line.text);
                    last.span = last.span.join(line.span);
                }
            } else {
                break;
            }
            index += 1;
            end = index;
        }
        rows.extend((!open.is_empty()).then_some(open));
        // A pipe at the start is the edge of the table or ends an empty first cell. It ends a cell
        // if another line has the same number of pipes without one at the start.
        let within: BTreeSet<usize> = piped
            .iter()
            .filter(|(_, _, edge)| !edge)
            .map(|(_, count, _)| *count)
            .collect();
        for (row, count, edge) in piped {
            if edge
                && within.contains(&count)
                && let Some(cells) = rows.get_mut(row)
            {
                let start = cells.first().map_or(0, |first| first.span.start);
                cells.insert(0, cell(Traced::default(), Span::new(start, start)));
            }
        }
        let texts = rows.iter().flatten().map(|cell| cell.text.text.as_ref());
        if tables::kind(texts.filter(|text| text.chars().count() <= 64), self.context).is_none() {
            self.no_rows_before = end;
            return None;
        }
        let span = rows.iter().flatten().map(|cell| cell.span).reduce(Span::join)?;
        Some((Table { rows, span }, end))
    }

    /// Reads a table that can only be recognised by the form's words.
    fn tokens(&mut self, at: usize) -> Option<(Table<'a>, usize)> {
        if at < self.no_tokens_before {
            return None;
        }
        let others = TableId::ALL.iter().copied().filter(|id| Some(*id) != self.context);
        for id in self.context.into_iter().chain(others) {
            match Tokens::new(self.lines, id).read(at) {
                Tried::Table(table, end) => return Some((table, end)),
                // If there is too little for a table from here on, there is even less from a later
                // line on.
                Tried::TooLittle(end) => self.no_tokens_before = self.no_tokens_before.max(end),
                Tried::Nothing => {}
            }
        }
        None
    }
}

/// The result of reading lines as a table.
enum Tried<'a> {
    Table(Table<'a>, usize),
    /// There are words of a table up to this line, but too few.
    TooLittle(usize),
    /// There is no word of a table.
    Nothing,
}

fn cell(text: Traced<'_>, span: Span) -> TableCell<'_> {
    TableCell {
        text,
        span,
        columns: 1,
        rows: 1,
    }
}

/// The cells of a line. Pipes at both ends are edges; tabs at both ends separate cells.
fn split<'a>(line: &Line<'a>, separator: char) -> Vec<TableCell<'a>> {
    let pipes = separator == '|';
    let whole = if pipes { &line.text } else { &line.whole };
    let is_separator = |c: char| c == separator || (pipes && PIPES.contains(&c));
    let text = whole.text.as_ref();
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), separator)]) {
        if !is_separator(c) {
            continue;
        }
        let outside = pipes && (at == 0 || (at == text.len() && start == at));
        if !outside {
            let piece = whole.slice(start, at);
            let span = piece.span().unwrap_or(Span::new(line.span.start, line.span.start));
            cells.push(cell(piece.trimmed(), span));
        }
        start = (at + c.len_utf8()).min(text.len());
    }
    cells
}

/// A heading marked as in Markdown, in a text that is not read as Markdown: its level, and the
/// offset of its words.
fn number_signs(text: &str) -> Option<(u8, usize)> {
    let signs = text.len() - text.trim_start_matches('#').len();
    let level = u8::try_from(signs).ok().filter(|level| (1..=6).contains(level))?;
    let words = text.get(signs..)?;
    (words.starts_with(char::is_whitespace) && !words.trim().is_empty()).then_some((level, signs))
}

/// 「（一）主动公开情况」 on a line of its own.
pub(super) fn is_inner_heading(text: &str) -> bool {
    // The length first: most paragraphs are long and need not be folded.
    if super::is_longer(text, HEADING_LENGTH) {
        return false;
    }
    let folded = fold(text);
    folded.starts_with('(') && core(&folded).len() < folded.len() && !text.contains(['。', '，', '；', '：'])
}

/// Reads a table of one kind from lines that only the form's words tell apart.
struct Tokens<'l, 'a> {
    lines: &'l [Line<'a>],
    id: TableId,
    vocabulary: &'static Vocabulary,
    /// The words of which a text of this table can consist, longest first.
    words: &'static [Printed],
}

/// A position in the lines: a line, and a byte of its text.
type Place = (usize, usize);

/// A part of such a table.
enum Token<'a> {
    Word(Word, Traced<'a>),
    /// The label of a row that is not in the form.
    Unknown(Traced<'a>),
    Figure(Traced<'a>),
    Empty(Span),
}

/// A folded label and its kind.
pub(super) type Printed = (Vec<char>, Word);

/// The words of which the texts of a table can consist, longest first.
pub(super) fn words(id: TableId) -> &'static [Printed] {
    static ALL: OnceLock<Vec<Vec<Printed>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        TableId::ALL
            .iter()
            .map(|id| {
                let mut words: Vec<Printed> = Vec::new();
                for (text, word) in Vocabulary::of(*id).printed() {
                    words.push((text.chars().collect(), word));
                    let short: Vec<char> = core(text).chars().collect();
                    if short.len() >= 4 && short.len() < text.chars().count() && matches!(word, Word::Row(_)) {
                        words.push((short, word));
                    }
                }
                crate::sort::by_key(&mut words, |(text, _)| std::cmp::Reverse(text.len()));
                words
            })
            .collect()
    });
    &all[id as usize]
}

/// The figures of a text, separated by spaces; `None` if it contains anything else.
fn figures<'a>(text: &Traced<'a>) -> Option<Vec<Traced<'a>>> {
    let mut out = Vec::new();
    let mut start = None;
    for (at, c) in text.text.char_indices().chain([(text.text.len(), ' ')]) {
        match (c.is_whitespace(), start) {
            (false, None) => start = Some(at),
            (true, Some(from)) => {
                let piece = text.slice(from, at);
                if matches!(Cell::new(&piece.text).value(), Value::Text(_)) {
                    return None;
                }
                out.push(piece);
                start = None;
            }
            _ => {}
        }
    }
    (!out.is_empty()).then_some(out)
}

impl<'l, 'a> Tokens<'l, 'a> {
    fn new(lines: &'l [Line<'a>], id: TableId) -> Tokens<'l, 'a> {
        Tokens {
            lines,
            id,
            vocabulary: Vocabulary::of(id),
            words: words(id),
        }
    }

    /// The table that begins at a line.
    fn read(&self, at: usize) -> Tried<'a> {
        if self.word((at, 0), 0).is_none() {
            return Tried::Nothing;
        }
        let (tokens, end) = self.tokens(at);
        let texts = tokens.iter().filter_map(|token| match token {
            Token::Word(_, text) => Some(&*text.text),
            _ => None,
        });
        if tables::kind(texts, None) != Some(self.id) {
            return Tried::TooLittle(end);
        }
        let rows = self.rows(tokens);
        match rows.iter().flatten().map(|cell| cell.span).reduce(Span::join) {
            Some(span) => Tried::Table(Table { rows, span }, end),
            None => Tried::Nothing,
        }
    }

    /// The word of the table at a place, and the place after it.
    fn word(&self, place: Place, depth: usize) -> Option<(Word, Traced<'a>, Place)> {
        self.words.iter().find_map(|(chars, word)| {
            let (end, text) = self.matches(chars, place)?;
            let whole = end.1 == 0;
            let rest = || self.rest(end);
            // A line may contain several cells run together; then all of it must be cells.
            (whole || figures(&rest()).is_some() || (depth < 8 && self.word(end, depth + 1).is_some()))
                .then_some((*word, text, end))
        })
    }

    fn rest(&self, (line, offset): Place) -> Traced<'a> {
        let text = &self.lines[line].text;
        text.slice(offset, text.text.len()).trimmed()
    }

    /// Matches a word at a place, over line ends if necessary.
    fn matches(&self, word: &[char], (line, offset): Place) -> Option<(Place, Traced<'a>)> {
        let mut wanted = word.iter();
        let mut next = *wanted.next()?;
        let mut text = Traced::default();
        for (index, here) in self.lines.iter().enumerate().skip(line).take(LABEL_LINES) {
            let from = if index == line { offset } else { 0 };
            let rest = here.text.text.get(from..)?;
            if rest.is_empty() {
                return None;
            }
            for (at, c) in rest.char_indices() {
                let Some(folded) = fold_char(c) else { continue };
                if folded != next {
                    return None;
                }
                let Some(following) = wanted.next() else {
                    let end = from + at + c.len_utf8();
                    text.append(&here.text.slice(from, end).trimmed());
                    let behind = here.text.text.get(end..).unwrap_or_default();
                    let place = if behind.trim().is_empty() {
                        (index + 1, 0)
                    } else {
                        (index, end)
                    };
                    return Some((place, text));
                };
                next = *following;
            }
            text.append(&here.text.slice(from, here.text.text.len()).trimmed());
        }
        None
    }

    fn tokens(&self, at: usize) -> (Vec<Token<'a>>, usize) {
        let mut tokens: Vec<Token<'a>> = Vec::new();
        let mut place = (at, 0);
        // The index after the last line that certainly belongs to the table.
        let mut end = at;
        while let Some(line) = self.lines.get(place.0) {
            let text = line.text.text.as_ref();
            if text.is_empty() {
                tokens.push(Token::Empty(line.span));
                place = (place.0 + 1, 0);
                continue;
            }
            if let Some((word, text, next)) = self.word(place, 0) {
                tokens.push(Token::Word(word, text));
                place = next;
                end = if next.1 == 0 { next.0 } else { next.0 + 1 };
                continue;
            }
            let rest = self.rest(place);
            if let Some(list) = figures(&rest) {
                tokens.extend(list.into_iter().map(Token::Figure));
                place = (place.0 + 1, 0);
                end = place.0;
                continue;
            }
            let short = text.chars().count() <= HEADING_LENGTH && !text.contains(['。', '；', '！', '？']);
            if place.1 != 0 || !short || is_section_heading(text) && named(text, SURE).is_some() {
                break;
            }
            let Some(token) = self.odd(&tokens, place.0) else { break };
            match (token, tokens.last_mut()) {
                (Token::Unknown(more), Some(Token::Word(Word::Row(_), label) | Token::Unknown(label)))
                    if self.continues(label, &more) =>
                {
                    label.append(&more);
                }
                (token, _) => tokens.push(token),
            }
            place = (place.0 + 1, 0);
            end = place.0;
        }
        while matches!(tokens.last(), Some(Token::Empty(_))) {
            tokens.pop();
        }
        (tokens, end)
    }

    /// A short line that is neither a word of the form nor a figure: a misspelled label, the rest
    /// of one, or words instead of a figure.
    fn odd(&self, tokens: &[Token<'_>], line: usize) -> Option<Token<'a>> {
        let text = &self.lines[line].text;
        let folded = fold(&text.text);
        if let Some(found) = self.vocabulary.row_of(&folded) {
            return Some(Token::Word(Word::Row(found.key), text.clone()));
        }
        let in_header = !tokens
            .iter()
            .any(|token| matches!(token, Token::Word(Word::Row(_), _) | Token::Figure(_)));
        if let Some(found) = self.vocabulary.column_of(&folded).filter(|_| in_header) {
            return Some(Token::Word(Word::Column(found.key), text.clone()));
        }
        match tokens.last() {
            // Directly after a label: the rest of it, or 「无」 instead of a figure.
            Some(Token::Word(Word::Row(_), label) | Token::Unknown(label)) if self.continues(label, text) => {
                Some(Token::Unknown(text.clone()))
            }
            Some(Token::Word(Word::Row(_), _) | Token::Unknown(_)) if text.text.chars().count() <= 6 => {
                Some(Token::Figure(text.clone()))
            }
            _ => {
                let next = self.lines.get(line + 1)?;
                let followed = !next.text.text.is_empty() && figures(&next.text).is_some();
                (followed && core(&folded).len() < folded.len()).then(|| Token::Unknown(text.clone()))
            }
        }
    }

    /// Whether a line is the rest of the label before it: together they are more like the
    /// recognised label.
    fn continues(&self, label: &Traced<'_>, more: &Traced<'_>) -> bool {
        let (start, whole) = (fold(&label.text), fold(&format!("{}{}", label.text, more.text)));
        match (self.vocabulary.row_of(&start), self.vocabulary.row_of(&whole)) {
            (Some(one), Some(both)) => one.key == both.key && !one.exact,
            (None, Some(_)) => true,
            _ => false,
        }
    }

    /// Rows with their cells.
    fn rows(&self, tokens: Vec<Token<'a>>) -> Vec<Vec<TableCell<'a>>> {
        let mut rows = Rows {
            id: self.id,
            out: Vec::new(),
            header: Vec::new(),
            width: 0,
            label: None,
            figures: Vec::new(),
        };
        for token in tokens {
            match token {
                Token::Word(Word::Caption, text) if self.id == TableId::Proactive => {
                    rows.end_row();
                    rows.end_header();
                    rows.width = 0;
                    rows.header.push((Word::Caption, text));
                    rows.end_header();
                }
                Token::Word(Word::Row(_), text) if self.id != TableId::Disputes => {
                    rows.end_row();
                    rows.end_header();
                    rows.label = Some(text);
                }
                Token::Unknown(text) => {
                    rows.end_row();
                    rows.end_header();
                    rows.label = Some(text);
                }
                Token::Word(word, text) => {
                    rows.end_row();
                    rows.header.push((word, text));
                }
                Token::Figure(text) => {
                    let span = text.span().unwrap_or_default();
                    rows.figures.push((text, span));
                }
                Token::Empty(span) => rows.figures.push((Traced::default(), span)),
            }
        }
        rows.end_row();
        rows.end_header();
        rows.out
    }
}

/// Assembles rows from tokens.
struct Rows<'a> {
    id: TableId,
    out: Vec<Vec<TableCell<'a>>>,
    header: Vec<(Word, Traced<'a>)>,
    /// The number of columns of the last header.
    width: usize,
    label: Option<Traced<'a>>,
    figures: Vec<(Traced<'a>, Span)>,
}

impl Rows<'_> {
    fn end_header(&mut self) {
        let mut header = std::mem::take(&mut self.header);
        let columns = header
            .iter()
            .filter(|(word, _)| matches!(word, Word::Column(_)))
            .count();
        if columns > 0 {
            self.width = columns;
        }
        if self.id == TableId::Requests && columns > 0 {
            // Merged headers come line by line; above the figures they are in the form's order.
            header.retain(|(word, _)| !matches!(word, Word::Head));
            crate::sort::by_key(&mut header, |(word, _)| match word {
                Word::Column(key) => Some(*key),
                _ => None,
            });
            if !matches!(header.first(), Some((Word::Caption, _))) {
                header.insert(0, (Word::Caption, Traced::default()));
            }
        }
        let cells: Vec<TableCell<'_>> = header
            .into_iter()
            .map(|(_, text)| {
                let span = text.span().unwrap_or_default();
                cell(text, span)
            })
            .collect();
        if !cells.is_empty() {
            self.out.push(cells);
        }
    }

    fn end_row(&mut self) {
        let mut figures = std::mem::take(&mut self.figures);
        let label = self.label.take();
        if label.is_none() && figures.iter().all(|(text, _)| text.text.is_empty()) {
            return;
        }
        if self.id == TableId::Disputes {
            self.end_header();
        }
        let width = self.width.max(1);
        let written = figures.iter().filter(|(text, _)| !text.text.is_empty()).count();
        if written == width || (self.id == TableId::Disputes && written > 0) {
            figures.retain(|(text, _)| !text.text.is_empty());
        } else {
            while figures.len() > width && figures.last().is_some_and(|(text, _)| text.text.is_empty()) {
                figures.pop();
            }
        }
        let mut row: Vec<TableCell<'_>> = label
            .map(|text| {
                let span = text.span().unwrap_or_default();
                cell(text, span)
            })
            .into_iter()
            .collect();
        if written == 0 {
            // Only the label: its cells are empty, wherever they were.
        } else if figures.len() == width || self.id == TableId::Disputes {
            row.extend(figures.into_iter().map(|(text, span)| cell(text, span)));
        } else if let [(only, _)] = figures.as_slice()
            && only.text.len() == width
            && only.text.bytes().all(|byte| byte == b'0')
        {
            // Cells run together, 「规章000」, can be separated if each is 0.
            for at in 0..width {
                let piece = only.slice(at, at + 1);
                let span = piece.span().unwrap_or_default();
                row.push(cell(piece, span));
            }
        } else {
            // It is not known which column each figure belongs to; one cell over all of them
            // expresses that.
            let mut text = Traced::default();
            for (figure, span) in figures.iter().filter(|(figure, _)| !figure.text.is_empty()) {
                if !text.text.is_empty() {
                    text.push_as(" ", Span::new(span.start, span.start));
                }
                text.append(figure);
            }
            let span = text.span().unwrap_or_default();
            row.push(TableCell {
                columns: u16::try_from(width).unwrap_or(u16::MAX),
                ..cell(text, span)
            });
        }
        self.out.push(row);
    }
}

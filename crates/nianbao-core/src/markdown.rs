//! Reading Markdown: pulldown-cmark's events into the neutral document.
//!
//! Styling is dropped, words never are: what Markdown would swallow (surplus cells, link definitions, addresses of
//! links, list markers) is kept as text.

use std::ops::Range;

use pulldown_cmark::{Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::document::{Block, Document, Table, TableCell};
use crate::recognise::{Reading, recognise};
use crate::text::{Span, Traced};

/// Reads Markdown as a report. It cannot fail.
pub fn read(source: &str) -> Reading {
    recognise(&document(source))
}

/// The blocks of a Markdown text, with their places.
pub fn document(source: &str) -> Document {
    let options = Options::ENABLE_TABLES | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
    // A byte order mark is no text, but it would hide the front matter.
    let skipped = source.len() - source.trim_start_matches('\u{feff}').len();
    let body = source.get(skipped..).unwrap_or_default();
    let parser = Parser::new_ext(body, options);
    let mut definitions: Vec<Range<usize>> = parser
        .reference_definitions()
        .iter()
        .map(|(_, definition)| definition.span.clone())
        .collect();
    crate::sort::by_key(&mut definitions, |range| range.start);
    let mut definitions = definitions.into_iter().peekable();
    let mut reader = Reader {
        source: body,
        shift: skipped,
        ..Reader::default()
    };
    for (event, range) in parser.into_offset_iter() {
        while let Some(definition) = definitions.next_if(|definition| definition.start < range.start) {
            if reader.open.is_none() && reader.table.is_none() {
                reader.verbatim(definition);
            } else {
                reader.late.push(definition);
            }
        }
        reader.event(event, range);
    }
    reader.flush();
    for definition in definitions {
        reader.verbatim(definition);
    }
    reader.document
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    /// Bytes in front of `source` in the file.
    shift: usize,
    document: Document,
    /// The heading (with its level) or paragraph being read.
    open: Option<(Option<u8>, Traced)>,
    /// A line break that has been read but not yet written: it depends on what stands behind it.
    soft_break: Option<Range<usize>>,
    front_matter: bool,
    /// Inside a code block or an HTML block: every line stands for itself.
    raw: bool,
    table: Option<Table>,
    cell: bool,
    /// Addresses of the links being read, with the length of the text before them.
    links: Vec<(String, usize)>,
    /// A picture being read: its address, the words for it, where it begins.
    picture: Option<(String, String, usize)>,
    /// Markers of the list items whose text has not begun.
    marker: Option<Range<usize>>,
    /// Link definitions met inside another block, put behind it.
    late: Vec<Range<usize>>,
}

impl Reader<'_> {
    fn slice(&self, range: &Range<usize>) -> &str {
        self.source.get(range.clone()).unwrap_or_default()
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start + self.shift, range.end + self.shift)
    }

    /// Ends the heading or paragraph being read.
    fn flush(&mut self) {
        self.soft_break = None;
        if let Some((level, text)) = self.open.take() {
            let text = text.trimmed();
            if !text.text.is_empty() {
                self.document.blocks.push(match level {
                    Some(level) => Block::Heading { level, text },
                    None => Block::Paragraph(text),
                });
            }
        }
        for definition in std::mem::take(&mut self.late) {
            self.verbatim(definition);
        }
    }

    /// Keeps each line of a stretch of the source as a paragraph.
    fn verbatim(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for line in self.source.get(range).unwrap_or_default().split_inclusive(['\n', '\r']) {
            let text = Traced::verbatim(line, at + self.shift).trimmed();
            at += line.len();
            if !text.text.is_empty() {
                self.document.blocks.push(Block::Paragraph(text));
            }
        }
    }

    fn begin(&mut self, level: Option<u8>) {
        self.flush();
        self.open = Some((level, Traced::default()));
        if let Some(marker) = self.marker.take() {
            let text = self.slice(&marker).to_owned();
            self.words(&text, &marker);
            self.words(" ", &(marker.end..marker.end));
        }
    }

    /// Adds words to what is being read.
    fn words(&mut self, words: &str, range: &Range<usize>) {
        if let Some((_, alt, _)) = &mut self.picture {
            alt.push_str(words);
            return;
        }
        let (verbatim, span) = (self.source.get(range.clone()) == Some(words), self.span(range));
        let line_break = self.soft_break.take();
        let traced = if self.cell {
            let Some(cell) = self
                .table
                .as_mut()
                .and_then(|t| t.rows.last_mut())
                .and_then(|row| row.last_mut())
            else {
                return;
            };
            &mut cell.text
        } else {
            if self.open.is_none() {
                self.begin(None);
            }
            let Some((_, traced)) = &mut self.open else { return };
            traced
        };
        if let Some(line_break) = line_break {
            // Chinese is written without spaces: a line break inside a sentence is no character of it.
            let joined = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || c.is_whitespace());
            if !joined(traced.text.chars().next_back()) && !joined(words.chars().next()) {
                traced.push_as(
                    " ",
                    Span::new(line_break.start + self.shift, line_break.end + self.shift),
                );
            }
        }
        if verbatim {
            traced.push(words, span.start);
        } else {
            traced.push_as(words, span);
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, &range),
            Event::Text(text) if self.front_matter => {
                let span = self.span(&range);
                let traced = self.document.front_matter.get_or_insert_default();
                traced.push(&text, span.start);
            }
            Event::Text(_) | Event::Html(_) if self.raw => self.verbatim(range),
            Event::Text(text) | Event::Code(text) => self.words(&text, &range),
            Event::InlineHtml(html) => {
                let is_break = html.trim_matches(['<', '>', '/', ' ']).eq_ignore_ascii_case("br");
                self.words(if is_break { "\n" } else { &html }, &range);
            }
            Event::SoftBreak => self.soft_break = Some(range),
            Event::HardBreak => self.words("\n", &range),
            Event::Rule => self.flush(),
            // Not switched on, so they cannot occur; their words would be in the text.
            Event::Html(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {
                let text = self.slice(&range).to_owned();
                self.words(&text, &range);
            }
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.begin(Some(level as u8)),
            Tag::Paragraph => self.begin(None),
            Tag::Item => {
                self.flush();
                let text = self.slice(&range);
                let marker = text.find(|c: char| !c.is_ascii_digit()).map_or(text.len(), |digits| {
                    digits + text[digits..].chars().next().map_or(0, char::len_utf8)
                });
                self.marker = Some(range.start..range.start + marker);
            }
            Tag::CodeBlock(_) | Tag::HtmlBlock => {
                self.flush();
                self.raw = true;
            }
            Tag::MetadataBlock(MetadataBlockKind::PlusesStyle) => {
                self.front_matter = true;
                self.document.front_matter = Some(Traced::default());
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Table {
                    rows: Vec::new(),
                    span: self.span(&range),
                });
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    // As many cells as in the row above.
                    let width = table.rows.last().map_or(0, Vec::len);
                    table.rows.push(Vec::with_capacity(width));
                }
            }
            Tag::TableCell => {
                self.cell = true;
                let span = self.span(&range);
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(TableCell {
                        text: Traced::default(),
                        span,
                        columns: 1,
                        rows: 1,
                    });
                }
            }
            Tag::Link { dest_url, .. } => {
                let length = self.open.as_ref().map_or(0, |(_, traced)| traced.text.len());
                self.links.push((dest_url.into_string(), length));
            }
            Tag::Image { dest_url, .. } => {
                self.picture = Some((dest_url.into_string(), String::new(), range.start));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph => self.flush(),
            TagEnd::Item => {
                // An item without a word keeps its marker.
                if self.marker.is_some() {
                    self.begin(None);
                }
                self.flush();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.raw = false,
            TagEnd::MetadataBlock(_) => self.front_matter = false,
            TagEnd::TableCell => self.cell = false,
            TagEnd::TableHead | TagEnd::TableRow => self.surplus(range),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.document.blocks.push(Block::Table(table));
                }
                self.flush();
            }
            TagEnd::Link => {
                let Some((address, before)) = self.links.pop() else {
                    return;
                };
                let shown = self
                    .open
                    .as_ref()
                    .and_then(|(_, traced)| traced.text.get(before..))
                    .unwrap_or_default();
                // `<a@b.cn>` is shown as a@b.cn and leads to mailto:a@b.cn.
                let same = shown == address || address.strip_prefix("mailto:") == Some(shown);
                if !same && !address.is_empty() {
                    self.words(&format!("（{address}）"), range);
                }
            }
            TagEnd::Image => {
                let Some((address, alt, start)) = self.picture.take() else {
                    return;
                };
                if self.cell {
                    self.words(&format!("![{alt}]({address})"), range);
                    return;
                }
                let level = self.open.as_ref().and_then(|(level, _)| *level);
                self.flush();
                let span = self.span(&(start..range.end));
                self.document.blocks.push(Block::Picture { alt, address, span });
                self.open = Some((level, Traced::default()));
            }
            _ => {}
        }
    }

    /// Markdown ignores cells beyond the header's; they were written, so they are read.
    fn surplus(&mut self, range: &Range<usize>) {
        let row_text = self.source.get(range.clone()).unwrap_or_default();
        let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) else {
            return;
        };
        // Most rows have none: as many pipes as there are cells, and one.
        let line = row_text.trim_end();
        let pipes = line.bytes().filter(|byte| *byte == b'|').count();
        if line.starts_with('|') && line.ends_with('|') && pipes == row.len() + 1 {
            return;
        }
        let cells = split_row(row_text);
        if cells.len() <= row.len() {
            return;
        }
        for cell in cells.into_iter().skip(row.len()) {
            let start = range.start + self.shift + cell.start;
            let written = row_text.get(cell.clone()).unwrap_or_default();
            let mut text = Traced::default();
            let mut rest = written;
            while let Some(at) = rest.find("\\|") {
                let base = start + (written.len() - rest.len());
                text.push(&rest[..at], base);
                text.push_as("|", Span::new(base + at, base + at + 2));
                rest = &rest[at + 2..];
            }
            text.push(rest, start + (written.len() - rest.len()));
            let span = Span::new(start, start + written.len());
            row.push(TableCell {
                text: text.trimmed(),
                span,
                columns: 1,
                rows: 1,
            });
        }
    }
}

/// The cells of a table's row as written, between its unescaped pipes.
fn split_row(row: &str) -> Vec<Range<usize>> {
    let line = row.trim_end();
    let mut cuts = Vec::new();
    let mut escaped = false;
    for (at, c) in line.char_indices() {
        match c {
            '\\' => escaped = !escaped,
            '|' if !escaped => cuts.push(at),
            _ => escaped = false,
        }
    }
    let mut cells = Vec::new();
    let mut start = 0;
    for (i, cut) in cuts.iter().enumerate() {
        // A pipe at the line's very beginning opens the first cell.
        if !(i == 0 && line[..*cut].trim().is_empty()) {
            cells.push(start..*cut);
        }
        start = cut + 1;
    }
    if !line[start..].trim().is_empty() {
        cells.push(start..line.len());
    }
    cells
}

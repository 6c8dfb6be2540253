//! Reads Markdown into the neutral document, by pulldown-cmark's events and by a shortcut for plain tables.
//!
//! Styling is dropped, but never words: text that Markdown would swallow (surplus cells, link definitions, addresses of
//! links, list markers) is kept.

use std::cmp::Reverse;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, MetadataBlockKind, Options, Parser, Tag, TagEnd};

use crate::document::{Block, Document, Table, TableCell};
use crate::recognise::{Reading, recognise, stands_alone};
use crate::text::{Span, Traced};

mod html;
mod plain;
mod yaml;

/// Reads Markdown as a report. This cannot fail.
pub fn read(source: &str) -> Reading {
    recognise(&document(source))
}

/// The blocks of a Markdown text, with their places.
pub fn document(source: &str) -> Document<'_> {
    // A byte order mark is not text, and it would hide the front matter.
    let skipped = source.len() - source.trim_start_matches('\u{feff}').len();
    let body = source.get(skipped..).unwrap_or_default();
    let mut document = Document::default();
    let mut behind = 0;
    if let Some((facts, end)) = yaml::front_matter(body, skipped) {
        document.blocks.push(Block::Table(facts));
        behind = end;
    }
    let mut tables = false;
    for (range, blocks) in html::tables(body, skipped) {
        let range = html::with_fence(body, range);
        document = Reader::read(document, body, behind..range.start.max(behind), skipped);
        document.blocks.extend(blocks);
        behind = range.end;
        tables = true;
    }
    if tables {
        return Reader::read(document, body, behind..body.len(), skipped);
    }
    let before = behind;
    for (range, table) in plain::tables(body.get(before..).unwrap_or_default(), skipped + before) {
        document = Reader::read(document, body, behind..before + range.start, skipped);
        document.blocks.push(Block::Table(table));
        behind = before + range.end;
    }
    Reader::read(document, body, behind..body.len(), skipped)
}

/// The tables that are written as HTML in a text of any kind, in order: the range of each, and its blocks. Places are
/// `shift` bytes on.
pub fn html_tables(text: &str, shift: usize) -> Vec<(std::ops::Range<usize>, Vec<Block<'_>>)> {
    html::tables(text, shift)
}

/// The kind of block being read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Open {
    #[default]
    Nothing,
    /// A heading of this level.
    Heading(u8),
    Paragraph,
    /// A table cell, with its place.
    Cell(Span),
}

#[derive(Default)]
struct Reader<'a> {
    source: &'a str,
    /// The number of bytes before `source` in the file.
    shift: usize,
    document: Document<'a>,
    open: Open,
    /// The text being read, except for the part in `run`.
    text: Traced<'a>,
    /// A part of the source that continues `text` verbatim.
    run: Range<usize>,
    /// A line break that has been read but not written yet: whether it is written depends on the text after it.
    soft_break: Option<Range<usize>>,
    /// Where the last line of the text begins in it.
    line: usize,
    front_matter: bool,
    /// Whether this is a code block or an HTML block, where every line is a paragraph.
    raw: bool,
    table: Option<Table<'a>>,
    /// The number of columns of the table.
    columns: usize,
    /// The addresses of the open links, each with the length of the text before it.
    links: Vec<(String, usize)>,
    /// The picture being read: its address, its alternative text, and where it begins.
    picture: Option<(String, String, usize)>,
    /// The markers of list items whose text has not begun.
    marker: Option<Range<usize>>,
    /// Link definitions found inside another block, to be added after it.
    late: Vec<Range<usize>>,
}

impl<'a> Reader<'a> {
    /// Reads `stretch` of a text that begins `shift` bytes into the file, and appends it to a document.
    fn read(document: Document<'a>, text: &'a str, stretch: Range<usize>, shift: usize) -> Document<'a> {
        let shift = shift + stretch.start;
        let source = text.get(stretch).unwrap_or_default();
        if source.bytes().all(|byte| byte == b'\n') {
            return document;
        }
        let options = Options::ENABLE_TABLES | Options::ENABLE_PLUSES_DELIMITED_METADATA_BLOCKS;
        let parser = Parser::new_ext(source, options);
        // In reverse, so that the next one can be popped from the end.
        let mut definitions: Vec<Range<usize>> = parser
            .reference_definitions()
            .iter()
            .map(|(_, definition)| definition.span.clone())
            .collect();
        crate::sort::by_key(&mut definitions, |range| Reverse(range.start));
        let mut reader = Reader {
            source,
            shift,
            document,
            ..Reader::default()
        };
        let mut events = parser.into_offset_iter();
        // An event is large, so it is not moved.
        while let Some((event, range)) = &events.next() {
            while let Some(definition) = definitions.pop_if(|definition| definition.start < range.start) {
                if reader.open == Open::Nothing && reader.table.is_none() {
                    reader.lines(definition);
                } else {
                    reader.late.push(definition);
                }
            }
            reader.event(event, range);
        }
        reader.flush();
        while let Some(definition) = definitions.pop() {
            reader.lines(definition);
        }
        reader.document
    }

    fn slice(&self, range: &Range<usize>) -> &'a str {
        self.source.get(range.clone()).unwrap_or_default()
    }

    fn span(&self, range: &Range<usize>) -> Span {
        Span::new(range.start + self.shift, range.end + self.shift)
    }

    /// Ends the part of the source that is taken verbatim.
    fn end_run(&mut self) {
        if !self.run.is_empty() {
            let run = std::mem::take(&mut self.run);
            self.text.push(self.slice(&run), run.start + self.shift);
        }
    }

    /// Takes the text read so far.
    fn take_text(&mut self) -> Traced<'a> {
        self.end_run();
        std::mem::take(&mut self.text)
    }

    /// Ends the heading or paragraph being read.
    fn flush(&mut self) {
        self.soft_break = None;
        // A paragraph of one line is a block anyway.
        if self.line > 0 {
            self.line_alone();
        }
        self.line = 0;
        let open = std::mem::take(&mut self.open);
        if open != Open::Nothing {
            let text = self.take_text().trimmed();
            if !text.text.is_empty() {
                self.document.blocks.push(match open {
                    Open::Heading(level) => Block::Heading { level, text },
                    _ => Block::Paragraph(text),
                });
            }
        }
        for definition in std::mem::take(&mut self.late) {
            self.lines(definition);
        }
    }

    /// If the last line of a paragraph is the heading of a section, the title or a line of facts, it is a block of its own:
    /// texts that were not written as Markdown have no empty lines around it.
    fn line_alone(&mut self) {
        if self.open != Open::Paragraph {
            return;
        }
        self.end_run();
        let line = self.text.text.get(self.line..).unwrap_or_default();
        // Without the mark of a list and the tags around it.
        let marks = line.len() - line.trim_start_matches(['-', '*', '+', ' ']).len();
        let inside = html::without_styling(line.get(marks..).unwrap_or_default().trim_end());
        let (start, end) = (self.line + marks + inside.start, self.line + marks + inside.end);
        if !stands_alone(self.text.text.get(start..end).unwrap_or_default().trim()) {
            self.line = self.text.text.len();
            return;
        }
        let line = self.text.slice(start, end).trimmed();
        let before = self.text.slice(0, self.line).trimmed();
        for text in [before, line] {
            if !text.text.is_empty() {
                self.document.blocks.push(Block::Paragraph(text));
            }
        }
        self.text = Traced::default();
        self.line = 0;
    }

    /// Adds each line of a part of the source as a paragraph.
    fn lines(&mut self, range: Range<usize>) {
        let mut at = range.start;
        for line in self.slice(&range).split_inclusive(['\n', '\r']) {
            let mut text = Traced::verbatim(line, at + self.shift).trimmed();
            at += line.len();
            if self.raw && text.text.starts_with('<') {
                let inside = html::without_styling(&text.text);
                text = text.slice(inside.start, inside.end).trimmed();
            }
            if text.text.is_empty() {
                continue;
            }
            // Without an empty line before it, a heading is a line of the HTML above it.
            let signs = text.text.bytes().take_while(|byte| *byte == b'#').count();
            let level = u8::try_from(signs)
                .ok()
                .filter(|level| (1..=6).contains(level) && self.raw);
            let words = text.slice(signs, text.text.len());
            self.document.blocks.push(match level {
                Some(level) if words.text.starts_with(' ') => Block::Heading {
                    level,
                    text: words.trimmed(),
                },
                _ => Block::Paragraph(text),
            });
        }
    }

    fn begin(&mut self, open: Open) {
        self.flush();
        self.open = open;
        if let Some(marker) = self.marker.take() {
            self.verbatim(&marker);
            self.words(" ", &(marker.end..marker.end));
        }
    }

    /// Adds text to the current block.
    fn words(&mut self, words: &str, range: &Range<usize>) {
        let written = self.source.get(range.clone());
        // Usually the text is not only equal to the source but borrowed from it.
        if written.is_some_and(|written| std::ptr::eq(written, words) || written == words) {
            self.verbatim(range);
        } else if self.ready_for(words) {
            self.end_run();
            self.text.push_as(words, self.span(range));
        }
    }

    /// Adds text verbatim from the source.
    fn verbatim(&mut self, range: &Range<usize>) {
        if !self.ready_for(self.slice(range)) {
            return;
        }
        if self.run.end == range.start {
            self.run.end = range.end;
        } else {
            self.end_run();
            self.run = range.clone();
        }
    }

    /// Whether text belongs to the current block rather than to a picture in it; begins a paragraph if no block is
    /// open.
    fn ready_for(&mut self, words: &str) -> bool {
        if let Some((_, alt, _)) = &mut self.picture {
            alt.push_str(words);
            return false;
        }
        let line_break = self.soft_break.take();
        if self.open == Open::Nothing {
            self.begin(Open::Paragraph);
        }
        if let Some(line_break) = line_break {
            self.end_run();
            // Chinese is written without spaces, so a line break within a sentence is not a character of it.
            let joined = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || c.is_whitespace());
            if !joined(self.text.text.chars().next_back()) && !joined(words.chars().next()) {
                self.text.push_as(" ", self.span(&line_break));
            }
        }
        true
    }

    fn event(&mut self, event: &Event<'a>, range: &Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag, range),
            Event::Text(text) if self.front_matter => {
                let span = self.span(range);
                let traced = self.document.front_matter.get_or_insert_default();
                match text {
                    CowStr::Borrowed(text) => traced.push(text, span.start),
                    text => traced.push_as(text, span),
                }
            }
            Event::Html(html) if self.raw && html::only_lays_out(html) => {}
            Event::Text(_) | Event::Html(_) if self.raw => self.lines(range.clone()),
            Event::Text(text) | Event::Code(text) => self.words(text, range),
            Event::InlineHtml(html) => {
                let is_break = html.trim_matches(['<', '>', '/', ' ']).eq_ignore_ascii_case("br");
                self.words(if is_break { "\n" } else { html }, range);
            }
            Event::SoftBreak => {
                self.line_alone();
                self.soft_break = Some(range.clone());
            }
            Event::HardBreak => self.words("\n", range),
            Event::Rule => self.flush(),
            // These extensions are off, so the events cannot occur; the words would be part of the text.
            Event::Html(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => self.verbatim(range),
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: &Range<usize>) {
        match tag {
            Tag::Heading { level, .. } => self.begin(Open::Heading(*level as u8)),
            Tag::Paragraph => self.begin(Open::Paragraph),
            Tag::Item => {
                self.flush();
                let text = self.slice(range);
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
            Tag::Table(columns) => {
                self.flush();
                self.table = Some(Table {
                    rows: Vec::new(),
                    span: self.span(range),
                });
                self.columns = columns.len();
            }
            Tag::TableHead | Tag::TableRow => {
                if let Some(table) = &mut self.table {
                    table.rows.push(Vec::with_capacity(self.columns));
                }
            }
            Tag::TableCell => self.open = Open::Cell(self.span(range)),
            Tag::Link { dest_url, .. } => {
                self.end_run();
                self.links.push((dest_url.to_string(), self.text.text.len()));
            }
            Tag::Image { dest_url, .. } => {
                self.picture = Some((dest_url.to_string(), String::new(), range.start));
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: &Range<usize>) {
        match tag {
            TagEnd::Heading(_) | TagEnd::Paragraph => self.flush(),
            TagEnd::Item => {
                // An item without text keeps its marker.
                if self.marker.is_some() {
                    self.begin(Open::Paragraph);
                }
                self.flush();
            }
            TagEnd::CodeBlock | TagEnd::HtmlBlock => self.raw = false,
            TagEnd::MetadataBlock(_) => self.front_matter = false,
            TagEnd::TableCell => {
                let text = self.take_text();
                if let Open::Cell(span) = std::mem::take(&mut self.open)
                    && let Some(row) = self.row()
                {
                    row.push(TableCell {
                        text,
                        span,
                        columns: 1,
                        rows: 1,
                    });
                }
            }
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
                self.end_run();
                let shown = match self.open {
                    // A cell keeps every address.
                    Open::Cell(_) => "",
                    _ => self.text.text.get(before..).unwrap_or_default(),
                };
                // `<a@b.cn>` is displayed as a@b.cn and links to mailto:a@b.cn.
                let same = shown == address || address.strip_prefix("mailto:") == Some(shown);
                if !same && !address.is_empty() {
                    self.words(&format!("（{address}）"), range);
                }
            }
            TagEnd::Image => {
                let Some((address, alt, start)) = self.picture.take() else {
                    return;
                };
                if matches!(self.open, Open::Cell(_)) {
                    self.words(&format!("![{alt}]({address})"), range);
                    return;
                }
                let open = match self.open {
                    Open::Nothing => Open::Paragraph,
                    open => open,
                };
                self.flush();
                let span = self.span(&(start..range.end));
                self.document.blocks.push(Block::Picture { alt, address, span });
                self.open = open;
            }
            _ => {}
        }
    }

    /// The row being read.
    fn row(&mut self) -> Option<&mut Vec<TableCell<'a>>> {
        self.table.as_mut()?.rows.last_mut()
    }

    /// Markdown ignores cells beyond those of the header; they were written, so they are read.
    fn surplus(&mut self, range: &Range<usize>) {
        let row_text = self.slice(range);
        let shift = self.shift;
        let Some(row) = self.row() else {
            return;
        };
        // Most rows have none: they have one more pipe than cells.
        let line = row_text.trim_end();
        if line.starts_with('|') && line.ends_with('|') && pipes(line) == row.len() + 1 {
            return;
        }
        let cells = split_row(row_text);
        if cells.len() <= row.len() {
            return;
        }
        for cell in cells.into_iter().skip(row.len()) {
            let start = range.start + shift + cell.start;
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

/// The number of pipes in a text.
fn pipes(text: &str) -> usize {
    // The count of a chunk fits into a byte, which lets the compiler count several bytes at once.
    let parts = text.as_bytes().chunks(255);
    parts
        .map(|part| usize::from(part.iter().map(|byte| u8::from(*byte == b'|')).sum::<u8>()))
        .sum()
}

/// The cells of a table row as written, between its unescaped pipes.
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
        // A pipe at the start of the line opens the first cell.
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn pipes_are_counted_in_rows_of_any_length() {
        for count in [0, 1, 255, 256, 700] {
            assert_eq!(pipes(&"|".repeat(count)), count);
            assert_eq!(pipes(&"| 项".repeat(count)), count);
        }
    }

    /// Compares the reading of a text with pulldown-cmark's alone; returns the text of its plain tables.
    fn plain_tables(text: &str) -> Vec<Vec<Vec<String>>> {
        let skipped = text.len() - text.trim_start_matches('\u{feff}').len();
        let whole = Reader::read(Document::default(), text, skipped..text.len(), 0);
        assert_eq!(document(text), whole, "{text:?}");
        let tables = plain::tables(text, 0).into_iter().map(|(_, table)| table.rows);
        let row = |row: Vec<TableCell<'_>>| row.into_iter().map(|cell| cell.text.text.into_owned()).collect();
        tables.map(|rows| rows.into_iter().map(row).collect()).collect()
    }

    #[test]
    fn plain_tables_are_read_as_the_parser_reads_them() {
        let check = |text: &str, expected: &[&[&[&str]]]| assert_eq!(plain_tables(text), expected, "{text:?}");
        let small: &[&[&str]] = &[&["甲"], &["1"]];
        let plain = "\n\n| 甲 |\n|---|\n|1|\n";
        check(plain, &[small]);
        check(&["一", plain].concat(), &[small]);
        check(
            &["+++\nyear = 2023\n\n# 无\n+++", plain, "\n二", plain].concat(),
            &[small, small],
        );
        check(&["- 一\n  1. 二", plain, plain].concat(), &[small, small]);
        check(
            "\n\n|第二十条第（一）项 | 本年 增/减|\n| --- | :-: |\n|  行政许可|-1|\n| | 86.5  |\n||　|\n\n",
            &[&[
                &["第二十条第（一）项", "本年 增/减"],
                &["行政许可", "-1"],
                &["", "86.5"],
                &["", "　"],
            ]],
        );
        // Tables that are not plain are left to the parser.
        for before in [
            "```",
            "~~~",
            "<pre>",
            "<!--",
            "+++\na = 1",
            "[甲]: /a",
            "一\r",
            "+++\n\na = 1\n+++",
            "+++\na = 1",
        ] {
            check(&[before, plain].concat(), &[]);
            check(&["一\n\n", before, plain].concat(), &[]);
        }
        for table in [
            "| 甲 |\n|---|\n|*1*|\n",
            "| 甲 |\n|---|\n|1|2|\n",
            "| 甲 | 乙 |\n|---|---|\n|1|\n",
            "| 甲 | 乙 |\n|---|\n|1|2|\n",
            "| 甲 |\n|-:-|\n|1|\n",
            "| 甲 |\n||\n|1|\n",
            "| 甲 |\n| 1 |\n",
            "| 甲 |\n|\t---|\n|1|\n",
            "| 甲 |\n|---|\n|1",
            "| 甲 |\n|---|\n1\n",
            "| 甲 |\n|---|\n|1\\|\n",
            "| 甲 |\n|---|\n|1\t|\n",
            "甲 |\n|---|\n|1|\n",
        ] {
            check(&["\n\n", table].concat(), &[]);
        }
        check("一\n| 甲 |\n|---|\n|1|\n", &[]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn plain_tables_change_nothing(lines in prop::collection::vec(
            prop_oneof![30 => prop::sample::select(COMMON), 1 => prop::sample::select(LINES)],
            0..40,
        )) {
            plain_tables(&lines.join("\n"));
        }

        #[test]
        fn any_table_is_read_as_by_the_parser(
            rows in prop::collection::vec("[|]([ 0甲（.\\-:/,;()%+　|\\\\*_`~&!\t\u{a0}]{0,9}[|]){1,3}", 0..5),
            rule in "[|](( ?:?-{1,3}:? ?|-?[-: x\t]{0,2})[|]){1,3}",
        ) {
            let mut lines = vec!["一".to_owned(), String::new()];
            lines.extend(rows);
            lines.insert(3.min(lines.len()), rule);
            plain_tables(&lines.join("\n"));
            lines.push(String::new());
            plain_tables(&lines.join("\n"));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn any_report_is_read_as_by_the_parser(
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0..6_usize, prop::sample::select(PIECES)), 0..4)
        ) {
            let mut report = crate::report::Report::blank(crate::form::Form::LATEST, "示例县财政局", Some(2023));
            report.section_mut(crate::form::SectionId::Overview).blocks =
                vec![crate::report::Block::Paragraph("收到申请 3 件。".to_owned())];
            let mut text: Vec<char> = crate::write::markdown(&report).chars().collect();
            for (at, gone, piece) in edits {
                let at = at.index(text.len());
                let behind = (at + gone).min(text.len());
                text.splice(at..behind, piece.chars());
            }
            plain_tables(&text.into_iter().collect::<String>());
        }
    }

    /// Pieces that may occur anywhere.
    const PIECES: &[&str] = &[
        "",
        "\n",
        "\n\n",
        "|",
        " ",
        "　",
        "\t",
        "-",
        ":",
        "\\",
        "*",
        "_",
        "`",
        "```",
        "~~~",
        "<",
        "<!--",
        ">",
        "&amp;",
        "[一]",
        "[一]: /a\n",
        "!",
        "+++",
        "#",
        "\r",
        "é",
        "\u{feff}",
        "1. ",
        "- ",
        "|---|",
        "=",
    ];

    /// Common lines.
    const COMMON: &[&str] = &[
        "",
        "",
        "",
        "",
        "",
        "",
        "一、总体情况",
        "收到申请 3 件。",
        "# 二",
        "|甲|乙|",
        "| 甲 | 乙 |",
        "|---|---|",
        "| --- | ---: |",
        "|1|2|",
        "| 1 | |",
        "|1|",
        "甲 | 乙",
        "- 一",
        "  二",
        "    三",
        "1. 四",
        "> 五",
        "  - 六",
        "===",
        "---",
        "* * *",
        "[七]",
        "**八",
        "八**",
    ];
    /// Lines that may change the meaning of other lines.
    const LINES: &[&str] = &[
        "+++",
        "+++ ",
        "++++",
        "a = 1",
        "```",
        "~~~",
        "`六",
        "<!--",
        "-->",
        "<div>",
        "<br>",
        "[七]: /a",
        "![九](b",
        "c)",
        "\t十",
        "\\",
        "\u{3000}",
        "\u{feff}",
        "<pre>",
        "</pre>",
        "&amp;",
        "  ",
        "一\r",
        "\r",
        "|三\\|四|",
    ];
}

//! Turns a document into a report: sections, tables and cells are found by their labels, never by
//! their position.

use std::borrow::Cow;

use crate::document::{self, Document};
use crate::field::TableId;
use crate::filter::is_ideograph;
use crate::form::{Form, SectionId};
use crate::label;
use crate::report::{At, Block, BlockPlace, Places, Report, Section, SectionPlace, Table};
use crate::text::{Date, Span, Text, Traced};

mod again;
mod frame;
mod head;
mod infer;
mod lines;
mod meta;
mod outline;
mod stream;
mod tables;
mod vocabulary;

use head::{Head, Part as HeadPart};
pub use infer::{Evidence, Fact, Inferred};
use outline::{Outline, is_section_heading, named};

/// The result of reading a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// The spans of its parts in the file.
    pub places: Places,
    /// The texts that could not be placed in the form. Those that belong to the report are also in
    /// the report, at their place; page numbers and the like are only listed here.
    pub unplaced: Vec<Unplaced>,
    /// The facts that neither the front matter nor the title has, each with the part of the text
    /// from which it was taken.
    pub inferred: Vec<Inferred>,
}

impl Reading {
    /// The reading without the content of the report: its title and metadata, the text that could not be placed, and the
    /// spans of some places. That is all that is needed to print findings at these places, and much smaller.
    #[must_use]
    pub fn brief(&self, spots: impl Iterator<Item = At>) -> Reading {
        Reading {
            report: Report {
                title: self.report.title.clone(),
                meta: self.report.meta.clone(),
                ..Report::default()
            },
            places: self.places.only(&self.report, spots),
            unplaced: self.unplaced.clone(),
            inferred: self.inferred.clone(),
        }
    }

    /// The number of characters of the report's own text that could not be placed, without white
    /// space, page numbers, trails and the like.
    pub fn unplaced_characters(&self) -> usize {
        let pieces = self.unplaced.iter().filter(|one| one.kept);
        pieces.map(|one| crate::verdict::characters(&one.text)).sum()
    }
}

/// A text that could not be placed in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// Its text.
    pub text: String,
    /// Its place.
    pub span: Option<Span>,
    /// Whether it is also in the report, at its place, and so in every file that is written. Page
    /// numbers, trails through a site and the like are not.
    pub kept: bool,
}

impl Unplaced {
    /// A sentence above a list of them: whether they are in the report or not.
    pub fn heading(list: &[Unplaced]) -> Text {
        let (count, kept) = (list.len(), list.iter().filter(|one| one.kept).count());
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        if kept == count {
            Text::of(
                format!("{count} 处内容在格式中没有位置，原样保留"),
                format!(
                    "{count} piece{} with no place in the form, kept as written",
                    plural(count)
                ),
            )
        } else if kept == 0 {
            Text::of(
                format!("{count} 处内容不属于报告（页码、导航之类），只列在这里，不写进文件"),
                format!(
                    "{count} piece{} not part of the report (page numbers, navigation and the like): listed here, not written to any file",
                    plural(count)
                ),
            )
        } else {
            Text::of(
                format!(
                    "{count} 处内容在格式中没有位置：{kept} 处原样保留，{} 处只列在这里，不写进文件",
                    count - kept
                ),
                format!(
                    "{count} pieces with no place in the form: {kept} kept as written, {} listed here only, not written to any file",
                    count - kept
                ),
            )
        }
    }
}

/// The most characters of a heading.
const HEADING_LENGTH: usize = 45;

/// The least likeness, in percent, for a heading to be one of the form's, however it is marked.
const SURE: usize = 75;
/// The least likeness for a heading that is marked or numbered as one.
const LIKELY: usize = 50;

/// Reads a document as a report. This cannot fail: text that is not recognised is kept and listed.
pub fn recognise(document: &Document<'_>) -> Reading {
    let mut reading = Reading {
        report: Report {
            meta: meta::read(document),
            ..Report::default()
        },
        ..Reading::default()
    };
    reading.places.meta = document.front_matter.as_ref().and_then(Traced::span);
    // A file written by this tool needs no guesses: its title is its first heading, and there is
    // nothing around it.
    let own = document.front_matter.is_some();
    let mut blocks = marked(&document.blocks, &mut reading.unplaced);
    if !own {
        divide_run_in(&mut blocks);
    }
    let mut outline = Outline::of(&blocks, own);
    let first = outline.first_section(&blocks);
    let head = if own { Head::default() } else { Head::of(&blocks, first) };
    let words = outline.find_title(&blocks, &head, own);
    let mut builder = Builder {
        reading,
        part: None,
        level: outline.level,
        facts: false,
    };
    if let Some(words) = &words {
        builder.title(words);
    }
    for index in &outline.title {
        builder.title_block(&blocks, *index);
    }
    for (index, block) in blocks.iter().enumerate() {
        if outline.title.contains(&index) {
            continue;
        }
        if let Some(id) = outline.sections.get(&index) {
            if let Some(text) = text_of(block) {
                builder.section(*id, text);
            }
        } else if let Some(part) = head.parts.get(&index) {
            builder.head(part, block);
        } else if !own && index > first && builder.is_another_title(block) {
            // In a list of links after the report.
            builder.head(&HeadPart::Around, block);
        } else if !own && index < first && builder.repeats_title(block) {
            builder.head(&HeadPart::Around, block);
        } else {
            builder.block(block);
        }
    }
    let mut reading = builder.reading;
    again::look(document, &mut reading, outline.level);
    infer::complete(&mut reading, &head);
    reading
}

/// The table of the form to which some texts belong, if any. Readers use it to tell a table of
/// figures from one that only lays out a page. Texts longer than any label are ignored.
pub fn table_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<TableId> {
    tables::kind(texts.filter(|text| text.chars().count() <= 64), None)
}

/// Whether, in some rows of a table of the form, the figures of several columns are run together.
pub(crate) fn runs_together(rows: &[Vec<String>], table: TableId) -> bool {
    let columns = || {
        Form::ALL
            .into_iter()
            .flat_map(move |form| form.table(table))
            .map(|grid| grid.columns.len())
    };
    let Some(fewest) = columns().filter(|columns| *columns > 1).min() else {
        return false;
    };
    // The figures of table four are all in one row.
    let (fewest, least) = if table == TableId::Disputes {
        (3 * fewest, 1)
    } else {
        (fewest, 2)
    };
    let glued = rows.iter().filter(|row| {
        let mut written = row.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
        let figures = written
            .clone()
            .filter(|cell| cell.ends_with(|c: char| c.is_ascii_digit()))
            .count();
        let digits = |cell: &str| cell.len() - cell.trim_end_matches(|c: char| c.is_ascii_digit()).len();
        figures == 1 && written.next_back().is_some_and(|last| digits(last) >= fewest)
    });
    glued.count() >= least
}

/// The level of heading that an unmarked line would have by its words: 2 for one of the form's
/// sections, 3 for 「（一）主动公开情况」 on a line of its own.
pub fn heading_of(line: &str) -> Option<u8> {
    if is_section_heading(line) && named(line, SURE).is_some() {
        Some(2)
    } else if lines::is_inner_heading(line) {
        Some(3)
    } else {
        None
    }
}

/// The date of publication in the lines around a report on its page, such as 「发布日期：2025-01-20」; the first if there are
/// several.
pub fn published<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Date> {
    let blocks: Vec<_> = lines
        .map(|line| Cow::Owned(document::Block::Paragraph(Traced::verbatim(line, 0).trimmed())))
        .collect();
    Head::of(&blocks, blocks.len()).published.map(|(day, _)| day)
}

/// Whether a line is a block of its own even without empty lines around it: the heading of a section, the title, or
/// a line of facts about the page.
pub(crate) fn stands_alone(line: &str) -> bool {
    heading_of(line) == Some(2) || head::is_whole_title(line) || head::stands_alone(line)
}

/// The document's blocks, with runs of unmarked lines divided into paragraphs, headings and tables.
fn marked<'d, 'a>(
    source: &'d [document::Block<'a>],
    unplaced: &mut Vec<Unplaced>,
) -> Vec<Cow<'d, document::Block<'a>>> {
    let mut blocks = Vec::new();
    let mut run = Vec::new();
    for block in source {
        if let document::Block::Line(line) = block {
            run.push(line.clone());
            continue;
        }
        if !run.is_empty() {
            blocks.extend(
                lines::blocks(std::mem::take(&mut run), unplaced)
                    .into_iter()
                    .map(Cow::Owned),
            );
        }
        blocks.push(Cow::Borrowed(block));
    }
    if !run.is_empty() {
        blocks.extend(lines::blocks(run, unplaced).into_iter().map(Cow::Owned));
    }
    for block in &mut blocks {
        let (line_end, text) = match &**block {
            document::Block::Heading { text, .. } => ("", text),
            document::Block::Paragraph(text) => ("\n", text),
            _ => continue,
        };
        // Most texts are already normal, and copying a report is slow.
        if is_normal(&text.text) {
            continue;
        }
        let text = normal(text, line_end);
        match block.to_mut() {
            document::Block::Heading { text: old, .. } | document::Block::Paragraph(old) => *old = text,
            _ => {}
        }
    }
    blocks.retain(|block| text_of(block).is_none_or(|text| !text.text.is_empty()));
    blocks
}

/// Divides paragraphs that begin with a heading on the same line: 「一、总体情况。2024年，我局…」.
fn divide_run_in(blocks: &mut Vec<Cow<'_, document::Block<'_>>>) {
    let mut at = 0;
    while at < blocks.len() {
        if let document::Block::Paragraph(text) = &*blocks[at]
            && let Some(end) = run_in(&text.text)
        {
            let rest = text.slice(end, text.text.len());
            let mark = rest.text.len() - rest.text.trim_start_matches(['。', '：', ':', '.']).len();
            let rest = normal(&rest.slice(mark, rest.text.len()), "\n");
            let heading = text.slice(0, end);
            blocks[at] = Cow::Owned(document::Block::Paragraph(heading));
            at += 1;
            blocks.insert(at, Cow::Owned(document::Block::Paragraph(rest)));
        }
        at += 1;
    }
}

/// The end of the heading with which a paragraph begins, if a sentence follows it.
fn run_in(text: &str) -> Option<usize> {
    vocabulary::ordinal(text)?;
    let end = text
        .char_indices()
        .take(HEADING_LENGTH)
        .find(|(_, c)| matches!(c, '。' | '：' | ':') || c.is_whitespace())
        .map(|(at, _)| at)?;
    let (heading, rest) = text.split_at(end);
    let mut after = rest.chars().skip(1);
    let sentence = is_longer(rest, 12) && after.any(|c| matches!(c, '。' | '；' | '，'));
    (sentence && vocabulary::section_exact(heading).is_some()).then_some(end)
}

fn text_of<'d, 'a>(block: &'d document::Block<'a>) -> Option<&'d Traced<'a>> {
    match block {
        document::Block::Heading { text, .. } | document::Block::Paragraph(text) => Some(text),
        _ => None,
    }
}

/// Assembles the report and its places in parallel.
struct Builder {
    reading: Reading,
    /// The section being filled; `None` before the first.
    part: Option<usize>,
    /// The level of the headings that are sections.
    level: u8,
    /// Whether the last block is a grid of facts from a page's head.
    facts: bool,
}

impl Builder {
    /// For single blocks, which go into its preface.
    fn alone(level: u8) -> Builder {
        Builder {
            reading: Reading::default(),
            part: None,
            level,
            facts: false,
        }
    }

    fn title(&mut self, text: &Traced<'_>) {
        let mut title = Traced {
            text: std::mem::take(&mut self.reading.report.title).into(),
            trace: std::mem::take(&mut self.reading.places.title),
        };
        // On one line: a title is often broken over two.
        title.append(&normal(text, ""));
        self.reading.report.title = title.text.into_owned();
        self.reading.places.title = title.trace;
    }

    fn title_block(&mut self, blocks: &[Cow<'_, document::Block<'_>>], index: usize) {
        if let Some(text) = blocks.get(index).and_then(|block| text_of(block)) {
            self.title(text);
        }
    }

    /// Whether a block before the first section repeats the title.
    fn repeats_title(&self, block: &document::Block<'_>) -> bool {
        self.part.is_none() && text_of(block).is_some_and(|text| head::repeats(&self.reading.report.title, &text.text))
    }

    /// Whether a block is the title of another report.
    fn is_another_title(&self, block: &document::Block<'_>) -> bool {
        let text = match block {
            document::Block::Paragraph(text) => &text.text,
            _ => return false,
        };
        text.len() < 250 && text != &self.reading.report.title && head::is_whole_title(text)
    }

    /// Adds a block of a page's head that is not prose: facts are kept as a grid, anything else is
    /// only listed.
    fn head(&mut self, part: &HeadPart<'_>, block: &document::Block<'_>) {
        match part {
            HeadPart::Around => {
                if let Some(text) = text_of(block) {
                    self.reading.unplaced.push(Unplaced {
                        text: text.text.to_string(),
                        span: text.span(),
                        kept: false,
                    });
                }
            }
            HeadPart::Facts(pairs) => {
                if pairs.is_empty() {
                    return;
                }
                let rows: Vec<Vec<String>> = pairs
                    .iter()
                    .map(|(label, value)| {
                        vec![normal(label, "").text.into_owned(), normal(value, "").text.into_owned()]
                    })
                    .collect();
                let span = text_of(block).and_then(Traced::span);
                match (
                    self.reading.report.preface.last_mut(),
                    self.reading.places.preface.last_mut(),
                ) {
                    (Some(Block::Grid(known)), Some(BlockPlace::Other(place))) if self.facts => {
                        known.extend(rows);
                        *place = match (*place, span) {
                            (Some(place), Some(span)) => Some(place.join(span)),
                            (place, span) => place.or(span),
                        };
                    }
                    _ => self.push(Block::Grid(rows), BlockPlace::Other(span)),
                }
                self.facts = true;
            }
        }
    }

    fn section(&mut self, id: Option<SectionId>, text: &Traced<'_>) {
        self.reading.report.sections.push(Section {
            id,
            heading: text.text.to_string(),
            blocks: Vec::new(),
        });
        self.reading.places.sections.push(SectionPlace {
            heading: text.span(),
            blocks: Vec::new(),
        });
        self.part = Some(self.reading.report.sections.len() - 1);
    }

    fn push(&mut self, mut block: Block, mut place: BlockPlace) {
        self.facts = false;
        let (blocks, places) = match self.part {
            None => (&mut self.reading.report.preface, &mut self.reading.places.preface),
            Some(index) => (
                &mut self.reading.report.sections[index].blocks,
                &mut self.reading.places.sections[index].blocks,
            ),
        };
        // A table that was split over two pages is one table.
        if let (
            Block::Table(table),
            BlockPlace::Table {
                rows: place_rows,
                columns: place_columns,
                ..
            },
            Some(Block::Table(last)),
            Some(BlockPlace::Table { rows: last_rows, .. }),
        ) = (&mut block, &mut place, blocks.last_mut(), places.last_mut())
            && goes_on(last, table, place_columns.iter().all(Option::is_none))
        {
            last.rows.append(&mut table.rows);
            last_rows.append(place_rows);
            tables::settle_wholes(last, last_rows);
            return;
        }
        blocks.push(block);
        places.push(place);
    }

    fn block(&mut self, block: &document::Block<'_>) {
        match block {
            document::Block::Heading { level, text } => {
                let depth = level.saturating_sub(self.level).max(1);
                self.push(
                    Block::Heading {
                        level: (2 + depth).clamp(3, 6),
                        text: text.text.to_string(),
                    },
                    BlockPlace::Text(text.trace.clone(), text.span()),
                );
            }
            document::Block::Paragraph(text) => {
                self.push(
                    Block::Paragraph(text.text.to_string()),
                    BlockPlace::Text(text.trace.clone(), text.span()),
                );
            }
            document::Block::Table(table) => {
                let context = self
                    .part
                    .and_then(|index| self.reading.report.sections[index].id)
                    .and_then(SectionId::table);
                let found = tables::read(&frame::without(table), context);
                for (block, place) in found.blocks {
                    self.push(block, place);
                }
                for text in found.loose {
                    let text = normal(&text, "\n");
                    if !text.text.is_empty() {
                        let place = BlockPlace::Text(text.trace.clone(), text.span());
                        self.push(Block::Paragraph(text.text.into_owned()), place);
                    }
                }
                self.reading.unplaced.extend(found.unplaced);
            }
            document::Block::Picture { alt, address, span } => {
                self.push(
                    Block::Picture {
                        alt: alt.clone(),
                        address: address.clone(),
                    },
                    BlockPlace::Other(Some(*span)),
                );
            }
            // `marked` has turned every line into another block.
            document::Block::Line(_) => {}
        }
    }
}

/// Whether a table continues in the next one: that one has no header, or the same header above
/// other rows.
fn goes_on(last: &Table, next: &Table, unheaded: bool) -> bool {
    let again = || {
        label::same(&last.caption, &next.caption)
            && last
                .columns
                .iter()
                .zip(&next.columns)
                .all(|(last, next)| label::same(&last.label, &next.label))
            && next
                .rows
                .iter()
                .all(|row| row.key.is_some() && last.rows.iter().all(|known| known.key != row.key))
    };
    let keys = || next.columns.iter().map(|column| column.key);
    last.id == next.id
        && last.columns.iter().map(|column| column.key).eq(keys())
        && ((unheaded && next.caption.is_empty()) || again())
}

/// 「注：…」, 「备注：…」, 「填报人：…」: a line that people write below a table, or between its rows.
fn is_remark(text: &str) -> bool {
    const STARTS: [&str; 16] = [
        "注",
        "备注",
        "附注",
        "说明",
        "填表说明",
        "填报说明",
        "注释",
        "填报人",
        "填表人",
        "审核人",
        "负责人",
        "单位负责人",
        "制表人",
        "填表日期",
        "填报日期",
        "数据来源",
    ];
    // Few texts begin like a remark.
    let lead = text.trim_start_matches(|c: char| is_unseen(c) || matches!(c, '*' | '※' | '（' | '(' | '[' | '【'));
    if !lead.starts_with(['注', '备', '附', '说', '填', '审', '负', '单', '制', '数']) {
        return false;
    }
    let rest = STARTS.iter().find_map(|start| {
        let rest = lead
            .strip_prefix(start)?
            .trim_start_matches(|c: char| c.is_ascii_digit());
        rest.trim_start_matches(['）', ')', '】', ']'])
            .trim_start()
            .starts_with([':', '：'])
            .then_some(rest)
    });
    rest.is_some_and(|rest| rest.chars().any(|c| is_ideograph(c) || c.is_alphabetic()))
}

/// Whether a text has more than this many characters, each of which has at most four bytes.
fn is_longer(text: &str, most: usize) -> bool {
    text.len() > 4 * most || text.chars().nth(most).is_some()
}

/// Whether a text is one line without white space at its ends.
fn is_normal(text: &str) -> bool {
    memchr::memchr(b'\n', text.as_bytes()).is_none() && shown(text).len() == text.len()
}

/// A text without white space at the ends of its lines and without empty lines; its lines are
/// joined by `line_end`.
fn normal<'a>(text: &Traced<'a>, line_end: &str) -> Traced<'a> {
    let mut out = Traced::default();
    let mut end = 0;
    for (start, line) in pieces(&text.text) {
        if !out.text.is_empty() {
            // In the source, the line end is between the two lines.
            let at = text.trace.span(end, start).unwrap_or_default();
            out.push_as(line_end, at);
        }
        end = start + line.len();
        out.append(&text.slice(start, end));
    }
    out
}

/// The lines of a text without white space and invisible characters at their ends, each with its
/// offset.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start_matches(is_unseen).len());
        at += line.len();
        let line = shown(line);
        (!line.is_empty()).then_some((start, line))
    })
}

/// Whether a character is white space or invisible.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// A text without invisible characters at its ends.
fn shown(text: &str) -> &str {
    // Most texts begin and end with an ideograph or an ASCII character.
    let seen = |lead: u8| matches!(lead, b'!'..=b'~' | 0xe4..=0xe9);
    let is_shown = match text.as_bytes() {
        [b'!'..=b'~'] => true,
        [first, .., b'!'..=b'~'] => seen(*first),
        [first, .., a, b, c] => seen(*first) && matches!(a, 0xe4..=0xe9) && *b >= 0x80 && *c >= 0x80,
        _ => false,
    };
    if is_shown { text } else { text.trim_matches(is_unseen) }
}

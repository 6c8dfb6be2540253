//! From a document to a report: sections, tables and cells are found by their labels, never by their position.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::document::{self, Document};
use crate::field::TableId;
use crate::form::SectionId;
use crate::label::{self, fold};
use crate::report::{Block, BlockPlace, Places, Report, Section, SectionPlace, Table, Title};
use crate::text::{Span, Traced};

mod lines;
mod meta;
mod tables;
mod vocabulary;

use vocabulary::{Vocabulary, heading_words, ordinal, section, section_exact};

/// What was read from a file.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The report.
    pub report: Report,
    /// Where its pieces stand in the file.
    pub places: Places,
    /// What could not be placed in the form. What belongs to the report's text is in the report, where it stood, and
    /// listed here; page numbers and the like are only listed here.
    pub unplaced: Vec<Unplaced>,
}

impl Reading {
    /// How many characters could not be placed, white space apart.
    pub fn unplaced_characters(&self) -> usize {
        let texts = self.unplaced.iter().map(|one| crate::verdict::characters(&one.text));
        texts.sum()
    }
}

/// Something that could not be placed in the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub span: Option<Span>,
}

/// A heading is at most so many characters long.
const HEADING_LENGTH: usize = 45;

/// From this likeness on, in percent, a heading is one of the form's, however it is marked.
const SURE: usize = 75;
/// From this likeness on a heading that is marked or numbered as one is the form's.
const LIKELY: usize = 50;

/// Reads a document as a report. It cannot fail: what is not recognised is kept and listed.
pub fn recognise(document: &Document<'_>) -> Reading {
    let mut reading = Reading {
        report: Report {
            meta: meta::read(document),
            ..Report::default()
        },
        ..Reading::default()
    };
    reading.places.meta = document.front_matter.as_ref().and_then(Traced::span);
    let blocks = marked(document, &mut reading.unplaced);
    let outline = Outline::of(&blocks);
    let mut builder = Builder {
        reading,
        part: None,
        level: outline.level,
    };
    for (index, block) in blocks.iter().enumerate() {
        if outline.title.contains(&index) {
            if let Some(text) = text_of(block) {
                builder.title(text);
            }
        } else if let Some(id) = outline.sections.get(&index) {
            if let Some(text) = text_of(block) {
                builder.section(*id, text);
            }
        } else {
            builder.block(block);
        }
    }
    builder.reading
}

/// Which table of the form some texts are words of, if any. Readers ask it to tell a table that holds figures from one that
/// only lays out a page; texts longer than any label are passed over.
pub fn table_of<'a>(texts: impl Iterator<Item = &'a str>) -> Option<TableId> {
    tables::kind(texts.filter(|text| text.chars().count() <= 64), None)
}

/// What an unmarked line is worded as, if it is a heading: 2 for one of the form's sections, 3 for 「（一）主动公开情况」 on a line
/// of its own.
pub fn heading_of(line: &str) -> Option<u8> {
    if is_section_heading(line) && section(line, SURE).is_some() {
        Some(2)
    } else if lines::is_inner_heading(line) {
        Some(3)
    } else {
        None
    }
}

/// The document's blocks, with runs of unmarked lines told apart into paragraphs, headings and tables.
fn marked<'d, 'a>(document: &'d Document<'a>, unplaced: &mut Vec<Unplaced>) -> Vec<Cow<'d, document::Block<'a>>> {
    let mut blocks = Vec::new();
    let mut run = Vec::new();
    for block in &document.blocks {
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
        // Most are as they should be, and a copy of a report costs.
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

fn text_of<'d, 'a>(block: &'d document::Block<'a>) -> Option<&'d Traced<'a>> {
    match block {
        document::Block::Heading { text, .. } | document::Block::Paragraph(text) => Some(text),
        _ => None,
    }
}

/// Whether an unmarked line looks like a top-level heading: numbered 一、 or in the form's own words, short, no sentence,
/// and no row of table three, whose rows are numbered alike.
fn is_section_heading(text: &str) -> bool {
    // The length first: most paragraphs are long, and are not looked through.
    if text.is_empty()
        || text.chars().nth(HEADING_LENGTH).is_some()
        || text.contains('\n')
        || text.contains(['。', '；', '！', '？'])
    {
        return false;
    }
    if section_exact(text).is_some() {
        return true;
    }
    if ordinal(text).is_none() {
        return false;
    }
    let folded = fold(text);
    !Vocabulary::of(TableId::Requests)
        .row_of(&folded)
        .is_some_and(|row| row.exact)
        && !heading_words(&folded).is_empty()
        && (!text.contains(['，', ',']) || section(text, LIKELY).is_some())
}

/// 「某局2023年政府信息公开工作年度报告」
fn is_title(text: &str) -> bool {
    text.contains("公开") && (text.contains("报告") || text.contains("年报")) && Title::read(text).year.is_some()
}

/// Whether a likeness is enough, however the heading is marked.
fn is_sure((_, alike): (SectionId, usize)) -> bool {
    alike >= SURE
}

/// Which blocks are the title and the headings of sections.
#[derive(Debug, Default)]
struct Outline {
    title: Vec<usize>,
    sections: BTreeMap<usize, Option<SectionId>>,
    /// The level of the headings that are sections.
    level: u8,
}

impl Outline {
    fn of(blocks: &[Cow<'_, document::Block<'_>>]) -> Outline {
        // Sections stand at the level at which most of the form's headings stand: in Markdown at the second, under the title.
        let mut at_level = [0_usize; 7];
        // The marked headings that are surely sections: asked once, as it takes a comparison with every heading of the form.
        let mut sure: BTreeMap<usize, (SectionId, usize)> = BTreeMap::new();
        for (index, block) in blocks.iter().enumerate() {
            if let document::Block::Heading { level, text } = &**block
                && let Some(found) = section(&text.text, SURE)
            {
                at_level[usize::from(*level).min(6)] += 1;
                sure.insert(index, found);
            }
        }
        let most = at_level.iter().max().copied().unwrap_or(0);
        let level = if most == 0 || at_level[2] == most {
            2
        } else {
            at_level.iter().position(|count| *count == most).unwrap_or(2)
        };
        let mut outline = Outline {
            level: u8::try_from(level).unwrap_or(2),
            ..Outline::default()
        };
        outline.find_sections(blocks, &sure);
        outline.find_title(blocks);
        outline
    }

    fn find_sections(&mut self, blocks: &[Cow<'_, document::Block<'_>>], sure: &BTreeMap<usize, (SectionId, usize)>) {
        // A heading, how sure its name is, and whether the source marks it as one.
        let mut candidates: Vec<(usize, &str, bool)> = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            match &**block {
                document::Block::Heading { level, text } => {
                    let known = sure.contains_key(&index);
                    let top = *level == self.level || (*level < self.level && (known || !candidates.is_empty()));
                    if top {
                        candidates.push((index, &text.text, true));
                    }
                }
                document::Block::Paragraph(text) if is_section_heading(&text.text) => {
                    candidates.push((index, &text.text, false));
                }
                _ => {}
            }
        }
        // Which section each names for sure; for each section whether a marked heading names it, and the last that does.
        let found: Vec<Option<(SectionId, usize)>> = candidates
            .iter()
            .map(|(index, text, _)| sure.get(index).copied().or_else(|| section(text, LIKELY)))
            .collect();
        let names = |position: usize| found[position].filter(|found| is_sure(*found)).map(|(id, _)| id);
        let mut marked: BTreeSet<SectionId> = BTreeSet::new();
        let mut latest: BTreeMap<SectionId, usize> = BTreeMap::new();
        for (position, (_, _, is_marked)) in candidates.iter().enumerate() {
            if let Some(id) = names(position) {
                latest.insert(id, position);
                if *is_marked {
                    marked.insert(id);
                }
            }
        }
        let mut last: Option<usize> = None;
        // A title that is marked like the sections stands before them, and above it perhaps the organ's name.
        let known = (0..candidates.len()).find(|position| names(*position).is_some());
        let titled = known.and_then(|known| (0..known).find(|position| is_title(candidates[*position].1)));
        for (position, (index, text, is_marked)) in candidates.iter().enumerate() {
            let by_name = names(position);
            if *is_marked && titled.is_some_and(|titled| position <= titled) {
                continue;
            }
            // A list of contents: the same heading comes again, and nothing stands between this one and the next.
            let next = candidates.get(position + 1).map(|(index, _, _)| *index);
            if !is_marked
                && let Some(id) = by_name
                && (marked.contains(&id)
                    || (next == Some(index + 1) && latest.get(&id).is_some_and(|latest| *latest > position)))
            {
                continue;
            }
            let id = by_name.or_else(|| {
                if let Some((id, _)) = found[position]
                    && !latest.contains_key(&id)
                {
                    return Some(id);
                }
                // 「一、工作开展情况」: the form's by its number, where nothing else is.
                let number = ordinal(text)?;
                let id = *SectionId::ALL.get(number.checked_sub(1)?)?;
                let follows = last.map_or(number == 1, |last| number == last + 1);
                (!latest.contains_key(&id) && follows).then_some(id)
            });
            if id.is_none() && !is_marked {
                // A numbered line that is none of the form's headings is one only among them, and after them in number.
                let number = ordinal(text);
                if last.is_none() || number != last.map(|last| last + 1) {
                    continue;
                }
            }
            last = ordinal(text).or(last.map(|last| last + 1));
            self.sections.insert(*index, id);
        }
    }

    fn find_title(&mut self, blocks: &[Cow<'_, document::Block<'_>>]) {
        let first_section = self.sections.keys().next().copied().unwrap_or(blocks.len());
        let heading = |index: usize| match &*blocks[index] {
            document::Block::Heading { level, text }
                if *level < self.level.max(2)
                    || *level == 1
                    || (*level == self.level && index < first_section && first_section < blocks.len()) =>
            {
                Some(text)
            }
            _ => None,
        };
        let joins = |before: &Traced<'_>, title: &Traced<'_>| {
            // 「某局」 over 「2023年政府信息公开工作年度报告」.
            let short = !before.text.is_empty() && before.text.chars().count() <= 40;
            short
                && Title::read(&title.text).organ.is_none()
                && !before.text.contains(['。', '，', '；', '：', '、', ':', '='])
                && !before.text.is_ascii()
                && !before.text.contains("报告")
        };
        for index in 0..blocks.len() {
            if self.sections.contains_key(&index) {
                continue;
            }
            if let Some(first) = heading(index) {
                self.title.push(index);
                if index + 1 < blocks.len()
                    && !self.sections.contains_key(&(index + 1))
                    && let Some(second) = heading(index + 1)
                    && joins(first, second)
                {
                    self.title.push(index + 1);
                }
                return;
            }
        }
        for index in 0..first_section.min(30) {
            let document::Block::Paragraph(text) = &*blocks[index] else {
                continue;
            };
            let length = text.text.chars().count();
            if length > 70
                || text.text.contains(['。', '，', '；', '：'])
                || !text.text.contains("公开")
                || !(text.text.contains("报告") || text.text.contains("年报"))
            {
                continue;
            }
            if let Some(document::Block::Paragraph(before)) = index.checked_sub(1).map(|before| &*blocks[before])
                && joins(before, text)
            {
                self.title.push(index - 1);
            }
            self.title.push(index);
            return;
        }
    }
}

/// Puts the report together, with its places in step.
struct Builder {
    reading: Reading,
    /// The section being filled; none before the first.
    part: Option<usize>,
    /// The level of the headings that are sections.
    level: u8,
}

impl Builder {
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
        let (blocks, places) = match self.part {
            None => (&mut self.reading.report.preface, &mut self.reading.places.preface),
            Some(index) => (
                &mut self.reading.report.sections[index].blocks,
                &mut self.reading.places.sections[index].blocks,
            ),
        };
        // A table that was broken over two pages is one.
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
                let found = tables::read(table, context);
                for (block, place) in found.blocks {
                    self.push(block, place);
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

/// Whether a table goes on in the next one: it has no header, or the same header again over other rows.
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

/// Whether a text is one line without white space at its ends.
fn is_normal(text: &str) -> bool {
    !text.contains('\n') && shown(text).len() == text.len()
}

/// A text without white space at the ends of its lines and without empty lines; `line_end` is put between its lines.
fn normal<'a>(text: &Traced<'a>, line_end: &str) -> Traced<'a> {
    let mut out = Traced::default();
    let mut end = 0;
    for (start, line) in pieces(&text.text) {
        if !out.text.is_empty() {
            // The line end stands in the source between the two lines.
            let at = text.trace.span(end, start).unwrap_or_default();
            out.push_as(line_end, at);
        }
        end = start + line.len();
        out.append(&text.slice(start, end));
    }
    out
}

/// The lines of a text without white space (and other signs that show nothing) at their ends, with where each begins.
fn pieces(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n').filter_map(move |line| {
        let start = at + (line.len() - line.trim_start_matches(is_unseen).len());
        at += line.len();
        let line = shown(line);
        (!line.is_empty()).then_some((start, line))
    })
}

/// White space, and other signs that show nothing.
fn is_unseen(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}')
}

/// A text without what shows nothing at its ends.
fn shown(text: &str) -> &str {
    // Most texts begin and end with an ideograph or a plain sign.
    let seen = |lead: u8| matches!(lead, b'!'..=b'~' | 0xe4..=0xe9);
    if let [first, .., a, b, c] = text.as_bytes()
        && seen(*first)
        && (matches!(c, b'!'..=b'~') || matches!(a, 0xe4..=0xe9) && *b >= 0x80 && *c >= 0x80)
    {
        return text;
    }
    text.trim_matches(is_unseen)
}

//! Finds the blocks that are the title and the headings of sections, when all headings are known,
//! by rank and order as well as by words.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::head::{self, Head};
use super::vocabulary::{Vocabulary, heading_words, ordinal, section, section_exact, unmarked};
use super::{HEADING_LENGTH, LIKELY, SURE, infer};
use crate::document;
use crate::field::TableId;
use crate::form::SectionId;
use crate::label::fold;
use crate::text::Traced;
use crate::title::Title;

/// The numbering of a heading, from the highest rank down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Style {
    /// 第一部分, 第一章.
    Part,
    /// 一、
    Chinese,
    /// （一）
    Bracketed,
    /// 1.
    Arabic,
    /// （1）, 1), ①
    Small,
    /// No number.
    Bare,
}

/// A heading's number, and the words after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rank<'t> {
    pub(super) style: Style,
    /// 1 to 10.
    pub(super) number: Option<usize>,
    pub(super) words: &'t str,
}

const ORDINALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

fn value(c: char) -> Option<usize> {
    let roman = || "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ".chars().position(|ordinal| ordinal == c);
    let index = ORDINALS.iter().position(|ordinal| *ordinal == c).or_else(roman);
    index.map(|index| index + 1)
}

/// The number of a heading and its words, if it is numbered 「01」, 「1 」, 「Part 1」, 「第1部分」, 「壹、」 or 「一总体情况」, which say
/// nothing of its rank, and its words are the form's.
fn loose(text: &str) -> Option<(usize, &str)> {
    const FORMAL: [char; 6] = ['壹', '贰', '叁', '肆', '伍', '陆'];
    let signs = |c: char| {
        super::is_unseen(c) || matches!(c, '、' | '.' | '．' | ':' | '：' | '|' | '｜' | '丨' | '/' | '-' | '·')
    };
    let first = text.chars().next()?;
    let (number, rest) = if let Some(index) = FORMAL.iter().position(|formal| *formal == first) {
        (index + 1, &text[first.len_utf8()..])
    } else if let Some(number) = value(first) {
        (number, &text[first.len_utf8()..])
    } else {
        let ordinal = text.strip_prefix('第');
        let word = text.get(..4).filter(|word| word.eq_ignore_ascii_case("part"));
        let text = ordinal.unwrap_or(text);
        let text = word.map_or(text, |_| text[4..].trim_start_matches(signs));
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, rest) = text.split_at(digits);
        let padded = number.starts_with('0');
        let number = number
            .parse()
            .ok()
            .filter(|number| digits <= 2 && (1..=10).contains(number))?;
        let rest = match ordinal {
            Some(_) => ["部分", "章"].iter().find_map(|word| rest.strip_prefix(word))?,
            // 「1.」 has a rank of its own.
            None if word.is_none() && !padded && !rest.starts_with(super::is_unseen) => return None,
            None => rest,
        };
        (number, rest)
    };
    let words = rest.trim_start_matches(signs);
    section_exact(words).is_some().then_some((number, words))
}

/// The rank of a heading.
pub(super) fn rank(heading: &str) -> Rank<'_> {
    let text = unmarked(super::shown(heading));
    let bare = Rank {
        style: Style::Bare,
        number: None,
        words: text,
    };
    let marks = |rest: &'_ str| -> usize {
        rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    super::is_unseen(c) || matches!(c, '、' | '，' | ',' | '.' | '．' | '：' | ':')
                })
                .len()
    };
    let of = |style: Style, number: Option<usize>, rest: &'_ str| -> Option<(Style, Option<usize>, usize)> {
        Some((style, number, text.len() - rest.len() + marks(rest)))
    };
    let found = (|| {
        let mut chars = text.chars();
        let first = chars.next()?;
        if first == '第' {
            let number = value(chars.next()?)?;
            let rest = chars.as_str();
            let rest = ["部分", "章", "节", "、", "，"]
                .iter()
                .find_map(|word| rest.strip_prefix(word))?;
            return of(Style::Part, Some(number), rest);
        }
        if matches!(first, '（' | '(' | '〔' | '[') {
            let (inside, rest) = chars.as_str().split_once(['）', ')', '〕', ']'])?;
            let mut inside = inside.trim().chars();
            let c = inside.next()?;
            let more = inside.as_str();
            if let Some(number) = value(c).filter(|_| more.chars().all(|c| value(c).is_some())) {
                return of(Style::Bracketed, more.is_empty().then_some(number), rest);
            }
            let digits = c.is_ascii_digit() && more.chars().all(|c| c.is_ascii_digit());
            return if digits { of(Style::Small, None, rest) } else { None };
        }
        if let '①'..='⑩' = first {
            return of(Style::Small, None, chars.as_str());
        }
        if let Some(number) = value(first) {
            let rest = chars.as_str();
            let next = rest.chars().next()?;
            if matches!(next, '、' | '，' | ',' | '．' | '.' | '：' | ':') || super::is_unseen(next) {
                return of(Style::Chinese, Some(number), rest);
            }
            if matches!(next, '）' | ')') {
                return of(Style::Bracketed, Some(number), &rest[next.len_utf8()..]);
            }
            return None;
        }
        let digits: usize = text
            .chars()
            .take_while(|c| c.is_ascii_digit() || ('０'..='９').contains(c))
            .map(char::len_utf8)
            .sum();
        if digits == 0 {
            return None;
        }
        let (number, rest) = text.split_at(digits);
        let next = rest.chars().next()?;
        let number: Option<usize> = number.parse().ok().filter(|number| (1..=10).contains(number));
        if matches!(next, '、' | '.' | '．') && !rest[next.len_utf8()..].starts_with(|c: char| c.is_ascii_digit()) {
            return of(Style::Arabic, number, rest);
        }
        matches!(next, '）' | ')').then(|| of(Style::Small, None, &rest[next.len_utf8()..]))?
    })();
    let Some((style, number, at)) = found else {
        return loose(text).map_or(bare, |(number, words)| Rank {
            style: Style::Part,
            number: Some(number),
            words,
        });
    };
    Rank {
        style,
        number,
        words: text.get(at..).unwrap_or_default(),
    }
}

/// The section that a heading belongs to, whatever its rank: see [`section`].
pub(super) fn named(heading: &str, least: usize) -> Option<(SectionId, usize)> {
    let heading = heading.trim_end_matches('。');
    section(heading, least).or_else(|| {
        let rank = rank(heading);
        let high = matches!(rank.style, Style::Part | Style::Chinese);
        (high && !rank.words.is_empty()).then(|| section(rank.words, least))?
    })
}

/// Whether an unmarked line looks like a top-level heading: numbered 一、 or in the form's own words,
/// short, not a sentence, and not a row of table three, whose rows are numbered in the same way.
pub(super) fn is_section_heading(text: &str) -> bool {
    // The length first: most paragraphs are long and need not be searched.
    if text.is_empty() || super::is_longer(text, HEADING_LENGTH) || text.contains('\n') {
        return false;
    }
    let body = text.trim_end_matches('。');
    if body.contains(['。', '；', '！', '？']) || is_of_contents(text) {
        return false;
    }
    if section_exact(body).is_some() {
        return true;
    }
    if body.len() < text.len() {
        return ordinal(body).is_some() && named(body, SURE).is_some();
    }
    if ordinal(text).is_none() {
        let rank = rank(text);
        return match rank.style {
            Style::Part => named(text, LIKELY).is_some(),
            Style::Chinese => section(rank.words, SURE).is_some(),
            _ => false,
        };
    }
    // A row of table three with its figures, or with the edge of its cell.
    let label = text.trim_end_matches(|c: char| super::is_unseen(c) || c.is_ascii_digit() || "|｜丨;；".contains(c));
    let folded = fold(label);
    !Vocabulary::of(TableId::Requests)
        .row_of(&folded)
        .is_some_and(|row| row.exact)
        && !heading_words(&folded).is_empty()
        && (!text.contains(['，', ',']) || section(text, LIKELY).is_some())
}

/// Whether a line is one of a list of contents: 「一、总体情况……1」.
fn is_of_contents(text: &str) -> bool {
    let leads = |c: char| matches!(c, '…' | '.' | '·' | '．' | '—' | '-' | '_');
    let words = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let words = if words.len() < text.len() {
        words.trim_end()
    } else {
        return false;
    };
    let led = words.chars().rev().take_while(|c| leads(*c)).count();
    led >= 2 || words.ends_with('…')
}

/// 「某局2023年政府信息公开工作年度报告」
fn is_title(text: &str) -> bool {
    text.contains("公开") && (text.contains("报告") || text.contains("年报")) && Title::read(text).year.is_some()
}

/// A block that may be the heading of a section.
struct Candidate<'t> {
    index: usize,
    text: &'t str,
    /// Whether the source marks it as a heading.
    marked: bool,
    rank: Rank<'t>,
    /// The section that its words are most like.
    found: Option<(SectionId, usize)>,
}

impl Candidate<'_> {
    /// The section that it certainly names.
    fn name(&self) -> Option<SectionId> {
        self.found.filter(|(_, alike)| *alike >= SURE).map(|(id, _)| id)
    }

    /// Its worth as the heading of the section that it names. `apart`: there is something between
    /// it and the next one.
    fn worth(&self, apart: bool) -> i32 {
        let Some((id, alike)) = self.found.filter(|(_, alike)| *alike >= SURE) else {
            return 0;
        };
        let mut worth = i32::try_from(alike).unwrap_or(0);
        worth += match self.rank.style {
            Style::Part | Style::Chinese => 60,
            Style::Bare | Style::Arabic => 20,
            Style::Bracketed => 0,
            Style::Small => -40,
        };
        worth += match self.rank.number {
            Some(number) if number == id as usize + 1 => 40,
            Some(_) => -30,
            None => 0,
        };
        worth + if self.marked { 30 } else { 0 } + if apart { 15 } else { 0 }
    }
}

/// The blocks that are the title and the headings of sections.
#[derive(Debug, Default)]
pub(super) struct Outline {
    pub(super) title: Vec<usize>,
    pub(super) sections: BTreeMap<usize, Option<SectionId>>,
    /// The level of the headings that are sections.
    pub(super) level: u8,
}

impl Outline {
    /// Finds the sections of a document; in one written by this tool, they are as marked.
    pub(super) fn of(blocks: &[Cow<'_, document::Block<'_>>], own: bool) -> Outline {
        // Sections are at the level that most of the form's headings have: in Markdown the second,
        // under the title.
        let mut at_level = [0_usize; 7];
        let mut inner_at_level = [0_usize; 7];
        // The marked headings that are certainly sections, looked up once, because each is compared
        // with every heading of the form.
        let mut sure: BTreeMap<usize, (SectionId, usize)> = BTreeMap::new();
        // Unmarked lines of high rank that are certainly sections.
        let mut unmarked = 0;
        for (index, block) in blocks.iter().enumerate() {
            match &**block {
                document::Block::Heading { level, text } => {
                    if let Some(found) = named(&text.text, SURE) {
                        let inner = matches!(rank(&text.text).style, Style::Bracketed | Style::Arabic | Style::Small);
                        let counts = if inner { &mut inner_at_level } else { &mut at_level };
                        counts[usize::from(*level).min(6)] += 1;
                        sure.insert(index, found);
                    }
                }
                document::Block::Paragraph(text) if !own && is_section_heading(&text.text) => {
                    unmarked += usize::from(
                        matches!(rank(&text.text).style, Style::Part | Style::Chinese)
                            && named(&text.text, SURE).is_some(),
                    );
                }
                _ => {}
            }
        }
        if at_level.iter().all(|count| *count == 0) && unmarked < 3 {
            at_level = inner_at_level;
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
        let mut candidates = outline.candidates(blocks, &sure);
        if !own {
            leave_out_inner(&mut candidates);
        }
        outline.find_sections(&candidates);
        outline
    }

    fn candidates<'t>(
        &self,
        blocks: &'t [Cow<'_, document::Block<'_>>],
        sure: &BTreeMap<usize, (SectionId, usize)>,
    ) -> Vec<Candidate<'t>> {
        let mut candidates: Vec<Candidate<'t>> = Vec::new();
        for (index, block) in blocks.iter().enumerate() {
            let (text, marked): (&'t str, bool) = match &**block {
                document::Block::Heading { level, text } => {
                    let known = sure.contains_key(&index);
                    let top = *level == self.level || (*level < self.level && (known || !candidates.is_empty()));
                    if !top {
                        continue;
                    }
                    (&text.text, true)
                }
                document::Block::Paragraph(text) if is_section_heading(&text.text) => (&text.text, false),
                _ => continue,
            };
            candidates.push(Candidate {
                index,
                text,
                marked,
                rank: rank(text),
                found: sure.get(&index).copied().or_else(|| named(text, LIKELY)),
            });
        }
        candidates
    }

    fn find_sections(&mut self, candidates: &[Candidate<'_>]) {
        // For each section whether a marked heading names it, and the last that does.
        let mut marked: BTreeSet<SectionId> = BTreeSet::new();
        let mut latest: BTreeMap<SectionId, usize> = BTreeMap::new();
        for (position, candidate) in candidates.iter().enumerate() {
            if let Some(id) = candidate.name() {
                latest.insert(id, position);
                if candidate.marked {
                    marked.insert(id);
                }
            }
        }
        let contents = contents(candidates, &latest);
        let mut last: Option<usize> = None;
        // A title marked like the sections comes before them, perhaps with the organ's name above
        // it.
        let known = candidates.iter().position(|candidate| candidate.name().is_some());
        let titled = known.and_then(|known| {
            candidates[..known]
                .iter()
                .position(|candidate| is_title(candidate.text))
        });
        for (position, candidate) in candidates.iter().enumerate() {
            let by_name = candidate.name();
            if candidate.marked && titled.is_some_and(|titled| position <= titled) {
                continue;
            }
            // A list of contents: the same heading occurs again, and there is nothing between this
            // one and the next.
            let next = candidates.get(position + 1).map(|next| next.index);
            if !candidate.marked
                && let Some(id) = by_name
                && (marked.contains(&id)
                    || contents.contains(&position)
                    || (next == Some(candidate.index + 1) && latest.get(&id).is_some_and(|latest| *latest > position)))
            {
                continue;
            }
            let number = ordinal(candidate.text).or(match candidate.rank.style {
                Style::Part => candidate.rank.number,
                _ => None,
            });
            let id = by_name.or_else(|| {
                if let Some((id, _)) = candidate.found
                    && !latest.contains_key(&id)
                {
                    return Some(id);
                }
                // 「一、工作开展情况」: the form's because of its number, if there is no better one.
                let number = number?;
                let id = *SectionId::ALL.get(number.checked_sub(1)?)?;
                let follows = last.map_or(number == 1, |last| number == last + 1);
                (!latest.contains_key(&id) && follows).then_some(id)
            });
            if id.is_none() && !candidate.marked {
                // A numbered line that is not one of the form's headings is only a heading between
                // them, or after them with the next number.
                if last.is_none() || number != last.map(|last| last + 1) {
                    continue;
                }
            }
            last = number.or(last.map(|last| last + 1));
            self.sections.insert(candidate.index, id);
        }
    }

    /// The first section's heading, or the end.
    pub(super) fn first_section(&self, blocks: &[Cow<'_, document::Block<'_>>]) -> usize {
        self.sections.keys().next().copied().unwrap_or(blocks.len())
    }

    /// Finds the blocks that are the title, or the words in a block.
    pub(super) fn find_title<'a>(
        &mut self,
        blocks: &[Cow<'_, document::Block<'a>>],
        head: &Head<'a>,
        own: bool,
    ) -> Option<Traced<'a>> {
        let marked = self.marked_title(blocks);
        if own && !marked.is_empty() {
            self.title = marked;
            return None;
        }
        let first = self.first_section(blocks);
        let (year, end) = if own {
            (None, first.min(30))
        } else {
            (infer::year_ahead(blocks, first), first)
        };
        let chosen = head::title(blocks, end, head, year, &marked);
        self.title = chosen.blocks;
        chosen.words
    }

    /// The headings that the source marks as the title.
    fn marked_title(&self, blocks: &[Cow<'_, document::Block<'_>>]) -> Vec<usize> {
        let first_section = self.first_section(blocks);
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
                let mut title = vec![index];
                if index + 1 < blocks.len()
                    && !self.sections.contains_key(&(index + 1))
                    && let Some(second) = heading(index + 1)
                    && joins(first, second)
                {
                    title.push(index + 1);
                }
                return title;
            }
        }
        Vec::new()
    }
}

/// The candidates that form a list of contents: three or more unmarked ones with nothing between
/// them, each of which occurs again.
fn contents(candidates: &[Candidate<'_>], latest: &BTreeMap<SectionId, usize>) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut start = 0;
    for run in candidates.chunk_by(|a, b| a.index + 1 == b.index) {
        let end = start + run.len();
        let again = run.iter().all(|candidate| {
            !candidate.marked
                && candidate
                    .name()
                    .is_some_and(|id| latest.get(&id).is_some_and(|latest| *latest >= end))
        });
        if run.len() >= 3 && again {
            found.extend(start..end);
        }
        start = end;
    }
    found
}

/// Removes the headings that are inside a section: of those that name one of the form's six, the
/// best in the form's order are its headings, and any of a lower rank than these are removed.
fn leave_out_inner(candidates: &mut Vec<Candidate<'_>>) {
    let chain = chain(candidates);
    if chain.is_empty() {
        return;
    }
    let mut styles: BTreeMap<Style, usize> = BTreeMap::new();
    for position in &chain {
        *styles.entry(candidates[*position].rank.style).or_default() += 1;
    }
    let most = styles.values().max().copied().unwrap_or(0);
    let Some(top) = styles
        .iter()
        .find(|(_, count)| **count == most)
        .map(|(style, _)| *style)
    else {
        return;
    };
    let named: BTreeSet<SectionId> = chain
        .iter()
        .filter_map(|position| candidates[*position].name())
        .collect();
    let mut position = 0;
    candidates.retain(|candidate| {
        let chosen = chain.binary_search(&position).is_ok();
        position += 1;
        let lower = match candidate.rank.style {
            // 第一部分 and 一、 are both of the highest rank, but all sections of a report have the same
            // one.
            Style::Part => false,
            Style::Chinese => top == Style::Part && candidate.name().is_none(),
            // A heading without a number may have lost it, or be the caption of a table.
            Style::Bare => {
                !candidate.marked && top != Style::Bare && candidate.name().is_some_and(|id| named.contains(&id))
            }
            style => style != top && (top == Style::Bare || top < style),
        };
        chosen || !lower
    });
}

/// The best candidates for the form's sections in the form's order, ascending.
fn chain(candidates: &[Candidate<'_>]) -> Vec<usize> {
    const SECTIONS: usize = SectionId::ALL.len();
    // For each section the best chain that ends in it: its worth, and its last candidate.
    let mut best: [Option<(i32, usize)>; SECTIONS] = [None; SECTIONS];
    // For each candidate the one before it in its best chain.
    let mut before: Vec<Option<usize>> = vec![None; candidates.len()];
    for (position, candidate) in candidates.iter().enumerate() {
        let Some(id) = candidate.name() else { continue };
        let next = candidates.get(position + 1).map(|next| next.index);
        let worth = candidate.worth(next != Some(candidate.index + 1));
        if worth <= 0 {
            continue;
        }
        let id = id as usize;
        let earlier = best[..id]
            .iter()
            .flatten()
            .max_by_key(|(worth, last)| (*worth, usize::MAX - *last))
            .copied();
        let total = worth + earlier.map_or(0, |(worth, _)| worth);
        if best[id].is_none_or(|(known, _)| total > known) {
            before[position] = earlier.map(|(_, last)| last);
            best[id] = Some((total, position));
        }
    }
    let mut at = best
        .iter()
        .flatten()
        .max_by_key(|(worth, last)| (*worth, usize::MAX - *last))
        .map(|(_, last)| *last);
    let mut chain = Vec::new();
    while let Some(position) = at {
        chain.push(position);
        at = before[position];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown;

    #[test]
    fn headings_have_a_rank() {
        for (heading, style, number, words) in [
            ("一、总体情况", Style::Chinese, Some(1), "总体情况"),
            ("三 收到", Style::Chinese, Some(3), "收到"),
            ("二.主动公开", Style::Chinese, Some(2), "主动公开"),
            ("第四部分　复议", Style::Part, Some(4), "复议"),
            ("（一）主动公开", Style::Bracketed, Some(1), "主动公开"),
            ("(十二) 其他", Style::Bracketed, None, "其他"),
            ("2.主动公开", Style::Arabic, Some(2), "主动公开"),
            ("2、主动公开", Style::Arabic, Some(2), "主动公开"),
            ("（3）渠道", Style::Small, None, "渠道"),
            ("①渠道", Style::Small, None, "渠道"),
            ("2.5万元", Style::Bare, None, "2.5万元"),
            ("三是加强", Style::Bare, None, "三是加强"),
            ("（见附件）", Style::Bare, None, "（见附件）"),
            ("总体情况", Style::Bare, None, "总体情况"),
            ("", Style::Bare, None, ""),
        ] {
            assert_eq!(rank(heading), Rank { style, number, words }, "{heading}");
        }
    }

    /// Checks which of some lines are read as sections: their numbers in the form, 0 for one that
    /// it does not have.
    fn check(lines: &[&str], expected: &[usize]) {
        let document = document::Document {
            front_matter: None,
            blocks: lines
                .iter()
                .map(|line| {
                    document::Block::Line(document::Line {
                        text: Traced::verbatim(line, 0),
                        span: crate::text::Span::default(),
                    })
                })
                .collect(),
        };
        let report = super::super::recognise(&document).report;
        let found: Vec<usize> = report
            .sections
            .iter()
            .map(|section| section.id.map_or(0, |id| id as usize + 1))
            .collect();
        assert_eq!(found, expected, "{lines:?}");
    }

    const PROSE: &str = "全年认真落实有关规定，各项工作平稳有序开展。";

    #[test]
    fn rank_and_order_tell_sections_from_what_is_in_them() {
        let words = [
            "总体情况",
            "主动公开政府信息情况",
            "收到和处理政府信息公开申请情况",
            "政府信息公开行政复议、行政诉讼情况",
            "存在的主要问题及改进情况",
            "其他需要报告的事项",
        ];
        let chinese = ["一", "二", "三", "四", "五", "六"];
        let marks: [fn(&str, usize) -> String; 9] = [
            |number, _| format!("{number}、"),
            |number, _| format!("{number} "),
            |number, _| format!("{number}."),
            |number, _| format!("第{number}部分 "),
            |number, _| format!("（{number}）"),
            |number, _| format!("## {number}、"),
            |_, number| format!("{number}."),
            |_, number| format!("{number}、"),
            |_, _| String::new(),
        ];
        for mark in marks {
            let mut lines = Vec::new();
            for (index, words) in words.iter().enumerate() {
                lines.push(format!("{}{words}", mark(chinese[index], index + 1)));
                lines.push(PROSE.to_owned());
            }
            let all: Vec<&str> = lines.iter().map(String::as_str).collect();
            check(&all, &[1, 2, 3, 4, 5, 6]);
        }
        // A full stop after each; aspects and captions inside.
        let inside: Vec<String> = words
            .iter()
            .zip(chinese)
            .flat_map(|(words, number)| {
                [
                    format!("{number}、{words}。"),
                    words.to_string(),
                    "（一）主动公开政府信息情况".to_owned(),
                    PROSE.to_owned(),
                    "（二）收到和处理政府信息公开申请情况".to_owned(),
                    PROSE.to_owned(),
                    "3.存在的主要问题及改进情况".to_owned(),
                    PROSE.to_owned(),
                ]
            })
            .collect();
        let inside: Vec<&str> = inside.iter().map(String::as_str).collect();
        check(&inside, &[1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn sections_out_of_order_and_twice_are_still_sections() {
        check(
            &[
                "一、总体情况",
                PROSE,
                "三、收到和处理政府信息公开申请情况",
                PROSE,
                "二、主动公开政府信息情况",
                PROSE,
            ],
            &[1, 3, 2],
        );
        check(
            &[
                "一、总体情况",
                PROSE,
                "二、主动公开政府信息情况",
                PROSE,
                "二、主动公开政府信息情况",
                PROSE,
            ],
            &[1, 2, 2],
        );
        // Some numbers were lost.
        check(
            &[
                "总体情况",
                PROSE,
                "二、主动公开政府信息情况",
                PROSE,
                "其他需要报告的事项",
                PROSE,
            ],
            &[1, 2, 6],
        );
        // A list of contents.
        check(
            &[
                "一、总体情况",
                "二、主动公开政府信息情况",
                "一、总体情况",
                PROSE,
                "二、主动公开政府信息情况",
                PROSE,
            ],
            &[1, 2],
        );
    }

    #[test]
    fn a_list_of_contents_before_the_title_has_no_sections() {
        check(
            &[
                "一、总体情况",
                "二、主动公开政府信息情况",
                "三、收到和处理政府信息公开申请情况",
                "示例县财政局2023年政府信息公开工作年度报告",
                "一、总体情况",
                PROSE,
                "二、主动公开政府信息情况",
                PROSE,
                "三、收到和处理政府信息公开申请情况",
                PROSE,
            ],
            &[1, 2, 3],
        );
    }

    #[test]
    fn marked_headings_of_one_level_are_told_apart_by_rank() {
        let report = markdown::read(
            "# 一、总体情况\n\n# （一）主动公开政府信息情况\n\n无。\n\n# 二、主动公开政府信息情况\n\n无。\n\n# 三、收到和处理政府信息公开申请情况\n",
        )
        .report;
        let ids: Vec<_> = report.sections.iter().map(|section| section.id).collect();
        assert_eq!(
            ids,
            [
                Some(SectionId::Overview),
                Some(SectionId::Proactive),
                Some(SectionId::Requests)
            ]
        );
    }
}

//! The words of the form's tables and headings, and which of them a text is.

use std::borrow::Cow;
use std::sync::OnceLock;

use rustc_hash::FxHashMap as HashMap;

use crate::cell::{self, Value};
use crate::field::{ColumnKey, RowKey, TableId};
use crate::form::{self, Form, SectionId};
use crate::label::{Letters, core, fold};

/// A label that was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match<K> {
    /// The row or column that it names.
    pub(super) key: K,
    /// Whether the words are the form's, apart from its number and text in brackets.
    pub(super) exact: bool,
}

/// A cell's text prepared for comparison with labels, once, because it is looked up many times.
#[derive(Debug)]
pub(super) struct Said<'a> {
    /// Without invisible characters at its ends.
    pub(super) text: &'a str,
    known: Known,
}

/// The facts known of a cell's text.
#[derive(Debug)]
enum Known {
    /// Plain digits or nothing, as in most cells.
    Figure,
    /// Exactly the words that a form prints.
    Printed(&'static Printed),
    /// Anything else.
    Other(Box<Looks>),
}

/// The properties of a text that do not depend on a table.
#[derive(Debug)]
struct Looks {
    folded: String,
    /// Whether it is a figure or nothing.
    figure: bool,
    /// Its weight as evidence for each table; zero if it is longer than any label.
    weights: Weights,
}

impl Looks {
    fn of(text: &str) -> Looks {
        let folded = fold(text);
        let folded = match below_heads(&folded) {
            Some(column) => column.to_owned(),
            None => folded,
        };
        Looks {
            figure: is_figure(text),
            weights: weights_of(text, &folded),
            folded,
        }
    }
}

impl Said<'_> {
    pub(super) fn of(text: &str) -> Said<'_> {
        if text.is_empty() || cell::digits(text).is_some() {
            return Said {
                text,
                known: Known::Figure,
            };
        }
        let text = super::shown(text);
        let known = match printed().get(text) {
            Some(known) => Known::Printed(known),
            None => Known::Other(Box::new(Looks::of(text))),
        };
        Said { text, known }
    }

    /// Whether it is a few plain digits or nothing.
    pub(super) fn is_plain(&self) -> bool {
        matches!(self.known, Known::Figure)
    }

    /// Whether it is exactly a text that a form prints: words on one line.
    pub(super) fn is_printed(&self) -> bool {
        matches!(self.known, Known::Printed(_))
    }

    fn looks(&self) -> Option<&Looks> {
        match &self.known {
            Known::Figure => None,
            Known::Printed(known) => Some(&known.looks),
            Known::Other(looks) => Some(looks),
        }
    }

    /// The text as [`fold`] gives it.
    pub(super) fn folded(&self) -> &str {
        self.looks().map_or(self.text, |looks| &looks.folded)
    }

    /// Whether it is a figure or nothing.
    pub(super) fn is_figure(&self) -> bool {
        self.looks().is_none_or(|looks| looks.figure)
    }

    /// Its weight as evidence for each table; `None` for a figure.
    pub(super) fn weights(&self) -> Option<Weights> {
        self.looks().map(|looks| looks.weights)
    }
}

/// The column in a header that programs make of merged ones: 申请人情况-法人或其他组织-商业企业.
fn below_heads(folded: &str) -> Option<&str> {
    let mut column = None;
    let mut rest = folded;
    while let Some(after) = heads(TableId::Requests)
        .iter()
        .find_map(|head| rest.strip_prefix(head.as_ref()))
    {
        rest = after.trim_start_matches(['-', '_', '/', '|', '>', ':', '.', ',', '~']);
        column = (rest.len() < after.len() && !rest.is_empty()).then_some(rest);
    }
    column
}

fn is_figure(text: &str) -> bool {
    !matches!(cell::read(text.trim()), Value::Text(_))
}

/// The weight of a text as evidence for each table; zero if it is longer than any label.
fn weights_of(text: &str, folded: &str) -> Weights {
    if text.chars().count() > 64 {
        Weights::default()
    } else {
        weights(folded)
    }
}

/// The meaning, in each vocabulary, of a text that a form prints.
#[derive(Debug)]
struct Printed {
    looks: Looks,
    tables: [Meaning; TableId::ALL.len()],
}

/// The meaning of a text in one table.
#[derive(Debug, Clone, Copy)]
struct Meaning {
    row: Option<Match<RowKey>>,
    column: Option<Match<ColumnKey>>,
    head: bool,
    caption: bool,
}

/// The meaning of a figure.
const NOTHING: &Meaning = &Meaning {
    row: None,
    column: None,
    head: false,
    caption: false,
};

/// Every text that a form prints in its tables.
fn printed() -> &'static HashMap<String, Printed> {
    static PRINTED: OnceLock<HashMap<String, Printed>> = OnceLock::new();
    PRINTED.get_or_init(|| {
        let mut printed = HashMap::default();
        let mut add = |text: &str| {
            let looks = Looks::of(text);
            let tables = std::array::from_fn(|table| {
                let vocabulary = Vocabulary::of(TableId::ALL[table]);
                Meaning {
                    row: vocabulary.row_of(&looks.folded),
                    column: vocabulary.column_of(&looks.folded),
                    head: vocabulary.is_head_of(&looks.folded),
                    caption: vocabulary.is_caption_of(&looks.folded),
                }
            });
            printed.insert(text.to_owned(), Printed { looks, tables });
        };
        for form in Form::ALL {
            for grid in TableId::ALL.iter().flat_map(|table| form.table(*table)) {
                let rows = grid.rows.iter().map(|row| &row.label.zh);
                let columns = grid.columns.iter().map(|column| &column.label.zh);
                for text in rows.chain(columns).chain([&grid.caption.zh]) {
                    if super::is_normal(text) && !text.is_empty() {
                        add(text);
                    }
                }
            }
        }
        for table in TableId::ALL {
            for head in heads(*table) {
                add(&head);
            }
        }
        printed
    })
}

/// Headers that do not name a column.
fn heads(table: TableId) -> Vec<Cow<'static, str>> {
    match table {
        TableId::Proactive => vec![form::CONTENT.zh],
        TableId::Requests => vec![form::APPLICANTS.zh, form::ORGANISATIONS.zh],
        TableId::Disputes => vec![form::LITIGATION.zh],
    }
}

/// The words of one table.
#[derive(Debug)]
pub(super) struct Vocabulary {
    table: TableId,
    rows: Labels<RowKey>,
    columns: Labels<ColumnKey>,
    /// Headers that do not name a column: 信息内容, 申请人情况, 法人或其他组织, 行政诉讼.
    heads: Vec<String>,
    /// Texts above a table or in its corner: 第二十条第（…）项, the 勾稽 note.
    captions: Vec<String>,
    /// The captions that are long enough to be recognised if misspelled.
    long_captions: Vec<Letters>,
}

#[derive(Debug)]
struct Labels<K> {
    /// Folded labels as the form prints them.
    exact: HashMap<String, K>,
    /// The same without number and brackets, and in fewer words; `None` if two labels share it.
    cores: HashMap<String, Option<K>>,
    /// Folded labels, and the same without number and brackets, for comparing one by one.
    list: Vec<Label<K>>,
}

#[derive(Debug)]
struct Label<K> {
    folded: String,
    whole: Option<Letters>,
    words: Option<Letters>,
    key: K,
}

/// The least likeness, in percent, for a misspelled label to be recognised; short ones need more.
const ALIKE: usize = 60;
const ALIKE_SHORT: usize = 70;

impl<K: Copy + PartialEq> Labels<K> {
    fn new() -> Labels<K> {
        Labels {
            exact: HashMap::default(),
            cores: HashMap::default(),
            list: Vec::new(),
        }
    }

    fn add(&mut self, words: &str, key: K) {
        let folded = fold(words);
        if self.exact.contains_key(&folded) {
            return;
        }
        self.add_core(core(&folded), key);
        self.add_core(&without_brackets(core(&folded)), key);
        self.exact.insert(folded.clone(), key);
        self.list.push(Label {
            whole: Letters::of(&folded),
            words: Letters::of(&without_brackets(core(&folded))),
            folded,
            key,
        });
    }

    fn add_core(&mut self, words: &str, key: K) {
        if words.is_empty() {
            return;
        }
        self.cores
            .entry(words.to_owned())
            .and_modify(|known| *known = known.filter(|known| *known == key))
            .or_insert(Some(key));
    }

    fn whole(&self) -> impl Iterator<Item = &str> {
        self.exact.keys().map(String::as_str)
    }

    fn shorter(&self) -> impl Iterator<Item = &str> {
        let cores = self.cores.iter().filter(|(_, key)| key.is_some());
        cores.map(|(words, _)| words.as_str())
    }

    fn exact(&self, folded: &str) -> Option<K> {
        // Most cells contain figures, and every label has a Chinese character.
        if folded.is_ascii() {
            return None;
        }
        let by_core = |words: &str| self.cores.get(words).copied().flatten();
        self.exact
            .get(folded)
            .copied()
            .or_else(|| by_core(core(folded)))
            .or_else(|| {
                folded
                    .contains(['(', ')'])
                    .then(|| by_core(&without_brackets(core(folded))))
                    .flatten()
            })
    }

    /// The label that a text names, misspelled or not. A text equally like two labels names
    /// neither.
    fn find(&self, folded: &str) -> Option<Match<K>> {
        if let Some(key) = self.exact(folded) {
            return Some(Match { key, exact: true });
        }
        let words = without_brackets(core(folded));
        if words.chars().filter(|c| !c.is_ascii()).count() < 3 {
            return None;
        }
        let (words, whole) = (Letters::of(&words)?, Letters::of(folded));
        let mut best: Option<(usize, K)> = None;
        let mut tied = false;
        for known in &self.list {
            let Some(known_words) = &known.words else { continue };
            let short = words.len().min(known_words.len()) < 6;
            let least = if short { ALIKE_SHORT } else { ALIKE };
            let least = best.map_or(least, |(score, _)| least.max(score));
            let by_whole = match (&whole, &known.whole) {
                (Some(whole), Some(known)) => whole.alike(known, least),
                _ => None,
            };
            let Some(alike) = words.alike(known_words, least).max(by_whole) else {
                continue;
            };
            match best {
                Some((score, key)) if alike == score => tied |= key != known.key,
                _ => {
                    best = Some((alike, known.key));
                    tied = false;
                }
            }
        }
        best.filter(|_| !tied).map(|(_, key)| Match { key, exact: false })
    }
}

/// A folded label without text in brackets; the whole label if nothing else is left.
fn without_brackets(folded: &str) -> String {
    let mut out = String::with_capacity(folded.len());
    let mut depth = 0_usize;
    for c in folded.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => out.push(c),
            _ => {}
        }
    }
    if out.is_empty() { folded.to_owned() } else { out }
}

impl Vocabulary {
    /// The words of a table, in all forms.
    pub(super) fn of(table: TableId) -> &'static Vocabulary {
        static ALL: OnceLock<Vec<Vocabulary>> = OnceLock::new();
        let all = ALL.get_or_init(|| TableId::ALL.iter().map(|table| Vocabulary::build(*table)).collect());
        &all[table as usize]
    }

    fn build(table: TableId) -> Vocabulary {
        let mut vocabulary = Vocabulary {
            table,
            rows: Labels::new(),
            columns: Labels::new(),
            heads: Vec::new(),
            captions: Vec::new(),
            long_captions: Vec::new(),
        };
        // The latest form first: a label that two forms share is the same row or column in both.
        for form in Form::ALL.iter().rev() {
            for grid in form.table(table) {
                if !grid.caption.zh.is_empty() {
                    vocabulary.captions.push(fold(&grid.caption.zh));
                }
                for row in grid.rows {
                    let key = group_or_row(row.key);
                    vocabulary.rows.add(&row.label.zh, key);
                    vocabulary.rows.add_core(core(&fold(&row.short_label().zh)), key);
                }
                for column in grid.columns {
                    vocabulary.columns.add(&column.label.zh, column.key);
                }
            }
        }
        let long = vocabulary.captions.iter().filter(|caption| caption.len() > 30);
        vocabulary.long_captions = long.filter_map(|caption| Letters::of(caption)).collect();
        vocabulary.heads.extend(heads(table).iter().map(|head| fold(head)));
        vocabulary
    }

    /// The row that a text names. （六）其他处理, a row in form 2019 and a group in form 2021, is returned
    /// as the group.
    pub(super) fn row(&self, said: &Said<'_>) -> Option<Match<RowKey>> {
        match self.meaning(said) {
            Some(meaning) => meaning.row,
            None => self.row_of(said.folded()),
        }
    }

    /// The row, if the words are the form's.
    pub(super) fn row_exact(&self, said: &Said<'_>) -> Option<RowKey> {
        match self.meaning(said) {
            Some(meaning) => meaning.row.filter(|found| found.exact).map(|found| found.key),
            None => self.rows.exact(said.folded()),
        }
    }

    /// The column that a text names.
    pub(super) fn column(&self, said: &Said<'_>) -> Option<Match<ColumnKey>> {
        match self.meaning(said) {
            Some(meaning) => meaning.column,
            None => self.column_of(said.folded()),
        }
    }

    /// The column, if the words are the form's.
    pub(super) fn column_exact(&self, said: &Said<'_>) -> Option<ColumnKey> {
        match self.meaning(said) {
            Some(meaning) => meaning.column.filter(|found| found.exact).map(|found| found.key),
            None => self.columns.exact(said.folded()),
        }
    }

    /// Whether it is a header that does not name a column.
    pub(super) fn is_head(&self, said: &Said<'_>) -> bool {
        match self.meaning(said) {
            Some(meaning) => meaning.head,
            None => self.is_head_of(said.folded()),
        }
    }

    /// Whether it is a text above a table or in its corner: 第二十条第（…）项, the 勾稽 note.
    pub(super) fn is_caption(&self, said: &Said<'_>) -> bool {
        match self.meaning(said) {
            Some(meaning) => meaning.caption,
            None => self.is_caption_of(said.folded()),
        }
    }

    fn meaning(&self, said: &Said<'_>) -> Option<&'static Meaning> {
        match &said.known {
            Known::Figure => Some(NOTHING),
            Known::Printed(known) => known.tables.get(self.table as usize),
            Known::Other(_) => None,
        }
    }

    /// The row that a folded text names: see [`Vocabulary::row`].
    pub(super) fn row_of(&self, folded: &str) -> Option<Match<RowKey>> {
        self.rows.find(folded)
    }

    /// The column that a folded text names.
    pub(super) fn column_of(&self, folded: &str) -> Option<Match<ColumnKey>> {
        self.columns.find(folded)
    }

    fn is_head_of(&self, folded: &str) -> bool {
        self.heads.iter().any(|head| head == folded)
    }

    fn is_caption_of(&self, folded: &str) -> bool {
        // Figures, as in most cells.
        if folded.is_ascii() {
            return false;
        }
        self.captions.iter().any(|caption| caption == folded)
            || (!self.long_captions.is_empty()
                && Letters::of(folded).is_some_and(|text| {
                    self.long_captions
                        .iter()
                        .any(|caption| caption.alike(&text, ALIKE).is_some())
                }))
            || (self.captions.len() > 1 && is_item(folded))
    }

    /// The labels of rows and columns and the other headers as the form prints them, folded: the
    /// parts of which a text can consist.
    pub(super) fn printed(&self) -> impl Iterator<Item = (&str, Word)> {
        let rows = self
            .rows
            .list
            .iter()
            .map(|known| (known.folded.as_str(), Word::Row(known.key)));
        let columns = self
            .columns
            .list
            .iter()
            .map(|known| (known.folded.as_str(), Word::Column(known.key)));
        let heads = self.heads.iter().map(|text| (text.as_str(), Word::Head));
        let captions = self.captions.iter().map(|text| (text.as_str(), Word::Caption));
        rows.chain(columns).chain(heads).chain(captions)
    }
}

/// The weight of a text as evidence for each of the three tables.
pub(super) type Weights = [u8; TableId::ALL.len()];

/// The weight of a folded text as evidence for each table: 0 for a text that is not one of its
/// words or is in every table, 3 for one above it or in its corner, 2 for a row, a column, a
/// header.
pub(super) fn weights(folded: &str) -> Weights {
    let mut weights = Weights::default();
    // Most cells contain figures. 其他 and 总计 are in several tables.
    if folded.is_ascii() || matches!(core(folded), "其他" | "总计") {
        return weights;
    }
    let words = words();
    let bare = core(folded);
    let mut add = |known: Option<&Weights>| {
        for (weight, known) in weights.iter_mut().zip(known.into_iter().flatten()) {
            *weight = (*weight).max(*known);
        }
    };
    add(words.whole.get(folded));
    add(words.cores.get(bare));
    if bare.contains(['(', ')']) {
        add(words.cores.get(without_brackets(bare).as_str()));
    }
    for (weight, id) in weights.iter_mut().zip(TableId::ALL) {
        if *weight < CAPTION && Vocabulary::of(*id).is_caption_of(folded) {
            *weight = CAPTION;
        }
    }
    weights
}

const CAPTION: u8 = 3;
const LABEL: u8 = 2;

/// The weight of each word of the tables, in one map, so that a cell is looked up once, not once
/// for each table.
struct WordWeights {
    whole: HashMap<String, Weights>,
    cores: HashMap<String, Weights>,
}

fn words() -> &'static WordWeights {
    static WORDS: OnceLock<WordWeights> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = WordWeights {
            whole: HashMap::default(),
            cores: HashMap::default(),
        };
        let mut add = |whole: bool, word: &str, table: usize, weight: u8| {
            let map = if whole { &mut words.whole } else { &mut words.cores };
            let known = &mut map.entry(word.to_owned()).or_default()[table];
            *known = weight.max(*known);
        };
        for (table, id) in TableId::ALL.iter().enumerate() {
            let vocabulary = Vocabulary::of(*id);
            for caption in &vocabulary.captions {
                add(true, caption, table, CAPTION);
            }
            for word in vocabulary
                .heads
                .iter()
                .map(String::as_str)
                .chain(vocabulary.rows.whole())
                .chain(vocabulary.columns.whole())
            {
                add(true, word, table, LABEL);
            }
            for word in vocabulary.rows.shorter().chain(vocabulary.columns.shorter()) {
                add(false, word, table, LABEL);
            }
        }
        words
    })
}

/// The kind of a printed text of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The label of a row, or of a group of rows.
    Row(RowKey),
    /// The header of a column.
    Column(ColumnKey),
    /// A header that does not name a column.
    Head,
    /// 第二十条第（…）项, the 勾稽 note.
    Caption,
}

/// Whether a text is 第二十条第（…）项, whatever the item.
pub(super) fn is_item(folded: &str) -> bool {
    folded.starts_with("第二十条第") && folded.chars().count() <= 12
}

fn group_or_row(key: RowKey) -> RowKey {
    match key {
        RowKey::Requests(row) => row.as_group().map_or(key, RowKey::Group),
        _ => key,
    }
}

/// The section that a heading belongs to, and how certain that is in percent, at least `least`: 100
/// for the form's own words or a known long form of them.
pub(super) fn section(heading: &str, least: usize) -> Option<(SectionId, usize)> {
    let folded = fold(heading);
    let asked = heading_words(&folded);
    if let Some((_, id)) = headings().get(asked) {
        return Some((*id, 100));
    }
    let letters = Letters::of(asked)?;
    let mut best: Option<(SectionId, usize)> = None;
    for (known, id) in headings().values() {
        let Some(alike) = known
            .as_ref()
            .and_then(|known| letters.alike(known, best.map_or(least, |(_, score)| score)))
        else {
            continue;
        };
        // If equally alike, the first in the form, so that the result does not depend on the order
        // of a map.
        if best.is_none_or(|(other, score)| (alike, other) > (score, *id)) {
            best = Some((*id, alike));
        }
    }
    best.filter(|_| !asked.is_empty())
}

/// The section of which this is the exact heading.
pub(super) fn section_exact(heading: &str) -> Option<SectionId> {
    headings().get(heading_words(&fold(heading))).map(|(_, id)| *id)
}

/// A heading without its number and the punctuation after it.
pub(super) fn heading_words(folded: &str) -> &str {
    let plain = folded.trim_start_matches(|c| MARKS.contains(c));
    // 「【一、总体情况】」
    let inside = plain.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    core(inside.filter(|inside| !inside.contains('(')).unwrap_or(plain)).trim_end_matches([':', '.', ','])
}

/// Marks before a heading.
const MARKS: &str = "●•■◆▶►★☆※○◎◇□▍▌▎▏▪▸➤➢❖◈✦";

/// A heading without the marks before it and the brackets around it.
pub(super) fn unmarked(heading: &str) -> &str {
    // Most begin with an ideograph.
    if heading.starts_with(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) {
        return heading;
    }
    // Signs that articles of social media put before headings, but not the numbers ❶ to ➓.
    let picture = |c: char| matches!(c, '\u{2600}'..='\u{2775}' | '\u{2794}'..='\u{27bf}' | '\u{1f300}'..='\u{1faff}' | '\u{fe0f}');
    let text = heading.trim_start_matches(|c: char| MARKS.contains(c) || picture(c) || super::is_unseen(c));
    let inside = [('【', '】'), ('《', '》'), ('「', '」'), ('“', '”')]
        .into_iter()
        .find_map(|(open, close)| text.strip_prefix(open)?.strip_suffix(close));
    inside.unwrap_or(text)
}

/// The form's headings and the known long forms of them, folded, without numbers.
fn headings() -> &'static HashMap<String, (Option<Letters>, SectionId)> {
    static WORDS: OnceLock<HashMap<String, (Option<Letters>, SectionId)>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::default();
        let mut add = |heading: &str, id: SectionId| {
            words.insert(heading.to_owned(), (Letters::of(heading), id));
        };
        for id in SectionId::ALL {
            for form in Form::ALL {
                add(core(&fold(&form.heading(id).zh)), id);
            }
            for long in id.long_headings() {
                add(&fold(long), id);
            }
        }
        words
    })
}

/// The number of a top-level heading, 1 to 10, if it begins with one: 「三、」.
pub(super) fn ordinal(heading: &str) -> Option<usize> {
    const ORDINALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let mut chars = unmarked(heading).chars().filter(|c| !c.is_whitespace());
    let first = chars.next()?;
    let roman = || "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ".chars().position(|ordinal| ordinal == first);
    let index = ORDINALS.iter().position(|ordinal| *ordinal == first).or_else(roman)?;
    matches!(chars.next(), Some('、' | '，' | ',' | '．' | '.' | '：' | ':')).then_some(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Applicant, ProactiveColumn, ProactiveRow, RequestsRow};

    fn row(table: TableId, text: &str) -> Option<RowKey> {
        Vocabulary::of(table).row_of(&fold(text)).map(|found| found.key)
    }

    fn column(table: TableId, text: &str) -> Option<ColumnKey> {
        Vocabulary::of(table).column_of(&fold(text)).map(|found| found.key)
    }

    #[test]
    fn labels_of_real_reports_name_their_rows() {
        use RequestsRow as R;
        for (text, expected) in [
            ("一、本年新收政府信息公开申请数量", Some(R::Received)),
            ("本年新收政府信息公开申请数量", Some(R::Received)),
            ("2.其他法律行政止公开", Some(R::DeniedProhibitedByLaw)),
            ("5.属于三类内容事务信息", Some(R::DeniedInternalAffairs)),
            ("6.属于四类过程性性信息", Some(R::DeniedDeliberativeProcess)),
            (
                "（二）部分公开（区分处理的，只计这一情况，不计其他情形）",
                Some(R::PartiallyGranted),
            ),
            ("（二）部分公开", Some(R::PartiallyGranted)),
            ("3.其他", Some(R::OtherOutcomeOther)),
            ("（七）总计", Some(R::OutcomesTotal)),
            ("四、结转下年度继续办理", Some(R::CarriedOut)),
            ("（八）合计", None),
            ("无", None),
        ] {
            assert_eq!(row(TableId::Requests, text), expected.map(RowKey::Requests), "{text}");
        }
        for (text, expected) in [
            ("规范性文件", Some(ProactiveRow::NormativeDocuments)),
            ("行政规范性文件", Some(ProactiveRow::NormativeDocuments)),
            ("行政检查", None),
            ("其他行政许可", None),
        ] {
            assert_eq!(row(TableId::Proactive, text), expected.map(RowKey::Proactive), "{text}");
        }
    }

    #[test]
    fn headers_of_real_reports_name_their_columns() {
        use ProactiveColumn as C;
        for (text, expected) in [
            ("本年(2023)制发件数", Some(C::Issued)),
            ("本年制\n发件数", Some(C::Issued)),
            ("现行有效件", Some(C::InForce)),
            ("现行有效件数(历史累计)", Some(C::InForce)),
            ("本年收费金额", Some(C::Value)),
            ("本年处理决定数量", Some(C::Value)),
            ("处理决定数量", Some(C::Decisions)),
            ("本年增／减", Some(C::Change)),
            ("备注", None),
        ] {
            assert_eq!(
                column(TableId::Proactive, text),
                expected.map(ColumnKey::Proactive),
                "{text}"
            );
        }
        assert_eq!(
            column(TableId::Requests, "法律服 务机构"),
            Some(ColumnKey::Requests(Applicant::LegalService))
        );
        assert_eq!(column(TableId::Requests, "小计"), None);
    }

    #[test]
    fn headings_of_real_reports_name_their_sections() {
        for (text, expected) in [
            ("一、总体情况", Some(SectionId::Overview)),
            ("三、收到和处理政府信息公开申请", Some(SectionId::Requests)),
            ("三、行政机关收到和处理政府信息公开申请情况", Some(SectionId::Requests)),
            ("四、政府信息公开行政复议、行政诉讼情况", Some(SectionId::Disputes)),
            ("五、存在的主要问题及改进情况。", Some(SectionId::Problems)),
            ("六、其他需要报告的事项", Some(SectionId::Other)),
            ("二、附件", None),
        ] {
            let found = section(text, 75).map(|(id, _)| id);
            assert_eq!(found, expected, "{text}");
        }
        assert_eq!(
            ["三、收到", "三是", "（三）", "十、附件", "3.", ""].map(ordinal),
            [Some(3), None, None, Some(10), None, None]
        );
    }
}

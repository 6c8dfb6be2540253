//! The words of the form's tables and headings, and what a text is taken for.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::field::{ColumnKey, RequestsGroup, RequestsRow, RowKey, TableId};
use crate::form::{self, Form, SectionId};
use crate::label::{alike, core, fold};

/// A label that was recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match<K> {
    /// What it names.
    pub(super) key: K,
    /// Whether it is worded as in the form, but for its number and what stands in brackets.
    pub(super) exact: bool,
}

/// The words of one table.
#[derive(Debug)]
pub(super) struct Vocabulary {
    rows: Labels<RowKey>,
    columns: Labels<ColumnKey>,
    /// Headers that name no column: 信息内容, 申请人情况, 法人或其他组织, 行政诉讼.
    heads: Vec<String>,
    /// What stands above or in the corner: 第二十条第（…）项, the 勾稽 note.
    captions: Vec<String>,
}

#[derive(Debug)]
struct Labels<K> {
    /// Folded labels as the form prints them.
    exact: HashMap<String, K>,
    /// The same without number and brackets, and in fewer words; none where two labels share it.
    cores: HashMap<String, Option<K>>,
    /// Folded labels, and the same without number and brackets, for comparing one by one.
    list: Vec<(String, String, K)>,
}

/// From this likeness on, in percent, a misspelled label is taken for what it is most like; short ones need more.
const ALIKE: usize = 60;
const ALIKE_SHORT: usize = 70;

impl<K: Copy + PartialEq> Labels<K> {
    fn new() -> Labels<K> {
        Labels {
            exact: HashMap::new(),
            cores: HashMap::new(),
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
        let words = without_brackets(core(&folded));
        self.list.push((folded, words, key));
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

    fn exact(&self, folded: &str) -> Option<K> {
        // Most cells hold figures, and no label is without a Chinese character.
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

    /// What a text names, misspelled or not. A text that is as much like two labels names neither.
    fn find(&self, folded: &str) -> Option<Match<K>> {
        if let Some(key) = self.exact(folded) {
            return Some(Match { key, exact: true });
        }
        let words = without_brackets(core(folded));
        if words.chars().filter(|c| !c.is_ascii()).count() < 3 {
            return None;
        }
        let mut best: Option<(usize, K)> = None;
        let mut tied = false;
        let length = words.chars().count();
        for (candidate, known, key) in &self.list {
            let short = length.min(known.chars().count()) < 6;
            let least = if short { ALIKE_SHORT } else { ALIKE };
            let least = best.map_or(least, |(score, _)| least.max(score));
            let Some(alike) = alike(&words, known, least).max(alike(folded, candidate, least)) else {
                continue;
            };
            match best {
                Some((score, known)) if alike == score => tied |= known != *key,
                _ => {
                    best = Some((alike, *key));
                    tied = false;
                }
            }
        }
        best.filter(|_| !tied).map(|(_, key)| Match { key, exact: false })
    }
}

/// A folded label without what stands in brackets; the whole where nothing else is left.
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
            rows: Labels::new(),
            columns: Labels::new(),
            heads: Vec::new(),
            captions: Vec::new(),
        };
        // The latest form first: where two forms share a label, it is the same row or column in both.
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
        let heads: &[&str] = match table {
            TableId::Proactive => &[&form::CONTENT.zh],
            TableId::Requests => &[&form::APPLICANTS.zh, &form::ORGANISATIONS.zh],
            TableId::Disputes => &[&form::LITIGATION.zh],
        };
        vocabulary.heads.extend(heads.iter().map(|head| fold(head)));
        vocabulary
    }

    /// The row that a folded text names. （六）其他处理, a row in form 2019 and a group in form 2021, is given as the group.
    pub(super) fn row(&self, folded: &str) -> Option<Match<RowKey>> {
        self.rows.find(folded)
    }

    /// The row, where it is worded as in the form.
    pub(super) fn row_exact(&self, folded: &str) -> Option<RowKey> {
        self.rows.exact(folded)
    }

    /// The column that a folded text names.
    pub(super) fn column(&self, folded: &str) -> Option<Match<ColumnKey>> {
        self.columns.find(folded)
    }

    /// The column, where it is worded as in the form.
    pub(super) fn column_exact(&self, folded: &str) -> Option<ColumnKey> {
        self.columns.exact(folded)
    }

    /// Whether it is a header that names no column.
    pub(super) fn is_head(&self, folded: &str) -> bool {
        self.heads.iter().any(|head| head == folded)
    }

    /// Whether it is what stands above or in the corner: 第二十条第（…）项, the 勾稽 note.
    pub(super) fn is_caption(&self, folded: &str) -> bool {
        // As most cells: figures.
        if folded.is_ascii() {
            return false;
        }
        self.captions
            .iter()
            .any(|caption| caption == folded || (caption.len() > 30 && alike(caption, folded, ALIKE).is_some()))
            || (self.captions.len() > 1 && is_item(folded))
    }

    /// The rows' and columns' labels and the heads as the form prints them, folded: what a text can be made up of.
    pub(super) fn printed(&self) -> impl Iterator<Item = (&str, Word)> {
        let rows = self
            .rows
            .list
            .iter()
            .map(|(text, _, key)| (text.as_str(), Word::Row(*key)));
        let columns = self
            .columns
            .list
            .iter()
            .map(|(text, _, key)| (text.as_str(), Word::Column(*key)));
        let heads = self.heads.iter().map(|text| (text.as_str(), Word::Head));
        let captions = self.captions.iter().map(|text| (text.as_str(), Word::Caption));
        rows.chain(columns).chain(heads).chain(captions)
    }

    /// How much a folded text speaks for this table: 0 for a text that is none of its words or stands in every table.
    pub(super) fn weight(&self, folded: &str) -> usize {
        // 其他 and 总计 stand in several tables.
        if folded.is_ascii() || matches!(core(folded), "其他" | "总计") {
            return 0;
        }
        if self.is_caption(folded) {
            3
        } else if self.is_head(folded) || self.row_exact(folded).is_some() || self.column_exact(folded).is_some() {
            2
        } else {
            0
        }
    }
}

/// What a printed text of a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Word {
    /// The label of a row, or of a group of rows.
    Row(RowKey),
    /// The header of a column.
    Column(ColumnKey),
    /// A header that names no column.
    Head,
    /// 第二十条第（…）项, the 勾稽 note.
    Caption,
}

/// 第二十条第（…）项, whatever the item.
pub(super) fn is_item(folded: &str) -> bool {
    folded.starts_with("第二十条第") && folded.chars().count() <= 12
}

fn group_or_row(key: RowKey) -> RowKey {
    match key {
        RowKey::Requests(RequestsRow::OtherOutcome) => RowKey::Group(RequestsGroup::OtherOutcome),
        key => key,
    }
}

/// The section that a heading is of, with how sure that is in percent, from `least` on: 100 for the form's own words or a
/// known long form of them.
pub(super) fn section(heading: &str, least: usize) -> Option<(SectionId, usize)> {
    let folded = fold(heading);
    let asked = heading_words(&folded);
    if let Some(id) = headings().get(asked) {
        return Some((*id, 100));
    }
    let mut best: Option<(SectionId, usize)> = None;
    for (known, id) in headings() {
        let Some(alike) = alike(asked, known, best.map_or(least, |(_, score)| score)) else {
            continue;
        };
        // Equally alike: the first in the form, so that the order of a map decides nothing.
        if best.is_none_or(|(other, score)| (alike, other) > (score, *id)) {
            best = Some((*id, alike));
        }
    }
    best.filter(|_| !asked.is_empty())
}

/// The section whose heading this is, word for word.
pub(super) fn section_exact(heading: &str) -> Option<SectionId> {
    headings().get(heading_words(&fold(heading))).copied()
}

/// A heading without its number and the marks behind it.
pub(super) fn heading_words(folded: &str) -> &str {
    core(folded).trim_end_matches([':', '.', ','])
}

/// The form's headings and the known long forms of them, folded, without numbers.
fn headings() -> &'static HashMap<String, SectionId> {
    static WORDS: OnceLock<HashMap<String, SectionId>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let mut words = HashMap::new();
        for id in SectionId::ALL {
            words.insert(core(&fold(&id.heading().zh)).to_owned(), id);
            words.extend(id.long_headings().iter().map(|long| (fold(long), id)));
        }
        words
    })
}

/// The number of a top-level heading, 1 to 10, where it begins with one: 「三、」.
pub(super) fn ordinal(heading: &str) -> Option<usize> {
    const ORDINALS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let mut chars = heading.chars().filter(|c| !c.is_whitespace());
    let first = chars.next()?;
    let index = ORDINALS.iter().position(|ordinal| *ordinal == first)?;
    matches!(chars.next(), Some('、' | '，' | ',' | '．' | '.' | '：' | ':')).then_some(index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::field::{Applicant, ProactiveColumn, ProactiveRow};

    fn row(table: TableId, text: &str) -> Option<RowKey> {
        Vocabulary::of(table).row(&fold(text)).map(|found| found.key)
    }

    fn column(table: TableId, text: &str) -> Option<ColumnKey> {
        Vocabulary::of(table).column(&fold(text)).map(|found| found.key)
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

//! The words of the form's tables, and what a cell's text is taken for.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::field::{ColumnKey, RequestsGroup, RowKey, TableId};
use crate::form::{self, Form, SectionId};
use crate::label::{core, fold, similarity};

/// What a text in a table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// The label of a row, or of a group of rows.
    Row(RowKey),
    /// The header of a column.
    Column(ColumnKey),
    /// 第二十条第（…）项.
    Item,
    /// A header that names no column: 信息内容, 申请人情况, 法人或其他组织, 行政诉讼, the 勾稽 note, 事项.
    Head,
}

/// The words of one table.
#[derive(Debug)]
pub(super) struct Vocabulary {
    table: TableId,
    /// Folded labels as the form prints them.
    exact: HashMap<String, Label>,
    /// The same without the number in front, and in fewer words; absent where two labels share it.
    cores: HashMap<String, Option<Label>>,
    /// Folded labels for comparing one by one.
    list: Vec<(String, Label)>,
}

/// From this likeness on, in percent, a misspelled label is taken for what it is most like.
const ALIKE: usize = 60;

impl Vocabulary {
    /// The words of a table, in all forms.
    pub(super) fn of(table: TableId) -> &'static Vocabulary {
        static ALL: OnceLock<Vec<Vocabulary>> = OnceLock::new();
        let all = ALL.get_or_init(|| TableId::ALL.iter().map(|table| Vocabulary::build(*table)).collect());
        &all[table as usize]
    }

    fn build(table: TableId) -> Vocabulary {
        let mut vocabulary =
            Vocabulary { table, exact: HashMap::new(), cores: HashMap::new(), list: Vec::new() };
        // The latest form first: where two forms share a label, it is the same row or column in both.
        for form in Form::ALL.iter().rev() {
            for grid in form.table(table) {
                if table == TableId::Proactive {
                    vocabulary.add(&grid.caption.zh, Label::Item);
                }
                for row in grid.rows {
                    vocabulary.add(&row.label.zh, Label::Row(row.key));
                    vocabulary.add_core(core(&fold(&row.short_label().zh)), Label::Row(row.key));
                }
                for column in grid.columns {
                    vocabulary.add(&column.label.zh, Label::Column(column.key));
                }
            }
        }
        let heads: &[&str] = match table {
            TableId::Proactive => &[&form::CONTENT.zh],
            TableId::Requests => &[&form::BALANCE_NOTE.zh, &form::APPLICANTS.zh, &form::ORGANISATIONS.zh, "事项", "项目"],
            TableId::Disputes => &[&form::LITIGATION.zh, "类别", "事项"],
        };
        for head in heads {
            vocabulary.add(head, Label::Head);
        }
        vocabulary
    }

    fn add(&mut self, words: &str, label: Label) {
        let folded = fold(words);
        if self.exact.contains_key(&folded) {
            return;
        }
        self.add_core(core(&folded), label);
        // 「本年收费金额（单位：万元）」 is the same column without its unit.
        if let Some(at) = folded.find('(').filter(|at| *at > 0) {
            self.add_core(core(&folded[..at]), label);
        }
        self.exact.insert(folded.clone(), label);
        self.list.push((folded, label));
    }

    fn add_core(&mut self, words: &str, label: Label) {
        if words.is_empty() {
            return;
        }
        self.cores
            .entry(words.to_owned())
            .and_modify(|known| {
                if *known != Some(label) {
                    // （六）其他处理 is a row in form 2019 and a group in form 2021: which, the rows below tell.
                    *known = known.filter(|known| other_processing(*known) && other_processing(label));
                }
            })
            .or_insert(Some(label));
    }

    /// What a text is when it is spelled as the form spells it, or nearly: without its number, in fewer words.
    pub(super) fn exact(&self, folded: &str) -> Option<Label> {
        self.exact.get(folded).copied().or_else(|| self.cores.get(core(folded)).copied().flatten())
    }

    /// Whether some label begins with this.
    pub(super) fn has_prefix(&self, folded: &str) -> bool {
        self.list.iter().any(|(label, _)| label.starts_with(folded))
    }

    /// Whether this is a label just as the form prints it.
    pub(super) fn printed(&self, folded: &str) -> Option<Label> {
        self.exact.get(folded).copied()
    }

    /// What a text is, misspelled or not. A text that is as much like two labels is taken for neither.
    pub(super) fn find(&self, folded: &str) -> Option<Label> {
        if let Some(label) = self.exact(folded) {
            return Some(label);
        }
        if self.table == TableId::Proactive && folded.starts_with(&fold("第二十条第")) {
            return Some(Label::Item);
        }
        let words = core(folded);
        if words.chars().filter(|c| !c.is_ascii()).count() < 3 {
            return None;
        }
        let mut best: Option<(usize, Label)> = None;
        let mut tied = false;
        for (candidate, label) in &self.list {
            let alike = similarity(words, core(candidate)).max(similarity(folded, candidate));
            match best {
                Some((score, known)) if alike == score => tied |= known != *label && !(other_processing(known) && other_processing(*label)),
                Some((score, _)) if alike < score => {}
                _ => {
                    best = Some((alike, *label));
                    tied = false;
                }
            }
        }
        best.filter(|(alike, _)| *alike >= ALIKE && !tied).map(|(_, label)| label)
    }
}

fn other_processing(label: Label) -> bool {
    use crate::field::RequestsRow::OtherOutcome;
    matches!(label, Label::Row(RowKey::Group(RequestsGroup::OtherOutcome) | RowKey::Requests(OtherOutcome)))
}

/// The section that a heading is of, with how sure that is in percent: 100 for the form's own words or a known long
/// form of them.
pub(super) fn section(heading: &str) -> Option<(SectionId, usize)> {
    static WORDS: OnceLock<Vec<(String, SectionId)>> = OnceLock::new();
    let words = WORDS.get_or_init(|| {
        let mut words = Vec::new();
        for id in SectionId::ALL {
            words.push((core(&fold(&id.heading().zh)).to_owned(), id));
            words.extend(id.long_headings().iter().map(|long| (fold(long), id)));
        }
        words
    });
    let folded = fold(heading);
    let asked = core(&folded);
    let asked = asked.trim_end_matches([':', '.', ',']);
    if asked.is_empty() {
        return None;
    }
    words
        .iter()
        .map(|(known, id)| (*id, similarity(asked, known)))
        .max_by_key(|(_, alike)| *alike)
}

/// The number of a top-level heading, 1 to 10, where it begins with one: 「三、」.
pub(super) fn ordinal(heading: &str) -> Option<usize> {
    const ORDINALS: [&str; 10] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
    let folded = fold(heading);
    ORDINALS
        .iter()
        .position(|ordinal| folded.strip_prefix(ordinal).is_some_and(|rest| rest.starts_with([',', '.', ':'])))
        .map(|index| index + 1)
}

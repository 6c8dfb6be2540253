//! The ways to correct a finding with one press.

use std::ops::Range;

use nianbao_core::diagnostic::{Finding, Fix, Promise};
use nianbao_core::report::{At, Block, Report};
use nianbao_core::rules::Contradiction;
use nianbao_core::text::Text;

use crate::edit::Edit;
use crate::open::Open;

/// What is changed to correct a finding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Whatever the finding is about.
    Fix,
    /// The prose, where it contradicts a table.
    Prose,
    /// The table, where the prose contradicts it.
    Table,
}

/// A correction, with its name on a button.
#[derive(Debug, Clone, PartialEq)]
pub struct Mend {
    /// Its effect: “改为 3”.
    pub title: Text,
    /// The change.
    pub edit: Edit,
}

/// The rules that compare a quantity in the prose with the tables. `prose-contradiction` reports one that differs if
/// another sentence agrees with them. Findings of other rules may be about the same words but not about that difference.
const COMPARING: [&str; 7] = [
    "prose-received",
    "prose-outcomes",
    "prose-carried",
    "prose-disputes",
    "prose-documents",
    "prose-fee",
    TWICE,
];

/// The rule that reports the same quantity with another figure, and also parts that do not add up to their whole.
const TWICE: &str = "prose-contradiction";

impl Open {
    /// The prose and the table that a finding says contradict each other.
    pub fn contradiction(&self, finding: &Finding) -> Option<&Contradiction> {
        self.understood
            .contradictions
            .get(self.index_of_contradiction(finding)?)
    }

    /// Its index in what was understood.
    pub(crate) fn index_of_contradiction(&self, finding: &Finding) -> Option<usize> {
        if finding.accepted.is_some() || !COMPARING.contains(&finding.rule) {
            return None;
        }
        let same = |one: &Contradiction| one.at == finding.at && (one.twice || finding.rule != TWICE);
        self.understood.contradictions.iter().position(same)
    }

    /// The correction of a finding in this way; `None` if there is none.
    pub fn mend(&self, finding: &Finding, way: Way) -> Option<Mend> {
        if finding.accepted.is_some() {
            return None;
        }
        let one = self.contradiction(finding);
        match way {
            Way::Fix => match &finding.fix {
                Some(fix) => Some(Mend {
                    title: fix.title.clone(),
                    edit: Edit::Fix(fix.clone()),
                }),
                None => wording(finding, &self.report),
            },
            Way::Prose => {
                let one = one?;
                let At::Text(part, block, _) = one.at else { return None };
                Some(Mend {
                    title: change_to(&one.counted),
                    edit: Edit::Words(part, block, one.digits.clone()?, one.counted.clone()),
                })
            }
            Way::Table => {
                let one = one?;
                // Of several cells, nobody knows which is wrong.
                let [field] = one.cells[..] else { return None };
                Some(Mend {
                    title: change_to(&one.stated),
                    edit: Edit::Fix(Fix::set(field, one.stated.clone(), Promise::Ask)),
                })
            }
        }
    }
}

fn change_to(value: &str) -> Text {
    Text::of(["改为 ", value].concat(), ["change to ", value].concat())
}

/// The correction of words or labels that a rule finds.
fn wording(finding: &Finding, report: &Report) -> Option<Mend> {
    match (finding.rule, &finding.at) {
        ("table-label", At::RowLabel(part, ..) | At::ColumnLabel(part, ..)) => Some(Mend {
            title: Text::new("改成格式用语", "Use the form's labels"),
            edit: Edit::Relabel(*part),
        }),
        ("section-heading", At::Heading(index)) => Some(Mend {
            title: Text::new("改成格式的标题", "Use the form's heading"),
            edit: Edit::HeadingOfForm(*index),
        }),
        (rule, At::Text(part, block, range)) => {
            let (Block::Paragraph(text) | Block::Heading { text, .. }) = report.blocks(*part).get(*block)? else {
                return None;
            };
            let (title, range, words) = reworded(rule, text, range.clone())?;
            Some(Mend {
                title,
                edit: Edit::Words(*part, *block, range, words),
            })
        }
        _ => None,
    }
}

/// The correction of the words that a rule finds in a text: its name, the bytes that it replaces, and the new words.
fn reworded(rule: &str, text: &str, range: Range<usize>) -> Option<(Text, Range<usize>, String)> {
    let words = text.get(range.clone())?;
    match rule {
        "repeated-word" => {
            let count = words.chars().count();
            let half = words.char_indices().nth(count / 2).map(|(at, _)| words.split_at(at));
            let (first, _) = half.filter(|(first, second)| first == second)?;
            Some((Text::new("删一个", "Remove one"), range, first.to_owned()))
        }
        "template-residue" => leftover(text, range),
        "counting-unit" => {
            let number = UNITS.iter().find_map(|unit| words.strip_suffix(unit))?;
            // The words may end within 条次.
            let more = text[range.end..].starts_with('次') && !words.ends_with('次');
            let end = range.end + if more { '次'.len_utf8() } else { 0 };
            (!number.is_empty()).then(|| {
                let words = [number, "件"].concat();
                let title = Text::of(["改为“", &words, "”"].concat(), ["change to “", &words, "”"].concat());
                (title, range.start..end, words)
            })
        }
        _ => None,
    }
}

/// The units that `counting-unit` finds, a longer one before its end.
const UNITS: [&str; 9] = ["条次", "条", "起", "宗", "份", "封", "个", "例", "项"];

/// The characters that codes of web pages stand for.
const CHARACTERS: [(&str, &str); 7] = [
    ("&ldquo;", "“"),
    ("&rdquo;", "”"),
    ("&mdash;", "—"),
    ("&middot;", "·"),
    ("&quot;", "\""),
    ("&lt;", "<"),
    ("&gt;", ">"),
];

/// The correction of what is left over from a template or a web page. A gap has to be filled in by a person.
fn leftover(text: &str, range: Range<usize>) -> Option<(Text, Range<usize>, String)> {
    let words = text.get(range.clone())?;
    if let Some((_, character)) = CHARACTERS.iter().find(|(code, _)| *code == words) {
        return Some((change_to(character), range, (*character).to_owned()));
    }
    let end = if words == "&nbsp;" || words == "_GoBack" || words.starts_with("[bookmark:") {
        range.end
    } else {
        // The rule finds only the beginning of a tag.
        range.start + tag(text.get(range.start..)?)?
    };
    Some((Text::new("删去", "Remove it"), range.start..end, String::new()))
}

/// The length of the tag or comment of a web page that a text begins with; `None` if it is not complete.
fn tag(text: &str) -> Option<usize> {
    // In bytes. No tag that is left in a text is longer.
    const LONGEST: usize = 200;
    const CLOSE: &str = "-->";
    if text.starts_with("<!--") {
        let end = text.find(CLOSE)? + CLOSE.len();
        return (end <= LONGEST).then_some(end);
    }
    let inside = text.strip_prefix('<')?;
    let name = inside.strip_prefix('/').unwrap_or(inside);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let mut quote = None;
    for (at, c) in text.char_indices().skip(1).take_while(|(at, _)| *at < LONGEST) {
        match (quote, c) {
            (Some(open), _) => quote = (open != c).then_some(open),
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return Some(at + 1),
            // The text goes on, or another tag begins.
            (None, '<') => return None,
            (None, c) if !c.is_ascii() => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Corrects the words between the brackets ⟦ and ⟧ of a text.
    fn check(rule: &str, text: &str, expected: Option<&str>) {
        let (before, rest) = text.split_once('⟦').expect("⟦");
        let (words, after) = rest.split_once('⟧').expect("⟧");
        let mut whole = [before, words, after].concat();
        let range = before.len()..before.len() + words.len();
        let found = reworded(rule, &whole, range).map(|(_, range, words)| {
            whole.replace_range(range, &words);
            whole
        });
        assert_eq!(found.as_deref(), expected, "{rule} {text}");
    }

    #[test]
    fn words_are_corrected_where_only_one_thing_can_be_meant() {
        for (rule, text, expected) in [
            ("repeated-word", "请⟦联系联系⟧我局", Some("请联系我局")),
            ("repeated-word", "⟦的的⟧", Some("的")),
            ("repeated-word", "⟦联系方式⟧", None),
            ("template-residue", "⟦[bookmark: _GoBack]⟧一、", Some("一、")),
            ("template-residue", "⟦_GoBack⟧", Some("")),
            ("template-residue", "⟦××⟧", None),
            ("template-residue", "⟦____⟧", None),
            ("template-residue", "⟦（具体网址）⟧", None),
            ("template-residue", "⟦<#⟧if 有>", None),
            ("counting-unit", "收到⟦3个⟧。", Some("收到3件。")),
            ("counting-unit", "⟦1,203 条次⟧", Some("1,203 件")),
            ("counting-unit", "⟦十二条⟧", Some("十二件")),
            ("counting-unit", "⟦1.2亿条⟧", Some("1.2亿件")),
            ("counting-unit", "⟦3千多项⟧", Some("3千多件")),
            ("counting-unit", "⟦30条⟧次。", Some("30件。")),
            ("counting-unit", "⟦30人次⟧", None),
            ("counting-unit", "⟦条⟧", None),
            ("misspelling", "⟦受到⟧", None),
        ] {
            check(rule, text, expected);
        }
    }

    #[test]
    fn only_whole_tags_are_removed() {
        let long = |count: usize| ["<p ", &"a".repeat(count), ">后"].concat();
        let marked = |text: &str| ["⟦<p ⟧", &text[3..]].concat();
        let (fits, too_long) = (long(196), long(197));
        let comment = ["⟦<!--⟧", &"a".repeat(194), "-->"].concat();
        for (text, expected) in [
            ("甲⟦<p ⟧title='1>2' class=\"a\">乙", Some("甲乙")),
            ("甲⟦<span⟧ style=\"font-family:宋体\">乙", Some("甲乙")),
            ("甲⟦<!--⟧ <p>注</p> -->乙", Some("甲乙")),
            ("甲⟦<!--⟧ <p>乙", None),
            ("甲⟦<br⟧ 乙</p>", None),
            ("甲⟦<br⟧ </p>", None),
            ("甲⟦</⟧p，其中乙>丙", None),
            ("甲⟦</⟧>", None),
            ("甲⟦<span⟧ style=\">乙", None),
            ("甲⟦>乙⟧", None),
            (&marked(&fits), Some("后")),
            (&marked(&too_long), None),
            (&comment, None),
        ] {
            check("template-residue", text, expected);
        }
    }
}

//! The ways to correct a finding with one press.

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

impl Open {
    /// The prose and the table that a finding says contradict each other.
    pub fn contradiction(&self, finding: &Finding) -> Option<&Contradiction> {
        let same = |one: &&Contradiction| one.at == finding.at;
        let found = self.understood.contradictions.iter().find(same);
        found.filter(|_| finding.accepted.is_none())
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
            let (title, words) = reworded(rule, text.get(range.clone())?)?;
            Some(Mend {
                title,
                edit: Edit::Words(*part, *block, range.clone(), words),
            })
        }
        _ => None,
    }
}

/// The words that take the place of those that a rule finds.
fn reworded(rule: &str, words: &str) -> Option<(Text, String)> {
    match rule {
        "repeated-word" => {
            let count = words.chars().count();
            let half = words.char_indices().nth(count / 2).map(|(at, _)| words.split_at(at));
            let (first, _) = half.filter(|(first, second)| first == second)?;
            Some((Text::new("删一个", "Remove one"), first.to_owned()))
        }
        // Only what stands for nothing: a gap has to be filled in.
        "template-residue" => (words.starts_with("[bookmark:")
            || ["_GoBack", "<", "&"].iter().any(|code| words.starts_with(code)) && !words.starts_with("<#"))
        .then(|| (Text::new("删去", "Remove it"), String::new())),
        "counting-unit" => {
            let number = words.trim_end_matches(|c: char| !matches!(c, '0'..='9' | '０'..='９'));
            let rest = &words[number.len()..];
            (!number.is_empty() && !rest.is_empty()).then(|| {
                let words = [number, "件"].concat();
                let title = Text::of(["改为“", &words, "”"].concat(), ["change to “", &words, "”"].concat());
                (title, words)
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_corrected_where_only_one_thing_can_be_meant() {
        for (rule, words, expected) in [
            ("repeated-word", "联系联系", Some("联系")),
            ("repeated-word", "的的", Some("的")),
            ("repeated-word", "联系方式", None),
            ("template-residue", "[bookmark: _GoBack]", Some("")),
            ("template-residue", "_GoBack", Some("")),
            ("template-residue", "&nbsp;", Some("")),
            ("template-residue", "××", None),
            ("template-residue", "____", None),
            ("template-residue", "（具体网址）", None),
            ("template-residue", "<#", None),
            ("counting-unit", "3个", Some("3件")),
            ("counting-unit", "1,203 条次", Some("1,203件")),
            ("counting-unit", "十二条", None),
            ("misspelling", "受到", None),
        ] {
            let found = reworded(rule, words).map(|(_, words)| words);
            assert_eq!(found.as_deref(), expected, "{rule} {words}");
        }
    }
}

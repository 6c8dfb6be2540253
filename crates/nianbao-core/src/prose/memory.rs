//! What was read from prose the last time, so that a report that is checked after each key is not read anew each time.

use super::fold::Glyph;
use super::read::{Found, Topic, read};

/// What was read from each passage of a report. Passages that are the same as the last time are not read again.
#[derive(Debug, Default)]
pub struct Memory {
    year: Option<u16>,
    known: Vec<Known>,
    /// What is known of the passages that are about to be read, by their place among them.
    recalled: Vec<Option<Known>>,
}

/// A passage, read after text on one topic, and the topic at its end.
#[derive(Debug)]
struct Known {
    text: String,
    before: Topic,
    found: Found,
    after: Topic,
}

impl Memory {
    /// Recalls what is known of these passages: of those before the first change and after the last.
    pub(super) fn begin(&mut self, texts: &[&str], year: Option<u16>) {
        let mut old = std::mem::take(&mut self.known);
        if self.year != year {
            old.clear();
            self.year = year;
        }
        let same = |(known, text): (&Known, &&str)| known.text == *text;
        let first = old.iter().zip(texts).take_while(|&pair| same(pair)).count();
        let (old_rest, rest) = (old.len() - first, texts.len() - first);
        let both = old.iter().rev().zip(texts.iter().rev()).take(old_rest.min(rest));
        let last = both.take_while(|&pair| same(pair)).count();
        let mut old = old.into_iter();
        self.recalled.clear();
        self.recalled.extend(old.by_ref().take(first).map(Some));
        self.recalled.resize_with(texts.len() - last, || None);
        self.recalled.extend(old.skip(old_rest - last).map(Some));
        self.known.reserve(texts.len());
    }

    /// Reads the next passage, or recalls what was read; `topic` as in [`read`].
    pub(super) fn read(&mut self, text: &str, glyphs: &[Glyph], topic: &mut Topic) -> Option<&Found> {
        let recalled = self.recalled.get_mut(self.known.len()).and_then(Option::take);
        // The topic of the text before it may change what it means.
        let known = recalled.filter(|known| known.before == *topic).unwrap_or_else(|| {
            let before = topic.clone();
            let mut after = before.clone();
            let found = read(text, glyphs, self.year, &mut after);
            Known {
                text: text.to_owned(),
                before,
                found,
                after,
            }
        });
        topic.clone_from(&known.after);
        self.known.push(known);
        self.known.last().map(|known| &known.found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::Prose;
    use crate::prose::passages::Passages;
    use crate::read::markdown;

    const LINES: [&str; 9] = [
        "### （一）依申请公开",
        "全年收到申请3件，办结2件。其中自然人1件。",
        "全部办结。",
        "收到行政复议1件",
        "均维持。",
        "## 四、政府信息公开行政复议、行政诉讼情况",
        "2023年度报告。",
        "制发规范性文件2件，废止1件。",
        "依申请公开。本年度未收到该类申请。",
    ];

    proptest::proptest! {
        /// After any changes, what is recalled is what would be read.
        #[test]
        fn what_is_recalled_is_what_is_read(
            reports in proptest::collection::vec(proptest::collection::vec(0..LINES.len(), 0..12), 1..8),
            years in proptest::collection::vec(2022_u16..2024, 8),
        ) {
            let mut memory = Memory::default();
            for (lines, year) in reports.iter().zip(years) {
                let lines: Vec<&str> = lines.iter().map(|line| LINES[*line]).collect();
                let text = ["# 报告\n\n## 一、总体情况\n\n", &lines.join("\n\n")].concat();
                let report = markdown::read(&text).report;
                let passages = Passages::new(&report);
                let recalled = Prose::of_passages(&passages, Some(year), Some(&mut memory));
                let read = Prose::of_passages(&passages, Some(year), None);
                proptest::prop_assert_eq!(recalled, read);
            }
        }
    }

    #[test]
    fn unchanged_passages_are_recalled() {
        let mut memory = Memory::default();
        let mut recalled = |texts: &[&str]| {
            memory.begin(texts, Some(2024));
            let known: String = memory
                .recalled
                .iter()
                .map(|known| if known.is_some() { '=' } else { '.' })
                .collect();
            let mut topic = Topic::Unknown;
            for text in texts {
                memory.read(text, &super::super::fold::fold(text), &mut topic);
            }
            known
        };
        for (texts, expected) in [
            (&["a", "b", "c"][..], "..."),
            (&["a", "b", "c"], "==="),
            (&["a", "x", "c"], "=.="),
            (&["a", "c"], "=="),
            (&["a", "b", "a", "c"], "=..="),
            (&["c"], "="),
            (&["c", "c"], "=."),
            (&[], ""),
        ] {
            assert_eq!(recalled(texts), expected, "{texts:?}");
        }
    }
}

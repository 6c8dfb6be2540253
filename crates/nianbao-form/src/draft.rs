//! A draft as it is kept in the browser: canonical Markdown and the facts for the list of drafts.

use nianbao_core::rules;

/// A draft as it is kept in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Its name in the store.
    pub id: String,
    /// The name of the file that it was opened from, or empty.
    pub name: String,
    /// The number of times that it was kept, by which two tabs notice that both write it.
    pub revision: u64,
    /// The time of this state, in milliseconds since 1970.
    pub saved: u64,
    /// The page that kept it; each loaded page has its own name.
    pub tab: String,
    /// The time of its last version, in milliseconds since 1970.
    pub versioned: u64,
    /// The place where it was left: the name of the part, the id of the input, the position of the cursor in a text.
    pub place: String,
    /// The same in words, for the list; empty if nothing was said about it.
    pub left: (String, String),
    /// Its verdict, for the list: the class of its shape, and its words in Chinese and English; empty if nobody
    /// knows it, as after an update of the rules.
    pub verdict: [String; 3],
    /// The organ, for the list.
    pub organ: String,
    /// The year, for the list.
    pub year: Option<u16>,
    /// The texts that could not be placed when its file was read.
    pub unplaced: Vec<String>,
    /// The number of their characters that were never in the report.
    pub apart: usize,
    /// Last year's report as canonical Markdown, or empty.
    pub last: String,
    /// The report as canonical Markdown.
    pub text: String,
}

/// The first words of a kept draft, which distinguish it from data of other programs.
const MARK: &str = "nianbao-draft 1";

/// The first words of a file with several drafts.
const BUNDLE: &str = "nianbao-drafts 1";

/// The time between two versions while a draft is written, in milliseconds.
const VERSION_EVERY: u64 = 10 * 60 * 1000;

const DAY: u64 = 24 * 60 * 60 * 1000;

impl Record {
    /// The draft as one text: a line for each fact, an empty line, the report. The reader takes 7 KB less to load than
    /// one for JSON.
    pub fn to_text(&self) -> String {
        let mut out = MARK.to_owned();
        let mut line = |key: &str, value: &str| {
            out.push('\n');
            out.push_str(key);
            out.push(' ');
            // A fact is one line, but file names may contain line breaks on some systems.
            out.extend(value.chars().map(|c| if c.is_control() { ' ' } else { c }));
        };
        line("id", &self.id);
        line("name", &self.name);
        line("revision", &self.revision.to_string());
        line("saved", &self.saved.to_string());
        line("tab", &self.tab);
        line("versioned", &self.versioned.to_string());
        line("place", &self.place);
        if !self.left.0.is_empty() {
            line("left", &self.left.0);
            line("left-en", &self.left.1);
        }
        let [class, zh, en] = &self.verdict;
        if !class.is_empty() {
            line("verdict", class);
            line("verdict-zh", zh);
            line("verdict-en", en);
            line("rules", rules::hash());
        }
        line("organ", &self.organ);
        line("year", &self.year.map_or_else(String::new, |year| year.to_string()));
        line("apart", &self.apart.to_string());
        for piece in &self.unplaced {
            out.push_str("\nunplaced ");
            escape(piece, &mut out);
        }
        if !self.last.is_empty() {
            out.push_str("\nlast ");
            escape(&self.last, &mut out);
        }
        out.push_str("\n\n");
        out.push_str(&self.text);
        out
    }

    /// Reads a kept draft; `None` if the text is not one.
    pub fn from_text(text: &str) -> Option<Record> {
        let (head, text) = text.split_once("\n\n")?;
        let mut lines = head.split('\n');
        if lines.next() != Some(MARK) {
            return None;
        }
        let mut record = Record {
            text: text.to_owned(),
            ..Record::default()
        };
        // Other rules may judge it otherwise.
        let mut by_these_rules = false;
        for line in lines {
            let (key, value) = line.split_once(' ')?;
            match key {
                "id" => value.clone_into(&mut record.id),
                "name" => value.clone_into(&mut record.name),
                "revision" => record.revision = value.parse().ok()?,
                "saved" => record.saved = value.parse().ok()?,
                "tab" => value.clone_into(&mut record.tab),
                "versioned" => record.versioned = value.parse().ok()?,
                "place" => value.clone_into(&mut record.place),
                "left" => value.clone_into(&mut record.left.0),
                "left-en" => value.clone_into(&mut record.left.1),
                "verdict" => value.clone_into(&mut record.verdict[0]),
                "verdict-zh" => value.clone_into(&mut record.verdict[1]),
                "verdict-en" => value.clone_into(&mut record.verdict[2]),
                "rules" => by_these_rules = value == rules::hash(),
                "organ" => value.clone_into(&mut record.organ),
                "year" => record.year = value.parse().ok(),
                "apart" => record.apart = value.parse().ok()?,
                "last" => record.last = unescape(value),
                "unplaced" => record.unplaced.push(unescape(value)),
                _ => {}
            }
        }
        if !by_these_rules {
            record.verdict = <[String; 3]>::default();
        }
        (!record.id.is_empty()).then_some(record)
    }

    /// The draft as it is written over `there`, the stored draft with the same id, and the version to keep first. If
    /// another page has written the stored draft in the meantime, this one becomes a second draft with `new_id`.
    pub fn over(mut self, there: Option<Record>, new_id: String) -> (Record, Option<Record>) {
        let conflict = there
            .as_ref()
            .is_some_and(|there| there.revision != self.revision && there.tab != self.tab && there.text != self.text);
        if conflict {
            self.id = new_id;
            self.revision = 0;
            self.versioned = self.saved;
        }
        let there = there.filter(|_| !conflict);
        self.revision = there
            .as_ref()
            .map_or(self.revision, |there| there.revision.max(self.revision))
            + 1;
        let due =
            |there: &Record| self.saved.saturating_sub(there.versioned) >= VERSION_EVERY && there.text != self.text;
        let due = there.filter(due);
        if due.is_some() {
            self.versioned = self.saved;
        }
        (self, due)
    }

    /// Whether a draft in the synchronous store replaces `there`, the stored draft with the same id.
    pub fn is_newer_than(&self, there: &Record) -> bool {
        if self.text == there.text && self.unplaced == there.unplaced {
            return false;
        }
        // If one page wrote both, the later state counts; the state of another page is kept as a second draft.
        self.tab != there.tab || self.saved >= there.saved
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c => out.push(c),
        }
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push(match chars.next() {
                Some('n') => '\n',
                Some(c) => c,
                None => '\\',
            }),
            c => out.push(c),
        }
    }
    out
}

/// Whether a file contains drafts.
pub fn is_bundle(bytes: &[u8]) -> bool {
    bytes.starts_with(BUNDLE.as_bytes())
}

/// Several drafts as one file; each follows its length in bytes.
pub fn bundle(records: &[Record]) -> String {
    let mut out = BUNDLE.to_owned();
    for record in records {
        let text = record.to_text();
        out.push_str("\ndraft ");
        out.push_str(&text.len().to_string());
        out.push('\n');
        out.push_str(&text);
    }
    out.push('\n');
    out
}

/// Reads a file with several drafts; `None` if it is another file or incomplete.
pub fn unbundle(text: &str) -> Option<Vec<Record>> {
    let mut rest = text.strip_prefix(BUNDLE)?;
    let mut records = Vec::new();
    while let Some(next) = rest.strip_prefix("\ndraft ") {
        let (length, after) = next.split_once('\n')?;
        let (record, after) = after.split_at_checked(length.parse().ok()?)?;
        records.push(Record::from_text(record)?);
        rest = after;
    }
    rest.trim().is_empty().then_some(records)
}

/// The versions that are no longer kept, by id and time in milliseconds. All versions of the last day are kept, and the
/// last one of each earlier day, but none older than 30 days and none of a deleted draft.
pub fn outdated(versions: &[(String, u64)], drafts: &[String], now: u64) -> Vec<(String, u64)> {
    let outdated = |(id, at): &(String, u64)| {
        let age = now.saturating_sub(*at);
        let last_of_day = !versions
            .iter()
            .any(|(other, later)| other == id && later > at && later / DAY == at / DAY);
        !drafts.contains(id) || age > 30 * DAY || (age > DAY && !last_of_day)
    };
    versions.iter().filter(|version| outdated(version)).cloned().collect()
}

/// The name of the file that a report is saved as, without characters that some systems forbid.
pub fn file_name(organ: Option<&str>, year: Option<u16>) -> String {
    let mut name = String::new();
    for c in organ.unwrap_or_default().trim().chars().take(60) {
        if c.is_control() || "/\\:*?\"<>|".contains(c) {
            continue;
        }
        name.push(c);
    }
    if let Some(year) = year {
        name.push_str(&year.to_string());
        name.push('年');
    }
    name.push_str("政府信息公开工作年度报告.md");
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lefts() -> impl proptest::strategy::Strategy<Value = (String, String)> {
        use proptest::prelude::*;
        prop_oneof![Just((String::new(), String::new())), ("[甲 ·]{1,5}", "[a ·]{0,5}")]
    }

    fn verdicts() -> impl proptest::strategy::Strategy<Value = [String; 3]> {
        use proptest::prelude::*;
        let said = ("todo|error|holds", "[甲 ·0-9]{0,5}", "[a ·0-9]{0,5}").prop_map(|(class, zh, en)| [class, zh, en]);
        prop_oneof![Just([(); 3].map(|()| String::new())), said]
    }

    fn records() -> impl proptest::strategy::Strategy<Value = Record> {
        use proptest::prelude::*;
        (
            (
                "[a-z0-9-]{1,9}",
                "[a-z. 甲\"]{0,9}",
                0_u64..9,
                0_u64..9,
                "[a-z0-9]{0,4}",
            ),
            (
                0_u64..9,
                "[a-z.0-9]{0,9} [a-z]{0,3}",
                "[ 甲乙:]{0,5}",
                lefts(),
                verdicts(),
            ),
            (proptest::option::of(1990_u16..2100), 0_usize..9, "[\n\\\\n甲 ]{0,9}"),
            proptest::collection::vec("[\n\\\\n甲 ]{0,9}", 0..3),
            "[\na甲 ]{0,20}",
        )
            .prop_map(
                |(
                    (id, name, revision, saved, tab),
                    (versioned, place, organ, left, verdict),
                    (year, apart, last),
                    unplaced,
                    text,
                )| {
                    Record {
                        id,
                        name,
                        revision,
                        saved,
                        tab,
                        versioned,
                        place,
                        left,
                        verdict,
                        organ,
                        year,
                        unplaced,
                        apart,
                        last,
                        text,
                    }
                },
            )
    }

    proptest::proptest! {
        #[test]
        fn a_kept_draft_is_read_back(record in records()) {
            proptest::prop_assert_eq!(Record::from_text(&record.to_text()), Some(record));
        }

        #[test]
        fn several_drafts_are_read_back_from_one_file(list in proptest::collection::vec(records(), 0..4)) {
            let file = bundle(&list);
            proptest::prop_assert!(is_bundle(file.as_bytes()));
            proptest::prop_assert_eq!(unbundle(&file), Some(list));
        }

        #[test]
        fn anything_else_is_not_a_draft(text in "(nianbao-draft 1|nianbao-drafts 1)?(\ndraft 9)?[\n a1]{0,20}") {
            let _ = Record::from_text(&text);
            let _ = unbundle(&text);
        }
    }

    #[test]
    fn texts_of_other_programs_are_not_drafts() {
        for text in [
            "",
            "{}",
            "nianbao-draft 2\nid a\n\nx",
            "nianbao-draft 1\n\nx",
            "nianbao-draft 1\nid a\nrevision x\n\n",
        ] {
            assert_eq!(Record::from_text(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_verdict_by_other_rules_is_forgotten() {
        let record = Record {
            id: "a".to_owned(),
            verdict: ["holds", "可以发布", "Ready to publish"].map(str::to_owned),
            ..Record::default()
        };
        let check = |text: &str, expected: &str| {
            let read = Record::from_text(text).expect("it is a draft");
            assert_eq!(read.verdict[1], expected, "{text}");
        };
        let text = record.to_text();
        let line = ["\nrules ", rules::hash()].concat();
        check(&text, "可以发布");
        check(&text.replace(&line, "\nrules 0123456789abcdef"), "");
        check(&text.replace(&line, ""), "");
    }

    #[test]
    fn a_draft_of_an_earlier_version_of_the_page_is_read() {
        let text = "nianbao-draft 1\nid a\nname b.md\nrevision 3\nsaved 7\norgan 甲\nyear 2024\n\n# 题";
        let record = Record::from_text(text).expect("it is a draft");
        assert_eq!(
            (record.revision, record.saved, &*record.tab, &*record.text),
            (3, 7, "", "# 题")
        );
        assert_eq!(record.unplaced, Vec::<String>::new());
        // It says nothing of its verdict, nor where it was left.
        assert_eq!((&*record.verdict[0], &*record.left.0), ("", ""));
    }

    #[test]
    fn a_file_of_drafts_that_was_cut_off_is_refused() {
        let record = Record {
            id: "a".to_owned(),
            text: "甲".to_owned(),
            ..Record::default()
        };
        let file = bundle(&[record]);
        assert_eq!(unbundle(&file).map(|list| list.len()), Some(1));
        for end in (0..file.len() - 1).filter(|end| file.is_char_boundary(*end)) {
            // A file that ends before the first draft is an empty one.
            let read = unbundle(&file[..end]);
            assert!(read.is_none_or(|list| list.is_empty()), "{:?}", &file[..end]);
        }
    }

    #[test]
    fn a_draft_that_another_page_has_written_is_not_overwritten() {
        let record = |id: &str, revision, tab: &str, text: &str| Record {
            id: id.to_owned(),
            revision,
            tab: tab.to_owned(),
            text: text.to_owned(),
            ..Record::default()
        };
        let check = |mine: Record, there: Option<Record>, expected: (&str, u64)| {
            let (kept, _) = mine.over(there, "new".to_owned());
            assert_eq!((&*kept.id, kept.revision), expected);
        };
        check(record("a", 0, "me", "x"), None, ("a", 1));
        check(record("a", 3, "me", "x"), Some(record("a", 3, "you", "y")), ("a", 4));
        check(record("a", 3, "me", "x"), Some(record("a", 4, "you", "y")), ("new", 1));
        // A write by this page that was not finished when this one began.
        check(record("a", 3, "me", "x"), Some(record("a", 4, "me", "y")), ("a", 5));
    }

    #[test]
    fn every_ten_minutes_a_version_is_put_aside() {
        let record = |text: &str, versioned, saved| Record {
            id: "a".to_owned(),
            text: text.to_owned(),
            versioned,
            saved,
            ..Record::default()
        };
        let check = |there: &str, versioned, saved, expected: bool| {
            let there = record(there, versioned, 7);
            let (kept, aside) = record("new", versioned, saved).over(Some(there.clone()), String::new());
            assert_eq!(aside, expected.then_some(there), "{versioned} {saved}");
            assert_eq!(kept.versioned, if expected { saved } else { versioned });
        };
        check("old", 0, VERSION_EVERY, true);
        check("old", 1, VERSION_EVERY, false);
        check("new", 0, VERSION_EVERY, false);
    }

    #[test]
    fn versions_grow_sparse_with_age() {
        let now = 100 * DAY + DAY / 2;
        let at = |id: &str, at: u64| (id.to_owned(), at);
        let versions = [
            at("a", now - 5),
            at("a", now - 60_000),
            at("a", 90 * DAY + 1),
            at("a", 90 * DAY + 2),
            at("b", 90 * DAY + 1),
            at("a", 60 * DAY),
            at("gone", now),
        ];
        let drafts = ["a".to_owned(), "b".to_owned()];
        assert_eq!(
            outdated(&versions, &drafts, now),
            [at("a", 90 * DAY + 1), at("a", 60 * DAY), at("gone", now)]
        );
    }

    #[test]
    fn the_last_second_of_a_closed_tab_is_taken_over_once() {
        let record = |tab: &str, saved, text: &str| Record {
            tab: tab.to_owned(),
            saved,
            text: text.to_owned(),
            ..Record::default()
        };
        let there = record("t", 5, "new");
        assert!(!record("t", 6, "new").is_newer_than(&there), "it is kept already");
        assert!(record("t", 6, "newer").is_newer_than(&there));
        assert!(!record("t", 4, "old").is_newer_than(&there));
        assert!(record("other", 4, "other").is_newer_than(&there), "kept beside");
    }

    #[test]
    fn files_are_named_after_organ_and_year() {
        assert_eq!(
            file_name(Some("某县财政局"), Some(2023)),
            "某县财政局2023年政府信息公开工作年度报告.md"
        );
        assert_eq!(
            file_name(Some(" 甲/乙:\u{7} "), None),
            "甲乙政府信息公开工作年度报告.md"
        );
        assert_eq!(file_name(None, None), "政府信息公开工作年度报告.md");
    }
}

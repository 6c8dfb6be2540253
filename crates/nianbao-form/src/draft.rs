//! A draft as it is kept in the browser: canonical Markdown, and what the list of drafts shows of it.

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// Its name in the store.
    pub id: String,
    /// The file that it was opened from, or nothing.
    pub name: String,
    /// How often it has been kept: two tabs that write one draft notice each other by this.
    pub revision: u64,
    /// When it was kept, in milliseconds since 1970.
    pub saved: u64,
    /// The organ, as the list shows it.
    pub organ: String,
    /// The year, as the list shows it.
    pub year: Option<u16>,
    /// The report as canonical Markdown.
    pub text: String,
}

/// In front of what is kept, so that what another version or program kept is not misread.
const MARK: &str = "nianbao-draft 1";

impl Record {
    /// It as one text: a line for each fact, an empty line, the report. Reading that is 7 KB less to load than JSON.
    pub fn to_text(&self) -> String {
        // A fact is one line; names of files may hold line breaks on some systems.
        let line = |text: &str| -> String { text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect() };
        [
            MARK,
            "\nid ",
            &line(&self.id),
            "\nname ",
            &line(&self.name),
            "\nrevision ",
            &self.revision.to_string(),
            "\nsaved ",
            &self.saved.to_string(),
            "\norgan ",
            &line(&self.organ),
            "\nyear ",
            &self.year.map_or_else(String::new, |year| year.to_string()),
            "\n\n",
            &self.text,
        ]
        .concat()
    }

    /// Reads what was kept; none where it is something else.
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
        for line in lines {
            let (key, value) = line.split_once(' ')?;
            match key {
                "id" => value.clone_into(&mut record.id),
                "name" => value.clone_into(&mut record.name),
                "revision" => record.revision = value.parse().ok()?,
                "saved" => record.saved = value.parse().ok()?,
                "organ" => value.clone_into(&mut record.organ),
                "year" => record.year = value.parse().ok(),
                _ => {}
            }
        }
        (!record.id.is_empty()).then_some(record)
    }
}

/// A name for the file that a report is saved as, without characters that some system forbids in names.
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

    proptest::proptest! {
        #[test]
        fn what_is_kept_is_read_back(
            id in "[a-z0-9-]{1,9}",
            name in "[a-z. 甲\"]{0,9}",
            revision in 0_u64..9,
            saved in 0_u64..9,
            organ in "[ 甲乙:]{0,5}",
            year in proptest::option::of(1990_u16..2100),
            text in "[\na甲 ]{0,20}",
        ) {
            let record = Record { id, name, revision, saved, organ, year, text };
            proptest::prop_assert_eq!(Record::from_text(&record.to_text()), Some(record));
        }

        #[test]
        fn anything_else_is_no_draft(text in "(nianbao-draft 1)?[\n a1]{0,20}") {
            let _ = Record::from_text(&text);
        }
    }

    #[test]
    fn what_others_kept_is_no_draft() {
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

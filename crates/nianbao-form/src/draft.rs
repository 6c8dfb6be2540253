//! A draft as it is kept in the browser: canonical Markdown, and what the list of drafts shows of it.

use serde::{Deserialize, Serialize};

/// A draft as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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

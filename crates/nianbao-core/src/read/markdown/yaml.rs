//! YAML front matter, which other tools write at the top of a Markdown text. Its keys and values become a table in front of
//! the report, and the recogniser uses them like the list of facts on a page. All of its text is kept.

use crate::document::{Table, TableCell};
use crate::text::{Span, Traced};

/// The most lines of front matter.
const LINES: usize = 200;
/// The most bytes of a key.
const KEY: usize = 60;

/// The front matter at the top of a text, as rows of a key and its value, and its end in the text; `None` if the text begins
/// with anything else, such as a rule above a title. Places are `shift` bytes on.
pub(super) fn front_matter(text: &str, shift: usize) -> Option<(Table<'_>, usize)> {
    let mut at = 0;
    let mut rows: Vec<[Traced<'_>; 2]> = Vec::new();
    for (number, line) in text.split_inclusive('\n').take(LINES).enumerate() {
        let start = at;
        at += line.len();
        let words = line.trim();
        let is_rule = !line.starts_with(char::is_whitespace) && matches!(words, "---" | "...");
        match (number, is_rule) {
            (0, _) if words == "---" && is_rule => continue,
            (0, _) => return None,
            (_, true) => return table(rows, shift, at),
            _ => {}
        }
        if words.is_empty() {
            continue;
        }
        let written = Traced::verbatim(line, start + shift);
        if let Some(colon) = key(line) {
            let value = written.slice(colon + 1, line.len()).trimmed();
            rows.push([written.slice(0, colon).trimmed(), unquoted(&value)]);
            continue;
        }
        // The items of a list, or the next line of a long value.
        let [_, value] = rows.last_mut()?;
        if !value.text.is_empty() {
            value.push_as(" ", Span::new(start + shift, start + shift));
        }
        value.append(&written.trimmed());
    }
    None
}

/// Where the colon after a key is; `None` if the line does not begin with a key.
fn key(line: &str) -> Option<usize> {
    let colon = line.find(':')?;
    let (key, rest) = line.split_at(colon);
    let rest = rest.get(1..)?;
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | ' ');
    let named = key.starts_with(char::is_alphanumeric) && key.len() <= KEY && key.chars().all(word);
    (named && (rest.is_empty() || rest.starts_with(char::is_whitespace))).then_some(colon)
}

/// A value without the quotation marks around it.
fn unquoted<'a>(value: &Traced<'a>) -> Traced<'a> {
    let text = value.text.as_ref();
    let quoted = text.len() >= 2
        && ['"', '\'']
            .iter()
            .any(|mark| text.starts_with(*mark) && text.ends_with(*mark));
    if quoted {
        value.slice(1, text.len() - 1).trimmed()
    } else {
        value.clone()
    }
}

fn table(rows: Vec<[Traced<'_>; 2]>, shift: usize, end: usize) -> Option<(Table<'_>, usize)> {
    if rows.is_empty() {
        return None;
    }
    let mut table = Table {
        rows: Vec::with_capacity(rows.len()),
        span: Span::new(shift, shift + end),
    };
    for [key, value] in rows {
        table.rows.push(vec![cell(key, shift), cell(value, shift)]);
    }
    Some((table, end))
}

fn cell(text: Traced<'_>, shift: usize) -> TableCell<'_> {
    TableCell {
        span: text.span().unwrap_or(Span::new(shift, shift)),
        text,
        columns: 1,
        rows: 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[(&str, &str)]>) {
        let read = front_matter(text, 0);
        let rows = read.as_ref().map(|(table, _)| {
            let rows = table.rows.iter();
            rows.map(|row| (row[0].text.text.as_ref(), row[1].text.text.as_ref()))
                .collect::<Vec<_>>()
        });
        assert_eq!(rows.as_deref(), expected, "{text}");
        if let Some((_, end)) = read {
            assert!(text[..end].trim_end().ends_with(['-', '.']), "{text}");
        }
    }

    #[test]
    fn keys_and_values_are_rows() {
        check(
            "---\ntitle: \"某局年报\"\ndate: 2025-01-20\n\ntags:\n  - 年报\n  - 公开\n说明: >\n  一行\n  两行\n---\n# 题\n",
            Some(&[
                ("title", "某局年报"),
                ("date", "2025-01-20"),
                ("tags", "- 年报 - 公开"),
                ("说明", "> 一行 两行"),
            ]),
        );
        check("---\r\ntitle: 某局\r\n...\r\n", Some(&[("title", "某局")]));
    }

    #[test]
    fn a_rule_at_the_top_is_not_front_matter() {
        for text in [
            "---\n\n# 某局年报\n\n---\n",
            "---\n某局年报\n---\n",
            "---\n---\n",
            "---\ntitle: 某局\n",
            "title: 某局\n---\n",
            " ---\ntitle: 某局\n---\n",
            "---\nhttp://a.cn/\n---\n",
            "",
        ] {
            check(text, None);
        }
    }
}

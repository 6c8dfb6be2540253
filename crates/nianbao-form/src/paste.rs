//! Reads a range of cells from the clipboard, as Excel, WPS and browsers write it.

/// The cells of a pasted text, row by row; `None` if it is a single value.
pub fn range(text: &str) -> Option<Vec<Vec<String>>> {
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    if !text.contains(['\t', '\n', '\r']) {
        return None;
    }
    let mut rows = vec![Vec::new()];
    let mut cell = String::new();
    // Whether the cell is in quotation marks, because it contains a tab, a line break or a quotation mark.
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.is_empty() && closes(chars.clone()) => quoted = true,
            '\t' if !quoted => end(&mut rows, &mut cell),
            '\n' | '\r' if !quoted => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                end(&mut rows, &mut cell);
                rows.push(Vec::new());
            }
            '\r' => {}
            c => cell.push(c),
        }
    }
    end(&mut rows, &mut cell);
    Some(rows)
}

fn end(rows: &mut [Vec<String>], cell: &mut String) {
    if let Some(row) = rows.last_mut() {
        row.push(std::mem::take(cell).trim().to_owned());
    }
}

/// Whether a quotation mark that opens a cell is closed at the end of a cell; otherwise it is an ordinary character.
fn closes(rest: std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let mut rest = rest;
    while let Some(c) = rest.next() {
        if c == '"' {
            match rest.next() {
                Some('"') => {}
                None | Some('\t' | '\n' | '\r') => return true,
                Some(_) => return false,
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<&[&[&str]]>) {
        let found = range(text);
        let found: Option<Vec<Vec<&str>>> = found.as_ref().map(|rows| {
            rows.iter()
                .map(|row| row.iter().map(String::as_str).collect())
                .collect()
        });
        let expected: Option<Vec<Vec<&str>>> = expected.map(|rows| rows.iter().map(|row| row.to_vec()).collect());
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn ranges_are_cut_as_the_programs_write_them() {
        check("12", None);
        check("12\r\n", None);
        check("", None);
        check("1\t2\r\n3\t4\r\n", Some(&[&["1", "2"], &["3", "4"]]));
        check("1\n２\n\n4", Some(&[&["1"], &["２"], &[""], &["4"]]));
        check("1\r2", Some(&[&["1"], &["2"]]));
        check("\t\t3", Some(&[&["", "", "3"]]));
        check("\"商业\n企业\"\t\"说\"\"好\"\"\"", Some(&[&["商业\n企业", "说\"好\""]]));
        check("5\"\t6", Some(&[&["5\"", "6"]]));
        check("\"未闭\t7", Some(&[&["\"未闭", "7"]]));
        check("\"\"\t1", Some(&[&["", "1"]]));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_cut(text in "[\"\t\n\r1甲 ]{0,30}") {
            let _ = range(&text);
        }
    }
}

//! Reads Excel files: the rows of each sheet with their merged cells. Numbers are taken as written, to the fifteen
//! digits that Excel keeps.

mod flat;

use std::collections::BTreeMap;

use crate::book::{MOST_ROWS, Range, Sheet, WIDEST, number, text_of};
use crate::docx::{Link, links, optional, part, trouble};
use crate::flow::unseen;
use crate::kind::DAMAGED;
use crate::taken::Taken;
use crate::write::xlsx::WHOLE;
use crate::xml::{Element, unescaped};
use crate::zip::Archive;
use crate::{Kind, Trouble};
pub(crate) use flat::{is_flat, take as take_flat};

/// Takes the sheets out of an Excel file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let (mut sheets, front_matter) = load(bytes)?;
    let whole = front_matter.is_some().then(|| take_whole(&mut sheets)).flatten();
    Ok(Taken::sheets(Kind::Xlsx, sheets)
        .with_front_matter(front_matter.filter(|toml| !toml.is_empty()))
        .with_whole(whole))
}

/// The sheets of a file, and the front matter stored in a file written here.
fn load(bytes: &[u8]) -> Result<(Vec<Sheet>, Option<String>), Trouble> {
    let mut archive = Archive::open(bytes).map_err(trouble)?;
    let book = part(&mut archive, "xl/workbook.xml")?.ok_or(DAMAGED)?;
    let links = links(&mut archive, "xl/_rels/workbook.xml.rels");
    let words = words(&mut archive, &links);
    let front_matter = crate::docx::properties(&mut archive);
    let mut sheets = Vec::new();
    for entry in book.child("sheets").into_iter().flat_map(Element::elements) {
        let Some(link) = entry.get("id").and_then(|id| links.get(id)) else {
            continue;
        };
        if link.kind != "worksheet" {
            continue;
        }
        let Some(root) = part(&mut archive, &path(link))? else {
            continue;
        };
        sheets.push(rows(
            &root,
            &words,
            entry.get("name").unwrap_or_default(),
            entry.get("state").is_some_and(|state| state != "visible"),
        ));
    }
    Ok((sheets, front_matter))
}

/// Removes the sheet that holds the whole report, and returns its Markdown.
fn take_whole(sheets: &mut Vec<Sheet>) -> Option<String> {
    let at = sheets.iter().position(|sheet| sheet.name == WHOLE)?;
    let sheet = sheets.remove(at);
    let blocks: Vec<String> = sheet.rows.iter().map(|row| row.iter().map(text_of).collect()).collect();
    Some(blocks.join("\n\n") + "\n")
}

fn path(link: &Link) -> String {
    link.target
        .strip_prefix('/')
        .map_or_else(|| format!("xl/{}", link.target), str::to_owned)
}

/// The texts that cells refer to.
fn words(archive: &mut Archive<'_>, links: &BTreeMap<String, Link>) -> Vec<String> {
    let at = links
        .values()
        .find(|link| link.kind == "sharedStrings")
        .map_or_else(|| "xl/sharedStrings.xml".to_owned(), path);
    optional(archive, &at)
        .into_iter()
        .flat_map(|root| root.elements().map(text).collect::<Vec<_>>())
        .collect()
}

/// The text of a string: its runs without the phonetic ones.
fn text(string: &Element) -> String {
    let mut out = String::new();
    for element in string.elements() {
        match element.name.as_str() {
            "t" => out.push_str(&element.text()),
            "r" => out.extend(element.child("t").map(Element::text)),
            _ => {}
        }
    }
    unescaped(&out)
}

/// The row and column of 「B12」, from 0.
fn place(reference: &str) -> Option<(usize, usize)> {
    let letters = reference.trim_start_matches('$');
    let digits = letters.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let name = &letters[..letters.len() - digits.len()];
    if name.is_empty() || name.len() > 3 {
        return None;
    }
    let column = name.bytes().fold(0_usize, |sum, c| {
        sum * 26 + usize::from(c.to_ascii_uppercase() - b'A') + 1
    });
    let row: usize = digits.trim_start_matches('$').parse().ok()?;
    Some((row.checked_sub(1)?, column - 1))
}

fn value(cell: &Element, words: &[String]) -> String {
    let written = || cell.child("v").map(Element::text).unwrap_or_default();
    match cell.get("t") {
        Some("s") => written()
            .trim()
            .parse::<usize>()
            .ok()
            .and_then(|index| words.get(index).cloned())
            .unwrap_or_default(),
        Some("inlineStr") => cell.child("is").map(text).unwrap_or_default(),
        Some("str") => unescaped(&written()),
        Some("b") => (if written() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
        Some("e" | "d") => written(),
        _ => number(written().trim()),
    }
}

fn rows(root: &Element, words: &[String], name: &str, hidden: bool) -> Sheet {
    let mut sheet = Sheet {
        name: name.to_owned(),
        hidden,
        rows: Vec::new(),
        beyond: Vec::new(),
    };
    // The cells with content, by row and column.
    let mut cells: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
    let mut next_row = 0;
    for row in root.child("sheetData").into_iter().flat_map(Element::elements) {
        let at = row
            .get("r")
            .and_then(|row| row.parse::<usize>().ok())
            .and_then(|row| row.checked_sub(1))
            .unwrap_or(next_row);
        next_row = at.saturating_add(1);
        let mut next_column = 0;
        for cell in row.elements().filter(|cell| cell.name == "c") {
            let column = cell.get("r").and_then(place).map_or(next_column, |(_, column)| column);
            next_column = column + 1;
            let text = value(cell, words);
            if text.chars().all(unseen) {
                continue;
            }
            if column >= WIDEST || (cells.len() >= MOST_ROWS && !cells.contains_key(&at)) {
                sheet.beyond.push(text);
            } else {
                cells.entry(at).or_default().insert(column, text);
            }
        }
    }
    let merged: Vec<Range> = root
        .child("mergeCells")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|merge| {
            let (from, to) = merge.get("ref")?.split_once(':')?;
            Some((place(from)?, place(to)?))
        })
        .take(MOST_ROWS)
        .collect();
    sheet.lay_out(cells, merged);
    sheet
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_places_are_read_as_excel_writes_them() {
        for (written, expected) in [
            ("95", "95"),
            ("59237.244899999998", "59237.2449"),
            ("0.10000000000000001", "0.1"),
            ("1.5E3", "1500"),
            ("1E+30", "1E+30"),
            ("x", "x"),
            ("-8", "-8"),
        ] {
            assert_eq!(number(written), expected);
        }
        assert_eq!(
            ["A1", "$AB$12", "", "A", "1", "A0", "ABCD1"].map(place),
            [Some((0, 0)), Some((11, 27)), None, None, None, None, None]
        );
        assert_eq!(unescaped("a_x000D__x00_x_x005F_x0041_"), "a\r_x00_x_x0041_");
    }
}

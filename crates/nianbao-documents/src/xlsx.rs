//! Reads Excel files: the rows of each sheet with their merged cells. Numbers are taken as written, to the fifteen
//! digits that Excel keeps.

use std::collections::{BTreeMap, BTreeSet};

use crate::docx::{Link, links, optional, part, trouble};
use crate::draft::Draft;
use crate::flow::{self, Cell, Marks, Piece, unseen};
use crate::kind::DAMAGED;
use crate::write::xlsx::{WHOLE, file};
use crate::xml::{Element, unescaped};
use crate::zip::Archive;
use crate::{Kind, Source, Trouble, data, sheet};

/// Later columns are ignored; the widest table of the form has 15.
const WIDEST: usize = 256;
/// Later rows of a sheet are ignored.
const MOST_ROWS: usize = 20_000;

/// A sheet's name and its rows.
struct Sheet {
    name: String,
    hidden: bool,
    rows: Vec<Vec<Cell>>,
    /// Text beyond the rows and columns read, or under a merged cell.
    beyond: Vec<String>,
}

/// Reads an Excel file.
pub(crate) fn read(bytes: &[u8]) -> Result<Source, Trouble> {
    let (mut sheets, front_matter) = load(bytes)?;
    let whole = front_matter.is_some().then(|| take_whole(&mut sheets)).flatten();
    let shown = report(sheets, front_matter.clone());
    Ok(match whole {
        Some(body) => with_whole(&front_matter.unwrap_or_default(), &body, shown),
        None => shown,
    })
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

/// The whole report, with the figures that were changed in the sheets of its tables, and anything else added there.
fn with_whole(front_matter: &str, body: &str, shown: Source) -> Source {
    let mut text = String::new();
    if !front_matter.is_empty() {
        text = format!("+++\n{}\n+++\n\n", front_matter.trim_end_matches('\n'));
    }
    text.push_str(body);
    let mut reading = nianbao_core::markdown::read(&text);
    // The sheets as they would be if nobody had changed them.
    let unchanged = load(&file(&reading.report)).map(|(mut sheets, front_matter)| {
        take_whole(&mut sheets);
        report(sheets, front_matter)
    });
    let Ok(unchanged) = unchanged else { return shown };
    let before = unchanged.reading.report.figures();
    let changed: Vec<_> = shown
        .reading
        .report
        .figures()
        .iter()
        .filter(|(field, cell)| before.get(*field) != Some(*cell))
        .map(|(field, cell)| (field, cell.as_str().to_owned()))
        .collect();
    if !changed.is_empty() {
        for (field, value) in changed {
            reading.report.set(field, &value);
        }
        text = nianbao_core::write::markdown(&reading.report);
        reading = nianbao_core::markdown::read(&text);
    }
    let known = |text: &str| unchanged.reading.unplaced.iter().any(|other| other.text == text);
    let added = shown.reading.unplaced.into_iter().filter(|one| !known(&one.text));
    reading
        .unplaced
        .extend(added.map(|one| nianbao_core::recognise::Unplaced { span: None, ..one }));
    Source {
        kind: Kind::Xlsx,
        text,
        reading,
    }
}

fn path(link: &Link) -> String {
    link.target
        .strip_prefix('/')
        .map_or_else(|| format!("xl/{}", link.target), str::to_owned)
}

fn text_of(cell: &Cell) -> &str {
    match cell.pieces.first() {
        Some(Piece::Text { text, .. }) => text,
        _ => "",
    }
}

fn report(sheets: Vec<Sheet>, front_matter: Option<String>) -> Source {
    let mut draft = Draft::default();
    if let Some(toml) = front_matter.filter(|toml| !toml.is_empty()) {
        draft.front_matter(&toml);
    }
    let mut asides = Vec::new();
    let mut figures: BTreeMap<String, String> = BTreeMap::new();
    let mut tables = false;
    for one in sheets {
        let texts = |row: &Vec<Cell>| row.iter().map(|cell| text_of(cell).to_owned()).collect::<Vec<_>>();
        asides.extend(one.beyond);
        if one.hidden {
            asides.extend(one.rows.iter().flat_map(texts).filter(|text| !text.is_empty()));
            continue;
        }
        let head = one.rows.first().and_then(|row| data::head(row.iter().map(text_of)));
        if let Some((field, value)) = head {
            let rows: Vec<Vec<String>> = one.rows[1..].iter().map(texts).collect();
            figures.extend(sheet::fields(&rows, field, value));
            continue;
        }
        let pieces = sheet::pieces(one.rows);
        // A sheet that does not say which section it is may be named after it.
        let says = pieces.iter().any(
            |piece| matches!(piece, Piece::Text { text, .. } if nianbao_core::recognise::heading_of(text) == Some(2)),
        );
        if !says && nianbao_core::recognise::heading_of(&one.name) == Some(2) {
            draft.paragraph(&one.name);
        }
        tables |= pieces.iter().any(|piece| matches!(piece, Piece::Table(_)));
        flow::pour(pieces, Marks::Foreign, &mut draft);
    }
    if !tables && !figures.is_empty() {
        let mut source = data::figures(Kind::Xlsx, figures);
        source
            .reading
            .unplaced
            .extend(asides.into_iter().map(|text| nianbao_core::recognise::Unplaced {
                text,
                span: None,
                kept: false,
            }));
        return source;
    }
    for text in asides {
        draft.aside(text.trim_matches(unseen));
    }
    let source = draft.read(Kind::Xlsx);
    // The full list of figures repeats those of the tables; differences are reported.
    let read = source.reading.report.figures();
    let differing: Vec<_> = figures
        .into_iter()
        .filter(|(name, value)| {
            name.parse()
                .ok()
                .and_then(|field| read.get(field))
                .is_none_or(|cell| cell.as_str() != value.trim())
        })
        .map(|(name, value)| nianbao_core::recognise::Unplaced {
            text: format!("{name} = {value}"),
            span: None,
            kept: false,
        })
        .collect();
    let mut source = source;
    source.reading.unplaced.extend(differing);
    source
}

/// The shared strings that cells refer to.
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

/// A number as shown: Excel keeps fifteen digits but writes seventeen.
fn number(written: &str) -> String {
    let digits = written.bytes().filter(u8::is_ascii_digit).count();
    if digits <= 15 && !written.contains(['e', 'E']) {
        return written.to_owned();
    }
    match written.parse::<f64>() {
        Ok(value) if value.is_finite() && value.abs() < 1e15 => format!("{value:.14e}")
            .parse::<f64>()
            .map_or_else(|_| written.to_owned(), |rounded| rounded.to_string()),
        _ => written.to_owned(),
    }
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
    // Rows without content are dropped, so a merged cell spans only the remaining rows in its range.
    let merged: Vec<((usize, usize), (usize, usize))> = root
        .child("mergeCells")
        .into_iter()
        .flat_map(Element::elements)
        .filter_map(|merge| {
            let (from, to) = merge.get("ref")?.split_once(':')?;
            let (from, to) = (place(from)?, place(to)?);
            (from.0 <= to.0 && from.1 <= to.1).then_some((from, (to.0, to.1.min(WIDEST - 1))))
        })
        .take(MOST_ROWS)
        .collect();
    let kept: Vec<usize> = cells.keys().copied().collect();
    let index_of = |row: usize| kept.partition_point(|known| *known < row);
    let first = cells
        .values()
        .filter_map(|row| row.keys().next())
        .min()
        .copied()
        .unwrap_or(0);
    let last = cells
        .values()
        .filter_map(|row| row.keys().next_back())
        .max()
        .copied()
        .unwrap_or(0);
    let mut covered: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut spans: BTreeMap<(usize, usize), (u16, u16)> = BTreeMap::new();
    let mut budget = 200_000_usize;
    for (from, to) in merged {
        let (top, bottom) = (index_of(from.0), index_of(to.0.saturating_add(1)));
        let height = bottom.saturating_sub(top);
        let width = (to.1 + 1).saturating_sub(from.1);
        // A merged range whose first row has no content is ignored.
        if kept.get(top) != Some(&from.0) || height * width > budget {
            continue;
        }
        budget -= height * width;
        spans.insert(
            (top, from.1),
            (
                u16::try_from(width).unwrap_or(u16::MAX),
                u16::try_from(height).unwrap_or(u16::MAX),
            ),
        );
        for row in top..bottom {
            for column in from.1..=to.1 {
                if (row, column) != (top, from.1) {
                    covered.insert((row, column));
                }
            }
        }
    }
    for (index, (_, mut row)) in cells.into_iter().enumerate() {
        let mut line = Vec::new();
        for column in first..=last {
            let text = row.remove(&column).unwrap_or_default();
            if covered.contains(&(index, column)) {
                sheet.beyond.extend((!text.is_empty()).then_some(text));
                continue;
            }
            let (columns, rows) = spans.get(&(index, column)).copied().unwrap_or((1, 1));
            line.push(sheet::plain(text, columns, rows));
        }
        sheet.rows.push(line);
    }
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

//! Excel 2003 XML (`SpreadsheetML`): a whole workbook as one text, as many systems export it under the name `.xls`.

use std::collections::BTreeMap;

use crate::book::{MOST_ROWS, Range, Sheet, WIDEST, number};
use crate::flow::unseen;
use crate::kind::DAMAGED;
use crate::taken::Taken;
use crate::xml::{self, Element};
use crate::{Kind, Trouble, decode, detect};

/// Whether a text begins as Excel 2003 begins its XML.
pub(crate) fn is_flat(start: &[u8]) -> bool {
    let head = detect::opening(start);
    let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
    has(b"urn:schemas-microsoft-com:office:spreadsheet") || has(b"progid=\"Excel.Sheet\"")
}

/// Takes the sheets out of an Excel 2003 XML file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let root = xml::parse(&decode::text(bytes)?).ok_or(DAMAGED)?;
    let sheets: Vec<Sheet> = root
        .elements()
        .filter(|sheet| sheet.name == "Worksheet")
        .map(sheet)
        .collect();
    if sheets.is_empty() {
        return Err(DAMAGED);
    }
    Ok(Taken::sheets(Kind::Xls, sheets))
}

/// A place or a count that an attribute gives.
fn count(element: &Element, name: &str) -> Option<usize> {
    element.get(name)?.trim().parse().ok()
}

fn sheet(root: &Element) -> Sheet {
    let visible = root
        .child("WorksheetOptions")
        .and_then(|options| options.child("Visible"));
    let mut sheet = Sheet {
        name: root.get("Name").unwrap_or_default().to_owned(),
        // Excel writes it only for hidden sheets: `SheetHidden` or `SheetVeryHidden`.
        hidden: visible.is_some_and(|visible| visible.text().contains("Hidden")),
        rows: Vec::new(),
        beyond: Vec::new(),
    };
    let mut cells: BTreeMap<usize, BTreeMap<usize, String>> = BTreeMap::new();
    let mut merged: Vec<Range> = Vec::new();
    // For each column, the rows below a cell that covers them.
    let mut covered = vec![0..0_usize; WIDEST];
    let mut next_row = 0_usize;
    let rows = root.child("Table").into_iter().flat_map(Element::elements);
    for row in rows.filter(|row| row.name == "Row") {
        let at = count(row, "Index")
            .and_then(|index| index.checked_sub(1))
            .unwrap_or(next_row);
        // Rows without content that look like this one follow it without elements of their own.
        next_row = at.saturating_add(1).saturating_add(count(row, "Span").unwrap_or(0));
        let mut next_column = 0_usize;
        for cell in row.elements().filter(|cell| cell.name == "Cell") {
            let given = count(cell, "Index").and_then(|index| index.checked_sub(1));
            let column = given.unwrap_or_else(|| {
                // Some programs count on it that a cell without a place is not put where another one reaches down to.
                let free = |column: &usize| covered.get(*column).is_none_or(|rows| !rows.contains(&at));
                (next_column..=WIDEST).find(free).unwrap_or(next_column)
            });
            let (across, down) = (
                count(cell, "MergeAcross").unwrap_or(0),
                count(cell, "MergeDown").unwrap_or(0),
            );
            next_column = column.saturating_add(across).saturating_add(1);
            if let Some(comment) = cell.child("Comment") {
                let text = comment.text();
                let text = text.trim_matches(unseen);
                sheet.beyond.extend((!text.is_empty()).then(|| text.to_owned()));
            }
            let end = at.saturating_add(down).saturating_add(1);
            for rows in covered.iter_mut().skip(column).take(across.saturating_add(1)) {
                *rows = at.saturating_add(1)..end;
            }
            if (across > 0 || down > 0) && column < WIDEST && merged.len() < MOST_ROWS {
                merged.push(((at, column), (at.saturating_add(down), column.saturating_add(across))));
            }
            let text = value(cell);
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
    sheet.lay_out(cells, merged);
    sheet
}

/// The value of a cell: numbers to the digits that Excel keeps.
fn value(cell: &Element) -> String {
    let Some(data) = cell.child("Data") else {
        return String::new();
    };
    let text = data.text();
    match data.get("Type") {
        Some("Number") => number(text.trim()),
        Some("Boolean") => (if text.trim() == "1" { "TRUE" } else { "FALSE" }).to_owned(),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use crate::docx::tests::lines;
    use crate::{Kind, read};

    fn file(sheets: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n<Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">{sheets}</Workbook>"
        )
    }

    #[test]
    fn cells_are_where_their_indexes_say() {
        let text = file(
            "<Worksheet ss:Name=\"表三\"><Table><Column ss:Width=\"80\"/>\
             <Row ss:Span=\"1\"><Cell><Data ss:Type=\"String\">三、收到和处理政府信息公开申请情况</Data></Cell></Row>\
             <Row><Cell ss:MergeAcross=\"1\" ss:MergeDown=\"1\"><Data ss:Type=\"String\">（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）</Data></Cell>\
             <Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">申请人情况</Data></Cell></Row>\
             <Row><Cell><Data ss:Type=\"String\">自然人</Data></Cell><Cell><ss:Data ss:Type=\"String\"><Font>总&#10;</Font><B>计</B></ss:Data></Cell></Row>\
             <Row><Cell ss:MergeAcross=\"1\"><Data ss:Type=\"String\">一、本年新收政府信息公开申请数量</Data></Cell><Cell><Data ss:Type=\"Number\">7.0000000000000002</Data><Comment><Data>请核实</Data></Comment></Cell><Cell ss:Formula=\"=RC[-1]\"><Data ss:Type=\"Number\">7</Data></Cell></Row>\
             </Table></Worksheet>\
             <Worksheet ss:Name=\"底稿\"><Table><Row><Cell><Data ss:Type=\"String\">草稿</Data></Cell></Row></Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>",
        );
        for name in ["a.xls", "a.xml", "a.doc"] {
            let source = read(name, text.as_bytes()).expect("it can be read");
            assert_eq!(source.kind, Kind::Xls);
            assert_eq!(
                lines(&source),
                [
                    "## 三、收到和处理政府信息公开申请情况",
                    "table requests.received.natural_person=7 requests.received.total=7",
                    "aside 请核实",
                    "aside 草稿",
                ],
                "{}",
                source.text
            );
        }
    }

    #[test]
    fn hostile_files_end_in_a_named_error_or_are_read_in_part() {
        let name = |text: &str| read("a.xls", text.as_bytes()).map_err(|error| error.name).err();
        let most = usize::MAX;
        let row = format!(
            "<Row ss:Index=\"{most}\" ss:Span=\"{most}\"><Cell ss:Index=\"{most}\" ss:MergeAcross=\"{most}\" ss:MergeDown=\"{most}\"><Data ss:Type=\"Number\">1</Data></Cell>\
             <Cell ss:Index=\"3\" ss:MergeAcross=\"{most}\" ss:MergeDown=\"{most}\"><Data>x</Data></Cell><Cell ss:Index=\"0\" ss:MergeDown=\"-1\"><Data>y</Data></Cell></Row><Row><Cell><Data>z</Data></Cell></Row>"
        );
        assert_eq!(
            name(&file(&format!(
                "<Worksheet><Table>{}</Table></Worksheet>",
                row.repeat(300)
            ))),
            None
        );
        assert_eq!(name(&file(&"<Worksheet>".repeat(5000))), Some("damaged"));
        assert_eq!(name(&file("")), Some("damaged"));
        let whole = file(&format!("<Worksheet><Table>{row}</Table></Worksheet>"));
        for cut in (0..whole.len()).filter(|cut| whole.is_char_boundary(*cut)) {
            let _ = read("a.xls", &whole.as_bytes()[..cut]);
        }
    }
}

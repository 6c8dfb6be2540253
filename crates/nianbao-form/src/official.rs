//! The report in the official layout, with the tables' merged headers: for looking at and for printing.

use nianbao_core::cell::Cell;
use nianbao_core::field::{ColumnKey, RequestsGroup, RowKey, TableId};
use nianbao_core::form::{APPLICANTS, CONTENT, Form, LITIGATION, ORGANISATIONS};
use nianbao_core::report::{Block, Report, Row, Table};

/// The report as HTML: title, preface, sections, each as it is written.
pub fn html(report: &Report) -> String {
    let mut out = String::with_capacity(32 * 1024);
    element("h1", &report.title, &mut out);
    blocks(&report.preface, &mut out);
    for section in &report.sections {
        element("h2", &section.heading, &mut out);
        blocks(&section.blocks, &mut out);
    }
    out
}

fn blocks(list: &[Block], out: &mut String) {
    let mut rest = list;
    while let Some(block) = rest.first() {
        // The grids of table two are one table in the form.
        let joined = rest
            .iter()
            .take_while(|block| matches!(block, Block::Table(table) if table.id == TableId::Proactive))
            .count();
        if joined > 0 {
            let (tables, behind) = rest.split_at(joined);
            rest = behind;
            let tables: Vec<&Table> = tables
                .iter()
                .filter_map(|block| match block {
                    Block::Table(table) => Some(table),
                    _ => None,
                })
                .collect();
            proactive(&tables, out);
            continue;
        }
        rest = rest.get(1..).unwrap_or_default();
        match block {
            Block::Heading { text, .. } => element("h3", text, out),
            Block::Paragraph(text) => {
                out.push_str("<p>");
                for (i, line) in text.split('\n').enumerate() {
                    if i > 0 {
                        out.push_str("<br>");
                    }
                    escape(line, out);
                }
                out.push_str("</p>");
            }
            Block::Table(table) => match table.id {
                TableId::Requests if conforms(table) => requests(table, out),
                TableId::Disputes if conforms(table) => disputes(table, out),
                _ => plain(table, out),
            },
            Block::Grid(rows) => {
                out.push_str("<table>");
                for row in rows {
                    out.push_str("<tr>");
                    for text in row {
                        element("td", text, out);
                    }
                    out.push_str("</tr>");
                }
                out.push_str("</table>");
            }
            Block::Picture { alt, address } => {
                out.push_str("<p class=\"picture\">[");
                escape(if alt.is_empty() { address } else { alt }, out);
                out.push_str("]</p>");
            }
        }
    }
}

/// Whether a table has the rows and columns of its form in their order, so that the merged headers fit it.
fn conforms(table: &Table) -> bool {
    Form::ALL.iter().any(|form| {
        form.table(table.id).any(|grid| {
            grid.rows
                .iter()
                .map(|row| Some(row.key))
                .eq(table.rows.iter().map(|row| row.key))
                && grid
                    .columns
                    .iter()
                    .map(|column| Some(column.key))
                    .eq(table.columns.iter().map(|column| column.key))
                && table
                    .rows
                    .iter()
                    .all(|row| matches!(row.key, Some(RowKey::Group(_))) || row.cells.len() == table.columns.len())
        })
    })
}

fn proactive(tables: &[&Table], out: &mut String) {
    let width = tables.iter().map(|table| table.columns.len()).max().unwrap_or(1).max(1);
    // The last column of a grid with fewer columns covers the rest.
    let spread = |index: usize, count: usize| if index + 1 == count { width + 1 - count } else { 1 };
    out.push_str("<table class=\"two\"><tbody>");
    for table in tables {
        out.push_str("<tr>");
        head(&table.caption, width + 1, 1, out);
        out.push_str("</tr><tr>");
        head(&CONTENT.zh, 1, 1, out);
        for (index, column) in table.columns.iter().enumerate() {
            head(&column.label, spread(index, table.columns.len()), 1, out);
        }
        out.push_str("</tr>");
        for row in &table.rows {
            out.push_str("<tr>");
            label(&row.label, 1, 1, out);
            for (index, cell) in row.cells.iter().enumerate() {
                data(cell, spread(index, table.columns.len()), out);
            }
            out.push_str("</tr>");
        }
    }
    out.push_str("</tbody></table>");
}

fn requests(table: &Table, out: &mut String) {
    out.push_str("<table class=\"three\"><thead><tr>");
    head(&table.caption, 3, 3, out);
    head(&APPLICANTS.zh, table.columns.len(), 1, out);
    out.push_str("</tr><tr>");
    let last = table.columns.len().saturating_sub(1);
    for (index, column) in table.columns.iter().enumerate() {
        if index == 0 || index == last {
            head(&column.label, 1, 2, out);
        } else if index == 1 {
            head(&ORGANISATIONS.zh, last - 1, 1, out);
        }
    }
    out.push_str("</tr><tr>");
    for column in table.columns.iter().skip(1).take(last.saturating_sub(1)) {
        head(&column.label, 1, 1, out);
    }
    out.push_str("</tr></thead><tbody>");
    let group = |row: &Row| match row.key {
        Some(RowKey::Requests(key)) => key.group(),
        _ => None,
    };
    // Headings that wait for the row that they stand in front of.
    let mut waiting: Vec<(&str, usize)> = Vec::new();
    for row in &table.rows {
        if let Some(RowKey::Group(id)) = row.key {
            let rows = table.rows.iter().filter(|row| match id {
                RequestsGroup::Outcomes => group(row).is_some(),
                id => group(row) == Some(id),
            });
            waiting.push((&row.label, rows.count()));
            continue;
        }
        out.push_str("<tr>");
        for (text, rows) in waiting.drain(..) {
            label(text, 1, rows, out);
        }
        let columns = match group(row) {
            None => 3,
            Some(RequestsGroup::Outcomes) => 2,
            Some(_) => 1,
        };
        label(&row.label, columns, 1, out);
        for cell in &row.cells {
            data(cell, 1, out);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

fn disputes(table: &Table, out: &mut String) {
    let width = table.columns.len();
    let labels = |out: &mut String, rows: usize| {
        for column in &table.columns {
            head(&column.label, 1, rows, out);
        }
    };
    out.push_str("<table class=\"four\"><thead><tr>");
    for (index, row) in table.rows.iter().enumerate() {
        if index == 0 {
            head(&row.label, width, 1, out);
        } else if index == 1 {
            head(&LITIGATION.zh, width * (table.rows.len() - 1), 1, out);
        }
    }
    out.push_str("</tr><tr>");
    labels(out, 2);
    for row in table.rows.iter().skip(1) {
        head(&row.label, width, 1, out);
    }
    out.push_str("</tr><tr>");
    for _ in table.rows.iter().skip(1) {
        labels(out, 1);
    }
    out.push_str("</tr></thead><tbody><tr>");
    for cell in table.rows.iter().flat_map(|row| &row.cells) {
        data(cell, 1, out);
    }
    out.push_str("</tr></tbody></table>");
}

fn plain(table: &Table, out: &mut String) {
    out.push_str("<table><thead><tr>");
    head(&table.caption, 1, 1, out);
    for column in &table.columns {
        head(&column.label, 1, 1, out);
    }
    out.push_str("</tr></thead><tbody>");
    for row in &table.rows {
        out.push_str("<tr>");
        let columns = if row.cells.is_empty() {
            table.columns.len() + 1
        } else {
            1
        };
        label(&row.label, columns, 1, out);
        for cell in &row.cells {
            data(cell, 1, out);
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table>");
}

fn head(text: &str, columns: usize, rows: usize, out: &mut String) {
    cell("th", "", text, columns, rows, out);
}

fn label(text: &str, columns: usize, rows: usize, out: &mut String) {
    cell("th", "l", text, columns, rows, out);
}

fn data(value: &Cell, columns: usize, out: &mut String) {
    cell("td", "", value.as_str(), columns, 1, out);
}

fn cell(tag: &str, class: &str, text: &str, columns: usize, rows: usize, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    if !class.is_empty() {
        attribute("class", class, out);
    }
    if columns > 1 {
        attribute("colspan", &columns.to_string(), out);
    }
    if rows > 1 {
        attribute("rowspan", &rows.to_string(), out);
    }
    out.push('>');
    escape(text, out);
    close(tag, out);
}

fn attribute(name: &str, value: &str, out: &mut String) {
    for piece in [" ", name, "=\"", value, "\""] {
        out.push_str(piece);
    }
}

fn element(tag: &str, text: &str, out: &mut String) {
    out.push('<');
    out.push_str(tag);
    out.push('>');
    escape(text, out);
    close(tag, out);
}

fn close(tag: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
}

/// Whether a column holds totals.
pub fn is_total(key: Option<ColumnKey>) -> bool {
    use nianbao_core::field::{Applicant, DisputeResult};
    matches!(
        key,
        Some(ColumnKey::Requests(Applicant::Total) | ColumnKey::Disputes(DisputeResult::Total))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The columns that each row of a table covers, spans from above included.
    fn widths(html: &str) -> Vec<usize> {
        let mut rows: Vec<usize> = Vec::new();
        let mut hanging: Vec<(usize, usize)> = Vec::new();
        for row in html.split("<tr>").skip(1) {
            let mut width: usize = hanging.iter().map(|(columns, _)| columns).sum();
            hanging.retain_mut(|(_, rows)| {
                *rows -= 1;
                *rows > 0
            });
            for cell in row
                .split('<')
                .filter(|tag| tag.starts_with("th") || tag.starts_with("td"))
            {
                let span = |name: &str| {
                    let (_, rest) = cell.split_once(name)?;
                    rest.split('"').nth(1)?.parse::<usize>().ok()
                };
                let (columns, rows) = (span("colspan").unwrap_or(1), span("rowspan").unwrap_or(1));
                width += columns;
                if rows > 1 {
                    hanging.push((columns, rows - 1));
                }
            }
            rows.push(width);
        }
        assert_eq!(hanging, [], "a span leads out of the table");
        rows
    }

    #[test]
    fn merged_headers_fill_their_tables() {
        for form in Form::ALL {
            let report = Report::blank(form, "某局", Some(form.first_year));
            let html = html(&report);
            let tables: Vec<&str> = html.split("<table").skip(1).collect();
            assert_eq!(tables.len(), 3);
            for (table, width) in tables.iter().zip([4, 10, 15]) {
                let table = table.split("</table>").next().unwrap();
                for found in widths(table) {
                    assert_eq!(found, width, "{table}");
                }
            }
        }
    }

    #[test]
    fn what_was_written_is_shown_as_text() {
        let mut report = Report::blank(Form::LATEST, "<b>&", Some(2023));
        report.set("requests.received.total".parse().unwrap(), "<3");
        report.sections[2]
            .blocks
            .push(Block::Grid(vec![vec!["甲<".to_owned()]]));
        let html = html(&report);
        assert!(html.contains("&lt;b>&amp;") && html.contains("<td>&lt;3</td>") && html.contains("甲&lt;"));
    }
}

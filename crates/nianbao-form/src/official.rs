//! The report in the official layout, with merged table headers, for preview and print.

use nianbao_core::field::{ColumnKey, TableId};
use nianbao_core::form::Form;
use nianbao_core::html::escape_into;
use nianbao_core::layout::{Cell, Kind, Layout, Origin, Role};
use nianbao_core::report::{Block, Part, Report};

/// The report as HTML: title, preface and sections, as they were written.
pub fn html(report: &Report) -> String {
    let mut out = String::with_capacity(32 * 1024);
    let form = report.form().unwrap_or(Form::LATEST);
    element("h1", &report.title, &mut out);
    blocks(&report.preface, form, &mut out);
    for section in &report.sections {
        element("h2", &section.heading, &mut out);
        blocks(&section.blocks, form, &mut out);
    }
    out
}

/// One part of the report as HTML, with its heading.
pub fn part(report: &Report, part: Part) -> String {
    let mut out = String::new();
    if let Part::Section(index) = part {
        let heading = report.sections.get(index).map_or("", |section| &section.heading);
        element("h2", heading, &mut out);
    }
    blocks(report.blocks(part), report.form().unwrap_or(Form::LATEST), &mut out);
    out
}

fn blocks(list: &[Block], form: &'static Form, out: &mut String) {
    let mut rest = list;
    while let Some(block) = rest.first() {
        let mut taken = 1;
        match block {
            Block::Heading { text, .. } => element("h3", text, out),
            Block::Paragraph(text) => {
                out.push_str("<p>");
                for (i, line) in text.split('\n').enumerate() {
                    if i > 0 {
                        out.push_str("<br>");
                    }
                    escape_into(line, out);
                }
                out.push_str("</p>");
            }
            Block::Table(_) => {
                if let Some(layout) = Layout::official(rest, form) {
                    table(&layout, out);
                    taken = layout.blocks.max(1);
                }
            }
            Block::Grid(rows) => table(&Layout::grid(rows), out),
            Block::Picture { alt, address } => {
                out.push_str("<p class=\"picture\">[");
                escape_into(if alt.is_empty() { address } else { alt }, out);
                out.push_str("]</p>");
            }
        }
        rest = rest.get(taken..).unwrap_or_default();
    }
}

fn table(layout: &Layout<'_>, out: &mut String) {
    let heads = match layout.kind {
        // The first row of a grid need not be a header.
        Kind::Grid => 0,
        _ => layout.heads,
    };
    out.push_str("<table");
    match layout.kind {
        Kind::Official(TableId::Proactive) => attribute("class", "two", out),
        Kind::Official(TableId::Requests) => attribute("class", "three", out),
        Kind::Official(TableId::Disputes) => attribute("class", "four", out),
        Kind::Plain(_) | Kind::Grid => {}
    }
    out.push('>');
    let (head, body) = layout.rows.split_at(heads.min(layout.rows.len()));
    for (name, rows) in [("thead", head), ("tbody", body)] {
        if rows.is_empty() {
            continue;
        }
        out.push('<');
        out.push_str(name);
        out.push('>');
        for row in rows {
            out.push_str("<tr>");
            for one in row {
                cell(one, out);
            }
            out.push_str("</tr>");
        }
        close(name, out);
    }
    close("table", out);
}

fn cell(cell: &Cell<'_>, out: &mut String) {
    let (tag, class) = match cell.role {
        Role::Corner | Role::Band | Role::ColumnGroup | Role::Column => ("th", ""),
        // The report has no heading for these rows; the form's words tell the rows apart.
        Role::RowGroup if cell.origin == Origin::Form => ("th", "l supplied"),
        Role::RowGroup | Role::Row => ("th", "l"),
        Role::Figure | Role::Words => ("td", ""),
        Role::Missing => ("td", "nothing"),
    };
    out.push('<');
    out.push_str(tag);
    if !class.is_empty() {
        attribute("class", class, out);
    }
    if cell.columns > 1 {
        attribute("colspan", &cell.columns.to_string(), out);
    }
    if cell.rows > 1 {
        attribute("rowspan", &cell.rows.to_string(), out);
    }
    out.push('>');
    escape_into(cell.words(), out);
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
    escape_into(text, out);
    close(tag, out);
}

fn close(tag: &str, out: &mut String) {
    out.push_str("</");
    out.push_str(tag);
    out.push('>');
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
    use nianbao_core::field::RowKey;
    use nianbao_core::report::Table;

    use super::*;

    /// The tables of a report in the preview, after a change to each table.
    fn tables(form: &'static Form, change: impl Fn(&mut Table)) -> Vec<String> {
        let mut report = Report::blank(form, "某局", Some(form.first_year));
        for section in &mut report.sections {
            for block in &mut section.blocks {
                if let Block::Table(table) = block {
                    change(table);
                }
            }
        }
        let html = html(&report);
        let tables = html.split("<table").skip(1);
        tables
            .map(|table| table.split("</table>").next().unwrap().to_owned())
            .collect()
    }

    #[test]
    fn the_forms_tables_are_drawn_with_their_merged_headers() {
        for form in Form::ALL {
            let found = tables(form, |_| {});
            let [two, three, four] = found.as_slice() else {
                panic!("three tables, not {}", found.len())
            };
            assert!(two.starts_with(" class=\"two\"><tbody><tr><th colspan=\""), "{two}");
            let corner = " class=\"three\"><thead><tr><th colspan=\"3\" rowspan=\"3\">（本列";
            assert!(three.starts_with(corner), "{three}");
            assert!(
                three.contains("</thead><tbody><tr><th class=\"l\" colspan=\"3\">一、本年新收"),
                "{three}"
            );
            assert!(
                four.starts_with(" class=\"four\"><thead><tr><th colspan=\"5\">行政复议</th>"),
                "{four}"
            );
            assert!(found.iter().all(|table| !table.contains("nothing")));
        }
    }

    #[test]
    fn a_row_without_its_cells_and_one_of_another_kind_stay_in_the_official_layout() {
        let found = tables(Form::LATEST, |table| {
            if let Some(row) = table.rows.first_mut().filter(|_| table.id == TableId::Requests) {
                row.cells.truncate(1);
                row.key = None;
                row.label = "零、另行登记".to_owned();
            }
            table
                .rows
                .retain(|row| !matches!(row.key, Some(RowKey::Group(group)) if group.name() == "denied"));
        });
        let three = &found[1];
        let row = format!(
            "<th class=\"l\" colspan=\"3\">零、另行登记</th><td></td>{}</tr>",
            "<td class=\"nothing\"></td>".repeat(6)
        );
        assert!(three.starts_with(" class=\"three\"") && three.contains(&row), "{three}");
        assert!(
            three.contains("<th class=\"l supplied\" rowspan=\"8\">（三）不予公开</th>"),
            "{three}"
        );
    }

    #[test]
    fn what_was_written_is_shown_as_text() {
        let mut report = Report::blank(Form::LATEST, "<b>&", Some(2023));
        report.set("requests.received.total".parse().unwrap(), "<3");
        report.sections[2]
            .blocks
            .push(Block::Grid(vec![vec!["甲<".to_owned()]]));
        let html = html(&report);
        assert!(html.contains("&lt;b&gt;&amp;") && html.contains("<td>&lt;3</td>") && html.contains("<td>甲&lt;</td>"));
    }
}

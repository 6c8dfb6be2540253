//! The statutory tables in their official layout as HTML, with links, marks and the names for screen readers.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use nianbao_core::cell::{self, Value};
use nianbao_core::field::{Field, RequestsRow, RowKey, TableId};
use nianbao_core::form::Form;
use nianbao_core::layout::{Cell, Kind, Layout, Origin, Role};
use nianbao_core::report::{Block, Part, Table};
use nianbao_core::text::{Lang, Text};

use super::html;
use super::marks::{Mark, Marks};
use super::words::WORDS;

/// The place in the report of the blocks of a layout.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) part: Part,
    /// The index in the part of the first block.
    pub(crate) first: usize,
    /// The blocks of the part, from the first one on.
    pub(crate) blocks: &'a [Block],
}

/// The state while a table is written.
struct Drawing<'a> {
    layout: &'a Layout<'a>,
    place: Place<'a>,
    marks: &'a Marks,
    lang: Lang,
    /// The ids used so far: one place of the report may be shown in several cells of the layout (the headers of table
    /// four).
    given: BTreeSet<String>,
}

/// What is known of a cell.
struct Seen<'a> {
    /// The filled-in cell, with its field if the form has it.
    figure: Option<(&'a cell::Cell, Option<Field>)>,
    /// The field if this is its first place in the report; only there it is linked and marked.
    first: Option<Field>,
    mark: Option<&'a Mark>,
}

/// Writes a table of the report as HTML.
pub(crate) fn html(
    layout: &Layout<'_>,
    place: Place<'_>,
    form: &'static Form,
    marks: &Marks,
    lang: Lang,
    out: &mut String,
) {
    let (Kind::Official(table) | Kind::Plain(table)) = layout.kind else {
        return;
    };
    let (head, body) = layout.rows.split_at(layout.heads.min(layout.rows.len()));
    if layout.width == 0 || body.is_empty() {
        return;
    }
    let mut drawing = Drawing {
        layout,
        place,
        marks,
        lang,
        given: BTreeSet::new(),
    };
    let title = title(table, form);
    let title = html::escape(title.get(lang));
    let _ = write!(
        out,
        "<section class=\"wide\" tabindex=\"0\" aria-label=\"{title}\">\n<table class=\"form {}\">\n<caption class=\"unseen\">{title}</caption>\n",
        table.name(),
    );
    if !head.is_empty() {
        out.push_str("<thead>\n");
        for row in head {
            drawing.row(row, out);
        }
        out.push_str("</thead>\n");
    }
    for (index, row) in body.iter().enumerate() {
        // The rows below a caption form a group.
        let begins = row.first().is_some_and(|cell| cell.role == Role::Band);
        if index == 0 || begins {
            out.push_str(if index == 0 { "<tbody>\n" } else { "</tbody>\n<tbody>\n" });
        }
        drawing.row(row, out);
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

impl<'a> Drawing<'a> {
    fn table(&self, block: usize) -> Option<&'a Table> {
        match self.place.blocks.get(block) {
            Some(Block::Table(table)) => Some(table),
            _ => None,
        }
    }

    fn row(&mut self, row: &[Cell<'_>], out: &mut String) {
        let sum = row.iter().any(|cell| self.is_sum(cell));
        out.push_str(if sum { "<tr class=\"sum\">" } else { "<tr>" });
        for cell in row {
            self.cell(cell, out);
        }
        out.push_str("</tr>\n");
    }

    /// Whether a cell is the label of a total row.
    fn is_sum(&self, cell: &Cell<'_>) -> bool {
        let (Role::Row, Origin::Row(block, row)) = (cell.role, cell.origin) else {
            return false;
        };
        let key = self
            .table(block)
            .and_then(|table| table.rows.get(row))
            .and_then(|row| row.key);
        matches!(
            key,
            Some(RowKey::Requests(RequestsRow::OutcomesTotal | RequestsRow::CarriedOut))
        )
    }

    /// The filled-in cell, with its field if the form has it.
    fn figure(&self, cell: &Cell<'_>) -> Option<(&'a cell::Cell, Option<Field>)> {
        let (Role::Figure, Origin::Cell(block, row, column)) = (cell.role, cell.origin) else {
            return None;
        };
        let table = self.table(block)?;
        let line = table.rows.get(row)?;
        let keys = line.key.zip(table.columns.get(column).and_then(|column| column.key));
        let field = keys.and_then(|(row, column)| Field::at(row, column));
        Some((line.cells.get(column)?, field.filter(|field| field.exists())))
    }

    /// Looks up all that is known of a cell.
    fn seen(&self, cell: &Cell<'_>) -> Seen<'a> {
        let figure = self.figure(cell);
        let first = match (figure, cell.origin) {
            (Some((_, Some(field))), Origin::Cell(block, row, column)) => {
                let block = self.place.first + block;
                let is_first = self.marks.is_first(field, self.place.part, block, row, column);
                is_first.then_some(field)
            }
            _ => None,
        };
        let part = self.place.part;
        let mark = match cell.origin {
            _ if cell.role == Role::Missing => None,
            Origin::Cell(..) => first.and_then(|field| self.marks.field(field)),
            Origin::Column(block, column) => self.marks.column(part, self.place.first + block, column),
            Origin::Row(block, row) => self.marks.row(part, self.place.first + block, row),
            Origin::Form | Origin::Caption(_) | Origin::Nothing => None,
        };
        Seen { figure, first, mark }
    }

    /// Writes the id of a cell, if it is needed: for a finding, a link, or the cells that it is a header of.
    fn id(&mut self, cell: &Cell<'_>, seen: &Seen<'_>, out: &mut String) {
        // A field has one first place, which is one cell, and its name has nothing to escape.
        if let Some(name) = seen.first.and_then(Field::name) {
            out.push_str(" id=\"");
            out.push_str(name);
            out.push('"');
            return;
        }
        let mark = seen.mark.filter(|mark| mark.first);
        let id = mark
            .map(|mark| mark.anchor.clone())
            .or_else(|| self.header_id(cell.origin));
        if let Some(id) = id.filter(|id| !self.given.contains(id)) {
            let _ = write!(out, " id=\"{}\"", html::attribute(&id));
            self.given.insert(id);
        }
    }

    /// The id by which the cells of table two name their headers; in that table, scopes are not enough.
    fn header_id(&self, origin: Origin) -> Option<String> {
        if self.layout.kind != Kind::Official(TableId::Proactive) {
            return None;
        }
        let part = match self.place.part {
            Part::Preface => 0,
            Part::Section(index) => index + 1,
        };
        let block = |block: usize| self.place.first + block;
        Some(match origin {
            Origin::Caption(of) => format!("t{part}-{}-item", block(of)),
            Origin::Column(of, column) => match self.marks.column(self.place.part, block(of), column) {
                Some(mark) if mark.first => mark.anchor.clone(),
                _ => format!("t{part}-{}-c{column}", block(of)),
            },
            Origin::Row(of, row) => match self.marks.row(self.place.part, block(of), row) {
                Some(mark) if mark.first => mark.anchor.clone(),
                _ => format!("t{part}-{}-r{row}", block(of)),
            },
            Origin::Form | Origin::Cell(..) | Origin::Nothing => return None,
        })
    }

    /// The ids of the headers of a cell, if scopes are not enough.
    fn headers(&self, cell: &Cell<'_>) -> Option<String> {
        let Origin::Cell(block, row, column) = cell.origin else {
            return None;
        };
        let item = self.header_id(Origin::Caption(block))?;
        let row = self.header_id(Origin::Row(block, row))?;
        let column = self.header_id(Origin::Column(block, column))?;
        Some(format!("{item} {row} {column}"))
    }

    fn classes(cell: &Cell<'_>, seen: &Seen<'_>, scope: Option<&str>) -> [&'static str; 4] {
        let [mut own, mut stray, mut at, mut severity] = [""; 4];
        if let Some((value, field)) = seen.figure {
            own = match value.value() {
                Value::Number(number) if number.is_zero() => "n z",
                Value::Number(_) => "n",
                Value::Blank => "blank",
                Value::Text(_) => "words",
            };
            if field.is_none() {
                stray = "stray";
            }
        } else if cell.role == Role::Missing {
            own = "nothing";
        } else if scope.is_none() {
            own = "note";
        } else if cell.form.is_none() {
            stray = "stray";
        }
        if let Some(mark) = seen.mark {
            at = if mark.first { "at" } else { "part" };
            severity = mark.severity.name();
        }
        [own, stray, at, severity]
    }

    fn cell(&mut self, cell: &Cell<'_>, out: &mut String) {
        let scope = match cell.role {
            Role::Column => Some("col"),
            Role::ColumnGroup => Some("colgroup"),
            Role::Row => Some("row"),
            Role::RowGroup => Some("rowgroup"),
            // The caption of table two covers the rows below it; the one of table four is a note.
            Role::Band if self.layout.heads == 0 => Some("rowgroup"),
            Role::Band | Role::Corner | Role::Figure | Role::Missing | Role::Words => None,
        };
        let [begin, end] = if scope.is_none() {
            ["<td", "</td>"]
        } else {
            ["<th", "</th>"]
        };
        let seen = self.seen(cell);
        out.push_str(begin);
        self.id(cell, &seen, out);
        let mut between = " class=\"";
        for class in Drawing::classes(cell, &seen, scope) {
            if !class.is_empty() {
                out.push_str(between);
                out.push_str(class);
                between = " ";
            }
        }
        if between == " " {
            out.push('"');
        }
        if cell.columns > 1 {
            let _ = write!(out, " colspan=\"{}\"", cell.columns);
        }
        if cell.rows > 1 {
            let _ = write!(out, " rowspan=\"{}\"", cell.rows);
        }
        if let Some(scope) = scope {
            out.push_str(" scope=\"");
            out.push_str(scope);
            out.push('"');
        }
        if let Some(headers) = self.headers(cell) {
            let _ = write!(out, " headers=\"{headers}\"");
        }
        out.push('>');
        let finding = seen.mark.and_then(|mark| mark.finding);
        if let Some(finding) = finding {
            let _ = write!(out, "<a href=\"#finding-{finding}\">");
        }
        self.content(cell, &seen, out);
        if finding.is_some() {
            out.push_str("</a>");
        }
        out.push_str(end);
    }

    fn content(&self, cell: &Cell<'_>, seen: &Seen<'_>, out: &mut String) {
        if let Some((value, _)) = seen.figure {
            if !value.is_blank() {
                html::lines_into(cell.text, out);
                return;
            }
            // The text typed in place of a figure is shown; screen readers announce a blank cell.
            let _ = write!(out, "<span class=\"unseen\">{}</span>", WORDS.blank.get(self.lang));
            if !cell.text.is_empty() {
                out.push_str("<span aria-hidden=\"true\">");
                html::escape_into(cell.text, out);
                out.push_str("</span>");
            }
            return;
        }
        match (cell.role, cell.origin, cell.form) {
            (Role::Missing, ..) => {}
            (Role::Column | Role::ColumnGroup, Origin::Form, Some(words)) => {
                html::escape_into(words.get(self.lang), out);
            }
            (_, _, form) => write_label(cell.text, form, self.lang, out),
        }
    }
}

/// The name of the table for screen readers.
fn title(table: TableId, form: &'static Form) -> Text {
    let heading = table.section().heading();
    let year = form.id.name();
    Text::of(
        format!("{}（{year}年版格式）", heading.zh),
        format!("{} (form of {year})", heading.en),
    )
}

/// Where words that are wider than a column on a phone may be broken.
const BREAKS: [(&str, &str); 4] = [
    ("Commercial", "Commer&shy;cial"),
    ("organisations", "organi&shy;sations"),
    ("institutions", "institu&shy;tions"),
    ("enterprises", "enter&shy;prises"),
];

/// Writes a label: in Chinese as it was written; in English in the form's words, plus the written text if it differs.
fn write_label(written: &str, form: Option<&Text>, lang: Lang, out: &mut String) {
    match (lang, form) {
        (Lang::En, Some(form)) => {
            let label = html::escape(&form.en);
            let label = BREAKS
                .iter()
                .fold(label, |label, (word, broken)| label.replace(word, broken));
            out.push_str(&label);
            if form.zh != written && !written.is_empty() {
                out.push_str(" <span class=\"written\" lang=\"zh-CN\">");
                html::lines_into(written, out);
                out.push_str("</span>");
            }
        }
        (Lang::Zh, Some(form)) if written.is_empty() => {
            // The report has no such heading, so the form's words are shown to tell the rows below apart.
            out.push_str("<span class=\"supplied\">");
            html::escape_into(&form.zh, out);
            out.push_str("</span>");
        }
        (Lang::En, None) if !written.is_empty() => {
            out.push_str("<span lang=\"zh-CN\">");
            html::lines_into(written, out);
            out.push_str("</span>");
        }
        _ => {
            // The form sets the note in brackets after a label apart.
            match written.split_once("（区分处理") {
                Some((label, note)) => {
                    html::escape_into(label, out);
                    out.push_str("<br><small>（区分处理");
                    html::escape_into(note, out);
                    out.push_str("</small>");
                }
                None => html::lines_into(written, out),
            }
        }
    }
}

/// Writes a table that is not in the form, as it was written. Its first row is a header if the source had one.
pub(crate) fn plain(rows: &[Vec<String>], id: &str, mark: Option<&Mark>, lang: Lang, out: &mut String) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if width == 0 {
        return;
    }
    let name = WORDS.other_table.get(lang);
    let class = mark.map_or_else(String::new, |mark| format!(" at {}", mark.severity.name()));
    let _ = write!(
        out,
        "<section class=\"wide{class}\" tabindex=\"0\" aria-label=\"{name}\" id=\"{id}\">\n<table class=\"form plain\">\n<caption class=\"unseen\">{name}</caption>\n"
    );
    for (index, row) in rows.iter().enumerate() {
        let tag = if index == 0 && rows.len() > 1 { "th" } else { "td" };
        out.push_str(match index {
            0 if rows.len() > 1 => "<thead>\n<tr>",
            0 | 1 => "<tbody>\n<tr>",
            _ => "<tr>",
        });
        for column in 0..width {
            let text = row.get(column).map_or("", String::as_str);
            // An empty header has no name to announce.
            let (tag, scope) = if tag == "th" && !text.is_empty() {
                ("th", " scope=\"col\"")
            } else {
                ("td", "")
            };
            let class = if cell::Cell::new(text).number().is_some() {
                " class=\"n\""
            } else {
                ""
            };
            let _ = write!(out, "<{tag}{class}{scope}>");
            html::lines_into(text, out);
            let _ = write!(out, "</{tag}>");
        }
        out.push_str(if index == 0 && rows.len() > 1 {
            "</tr>\n</thead>\n"
        } else {
            "</tr>\n"
        });
    }
    out.push_str("</tbody>\n</table>\n</section>\n");
}

#[cfg(test)]
mod tests {
    use nianbao_core::form::FormId;
    use nianbao_core::report::Report;
    use nianbao_core::rules::{self, Settings};
    use proptest::prelude::*;

    use super::*;

    fn tables(report: &mut Report) -> Vec<&mut Table> {
        let blocks = report.sections.iter_mut().flat_map(|section| &mut section.blocks);
        let tables = blocks.filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        });
        tables.collect()
    }

    /// Writes a report as its page shows it, in both languages, and checks that every finding about a table leads to a
    /// place on the page and that ids are unique.
    fn check(report: &Report, form: &'static Form) -> String {
        let checked = rules::check(nianbao_core::verdict::Input::new(report, 0), &Settings::default());
        let marks = Marks::new(report, &checked.findings, &[]);
        let mut all = String::new();
        for lang in Lang::ALL {
            let mut out = String::new();
            for part in report.parts() {
                super::super::prose::blocks(report, part, form, &marks, &|_| None, lang, &mut out);
            }
            let ids: Vec<&str> = out
                .split(" id=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
                .collect();
            let given: BTreeSet<&str> = ids.iter().copied().collect();
            assert_eq!(ids.len(), given.len(), "an id is given twice");
            for (index, finding) in checked.findings.iter().enumerate() {
                use nianbao_core::report::At;
                if matches!(finding.at, At::RowLabel(..) | At::ColumnLabel(..)) {
                    let target = marks.target(index + 1).expect("it leads somewhere");
                    assert!(given.contains(target), "{target}: {}", finding.message.en);
                }
            }
            for list in out
                .split(" headers=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                assert!(list.split(' ').all(|id| given.contains(id)), "{list}");
            }
            all.push_str(&out);
        }
        all
    }

    #[test]
    fn a_finding_about_a_label_of_table_two_leads_to_it() {
        let form = FormId::F2021.form();
        let mut report = Report::blank(form, "某县财政局", Some(2023));
        for table in tables(&mut report) {
            if table.id == TableId::Proactive {
                table.columns[0].label.push_str("（件）");
                table.rows[0].label.push('等');
                table.columns[0].key = None;
            }
        }
        let html = check(&report, form);
        for id in ["proactive-1-column-1", "proactive-1-row-1"] {
            assert!(html.contains(&format!(" id=\"{id}\"")), "{id}");
        }
    }

    #[test]
    fn blank_missing_and_unknown_cells_differ_from_figures() {
        let form = FormId::F2021.form();
        let mut report = Report::blank(form, "某县财政局", Some(2023));
        for table in tables(&mut report) {
            match table.id {
                TableId::Requests => {
                    table.rows[0].cells.truncate(2);
                    table.rows[0].cells[1] = cell::Cell::new("0");
                    table.columns[6].key = None;
                    table.rows.retain(|row| {
                        !matches!(row.key, Some(RowKey::Group(nianbao_core::field::RequestsGroup::Denied)))
                    });
                }
                TableId::Disputes => table.caption = "单位：件".to_owned(),
                TableId::Proactive => {}
            }
        }
        let html = check(&report, form);
        for piece in [
            "class=\"blank",
            "class=\"n z\">0</td><td class=\"nothing\"></td>",
            "class=\"blank stray",
            "class=\"stray at error\" rowspan=\"2\" scope=\"col\"",
            "<th rowspan=\"8\" scope=\"rowgroup\"><span class=\"supplied\">（三）不予公开</span></th>",
            "<th rowspan=\"8\" scope=\"rowgroup\">(3) Not disclosed</th>",
            "<td class=\"note\" colspan=\"15\">单位：件</td>",
        ] {
            assert!(html.contains(piece), "{piece}\n{html}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Rows and columns missing, doubled, unknown, in another order, too short or too long.
        #[test]
        fn any_table_can_be_drawn(
            new in any::<bool>(),
            edits in prop::collection::vec(
                (any::<prop::sample::Index>(), 0_u8..8, any::<prop::sample::Index>(), any::<prop::sample::Index>()),
                0..16,
            ),
        ) {
            let form = if new { FormId::F2021.form() } else { FormId::F2019.form() };
            let mut report = Report::blank(form, "某县财政局", Some(form.first_year));
            for (which, edit, at, other) in edits {
                let mut tables = tables(&mut report);
                let index = which.index(tables.len());
                let table = &mut *tables[index];
                let (rows, columns) = (table.rows.len(), table.columns.len());
                let (row, column) = (at.index(rows), at.index(columns));
                match edit {
                    0 if rows > 1 => drop(table.rows.remove(row)),
                    1 if columns > 1 => drop(table.columns.remove(column)),
                    2 => table.rows.insert(other.index(rows), table.rows[row].clone()),
                    3 => table.rows[row].key = None,
                    4 => table.columns[column].key = None,
                    5 => table.rows.swap(row, other.index(rows)),
                    6 => table.rows[row].cells.push(cell::Cell::new("9")),
                    _ => table.rows[row].cells.clear(),
                }
            }
            check(&report, form);
        }
    }
}

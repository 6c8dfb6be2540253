//! The statutory tables in their official layout, with merged headers.
//!
//! A table is laid out from what was written, row by row and column by column: a row or column that the form does not
//! have is shown where it stood, one that is missing is not made up. Where the report has the form's rows, the result
//! is the form's layout. Every layout is a full rectangle.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use nianbao_core::cell::{Cell, Value};
use nianbao_core::field::{Applicant, ColumnKey, DisputeBlock, Field, RequestsGroup, RowKey, TableId};
use nianbao_core::form::{APPLICANTS, CONTENT, Form, Grid, LITIGATION, ORGANISATIONS};
use nianbao_core::report::{Column, Part, Row, Table};
use nianbao_core::text::{Lang, Text};

use super::html;
use super::marks::{Mark, Marks};

/// A grid of the form with its place in the report.
#[derive(Clone, Copy)]
pub(crate) struct Placed<'a> {
    pub(crate) part: Part,
    pub(crate) block: usize,
    pub(crate) table: &'a Table,
}

/// One cell of a layout.
struct Piece<'a> {
    content: Content<'a>,
    columns: usize,
    rows: usize,
    scope: Scope,
    mark: Option<&'a Mark>,
    /// Its id; unique in the page.
    id: Option<String>,
    /// The ids of the headers that hold for it, where scopes do not tell.
    headers: Option<String>,
}

enum Content<'a> {
    /// A label as written, with the form's words where it was read as a row or column of the form.
    Label { written: &'a str, form: Option<Text> },
    /// Words that the form prints and the report's value does not hold.
    Printed(Text),
    /// A cell that was filled in; with its field where the form has it.
    Cell { cell: &'a Cell, field: Option<Field> },
    /// No cell was written here.
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scope {
    None,
    Column,
    ColumnGroup,
    Row,
    RowGroup,
}

/// A table laid out: a head and groups of rows.
struct Layout<'a> {
    width: usize,
    head: Vec<Line<'a>>,
    groups: Vec<Vec<Line<'a>>>,
}

struct Line<'a> {
    pieces: Vec<Piece<'a>>,
    /// Whether the row is a total.
    sum: bool,
}

impl<'a> Piece<'a> {
    fn new(content: Content<'a>, scope: Scope, columns: usize, rows: usize) -> Piece<'a> {
        Piece {
            content,
            columns: columns.max(1),
            rows: rows.max(1),
            scope,
            mark: None,
            id: None,
            headers: None,
        }
    }

    fn mark(mut self, mark: Option<&'a Mark>) -> Piece<'a> {
        self.mark = mark;
        self
    }
}

impl<'a> Line<'a> {
    fn of(pieces: Vec<Piece<'a>>) -> Line<'a> {
        Line { pieces, sum: false }
    }
}

/// The grids of one table as HTML. `tables` are neighbours in the report and of the same table.
pub(crate) fn html(tables: &[Placed<'_>], form: &'static Form, marks: &Marks, lang: Lang, out: &mut String) {
    let Some(first) = tables.first() else { return };
    match first.table.id {
        TableId::Proactive => write(&proactive(tables, form, marks), first.table.id, form, lang, out),
        TableId::Requests => {
            for placed in tables {
                write(&requests(*placed, form, marks), placed.table.id, form, lang, out);
            }
        }
        TableId::Disputes => {
            for placed in tables {
                write(&disputes(*placed, form, marks), placed.table.id, form, lang, out);
            }
        }
    }
}

/// How many columns a grid needs: as many as the widest row has cells.
fn width(table: &Table) -> usize {
    let cells = table.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    table.columns.len().max(cells)
}

fn row_label(row: &Row, form: &'static Form) -> Option<Text> {
    let key = row.key?;
    let of = |form: &'static Form| form.grids.iter().find_map(|grid| grid.row(key));
    of(form)
        .or_else(|| Form::ALL.into_iter().find_map(of))
        .map(|row| row.label.clone())
}

/// The form's header of a column. One column of table two has another header in each grid, so the grid is the one that
/// has the table's rows.
fn column_label(table: &Table, column: &Column, form: &'static Form) -> Option<Text> {
    let key = column.key?;
    let rows = |grid: &Grid| {
        table
            .rows
            .iter()
            .any(|row| row.key.is_some_and(|key| grid.row(key).is_some()))
    };
    let of = |form: &'static Form| {
        let fitting = || form.table(table.id).filter(|grid| grid.column(key).is_some());
        fitting().find(|grid| rows(grid)).or_else(|| fitting().next())
    };
    of(form)
        .or_else(|| Form::ALL.into_iter().find_map(of))
        .and_then(|grid| grid.column(key))
        .map(|column| column.label.clone())
}

/// The cells of a row: one for each column of the grid, whatever was written.
fn cells<'a>(placed: Placed<'a>, row: usize, width: usize, marks: &'a Marks) -> Vec<Piece<'a>> {
    let Some(line) = placed.table.rows.get(row) else {
        return Vec::new();
    };
    (0..width)
        .map(|index| {
            let column = placed.table.columns.get(index);
            let field = line
                .key
                .zip(column.and_then(|column| column.key))
                .and_then(|(row, column)| Field::at(row, column))
                .filter(|field| field.exists());
            let Some(cell) = line.cells.get(index) else {
                return Piece::new(Content::Nothing, Scope::None, 1, 1);
            };
            let first = field.is_some_and(|field| marks.is_first(field, placed.part, placed.block, row, index));
            let mut piece = Piece::new(Content::Cell { cell, field }, Scope::None, 1, 1);
            if let Some(field) = field.filter(|_| first) {
                piece.id = Some(field.to_string());
                piece.mark = marks.field(field);
            }
            piece
        })
        .collect()
}

fn column_head<'a>(
    placed: Placed<'a>,
    index: usize,
    form: &'static Form,
    marks: &'a Marks,
    columns: usize,
    rows: usize,
) -> Piece<'a> {
    match placed.table.columns.get(index) {
        Some(column) => Piece::new(
            Content::Label {
                written: &column.label,
                form: column_label(placed.table, column, form),
            },
            Scope::Column,
            columns,
            rows,
        )
        .mark(marks.column(placed.part, placed.block, index)),
        None => Piece::new(Content::Nothing, Scope::None, columns, rows),
    }
}

/// Table two: one table with a band for each item of Article 20.
fn proactive<'a>(tables: &[Placed<'a>], form: &'static Form, marks: &'a Marks) -> Layout<'a> {
    let inner = tables
        .iter()
        .map(|placed| width(placed.table))
        .max()
        .unwrap_or(1)
        .max(1);
    // The columns of a narrower grid: all but the last take one, the last takes the rest.
    let span = |index: usize, width: usize| if index + 1 == width { inner - index } else { 1 };
    let mut groups = Vec::new();
    for placed in tables {
        let own = width(placed.table);
        let prefix = match placed.part {
            Part::Preface => format!("t0-{}", placed.block),
            Part::Section(index) => format!("t{}-{}", index + 1, placed.block),
        };
        let mut lines = Vec::new();
        let mut item = Piece::new(
            Content::Label {
                written: &placed.table.caption,
                form: form
                    .table(TableId::Proactive)
                    .map(|grid| &grid.caption)
                    .find(|caption| caption.zh == placed.table.caption)
                    .cloned(),
            },
            Scope::RowGroup,
            inner + 1,
            1,
        );
        item.id = Some(format!("{prefix}-item"));
        lines.push(Line::of(vec![item]));
        let mut head = vec![Piece::new(Content::Printed(CONTENT), Scope::Column, 1, 1)];
        for index in 0..own {
            let mut piece = column_head(*placed, index, form, marks, span(index, own), 1);
            piece.id = Some(format!("{prefix}-c{index}"));
            head.push(piece);
        }
        if own == 0 {
            head.push(Piece::new(Content::Nothing, Scope::None, inner, 1));
        }
        lines.push(Line::of(head));
        for (index, row) in placed.table.rows.iter().enumerate() {
            let mut label = Piece::new(
                Content::Label {
                    written: &row.label,
                    form: row_label(row, form),
                },
                Scope::Row,
                1,
                1,
            )
            .mark(marks.row(placed.part, placed.block, index));
            label.id = Some(format!("{prefix}-r{index}"));
            let mut pieces = vec![label];
            for (column, mut piece) in cells(*placed, index, own, marks).into_iter().enumerate() {
                piece.columns = span(column, own);
                piece.headers = Some(format!("{prefix}-item {prefix}-r{index} {prefix}-c{column}"));
                pieces.push(piece);
            }
            if own == 0 {
                pieces.push(Piece::new(Content::Nothing, Scope::None, inner, 1));
            }
            lines.push(Line::of(pieces));
        }
        groups.push(lines);
    }
    Layout {
        width: inner + 1,
        head: Vec::new(),
        groups,
    }
}

/// The headings that a row of table three stands under.
fn path(row: &Row) -> (bool, Option<RequestsGroup>) {
    match row.key {
        Some(RowKey::Requests(row)) => match row.group() {
            None => (false, None),
            Some(RequestsGroup::Outcomes) => (true, None),
            Some(group) => (true, Some(group)),
        },
        Some(RowKey::Group(RequestsGroup::Outcomes)) => (true, None),
        Some(RowKey::Group(group)) => (true, Some(group)),
        _ => (false, None),
    }
}

/// A row of table three that is laid out as a line of its own.
struct Outcome {
    row: usize,
    outcomes: bool,
    group: Option<RequestsGroup>,
}

/// Table three: labels in up to three columns that span the rows below them, applicants in a head of three rows.
fn requests<'a>(placed: Placed<'a>, form: &'static Form, marks: &'a Marks) -> Layout<'a> {
    let table = placed.table;
    let own = width(table).max(1);
    let head = requests_head(placed, own, form, marks);

    // A heading inside the table has no figures; its label spans the rows below it. One that was filled in stands for itself.
    let is_heading =
        |row: &Row| matches!(row.key, Some(RowKey::Group(_))) && row.cells.iter().all(|c| c.as_str().is_empty());
    let heading = |group: RequestsGroup| {
        table
            .rows
            .iter()
            .position(|row| row.key == Some(RowKey::Group(group)) && is_heading(row))
    };
    let mut lines: Vec<Outcome> = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        if is_heading(row) {
            // A heading without rows below it would vanish: it is kept as a line.
            let RowKey::Group(group) = row.key.unwrap_or(RowKey::Group(RequestsGroup::Outcomes)) else {
                continue;
            };
            let spans = heading(group) == Some(index)
                && table.rows.iter().any(|other| {
                    !is_heading(other)
                        && match group {
                            RequestsGroup::Outcomes => path(other).0,
                            group => path(other).1 == Some(group),
                        }
                });
            if spans {
                continue;
            }
        }
        let (mut outcomes, mut group) = path(row);
        if row.key.is_none() {
            // A row that the form does not have stays under the headings of the rows around it.
            let near = |mut rows: Box<dyn Iterator<Item = &Row> + '_>| rows.find(|row| row.key.is_some()).map(path);
            let before = near(Box::new(table.rows[..index].iter().rev()));
            let after = near(Box::new(table.rows[index + 1..].iter()));
            if let (Some(before), Some(after)) = (before, after) {
                outcomes = before.0 && after.0;
                group = before.1.filter(|_| before.1 == after.1);
            }
        }
        lines.push(Outcome {
            row: index,
            outcomes,
            group,
        });
    }

    let run = |from: usize, same: &dyn Fn(&Outcome) -> bool| lines[from..].iter().take_while(|line| same(line)).count();
    let mut body = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|i| lines.get(i));
        let row = &table.rows[line.row];
        let mut pieces = Vec::new();
        let group_label = |group: RequestsGroup, columns: usize, rows: usize| {
            let index = heading(group);
            let written = index.and_then(|index| table.rows.get(index));
            let form_label = form
                .grids
                .iter()
                .find_map(|grid| grid.row(RowKey::Group(group)))
                .map(|row| row.label.clone());
            Piece::new(
                Content::Label {
                    written: written.map_or("", |row| row.label.as_str()),
                    form: form_label,
                },
                Scope::RowGroup,
                columns,
                rows,
            )
            .mark(index.and_then(|index| marks.row(placed.part, placed.block, index)))
        };
        if line.outcomes && !before.is_some_and(|before| before.outcomes) {
            let rows = run(at, &|other| other.outcomes);
            pieces.push(group_label(RequestsGroup::Outcomes, 1, rows));
        }
        if let Some(group) = line.group
            && before.is_none_or(|before| before.group != Some(group) || before.outcomes != line.outcomes)
        {
            let rows = run(at, &|other| {
                other.group == Some(group) && other.outcomes == line.outcomes
            });
            pieces.push(group_label(group, if line.outcomes { 1 } else { 2 }, rows));
        }
        let columns =
            3 - usize::from(line.outcomes) - usize::from(line.group.is_some()) * if line.outcomes { 1 } else { 2 };
        pieces.push(
            Piece::new(
                Content::Label {
                    written: &row.label,
                    form: row_label(row, form),
                },
                Scope::Row,
                columns,
                1,
            )
            .mark(marks.row(placed.part, placed.block, line.row)),
        );
        pieces.extend(cells(placed, line.row, own, marks));
        let sum = matches!(
            row.key,
            Some(RowKey::Requests(
                nianbao_core::field::RequestsRow::OutcomesTotal | nianbao_core::field::RequestsRow::CarriedOut
            ))
        );
        body.push(Line { pieces, sum });
    }
    Layout {
        width: 3 + own,
        head,
        groups: vec![body],
    }
}

fn requests_head<'a>(placed: Placed<'a>, own: usize, form: &'static Form, marks: &'a Marks) -> Vec<Line<'a>> {
    let organisation = |index: usize| {
        matches!(
            placed.table.columns.get(index).and_then(|column| column.key),
            Some(ColumnKey::Requests(
                Applicant::Business
                    | Applicant::Research
                    | Applicant::SocialWelfare
                    | Applicant::LegalService
                    | Applicant::Other
            ))
        )
    };
    let deep = (0..own).any(organisation);
    let height = if deep { 3 } else { 2 };
    let corner = Piece::new(
        Content::Label {
            written: &placed.table.caption,
            form: form
                .table(TableId::Requests)
                .map(|grid| grid.caption.clone())
                .next()
                .filter(|_| !placed.table.caption.is_empty()),
        },
        Scope::None,
        3,
        height,
    );
    let mut second = Vec::new();
    let mut third = Vec::new();
    let mut index = 0;
    while index < own {
        if organisation(index) {
            let count = (index..own).take_while(|i| organisation(*i)).count();
            second.push(Piece::new(
                Content::Printed(ORGANISATIONS),
                Scope::ColumnGroup,
                count,
                1,
            ));
            third.extend((index..index + count).map(|i| column_head(placed, i, form, marks, 1, 1)));
            index += count;
        } else {
            second.push(column_head(placed, index, form, marks, 1, height - 1));
            index += 1;
        }
    }
    let mut head = vec![
        Line::of(vec![
            corner,
            Piece::new(Content::Printed(APPLICANTS), Scope::ColumnGroup, own, 1),
        ]),
        Line::of(second),
    ];
    if deep {
        head.push(Line::of(third));
    }
    head
}

/// Table four: its blocks side by side, one row of figures.
fn disputes<'a>(placed: Placed<'a>, form: &'static Form, marks: &'a Marks) -> Layout<'a> {
    let table = placed.table;
    let own = width(table).max(1);
    let litigation = |row: &Row| {
        matches!(
            row.key,
            Some(RowKey::Disputes(
                DisputeBlock::LitigationDirect | DisputeBlock::LitigationAfterReconsideration
            ))
        )
    };
    let deep = table.rows.iter().any(litigation);
    let (mut first, mut second, mut third, mut body) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let label = |index: usize, row: &'a Row| {
        Piece::new(
            Content::Label {
                written: &row.label,
                form: row_label(row, form),
            },
            Scope::ColumnGroup,
            own,
            1,
        )
        .mark(marks.row(placed.part, placed.block, index))
    };
    for (index, row) in table.rows.iter().enumerate() {
        if litigation(row) {
            let opens = index == 0 || !litigation(&table.rows[index - 1]);
            if opens {
                let count = table.rows[index..].iter().take_while(|row| litigation(row)).count();
                first.push(Piece::new(
                    Content::Printed(LITIGATION),
                    Scope::ColumnGroup,
                    own * count,
                    1,
                ));
            }
            second.push(label(index, row));
            third.extend((0..own).map(|column| column_head(placed, column, form, marks, 1, 1)));
        } else {
            first.push(label(index, row));
            second.extend((0..own).map(|column| column_head(placed, column, form, marks, 1, if deep { 2 } else { 1 })));
        }
        body.extend(cells(placed, index, own, marks));
    }
    let mut head = vec![Line::of(first), Line::of(second)];
    if deep {
        head.push(Line::of(third));
    }
    if table.rows.is_empty() {
        head.clear();
    }
    Layout {
        width: own * table.rows.len(),
        head,
        groups: if body.is_empty() {
            Vec::new()
        } else {
            vec![vec![Line::of(body)]]
        },
    }
}

/// What people call the table, for those who hear it.
fn title(table: TableId, form: &'static Form) -> Text {
    let heading = table.section().heading();
    let year = form.id.name();
    Text::of(
        format!("{}（{year}年版格式）", heading.zh),
        format!("{} (form of {year})", heading.en),
    )
}

fn write(layout: &Layout<'_>, table: TableId, form: &'static Form, lang: Lang, out: &mut String) {
    if layout.width == 0 || layout.groups.iter().all(Vec::is_empty) {
        return;
    }
    let title = title(table, form);
    let title = html::escape(title.get(lang));
    // What stands once in the report may stand several times in the layout (the headers of table four): an id is given once.
    let mut given = BTreeSet::new();
    let _ = write!(
        out,
        "<section class=\"wide\" tabindex=\"0\" aria-label=\"{title}\">\n<table class=\"form {}\">\n<caption class=\"unseen\">{title}</caption>\n",
        table.name(),
    );
    if !layout.head.is_empty() {
        out.push_str("<thead>\n");
        for line in &layout.head {
            write_line(line, lang, &mut given, out);
        }
        out.push_str("</thead>\n");
    }
    for group in &layout.groups {
        out.push_str("<tbody>\n");
        for line in group {
            write_line(line, lang, &mut given, out);
        }
        out.push_str("</tbody>\n");
    }
    out.push_str("</table>\n</section>\n");
}

fn write_line<'a>(line: &'a Line<'a>, lang: Lang, given: &mut BTreeSet<&'a str>, out: &mut String) {
    out.push_str(if line.sum { "<tr class=\"sum\">" } else { "<tr>" });
    for piece in &line.pieces {
        write_piece(piece, lang, given, out);
    }
    out.push_str("</tr>\n");
}

fn write_piece<'a>(piece: &'a Piece<'a>, lang: Lang, given: &mut BTreeSet<&'a str>, out: &mut String) {
    let tag = if piece.scope == Scope::None { "td" } else { "th" };
    let mut class = String::new();
    let mut add = |name: &str| {
        if !class.is_empty() {
            class.push(' ');
        }
        class.push_str(name);
    };
    match &piece.content {
        Content::Cell { cell, field } => {
            match cell.value() {
                Value::Number(number) if number.is_zero() => add("n z"),
                Value::Number(_) => add("n"),
                Value::Blank => add("blank"),
                Value::Text(_) => add("words"),
            }
            if field.is_none() {
                add("stray");
            }
        }
        Content::Nothing => add("nothing"),
        Content::Label { form: None, .. } if piece.scope != Scope::None => add("stray"),
        Content::Label { .. } if piece.scope == Scope::None => add("note"),
        _ => {}
    }
    if let Some(mark) = piece.mark {
        add(if mark.first { "at" } else { "part" });
        add(mark.severity.name());
    }
    let _ = write!(out, "<{tag}");
    let anchor = piece.mark.filter(|mark| mark.first).map(|mark| mark.anchor.as_str());
    if let Some(id) = piece.id.as_deref().or(anchor).filter(|id| given.insert(id)) {
        let _ = write!(out, " id=\"{}\"", html::attribute(id));
    }
    if !class.is_empty() {
        let _ = write!(out, " class=\"{class}\"");
    }
    if piece.columns > 1 {
        let _ = write!(out, " colspan=\"{}\"", piece.columns);
    }
    if piece.rows > 1 {
        let _ = write!(out, " rowspan=\"{}\"", piece.rows);
    }
    match piece.scope {
        Scope::None => {}
        Scope::Column => out.push_str(" scope=\"col\""),
        Scope::ColumnGroup => out.push_str(" scope=\"colgroup\""),
        Scope::Row => out.push_str(" scope=\"row\""),
        Scope::RowGroup => out.push_str(" scope=\"rowgroup\""),
    }
    if let Some(headers) = &piece.headers {
        let _ = write!(out, " headers=\"{headers}\"");
    }
    out.push('>');
    let link = piece.mark.and_then(|mark| mark.finding);
    if let Some(finding) = link {
        let _ = write!(out, "<a href=\"#finding-{finding}\">");
    }
    write_content(&piece.content, lang, out);
    if link.is_some() {
        out.push_str("</a>");
    }
    let _ = write!(out, "</{tag}>");
}

fn write_content(content: &Content<'_>, lang: Lang, out: &mut String) {
    match content {
        Content::Printed(text) => html::escape_into(text.get(lang), out),
        Content::Label { written, form } => write_label(written, form.as_ref(), lang, out),
        Content::Cell { cell, .. } => {
            let text = cell.as_str();
            if cell.is_blank() {
                // What was typed in place of a figure is shown; to a listener the cell is blank.
                let word = match lang {
                    Lang::Zh => "空白",
                    Lang::En => "blank",
                };
                let _ = write!(out, "<span class=\"unseen\">{word}</span>");
                if !text.is_empty() {
                    out.push_str("<span aria-hidden=\"true\">");
                    html::escape_into(text, out);
                    out.push_str("</span>");
                }
            } else {
                html::lines_into(text, out);
            }
        }
        Content::Nothing => {}
    }
}

/// A label: in Chinese as it was written; in English in the form's words, with what was written where it is worded otherwise.
fn write_label(written: &str, form: Option<&Text>, lang: Lang, out: &mut String) {
    match (lang, form) {
        (Lang::En, Some(form)) => {
            html::escape_into(&form.en, out);
            if form.zh != written && !written.is_empty() {
                out.push_str(" <span class=\"written\" lang=\"zh-CN\">");
                html::lines_into(written, out);
                out.push_str("</span>");
            }
        }
        (Lang::Zh, Some(form)) if written.is_empty() => {
            // The heading was not written; the form's words stand in, so that the rows below it can be told apart.
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
            // The form sets what stands in brackets behind a label apart.
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

/// A table that is none of the form's, as it was written. Its first row is a head where the source had one.
pub(crate) fn plain(rows: &[Vec<String>], id: &str, mark: Option<&Mark>, lang: Lang, out: &mut String) {
    let width = rows.iter().map(Vec::len).max().unwrap_or(0);
    if width == 0 {
        return;
    }
    let name = match lang {
        Lang::Zh => "报告中的其他表格",
        Lang::En => "Another table of the report",
    };
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
            // An empty header names nothing.
            let (tag, scope) = if tag == "th" && !text.is_empty() {
                ("th", " scope=\"col\"")
            } else {
                ("td", "")
            };
            let class = if Cell::new(text).number().is_some() {
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
    use nianbao_core::field::RequestsRow;
    use nianbao_core::form::FormId;
    use nianbao_core::report::{Block, Report};
    use proptest::prelude::*;

    use super::*;

    /// The layouts of a report's tables, as `(rows, columns)` spans by line, after a check that each is a full rectangle.
    fn layouts(report: &Report, form: &'static Form) -> Vec<Vec<Vec<(usize, usize, String)>>> {
        let marks = Marks::new(report, &[]);
        let mut found = Vec::new();
        let mut neighbours: Vec<Placed<'_>> = Vec::new();
        let placed: Vec<Placed<'_>> = report
            .tables()
            .map(|(part, block, table)| Placed { part, block, table })
            .collect();
        for placed in placed {
            match placed.table.id {
                TableId::Proactive => neighbours.push(placed),
                TableId::Requests => found.push(rectangle(&requests(placed, form, &marks))),
                TableId::Disputes => found.push(rectangle(&disputes(placed, form, &marks))),
            }
        }
        if !neighbours.is_empty() {
            found.insert(0, rectangle(&proactive(&neighbours, form, &marks)));
        }
        let mut out = String::new();
        for (_, _, table) in report.tables() {
            let placed = Placed {
                part: Part::Preface,
                block: 0,
                table,
            };
            html(&[placed], form, &marks, Lang::En, &mut out);
        }
        found
    }

    fn rectangle(layout: &Layout<'_>) -> Vec<Vec<(usize, usize, String)>> {
        for (name, lines) in std::iter::once(("head", &layout.head)).chain(layout.groups.iter().map(|g| ("group", g))) {
            let mut filled = vec![vec![false; layout.width]; lines.len()];
            for (y, line) in lines.iter().enumerate() {
                let mut x = 0;
                for piece in &line.pieces {
                    while filled[y].get(x) == Some(&true) {
                        x += 1;
                    }
                    for row in filled.get_mut(y..y + piece.rows).expect("no span beyond the last row") {
                        for cell in row
                            .get_mut(x..x + piece.columns)
                            .expect("no span beyond the last column")
                        {
                            assert!(!std::mem::replace(cell, true), "{name}: two cells in one place");
                        }
                    }
                }
            }
            assert!(filled.iter().flatten().all(|cell| *cell), "{name}: a hole");
        }
        layout
            .head
            .iter()
            .chain(layout.groups.iter().flatten())
            .map(|line| {
                line.pieces
                    .iter()
                    .map(|piece| {
                        let mut text = String::new();
                        write_content(&piece.content, Lang::Zh, &mut text);
                        (piece.rows, piece.columns, text)
                    })
                    .collect()
            })
            .collect()
    }

    fn blank(id: FormId) -> Report {
        Report::blank(id.form(), "某县财政局", Some(id.form().first_year))
    }

    #[test]
    fn the_official_layout_comes_out_for_both_forms() {
        for (id, rows, outcomes) in [(FormId::F2019, 23, 20), (FormId::F2021, 25, 22)] {
            let report = blank(id);
            let found = layouts(&report, id.form());
            let [two, three, four] = found.as_slice() else {
                panic!("three tables, not {}", found.len())
            };
            assert!(two.iter().all(|line| line.iter().map(|p| p.1).sum::<usize>() == 4));

            assert_eq!(three.len(), 3 + rows);
            assert_eq!((three[0][0].0, three[0][0].1), (3, 3), "the corner");
            assert_eq!((three[0][1].1, three[0][1].2.as_str()), (7, "申请人情况"));
            assert_eq!(
                three[1].iter().map(|p| (p.0, p.1)).collect::<Vec<_>>(),
                [(2, 1), (1, 5), (2, 1)]
            );
            let span = |label: &str| {
                three
                    .iter()
                    .flatten()
                    .find(|piece| piece.2 == label)
                    .map(|piece| (piece.0, piece.1))
            };
            for (label, expected) in [
                ("三、本年度办理结果", (outcomes, 1)),
                ("（三）不予公开", (8, 1)),
                ("（四）无法提供", (3, 1)),
                ("（五）不予处理", (5, 1)),
                ("（六）其他处理", if id == FormId::F2021 { (3, 1) } else { (1, 2) }),
                ("（七）总计", (1, 2)),
                ("一、本年新收政府信息公开申请数量", (1, 3)),
                ("四、结转下年度继续办理", (1, 3)),
                ("1.属于国家秘密", (1, 1)),
            ] {
                assert_eq!(span(label), Some(expected), "{label}");
            }

            assert_eq!(four.len(), 4);
            assert_eq!(
                four[0].iter().map(|p| (p.1, p.2.as_str())).collect::<Vec<_>>(),
                [(5, "行政复议"), (10, "行政诉讼")]
            );
            assert_eq!(
                four[1].iter().map(|p| (p.0, p.1)).collect::<Vec<_>>(),
                [(2, 1), (2, 1), (2, 1), (2, 1), (2, 1), (1, 5), (1, 5)]
            );
            assert_eq!((four[2].len(), four[3].len()), (10, 15));
        }
    }

    #[test]
    fn what_the_form_does_not_have_is_shown_where_it_stood() {
        let id = FormId::F2021;
        let mut report = blank(id);
        for section in &mut report.sections {
            for block in &mut section.blocks {
                let Block::Table(table) = block else { continue };
                if table.id != TableId::Requests {
                    continue;
                }
                let at = table
                    .rows
                    .iter()
                    .position(|row| row.key == Some(RowKey::Requests(RequestsRow::DeniedStateSecret)))
                    .expect("the row");
                table.rows.insert(
                    at + 1,
                    Row {
                        key: None,
                        label: "1之1.工作秘密".to_owned(),
                        cells: vec![Cell::new("7"); 9],
                    },
                );
            }
        }
        let found = layouts(&report, id.form());
        let three = &found[1];
        let group = three.iter().flatten().find(|piece| piece.2 == "（三）不予公开");
        assert_eq!(group.map(|piece| piece.0), Some(9), "the row stays under its heading");
        let line = three
            .iter()
            .find(|line| line.iter().any(|piece| piece.2 == "1之1.工作秘密"))
            .expect("the row");
        assert_eq!(
            line.iter().filter(|piece| piece.2 == "7").count(),
            9,
            "surplus cells are shown"
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// Rows and columns dropped, doubled, unknown, out of order, too short or too long: every layout stays a rectangle.
        #[test]
        fn any_table_is_laid_out_as_a_rectangle(
            new in any::<bool>(),
            edits in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..9, any::<prop::sample::Index>()), 0..24),
        ) {
            let id = if new { FormId::F2021 } else { FormId::F2019 };
            let mut report = blank(id);
            for (which, edit, other) in edits {
                let mut tables: Vec<&mut Table> = report
                    .sections
                    .iter_mut()
                    .flat_map(|section| &mut section.blocks)
                    .filter_map(|block| match block {
                        Block::Table(table) => Some(table),
                        _ => None,
                    })
                    .collect();
                let index = which.index(tables.len());
                let table = &mut *tables[index];
                let (rows, columns) = (table.rows.len(), table.columns.len());
                match edit {
                    0 if rows > 0 => { table.rows.remove(other.index(rows)); }
                    1 if columns > 0 => { table.columns.remove(other.index(columns)); }
                    2 if rows > 0 => { let row = table.rows[other.index(rows)].clone(); table.rows.push(row); }
                    3 if rows > 0 => { let at = other.index(rows); table.rows[at].key = None; }
                    4 if columns > 0 => { let at = other.index(columns); table.columns[at].key = None; }
                    5 if rows > 0 => { let at = other.index(rows); table.rows.swap(0, at); }
                    6 if rows > 0 => { let at = other.index(rows); table.rows[at].cells.push(Cell::new("9")); }
                    7 if rows > 0 => { let at = other.index(rows); table.rows[at].cells.clear(); }
                    8 if columns > 0 => { let at = other.index(columns); table.columns.swap(0, at); }
                    _ => {}
                }
            }
            layouts(&report, id.form());
        }
    }
}

//! The differences between the report of a case and the base report.

use std::borrow::Cow;

use super::base;
use crate::accepted::Accepted;
use crate::cell::Cell;
use crate::field::{Applicant, ColumnKey, Field, ProactiveRow, RequestsGroup, RequestsRow, RowKey, TableId};
use crate::form::{Form, FormId, SectionId};
use crate::front_matter;
use crate::report::{Block, Column, Part, Report, Row, Section, Table};
use crate::rule::organ::Kind;
use crate::text::{Date, Text};

/// One line of a case: one difference from the base report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// `form: 2019`
    Form(FormId),
    /// `year: 2022`: throughout the report.
    Year(u16),
    /// `organ: 某局`: throughout the report.
    Organ(String),
    /// `kind: township`: the kind of the organ in a list of organs.
    Kind(Kind),
    /// `accepted: rule = "…", reason = "…"`: an entry in the front matter.
    Accepted(String),
    /// `published: 2024-01-31`; `None` if nothing follows the colon.
    Published(Option<Date>),
    /// `meta year: 2022`
    MetaYear(Option<u16>),
    /// `meta organ: 某局`
    MetaOrgan(Option<String>),
    /// `requests.granted.total: 7`
    Cell(Field, String),
    /// `title: 标题`
    Title(String),
    /// `replace overview: 旧 → 新`
    Replace(Where, String, String),
    /// `add other: 一段话`
    Add(Where, String),
    /// `text other: 一段话`
    Prose(Where, String),
    /// `heading other: 六、其他`
    Heading(SectionId, String),
    /// `row requests.granted: 公开`
    RowLabel(RowName, String),
    /// `column requests.granted.total: 合计`
    ColumnLabel(Field, String),
    /// `caption proactive.licenses: 第五项`
    Caption(Field, String),
    /// `drop section other`
    DropSection(SectionId),
    /// `drop table requests`
    DropTable(TableId),
    /// `drop grid proactive.licenses`
    DropGrid(Field),
    /// `drop row requests.granted`
    DropRow(RowName),
    /// `drop column requests.granted.total`
    DropColumn(Field),
    /// `swap sections problems other`
    SwapSections(SectionId, SectionId),
    /// `swap rows requests.granted requests.partially_granted`
    SwapRows(RowName, RowName),
    /// `repeat section other`
    RepeatSection(SectionId),
    /// `repeat row requests.granted`
    RepeatRow(RowName),
    /// `new section other: 七、下一步`
    NewSection(SectionId, String),
    /// `new row requests.granted: 合计`
    NewRow(RowName, String),
    /// `new column requests.granted.total: 备注`
    NewColumn(Field, String),
    /// `picture requests: 表三.png`
    Picture(TableId, String),
    /// `blank applicants requests.granted`
    BlankApplicants(RowName),
    /// `one row requests.other_outcome`: the parts of a row become one, as in another form.
    OneRow(RequestsRow),
}

/// A part of the report that has prose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// `title`
    Title,
    /// `preface`
    Preface,
    /// The name of a section.
    Section(SectionId),
}

/// The name of a row: `requests.granted`, `requests.denied` (a heading inside the table), `disputes.reconsideration`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowName {
    keys: Vec<RowKey>,
}

impl RowName {
    pub(super) fn read(name: &str) -> Option<RowName> {
        let (table, row) = name.split_once('.')?;
        let keys: Vec<RowKey> = match table {
            "proactive" => ProactiveRow::from_name(row)
                .map(RowKey::Proactive)
                .into_iter()
                .collect(),
            // 其他处理 is a row in form 2019 and a heading in form 2021: the name means the one that
            // exists.
            "requests" => RequestsRow::from_name(row)
                .map(RowKey::Requests)
                .into_iter()
                .chain(RequestsGroup::from_name(row).map(RowKey::Group))
                .collect(),
            "disputes" => crate::field::DisputeBlock::from_name(row)
                .map(RowKey::Disputes)
                .into_iter()
                .collect(),
            _ => return None,
        };
        (!keys.is_empty()).then_some(RowName { keys })
    }

    /// Whether it names this row of a table.
    pub(super) fn is(&self, key: Option<RowKey>) -> bool {
        key.is_some_and(|key| self.keys.contains(&key))
    }

    fn label(&self) -> Text {
        self.keys.first().map_or(Text::new("", ""), |key| key.label())
    }
}

impl Where {
    pub(super) fn read(name: &str) -> Option<Where> {
        match name {
            "title" => Some(Where::Title),
            "preface" => Some(Where::Preface),
            _ => SectionId::from_name(name).map(Where::Section),
        }
    }

    pub(super) fn text(self) -> Text {
        match self {
            Where::Title => Text::new("标题", "the title"),
            Where::Preface => Text::new("前言", "the preface"),
            Where::Section(id) => {
                let short = id.short();
                Text::of(format!("“{}”", short.zh), format!("“{}”", short.en))
            }
        }
    }

    /// Its blocks.
    fn blocks(self, report: &mut Report) -> Option<&mut Vec<Block>> {
        match self {
            Where::Title => None,
            Where::Preface => Some(&mut report.preface),
            Where::Section(id) => report
                .sections
                .iter_mut()
                .find(|section| section.id == Some(id))
                .map(|section| &mut section.blocks),
        }
    }

    /// Whether it is this part of a report.
    pub(super) fn is(self, part: Part, report: &Report) -> bool {
        match (self, part) {
            (Where::Preface, Part::Preface) => true,
            (Where::Section(id), Part::Section(index)) => {
                report.sections.get(index).is_some_and(|section| section.id == Some(id))
            }
            _ => false,
        }
    }
}

impl Change {
    /// Reads one line.
    pub(super) fn read(line: &str) -> Result<Change, String> {
        let (head, value) = match line.split_once(':') {
            Some((head, value)) => (head.trim(), Some(value.trim())),
            None => (line, None),
        };
        if let Ok(field) = head.parse::<Field>() {
            let value = value.ok_or("a cell needs a colon and what it says")?;
            return Ok(Change::Cell(field, value.to_owned()));
        }
        let words: Vec<&str> = head.split(' ').collect();
        let text = || {
            value
                .map(str::to_owned)
                .ok_or_else(|| format!("“{head}” needs a colon and words"))
        };
        let number = || value.unwrap_or_default().parse::<u16>();
        let section = |name: &str| SectionId::from_name(name).ok_or_else(|| format!("“{name}” is not a section"));
        let table = |name: &str| TableId::from_name(name).ok_or_else(|| format!("“{name}” is not a table"));
        let field = |name: &str| name.parse::<Field>().map_err(|error| error.to_string());
        let row = |name: &str| RowName::read(name).ok_or_else(|| format!("“{name}” is not a row"));
        let whole = |name: &str| {
            let row = name.strip_prefix("requests.").and_then(RequestsRow::from_name);
            row.filter(|row| row.as_group().is_some())
                .ok_or_else(|| format!("“{name}” is not a row that another form divides"))
        };
        let part = |name: &str| Where::read(name).ok_or_else(|| format!("“{name}” is not a part with prose"));
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Ok(match words.as_slice() {
            ["form"] => {
                let forms = || Form::ALL.map(|form| form.id.name()).join(", ");
                let form = FormId::from_name(value.unwrap_or_default());
                Change::Form(form.ok_or_else(|| format!("the forms are {}", forms()))?)
            }
            ["year"] => Change::Year(number().map_err(|error| error.to_string())?),
            ["organ"] => Change::Organ(text()?),
            ["kind"] => Change::Kind(Kind::from_name(value.unwrap_or_default()).ok_or("this is not a kind of organ")?),
            ["accepted"] => Change::Accepted(text()?),
            ["published"] => Change::Published(match value.unwrap_or_default() {
                "" => None,
                day => Some(Date::parse(day).ok_or_else(|| format!("“{day}” is not a day"))?),
            }),
            ["meta", "year"] => Change::MetaYear(number().ok()),
            ["meta", "organ"] => Change::MetaOrgan(some(value.unwrap_or_default())),
            ["title"] => Change::Title(text()?),
            ["replace", name] => {
                let text = text()?;
                let (old, new) = text
                    .split_once('→')
                    .ok_or("the old words and the new ones, with → between")?;
                Change::Replace(part(name)?, old.trim().to_owned(), new.trim().to_owned())
            }
            ["add", name] => Change::Add(part(name)?, text()?),
            ["text", name] => Change::Prose(part(name)?, text()?),
            ["heading", name] => Change::Heading(section(name)?, text()?),
            ["row", name] => Change::RowLabel(row(name)?, text()?),
            ["column", name] => Change::ColumnLabel(field(name)?, text()?),
            ["caption", name] => Change::Caption(field(name)?, text()?),
            ["drop", "section", name] => Change::DropSection(section(name)?),
            ["drop", "table", name] => Change::DropTable(table(name)?),
            ["drop", "grid", name] => Change::DropGrid(field(name)?),
            ["drop", "row", name] => Change::DropRow(row(name)?),
            ["drop", "column", name] => Change::DropColumn(field(name)?),
            ["swap", "sections", a, b] => Change::SwapSections(section(a)?, section(b)?),
            ["swap", "rows", a, b] => Change::SwapRows(row(a)?, row(b)?),
            ["repeat", "section", name] => Change::RepeatSection(section(name)?),
            ["repeat", "row", name] => Change::RepeatRow(row(name)?),
            ["new", "section", name] => Change::NewSection(section(name)?, text()?),
            ["new", "row", name] => Change::NewRow(row(name)?, text()?),
            ["new", "column", name] => Change::NewColumn(field(name)?, text()?),
            ["blank", "applicants", name] => Change::BlankApplicants(row(name)?),
            ["one", "row", name] => Change::OneRow(whole(name)?),
            ["picture", name] => Change::Picture(table(name)?, text()?),
            _ => return Err(format!("“{line}” is not a known change")),
        })
    }

    /// Applies the change. Returns the error if the report has no such place.
    #[expect(clippy::too_many_lines, reason = "one arm for each kind of change")]
    pub(super) fn apply(&self, report: &mut Report) -> Result<(), &'static str> {
        const ROW: &str = "there is no such row";
        const COLUMN: &str = "there is no such column";
        const SECTION: &str = "there is no such section";
        match self {
            // Done when the base report was made; the kind is passed to the rules in the settings.
            Change::Form(_) | Change::Year(_) | Change::Organ(_) | Change::Kind(_) => {}
            Change::Accepted(text) => {
                const WRONG: &str = "that is not how an acceptance is written";
                // As in a file: one malformed entry means that none of them is read.
                let source = format!("accepted = [{{ {text} }}]");
                let mut table = front_matter::Table::read(&source).ok_or(WRONG)?;
                match table.get("accepted") {
                    Some(front_matter::Value::List(list)) => match list.first() {
                        Some(front_matter::Value::Table(one)) => match Accepted::read(one) {
                            Some(accepted) => report.meta.accepted.push(accepted),
                            None => std::mem::swap(&mut report.meta.other, &mut table),
                        },
                        _ => return Err(WRONG),
                    },
                    _ => return Err(WRONG),
                }
            }
            Change::Published(day) => report.meta.published = *day,
            Change::MetaYear(year) => report.meta.year = *year,
            Change::MetaOrgan(organ) => report.meta.organ.clone_from(organ),
            Change::Cell(field, value) => report.set(*field, value),
            Change::Title(title) => report.title.clone_from(title),
            Change::Replace(Where::Title, old, new) => {
                if !report.title.contains(old) {
                    return Err("the title has no such words");
                }
                report.title = report.title.replacen(old, new, 1);
            }
            Change::Replace(part, old, new) => {
                let text = part
                    .blocks(report)
                    .ok_or(SECTION)?
                    .iter_mut()
                    .find_map(|block| match block {
                        Block::Heading { text, .. } | Block::Paragraph(text) if text.contains(old) => Some(text),
                        _ => None,
                    })
                    .ok_or("no such words stand there")?;
                *text = text.replacen(old, new, 1);
            }
            Change::Add(part, text) => part.blocks(report).ok_or(SECTION)?.push(Block::Paragraph(text.clone())),
            Change::Prose(part, text) => {
                let blocks = part.blocks(report).ok_or(SECTION)?;
                blocks.retain(|block| !matches!(block, Block::Heading { .. } | Block::Paragraph(_)));
                if !text.is_empty() {
                    blocks.insert(0, Block::Paragraph(text.clone()));
                }
            }
            Change::Heading(id, text) => find_section(report, *id).ok_or(SECTION)?.heading.clone_from(text),
            Change::RowLabel(name, text) => {
                let (table, row) = find_row(report, name).ok_or(ROW)?;
                table.rows[row].label.clone_from(text);
            }
            Change::ColumnLabel(field, text) => {
                let (table, column) = find_column(report, *field).ok_or(COLUMN)?;
                table.columns[column].label.clone_from(text);
            }
            Change::Caption(field, text) => find_column(report, *field).ok_or(COLUMN)?.0.caption.clone_from(text),
            Change::DropSection(id) => report.sections.retain(|section| section.id != Some(*id)),
            Change::DropTable(id) => {
                for section in &mut report.sections {
                    section
                        .blocks
                        .retain(|block| !matches!(block, Block::Table(table) if table.id == *id));
                }
            }
            Change::DropGrid(field) => {
                for section in &mut report.sections {
                    section.blocks.retain(
                        |block| !matches!(block, Block::Table(table) if table.cells().any(|(f, _)| f == *field)),
                    );
                }
            }
            Change::DropRow(name) => {
                let (table, row) = find_row(report, name).ok_or(ROW)?;
                table.rows.remove(row);
            }
            Change::DropColumn(field) => {
                let (table, column) = find_column(report, *field).ok_or(COLUMN)?;
                table.columns.remove(column);
                for row in table.rows.iter_mut().filter(|row| column < row.cells.len()) {
                    row.cells.remove(column);
                }
            }
            Change::SwapSections(a, b) => {
                let at = |id| report.sections.iter().position(|section| section.id == Some(id));
                let (a, b) = (at(*a).ok_or(SECTION)?, at(*b).ok_or(SECTION)?);
                report.sections.swap(a, b);
            }
            Change::SwapRows(a, b) => {
                let (_, a) = find_row(report, a).ok_or(ROW)?;
                let (table, b) = find_row(report, b).ok_or(ROW)?;
                if a >= table.rows.len() {
                    return Err("the rows stand in two tables");
                }
                table.rows.swap(a, b);
            }
            Change::RepeatSection(id) => {
                let section = find_section(report, *id).ok_or(SECTION)?.clone();
                insert_section(report, *id, section);
            }
            Change::RepeatRow(name) => {
                let (table, row) = find_row(report, name).ok_or(ROW)?;
                let again = table.rows[row].clone();
                table.rows.insert(row + 1, again);
            }
            Change::NewSection(id, heading) => {
                find_section(report, *id).ok_or(SECTION)?;
                let section = Section {
                    id: None,
                    heading: heading.clone(),
                    blocks: vec![Block::Paragraph("示例文字。".to_owned())],
                };
                insert_section(report, *id, section);
            }
            Change::NewRow(name, label) => {
                let (table, row) = find_row(report, name).ok_or(ROW)?;
                let new = Row {
                    key: None,
                    label: label.clone(),
                    cells: vec![Cell::new("0"); table.columns.len()],
                };
                table.rows.insert(row + 1, new);
            }
            Change::NewColumn(field, label) => {
                let (table, column) = find_column(report, *field).ok_or(COLUMN)?;
                let new = Column {
                    key: None,
                    label: label.clone(),
                };
                table.columns.insert(column + 1, new);
                for row in table.rows.iter_mut().filter(|row| column < row.cells.len()) {
                    row.cells.insert(column + 1, Cell::new("0"));
                }
            }
            Change::BlankApplicants(name) => {
                let (table, row) = find_row(report, name).ok_or(ROW)?;
                let total = Some(ColumnKey::Requests(Applicant::Total));
                let cells = table.rows[row].cells.iter_mut().zip(&table.columns);
                for (cell, _) in cells.filter(|(_, column)| column.key != total) {
                    *cell = Cell::default();
                }
            }
            Change::OneRow(whole) => {
                let group = whole.as_group().map(RowKey::Group).into_iter().collect();
                let (table, at) = find_row(report, &RowName { keys: group }).ok_or(ROW)?;
                table
                    .rows
                    .retain(|row| !matches!(row.key, Some(RowKey::Requests(row)) if row.whole() == Some(*whole)));
                table.rows[at].key = Some(RowKey::Requests(*whole));
                table.rows[at].cells = vec![Cell::new("0"); table.columns.len()];
            }
            Change::Picture(id, address) => {
                let blocks = Where::Section(id.section()).blocks(report).ok_or(SECTION)?;
                blocks.retain(|block| !matches!(block, Block::Table(table) if table.id == *id));
                blocks.push(Block::Picture {
                    alt: String::new(),
                    address: address.clone(),
                });
            }
        }
        Ok(())
    }

    /// The change in words.
    #[expect(clippy::too_many_lines, reason = "one arm with its words for each kind of change")]
    pub fn text(&self) -> Text {
        let both = |zh: String, en: String| Text::of(zh, en);
        match self {
            Change::Form(id) => both(format!("{} 年格式", id.name()), format!("form {}", id.name())),
            Change::Year(year) => both(format!("{year} 年度"), format!("reporting year {year}")),
            Change::Organ(organ) => both(format!("机关是“{organ}”"), format!("the organ is “{organ}”")),
            Change::Kind(kind) => {
                let kind = kind.text();
                both(
                    format!("机关名单里的类别是“{}”", kind.zh),
                    format!("the list of organs says “{}”", kind.en),
                )
            }
            Change::Accepted(text) => both(
                format!("报告信息里写着 [[accepted]] {text}"),
                format!("the front matter says [[accepted]] {text}"),
            ),
            Change::Published(Some(day)) => {
                let day = day.text();
                both(format!("{}公布", day.zh), format!("published on {}", day.en))
            }
            Change::Published(None) => Text::new("没有公布日期", "no day of publication"),
            Change::MetaYear(Some(year)) => both(
                format!("文件信息里的年度是 {year}"),
                format!("the front matter says {year}"),
            ),
            Change::MetaYear(None) => Text::new("文件信息里没有年度", "the front matter names no year"),
            Change::MetaOrgan(Some(organ)) => both(
                format!("文件信息里的机关是“{organ}”"),
                format!("the front matter names “{organ}”"),
            ),
            Change::MetaOrgan(None) => Text::new("文件信息里没有机关", "the front matter names no organ"),
            Change::Cell(field, value) => {
                let label = field.label();
                if value.is_empty() {
                    both(format!("“{}”空着", label.zh), format!("“{}” is left blank", label.en))
                } else {
                    both(
                        format!("“{}”填 {value}", label.zh),
                        format!("“{}” says {value}", label.en),
                    )
                }
            }
            Change::Title(title) => both(format!("标题是“{title}”"), format!("the title is “{title}”")),
            Change::Replace(part, old, new) if new.is_empty() => {
                let part = part.text();
                both(
                    format!("{}里没有“{old}”", part.zh),
                    format!("{} lacks “{old}”", part.en),
                )
            }
            Change::Replace(part, old, new) => {
                let part = part.text();
                both(
                    format!("{}里的“{old}”写成“{new}”", part.zh),
                    format!("in {}, “{old}” is written “{new}”", part.en),
                )
            }
            Change::Add(part, text) => {
                let part = part.text();
                both(
                    format!("{}里另有一段“{text}”", part.zh),
                    format!("{} also says “{text}”", part.en),
                )
            }
            Change::Prose(part, text) if text.is_empty() => {
                let part = part.text();
                both(format!("{}没有文字", part.zh), format!("{} has no text", part.en))
            }
            Change::Prose(part, text) => {
                let part = part.text();
                both(
                    format!("{}的文字只有“{text}”", part.zh),
                    format!("all that {} says is “{text}”", part.en),
                )
            }
            Change::Heading(id, text) => {
                let short = id.heading();
                both(
                    format!("“{}”的标题写成“{text}”", short.zh),
                    format!("the heading of “{}” is “{text}”", short.en),
                )
            }
            Change::RowLabel(name, text) => {
                let label = name.label();
                both(
                    format!("“{}”一行写成“{text}”", label.zh),
                    format!("the row “{}” is labelled “{text}”", label.en),
                )
            }
            Change::ColumnLabel(field, text) => {
                let label = field.column().label();
                both(
                    format!("“{}”一栏写成“{text}”", label.zh),
                    format!("the column “{}” is headed “{text}”", label.en),
                )
            }
            Change::Caption(field, text) => {
                let label = field.label();
                both(
                    format!("“{}”所在表格的表题写成“{text}”", label.zh),
                    format!("the grid of “{}” is captioned “{text}”", label.en),
                )
            }
            Change::DropSection(id) => without(&id.heading()),
            Change::DropTable(id) => without(&id.title()),
            Change::DropGrid(field) => {
                let label = field.label();
                both(
                    format!("没有“{}”所在的表格", label.zh),
                    format!("the grid of “{}” is missing", label.en),
                )
            }
            Change::DropRow(name) => {
                let label = name.label();
                both(
                    format!("没有“{}”一行", label.zh),
                    format!("the row “{}” is missing", label.en),
                )
            }
            Change::DropColumn(field) => {
                let label = field.column().label();
                both(
                    format!("没有“{}”一栏", label.zh),
                    format!("the column “{}” is missing", label.en),
                )
            }
            Change::SwapSections(a, b) => swapped(&a.heading(), &b.heading()),
            Change::SwapRows(a, b) => swapped(&a.label(), &b.label()),
            Change::RepeatSection(id) => twice(&id.heading()),
            Change::RepeatRow(name) => twice(&name.label()),
            Change::NewSection(id, heading) => {
                let before = id.heading();
                both(
                    format!("“{}”之后另有“{heading}”", before.zh),
                    format!("“{heading}” comes after “{}”", before.en),
                )
            }
            Change::NewRow(name, label) => {
                let before = name.label();
                both(
                    format!("“{}”之下另有一行“{label}”", before.zh),
                    format!("below “{}” there is a row “{label}”", before.en),
                )
            }
            Change::NewColumn(field, label) => {
                let before = field.column().label();
                both(
                    format!("“{}”之后另有一栏“{label}”", before.zh),
                    format!("after “{}” there is a column “{label}”", before.en),
                )
            }
            Change::BlankApplicants(name) => {
                let label = name.label();
                both(
                    format!("“{}”的六类申请人都空着", label.zh),
                    format!("all six kinds of applicants of “{}” are blank", label.en),
                )
            }
            Change::OneRow(whole) => {
                let label = RowKey::Requests(*whole).label();
                Text::of(format!("“{}”只有一行", label.zh), format!("“{}” is one row", label.en))
            }
            Change::Picture(id, _) => {
                let title = id.title();
                both(format!("{}是一张图片", title.zh), format!("{} is a picture", title.en))
            }
        }
    }
}

fn without(what: &Text) -> Text {
    Text::of(format!("没有“{}”", what.zh), format!("“{}” is missing", what.en))
}

fn swapped(a: &Text, b: &Text) -> Text {
    Text::of(
        format!("“{}”和“{}”换了位置", a.zh, b.zh),
        format!("“{}” and “{}” have changed places", a.en, b.en),
    )
}

fn twice(what: &Text) -> Text {
    Text::of(format!("“{}”出现两次", what.zh), format!("“{}” occurs twice", what.en))
}

/// The base report that the changes ask for.
pub(super) fn base(changes: &[Change]) -> Report {
    let (mut form, mut year, mut organ) = (None, None, Cow::Borrowed(base::ORGAN));
    for change in changes {
        match change {
            Change::Form(id) => form = Some(*id),
            Change::Year(y) => year = Some(*y),
            Change::Organ(name) => organ = Cow::Borrowed(name.as_str()),
            _ => {}
        }
    }
    let form = form.unwrap_or_else(|| year.and_then(FormId::of_year).unwrap_or(Form::LATEST.id));
    let year = year.unwrap_or(form.sample().year);
    base::report(form, &organ, year)
}

fn find_section(report: &mut Report, id: SectionId) -> Option<&mut Section> {
    report.sections.iter_mut().find(|section| section.id == Some(id))
}

fn insert_section(report: &mut Report, behind: SectionId, section: Section) {
    let at = report
        .sections
        .iter()
        .position(|section| section.id == Some(behind))
        .map_or(report.sections.len(), |at| at + 1);
    report.sections.insert(at, section);
}

fn tables(report: &mut Report) -> impl Iterator<Item = &mut Table> {
    report
        .sections
        .iter_mut()
        .flat_map(|section| &mut section.blocks)
        .filter_map(|block| match block {
            Block::Table(table) => Some(table),
            _ => None,
        })
}

fn find_row<'a>(report: &'a mut Report, name: &RowName) -> Option<(&'a mut Table, usize)> {
    tables(report).find_map(|table| {
        let row = table.rows.iter().position(|row| name.is(row.key))?;
        Some((table, row))
    })
}

fn find_column(report: &mut Report, field: Field) -> Option<(&mut Table, usize)> {
    tables(report).find_map(|table| {
        table.rows.iter().find(|row| row.key == Some(field.row()))?;
        let column = table.columns.iter().position(|c| c.key == Some(field.column()))?;
        Some((table, column))
    })
}

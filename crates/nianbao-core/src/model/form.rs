//! The statutory form in its versions, as data: headings, tables, rows, columns, sums, notices. All that belongs to one form
//! is on that form, and read from there.
//!
//! A form to come is one more file below `form/` and its line in `forms!`; a row or a column that no form had before is one
//! more value in [`crate::field`].

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::field::{Applicant, ColumnKey, Field, ProactiveColumn, RequestsRow, RowKey, TableId};
use crate::text::Text;

mod f2019;
mod f2021;
#[cfg(feature = "invented-form")]
mod invented;
mod shared;

/// Registers the forms, oldest first: the name of each, and its module, which holds the form and its sample.
macro_rules! forms {
    ($($(#[doc = $doc:literal])* $(#[cfg($($when:tt)*)])? $id:ident = $name:literal in $module:ident,)*) => {
        /// The name of a form: the first reporting year that it holds for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        pub enum FormId {
            $($(#[doc = $doc])* $(#[cfg($($when)*)])? #[serde(rename = $name)] $id,)*
        }

        impl FormId {
            /// Its first reporting year in digits: `2021`.
            pub const fn name(self) -> &'static str {
                match self { $($(#[cfg($($when)*)])? FormId::$id => $name,)* }
            }

            /// The form itself.
            pub fn form(self) -> &'static Form {
                match self { $($(#[cfg($($when)*)])? FormId::$id => &$module::FORM,)* }
            }

            /// The texts of its sample report. They are not part of the form, so that programs
            /// without samples do not carry them.
            pub(crate) fn sample(self) -> &'static Sample {
                match self { $($(#[cfg($($when)*)])? FormId::$id => &$module::SAMPLE,)* }
            }
        }

        impl Form {
            /// How many forms there are.
            pub const COUNT: usize = [$($(#[cfg($($when)*)])? FormId::$id,)*].len();

            /// Every form there has been, oldest first.
            pub const ALL: [&'static Form; Form::COUNT] = [$($(#[cfg($($when)*)])? &$module::FORM,)*];
        }
    };
}

forms! {
    /// Reporting years 2019 and 2020.
    F2019 = "2019" in f2019,
    /// Reporting years from 2021 on.
    F2021 = "2021" in f2021,
    /// Years for which nobody reports yet: invented, for tests.
    #[cfg(feature = "invented-form")]
    F2090 = "2090" in invented,
}

impl FormId {
    /// The one with this name.
    pub fn from_name(name: &str) -> Option<FormId> {
        Form::ALL.iter().map(|form| form.id).find(|id| id.name() == name)
    }

    /// The form for a reporting year; `None` before 2019, when there were no statutory tables.
    ///
    /// A year after the last known one gets the newest form: see [`Form::is_assumed_for`].
    pub fn of_year(year: u16) -> Option<FormId> {
        let form = Form::ALL.iter().rev().find(|form| form.first_year <= year)?;
        Some(form.id)
    }
}

/// The six sections of the report, in order (Article 50 of the Regulations; the same in both forms).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum SectionId {
    /// 一、总体情况.
    Overview,
    /// 二、主动公开政府信息情况.
    Proactive,
    /// 三、收到和处理政府信息公开申请情况.
    Requests,
    /// 四、政府信息公开行政复议、行政诉讼情况.
    Disputes,
    /// 五、存在的主要问题及改进情况.
    Problems,
    /// 六、其他需要报告的事项.
    Other,
}

impl SectionId {
    /// All six, in order.
    pub const ALL: [SectionId; 6] = [
        SectionId::Overview,
        SectionId::Proactive,
        SectionId::Requests,
        SectionId::Disputes,
        SectionId::Problems,
        SectionId::Other,
    ];

    /// The section's name as in JSON and in addresses.
    pub const fn name(self) -> &'static str {
        match self {
            SectionId::Overview => "overview",
            SectionId::Proactive => "proactive",
            SectionId::Requests => "requests",
            SectionId::Disputes => "disputes",
            SectionId::Problems => "problems",
            SectionId::Other => "other",
        }
    }

    /// The one with this name.
    pub fn from_name(name: &str) -> Option<SectionId> {
        SectionId::ALL.into_iter().find(|section| section.name() == name)
    }

    /// 一, 二, 三, 四, 五, 六.
    pub const fn ordinal(self) -> &'static str {
        match self {
            SectionId::Overview => "一",
            SectionId::Proactive => "二",
            SectionId::Requests => "三",
            SectionId::Disputes => "四",
            SectionId::Problems => "五",
            SectionId::Other => "六",
        }
    }

    /// The heading as the form in force prints it: for places where no form is known.
    pub fn heading(self) -> Text {
        Form::LATEST.heading(self).clone()
    }

    /// Longer headings, taken from Article 50 of the Regulations or from the body of the notices, that many organs use
    /// in place of the form's; without the number in front.
    pub(crate) const fn long_headings(self) -> &'static [&'static str] {
        match self {
            SectionId::Overview => &[],
            SectionId::Proactive => &[
                "行政机关主动公开政府信息情况",
                "主动公开政府信息的情况",
                "政府信息主动公开情况",
            ],
            SectionId::Requests => &[
                "行政机关收到和处理政府信息公开申请情况",
                "行政机关收到和处理政府信息公开申请的情况",
                "收到和处理政府信息公开申请的情况",
                "政府信息公开申请收到和处理情况",
            ],
            SectionId::Disputes => &[
                "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
                "因政府信息公开工作被申请行政复议、提起行政诉讼的情况",
                "政府信息公开行政复议和行政诉讼情况",
                "政府信息公开行政复议及行政诉讼情况",
                "政府信息公开行政复议、诉讼情况",
            ],
            SectionId::Problems => &[
                "政府信息公开工作存在的主要问题及改进情况",
                "存在的主要问题和改进情况",
                "存在的主要问题及改进措施",
                "存在的问题及改进情况",
                "存在问题及改进情况",
                "存在的问题和改进措施",
                "存在问题和改进措施",
            ],
            SectionId::Other => &["其他报告事项", "其他需要报告事项", "需要报告的其他事项", "其他事项"],
        }
    }

    /// The heading in a few words, for contents and tabs.
    pub const fn short(self) -> Text {
        match self {
            SectionId::Overview => Text::new("一、总体情况", "I. Overview"),
            SectionId::Proactive => Text::new("二、主动公开", "II. Proactive disclosure"),
            SectionId::Requests => Text::new("三、申请办理", "III. Requests"),
            SectionId::Disputes => Text::new("四、复议、诉讼", "IV. Disputes"),
            SectionId::Problems => Text::new("五、问题及改进", "V. Problems"),
            SectionId::Other => Text::new("六、其他事项", "VI. Other matters"),
        }
    }

    /// The table that belongs into it.
    pub const fn table(self) -> Option<TableId> {
        match self {
            SectionId::Proactive => Some(TableId::Proactive),
            SectionId::Requests => Some(TableId::Requests),
            SectionId::Disputes => Some(TableId::Disputes),
            _ => None,
        }
    }
}

impl TableId {
    /// The section in which it is.
    pub const fn section(self) -> SectionId {
        match self {
            TableId::Proactive => SectionId::Proactive,
            TableId::Requests => SectionId::Requests,
            TableId::Disputes => SectionId::Disputes,
        }
    }

    /// Its usual name: 表二, 表三, 表四 are not printed in the form, but everybody says so.
    pub const fn title(self) -> Text {
        match self {
            TableId::Proactive => Text::new("表二（主动公开）", "table two (proactive disclosure)"),
            TableId::Requests => Text::new("表三（申请办理）", "table three (requests)"),
            TableId::Disputes => Text::new("表四（复议诉讼）", "table four (disputes)"),
        }
    }
}

/// One version of the form.
#[derive(Debug)]
pub struct Form {
    /// Its name.
    pub id: FormId,
    /// Its name for people: 2021年版.
    pub name: Text,
    /// First reporting year. It holds until the next form begins.
    pub first_year: u16,
    /// The last reporting year for which it is known to hold: when this program was made, no notice had replaced it for
    /// that year.
    pub known_through: u16,
    /// The form that it was made from.
    pub based_on: Option<FormId>,
    /// The number of the notice that prescribes it.
    pub instrument: Text,
    /// How that notice is cited.
    pub notice: Notice,
    /// The headings of its sections, in the order of [`SectionId::ALL`].
    pub headings: &'static [Text; SectionId::ALL.len()],
    /// Its grids, in order: table two has several, tables three and four one each.
    pub grids: &'static [Grid],
}

/// A notice that prescribes a form, 国办公开办函〔year〕number号.
#[derive(Debug)]
pub struct Notice {
    /// Its year.
    pub year: u16,
    /// Its number.
    pub number: u16,
    /// Its title and number in full, as a report cites them.
    pub citation: &'static str,
    /// Words of its title that tell it from those of other forms.
    pub title: &'static str,
    /// Words that a title of it may have instead.
    pub other_title: Option<&'static str>,
    /// Its name in a finding: its title in short.
    pub called: Text,
}

/// The texts of a form's sample report that differ from those of other forms: see [`crate::page`].
#[derive(Debug)]
pub(crate) struct Sample {
    /// Its reporting year.
    pub(crate) year: u16,
    /// The sentence about documents.
    pub(crate) documents: &'static str,
    /// Every cell of table two that is not 0.
    pub(crate) proactive: &'static [(&'static str, &'static str)],
}

/// One grid of the form: rows that share their columns.
#[derive(Debug)]
pub struct Grid {
    /// The table that it is part of.
    pub table: TableId,
    /// The words above it, or in its corner: 第二十条第（一）项, the 勾稽 note, nothing.
    pub caption: Text,
    /// Its columns.
    pub columns: &'static [Column],
    /// Its rows.
    pub rows: &'static [Row],
}

/// A column of a grid.
#[derive(Debug)]
pub struct Column {
    /// Its address.
    pub key: ColumnKey,
    /// Its header as printed.
    pub label: Text,
    /// The header that spans it and its neighbours: 法人或其他组织.
    pub over: Option<Text>,
    /// Its part in the sums of each row.
    pub sum: InSum,
    /// Whether a government's cells are the sums of its organs'. Documents may be issued by several together and are
    /// counted once.
    pub adds_up: bool,
}

/// A row of a grid.
#[derive(Debug)]
pub struct Row {
    /// Its address.
    pub key: RowKey,
    /// Its label as printed.
    pub label: Text,
    /// Its label in fewer words, if the printed one is long.
    pub short: Option<Text>,
    /// The header that spans it and its neighbours: 行政诉讼.
    pub over: Option<Text>,
    /// Its part in the sums of each column: the outcomes are parts of （七）总计.
    pub sum: InSum,
    /// Its part in the balance of each column.
    pub balance: Option<Balance>,
}

/// The part of a row or a column in the sums of its grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InSum {
    /// None.
    No,
    /// It is added up.
    Part,
    /// It is the sum of the parts.
    Total,
}

/// The part of a row in the balance of table three: all that comes in goes out.
#[derive(Debug)]
pub struct Balance {
    /// Whether it comes in or goes out.
    pub side: Side,
    /// Its name in a finding: 新收.
    pub word: Text,
}

/// A side of the balance of table three.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// 新收, 上年结转.
    In,
    /// 办理结果, 结转下年.
    Out,
}

/// A relation that a form prescribes between some of its cells.
#[derive(Debug, PartialEq, Eq)]
pub struct Relation {
    /// Which kind it is.
    pub kind: RelationKind,
    /// Its cells with their signs; they add up to 0. The first of a sum is its total.
    pub terms: Vec<(Field, i8)>,
}

/// The kinds of relations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RelationKind {
    /// All that comes in goes out, in a column.
    Balance,
    /// The parts of a column add up to its total.
    Down,
    /// The parts of a row add up to its total.
    Across,
}

impl Relation {
    /// The cell that the others add up to.
    pub fn total(&self) -> Option<Field> {
        match (self.kind, self.terms.first()) {
            (RelationKind::Down | RelationKind::Across, Some((total, _))) => Some(*total),
            _ => None,
        }
    }

    /// The cells that add up to the total.
    pub fn parts(&self) -> impl Iterator<Item = Field> + Clone + '_ {
        let totals = usize::from(self.total().is_some());
        self.terms.iter().skip(totals).map(|(field, _)| *field)
    }
}

impl Row {
    /// The label for narrow places.
    pub fn short_label(&self) -> &Text {
        self.short.as_ref().unwrap_or(&self.label)
    }
}

/// A row of table three as a form sees it.
#[derive(Debug)]
pub(crate) struct Line {
    /// Its address.
    pub(crate) row: RequestsRow,
    /// The row as the form prints it, or else as the newest form that has it does.
    pub(crate) printed: &'static Row,
    /// Whether the form has it.
    pub(crate) in_form: bool,
    /// Whether it is part of the table even if a report does not have it: the form has it, or has another row in place of
    /// it and its neighbours.
    pub(crate) own: bool,
    /// The row that another form has in place of this one and its neighbours.
    pub(crate) whole: Option<RequestsRow>,
    /// Whether another form has several rows in place of this one.
    pub(crate) is_whole: bool,
}

/// Facts about a form that are looked up often.
struct Index {
    /// Whether the form has a cell, by slot.
    has: Vec<bool>,
    /// Its relations, grid by grid.
    relations: Vec<Relation>,
    /// The sums that a cell is the total of, by slot: across and down, as places among the relations.
    sums: Vec<[Option<u16>; 2]>,
    /// Every row of table three that there is, in order.
    lines: Vec<Line>,
    /// Every column of table three that there is, in order: its part in sums, whether the form has it.
    columns: Vec<(Applicant, InSum, bool)>,
}

impl Form {
    /// The form in force: the newest that a notice prescribes.
    pub const LATEST: &'static Form = Form::ALL[Form::COUNT - 1 - cfg!(feature = "invented-form") as usize];

    /// The last reporting year that it holds for; `None` for the newest form.
    pub fn last_year(&self) -> Option<u16> {
        let next = Form::ALL.iter().find(|form| form.first_year > self.first_year)?;
        Some(next.first_year - 1)
    }

    /// Whether it is not known to hold for a year: the year is later than any that this program was made for, and a newer
    /// form may be in force.
    pub const fn is_assumed_for(&self, year: u16) -> bool {
        year > self.known_through
    }

    /// Its reporting years: 2019、2020; 2021 年起.
    pub fn years(&self) -> Text {
        let first = self.first_year;
        match self.last_year() {
            Some(last) if last == first => Text::of(first.to_string(), first.to_string()),
            Some(last) if last == first + 1 => Text::of(format!("{first}、{last}"), format!("{first} and {last}")),
            Some(last) => Text::of(format!("{first} 至 {last}"), format!("{first} to {last}")),
            None => Text::of(format!("{first} 起"), format!("{first} on")),
        }
    }

    /// The heading of a section.
    pub fn heading(&self, id: SectionId) -> &'static Text {
        &self.headings[id as usize]
    }

    /// The grids of one table.
    pub fn table(&self, table: TableId) -> impl Iterator<Item = &'static Grid> + use<> {
        self.grids.iter().filter(move |grid| grid.table == table)
    }

    /// All its fields, in the form's order: row by row. 200 in form 2021, 198 in form 2019.
    pub fn fields(&self) -> impl Iterator<Item = Field> + use<> {
        self.grids.iter().flat_map(Grid::fields)
    }

    /// Whether a cell is one of this form.
    pub fn has(&self, field: Field) -> bool {
        // Asked of every cell of every report.
        self.index().has.get(field.slot()).is_some_and(|has| *has)
    }

    /// The relations that it prescribes: 42 in form 2021, of which 39 in table three.
    pub fn relations(&self) -> &'static [Relation] {
        &self.index().relations
    }

    /// The sums that a cell is the total of: first that of its row, then that of its column.
    pub fn sums(&self, total: Field) -> impl Iterator<Item = &'static Relation> + use<> {
        let index = self.index();
        let sums = index.sums.get(total.slot()).copied().unwrap_or_default();
        sums.into_iter()
            .flatten()
            .filter_map(|place| index.relations.get(usize::from(place)))
    }

    /// The sum across its row that a cell is the total of.
    pub(crate) fn sum_across(&self, total: Field) -> Option<&'static Relation> {
        self.sums(total).find(|sum| sum.kind == RelationKind::Across)
    }

    /// Every sum of a table, with its total.
    pub fn totals(&self, table: TableId) -> impl Iterator<Item = (Field, &'static Relation)> + use<> {
        let relations = self.relations().iter();
        let sums = relations.filter_map(|relation| Some((relation.total()?, relation)));
        sums.filter(move |(total, _)| total.table() == table)
    }

    /// Whether a cell is the headline of its row: the total of its parts.
    pub(crate) fn is_headline(&self, field: Field) -> bool {
        self.sum_across(field).is_some()
    }

    /// Whether a government's cell is the sum of its organs'.
    pub(crate) fn adds_up(&self, field: Field) -> bool {
        let grid = self.grid_of(field);
        grid.and_then(|grid| grid.column(field.column()))
            .is_some_and(|column| column.adds_up)
    }

    /// The grid of a cell.
    pub fn grid_of(&self, field: Field) -> Option<&'static Grid> {
        self.grids.iter().find(|grid| {
            grid.table == field.table()
                && grid.columns.iter().any(|column| column.key == field.column())
                && grid.rows.iter().any(|row| row.key == field.row())
        })
    }

    /// The columns of table three: who applied, and the total.
    pub fn applicants(&self) -> impl Iterator<Item = (Applicant, &'static Column)> + use<> {
        let columns = self.table(TableId::Requests).flat_map(|grid| grid.columns);
        columns.filter_map(|column| match column.key {
            ColumnKey::Requests(applicant) => Some((applicant, column)),
            _ => None,
        })
    }

    /// Every row of table three that there is, in order, as this form sees it.
    pub(crate) fn lines(&self) -> &'static [Line] {
        &self.index().lines
    }

    /// Every column of table three that there is, in order: its part in sums, whether this form has it.
    pub(crate) fn columns(&self) -> &'static [(Applicant, InSum, bool)] {
        &self.index().columns
    }

    fn index(&self) -> &'static Index {
        static INDEX: OnceLock<[Index; Form::COUNT]> = OnceLock::new();
        let index = INDEX.get_or_init(|| Form::ALL.map(Index::new));
        &index[self.id as usize]
    }
}

impl Index {
    fn new(form: &'static Form) -> Index {
        let mut has = vec![false; Field::SLOTS];
        for field in form.fields() {
            has[field.slot()] = true;
        }
        let relations: Vec<Relation> = form.grids.iter().flat_map(Grid::relations).collect();
        let mut sums = vec![[None; 2]; Field::SLOTS];
        for (place, relation) in relations.iter().enumerate() {
            if let Some(total) = relation.total() {
                let down = usize::from(relation.kind == RelationKind::Down);
                sums[total.slot()][down] = u16::try_from(place).ok();
            }
        }
        Index {
            has,
            relations,
            sums,
            lines: lines(form),
            columns: columns(form),
        }
    }
}

/// The columns of table three as a form sees them.
fn columns(form: &'static Form) -> Vec<(Applicant, InSum, bool)> {
    let sum = |form: &'static Form, applicant: Applicant| {
        let mut columns = form.applicants();
        columns
            .find(|(known, _)| *known == applicant)
            .map(|(_, column)| column.sum)
    };
    let columns = Applicant::ALL.iter().filter_map(|applicant| {
        let own = sum(form, *applicant);
        let any = || Form::ALL.into_iter().rev().find_map(|form| sum(form, *applicant));
        Some((*applicant, own.or_else(any)?, own.is_some()))
    });
    columns.collect()
}

/// The rows of table three as a form sees them.
fn lines(form: &'static Form) -> Vec<Line> {
    let printed = |form: &'static Form, row: RequestsRow| {
        let mut grids = form.table(TableId::Requests);
        grids.find_map(|grid| grid.row(RowKey::Requests(row)))
    };
    let has_part = |form: &'static Form, whole: RequestsRow| {
        let mut parts = RequestsRow::ALL.iter().filter(|row| row.whole() == Some(whole));
        parts.any(|row| printed(form, *row).is_some())
    };
    RequestsRow::ALL
        .iter()
        .filter_map(|row| {
            let own = printed(form, *row);
            let any = || Form::ALL.into_iter().rev().find_map(|form| printed(form, *row));
            // A form with the whole in place of its parts sees the parts as the form in force has them.
            let instead = row
                .whole()
                .is_some_and(|whole| !has_part(form, whole) && printed(Form::LATEST, *row).is_some());
            Some(Line {
                row: *row,
                printed: own.or_else(any)?,
                in_form: own.is_some(),
                own: own.is_some() || instead,
                whole: row.whole(),
                is_whole: RequestsRow::ALL.iter().any(|part| part.whole() == Some(*row)),
            })
        })
        .collect()
}

impl RequestsRow {
    /// Whether the row is one way in which a request ends: one of the rows that add up to （七）总计.
    pub(crate) fn is_outcome(self) -> bool {
        static OUTCOMES: OnceLock<[bool; RequestsRow::ALL.len()]> = OnceLock::new();
        let outcomes = OUTCOMES.get_or_init(|| {
            let mut outcomes = [false; RequestsRow::ALL.len()];
            for line in Form::LATEST.lines() {
                outcomes[line.row as usize] = line.printed.sum == InSum::Part;
            }
            outcomes
        });
        outcomes[self as usize]
    }
}

impl Grid {
    /// Its fields, row by row.
    pub fn fields(&self) -> impl Iterator<Item = Field> + use<'_> {
        self.rows.iter().flat_map(|row| {
            self.columns
                .iter()
                .filter_map(move |column| Field::at(row.key, column.key))
        })
    }

    /// The relations between its cells: by column the balance, then the sum; by row the sum.
    fn relations(&self) -> Vec<Relation> {
        let mut relations = Vec::new();
        let mut add = |kind: RelationKind, terms: Vec<Option<(Field, i8)>>| {
            relations.push(Relation {
                kind,
                terms: terms.into_iter().flatten().collect(),
            });
        };
        if self.rows.iter().any(|row| row.balance.is_some()) {
            for column in self.columns {
                let term = |row: &Row| {
                    let sign = match row.balance.as_ref()?.side {
                        Side::In => 1,
                        Side::Out => -1,
                    };
                    Some((Field::at(row.key, column.key)?, sign))
                };
                add(RelationKind::Balance, self.rows.iter().map(term).collect());
            }
        }
        for total in self.rows.iter().filter(|row| row.sum == InSum::Total) {
            for column in self.columns {
                let parts = self.rows.iter().filter(|row| row.sum == InSum::Part);
                let parts = parts.map(|row| Some((Field::at(row.key, column.key)?, -1)));
                let total = Field::at(total.key, column.key).map(|total| (total, 1));
                add(RelationKind::Down, std::iter::once(total).chain(parts).collect());
            }
        }
        for total in self.columns.iter().filter(|column| column.sum == InSum::Total) {
            for row in self.rows.iter().filter(|row| !matches!(row.key, RowKey::Group(_))) {
                let parts = self.columns.iter().filter(|column| column.sum == InSum::Part);
                let parts = parts.map(|column| Some((Field::at(row.key, column.key)?, -1)));
                let total = Field::at(row.key, total.key).map(|total| (total, 1));
                add(RelationKind::Across, std::iter::once(total).chain(parts).collect());
            }
        }
        relations
    }

    /// Its row with this address.
    pub fn row(&self, key: RowKey) -> Option<&Row> {
        self.rows.iter().find(|row| row.key == key)
    }

    /// Its column with this address.
    pub fn column(&self, key: ColumnKey) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }
}

impl Field {
    /// The form whose words name the field: the latest that has it.
    pub fn form(self) -> Option<&'static Form> {
        Form::ALL.into_iter().rev().find(|form| form.has(self))
    }

    /// The first form that has the field.
    pub fn first_form(self) -> Option<&'static Form> {
        Form::ALL.into_iter().find(|form| form.has(self))
    }

    /// The name of the cell: its row and its column, “（一）予以公开 · 自然人”.
    pub fn label(self) -> Text {
        let Some(grid) = self.form().and_then(|form| form.grid_of(self)) else {
            return Text::of(self.to_string(), self.to_string());
        };
        let (Some(row), Some(column)) = (grid.row(self.row()), grid.column(self.column())) else {
            return Text::of(self.to_string(), self.to_string());
        };
        let row = row.short_label();
        if column.key == ColumnKey::Proactive(ProactiveColumn::Value) {
            return row.clone();
        }
        Text::of(
            format!("{} · {}", row.zh, column.label.zh),
            format!("{} · {}", row.en, column.label.en),
        )
    }
}

impl RowKey {
    /// The row's label in few words, in the words of the latest form that has it.
    pub fn label(self) -> Text {
        Form::ALL
            .into_iter()
            .rev()
            .flat_map(|form| form.grids)
            .find_map(|grid| grid.row(self))
            .map_or(Text::new("", ""), |row| row.short_label().clone())
    }
}

impl ColumnKey {
    /// The column's header, in the words of the latest form that has it.
    pub fn label(self) -> Text {
        Form::ALL
            .into_iter()
            .rev()
            .flat_map(|form| form.grids)
            .find_map(|grid| grid.column(self))
            .map_or(Text::new("", ""), |column| column.label.clone())
    }
}

/// The note printed in the corner of table three.
pub(crate) const BALANCE_NOTE: Text = Text::new(
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
    "(In each column, item one plus item two equals item three plus item four)",
);

/// 申请人情况, over all columns of table three.
pub(crate) const APPLICANTS: Text = Text::new("申请人情况", "Applicants");
/// 法人或其他组织, over five columns of table three.
pub const ORGANISATIONS: Text = Text::new("法人或其他组织", "Legal persons or other organisations");
/// 信息内容, over the labels of table two.
pub const CONTENT: Text = Text::new("信息内容", "Information");
/// 行政诉讼, over two blocks of table four.
pub(crate) const LITIGATION: Text = Text::new("行政诉讼", "Administrative litigation");

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_forms_have_the_cells_that_the_notices_prescribe() {
        let count = |form: &Form, table| form.fields().filter(|f| f.table() == table).count();
        let f2021 = FormId::F2021.form();
        assert_eq!(f2021.fields().count(), 200);
        assert_eq!(
            [TableId::Proactive, TableId::Requests, TableId::Disputes].map(|t| count(f2021, t)),
            [10, 175, 15]
        );
        let f2019 = FormId::F2019.form();
        assert_eq!(
            [TableId::Proactive, TableId::Requests, TableId::Disputes].map(|t| count(f2019, t)),
            [22, 161, 15]
        );
        let outcomes = |form: &Form| {
            let total = "requests.outcomes_total.total".parse().expect("a field");
            let mut sums = form.sums(total);
            let down = sums.find(|sum| sum.kind == RelationKind::Down);
            down.map(|sum| sum.parts().count())
        };
        assert_eq!((outcomes(f2021), outcomes(f2019)), (Some(21), Some(19)));
    }

    #[test]
    fn every_field_has_one_name_and_one_slot() {
        let mut slots = BTreeSet::new();
        let fields: BTreeSet<Field> = Form::ALL.iter().flat_map(|form| form.fields()).collect();
        for field in fields {
            assert_eq!(field.to_string().parse(), Ok(field));
            assert!(field.slot() < Field::SLOTS && slots.insert(field.slot()), "{field}");
            assert!(!field.label().zh.is_empty() && !field.label().en.is_empty());
        }
        for wrong in [
            "",
            "requests",
            "requests.received",
            "proactive.fees.",
            "proactive.fees.issued",
            "disputes.x.total",
            "requests.denied.total",
            "proactive.licenses.amount",
        ] {
            assert!(wrong.parse::<Field>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_year_has_the_form_of_its_notice() {
        assert_eq!(
            [2015, 2018, 2019, 2020, 2021, 2030].map(FormId::of_year),
            [
                None,
                None,
                Some(FormId::F2019),
                Some(FormId::F2019),
                Some(FormId::F2021),
                Some(FormId::F2021)
            ]
        );
    }
}

//! The statutory form in its two versions, as data: headings, tables, rows, columns, labels and the field behind each cell.
//!
//! Sources: form 2019 is annexed to 国办公开办函〔2019〕60号 (试行), form 2021 to 国办公开办函〔2021〕30号. A form to come is one
//! more value in [`Form::ALL`].

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use crate::field::{
    Applicant, ColumnKey, DisputeBlock, DisputeResult, Field, ProactiveColumn, ProactiveRow, RequestsGroup,
    RequestsRow, RowKey, TableId,
};
use crate::text::Text;

/// The name of a form: the first reporting year that it holds for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum FormId {
    /// Reporting years 2019 and 2020.
    #[serde(rename = "2019")]
    F2019,
    /// Reporting years from 2021 on.
    #[serde(rename = "2021")]
    F2021,
}

impl FormId {
    /// `2019` or `2021`.
    pub const fn name(self) -> &'static str {
        match self {
            FormId::F2019 => "2019",
            FormId::F2021 => "2021",
        }
    }

    /// The form itself.
    pub fn form(self) -> &'static Form {
        match self {
            FormId::F2019 => &FORM_2019,
            FormId::F2021 => &FORM_2021,
        }
    }

    /// The form that a reporting year asks for; none before 2019, when there were no statutory tables.
    pub const fn of_year(year: u16) -> Option<FormId> {
        match year {
            0..=2018 => None,
            2019..=2020 => Some(FormId::F2019),
            2021.. => Some(FormId::F2021),
        }
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

    /// The heading as the form prints it.
    pub const fn heading(self) -> Text {
        match self {
            SectionId::Overview => Text::new("一、总体情况", "I. Overview"),
            SectionId::Proactive => Text::new(
                "二、主动公开政府信息情况",
                "II. Proactive disclosure of government information",
            ),
            SectionId::Requests => Text::new(
                "三、收到和处理政府信息公开申请情况",
                "III. Receipt and processing of requests for government information",
            ),
            SectionId::Disputes => Text::new(
                "四、政府信息公开行政复议、行政诉讼情况",
                "IV. Administrative reconsideration and litigation",
            ),
            SectionId::Problems => Text::new("五、存在的主要问题及改进情况", "V. Main problems and improvements"),
            SectionId::Other => Text::new("六、其他需要报告的事项", "VI. Other matters to be reported"),
        }
    }

    /// Longer headings, taken from Article 50 of the Regulations or from the body of the notices, that many organs use
    /// in place of the form's; without the number in front.
    pub const fn long_headings(self) -> &'static [&'static str] {
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
    /// The section it stands in.
    pub const fn section(self) -> SectionId {
        match self {
            TableId::Proactive => SectionId::Proactive,
            TableId::Requests => SectionId::Requests,
            TableId::Disputes => SectionId::Disputes,
        }
    }

    /// What people call it: 表二, 表三, 表四 are not printed in the form but used by everybody.
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
    /// First reporting year.
    pub first_year: u16,
    /// Last reporting year, where a later form has replaced it.
    pub last_year: Option<u16>,
    /// The document that prescribes it.
    pub instrument: Text,
    /// Its grids, in order: table two has several, tables three and four one each.
    pub grids: &'static [Grid],
}

/// One grid of the form: rows that share their columns.
#[derive(Debug)]
pub struct Grid {
    /// The table that it is part of.
    pub table: TableId,
    /// What stands above it, or in its corner: 第二十条第（一）项, the 勾稽 note, nothing.
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
}

/// A row of a grid.
#[derive(Debug)]
pub struct Row {
    /// Its address.
    pub key: RowKey,
    /// Its label as printed.
    pub label: Text,
    /// Its label in fewer words where the printed one is long.
    pub short: Option<Text>,
}

impl Row {
    /// The label for narrow places.
    pub fn short_label(&self) -> &Text {
        self.short.as_ref().unwrap_or(&self.label)
    }
}

impl Form {
    /// Every form there has been, oldest first.
    pub const ALL: [&'static Form; 2] = [&FORM_2019, &FORM_2021];

    /// The form in force.
    pub const LATEST: &'static Form = &FORM_2021;

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
        static HAS: OnceLock<[Vec<bool>; Form::ALL.len()]> = OnceLock::new();
        let has = HAS.get_or_init(|| {
            Form::ALL.map(|form| {
                let mut has = vec![false; Field::SLOTS];
                for field in form.fields() {
                    if let Some(has) = has.get_mut(field.slot()) {
                        *has = true;
                    }
                }
                has
            })
        });
        has.get(self.id as usize)
            .and_then(|has| has.get(field.slot()))
            .is_some_and(|has| *has)
    }

    /// The grid that a cell stands in.
    pub fn grid_of(&self, field: Field) -> Option<&'static Grid> {
        self.grids.iter().find(|grid| {
            grid.table == field.table()
                && grid.columns.iter().any(|column| column.key == field.column())
                && grid.rows.iter().any(|row| row.key == field.row())
        })
    }

    /// The rows that add up to `outcomes_total`.
    pub fn outcome_rows(&self) -> impl Iterator<Item = RequestsRow> + use<> {
        self.table(TableId::Requests)
            .flat_map(|grid| grid.rows)
            .filter_map(|row| match row.key {
                RowKey::Requests(row) if row.is_outcome() => Some(row),
                _ => None,
            })
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

    /// What the cell is called: its row and its column, “（一）予以公开 · 自然人”.
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
pub const BALANCE_NOTE: Text = Text::new(
    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
    "(In each column, item one plus item two equals item three plus item four)",
);

/// 申请人情况, over all columns of table three.
pub const APPLICANTS: Text = Text::new("申请人情况", "Applicants");
/// 法人或其他组织, over five columns of table three.
pub const ORGANISATIONS: Text = Text::new("法人或其他组织", "Legal persons or other organisations");
/// 信息内容, over the labels of table two.
pub const CONTENT: Text = Text::new("信息内容", "Information");
/// 行政诉讼, over two blocks of table four.
pub const LITIGATION: Text = Text::new("行政诉讼", "Administrative litigation");

const fn column(key: ColumnKey, zh: &'static str, en: &'static str) -> Column {
    Column {
        key,
        label: Text::new(zh, en),
    }
}

const fn proactive_column(key: ProactiveColumn, zh: &'static str, en: &'static str) -> Column {
    column(ColumnKey::Proactive(key), zh, en)
}

const fn proactive_row(key: ProactiveRow, zh: &'static str, en: &'static str) -> Row {
    Row {
        key: RowKey::Proactive(key),
        label: Text::new(zh, en),
        short: None,
    }
}

const fn row(key: RequestsRow, zh: &'static str, en: &'static str) -> Row {
    Row {
        key: RowKey::Requests(key),
        label: Text::new(zh, en),
        short: None,
    }
}

const fn long_row(
    key: RequestsRow,
    (zh, en): (&'static str, &'static str),
    (short_zh, short_en): (&'static str, &'static str),
) -> Row {
    Row {
        key: RowKey::Requests(key),
        label: Text::new(zh, en),
        short: Some(Text::new(short_zh, short_en)),
    }
}

const fn group(key: RequestsGroup, zh: &'static str, en: &'static str) -> Row {
    Row {
        key: RowKey::Group(key),
        label: Text::new(zh, en),
        short: None,
    }
}

const fn dispute_row(key: DisputeBlock, zh: &'static str, en: &'static str) -> Row {
    Row {
        key: RowKey::Disputes(key),
        label: Text::new(zh, en),
        short: None,
    }
}

const APPLICANT_COLUMNS: &[Column] = &[
    column(
        ColumnKey::Requests(Applicant::NaturalPerson),
        "自然人",
        "Natural persons",
    ),
    column(
        ColumnKey::Requests(Applicant::Business),
        "商业企业",
        "Commercial enterprises",
    ),
    column(
        ColumnKey::Requests(Applicant::Research),
        "科研机构",
        "Research institutions",
    ),
    column(
        ColumnKey::Requests(Applicant::SocialWelfare),
        "社会公益组织",
        "Public-benefit organisations",
    ),
    column(
        ColumnKey::Requests(Applicant::LegalService),
        "法律服务机构",
        "Legal-service organisations",
    ),
    column(ColumnKey::Requests(Applicant::Other), "其他", "Other"),
    column(ColumnKey::Requests(Applicant::Total), "总计", "Total"),
];

const RESULT_COLUMNS: &[Column] = &[
    column(ColumnKey::Disputes(DisputeResult::Upheld), "结果维持", "Upheld"),
    column(ColumnKey::Disputes(DisputeResult::Corrected), "结果纠正", "Corrected"),
    column(ColumnKey::Disputes(DisputeResult::Other), "其他结果", "Other outcome"),
    column(ColumnKey::Disputes(DisputeResult::Pending), "尚未审结", "Pending"),
    column(ColumnKey::Disputes(DisputeResult::Total), "总计", "Total"),
];

const DISPUTES: Grid = Grid {
    table: TableId::Disputes,
    caption: Text::new("", ""),
    columns: RESULT_COLUMNS,
    rows: &[
        dispute_row(
            DisputeBlock::Reconsideration,
            "行政复议",
            "Administrative reconsideration",
        ),
        dispute_row(
            DisputeBlock::LitigationDirect,
            "未经复议直接起诉",
            "Sued directly, without reconsideration",
        ),
        dispute_row(
            DisputeBlock::LitigationAfterReconsideration,
            "复议后起诉",
            "Sued after reconsideration",
        ),
    ],
};

const ROW_RECEIVED: Row = long_row(
    RequestsRow::Received,
    ("一、本年新收政府信息公开申请数量", "1. Requests received this year"),
    ("一、本年新收", "1. Received this year"),
);
const ROW_CARRIED_IN: Row = long_row(
    RequestsRow::CarriedIn,
    (
        "二、上年结转政府信息公开申请数量",
        "2. Requests carried over from last year",
    ),
    ("二、上年结转", "2. Carried over from last year"),
);
const ROW_OUTCOMES: Row = group(RequestsGroup::Outcomes, "三、本年度办理结果", "3. Outcomes this year");
const ROW_GRANTED: Row = row(RequestsRow::Granted, "（一）予以公开", "(1) Disclosed");
const ROW_PARTIAL: Row = long_row(
    RequestsRow::PartiallyGranted,
    (
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "(2) Partially disclosed (where parts are treated differently, counted here only)",
    ),
    ("（二）部分公开", "(2) Partially disclosed"),
);
const ROW_DENIED: Row = group(RequestsGroup::Denied, "（三）不予公开", "(3) Not disclosed");
const ROW_DENIED_1: Row = row(RequestsRow::DeniedStateSecret, "1.属于国家秘密", "1. State secret");
const ROW_DENIED_2: Row = row(
    RequestsRow::DeniedProhibitedByLaw,
    "2.其他法律行政法规禁止公开",
    "2. Disclosure prohibited by another law or administrative regulation",
);
const ROW_DENIED_3: Row = row(
    RequestsRow::DeniedSafetyAndStability,
    "3.危及“三安全一稳定”",
    "3. Endangers national, public or economic security or social stability",
);
const ROW_DENIED_4: Row = row(
    RequestsRow::DeniedThirdPartyRights,
    "4.保护第三方合法权益",
    "4. Protects third-party rights",
);
const ROW_DENIED_5: Row = row(
    RequestsRow::DeniedInternalAffairs,
    "5.属于三类内部事务信息",
    "5. Internal affairs",
);
const ROW_DENIED_6: Row = row(
    RequestsRow::DeniedDeliberativeProcess,
    "6.属于四类过程性信息",
    "6. Deliberative process",
);
const ROW_DENIED_7: Row = row(
    RequestsRow::DeniedEnforcementFiles,
    "7.属于行政执法案卷",
    "7. Enforcement case files",
);
const ROW_DENIED_8: Row = row(
    RequestsRow::DeniedAdministrativeEnquiry,
    "8.属于行政查询事项",
    "8. Matter for an administrative enquiry",
);
const ROW_UNAVAILABLE: Row = group(RequestsGroup::Unavailable, "（四）无法提供", "(4) Unable to provide");
const ROW_UNAVAILABLE_1: Row = row(
    RequestsRow::UnavailableNotHeld,
    "1.本机关不掌握相关政府信息",
    "1. Information not held",
);
const ROW_UNAVAILABLE_2: Row = row(
    RequestsRow::UnavailableNeedsCreation,
    "2.没有现成信息需要另行制作",
    "2. Would have to be created",
);
const ROW_UNAVAILABLE_3: Row = row(
    RequestsRow::UnavailableStillUnclear,
    "3.补正后申请内容仍不明确",
    "3. Still unclear after correction",
);
const ROW_NOT_PROCESSED: Row = group(RequestsGroup::NotProcessed, "（五）不予处理", "(5) Not processed");
const ROW_NOT_PROCESSED_1: Row = row(
    RequestsRow::NotProcessedPetitionOrComplaint,
    "1.信访举报投诉类申请",
    "1. Petition, report or complaint",
);
const ROW_NOT_PROCESSED_2: Row = row(RequestsRow::NotProcessedDuplicate, "2.重复申请", "2. Duplicate");
const ROW_NOT_PROCESSED_3: Row = row(
    RequestsRow::NotProcessedPublicPublication,
    "3.要求提供公开出版物",
    "3. Asks for a public publication",
);
const ROW_NOT_PROCESSED_4: Row = row(
    RequestsRow::NotProcessedExcessive,
    "4.无正当理由大量反复申请",
    "4. Excessive, repeated without good reason",
);
const ROW_NOT_PROCESSED_5: Row = long_row(
    RequestsRow::NotProcessedConfirmationOrReissue,
    (
        "5.要求行政机关确认或重新出具已获取信息",
        "5. Asks for confirmation or reissue of information already obtained",
    ),
    ("5.要求确认或重新出具已获取信息", "5. Asks for confirmation or reissue"),
);
const ROW_OUTCOMES_TOTAL: Row = row(RequestsRow::OutcomesTotal, "（七）总计", "(7) Total");
const ROW_CARRIED_OUT: Row = row(
    RequestsRow::CarriedOut,
    "四、结转下年度继续办理",
    "4. Carried forward to next year",
);

static FORM_2021: Form = Form {
    id: FormId::F2021,
    first_year: 2021,
    last_year: None,
    instrument: Text::new("国办公开办函〔2021〕30号", "Notice Guobangongkaibanhan [2021] No. 30"),
    grids: &[
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（一）项", "Article 20, item (1)"),
            columns: &[
                proactive_column(ProactiveColumn::Issued, "本年制发件数", "Issued this year"),
                proactive_column(ProactiveColumn::Repealed, "本年废止件数", "Repealed this year"),
                proactive_column(ProactiveColumn::InForce, "现行有效件数", "In force"),
            ],
            rows: &[
                proactive_row(ProactiveRow::Regulations, "规章", "Government rules"),
                proactive_row(
                    ProactiveRow::NormativeDocuments,
                    "行政规范性文件",
                    "Administrative normative documents",
                ),
            ],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（五）项", "Article 20, item (5)"),
            columns: &[proactive_column(
                ProactiveColumn::Value,
                "本年处理决定数量",
                "Decisions this year",
            )],
            rows: &[proactive_row(
                ProactiveRow::Licenses,
                "行政许可",
                "Administrative licensing",
            )],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（六）项", "Article 20, item (6)"),
            columns: &[proactive_column(
                ProactiveColumn::Value,
                "本年处理决定数量",
                "Decisions this year",
            )],
            rows: &[
                proactive_row(ProactiveRow::Penalties, "行政处罚", "Administrative penalties"),
                proactive_row(ProactiveRow::CoerciveMeasures, "行政强制", "Compulsory measures"),
            ],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（八）项", "Article 20, item (8)"),
            columns: &[proactive_column(
                ProactiveColumn::Value,
                "本年收费金额（单位：万元）",
                "Collected this year (in 10,000 yuan)",
            )],
            rows: &[proactive_row(
                ProactiveRow::Fees,
                "行政事业性收费",
                "Administrative fees and charges",
            )],
        },
        Grid {
            table: TableId::Requests,
            caption: BALANCE_NOTE,
            columns: APPLICANT_COLUMNS,
            rows: &[
                ROW_RECEIVED,
                ROW_CARRIED_IN,
                ROW_OUTCOMES,
                ROW_GRANTED,
                ROW_PARTIAL,
                ROW_DENIED,
                ROW_DENIED_1,
                ROW_DENIED_2,
                ROW_DENIED_3,
                ROW_DENIED_4,
                ROW_DENIED_5,
                ROW_DENIED_6,
                ROW_DENIED_7,
                ROW_DENIED_8,
                ROW_UNAVAILABLE,
                ROW_UNAVAILABLE_1,
                ROW_UNAVAILABLE_2,
                ROW_UNAVAILABLE_3,
                ROW_NOT_PROCESSED,
                ROW_NOT_PROCESSED_1,
                ROW_NOT_PROCESSED_2,
                ROW_NOT_PROCESSED_3,
                ROW_NOT_PROCESSED_4,
                ROW_NOT_PROCESSED_5,
                group(RequestsGroup::OtherOutcome, "（六）其他处理", "(6) Otherwise handled"),
                long_row(
                    RequestsRow::OtherOutcomeCorrectionOverdue,
                    (
                        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
                        "1. Not corrected in time without good reason, no longer processed",
                    ),
                    ("1.逾期不补正", "1. Not corrected in time"),
                ),
                long_row(
                    RequestsRow::OtherOutcomeFeeOverdue,
                    (
                        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
                        "2. Fee not paid in time, no longer processed",
                    ),
                    ("2.逾期未缴费", "2. Fee not paid in time"),
                ),
                row(RequestsRow::OtherOutcomeOther, "3.其他", "3. Other"),
                ROW_OUTCOMES_TOTAL,
                ROW_CARRIED_OUT,
            ],
        },
        DISPUTES,
    ],
};

static FORM_2019: Form = Form {
    id: FormId::F2019,
    first_year: 2019,
    last_year: Some(2020),
    instrument: Text::new("国办公开办函〔2019〕60号", "Notice Guobangongkaibanhan [2019] No. 60"),
    grids: &[
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（一）项", "Article 20, item (1)"),
            columns: &[
                proactive_column(ProactiveColumn::Made, "本年新制作数量", "Made this year"),
                proactive_column(
                    ProactiveColumn::NewlyDisclosed,
                    "本年新公开数量",
                    "Newly disclosed this year",
                ),
                proactive_column(ProactiveColumn::DisclosedTotal, "对外公开总数量", "Disclosed in total"),
            ],
            rows: &[
                proactive_row(ProactiveRow::Regulations, "规章", "Government rules"),
                proactive_row(ProactiveRow::NormativeDocuments, "规范性文件", "Normative documents"),
            ],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（五）项", "Article 20, item (5)"),
            columns: &[
                proactive_column(ProactiveColumn::ItemsLastYear, "上一年项目数量", "Items last year"),
                proactive_column(ProactiveColumn::Change, "本年增/减", "More or fewer this year"),
                proactive_column(ProactiveColumn::Decisions, "处理决定数量", "Decisions"),
            ],
            rows: &[
                proactive_row(ProactiveRow::Licenses, "行政许可", "Administrative licensing"),
                proactive_row(
                    ProactiveRow::OtherServices,
                    "其他对外管理服务事项",
                    "Other services to the public",
                ),
            ],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（六）项", "Article 20, item (6)"),
            columns: &[
                proactive_column(ProactiveColumn::ItemsLastYear, "上一年项目数量", "Items last year"),
                proactive_column(ProactiveColumn::Change, "本年增/减", "More or fewer this year"),
                proactive_column(ProactiveColumn::Decisions, "处理决定数量", "Decisions"),
            ],
            rows: &[
                proactive_row(ProactiveRow::Penalties, "行政处罚", "Administrative penalties"),
                proactive_row(ProactiveRow::CoerciveMeasures, "行政强制", "Compulsory measures"),
            ],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（八）项", "Article 20, item (8)"),
            columns: &[
                proactive_column(ProactiveColumn::ItemsLastYear, "上一年项目数量", "Items last year"),
                proactive_column(ProactiveColumn::Change, "本年增/减", "More or fewer this year"),
            ],
            rows: &[proactive_row(
                ProactiveRow::Fees,
                "行政事业性收费",
                "Administrative fees and charges",
            )],
        },
        Grid {
            table: TableId::Proactive,
            caption: Text::new("第二十条第（九）项", "Article 20, item (9)"),
            columns: &[
                proactive_column(ProactiveColumn::Items, "采购项目数量", "Items procured"),
                proactive_column(ProactiveColumn::Amount, "采购总金额", "Amount in total"),
            ],
            rows: &[proactive_row(
                ProactiveRow::Procurement,
                "政府集中采购",
                "Centralised government procurement",
            )],
        },
        Grid {
            table: TableId::Requests,
            caption: BALANCE_NOTE,
            columns: APPLICANT_COLUMNS,
            rows: &[
                ROW_RECEIVED,
                ROW_CARRIED_IN,
                ROW_OUTCOMES,
                ROW_GRANTED,
                ROW_PARTIAL,
                ROW_DENIED,
                ROW_DENIED_1,
                ROW_DENIED_2,
                ROW_DENIED_3,
                ROW_DENIED_4,
                ROW_DENIED_5,
                ROW_DENIED_6,
                ROW_DENIED_7,
                ROW_DENIED_8,
                ROW_UNAVAILABLE,
                ROW_UNAVAILABLE_1,
                ROW_UNAVAILABLE_2,
                ROW_UNAVAILABLE_3,
                ROW_NOT_PROCESSED,
                ROW_NOT_PROCESSED_1,
                ROW_NOT_PROCESSED_2,
                ROW_NOT_PROCESSED_3,
                ROW_NOT_PROCESSED_4,
                ROW_NOT_PROCESSED_5,
                row(RequestsRow::OtherOutcome, "（六）其他处理", "(6) Otherwise handled"),
                ROW_OUTCOMES_TOTAL,
                ROW_CARRIED_OUT,
            ],
        },
        DISPUTES,
    ],
};

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
        assert_eq!((f2021.outcome_rows().count(), f2019.outcome_rows().count()), (21, 19));
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

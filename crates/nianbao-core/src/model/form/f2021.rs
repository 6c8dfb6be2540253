//! Form 2021, annexed to 国办公开办函〔2021〕30号: reporting years from 2021 on.

use super::shared::{
    APPLICANT_COLUMNS, DISPUTES, HEADINGS, ROW_CARRIED_IN, ROW_CARRIED_OUT, ROW_DENIED, ROW_DENIED_1, ROW_DENIED_2,
    ROW_DENIED_3, ROW_DENIED_4, ROW_DENIED_5, ROW_DENIED_6, ROW_DENIED_7, ROW_DENIED_8, ROW_GRANTED, ROW_NOT_PROCESSED,
    ROW_NOT_PROCESSED_1, ROW_NOT_PROCESSED_2, ROW_NOT_PROCESSED_3, ROW_NOT_PROCESSED_4, ROW_NOT_PROCESSED_5,
    ROW_OUTCOMES, ROW_OUTCOMES_TOTAL, ROW_PARTIAL, ROW_RECEIVED, ROW_UNAVAILABLE, ROW_UNAVAILABLE_1, ROW_UNAVAILABLE_2,
    ROW_UNAVAILABLE_3, adding_column, group, long_outcome, outcome, proactive_column, proactive_row,
};
use super::{BALANCE_NOTE, Form, FormId, Grid, Notice, Row, Sample};
use crate::field::{ProactiveColumn, ProactiveRow, RequestsGroup, RequestsRow, TableId};
use crate::text::Text;

/// Table two: 规章 and 行政规范性文件.
pub(super) const DOCUMENTS: Grid = Grid {
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
};

/// Table two: 行政许可.
pub(super) const LICENSES: Grid = Grid {
    table: TableId::Proactive,
    caption: Text::new("第二十条第（五）项", "Article 20, item (5)"),
    columns: &[adding_column(
        ProactiveColumn::Value,
        "本年处理决定数量",
        "Decisions this year",
    )],
    rows: &[proactive_row(
        ProactiveRow::Licenses,
        "行政许可",
        "Administrative licensing",
    )],
};

/// Table two: 行政处罚 and 行政强制.
pub(super) const PENALTIES: Grid = Grid {
    table: TableId::Proactive,
    caption: Text::new("第二十条第（六）项", "Article 20, item (6)"),
    columns: &[adding_column(
        ProactiveColumn::Value,
        "本年处理决定数量",
        "Decisions this year",
    )],
    rows: &[
        proactive_row(ProactiveRow::Penalties, "行政处罚", "Administrative penalties"),
        proactive_row(ProactiveRow::CoerciveMeasures, "行政强制", "Compulsory measures"),
    ],
};

/// Table two: 行政事业性收费.
pub(super) const FEES: Grid = Grid {
    table: TableId::Proactive,
    caption: Text::new("第二十条第（八）项", "Article 20, item (8)"),
    columns: &[adding_column(
        ProactiveColumn::Value,
        "本年收费金额（单位：万元）",
        "Collected this year (in 10,000 yuan)",
    )],
    rows: &[proactive_row(
        ProactiveRow::Fees,
        "行政事业性收费",
        "Administrative fees and charges",
    )],
};

pub(super) const ROW_OTHER: Row = group(RequestsGroup::OtherOutcome, "（六）其他处理", "(6) Otherwise handled");
pub(super) const ROW_OTHER_1: Row = long_outcome(
    RequestsRow::OtherOutcomeCorrectionOverdue,
    (
        "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请",
        "1. Not corrected in time without good reason, no longer processed",
    ),
    ("1.逾期不补正", "1. Not corrected in time"),
);
pub(super) const ROW_OTHER_2: Row = long_outcome(
    RequestsRow::OtherOutcomeFeeOverdue,
    (
        "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请",
        "2. Fee not paid in time, no longer processed",
    ),
    ("2.逾期未缴费", "2. Fee not paid in time"),
);
pub(super) const ROW_OTHER_3: Row = outcome(RequestsRow::OtherOutcomeOther, "3.其他", "3. Other");

/// Form 2021.
pub(super) static FORM: Form = Form {
    id: FormId::F2021,
    name: Text::new("2021年版", "2021"),
    first_year: 2021,
    known_through: 2026,
    based_on: Some(FormId::F2019),
    instrument: Text::new("国办公开办函〔2021〕30号", "Notice Guobangongkaibanhan [2021] No. 30"),
    notice: Notice {
        year: 2021,
        number: 30,
        citation: "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2021〕30号）",
        title: "年度报告格式",
        other_title: None,
        called: Text::new("《关于印发〈…年度报告格式〉的通知》", "the one that issued its form"),
    },
    headings: &HEADINGS,
    grids: &[
        DOCUMENTS,
        LICENSES,
        PENALTIES,
        FEES,
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
                ROW_OTHER,
                ROW_OTHER_1,
                ROW_OTHER_2,
                ROW_OTHER_3,
                ROW_OUTCOMES_TOTAL,
                ROW_CARRIED_OUT,
            ],
        },
        DISPUTES,
    ],
};

/// The paragraph of the sample report about documents.
pub(super) const DOCUMENTS_SAID: &str =
    "全年制发行政规范性文件2件，废止行政规范性文件1件，现行有效行政规范性文件15件。";

/// Every cell of table two of the sample report that is not 0.
pub(super) const PROACTIVE_SAID: &[(&str, &str)] = &[
    ("proactive.normative_documents.issued", "2"),
    ("proactive.normative_documents.repealed", "1"),
    ("proactive.normative_documents.in_force", "15"),
    ("proactive.licenses", "36"),
    ("proactive.penalties", "4"),
    ("proactive.fees", "12.5"),
];

/// The texts of the sample report of form 2021.
pub(super) static SAMPLE: Sample = Sample {
    year: 2023,
    documents: DOCUMENTS_SAID,
    proactive: PROACTIVE_SAID,
};

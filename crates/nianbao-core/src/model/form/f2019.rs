//! Form 2019, annexed to 国办公开办函〔2019〕60号 (试行): reporting years 2019 and 2020.

use super::shared::{
    APPLICANT_COLUMNS, DISPUTES, HEADINGS, ROW_CARRIED_IN, ROW_CARRIED_OUT, ROW_DENIED, ROW_DENIED_1, ROW_DENIED_2,
    ROW_DENIED_3, ROW_DENIED_4, ROW_DENIED_5, ROW_DENIED_6, ROW_DENIED_7, ROW_DENIED_8, ROW_GRANTED, ROW_NOT_PROCESSED,
    ROW_NOT_PROCESSED_1, ROW_NOT_PROCESSED_2, ROW_NOT_PROCESSED_3, ROW_NOT_PROCESSED_4, ROW_NOT_PROCESSED_5,
    ROW_OUTCOMES, ROW_OUTCOMES_TOTAL, ROW_PARTIAL, ROW_RECEIVED, ROW_UNAVAILABLE, ROW_UNAVAILABLE_1, ROW_UNAVAILABLE_2,
    ROW_UNAVAILABLE_3, adding_column, outcome, proactive_column, proactive_row,
};
use super::{BALANCE_NOTE, Form, FormId, Grid, Notice, Sample};
use crate::field::{ProactiveColumn, ProactiveRow, RequestsRow, TableId};
use crate::text::Text;

/// Form 2019.
pub(super) static FORM: Form = Form {
    id: FormId::F2019,
    name: Text::new("2019年版", "2019"),
    first_year: 2019,
    known_through: 2020,
    based_on: None,
    instrument: Text::new("国办公开办函〔2019〕60号", "Notice Guobangongkaibanhan [2019] No. 60"),
    notice: Notice {
        year: 2019,
        number: 60,
        citation: "《国务院办公厅政府信息与政务公开办公室关于政府信息公开工作年度报告有关事项的通知》（国办公开办函〔2019〕60号）",
        title: "年度报告有关事项",
        other_title: Some("试行"),
        called: Text::new(
            "《关于政府信息公开工作年度报告有关事项的通知》",
            "the notice on matters concerning the annual report",
        ),
    },
    headings: &HEADINGS,
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
                adding_column(ProactiveColumn::Decisions, "处理决定数量", "Decisions"),
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
                adding_column(ProactiveColumn::Decisions, "处理决定数量", "Decisions"),
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
                outcome(RequestsRow::OtherOutcome, "（六）其他处理", "(6) Otherwise handled"),
                ROW_OUTCOMES_TOTAL,
                ROW_CARRIED_OUT,
            ],
        },
        DISPUTES,
    ],
};

/// The texts of the sample report of form 2019.
pub(super) static SAMPLE: Sample = Sample {
    year: 2020,
    documents: "全年新制作规范性文件2件，对外公开规范性文件15件。",
    proactive: &[
        ("proactive.normative_documents.made", "2"),
        ("proactive.normative_documents.newly_disclosed", "2"),
        ("proactive.normative_documents.disclosed_total", "15"),
        ("proactive.licenses.items_last_year", "3"),
        ("proactive.licenses.decisions", "36"),
        ("proactive.other_services.items_last_year", "2"),
        ("proactive.other_services.change", "-1"),
        ("proactive.other_services.decisions", "5"),
        ("proactive.penalties.items_last_year", "12"),
        ("proactive.penalties.decisions", "4"),
        ("proactive.fees.items_last_year", "5"),
        ("proactive.procurement.items", "3"),
        ("proactive.procurement.amount", "86.5"),
    ],
};

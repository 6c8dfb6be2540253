//! A form that no notice prescribes, only for tests: form 2021 with an additional row and column in
//! table three, one row less and another heading. Everything that holds for all forms is tested
//! with it too, so that the next real form brings no surprise.
//!
//! It applies to years for which nobody reports yet. No published program has it: only
//! dev-dependencies turn on the feature `invented-form`.

use super::f2021::{self, DOCUMENTS, FEES, LICENSES, PENALTIES, ROW_OTHER, ROW_OTHER_1, ROW_OTHER_2, ROW_OTHER_3};
use super::shared::{
    BUSINESS, DISPUTES, DISPUTES_HEADING, LEGAL_SERVICE, NATURAL_PERSON, OTHER_APPLICANT, OVERVIEW, PROACTIVE,
    PROBLEMS, REQUESTS, RESEARCH, ROW_CARRIED_IN, ROW_CARRIED_OUT, ROW_DENIED, ROW_DENIED_1, ROW_DENIED_2,
    ROW_DENIED_3, ROW_DENIED_4, ROW_DENIED_5, ROW_DENIED_6, ROW_DENIED_7, ROW_DENIED_8, ROW_GRANTED, ROW_NOT_PROCESSED,
    ROW_NOT_PROCESSED_1, ROW_NOT_PROCESSED_2, ROW_NOT_PROCESSED_4, ROW_NOT_PROCESSED_5, ROW_OUTCOMES,
    ROW_OUTCOMES_TOTAL, ROW_PARTIAL, ROW_RECEIVED, ROW_UNAVAILABLE, ROW_UNAVAILABLE_1, ROW_UNAVAILABLE_2,
    ROW_UNAVAILABLE_3, SOCIAL_WELFARE, TOTAL, organisation, outcome,
};
use super::{BALANCE_NOTE, Form, FormId, Grid, Notice, Sample};
use crate::field::{Applicant, RequestsRow, TableId};
use crate::text::Text;

/// The invented form.
pub(super) static FORM: Form = Form {
    id: FormId::F2090,
    name: Text::new("2090年版", "2090"),
    first_year: 2090,
    known_through: 2095,
    based_on: Some(FormId::F2021),
    instrument: Text::new("国办公开办函〔2090〕7号", "Notice Guobangongkaibanhan [2090] No. 7"),
    notice: Notice {
        year: 2090,
        number: 7,
        citation: "《国务院办公厅政府信息与政务公开办公室关于印发〈中华人民共和国政府信息公开工作年度报告格式〉的通知》（国办公开办函〔2090〕7号）",
        title: "年度报告格式",
        other_title: None,
        called: Text::new(
            "《关于印发〈…年度报告格式〉的通知》",
            "the one that issued another form",
        ),
    },
    headings: &[
        OVERVIEW,
        PROACTIVE,
        REQUESTS,
        DISPUTES_HEADING,
        PROBLEMS,
        Text::new("六、其他需要说明的事项", "VI. Other matters to be explained"),
    ],
    grids: &[
        DOCUMENTS,
        LICENSES,
        PENALTIES,
        FEES,
        Grid {
            table: TableId::Requests,
            caption: BALANCE_NOTE,
            columns: &[
                NATURAL_PERSON,
                BUSINESS,
                RESEARCH,
                SOCIAL_WELFARE,
                LEGAL_SERVICE,
                organisation(Applicant::Overseas, "境外组织", "Organisations abroad"),
                OTHER_APPLICANT,
                TOTAL,
            ],
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
                ROW_NOT_PROCESSED_4,
                ROW_NOT_PROCESSED_5,
                outcome(
                    RequestsRow::NotProcessedMachineMade,
                    "6.由程序批量生成的申请",
                    "6. Made in bulk by a program",
                ),
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

/// The texts of the sample report of the invented form.
pub(super) static SAMPLE: Sample = Sample {
    year: 2093,
    documents: f2021::DOCUMENTS_SAID,
    proactive: f2021::PROACTIVE_SAID,
};

//! The parts that several forms share: columns, rows, the grid of table four, headings.

use super::{Balance, Column, Grid, InSum, LITIGATION, ORGANISATIONS, Row, Side};
use crate::field::{
    Applicant, ColumnKey, DisputeBlock, DisputeResult, ProactiveColumn, ProactiveRow, RequestsGroup, RequestsRow,
    RowKey, TableId,
};
use crate::text::Text;

/// The headings of the six sections, as forms 2019 and 2021 print them.
pub(super) const HEADINGS: [Text; 6] = [OVERVIEW, PROACTIVE, REQUESTS, DISPUTES_HEADING, PROBLEMS, OTHER];
pub(super) const OVERVIEW: Text = Text::new("一、总体情况", "I. Overview");
pub(super) const PROACTIVE: Text = Text::new(
    "二、主动公开政府信息情况",
    "II. Proactive disclosure of government information",
);
pub(super) const REQUESTS: Text = Text::new(
    "三、收到和处理政府信息公开申请情况",
    "III. Receipt and processing of requests for government information",
);
pub(super) const DISPUTES_HEADING: Text = Text::new(
    "四、政府信息公开行政复议、行政诉讼情况",
    "IV. Administrative reconsideration and litigation",
);
pub(super) const PROBLEMS: Text = Text::new("五、存在的主要问题及改进情况", "V. Main problems and improvements");
const OTHER: Text = Text::new("六、其他需要报告的事项", "VI. Other matters to be reported");

/// A column of table two. `adds_up`: whether a government's cell is the sum of its organs'.
const fn of_proactive(key: ProactiveColumn, adds_up: bool, label: Text) -> Column {
    Column {
        key: ColumnKey::Proactive(key),
        label,
        over: None,
        sum: InSum::No,
        adds_up,
    }
}

/// A column of table two: documents and items, which several organs may have together.
pub(super) const fn proactive_column(key: ProactiveColumn, zh: &'static str, en: &'static str) -> Column {
    of_proactive(key, false, Text::new(zh, en))
}

/// A column of table two whose cells add up over the organs of a government: decisions, money.
pub(super) const fn adding_column(key: ProactiveColumn, zh: &'static str, en: &'static str) -> Column {
    of_proactive(key, true, Text::new(zh, en))
}

/// A column of table three. `over`: the header that spans it and its neighbours.
pub(super) const fn applicant(
    key: Applicant,
    over: Option<Text>,
    sum: InSum,
    zh: &'static str,
    en: &'static str,
) -> Column {
    Column {
        key: ColumnKey::Requests(key),
        label: Text::new(zh, en),
        over,
        sum,
        adds_up: true,
    }
}

/// A column of table four.
const fn result(key: DisputeResult, sum: InSum, zh: &'static str, en: &'static str) -> Column {
    Column {
        key: ColumnKey::Disputes(key),
        label: Text::new(zh, en),
        over: None,
        sum,
        adds_up: true,
    }
}

const fn any_row(key: RowKey, label: Text, short: Option<Text>, sum: InSum, balance: Option<Balance>) -> Row {
    Row {
        key,
        label,
        short,
        over: None,
        sum,
        balance,
    }
}

/// A row of table two.
pub(super) const fn proactive_row(key: ProactiveRow, zh: &'static str, en: &'static str) -> Row {
    any_row(RowKey::Proactive(key), Text::new(zh, en), None, InSum::No, None)
}

/// An outcome in table three: one of the rows that add up to （七）总计.
pub(super) const fn outcome(key: RequestsRow, zh: &'static str, en: &'static str) -> Row {
    any_row(RowKey::Requests(key), Text::new(zh, en), None, InSum::Part, None)
}

/// An outcome in table three with a short label beside the printed one.
pub(super) const fn long_outcome(
    key: RequestsRow,
    (zh, en): (&'static str, &'static str),
    (short_zh, short_en): (&'static str, &'static str),
) -> Row {
    let short = Some(Text::new(short_zh, short_en));
    any_row(RowKey::Requests(key), Text::new(zh, en), short, InSum::Part, None)
}

/// A row of table three that is part of its balance.
const fn balance(key: RequestsRow, label: Text, short: Option<Text>, sum: InSum, side: Side, word: Text) -> Row {
    any_row(RowKey::Requests(key), label, short, sum, Some(Balance { side, word }))
}

/// A heading inside table three.
pub(super) const fn group(key: RequestsGroup, zh: &'static str, en: &'static str) -> Row {
    any_row(RowKey::Group(key), Text::new(zh, en), None, InSum::No, None)
}

/// A block of table four. `over`: the header that spans it and its neighbours.
const fn block(key: DisputeBlock, over: Option<Text>, zh: &'static str, en: &'static str) -> Row {
    Row {
        key: RowKey::Disputes(key),
        label: Text::new(zh, en),
        short: None,
        over,
        sum: InSum::No,
        balance: None,
    }
}

/// The columns of table three.
pub(super) const APPLICANT_COLUMNS: &[Column] = &[
    NATURAL_PERSON,
    BUSINESS,
    RESEARCH,
    SOCIAL_WELFARE,
    LEGAL_SERVICE,
    OTHER_APPLICANT,
    TOTAL,
];
pub(super) const NATURAL_PERSON: Column =
    applicant(Applicant::NaturalPerson, None, InSum::Part, "自然人", "Natural persons");
pub(super) const BUSINESS: Column = organisation(Applicant::Business, "商业企业", "Commercial enterprises");
pub(super) const RESEARCH: Column = organisation(Applicant::Research, "科研机构", "Research institutions");
pub(super) const SOCIAL_WELFARE: Column =
    organisation(Applicant::SocialWelfare, "社会公益组织", "Public-benefit organisations");
pub(super) const LEGAL_SERVICE: Column =
    organisation(Applicant::LegalService, "法律服务机构", "Legal-service organisations");
pub(super) const OTHER_APPLICANT: Column = organisation(Applicant::Other, "其他", "Other");
pub(super) const TOTAL: Column = applicant(Applicant::Total, None, InSum::Total, "总计", "Total");

/// A column of table three below 法人或其他组织.
pub(super) const fn organisation(key: Applicant, zh: &'static str, en: &'static str) -> Column {
    applicant(key, Some(ORGANISATIONS), InSum::Part, zh, en)
}

/// Table four.
pub(super) const DISPUTES: Grid = Grid {
    table: TableId::Disputes,
    caption: Text::new("", ""),
    columns: &[
        result(DisputeResult::Upheld, InSum::Part, "结果维持", "Upheld"),
        result(DisputeResult::Corrected, InSum::Part, "结果纠正", "Corrected"),
        result(DisputeResult::Other, InSum::Part, "其他结果", "Other outcome"),
        result(DisputeResult::Pending, InSum::Part, "尚未审结", "Pending"),
        result(DisputeResult::Total, InSum::Total, "总计", "Total"),
    ],
    rows: &[
        block(
            DisputeBlock::Reconsideration,
            None,
            "行政复议",
            "Administrative reconsideration",
        ),
        block(
            DisputeBlock::LitigationDirect,
            Some(LITIGATION),
            "未经复议直接起诉",
            "Sued directly, without reconsideration",
        ),
        block(
            DisputeBlock::LitigationAfterReconsideration,
            Some(LITIGATION),
            "复议后起诉",
            "Sued after reconsideration",
        ),
    ],
};

pub(super) const ROW_RECEIVED: Row = balance(
    RequestsRow::Received,
    Text::new("一、本年新收政府信息公开申请数量", "1. Requests received this year"),
    Some(Text::new("一、本年新收", "1. Received this year")),
    InSum::No,
    Side::In,
    Text::new("新收", "received"),
);
pub(super) const ROW_CARRIED_IN: Row = balance(
    RequestsRow::CarriedIn,
    Text::new(
        "二、上年结转政府信息公开申请数量",
        "2. Requests carried over from last year",
    ),
    Some(Text::new("二、上年结转", "2. Carried over from last year")),
    InSum::No,
    Side::In,
    Text::new("上年结转", "carried in"),
);
pub(super) const ROW_OUTCOMES: Row = group(RequestsGroup::Outcomes, "三、本年度办理结果", "3. Outcomes this year");
pub(super) const ROW_GRANTED: Row = outcome(RequestsRow::Granted, "（一）予以公开", "(1) Disclosed");
pub(super) const ROW_PARTIAL: Row = long_outcome(
    RequestsRow::PartiallyGranted,
    (
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "(2) Partially disclosed (where parts are treated differently, counted here only)",
    ),
    ("（二）部分公开", "(2) Partially disclosed"),
);
pub(super) const ROW_DENIED: Row = group(RequestsGroup::Denied, "（三）不予公开", "(3) Not disclosed");
pub(super) const ROW_DENIED_1: Row = outcome(RequestsRow::DeniedStateSecret, "1.属于国家秘密", "1. State secret");
pub(super) const ROW_DENIED_2: Row = outcome(
    RequestsRow::DeniedProhibitedByLaw,
    "2.其他法律行政法规禁止公开",
    "2. Disclosure prohibited by another law or administrative regulation",
);
pub(super) const ROW_DENIED_3: Row = outcome(
    RequestsRow::DeniedSafetyAndStability,
    "3.危及“三安全一稳定”",
    "3. Endangers national, public or economic security or social stability",
);
pub(super) const ROW_DENIED_4: Row = outcome(
    RequestsRow::DeniedThirdPartyRights,
    "4.保护第三方合法权益",
    "4. Protects third-party rights",
);
pub(super) const ROW_DENIED_5: Row = outcome(
    RequestsRow::DeniedInternalAffairs,
    "5.属于三类内部事务信息",
    "5. Internal affairs",
);
pub(super) const ROW_DENIED_6: Row = outcome(
    RequestsRow::DeniedDeliberativeProcess,
    "6.属于四类过程性信息",
    "6. Deliberative process",
);
pub(super) const ROW_DENIED_7: Row = outcome(
    RequestsRow::DeniedEnforcementFiles,
    "7.属于行政执法案卷",
    "7. Enforcement case files",
);
pub(super) const ROW_DENIED_8: Row = outcome(
    RequestsRow::DeniedAdministrativeEnquiry,
    "8.属于行政查询事项",
    "8. Matter for an administrative enquiry",
);
pub(super) const ROW_UNAVAILABLE: Row = group(RequestsGroup::Unavailable, "（四）无法提供", "(4) Unable to provide");
pub(super) const ROW_UNAVAILABLE_1: Row = outcome(
    RequestsRow::UnavailableNotHeld,
    "1.本机关不掌握相关政府信息",
    "1. Information not held",
);
pub(super) const ROW_UNAVAILABLE_2: Row = outcome(
    RequestsRow::UnavailableNeedsCreation,
    "2.没有现成信息需要另行制作",
    "2. Would have to be created",
);
pub(super) const ROW_UNAVAILABLE_3: Row = outcome(
    RequestsRow::UnavailableStillUnclear,
    "3.补正后申请内容仍不明确",
    "3. Still unclear after correction",
);
pub(super) const ROW_NOT_PROCESSED: Row = group(RequestsGroup::NotProcessed, "（五）不予处理", "(5) Not processed");
pub(super) const ROW_NOT_PROCESSED_1: Row = outcome(
    RequestsRow::NotProcessedPetitionOrComplaint,
    "1.信访举报投诉类申请",
    "1. Petition, report or complaint",
);
pub(super) const ROW_NOT_PROCESSED_2: Row = outcome(RequestsRow::NotProcessedDuplicate, "2.重复申请", "2. Duplicate");
pub(super) const ROW_NOT_PROCESSED_3: Row = outcome(
    RequestsRow::NotProcessedPublicPublication,
    "3.要求提供公开出版物",
    "3. Asks for a public publication",
);
pub(super) const ROW_NOT_PROCESSED_4: Row = outcome(
    RequestsRow::NotProcessedExcessive,
    "4.无正当理由大量反复申请",
    "4. Excessive, repeated without good reason",
);
pub(super) const ROW_NOT_PROCESSED_5: Row = long_outcome(
    RequestsRow::NotProcessedConfirmationOrReissue,
    (
        "5.要求行政机关确认或重新出具已获取信息",
        "5. Asks for confirmation or reissue of information already obtained",
    ),
    ("5.要求确认或重新出具已获取信息", "5. Asks for confirmation or reissue"),
);
pub(super) const ROW_OUTCOMES_TOTAL: Row = balance(
    RequestsRow::OutcomesTotal,
    Text::new("（七）总计", "(7) Total"),
    None,
    InSum::Total,
    Side::Out,
    Text::new("办理结果", "outcomes"),
);
pub(super) const ROW_CARRIED_OUT: Row = balance(
    RequestsRow::CarriedOut,
    Text::new("四、结转下年度继续办理", "4. Carried forward to next year"),
    None,
    InSum::No,
    Side::Out,
    Text::new("结转下年", "carried out"),
);

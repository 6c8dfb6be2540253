//! The address of a cell in the statutory tables, written `table.row[.column]`.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Declares a closed set of named things with `ALL`, `name` and `from_name`.
macro_rules! names {
    ($(#[$outer:meta])* pub enum $type:ident {
        $($(#[doc = $doc:literal])* $(#[cfg($($when:tt)*)])? $variant:ident = $name:literal,)*
    }) => {
        $(#[$outer])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $type { $($(#[doc = $doc])* $(#[cfg($($when)*)])? $variant,)* }

        impl $type {
            /// All of them, in the form's order.
            pub const ALL: &'static [$type] = &[$($(#[cfg($($when)*)])? $type::$variant,)*];

            /// Its part of a field's name.
            pub const fn name(self) -> &'static str {
                match self { $($(#[cfg($($when)*)])? $type::$variant => $name,)* }
            }

            /// The one with this name.
            pub fn from_name(name: &str) -> Option<$type> {
                match name { $($(#[cfg($($when)*)])? $name => Some($type::$variant),)* _ => None }
            }
        }
    };
}

names! {
    /// One of the three statutory tables.
    pub enum TableId {
        /// Table two: 主动公开政府信息情况.
        Proactive = "proactive",
        /// Table three: 收到和处理政府信息公开申请情况.
        Requests = "requests",
        /// Table four: 政府信息公开行政复议、行政诉讼情况.
        Disputes = "disputes",
    }
}

names! {
    /// A row of table two, in either form.
    pub enum ProactiveRow {
        /// 规章.
        Regulations = "regulations",
        /// 行政规范性文件 (form 2019: 规范性文件).
        NormativeDocuments = "normative_documents",
        /// 行政许可.
        Licenses = "licenses",
        /// 其他对外管理服务事项 (form 2019).
        OtherServices = "other_services",
        /// 行政处罚.
        Penalties = "penalties",
        /// 行政强制.
        CoerciveMeasures = "coercive_measures",
        /// 行政事业性收费, in 万元.
        Fees = "fees",
        /// 政府集中采购 (form 2019).
        Procurement = "procurement",
    }
}

names! {
    /// A column of table two, in either form.
    pub enum ProactiveColumn {
        /// 本年制发件数 (form 2021).
        Issued = "issued",
        /// 本年废止件数 (form 2021).
        Repealed = "repealed",
        /// 现行有效件数 (form 2021).
        InForce = "in_force",
        /// The only column of its row in form 2021: 本年处理决定数量, 本年收费金额. It adds nothing to the name.
        Value = "",
        /// 本年新制作数量 (form 2019).
        Made = "made",
        /// 本年新公开数量 (form 2019).
        NewlyDisclosed = "newly_disclosed",
        /// 对外公开总数量 (form 2019).
        DisclosedTotal = "disclosed_total",
        /// 上一年项目数量 (form 2019).
        ItemsLastYear = "items_last_year",
        /// 本年增/减 (form 2019), signed.
        Change = "change",
        /// 处理决定数量 (form 2019).
        Decisions = "decisions",
        /// 采购项目数量 (form 2019).
        Items = "items",
        /// 采购总金额 (form 2019).
        Amount = "amount",
    }
}

names! {
    /// A row of table three, in either form.
    pub enum RequestsRow {
        /// 一、本年新收政府信息公开申请数量.
        Received = "received",
        /// 二、上年结转政府信息公开申请数量.
        CarriedIn = "carried_in",
        /// （一）予以公开.
        Granted = "granted",
        /// （二）部分公开.
        PartiallyGranted = "partially_granted",
        /// 1.属于国家秘密.
        DeniedStateSecret = "denied.state_secret",
        /// 2.其他法律行政法规禁止公开.
        DeniedProhibitedByLaw = "denied.prohibited_by_law",
        /// 3.危及“三安全一稳定”.
        DeniedSafetyAndStability = "denied.safety_and_stability",
        /// 4.保护第三方合法权益.
        DeniedThirdPartyRights = "denied.third_party_rights",
        /// 5.属于三类内部事务信息.
        DeniedInternalAffairs = "denied.internal_affairs",
        /// 6.属于四类过程性信息.
        DeniedDeliberativeProcess = "denied.deliberative_process",
        /// 7.属于行政执法案卷.
        DeniedEnforcementFiles = "denied.enforcement_files",
        /// 8.属于行政查询事项.
        DeniedAdministrativeEnquiry = "denied.administrative_enquiry",
        /// 1.本机关不掌握相关政府信息.
        UnavailableNotHeld = "unavailable.not_held",
        /// 2.没有现成信息需要另行制作.
        UnavailableNeedsCreation = "unavailable.needs_creation",
        /// 3.补正后申请内容仍不明确.
        UnavailableStillUnclear = "unavailable.still_unclear",
        /// 1.信访举报投诉类申请.
        NotProcessedPetitionOrComplaint = "not_processed.petition_or_complaint",
        /// 2.重复申请.
        NotProcessedDuplicate = "not_processed.duplicate",
        /// 3.要求提供公开出版物.
        NotProcessedPublicPublication = "not_processed.public_publication",
        /// 4.无正当理由大量反复申请.
        NotProcessedExcessive = "not_processed.excessive",
        /// 5.要求行政机关确认或重新出具已获取信息.
        NotProcessedConfirmationOrReissue = "not_processed.confirmation_or_reissue",
        /// 6.由程序批量生成的申请 (the invented form).
        #[cfg(feature = "invented-form")]
        NotProcessedMachineMade = "not_processed.machine_made",
        /// （六）其他处理 as one row (form 2019).
        OtherOutcome = "other_outcome",
        /// 1.申请人无正当理由逾期不补正… (form 2021).
        OtherOutcomeCorrectionOverdue = "other_outcome.correction_overdue",
        /// 2.申请人逾期未按收费通知要求缴纳费用… (form 2021).
        OtherOutcomeFeeOverdue = "other_outcome.fee_overdue",
        /// 3.其他 (form 2021).
        OtherOutcomeOther = "other_outcome.other",
        /// （七）总计.
        OutcomesTotal = "outcomes_total",
        /// 四、结转下年度继续办理.
        CarriedOut = "carried_out",
    }
}

impl RequestsRow {
    /// The heading that the row is below. It is the first part of its name; an outcome without one is below
    /// 三、本年度办理结果.
    pub fn group(self) -> Option<RequestsGroup> {
        static GROUPS: OnceLock<[Option<RequestsGroup>; RequestsRow::ALL.len()]> = OnceLock::new();
        let groups = GROUPS.get_or_init(|| {
            let mut groups = [None; RequestsRow::ALL.len()];
            for row in RequestsRow::ALL {
                groups[*row as usize] = match (row.name().split_once('.'), row) {
                    (Some((group, _)), _) => RequestsGroup::from_name(group),
                    (None, RequestsRow::Received | RequestsRow::CarriedIn | RequestsRow::CarriedOut) => None,
                    (None, _) => Some(RequestsGroup::Outcomes),
                };
            }
            groups
        });
        groups[self as usize]
    }

    /// The row that another form has in place of this one and its neighbours: （六）其他处理 is one row in form 2019, three in
    /// form 2021.
    pub fn whole(self) -> Option<RequestsRow> {
        let (group, _) = self.name().split_once('.')?;
        RequestsRow::from_name(group)
    }

    /// The rows that another form has in place of this one; empty if every form has it whole.
    pub fn parts(self) -> impl Iterator<Item = RequestsRow> + Clone {
        let rows = RequestsRow::ALL.iter().copied();
        rows.filter(move |row| row.whole() == Some(self))
    }

    /// The heading that another form has above the parts of this row; `None` if every form has it whole.
    pub fn as_group(self) -> Option<RequestsGroup> {
        RequestsGroup::from_name(self.name())
    }
}

impl RequestsGroup {
    /// The row that another form has in place of the rows below this heading.
    pub(crate) fn as_row(self) -> Option<RequestsRow> {
        RequestsRow::from_name(self.name())
    }
}

names! {
    /// A heading inside table three: it spans rows and has no figures of its own.
    pub enum RequestsGroup {
        /// 三、本年度办理结果.
        Outcomes = "outcomes",
        /// （三）不予公开.
        Denied = "denied",
        /// （四）无法提供.
        Unavailable = "unavailable",
        /// （五）不予处理.
        NotProcessed = "not_processed",
        /// （六）其他处理 (form 2021).
        OtherOutcome = "other_outcome",
    }
}

names! {
    /// A column of table three: who applied.
    pub enum Applicant {
        /// 自然人.
        NaturalPerson = "natural_person",
        /// 商业企业.
        Business = "business",
        /// 科研机构.
        Research = "research",
        /// 社会公益组织.
        SocialWelfare = "social_welfare",
        /// 法律服务机构.
        LegalService = "legal_service",
        /// 境外组织 (the invented form).
        #[cfg(feature = "invented-form")]
        Overseas = "overseas",
        /// 其他.
        Other = "other",
        /// 总计.
        Total = "total",
    }
}

names! {
    /// A block of table four.
    pub enum DisputeBlock {
        /// 行政复议.
        Reconsideration = "reconsideration",
        /// 行政诉讼 · 未经复议直接起诉.
        LitigationDirect = "litigation_direct",
        /// 行政诉讼 · 复议后起诉.
        LitigationAfterReconsideration = "litigation_after_reconsideration",
    }
}

names! {
    /// A column of a block of table four.
    pub enum DisputeResult {
        /// 结果维持.
        Upheld = "upheld",
        /// 结果纠正.
        Corrected = "corrected",
        /// 其他结果.
        Other = "other",
        /// 尚未审结.
        Pending = "pending",
        /// 总计.
        Total = "total",
    }
}

/// The address of one cell. The same text is the input's id in the form, the key in JSON and the column in CSV.
///
/// ```
/// use nianbao_core::field::Field;
/// let field: Field = "requests.denied.state_secret.business".parse().unwrap();
/// assert_eq!(field.to_string(), "requests.denied.state_secret.business");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// A cell of table two.
    Proactive(ProactiveRow, ProactiveColumn),
    /// A cell of table three.
    Requests(RequestsRow, Applicant),
    /// A cell of table four.
    Disputes(DisputeBlock, DisputeResult),
}

/// The address of a row: the row or group that its label was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowKey {
    /// A row of table two.
    Proactive(ProactiveRow),
    /// A row of table three.
    Requests(RequestsRow),
    /// A heading inside table three, without figures.
    Group(RequestsGroup),
    /// A block of table four.
    Disputes(DisputeBlock),
}

/// The address of a column: the column that its header was recognised as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ColumnKey {
    /// A column of table two.
    Proactive(ProactiveColumn),
    /// A column of table three.
    Requests(Applicant),
    /// A column of table four.
    Disputes(DisputeResult),
}

impl Field {
    /// The cell where a row and a column of one table meet.
    pub const fn at(row: RowKey, column: ColumnKey) -> Option<Field> {
        match (row, column) {
            (RowKey::Proactive(row), ColumnKey::Proactive(column)) => Some(Field::Proactive(row, column)),
            (RowKey::Requests(row), ColumnKey::Requests(column)) => Some(Field::Requests(row, column)),
            (RowKey::Disputes(row), ColumnKey::Disputes(column)) => Some(Field::Disputes(row, column)),
            _ => None,
        }
    }

    /// Its table.
    pub const fn table(self) -> TableId {
        match self {
            Field::Proactive(..) => TableId::Proactive,
            Field::Requests(..) => TableId::Requests,
            Field::Disputes(..) => TableId::Disputes,
        }
    }

    /// Its row.
    pub const fn row(self) -> RowKey {
        match self {
            Field::Proactive(row, _) => RowKey::Proactive(row),
            Field::Requests(row, _) => RowKey::Requests(row),
            Field::Disputes(row, _) => RowKey::Disputes(row),
        }
    }

    /// Its column.
    pub const fn column(self) -> ColumnKey {
        match self {
            Field::Proactive(_, column) => ColumnKey::Proactive(column),
            Field::Requests(_, column) => ColumnKey::Requests(column),
            Field::Disputes(_, column) => ColumnKey::Disputes(column),
        }
    }

    /// Whether the cell holds an amount of money (a decimal) and not a count.
    pub(crate) const fn is_amount(self) -> bool {
        matches!(
            self,
            Field::Proactive(ProactiveRow::Fees, ProactiveColumn::Value)
                | Field::Proactive(ProactiveRow::Procurement, ProactiveColumn::Amount)
        )
    }

    /// Whether the cell may be negative: 本年增/减 of form 2019.
    pub(crate) const fn is_signed(self) -> bool {
        matches!(self, Field::Proactive(_, ProactiveColumn::Change))
    }

    /// Whether any form has the cell: not every row meets every column.
    pub fn exists(self) -> bool {
        static EXISTS: OnceLock<Vec<bool>> = OnceLock::new();
        let exists = EXISTS.get_or_init(|| {
            let mut exists = vec![false; Field::SLOTS];
            for field in crate::form::Form::ALL.iter().flat_map(|form| form.fields()) {
                exists[field.slot()] = true;
            }
            exists
        });
        exists.get(self.slot()).copied().unwrap_or(false)
    }

    /// A number for tables by field: below [`Field::SLOTS`], another one for each field, in the form's order.
    pub const fn slot(self) -> usize {
        match self {
            Field::Proactive(row, column) => row as usize * ProactiveColumn::ALL.len() + column as usize,
            Field::Requests(row, column) => PROACTIVE_SLOTS + row as usize * Applicant::ALL.len() + column as usize,
            Field::Disputes(row, column) => {
                PROACTIVE_SLOTS + REQUESTS_SLOTS + row as usize * DisputeResult::ALL.len() + column as usize
            }
        }
    }

    /// How many slots there are.
    pub const SLOTS: usize = PROACTIVE_SLOTS + REQUESTS_SLOTS + DisputeBlock::ALL.len() * DisputeResult::ALL.len();
}

const PROACTIVE_SLOTS: usize = ProactiveRow::ALL.len() * ProactiveColumn::ALL.len();
const REQUESTS_SLOTS: usize = RequestsRow::ALL.len() * Applicant::ALL.len();

impl Field {
    /// Its name, if some form has the cell.
    pub fn name(self) -> Option<&'static str> {
        // Archives write millions of names.
        static NAMES: OnceLock<Vec<String>> = OnceLock::new();
        let names = NAMES.get_or_init(|| {
            let mut names = vec![String::new(); Field::SLOTS];
            for field in crate::form::Form::ALL.iter().flat_map(|form| form.fields()) {
                let words = field.words();
                let count = words.iter().filter(|word| !word.is_empty()).count();
                names[field.slot()] = words[..count].join(".");
            }
            names
        });
        names
            .get(self.slot())
            .map(String::as_str)
            .filter(|name| !name.is_empty())
    }

    /// The words of its name; the last one is empty if the column has none.
    const fn words(self) -> [&'static str; 3] {
        match self {
            Field::Proactive(row, ProactiveColumn::Value) => ["proactive", row.name(), ""],
            Field::Proactive(row, column) => ["proactive", row.name(), column.name()],
            Field::Requests(row, column) => ["requests", row.name(), column.name()],
            Field::Disputes(row, column) => ["disputes", row.name(), column.name()],
        }
    }
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(name) = self.name() {
            return f.write_str(name);
        }
        match self.words() {
            [table, row, ""] => write!(f, "{table}.{row}"),
            [table, row, column] => write!(f, "{table}.{row}.{column}"),
        }
    }
}

/// The text is not the name of a field of any form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField(pub String);

impl fmt::Display for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "“{}” is not the name of a field", self.0)
    }
}

impl std::error::Error for UnknownField {}

impl FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Field, UnknownField> {
        let read = || {
            let (table, rest) = text.split_once('.')?;
            let field = match table {
                "proactive" => match rest.split_once('.') {
                    None => Field::Proactive(ProactiveRow::from_name(rest)?, ProactiveColumn::Value),
                    // An empty column name is the way to write none, not a second name for the same field.
                    Some((_, "")) => return None,
                    Some((row, column)) => {
                        Field::Proactive(ProactiveRow::from_name(row)?, ProactiveColumn::from_name(column)?)
                    }
                },
                "requests" => {
                    let (row, column) = rest.rsplit_once('.')?;
                    Field::Requests(RequestsRow::from_name(row)?, Applicant::from_name(column)?)
                }
                "disputes" => {
                    let (row, column) = rest.split_once('.')?;
                    Field::Disputes(DisputeBlock::from_name(row)?, DisputeResult::from_name(column)?)
                }
                _ => return None,
            };
            crate::form::Form::ALL
                .iter()
                .any(|form| form.has(field))
                .then_some(field)
        };
        read().ok_or_else(|| UnknownField(text.to_owned()))
    }
}

impl Serialize for Field {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Field, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(serde::de::Error::custom)
    }
}

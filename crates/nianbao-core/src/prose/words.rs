//! The vocabulary of the prose: the words that say what its figures are about. It is closed: a word that is not in it
//! is not understood, and a figure next to words that are not understood is left alone.

use std::sync::OnceLock;

use super::fold::Glyph;
use super::quantity::Quantity;
use crate::field::{Applicant, DisputeResult, ProactiveRow, RequestsGroup, RequestsRow};

/// The meaning of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tag {
    /// An application: 政府信息公开申请, 依申请公开.
    Request,
    /// 申请 alone, which may be an application for anything, depending on the word right before it.
    Apply,
    /// The work on applications. It sets the topic and counts nothing: 依申请公开工作.
    RequestWork,
    /// 行政复议.
    Reconsideration,
    /// 行政诉讼.
    Litigation,
    /// 未经复议直接起诉.
    LitigationDirect,
    /// 复议后起诉.
    LitigationAfter,
    /// How a dispute ended.
    Verdict(DisputeResult),
    /// An ending for which the form has no column: 撤回复议申请.
    Withdrawn,
    /// 行政规范性文件.
    Normative,
    /// 规章.
    Regulation,
    /// 文件, of a kind given earlier.
    Paper,
    /// 制发.
    Issued,
    /// 新增: issued for documents, received for applications.
    Added,
    /// 废止.
    Repealed,
    /// 现行有效.
    InForce,
    /// 行政许可, 行政处罚, 行政强制 and the other rows for decisions.
    Power(ProactiveRow),
    /// 处理决定.
    Decision,
    /// 信息处理费.
    Fee,
    /// 收费通知.
    FeeNotice,
    /// 收取.
    Charge,
    /// 总金额.
    Amount,
    /// 收到, 受理.
    Receive,
    /// 新收.
    NewReceive,
    /// 收办: received and carried in.
    Handle,
    /// 办结, 答复.
    Close,
    /// 办理: an outcome, or the whole caseload if 办结 is also given.
    Work,
    /// 结转.
    Carry,
    /// 转, 延至: carried out if a later year follows.
    Turn,
    /// 顺延: carried out.
    Postpone,
    /// 正在办理: carried out.
    Unfinished,
    /// 延期答复: neither an outcome nor carried out.
    Delay,
    /// 上年.
    LastYear,
    /// 下年.
    NextYear,
    /// 下年度继续办理: carried out, for applications.
    GoesOn,
    /// 本年.
    ThisYear,
    /// A period that is not the reporting year: 近三年, 上半年.
    OtherPeriod,
    /// An outcome of applications.
    Outcome(Quantity),
    /// 不存在: not held, or a way to say that nothing happened.
    Absent,
    /// Anything done with documents besides issuing and repealing them: 修订, 清理, 审查.
    Amend,
    /// 等原因: the reason before it is one of several.
    Etc,
    /// 其他, whose meaning depends on the words before it.
    Other,
    /// The kind of applicant.
    Applicant(Option<Applicant>),
    /// 单位和个人: anybody.
    Everyone,
    /// 公民, which is a kind of applicant only next to other kinds.
    Citizen,
    /// 网上, 信函: how an application arrived.
    Channel,
    /// 等渠道: all channels together.
    Several,
    /// 发布, 公开.
    Publish,
    /// 主动公开.
    Proactive,
    /// 信息.
    Info,
    /// Something that reports count and the tables do not have.
    Noise,
    /// 其中.
    Among,
    /// 其余.
    Rest,
    /// 除…外.
    Except,
    /// 登记: received, or a step of the work.
    Register,
    /// 零申请.
    NoRequest,
    /// 零复议.
    NoReconsideration,
    /// 零诉讼.
    NoLitigation,
    /// 零收费.
    NoCharge,
    /// 未, 无.
    Negation,
    /// The verb of something that can fail to happen: 发生, 引发.
    Occur,
    /// 均, 全部.
    All,
    /// 各.
    Each,
    /// 分别.
    Respectively,
    /// 共, 合计.
    Sum,
    /// 为.
    Is,
    /// 、, 和.
    Join,
    /// 同比, 较.
    Compare,
    /// 增长, 减少: true if upwards.
    Change(bool),
    /// 与…持平.
    Level,
    /// 占, …率.
    Rate,
    /// 事项: may be an application, but not a decision.
    Item,
    /// 每.
    Every,
    /// Words between the thing counted and its number that change nothing.
    Filler,
    /// 此类: whatever was named before.
    Said,
    /// 截至: a year after it is not a period.
    Until,
    /// 区政府办: the office alone.
    Office,
    /// 全区: the whole district.
    Whole,
    /// 《…》.
    Title,
}

const GRANTED: Quantity = Quantity::Requests(RequestsRow::Granted);
const PARTIAL: Quantity = Quantity::Requests(RequestsRow::PartiallyGranted);

#[rustfmt::skip]
const WORDS: &[(Tag, &str)] = &[
    (Tag::Request, "依申请 依申请公开 依申请公开申请 依申请公开件 依申请公开信息 依申请件 公开申请 信息公开申请 政府信息公开申请 政务信息公开申请 申请公开 \
        依法申请公开 申请信息公开 政府信息依申请公开 申请政府信息公开 依申请政府信息公开 依申请信息公开 依申请公开政府信息 信息公开申请件 信息公开案件 \
        依申请办件 依申请公开案件 申请信息 依申请信息 申请公开政府信息 申请公开信息 依申请公开来信 依申请公开信件 依申请公开案例 信息公开申请案例 \
        政府信息公开案件 政务信息公开案件 政府信息公开申请案件 政府信息依申请公开案件 公开政府信息申请 公开信息申请 依申请公开方面的诉求 \
        依申请公开的诉求 要求公开政府信息的申请 要求公开政府信息申请 要求获取政府信息的申请 \
        依申请公开事项 依申请公开事项申请 依申请公开内容 依申请公开的内容 依申请公开方面诉求 依申请公开诉求"),
    (Tag::Apply, "申请 申请书 申请表 申请件 申请案件 申请事项 申请单 申请数 申请量 申请数量 申请来信 申请信件 申请函 申请邮件"),
    (Tag::RequestWork, "依申请公开工作 依申请公开制度 依申请公开流程 依申请公开渠道 依申请公开服务 依申请公开机制 依申请公开规范 \
        依申请公开业务 依申请公开能力 依申请公开质量 依申请公开指南 依申请公开培训 依申请公开办理质量 依申请公开答复文书 依申请公开文书 \
        依申请工作 依申请办理工作 依申请公开办理工作 依申请公开类 依申请公开栏目 依申请公开专栏 依申请公开系统 依申请公开目录 \
        政府信息公开申请工作 申请办理工作"),
    (Tag::Filler, "申请人 申请人员 申请者 申请流程 申请条件 被申请 申请提起"),
    (Tag::Channel, "依申请公开平台 申请平台 网上 网络 线上 在线 互联网 信函 来信 邮递 邮寄 邮件 电子邮件 电子邮箱 邮箱 当面 当场 现场 窗口 \
        传真 纸质 书面 平台 快递 EMS ems 来访 口头 门户网站 政府网站 网站 官网 政务网 政务服务网 小程序 信件 邮政 面交 自行送达 \
        来函 函件 挂号信 当面递交 线下 上门"),
    (Tag::Several, "等渠道 等多种渠道 等多种方式 等方式 等途径 等形式 多种渠道 各种渠道 各类渠道 多种方式 各种方式 多种途径 各种途径 \
        或其他形式 或其他方式 或其他渠道 或其他途径 或其它形式 或其它方式 和其他形式 和其他方式 及其他形式 及其他方式 等其他形式 等其他方式 \
        等多渠道 线上线下 网上网下 等多种途径 等各类渠道 等各种渠道 任何形式 任何方式 各渠道 多渠道"),
    (Tag::Reconsideration, "行政复议 复议 行政复议案件 复议案件 行政复议申请 复议申请 申请行政复议 申请复议 被复议 被行政复议 行政复议案 \
        行政复议答复通知书 复议答复通知书 行政复议申请答复通知书 行政复议提出答复通知书 行政复议问题 复议问题 行政复议纠纷 复议纠纷 行政复议程序 复议程序"),
    (Tag::Litigation, "行政诉讼 诉讼 行政诉讼案件 诉讼案件 提起行政诉讼 提起诉讼 行政应诉 应诉 应诉案件 行政应诉案件 被起诉 起诉 被诉 \
        行政诉讼案 应诉通知 应诉通知书 行政诉讼应诉通知 行政诉讼应诉通知书 行政诉讼问题 诉讼问题 行政诉讼纠纷 诉讼纠纷 行政诉讼程序 诉讼程序"),
    (Tag::LitigationDirect, "未经复议直接起诉 未经复议直接诉讼 未经复议直接提起诉讼 未经复议直接提起行政诉讼 直接起诉 直接诉讼 \
        直接提起诉讼 直接提起行政诉讼 未经行政复议直接起诉 未经行政复议直接提起诉讼 未经行政复议直接提起行政诉讼 未经复议起诉 \
        未经复议直接起诉案件 未经复议直接起诉的行政诉讼 未经复议直接起诉行政诉讼"),
    (Tag::LitigationAfter, "复议后起诉 复议后诉讼 复议后提起诉讼 复议后提起行政诉讼 经复议后起诉 经复议后提起诉讼 经复议后提起行政诉讼 \
        经复议起诉 行政复议后起诉 经行政复议后起诉 行政复议后提起诉讼 行政复议后提起行政诉讼 复议后行政诉讼 复议后起诉案件 \
        经行政复议后提起行政诉讼 复议后再起诉 复议后又起诉"),
    (Tag::Verdict(DisputeResult::Upheld), "维持 结果维持 予以维持 维持结果 获维持 维持决定 维持的决定 维持决定书 维持的结果 \
        维持我局决定 维持我局答复 维持我局作出的答复 维持我局答复决定 维持我局作出的决定 维持我镇决定 维持我镇答复 维持我镇作出的答复 维持我镇答复决定 \
        维持我镇作出的决定 维持我乡决定 维持我乡答复 维持我乡作出的答复 维持我乡答复决定 维持我乡作出的决定 维持我办决定 维持我办答复 维持我办作出的答复 \
        维持我办答复决定 维持我办作出的决定 维持我委决定 维持我委答复 维持我委作出的答复 维持我委答复决定 维持我委作出的决定 维持我厅决定 维持我厅答复 \
        维持我厅作出的答复 维持我厅答复决定 维持我厅作出的决定 维持我街道决定 维持我街道答复 维持我街道作出的答复 维持我街道答复决定 维持我街道作出的决定 维持我单位决定 \
        维持我单位答复 维持我单位作出的答复 维持我单位答复决定 维持我单位作出的决定 维持我机关决定 维持我机关答复 维持我机关作出的答复 维持我机关答复决定 维持我机关作出的决定 \
        维持我中心决定 维持我中心答复 维持我中心作出的答复 维持我中心答复决定 维持我中心作出的决定 维持我区决定 维持我区答复 维持我区作出的答复 维持我区答复决定 \
        维持我区作出的决定 维持我县决定 维持我县答复 维持我县作出的答复 维持我县答复决定 维持我县作出的决定 维持我市决定 维持我市答复 维持我市作出的答复 \
        维持我市答复决定 维持我市作出的决定 维持本局决定 维持本局答复 维持本局作出的答复 维持本局答复决定 维持本局作出的决定 维持本镇决定 维持本镇答复 \
        维持本镇作出的答复 维持本镇答复决定 维持本镇作出的决定 维持本机关决定 维持本机关答复 维持本机关作出的答复 维持本机关答复决定 维持本机关作出的决定 维持本单位决定 \
        维持本单位答复 维持本单位作出的答复 维持本单位答复决定 维持本单位作出的决定 维持行政机关决定 维持行政机关答复 维持行政机关作出的答复 维持行政机关答复决定 维持行政机关作出的决定 \
        维持原决定 维持原答复 维持原答复决定 维持原具体行政行为 维持原行政行为 维持原处理决定 维持原答复意见 维持原信息公开答复 维持原政府信息公开答复"),
    (Tag::Verdict(DisputeResult::Corrected), "纠正 结果纠正 被纠正 予以纠正 纠正结果 纠错 被纠错 被改变 被复议机关撤销 复议机关撤销 \
        被复议机关纠正 复议机关纠正 被复议机关变更 被复议机关改变 被复议机关撤销或变更 被复议机关撤销或者变更 被法院撤销 被人民法院撤销 被撤销或变更 被撤销或者变更"),
    (Tag::Verdict(DisputeResult::Other), "其他结果 其它结果 结果其他 结果为其他"),
    (Tag::Verdict(DisputeResult::Pending), "尚未审结 未审结 正在审理 正在审理中 审理中 在审 尚在审理 尚在审理中 未结案 尚未结案 待审理 尚未审理 \
        尚未审理完毕 未审理完毕 未审理完结 仍在审理 仍在审理中 还在审理 正在审理之中 正在审理过程中 尚未判决 暂未审结 尚未作出决定 \
        尚未裁决 尚未开庭 未开庭 还未审结 仍未审结 审理未结"),
    (Tag::Withdrawn, "撤销复议申请 撤回复议申请 撤回行政复议申请 撤销行政复议申请 撤诉 撤回起诉 驳回复议请求 驳回行政复议请求 驳回复议申请 驳回行政复议申请 驳回诉讼请求 驳回起诉 终止复议 终止审理 撤回 撤销 驳回 \
        确认违法 败诉 胜诉 调解 和解 终止 已审结 审结 判决 复议决定 行政复议决定 复议决定书 行政复议决定书 责令 不予受理 被撤销"),
    (Tag::Normative, "行政规范性文件 规范性文件"),
    (Tag::Regulation, "规章 政府规章 部门规章 行政规章 地方政府规章"),
    (Tag::Paper, "文件 有效文件"),
    (Tag::Noise, "政府信息管理 信息管理 平台建设 信息平台建设 监督保障 监督管理 教育培训 公文 规章制度 党内法规 政策文件 文件解读 规范性文件解读 非规范性文件 主动公开文件 有效信件 有效来信 有效诉求 有效工单 有效留言 有效建议 有效投诉 \
        不予行政处罚 不予处罚 拟作出行政处罚决定书 拟下达行政处罚决定书 社会组织内部事务 社会组织内部事务信息 企业内部事务 企业内部事务信息"),
    (Tag::Issued, "制发 制定 印发 出台 制作 新制发 新制定 新印发 新出台 制定发布 制定印发 制定出台 制发出台 新制作 制定并发布 制定并印发 \
        制定并公布 制定公布 制发并公开 本年制发 制发件数 本年制发件数 制订 新制订 下发 制定下发 制订下发 制订印发 发布实施 颁布 制定实施 \
        制定颁布 颁布实施 发文 新发布 新颁布 制定并公开 制定和发布 制发并公布 印发实施"),
    (Tag::Added, "新增 新增加"),
    (Tag::Repealed, "废止 清理废止 本年废止 废止件数 本年废止件数 宣布废止 废止失效 废止和失效 废止或失效 废止及失效 废止或宣布失效 \
        废止和宣布失效 宣布失效 废止并公开 失效废止"),
    (Tag::InForce, "现行有效 继续有效 现行有效件数 现行有效件 现有效 现行有效的 有效 现存有效 现有有效 保持有效 目前有效 现行 现有现行有效 \
        继续执行 有效件数 现行且有效"),
    (Tag::Power(ProactiveRow::Licenses), "行政许可 行政许可案件 下达行政许可决定书 作出行政许可决定书 做出行政许可决定书 出具行政许可决定书 \
        送达行政许可决定书 制作行政许可决定书 下发行政许可决定书 发出行政许可决定书"),
    (Tag::Power(ProactiveRow::Penalties), "行政处罚 行政处罚案件 下达行政处罚决定书 作出行政处罚决定书 做出行政处罚决定书 出具行政处罚决定书 \
        送达行政处罚决定书 制作行政处罚决定书 下发行政处罚决定书 发出行政处罚决定书"),
    (Tag::Power(ProactiveRow::CoerciveMeasures), "行政强制 行政强制措施 行政强制处罚 行政强制执行 强制措施 行政强制案件"),
    (Tag::Power(ProactiveRow::OtherServices), "其他对外管理服务事项 对外管理服务事项 对外管理服务"),
    (Tag::Power(ProactiveRow::Fees), "行政事业性收费 行政事业性收费金额 行政事业收费 行政事业性费用 行政事业费用"),
    (Tag::Decision, "处理决定 决定 作出决定 处理决定数量 作出处理决定 做出处理决定"),
    (Tag::Fee, "信息处理费 政府信息公开信息处理费 政府信息处理费 费用 信息公开费用 检索费 复制费 邮寄费 政府信息公开费用 信息公开收费 \
        依申请公开收费 公开收费 信息费"),
    (Tag::FeeNotice, "收费通知 缴费通知 收费通知书 缴费通知书 收费告知书 交费通知 收费决定 收费通知单"),
    (Tag::Charge, "收取 收费 实际收取 实收 收缴 实际收到 计收 实际收到缴费 收到缴费 实际缴费 实际缴纳 已缴纳 到账"),
    (Tag::Amount, "总金额 总额 通知收费 通知收费金额 通知金额 应收 应收取 应收金额 金额 收费通知金额 应缴金额 应缴 涉及金额"),
    (Tag::Receive, "收到 接到 接收 接收到 受理 接受 收 收件 接获 收悉 登记受理 受理登记 共登记 登记收到 收到并登记"),
    (Tag::NewReceive, "新收 新收到 新接 新接收 新受理 新接到 本年新收 本年度新收 新收件 新申请 新接收到 新提交"),
    (Tag::Handle, "收办"),
    (Tag::Close, "政府办结 政府办复 办结 答复 答复的 回复 办复 完成 办理完毕 办理完成 办理完结 办结完毕 处理完毕 答复完毕 办毕 结案 答结 予以答复 办结答复 \
        答复办结 作出答复 做出答复 完成答复 办理答复 办理并答复 办理回复 反馈 受理完毕 依法答复 回复办结 给予答复 进行答复 \
        予以回复 书面回复 进行书面回复 进行书面答复 予以书面答复 予以书面回复 进行回复 给予回复 进行了答复 作了答复 答复处理 办结并答复 办结回复 按期答复 答复到位 办理到位 办理和答复 在办结 已办 已办结 已办复 已办理完毕 已办理完成 已办理完结 \
        已办结完毕 已办毕 已办结答复 已办理答复 已办理并答复 已办理回复 已办结并答复 已办结回复 已办理到位 已办理和答复"),
    (Tag::Work, "政府办理 办理 办理的 处理 处置 已办理"),
    (Tag::Carry, "结转 转结 接转 结转件 结转至 结转到 转接 遗留 跨年度 跨年 结存 转存 延续 结转办理 未办结转"),
    (Tag::Turn, "转 转来 转至 转到 转入 延至 延到 延期至 延续至 延续到 延后至 转往 移至 留至 留待"),
    (Tag::Postpone, "顺延 顺延至 顺延到 顺延办理 顺延答复"),
    (Tag::Unfinished, "正在办理 正在办理中 正在办理当中 正在处理 正在处理中 正在办理过程中 尚在办理 尚在办理中 尚在处理 还在办理 仍在办理 仍在办理中 \
        办理中 处理中 在办 在办理 未办结 尚未办结 还未办结 未办理完毕 尚未办理完毕 未答复 尚未答复 待答复 待办 待办理 未完结 未到答复期限 \
        尚未到期 未到期 尚在答复期 尚在办理期 尚在办理期限内 尚未完结 尚未回复 未回复 在法定期限内正在办理 尚在期限内 尚在法定办理期限内 \
        尚未处理完毕 未处理完毕 正在答复 正在依法办理 正在按程序办理 正在依法办理中"),
    (Tag::Delay, "延期答复 延期办理 延长答复 延长答复期限 延期 补正 告知补正 通知补正 一次性告知 征求第三方意见 超期 逾期 逾期答复 转办 转送 移送 \
        退回 转交 分办 交办 督办 协办 协查 提前办结 提前答复 提前办理 指导各 指导全 \
        指导基层 指导下级 指导部门 指导有关 指导相关 指导乡镇 指导街道 指导单位 指导镇 指导市 指导县 指导区 协助"),
    (Tag::LastYear, "上年 上年度 加上年 加上年度 加上一年 加上一年度 上一年 上一年度 去年 往年 前一年 前一年度 前年 去年度 以前年度 上年末 上年底 去年底 上年同期 去年同期 \
        上一年同期 上年结余 历年"),
    (Tag::NextYear, "下年 下年度 下一年 下一年度 次年 次年度 明年 来年 翌年"),
    (Tag::GoesOn, "下年继续办理 下年度继续办理 下一年继续办理 下一年度继续办理 次年继续办理 次年度继续办理 明年继续办理 来年继续办理"),
    (Tag::ThisYear, "今年以来 本年以来 本年 本年度 今年 全年 年内 当年 本年内 本年度内 全年度 年度 报告期 统计期 当年度 一年来"),
    (Tag::OtherPeriod, "近三年 近两年 近五年 近几年 三年来 五年来 上半年 下半年 一季度 二季度 三季度 四季度 第一季度 第二季度 第三季度 第四季度 \
        季度 每月 每年 每季度 本月 近年来 施行以来"),
    (Tag::Outcome(GRANTED), "予以公开 同意公开 准予公开 全部公开 全部予以公开 完全公开 予以全部公开 全部同意公开 同意全部公开 给予公开 予以公开类 \
        全部同意 依法予以公开 予以公开的"),
    (Tag::Outcome(PARTIAL), "部分公开 部份公开 予以部份公开 部分予以公开 予以部分公开 同意部分公开 区分处理 部分同意公开 给予部分公开 部分公开的 作部分公开"),
    (Tag::Outcome(Quantity::GrantedOrPartial), "予以公开及部分公开 予以公开和部分公开 予以公开或部分公开 公开及部分公开 公开和部分公开 公开或部分公开 \
        全部公开或部分公开 予以公开或者部分公开 予以公开与部分公开 全部或部分公开 予以全部或部分公开 全部公开和部分公开 同意公开及部分公开 \
        予以公开或予以部分公开 公开或者部分公开 同意公开和部分公开 同意公开和同意部分公开 全部公开及部分公开 予以公开(含部分公开) \
        同意公开或部分公开 予以公开或区分处理 公开(含部分公开) 予以公开(包括部分公开) 全部或者部分公开 公开(或部分公开)"),
    (Tag::Outcome(Quantity::Group(RequestsGroup::Denied)), "不予公开 不同意公开 决定不公开 不予以公开 不予公开的 决定不予公开 依法不予公开"),
    (Tag::Outcome(Quantity::Group(RequestsGroup::Unavailable)), "无法提供 不能提供 信息无法提供 本机关无法提供 无法提供的 无法提供信息"),
    (Tag::Outcome(Quantity::Group(RequestsGroup::NotProcessed)), "不予处理 不予处理的 作不予处理 不作为政府信息公开申请处理 不再作为政府信息公开申请处理 不按政府信息公开申请处理"),
    (Tag::Outcome(Quantity::Group(RequestsGroup::OtherOutcome)), "其他处理 其它处理 作其他处理 作其它处理 其他处理结果 其他方式处理 其他情形处理 \
        其他处理方式 其他类处理 其他处理情形 其它处理结果 作出其他处理 进行其他处理"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedStateSecret)), "国家秘密 属于国家秘密 涉及国家秘密 涉密"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedProhibitedByLaw)), "其他法律行政法规禁止公开 法律行政法规禁止公开 法律法规禁止公开 \
        其他法律、行政法规禁止公开 法律、行政法规禁止公开 法律、法规禁止公开 其他法律法规禁止公开 禁止公开"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedSafetyAndStability)), "三安全一稳定 危及三安全一稳定 危及“三安全一稳定” “三安全一稳定”"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedThirdPartyRights)), "第三方合法权益 保护第三方合法权益 损害第三方合法权益 涉及第三方合法权益 \
        商业秘密 个人隐私 侵犯第三方合法权益 涉及商业秘密 涉及个人隐私 第三方权益 第三方利益 涉及第三方 涉及第三方权益 侵害第三方合法权益"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedInternalAffairs)), "内部事务信息 三类内部事务信息 属于三类内部事务信息 内部事务 三类内部事务 \
        内部管理信息 属于内部事务信息"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedDeliberativeProcess)), "过程性信息 四类过程性信息 属于四类过程性信息 属于过程性信息 四类过程信息 过程性性信息 四类过程性性信息 属于四类过程性性信息"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedEnforcementFiles)), "行政执法案卷 属于行政执法案卷 执法案卷 行政执法案卷信息 属于行政执法案卷信息 \
        执法案卷信息 行政执法卷宗"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::DeniedAdministrativeEnquiry)), "行政查询事项 属于行政查询事项 行政查询 属于行政查询 行政查询类"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::UnavailableNotHeld)), "不掌握 本机关不掌握 本机关不掌握相关政府信息 本机关未掌握 未掌握 不掌握相关政府信息 \
        本机关不掌握相关信息 信息不存在 政府信息不存在 申请信息不存在 申请的信息不存在 所申请信息不存在 非本机关制作 \
        非本机关制作或者获取 非本机关制作或获取 非本机关掌握 不属于本机关掌握 本单位不掌握 我局不掌握 本办不掌握 我办不掌握 本办不掌握相关政府信息 本单位不掌握相关政府信息 本机关不掌握的政府信息 \
        非本机关制作或者获取的政府信息 不属于本机关制作 本机关不掌握政府信息 不属于本机关 不属于本机关公开 非本机关 不属本机关 \
        非本机关公开职责 非本部门掌握 非本单位掌握 非本局掌握 非我局掌握 非本部门公开 非本单位公开 不属于本机关职责范围 本行政机关不掌握 非本机关所掌握 \
        分局不掌握 分局未掌握 分局不掌握相关政府信息 我局未掌握 我局不掌握相关政府信息 我镇不掌握 我镇未掌握 我镇不掌握相关政府信息 我乡不掌握 \
        我乡未掌握 我乡不掌握相关政府信息 我办未掌握 我办不掌握相关政府信息 我委不掌握 我委未掌握 我委不掌握相关政府信息 我厅不掌握 我厅未掌握 \
        我厅不掌握相关政府信息 我街道不掌握 我街道未掌握 我街道不掌握相关政府信息 我单位不掌握 我单位未掌握 我单位不掌握相关政府信息 我机关不掌握 我机关未掌握 \
        我机关不掌握相关政府信息 我中心不掌握 我中心未掌握 我中心不掌握相关政府信息 我区不掌握 我区未掌握 我区不掌握相关政府信息 我县不掌握 我县未掌握 \
        我县不掌握相关政府信息 我市不掌握 我市未掌握 我市不掌握相关政府信息 我院不掌握 我院未掌握 我院不掌握相关政府信息 我站不掌握 我站未掌握 \
        我站不掌握相关政府信息 我队不掌握 我队未掌握 我队不掌握相关政府信息 我会不掌握 我会未掌握 我会不掌握相关政府信息 本局不掌握 本局未掌握 \
        本局不掌握相关政府信息 本街道不掌握 本街道未掌握 本街道不掌握相关政府信息 本镇不掌握 本镇未掌握 本镇不掌握相关政府信息 本乡不掌握 本乡未掌握 \
        本乡不掌握相关政府信息 本委不掌握 本委未掌握 本委不掌握相关政府信息 本厅不掌握 本厅未掌握 本厅不掌握相关政府信息 本部门不掌握 本部门未掌握 \
        本部门不掌握相关政府信息 本级不掌握 本级未掌握 本级不掌握相关政府信息"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::UnavailableNeedsCreation)), "没有现成信息 没有现成信息需要另行制作 没有现成信息需另行制作 需要另行制作 需另行制作 \
        无现成信息 没有现成信息、需要另行制作 现成信息 另行制作 需要加工分析 需要加工、分析 没有现成的信息 没有现成的信息需要另行制作"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::UnavailableStillUnclear)), "补正后申请内容仍不明确 补正后仍不明确 申请内容仍不明确 申请内容不明确 内容不明确 \
        补正后内容仍不明确 仍不明确 补正后申请内容不明确"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::NotProcessedPetitionOrComplaint)), "信访举报投诉类申请 信访举报投诉类 信访、举报、投诉类申请 信访、举报、投诉类 属于信访、投诉、举报等申请 属于信访、举报、投诉等申请 属于信访投诉举报等申请 \
        属于信访举报投诉等申请 \
        信访投诉举报类申请 信访投诉举报类 信访投诉类申请 信访投诉类 信访类申请 信访类 投诉举报类申请 信访、投诉、举报类申请 信访、投诉、举报类 \
        信访、投诉类申请 信访、投诉类 咨询信访类 投诉举报类 信访举报类申请 信访举报类 进行信访、投诉、举报"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::NotProcessedDuplicate)), "重复申请 属于重复申请 重复申请类 重复提交申请"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::NotProcessedPublicPublication)), "公开出版物 要求提供公开出版物 提供公开出版物"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::NotProcessedExcessive)), "大量反复申请 无正当理由大量反复申请 大量、反复申请 无正当理由大量、反复申请 \
        大量重复申请"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::NotProcessedConfirmationOrReissue)), "确认或重新出具已获取信息 要求行政机关确认或重新出具已获取信息 \
        要求行政机关确认或者重新出具已获取信息 重新出具已获取信息 确认或者重新出具 确认或重新出具"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::OtherOutcomeCorrectionOverdue)), "逾期不补正 逾期未补正 逾期未补正视为撤回 逾期不补正视为撤回 逾期未补正视为放弃 逾期不补正视为放弃 无正当理由逾期不补正 申请人无正当理由逾期不补正 \
        申请人逾期未补正 申请人逾期不补正 未按期补正 未在期限内补正 无正当理由逾期未补正"),
    (Tag::Outcome(Quantity::Requests(RequestsRow::OtherOutcomeFeeOverdue)), "逾期未缴纳费用 逾期未缴费 逾期未缴费不再处理 逾期未缴纳费用不再处理 逾期不缴费 逾期不缴费不再处理 申请人逾期未缴费 申请人逾期未缴费不再处理 逾期未按收费通知要求缴纳费用 \
        申请人逾期未按收费通知要求缴纳费用 逾期不缴纳费用"),
    (Tag::Absent, "不存在"),
    (Tag::Amend, "修订 修改 清理 保留 审查 合法性审查 备案 报备 备案审查 审核 评估 起草 修正 解读"),
    (Tag::Etc, "等原因 等情形 等理由 等因素 等缘由"),
    (Tag::Other, "其他 其它 其他类 其他情形 其他情况 其他原因"),
    (Tag::Applicant(Some(Applicant::NaturalPerson)), "自然人 个人"),
    (Tag::Everyone, "个人及组织 个人和组织 个人或组织 组织和个人 组织及个人 组织或个人 单位和个人 单位及个人 单位或个人 个人和单位 个人及单位 个人或单位"),
    (Tag::Citizen, "公民 公民个人 公众 群众 市民"),
    (Tag::Applicant(None), "法人 法人或其他组织 法人或者其他组织 法人和其他组织 法人及其他组织 法人、其他组织 法人单位 法人组织 法人或其它组织 \
        法人和其它组织 法人或组织 企事业单位 单位和组织"),
    (Tag::Applicant(Some(Applicant::Business)), "商业企业 企业 公司 企业法人"),
    (Tag::Applicant(Some(Applicant::Research)), "科研机构"),
    (Tag::Applicant(Some(Applicant::SocialWelfare)), "社会公益组织 公益组织"),
    (Tag::Applicant(Some(Applicant::LegalService)), "法律服务机构 律师事务所"),
    (Tag::Publish, "公开 向社会公开 发布 公示 推送 刊登 转载 上传 更新 录入 归集 刊发 编发 发送 公布 报送 备案公开 集中公开 集中发布 归档 开设 设置 \
        开展 举办 召开 撰写 编制 维护 整改"),
    (Tag::Proactive, "主动公开 主动发布 主动公布 已主动公开"),
    (Tag::Info, "信息 政府信息 信息公开 政府信息公开 政务公开 政务信息公开 政务信息 相关信息 相关政府信息 公开信息 信息公开工作 政府信息公开工作 \
        政务公开工作"),
    (Tag::Noise, "信访 投诉 举报 申诉 举报投诉 投诉举报 信访投诉 信访举报 行政申诉 接受行政申诉 申诉案例 接受申诉 接受举报 信访等申请 投诉等申请 举报等申请 \
        公告公示 公示公告 行政审批 政务服务 政务服务事项 公共服务 救助 补贴 低保 备案事项 许可证 决定书 留言 信箱 咨询 建议 提案 议案 建议案 热线 12345 来电 电话 访问 访问量 浏览量 点击 粉丝 关注 微信 微博 公众号 视频 抖音 \
        新媒体 稿件 新闻 政务动态 动态 公告 通知 通知公告 公报 培训 会议 例会 专题 专栏 栏目 活动 访谈 征集 舆情 回应 工单 \
        诉求 意见 问题 简报 检查 督查 考核 测评 制度 决算 预算 经费 期刊 提问 报道 案例 招标 采购 档案 政民互动 互动 意见建议 来信来访 \
        留言办理 民意 政策问答 问答 图解 短信 评议 指南 目录 台账 清单 账号 事故 责任追究 约谈 通报 复核 \
        民生实事 任务 数据 证照 证明 消息 条目 文章 文稿 资料 手册 说明书 电子屏 公开栏 满意率 满意度 诉求件 \
        代表建议 政协提案 人大建议 市长信箱 区长信箱 县长信箱 领导信箱 网民留言 群众留言 群众来信 群众诉求 群众咨询 市民咨询 市民热线 \
        减免 免收 减免费用 纠纷 信用 案卷评查 评查 听证 双随机 仲裁 民事诉讼 民事案件 刑事案件 执法案件 立案 申诉案件 申诉案 复议答复书 行政复议答复书 答辩状 复议答辩状"),
    (Tag::Register, "登记"),
    (Tag::NoRequest, "零申请 依申请公开零受理 依申请公开申请零受理 信息公开申请零受理 政府信息公开申请零受理 申请零受理"),
    (Tag::NoReconsideration, "零复议 零行政复议"),
    (Tag::NoLitigation, "零诉讼 零行政诉讼"),
    (Tag::NoCharge, "零收费"),
    (Tag::Among, "其中 包括 包含 含 其中含 其中包括 内含 分别是 具体为 具体是 分别来自"),
    (Tag::Rest, "其余 剩余 余下 另外 另 另有 剩下 余 尚有 还有"),
    (Tag::Except, "除 除了"),
    (Tag::Negation, "未 无 没有 未有 暂无 暂未 没 均无 均未 从未 尚无 无一 零星 未曾 并未 也未 也无 亦未 亦无 均没有 未能 不曾 不存在因 尚未 不涉及 零发生 没有发生一起 未发生一起 没有一起 无一起 未出现一起 没有出现一起 没有发生一例 未发生一例 \
        没有一例 未收到一件 没有收到一件 未接到一件 没有接到一件 没有一件 未发生一件 没有发生一件 无人 没有人 无一人"),
    (Tag::Occur, "发生 引发 引起 出现 产生 涉及 存在 被 有 因 提起 发现 针对 引致 导致 作出 做出 实施 涉 收到过 发生过 出现过 接到过 遭受 发出 采取"),
    (Tag::Filler, "无障碍 无偿 无关 有无 无纸化 无效 无条件 无误 无缝 无差错 无遗漏 无正当理由 未公开 未经 从无 收集 收入 收录 回收 验收 收藏 征收 提交 提出 较好 较大 较多 较为 较快 较高 比较 对比 \
        有关 有效率 有力 有序 有效保障 有效维护 有效提升 没收 转变 转型 转化 转发 转办单 运转 好转 流转 未来 因此 未成年"),
    (Tag::All, "均 全部 都 皆 全 全数 一律 已全 均已 均已全部 已全部 均为 全为 都为 全部为 均系 都是 均是 均属于 均属 都属于 全是 全部是"),
    (Tag::Each, "各 各为 各有 均为各"),
    (Tag::Respectively, "分别 分别为 依次为 依次"),
    (Tag::Sum, "共 共计 合计 累计 总计 总共 一共 总数 总量 共有 总 合共 统计"),
    (Tag::Is, "为 是 系 属于 属 办理结果为 处理结果为 答复结果为 结果为 办理结果是 计为"),
    (Tag::Join, "、 和 及 与 或 以及 暨 或者 并 并且"),
    (Tag::Compare, "比 较 同比 环比 相比 比上年 较上年 比去年 较去年 同期 相较 相较于"),
    (Tag::Change(true), "增长 增加 上升 提高 提升 增幅 增多 多收 上涨 增幅为 增 增量"),
    (Tag::Change(false), "减少 下降 降低 降幅 下滑 回落 降幅为 减 少收"),
    (Tag::Level, "持平 相同 一致"),
    (Tag::Rate, "占 占比 比例 办结率 答复率 回复率 办理率 公开率 率 及时率 纠错率 败诉率 占总数 占全部 受理率 维持率 按时办结率 按期答复率 \
        按期办结率 按时答复率 答复及时率 及时答复率"),
    (Tag::Item, "事项 事宜 项目 该项目 此项目"),
    (Tag::Every, "每 每一 逐 任何一 任一 哪 某 同一 这 该 单 首 另一 每个"),
    (Tag::Said, "该项 此项 此类 该类 这类"),
    (Tag::Until, "截至 截止 截至到 截止到 截止至 到 至"),
    (Tag::Filler, "数量 数量为 件数 办件量 受理量 收件量 办理量 答复量 数目 的 任何 受理期限 案件 案 事件 办件 件 数 了 书 表 情况 情形 类 类型 达 达到 计 仅 只 于 类别 实际 已 已经 依法 依规 按时 按期 及时 \
        按照规定 按规定 按要求 办理结果 已办理结果 处理结果 结果 现象 行为 方面 而 以 就 对 向 由 经 将 从 在 之 者 地 又 还 就 其 中 等 等情况 我局 我镇 \
        我区 我县 我市 我乡 我委 我厅 我院 我站 我队 我中心 我会 我街道 我旗 我盟 我州 我省 我部 我所 我分局 我处 \
        本区 本县 本市 本省 本乡 本委 本厅 本院 本中心 本街道 本分局 本会 本机关 本单位 本局 本部门 本镇 我单位 街道 亦 继续 继续办理 相关 有关 所 过 完 内 不同 类申请 \
        单独 目前 现 现有 书面答复 共同 一并 公开的 要求 提交的 提出的 后 且 : “ ” ‘ ’ 左右 上 下 近 约 上述 前述 加上 减去 连同 逾 超 超过 大约 将近 接近 不少于 至少 今 给 新 再 政府 政务 处理结果为其 \
        由于 申请方式 方式 形式 渠道 途径 请求 请 或其他组织 组织 其他组织 类事项 办件数 案件数 件次 引发的 引起的 产生的 关于 直接 过程中 工作 中的 工作中 \
        案件数量 次数 量 总体 整体"),
    (Tag::Office, "政府办 政府办公室 府办 市府办 区府办 县府办 办公厅 政府办公厅 区政府办 县政府办 市政府办 区政府办公室 县政府办公室 市政府办公室 \
        本级 市本级 区本级 县本级 我办 本办"),
    (Tag::Whole, "全区 全县 全市 全省 全州 全旗 全盟 全镇 全乡 全街道 全系统 我县各 我市各 我区各 各部门 各单位 各镇街 各乡镇 各街道 各级行政机关"),
];

/// The vocabulary as a tree of prefixes.
pub(super) struct Words {
    /// For each character, the node of the words that begin with it. Most characters of prose begin none, but every one
    /// is looked up.
    first: Vec<Beginning>,
    /// The children of a node are adjacent, in the order of their characters.
    nodes: Vec<Node>,
}

/// The node of the words that begin with a character, or one of the two special nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beginning(u16);

impl Beginning {
    /// The character begins neither a word nor any other token.
    const NOTHING: Beginning = Beginning(0);
    /// The character begins no word but another kind of token: a number, a mark.
    const NO_WORD: Beginning = Beginning(1);

    pub(super) fn is_none(self) -> bool {
        self == Beginning::NOTHING
    }
}

/// A prefix of some words.
#[derive(Clone, Copy, Default)]
struct Node {
    /// Its last character.
    c: char,
    /// The meaning, if the prefix is a word itself.
    tag: Option<Tag>,
    /// The range of its children.
    from: u16,
    to: u16,
}

/// All words are made of characters of the basic multilingual plane.
const PLANE: usize = 1 << 16;

impl Words {
    /// The vocabulary.
    pub(super) fn get() -> &'static Words {
        static WORDS: OnceLock<Words> = OnceLock::new();
        WORDS.get_or_init(Words::new)
    }

    fn new() -> Words {
        let mut all: Vec<(Vec<char>, Tag)> = WORDS
            .iter()
            .flat_map(|(tag, list)| list.split_whitespace().map(|word| (word.chars().collect(), *tag)))
            .collect();
        crate::sort::by_key(&mut all, |(word, _)| word.clone());
        let mut words = Words {
            first: vec![Beginning::NOTHING; PLANE],
            // The two special nodes, which have no children.
            nodes: vec![Node::default(); 2],
        };
        for c in super::token::is_read() {
            words.begin(c, Beginning::NO_WORD);
        }
        let (from, to) = words.grow(&all, 0);
        for node in from..to {
            words.begin(words.nodes[usize::from(node)].c, Beginning(node));
        }
        words
    }

    fn begin(&mut self, c: char, beginning: Beginning) {
        if let Some(first) = self.first.get_mut(c as usize) {
            *first = beginning;
        }
    }

    /// The node of the words that begin with a character.
    pub(super) fn beginning(&self, c: char) -> Beginning {
        self.first.get(c as usize).copied().unwrap_or(Beginning::NOTHING)
    }

    /// The longest word at the start of these glyphs, and its length; the node of the first character is known.
    pub(super) fn longest(&self, Beginning(first): Beginning, glyphs: &[Glyph]) -> Option<(Tag, usize)> {
        let mut node = self.nodes.get(usize::from(first))?;
        let mut longest = node.tag.map(|tag| (tag, 1));
        for (length, glyph) in (2..).zip(glyphs.get(1..)?) {
            let behind = self.nodes.get(usize::from(node.from)..usize::from(node.to))?;
            // Most prefixes have few children.
            let found = if behind.len() <= 8 {
                behind.iter().find(|node| node.c == glyph.c)
            } else {
                let at = behind.binary_search_by_key(&glyph.c, |node| node.c).ok();
                at.and_then(|at| behind.get(at))
            };
            let Some(further) = found else { break };
            node = further;
            if let Some(tag) = node.tag {
                longest = Some((tag, length));
            }
        }
        longest
    }
}

/// There are only a few thousand prefixes.
fn small(index: usize) -> u16 {
    u16::try_from(index).unwrap_or(u16::MAX)
}

impl Words {
    /// Adds the children of a prefix of this length, which all the words share. The words are sorted.
    fn grow(&mut self, words: &[(Vec<char>, Tag)], length: usize) -> (u16, u16) {
        let groups: Vec<&[(Vec<char>, Tag)]> = words
            .chunk_by(|(a, _), (b, _)| a.get(length) == b.get(length))
            .filter(|group| group[0].0.len() > length)
            .collect();
        let from = self.nodes.len();
        self.nodes.extend(groups.iter().map(|group| {
            let (word, tag) = &group[0];
            Node {
                c: word[length],
                // A word is sorted before the words that it is a prefix of.
                tag: (word.len() == length + 1).then_some(*tag),
                from: 0,
                to: 0,
            }
        }));
        let to = self.nodes.len();
        for (node, group) in (from..to).zip(groups) {
            let (from, to) = self.grow(group, length + 1);
            self.nodes[node].from = from;
            self.nodes[node].to = to;
        }
        (small(from), small(to))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn find(glyphs: &[Glyph]) -> Option<(Tag, usize)> {
        let words = Words::get();
        words.longest(words.beginning(glyphs.first()?.c), glyphs)
    }

    #[test]
    fn the_longest_word_is_found() {
        for (text, expected) in [
            ("依申请公开工作", Some((Tag::RequestWork, 7))),
            ("依申请公开作", Some((Tag::Request, 5))),
            ("依申请", Some((Tag::Request, 3))),
            ("依申", None),
            ("依", None),
            ("和", Some((Tag::Join, 1))),
            ("龘", None),
            ("", None),
        ] {
            assert_eq!(find(&super::super::fold::fold(text)), expected, "{text}");
        }
    }

    #[test]
    fn every_word_is_found_and_every_beginning_has_its_number() {
        for (tag, list) in WORDS {
            for word in list.split_whitespace() {
                let glyphs = super::super::fold::fold(word);
                let folded: String = glyphs.iter().map(|g| g.c).collect();
                // Folding makes some spellings equal.
                if folded.trim_end() == word {
                    assert_eq!(find(&glyphs), Some((*tag, word.chars().count())), "{word}");
                }
                assert!(word.chars().all(|c| (c as usize) < PLANE), "{word}");
            }
        }
        assert!(Words::get().nodes.len() < usize::from(u16::MAX));
    }

    #[test]
    fn no_word_has_two_meanings() {
        let mut seen: BTreeMap<&str, Tag> = BTreeMap::new();
        for (tag, list) in WORDS {
            for word in list.split_whitespace() {
                let before = seen.insert(word, *tag);
                assert!(before.is_none_or(|b| b == *tag), "{word}: {before:?} and {tag:?}");
            }
        }
    }
}

//! Invented sentences in the phrasing of real reports, each with the claims it makes.
#![expect(
    clippy::too_many_lines,
    reason = "a test is a list of sentences with what they state"
)]

use proptest::prelude::*;

use super::read;

fn shown(text: &str, year: u16) -> Vec<String> {
    let prose = read(text, Some(year));
    let mut shown: Vec<String> = Vec::new();
    for claim in &prose.claims {
        let about = if claim.approximate { "~" } else { "" };
        let line = format!("{} = {about}{}", claim.subject, claim.value);
        if !shown.contains(&line) {
            shown.push(line);
        }
        assert!(!prose.quote(claim.passage, claim.span).is_empty(), "{text}");
    }
    shown.extend(prose.statements.iter().map(|statement| format!("{:?}", statement.kind)));
    shown
}

fn check(cases: &[(&str, &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(text, expected)| {
            let shown = shown(text, 2023);
            (shown != *expected).then(|| format!("{text}\n   read     {shown:?}\n   expected {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn sentences_state_quantities() {
    check(&[
        (
            "2023年，某县财政局新收到依申请公开政府信息45件，答复43件，结转下年度继续办理2件。",
            &[
                "requests.received = 45",
                "requests.outcomes_total = 43",
                "requests.carried_out = 2",
            ],
        ),
        (
            "新收到依申请公开政府信息61件，结转上年度办理4件。",
            &["requests.received = 61", "requests.carried_in = 4"],
        ),
        (
            "2023年共收到依申请公开件31件，上年度结转办理件2件，共办结26件，结转到2024年办理7件。",
            &[
                "requests.received = 31",
                "requests.carried_in = 2",
                "requests.outcomes_total = 26",
                "requests.carried_out = 7",
            ],
        ),
        (
            "收到群众网上申请102件，快递19件，合计121件，上年结转12件，截至12月底已回复125件，8件正在办理中。",
            &[
                "requests.received = 121",
                "requests.carried_in = 12",
                "requests.outcomes_total = 125",
                "requests.carried_out = 8",
            ],
        ),
        (
            "共受理依申请公开事项38件（其中：自然人申请33件、企业申请3件、其他组织申请2件），上年结转6件，予以公开4件、部分公开25件、无法提供11件、结转下年度办理4件。",
            &[
                "requests.received = 38",
                "requests.received.natural_person = 33",
                "requests.received.business = 3",
                "requests.carried_in = 6",
                "requests.granted = 4",
                "requests.partially_granted = 25",
                "requests.unavailable = 11",
                "requests.carried_out = 4",
            ],
        ),
        (
            "共受理政府信息公开申请131件（其中本年度新收申请数122件，上年结转申请数9件），已答复129件。",
            &[
                "requests.accepted = 131",
                "requests.received = 122",
                "requests.carried_in = 9",
                "requests.outcomes_total = 129",
            ],
        ),
        (
            "全县共受理依申请公开64件（其中上年结转5件）。",
            &["requests.accepted = 64", "requests.carried_in = 5"],
        ),
        (
            "共受理36件依申请公开，办结37件（其中1件为2022年结转本年度办理），无结转下年度继续办理。",
            &[
                "requests.received = 36",
                "requests.outcomes_total = 37",
                "requests.carried_in = 1",
                "requests.carried_out = 0",
            ],
        ),
        (
            "办结上年度结转依申请公开事项5件，新收依申请公开事项189件。",
            &["requests.carried_in = 5", "requests.received = 189"],
        ),
        (
            "共收到政府信息公开申请33件，办结上年结转4件，今年共办结37件。",
            &[
                "requests.received = 33",
                "requests.carried_in = 4",
                "requests.outcomes_total = 37",
            ],
        ),
        ("收到3条公众提交的申请。", &["requests.received = 3"]),
        (
            "共收到信息公开申请25起，公开2起，告知其他途径4起，不存在11起，属于行政执法案卷6起。",
            &[
                "requests.received = 25",
                "requests.granted = 2",
                "requests.unavailable.not_held = 11",
                "requests.denied.enforcement_files = 6",
            ],
        ),
        (
            "共受理政府信息公开申请321宗，同比增长28%。",
            &["requests.received = 321"],
        ),
        ("收到14封申请。", &["requests.received = 14"]),
        (
            "共收到9份政府信息公开申请，均为自然人申请。",
            &["requests.received = 9", "requests.received.natural_person = 9"],
        ),
        ("受理依申请信息58条。", &["requests.received = 58"]),
        (
            "全区共受理依申请公开案件418件，已全部按期办结。",
            &["requests.received = 418", "AllClosed"],
        ),
        (
            "受理政府信息公开申请851件，全年答复政府信息公开申请803件（含上年度结转申请21件，另有69件申请按规定顺延到下年度答复）。",
            &[
                "requests.received = 851",
                "requests.outcomes_total = 803",
                "requests.carried_in = 21",
                "requests.carried_out = 69",
            ],
        ),
        (
            "通过政府门户网站共办理并答复信息公开申请4件、纸质申请31件，顺延至下一年答复3件。",
            &["requests.carried_out = 3"],
        ),
        (
            "累计收到公民、法人依申请公开申请36件，其中网络收件24件、邮寄收件10件、来访2件。累计回复依申请公开39件，其中含上年结转公开申请3件。",
            &[
                "requests.received = 36",
                "requests.outcomes_total = 39",
                "requests.carried_in = 3",
            ],
        ),
        ("未收到政府信息公开申请。", &["requests.received = 0"]),
        ("未收到依申请公开来信。", &["requests.received = 0"]),
        ("全年未接收到政府信息公开申请。", &["requests.received = 0"]),
        ("未收到公众关于政府信息公开的申请。", &["requests.received = 0"]),
        ("我镇没有收到依申请公开申请。", &["requests.received = 0"]),
        ("依申请公开件数为0。", &["requests.received = 0"]),
        ("新收政府信息公开公开申请0件。", &["requests.received = 0"]),
        (
            "全年共收到、办理依申请公开 0件。",
            &["requests.received = 0", "requests.outcomes_total = 0"],
        ),
        (
            "无依申请公开政府信息；无上年结转申请；无下年度结转。",
            &[
                "requests.received = 0",
                "requests.carried_in = 0",
                "requests.carried_out = 0",
            ],
        ),
        (
            "收到政府信息公开申请两件，均已办理完毕。",
            &["requests.received = 2", "AllClosed"],
        ),
        (
            "同意公开的62件，部分公开14件，不同意公开的7件，无法提供的28件，不予处理4件，其他处理12件，另3件结转下一年处理。",
            &[
                "requests.granted = 62",
                "requests.partially_granted = 14",
                "requests.denied = 7",
                "requests.unavailable = 28",
                "requests.not_processed = 4",
                "requests.other_outcome = 12",
                "requests.carried_out = 3",
            ],
        ),
        (
            "收到政府信息公开申请3件，均属于《条例》所指本机关不掌握相关政府信息，无法提供。",
            &["requests.received = 3", "requests.unavailable.not_held = 3"],
        ),
        (
            "受理政府信息公开申请5件。不属于《政府信息公开条例》调整范围1件，非本机关制作或者获取的政府信息4件。",
            &["requests.received = 5", "requests.unavailable.not_held = 4"],
        ),
        (
            "行政复议案件4件、行政诉讼案件2件，其中行政复议结果维持4件、行政诉讼结果维持2件。",
            &[
                "disputes.reconsideration.total = 4",
                "disputes.litigation.total = 2",
                "disputes.reconsideration.upheld = 4",
                "disputes.litigation.upheld = 2",
            ],
        ),
        (
            "被行政复议8件，其中结果维持6件、结果纠正1件、其他结果0件、尚未审结1件。",
            &[
                "disputes.reconsideration.total = 8",
                "disputes.reconsideration.upheld = 6",
                "disputes.reconsideration.corrected = 1",
                "disputes.reconsideration.other = 0",
                "disputes.reconsideration.pending = 1",
            ],
        ),
        (
            "诉讼为4件，其中未经复议直接起诉3件，均尚未审结。复议后起诉1件，结果维持。",
            &[
                "disputes.litigation.total = 4",
                "disputes.litigation_direct.total = 3",
                "disputes.litigation_direct.pending = 3",
                "disputes.litigation_after_reconsideration.total = 1",
                "disputes.litigation_after_reconsideration.upheld = 1",
            ],
        ),
        (
            "行政复议151件，131件做了复议决定，行政诉讼88件，31件法院做出判决。",
            &["disputes.reconsideration.total = 151", "disputes.litigation.total = 88"],
        ),
        (
            "行政复议案件7件，已审结。行政诉讼案件2件，目前案件正在审理中。",
            &[
                "disputes.reconsideration.total = 7",
                "disputes.litigation.total = 2",
                "disputes.litigation.pending = 2",
            ],
        ),
        (
            "行政复议案件4件，维持2件，纠正1件，撤销复议申请1件。",
            &[
                "disputes.reconsideration.total = 4",
                "disputes.reconsideration.upheld = 2",
                "disputes.reconsideration.corrected = 1",
            ],
        ),
        (
            "引发行政复议0件，引发行政诉讼0件。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "信息公开类行政复议6件，诉讼8件，均获维持。",
            &[
                "disputes.reconsideration.total = 6",
                "disputes.litigation.total = 8",
                "disputes.litigation.upheld = 8",
                "disputes.reconsideration.upheld = 6",
                "AllUpheld",
            ],
        ),
        (
            "共制发行政规范性文件11件，废止2件，现行有效件数27件。",
            &[
                "proactive.normative_documents.issued = 11",
                "proactive.normative_documents.repealed = 2",
                "proactive.normative_documents.in_force = 27",
            ],
        ),
        (
            "制发（修改）政府规章2份，废止政府规章1份，现行有效政府规章9份；制发4份规范性文件，废止17份规范性文件，现行有效规范性文件79份。",
            &[
                "proactive.regulations.issued = 2",
                "proactive.regulations.repealed = 1",
                "proactive.regulations.in_force = 9",
                "proactive.normative_documents.issued = 4",
                "proactive.normative_documents.repealed = 17",
                "proactive.normative_documents.in_force = 79",
            ],
        ),
        (
            "清理区本级规范性文件0件，保留5件，新制发2件。",
            &["proactive.normative_documents.issued = 2"],
        ),
        (
            "有1件政府信息公开申请案件收取信息处理费360元。",
            &["fee_notices.count = 1", "fee_notices.collected = 360"],
        ),
        (
            "2023年对21件政府信息公开申请案件收取了信息处理费2710元。其中，某县自然资源局3件，收取430元；某县公安局18件，收取2280元。",
            &["fee_notices.count = 21", "fee_notices.collected = 2710"],
        ),
        (
            "2023年，我局共收到申请19件，较2022年的32件减少13件。",
            &["requests.received = 19"],
        ),
        ("去年收到申请31件，今年收到申请18件。", &["requests.received = 18"]),
        ("收到申请23件，比2022年（32起）下降28.1%。", &["requests.received = 23"]),
        (
            "受理依申请公开2件，行政复议、行政诉讼分别为4件、3件。",
            &[
                "requests.received = 2",
                "disputes.reconsideration.total = 4",
                "disputes.litigation.total = 3",
            ],
        ),
        (
            "全市共收办政府信息公开申请\n312件（市政府办公室49件、某县263件），其中自然人申请301件。",
            &["requests.accepted = 312"],
        ),
        (
            "2023年度，规章对外公开总数量1件；行政许可事项新增21项，总计33项，处理决定数量812件；其他对外管理服务事项新增3项，处理决定数量0件。",
            &["proactive.licenses = 812"],
        ),
        (
            "街道收到依申请公开政府信息11件。其中，2件办理结果为主动公开，7件办理结果为本机关不掌握相关政府信息，1件办理结果为没有现成信息需要另行制作，申请人主动撤销1件。",
            &[
                "requests.received = 11",
                "requests.unavailable.not_held = 7",
                "requests.unavailable.needs_creation = 1",
            ],
        ),
        (
            "全年受理依申请公开申请 2\n1件，予以公\n开 1 8 件。",
            &["requests.received = 21", "requests.granted = 18"],
        ),
        (
            "２０２３年共受理政府信息公开申请２３件，答复２２件，结转下年度１件。",
            &[
                "requests.received = 23",
                "requests.outcomes_total = 22",
                "requests.carried_out = 1",
            ],
        ),
        (
            "行政复议：无；行政诉讼：无。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "不予公开（属于四类过程性信息）3件，不予处理（重复申请）2件。",
            &[
                "requests.denied.deliberative_process = 3",
                "requests.denied = 3",
                "requests.not_processed.duplicate = 2",
                "requests.not_processed = 2",
            ],
        ),
        ("廿三里街道收到政府信息公开申请七件。", &["requests.received = 7"]),
    ]);
}

#[test]
fn other_figures_are_left_alone() {
    check(&[
        ("全年办理12345热线工单3520件，办结率100%，答复群众留言92条。", &[]),
        ("共办理人大代表建议15件、政协提案22件，全部办结。", &[]),
        ("制作公文30件，其中主动公开20件，依申请公开5件，不予公开5件。", &[]),
        ("在依申请公开专栏发布信息12条，依申请公开栏目回复咨询8条。", &[]),
        (
            "2022年共收到政府信息公开申请12件，2023年共收到15件。",
            &["requests.received = 15"],
        ),
        (
            "上年收到申请12件，本年收到申请15件，同比增长25%。",
            &["requests.received = 15"],
        ),
        ("组织开展依申请公开工作培训3次，参加人员120人次。", &[]),
        ("修订依申请公开工作制度2项，编制《政府信息公开申请指南》1份。", &[]),
        ("未发生依申请公开超期答复情况。", &[]),
        (
            "未发生因行政复议被纠错、行政诉讼败诉的情况。",
            &[
                "disputes.reconsideration.corrected = 0",
                "disputes.litigation.corrected = 0",
            ],
        ),
        ("公开行政处罚决定书120份，公示行政许可信息230条。", &[]),
        (
            "全年共作出行政许可决定776件、行政处罚决定29件，未实施行政强制。",
            &[
                "proactive.licenses = 776",
                "proactive.penalties = 29",
                "proactive.coercive_measures = 0",
            ],
        ),
        ("开展规范性文件合法性审查5件，清理规范性文件12件。", &[]),
        ("主动公开规范性文件3件，解读规范性文件2件。", &[]),
        (
            "审核规范性文件草案8件，印发规范性文件2件。",
            &["proactive.normative_documents.issued = 2"],
        ),
        (
            "全年主动公开政府信息1,234条，其中规范性文件5件，行政许可230件，行政处罚45件。",
            &[],
        ),
        ("我局认真对待每一件申请，确保件件有回音。", &[]),
        ("收到申请，与相关科室一起研究答复。", &[]),
        (
            "共收到申请5件，其中区财政局2件，区教育局3件。",
            &["requests.received = 5"],
        ),
        (
            "区政府办公室共收到申请5件，其中办结4件，1件正在办理中。",
            &[
                "requests.received = 5",
                "requests.outcomes_total = 4",
                "requests.carried_out = 1",
            ],
        ),
        ("其中1件维持1件纠正。", &[]),
        (
            "因政府信息公开引发行政复议2件，1件维持，1件正在审理。",
            &[
                "disputes.reconsideration.total = 2",
                "disputes.reconsideration.upheld = 1",
                "disputes.reconsideration.pending = 1",
            ],
        ),
        ("近三年共收到申请120件。", &[]),
        ("上半年收到申请3件。", &[]),
        (
            "2023年，受理申请20余件，答复近20件。",
            &["requests.received = ~20", "requests.outcomes_total = ~20"],
        ),
        (
            "全年共收到政府信息公开申请12件次，答复12件次，均按时办结。",
            &["requests.received = 12", "requests.outcomes_total = 12"],
        ),
        ("除3件结转下年外，其余均已办结。", &["requests.carried_out = 3"]),
        (
            "共收到申请12件，已全部答复，其中10件予以公开，2件信息不存在。",
            &[
                "requests.received = 12",
                "requests.granted = 10",
                "requests.unavailable.not_held = 2",
                "AllClosed",
            ],
        ),
        (
            "政府信息公开申请12件，申请内容主要涉及土地征收。",
            &["requests.received = 12"],
        ),
        ("土地征收类信息公开申请占8件。", &[]),
        (
            "依申请公开方面，全年收到8件，均通过网络提交。",
            &["requests.received = 8"],
        ),
        ("2023年新增依申请公开9件。", &["requests.received = 9"]),
        (
            "没有因政府信息公开申请行政复议、提起行政诉讼的情况。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "未收取任何费用，未发生行政复议、行政诉讼、投诉举报。",
            &[
                "fee_notices.collected = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        ("全年未产生依申请公开收费。", &["fee_notices.collected = 0"]),
        (
            "本年度行政复议案件0件，行政诉讼案件0件。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "行政复议和行政诉讼均未发生。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "因政府信息公开被申请行政复议、提起行政诉讼情况均为零。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        ("收到的政府信息公开申请数量为零。", &["requests.received = 0"]),
        ("信息公开申请办结率100%，满意率98%。", &["AllClosed"]),
        (
            "全市行政机关共新收政府信息公开申请1,520件，上年结转35件，办结1,530件，结转下年25件。",
            &[
                "requests.received = 1520",
                "requests.carried_in = 35",
                "requests.outcomes_total = 1530",
                "requests.carried_out = 25",
            ],
        ),
        ("全年共收到依申请公开邮件3封、信函2封。", &[]),
        (
            "共受理网上申请5件，当面申请2件，信函申请1件，总计8件。",
            &["requests.received = 8"],
        ),
        (
            "收到公民、法人和其他组织政府信息公开申请17件，其中公民15件，法人2件。",
            &[
                "requests.received = 17",
                "requests.received.natural_person = 15",
                "requests.received.organisations = 2",
            ],
        ),
        ("自然人申请15件，法人或其他组织申请2件，共计17件。", &[]),
        (
            "政府信息公开申请中，属于国家秘密1件，属于内部事务信息2件，重复申请3件。",
            &[
                "requests.denied.state_secret = 1",
                "requests.denied.internal_affairs = 2",
                "requests.not_processed.duplicate = 3",
            ],
        ),
        ("法院作出判决3件，其中维持2件，撤销1件。", &[]),
        (
            "全年共发生涉及政府信息公开的行政复议案件3件，其中2件维持、1件尚未审结；行政诉讼案件2件，其中1件结果维持，1件其他结果。",
            &[
                "disputes.reconsideration.total = 3",
                "disputes.reconsideration.upheld = 2",
                "disputes.reconsideration.pending = 1",
                "disputes.litigation.total = 2",
                "disputes.litigation.upheld = 1",
                "disputes.litigation.other = 1",
            ],
        ),
        (
            "现行有效行政规范性文件共13件，本年新制定2件，废止2件。",
            &[
                "proactive.normative_documents.in_force = 13",
                "proactive.normative_documents.issued = 2",
                "proactive.normative_documents.repealed = 2",
            ],
        ),
        (
            "2023年我局制发规范性文件0件，废止0件，现行有效0件。",
            &[
                "proactive.normative_documents.issued = 0",
                "proactive.normative_documents.repealed = 0",
                "proactive.normative_documents.in_force = 0",
            ],
        ),
        (
            "规章和规范性文件制发、废止、现行有效均为0件。",
            &[
                "proactive.regulations.issued = 0",
                "proactive.normative_documents.issued = 0",
                "proactive.regulations.repealed = 0",
                "proactive.normative_documents.repealed = 0",
                "proactive.regulations.in_force = 0",
                "proactive.normative_documents.in_force = 0",
            ],
        ),
        (
            "没有制定规章和行政规范性文件。",
            &[
                "proactive.regulations.issued = 0",
                "proactive.normative_documents.issued = 0",
            ],
        ),
        (
            "2023年度我单位未制发行政规范性文件，现行有效行政规范性文件5件。",
            &[
                "proactive.normative_documents.issued = 0",
                "proactive.normative_documents.in_force = 5",
            ],
        ),
        ("共收到来信来访咨询依申请公开事宜12次。", &[]),
        (
            "受理行政复议申请3件，受理依申请公开3件。",
            &["disputes.reconsideration.total = 3", "requests.received = 3"],
        ),
        (
            "收到政府信息公开申请10件，同比减少5件，下降33.3%。",
            &["requests.received = 10"],
        ),
        ("公开目录1份，公开指南1份，申请表1份。", &[]),
        ("政府信息公开网站收到依申请公开5件、12345热线8件。", &[]),
    ]);
}

#[test]
fn parts_results_and_fees_are_distinguished() {
    check(&[
        (
            "2023年，本机关收到政府信息公开申请8件。从申请人类型看，自然人申请6件，法人或其他组织申请2件。",
            &[
                "requests.received = 8",
                "requests.received.natural_person = 6",
                "requests.received.organisations = 2",
            ],
        ),
        (
            "2023年，共收到依申请公开申请9件，其中自然人7件，商业企业1件，法律服务机构1件；从办理结果看，予以公开5件，部分公开1件，无法提供2件（本机关不掌握1件、没有现成信息1件），不予处理1件（重复申请）。",
            &[
                "requests.received = 9",
                "requests.received.natural_person = 7",
                "requests.received.business = 1",
                "requests.received.legal_service = 1",
                "requests.granted = 5",
                "requests.partially_granted = 1",
                "requests.unavailable = 2",
                "requests.unavailable.not_held = 1",
                "requests.unavailable.needs_creation = 1",
                "requests.not_processed.duplicate = 1",
                "requests.not_processed = 1",
            ],
        ),
        (
            "共办结政府信息公开申请10件，其中，予以公开4件；不予公开2件，分别为涉及国家秘密1件、属于行政执法案卷1件；无法提供3件；其他处理1件。",
            &[
                "requests.outcomes_total = 10",
                "requests.granted = 4",
                "requests.denied = 2",
                "requests.denied.state_secret = 1",
                "requests.denied.enforcement_files = 1",
                "requests.unavailable = 3",
                "requests.other_outcome = 1",
            ],
        ),
        (
            "全年依申请公开共受理21件，上年结转1件，办结22件。",
            &[
                "requests.received = 21",
                "requests.carried_in = 1",
                "requests.outcomes_total = 22",
            ],
        ),
        (
            "收到政府信息公开申请二十三件、上年结转两件，全年办结二十四件，结转下年度一件。",
            &[
                "requests.received = 23",
                "requests.carried_in = 2",
                "requests.outcomes_total = 24",
                "requests.carried_out = 1",
            ],
        ),
        (
            "共接收依申请公开33宗，已办结32宗，剩余1宗正在办理。",
            &[
                "requests.received = 33",
                "requests.outcomes_total = 32",
                "requests.carried_out = 1",
            ],
        ),
        ("上年结转的2件申请均已办结。", &["requests.carried_in = 2"]),
        (
            "全年共收到申请15件，比上年增加3件，其中予以公开9件，占60%。",
            &["requests.received = 15", "requests.granted = 9"],
        ),
        (
            "本年度收到行政复议3件，其中维持1件、纠正1件、尚未审结1件；行政诉讼2件（未经复议直接起诉1件，复议后起诉1件），均维持。",
            &[
                "disputes.reconsideration.total = 3",
                "disputes.reconsideration.upheld = 1",
                "disputes.reconsideration.corrected = 1",
                "disputes.reconsideration.pending = 1",
                "disputes.litigation.total = 2",
                "disputes.litigation_direct.total = 1",
                "disputes.litigation_after_reconsideration.total = 1",
                "disputes.litigation.upheld = 2",
                "AllUpheld",
            ],
        ),
        (
            "全市因政府信息公开工作引发的行政复议案件共12件（结果维持8件，结果纠正1件，其他结果2件，尚未审结1件）。",
            &[
                "disputes.reconsideration.total = 12",
                "disputes.reconsideration.upheld = 8",
                "disputes.reconsideration.corrected = 1",
                "disputes.reconsideration.other = 2",
                "disputes.reconsideration.pending = 1",
            ],
        ),
        (
            "未经复议直接起诉案件4件，其中结果维持3件，尚未审结1件；复议后起诉案件2件，均结果维持。",
            &[
                "disputes.litigation_direct.total = 4",
                "disputes.litigation_direct.upheld = 3",
                "disputes.litigation_direct.pending = 1",
                "disputes.litigation_after_reconsideration.total = 2",
                "disputes.litigation_after_reconsideration.upheld = 2",
                "AllUpheld",
            ],
        ),
        ("发生行政诉讼案件1起，已败诉。", &["disputes.litigation.total = 1"]),
        (
            "行政复议被纠正1件、行政诉讼被纠正0件。",
            &[
                "disputes.reconsideration.corrected = 1",
                "disputes.litigation.corrected = 0",
            ],
        ),
        (
            "2023年收到因信息公开引发的行政复议1起，行政诉讼0起。",
            &["disputes.reconsideration.total = 1", "disputes.litigation.total = 0"],
        ),
        (
            "全年因信息公开被提起行政复议0件，被提起行政诉讼0件。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "涉及政府信息公开的复议、诉讼案件各1件。",
            &["disputes.reconsideration.total = 1", "disputes.litigation.total = 1"],
        ),
        (
            "本年度，我镇未发生依申请公开事项，未收取信息处理费，未引发行政复议和行政诉讼。",
            &[
                "requests.received = 0",
                "fee_notices.collected = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        (
            "无政府信息公开申请，无行政复议、行政诉讼情况。",
            &[
                "requests.received = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        ("今年未收到书面依申请公开政府信息的申请。", &[]),
        (
            "全年没有公民、法人或者其他组织提出政府信息公开申请。",
            &["requests.received = 0"],
        ),
        (
            "2023年度，我局没有发生针对本部门政府信息公开的行政复议案和行政诉讼案。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "没有收到依申请公开的行政复议和行政诉讼。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "不存在因政府信息公开被申请行政复议、提起行政诉讼的情况。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        ("我局依申请公开办件量为零。", &["requests.received = 0"]),
        (
            "本年度收到群众依申请公开申请 3 件 ，已全部在规定时限内答复 。",
            &["requests.received = 3", "AllClosed"],
        ),
        (
            "政府信息公开申请件数：12件；办结件数：12件；结转：0件。",
            &[
                "requests.received = 12",
                "requests.outcomes_total = 12",
                "requests.carried_out = 0",
            ],
        ),
        (
            "本年新收：12件；上年结转：1件；结转下年度：2件。",
            &[
                "requests.received = 12",
                "requests.carried_in = 1",
                "requests.carried_out = 2",
            ],
        ),
        (
            "全年收到12件信息公开申请，11件已办结，1件转下年度办理。",
            &[
                "requests.received = 12",
                "requests.outcomes_total = 11",
                "requests.carried_out = 1",
            ],
        ),
        (
            "截至2023年12月31日，共收到申请50件，办结48件，2件在法定期限内正在办理。",
            &[
                "requests.received = 50",
                "requests.outcomes_total = 48",
                "requests.carried_out = 2",
            ],
        ),
        (
            "2022年度结转申请2件，2023年新收申请30件，合计32件，办结31件，转至2024年办理1件。",
            &[
                "requests.carried_in = 2",
                "requests.received = 30",
                "requests.accepted = 32",
                "requests.outcomes_total = 31",
                "requests.carried_out = 1",
            ],
        ),
        ("共收到公开申请1200余件。", &["requests.received = ~1200"]),
        (
            "依申请公开受理近百件，约有30件予以公开。",
            &["requests.received = ~100", "requests.granted = ~30"],
        ),
        (
            "收费情况：全年发出收费通知2件，收费总金额0元，实际收取0元。",
            &[
                "fee_notices.count = 2",
                "fee_notices.amount = 0",
                "fee_notices.collected = 0",
            ],
        ),
        ("全年收取信息处理费1.5万元。", &["fee_notices.collected = 15000"]),
        (
            "2023年，共发出信息处理费缴费通知5份，涉及金额1200元，实收1000元。",
            &[
                "fee_notices.count = 5",
                "fee_notices.amount = 1200",
                "fee_notices.collected = 1000",
            ],
        ),
        ("全年行政事业性收费金额为282.1万元。", &["proactive.fees = 282.1"]),
        (
            "按照规定收取政府信息公开信息处理费 420 元。",
            &["fee_notices.collected = 420"],
        ),
        (
            "2023年本机关政府信息公开信息处理费收取金额为0元。",
            &["fee_notices.collected = 0"],
        ),
        (
            "行政许可1200件，行政处罚35件，行政强制2件。",
            &[
                "proactive.licenses = 1200",
                "proactive.penalties = 35",
                "proactive.coercive_measures = 2",
            ],
        ),
        ("全年办理行政许可事项1200件。", &["proactive.licenses = 1200"]),
        ("公布行政许可结果1200条、行政处罚结果35条。", &[]),
        (
            "本年度制发规章1件，现行有效规章12件；行政规范性文件制发3件，废止1件，现行有效20件。",
            &[
                "proactive.regulations.issued = 1",
                "proactive.regulations.in_force = 12",
                "proactive.normative_documents.issued = 3",
                "proactive.normative_documents.repealed = 1",
                "proactive.normative_documents.in_force = 20",
            ],
        ),
        ("出台规范性文件2部。", &["proactive.normative_documents.issued = 2"]),
        (
            "本年度新制发行政规范性文件2件、废止1件，截至年底现行有效15件。",
            &[
                "proactive.normative_documents.issued = 2",
                "proactive.normative_documents.repealed = 1",
                "proactive.normative_documents.in_force = 15",
            ],
        ),
        (
            "2023年发布规范性文件3件，其中新制定2件，修订1件。",
            &["proactive.normative_documents.issued = 2"],
        ),
        ("印发各类文件120份，其中规范性文件3份。", &[]),
        ("失效规范性文件2件。", &[]),
        (
            "本年度制发行政规范性文件无，废止行政规范性文件无。",
            &[
                "proactive.normative_documents.issued = 0",
                "proactive.normative_documents.repealed = 0",
            ],
        ),
    ]);
}

#[test]
fn statements_depend_on_the_words_around_them() {
    check(&[
        (
            "2023年，我局通过网站渠道受理答复依申请公开案件21件。",
            &["requests.received = 21", "requests.outcomes_total = 21"],
        ),
        ("2023年，通过网站收到申请3件。通过信函收到申请5件。", &[]),
        (
            "全年通过互联网、信函等渠道收到政府信息公开申请8件。",
            &["requests.received = 8"],
        ),
        (
            "区政府本级办理政府信息公开申请63件，办结55件，结转下一年办理8件。",
            &[
                "requests.accepted = 63",
                "requests.outcomes_total = 55",
                "requests.carried_out = 8",
            ],
        ),
        (
            "全年收到申请9件，办理8件，结转下年1件。",
            &[
                "requests.received = 9",
                "requests.outcomes_total = 8",
                "requests.carried_out = 1",
            ],
        ),
        (
            "因申请事项属于行政查询范围不予公开3件。",
            &["requests.denied.administrative_enquiry = 3", "requests.denied = 3"],
        ),
        (
            "共收到申请9件，因涉及国家秘密不予公开3件，因属于执法案卷不予公开2件。",
            &[
                "requests.received = 9",
                "requests.denied.state_secret = 3",
                "requests.denied.enforcement_files = 2",
            ],
        ),
        ("主动公开 31件、依申请公开425件、不予公开41件，互联网公开31件。", &[]),
        (
            "主动公开信息31件，受理依申请公开5件，不予公开1件。",
            &["requests.received = 5", "requests.denied = 1"],
        ),
        (
            "主动公开本年度制发的政府规章4件、市政府办公室行政规范性文件6件，废止政府规章7件。",
            &[
                "proactive.regulations.issued = 4",
                "proactive.normative_documents.issued = 6",
                "proactive.regulations.repealed = 7",
            ],
        ),
        (
            "发布信息57条；全年办理行政许可83件、行政处罚15件、行政强制处罚0件。",
            &[
                "proactive.licenses = 83",
                "proactive.penalties = 15",
                "proactive.coercive_measures = 0",
            ],
        ),
        (
            "答复申请21起。其中公开2起，属于行政执法案卷5起。",
            &[
                "requests.outcomes_total = 21",
                "requests.granted = 2",
                "requests.denied.enforcement_files = 5",
            ],
        ),
        (
            "受理政府信息公开申请2件，申请人撤销申请0件，未向申请人收费。",
            &["requests.received = 2", "fee_notices.collected = 0"],
        ),
        (
            "未发生被行政复议纠错或败诉情况。",
            &["disputes.reconsideration.corrected = 0"],
        ),
    ]);
}

#[test]
fn applications_for_other_things_are_none() {
    check(&[
        (
            "2023年未收到申请。办理因2022年度政府信息公开申请引发行政复议2件、引发行政诉讼3件，均维持结果。",
            &[
                "requests.received = 0",
                "disputes.reconsideration.total = 2",
                "disputes.litigation.total = 3",
                "disputes.litigation.upheld = 3",
                "disputes.reconsideration.upheld = 2",
                "AllUpheld",
            ],
        ),
        ("收到居民书面信息公开申请3例。", &["requests.received = 3"]),
        ("收到书面申请3件，网上申请5件。", &[]),
        (
            "共收到自然人依申请公开政府信息4条，予以公开4条。",
            &[
                "requests.received.natural_person = 4",
                "requests.received = 4",
                "requests.granted = 4",
            ],
        ),
        (
            "收到自然人申请3件，收到法人申请2件。",
            &[
                "requests.received.natural_person = 3",
                "requests.received.organisations = 2",
            ],
        ),
        (
            "全年共收到公开申请1401件（上年度结转15件，结转下年度8件）。",
            &[
                "requests.received = 1401",
                "requests.carried_in = 15",
                "requests.carried_out = 8",
            ],
        ),
        (
            "全年共处理政府信息公开申请1203件（含上年度结转申请71件），答复1121件，结转下年度继续办理82件。",
            &[
                "requests.accepted = 1203",
                "requests.carried_in = 71",
                "requests.outcomes_total = 1121",
                "requests.carried_out = 82",
            ],
        ),
        ("公开会议信息16条，受理行政许可申请35件，办结34件。", &[]),
        ("全年受理行政许可申请事项1200件，办结1198件。", &[]),
        ("受理政务服务事项申请32000件。", &[]),
        ("收到临时救助申请35件。", &[]),
        ("未收到行政许可申请。", &[]),
        ("县长信箱共受理有效信件3件，已办结3件，办结率100%。", &[]),
        (
            "因政府信息公开申请被行政复议6宗、行政诉讼0宗，其中3宗维持原答复，1宗结果纠正，2宗尚未审结。",
            &[
                "disputes.reconsideration.total = 6",
                "disputes.litigation.total = 0",
                "disputes.reconsideration.upheld = 3",
                "disputes.reconsideration.corrected = 1",
                "disputes.reconsideration.pending = 2",
            ],
        ),
        (
            "发生行政复议3件、行政诉讼2件，其中维持4件，纠正1件。",
            &["disputes.reconsideration.total = 3", "disputes.litigation.total = 2"],
        ),
        (
            "共受理依申请公开事项61件，结转上年后新收到依申请公开事项49件。",
            &["requests.accepted = 61", "requests.received = 49"],
        ),
        (
            "共办理政府信息公开申请82件；上年结转3件，结转下年办理9件。",
            &["requests.carried_in = 3", "requests.carried_out = 9"],
        ),
        (
            "收到政府信息公开申请4件，3件为网络申请，1件为信件申请；申请人为自然人的3件，法人或者其他组织的1件。",
            &[
                "requests.received = 4",
                "requests.received.natural_person = 3",
                "requests.received.organisations = 1",
            ],
        ),
        (
            "因本机关不掌握等原因无法提供的41件，予以公开及部分公开的39件。",
            &["requests.unavailable = 41", "requests.granted_or_partial = 39"],
        ),
        (
            "未收到行政许可申请，未发生因信息公开引发举报、投诉、提起行政诉讼等情况。",
            &["disputes.litigation.total = 0"],
        ),
        (
            "区分局依申请公开受理和办结7件。",
            &["requests.received = 7", "requests.outcomes_total = 7"],
        ),
    ]);
}

/// Words, numbers and marks of every kind, to be combined at random.
const PIECES: &[&str] = &[
    "收到",
    "受理",
    "新收",
    "申请",
    "依申请公开",
    "政府信息公开申请",
    "其中",
    "予以公开",
    "不予公开",
    "（",
    "）",
    "(",
    "，",
    "。",
    "；",
    "、",
    "和",
    "均",
    "全部",
    "办结",
    "答复",
    "结转",
    "上年",
    "下年",
    "未",
    "无",
    "没有",
    "发生",
    "行政复议",
    "行政诉讼",
    "维持",
    "尚未审结",
    "未经复议直接起诉",
    "规范性文件",
    "规章",
    "制发",
    "废止",
    "现行有效",
    "信息处理费",
    "收取",
    "元",
    "万元",
    "件",
    "条",
    "余",
    "近",
    "1",
    "23",
    "0",
    "一",
    "十二",
    "万",
    "百",
    "2023年",
    "2022年",
    "%",
    "占",
    "比",
    "增长",
    "自然人",
    "法人",
    "分别",
    "各",
    "为",
    "《",
    "》",
    "\n",
    " ",
    "１",
    "网站",
    "12345",
    "每",
    "第",
    ".",
    "：",
    "x",
    "𠀀",
    "99999999999999999999",
    "1,234",
    "1.5",
    "收到和办理",
    "此类申请",
    "依申请公开零受理",
    "有",
    "因行政行为",
    "均与政府信息公开无关",
    "已公开",
    "下年度继续办理",
    "无结转",
    "受理的",
    "宣布失效",
    "单位和个人",
    "2.2023年",
    "起",
    "不存在",
    "“",
    "”",
    "公开",
    "其他",
    "局",
];

proptest! {
    #[test]
    fn no_text_breaks_the_reader(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..60), year in proptest::option::of(1990_u16..2100)) {
        let text: String = pieces.concat();
        let prose = read(&text, year);
        for claim in &prose.claims {
            prop_assert!(text.get(claim.span.start..claim.span.end).is_some());
            prop_assert!(text.get(claim.sentence.start..claim.sentence.end).is_some());
            prop_assert!(claim.figure.is_none_or(|i| i < prose.figures.len()));
            prop_assert!(!claim.value.is_negative());
        }
        for figure in &prose.figures {
            prop_assert!(text.get(figure.span.start..figure.span.end).is_some_and(|t| !t.is_empty()));
            prop_assert!(figure.parent.is_none_or(|i| i < prose.figures.len()));
        }
    }

    #[test]
    fn no_characters_break_the_reader(text in "\\PC{0,200}") {
        let _ = read(&text, Some(2023));
    }

    /// Full-width digits, spaces and line breaks within a number do not change its meaning.
    #[test]
    fn writings_of_a_number_say_the_same(n in 0_u32..2000, m in 0_u32..1000) {
        let plain = format!("共收到政府信息公开申请{n}件，办结{m}件。");
        let wide: String = plain.chars().map(|c| match c.to_digit(10) {
            Some(d) => char::from_u32(u32::from('０') + d).unwrap_or(c),
            None => c,
        }).collect();
        let spaced: String = plain.chars().map(|c| if c.is_ascii_digit() { format!("{c}\n") } else { c.to_string() }).collect();
        let expected = vec![format!("requests.received = {n}"), format!("requests.outcomes_total = {m}")];
        prop_assert_eq!(shown(&plain, 2023), expected.clone());
        prop_assert_eq!(shown(&wide, 2023), expected.clone());
        prop_assert_eq!(shown(&spaced, 2023), expected);
    }
}

/// Long repetitive texts are read in linear time: if the work per word grew with the text, this would take minutes.
#[test]
fn hostile_lengths_do_no_harm() {
    for piece in [
        "1",
        "一",
        "申请",
        "收到申请3件，",
        "（",
        "《",
        "其中1件、",
        "未发生",
        "行政复议",
        "1,",
        "均维持",
        "\n1.",
        "3件维持",
        "分别",
        "无法提供1",
        "行政复议3件，均不涉及政府信息公开，",
        "行政诉讼3件，诉讼均维持，",
        "（行政诉讼1件），",
        "其中信息公开行政复议1件、",
        "、未",
        "登记申请3件，",
        "自然人申请3件，",
        "收到和办理申请3件，结转下年1件，",
        "废止规范性文件3件，宣布失效4件，",
        "其中1件；其中2件，",
        "其中",
        "申请其中",
        "其中3件行政复议、",
        "发生依申请公开",
        "2.2023年",
    ] {
        let text = piece.repeat(240_000 / piece.len());
        let _ = read(&text, Some(2023));
    }
}

#[test]
fn lists_sums_and_parts_are_distinguished() {
    check(&[
        (
            "全区共收到政府信息公开申请311件，其中区政府收到78件。",
            &["requests.received = 311"],
        ),
        (
            "全市各级行政机关共收到政府信息公开申请1234件，其中市政府办公室收到98件。",
            &["requests.received = 1234"],
        ),
        ("全年信息公开申请量为0。", &["requests.received = 0"]),
        (
            "新收政府信息公开申请2316件，上年结转88件，合计2404件。",
            &[
                "requests.received = 2316",
                "requests.carried_in = 88",
                "requests.accepted = 2404",
            ],
        ),
        (
            "收到政府信息公开申请38件，其中网上申请20件，信函申请18件，上年结转3件，办结37件。",
            &[
                "requests.received = 38",
                "requests.carried_in = 3",
                "requests.outcomes_total = 37",
            ],
        ),
        (
            "办理政府信息公开申请402件，其中上年度遗留31件。",
            &["requests.accepted = 402", "requests.carried_in = 31"],
        ),
        (
            "新收政府信息公开申请数量、上年结转数量、结转下年度继续办理数量均为0，行政复议和行政诉讼案件数亦均为0。",
            &[
                "requests.received = 0",
                "requests.carried_in = 0",
                "requests.carried_out = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        // One item of the list is not understood, so nothing is claimed of the others.
        ("收到政府信息公开申请、群众来访均为0件。", &[]),
        (
            "收到政府信息公开申请83件，结转下年4件。其中自然人申请79件，法人或其他组织申请4件。",
            &[
                "requests.received = 83",
                "requests.carried_out = 4",
                "requests.received.natural_person = 79",
                "requests.received.organisations = 4",
            ],
        ),
        (
            "依申请公开方面，从申请人构成看，自然人申请39件，商业企业申请1件。",
            &[
                "requests.received.natural_person = 39",
                "requests.received.business = 1",
            ],
        ),
        (
            "收到申请7件，其中自然人4件、商业企业2件、其他1件。",
            &[
                "requests.received = 7",
                "requests.received.natural_person = 4",
                "requests.received.business = 2",
                "requests.received.other = 1",
            ],
        ),
        (
            "收到申请6件，其中自然人4件、其他2件。",
            &["requests.received = 6", "requests.received.natural_person = 4"],
        ),
        (
            "行政复议案件3件，均被维持；行政诉讼案件2件，均在审理中。",
            &[
                "disputes.reconsideration.total = 3",
                "disputes.reconsideration.upheld = 3",
                "disputes.litigation.total = 2",
                "disputes.litigation.pending = 2",
                "AllUpheld",
            ],
        ),
        (
            "全年共有行政诉讼案件5件，其中政府信息公开类0件。",
            &["disputes.litigation.total = 0"],
        ),
        (
            "办理行政复议案件3件（其中因政府信息公开引起的1件）。",
            &["disputes.reconsideration.total = 1"],
        ),
        ("受理政府信息公开申请35件，提前办结20件。", &["requests.received = 35"]),
        (
            "行政复议5起，其中驳回复议请求4起；行政诉讼1起，尚未开庭。",
            &[
                "disputes.reconsideration.total = 5",
                "disputes.litigation.total = 1",
                "disputes.litigation.pending = 1",
            ],
        ),
    ]);
}

#[test]
fn nothing_is_said_in_many_ways() {
    check(&[
        (
            "没有收到书面或其他形式要求公开政府信息的申请。",
            &["requests.received = 0"],
        ),
        ("全年无人申请公开政府信息。", &["requests.received = 0"]),
        (
            "政府信息公开申请方面，上年无结转，下年无结转。",
            &["requests.carried_in = 0", "requests.carried_out = 0"],
        ),
        (
            "收到自然人依申请公开3件，无法人或其他组织申请。",
            &[
                "requests.received.natural_person = 3",
                "requests.received.organisations = 0",
            ],
        ),
        (
            "未收到公民、法人或其他组织的政府信息公开申请。",
            &["requests.received = 0"],
        ),
        (
            "收到申请26件，26件全部按期答复；上年度无结转，未结转至下年度。",
            &[
                "requests.received = 26",
                "requests.outcomes_total = 26",
                "requests.carried_in = 0",
                "requests.carried_out = 0",
            ],
        ),
        ("未发出信息处理费收费通知。", &["fee_notices.count = 0"]),
        ("指导各镇街办理依申请公开76件。", &[]),
        ("共登记政府信息公开申请六百零八件。", &["requests.received = 608"]),
        (
            "办结政府信息公开申请40件，其中决定不公开33件。",
            &["requests.outcomes_total = 40", "requests.denied = 33"],
        ),
    ]);
}

#[test]
fn the_rest_of_the_sentence_decides() {
    check(&[
        // The number dealt with, next to the whole caseload.
        (
            "我局受理政府信息公开申请71件，承办上年度结转2件，已办理69件，结转至下年度办理4件。",
            &[
                "requests.received = 71",
                "requests.carried_in = 2",
                "requests.outcomes_total = 69",
                "requests.carried_out = 4",
            ],
        ),
        (
            "受理政府信息公开申请71件，上年度结转2件，共办理73件。",
            &["requests.received = 71", "requests.carried_in = 2"],
        ),
        (
            "依法办理、规范答复政府信息公开申请152件（含上年结转12件），办结147件，结转下年度继续办理5件。",
            &[
                "requests.accepted = 152",
                "requests.carried_in = 12",
                "requests.outcomes_total = 147",
                "requests.carried_out = 5",
            ],
        ),
        (
            "依法办理并答复政府信息公开申请152件。",
            &["requests.outcomes_total = 152"],
        ),
        // A list without verbs whose figures balance in only one direction.
        (
            "依申请公开办理情况：新收：12；结转：3；办结：14；结转下年：1。",
            &[
                "requests.received = 12",
                "requests.outcomes_total = 14",
                "requests.carried_out = 1",
                "requests.carried_in = 3",
            ],
        ),
        (
            "依申请公开办理情况：新收：12；结转：3；办结：15；结转下年：1。",
            &[
                "requests.received = 12",
                "requests.outcomes_total = 15",
                "requests.carried_out = 1",
            ],
        ),
        // Parts of the year, and the whole year.
        (
            "一季度收到政府信息公开申请4件，二季度6件，三季度1件，四季度3件，全年累计14件。",
            &["requests.received = 14"],
        ),
        ("一季度收到政府信息公开申请4件，二季度6件，累计10件。", &[]),
        ("一季度收到群众来信4件，二季度6件，全年累计10件。", &[]),
        (
            "全年政府信息公开申请总量较上年增长12.1%，达到66件，办结64件，2件转入下年。",
            &[
                "requests.received = 66",
                "requests.outcomes_total = 64",
                "requests.carried_out = 2",
            ],
        ),
        ("依申请公开答复满意率较上年增长3%，培训达到65次。", &[]),
        ("网站访问量较上年增长12.1%，达到65件。", &[]),
        (
            "收到政府信息公开申请60件，办结量较上年增长10%，达到58件。",
            &["requests.received = 60"],
        ),
        // Organs, and all of them together.
        (
            "区住建局收到政府信息公开申请120件，区资源分局收到88件，全区共收到政府信息公开申请386件。",
            &["requests.received = 386"],
        ),
        (
            "某某街道收到政府信息公开申请12件，答复12件。",
            &["requests.received = 12", "requests.outcomes_total = 12"],
        ),
        // The figure that a sentence beginning with 其中 divides.
        (
            "接到群众依申请公开政府信息8件；未对申请收取任何费用。其中，5件分局不掌握相关政府信息；2件属于内部事务信息；1件属于部分公开。",
            &[
                "requests.received = 8",
                "fee_notices.collected = 0",
                "requests.unavailable.not_held = 5",
                "requests.denied.internal_affairs = 2",
                "requests.partially_granted = 1",
            ],
        ),
        (
            "共收到政府信息公开申请15件。其中7件已公开；6件部分公开；2件本机关不掌握相关政府信息。",
            &[
                "requests.received = 15",
                "requests.granted = 7",
                "requests.partially_granted = 6",
                "requests.unavailable.not_held = 2",
            ],
        ),
        ("答复群众来信15件。其中7件已公开。", &[]),
        (
            "收到政府信息公开申请15件。制作文件20件，其中7件已公开。",
            &["requests.received = 15"],
        ),
        // Brackets are about their own figures, not about the text after them.
        (
            "主动公开市政府规章12件（含新制定5件，修改4件，废止3件），主动公开规范性文件41件，其他文件110件。",
            &["proactive.regulations.issued = 5", "proactive.regulations.repealed = 3"],
        ),
        (
            "累计公布政府规章121条（现存有效98条，废止或失效23条），规范性文件1045条，人事文件8件。",
            &[
                "proactive.regulations.in_force = 98",
                "proactive.regulations.repealed = 23",
            ],
        ),
        (
            "制发规章2件（其中修订1件）、规范性文件3件。",
            &[
                "proactive.regulations.issued = 2",
                "proactive.normative_documents.issued = 3",
            ],
        ),
        (
            "已办结申请中，不予公开42件（为过程性信息19件，执法案件6件，行政查询事项17件）。",
            &[
                "requests.denied = 42",
                "requests.denied.deliberative_process = 19",
                "requests.denied.enforcement_files = 6",
                "requests.denied.administrative_enquiry = 17",
            ],
        ),
        (
            "收到政府信息公开申请5件，其中不予公开1件。查处行政执法案件98件，其中执法案件移送2件。",
            &["requests.received = 5", "requests.denied = 1"],
        ),
        (
            "以区政府名义印发的行政规范性文件现行有效31件，当年新制定3件。",
            &[
                "proactive.normative_documents.in_force = 31",
                "proactive.normative_documents.issued = 3",
            ],
        ),
        (
            "印发规范性文件3件，现行有效31件。",
            &[
                "proactive.normative_documents.issued = 3",
                "proactive.normative_documents.in_force = 31",
            ],
        ),
        // Endings and kinds of disputes after their number.
        (
            "因政府信息公开被诉1件，为复议后起诉，法院判决维持。",
            &[
                "disputes.litigation.total = 1",
                "disputes.litigation_after_reconsideration.total = 1",
                "disputes.litigation.upheld = 1",
            ],
        ),
        (
            "被提起行政诉讼3件，均为未经复议直接起诉。",
            &["disputes.litigation.total = 3", "disputes.litigation_direct.total = 3"],
        ),
        (
            "被提起行政诉讼3件，包括复议后起诉。",
            &["disputes.litigation.total = 3"],
        ),
        (
            "未经复议直接起诉2件（均维持），复议后起诉1件（尚未审结）。",
            &[
                "disputes.litigation_direct.total = 2",
                "disputes.litigation_direct.upheld = 2",
                "disputes.litigation_after_reconsideration.total = 1",
                "disputes.litigation_after_reconsideration.pending = 1",
            ],
        ),
        ("行政复议2件（已办结）。", &["disputes.reconsideration.total = 2"]),
        (
            "政府信息公开行政复议案件3件，复议机关维持我委决定2件，1件申请人撤回。",
            &[
                "disputes.reconsideration.total = 3",
                "disputes.reconsideration.upheld = 2",
            ],
        ),
        (
            "因依申请公开引起行政复议被纠正和行政诉讼败诉数量均为“零”。",
            &["disputes.reconsideration.corrected = 0"],
        ),
        ("被申请行政复议的政府信息公开申请3件。", &[]),
    ]);
}

#[test]
fn further_words_are_understood() {
    check(&[
        (
            "全年政府信息公开零复议、零诉讼、零收费。",
            &[
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
                "fee_notices.collected = 0",
            ],
        ),
        ("行政处罚零复议、零诉讼。", &[]),
        ("全县教育系统收费公示，实现违规零收费。", &[]),
        (
            "全年登记政府信息公开申请23件，已办16件，7件在法定期限内正在办理。",
            &[
                "requests.received = 23",
                "requests.outcomes_total = 16",
                "requests.carried_out = 7",
            ],
        ),
        ("登记政府信息公开申请人信息23件。", &[]),
        ("规范申请登记、办理、答复等环节，登记失业23件。", &[]),
        ("办理不动产登记申请23件。", &[]),
        ("全年处理政府信息公开申请登记表23份。", &[]),
        (
            "全年收到政府信息公开申请三十八件，加上2022年转来的三件，实际办结三十九件。",
            &[
                "requests.received = 38",
                "requests.carried_in = 3",
                "requests.outcomes_total = 39",
            ],
        ),
        ("共收到依申请公开案例1例。", &["requests.received = 1"]),
        ("发布依申请公开案例1例。", &[]),
        (
            "在办结的6件申请中，予以公开4件。",
            &["requests.outcomes_total = 6", "requests.granted = 4"],
        ),
        (
            "当面递交13件，信函申请51件，上述申请已办结62件，转接下年度继续办理2件。",
            &["requests.outcomes_total = 62", "requests.carried_out = 2"],
        ),
        (
            "未发生政府信息公开行政复议、诉讼问题。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        ("没有接到依申请公开方面的诉求。", &["requests.received = 0"]),
        (
            "共收到公开政府信息申请1件，已全部答复。",
            &["requests.received = 1", "AllClosed"],
        ),
        (
            "依法办理政府信息公开案件43件（含2022年结转1件）。",
            &["requests.accepted = 43", "requests.carried_in = 1"],
        ),
        (
            "发出收费通知4件，应收1200元，实收800元，申请人逾期未缴费不再处理1件。",
            &[
                "fee_notices.count = 4",
                "fee_notices.amount = 1200",
                "fee_notices.collected = 800",
                "requests.other_outcome.fee_overdue = 1",
            ],
        ),
        ("处罚逾期未缴费1件。", &[]),
        // Kinds of matters as opposed to cases.
        (
            "进驻政务服务大厅行政许可14项，行政处罚203项，行政强制1项，行政检查105项。",
            &[],
        ),
        (
            "全年办理行政许可14项、行政处罚3项。",
            &["proactive.licenses = 14", "proactive.penalties = 3"],
        ),
        (
            "全年答复依申请公开26件，指导基层单位办理依申请公开答复300余件，协助区政府办理依申请公开12件。",
            &["requests.outcomes_total = 26"],
        ),
        (
            "未发生相关诉讼，也没有针对某某街道信息公开的行政复议申请。",
            &["disputes.litigation.total = 0", "disputes.reconsideration.total = 0"],
        ),
        ("没有针对某某街道的行政复议答复超期。", &[]),
        (
            "未收到公民、法人和其他组织提交的依申请公开内容。",
            &["requests.received = 0"],
        ),
        ("全年未收到依申请公开事宜。", &["requests.received = 0"]),
        (
            "共收到政府信息公开申请1件（自然人申请），已按期答复。",
            &["requests.received = 1", "requests.received.natural_person = 1"],
        ),
        (
            "共受理政府信息公开申请36件（均为自然人提交）。",
            &["requests.received = 36", "requests.received.natural_person = 36"],
        ),
        ("共受理政府信息公开申请36件（网上申请）。", &["requests.received = 36"]),
        (
            "共收到政府信息公开申请22件，其中自然人申请15件，法律服务机构申请4件，其他申请3件。",
            &[
                "requests.received = 22",
                "requests.received.natural_person = 15",
                "requests.received.legal_service = 4",
                "requests.received.other = 3",
            ],
        ),
        ("共收到政府信息公开申请15件，其他申请3件。", &["requests.received = 15"]),
        (
            "共受理政府信息公开申请36件（含自然人申请）。",
            &["requests.received = 36"],
        ),
    ]);
}

#[test]
fn repetitions_refer_to_their_own_figure() {
    check(&[
        (
            "涉及政府信息公开的行政复议案件有2件，复议机关均作出维持决定。",
            &[
                "disputes.reconsideration.total = 2",
                "disputes.reconsideration.upheld = 2",
                "AllUpheld",
            ],
        ),
        (
            "因不服信息公开答复被申请行政复议1件，复议结果为维持；行政诉讼0件。",
            &[
                "disputes.reconsideration.total = 1",
                "disputes.reconsideration.upheld = 1",
                "disputes.litigation.total = 0",
            ],
        ),
        (
            "政府信息公开行政复议、行政诉讼分别为3件、1件，其中复议维持2件、纠正1件，诉讼尚未审结。",
            &[
                "disputes.reconsideration.total = 3",
                "disputes.litigation.total = 1",
                "disputes.reconsideration.upheld = 2",
                "disputes.reconsideration.corrected = 1",
                "disputes.litigation.pending = 1",
            ],
        ),
        // Two of the three may have ended in any way.
        (
            "行政复议3件，行政诉讼2件，行政诉讼案件有的结果维持。",
            &["disputes.reconsideration.total = 3", "disputes.litigation.total = 2"],
        ),
        (
            "被提起行政诉讼5件（未经复议直接起诉3件，复议后起诉2件），其中结果维持4件，尚未审结1件。",
            &[
                "disputes.litigation.total = 5",
                "disputes.litigation_direct.total = 3",
                "disputes.litigation_after_reconsideration.total = 2",
                "disputes.litigation.upheld = 4",
                "disputes.litigation.pending = 1",
            ],
        ),
        (
            "全年共有行政复议案件126件，行政应诉案件58件，其中涉政府信息公开的复议案件11件、应诉案件4件。",
            &["disputes.reconsideration.total = 11", "disputes.litigation.total = 4"],
        ),
        (
            "因政府信息公开引发行政复议12件，其中维持9件。",
            &[
                "disputes.reconsideration.total = 12",
                "disputes.reconsideration.upheld = 9",
            ],
        ),
        // Who applied: everybody, or natural persons next to organisations.
        (
            "收到公民提出的政府信息公开申请17件，法人提出的3件，合计20件，均在法定期限内办结。",
            &[
                "requests.received.natural_person = 17",
                "requests.received.organisations = 3",
                "requests.received = 20",
                "AllClosed",
            ],
        ),
        ("收到公民提出的政府信息公开申请17件。", &["requests.received = 17"]),
        (
            "收到自然人申请17件，商业企业申请3件，合计20件。",
            &[
                "requests.received.natural_person = 17",
                "requests.received.business = 3",
                "requests.received = 20",
            ],
        ),
        (
            "收到申请20件，其中自然人17件，法人或其他组织3件，合计费时300小时。",
            &[
                "requests.received = 20",
                "requests.received.natural_person = 17",
                "requests.received.organisations = 3",
            ],
        ),
        // The part of a total that one organ has, and a remark in brackets.
        (
            "现行有效行政规范性文件41件，其中县政府制发29件，部门制发12件；本年新出台4件。",
            &[
                "proactive.normative_documents.in_force = 41",
                "proactive.normative_documents.issued = 4",
            ],
        ),
        (
            "收到政府信息公开申请12件（其中1件引发行政复议1件），办结11件。",
            &[
                "requests.received = 12",
                "disputes.reconsideration.total = 1",
                "requests.outcomes_total = 11",
            ],
        ),
        // Amounts of money in other words.
        ("行政事业性收费总额为1.3亿元。", &["proactive.fees = 13000"]),
        (
            "发出收费通知书5份，通知收费金额共计3400元，实际收到缴费2200元。",
            &[
                "fee_notices.count = 5",
                "fee_notices.amount = 3400",
                "fee_notices.collected = 2200",
            ],
        ),
        ("发出收费通知书5份，1名申请人未缴纳。", &["fee_notices.count = 5"]),
        ("我乡依申请公开数量为零。", &["requests.received = 0"]),
        (
            "答复的35件申请中，同意公开12件。",
            &["requests.outcomes_total = 35", "requests.granted = 12"],
        ),
        (
            "接收政府信息公开申请27件，加上年结转3件，减去结转下年2件，全年办结28件。",
            &[
                "requests.received = 27",
                "requests.carried_in = 3",
                "requests.carried_out = 2",
                "requests.outcomes_total = 28",
            ],
        ),
    ]);
}

#[test]
fn a_new_value_is_not_a_difference() {
    for (text, differences) in [
        ("收到政府信息公开申请15件，较上年增加7件。", 1),
        ("收到政府信息公开申请15件，同比增长87.5%。", 1),
        ("收到政府信息公开申请15件，办结率由95%提高到99%。", 0),
        ("收到政府信息公开申请15件，按期答复率同比提高3%。", 0),
        ("受理量从去年的8件上升至今年的15件。", 0),
    ] {
        let prose = read(text, Some(2023));
        assert_eq!(prose.comparisons.len(), differences, "{text}");
    }
}

#[test]
fn organs_are_not_applications_and_matters_have_other_words() {
    check(&[
        ("全区12个部门收到依申请公开共88件。", &["requests.received = 88"]),
        (
            "收到省政府转来的信息公开申请2件，直接收到申请39件，共计41件。",
            &["requests.received = 39", "requests.received = 41"],
        ),
        (
            "收到2022年转来的申请2件，新收申请39件。",
            &["requests.carried_in = 2", "requests.received = 39"],
        ),
        (
            "作出行政处罚决定96件，无行政强制。",
            &["proactive.penalties = 96", "proactive.coercive_measures = 0"],
        ),
        ("本单位无行政许可和对外服务等职能，无行政强制职权。", &[]),
        (
            "行政事业性收费方面，全年收费项目3项，收费金额86.5万元。",
            &["proactive.fees = 86.5"],
        ),
        ("行政处罚方面，罚款金额86.5万元。", &[]),
        (
            "未收到涉及政府信息公开的行政复议申请和行政诉讼应诉通知。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
    ]);
}

#[test]
fn disputes_of_others_and_words_in_a_row() {
    check(&[
        ("全年行政复议案件共18件，其中不涉及政府信息公开。", &[]),
        ("全年行政诉讼案件5件，均未涉及政府信息公开。", &[]),
        ("2023年市司法局共受理行政复议申请326件，审结301件。", &[]),
        (
            "本机关作为复议机关，共受理行政复议案件56件，其中政府信息公开类8件。",
            &["disputes.reconsideration.total = 8"],
        ),
        ("政府信息公开行政复议受理3件。", &["disputes.reconsideration.total = 3"]),
        ("参加行政诉讼庭审3场，提交复议答复书2份。", &[]),
        (
            "全年信息公开未收费、未发生行政复议和行政诉讼。",
            &[
                "fee_notices.collected = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        (
            "无人申请政府信息公开，无行政复议、行政诉讼、申诉案件。",
            &[
                "requests.received = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        (
            "未有公民、法人和其他组织向本机关提出政府信息公开申请。",
            &["requests.received = 0"],
        ),
        (
            "零申请、零复议、零诉讼。",
            &[
                "requests.received = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        ("行政许可零申请。", &[]),
        (
            "发生信息公开行政诉讼1件（复议后起诉），结果维持。",
            &[
                "disputes.litigation.total = 1",
                "disputes.litigation_after_reconsideration.total = 1",
                "disputes.litigation.upheld = 1",
            ],
        ),
        (
            "出台行政规范性文件2件，无废止文件，现行有效文件9件。",
            &[
                "proactive.normative_documents.issued = 2",
                "proactive.normative_documents.repealed = 0",
                "proactive.normative_documents.in_force = 9",
            ],
        ),
        (
            "受理申请20件，办结21件（含结转1件）。",
            &[
                "requests.received = 20",
                "requests.outcomes_total = 21",
                "requests.carried_in = 1",
            ],
        ),
        (
            "办结申请30件，结转2件。",
            &["requests.outcomes_total = 30", "requests.carried_out = 2"],
        ),
        (
            "办结申请30件，其中予以公开20件，部分公开10件，结转2件。",
            &[
                "requests.outcomes_total = 30",
                "requests.granted = 20",
                "requests.partially_granted = 10",
                "requests.carried_out = 2",
            ],
        ),
        (
            "2023年共有5件依申请公开事项，均按要求办理。",
            &["requests.received = 5"],
        ),
        (
            "我局共受理政府信息公开1件，办结1件。无政府信息公开行政复议、诉讼处理情况等。",
            &[
                "requests.received = 1",
                "requests.outcomes_total = 1",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        ("收到政府信息3件，接收政务信息公开培训1次。", &[]),
        ("全年共有5条依申请公开信息。", &[]),
        ("共5件依申请公开文件。", &[]),
    ]);
}

#[test]
fn channels_years_and_admissions_are_distinguished() {
    check(&[
        (
            "全年政府网站依申请公开平台收到申请14件，信函收到5件，现场收到1件。",
            &[],
        ),
        (
            "通过网络平台收到申请14件，通过信函收到申请5件，合计19件。",
            &["requests.received = 19"],
        ),
        ("线上线下共收到依申请公开83件。", &["requests.received = 83"]),
        ("依申请公开方面：网上受理4件，办结4件；书面受理2件，办结2件。", &[]),
        (
            "收到政府信息公开申请12件，其中网上申请10件、信函申请2件，办结12件。",
            &["requests.received = 12", "requests.outcomes_total = 12"],
        ),
        (
            "受理政府信息公开申请25件（2022年为31件），办结24件。",
            &["requests.received = 25", "requests.outcomes_total = 24"],
        ),
        (
            "收到政府信息公开申请8件，受理7件，不予受理1件。",
            &["requests.received = 8"],
        ),
        (
            "受理政府信息公开申请59件，新收47件，上年结转12件。",
            &[
                "requests.accepted = 59",
                "requests.received = 47",
                "requests.carried_in = 12",
            ],
        ),
        (
            "收到政府信息公开申请8件，受理8件，答复8件。",
            &["requests.received = 8", "requests.outcomes_total = 8"],
        ),
        (
            "全年没有发生一起因信息公开引起的行政复议和行政诉讼。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        ("全年未收到一件依申请公开。", &["requests.received = 0"]),
        ("全年没有一件群众来信。", &[]),
    ]);
}

#[test]
fn figures_in_a_row_and_their_sums_are_distinguished() {
    check(&[
        (
            "政府信息公开申请新收、上年结转、办结、结转下年分别为44件、2件、45件、1件。",
            &[
                "requests.received = 44",
                "requests.carried_in = 2",
                "requests.outcomes_total = 45",
                "requests.carried_out = 1",
            ],
        ),
        ("新收、结转、办结、转下年数分别为44件、2件、45件、1件。", &[]),
        (
            "印发县政府规范性文件7件、县政府办规范性文件5件，共12件；废止2件。",
            &[
                "proactive.normative_documents.issued = 12",
                "proactive.normative_documents.repealed = 2",
            ],
        ),
        (
            "制发规范性文件7件，公开文件5件，共30件。",
            &["proactive.normative_documents.issued = 7"],
        ),
        (
            "收到政府信息公开申请56件，转相关部门办理38件，以区政府名义答复18件。",
            &["requests.received = 56", "requests.outcomes_total = 18"],
        ),
        (
            "无因政府信息公开工作被申请行政复议、提起行政诉讼情况，无收费情况。",
            &[
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
                "fee_notices.collected = 0",
            ],
        ),
        (
            "未发生政府信息公开行政复议，未收取医疗保险费。",
            &["disputes.reconsideration.total = 0"],
        ),
        (
            "行政处罚决定312件，未采取行政强制措施。",
            &["proactive.penalties = 312", "proactive.coercive_measures = 0"],
        ),
        (
            "收到政府信息公开行政复议答复通知书4份，维持2件，驳回1件，未审结1件。",
            &[
                "disputes.reconsideration.total = 4",
                "disputes.reconsideration.upheld = 2",
                "disputes.reconsideration.pending = 1",
            ],
        ),
    ]);
}

#[test]
fn documents_sorted_as_not_public_are_not_refusals() {
    check(&[
        (
            "我局主动公开信息734条，依申请公开信息12条，不予公开信息27条。收到政府信息公开申请1条。",
            &["requests.received = 1"],
        ),
        ("不予公开信息有10条，主要是人事安排的信息。", &[]),
        (
            "其中主动公开政府信息17条，作为依申请公开信息数28条，不予公开信息数8条。",
            &[],
        ),
        // Applications are counted in 件, and in 条 only if they were received in 条.
        (
            "收到政府信息公开申请9件，予以公开6件，不予公开信息3件。",
            &["requests.received = 9", "requests.granted = 6", "requests.denied = 3"],
        ),
        (
            "收到政府信息公开申请9条，予以公开6条，不予公开3条。",
            &["requests.received = 9", "requests.granted = 6", "requests.denied = 3"],
        ),
    ]);
}

#[test]
fn verbs_in_a_row_say_both() {
    check(&[
        (
            "全年共收到和办理依申请公开12件，其中自然人申请件12件。",
            &[
                "requests.received = 12",
                "requests.outcomes_total = 12",
                "requests.received.natural_person = 12",
            ],
        ),
        (
            "收到和处理政府信息公开申请5件。",
            &["requests.received = 5", "requests.outcomes_total = 5"],
        ),
        (
            "收到政府信息公开申请14件，其余5件均在受理期限内予以答复。",
            &["requests.received = 14"],
        ),
        (
            "收到政府信息公开申请14件，其余5件已受理并答复。",
            &["requests.received = 14"],
        ),
        (
            "办理县政府依申请公开答复52件。配合市政府办公开办协查依申请答复6件。",
            &["requests.outcomes_total = 52"],
        ),
    ]);
}

#[test]
fn earlier_subjects_are_not_repeated() {
    check(&[
        // The number of the item comes right before the year.
        (
            "1.完善办理制度。2.2023年度我镇无依申请公开政府信息。全年无信息公开举报、复议和诉讼等情形发生。",
            &[
                "requests.received = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        ("2.2022年度我镇无依申请公开政府信息。", &[]),
        ("公开率2.2023%。", &[]),
        ("依申请公开：2023年未收到该项申请。", &["requests.received = 0"]),
        ("依申请公开方面，2023年未收到此类申请。", &["requests.received = 0"]),
        (
            "我院未收到通过受理电话、网络平台、来信等方式提出的相关政府信息公开申请。",
            &["requests.received = 0"],
        ),
        ("未收到通过来信提出的政府信息公开申请。", &[]),
        (
            "至今，医院尚未收到市民或法人依申请公开信息要求。",
            &["requests.received = 0"],
        ),
        (
            "收到依申请公开21件，全部按时答复，无结转。",
            &["requests.received = 21", "requests.carried_out = 0", "AllClosed"],
        ),
        ("收到依申请公开21件，无结转。", &["requests.received = 21"]),
        (
            "收到依申请公开21件，上年无结转，全部按时答复。",
            &["requests.received = 21", "requests.carried_in = 0", "AllClosed"],
        ),
    ]);
}

#[test]
fn a_new_value_needs_no_old_one() {
    check(&[
        (
            "我局收到1件政府信息公开申请，结转至下一年度办理。",
            &["requests.received = 1", "requests.carried_out = 1"],
        ),
        (
            "收到政府信息公开申请2件，均结转至下一年度办理。",
            &["requests.received = 2", "requests.carried_out = 2"],
        ),
        (
            "收到政府信息公开申请2件，结转至下一年度办理。",
            &["requests.received = 2"],
        ),
        (
            "收到政府信息公开申请2件，不结转至下一年度办理。",
            &["requests.received = 2"],
        ),
        (
            "收到依申请公开164件，结转上年2件；办理85件，下年度继续办理81件。",
            &[
                "requests.received = 164",
                "requests.carried_in = 2",
                "requests.outcomes_total = 85",
                "requests.carried_out = 81",
            ],
        ),
        (
            "信息公开类行政复议1起，正在办理中。",
            &[
                "disputes.reconsideration.total = 1",
                "disputes.reconsideration.pending = 1",
            ],
        ),
        (
            "信息公开类行政复议2起，均在办理中。",
            &[
                "disputes.reconsideration.total = 2",
                "disputes.reconsideration.pending = 2",
            ],
        ),
        ("收到政府信息公开申请2件，正在办理中。", &["requests.received = 2"]),
    ]);
}

#[test]
fn disputes_about_other_acts_make_no_claims() {
    check(&[
        ("人社分局因具体行政行为被提起行政诉讼2起。", &[]),
        (
            "因政府信息公开具体行政行为被提起行政诉讼2起。",
            &["disputes.litigation.total = 2"],
        ),
        (
            "办理行政复议案件14件、行政应诉案件6件（均与政府信息公开无关）。收到政府信息公开申请2件。",
            &["requests.received = 2"],
        ),
        ("办理行政复议案件14件，均与政府信息公开工作无关。", &[]),
        (
            "办理行政复议案件14件，均与政府信息公开有关。",
            &["disputes.reconsideration.total = 14"],
        ),
    ]);
}

#[test]
fn documents_and_decisions_next_to_other_figures() {
    check(&[
        (
            "通过门户网站公开各类信息7191条，其中以政府办名义制发规范性文件1件；县长信箱共受理有效信件180件，已办结180件。",
            &["proactive.normative_documents.issued = 1"],
        ),
        (
            "全市制发规范性文件20件，其中市政府办制发5件。",
            &["proactive.normative_documents.issued = 20"],
        ),
        (
            "清理行政规范性文件112件，其中继续有效86件，废止19件，宣布失效5件。",
            &["proactive.normative_documents.in_force = 86"],
        ),
        (
            "废止行政规范性文件19件；宣布失效行政规范性文件5件，共24件。",
            &["proactive.normative_documents.repealed = 24"],
        ),
        (
            "全年立案13件，下达行政处罚决定书11件。办理查封扣押案件1件、移送拘留案件1件、不予行政处罚案件1件。",
            &["proactive.penalties = 11"],
        ),
        ("公开行政处罚决定书11件。", &[]),
        (
            "开展医疗机构、职业病等项目监督检查，责令限期改正，共计行政处罚3起，均已公示。",
            &["proactive.penalties = 3"],
        ),
        ("公示各类信息36条，共计行政处罚3条。", &[]),
        (
            "行政许可处理决定62起，共收取行政事业性费用0元。",
            &["proactive.licenses = 62", "proactive.fees = 0"],
        ),
        ("本年度收到要求公开政府信息的申请7件。", &["requests.received = 7"]),
    ]);
}

#[test]
fn received_and_dealt_with_does_not_mean_all_of_them() {
    check(&[
        (
            "全年共收到和办理依申请公开9件，上年度结转0件。其中部分公开2件，结转至下一年度办理2件。",
            &[
                "requests.received = 9",
                "requests.carried_in = 0",
                "requests.partially_granted = 2",
                "requests.carried_out = 2",
            ],
        ),
        (
            "全年共收到和办理依申请公开9件，上年度结转0件，结转至下一年度办理2件。",
            &[
                "requests.received = 9",
                "requests.carried_in = 0",
                "requests.carried_out = 2",
            ],
        ),
        (
            "全年共收到和办理依申请公开9件，上年度结转2件，结转至下一年度办理2件。",
            &[
                "requests.received = 9",
                "requests.outcomes_total = 9",
                "requests.carried_in = 2",
                "requests.carried_out = 2",
            ],
        ),
        (
            "收到和办理政府信息公开申请14件（含上年结转1件），结转下年度继续办理2件。",
            &[
                "requests.accepted = 14",
                "requests.carried_in = 1",
                "requests.carried_out = 2",
            ],
        ),
        (
            "收到政府信息公开申请13件，其中自然人申请11件、商业企业申请2件；上年结转1件。",
            &[
                "requests.received = 13",
                "requests.received.natural_person = 11",
                "requests.received.business = 2",
                "requests.carried_in = 1",
            ],
        ),
        (
            "收到政府信息公开申请20件，其中上年结转5件另计。",
            &["requests.received = 20", "requests.carried_in = 5"],
        ),
        (
            "收到政府信息公开申请20件，其中上年结转5件。",
            &["requests.accepted = 20", "requests.carried_in = 5"],
        ),
        (
            "收到政府信息公开申请14件，其中自然人申请11件、商业企业申请2件，上年结转1件。",
            &[
                "requests.accepted = 14",
                "requests.received.natural_person = 11",
                "requests.received.business = 2",
                "requests.carried_in = 1",
            ],
        ),
        (
            "未收到和处理政府信息公开申请件。",
            &["requests.received = 0", "requests.outcomes_total = 0"],
        ),
        ("未收到需要处理的政府信息公开申请。", &["requests.received = 0"]),
    ]);
}

#[test]
fn words_of_other_pages_are_understood() {
    check(&[
        (
            "未向任何公民、法人或者其他组织收取政府信息公开费用。",
            &["fee_notices.collected = 0"],
        ),
        (
            "共收到依申请公开4条，其中向社会公开3条，非本部门掌握1条。",
            &[
                "requests.received = 4",
                "requests.granted = 3",
                "requests.unavailable.not_held = 1",
            ],
        ),
        ("收到依申请公开4条，其中向社会公开文件3条。", &["requests.received = 4"]),
        (
            "我厅未发生因信息公开引起的行政复议被改变情形。",
            &["disputes.reconsideration.corrected = 0"],
        ),
        (
            "收到政府信息公开申请50件，属于信访、投诉、举报等申请（含问题咨询事项）不作为政府信息公开申请处理11件。",
            &[
                "requests.received = 50",
                "requests.not_processed.petition_or_complaint = 11",
                "requests.not_processed = 11",
            ],
        ),
        ("2023年度有1件依申请公开信息。", &["requests.received = 1"]),
        ("2023年，有1件政府信息公开申请。", &["requests.received = 1"]),
        ("没有1件依申请公开信息。", &[]),
        ("我委未收到依申请公开事项申请。", &["requests.received = 0"]),
        ("和平街道发生依申请公开1次。", &["requests.received = 1"]),
        ("依申请公开零受理。", &["requests.received = 0"]),
    ]);
}

#[test]
fn everybody_is_named_in_many_ways() {
    check(&[
        ("全年未收到任何个人及组织申请公开信息要求。", &["requests.received = 0"]),
        (
            "管理区未收到任何单位和个人提出的政府信息公开申请。",
            &["requests.received = 0"],
        ),
        (
            "未收到个人提出的政府信息公开申请。",
            &["requests.received.natural_person = 0"],
        ),
        (
            "收到政府信息公开申请4件，上年结转0件。当年新收申请中，自然人提交申请4件。",
            &[
                "requests.received = 4",
                "requests.carried_in = 0",
                "requests.received.natural_person = 4",
            ],
        ),
        ("收到政府信息公开申请信函12件、电子邮件3件。", &[]),
    ]);
}

#[test]
fn negations_are_separated_at_a_missing_comma() {
    check(&[
        (
            "2023年我局未收到相关政府信息公开申请没有因信息公开申请行政复议提起行政诉讼的情况发生。",
            &[
                "requests.received = 0",
                "disputes.reconsideration.total = 0",
                "disputes.litigation.total = 0",
            ],
        ),
        (
            "我局未收到政府信息公开申请未收到公众反映对政府信息公开工作不满的意见。",
            &["requests.received = 0"],
        ),
        ("未发生政府信息公开申请未按时答复的情况。", &[]),
        ("对收到的政府信息公开申请未发生超期。", &[]),
    ]);
}

#[test]
fn the_content_of_applications_is_not_a_new_topic() {
    check(&[
        (
            "收到政府信息公开申请42件，内容主要集中在征地拆迁、统计数据、政策文件等方面。依法办结35件，结转下年度办理7件。",
            &[
                "requests.received = 42",
                "requests.outcomes_total = 35",
                "requests.carried_out = 7",
            ],
        ),
        (
            "收到政府信息公开申请42件。收到政策文件等方面。依法办结35件。",
            &["requests.received = 42"],
        ),
        ("行政许可共11个事项，其中林木采伐许可证共办理466件。", &[]),
        ("办理行政许可事项14项。", &[]),
        ("公布行政许可事项14件。", &[]),
    ]);
}

#[test]
fn how_several_kinds_of_disputes_ended() {
    check(&[
        (
            "行政复议192件，行政诉讼73件，其中：140件行政复议、49件行政诉讼获维持，8件行政复议结果纠正，16件行政复议、14件行政诉讼为其他结果。",
            &[
                "disputes.reconsideration.total = 192",
                "disputes.litigation.total = 73",
                "disputes.reconsideration.upheld = 140",
                "disputes.litigation.upheld = 49",
                "disputes.reconsideration.corrected = 8",
                "disputes.reconsideration.other = 16",
                "disputes.litigation.other = 14",
            ],
        ),
        (
            "行政复议166件，行政诉讼44件，其中37件行政复议、8件行政诉讼尚未审结。",
            &[
                "disputes.reconsideration.total = 166",
                "disputes.litigation.total = 44",
                "disputes.reconsideration.pending = 37",
                "disputes.litigation.pending = 8",
            ],
        ),
        (
            "3件行政复议、1件行政诉讼获维持。",
            &["disputes.reconsideration.total = 3", "disputes.litigation.upheld = 1"],
        ),
        (
            "进入行政复议程序、行政诉讼程序0件。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "无针对本部门有关政府信息公开事务的行政复议、诉讼、申诉案例。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        ("无大规模的行政复议。", &[]),
        (
            "全年未发生因政府信息公开被申请行政复议、提起行政诉讼或接受行政申诉、举报等情况。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
    ]);
}

#[test]
fn statements_about_some_are_not_about_all() {
    check(&[
        (
            "收到政府信息依申请公开31件，对于申请事项中管委会制作或保存的信息均依法依规予以公开。",
            &["requests.received = 31"],
        ),
        (
            "收到政府信息依申请公开1件，属于社会组织内部事务信息，已直接提供给申请人。",
            &["requests.received = 1"],
        ),
        (
            "收到政府信息公开申请3项全部予以公开。",
            &["requests.received = 3", "requests.granted = 3"],
        ),
        (
            "2023年受理的37件申请件已按规定在法定期限内予以答复。",
            &["requests.outcomes_total = 37"],
        ),
        ("2023年受理的37件申请。", &["requests.received = 37"]),
        (
            "2023年全区受理的226件申请件其中224件申请已按规定在法定期限内予以答复，其中予以公开67件。",
            &[
                "requests.received = 226",
                "requests.outcomes_total = 224",
                "requests.granted = 67",
            ],
        ),
        (
            "2023年，江岸区人民政府办理691条依申请事项（含上年结转31件），相较去年上涨17.52%。",
            &["requests.accepted = 691", "requests.carried_in = 31"],
        ),
        (
            "收到政府信息公开申请4件，其中3件已按照相关要求进行书面回复，1件结转2024年度继续办理。",
            &[
                "requests.received = 4",
                "requests.outcomes_total = 3",
                "requests.carried_out = 1",
            ],
        ),
        ("未收到依申请公开信息、函件、电话等。", &["requests.received = 0"]),
        ("未收到电话咨询的申请公开信息。", &[]),
        ("未通过信函收到政府信息公开申请。", &[]),
        ("国务院决定设定的行政许可事项14项，并在网站公开。", &[]),
        ("共办结各类行政许可事项30611件。", &["proactive.licenses = 30611"]),
    ]);
}

/// Sentences that look like phrases the reader knows but mean something else.
#[test]
fn lookalikes_are_left_alone() {
    check(&[
        ("全年实现行政复议零受理、零诉讼。", &[]),
        ("举报投诉零受理。", &[]),
        (
            "共收到、处理政府信息公开申请13件，已答复12件。",
            &["requests.received = 13", "requests.outcomes_total = 12"],
        ),
        ("收到、办理人大代表建议和依申请公开12件。", &["requests.received = 12"]),
        (
            "未收到公民、法人和其他组织要求处理的政府信息公开申请。",
            &["requests.received = 0"],
        ),
        ("部分申请人反复提交申请，此类申请5件。", &[]),
        ("信访投诉类问题突出，此类申请12件。", &[]),
        ("行政赔偿方面，未收到此类申请。", &[]),
        ("不予处理方面，未收到该类申请。", &[]),
        ("行政许可申请中，自然人申请45件、企业申请20件。", &[]),
        ("申请中心城区规划信息的自然人申请4件。", &[]),
        (
            "收到政府信息公开申请13件。集中办理信箱留言，全年办结120件。",
            &["requests.received = 13"],
        ),
        ("未收到对行政复议案件的投诉。", &[]),
        ("没有因行政复议、行政诉讼产生的投诉举报。", &[]),
        ("主动公开各类信息1200条，行政许可120起，行政处罚35起。", &[]),
        ("依申请公开行政处罚决定书3件。", &[]),
        ("不予公开行政处罚决定书3件。", &[]),
        ("撤销行政处罚决定1件。", &[]),
        ("减免行政事业性费用20万元。", &[]),
        ("继续办理2022年未完成事项12项。", &[]),
        ("2024年将继续办理3项实事。", &[]),
        ("下年度继续办理3项实事。", &[]),
        ("收到政府信息公开申请1件，依法顺延答复。", &["requests.received = 1"]),
        (
            "政府信息公开行政复议1件，系因未答复引起。",
            &["disputes.reconsideration.total = 1"],
        ),
        ("行政复议案件14件（均与政府信息公开无关），其中维持10件。", &[]),
        ("行政复议案件14件，均与政府信息公开无关，维持12件，纠正2件。", &[]),
        ("因不服行政行为被申请行政复议3件，其中维持2件、尚未审结1件。", &[]),
        ("因行政行为引起的行政复议3件，行政诉讼2件。", &[]),
        (
            "因行政行为引起的行政复议3件，因政府信息公开引起的行政复议2件，维持2件。",
            &[
                "disputes.reconsideration.total = 2",
                "disputes.reconsideration.upheld = 2",
            ],
        ),
        ("个别单位答复不规范，有2件信息公开申请超期。", &[]),
        (
            "收到政府信息公开申请13件，其余有2件依申请公开。",
            &["requests.received = 13"],
        ),
        (
            "单位和个人申请政府信息公开12件，个人申请10件。",
            &["requests.received = 12", "requests.received.natural_person = 10"],
        ),
        (
            "收到政府信息公开申请4件，答复结果向社会公开2件。",
            &["requests.received = 4"],
        ),
        ("未对公民申请收取加急费用。", &[]),
        ("未收到企业、组织和个人申请。", &["requests.received = 0"]),
        (
            "收到信访、举报、投诉等申请30件，政府信息公开申请2件。",
            &["requests.received = 2"],
        ),
        (
            "制发规章1件；废止规章1件，宣布失效规范性文件2件。",
            &[
                "proactive.regulations.issued = 1",
                "proactive.regulations.repealed = 1",
                "proactive.normative_documents.repealed = 2",
            ],
        ),
        ("各单位存在答复不规范情况，有5件信息公开申请。", &[]),
        (
            "收到政府信息公开申请13件，均已办结，无结转信访件。",
            &["requests.received = 13", "AllClosed"],
        ),
        (
            "收到政府信息公开申请13件，全部办结，行政复议无结转。",
            &["requests.received = 13", "AllClosed"],
        ),
        ("收到咨询公开政府信息的申请3件。", &[]),
        (
            "收到政府信息公开申请13件，无结转。办理来信12件，全部办结，无结转。",
            &["requests.received = 13", "AllClosed"],
        ),
    ]);
}

#[test]
fn parts_after_a_semicolon_and_papers_that_are_not_public() {
    check(&[
        (
            "因政府信息公开申请产生行政复议3起，均胜诉；行政诉讼5起，其中胜诉2起，其他结果2起，尚未审结1起。",
            &[
                "disputes.reconsideration.total = 3",
                "disputes.litigation.total = 5",
                "disputes.litigation.other = 2",
                "disputes.litigation.pending = 1",
            ],
        ),
        (
            "行政复议5件、行政诉讼2件，其中其他结果2件。",
            &["disputes.reconsideration.total = 5", "disputes.litigation.total = 2"],
        ),
        (
            "行政复议5件；行政诉讼0件，其中维持4件。",
            &[
                "disputes.reconsideration.total = 5",
                "disputes.litigation.total = 0",
                "disputes.reconsideration.upheld = 4",
            ],
        ),
        (
            "本年新制发1件规范性文件已公开。",
            &["proactive.normative_documents.issued = 1"],
        ),
        ("制发的3件规范性文件公开。", &[]),
        (
            "收到依申请公开信息12条，其中收到邮递依申请公开信息1条，平台依申请公开11条。",
            &["requests.received = 12"],
        ),
        (
            "政府信息文件总数共412件，其中主动公开文件100件，依申请文件229件，不予公开文件83件。",
            &[],
        ),
        (
            "收到公开申请11件，办结11件。其中予以部份公开1件。",
            &[
                "requests.received = 11",
                "requests.outcomes_total = 11",
                "requests.partially_granted = 1",
            ],
        ),
        (
            "我局未向有关信息申请人员收取信息处理费。",
            &["fee_notices.collected = 0"],
        ),
    ]);
}

#[test]
fn other_things_may_be_answered_closed_or_drafted() {
    check(&[
        ("收到的36件信访件已全部答复。", &[]),
        ("受理的56件12345热线工单已按时答复。", &[]),
        ("受理的1500件不动产登记已办结。", &[]),
        (
            "收到的8件政府信息公开申请已受理并答复。",
            &["requests.received = 8", "requests.outcomes_total = 8"],
        ),
        (
            "因不服行政处罚引起的行政复议4件，均维持；因政府信息公开引起的行政复议0件。",
            &["disputes.reconsideration.total = 0"],
        ),
        (
            "因工伤认定引起行政复议6件、行政诉讼3件，无因政府信息公开引发的行政复议、诉讼。",
            &["disputes.reconsideration.total = 0", "disputes.litigation.total = 0"],
        ),
        (
            "全年行政复议案件8件，均不涉及政府信息公开；因政府信息公开被提起行政诉讼2件，其中维持1件，尚未审结1件。",
            &[
                "disputes.litigation.total = 2",
                "disputes.litigation.upheld = 1",
                "disputes.litigation.pending = 1",
            ],
        ),
        (
            "收到政府信息公开申请20件，其中自然人18件、企业2件，含上年结转1件。",
            &[
                "requests.accepted = 20",
                "requests.received.natural_person = 18",
                "requests.received.business = 2",
                "requests.carried_in = 1",
            ],
        ),
        ("共办理行政许可、备案等事项3520件。", &[]),
        ("办理行政许可等事项320件。", &[]),
        (
            "收到政府信息公开申请13件，符合公开条件的均予以公开。",
            &["requests.received = 13"],
        ),
        (
            "收到政府信息公开申请13件，全部予以公开或告知获取途径。",
            &["requests.received = 13"],
        ),
        (
            "行政复议10件、行政诉讼4件，其中6件行政复议、2件行政诉讼已审结。",
            &["disputes.reconsideration.total = 10", "disputes.litigation.total = 4"],
        ),
        (
            "行政复议10件、行政诉讼4件，其中2件行政复议、1件行政诉讼涉及征地信息。",
            &["disputes.reconsideration.total = 10", "disputes.litigation.total = 4"],
        ),
        (
            "行政诉讼5件，其中未经复议直接起诉3件，复议后起诉2件，其中维持4件，尚未审结1件。",
            &[
                "disputes.litigation.total = 5",
                "disputes.litigation_direct.total = 3",
                "disputes.litigation_after_reconsideration.total = 2",
                "disputes.litigation.upheld = 4",
                "disputes.litigation.pending = 1",
            ],
        ),
        (
            "行政诉讼5件，其中未经复议直接起诉3件，其中维持2件。",
            &[
                "disputes.litigation.total = 5",
                "disputes.litigation_direct.total = 3",
                "disputes.litigation_direct.upheld = 2",
            ],
        ),
        ("制发4件规范性文件草案已公开征求意见。", &[]),
        ("拟制定3件规范性文件已公开征求意见。", &[]),
        ("制定2件规范性文件（征求意见稿）。", &[]),
        (
            "收到政府信息公开申请30件，受理和办理28件。",
            &["requests.received = 30", "requests.outcomes_total = 28"],
        ),
        ("依申请公开情况。本年度未收到该类申请。", &["requests.received = 0"]),
        ("依申请公开情况。行政赔偿方面，未收到该类申请。", &[]),
    ]);
}

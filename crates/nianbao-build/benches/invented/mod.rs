//! A content folder of many invented reports, for benches.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use nianbao_core::field::Field;
use nianbao_core::form::{FormId, SectionId};
use nianbao_core::report::{Block, Report};
use nianbao_core::write;
use rayon::prelude::*;

/// The years for which each organ has a report.
pub(crate) const YEARS: std::ops::Range<u16> = 2019..2025;

/// Writes the folder and returns the size of its reports in bytes.
pub(crate) fn generate(folder: &Path, count: usize) -> Result<usize, Box<dyn Error>> {
    let _ = fs::remove_dir_all(folder);
    let organs = count.div_ceil(YEARS.len());
    fs::create_dir_all(folder.join("reports"))?;
    fs::write(folder.join("site.toml"), "title = \"大归档\"\nowner = \"示例\"\n")?;
    let mut list = String::new();
    for organ in 0..organs {
        let _ = writeln!(list, "[[organ]]\nid = \"o{organ}\"\nname = \"{}\"", name(organ));
        // In each group of thirty, the first organ is the government of the others.
        if organ % 30 == 0 {
            list.push_str("kind = \"government\"\n");
        } else {
            let _ = writeln!(list, "kind = \"department\"\nparent = \"o{}\"", organ / 30 * 30);
        }
    }
    fs::write(folder.join("organs.toml"), list)?;
    let sizes: Vec<usize> = (0..organs)
        .into_par_iter()
        .map(|organ| {
            let below = folder.join(format!("reports/o{organ}"));
            fs::create_dir_all(&below)?;
            let mut size = 0;
            let mut carried = 0;
            let mut in_force = 20;
            for (at, year) in YEARS.enumerate() {
                if organ * YEARS.len() + at >= count {
                    break;
                }
                let text = write::markdown(&report(organ, year, &mut carried, &mut in_force));
                size += text.len();
                fs::write(below.join(format!("{year}.md")), text)?;
            }
            Ok(size)
        })
        .collect::<Result<_, std::io::Error>>()?;
    Ok(sizes.into_iter().sum())
}

fn name(organ: usize) -> String {
    const PLACES: [&str; 12] = ["望", "潮", "鹭", "洲", "滨", "河", "东", "门", "文", "昌", "新", "港"];
    const KINDS: [&str; 15] = [
        "财政局",
        "审计局",
        "统计局",
        "水利局",
        "教育局",
        "民政局",
        "司法局",
        "林业局",
        "医疗保障局",
        "农业农村局",
        "交通运输局",
        "自然资源局",
        "生态环境局",
        "市场监督管理局",
        "住房和城乡建设局",
    ];
    let county = organ / 30;
    let (a, b, c) = (county % 12, county / 12 % 12, county / 144 % 12);
    let place = format!("{}{}{}县", PLACES[a], PLACES[b], PLACES[c]);
    match organ % 30 {
        0 => format!("{place}人民政府"),
        kind => format!("{place}{}{}", if kind > 15 { "第二" } else { "" }, KINDS[kind % 15]),
    }
}

/// Numbers that look random and are the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % (limit as u64)).unwrap_or_default()
    }

    fn one<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

const TOPICS: [&str; 24] = [
    "惠民补贴",
    "预算决算",
    "政府采购",
    "专项债券",
    "保障性住房",
    "义务教育招生",
    "医疗救助",
    "防汛抗旱",
    "道路养护",
    "农机购置",
    "林地审批",
    "垃圾分类",
    "食品抽检",
    "安全生产",
    "养老服务",
    "环境监测",
    "信用监管",
    "土地征收",
    "公交线路",
    "饮水工程",
    "就业培训",
    "危房改造",
    "河长巡查",
    "档案移交",
];
const ACTIONS: [&str; 16] = [
    "按季度张榜并在网站专栏同步更新",
    "把办理条件和所需材料写成一页说明",
    "邀请企业和居民代表座谈听取意见",
    "逐件核对发文日期和有效状态",
    "把问答整理成图表放在首页",
    "对到期的公示及时撤下并留存备查",
    "由承办科室初核、办公室复核后发布",
    "在办事大厅设置查阅点并安排专人引导",
    "将结果抄送各乡镇并督促在村务栏张贴",
    "与信访、政务热线的来件分开登记",
    "按照条例第二十条逐项对照补齐",
    "每月抽查链接和附件是否能够打开",
    "对涉及个人隐私的内容先遮盖再公开",
    "征求第三方意见后作出答复",
    "把典型案例编成汇编供各科室学习",
    "在接到反馈的三个工作日内更正",
];
const RESULTS: [&str; 12] = [
    "群众查询更加方便",
    "重复来电明显减少",
    "申请人当场表示理解",
    "历史欠账基本补齐",
    "公开时限平均缩短两天",
    "错链和空栏得到清理",
    "各科室的责任更加明确",
    "得到上级通报肯定",
    "与往年相比更有针对性",
    "形成了可以长期坚持的做法",
    "社会监督员给予好评",
    "为下一步工作打下基础",
];

fn sentence(dice: &mut Dice, year: u16) -> String {
    let (topic, action, result) = (dice.one(&TOPICS), dice.one(&ACTIONS), dice.one(&RESULTS));
    let (n, m) = (dice.below(900) + 10, dice.below(90) + 2);
    match dice.below(5) {
        0 => format!("围绕{topic}，{action}，全年发布信息{n}条，{result}。"),
        1 => format!("{year}年{topic}方面共公开文件{m}份、办事指南{n}项，{action}。"),
        2 => format!("在{topic}工作中，{action}；组织培训{m}场、{n}人次参加，{result}。"),
        3 => format!("针对{topic}关注度高的情况，{action}，接待咨询{n}人次，{result}。"),
        _ => format!("对{topic}信息，{action}，抽查{m}个栏目，{result}。"),
    }
}

fn paragraph(dice: &mut Dice, year: u16, count: usize) -> Block {
    Block::Paragraph((0..count).map(|_| sentence(dice, year)).collect())
}

fn report(organ: usize, year: u16, carried: &mut i64, in_force: &mut i64) -> Report {
    let mut dice = Dice((organ as u64) << 16 | u64::from(year));
    let name = name(organ);
    let mut report =
        nianbao_core::page::example(&format!("organ: {name}\nyear: {year}")).expect("the example is well written");
    let number = |dice: &mut Dice, limit: usize| i64::try_from(dice.below(limit)).unwrap_or_default();
    let (granted, partly, held) = (number(&mut dice, 40), number(&mut dice, 12), number(&mut dice, 20));
    let closed = granted + partly + held;
    let out = number(&mut dice, 5);
    let received = closed + out - *carried;
    // If more was carried in than the total allows, the year received none.
    let (received, out) = if received < 0 {
        (0, out - received)
    } else {
        (received, out)
    };
    let mut set = |field: &str, value: i64| {
        if let Ok(field) = field.parse::<Field>() {
            report.set(field, &value.to_string());
        }
    };
    for (row, value) in [
        ("received", received),
        ("carried_in", *carried),
        ("granted", granted),
        ("partially_granted", partly),
        ("unavailable.not_held", held),
        ("outcomes_total", closed),
        ("carried_out", out),
        ("denied.deliberative_process", 0),
    ] {
        set(&format!("requests.{row}.natural_person"), value);
        set(&format!("requests.{row}.business"), 0);
        set(&format!("requests.{row}.total"), value);
    }
    let (issued, repealed) = (number(&mut dice, 4), number(&mut dice, 2));
    *in_force += issued - repealed;
    if FormId::of_year(year) == Some(FormId::F2021) {
        set("proactive.normative_documents.issued", issued);
        set("proactive.normative_documents.repealed", repealed);
        set("proactive.normative_documents.in_force", *in_force);
    }
    let old = *carried;
    *carried = out;
    let overview = report.section_mut(SectionId::Overview);
    let headings: Vec<Block> = overview
        .blocks
        .iter()
        .filter(|block| matches!(block, Block::Heading { .. }))
        .cloned()
        .collect();
    overview.blocks.clear();
    for (at, heading) in headings.into_iter().enumerate() {
        overview.blocks.push(heading);
        if at == 1 {
            overview.blocks.push(Block::Paragraph(format!(
                "{year}年，新收政府信息公开申请{received}件，上年结转{old}件。全年办结{closed}件，其中予以公开{granted}件、\
                 部分公开{partly}件、无法提供{held}件；结转下年度继续办理{out}件。"
            )));
        }
        overview.blocks.push(paragraph(&mut dice, year, 6));
    }
    let problems = report.section_mut(SectionId::Problems);
    problems.blocks.push(paragraph(&mut dice, year, 9));
    report
}

//! `misspelling`: the terms of the Regulations and of the form are spelled correctly.

use std::ops::Range;
use std::sync::LazyLock;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::prose::fold::Glyph;
use crate::rule::{Check, Family, Findings, Forms, Passages, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "misspelling",
    title: Text::new("法定用语没有错别字", "Official terms are spelled correctly"),
    severity: Severity::Warning,
    family: Family::Text,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Words that are always wrong, with the correct ones; mostly homophones.
const WRONG: [(&str, &str); 77] = [
    ("公开条列", "公开条例"),
    ("公开条理", "公开条例"),
    ("《条列》", "《条例》"),
    ("公开调例", "公开条例"),
    ("勾嵇", "勾稽"),
    ("勾籍", "勾稽"),
    ("勾积关系", "勾稽关系"),
    ("复仪", "复议"),
    ("复义案件", "复议案件"),
    ("行政复意", "行政复议"),
    ("行政复义", "行政复议"),
    ("行政诉颂", "行政诉讼"),
    ("行政诉松", "行政诉讼"),
    ("行政诉送", "行政诉讼"),
    ("行政颂诉", "行政诉讼"),
    ("行政讼诉", "行政诉讼"),
    ("公开申清", "公开申请"),
    ("公开申情", "公开申请"),
    ("依申清", "依申请"),
    ("依申情", "依申请"),
    ("以申请公开", "依申请公开"),
    ("规范行文件", "规范性文件"),
    ("规范型文件", "规范性文件"),
    ("规范姓文件", "规范性文件"),
    ("归范性文件", "规范性文件"),
    ("规犯性文件", "规范性文件"),
    ("不于公开", "不予公开"),
    ("不与公开", "不予公开"),
    ("予已公开", "予以公开"),
    ("于以公开", "予以公开"),
    ("予以工开", "予以公开"),
    ("不予处里", "不予处理"),
    ("无法提共", "无法提供"),
    ("上年接转", "上年结转"),
    ("上年度接转", "上年度结转"),
    ("接转下年", "结转下年"),
    ("接转下一年", "结转下一年"),
    ("三类内容事务", "三类内部事务"),
    ("四类过程信息性", "四类过程性信息"),
    ("工作告年度报", "工作年度报告"),
    ("工作年报度告", "工作年度报告"),
    ("工作年度报高", "工作年度报告"),
    ("政府信心公开", "政府信息公开"),
    ("政府信公开", "政府信息公开"),
    ("政府息公开", "政府信息公开"),
    ("政府息信公开", "政府信息公开"),
    ("依申公开", "依申请公开"),
    ("政府信息公天", "政府信息公开"),
    ("政府信息工开", "政府信息公开"),
    ("政务工开", "政务公开"),
    ("主动工开", "主动公开"),
    ("主动公天", "主动公开"),
    ("政策解渎", "政策解读"),
    ("政务新媒休", "政务新媒体"),
    ("领导小姐", "领导小组"),
    ("社会评意", "社会评议"),
    ("社会评仪", "社会评议"),
    ("责任追纠", "责任追究"),
    ("责任追救", "责任追究"),
    ("信息处理废", "信息处理费"),
    ("保密审察", "保密审查"),
    ("国务院办公室", "国务院办公厅"),
    ("人民共合国", "人民共和国"),
    ("人名共和国", "人民共和国"),
    ("中华人民共国", "中华人民共和国"),
    ("行政事业性收废", "行政事业性收费"),
    ("熟炼", "熟练"),
    ("认真作好", "认真做好"),
    ("切实作好", "切实做好"),
    ("继续作好", "继续做好"),
    ("积极作好", "积极做好"),
    ("扎实作好", "扎实做好"),
    ("进一步作好", "进一步做好"),
    ("作好政府信息", "做好政府信息"),
    ("作好信息公开", "做好信息公开"),
    ("作好政务公开", "做好政务公开"),
    ("作好依申请", "做好依申请"),
];

/// After these characters the wrong word is only the end of one word and the beginning of the next: 规范行文/件,
/// 所以申请公开.
const NOT_BEHIND: [(&str, &[char]); 3] = [
    ("以申请公开", &['可', '所', '予', '用', '得', '加', '难', '足', '给']),
    ("复仪", &['恢', '修', '重']),
    ("不与公开", &['并', '可']),
];

/// Phrases that every report has, in which a character is easily mistaken for one of [`ALIKE`].
const BOOK: [&str; 84] = [
    "信息公开",
    "政务公开",
    "主动公开",
    "申请公开",
    "公开条例",
    "公开指南",
    "公开目录",
    "公开专栏",
    "政府网站",
    "政府信息",
    "人民政府",
    "人民群众",
    "中华人民共和国",
    "国务院办公厅",
    "行政机关",
    "行政执法",
    "行政处罚",
    "行政强制",
    "行政许可",
    "行政复议",
    "行政诉讼",
    "规范性文件",
    "政策文件",
    "政策解读",
    "年度报告",
    "统计期限",
    "门户网站",
    "政务新媒体",
    "微信公众号",
    "监督保障",
    "监督检查",
    "平台建设",
    "责任追究",
    "社会评议",
    "社会关切",
    "工作考核",
    "工作人员",
    "组织领导",
    "领导小组",
    "保密审查",
    "三审三校",
    "无法提供",
    "尚未审结",
    "结果维持",
    "结果纠正",
    "主要问题",
    "改进措施",
    "改进情况",
    "贯彻落实",
    "高度重视",
    "电子邮箱",
    "联系电话",
    "重点领域",
    "业务培训",
    "信访举报",
    "国家秘密",
    "个人隐私",
    "信息处理费",
    "审核制度",
    "发布审核",
    "信息审核",
    "定期清理",
    "及时更新",
    "公开平台",
    "公开渠道",
    "公开形式",
    "公开内容",
    "公开意识",
    "公开力度",
    "工作力度",
    "培训力度",
    "公开质量",
    "公开水平",
    "工作机制",
    "日常维护",
    "便民服务",
    "办事指南",
    "回应关切",
    "预算决算",
    "乡村振兴",
    "公共服务",
    "营商环境",
    "答复文书",
    "政府公报",
];

/// Characters that are mistaken for one another: they sound alike, or look alike.
const ALIKE: &str = "政正证整征 府服付符腐 信新心芯 息熄惜昔 公工功攻 开凯并井 以依已 议义意仪艺谊 审申身深伸 请清情青晴 主住助注 \
    动懂冻 行刑形型 性姓型形 执织直职挚 制治致置志 法发罚乏阀 处除初 强墙抢 许须需 可科课 复付副覆夏 讼送颂松诵 诉素述 \
    机几肌 关管官观 规归轨 范犯泛 文问闻 件建见健 条调 例列利 指只纸 南男难 目木幕 录绿陆路 年念 度读渡 报保抱爆 告稿高 \
    统通同 计记技 期起其 限线现 务物误勿 院员原 办版半 厅听 中忠钟 华化画 人入仁 民名明 和合 国果 策册测 解接节 读渎续度 \
    门们 户护 网往 站占战 媒煤煤美 体提题 微威 众重 号好 监间坚 督都 保报 障章彰 平评 台抬 建健见 设社涉 责则 任认 追最 \
    究纠救咎 社设 会汇 评平 考烤 核合 织职 领令邻岭 导道 组祖阻 密蜜 查察 校较教 无吴 提题 供共 尚上 未末 审甲 结节接 维为惟 \
    持迟 纠究 正证 题提 改该 进近 措错 施失 情清请 况矿 贯惯 彻切撤 落洛 实时 高告 视示 电店 邮由 箱厢相 联连 系西 话化 \
    重众 点典 域于 业叶 培陪 训迅 访仿 举巨 家加 秘密 隐引稳 私思 费废 切窃 群裙 专砖 栏拦兰";

/// Characters after which a phrase of the book with this typing error is correct: 由行政处发布.
const NOT_BEFORE: [(&str, &[char]); 3] = [
    (
        "行政处发",
        &[
            '布', '展', '文', '函', '放', '证', '起', '送', '现', '出', '挥', '生', '改', '给', '来',
        ],
    ),
    ("行政处法", &['制', '规', '律']),
    ("监督检察", &['机', '院', '部', '建', '工']),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    let mut told: Vec<Range<usize>> = Vec::new();
    for (wrong, right) in WRONG.into_iter().filter(|(wrong, _)| passages.may_have(wrong)) {
        let Some(hit) = passages.find(wrong).find(|hit| !begins_another(passages, wrong, hit)) else {
            continue;
        };
        // 「认真作好政务公开」 has been reported.
        if told.iter().any(|known| known.start < hit.end && hit.start < known.end) {
            continue;
        }
        told.push(hit.clone());
        findings.push(misspelled(passages, &hit, wrong, right));
    }
    for (phrase, pairs) in BOOK.iter().zip(&*WRONG_PAIRS) {
        if !pairs.iter().any(|(a, b)| passages.touch(*a, *b)) {
            continue;
        }
        let Some(hit) = mistyped(passages, phrase) else {
            continue;
        };
        // 「政府信心公开」 has been reported.
        if told.iter().any(|known| known.start < hit.end && hit.start < known.end) {
            continue;
        }
        findings.push(misspelled(passages, &hit, passages.words(&hit), phrase));
        told.push(hit);
    }
    if let Some(hit) = passages.find("受到").find(|hit| is_received(passages, hit)) {
        findings.push(misspelled(passages, &hit, "受到", "收到"));
    }
    if let Some((first, times)) = as_of(passages) {
        let words = passages.around(&first);
        let (zh, en) = if times > 1 {
            (format!("，共 {times} 处"), format!(", in {times} places"))
        } else {
            Default::default()
        };
        findings.push(
            Finding::new(
                passages.at(&first),
                Text::of(
                    format!("时间前面的“截止”应为“截至”：“{words}”{zh}"),
                    format!("Before a date, “截止” should be “截至”: “{words}”{en}"),
                ),
            )
            .help(change("截止", "截至")),
        );
    }
}

fn misspelled(passages: &Passages<'_>, hit: &Range<usize>, wrong: &str, right: &str) -> Finding {
    let words = passages.around(hit);
    Finding::new(
        passages.at(hit),
        Text::of(
            format!("“{wrong}”应为“{right}”：“{words}”"),
            format!("“{wrong}” should be “{right}”: “{words}”"),
        ),
    )
    .help(change(wrong, right))
}

/// For each phrase of the book, the pairs of adjacent characters of which a typing error in it makes one: few reports have
/// any of them.
static WRONG_PAIRS: LazyLock<Vec<Vec<(char, char)>>> = LazyLock::new(wrong_pairs);

fn wrong_pairs() -> Vec<Vec<(char, char)>> {
    let phrases = BOOK.map(|phrase| phrase.chars().collect::<Vec<char>>());
    // The last two characters exchanged.
    let exchanged = |phrase: &Vec<char>| match phrase[..] {
        [.., y, z] => vec![(z, y)],
        _ => Vec::new(),
    };
    let mut pairs: Vec<Vec<(char, char)>> = phrases.iter().map(exchanged).collect();
    for group in ALIKE.split_ascii_whitespace() {
        let group: Vec<char> = group.chars().collect();
        for (phrase, pairs) in phrases.iter().zip(&mut pairs) {
            for (at, right) in phrase.iter().enumerate().filter(|(_, right)| group.contains(right)) {
                for wrong in group.iter().filter(|wrong| *wrong != right) {
                    pairs.push(match at.checked_sub(1) {
                        Some(before) => (phrase[before], *wrong),
                        None => (*wrong, phrase[1]),
                    });
                }
            }
        }
    }
    pairs
}

/// The first place at which a phrase of the book has one wrong character, or its last two exchanged.
fn mistyped(passages: &Passages<'_>, phrase: &'static str) -> Option<Range<usize>> {
    let mut chars = ['\0'; LONGEST];
    let length = phrase.chars().zip(&mut chars).map(|(c, place)| *place = c).count();
    let phrase = &chars[..length];
    let ([a, b, ..], [.., y, z]) = (phrase, phrase) else {
        return None;
    };
    let glyphs = passages.all_glyphs();
    // One of its ends is without error, and leads to the place.
    let head = passages.pairs(*a, *b);
    let tail = passages.pairs(*y, *z).filter_map(|at| (at + 2).checked_sub(length));
    let at = head.chain(tail).find(|at| {
        let typed = glyphs.get(*at..*at + length).unwrap_or_default();
        // Nearly always it is the phrase itself, or nothing like it.
        is_mistyped(typed, phrase) && !is_another(typed, glyphs.get(at + length).map(|glyph| glyph.c))
    })?;
    let last = glyphs.get(at + length - 1)?;
    Some(glyphs[at].even()..last.even() + last.c.len_utf8())
}

/// The number of characters of the longest phrase of the book.
const LONGEST: usize = 7;

/// Whether a text is a phrase with one character mistaken for another, or with its last two exchanged.
fn is_mistyped(typed: &[Glyph], phrase: &[char]) -> bool {
    if typed.len() != phrase.len() {
        return false;
    }
    let mut wrong = (0..phrase.len()).filter(|at| typed[*at].c != phrase[*at]);
    let (Some(at), second) = (wrong.next(), wrong.next()) else {
        return false;
    };
    match second {
        None => ALIKE
            .split_ascii_whitespace()
            .any(|group| group.contains(typed[at].c) && group.contains(phrase[at])),
        Some(next) => {
            next + 1 == phrase.len()
                && at + 1 == next
                && wrong.next().is_none()
                && (typed[at].c, typed[next].c) == (phrase[next], phrase[at])
                && typed[at].c != '开'
        }
    }
}

/// Whether a phrase with a typing error, followed by this character, is other words that are correct.
fn is_another(typed: &[Glyph], next: Option<char>) -> bool {
    NOT_BEFORE.iter().any(|(word, after)| {
        word.chars().eq(typed.iter().map(|glyph| glyph.c)) && next.is_some_and(|next| after.contains(&next))
    })
}

/// Whether 受到 stands for 收到: 「共受到依申请公开3件」, 「未受到公开申请」.
fn is_received(passages: &Passages<'_>, hit: &Range<usize>) -> bool {
    const SUFFERED: [&str; 17] = [
        "影响", "好评", "表彰", "表扬", "处罚", "处分", "处理", "欢迎", "关注", "限制", "保护", "质疑", "追究", "肯定",
        "称赞", "重视", "侵害",
    ];
    let text = passages.text();
    let (clause, near) = (passages.clause(hit.start), passages.near(hit.start));
    let clause = clause.start.max(near.start)..clause.end.min(near.end);
    let (before, after) = (&text[clause.start..hit.start], &text[hit.end..clause.end.max(hit.end)]);
    let applied = ["依申请公开", "公开申请", "申请公开", "申请书", "申请件"]
        .iter()
        .any(|word| after.contains(word));
    let counted = after.contains(|c: char| c.is_ascii_digit())
        || ["未", "没有", "未曾", "共", "累计", "新"]
            .iter()
            .any(|word| before.ends_with(word));
    applied && counted && !SUFFERED.iter().any(|word| after.contains(word))
}

fn change(wrong: &str, right: &str) -> Text {
    Text::of(
        format!("把“{wrong}”改为“{right}”"),
        format!("Change “{wrong}” to “{right}”"),
    )
}

fn begins_another(passages: &Passages<'_>, wrong: &str, hit: &Range<usize>) -> bool {
    let before = passages.text()[..hit.start].chars().next_back();
    NOT_BEHIND
        .iter()
        .any(|(word, behind)| *word == wrong && before.is_some_and(|c| behind.contains(&c)))
}

/// 「截止2023年12月31日」, which should be 截至; 截止日期, 截止到… and 12月31日截止 are correct.
fn as_of(passages: &Passages<'_>) -> Option<(Range<usize>, usize)> {
    let text = passages.text();
    let mut hits = passages.find("截止").filter(|hit| {
        let rest = &text[hit.end..];
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        let date = (digits > 0 && rest[digits..].trim_start().starts_with(['年', '月', '.', '-']))
            || ["目前", "年底", "年末", "本年", "去年", "今年", "当前", "报告期末"]
                .iter()
                .any(|word| rest.starts_with(word));
        date && !passages.quoted(hit.start)
    });
    let first = hits.next()?;
    Some((first, 1 + hits.count()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prose::fold::fold;

    #[test]
    fn phrases_have_two_ends_and_fit() {
        for phrase in BOOK {
            let count = phrase.chars().count();
            assert!((4..=LONGEST).contains(&count), "{phrase}");
        }
    }

    /// Compares whether a text counts as a phrase with a typing error.
    fn check(typed: &str, phrase: &str, expected: bool) {
        let phrase: Vec<char> = phrase.chars().collect();
        let mut glyphs = fold(typed);
        // Folding ends each text with a line break.
        glyphs.truncate(typed.chars().count());
        assert_eq!(is_mistyped(&glyphs, &phrase), expected, "{typed}");
    }

    #[test]
    fn one_character_is_mistaken_or_the_last_two_are_exchanged() {
        check("行政执发", "行政执法", true);
        check("行政法执", "行政执法", true);
        check("行正执法", "行政执法", true);
        check("行政执法", "行政执法", false);
        check("行政执照", "行政执法", false);
        check("行正执发", "行政执法", false);
        // 「信息开公」 may begin another word: 信息开公司.
        check("信息开公", "信息公开", false);
        check("信息公", "信息公开", false);
    }
}

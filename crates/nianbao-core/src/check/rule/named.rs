//! The organs that sentences are about, and names that are almost an organ's own.

use std::ops::Range;

use super::{Passages, organ};
use crate::filter::{Filter, is_ideograph};
use crate::prose::fold::Glyph;
use crate::prose::passages::Passage;

/// How surely a sentence is about the organ of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Doing {
    /// Something that other organs do as well: 公开, 通过.
    Anything,
    /// Something that a report says of its own organ, about open government information: 认真贯彻落实《条例》.
    Duty,
}

/// Ways in which a sentence goes on after the organ that it is about.
const GOES_ON: [&str; 33] = [
    "政府信息公开工作",
    "政务公开工作",
    "信息公开工作",
    "认真",
    "严格",
    "高度",
    "扎实",
    "深入",
    "全面",
    "坚持",
    "积极",
    "始终",
    "切实",
    "持续",
    "不断",
    "紧紧",
    "按照",
    "根据",
    "围绕",
    "依托",
    "通过",
    "共",
    "主动",
    "未",
    "收到",
    "累计",
    "公开",
    "发布",
    "受理",
    "新收",
    "贯彻",
    "落实",
    "深化",
];

/// How many of them a report says of its own organ.
const DUTIES: usize = 20;

/// Endings of names of organs and areas, longest first.
const ENDS: [&str; 16] = [
    "街道办事处",
    "政府办公室",
    "人民政府",
    "委员会",
    "办公室",
    "街道",
    "政府",
    "中心",
    "局",
    "镇",
    "乡",
    "县",
    "区",
    "市",
    "旗",
    "委",
];

/// 「2023年，某局认真贯彻…」, 「某镇按照…」: the name at the start of a sentence that says what its organ does. `glyphs` are
/// those of a passage from that sentence on.
fn subject_at(
    passages: &Passages<'_>,
    passage: &Passage<'_>,
    mut glyphs: &[Glyph],
    year: u16,
) -> Option<(Range<usize>, Doing)> {
    // Longer than the name of any local organ.
    const LONGEST: usize = 24;
    let text = &passages.text()[..passage.range.end];
    let start = glyphs.first()?.even();
    let mut rest = text.get(start..)?;
    let mut dated = false;
    let year_at = |at: usize, rest: &str| {
        // Most sentences do not begin with a digit, and are not looked up.
        let digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let year = digit.then(|| passages.years(&(at..passage.range.end)).next());
        let (range, named) = year.flatten()?;
        (range.start == at).then_some(named)
    };
    if let Some(named) = year_at(start, rest) {
        if named != year {
            return None;
        }
        rest = rest.split_once('年')?.1.trim_start_matches(['度', ',']);
        let skipped = text.len() - rest.len();
        glyphs = &glyphs[glyphs.partition_point(|glyph| glyph.even() < skipped)..];
        dated = true;
    }
    let start = text.len() - rest.len();
    let first = glyphs.first()?.c;
    if MAY_NOT_BEGIN.may(first) && NOT_NAMES.contains(first) {
        return None;
    }
    for glyph in glyphs.iter().take(LONGEST).take_while(|glyph| is_ideograph(glyph.c)) {
        let (at, c) = (glyph.even() - start, glyph.c);
        let end = at + c.len_utf8();
        // Few characters end a name.
        if at < 6 || !LAST.may(c) || !ENDS.iter().any(|word| rest[..end].ends_with(word)) {
            continue;
        }
        // 「某局对我局的工作…」, 「某局会同另一个局…」
        let together = ["会同", "协同", "配合"].iter().any(|word| rest[..end].contains(word));
        if together || rest[..end].contains(['我', '对', '向', '将', '被', '把']) {
            return None;
        }
        let after = &rest[end..];
        // 「某局2023年度未收取…」
        let later = year_at(start + end, after) == Some(year);
        let Some(doing) = GOES_ON
            .iter()
            .position(|word| after.starts_with(word))
            .or(later.then_some(DUTIES))
        else {
            continue;
        };
        let sentence = &text[start..passages.near(start).end.min(text.len())];
        let about = ["条例", "信息公开", "政务公开"]
            .iter()
            .any(|word| sentence.contains(word));
        let duty = doing < DUTIES && about || sentence.contains("信息处理费");
        let doing = if duty { Doing::Duty } else { Doing::Anything };
        // Without the year, another organ may well be spoken of.
        return (duty || dated || later).then(|| (start..start + end, doing));
    }
    None
}

/// Characters that begin no name: pronouns, verbs, prepositions.
const NOT_NAMES: &str = "我本该各全每两推加围深聚落组持积严依指对在为由向新通经按根据因其此另同是有被受于自从以及和与";

static MAY_NOT_BEGIN: Filter = Filter::of(NOT_NAMES);

/// The last characters of [`ENDS`].
static LAST: Filter = Filter::of("处室府会道心局镇乡县区市旗委");

/// The organs that sentences of the prose are about.
pub(crate) fn subjects(passages: &Passages<'_>, year: u16) -> Vec<(Range<usize>, Doing)> {
    let mut found = Vec::new();
    for passage in passages.all() {
        if passage.section.is_none() || !passage.is_paragraph() {
            continue;
        }
        let glyphs = passages.glyphs(passage);
        let ends = passages
            .marks(passage)
            .filter(|at| matches!(glyphs[*at].c, '。' | ';' | '\n'));
        for start in std::iter::once(0).chain(ends.map(|at| at + 1)) {
            found.extend(subject_at(passages, passage, &glyphs[start..], year));
        }
    }
    found
}

/// The county or district in a name: 示例县.
fn county(name: &str) -> Option<&str> {
    const ZONES: [&str; 23] = [
        "社区",
        "园区",
        "开发区",
        "示范区",
        "地区",
        "辖区",
        "城区",
        "片区",
        "新区",
        "景区",
        "矿区",
        "特区",
        "自治区",
        "林区",
        "度假区",
        "自贸区",
        "保税区",
        "工业区",
        "合作区",
        "集聚区",
        "功能区",
        "实验区",
        "产业区",
    ];
    let below = name.split_once(['省', '市', '州']).map_or(name, |(_, rest)| rest);
    let below = if below.contains(['县', '区', '旗']) {
        below
    } else {
        name
    };
    let (at, end) = below.char_indices().find(|(_, c)| matches!(c, '县' | '区' | '旗'))?;
    let county = &below[..at + end.len_utf8()];
    let proper = (3..=8).contains(&county.chars().count()) && !ZONES.iter().any(|zone| county.ends_with(zone));
    proper.then_some(county)
}

/// Whether a name is only that of an area.
fn is_area(name: &str) -> bool {
    name.ends_with(['县', '区', '市', '旗'])
}

/// Whether two names are certainly of different counties.
pub(crate) fn apart(own: &str, name: &str) -> bool {
    matches!((county(own), county(name)), (Some(own), Some(name)) if !own.ends_with(name) && !name.ends_with(own))
}

/// Whether a name cannot be that of the organ that a sentence of this report is about.
pub(crate) fn is_foreign(own: &str, name: &str, doing: Doing) -> bool {
    // Such organs serve all others.
    const FOR_ALL: [&str; 7] = ["政务", "数据", "审批", "信息", "公开", "档案", "党委"];
    let duty = doing == Doing::Duty;
    if is_area(name) {
        return apart(own, name);
    }
    if let (Some(own), Some(name)) = (town(own), town(name)) {
        return !own.ends_with(name) && !name.ends_with(own);
    }
    let central = ["国家", "中央", "中国", "全国"]
        .iter()
        .any(|word| name.starts_with(word));
    if central || organ::may_be_one(own, name) || FOR_ALL.iter().any(|word| name.contains(word)) {
        return false;
    }
    // 市教育局, in a report of a county's 教育局.
    if let Some(rest) = name.strip_prefix(['省', '市', '县', '区', '州', '旗'])
        && (organ::may_be_one(own, rest) || ["委", "政府", "人民政府", "政府办公室", "委员会"].contains(&rest))
    {
        return false;
    }
    let own_level = organ::level(own);
    let above = organ::level(name) > own_level && own_level.is_some();
    let same_kind = organ::is_township(own) && organ::is_township(name) || own.ends_with('局') && name.ends_with('局');
    if same_kind {
        return duty || !above;
    }
    // A government may tell what its organs do, and an organ what its superiors do.
    let government = organ::reports_for_government(name);
    if organ::reports_for_government(own) {
        return government && apart(own, name);
    }
    duty && own_level.is_some()
        && if government {
            apart(own, name)
        } else {
            name.ends_with(['局', '会', '镇', '乡', '道']) || organ::is_township(name)
        }
}

/// A name after its places: 市场监督管理局 for 望潮市示例县市场监督管理局.
fn tail(name: &str) -> &str {
    let mut from = 0;
    for (at, c) in name.char_indices() {
        let proper = at >= from + 6
            && !["城市", "都市", "社区", "园区", "地区"]
                .iter()
                .any(|word| name[..at + c.len_utf8()].ends_with(word));
        if matches!(c, '省' | '市' | '县' | '区' | '州' | '旗') && proper {
            from = at + c.len_utf8();
        }
    }
    &name[from..]
}

/// The proper name of a township or subdistrict: 柳河 for 示例县柳河镇人民政府.
fn town(name: &str) -> Option<&str> {
    let name = tail(name);
    let end = ["街道", "镇", "乡", "苏木"]
        .iter()
        .filter_map(|end| name.rfind(end))
        .max()?;
    organ::is_township(name).then(|| name[..end].trim_end_matches('街'))
}

/// The first place at which the organ's name has a character too few, a wrong one or two exchanged.
pub(crate) fn misspelt(passages: &Passages<'_>, own: &str) -> Option<Range<usize>> {
    const SHORTEST: usize = 5;
    let right = tail(own);
    let characters: Vec<char> = right.chars().collect();
    let core = if organ::is_township(own) {
        // 柳河镇 and 柳镇 may both exist.
        let core = ["街道", "镇", "乡", "苏木"]
            .iter()
            .filter_map(|end| right.find(end))
            .min()?;
        right[..core].chars().count()
    } else {
        characters.len()
    };
    if characters.len() < SHORTEST || core < 3 || !right.chars().all(is_ideograph) {
        return None;
    }
    let text = passages.text();
    let begin: String = characters[..2].iter().collect();
    passages.find(&begin).find_map(|hit| {
        let typed = &text[hit.start..];
        let same = typed.chars().zip(&characters).take_while(|(a, b)| a == *b).count();
        let bytes = |count: usize| 3 * count;
        let (wrong, after) = (*characters.get(same)?, right.get(bytes(same + 1)..)?);
        let typed = &typed[bytes(same)..];
        let first = typed.chars().next().filter(|c| is_ideograph(*c))?;
        // 和 may be left out, and one of two equal characters.
        let joins = |c: char| matches!(c, '和' | '与' | '及');
        let doubled = characters[same - 1] == wrong;
        // 北街道办事处 for 北街街道办事处 is an error; 人社社局 for 人社局 may be a name of its own.
        let of_two = doubled && !(wrong == '街' && same == core && typed.starts_with('道'));
        if after.chars().count() < 2 && same < 6 || joins(wrong) || same >= core && !doubled || of_two {
            return None;
        }
        if doubled {
            let end = after.chars().zip(typed.chars()).take_while(|(a, b)| a == b).count();
            return Some(hit.start..hit.start + bytes(same + end));
        }
        let length = if after.is_empty() {
            return None;
        } else if typed.starts_with(after) {
            same + after.chars().count()
        } else if let rest = &typed[bytes(1)..]
            && (rest.starts_with(after) && characters.len() == core && !joins(first)
                || after.starts_with(first)
                    && rest.starts_with(wrong)
                    && rest[bytes(1)..].starts_with(&after[bytes(1)..]))
        {
            characters.len()
        } else {
            return None;
        };
        Some(hit.start..hit.start + bytes(length))
    })
}

/// Whether a name is that of an organ with further duties than this one: 教育体育局 for 教育局. Reports are copied from
/// the time before two organs were divided, or from a neighbour in which they are one.
pub(crate) fn has_more_duties(own: &str, name: &str) -> bool {
    const DUTIES: [&str; 6] = ["体育", "科技", "科学技术", "旅游", "广电旅游", "计划生育"];
    let (own, name) = (tail(own), tail(name));
    let Some((own, name)) = own.strip_suffix('局').zip(name.strip_suffix('局')) else {
        return false;
    };
    name.strip_prefix(own)
        .is_some_and(|more| DUTIES.contains(&more.strip_prefix(['和', '与']).unwrap_or(more)))
}

/// The organs on whose site the report is said to be: 「登录某局网站查阅本报告」.
pub(crate) fn sites(passages: &Passages<'_>) -> Vec<Range<usize>> {
    const LONGEST: usize = 24;
    let text = passages.text();
    let mut found = Vec::new();
    for hit in passages.find("网站").chain(passages.find("官网")) {
        let sentence = &text[passages.near(hit.start)];
        if !["本报告", "年度报告", "报告电子版", "报告的电子版", "报告全文"]
            .iter()
            .any(|word| sentence.contains(word))
        {
            continue;
        }
        let clause = passages.clause(hit.start).start;
        let before = text[clause..hit.start]
            .trim_end_matches("门户")
            .trim_end_matches("官方");
        let start = before
            .char_indices()
            .rev()
            .take(LONGEST)
            .find(|(_, c)| {
                matches!(c, '录' | '陆' | '问' | '在' | '从' | '到' | '过' | '于' | '览') || !is_ideograph(*c)
            })
            .map_or(0, |(at, c)| at + c.len_utf8());
        let name = &before[start..];
        let count = name.chars().count();
        if (4..LONGEST).contains(&count) && ENDS.iter().any(|end| name.ends_with(end)) {
            found.push(clause + start..clause + before.len());
        }
    }
    found
}

/// Words before and after the name of the organ that publishes: 「方便公众查找某局依法公开的政府信息」, 「结合某局实际」.
const ROLES: [(&[&str], &[&str]); 2] = [
    (
        &["查找", "查阅", "获取", "获得", "了解", "查询"],
        &[
            "及",
            "和",
            "与",
            "依法",
            "主动",
            "各",
            "所属",
            "公开的",
            "部门",
            "政府信息",
        ],
    ),
    (&["结合"], &["实际", "工作实际"]),
];

/// The organs in these roles.
pub(crate) fn publishers(passages: &Passages<'_>) -> Vec<Range<usize>> {
    const LONGEST: usize = 20;
    let text = passages.text();
    let mut found = Vec::new();
    for (before, after) in ROLES {
        for hit in before.iter().flat_map(|word| passages.find(word)) {
            let rest = &text[hit.end..];
            let mut ends = rest.char_indices().take(LONGEST).take_while(|(_, c)| is_ideograph(*c));
            let end = ends.find_map(|(at, c)| {
                let end = at + c.len_utf8();
                let named = at >= 6
                    && LAST.may(c)
                    && ENDS.iter().any(|word| rest[..end].ends_with(word))
                    && after.iter().any(|word| rest[end..].starts_with(word));
                named.then_some(end)
            });
            let Some(end) = end.filter(|_| !passages.quoted(hit.start)) else {
                continue;
            };
            let near = passages.near(hit.start);
            let meant = ["方便", "便于", "便利", "为了", "保障"]
                .iter()
                .any(|word| text[near.clone()].contains(word));
            let about = after[0] == "实际" || meant && text[hit.end..near.end.max(hit.end)].contains("政府信息");
            if about {
                found.push(hit.end..hit.end + end);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::{Form, SectionId};
    use crate::report::{Block, Report};

    #[test]
    fn names_end_after_their_places() {
        for (name, expected) in [
            ("望潮市示例县市场监督管理局", "市场监督管理局"),
            ("示例市市场监督管理局", "市场监督管理局"),
            ("示例县城市管理局", "城市管理局"),
            ("示例区玉带河北街道办事处", "玉带河北街道办事处"),
            ("财政局", "财政局"),
            ("", ""),
        ] {
            assert_eq!(tail(name), expected, "{name}");
        }
    }

    #[test]
    fn counties_are_compared_only_if_both_are_known() {
        for (own, name, expected) in [
            ("示例县财政局", "望江县人民政府", true),
            ("望潮市示例县财政局", "示例县人民政府", false),
            ("示例县财政局", "望潮市人民政府", false),
            ("示例县财政局", "经济开发区", false),
            ("教育部", "望江县", false),
        ] {
            assert_eq!(apart(own, name), expected, "{own} {name}");
        }
    }

    /// Compares the misspelt name found in a text.
    fn check(own: &str, text: &str, expected: Option<&str>) {
        let mut report = Report::blank(Form::LATEST, own, Some(2023));
        let section = report.section_mut(SectionId::Overview);
        section.blocks.push(Block::Paragraph(text.into()));
        let passages = Passages::new(&report);
        assert_eq!(
            misspelt(&passages, own).map(|range| passages.words(&range)),
            expected,
            "{text}"
        );
    }

    #[test]
    fn own_names_are_misspelt() {
        let own = "示例县市场监督管理局";
        check(own, "县市场监督理局公开", Some("市场监督理局"));
        check(own, "示例县市场监督官理局公开", Some("市场监督官理局"));
        check(own, "示例县市场督监管理局公开", Some("市场督监管理局"));
        check(own, "市场监督管理局、市场监管局、市场监督管理所", None);
        check(
            "示例县人力资源和社会保障局",
            "人力资源社会保障局、人力资源与社会保障局",
            None,
        );
        let own = "示例区玉带桥北街街道办事处";
        check(own, "玉带北街街道办事处公开", Some("玉带北街街道办事处"));
        check(own, "玉带桥南街街道办事处公开", None);
        check(own, "玉带桥北街道办事处公开", Some("玉带桥北街道办事处"));
        check(own, "玉带桥北街道认真落实", Some("玉带桥北街道"));
        check(own, "玉带桥北街街道认真落实", None);
        check("示例县柳河镇人民政府", "柳镇人民政府", None);
        check("财政局", "财局", None);
    }
}

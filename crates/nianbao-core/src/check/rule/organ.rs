//! The kind of an organ, as given by a list of organs or inferred from its name. Rules that depend on it make no
//! finding if neither tells.

use crate::text::Text;

/// The kinds of organs, in their usual order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// 本级政府.
    Government,
    /// 政府部门, the government's office included.
    Department,
    /// 乡镇、街道.
    Township,
    /// 派出机构, 管委会.
    Agency,
    /// 垂直管理部门: taxation, customs.
    Vertical,
    /// 事业单位, and organisations that the law authorises to act as an organ.
    Institution,
}

impl Kind {
    /// All kinds, in order.
    pub const ALL: [Kind; 6] = [
        Kind::Government,
        Kind::Department,
        Kind::Township,
        Kind::Agency,
        Kind::Vertical,
        Kind::Institution,
    ];

    /// Its name in `organs.toml`.
    pub const fn name(self) -> &'static str {
        match self {
            Kind::Government => "government",
            Kind::Department => "department",
            Kind::Township => "township",
            Kind::Agency => "agency",
            Kind::Vertical => "vertical",
            Kind::Institution => "institution",
        }
    }

    /// The kind with this name.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Its display name.
    pub const fn text(self) -> Text {
        match self {
            Kind::Government => Text::new("政府", "Government"),
            Kind::Department => Text::new("政府部门", "Department"),
            Kind::Township => Text::new("乡镇、街道", "Township or sub-district"),
            Kind::Agency => Text::new("派出机构", "Agency"),
            Kind::Vertical => Text::new("垂直管理部门", "Vertically managed organ"),
            Kind::Institution => Text::new("事业单位", "Public institution"),
        }
    }
}

/// Whether a name is that of a township or a subdistrict: 镇, 乡, 街道, 苏木.
pub(crate) fn is_township(name: &str) -> bool {
    let core = strip(name, &["人民政府", "政府", "办事处", "办", "党政综合", "综合"]);
    ["镇", "乡", "街道", "苏木"].iter().any(|end| core.ends_with(end))
}

/// Whether a name is that of the government of a county, a district or a banner, or of its office.
pub(crate) fn is_county_government(name: &str) -> bool {
    let core = strip(name, &["办公室", "办公厅"]);
    let Some(place) = ["人民政府", "政府"].iter().find_map(|end| core.strip_suffix(end)) else {
        return false;
    };
    // 自治区 is the equal of a province; a 新区 or 开发区 may be anything.
    let district = place.ends_with('区')
        && !["自治区", "新区", "开发区", "园区", "示范区", "特区", "地区"]
            .iter()
            .any(|end| place.ends_with(end));
    district || ["县", "旗"].iter().any(|end| place.ends_with(end))
}

/// Whether a name is that of a department of a local government: 局, 委员会, 厅, 中心 and the like, but not a
/// government's office, which may report for the whole government.
pub(crate) fn is_local_department(name: &str) -> bool {
    const ENDS: [&str; 13] = [
        "局",
        "委员会",
        "厅",
        "中心",
        "大队",
        "支队",
        "总队",
        "所",
        "站",
        "委",
        "办公室",
        "处",
        "院",
    ];
    // The committee that administers a zone is its government.
    const GOVERNMENTS: [&str; 6] = ["政府办公室", "政府办公厅", "府办", "管理委员会", "管委会", "府办公室"];
    is_local(name) && ENDS.iter().any(|end| name.ends_with(end)) && !GOVERNMENTS.iter().any(|part| name.ends_with(part))
}

/// Whether a name is that of an organ of a province or of a municipality directly under the central government.
pub(crate) fn is_provincial(name: &str) -> bool {
    if ["北京市", "上海市", "天津市", "重庆市"]
        .iter()
        .any(|city| name.strip_prefix(city).is_some_and(|rest| !rest.contains(['区', '县'])))
    {
        return true;
    }
    [("省", 5), ("自治区", 9)].iter().any(|(end, furthest)| {
        name.find(end).is_some_and(|at| {
            let rest = &name[at + end.len()..];
            name[..at].chars().count() <= *furthest && !rest.contains(['市', '县', '区', '州', '盟', '旗', '镇', '乡'])
        })
    })
}

/// Whether an organ certainly cannot make 规章: under Articles 91 and 93 of the Legislation Law (2023) only departments
/// of the State Council and the governments of provinces, cities with districts and autonomous prefectures can.
pub(crate) fn cannot_make_regulations(name: &str) -> bool {
    is_township(name) || is_county_government(name) || is_local_department(name)
}

/// Whether a name is that of a government at or above county level, rather than its office.
pub(crate) fn is_government(name: &str) -> bool {
    name.trim().ends_with("政府") && !is_township(name)
}

/// Whether a name is that of a township's government. A subdistrict has no government.
pub(crate) fn is_township_government(name: &str) -> bool {
    name.trim().ends_with("政府") && is_township(name)
}

/// Whether an organ reports, or may report, for a whole government: a government, its office, or the committee of a
/// zone.
pub(crate) fn reports_for_government(name: &str) -> bool {
    const ENDS: [&str; 6] = ["政府", "政府办公室", "政府办公厅", "府办", "管理委员会", "管委会"];
    let name = name.trim();
    !is_township(name) && ENDS.iter().any(|end| name.ends_with(end))
}

/// The administrative level of an organ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// 镇, 乡, 街道.
    Township,
    /// 县, 区, 旗.
    County,
    /// 市, 州, 盟, 地区. The name of a county-level city does not show that it is one.
    City,
    /// 省, 自治区, 直辖市.
    Province,
}

/// The level that a name shows.
pub fn level(name: &str) -> Option<Level> {
    if is_township(name) {
        return Some(Level::Township);
    }
    if is_provincial(name) {
        return Some(Level::Province);
    }
    // 新疆维吾尔自治区阿勒泰地区行政公署: neither 区 is a district.
    let place = place(name).replace("自治区", "省").replace("地区", "州");
    if place.contains(['县', '区', '旗']) {
        Some(Level::County)
    } else if place.contains(['市', '州', '盟']) {
        Some(Level::City)
    } else {
        None
    }
}

/// Whether two names may be of the same organ: all characters of one occur in the other (short forms, a city in front,
/// an office at the end), perhaps after removing what comes before its own place.
pub(crate) fn may_be_one(a: &str, b: &str) -> bool {
    if a == b {
        return true;
    }
    let (a, b) = (plain(a), plain(b));
    let within = |a: &str, b: &str| a.chars().all(|c| count(a, c) <= count(b, c));
    // If one name contains another it contains its end too, so no other pairs need to be compared.
    a.chars().count() < 2 || b.chars().count() < 2 || within(below(&a), &b) || within(below(&b), &a)
}

/// The part of a name after its first place: 示例县财政局 for 示例市示例县财政局; the whole name if nothing follows.
fn below(name: &str) -> &str {
    ['省', '市', '州']
        .iter()
        .filter_map(|end| name.split_once(*end))
        .map(|(_, rest)| rest)
        .find(|rest| rest.contains(['县', '区', '市', '旗', '镇', '乡', '街']))
        .unwrap_or(name)
}

fn count(text: &str, c: char) -> usize {
    text.chars().filter(|other| *other == c).count()
}

/// A name without the words in which its long and short forms differ.
fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
    let name = name
        .replace("人民", "")
        .replace("委员会", "委")
        .replace("中华共和国", "");
    let core = strip(&name, &["办公室", "办公厅", "办事处", "办"]);
    // 县府 and 县政府 are the same.
    core.replace('政', "")
}

/// Whether a name shows that the organ is local rather than central.
fn is_local(name: &str) -> bool {
    place(name).contains(['省', '市', '县', '区', '州', '盟', '旗', '镇', '乡'])
}

/// The part of a name that can name a place. 国家市场监督管理总局 and 国家乡村振兴局 have none; that of
/// 国家税务总局某市税务局 follows the name of its superior.
fn place(name: &str) -> &str {
    if name.starts_with("国家") || name.starts_with("中国") || name.starts_with("中华人民共和国") {
        name.split_once('局').map_or("", |(_, rest)| rest)
    } else {
        name
    }
}

fn strip<'a>(name: &'a str, ends: &[&str]) -> &'a str {
    let mut core = name.trim();
    while let Some(rest) = ends.iter().find_map(|end| core.strip_suffix(end)) {
        core = rest;
    }
    core
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, expected: &str) {
        let found = [
            (is_township(name), "township"),
            (is_county_government(name), "county"),
            (is_local_department(name), "department"),
            (is_provincial(name), "provincial"),
            (cannot_make_regulations(name), "no regulations"),
        ];
        let found: Vec<&str> = found.iter().filter(|(is, _)| *is).map(|(_, what)| *what).collect();
        assert_eq!(found.join(", "), expected, "{name}");
    }

    #[test]
    fn names_show_this_much_and_no_more() {
        check("示例县柳河镇人民政府", "township, no regulations");
        check("柳河镇", "township, no regulations");
        check("新兴街道办事处", "township, no regulations");
        check("沭阳县人民政府", "county, no regulations");
        check("尖山区人民政府办公室", "county, no regulations");
        check("宿迁市人民政府", "");
        check("昆山市人民政府", "");
        check("宿迁市人民政府办公室", "");
        check("内蒙古自治区人民政府", "provincial");
        check("江苏省人民政府", "provincial");
        check("江苏省教育厅", "department, provincial, no regulations");
        check("上海市人民政府", "provincial");
        check("上海市黄浦区财政局", "department, no regulations");
        check("沭阳县发展和改革局", "department, no regulations");
        check("江苏省宿迁市财政局", "department, no regulations");
        check("国家税务总局珠海市香洲区税务局", "department, no regulations");
        check("国家统计局", "");
        check("国家市场监督管理总局", "");
        check("国家乡村振兴局", "");
        check("中华人民共和国国家市场监督管理总局", "");
        check("国家发展和改革委员会", "");
        check("教育部", "");
        check("示例经济技术开发区管理委员会", "");
        check("雄安新区管理委员会", "");
        check("", "");
    }

    #[test]
    fn governments_and_those_that_report_for_one() {
        for (name, government, township, reports) in [
            ("示例县人民政府", true, false, true),
            ("示例县人民政府办公室", false, false, true),
            ("示例县柳河镇人民政府", false, true, false),
            ("新兴街道办事处", false, false, false),
            ("示例经济技术开发区管理委员会", false, false, true),
            ("示例县财政局", false, false, false),
            ("江苏省人民政府", true, false, true),
            ("", false, false, false),
        ] {
            assert_eq!(
                (
                    is_government(name),
                    is_township_government(name),
                    reports_for_government(name)
                ),
                (government, township, reports),
                "{name}"
            );
        }
    }

    #[test]
    fn a_name_tells_how_far_an_area_reaches() {
        for (name, expected) in [
            ("示例县柳河镇人民政府", Some(Level::Township)),
            ("淮安市洪泽区人民政府", Some(Level::County)),
            ("上海市黄浦区财政局", Some(Level::County)),
            ("内蒙古自治区呼和浩特市财政局", Some(Level::City)),
            ("阿勒泰地区行政公署", Some(Level::City)),
            ("宿迁市人民政府", Some(Level::City)),
            ("江苏省教育厅", Some(Level::Province)),
            ("上海市人民政府", Some(Level::Province)),
            ("国家税务总局珠海市香洲区税务局", Some(Level::County)),
            ("国家统计局", None),
            ("教育部", None),
        ] {
            assert_eq!(level(name), expected, "{name}");
        }
    }

    #[test]
    fn long_and_short_names_may_be_one_organ() {
        for (a, b, expected) in [
            ("尖山区人民政府办公室", "双鸭山市尖山区人民政府", true),
            ("示例县发展和改革局", "县发改局", true),
            ("江苏省示例市发改委", "示例市发展和改革委员会", true),
            ("柳河镇", "示例县柳河镇人民政府", true),
            ("县府办", "示例县人民政府", true),
            ("滨江公安分局", "杭州市公安局滨江区分局", true),
            ("香洲区税务局", "国家税务总局珠海市香洲区税务局", true),
            ("柳河镇人民政府", "白鹭镇人民政府", false),
            ("示例县财政局", "示例县审计局", false),
            ("示例市财政局", "望潮市财政局", false),
            ("示例县人民政府", "望潮县人民政府", false),
            ("", "示例县财政局", true),
            ("人民政府", "示例县财政局", true),
            ("县政府", "望潮市人民政府", false),
        ] {
            assert_eq!(may_be_one(a, b), expected, "{a} {b}");
            assert_eq!(may_be_one(b, a), expected, "{b} {a}");
        }
    }
}

//! What kind of organ a name tells of, where it tells: rules that depend on it stay silent where it does not.

/// Whether a name is that of a township or a subdistrict: 镇, 乡, 街道, 苏木.
pub fn is_township(name: &str) -> bool {
    let core = strip(name, &["人民政府", "政府", "办事处", "办", "党政综合", "综合"]);
    ["镇", "乡", "街道", "苏木"].iter().any(|end| core.ends_with(end))
}

/// Whether a name is that of the government of a county, a district or a banner, or of its office.
pub fn is_county_government(name: &str) -> bool {
    let core = strip(name, &["办公室", "办公厅"]);
    let Some(place) = ["人民政府", "政府"].iter().find_map(|end| core.strip_suffix(end)) else {
        return false;
    };
    // 自治区 is a province's equal; a 新区 or 开发区 may be anything.
    let district = place.ends_with('区')
        && !["自治区", "新区", "开发区", "园区", "示范区", "特区", "地区"]
            .iter()
            .any(|end| place.ends_with(end));
    district || ["县", "旗"].iter().any(|end| place.ends_with(end))
}

/// Whether a name is that of one department of a local government: 局, 委员会, 厅, 中心 and the like, not a government's
/// office, which may report for the whole government.
pub fn is_local_department(name: &str) -> bool {
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
    // A committee that administers a zone is its government.
    const GOVERNMENTS: [&str; 6] = ["政府办公室", "政府办公厅", "府办", "管理委员会", "管委会", "府办公室"];
    is_local(name) && ENDS.iter().any(|end| name.ends_with(end)) && !GOVERNMENTS.iter().any(|part| name.ends_with(part))
}

/// Whether a name is that of a province's organ, or of a municipality's under the central government.
pub fn is_provincial(name: &str) -> bool {
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

/// Whether an organ certainly cannot make 规章: by Article 91 and 93 of the Legislation Law (2023) only departments under
/// the State Council and the governments of provinces, of cities with districts and of autonomous prefectures can.
pub fn cannot_make_regulations(name: &str) -> bool {
    is_township(name) || is_county_government(name) || is_local_department(name)
}

/// Whether a name tells of a place below the state.
fn is_local(name: &str) -> bool {
    // 国家市场监督管理总局, 国家乡村振兴局 are no places; 国家税务总局某市税务局 is one behind the name of its head.
    let place = if name.starts_with("国家") || name.starts_with("中国") || name.starts_with("中华人民共和国")
    {
        name.split_once('局').map_or("", |(_, rest)| rest)
    } else {
        name
    };
    place.contains(['省', '市', '县', '区', '州', '盟', '旗', '镇', '乡'])
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
    fn a_name_tells_what_it_tells_and_no_more() {
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
        check("国家发展和改革委员会", "");
        check("教育部", "");
        check("示例经济技术开发区管理委员会", "");
        check("雄安新区管理委员会", "");
        check("", "");
    }
}

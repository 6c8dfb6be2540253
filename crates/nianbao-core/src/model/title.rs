//! The organ and the year in the title of a report.

/// The facts in a title: `<organ><year>年政府信息公开工作年度报告`, and the variants that real reports have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Title<'a> {
    /// The organ, as named in the title.
    pub organ: Option<&'a str>,
    /// The reporting year.
    pub year: Option<u16>,
}

impl<'a> Title<'a> {
    /// Reads a title.
    pub fn read(title: &'a str) -> Title<'a> {
        let Some((start, end, year)) = find_year(title) else {
            return Title {
                organ: organ_before(title),
                year: None,
            };
        };
        let before = title.get(..start).unwrap_or_default();
        let after = title.get(end..).unwrap_or_default();
        // 「2023年某局政府信息公开工作年度报告」 has the organ after the year, 「某局政府信息公开工作2022年度报告」 before the
        // subject.
        let organ = organ_before(before).or_else(|| organ_before(after.trim_start_matches('度')));
        Title {
            organ,
            year: Some(year),
        }
    }
}

/// The text before the subject of the report, if it can be an organ's name.
fn organ_before(text: &str) -> Option<&str> {
    const SUBJECTS: [&str; 8] = [
        "政府信息公开",
        "政务信息公开",
        "政务公开",
        "信息公开",
        "关于",
        "年度报告",
        "工作年",
        "工作告",
    ];
    let text = without_marks(text);
    let end = SUBJECTS
        .iter()
        .filter_map(|subject| text.find(subject))
        .min()
        .unwrap_or(text.len());
    let organ = text
        .get(..end)?
        .trim_matches(|c: char| c.is_whitespace() || is_joiner(c) || "《》（）()—-:：,，".contains(c));
    // 「某局（某办公室）」: the bracket at the end is a part of the name.
    let open = organ.rfind(['（', '(']) > organ.rfind(['）', ')']);
    let end = organ.as_ptr() as usize - text.as_ptr() as usize + organ.len();
    let closing = text[end..].chars().next().filter(|c| open && matches!(c, '）' | ')'));
    let organ = text.get(end - organ.len()..end + closing.map_or(0, char::len_utf8))?;
    (organ.chars().count() >= 2 && !is_self(organ)).then_some(organ)
}

/// Whether a text is one by which an organ speaks of itself, which names none: 本机关, 我局.
pub(super) fn is_self(text: &str) -> bool {
    const KINDS: [&str; 22] = [
        "机关",
        "行政机关",
        "单位",
        "部门",
        "省",
        "市",
        "区",
        "县",
        "乡",
        "镇",
        "街道",
        "政府",
        "厅",
        "局",
        "委",
        "办",
        "处",
        "所",
        "院",
        "校",
        "中心",
        "公司",
    ];
    text.strip_prefix(['本', '我'])
        .is_some_and(|kind| KINDS.contains(&kind))
}

/// A title without the text that a page puts before it: 【图文】, bullets, number signs, and 关于.
fn without_marks(text: &str) -> &str {
    let mut text = text;
    loop {
        let shown =
            text.trim_start_matches(|c: char| c.is_whitespace() || is_joiner(c) || "•·●■◆▪★☆※◎○*#>《“".contains(c));
        let tag = [('【', '】'), ('[', ']'), ('［', '］')]
            .iter()
            .find_map(|(open, close)| {
                let (inside, rest) = shown.strip_prefix(*open)?.split_once(*close)?;
                (inside.chars().count() <= 8 && !rest.trim().is_empty()).then_some(rest)
            });
        // 「4. 某局2023年…」, from a list.
        let digits = shown.trim_start_matches(|c: char| c.is_ascii_digit());
        let listed = (1..=2)
            .contains(&(shown.len() - digits.len()))
            .then(|| digits.strip_prefix(['.', '、', '．']));
        let about = || shown.strip_prefix("关于").or_else(|| listed.flatten());
        let rest = tag.or_else(about).unwrap_or(shown);
        if rest.len() == text.len() {
            return text;
        }
        text = rest;
    }
}

/// Whether a character is invisible; copied texts have such characters between others.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200d}' | '\u{feff}' | '\u{2060}' | '\u{ad}')
}

/// The first `20YY年` of a text, full-width digits and spaces included: its start, its end after 年,
/// the year.
fn find_year(text: &str) -> Option<(usize, usize, u16)> {
    let digit = |c: char| match c {
        '0'..='9' => Some(c as u16 - '0' as u16),
        '０'..='９' => u16::try_from(c as u32 - '０' as u32).ok(),
        '〇' | '○' | '零' => Some(0),
        '一' => Some(1),
        '二' => Some(2),
        '三' => Some(3),
        '四' => Some(4),
        '五' => Some(5),
        '六' => Some(6),
        '七' => Some(7),
        '八' => Some(8),
        '九' => Some(9),
        _ => None,
    };
    let chars: Vec<(usize, char)> = text
        .char_indices()
        .filter(|(_, c)| !c.is_whitespace() && !is_joiner(*c))
        .collect();
    let after_digit = |i: usize| {
        i.checked_sub(1)
            .and_then(|before| chars.get(before))
            .is_some_and(|(_, c)| digit(*c).is_some())
    };
    let named = chars.windows(5).enumerate().find_map(|(i, window)| {
        if window[4].1 != '年' || after_digit(i) {
            return None;
        }
        let year = window[..4]
            .iter()
            .try_fold(0_u16, |year, (_, c)| Some(year * 10 + digit(*c)?))?;
        (1990..=2099)
            .contains(&year)
            .then(|| (window[0].0, window[4].0 + '年'.len_utf8(), year))
    });
    if named.is_some() || !text.contains("公开") {
        return named;
    }
    // 「某局政府信息公开工作年度报告（2024）」, 「某局2024政府信息公开年度报告」
    chars.windows(4).enumerate().find_map(|(i, window)| {
        let alone = !after_digit(i) && chars.get(i + 4).is_none_or(|(_, c)| digit(*c).is_none());
        let plain = window
            .iter()
            .all(|(_, c)| c.is_ascii_digit() || ('０'..='９').contains(c));
        if !alone || !plain {
            return None;
        }
        let year = window
            .iter()
            .try_fold(0_u16, |year, (_, c)| Some(year * 10 + digit(*c)?))?;
        let (last, c) = window[3];
        (2000..=2099)
            .contains(&year)
            .then(|| (window[0].0, last + c.len_utf8(), year))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(title: &str, organ: Option<&str>, year: Option<u16>) {
        assert_eq!(Title::read(title), Title { organ, year }, "{title}");
    }

    #[test]
    fn titles_of_real_reports_name_organ_and_year() {
        check(
            "尖山区人民政府办公室2023年政府信息公开工作年度报告",
            Some("尖山区人民政府办公室"),
            Some(2023),
        );
        check(
            "淮安市洪泽区人民政府2024 年政府信息公开工作年度报告",
            Some("淮安市洪泽区人民政府"),
            Some(2024),
        );
        check(
            "沭阳县发展和改革局2023年政府信息公开年度报告",
            Some("沭阳县发展和改革局"),
            Some(2023),
        );
        check(
            "2023年度某镇人民政府政府信息公开工作年度报告",
            Some("某镇人民政府"),
            Some(2023),
        );
        check("某局政府信息公开工作2022年度报告", Some("某局"), Some(2022));
        check(
            "二〇二一年某市财政局政府信息公开工作年度报告",
            Some("某市财政局"),
            Some(2021),
        );
        check("关于2022年度政府信息公开情况的报告", None, Some(2022));
        check("【图文】某局2022年政府信息公开工作年度报告", Some("某局"), Some(2022));
        check("关于某局2022年度政府信息公开工作的报告", Some("某局"), Some(2022));
        check("• 某局政府信息公开工作年度报告（2022）", Some("某局"), Some(2022));
        check("某局2\u{200b}022年政府信息公开工作年度报告", Some("某局"), Some(2022));
        check("某局政府信息公开工作年度报告（第20221号）", Some("某局"), None);
        check("2023年度政府信息公开工作年度报告", None, Some(2023));
        check("某局２０２３年政府信息公开工作年度报告", Some("某局"), Some(2023));
        check("", None, None);
        check("报告", Some("报告"), None);
    }
}

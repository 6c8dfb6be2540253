//! Numbers in prose: Arabic or Chinese, with their counting unit, exact or approximate.

use super::fold::Glyph;
use crate::cell::Number;

/// The things that a number counts, according to its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Cases, documents and the like: 件 条 宗 份 起 封 个 例 项 次 件次, or no unit at all.
    Count,
    /// 元; 万元 is converted.
    Yuan,
    /// Of a hundred.
    Percent,
    /// A calendar year: 2023年.
    Year,
    /// Anything else: days, articles, people, issue numbers.
    Other,
}

/// A number in the folded prose.
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts about how a number was written, none excluding another"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) value: Number,
    pub(super) unit: Unit,
    /// No unit was written.
    pub(super) bare: bool,
    /// It comes with 余, 多, 近, 约 or the like.
    pub(super) approximate: bool,
    /// The unit is 条, which counts things published rather than decided.
    pub(super) pieces: bool,
    /// The unit is 项, which counts kinds of matters as well as cases.
    pub(super) matters: bool,
    /// The unit is 起, which counts events rather than things published.
    pub(super) happened: bool,
    /// 一起, 一个, 一次 and the like, which are often not a count.
    pub(super) idiom: bool,
}

/// The number of characters of the counting unit at `k`, or `None` if another word is there.
fn count(glyphs: &[Glyph], k: usize) -> Option<usize> {
    match glyphs.get(k)?.c {
        '件' if starts(glyphs, k + 1, "(次)") => Some(4),
        '件' if starts(glyphs, k + 1, "次") => Some(2),
        '件' | '条' | '宗' | '份' | '起' | '封' | '个' | '例' | '项' | '次' | '笔' | '单' | '部' => {
            Some(1)
        }
        _ => None,
    }
}

/// Whether those characters begin another unit or word: 个工作日, 部门. No table counts organs.
fn no_count(glyphs: &[Glyph], k: usize) -> bool {
    let rest: &[&str] = match glyphs.get(k).map_or('\0', |g| g.c) {
        '个' => &[
            "工作日",
            "自然日",
            "月",
            "小时",
            "百分点",
            "季度",
            "年度",
            "方面",
            "人",
            "部门",
            "单位",
            "街道",
            "乡",
            "镇",
            "科室",
            "处室",
            "行政机关",
            "机关",
            "县",
            "区",
            "市",
            "局",
            "村",
            "社区",
            "事项",
            "项目",
        ],
        '起' => &["来", "步", "草", "到"],
        '部' => &["门", "分", "委"],
        '项' => &["目"],
        '次' => &["性", "数", "会"],
        '条' => &["例", "款", "第"],
        '件' => &["套", "事"],
        '单' => &["位"],
        '份' => &["子"],
        _ => &[],
    };
    rest.iter().any(|word| starts(glyphs, k + 1, word))
}

/// Reads the number that begins at glyph `i`. The whole run of digits is consumed in any case, so that reading is
/// linear.
#[expect(
    clippy::too_many_lines,
    reason = "one scan over the parts of a number, which share its state"
)]
pub(super) fn read(glyphs: &[Glyph], i: usize) -> Result<(Read, usize), usize> {
    let c = |k: usize| glyphs.get(k).map_or('\0', |g| g.c);
    let arabic = c(i).is_ascii_digit();
    let (number, mut end, scaled, one) = if arabic {
        let (number, end) = digits(glyphs, i);
        (number, end, true, false)
    } else {
        let (number, end) = chinese(glyphs, i);
        (number, end, false, end == i + 1 && c(i) == '一')
    };
    let Some(mut number) = number else { return Err(end) };
    let before = i.checked_sub(1).map_or('\0', c);
    // An ordinal does not count: 第三, 三十余. Neither does a number that is part of a word in Latin letters.
    if before == '第' || before.is_ascii_alphabetic() || c(end).is_ascii_alphabetic() {
        return Err(end);
    }
    let before2 = i.checked_sub(2).map_or('\0', c);
    // 「其中：1.组织机构类信息3条；2.部门文件12条」, 「（1）新收…」: the number of an item does not count.
    let begins = |c: char| matches!(c, '\0' | ':' | ';' | '。' | '!' | '?' | '\n');
    let goes_on = |k: usize| !stop(c(k)) && !c(k).is_ascii_digit();
    let item = match c(end) {
        '.' => (begins(before) || before == ',') && (goes_on(end + 1) || year_follows(glyphs, end + 1)),
        '、' => begins(before) && goes_on(end + 1),
        ')' => before == '(' && (begins(before2) || before2 == ',') && goes_on(end + 1),
        _ => false,
    };
    if arabic && end - i <= 2 && item {
        return Err(end);
    }
    let mut approximate = match before {
        '近' | '约' | '逾' | '超' | '几' => true,
        '过' => before2 == '超',
        '于' => matches!(before2, '少' | '低'),
        '有' | '为' => before2 == '约',
        // 上百件, but not 网上3件.
        '上' => matches!(c(i), '百' | '千' | '万'),
        // 数十件, but neither 件数0 nor 总数十二件, where 数 means “number of” rather than “several”.
        '数' => !arabic && !matches!(before2, '件' | '总' | '个' | '次' | '份' | '条' | '案' | '请'),
        _ => false,
    };
    let mut k = end;
    let vague = |c: char| matches!(c, '余' | '多' | '几' | '来');
    if vague(c(k)) {
        approximate = true;
        k += 1;
    }
    if scaled || matches!(c(k), '万' | '亿') {
        let factor = match c(k) {
            '百' => 2,
            '千' => 3,
            '万' => 4,
            '亿' => 8,
            _ => 0,
        };
        if factor > 0 {
            number = number.scaled(factor).ok_or(k + 1)?;
            k += 1;
            end = k;
            if vague(c(k)) {
                approximate = true;
                k += 1;
            }
        }
    }
    let mut read = Read {
        value: number,
        unit: Unit::Other,
        bare: false,
        approximate,
        pieces: false,
        matters: false,
        happened: false,
        idiom: one && matches!(c(k), '起' | '个' | '次' | '条' | '项' | '例' | '单' | '部'),
    };
    if c(k) == '%' {
        read.unit = Unit::Percent;
        end = k + 1;
    } else if c(k) == '个' && starts(glyphs, k + 1, "百分点") {
        end = k + 4;
    } else if c(k) == '元' {
        read.unit = Unit::Yuan;
        end = k + 1;
    } else if c(k) == '年' {
        let whole = number.as_whole().unwrap_or(0);
        end = k + 1;
        if (1990..2100).contains(&whole) && !approximate {
            read.unit = Unit::Year;
            end += usize::from(c(k + 1) == '度');
        }
    } else if no_count(glyphs, k) {
        if !arabic {
            return Err(end);
        }
        end = k;
    } else if let Some(len) = count(glyphs, k) {
        read.unit = Unit::Count;
        read.pieces = c(k) == '条';
        read.matters = c(k) == '项';
        read.happened = c(k) == '起';
        end = k + len;
    } else if k == end && (arabic || matches!(c(i), '零' | '〇')) && stop(c(k)) && number.as_whole().is_some() {
        // Without a unit, the number must be at the end of its clause, 「部分公开67,」.
        read.unit = Unit::Count;
        read.bare = true;
    } else if !arabic {
        return Err(end);
    } else {
        // The unit is not on this list; it is consumed with the text after it.
        end = k;
    }
    if number.as_whole().is_none() && read.unit == Unit::Count && !read.approximate {
        read.unit = Unit::Other;
    }
    if matches!((c(end), c(end + 1)), ('以', '上') | ('左', '右') | ('上', '下')) {
        read.approximate = true;
        end += 2;
    }
    Ok((read, end))
}

/// Whether a clause can end at this character.
pub(super) fn stop(c: char) -> bool {
    matches!(
        c,
        '\0' | '\n' | ',' | ';' | '。' | '、' | '(' | ')' | '!' | '?' | '.' | ' ' | '”' | '…' | '和' | '及'
    )
}

/// Whether there is a year at `at`: 2023年.
fn year_follows(glyphs: &[Glyph], at: usize) -> bool {
    let digits = glyphs.get(at..at + 4).unwrap_or_default();
    digits.iter().all(|g| g.c.is_ascii_digit())
        && (starts(glyphs, at, "19") || starts(glyphs, at, "20"))
        && starts(glyphs, at + 4, "年")
}

fn starts(glyphs: &[Glyph], at: usize, word: &str) -> bool {
    word.chars()
        .enumerate()
        .all(|(k, c)| glyphs.get(at + k).is_some_and(|g| g.c == c))
}

/// Arabic digits with thousands separators and a decimal point.
fn digits(glyphs: &[Glyph], i: usize) -> (Option<Number>, usize) {
    let c = |k: usize| glyphs.get(k).map_or('\0', |g| g.c);
    let run = |from: usize| {
        let mut k = from;
        while c(k).is_ascii_digit() {
            k += 1;
        }
        k
    };
    let mut end = run(i);
    // Most numbers are a few digits and nothing else.
    if !matches!(c(end), ',' | '.') && end - i <= 18 {
        let digit = |glyph: &Glyph| glyph.c.to_digit(10).map_or(0, i64::from);
        let value = glyphs[i..end].iter().fold(0, |value, glyph| value * 10 + digit(glyph));
        return (Some(Number::whole(value)), end);
    }
    let mut text: String = glyphs[i..end].iter().take(20).map(|g| g.c).collect();
    if end - i <= 3 && c(i) != '0' {
        while c(end) == ',' && run(end + 1) == end + 4 && text.len() <= 15 {
            text.extend(glyphs[end + 1..end + 4].iter().map(|g| g.c));
            end += 4;
        }
    }
    // 「2.2023年度未收到」: an item and a year.
    if c(end) == '.' && c(end + 1).is_ascii_digit() && !year_follows(glyphs, end + 1) {
        let fraction = run(end + 1);
        text.extend(glyphs[end..fraction].iter().take(20).map(|g| g.c));
        end = fraction;
    }
    (Number::parse(&text), end)
}

/// Whether a character can be part of a Chinese numeral.
pub(super) fn is_numeral(c: char) -> bool {
    matches!(
        c,
        '零' | '〇'
            | '一'
            | '二'
            | '两'
            | '三'
            | '四'
            | '五'
            | '六'
            | '七'
            | '八'
            | '九'
            | '十'
            | '廿'
            | '百'
            | '千'
            | '万'
    )
}

/// All characters of Chinese numerals.
pub(super) const NUMERALS: &str = "零〇一二两三四五六七八九十廿百千万";

/// A Chinese numeral: 一百三十七, 两千零四十; or, for years, digit by digit: 二〇二三.
fn chinese(glyphs: &[Glyph], i: usize) -> (Option<Number>, usize) {
    let digit = |c: char| {
        "〇一二三四五六七八九"
            .chars()
            .position(|d| d == c)
            .and_then(|p| i64::try_from(p).ok())
    };
    let mut end = i;
    let (mut total, mut section, mut current) = (0_i64, 0_i64, None::<i64>);
    let (mut positional, mut scaled, mut wrong) = (0_i64, false, false);
    while let Some(g) = glyphs.get(end).filter(|g| is_numeral(g.c)) {
        let c = match g.c {
            '零' => '〇',
            '两' => '二',
            c => c,
        };
        match c {
            '十' | '百' | '千' => {
                let unit = match c {
                    '十' => 10,
                    '百' => 100,
                    _ => 1000,
                };
                wrong |= section != 0 && section % (unit * 10) != 0;
                section += current.take().unwrap_or(1) * unit;
                scaled = true;
            }
            '廿' => {
                wrong |= section != 0 || current.is_some();
                section = 20;
                scaled = true;
            }
            '万' => {
                wrong |= total != 0;
                total = (section + current.take().unwrap_or(0)) * 10_000;
                section = 0;
                scaled = true;
            }
            c => {
                let d = digit(c).unwrap_or(0);
                positional = (positional.saturating_mul(10)).saturating_add(d);
                wrong |= scaled && current.is_some_and(|x| x != 0);
                current = Some(d);
            }
        }
        end += 1;
    }
    let len = end - i;
    let value = if scaled {
        (!wrong && len <= 12).then_some(total + section + current.unwrap_or(0))
    } else {
        // Only years are written digit by digit; a single digit is a number.
        let year = glyphs.get(end).is_some_and(|g| g.c == '年');
        (len == 1 || (len == 4 && year)).then_some(positional)
    };
    (value.map(Number::whole), end)
}

#[cfg(test)]
mod tests {
    use super::super::fold::fold;
    use super::*;

    fn check(text: &str, expected: &str) {
        let glyphs = fold(text);
        let start = glyphs
            .iter()
            .position(|g| g.c.is_ascii_digit() || is_numeral(g.c))
            .unwrap();
        let shown = match read(&glyphs, start) {
            Ok((r, _)) => format!("{}{}{:?}", if r.approximate { "~" } else { "" }, r.value, r.unit),
            Err(_) => "none".to_owned(),
        };
        assert_eq!(shown, expected, "{text}");
    }

    #[test]
    fn numbers_with_their_units() {
        for (text, expected) in [
            ("17 件", "17Count"),
            ("１２３件次", "123Count"),
            ("1,137件", "1137Count"),
            ("1，234，567条", "1234567Count"),
            ("部分公开67,占", "67Count"),
            ("67", "67Count"),
            ("67人", "67Other"),
            ("60余条", "~60Count"),
            ("近5000条", "~5000Count"),
            ("近百件", "~100Count"),
            ("四十余条", "~40Count"),
            ("100多件", "~100Count"),
            ("20件左右", "~20Count"),
            ("约3万条", "~30000Count"),
            ("1.2万余条", "~12000Count"),
            ("数十件", "~10Count"),
            ("件数十件", "10Count"),
            ("件数0件", "0Count"),
            ("超过20件", "~20Count"),
            ("2023年", "2023Year"),
            ("2023年度", "2023Year"),
            ("二〇二三年", "2023Year"),
            ("3年", "3Other"),
            ("66.48%", "66.48Percent"),
            ("380元", "380Yuan"),
            ("1.5万元", "15000Yuan"),
            ("380.50元", "380.5Yuan"),
            ("20个工作日", "20Other"),
            ("一百三十七件", "137Count"),
            ("两千零四十件", "2040Count"),
            ("十二件", "12Count"),
            ("一万二千件", "12000Count"),
            ("两个", "2Count"),
            ("零", "0Count"),
            ("零件", "0Count"),
            ("三审三校", "none"),
            ("二十条例", "none"),
            ("一二三件", "none"),
            ("第二十条第(一)项", "none"),
            ("廿三里街道", "none"),
            ("十四五规划", "none"),
            ("99999999999999999999999件", "none"),
            ("1.组织机构类信息3条", "none"),
            ("2、部门文件", "none"),
            ("(3)动态信息", "none"),
            ("：4.行政执法", "none"),
            ("；5.财政预决算", "none"),
            ("：6.", "6Count"),
            ("分别为7、8、9件", "7Count"),
            ("收到申请(10)", "10Count"),
            ("公开11.", "11Count"),
            ("12345热线", "12345Other"),
            ("11个事项", "11Other"),
            ("2.2023年度", "none"),
            ("2.2023", "2.2023Other"),
            ("2.20234年", "2.20234Other"),
            ("2.2323年", "2.2323Other"),
            ("1.5件", "1.5Other"),
            ("0元", "0Yuan"),
            ("3项目", "3Other"),
        ] {
            check(text, expected);
        }
    }
}

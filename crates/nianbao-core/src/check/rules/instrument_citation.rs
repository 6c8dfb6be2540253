//! `instrument-citation`: the Regulations and the notices are cited with their correct numbers.

use std::cmp::Ordering;
use std::fmt::Write as _;
use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::Form;
use crate::rule::{Check, Family, Findings, Forms, Passages, Rule, Subject};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "instrument-citation",
    title: Text::new(
        "令号、文号引用正确",
        "Decrees and notices are cited with the right numbers",
    ),
    severity: Severity::Warning,
    family: Family::Dates,
    basis: basis::INSTRUMENTS,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let passages = &subject.passages;
    let mut told: Vec<String> = Vec::new();
    let mut tell = |range: &Range<usize>, zh: &str, en: &str| {
        let words = passages.words(range);
        // A wrong number is reported once, however often it is cited.
        if told.iter().any(|known| known == words) {
            return;
        }
        told.push(words.to_owned());
        findings.push(Finding::new(
            passages.at(range),
            Text::of(format!("“{words}”{zh}"), format!("“{words}” {en}")),
        ));
    };
    for decree in decrees(passages) {
        tell(
            &decree,
            "不对：《政府信息公开条例》是国务院令第711号",
            "is wrong: the Open Government Information Regulations are Decree No. 711 of the State Council",
        );
    }
    for title in regulations(passages) {
        tell(
            &title,
            "不是条例的名称：应为《中华人民共和国政府信息公开条例》",
            "is not the name of the Regulations: it is 《中华人民共和国政府信息公开条例》",
        );
    }
    for (range, wrong) in notices(passages, subject.form) {
        let what = what(wrong, subject.form);
        tell(&range, &what.zh, &what.en);
    }
}

/// What is wrong with a number, in words.
fn what(wrong: Wrong, form: &'static Form) -> Text {
    match wrong {
        Wrong::Code => Text::new(
            "不对：应为“国办公开办函”",
            "is wrong: the notices on the report are Guobangongkaibanhan (国办公开办函)",
        ),
        Wrong::Number => {
            let forms = Form::ALL.into_iter().rev().filter(|known| is_told(known, form));
            let (mut zh, mut en) = (String::new(), String::new());
            for (index, known) in forms.enumerate() {
                let (years, notice) = (known.years(), Cited::of(known));
                if index == 0 {
                    zh = format!("不对：年度报告的通知是{}（", known.instrument.zh);
                    en = format!("is wrong: the notices on the report are {}", notice.whole);
                } else {
                    let _ = write!(
                        zh,
                        "{}{} 年度为{}",
                        if index > 1 { "，" } else { "" },
                        years.zh,
                        notice.short_zh
                    );
                    let _ = write!(en, " and, for {}, {}", years.en, notice.short_en);
                }
            }
            zh.push('）');
            Text::of(zh, en)
        }
        Wrong::Title => {
            let (mut zh, mut en) = (Vec::new(), Vec::new());
            for (index, known) in Form::ALL.into_iter().filter(|known| is_told(known, form)).enumerate() {
                let (notice, called) = (Cited::of(known), &known.notice.called);
                zh.push(format!("{}是{}", notice.short_zh, called.zh));
                let is = if index == 0 { " is" } else { "" };
                en.push(format!("{}{is} {}", notice.short_en, called.en));
            }
            Text::of(
                format!("与前面的文件名不符：{}", zh.join("，")),
                format!("does not belong to the title before it: {}", en.join(", ")),
            )
        }
        Wrong::Replaced => Text::of(
            format!("已不适用：{} 年度起用{}的格式", form.first_year, form.instrument.zh),
            format!(
                "is no longer in force: from {} on, the form is that of {}",
                form.first_year,
                Cited::of(form).whole
            ),
        ),
        Wrong::TooNew => {
            let years = form.years();
            Text::of(
                format!("还不适用：{} 年度用{}的格式", years.zh, form.instrument.zh),
                format!(
                    "is not in force yet: for {}, the form is that of {}",
                    years.en,
                    Cited::of(form).whole
                ),
            )
        }
        Wrong::Fee => Text::new(
            "不对：《政府信息公开信息处理费管理办法》是国办函〔2020〕109号",
            "is wrong: the Measures on the information processing fee are Guobanhan [2020] No. 109",
        ),
    }
}

/// Whether a finding in a report of one form mentions another: not if that is later than both it and the form in force.
fn is_told(known: &Form, form: &Form) -> bool {
    known.first_year <= form.first_year.max(Form::LATEST.first_year)
}

/// The number of a form's notice within a sentence.
struct Cited {
    /// Guobangongkaibanhan [2021] No. 30
    whole: &'static str,
    /// 〔2021〕30号
    short_zh: &'static str,
    /// [2021] No. 30
    short_en: &'static str,
}

impl Cited {
    fn of(form: &'static Form) -> Cited {
        let (zh, en) = (&*form.instrument.zh, &*form.instrument.en);
        let from = |text: &'static str, bracket: char| text.find(bracket).map_or(text, |at| &text[at..]);
        Cited {
            whole: en.strip_prefix("Notice ").unwrap_or(en),
            short_zh: from(zh, '〔'),
            short_en: from(en, '['),
        }
    }
}

/// Titles that are meant to be that of the Regulations, and are not. A local ordinance may have another name.
fn regulations(passages: &Passages<'_>) -> Vec<Range<usize>> {
    const RIGHT: &str = "政府信息公开条例";
    // Named without the country.
    const WRONG: [&str; 6] = [
        "政务信息公开条例",
        "政务公开条例",
        "政府信息条例",
        "政府公开条例",
        "政府信息公开工作条例",
        "政府信息公开法",
    ];
    let text = passages.text();
    // Without 《》 as well.
    let bare = [
        "中华人民共和国信息公开条例",
        "中华人民共和国政务公开条例",
        "中华人民共和国政务信息公开条例",
    ];
    let bare = bare
        .iter()
        .filter_map(|word| passages.find(word).find(|hit| !text[hit.end..].starts_with('》')));
    let mut found: Vec<Range<usize>> = bare.collect();
    for word in ["条例》", "公开法》"] {
        found.extend(passages.find(word).filter_map(|hit| {
            let before = &text[passages.near(hit.start).start..hit.end - "》".len()];
            let open = before.rfind('《')?;
            let title = &before[open + "《".len()..];
            let national = title.strip_prefix("中华人民共和国");
            let wrong = WRONG.contains(&title)
                || national.is_some_and(|rest| rest != RIGHT && (rest.contains("公开") || rest.contains("政府信息")));
            wrong.then(|| hit.end - title.len() - "《》".len()..hit.end)
        }));
    }
    found
}

/// Wrong decree numbers given for the Regulations on open government information.
fn decrees(passages: &Passages<'_>) -> Vec<Range<usize>> {
    let text = passages.text();
    let mut found = Vec::new();
    for word in ["令第", "国务院第", "国务院令("] {
        for hit in passages.find(word) {
            let digits: String = text[hit.end..].chars().take_while(char::is_ascii_digit).collect();
            let after = &text[hit.end + digits.len()..];
            let decree = match word {
                "国务院第" => after.starts_with("号令"),
                _ => after.starts_with('号'),
            };
            if digits.is_empty() || digits == "711" || !decree {
                continue;
            }
            let sentence = passages.near(hit.start);
            let before = &text[sentence.start..hit.start];
            let council = word != "令第" || before.ends_with("国务院") || before.ends_with('国');
            // The instrument that the number belongs to: the last one named before it with no other words between, or
            // the one named after it.
            let named = before.rfind('》').map(|close| {
                let open = before[..close].rfind('《').unwrap_or(close);
                (&before[open..close], &before[close..])
            });
            let regulations = match named {
                Some((title, between)) => {
                    title.contains("政府信息公开条例")
                        && between.chars().count() <= 20
                        && !between.contains([',', '、'])
                }
                None => after
                    .trim_start_matches("号")
                    .trim_start_matches(['令', ')', ','])
                    .starts_with("《中华人民共和国政府信息公开条例"),
            };
            // 「2007年国务院令第492号公布，2019年国务院令第711号修订」 is history.
            let history = text[sentence.clone()].contains("711号");
            if council && regulations && !history {
                let tail: usize = after
                    .chars()
                    .take_while(|c| *c == '号' || *c == '令')
                    .map(char::len_utf8)
                    .sum();
                let front = ["中华人民共和国国务院", "国务院", "国"]
                    .iter()
                    .find(|front| word == "令第" && before.ends_with(**front))
                    .map_or(0, |front| front.len());
                found.push(hit.start - front..hit.end + digits.len() + tail);
            }
        }
    }
    found
}

/// The kinds of errors in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wrong {
    /// 国办发〔2021〕30号
    Code,
    /// 国办公开办函〔2021〕3号
    Number,
    /// The title of one notice with the number of the other.
    Title,
    /// The notice of an earlier form.
    Replaced,
    /// The notice of a later form.
    TooNew,
    /// The Measures on the fee have another number.
    Fee,
}

/// The numbers of notices of the General Office that are wrong.
fn notices(passages: &Passages<'_>, form: &Form) -> Vec<(Range<usize>, Wrong)> {
    let text = passages.text();
    let cited: Vec<Notice<'_>> = passages
        .find("国办")
        .filter_map(|hit| Notice::at(passages, hit.start))
        .collect();
    // Beside the right notice, another may be spoken of as history.
    let right = cited.iter().any(|notice| notice.is_report(form));
    cited
        .iter()
        .filter_map(|notice| {
            let sentence = &text[passages.near(notice.range.start)];
            let title = notice.title;
            let known = Form::ALL.into_iter().find(|form| notice.has_number_of(form));
            let on_report = ["年度报告", "年报"]
                .iter()
                .any(|word| title.unwrap_or(sentence).contains(word));
            let wrong = if title.is_some_and(|title| title.contains("信息处理费管理办法")) {
                let right = notice.code == "国办函" && notice.year == 2020 && notice.number == 109;
                (!right).then_some(Wrong::Fee)
            } else if !on_report {
                None
            } else if notice.code != "国办公开办函" {
                // A notice of another office may have any number: only these are meant.
                known.map(|_| Wrong::Code)
            } else if let Some(meant) = known {
                if title.is_some_and(|title| is_of_another(title, meant)) {
                    Some(Wrong::Title)
                } else if right {
                    None
                } else {
                    match meant.first_year.cmp(&form.first_year) {
                        Ordering::Less => Some(Wrong::Replaced),
                        Ordering::Equal => None,
                        Ordering::Greater => Some(Wrong::TooNew),
                    }
                }
            } else {
                title
                    .is_some_and(|title| title.contains("年度报告"))
                    .then_some(Wrong::Number)
            };
            Some((notice.range.clone(), wrong?))
        })
        .collect()
}

/// Whether a title is that of another form's notice.
fn is_of_another(title: &str, form: &Form) -> bool {
    let own = title.contains(form.notice.title) || form.notice.other_title.is_some_and(|words| title.contains(words));
    let mut others = Form::ALL.into_iter().map(|other| other.notice.title);
    !own && others.any(|words| words != form.notice.title && title.contains(words))
}

/// A number such as 国办公开办函〔2021〕30号.
struct Notice<'t> {
    range: Range<usize>,
    code: &'t str,
    year: u16,
    number: u16,
    /// The title before it.
    title: Option<&'t str>,
}

impl<'t> Notice<'t> {
    fn at(passages: &'t Passages<'_>, start: usize) -> Option<Notice<'t>> {
        // No code is longer than 国办政务公开办函.
        const LONGEST: usize = 10;
        let text = passages.text();
        let rest = &text[start..];
        let open = rest
            .char_indices()
            .take(LONGEST + 1)
            .find(|(_, c)| matches!(c, '(' | '['))?
            .0;
        let code = &rest[..open];
        if !code.ends_with(['函', '发', '字', '办']) || code.contains([',', '。', '、', ')', '《', '》']) {
            return None;
        }
        let year = rest.get(open + 1..open + 5)?.parse().ok()?;
        let number = rest.get(open + 5..)?.strip_prefix([')', ']'])?;
        let number = number.strip_prefix('第').unwrap_or(number);
        let digits = number.bytes().take_while(u8::is_ascii_digit).count();
        let after = number[digits..].strip_prefix('号')?;
        let number = number[..digits].parse().ok()?;
        let end = text.len() - after.len();
        let before = text[..start].trim_end_matches(['(', ',', '[']);
        let title = before.strip_suffix('》').and_then(|before| {
            // 《…〈…〉…》: the whole title.
            let before = &before[passages.near(start).start..];
            before.rfind('《').map(|open| &before[open..])
        });
        Some(Notice {
            range: start..end,
            code,
            year,
            number,
            title,
        })
    }

    fn has_number_of(&self, form: &Form) -> bool {
        (self.year, self.number) == (form.notice.year, form.notice.number)
    }

    fn is_report(&self, form: &Form) -> bool {
        self.code == "国办公开办函" && self.has_number_of(form)
    }
}

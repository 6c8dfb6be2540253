//! `instrument-citation`: the Regulations and the notices are cited with their correct numbers.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::FormId;
use crate::rule::{Check, EVERY_FORM, Family, Findings, Passages, Rule, Subject};
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
    forms: EVERY_FORM,
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
    for (range, wrong) in notices(passages, subject.form.id) {
        let (zh, en) = match wrong {
            Wrong::Code => (
                "不对：应为“国办公开办函”",
                "is wrong: the notices on the report are Guobangongkaibanhan (国办公开办函)",
            ),
            Wrong::Number => (
                "不对：年度报告的通知是国办公开办函〔2021〕30号（2019、2020 年度为〔2019〕60号）",
                "is wrong: the notices on the report are Guobangongkaibanhan [2021] No. 30 and, for 2019 and 2020, [2019] No. 60",
            ),
            Wrong::Title => (
                "与前面的文件名不符：〔2019〕60号是《关于政府信息公开工作年度报告有关事项的通知》，〔2021〕30号是《关于印发〈…年度报告格式〉的通知》",
                "does not belong to the title before it: [2019] No. 60 is the notice on matters concerning the annual report, [2021] No. 30 the one that issued its form",
            ),
            Wrong::Year(FormId::F2021) => (
                "已不适用：2021 年度起用国办公开办函〔2021〕30号的格式",
                "is no longer in force: from 2021 on, the form is that of Guobangongkaibanhan [2021] No. 30",
            ),
            Wrong::Year(FormId::F2019) => (
                "还不适用：2019、2020 年度用国办公开办函〔2019〕60号的格式",
                "is not in force yet: for 2019 and 2020, the form is that of Guobangongkaibanhan [2019] No. 60",
            ),
            Wrong::Fee => (
                "不对：《政府信息公开信息处理费管理办法》是国办函〔2020〕109号",
                "is wrong: the Measures on the information processing fee are Guobanhan [2020] No. 109",
            ),
        };
        tell(&range, zh, en);
    }
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
            let sentence = passages.sentence(hit.start);
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
    /// Correct, but for the years of this form.
    Year(FormId),
    /// The number of the Measures on the fee is different.
    Fee,
}

/// The wrong numbers of notices of the General Office.
fn notices(passages: &Passages<'_>, form: FormId) -> Vec<(Range<usize>, Wrong)> {
    let text = passages.text();
    let cited: Vec<Notice<'_>> = passages
        .find("国办")
        .filter_map(|hit| Notice::at(passages, hit.start))
        .collect();
    let right = |year: u16, number: u16| cited.iter().any(|n| n.is_report(year, number));
    let both = right(2019, 60) && right(2021, 30);
    cited
        .iter()
        .filter_map(|notice| {
            let sentence = &text[passages.sentence(notice.range.start)];
            let title = notice.title;
            let known = matches!((notice.year, notice.number), (2021, 30) | (2019, 60));
            let on_report = ["年度报告", "年报"]
                .iter()
                .any(|word| title.unwrap_or(sentence).contains(word));
            let wrong = if title.is_some_and(|title| title.contains("信息处理费管理办法")) {
                let right = notice.code == "国办函" && notice.year == 2020 && notice.number == 109;
                (!right).then_some(Wrong::Fee)
            } else if !on_report {
                None
            } else if notice.code != "国办公开办函" {
                // A notice of another office may have any number: only these two are meant.
                known.then_some(Wrong::Code)
            } else if !known {
                title
                    .is_some_and(|title| title.contains("年度报告"))
                    .then_some(Wrong::Number)
            } else if title.is_some_and(|title| {
                let first = title.contains("年度报告有关事项");
                let second = title.contains("年度报告格式");
                (notice.number == 30 && first && !second) || (notice.number == 60 && second && !title.contains("试行"))
            }) {
                Some(Wrong::Title)
            } else {
                let meant = if notice.number == 30 {
                    FormId::F2021
                } else {
                    FormId::F2019
                };
                (meant != form && !both).then_some(Wrong::Year(form))
            };
            Some((notice.range.clone(), wrong?))
        })
        .collect()
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
            let open = before.rfind('《')?;
            let sentence = passages.sentence(start);
            (open >= sentence.start).then(|| &before[open..])
        });
        Some(Notice {
            range: start..end,
            code,
            year,
            number,
            title,
        })
    }

    fn is_report(&self, year: u16, number: u16) -> bool {
        self.code == "国办公开办函" && (self.year, self.number) == (year, number)
    }
}

//! `parts-announced`: the parts that the preface announces, by number and name, are the ones that follow.

use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::form::SectionId;
use crate::report::{At, Block, Part};
use crate::rule::shared::list;
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject};
use crate::text::{Text, near};

pub(super) static RULE: Rule = Rule {
    name: "parts-announced",
    title: Text::new(
        "前言说的几个部分与后文一致",
        "The parts announced in the preface follow",
    ),
    severity: Severity::Warning,
    family: Family::Structure,
    basis: basis::FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let sections = &subject.report.sections;
    // `section-missing` reports missing sections, so the preface is not checked then.
    let complete = SectionId::ALL.iter().all(|id| subject.report.section(*id).is_some());
    let before_2019 = subject.passages.has_any(&OLD);
    for (index, block) in subject.report.preface.iter().enumerate() {
        let Block::Paragraph(text) = block else { continue };
        if let Some(old) = Some(text).filter(|_| before_2019).and_then(|text| old(text)) {
            let words = &text[old.clone()];
            findings.push(
                Finding::new(
                    At::Text(Part::Preface, index, old.clone()),
                    Text::of(
                        format!("前言列出的“{words}”是2019年以前的格式里的部分"),
                        format!("The preface names “{words}”, a part of the form before 2019"),
                    ),
                )
                .help(Text::new(
                    "按现在的格式列出六个部分，或者不列",
                    "Name the six parts of the present form, or none",
                )),
            );
            return;
        }
        let Some(announced) = Announced::find(text) else {
            continue;
        };
        let at = || At::Text(Part::Preface, index, announced.range.clone());
        let number = announced.number;
        if let Some(id) = announced.twice {
            let name = subject.form.heading(id);
            findings.push(Finding::new(
                at(),
                Text::of(
                    format!("前言把“{}”列了两次", name.zh),
                    format!("The preface names “{}” twice", name.en),
                ),
            ));
            return;
        }
        if announced.aspects {
            return;
        }
        if let Some(named) = &announced.named
            && named.len() != number
        {
            let names: Vec<Text> = named.iter().map(|id| subject.form.heading(*id).clone()).collect();
            let names = list(&names);
            findings.push(
                Finding::new(
                    at(),
                    Text::of(
                        format!("前言说有 {number} 个部分，列出的是 {} 个", named.len()),
                        format!("The preface announces {number} parts but names {}", named.len()),
                    ),
                )
                .help(Text::of(
                    format!("列出的是：{}", names.zh),
                    format!("It names: {}", names.en),
                )),
            );
        } else if complete && number != sections.len() {
            findings.push(Finding::new(
                at(),
                Text::of(
                    format!("前言说有 {number} 个部分，后文是 {} 个", sections.len()),
                    format!("The preface announces {number} parts; {} follow", sections.len()),
                ),
            ));
        }
        return;
    }
}

/// 「由…六部分组成」
struct Announced {
    /// The bytes of “六部分”.
    range: Range<usize>,
    /// How many parts.
    number: usize,
    /// Which ones, if they are named one by one without 等.
    named: Option<Vec<SectionId>>,
    /// The part that is named twice.
    twice: Option<SectionId>,
    /// Whether they are called 方面, which may be aspects of a part as well: their number is not compared.
    aspects: bool,
}

impl Announced {
    fn find(text: &str) -> Option<Announced> {
        for (at, aspects) in [("部分", false), ("方面", true)]
            .into_iter()
            .flat_map(|(word, aspects)| text.match_indices(word).map(move |(at, _)| (at, aspects)))
        {
            let before = &text[..at];
            let counted = before.trim_end().trim_end_matches(['个', '大']).trim_end();
            let Some((start, number)) = number(counted) else {
                continue;
            };
            // The sentence around it must be about the composition of the report.
            let stops = ['。', '；', '\n', ';'];
            let from = before
                .rfind(stops)
                .map_or(0, |stop| stop + before[stop..].chars().next().map_or(0, char::len_utf8));
            let end = at + "部分".len();
            let to = text[end..].find(stops).map_or(text.len(), |stop| end + stop);
            let sentence = &text[from..to];
            let made_up = ["组成", "包括", "包含", "分为", "由", "共"]
                .iter()
                .any(|word| sentence.contains(word));
            let about = ["报告", "总体情况", "概述"].iter().any(|word| sentence.contains(word));
            if !made_up || !about || before.ends_with('第') || counted[..start].ends_with('第') {
                continue;
            }
            let front = &text[from..start];
            // Names may also follow: 「共六个部分：一、总体情况…」
            let behind = &text[end..to];
            let listed = |words: &str| {
                let found: Vec<SectionId> = SectionId::ALL.into_iter().filter(|id| speaks_of(words, *id)).collect();
                (found.len() >= 2).then_some(found)
            };
            let open = front.trim_end().ends_with('等');
            let all = listed(front).or_else(|| listed(behind));
            if aspects
                && all
                    .as_ref()
                    .is_none_or(|all| all.len() < 3 || !all.contains(&SectionId::Overview))
            {
                continue;
            }
            // An aside may name parts once more.
            let names = Some(from..start).filter(|_| all.is_some() && !front.contains(['（', '(']));
            return Some(Announced {
                range: start..end,
                number,
                twice: names.and_then(|names| twice(&text[names])),
                named: if open { None } else { all },
                aspects,
            });
        }
        None
    }
}

/// Words in the names of parts that only the form before 2019 had.
const OLD: [&str; 2] = ["减免", "申诉"];

/// The name of a part that the form before 2019 had and the later ones do not have, in a list of parts: 收费及减免情况.
fn old(text: &str) -> Option<Range<usize>> {
    const MARKS: [char; 6] = ['、', '，', ',', '；', '。', '\n'];
    OLD.iter().find_map(|word| {
        text.match_indices(word).find_map(|(at, _)| {
            let Range {
                start: left,
                end: right,
            } = near(text, at);
            let (before, after) = (&text[left..at], &text[at..right]);
            let start = before.rfind(MARKS).map_or(left, |mark| {
                left + mark + before[mark..].chars().next().map_or(0, char::len_utf8)
            });
            let end = after.find(MARKS).map_or(right, |mark| at + mark);
            let from = before.rfind(['。', '\n']).map_or(left, |stop| left + stop);
            let to = after.find(['。', '\n']).map_or(right, |stop| at + stop);
            let sentence = &text[from..to];
            let any = |words: &[&str]| words.iter().any(|word| sentence.contains(word));
            let list = any(&["组成", "包括", "包含", "分为"]) && any(&["部分", "方面", "内容"]);
            let named = SectionId::ALL.into_iter().filter(|id| speaks_of(sentence, *id)).count() > 2;
            // Before 2019, one part was about fees, and one about 复议、诉讼和申诉.
            let fees = *word == "申诉" || any(&["收费", "费用"]);
            (list && named && fees).then_some(start..end)
        })
    })
}

/// The part that a list of parts names twice.
fn twice(list: &str) -> Option<SectionId> {
    SectionId::ALL.into_iter().find(|id| {
        let words: &[&str] = match id {
            SectionId::Overview => &["总体情况"],
            SectionId::Proactive => &["主动公开"],
            SectionId::Requests => &["收到和处理", "依申请公开"],
            SectionId::Disputes => &["行政复议"],
            SectionId::Problems => &["主要问题"],
            SectionId::Other => &["需要报告的", "其他报告"],
        };
        words.iter().any(|word| list.matches(word).count() > 1)
    })
}

/// The number at the end of a text: its start and its value.
fn number(text: &str) -> Option<(usize, usize)> {
    const DIGITS: [char; 10] = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];
    let last = text.chars().next_back()?;
    let start = text.len() - last.len_utf8();
    let one = |c: char| -> Option<usize> {
        c.to_digit(10)
            .and_then(|digit| usize::try_from(digit).ok())
            .or_else(|| DIGITS.iter().position(|digit| *digit == c).map(|place| place + 1))
    };
    let before = text[..start].chars().next_back();
    // 六 but not 十六, 6 but not 2016: no report announces that many. 一部分 and 两部分 do not announce sections.
    let value = one(last).filter(|value| *value > 2)?;
    before.is_none_or(|c| one(c).is_none()).then_some((start, value))
}

/// Whether a list of parts names this one, in whatever words.
fn speaks_of(names: &str, id: SectionId) -> bool {
    let any = |words: &[&str]| words.iter().any(|word| names.contains(word));
    match id {
        SectionId::Overview => any(&["总体情况", "概述", "基本情况", "总体工作"]),
        SectionId::Proactive => any(&["主动公开"]),
        SectionId::Requests => any(&["依申请公开", "公开申请", "申请情况", "申请公开"]),
        SectionId::Disputes => any(&["复议", "诉讼"]),
        SectionId::Problems => any(&["问题"]),
        SectionId::Other => any(&["其他", "其它", "需要报告"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&str, usize, Option<usize>)>) {
        let found = Announced::find(text);
        let found = found
            .as_ref()
            .map(|a| (&text[a.range.clone()], a.number, a.named.as_ref().map(Vec::len)));
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn prefaces_announce_parts_in_several_ways() {
        check("本报告共六个部分。", Some(("六个部分", 6, None)));
        check(
            "本报告由总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、存在的主要问题及改进情况、其他需要报告的事项六部分组成。",
            Some(("六部分", 6, Some(5))),
        );
        check(
            "报告包括总体情况、主动公开政府信息情况、其他需要报告的事项等6个部分。",
            Some(("6个部分", 6, None)),
        );
        check(
            "本报告分为七大部分：一、总体情况，二、主动公开政府信息情况。",
            Some(("七大部分", 7, Some(2))),
        );
        for nothing in [
            "详见第三部分。",
            "大部分信息已经公开。",
            "本报告所列数据的统计期限为2023年。",
            "一部分群众认为报告由人写成。",
            "",
        ] {
            check(nothing, None);
        }
    }
}

//! `organ-mismatch`: title, text, contact and metadata name the same organ.

use std::iter::Peekable;
use std::ops::Range;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::report::At;
use crate::rule::{Check, Family, Findings, Forms, Passages, Rule, Subject, named, organ};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "organ-mismatch",
    title: Text::new("全文是同一个机关", "The report names one organ throughout"),
    severity: Severity::Error,
    family: Family::Dates,
    basis: basis::ARTICLE_50_AND_FORM,
    forms: Forms::Every,
    check: Check::Report(check),
};

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let title = subject.title.organ;
    if let (Some(meta), Some(title)) = (subject.report.meta.organ.as_deref(), title)
        && !organ::may_be_one(meta, title)
    {
        let start = subject.report.title.find(title).unwrap_or(0);
        findings.push(Finding::new(
            At::Title(start..start + title.len()),
            Text::of(
                format!("标题写的是“{title}”，报告信息写的是“{meta}”"),
                format!("The title names “{title}”, the report's metadata “{meta}”"),
            ),
        ));
        // It is not known which of the two is right.
        return;
    }
    let Some(own) = subject.organ else { return };
    let passages = &subject.passages;
    let mut told: Vec<&str> = Vec::new();
    let mut tell = |range: Range<usize>, place: &Text| {
        let name = passages.words(&range);
        if told.contains(&name) {
            return;
        }
        told.push(name);
        findings.push(Finding::new(
            passages.at(&range),
            Text::of(
                format!("这是“{own}”的报告，{}写的是“{name}”", place.zh),
                format!("This is the report of “{own}”; {} is “{name}”", place.en),
            ),
        ));
    };
    for (range, place) in named(passages) {
        if another(own, &passages.text()[range.clone()]) {
            tell(range, &place);
        }
    }
    for (range, doing) in subject
        .year
        .map(|year| named::subjects(passages, year))
        .unwrap_or_default()
    {
        let name = &passages.text()[range.clone()];
        let wider = doing == named::Doing::Duty && named::has_more_duties(own, name);
        if wider || named::is_foreign(own, name, doing) {
            tell(range, &Text::new("正文的主语", "the organ that the prose is about"));
        }
    }
    for range in named::publishers(passages) {
        let name = &passages.text()[range.clone()];
        if named::is_foreign(own, name, named::Doing::Duty) || is_elsewhere(own, name) {
            tell(
                range,
                &Text::new("公开信息的机关", "the organ whose information is published"),
            );
        }
    }
    for range in named::sites(passages) {
        let name = &passages.text()[range.clone()];
        // A government's site has the reports of all its organs.
        let other = if organ::reports_for_government(name) {
            named::apart(own, name)
        } else {
            named::is_foreign(own, name, named::Doing::Anything)
        };
        if other {
            tell(
                range,
                &Text::new("查阅本报告的网站", "the organ on whose site the report is"),
            );
        }
    }
    if let Some(range) = named::misspelt(passages, own) {
        tell(range, &Text::new("这一处", "here it"));
    }
}

/// Whether a name is certainly that of another organ of the same kind: another township, another government, another
/// 局.
fn another(own: &str, name: &str) -> bool {
    let same_kind = if organ::is_township(own) {
        organ::is_township(name)
    } else if organ::reports_for_government(own) {
        // The office of a government may report for it, and any report may mention a government's office.
        organ::is_county_government(name) && organ::is_county_government(own)
    } else if own.ends_with('局') {
        // Some 局 serve all organs: 政务服务局, 大数据局, 行政审批局.
        const FOR_ALL: [&str; 6] = ["政务", "数据", "审批", "信息", "公开", "档案"];
        name.ends_with('局') && !FOR_ALL.iter().any(|word| name.contains(word))
    } else {
        false
    };
    same_kind && !organ::may_be_one(own, name)
}

/// Whether a government is neither that of the organ's area nor one above it that its name shows.
fn is_elsewhere(own: &str, name: &str) -> bool {
    let Some(place) = name.strip_suffix("政府").map(|name| name.trim_end_matches("人民")) else {
        return false;
    };
    !own.contains(place)
        && place.ends_with(['市', '县', '区'])
        && !place.starts_with(['省', '市', '县', '区', '本', '我', '各'])
        && organ::level(own).is_some()
}

/// The names that a report gives for its own organ, with the role of each.
fn named(passages: &Passages<'_>) -> Vec<(Range<usize>, Text)> {
    let text = passages.text();
    let mut found = Vec::new();
    let (mut contacts, mut made) = (passages.find("联系").peekable(), passages.find("编制").peekable());
    for passage in passages.preface() {
        let part = passages.even(passage);
        let start = passage.range.start;
        for hit in within(&mut contacts, &passage.range) {
            // 「请与某局办公室联系」
            let clause = passages.clause(hit.start).start;
            if let Some(range) = name_before(text, clause..hit.start, &['与', '和', '同', '向', '请', '到']) {
                found.push((range, Text::new("联系方式", "the organ in the contact details")));
            }
        }
        for hit in within(&mut made, &passage.range) {
            // 「某局编制本报告」
            let rest = &text[hit.end..];
            let clause = passages.clause(hit.start).start;
            if let Some(range) = name_before(text, clause..hit.start, &['由', '现'])
                && (rest.starts_with(['本', '了'])
                    || text[..range.start].ends_with('由') && rest.starts_with([',', '。', ';', '\n']))
            {
                found.push((range, Text::new("编制机关", "the organ that wrote the report")));
            }
        }
        for (year, _) in passages.years(&passage.range) {
            // 「现公布某局2023年政府信息公开工作年度报告」
            let clause = passages.clause(year.start).start;
            let rest = part[year.end - start..].trim_start_matches('度');
            if ["政府信息公开工作年度", "政府信息公开年度", "政府信息公开工作情况"]
                .iter()
                .any(|words| rest.starts_with(words))
                && let Some(range) = name_before(text, clause..year.start, &['布', '将', '是', '为', '制'])
                && !passages.quoted(range.start)
            {
                found.push((range, Text::new("前言里报告的机关", "the organ in the preface")));
            }
        }
    }
    found
}

/// Those of some places that are within a span; the ones before it are skipped.
fn within<'i>(
    hits: &'i mut Peekable<impl Iterator<Item = Range<usize>>>,
    stretch: &Range<usize>,
) -> impl Iterator<Item = Range<usize>> + 'i {
    let Range { start, end } = *stretch;
    while hits.next_if(|hit| hit.start < start).is_some() {}
    std::iter::from_fn(move || hits.next_if(|hit| hit.start < end))
}

/// The name at the end of a span, after the last occurrence of one of some characters; its office is left out.
fn name_before(text: &str, stretch: Range<usize>, behind: &[char]) -> Option<Range<usize>> {
    const LONGEST: usize = 30;
    let words = text.get(stretch.clone())?;
    // 和 may be a part of the name: 发展和改革局. The position that leaves a complete name is right.
    let start = words
        .char_indices()
        .rev()
        .take(LONGEST)
        .find(|(_, c)| behind.contains(c) && *c != '和')
        .map_or(stretch.start, |(at, c)| stretch.start + at + c.len_utf8());
    let mut name = text.get(start..stretch.end)?;
    for office in ["办公室", "综合科", "秘书科", "综合股", "秘书股"] {
        // 「县政府办公室」 is an organ; 「财政局办公室」 is not.
        if let Some(rest) = name.strip_suffix(office).filter(|rest| rest.ends_with('局')) {
            name = rest;
        }
    }
    let length = name.chars().count();
    let pronoun = name.starts_with(['我', '本', '该', '各', '全']);
    let organ = organ::is_township(name) || name.ends_with('局') || organ::is_county_government(name);
    ((3..=LONGEST).contains(&length) && !pronoun && organ).then(|| start..start + name.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_assigned_to_their_spans() {
        let mut hits = [0..1, 2..3, 5..6, 8..9].into_iter().peekable();
        let mut starts = |stretch| within(&mut hits, &stretch).map(|hit| hit.start).collect::<Vec<_>>();
        assert_eq!(starts(2..5), [2]);
        assert_eq!(starts(5..5), [0; 0]);
        assert_eq!(starts(6..9), [8]);
        assert_eq!(starts(9..12), [0; 0]);
    }
}

//! `self-reference`: 我局, 我镇, 我乡 fit the organ.

use std::fmt::Write as _;

use super::basis;
use crate::diagnostic::{Finding, Severity};
use crate::rule::{Check, Family, Findings, Forms, Rule, Subject, organ};
use crate::text::Text;

pub(super) static RULE: Rule = Rule {
    name: "self-reference",
    title: Text::new("自称与机关相符", "The organ refers to itself correctly"),
    severity: Severity::Warning,
    family: Family::Dates,
    basis: basis::TEXT,
    forms: Forms::Every,
    check: Check::Report(check),
};

/// Names an organ may use for itself, the words that its name then has, and characters after it that make another word:
/// 我乡村.
const SELVES: [(&str, &[&str], &[&str]); 12] = [
    ("我局", &["局"], &["部", "限", "面"]),
    ("本局", &["局"], &["部", "限", "面"]),
    ("我镇", &["镇"], &["江", "街"]),
    ("本镇", &["镇"], &["江", "街"]),
    ("我乡", &["乡"], &["村", "镇", "土"]),
    ("本乡", &["乡"], &["村", "镇", "土"]),
    ("我街道", &["街道", "办事处"], &[]),
    ("本街道", &["街道", "办事处"], &[]),
    ("我厅", &["厅"], &[]),
    ("本厅", &["厅"], &[]),
    ("我委", &["委"], &["托", "派", "员", "会", "屈", "任", "办"]),
    ("我县", &["县"], &[]),
];

fn check(subject: &Subject<'_>, findings: &mut Findings) {
    let Some(name) = subject.organ else { return };
    let known = organ::is_township(name)
        || organ::is_government(name)
        || organ::reports_for_government(name)
        || organ::is_local_department(name);
    if !known {
        return;
    }
    let passages = &subject.passages;
    let text = passages.text();
    for (word, fits, not_before) in SELVES {
        let mut hits = passages.find(word).filter(|hit| {
            let another = not_before.iter().any(|part| text[hit.end..].starts_with(part));
            let inside = text[..hit.start].ends_with(['自', '根', '基', '原', '忘', '成']);
            !another && !inside && !passages.quoted(hit.start)
        });
        let Some(first) = hits.next() else { continue };
        // A county's organ is only known to be in a county if its name says that it is in a district or a city.
        if word == "我县" && (!name.contains(['区', '市', '旗']) || name.contains(['县', '镇', '乡'])) {
            continue;
        }
        if fits.iter().any(|part| name.contains(part)) {
            continue;
        }
        let times = 1 + hits.count();
        let words = passages.around(&first);
        let (mut zh, mut en) = (
            format!("“{name}”的报告自称“{word}”：“{words}”"),
            format!("The report of “{name}” calls it “{word}”: “{words}”"),
        );
        if times > 1 {
            let _ = write!(zh, "，共 {times} 处");
            let _ = write!(en, ", in {times} places");
        }
        findings.push(Finding::new(passages.at(&first), Text::of(zh, en)).help(Text::new(
            "改成相符的自称；这一段若是从别处抄来的，核对数字",
            "Use the right word; if the passage was copied, check its figures",
        )));
    }
}

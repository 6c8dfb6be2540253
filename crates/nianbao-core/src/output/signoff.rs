//! The check sheet (核对单): what was found in a report, what was accepted and why, and which sums hold, on one page that
//! people sign by hand.
//!
//! It is a document of headings, paragraphs and tables, as a report is; every writer and the page's preview can show it.

use crate::cell::Value;
use crate::diagnostic::Finding;
use crate::field::{Field, TableId};
use crate::form::{Form, Relation, RelationKind};
use crate::report::{Block, Figures, Report, Section};
use crate::rules::{Checked, RULE_SET};
use crate::text::{Lang, Text};
use crate::verdict::Verdict;
use crate::write;

/// Facts that the report and its findings do not have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The language of the sheet.
    pub lang: Lang,
    /// The day and time of the check.
    pub when: String,
    /// The place of each finding in words.
    pub places: Vec<String>,
    /// The rules that could not be checked, in words.
    pub not_assessed: Vec<String>,
}

/// Makes the check sheet of a report. Only a report that can be published gets lines for signatures.
pub fn sheet(report: &Report, checked: &Checked, facts: &Facts) -> Report {
    let lang = facts.lang;
    let mut sheet = Report {
        title: word(
            lang,
            "政府信息公开工作年度报告核对单",
            "Check sheet of the annual report",
        ),
        ..Report::default()
    };
    let organ = report.organ().unwrap_or("—");
    let year = report.year().map_or_else(|| "—".to_owned(), |year| year.to_string());
    let (held, asked) = (checked.rules_held().to_string(), checked.rules_asked().to_string());
    sheet.preface = vec![
        Block::Paragraph([organ, " · ", &year, &word(lang, " 年度", "")].concat()),
        Block::Paragraph(
            [
                word(lang, "结论：", "Verdict: "),
                checked.sentence().get(lang).to_owned(),
            ]
            .concat(),
        ),
        Block::Paragraph(
            Text::of(
                [&asked, " 条规则，", &held, " 条符合（规则集 ", RULE_SET, "）。"].concat(),
                [&held, " of ", &asked, " rules hold (rule set ", RULE_SET, ")."].concat(),
            )
            .get(lang)
            .to_owned(),
        ),
    ];
    let form = report.form().unwrap_or(Form::LATEST);
    let published = report
        .meta
        .published
        .map_or_else(|| word(lang, "没有写", "not given"), |date| date.to_string());
    let mut sections = Sections { sheet, lang };
    sections.add(
        ("报告", "The report"),
        vec![Block::Grid(vec![
            vec![word(lang, "格式", "Form"), form.instrument.get(lang).to_owned()],
            vec![word(lang, "发布日期", "Published on"), published],
            vec![word(lang, "核对时间", "Checked on"), facts.when.clone()],
            vec![word(lang, "报告指纹", "Fingerprint"), fingerprint(report)],
        ])],
    );
    sections.add(("没有改的发现", "Open findings"), findings(checked, facts, false));
    sections.add(
        ("已接受的发现和理由", "Accepted findings"),
        findings(checked, facts, true),
    );
    sections.add(("三张表的和", "Sums of the tables"), sums(report, form, lang));
    sections.add(("没能检查、请人工核对", "For a person to check"), by_hand(facts));
    if checked.verdict == Verdict::Fit {
        let date = || word(lang, "\n\n　　年　　月　　日", "\n\ndate");
        let who = |zh, en| [word(lang, zh, en), date()].concat();
        sections.add(
            ("签字", "Signatures"),
            vec![
                Block::Paragraph(word(lang, "审核意见：", "Remarks:")),
                Block::Grid(vec![vec![
                    who("填报人", "Written by"),
                    who("审核人", "Checked by"),
                    who("负责人", "Approved by"),
                ]]),
            ],
        );
    }
    let mut sheet = sections.sheet;
    if let Some(last) = sheet.sections.last_mut() {
        last.blocks.push(Block::Paragraph(word(
            lang,
            "报告的数或文字一改，指纹就变，本单作废。",
            "If a figure or a word of the report changes, so does its fingerprint, and this sheet no longer holds.",
        )));
    }
    sheet
}

/// The sheet and its numbered sections.
struct Sections {
    sheet: Report,
    lang: Lang,
}

impl Sections {
    fn add(&mut self, (zh, en): (&str, &str), blocks: Vec<Block>) {
        const NUMBERS: [&str; 6] = ["一、", "二、", "三、", "四、", "五、", "六、"];
        let index = self.sheet.sections.len();
        let heading = match self.lang {
            Lang::Zh => [NUMBERS.get(index).copied().unwrap_or_default(), zh].concat(),
            Lang::En => [&(index + 1).to_string(), ". ", en].concat(),
        };
        self.sheet.sections.push(Section {
            id: None,
            heading,
            blocks,
        });
    }
}

fn word(lang: Lang, zh: &str, en: &str) -> String {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
    .to_owned()
}

/// The findings that are open, or those that were accepted, in the form's order.
fn findings(checked: &Checked, facts: &Facts, accepted: bool) -> Vec<Block> {
    let lang = facts.lang;
    let last = if accepted {
        word(lang, "理由", "Reason")
    } else {
        word(lang, "级别", "Severity")
    };
    let mut rows = vec![vec![
        word(lang, "序", "No."),
        word(lang, "位置", "Place"),
        word(lang, "内容", "Finding"),
        last,
    ]];
    let places = facts.places.iter().map(String::as_str).chain(std::iter::repeat(""));
    for (finding, place) in checked.findings.iter().zip(places) {
        if finding.accepted.is_some() == accepted {
            rows.push(row(rows.len(), finding, place, lang));
        }
    }
    if rows.len() > 1 {
        return vec![Block::Grid(rows)];
    }
    vec![Block::Paragraph(word(lang, "没有。", "None."))]
}

fn row(number: usize, finding: &Finding, place: &str, lang: Lang) -> Vec<String> {
    let last = match &finding.accepted {
        Some(reason) => reason.clone(),
        None => finding.severity.text().get(lang).to_owned(),
    };
    vec![
        number.to_string(),
        place.to_owned(),
        finding.message.get(lang).to_owned(),
        last,
    ]
}

/// The relations of a table of one kind.
struct Group {
    table: TableId,
    kind: RelationKind,
    /// How many hold, do not hold, have no figures.
    counts: [usize; 3],
    /// Both sides of the last one that has figures: that of the totals.
    sides: Option<(i64, i64)>,
}

/// The sums and balances of the three tables, by table and kind.
fn sums(report: &Report, form: &Form, lang: Lang) -> Vec<Block> {
    let figures = report.figures();
    let mut groups: Vec<Group> = Vec::new();
    for relation in form.relations() {
        let Some((field, _)) = relation.terms.first() else {
            continue;
        };
        let (table, kind) = (field.table(), relation.kind);
        let index = groups
            .iter()
            .position(|group| (group.table, group.kind) == (table, kind));
        let index = index.unwrap_or_else(|| {
            groups.push(Group {
                table,
                kind,
                counts: [0; 3],
                sides: None,
            });
            groups.len() - 1
        });
        let group = &mut groups[index];
        let sides = sides(&figures, relation);
        group.counts[match sides {
            Some((left, right)) if left == right => 0,
            Some(_) => 1,
            None => 2,
        }] += 1;
        group.sides = sides.or(group.sides);
    }
    let mut rows = vec![vec![
        word(lang, "表", "Table"),
        word(lang, "关系", "Relation"),
        word(lang, "总计一栏", "In the totals"),
        word(lang, "结果", "Result"),
    ]];
    rows.extend(groups.iter().map(|group| group.row(lang)));
    vec![Block::Grid(rows)]
}

impl Group {
    fn row(&self, lang: Lang) -> Vec<String> {
        let relation = match self.kind {
            RelationKind::Balance => Text::new(
                "本年新收 ＋ 上年结转 ＝ 办理结果 ＋ 结转下年度",
                "received + carried in = outcomes + carried out",
            ),
            RelationKind::Down => Text::new("办理结果总计 ＝ 各项之和", "total of outcomes = sum of the outcomes"),
            RelationKind::Across => Text::new("总计 ＝ 同一行各列之和", "total = sum of its row"),
        };
        let sides = self.sides.map_or_else(String::new, |(left, right)| {
            let sign = if left == right { " ＝ " } else { " ≠ " };
            [&left.to_string(), sign, &right.to_string()].concat()
        });
        let [held, broken, unknown] = self.counts.map(|count| count.to_string());
        let (mut zh, mut en) = ([&held, " 处相符"].concat(), [&held, " hold"].concat());
        if self.counts[1] > 0 {
            zh.push_str(&["，", &broken, " 处不符"].concat());
            en.push_str(&[", ", &broken, " do not"].concat());
        }
        if self.counts[2] > 0 {
            zh.push_str(&["，", &unknown, " 处没有数"].concat());
            en.push_str(&[", ", &unknown, " have no figures"].concat());
        }
        vec![
            self.table.title().get(lang).to_owned(),
            relation.get(lang).to_owned(),
            sides,
            Text::of(zh, en).get(lang).to_owned(),
        ]
    }
}

/// Both sides of a relation; `None` if a cell is not a whole number or all are blank.
fn sides(figures: &Figures<'_>, relation: &Relation) -> Option<(i64, i64)> {
    let (mut left, mut right) = (0_i64, 0_i64);
    let mut any = false;
    for (field, sign) in &relation.terms {
        let Some(value) = whole(figures, *field)? else { continue };
        any = true;
        let side = if *sign > 0 { &mut left } else { &mut right };
        *side = side.checked_add(value)?;
    }
    any.then_some((left, right))
}

/// A cell's number; the inner `None` is a blank or missing cell, the outer one text.
fn whole(figures: &Figures<'_>, field: Field) -> Option<Option<i64>> {
    match figures.get(field).map(crate::cell::Cell::value) {
        None | Some(Value::Blank) => Some(None),
        Some(Value::Number(number)) => number.as_whole().map(Some),
        Some(Value::Text(_)) => None,
    }
}

/// What no rule can know, and the rules that could not be checked.
fn by_hand(facts: &Facts) -> Vec<Block> {
    const OWN: [(&str, &str); 2] = [
        (
            "现行有效的规章、行政规范性文件件数与文件库一致。",
            "The numbers of regulations and normative documents in force agree with the register.",
        ),
        ("联系方式、网址现在能用。", "Contacts and addresses work."),
    ];
    let own = OWN.iter().map(|(zh, en)| word(facts.lang, zh, en));
    own.chain(facts.not_assessed.iter().cloned())
        .map(|line| Block::Paragraph(["□ ", &line].concat()))
        .collect()
}

/// A number that changes with the report, for people to compare: FNV-1a of its text.
fn fingerprint(report: &Report) -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in write::markdown(report).bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let digits = format!("{hash:016x}");
    [&digits[..4], " ", &digits[4..8], " ", &digits[8..12]].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accepted::Accepted;
    use crate::page::example;
    use crate::rules::{self, Settings};
    use crate::verdict::Input;

    /// The sheet of a report with these changes, as Markdown.
    fn sheet_of(changes: &str, accept: Option<&str>, lang: Lang) -> String {
        let mut report = example(changes).expect(changes);
        let check = |report: &Report| rules::check(Input::new(report, 0), &Settings::default());
        if let Some(reason) = accept {
            let found = check(&report).findings;
            report.meta.accepted = found.iter().map(|finding| Accepted::of(finding, reason)).collect();
        }
        let checked = check(&report);
        let facts = Facts {
            lang,
            when: "2025-01-14 14:40".to_owned(),
            places: checked.findings.iter().map(|_| "某处".to_owned()).collect(),
            not_assessed: vec!["某规则".to_owned()],
        };
        write::markdown(&sheet(&report, &checked, &facts))
    }

    fn check(changes: &str, accept: Option<&str>, present: &[&str], absent: &[&str]) {
        let text = sheet_of(changes, accept, Lang::Zh);
        for words in present {
            assert!(text.contains(words), "{changes}: {words}: {text}");
        }
        for words in absent {
            assert!(!text.contains(words), "{changes}: {words}: {text}");
        }
    }

    #[test]
    fn a_report_without_findings_can_be_signed() {
        let present = [
            "可以发布",
            "示例县财政局",
            "2025-01-14 14:40",
            "没有。",
            "填报人",
            "□ 某规则",
            "7 处相符",
        ];
        check("", None, &present, &["不符", "没有数"]);
    }

    #[test]
    fn an_error_is_listed_and_nobody_signs() {
        let wrong = "requests.received.total: 999";
        check(
            wrong,
            None,
            &["还不能发布", "| 某处 |", "错误", "处不符", "≠"],
            &["填报人"],
        );
    }

    #[test]
    fn an_accepted_finding_has_its_reason_and_the_sheet_can_be_signed() {
        let wrong = "requests.received.total: 999";
        check(
            wrong,
            Some("按原件录入"),
            &["按原件录入", "填报人", "已接受"],
            &["还不能发布"],
        );
    }

    #[test]
    fn blank_cells_are_no_sums() {
        check("requests.received.total:", None, &["还没写完"], &["填报人"]);
    }

    #[test]
    fn the_fingerprint_changes_with_the_report() {
        let print = |changes: &str| fingerprint(&example(changes).expect(changes));
        assert_eq!(print(""), print(""));
        assert_ne!(print(""), print("requests.received.total: 999"));
        assert_eq!(print("").len(), 14);
    }

    #[test]
    fn the_sheet_has_the_pages_language() {
        let text = sheet_of("", None, Lang::En);
        assert!(
            text.contains("Ready to publish") && text.contains("## 6. Signatures"),
            "{text}"
        );
    }
}

//! `--format human`: the verdict, then each finding with its source lines and marked cells.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use nianbao_core::diagnostic::Finding;
use nianbao_core::recognise::Unplaced;
use nianbao_core::report::At;
use nianbao_core::rules::{self, Checked};
use nianbao_core::text::{Lang, Span, Text};
use nianbao_core::verdict::Verdict;
use nianbao_core::wire::{LineIndex, Summary};

use super::console::{BLUE, BOLD, DIM, GREEN, RED, YELLOW, clean, colon, shortened};
use super::lines::{self, Mark};
use super::{ACCEPTED, Examined, Tally, catalogue};
use nianbao_core::trouble::Trouble;

/// The most findings of one rule that are shown for a file; the others are only counted.
const SHOWN_OF_A_RULE: usize = 20;
/// The most source lines shown for a finding, including the first to look at.
const LINES_OF_A_FINDING: usize = 5;

/// The most cells that are named; the others are only counted.
const NAMES_OF_A_FINDING: usize = 6;
/// The most unplaced texts that are shown for a file.
const SHOWN_UNPLACED: usize = 5;

/// Whether there is nothing to say about a file except that it can be published.
pub(super) fn quiet(checked: &Checked) -> bool {
    checked.verdict == Verdict::Fit
        && checked.reasons.is_empty()
        && checked.findings.is_empty()
        && checked.not_assessed.is_empty()
}

/// The output for one file; with several, their common verdict comes first.
pub(super) fn piece(one: &Examined, lang: Lang, width: usize, several: bool) -> String {
    let mut out = String::new();
    if several {
        out.push('\n');
    }
    file(one, lang, width, &mut out);
    out
}

/// The text before and after the files.
pub(super) fn around(tally: Tally, failures: &[Trouble], lang: Lang, several: bool) -> (String, String) {
    let (mut head, mut out) = (String::new(), String::new());
    if tally.files() == 0 {
        return (head, out);
    }
    if several {
        headline(tally, failures, lang, &mut head);
    }
    if tally.any() {
        let more = Text::new(
            "每条规则说的是什么、怎么改：nianbao explain 规则名",
            "To learn about a rule and how to correct a report: nianbao explain RULE",
        );
        let _ = writeln!(out, "\n{DIM}{}{DIM:#}", more.get(lang));
    }
    let (version, hash) = (rules::RULE_SET, rules::hash());
    let by = Text::of(
        format!("规则集 {version}（{hash}）"),
        format!("Rule set {version} ({hash})"),
    );
    let _ = writeln!(out, "\n{DIM}{}{DIM:#}", by.get(lang));
    (head, out)
}

/// The colour of a verdict.
const fn style(verdict: Verdict) -> anstyle::Style {
    match verdict {
        Verdict::Unjudged | Verdict::Unfinished => YELLOW,
        Verdict::Unfit => RED,
        Verdict::Fit => GREEN,
    }
}

/// The number of findings, after a prefix; empty if there are none.
fn counted(summary: Summary, before_zh: &str, before_en: &str) -> Text {
    let counts = [summary.errors, summary.warnings, summary.notices];
    let counted = rules::counted(counts, summary.accepted);
    if counted.zh.is_empty() {
        return counted;
    }
    Text::of(
        format!("{before_zh}{}", counted.zh),
        format!("{before_en}{}", counted.en),
    )
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The common verdict on several files.
fn headline(tally: Tally, failures: &[Trouble], lang: Lang, out: &mut String) {
    let fit = tally.count(Verdict::Fit);
    let mut zh = vec![format!("{fit} 份可以发布")];
    let mut en = vec![format!("{fit} ready to publish")];
    for (verdict, words) in [
        (Verdict::Unfit, "not ready"),
        (Verdict::Unfinished, "not finished"),
        (Verdict::Unjudged, "that cannot be judged"),
    ] {
        let count = tally.count(verdict);
        if count > 0 {
            zh.push(format!("{count} 份{}", verdict.text().zh));
            en.push(format!("{count} {words}"));
        }
    }
    if !failures.is_empty() {
        zh.push(format!("{} 处读不出来", failures.len()));
        en.push(format!("{} that could not be read", failures.len()));
    }
    let counted = counted(tally.summary, "。共 ", ". In all: ");
    let text = Text::of(
        format!("{} 份报告：{}{}", tally.files(), zh.join("，"), counted.zh),
        format!(
            "{} report{}: {}{}",
            tally.files(),
            plural(tally.files()),
            en.join(", "),
            counted.en
        ),
    );
    let style = if tally.count(Verdict::Unfit) > 0 || !failures.is_empty() {
        RED
    } else if fit < tally.files() {
        YELLOW
    } else {
        GREEN
    };
    let _ = writeln!(out, "{style}{}{style:#}", text.get(lang));
}

/// One file: its verdict, its organ and year, its findings, and the checks that could not be made.
fn file(one: &Examined, lang: Lang, width: usize, out: &mut String) {
    let (text, style) = (one.checked.sentence(), style(one.checked.verdict));
    let _ = writeln!(out, "{style}{}{style:#}", text.get(lang));
    let report = &one.source.reading.report;
    let organ = report.organ().map(clean).unwrap_or_default();
    let year = report.year().map_or_else(String::new, |year| match lang {
        Lang::Zh => format!(" {year} 年"),
        Lang::En => format!(" {year}"),
    });
    let form = report.form().map_or_else(String::new, |form| match lang {
        Lang::Zh => format!("（{} 年格式）", form.id.name()),
        Lang::En => format!(" (form {})", form.id.name()),
    });
    let known = format!("{organ}{year}");
    let known = known.trim();
    let _ = writeln!(
        out,
        "{BOLD}{}{BOLD:#}{}",
        clean(&one.path),
        if known.is_empty() {
            String::new()
        } else {
            format!("  {DIM}{known}{form}{DIM:#}")
        }
    );
    let lines = LineIndex::new(&one.source.text);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &one.checked.findings {
        let count = seen.entry(finding.rule).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_RULE {
            out.push('\n');
            snippet(one, &lines, finding, lang, width, out);
        }
    }
    let mut first = true;
    let mut aside = |text: Text, out: &mut String| {
        if first {
            out.push('\n');
            first = false;
        }
        let _ = writeln!(out, "{}", text.get(lang));
    };
    for (rule, count) in seen.into_iter().filter(|(_, count)| *count > SHOWN_OF_A_RULE) {
        let rest = count - SHOWN_OF_A_RULE;
        aside(
            Text::of(
                format!("{rule} 另有 {rest} 处没有列出；全部见 --format json"),
                format!("{rest} more of {rule} not shown; all are in --format json"),
            ),
            out,
        );
    }
    if let Some(text) = not_assessed(one) {
        aside(text, out);
    }
    for inferred in &one.source.reading.inferred {
        let (text, place) = (inferred.text(), inferred.span.map(|span| lines.line_of(span.start)));
        aside(
            match place {
                Some(line) => Text::of(
                    format!("{}（第 {line} 行）", text.zh),
                    format!("{} (line {line})", text.en),
                ),
                None => text,
            },
            out,
        );
    }
    unplaced(one, &lines, |text| aside(text, out));
}

/// The checks that could not be made, counted by rule, because silence would read as a pass.
fn not_assessed(one: &Examined) -> Option<Text> {
    let list = &one.checked.not_assessed;
    if list.is_empty() {
        return None;
    }
    let mut rules: BTreeMap<&str, usize> = BTreeMap::new();
    for entry in list {
        *rules.entry(entry.rule).or_default() += 1;
    }
    let names = |open: &str, close: &str, between: &str| {
        let names: Vec<String> = rules
            .iter()
            .map(|(rule, count)| format!("{rule}{open}{count}{close}"))
            .collect();
        names.join(between)
    };
    Some(Text::of(
        format!(
            "未检查 {} 项（多为单元格空白、缺少或不是数字）：{}",
            list.len(),
            names("（", "）", "、")
        ),
        format!(
            "{} check{} not made (usually because a cell is blank, missing or not a number): {}",
            list.len(),
            plural(list.len()),
            names(" (", ")", ", ")
        ),
    ))
}

/// The text of the file that has no place in the form.
fn unplaced(one: &Examined, lines: &LineIndex<'_>, mut say: impl FnMut(Text)) {
    let list = &one.source.reading.unplaced;
    if list.is_empty() {
        return;
    }
    let count = list.len();
    let head = Unplaced::heading(list);
    say(Text::of(format!("{}：", head.zh), format!("{}:", head.en)));
    for piece in list.iter().take(SHOWN_UNPLACED) {
        let text = shortened(&piece.text, 60);
        say(match piece.span {
            Some(span) => {
                let line = lines.line_of(span.start);
                Text::of(format!("  第 {line} 行：{text}"), format!("  line {line}: {text}"))
            }
            None => Text::of(format!("  {text}"), format!("  {text}")),
        });
    }
    if count > SHOWN_UNPLACED {
        let rest = count - SHOWN_UNPLACED;
        say(Text::of(
            format!("  另有 {rest} 处，全部见 --format json"),
            format!("  {rest} more; all are in --format json"),
        ));
    }
}

/// A finding with its source lines.
fn snippet(one: &Examined, lines: &LineIndex<'_>, finding: &Finding, lang: Lang, width: usize, out: &mut String) {
    // An accepted finding is not an alarm.
    let style = match finding.accepted {
        Some(_) => DIM,
        None => catalogue::style(finding.severity),
    };
    let severity = match finding.accepted {
        Some(_) => ACCEPTED,
        None => finding.severity.text(),
    };
    let _ = writeln!(
        out,
        "{style}{}[{}]{style:#}{BOLD}: {}{BOLD:#}",
        severity.get(lang),
        finding.rule,
        clean(finding.message.get(lang))
    );
    let path = clean(&one.path);
    let (marks, unmarked) = marks(one, lines, finding, lang);
    let last = marks.iter().map(|mark| lines.line_of(mark.span.start)).max();
    let gutter = last.map_or(1, |line| line.to_string().len());
    match marks.iter().find(|mark| mark.first) {
        Some(mark) => {
            let place = lines.position(mark.span.start);
            let (line, column) = (place.line, place.column);
            let _ = writeln!(out, "{:gutter$}{BLUE}-->{BLUE:#} {path}:{line}:{column}", "");
            lines::draw(&one.source.text, lines, &marks, style, width, out);
        }
        None => {
            let _ = writeln!(out, "{:gutter$}{BLUE}-->{BLUE:#} {path}", "");
        }
    }
    let mut notes: Vec<(Text, String)> = Vec::new();
    if let Some(reason) = &finding.accepted {
        notes.push((Text::new("理由", "reason"), clean(reason)));
    }
    if !unmarked.is_empty() {
        notes.push((Text::new("相关", "with"), unmarked));
    }
    if let Some(help) = finding.help.as_ref().filter(|_| finding.accepted.is_none()) {
        notes.push((Text::new("怎么办", "help"), clean(help.get(lang))));
    }
    if let Some(fix) = finding.fix.as_ref().filter(|_| finding.accepted.is_none()) {
        let mut text = clean(fix.title.get(lang));
        if let [edit] = fix.edits.as_slice() {
            let (open, close) = if lang == Lang::Zh { ("（", "）") } else { (" (", ")") };
            let _ = write!(text, "{open}{} = {}{close}", edit.field, clean(&edit.value));
        }
        notes.push((Text::new("可改", "fix"), text));
    }
    if !notes.is_empty() {
        let _ = writeln!(out, "{:gutter$} {BLUE}|{BLUE:#}", "");
    }
    for (name, text) in notes {
        let _ = writeln!(
            out,
            "{:gutter$} {BLUE}={BLUE:#} {BOLD}{}{BOLD:#}{}{text}",
            "",
            name.get(lang),
            colon(lang)
        );
    }
}

/// The marks for a finding, and the names of the cells involved that are not marked.
fn marks(one: &Examined, lines: &LineIndex<'_>, finding: &Finding, lang: Lang) -> (Vec<Mark>, String) {
    let reading = &one.source.reading;
    let find = |at: &At| {
        let span = reading.places.find(&reading.report, at)?;
        Some(trimmed(&one.source.text, span))
    };
    let mut marks: Vec<Mark> = Vec::new();
    // The lines shown, with the number of marks in each.
    let mut shown: BTreeMap<usize, usize> = BTreeMap::new();
    let first = find(&finding.at);
    if let Some(span) = first {
        shown.insert(lines.line_of(span.start), 1);
        marks.push(Mark {
            span,
            first: true,
            label: finding.field().map(|field| field.label().get(lang).to_owned()),
        });
    }
    let mut unmarked = Vec::new();
    for field in &finding.also {
        let label = field.label().get(lang).to_owned();
        let found = first.and(find(&At::Field(*field)));
        let Some(span) = found.filter(|span| marks.iter().all(|mark| mark.span != *span)) else {
            unmarked.push(label);
            continue;
        };
        let line = lines.line_of(span.start);
        if !shown.contains_key(&line) && shown.len() >= LINES_OF_A_FINDING {
            unmarked.push(label);
            continue;
        }
        *shown.entry(line).or_default() += 1;
        marks.push(Mark {
            span,
            first: false,
            label: Some(label),
        });
    }
    // Several labels under one line would form a staircase, so the table's own labels must do.
    for mark in marks.iter_mut().filter(|mark| !mark.first) {
        let line = lines.line_of(mark.span.start);
        if shown.get(&line).is_some_and(|count| *count > 1) {
            mark.label = None;
        }
    }
    let between = if lang == Lang::Zh { "；" } else { "; " };
    // A blank table has a hundred such cells: the first few and the number of the others are enough.
    let more = unmarked.len().saturating_sub(NAMES_OF_A_FINDING);
    unmarked.truncate(NAMES_OF_A_FINDING);
    if more > 0 {
        unmarked.push(
            Text::of(format!("另有 {more} 格"), format!("{more} cells more"))
                .get(lang)
                .to_owned(),
        );
    }
    (marks, unmarked.join(between))
}

/// A span without surrounding white space: a cell's span is the whole cell, but only its content is marked.
fn trimmed(text: &str, span: Span) -> Span {
    let Some(marked) = text.get(span.start..span.end) else {
        return span;
    };
    let start = span.start + (marked.len() - marked.trim_start().len());
    let end = span.start + marked.trim_end().len();
    if start < end { Span::new(start, end) } else { span }
}

#[cfg(test)]
mod tests {
    use nianbao_core::diagnostic::{Fix, Promise, Severity};
    use nianbao_core::field::Field;
    use nianbao_core::report::Part;
    use nianbao_core::rule::NotAssessed;
    use nianbao_documents::{Kind, read_text};

    use super::*;
    use crate::output::{Format, Printer};

    const REPORT: &str = "# 某县财政局2023年政府信息公开工作年度报告\n\n## 一、总体情况\n\n收到申请２０件，均已按期答复，“公开公开”。\n\n\
        ## 三、收到和处理政府信息公开申请情况\n\n\
        | | 自然人 | 商业企业 | 总计 |\n| --- | ---: | ---: | ---: |\n\
        | 一、本年新收政府信息公开申请数量 | ２０ | 1 | 20 |\n\
        | 二、上年结转政府信息公开申请数量 | 0 | | 0 |\n\
        | 四、结转下年度继续办理 | 0 | 0 | 0 |\n";

    fn field(name: &str) -> Field {
        name.parse().expect("a field")
    }

    /// A file with these findings, and otherwise in order.
    fn examined(text: &str, findings: Vec<Finding>) -> Examined {
        let has_error = findings.iter().any(|finding| finding.severity == Severity::Error);
        Examined {
            path: "2023.md".into(),
            source: read_text(Kind::Markdown, text.to_owned()),
            claims: None,
            checked: Checked {
                findings,
                verdict: if has_error { Verdict::Unfit } else { Verdict::Fit },
                ..Checked::default()
            },
        }
    }

    /// The whole output for some files, without colours, in 80 columns.
    fn shown(files: &[Examined], lang: Lang) -> String {
        let printer = Printer {
            format: Format::Human,
            lang,
            width: 80,
            several: files.len() > 1,
        };
        let (mut pieces, mut tally) = (Vec::new(), Tally::default());
        for one in files {
            tally = tally.and(Tally::of(&one.checked));
            if printer.shows(&one.checked) {
                pieces.push(printer.piece(one));
            }
        }
        let (head, tail) = printer.around(pieces.is_empty(), tally, &[]);
        let whole = [head, pieces.concat(), tail].concat();
        anstream::adapter::strip_str(&whole).to_string()
    }

    fn found(severity: Severity, rule: &'static str, finding: Finding) -> Finding {
        Finding {
            severity,
            rule,
            ..finding
        }
    }

    /// Compares the output for one file, without colours, in 80 columns.
    fn check(one: Examined, lang: Lang, expected: &str) {
        let shown = shown(&[one], lang);
        let by = Text::of(
            format!("规则集 {}（{}）", rules::RULE_SET, rules::hash()),
            format!("Rule set {} ({})", rules::RULE_SET, rules::hash()),
        );
        let shown = shown
            .trim_end()
            .strip_suffix(by.get(lang))
            .expect("the rule set at the end");
        assert_eq!(shown.trim_end(), expected.trim(), "{shown}");
    }

    #[test]
    fn a_mark_is_under_its_cell_next_to_full_width_characters() {
        let total = field("requests.received.total");
        let finding = Finding::new(
            At::Field(total),
            Text::new(
                "各类申请人相加为 21，总计为 20。",
                "The applicants add up to 21, the total is 20.",
            ),
        )
        .also([
            field("requests.received.natural_person"),
            field("requests.received.business"),
            field("requests.received.research"),
        ])
        .help(Text::new("核对每一格。", "Check each cell."))
        .fix(Fix::set(total, "21", Promise::Ask));
        let finding = found(Severity::Error, "applicants-total", finding);
        check(
            examined(REPORT, vec![finding.clone()]),
            Lang::Zh,
            "
还不能发布：1 项错误
2023.md  某县财政局 2023 年（2021 年格式）

错误[applicants-total]: 各类申请人相加为 21，总计为 20。
  --> 2023.md:11:31
   |
11 | | 一、本年新收政府信息公开申请数量 | ２０ | 1 | 20 |
   |                                      ----   -   ^^ 一、本年新收 · 总计
   |
   = 相关：一、本年新收 · 科研机构
   = 怎么办：核对每一格。
   = 可改：改为 21（requests.received.total = 21）

每条规则说的是什么、怎么改：nianbao explain 规则名",
        );
        check(
            examined(REPORT, vec![finding]),
            Lang::En,
            "
Not ready to publish: 1 error
2023.md  某县财政局 2023 (form 2021)

error[applicants-total]: The applicants add up to 21, the total is 20.
  --> 2023.md:11:31
   |
11 | | 一、本年新收政府信息公开申请数量 | ２０ | 1 | 20 |
   |                                      ----   -   ^^ 1. Received this year · Total
   |
   = with: 1. Received this year · Research institutions
   = help: Check each cell.
   = fix: Change to 21 (requests.received.total = 21)

To learn about a rule and how to correct a report: nianbao explain RULE",
        );
    }

    #[test]
    fn a_blank_cell_is_marked_and_the_line_of_another_is_shown() {
        let finding = Finding::new(
            At::Field(field("requests.carried_in.business")),
            Text::new("空白。", "Blank."),
        )
        .also([field("requests.carried_out.total")]);
        check(
            examined(REPORT, vec![found(Severity::Warning, "cell-blank", finding)]),
            Lang::Zh,
            "
可以发布：1 项提醒
2023.md  某县财政局 2023 年（2021 年格式）

提醒[cell-blank]: 空白。
  --> 2023.md:12:25
   |
12 | | 二、上年结转政府信息公开申请数量 | 0 | | 0 |
   |                                         ^ 二、上年结转 · 商业企业
13 | | 四、结转下年度继续办理 | 0 | 0 | 0 |
   |                                    - 四、结转下年度继续办理 · 总计

每条规则说的是什么、怎么改：nianbao explain 规则名",
        );
    }

    /// The doubled words “公开公开” of the report, after this many bytes.
    fn doubled(before: usize) -> Finding {
        let at = At::Text(Part::Section(0), 0, before + 48..before + 60);
        found(
            Severity::Notice,
            "repeated-word",
            Finding::new(at, Text::new("重复。", "Twice.")),
        )
    }

    #[test]
    fn a_long_line_is_cut_around_its_mark() {
        let sentence = "本机关依法公开各类信息。";
        for (times, expected) in [
            (
                40,
                "
提示[repeated-word]: 重复。
 --> 2023.md:5:497
  |
5 | ... 。本机关依法公开各类信息。收到申请２０件，均已按期答复，“公开公开”。
  |                                                              ^^^^^^^^
",
            ),
            // In a line this long, only the part around the mark is examined.
            (
                4000,
                "
提示[repeated-word]: 重复。
 --> 2023.md:5:48017
  |
5 | ... 。本机关依法公开各类信息。收到申请２０件，均已按期答复，“公开公开”。
  |                                                              ^^^^^^^^
",
            ),
        ] {
            let text = REPORT.replace("收到申请", &format!("{}收到申请", sentence.repeat(times)));
            let head = "可以发布：1 项提示\n2023.md  某县财政局 2023 年（2021 年格式）\n";
            check(
                examined(&text, vec![doubled(sentence.len() * times)]),
                Lang::Zh,
                &format!("{head}{expected}\n每条规则说的是什么、怎么改：nianbao explain 规则名"),
            );
        }
    }

    #[test]
    fn text_of_a_file_cannot_control_the_terminal() {
        let text = REPORT.replace("收到申请", "\u{1b}[2J\u{202e}收到申请");
        let message = Text::of("\u{1b}[31m", "\u{1b}[31m");
        let finding = found(
            Severity::Error,
            "x",
            Finding::new(At::Block(Part::Section(0), 0), message),
        );
        let mut one = examined(&text, vec![finding]);
        one.path = "a\u{1b}]0;x\u{7}.md".into();
        let plain = shown(&[one], Lang::Zh);
        assert!(
            !plain.contains('\u{202e}') && !plain.chars().any(|c| c.is_control() && c != '\n'),
            "{plain:?}"
        );
        assert!(
            plain.contains("[2J") && plain.contains("收到申请"),
            "the text itself is shown: {plain:?}"
        );
    }

    #[test]
    fn unmade_checks_and_unplaced_text_are_reported() {
        let mut one = examined(REPORT, (0..25).map(|_| doubled(0)).collect());
        let not = |name: &str| NotAssessed {
            rule: "outcomes-total",
            field: Some(field(name)),
        };
        one.checked.not_assessed = vec![
            not("requests.outcomes_total.total"),
            not("requests.outcomes_total.business"),
        ];
        let shown = shown(&[one], Lang::Zh);
        assert_eq!(shown.matches("提示[repeated-word]").count(), SHOWN_OF_A_RULE);
        assert!(
            shown.contains(
                "repeated-word 另有 5 处没有列出；全部见 --format json\n未检查 2 项（多为单元格空白、缺少或不是数字）：outcomes-total（2）\n"
            ),
            "{shown}"
        );
    }

    #[test]
    fn with_several_files_the_total_comes_first_and_clean_files_are_counted() {
        let error = found(
            Severity::Error,
            "x",
            Finding::new(At::Report, Text::new("缺少", "missing")),
        );
        let mut old = examined(&REPORT.replace("2023", "2015"), Vec::new());
        old.checked.verdict = Verdict::Unjudged;
        let files = [examined(REPORT, Vec::new()), examined(REPORT, vec![error]), old];
        let shown = shown(&files, Lang::Zh);
        assert!(
            shown.starts_with(
                "3 份报告：1 份可以发布，1 份还不能发布，1 份无法判断。共 1 项错误\n\n还不能发布：1 项错误\n2023.md"
            ),
            "{shown}"
        );
    }
}

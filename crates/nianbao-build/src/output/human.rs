//! `--format human`: the verdict first, then each finding with its source lines and the cells marked.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use nianbao_core::diagnostic::{Finding, Severity};
use nianbao_core::report::At;
use nianbao_core::text::{Lang, Span, Text};
use nianbao_core::wire::{LineIndex, Summary};

use super::Examined;
use super::console::{BOLD, DIM, Failure, GREEN, RED, YELLOW, clean, shortened};

/// Findings of one rule in one file that are shown; of more only their number is said.
const SHOWN_OF_A_RULE: usize = 20;
/// Source lines shown for one finding, the one to look at first included.
const LINES_OF_A_FINDING: usize = 5;
/// Bytes of a line that are looked at on either side of a mark: more than any terminal shows.
const AROUND_A_MARK: usize = 1024;
/// Pieces without a place that are shown for one file.
const SHOWN_UNPLACED: usize = 5;

/// Everything that standard output gets.
pub(crate) fn render(examined: &[Examined], failures: &[Failure], lang: Lang, width: usize) -> String {
    let mut out = String::new();
    if examined.is_empty() {
        return out;
    }
    if examined.len() > 1 {
        headline(examined, failures, lang, &mut out);
    }
    for one in examined {
        let quiet = one.checked.findings.is_empty() && one.checked.not_assessed.is_empty();
        if examined.len() == 1 || !quiet {
            if !out.is_empty() {
                out.push('\n');
            }
            file(one, lang, width, &mut out);
        }
    }
    if examined.iter().any(|one| !one.checked.findings.is_empty()) {
        let more = Text::new(
            "每条规则说的是什么、怎么改：nianbao explain 规则名",
            "What a rule says and how to mend it: nianbao explain RULE",
        );
        let _ = writeln!(out, "\n{DIM}{}{DIM:#}", more.get(lang));
    }
    out
}

/// Whether a report can be published, in one sentence.
fn verdict(one: &Examined) -> (Text, anstyle::Style) {
    let report = &one.source.reading.report;
    let summary = Summary::of(&one.checked);
    let (zh, en, style) = if report.form().is_none() {
        let year = report.year().unwrap_or_default();
        (
            format!("无法判断：{year} 年的报告没有统一的表格（2019 年起才有）"),
            format!("Cannot be judged: reports for {year} have no statutory tables (there are some since 2019)"),
            YELLOW,
        )
    } else if summary.errors > 0 {
        ("还不能发布".to_owned(), "Not ready to publish".to_owned(), RED)
    } else {
        ("可以发布".to_owned(), "Ready to publish".to_owned(), GREEN)
    };
    let counted = counted(summary, "：", ": ");
    (
        Text::of(format!("{zh}{}", counted.zh), format!("{en}{}", counted.en)),
        style,
    )
}

/// “1 项错误，2 项提醒” behind a sign; nothing where nothing was found.
fn counted(summary: Summary, before_zh: &str, before_en: &str) -> Text {
    let parts: Vec<(usize, Severity)> = [
        (summary.errors, Severity::Error),
        (summary.warnings, Severity::Warning),
        (summary.notices, Severity::Notice),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .collect();
    if parts.is_empty() {
        return Text::new("", "");
    }
    let zh: Vec<String> = parts
        .iter()
        .map(|(count, severity)| format!("{count} 项{}", severity.text().zh))
        .collect();
    let en: Vec<String> = parts
        .iter()
        .map(|(count, severity)| format!("{count} {}{}", severity.text().en, plural(*count)))
        .collect();
    Text::of(
        format!("{before_zh}{}", zh.join("，")),
        format!("{before_en}{}", en.join(", ")),
    )
}

const fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}

/// The verdict on several files.
fn headline(examined: &[Examined], failures: &[Failure], lang: Lang, out: &mut String) {
    let total = examined
        .iter()
        .map(|one| Summary::of(&one.checked))
        .fold(Summary::default(), Summary::and);
    let (mut ready, mut not_ready, mut unknown) = (0, 0, 0);
    for one in examined {
        if one.source.reading.report.form().is_none() {
            unknown += 1;
        } else if Summary::of(&one.checked).errors > 0 {
            not_ready += 1;
        } else {
            ready += 1;
        }
    }
    let mut zh = vec![format!("{ready} 份可以发布")];
    let mut en = vec![format!("{ready} ready to publish")];
    if not_ready > 0 {
        zh.push(format!("{not_ready} 份还不能发布"));
        en.push(format!("{not_ready} not ready"));
    }
    if unknown > 0 {
        zh.push(format!("{unknown} 份无法判断"));
        en.push(format!("{unknown} that cannot be judged"));
    }
    if !failures.is_empty() {
        zh.push(format!("{} 处读不出来", failures.len()));
        en.push(format!("{} that could not be read", failures.len()));
    }
    let counted = counted(total, "。共 ", ". In all: ");
    let text = Text::of(
        format!("{} 份报告：{}{}", examined.len(), zh.join("，"), counted.zh),
        format!(
            "{} report{}: {}{}",
            examined.len(),
            plural(examined.len()),
            en.join(", "),
            counted.en
        ),
    );
    let style = if not_ready > 0 || !failures.is_empty() {
        RED
    } else if unknown > 0 {
        YELLOW
    } else {
        GREEN
    };
    let _ = writeln!(out, "{style}{}{style:#}", text.get(lang));
}

/// One file: its verdict, what it is, its findings, what was not checked.
fn file(one: &Examined, lang: Lang, width: usize, out: &mut String) {
    let (text, style) = verdict(one);
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
    let renderer = Renderer::styled().term_width(width);
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &one.checked.findings {
        let count = seen.entry(finding.rule).or_default();
        *count += 1;
        if *count <= SHOWN_OF_A_RULE {
            out.push('\n');
            snippet(one, &lines, finding, lang, &renderer, out);
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
    unplaced(one, &lines, |text| aside(text, out));
}

/// The checks that could not be made, counted by rule: silence would read as a pass.
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
            "未检查 {} 项（单元格空白、缺少或不是数字）：{}",
            list.len(),
            names("（", "）", "、")
        ),
        format!(
            "{} check{} not made (cells blank, missing or no number): {}",
            list.len(),
            plural(list.len()),
            names(" (", ")", ", ")
        ),
    ))
}

/// What the file holds that has no place in the form.
fn unplaced(one: &Examined, lines: &LineIndex<'_>, mut say: impl FnMut(Text)) {
    let list = &one.source.reading.unplaced;
    if list.is_empty() {
        return;
    }
    let count = list.len();
    say(Text::of(
        format!("{count} 处内容在格式中没有位置（原样保留）："),
        format!(
            "{count} piece{} with no place in the form (kept as written):",
            plural(count)
        ),
    ));
    for piece in list.iter().take(SHOWN_UNPLACED) {
        let text = shortened(&piece.text, 60);
        say(match piece.span {
            Some(span) => {
                let line = lines.position(span.start).line;
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

/// A stretch of the source to mark.
struct Mark {
    span: Span,
    first: bool,
    label: Option<String>,
}

/// One finding with its source lines.
fn snippet(
    one: &Examined,
    lines: &LineIndex<'_>,
    finding: &Finding,
    lang: Lang,
    renderer: &Renderer,
    out: &mut String,
) {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Notice => Level::NOTE,
    };
    let severity = finding.severity.text();
    let title = level
        .with_name(severity.get(lang).to_owned())
        .primary_title(clean(finding.message.get(lang)))
        .id(finding.rule);
    let mut group = Group::with_title(title);
    let path = clean(&one.path);
    let (marks, unmarked) = marks(one, lines, finding, lang);
    if let Some(mark) = marks.iter().find(|mark| mark.first) {
        let place = lines.position(mark.span.start);
        group = group.element(Origin::path(path.clone()).line(place.line).char_column(place.column));
        let view = View::around(&one.source.text, lines, &marks, mark.span);
        let mut source = Snippet::source(view.text).line_start(view.line).fold(true);
        for mark in &marks {
            if let Some(range) = view.range(mark.span) {
                let kind = if mark.first {
                    AnnotationKind::Primary
                } else {
                    AnnotationKind::Context
                };
                source = source.annotation(kind.span(range).label(mark.label.clone()));
            }
        }
        group = group.element(source);
    } else {
        group = group.element(Origin::path(path));
    }
    if !unmarked.is_empty() {
        let name = Text::new("相关", "with");
        group = group.element(Level::NOTE.with_name(name.get(lang).to_owned()).message(unmarked));
    }
    if let Some(help) = &finding.help {
        let name = Text::new("怎么办", "help");
        group = group.element(
            Level::HELP
                .with_name(name.get(lang).to_owned())
                .message(clean(help.get(lang))),
        );
    }
    if let Some(fix) = &finding.fix {
        let name = Text::new("可改", "fix");
        let edits: Vec<String> = fix
            .edits
            .iter()
            .map(|edit| format!("{} = {}", edit.field, clean(&edit.value)))
            .collect();
        let text = format!("{}（{}）", clean(fix.title.get(lang)), edits.join(", "));
        let text = if lang == Lang::En {
            text.replace('（', " (").replace('）', ")")
        } else {
            text
        };
        group = group.element(Level::HELP.with_name(name.get(lang).to_owned()).message(text));
    }
    out.push_str(&renderer.render(&[group]));
    out.push('\n');
}

/// What to mark for a finding, and the names of the cells that take part but are not marked.
fn marks(one: &Examined, lines: &LineIndex<'_>, finding: &Finding, lang: Lang) -> (Vec<Mark>, String) {
    let reading = &one.source.reading;
    let mut marks = Vec::new();
    let mut shown_lines = Vec::new();
    let first = reading.places.find(&reading.report, &finding.at);
    if let Some(span) = first {
        shown_lines.push(lines.position(span.start).line);
        marks.push(Mark {
            span,
            first: true,
            label: finding.field().map(|field| field.label().get(lang).to_owned()),
        });
    }
    let mut unmarked = Vec::new();
    for field in &finding.also {
        let label = field.label().get(lang).to_owned();
        let found = first.and(reading.places.find(&reading.report, &At::Field(*field)));
        let Some(span) = found.filter(|span| marks.iter().all(|mark| mark.span != *span)) else {
            unmarked.push(label);
            continue;
        };
        let line = lines.position(span.start).line;
        if !shown_lines.contains(&line) {
            if shown_lines.len() >= LINES_OF_A_FINDING {
                unmarked.push(label);
                continue;
            }
            shown_lines.push(line);
        }
        marks.push(Mark {
            span,
            first: false,
            label: Some(label),
        });
    }
    let between = if lang == Lang::Zh { "；" } else { "; " };
    (marks, unmarked.join(between))
}

/// The stretch of the source that is handed to the renderer: whole lines where they are of a usual length, else what
/// stands around the mark.
struct View<'a> {
    text: &'a str,
    start: usize,
    line: usize,
}

impl<'a> View<'a> {
    fn around(source: &'a str, lines: &LineIndex<'_>, marks: &[Mark], first: Span) -> View<'a> {
        let low = marks.iter().map(|mark| mark.span.start).min().unwrap_or(first.start);
        let high = marks.iter().map(|mark| mark.span.end).max().unwrap_or(first.end);
        // Only lines of a usual length are taken as a whole: a renderer that walks through megabytes for each of many
        // findings would never come back.
        let near = 64 * 1024;
        let (low, high) = if high - low > near {
            (first.start, first.end.min(first.start + near))
        } else {
            (low, high)
        };
        let start = source[..floor(source, low)].rfind('\n').map_or(0, |at| at + 1);
        let end = source[floor(source, high)..]
            .find('\n')
            .map_or(source.len(), |at| floor(source, high) + at);
        let start = start.max(floor(source, low.saturating_sub(AROUND_A_MARK)));
        let end = end.min(floor(source, high.saturating_add(AROUND_A_MARK)).max(start));
        View {
            text: source.get(start..end).unwrap_or_default(),
            start,
            line: lines.position(start).line,
        }
    }

    /// A span's place in the text of the view.
    fn range(&self, span: Span) -> Option<std::ops::Range<usize>> {
        let start = span.start.checked_sub(self.start)?;
        if start > self.text.len() {
            return None;
        }
        let end = (span.end - self.start).min(self.text.len());
        // A mark over many lines (a whole table) is drawn under its first.
        let first_line = self.text[start..end].find('\n').map_or(end, |at| start + at);
        Some(start..first_line.max(start))
    }
}

/// The nearest boundary of a character at or before a byte.
fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

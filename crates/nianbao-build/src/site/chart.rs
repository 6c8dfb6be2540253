//! Charts as static SVG. Positions across are in per cent and heights in pixels, without a `viewBox`, so that letters keep
//! their size at every width. No script and no `style`: colours come from the style sheet.
//!
//! Each has a title, and a description with every figure in words; where figures are missing, blank or touched by an error
//! it says so, and nothing is drawn as 0 that is not 0.

use std::fmt::Write as _;

use nianbao_core::text::Lang;

use super::html;
use super::sums::{self, GROUPS, grouped};

/// The words that charts say.
pub(crate) mod words {
    use nianbao_core::text::Text;

    /// The slot of a missing report.
    pub(crate) static MISSING: Text = Text::new("缺", "none");
    /// The slot of a report whose figure is blank or not a number.
    pub(crate) static BLANK: Text = Text::new("空着", "blank");
    /// A figure that an error touches.
    pub(crate) static ERROR: Text = Text::new("有错误", "error");
    /// A column that is cut.
    pub(crate) static CUT: Text = Text::new("未按比例", "not to scale");
    /// A bar of shares that should not be compared.
    pub(crate) static NOT_COMPARED: Text = Text::new("不比较", "not comparable");
    /// The groups of outcomes, in the form's order.
    pub(crate) static GROUPS: [Text; super::GROUPS] = [
        Text::new("予以公开", "Granted"),
        Text::new("部分公开", "Partly granted"),
        Text::new("不予公开", "Denied"),
        Text::new("无法提供", "Unavailable"),
        Text::new("不予处理", "Not processed"),
        Text::new("其他处理", "Other"),
    ];
}

/// The most columns and bars that a chart shows; the table below it has all.
pub(crate) const MOST: usize = 15;

/// A number of reports, as short as a column is wide.
fn reports(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{count} 份"),
        Lang::En => format!("n={count}"),
    }
}

/// The most bars of shares.
pub(crate) const BARS: usize = 10;

/// Adds text. Markup for deceptive characters, as [`html::escape_into`] writes it, would not be SVG.
fn push(text: &str, out: &mut String) {
    out.push_str(&html::attribute(text));
}

/// A chart that is being drawn.
pub(crate) struct Svg {
    body: String,
    height: u32,
}

/// A figure of a chart over years.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// There is no report.
    Missing,
    /// The report lacks the figure.
    Blank,
    /// The figures from the bottom up, and whether an error touches each.
    Figures([i128; 2], [bool; 2]),
}

impl Slot {
    /// Whether an error touches any of its figures.
    fn error(self) -> bool {
        matches!(self, Slot::Figures(_, errors) if errors.contains(&true))
    }

    fn sum(self) -> i128 {
        match self {
            Slot::Figures([one, two], _) => one + two,
            _ => 0,
        }
    }
}

/// A column of a chart over years.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) year: u16,
    pub(crate) slot: Slot,
    /// The number of reports that a sum rests on.
    pub(crate) reports: Option<usize>,
}

/// A bar of shares.
#[derive(Debug, Clone)]
pub(crate) struct Bar<'a> {
    /// What it is of: the year, in bold.
    pub(crate) name: String,
    /// Its base, after the name.
    pub(crate) base: String,
    /// What is said above its right end.
    pub(crate) right: String,
    pub(crate) parts: &'a [i128],
    /// Whether it should not be compared with the others.
    pub(crate) ringed: bool,
}

/// A dot in its own row.
#[derive(Debug, Clone)]
pub(crate) struct Dot {
    pub(crate) name: String,
    /// The figures that the share is made of; for a missing report, that it is missing.
    pub(crate) note: String,
    /// Part and whole; `None` draws no dot.
    pub(crate) share: Option<(i128, i128)>,
    pub(crate) error: bool,
    /// What is said next to the dot besides its share.
    pub(crate) remark: String,
}

/// Where something is across, in hundredths of a per cent.
fn across(part: i128, whole: i128) -> i128 {
    if whole <= 0 {
        return 0;
    }
    (part.clamp(0, whole) * 20000 + whole) / (whole * 2)
}

/// Hundredths of a per cent as SVG says them.
struct X(i128);

impl std::fmt::Display for X {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{:02}%", self.0 / 100, self.0 % 100)
    }
}

impl Svg {
    fn new() -> Svg {
        Svg {
            body: String::with_capacity(2048),
            height: 0,
        }
    }

    fn text(&mut self, class: &str, x: i128, y: u32, anchor: &str, text: &str) {
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{class}\"")
        };
        let anchor = if anchor.is_empty() {
            String::new()
        } else {
            format!(" text-anchor=\"{anchor}\"")
        };
        let _ = write!(self.body, "<text{class} x=\"{}\" y=\"{y}\"{anchor}>", X(x));
        push(text, &mut self.body);
        self.body.push_str("</text>");
    }

    fn rect(&mut self, class: &str, (x, width): (i128, i128), (y, height): (u32, u32)) {
        let _ = write!(
            self.body,
            "<rect class=\"{class}\" x=\"{}\" y=\"{y}\" width=\"{}\" height=\"{height}\"/>",
            X(x),
            X(width)
        );
    }

    fn line(&mut self, class: &str, (x1, x2): (i128, i128), (y1, y2): (u32, u32)) {
        let _ = write!(
            self.body,
            "<line class=\"{class}\" x1=\"{}\" x2=\"{}\" y1=\"{y1}\" y2=\"{y2}\"/>",
            X(x1),
            X(x2)
        );
    }

    fn circle(&mut self, class: &str, x: i128, y: u32, r: u32) {
        let _ = write!(
            self.body,
            "<circle class=\"{class}\" cx=\"{}\" cy=\"{y}\" r=\"{r}\"/>",
            X(x)
        );
    }

    /// The axis of shares, always the whole range.
    fn share_axis(&mut self, y: u32) {
        for (percent, anchor) in [
            (0, "start"),
            (25, "middle"),
            (50, "middle"),
            (75, "middle"),
            (100, "end"),
        ] {
            self.text("soft", percent * 100, y, anchor, &format!("{percent}%"));
        }
    }

    /// The whole chart. The id is unique on its page.
    fn finish(self, id: &str, title: &str, desc: &str) -> String {
        format!(
            "<svg class=\"chart\" width=\"100%\" height=\"{}\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\"><title id=\"{id}-title\">{}</title><desc id=\"{id}-desc\">{}</desc>{}</svg>\n",
            self.height,
            html::attribute(title),
            html::attribute(desc),
            self.body
        )
    }
}

/// The words of a list in a description.
fn listed(parts: &[String], lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{}。", parts.join("；")),
        Lang::En => format!("{}.", parts.join("; ")),
    }
}

/// The scale of columns: the highest figure drawn in full. A figure of more than twenty times the median is cut.
fn scale(columns: &[Column]) -> i128 {
    let mut sums: Vec<i128> = columns
        .iter()
        .map(|column| column.slot.sum())
        .filter(|sum| *sum > 0)
        .collect();
    sums.sort_unstable();
    let Some(most) = sums.last().copied() else { return 1 };
    let median = sums.get(sums.len() / 2).copied().unwrap_or(most);
    let limit = median.saturating_mul(20);
    if sums.len() < 3 || most <= limit {
        return most;
    }
    sums.iter().rev().copied().find(|sum| *sum <= limit).unwrap_or(most)
}

/// The pixels of a figure on this scale.
fn pixels(figure: i128, scale: i128, height: u32) -> u32 {
    let scale = scale.max(1);
    let pixels = (figure.clamp(0, scale) * i128::from(height) * 2 + scale) / (scale * 2);
    let pixels = u32::try_from(pixels).unwrap_or(height);
    // What is not 0 is seen.
    if figure > 0 { pixels.max(2) } else { 0 }
}

/// Which years a time axis names, and whose figures are shown: all of a few, else the first, the last and each fifth.
fn named(index: usize, columns: &[Column], few: usize) -> bool {
    let year = columns.get(index).map_or(0, |column| column.year);
    columns.len() <= few || index == 0 || index + 1 == columns.len() || year.is_multiple_of(5)
}

/// What the columns say in words.
pub(crate) fn said(columns: &[Column], names: &[&str; 2], lang: Lang) -> String {
    let one = |column: &Column| {
        let year = column.year;
        let flag = |error: bool| match (error, lang) {
            (false, _) => String::new(),
            (true, Lang::Zh) => format!("（{}）", words::ERROR.zh),
            (true, Lang::En) => format!(" ({})", words::ERROR.en),
        };
        match (column.slot, lang) {
            (Slot::Missing, Lang::Zh) => format!("{year} 年没有报告"),
            (Slot::Missing, Lang::En) => format!("{year}: no report"),
            (Slot::Blank, Lang::Zh) => format!("{year} 年报告里没有这些数字"),
            (Slot::Blank, Lang::En) => format!("{year}: not in the report"),
            (Slot::Figures([one, two], _), lang) => {
                let error = column.slot.error();
                let (one, two) = (grouped(one), grouped(two));
                let second = match (names[1].is_empty(), lang) {
                    (true, _) => String::new(),
                    (false, Lang::Zh) => format!("，{} {two} 件", names[1]),
                    (false, Lang::En) => format!(", {two} {}", names[1]),
                };
                let base = column.reports.map_or_else(String::new, |count| match lang {
                    Lang::Zh => format!("（{count} 份报告）"),
                    Lang::En => format!(" (reports: {count})"),
                });
                match lang {
                    Lang::Zh => format!("{year} 年{} {one} 件{second}{base}{}", names[0], flag(error)),
                    Lang::En => format!("{year}: {one} {}{second}{base}{}", names[0], flag(error)),
                }
            }
        }
    };
    listed(&columns.iter().map(one).collect::<Vec<_>>(), lang)
}

/// Columns over the years: what was received, and above it what was carried in.
pub(crate) fn columns(id: &str, title: &str, columns: &[Column], names: [&str; 2], lang: Lang) -> String {
    let columns = &columns[columns.len().saturating_sub(MOST)..];
    let mut svg = Svg::new();
    let based = columns.iter().any(|column| column.reports.is_some());
    svg.height = if based { 266 } else { 250 };
    let (top, base) = (30, 224);
    let slots = columns.len() as i128 + 1;
    let slot = 10000 / slots.max(2);
    let scale = scale(columns);
    svg.line("axis", (0, slot * (slots - 1)), (base, base));
    for (index, column) in columns.iter().enumerate() {
        let (left, width) = (slot * index as i128 + slot / 6, slot * 2 / 3);
        let middle = left + width / 2;
        if named(index, columns, 10) {
            svg.text("", middle, base + 18, "middle", &column.year.to_string());
            if let Some(count) = column.reports {
                svg.text("soft", middle, base + 35, "middle", &reports(count, lang));
            }
        }
        match column.slot {
            Slot::Missing => {
                svg.rect("gap", (left, width), (base - 28, 28));
                svg.text("soft", middle, base - 9, "middle", words::MISSING.get(lang));
            }
            Slot::Blank => svg.text("soft", middle, base - 9, "middle", words::BLANK.get(lang)),
            Slot::Figures(figures, errors) => {
                let error = column.slot.error();
                let sum = column.slot.sum();
                let cut = sum > scale;
                let drawn = if cut { [scale, 0] } else { figures };
                let mut y = base;
                for (n, figure) in drawn.into_iter().enumerate() {
                    let height = pixels(figure, scale, base - top);
                    if height == 0 {
                        continue;
                    }
                    y -= height;
                    let bad = if errors.get(n) == Some(&true) { " bad" } else { "" };
                    svg.rect(&format!("s{n}{bad}"), (left, width), (y, height));
                    // Of a single part, the figure above the column says all.
                    let roomy = columns.len() <= 10 && !drawn.contains(&0);
                    if height >= 20 && !cut && roomy {
                        let class = format!("in{n}");
                        svg.text(&class, middle, y + height / 2 + 5, "middle", &grouped(figure));
                    }
                }
                if cut {
                    svg.line("cut", (left, left + width), (y + 24, y + 16));
                }
                let sums = columns.iter().map(|column| column.slot.sum());
                let extreme = sums.clone().max() == Some(sum) || sums.min() == Some(sum);
                if columns.len() <= 10 || named(index, columns, 10) || extreme {
                    let mark = if error { "*" } else { "" };
                    let text = format!("{}{mark}", grouped(sum));
                    svg.text("tot", middle, y - 7, "middle", &text);
                }
                if cut {
                    svg.text("err", middle, y + 40, "middle", words::CUT.get(lang));
                }
            }
        }
    }
    // The names are next to the last column, at the heights of its parts. A single part has no name.
    let has_second = |column: &Column| matches!(column.slot, Slot::Figures([_, second], _) if second > 0);
    if let Some(Slot::Figures(figures, _)) = columns.last().map(|column| column.slot)
        && columns.iter().any(has_second)
    {
        let x = slot * (slots - 1) + 100;
        let heights = figures.map(|figure| pixels(figure, scale, base - top));
        svg.text("key0", x, base - heights[0] / 2 + 5, "", names[0]);
        let above = (base - heights[0] / 2 + 5).saturating_sub(20);
        let second = (base - heights[0] - heights[1] / 2 + 5).min(above);
        svg.text("key1", x, second.max(14), "", names[1]);
    }
    svg.finish(id, title, &said(columns, &names, lang))
}

/// A small chart for lists of many: the last year in the foreground. All charts of a list have the same years, so that a
/// year is at the same place in each.
pub(crate) fn small(
    id: &str,
    title: &str,
    columns: &[Column],
    years: std::ops::RangeInclusive<u16>,
    name: &str,
    lang: Lang,
) -> String {
    let to = *years.end();
    let most = u16::try_from(MOST).unwrap_or(u16::MAX);
    let from = (*years.start()).max(to.saturating_sub(most - 1));
    let columns = &columns[columns.partition_point(|column| column.year < from)..];
    let mut svg = Svg::new();
    svg.height = 112;
    let (top, base) = (20, 92);
    let slot = 10000 / i128::from(to.saturating_sub(from) + 1);
    let place = |year: u16| {
        let left = slot * i128::from(year.saturating_sub(from)) + slot / 6;
        (left, left + slot / 3)
    };
    let width = slot * 2 / 3;
    let scale = scale(columns);
    svg.line("axis", (0, 10000), (base, base));
    for year in if from == to { vec![to] } else { vec![from, to] } {
        let (_, middle) = place(year);
        svg.text("soft", middle, base + 17, "middle", &format!("{:02}", year % 100));
    }
    for (index, column) in columns.iter().enumerate() {
        let last = index + 1 == columns.len();
        let (left, middle) = place(column.year);
        match column.slot {
            Slot::Missing => {
                svg.rect("gap", (left, width), (base - 28, 28));
                svg.text("soft", middle, base - 9, "middle", words::MISSING.get(lang));
            }
            Slot::Blank => svg.text("soft", middle, base - 9, "middle", "–"),
            Slot::Figures(..) => {
                let error = column.slot.error();
                let sum = column.slot.sum();
                let height = pixels(sum, scale, base - top);
                let class = match (last, error) {
                    (true, true) => "s0 bad",
                    (true, false) => "s0",
                    (false, true) => "s0 past bad",
                    (false, false) => "s0 past",
                };
                if height > 0 {
                    svg.rect(class, (left, width), (base - height, height));
                }
                if columns.len() <= 8 || last || index == 0 {
                    let mark = if error { "*" } else { "" };
                    let class = if last { "tot" } else { "soft" };
                    let text = format!("{}{mark}", grouped(sum));
                    svg.text(class, middle, base - height - 5, "middle", &text);
                }
            }
        }
    }
    svg.finish(id, title, &said(columns, &[name, ""], lang))
}

/// A segment's share, or its count if the whole is small; `None` of nothing.
pub(crate) fn share_or_count(part: i128, whole: i128, lang: Lang) -> Option<String> {
    if !(1..sums::FEW).contains(&whole) {
        return sums::share(part, whole);
    }
    Some(match lang {
        Lang::Zh => format!("{} 件", grouped(part)),
        Lang::En => format!("{} of {}", grouped(part), grouped(whole)),
    })
}

/// Stacked bars: the shares of each, with the figures of the larger segments. Classes are `o1`, `o2`, … or as given.
pub(crate) fn shares(id: &str, title: &str, bars: &[Bar<'_>], names: &[&str], class: &str, lang: Lang) -> String {
    let bars = &bars[..bars.len().min(BARS)];
    let mut svg = Svg::new();
    let mut told = Vec::new();
    for (row, bar) in bars.iter().enumerate() {
        let y = u32::try_from(row).unwrap_or(0) * 56;
        svg.height = y + 48;
        let _ = write!(svg.body, "<text x=\"0\" y=\"{}\"><tspan class=\"tot\">", y + 14);
        push(&bar.name, &mut svg.body);
        svg.body.push_str("</tspan> <tspan class=\"soft\" dx=\"6\">");
        push(&bar.base, &mut svg.body);
        svg.body.push_str("</tspan></text>");
        svg.text("tot", 10000, y + 14, "end", &bar.right);
        let whole: i128 = bar.parts.iter().sum();
        let mut before = 0;
        let mut said = Vec::new();
        for (index, part) in bar.parts.iter().enumerate() {
            let (from, to) = (across(before, whole), across(before + part, whole));
            before += part;
            if let (Some(name), Some(share)) = (names.get(index), share_or_count(*part, whole, lang)) {
                let gap = if lang == Lang::Zh { " " } else { ": " };
                said.push(format!("{name}{gap}{share}"));
            }
            if to == from {
                continue;
            }
            let class = format!("{class}{}", index + 1);
            svg.rect(&class, (from, to - from), (y + 22, 24));
            if from > 0 {
                svg.line("cut", (from, from), (y + 21, y + 47));
            }
            if to - from >= 750 {
                let class = format!("t{}", index + 1);
                let figure = match share_or_count(*part, whole, lang) {
                    Some(count) if whole < sums::FEW => count,
                    _ => ((part * 200 + whole) / (whole * 2)).to_string(),
                };
                svg.text(&class, i128::midpoint(from, to), y + 39, "middle", &figure);
            }
        }
        if bar.ringed {
            svg.rect("ring", (0, 10000), (y + 21, 26));
        }
        let ringed = if bar.ringed {
            format!("（{}）", words::NOT_COMPARED.get(lang))
        } else {
            String::new()
        };
        let between = if lang == Lang::Zh { "、" } else { ", " };
        told.push(format!("{} {}{ringed} {}", bar.name, bar.base, said.join(between)));
    }
    svg.finish(id, title, &listed(&told, lang))
}

/// A dot in each row, and a line for all of them.
pub(crate) fn dots(id: &str, title: &str, rows: &[Dot], middle: Option<(i128, i128, &str)>, lang: Lang) -> String {
    let mut svg = Svg::new();
    let bottom = 24 + u32::try_from(rows.len()).unwrap_or(0) * 44;
    svg.height = bottom + 22;
    let mut told = Vec::new();
    if let Some((part, whole, words)) = middle {
        let x = across(part, whole);
        svg.line("mid", (x, x), (22, bottom));
        let anchor = match x {
            ..1500 => "start",
            8500.. => "end",
            _ => "middle",
        };
        svg.text("tot", x, 14, anchor, words);
        told.push(words.to_owned());
    }
    for (row, dot) in rows.iter().enumerate() {
        let y = 24 + u32::try_from(row).unwrap_or(0) * 44;
        let class = if dot.error { "err" } else { "soft" };
        let _ = write!(svg.body, "<text class=\"halo\" x=\"0\" y=\"{}\">", y + 16);
        push(&dot.name, &mut svg.body);
        let _ = write!(svg.body, " <tspan class=\"{class}\">");
        push(&dot.note, &mut svg.body);
        svg.body.push_str("</tspan></text>");
        let gap = if lang == Lang::Zh { " " } else { ": " };
        let Some((part, whole)) = dot.share else {
            svg.line("gap", (0, 10000), (y + 31, y + 31));
            told.push(format!("{}{gap}{}", dot.name, dot.note));
            continue;
        };
        svg.line("grid", (0, 10000), (y + 31, y + 31));
        let x = across(part, whole);
        let share = sums::share(part, whole).unwrap_or_default();
        svg.circle(if dot.error { "dot bad" } else { "dot" }, x, y + 31, 6);
        let said = format!("{share}{}", dot.remark);
        // The words are on the side with more room.
        let (anchor, dx) = if x > 6000 { ("end", -12) } else { ("start", 12) };
        let _ = write!(
            svg.body,
            "<text class=\"tot halo\" x=\"{}\" y=\"{}\" dx=\"{dx}\" text-anchor=\"{anchor}\">{}</text>",
            X(x),
            y + 36,
            html::attribute(&said)
        );
        told.push(format!("{}{gap}{said}{}", dot.name, told_note(&dot.note, lang)));
    }
    svg.share_axis(bottom + 18);
    svg.finish(id, title, &listed(&told, lang))
}

fn told_note(note: &str, lang: Lang) -> String {
    match lang {
        _ if note.is_empty() => String::new(),
        Lang::Zh => format!("（{note}）"),
        Lang::En => format!(" ({note})"),
    }
}

/// The shares of many organs in a year.
pub(crate) struct Strip {
    pub(crate) year: u16,
    /// What is said above its right end.
    pub(crate) right: String,
    /// The share of all together.
    pub(crate) middle: Option<(i128, i128)>,
    /// Part, whole, and whether an error touches them.
    pub(crate) points: Vec<(i128, i128, bool)>,
}

/// The most organs that are drawn one by one.
pub(crate) const DOTS: usize = 60;

/// A row of dots for each year, or of bands where there are more organs than can be told apart.
pub(crate) fn strips(id: &str, title: &str, rows: &[Strip], lang: Lang) -> String {
    let rows = &rows[..rows.len().min(MOST)];
    let mut svg = Svg::new();
    let mut y = 0;
    let mut told = Vec::new();
    for strip in rows {
        svg.text("tot", 0, y + 14, "", &strip.year.to_string());
        svg.text("soft", 10000, y + 14, "end", &strip.right);
        let mut at: Vec<(i128, bool)> = strip
            .points
            .iter()
            .map(|(part, whole, error)| (across(*part, *whole), *error))
            .collect();
        at.sort_unstable();
        let many = at.len() > DOTS;
        let levels = if many { Vec::new() } else { levels(&at) };
        let highest = levels.iter().copied().max().unwrap_or(0);
        // Dots above each other leave room for the words, and high stacks are closer.
        let rise = if highest > 5 { (40 / highest).max(1) } else { 8 };
        let line = y + 27 + (highest * rise).max(10);
        svg.line("grid", (0, 10000), (line, line));
        if let Some((part, whole)) = strip.middle {
            let x = across(part, whole);
            svg.line("mid", (x, x), (line - 12, line + 12));
        }
        if many {
            let fine: Vec<i128> = at.iter().filter(|(_, error)| !error).map(|(x, _)| *x).collect();
            let quantile = |n: usize| fine.get((fine.len() - 1) * n / 4).copied().unwrap_or(0);
            if !fine.is_empty() {
                svg.rect(
                    "band",
                    (quantile(0), (quantile(4) - quantile(0)).max(20)),
                    (line - 3, 6),
                );
                svg.rect("o2", (quantile(1), (quantile(3) - quantile(1)).max(20)), (line - 9, 18));
                svg.line("cut", (quantile(2), quantile(2)), (line - 9, line + 9));
            }
        } else {
            for ((x, error), level) in at.into_iter().zip(levels) {
                let class = if error { "dot bad" } else { "dot" };
                svg.circle(class, x, line - level * rise, 5);
            }
        }
        y = line + 18;
        told.push(match lang {
            Lang::Zh => format!("{} 年{}", strip.year, strip.right),
            Lang::En => format!("{}: {}", strip.year, strip.right),
        });
    }
    svg.height = y + 22;
    svg.share_axis(y + 16);
    svg.finish(id, title, &listed(&told, lang))
}

/// How far up each dot is moved, so that none covers another: to the lowest level that is free there. They come from left
/// to right.
fn levels(at: &[(i128, bool)]) -> Vec<u32> {
    // Where the last dot of each level is.
    let mut ends: Vec<i128> = Vec::new();
    at.iter()
        .map(|(x, _)| {
            let level = ends.iter().position(|end| x - end >= 220).unwrap_or(ends.len());
            match ends.get_mut(level) {
                Some(end) => *end = *x,
                None => ends.push(*x),
            }
            u32::try_from(level).unwrap_or(0)
        })
        .collect()
}

/// A row of squares, one for each case.
pub(crate) struct Cases {
    pub(crate) name: String,
    pub(crate) note: String,
    /// Corrected, upheld, other, pending.
    pub(crate) parts: [i128; 4],
}

/// The most cases of a row of squares; more are drawn as shares.
pub(crate) const SQUARES: i128 = 40;

/// Squares in a line, so that the narrowest page has room for them.
const LINE: u32 = 20;

/// A square for each case, row by row.
pub(crate) fn squares(id: &str, title: &str, rows: &[Cases], lang: Lang) -> String {
    let mut svg = Svg::new();
    let mut y = 0;
    let mut told = Vec::new();
    for row in rows {
        let _ = write!(svg.body, "<text x=\"0\" y=\"{}\"><tspan class=\"tot\">", y + 14);
        push(&row.name, &mut svg.body);
        svg.body.push_str("</tspan> <tspan class=\"soft\" dx=\"6\">");
        push(&row.note, &mut svg.body);
        svg.body.push_str("</tspan></text>");
        let mut n = 0;
        for (kind, count) in row.parts.iter().enumerate() {
            for _ in 0..(*count).clamp(0, SQUARES) {
                let (x, down) = (1 + n % LINE * 17, y + 23 + n / LINE * 17);
                let _ = write!(
                    svg.body,
                    "<rect class=\"u{kind}\" x=\"{x}\" y=\"{down}\" width=\"13\" height=\"13\"/>"
                );
                n += 1;
            }
        }
        y += 36 + n.div_ceil(LINE) * 17;
        told.push(format!("{} {}", row.name, row.note));
    }
    svg.height = y;
    svg.finish(id, title, &listed(&told, lang))
}

/// The names of a stacked bar's segments in their order, each with its colour and, if given, its newest figure.
pub(crate) fn legend(class: &str, names: &[&str], figures: &[Option<String>]) -> String {
    let mut out = String::from("<ul class=\"okey\">");
    for (index, name) in names.iter().enumerate() {
        let _ = write!(
            out,
            "<li><svg class=\"sw\" width=\"14\" height=\"14\" aria-hidden=\"true\"><rect class=\"{class}{}\" x=\"0.5\" y=\"0.5\" width=\"13\" height=\"13\"/></svg><span>{}</span>",
            index + 1,
            html::attribute(name)
        );
        if let Some(figure) = figures.get(index).and_then(Option::as_ref) {
            let _ = write!(out, " <b>{}</b>", html::attribute(figure));
        }
        out.push_str("</li>");
    }
    out.push_str("</ul>\n");
    out
}

/// The names of the squares' kinds.
pub(crate) fn legend_of_squares(names: [&str; 4]) -> String {
    let mut out = String::from("<ul class=\"okey row\">");
    for (kind, name) in names.into_iter().enumerate() {
        let _ = write!(
            out,
            "<li><svg class=\"sw\" width=\"15\" height=\"15\" aria-hidden=\"true\"><rect class=\"u{kind}\" x=\"1\" y=\"1\" width=\"13\" height=\"13\"/></svg><span>{}</span></li>",
            html::attribute(name)
        );
    }
    out.push_str("</ul>\n");
    out
}

#[cfg(test)]
mod tests {
    use nianbao_tests::html::tags;

    use super::*;

    fn column(year: u16, figures: [i128; 2]) -> Column {
        Column {
            year,
            slot: Slot::Figures(figures, [false; 2]),
            reports: None,
        }
    }

    /// The values of an attribute of the elements of a class.
    fn attribute(svg: &str, class: &str, name: &str) -> Vec<String> {
        let found = tags(svg);
        let of_class = found.iter().filter(|tag| tag.get("class") == Some(class));
        of_class.filter_map(|tag| tag.get(name).map(str::to_owned)).collect()
    }

    #[test]
    fn heights_are_in_proportion_and_blanks_are_not_zero() {
        let years = [
            column(2019, [100, 0]),
            column(2020, [50, 50]),
            column(2021, [0, 0]),
            Column {
                year: 2022,
                slot: Slot::Missing,
                reports: None,
            },
            Column {
                year: 2023,
                slot: Slot::Blank,
                reports: None,
            },
            Column {
                year: 2024,
                slot: Slot::Figures([25, 0], [true, false]),
                reports: None,
            },
        ];
        let svg = columns("c", "<题目>", &years, ["新收", "结转"], Lang::Zh);
        assert_eq!(attribute(&svg, "s0", "height"), ["194", "97"]);
        assert_eq!(attribute(&svg, "s1", "height"), ["97"]);
        assert_eq!(attribute(&svg, "s0 bad", "height"), ["49"]);
        assert_eq!(attribute(&svg, "gap", "height"), ["28"]);
        for said in [
            "&lt;题目&gt;",
            "2021 年新收 0 件",
            "2022 年没有报告",
            "2023 年报告里没有这些数字",
            "2024 年新收 25 件，结转 0 件（有错误）",
            ">25*<",
            ">0<",
            ">缺<",
            ">空着<",
        ] {
            assert!(svg.contains(said), "{said}\n{svg}");
        }
        assert!(!svg.contains("style=") && !svg.contains("viewBox"));
    }

    #[test]
    fn a_figure_far_above_the_others_is_cut_and_says_so() {
        let years = [1, 2, 3, 1000].map(|n| column(2020, [n, 0]));
        let svg = columns("c", "x", &years, ["received", ""], Lang::En);
        assert!(svg.contains(">not to scale<") && svg.contains(">1,000<"));
        assert_eq!(attribute(&svg, "s0", "height"), ["65", "129", "194", "194"]);
        let near = [100, 90, 120].map(|n| column(2020, [n, 0]));
        let svg = columns("c", "x", &near, ["received", ""], Lang::En);
        assert!(!svg.contains("not to scale"));
    }

    #[test]
    fn segments_fill_the_bar_in_the_forms_order() {
        let bar = |parts, ringed| Bar {
            name: "2024".to_owned(),
            base: "80 件".to_owned(),
            right: String::new(),
            parts,
            ringed,
        };
        let names = words::GROUPS.each_ref().map(|name| name.get(Lang::Zh));
        let svg = shares("s", "x", &[bar(&[10, 10, 0, 10, 0, 50], false)], &names, "o", Lang::Zh);
        let found = tags(&svg);
        let bars: Vec<(String, String, String)> = found
            .iter()
            .filter(|tag| tag.name == "rect")
            .map(|tag| {
                let get = |name| tag.get(name).unwrap_or_default().to_owned();
                (get("class"), get("x"), get("width"))
            })
            .collect();
        let expected = [
            ("o1", "0.00%", "12.50%"),
            ("o2", "12.50%", "12.50%"),
            ("o4", "25.00%", "12.50%"),
            ("o6", "37.50%", "62.50%"),
        ];
        let expected = expected.map(|(class, x, width)| (class.to_owned(), x.to_owned(), width.to_owned()));
        assert_eq!(bars, expected);
        assert!(svg.contains("其他处理 62.5%") && svg.contains("不予公开 0.0%") && svg.contains(">63<"));
        let ringed = shares("s", "x", &[bar(&[1, 0, 0, 0, 0, 0], true)], &names, "o", Lang::Zh);
        assert!(ringed.contains("class=\"ring\"") && ringed.contains("不比较"));
        // Of a few, the segments have counts, and nothing is said in per cent.
        let few = shares("s", "x", &[bar(&[1, 0, 0, 2, 0, 0], false)], &names, "o", Lang::Zh);
        assert!(few.contains(">2 件<") && few.contains("无法提供 2 件") && few.contains("不予公开 0 件"));
        let of = |part, whole, lang| share_or_count(part, whole, lang);
        assert_eq!(of(2, 3, Lang::En).as_deref(), Some("2 of 3"));
        assert_eq!(of(2, 10, Lang::En).as_deref(), Some("20.0%"));
        assert_eq!(of(0, 0, Lang::Zh), None);
        let none = shares("s", "x", &[bar(&[0; 6], false)], &names, "o", Lang::Zh);
        assert!(!none.contains("<rect"));
    }

    #[test]
    fn dots_stand_at_their_shares() {
        let dot = |name: &str, share, error| Dot {
            name: name.to_owned(),
            note: "1/4".to_owned(),
            share,
            error,
            remark: String::new(),
        };
        let rows = [
            dot("甲", Some((1, 4)), false),
            dot("乙", Some((3, 3)), true),
            dot("丙", None, false),
        ];
        let svg = dots("d", "x", &rows, Some((1, 2, "全部 50.0%")), Lang::Zh);
        assert_eq!(attribute(&svg, "dot", "cx"), ["25.00%"]);
        assert_eq!(attribute(&svg, "dot bad", "cx"), ["100.00%"]);
        assert_eq!(attribute(&svg, "mid", "x1"), ["50.00%"]);
        assert_eq!(attribute(&svg, "gap", "x1"), ["0.00%"]);
        assert!(svg.contains("甲 25.0%（1/4）") && svg.contains("丙 1/4"));
    }

    #[test]
    fn many_organs_are_a_band() {
        let strip = |count: i128| Strip {
            year: 2024,
            right: "x".to_owned(),
            middle: None,
            points: (0..count).map(|n| (n, count - 1, false)).collect(),
        };
        let few = strips("s", "x", &[strip(60)], Lang::Zh);
        assert_eq!(attribute(&few, "dot", "r").len(), 60);
        let many = strips("s", "x", &[strip(101)], Lang::Zh);
        assert_eq!(attribute(&many, "o2", "x"), ["25.00%"]);
        assert_eq!(attribute(&many, "o2", "width"), ["50.00%"]);
        assert!(attribute(&many, "dot", "r").is_empty());
    }

    #[test]
    fn no_dot_covers_another_or_the_words_above() {
        let strip = Strip {
            year: 2024,
            right: "x".to_owned(),
            middle: None,
            points: vec![(0, 1, false); 6]
                .into_iter()
                .chain([(1, 100, false), (1, 2, false)])
                .collect(),
        };
        let svg = strips("s", "x", &[strip], Lang::Zh);
        let places: Vec<(String, u32)> = attribute(&svg, "dot", "cx")
            .into_iter()
            .zip(attribute(&svg, "dot", "cy").iter().map(|y| y.parse().expect("pixels")))
            .collect();
        assert_eq!(places.len(), 8);
        let mut apart = places.clone();
        apart.sort();
        apart.dedup();
        assert_eq!(apart.len(), 8, "{places:?}");
        // The words are above 18 pixels, and a dot reaches 5 pixels above its centre.
        assert!(places.iter().all(|(_, y)| *y >= 18 + 5), "{places:?}");
    }

    #[test]
    fn a_year_is_at_the_same_place_in_every_small_chart() {
        let middle = |years: &[u16]| {
            let columns: Vec<Column> = years.iter().map(|year| column(*year, [7, 0])).collect();
            let svg = small("s", "x", &columns, 2019..=2025, "received", Lang::Zh);
            (attribute(&svg, "s0", "x"), svg.contains(">19<") && svg.contains(">25<"))
        };
        let (whole, named) = middle(&[2019, 2020, 2021, 2022, 2023, 2024, 2025]);
        assert!(named);
        let (old, named) = middle(&[2019, 2020]);
        assert!(named && old != whole);
        let two = [2019, 2020].map(|year| column(year, [7, 0]));
        let svg = small("s", "x", &two, 2019..=2025, "received", Lang::Zh);
        let past = attribute(&svg, "s0 past", "x");
        let all = [2019, 2020, 2021].map(|year| column(year, [7, 0]));
        let all = attribute(
            &small("s", "x", &all, 2019..=2025, "received", Lang::Zh),
            "s0 past",
            "x",
        );
        assert_eq!([past, old].concat(), all);
    }

    #[test]
    fn a_sum_says_how_many_reports_it_rests_on() {
        let years = [2023, 2024].map(|year| Column {
            reports: Some(usize::from(year - 2011)),
            ..column(year, [100, 0])
        });
        let zh = columns("c", "x", &years, ["新收", ""], Lang::Zh);
        assert!(
            zh.contains(">12 份<") && zh.contains("2024 年新收 100 件（13 份报告）"),
            "{zh}"
        );
        let en = columns("c", "x", &years, ["received", ""], Lang::En);
        assert!(
            en.contains(">n=13<") && en.contains("2024: 100 received (reports: 13)"),
            "{en}"
        );
    }

    #[test]
    fn each_case_is_a_square() {
        let rows = [Cases {
            name: "2024".to_owned(),
            note: "24 件".to_owned(),
            parts: [2, 18, 3, 1],
        }];
        let svg = squares("s", "x", &rows, Lang::Zh);
        let counts = ["u0", "u1", "u2", "u3"].map(|class| attribute(&svg, class, "x").len());
        assert_eq!(counts, [2, 18, 3, 1]);
        // The second line begins at the left.
        assert_eq!(attribute(&svg, "u2", "x")[0], "1");
    }
}

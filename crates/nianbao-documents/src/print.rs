//! The glyphs and lines printed on the pages of PDF and OFD files, and the text and tables that they make up.
//!
//! Such files mark neither. Crossing lines make up the cells of tables, merged ones where a line is missing. Text outside
//! of tables is read line by line, and lines that reach the right margin are joined with the next.

use std::collections::{BTreeMap, HashMap};

use crate::flow::{Cell, Piece};
use crate::sheet;

/// Longer files are not the report of one year.
pub(crate) const MOST_PAGES: usize = 300;
/// The most glyphs over all pages. A page of a report has about a thousand.
pub(crate) const MOST_GLYPHS: usize = 1_000_000;
/// The most lines on a page.
const MOST_LINES: usize = 4_000;
/// The most places on a page that are remembered for one character.
const MOST_PLACES: usize = 2_000;

/// The distance in points within which two lines count as one, or as touching.
const NEAR: f64 = 2.5;
/// A shape thinner than this, in points, is a line, however it was drawn.
const THIN: f64 = 2.5;

/// The content of a page.
#[derive(Debug, Default)]
pub(crate) struct Printed {
    /// The number of glyphs whose character is known.
    pub(crate) characters: usize,
    /// The number of glyphs whose character is unknown.
    pub(crate) unknown: usize,
    /// Its content, top to bottom.
    items: Vec<Item>,
}

/// A part of a page.
#[derive(Debug)]
enum Item {
    Line(Line),
    Table(Ruled),
    /// A page number or a running head.
    Mark(String),
}

/// A table drawn with lines.
#[derive(Debug)]
struct Ruled {
    /// Its cells by row, each with the column it begins in.
    rows: Vec<Vec<(usize, Cell)>>,
    /// The positions of its vertical lines, in points.
    xs: Vec<f64>,
}

impl Ruled {
    /// Its rows, with the cells that begin in each.
    fn rows(self) -> Vec<Vec<Cell>> {
        let cells = |row: Vec<(usize, Cell)>| row.into_iter().map(|(_, cell)| cell).collect();
        self.rows.into_iter().map(cells).collect()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flatten().map(|(_, cell)| sheet::text_of(cell))
    }

    /// Whether the table at the top of the next page continues this one: table two has a header for each item of
    /// Article 20, and its rows may be on the next page.
    fn goes_on_in(&self, next: &Ruled) -> bool {
        let near = |a: Option<&f64>, b: Option<&f64>| matches!((a, b), (Some(a), Some(b)) if (a - b).abs() < NEAR);
        near(self.xs.first(), next.xs.first())
            && near(self.xs.last(), next.xs.last())
            && self.texts().any(|text| text.contains("第二十条"))
    }

    /// Appends the rows of the next page, aligned by the vertical lines of both.
    fn append(&mut self, next: Ruled) {
        let xs = distinct(self.xs.iter().chain(&next.xs).copied().collect());
        let column = |x: f64| {
            let distance = |at: usize| xs.get(at).map_or(f64::MAX, |other| (other - x).abs());
            (0..xs.len())
                .min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
                .unwrap_or(0)
        };
        let placed = |part: Ruled| {
            let Ruled { rows, xs: own } = part;
            let at = move |index: usize| own.get(index).map_or(0, |x| column(*x));
            rows.into_iter().map(move |row| {
                row.into_iter()
                    .map(|(first, cell)| {
                        let (start, end) = (at(first), at(first + usize::from(cell.columns)));
                        let columns = u16::try_from(end.saturating_sub(start).max(1)).unwrap_or(u16::MAX);
                        (start, Cell { columns, ..cell })
                    })
                    .collect()
            })
        };
        let before = Ruled {
            rows: std::mem::take(&mut self.rows),
            xs: std::mem::take(&mut self.xs),
        };
        self.rows = placed(before).chain(placed(next)).collect();
        self.xs = xs;
    }
}

/// A line of text outside tables.
#[derive(Debug, Clone)]
struct Line {
    text: String,
    left: f64,
    right: f64,
    size: f64,
}

impl Line {
    /// Joins the line that continues this one.
    fn append(&mut self, next: &Line) {
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        if ascii(self.text.chars().next_back()) && ascii(next.text.chars().next()) {
            self.text.push(' ');
        }
        self.text.push_str(&next.text);
        (self.left, self.right) = (next.left, next.right);
    }
}

/// The margins and the text size of a file.
#[derive(Debug)]
struct Measure {
    left: f64,
    right: f64,
    /// The size of most of the text.
    size: f64,
    /// Whether paragraphs begin indented, so that a line at the left margin continues one.
    indented: bool,
}

impl Measure {
    fn of(pages: &[Printed]) -> Measure {
        let lines: Vec<&Line> = pages
            .iter()
            .flat_map(|page| &page.items)
            .filter_map(|item| match item {
                // Lines of a table without rules say nothing of the margins.
                Item::Line(line) if line.text.chars().count() > 8 && !line.text.contains('\t') => Some(line),
                _ => None,
            })
            .collect();
        let mut lefts: Vec<f64> = lines.iter().map(|line| line.left).collect();
        let mut rights: Vec<f64> = lines.iter().map(|line| line.right).collect();
        lefts.sort_by(f64::total_cmp);
        rights.sort_by(f64::total_cmp);
        // A few lines extend beyond the margins: hanging punctuation, titles.
        let left = lefts.get(lefts.len() / 20).copied().unwrap_or(0.0);
        let right = rights
            .get(rights.len().saturating_sub(1 + rights.len() / 20))
            .copied()
            .unwrap_or(0.0);
        let mut sizes: Vec<f64> = lines.iter().map(|line| line.size).collect();
        sizes.sort_by(f64::total_cmp);
        let indented = lines
            .iter()
            .filter(|line| line.left > left + line.size && line.left < left + 3.5 * line.size)
            .count();
        Measure {
            left,
            right,
            size: sizes.get(sizes.len() / 2).copied().unwrap_or(0.0),
            indented: indented * 12 >= lines.len(),
        }
    }

    /// Whether a line continues in the next one.
    fn runs_on(&self, line: &Line, next: &Line) -> bool {
        let same = (line.size - next.size).abs() < 0.05 * line.size;
        // Consecutive lines larger than the text are one title.
        if same && line.size > 1.2 * self.size && line.text.chars().count() + next.text.chars().count() < 80 {
            return true;
        }
        self.indented
            && line.right > self.right - 1.8 * line.size
            && next.left < self.left + 0.9 * next.size
            && (line.size - next.size).abs() < 0.15 * line.size
            && !line.text.contains('\t')
            && !next.text.contains('\t')
    }
}

#[derive(Debug, Clone)]
struct Glyph {
    text: String,
    x: f64,
    y: f64,
    size: f64,
}

impl Glyph {
    /// Its approximate printed width: the file's own widths are not available.
    fn width(&self) -> f64 {
        if self.text.is_ascii() {
            0.5 * self.size
        } else {
            self.size
        }
    }

    fn middle(&self) -> (f64, f64) {
        (self.x + self.width() / 2.0, self.y - 0.35 * self.size)
    }
}

/// The characters of the Kangxi radicals, from U+2F00 on; 户 and 青 as they are written today.
const KANGXI: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈户手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨青非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
/// Other radicals that are used in place of characters, and those characters.
const RADICALS: [&str; 2] = [
    "⺎⺒⺟⺠⺩⺫⺬⺶⺷⺸⻁⻄⻅⻆⻇⻉⻊⻋⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "兀巳母民王目示羊羊羊虎西见角角贝足车长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
];

/// The character if a file gives the radical that looks like it: many programs pick either for the same glyph.
fn whole(c: char) -> char {
    let kangxi = u32::from(c).wrapping_sub(0x2F00);
    if kangxi < 214 {
        return usize::try_from(kangxi)
            .ok()
            .and_then(|index| KANGXI.chars().nth(index))
            .unwrap_or(c);
    }
    let [radicals, characters] = RADICALS;
    radicals
        .chars()
        .zip(characters.chars())
        .find(|(radical, _)| *radical == c)
        .map_or(c, |(_, character)| character)
}

/// A line drawn along an axis.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rule {
    /// Its position on the other axis.
    at: f64,
    from: f64,
    to: f64,
}

/// A page while it is printed.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    glyphs: Vec<Glyph>,
    /// The places where each character was printed.
    seen: HashMap<String, Vec<(f64, f64)>>,
    unknown: usize,
    across: Vec<Rule>,
    down: Vec<Rule>,
}

impl Sheet {
    /// Adds the text of a glyph: the position of its left end on the base line, and its size, all in points.
    pub(crate) fn glyph(&mut self, text: &str, (x, y): (f64, f64), size: f64) {
        if !is_seen((x, y), size) || self.glyphs.len() > MOST_GLYPHS {
            return;
        }
        let text: String = text.chars().map(whole).collect();
        // Printed twice with a small offset to look bold; the offset is much smaller than the distance of two digits.
        let places = self.seen.entry(text.clone()).or_default();
        let again = places
            .iter()
            .any(|(other_x, other_y)| (other_x - x).abs() < 0.1 * size && (other_y - y).abs() < 0.1 * size);
        if again {
            return;
        }
        if places.len() < MOST_PLACES {
            places.push((x, y));
        }
        self.glyphs.push(Glyph { text, x, y, size });
    }

    /// Adds a glyph whose character is not known.
    pub(crate) fn unknown(&mut self, at: (f64, f64), size: f64) {
        self.unknown += usize::from(is_seen(at, size));
    }

    /// Whether no more lines are added, because there are more than on any real page.
    pub(crate) fn is_full(&self) -> bool {
        self.across.len() + self.down.len() > MOST_LINES
    }

    /// The number of glyphs so far.
    pub(crate) fn len(&self) -> usize {
        self.glyphs.len() + self.unknown
    }

    /// Adds a shape, given by two opposite corners, if it is thin enough to be a line.
    pub(crate) fn shape(&mut self, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
        let ((x0, x1), (y0, y1)) = ((x0.min(x1), x0.max(x1)), (y0.min(y1), y0.max(y1)));
        let (width, height) = (x1 - x0, y1 - y0);
        if !(width.is_finite() && height.is_finite()) || self.is_full() {
            return;
        }
        if height < THIN && width > height.max(4.0) {
            self.across.push(Rule {
                at: f64::midpoint(y0, y1),
                from: x0,
                to: x1,
            });
        } else if width < THIN && height > width.max(4.0) {
            self.down.push(Rule {
                at: f64::midpoint(x0, x1),
                from: y0,
                to: y1,
            });
        }
    }

    /// The glyphs with their places and sizes.
    #[cfg(test)]
    pub(crate) fn glyphs(&self) -> impl Iterator<Item = (&str, (f64, f64), f64)> {
        self.glyphs
            .iter()
            .map(|glyph| (glyph.text.as_str(), (glyph.x, glyph.y), glyph.size))
    }

    /// The ends of the lines.
    #[cfg(test)]
    pub(crate) fn strokes(&self) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let across = self
            .across
            .iter()
            .map(|rule| ((rule.from, rule.at), (rule.to, rule.at)));
        across.chain(self.down.iter().map(|rule| ((rule.at, rule.from), (rule.at, rule.to))))
    }

    /// The content of the page.
    pub(crate) fn printed(self) -> Printed {
        let characters = self.glyphs.iter().filter(|glyph| !glyph.text.trim().is_empty()).count();
        let grids = grids(&joined(self.across), &joined(self.down));
        let mut inside: Vec<BTreeMap<usize, Vec<Glyph>>> = grids.iter().map(|_| BTreeMap::new()).collect();
        let mut free = Vec::new();
        for glyph in self.glyphs {
            let place = grids
                .iter()
                .enumerate()
                .find_map(|(index, grid)| Some((index, grid.cell(glyph.middle())?)));
            match place {
                Some((index, cell)) => inside[index].entry(cell).or_default().push(glyph),
                None => free.push(glyph),
            }
        }
        let mut items: Vec<(f64, Item)> = Vec::new();
        for (grid, cells) in grids.iter().zip(inside) {
            let table = grid.table(cells);
            if table.texts().any(|text| !text.is_empty()) {
                items.push((grid.ys[0], Item::Table(table)));
            }
        }
        for (y, line) in lines(free) {
            let item = if is_mark(&line.text) {
                Item::Mark(line.text)
            } else {
                Item::Line(line)
            };
            items.push((y, item));
        }
        items.sort_by(|a, b| a.0.total_cmp(&b.0));
        Printed {
            characters,
            unknown: self.unknown,
            items: items.into_iter().map(|(_, item)| item).collect(),
        }
    }
}

/// Whether a glyph is large enough to be seen, at a place that exists.
fn is_seen((x, y): (f64, f64), size: f64) -> bool {
    x.is_finite() && y.is_finite() && size.is_finite() && size >= 0.5
}

/// The reasons why pages have no text that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// There are no pages.
    Empty,
    /// There are only pictures.
    Pictures,
    /// The glyphs do not say which characters they are.
    Unknown,
}

/// The text and tables of all pages, in reading order, as [`Marks::Printed`](crate::flow::Marks::Printed).
pub(crate) fn pieces(mut pages: Vec<Printed>) -> Result<Vec<Piece>, Unreadable> {
    let characters: usize = pages.iter().map(|page| page.characters).sum();
    let unknown: usize = pages.iter().map(|page| page.unknown).sum();
    if pages.is_empty() {
        return Err(Unreadable::Empty);
    }
    if characters + unknown < 20 {
        return Err(Unreadable::Pictures);
    }
    if unknown > characters / 4 {
        return Err(Unreadable::Unknown);
    }
    mark_running_heads(&mut pages);
    let text = Measure::of(&pages);
    let mut out = Out::default();
    for page in pages {
        let mut first = true;
        for item in page.items {
            let ended = match (&item, &out.table) {
                (Item::Table(next), Some(before)) => !first || !before.goes_on_in(next),
                (Item::Line(_), _) => true,
                _ => false,
            };
            if ended {
                out.end_table();
            }
            first &= matches!(item, Item::Mark(_));
            match item {
                Item::Table(next) => {
                    if let Some(before) = &mut out.table {
                        before.append(next);
                    } else {
                        out.end_paragraph();
                        out.table = Some(next);
                    }
                }
                Item::Mark(text) => out.marks.push(text),
                Item::Line(line) => match &mut out.open {
                    Some(before) if text.runs_on(before, &line) => before.append(&line),
                    _ => {
                        out.end_paragraph();
                        out.open = Some(line);
                    }
                },
            }
        }
    }
    out.end_table();
    out.end_paragraph();
    Ok(out.pieces)
}

/// The content of the pages so far.
#[derive(Debug, Default)]
struct Out {
    pieces: Vec<Piece>,
    /// The current paragraph. It may continue after a page number.
    open: Option<Line>,
    marks: Vec<String>,
    /// The last table of a page, which may continue on the next.
    table: Option<Ruled>,
}

impl Out {
    fn end_paragraph(&mut self) {
        let line = |line: Line| Piece::Text {
            level: None,
            text: line.text,
        };
        self.pieces.extend(self.open.take().map(line));
        self.pieces.extend(self.marks.drain(..).map(Piece::Aside));
    }

    fn end_table(&mut self) {
        self.pieces
            .extend(self.table.take().map(|table| Piece::Table(table.rows())));
    }
}

/// Marks text that is first or last on most pages, apart from its figures: the running heads and page numbers.
fn mark_running_heads(pages: &mut [Printed]) {
    let ends = |page: &Printed| -> Vec<usize> {
        let of = |item: &&(usize, &Item)| matches!(item.1, Item::Line(_));
        let list: Vec<(usize, &Item)> = page
            .items
            .iter()
            .enumerate()
            .filter(|(_, item)| !matches!(item, Item::Mark(_)))
            .collect();
        let mut out: Vec<usize> = list
            .first()
            .filter(of)
            .into_iter()
            .chain(list.last().filter(of))
            .map(|one| one.0)
            .collect();
        out.dedup();
        out
    };
    let plain = |item: &Item| match item {
        Item::Line(line) => line.text.chars().filter(|c| !c.is_ascii_digit()).collect(),
        _ => String::new(),
    };
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for page in pages.iter() {
        for index in ends(page) {
            *counts.entry(plain(&page.items[index])).or_default() += 1;
        }
    }
    let most = (pages.len() / 2 + 1).max(3);
    for page in pages {
        for index in ends(page) {
            let item = &mut page.items[index];
            if counts.get(&plain(item)).is_some_and(|count| *count >= most)
                && let Item::Line(line) = item
            {
                *item = Item::Mark(std::mem::take(&mut line.text));
            }
        }
    }
}

/// 「- 3 -」, 「3」
fn is_mark(text: &str) -> bool {
    let inside = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '—' | '–' | '－' | '―' | '·'));
    !inside.is_empty() && inside.len() <= 3 && inside.chars().all(|c| c.is_ascii_digit()) && text.len() < 24
}

/// Lines along one axis, each in one piece even if it was drawn in several.
fn joined(mut rules: Vec<Rule>) -> Vec<Rule> {
    rules.sort_by(|a, b| a.at.total_cmp(&b.at).then(a.from.total_cmp(&b.from)));
    // Lines at the same position are grouped first, then joined along the axis.
    let mut groups: Vec<Vec<Rule>> = Vec::new();
    for rule in rules {
        match groups.last_mut() {
            Some(group) if rule.at - group[0].at < NEAR => group.push(rule),
            _ => groups.push(vec![rule]),
        }
    }
    let mut out: Vec<Rule> = Vec::new();
    for mut group in groups {
        group.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Rule> = None;
        for rule in group {
            match &mut open {
                Some(last) if rule.from <= last.to + NEAR => last.to = last.to.max(rule.to),
                _ => {
                    out.extend(open.take());
                    open = Some(rule);
                }
            }
        }
        out.extend(open);
    }
    out
}

/// Crossing lines and the cells between them.
#[derive(Debug)]
struct Grid {
    xs: Vec<f64>,
    ys: Vec<f64>,
    /// For each position, row by row, the top left position of the cell that covers it.
    owner: Vec<usize>,
}

/// The representative of a group (union-find).
fn root(parent: &mut [usize], mut at: usize) -> usize {
    while parent[at] != at {
        parent[at] = parent[parent[at]];
        at = parent[at];
    }
    at
}

/// The tables that lines make up: lines that touch belong to one table.
fn grids(across: &[Rule], down: &[Rule]) -> Vec<Grid> {
    let count = across.len() + down.len();
    let mut parent: Vec<usize> = (0..count).collect();
    for (i, one) in across.iter().enumerate() {
        for (j, other) in down.iter().enumerate() {
            let touch = other.at > one.from - NEAR
                && other.at < one.to + NEAR
                && one.at > other.from - NEAR
                && one.at < other.to + NEAR;
            if touch {
                let (a, b) = (root(&mut parent, i), root(&mut parent, across.len() + j));
                parent[a] = b;
            }
        }
    }
    let mut groups: BTreeMap<usize, (Vec<Rule>, Vec<Rule>)> = BTreeMap::new();
    for (index, rule) in across.iter().chain(down).enumerate() {
        let group = groups.entry(root(&mut parent, index)).or_default();
        if index < across.len() {
            group.0.push(*rule);
        } else {
            group.1.push(*rule);
        }
    }
    groups
        .into_values()
        .filter(|(across, down)| across.len() >= 2 && !down.is_empty())
        .filter_map(|(across, down)| Grid::new(&across, &down))
        .collect()
}

/// Merges places that are near each other.
fn distinct(mut places: Vec<f64>) -> Vec<f64> {
    places.sort_by(f64::total_cmp);
    places.dedup_by(|next, before| *next - *before < NEAR);
    places
}

/// The lines at each of some positions.
fn at_each(places: &[f64], rules: &[Rule]) -> Vec<Vec<Rule>> {
    let near = |place: &f64| {
        let near = rules.iter().filter(|rule| (rule.at - place).abs() < NEAR);
        near.copied().collect()
    };
    places.iter().map(near).collect()
}

impl Grid {
    fn new(across: &[Rule], down: &[Rule]) -> Option<Grid> {
        // A table may be open at its sides: then its lines end at the sides.
        let ends = |rules: &[Rule]| {
            let from = rules.iter().map(|rule| rule.from).fold(f64::INFINITY, f64::min);
            let to = rules.iter().map(|rule| rule.to).fold(f64::NEG_INFINITY, f64::max);
            [from, to]
        };
        let xs = distinct(down.iter().map(|rule| rule.at).chain(ends(across)).collect());
        let ys = distinct(across.iter().map(|rule| rule.at).chain(ends(down)).collect());
        let (columns, rows) = (xs.len().checked_sub(1)?, ys.len().checked_sub(1)?);
        // A single cell is a frame around a text, not a table.
        if columns * rows < 2 || columns > 64 || rows > 400 {
            return None;
        }
        let (down, across) = (at_each(&xs, down), at_each(&ys, across));
        let between = |rules: &[Vec<Rule>], at: usize, from: f64, to: f64| {
            let middle = f64::midpoint(from, to);
            rules[at].iter().any(|rule| rule.from < middle && rule.to > middle)
        };
        // A cell extends to the right and down until a line stops it.
        let mut owner: Vec<Option<usize>> = vec![None; columns * rows];
        for row in 0..rows {
            for column in 0..columns {
                let here = row * columns + column;
                if owner[here].is_some() {
                    continue;
                }
                let mut right = column;
                while right + 1 < columns
                    && owner[row * columns + right + 1].is_none()
                    && !between(&down, right + 1, ys[row], ys[row + 1])
                {
                    right += 1;
                }
                let mut bottom = row;
                while bottom + 1 < rows
                    && (column..=right).all(|c| {
                        owner[(bottom + 1) * columns + c].is_none() && !between(&across, bottom + 1, xs[c], xs[c + 1])
                    })
                    && (column..right).all(|c| !between(&down, c + 1, ys[bottom + 1], ys[bottom + 2]))
                {
                    bottom += 1;
                }
                for r in row..=bottom {
                    for c in column..=right {
                        owner[r * columns + c] = Some(here);
                    }
                }
            }
        }
        Some(Grid {
            xs,
            ys,
            owner: owner.into_iter().map(Option::unwrap_or_default).collect(),
        })
    }

    /// The cell at a point, given by its top left position.
    fn cell(&self, (x, y): (f64, f64)) -> Option<usize> {
        let find = |places: &[f64], value: f64| {
            let index = places.partition_point(|place| *place <= value);
            (index > 0 && index < places.len()).then(|| index - 1)
        };
        let (column, row) = (find(&self.xs, x)?, find(&self.ys, y)?);
        self.owner.get(row * (self.xs.len() - 1) + column).copied()
    }

    fn table(&self, mut cells: BTreeMap<usize, Vec<Glyph>>) -> Ruled {
        let columns = self.xs.len() - 1;
        let rows = self.ys.len() - 1;
        let mut out = Vec::with_capacity(rows);
        for row in 0..rows {
            let mut line = Vec::new();
            for column in 0..columns {
                let here = row * columns + column;
                if self.owner[here] != here {
                    continue;
                }
                let wide = (column..columns)
                    .take_while(|c| self.owner[row * columns + c] == here)
                    .count();
                let tall = (row..rows)
                    .take_while(|r| self.owner[r * columns + column] == here)
                    .count();
                let text: Vec<String> = lines(cells.remove(&here).unwrap_or_default())
                    .into_iter()
                    .map(|(_, line)| line.text)
                    .collect();
                let count = |cells: usize| u16::try_from(cells).unwrap_or(u16::MAX);
                line.push((column, sheet::plain(text.join("\n"), count(wide), count(tall))));
            }
            out.push(line);
        }
        Ruled {
            rows: out,
            xs: self.xs.clone(),
        }
    }
}

/// Groups glyphs into lines of text, top to bottom, each with its vertical position.
fn lines(mut glyphs: Vec<Glyph>) -> Vec<(f64, Line)> {
    glyphs.retain(|glyph| !glyph.text.is_empty());
    glyphs.sort_by(|a, b| a.y.total_cmp(&b.y));
    let mut rows: Vec<Vec<Glyph>> = Vec::new();
    for glyph in glyphs {
        // On the same line as its first glyph, if only a little higher or lower.
        match rows.last_mut() {
            Some(row) if glyph.y - row[0].y < 0.45 * row[0].size.max(glyph.size) => row.push(glyph),
            _ => rows.push(vec![glyph]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.x.total_cmp(&b.x));
    }
    let tabular = tabular(&rows);
    rows.into_iter()
        .zip(tabular)
        .filter_map(|(row, tabular)| {
            let filled: Vec<&Glyph> = row.iter().filter(|glyph| !glyph.text.trim().is_empty()).collect();
            let (first, last) = (*filled.first()?, *filled.last()?);
            let line = Line {
                text: text(&row, if tabular { CELLS } else { WORDS }),
                left: first.x,
                right: last.x + last.width(),
                size: first.size,
            };
            Some((first.y, line))
        })
        .collect()
}

/// The gap between two words that makes them cells of a table, in sizes of the text.
const WORDS: f64 = 2.2;
/// The same within a table: cells are at least this far apart, and the characters of a cell have no gaps.
const CELLS: f64 = 0.5;

/// For each row of glyphs, whether it is in a table without lines: it has three cells, or is next to such a row, as the
/// parts of a label that is broken over lines are.
fn tabular(rows: &[Vec<Glyph>]) -> Vec<bool> {
    const NEXT: f64 = 2.2;
    let cells: Vec<bool> = rows
        .iter()
        .map(|row| text(row, WORDS).matches('\t').count() >= 2)
        .collect();
    let near = |a: usize, b: usize| match (
        rows.get(a).and_then(|row| row.first()),
        rows.get(b).and_then(|row| row.first()),
    ) {
        (Some(a), Some(b)) => (a.y - b.y).abs() < NEXT * a.size.max(b.size),
        _ => false,
    };
    (0..rows.len())
        .map(|at| {
            let beside = |other: usize| cells.get(other) == Some(&true) && near(at, other);
            cells[at] || beside(at + 1) || at.checked_sub(1).is_some_and(beside)
        })
        .collect()
}

/// The text of a row of glyphs: gaps wider than this many sizes become tabs, gaps between Latin words become spaces.
fn text(row: &[Glyph], wide: f64) -> String {
    let mut out = String::new();
    let mut before: Option<&Glyph> = None;
    let mut space = false;
    for glyph in row {
        if glyph.text.trim().is_empty() {
            space = true;
            continue;
        }
        if let Some(before) = before {
            let gap = glyph.x - before.x - before.width();
            let latin = before.text.is_ascii() && glyph.text.is_ascii();
            if gap > wide * glyph.size {
                out.push('\t');
            } else if space && (latin || gap > 0.15 * glyph.size) || latin && gap > 0.45 * glyph.size {
                out.push(' ');
            }
        }
        space = false;
        out.push_str(&glyph.text);
        before = Some(glyph);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn radicals_are_the_characters_that_they_look_like() {
        assert_eq!(KANGXI.chars().count(), 214);
        assert_eq!(RADICALS[0].chars().count(), RADICALS[1].chars().count());
        let text: String = "⼈⺠政府⼯作⼆⼗⻚⻓龠⿕".chars().map(whole).collect();
        assert_eq!(text, "人民政府工作二十页长龠龠");
    }

    #[test]
    fn page_numbers_are_distinguished_from_figures_in_words() {
        for (text, expected) in [
            ("- 3 -", true),
            ("—12—", true),
            ("7", true),
            ("", false),
            ("2023", false),
            ("第3页", false),
        ] {
            assert_eq!(is_mark(text), expected, "{text}");
        }
    }
}

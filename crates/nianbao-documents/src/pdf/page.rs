//! The glyphs and lines printed on a page, and the text and tables they make up.

use std::collections::{BTreeMap, HashMap};

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt, interpret_page,
};

use crate::draft::Cell;

/// The limit for glyphs and for lines, over all pages. A page of a report has about a thousand.
const MOST_GLYPHS: usize = 1_000_000;
const MOST_LINES: usize = 4_000;

/// The distance in points within which two lines count as one, or as touching.
const NEAR: f64 = 2.5;
/// A shape thinner than this, in points, is a line, however it was drawn.
const THIN: f64 = 2.5;

/// The content of a page.
#[derive(Debug, Default)]
pub(super) struct Printed {
    /// The number of glyphs whose character is known.
    pub(super) characters: usize,
    /// The number of glyphs whose character is unknown.
    pub(super) unknown: usize,
    /// Its content, top to bottom.
    pub(super) items: Vec<Item>,
}

/// A part of a page.
#[derive(Debug)]
pub(super) enum Item {
    Line(Line),
    Table(Ruled),
    /// A page number or a running head.
    Mark(String),
}

/// A table drawn with lines.
#[derive(Debug)]
pub(super) struct Ruled {
    /// Its cells by row, each with the column it begins in.
    rows: Vec<Vec<(usize, Cell)>>,
    /// The positions of its vertical lines, in points.
    xs: Vec<f64>,
}

impl Ruled {
    /// Its rows, with the cells that begin in each.
    pub(super) fn rows(self) -> Vec<Vec<Cell>> {
        let cells = |row: Vec<(usize, Cell)>| row.into_iter().map(|(_, cell)| cell).collect();
        self.rows.into_iter().map(cells).collect()
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().flatten().map(|(_, cell)| cell.text.as_str())
    }

    /// Whether the table at the top of the next page continues this one: table two has a header for each item of
    /// Article 20, and its rows may be on the next page.
    pub(super) fn goes_on_in(&self, next: &Ruled) -> bool {
        let near = |a: Option<&f64>, b: Option<&f64>| matches!((a, b), (Some(a), Some(b)) if (a - b).abs() < NEAR);
        near(self.xs.first(), next.xs.first())
            && near(self.xs.last(), next.xs.last())
            && self.texts().any(|text| text.contains("第二十条"))
    }

    /// Appends the rows of the next page, aligned by the vertical lines of both.
    pub(super) fn append(&mut self, next: Ruled) {
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
pub(super) struct Line {
    pub(super) text: String,
    left: f64,
    right: f64,
    size: f64,
}

impl Line {
    /// Joins the line that continues this one.
    pub(super) fn append(&mut self, next: &Line) {
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
pub(super) struct Measure {
    left: f64,
    right: f64,
    /// The size of most of the text.
    size: f64,
    /// Whether paragraphs begin indented, so that a line at the left margin continues one.
    indented: bool,
}

impl Measure {
    pub(super) fn of(pages: &[Printed]) -> Measure {
        let lines: Vec<&Line> = pages
            .iter()
            .flat_map(|page| &page.items)
            .filter_map(|item| match item {
                Item::Line(line) if line.text.chars().count() > 8 => Some(line),
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
    pub(super) fn runs_on(&self, line: &Line, next: &Line) -> bool {
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

    fn middle(&self) -> Point {
        Point::new(self.x + self.width() / 2.0, self.y - 0.35 * self.size)
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

#[derive(Default)]
struct Sheet {
    glyphs: Vec<Glyph>,
    /// The places where each character was printed.
    seen: HashMap<String, Vec<(f64, f64)>>,
    unknown: usize,
    across: Vec<Rule>,
    down: Vec<Rule>,
}

/// Reads all pages; `None` if they hold more than any report.
pub(super) fn print(pdf: &Pdf) -> Option<Vec<Printed>> {
    let cache = InterpreterCache::new();
    let mut out = Vec::new();
    let mut all = 0;
    for page in pdf.pages().iter() {
        let (width, height) = page.render_dimensions();
        let mut sheet = Sheet::default();
        let mut context = Context::new(
            page.initial_transform(true).to_kurbo(),
            Rect::new(0.0, 0.0, f64::from(width), f64::from(height)),
            &cache,
            page.xref(),
            InterpreterSettings::default(),
        );
        interpret_page(page, &mut context, &mut sheet);
        all += sheet.glyphs.len() + sheet.unknown;
        if all > MOST_GLYPHS {
            return None;
        }
        out.push(sheet.printed());
    }
    Some(out)
}

impl<'a> Device<'a> for Sheet {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        if self.across.len() + self.down.len() > MOST_LINES {
            return;
        }
        let path = props.transform * path.clone();
        match mode {
            DrawMode::Stroke(_) => {
                for segment in path.segments() {
                    let bounds = segment.bounding_box();
                    self.rule(bounds);
                }
            }
            // A thin area is a line; a large one is a background.
            DrawMode::Fill(_) | DrawMode::FillAndStroke(..) => {
                for part in parts(&path) {
                    self.rule(part.bounding_box());
                }
            }
            DrawMode::Invisible => {}
        }
    }

    fn push_clip_path(&mut self, _: &ClipPath) {}

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, _: &DrawMode) {
        for glyph in run.glyphs() {
            let place: Affine = props.transform * glyph.transform();
            let origin = place * Point::ZERO;
            let size = (place * Point::new(0.0, 1000.0) - origin).hypot();
            if !(origin.x.is_finite() && origin.y.is_finite() && size.is_finite()) || size < 0.5 {
                continue;
            }
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => whole(c).to_string(),
                Some(BfString::String(text)) => text.chars().map(whole).collect(),
                None => {
                    self.unknown += 1;
                    continue;
                }
            };
            if self.glyphs.len() > MOST_GLYPHS {
                return;
            }
            // Printed twice with a small offset to look bold; the offset is much smaller than the distance of two
            // digits.
            let places = self.seen.entry(text.clone()).or_default();
            let again = places
                .iter()
                .any(|(x, y)| (x - origin.x).abs() < 0.1 * size && (y - origin.y).abs() < 0.1 * size);
            if again {
                continue;
            }
            if places.len() < 20_000 {
                places.push((origin.x, origin.y));
            }
            self.glyphs.push(Glyph {
                text,
                x: origin.x,
                y: origin.y,
                size,
            });
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, _: ImageDrawProps<'a>) {}

    fn pop_clip(&mut self) {}

    fn pop_transparency_group(&mut self) {}
}

/// The closed parts of a path.
fn parts(path: &BezPath) -> Vec<BezPath> {
    use hayro_interpret::kurbo::PathEl;
    let mut out: Vec<BezPath> = Vec::new();
    for element in path.elements() {
        if matches!(element, PathEl::MoveTo(_)) || out.is_empty() {
            out.push(BezPath::new());
        }
        if let Some(last) = out.last_mut()
            && (matches!(element, PathEl::MoveTo(_)) || !last.elements().is_empty())
        {
            last.push(*element);
        }
    }
    out
}

impl Sheet {
    fn rule(&mut self, bounds: Rect) {
        let (width, height) = (bounds.width(), bounds.height());
        if !(width.is_finite() && height.is_finite()) {
            return;
        }
        if height < THIN && width > height.max(4.0) {
            self.across.push(Rule {
                at: f64::midpoint(bounds.y0, bounds.y1),
                from: bounds.x0,
                to: bounds.x1,
            });
        } else if width < THIN && height > width.max(4.0) {
            self.down.push(Rule {
                at: f64::midpoint(bounds.x0, bounds.x1),
                from: bounds.y0,
                to: bounds.y1,
            });
        }
    }

    fn printed(self) -> Printed {
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

/// Marks text that is first or last on most pages, apart from its figures: the running heads and page numbers.
pub(super) fn mark_running_heads(pages: &mut [Printed]) {
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
        let between = |rules: &[Rule], at: f64, from: f64, to: f64| {
            let middle = f64::midpoint(from, to);
            rules
                .iter()
                .any(|rule| (rule.at - at).abs() < NEAR && rule.from < middle && rule.to > middle)
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
                    && !between(down, xs[right + 1], ys[row], ys[row + 1])
                {
                    right += 1;
                }
                let mut bottom = row;
                while bottom + 1 < rows
                    && (column..=right).all(|c| {
                        owner[(bottom + 1) * columns + c].is_none()
                            && !between(across, ys[bottom + 1], xs[c], xs[c + 1])
                    })
                    && (column..right).all(|c| !between(down, xs[c + 1], ys[bottom + 1], ys[bottom + 2]))
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
    fn cell(&self, at: Point) -> Option<usize> {
        let find = |places: &[f64], value: f64| {
            let index = places.partition_point(|place| *place <= value);
            (index > 0 && index < places.len()).then(|| index - 1)
        };
        let (column, row) = (find(&self.xs, at.x)?, find(&self.ys, at.y)?);
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
                line.push((
                    column,
                    Cell {
                        text: text.join("\n"),
                        columns: u16::try_from(wide).unwrap_or(u16::MAX),
                        rows: u16::try_from(tall).unwrap_or(u16::MAX),
                    },
                ));
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
    rows.into_iter()
        .filter_map(|mut row| {
            row.sort_by(|a, b| a.x.total_cmp(&b.x));
            let filled: Vec<&Glyph> = row.iter().filter(|glyph| !glyph.text.trim().is_empty()).collect();
            let (first, last) = (*filled.first()?, *filled.last()?);
            let line = Line {
                text: text(&row),
                left: first.x,
                right: last.x + last.width(),
                size: first.size,
            };
            Some((first.y, line))
        })
        .collect()
}

/// The text of a row of glyphs: wide gaps become tabs, gaps between Latin words become spaces.
fn text(row: &[Glyph]) -> String {
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
            if gap > 2.2 * glyph.size {
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

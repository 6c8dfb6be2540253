//! Reads web pages: the report is recognised within the page by its content, and every table is laid out with its
//! merged cells.

mod article;
mod tree;

use nianbao_core::recognise;
use nianbao_core::text::{Date, Text};

use crate::flow::{Cell, Marks, Piece, unseen};
use crate::taken::Taken;
use crate::{FRONT_MATTER, GENERATOR, Kind, Trouble};
use tree::{Data, Id, Tree};

/// Larger pages are not read. This is a hundred times the largest real one.
const LARGEST: usize = 16 * 1024 * 1024;

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "网页超过 16 MB，不会是一份年度报告。",
        "The page is larger than 16 MB: it is not an annual report.",
    ),
    Text::new("请确认选对了文件。", "Make sure that it is the right file."),
);

const TOO_DEEP: Trouble = Trouble::hinted(
    "too-deep",
    Text::new(
        "网页的标签嵌套超过 512 层，读不下去。",
        "The page's elements are nested more than 512 levels deep: it cannot be read.",
    ),
    Text::new(
        "请在浏览器中打开，把报告连同表格复制到 Word 或 WPS 的新文档里，存为“Word 文档（.docx）”。",
        "Open it in a browser, copy the report with its tables into a new document in Word or WPS and save that as a Word document (.docx).",
    ),
);

/// Takes the report's part out of a page.
pub(crate) fn take(html: &str) -> Result<Taken, Trouble> {
    if html.len() > LARGEST {
        return Err(TOO_LARGE);
    }
    let mut tree = Tree::parse(html).map_err(|tree::TooDeep| TOO_DEEP)?;
    tree.breaks_at_spaces = meta(&tree, "generator").is_some_and(|by| by.starts_with("LibreOffice"));
    Ok(
        if meta(&tree, "generator").is_some_and(|by| by.starts_with(GENERATOR)) {
            let root = tree.walk(0).find(|id| tree.name(*id) == "article").unwrap_or(0);
            Taken::text(Kind::Html, Marks::Own, Flow::of(&tree, root, Marks::Own))
                .with_front_matter(meta(&tree, FRONT_MATTER).map(str::to_owned))
        } else {
            let pieces = article::pieces(&tree);
            let day = meta(&tree, "pubdate").and_then(published);
            let day = day.or_else(|| published_above(&pieces));
            Taken::text(Kind::Html, Marks::Foreign, pieces)
                .with_front_matter(day.map(|day| format!("published = {day}")))
        },
    )
}

/// The content of a `meta` element; names are compared without case, since sites differ.
fn meta<'a>(tree: &'a Tree, name: &str) -> Option<&'a str> {
    tree.walk(0)
        .filter(|id| tree.name(*id) == "meta")
        .find(|id| {
            tree.attribute(*id, "name")
                .is_some_and(|known| known.eq_ignore_ascii_case(name))
        })
        .and_then(|id| tree.attribute(id, "content"))
}

/// The date in `2024-01-15 10:20`, in the `PubDate` that government sites must have (国办发〔2019〕 rules for pages).
fn published(content: &str) -> Option<Date> {
    Date::parse(content.trim().get(..10)?)
}

/// The date of publication in the text around the report, before its first section.
fn published_above(pieces: &[Piece]) -> Option<Date> {
    let is_heading = |text: &str| text.lines().any(|line| recognise::heading_of(line.trim()) == Some(2));
    let head = pieces
        .iter()
        .take_while(|piece| !matches!(piece, Piece::Text { text, .. } if is_heading(text)));
    let around = head.filter_map(|piece| match piece {
        Piece::Aside(text) => Some(text.lines()),
        _ => None,
    });
    recognise::published(around.flatten())
}

/// Whether an element begins and ends lines.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

/// Whether an element displays nothing.
fn is_silent(name: &str) -> bool {
    matches!(
        name,
        "head"
            | "script"
            | "style"
            | "template"
            | "noscript"
            | "svg"
            | "object"
            | "iframe"
            | "video"
            | "audio"
            | "canvas"
            | "datalist"
            | "rp"
            | "rt"
    )
}

/// Whether an element is part of the surroundings of an article: navigation, buttons.
fn is_around(tree: &Tree, id: Id) -> bool {
    matches!(
        tree.name(id),
        "nav" | "footer" | "aside" | "button" | "select" | "textarea" | "input"
    ) || tree
        .attribute(id, "role")
        .is_some_and(|role| matches!(role, "navigation" | "contentinfo" | "search" | "banner"))
        // The headers and footers in a page that LibreOffice wrote.
        || (tree.name(id) == "div" && matches!(tree.attribute(id, "title"), Some("header" | "footer")))
        || is_hidden(tree, id)
}

fn is_hidden(tree: &Tree, id: Id) -> bool {
    tree.attribute(id, "hidden").is_some()
        || tree.attribute(id, "style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            style.to_ascii_lowercase().contains("display:none")
        })
}

/// Turns a tree into pieces: what a browser shows, line by line.
struct Flow<'a> {
    tree: &'a Tree,
    marks: Marks,
    /// Elements that belong to the surroundings of the article and are left out with all their content.
    skip: &'a dyn Fn(Id) -> bool,
    pieces: Vec<Piece>,
    /// The current line, and its level if it is a heading.
    open: String,
    level: Option<u8>,
    /// The number of a list item whose text has not begun.
    mark: Option<String>,
    /// White space that has been read but not written yet, and whether it has a line break.
    space: Option<bool>,
    /// Pictures within the current line.
    pictures: Vec<Piece>,
}

impl<'a> Flow<'a> {
    fn of(tree: &'a Tree, root: Id, marks: Marks) -> Vec<Piece> {
        Flow::without(tree, root, marks, &|_| false)
    }

    fn without(tree: &'a Tree, root: Id, marks: Marks, skip: &'a dyn Fn(Id) -> bool) -> Vec<Piece> {
        let mut flow = Flow {
            tree,
            marks,
            skip,
            pieces: Vec::new(),
            open: String::new(),
            level: None,
            mark: None,
            space: None,
            pictures: Vec::new(),
        };
        flow.children(root);
        flow.end();
        flow.pieces
    }

    fn children(&mut self, id: Id) {
        for child in &self.tree.node(id).children {
            self.node(*child);
        }
    }

    /// Ends the current line.
    fn end(&mut self) {
        self.space = None;
        let text = std::mem::take(&mut self.open);
        if !text.chars().all(unseen) {
            self.pieces.push(Piece::Text {
                level: self.level,
                text: self.mark.take().unwrap_or_default() + text.trim_start_matches('\n'),
            });
        }
        self.pieces.append(&mut self.pictures);
    }

    fn words(&mut self, text: &str) {
        if self.marks == Marks::Own {
            self.open.push_str(text);
            return;
        }
        for c in text.chars() {
            if c.is_ascii_whitespace() {
                let line_end = matches!(c, '\n' | '\r') && !self.tree.breaks_at_spaces;
                self.space = Some(self.space.unwrap_or(false) || line_end);
                continue;
            }
            if let Some(line_end) = self.space.take()
                && let Some(before) = self.open.chars().next_back()
                && before != '\n'
            {
                // Chinese is written without spaces, so a line break within it in the source is not a space.
                if !line_end || (before.is_ascii() && c.is_ascii()) {
                    self.open.push(' ');
                }
            }
            self.open.push(c);
        }
    }

    fn node(&mut self, id: Id) {
        match &self.tree.node(id).data {
            Data::Text(text) => self.words(text),
            Data::Other => self.children(id),
            Data::Element(..) => self.element(id),
        }
    }

    fn element(&mut self, id: Id) {
        let name = self.tree.name(id);
        if is_silent(name) || (self.skip)(id) {
            return;
        }
        if self.marks == Marks::Foreign && is_around(self.tree, id) {
            self.end();
            let inside = Flow::of(self.tree, id, Marks::Foreign);
            self.pieces.extend(aside(&texts(inside)));
            return;
        }
        match name {
            "br" => {
                self.space = None;
                self.open.push('\n');
            }
            "img" => self.picture(id),
            "table" => {
                self.end();
                self.table(id);
            }
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.end();
                self.level = name[1..].parse().ok();
                self.children(id);
                self.end();
                self.level = None;
            }
            "li" => {
                self.end();
                self.mark = self.number(id);
                self.children(id);
                self.end();
                // An item without text keeps its number.
                if let Some(number) = self.mark.take() {
                    self.open = number;
                    self.end();
                }
            }
            "p" if self.marks == Marks::Own && self.tree.attribute(id, "data-address").is_some() => {
                self.end();
                let attribute = |name| self.tree.attribute(id, name).unwrap_or_default().to_owned();
                self.pieces.push(Piece::Picture {
                    alt: attribute("data-alt"),
                    address: attribute("data-address"),
                });
            }
            name if is_block(name) => {
                self.end();
                self.children(id);
                self.end();
            }
            _ => self.children(id),
        }
    }

    fn picture(&mut self, id: Id) {
        let attribute = |name| self.tree.attribute(id, name).unwrap_or_default().trim();
        let address = attribute("src");
        // A picture embedded in the page has its bytes as its address.
        let address = if address.starts_with("data:") {
            address.split([';', ',']).next().unwrap_or_default()
        } else {
            address
        };
        if !address.is_empty() {
            self.pictures.push(Piece::Picture {
                alt: attribute("alt").to_owned(),
                address: address.to_owned(),
            });
        }
    }

    /// The number in front of an item of a numbered list, as a browser shows it.
    fn number(&self, id: Id) -> Option<String> {
        let list = self.tree.node(id).parent?;
        if self.tree.name(list) != "ol" || self.marks == Marks::Own {
            return None;
        }
        let start: i64 = self
            .tree
            .attribute(list, "start")
            .and_then(|start| start.trim().parse().ok())
            .unwrap_or(1);
        let before = self
            .tree
            .node(list)
            .children
            .iter()
            .take_while(|child| **child != id)
            .filter(|child| self.tree.name(**child) == "li")
            .count();
        let number = start.saturating_add(i64::try_from(before).ok()?);
        Some(format!("{number}. "))
    }

    fn table(&mut self, table: Id) {
        let mut rows = Vec::new();
        for child in &self.tree.node(table).children {
            match self.tree.name(*child) {
                "tbody" | "thead" | "tfoot" => {
                    for row in &self.tree.node(*child).children {
                        if self.tree.name(*row) == "tr" {
                            rows.push(self.row(*row));
                        }
                    }
                }
                "tr" => rows.push(self.row(*child)),
                "caption" => self.node(*child),
                _ => {}
            }
        }
        self.pieces.push(Piece::Table(rows));
    }

    fn row(&self, row: Id) -> Vec<Cell> {
        self.tree
            .node(row)
            .children
            .iter()
            .filter(|id| matches!(self.tree.name(**id), "td" | "th"))
            .filter(|id| self.marks == Marks::Own || !(is_hidden(self.tree, **id) || (self.skip)(**id)))
            .map(|id| Cell {
                pieces: Flow::without(self.tree, *id, self.marks, self.skip),
                columns: self.covers(*id, "colspan", 1),
                // 0 spans all remaining rows.
                rows: match self.covers(*id, "rowspan", 0) {
                    0 if self
                        .tree
                        .attribute(*id, "rowspan")
                        .is_some_and(|rows| rows.trim() == "0") =>
                    {
                        u16::MAX
                    }
                    rows => rows.max(1),
                },
            })
            .collect()
    }

    fn covers(&self, id: Id, name: &str, least: u16) -> u16 {
        self.tree
            .attribute(id, name)
            .and_then(|value| {
                let digits: String = value.trim().chars().take_while(char::is_ascii_digit).collect();
                digits.parse::<u64>().ok()
            })
            .map_or(1, |number| u16::try_from(number).unwrap_or(u16::MAX))
            .max(least)
    }
}

/// The texts of pieces, including those in tables.
fn texts(pieces: Vec<Piece>) -> Vec<String> {
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text { text, .. } | Piece::Aside(text) => {
                let lines: Vec<&str> = text
                    .lines()
                    .map(|line| line.trim_matches(unseen))
                    .filter(|line| !line.is_empty())
                    .collect();
                out.extend((!lines.is_empty()).then(|| lines.join("\n")));
            }
            Piece::Table(rows) => {
                for cell in rows.into_iter().flatten() {
                    out.extend(texts(cell.pieces));
                }
            }
            Piece::Picture { .. } => {}
        }
    }
    out
}

/// Text that is not part of the report, joined.
fn aside(texts: &[String]) -> Option<Piece> {
    (!texts.is_empty()).then(|| Piece::Aside(texts.join("\n")))
}

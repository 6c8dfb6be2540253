//! A chart with its heading, its formula and its table beneath; and tables of figures, as HTML. Both are on many pages, and
//! are the same on all of them.

use std::fmt::Write as _;

use nianbao_core::text::Text;

use super::html;

/// The words that charts and tables say.
static TABLE: Text = Text::new("看这张图的数字", "The figures of this chart");

/// A cell of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cell {
    class: &'static str,
    text: String,
    /// A word in red after it.
    flag: String,
    /// What is said after it in small letters.
    small: String,
}

impl Cell {
    /// A figure.
    pub(crate) fn figure(text: impl Into<String>) -> Cell {
        let text = text.into();
        let class = if text == "0" { "n z" } else { "n" };
        Cell {
            class,
            text,
            flag: String::new(),
            small: String::new(),
        }
    }

    /// A count.
    pub(crate) fn count(count: i128) -> Cell {
        Cell::figure(super::sums::grouped(count))
    }

    /// Words.
    pub(crate) fn words(text: impl Into<String>) -> Cell {
        Cell {
            class: "",
            ..Cell::figure(text)
        }
    }

    /// Nothing to show, said in faint letters.
    pub(crate) fn faint(text: impl Into<String>) -> Cell {
        Cell {
            class: "n faint",
            ..Cell::figure(text)
        }
    }

    /// The same cell with another class.
    #[must_use]
    pub(crate) fn class(self, class: &'static str) -> Cell {
        Cell { class, ..self }
    }

    #[must_use]
    pub(crate) fn flag(self, flag: impl Into<String>) -> Cell {
        Cell {
            flag: flag.into(),
            ..self
        }
    }

    #[must_use]
    pub(crate) fn small(self, small: impl Into<String>) -> Cell {
        Cell {
            small: small.into(),
            ..self
        }
    }

    fn write(&self, element: &str, out: &mut String) {
        let _ = write!(out, "<{element}");
        if !self.class.is_empty() {
            let _ = write!(out, " class=\"{}\"", self.class);
        }
        out.push('>');
        html::escape_into(&self.text, out);
        if !self.flag.is_empty() {
            out.push_str(" <span class=\"flag\">");
            html::escape_into(&self.flag, out);
            out.push_str("</span>");
        }
        if !self.small.is_empty() {
            out.push_str(" <span class=\"faint\">");
            html::escape_into(&self.small, out);
            out.push_str("</span>");
        }
        let _ = write!(out, "</{element}>");
    }
}

/// The head of a row.
#[derive(Debug, Clone, Default)]
pub(crate) struct RowHead {
    pub(crate) text: String,
    /// Where it leads.
    pub(crate) href: Option<String>,
    /// Lines below it in small letters: a formula.
    pub(crate) notes: Vec<String>,
    /// A word in red after it.
    pub(crate) flag: String,
    /// Whether it is marked as invented.
    pub(crate) sample: Option<&'static str>,
    pub(crate) class: &'static str,
    /// Whether it stands alone, above the rows that it names.
    pub(crate) band: bool,
}

impl RowHead {
    pub(crate) fn new(text: impl Into<String>) -> RowHead {
        RowHead {
            text: text.into(),
            ..RowHead::default()
        }
    }

    /// A heading above rows.
    pub(crate) fn band(text: impl Into<String>) -> RowHead {
        RowHead {
            band: true,
            ..RowHead::new(text)
        }
    }
}

/// A table of figures.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Its name, for those who can't see it.
    pub(crate) caption: String,
    pub(crate) class: &'static str,
    /// The heads of its columns, each with its class.
    pub(crate) heads: Vec<(String, &'static str)>,
    pub(crate) rows: Vec<(RowHead, Vec<Cell>)>,
}

impl Table {
    /// A table whose columns after the first are figures.
    pub(crate) fn new(caption: &str, heads: impl IntoIterator<Item = String>) -> Table {
        let heads = heads.into_iter().enumerate();
        Table {
            caption: caption.to_owned(),
            heads: heads.map(|(i, head)| (head, if i == 0 { "" } else { "n" })).collect(),
            ..Table::default()
        }
    }

    pub(crate) fn row(&mut self, head: RowHead, cells: Vec<Cell>) {
        self.rows.push((head, cells));
    }

    /// The table in its own frame, which scrolls.
    pub(crate) fn html(&self) -> String {
        let mut out = String::with_capacity(512 + self.rows.len() * 256);
        let caption = html::attribute(&self.caption);
        let between = if self.class.is_empty() { "" } else { " " };
        let _ = write!(
            out,
            "<section class=\"wide\" tabindex=\"0\" aria-label=\"{caption}\">\n<table class=\"list{between}{}\">\n<caption class=\"unseen\">{caption}</caption>\n<thead>\n<tr>",
            self.class
        );
        for (head, class) in &self.heads {
            let class = if class.is_empty() {
                String::new()
            } else {
                format!(" class=\"{class}\"")
            };
            let _ = write!(out, "<th scope=\"col\"{class}>{}</th>", html::escape(head));
        }
        out.push_str("</tr>\n</thead>\n<tbody>\n");
        for (head, cells) in &self.rows {
            if head.band {
                let (columns, text) = (self.heads.len(), html::escape(&head.text));
                let _ = writeln!(
                    out,
                    "<tr class=\"band\"><th scope=\"colgroup\" colspan=\"{columns}\">{text}</th></tr>"
                );
                continue;
            }
            out.push_str("<tr><th scope=\"row\"");
            if !head.class.is_empty() {
                let _ = write!(out, " class=\"{}\"", head.class);
            }
            out.push('>');
            match &head.href {
                Some(href) => {
                    let _ = write!(
                        out,
                        "<a href=\"{}\">{}</a>",
                        html::attribute(href),
                        html::escape(&head.text)
                    );
                }
                None => html::escape_into(&head.text, &mut out),
            }
            if let Some(word) = head.sample {
                let _ = write!(out, " <span class=\"chip sample\">{word}</span>");
            }
            if !head.flag.is_empty() {
                let _ = write!(out, " <span class=\"flag\">{}</span>", html::escape(&head.flag));
            }
            for note in &head.notes {
                let _ = write!(out, "<span class=\"f\">{}</span>", html::escape(note));
            }
            out.push_str("</th>");
            for cell in cells {
                cell.write("td", &mut out);
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n</table>\n</section>\n");
        out
    }
}

/// A chart with what belongs to it.
pub(crate) struct Plot<'a> {
    /// What it shows, as a sentence that its figures bear out.
    pub(crate) heading: Text,
    /// What is drawn.
    pub(crate) about: Text,
    /// The legend and the SVG.
    pub(crate) chart: String,
    /// How its figures are made, and what is special about some of them.
    pub(crate) formula: Vec<Text>,
    pub(crate) table: &'a Table,
}

impl Plot<'_> {
    pub(crate) fn html(&self, lang: nianbao_core::text::Lang) -> String {
        let mut out = String::with_capacity(self.chart.len() + 2048);
        let _ = write!(
            out,
            "<figure class=\"plot\">\n<figcaption><h2>{}</h2><p>{}</p></figcaption>\n<div>\n{}</div>\n",
            html::escape(self.heading.get(lang)),
            html::escape(self.about.get(lang)),
            self.chart
        );
        if !self.formula.is_empty() {
            out.push_str("<div class=\"formula\">");
            for text in &self.formula {
                // The name of a share comes before the sign of equality.
                let text = text.get(lang);
                match text.split_once(" = ") {
                    Some((name, rest)) => {
                        let _ = write!(out, "<p><b>{}</b> = {}</p>", html::escape(name), html::escape(rest));
                    }
                    None => {
                        let _ = write!(out, "<p>{}</p>", html::escape(text));
                    }
                }
            }
            out.push_str("</div>\n");
        }
        let _ = write!(
            out,
            "<details><summary>{}</summary>\n{}</details>\n</figure>\n",
            TABLE.get(lang),
            self.table.html()
        );
        out
    }
}

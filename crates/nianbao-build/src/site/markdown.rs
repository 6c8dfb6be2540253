//! Markdown as HTML: the pages of the guide and of the rules.

use std::fmt::Write as _;

use nianbao_core::text::Lang;
use pulldown_cmark::{CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd};

use super::words::WORDS;
use crate::content::web_address;

/// A page of Markdown converted to a title and HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rendered {
    /// The text of its first heading of level one, which is not in the HTML.
    pub(crate) title: String,
    /// The rest of the page.
    pub(crate) html: String,
    /// Its headings of level two.
    pub(crate) parts: Vec<String>,
    /// The addresses of its links, as they are written, each with its line.
    pub(crate) links: Vec<(String, usize)>,
    /// The addresses of its pictures, of which only the words are shown, each with its line.
    pub(crate) pictures: Vec<(String, usize)>,
}

/// Converts Markdown to HTML. Raw HTML becomes text. Links lead to the web or within the site, never to scripts.
/// Pictures are not loaded from other hosts. The accessible names of tables are in the language of the page.
pub(crate) fn render(source: &str, lang: Lang) -> Rendered {
    let mut rendered = Rendered::default();
    let mut events = Vec::new();
    let mut in_title = false;
    let mut in_part = false;
    let mut picture: Option<String> = None;
    let line = |at: usize| 1 + source.bytes().take(at).filter(|byte| *byte == b'\n').count();
    for (event, range) in Parser::new_ext(source, Options::ENABLE_TABLES).into_offset_iter() {
        match &event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                ..
            }) => {
                in_part = true;
                rendered.parts.push(String::new());
            }
            Event::End(TagEnd::Heading(HeadingLevel::H2)) => in_part = false,
            Event::Text(text) | Event::Code(text) if in_part => {
                if let Some(part) = rendered.parts.last_mut() {
                    part.push_str(text);
                }
            }
            _ => {}
        }
        match event {
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                ..
            }) if rendered.title.is_empty() => in_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) if in_title => in_title = false,
            Event::Text(text) | Event::Code(text) if in_title => rendered.title.push_str(&text),
            _ if in_title => {}
            // The page already has its `h1`.
            Event::Start(Tag::Heading {
                level: HeadingLevel::H1,
                id,
                classes,
                attrs,
            }) => events.push(Event::Start(Tag::Heading {
                level: HeadingLevel::H2,
                id,
                classes,
                attrs,
            })),
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => {
                events.push(Event::End(TagEnd::Heading(HeadingLevel::H2)));
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                rendered.pictures.push((dest_url.into_string(), line(range.start)));
                picture = Some(String::new());
            }
            Event::End(TagEnd::Image) => {
                if let Some(alt) = picture.take() {
                    events.push(Event::Text(CowStr::from(alt)));
                }
            }
            Event::Text(text) | Event::Code(text) if picture.is_some() => {
                if let Some(alt) = &mut picture {
                    alt.push_str(&text);
                }
            }
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }) => {
                let safe = address(&dest_url, link_type);
                if link_type != LinkType::Email {
                    rendered.links.push((dest_url.to_string(), line(range.start)));
                }
                events.push(Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url: safe,
                    title,
                    id,
                }));
            }
            event => events.push(event),
        }
    }
    pulldown_cmark::html::push_html(&mut rendered.html, events.into_iter());
    rendered.html = framed(&rendered.html, lang)
        .replace("<pre>", "<pre tabindex=\"0\">")
        .replace("</table>", "</table></section>")
        .replace("<th>", "<th scope=\"col\">");
    rendered
}

/// Tables may be wider than a phone, so they scroll in a frame that the keyboard can reach. Each has a name of its own.
fn framed(html: &str, lang: Lang) -> String {
    let mut parts = html.split("<table>");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for (index, part) in parts.enumerate() {
        let name = WORDS.table.get(lang);
        let name = if index == 0 {
            name.to_owned()
        } else {
            format!("{name} {}", index + 1)
        };
        let _ = write!(
            out,
            "<section class=\"wide\" tabindex=\"0\" aria-label=\"{name}\"><table class=\"list\">{part}"
        );
    }
    out
}

/// Whether an address leads somewhere within the site: it is relative, without a scheme.
pub(crate) fn is_relative(address: &str) -> bool {
    let first = address.split(['/', '?', '#']).next().unwrap_or_default();
    !address.starts_with(['/', '\\']) && !first.contains(':')
}

/// Keeps an address if it is on the web, within the site (relative, without a scheme) or of a mailbox.
fn address<'a>(text: &CowStr<'a>, link_type: LinkType) -> CowStr<'a> {
    let plain = text.trim();
    let mail = plain.to_ascii_lowercase().starts_with("mailto:") && !plain.contains(char::is_whitespace);
    if link_type == LinkType::Email {
        return CowStr::from(format!("mailto:{plain}"));
    }
    if is_relative(plain) || mail || web_address(plain).is_some() {
        CowStr::from(plain.to_owned())
    } else {
        CowStr::from("#")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(source: &str, title: &str, html: &str) {
        let rendered = render(source, Lang::Zh);
        assert_eq!(
            (rendered.title.as_str(), rendered.html.as_str()),
            (title, html),
            "{source}"
        );
    }

    #[test]
    fn markdown_is_shown_and_never_run() {
        check("# 标题\n\n文字", "标题", "<p>文字</p>\n");
        check("<script>alert(1)</script>", "", "&lt;script&gt;alert(1)&lt;/script&gt;");
        check("a <b onclick=x> b", "", "<p>a &lt;b onclick=x&gt; b</p>\n");
        check("[x](javascript:alert(1))", "", "<p><a href=\"#\">x</a></p>\n");
        check("[x](JaVaScRiPt:alert(1))", "", "<p><a href=\"#\">x</a></p>\n");
        check("[x](data:text/html,y)", "", "<p><a href=\"#\">x</a></p>\n");
        check("[x](//example.org/y)", "", "<p><a href=\"#\">x</a></p>\n");
        check(
            "[x](../writing/index.html)",
            "",
            "<p><a href=\"../writing/index.html\">x</a></p>\n",
        );
        check(
            "[x](https://example.org/)",
            "",
            "<p><a href=\"https://example.org/\">x</a></p>\n",
        );
        check("![图](https://example.org/a.png)", "", "<p>图</p>\n");
        check("# 一\n\n# 二", "一", "<h2>二</h2>\n");
        let table = "| 甲 |\n| --- |\n| 1 |\n";
        for (lang, label) in [(Lang::Zh, "aria-label=\"表格\""), (Lang::En, "aria-label=\"Table\"")] {
            assert!(render(table, lang).html.contains(label), "{label}");
        }
        let two = render(&format!("{table}\n文\n\n{table}"), Lang::Zh).html;
        let names: Vec<&str> = two
            .split("aria-label=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert_eq!(names, ["表格", "表格 2"]);
    }
}

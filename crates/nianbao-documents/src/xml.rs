//! XML parts as trees, limited in depth and size. Entities other than the five of XML are kept as text, so none can
//! reach outside the file or expand.

use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// The deepest nesting of elements; Word files have about thirty levels.
const DEEPEST: usize = 256;
/// The most elements in a part.
const MOST: usize = 4_000_000;

/// An element, with its name and attributes without prefixes.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    pub(crate) children: Vec<Node>,
}

/// The content of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Element(Element),
    Text(String),
}

impl Element {
    /// An attribute.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// Its child elements.
    pub(crate) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.children.iter().filter_map(|child| match child {
            Node::Element(element) => Some(element),
            Node::Text(_) => None,
        })
    }

    /// The first child element with a name.
    pub(crate) fn child(&self, name: &str) -> Option<&Element> {
        self.elements().find(|child| child.name == name)
    }

    /// The attribute `val` of the first child element with a name.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.child(name)?.get("val")
    }

    /// The first element with a name at any depth, including itself.
    pub(crate) fn find(&self, name: &str) -> Option<&Element> {
        if self.name == name {
            return Some(self);
        }
        self.elements().find_map(|child| child.find(name))
    }

    /// The text in it, at any depth.
    pub(crate) fn text(&self) -> String {
        let mut out = String::new();
        self.add_text(&mut out);
        out
    }

    fn add_text(&self, out: &mut String) {
        for child in &self.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => element.add_text(out),
            }
        }
    }
}

/// The root element of a part; `None` if it is not XML, or is deeper or larger than any real one.
pub(crate) fn parse(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}'));
    let mut open: Vec<Element> = vec![Element::default()];
    let mut count = 0_usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                count += 1;
                if open.len() > DEEPEST || count > MOST {
                    return None;
                }
                open.push(element(&start)?);
            }
            Event::Empty(start) => {
                count += 1;
                if count > MOST {
                    return None;
                }
                let element = element(&start)?;
                open.last_mut()?.children.push(Node::Element(element));
            }
            Event::End(_) => {
                let element = open.pop()?;
                open.last_mut()?.children.push(Node::Element(element));
            }
            Event::Text(text) => push_text(open.last_mut()?, &text.xml10_content()),
            Event::CData(text) => push_text(open.last_mut()?, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                let resolved = match name.as_ref() {
                    "amp" => "&".to_owned(),
                    "lt" => "<".to_owned(),
                    "gt" => ">".to_owned(),
                    "quot" => "\"".to_owned(),
                    "apos" => "'".to_owned(),
                    other => match reference.resolve_char_ref() {
                        Ok(Some(c)) => c.to_string(),
                        _ => format!("&{other};"),
                    },
                };
                push_text(open.last_mut()?, &resolved);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    // The document node holds the root.
    let document = open.pop().filter(|_| open.is_empty())?;
    document.children.into_iter().find_map(|child| match child {
        Node::Element(element) => Some(element),
        Node::Text(_) => None,
    })
}

/// The character that a text begins with if it is escaped in Excel's way for characters that XML cannot hold:
/// `_x000D_`.
pub(crate) fn escape_at(text: &str) -> Option<char> {
    let hex = text.strip_prefix("_x")?.get(..4)?;
    if text.get(6..7) != Some("_") || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    char::from_u32(u32::from_str_radix(hex, 16).ok()?).filter(|c| *c != '\0')
}

/// A text with escapes such as `_x000D_` decoded.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(c) = escape_at(rest) {
            out.push(c);
            rest = &rest[7..];
        } else {
            out.push_str("_x");
            rest = &rest[2..];
        }
    }
    out.push_str(rest);
    out
}

fn push_text(element: &mut Element, more: &str) {
    if let Some(Node::Text(text)) = element.children.last_mut() {
        text.push_str(more);
    } else {
        element.children.push(Node::Text(more.to_owned()));
    }
}

fn element(start: &BytesStart<'_>) -> Option<Element> {
    let mut element = Element {
        name: start.local_name().as_ref().to_owned(),
        ..Element::default()
    };
    for attribute in start.attributes() {
        let attribute = attribute.ok()?;
        let value = quick_xml::escape::unescape(&attribute.value)
            .map_or_else(|_| attribute.value.to_string(), std::borrow::Cow::into_owned);
        element
            .attributes
            .push((attribute.key.local_name().as_ref().to_owned(), value));
    }
    Some(element)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_without_their_prefixes() {
        let root = parse("\u{feff}<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><w:a w:val=\"1&amp;2\"><w:b/>三<![CDATA[<]]>&lt;&#x56DB;&x;<c:d>五</c:d></w:a>")
            .expect("it is XML");
        assert_eq!((root.name.as_str(), root.get("val")), ("a", Some("1&2")));
        assert_eq!(root.text(), "三<<四&x;五");
        assert_eq!(
            root.elements().map(|child| child.name.as_str()).collect::<Vec<_>>(),
            ["b", "d"]
        );
        for broken in ["", "<a>", "<a></b>", "<a", "text", &"<a>".repeat(100_000)] {
            assert_eq!(parse(broken), None);
        }
    }
}

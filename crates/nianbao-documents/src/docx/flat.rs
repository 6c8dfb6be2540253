//! Word 2003 XML: a whole Word file as one text. Its elements are brought to the names that newer files give them, and
//! then read as those are.

use std::collections::BTreeMap;

use super::styles::Styles;
use super::{Link, Parts, lists, shown};
use crate::kind::DAMAGED;
use crate::taken::Taken;
use crate::word::format_of;
use crate::xml::{self, Element, Node};
use crate::{Kind, Trouble, decode, detect};

/// Whether a text begins as Word 2003 begins its XML.
pub(crate) fn is_flat(start: &[u8]) -> bool {
    let head = detect::opening(start);
    let has = |words: &[u8]| head.windows(words.len()).any(|window| window == words);
    has(b"wordDocument") || has(b"progid=\"Word.Document\"")
}

/// Takes the text out of a Word 2003 XML file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let root = xml::parse(&decode::text(bytes)?).ok_or(DAMAGED)?;
    let mut brought = Brought::default();
    let mut body = brought.element(root.child("body").ok_or(DAMAGED)?);
    "body".clone_into(&mut body.name);
    let numbering = root.child("lists").map(numbering);
    let styles = root.child("styles").map(|styles| Brought::default().element(styles));
    Ok(shown(Parts {
        kind: Kind::Doc,
        own: None,
        body,
        styles: Styles::read(styles.as_ref()),
        numbering: lists::numbering(numbering.as_ref()),
        links: brought.links,
        footnotes: brought.notes,
        endnotes: BTreeMap::new(),
        comments: brought.comments,
        margins: brought.margins,
    }))
}

/// The parts that newer files keep apart, as they are found in the text.
#[derive(Debug, Default)]
struct Brought {
    links: BTreeMap<String, Link>,
    notes: BTreeMap<String, Element>,
    comments: Vec<Element>,
    margins: Vec<Element>,
}

impl Brought {
    /// An element as newer files have it. `xml::parse` bounds how deep elements are in each other.
    fn element(&mut self, element: &Element) -> Element {
        let mut out = Element {
            name: name(element).to_owned(),
            attributes: element.attributes.clone(),
            children: Vec::with_capacity(element.children.len()),
        };
        if let ("imagedata", Some(address)) = (out.name.as_str(), element.get("src")) {
            out.attributes.push(("id".to_owned(), address.to_owned()));
            let link = Link {
                kind: "image".to_owned(),
                target: address.to_owned(),
            };
            self.links.insert(address.to_owned(), link);
        }
        for child in &element.children {
            let child = match child {
                Node::Text(text) => {
                    out.children.push(Node::Text(text.clone()));
                    continue;
                }
                Node::Element(child) => child,
            };
            let kind = child.get("type").unwrap_or_default();
            match child.name.as_str() {
                "annotation" if kind == "Word.Comment" => {
                    let comment = self.element(child);
                    self.comments.push(comment);
                }
                "hdr" | "ftr" => {
                    let margin = self.element(child);
                    self.margins.push(margin);
                }
                "footnote" | "endnote" if child.child("p").is_some() => {
                    let note = self.element(child);
                    let id = self.notes.len().to_string();
                    out.children.push(Node::Element(Element {
                        name: "footnoteReference".to_owned(),
                        attributes: vec![("id".to_owned(), id.clone())],
                        children: Vec::new(),
                    }));
                    self.notes.insert(id, note);
                }
                _ => {
                    let child = self.element(child);
                    out.children.push(Node::Element(child));
                }
            }
        }
        out
    }
}

/// The name that newer files give an element.
fn name(element: &Element) -> &str {
    match (element.name.as_str(), element.get("type")) {
        ("annotation", Some("Word.Deletion")) => "del",
        ("annotation", Some("Word.Insertion")) => "ins",
        ("listPr", _) => "numPr",
        ("ilfo", _) => "numId",
        ("vmerge", _) => "vMerge",
        ("hmerge", _) => "hMerge",
        (name, _) => name,
    }
}

fn with(name: &str, attributes: &[(&str, &str)], children: Vec<Element>) -> Element {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Element {
        name: name.to_owned(),
        attributes: attributes.iter().map(owned).collect(),
        children: children.into_iter().map(Node::Element).collect(),
    }
}

/// The lists as newer files have them.
fn numbering(lists: &Element) -> Element {
    let level = |level: &Element| {
        let mut out = level.clone();
        let format = level
            .value("nfc")
            .and_then(|number| number.parse().ok())
            .map_or("decimal", format_of);
        out.children
            .push(Node::Element(with("numFmt", &[("val", format)], Vec::new())));
        if level
            .value("suff")
            .is_some_and(|between| between.eq_ignore_ascii_case("nothing"))
        {
            out.children
                .retain(|child| !matches!(child, Node::Element(child) if child.name == "suff"));
            out.children
                .push(Node::Element(with("suff", &[("val", "nothing")], Vec::new())));
        }
        out
    };
    let mut out = Vec::new();
    for list in lists.elements() {
        match list.name.as_str() {
            "listDef" => {
                let levels = list.elements().filter(|child| child.name == "lvl").map(level).collect();
                let id = list.get("listDefId").unwrap_or_default();
                out.push(with("abstractNum", &[("abstractNumId", id)], levels));
            }
            "list" => {
                let definition = list.value("ilst").unwrap_or_default();
                let mut children = vec![with("abstractNumId", &[("val", definition)], Vec::new())];
                children.extend(list.elements().filter(|child| child.name == "lvlOverride").cloned());
                out.push(with(
                    "num",
                    &[("numId", list.get("ilfo").unwrap_or_default())],
                    children,
                ));
            }
            _ => {}
        }
    }
    with("numbering", &[], out)
}

#[cfg(test)]
mod tests {
    use super::super::tests::lines;
    use crate::read;

    fn check(body: &str, parts: &str, expected: &[&str]) {
        let text = format!(
            "<?xml version=\"1.0\"?>\n<?mso-application progid=\"Word.Document\"?>\n<w:wordDocument xmlns:w=\"w\" xmlns:wx=\"wx\" xmlns:aml=\"aml\" xmlns:v=\"v\">\
             {parts}<w:body><wx:sect>{body}<w:sectPr><w:hdr w:type=\"odd\"><w:p><w:r><w:t>内部资料</w:t></w:r></w:p></w:hdr></w:sectPr></wx:sect></w:body></w:wordDocument>"
        );
        let source = read("年报.doc", text.as_bytes()).expect("it can be read");
        assert_eq!(lines(&source), expected, "{}", source.text);
    }

    fn p(properties: &str, text: &str) -> String {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    }

    #[test]
    fn headings_lists_changes_and_notes_are_read_as_in_newer_files() {
        let parts = "<w:lists><w:listDef w:listDefId=\"0\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:nfc w:val=\"37\"/><w:lvlText w:val=\"%1、\"/></w:lvl></w:listDef>\
            <w:list w:ilfo=\"1\"><w:ilst w:val=\"0\"/></w:list></w:lists>\
            <w:styles><w:style w:type=\"paragraph\" w:styleId=\"a3\"><w:name w:val=\"Title\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"1\"><w:name w:val=\"heading 1\"/>\
            <w:pPr><w:listPr><w:ilfo w:val=\"1\"/></w:listPr></w:pPr></w:style></w:styles>";
        let body = [
            p("<w:pStyle w:val=\"a3\"/>", "某局2023年政府信息公开工作年度报告"),
            "<wx:sub-section>".to_owned(),
            p("<w:pStyle w:val=\"1\"/>", "总体情况"),
            "<w:p><w:r><w:t>收到</w:t></w:r><aml:annotation w:type=\"Word.Deletion\"><aml:content><w:r><w:delText>3</w:delText></w:r></aml:content></aml:annotation>\
             <aml:annotation w:type=\"Word.Insertion\"><aml:content><w:r><w:t>4</w:t></w:r></aml:content></aml:annotation><w:hlink w:dest=\"x\"><w:r><w:t>件</w:t></w:r></w:hlink>\
             <w:r><w:footnote><w:p><w:r><w:t>含结转1件</w:t></w:r></w:p></w:footnote></w:r>\
             <w:r><aml:annotation w:type=\"Word.Comment\"><aml:content><w:p><w:r><w:t>请核实</w:t></w:r></w:p></aml:content></aml:annotation></w:r>\
             <w:r><w:pict><v:shape><v:imagedata src=\"wordml://1.png\"/></v:shape></w:pict></w:r></w:p></wx:sub-section>"
                .to_owned(),
            p("<w:listPr><w:ilvl w:val=\"0\"/><w:ilfo w:val=\"1\"/></w:listPr>", "主动公开政府信息情况"),
        ];
        check(
            &body.concat(),
            parts,
            &[
                "# 某局2023年政府信息公开工作年度报告",
                "## 一、总体情况",
                "p 收到4件",
                "picture  wordml://1.png",
                "p 含结转1件",
                "## 二、主动公开政府信息情况",
                "aside 请核实",
                "aside 内部资料",
            ],
        );
    }

    #[test]
    fn merged_cells_are_one() {
        let cell = |properties: &str, text: &str| format!("<w:tc><w:tcPr>{properties}</w:tcPr>{}</w:tc>", p("", text));
        let row = |cells: &[String]| format!("<w:tr>{}</w:tr>", cells.concat());
        let body = [
            p("", "三、收到和处理政府信息公开申请情况"),
            "<w:tbl>".to_owned(),
            row(&[
                cell(
                    "<w:gridSpan w:val=\"2\"/><w:vmerge w:val=\"restart\"/>",
                    "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
                ),
                cell("<w:hmerge w:val=\"restart\"/>", "申请人情况"),
                cell("<w:hmerge/>", ""),
            ]),
            row(&[
                cell("<w:gridSpan w:val=\"2\"/><w:vmerge/>", ""),
                cell("", "自然人"),
                cell("", "总计"),
            ]),
            row(&[
                cell("<w:gridSpan w:val=\"2\"/>", "一、本年新收政府信息公开申请数量"),
                cell("", "7"),
                cell("", "8"),
            ]),
            "</w:tbl>".to_owned(),
        ];
        let fields = "table requests.received.natural_person=7 requests.received.total=8";
        check(
            &body.concat(),
            "",
            &["## 三、收到和处理政府信息公开申请情况", fields, "aside 内部资料"],
        );
    }

    #[test]
    fn files_that_are_damaged_are_said_to_be() {
        let name = |text: &str| read("a.xml", text.as_bytes()).map_err(|error| error.name).err();
        assert_eq!(name("<w:wordDocument>"), Some("damaged"));
        assert_eq!(name("<w:wordDocument/>"), Some("damaged"));
        assert_eq!(
            name(&format!("<w:wordDocument>{}", "<w:body>".repeat(5000))),
            Some("damaged")
        );
    }
}

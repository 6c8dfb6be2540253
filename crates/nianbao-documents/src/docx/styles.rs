//! Paragraph styles: whether they are headings, and how they are numbered.

use std::collections::BTreeMap;

use crate::word::level_of_name;
use crate::word::numbering::Listed;
use crate::xml::Element;

#[derive(Debug, Default)]
struct Style {
    level: Option<u8>,
    based_on: Option<String>,
    listed: Listed,
}

/// The styles of a file by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
}

/// The longest chain of styles based on each other.
const DEEPEST: usize = 16;

impl Styles {
    pub(super) fn read(root: Option<&Element>) -> Styles {
        let styles = root
            .into_iter()
            .flat_map(Element::elements)
            .filter(|style| style.name == "style" && style.get("type").is_none_or(|kind| kind == "paragraph"))
            .filter_map(|style| {
                let properties = style.child("pPr");
                let named = style.value("name").and_then(level_of_name);
                Some((
                    style.get("styleId")?.to_owned(),
                    Style {
                        level: named.or_else(|| outline(properties)),
                        based_on: style.value("basedOn").map(str::to_owned),
                        listed: listed(properties),
                    },
                ))
            })
            .collect();
        Styles { styles }
    }

    /// A style and the styles it is based on, nearest first.
    fn chain<'a>(&'a self, id: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let first = id.and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style| self.styles.get(style.based_on.as_ref()?)).take(DEEPEST)
    }

    /// The level of a paragraph if it is a heading: 1 for the title, 2 to 6 for 「heading 1」 and so on.
    pub(super) fn level(&self, style: Option<&str>, properties: Option<&Element>) -> Option<u8> {
        // An outline level of 9 means body text, whatever the style.
        if let Some(own) = properties.and_then(|p| p.value("outlineLvl")) {
            return own
                .parse::<u8>()
                .ok()
                .filter(|level| *level < 9)
                .map(|level| (level + 2).min(6));
        }
        self.chain(style)
            .find_map(|style| style.level)
            .map(|level| (level + 1).min(6))
    }

    /// The numbering of a paragraph: its own, or else that of its style.
    pub(super) fn numbering(&self, style: Option<&str>, properties: Option<&Element>) -> Listed {
        let own = listed(properties);
        self.chain(style).fold(own, |known, style| Listed {
            list: known.list.or(style.listed.list),
            level: known.level.or(style.listed.level),
        })
    }
}

fn outline(properties: Option<&Element>) -> Option<u8> {
    let level: u8 = properties?.value("outlineLvl")?.parse().ok()?;
    (level < 9).then_some(level + 1)
}

fn listed(properties: Option<&Element>) -> Listed {
    let Some(numbered) = properties.and_then(|p| p.child("numPr")) else {
        return Listed::default();
    };
    Listed {
        list: numbered.value("numId").and_then(|id| id.parse().ok()),
        level: numbered.value("ilvl").and_then(|level| level.parse().ok()),
    }
}

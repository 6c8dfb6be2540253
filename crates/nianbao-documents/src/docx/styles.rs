//! What a paragraph's style says of it: whether it is a heading, and how it is numbered.

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

/// The styles of a file, by their ids.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
}

/// Styles are based on each other at most so deep.
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

    /// A style and those that it is based on, nearest first.
    fn chain<'a>(&'a self, id: Option<&str>) -> impl Iterator<Item = &'a Style> {
        let first = id.and_then(|id| self.styles.get(id));
        std::iter::successors(first, |style| self.styles.get(style.based_on.as_ref()?)).take(DEEPEST)
    }

    /// The level of a paragraph where it is a heading: 1 for the title, 2 to 6 for 「heading 1」 and so on.
    pub(super) fn level(&self, style: Option<&str>, properties: Option<&Element>) -> Option<u8> {
        // An outline level of 9 says that it is body text, whatever its style.
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

    /// How a paragraph is numbered: by itself, else by its style.
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

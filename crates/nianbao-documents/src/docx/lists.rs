//! The lists of a Word file: which levels they have and how they count.

use std::collections::BTreeMap;

use crate::word::numbering::{Level, List, Numbering};
use crate::xml::Element;

/// The lists that a file's part `numbering.xml` defines.
pub(super) fn numbering(root: Option<&Element>) -> Numbering {
    let Some(root) = root else {
        return Numbering::default();
    };
    let definitions: BTreeMap<u32, &Element> = root
        .elements()
        .filter(|element| element.name == "abstractNum")
        .filter_map(|element| Some((element.get("abstractNumId")?.parse().ok()?, element)))
        .collect();
    let mut lists = BTreeMap::new();
    for element in root.elements().filter(|element| element.name == "num") {
        let Some(id) = element.get("numId").and_then(|id| id.parse().ok()) else {
            continue;
        };
        let Some(counter) = element.value("abstractNumId").and_then(|id| id.parse().ok()) else {
            continue;
        };
        let mut list = List::new(counter);
        if let Some(definition) = definitions.get(&counter) {
            for level in definition.elements().filter(|element| element.name == "lvl") {
                define(&mut list, level);
            }
        }
        for change in element.elements().filter(|element| element.name == "lvlOverride") {
            let Some(at) = change.get("ilvl").and_then(|level| level.parse::<usize>().ok()) else {
                continue;
            };
            if let Some(level) = change.child("lvl") {
                define(&mut list, level);
            }
            if let Some(start) = change.value("startOverride").and_then(|start| start.parse().ok()) {
                list.restart(at, start);
            }
        }
        lists.insert(id, list);
    }
    Numbering::new(lists)
}

fn define(list: &mut List, element: &Element) {
    let Some(at) = element.get("ilvl").and_then(|level| level.parse::<usize>().ok()) else {
        return;
    };
    let start = element.value("start").and_then(|start| start.parse().ok()).unwrap_or(1);
    let format = element.value("numFmt").unwrap_or("decimal");
    let text = element.value("lvlText").unwrap_or_default().to_owned();
    list.define(
        at,
        Level::new(start, format, text, element.value("suff") != Some("nothing")),
    );
}

//! The styles of a Word 97–2003 file, and its lists: which paragraphs are headings and how they are numbered.

use std::collections::BTreeMap;

use super::file::{File, List as Part, Property, i16_at, place, properties, u16_at, u32_at};
use crate::word::numbering::{LEVELS, Level, List, Listed, Numbering};
use crate::word::{format_of, level_of_name};

/// Styles are based on each other at most this deep.
const DEEPEST: usize = 16;

/// The style of the numbers of a title, by Word's own number for it.
const TITLE: u16 = 62;

#[derive(Debug, Default)]
struct Style {
    level: Option<u8>,
    based_on: Option<u16>,
    listed: Listed,
    hidden: Option<bool>,
}

/// The styles of a file, by their numbers.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<u16, Style>,
}

impl Styles {
    pub(super) fn read(file: &File) -> Styles {
        let list = file.list(Part::Styles);
        Styles::parse(list).unwrap_or_default()
    }

    fn parse(list: &[u8]) -> Option<Styles> {
        let head = usize::from(u16_at(list, 0)?);
        let (count, base) = (u16_at(list, 2)?, usize::from(u16_at(list, 4)?));
        let mut at = 2 + head;
        let mut styles = BTreeMap::new();
        for number in 0..count {
            let Some(length) = u16_at(list, at).map(usize::from) else {
                break;
            };
            if let Some(style) = list
                .get(at + 2..at + 2 + length)
                .filter(|bytes| !bytes.is_empty())
                .and_then(|bytes| style(bytes, base))
            {
                styles.insert(number, style);
            }
            // Each begins at an even place.
            at += 2 + length + length % 2;
        }
        Some(Styles { styles })
    }

    /// A style and those that it is based on, nearest first.
    fn chain(&self, number: u16) -> impl Iterator<Item = &Style> {
        std::iter::successors(self.styles.get(&number), |style| self.styles.get(&style.based_on?)).take(DEEPEST)
    }

    /// The level of a paragraph if it is a heading, as in other Word files: 1 for the title, 2 to 6 for 「heading 1」 and so
    /// on. `own` is the outline level that the paragraph itself has.
    pub(super) fn level(&self, number: u16, own: Option<u8>) -> Option<u8> {
        if let Some(own) = own {
            return Some(own).filter(|level| *level < 9).map(|level| (level + 2).min(6));
        }
        self.chain(number)
            .find_map(|style| style.level)
            .map(|level| (level + 1).min(6))
    }

    /// How a paragraph is numbered: by itself, else by its style.
    pub(super) fn numbering(&self, number: u16, own: Listed) -> Listed {
        self.chain(number).fold(own, |known, style| Listed {
            list: known.list.or(style.listed.list),
            level: known.level.or(style.listed.level),
        })
    }

    /// Whether the characters of a style are hidden.
    pub(super) fn is_hidden(&self, number: u16) -> bool {
        self.chain(number).find_map(|style| style.hidden).unwrap_or(false)
    }
}

fn style(bytes: &[u8], base: usize) -> Option<Style> {
    let number = u16_at(bytes, 0)? & 0x0FFF;
    let kinds = u16_at(bytes, 2)?;
    let sets = u16_at(bytes, 4)? & 0x0F;
    let length = usize::from(u16_at(bytes, base)?);
    let name: Vec<u16> = (0..length)
        .map_while(|index| u16_at(bytes, base + 2 + 2 * index))
        .collect();
    let name = String::from_utf16_lossy(&name);
    let mut style = Style {
        level: match number {
            1..=9 => u8::try_from(number).ok(),
            TITLE => Some(0),
            // A style may have several names.
            _ => name.split(',').next().and_then(level_of_name),
        },
        based_on: Some(kinds >> 4).filter(|number| *number != 0x0FFF),
        ..Style::default()
    };
    let of_paragraphs = kinds & 0x0F == 1;
    let mut at = base + 2 + 2 * length + 2;
    for set in 0..sets {
        let Some(length) = u16_at(bytes, at).map(usize::from) else {
            break;
        };
        let set_bytes = bytes.get(at + 2..at + 2 + length).unwrap_or_default();
        if of_paragraphs && set == 0 {
            let mut look = Look::default();
            for property in properties(set_bytes.get(2..).unwrap_or_default()) {
                look.apply(property);
            }
            style.level = style
                .level
                .or(look.outline.filter(|level| *level < 9).map(|level| level + 1));
            style.listed = look.listed;
        } else if set <= 1 {
            for property in properties(set_bytes).filter(|property| property.code == 0x083C) {
                style.hidden = Some(property.is_on(false));
            }
        }
        at += 2 + length + length % 2;
    }
    Some(style)
}

/// The heading level and the numbering of a paragraph.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) outline: Option<u8>,
    pub(super) listed: Listed,
}

impl Look {
    pub(super) fn apply(&mut self, property: Property<'_>) {
        match property.code {
            0x2640 => self.outline = Some(property.byte()),
            0x260A => self.listed.level = Some(usize::from(property.byte())),
            0x460B => {
                // 0 takes a paragraph out of its list, and so does what is above the largest number.
                let list = u16_at(property.value, 0).filter(|list| *list < 0x07FF).unwrap_or(0);
                self.listed.list = Some(u32::from(list));
            }
            _ => {}
        }
    }
}

/// The lists of a file.
pub(super) fn numbering(file: &File) -> Numbering {
    let definitions = definitions(file.list(Part::Lists), file.behind(Part::Lists)).unwrap_or_default();
    Numbering::new(lists(file.list(Part::Numbered), &definitions).unwrap_or_default())
}

/// The levels of each definition by its id, in the order in which the file has them.
type Definitions = BTreeMap<u32, (u32, Vec<Level>)>;

fn definitions(list: &[u8], levels: &[u8]) -> Option<Definitions> {
    const SIZE: usize = 28;
    let count = usize::from(u16_at(list, 0)?);
    let mut out = BTreeMap::new();
    let mut at = 0;
    for index in 0..count {
        let entry = 2 + SIZE * index;
        let Some((id, simple)) = u32_at(list, entry).zip(list.get(entry + 26)) else {
            break;
        };
        let mut own = Vec::new();
        for _ in 0..if simple & 1 == 1 { 1 } else { LEVELS } {
            let Some((level, length)) = level(levels.get(at..).unwrap_or_default()) else {
                return Some(out);
            };
            own.push(level);
            at += length;
        }
        out.insert(id, (u32::try_from(index).ok()?, own));
    }
    Some(out)
}

/// A level and how many bytes it takes.
fn level(bytes: &[u8]) -> Option<(Level, usize)> {
    let start = u32_at(bytes, 0)?.cast_signed();
    let format = *bytes.get(4)?;
    let apart = *bytes.get(15)?;
    let properties = usize::from(*bytes.get(24)?) + usize::from(*bytes.get(25)?);
    let at = 28 + properties;
    let length = usize::from(u16_at(bytes, at)?);
    let mut text = String::new();
    let codes: Vec<u16> = (0..length)
        .map(|index| u16_at(bytes, at + 2 + 2 * index))
        .collect::<Option<_>>()?;
    for c in char::decode_utf16(codes).map(|c| c.unwrap_or('\u{fffd}')) {
        match u32::from(c) {
            // The count of a level is in the place of its number.
            level @ 0..9 => {
                text.push('%');
                text.extend(char::from_digit(level + 1, 10));
            }
            _ => text.push(c),
        }
    }
    let level = Level::new(i64::from(start), format_of(format), text, apart != 2);
    Some((level, at + 2 + 2 * length))
}

/// The lists that paragraphs name, counted from 1.
fn lists(list: &[u8], definitions: &Definitions) -> Option<BTreeMap<u32, List>> {
    const SIZE: usize = 16;
    // There are at most as many lists as fit into the part.
    let count = place(list, 0)?.min(list.len() / SIZE);
    let mut at = 4 + SIZE * count;
    let mut out = BTreeMap::new();
    for index in 0..count {
        let entry = 4 + SIZE * index;
        let (id, changes) = (u32_at(list, entry)?, *list.get(entry + 12)?);
        let (counter, levels) = definitions.get(&id).cloned().unwrap_or_default();
        let mut own = List::new(counter);
        for (at, level) in levels.into_iter().enumerate() {
            own.define(at, level);
        }
        // Before the changes there is an unused field.
        at += 4;
        for _ in 0..changes {
            let Some((start, flags)) = u32_at(list, at).zip(u32_at(list, at + 4)) else {
                break;
            };
            at += 8;
            let depth = usize::from(flags.to_le_bytes()[0] & 0x0F);
            if flags & 0x10 != 0 {
                own.restart(depth, i64::from(start.cast_signed()));
            }
            if flags & 0x20 != 0 {
                let Some((level, length)) = list.get(at..).and_then(level) else {
                    break;
                };
                own.define(depth, level);
                at += length;
            }
        }
        out.insert(u32::try_from(index + 1).ok()?, own);
    }
    Some(out)
}

/// The shape of a row as its last paragraph defines it: how many cells it has, their edges, how they are merged.
#[derive(Debug, Clone, Default)]
pub(super) struct RowLook {
    pub(super) shape: Option<crate::word::rows::Shape>,
}

impl RowLook {
    pub(super) fn apply(&mut self, property: Property<'_>) {
        use crate::word::rows::{Merged, Shape};
        match property.code {
            0xD608 => {
                let bytes = property.value;
                let count = usize::from(property.byte());
                let edges: Vec<i32> = (0..=count)
                    .map_while(|index| i16_at(bytes, 1 + 2 * index).map(i32::from))
                    .collect();
                let merged = (0..count)
                    .map(|index| {
                        // Cells without flags are not merged.
                        let flags = u16_at(bytes, 1 + 2 * (count + 1) + 20 * index).unwrap_or(0);
                        Merged {
                            left: flags & 0b11 == 0b10,
                            above: flags & 0x60 == 0x20,
                        }
                    })
                    .collect();
                self.shape = (edges.len() == count + 1).then_some(Shape { edges, merged });
            }
            // One cell, merged with those above or below it.
            0xD62B => {
                if let (Some(shape), [cell, how, ..]) = (&mut self.shape, property.value)
                    && let Some(merged) = shape.merged.get_mut(usize::from(*cell))
                {
                    merged.above = *how == 1;
                }
            }
            // The cells from the first to before the last become one, or are apart again.
            0x5624 | 0x5625 => {
                if let (Some(shape), [first, last, ..]) = (&mut self.shape, property.value) {
                    let (first, last) = (usize::from(*first), usize::from(*last));
                    for (index, merged) in shape.merged.iter_mut().enumerate().take(last).skip(first) {
                        merged.left = property.code == 0x5624 && index > first;
                    }
                }
            }
            _ => {}
        }
    }
}

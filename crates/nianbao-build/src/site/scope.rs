//! Whose reports are put together: the organs of a government, of a kind, of a level, or all of them.
//!
//! A government's report sums up its organs, so it is never put together with them; governments of one level are, with each
//! other.

use nianbao_core::rule::organ::{self, Level};
use nianbao_core::text::Text;

use super::Builder;
use super::data::is_aggregate;
use crate::content::{Kind, Organ};

/// Some organs whose reports are put together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Scope {
    /// Its folder below `statistics/`.
    pub(crate) folder: String,
    pub(crate) name: Text,
    pub(crate) which: Which,
}

/// Which organs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Which {
    /// All but governments.
    All,
    /// Those below a government, by its index, at any depth.
    Below(usize),
    /// Those of a kind.
    Kind(Kind),
    /// Those of a level, but not governments.
    Level(Level),
    /// The governments of a level.
    Governments(Level),
}

/// The levels, highest first, with their names in addresses and on pages.
static LEVELS: [(Level, &str, Text); 4] = [
    (Level::Province, "province", Text::new("省级", "Provincial")),
    (Level::City, "city", Text::new("市级", "City")),
    (Level::County, "county", Text::new("县级", "County")),
    (Level::Township, "township", Text::new("乡级", "Township")),
];

/// The level of an organ, if its kind or its name shows it.
fn level(organ: &Organ) -> Option<Level> {
    if organ.kind == Kind::Township {
        return Some(Level::Township);
    }
    organ::level(&organ.name.zh)
}

impl Scope {
    /// Every scope of an archive: the whole, each government with organs, each kind, each level.
    pub(crate) fn all(builder: &Builder<'_>) -> Vec<Scope> {
        let organs = builder.content.organs.all();
        let plain = || {
            let organs = organs.iter().enumerate();
            organs
                .filter(|(index, _)| !is_aggregate(builder, *index))
                .map(|(_, organ)| organ)
        };
        let mut scopes = Vec::new();
        let mut add = |folder: String, name: Text, which| scopes.push(Scope { folder, name, which });
        add("all".to_owned(), Text::new("全部机关", "All organs"), Which::All);
        for (index, _) in &builder.list.tree {
            let Some(organ) = organs.get(*index) else { continue };
            if organ.kind == Kind::Government && !below(builder, *index).is_empty() {
                let name = Text::of(
                    format!("{}所属机关", organ.name.zh),
                    format!("Organs under {}", organ.name.en),
                );
                add(format!("organs/{}", organ.id), name, Which::Below(*index));
            }
        }
        let kinds: Vec<Kind> = Kind::ALL
            .into_iter()
            .filter(|kind| plain().any(|organ| organ.kind == *kind))
            .collect();
        for kind in kinds.iter().filter(|_| kinds.len() > 1) {
            add(format!("kind/{}", kind.name()), kind.text(), Which::Kind(*kind));
        }
        let levels = || {
            LEVELS
                .iter()
                .filter(|(of, ..)| plain().any(|organ| level(organ) == Some(*of)))
        };
        for (of, id, name) in levels().filter(|_| levels().count() > 1) {
            let name = Text::of(format!("{}机关", name.zh), format!("{} level", name.en));
            add(format!("level/{id}"), name, Which::Level(*of));
        }
        for (of, id, name) in &LEVELS {
            let governments = organs
                .iter()
                .filter(|organ| organ.kind == Kind::Government && level(organ) == Some(*of));
            if governments.count() > 1 {
                let name = Text::of(format!("{}政府", name.zh), format!("{} governments", name.en));
                add(format!("governments/{id}"), name, Which::Governments(*of));
            }
        }
        scopes
    }

    /// The one that is shown first: the organs of the only government without a government above it, or else all.
    pub(crate) fn first(builder: &Builder<'_>, scopes: &[Scope]) -> usize {
        let organs = builder.content.organs.all();
        let tops = scopes.iter().enumerate().filter(|(_, scope)| {
            matches!(scope.which, Which::Below(index) if organs.get(index).is_some_and(|organ| organ.parent.is_none()))
        });
        let mut tops = tops.map(|(at, _)| at);
        match (tops.next(), tops.next()) {
            (Some(only), None) => only,
            _ => 0,
        }
    }

    /// Its organs, in the order of lists.
    pub(crate) fn members(&self, builder: &Builder<'_>) -> Vec<usize> {
        let organs = builder.content.organs.all();
        if let Which::Below(government) = self.which {
            return below(builder, government);
        }
        let tree = builder.list.tree.iter().map(|(index, _)| *index);
        let wanted = |index: &usize| {
            let Some(organ) = organs.get(*index) else { return false };
            let whole = is_aggregate(builder, *index);
            match self.which {
                Which::All | Which::Below(_) => !whole,
                Which::Kind(kind) => !whole && organ.kind == kind,
                Which::Level(of) => !whole && level(organ) == Some(of),
                Which::Governments(of) => organ.kind == Kind::Government && level(organ) == Some(of),
            }
        };
        tree.filter(wanted).collect()
    }
}

/// The organs below a government at any depth, but not the governments among them that sum up others, in the order of lists.
fn below(builder: &Builder<'_>, government: usize) -> Vec<usize> {
    let tree = &builder.list.tree;
    let Some(start) = tree.iter().position(|(index, _)| *index == government) else {
        return Vec::new();
    };
    let depth = tree[start].1;
    let inside = tree[start + 1..].iter().take_while(|(_, own)| *own > depth);
    let plain = inside.filter(|(index, _)| !is_aggregate(builder, *index));
    plain.map(|(index, _)| *index).collect()
}

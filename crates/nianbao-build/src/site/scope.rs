//! Whose reports are put together: the organs of a government, of a kind, of a level, or all of them.
//!
//! A government's report sums up its organs, so it is never put together with them; governments of one level are, with each
//! other.

use nianbao_core::rule::organ::{self, Level};
use nianbao_core::text::Text;

use super::Builder;
use crate::content::{Kind, Organ, Organs};

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
                .filter(|(index, _)| !builder.content.organs.is_aggregate(*index))
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
            let whole = builder.content.organs.is_aggregate(*index);
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

/// The most governments that a page leads to; the page of each government leads to its statistics, too.
const NEAR: usize = 100;

/// The scopes that the page of one leads to, in their order: all kinds and levels, and of the governments the one
/// above, the ones below and the ones next to it. An archive may have thousands.
pub(crate) fn near(organs: &Organs, scopes: &[Scope], at: usize) -> Vec<usize> {
    let above = |index: usize| {
        let mut up = organs.all().get(index).and_then(|organ| organ.parent);
        while let Some(organ) = up.and_then(|up| organs.all().get(up)) {
            if organ.kind == Kind::Government {
                break;
            }
            up = organ.parent;
        }
        up
    };
    let own = match scopes.get(at).map(|scope| scope.which) {
        Some(Which::Below(index)) => Some(index),
        _ => None,
    };
    let over = own.and_then(above);
    let next = |index: usize| above(index) == over;
    let next_to_it = scopes
        .iter()
        .filter(|scope| matches!(scope.which, Which::Below(index) if next(index)));
    let few = next_to_it.count() <= NEAR;
    let mut below = 0;
    let mut leads = |scope: &Scope| match scope.which {
        Which::Below(index) if own == Some(index) || over == Some(index) => true,
        Which::Below(index) if own.is_some() && above(index) == own => {
            below += 1;
            below <= NEAR
        }
        Which::Below(index) => few && next(index),
        _ => true,
    };
    (0..scopes.len())
        .filter(|other| scopes.get(*other).is_some_and(&mut leads))
        .collect()
}

/// The organs below a government at any depth, but not the governments among them that sum up others, in the order of lists.
fn below(builder: &Builder<'_>, government: usize) -> Vec<usize> {
    let tree = &builder.list.tree;
    let Some(start) = tree.iter().position(|(index, _)| *index == government) else {
        return Vec::new();
    };
    let depth = tree[start].1;
    let inside = tree[start + 1..].iter().take_while(|(_, own)| *own > depth);
    let plain = inside.filter(|(index, _)| !builder.content.organs.is_aggregate(*index));
    plain.map(|(index, _)| *index).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::fs;

    use super::*;
    use crate::content;

    /// The scopes that the page of one leads to, by folder. The organs are governments, each after the one above it.
    fn check(organs: &[(&str, Option<&str>)], from: &str, expected: &[&str]) {
        let folder = std::env::temp_dir().join(format!("nianbao-scopes-{from}-{}", std::process::id()));
        fs::create_dir_all(&folder).expect("a folder");
        let mut text = String::new();
        for (id, parent) in organs {
            let _ = write!(
                text,
                "[[organ]]\nid = \"{id}\"\nname = \"{id}\"\nkind = \"government\"\n"
            );
            if let Some(parent) = parent {
                let _ = writeln!(text, "parent = \"{parent}\"");
            }
        }
        fs::write(folder.join("organs.toml"), text).expect("a file");
        let (content, _) = content::load(&folder).expect("content");
        fs::remove_dir_all(&folder).expect("removed");
        let scope = |folder: &str, which| Scope {
            folder: folder.to_owned(),
            name: Text::new("", ""),
            which,
        };
        let mut scopes = vec![scope("all", Which::All)];
        for (index, organ) in content.organs.all().iter().enumerate() {
            scopes.push(scope(&organ.id, Which::Below(index)));
        }
        let at = scopes.iter().position(|scope| scope.folder == from).expect("a scope");
        let found = near(&content.organs, &scopes, at);
        let found: Vec<&str> = found.iter().map(|other| scopes[*other].folder.as_str()).collect();
        assert_eq!(found, expected, "{from}");
    }

    #[test]
    fn a_page_leads_to_the_governments_around_it() {
        let organs = [
            ("province", None),
            ("east", Some("province")),
            ("east-a", Some("east")),
            ("east-b", Some("east")),
            ("west", Some("province")),
            ("west-a", Some("west")),
        ];
        check(&organs, "all", &["all", "province"]);
        check(&organs, "province", &["all", "province", "east", "west"]);
        check(
            &organs,
            "east",
            &["all", "province", "east", "east-a", "east-b", "west"],
        );
        check(&organs, "west-a", &["all", "west", "west-a"]);
        check(&organs, "east-a", &["all", "east", "east-a", "east-b"]);
    }

    #[test]
    fn many_governments_next_to_each_other_are_not_listed() {
        let names: Vec<String> = (0..150).map(|n| format!("county-{n}")).collect();
        let mut organs = vec![("city", None)];
        organs.extend(names.iter().map(|name| (name.as_str(), Some("city"))));
        check(&organs, "county-7", &["all", "city", "county-7"]);
        let below = names[..100].iter().map(String::as_str);
        let expected: Vec<&str> = ["all", "city"].into_iter().chain(below).collect();
        check(&organs, "city", &expected);
    }
}

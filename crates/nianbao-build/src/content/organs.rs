//! `organs.toml`: every organ that reports, with its names, its kind and its government.

use std::collections::BTreeMap;
use std::path::Path;

use nianbao_core::text::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::reader::{Reader, nearest};
use super::{Kind, Problem, read_text};
use crate::error::{Result, Trouble, reading};
use crate::key::{Key, Keys};

/// An organ that reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    /// Its permanent name in addresses: lower-case letters, digits, hyphens.
    pub id: String,
    /// Its full name. If it has no English name, the Chinese one is used in both languages.
    pub name: Text,
    /// Its earlier names, oldest first.
    pub former: Vec<FormerName>,
    /// Its kind.
    pub kind: Kind,
    /// The index of the government that it belongs to.
    pub parent: Option<usize>,
    /// The first reporting year for which it owes a report, if it was set up after the archive begins.
    pub since: Option<u16>,
    /// The last reporting year for which it owes a report, if it was dissolved.
    pub until: Option<u16>,
}

/// An earlier name of an organ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The last reporting year in which it was used, if known.
    pub until: Option<u16>,
    /// The id that the organ had with it, if it had another one: its addresses lead to those of today.
    pub id: Option<String>,
}

impl FormerName {
    /// A name of which nothing else is known.
    fn plain(name: String) -> FormerName {
        FormerName {
            name,
            until: None,
            id: None,
        }
    }
}

/// The organs of an archive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Organs {
    list: Vec<Organ>,
    by_id: BTreeMap<String, usize>,
    children: Vec<Vec<usize>>,
}

impl Organs {
    /// All of them, in the order of the file.
    pub fn all(&self) -> &[Organ] {
        &self.list
    }

    /// The organ with this id.
    pub fn find(&self, id: &str) -> Option<&Organ> {
        self.index(id).and_then(|index| self.list.get(index))
    }

    /// The index of the organ with this id.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The indices of the organs that belong to this one.
    pub fn children(&self, index: usize) -> &[usize] {
        self.children.get(index).map_or(&[], Vec::as_slice)
    }

    /// Whether the report of an organ sums up those of other organs, as that of a government with organs does: nothing
    /// adds it to them.
    pub fn is_aggregate(&self, index: usize) -> bool {
        let kind = self.list.get(index).map(|organ| organ.kind);
        kind == Some(Kind::Government) && !self.children(index).is_empty()
    }

    /// The organ that has or had this name.
    pub fn named(&self, name: &str) -> Option<&Organ> {
        self.list.iter().find(|organ| organ.is_named(name))
    }
}

impl Organ {
    /// Whether the organ has or had this name.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.zh == name || self.former.iter().any(|former| former.name == name)
    }

    /// Differs if anything about the organ differs, its place in the list and its government aside.
    pub(crate) fn key(&self) -> Key {
        let Organ {
            id,
            name,
            former,
            kind,
            parent: _,
            since,
            until,
        } = self;
        // Asked for each row of each list, so nothing is formatted.
        let year = |year: &Option<u16>| year.map_or(0, |year| usize::from(year) + 1);
        let keys = Keys::of("organ").text(id).text(&name.zh).text(&name.en);
        let keys = keys.number(former.len());
        let keys = former.iter().fold(keys, |keys, former| {
            let FormerName { name, until, id } = former;
            keys.text(name).number(year(until)).whole(id)
        });
        keys.text(kind.name())
            .number(year(since))
            .number(year(until))
            .key_of_all()
    }

    /// Every Chinese name that the organ has or had.
    pub fn names(&self) -> Vec<String> {
        let former = self.former.iter().map(|former| former.name.clone());
        std::iter::once(self.name.zh.clone().into_owned())
            .chain(former)
            .collect()
    }
}

/// Reads `organs.toml`. Without any organ there is nothing to build.
pub(super) fn load(root: &Path, problems: &mut Vec<Problem>) -> Result<Organs> {
    let path = root.join("organs.toml");
    let source = read_text(&path).map_err(|error| {
        error.hint(Text::new(
            "organs.toml 列出所有机关：[[organ]] id = \"…\"，name = \"…\"，kind = \"department\"",
            "organs.toml lists every organ: [[organ]] with id = \"…\", name = \"…\", kind = \"department\"",
        ))
    })?;
    let mut reader = Reader::new("organs.toml", &source, problems);
    let table = reader.parse(&path)?;
    let table = table.get_ref();
    reader.known(table, &["organ"]);
    let mut organs = Organs::default();
    // The written parents by id: a parent may come later in the file, so they are looked up at the end.
    let mut parents = Vec::new();
    for entry in entries(&mut reader, table) {
        let DeValue::Table(fields) = entry.get_ref() else {
            continue;
        };
        reader.known(fields, &["id", "name", "former", "kind", "parent", "since", "until"]);
        let Some(id) = id(&mut reader, entry, fields, &organs) else {
            continue;
        };
        let organ = organ(&mut reader, entry, fields, id);
        let parent = fields
            .get("parent")
            .and_then(|value| Some((reader.string("parent", value)?, value)));
        organs.by_id.insert(organ.id.clone(), organs.list.len());
        organs.list.push(organ);
        parents.push(parent);
    }
    for (index, parent) in parents.into_iter().enumerate() {
        let Some((id, value)) = parent else { continue };
        match parent_of(index, &id, &organs) {
            Ok(parent) => {
                if let Some(organ) = organs.list.get_mut(index) {
                    organ.parent = Some(parent);
                }
            }
            Err((message, hint)) => reader.wrong(value, message, hint),
        }
    }
    single_ids(&mut reader, table, &mut organs);
    organs.children = vec![Vec::new(); organs.list.len()];
    for (index, organ) in organs.list.iter().enumerate() {
        if let Some(children) = organ.parent.and_then(|parent| organs.children.get_mut(parent)) {
            children.push(index);
        }
    }
    if organs.list.is_empty() {
        return Err(
            Trouble::new("content", Text::new("里面没有一个机关", "it has no organs"))
                .context(reading(&path))
                .hint(Text::new(
                    "每个机关写作 [[organ]]，下面是 id、name、kind",
                    "write each organ as [[organ]] with id, name, kind below",
                )),
        );
    }
    Ok(organs)
}

/// The list of organs.
fn entries<'t, 'd>(reader: &mut Reader<'_>, table: &'t DeTable<'d>) -> &'t [Spanned<DeValue<'d>>] {
    let Some(value) = table.get("organ") else {
        return &[];
    };
    if let DeValue::Array(entries) = value.get_ref() {
        return entries;
    }
    reader.wrong(
        value,
        Text::new("organ 应是一列机关", "organ must be a list of organs"),
        Text::new(
            "每个机关以 [[organ]] 开头，用两对方括号",
            "begin each organ with [[organ]], in double brackets",
        ),
    );
    &[]
}

/// The id of an organ; `None` if it has none that is valid.
fn id(reader: &mut Reader<'_>, entry: &Spanned<DeValue<'_>>, fields: &DeTable<'_>, organs: &Organs) -> Option<String> {
    let id = fields.get("id").and_then(|value| reader.string("id", value));
    let Some(id) = id else {
        reader.wrong(
            entry,
            Text::new("这个机关没有 id", "this organ has no id"),
            Text::new(
                "id 是它在网址中的永久名称，如 id = \"caizhengju\"",
                "add its permanent name in addresses, such as id = \"finance\"",
            ),
        );
        return None;
    };
    if !is_id(&id) {
        reader.wrong(fields.get("id").unwrap_or(entry), not_an_id(&id), plain_id());
        return None;
    }
    if organs.by_id.contains_key(&id) {
        reader.wrong(
            fields.get("id").unwrap_or(entry),
            Text::of(format!("id “{id}”用了两次"), format!("the id “{id}” is used twice")),
            Text::new("每个机关一个 id", "give each organ its own id"),
        );
        return None;
    }
    Some(id)
}

/// Reads an organ except for its parent, which may come later in the file.
fn organ(reader: &mut Reader<'_>, entry: &Spanned<DeValue<'_>>, fields: &DeTable<'_>, id: String) -> Organ {
    let name = reader.words(fields, "name").unwrap_or_else(|| {
        reader.odd(
            entry,
            Text::of(format!("机关 {id} 没有 name"), format!("organ {id} has no name")),
            Text::new("写上机关全称：name = \"…\"", "give its full name: name = \"…\""),
        );
        Text::of(id.clone(), id.clone())
    });
    let kind = match fields.get("kind") {
        None => Kind::Department,
        Some(value) => {
            let written = reader.string("kind", value).unwrap_or_default();
            Kind::ALL
                .into_iter()
                .find(|kind| kind.name() == written)
                .unwrap_or_else(|| {
                    let known = Kind::ALL.map(Kind::name).join(", ");
                    reader.odd(
                        value,
                        Text::of(
                            format!("没有“{written}”这一类机关，按政府部门处理"),
                            format!("there is no kind “{written}”; it was read as a department"),
                        ),
                        Text::of(format!("可用：{known}"), format!("there are: {known}")),
                    );
                    Kind::Department
                })
        }
    };
    let former = former(reader, fields);
    let (since, until) = (reader.year(fields, "since"), reader.year(fields, "until"));
    Organ {
        id,
        name,
        former,
        kind,
        parent: None,
        since,
        until,
    }
}

/// The index of an organ's parent, or why it is not a valid parent.
fn parent_of(index: usize, id: &str, organs: &Organs) -> Result<usize, (Text, Text)> {
    let Some(parent) = organs.index(id) else {
        return Err((
            Text::of(
                format!("上级“{id}”不在名单里"),
                format!("the parent “{id}” is not an organ in this file"),
            ),
            nearest(id, organs.by_id.keys().map(String::as_str)),
        ));
    };
    // Parents must not form a loop.
    let mut above = Some(parent);
    while above.is_some_and(|at| at != index) {
        above = above.and_then(|at| organs.list.get(at)).and_then(|organ| organ.parent);
    }
    if above.is_some() {
        return Err((
            Text::of(
                format!("上级“{id}”又以它为上级"),
                format!("“{id}” cannot be its parent, because it is above “{id}”"),
            ),
            Text::new("去掉其中一个 parent", "remove one of the parents"),
        ));
    }
    Ok(parent)
}

fn former(reader: &mut Reader<'_>, table: &DeTable<'_>) -> Vec<FormerName> {
    let Some(value) = table.get("former") else {
        return Vec::new();
    };
    let DeValue::Array(values) = value.get_ref() else {
        return reader
            .strings("former", value)
            .into_iter()
            .map(FormerName::plain)
            .collect();
    };
    let mut former = Vec::new();
    for value in values {
        match value.get_ref() {
            DeValue::Table(entry) => {
                reader.known(entry, &["name", "until", "id"]);
                let Some(name) = entry.get("name").and_then(|value| reader.string("name", value)) else {
                    continue;
                };
                let until = reader.year(entry, "until");
                let id = entry.get("id").and_then(|value| former_id(reader, value));
                former.push(FormerName { name, until, id });
            }
            _ => former.extend(reader.string("former", value).map(FormerName::plain)),
        }
    }
    former
}

/// The id that an organ had before. Whether another organ has it is known only when all are read.
fn former_id(reader: &mut Reader<'_>, value: &Spanned<DeValue<'_>>) -> Option<String> {
    let id = reader.string("id", value)?;
    if !is_id(&id) {
        reader.wrong(value, not_an_id(&id), plain_id());
        return None;
    }
    Some(id)
}

fn not_an_id(id: &str) -> Text {
    Text::of(format!("“{id}”不能用作 id"), format!("“{id}” is not a valid id"))
}

const fn plain_id() -> Text {
    Text::new(
        "只用小写字母、数字和连字符，以字母或数字开头",
        "use lower-case letters, digits and hyphens only, and begin with a letter or digit",
    )
}

/// Removes former ids that are those of an organ today, or of several: such an address leads to one page only.
fn single_ids(reader: &mut Reader<'_>, table: &DeTable<'_>, organs: &mut Organs) {
    let mut seen = BTreeMap::new();
    for organ in &organs.list {
        for id in organ.former.iter().filter_map(|former| former.id.as_deref()) {
            *seen.entry(id.to_owned()).or_insert(0) += 1;
        }
    }
    for (id, count) in seen {
        if count == 1 && !organs.by_id.contains_key(&id) {
            continue;
        }
        let message = Text::of(
            format!("曾用的 id “{id}”现在还有机关在用，或者写了两次；没有转向"),
            format!("the former id “{id}” belongs to an organ today, or is given twice; nothing leads from it"),
        );
        let hint = Text::new(
            "一个曾用的 id 只写在一个机关下",
            "give each former id to one organ only",
        );
        // The list as a whole is named: the id is written in it.
        match table.get("organ") {
            Some(list) => reader.odd(list, message, hint),
            None => continue,
        }
        for former in organs.list.iter_mut().flat_map(|organ| &mut organ.former) {
            former.id = former.id.take().filter(|other| *other != id);
        }
    }
}

/// Whether a text can name a folder on every system and in every address: lower-case letters, digits and hyphens, and
/// not a device name reserved by Windows.
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let device = matches!(text, "con" | "prn" | "aux" | "nul")
        || (text.len() == 4
            && (text.starts_with("com") || text.starts_with("lpt"))
            && text.ends_with(|c: char| c.is_ascii_digit()));
    !text.is_empty() && text.len() <= 80 && text.chars().all(plain) && !text.starts_with('-') && !device
}

//! The content of an archive: `site.toml`, `organs.toml`, one Markdown file a report, the pages of the guide.
//!
//! A file that is wrong does not hide the others: what is wrong is gathered as [`Problem`]s, each with its file, its line
//! where there is one, and what to do. Reports are listed here, not read: an archive may hold more of them than fit in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use nianbao_core::archive::{self, Archive, Digest};
use nianbao_core::diagnostic::Severity;
use nianbao_core::label::distance;
use nianbao_core::recognise::Reading;
pub use nianbao_core::rule::organ::Kind;
use nianbao_core::rules::{self, Checked, Deadlines, Settings};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Context as _, Error, Result, reading};

/// Something wrong with a file of the content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file, below the content folder.
    pub path: PathBuf,
    /// The line, from 1, where one can be named.
    pub line: Option<usize>,
    /// An error: what it speaks of was left out. A warning: it was taken in, and a person should look.
    pub severity: Severity,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub hint: Option<Text>,
}

impl Problem {
    /// What it speaks of was left out.
    pub fn error(path: impl Into<PathBuf>, message: Text) -> Problem {
        Problem {
            path: path.into(),
            line: None,
            severity: Severity::Error,
            message,
            hint: None,
        }
    }

    /// It was taken in; a person should look.
    pub fn warning(path: impl Into<PathBuf>, message: Text) -> Problem {
        Problem {
            severity: Severity::Warning,
            ..Problem::error(path, message)
        }
    }

    /// With what to do.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Problem {
        self.hint = Some(hint);
        self
    }

    /// In this line.
    #[must_use]
    pub fn line(mut self, line: usize) -> Problem {
        self.line = Some(line);
        self
    }
}

/// The content of an archive, without the text of its reports.
#[derive(Debug, Clone, Default)]
pub struct Content {
    /// Where it lies.
    pub root: PathBuf,
    /// What the archive says of itself.
    pub site: Site,
    /// The organs, in the order of `organs.toml`.
    pub organs: Organs,
    /// The years that each organ has a report for, ascending; in step with `organs`.
    pub years: Vec<Vec<u16>>,
    /// The pages of the guide, in order.
    pub guide: Vec<GuidePage>,
}

/// What `site.toml` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The archive's title.
    pub title: Text,
    /// One sentence on what it holds.
    pub description: Option<Text>,
    /// The address that it has, with a `/` at its end.
    pub base_url: Option<String>,
    /// Who publishes it.
    pub owner: Option<Text>,
    /// The languages that its pages are made in, Chinese first.
    pub languages: Vec<Lang>,
    /// What stands at the foot of every page.
    pub footer: Footer,
    /// By when reports are due in the year after the reporting year.
    pub deadlines: Deadlines,
}

/// What stands at the foot of every page.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Footer {
    /// The number of the site's registration: 备案号.
    pub registration: Option<String>,
    /// 网站标识码.
    pub site_code: Option<String>,
    /// How to reach the publisher.
    pub contact: Option<Text>,
}

impl Default for Site {
    fn default() -> Site {
        Site {
            title: Text::new("政府信息公开年报", "Annual reports on open government information"),
            description: None,
            base_url: None,
            owner: None,
            languages: Lang::ALL.to_vec(),
            footer: Footer::default(),
            deadlines: Deadlines::default(),
        }
    }
}

/// An organ that reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organ {
    /// Its permanent name in addresses: lower-case letters, digits, hyphens.
    pub id: String,
    /// Its full name. Where no English name is given, the Chinese one stands in both languages.
    pub name: Text,
    /// Names that it had, oldest first.
    pub former: Vec<FormerName>,
    /// Its kind.
    pub kind: Kind,
    /// The index of the government that it belongs to.
    pub parent: Option<usize>,
    /// The first reporting year for which it owes a report, where it was set up later than the archive begins.
    pub since: Option<u16>,
    /// The last reporting year for which it owes a report, where it was dissolved.
    pub until: Option<u16>,
}

/// A name that an organ had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerName {
    /// The name.
    pub name: String,
    /// The last reporting year that it was used for, where that is known.
    pub until: Option<u16>,
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

    /// The one with this id.
    pub fn find(&self, id: &str) -> Option<&Organ> {
        self.index(id).and_then(|index| self.list.get(index))
    }

    /// The index of the one with this id.
    pub fn index(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The organs that belong to one.
    pub fn children(&self, index: usize) -> &[usize] {
        self.children.get(index).map_or(&[], Vec::as_slice)
    }

    /// The organ with this name, now or formerly.
    pub fn named(&self, name: &str) -> Option<&Organ> {
        self.list.iter().find(|organ| organ.is_named(name))
    }
}

impl Organ {
    /// Whether it has this name or had it.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.zh == name || self.former.iter().any(|former| former.name == name)
    }

    /// Every Chinese name that it has or had.
    pub fn names(&self) -> Vec<String> {
        let former = self.former.iter().map(|former| former.name.clone());
        std::iter::once(self.name.zh.clone().into_owned())
            .chain(former)
            .collect()
    }
}

/// A page of the guide: `guide/<number>-<name>.<language>.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidePage {
    /// Its name in addresses.
    pub name: String,
    /// The file in Chinese and in English, below the content folder; where one is missing, the other stands in.
    pub files: [Option<PathBuf>; 2],
}

/// Loads the content of an archive. Only what leaves nothing to build is an error.
pub fn load(root: &Path) -> Result<(Content, Vec<Problem>)> {
    let mut problems = Vec::new();
    if !root.is_dir() {
        return Err(Error::new(Text::new("没有这个文件夹", "there is no such folder"))
            .context(reading(root))
            .hint(Text::new(
                "内容文件夹里应有 site.toml、organs.toml 和 reports/；请在它所在的位置运行，或指定它",
                "a content folder holds site.toml, organs.toml and reports/; run this where it lies, or name it",
            )));
    }
    let site = load_site(root, &mut problems)?;
    let organs = load_organs(root, &mut problems)?;
    let years = list_reports(root, &organs, &mut problems);
    let guide = list_guide(root, &mut problems);
    let content = Content {
        root: root.to_owned(),
        site,
        organs,
        years,
        guide,
    };
    Ok((content, problems))
}

impl Content {
    /// The file of a report, below the content folder.
    pub fn report_path(&self, organ: usize, year: u16) -> PathBuf {
        let id = self.organs.all().get(organ).map_or("", |organ| organ.id.as_str());
        Path::new("reports").join(id).join(format!("{year}.md"))
    }

    /// Checks the report of an organ for a year as this archive does: to its deadlines, by the organ's kind. What is kept of
    /// it goes into [`Content::archive`].
    pub fn check(&self, organ: usize, year: u16, reading: &Reading, settings: &Settings) -> (Checked, Digest) {
        let known = self.organs.all().get(organ);
        let settings = Settings {
            deadlines: self.site.deadlines,
            kind: known.map(|organ| organ.kind),
            ..settings.clone()
        };
        let names = known.map(Organ::names).unwrap_or_default();
        rules::check_and_digest(reading, &settings, organ, year, &names)
    }

    /// Reports beside each other, for the rules across years and organs.
    pub fn archive(&self, digests: Vec<Digest>) -> Archive {
        let organs = self.organs.all().iter().map(|organ| archive::Organ {
            name: organ.name.clone(),
            names: organ.names(),
            kind: organ.kind,
            parent: organ.parent,
            since: organ.since,
            until: organ.until,
        });
        let alike: Vec<_> = archive::by_year(&digests)
            .par_iter()
            .flat_map_iter(|year| archive::alike(&digests, year))
            .collect();
        Archive::with_alike(organs.collect(), digests, alike)
    }

    /// The organ and the year of a file below `reports/`: `<organ>/<year>.md`.
    pub fn place(&self, below: &Path) -> Option<(usize, u16)> {
        let id = below.parent()?.to_str()?;
        let year = below.file_stem()?.to_str()?.parse().ok()?;
        Some((self.organs.index(id)?, year))
    }

    /// Every report there is: the organ's index and the year, organ by organ.
    pub fn reports(&self) -> impl Iterator<Item = (usize, u16)> + '_ {
        self.years
            .iter()
            .enumerate()
            .flat_map(|(organ, years)| years.iter().map(move |year| (organ, *year)))
    }
}

/// Whether a text can name a folder on every system and in every address: lower-case letters, digits and hyphens, no
/// name that Windows keeps for devices.
pub fn is_id(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    let device = matches!(text, "con" | "prn" | "aux" | "nul")
        || (text.len() == 4
            && (text.starts_with("com") || text.starts_with("lpt"))
            && text.ends_with(|c: char| c.is_ascii_digit()));
    !text.is_empty() && text.len() <= 80 && text.chars().all(plain) && !text.starts_with('-') && !device
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).context(|| reading(path))
}

fn load_site(root: &Path, problems: &mut Vec<Problem>) -> Result<Site> {
    let mut site = Site::default();
    let path = root.join("site.toml");
    if !path.exists() {
        problems.push(
            Problem::warning(
                "site.toml",
                Text::new(
                    "没有这个文件，站点用默认的名称",
                    "there is no such file; the site has the default title",
                ),
            )
            .hint(Text::new(
                "新建 site.toml，写上 title = { zh = \"…\", en = \"…\" }",
                "create site.toml with title = { zh = \"…\", en = \"…\" }",
            )),
        );
        return Ok(site);
    }
    let source = read_text(&path)?;
    let mut reader = Reader::new("site.toml", &source, problems);
    let table = reader.parse(&path)?;
    let table = table.get_ref();
    reader.known(
        table,
        &[
            "title",
            "description",
            "base_url",
            "owner",
            "languages",
            "footer",
            "deadlines",
        ],
    );
    if let Some(title) = reader.words(table, "title") {
        site.title = title;
    }
    site.description = reader.words(table, "description");
    site.owner = reader.words(table, "owner");
    if let Some(value) = table.get("base_url")
        && let Some(url) = reader.string("base_url", value)
    {
        match base_url(&url) {
            Some(url) => site.base_url = Some(url),
            None => reader.wrong(
                value,
                Text::of(format!("“{url}”不是网址"), format!("“{url}” is no web address")),
                Text::new(
                    "写成 https://example.org/nianbao/ 的样子",
                    "write it like https://example.org/nianbao/",
                ),
            ),
        }
    }
    if let Some(value) = table.get("languages") {
        let mut languages = Vec::new();
        for code in reader.strings("languages", value) {
            match Lang::ALL.into_iter().find(|lang| lang.code() == code) {
                Some(lang) => languages.push(lang),
                None => reader.wrong(
                    value,
                    Text::of(
                        format!("没有“{code}”这种语言"),
                        format!("there is no language “{code}”"),
                    ),
                    Text::new("可用 zh 和 en", "there are zh and en"),
                ),
            }
        }
        languages.sort_by_key(|lang| *lang as u8);
        languages.dedup();
        if !languages.is_empty() {
            site.languages = languages;
        }
    }
    if let Some(footer) = reader.table(table, "footer") {
        reader.known(footer, &["registration", "site_code", "contact"]);
        site.footer = Footer {
            registration: footer
                .get("registration")
                .and_then(|v| reader.string("registration", v)),
            site_code: footer.get("site_code").and_then(|v| reader.string("site_code", v)),
            contact: reader.words(footer, "contact"),
        };
    }
    if let Some(deadlines) = reader.table(table, "deadlines") {
        reader.known(deadlines, &["department", "government"]);
        for (key, slot) in [
            ("department", &mut site.deadlines.department),
            ("government", &mut site.deadlines.government),
        ] {
            let Some(value) = deadlines.get(key) else { continue };
            let Some(text) = reader.string(key, value) else {
                continue;
            };
            // A leap year, so that 29 February is a day.
            match nianbao_core::text::Date::parse(&format!("2024-{text}")) {
                Some(date) => *slot = (date.month, date.day),
                None => reader.wrong(
                    value,
                    Text::of(format!("“{text}”不是月和日"), format!("“{text}” is no month and day")),
                    Text::new("写成 \"01-31\" 的样子", "write it like \"01-31\""),
                ),
            }
        }
    }
    Ok(site)
}

/// A web address with a `/` at its end; none where it is none.
pub fn base_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let fine = !rest.is_empty()
        && !rest.starts_with(['/', '?', '#'])
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || "\"'<>\\?#".contains(c));
    fine.then(|| format!("{}/", text.trim_end_matches('/')))
}

fn load_organs(root: &Path, problems: &mut Vec<Problem>) -> Result<Organs> {
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
    // What each says its parent is, by name; where it says so is only looked up where there is none.
    let mut parents = Vec::new();
    let entries = match table.get("organ").map(Spanned::get_ref) {
        Some(DeValue::Array(entries)) => entries.iter().collect::<Vec<_>>(),
        Some(_) => {
            reader.wrong(
                table
                    .get("organ")
                    .unwrap_or(&Spanned::new(0..0, DeValue::Boolean(false))),
                Text::new("organ 应是一列机关", "organ must be a list of organs"),
                Text::new(
                    "每个机关以 [[organ]] 开头，用两对方括号",
                    "begin each organ with [[organ]], in double brackets",
                ),
            );
            Vec::new()
        }
        None => Vec::new(),
    };
    for entry in entries {
        let DeValue::Table(fields) = entry.get_ref() else {
            continue;
        };
        reader.known(fields, &["id", "name", "former", "kind", "parent", "since", "until"]);
        let id = fields.get("id").and_then(|value| reader.string("id", value));
        let Some(id) = id else {
            reader.wrong(
                entry,
                Text::new("这个机关没有 id", "this organ has no id"),
                Text::new(
                    "id 是它在网址中的永久名称，如 id = \"caizhengju\"",
                    "its id is its permanent name in addresses, such as id = \"finance\"",
                ),
            );
            continue;
        };
        if !is_id(&id) {
            reader.wrong(
                fields.get("id").unwrap_or(entry),
                Text::of(format!("“{id}”不能用作 id"), format!("“{id}” cannot be an id")),
                Text::new(
                    "只用小写字母、数字和连字符，以字母或数字开头",
                    "use lower-case letters, digits and hyphens only, and begin with a letter or digit",
                ),
            );
            continue;
        }
        if organs.by_id.contains_key(&id) {
            reader.wrong(
                fields.get("id").unwrap_or(entry),
                Text::of(format!("id “{id}”用了两次"), format!("the id “{id}” is used twice")),
                Text::new("每个机关一个 id", "give each organ an id of its own"),
            );
            continue;
        }
        let name = reader.words(fields, "name").unwrap_or_else(|| {
            reader.wrong(
                entry,
                Text::of(format!("机关 {id} 没有 name"), format!("the organ {id} has no name")),
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
                        reader.wrong(
                            value,
                            Text::of(
                                format!("没有“{written}”这一类机关，按政府部门处理"),
                                format!("there is no kind “{written}”; taken as a department"),
                            ),
                            Text::of(format!("可用：{known}"), format!("there are: {known}")),
                        );
                        Kind::Department
                    })
            }
        };
        let former = reader.former(fields);
        let (since, until) = (reader.year(fields, "since"), reader.year(fields, "until"));
        let parent = fields
            .get("parent")
            .and_then(|value| Some((reader.string("parent", value)?, value)));
        organs.by_id.insert(id.clone(), organs.list.len());
        organs.list.push(Organ {
            id,
            name,
            former,
            kind,
            parent: None,
            since,
            until,
        });
        parents.push(parent);
    }
    for (index, parent) in parents.into_iter().enumerate() {
        let Some((id, value)) = parent else { continue };
        let Some(parent) = organs.index(&id) else {
            let line = reader.line(value);
            reader.problems.push(
                Problem::error(
                    "organs.toml",
                    Text::of(
                        format!("上级“{id}”不在名单里"),
                        format!("the parent “{id}” is not in the list"),
                    ),
                )
                .line(line)
                .hint(nearest(&id, organs.by_id.keys().map(String::as_str))),
            );
            continue;
        };
        // Following the parents from here must not lead back.
        let mut above = Some(parent);
        while above.is_some_and(|at| at != index) {
            above = above.and_then(|at| organs.list.get(at)).and_then(|organ| organ.parent);
        }
        if above.is_some() {
            let line = reader.line(value);
            reader.problems.push(
                Problem::error(
                    "organs.toml",
                    Text::of(
                        format!("上级“{id}”又以它为上级"),
                        format!("the parent “{id}” has it as its own parent"),
                    ),
                )
                .line(line)
                .hint(Text::new("去掉其中一个 parent", "remove one of the parents")),
            );
            continue;
        }
        if let Some(organ) = organs.list.get_mut(index) {
            organ.parent = Some(parent);
        }
    }
    organs.children = vec![Vec::new(); organs.list.len()];
    for (index, organ) in organs.list.iter().enumerate() {
        if let Some(children) = organ.parent.and_then(|parent| organs.children.get_mut(parent)) {
            children.push(index);
        }
    }
    if organs.list.is_empty() {
        return Err(Error::new(Text::new("里面没有一个机关", "it lists no organ"))
            .context(reading(&path))
            .hint(Text::new(
                "每个机关写作 [[organ]]，下面是 id、name、kind",
                "write each organ as [[organ]] with id, name, kind below",
            )));
    }
    Ok(organs)
}

/// The names in a folder, sorted, hidden ones left out.
fn names(folder: &Path) -> std::io::Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

fn list_reports(root: &Path, organs: &Organs, problems: &mut Vec<Problem>) -> Vec<Vec<u16>> {
    let mut years = vec![Vec::new(); organs.all().len()];
    let folder = Path::new("reports");
    let ids = match names(&root.join(folder)) {
        Ok(ids) => ids,
        Err(error) => {
            let message = Error::io(&error);
            problems.push(
                Problem::error(folder, Text::of(message.message(Lang::Zh), message.message(Lang::En))).hint(Text::new(
                    "报告放在 reports/<机关 id>/<年份>.md",
                    "reports lie in reports/<organ id>/<year>.md",
                )),
            );
            return years;
        }
    };
    // As many folders as there are organs: they are listed side by side, and what is wrong is said in their order.
    let listed: Vec<_> = ids.into_par_iter().map(|id| list_organ(root, &id, organs)).collect();
    for (found, wrong) in listed {
        problems.extend(wrong);
        if let Some((index, found)) = found
            && let Some(years) = years.get_mut(index)
        {
            years.extend(found);
        }
    }
    years
}

/// The organ that a folder below `reports/` is of, with the years of the reports in it, and what is wrong there.
fn list_organ(root: &Path, id: &str, organs: &Organs) -> (Option<(usize, Vec<u16>)>, Vec<Problem>) {
    let below = Path::new("reports").join(id);
    let path = root.join(&below);
    let files = names(&path);
    if files.is_err() && !path.is_dir() {
        let problem = Problem::error(
            &below,
            Text::new("这个文件不在任何机关的文件夹里", "this file is in no organ's folder"),
        );
        let hint = Text::new(
            "报告放在 reports/<机关 id>/<年份>.md",
            "reports lie in reports/<organ id>/<year>.md",
        );
        return (None, vec![problem.hint(hint)]);
    }
    let Some(index) = organs.index(id) else {
        let problem = Problem::error(
            &below,
            Text::of(
                format!("organs.toml 里没有机关“{id}”"),
                format!("organs.toml lists no organ “{id}”"),
            ),
        );
        let hint = nearest(id, organs.all().iter().map(|organ| organ.id.as_str()));
        return (None, vec![problem.hint(hint)]);
    };
    let files = match files {
        Ok(files) => files,
        Err(error) => {
            let message = Error::io(&error);
            let message = Text::of(message.message(Lang::Zh), message.message(Lang::En));
            return (None, vec![Problem::error(&below, message)]);
        }
    };
    let (mut years, mut problems) = (Vec::with_capacity(files.len()), Vec::new());
    for file in files {
        let year = file.strip_suffix(".md").and_then(|stem| {
            let plain = stem.len() == 4 && stem.bytes().all(|b| b.is_ascii_digit());
            stem.parse().ok().filter(|year| plain && (1990..=2199).contains(year))
        });
        match year {
            Some(year) => years.push(year),
            // Pictures of a report lie beside it.
            None if is_picture(&file) => {}
            None => problems.push(
                Problem::error(
                    below.join(&file),
                    Text::new("文件名不是年份，没有收入", "its name is no year; it was left out"),
                )
                .hint(Text::new(
                    "报告的文件名是报告年份，如 2023.md",
                    "a report's file is named by its year, such as 2023.md",
                )),
            ),
        }
    }
    (Some((index, years)), problems)
}

/// Whether a file is a picture that a page can show; not SVG, which can hold scripts.
pub fn is_picture(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["png", "jpg", "jpeg", "gif", "webp", "avif"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

fn list_guide(root: &Path, problems: &mut Vec<Problem>) -> Vec<GuidePage> {
    let folder = Path::new("guide");
    let mut pages: Vec<GuidePage> = Vec::new();
    // A guide is no duty: where there is no folder, there is no guide.
    let Ok(files) = names(&root.join(folder)) else {
        return pages;
    };
    let mut seen = BTreeSet::new();
    for file in files {
        let path = folder.join(&file);
        let parsed = file
            .strip_suffix(".md")
            .and_then(|stem| stem.rsplit_once('.'))
            .and_then(|(stem, code)| {
                let lang = Lang::ALL.into_iter().find(|lang| lang.code() == code)?;
                let name = match stem.split_once('-') {
                    Some((number, name)) if number.bytes().all(|b| b.is_ascii_digit()) => name,
                    _ => stem,
                };
                is_id(name).then(|| (name.to_owned(), lang))
            });
        let Some((name, lang)) = parsed else {
            problems.push(
                Problem::error(
                    path,
                    Text::new(
                        "指南的文件名应是 <序号>-<名称>.<语言>.md，没有收入",
                        "a page of the guide is named <number>-<name>.<language>.md; it was left out",
                    ),
                )
                .hint(Text::new(
                    "如 1-writing.zh.md 和 1-writing.en.md",
                    "such as 1-writing.zh.md and 1-writing.en.md",
                )),
            );
            continue;
        };
        let slot = lang as usize;
        if seen.insert(name.clone()) {
            pages.push(GuidePage {
                name,
                files: [None, None],
            });
        } else if pages.last().is_none_or(|page| page.name != name) {
            problems.push(Problem::error(
                path,
                Text::of(
                    format!("指南里有两页叫“{name}”"),
                    format!("two pages of the guide are named “{name}”"),
                ),
            ));
            continue;
        }
        if let Some(page) = pages.last_mut() {
            page.files[slot] = Some(path);
        }
    }
    pages
}

/// “Did you mean …?” where something is near, else all that there is to choose from.
fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Text {
    let known: Vec<&str> = known.collect();
    let near = known
        .iter()
        .map(|candidate| (distance(written, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.len() / 4))
        .min();
    if let Some((_, candidate)) = near {
        return Text::of(format!("是不是“{candidate}”？"), format!("did you mean “{candidate}”?"));
    }
    let list = known.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    Text::of(format!("可用：{list}"), format!("there are: {list}"))
}

/// Reads a TOML file key by key and says where something is wrong.
struct Reader<'a> {
    file: &'static str,
    source: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn new(file: &'static str, source: &'a str, problems: &'a mut Vec<Problem>) -> Reader<'a> {
        Reader { file, source, problems }
    }

    fn parse(&self, path: &Path) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.source).map_err(|error| {
            let line = error.span().map_or(1, |span| self.line_at(span.start));
            let said = error.message().to_owned();
            Error::new(Text::of(
                format!("第 {line} 行不是有效的 TOML（{said}）"),
                format!("line {line} is no valid TOML ({said})"),
            ))
            .context(reading(path))
            .hint(Text::new(
                "文字要用英文双引号括起，每行一个 键 = 值",
                "put words in straight double quotes, one key = value a line",
            ))
        })
    }

    fn line_at(&self, byte: usize) -> usize {
        1 + self.source.bytes().take(byte).filter(|byte| *byte == b'\n').count()
    }

    fn line<T>(&self, value: &Spanned<T>) -> usize {
        self.line_at(value.span().start)
    }

    fn wrong<T>(&mut self, at: &Spanned<T>, message: Text, hint: Text) {
        let line = self.line(at);
        self.problems
            .push(Problem::error(self.file, message).line(line).hint(hint));
    }

    fn known(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known.iter().copied());
                self.wrong(
                    key,
                    Text::of(format!("不认识“{name}”这个键"), format!("“{name}” is no known key")),
                    hint,
                );
            }
        }
    }

    fn expected(&mut self, key: &str, value: &Spanned<DeValue<'_>>, what: &Text) {
        self.wrong(
            value,
            Text::of(format!("{key} 应是{}", what.zh), format!("{key} must be {}", what.en)),
            Text::of(format!("例如 {key} = \"…\""), format!("such as {key} = \"…\"")),
        );
    }

    fn string(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        self.expected(
            key,
            value,
            &Text::new("用英文双引号括起的文字", "words in straight double quotes"),
        );
        None
    }

    fn strings(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().filter_map(|value| self.string(key, value)).collect(),
            _ => self.string(key, value).into_iter().collect(),
        }
    }

    fn table<'t, 'd>(&mut self, table: &'t DeTable<'d>, key: &str) -> Option<&'t DeTable<'d>> {
        let value = table.get(key)?;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(table);
        }
        self.expected(key, value, &Text::new("一个表", "a table"));
        None
    }

    /// Words in both languages: `{ zh = "…", en = "…" }`, or one text for both.
    fn words(&mut self, table: &DeTable<'_>, key: &str) -> Option<Text> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Table(words) => {
                self.known(words, &["zh", "en"]);
                let zh = words.get("zh").and_then(|value| self.string("zh", value));
                let en = words.get("en").and_then(|value| self.string("en", value));
                let both = zh.clone().or_else(|| en.clone())?;
                Some(Text::of(zh.unwrap_or_else(|| both.clone()), en.unwrap_or(both)))
            }
            _ => self.string(key, value).map(|text| Text::of(text.clone(), text)),
        }
    }

    fn year(&mut self, table: &DeTable<'_>, key: &str) -> Option<u16> {
        let value = table.get(key)?;
        if let DeValue::Integer(year) = value.get_ref()
            && let Ok(year) = year.as_str().parse()
        {
            return Some(year);
        }
        self.wrong(
            value,
            Text::of(format!("{key} 应是年份"), format!("{key} must be a year")),
            Text::of(format!("例如 {key} = 2021"), format!("such as {key} = 2021")),
        );
        None
    }

    fn former(&mut self, table: &DeTable<'_>) -> Vec<FormerName> {
        let Some(value) = table.get("former") else {
            return Vec::new();
        };
        let DeValue::Array(values) = value.get_ref() else {
            return self
                .strings("former", value)
                .into_iter()
                .map(|name| FormerName { name, until: None })
                .collect();
        };
        let mut former = Vec::new();
        for value in values {
            match value.get_ref() {
                DeValue::Table(entry) => {
                    self.known(entry, &["name", "until"]);
                    let Some(name) = entry.get("name").and_then(|value| self.string("name", value)) else {
                        continue;
                    };
                    let until = self.year(entry, "until");
                    former.push(FormerName { name, until });
                }
                _ => former.extend(
                    self.string("former", value)
                        .map(|name| FormerName { name, until: None }),
                ),
            }
        }
        former
    }
}

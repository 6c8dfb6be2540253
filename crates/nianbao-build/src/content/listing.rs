//! Lists the files of an archive, its reports and the pages of its guide, without reading them.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use nianbao_core::report::{Block, Report};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::reader::nearest;
use super::{Organs, Problem, is_id};
use crate::error::io;
use crate::plain::{self, Kind};
use crate::stamp::{Found, Stamp};

/// A page of the guide: `guide/<number>-<name>.<language>.md`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuidePage {
    /// Its name in addresses.
    pub name: String,
    /// The Chinese and the English file, relative to the content folder; if one is missing, the other is used for both.
    pub files: [Option<PathBuf>; 2],
}

/// What there is in the folder of the reports, as it was listed at some time.
#[derive(Debug)]
pub(crate) struct Listing {
    /// Sorted by name.
    folders: Vec<Listed>,
    /// When it was listed.
    taken: i64,
}

/// The name and the kind of something in the folder of the reports, and the files in it, sorted by name, if it is a folder.
pub(crate) type Listed = (OsString, Kind, Option<Vec<(OsString, Found)>>);

impl Listing {
    /// `folders` are sorted by name, as are the files in each.
    pub(crate) fn new(folders: Vec<Listed>, taken: i64) -> Listing {
        Listing { folders, taken }
    }

    /// The files in a folder; `None` if it is not a folder.
    fn files(&self, name: &str) -> Option<&[(OsString, Found)]> {
        let place = self
            .folders
            .binary_search_by(|(other, ..)| other.as_os_str().cmp(name.as_ref()));
        self.folders.get(place.ok()?)?.2.as_deref()
    }

    /// How the system described a file in one of the folders, and when it was asked.
    pub(crate) fn stamp(&self, folder: &str, name: &str) -> Option<(Stamp, i64)> {
        let files = self.files(folder)?;
        let place = files.binary_search_by(|(other, _)| other.as_os_str().cmp(name.as_ref()));
        Some((files.get(place.ok()?)?.1.stamp, self.taken))
    }
}

/// The names in a folder, sorted, and what each is of; hidden ones are left out.
fn names(folder: &Path) -> std::io::Result<Vec<(String, Kind)>> {
    let entries = fs::read_dir(folder)?.map(|entry| {
        let entry = entry?;
        Ok((entry.file_name(), entry.file_type()?.into()))
    });
    Ok(shown(
        &entries.collect::<std::io::Result<Vec<(OsString, Kind)>>>()?,
        |kind| *kind,
    ))
}

/// The names that are not hidden, sorted, and what each is of.
fn shown<T>(entries: &[(OsString, T)], kind: impl Fn(&T) -> Kind) -> Vec<(String, Kind)> {
    let entries = entries
        .iter()
        .map(|(name, entry)| (name.to_string_lossy().into_owned(), kind(entry)));
    let mut names: Vec<(String, Kind)> = entries.filter(|(name, _)| !name.starts_with('.')).collect();
    names.sort_by(|one, other| one.0.cmp(&other.0));
    names
}

/// Says that a link or a special file was left out; `None` for files and folders, and if there is nothing.
fn refused(below: &Path, kind: Option<Kind>) -> Option<Problem> {
    let trouble = plain::refused(kind?)?;
    let problem = Problem::error(below, trouble.text());
    Some(match trouble.hint {
        Some(hint) => problem.hint(hint),
        None => problem,
    })
}

/// The years for which each organ has a report, in the order of the organs. What is in the `listing` is not listed again.
pub(super) fn reports(
    root: &Path,
    organs: &Organs,
    listing: Option<&Listing>,
    problems: &mut Vec<Problem>,
) -> Vec<Vec<u16>> {
    let mut years = vec![Vec::new(); organs.all().len()];
    let folder = Path::new("reports");
    if let Some(problem) = refused(folder, plain::kind(&root.join(folder))) {
        problems.push(problem);
        return years;
    }
    let ids = match listing {
        Some(listing) => {
            let listed = listing.folders.iter();
            let listed: Vec<(OsString, Kind)> = listed.map(|(name, kind, _)| (name.clone(), *kind)).collect();
            Ok(shown(&listed, |kind| *kind))
        }
        None => names(&root.join(folder)),
    };
    let ids = match ids {
        Ok(ids) => ids,
        Err(error) => {
            let message = io(&error);
            problems.push(Problem::error(folder, message.text()).hint(Text::new(
                "报告放在 reports/<机关 id>/<年份>.md",
                "reports are stored as reports/<organ id>/<year>.md",
            )));
            return years;
        }
    };
    // There are as many folders as organs, so they are listed in parallel; problems are reported in order.
    let listed: Vec<_> = ids
        .into_par_iter()
        .map(|(id, kind)| match refused(&folder.join(&id), Some(kind)) {
            Some(problem) => (None, vec![problem]),
            None => list_organ(root, &id, organs, listing),
        })
        .collect();
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

/// The organ that a folder below `reports/` belongs to, the years of its reports, and the problems found in it.
fn list_organ(
    root: &Path,
    id: &str,
    organs: &Organs,
    listing: Option<&Listing>,
) -> (Option<(usize, Vec<u16>)>, Vec<Problem>) {
    let below = Path::new("reports").join(id);
    let path = root.join(&below);
    let files = match listing.and_then(|listing| listing.files(id)) {
        Some(files) => Ok(shown(files, |found| found.kind)),
        None => names(&path),
    };
    if files.is_err() && !path.is_dir() {
        let problem = Problem::error(
            &below,
            Text::new(
                "这个文件不在任何机关的文件夹里，没有收入",
                "this file is not in the folder of an organ; it was left out",
            ),
        );
        let hint = Text::new(
            "报告放在 reports/<机关 id>/<年份>.md",
            "reports are stored as reports/<organ id>/<year>.md",
        );
        return (None, vec![problem.hint(hint)]);
    }
    let Some(index) = organs.index(id) else {
        let problem = Problem::error(
            &below,
            Text::of(
                format!("organs.toml 里没有机关“{id}”，这个文件夹没有收入"),
                format!("organs.toml has no organ “{id}”; the folder was left out"),
            ),
        );
        let hint = nearest(id, organs.all().iter().map(|organ| organ.id.as_str()));
        return (None, vec![problem.hint(hint)]);
    };
    let files = match files {
        Ok(files) => files,
        Err(error) => {
            let message = io(&error);
            let message = message.text();
            return (None, vec![Problem::error(&below, message)]);
        }
    };
    let (mut years, mut problems) = (Vec::with_capacity(files.len()), Vec::new());
    let now = current_year();
    for (file, kind) in files {
        if let Some(problem) = refused(&below.join(&file), Some(kind)) {
            problems.push(problem);
            continue;
        }
        let is_folder = kind == Kind::Folder;
        match year(&file) {
            Some((year, "md")) if !is_folder && YEARS.contains(&year) => {
                problems.extend(ahead(below.join(&file), year, now));
                years.push(year);
            }
            // Pictures are stored next to their report.
            _ if is_picture(&file) && !is_folder => {}
            found => {
                let (message, hint) = passed_over(&file, is_folder, found);
                problems.push(Problem::error(below.join(&file), message).hint(hint));
            }
        }
    }
    (Some((index, years)), problems)
}

/// The years for which there can be reports. Orders on open government information are older than the Regulations, and
/// so are some reports.
const YEARS: RangeInclusive<u16> = 1990..=2199;

/// The four digits at the start of a file name, and the rest of the name.
fn year(name: &str) -> Option<(u16, &str)> {
    let (stem, extension) = name.split_once('.').unwrap_or((name, ""));
    let plain = stem.len() == 4 && stem.bytes().all(|b| b.is_ascii_digit());
    let year = stem.parse().ok().filter(|_| plain)?;
    Some((year, extension))
}

/// The current year. Only a remark depends on it, not the site.
fn current_year() -> u16 {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    // The mean length of a year is near enough for a remark: it is off by a day at most.
    u16::try_from(1970 + now.as_secs() / 31_556_952).unwrap_or(u16::MAX)
}

/// Says that a year lies ahead; `None` if it does not.
fn ahead(path: PathBuf, year: u16, now: u16) -> Option<Problem> {
    (year > now).then(|| {
        Problem::warning(
            path,
            Text::of(
                format!("{year} 年还没有到，不会有这一年的年报；仍按文件名收入"),
                format!("the year {year} lies ahead, so there can be no report for it; it was taken in as named"),
            ),
        )
        .hint(Text::new(
            "文件名是报告年度，不是发布的年份；如果写错了，请改名",
            "the name is the year that the report is about, not that of its publication; rename the file if it is wrong",
        ))
    })
}

/// Why a file or folder in an organ's folder is not a report, and a hint.
fn passed_over(name: &str, is_folder: bool, found: Option<(u16, &str)>) -> (Text, Text) {
    match found {
        Some((year, _)) if !YEARS.contains(&year) => (
            Text::of(
                format!("没有 {year:04} 年的年报，没有收入"),
                format!("there are no reports for the year {year:04}; it was left out"),
            ),
            Text::of(
                format!("年份应在 {} 到 {} 之间；请改正文件名", YEARS.start(), YEARS.end()),
                format!(
                    "the year must be from {} to {}; correct the file name",
                    YEARS.start(),
                    YEARS.end()
                ),
            ),
        ),
        Some((year, _)) if is_folder => (
            Text::new(
                "这是文件夹，不是报告，没有收入",
                "this is a folder, not a report; it was left out",
            ),
            Text::of(
                format!("报告是一个文件：{year}.md；图片直接放在它旁边"),
                format!("a report is one file, {year}.md, with its pictures next to it"),
            ),
        ),
        Some((year, extension)) if extension.eq_ignore_ascii_case("md") => (
            Text::new(
                "后缀应是小写的 .md，没有收入",
                "its name must end in .md, in lower case; it was left out",
            ),
            Text::of(format!("改名为 {year}.md"), format!("rename it to {year}.md")),
        ),
        Some((year, _)) if nianbao_documents::Kind::of_name(name).is_some() => (
            Text::new(
                "报告库只收 .md 文件，没有收入",
                "an archive only takes .md files; it was left out",
            ),
            Text::of(
                format!("先转换：nianbao convert {name} -o {year}.md"),
                format!("convert it first: nianbao convert {name} -o {year}.md"),
            ),
        ),
        Some((year, _)) => (
            Text::new(
                "报告库只收 .md 文件，没有收入",
                "an archive only takes .md files; it was left out",
            ),
            Text::of(
                format!("报告写成 Markdown，存为 {year}.md；别的文件请移到别处"),
                format!("write the report as Markdown in {year}.md, and move other files elsewhere"),
            ),
        ),
        None => (
            Text::new("文件名不是年份，没有收入", "its name is not a year; it was left out"),
            Text::new(
                "报告的文件名是报告年份，如 2023.md",
                "name the file of a report after its year, such as 2023.md",
            ),
        ),
    }
}

/// Whether the name is that of a picture that a page can show. SVG is excluded, because it can hold scripts.
pub fn is_picture(name: &str) -> bool {
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    ["png", "jpg", "jpeg", "gif", "webp", "avif"]
        .iter()
        .any(|known| extension.eq_ignore_ascii_case(known))
}

/// The pictures in a report that may lie next to it: the address of each and the name of its file.
pub(crate) fn pictures(report: &Report) -> impl Iterator<Item = (&str, &str)> {
    let blocks = report.parts().flat_map(|part| report.blocks(part));
    blocks.filter_map(|block| {
        let Block::Picture { address, .. } = block else {
            return None;
        };
        // Only file names are accepted, so nothing outside the organ's folder can be read.
        let name = address.strip_prefix("./").unwrap_or(address);
        let plain = !name.starts_with('.') && !name.contains(['/', '\\', ':', '%', '?', '#']);
        (plain && is_picture(name)).then_some((address.as_str(), name))
    })
}

/// The pages of the guide, in order.
pub(super) fn guide(root: &Path, problems: &mut Vec<Problem>) -> Vec<GuidePage> {
    let folder = Path::new("guide");
    let mut pages: Vec<GuidePage> = Vec::new();
    // The guide is optional.
    if let Some(problem) = refused(folder, plain::kind(&root.join(folder))) {
        problems.push(problem);
        return pages;
    }
    let Ok(files) = names(&root.join(folder)) else {
        return pages;
    };
    let mut seen = BTreeSet::new();
    for (file, kind) in files {
        let path = folder.join(&file);
        if let Some(problem) = refused(&path, Some(kind)) {
            problems.push(problem);
            continue;
        }
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

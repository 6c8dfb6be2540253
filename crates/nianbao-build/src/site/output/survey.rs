//! What is in the output folder besides the new site: files to keep, files to remove, files in the way.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use nianbao_core::text::Text;

use super::{Old, place};
use crate::error::{Context as _, Result, Trouble, reading, writing};

/// The folders in which versions without a manifest wrote.
const OWN: [&str; 8] = [
    "assets", "en", "guide", "organs", "rules", "schema", "validate", "years",
];

/// What becomes of the files in the output folder.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Files that are not the site's, sorted, below the folder.
    pub(super) kept: Vec<PathBuf>,
    /// Empty folders that are not the site's.
    pub(super) folders: Vec<PathBuf>,
    /// Files of the old site that the new one does not have.
    pub(super) dropped: Vec<PathBuf>,
}

impl Survey {
    /// Compares the output folder with the new site. A file of somebody else's in the place of one of the site's is an error.
    pub(super) fn make(root: &Path, new: &Path, old: &Old) -> Result<Survey> {
        let mut survey = Survey::default();
        let mut blocked = Vec::new();
        let walk = Walk { root, new, old };
        match fs::symlink_metadata(root) {
            Ok(_) => walk.folder(Path::new(""), &mut survey, &mut blocked)?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error).context(|| reading(root)),
        }
        match blocked.first() {
            None => Ok(survey),
            Some(first) => Err(in_the_way(&root.join(first), blocked.len())),
        }
    }
}

struct Walk<'a> {
    root: &'a Path,
    new: &'a Path,
    old: &'a Old,
}

impl Walk<'_> {
    fn folder(&self, below: &Path, survey: &mut Survey, blocked: &mut Vec<PathBuf>) -> Result<()> {
        let folder = self.root.join(below);
        let mut entries = fs::read_dir(&folder)
            .and_then(Iterator::collect::<io::Result<Vec<_>>>)
            .context(|| reading(&folder))?;
        entries.sort_by_key(fs::DirEntry::file_name);
        let top = below.as_os_str().is_empty();
        if entries.is_empty() && !top && !self.new.join(below).is_dir() {
            survey.folders.push(below.to_owned());
        }
        for entry in entries {
            let name = entry.file_name();
            if top && name == place::INSIDE {
                continue;
            }
            let path = below.join(name);
            if entry.file_type().context(|| reading(&entry.path()))?.is_dir() {
                self.folder(&path, survey, blocked)?;
            } else {
                self.file(path, survey, blocked)?;
            }
        }
        Ok(())
    }

    fn file(&self, path: PathBuf, survey: &mut Survey, blocked: &mut Vec<PathBuf>) -> Result<()> {
        let full = self.root.join(&path);
        let name = path.to_str().map(|name| name.replace('\\', "/"));
        let known = name.as_deref().filter(|name| self.old.ours.wrote(name));
        let removable = || known.is_some_and(|name| self.old.ours.unchanged(name, &full));
        let new = self.new.join(&path);
        match fs::symlink_metadata(&new) {
            Ok(meta) if meta.is_file() => {
                let replaced = known.is_some()
                    || self.old.unlisted && name.as_deref().is_some_and(was_ours)
                    || fs::read(&new).is_ok_and(|bytes| super::same_bytes(&full, &bytes));
                if !replaced {
                    blocked.push(path);
                }
            }
            // The new site has a folder here, or a file in the place of a folder above.
            Ok(_) if removable() => survey.dropped.push(path),
            Ok(_) => blocked.push(path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if removable() {
                    survey.dropped.push(path);
                } else {
                    survey.kept.push(path);
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
                if removable() {
                    survey.dropped.push(path);
                } else {
                    blocked.push(path);
                }
            }
            Err(error) => return Err(error).context(|| reading(&new)),
        }
        Ok(())
    }
}

/// Whether versions without a manifest wrote files at such paths.
fn was_ours(path: &str) -> bool {
    match path.split_once('/') {
        Some((folder, _)) => OWN.contains(&folder),
        None => {
            path == "index.html"
                || path
                    .strip_suffix(".xml")
                    .is_some_and(|name| name.starts_with("sitemap"))
        }
    }
}

fn in_the_way(first: &Path, count: usize) -> Trouble {
    let more = count - 1;
    let (zh, en) = match more {
        0 => (String::new(), String::new()),
        _ => (format!("（另有 {more} 个这样的文件）"), format!(" (and {more} more)")),
    };
    Trouble::new(
        "in-the-way",
        Text::of(
            format!("站点要在这里写文件，但已有一个不是站点的文件{zh}；什么都没有改动"),
            format!("the site needs this path, but the file there is not the site's{en}; nothing was changed"),
        ),
    )
    .context(writing(first))
    .hint(Text::new(
        "把这个文件移到别处或改名，或换一个文件夹",
        "move or rename that file, or choose another folder",
    ))
}

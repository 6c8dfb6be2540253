//! Where a site is built, and how it takes the place of the old one.
//!
//! Two folders are exchanged in one step if the system can do that (Linux, macOS). Else the old one is renamed aside and the
//! new one renamed into its place; if a build is killed between the two, the next one puts the old one back first. A folder
//! that can't be renamed (the current folder, a mount point, one in a folder that can't be written to) gets the new files
//! one by one: all of them are written first, then each is renamed into its place, and old ones are removed last.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use nianbao_core::text::Text;

use super::manifest::{self, Ours, Written};
use super::survey::Survey;
use super::{before, in_folder};
use crate::error::{Context as _, Result, Trouble, writing};

/// The name of the work folder if it is in the output folder.
pub(super) const INSIDE: &str = ".nianbao-build";

/// The file in the work folder that says which folder is about to be exchanged with the old site.
const EXCHANGED: &str = "exchanged";

/// Where a site is built and where it goes.
#[derive(Debug)]
pub(super) struct Place {
    /// The output folder, links resolved.
    root: PathBuf,
    /// The work folder; removed at the end unless it keeps a cache.
    work: PathBuf,
    /// Where the new site is built, in the work folder.
    new: PathBuf,
    /// Whether the output folder has to stay: files are renamed into it.
    stays: bool,
    /// Whether the work folder may keep a cache for the next build.
    keeps: bool,
    /// Locked while this build runs.
    _lock: File,
}

impl Drop for Place {
    fn drop(&mut self) {
        // Whatever can't be removed is removed by the next build.
        let has_cache = self.keeps && self.work.join(before::INDEX).is_file();
        let _ = if has_cache {
            clear(&self.work)
        } else {
            fs::remove_dir_all(&self.work)
        };
    }
}

impl Place {
    /// Finds the place for the work folder, and removes what a killed build left in it. `keeps`: it may keep a cache.
    pub(super) fn open(out: &Path, sources: &[&Path], keeps: bool) -> Result<Place> {
        let doing = || writing(out);
        let (root, parent, name) = resolved(out).context(doing)?;
        for source in sources {
            apart(&root, source).map_err(|trouble| trouble.context(doing()))?;
        }
        if fs::symlink_metadata(&root).is_ok_and(|meta| !meta.is_dir()) {
            return Err(io::Error::from(io::ErrorKind::NotADirectory)).context(doing);
        }
        let beside = parent.join(work_name(&name));
        let stays = has_to_stay(&root);
        let (work, lock, stays) = match take(&beside) {
            Ok(lock) if !stays => (beside, lock, false),
            // It may hold the old site.
            Ok(lock) => {
                recover(&beside, &root).context(doing)?;
                drop(lock);
                let _ = fs::remove_dir_all(&beside);
                let work = root.join(INSIDE);
                let lock = take(&work).map_err(|error| taken(&error, &work).context(doing()))?;
                (work, lock, true)
            }
            Err(error) if root.is_dir() && !is_refusal(&error) => {
                let work = root.join(INSIDE);
                let lock = take(&work).map_err(|error| taken(&error, &work).context(doing()))?;
                (work, lock, true)
            }
            Err(error) => return Err(taken(&error, &beside).context(doing())),
        };
        let place = Place {
            new: work.join("new"),
            root,
            work,
            stays,
            // A work folder in the output folder would be published with it.
            keeps: keeps && !stays,
            _lock: lock,
        };
        recover(&place.work, &place.root).context(doing)?;
        if !place.keeps {
            for name in before::ALL {
                remove(&place.work.join(name)).context(doing)?;
            }
        }
        if !place.stays {
            // Left by a build that had to write into it.
            remove(&place.root.join(INSIDE)).context(doing)?;
        }
        Ok(place)
    }

    /// The output folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The path of a temporary file in the work folder.
    pub(super) fn scratch(&self, name: &str) -> PathBuf {
        self.work.join(name)
    }

    /// Where the new site is built.
    pub(super) fn new_folder(&self) -> &Path {
        &self.new
    }

    /// The work folder.
    pub(super) fn work(&self) -> &Path {
        &self.work
    }

    /// Whether the work folder may keep a cache for the next build.
    pub(super) fn keeps(&self) -> bool {
        self.keeps
    }

    /// Puts the new site in the old one's place. Returns where the old one is now, if it is there in one.
    pub(super) fn swap(&self, survey: &Survey, written: &Written, ours: &Ours) -> Result<Option<PathBuf>> {
        let doing = || writing(&self.root);
        if self.stays {
            self.one_by_one(&self.new, survey, written, ours).context(doing)?;
            return Ok(None);
        }
        if !self.root.exists() {
            fs::rename(&self.new, &self.root).context(doing)?;
            return Ok(None);
        }
        self.carry(survey).context(doing)?;
        if let Ok(old) = self.exchange() {
            return Ok(Some(old));
        }
        // The folder can't be renamed.
        self.move_in(survey, written, ours).context(doing)?;
        Ok(None)
    }

    /// Saves files that somebody put into the old site, which is in another place now, after its files were listed.
    /// Returns them.
    pub(super) fn save_late(&self, old: &Path, survey: &Survey) -> Result<Vec<PathBuf>> {
        let mut saved = Vec::new();
        self.late(old, Path::new(""), survey, &mut saved)
            .context(|| writing(&self.root))?;
        Ok(saved)
    }

    /// Exchanges the new site and the old one; returns where the old one is now.
    fn exchange(&self) -> io::Result<PathBuf> {
        // If this build is killed right after the exchange, the next one has to know which of the two is the old site. On a
        // full disk it does without: only a file that others add at this very moment could be lost.
        let number = number_of(&self.new).map_or_else(String::new, |number| number.to_string());
        let _ = fs::write(self.work.join(EXCHANGED), number);
        if exchange(&self.new, &self.root).is_ok() {
            return Ok(self.new.clone());
        }
        self.rename_both()
    }

    /// The same in two steps.
    fn rename_both(&self) -> io::Result<PathBuf> {
        let aside = self.work.join("old");
        fs::rename(&self.root, &aside)?;
        if let Err(error) = fs::rename(&self.new, &self.root) {
            fs::rename(&aside, &self.root)?;
            return Err(error);
        }
        // No longer a site to put back.
        let gone = self.work.join("gone");
        Ok(match fs::rename(&aside, &gone) {
            Ok(()) => gone,
            Err(_) => aside,
        })
    }

    /// Adds the files to keep to the new site: as links to the same files if possible, else as copies.
    fn carry(&self, survey: &Survey) -> io::Result<()> {
        let mut folders = BTreeSet::new();
        for folder in &survey.folders {
            self.make_folder(folder, &mut folders)?;
        }
        for path in &survey.kept {
            if let Some(parent) = path.parent() {
                self.make_folder(parent, &mut folders)?;
            }
            let (from, to) = (self.root.join(path), self.new.join(path));
            if fs::hard_link(&from, &to).is_err() {
                copy(&from, &to)?;
            }
        }
        // Deepest first, and last of all: nothing can be written into a folder that is read-only.
        for folder in folders.iter().rev() {
            let permissions = fs::metadata(self.root.join(folder))?.permissions();
            fs::set_permissions(self.new.join(folder), permissions)?;
        }
        fs::set_permissions(&self.new, fs::metadata(&self.root)?.permissions())
    }

    fn make_folder(&self, folder: &Path, made: &mut BTreeSet<PathBuf>) -> io::Result<()> {
        if folder.as_os_str().is_empty() || made.contains(folder) || self.new.join(folder).is_dir() {
            return Ok(());
        }
        if let Some(parent) = folder.parent() {
            self.make_folder(parent, made)?;
        }
        fs::create_dir(self.new.join(folder))?;
        made.insert(folder.to_owned());
        Ok(())
    }

    /// Saves files that somebody put into the old site after its files were listed.
    fn late(&self, old: &Path, below: &Path, survey: &Survey, saved: &mut Vec<PathBuf>) -> io::Result<()> {
        for entry in fs::read_dir(old.join(below))? {
            let entry = entry?;
            let path = below.join(entry.file_name());
            let to = self.root.join(&path);
            if entry.file_type()?.is_dir() {
                self.late(old, &path, survey, saved)?;
            } else if fs::symlink_metadata(&to).is_err() && survey.dropped.binary_search(&path).is_err() {
                in_folder(&to, || fs::rename(entry.path(), &to))?;
                saved.push(path);
            }
        }
        Ok(())
    }

    /// Moves the new site into the output folder, which can't be renamed, to rename its files one by one.
    fn move_in(&self, survey: &Survey, written: &Written, ours: &Ours) -> io::Result<()> {
        let inside = Inside(self.root.join(INSIDE));
        let new = inside.0.join("new");
        remove(&inside.0)?;
        fs::create_dir(&inside.0)?;
        if fs::rename(&self.new, &new).is_err() {
            // Another file system: all of it is copied before anything is renamed.
            for path in written.paths().chain([manifest::NAME.to_owned()]) {
                let (from, to) = (self.new.join(&path), new.join(&path));
                in_folder(&to, || copy(&from, &to))?;
            }
        }
        self.one_by_one(&new, survey, written, ours)
    }

    /// Renames the files of the new site into the output folder. While this goes on, the manifest lists both sites, so that
    /// the next build knows all files if this one is killed.
    fn one_by_one(&self, new: &Path, survey: &Survey, written: &Written, ours: &Ours) -> io::Result<()> {
        let both = new.with_file_name("both.json");
        remove(&both)?;
        written.save(&both, Some(ours))?;
        fs::rename(&both, self.root.join(manifest::NAME))?;
        for path in written.paths() {
            let (from, to) = (new.join(&path), self.root.join(&path));
            in_folder(&to, || fs::rename(&from, &to))?;
        }
        for path in &survey.dropped {
            fs::remove_file(self.root.join(path))?;
            // Fails for a folder that still has something in it, which stays.
            for folder in path.ancestors().skip(1).filter(|folder| !folder.as_os_str().is_empty()) {
                if fs::remove_dir(self.root.join(folder)).is_err() {
                    break;
                }
            }
        }
        fs::rename(new.join(manifest::NAME), self.root.join(manifest::NAME))
    }
}

/// A work folder in the output folder; removed at the end.
struct Inside(PathBuf);

impl Drop for Inside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The output folder, its parent and its name, links resolved. The parent is created if it is missing.
fn resolved(out: &Path) -> io::Result<(PathBuf, PathBuf, String)> {
    let root = match fs::canonicalize(out) {
        Ok(root) => root,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let out = std::path::absolute(out)?;
            let (Some(parent), Some(name)) = (out.parent(), out.file_name()) else {
                return Err(error);
            };
            fs::create_dir_all(parent)?;
            fs::canonicalize(parent)?.join(name)
        }
        Err(error) => return Err(error),
    };
    let name = root
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let parent = root.parent().unwrap_or(&root).to_owned();
    Ok((root, parent, name))
}

/// The name of the work folder next to an output folder.
fn work_name(name: &str) -> String {
    format!(".{name}.nianbao")
}

/// The work folder next to an output folder; `None` if that is not there.
pub(super) fn beside(out: &Path) -> Option<PathBuf> {
    let root = fs::canonicalize(out).ok()?;
    let name = root.file_name()?.to_string_lossy().into_owned();
    Some(root.parent()?.join(work_name(&name)))
}

/// Refuses an output folder that a source is in, or that is in a source: one would be published in the other.
fn apart(root: &Path, source: &Path) -> Result<()> {
    let Ok(source) = fs::canonicalize(source) else {
        return Ok(());
    };
    if !source.starts_with(root) && !root.starts_with(&source) {
        return Ok(());
    }
    let source = source.display();
    Err(Trouble::new(
        "content",
        Text::of(
            format!("生成站点的文件夹和 {source} 不能一个在另一个里面"),
            format!("the folder for the site and {source} can't be one inside the other"),
        ),
    )
    .hint(Text::new("用 --out 换一个文件夹", "choose another folder with --out")))
}

/// Whether the folder can't be renamed, or people would be left in one that is gone: the current folder or one above it, or
/// a mount point.
fn has_to_stay(root: &Path) -> bool {
    let current = std::env::current_dir().and_then(fs::canonicalize);
    current.is_ok_and(|current| current.starts_with(root)) || is_mounted(root)
}

#[cfg(unix)]
fn is_mounted(root: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let device = |path: &Path| fs::metadata(path).ok().map(|meta| meta.dev());
    device(root).is_some_and(|own| root.parent().and_then(device).is_none_or(|other| own != other))
}

#[cfg(not(unix))]
fn is_mounted(root: &Path) -> bool {
    root.parent().is_none()
}

/// Creates the work folder and locks it. [`io::ErrorKind::WouldBlock`] if another build has it, and
/// [`io::ErrorKind::NotADirectory`] if it or its lock is a link or something else: all in the work folder is removed, which must
/// not be that of another folder.
fn take(work: &Path) -> io::Result<File> {
    loop {
        match fs::create_dir(work) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            Err(_) => match fs::symlink_metadata(work) {
                Ok(meta) if meta.is_dir() => {}
                Ok(_) => return Err(io::ErrorKind::NotADirectory.into()),
                // Another build removed it at its end.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            },
            Ok(()) => {}
        }
        let path = work.join("lock");
        let lock = match open_lock(&path) {
            // Another build removed the folder at its end.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            opened => opened?,
        };
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(io::ErrorKind::WouldBlock.into()),
            // A file system without locks: builds at the same time can't be told.
            Err(fs::TryLockError::Error(_)) => return Ok(lock),
        }
        // The lock is worth something only if others find the same file.
        if is_same(&lock, &path) {
            return Ok(lock);
        }
    }
}

/// Opens the lock, but not through a link.
#[cfg(unix)]
fn open_lock(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    // Opening a pipe would wait for its reader.
    let flags = OFlags::CREATE | OFlags::WRONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    match rustix::fs::open(path, flags, Mode::from_raw_mode(0o666)) {
        Ok(lock) => Ok(File::from(lock)),
        Err(_) if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) => {
            Err(io::ErrorKind::NotADirectory.into())
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(unix))]
fn open_lock(path: &Path) -> io::Result<File> {
    File::options().create(true).truncate(false).write(true).open(path)
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let found = (file.metadata(), fs::metadata(path));
    matches!(found, (Ok(one), Ok(other)) if (one.dev(), one.ino()) == (other.dev(), other.ino()))
}

#[cfg(not(unix))]
fn is_same(_: &File, path: &Path) -> bool {
    path.exists()
}

/// Whether a work folder is refused, so that no other may take its place.
fn is_refusal(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::WouldBlock | io::ErrorKind::NotADirectory)
}

fn taken(error: &io::Error, work: &Path) -> Trouble {
    if !is_refusal(error) {
        return crate::error::io(error);
    }
    if error.kind() == io::ErrorKind::NotADirectory {
        let work = work.display();
        return Trouble::new(
            "work-folder",
            Text::of(
                format!("生成站点要用文件夹 {work}，但它或其中的 lock 是链接或别的东西；什么都没有改动"),
                format!("the build needs the folder {work}, but that or the lock in it is a link or something else; nothing was changed"),
            ),
        )
        .hint(Text::new("把它移到别处或删除，再试一次", "move it away or remove it, and try again"));
    }
    Trouble::new(
        "busy",
        Text::new("另一个生成正在写这个文件夹", "another build is writing this folder"),
    )
    .hint(Text::new(
        "等它结束，或换一个文件夹",
        "wait until it has ended, or choose another folder",
    ))
}

/// Puts back the old site if a build was killed while it was aside, and removes everything else that a killed build left: an
/// old site that the new one has replaced only after files that others put into it were saved.
fn recover(work: &Path, root: &Path) -> io::Result<()> {
    let is_folder = |path: &Path| fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir());
    let aside = work.join("old");
    if is_folder(&aside) && fs::symlink_metadata(root).is_err() {
        fs::rename(&aside, root)?;
    }
    let number = fs::read_to_string(work.join(EXCHANGED))
        .ok()
        .and_then(|number| number.parse().ok());
    let exchanged = number.is_some() && number_of(root) == number;
    for (name, replaced) in [("new", exchanged), ("old", true), ("gone", true)] {
        let old = work.join(name);
        if replaced && is_folder(&old) && is_folder(root) {
            // Without a manifest, nothing tells the files of others.
            if let Some(ours) = Ours::read(&old) {
                rescue(&old, root, Path::new(""), &ours)?;
            }
        }
    }
    clear(work)
}

/// Moves the files that others put into an old site into the new one, unless that has files there.
fn rescue(old: &Path, root: &Path, below: &Path, ours: &Ours) -> io::Result<()> {
    for entry in fs::read_dir(old.join(below))? {
        let entry = entry?;
        let path = below.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            rescue(old, root, &path, ours)?;
            continue;
        }
        let to = root.join(&path);
        if fs::symlink_metadata(&to).is_ok() {
            continue;
        }
        let name = path.to_str().map(|name| name.replace('\\', "/"));
        if !name.is_some_and(|name| ours.unchanged(&name, &entry.path())) {
            in_folder(&to, || fs::rename(entry.path(), &to))?;
        }
    }
    Ok(())
}

/// The number of a folder in its file system, which it keeps when it is renamed; `None` where folders have none.
#[cfg(unix)]
fn number_of(folder: &Path) -> Option<u64> {
    use std::os::unix::fs::MetadataExt as _;
    fs::symlink_metadata(folder).ok().map(|meta| meta.ino())
}

#[cfg(not(unix))]
fn number_of(_: &Path) -> Option<u64> {
    None
}

/// Removes everything in a work folder but its lock and the cache.
fn clear(work: &Path) -> io::Result<()> {
    for entry in fs::read_dir(work)? {
        let entry = entry?;
        let name = entry.file_name();
        if name != "lock" && !before::ALL.iter().any(|kept| name == *kept) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file or a folder, if there is one.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(meta) if meta.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(_) => Ok(()),
    }
}

/// Copies a file with its rights and its time of change; a link as a link. An error if there is something already: that may be
/// the same file.
pub(super) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let meta = fs::symlink_metadata(from)?;
    if meta.is_symlink() {
        return copy_link(from, to);
    }
    if !meta.is_file() {
        return Err(io::Error::other(format!("{} is not a file", from.display())));
    }
    let (mut source, mut copy) = (File::open(from)?, File::create_new(to)?);
    io::copy(&mut source, &mut copy)?;
    // Some file systems keep no time.
    let _ = meta.modified().and_then(|time| copy.set_modified(time));
    copy.set_permissions(meta.permissions())
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::other(format!("{} is a link", from.display())))
}

/// Exchanges two folders in one step.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange(one: &Path, other: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_replaces_nothing() {
        let root = std::env::temp_dir().join(format!("nianbao-copy-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let (from, link, to) = (root.join("from"), root.join("link"), root.join("to"));
        fs::write(&from, "text").expect("a file");
        fs::hard_link(&from, &link).expect("a link");
        for there in [&from, &link] {
            assert!(copy(&from, there).is_err());
            assert_eq!(fs::read_to_string(&from).expect("a file"), "text");
        }
        let mut permissions = fs::metadata(&from).expect("a file").permissions();
        permissions.set_readonly(true);
        fs::set_permissions(&from, permissions).expect("set");
        copy(&from, &to).expect("copied");
        assert_eq!(fs::read_to_string(&to).expect("a file"), "text");
        let [one, other] = [&from, &to].map(|path| fs::metadata(path).expect("a file"));
        assert_eq!(one.permissions(), other.permissions());
        assert_eq!(one.modified().expect("a time"), other.modified().expect("a time"));
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn a_file_of_others_is_saved_when_a_build_is_killed_right_after_the_exchange() {
        let root = std::env::temp_dir().join(format!("nianbao-rescue-{}", std::process::id()));
        let (site, work) = (root.join("site"), root.join(".site.nianbao"));
        // What a killed build left: the folder `name` in the work folder, which is an old site that was replaced, or not.
        let check = |name: &str, marked: bool, saved: bool| {
            let _ = fs::remove_dir_all(&root);
            let old = work.join(name);
            fs::create_dir_all(old.join("a")).expect("a folder");
            fs::create_dir_all(site.join("a")).expect("a folder");
            fs::write(site.join("a/index.html"), "new").expect("a file");
            let mut written = Written::default();
            for (path, text) in [
                ("a/index.html", "old"),
                ("a/gone.html", "old"),
                ("a/edited.html", "old"),
            ] {
                fs::write(old.join(path), text).expect("a file");
                written.add(path, text.len() as u64, manifest::sum(text.as_bytes()));
            }
            written.save(&old.join(manifest::NAME), None).expect("a manifest");
            fs::write(old.join("a/edited.html"), "by others").expect("a file");
            fs::write(old.join("a/own.txt"), "mine").expect("a file");
            if marked {
                let number = number_of(&site).map_or_else(String::new, |number| number.to_string());
                fs::write(work.join(EXCHANGED), number).expect("a file");
            }
            drop(Place::open(&site, &[], true).expect("a place"));
            assert!(!old.exists(), "{name}");
            let there = |path: &str| fs::read_to_string(site.join(path)).ok();
            assert_eq!(there("a/index.html").as_deref(), Some("new"));
            assert_eq!(there("a/gone.html"), None, "the new site has no such page");
            assert_eq!(
                there("a/own.txt").as_deref(),
                saved.then_some("mine"),
                "{name} {marked}"
            );
            assert_eq!(there("a/edited.html").as_deref(), saved.then_some("by others"));
        };
        // A half-made site is not an old one.
        check("new", false, false);
        check("new", true, cfg!(unix));
        check("old", false, true);
        check("gone", false, true);
        fs::remove_dir_all(&root).expect("removed");
    }

    #[cfg(unix)]
    #[test]
    fn a_work_folder_that_is_a_link_is_refused() {
        use std::os::unix::fs::symlink;
        let root = std::env::temp_dir().join(format!("nianbao-linked-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let (site, work, other) = (root.join("site"), root.join(".site.nianbao"), root.join("other"));
        fs::create_dir_all(&site).expect("a folder");
        fs::create_dir_all(&other).expect("a folder");
        fs::write(other.join("mine.txt"), "mine").expect("a file");
        let check = |expected: Option<&str>| {
            let name = Place::open(&site, &[], true).err().map(|trouble| trouble.name);
            assert_eq!(name, expected);
            assert_eq!(fs::read_to_string(other.join("mine.txt")).expect("a file"), "mine");
        };
        symlink(&other, &work).expect("a link");
        check(Some("work-folder"));
        fs::remove_file(&work).expect("removed");
        fs::write(&work, "").expect("a file");
        check(Some("work-folder"));
        fs::remove_file(&work).expect("removed");
        fs::create_dir(&work).expect("a folder");
        symlink(other.join("lock"), work.join("lock")).expect("a link");
        check(Some("work-folder"));
        assert!(!other.join("lock").exists(), "nothing was created through the link");
        fs::remove_file(work.join("lock")).expect("removed");
        // One in the work folder is removed, not what it leads to.
        symlink(&other, work.join("new")).expect("a link");
        check(None);
        fs::create_dir(&work).expect("a folder");
        fs::remove_dir(&site).expect("removed");
        symlink(&other, work.join("old")).expect("a link");
        check(None);
        assert!(fs::symlink_metadata(&site).is_err(), "a link is not put back as a site");
        fs::remove_dir_all(&root).expect("removed");
    }
}

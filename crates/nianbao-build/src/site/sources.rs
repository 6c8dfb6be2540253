//! The sources of a site, by which a build knows whether anything changed since the last one.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use nianbao_core::rules::{self, RULE_SET};
use rayon::prelude::*;

use super::Options;
use crate::content::Listing;
use crate::key::{Key, Keys};
use crate::stamp::{self, Base, Found, Stamp};

/// The parts of a content folder that a site is made from.
const PARTS: [&str; 4] = ["site.toml", "organs.toml", "guide", REPORTS];

/// The folder of the reports.
const REPORTS: &str = "reports";

/// Folders with fewer files are looked through by one thread.
const TOGETHER: usize = 32;

/// The key of this program; `None` if it can't be told from others.
pub(super) fn program() -> Option<Key> {
    static PROGRAM: OnceLock<Option<Key>> = OnceLock::new();
    *PROGRAM.get_or_init(|| {
        // Two builds of one version may differ, and reading the whole program would take longer than a build.
        let file = std::env::current_exe().ok()?;
        let stamp = Stamp::of(&fs::metadata(&file).ok()?);
        let keys = Keys::of("program")
            .text(env!("CARGO_PKG_VERSION"))
            .text(RULE_SET)
            .text(rules::hash());
        let keys = keys.path(&file).whole(&(stamp.size, stamp.modified, stamp.number));
        Some(keys.key_of_all())
    })
}

/// The sources of a site, as they were found at some time.
pub(super) struct Sources {
    /// The key of all sources and settings: of the files, not of their bytes. `None` if they can't be listed, or if one was
    /// changed so recently that it may change again unnoticed.
    pub(super) key: Option<Key>,
    /// The files of the reports; `None` if they can't be listed.
    pub(super) listing: Option<Listing>,
}

/// Looks at all sources of a site.
pub(super) fn find(options: &Options) -> Sources {
    all(options, Some(stamp::now()))
}

/// The key of all sources, whenever they were changed, and whether they can be read or not: to be compared with the key of
/// another moment, not of another build.
#[cfg(feature = "serve")]
pub(crate) fn state(options: &Options) -> Option<Key> {
    all(options, None).key
}

/// All sources, looked at at this time; `None` for the time if the key is for no other build.
fn all(options: &Options, taken: Option<i64>) -> Sources {
    // Years that lie ahead are remarked on.
    let days = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
        / 86_400;
    let mut keys = usize::try_from(days)
        .ok()
        .map(|days| Keys::of("sources").whole(&options.base_url).number(days));
    let mut add = |name: &str, key: Option<Key>| {
        keys = keys.take().zip(key).map(|(keys, key)| keys.text(name).key(key));
    };
    let mut listing = None;
    for part in PARTS {
        let (key, tree) = tree(&options.content.join(part), taken);
        add(part, key);
        if part == REPORTS {
            listing = tree.and_then(|tree| tree.listing(taken?));
        }
    }
    for folder in [&options.theme, &options.validator] {
        let key = match folder {
            // The folder itself may be a link.
            Some(folder) => match fs::canonicalize(folder) {
                Ok(folder) => tree(&folder, taken).0,
                Err(error) => unreadable(&error, taken),
            },
            None => Some(Key::default()),
        };
        add("folder", key);
    }
    Sources {
        key: keys.map(|keys| keys.key_of_all()),
        listing,
    }
}

/// The key of something that can't be read, which other builds must not rely on.
fn unreadable(error: &io::Error, taken: Option<i64>) -> Option<Key> {
    let key = || Keys::of("unreadable").text(&error.to_string()).key_of_all();
    taken.is_none().then(key)
}

/// Something that was found at a path.
struct Tree {
    found: Found,
    /// What is in it, sorted by name; `None` if it is not a folder, or can't be read.
    below: Option<Vec<(OsString, Tree)>>,
}

impl Tree {
    /// The folders in a folder and their files; `None` if it is not a folder, or if one of them can't be read.
    fn listing(self, taken: i64) -> Option<Listing> {
        let listed = |(name, tree): (OsString, Tree)| {
            let is_folder = tree.found.is_folder();
            let files = tree.below.map_or_else(Vec::new, |below| {
                let files = below.into_iter().map(|(name, tree)| (name, tree.found));
                files.collect()
            });
            (name, tree.found.kind, is_folder.then_some(files))
        };
        let below = self.below?;
        let is_whole = below
            .iter()
            .all(|(_, tree)| tree.below.is_some() || !tree.found.is_folder());
        is_whole.then(|| Listing::new(below.into_iter().map(listed).collect(), taken))
    }
}

/// The key of a file, or of a folder and everything in it, and what was found there.
fn tree(path: &Path, taken: Option<i64>) -> (Option<Key>, Option<Tree>) {
    let (key, tree) = below(path, Found::at(path), taken);
    (key, tree.ok().flatten())
}

/// The same, for what was found at a path; an error if it could not be looked at.
fn below(
    path: &Path,
    found: io::Result<Found>,
    taken: Option<i64>,
) -> (Option<Key>, Result<Option<Tree>, io::ErrorKind>) {
    let found = match found {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return (Some(Keys::of("nothing").key_of_all()), Ok(None));
        }
        Err(error) => return (unreadable(&error, taken), Err(error.kind())),
    };
    if !found.is_folder() {
        let keys = Keys::of("file").whole(&(found.is_file(), found.stamp));
        let settled = taken.is_none_or(|taken| found.stamp.is_settled(taken));
        let key = settled.then(|| keys.key_of_all());
        return (key, Ok(Some(Tree { found, below: None })));
    }
    let names = fs::read_dir(path).and_then(|entries| {
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
        names.collect::<io::Result<Vec<_>>>()
    });
    let mut names = match names {
        Ok(names) => names,
        Err(error) => return (unreadable(&error, taken), Ok(Some(Tree { found, below: None }))),
    };
    names.sort_unstable();
    let base = Base::new(path.to_owned());
    let look = |name: &OsString| below(&path.join(name), base.find(name.as_ref()), taken);
    // A few files are not worth another thread.
    let all: Vec<_> = if names.len() < TOGETHER {
        names.iter().map(look).collect()
    } else {
        names.par_iter().map(look).collect()
    };
    let mut keys = Some(Keys::of("folder"));
    let mut inside = Vec::with_capacity(names.len());
    let seen = all.iter().all(|(_, tree)| tree.is_ok());
    for (name, (key, tree)) in names.into_iter().zip(all) {
        let tree = tree.ok().flatten();
        keys = keys.zip(key).map(|(keys, key)| keys.path(Path::new(&name)).key(key));
        inside.extend(tree.map(|tree| (name, tree)));
    }
    // A folder of which something can't be looked at is listed again by whoever reads it, and says why.
    let below = seen.then_some(inside);
    (keys.map(|keys| keys.key_of_all()), Ok(Some(Tree { found, below })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(feature = "serve")]
    #[test]
    fn a_change_is_seen_beside_a_folder_that_cannot_be_read() {
        let root = std::env::temp_dir().join(format!("nianbao-state-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let options = Options {
            content: root.clone(),
            theme: Some(root.join("no-theme")),
            ..Options::default()
        };
        let before = state(&options);
        assert_eq!(state(&options), before);
        fs::write(root.join("site.toml"), "1").expect("a file");
        assert_ne!(state(&options), before);
        assert_eq!(find(&options).key, None, "no other build relies on it");
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn a_change_of_any_source_is_seen() {
        let root = std::env::temp_dir().join(format!("nianbao-sources-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let (content, theme) = (root.join("content"), root.join("theme"));
        for (folder, name) in [
            ("content/reports/a", "2023.md"),
            ("content", "site.toml"),
            ("theme/styles", "extra.css"),
        ] {
            fs::create_dir_all(root.join(folder)).expect("a folder");
            fs::write(root.join(folder).join(name), "1").expect("a file");
        }
        let options = |base: Option<&str>, theme: Option<&Path>| Options {
            content: content.clone(),
            theme: theme.map(Path::to_owned),
            base_url: base.map(str::to_owned),
            ..Options::default()
        };
        assert_eq!(find(&options(None, None)).key, None, "it was changed a moment ago");
        let settle = || {
            for entry in walkdir::WalkDir::new(&root)
                .into_iter()
                .flatten()
                .filter(|entry| entry.file_type().is_file())
            {
                let file = fs::File::options().write(true).open(entry.path()).expect("a file");
                file.set_modified(UNIX_EPOCH).expect("set");
            }
        };
        settle();
        // The time of a change of name, links or rights can't be set back.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        let whole = find(&options(None, None)).key.expect("settled");
        assert_eq!(find(&options(None, None)).key, Some(whole));
        assert_ne!(find(&options(Some("https://example.org/"), None)).key, Some(whole));
        assert_ne!(find(&options(None, Some(&theme))).key, Some(whole));
        fs::create_dir(content.join("reports/b")).expect("a folder");
        assert!(find(&options(None, None)).key.is_some_and(|other| other != whole));
        fs::remove_dir(content.join("reports/b")).expect("removed");
        assert_eq!(find(&options(None, None)).key, Some(whole));
        fs::rename(content.join("reports/a/2023.md"), content.join("reports/a/2022.md")).expect("renamed");
        assert_ne!(find(&options(None, None)).key, Some(whole));
        fs::remove_dir_all(&root).expect("removed");
    }
}

//! The sources of a site, by which a build knows whether anything changed since the last one.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::OnceLock;
use std::time::{SystemTime, UNIX_EPOCH};

use nianbao_core::rules::{self, RULE_SET};
use rayon::prelude::*;

use super::Options;
use crate::key::{Key, Keys};
use crate::stamp::{self, Base, Found, Stamp};

/// The parts of a content folder that a site is made from.
const PARTS: [&str; 4] = ["site.toml", "organs.toml", "guide", "reports"];

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

/// The key of all sources and settings of a site: of the files, not of their bytes. `None` if they can't be listed, or if one
/// was changed so recently that it may change again unnoticed.
pub(super) fn key(options: &Options) -> Option<Key> {
    all(options, Some(stamp::now()))
}

/// The same, whenever it was changed, and whether it can be read or not: to be compared with the key of another moment, not of
/// another build.
#[cfg(feature = "serve")]
pub(crate) fn state(options: &Options) -> Option<Key> {
    all(options, None)
}

/// The key of all sources, taken at this time; `None` for the time if the key is for no other build.
fn all(options: &Options, taken: Option<i64>) -> Option<Key> {
    // Years that lie ahead are remarked on.
    let days = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs()
        / 86_400;
    let mut keys = Keys::of("sources")
        .whole(&options.base_url)
        .number(usize::try_from(days).ok()?);
    for part in PARTS {
        keys = keys.text(part).key(tree(&options.content.join(part), taken)?);
    }
    for folder in [&options.theme, &options.validator] {
        keys = match folder {
            // The folder itself may be a link.
            Some(folder) => keys.key(match fs::canonicalize(folder) {
                Ok(folder) => tree(&folder, taken)?,
                Err(error) => unreadable(&error, taken)?,
            }),
            None => keys.flag(false),
        };
    }
    Some(keys.key_of_all())
}

/// The key of something that can't be read, which other builds must not rely on.
fn unreadable(error: &io::Error, taken: Option<i64>) -> Option<Key> {
    let key = || Keys::of("unreadable").text(&error.to_string()).key_of_all();
    taken.is_none().then(key)
}

/// The key of a file, or of a folder and everything in it.
fn tree(path: &Path, taken: Option<i64>) -> Option<Key> {
    below(path, Found::at(path), taken)
}

/// The same, for what was found at a path.
fn below(path: &Path, found: io::Result<Found>, taken: Option<i64>) -> Option<Key> {
    let found = match found {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(Keys::of("nothing").key_of_all()),
        Err(error) => return unreadable(&error, taken),
    };
    if !found.is_folder {
        let keys = Keys::of("file").whole(&(found.is_file, found.stamp));
        let settled = taken.is_none_or(|taken| found.stamp.is_settled(taken));
        return settled.then(|| keys.key_of_all());
    }
    let names = fs::read_dir(path).and_then(|entries| {
        let names = entries.map(|entry| entry.map(|entry| entry.file_name()));
        names.collect::<io::Result<Vec<_>>>()
    });
    let mut names = match names {
        Ok(names) => names,
        Err(error) => return unreadable(&error, taken),
    };
    names.sort_unstable();
    let base = Base::new(path.to_owned());
    let keys: Vec<Key> = names
        .par_iter()
        .map(|name| below(&path.join(name), base.find(name.as_ref()), taken))
        .collect::<Option<_>>()?;
    let keys = names.iter().zip(keys).fold(Keys::of("folder"), |keys, (name, key)| {
        keys.path(Path::new(name)).key(key)
    });
    Some(keys.key_of_all())
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
        assert_eq!(key(&options), None, "no other build relies on it");
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
        assert_eq!(key(&options(None, None)), None, "it was changed a moment ago");
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
        let whole = key(&options(None, None)).expect("settled");
        assert_eq!(key(&options(None, None)), Some(whole));
        assert_ne!(key(&options(Some("https://example.org/"), None)), Some(whole));
        assert_ne!(key(&options(None, Some(&theme))), Some(whole));
        fs::create_dir(content.join("reports/b")).expect("a folder");
        assert!(key(&options(None, None)).is_some_and(|other| other != whole));
        fs::remove_dir(content.join("reports/b")).expect("removed");
        assert_eq!(key(&options(None, None)), Some(whole));
        fs::rename(content.join("reports/a/2023.md"), content.join("reports/a/2022.md")).expect("renamed");
        assert_ne!(key(&options(None, None)), Some(whole));
        fs::remove_dir_all(&root).expect("removed");
    }
}

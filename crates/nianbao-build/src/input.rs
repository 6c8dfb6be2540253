//! From arguments to files, and from files to sources. A file that can't be read never hides the others.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use nianbao_core::text::Text;
use nianbao_documents::kind::{self, LARGEST};
use nianbao_documents::{Kind, Source};
use walkdir::WalkDir;

use crate::error::{Trouble, io_at};
use crate::packed;

/// The argument that means standard input.
pub const STDIN: &str = "-";

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its path.
    pub path: PathBuf,
    /// Its path relative to the folder that was named; only its name if the file itself was named.
    pub below: PathBuf,
    /// The content folder that it is in, as an index in [`Gathered::contents`].
    pub content: Option<usize>,
}

/// The files that the arguments lead to.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The files in the order of the arguments; those of a folder by name.
    pub entries: Vec<Entry>,
    /// The content folders among the arguments: those with `site.toml` and `reports/`.
    pub contents: Vec<PathBuf>,
    /// The failures to read folders.
    pub failures: Vec<Trouble>,
    /// Files in folders whose kind this version can't read.
    pub other_kinds: Vec<PathBuf>,
    seen: HashSet<PathBuf>,
}

/// Collects the files that the arguments name, including those in folders.
pub fn gather(paths: &[PathBuf]) -> Gathered {
    let mut gathered = Gathered::default();
    for path in paths {
        if path.as_os_str() == STDIN {
            gathered.add(path.clone(), PathBuf::from(STDIN), None);
            continue;
        }
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => gathered.walk(path),
            Ok(_) if packed::is_named(path) => gathered.unpack(path, Path::new("")),
            Ok(_) => gathered.add_named(path),
            // A file in an archive.
            Err(_) if packed::split(path).is_some() => gathered.add_named(path),
            Err(error) => gathered.failures.push(io_at(shown(path), &error)),
        }
    }
    gathered
}

impl Gathered {
    /// Adds a file, unless it was added before.
    fn add(&mut self, path: PathBuf, below: PathBuf, content: Option<usize>) {
        if self.seen.insert(path.clone()) {
            self.entries.push(Entry { path, below, content });
        }
    }

    /// Adds a file that was named by itself.
    fn add_named(&mut self, path: &Path) {
        let name = path.file_name().map_or_else(|| path.to_owned(), PathBuf::from);
        self.add(path.to_owned(), name, None);
    }

    /// Adds the reports in an archive, each as a file of its own. `below` is the place of the archive in the folder that
    /// was named.
    fn unpack(&mut self, path: &Path, below: &Path) {
        let files = match packed::list(path) {
            Ok(Some(files)) => files,
            Ok(None) => return self.add_named(path),
            Err(trouble) => return self.failures.push(trouble),
        };
        let before = (self.entries.len(), self.failures.len(), self.other_kinds.len());
        for packed::Inside { name, refused } in files {
            let whole = path.join(&name);
            match (found(&name), refused) {
                (Found::Report, None) => self.add(whole, below.join(&name), None),
                (Found::Report, Some(trouble)) => self.failures.push(trouble),
                (Found::OtherKind, _) => self.other_kinds.push(whole),
                // Reports may be in an archive within the archive.
                (Found::Nothing, Some(trouble)) if packed::is_nested(&name) => self.failures.push(trouble),
                (Found::Nothing, _) => {}
            }
        }
        if before == (self.entries.len(), self.failures.len(), self.other_kinds.len()) {
            self.failures.push(
                Trouble::new(
                    "no-report",
                    Text::new("这个压缩包里没有报告。", "There are no reports in this archive."),
                )
                .at(shown(path))
                .hint(named()),
            );
        }
    }

    /// Adds the reports in a folder. Hidden files are skipped. Links to files are followed, but not links to folders,
    /// because they may form loops. In a content folder only reports are added, not the guide. README files are skipped
    /// everywhere.
    fn walk(&mut self, folder: &Path) {
        let reports = folder.join("reports");
        let content = (folder.join("site.toml").is_file() && reports.is_dir()).then_some(self.contents.len());
        let root = if content.is_some() {
            self.contents.push(folder.to_owned());
            reports.as_path()
        } else {
            folder
        };
        let before = (self.entries.len(), self.failures.len());
        let hidden = |name: &OsStr| name.to_string_lossy().starts_with('.');
        let walk = WalkDir::new(root)
            .sort_by_file_name()
            .into_iter()
            .filter_entry(|entry| entry.depth() == 0 || !hidden(entry.file_name()));
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let place = error.path().map_or_else(|| shown(root), shown);
                    let error = error
                        .into_io_error()
                        .unwrap_or_else(|| io::Error::other("the folder contains itself"));
                    self.failures.push(io_at(place, &error));
                    continue;
                }
            };
            let path = entry.path();
            // Do not repeat a `.` argument in every name.
            let path = path.strip_prefix(".").unwrap_or(path);
            let kind = entry.file_type();
            if kind.is_dir() || kind.is_symlink() && path.is_dir() {
                continue;
            }
            let below = entry.path().strip_prefix(root).unwrap_or(path);
            match found(path) {
                Found::Report => self.add(path.to_owned(), below.to_owned(), content),
                Found::OtherKind => self.other_kinds.push(path.to_owned()),
                // In a content folder the place of a report says whose it is.
                Found::Nothing if content.is_none() && packed::is_named(path) => {
                    self.unpack(path, &below.with_extension(""));
                }
                Found::Nothing => {}
            }
        }
        if before == (self.entries.len(), self.failures.len()) {
            self.failures.push(
                Trouble::new(
                    "no-report",
                    Text::new("这个文件夹里没有报告。", "There are no reports in this folder."),
                )
                .at(shown(folder))
                .hint(named()),
            );
        }
    }
}

/// What a file in a folder or in an archive is, by its name.
enum Found {
    /// A report.
    Report,
    /// A file that this version cannot read. Reports may be in such files, so they are not skipped silently.
    OtherKind,
    /// Anything else.
    Nothing,
}

fn found(path: &Path) -> Found {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let is_readme = path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme"));
    match Kind::named(&name) {
        _ if is_readme => Found::Nothing,
        // Word keeps a lock file next to each open document: `~$report.docx`.
        Some(kind) if is_searched(kind) && !name.starts_with("~$") => Found::Report,
        Some(kind) if !kind.is_readable() => Found::OtherKind,
        _ => Found::Nothing,
    }
}

/// How the names of reports end, as a hint.
fn named() -> Text {
    Text::of(
        format!("报告文件的名称应以 {} 结尾。", searched().zh),
        format!("Report files have the extension {}.", searched().en),
    )
}

/// Whether folders are searched for this kind of file. Data files are read only if they are named, because in folders
/// most of them are not reports.
fn is_searched(kind: Kind) -> bool {
    kind.is_readable() && !kind.facts().data
}

/// The extensions that folders are searched for.
fn searched() -> Text {
    kind::endings(Kind::readable().filter(|kind| is_searched(*kind)), &kind::OR)
}

/// The paths that name reports, for help texts.
pub fn reports() -> Text {
    let kinds = kind::endings(Kind::readable(), &kind::OR);
    Text::of(
        format!("报告（{}）、文件夹或 .zip 压缩包；- 为标准输入", kinds.zh),
        format!("Reports ({}), folders or .zip archives; - is standard input", kinds.en),
    )
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Source, Trouble> {
    decoded(path, &bytes(path)?)
}

/// Reads a file whose bytes are at hand.
pub fn decoded(path: &Path, bytes: &[u8]) -> Result<Source, Trouble> {
    let name = if path.as_os_str() == STDIN {
        stdin_name(bytes).to_owned()
    } else {
        path.to_string_lossy().into_owned()
    };
    nianbao_documents::read(&name, bytes).map_err(|trouble| trouble.at(shown(path)))
}

/// The bytes of a file; at most one more than the largest size that is read.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let limit = LARGEST as u64 + 1;
    let mut bytes = Vec::new();
    let done = if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        let file = File::open(path);
        if file.is_err()
            && let Some((archive, inside)) = packed::split(path)
        {
            return packed::bytes(archive, inside);
        }
        file.and_then(|file| {
            // Without its size, a file would be read in a dozen steps, each twice as long as the one before.
            let size = file.metadata().map_or(0, |meta| meta.len().min(limit));
            bytes.reserve_exact(usize::try_from(size).unwrap_or(0));
            file.take(limit).read_to_end(&mut bytes)
        })
    };
    match done {
        Ok(_) => Ok(bytes),
        Err(error) => Err(io_at(shown(path), &error)),
    }
}

/// A name for standard input, from which its kind is recognised: Markdown has front matter, headings or tables.
fn stdin_name(bytes: &[u8]) -> &'static str {
    let text = String::from_utf8_lossy(bytes.get(..64 * 1024).unwrap_or(bytes));
    let markdown = text
        .trim_start_matches('\u{feff}')
        .lines()
        .any(|line| line == "+++" || line.starts_with("# ") || line.starts_with("## ") || line.starts_with('|'));
    if markdown {
        "stdin.md"
    } else if text.trim_start().starts_with('{') {
        "stdin.json"
    } else {
        "stdin.txt"
    }
}

/// A path in words for people.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// The message that files of other kinds were skipped, if there are any.
pub fn passed_over(paths: &[PathBuf]) -> Option<Text> {
    let first = paths.first()?;
    let count = paths.len();
    Some(Text::of(
        format!(
            "没有检查 {count} 个这一版读不了的文件（{} 等）；请另存为 .docx。",
            shown(first)
        ),
        format!(
            "Skipped {count} file{} that this version cannot read ({}{}). Save as .docx.",
            if count == 1 { "" } else { "s" },
            shown(first),
            if count == 1 { "" } else { " and others" },
        ),
    ))
}

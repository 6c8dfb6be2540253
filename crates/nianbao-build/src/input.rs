//! From the arguments to files, and from files to what was read: a file that can't be read never hides the others.

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

/// The name that stands for standard input.
pub const STDIN: &str = "-";

/// A file to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it is.
    pub path: PathBuf,
    /// Where it is below the folder that was named; its name alone where the file itself was named.
    pub below: PathBuf,
    /// The folder of content that it lies in, by its index in [`Gathered::contents`].
    pub content: Option<usize>,
}

/// What the arguments lead to.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The files in the order of the arguments; those of a folder by name.
    pub entries: Vec<Entry>,
    /// The folders of content among the arguments: those with a `site.toml` and a folder `reports`.
    pub contents: Vec<PathBuf>,
    /// What could not be read on the way.
    pub failures: Vec<Trouble>,
    /// Files in folders whose kind can't be read by this version.
    pub other_kinds: Vec<PathBuf>,
    seen: HashSet<PathBuf>,
}

/// The files that the arguments name, those in folders included.
pub fn gather(paths: &[PathBuf]) -> Gathered {
    let mut gathered = Gathered::default();
    for path in paths {
        if path.as_os_str() == STDIN {
            gathered.add(path.clone(), PathBuf::from(STDIN), None);
            continue;
        }
        match std::fs::metadata(path) {
            Ok(found) if found.is_dir() => gathered.walk(path),
            Ok(_) => {
                let name = path.file_name().map_or_else(|| path.clone(), PathBuf::from);
                gathered.add(path.clone(), name, None);
            }
            Err(error) => gathered.failures.push(io_at(shown(path), &error)),
        }
    }
    gathered
}

impl Gathered {
    /// Takes a file once, however often it was named.
    fn add(&mut self, path: PathBuf, below: PathBuf, content: Option<usize>) {
        if self.seen.insert(path.clone()) {
            self.entries.push(Entry { path, below, content });
        }
    }

    /// Takes the reports in a folder. Hidden files are passed over, links to folders are not followed (so that no loop
    /// can be walked), links to files are. Of a folder of content only the reports are taken: its guide is no report, nor
    /// is a README anywhere.
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
                        .unwrap_or_else(|| io::Error::other("the folder leads back to itself"));
                    self.failures.push(io_at(place, &error));
                    continue;
                }
            };
            let path = entry.path();
            // `.` as it was typed is not worth repeating before every name.
            let path = path.strip_prefix(".").unwrap_or(path);
            if entry.file_type().is_dir() || path.is_dir() {
                continue;
            }
            if path.file_stem().is_some_and(|stem| stem.eq_ignore_ascii_case("readme")) {
                continue;
            }
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            match Kind::named(&name) {
                // Word keeps a file beside each that is open: `~$report.docx`.
                Some(kind) if is_searched(kind) && !name.starts_with("~$") => {
                    let below = entry.path().strip_prefix(root).unwrap_or(path).to_owned();
                    self.add(path.to_owned(), below, content);
                }
                // Reports are kept in these too: said, not passed over in silence.
                Some(kind) if !kind.is_readable() => self.other_kinds.push(path.to_owned()),
                _ => {}
            }
        }
        if before == (self.entries.len(), self.failures.len()) {
            self.failures.push(
                Trouble::new(
                    "no-report",
                    Text::new("这个文件夹里没有报告。", "There is no report in this folder."),
                )
                .at(shown(folder))
                .hint(Text::of(
                    format!("报告文件的名称应以 {} 结尾。", searched().zh),
                    format!("The names of report files end in {}.", searched().en),
                )),
            );
        }
    }
}

/// Whether a folder is searched for files of a kind: those in which reports are kept. Data files are read if they are named;
/// in a folder most of them hold something else.
fn is_searched(kind: Kind) -> bool {
    kind.is_readable() && !kind.facts().data
}

/// The endings of the files that a folder is searched for.
fn searched() -> Text {
    kind::endings(Kind::readable().filter(|kind| is_searched(*kind)), &kind::OR)
}

/// What an argument that names reports may be, for help.
pub fn reports() -> Text {
    let kinds = kind::endings(Kind::readable(), &kind::OR);
    Text::of(
        format!("报告（{}）或文件夹；- 为标准输入", kinds.zh),
        format!("Reports ({}) or folders; - is standard input", kinds.en),
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

/// A file's bytes; no more than one beyond the largest that is read, whatever it is.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Trouble> {
    let limit = LARGEST as u64 + 1;
    let mut bytes = Vec::new();
    let done = if path.as_os_str() == STDIN {
        io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    match done {
        Ok(_) => Ok(bytes),
        Err(error) => Err(io_at(shown(path), &error)),
    }
}

/// Standard input has no name that tells its kind: Markdown shows by its front matter, headings or tables.
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

/// A path as people read it.
pub fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Says that files of kinds not read were passed over.
pub fn passed_over(paths: &[PathBuf]) -> Option<Text> {
    let first = paths.first()?;
    let count = paths.len();
    Some(Text::of(
        format!(
            "没有检查 {count} 个这一版读不了的文件（{} 等）；请另存为 .docx。",
            shown(first)
        ),
        format!(
            "{count} file{} of kinds that this version cannot read: not looked at ({}{}). Save as .docx.",
            if count == 1 { "" } else { "s" },
            shown(first),
            if count == 1 { "" } else { " and others" },
        ),
    ))
}

//! Converts reports between kinds of file, one or many: the work of `nianbao convert`.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use nianbao_core::report::Report;
use nianbao_core::text::Text;
use nianbao_documents::{Kind, Source, kind, write};
use rayon::prelude::*;

use crate::error::{Result, Trouble, io_at};
use crate::input::{self, STDIN, shown};
use crate::output::file;

/// This many files are read together, and then written together.
const AT_ONCE: usize = 64;

/// The arguments of a conversion.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Options {
    /// Files and folders to convert.
    pub paths: Vec<PathBuf>,
    /// The output: a file, a folder, or `-` for standard output.
    pub out: PathBuf,
    /// The kind of file to write into a folder or to standard output; Markdown if `None`.
    pub to: Option<Kind>,
    /// Whether input files may be overwritten.
    pub over_input: bool,
}

/// The files that were not converted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Converted {
    /// The failures to read or write, in the order of the files.
    pub failures: Vec<Trouble>,
    /// Files in folders whose kind this build does not read.
    pub other_kinds: Vec<PathBuf>,
}

/// Gets the progress and the output, in the order of the files.
pub trait Listener {
    /// A file is next: its number from 0, the number of files, its path.
    fn begins(&mut self, number: usize, total: usize, path: &Path);

    /// A file was read and was written or is about to be.
    fn converted(&mut self, path: &Path, source: &Source);

    /// Gets the bytes for standard output.
    fn bytes(&mut self, bytes: &[u8]) -> Result<()>;
}

/// Converts files. A file that can't be read or written does not stop the others; contradictory arguments are an error.
pub fn convert(options: &Options, listener: &mut impl Listener) -> Result<Converted> {
    let Options {
        paths,
        out,
        to,
        over_input,
    } = options;
    let gathered = input::gather(paths);
    let many = gathered.entries.len() > 1 || paths.len() > 1 || paths.iter().any(|path| path.is_dir());
    let folder = out.is_dir() || out.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    let plan = plan(out, *to, many, folder)?;
    let inputs = if *over_input {
        HashSet::new()
    } else {
        let paths = gathered.entries.iter().map(|entry| entry.path.as_path());
        paths.filter_map(file::Id::of).collect()
    };
    // If inputs may be overwritten, or text goes to standard output, files are converted one after the other.
    let alone = *over_input || matches!(plan, Plan::Stdout(_));
    let mut work = Work {
        inputs,
        written: HashMap::new(),
        waiting: Vec::new(),
        failures: Vec::new(),
    };
    let total = gathered.entries.len();
    let mut number = 0;
    for some in gathered.entries.chunks(if alone { 1 } else { AT_ONCE }) {
        let read: Vec<Result<Source>> = some.par_iter().map(|entry| input::read(&entry.path)).collect();
        for (entry, source) in some.iter().zip(read) {
            listener.begins(number, total, &entry.path);
            if let Err(trouble) = source.and_then(|source| work.take(&plan, number, entry, source, listener)) {
                work.failures.push((number, trouble));
            }
            number += 1;
        }
        work.write(listener);
    }
    work.failures.sort_by_key(|(number, _)| *number);
    let mut failures = gathered.failures;
    failures.extend(work.failures.into_iter().map(|(_, trouble)| trouble));
    Ok(Converted {
        failures,
        other_kinds: gathered.other_kinds,
    })
}

/// A file that was read and is to be written.
struct Waiting {
    number: usize,
    from: PathBuf,
    path: PathBuf,
    target: Kind,
    source: Source,
}

/// The state of the work.
struct Work {
    /// The files that must not be written over.
    inputs: HashSet<file::Id>,
    /// The files written, each with its source.
    written: HashMap<PathBuf, PathBuf>,
    waiting: Vec<Waiting>,
    failures: Vec<(usize, Trouble)>,
}

impl Work {
    /// Adds a file to those to be written, or fails.
    fn take(
        &mut self,
        plan: &Plan,
        number: usize,
        entry: &input::Entry,
        source: Source,
        listener: &mut impl Listener,
    ) -> Result<()> {
        let (path, target) = match plan {
            Plan::Stdout(target) => {
                listener.converted(&entry.path, &source);
                let bytes = write(&source.reading.report, *target).map_err(|trouble| trouble.at(shown(&entry.path)))?;
                return listener.bytes(&bytes);
            }
            Plan::File(path, target) => (path.clone(), *target),
            Plan::Folder(folder, target) => {
                let below = if entry.below.as_os_str() == STDIN {
                    Path::new("stdin")
                } else {
                    &entry.below
                };
                (folder.join(below).with_extension(target.extension()), *target)
            }
        };
        // A file that could not be written does not block another of the same name.
        if self.waiting.iter().any(|other| other.path == path) {
            self.write(listener);
        }
        if let Some(earlier) = self.written.get(&path) {
            return Err(twice(&entry.path, earlier, &path));
        }
        if file::Id::of(&path).is_some_and(|id| self.inputs.contains(&id)) {
            return Err(over_input(&path));
        }
        self.waiting.push(Waiting {
            number,
            from: entry.path.clone(),
            path,
            target,
            source,
        });
        Ok(())
    }

    /// Writes the waiting files.
    fn write(&mut self, listener: &mut impl Listener) {
        let waiting = std::mem::take(&mut self.waiting);
        let results: Vec<Result<()>> = waiting
            .par_iter()
            .map(|one| save(&one.source.reading.report, one.target, &one.path, &one.from))
            .collect();
        for (one, result) in waiting.into_iter().zip(results) {
            match result {
                Ok(()) => {
                    listener.converted(&one.from, &one.source);
                    self.written.insert(one.path, one.from);
                }
                Err(trouble) => self.failures.push((one.number, trouble)),
            }
        }
    }
}

/// Where the output goes.
enum Plan {
    File(PathBuf, Kind),
    Folder(PathBuf, Kind),
    Stdout(Kind),
}

fn plan(out: &Path, to: Option<Kind>, many: bool, folder: bool) -> Result<Plan> {
    if out.as_os_str() == STDIN {
        return Ok(Plan::Stdout(to.unwrap_or(Kind::Markdown)));
    }
    let extension = out.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let by_name = extension.as_deref().and_then(Kind::to_write);
    if folder || (many && extension.is_none()) {
        return Ok(Plan::Folder(out.to_owned(), to.unwrap_or(Kind::Markdown)));
    }
    if many {
        return Err(Trouble::new(
            "usage",
            Text::new(
                "有多份输入时，-o 应为文件夹。",
                "With several inputs, -o must be a folder.",
            ),
        )
        .at(shown(out))
        .hint(Text::new(
            "写成文件夹的名称，例如 -o 转换结果/ --to json。",
            "Give a folder, such as -o converted/ --to json.",
        )));
    }
    match by_name {
        Some(target) if to.is_none_or(|to| to == target) => Ok(Plan::File(out.to_owned(), target)),
        Some(_) => Err(Trouble::new(
            "usage",
            Text::new("文件名的后缀与 --to 不一致。", "The file extension contradicts --to."),
        )
        .at(shown(out))
        .hint(Text::new(
            "去掉 --to，或改后缀。",
            "Remove --to, or change the file name.",
        ))),
        None => Err(kind::not_written().at(shown(out))),
    }
}

/// Writes a report to a file.
fn save(report: &Report, target: Kind, path: &Path, from: &Path) -> Result<()> {
    let bytes = write(report, target).map_err(|trouble| trouble.at(shown(from)))?;
    if path.is_dir() {
        return Err(io_at(shown(path), &ErrorKind::IsADirectory.into()));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder).map_err(|error| io_at(shown(folder), &error))?;
    }
    file::replace(path, &bytes).map_err(|error| io_at(shown(path), &error))
}

fn over_input(path: &Path) -> Trouble {
    Trouble::new(
        "over-input",
        Text::new(
            "这会写到输入文件上，没有写。",
            "This would overwrite an input file. Nothing was written.",
        ),
    )
    .at(shown(path))
    .hint(Text::new(
        "换一个输出名称；确实要覆盖时加 --overwrite-input。",
        "Choose another output, or add --overwrite-input to overwrite it.",
    ))
}

fn twice(path: &Path, earlier: &Path, out: &Path) -> Trouble {
    let (earlier, out) = (shown(earlier), shown(out));
    Trouble::new(
        "twice",
        Text::of(
            format!("与 {earlier} 的输出同名（{out}），没有写。"),
            format!("It would overwrite {out}, which was converted from {earlier}. It was not written."),
        ),
    )
    .at(shown(path))
    .hint(Text::new(
        "分开转换，或改其中一个的名称。",
        "Convert them one at a time, or rename one.",
    ))
}

//! `convert`: one kind of file into another, saying what had no place in the form.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use nianbao_core::recognise::Unplaced;
use nianbao_core::report::Report;
use nianbao_core::text::{Lang, Text};
use nianbao_core::wire::LineIndex;
use nianbao_documents::{Kind, Source, kind, write};

use super::{Entry, Exit, flag, input, option, positional};
use crate::output::console::{BOLD, Console, Failure, Progress, clean, colon, remark, shortened};
use crate::output::file;

pub(super) static ENTRY: Entry = Entry {
    name: "convert",
    about: Text::new("转换格式", "Convert between kinds of file"),
    usage: Text::new("[选项] 输入… -o 输出", "[OPTIONS] IN… -o OUT"),
    more: Some(more),
    args,
    run,
};

/// Pieces without a place that are listed for one file.
const LISTED: usize = 10;

fn more() -> Text {
    let reads = kind::endings(Kind::readable(), &kind::AND);
    let writes = kind::endings(Kind::writable(), &kind::AND);
    Text::of(
        format!(
            "能读 {}，能写 {}。放不进格式的内容原样保留，并在标准错误中列出。\n\
             退出码：0 都已转换，2 有文件没能转换（其余照常转换）。",
            reads.zh, writes.zh
        ),
        format!(
            "Reads {}; writes {}. What has no place in the form is kept and listed on standard error.\n\
             Exit status: 0 all converted, 2 a file could not be (the others were).",
            reads.en, writes.en
        ),
    )
}

fn args(lang: Lang) -> Vec<Arg> {
    let writes = kind::bare(Kind::writable(), &kind::OR);
    vec![
        positional("in", &Text::new("输入", "IN"), &input::reports(), lang)
            .num_args(1..)
            .required(true)
            .value_parser(clap::value_parser!(PathBuf)),
        option(
            "out",
            &Text::new("输出", "OUT"),
            &Text::new(
                "写到哪里：文件，后缀决定格式；有多份输入时为文件夹；- 为标准输出",
                "Where to: a file, its ending tells the kind; a folder for many; - is standard output",
            ),
            lang,
        )
        .short('o')
        .required(true)
        .value_parser(clap::value_parser!(PathBuf)),
        option(
            "to",
            &Text::new("格式", "KIND"),
            &Text::of(
                format!("写到文件夹或标准输出时的格式：{}；默认 md", writes.zh),
                format!(
                    "What to write into a folder or to standard output: {}; md by default",
                    writes.en
                ),
            ),
            lang,
        )
        .value_parser(clap::builder::PossibleValuesParser::new(
            Kind::writable().map(Kind::extension),
        )),
        flag(
            "overwrite-input",
            &Text::new("允许写到输入文件上", "Write over a file that is an input"),
            lang,
        ),
    ]
}

/// The file of a report.
fn bytes(report: &Report, kind: Kind, path: &Path) -> Result<Vec<u8>, Failure> {
    write(report, kind).map_err(|error| Failure::at(error.name, input::shown(path), error.what).hint(error.hint))
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Failure> {
    let paths: Vec<PathBuf> = asked.get_many("in").unwrap_or_default().cloned().collect();
    let Some(out) = asked.get_one::<PathBuf>("out").cloned() else {
        // clap has already insisted on it.
        return Ok(Exit::Failed);
    };
    let to = asked.get_one::<String>("to").and_then(|to| Kind::to_write(to));
    let gathered = input::gather(&paths);
    let mut failures = gathered.failures;
    let many = gathered.entries.len() > 1 || paths.len() > 1 || paths.iter().any(|path| path.is_dir());
    let folder = out.is_dir() || out.to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
    let plan = plan(&out, to, many, folder)?;
    let inputs: Vec<&Path> = gathered.entries.iter().map(|entry| entry.path.as_path()).collect();
    let allowed = asked.get_flag("overwrite-input");
    let mut written: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut progress = Progress::new(gathered.entries.len());
    for (index, entry) in gathered.entries.iter().enumerate() {
        progress.at(index, &input::shown(&entry.path));
        let result = input::read(&entry.path).and_then(|source| {
            let (path, target) = match &plan {
                Plan::Stdout(target) => {
                    progress.clear();
                    unplaced(&entry.path, &source, console);
                    return console.bytes(&bytes(&source.reading.report, *target, &entry.path)?);
                }
                Plan::File(path, target) => (path.clone(), *target),
                Plan::Folder(folder, target) => {
                    let below = if entry.below.as_os_str() == input::STDIN {
                        Path::new("stdin")
                    } else {
                        &entry.below
                    };
                    (folder.join(below).with_extension(target.extension()), *target)
                }
            };
            if let Some((_, earlier)) = written.iter().find(|(other, _)| *other == path) {
                return Err(twice(&entry.path, earlier, &path));
            }
            if !allowed && inputs.iter().any(|input| file::same(input, &path)) {
                return Err(over_input(&path));
            }
            save(&path, &bytes(&source.reading.report, target, &entry.path)?)?;
            if !source.reading.unplaced.is_empty() {
                progress.clear();
            }
            unplaced(&entry.path, &source, console);
            written.push((path, entry.path.clone()));
            Ok(())
        });
        if let Err(failure) = result {
            failures.push(failure);
        }
    }
    progress.clear();
    if let Some(text) = input::passed_over(&gathered.other_kinds) {
        remark(&format!("{}\n", text.get(console.lang)));
    }
    for failure in &failures {
        console.failure(failure);
    }
    Ok(if failures.is_empty() { Exit::Clean } else { Exit::Failed })
}

/// Where the output goes.
enum Plan {
    File(PathBuf, Kind),
    Folder(PathBuf, Kind),
    Stdout(Kind),
}

fn plan(out: &Path, to: Option<Kind>, many: bool, folder: bool) -> Result<Plan, Failure> {
    if out.as_os_str() == input::STDIN {
        return Ok(Plan::Stdout(to.unwrap_or(Kind::Markdown)));
    }
    let extension = out.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    let by_name = extension.as_deref().and_then(Kind::to_write);
    if folder || (many && extension.is_none()) {
        return Ok(Plan::Folder(out.to_owned(), to.unwrap_or(Kind::Markdown)));
    }
    if many {
        return Err(Failure::at(
            "usage",
            input::shown(out),
            Text::new(
                "有多份输入时，-o 应为文件夹。",
                "With several inputs -o must be a folder.",
            ),
        )
        .hint(Text::new(
            "写成文件夹的名称，例如 -o 转换结果/ --to json。",
            "Name a folder, such as -o converted/ --to json.",
        )));
    }
    match by_name {
        Some(target) if to.is_none_or(|to| to == target) => Ok(Plan::File(out.to_owned(), target)),
        Some(_) => Err(Failure::at(
            "usage",
            input::shown(out),
            Text::new("文件名的后缀与 --to 不一致。", "The end of the name goes against --to."),
        )
        .hint(Text::new(
            "去掉 --to，或改后缀。",
            "Leave --to out, or change the name.",
        ))),
        None => {
            let error = kind::not_written();
            Err(Failure::at(error.name, input::shown(out), error.what).hint(error.hint))
        }
    }
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |place: &Path| {
        let place = input::shown(place);
        move |error: std::io::Error| Failure::io(place.clone(), &error)
    };
    if path.is_dir() {
        return Err(input::folder(path));
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(failed(folder))?;
    }
    file::replace(path, bytes).map_err(failed(path))
}

fn over_input(path: &Path) -> Failure {
    Failure::at(
        "over-input",
        input::shown(path),
        Text::new(
            "这会写到输入文件上，没有写。",
            "This would write over an input file: nothing was written.",
        ),
    )
    .hint(Text::new(
        "换一个输出名称；确实要覆盖时加 --overwrite-input。",
        "Choose another output; add --overwrite-input if that is what you want.",
    ))
}

fn twice(path: &Path, earlier: &Path, out: &Path) -> Failure {
    let (earlier, out) = (input::shown(earlier), input::shown(out));
    Failure::at(
        "twice",
        input::shown(path),
        Text::of(
            format!("与 {earlier} 的输出同名（{out}），没有写。"),
            format!("It would be written to {out}, where {earlier} was: nothing was written."),
        ),
    )
    .hint(Text::new(
        "分开转换，或改其中一个的名称。",
        "Convert them one at a time, or rename one of them.",
    ))
}

/// Says what had no place in the form; it was kept.
fn unplaced(path: &Path, source: &Source, console: &Console) {
    let list = &source.reading.unplaced;
    if list.is_empty() {
        return;
    }
    let lang = console.lang;
    let head = Unplaced::heading(list);
    let mut out = String::new();
    let _ = writeln!(
        out,
        "{BOLD}{}{BOLD:#}{}{}",
        clean(&input::shown(path)),
        colon(lang),
        head.get(lang)
    );
    let lines = LineIndex::new(&source.text);
    for piece in list.iter().take(LISTED) {
        let text = shortened(&piece.text, 60);
        let _ = match piece.span.map(|span| lines.position(span.start).line) {
            Some(line) => match lang {
                Lang::Zh => writeln!(out, "  第 {line} 行：{text}"),
                Lang::En => writeln!(out, "  line {line}: {text}"),
            },
            None => writeln!(out, "  {text}"),
        };
    }
    if list.len() > LISTED {
        let rest = list.len() - LISTED;
        let text = Text::of(format!("  另有 {rest} 处\n"), format!("  {rest} more\n"));
        out.push_str(text.get(lang));
    }
    remark(&out);
}

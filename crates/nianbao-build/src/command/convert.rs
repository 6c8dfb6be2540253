//! `convert`: converts between kinds of file, and lists text that has no place in the form.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use nianbao_build::convert::{self, Listener, Options};
use nianbao_build::error::Trouble;
use nianbao_build::input;
use nianbao_build::output::console::{BOLD, Console, Line, clean, colon, remark, shortened};
use nianbao_core::recognise::Unplaced;
use nianbao_core::text::{Lang, Text};
use nianbao_core::wire::LineIndex;
use nianbao_documents::{Kind, Source, kind};

use super::{Entry, Exit, flag, option, positional};

pub(super) static ENTRY: Entry = Entry {
    name: "convert",
    about: Text::new("转换格式", "Convert between kinds of file"),
    usage: Text::new("[选项] 输入… -o 输出", "[OPTIONS] IN… -o OUT"),
    more: Some(more),
    args,
    run,
};

/// The most unplaced texts that are listed for one file.
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
                "Output: a file, whose extension gives the kind; a folder, for several files; or - for standard output",
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
                    "Kind of file to write into a folder or to standard output: {} (default: md)",
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
            &Text::new("允许写到输入文件上", "Allow overwriting input files"),
            lang,
        ),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let to = asked.get_one::<String>("to").and_then(|to| Kind::to_write(to));
    let options = Options {
        paths: asked.get_many("in").unwrap_or_default().cloned().collect(),
        out: asked.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
        to,
        over_input: asked.get_flag("overwrite-input"),
    };
    let mut screen = Screen {
        console,
        line: Line::default(),
    };
    let converted = convert::convert(&options, &mut screen)?;
    screen.line.clear();
    console.passed_over(&converted.other_kinds);
    console.failures(&converted.failures);
    Ok(if converted.failures.is_empty() {
        Exit::Clean
    } else {
        Exit::Failed
    })
}

/// The progress shown while files are converted.
struct Screen<'a> {
    console: &'a mut Console,
    line: Line,
}

impl Listener for Screen<'_> {
    fn begins(&mut self, number: usize, total: usize, path: &Path) {
        self.line.show(number, total, &input::shown(path));
    }

    fn converted(&mut self, path: &Path, source: &Source) {
        if !source.reading.unplaced.is_empty() {
            self.line.clear();
            unplaced(path, source, self.console.lang);
        }
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.line.clear();
        self.console.bytes(bytes)
    }
}

/// Lists the text that has no place in the form, and whether it was kept.
fn unplaced(path: &Path, source: &Source, lang: Lang) {
    let list = &source.reading.unplaced;
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

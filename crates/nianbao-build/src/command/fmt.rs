//! `fmt`: reports rewritten in the canonical Markdown, and never a word lost.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use nianbao_core::text::{Lang, Text};
use nianbao_core::{document, markdown, write};
use nianbao_documents::{Kind, Source};

use super::{Entry, Exit, flag, input, positional};
use crate::output::console::{BOLD, Console, Failure, clean, remark};
use crate::output::file;

pub(super) static ENTRY: Entry = Entry {
    name: "fmt",
    about: Text::new(
        "把报告（.md）改写为规范的写法，一字不丢",
        "Rewrite reports (.md) canonically, without losing a word",
    ),
    usage: Text::new("[--check] 路径…", "[--check] PATH…"),
    more: Some(|| {
        Text::new(
            "退出码：0 都已规范（或已改写），1 --check 时有不规范的，2 有文件没能处理。",
            "Exit status: 0 all canonical (or rewritten), 1 with --check: some are not, 2 a file could not be done.",
        )
    }),
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    vec![
        positional(
            "path",
            &Text::new("路径", "PATH"),
            &Text::new("报告（.md）或文件夹", "Reports (.md) or folders"),
            lang,
        )
        .num_args(1..)
        .required(true)
        .value_parser(clap::value_parser!(PathBuf)),
        flag(
            "check",
            &Text::new(
                "只列出不规范的文件，不改写",
                "Only name the files that are not canonical",
            ),
            lang,
        ),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Failure> {
    let paths: Vec<PathBuf> = asked.get_many("path").unwrap_or_default().cloned().collect();
    let only_check = asked.get_flag("check");
    let gathered = input::gather(&paths);
    let mut failures = gathered.failures;
    let (mut changed, mut canonical) = (0, 0);
    for entry in &gathered.entries {
        // In a folder other kinds of report may stand beside the Markdown ones; named by itself, it is said.
        let in_folder = !paths.contains(&entry.path);
        match one(&entry.path, only_check, in_folder) {
            Ok(None) => {}
            Ok(Some(false)) => canonical += 1,
            Ok(Some(true)) => {
                changed += 1;
                console.print(&format!("{BOLD}{}{BOLD:#}\n", clean(&input::shown(&entry.path))))?;
            }
            Err(failure) => failures.push(failure),
        }
    }
    for failure in &failures {
        console.failure(failure);
    }
    let summary = if only_check {
        Text::of(
            format!("{changed} 个文件不规范，{canonical} 个规范\n"),
            format!("{changed} not canonical, {canonical} canonical\n"),
        )
    } else {
        Text::of(
            format!("改写了 {changed} 个文件，{canonical} 个本来就规范\n"),
            format!("{changed} rewritten, {canonical} canonical already\n"),
        )
    };
    remark(summary.get(console.lang));
    Ok(if !failures.is_empty() {
        Exit::Failed
    } else if only_check && changed > 0 {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// Formats one file: whether it was (or would be) changed; none where it is not Markdown and need not be.
fn one(path: &Path, only_check: bool, in_folder: bool) -> Result<Option<bool>, Failure> {
    if in_folder && Kind::of_name(&path.to_string_lossy()) != Some(Kind::Markdown) {
        return Ok(None);
    }
    let bytes = input::bytes(path)?;
    let source = input::decoded(path, &bytes)?;
    if source.kind != Kind::Markdown {
        if in_folder {
            return Ok(None);
        }
        return Err(Failure::at(
            "not-markdown",
            input::shown(path),
            Text::new("这不是 Markdown 文件（.md）。", "This is no Markdown file (.md)."),
        )
        .hint(Text::new(
            "先转换：nianbao convert 文件 -o 文件.md",
            "Convert it first: nianbao convert FILE -o FILE.md",
        )));
    }
    if source
        .reading
        .report
        .sections
        .iter()
        .all(|section| section.id.is_none())
    {
        // Rewriting drops what a report does not need (bold, quotations): it is for reports alone.
        if in_folder {
            return Ok(None);
        }
        return Err(Failure::at(
            "no-report",
            input::shown(path),
            Text::new(
                "看不出这是一份报告（没有一个法定标题），文件保持原样。",
                "This does not look like a report (none of the form's headings): it is left as it is.",
            ),
        )
        .hint(Text::new(
            "请确认文件；报告的六个部分各以“## ”开头。",
            "Check the file; each of a report's six sections begins with “## ”.",
        )));
    }
    let text = canonical(&source).ok_or_else(|| {
        Failure::at(
            "not-kept",
            input::shown(path),
            Text::new(
                "改写后会丢失或改变内容，文件保持原样。",
                "Rewriting it would lose or change something: it is left as it is.",
            ),
        )
        .hint(Text::new(
            "报告中有这一版写不全的内容；请把该文件发给维护者。",
            "It holds something that this version cannot write; please send the file to the maintainers.",
        ))
    })?;
    if text.as_bytes() == bytes {
        return Ok(Some(false));
    }
    if path.as_os_str() == input::STDIN {
        return Err(Failure::at(
            "usage",
            input::STDIN,
            Text::new("标准输入不能改写。", "Standard input cannot be rewritten."),
        )
        .hint(Text::new(
            "用 nianbao convert - -o - 输出规范的写法。",
            "Use nianbao convert - -o - to print it canonically.",
        )));
    }
    if !only_check {
        file::replace(path, text.as_bytes()).map_err(|error| Failure::io(input::shown(path), &error))?;
    }
    Ok(Some(true))
}

/// The canonical text of a report; none where it would not be read as the same report, or would lack some of its words.
pub(super) fn canonical(source: &Source) -> Option<String> {
    let report = &source.reading.report;
    let text = write::markdown(report);
    let again = markdown::read(&text);
    if again.report != *report {
        return None;
    }
    let (before, after) = (markdown::document(&source.text), markdown::document(&text));
    // Comments in the front matter are no values: where writing the values alone would drop some, it stays as written.
    let text = if words(before.front_matter.iter().map(|f| f.text.as_ref()))
        == words(after.front_matter.iter().map(|f| f.text.as_ref()))
    {
        text
    } else {
        with_front_matter(&text, &before)
    };
    let after = markdown::document(&text);
    let kept = markdown::read(&text).report == *report && lacks_nothing(&before, &after);
    kept.then_some(text)
}

/// The text with the front matter of another document in place of its own.
fn with_front_matter(text: &str, before: &document::Document<'_>) -> String {
    let Some(front) = &before.front_matter else {
        return text.to_owned();
    };
    let body = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .map_or(text, |(_, body)| body);
    let body = body.trim_start_matches('\n');
    format!("+++\n{}\n+++\n\n{body}", front.text.trim_matches('\n'))
}

/// How often each letter and figure stands in some texts: an order of lines or cells may change, none may go missing.
fn words<'a>(texts: impl Iterator<Item = &'a str>) -> std::collections::BTreeMap<char, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphanumeric()) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

/// Whether every letter and figure of one document is in the other, as often.
fn lacks_nothing(before: &document::Document<'_>, after: &document::Document<'_>) -> bool {
    let after = words(texts(after));
    words(texts(before))
        .into_iter()
        .all(|(c, count)| after.get(&c).is_some_and(|kept| *kept >= count))
}

/// Every text in a document.
fn texts<'d>(document: &'d document::Document<'_>) -> impl Iterator<Item = &'d str> {
    use document::Block;
    let front = document.front_matter.iter().map(|front| front.text.as_ref());
    front.chain(document.blocks.iter().flat_map(|block| -> Vec<&str> {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => vec![&text.text],
            Block::Table(table) => table
                .rows
                .iter()
                .flatten()
                .map(|cell| cell.text.text.as_ref())
                .collect(),
            Block::Line(line) => vec![&line.text.text],
            Block::Picture { alt, address, .. } => vec![alt, address],
        }
    }))
}

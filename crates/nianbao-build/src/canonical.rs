//! Rewrites reports in canonical Markdown without losing a word: the work of `nianbao fmt`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use nianbao_core::text::Text;
use nianbao_core::{document, markdown, write};
use nianbao_documents::{Kind, Source};
use rayon::prelude::*;

use crate::error::{Result, Trouble, io_at};
use crate::input::{self, STDIN, shown};
use crate::output::file;
use crate::packed;

/// The outcome for a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// It is not a report in Markdown, and was found in a folder.
    PassedOver,
    /// It was canonical already.
    Canonical,
    /// It was rewritten, or would be with `--check`.
    Rewritten,
}

/// This many files are rewritten together, and then reported in their order.
const AT_ONCE: usize = 256;

/// Rewrites the files that the paths lead to, or only says which would change. `each` gets the outcome for each file, in
/// their order; files that can't be read or rewritten do not stop the others. Returns the failures to list the files.
pub fn rewrite_all(
    paths: &[PathBuf],
    only_check: bool,
    mut each: impl FnMut(&Path, Result<Became>) -> Result<()>,
) -> Result<Vec<Trouble>> {
    let gathered = input::gather(paths);
    let named: HashSet<&Path> = paths.iter().map(PathBuf::as_path).collect();
    for some in gathered.entries.chunks(AT_ONCE) {
        let rewritten: Vec<Result<Became>> = some
            .par_iter()
            .map(|entry| {
                // Folders may hold files other than Markdown reports; only one that was named by itself is an error.
                let in_folder = !named.contains(entry.path.as_path());
                rewrite(&entry.path, only_check, in_folder)
            })
            .collect();
        for (entry, became) in some.iter().zip(rewritten) {
            each(&entry.path, became)?;
        }
    }
    Ok(gathered.failures)
}

/// Rewrites a file canonically, or only says whether it would change. Files found in a folder need not be reports.
fn rewrite(path: &Path, only_check: bool, in_folder: bool) -> Result<Became> {
    if in_folder && Kind::of_name(&path.to_string_lossy()) != Some(Kind::Markdown) {
        return Ok(Became::PassedOver);
    }
    let bytes = input::bytes(path)?;
    let source = input::decoded(path, &bytes)?;
    if source.kind != Kind::Markdown {
        if in_folder {
            return Ok(Became::PassedOver);
        }
        return Err(Trouble::new(
            "not-markdown",
            Text::new("这不是 Markdown 文件（.md）。", "This is not a Markdown file (.md)."),
        )
        .at(shown(path))
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
        // Rewriting drops formatting that reports do not need (bold, quotations), so only reports are rewritten.
        if in_folder {
            return Ok(Became::PassedOver);
        }
        return Err(Trouble::new(
            "no-report",
            Text::new(
                "看不出这是一份报告（没有一个法定标题），文件保持原样。",
                "This does not look like a report (it has none of the form's headings). It was not changed.",
            ),
        )
        .at(shown(path))
        .hint(Text::new(
            "请确认文件；报告的六个部分各以“## ”开头。",
            "Check the file: each of the six sections of a report begins with “## ”.",
        )));
    }
    if !only_check && packed::split(path).is_some() {
        return Err(Trouble::new(
            "archive",
            Text::new(
                "文件在压缩包里，不能改写。",
                "The file is in an archive and cannot be rewritten there.",
            ),
        )
        .at(shown(path))
        .hint(Text::new(
            "请先解压，再改写解压出来的文件；只想看看是否规范，用 --check。",
            "Unpack the archive and rewrite the file itself, or use --check to see whether it is canonical.",
        )));
    }
    let text = canonical(&source).ok_or_else(|| {
        Trouble::new(
            "not-kept",
            Text::new(
                "改写后会丢失或改变内容，文件保持原样。",
                "Rewriting this file would lose or change content. It was not changed.",
            ),
        )
        .at(shown(path))
        .hint(Text::new(
            "报告中有这一版写不全的内容；请把该文件发给维护者。",
            "This version cannot write everything in the file. Please send it to the maintainers.",
        ))
    })?;
    if text.as_bytes() == bytes {
        return Ok(Became::Canonical);
    }
    if path.as_os_str() == STDIN {
        return Err(Trouble::new(
            "usage",
            Text::new("标准输入不能改写。", "Standard input cannot be rewritten."),
        )
        .at(STDIN)
        .hint(Text::new(
            "用 nianbao convert - -o - 输出规范的写法。",
            "Use `nianbao convert - -o -` to print canonical Markdown.",
        )));
    }
    if !only_check {
        file::replace(path, text.as_bytes()).map_err(|error| io_at(shown(path), &error))?;
    }
    Ok(Became::Rewritten)
}

/// The canonical text of a report; `None` if it would be read as a different report or would lose some of its words.
pub fn canonical(source: &Source) -> Option<String> {
    let report = &source.reading.report;
    let text = write::markdown(report);
    // The report was read from this text.
    if text == source.text {
        return Some(text);
    }
    let again = markdown::read(&text);
    if again.report != *report {
        return None;
    }
    let (before, after) = (markdown::document(&source.text), markdown::document(&text));
    // If writing only the values would drop comments from the front matter, it stays as written.
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

/// Replaces the front matter of the text with that of another document.
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

/// Counts every letter and digit in some texts: lines and cells may change their order, but none may get lost.
fn words<'a>(texts: impl Iterator<Item = &'a str>) -> std::collections::BTreeMap<char, usize> {
    let mut counts = std::collections::BTreeMap::new();
    for c in texts.flat_map(str::chars).filter(|c| c.is_alphanumeric()) {
        *counts.entry(c).or_default() += 1;
    }
    counts
}

/// Whether every letter and digit of one document is in the other, as often.
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

//! `check`: every rule over every report, in the order in which the files were named.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};
use nianbao_build::content::{self, Content};
use nianbao_core::archive::{Archive, Digest};
use nianbao_core::diagnostic::Severity;
use nianbao_core::rules::{self, Settings};
use nianbao_core::text::{Lang, Text};
use rayon::prelude::*;

use super::build::{failure, problems};
use super::{Entry, Exit, input, option, positional};
use crate::output::console::{Console, Failure, remark};
use crate::output::{Examined, Format, csv, github, human, json, sarif};

pub(super) static ENTRY: Entry = Entry {
    name: "check",
    about: Text::new("检查报告", "Check reports"),
    usage: Text::new("[选项] [路径]…", "[OPTIONS] [PATH]…"),
    more: Some(Text::new(
        "退出码：0 没有达到 --fail-on 的问题，1 有，2 有文件没能检查（其余照常检查）。",
        "Exit status: 0 nothing at or above --fail-on, 1 there is, 2 a file could not be checked (the others were).",
    )),
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    vec![
        positional(
            "path",
            &Text::new("路径", "PATH"),
            &Text::new(
                "报告（.md、.docx、.html、.pdf、.xlsx、.txt 等）或文件夹；- 为标准输入；不写时为 content，没有 content 时为当前文件夹",
                "Reports (.md, .docx, .html, .pdf, .xlsx, .txt and others) or folders; - is standard input; without one: content, or this folder where there is none",
            ),
            lang,
        )
        .num_args(0..)
        .value_parser(clap::value_parser!(PathBuf)),
        option(
            "format",
            &Text::new("格式", "FORMAT"),
            &Text::new("输出格式：human（默认，给人看）、json、sarif、github 或 csv", "Output: human (unless said otherwise), json, sarif, github or csv"),
            lang,
        )
        .value_parser(clap::builder::PossibleValuesParser::new(Format::names()))
        .default_value("human"),
        option(
            "fail-on",
            &Text::new("级别", "LEVEL"),
            &Text::new(
                "从哪一级起退出码为 1：error（默认）、warning 或 never",
                "From which severity on the exit status is 1: error (unless said otherwise), warning or never",
            ),
            lang,
        )
        .value_parser(["error", "warning", "never"])
        .default_value("error"),
        option(
            "rule",
            &Text::new("规则=级别", "NAME=LEVEL"),
            &Text::new(
                "改一条规则的级别：off（关闭）、notice、warning 或 error；可以多次使用",
                "Set a rule's severity: off, notice, warning or error; may be used again",
            ),
            lang,
        )
        .action(ArgAction::Append),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Failure> {
    let settings = settings(asked.get_many::<String>("rule").unwrap_or_default())?;
    let paths: Vec<PathBuf> = asked
        .get_many("path")
        .map_or_else(usual, |paths| paths.cloned().collect());
    let gathered = input::gather(&paths);
    let mut failures = gathered.failures;
    // A folder of content is checked as the site shows it: to its own deadlines, with its organs' kinds, its reports held
    // against each other.
    let contents: Vec<Option<Content>> = gathered
        .contents
        .iter()
        .map(|root| match content::load(root) {
            Ok((content, found)) => {
                problems(&found, console.lang);
                Some(content)
            }
            Err(error) => {
                failures.push(failure(&error));
                None
            }
        })
        .collect();
    let results: Vec<Result<(Examined, Option<Placed>), Failure>> = gathered
        .entries
        .par_iter()
        .map(|entry| {
            let source = input::read(&entry.path)?;
            let report = &source.reading.report;
            let content = entry
                .content
                .and_then(|index| Some((index, contents.get(index)?.as_ref()?)));
            let placed = content.and_then(|(index, content)| {
                let (organ, year) = content.place(&entry.below)?;
                Some((index, content.check(organ, year, report, &settings)))
            });
            let (checked, placed) = match placed {
                Some((content, (checked, digest))) => (checked, Some(Placed { content, digest })),
                None => (rules::check(report, &settings), None),
            };
            let path = input::shown(&entry.path);
            Ok((Examined { path, source, checked }, placed))
        })
        .collect();
    let mut examined = Vec::with_capacity(results.len());
    let mut placed = Vec::with_capacity(results.len());
    for result in results {
        match result {
            Ok((one, place)) => {
                examined.push(one);
                placed.push(place);
            }
            Err(failure) => failures.push(failure),
        }
    }
    across(&contents, placed, &mut examined, &settings);
    let format = asked
        .get_one::<String>("format")
        .and_then(|name| Format::from_name(name))
        .unwrap_or(Format::Human);
    let lang = console.lang;
    match format {
        Format::Human => console.print(&human::render(&examined, &failures, lang, console.width))?,
        Format::Json => console.data(&json::render(&examined, &failures))?,
        Format::Sarif => console.data(&sarif::render(&examined, &failures, lang))?,
        Format::Github => console.data(&github::render(&examined, &failures, lang))?,
        Format::Csv => console.data(&csv::render(&examined, &failures, lang))?,
    }
    if let Some(text) = input::passed_over(&gathered.other_kinds) {
        remark(&format!("{}\n", text.get(console.lang)));
    }
    for failure in &failures {
        console.failure(failure);
    }
    let threshold = asked.get_one::<String>("fail-on").map_or("error", String::as_str);
    Ok(if !failures.is_empty() {
        Exit::Failed
    } else if reaches(&examined, Severity::from_name(threshold)) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// A report of a folder of content: which folder, by its index, and what is kept of it.
struct Placed {
    content: usize,
    digest: Digest,
}

/// Holds the reports of each folder of content against each other; what is found is put among what was found in each.
fn across(contents: &[Option<Content>], placed: Vec<Option<Placed>>, examined: &mut [Examined], settings: &Settings) {
    let mut digests: Vec<Vec<Digest>> = contents.iter().map(|_| Vec::new()).collect();
    let mut indices: Vec<Option<(usize, usize)>> = Vec::with_capacity(placed.len());
    for place in placed {
        indices.push(place.and_then(|placed| {
            let list = digests.get_mut(placed.content)?;
            list.push(placed.digest);
            Some((placed.content, list.len() - 1))
        }));
    }
    let archives: Vec<Option<Archive>> = contents
        .iter()
        .zip(digests)
        .map(|(content, digests)| content.as_ref().map(|content| content.archive(digests)))
        .collect();
    examined.par_iter_mut().zip(indices).for_each(|(one, place)| {
        if let Some((content, index)) = place
            && let Some(Some(archive)) = archives.get(content)
        {
            let checked = std::mem::take(&mut one.checked);
            one.checked = rules::check_across(archive, index, settings, checked);
        }
    });
}

/// Whether anything was found that is as severe as the threshold; without one nothing is.
fn reaches(examined: &[Examined], threshold: Option<Severity>) -> bool {
    threshold.is_some_and(|threshold| {
        examined
            .iter()
            .flat_map(|one| &one.checked.findings)
            .any(|finding| finding.accepted.is_none() && finding.severity >= threshold)
    })
}

/// What is checked where nothing was named.
fn usual() -> Vec<PathBuf> {
    let content = PathBuf::from("content");
    vec![if content.join("site.toml").is_file() {
        content
    } else {
        PathBuf::from(".")
    }]
}

/// Reads `--rule NAME=LEVEL`.
fn settings<'a>(asked: impl Iterator<Item = &'a String>) -> Result<Settings, Failure> {
    let mut settings = Settings::default();
    for text in asked {
        let (name, level) = text.split_once('=').unwrap_or((text, ""));
        let severity = match level {
            "off" => None,
            level => match Severity::from_name(level) {
                Some(severity) => Some(severity),
                None => {
                    return Err(Failure::at(
                        "usage",
                        format!("--rule {text}"),
                        Text::new("级别写得不对。", "The severity is not one that there is."),
                    )
                    .hint(Text::new(
                        "写成“规则=级别”，级别为 off、notice、warning 或 error，例如 --rule cell-blank=off。",
                        "Write NAME=LEVEL with off, notice, warning or error: --rule cell-blank=off.",
                    )));
                }
            },
        };
        super::rules::find(name)?;
        settings.severities.push((name.to_owned(), severity));
    }
    Ok(settings)
}

//! `check`: checks files with every rule, in the order in which they were named.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches};
use nianbao_build::error::Trouble;
use nianbao_build::examine::{ROOM, Room, examine};
use nianbao_build::input;
use nianbao_build::output::console::{Console, clear, problems, shown_progress};
use nianbao_build::output::{Format, Printer};
use nianbao_core::diagnostic::Severity;
use nianbao_core::rules::Settings;
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, option, positional};

pub(super) static ENTRY: Entry = Entry {
    name: "check",
    about: Text::new("检查报告", "Check reports"),
    usage: Text::new("[选项] [路径]…", "[OPTIONS] [PATH]…"),
    more: Some(|| {
        Text::new(
            "退出码：0 没有达到 --fail-on 的问题；1 有，或者有报告还没写完、还不能发布，或者还不知道有报告的年度适用哪一版格式（--fail-on never 时都除外）；2 有文件没能检查，或者认出的内容太少、无法判断（其余照常检查）。2019 年以前的报告，还有因为关闭了规则而无法判断的报告，只看有没有问题。",
            "Exit status: 0 nothing at or above --fail-on; 1 there is, or a report is not finished or not ready to publish, or the form of its year is not known (none of these with --fail-on never); 2 a file could not be checked, or too little of it was recognised to judge it (the others were checked). A report from before 2019, or one that cannot be judged because rules were turned off, counts by its findings alone.",
        )
    }),
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    let reports = input::reports();
    vec![
        positional(
            "path",
            &Text::new("路径", "PATH"),
            &Text::of(
                format!("{}；不写时为 content，没有 content 时为当前文件夹", reports.zh),
                format!(
                    "{} (default: content if there is such a folder, else this folder)",
                    reports.en
                ),
            ),
            lang,
        )
        .num_args(0..)
        .value_parser(clap::value_parser!(PathBuf)),
        option(
            "format",
            &Text::new("格式", "FORMAT"),
            &Text::new(
                "输出格式：human（默认，给人看）、json、sarif、github 或 csv",
                "Output format: human (default), json, sarif, github or csv",
            ),
            lang,
        )
        .value_parser(clap::builder::PossibleValuesParser::new(Format::names()))
        .default_value("human"),
        option(
            "fail-on",
            &Text::new("级别", "LEVEL"),
            &Text::new(
                "从哪一级起退出码为 1：error（默认）、warning 或 never",
                "Lowest severity that makes the exit status 1: error (default), warning or never",
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
                "Set the severity of a rule: off, notice, warning or error; can be repeated",
            ),
            lang,
        )
        .action(ArgAction::Append),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let settings = settings(asked.get_many::<String>("rule").unwrap_or_default())?;
    let paths: Vec<PathBuf> = asked
        .get_many("path")
        .map_or_else(usual, |paths| paths.cloned().collect());
    let format = asked
        .get_one::<String>("format")
        .and_then(|name| Format::from_name(name))
        .unwrap_or(Format::Human);
    let (progress, line) = shown_progress(console.lang);
    let work = examine(&paths, &settings, &Room::new(ROOM).printing(format), &progress);
    clear(&line);
    problems(&work.problems, console.lang);
    let printer = Printer {
        format,
        lang: console.lang,
        width: console.width,
        several: work.count() > 1,
    };
    let outcome = work.print(printer, |pieces| {
        let pieces = pieces.iter().map(String::as_str);
        if format.is_words() {
            console.print_all(pieces)?;
        } else {
            console.data_all(pieces)?;
        }
        Ok(console.is_read())
    })?;
    console.passed_over(&outcome.other_kinds);
    console.failures(&outcome.failures);
    console.failures(&outcome.unread);
    let threshold = asked.get_one::<String>("fail-on").map_or("error", String::as_str);
    Ok(if outcome.is_failure() {
        Exit::Failed
    } else if outcome.reaches(Severity::from_name(threshold)) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

/// The paths to check if none is given.
fn usual() -> Vec<PathBuf> {
    let content = PathBuf::from("content");
    vec![if content.join("site.toml").is_file() {
        content
    } else {
        PathBuf::from(".")
    }]
}

/// Reads `--rule NAME=LEVEL`.
fn settings<'a>(asked: impl Iterator<Item = &'a String>) -> Result<Settings, Trouble> {
    let mut settings = Settings::default();
    for text in asked {
        let (name, level) = text.split_once('=').unwrap_or((text, ""));
        let severity = match level {
            "off" => None,
            level => match Severity::from_name(level) {
                Some(severity) => Some(severity),
                None => {
                    return Err(
                        Trouble::new("usage", Text::new("级别写得不对。", "There is no such severity."))
                            .at(format!("--rule {text}"))
                            .hint(Text::new(
                                "写成“规则=级别”，级别为 off、notice、warning 或 error，例如 --rule cell-blank=off。",
                                "Write NAME=LEVEL with off, notice, warning or error, such as --rule cell-blank=off.",
                            )),
                    );
                }
            },
        };
        super::rules::find(name)?;
        settings.severities.push((name.to_owned(), severity));
    }
    Ok(settings)
}

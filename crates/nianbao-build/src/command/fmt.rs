//! `fmt`: rewrites reports in canonical Markdown without losing a word.

use std::path::PathBuf;

use clap::{Arg, ArgMatches};
use nianbao_build::canonical::{self, Became};
use nianbao_build::error::Trouble;
use nianbao_build::input;
use nianbao_build::output::console::{BOLD, Console, clean, remark};
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, flag, positional};

pub(super) static ENTRY: Entry = Entry {
    name: "fmt",
    about: Text::new(
        "把报告（.md）改写为规范的写法，一字不丢",
        "Rewrite reports (.md) in canonical Markdown without losing a word",
    ),
    usage: Text::new("[--check] 路径…", "[--check] PATH…"),
    more: Some(|| {
        Text::new(
            "退出码：0 都已规范（或已改写），1 --check 时有不规范的，2 有文件没能处理。",
            "Exit status: 0 all files are canonical or were rewritten, 1 some are not canonical (--check), 2 a file could not be rewritten.",
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
                "Only list the files that are not canonical",
            ),
            lang,
        ),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let paths: Vec<PathBuf> = asked.get_many("path").unwrap_or_default().cloned().collect();
    let only_check = asked.get_flag("check");
    let mut failures = Vec::new();
    let (mut changed, mut unchanged) = (0, 0);
    let unlisted = canonical::rewrite_all(&paths, only_check, |path, became| {
        match became {
            Ok(Became::PassedOver) => {}
            Ok(Became::Canonical) => unchanged += 1,
            Ok(Became::Rewritten) => {
                changed += 1;
                console.print(&format!("{BOLD}{}{BOLD:#}\n", clean(&input::shown(path))))?;
            }
            Err(failure) => failures.push(failure),
        }
        Ok(())
    })?;
    failures.splice(0..0, unlisted);
    console.failures(&failures);
    let summary = if only_check {
        Text::of(
            format!("{changed} 个文件不规范，{unchanged} 个规范\n"),
            format!("{changed} not canonical, {unchanged} canonical\n"),
        )
    } else {
        Text::of(
            format!("改写了 {changed} 个文件，{unchanged} 个本来就规范\n"),
            format!("{changed} rewritten, {unchanged} canonical already\n"),
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

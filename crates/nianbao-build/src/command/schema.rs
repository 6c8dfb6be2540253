//! `schema`: prints the published JSON schemas.

use clap::{Arg, ArgMatches};
use nianbao_core::text::{Lang, Text};
use nianbao_core::wire::{CheckOutput, ReportData, to_json};
use schemars::schema_for;

use super::{Entry, Exit, positional};
use nianbao_build::error::Trouble;
use nianbao_build::output::console::Console;

pub(super) static ENTRY: Entry = Entry {
    name: "schema",
    about: Text::new("输出 JSON 的结构说明（JSON Schema）", "Print a JSON schema"),
    usage: Text::new("[check|report]", "[check|report]"),
    more: None,
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    vec![
        positional(
            "shape",
            &Text::new("种类", "SHAPE"),
            &Text::new(
                "check（默认）：check --format json 的输出；report：convert 写出的 .json",
                "check (default): the output of check --format json; report: the .json files that convert writes",
            ),
            lang,
        )
        .value_parser(["check", "report"])
        .default_value("check")
        .hide_default_value(true),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let schema = match asked.get_one::<String>("shape").map(String::as_str) {
        Some("report") => schema_for!(ReportData),
        _ => schema_for!(CheckOutput),
    };
    console.data(&to_json(&schema))?;
    Ok(Exit::Clean)
}

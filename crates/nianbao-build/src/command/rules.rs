//! `rules`: the catalogue of rules, or one of them.

use clap::{Arg, ArgMatches};
use nianbao_core::rules::{self, RULES};
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, option, positional, usage};
use crate::output::catalogue;
use crate::output::console::{Console, Failure};

pub(super) static ENTRY: Entry = Entry {
    name: "rules",
    about: Text::new("列出规则", "List the rules"),
    usage: Text::new("[选项] [规则名]", "[OPTIONS] [NAME]"),
    more: None,
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    vec![
        positional(
            "name",
            &Text::new("规则名", "NAME"),
            &Text::new("只看这一条", "This one only"),
            lang,
        ),
        option(
            "format",
            &Text::new("格式", "FORMAT"),
            &Text::new(
                "输出格式：human（默认）或 json",
                "Output: human (unless said otherwise) or json",
            ),
            lang,
        )
        .value_parser(["human", "json"])
        .default_value("human"),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Failure> {
    let list = match asked.get_one::<String>("name") {
        None => RULES.to_vec(),
        Some(name) => vec![find(name)?],
    };
    if asked.get_one::<String>("format").is_some_and(|format| format == "json") {
        console.data(&catalogue::json(&list))?;
    } else {
        console.print(&catalogue::table(&list, console.lang))?;
    }
    Ok(Exit::Clean)
}

/// A rule by its name, or the nearest names.
pub(super) fn find(name: &str) -> Result<&'static nianbao_core::rule::Rule, Failure> {
    rules::find(name).ok_or_else(|| {
        let what = Text::new("没有这条规则。", "There is no such rule.");
        usage::unknown_name(name, RULES.iter().map(|rule| rule.name), &what)
    })
}

//! `rules`: lists the rules, or one of them.

use clap::{Arg, ArgMatches};
use nianbao_core::rule::Rule;
use nianbao_core::rules::{self, REMOVED, RULES};
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, option, positional, usage};
use nianbao_build::error::Trouble;
use nianbao_build::output::catalogue;
use nianbao_build::output::console::Console;

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
            &Text::new("只看这一条", "Only this rule"),
            lang,
        ),
        option(
            "format",
            &Text::new("格式", "FORMAT"),
            &Text::new("输出格式：human（默认）或 json", "Output: human (default) or json"),
            lang,
        )
        .value_parser(["human", "json"])
        .default_value("human"),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let (list, removed) = match asked.get_one::<String>("name") {
        None => (RULES.to_vec(), REMOVED),
        Some(name) => (vec![find(name)?], &[][..]),
    };
    if asked.get_one::<String>("format").is_some_and(|format| format == "json") {
        console.data(&catalogue::json(&list, removed))?;
    } else {
        console.print(&catalogue::table(&list, removed, console.lang))?;
    }
    Ok(Exit::Clean)
}

/// Finds a rule by its name. The error says why it was removed, or lists the nearest names.
pub(super) fn find(name: &str) -> Result<&'static Rule, Trouble> {
    if let Some(rule) = rules::find(name) {
        return Ok(rule);
    }
    if let Some(removed) = REMOVED.iter().find(|removed| removed.name == name) {
        let what = Text::of(
            format!("规则集 {} 起不再有这条规则：{}", removed.since, removed.reason.zh),
            format!(
                "This rule was removed in rule set {}: {}",
                removed.since, removed.reason.en
            ),
        );
        return Err(Trouble::new("removed-rule", what).at(name));
    }
    let what = Text::new("没有这条规则。", "There is no such rule.");
    Err(usage::unknown_name(name, RULES.iter().map(|rule| rule.name), &what))
}

//! `explain`: prints the page of a rule.

use clap::{Arg, ArgMatches};
use nianbao_core::page::Page;
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, positional, rules};
use nianbao_build::error::Trouble;
use nianbao_build::output::catalogue;
use nianbao_build::output::console::Console;

pub(super) static ENTRY: Entry = Entry {
    name: "explain",
    about: Text::new(
        "说明一条规则：要求什么、为什么、怎么改",
        "Explain a rule: what must hold, why, and how to correct it",
    ),
    usage: Text::new("规则名", "NAME"),
    more: None,
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    vec![
        positional(
            "name",
            &Text::new("规则名", "NAME"),
            &Text::new("规则的名称，见 nianbao rules", "Name of the rule; see nianbao rules"),
            lang,
        )
        .required(true),
    ]
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let rule = rules::find(asked.get_one::<String>("name").map_or("", String::as_str))?;
    let page = Page::of(rule).map_err(|error| {
        Trouble::new(
            "page",
            Text::of(
                format!("规则的说明页有误：{error}。"),
                format!("The page of the rule is invalid: {error}."),
            ),
        )
        .at(rule.name)
    })?;
    console.print(&catalogue::page(rule, page.get(console.lang), console.lang))?;
    Ok(Exit::Clean)
}

//! The commands: their names and arguments, and the call of the one that was asked for.

mod build;
mod check;
mod convert;
mod explain;
mod fmt;
mod rules;
mod schema;
#[cfg(feature = "serve")]
mod serve;
mod usage;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Command};
use nianbao_core::text::{Lang, Text};

use nianbao_build::error::Trouble;
use nianbao_build::output::console::{Console, remark};

/// The exit status of the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Exit {
    /// Done; no finding reached the threshold.
    Clean,
    /// Done, with findings.
    Findings,
    /// Something could not be done.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Clean => 0,
            Exit::Findings => 1,
            Exit::Failed => 2,
        })
    }
}

/// One command: its name, help text, arguments and function.
struct Entry {
    name: &'static str,
    about: Text,
    /// The arguments in the usage line.
    usage: Text,
    more: Option<fn() -> Text>,
    args: fn(Lang) -> Vec<Arg>,
    run: fn(&ArgMatches, &mut Console) -> Result<Exit, Trouble>,
}

static COMMANDS: &[&Entry] = &[
    &check::ENTRY,
    &convert::ENTRY,
    &fmt::ENTRY,
    &build::ENTRY,
    #[cfg(feature = "serve")]
    &serve::ENTRY,
    &rules::ENTRY,
    &explain::ENTRY,
    &schema::ENTRY,
];

const HELP: &str = "help";

/// Runs the command that the arguments ask for.
pub(crate) fn run(args: &[OsString]) -> Exit {
    let lang = asked_language(args);
    let mut console = Console::new(lang);
    let result = match definition(lang).try_get_matches_from(args) {
        Ok(matches) => dispatch(&matches, &mut console),
        Err(error) => match error.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
                console.print(&error.render().ansi().to_string()).map(|()| Exit::Clean)
            }
            ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
                remark(&error.render().ansi().to_string());
                Ok(Exit::Failed)
            }
            _ => Err(usage::failure(&error)),
        },
    };
    result.unwrap_or_else(|failure| {
        console.failure(&failure);
        Exit::Failed
    })
}

fn dispatch(matches: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    match matches.subcommand() {
        Some((HELP, asked)) => help(asked, console),
        Some((name, asked)) => match COMMANDS.iter().find(|entry| entry.name == name) {
            Some(entry) => (entry.run)(asked, console),
            None => help(asked, console),
        },
        None => help(matches, console),
    }
}

/// Prints the help of `nianbao` or of one command.
fn help(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let mut whole = definition(console.lang);
    whole.build();
    let name = asked.try_get_one::<String>("command").ok().flatten();
    let page = if let Some(name) = name {
        let Some(command) = whole.find_subcommand_mut(name) else {
            let names = COMMANDS.iter().map(|entry| entry.name);
            let what = Text::new("没有这个命令。", "There is no such command.");
            return Err(usage::unknown_name(name, names, &what));
        };
        command.render_help()
    } else {
        whole.render_help()
    };
    console.print(&page.ansi().to_string())?;
    Ok(Exit::Clean)
}

/// The language asked for with `--lang`. It is looked up first, because help and usage errors need it. The environment
/// is ignored: office machines and servers often have another language than their users.
fn asked_language(args: &[OsString]) -> Lang {
    let mut args = args.iter().skip(1).map(|arg| arg.to_string_lossy());
    let mut lang = Lang::default();
    while let Some(arg) = args.next() {
        let value = match arg.as_ref() {
            "--" => break,
            "--lang" => args.next(),
            other => other.strip_prefix("--lang=").map(|value| value.to_owned().into()),
        };
        if let Some(asked) = value.as_deref().and_then(Lang::from_code) {
            lang = asked;
        }
    }
    lang
}

fn definition(lang: Lang) -> Command {
    let template = match lang {
        Lang::Zh => "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}",
        Lang::En => "{about-with-newline}\nUsage: {usage}\n\n{all-args}{after-help}",
    };
    let options = Text::new("选项", "Options");
    let usage = Text::new("命令 [选项]", "COMMAND [OPTIONS]");
    let about = Text::new(
        "检查政府信息公开工作年度报告，转换格式，生成公开的报告库",
        "Checks annual reports on open government information, converts them, builds the public archive",
    );
    let mut whole = Command::new("nianbao")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about.get(lang).to_owned())
        .override_usage(format!("nianbao {}", usage.get(lang)))
        .help_template(template)
        .subcommand_help_heading(Text::new("命令", "Commands").get(lang).to_owned())
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg_required_else_help(true)
        .subcommand_required(true)
        .max_term_width(110)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(Text::new("显示版本", "Show the version").get(lang).to_owned())
                .help_heading(options.get(lang).to_owned()),
        )
        .after_help(
            Text::new(
                "退出码：0 没有达到阈值的问题，1 有问题，2 有事没做成。\n语言只由 --lang 决定，默认中文。",
                "Exit status: 0 no findings at or above the threshold, 1 findings, 2 failure.\nThe default language is Chinese; only --lang changes it.",
            )
            .get(lang)
            .to_owned(),
        );
    whole = common(whole, lang);
    for entry in COMMANDS {
        let mut command = Command::new(entry.name)
            .about(entry.about.get(lang).to_owned())
            .override_usage(format!("nianbao {} {}", entry.name, entry.usage.get(lang)))
            .help_template(template)
            .disable_help_flag(true)
            .max_term_width(110)
            .args((entry.args)(lang));
        if let Some(more) = entry.more {
            command = command.after_help(more().get(lang).to_owned());
        }
        whole = whole.subcommand(common(command, lang));
    }
    let help = Command::new(HELP)
        .about(
            Text::new("显示一个命令的用法", "Show how to use a command")
                .get(lang)
                .to_owned(),
        )
        .override_usage(format!("nianbao help {}", Text::new("[命令]", "[COMMAND]").get(lang)))
        .help_template(template)
        .disable_help_flag(true)
        .arg(positional(
            "command",
            &Text::new("命令", "COMMAND"),
            &Text::new("命令的名称", "The command's name"),
            lang,
        ));
    whole.subcommand(common(help, lang))
}

/// Adds the options that every command has.
fn common(command: Command, lang: Lang) -> Command {
    command
        .arg(
            option(
                "lang",
                &Text::new("zh|en", "zh|en"),
                &Text::new("语言：zh（默认）或 en", "Language: zh (default) or en"),
                lang,
            )
            .value_parser(["zh", "en"]),
        )
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help(Text::new("显示用法", "Show how to use it").get(lang).to_owned())
                .help_heading(Text::new("选项", "Options").get(lang).to_owned()),
        )
}

/// A positional argument.
fn positional(id: &'static str, value: &Text, help: &Text, lang: Lang) -> Arg {
    Arg::new(id)
        .value_name(value.get(lang).to_owned())
        .help(help.get(lang).to_owned())
        .help_heading(Text::new("参数", "Arguments").get(lang).to_owned())
        .hide_possible_values(true)
}

/// An option with a value.
fn option(id: &'static str, value: &Text, help: &Text, lang: Lang) -> Arg {
    Arg::new(id)
        .long(id)
        .value_name(value.get(lang).to_owned())
        .help(help.get(lang).to_owned())
        .help_heading(Text::new("选项", "Options").get(lang).to_owned())
        .hide_possible_values(true)
        .hide_default_value(true)
        .allow_hyphen_values(false)
}

/// An option without a value.
fn flag(id: &'static str, help: &Text, lang: Lang) -> Arg {
    Arg::new(id)
        .long(id)
        .action(ArgAction::SetTrue)
        .help(help.get(lang).to_owned())
        .help_heading(Text::new("选项", "Options").get(lang).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound_in_both_languages() {
        for lang in Lang::ALL {
            definition(lang).debug_assert();
        }
    }

    #[test]
    fn the_last_lang_wins_and_the_default_is_chinese() {
        for (args, expected) in [
            (&["nianbao"][..], Lang::Zh),
            (&["nianbao", "--lang", "en", "check"], Lang::En),
            (&["nianbao", "check", "--lang=en"], Lang::En),
            (&["nianbao", "check", "--lang=en", "--lang", "zh"], Lang::Zh),
            (&["nianbao", "check", "--", "--lang=en"], Lang::Zh),
            (&["nianbao", "--lang"], Lang::Zh),
        ] {
            let args: Vec<OsString> = args.iter().map(OsString::from).collect();
            assert_eq!(asked_language(&args), expected, "{args:?}");
        }
    }
}

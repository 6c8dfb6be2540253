//! `serve`: serves the archive on this machine, and rebuilds it when the content changes.

use std::time::Instant;

use clap::{Arg, ArgMatches};
use nianbao_build::error::Trouble;
use nianbao_build::output::console::{BOLD, Console, DIM, GREEN, YELLOW, colon, problems, remark};
use nianbao_build::serve::Serving;
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, build, option};

pub(super) static ENTRY: Entry = Entry {
    name: "serve",
    about: Text::new(
        "在本机预览网站，内容一改就重新生成",
        "Serve the site on this machine; rebuild and reload on changes",
    ),
    usage: Text::new("[选项]", "[OPTIONS]"),
    more: Some(|| {
        Text::new(
            "只有本机能访问（127.0.0.1）。按 Ctrl+C 结束。",
            "Only this machine can reach it (127.0.0.1). Press Ctrl+C to stop.",
        )
    }),
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    let mut args = build::content_args(lang);
    args.push(
        option(
            "port",
            &Text::new("端口", "N"),
            &Text::new(
                "端口，默认 8000；0 为任意空闲端口",
                "Port (default: 8000; 0 for any free port)",
            ),
            lang,
        )
        .value_parser(clap::value_parser!(u16))
        .default_value("8000"),
    );
    args
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let port = asked.get_one::<u16>("port").copied().unwrap_or(8000);
    let lang = console.lang;
    let start = Instant::now();
    let (serving, built) = Serving::begin(port, &build::options(asked))?;
    if let Some(text) = build::without(&built) {
        remark(&format!("{YELLOW}{}{YELLOW:#}\n", text.get(lang)));
    }
    problems(&built.problems, lang);
    let open = Text::new("请在浏览器中打开", "Open in a browser");
    let how = Text::new("按 Ctrl+C 结束", "Ctrl+C ends it");
    console.print(&format!(
        "{}\n{GREEN}{}{GREEN:#}{}{BOLD}http://{}/{BOLD:#}\n{DIM}{}{DIM:#}\n",
        build::done(&built, start, lang),
        open.get(lang),
        colon(lang),
        serving.address(),
        how.get(lang),
    ))?;
    serving.run(move |again| {
        let start = Instant::now();
        match again() {
            Ok(built) => {
                remark(&format!("{}\n", build::done(&built, start, lang)));
                problems(&built.problems, lang);
            }
            Err(trouble) => Console::new(lang).failure(&trouble),
        }
    })?;
    Ok(Exit::Clean)
}

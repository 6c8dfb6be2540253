//! `build`: builds the archive site from a folder of content.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Arg, ArgMatches};
use nianbao_build::error::Trouble;
use nianbao_build::input;
use nianbao_build::output::console::{
    BOLD, Console, DIM, GREEN, YELLOW, clean, clear, colon, problems, remark, seconds, shown_progress,
};
use nianbao_build::progress::Step;
use nianbao_build::site::{self, Built, Options};
use nianbao_core::diagnostic::Severity;
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, flag, option};

pub(super) static ENTRY: Entry = Entry {
    name: "build",
    about: Text::new(
        "由内容文件夹生成报告库网站",
        "Build the archive site from a folder of content",
    ),
    usage: Text::new("[选项]", "[OPTIONS]"),
    more: Some(|| {
        Text::new(
            "退出码：0 全部生成，2 内容有错误（其余照常生成）或没能生成。",
            "Exit status: 0 everything was built, 2 there are errors in the content (the rest was built) or nothing was built.",
        )
    }),
    args,
    run,
};

fn args(lang: Lang) -> Vec<Arg> {
    let mut args = content_args(lang);
    args.extend([
        option(
            "out",
            &Text::new("文件夹", "DIR"),
            &Text::new("写到哪里，默认 public", "Output folder (default: public)"),
            lang,
        )
        .value_parser(clap::value_parser!(PathBuf))
        .default_value("public"),
        option(
            "base-url",
            &Text::new("网址", "URL"),
            &Text::new(
                "网站的地址，代替 site.toml 中的地址",
                "Address of the site, instead of the one in site.toml",
            ),
            lang,
        ),
        flag(
            "no-cache",
            &Text::new(
                "全部重新生成，不用也不留缓存",
                "Build everything anew; neither use nor leave a cache",
            ),
            lang,
        ),
    ]);
    args
}

/// The arguments that name the content, shared by `build` and `serve`.
pub(super) fn content_args(lang: Lang) -> Vec<Arg> {
    let folder = Text::new("文件夹", "DIR");
    vec![
        option(
            "content",
            &folder,
            &Text::new("内容文件夹，默认 content", "Content folder (default: content)"),
            lang,
        )
        .value_parser(clap::value_parser!(PathBuf))
        .default_value("content"),
        option(
            "theme",
            &folder,
            &Text::new(
                "主题文件夹：其中的模板、样式、静态文件代替自带的",
                "Theme folder: its templates, styles and static files replace the built-in ones",
            ),
            lang,
        )
        .value_parser(clap::value_parser!(PathBuf)),
        option(
            "validator",
            &folder,
            &Text::new(
                "已构建的在线检查工具，放到 /validate/",
                "Folder of the built validator, served at /validate/",
            ),
            lang,
        )
        .value_parser(clap::value_parser!(PathBuf)),
    ]
}

/// The options given in [`content_args`]; each command sets `out` and `base_url` itself.
pub(super) fn options(asked: &ArgMatches) -> Options {
    let path = |name: &str| asked.get_one::<PathBuf>(name).cloned();
    Options {
        content: path("content").unwrap_or_default(),
        theme: path("theme"),
        validator: path("validator"),
        ..Options::default()
    }
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Trouble> {
    let (progress, line) = shown_progress(console.lang);
    let options = Options {
        progress: progress.clone(),
        out: asked.get_one::<PathBuf>("out").cloned().unwrap_or_default(),
        base_url: asked.get_one::<String>("base-url").cloned(),
        no_cache: asked.get_flag("no-cache"),
        ..options(asked)
    };
    let start = Instant::now();
    let built = site::build(&options);
    clear(&line);
    let built = built?;
    let steps = spent(&progress.times());
    let text = done(&built, start, console.lang);
    let place = clean(&input::shown(&options.out));
    console.print(&format!(
        "{GREEN}{text}{GREEN:#}{}{BOLD}{place}{BOLD:#}\n",
        colon(console.lang)
    ))?;
    if let Some(text) = steps {
        remark(&format!("{DIM}{}{DIM:#}\n", text.get(console.lang)));
    }
    if let Some(text) = kept(&built) {
        remark(&format!("{DIM}{}{DIM:#}\n", clean(text.get(console.lang))));
    }
    if let Some(text) = without(&built) {
        remark(&format!("{YELLOW}{}{YELLOW:#}\n", text.get(console.lang)));
    }
    problems(&built.problems, console.lang);
    let left_out = built.problems.iter().any(|problem| problem.severity == Severity::Error);
    Ok(if left_out { Exit::Failed } else { Exit::Clean })
}

/// Work that takes less time is not divided into its steps.
const LONG: Duration = Duration::from_secs(2);

/// How long each step took; `None` if the whole did not take long.
fn spent(times: &[(Step, Duration)]) -> Option<Text> {
    let whole: Duration = times.iter().map(|(_, time)| *time).sum();
    if whole < LONG {
        return None;
    }
    let (zh, en): (Vec<String>, Vec<String>) = times
        .iter()
        .map(|(step, time)| {
            let (name, time) = (step.text(), seconds(*time));
            (format!("{} {time} 秒", name.zh), format!("{} {time} s", name.en))
        })
        .unzip();
    Some(Text::of(zh.join("，"), en.join(", ")))
}

/// Says that files which are not the site's were kept; `None` if there are none.
fn kept(built: &Built) -> Option<Text> {
    let count = built.kept.len();
    let first = input::shown(built.kept.first()?);
    let (files, were, more) = match count {
        1 => ("file", "is", ""),
        _ => ("files", "are", " and others"),
    };
    Some(Text::of(
        format!(
            "保留了文件夹里不是站点的 {count} 个文件（{first}{}）",
            if count == 1 { "" } else { " 等" }
        ),
        format!("{count} {files} in the folder that {were} not the site's: kept ({first}{more})"),
    ))
}

/// Says that the site can't be searched, and how to change that; `None` if it can.
pub(super) fn without(built: &Built) -> Option<Text> {
    (!built.searchable).then(|| {
        Text::new(
            "这个站点没有搜索：搜索要用的模块和校验工具在一起，用 --validator 指定已构建的校验工具就会带上",
            "The site has no search: its module comes with the built validator, so name that with --validator",
        )
    })
}

/// One line about the site that was built.
pub(super) fn done(built: &Built, start: Instant, lang: Lang) -> String {
    let Built {
        pages,
        reports,
        files,
        bytes,
        ..
    } = built;
    let megabytes = format!("{}.{}", bytes / 1_000_000, bytes / 100_000 % 10);
    let seconds = seconds(start.elapsed());
    let text = Text::of(
        format!("{reports} 份报告，{pages} 页，{files} 个文件（{megabytes} MB），用时 {seconds} 秒"),
        format!("{reports} reports, {pages} pages, {files} files ({megabytes} MB) in {seconds} s"),
    );
    text.get(lang).to_owned()
}

//! `serve`: the archive on this machine, built again whenever the content changes.

mod server;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use clap::{Arg, ArgMatches};
use nianbao_build::site::{self, Options};
use nianbao_core::text::{Lang, Text};

use super::{Entry, Exit, build, option};
use crate::output::console::{BOLD, Console, DIM, Failure, GREEN, colon, remark};

pub(super) static ENTRY: Entry = Entry {
    name: "serve",
    about: Text::new(
        "在本机预览网站，内容一改就重新生成",
        "Serve the site on this machine; build and reload on change",
    ),
    usage: Text::new("[选项]", "[OPTIONS]"),
    more: Some(|| {
        Text::new(
            "只有本机能访问（127.0.0.1）。按 Ctrl+C 结束。",
            "Only this machine can reach it (127.0.0.1). Ctrl+C ends it.",
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
                "The port: 8000 unless said otherwise; 0 for any that is free",
            ),
            lang,
        )
        .value_parser(clap::value_parser!(u16))
        .default_value("8000"),
    );
    args
}

fn run(asked: &ArgMatches, console: &mut Console) -> Result<Exit, Failure> {
    let port = asked.get_one::<u16>("port").copied().unwrap_or(8000);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::io("serve", &error))?;
    let listener = runtime
        .block_on(server::listen(port))
        .map_err(|error| taken(port, &error))?;
    let address = listener.local_addr().map_err(|error| Failure::io("serve", &error))?;
    let folders = Folders::new()?;
    let options = Options {
        base_url: Some(format!("http://{address}/")),
        ..build::options(asked)
    };
    let site = Arc::new(server::Site::new(folders.first.clone()));
    let start = Instant::now();
    let built = site::build(&Options {
        out: folders.first.clone(),
        ..options.clone()
    })
    .map_err(|error| build::failure(&error))?;
    build::problems(&built.problems, console.lang);
    // From here on, where somebody may believe that it can be ended, it ends in order.
    let end = {
        let _within = runtime.enter();
        server::End::new().map_err(|error| Failure::io("serve", &error))?
    };
    let open = Text::new("请在浏览器中打开", "Open in a browser");
    let how = Text::new("按 Ctrl+C 结束", "Ctrl+C ends it");
    console.print(&format!(
        "{}\n{GREEN}{}{GREEN:#}{}{BOLD}http://{address}/{BOLD:#}\n{DIM}{}{DIM:#}\n",
        build::done(&built, start, console.lang),
        open.get(console.lang),
        colon(console.lang),
        how.get(console.lang),
    ))?;
    let rebuild = rebuilder(options.clone(), &folders, Arc::clone(&site), console.lang);
    let watched: Vec<PathBuf> = std::iter::once(options.content.clone())
        .chain(options.theme.clone())
        .chain(options.validator.clone())
        .collect();
    let _watching = watch::watch(&watched, rebuild)?;
    runtime
        .block_on(server::serve(listener, site, end))
        .map_err(|error| Failure::io(format!("http://{address}/"), &error))?;
    // Pages that wait for changes keep their connections open: they are not waited for.
    runtime.shutdown_background();
    Ok(Exit::Clean)
}

/// Builds into the folder that is not being served, and serves that one if it could be built: nobody sees half a site.
fn rebuilder(
    options: Options,
    folders: &Folders,
    site: Arc<server::Site>,
    lang: Lang,
) -> impl FnMut() + Send + 'static {
    let (mut next, mut other) = (folders.second.clone(), folders.first.clone());
    move || {
        let start = Instant::now();
        match site::build(&Options {
            out: next.clone(),
            ..options.clone()
        }) {
            Ok(built) => {
                remark(&format!("{}\n", build::done(&built, start, lang)));
                build::problems(&built.problems, lang);
                site.show(next.clone());
                std::mem::swap(&mut next, &mut other);
            }
            // The last site that could be built stays.
            Err(error) => Console::new(lang).failure(&build::failure(&error)),
        }
    }
}

/// Two folders of this process for the site, taken away at the end.
struct Folders {
    root: PathBuf,
    first: PathBuf,
    second: PathBuf,
}

impl Folders {
    fn new() -> Result<Folders, Failure> {
        let mut number = 0_u32;
        let root = loop {
            let root = std::env::temp_dir().join(format!("nianbao-serve-{}-{number}", std::process::id()));
            // Not `create_dir_all`: a folder that somebody else made beforehand is not written to.
            match std::fs::create_dir(&root) {
                Ok(()) => break root,
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
                Err(error) => return Err(Failure::io(root.display().to_string(), &error)),
            }
        };
        Ok(Folders {
            first: root.join("1"),
            second: root.join("2"),
            root,
        })
    }
}

impl Drop for Folders {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

fn taken(port: u16, error: &std::io::Error) -> Failure {
    let place = format!("127.0.0.1:{port}");
    if error.kind() == std::io::ErrorKind::AddrInUse {
        let other = port.checked_add(1).unwrap_or(8000);
        return Failure::at(
            "port-taken",
            place,
            Text::new("端口已被别的程序占用。", "Another program uses this port."),
        )
        .hint(Text::of(
            format!("换一个端口：nianbao serve --port {other}，或用 --port 0 自动选择。"),
            format!("Use another one: nianbao serve --port {other}, or any that is free: --port 0."),
        ));
    }
    if error.kind() == std::io::ErrorKind::PermissionDenied {
        return Failure::at(
            "port-refused",
            place,
            Text::new("系统不允许使用这个端口。", "The system does not allow this port."),
        )
        .hint(Text::new(
            "请用 1024 以上的端口，例如 --port 8000。",
            "Use a port above 1024, such as --port 8000.",
        ));
    }
    Failure::io(place, error)
}

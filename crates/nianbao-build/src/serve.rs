//! Serves the archive on this machine and rebuilds it when its content changes: the work of `nianbao serve`.

mod server;
mod watch;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use nianbao_core::text::{Lang, Text};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

use crate::content::Problem;
use crate::error::{Result, Trouble, io_at};
use crate::key::Key;
use crate::site::{self, Built, Options};

/// A site on this machine that no other machine can reach.
pub struct Serving {
    runtime: Runtime,
    listener: TcpListener,
    address: SocketAddr,
    end: server::End,
    folder: Temporary,
    options: Options,
    /// The state of the sources before the site was built.
    state: Option<Key>,
    /// What is wrong with the content.
    wrong: Vec<Text>,
}

impl Serving {
    /// Takes a port (0 for any free one) and builds the site. `out` and `base_url` of the options are ignored.
    pub fn begin(port: u16, options: &Options) -> Result<(Serving, Built)> {
        let failed = |error: std::io::Error| io_at("serve", &error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(failed)?;
        let listener = runtime
            .block_on(server::listen(port))
            .map_err(|error| taken(port, &error))?;
        let address = listener.local_addr().map_err(failed)?;
        let folder = Temporary::new()?;
        let options = Options {
            out: folder.0.join("site"),
            base_url: Some(format!("http://{address}/")),
            // The site is built again and again.
            spare_from: 0,
            ..options.clone()
        };
        let state = site::sources::state(&options);
        let built = site::build(&options)?;
        // From here on, the user may expect Ctrl+C to work, so it shuts down properly.
        let end = {
            let _within = runtime.enter();
            server::End::new().map_err(failed)?
        };
        let serving = Serving {
            runtime,
            listener,
            address,
            end,
            folder,
            options,
            state,
            wrong: problems(&built),
        };
        Ok((serving, built))
    }

    /// The address of the server.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until Ctrl+C is pressed or the system ends the process. Whenever files change, `build` is called with a
    /// function that rebuilds the site.
    pub fn run(self, build: impl FnMut(&dyn Fn() -> Result<Built>) + Send + 'static) -> Result<()> {
        let Serving {
            runtime,
            listener,
            address,
            end,
            folder: _folder,
            options,
            state: first,
            wrong,
        } = self;
        let site = Arc::new(server::Site::new(options.out.clone(), address, wrong));
        let watched: Vec<PathBuf> = std::iter::once(options.content.clone())
            .chain(options.theme.clone())
            .chain(options.validator.clone())
            .collect();
        let sources = options.clone();
        let state = move || site::sources::state(&sources);
        let _watching = watch::watch(&watched, first, state, rebuilder(options, Arc::clone(&site), build))?;
        runtime
            .block_on(server::serve(listener, site, end))
            .map_err(|error| io_at(format!("http://{address}/"), &error))?;
        // Pages that wait for changes keep their connections open, so do not wait for these.
        runtime.shutdown_background();
        Ok(())
    }
}

/// Builds the site again. A new site takes the place of the old one as a whole, so nobody sees half a site; if the build
/// failed, the last good site stays, and open pages say what is wrong.
fn rebuilder(
    options: Options,
    site: Arc<server::Site>,
    mut build: impl FnMut(&dyn Fn() -> Result<Built>) + Send + 'static,
) -> impl FnMut() + Send + 'static {
    move || {
        build(&|| {
            let outcome = site::build(&options);
            match &outcome {
                Ok(done) => site.show(problems(done)),
                Err(trouble) => site.fail(vec![failure(trouble)]),
            }
            outcome
        });
    }
}

/// What is wrong with the content that a site was built from, a line for each problem.
fn problems(built: &Built) -> Vec<Text> {
    built.problems.iter().map(problem).collect()
}

fn problem(problem: &Problem) -> Text {
    let path = problem.path.display();
    let place = problem
        .line
        .map_or_else(|| path.to_string(), |line| format!("{path}:{line}"));
    let (zh, en) = (&problem.message.zh, &problem.message.en);
    let hint = problem.hint.as_ref();
    let hint_zh = hint.map_or_else(String::new, |hint| format!("（{}）", hint.zh));
    let hint_en = hint.map_or_else(String::new, |hint| format!(" ({})", hint.en));
    Text::of(format!("{place}：{zh}{hint_zh}"), format!("{place}: {en}{hint_en}"))
}

fn failure(trouble: &Trouble) -> Text {
    let hint = |lang| {
        trouble
            .hint
            .as_ref()
            .map_or_else(String::new, |hint| format!("\n{}", hint.get(lang)))
    };
    Text::of(
        format!(
            "没能生成，这里是上一次的页面。{}{}",
            trouble.message(Lang::Zh),
            hint(Lang::Zh)
        ),
        format!(
            "The site could not be built; this is the page from before. {}{}",
            trouble.message(Lang::En),
            hint(Lang::En)
        ),
    )
}

/// A temporary folder, removed when dropped.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> Result<Temporary> {
        let mut number = 0_u32;
        loop {
            let root = std::env::temp_dir().join(format!("nianbao-serve-{}-{number}", std::process::id()));
            // Not `create_dir_all`, so that a folder that somebody else created beforehand is not written to.
            match std::fs::create_dir(&root) {
                Ok(()) => return Ok(Temporary(root)),
                Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
                Err(error) => return Err(io_at(root.display().to_string(), &error)),
            }
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn taken(port: u16, error: &std::io::Error) -> Trouble {
    let place = format!("127.0.0.1:{port}");
    if error.kind() == std::io::ErrorKind::AddrInUse {
        let other = port.checked_add(1).unwrap_or(8000);
        return Trouble::new(
            "port-taken",
            Text::new("端口已被别的程序占用。", "Another program is using this port."),
        )
        .at(place)
        .hint(Text::of(
            format!("换一个端口：nianbao serve --port {other}，或用 --port 0 自动选择。"),
            format!("Use another port: nianbao serve --port {other}, or --port 0 for any free one."),
        ));
    }
    if error.kind() == std::io::ErrorKind::PermissionDenied {
        return Trouble::new(
            "port-refused",
            Text::new("系统不允许使用这个端口。", "The system does not allow this port."),
        )
        .at(place)
        .hint(Text::new(
            "请用 1024 以上的端口，例如 --port 8000。",
            "Use a port above 1024, such as --port 8000.",
        ));
    }
    io_at(place, error)
}

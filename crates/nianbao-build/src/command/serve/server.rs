//! The dev server: files of one folder, the right kind for each, and a word to the pages when there is a new site.

use std::convert::Infallible;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Response, StatusCode, Uri, header};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};

/// Where a page's script waits for changes.
const CHANGES: &str = "/-/changes";
/// The script that waits: a file, for which a page's policy can be told apart from scripts within the page.
const SCRIPT: &str = "/-/reload.js";
const SCRIPT_TEXT: &str = "new EventSource(\"/-/changes\").addEventListener(\"changed\", () => location.reload());\n";

/// The site being served.
#[derive(Debug)]
pub(super) struct Site {
    root: RwLock<PathBuf>,
    changes: broadcast::Sender<()>,
}

impl Site {
    /// Serves a folder.
    pub(super) fn new(root: PathBuf) -> Site {
        Site {
            root: RwLock::new(root),
            changes: broadcast::channel(4).0,
        }
    }

    /// Serves another folder from now on, and tells every open page.
    pub(super) fn show(&self, root: PathBuf) {
        *self.root.write().unwrap_or_else(PoisonError::into_inner) = root;
        // Without open pages nobody listens, which is fine.
        let _ = self.changes.send(());
    }

    fn root(&self) -> PathBuf {
        self.root.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Takes a port of this machine that no other machine can reach.
pub(super) async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).await
}

/// What ends the server: Ctrl+C, or the system asking for it.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct End {
    pressed: tokio::signal::unix::Signal,
    asked: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl End {
    /// Waits for it from now on, within a runtime.
    pub(super) fn new() -> io::Result<End> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(End {
            pressed: signal(SignalKind::interrupt())?,
            asked: signal(SignalKind::terminate())?,
        })
    }

    async fn come(mut self) {
        tokio::select! {
            _ = self.pressed.recv() => {}
            _ = self.asked.recv() => {}
        }
    }
}

/// What ends the server: Ctrl+C.
#[cfg(windows)]
#[derive(Debug)]
pub(super) struct End(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl End {
    /// Waits for it from now on, within a runtime.
    pub(super) fn new() -> io::Result<End> {
        tokio::signal::windows::ctrl_c().map(End)
    }

    async fn come(mut self) {
        self.0.recv().await;
    }
}

/// Serves until the end.
pub(super) async fn serve(listener: TcpListener, site: Arc<Site>, end: End) -> io::Result<()> {
    let app = router(site);
    tokio::select! {
        served = axum::serve(listener, app).into_future() => served,
        () = end.come() => Ok(()),
    }
}

fn router(site: Arc<Site>) -> Router {
    Router::new()
        .route(CHANGES, get(changes))
        .route(SCRIPT, get(script))
        .fallback(file)
        .with_state(site)
}

async fn changes(State(site): State<Arc<Site>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    // One who missed a change hears of it as of one: the page is loaded anew either way.
    let stream =
        BroadcastStream::new(site.changes.subscribe()).map(|_| Ok(Event::default().event("changed").data("now")));
    Sse::new(stream).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

async fn script() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
        ],
        SCRIPT_TEXT,
    )
}

async fn file(State(site): State<Arc<Site>>, method: Method, uri: Uri) -> Response<Body> {
    if method != Method::GET && method != Method::HEAD {
        return answer(StatusCode::METHOD_NOT_ALLOWED, "text/plain; charset=utf-8", Vec::new());
    }
    let root = site.root();
    let path = uri.path().to_owned();
    // Reading a file blocks; the threads that answer must not wait for it.
    tokio::task::spawn_blocking(move || respond(&root, &path))
        .await
        .unwrap_or_else(|_| {
            answer(
                StatusCode::INTERNAL_SERVER_ERROR,
                "text/plain; charset=utf-8",
                Vec::new(),
            )
        })
}

/// What a request for a path is answered with.
fn respond(root: &Path, path: &str) -> Response<Body> {
    match find(root, path) {
        Found::File(file) => match std::fs::read(&file) {
            Ok(bytes) => whole(StatusCode::OK, &file, bytes),
            Err(_) => missing(root),
        },
        Found::Folder => {
            let mut response = answer(StatusCode::PERMANENT_REDIRECT, "text/plain; charset=utf-8", Vec::new());
            // One leading slash only: `//host/` would lead to another host.
            let location = format!("/{}/", path.trim_matches('/'));
            if let Ok(location) = location.parse() {
                response.headers_mut().insert(header::LOCATION, location);
            }
            response
        }
        Found::Nothing => missing(root),
    }
}

fn missing(root: &Path) -> Response<Body> {
    let page = root.join("404.html");
    match std::fs::read(&page) {
        Ok(bytes) => whole(StatusCode::NOT_FOUND, &page, bytes),
        Err(_) => answer(
            StatusCode::NOT_FOUND,
            "text/plain; charset=utf-8",
            "没有这个页面。 There is no such page.\n".into(),
        ),
    }
}

fn whole(status: StatusCode, file: &Path, bytes: Vec<u8>) -> Response<Body> {
    let kind = kind(file);
    let bytes = if kind.starts_with("text/html") {
        with_script(&bytes)
    } else {
        bytes
    };
    answer(status, kind, bytes)
}

fn answer(status: StatusCode, kind: &'static str, bytes: Vec<u8>) -> Response<Body> {
    (
        status,
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        ],
        bytes,
    )
        .into_response()
}

/// A page with the script that waits for changes, put in by the dev server alone.
fn with_script(page: &[u8]) -> Vec<u8> {
    let mut page = String::from_utf8_lossy(page).into_owned();
    let end = page.rfind("</body>").unwrap_or(page.len());
    page.insert_str(end, &format!("<script src=\"{SCRIPT}\" defer></script>"));
    allow_script(&mut page);
    page.into_bytes()
}

/// The pages' own policy allows no scripts, so none would wait: where it says nothing of them, it allows those of this
/// server. What a page does say of them stays.
fn allow_script(page: &mut String) {
    const MARK: &str = "http-equiv=\"Content-Security-Policy\"";
    const CONTENT: &str = "content=\"";
    let policy = page.find(MARK).and_then(|mark| {
        let start = mark + page[mark..].find(CONTENT)? + CONTENT.len();
        Some((start, start + page[start..].find('"')?))
    });
    let Some((start, end)) = policy else { return };
    for directive in ["connect-src", "script-src"] {
        if !page[start..end].contains(directive) {
            page.insert_str(end, &format!("; {directive} 'self'"));
        }
    }
}

/// What a path of a request leads to.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    File(PathBuf),
    /// A folder that was named without the slash at its end: relative addresses on its page would lead astray.
    Folder,
    Nothing,
}

/// Finds a path's file. Nothing outside the root is ever found: each piece of the path must be a plain name, and links
/// that lead out are not followed.
fn find(root: &Path, path: &str) -> Found {
    let Some(decoded) = decode(path) else {
        return Found::Nothing;
    };
    let mut file = root.to_owned();
    for piece in decoded.split('/').filter(|piece| !piece.is_empty()) {
        let mut components = Path::new(piece).components();
        let plain = matches!(
            (components.next(), components.next()),
            (Some(Component::Normal(name)), None) if name == piece
        );
        if !plain || piece.contains(['\\', '\0', ':']) {
            return Found::Nothing;
        }
        file.push(piece);
    }
    let folder = file.is_dir();
    if folder && !decoded.ends_with('/') {
        return Found::Folder;
    }
    if folder {
        file.push("index.html");
    } else if decoded.ends_with('/') {
        return Found::Nothing;
    }
    match (file.canonicalize(), root.canonicalize()) {
        (Ok(file), Ok(root)) if file.starts_with(&root) && file.is_file() => Found::File(file),
        _ => Found::Nothing,
    }
}

/// The text behind the `%XX` of an address; none where it is not UTF-8.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        if *first == b'%' {
            let digits = behind.get(..2)?;
            let digits = std::str::from_utf8(digits).ok()?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = behind.get(2..)?;
        } else {
            bytes.push(*first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The kind of a file as HTTP names it, by its name.
fn kind(file: &Path) -> &'static str {
    let extension = file.extension().map(|e| e.to_string_lossy().to_ascii_lowercase());
    match extension.as_deref() {
        Some("html" | "htm") => "text/html; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json" | "map") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("atom") => "application/atom+xml",
        Some("xml") => "application/xml",
        Some("csv") => "text/csv; charset=utf-8",
        Some("md") => "text/markdown; charset=utf-8",
        Some("txt") => "text/plain; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("jpg" | "jpeg") => "image/jpeg",
        Some("webp") => "image/webp",
        Some("gif") => "image/gif",
        Some("ico") => "image/vnd.microsoft.icon",
        Some("woff2") => "font/woff2",
        Some("pdf") => "application/pdf",
        Some("zip") => "application/zip",
        Some("docx") => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Some("xlsx") => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder with a site, and a secret beside it.
    fn site(name: &str) -> PathBuf {
        let base = std::env::temp_dir().join(format!("nianbao-server-{name}-{}", std::process::id()));
        let root = base.join("site");
        std::fs::create_dir_all(root.join("年度")).expect("a folder");
        for (path, text) in [
            ("index.html", "<p>home</p></body></html>"),
            ("年度/index.html", "year"),
            ("a.wasm", "\0asm"),
        ] {
            std::fs::write(root.join(path), text).expect("a file");
        }
        std::fs::write(base.join("secret.txt"), "secret").expect("a file");
        root
    }

    #[test]
    fn only_what_is_in_the_folder_is_found() {
        let root = site("find");
        #[cfg(unix)]
        std::os::unix::fs::symlink("../secret.txt", root.join("link.txt")).expect("a link");
        let check = |path: &str, expected: Option<&str>| {
            let expected = expected.map_or(Found::Nothing, |expected| {
                Found::File(root.join(expected).canonicalize().expect("a file"))
            });
            assert_eq!(find(&root, path), expected, "{path}");
        };
        check("/", Some("index.html"));
        check("/index.html", Some("index.html"));
        check("//index.html", Some("index.html"));
        check("/%E5%B9%B4%E5%BA%A6/", Some("年度/index.html"));
        for outside in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/..%5csecret.txt",
            "/年度/../../secret.txt",
            "/%00",
            "/%",
            "/%zz",
            "/%+1",
            "/%ff",
            "/c:/windows",
            "/./../secret.txt",
            "/link.txt",
            "/index.html/",
            "/missing",
        ] {
            check(outside, None);
        }
        assert_eq!(find(&root, "/%E5%B9%B4%E5%BA%A6"), Found::Folder);
        std::fs::remove_dir_all(root.parent().expect("a parent")).expect("removed");
    }

    #[test]
    fn a_page_gets_the_script_and_nothing_else_does() {
        let root = site("script");
        let body = |path: &str| {
            let response = respond(&root, path);
            let kind = response.headers()[header::CONTENT_TYPE]
                .to_str()
                .expect("text")
                .to_owned();
            let bytes = tokio::runtime::Builder::new_current_thread()
                .build()
                .expect("a runtime")
                .block_on(axum::body::to_bytes(response.into_body(), 1 << 20))
                .expect("a body");
            (kind, String::from_utf8(bytes.to_vec()).expect("text"))
        };
        assert_eq!(
            body("/"),
            (
                "text/html; charset=utf-8".into(),
                "<p>home</p><script src=\"/-/reload.js\" defer></script></body></html>".into()
            )
        );
        std::fs::write(
            root.join("strict.html"),
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; connect-src 'none'\"><body>",
        )
        .expect("a file");
        assert_eq!(
            body("/strict.html").1,
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; connect-src 'none'; script-src 'self'\">\
             <body><script src=\"/-/reload.js\" defer></script>"
        );
        assert_eq!(body("/a.wasm"), ("application/wasm".into(), "\0asm".into()));
        assert_eq!(respond(&root, "/nothing").status(), StatusCode::NOT_FOUND);
        let moved = respond(&root, "//%E5%B9%B4%E5%BA%A6");
        assert_eq!(moved.headers()[header::LOCATION], "/%E5%B9%B4%E5%BA%A6/");
        std::fs::remove_dir_all(root.parent().expect("a parent")).expect("removed");
    }
}

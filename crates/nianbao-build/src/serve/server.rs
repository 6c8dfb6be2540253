//! The dev server: serves the files of a folder and tells open pages when there is a new site.

use std::borrow::Cow;
use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::uri::Authority;
use axum::http::{HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use nianbao_core::text::Text;
use nianbao_documents::Kind;
use tokio::net::TcpListener;
use tokio::sync::broadcast;
use tokio_stream::wrappers::BroadcastStream;
use tokio_stream::{Stream, StreamExt};
use tower_http::services::ServeDir;

use crate::stamp;

/// The address where a page's script waits for changes.
const CHANGES: &str = "/-/changes";
/// The script that waits. It is a file, so that the page's policy can allow it without allowing scripts within the
/// page.
const SCRIPT: &str = "/-/reload.js";
const SCRIPT_TEXT: &str = include_str!("reload.js");

const PLAIN: &str = "text/plain; charset=utf-8";
const PAGE: &str = "text/html; charset=utf-8";
/// Keeps pages of other sites from running the drafts that are in scripts, such as the search's.
const FOR_OWN_PAGES: (HeaderName, &str) = (HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
/// The page for missing files, if the site does not have its own.
const MISSING: &str =
    "<!doctype html><meta charset=\"utf-8\"><title>404</title><body>没有这个页面。 There is no such page.</body>\n";

/// The site being served.
#[derive(Debug)]
pub(super) struct Site {
    root: PathBuf,
    /// The address that the server is bound to.
    address: SocketAddr,
    state: Mutex<Shown>,
    changes: broadcast::Sender<()>,
}

/// What open pages have to know.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Shown {
    /// Tells the sites that were built from one another, also those of a server that was started before.
    build: i64,
    /// What is wrong with the content, or why the last build failed.
    wrong: Vec<Text>,
}

impl Shown {
    /// As an event. A page with a script from another build reloads, so an event that was missed does no harm.
    fn event(&self) -> Event {
        let state = serde_json::json!({ "build": self.build.to_string(), "wrong": self.wrong });
        Event::default().event("state").data(state.to_string())
    }
}

impl Site {
    /// Serves a folder.
    pub(super) fn new(root: PathBuf, address: SocketAddr, wrong: Vec<Text>) -> Site {
        let build = stamp::now();
        Site {
            root,
            address,
            state: Mutex::new(Shown { build, wrong }),
            changes: broadcast::channel(4).0,
        }
    }

    /// Tells every open page that there is a new site, and what is wrong with its content.
    pub(super) fn show(&self, wrong: Vec<Text>) {
        let build = stamp::now();
        self.tell(Shown { build, wrong });
    }

    /// Tells every open page why there is no new site.
    pub(super) fn fail(&self, wrong: Vec<Text>) {
        let build = self.state().build;
        self.tell(Shown { build, wrong });
    }

    fn tell(&self, state: Shown) {
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = state;
        // The error means that no page is open.
        let _ = self.changes.send(());
    }

    fn state(&self) -> Shown {
        self.state.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Binds a port that only this machine can reach.
pub(super) async fn listen(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, port)).await
}

/// The signals that end the server: Ctrl+C, or a request of the system.
#[cfg(unix)]
#[derive(Debug)]
pub(super) struct End {
    pressed: tokio::signal::unix::Signal,
    asked: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl End {
    /// Starts listening for the signals; needs a runtime.
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

/// The signal that ends the server: Ctrl+C.
#[cfg(windows)]
#[derive(Debug)]
pub(super) struct End(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl End {
    /// Starts listening for the signal; needs a runtime.
    pub(super) fn new() -> io::Result<End> {
        tokio::signal::windows::ctrl_c().map(End)
    }

    async fn come(mut self) {
        self.0.recv().await;
    }
}

/// Serves until the signal comes.
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
        .layer(middleware::from_fn_with_state(Arc::clone(&site), own_names))
        .with_state(site)
}

/// Answers only if the server is asked for by one of its own names. Any page on the web could have its own name lead to this
/// machine, and then read drafts as pages of its own.
async fn own_names(State(site): State<Arc<Site>>, request: Request<Body>, next: Next) -> Response<Body> {
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok());
    let asked = request.uri().authority().map(Authority::as_str);
    let address = site.address;
    if host.is_some_and(|host| is_own(host, address)) && asked.is_none_or(|asked| is_own(asked, address)) {
        return next.run(request).await;
    }
    let text = format!(
        "这里是本机的预览，只回应自己的地址：http://{address}/\nThis preview answers only to its own address: http://{address}/\n"
    );
    answer(StatusCode::MISDIRECTED_REQUEST, PLAIN, text.into_bytes())
}

/// Whether a host, with or without a port, is a name of this machine or the address that the server is bound to.
fn is_own(host: &str, address: SocketAddr) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let known = name.eq_ignore_ascii_case("localhost") || name == "127.0.0.1" || name == "[::1]";
    known || name.trim_matches(['[', ']']).parse() == Ok(address.ip())
}

async fn changes(State(site): State<Arc<Site>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = site.changes.subscribe();
    let mut shown = site.state();
    let first = shown.event();
    // Missed changes count as one, since the page is reloaded either way.
    let more = BroadcastStream::new(changes).map(move |_| {
        let state = site.state();
        let is_new = state.build != shown.build;
        shown = state;
        Ok(if is_new {
            // A browser ignores an event without data.
            Event::default().event("changed").data("now")
        } else {
            shown.event()
        })
    });
    let all = tokio_stream::once(Ok(first)).chain(more);
    Sse::new(all).keep_alive(KeepAlive::new().interval(Duration::from_secs(15)))
}

async fn script() -> impl IntoResponse {
    (
        [
            (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
            (header::CACHE_CONTROL, "no-store"),
            FOR_OWN_PAGES,
        ],
        SCRIPT_TEXT,
    )
}

async fn file(State(site): State<Arc<Site>>, method: Method, uri: Uri) -> Response<Body> {
    if method == Method::GET || method == Method::HEAD {
        // Before the file is read: a page of a newer site is reloaded once more, one of an older site would stay.
        let build = site.state().build;
        respond(&site.root, uri.path(), build).await
    } else {
        answer(StatusCode::METHOD_NOT_ALLOWED, PLAIN, Vec::new())
    }
}

/// The response to a request for a path.
async fn respond(root: &Path, path: &str, build: i64) -> Response<Body> {
    // Only one leading slash is kept: a redirect to `//host/` would lead to another host. The request is a new one
    // without range or `If-Modified-Since` headers, because a script is added to pages.
    let path = format!("/{}", path.trim_start_matches('/'));
    let Ok(request) = Request::builder().uri(&path).body(Body::empty()) else {
        return missing(root, build).await;
    };
    match ServeDir::new(root).try_call(request).await {
        Ok(found) if found.status().is_success() => {
            let (head, body) = found.into_parts();
            let kind = kind(&path, head.headers.get(header::CONTENT_TYPE));
            match axum::body::to_bytes(Body::new(body), usize::MAX).await {
                Ok(bytes) => whole(StatusCode::OK, &kind, bytes.into(), build),
                Err(_) => missing(root, build).await,
            }
        }
        // A folder was named without a slash at the end; relative addresses on its page would be wrong.
        Ok(found) if found.status().is_redirection() => {
            let mut response = answer(found.status(), PLAIN, Vec::new());
            if let Some(location) = found.headers().get(header::LOCATION) {
                response.headers_mut().insert(header::LOCATION, location.clone());
            }
            response
        }
        _ => missing(root, build).await,
    }
}

/// The site's own page for missing files, or a short one. Either waits for changes, since the page may come back.
async fn missing(root: &Path, build: i64) -> Response<Body> {
    let page = tokio::fs::read(root.join("404.html")).await;
    let page = page.unwrap_or_else(|_| MISSING.into());
    whole(StatusCode::NOT_FOUND, PAGE, page, build)
}

fn whole(status: StatusCode, kind: &str, bytes: Vec<u8>, build: i64) -> Response<Body> {
    let bytes = if kind.starts_with("text/html") {
        with_script(&bytes, build)
    } else {
        bytes
    };
    answer(status, kind, bytes)
}

fn answer(status: StatusCode, kind: &str, bytes: Vec<u8>) -> Response<Body> {
    (
        status,
        [
            (header::CONTENT_TYPE, kind),
            (header::CACHE_CONTROL, "no-store"),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            FOR_OWN_PAGES,
        ],
        bytes,
    )
        .into_response()
}

/// The content type of a file: from the table of kinds of file, or as `guessed`. All text here is UTF-8.
fn kind<'a>(path: &str, guessed: Option<&'a HeaderValue>) -> Cow<'a, str> {
    if let Some(kind) = Kind::named(path) {
        return kind.content_type();
    }
    match guessed.and_then(|guessed| guessed.to_str().ok()) {
        Some(text) if text.starts_with("text/") && !text.contains("charset") => {
            Cow::Owned(format!("{text}; charset=utf-8"))
        }
        Some(other) => Cow::Borrowed(other),
        None => Cow::Borrowed("application/octet-stream"),
    }
}

/// A page with the script that waits for changes added, and the build that it is of.
fn with_script(page: &[u8], build: i64) -> Vec<u8> {
    let mut page = String::from_utf8_lossy(page).into_owned();
    let end = page.rfind("</body>").unwrap_or(page.len());
    page.insert_str(
        end,
        &format!("<script src=\"{SCRIPT}\" data-build=\"{build}\" defer></script>"),
    );
    allow_script(&mut page);
    page.into_bytes()
}

/// The pages' policy does not allow scripts. If it has no rule for scripts, one for those of this server is added; an
/// existing rule stays.
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

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::*;

    /// A folder with a site, and a secret file next to it.
    fn site(name: &str) -> PathBuf {
        let base = std::env::temp_dir().join(format!("nianbao-server-{name}-{}", std::process::id()));
        let root = base.join("site");
        std::fs::create_dir_all(root.join("年度")).expect("a folder");
        for (path, text) in [
            ("index.html", "<p>home</p></body></html>"),
            ("年度/index.html", "year"),
            ("a.wasm", "\0asm"),
            ("a.md", "字"),
            ("a.css", "p {}"),
            ("a.json", "{}"),
            (
                "strict.html",
                "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; connect-src 'none'\"><body>",
            ),
        ] {
            std::fs::write(root.join(path), text).expect("a file");
        }
        std::fs::write(base.join("secret.txt"), "secret").expect("a file");
        root
    }

    fn answer(root: &Path, path: &str) -> (StatusCode, HeaderMap, String) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let (head, body) = respond(root, path, 7).await.into_parts();
            let bytes = axum::body::to_bytes(body, 1 << 20).await.expect("a body");
            (
                head.status,
                head.headers,
                String::from_utf8(bytes.to_vec()).expect("text"),
            )
        })
    }

    const TAG: &str = "<script src=\"/-/reload.js\" data-build=\"7\" defer></script>";

    #[test]
    fn only_its_own_names_are_answered() {
        let own: SocketAddr = "127.0.0.2:8000".parse().expect("an address");
        for (host, expected) in [
            ("localhost", true),
            ("LocalHost:8000", true),
            ("127.0.0.1:8000", true),
            ("127.0.0.2:80", true),
            ("[::1]:8000", true),
            ("[::1]", true),
            ("", false),
            ("127.0.0.3", false),
            ("127.0.0.1.example.org", false),
            ("localhost.example.org:8000", false),
            ("example.org", false),
            ("example.org:8000", false),
            ("localhost:8000@example.org", false),
            ("example.org/localhost", false),
            ("::1", false),
        ] {
            assert_eq!(is_own(host, own), expected, "{host}");
        }
    }

    #[test]
    fn only_what_is_in_the_folder_is_found() {
        let root = site("find");
        let home = format!("<p>home</p>{TAG}</body></html>");
        for (path, expected) in [
            ("/", Some(home.as_str())),
            ("/index.html", Some(&home)),
            ("//index.html", Some(&home)),
            ("/%E5%B9%B4%E5%BA%A6/", Some(&format!("year{TAG}"))),
            ("/../secret.txt", None),
            ("/%2e%2e/secret.txt", None),
            ("/..%2fsecret.txt", None),
            ("/..%5csecret.txt", None),
            ("/%E5%B9%B4%E5%BA%A6/../../secret.txt", None),
            ("/%00", None),
            ("/%", None),
            ("/%zz", None),
            ("/%+1", None),
            ("/%ff", None),
            ("/c:/windows", None),
            ("/./../secret.txt", None),
            ("/missing", None),
        ] {
            let (status, _, body) = answer(&root, path);
            if let Some(expected) = expected {
                assert_eq!((status, body.as_str()), (StatusCode::OK, expected), "{path}");
                continue;
            }
            assert_eq!(status, StatusCode::NOT_FOUND, "{path}");
            // The page may come back, so the tab waits for changes.
            for (words, there) in [("没有这个页面", true), (TAG, true), ("secret", false)] {
                assert_eq!(body.contains(words), there, "{path}: {body}");
            }
        }
        for path in ["/%E5%B9%B4%E5%BA%A6", "//%E5%B9%B4%E5%BA%A6"] {
            let (status, headers, _) = answer(&root, path);
            assert!(status.is_redirection(), "{path}: {status}");
            assert_eq!(headers[header::LOCATION], "/%E5%B9%B4%E5%BA%A6/", "{path}");
        }
        std::fs::write(root.join("404.html"), "gone</body>").expect("a file");
        let (status, _, body) = answer(&root, "/missing");
        assert_eq!((status, body), (StatusCode::NOT_FOUND, format!("gone{TAG}</body>")));
        std::fs::remove_dir_all(root.parent().expect("a parent")).expect("removed");
    }

    #[test]
    fn a_page_gets_the_script_and_everything_its_kind() {
        let root = site("script");
        let strict = format!(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; connect-src 'none'; script-src 'self'\"><body>{TAG}"
        );
        for (path, kind, body) in [
            ("/strict.html", "text/html; charset=utf-8", strict.as_str()),
            ("/a.wasm", "application/wasm", "\0asm"),
            ("/a.md", "text/markdown; charset=utf-8", "字"),
            ("/a.css", "text/css; charset=utf-8", "p {}"),
            ("/a.json", "application/json", "{}"),
        ] {
            let (status, headers, found) = answer(&root, path);
            assert_eq!((status, found.as_str()), (StatusCode::OK, body), "{path}");
            assert_eq!(headers[header::CONTENT_TYPE], kind, "{path}");
            assert_eq!(headers[header::CACHE_CONTROL], "no-store", "{path}");
            assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff", "{path}");
            assert_eq!(headers["cross-origin-resource-policy"], "same-origin", "{path}");
        }
        std::fs::remove_dir_all(root.parent().expect("a parent")).expect("removed");
    }
}

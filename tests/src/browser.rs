//! A separate Chromium: an empty profile, a folder for saved files, and a record of its network requests.

#![expect(clippy::missing_panics_doc, reason = "a panic is how a test fails")]

use std::future::Future;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

use crate::{server, skipped};

/// How long a page may take on a busy machine.
const PATIENCE: Duration = Duration::from_mins(1);

/// The script that gives the output of `nianbao check --format json`, of the path, the name and the text that are its
/// arguments; empty for a kind of file that needs a further module. `reader` and `engine` must be loaded.
pub const CHECK_JSON: &str = "
    const named = (name, bytes) => {
        const first = new TextEncoder().encode(name + '\\0');
        const all = new Uint8Array(first.length + bytes.length);
        all.set(first);
        all.set(bytes, first.length);
        return all;
    };
    const [path, name, text] = arguments;
    const file = new TextEncoder().encode(text);
    const { call } = window.nianbao;
    const join = (...parts) => {
        const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
        parts.reduce((at, part) => (all.set(part, at), at + part.length), 0);
        return all;
    };
    const source = call('reader', 'source', named(name, file));
    if (!source) return '';
    const places = call('engine', 'places', source);
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, places.length, true);
    const spans = call('reader', 'spans', named(name, join(length, places, file)));
    const json = call('engine', 'json', named(path, join(source, spans)));
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(json);";

/// The program that an environment variable names, or that a shell would find under one of these names.
fn program(variable: &str, names: &[&str]) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(variable) {
        return Some(PathBuf::from(named));
    }
    let path = std::env::var_os("PATH")?;
    names.iter().find_map(|name| {
        std::env::split_paths(&path)
            .map(|folder| folder.join(name))
            .find(|file| file.is_file())
    })
}

/// The built validator, if `cargo xtask` built one and there is a browser; otherwise prints what is not tested.
pub fn validator(what: &str) -> Option<PathBuf> {
    let Some(folder) = std::env::var_os("NIANBAO_VALIDATOR") else {
        skipped(what, "no validator was built; `cargo xtask test` builds it");
        return None;
    };
    if program("NIANBAO_BROWSER", BROWSERS).is_none() || program("NIANBAO_CHROMEDRIVER", &["chromedriver"]).is_none() {
        skipped(
            what,
            "there is no Chromium with its chromedriver; `cargo xtask setup` says how to get them",
        );
        return None;
    }
    Some(PathBuf::from(folder))
}

/// A script for before the page: from when `window.full` is true, the browser's store takes nothing more.
pub const FULL_STORE: &str = "window.full = false;
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (...all) {
      if (window.full) throw new DOMException('full', 'QuotaExceededError');
      return put.apply(this, all);
    };";

/// The archive that was built for the tests, if there is a browser; without them, prints what is not tested.
pub fn archive(what: &str) -> Option<PathBuf> {
    validator(what)?;
    let archive = std::env::var_os("NIANBAO_ARCHIVE").map(PathBuf::from);
    if archive.is_none() {
        skipped(what, "no archive was built; `cargo xtask test` builds it");
    }
    archive
}

/// The addresses of the validator: from a web server, and as one file from disk.
pub fn ways(validator: &Path) -> [String; 2] {
    let file = url::Url::from_file_path(validator.join("nianbao-validator.html")).expect("a path from the root");
    let address = server::serve(validator.to_owned()).expect("a server can be started");
    [format!("http://{address}/index.html"), file.to_string()]
}

/// The script of axe-core; without it, prints what is not tested.
pub fn axe(what: &str) -> Option<String> {
    let script = std::env::var_os("NIANBAO_AXE").and_then(|file| std::fs::read_to_string(file).ok());
    if script.is_none() {
        skipped(what, "there is no axe-core; `cargo xtask setup` says how to get it");
    }
    script
}

/// The arguments of every browser.
const ARGUMENTS: [&str; 11] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
    "--lang=zh-CN",
];

const BROWSERS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A running browser.
#[derive(Debug, Clone)]
pub struct Browser {
    /// Its WebDriver.
    pub client: Client,
    downloads: PathBuf,
}

/// The driver's process, ended when dropped.
struct Driver(Child);

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts a browser, passes it to a test, and ends it, whatever the result.
pub fn with<F: Future<Output = ()> + 'static>(test: impl FnOnce(Browser) -> F + 'static) {
    let folder = tempfile::tempdir().expect("a folder for the browser's files can be made");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be made");
    let (driver, port) = start_driver();
    let tasks = tokio::task::LocalSet::new();
    let outcome = tasks.block_on(&runtime, async {
        let browser = Browser::open(port, folder.path()).await;
        let client = browser.client.clone();
        let outcome = tokio::task::spawn_local(test(browser)).await;
        // The driver ends the browser with the session; whether that works is not part of the test.
        let _ = client.close().await;
        outcome
    });
    drop(driver);
    if let Err(trouble) = outcome {
        std::panic::resume_unwind(trouble.into_panic());
    }
}

/// Starts the driver on a port it chooses.
fn start_driver() -> (Driver, u16) {
    let program = program("NIANBAO_CHROMEDRIVER", &["chromedriver"]).expect("chromedriver was found before");
    let mut child = Command::new(program)
        .arg("--port=0")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("chromedriver can be started");
    let output = child.stdout.take().expect("its output is read here");
    let mut lines = BufReader::new(output).lines().map_while(Result::ok);
    let port = lines
        .find_map(|line| {
            line.split_once("successfully on port ")?
                .1
                .trim_end_matches('.')
                .parse()
                .ok()
        })
        .expect("chromedriver says on which port it listens");
    // Its later output is discarded, so that it never blocks on a full pipe.
    std::thread::spawn(move || lines.for_each(drop));
    (Driver(child), port)
}

/// A browser as a separate process, which a test can kill as a power cut would.
#[derive(Debug)]
pub struct Killable(Child);

impl Killable {
    /// Starts a browser with a profile that outlives it.
    pub fn start(profile: &Path) -> Killable {
        // The browser writes its port there once it is ready.
        let _ = std::fs::remove_file(profile.join("DevToolsActivePort"));
        let child = Command::new(program("NIANBAO_BROWSER", BROWSERS).expect("a browser was found before"))
            .args(ARGUMENTS)
            .arg("--remote-debugging-port=0")
            .arg(format!("--user-data-dir={}", profile.display()))
            .arg("about:blank")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Killable(child.expect("the browser can be started"))
    }

    /// Connects a separate driver to it and passes it to a test.
    pub fn with<T: 'static, F: Future<Output = T> + 'static>(
        &self,
        profile: &Path,
        test: impl FnOnce(Browser) -> F + 'static,
    ) -> T {
        let start = Instant::now();
        let port = loop {
            let file = std::fs::read_to_string(profile.join("DevToolsActivePort")).unwrap_or_default();
            if let Some((port, _)) = file.split_once('\n') {
                break port.to_owned();
            }
            assert!(start.elapsed() < PATIENCE, "the browser says no port");
            std::thread::sleep(Duration::from_millis(20));
        };
        let downloads = profile.join("downloads");
        std::fs::create_dir_all(&downloads).expect("a folder for downloads can be made");
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime can be made");
        let (driver, driver_port) = start_driver();
        let options = json!({ "debuggerAddress": format!("127.0.0.1:{port}") });
        let tasks = tokio::task::LocalSet::new();
        let outcome = tasks.block_on(&runtime, async {
            let browser = Browser::connect(driver_port, &options, downloads).await;
            tokio::task::spawn_local(test(browser)).await
        });
        drop(driver);
        outcome.unwrap_or_else(|trouble| std::panic::resume_unwind(trouble.into_panic()))
    }

    /// Kills it (SIGKILL), so that it can write nothing more.
    pub fn kill(&mut self) {
        self.0.kill().expect("the browser can be ended");
        self.0.wait().expect("the browser is gone");
    }
}

impl Drop for Killable {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Browser {
    async fn open(port: u16, folder: &Path) -> Browser {
        let downloads = folder.join("downloads");
        std::fs::create_dir_all(&downloads).expect("a folder for downloads can be made");
        let mut arguments: Vec<String> = ARGUMENTS.map(str::to_owned).into();
        arguments.push(format!("--user-data-dir={}", folder.join("profile").display()));
        let options = json!({ "binary": program("NIANBAO_BROWSER", BROWSERS), "args": arguments });
        Browser::connect(port, &options, downloads).await
    }

    async fn connect(port: u16, options: &Value, downloads: PathBuf) -> Browser {
        let capabilities = json!({
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        });
        let Value::Object(capabilities) = capabilities else {
            unreachable!("it is written as an object")
        };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .expect("the browser can be started");
        let browser = Browser { client, downloads };
        let behaviour = json!({ "behavior": "allow", "downloadPath": browser.downloads });
        browser.devtools("Browser.setDownloadBehavior", behaviour).await;
        browser
    }

    /// Sends a command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        let answer = self
            .client
            .issue_cmd(Extra {
                path: "goog/cdp/execute",
                body,
            })
            .await;
        answer.unwrap_or_else(|trouble| panic!("{command}: {trouble}"))
    }

    /// Runs a script in every page before the page's own.
    pub async fn before_the_page(&self, script: &str) {
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await;
    }

    /// Sets the time limit for scripts.
    pub async fn patient(&self, time: Duration) {
        let timeouts = TimeoutConfiguration::new(Some(time), None, None);
        let answer = self.client.update_timeouts(timeouts).await;
        answer.unwrap_or_else(|trouble| panic!("more time for scripts: {trouble}"));
    }

    /// Runs a script in the page and returns its result.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        let answer = self.client.execute(script, arguments).await;
        answer.unwrap_or_else(|trouble| panic!("{script}: {trouble}"))
    }

    /// The problems that axe-core, whose script is given, finds on the open page, in words.
    pub async fn barriers(&self, axe: &str) -> Vec<String> {
        self.run(axe, Vec::new()).await;
        self.barriers_again().await
    }

    /// The same, on a page that axe-core's script was run on.
    pub async fn barriers_again(&self) -> Vec<String> {
        let script = "const done = arguments[arguments.length - 1];
            const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
            axe.run(document, { runOnly: rules, resultTypes: ['violations'] }).then(
                found => done(found.violations.flatMap(rule => rule.nodes.map(node =>
                    rule.id + ': ' + node.target.join(' ') + ' — ' + (node.any.concat(node.all, node.none)[0] || {}).message))),
                trouble => done([String(trouble)]));";
        let found = self.client.execute_async(script, Vec::new()).await;
        let found = found.unwrap_or_else(|trouble| panic!("axe-core: {trouble}"));
        let lines = found.as_array().into_iter().flatten();
        lines.filter_map(|line| Some(line.as_str()?.to_owned())).collect()
    }

    /// Shows pages in the light or the dark theme.
    pub async fn theme(&self, theme: &str) {
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// The drafts in the store of the page's origin, as they are kept, and their versions.
    pub async fn drafts(&self) -> Vec<String> {
        let script = "const done = arguments[arguments.length - 1];
            const opening = indexedDB.open('nianbao');
            opening.onerror = () => done([]);
            opening.onsuccess = () => {
              const database = opening.result;
              if (!database.objectStoreNames.contains('drafts')) return done([]);
              const all = database.transaction('drafts').objectStore('drafts').getAll();
              all.onsuccess = () => { database.close(); done(all.result); };
            };";
        let answer = self.client.execute_async(script, Vec::new()).await;
        let list = answer.unwrap_or_else(|trouble| panic!("the drafts: {trouble}"));
        let list = list.as_array().into_iter().flatten();
        list.filter_map(|draft| Some(draft.as_str()?.to_owned())).collect()
    }

    /// Waits until a draft in the store contains a text.
    pub async fn until_kept(&self, text: &str) {
        let start = Instant::now();
        while !self.drafts().await.iter().any(|draft| draft.contains(text)) {
            assert!(start.elapsed() < PATIENCE, "waited in vain for {text} to be kept");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Opens an address.
    pub async fn goto(&self, address: &str) {
        let answer = self.client.goto(address).await;
        answer.unwrap_or_else(|trouble| panic!("{address}: {trouble}"));
    }

    /// Waits until an expression in the page is true.
    pub async fn until(&self, expression: &str) {
        let start = Instant::now();
        while self.run(&format!("return Boolean({expression})"), Vec::new()).await != json!(true) {
            if start.elapsed() > PATIENCE {
                let page = self.run("return document.body.innerText", Vec::new()).await;
                panic!(
                    "waited in vain for {expression}; the page says:\n{}",
                    page.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits for an element and clicks it as a person does; panics if the element is covered.
    pub async fn click(&self, css: &str) {
        let element = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::Css(css))
            .await;
        let element = element.unwrap_or_else(|trouble| panic!("{css}: {trouble}"));
        element
            .click()
            .await
            .unwrap_or_else(|trouble| panic!("{css}: {trouble}"));
    }

    /// Waits for a button with these words and clicks it.
    pub async fn press(&self, words: &str) {
        let button = format!("//button[normalize-space()='{words}']");
        let element = self
            .client
            .wait()
            .at_most(PATIENCE)
            .for_element(Locator::XPath(&button))
            .await;
        let element = element.unwrap_or_else(|trouble| panic!("{words}: {trouble}"));
        element
            .click()
            .await
            .unwrap_or_else(|trouble| panic!("{words}: {trouble}"));
    }

    /// Opens the overview of the open report, by the verdict in the bar.
    pub async fn overview(&self) {
        self.click(".verdict button").await;
        self.until("document.querySelector('.over')").await;
    }

    /// Saves the open report as Markdown, by the menu.
    pub async fn save_markdown(&self) {
        self.click(".menu summary").await;
        self.press("报告文件（.md）").await;
    }

    /// Chooses a file in an input's dialog.
    pub async fn choose(&self, id: &str, file: &Path) {
        let input = self.client.find(Locator::Id(id)).await;
        let input = input.unwrap_or_else(|trouble| panic!("{id}: {trouble}"));
        // The driver takes only paths without `..` and links.
        let file = file.canonicalize();
        let file = file.unwrap_or_else(|error| panic!("the file for {id}: {error}"));
        let name = file.display().to_string();
        input
            .send_keys(&name)
            .await
            .unwrap_or_else(|trouble| panic!("{name}: {trouble}"));
    }

    /// Presses keys as a person does, wherever the focus is.
    pub async fn keys(&self, text: &str) {
        let active = self.client.active_element().await;
        let active = active.unwrap_or_else(|trouble| panic!("nothing has the focus: {trouble}"));
        active
            .send_keys(text)
            .await
            .unwrap_or_else(|trouble| panic!("{text}: {trouble}"));
    }

    /// All addresses requested since the last call, by anything in the browser.
    pub async fn requests(&self) -> Vec<String> {
        let body = json!({ "type": "performance" });
        let log = self.client.issue_cmd(Extra { path: "se/log", body }).await;
        let log = log.unwrap_or_else(|trouble| panic!("the record of requests: {trouble}"));
        log.as_array()
            .into_iter()
            .flatten()
            .filter_map(|entry| serde_json::from_str::<Value>(entry["message"].as_str()?).ok())
            .filter(|event| event["message"]["method"] == "Network.requestWillBeSent")
            .filter_map(|event| Some(event["message"]["params"]["request"]["url"].as_str()?.to_owned()))
            .collect()
    }

    /// The errors in the page's console since the last call.
    pub async fn complaints(&self) -> Vec<String> {
        let body = json!({ "type": "browser" });
        let log = self.client.issue_cmd(Extra { path: "se/log", body }).await;
        let log = log.unwrap_or_else(|trouble| panic!("the console: {trouble}"));
        log.as_array()
            .into_iter()
            .flatten()
            .filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING")
            .filter_map(|entry| Some(entry["message"].as_str()?.to_owned()))
            .collect()
    }

    /// Waits for a file to be saved, and returns its name and bytes; it is removed from the folder.
    pub async fn saved(&self) -> (String, Vec<u8>) {
        let start = Instant::now();
        loop {
            let entries = std::fs::read_dir(&self.downloads).into_iter().flatten().flatten();
            // While it is being saved, a file has another name, and Chromium keeps the name it will have with an empty
            // file.
            let whole = entries.map(|entry| entry.path()).find(|file| {
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let written = file.metadata().is_ok_and(|file| file.len() > 0);
                written && !name.ends_with(".crdownload") && !name.starts_with('.')
            });
            if let Some(file) = whole {
                let bytes = std::fs::read(&file).expect("a saved file can be read");
                std::fs::remove_file(&file).expect("a saved file can be removed");
                let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
                return (name, bytes);
            }
            assert!(start.elapsed() < PATIENCE, "waited in vain for a file to be saved");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// A command of chromedriver that WebDriver does not have.
#[derive(Debug)]
struct Extra {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}

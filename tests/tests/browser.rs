//! The validator in a real browser, used as a person would: from a web server and from disk.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use fantoccini::key::Key;
use nianbao_core::rules::{self, Settings};
use nianbao_core::wire::{CheckOutput, ReportOutput};
use nianbao_documents::Kind;
use nianbao_documents::kind::Part;
use nianbao_tests::browser::{self, Browser, CHECK_JSON};
use nianbao_tests::{real_data, root, sample, server, skipped};
use serde_json::json;

/// The cell that is broken and corrected.
const CELL: &str = "requests.granted.natural_person";

/// The address of the validator on a web server: inside the archive, if one was built.
fn served(validator: &Path) -> String {
    if let Some(archive) = std::env::var_os("NIANBAO_ARCHIVE") {
        let address = server::serve(archive.into()).expect("a server can be started");
        format!("http://{address}/")
    } else {
        let address = server::serve(validator.to_owned()).expect("a server can be started");
        format!("http://{address}/index.html")
    }
}

/// The value of a cell.
async fn value(browser: &Browser, cell: &str) -> String {
    let value = browser
        .run("return document.getElementById(arguments[0]).value", vec![json!(cell)])
        .await;
    value.as_str().unwrap_or_default().to_owned()
}

/// The requests that leave the browser: those for a page's own data and for the browser's own pages do not.
fn over_the_network(requests: Vec<String>) -> Vec<String> {
    let inside = ["file:", "data:", "blob:", "about:", "chrome:", "chrome-untrusted:"];
    requests
        .into_iter()
        .filter(|request| !inside.iter().any(|scheme| request.starts_with(scheme)))
        .collect()
}

/// Opens the sample, breaks a cell, follows the finding to it, corrects it, saves; the saved file passes natively too.
async fn break_and_mend(browser: &Browser) {
    browser.press("打开样例").await;
    browser.until(&format!("document.getElementById('{CELL}')")).await;
    browser.until("document.querySelector('header .chip.holds')").await;
    let right = value(browser, CELL).await;

    browser.click(&format!("[id='{CELL}']")).await;
    browser.keys("77").await;
    assert_eq!(
        value(browser, CELL).await,
        "77",
        "typing into a cell replaces its content"
    );
    // Sums are checked when the row is left.
    browser.keys(&Key::Enter.to_string()).await;
    browser
        .until("document.querySelector('.findings .finding.error')")
        .await;
    let invalid = browser.run(
        "return document.getElementById(arguments[0]).getAttribute('aria-invalid')",
        vec![json!(CELL)],
    );
    assert_eq!(
        invalid.await,
        json!("true"),
        "the wrong cell says so to a screen reader"
    );

    // The finding leads back to the cell from another part of the report.
    browser.click("nav.rail li:first-child button").await;
    browser.until(&format!("!document.getElementById('{CELL}')")).await;
    browser.click(".findings .finding.error .do .plain").await;
    browser
        .until(&format!(
            "document.activeElement && document.activeElement.id === '{CELL}'"
        ))
        .await;

    browser.keys(&right).await;
    browser.keys(&Key::Enter.to_string()).await;
    browser.until("!document.querySelector('.findings .finding')").await;
    browser.save_markdown().await;
    let (name, bytes) = browser.saved().await;
    let source = nianbao_documents::read(&name, &bytes).expect("what was saved can be read");
    let checked = rules::check(&source.reading, &Settings::default());
    assert!(checked.findings.is_empty(), "{name}: {:?}", checked.findings);
    assert!(
        source.reading.unplaced.is_empty(),
        "{name}: {:?}",
        source.reading.unplaced
    );
    let cell = source.reading.report.cell(CELL.parse().expect("it is a cell"));
    assert_eq!(cell.map(|cell| cell.as_str().to_owned()), Some(right), "{name}");
    assert_eq!(
        nianbao_core::write::markdown(&source.reading.report).as_bytes(),
        bytes,
        "{name} is written as fmt writes it"
    );
}

#[test]
fn from_the_archive_to_the_wrong_cell_and_back_to_a_saved_file() {
    let Some(validator) = browser::validator("the validator from a web server") else {
        return;
    };
    browser::with(move |browser| async move {
        let address = served(&validator);
        browser.goto(&address).await;
        if !address.ends_with("index.html") {
            // Follow the archive's own link, as a person would.
            browser
                .click("a[href$='validate/'], a[href$='validate/index.html']")
                .await;
        }
        break_and_mend(&browser).await;
        let host: String = address.split('/').take(3).collect::<Vec<_>>().join("/");
        for request in over_the_network(browser.requests().await) {
            assert!(
                request.starts_with(&format!("{host}/")),
                "the validator asked for {request}"
            );
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn from_a_disk_the_single_file_does_the_same_without_any_network() {
    let Some(validator) = browser::validator("the validator from a disk") else {
        return;
    };
    browser::with(move |browser| async move {
        // Without any network, not even this machine's own.
        let offline = json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
        browser.devtools("Network.emulateNetworkConditions", offline).await;
        let file = url::Url::from_file_path(validator.join("nianbao-validator.html")).expect("a path from the root");
        browser.goto(file.as_str()).await;
        break_and_mend(&browser).await;
        let requests = browser.requests().await;
        assert!(
            requests.contains(&file.to_string()),
            "requests are recorded: {requests:?}"
        );
        assert_eq!(over_the_network(requests), Vec::<String>::new());
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

/// The programs among the requests that leave the browser: the last part of each address that ends in `.js` or `.wasm`.
fn programs(requests: Vec<String>) -> BTreeSet<String> {
    over_the_network(requests)
        .into_iter()
        .filter_map(|request| request.rsplit('/').next().map(str::to_owned))
        .filter(|name| matches!(name.rsplit_once('.'), Some((_, "js" | "wasm"))))
        .collect()
}

#[test]
fn modules_are_loaded_when_they_are_needed_and_nothing_else_ever() {
    let Some(validator) = browser::validator("what the validator loads") else {
        return;
    };
    browser::with(move |browser| async move {
        let address = server::serve(validator).expect("a server can be started");
        browser.goto(&format!("http://{address}/index.html")).await;
        browser.until("document.querySelector('main.home')").await;
        let first = [
            "early.js",
            "loader.js",
            "nianbao-form.js",
            "nianbao-form_bg.wasm",
            "start.js",
        ]
        .map(str::to_owned);
        // The rest of the page comes right after its start.
        let rest = "later_bg.wasm".to_owned();
        let mut begun = programs(browser.requests().await);
        browser.until("window.nianbao.isLoaded('later')").await;
        begun.extend(programs(browser.requests().await));
        assert!(begun.remove(&rest), "{begun:?}");
        assert_eq!(begun, BTreeSet::from(first));
        let reaches = "const done = arguments[arguments.length - 1];
            fetch(arguments[0]).then(() => done('reached'), () => done('refused'))";
        for place in ["/index.html", "http://localhost:9/"] {
            let answer = browser.client.execute_async(reaches, vec![json!(place)]).await;
            assert_eq!(answer.ok(), Some(json!("refused")), "{place}");
        }
        for complaint in browser.complaints().await {
            assert!(complaint.contains("Content Security Policy"), "{complaint}");
        }
        // They may come earlier, once the page is at rest.
        let mut later = programs(browser.requests().await);

        browser.press("打开样例").await;
        browser.until("document.querySelector('header .chip.holds')").await;
        later.extend(programs(browser.requests().await));
        let both = ["engine.js", "engine_bg.wasm", "reader.js", "reader_bg.wasm"].map(str::to_owned);
        assert_eq!(later, BTreeSet::from(both));

        // A Word file loads another module, and reads the same as the saved file.
        browser.press("存为 Word").await;
        let (name, bytes) = browser.saved().await;
        let saved = nianbao_documents::read(&name, &bytes).expect("what was saved can be read");
        let sample = nianbao_core::markdown::read(include_str!("../../crates/nianbao-engine/src/sample.md"));
        assert_eq!(saved.reading.report, sample.report, "{name}");
        let documents = ["documents.js", "documents_bg.wasm"].map(str::to_owned);
        assert_eq!(programs(browser.requests().await), BTreeSet::from(documents));

        let folder = tempfile::tempdir().expect("a folder");
        let word = folder.path().join("word.docx");
        let mut other = sample.report;
        other.set(CELL.parse().expect("it is a cell"), "8");
        let page = folder.path().join("page.html");
        for (file, kind) in [(&word, Kind::Docx), (&page, Kind::Html)] {
            let bytes = nianbao_documents::write(&other, kind).expect("it can be written");
            std::fs::write(file, bytes).expect("a file can be written");
            browser.press("草稿").await;
            browser.until("document.getElementById('file')").await;
            browser.choose("file", file).await;
            browser
                .until(&format!(
                    "document.querySelector('header .chip.error') && !document.querySelector('main.home') \
                     && (document.getElementById('{CELL}') || {{}}).value === '8'"
                ))
                .await;
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_finding_is_accepted_with_a_reason_and_findings_are_filtered() {
    let Some(validator) = browser::validator("that findings are accepted") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.press("打开样例").await;
            browser.click(&format!("[id='{CELL}']")).await;
            browser.keys("77").await;
            browser.keys(&Key::Enter.to_string()).await;
            browser.until("document.querySelector('.finding.error')").await;
            browser.click(".side .filter").await;
            browser
                .until("document.querySelector('.side .filter').getAttribute('aria-pressed') === 'true'")
                .await;
            browser.click(".side .filter").await;
            browser.press("接受…").await;
            browser
                .until("document.activeElement.id.startsWith('reason-') && document.activeElement.offsetHeight > 0")
                .await;
            browser.keys("按原件录入").await;
            browser.keys(&Key::Enter.to_string()).await;
            browser
                .until("document.querySelector('.finding.accepted') && document.activeElement.id === 'findings-title'")
                .await;
            browser.save_markdown().await;
            let (_, bytes) = browser.saved().await;
            assert!(String::from_utf8_lossy(&bytes).contains("reason = \"按原件录入\""));
            browser.press("不再接受").await;
            browser.until("document.querySelector('.finding.error')").await;
        }
    });
}

/// The output of the native checker for a text.
fn natively(path: &str, name: &str, text: &str) -> String {
    let source = match nianbao_documents::read(name, text.as_bytes()) {
        Ok(source) if source.kind.facts().reader == Some(Part::Plain) => source,
        _ => return String::new(),
    };
    let checked = rules::check(&source.reading, &Settings::default());
    let output = ReportOutput::new(path, &source.text, &source.reading, &checked);
    CheckOutput::new(vec![output]).to_json()
}

#[test]
fn the_same_report_gives_the_same_bytes_in_the_browser() {
    let what = "that the browser finds what the command finds";
    let Some(validator) = browser::validator(what) else {
        return;
    };
    let mut texts: Vec<(String, String)> = Vec::new();
    for (what, text) in sample::hostile() {
        texts.push((format!("{what}.md"), text.clone()));
        texts.push((format!("{what}.txt"), text));
    }
    let mut folders = vec![root().join("content/reports")];
    folders.extend(real_data("real reports in the browser"));
    let mut files = Vec::new();
    for folder in folders {
        nianbao_tests::walk(&folder, &mut files);
    }
    for file in files {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // The kinds of file that need no further module.
        if !file.extension().is_some_and(|kind| kind == "md" || kind == "txt") {
            continue;
        }
        if let Ok(text) = std::fs::read_to_string(&file) {
            texts.push((name, text));
        }
    }
    browser::with(move |browser| async move {
        let address = server::serve(validator).expect("a server can be started");
        browser.goto(&format!("http://{address}/index.html")).await;
        browser.until("window.nianbao && window.nianbao.load('engine')").await;
        browser.until("window.nianbao.load('reader')").await;
        for module in ["engine", "reader"] {
            browser.until(&format!("window.nianbao.isLoaded('{module}')")).await;
        }
        for (name, text) in texts {
            // A byte order mark matters when bytes become text; here it is text already.
            let arguments = vec![json!("content/x.md"), json!(name), json!(text)];
            let in_browser = browser.run(CHECK_JSON, arguments).await;
            assert_eq!(
                in_browser.as_str(),
                Some(natively("content/x.md", &name, &text).as_str()),
                "{name}"
            );
        }
        by_the_command(&browser).await;
    });
}

/// The command prints the same bytes too.
async fn by_the_command(browser: &Browser) {
    let Some(command) = std::env::var_os("NIANBAO_COMMAND") else {
        skipped(
            "that the command prints what the browser finds",
            "the command was not built; `cargo xtask test` builds it",
        );
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let written = nianbao_core::write::markdown(&sample::report());
    for (name, text) in [
        ("right.md", written.clone()),
        ("wrong.md", written.replacen("| 12 |", "| 13 |", 1)),
    ] {
        std::fs::write(folder.path().join(name), &text).expect("a file can be written");
        let output = Command::new(&command)
            .current_dir(folder.path())
            .args(["check", name, "--format", "json"])
            .output()
            .expect("the command can be started");
        let in_browser = browser
            .run(CHECK_JSON, vec![json!(name), json!(name), json!(text)])
            .await;
        assert_eq!(
            in_browser.as_str(),
            Some(String::from_utf8_lossy(&output.stdout).as_ref()),
            "{name}"
        );
    }
}

#[test]
fn pages_can_be_used_with_a_screen_reader_and_a_keyboard() {
    let what = "pages with a screen reader";
    let Some(validator) = browser::validator(what) else {
        return;
    };
    let Some(axe) = browser::axe(what) else {
        return;
    };
    browser::with(move |browser| async move {
        browser.patient(Duration::from_mins(2)).await;
        let mut found = Vec::new();
        if let Some(archive) = std::env::var_os("NIANBAO_ARCHIVE").map(PathBuf::from) {
            let pages = one_of_each_kind(&archive);
            let address = server::serve(archive).expect("a server can be started");
            for scheme in ["light", "dark"] {
                browser.theme(scheme).await;
                for page in &pages {
                    browser.goto(&format!("http://{address}{page}")).await;
                    let barriers = browser.barriers(&axe).await;
                    found.extend(
                        barriers
                            .into_iter()
                            .map(|barrier| format!("{page}, {scheme}: {barrier}")),
                    );
                }
            }
        }
        let address = server::serve(validator).expect("a server can be started");
        browser.goto(&format!("http://{address}/index.html")).await;
        browser.until("document.querySelector('main.home')").await;
        let mut views = vec![("the first view", browser.barriers(&axe).await)];
        browser.press("打开样例").await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("41").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until("document.querySelector('.findings .finding.error')")
            .await;
        for scheme in ["light", "dark"] {
            browser.theme(scheme).await;
            views.push(("a finding", browser.barriers(&axe).await));
            browser.press("预览").await;
            views.push(("the preview", browser.barriers(&axe).await));
            browser.press("填写").await;
        }
        for (view, barriers) in views {
            found.extend(
                barriers
                    .into_iter()
                    .map(|barrier| format!("the validator, {view}: {barrier}")),
            );
        }
        assert!(found.is_empty(), "{} barriers:\n{}", found.len(), found.join("\n"));
    });
}

/// Pages of an archive that differ by more than a name or a year: the first of each folder, in both languages.
fn one_of_each_kind(archive: &Path) -> Vec<String> {
    let mut files = Vec::new();
    nianbao_tests::walk(archive, &mut files);
    let mut kinds = BTreeMap::new();
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "html"))
    {
        let path = file.strip_prefix(archive).unwrap_or(file);
        let parts: Vec<_> = path
            .components()
            .map(|part| part.as_os_str().to_string_lossy())
            .collect();
        let is_english = parts.first().is_some_and(|part| part == "en");
        let rest = &parts[usize::from(is_english)..];
        let folder = rest.first().map(ToString::to_string);
        // The validator is examined in use.
        if folder.as_deref() != Some("validate") {
            kinds
                .entry((is_english, folder, rest.len()))
                .or_insert_with(|| format!("/{}", parts.join("/")));
        }
    }
    kinds.into_values().collect()
}

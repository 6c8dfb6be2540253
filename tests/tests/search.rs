//! The archive's search in a real browser, used as a person would: from a web server, below a path, and from disk.

use std::path::Path;

use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser};
use nianbao_tests::server;
use serde_json::{Value, json};

async fn text(browser: &Browser, css: &str) -> String {
    let script = "return (document.querySelector(arguments[0]) || {}).innerText || ''";
    let text = browser.run(script, vec![json!(css)]).await;
    text.as_str().unwrap_or_default().to_owned()
}

async fn number(browser: &Browser, css: &str) -> u64 {
    let count = browser.run(
        "return document.querySelectorAll(arguments[0]).length",
        vec![json!(css)],
    );
    count.await.as_u64().unwrap_or_default()
}

/// Waits for the answer to the last question.
async fn answered(browser: &Browser) {
    browser
        .until("document.querySelector('#search:not([hidden]):not([aria-busy])') && !document.querySelector('#search-count').innerText.includes('正在')")
        .await;
}

/// From the home page to a hit in a report and back, with filters.
async fn search(browser: &Browser, home: &str) {
    browser.goto(home).await;
    browser.click("#home-search").await;
    browser.keys("行政复议 纠正").await;
    browser.keys(&Key::Enter.to_string()).await;
    browser.until("document.querySelector('#search-results li')").await;
    answered(browser).await;
    let address = browser
        .run("return decodeURIComponent(location.search)", Vec::new())
        .await;
    assert_eq!(
        address.as_str().map(|text| text.replace('+', " ")).as_deref(),
        Some("?q=行政复议 纠正")
    );
    let count = text(browser, "#search-count").await;
    let all: u64 = count
        .split(' ')
        .next()
        .and_then(|number| number.parse().ok())
        .expect("a number");
    assert!(all > 10 && count.ends_with("份报告有“行政复议”和“纠正”"), "{count}");
    assert_eq!(number(browser, "#search-results > li").await, 10);
    // Every place shown has a term, and those of the first report have both.
    assert_eq!(number(browser, ".place:not(:has(mark.hit))").await, 0);
    let first = browser.run("return [...new Set([...document.querySelectorAll('.results li:first-child .place:first-of-type mark')].map(mark => mark.textContent))]", Vec::new());
    assert_eq!(first.await, json!(["行政复议", "纠正"]));

    // All of them, by the keyboard: the first new one has the focus.
    browser
        .run("document.getElementById('search-more').focus()", Vec::new())
        .await;
    browser.keys(&Key::Enter.to_string()).await;
    browser
        .until("document.querySelectorAll('#search-results > li').length > 10")
        .await;
    let at =
        "return [...document.querySelectorAll('#search-results > li')].indexOf(document.activeElement.closest('li'))";
    assert_eq!(browser.run(at, Vec::new()).await, json!(10));

    // A filter: the count, the address, and the way back.
    browser.click("#search-year-2023").await;
    browser.until("location.search.includes('year=2023')").await;
    answered(browser).await;
    let some = text(browser, "#search-count").await;
    assert!(
        some.split(' ')
            .next()
            .and_then(|number| number.parse::<u64>().ok())
            .is_some_and(|some| some < all),
        "{some}"
    );
    assert_eq!(
        browser
            .run(
                "return [document.activeElement.id, document.activeElement.checked]",
                Vec::new()
            )
            .await,
        json!(["search-year-2023", true]),
        "the box keeps the focus"
    );
    browser.client.back().await.expect("there is a page before");
    browser.until("!location.search.includes('year=2023')").await;
    answered(browser).await;
    assert_eq!(text(browser, "#search-count").await, count);

    // A hit leads to its place.
    let words = text(browser, ".results .place p").await;
    browser.click(".results .where a").await;
    browser.until("document.querySelector('article :target')").await;
    let place = text(browser, "article :target").await;
    let words = words.trim_matches('…');
    assert!(place.contains(words), "{place:?} has {words:?}");
}

/// What else can be asked, each by its address.
async fn answers(browser: &Browser, page: &str) {
    let ask = async |query: &str| {
        browser.goto("about:blank").await;
        browser.goto(&format!("{page}?{query}")).await;
        answered(browser).await;
        text(browser, "#search-count").await
    };
    // Printed on every report: counted apart.
    assert_eq!(ask("q=属于行政执法案卷").await, "没有报告写着“属于行政执法案卷”");
    browser.click("#search-printed").await;
    browser.until("document.querySelector('#search-results li')").await;
    let label = text(browser, ".results .place").await;
    assert!(
        label.contains("属于行政执法案卷") && label.contains("表格的栏目名"),
        "{label}"
    );
    // Nothing.
    assert_eq!(ask("q=行政复议+乌有").await, "没有报告写着“行政复议”和“乌有”");
    assert_eq!(
        number(browser, "#search-notes li a").await,
        1,
        "one of the two can be searched for alone"
    );
    // A single character, an empty question, and one that is code.
    assert_eq!(ask("q=件").await, "");
    assert!(text(browser, "#search-notes").await.contains('件'));
    assert!(ask("q=").await.contains("份报告的全文"));
    assert_eq!(
        ask("q=<img+src=x+onerror=alert(1)>&year=x&organ=<b>&show=-1").await,
        "没有报告写着“<img”和“src=x”和“onerror=alert(1)>”"
    );
    assert_eq!(number(browser, "main img").await, 0);
}

fn host(address: &str) -> String {
    address.split('/').take(3).collect::<Vec<_>>().join("/")
}

#[test]
fn a_word_is_found_on_a_web_server_below_a_path() {
    let what = "search from a web server";
    let Some(archive) = browser::archive(what) else {
        return;
    };
    let axe = browser::axe(what);
    browser::with(move |browser| async move {
        let name = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let above = archive.parent().unwrap_or(Path::new("/")).to_owned();
        let address = server::serve(above).expect("a server can be started");
        let home = format!("http://{address}/{name}/");
        search(&browser, &format!("{home}index.html")).await;
        answers(&browser, &format!("{home}search/index.html")).await;
        for request in browser.requests().await {
            let inside = ["data:", "about:", "chrome:", "blob:"]
                .iter()
                .any(|scheme| request.starts_with(scheme));
            assert!(
                inside || request.starts_with(&host(&home)),
                "the page asked for {request}"
            );
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        let Some(axe) = axe else { return };
        let mut found = Vec::new();
        for page in ["search/", "en/search/"] {
            for query in [
                "q=行政复议",
                "q=行政复议+纠错&year=2024",
                "q=45",
                "q=结果纠正&printed=1",
            ] {
                for scheme in ["light", "dark"] {
                    browser.theme(scheme).await;
                    browser.goto(&format!("{home}{page}index.html?{query}")).await;
                    browser.until("document.querySelector('#search:not([aria-busy])') && document.querySelector('#search-count').innerText").await;
                    let barriers = browser.barriers(&axe).await;
                    found.extend(
                        barriers
                            .into_iter()
                            .map(|barrier| format!("{page}?{query}, {scheme}: {barrier}")),
                    );
                }
            }
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn a_word_is_found_from_a_disk() {
    let Some(archive) = browser::archive("search from a disk") else {
        return;
    };
    browser::with(move |browser| async move {
        let home = format!("file://{}", archive.display());
        search(&browser, &format!("{home}/index.html")).await;
        answers(&browser, &format!("{home}/search/index.html")).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_missing_file_is_said() {
    let Some(archive) = browser::archive("search without its files") else {
        return;
    };
    let page = std::fs::read_to_string(archive.join("search/index.html")).expect("the page");
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in [
        ("search/index.html", page.as_bytes()),
        (
            "assets/search.js",
            &std::fs::read(archive.join("assets/search.js")).expect("the script"),
        ),
    ] {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }
    browser::with(move |browser| async move {
        let address = server::serve(folder.path().to_owned()).expect("a server can be started");
        browser
            .goto(&format!("http://{address}/search/index.html?q=公开"))
            .await;
        browser.until("!document.getElementById('search-broken').hidden").await;
        let shown: Value = browser
            .run("return document.getElementById('search').hidden", Vec::new())
            .await;
        assert_eq!(shown, json!(true));
        drop(folder);
    });
}

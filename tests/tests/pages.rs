//! Every kind of page of the archive in a real browser: nothing keeps people from reading it, at every width, from a web
//! server below a path, from disk, and without scripts.

use std::path::Path;

use nianbao_tests::browser::{self, Browser};
use nianbao_tests::server;
use serde_json::json;

/// A page of each kind.
const PAGES: [&str; 22] = [
    "index.html",
    "years/index.html",
    "years/2024/index.html",
    "organs/index.html",
    "organs/wangchao/index.html",
    "organs/wangchao-revival/index.html",
    "organs/wangchao-bailu/2024/index.html",
    "organs/jianshan-office/2023/index.html",
    "organs/wangchao-poverty/index.html",
    "statistics/index.html",
    "statistics/organs/wangchao/2024/index.html",
    "coverage/index.html",
    "corrections/index.html",
    "compare/index.html?left=wangchao-resources/2024&right=wangchao-housing/2024",
    "rules/index.html",
    "rules/requests-balance/index.html",
    "guide/index.html",
    "guide/writing/index.html",
    "data/index.html",
    "search/index.html?q=行政复议",
    "about/index.html",
    "404.html",
];

/// The pages in both languages; the one for addresses that lead nowhere and those of old ids are one for both.
fn addresses() -> impl Iterator<Item = String> {
    let both = |page: &str| {
        let english = Some(format!("en/{page}")).filter(|_| page != "404.html");
        std::iter::once(page.to_owned()).chain(english)
    };
    PAGES.into_iter().flat_map(both)
}

/// Waits until the scripts of the page have done their work.
async fn ready(browser: &Browser) {
    browser
        .until("document.readyState === 'complete' && !document.querySelector('[aria-busy=true]') && !(document.getElementById('search-count') && !document.getElementById('search-count').innerText)")
        .await;
}

async fn screen(browser: &Browser, width: u32) {
    let screen = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500 });
    browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
}

/// What can be touched but is less than 44 pixels high, links in running text and boxes within a label apart.
const SMALL: &str = "return [...document.querySelectorAll('main :is(a, button, summary, select, input)')]
    .filter((one) => one.checkVisibility() && one.type !== 'checkbox' && !one.closest('p, article, pre, .verdict'))
    .map((one) => [one.textContent.trim().slice(0, 20), one.getBoundingClientRect().height])
    .filter(([, height]) => height > 0 && height < 43.5)
    .map((both) => both.join(' '))";

#[test]
fn nothing_keeps_people_from_reading_a_page() {
    let what = "the archive's pages for screen readers and keyboards";
    let (Some(archive), Some(axe)) = (browser::archive(what), browser::axe(what)) else {
        return;
    };
    browser::with(move |browser| async move {
        // Below a path, as on many hosts.
        let name = archive.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let above = archive.parent().unwrap_or(Path::new("/")).to_owned();
        let address = server::serve(above).expect("a server can be started");
        let host = format!("http://{address}/");
        let mut found = Vec::new();
        for (width, scheme, english) in [(1280, "light", false), (390, "dark", true)] {
            screen(&browser, width).await;
            browser.theme(scheme).await;
            for page in addresses() {
                // The styles of the page for lost addresses are found from the root of a host only.
                if page == "404.html" || page.starts_with("en/") != english {
                    continue;
                }
                browser.goto(&format!("{host}{name}/{page}")).await;
                ready(&browser).await;
                let mut wrong = browser.barriers(&axe).await;
                let wide = browser
                    .run("return document.documentElement.scrollWidth > innerWidth", Vec::new())
                    .await;
                if wide == json!(true) {
                    wrong.push("the page scrolls sideways".to_owned());
                }
                if width < 500 {
                    let small = browser.run(SMALL, Vec::new()).await;
                    let small = small.as_array().into_iter().flatten();
                    wrong.extend(small.map(|target| format!("too small for a finger: {target}")));
                }
                wrong.extend(browser.complaints().await);
                found.extend(
                    wrong
                        .into_iter()
                        .map(|wrong| format!("{page}, {width}, {scheme}: {wrong}")),
                );
            }
        }
        for request in browser.requests().await {
            let inside = ["data:", "about:", "chrome:", "blob:"]
                .iter()
                .any(|scheme| request.starts_with(scheme));
            assert!(inside || request.starts_with(&host), "a page asked for {request}");
        }
        assert!(found.is_empty(), "{}", found.join("\n"));
    });
}

#[test]
fn every_page_opens_from_a_disk() {
    let Some(archive) = browser::archive("the archive's pages from a disk") else {
        return;
    };
    browser::with(move |browser| async move {
        for page in addresses().filter(|page| page != "404.html") {
            browser.goto(&format!("file://{}/{page}", archive.display())).await;
            ready(&browser).await;
            let styled = browser
                .run("return getComputedStyle(document.querySelector('main')).display !== 'inline' && document.styleSheets.length > 0", Vec::new())
                .await;
            assert_eq!(
                (styled, browser.complaints().await),
                (json!(true), Vec::new()),
                "{page}"
            );
        }
        // The validator of a website does not run from a disk: it names the file that does.
        browser
            .goto(&format!("file://{}/validate/index.html", archive.display()))
            .await;
        browser
            .until("document.querySelector('a[href=\"nianbao-validator.html\"]').checkVisibility()")
            .await;
    });
}

#[test]
fn every_page_is_read_without_scripts() {
    let Some(archive) = browser::archive("the archive's pages without scripts") else {
        return;
    };
    browser::with(move |browser| async move {
        let address = server::serve(archive).expect("a server can be started");
        let off = json!({ "value": true });
        browser.devtools("Emulation.setScriptExecutionDisabled", off).await;
        for page in addresses() {
            browser.goto(&format!("http://{address}/{page}")).await;
            let text = browser
                .run("return document.querySelector('main').innerText", Vec::new())
                .await;
            let text = text.as_str().unwrap_or_default();
            let says = match page.trim_start_matches("en/").split('/').next() {
                // These two have nothing to show without their scripts, and say so.
                Some("search" | "compare") => text.contains("脚本") || text.contains("script"),
                Some("404.html") => text.contains("404") || text.contains("没有"),
                _ => text.chars().count() > 60 || page.contains("wangchao-poverty"),
            };
            assert!(says, "{page}: {text}");
        }
    });
}

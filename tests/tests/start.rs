//! The start of the validator in a real browser: what comes after it, browsers that are too old, files that are too large.

use nianbao_tests::browser::{self, Browser};
use serde_json::json;

/// The sample, as it is written.
const SAMPLE: &str = include_str!("../../crates/nianbao-engine/src/sample.md");

/// Drops a file with this content on the page.
async fn drop_file(browser: &Browser, name: &str, content: &str) {
    let script = "const data = new DataTransfer();
        data.items.add(new File([arguments[1]], arguments[0]));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));";
    browser.run(script, vec![json!(name), json!(content)]).await;
}

#[test]
fn what_is_asked_before_the_editor_has_come_is_done_when_it_comes() {
    let Some(validator) = browser::validator("the second part of the page") else {
        return;
    };
    browser::with(move |browser| async move {
        let [hosted, _] = browser::ways(&validator);
        // The second part waits, fails once, and comes.
        let hold = "const real = window.fetch;
            window.come = [];
            window.fetch = (...asked) => String(asked[0]).includes('later')
                ? new Promise((go, fail) => window.come.push((well) => well ? go(real(...asked)) : fail(new TypeError('no network'))))
                : real(...asked);";
        browser.before_the_page(hold).await;
        browser.goto(&hosted).await;
        browser.until("document.querySelector('main.home')").await;
        browser
            .until("document.querySelector('main.home a[href=\"../\"]').textContent === '回到年报库'")
            .await;
        // What the start itself can do needs no more.
        browser.press("English").await;
        browser.until("document.documentElement.lang === 'en'").await;
        browser.press("中文").await;
        browser.press("打开样例").await;
        browser
            .until("window.nianbao.isLoaded('reader') && window.come.length === 1")
            .await;
        assert_eq!(
            browser.run("return document.querySelector('.work')", Vec::new()).await,
            json!(null)
        );
        browser.run("window.come.pop()(false)", Vec::new()).await;
        browser
            .until("/没有载入/.test(document.querySelector('.said').textContent)")
            .await;
        drop_file(&browser, "a.md", SAMPLE).await;
        browser.until("window.come.length === 1").await;
        browser.run("window.come.pop()(true)", Vec::new()).await;
        browser.until("document.querySelector('header .chip.holds')").await;
        browser.until("document.querySelectorAll('.work').length === 1").await;
    });
}

#[test]
fn an_old_browser_is_told_which_versions_will_do() {
    let Some(validator) = browser::validator("what an old browser is told") else {
        return;
    };
    browser::with(move |browser| async move {
        let [hosted, disk] = browser::ways(&validator);
        // An old browser can't start the modules either.
        let old =
            "WebAssembly.instantiate = WebAssembly.instantiateStreaming = () => Promise.reject(new Error('old'));";
        browser.before_the_page(old).await;
        for (address, script) in [
            (&hosted, "WebAssembly.validate = () => false;"),
            (&disk, "WebAssembly.validate = () => false;"),
            // The single file is compressed.
            (
                &disk,
                "WebAssembly.validate = () => true; delete window.DecompressionStream;",
            ),
        ] {
            browser.before_the_page(script).await;
            browser.goto(address).await;
            browser
                .until("[...document.querySelectorAll('[role=alert]')].some((one) => one.textContent.includes('极速模式'))")
                .await;
        }
    });
}

#[test]
fn a_file_too_large_for_a_report_is_refused_with_a_sentence() {
    let Some(validator) = browser::validator("files that are too large") else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            let rows = "| 1 | 2 |\n".repeat(1001);
            let table = format!("\n\n| 甲 | 乙 |\n| --- | --- |\n{rows}");
            for (content, said) in [
                ("甲".repeat(800_000), "超过 2 MB"),
                (
                    SAMPLE.replacen("\n\n## 三", &format!("{table}\n\n## 三"), 1),
                    "超过 1000 行",
                ),
            ] {
                drop_file(&browser, "大.md", &content).await;
                browser
                    .until(&format!(
                        "document.querySelector('.said').textContent.includes('{said}')"
                    ))
                    .await;
                browser.press("知道了").await;
            }
            // The next one is opened.
            drop_file(&browser, "小.md", SAMPLE).await;
            browser.until("document.querySelector('header .chip.holds')").await;
        }
    });
}

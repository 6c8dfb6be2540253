//! The page that compares reports in a real browser: from a web server, and from disk.

use nianbao_tests::browser::{self, Browser};
use nianbao_tests::server;
use serde_json::json;

async fn text(browser: &Browser, css: &str) -> String {
    let script = "return (document.querySelector(arguments[0]) || {}).innerText || ''";
    let text = browser.run(script, vec![json!(css)]).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// The texts of the cells of a row that are shown.
async fn row(browser: &Browser, field: &str) -> Vec<String> {
    let script = "const row = document.querySelector(`tr[data-field='${arguments[0]}']`);
        return row.hidden ? null : [...row.cells].map(cell => cell.innerText.trim())";
    let cells = browser.run(script, vec![json!(field)]).await;
    let cells = cells.as_array().cloned().unwrap_or_default();
    cells
        .iter()
        .filter_map(|cell| cell.as_str().map(str::to_owned))
        .collect()
}

async fn shown(browser: &Browser, title: &str) {
    let expression = format!("document.querySelector('#compare-title').innerText === '{title}'");
    browser.until(&expression).await;
}

/// Two organs by three clicks from home, then two years of one, and the address that holds the choice.
async fn compare(browser: &Browser, home: &str) {
    browser.goto(home).await;
    browser.click("nav a[href='compare/index.html']").await;
    browser
        .until("document.querySelector('#compare:not([hidden]) td')")
        .await;
    let choose = "const select = document.getElementById(arguments[0]);
        select.value = arguments[1]; select.dispatchEvent(new Event('change'))";
    let set = async |id: &str, value: &str| browser.run(choose, vec![json!(id), json!(value)]).await;
    set("compare-left-organ", "wangchao-resources").await;
    set("compare-right-organ", "wangchao-market").await;
    set("compare-left-year", "2024").await;
    set("compare-right-year", "2024").await;
    shown(browser, "望潮县自然资源局 2024 / 望潮县市场监督管理局 2024").await;
    let said = text(browser, "#compare-say").await;
    assert!(
        said.contains("43 件") && said.contains("48.8%") && said.contains("相差 3.8 个百分点"),
        "{said}"
    );
    assert_eq!(
        row(browser, "requests.granted.*").await,
        ["（一）予以公开", "11", "25.6%", "8", "40.0%", "", "右多 14.4"]
    );
    assert_eq!(
        row(browser, "requests.received.*").await,
        ["一、本年新收", "45", "", "19", "", "", "左多 26 件"]
    );
    let marked = browser
        .run(
            "return document.querySelector(\"tr[data-field='requests.granted.*']\").className",
            Vec::new(),
        )
        .await;
    assert_eq!(marked, json!("l1 big"));
    // Rows that are 0 on both sides are folded, and named.
    assert!(row(browser, "requests.denied.state_secret.*").await.is_empty());
    let zeros = browser
        .run(
            "return document.querySelector('#compare-zeros p').textContent",
            Vec::new(),
        )
        .await;
    assert!(zeros.as_str().is_some_and(|zeros| zeros.contains("属于国家秘密")));

    // Another column, then the address alone brings the same page back.
    browser.click("button[data-column='natural_person']").await;
    browser.until("location.search.includes('column=natural_person')").await;
    let before = row(browser, "requests.received.*").await;
    let address = browser.run("return location.href", Vec::new()).await;
    browser.goto("about:blank").await;
    browser.goto(address.as_str().expect("an address")).await;
    shown(browser, "望潮县自然资源局 2024 / 望潮县市场监督管理局 2024").await;
    assert_eq!(row(browser, "requests.received.*").await, before);

    // Two years of one organ, the first with an error in its outcomes: they are not compared.
    let page = home.replace("index.html", "compare/index.html");
    browser.goto("about:blank").await;
    browser
        .goto(&format!(
            "{page}?left=wangchao-resources/2022&right=wangchao-resources/2023"
        ))
        .await;
    shown(browser, "望潮县自然资源局 2022 / 望潮县自然资源局 2023").await;
    let granted = row(browser, "requests.granted.*").await;
    assert_eq!(granted.last().map(String::as_str), Some("有错误，不比较"));
    let received = row(browser, "requests.received.*").await;
    assert_eq!(received.last().map(String::as_str), Some("降 5 件"));
    // Two forms: 其他处理 is one row in one of them, three in the other, and a sum in both.
    browser.goto("about:blank").await;
    browser
        .goto(&format!("{page}?left=wangchao-office/2020&right=wangchao-office/2021"))
        .await;
    shown(browser, "望潮县人民政府办公室 2020 / 望潮县人民政府办公室 2021").await;
    let lacking = row(browser, "proactive.normative_documents.in_force").await;
    assert_eq!(lacking.get(1).map(String::as_str), Some("无此项"), "{lacking:?}");
    // What is not there is not believed.
    browser.goto("about:blank").await;
    browser.goto(&format!("{page}?left=nobody/1&column=x")).await;
    browser
        .until("document.querySelector('#compare:not([hidden]) td')")
        .await;
    let broken = browser
        .run("return document.querySelector('#compare-broken').hidden", Vec::new())
        .await;
    assert_eq!(broken, json!(true));
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[test]
fn reports_are_compared_from_a_server_and_from_disk() {
    let Some(archive) = browser::archive("comparison") else {
        return;
    };
    browser::with(|browser| async move {
        let address = server::serve(archive.clone()).expect("a server");
        compare(&browser, &format!("http://{address}/index.html")).await;
        let disk = archive.canonicalize().expect("a folder");
        compare(&browser, &format!("file://{}/index.html", disk.display())).await;
    });
}

//! What people come to the archive for, tried as a new user would: from the home page, with no more clicks than this, on a
//! desk and on a phone. Answers are compared with the files of `content/`.

use fantoccini::key::Key;
use nianbao_tests::browser::{self, Browser};
use nianbao_tests::{root, server, walk};
use serde_json::{Value, json};

/// The reports of `content/`: organ, year, text.
fn reports() -> Vec<(String, String, String)> {
    let mut files = Vec::new();
    walk(&root().join("content/reports"), &mut files);
    let part = |file: &std::path::Path| file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let reports = files.iter().map(|file| {
        let text = std::fs::read_to_string(file).expect("a report is text");
        (part(file.parent().expect("a folder")), part(file), text)
    });
    reports.collect()
}

/// The last cell of a row of a report's tables.
fn total(text: &str, label: &str) -> String {
    let row = text
        .lines()
        .find(|line| line.starts_with(&format!("| {label}")))
        .expect("a row");
    let cells: Vec<&str> = row.trim_matches(['|', ' ']).split('|').collect();
    cells.last().expect("a cell").trim().to_owned()
}

/// Somebody at the home page who has clicked this many times.
struct Visitor<'a> {
    browser: &'a Browser,
    clicks: usize,
}

impl<'a> Visitor<'a> {
    async fn at(browser: &'a Browser, home: &str) -> Visitor<'a> {
        browser.goto(home).await;
        Visitor { browser, clicks: 0 }
    }

    /// Clicks the first link, button or field in view that has these words.
    async fn click(&mut self, words: &str) {
        let script = "
            const shown = node => node.checkVisibility() && node.getBoundingClientRect().width > 0;
            const found = [...document.querySelectorAll('a, button, summary, input')].find(node =>
                shown(node) && (node.innerText || node.placeholder || '').includes(arguments[0]));
            for (const node of document.querySelectorAll('[data-chosen]')) delete node.dataset.chosen;
            if (!found) return false;
            found.dataset.chosen = '';
            found.scrollIntoView({ block: 'center' });
            return true;";
        let found = self.browser.run(script, vec![json!(words)]).await;
        assert_eq!(found, json!(true), "nothing in view says {words}");
        self.browser.click("[data-chosen]").await;
        self.clicks += 1;
    }

    /// Chooses an entry of a list.
    async fn choose(&mut self, id: &str, words: &str) {
        let script = "
            const select = document.getElementById(arguments[0]);
            const option = [...select.options].find(option => option.textContent.includes(arguments[1]));
            select.value = option.value;
            select.dispatchEvent(new Event('change'));";
        self.browser.run(script, vec![json!(id), json!(words)]).await;
        self.clicks += 1;
    }

    /// The text of the page.
    async fn read(&self) -> String {
        let text = self
            .browser
            .run("return document.querySelector('main').innerText", Vec::new())
            .await;
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Ends the task: no more clicks than this were needed.
    fn done(self, clicks: usize) {
        assert!(self.clicks <= clicks, "{} clicks, not {clicks}", self.clicks);
    }
}

/// How many applications the county received over the years, and the share that it disclosed: the charts say so.
async fn applications(browser: &Browser, home: &str) {
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("望潮县人民政府").await;
    browser.until("document.querySelector('svg[role=img]')").await;
    let said = browser.run(
        "return [...document.querySelectorAll('svg[role=img] desc')].map(desc => desc.textContent).join('\\n')",
        Vec::new(),
    );
    let said = said.await;
    let said = said.as_str().unwrap_or_default();
    let page = visitor.read().await;
    for (_, year, text) in reports().iter().filter(|(organ, ..)| organ == "wangchao") {
        let received = total(text, "一、本年新收");
        let whole: u32 = total(text, "（七）总计").parse().expect("a number");
        let disclosed: u32 = ["（一）予以公开", "（二）部分公开"]
            .map(|label| total(text, label).parse::<u32>().expect("a number"))
            .iter()
            .sum();
        let tenths = (disclosed * 2000 + whole) / (whole * 2);
        let share = format!("{}.{}%", tenths / 10, tenths % 10);
        assert!(said.contains(year) && said.contains(&received), "{year}: {said}");
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("{year}\t")))
            .expect("a row of the year");
        assert!(
            row.split('\t').any(|cell| cell.trim() == received) && row.contains(&share),
            "{row:?} has {received} and {share}"
        );
    }
    visitor.done(1);
}

async fn two_organs(browser: &Browser, home: &str) {
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("比较").await;
    browser
        .until("document.querySelector('#compare:not([hidden]) td')")
        .await;
    visitor.choose("compare-left-organ", "望潮县教育局").await;
    visitor.choose("compare-right-organ", "望潮县住房和城乡建设局").await;
    browser
        .until("document.querySelector('#compare-title').innerText.includes('教育局') && document.querySelector('#compare-title').innerText.includes('住房')")
        .await;
    let title = browser
        .run("return document.querySelector('#compare-title').innerText", Vec::new())
        .await;
    let year = title
        .as_str()
        .and_then(|title| title.rsplit(' ').next())
        .expect("a year")
        .to_owned();
    let row = browser.run("return [...document.querySelector(\"tr[data-field='requests.received.*']\").cells].map(cell => cell.innerText.trim())", Vec::new());
    let row = row.await;
    let find = |organ: &str| {
        let reports = reports();
        let (.., text) = reports
            .iter()
            .find(|(id, of, _)| id == organ && *of == year)
            .unwrap_or_else(|| panic!("{organ} has no report of {year:?}"));
        total(text, "一、本年新收")
    };
    for organ in ["wangchao-education", "wangchao-housing"] {
        let received = find(organ);
        let cells = row.as_array().into_iter().flatten().filter_map(Value::as_str);
        assert!(
            cells.clone().any(|cell| cell.lines().next() == Some(received.as_str())),
            "{organ}: {received} in {row}"
        );
    }
    visitor.done(3);
}

async fn one_csv(browser: &Browser, home: &str) {
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("数据").await;
    visitor.click("reports.csv").await;
    let (name, bytes) = browser.saved().await;
    assert_eq!(name, "reports.csv");
    assert!(bytes.starts_with("\u{feff}".as_bytes()), "Excel knows its characters");
    let text = String::from_utf8(bytes).expect("text");
    for (organ, year, _) in reports() {
        let line = format!("\n{organ},{year},");
        assert_eq!(text.matches(&line).count(), 1, "{organ} {year}");
    }
    visitor.done(2);
}

async fn who_is_late(browser: &Browser, home: &str) {
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("发布情况").await;
    let page = visitor.read().await;
    for words in [
        "望潮县市场监督管理局新港分局 2025 年",
        "缺失",
        "望潮县农业农村局 2025 年",
        "逾期 11 天",
        "望潮县住房和城乡建设局 2025 年",
        "未注明日期",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    visitor.done(1);
}

async fn both_words(browser: &Browser, home: &str) {
    let words = ["行政复议", "纠错"];
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("搜索报告全文").await;
    browser.keys(&words.join(" ")).await;
    browser.keys(&Key::Enter.to_string()).await;
    visitor.clicks += 1;
    browser
        .until("document.querySelector('#search:not([hidden]):not([aria-busy])') && document.querySelector('#search-results li')")
        .await;
    // The words that are only printed in the form's tables and headings are not of the report.
    let written = |text: &str| -> String {
        let body = text.splitn(3, "+++").nth(2).unwrap_or_default();
        let lines = body.lines().filter(|line| !line.starts_with(['|', '#']));
        lines.collect::<Vec<_>>().join("\n")
    };
    let reports = reports();
    let expected = reports
        .iter()
        .filter(|(.., text)| words.iter().all(|word| written(text).contains(word)));
    let expected = expected.count();
    assert!(expected > 1, "the sample has reports with both");
    let said = browser
        .run("return document.getElementById('search-count').innerText", Vec::new())
        .await;
    let said = said.as_str().unwrap_or_default();
    assert!(said.starts_with(&format!("{expected} 份报告")), "{expected}: {said}");
    visitor.done(2);
}

async fn subscribe(browser: &Browser, home: &str) {
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("订阅").await;
    browser
        .until("location.pathname.endsWith('/feed.xml') && document.documentElement.textContent.includes('更正')")
        .await;
    visitor.done(1);
}

async fn cite(browser: &Browser, home: &str) {
    browser.goto(home).await;
    let report = home.replace("index.html", "organs/wangchao-housing/2023/index.html");
    let mut visitor = Visitor::at(browser, &report).await;
    visitor.click("引用").await;
    browser
        .until("document.querySelector('#cite:target').getBoundingClientRect().top < innerHeight")
        .await;
    let citation = visitor.read().await;
    assert!(
        citation.contains("望潮县住房和城乡建设局2023年政府信息公开工作年度报告: 第2版[R/OL]")
            && citation.contains("@techreport"),
        "{citation}"
    );
    visitor.done(1);
}

async fn corrected(browser: &Browser, home: &str) {
    let mut visitor = Visitor::at(browser, home).await;
    visitor.click("更正了什么").await;
    let page = visitor.read().await;
    let mut count = 0;
    for (organ, year, text) in reports() {
        for correction in text.split("[[correction]]").skip(1) {
            let reason = correction.lines().find_map(|line| line.strip_prefix("reason = \""));
            let reason = reason.expect("a reason").trim_end_matches('"');
            assert!(page.contains(reason), "{organ} {year}: {reason}");
            count += 1;
        }
    }
    assert!(count > 2, "the sample has corrections");
    let shown = browser
        .run("return document.querySelectorAll('.history > li').length", Vec::new())
        .await;
    assert_eq!(shown, json!(count));
    visitor.done(1);
}

async fn all(browser: &Browser, home: &str) {
    applications(browser, home).await;
    two_organs(browser, home).await;
    one_csv(browser, home).await;
    who_is_late(browser, home).await;
    both_words(browser, home).await;
    subscribe(browser, home).await;
    cite(browser, home).await;
    corrected(browser, home).await;
}

#[test]
fn people_find_what_they_come_for() {
    let Some(archive) = browser::archive("the tasks of visitors") else {
        return;
    };
    browser::with(move |browser| async move {
        let address = server::serve(archive).expect("a server can be started");
        let home = format!("http://{address}/index.html");
        for (width, height, phone) in [(1280, 900, false), (390, 844, true)] {
            let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": phone });
            browser.devtools("Emulation.setDeviceMetricsOverride", screen).await;
            all(&browser, &home).await;
        }
        let mut complaints = browser.complaints().await;
        // The browser itself asks for an icon of the feed.
        complaints.retain(|complaint| !complaint.contains("/favicon.ico"));
        assert_eq!(complaints, Vec::<String>::new());
    });
}

//! The validator as a clerk uses it: the start page, last year's report, findings, the check sheet, work without a server.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use fantoccini::key::Key;
use nianbao_core::report::{Block, Report};
use nianbao_documents::Kind;
use nianbao_tests::browser::{self, Browser};
use nianbao_tests::{server, walk};
use serde_json::json;

/// The sample, as it is written.
const SAMPLE: &str = include_str!("../../crates/nianbao-engine/src/sample.md");

/// A cell of table three.
const CELL: &str = "requests.granted.natural_person";

/// A cell of table two, which the sample's prose repeats.
const CELL_TWO: &str = "proactive.normative_documents.in_force";

/// Opens the start page from a web server.
async fn start(browser: &Browser, validator: PathBuf) {
    let address = server::serve(validator).expect("a server can be started");
    browser.goto(&format!("http://{address}/index.html")).await;
    browser.until("document.querySelector('main.home')").await;
}

/// Passes the start page to a test: from a web server, and as one file from disk.
fn in_both_ways(what: &str, test: impl AsyncFn(&Browser) + 'static) {
    let Some(validator) = browser::validator(what) else {
        return;
    };
    browser::with(move |browser| async move {
        for address in browser::ways(&validator) {
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            test(&browser).await;
        }
    });
}

/// Opens the sample.
async fn open_sample(browser: &Browser) {
    browser.press("打开样例").await;
    browser.until("document.querySelector('header .chip.holds')").await;
}

/// Opens the part of the report with this title.
async fn turn_to(browser: &Browser, title: &str) {
    let script = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(arguments[0])).click()";
    browser.run(script, vec![json!(title)]).await;
}

/// Drags files with these names and this content over the page, which says this, and drops them.
async fn drop_files(browser: &Browser, names: &[&str], said: &str) {
    let script = "const data = new DataTransfer();
        for (const name of arguments[0]) data.items.add(new File([arguments[1]], name));
        window.drag = (name) => window.dispatchEvent(new DragEvent(name, { dataTransfer: data, cancelable: true }));
        window.drag('dragover');";
    browser.run(script, vec![json!(names), json!(SAMPLE)]).await;
    browser
        .until(&format!(
            "document.querySelector('.dropping').textContent.includes('{said}')"
        ))
        .await;
    browser.run("window.drag('drop')", Vec::new()).await;
}

/// Pastes a text, and a web page with it, on the page.
async fn paste(browser: &Browser, text: &str, html: &str) {
    let script = "const data = new DataTransfer();
        if (arguments[0]) data.setData('text/plain', arguments[0]);
        if (arguments[1]) data.setData('text/html', arguments[1]);
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));";
    browser.run(script, vec![json!(text), json!(html)]).await;
}

/// The text that the page shows for an element.
async fn text(browser: &Browser, css: &str) -> String {
    let script = "const found = document.querySelector(arguments[0]); return found ? found.textContent : ''";
    let text = browser.run(script, vec![json!(css)]).await;
    text.as_str().unwrap_or_default().to_owned()
}

/// A copy of a folder.
fn copy(from: &Path) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    walk(from, &mut files);
    for file in files {
        let to = folder.path().join(file.strip_prefix(from).expect("it is inside"));
        std::fs::create_dir_all(to.parent().expect("it is in a folder")).expect("a folder");
        std::fs::copy(&file, to).expect("a file can be copied");
    }
    folder
}

#[test]
fn dropped_files_open_or_are_listed_and_an_open_report_asks() {
    in_both_ways("files that are dropped", async |browser| {
        drop_files(browser, &["a.md", "b.md"], "松开就打开").await;
        browser.until("document.querySelectorAll('.ask li').length === 2").await;
        browser
            .until("document.activeElement && document.activeElement.id === 'arrived'")
            .await;
        browser.press("打开").await;
        browser.until("document.querySelector('.work')").await;
        browser.press("都不打开").await;
        browser.until("!document.querySelector('.ask')").await;
        // On an open report it asks.
        drop_files(browser, &["c.md"], "先问").await;
        browser.until("document.querySelector('.ask li')").await;
        browser.press("都不打开").await;
        browser.until("!document.querySelector('.ask')").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_table_and_a_whole_report_are_pasted_on_the_start_page() {
    in_both_ways("what is pasted on the start page", async |browser| {
        paste(
            browser,
            "\t自然人\t总计\n一、本年新收政府信息公开申请数量\t12\t12\n",
            "",
        )
        .await;
        browser
            .until("(document.getElementById('requests.received.natural_person') || {}).value === '12'")
            .await;
        browser.press("草稿").await;
        browser.until("document.querySelector('main.home')").await;
        // A web page, as Word copies one.
        let page = nianbao_documents::write(&nianbao_core::markdown::read(SAMPLE).report, Kind::Html)
            .expect("it can be written");
        paste(browser, "", &String::from_utf8_lossy(&page)).await;
        browser.until("document.querySelector('header .chip.holds')").await;
        // Nothing that can be read.
        browser.press("草稿").await;
        browser.until("document.querySelector('main.home')").await;
        paste(browser, "", "<p></p>").await;
        browser.until("document.querySelector('.said .trouble')").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_year_that_is_none_is_said_at_its_field() {
    in_both_ways("what is said of a wrong year", async |browser| {
        let script = "const year = document.getElementById('new-year'); year.focus(); year.select()";
        browser.run(script, Vec::new()).await;
        browser.keys("24").await;
        browser.press("开始").await;
        browser
            .until(
                "document.activeElement.id === 'new-year' && document.activeElement.getAttribute('aria-invalid') === 'true'",
            )
            .await;
        let said = text(browser, "#new-form").await;
        assert!(said.contains("四位数字"), "{said}");
        browser.run("document.activeElement.select()", Vec::new()).await;
        browser.keys("2024").await;
        browser.press("开始").await;
        browser.until("document.querySelector('.work')").await;
        // Everything that is missing is listed and leads to its place.
        browser.overview().await;
        browser.until("document.activeElement.id === 'sheet-title'").await;
        browser.until("document.querySelectorAll('.todo li').length > 1").await;
        browser.click(".todo li button").await;
        browser.until("!document.querySelector('.over')").await;
    });
}

#[test]
fn last_years_figures_and_text_stay_next_to_the_draft() {
    in_both_ways("last year's report", async |browser| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("去年.md");
        std::fs::write(&file, SAMPLE).expect("a file can be written");
        browser.choose("last-year", &file).await;
        browser.until("document.querySelector('.work')").await;
        turn_to(browser, "申请办理").await;
        let last = format!("document.querySelector(\"td[data-last] > [id='{CELL}']\")");
        browser.until(&last).await;
        let said = browser
            .run(&format!("return {last}.getAttribute('aria-description')"), Vec::new())
            .await;
        assert!(said.as_str().unwrap_or_default().starts_with("去年 "), "{said}");
        // Another number of requests carried in than last year's report carried out.
        browser.click("[id='requests.carried_in.natural_person']").await;
        browser.keys("77").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until("[...document.querySelectorAll('.finding .what')].some((one) => one.textContent.includes('结转'))")
            .await;
        turn_to(browser, "总体情况").await;
        browser.click(".last summary").await;
        // The counts at the foot would cover it.
        browser
            .run(
                "document.querySelector('.last button').scrollIntoView({ block: 'center' })",
                Vec::new(),
            )
            .await;
        browser.press("拿来改（加在后面）").await;
        browser
            .until("document.querySelector('.prose textarea').value.includes('主动公开')")
            .await;
        // All of it is there after a reload.
        browser.until_kept("77").await;
        browser.client.refresh().await.expect("the page can be reloaded");
        browser.until("document.querySelector('.last summary')").await;
        turn_to(browser, "申请办理").await;
        browser.until(&last).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn findings_are_listed_by_severity_and_part_and_what_was_not_checked_is_shown() {
    in_both_ways("how findings are listed", async |browser| {
        open_sample(browser).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("若干").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser.until("document.querySelector('.side .chip.unasked')").await;
        browser.click(".side .filter:has(.unasked)").await;
        browser.until("document.activeElement.id === 'unknown-title'").await;
        // A warning before it in the report.
        turn_to(browser, "前言").await;
        browser.click(".prose textarea").await;
        browser.keys("根据根据规定，").await;
        browser.until("document.querySelectorAll('.finding').length > 1").await;
        browser
            .until("document.querySelector('.finding').classList.contains('error')")
            .await;
        browser.press("按报告次序").await;
        browser
            .until("!document.querySelector('.finding').classList.contains('error')")
            .await;
        browser.press("只看这一部分").await;
        browser.until("!document.querySelector('.finding.error')").await;
        let held = text(browser, ".side").await;
        assert!(held.contains("没有列出"), "{held}");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn the_check_sheet_is_shown_and_saved_as_word_and_excel() {
    in_both_ways("the check sheet", async |browser| {
        open_sample(browser).await;
        // A report that can be published says what comes next.
        browser.overview().await;
        browser.click(".next .sheet button").await;
        browser.until("document.querySelector('.signoff h1')").await;
        let sheet = text(browser, ".signoff").await;
        assert!(
            sheet.contains("可以发布") && sheet.contains("填报人") && sheet.contains("相符"),
            "{sheet}"
        );
        for (button, ending) in [("存为 Word", "核对单.docx"), ("存为 Excel", "核对单.xlsx")] {
            let script = "[...document.querySelectorAll('.preview .tools button')].find((one) => one.textContent === arguments[0]).click()";
            browser.run(script, vec![json!(button)]).await;
            let (name, bytes) = browser.saved().await;
            assert!(name.ends_with(ending) && bytes.starts_with(b"PK"), "{name}");
            let read = nianbao_documents::read(&name, &bytes).expect("it can be read");
            assert!(format!("{:?}", read.reading.report).contains("填报人"), "{name}");
        }
        browser.press("返回填写").await;
        browser.until("document.querySelector('.work')").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn unplaced_text_is_dealt_with_and_the_rest_survives_a_reload() {
    in_both_ways("unplaced text", async |browser| {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("x.json");
        // Text after the last section, and a table that no form has, are not placed.
        let file_text = SAMPLE.replace(
            "## 三",
            "=====PAGE=====\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n\n## 三",
        );
        let file = file.with_extension("md");
        std::fs::write(&file, file_text).expect("a file can be written");
        browser.choose("file", &file).await;
        browser.until("document.querySelector('.work')").await;
        turn_to(browser, "没归位").await;
        browser
            .until("document.querySelectorAll('.unplaced li').length > 0")
            .await;
        let count = "return document.querySelectorAll('.unplaced li').length";
        let before = browser.run(count, Vec::new()).await.as_u64().unwrap_or_default();
        assert!(before > 1, "{before}");
        browser.press("处理好了").await;
        browser
            .until(&format!(
                "document.querySelectorAll('.unplaced li').length === {}",
                before - 1
            ))
            .await;
        browser
            .until("/[0-9] 已存在本机/.test(document.querySelector('header .saved').textContent)")
            .await;
        browser.client.refresh().await.expect("the page can be reloaded");
        browser.until("document.querySelector('.work')").await;
        turn_to(browser, "没归位").await;
        browser
            .until(&format!(
                "document.querySelectorAll('.unplaced li').length === {}",
                before - 1
            ))
            .await;
    });
}

/// Waits until the service worker has kept every file.
const READY: &str = "const done = arguments[arguments.length - 1];
    navigator.serviceWorker.ready.then((registration) => {
      const look = () => (navigator.serviceWorker.controller ? done(true) : setTimeout(look, 50));
      look();
    });";

#[test]
fn the_page_works_without_its_server_even_after_a_reload() {
    let Some(validator) = browser::validator("work without a server") else {
        return;
    };
    browser::with(move |browser| async move {
        let on = Arc::new(AtomicBool::new(true));
        let address = server::serve_while(validator, Arc::clone(&on)).expect("a server can be started");
        browser.goto(&format!("http://{address}/index.html")).await;
        browser.until("document.querySelector('main.home')").await;
        browser.patient(std::time::Duration::from_mins(1)).await;
        let ready = browser.client.execute_async(READY, Vec::new()).await;
        assert_eq!(ready.ok(), Some(json!(true)));
        on.store(false, Ordering::Relaxed);
        browser.client.refresh().await.expect("the page can be reloaded");
        browser.until("document.querySelector('main.home')").await;
        open_sample(&browser).await;
        browser.press("存为 Word").await;
        let (name, _) = browser.saved().await;
        assert!(name.ends_with("年度报告.docx"), "{name}");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_newer_version_waits_until_it_is_asked_for_and_nothing_is_lost() {
    let Some(validator) = browser::validator("a newer version of the page") else {
        return;
    };
    browser::with(move |browser| async move {
        let folder = copy(&validator);
        let address = server::serve(folder.path().to_owned()).expect("a server can be started");
        browser.goto(&format!("http://{address}/index.html")).await;
        browser.until("document.querySelector('main.home')").await;
        browser.patient(std::time::Duration::from_mins(1)).await;
        let ready = browser.client.execute_async(READY, Vec::new()).await;
        assert_eq!(ready.ok(), Some(json!(true)));
        open_sample(&browser).await;
        // The next build.
        let worker = folder.path().join("worker.js");
        let script = std::fs::read_to_string(&worker).expect("it can be read");
        let newer = script.replacen("const BUILD = \"", "const BUILD = \"next-", 1);
        assert_ne!(script, newer, "the worker names its build");
        std::fs::write(&worker, newer).expect("it can be written");
        // The browser looks for it whenever the page is opened.
        browser.client.refresh().await.expect("the page can be reloaded");
        browser.until("document.querySelector('.ask')").await;
        browser.until(&format!("document.getElementById('{CELL}')")).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("77").await;
        browser.run("window.before = true", Vec::new()).await;
        browser.press("现在换").await;
        browser.until("!window.before && document.querySelector('.work')").await;
        browser
            .until(&format!("(document.getElementById('{CELL}') || {{}}).value === '77'"))
            .await;
        browser.until("!document.querySelector('.ask')").await;
    });
}

#[test]
fn a_newer_version_waits_until_nothing_is_unsaved() {
    let Some(validator) = browser::validator("a newer version and a draft that is not kept") else {
        return;
    };
    browser::with(move |browser| async move {
        browser.before_the_page(browser::FULL_STORE).await;
        start(&browser, validator).await;
        open_sample(&browser).await;
        browser.until(&format!("document.getElementById('{CELL}')")).await;
        // What start.js does when the service worker has fetched a newer build, and what it is asked to do.
        let newer = "window.renewed = 0;
            window.addEventListener('nianbao-renew', () => { window.renewed += 1; });
            window.dispatchEvent(new Event('nianbao-newer'));";
        browser.run(newer, Vec::new()).await;
        browser.until("document.querySelector('.ask')").await;
        browser.run("window.full = true", Vec::new()).await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("77").await;
        browser.until("document.querySelector('.alert p')").await;
        browser.press("现在换").await;
        // Longer than the pause before the next try to keep the draft.
        tokio::time::sleep(std::time::Duration::from_secs(3)).await;
        assert_eq!(browser.run("return window.renewed", Vec::new()).await, json!(0));
        browser.run("window.full = false", Vec::new()).await;
        browser.until("!document.querySelector('.alert p')").await;
        browser.until_kept("| 77 |").await;
        // Asked again now that it is kept: at once.
        browser.press("现在换").await;
        browser.until("window.renewed === 1").await;
    });
}

#[test]
fn edits_made_before_the_checker_came_are_checked_when_it_comes() {
    let Some(validator) = browser::validator("edits before the checker came") else {
        return;
    };
    browser::with(move |browser| async move {
        let folder = copy(&validator);
        let engine = folder.path().join("engine_bg.wasm");
        let bytes = std::fs::read(&engine).expect("it can be read");
        std::fs::remove_file(&engine).expect("it can be removed");
        start(&browser, folder.path().to_owned()).await;
        browser
            .run("document.getElementById('new-organ').focus()", Vec::new())
            .await;
        browser.keys("示例县财政局").await;
        browser.press("开始").await;
        turn_to(&browser, "申请办理").await;
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("7").await;
        browser.until("document.querySelector('header .chip.unchecked')").await;
        std::fs::write(&engine, bytes).expect("it can be written");
        // The next pause in typing tries again.
        browser.keys("8").await;
        browser.until("!document.querySelector('header .chip.unchecked')").await;
        browser.until("document.querySelector('header .chip.todo')").await;
    });
}

#[test]
fn opened_from_disk_the_page_says_which_file_to_open() {
    let Some(validator) = browser::validator("the page for the web opened from disk") else {
        return;
    };
    browser::with(move |browser| async move {
        let file = url::Url::from_file_path(validator.join("index.html")).expect("a path from the root");
        browser.goto(file.as_str()).await;
        browser.until("document.querySelector('.boot a')").await;
        let said = text(&browser, ".boot").await;
        assert!(said.contains("nianbao-validator.html"), "{said}");
    });
}

#[test]
fn the_keys_are_listed_and_the_bar_of_a_phone_is_one_row() {
    in_both_ways("keys and the bar of a phone", async |browser| {
        browser
            .run("document.getElementById('home-title').focus()", Vec::new())
            .await;
        browser.keys("?").await;
        browser.until("document.activeElement.id === 'help-title'").await;
        browser.keys(&Key::Escape.to_string()).await;
        browser.until("document.activeElement.id === 'home-title'").await;
        open_sample(browser).await;
        // In a cell it is a character.
        browser.click(&format!("[id='{CELL}']")).await;
        browser.keys("?").await;
        browser.until("!document.getElementById('help-title')").await;
        let size = json!({ "width": 390, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
        let height = browser
            .run("return document.querySelector('header.top').offsetHeight", Vec::new())
            .await;
        assert!(height.as_f64().is_some_and(|height| height <= 60.0), "{height}");
        let wide = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
        for width in [390, 320] {
            let size = json!({ "width": width, "height": 640, "deviceScaleFactor": 1, "mobile": false });
            browser.devtools("Emulation.setDeviceMetricsOverride", size).await;
            assert_eq!(browser.run(wide, Vec::new()).await, json!(0), "at {width}");
        }
    });
}

#[test]
fn prose_shows_headings_and_marks_only_words() {
    in_both_ways("the marks in prose", async |browser| {
        open_sample(browser).await;
        turn_to(browser, "总体情况").await;
        browser
            .until("document.querySelectorAll('.mirror .h').length >= 5")
            .await;
        browser.until("document.querySelector('.mirror .agrees')").await;
        browser
            .until("document.querySelectorAll('.aspects .covered').length === 5")
            .await;
        let shown = browser
            .run("return document.querySelector('.prose textarea').value", Vec::new())
            .await;
        assert!(!shown.as_str().unwrap_or_default().contains("###"), "{shown}");
        // Typing keeps the two layers in line.
        browser
            .run(
                "const area = document.querySelector('.prose textarea'); area.focus(); area.setSelectionRange(0, 0)",
                Vec::new(),
            )
            .await;
        browser.keys("根据根据规定。").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until("document.querySelector('.mirror .warning').textContent.length < 10")
            .await;
        browser
            .until("[...document.querySelector('.mirror').children].map((line) => line.textContent.replace('\u{200b}', '')).join(String.fromCharCode(10)) \
                 === document.querySelector('.prose textarea').value")
            .await;
        let high = "return document.querySelector('.mirror').offsetHeight - document.querySelector('.prose textarea').scrollHeight";
        let high = browser.run(high, Vec::new()).await;
        assert!(high.as_f64().is_some_and(|high| high.abs() <= 2.0), "{high}");
        browser.save_markdown().await;
        let (_, bytes) = browser.saved().await;
        let saved = String::from_utf8_lossy(&bytes).into_owned();
        assert!(saved.contains("### （一）主动公开"), "{saved}");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

/// The table of requests of the year after the sample's, as a spreadsheet copies it, and its figures. The total of the first
/// row is one too high.
fn from_calc(last: &Report) -> String {
    let mut next = last.following().report;
    for (row, value) in [("received", 5), ("granted", 7), ("outcomes_total", 7)] {
        for (column, wrong) in [("natural_person", 0), ("total", u8::from(row == "received"))] {
            let field = format!("requests.{row}.{column}").parse().expect("a cell");
            next.set(field, &(value + wrong).to_string());
        }
    }
    let table = next.sections[2].blocks.iter().find_map(|block| match block {
        Block::Table(table) => Some(table),
        _ => None,
    });
    let table = table.expect("the table of requests");
    let mut lines = vec![
        std::iter::once("事项")
            .chain(table.columns.iter().map(|column| column.label.as_str()))
            .collect::<Vec<_>>()
            .join("\t"),
    ];
    for row in &table.rows {
        let cells = row.cells.iter().map(|cell| match cell.as_str() {
            "" => "0",
            text => text,
        });
        lines.push(
            std::iter::once(row.label.as_str())
                .chain(cells)
                .collect::<Vec<_>>()
                .join("\t"),
        );
    }
    lines.join("\n")
}

/// Types into the text of a part.
async fn write_part(browser: &Browser, title: &str, words: &str) {
    turn_to(browser, title).await;
    browser.click(".prose textarea").await;
    browser.keys(words).await;
    let said = format!("document.querySelector('.prose textarea').value.includes('{words}')");
    browser.until(&said).await;
}

/// Types a figure into a cell.
async fn write_cell(browser: &Browser, cell: &str, figure: &str) {
    browser.click(&format!("[id='{cell}']")).await;
    browser.keys(figure).await;
    browser.keys(&Key::Enter.to_string()).await;
}

/// From last year's Word file to a new year's draft that is written, with two errors in its tables.
async fn write_the_new_year(browser: &Browser, last: &Report) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("去年.docx");
    let word = nianbao_documents::write(last, Kind::Docx).expect("it can be written");
    std::fs::write(&file, word).expect("a file can be written");
    browser.choose("last-year", &file).await;
    browser.until("document.querySelector('.work')").await;
    write_part(
        browser,
        "总体情况",
        "2025年，示例县财政局认真贯彻落实《中华人民共和国政府信息公开条例》，及时公开预算和决算信息。",
    )
    .await;
    turn_to(browser, "主动公开").await;
    // As many documents as last year's report has in force.
    write_cell(browser, "proactive.normative_documents.in_force", "9").await;
    browser.press("空格填 0").await;
    turn_to(browser, "申请办理").await;
    browser.click("[id='requests.received.natural_person']").await;
    let paste = "const data = new DataTransfer();
        data.setData('text/plain', arguments[0]);
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))";
    browser.run(paste, vec![json!(from_calc(last))]).await;
    browser
        .until("document.getElementById('requests.received.total').value === '6'")
        .await;
    turn_to(browser, "复议、诉讼").await;
    browser.press("空格填 0").await;
    write_cell(browser, "disputes.reconsideration.total", "1").await;
    write_part(
        browser,
        "问题及改进",
        "存在的主要问题：解读的形式还比较单一。改进情况：增加图解和问答。",
    )
    .await;
    write_part(browser, "其他事项", "没有收取信息处理费，没有其他需要报告的事项。").await;
}

/// The findings that the page lists, and whether each is accepted, in the order of their words.
async fn listed(browser: &Browser) -> Vec<(String, bool)> {
    let script = "return [...document.querySelectorAll('.finding')]
        .map((one) => [one.querySelector('.what').textContent, one.classList.contains('accepted')])";
    let found = browser.run(script, Vec::new()).await;
    let mut list: Vec<(String, bool)> = serde_json::from_value(found).expect("texts and whether they are accepted");
    list.sort();
    list
}

/// What `nianbao check` says of a file: the verdict, and the findings as the page lists them.
fn by_the_command(name: &str, bytes: &[u8]) -> Option<(String, Vec<(String, bool)>)> {
    let Some(command) = std::env::var_os("NIANBAO_COMMAND") else {
        nianbao_tests::skipped(
            "that the command says of the Word file what the page says",
            "the command was not built; `cargo xtask test` builds it",
        );
        return None;
    };
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join(name), bytes).expect("a file can be written");
    let output = std::process::Command::new(command)
        .current_dir(folder.path())
        .args(["check", name, "--format", "json"])
        .output()
        .expect("the command can be started");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let report = &said["reports"][0];
    let found = report["diagnostics"].as_array().into_iter().flatten();
    let mut list: Vec<(String, bool)> = found
        .map(|one| {
            let message = one["message"]["zh"].as_str().unwrap_or_default().to_owned();
            (message, one["accepted"].is_string())
        })
        .collect();
    list.sort();
    Some((report["verdict"].as_str().unwrap_or_default().to_owned(), list))
}

#[test]
fn a_clerk_writes_the_new_year_from_last_years_word_file() {
    let Some(validator) = browser::validator("a clerk's whole story") else {
        return;
    };
    browser::with(move |browser| async move {
        let last = nianbao_core::markdown::read(SAMPLE).report;
        start(&browser, validator).await;
        write_the_new_year(&browser, &last).await;
        browser
            .until("document.querySelectorAll('.finding.error').length === 2")
            .await;
        // The total of a row is one too high: the finding says what it should be.
        let mend = "[...document.querySelectorAll('.finding.error')]
            .find((one) => one.textContent.includes('本年新收')).querySelector('.do button').click()";
        browser.run(mend, Vec::new()).await;
        browser
            .until("document.getElementById('requests.received.total').value === '5'")
            .await;
        browser
            .until("document.querySelectorAll('.finding.error').length === 1")
            .await;
        // The other one is as it should be.
        let accept = "[...document.querySelector('.finding.error').querySelectorAll('.do button')]
            .find((one) => one.textContent === '接受…').click()";
        browser.run(accept, Vec::new()).await;
        browser
            .until("document.activeElement.id.startsWith('reason-') && document.activeElement.offsetHeight > 0")
            .await;
        browser.keys("复议机关并案办理").await;
        browser.keys(&Key::Enter.to_string()).await;
        browser
            .until("document.querySelector('.verdict .chip').textContent.includes('可以发布')")
            .await;
        let found = listed(&browser).await;
        assert_eq!(found.iter().filter(|(_, accepted)| *accepted).count(), 1, "{found:?}");
        // The check sheet for the superior.
        browser.overview().await;
        browser.click(".next .sheet button").await;
        browser.until("document.querySelector('.signoff h1')").await;
        let sheet = text(&browser, ".signoff").await;
        for words in ["可以发布", "复议机关并案办理", "示例县财政局", "2025"] {
            assert!(sheet.contains(words), "{words}: {sheet}");
        }
        browser.press("返回填写").await;
        browser.until("document.querySelector('.work')").await;
        // The Word file, and what the command says of it.
        browser.press("存为 Word").await;
        let (name, bytes) = browser.saved().await;
        assert_eq!(name, "示例县财政局2025年政府信息公开工作年度报告.docx");
        if let Some((verdict, said)) = by_the_command(&name, &bytes) {
            assert_eq!((verdict.as_str(), said), ("fit", found));
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn prose_and_table_that_contradict_each_other_are_settled_on_either_side() {
    in_both_ways("the two sides of a contradiction", async |browser| {
        open_sample(browser).await;
        turn_to(browser, "主动公开").await;
        write_cell(browser, CELL_TWO, "8").await;
        let card = "[...document.querySelectorAll('.finding')].find((one) => one.querySelector('.two'))";
        browser.until(card).await;
        // The card follows the cell that takes part.
        browser.click(&format!("[id='{CELL_TWO}']")).await;
        browser.until(&format!("{card}.classList.contains('here')")).await;
        let value = format!("document.getElementById('{CELL_TWO}')");
        let press = |words: &str| {
            format!("[...{card}.querySelectorAll('.two button')].find((one) => one.textContent === '{words}').click()")
        };
        browser.run(&press("改表"), Vec::new()).await;
        browser.until(&format!("{value}.value === '9'")).await;
        browser.run("document.activeElement.blur()", Vec::new()).await;
        browser.until(&format!("!{card}")).await;
        browser.press("撤销").await;
        browser.until(&format!("({value} || {{}}).value === '8'")).await;
        browser.until(card).await;
        browser.run(&press("改正文"), Vec::new()).await;
        browser
            .until("(document.querySelector('.prose textarea') || {}).value?.includes('现行有效行政规范性文件8件')")
            .await;
        browser.until(&format!("!{card}")).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn the_layout_is_next_to_the_text_in_a_wide_window() {
    let Some(validator) = browser::validator("the layout next to the text") else {
        return;
    };
    browser::with(move |browser| async move {
        let size = |width: u32| json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        for address in browser::ways(&validator) {
            browser.devtools("Emulation.setDeviceMetricsOverride", size(1600)).await;
            browser.goto(&address).await;
            browser.until("document.querySelector('main.home')").await;
            open_sample(&browser).await;
            turn_to(&browser, "总体情况").await;
            browser
                .until("document.querySelector('.beside').offsetWidth > 300 && document.querySelector('#beside h3')")
                .await;
            browser.click(".prose textarea").await;
            browser.keys(&format!("{}刚刚写下的话。", char::from(Key::End))).await;
            browser
                .until("document.getElementById('beside').textContent.includes('刚刚写下的话。')")
                .await;
            // A table needs the room, and so does a narrow window.
            turn_to(&browser, "申请办理").await;
            browser
                .until("document.querySelector('.beside').offsetWidth === 0")
                .await;
            turn_to(&browser, "总体情况").await;
            browser.until("document.querySelector('.beside').offsetWidth > 0").await;
            browser.devtools("Emulation.setDeviceMetricsOverride", size(1280)).await;
            browser
                .until("document.querySelector('.beside').offsetWidth === 0")
                .await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
        }
    });
}

#[test]
fn the_single_file_reads_old_word_files() {
    let Some(validator) = browser::validator("old Word files in the single file") else {
        return;
    };
    browser::with(move |browser| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let old = folder.path().join("年报.doc");
        // Rich text, as Word and WPS save it under this name.
        let mut rich = String::from("{\\rtf1 ");
        for unit in "某局2023年政府信息公开工作年度报告".encode_utf16() {
            let _ = write!(rich, "\\u{unit}?");
        }
        rich.push_str("\\par}");
        std::fs::write(&old, rich).expect("a file can be written");
        let page = url::Url::from_file_path(validator.join("nianbao-validator.html")).expect("a path from the root");
        browser.goto(page.as_str()).await;
        browser.until("document.querySelector('main.home')").await;
        browser.choose("file", &old).await;
        browser
            .until("(document.querySelector('header h1.name') || {}).textContent?.startsWith('某局')")
            .await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

//! The validator in the browser: how soon it can be used, reading and checking one report, key presses until the page shows
//! everything that they change, and its memory after many.
//!
//! With `NIANBAO_BEFORE`, the folder of an older build of the validator, key presses are measured in both by turns.

use nianbao_tests::bench::longest_report;
use nianbao_tests::browser::{Browser, CHECK_JSON};
use nianbao_tests::{browser, server};
use serde_json::{Value, json};

/// How often each is run; the median is printed.
const RUNS: usize = 31;

fn main() {
    let Some(validator) = browser::validator("how long the browser takes") else {
        return;
    };
    let Some((name, text)) = longest_report() else {
        println!("there is no report in content/reports");
        return;
    };
    browser::with(move |browser| async move {
        browser.patient(std::time::Duration::from_mins(10)).await;
        let address = server::serve(validator).expect("a server can be started");
        let page = format!("http://{address}/index.html");
        start(&browser, &page).await;
        check(&browser, &page, &name, &text).await;
        let mut pages = vec![("", page.clone())];
        if let Some(before) = std::env::var_os("NIANBAO_BEFORE") {
            let address = server::serve(before.into()).expect("a server can be started");
            pages.insert(0, (" (before)", format!("http://{address}/index.html")));
        }
        let folder = tempfile::tempdir().expect("a folder for reports can be made");
        for (what, more, field) in [
            ("a cell, no findings", String::new(), CELL),
            ("a cell, 40 findings", contradictions(), CELL),
            ("100,000 characters of prose", paragraphs(), ""),
        ] {
            let file = folder.path().join(format!("{}.md", more.len()));
            std::fs::write(&file, sample(&more)).expect("a report can be written");
            for (which, page) in pages.iter().cycle().take(2 * pages.len()) {
                open(&browser, page, &file, field.is_empty()).await;
                let found = browser
                    .run("return document.querySelectorAll('li.finding').length", Vec::new())
                    .await;
                let times = types(&browser, field, 400).await;
                for (key, step) in [
                    ("changed", "changed"),
                    ("laid", "and laid out"),
                    ("painted", "and painted"),
                ] {
                    println!(
                        "{what}{which}, {found} listed: {step:<14} median {:>6.1} ms, p95 {:>6.1} ms",
                        times[key][0].as_f64().unwrap_or_default(),
                        times[key][1].as_f64().unwrap_or_default(),
                    );
                }
            }
        }
        let file = folder.path().join("a.md");
        std::fs::write(&file, sample("")).expect("a report can be written");
        open(&browser, &page, &file, false).await;
        memory(&browser).await;
    });
}

/// How soon the page can be used after it was asked for: its start, and with the editor's part.
async fn start(browser: &Browser, page: &str) {
    // Every page begins at the start view, not with the draft that was open last.
    let script = "if (location.protocol === 'http:') for (const store of [localStorage, sessionStorage]) store.removeItem('nianbao.open');
        window.shown = [0, 0];
        new MutationObserver(() => {
            if (!window.shown[0] && document.querySelector('main.home button')) window.shown[0] = performance.now();
        }).observe(document, { childList: true, subtree: true });
        const asked = setInterval(() => {
            if (!window.nianbao?.isLoaded('later')) return;
            clearInterval(asked);
            window.shown[1] = performance.now();
        }, 2);";
    browser.before_the_page(script).await;
    let (mut first, mut whole) = (Vec::new(), Vec::new());
    for _ in 0..11 {
        browser.goto("about:blank").await;
        browser.devtools("Network.clearBrowserCache", json!({})).await;
        browser.goto(page).await;
        browser.until("window.shown[0] && window.shown[1]").await;
        let shown = browser.run("return window.shown", Vec::new()).await;
        first.push(shown[0].as_f64().unwrap_or_default());
        whole.push(shown[1].as_f64().unwrap_or_default());
    }
    for (what, mut times) in [("the start view is shown", first), ("the editor is there", whole)] {
        times.sort_by(f64::total_cmp);
        show(what, &json!(times[times.len() / 2]));
    }
}

/// Reading and checking without the page.
async fn check(browser: &Browser, page: &str, name: &str, text: &str) {
    // A part of an address alone opens nothing again.
    browser.goto("about:blank").await;
    browser.goto(&format!("{page}#sample")).await;
    browser
        .until("window.nianbao && document.querySelector('input[id=\"requests.granted.natural_person\"]')")
        .await;
    let check = "const check = () => { CHECK };
        const times = [];
        for (let run = 0; run < arguments[3]; run += 1) {
            const start = performance.now();
            check(...arguments);
            times.push(performance.now() - start);
        }
        return times.sort((a, b) => a - b)[times.length >> 1];";
    let check = check.replace("() => { CHECK }", &format!("function () {{ {CHECK_JSON} }}"));
    let arguments = vec![json!("x.md"), json!(name), json!(text), json!(RUNS)];
    show("read, check, write JSON", &browser.run(&check, arguments).await);
    // What a key press asks for: passing the report, running all rules, returning the findings. The bytes are the page's own,
    // because this program knows a form more than it does.
    let checked = "const [cell, runs, done] = arguments;
        const { call } = window.nianbao;
        let bytes;
        window.nianbao.call = (module, name, passed) => {
            if (name === 'check') bytes = passed.slice();
            return call(module, name, passed);
        };
        const input = document.getElementById(cell);
        input.focus();
        input.select();
        document.execCommand('insertText', false, '7');
        window.nianbao.call = call;
        const times = [];
        for (let run = 0; run < runs; run += 1) {
            const start = performance.now();
            const answer = call('engine', 'check', bytes);
            times.push(performance.now() - start);
            if (!answer?.length) throw new Error('nothing was checked');
        }
        done(times.sort((a, b) => a - b)[times.length >> 1]);";
    let time = browser
        .client
        .execute_async(checked, vec![json!(CELL), json!(RUNS)])
        .await;
    let time = time.unwrap_or_else(|trouble| panic!("check: {trouble}"));
    show("check", &time);
}

/// The memory of scripts and of the page's module after 10,000 edits.
async fn memory(browser: &Browser) {
    browser.devtools("Performance.enable", json!({})).await;
    for edits in [0, 2000, 4000, 4000] {
        types(browser, CELL, edits).await;
        browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
        let metrics = browser.devtools("Performance.getMetrics", json!({})).await;
        let metrics = metrics["metrics"].as_array().cloned().unwrap_or_default();
        let metric = |name: &str| {
            let found = metrics.iter().find(|one| one["name"] == name);
            found
                .and_then(|one| one["value"].as_f64())
                .expect("the browser counts it")
        };
        let module = browser.client.execute_async(MEMORY, Vec::new()).await;
        let module = module.ok().and_then(|size| size.as_f64()).expect("it lends its memory");
        println!(
            "after {edits:>5} more edits: {:>5.1} MB of scripts, {:>5.1} MB of the page's module, {} nodes, {} listeners",
            metric("JSHeapUsedSize") / 1e6,
            module / 1e6,
            metric("Nodes"),
            metric("JSEventListeners"),
        );
    }
}

/// The cell that is typed in.
const CELL: &str = "requests.granted.natural_person";

/// The sample, with more text in its first section.
fn sample(more: &str) -> String {
    const SAMPLE: &str = include_str!("../../crates/nianbao-engine/src/sample.md");
    SAMPLE.replacen("\n## 二", &format!("\n{more}\n\n## 二"), 1)
}

/// 40 sentences that contradict the rest, each a finding of its own.
fn contradictions() -> String {
    let sentence = |number: u32| format!("全年收到政府信息公开申请{}件。", 100 + number);
    (0..40).map(sentence).collect::<Vec<_>>().join("\n\n")
}

/// 100,000 characters, in paragraphs of 210.
fn paragraphs() -> String {
    let paragraph = "各单位主动公开政府信息，及时回应社会关切。".repeat(10);
    vec![paragraph; 477].join("\n\n")
}

/// The size of the memory of the page's own module.
const MEMORY: &str = "const done = arguments[arguments.length - 1];
    import('./nianbao-form.js').then((page) => page.default()).then((lent) => done(lent.memory.buffer.byteLength), () => done(0));";

/// Types figures into a cell, or characters at the end of the first prose: median and 95th percentile of the times until the
/// page shows everything that the key changes, until that is laid out, and until it is painted.
async fn types(browser: &Browser, field: &str, edits: usize) -> Value {
    let script = "const [field, runs, done] = arguments;
        const input = field ? document.getElementById(field) : document.querySelector('.prose textarea');
        const next = () => new Promise((then) => { const port = new MessageChannel(); port.port1.onmessage = then; port.port2.postMessage(0); });
        // Before the next frame, as soon as nothing is left of what the key began.
        const soon = () => window.scheduler ? scheduler.postTask(() => {}, { priority: 'user-blocking' }) : next();
        const frame = () => new Promise((then) => requestAnimationFrame(() => next().then(then)));
        const run = async () => {
            const [changed, laid, painted] = [[], [], []];
            const measured = runs <= 400;
            input.focus();
            if (!field) input.setSelectionRange(input.value.length, input.value.length);
            for (let run = 0; run < runs; run += 1) {
                if (measured) await frame();
                if (field) input.select();
                const start = performance.now();
                document.execCommand('insertText', false, field ? String(run % 10) : '字');
                await soon();
                changed.push(performance.now() - start);
                document.body.offsetHeight;
                laid.push(performance.now() - start);
                if (!measured) continue;
                await frame();
                painted.push(performance.now() - start);
            }
            const some = (times) => { times.sort((a, b) => a - b); return [0.5, 0.95].map((at) => times[Math.floor(times.length * at)] ?? 0); };
            return { changed: some(changed), laid: some(laid), painted: some(painted) };
        };
        run().then(done, (trouble) => done(String(trouble)));";
    let times = browser
        .client
        .execute_async(script, vec![json!(field), json!(edits)])
        .await;
    times.unwrap_or_else(|trouble| panic!("typing: {trouble}"))
}

/// Opens a file in a page, at its first section or at table three.
async fn open(browser: &Browser, page: &str, file: &std::path::Path, prose: bool) {
    browser.goto("about:blank").await;
    browser.goto(page).await;
    browser
        .until("window.nianbao && document.querySelector('main.home, .work')")
        .await;
    if browser.run("return !document.getElementById('file')", Vec::new()).await == json!(true) {
        // The older build has another word for it.
        let back = "[...document.querySelectorAll('header button')].find((one) => ['草稿', '打开'].includes(one.textContent.trim())).click()";
        browser.run(back, Vec::new()).await;
    }
    browser.until("document.getElementById('file')").await;
    browser.choose("file", file).await;
    browser.until("document.querySelector('nav.rail button')").await;
    let turn = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(arguments[0])).click()";
    let part = if prose { "总体情况" } else { "申请" };
    browser.run(turn, vec![json!(part)]).await;
    let wanted = if prose {
        "document.querySelector('.prose textarea')"
    } else {
        "document.getElementById('requests.granted.natural_person')"
    };
    browser.until(wanted).await;
    // What comes after the start has come.
    tokio::time::sleep(std::time::Duration::from_secs(3)).await;
}

fn show(what: &str, milliseconds: &Value) {
    println!(
        "{what:<40} {:>10.2} ms in the browser",
        milliseconds.as_f64().unwrap_or_default()
    );
}

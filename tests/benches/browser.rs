//! Reading and checking one report in the browser, key presses in the validator, and its memory after many.

use nianbao_tests::bench::longest_report;
use nianbao_tests::browser::CHECK_JSON;
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
        let address = server::serve(validator).expect("a server can be started");
        browser.goto(&format!("http://{address}/index.html#sample")).await;
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
        let time = browser
            .run(&check, vec![json!("x.md"), json!(name), json!(text), json!(RUNS)])
            .await;
        show("read, check, write JSON", &time);
        // The cost of a key press without drawing: passing the report, running all rules, returning the findings.
        let checked = "const times = [];
            const bytes = new Uint8Array(arguments[0]);
            for (let run = 0; run < arguments[1]; run += 1) {
                const start = performance.now();
                window.nianbao.call('engine', 'check', bytes);
                times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b)[times.length >> 1];";
        let report = nianbao_core::markdown::read(&text).report;
        let bytes = nianbao_pack::pack(&report);
        let time = browser.run(checked, vec![json!(bytes), json!(RUNS)]).await;
        show("check", &time);
        // From the key press until the page has changed: everything is checked again.
        let key = "const runs = arguments[0];
            return (async () => {
            const cell = document.getElementById('requests.granted.natural_person');
            const times = [];
            cell.focus();
            for (let run = 0; run < runs; run += 1) {
                cell.value = String(run);
                const start = performance.now();
                cell.dispatchEvent(new InputEvent('input', { bubbles: true }));
                await new Promise(done => { const port = new MessageChannel(); port.port1.onmessage = done; port.port2.postMessage(0); });
                document.body.offsetHeight;
                times.push(performance.now() - start);
            }
            return times.sort((a, b) => a - b)[times.length >> 1];
            })();";
        let time = browser.run(key, vec![json!(RUNS)]).await;
        show("a press of a key", &time);
        let doubled: Vec<String> = (0..40).map(|number| format!("第{number}处请联系联系我们。")).collect();
        let findings = doubled.join("\n\n");
        let prose = "各单位主动公开政府信息，及时回应社会关切。".repeat(100_000 / 21);
        for (what, more, field) in [
            (
                "40 findings, a cell",
                findings.as_str(),
                "requests.granted.natural_person",
            ),
            ("100,000 characters, prose", prose.as_str(), ""),
        ] {
            open(&browser, more).await;
            let times = browser.client.execute_async(TYPE, vec![json!(field), json!(200)]).await;
            let times = times.unwrap_or_default();
            show(&format!("{what}: changed, p95"), &times["changed"]);
            show(&format!("{what}: painted, p95"), &times["painted"]);
        }
        open(&browser, "").await;
        for edits in [0, 2000, 8000] {
            let script = TYPE;
            let field = json!("requests.granted.natural_person");
            // The first few fill the list of steps that can be undone.
            let _ = browser.client.execute_async(script, vec![field, json!(edits)]).await;
            browser.devtools("HeapProfiler.collectGarbage", json!({})).await;
            let metrics = browser.devtools("Performance.getMetrics", json!({})).await;
            let heap = metrics["metrics"].as_array().into_iter().flatten();
            let heap = heap
                .filter(|one| one["name"] == "JSHeapUsedSize")
                .find_map(|one| one["value"].as_f64());
            let wasm = browser
                .client
                .execute_async(MEMORY, Vec::new())
                .await
                .unwrap_or_default();
            println!(
                "after {edits:>5} more edits: {:.1} MB of scripts, {:.1} MB of the page's module",
                heap.unwrap_or_default() / 1e6,
                wasm.as_f64().unwrap_or_default() / 1e6
            );
        }
    });
}

/// The sample, as it is written.
const SAMPLE: &str = include_str!("../../crates/nianbao-engine/src/sample.md");

/// The size of the memory of the page's own module.
const MEMORY: &str = "const done = arguments[arguments.length - 1];
    import('./nianbao-form.js').then((page) => page.default()).then((lent) => done(lent.memory.buffer.byteLength), () => done(0));";

/// Types figures into a cell, or characters into the first prose, and gives the 95th percentiles of the times until the page has
/// changed and until it is painted.
const TYPE: &str = "const [field, runs, done] = arguments;
    const input = field ? document.getElementById(field) : document.querySelector('.prose textarea');
    const next = () => new Promise((then) => { const port = new MessageChannel(); port.port1.onmessage = then; port.port2.postMessage(0); });
    const frame = () => new Promise((then) => requestAnimationFrame(() => next().then(then)));
    const run = async () => {
        const [changed, painted] = [[], []];
        input.focus();
        for (let run = 0; run < runs; run += 1) {
            if (runs <= 200) await frame();
            const start = performance.now();
            input.value = field ? String(run % 100) : input.value + '字';
            input.dispatchEvent(new InputEvent('input', { bubbles: true }));
            await next();
            document.body.offsetHeight;
            changed.push(performance.now() - start);
            if (runs > 200) continue;
            await frame();
            painted.push(performance.now() - start);
        }
        const p95 = (times) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? 0;
        return { changed: p95(changed), painted: p95(painted) };
    };
    run().then(done, (trouble) => done(String(trouble)));";

/// Opens the sample with more text in its first section, at that section or at table three.
async fn open(browser: &browser::Browser, more: &str) {
    let script = "const data = new DataTransfer();
        data.items.add(new File([arguments[0]], 'a.md'));
        window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }));";
    browser.patient(std::time::Duration::from_mins(5)).await;
    browser.press("打开").await;
    browser.until("document.querySelector('main.home')").await;
    let text = SAMPLE.replacen("\n## 二", &format!("\n{more}\n\n## 二"), 1);
    browser.run(script, vec![json!(text)]).await;
    browser.until("document.querySelector('.work')").await;
    let part = if more.chars().count() > 10_000 {
        "总体情况"
    } else {
        "申请办理"
    };
    let turn = "[...document.querySelectorAll('nav.rail button')].find((one) => one.textContent.includes(arguments[0])).click()";
    browser.run(turn, vec![json!(part)]).await;
    browser
        .until(
            "document.querySelector('.prose textarea') || document.getElementById('requests.granted.natural_person')",
        )
        .await;
}

fn show(what: &str, milliseconds: &Value) {
    println!(
        "{what:<40} {:>10.2} ms in the browser",
        milliseconds.as_f64().unwrap_or_default()
    );
}

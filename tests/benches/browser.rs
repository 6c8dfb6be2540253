//! Reading and checking one report in the browser, and a key press in the validator.

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
    });
}

fn show(what: &str, milliseconds: &Value) {
    println!(
        "{what:<24} {:>10.2} ms in the browser",
        milliseconds.as_f64().unwrap_or_default()
    );
}

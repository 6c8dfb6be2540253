//! Reading, checking and writing one report, natively.

use std::hint::black_box;
use std::time::Duration;

use nianbao_core::rules::{self, Settings};
use nianbao_core::verdict::Input;
use nianbao_core::write;
use nianbao_tests::bench::{longest_report, median};

fn main() {
    let Some((name, text)) = longest_report() else {
        println!("there is no report in content/reports");
        return;
    };
    let read = || nianbao_documents::read(&name, black_box(text.as_bytes()));
    let source = match read() {
        Ok(source) => source,
        Err(trouble) => {
            println!("{name}: {trouble}");
            return;
        }
    };
    let report = &source.reading.report;
    let settings = Settings::default();
    println!("{name}: {} bytes, {} rules", text.len(), rules::RULES.len());
    let time = median(read);
    show("read", time, time);
    show(
        "check",
        median(|| rules::check(Input::new(black_box(report), 0), &settings)),
        time,
    );
    show("write as Markdown", median(|| write::markdown(black_box(report))), time);
    // An upper limit for a key press in the validator: one cell is changed, and everything is checked again.
    let keystroke = median(|| {
        let mut report = black_box(report).clone();
        if let Some((field, _)) = source.reading.report.figures().iter().next() {
            report.set(field, "7");
        }
        rules::check(Input::new(&report, 0), &settings)
    });
    show("change a cell and check", keystroke, time);
}

fn show(what: &str, time: Duration, read: Duration) {
    println!(
        "{what:<24} {:>10.1} µs   {:>6.2} × read",
        time.as_secs_f64() * 1e6,
        time.as_secs_f64() / read.as_secs_f64()
    );
}

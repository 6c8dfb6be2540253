//! How many reports of each kind are read and written per second, on one core.

use std::hint::black_box;
use std::time::{Duration, Instant};

use nianbao_core::form::{Form, SectionId};
use nianbao_core::report::{Block, Report};
use nianbao_documents::{Kind, read, write};

/// How long each is run.
const LONG: Duration = Duration::from_millis(1500);

/// A report of typical length: some two thousand characters of prose, every figure.
fn report() -> Report {
    let mut report = Report::blank(Form::LATEST, "某县财政局", Some(2023));
    for (index, field) in Form::LATEST.fields().enumerate() {
        report.set(field, &(index % 17).to_string());
    }
    for id in SectionId::ALL {
        for _ in 0..4 {
            report.section_mut(id).blocks.push(Block::Paragraph(
                "全年主动公开政府信息128条，其中通过门户网站公开96条；收到政府信息公开申请7件，均在法定期限内答复，没有被申请行政复议、提起行政诉讼的情况，工作平稳有序。".into(),
            ));
        }
    }
    report
}

fn rate(mut work: impl FnMut()) -> f64 {
    work();
    let start = Instant::now();
    let mut count = 0_u32;
    while start.elapsed() < LONG {
        work();
        count += 1;
    }
    f64::from(count) / start.elapsed().as_secs_f64()
}

fn main() {
    let report = report();
    println!("{:<6}{:>12}{:>12}{:>10}", "kind", "read/s", "written/s", "bytes");
    for kind in Kind::writable() {
        let name = format!("a.{}", kind.extension());
        let file = write(&report, kind).expect("it can be written");
        let reads = rate(|| {
            black_box(read(&name, black_box(&file)).expect("it can be read"));
        });
        let writes = rate(|| {
            black_box(write(black_box(&report), kind).expect("it can be written"));
        });
        println!("{:<6}{reads:>12.0}{writes:>12.0}{:>10}", kind.extension(), file.len());
    }
    // A page and lines from elsewhere: nothing marks them as written here.
    let page = write(&report, Kind::Html).expect("it can be written");
    let foreign = String::from_utf8_lossy(&page).replace("name=\"generator\"", "");
    let shown = read("a.html", &page).expect("it can be read").text.replace(['|'], "\n");
    for (what, name, bytes) in [
        ("page", "a.html", foreign.as_bytes()),
        ("lines", "a.txt", shown.as_bytes()),
    ] {
        let reads = rate(|| {
            black_box(read(name, black_box(bytes)).expect("it can be read"));
        });
        println!("{what:<6}{reads:>12.0}{:>12}{:>10}", "", bytes.len());
    }
}

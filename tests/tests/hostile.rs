//! Hostile files: as much as possible is read, and nothing breaks.

use nianbao_core::recognise::recognise;
use nianbao_core::report::Report;
use nianbao_core::rule::Family;
use nianbao_core::rules::{self, Settings};
use nianbao_core::verdict::Input;
use nianbao_core::wire::{CheckOutput, ReportOutput};
use nianbao_core::{markdown, write};
use nianbao_tests::sample;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// Reads bytes under a name and checks the result; returns a description of any invariant that is violated.
fn trouble(name: &str, bytes: &[u8]) -> Result<(), String> {
    let source = match nianbao_documents::read(name, bytes) {
        Ok(source) => source,
        Err(trouble) => {
            let said = [Some(&trouble.what), trouble.hint.as_ref()]
                .iter()
                .all(|text| text.is_some_and(|text| !text.zh.is_empty() && !text.en.is_empty()));
            return if said {
                Ok(())
            } else {
                Err(format!("an error without words: {trouble:?}"))
            };
        }
    };
    let reading = &source.reading;
    let checked = rules::check(reading, &Settings::default());
    if checked != rules::check(reading, &Settings::default()) {
        return Err("two checks of one report are not the same".to_owned());
    }
    let output = ReportOutput::new(name, &source.text, reading, &checked);
    let spans = output.diagnostics.iter().filter_map(|diagnostic| diagnostic.span);
    for span in spans.chain(output.unplaced.iter().filter_map(|unplaced| unplaced.span)) {
        if source.text.get(span.start.offset..span.end.offset).is_none() {
            return Err(format!("{span:?} is not a range of the text"));
        }
    }
    let json = CheckOutput::new(vec![output]).to_json();
    serde_json::from_str::<CheckOutput>(&json).map_err(|e| format!("the JSON can't be read: {e}"))?;

    let written = write::markdown(&reading.report);
    let read_again = recognise(&markdown::document(&written)).report;
    if read_again != reading.report {
        return Err(apart(&reading.report, &read_again));
    }
    if write::markdown(&read_again) != written {
        return Err("written a second time, the text differs".to_owned());
    }
    Ok(())
}

/// Where two reports begin to differ.
fn apart(first: &Report, second: &Report) -> String {
    let [first, second] = [first, second].map(|report| format!("{report:#?}"));
    let same = first
        .lines()
        .zip(second.lines())
        .take_while(|(first, second)| first == second)
        .count();
    let near = |text: &str| {
        let lines = text.lines().skip(same.saturating_sub(4)).take(12);
        lines
            .map(|line| line.chars().take(200).collect::<String>() + "\n")
            .collect::<String>()
    };
    format!("read as\n{}written and read again as\n{}", near(&first), near(&second))
}

/// Checks files under all names and reports all violations together.
fn check<'a>(files: impl IntoIterator<Item = (&'a str, Vec<u8>)>) {
    let mut troubles = Vec::new();
    for (what, bytes) in files {
        for name in NAMES {
            troubles.extend(
                trouble(name, &bytes)
                    .err()
                    .map(|trouble| format!("{what} as {name}: {trouble}")),
            );
        }
    }
    assert!(troubles.is_empty(), "{}", troubles.join("\n"));
}

const NAMES: [&str; 6] = ["年报.md", "年报.txt", "年报.html", "年报.docx", "年报.xlsx", "年报"];

#[test]
fn hostile_texts() {
    check(
        sample::hostile()
            .into_iter()
            .map(|(what, text)| (what, text.into_bytes())),
    );
}

/// The bytes of the sentence.
const LONG: usize = 1_000_000;

/// A rule that reads the whole sentence at each of many hits does not come to an end here: it needs minutes, the others
/// less than a second.
#[test]
fn the_faults_of_every_page_in_one_long_sentence() {
    let mut asked = 0;
    // Rules across years and organs are not asked about a report by itself.
    for rule in rules::RULES.iter().filter(|rule| rule.family != Family::Archive) {
        let Some(report) = sample::repeated(rule, LONG) else {
            continue;
        };
        let others = rules::RULES.iter().filter(|other| other.name != rule.name);
        let settings = Settings {
            severities: others.map(|other| (other.name.to_owned(), None)).collect(),
            ..Settings::default()
        };
        let checked = rules::check(Input::new(&report, 0), &settings);
        assert_eq!(checked.rules_asked(), 1, "{}", rule.name);
        asked += 1;
    }
    assert!(asked >= 28, "{asked} rules find something in paragraphs");
}

#[test]
fn bytes_that_are_not_text() {
    let files: [(&str, &[u8]); 9] = [
        ("zeros", &[0; 4096]),
        (
            "bytes that are not UTF-8",
            &[0xff, 0xc3, 0x28, 0xa0, 0xa1, 0xe2, 0x28, 0xa1],
        ),
        ("UTF-16 with half a character", &[0xff, 0xfe, 0x00, 0xd8, 0x41]),
        ("the mark of UTF-16 alone", &[0xfe, 0xff]),
        ("GB18030 cut in the middle", &[0xb1, 0xa8, 0xb8, 0xe6, 0x81, 0x30, 0x81]),
        ("a zip archive without end", b"PK\x03\x04\x14\x00\x00\x00\x08\x00"),
        ("an old Word file", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
        ("a PDF without pages", b"%PDF-1.7\n%%EOF"),
        ("a picture", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ];
    check(files.into_iter().map(|(what, bytes)| (what, bytes.to_vec())));
}

/// A report's text with some parts cut out, doubled or replaced.
fn damaged() -> impl Strategy<Value = String> {
    let written: Vec<char> = write::markdown(&sample::report()).chars().collect();
    let pieces = prop::sample::select(vec![
        "",
        "|",
        "\n",
        "\n\n",
        "# ",
        "## ",
        "+++\n",
        "\\",
        "12",
        "－",
        "一、",
        "（一）",
        "总计",
        " ",
        "\t",
        "`",
        "<td>",
        "&",
        "\r",
        "\u{3000}",
        "| 0 | 0 |\n",
        "| - |\n",
        "*",
        "[x](y)",
        "![](z)",
        "> ",
        "- ",
        "1. ",
        "2024年",
        "申请",
        "\u{feff}",
        "<!--",
        "```\n",
    ]);
    let damage = (0..written.len(), 0..40usize, pieces, any::<bool>());
    prop::collection::vec(damage, 1..12).prop_map(move |damages| {
        let mut text = written.clone();
        for (at, length, piece, doubled) in damages {
            let start = at.min(text.len());
            let end = (start + length).min(text.len());
            let kept: String = if doubled {
                text[start..end].iter().collect()
            } else {
                String::new()
            };
            let new: Vec<char> = format!("{kept}{piece}{kept}").chars().collect();
            text.splice(start..end, new);
        }
        text.into_iter().collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 96,
        failure_persistence: None,
        // The same damage every time, so that a failure is due to the change being tested.
        rng_seed: RngSeed::Fixed(20_261_125),
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_damaged_report_is_read_as_far_as_it_goes(text in damaged()) {
        for name in ["年报.md", "年报.txt"] {
            trouble(name, text.as_bytes()).map_err(|trouble| TestCaseError::fail(format!("{name}: {trouble}")))?;
        }
    }
}

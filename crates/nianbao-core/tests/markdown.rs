//! Reading a written report gives the same report, and reading any text loses no word.

mod random;

use nianbao_core::{label, markdown, write};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use random::{any_report, text};

/// The same cases every time, so that a failure is due to the change being tested.
fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        rng_seed: RngSeed::Fixed(20_261_125),
        ..random::config(cases)
    }
}

proptest! {
    #![proptest_config(config(32))]

    #[test]
    fn a_report_that_was_written_is_read_as_it_was(report in any_report()) {
        let written = write::markdown(&report);
        let reading = markdown::read(&written);
        prop_assert_eq!(&reading.report, &report, "{}", written);
    }
}

proptest! {
    #![proptest_config(config(400))]

    #[test]
    fn reports_are_written_so_that_they_read_the_same(text in text(&[])) {
        let report = markdown::read(&text).report;
        let written = write::markdown(&report);
        let again = markdown::read(&written).report;
        prop_assert_eq!(&again, &report, "{:?}\n{}", text, written);
        prop_assert_eq!(write::markdown(&again), written);
    }

    #[test]
    fn no_word_is_lost(text in text(&[])) {
        let reading = markdown::read(&text);
        let mut kept = write::markdown(&reading.report);
        for unplaced in &reading.unplaced {
            kept.push_str(&unplaced.text);
        }
        // Letters and digits count; markup does not.
        for word in ["规章", "总计", "自然人", "１２", "某县财政局", "行政复议", "结果维持", "主动公开情况", "http://a.cn", "2023年"] {
            prop_assert!(!text.contains(word) || label::fold(&kept).contains(&label::fold(word)), "{} of {:?}\n{}", word, text, kept);
        }
    }
}

#[test]
fn hostile_texts_are_read_in_time() {
    for text in [
        "|".repeat(200_000),
        "[".repeat(100_000),
        "> ".repeat(20_000),
        "*a".repeat(100_000),
        "<".repeat(100_000),
        "| 规章 ".repeat(50_000),
        "# 一、总体情况\n".repeat(20_000),
        "规章\n".repeat(100_000),
        "`".repeat(100_000),
        "| a | b |\n| --- | --- |\n".repeat(20_000),
    ] {
        let reading = markdown::read(&text);
        assert!(reading.report.sections.len() <= text.len());
    }
}

//! Nothing is dropped: every character of a source's text is in the report or in the list of unplaced text.

use std::collections::{BTreeMap, BTreeSet};

use nianbao_core::label::fold;
use nianbao_core::report::Block;
use nianbao_documents::{Kind, Source, read, write};
use proptest::prelude::*;

use crate::common::{FURNITURE, data};
use crate::random::{any_report, config};

/// The number of occurrences of each character in texts. White space, invisible characters and the lines that a reader
/// draws around cells are not counted.
#[derive(Debug, Default)]
pub(crate) struct Ledger(BTreeMap<char, i64>);

impl Ledger {
    fn count(&mut self, text: &str, by: i64) {
        for c in text.chars() {
            let shown = !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{feff}' | '\u{200b}' | '|');
            if shown {
                *self.0.entry(c).or_default() += by;
            }
        }
    }

    /// The characters of a source's text that are neither in the report nor in the list of unplaced text.
    pub(crate) fn lost(source: &Source) -> Vec<(char, i64)> {
        let report = &source.reading.report;
        let mut ledger = Ledger::default();
        // Headers may be printed over every block and on every page; one copy is enough.
        let headers: BTreeSet<String> = report
            .tables()
            .flat_map(|(_, _, table)| {
                let labels = table.columns.iter().map(|column| column.label.as_str());
                labels.chain([table.caption.as_str()]).map(fold).collect::<Vec<_>>()
            })
            .chain(FURNITURE.iter().map(|word| fold(word)))
            .collect();
        let pieces: Vec<&str> = pieces(source)
            .into_iter()
            .filter(|piece| !piece.trim().is_empty())
            .collect();
        let mut at = 0;
        while at < pieces.len() {
            // Narrow cells break their headers across lines anywhere: 「审结总计」.
            let broken = (1..=32_usize).rev().find(|count| {
                pieces
                    .get(at..at + count)
                    .is_some_and(|some| is_made_of(&headers, &fold(&some.concat())))
            });
            if broken.is_none() {
                ledger.count(without_sign(pieces[at]), 1);
            }
            at += broken.unwrap_or(1);
        }
        ledger.count(&report.title, -1);
        for section in &report.sections {
            ledger.count(&section.heading, -1);
        }
        for part in report.parts() {
            for block in report.blocks(part) {
                ledger.block(block);
            }
        }
        for unplaced in &source.reading.unplaced {
            ledger.count(&unplaced.text, -1);
        }
        ledger.0.into_iter().filter(|(_, left)| *left > 0).collect()
    }

    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { text, .. } | Block::Paragraph(text) => self.count(text, -1),
            Block::Table(table) => {
                for row in &table.rows {
                    self.count(&row.label, -1);
                    for cell in &row.cells {
                        self.count(cell.as_str(), -1);
                    }
                }
            }
            Block::Grid(rows) => {
                for cell in rows.iter().flatten() {
                    self.count(cell, -1);
                }
            }
            Block::Picture { alt, address } => {
                self.count("![]()", -1);
                self.count(alt, -1);
                self.count(address, -1);
            }
        }
    }
}

/// Whether a text consists only of some words, one after the other.
fn is_made_of(words: &BTreeSet<String>, text: &str) -> bool {
    let mut ends = vec![0];
    let mut at = 0;
    while let Some(end) = ends.get(at).copied() {
        for word in words
            .iter()
            .filter(|word| !word.is_empty() && text[end..].starts_with(word.as_str()))
        {
            if !ends.contains(&(end + word.len())) {
                ends.push(end + word.len());
            }
        }
        at += 1;
    }
    !text.is_empty() && ends.contains(&text.len())
}

/// A piece without the sign of a Markdown heading, `#` to `######`, which is mark-up in a text file too.
fn without_sign(piece: &str) -> &str {
    let rest = piece.trim_start_matches('#');
    let is_sign = piece.len() - rest.len() <= 6 && !rest.starts_with(|c: char| !c.is_whitespace());
    if is_sign { rest } else { piece }
}

/// The pieces of a source's text: the text between pipes or tabs, and other lines whole. Front matter is left out: it
/// is data, and has tests of its own.
fn pieces(source: &Source) -> Vec<&str> {
    let text = source.text.as_str();
    let behind = text
        .strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .map(|(_, behind)| behind);
    behind
        .unwrap_or(text)
        .lines()
        .flat_map(|line| line.split(['|', '\t']))
        .collect()
}

#[test]
fn every_character_of_a_real_file_is_kept() {
    for name in [
        "jianshan-2023.txt",
        "hongze-2024.txt",
        "hongze-2024.pdf",
        "hongze-2024.html",
        "suqian-2023.html",
        "shuyang-fagaiju-2023.html",
    ] {
        let Some(bytes) = data(name) else { continue };
        let source = read(name, &bytes).expect("a real file can be read");
        let lost = Ledger::lost(&source);
        assert!(lost.is_empty(), "{name}: {lost:?}\n{}", source.text);
    }
}

proptest! {
    #![proptest_config(config(12))]

    #[test]
    fn every_character_of_a_written_file_is_kept(report in any_report()) {
        let mut shown = String::new();
        for kind in [Kind::Docx, Kind::Html] {
            let bytes = write(&report, kind).expect("it can be written");
            let source = read(&format!("a.{}", kind.extension()), &bytes).expect("it can be read");
            let lost = Ledger::lost(&source);
            prop_assert!(lost.is_empty(), "{kind:?}: {lost:?}\n{}", source.text);
            shown = source.text;
        }
        // The same as people copy it: lines with pipes, cells between tabs, one line per cell.
        let tabs = shown.lines().map(|line| line.trim_matches('|').replace('|', "\t")).collect::<Vec<_>>().join("\n");
        let cells = shown.replace('|', "\n");
        for (name, text) in [("a.txt", &shown), ("b.txt", &tabs), ("c.tsv", &tabs), ("d.txt", &cells)] {
            let source = read(name, text.as_bytes()).expect("it can be read");
            let lost = Ledger::lost(&source);
            prop_assert!(lost.is_empty(), "{name}: {lost:?}\n{text}");
        }
    }
}

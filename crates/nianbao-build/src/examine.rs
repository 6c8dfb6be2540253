//! Checks files and prints the findings: the work of `nianbao check`.

mod kept;

use std::path::PathBuf;

use nianbao_core::diagnostic::Severity;
use nianbao_core::recognise::Reading;
use nianbao_core::rules::{Checked, Settings};
use nianbao_core::text::Text;
use nianbao_core::verdict::Verdict;
use nianbao_core::wire::Summary;
use rayon::prelude::*;

use crate::across::{self, Place, Read};
use crate::content::{self, Content, Problem};
use crate::error::Trouble;
use crate::input;
use crate::output::{Examined, Format, Printer, Tally};
use crate::progress::{Progress, Step};
use kept::{Held, Kept};
pub use kept::{ROOM, Room};

/// This many files are printed together, and then written (if the format allows it) before the next ones are printed.
const AT_ONCE: usize = 512;

/// A checked file, as small as possible, because there may be tens of thousands.
struct Done {
    path: PathBuf,
    checked: Checked,
    kept: Kept,
}

/// Checked files, ready to be printed.
pub struct Work {
    files: Vec<Done>,
    /// Problems of the content folders that the files are in.
    pub problems: Vec<Problem>,
    failures: Vec<Trouble>,
    other_kinds: Vec<PathBuf>,
}

/// The files that could not be checked or judged, and the number of findings.
pub struct Outcome {
    tally: Tally,
    /// The files that could not be checked.
    pub failures: Vec<Trouble>,
    /// The files of which too little was read to judge them, unless the output for people says so.
    pub unread: Vec<Trouble>,
    /// Files in folders whose kind this build does not read.
    pub other_kinds: Vec<PathBuf>,
}

/// Reads and checks the files that the paths lead to, and keeps their sources while there is room.
pub fn examine(paths: &[PathBuf], settings: &Settings, room: &Room, progress: &Progress) -> Work {
    let gathered = input::gather(paths);
    let mut failures = gathered.failures;
    let mut problems = Vec::new();
    // A content folder is checked as on the site: with its own deadlines and kinds of organ, and its reports against
    // each other.
    let contents: Vec<Option<Content>> = gathered
        .contents
        .iter()
        .map(|root| match content::load(root) {
            Ok((content, found)) => {
                problems.extend(found);
                Some(content)
            }
            Err(trouble) => {
                failures.push(trouble);
                None
            }
        })
        .collect();
    let known: Vec<Option<&Content>> = contents.iter().map(Option::as_ref).collect();
    let place = |entry: &input::Entry| {
        let content = entry.content?;
        let (organ, year) = known.get(content).copied()??.place(&entry.below)?;
        Some(Place { content, organ, year })
    };
    let read = |entry: &input::Entry| {
        let held = Held::read(&entry.path, room);
        progress.advance(1);
        held
    };
    progress.begin(Step::Check, gathered.entries.len());
    let results = across::check(&known, settings, &gathered.entries, place, read);
    let mut files = Vec::with_capacity(results.len());
    for (entry, result) in gathered.entries.into_iter().zip(results) {
        match result {
            Ok((kept, checked)) => files.push(Done {
                path: entry.path,
                checked,
                kept,
            }),
            Err(trouble) => failures.push(trouble),
        }
    }
    Work {
        files,
        problems,
        failures,
        other_kinds: gathered.other_kinds,
    }
}

/// The part kept of a checked file: its source or its hash.
impl Read for Held {
    type Kept = Kept;

    fn size(&self) -> usize {
        self.size
    }

    fn reading(&self) -> &Reading {
        &self.source.reading
    }

    fn keep(self, checked: &Checked) -> Kept {
        self.kept(checked)
    }
}

impl Work {
    /// The number of files that were checked.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// Prints the findings and writes them piece by piece, or at the end if the output begins with totals. `write`
    /// returns whether anybody still reads: if not, the rest is counted but not printed. A file that has changed since
    /// its check is noticed only when it is read again.
    pub fn print(
        self,
        printer: Printer,
        mut write: impl FnMut(&[String]) -> Result<bool, Trouble>,
    ) -> Result<Outcome, Trouble> {
        let (mut tally, mut failures) = (Tally::default(), self.failures);
        // The output for people has this in the text of each file.
        let unread: Vec<Trouble> = match printer.format {
            Format::Human => Vec::new(),
            _ => self.files.iter().filter_map(Done::unread).collect(),
        };
        let (mut pieces, mut empty) = (Vec::new(), true);
        let counts_first = printer.counts_first();
        if !counts_first {
            pieces.push(printer.around(empty, tally, &[]).0);
        }
        let mut is_read = true;
        let mut files = self.files.into_iter();
        while !files.as_slice().is_empty() {
            let some: Vec<Done> = files.by_ref().take(AT_ONCE).collect();
            let results: Vec<_> = some.into_par_iter().map(|file| file.print(&printer)).collect();
            for result in results {
                match result {
                    Ok((piece, counted)) => {
                        tally = tally.and(counted);
                        if let Some(mut piece) = piece {
                            if !std::mem::take(&mut empty) {
                                piece.insert_str(0, printer.between());
                            }
                            pieces.push(piece);
                        }
                    }
                    Err(failure) => failures.push(failure),
                }
            }
            if !counts_first {
                is_read = write(&pieces)?;
                pieces.clear();
            }
            if !is_read {
                tally = files.by_ref().fold(tally, |tally, file| tally.and(file.tally()));
            }
        }
        // The published JSON has a verdict for each report.
        let told = unread.iter().filter(|_| printer.format != Format::Json);
        let failed: Vec<Trouble> = failures.iter().chain(told).cloned().collect();
        let (head, tail) = printer.around(empty, tally, &failed);
        if counts_first {
            pieces.insert(0, head);
        }
        pieces.push(tail);
        if is_read {
            write(&pieces)?;
        }
        Ok(Outcome {
            tally,
            failures,
            unread,
            other_kinds: self.other_kinds,
        })
    }
}

impl Done {
    /// The file's share of the totals.
    fn tally(&self) -> Tally {
        Tally::of(&self.checked)
    }

    /// The failure to report if too little of the file was read to judge it.
    fn unread(&self) -> Option<Trouble> {
        self.checked.is_unread().then(|| {
            Trouble::hinted(
                "unjudged",
                self.checked.sentence(),
                Text::new(
                    "看看这个文件是不是一份完整的年度报告；表格散开的，换成 Word、Excel 文件或者网页再检查。",
                    "Make sure that this is a complete annual report. If its tables were broken by a conversion, check the Word or Excel file or the web page instead.",
                ),
            )
            .at(input::shown(&self.path))
        })
    }

    /// The printed text of the file, if any, and its share of the totals.
    fn print(self, printer: &Printer) -> Result<(Option<String>, Tally), Trouble> {
        let tally = self.tally();
        if !printer.shows(&self.checked) {
            return Ok((None, tally));
        }
        // What was found across years and organs may be in other places, and the edits of fixes are compared with the report.
        let enough = |reading: &Reading| {
            let edits = printer.format == Format::Sarif;
            let mut findings = self.checked.findings.iter();
            findings.all(|one| !(edits && one.fix.is_some()) && one.spots().all(|at| reading.places.knows(&at)))
        };
        let (source, claims) = self.kept.source(&self.path, enough)?;
        let one = Examined {
            path: input::shown(&self.path),
            source,
            claims,
            checked: self.checked,
        };
        Ok((Some(printer.piece(&one)), tally))
    }
}

impl Outcome {
    /// Whether a file could not be checked, or too little of it was read to judge it.
    pub fn is_failure(&self) -> bool {
        !self.failures.is_empty() || self.tally.unread > 0
    }

    /// Whether a finding has this severity or a higher one, a report is unfinished or unfit, or the form of its year is not
    /// known; `false` without a threshold.
    pub fn reaches(&self, threshold: Option<Severity>) -> bool {
        let Summary {
            errors,
            warnings,
            notices,
            accepted: _,
        } = self.tally.summary;
        let counts = [
            (Severity::Error, errors),
            (Severity::Warning, warnings),
            (Severity::Notice, notices),
        ];
        threshold.is_some_and(|threshold| {
            self.tally.count(Verdict::Unfinished) > 0
                || self.tally.count(Verdict::Unfit) > 0
                || self.tally.unknown_form > 0
                || counts
                    .iter()
                    .any(|(severity, count)| *severity >= threshold && *count > 0)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use nianbao_core::text::Lang;
    use nianbao_core::wire::CheckOutput;

    use super::*;

    const CLEAN: &str = include_str!("../tests/reports/clean.md");

    /// A content folder, removed when dropped. Its reports: one without findings, one with findings by itself and
    /// across years, one from before the first form, one that cannot be read; and a web page next to them.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let root = std::env::temp_dir().join(format!("nianbao-check-{name}-{}", std::process::id()));
            let _ = fs::remove_dir_all(&root);
            let site = "title = { zh = \"报告库\", en = \"Archive\" }\nowner = { zh = \"示例县\", en = \"Shili\" }\n";
            let organs = "[[organ]]\nid = \"education\"\nname = \"示例县教育局\"\nkind = \"department\"\n\
                [[organ]]\nid = \"finance\"\nname = \"示例县财政局\"\nkind = \"department\"\n";
            let old = CLEAN.replace("财政局", "教育局").replace("2023", "2015");
            let wrong = old
                .replace("2015", "2021")
                .replace("| （一）予以公开 | 6 | 1 |", "| （一）予以公开 | 6 | |");
            for (name, bytes) in [
                ("content/site.toml", site),
                ("content/organs.toml", organs),
                ("content/reports/education/2015.md", &old),
                ("content/reports/education/2021.md", &wrong),
                ("content/reports/finance/2023.md", CLEAN),
                ("content/reports/finance/2024.docx", "no archive"),
                ("many/000.txt", ""),
                (
                    "page.html",
                    "<h1>示例县教育局2023年政府信息公开工作年度报告</h1><p>公开公开</p>",
                ),
            ] {
                let path = root.join(name);
                fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
                fs::write(path, bytes).expect("a file");
            }
            Folder(root)
        }

        fn report(&self, name: &str) -> PathBuf {
            self.0.join("content/reports").join(name)
        }

        /// Checks paths with room for this many bytes, prints them, and returns the pieces written. `after` runs
        /// between check and print.
        fn printed(
            &self,
            paths: &[&str],
            room: usize,
            format: Format,
            happens: impl FnOnce(),
        ) -> (Vec<Vec<String>>, Outcome) {
            self.read(paths, room, format, happens, || true)
        }

        /// The same, with a reader that may stop reading; `write` is called with each piece.
        fn read(
            &self,
            paths: &[&str],
            room: usize,
            format: Format,
            happens: impl FnOnce(),
            mut goes_on: impl FnMut() -> bool,
        ) -> (Vec<Vec<String>>, Outcome) {
            let paths: Vec<PathBuf> = paths.iter().map(|path| self.0.join(path)).collect();
            let work = examine(
                &paths,
                &Settings::default(),
                &Room::new(room).printing(format),
                &Progress::default(),
            );
            happens();
            let printer = Printer {
                format,
                lang: Lang::Zh,
                width: 100,
                several: work.files.len() > 1,
            };
            let mut written = Vec::new();
            let outcome = work.print(printer, |pieces| {
                written.push(pieces.to_vec());
                Ok(goes_on())
            });
            (written, outcome.expect("written"))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn output_does_not_depend_on_the_sources_kept() {
        let folder = Folder::new("kept");
        let one: &[&str] = &["content/reports/finance/2023.md"];
        let all: &[&str] = &["content", "page.html", "missing.md"];
        for number in 0..=AT_ONCE {
            fs::write(folder.0.join(format!("many/{number:03}.txt")), number.to_string()).expect("a file");
        }
        for paths in [one, all, &["many"], &["missing.md"]] {
            for format in Format::ALL {
                let printed = |room| folder.printed(paths, room, format, || {});
                let (written, expected) = printed(ROOM);
                let text = written.concat().concat();
                // Room for none or one of the reports.
                for room in [0, CLEAN.len()] {
                    let (written, printed) = printed(room);
                    assert_eq!(written.concat().concat(), text, "{format:?} {room}");
                    assert_eq!(printed.failures, expected.failures, "{format:?} {room}");
                    assert_eq!(printed.tally, expected.tally, "{format:?} {room}");
                }
                // Output that begins with totals is written at the end, any other as it is made.
                let times = match format {
                    Format::Human | Format::Sarif => 1,
                    _ => 1 + expected.tally.files().div_ceil(AT_ONCE),
                };
                assert_eq!(written.len(), times, "{format:?}");
                // The pieces together have the published shape.
                if format == Format::Json {
                    let whole: CheckOutput = serde_json::from_str(&text).expect("the published shape");
                    assert_eq!(whole.to_json(), text);
                    let counted = CheckOutput::new(whole.reports);
                    assert_eq!(counted.summary, whole.summary);
                    assert!(counted.reports.is_sorted_by_key(|report| &report.path));
                }
            }
        }
    }

    #[test]
    fn output_that_nobody_reads_is_counted_without_reading_again() {
        let folder = Folder::new("closed");
        for number in 0..=AT_ONCE {
            fs::write(folder.0.join(format!("many/{number:03}.txt")), "公开公开").expect("a file");
        }
        for format in Format::ALL {
            let paths = &["many", "content"];
            let (_, expected) = folder.printed(paths, 0, format, || {});
            let last = folder.0.join(format!("many/{AT_ONCE}.txt"));
            let close = || {
                fs::write(&last, "").expect("a file");
                false
            };
            let (written, printed) = folder.read(paths, 0, format, || {}, close);
            fs::write(&last, "公开公开").expect("a file");
            assert_eq!(written.len(), 1, "{format:?}");
            // No file was reported as changed.
            assert_eq!(printed.failures, expected.failures, "{format:?}");
            assert_eq!(printed.tally, expected.tally, "{format:?}");
            assert_eq!(
                printed.reaches(Some(Severity::Error)),
                expected.reaches(Some(Severity::Error)),
                "{format:?}"
            );
        }
    }

    #[test]
    fn a_file_changed_since_its_check_is_reported_and_left_out() {
        type Change = fn(&Folder);
        let write: Change = |folder| fs::write(folder.report("education/2021.md"), CLEAN).expect("a file");
        let remove: Change = |folder| fs::remove_file(folder.report("education/2021.md")).expect("a file");
        let turn: Change = |folder| {
            fs::remove_file(folder.report("education/2021.md")).expect("a file");
            fs::create_dir(folder.report("education/2021.md")).expect("a folder");
        };
        let clean: Change = |folder| fs::write(folder.report("finance/2023.md"), "").expect("a file");
        let every: Change = |folder| {
            for name in ["education/2015.md", "education/2021.md", "finance/2023.md"] {
                fs::write(folder.report(name), "").expect("a file");
            }
        };
        let (all, one) = ("content", "content/reports/education/2021.md");
        let quiet = &[Format::Human, Format::Sarif, Format::Github, Format::Csv][..];
        let every_one = &["2015 changed", "2021 changed", "2023 changed"];
        for (path, change, room, formats, failed) in [
            (all, write, 0, &Format::ALL[..], &["2021 changed"][..]),
            (all, remove, 0, &Format::ALL, &["2021 changed"]),
            (all, turn, 0, &Format::ALL, &["2021 folder"]),
            (all, write, ROOM, &Format::ALL, &[]),
            // Files without any printed finding still count, as they were when they were checked.
            (all, clean, 0, quiet, &[]),
            (all, clean, 0, &[Format::Json], &["2023 changed"]),
            (all, every, 0, &[Format::Json], every_one),
            (one, write, 0, &Format::ALL, &["2021 changed"]),
            (one, turn, 0, &Format::ALL, &["2021 folder"]),
            (one, write, ROOM, &Format::ALL, &[]),
        ] {
            for format in formats.iter().copied() {
                let folder = Folder::new("changed");
                let (pieces_before, before) = folder.printed(&[path], room, format, || {});
                let (pieces, printed) = folder.printed(&[path], room, format, || change(&folder));
                let (pieces_before, pieces) = (pieces_before.concat(), pieces.concat());
                let new = &printed.failures[before.failures.len()..];
                let names: Vec<String> = new
                    .iter()
                    .map(|failure| {
                        let place = Path::new(failure.path());
                        format!("{} {}", place.file_stem().unwrap_or_default().display(), failure.name)
                    })
                    .collect();
                assert_eq!(names, failed, "{format:?}");
                let text = pieces.concat();
                if failed.is_empty() {
                    assert_eq!(text, pieces_before.concat(), "{format:?}");
                    assert_eq!(printed.tally, before.tally, "{format:?}");
                    continue;
                }
                assert_eq!(pieces.len() + failed.len(), pieces_before.len(), "{format:?}\n{text}");
                // Every format reports it; the one for people gives a number if there are several files, with the names
                // on standard error.
                let said = match format {
                    Format::Human if path == one => {
                        assert_eq!(text, "");
                        ""
                    }
                    Format::Human => "2 份报告：1 份可以发布，1 份无法判断，2 处读不出来",
                    _ => new[0].what.get(Lang::Zh),
                };
                assert!(text.contains(said), "{format:?}: no {said} in {text}");
            }
        }
    }
}

//! Decides which sources are kept between check and print. A source takes five times the memory of its file, too much for
//! thousands of reports on an office machine. Of the others only a hash is kept, and of plain text the little that
//! findings are printed with: then the text is read again, but no report is recognised in it. Reading a report again
//! takes less than a quarter of a millisecond for Markdown and Word, but about one for a web page, three for a workbook
//! and five for a PDF file; the slow kinds have their own room.

use std::hash::BuildHasher as _;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use nianbao_core::diagnostic::Finding;
use nianbao_core::recognise::Reading;
use nianbao_core::rules::Checked;
use nianbao_core::text::Text;
use nianbao_core::wire::Stated;
use nianbao_documents::{Kind, Source, decode};
use rustc_hash::FxBuildHasher;

use crate::error::Trouble;
use crate::output::Format;
use crate::{input, packed};

/// The bytes of files that are kept: enough for a large file or some hundreds of reports.
pub const ROOM: usize = 8 << 20;

/// There is this many times more room for kinds that are slow to read again.
const SLOW: usize = 4;

/// The room left, shared by all threads.
#[derive(Debug)]
pub struct Room {
    left: AtomicUsize,
    /// The room left for kinds that are slow to read.
    slow: usize,
    /// Whether claims are printed, and so kept of a text that is read again.
    claims: bool,
}

impl Room {
    /// Room for this many bytes, plus more for kinds that are slow to read.
    pub fn new(bytes: usize) -> Room {
        let slow = SLOW * bytes;
        Room {
            left: AtomicUsize::new(bytes + slow),
            slow,
            claims: false,
        }
    }

    /// The same, for output in a format.
    #[must_use]
    pub fn printing(self, format: Format) -> Room {
        Room {
            claims: format == Format::Json,
            ..self
        }
    }

    /// Takes this many bytes if there is room. Returns whether there was.
    fn take(&self, bytes: usize, kind: Kind) -> bool {
        let stays = if kind.facts().slow { 0 } else { self.slow };
        let taken = |left: usize| left.checked_sub(bytes).filter(|rest| *rest >= stays);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken)
            .is_ok()
    }
}

/// A file that was read and is yet to be checked.
#[derive(Debug)]
pub(crate) struct Held {
    pub(crate) source: Source,
    /// Its size in bytes: of the file or of its text, whichever counts. Packed files grow when they are unpacked, web
    /// pages shrink.
    pub(crate) size: usize,
    /// The hash of the bytes, if the source is dropped after the check.
    hash: Option<u64>,
    /// Whether its claims are printed.
    claims: bool,
}

/// The part kept of a file until it is printed.
#[derive(Debug)]
pub(crate) enum Kept {
    /// Its source.
    Source(Box<Source>),
    /// The hash of its bytes; the file is read again.
    Hash(u64),
    /// The hash of the bytes of a plain text, and its source without the text and with the reading in brief, with its
    /// claims if they are printed; the text is read again.
    Brief(u64, Box<Source>, Option<Vec<Stated>>),
}

impl Held {
    /// Reads a file. Its source is kept if there is room, or if its bytes can be read only once.
    pub(crate) fn read(path: &Path, room: &Room) -> Result<Held, Trouble> {
        let bytes = input::bytes(path)?;
        let source = input::decoded(path, &bytes)?;
        Ok(Held::new(path, &bytes, source, room))
    }

    fn new(path: &Path, bytes: &[u8], source: Source, room: &Room) -> Held {
        let size = bytes.len().max(source.text.len());
        let kept = room.take(size, source.kind) || once(path);
        Held {
            source,
            size,
            hash: (!kept).then(|| hash(bytes)),
            claims: room.claims,
        }
    }

    /// The part to keep of a file in which this was found.
    pub(crate) fn kept(self, checked: &Checked) -> Kept {
        // Without a year, the form follows from the tables.
        let has_year = self.source.reading.report.year().is_some();
        let is_plain = has_year && matches!(self.source.kind, Kind::Markdown | Kind::Text);
        match self.hash {
            None => Kept::Source(Box::new(self.source)),
            Some(hash) if is_plain => {
                let spots = checked.findings.iter().flat_map(Finding::spots);
                let source = Source {
                    kind: self.source.kind,
                    text: String::new(),
                    reading: self.source.reading.brief(spots),
                };
                let claims = self.claims.then(|| Stated::all(&self.source.reading));
                Kept::Brief(hash, Box::new(source), claims)
            }
            Some(hash) => Kept::Hash(hash),
        }
    }
}

/// Whether the bytes at a path can be read only once: standard input under any name, and pipes.
fn once(path: &Path) -> bool {
    path.as_os_str() == input::STDIN
        || ["/dev/stdin", "/dev/fd", "/proc"].iter().any(|at| path.starts_with(at))
        || !(std::fs::metadata(path).is_ok_and(|file| file.is_file()) || packed::split(path).is_some())
}

impl Kept {
    /// The source; in brief if `enough` says so, with the claims that were kept. A file that is read again must have the
    /// bytes that were checked, because the findings refer to places in them.
    pub(crate) fn source(
        self,
        path: &Path,
        enough: impl Fn(&Reading) -> bool,
    ) -> Result<(Source, Option<Vec<Stated>>), Trouble> {
        let (checked, brief) = match self {
            Kept::Source(source) => return Ok((*source, None)),
            Kept::Hash(checked) => (checked, None),
            Kept::Brief(checked, source, claims) => {
                let is_enough = enough(&source.reading);
                (checked, is_enough.then_some((source, claims)))
            }
        };
        match input::bytes(path) {
            Ok(bytes) if hash(&bytes) == checked => match brief {
                Some((source, claims)) => {
                    let text = decode::text(&bytes).map_err(|trouble| trouble.at(input::shown(path)))?;
                    Ok((Source { text, ..*source }, claims))
                }
                None => Ok((input::decoded(path, &bytes)?, None)),
            },
            Err(failure) if failure.name != "not-found" => Err(failure),
            _ => Err(Trouble::new(
                "changed",
                Text::new("检查期间文件有变动。", "The file changed while it was being checked."),
            )
            .at(input::shown(path))
            .hint(Text::new("请再检查一次。", "Check again."))),
        }
    }
}

fn hash(bytes: &[u8]) -> u64 {
    FxBuildHasher.hash_one(bytes)
}

#[cfg(test)]
mod tests {
    use nianbao_core::report::At;

    use super::*;

    #[test]
    fn sources_are_kept_if_there_is_room_or_they_can_be_read_only_once() {
        let folder = std::env::temp_dir().join(format!("nianbao-kept-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("a.txt");
        std::fs::write(&file, "总体情况").expect("a file");
        let (text, pdf, xlsx) = (Kind::Text, Kind::Pdf, Kind::Xlsx);
        let here = |kind, bytes, text| (&*file, kind, bytes, text);
        let at = |path| (Path::new(path), Kind::Text, 1, 0);
        // A packed file is smaller than its text, a web page larger.
        for (room, sizes, kept) in [
            (0, vec![here(text, 1, 0), here(pdf, 1, 0)], vec![false, false]),
            (0, vec![at("-"), (&*folder, text, 1, 0)], vec![true, true]),
            // Standard input has several names, and some systems continue there where reading stopped.
            (0, vec![at("/dev/stdin"), at("/dev/fd/0")], vec![true, true]),
            (
                0,
                vec![at("/proc/self/fd/0"), at("/proc/self/status")],
                vec![true, true],
            ),
            (4, vec![here(text, 4, 4), here(text, 1, 1)], vec![true, false]),
            (
                9,
                vec![here(text, 6, 0), here(text, 1, 6), here(text, 6, 1), here(text, 1, 3)],
                vec![true, false, false, true],
            ),
            // Slow kinds have four times the room in addition, and use the common room when theirs is full.
            (
                2,
                vec![
                    here(text, 2, 0),
                    here(Kind::Docx, 1, 0),
                    here(xlsx, 4, 0),
                    here(pdf, 0, 4),
                    here(pdf, 1, 0),
                ],
                vec![true, false, true, true, false],
            ),
            (
                2,
                vec![here(pdf, 9, 0), here(text, 1, 0), here(xlsx, 1, 0)],
                vec![true, false, true],
            ),
        ] {
            let room = Room::new(room);
            let found: Vec<bool> = sizes
                .iter()
                .map(|(path, kind, bytes, text)| {
                    let mut source = nianbao_documents::read_text(Kind::Text, "a".repeat(*text));
                    source.kind = *kind;
                    matches!(
                        Held::new(path, &vec![b'a'; *bytes], source, &room).kept(&Checked::default()),
                        Kept::Source(_)
                    )
                })
                .collect();
            assert_eq!(found, kept, "{sizes:?}");
        }
        let _ = std::fs::remove_dir_all(&folder);
    }

    #[test]
    fn a_plain_text_is_read_again_with_or_without_its_report() {
        let file = std::env::temp_dir().join(format!("nianbao-brief-{}.md", std::process::id()));
        let clean = include_str!("../../tests/reports/clean.md");
        // A balance that does not hold leads to several cells.
        let text = clean.replace("| （一）予以公开 | 6 | 1 |", "| （一）予以公开 | 9 | 1 |");
        assert_ne!(text, clean);
        std::fs::write(&file, &text).expect("a file");
        for enough in [true, false] {
            let room = Room::new(0).printing(Format::Json);
            let held = Held::read(&file, &room).expect("a report");
            let checked = nianbao_core::rules::check(&held.source.reading, &nianbao_core::rules::Settings::default());
            let spots: Vec<_> = checked.findings.iter().flat_map(Finding::spots).collect();
            assert!(spots.len() > checked.findings.len(), "{spots:?}");
            let reading = held.source.reading.clone();
            let kept = held.kept(&checked).source(&file, |_| enough);
            let (source, claims) = kept.expect("the same file");
            assert_eq!(claims.is_some(), enough);
            assert_eq!(source.text, text);
            assert_eq!(source.reading.report.sections.is_empty(), enough);
            assert_eq!(source.reading.report.organ(), reading.report.organ());
            for at in &spots {
                let found = source.reading.places.find(&source.reading.report, at);
                assert!(source.reading.places.knows(at));
                assert_eq!(found, reading.places.find(&reading.report, at), "{at:?}");
            }
            assert_eq!(source.reading.places.knows(&At::Heading(0)), !enough);
        }
        // Without a year, the form of the tables is printed, so they are read again.
        std::fs::write(&file, text.replace("2023", "")).expect("a file");
        let held = Held::read(&file, &Room::new(0)).expect("a report");
        assert!(matches!(held.kept(&Checked::default()), Kept::Hash(_)));
        let _ = std::fs::remove_file(&file);
    }
}

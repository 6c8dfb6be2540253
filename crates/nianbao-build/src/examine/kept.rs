//! What is kept of files between their being checked and their being shown: the source of some, of most only by what it is
//! known again. A source takes five times its file; kept for thousands of reports they would fill the memory of an office
//! machine. Reading a report again takes less than a quarter of a millisecond where it is Markdown or a Word file, but
//! about one where it is a page, three for a workbook and five for a PDF file: those have room of their own.

use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use nianbao_core::text::Text;
use nianbao_documents::{Kind, Source};

use crate::error::Trouble;
use crate::input;

/// How many bytes of files there is room for, so that a file or some hundreds of reports are read once.
pub const ROOM: usize = 8 << 20;

/// For so many times as many bytes more there is room where reading again would take long.
const SLOW: usize = 4;

/// What room is left; every thread takes of it.
#[derive(Debug)]
pub struct Room {
    left: AtomicUsize,
    /// What is left for the kinds that are slow to read.
    slow: usize,
}

impl Room {
    /// Room for so many bytes, and for more of what is slow to read.
    pub fn new(bytes: usize) -> Room {
        let slow = SLOW * bytes;
        Room {
            left: AtomicUsize::new(bytes + slow),
            slow,
        }
    }

    /// Takes so much where there is as much.
    fn take(&self, bytes: usize, kind: Kind) -> bool {
        let stays = if kind.facts().slow { 0 } else { self.slow };
        let taken = |left: usize| left.checked_sub(bytes).filter(|rest| *rest >= stays);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken)
            .is_ok()
    }
}

/// A file that was read, until it is checked.
#[derive(Debug)]
pub(crate) struct Held {
    /// What was read.
    pub(crate) source: Source,
    /// How many bytes it is, as a file or as a text: what is packed is larger as a text, a page's marks are no text.
    pub(crate) size: usize,
    /// The hash of its bytes, where the source is not kept beyond that.
    hash: Option<u64>,
}

/// What is kept of a file until it is shown.
#[derive(Debug)]
pub(crate) enum Kept {
    /// What was read.
    Source(Box<Source>),
    /// The hash of its bytes: it is read again.
    Hash(u64),
}

impl Held {
    /// Reads a file, to keep it where there is room for it, or where its bytes come only once.
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
        }
    }

    /// What is kept of it.
    pub(crate) fn kept(self) -> Kept {
        match self.hash {
            Some(hash) => Kept::Hash(hash),
            None => Kept::Source(Box::new(self.source)),
        }
    }
}

/// Whether the bytes at a path come only once: those of standard input under all of its names, those of a pipe.
fn once(path: &Path) -> bool {
    path.as_os_str() == input::STDIN
        || ["/dev/stdin", "/dev/fd", "/proc"].iter().any(|at| path.starts_with(at))
        || !std::fs::metadata(path).is_ok_and(|file| file.is_file())
}

impl Kept {
    /// What was read. Of a file that is read again only the bytes that were checked are taken: what was found would not
    /// stand in others.
    pub(crate) fn source(self, path: &Path) -> Result<Source, Trouble> {
        let checked = match self {
            Kept::Source(source) => return Ok(*source),
            Kept::Hash(checked) => checked,
        };
        match input::bytes(path) {
            Ok(bytes) if hash(&bytes) == checked => input::decoded(path, &bytes),
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
    BuildHasherDefault::<DefaultHasher>::default().hash_one(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_there_is_room_for_and_what_comes_only_once_is_kept() {
        let folder = std::env::temp_dir().join(format!("nianbao-kept-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        let file = folder.join("a.txt");
        std::fs::write(&file, "总体情况").expect("a file");
        let (text, pdf, xlsx) = (Kind::Text, Kind::Pdf, Kind::Xlsx);
        let here = |kind, bytes, text| (&*file, kind, bytes, text);
        let at = |path| (Path::new(path), Kind::Text, 1, 0);
        // A packed file is less than its text, a page is more than its.
        for (room, sizes, kept) in [
            (0, vec![here(text, 1, 0), here(pdf, 1, 0)], vec![false, false]),
            (0, vec![at("-"), (&*folder, text, 1, 0)], vec![true, true]),
            // Standard input has more names: some systems go on there where they stopped.
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
            // What is slow to read has four times the room besides, and takes of the other when that is full.
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
                        Held::new(path, &vec![b'a'; *bytes], source, &room).kept(),
                        Kept::Source(_)
                    )
                })
                .collect();
            assert_eq!(found, kept, "{sizes:?}");
        }
        let _ = std::fs::remove_dir_all(&folder);
    }
}

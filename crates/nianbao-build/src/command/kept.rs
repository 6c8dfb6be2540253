//! What is kept of files between their being checked and their being shown: the source of some, of most only by what it is
//! known again. A source takes five times its file; kept for thousands of reports they would fill the memory of an office
//! machine, and reading one again takes less than a thousandth of a second.

use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasher as _, BuildHasherDefault};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use nianbao_core::text::Text;
use nianbao_documents::Source;

use super::input;
use crate::output::console::Failure;

/// How many bytes of files there is room for, so that a file or some hundreds of reports are read once.
pub(super) const ROOM: usize = 8 << 20;

/// What room is left; every thread takes of it.
#[derive(Debug)]
pub(super) struct Room(AtomicUsize);

impl Room {
    /// Room for so many bytes.
    pub(super) fn new(bytes: usize) -> Room {
        Room(AtomicUsize::new(bytes))
    }

    /// Takes so much where there is as much.
    fn take(&self, bytes: usize) -> bool {
        let taken = |left: usize| left.checked_sub(bytes);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, taken).is_ok()
    }
}

/// What is kept of a file.
#[derive(Debug)]
pub(super) enum Kept {
    /// What was read.
    Source(Box<Source>),
    /// The hash of its bytes: it is read again.
    Hash(u64),
}

impl Kept {
    /// Keeps a source where there is room for it, or where its bytes come only once: standard input, a pipe.
    pub(super) fn new(path: &Path, bytes: &[u8], source: Source, room: &Room) -> Kept {
        let once = || path.as_os_str() == input::STDIN || !std::fs::metadata(path).is_ok_and(|file| file.is_file());
        // What is packed is larger as a text, a page's marks are no text.
        if room.take(bytes.len().max(source.text.len())) || once() {
            Kept::Source(Box::new(source))
        } else {
            Kept::Hash(hash(bytes))
        }
    }

    /// What was read. Of a file that is read again only the bytes that were checked are taken: what was found would not
    /// stand in others.
    pub(super) fn source(self, path: &Path) -> Result<Source, Failure> {
        let checked = match self {
            Kept::Source(source) => return Ok(*source),
            Kept::Hash(checked) => checked,
        };
        match input::bytes(path) {
            Ok(bytes) if hash(&bytes) == checked => input::decoded(path, &bytes),
            Err(failure) if failure.name != "not-found" => Err(failure),
            _ => Err(Failure::at(
                "changed",
                input::shown(path),
                Text::new("检查期间文件有变动。", "The file changed while it was being checked."),
            )
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
        // A packed file is less than its text, a page is more than its.
        for (room, sizes, kept) in [
            (0, vec![(&*file, 1, 0)], vec![false]),
            (0, vec![(Path::new("-"), 1, 0), (&*folder, 1, 0)], vec![true, true]),
            (4, vec![(&*file, 4, 4), (&*file, 1, 1)], vec![true, false]),
            (
                9,
                vec![(&*file, 6, 0), (&*file, 1, 6), (&*file, 6, 1), (&*file, 1, 3)],
                vec![true, false, false, true],
            ),
        ] {
            let room = Room::new(room);
            let found: Vec<bool> = sizes
                .iter()
                .map(|(path, bytes, text)| {
                    let source = nianbao_documents::read_text(nianbao_documents::Kind::Text, "a".repeat(*text));
                    matches!(Kept::new(path, &vec![b'a'; *bytes], source, &room), Kept::Source(_))
                })
                .collect();
            assert_eq!(found, kept, "{sizes:?}");
        }
        let _ = std::fs::remove_dir_all(&folder);
    }
}

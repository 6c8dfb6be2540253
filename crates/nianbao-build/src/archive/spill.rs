//! A temporary file for values that are too many for memory.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use crate::error::{Context as _, Result, reading, writing};

/// The place of some bytes in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Piece {
    start: u64,
    len: u32,
}

/// The file, open for reading and writing.
#[derive(Debug)]
pub(super) struct Spill {
    path: PathBuf,
    file: Mutex<File>,
}

impl Spill {
    /// Creates the file.
    pub(super) fn create(path: &Path) -> Result<Spill> {
        let file = File::options().read(true).write(true).create_new(true).open(path);
        Ok(Spill {
            path: path.to_owned(),
            file: Mutex::new(file.context(|| writing(path))?),
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Adds some bytes at the end.
    pub(super) fn add(&self, bytes: &[u8]) -> Result<Piece> {
        let add = || {
            let len = u32::try_from(bytes.len()).map_err(|_| io::ErrorKind::FileTooLarge)?;
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            let start = file.seek(SeekFrom::End(0))?;
            file.write_all(bytes)?;
            Ok::<_, io::Error>(Piece { start, len })
        };
        add().context(|| writing(&self.path))
    }

    /// The bytes in a place.
    pub(super) fn get(&self, piece: Piece) -> Result<Vec<u8>> {
        let get = || {
            let mut bytes = vec![0; piece.len as usize];
            let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
            file.seek(SeekFrom::Start(piece.start))?;
            file.read_exact(&mut bytes)?;
            Ok::<_, io::Error>(bytes)
        };
        get().context(|| reading(&self.path))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_in_any_order() {
        let path = std::env::temp_dir().join(format!("nianbao-spill-{}", std::process::id()));
        let _ = std::fs::remove_file(&path);
        let spill = Spill::create(&path).expect("created");
        let pieces = ["甲", "", "more"].map(|text| spill.add(text.as_bytes()).expect("added"));
        for (piece, text) in pieces.into_iter().zip(["甲", "", "more"]).rev() {
            assert_eq!(spill.get(piece).expect("there"), text.as_bytes());
        }
        let beyond = Piece { start: 4, len: 9 };
        assert!(spill.get(beyond).is_err());
        assert!(Spill::create(&path).is_err(), "never a file that is there already");
        std::fs::remove_file(&path).expect("removed");
    }
}

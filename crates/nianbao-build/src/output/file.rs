//! Writes files whole or not at all: to a temporary file next to the target, which is then moved over it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces a file, or creates it. Readers of the path see the old bytes or the new ones, never half of them.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Links are followed: their target is replaced, and they stay links.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (mut file, temporary) = temporary_file(&target)?;
    let written = (|| {
        file.write_all(bytes)?;
        // Sync to disk before replacing, so that a crash cannot lose the old content. A new file replaces nothing and
        // need not wait for the disk, which takes longer than all the rest of the work for one of thousands.
        if let Ok(old) = fs::metadata(&target) {
            fs::set_permissions(&temporary, old.permissions())?;
            file.sync_all()?;
        }
        drop(file);
        fs::rename(&temporary, &target)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// Creates a temporary file in the target's folder, because only there is the move atomic.
fn temporary_file(target: &Path) -> io::Result<(File, PathBuf)> {
    let name = target
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut number = 0_u32;
    loop {
        let mut hidden = std::ffi::OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}-{number}.part", std::process::id()));
        let path = target.with_file_name(hidden);
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Ok(file) => return Ok((file, path)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// The identity of a file: two paths with the same `Id` lead to the same file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Id(Inner);

#[cfg(unix)]
type Inner = (u64, u64);

/// Other systems have no file number that is cheap to get, so this is the path without links. If a file has a second
/// name by a hard link, that name keeps the old content, since files are replaced whole.
#[cfg(not(unix))]
type Inner = PathBuf;

impl Id {
    /// The id of the file at a path; `None` if there is none.
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<Id> {
        use std::os::unix::fs::MetadataExt as _;
        let found = fs::metadata(path).ok()?;
        Some(Id((found.dev(), found.ino())))
    }

    /// The id of the file at a path; `None` if there is none.
    #[cfg(not(unix))]
    pub fn of(path: &Path) -> Option<Id> {
        fs::canonicalize(path).ok().map(Id)
    }
}

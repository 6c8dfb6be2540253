//! Files written whole or not at all: beside the target first, then moved over it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes a file so that nobody ever sees half of it: whoever reads the path sees the old bytes or the new ones.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // A link is followed: what it leads to is written, and it stays a link.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let (mut file, temporary) = beside(&target)?;
    let written = (|| {
        file.write_all(bytes)?;
        if let Ok(old) = fs::metadata(&target) {
            fs::set_permissions(&temporary, old.permissions())?;
        }
        file.sync_all()?;
        drop(file);
        fs::rename(&temporary, &target)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// A new file in the target's folder: only there is moving it over the target one step.
fn beside(target: &Path) -> io::Result<(File, PathBuf)> {
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

/// Which file a path leads to, by whatever name: two paths with the same one lead to the same file.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Id(Inner);

#[cfg(unix)]
type Inner = (u64, u64);

/// Other systems name no file by a number that is cheap to ask for: here it is the path without links. A file that has a
/// second name by a hard link keeps what it holds under that, since files are replaced whole.
#[cfg(not(unix))]
type Inner = PathBuf;

impl Id {
    /// That of the file at a path; `None` if there is none.
    #[cfg(unix)]
    pub fn of(path: &Path) -> Option<Id> {
        use std::os::unix::fs::MetadataExt as _;
        let found = fs::metadata(path).ok()?;
        Some(Id((found.dev(), found.ino())))
    }

    /// That of the file at a path; `None` if there is none.
    #[cfg(not(unix))]
    pub fn of(path: &Path) -> Option<Id> {
        fs::canonicalize(path).ok().map(Id)
    }
}

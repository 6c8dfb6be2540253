//! Reads files that are published. Only plain files are read: a link or a device in contributed content could put any file
//! of this machine on the site.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use nianbao_core::text::Text;

use crate::error::{self, Result, Trouble};

/// What there is under a name, links not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A plain file.
    File,
    /// A folder.
    Folder,
    /// A link, to whatever.
    Link,
    /// A pipe, a socket, a device.
    Special,
}

impl From<fs::FileType> for Kind {
    fn from(kind: fs::FileType) -> Kind {
        if kind.is_symlink() {
            Kind::Link
        } else if kind.is_dir() {
            Kind::Folder
        } else if kind.is_file() {
            Kind::File
        } else {
            Kind::Special
        }
    }
}

/// What there is under a path; `None` if there is nothing.
pub(crate) fn kind(path: &Path) -> Option<Kind> {
    fs::symlink_metadata(path).ok().map(|meta| meta.file_type().into())
}

/// Why a link or a special file is not published; `None` for files and folders.
pub(crate) fn refused(kind: Kind) -> Option<Trouble> {
    match kind {
        Kind::File | Kind::Folder => None,
        Kind::Link => Some(
            Trouble::new(
                "link",
                Text::new(
                    "这是链接，会把别处的文件公开出去，没有收入",
                    "this is a link, which could publish a file from elsewhere; it was left out",
                ),
            )
            .hint(Text::new(
                "请删除链接，把文件本身放在这里",
                "remove the link and put the file itself here",
            )),
        ),
        Kind::Special => Some(
            Trouble::new(
                "special",
                Text::new(
                    "这是管道、套接字或设备，不是文件，没有收入",
                    "this is a pipe, a socket or a device, not a file; it was left out",
                ),
            )
            .hint(Text::new("请移走它", "move it away")),
        ),
    }
}

/// A plain file, open for reading.
pub(crate) fn file(path: &Path) -> Result<File> {
    checked(path).map(|(file, _)| file)
}

/// The bytes of a plain file.
pub(crate) fn bytes(path: &Path) -> Result<Vec<u8>> {
    let (mut file, size) = checked(path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0));
    file.read_to_end(&mut bytes).map_err(|error| error::io(&error))?;
    Ok(bytes)
}

/// A plain file and its size.
fn checked(path: &Path) -> Result<(File, u64)> {
    let failed = |error: io::Error| error::io(&error);
    let meta = fs::symlink_metadata(path).map_err(failed)?;
    match refused(meta.file_type().into()) {
        Some(trouble) => Err(trouble),
        None => Ok((open(path).map_err(failed)?, meta.len())),
    }
}

/// The text of a plain file.
pub(crate) fn text(path: &Path) -> Result<String> {
    String::from_utf8(bytes(path)?).map_err(|_| error::io(&io::ErrorKind::InvalidData.into()))
}

/// Opens a file, but not through a link that took its place after it was looked at.
#[cfg(unix)]
fn open(path: &Path) -> io::Result<File> {
    use rustix::fs::{Mode, OFlags};
    // Opening a pipe would wait for its writer.
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    Ok(File::from(rustix::fs::open(path, flags, Mode::empty())?))
}

#[cfg(not(unix))]
fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

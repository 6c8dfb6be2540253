//! What the system says of a file, by which it is known again without reading it.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::plain::Kind;

/// The size of a file, when it was changed, and its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Stamp {
    pub(crate) size: u64,
    /// When its bytes were changed last, in nanoseconds.
    pub(crate) modified: i64,
    /// The same, or when its name, links or rights were changed; nobody can set it back.
    pub(crate) changed: i64,
    /// Its number in the file system; 0 where files have none.
    pub(crate) number: u64,
}

/// Some systems keep times in steps of two seconds: a file may be changed again within a step without another stamp.
const STEP: i64 = 2_000_000_000;

impl Stamp {
    #[cfg(unix)]
    pub(crate) fn of(meta: &Metadata) -> Stamp {
        use std::os::unix::fs::MetadataExt as _;
        let nanoseconds = |seconds: i64, more: i64| seconds.saturating_mul(1_000_000_000).saturating_add(more);
        Stamp {
            size: meta.size(),
            modified: nanoseconds(meta.mtime(), meta.mtime_nsec()),
            changed: nanoseconds(meta.ctime(), meta.ctime_nsec()),
            number: meta.ino(),
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn of(meta: &Metadata) -> Stamp {
        let modified = meta.modified().map_or(0, since);
        Stamp {
            size: meta.len(),
            modified,
            changed: modified,
            number: 0,
        }
    }

    /// Whether a file can't have been changed after this stamp was taken, at a time in nanoseconds, without another stamp.
    pub(crate) fn is_settled(&self, taken: i64) -> bool {
        self.modified.max(self.changed) < taken.saturating_sub(STEP)
    }
}

/// What the system says of a path, if links are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) kind: Kind,
    pub(crate) stamp: Stamp,
}

impl Found {
    /// Looks at a path.
    pub(crate) fn at(path: &Path) -> io::Result<Found> {
        let meta = fs::symlink_metadata(path)?;
        Ok(Found {
            kind: meta.file_type().into(),
            stamp: Stamp::of(&meta),
        })
    }

    pub(crate) fn is_file(&self) -> bool {
        self.kind == Kind::File
    }

    pub(crate) fn is_folder(&self) -> bool {
        self.kind == Kind::Folder
    }
}

/// A folder in which many paths are looked at: where the system can, the way to it is walked once.
#[derive(Debug)]
pub(crate) struct Base {
    path: PathBuf,
    #[cfg(target_os = "linux")]
    open: Option<std::os::fd::OwnedFd>,
}

impl Base {
    /// Opens a folder. It is not an error if that fails: paths are then found the long way, or not at all.
    pub(crate) fn new(path: PathBuf) -> Base {
        Base {
            #[cfg(target_os = "linux")]
            open: {
                use rustix::fs::{Mode, OFlags};
                rustix::fs::open(&path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty()).ok()
            },
            path,
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Looks at a path below the folder.
    #[cfg(target_os = "linux")]
    pub(crate) fn find(&self, below: &Path) -> io::Result<Found> {
        use rustix::fs::{AtFlags, FileType, StatxFlags, StatxTimestamp};
        let nanoseconds = |time: StatxTimestamp| {
            time.tv_sec
                .saturating_mul(1_000_000_000)
                .saturating_add(time.tv_nsec.into())
        };
        let open = self.open.as_ref();
        let found = open.map(|open| rustix::fs::statx(open, below, AtFlags::SYMLINK_NOFOLLOW, StatxFlags::BASIC_STATS));
        match found {
            Some(Ok(found)) => Ok(Found {
                kind: match FileType::from_raw_mode(found.stx_mode.into()) {
                    FileType::RegularFile => Kind::File,
                    FileType::Directory => Kind::Folder,
                    FileType::Symlink => Kind::Link,
                    _ => Kind::Special,
                },
                stamp: Stamp {
                    size: found.stx_size,
                    modified: nanoseconds(found.stx_mtime),
                    changed: nanoseconds(found.stx_ctime),
                    number: found.stx_ino,
                },
            }),
            // Kernels before 4.11 do not have this call.
            Some(Err(error)) if error != rustix::io::Errno::NOSYS => Err(error.into()),
            _ => Found::at(&self.path.join(below)),
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(crate) fn find(&self, below: &Path) -> io::Result<Found> {
        Found::at(&self.path.join(below))
    }
}

/// The time, in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    since(SystemTime::now())
}

fn since(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_below_a_folder_is_found_as_by_its_whole_path() {
        let root = std::env::temp_dir().join(format!("nianbao-found-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("文件夹")).expect("a folder");
        fs::write(root.join("文件夹/a.md"), "1").expect("a file");
        #[cfg(unix)]
        std::os::unix::fs::symlink("a.md", root.join("文件夹/link")).expect("a link");
        let base = Base::new(root.clone());
        let check = |below: &str, is: Option<Kind>| {
            let (found, whole) = (base.find(Path::new(below)).ok(), Found::at(&root.join(below)).ok());
            assert_eq!(found, whole, "{below}");
            assert_eq!(found.map(|found| found.kind), is, "{below}");
        };
        check("文件夹", Some(Kind::Folder));
        check("文件夹/a.md", Some(Kind::File));
        check("none", None);
        check("文件夹/a.md/none", None);
        #[cfg(unix)]
        check("文件夹/link", Some(Kind::Link));
        let none = Base::new(root.join("none"));
        assert!(none.find(Path::new("a.md")).is_err());
        fs::remove_dir_all(&root).expect("removed");
    }
}

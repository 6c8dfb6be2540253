//! What the system says of a file, by which it is known again without reading it.

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

/// The size of a file, when it was changed, and its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

/// The time, in nanoseconds since 1970.
pub(crate) fn now() -> i64 {
    since(SystemTime::now())
}

fn since(time: SystemTime) -> i64 {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

//! What the bytes of a file say that its kind is, whatever its name.

use crate::{Kind, ReadError};

/// The kind of a file that its first bytes or its container tell; `None` for those that only their name tells, and for those
/// that this build leaves to others.
pub(crate) fn kind(_name: &str, bytes: &[u8]) -> Option<Result<Kind, ReadError>> {
    #[cfg(feature = "legacy")]
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(crate::ole::kind(bytes));
    }
    None
}

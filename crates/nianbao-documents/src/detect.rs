//! What the bytes of a file say that its kind is, whatever its name.

use crate::{Kind, ReadError};

/// The kind of a file that its first bytes or its container tell; `None` for those that only their name tells, and for those
/// that this build leaves to others.
pub(crate) fn kind(_name: &str, bytes: &[u8]) -> Option<Result<Kind, ReadError>> {
    #[cfg(feature = "legacy")]
    if bytes.starts_with(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1") {
        return Some(crate::ole::kind(bytes));
    }
    #[cfg(feature = "legacy")]
    if start(bytes).starts_with(b"{\\rtf") {
        return Some(Ok(Kind::Rtf));
    }
    #[cfg(feature = "html")]
    if crate::mht::is_message(start(bytes)) {
        return Some(Ok(Kind::Mht));
    }
    None
}

/// The bytes from the first that shows something.
fn start(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start()
}

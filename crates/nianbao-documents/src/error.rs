//! Why a file can't be read, and what to do about it, in the user's words.

use std::fmt;

use nianbao_core::text::{Lang, Text};

/// A file that can't be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// A name that never changes, for programs: `legacy-word`, `encoding`.
    pub name: &'static str,
    /// What happened.
    pub what: Text,
    /// What to do.
    pub hint: Text,
}

impl ReadError {
    /// An error with its hint.
    pub const fn new(name: &'static str, what: Text, hint: Text) -> ReadError {
        ReadError { name, what, hint }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what.get(Lang::En))
    }
}

impl std::error::Error for ReadError {}

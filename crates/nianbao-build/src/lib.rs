//! Reports in files and folders, and what is made of them: what is found in them, other kinds of file, an archive site that
//! any web server, object store or USB stick can serve. The command `nianbao` is a thin skin over it.

pub mod across;
pub mod canonical;
pub mod content;
pub mod convert;
pub mod error;
pub mod examine;
pub mod input;
pub mod output;
mod plain;
#[cfg(feature = "serve")]
pub mod serve;
pub mod site;

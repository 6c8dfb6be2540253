//! Works with reports in files and folders: checks them, converts them, and builds an archive site that any web server,
//! object store or USB stick can serve. The command `nianbao` is a thin layer on top.

pub mod across;
pub mod archive;
pub mod canonical;
pub mod cases;
pub mod content;
pub mod convert;
pub mod error;
pub mod examine;
pub mod input;
mod key;
pub mod output;
mod packed;
mod plain;
pub mod progress;
#[cfg(feature = "serve")]
pub mod serve;
pub mod site;
mod stamp;

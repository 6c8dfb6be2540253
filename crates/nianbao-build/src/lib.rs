//! From a folder of content to an archive site that any web server, object store or USB stick can serve; the command
//! `nianbao` is a thin skin over it.

pub mod across;
pub mod content;
pub mod error;
pub mod site;

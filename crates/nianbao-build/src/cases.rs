//! The conformance set: invented reports, each with the result that every tool that checks reports should give.

/// The folder `cases/` of the repository as a zip archive, with its description.
pub static ZIP: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cases.zip"));

//! From Markdown to a document, and from any document to a report.

pub mod label;
pub mod markdown;
pub mod recognise;

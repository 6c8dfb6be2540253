//! The model of an annual report on open government information (政府信息公开工作年度报告), and its checks.
//!
//! The folders are the flow, with no arrow back: [the model](form) says what forms, documents and reports are; Markdown
//! and documents are [read](recognise) into reports; their [prose] into figures and statements; [every rule](rules) is
//! asked once, and the [verdict] follows; reports, tables and findings go [out](wire) as text. This crate does no I/O and
//! reads no clock, environment or random number; it runs natively and in wasm.

mod check;
mod filter;
mod model;
mod output;
pub mod prose;
mod read;
pub mod sort;

pub use check::{archive, page, rule, rules, verdict};
pub use model::{
    accepted, cell, diagnostic, document, field, following, form, front_matter, report, text, title, trouble,
};
pub use output::{html, layout, signoff, wire, write};
pub use read::{label, markdown, recognise};

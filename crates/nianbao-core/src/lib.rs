//! The model of an annual report on open government information (政府信息公开工作年度报告), and its checks.
//!
//! The flow has no arrow back: a source becomes a [`document`], the document a [`report`] with its places, the report
//! findings. This crate does no I/O and reads no clock, environment or random number; it runs natively and in wasm.

pub mod accepted;
pub mod archive;
pub mod cell;
pub mod diagnostic;
pub mod document;
pub mod field;
mod filter;
pub mod following;
pub mod form;
pub mod front_matter;
pub mod html;
pub mod label;
pub mod layout;
pub mod markdown;
pub mod pack;
pub mod page;
pub mod prose;
pub mod recognise;
pub mod report;
pub mod rule;
pub mod rules;
mod sort;
pub mod text;
pub mod trouble;
pub mod verdict;
pub mod wire;
pub mod write;

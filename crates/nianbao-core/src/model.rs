//! What there is to talk about: texts, cells and fields, the forms, documents, reports, and what is found in them.

pub mod accepted;
pub mod cell;
pub mod diagnostic;
pub mod document;
pub mod field;
pub mod following;
pub mod form;
pub mod front_matter;
pub mod report;
pub mod text;
pub mod title;
pub mod trouble;

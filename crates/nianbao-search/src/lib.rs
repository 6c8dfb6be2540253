//! Exact full-text search of an archive, without a server.
//!
//! The builder cuts the texts of all reports into pairs of characters and lists for each pair the reports that have it
//! ([`Index`]). The browser intersects the lists of a term's pairs and then looks for the term in the texts themselves
//! ([`Search`]), so that every run of two or more characters is found and nothing else. Both cut texts with [`fold()`].
//!
//! The index is a set of small [`File`]s: `about` with the facts about all reports, files `p0-…`, `p1-…`, … with the
//! lists, and files `t0-…`, `t1-…`, … with the texts. A query needs `about`, the few files with its lists, and the files
//! with the texts of the reports that it shows.

mod about;
mod bits;
mod bytes;
mod find;
mod fold;
mod index;
mod json;
mod passage;
mod verify;

pub use about::{Facts, Name, Organ, Report, Rule};
pub use bits::Bits;
pub use find::{Count, Found, Hit, Need, Request, Search};
pub use fold::{Terms, fold};
pub use index::{File, Index, Prepared, prepare, sum_of};
pub use passage::{Kind, Label, Passage};
pub use verify::{Class, Part, Place};

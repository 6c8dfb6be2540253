//! Files of every kind, as people have them: what is read from them, and what is written and read again.

mod cells;
mod common;
mod html;
mod ledger;
mod pdf;
// One generator for core and for every kind of file.
#[path = "../../../nianbao-core/tests/random/mod.rs"]
mod random;
mod reading;
mod round_trip;
mod variants;

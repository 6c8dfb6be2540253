//! Files of every kind as people have them: reading them, and writing and reading them again.

mod cells;
mod common;
mod cut;
mod heads;
mod html;
mod ledger;
mod pdf;
// One generator for core and for all kinds of file.
#[path = "../../../nianbao-core/tests/random/mod.rs"]
mod random;
mod reading;
mod round_trip;
mod variants;

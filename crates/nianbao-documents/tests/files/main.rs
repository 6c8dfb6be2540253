//! Files of every kind, as people have them: what is read from them, and what is written and read again.

mod cells;
mod common;
mod html;
mod ledger;
mod pdf;
mod round_trip;
mod variants;

//! Help shared by the tests across crates.

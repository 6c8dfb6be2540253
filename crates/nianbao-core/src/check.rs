//! From a report to its findings and its verdict: the frame of a rule, the rules with their pages, and the run.

mod after;
pub mod archive;
pub mod page;
pub mod rule;
pub mod rules;
mod run;
mod understood;
pub mod verdict;

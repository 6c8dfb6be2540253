//! `--format json`: the shape of [`nianbao_core::wire`], for programs.

use nianbao_core::wire::{CheckOutput, FailureOutput};

use super::Examined;
use super::console::Failure;

/// The text of the output.
pub(crate) fn render(examined: &[Examined], failures: &[Failure]) -> String {
    let reports = examined.iter().map(Examined::output).collect();
    let mut output = CheckOutput::new(reports);
    output.failures = failures
        .iter()
        .map(|failure| FailureOutput {
            path: failure.place.clone().unwrap_or_default(),
            name: failure.name.to_owned(),
            message: failure.what.clone(),
            help: failure.hint.clone(),
        })
        .collect();
    output.to_json()
}

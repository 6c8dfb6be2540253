//! Benchmarks. Times are printed, never asserted.

use crate::build;
use crate::plan::Purpose;
use crate::run::{cargo, run, step};
use crate::tools;
use crate::workspace::Workspace;

/// Reads and checks a report natively and in the browser, reads every kind of file, and checks, builds and converts folders
/// of many reports.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), String> {
    tools::set_up(workspace, Purpose::Test)?;
    build::validator(workspace)?;
    let mut command = cargo(
        &workspace.root,
        [
            "bench",
            "--locked",
            "--package",
            "nianbao-tests",
            "--package",
            "nianbao-documents",
            "--package",
            "nianbao-build",
        ],
    );
    command.env("NIANBAO_VALIDATOR", workspace.validator());
    if let Some((browser, driver)) = tools::browser(workspace) {
        command
            .env("NIANBAO_BROWSER", browser)
            .env("NIANBAO_CHROMEDRIVER", driver);
    }
    step("bench: read and check reports", || run(&mut command))
}

/// Builds, checks and converts archives of this many reports each, next to `cp -r` and Hugo.
pub(crate) fn archives(workspace: &Workspace, counts: &[&str]) -> Result<(), String> {
    let arguments = [
        "bench",
        "--locked",
        "--package",
        "nianbao-build",
        "--bench",
        "whole",
        "--",
    ];
    let mut command = cargo(&workspace.root, arguments.iter().chain(counts));
    step("bench: archives of invented reports", || run(&mut command))
}

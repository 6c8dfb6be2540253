//! Edits an archive again and again, and compares each build that does only the work of what changed with a full one.

use crate::run::{cargo, run, step};
use crate::workspace::Workspace;

/// Makes this many random edits to each of several archives.
pub(crate) fn edits(workspace: &Workspace, count: u32) -> Result<(), String> {
    let arguments = ["test", "--locked", "--package", "nianbao-build", "--test", "rebuild"];
    let mut command = cargo(&workspace.root, arguments);
    command.env("NIANBAO_EDITS", count.to_string());
    step("builds after random edits against full builds", || run(&mut command))
}

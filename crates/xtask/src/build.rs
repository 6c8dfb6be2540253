//! Builds the validator and the archive, and serves them.

use std::process::Command;

use crate::plan::{self, Purpose};
use crate::precache;
use crate::run::{cargo, run, say, step};
use crate::shorten;
use crate::single;
use crate::split;
use crate::tools;
use crate::workspace::Workspace;

/// Builds the archive with the validator in it, for publishing.
pub(crate) fn everything(workspace: &Workspace) -> Result<(), String> {
    tools::set_up(workspace, Purpose::Build)?;
    validator(workspace)?;
    command(workspace)?;
    let public = workspace.public();
    step("archive: content/ into public/", || archive(workspace, &public))?;
    say("public/ can be put on any web server");
    Ok(())
}

/// Builds the same and serves it until stopped, rebuilding when the content changes.
pub(crate) fn serve(workspace: &Workspace, options: &[&str]) -> Result<(), String> {
    tools::set_up(workspace, Purpose::Build)?;
    validator(workspace)?;
    command(workspace)?;
    say("serve: the archive of content/ (Ctrl+C ends it)");
    run(Command::new(workspace.command())
        .current_dir(&workspace.root)
        .arg("serve")
        .arg("--validator")
        .arg(workspace.validator())
        .args(options))
}

/// Builds the command `nianbao`.
pub(crate) fn command(workspace: &Workspace) -> Result<(), String> {
    step("command: nianbao", || {
        run(&mut cargo(
            &workspace.root,
            ["build", "--locked", "--package", "nianbao-build"],
        ))
    })
}

/// Builds the archive of `content/` with the validator in it.
pub(crate) fn archive(workspace: &Workspace, out: &std::path::Path) -> Result<(), String> {
    run(Command::new(workspace.command())
        .current_dir(&workspace.root)
        .arg("build")
        .arg("--out")
        .arg(out)
        .arg("--validator")
        .arg(workspace.validator()))
}

/// The folder in which cargo keeps the source of other crates.
fn cargo_home() -> std::path::PathBuf {
    let home = || std::env::home_dir().unwrap_or_default().join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, Into::into)
}

/// Builds the validator: the folder served at `/validate/`, including the single file.
pub(crate) fn validator(workspace: &Workspace) -> Result<(), String> {
    let small = tools::has_wasm_opt(workspace);
    let trunk = workspace
        .which("trunk")
        .ok_or("trunk is missing: run `cargo xtask setup`")?;
    step("validator: for the browser", || {
        run(Command::new(trunk)
            .current_dir(&workspace.root)
            .env("PATH", workspace.path_variable()?)
            // trunk finds tools through PATH, and fails on NO_COLOR=1.
            .env_remove("NO_COLOR")
            // Panic messages contain names of source files: as they are in the workspace, not on this machine.
            .env(
                "CARGO_ENCODED_RUSTFLAGS",
                plan::without_places(&workspace.root, &cargo_home()),
            )
            .args(["build", "--skip-version-check"])
            // The page names the profile; a release of trunk is the same build followed by wasm-opt.
            .args(["--release", if small { "true" } else { "false" }])
            .arg("--dist")
            .arg(workspace.validator()))
    })?;
    step("validator: short names", || {
        single::MODULES
            .iter()
            .try_for_each(|module| shorten::shorten(&workspace.validator(), module))
    })?;
    step("validator: as one file", || {
        let folder = workspace.validator();
        single::pack(&folder, &folder.join("nianbao-validator.html"))
    })?;
    // The one file needs no parts.
    step("validator: its module in two parts", || {
        split::split(&workspace.linked("nianbao-form"), &workspace.validator())
    })?;
    step("validator: the list of its files for use off line", || {
        precache::complete(&workspace.validator())
    })
}

//! The paths of the repository.

use std::env::consts::EXE_SUFFIX;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The folders of this repository.
pub(crate) struct Workspace {
    /// The folder of the workspace's Cargo.toml.
    pub(crate) root: PathBuf,
    /// The folder cargo builds in.
    pub(crate) target: PathBuf,
    /// The folder for the programs of a plain build.
    debug: PathBuf,
}

impl Workspace {
    /// Finds the workspace from the environment that cargo sets.
    pub(crate) fn find() -> Result<Workspace, String> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR")
            .ok_or("it must be started by cargo: run `cargo xtask` inside the repository")?;
        let root = Path::new(&manifest)
            .ancestors()
            .nth(2)
            .ok_or_else(|| format!("{} is not inside the workspace", Path::new(&manifest).display()))?
            .to_owned();
        let program = std::env::current_exe().map_err(|e| format!("the path of this program is unknown: {e}"))?;
        // The rest is built in the same target folder as this program. Cargo marks the one that it has made itself.
        let named = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
        let target = match named {
            Some(folder) => std::path::absolute(&folder)
                .map_err(|e| format!("the folder in CARGO_TARGET_DIR is unknown: {}: {e}", folder.display()))?,
            None => program
                .ancestors()
                .find(|folder| folder.join("CACHEDIR.TAG").is_file())
                .map_or_else(|| root.join("target"), Path::to_owned),
        };
        let debug = program.parent().map_or_else(|| target.join("debug"), Path::to_owned);
        Ok(Workspace { root, target, debug })
    }

    /// The folder for tools that are not installed on the machine.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// The folder for npm packages.
    pub(crate) fn npm(&self) -> PathBuf {
        self.tools().join("npm")
    }

    /// The built validator, which is served at `/validate/`.
    pub(crate) fn validator(&self) -> PathBuf {
        self.target.join("validator")
    }

    /// A program for the browser as the linker left it.
    pub(crate) fn linked(&self, program: &str) -> PathBuf {
        self.target
            .join("wasm32-unknown-unknown/wasm")
            .join(format!("{program}.wasm"))
    }

    /// The archive used by the tests.
    pub(crate) fn tested_archive(&self) -> PathBuf {
        self.target.join("archive")
    }

    /// The archive for publishing.
    pub(crate) fn public(&self) -> PathBuf {
        self.root.join("public")
    }

    /// The command `nianbao` as built by a plain build.
    pub(crate) fn command(&self) -> PathBuf {
        self.debug.join(format!("nianbao{EXE_SUFFIX}"))
    }

    /// The folders searched for programs: the repository's own first, then the user's.
    pub(crate) fn search_path(&self) -> Vec<PathBuf> {
        let mut folders = vec![self.tools().join("bin"), self.npm().join("node_modules/.bin")];
        folders.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()));
        folders
    }

    /// The same as a value of PATH.
    pub(crate) fn path_variable(&self) -> Result<OsString, String> {
        std::env::join_paths(self.search_path()).map_err(|e| format!("PATH can't be extended: {e}"))
    }

    /// The program with this name, as a shell would find it.
    pub(crate) fn which(&self, name: &str) -> Option<PathBuf> {
        self.search_path()
            .into_iter()
            .map(|folder| folder.join(format!("{name}{EXE_SUFFIX}")))
            .find(|file| file.is_file())
    }
}

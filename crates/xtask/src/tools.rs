//! Finds the tools on the machine and installs those in a plan.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::plan::{self, Machine, Purpose, Step};
use crate::run::{ask, cargo, run, say, step};
use crate::workspace::Workspace;

/// The program names of Chromium.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// The result of the set-up.
#[derive(Debug, Default)]
pub(crate) struct Ready {
    /// Missing optional tools, one line each: what is missing and how to install it.
    pub(crate) without: Vec<String>,
}

/// Installs missing tools, announcing each. If nothing is missing, it prints nothing.
pub(crate) fn set_up(workspace: &Workspace, purpose: Purpose) -> Result<Ready, String> {
    let lock = workspace.root.join("Cargo.lock");
    let lock = std::fs::read_to_string(&lock).map_err(|e| format!("{} can't be read: {e}", lock.display()))?;
    let wasm_bindgen = plan::locked(&lock, "wasm-bindgen")
        .ok_or("wasm-bindgen is not in Cargo.lock: run `git checkout Cargo.lock`")?;
    let plan = plan::plan(&look(workspace, purpose), purpose, wasm_bindgen);
    if !plan.blocked.is_empty() {
        return Err(plan.blocked.join("\n"));
    }
    let mut ready = Ready { without: plan.without };
    for wanted in &plan.steps {
        if let Err(trouble) = step(&wanted.title(), || install(workspace, wanted)) {
            match wanted.without() {
                Some(line) => {
                    eprintln!("    {trouble}");
                    ready.without.push(line);
                }
                None => return Err(trouble),
            }
        }
    }
    for line in &ready.without {
        say(line);
    }
    Ok(ready)
}

/// The Chromium and its driver, if both are installed.
pub(crate) fn browser(workspace: &Workspace) -> Option<(PathBuf, PathBuf)> {
    let browser = BROWSERS.iter().find_map(|name| workspace.which(name))?;
    Some((browser, workspace.which("chromedriver")?))
}

/// The path of axe-core's script once it is installed.
pub(crate) fn axe(workspace: &Workspace) -> PathBuf {
    workspace.npm().join("node_modules/axe-core/axe.min.js")
}

/// The path of html-validate once it is installed.
pub(crate) fn html_validate(workspace: &Workspace) -> PathBuf {
    workspace.npm().join("node_modules/.bin/html-validate")
}

/// Whether `wasm-opt` is installed in the required version.
pub(crate) fn has_wasm_opt(workspace: &Workspace) -> bool {
    version(workspace, "wasm-opt").as_deref() == Some(plan::major(plan::BINARYEN))
}

/// The tools on this machine.
fn look(workspace: &Workspace, purpose: Purpose) -> Machine {
    let wasm_library = ask(Command::new("rustc").current_dir(&workspace.root).args([
        "--print",
        "target-libdir",
        "--target",
        plan::WASM,
    ]));
    let mut machine = Machine {
        crates: ask(&mut cargo(
            &workspace.root,
            ["fetch", "--locked", "--offline", "--quiet"],
        ))
        .is_some(),
        wasm: wasm_library.is_some_and(|folder| Path::new(folder.trim()).is_dir()),
        rustup: workspace.which("rustup").is_some(),
        trunk: version(workspace, "trunk"),
        wasm_bindgen: version(workspace, "wasm-bindgen"),
        wasm_opt: version(workspace, "wasm-opt"),
        npm: workspace.which("npm").is_some(),
        ..Machine::default()
    };
    if purpose == Purpose::Test {
        machine.components = [("rustfmt", "fmt"), ("clippy", "clippy")]
            .into_iter()
            .filter(|(_, command)| ask(&mut cargo(&workspace.root, [command, "--version"])).is_none())
            .map(|(component, _)| component)
            .collect();
        machine.axe = std::fs::read_to_string(axe(workspace).with_file_name("package.json"))
            .ok()
            .and_then(|manifest| plan::package_version(&manifest).map(str::to_owned));
        machine.html_validate =
            std::fs::read_to_string(workspace.npm().join("node_modules/html-validate/package.json"))
                .ok()
                .and_then(|manifest| plan::package_version(&manifest).map(str::to_owned));
        machine.browser = BROWSERS.iter().any(|name| workspace.which(name).is_some());
        machine.driver = workspace.which("chromedriver").is_some();
        // If fonts can't be listed, the browser's own choice is trusted.
        machine.font = ask(Command::new("fc-list").arg(":lang=zh"))
            .map_or(cfg!(not(target_os = "linux")), |list| !list.trim().is_empty());
        machine.apt = workspace.which("apt-get").is_some()
            && ask(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0");
    }
    machine
}

/// The version that a program reports.
fn version(workspace: &Workspace, program: &str) -> Option<String> {
    let answer = ask(Command::new(workspace.which(program)?).arg("--version"))?;
    plan::version(&answer).map(str::to_owned)
}

/// Installs one tool.
fn install(workspace: &Workspace, wanted: &Step) -> Result<(), String> {
    let root = &workspace.root;
    let tools = workspace.tools();
    match wanted {
        Step::Crates => run(&mut cargo(root, ["fetch", "--locked"])),
        Step::Components(names) => run(Command::new("rustup")
            .current_dir(root)
            .args(["component", "add"])
            .args(names)),
        Step::Wasm => run(Command::new("rustup")
            .current_dir(root)
            .args(["target", "add", plan::WASM])),
        Step::Trunk => run(own_folder(
            &mut cargo(root, ["install", "--locked", "trunk", "--version", plan::TRUNK]),
            &tools,
        )),
        // The lock file published with it is for other versions of the crates than the toolchain here; cargo resolves
        // its own.
        Step::WasmBindgen(version) => run(own_folder(
            &mut cargo(root, ["install", "wasm-bindgen-cli", "--version", version]),
            &tools,
        )),
        Step::WasmOpt => npm(workspace, &format!("binaryen@{}", plan::BINARYEN)),
        Step::Axe => npm(workspace, &format!("axe-core@{}", plan::AXE)),
        Step::HtmlValidate => npm(workspace, &format!("html-validate@{}", plan::HTML_VALIDATE)),
        Step::Packages(names) => {
            run(Command::new("apt-get").arg("update").arg("--quiet"))?;
            run(Command::new("apt-get")
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args(["install", "--yes", "--quiet", "--no-install-recommends"])
                .args(names))
        }
    }
}

/// Installs an npm package into the repository's own folder, without removing others.
fn npm(workspace: &Workspace, package: &str) -> Result<(), String> {
    let folder = workspace.npm();
    std::fs::create_dir_all(&folder).map_err(|e| format!("{} can't be made: {e}", folder.display()))?;
    run(Command::new("npm")
        .args(["install", "--save-exact", "--no-audit", "--no-fund", "--prefix"])
        .arg(&folder)
        .arg(package))
}

/// Makes `cargo install` put its program into the repository's own folder, and build elsewhere than the workspace's
/// target folder. The tools have little to do, so a quick build counts more than fast code: they are built with few
/// optimisations.
fn own_folder<'a>(command: &'a mut Command, tools: &Path) -> &'a mut Command {
    command
        .arg("--force")
        .arg("--root")
        .arg(tools)
        .env_remove("CARGO_TARGET_DIR")
        .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
        .env("CARGO_PROFILE_RELEASE_DEBUG", "false")
}

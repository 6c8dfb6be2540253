//! Runs all checks and tests.

use std::time::{Duration, Instant};

use crate::build;
use crate::plan::{Purpose, WASM};
use crate::run::{cargo, duration, run, say, step, watch};
use crate::tools;
use crate::workspace::Workspace;

/// How much is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything.
    Everything,
    /// Everything that needs neither wasm nor a browser.
    Quick,
}

/// The crates that also run in the browser.
const IN_BROWSER: [&str; 14] = [
    "--package",
    "nianbao-core",
    "--package",
    "nianbao-pack",
    "--package",
    "nianbao-documents",
    "--package",
    "nianbao-engine",
    "--package",
    "nianbao-search",
    "--package",
    "nianbao-form",
    "--features",
    "nianbao-engine/office,nianbao-engine/html,nianbao-engine/legacy",
];

/// The features of the engine's modules, each of which is built alone.
const MODULES: [&str; 4] = ["", "html", "legacy", "office"];

/// Formatting, lints, documentation, tests: everything is run even if something fails, with a summary at the end.
pub(crate) fn everything(workspace: &Workspace, extent: Extent) -> Result<(), String> {
    let start = Instant::now();
    let full = extent == Extent::Everything;
    let without = if full {
        tools::set_up(workspace, Purpose::Test)?.without
    } else {
        Vec::new()
    };
    let mut troubles = Vec::new();
    let mut gather = |result: Result<(), String>| troubles.extend(result.err());

    gather(step("format: cargo fmt", || {
        run(&mut cargo(&workspace.root, ["fmt", "--all", "--check"]))
    }));
    gather(step("lints: cargo clippy", || {
        clippy(
            workspace,
            if full {
                &["--workspace", "--all-targets"]
            } else {
                &["--all-targets"]
            },
        )
    }));
    if full {
        let browser = [&["--target", WASM][..], &IN_BROWSER].concat();
        gather(step("lints: cargo clippy for the browser", || {
            clippy(workspace, &browser)
        }));
        // With the features of all modules, code that one of them never calls goes unnoticed.
        for features in MODULES {
            gather(step(
                &format!("lints: cargo clippy for the module with {features:?}"),
                || {
                    let module = ["--target", WASM, "--package", "nianbao-engine", "--features", features];
                    clippy(workspace, &module)
                },
            ));
        }
        gather(step("documentation: cargo doc", || documentation(workspace)));
        gather(licences(workspace));
    }
    // A failure in one crate does not hide those of another.
    let mut tests = cargo(&workspace.root, ["test", "--locked", "--no-fail-fast"]);
    if full {
        // The form is included: everything it does without a page is tested natively.
        tests.arg("--workspace");
    }
    if full {
        let built = build::command(workspace)
            .and_then(|()| build::validator(workspace))
            .and_then(|()| {
                let archive = workspace.tested_archive();
                step("archive: content/ for the tests", || {
                    build::archive(workspace, &archive)
                })
            });
        match built {
            Ok(()) => {
                tests.env("NIANBAO_COMMAND", workspace.command());
                tests.env("NIANBAO_ARCHIVE", workspace.tested_archive());
                tests.env("NIANBAO_VALIDATOR", workspace.validator());
                let axe = tools::axe(workspace);
                if axe.is_file() {
                    tests.env("NIANBAO_AXE", axe);
                }
                let html_validate = tools::html_validate(workspace);
                if html_validate.is_file() {
                    tests.env("NIANBAO_HTML_VALIDATE", html_validate);
                }
                if let Some((browser, driver)) = tools::browser(workspace) {
                    tests.env("NIANBAO_BROWSER", browser);
                    tests.env("NIANBAO_CHROMEDRIVER", driver);
                }
            }
            Err(trouble) => gather(Err(trouble)),
        }
    }
    let mut tally = Tally::default();
    gather(step("tests: cargo test", || {
        watch(&mut tests, |line| {
            if let Some(part) = Tally::read(line) {
                tally.add(part);
            }
        })
    }));

    for line in &without {
        say(line);
    }
    for trouble in &troubles {
        say(&format!("failed: {trouble}"));
    }
    println!("{}", tally.line(troubles.is_empty(), start.elapsed()));
    if troubles.is_empty() {
        Ok(())
    } else {
        Err(format!("{} of the steps failed", troubles.len()))
    }
}

/// Builds the validator and prints the sizes of the files that a browser loads; fails if one is over its limit.
pub(crate) fn budget(workspace: &Workspace) -> Result<(), String> {
    tools::set_up(workspace, Purpose::Build)?;
    build::validator(workspace)?;
    step("budget: sizes of what a browser loads", || {
        let arguments = [
            "test",
            "--locked",
            "--package",
            "nianbao-tests",
            "--test",
            "budget",
            "--",
            "--nocapture",
        ];
        run(cargo(&workspace.root, arguments).env("NIANBAO_VALIDATOR", workspace.validator()))
    })
}

/// Builds the validator, and writes a page that shows it in every state; each is examined in all themes and widths.
pub(crate) fn states(workspace: &Workspace) -> Result<(), String> {
    tools::set_up(workspace, Purpose::Test)?;
    build::validator(workspace)?;
    let (browser, driver) = tools::browser(workspace).ok_or("there is no Chromium: run `cargo xtask setup`")?;
    let axe = tools::axe(workspace);
    if !axe.is_file() {
        return Err("there is no axe-core: run `cargo xtask setup`".to_owned());
    }
    let folder = workspace.target.join("states");
    step("states: what each looks like, and what keeps people out", || {
        let arguments = ["test", "--locked", "--package", "nianbao-tests", "--test", "states"];
        run(cargo(&workspace.root, arguments)
            .env("NIANBAO_STATES", &folder)
            .env("NIANBAO_VALIDATOR", workspace.validator())
            .env("NIANBAO_AXE", axe)
            .env("NIANBAO_BROWSER", browser)
            .env("NIANBAO_CHROMEDRIVER", driver))
    })?;
    say(&format!("{} shows all states", folder.join("index.html").display()));
    Ok(())
}

/// Builds the validator and kills the browser repeatedly while it types.
pub(crate) fn kill_browser(workspace: &Workspace, kills: &str) -> Result<(), String> {
    tools::set_up(workspace, Purpose::Test)?;
    build::validator(workspace)?;
    let (browser, driver) = tools::browser(workspace).ok_or("there is no Chromium: run `cargo xtask setup`")?;
    step("kills: how much of what was typed is lost", || {
        let arguments = [
            "test",
            "--locked",
            "--package",
            "nianbao-tests",
            "--test",
            "drafts",
            "--",
            "--nocapture",
            "a_killed_browser",
        ];
        run(cargo(&workspace.root, arguments)
            .env("NIANBAO_KILLS", kills)
            .env("NIANBAO_VALIDATOR", workspace.validator())
            .env("NIANBAO_BROWSER", browser)
            .env("NIANBAO_CHROMEDRIVER", driver))
    })
}

/// Follows how-tos of CONTRIBUTING.md in a copy of the repository, and tests the copy.
pub(crate) fn how_to(workspace: &Workspace) -> Result<(), String> {
    step("how-tos: a rule and a page, added in a copy", || {
        let arguments = [
            "test",
            "--locked",
            "--package",
            "nianbao-tests",
            "--test",
            "howto",
            "--",
            "--nocapture",
        ];
        run(cargo(&workspace.root, arguments).env("NIANBAO_HOWTO", workspace.target.join("howto")))
    })
}

fn clippy(workspace: &Workspace, arguments: &[&str]) -> Result<(), String> {
    let mut command = cargo(&workspace.root, ["clippy", "--locked"]);
    run(command.args(arguments).args(["--", "--deny", "warnings"]))
}

fn documentation(workspace: &Workspace) -> Result<(), String> {
    run(cargo(&workspace.root, ["doc", "--locked", "--no-deps"]).env("RUSTDOCFLAGS", "--deny warnings"))?;
    let form = [
        "doc",
        "--locked",
        "--no-deps",
        "--target",
        WASM,
        "--package",
        "nianbao-form",
    ];
    run(cargo(&workspace.root, form).env("RUSTDOCFLAGS", "--deny warnings"))
}

/// The licences and sources in deny.toml have a test of their own; the tool also looks for duplicate crates.
fn licences(workspace: &Workspace) -> Result<(), String> {
    if workspace.which("cargo-deny").is_none() {
        return Ok(());
    }
    step("licences: cargo deny", || {
        run(&mut cargo(
            &workspace.root,
            ["deny", "--offline", "check", "bans", "licenses", "sources"],
        ))
    })
}

/// The totals of the test runners.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
    ignored: u64,
}

impl Tally {
    /// Reads the closing line of a test runner.
    fn read(line: &str) -> Option<Tally> {
        let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
        let count = |name: &str| {
            counts
                .split("; ")
                .find_map(|part| part.strip_suffix(name)?.trim().parse().ok())
        };
        Some(Tally {
            passed: count("passed")?,
            failed: count("failed")?,
            ignored: count("ignored")?,
        })
    }

    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.ignored += other.ignored;
    }

    /// The closing line for all of them.
    fn line(self, holds: bool, time: Duration) -> String {
        format!(
            "\ntest result: {}. {} passed; {} failed; {} ignored; 0 measured; 0 filtered out; finished in {:.2}s ({})",
            if holds { "ok" } else { "FAILED" },
            self.passed,
            self.failed,
            self.ignored,
            time.as_secs_f64(),
            duration(time)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_of_test_runners_are_read() {
        let check = |line, expected: Option<(u64, u64, u64)>| {
            let tally = Tally::read(line).map(|t| (t.passed, t.failed, t.ignored));
            assert_eq!(tally, expected, "{line}");
        };
        check(
            "test result: ok. 12 passed; 0 failed; 3 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            Some((12, 0, 3)),
        );
        check(
            "test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            Some((2, 1, 0)),
        );
        check("test a_line ... ok", None);
        check("test result: ok. many passed", None);
        check("", None);
    }

    #[test]
    fn the_closing_line_can_be_read_again() {
        let mut tally = Tally::default();
        tally.add(Tally {
            passed: 3,
            failed: 1,
            ignored: 0,
        });
        tally.add(Tally {
            passed: 4,
            failed: 0,
            ignored: 2,
        });
        let line = tally.line(false, Duration::from_secs(61));
        assert_eq!(Tally::read(line.trim()), Some(tally));
        assert!(
            line.trim()
                .starts_with("test result: FAILED. 7 passed; 1 failed; 2 ignored"),
            "{line}"
        );
        assert!(tally.line(true, Duration::ZERO).trim().starts_with("test result: ok. "));
    }
}

//! Decides which missing tools are installed and how, from the tools found on the machine, before anything is done.

/// The program that builds the validator.
pub(crate) const TRUNK: &str = "0.21.14";
/// The npm package that makes the validator's wasm smaller.
pub(crate) const BINARYEN: &str = "132.0.0";
/// The npm package that checks pages for accessibility.
pub(crate) const AXE: &str = "4.14.1";
/// The npm package that checks whether pages are valid HTML.
pub(crate) const HTML_VALIDATE: &str = "10.17.0";
/// rustc's name for the browser target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";
/// The Debian packages that browser tests need.
pub(crate) const BROWSER_PACKAGES: [&str; 3] = ["chromium", "chromium-driver", "fonts-noto-cjk"];

/// The purpose of the set-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// Building the archive with the validator in it.
    Build,
    /// Building and running all tests.
    Test,
}

/// The tools found on a machine. A version is the one that the program reports.
#[derive(Debug, Clone, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one independent fact about the machine"
)]
pub(crate) struct Machine {
    /// Whether all crates of Cargo.lock are available.
    pub(crate) crates: bool,
    /// Whether the standard library for wasm is installed.
    pub(crate) wasm: bool,
    /// Whether `rustup` is installed.
    pub(crate) rustup: bool,
    /// The components missing out of `rustfmt` and `clippy`.
    pub(crate) components: Vec<&'static str>,
    /// The version of `trunk`.
    pub(crate) trunk: Option<String>,
    /// The version of `wasm-bindgen`.
    pub(crate) wasm_bindgen: Option<String>,
    /// The version of `wasm-opt`.
    pub(crate) wasm_opt: Option<String>,
    /// The version of `axe-core`.
    pub(crate) axe: Option<String>,
    /// The version of `html-validate`.
    pub(crate) html_validate: Option<String>,
    /// Whether `npm` is installed.
    pub(crate) npm: bool,
    /// Whether a Chromium is installed.
    pub(crate) browser: bool,
    /// Whether the Chromium's driver is installed.
    pub(crate) driver: bool,
    /// Whether a font with Chinese characters is installed.
    pub(crate) font: bool,
    /// Whether `apt-get` exists and may install packages.
    pub(crate) apt: bool,
}

/// Something to install.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    /// The crates of Cargo.lock.
    Crates,
    /// Components of the toolchain.
    Components(Vec<&'static str>),
    /// The standard library for wasm.
    Wasm,
    /// trunk.
    Trunk,
    /// wasm-bindgen, of the version in Cargo.lock.
    WasmBindgen(String),
    /// wasm-opt.
    WasmOpt,
    /// html-validate.
    HtmlValidate,
    /// axe-core.
    Axe,
    /// Debian packages.
    Packages(Vec<&'static str>),
}

impl Step {
    /// A line that says what is being done.
    pub(crate) fn title(&self) -> String {
        match self {
            Step::Crates => "set-up: fetch the crates that Cargo.lock names".to_owned(),
            Step::Components(names) => format!("set-up: install {} with rustup", names.join(" and ")),
            Step::Wasm => format!("set-up: install the standard library for {WASM} with rustup"),
            Step::Trunk => format!("set-up: install trunk {TRUNK} into .tools/ (a few minutes)"),
            Step::WasmBindgen(version) => {
                format!("set-up: install wasm-bindgen-cli {version} into .tools/ (a few minutes)")
            }
            Step::WasmOpt => format!("set-up: install binaryen {BINARYEN} (wasm-opt) into .tools/ with npm"),
            Step::Axe => format!("set-up: install axe-core {AXE} into .tools/ with npm"),
            Step::HtmlValidate => format!("set-up: install html-validate {HTML_VALIDATE} into .tools/ with npm"),
            Step::Packages(names) => format!("set-up: install {} with apt-get", names.join(", ")),
        }
    }

    /// If the work can continue without it: a line that says what is lost and how to install it by hand.
    pub(crate) fn without(&self) -> Option<String> {
        match self {
            Step::WasmOpt => Some(without_wasm_opt("it could not be installed")),
            Step::Axe => Some(without_axe("it could not be installed")),
            Step::HtmlValidate => Some(without_html_validate("it could not be installed")),
            Step::Packages(_) => Some(without_browser("it could not be installed")),
            Step::Crates | Step::Components(_) | Step::Wasm | Step::Trunk | Step::WasmBindgen(_) => None,
        }
    }
}

/// The steps to take before the work can begin.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Plan {
    /// The installations, in order.
    pub(crate) steps: Vec<Step>,
    /// Missing tools that are optional, one line each: what is missing and how to install it.
    pub(crate) without: Vec<String>,
    /// Missing tools that are required, one line each: what is missing and how to install it.
    pub(crate) blocked: Vec<String>,
}

/// Decides what to install. `wasm_bindgen` is the version in Cargo.lock.
pub(crate) fn plan(machine: &Machine, purpose: Purpose, wasm_bindgen: &str) -> Plan {
    let mut plan = Plan::default();
    if !machine.crates {
        plan.steps.push(Step::Crates);
    }
    if purpose == Purpose::Test && !machine.components.is_empty() {
        if machine.rustup {
            plan.steps.push(Step::Components(machine.components.clone()));
        } else {
            plan.blocked.push(format!(
                "{} is missing and there is no rustup to install it: install it from where this Rust came from",
                machine.components.join(" and ")
            ));
        }
    }
    if !machine.wasm {
        if machine.rustup {
            plan.steps.push(Step::Wasm);
        } else {
            plan.blocked.push(format!(
                "the standard library for {WASM} is missing and there is no rustup to install it: \
                 install it from where this Rust came from, or install rustup (https://rustup.rs)"
            ));
        }
    }
    if machine.trunk.as_deref() != Some(TRUNK) {
        plan.steps.push(Step::Trunk);
    }
    if machine.wasm_bindgen.as_deref() != Some(wasm_bindgen) {
        plan.steps.push(Step::WasmBindgen(wasm_bindgen.to_owned()));
    }
    if machine.wasm_opt.as_deref() != Some(major(BINARYEN)) {
        if machine.npm {
            plan.steps.push(Step::WasmOpt);
        } else {
            plan.without.push(without_wasm_opt("there is no npm to install it"));
        }
    }
    if purpose == Purpose::Test {
        if machine.axe.as_deref() != Some(AXE) {
            if machine.npm {
                plan.steps.push(Step::Axe);
            } else {
                plan.without.push(without_axe("there is no npm to install it"));
            }
        }
        if machine.html_validate.as_deref() != Some(HTML_VALIDATE) {
            if machine.npm {
                plan.steps.push(Step::HtmlValidate);
            } else {
                plan.without
                    .push(without_html_validate("there is no npm to install it"));
            }
        }
        let packages: Vec<&str> = BROWSER_PACKAGES
            .into_iter()
            .zip([machine.browser, machine.driver, machine.font])
            .filter_map(|(package, there)| (!there).then_some(package))
            .collect();
        if packages.is_empty() {
        } else if machine.apt {
            plan.steps.push(Step::Packages(packages));
        } else {
            plan.without.push(without_browser("it is missing"));
        }
    }
    plan
}

/// The version of wasm-opt is the first number of its package's version.
pub(crate) fn major(version: &str) -> &str {
    version.split('.').next().unwrap_or(version)
}

fn without_wasm_opt(why: &str) -> String {
    format!(
        "no wasm-opt ({why}): the validator is built a little larger; for the smaller one install npm, \
         or binaryen {} on the PATH",
        major(BINARYEN)
    )
}

fn without_axe(why: &str) -> String {
    format!("no axe-core ({why}): tests for screen readers and keyboards are skipped; install npm for them")
}

fn without_html_validate(why: &str) -> String {
    format!("no html-validate ({why}): that pages are valid HTML is not tested; install npm for it")
}

fn without_browser(why: &str) -> String {
    format!(
        "no browser for the tests ({why}): browser tests are skipped; install Chromium, its chromedriver and a \
         Chinese font (Debian: apt-get install {})",
        BROWSER_PACKAGES.join(" ")
    )
}

/// The version of a crate in a Cargo.lock.
pub(crate) fn locked<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = lock.lines();
    lines.find(|line| line.strip_prefix("name = ").map(|value| value.trim_matches('"')) == Some(name))?;
    Some(lines.next()?.strip_prefix("version = ")?.trim_matches('"'))
}

/// The version in a package.json.
pub(crate) fn package_version(manifest: &str) -> Option<&str> {
    let line = manifest
        .lines()
        .find_map(|line| line.trim().strip_prefix("\"version\":"))?;
    Some(line.trim().trim_end_matches(',').trim_matches('"'))
}

/// The version in a program's answer to `--version`: the first word that begins with a digit.
pub(crate) fn version(answer: &str) -> Option<&str> {
    answer
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
}

/// The rustc flags that keep paths of this machine out of the build, in the form of `CARGO_ENCODED_RUSTFLAGS`, since a
/// path may contain spaces.
pub(crate) fn without_places(root: &std::path::Path, cargo_home: &std::path::Path) -> String {
    format!(
        "--remap-path-prefix={}=crates\u{1f}--remap-path-prefix={}=nianbao",
        cargo_home.join("registry").join("src").display(),
        root.display()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_named_as_anywhere() {
        assert_eq!(
            without_places("/a b/nianbao".as_ref(), "/b/.cargo".as_ref()),
            "--remap-path-prefix=/b/.cargo/registry/src=crates\u{1f}--remap-path-prefix=/a b/nianbao=nianbao"
        );
    }

    const BINDGEN: &str = "0.2.108";

    /// A machine where nothing is missing.
    fn complete() -> Machine {
        Machine {
            crates: true,
            wasm: true,
            rustup: true,
            components: Vec::new(),
            trunk: Some(TRUNK.to_owned()),
            wasm_bindgen: Some(BINDGEN.to_owned()),
            wasm_opt: Some("132".to_owned()),
            axe: Some(AXE.to_owned()),
            html_validate: Some(HTML_VALIDATE.to_owned()),
            npm: true,
            browser: true,
            driver: true,
            font: true,
            apt: true,
        }
    }

    fn check(purpose: Purpose, change: impl FnOnce(&mut Machine), steps: &[Step], without: usize, blocked: usize) {
        let mut machine = complete();
        change(&mut machine);
        let plan = plan(&machine, purpose, BINDGEN);
        assert_eq!(plan.steps, steps, "{machine:?}");
        assert_eq!(plan.without.len(), without, "{plan:?}");
        assert_eq!(plan.blocked.len(), blocked, "{plan:?}");
    }

    #[test]
    fn a_complete_machine_needs_no_steps() {
        check(Purpose::Build, |_| {}, &[], 0, 0);
        check(Purpose::Test, |_| {}, &[], 0, 0);
    }

    #[test]
    fn a_fresh_machine_gets_everything_in_order() {
        let fresh = |machine: &mut Machine| {
            *machine = Machine {
                rustup: true,
                npm: true,
                apt: true,
                components: vec!["rustfmt", "clippy"],
                ..Machine::default()
            };
        };
        let build = [
            Step::Crates,
            Step::Wasm,
            Step::Trunk,
            Step::WasmBindgen(BINDGEN.to_owned()),
            Step::WasmOpt,
        ];
        check(Purpose::Build, fresh, &build, 0, 0);
        let test = [
            Step::Crates,
            Step::Components(vec!["rustfmt", "clippy"]),
            Step::Wasm,
            Step::Trunk,
            Step::WasmBindgen(BINDGEN.to_owned()),
            Step::WasmOpt,
            Step::Axe,
            Step::HtmlValidate,
            Step::Packages(BROWSER_PACKAGES.to_vec()),
        ];
        check(Purpose::Test, fresh, &test, 0, 0);
    }

    #[test]
    fn another_version_is_as_good_as_none() {
        check(
            Purpose::Build,
            |m| m.trunk = Some("0.21.13".to_owned()),
            &[Step::Trunk],
            0,
            0,
        );
        let bindgen = [Step::WasmBindgen(BINDGEN.to_owned())];
        check(
            Purpose::Build,
            |m| m.wasm_bindgen = Some("0.2.100".to_owned()),
            &bindgen,
            0,
            0,
        );
        check(
            Purpose::Build,
            |m| m.wasm_opt = Some("108".to_owned()),
            &[Step::WasmOpt],
            0,
            0,
        );
    }

    #[test]
    fn optional_tools_are_reported_and_skipped() {
        let no_npm = |m: &mut Machine| (m.npm, m.wasm_opt) = (false, None);
        check(Purpose::Build, no_npm, &[], 1, 0);
        let no_axe = |m: &mut Machine| (m.npm, m.axe) = (false, None);
        check(Purpose::Test, no_axe, &[], 1, 0);
        check(Purpose::Build, no_axe, &[], 0, 0);
        let no_html_validate = |m: &mut Machine| (m.npm, m.html_validate) = (false, None);
        check(Purpose::Test, no_html_validate, &[], 1, 0);
        check(Purpose::Build, no_html_validate, &[], 0, 0);
        check(
            Purpose::Test,
            |m| m.html_validate = Some("10.0.0".to_owned()),
            &[Step::HtmlValidate],
            0,
            0,
        );
        let no_browser = |m: &mut Machine| (m.browser, m.apt) = (false, false);
        check(Purpose::Test, no_browser, &[], 1, 0);
        check(Purpose::Build, no_browser, &[], 0, 0);
    }

    #[test]
    fn only_the_packages_that_are_missing_are_installed() {
        check(
            Purpose::Test,
            |m| m.font = false,
            &[Step::Packages(vec!["fonts-noto-cjk"])],
            0,
            0,
        );
        check(
            Purpose::Test,
            |m| m.driver = false,
            &[Step::Packages(vec!["chromium-driver"])],
            0,
            0,
        );
    }

    #[test]
    fn without_rustup_its_components_must_be_installed_by_hand() {
        let no_wasm = |m: &mut Machine| (m.wasm, m.rustup) = (false, false);
        check(Purpose::Build, no_wasm, &[], 0, 1);
        let no_clippy = |m: &mut Machine| (m.components, m.rustup) = (vec!["clippy"], false);
        check(Purpose::Test, no_clippy, &[], 0, 1);
        check(Purpose::Build, no_clippy, &[], 0, 0);
    }

    #[test]
    fn a_plan_lists_its_steps() {
        let plan = plan(&Machine::default(), Purpose::Test, BINDGEN);
        assert!(plan.without[0].contains("npm") && plan.without[3].contains("apt-get install chromium"));
        assert!(plan.blocked[0].contains("https://rustup.rs"));
        for step in &plan.steps {
            assert!(step.title().starts_with("set-up: "));
        }
    }

    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.108\"\nsource = \"x\"\n\n\
                    [[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.2.107\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.108"));
        assert_eq!(locked(lock, "wasm-bindgen-macro"), Some("0.2.107"));
        assert_eq!(locked(lock, "wasm"), None);
        assert_eq!(locked("", "wasm-bindgen"), None);
    }

    #[test]
    fn versions_are_read_from_packages() {
        let check = |manifest, expected| assert_eq!(package_version(manifest), expected);
        check(
            "{\n  \"name\": \"axe-core\",\n  \"version\": \"4.14.1\",\n}",
            Some("4.14.1"),
        );
        check("{\n  \"scripts\": {}\n}", None);
    }

    #[test]
    fn versions_are_read_from_answers() {
        let check = |answer, expected| assert_eq!(version(answer), expected);
        check("trunk 0.21.14\n", Some("0.21.14"));
        check("wasm-bindgen 0.2.108 (abc)", Some("0.2.108"));
        check("wasm-opt version 132 (version_132)", Some("132"));
        check("Chromium", None);
        check("", None);
    }
}

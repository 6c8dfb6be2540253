//! The rules of the house that can be checked automatically.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use nianbao_tests::{files, metadata, root, skipped, text};
use serde_json::Value;

/// The Rust files in a folder, with their text.
fn rust(below: &str) -> Vec<(String, String)> {
    files()
        .into_iter()
        .filter(|file| file.starts_with(below) && file.extension().is_some_and(|e| e == "rs"))
        .map(|file| (file.display().to_string(), text(&file)))
        .collect()
}

/// A file's code without comments and without its tests, which are at the end.
fn code(source: &str) -> String {
    let end = source.find("#[cfg(test)]").unwrap_or(source.len());
    source[..end]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Whether a word occurs in the text, but not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    text.match_indices(word)
        .any(|(at, _)| !part(text[..at].chars().next_back()) && !part(text[at + word.len()..].chars().next()))
}

/// The crates of the workspace by name, with the crates each depends on: normally, and including tests.
fn crates() -> BTreeMap<String, BTreeSet<String>> {
    metadata()["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|package| package["source"].is_null())
        .map(|package| {
            let normal = package["dependencies"].as_array().into_iter().flatten();
            let names = normal.filter(|d| d["kind"].is_null()).map(|d| name(&d["name"]));
            (name(&package["name"]), names.collect())
        })
        .collect()
}

fn name(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

#[test]
fn core_does_no_io_and_reads_no_clock() {
    let io = ["fs", "net", "env", "time", "process", "thread", "io", "os"];
    let words = [
        "SystemTime",
        "Instant",
        "println",
        "eprintln",
        "print",
        "eprint",
        "RandomState",
        "thread_local",
    ];
    for (file, source) in rust("crates/nianbao-core/src") {
        if file.ends_with("tests.rs") {
            continue;
        }
        let code = code(&source);
        for module in io {
            assert!(!code.contains(&format!("std::{module}::")), "{file} uses std::{module}");
            assert!(
                !has_word(&code, &format!("use std::{module}")),
                "{file} uses std::{module}"
            );
        }
        for group in code.split("use std::{").skip(1) {
            let group = group.split_once("};").map_or(group, |(group, _)| group);
            for module in io {
                let first = |part: &str| part.trim().split("::").next().is_some_and(|word| word == module);
                assert!(!group.split(',').any(first), "{file} uses std::{module}");
            }
        }
        for word in words {
            assert!(!has_word(&code, word), "{file} uses {word}");
        }
    }
}

#[test]
fn nothing_below_core_does_io_or_asks_a_clock() {
    let metadata = metadata();
    let packages: BTreeMap<&str, &str> = metadata["packages"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|package| Some((package["id"].as_str()?, package["name"].as_str()?)))
        .collect();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let core = packages
        .iter()
        .find(|(_, name)| **name == "nianbao-core")
        .map(|(id, _)| *id);
    let mut waiting = vec![core.expect("core is a crate of the workspace")];
    let mut below = BTreeSet::new();
    while let Some(id) = waiting.pop() {
        if !below.insert(packages[id]) {
            continue;
        }
        for dependency in nodes[id]["deps"].as_array().into_iter().flatten() {
            let kinds = dependency["dep_kinds"].as_array().into_iter().flatten();
            if kinds.into_iter().any(|kind| kind["kind"].is_null()) {
                waiting.extend(dependency["pkg"].as_str());
            }
        }
    }
    assert!(
        below.contains("pulldown-cmark"),
        "the walk sees what core depends on: {below:?}"
    );
    let io = [
        "rand",
        "getrandom",
        "fastrand",
        "chrono",
        "time",
        "jiff",
        "tokio",
        "mio",
        "socket2",
        "reqwest",
        "ureq",
        "walkdir",
        "tempfile",
        "rayon",
        "libc",
        "js-sys",
        "web-sys",
        "wasm-bindgen",
        "notify",
        "log",
        "tracing",
    ];
    for name in io {
        assert!(!below.contains(name), "core depends on {name}");
    }
}

#[test]
fn no_arrow_leads_back() {
    let crates = crates();
    let may: [(&str, &[&str]); 8] = [
        ("nianbao-core", &[]),
        ("nianbao-search", &[]),
        ("nianbao-pack", &["nianbao-core"]),
        ("nianbao-documents", &["nianbao-core", "nianbao-pack"]),
        (
            "nianbao-build",
            &["nianbao-core", "nianbao-pack", "nianbao-documents", "nianbao-search"],
        ),
        ("nianbao-engine", &["nianbao-core", "nianbao-pack", "nianbao-documents"]),
        (
            "nianbao-form",
            &["nianbao-core", "nianbao-pack", "nianbao-documents", "nianbao-engine"],
        ),
        ("xtask", &[]),
    ];
    for (name, allowed) in may {
        let own = crates[name]
            .iter()
            .filter(|dependency| crates.contains_key(*dependency));
        for dependency in own {
            assert!(allowed.contains(&dependency.as_str()), "{name} depends on {dependency}");
        }
    }
}

/// `cargo fmt` does not find modules that a macro declares.
#[test]
fn the_files_that_cargo_fmt_does_not_find_are_formatted() {
    let folder = "crates/nianbao-build/src/site/page/";
    let files: Vec<String> = rust(folder).into_iter().map(|(file, _)| file).collect();
    assert!(!files.is_empty());
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.current_dir(root()).args(["--check", "--edition", "2024"]);
    match rustfmt.args(&files).output() {
        Ok(output) => assert!(
            output.status.success(),
            "run `rustfmt {folder}*.rs`:\n{}",
            String::from_utf8_lossy(&output.stdout)
        ),
        Err(error) => skipped("the format of the kinds of page", &format!("rustfmt: {error}")),
    }
}

#[test]
fn forms_are_named_only_where_they_are_defined() {
    for (file, source) in rust("crates") {
        let own = file.starts_with("crates/nianbao-core/src/model/form");
        if own || !file.contains("/src/") || file.ends_with("tests.rs") {
            continue;
        }
        let code = code(&source);
        let named = code.match_indices("FormId::F").map(|(at, _)| &code[at..]);
        let named: Vec<&str> = named.filter_map(|name| name.split_whitespace().next()).collect();
        assert!(named.is_empty(), "{file} names a form: {named:?}; ask the form instead");
    }
}

/// The invented form is for tests only; shipped code does not know it.
#[test]
fn shipped_code_does_not_know_the_invented_form() {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .current_dir(root())
        .args(["tree", "--workspace", "--locked", "--edges", "normal,build,features"])
        .output()
        .expect("cargo tree");
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(
        tree.contains("nianbao-core feature \"schema\""),
        "the tree shows features: {tree}"
    );
    assert!(!tree.contains("invented-form"), "{tree}");
    // The tests do know it.
    let form = nianbao_core::form::Form::ALL.last().expect("a form");
    assert!(form.first_year > nianbao_core::form::Form::LATEST.first_year);
}

#[test]
fn rules_use_no_floats() {
    for (file, source) in rust("crates/nianbao-core/src") {
        for float in ["f32", "f64"] {
            assert!(!has_word(&code(&source), float), "{file} uses {float}");
        }
    }
}

#[test]
fn every_crate_keeps_the_shared_lints_and_is_in_the_map() {
    let map = text("crates/README.md");
    for file in files().iter().filter(|file| file.ends_with("Cargo.toml")) {
        let manifest: toml::Table = text(file).parse().expect("a manifest is TOML");
        let Some(package) = manifest.get("package") else {
            continue;
        };
        // The fuzz targets are a workspace of their own, as cargo-fuzz needs.
        if manifest.contains_key("workspace") {
            continue;
        }
        let name = package["name"].as_str().expect("a package has a name");
        assert!(map.contains(&format!("`{name}`")), "{name} is not in crates/README.md");
        let lints = manifest.get("lints").and_then(|lints| lints.get("workspace"));
        assert_eq!(
            lints.and_then(toml::Value::as_bool),
            Some(true),
            "{name} does not keep the workspace's lints"
        );
    }
}

#[test]
fn every_module_has_a_description() {
    for (file, source) in rust("crates").into_iter().chain(rust("tests")) {
        assert!(source.starts_with("//!"), "{file} does not open with //!");
    }
}

#[test]
fn the_paths_that_the_maps_name_are_there() {
    for (map, base) in [
        ("crates/README.md", "crates"),
        ("README.md", ""),
        ("CONTRIBUTING.md", ""),
    ] {
        let text = text(map);
        let named = text.split('`').skip(1).step_by(2).filter(|name| {
            let looks_like_a_path = name.contains('/') && !name.contains([' ', '<', '…', '*']) && name.is_ascii();
            // Files that a how-to makes are not there yet.
            let new = text.contains(&format!("New file `{name}`"));
            looks_like_a_path && !new && !name.starts_with("public") && !name.starts_with(".tools")
        });
        for name in named {
            assert!(
                root().join(base).join(name).exists(),
                "{map} names {name}, which is not there"
            );
        }
    }
}

#[test]
fn the_tasks_that_the_readme_names_are_there() {
    let tasks = text("crates/xtask/src/main.rs");
    for file in ["README.md", "CONTRIBUTING.md", "crates/README.md", ".ci/run"] {
        let text = text(file);
        for task in text.split("cargo xtask ").skip(1) {
            let task: String = task
                .chars()
                .take_while(|c| c.is_ascii_lowercase() || *c == '-')
                .collect();
            assert!(
                task.is_empty() || tasks.contains(&format!("\"{task}\"")),
                "{file} names `cargo xtask {task}`"
            );
        }
    }
}

#[test]
fn nothing_generated_is_kept() {
    for file in files() {
        let folder = file
            .components()
            .next()
            .map(|part| part.as_os_str().to_string_lossy().into_owned());
        let generated = ["target", "dist", "public", ".tools", "node_modules"];
        assert!(
            !generated.contains(&folder.unwrap_or_default().as_str()),
            "{} is generated",
            file.display()
        );
        let extension = file
            .extension()
            .map(|e| e.to_string_lossy().into_owned())
            .unwrap_or_default();
        assert!(
            !["wasm", "gz", "log"].contains(&extension.as_str()),
            "{} is generated",
            file.display()
        );
    }
}

#[test]
fn no_file_names_a_path_of_a_machine() {
    // Written in two pieces, so that this file does not contain them.
    let paths = [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/Us", "ers/"),
        ("C:\\Us", "ers"),
    ];
    for file in files() {
        let text = text(&file);
        for (start, end) in paths {
            let path = format!("{start}{end}");
            // A path does not begin in the middle of a word: an address on a server may have such a part.
            let found = text.match_indices(&path).any(|(at, _)| {
                let before = text[..at].chars().next_back();
                !before.is_some_and(|c| c.is_alphanumeric() || ".-_>}/*~".contains(c))
            });
            assert!(!found, "{} names {path}", file.display());
        }
    }
}

/// Whether an SPDX expression can be satisfied by the allowed licences.
fn may_be_used(expression: &str, allowed: &[&str]) -> bool {
    // Older crates write a slash for OR. AND binds tighter than OR; groups are resolved from the inside.
    let expression = expression.replace('/', " OR ");
    if let Some(close) = expression.find(')') {
        let open = expression[..close].rfind('(').unwrap_or(0);
        let inside = may_be_used(&expression[open + 1..close], allowed);
        let word = if inside { "\u{1}" } else { "\u{2}" };
        return may_be_used(
            &format!("{}{word}{}", &expression[..open], &expression[close + 1..]),
            allowed,
        );
    }
    expression.split(" OR ").any(|choice| {
        choice
            .split(" AND ")
            .map(str::trim)
            .all(|licence| licence == "\u{1}" || allowed.contains(&licence))
    })
}

#[test]
fn licence_expressions_are_understood() {
    let check = |expression, expected| assert_eq!(may_be_used(expression, &["MIT", "Zlib"]), expected, "{expression}");
    check("MIT", true);
    check("GPL-3.0", false);
    check("MIT OR GPL-3.0", true);
    check("MIT/Apache-2.0", true);
    check("MIT AND GPL-3.0", false);
    check("MIT AND Zlib", true);
    check("(MIT OR GPL-3.0) AND Zlib", true);
    check("(MIT AND GPL-3.0) OR BSD-3-Clause", false);
    check("(GPL-3.0 OR (Zlib AND MIT)) AND MIT", true);
    check("", false);
}

#[test]
fn every_dependency_may_be_used_and_comes_from_the_registry() {
    let deny: toml::Table = text("deny.toml").parse().expect("deny.toml is TOML");
    let allowed: Vec<&str> = deny["licenses"]["allow"]
        .as_array()
        .expect("a list of licences")
        .iter()
        .filter_map(toml::Value::as_str)
        .collect();
    let exceptions = deny["licenses"]["exceptions"].as_array().expect("a list of exceptions");
    let metadata = metadata();
    let packages = metadata["packages"].as_array().expect("cargo metadata lists packages");
    for package in packages {
        let licence = package["license"].as_str().unwrap_or_default();
        let own = exceptions
            .iter()
            .filter(|exception| exception["crate"].as_str() == package["name"].as_str())
            .filter_map(|exception| exception["allow"].as_array())
            .flatten()
            .filter_map(toml::Value::as_str);
        let allowed: Vec<&str> = allowed.iter().copied().chain(own).collect();
        assert!(
            may_be_used(licence, &allowed),
            "{} is under “{licence}”",
            package["name"]
        );
        let source = package["source"].as_str().unwrap_or("registry+");
        assert!(
            source.starts_with("registry+"),
            "{} comes from {source}",
            package["name"]
        );
    }
}

#[test]
fn ci_runs_everything() {
    assert!(text(".ci/run").contains("cargo xtask test\n"));
    assert!(Path::new(&root()).join("Cargo.lock").is_file());
}

#[test]
fn the_commands_that_the_readme_names_are_there() {
    let Some(command) = std::env::var_os("NIANBAO_COMMAND") else {
        skipped(
            "the commands in README.md",
            "the command was not built; `cargo xtask test` builds it",
        );
        return;
    };
    let readme = text("README.md");
    let blocks = readme.split("```").skip(1).step_by(2);
    let mut named = BTreeSet::new();
    for line in blocks
        .flat_map(str::lines)
        .filter_map(|line| line.strip_prefix("nianbao "))
    {
        named.extend(line.split(' ').next());
        let options = line
            .split('#')
            .next()
            .unwrap_or_default()
            .split(' ')
            .filter(|word| word.starts_with("--"));
        for option in options {
            named.insert(option);
        }
    }
    assert!(named.len() > 5, "README.md names commands");
    let help = |arguments: &[&str]| {
        let output = Command::new(&command).args(arguments).arg("--help").output();
        output
            .map(|output| String::from_utf8_lossy(&output.stdout).into_owned())
            .unwrap_or_default()
    };
    let commands: Vec<&str> = named.iter().copied().filter(|name| !name.starts_with("--")).collect();
    let all: String = commands.iter().map(|name| help(&[name])).collect();
    let overview = help(&[]);
    for name in named {
        let there = if name.starts_with("--") {
            has_word(&all, name)
        } else {
            has_word(&overview, name)
        };
        assert!(there, "README.md names {name}, which `nianbao --help` does not know");
    }
}

#[test]
fn each_behaviour_of_the_validator_names_a_test_that_exists() {
    let table = text(Path::new("tests/validator.md"));
    let rows = table
        .lines()
        .filter(|line| line.starts_with("| ") && line.ends_with("` |"));
    let named: Vec<&str> = rows.filter_map(|row| row.rsplit('`').nth(1)).collect();
    assert!(named.len() >= 60, "{} rows", named.len());
    let sources = [rust("tests/"), rust("crates/nianbao-form/")].concat();
    for name in named {
        let test = format!("#[test]\nfn {name}()");
        let inside = format!("#[test]\n    fn {name}()");
        let is = |(_, source): &(String, String)| source.contains(&test) || source.contains(&inside);
        assert!(
            sources.iter().any(is),
            "tests/validator.md names {name}, which is not a test"
        );
    }
}

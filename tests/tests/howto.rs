//! The how-tos of CONTRIBUTING.md: their steps fit the files that they name, and two of them are followed in a copy.

use std::fs;
use std::path::Path;
use std::process::Command;

use nianbao_tests::{files, root, skipped, text};

/// Makes a place from the line that a step names.
type Make = fn(String) -> Place;

/// Where the lines of a step go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// They are a new file.
    New,
    /// After this line.
    After(String),
    /// Before this line.
    Before(String),
    /// They replace this line.
    Instead(String),
}

/// One step of a how-to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    file: String,
    place: Place,
    lines: Vec<String>,
}

/// A how-to: its steps, and the commands that try the result.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct HowTo {
    title: String,
    steps: Vec<Step>,
    commands: Vec<String>,
}

/// The text between the first backtick and the last before `end`; it may itself contain backticks.
fn quoted<'a>(line: &'a str, start: &str, end: &str) -> Option<&'a str> {
    line.split_once(start)?.1.strip_suffix(end)
}

/// The file and place that a line of prose announces. A line that contains backticks is between double ones.
fn announced(line: &str) -> Option<(String, Place)> {
    if let Some(file) = quoted(line, "New file `", "`:") {
        return Some((file.to_owned(), Place::New));
    }
    let (file, rest) = line.split_once("In `")?.1.split_once("`, ")?;
    let known: [(&str, Make); 3] = [
        ("after `", Place::After),
        ("before `", Place::Before),
        ("instead of `", Place::Instead),
    ];
    known.into_iter().find_map(|(word, place)| {
        let anchor = rest.strip_prefix(word)?.strip_suffix("`:")?;
        let double = anchor.strip_prefix('`').and_then(|anchor| anchor.strip_suffix('`'));
        let anchor = double.map_or(anchor, str::trim);
        Some((file.to_owned(), place(anchor.to_owned())))
    })
}

/// Reads the how-tos: the parts of the page whose heading begins with “Add”.
fn how_tos(page: &str) -> Vec<HowTo> {
    let mut found: Vec<HowTo> = Vec::new();
    let mut waiting = None;
    let mut lines = page.lines();
    while let Some(line) = lines.next() {
        let trimmed = line.trim_start();
        let indent = line.len() - trimmed.len();
        if trimmed.starts_with("```") {
            let ticks = trimmed.chars().take_while(|c| *c == '`').count();
            let (fence, language) = trimmed.split_at(ticks);
            let body: Vec<String> = lines
                .by_ref()
                .take_while(|line| line.trim() != fence)
                .map(|line| line.get(indent..).unwrap_or_default().to_owned())
                .collect();
            let Some(how_to) = found.last_mut() else { continue };
            if let Some((file, place)) = waiting.take() {
                how_to.steps.push(Step {
                    file,
                    place,
                    lines: body,
                });
            } else if language == "sh" {
                how_to.commands.extend(body);
            }
        } else if let Some(title) = line.strip_prefix("## ") {
            if title.starts_with("Add ") {
                found.push(HowTo {
                    title: title.to_owned(),
                    ..HowTo::default()
                });
            }
        } else if let Some(announced) = announced(line) {
            assert!(waiting.is_none(), "no block of code comes before: {line}");
            waiting = Some(announced);
        }
    }
    assert!(waiting.is_none(), "no block of code follows {waiting:?}");
    found
}

/// A file's text after a step, or why the step does not fit.
fn follow(step: &Step, old: Option<&str>) -> Result<String, String> {
    let lines = step.lines.join("\n") + "\n";
    let (Step { file, place, .. }, old) = match (&step.place, old) {
        (Place::New, None) => return Ok(lines),
        (Place::New, Some(_)) => return Err(format!("{} is there already", step.file)),
        (_, None) => return Err(format!("{} is not there", step.file)),
        (_, Some(old)) => (step, old),
    };
    let (Place::After(anchor) | Place::Before(anchor) | Place::Instead(anchor)) = place else {
        return Err(format!("{file}: nothing says where"));
    };
    let count = old.lines().filter(|line| line.trim() == anchor).count();
    if count != 1 {
        return Err(format!("{file} has the line `{anchor}` {count} times, not once"));
    }
    let mut out = String::with_capacity(old.len() + lines.len());
    for line in old.lines() {
        let here = line.trim() == anchor;
        if here && !matches!(place, Place::After(_)) {
            out.push_str(&lines);
        }
        if !(here && matches!(place, Place::Instead(_))) {
            out.push_str(line);
            out.push('\n');
        }
        if here && matches!(place, Place::After(_)) {
            out.push_str(&lines);
        }
    }
    Ok(out)
}

#[test]
fn steps_are_read_and_followed() {
    let page = "## Add x\n\n1. In `a.rs`, after `one(\"`\");`:\n\n   ```rust\n   two();\n       three();\n   ```\n\n\
        New file `b.md`:\n\n````markdown\n```right\n```\n````\n\n\
        In `c.md`, before `` ## `d` ``:\n\n```markdown\n## `c`\n\n```\n\n```sh\ncargo test\n```\n";
    let read = how_tos(page);
    let [how_to] = read.as_slice() else {
        panic!("one how-to: {read:?}")
    };
    assert_eq!(how_to.commands, ["cargo test"]);
    let check = |step: usize, old: Option<&str>, expected: Result<&str, &str>| {
        let result = follow(&how_to.steps[step], old);
        assert_eq!(result.as_deref().map_err(String::as_str), expected);
    };
    check(
        0,
        Some("  one(\"`\");\nfour();\n"),
        Ok("  one(\"`\");\ntwo();\n    three();\nfour();\n"),
    );
    check(
        0,
        Some("one();\n"),
        Err("a.rs has the line `one(\"`\");` 0 times, not once"),
    );
    check(
        0,
        Some("one(\"`\");\none(\"`\");\n"),
        Err("a.rs has the line `one(\"`\");` 2 times, not once"),
    );
    check(0, None, Err("a.rs is not there"));
    check(1, None, Ok("```right\n```\n"));
    check(1, Some(""), Err("b.md is there already"));
    check(2, Some("# a\n## `d`\n"), Ok("# a\n## `c`\n\n## `d`\n"));
    let step = |place: fn(String) -> Place| Step {
        file: "c".into(),
        place: place("b".into()),
        lines: vec!["x".into()],
    };
    assert_eq!(follow(&step(Place::Before), Some("a\nb\n")).as_deref(), Ok("a\nx\nb\n"));
    assert_eq!(follow(&step(Place::Instead), Some("a\nb\n")).as_deref(), Ok("a\nx\n"));
}

#[test]
fn every_step_fits_the_files() {
    let how_tos = how_tos(&text("CONTRIBUTING.md"));
    let titles: Vec<&str> = how_tos.iter().map(|how_to| how_to.title.as_str()).collect();
    assert_eq!(
        titles,
        [
            "Add a rule",
            "Add a form",
            "Add a page to the site",
            "Add a kind of file",
            "Add a screen to the validator"
        ]
    );
    // A kind of page is a template, a file, a line and a section of the page on templates.
    let page = how_tos.iter().find(|how_to| how_to.title == "Add a page to the site");
    let steps = page.map_or(&[][..], |page| &page.steps);
    let changed = steps.iter().filter(|step| step.place != Place::New);
    let changed: Vec<usize> = changed.map(|step| step.lines.len()).collect();
    assert_eq!((steps.len(), changed), (4, vec![1, 6]));
    for how_to in how_tos {
        assert!(
            how_to.steps.len() >= 2 && !how_to.commands.is_empty(),
            "{}",
            how_to.title
        );
        for step in &how_to.steps {
            let old = fs::read_to_string(root().join(&step.file)).ok();
            if let Err(trouble) = follow(step, old.as_deref()) {
                panic!("CONTRIBUTING.md, {}: {trouble}", how_to.title);
            }
        }
    }
}

/// The names in code that the page mentions besides its steps.
#[test]
fn the_tests_and_items_that_the_page_names_are_there() {
    let page = text("CONTRIBUTING.md");
    let sources: String = files()
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "rs"))
        .map(text)
        .collect();
    let names = page
        .split('`')
        .skip(1)
        .step_by(2)
        .filter(|name| name.matches('_').count() >= 3 && name.chars().all(|c| c == '_' || c.is_ascii_lowercase()));
    let mut count = 0;
    for name in names {
        count += 1;
        assert!(sources.contains(&format!("fn {name}(")), "no test is called {name}");
    }
    assert!(count >= 6, "{count} tests are named");
    for item in [
        "pub const RULE_SET: &str",
        "static SAMPLE: Sample",
        "fn packed(",
        "fn look(",
    ] {
        assert!(sources.contains(item), "{item}");
    }
}

/// Copies the repository, follows the how-to in the copy and runs its commands there.
fn try_out(title: &str, folder: &Path) {
    let how_to = how_tos(&text("CONTRIBUTING.md"))
        .into_iter()
        .find(|how_to| how_to.title == title)
        .expect("the how-to");
    let copy = folder.join("copy");
    let _ = fs::remove_dir_all(&copy);
    for file in files() {
        let to = copy.join(&file);
        fs::create_dir_all(to.parent().expect("a folder")).expect("a folder");
        // The time of the original stays, so that only what the steps change is built again.
        let from = root().join(&file);
        fs::copy(&from, &to).expect("a copy");
        let time = fs::metadata(&from).and_then(|meta| meta.modified()).expect("a time");
        let copied = fs::File::options().write(true).open(&to).expect("the copy");
        copied.set_modified(time).expect("a time");
    }
    for step in &how_to.steps {
        let path = copy.join(&step.file);
        let old = fs::read_to_string(&path).ok();
        let new = follow(step, old.as_deref()).unwrap_or_else(|trouble| panic!("{title}: {trouble}"));
        fs::write(&path, new).expect("written");
    }
    for command in &how_to.commands {
        eprintln!("{title}: {command}");
        let arguments = command.strip_prefix("cargo ").expect("a command of cargo");
        let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(arguments.split(' '))
            .current_dir(&copy)
            .env("CARGO_TARGET_DIR", folder.join("target"))
            .status()
            .expect("cargo runs");
        assert!(status.success(), "{title}: `{command}` fails in {}", copy.display());
    }
}

#[test]
fn a_rule_and_a_page_are_added_as_written() {
    let Some(folder) = std::env::var_os("NIANBAO_HOWTO") else {
        skipped("the how-tos, followed in a copy", "run `cargo xtask howto`");
        return;
    };
    try_out("Add a rule", Path::new(&folder));
    try_out("Add a page to the site", Path::new(&folder));
}

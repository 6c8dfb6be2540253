//! The look of the archive: templates, style sheet and other files, built in or from the folder of a theme.
//!
//! A theme is a folder with `templates/`, `styles/` and `static/`. Its files replace the built-in ones with the same
//! name. `styles/extra.css` is added to the built-in styles, `templates/footer.html` to the foot of every page, and a
//! `logo` among the files in `static/`, which are copied as they are, to the bar. `site/README.md` describes all of them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, ErrorKind, Output, State, UndefinedBehavior, Value};
use nianbao_core::text::Text;
use walkdir::WalkDir;

use super::html;
use super::page::{EVERY, KINDS};
use super::words::{Own, Words};
use crate::content::{Problem, nearest};
use crate::error::{Context as _, Result, Trouble, io, reading};
use crate::key::{Key, Keys};
use crate::plain;

/// Lists files of `site/` by name, with their text.
macro_rules! embedded {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../site/", $folder, "/", $name)))),*]
    };
}

/// The templates that those of the pages build on.
const SHARED: &[(&str, &str)] = embedded!("templates": "base.html", "footer.html", "macros.html");

/// What a template may use besides what every page has.
#[derive(Clone, Copy, Default)]
struct Known {
    words: Own,
    values: &'static [&'static str],
}

/// All templates by name, each with its text and what it may use.
fn templates() -> impl Iterator<Item = (&'static str, &'static str, Known)> {
    let shared = SHARED.iter().map(|(name, text)| (*name, *text, Known::default()));
    shared.chain(KINDS.iter().map(|kind| {
        let known = Known {
            words: kind.words,
            values: kind.values,
        };
        (kind.template.name, kind.template.text, known)
    }))
}

/// The style sheet that a theme adds to the built-in ones.
const EXTRA: &str = "extra.css";

/// The names that a theme's logo may have in `static/`.
const LOGOS: [&str; 4] = ["logo.svg", "logo.png", "logo.webp", "logo.jpg"];

/// The parts of the style sheet, in this order.
const STYLES: &[(&str, &str)] = embedded!("styles": "tokens.css", "archive.css", "figures.css", "print.css");

const STATIC: &[(&str, &str)] = embedded!("static": "icon.svg");

/// The templates, ready to render, and the files that go with them.
pub(crate) struct Theme {
    environment: Environment<'static>,
    /// The one style sheet.
    pub(crate) style: String,
    /// Other files by their path in the site's `assets/`.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// The name of the logo among them, if the theme has one.
    pub(crate) logo: Option<&'static str>,
    /// Differs if anything of it differs.
    pub(crate) key: Key,
}

impl Theme {
    /// Loads the built-in look, with the replacements from a theme's folder, and reports the files there that nothing uses.
    pub(crate) fn load(folder: Option<&Path>, problems: &mut Vec<Problem>) -> Result<Theme> {
        if let Some(folder) = folder
            && !folder.is_dir()
        {
            return Err(
                Trouble::new("content", Text::new("没有这个文件夹", "there is no such folder"))
                    .context(reading(folder))
                    .hint(Text::new(
                        "主题文件夹里可有 templates/、styles/、static/",
                        "a theme folder contains templates/, styles/ and static/",
                    )),
            );
        }
        if let Some(folder) = folder {
            unused(folder, problems)?;
        }
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_trim_blocks(true);
        environment.set_lstrip_blocks(true);
        environment.set_formatter(format);
        let replaced = |kind: &str, name: &str| -> Result<Option<String>> {
            let Some(folder) = folder.map(|folder| folder.join(kind)) else {
                return Ok(None);
            };
            refuse_link(&folder)?;
            let path = folder.join(name);
            if plain::kind(&path).is_none_or(|kind| kind == plain::Kind::Folder) {
                return Ok(None);
            }
            plain::text(&path).context(|| reading(&path)).map(Some)
        };
        let mut keys = Keys::of("theme");
        for (name, text, _) in templates() {
            let source = replaced("templates", name)?.unwrap_or_else(|| text.to_owned());
            keys = keys.text(name).text(&source);
            environment
                .add_template_owned(name, source)
                .map_err(|error| template_error(&Environment::new(), &error, name))?;
        }
        for (name, _, known) in templates() {
            check_names(&environment, name, known)?;
        }
        let mut style = String::new();
        for (name, text) in STYLES {
            style.push_str(replaced("styles", name)?.as_deref().unwrap_or(text));
        }
        style.push_str(replaced("styles", EXTRA)?.as_deref().unwrap_or_default());
        let mut files: BTreeMap<String, Vec<u8>> = STATIC
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
            .collect();
        if let Some(folder) = folder.map(|folder| folder.join("static")) {
            refuse_link(&folder)?;
            let paths = if folder.is_dir() { walk(&folder)? } else { Vec::new() };
            for path in paths {
                let name = path.to_string_lossy().replace('\\', "/");
                let full = folder.join(&path);
                files.insert(name, plain::bytes(&full).context(|| reading(&full))?);
            }
        }
        let keys = files
            .iter()
            .fold(keys.text(&style), |keys, (name, bytes)| keys.text(name).bytes(bytes));
        Ok(Theme {
            key: keys.key_of_all(),
            environment,
            style,
            logo: LOGOS.into_iter().find(|name| files.contains_key(*name)),
            files,
        })
    }

    /// Renders a page.
    pub(crate) fn render(&self, template: &str, context: &Value) -> Result<String> {
        self.environment
            .get_template(template)
            .and_then(|found| found.render(context))
            .map_err(|error| template_error(&self.environment, &error, template))
    }
}

/// Refuses a path that is a link or a special file.
fn refuse_link(path: &Path) -> Result<()> {
    match plain::kind(path).and_then(plain::refused) {
        Some(trouble) => Err(trouble.context(reading(path))),
        None => Ok(()),
    }
}

/// The files below a folder, as paths below it, sorted. A link could lead out of the folder: it is refused, as are special
/// files.
pub(crate) fn walk(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|error| {
            let at = error.path().unwrap_or(folder).to_owned();
            io(&error.into()).context(reading(&at))
        })?;
        if entry.depth() == 0 || entry.file_type().is_dir() {
            continue;
        }
        refuse_link(entry.path())?;
        if let Ok(below) = entry.path().strip_prefix(folder) {
            found.push(below.to_owned());
        }
    }
    found.sort();
    Ok(found)
}

/// Reports the files of a theme that nothing uses: most likely their names are mistyped.
fn unused(folder: &Path, problems: &mut Vec<Problem>) -> Result<()> {
    let mut known: Vec<String> = templates().map(|(name, ..)| format!("templates/{name}")).collect();
    let styles = STYLES.iter().map(|(name, _)| *name).chain([EXTRA]);
    known.extend(styles.map(|name| format!("styles/{name}")));
    for path in walk(folder)? {
        let name = path.to_string_lossy().replace('\\', "/");
        // Systems and editors put hidden files anywhere.
        let hidden = name.split('/').any(|part| part.starts_with('.'));
        if hidden || name.starts_with("static/") || known.contains(&name) {
            continue;
        }
        let message = Text::new("主题里没有用到这个文件", "nothing uses this file of the theme");
        let hint = nearest(&name, known.iter().map(String::as_str));
        problems.push(Problem::warning(folder.join(path), message).hint(hint));
    }
    Ok(())
}

/// Refuses a template that uses an unknown word or value, even in a branch that no page takes.
fn check_names(environment: &Environment<'_>, name: &str, known: Known) -> Result<()> {
    let template = environment
        .get_template(name)
        .map_err(|error| template_error(environment, &error, name))?;
    let mut used: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    used.sort();
    for used in used {
        let (value, word) = used.split_once('.').unwrap_or((&used, ""));
        let word = word.split('.').next().unwrap_or_default();
        let (said, hint) = if value == "t" {
            let words = || {
                known
                    .words
                    .iter()
                    .map(|(name, _)| *name)
                    .chain(Words::NAMES.iter().copied())
            };
            if word.is_empty() || words().any(|known| known == word) {
                continue;
            }
            let said = Text::of(format!("没有名为“{word}”的词"), format!("unknown word “{word}”"));
            (said, nearest(word, words()))
        } else {
            let values = || known.values.iter().copied().chain(EVERY.iter().copied());
            let is_function = environment.globals().any(|(name, _)| name == value);
            if is_function || values().any(|known| known == value) {
                continue;
            }
            let said = Text::of(format!("没有名为“{value}”的值"), format!("unknown value “{value}”"));
            (said, nearest(value, values()))
        };
        let line = template.source().lines().position(|line| line.contains(&used));
        let trouble = Trouble::new("template", said);
        return Err(rendering(trouble, name, line.map_or(0, |line| line + 1)).hint(hint));
    }
    Ok(())
}

/// Adds the template and line of an error, and a hint.
fn rendering(trouble: Trouble, name: &str, line: usize) -> Trouble {
    trouble
        .context(Text::of(
            format!("套用模板 {name}（第 {line} 行）"),
            format!("rendering the template {name} (line {line})"),
        ))
        .hint(Text::new(
            "若主题替换了这个模板，请对照程序自带的同名模板；模板里能用的值写在 site/README.md",
            "if the template is part of a theme, compare it with the built-in one of the same name; site/README.md lists the values of templates",
        ))
}

fn template_error(environment: &Environment<'_>, error: &minijinja::Error, name: &str) -> Trouble {
    let name = error.name().unwrap_or(name).to_owned();
    let line = error.line().unwrap_or(0);
    if error.kind() == ErrorKind::UndefinedError {
        let template = environment.get_template(&name).ok();
        let source = template.as_ref().map_or("", |template| template.source());
        let value = error.range().map_or("", |range| whole(source, range));
        let said = Text::of(format!("没有名为“{value}”的值"), format!("unknown value “{value}”"));
        return rendering(Trouble::new("template", said), &name, line);
    }
    let mut said = error.to_string();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        said = format!("{said} ({inner})");
        cause = inner.source();
    }
    rendering(Trouble::new("template", Text::of(said.clone(), said)), &name, line)
}

/// The value that a range is the end of: `.organ.name` is that of `row.organ.name`.
fn whole(source: &str, range: Range<usize>) -> &str {
    let before = source.get(..range.start).unwrap_or_default();
    let named = |c: char| c == '.' || c == '_' || c.is_ascii_alphanumeric();
    let start = before.trim_end_matches(named).len();
    source.get(start..range.end).unwrap_or_default()
}

/// Writes a value into a page, escaped unless it is HTML.
fn format(out: &mut Output<'_>, state: &State<'_, '_>, value: &Value) -> Result<(), minijinja::Error> {
    let plain = value.is_safe() || matches!(state.auto_escape(), AutoEscape::None);
    if let Some(text) = value.as_str().filter(|_| !plain) {
        return out.write_str(&html::escape(text)).map_err(minijinja::Error::from);
    }
    match value.kind() {
        ValueKind::Number | ValueKind::Bool => out.write_str(&value.to_string()).map_err(minijinja::Error::from),
        _ => minijinja::escape_formatter(out, state, value),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use nianbao_core::text::Lang;

    use super::*;

    #[test]
    fn templates_use_only_known_words_and_values() {
        static MINE: Own = &[("mine", Text::new("我的", "mine"))];
        Theme::load(None, &mut Vec::new()).expect("the program's own templates");
        for (source, expected) in [
            ("{{ t.years }}{{ t.mine }}{{ own }}{{ title }}{{ range(3) }}", None),
            (
                "{% for one in own %}{{ loop.index }}{{ one.any }}{% endfor %}{% set x = 1 %}{{ x }}",
                None,
            ),
            (
                "{% for t in list %}{{ t.yeras }}{% endfor %}",
                Some("(line 1): unknown value “list”"),
            ),
            ("{% for t in own %}{{ t.yeras }}{% endfor %}", None),
            (
                "a\n{% if own %}{{ t.yeras }}{% endif %}",
                Some("x.html (line 2): unknown word “yeras”"),
            ),
            (
                "{{ t.years }}{{ t.year_ }}",
                Some("x.html (line 1): unknown word “year_”"),
            ),
            ("\n\n{{ owm.x }}", Some("x.html (line 3): unknown value “owm”")),
        ] {
            let mut environment = Environment::new();
            environment.add_template("x.html", source).expect("a template");
            let known = Known {
                words: MINE,
                values: &["own"],
            };
            let error = check_names(&environment, "x.html", known).err();
            let said = error.as_ref().map(|error| error.message(Lang::En));
            assert_eq!(said.is_some(), expected.is_some(), "{source}: {said:?}");
            if let (Some(said), Some(expected)) = (said, expected) {
                assert!(said.contains(expected), "{said}");
                assert!(error.is_some_and(|error| error.hint.is_some()), "{source}");
            }
        }
    }

    #[test]
    fn a_part_of_a_value_that_is_not_there_is_named() {
        let mut theme = Theme::load(None, &mut Vec::new()).expect("the look");
        let source = "{% for row in rows %}\n{{ row.name }} {{ row.organ.nmae }}{% endfor %}";
        theme.environment.add_template("x.html", source).expect("a template");
        let organ = minijinja::context! { name => "甲", organ => minijinja::context! { name => "乙" } };
        let error = theme
            .render("x.html", &minijinja::context! { rows => [organ] })
            .expect_err("refused");
        let said = error.message(Lang::En);
        assert!(
            said.contains("x.html (line 2): unknown value “row.organ.nmae”"),
            "{said}"
        );
    }

    /// The names in backticks.
    fn quoted(text: &str) -> BTreeSet<&str> {
        let names = text.split('`').skip(1).step_by(2);
        names.filter(|name| !name.contains('.')).collect()
    }

    /// The parts of values that a template uses: `name` in `{{ row.organ.name }}`.
    fn parts(template: &str) -> BTreeSet<&str> {
        let mut found = BTreeSet::new();
        for code in template.split("{{").flat_map(|code| code.split("{%")).skip(1) {
            let code = code.split(['}', '%']).next().unwrap_or_default();
            // Text in quotation marks is not a value.
            for code in code.split('"').step_by(2) {
                let names = code.split(|c: char| c != '.' && c != '_' && !c.is_ascii_alphanumeric());
                for name in names.filter(|name| !["t", "loop"].contains(&name.split('.').next().unwrap_or_default())) {
                    found.extend(name.split('.').skip(1));
                }
            }
        }
        found
    }

    /// What `site/README.md` says of the parts of values: a template uses no part that its section does not name, and
    /// every part that a section names is used by a template or made for themes, so that it is there.
    #[test]
    fn the_parts_of_values_are_documented() {
        let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site/README.md");
        let readme = std::fs::read_to_string(readme).expect("the page");
        // What is said before the sections, of organs and reports, and of the values of every template.
        let mut shared = BTreeSet::new();
        let mut named: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
        let mut section = "";
        let mut wrong = Vec::new();
        for line in readme.lines() {
            if let Some(name) = line.strip_prefix("### ") {
                section = name.trim_matches('`');
                named.entry(section).or_default();
            } else if section.is_empty() && line.starts_with("`organ`") {
                shared.extend(quoted(line));
            } else if line.starts_with("| `lang`") || line.starts_with("| `tag`") {
                // Those of languages, which have no parts.
            } else if line.starts_with("| `") && !section.is_empty() {
                let cells: Vec<&str> = line.split('|').collect();
                let [_, value, zh, en, _] = cells[..] else {
                    panic!("not three columns: {line}")
                };
                if quoted(zh) != quoted(en) {
                    wrong.push(format!("`{section}`: the languages name different parts in {value}"));
                }
                named
                    .entry(section)
                    .or_default()
                    .insert(value.trim().trim_matches('`'), quoted(en));
            }
        }
        shared.extend(named["base.html"].values().flatten());
        let all: BTreeMap<&str, BTreeSet<&str>> = templates().map(|(name, text, _)| (name, parts(text))).collect();
        let used: BTreeSet<&str> = all.values().flatten().copied().collect();
        let rust = sources();
        for (name, values) in &named {
            let own: BTreeSet<&str> = values.values().flatten().copied().collect();
            // A section may refer to a value of another one: each as `rule` in the next section.
            let others = named.values().flatten().filter(|(value, _)| own.contains(**value));
            let others: BTreeSet<&str> = others.flat_map(|(_, parts)| parts).copied().collect();
            for part in all.get(name).into_iter().flatten() {
                if !own.contains(part) && !shared.contains(part) && !others.contains(part) {
                    wrong.push(format!("`{name}`: part `{part}` is missing"));
                }
            }
            for part in own {
                let there = used.contains(part) || rust.contains(&format!("{part} =>"));
                if !there && !named.values().any(|values| values.contains_key(part)) {
                    wrong.push(format!("`{name}`: part `{part}` does not exist"));
                }
            }
        }
        assert!(wrong.is_empty(), "site/README.md: {}", wrong.join("\nsite/README.md: "));
    }

    /// `site/README.md` describes every value and every template, and no others.
    #[test]
    fn the_values_of_templates_are_documented() {
        let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site/README.md");
        let readme = std::fs::read_to_string(readme).expect("the page");
        let mut documented: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        let mut section = "";
        for line in readme.lines() {
            if let Some(name) = line.strip_prefix("### ") {
                section = name.trim_matches('`');
                documented.entry(section).or_default();
            } else if !section.is_empty()
                && let Some(name) = line.strip_prefix("| `").and_then(|rest| rest.split('`').next())
            {
                documented.entry(section).or_default().push(name);
            }
        }
        let expected: BTreeMap<&str, &[&str]> = KINDS
            .iter()
            .map(|kind| (kind.template.name, kind.values))
            .chain([("base.html", EVERY)])
            .collect();
        let mut wrong = Vec::new();
        for (name, values) in &expected {
            let Some(written) = documented.remove(name) else {
                wrong.push(format!("`{name}` has no section"));
                continue;
            };
            for value in *values {
                match written.iter().filter(|other| *other == value).count() {
                    0 => wrong.push(format!("`{name}`: value `{value}` is missing")),
                    1 => {}
                    _ => wrong.push(format!("`{name}`: value `{value}` is listed twice")),
                }
            }
            let unknown = written.iter().filter(|value| !values.contains(value));
            wrong.extend(unknown.map(|value| format!("`{name}`: value `{value}` does not exist")));
        }
        wrong.extend(
            documented
                .keys()
                .map(|name| format!("`{name}` has a section, but no kind of page")),
        );
        assert!(wrong.is_empty(), "site/README.md: {}", wrong.join("\nsite/README.md: "));
    }

    /// The sources of this crate.
    fn sources() -> String {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut rust = String::new();
        for path in walk(&folder).expect("the sources") {
            if path.extension().is_some_and(|extension| extension == "rs") {
                rust.push_str(&std::fs::read_to_string(folder.join(path)).expect("a source"));
            }
        }
        rust
    }

    #[test]
    fn every_word_is_used() {
        let rust = sources();
        let names = KINDS.iter().flat_map(|kind| kind.words).map(|(name, _)| *name);
        for name in names.chain(Words::NAMES.iter().copied()) {
            // The name of a word may begin with that of another, so the next character must not continue it.
            let used = |text: &str, call: &str| {
                let mut calls = text.match_indices(call);
                calls.any(|(at, _)| {
                    !text[at + call.len()..].starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric())
                })
            };
            let in_template = templates().any(|(_, text, _)| used(text, &format!("t.{name}")));
            assert!(in_template || used(&rust, &format!("WORDS.{name}")), "{name}");
        }
    }
}

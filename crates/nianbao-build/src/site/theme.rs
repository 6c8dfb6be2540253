//! The look of the archive: templates, style sheet and other files, built in or from the folder of a theme.
//!
//! A theme is a folder with `templates/`, `styles/` and `static/`. Its files replace the built-in ones with the same
//! name; further files in `static/` are copied as they are.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use minijinja::value::ValueKind;
use minijinja::{AutoEscape, Environment, Output, State, UndefinedBehavior, Value};
use nianbao_core::text::Text;
use walkdir::WalkDir;

use super::html;
use super::page::KINDS;
use super::words::{Own, Words};
use crate::error::{Context as _, Result, Trouble, io, reading};
use crate::plain;

/// Lists files of `site/` by name, with their text.
macro_rules! embedded {
    ($folder:literal: $($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../site/", $folder, "/", $name)))),*]
    };
}

/// The templates that those of the pages build on.
const SHARED: &[(&str, &str)] = embedded!("templates": "base.html", "macros.html");

/// All templates by name, each with its text and the words that only it says.
fn templates() -> impl Iterator<Item = (&'static str, &'static str, Own)> {
    let shared = SHARED.iter().map(|(name, text)| (*name, *text, Own::default()));
    shared.chain(
        KINDS
            .iter()
            .map(|kind| (kind.template.name, kind.template.text, kind.words)),
    )
}

/// The parts of the style sheet, in this order.
const STYLES: &[(&str, &str)] = embedded!("styles": "tokens.css", "archive.css", "print.css");

const STATIC: &[(&str, &str)] = embedded!("static": "icon.svg");

/// The templates, ready to render, and the files that go with them.
pub(crate) struct Theme {
    environment: Environment<'static>,
    /// The one style sheet.
    pub(crate) style: String,
    /// Other files by their path in the site's `assets/`.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Theme {
    /// Loads the built-in look, with the replacements from a theme's folder.
    pub(crate) fn load(folder: Option<&Path>) -> Result<Theme> {
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
        for (name, text, _) in templates() {
            let source = replaced("templates", name)?.unwrap_or_else(|| text.to_owned());
            environment
                .add_template_owned(name, source)
                .map_err(|error| template_error(&error, name))?;
        }
        for (name, _, own) in templates() {
            check_words(&environment, name, own)?;
        }
        let mut style = String::new();
        for (name, text) in STYLES {
            style.push_str(replaced("styles", name)?.as_deref().unwrap_or(text));
        }
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
        Ok(Theme {
            environment,
            style,
            files,
        })
    }

    /// Renders a page.
    pub(crate) fn render(&self, template: &str, context: &Value) -> Result<String> {
        self.environment
            .get_template(template)
            .and_then(|found| found.render(context))
            .map_err(|error| template_error(&error, template))
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

/// Refuses a template that uses an unknown word, even in a branch that no page takes.
fn check_words(environment: &Environment<'_>, name: &str, own: Own) -> Result<()> {
    let template = environment
        .get_template(name)
        .map_err(|error| template_error(&error, name))?;
    let mut called: Vec<String> = template.undeclared_variables(true).into_iter().collect();
    called.sort();
    for call in called {
        let Some(word) = call.strip_prefix("t.").and_then(|rest| rest.split('.').next()) else {
            continue;
        };
        if Words::NAMES.contains(&word) || own.iter().any(|(name, _)| *name == word) {
            continue;
        }
        let line = template.source().lines().position(|line| line.contains(&call));
        let said = Text::of(format!("没有名为“{word}”的词"), format!("unknown word “{word}”"));
        return Err(rendering(
            Trouble::new("template", said),
            name,
            line.map_or(0, |line| line + 1),
        ));
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
            "若主题替换了这个模板，请对照程序自带的同名模板",
            "if the template is part of a theme, compare it with the built-in one of the same name",
        ))
}

fn template_error(error: &minijinja::Error, name: &str) -> Trouble {
    let name = error.name().unwrap_or(name).to_owned();
    let line = error.line().unwrap_or(0);
    let mut said = error.to_string();
    let mut cause: Option<&dyn std::error::Error> = std::error::Error::source(error);
    while let Some(inner) = cause {
        said = format!("{said} ({inner})");
        cause = inner.source();
    }
    rendering(Trouble::new("template", Text::of(said.clone(), said)), &name, line)
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
    use nianbao_core::text::Lang;

    use super::*;

    #[test]
    fn templates_use_only_known_words() {
        static MINE: Own = &[("mine", Text::new("我的", "mine"))];
        Theme::load(None).expect("the program's own templates");
        for (source, expected) in [
            ("{{ t.years }}{{ t.mine }}", None),
            ("{% for t in list %}{{ t.yeras }}{% endfor %}", None),
            (
                "a\n{% if no %}{{ t.yeras }}{% endif %}",
                Some("rendering the template x.html (line 2)"),
            ),
            (
                "{{ t.years }}{{ t.year_ }}",
                Some("rendering the template x.html (line 1)"),
            ),
        ] {
            let mut environment = Environment::new();
            environment.add_template("x.html", source).expect("a template");
            let error = check_words(&environment, "x.html", MINE).err();
            let said = error.map(|error| error.message(Lang::En));
            assert_eq!(said.is_some(), expected.is_some(), "{source}: {said:?}");
            if let (Some(said), Some(expected)) = (said, expected) {
                assert!(said.contains(expected), "{said}");
            }
        }
    }

    #[test]
    fn every_word_is_used() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut rust = String::new();
        for path in walk(&folder).expect("the sources") {
            if path.extension().is_some_and(|extension| extension == "rs") {
                rust.push_str(&std::fs::read_to_string(folder.join(path)).expect("a source"));
            }
        }
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

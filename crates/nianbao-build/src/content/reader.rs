//! Reads a TOML file key by key and collects all faults, each with its line and a hint.

use std::path::Path;

use nianbao_core::label::distance;
use nianbao_core::text::Text;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;
use super::said::said;
use crate::error::{Result, Trouble, reading};

/// “Did you mean …?” if a known name is similar, else all known names.
pub(crate) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Text {
    let known: Vec<&str> = known.collect();
    let near = known
        .iter()
        .map(|candidate| (distance(written, candidate), *candidate))
        .filter(|(distance, candidate)| *distance <= 2.max(candidate.len() / 4))
        .min();
    if let Some((_, candidate)) = near {
        return Text::of(format!("是不是“{candidate}”？"), format!("did you mean “{candidate}”?"));
    }
    let list = known.iter().take(12).copied().collect::<Vec<_>>().join(", ");
    Text::of(format!("可用：{list}"), format!("there are: {list}"))
}

/// The first line, from 1, that is not valid TOML, and the parser's message; `None` if the text is valid.
pub(super) fn wrong_toml(text: &str) -> Option<(usize, Text)> {
    let error = DeTable::parse(text).err()?;
    Some((said_line(text, &error), said(error.message())))
}

fn said_line(text: &str, error: &toml::de::Error) -> usize {
    error.span().map_or(1, |span| line_at(text, span.start))
}

fn line_at(text: &str, byte: usize) -> usize {
    1 + text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}

/// Reads a TOML file key by key and reports faults.
pub(super) struct Reader<'a> {
    file: &'static str,
    source: &'a str,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(file: &'static str, source: &'a str, problems: &'a mut Vec<Problem>) -> Reader<'a> {
        Reader { file, source, problems }
    }

    pub(super) fn parse(&self, path: &Path) -> Result<Spanned<DeTable<'a>>> {
        DeTable::parse(self.source).map_err(|error| {
            let (line, said) = (said_line(self.source, &error), said(error.message()));
            Trouble::new(
                "toml",
                Text::of(
                    format!("第 {line} 行不是有效的 TOML（{}）", said.zh),
                    format!("line {line} is not valid TOML ({})", said.en),
                ),
            )
            .context(reading(path))
            .hint(Text::new(
                "文字要用英文双引号括起，每行一个 键 = 值",
                "write one key = value per line, with text in straight double quotes",
            ))
        })
    }

    pub(super) fn line<T>(&self, value: &Spanned<T>) -> usize {
        line_at(self.source, value.span().start)
    }

    pub(super) fn wrong<T>(&mut self, at: &Spanned<T>, message: Text, hint: Text) {
        let line = self.line(at);
        self.problems
            .push(Problem::error(self.file, message).line(line).hint(hint));
    }

    /// Reports a value that was included after all, read as something else.
    pub(super) fn odd<T>(&mut self, at: &Spanned<T>, message: Text, hint: Text) {
        let line = self.line(at);
        self.problems
            .push(Problem::warning(self.file, message).line(line).hint(hint));
    }

    pub(super) fn known(&mut self, table: &DeTable<'_>, known: &[&str]) {
        for (key, _) in table {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let hint = nearest(name, known.iter().copied());
                self.wrong(
                    key,
                    Text::of(format!("不认识“{name}”这个键"), format!("unknown key “{name}”")),
                    hint,
                );
            }
        }
    }

    fn expected(&mut self, key: &str, value: &Spanned<DeValue<'_>>, what: &Text) {
        self.wrong(
            value,
            Text::of(format!("{key} 应是{}", what.zh), format!("{key} must be {}", what.en)),
            Text::of(format!("例如 {key} = \"…\""), format!("such as {key} = \"…\"")),
        );
    }

    pub(super) fn string(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<String> {
        if let DeValue::String(text) = value.get_ref() {
            return Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        }
        self.expected(
            key,
            value,
            &Text::new("用英文双引号括起的文字", "text in straight double quotes"),
        );
        None
    }

    pub(super) fn strings(&mut self, key: &str, value: &Spanned<DeValue<'_>>) -> Vec<String> {
        match value.get_ref() {
            DeValue::Array(values) => values.iter().filter_map(|value| self.string(key, value)).collect(),
            _ => self.string(key, value).into_iter().collect(),
        }
    }

    pub(super) fn table<'t, 'd>(&mut self, table: &'t DeTable<'d>, key: &str) -> Option<&'t DeTable<'d>> {
        let value = table.get(key)?;
        if let DeValue::Table(table) = value.get_ref() {
            return Some(table);
        }
        self.expected(key, value, &Text::new("一个表", "a table"));
        None
    }

    /// Text in both languages: `{ zh = "…", en = "…" }`, or one string for both.
    pub(super) fn words(&mut self, table: &DeTable<'_>, key: &str) -> Option<Text> {
        let value = table.get(key)?;
        match value.get_ref() {
            DeValue::Table(words) => {
                self.known(words, &["zh", "en"]);
                let zh = words.get("zh").and_then(|value| self.string("zh", value));
                let en = words.get("en").and_then(|value| self.string("en", value));
                let both = zh.clone().or_else(|| en.clone())?;
                Some(Text::of(zh.unwrap_or_else(|| both.clone()), en.unwrap_or(both)))
            }
            _ => self.string(key, value).map(|text| Text::of(text.clone(), text)),
        }
    }

    pub(super) fn year(&mut self, table: &DeTable<'_>, key: &str) -> Option<u16> {
        let value = table.get(key)?;
        if let DeValue::Integer(year) = value.get_ref()
            && let Ok(year) = year.as_str().parse()
        {
            return Some(year);
        }
        self.wrong(
            value,
            Text::of(format!("{key} 应是年份"), format!("{key} must be a year")),
            Text::of(format!("例如 {key} = 2021"), format!("such as {key} = 2021")),
        );
        None
    }
}

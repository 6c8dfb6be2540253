//! Usage errors in both languages.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use nianbao_core::label;
use nianbao_core::text::Text;

use nianbao_build::error::Trouble;

/// Turns clap's error into words, with a hint.
pub(super) fn failure(error: &clap::Error) -> Trouble {
    let get = |kind| error.get(kind).map(text).unwrap_or_default();
    let arg = get(ContextKind::InvalidArg);
    let value = get(ContextKind::InvalidValue);
    let help = Text::new(
        "用 nianbao help 看有哪些命令，用 nianbao help 命令 看它的用法。",
        "`nianbao help` lists the commands; `nianbao help COMMAND` shows how to use one.",
    );
    let (place, what) = match error.kind() {
        ErrorKind::UnknownArgument => (arg, Text::new("没有这个参数。", "There is no such argument.")),
        ErrorKind::InvalidSubcommand => (
            get(ContextKind::InvalidSubcommand),
            Text::new("没有这个命令。", "There is no such command."),
        ),
        ErrorKind::MissingSubcommand => (String::new(), Text::new("没有写命令。", "No command was given.")),
        ErrorKind::MissingRequiredArgument => (arg, Text::new("缺少这个参数。", "This argument is missing.")),
        ErrorKind::InvalidValue if value.is_empty() => (arg, Text::new("缺少取值。", "It needs a value.")),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (
            arg,
            Text::of(format!("不能取“{value}”。"), format!("“{value}” is not a valid value.")),
        ),
        ErrorKind::ArgumentConflict => (
            arg,
            Text::new(
                "重复了，或与别的参数冲突。",
                "This argument is given twice or conflicts with another.",
            ),
        ),
        ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues | ErrorKind::TooFewValues => (
            arg,
            Text::new("取值的个数不对。", "This argument has the wrong number of values."),
        ),
        ErrorKind::InvalidUtf8 => (
            arg,
            Text::new("参数不是有效的 UTF-8 文字。", "An argument is not valid UTF-8."),
        ),
        _ => {
            let said = error.to_string();
            let said = said.trim_start_matches("error: ").trim().to_owned();
            (String::new(), Text::of(format!("参数有误：{said}"), said))
        }
    };
    let suggested = [
        ContextKind::SuggestedArg,
        ContextKind::SuggestedSubcommand,
        ContextKind::SuggestedValue,
    ]
    .into_iter()
    .find_map(|kind| match error.get(kind)? {
        // The most similar one comes last.
        ContextValue::Strings(list) => list.last().cloned(),
        other => Some(text(other)),
    })
    .filter(|text| !text.is_empty());
    let valid = get(ContextKind::ValidValue);
    let hint = match suggested {
        Some(meant) => Text::of(format!("是不是想写 {meant}？"), format!("Did you mean {meant}?")),
        None if !valid.is_empty() => Text::of(format!("可以取：{valid}。"), format!("It takes: {valid}.")),
        None => help,
    };
    if place.is_empty() {
        Trouble::new("usage", what).hint(hint)
    } else {
        Trouble::new("usage", what).at(place).hint(hint)
    }
}

fn text(value: &ContextValue) -> String {
    match value {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(list) => list.join(", "),
        ContextValue::Number(number) => number.to_string(),
        ContextValue::Bool(yes) => yes.to_string(),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(list) => list.first().map(ToString::to_string).unwrap_or_default(),
        _ => String::new(),
    }
}

/// An unknown name, with the most similar known ones.
pub(super) fn unknown_name<'a>(name: &str, names: impl Iterator<Item = &'a str>, what: &Text) -> Trouble {
    let nearest = nearest(name, names);
    let hint = if nearest.is_empty() {
        Text::new(
            "用 nianbao rules 看有哪些规则，用 nianbao help 看有哪些命令。",
            "`nianbao rules` lists the rules; `nianbao help` lists the commands.",
        )
    } else {
        Text::of(
            format!("是不是想写 {}？", nearest.join("、")),
            format!("Did you mean {}?", nearest.join(", ")),
        )
    };
    Trouble::new("unknown-name", what.clone()).at(name).hint(hint)
}

/// The most similar names: at most three, the best first.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.to_lowercase();
    // This is far longer than any name, so comparing is pointless.
    if name.len() > 100 {
        return Vec::new();
    }
    let mut close: Vec<(usize, &str)> = names
        .filter_map(|other| {
            let distance = label::distance(&name, other);
            let like = |other: &str| label::distance(&name, other) * 3 <= other.len().max(3);
            let part = name.len() > 2 && (other.contains(&name) || name.contains(other));
            (like(other) || part || other.split('-').any(like)).then_some((distance, other))
        })
        .collect();
    close.sort_unstable();
    close.into_iter().take(3).map(|(_, other)| other).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_names_are_offered() {
        let names = ["cell-blank", "cell-number", "table-rows", "requests-balance"];
        for (name, expected) in [
            ("cell-blnk", &["cell-blank"][..]),
            ("Cell-Blank", &["cell-blank"]),
            ("balance", &["requests-balance"]),
            ("balnce", &["requests-balance"]),
            ("cell", &["cell-blank", "cell-number"]),
            ("完全不同", &[]),
        ] {
            assert_eq!(nearest(name, names.into_iter()), expected, "{name}");
        }
    }
}

//! The common parts of Word's formats, old and new: names of styles, numbered lists, signs of
//! symbol fonts, tables in which each cell and row ends with a mark.

pub(crate) mod numbering;
#[cfg(feature = "legacy")]
pub(crate) mod rows;

/// 0 for 「Title」, 2 for 「heading 2」 and its name in other languages' Word.
pub(crate) fn level_of_name(name: &str) -> Option<u8> {
    let name = name.to_ascii_lowercase();
    if matches!(name.as_str(), "title" | "标题") {
        return Some(0);
    }
    let number = name.strip_prefix("heading").or_else(|| name.strip_prefix("标题"))?;
    number.trim().parse().ok().filter(|level| (1..=9).contains(level))
}

/// A character of a symbol font: the same character where there is one, a box with or without a tick for those that forms
/// use.
pub(crate) fn symbol(code: u32) -> Option<char> {
    match code {
        0xF052 | 0xF0FE => Some('☑'),
        0xF0A3 | 0xF0A8 | 0xF06F | 0xF071 => Some('□'),
        0xF0FC => Some('√'),
        0xF000..=0xF0FF => char::from_u32(code - 0xF000).filter(|c| !c.is_control()),
        _ => char::from_u32(code),
    }
}

/// The name that newer files give a format of numbers.
pub(crate) fn format_of(number: u8) -> &'static str {
    match number {
        1 => "upperRoman",
        2 => "lowerRoman",
        3 => "upperLetter",
        4 => "lowerLetter",
        10 => "ideographDigital",
        11 => "japaneseCounting",
        14 => "decimalFullWidth",
        18 => "decimalEnclosedCircle",
        19 => "decimalFullWidth2",
        22 => "decimalZero",
        23 => "bullet",
        28 => "decimalEnclosedCircleChinese",
        33 | 36 => "taiwaneseCounting",
        35 => "taiwaneseCountingThousand",
        37 => "chineseCounting",
        39 => "chineseCountingThousand",
        255 => "none",
        _ => "decimal",
    }
}

//! What the parser of TOML says is wrong, in both languages.

use nianbao_core::text::Text;

/// The beginnings of the parser's messages, and what they mean. The first that fits counts.
const MEANINGS: &[(&str, &str)] = &[
    ("string values must be quoted", "文字没有用引号括起，或等号后面没有值"),
    ("invalid basic string", "文字的引号没有配对，或里面有不能用的字符"),
    ("invalid multi-line basic string", "多行文字的三个双引号没有配对"),
    ("invalid literal string", "文字的单引号没有配对"),
    ("invalid multi-line literal string", "多行文字的三个单引号没有配对"),
    ("missing opening quote", "缺少前面的引号"),
    ("missing escaped value", "反斜杠后面的写法不对；要写反斜杠，请写两个"),
    (
        "too few unicode value digits",
        "反斜杠后面的写法不对；要写反斜杠，请写两个",
    ),
    ("duplicate key", "同一个键写了两次"),
    ("unclosed array table", "两对方括号没有配对"),
    ("unclosed table", "方括号没有配对"),
    ("unclosed array", "一列值的方括号没有配对"),
    ("unclosed inline table", "花括号没有配对"),
    ("missing table open", "缺少前面的方括号"),
    ("missing array opening", "缺少前面的方括号"),
    ("missing inline table opening", "缺少前面的花括号"),
    ("missing comma", "两个值之间缺少逗号"),
    ("extra comma", "多了一个逗号"),
    ("missing assignment", "键和值之间缺少等号"),
    ("extra assignment", "多了一个等号"),
    ("extra `=`", "多了一个等号"),
    ("unexpected `=`", "多了一个等号"),
    ("key with no value", "只有键，没有等号和值"),
    ("missing value", "等号后面没有值"),
    ("missing key", "等号前面没有键"),
    ("unquoted keys cannot be empty", "等号前面没有键"),
    (
        "invalid unquoted key",
        "键里有不能用的字符；键只用英文字母、数字、连字符和下划线",
    ),
    (
        "invalid key",
        "键里有不能用的字符；键只用英文字母、数字、连字符和下划线",
    ),
    ("keys cannot be multi-line", "键不能分成几行"),
    ("invalid date", "日期写得不对"),
    ("invalid time", "时间写得不对"),
    ("invalid boolean", "是否的值只能写 true 或 false"),
    ("unexpected leading zero", "数字前面不能有 0；日期写作 2024-01-26"),
    ("integers with a radix", "数字写得不对"),
    ("radix must be lowercase", "数字写得不对"),
    ("redundant", "数字写得不对"),
    ("`_` may only go between digits", "数字写得不对"),
    ("invalid integer", "数字写得不对"),
    ("invalid float", "数字写得不对"),
    ("invalid mantissa", "数字写得不对"),
    ("invalid fraction", "数字写得不对"),
    ("invalid exponent", "数字写得不对"),
    ("invalid binary", "数字写得不对"),
    ("invalid octal", "数字写得不对"),
    ("invalid hexadecimal", "数字写得不对"),
    ("carriage return must be followed", "换行符不对；请用文本编辑器另存一次"),
    ("invalid comment character", "注释里有不能用的字符"),
    ("recursion limit", "一层套一层，层数太多"),
    ("cannot recurse further", "一层套一层，层数太多"),
    ("unexpected key or value", "一行里有多余的内容；每行只写一个键和它的值"),
    ("unexpected content", "一行里有多余的内容；每行只写一个键和它的值"),
];

/// A message of the parser for people.
pub(super) fn said(message: &str) -> Text {
    let known = MEANINGS.iter().find(|(begin, _)| message.starts_with(begin));
    let meaning = known.map_or("这里的写法不合规定", |(_, meaning)| meaning);
    Text::of(meaning.to_owned(), message.to_owned())
}

#[cfg(test)]
mod tests {
    use toml::de::DeTable;

    use super::*;

    fn check(source: &str, expected: &str) {
        let error = DeTable::parse(source).expect_err(source);
        let text = said(error.message());
        assert_eq!(text.zh, expected, "{source}: {}", text.en);
        assert_eq!(text.en, error.message());
    }

    #[test]
    fn what_is_wrong_with_toml_is_said_in_chinese() {
        check("a = 某县", "文字没有用引号括起，或等号后面没有值");
        check("a = “某县”", "文字没有用引号括起，或等号后面没有值");
        check("a = \"某县", "文字的引号没有配对，或里面有不能用的字符");
        check("a = '某县", "文字的单引号没有配对");
        check("a = 1\na = 2", "同一个键写了两次");
        check("[[organ]\nid = 1", "两对方括号没有配对");
        check("[organ\nid = 1", "方括号没有配对");
        check("a = [1", "一列值的方括号没有配对");
        check("a = [\"1\" \"2\"]", "两个值之间缺少逗号");
        check("a = { b = 1", "花括号没有配对");
        check("a = ", "文字没有用引号括起，或等号后面没有值");
        check("a", "只有键，没有等号和值");
        check("= 1", "等号前面没有键");
        check("a = = 1", "多了一个等号");
        check("机关 = 1", "键里有不能用的字符；键只用英文字母、数字、连字符和下划线");
        check("a = 2024-13-01", "日期写得不对");
        check("a = 007", "数字前面不能有 0；日期写作 2024-01-26");
        check("a = \"\\x\"", "反斜杠后面的写法不对；要写反斜杠，请写两个");
        check("a = 1 b = 2", "一行里有多余的内容；每行只写一个键和它的值");
    }
}

//! The subset of TOML that the front matter of a report needs: keys, values and tables, read and written without loss.
//!
//! The `toml` crate does more than is needed here (typed dates and floats, serde) and would be a fifth of what the
//! browser loads: 65 KB of compressed wasm. Here numbers and dates are kept as written; tests compare this reader with
//! that crate.

use std::collections::BTreeMap;

/// The deepest nesting of values and tables. Front matter is flat; hostile files are not.
const DEEPEST: usize = 32;

/// A value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number or a date, as written.
    Plain(String),
    /// `true` or `false`.
    Flag(bool),
    /// An array.
    List(Vec<Value>),
    /// Values by key.
    Table(Table),
}

/// Values by key.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    values: BTreeMap<String, Value>,
    /// How it was written, which decides whether it can be added to.
    closed: Closed,
}

/// How a table was written. This is not part of its content.
#[derive(Debug, Clone, Copy, Default)]
enum Closed {
    /// Only named in the path of another table: its own `[a]` may still follow.
    #[default]
    Implied,
    /// By dotted keys: more of them may follow, but not a heading.
    Dotted,
    /// With a heading of its own.
    Headed,
    /// Between braces or in an array between brackets: nothing can be added.
    Inline,
}

impl PartialEq for Closed {
    fn eq(&self, _: &Closed) -> bool {
        true
    }
}

impl Eq for Closed {}

impl FromIterator<(String, Value)> for Table {
    fn from_iter<I: IntoIterator<Item = (String, Value)>>(values: I) -> Table {
        let mut table = Table {
            values: BTreeMap::new(),
            closed: Closed::Headed,
        };
        // Collecting would bring in another sort.
        for (key, value) in values {
            table.values.insert(key, value);
        }
        table
    }
}

impl Table {
    /// Reads TOML, or returns `None` if the text is not valid.
    pub fn read(text: &str) -> Option<Table> {
        let mut reader = Reader { rest: text };
        let mut root = Table::default();
        let mut path: Vec<String> = Vec::new();
        loop {
            reader.blank_lines();
            if reader.rest.is_empty() {
                return Some(root);
            }
            if reader.take("[[") {
                path = reader.path()?;
                reader.spaces();
                reader.expect("]]")?;
                root.element(&path)?;
            } else if reader.take("[") {
                path = reader.path()?;
                reader.spaces();
                reader.expect("]")?;
                root.heading(&path)?;
            } else {
                let (keys, value) = reader.pair(0)?;
                root.inside(&path)?.put(&keys, value)?;
            }
            reader.line_end()?;
        }
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    /// Removes a key and returns its value.
    pub fn remove(&mut self, key: &str) -> Option<Value> {
        self.values.remove(key)
    }

    /// Whether the table is empty.
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// The keys and values, in the order of the keys.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.values.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// Writes the table: plain values first, then the tables in it, each under its heading.
    pub fn write(&self, out: &mut String) {
        self.write_under(&mut Vec::new(), out);
    }

    /// Writes the table on one line, between braces.
    pub(crate) fn write_inline(&self, out: &mut String) {
        out.push('{');
        for (i, (name, value)) in self.values.iter().enumerate() {
            out.push_str(if i > 0 { ", " } else { " " });
            key(name, out);
            out.push_str(" = ");
            value.write(out);
        }
        out.push_str(if self.is_empty() { "}" } else { " }" });
    }

    fn write_under<'a>(&'a self, path: &mut Vec<&'a str>, out: &mut String) {
        for (name, value) in &self.values {
            if !is_headed(value) {
                key(name, out);
                out.push_str(" = ");
                value.write(out);
                out.push('\n');
            }
        }
        for (name, value) in &self.values {
            path.push(name);
            match value {
                Value::Table(table) => {
                    heading("[", path, "]", out);
                    table.write_under(path, out);
                }
                Value::List(list) if is_headed(value) => {
                    for value in list {
                        if let Value::Table(table) = value {
                            heading("[[", path, "]]", out);
                            table.write_under(path, out);
                        }
                    }
                }
                _ => {}
            }
            path.pop();
        }
    }

    /// The table that a heading with this path made.
    fn inside(&mut self, path: &[String]) -> Option<&mut Table> {
        let Some((first, rest)) = path.split_first() else {
            return Some(self);
        };
        match self.values.get_mut(first)? {
            Value::Table(table) => table.inside(rest),
            Value::List(list) => match list.last_mut()? {
                Value::Table(table) => table.inside(rest),
                _ => None,
            },
            _ => None,
        }
    }

    /// The table that the last key of a heading belongs in; tables in the path are created.
    fn way(&mut self, path: &[String]) -> Option<&mut Table> {
        let Some((first, rest)) = path.split_first() else {
            return Some(self);
        };
        let next = self
            .values
            .entry(first.clone())
            .or_insert_with(|| Value::Table(Table::default()));
        match next {
            Value::Table(table) if !matches!(table.closed, Closed::Inline) => table.way(rest),
            Value::List(list) => match list.last_mut()? {
                Value::Table(table) if !matches!(table.closed, Closed::Inline) => table.way(rest),
                _ => None,
            },
            _ => None,
        }
    }

    /// `[a.b]`.
    fn heading(&mut self, path: &[String]) -> Option<()> {
        let (name, way) = path.split_last()?;
        let parent = self.way(way)?;
        match parent.values.get_mut(name) {
            None => {
                let table = Table {
                    closed: Closed::Headed,
                    ..Table::default()
                };
                parent.values.insert(name.clone(), Value::Table(table));
            }
            Some(Value::Table(table)) if matches!(table.closed, Closed::Implied) => table.closed = Closed::Headed,
            Some(_) => return None,
        }
        Some(())
    }

    /// `[[a.b]]`.
    fn element(&mut self, path: &[String]) -> Option<()> {
        let (name, way) = path.split_last()?;
        let parent = self.way(way)?;
        let list = parent
            .values
            .entry(name.clone())
            .or_insert_with(|| Value::List(Vec::new()));
        let Value::List(list) = list else { return None };
        // An array between brackets is closed; one made by headings can grow.
        let open = |value: &Value| matches!(value, Value::Table(table) if matches!(table.closed, Closed::Headed));
        if !list.iter().all(open) {
            return None;
        }
        list.push(Value::Table(Table {
            closed: Closed::Headed,
            ..Table::default()
        }));
        Some(())
    }

    /// Inserts a value, creating tables for a dotted key.
    fn put(&mut self, keys: &[String], value: Value) -> Option<()> {
        let (first, rest) = keys.split_first()?;
        if rest.is_empty() {
            if self.values.contains_key(first) {
                return None;
            }
            self.values.insert(first.clone(), value);
            return Some(());
        }
        let next = self.values.entry(first.clone()).or_insert_with(|| {
            Value::Table(Table {
                closed: Closed::Dotted,
                ..Table::default()
            })
        });
        match next {
            Value::Table(table) if matches!(table.closed, Closed::Dotted) => table.put(rest, value),
            _ => None,
        }
    }
}

impl Value {
    /// The value if it is text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The number or date as written, if it is one.
    pub(crate) fn as_plain(&self) -> Option<&str> {
        match self {
            Value::Plain(plain) => Some(plain),
            _ => None,
        }
    }

    fn write(&self, out: &mut String) {
        match self {
            Value::Text(text) => quote(text, out),
            Value::Plain(plain) => out.push_str(plain),
            Value::Flag(flag) => out.push_str(if *flag { "true" } else { "false" }),
            Value::List(list) => {
                out.push('[');
                for (i, value) in list.iter().enumerate() {
                    if i > 0 {
                        out.push_str(", ");
                    }
                    value.write(out);
                }
                out.push(']');
            }
            Value::Table(table) => table.write_inline(out),
        }
    }
}

/// Whether a value is written under headings: a table, or an array of only tables.
fn is_headed(value: &Value) -> bool {
    match value {
        Value::Table(_) => true,
        Value::List(list) => !list.is_empty() && list.iter().all(|value| matches!(value, Value::Table(_))),
        _ => false,
    }
}

fn heading(open: &str, path: &[&str], close: &str, out: &mut String) {
    out.push_str(open);
    for (i, name) in path.iter().enumerate() {
        if i > 0 {
            out.push('.');
        }
        key(name, out);
    }
    out.push_str(close);
    out.push('\n');
}

fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

fn key(name: &str, out: &mut String) {
    if !name.is_empty() && name.chars().all(is_bare) {
        out.push_str(name);
    } else {
        quote(name, out);
    }
}

/// Writes text between quotation marks.
pub fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c.is_ascii_control() => {
                out.push_str("\\u00");
                for digit in [c as u32 / 16, c as u32 % 16] {
                    out.push(char::from_digit(digit, 16).unwrap_or('0'));
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    rest: &'a str,
}

impl Reader<'_> {
    fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn expect(&mut self, text: &str) -> Option<()> {
        self.take(text).then_some(())
    }

    fn spaces(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// Skips a comment if there is one here; `None` if it has a control character.
    fn comment(&mut self) -> Option<()> {
        if self.rest.starts_with('#') {
            let end = self.rest.find('\n').unwrap_or(self.rest.len());
            let comment = self.rest[..end].trim_end_matches('\r');
            if comment.chars().any(|c| c.is_ascii_control() && c != '\t') {
                return None;
            }
            self.rest = &self.rest[comment.len()..];
        }
        Some(())
    }

    fn newline(&mut self) -> bool {
        self.take("\n") || self.take("\r\n")
    }

    /// Skips white space, comments and line breaks.
    fn blank_lines(&mut self) {
        loop {
            self.spaces();
            if self.comment().is_none() || !self.newline() {
                return;
            }
        }
    }

    /// Skips what may follow a pair or a heading: white space, a comment and the line break.
    fn line_end(&mut self) -> Option<()> {
        self.spaces();
        self.comment()?;
        (self.rest.is_empty() || self.newline()).then_some(())
    }

    /// `a."b c".d`.
    fn path(&mut self) -> Option<Vec<String>> {
        let mut keys = Vec::new();
        loop {
            self.spaces();
            keys.push(match self.rest.chars().next()? {
                '"' if !self.rest.starts_with("\"\"\"") => self.basic()?,
                '\'' if !self.rest.starts_with("'''") => self.literal()?,
                _ => {
                    let end = self.rest.find(|c| !is_bare(c)).unwrap_or(self.rest.len());
                    let (name, rest) = self.rest.split_at(end);
                    self.rest = rest;
                    (!name.is_empty()).then(|| name.to_owned())?
                }
            });
            self.spaces();
            if keys.len() > DEEPEST {
                return None;
            }
            if !self.take(".") {
                return Some(keys);
            }
        }
    }

    fn pair(&mut self, depth: usize) -> Option<(Vec<String>, Value)> {
        let keys = self.path()?;
        self.expect("=")?;
        self.spaces();
        Some((keys, self.value(depth)?))
    }

    fn value(&mut self, depth: usize) -> Option<Value> {
        if depth > DEEPEST {
            return None;
        }
        Some(match self.rest.chars().next()? {
            '"' if self.take("\"\"\"") => Value::Text(self.basic_lines()?),
            '"' => Value::Text(self.basic()?),
            '\'' if self.take("'''") => Value::Text(self.literal_lines()?),
            '\'' => Value::Text(self.literal()?),
            '[' => {
                self.take("[");
                let mut list = Vec::new();
                loop {
                    self.blank_lines();
                    if self.take("]") {
                        break;
                    }
                    list.push(self.value(depth + 1)?);
                    self.blank_lines();
                    if !self.take(",") {
                        self.expect("]")?;
                        break;
                    }
                }
                close(&mut list);
                Value::List(list)
            }
            '{' => {
                self.take("{");
                let mut table = Table::default();
                loop {
                    self.blank_lines();
                    if self.take("}") {
                        break;
                    }
                    let (keys, value) = self.pair(depth + 1)?;
                    table.put(&keys, value)?;
                    self.blank_lines();
                    if !self.take(",") {
                        self.expect("}")?;
                        break;
                    }
                }
                table.closed = Closed::Inline;
                Value::Table(table)
            }
            _ => self.plain()?,
        })
    }

    /// A number, a date or a flag.
    fn plain(&mut self) -> Option<Value> {
        let is_part = |c: char| is_bare(c) || matches!(c, '+' | '.' | ':');
        let mut end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        // The date and the time may be separated by a space.
        let word = &self.rest[..end];
        if is_day(word)
            && let Some(time) = self.rest[end..].strip_prefix(' ')
            && time.starts_with(|c: char| c.is_ascii_digit())
        {
            end += 1 + time.find(|c| !is_part(c)).unwrap_or(time.len());
        }
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        match word {
            "true" => Some(Value::Flag(true)),
            "false" => Some(Value::Flag(false)),
            word => (is_number(word) || is_time(word)).then(|| Value::Plain(word.to_owned())),
        }
    }

    fn basic(&mut self) -> Option<String> {
        self.expect("\"")?;
        let mut out = String::new();
        loop {
            match self.next()? {
                '"' => return Some(out),
                '\\' => out.push(self.escape()?),
                c if c.is_ascii_control() && c != '\t' => return None,
                c => out.push(c),
            }
        }
    }

    fn literal(&mut self) -> Option<String> {
        self.expect("'")?;
        let (text, rest) = self.rest.split_once('\'')?;
        self.rest = rest;
        (!text.chars().any(|c| c.is_ascii_control() && c != '\t')).then(|| text.to_owned())
    }

    /// A multi-line string, after `"""`.
    fn basic_lines(&mut self) -> Option<String> {
        self.newline();
        let mut out = String::new();
        loop {
            if self.closes("\"", &mut out) {
                return Some(out);
            }
            if self.rest.starts_with('\\') {
                // A backslash at the end of a line removes the line break and the white space after it.
                let line = self.rest[1..].trim_start_matches([' ', '\t']);
                if line.starts_with('\n') || line.starts_with("\r\n") {
                    self.rest = line.trim_start_matches([' ', '\t', '\n', '\r']);
                    continue;
                }
                self.next();
                out.push(self.escape()?);
                continue;
            }
            self.line_char(&mut out)?;
        }
    }

    /// A literal multi-line string, after `'''`.
    fn literal_lines(&mut self) -> Option<String> {
        self.newline();
        let mut out = String::new();
        while !self.closes("'", &mut out) {
            self.line_char(&mut out)?;
        }
        Some(out)
    }

    /// A character of a multi-line string; every kind of line break becomes `\n`.
    fn line_char(&mut self, out: &mut String) -> Option<()> {
        if self.newline() {
            out.push('\n');
            return Some(());
        }
        let c = self.next()?;
        if c.is_ascii_control() && c != '\t' {
            return None;
        }
        out.push(c);
        Some(())
    }

    /// Whether three quotation marks end the string here; up to two more before them belong to its text.
    fn closes(&mut self, mark: &str, out: &mut String) -> bool {
        let marks = self.rest.len() - self.rest.trim_start_matches(mark).len();
        if marks < 3 {
            return false;
        }
        let own = (marks - 3).min(2);
        for _ in 0..own {
            out.push_str(mark);
        }
        self.rest = &self.rest[3 + own..];
        true
    }

    fn next(&mut self) -> Option<char> {
        let c = self.rest.chars().next()?;
        self.rest = &self.rest[c.len_utf8()..];
        Some(c)
    }

    /// The character of an escape, after the backslash.
    fn escape(&mut self) -> Option<char> {
        let digits = match self.next()? {
            'b' => return Some('\u{8}'),
            't' => return Some('\t'),
            'n' => return Some('\n'),
            'f' => return Some('\u{c}'),
            'r' => return Some('\r'),
            'e' => return Some('\u{1b}'),
            '"' => return Some('"'),
            '\\' => return Some('\\'),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => return None,
        };
        let mut code = 0;
        for _ in 0..digits {
            code = code * 16 + self.next()?.to_digit(16)?;
        }
        char::from_u32(code)
    }
}

/// Closes the tables in an array between brackets: they can't be added to.
fn close(list: &mut [Value]) {
    for value in list {
        if let Value::Table(table) = value {
            table.closed = Closed::Inline;
        }
    }
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is digits with single underscores between them.
fn grouped(text: &str, is_digit: fn(char) -> bool) -> bool {
    text.split('_')
        .all(|group| !group.is_empty() && group.chars().all(is_digit))
}

fn is_number(text: &str) -> bool {
    for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)] {
        if let Some(rest) = text.strip_prefix(prefix) {
            let clean: String = rest.chars().filter(|c| *c != '_').collect();
            return grouped(rest, |c| c.is_ascii_hexdigit()) && i64::from_str_radix(&clean, radix).is_ok();
        }
    }
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    if matches!(unsigned, "inf" | "nan") {
        return true;
    }
    let decimal = |c: char| c.is_ascii_digit();
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let fits = || {
        let clean: String = text.chars().filter(|c| *c != '_').collect();
        exponent.is_some() || fraction.is_some() || clean.parse::<i64>().is_ok()
    };
    grouped(whole, decimal)
        && (whole.len() == 1 || !whole.starts_with('0'))
        && fraction.is_none_or(|fraction| grouped(fraction, decimal))
        && exponent.is_none_or(|exponent| grouped(exponent.strip_prefix(['+', '-']).unwrap_or(exponent), decimal))
        && fits()
}

fn is_day(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    let two = |text: &str, least: u8, most: u8| {
        text.len() == 2 && digits(text) && text.parse().is_ok_and(|number: u8| (least..=most).contains(&number))
    };
    if !(year.len() == 4 && digits(year) && two(month, 1, 12) && two(day, 1, 31)) {
        return false;
    }
    match (year, month, day) {
        (_, "04" | "06" | "09" | "11", day) => day <= "30",
        (year, "02", day) => {
            let year: u16 = year.parse().unwrap_or(0);
            let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
            day <= if leap { "29" } else { "28" }
        }
        _ => true,
    }
}

/// Whether a text is a date, a time, or both, with or without an offset from UTC.
fn is_time(text: &str) -> bool {
    let clock = |text: &str| {
        let (main, fraction) = match text.split_once('.') {
            Some((main, fraction)) => (main, Some(fraction)),
            None => (text, None),
        };
        let parts: Vec<&str> = main.split(':').collect();
        let in_range = |part: &&str, most: &str| part.len() == 2 && digits(part) && *part <= most;
        let whole = match parts.as_slice() {
            [hour, minute] => in_range(hour, "23") && in_range(minute, "59") && fraction.is_none(),
            [hour, minute, second] => in_range(hour, "23") && in_range(minute, "59") && in_range(second, "60"),
            _ => false,
        };
        whole && fraction.is_none_or(digits)
    };
    if clock(text) || is_day(text) {
        return true;
    }
    let Some((day, time)) = text.split_once(['T', 't', ' ']) else {
        return false;
    };
    if !is_day(day) {
        return false;
    }
    if let Some(time) = time.strip_suffix(['Z', 'z']) {
        return clock(time);
    }
    match time.rfind(['+', '-']) {
        Some(at) => {
            let offset = &time[at + 1..];
            clock(&time[..at]) && offset.len() == 5 && clock(offset)
        }
        None => clock(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the `toml` crate reads, in this module's notation.
    fn by_the_crate(text: &str) -> Option<String> {
        fn plain(value: toml::Value) -> Value {
            match value {
                toml::Value::String(text) => Value::Text(text),
                toml::Value::Boolean(flag) => Value::Flag(flag),
                toml::Value::Array(list) => Value::List(list.into_iter().map(plain).collect()),
                toml::Value::Table(table) => Value::Table(Table {
                    values: table.into_iter().map(|(key, value)| (key, plain(value))).collect(),
                    ..Table::default()
                }),
                toml::Value::Integer(_) => Value::Plain("number".to_owned()),
                toml::Value::Float(_) => Value::Plain("float".to_owned()),
                toml::Value::Datetime(_) => Value::Plain("date".to_owned()),
            }
        }
        let table: toml::Table = text.parse().ok()?;
        let Value::Table(table) = plain(toml::Value::Table(table)) else {
            return None;
        };
        Some(format!("{table:?}"))
    }

    /// What this module reads, with numbers and dates classified.
    fn here(text: &str) -> Option<String> {
        fn kinds(value: &mut Value) {
            match value {
                Value::Plain(word) => {
                    let kind = if is_time(word) {
                        "date"
                    } else if word.starts_with("0x") || !word.contains(['.', 'e', 'E', 'i', 'n']) {
                        "number"
                    } else {
                        "float"
                    };
                    kind.clone_into(word);
                }
                Value::List(list) => list.iter_mut().for_each(kinds),
                Value::Table(table) => {
                    table.closed = Closed::Implied;
                    table.values.values_mut().for_each(kinds);
                }
                _ => {}
            }
        }
        let mut value = Value::Table(Table::read(text)?);
        kinds(&mut value);
        let Value::Table(table) = value else { return None };
        Some(format!("{table:?}"))
    }

    fn check(text: &str, is_toml: bool) {
        assert_eq!(here(text), by_the_crate(text), "{text}");
        assert_eq!(here(text).is_some(), is_toml, "{text}");
    }

    #[test]
    fn valid_toml_is_read_as_by_the_crate() {
        for text in [
            "",
            "# only this",
            "organ = \"某局\"\nyear = 2023\npublished = 2024-01-15\nsample = true\n",
            "source = { title = \"甲\", url = 'http://a.b/?c=d#e' } # 说明\r\n",
            "a.b.c = 1\na.d = 2\n\"x y\".'z' = 3",
            "[a]\nb = 1\n[a.c]\nd = 2\n[e.f]\n[e]\ng = 3",
            "[[accept]]\nrule = \"x\"\nfields = [\"a\",\n \"b\", # c\n]\n[[accept]]\nrule = \"y\"\n[accept.more]\nz = 1",
            "t = \"\"\"\n一\n  二 \\\n   三\"\"\"\"\"\nu = '''\n'四'\\n'''",
            "e = \"\\t\\u4e2d\\U0001F600\\\\ \\\"\"",
            "n = [1, -2, +3, 1_000, 0x1F, 0o17, 0b11, 1.5, -2e3, 6.02E+23, inf, -nan, 0, 0.0]",
            "d = [1979-05-27T07:32:00Z, 1979-05-27 07:32:00.5-07:00, 07:32:00, 2024-02-29]",
            "m = [[1, 2], [\"a\"], [], {}, { x = { y = [1] } }]",
        ] {
            check(text, true);
        }
    }

    #[test]
    fn invalid_toml_is_not_read() {
        for text in [
            "a",
            "a =",
            "a = 1 b = 2",
            "a = 1\na = 2",
            "= 1",
            "a = \"x",
            "a = \"x\ny\"",
            "a = 'x\ny'",
            "a = \"\\q\"",
            "a = \"\\ud800\"",
            "[a",
            "[a]]",
            "[a]\n[a]",
            "a = 1\n[a]",
            "a.b = 1\n[a]",
            "a = {b = 1}\n[a.c]",
            "a = [1]\n[[a]]",
            "[a]\n[[a]]",
            "[[a]]\n[a]",
            "a = {b = 1}\na.c = 2",
            "a = [1, 2",
            "a = {b = 1",
            "a = 01",
            "a = 1__0",
            "a = 1.",
            "a = .5",
            "a = 0xG",
            "a = 9223372036854775808",
            "a = 2023-02-29",
            "a = 2023-13-01",
            "a = 25:00:00",
            "a = 二〇二三",
            "organ = 某局",
            "a = True",
            "a = 1 # \u{1}",
        ] {
            check(text, false);
        }
    }

    #[test]
    fn depth_is_bounded() {
        let deep = |n: usize| ["a = ".to_owned(), "[".repeat(n), "]".repeat(n)].concat();
        assert!(Table::read(&deep(20)).is_some());
        assert!(Table::read(&deep(100_000)).is_none());
        assert!(Table::read(&["a.".repeat(100_000), "b = 1".to_owned()].concat()).is_none());
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            "[\"'\\\\\n\t\u{1}a某#=\\]]{0,6}".prop_map(Value::Text),
            any::<bool>().prop_map(Value::Flag),
            prop::sample::select(vec![
                "0",
                "-12",
                "1.50",
                "2024-03-12",
                "07:32:00",
                "1979-05-27T07:32:00Z"
            ])
            .prop_map(|word| Value::Plain(word.to_owned())),
        ];
        leaf.prop_recursive(3, 16, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
                tables(inner).prop_map(Value::Table),
            ]
        })
    }

    fn tables(value: impl Strategy<Value = Value>) -> impl Strategy<Value = Table> {
        prop::collection::btree_map("[a-c _.\"某]{0,3}", value, 0..4).prop_map(|values| Table {
            values,
            ..Table::default()
        })
    }

    proptest! {
        #[test]
        fn written_tables_are_read_back(table in tables(values())) {
            let mut text = String::new();
            table.write(&mut text);
            prop_assert_eq!(Table::read(&text), Some(table), "{}", text);
            prop_assert!(by_the_crate(&text).is_some(), "{}", text);
        }

        #[test]
        fn any_text_is_read_as_the_crate_reads_it(text in "[a-b=\\[\\]{}.,\"'#\n 0-9:\\\\-]{0,24}") {
            prop_assert_eq!(here(&text), by_the_crate(&text), "{:?}", text);
        }
    }
}

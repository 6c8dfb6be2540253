//! Reports and findings as bytes, passed from one module of the validator to another: one draws the
//! page, others read and check reports and are loaded when needed.
//!
//! This is not a file format: both sides are of the same build. Bytes from anywhere else are
//! refused; they are never misread as an impossible value.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use nianbao_core::accepted::Accepted;
use nianbao_core::archive::{Cells, Digest, Growth, Sketch};
use nianbao_core::cell::{Cell, Number};
use nianbao_core::diagnostic::{Edit, Finding, Fix, Promise, Severity};
use nianbao_core::field::{
    Applicant, ColumnKey, DisputeBlock, DisputeResult, Field, ProactiveColumn, ProactiveRow, RequestsGroup,
    RequestsRow, RowKey, TableId,
};
use nianbao_core::form::{FormId, SectionId};
use nianbao_core::front_matter::{self, Value};
use nianbao_core::prose::Quantity;
use nianbao_core::recognise::{Evidence, Fact, Inferred, Reading, Unplaced};
use nianbao_core::report::{At, Block, Column, InferredFacts, Meta, Part, Report, Row, Section, Source, Table};
use nianbao_core::rule::{NotAssessed, RuleWords};
use nianbao_core::rules::{Checked, Contradiction, Understood};
use nianbao_core::signoff::Facts;
use nianbao_core::text::{Date, Lang, Text};
use nianbao_core::trouble::Trouble;
use nianbao_core::verdict::{Reason, Verdict};

/// A value as bytes.
pub fn pack<T: Pack>(value: &T) -> Vec<u8> {
    let mut out = Vec::new();
    value.pack(&mut out);
    out
}

/// The value encoded in some bytes; `None` if they do not encode one.
pub fn unpack<T: Pack>(bytes: &[u8]) -> Option<T> {
    let mut from = Bytes::of(bytes);
    let value = T::unpack(&mut from)?;
    from.is_empty().then_some(value)
}

/// A value that can be passed.
pub trait Pack: Sized {
    /// Writes it.
    fn pack(&self, out: &mut Vec<u8>);

    /// Reads it.
    fn unpack(from: &mut Bytes<'_>) -> Option<Self>;
}

/// Bytes being read.
#[derive(Debug)]
pub struct Bytes<'a> {
    rest: &'a [u8],
    /// How many values of front matter the one being read is nested in.
    depth: usize,
}

/// A file, byte for byte.
impl Pack for Box<[u8]> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        out.extend_from_slice(self);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Box<[u8]>> {
        let length = usize::unpack(from)?;
        from.take(length).map(Into::into)
    }
}

/// The deepest nesting of values in front matter; its reader has the same limit.
const DEEPEST: usize = 64;

impl<'a> Bytes<'a> {
    /// Some bytes from their start.
    pub fn of(bytes: &'a [u8]) -> Bytes<'a> {
        Bytes { rest: bytes, depth: 0 }
    }

    /// Whether all of them have been read.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The number of bytes that have not been read.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(*first)
    }

    /// The next bytes, this many; `None` if there are fewer.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(count)?;
        self.rest = rest;
        Some(taken)
    }

    fn text(&mut self) -> Option<&'a str> {
        let length = usize::unpack(self)?;
        str::from_utf8(self.take(length)?).ok()
    }
}

impl Pack for u64 {
    fn pack(&self, out: &mut Vec<u8>) {
        let mut rest = *self;
        while rest >= 0x80 {
            // Seven bits at a time, the lowest first.
            out.push(rest.to_le_bytes()[0] | 0x80);
            rest >>= 7;
        }
        out.push(rest.to_le_bytes()[0]);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = from.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }
}

macro_rules! numbers {
    ($($type:ty),*) => { $(
        impl Pack for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                // None of them is wider.
                u64::try_from(*self).unwrap_or_default().pack(out);
            }

            fn unpack(from: &mut Bytes<'_>) -> Option<$type> {
                u64::unpack(from)?.try_into().ok()
            }
        }
    )* };
}

numbers!(u8, u16, usize);

impl Pack for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<bool> {
        match from.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

fn pack_text(text: &str, out: &mut Vec<u8>) {
    text.len().pack(out);
    out.extend_from_slice(text.as_bytes());
}

impl Pack for String {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<String> {
        from.text().map(str::to_owned)
    }
}

impl Pack for Cow<'static, str> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Cow<'static, str>> {
        String::unpack(from).map(Cow::Owned)
    }
}

impl Pack for Cell {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self.as_str(), out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Cell> {
        from.text().map(Cell::new)
    }
}

/// The name of a rule or of a trouble, which core knows only as a constant. Each name is leaked once. Both sides are of one
/// build, so there are as many as the code has constants; bytes from elsewhere can leak at most `MOST * LONGEST`, 64 KiB.
impl Pack for &'static str {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_text(self, out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<&'static str> {
        const MOST: usize = 1024;
        const LONGEST: usize = 64;
        static NAMES: Mutex<Vec<&'static str>> = Mutex::new(Vec::new());
        let name = from.text().filter(|name| name.len() <= LONGEST)?;
        // A panic while it was held cannot have left it half changed: `push` is the only change.
        let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = names.iter().find(|known| **known == name) {
            return Some(*known);
        }
        if names.len() >= MOST {
            return None;
        }
        let kept: &'static str = Box::leak(name.into());
        names.push(kept);
        Some(kept)
    }
}

impl<T: Pack> Pack for Option<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        if let Some(value) = self {
            value.pack(out);
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Option<T>> {
        if bool::unpack(from)? {
            T::unpack(from).map(Some)
        } else {
            Some(None)
        }
    }
}

impl<T: Pack> Pack for Vec<T> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        for item in self {
            item.pack(out);
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Vec<T>> {
        // No capacity is reserved, since the number may be wrong.
        let count = usize::unpack(from)?;
        let mut list = Vec::new();
        for _ in 0..count {
            // Every value takes at least a byte.
            if from.rest.is_empty() {
                return None;
            }
            list.push(T::unpack(from)?);
        }
        Some(list)
    }
}

impl<A: Pack, B: Pack> Pack for (A, B) {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
        self.1.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<(A, B)> {
        Some((A::unpack(from)?, B::unpack(from)?))
    }
}

impl<A: Pack, B: Pack> Pack for Result<A, B> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_ok().pack(out);
        match self {
            Ok(value) => value.pack(out),
            Err(value) => value.pack(out),
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Result<A, B>> {
        if bool::unpack(from)? {
            A::unpack(from).map(Ok)
        } else {
            B::unpack(from).map(Err)
        }
    }
}

impl Pack for Range<usize> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.start.pack(out);
        self.end.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Range<usize>> {
        Some(usize::unpack(from)?..usize::unpack(from)?)
    }
}

impl Pack for BTreeMap<String, String> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.len().pack(out);
        for (key, value) in self {
            key.pack(out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<BTreeMap<String, String>> {
        let mut map = BTreeMap::new();
        // Collecting would bring in another sort.
        for (key, value) in Vec::<(String, String)>::unpack(from)? {
            map.insert(key, value);
        }
        Some(map)
    }
}

impl Pack for Trouble {
    fn pack(&self, out: &mut Vec<u8>) {
        self.name.pack(out);
        self.what.pack(out);
        self.hint.pack(out);
        pack_text(self.path(), out);
        self.place().and_then(|place| place.line).pack(out);
        // Innermost first, as it is built up; the first of all is what happened.
        let mut doing: Vec<Text> = self.chain().cloned().collect();
        doing.reverse();
        doing.split_off(1).pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Trouble> {
        let mut trouble = Trouble::new(Pack::unpack(from)?, Pack::unpack(from)?);
        trouble.hint = Pack::unpack(from)?;
        let path = String::unpack(from)?;
        if !path.is_empty() {
            trouble = trouble.at(path);
        }
        if let Some(line) = Option::unpack(from)? {
            trouble = trouble.on_line(line);
        }
        Some(Vec::unpack(from)?.into_iter().fold(trouble, Trouble::context))
    }
}

/// Enums without fields, by their index in `ALL`.
macro_rules! listed {
    ($($type:ty),*) => { $(
        impl Pack for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                <$type>::ALL.iter().position(|one| one == self).unwrap_or_default().pack(out);
            }

            fn unpack(from: &mut Bytes<'_>) -> Option<$type> {
                <$type>::ALL.get(usize::unpack(from)?).copied()
            }
        }
    )* };
}

listed!(
    TableId,
    ProactiveRow,
    ProactiveColumn,
    RequestsRow,
    RequestsGroup,
    Applicant,
    DisputeBlock,
    DisputeResult,
    SectionId,
    Severity,
    Promise,
    Verdict,
    Lang
);

macro_rules! fields {
    ($($type:ty { $($field:ident),* })*) => { $(
        impl Pack for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                $(self.$field.pack(out);)*
            }

            fn unpack(from: &mut Bytes<'_>) -> Option<Self> {
                Some(Self { $($field: Pack::unpack(from)?),* })
            }
        }
    )* };
}

fields! {
    Text { zh, en }
    Report { meta, title, preface, sections }
    Meta { organ, year, published, source, sample, accepted, other, comments, unreadable, inferred }
    InferredFacts { year, organ }
    Source { title, url, sha256 }
    Accepted { rule, text, values, reason }
    Section { id, heading, blocks }
    Table { id, caption, columns, rows }
    Column { key, label }
    Row { key, label, cells }
    Checked { findings, not_assessed, asked, verdict, reasons }
    Finding { rule, severity, message, at, also, help, fix, words, values, accepted }
    NotAssessed { rule, field }
    RuleWords { name, title, basis }
    Fix { title, edits, promise }
    Edit { field, value }
    Facts { lang, when, places, not_assessed }
    Understood { quantities, unfilled, contradictions, aspects }
    Contradiction { at, digits, stated, cells, counted, twice }
    Growth { of, now, up, before, by, percent, at, quote }
}

/// Enums with fields: each variant by its number.
macro_rules! variants {
    ($($type:ty { $($number:literal = $variant:ident $(($($name:ident),*))? $({$($key:ident),*})?,)* })*) => { $(
        impl Pack for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant $(($($name),*))? $({$($key),*})? => {
                        out.push($number);
                        $($($name.pack(out);)*)?
                        $($($key.pack(out);)*)?
                    })*
                }
            }

            fn unpack(from: &mut Bytes<'_>) -> Option<Self> {
                match from.byte()? {
                    $($number => {
                        $($(let $name = Pack::unpack(from)?;)*)?
                        $($(let $key = Pack::unpack(from)?;)*)?
                        Some(Self::$variant $(($($name),*))? $({$($key),*})?)
                    })*
                    _ => None,
                }
            }
        }
    )* };
}

variants! {
    Field {
        0 = Proactive(row, column),
        1 = Requests(row, column),
        2 = Disputes(row, column),
    }
    RowKey {
        0 = Proactive(row),
        1 = Requests(row),
        2 = Group(row),
        3 = Disputes(row),
    }
    ColumnKey {
        0 = Proactive(column),
        1 = Requests(column),
        2 = Disputes(column),
    }
    Part {
        0 = Preface,
        1 = Section(index),
    }
    Block {
        0 = Heading { level, text },
        1 = Paragraph(text),
        2 = Table(table),
        3 = Grid(rows),
        4 = Picture { alt, address },
    }
    Reason {
        0 = Traditional,
        1 = TitleMissing,
        2 = YearMissing,
        3 = OrganMissing,
        4 = BeforeForms(year),
        5 = FarFuture(year),
        6 = FrontMatter,
        7 = NoSection,
        8 = SectionMissing(id),
        9 = NoTable,
        10 = TableMissing(id),
        11 = TablePartly(id, read, of),
        12 = Unplaced(count),
        13 = NotAsked(rules),
        14 = NotAssessed(rules),
        15 = CellsBlank(fields),
        16 = SectionEmpty(id),
        17 = CellsMissing(id, count),
        18 = Errors(count),
        19 = NewerForm(year),
        20 = TurnedOff(rules),
        21 = YearInferred(year),
        22 = OrganInferred,
    }
    At {
        0 = Report,
        1 = Meta,
        2 = Title(range),
        3 = Heading(index),
        4 = Text(part, block, range),
        5 = Block(part, block),
        6 = RowLabel(part, block, row),
        7 = ColumnLabel(part, block, column),
        8 = Field(field),
    }
}

impl Pack for Date {
    fn pack(&self, out: &mut Vec<u8>) {
        self.year.pack(out);
        self.month.pack(out);
        self.day.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Date> {
        Date::new(Pack::unpack(from)?, Pack::unpack(from)?, Pack::unpack(from)?)
    }
}

impl Pack for front_matter::Table {
    fn pack(&self, out: &mut Vec<u8>) {
        self.iter().count().pack(out);
        for (key, value) in self.iter() {
            pack_text(key, out);
            value.pack(out);
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<front_matter::Table> {
        Vec::<(String, Value)>::unpack(from).map(|values| values.into_iter().collect())
    }
}

impl Pack for Value {
    fn pack(&self, out: &mut Vec<u8>) {
        match self {
            Value::Text(text) => {
                out.push(0);
                text.pack(out);
            }
            Value::Plain(text) => {
                out.push(1);
                text.pack(out);
            }
            Value::Flag(flag) => {
                out.push(2);
                flag.pack(out);
            }
            Value::List(list) => {
                out.push(3);
                list.pack(out);
            }
            Value::Table(table) => {
                out.push(4);
                table.pack(out);
            }
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Value> {
        // Hostile bytes can nest a value every two bytes, which would use up the stack.
        from.depth += 1;
        if from.depth > DEEPEST {
            return None;
        }
        let value = match from.byte()? {
            0 => Value::Text(Pack::unpack(from)?),
            1 => Value::Plain(Pack::unpack(from)?),
            2 => Value::Flag(Pack::unpack(from)?),
            3 => Value::List(Pack::unpack(from)?),
            4 => Value::Table(Pack::unpack(from)?),
            _ => return None,
        };
        from.depth -= 1;
        Some(value)
    }
}

impl Pack for Unplaced {
    fn pack(&self, out: &mut Vec<u8>) {
        self.text.pack(out);
        self.kept.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Unplaced> {
        Some(Unplaced {
            text: Pack::unpack(from)?,
            span: None,
            kept: Pack::unpack(from)?,
        })
    }
}

impl Pack for Inferred {
    fn pack(&self, out: &mut Vec<u8>) {
        let fact = Fact::ALL.iter().position(|fact| *fact == self.fact);
        let evidence = Evidence::ALL.iter().position(|from| *from == self.from);
        fact.unwrap_or_default().pack(out);
        evidence.unwrap_or_default().pack(out);
        self.value.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Inferred> {
        Some(Inferred {
            fact: *Fact::ALL.get(usize::unpack(from)?)?,
            from: *Evidence::ALL.get(usize::unpack(from)?)?,
            value: Pack::unpack(from)?,
            span: None,
        })
    }
}

impl Pack for i64 {
    fn pack(&self, out: &mut Vec<u8>) {
        out.extend(self.to_le_bytes());
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<i64> {
        from.take(8)?.try_into().ok().map(i64::from_le_bytes)
    }
}

/// Hashes, four bytes each: they are evenly spread, so that no other way of writing them is shorter.
impl Pack for Box<[u32]> {
    fn pack(&self, out: &mut Vec<u8>) {
        pack_hashes(self, out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Box<[u32]>> {
        let length = usize::unpack(from)?.checked_mul(4)?;
        let bytes = from.take(length)?.as_chunks().0;
        Some(bytes.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect())
    }
}

fn pack_hashes(hashes: &[u32], out: &mut Vec<u8>) {
    hashes.len().pack(out);
    for hash in hashes {
        out.extend(hash.to_le_bytes());
    }
}

impl Pack for Sketch {
    fn pack(&self, out: &mut Vec<u8>) {
        for hashes in self.parts() {
            pack_hashes(hashes, out);
        }
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Sketch> {
        Some(Sketch::of_parts(Pack::unpack(from)?, Pack::unpack(from)?))
    }
}

impl Pack for Cells {
    fn pack(&self, out: &mut Vec<u8>) {
        self.to_bytes().into_boxed_slice().pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Cells> {
        Cells::of_bytes(&Box::<[u8]>::unpack(from)?)
    }
}

impl Pack for Number {
    fn pack(&self, out: &mut Vec<u8>) {
        self.to_string().pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Number> {
        Number::parse(from.text()?)
    }
}

impl Pack for Quantity {
    fn pack(&self, out: &mut Vec<u8>) {
        self.to_string().pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Quantity> {
        from.text()?.parse().ok()
    }
}

impl Pack for Digest {
    fn pack(&self, out: &mut Vec<u8>) {
        self.organ.pack(out);
        self.year.pack(out);
        self.sections.pack(out);
        self.accepted.pack(out);
        self.growth.pack(out);
        self.sketch.pack(out);
        self.cells.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Digest> {
        let (organ, year) = (Pack::unpack(from)?, Pack::unpack(from)?);
        Some(Digest {
            organ,
            year,
            form: FormId::of_year(year),
            sections: Pack::unpack(from)?,
            accepted: Pack::unpack(from)?,
            growth: Pack::unpack(from)?,
            sketch: Pack::unpack(from)?,
            cells: Pack::unpack(from)?,
        })
    }
}

/// A reading without its places in the source, which are useless without the file.
impl Pack for Reading {
    fn pack(&self, out: &mut Vec<u8>) {
        self.report.pack(out);
        self.unplaced.pack(out);
        self.inferred.pack(out);
    }

    fn unpack(from: &mut Bytes<'_>) -> Option<Reading> {
        Some(Reading {
            report: Pack::unpack(from)?,
            unplaced: Pack::unpack(from)?,
            inferred: Pack::unpack(from)?,
            ..Reading::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use nianbao_core::rules::{self, Settings};
    use nianbao_core::{markdown, text};

    const FRONT_MATTER: &str = "+++
organ = \"示例县财政局\"
year = 2024
published = 2025-01-20
sample = true
more = [1, [\"二\", { three = true }], 4.5]

[source]
title = \"来源\"
url = \"https://example.org/\"

[[accepted]]
rule = \"prose-received\"
reason = \"口径不同\"
text = \"收到3件\"
values = { \"requests.received.total\" = \"0\" }

[other]
key = \"value\"
+++
";

    fn check(text: &str) {
        let reading = markdown::read(text);
        let bytes = pack(&reading);
        let again: Reading = unpack(&bytes).expect("it was packed");
        assert_eq!(again.report, reading.report);
        let texts = |reading: &Reading| {
            reading
                .unplaced
                .iter()
                .map(|piece| piece.text.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(texts(&again), texts(&reading));
        let checked = rules::check(&reading, &Settings::default());
        assert_eq!(unpack(&pack(&checked)), Some(checked));
        let names = ["示例县财政局".to_owned()];
        let (_, digest, ()) = rules::check_digest_and(&reading, &Settings::default(), 3, 2024, &names, |_| ());
        assert_eq!(unpack(&pack(&digest)), Some(digest));
    }

    #[test]
    fn packed_values_are_unpacked_unchanged() {
        check("");
        check(FRONT_MATTER);
        let table = "# 示例县财政局2024年政府信息公开工作年度报告\n\n前言\n\n## 一、总体情况\n\n### （一）主动公开\n\n收到申请5件，比上年增长12.5%。\n\n\
            ![图](a.png)\n\n## 三、收到和处理政府信息公开申请情况\n\n| | 自然人 | 备注 | 总计 |\n| --- | --- | --- | --- |\n\
            | 一、本年新收政府信息公开申请数量 | 3 | 二 | 4 |\n| 二、上年结转政府信息公开申请数量 | / | | ３ |\n| （三）不予公开 | | | |\n\n\
            ## 七、附件\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n";
        check(table);
        check(&[FRONT_MATTER, table].concat());
        for rule in rules::RULES {
            assert_eq!(unpack(&pack(&rule.words())), Some(rule.words()));
        }
        let error: Result<Box<[u8]>, (String, text::Text)> = Err(("kind".to_owned(), Text::new("甲", "a")));
        assert_eq!(unpack(&pack(&error)), Some(error));
        let file: Result<Box<[u8]>, (String, text::Text)> = Ok(vec![0, 255, 128].into());
        assert_eq!(unpack(&pack(&file)), Some(file));
    }

    proptest! {
        #[test]
        fn numbers_and_texts_come_back(number: u64, text: String, range in 0_usize..9, flag: Option<bool>) {
            let value = ((number, text.clone()), (range..range + 7, flag));
            prop_assert_eq!(unpack(&pack(&value)), Some(value));
        }

        #[test]
        fn other_bytes_are_refused_without_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), cut: usize) {
            let _ = unpack::<Reading>(&bytes);
            let _ = unpack::<Checked>(&bytes);
            let _ = unpack::<Value>(&bytes);
            let mut packed = pack(&markdown::read(FRONT_MATTER));
            let cut = cut % packed.len();
            // Truncated bytes are refused.
            prop_assert!(unpack::<Reading>(&packed[..cut]).is_none());
            packed[cut] ^= 0xff;
            let _ = unpack::<Reading>(&packed);
        }
    }

    #[test]
    fn troubles_come_back_with_place_hint_and_chain() {
        let what = || Text::new("文件加了密码。", "The file has a password.");
        let bare = Trouble::new("locked", what());
        let whole = bare
            .clone()
            .hint(Text::new("去掉密码。", "Remove it."))
            .at("a.docx")
            .on_line(3)
            .context(Text::new("读取附件", "reading the attachment"))
            .context(Text::new("生成站点", "building the site"));
        for trouble in [bare.clone(), bare.clone().on_line(7), bare.at("b.docx"), whole] {
            assert_eq!(unpack(&pack(&trouble)), Some(trouble));
        }
    }

    #[test]
    fn nesting_has_a_limit() {
        let deep = [3, 1].repeat(100_000);
        assert!(unpack::<Value>(&deep).is_none());
        // A number of items that the bytes can't hold.
        assert!(unpack::<Vec<u64>>(&[0xff, 0xff, 0xff, 0xff, 0x0f]).is_none());
    }
}

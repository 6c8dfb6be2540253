//! Old Excel files (`.xls`, and `.et` of Kingsoft WPS, which has the same format): the records of each sheet, as MS-XLS describes
//! them. Only cells that hold something take room, however far apart they are.

use std::collections::BTreeMap;

use crate::book::{MOST_ROWS, Range, Sheet, WIDEST, number};
use crate::decode;
use crate::flow::unseen;
use crate::kind::{DAMAGED, ENCRYPTED};
use crate::ole::Container;
use crate::taken::Taken;
use crate::{Kind, Trouble};

/// All texts of a workbook together: many cells can name one long text.
const MOST_TEXT: usize = 16 * 1024 * 1024;
/// A workbook has at most this many sheets; more are left out.
const MOST_SHEETS: usize = 256;

/// Takes the sheets out of an old Excel file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    let mut container = Container::open(bytes)?;
    let stream = container
        .stream("Workbook")
        .or_else(|| container.stream("Book"))
        .ok_or(DAMAGED)?;
    let mut book = Book {
        stream: &stream,
        is_narrow: false,
        page: 1252,
        texts: Vec::new(),
        left: MOST_TEXT,
    };
    let found = book.globals()?;
    let mut sheets: Vec<Sheet> = Vec::new();
    for (at, name, hidden) in found.into_iter().take(MOST_SHEETS) {
        // A sheet that is said to begin where another does is the same one.
        if let Some(sheet) = book.sheet(at, name, hidden) {
            sheets.push(sheet);
        }
    }
    if sheets.is_empty() {
        return Err(DAMAGED);
    }
    Ok(Taken::sheets(Kind::Xls, sheets))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn float(bytes: &[u8], at: usize) -> Option<String> {
    let eight = bytes.get(at..at.checked_add(8)?)?;
    Some(shown(f64::from_le_bytes(eight.try_into().ok()?)))
}

/// A number as Excel shows it to fifteen digits.
fn shown(value: f64) -> String {
    number(&value.to_string())
}

/// A number of four bytes: a whole one or the first half of another, of which there may be hundreds.
fn short(bits: u32) -> String {
    let hundredth = bits & 1 == 1;
    if bits & 2 == 2 {
        let whole = bits.cast_signed() >> 2;
        if !hundredth {
            return whole.to_string();
        }
        return shown(f64::from(whole) / 100.0);
    }
    let value = f64::from_bits(u64::from(bits & !3) << 32);
    shown(if hundredth { value / 100.0 } else { value })
}

/// A record: its kind, its bytes, where the next one begins.
type Record<'a> = (u16, &'a [u8], usize);

/// The cells of a sheet that hold something, by row and column.
type Cells = BTreeMap<usize, BTreeMap<usize, String>>;

struct Book<'a> {
    stream: &'a [u8],
    /// Whether texts are bytes in a code page, as they were before Excel 97.
    is_narrow: bool,
    page: u16,
    /// The texts that cells refer to.
    texts: Vec<String>,
    /// How much text may still be read.
    left: usize,
}

impl<'a> Book<'a> {
    fn record(&self, at: usize) -> Option<Record<'a>> {
        let kind = u16_at(self.stream, at)?;
        let start = at + 4;
        let end = start + usize::from(u16_at(self.stream, at + 2)?);
        Some((kind, self.stream.get(start..end)?, end))
    }

    /// Reads the facts about the whole workbook: for each sheet its offset, its name, and whether
    /// it is hidden.
    fn globals(&mut self) -> Result<Vec<(usize, String, bool)>, Trouble> {
        let (kind, data, mut at) = self.record(0).ok_or(DAMAGED)?;
        if kind & 0xFF != 0x09 {
            return Err(DAMAGED);
        }
        self.is_narrow = u16_at(data, 0).is_some_and(|version| version < 0x0600);
        let mut out = Vec::new();
        while let Some((kind, data, next)) = self.record(at) {
            match kind {
                0x000A => break,
                0x002F => return Err(ENCRYPTED),
                0x0042 => self.page = u16_at(data, 0).unwrap_or(1252),
                // Only sheets of cells are read: no charts, no programs.
                0x0085 if data.get(5) == Some(&0) => {
                    let begin = u32_at(data, 0).and_then(|at| usize::try_from(at).ok());
                    let length = data.get(6).copied().map(usize::from);
                    if let Some((begin, length)) = begin.zip(length) {
                        let name = self.text(data.get(7..).unwrap_or_default(), length);
                        let hidden = data.get(4).is_some_and(|state| state & 3 != 0);
                        out.push((begin, name, hidden));
                    }
                }
                0x00FC => self.texts = self.shared(at),
                _ => {}
            }
            at = next;
        }
        Ok(out)
    }

    /// A text of this many characters, preceded by its width unless all texts are narrow.
    fn text(&self, bytes: &[u8], length: usize) -> String {
        if self.is_narrow {
            let bytes = bytes.get(..length).unwrap_or(bytes);
            return decode::code_page(bytes, self.page)
                .or_else(|| decode::code_page(bytes, 936))
                .unwrap_or_default();
        }
        let Some((flags, rest)) = bytes.split_first() else {
            return String::new();
        };
        let wide = flags & 1 == 1;
        let rest = rest.get(..length * if wide { 2 } else { 1 }).unwrap_or(rest);
        characters(rest, wide)
    }

    /// The texts that cells refer to: they run on over the records that continue this one.
    fn shared(&self, at: usize) -> Vec<String> {
        let mut parts = Vec::new();
        let mut at = at;
        while let Some((kind, data, next)) = self.record(at) {
            if !parts.is_empty() && kind != 0x003C {
                break;
            }
            parts.push(data);
            at = next;
        }
        let mut run = Run { parts, part: 0, at: 0 };
        let mut out = Vec::new();
        // How many there are in all is said before how many different ones there are.
        let Some(count) = run.four().and_then(|_| run.four()) else {
            return out;
        };
        for _ in 0..count {
            let Some(text) = run.text() else { break };
            out.push(text);
        }
        out
    }

    /// Reads a sheet; `None` if there is none.
    fn sheet(&mut self, at: usize, name: String, hidden: bool) -> Option<Sheet> {
        let (kind, _, mut at) = self.record(at)?;
        if kind & 0xFF != 0x09 {
            return None;
        }
        let mut sheet = Sheet {
            name,
            hidden,
            rows: Vec::new(),
            beyond: Vec::new(),
        };
        let mut cells = Cells::new();
        let mut merged: Vec<Range> = Vec::new();
        // The cell whose formula gives a text, which the next record holds.
        let mut awaited: Option<(usize, usize)> = None;
        // Charts inside a sheet have records of their own.
        let mut deeper = 0_usize;
        while let Some((kind, data, next)) = self.record(at) {
            at = next;
            match kind {
                0x0809 | 0x0409 | 0x0209 => deeper += 1,
                0x000A if deeper > 0 => deeper -= 1,
                0x000A => break,
                _ if deeper > 0 => {}
                0x0207 => {
                    if let Some(place) = awaited.take()
                        && let Some(length) = u16_at(data, 0)
                    {
                        let text = self.text(data.get(2..).unwrap_or_default(), usize::from(length));
                        self.put(place, text, &mut cells, &mut sheet);
                    }
                }
                0x00E5 => merged.extend(ranges(data).take(MOST_ROWS.saturating_sub(merged.len()))),
                0x00BD => {
                    for (place, text) in several(data) {
                        self.put(place, text, &mut cells, &mut sheet);
                    }
                }
                _ => {
                    let Some(place) = place(data) else { continue };
                    match self.value(kind, data) {
                        Value::Text(text) => self.put(place, text, &mut cells, &mut sheet),
                        Value::Follows => awaited = Some(place),
                        Value::None => {}
                    }
                }
            }
        }
        sheet.lay_out(cells, merged);
        Some(sheet)
    }

    fn put(&mut self, (row, column): (usize, usize), text: String, cells: &mut Cells, sheet: &mut Sheet) {
        if text.chars().all(unseen) {
            return;
        }
        let Some(left) = self.left.checked_sub(text.len()) else {
            return;
        };
        self.left = left;
        if column >= WIDEST || (cells.len() >= MOST_ROWS && !cells.contains_key(&row)) {
            sheet.beyond.push(text);
        } else {
            cells.entry(row).or_default().insert(column, text);
        }
    }

    /// The value of a cell's record.
    fn value(&self, kind: u16, data: &[u8]) -> Value {
        let text = match kind {
            // A text by its number.
            0x00FD => u32_at(data, 6)
                .and_then(|index| usize::try_from(index).ok())
                .and_then(|index| self.texts.get(index).cloned()),
            0x0204 | 0x00D6 => u16_at(data, 6).map(|length| {
                let rest = data.get(8..).unwrap_or_default();
                self.text(rest, usize::from(length))
            }),
            0x0203 => float(data, 6),
            0x027E => u32_at(data, 6).map(short),
            0x0205 => truth(data, 6),
            // A formula's value: a number, unless its last bytes say what else it is.
            0x0006 | 0x0206 | 0x0406 => match (data.get(6), u16_at(data, 12)) {
                (Some(0), Some(0xFFFF)) => return Value::Follows,
                (Some(1), Some(0xFFFF)) => data.get(8).map(|value| truth_of(*value)),
                (_, Some(0xFFFF)) => None,
                _ => float(data, 6),
            },
            _ => None,
        };
        text.map_or(Value::None, Value::Text)
    }
}

/// The content of a cell's record.
enum Value {
    Text(String),
    /// Its text is in the next record.
    Follows,
    None,
}

fn truth_of(value: u8) -> String {
    (if value == 0 { "FALSE" } else { "TRUE" }).to_owned()
}

/// TRUE or FALSE; nothing for an error.
fn truth(data: &[u8], at: usize) -> Option<String> {
    match data.get(at..at + 2)? {
        [value, 0] => Some(truth_of(*value)),
        _ => None,
    }
}

/// The row and the column that a record begins with.
fn place(data: &[u8]) -> Option<(usize, usize)> {
    Some((usize::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?)))
}

/// Several numbers side by side.
fn several(data: &[u8]) -> impl Iterator<Item = ((usize, usize), String)> {
    let start = place(data);
    let numbers = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
    start.into_iter().flat_map(move |(row, column)| {
        numbers
            .chunks_exact(6)
            .enumerate()
            .filter_map(move |(index, entry)| Some(((row, column + index), short(u32_at(entry, 2)?))))
    })
}

/// The cells that are one.
fn ranges(data: &[u8]) -> impl Iterator<Item = Range> {
    data.get(2..).unwrap_or_default().chunks_exact(8).filter_map(|entry| {
        let number = |at| u16_at(entry, at).map(usize::from);
        Some(((number(0)?, number(4)?), (number(2)?, number(6)?)))
    })
}

/// Characters of one byte, which are the first of Unicode, or of two.
fn characters(bytes: &[u8], wide: bool) -> String {
    if !wide {
        return bytes.iter().map(|byte| char::from(*byte)).collect();
    }
    let units = bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]]));
    char::decode_utf16(units).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// Bytes that run on over several records.
struct Run<'a> {
    parts: Vec<&'a [u8]>,
    part: usize,
    at: usize,
}

impl Run<'_> {
    /// The rest of the current record, or of the next one if nothing is left.
    fn rest(&mut self) -> Option<&[u8]> {
        while self.parts.get(self.part)?.len() <= self.at {
            self.part += 1;
            self.at = 0;
        }
        self.parts.get(self.part)?.get(self.at..)
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = self.rest()?.first().copied()?;
        self.at += 1;
        Some(byte)
    }

    fn two(&mut self) -> Option<usize> {
        Some(usize::from(u16::from_le_bytes([self.byte()?, self.byte()?])))
    }

    fn four(&mut self) -> Option<usize> {
        let four = [self.byte()?, self.byte()?, self.byte()?, self.byte()?];
        usize::try_from(u32::from_le_bytes(four)).ok()
    }

    fn skip(&mut self, mut count: usize) -> Option<()> {
        while count > 0 {
            let step = self.rest()?.len().min(count);
            self.at += step;
            count -= step;
        }
        Some(())
    }

    /// A text; where it runs on into the next record, that says anew how wide its characters are.
    fn text(&mut self) -> Option<String> {
        let mut left = self.two()?;
        let flags = self.byte()?;
        let mut wide = flags & 1 == 1;
        let runs = if flags & 8 == 8 { self.two()? } else { 0 };
        let more = if flags & 4 == 4 { self.four()? } else { 0 };
        let mut bytes = Vec::new();
        while left > 0 {
            let part = self.parts.get(self.part)?;
            if self.at >= part.len() {
                self.part += 1;
                self.at = 0;
                wide = self.byte()? & 1 == 1;
                continue;
            }
            let width = if wide { 2 } else { 1 };
            let count = left.min((part.len() - self.at) / width);
            if count == 0 {
                return None;
            }
            let taken = part.get(self.at..self.at + count * width)?;
            // All of a text as two bytes, however its parts are written.
            if wide {
                bytes.extend_from_slice(taken);
            } else {
                bytes.extend(taken.iter().flat_map(|byte| [*byte, 0]));
            }
            self.at += count * width;
            left -= count;
        }
        self.skip(4 * runs + more);
        Some(characters(&bytes, true))
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use std::io::Write as _;

    use super::*;
    use crate::{Kind, read};

    /// A record.
    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        let length = u16::try_from(data.len()).expect("short");
        [&kind.to_le_bytes(), &length.to_le_bytes(), data].concat()
    }

    fn wide(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    fn cell(row: u16, column: u16, rest: &[u8]) -> Vec<u8> {
        [&row.to_le_bytes(), &column.to_le_bytes(), &[0, 0][..], rest].concat()
    }

    /// A workbook of Excel 97 with a sheet of these records and these texts that they refer to.
    fn book(texts: &[u8], sheet: &[Vec<u8>]) -> Vec<u8> {
        let begin = record(0x0809, &[0, 6, 5, 0]);
        let bound = |at: u32| {
            let name = wide("表");
            record(0x0085, &[&at.to_le_bytes(), &[0, 0, 1, 1][..], &name].concat())
        };
        let rest = [texts, &record(0x000A, &[])].concat();
        let at = u32::try_from(begin.len() + bound(0).len() + rest.len()).expect("short");
        let stream = [
            begin.clone(),
            bound(at),
            rest,
            begin,
            sheet.concat(),
            record(0x000A, &[]),
        ]
        .concat();
        container("Workbook", &stream)
    }

    fn container(name: &str, stream: &[u8]) -> Vec<u8> {
        let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("memory");
        let mut made = file.create_stream(format!("/{name}")).expect("a name");
        made.write_all(stream).expect("memory");
        drop(made);
        file.flush().expect("memory");
        file.into_inner().into_inner()
    }

    fn check(bytes: &[u8], expected: &[&str]) {
        let source = read("a.et", bytes).expect("it can be read");
        assert_eq!(source.kind, Kind::Xls);
        assert_eq!(source.text.lines().collect::<Vec<_>>(), expected);
    }

    fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
        let length = u16::try_from(text.encode_utf16().count()).expect("short").to_le_bytes();
        record(0x0204, &cell(row, column, &[&length, &[1][..], &wide(text)].concat()))
    }

    #[test]
    fn every_kind_of_cell_is_read() {
        // Two texts, the second of which runs on in a record of its own, where it is narrow.
        let first = [
            &[2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0x09, 1, 0][..],
            &wide("规章"),
            &[0; 4],
            &[3, 0, 1],
            &wide("件"),
        ]
        .concat();
        let texts = [record(0x00FC, &first), record(0x003C, b"\0ab")].concat();
        let sheet = [
            record(0x00FD, &cell(0, 0, &[0, 0, 0, 0])),
            record(0x00FD, &cell(0, 1, &[1, 0, 0, 0])),
            record(0x00FD, &cell(0, 2, &[9, 0, 0, 0])),
            record(0x0203, &cell(1, 0, &(592_372_449.0_f64 / 10_000.0).to_le_bytes())),
            // 12 and -7 as whole numbers, 1.5 in hundredths, 0.25 as the half of a longer one.
            record(
                0x00BD,
                &[
                    &[1, 0, 1, 0][..],
                    &[0, 0, 50, 0, 0, 0],
                    &[0, 0, 91, 2, 0, 0],
                    &[0, 0, 0, 0, 0xD0, 0x3F],
                    &[3, 0],
                ]
                .concat(),
            ),
            record(0x027E, &cell(1, 4, &(-7_i32 << 2 | 2).to_le_bytes())),
            record(0x0006, &cell(2, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF])),
            record(0x0207, &[&[1, 0, 1][..], &wide("和")].concat()),
            record(0x0006, &cell(2, 1, &[1, 0, 1, 0, 0, 0, 0xFF, 0xFF])),
            record(0x0006, &cell(2, 2, &[2, 0, 7, 0, 0, 0, 0xFF, 0xFF])),
            record(0x0006, &cell(2, 3, &3.0_f64.to_le_bytes())),
            record(0x0205, &cell(2, 4, &[0, 0])),
            record(0x0809, &[0, 6, 0x20, 0]),
            record(0x0203, &cell(0, 0, &9.0_f64.to_le_bytes())),
            record(0x000A, &[]),
        ];
        check(
            &book(&texts, &sheet),
            &[
                "| 规章 | 件ab | | | |",
                "| 59237.2449 | 12 | 1.5 | 0.25 | -7 |",
                "| 和 | TRUE | | 3 | FALSE |",
            ],
        );
    }

    #[test]
    fn merged_cells_are_one() {
        let sheet = [
            label(0, 0, "甲"),
            label(0, 2, "乙"),
            label(1, 2, "丙"),
            record(0x00E5, &[1, 0, 0, 0, 1, 0, 0, 0, 1, 0]),
        ];
        check(&book(&[], &sheet), &["| 甲 | 乙 |", "| 丙 |"]);
    }

    #[test]
    fn files_of_excel_95_are_read_in_their_code_page() {
        let begin = record(0x0809, &[0, 5, 5, 0]);
        let page = record(0x0042, &936_u16.to_le_bytes());
        let bound = |at: u32| record(0x0085, &[&at.to_le_bytes(), &[0, 0, 2, 0xB1, 0xED][..]].concat());
        let at = u32::try_from(begin.len() + page.len() + bound(0).len() + 4).expect("short");
        let sheet = [
            record(0x0204, &cell(0, 0, b"\x04\0\xB9\xE6\xD5\xC2")),
            record(0x0203, &cell(0, 1, &3.0_f64.to_le_bytes())),
        ];
        let stream = [
            begin.clone(),
            page,
            bound(at),
            record(0x000A, &[]),
            begin,
            sheet.concat(),
        ]
        .concat();
        check(&container("Book", &stream), &["| 规章 | 3 |"]);
    }

    #[test]
    fn hostile_files_end_in_a_named_error_or_are_read_in_part() {
        let name = |bytes: &[u8]| read("a.xls", bytes).map_err(|error| error.name).err();
        let locked = [record(0x0809, &[0, 6, 5, 0]), record(0x002F, &[0, 0])].concat();
        assert_eq!(name(&container("Workbook", &locked)), Some("encrypted"));
        assert_eq!(name(&container("Workbook", b"x")), Some("damaged"));
        // Cells that are as far apart as can be, texts that are not there, merged cells without end.
        let far = [
            label(0, 0, "甲"),
            label(65_535, 255, "乙"),
            label(65_535, 65_535, "丙"),
            record(0x00E5, &[0xFF; 8000]),
        ];
        let texts = record(0x00FC, &[0xFF; 11]);
        let whole = book(&texts, &far);
        assert_eq!(name(&whole), None);
        for cut in (0..whole.len()).step_by(64) {
            let _ = read("a.xls", &whole[..cut]);
        }
        // One long text, named by many cells.
        let long = [&[1, 0, 0, 0, 1, 0, 0, 0, 0x10, 0x27, 0][..], &[b'a'; 8000]].concat();
        let texts = [
            record(0x00FC, &long),
            record(0x003C, &[&[0][..], &[b'a'; 8000]].concat()),
        ]
        .concat();
        let cells: Vec<Vec<u8>> = (0..20_000).map(|row| record(0x00FD, &cell(row, 0, &[0; 4]))).collect();
        let source = read("a.xls", &book(&texts, &cells)).expect("it can be read");
        assert!(source.text.len() < 2 * MOST_TEXT);
    }

    /// A workbook with a part of everything.
    pub(crate) fn small() -> Vec<u8> {
        let texts = record(
            0x00FC,
            &[&[1, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1][..], &wide("规章")].concat(),
        );
        let sheet = [
            record(0x00FD, &cell(0, 0, &[0; 4])),
            label(1, 1, "乙"),
            record(0x0006, &cell(2, 0, &[0, 0, 0, 0, 0, 0, 0xFF, 0xFF])),
            record(0x0207, &[&[1, 0, 1][..], &wide("和")].concat()),
            record(0x00E5, &[1, 0, 0, 0, 1, 0, 0, 0, 0, 0]),
        ];
        book(&texts, &sheet)
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(300) })]

        #[test]
        fn bytes_that_were_changed_do_no_harm(list in proptest::collection::vec((proptest::prelude::any::<u16>(), proptest::prelude::any::<u8>()), 1..24)) {
            let mut bytes = small();
            let length = bytes.len();
            for (place, byte) in list {
                bytes[usize::from(place) % length] = byte;
            }
            let _ = read("a.xls", &bytes);
        }
    }
}

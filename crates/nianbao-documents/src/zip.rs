//! The container of Word and Excel files: the subset of ZIP that they use.
//!
//! Parts are read by name and stay in memory: an archive cannot decide where anything is written. The unpacked size of
//! a part is limited, whatever the archive says. The bytes written depend only on the content: there are no timestamps.

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

/// Real files have about twenty parts.
const MOST_PARTS: usize = 4096;
/// A part of a real report is under 2 MB.
pub(crate) const LARGEST_PART: usize = 32 * 1024 * 1024;
/// The limit for all parts read from one file together.
const LARGEST_WHOLE: usize = 96 * 1024 * 1024;
/// XML compresses thirtyfold at best. A higher ratio than this, in a part large enough to do harm, is a bomb.
const LARGEST_RATIO: usize = 400;
const SMALL: usize = 4 * 1024 * 1024;

/// The reasons why a part can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Broken {
    /// The archive or the part is truncated or corrupt.
    Damaged,
    /// The part needs a password.
    Encrypted,
    /// It would unpack to more than any report needs.
    TooLarge,
}

/// The location of a part in the archive.
#[derive(Debug, Clone)]
struct Entry {
    name: String,
    encrypted: bool,
    method: u16,
    packed: usize,
    size: usize,
    header: usize,
}

/// An archive being read.
#[derive(Debug)]
pub(crate) struct Archive<'a> {
    bytes: &'a [u8],
    entries: Vec<Entry>,
    left: usize,
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<usize> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    usize::try_from(u32::from_le_bytes(four.try_into().ok()?)).ok()
}

impl<'a> Archive<'a> {
    /// Reads the directory at the end of the archive.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Archive<'a>, Broken> {
        let entries = list(bytes).ok_or(Broken::Damaged)?;
        if entries.len() > MOST_PARTS {
            return Err(Broken::TooLarge);
        }
        Ok(Archive {
            bytes,
            entries,
            left: LARGEST_WHOLE,
        })
    }

    /// Whether there is such a part. Names are compared without case, as in Office.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    fn find(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The names of all parts.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|entry| entry.name.as_str())
    }

    /// The bytes of a part; `None` if there is no such part.
    pub(crate) fn part(&mut self, name: &str) -> Result<Option<Vec<u8>>, Broken> {
        let Some(entry) = self.find(name).cloned() else {
            return Ok(None);
        };
        if entry.encrypted {
            return Err(Broken::Encrypted);
        }
        let limit = LARGEST_PART.min(self.left);
        if entry.size > limit || (entry.size > SMALL && entry.size / entry.packed.max(1) > LARGEST_RATIO) {
            return Err(Broken::TooLarge);
        }
        let packed = self.packed(&entry).ok_or(Broken::Damaged)?;
        let bytes = match entry.method {
            0 => packed.to_vec(),
            // The size given in the archive may be wrong: no more than that is unpacked.
            8 => decompress_to_vec_with_limit(packed, entry.size).map_err(|error| match error.status {
                TINFLStatus::HasMoreOutput => Broken::TooLarge,
                _ => Broken::Damaged,
            })?,
            _ => return Err(Broken::Damaged),
        };
        self.left = self.left.saturating_sub(bytes.len());
        Ok(Some(bytes))
    }

    fn packed(&self, entry: &Entry) -> Option<&'a [u8]> {
        let at = entry.header;
        if self.bytes.get(at..at.checked_add(4)?)? != b"PK\x03\x04" {
            return None;
        }
        let name = usize::from(u16_at(self.bytes, at + 26)?);
        let extra = usize::from(u16_at(self.bytes, at + 28)?);
        let start = at + 30 + name + extra;
        self.bytes.get(start..start.checked_add(entry.packed)?)
    }
}

fn list(bytes: &[u8]) -> Option<Vec<Entry>> {
    const END: usize = 22;
    // The end record comes last, before a comment of at most 64 KB.
    let last = bytes.len().checked_sub(END)?;
    let end = (last.saturating_sub(usize::from(u16::MAX))..=last)
        .rev()
        .find(|at| bytes.get(*at..*at + 4) == Some(b"PK\x05\x06"))?;
    let count = usize::from(u16_at(bytes, end + 10)?);
    let mut at = u32_at(bytes, end + 16)?;
    let mut entries = Vec::with_capacity(count.min(MOST_PARTS));
    for _ in 0..count {
        if bytes.get(at..at.checked_add(4)?)? != b"PK\x01\x02" {
            return None;
        }
        let name_length = usize::from(u16_at(bytes, at + 28)?);
        let behind = usize::from(u16_at(bytes, at + 30)?) + usize::from(u16_at(bytes, at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        entries.push(Entry {
            // Archives made on Chinese systems have names in GB18030. Some writers use backslashes or a leading slash.
            name: crate::decode::text(name)
                .unwrap_or_else(|_| String::from_utf8_lossy(name).into_owned())
                .replace('\\', "/")
                .trim_start_matches('/')
                .to_owned(),
            encrypted: u16_at(bytes, at + 8)? & 1 != 0,
            method: u16_at(bytes, at + 10)?,
            packed: u32_at(bytes, at + 20)?,
            size: u32_at(bytes, at + 24)?,
            header: u32_at(bytes, at + 42)?,
        });
        at += 46 + name_length + behind;
    }
    Some(entries)
}

/// A part, packed. Parts that are the same in every file are packed once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Packed {
    bytes: Vec<u8>,
    size: usize,
    crc: u32,
}

impl Packed {
    /// Packs a part.
    pub(crate) fn of(content: &str) -> Packed {
        let content = content.as_bytes();
        Packed {
            bytes: deflate(content),
            size: content.len(),
            crc: crc32(content),
        }
    }
}

/// An archive of parts in the given order.
pub(crate) fn archive<'a>(parts: impl IntoIterator<Item = (&'a str, &'a Packed)>) -> Vec<u8> {
    // 1 January 1980, the first date of the format: files do not reveal when they were written.
    const DAY: u16 = 0b0000_0000_0010_0001;
    let mut out: Vec<u8> = Vec::new();
    let mut directory: Vec<u8> = Vec::new();
    let mut count = 0_u16;
    for (name, part) in parts {
        let offset = out.len();
        let mut common: Vec<u8> = Vec::with_capacity(26);
        // Version 2.0; names are UTF-8; deflated.
        for value in [20_u16, 1 << 11, 8, 0, DAY] {
            common.extend(value.to_le_bytes());
        }
        for value in [part.crc, small(part.bytes.len()), small(part.size)] {
            common.extend(value.to_le_bytes());
        }
        common.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        common.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&part.bytes);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&common);
        directory.extend([0; 10]);
        directory.extend(small(offset).to_le_bytes());
        directory.extend(name.as_bytes());
        count = count.saturating_add(1);
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    out.extend(count.to_le_bytes());
    out.extend(count.to_le_bytes());
    out.extend(small(directory.len()).to_le_bytes());
    out.extend(small(start).to_le_bytes());
    out.extend([0; 2]);
    out
}

/// Packs parts in the given order, as densely as other programs do.
#[cfg(test)]
pub(crate) fn pack(parts: &[(&str, String)]) -> Vec<u8> {
    let dense = |content: &str| Packed {
        bytes: miniz_oxide::deflate::compress_to_vec(content.as_bytes(), 6),
        size: content.len(),
        crc: crc32(content.as_bytes()),
    };
    let packed: Vec<Packed> = parts.iter().map(|(_, content)| dense(content)).collect();
    archive(parts.iter().map(|(name, _)| *name).zip(&packed))
}

/// Converts a length for the archive's fields, which hold up to 4 GB; a report is far smaller.
fn small(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// Compresses bytes. zlib-rs is many times as fast as miniz_oxide; an archive writes tens of thousands of files. Its output
/// is the same on every processor.
#[cfg(not(target_arch = "wasm32"))]
fn deflate(bytes: &[u8]) -> Vec<u8> {
    use std::cell::RefCell;

    use zlib_rs::{Deflate, DeflateFlush, Status};

    /// The fastest: files are a third larger than with level 3, and take 40 % of its time.
    const LEVEL: i32 = 1;
    thread_local! {
        // The state takes longer to set up than a small part to compress.
        static STATE: RefCell<(Deflate, Vec<u8>)> = RefCell::new((Deflate::new(LEVEL, false, 15), Vec::new()));
    }
    STATE.with_borrow_mut(|(stream, buffer)| {
        stream.reset();
        // More than stored blocks need.
        let most = bytes.len() + bytes.len() / 1000 + 100;
        if buffer.len() < most {
            buffer.resize(most, 0);
        }
        let done = stream.compress(bytes, buffer, DeflateFlush::Finish);
        let length = usize::try_from(stream.total_out()).unwrap_or(0);
        match (done, buffer.get(..length)) {
            (Ok(Status::StreamEnd), Some(packed)) => packed.to_vec(),
            _ => miniz_oxide::deflate::compress_to_vec(bytes, 6),
        }
    })
}

/// Compresses bytes. In the browser, the size of the module counts, and there is one report.
#[cfg(target_arch = "wasm32")]
fn deflate(bytes: &[u8]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(bytes, 6)
}

#[cfg(not(target_arch = "wasm32"))]
fn crc32(bytes: &[u8]) -> u32 {
    zlib_rs::crc32::crc32(0, bytes)
}

#[cfg(target_arch = "wasm32")]
fn crc32(bytes: &[u8]) -> u32 {
    let table: [u32; 256] = std::array::from_fn(|index| {
        let mut value = u32::try_from(index).unwrap_or(0);
        for _ in 0..8 {
            value = if value & 1 == 1 {
                0xEDB8_8320 ^ (value >> 1)
            } else {
                value >> 1
            };
        }
        value
    });
    let step = |crc: u32, byte: &u8| table[usize::from(crc.to_le_bytes()[0] ^ byte)] ^ (crc >> 8);
    !bytes.iter().fold(u32::MAX, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packed_parts_are_unpacked() {
        let long = "规章0".repeat(10_000);
        let bytes = pack(&[
            ("a.xml", "<a/>".to_owned()),
            ("b/c.xml", long.clone()),
            ("空", String::new()),
        ]);
        assert_eq!(
            bytes,
            pack(&[
                ("a.xml", "<a/>".to_owned()),
                ("b/c.xml", long.clone()),
                ("空", String::new())
            ])
        );
        let mut archive = Archive::open(&bytes).expect("an archive");
        assert_eq!(archive.names().collect::<Vec<_>>(), ["a.xml", "b/c.xml", "空"]);
        assert_eq!(archive.part("A.xml"), Ok(Some(b"<a/>".to_vec())));
        assert_eq!(archive.part("b/c.xml"), Ok(Some(long.into_bytes())));
        assert_eq!(archive.part("空"), Ok(Some(Vec::new())));
        assert_eq!(archive.part("none"), Ok(None));
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_part_is_packed_the_same_whatever_was_packed_before() {
        let noise: String = (0..70_000_u32)
            .map(|at| char::from_u32(0x4E00 + at.wrapping_mul(2_654_435_761) % 20_000).unwrap_or('一'))
            .collect();
        let parts = ["", "<a/>", &noise, &"<c r=\"A1\"/>".repeat(9_000), "规章", &noise];
        let alone: Vec<Packed> = parts
            .iter()
            .map(|part| std::thread::scope(|scope| scope.spawn(|| Packed::of(part)).join()).expect("packed"))
            .collect();
        for (part, alone) in parts.iter().zip(&alone) {
            assert_eq!(Packed::of(part), *alone);
            let bytes = archive([("a", alone)]);
            let read = Archive::open(&bytes).expect("an archive").part("a");
            assert_eq!(read, Ok(Some(part.as_bytes().to_vec())));
        }
    }

    #[test]
    fn an_archive_of_more_parts_than_any_file_has_is_not_read() {
        let names: Vec<String> = (0..=MOST_PARTS).map(|index| format!("{index}.xml")).collect();
        let parts: Vec<(&str, String)> = names.iter().map(|name| (name.as_str(), String::new())).collect();
        assert_eq!(Archive::open(&pack(&parts)).err(), Some(Broken::TooLarge));
        assert!(Archive::open(&pack(&parts[1..])).is_ok());
    }

    #[test]
    fn all_parts_together_are_bounded() {
        let noise = |seed: u32| -> String {
            let mut state = seed;
            (0..SMALL)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    char::from(b' ' + u8::try_from(state >> 26).unwrap_or(0))
                })
                .collect()
        };
        let bytes = pack(&[("a.xml", noise(1))]);
        let mut archive = Archive::open(&bytes).expect("an archive");
        let times = (0..100).take_while(|_| archive.part("a.xml").is_ok()).count();
        assert_eq!(times, LARGEST_WHOLE / SMALL);
    }

    #[test]
    fn bombs_and_broken_archives_are_distinguished() {
        let bomb = pack(&[("bomb.xml", " ".repeat(8 * 1024 * 1024))]);
        assert_eq!(
            Archive::open(&bomb).expect("an archive").part("bomb.xml"),
            Err(Broken::TooLarge)
        );
        // The size in the directory is wrong.
        let mut liar = pack(&[("liar.xml", " ".repeat(100_000))]);
        let at = liar.windows(4).position(|four| four == b"PK\x01\x02").expect("a list");
        liar[at + 24..at + 28].copy_from_slice(&10_u32.to_le_bytes());
        assert_eq!(
            Archive::open(&liar).expect("an archive").part("liar.xml"),
            Err(Broken::TooLarge)
        );
        let whole = pack(&[("a.xml", "<a>本年</a>".repeat(100))]);
        for cut in 0..whole.len() {
            if let Ok(mut archive) = Archive::open(&whole[..cut]) {
                assert!(archive.part("a.xml").is_err());
            }
        }
        let mut locked = whole.clone();
        let at = locked
            .windows(4)
            .position(|four| four == b"PK\x01\x02")
            .expect("a list");
        locked[at + 8] |= 1;
        assert_eq!(
            Archive::open(&locked).expect("an archive").part("a.xml"),
            Err(Broken::Encrypted)
        );
    }
}

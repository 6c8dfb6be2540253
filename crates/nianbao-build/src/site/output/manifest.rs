//! `manifest.json`: every file of a site with its size and SHA-256, so that copies can be checked and a later build knows
//! which files it may remove.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Write as _};
use std::ops::Range;
use std::path::{Component, Path};
use std::sync::Arc;

use nianbao_pack::{Bytes, Pack as _};
use rayon::prelude::*;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use sha2::{Digest, Sha256};

use crate::plain;
use crate::stamp::Stamp;

/// Its name in the site.
pub(super) const NAME: &str = "manifest.json";

/// Told apart from the manifests of other programs.
const GENERATOR: &str = "nianbao";

/// Raised when older programs can't read it.
const VERSION: u32 = 1;

/// A SHA-256.
pub(super) type Sum = [u8; 32];

/// The SHA-256 of a file's bytes.
pub(super) fn sum(bytes: &[u8]) -> Sum {
    Sha256::digest(bytes).into()
}

/// Files with their sizes and sums. No path is stored whole, because an archive has millions of them: folders are a tree,
/// and each name in it is stored once.
#[derive(Debug, Default)]
pub(super) struct Written {
    names: Vec<Arc<str>>,
    name_at: HashMap<Arc<str>, u32>,
    /// The folder that each folder is in, and its name. The folder of the site is [`ROOT`], which is not among them.
    folders: Vec<(u32, u32)>,
    folder_at: HashMap<(u32, u32), u32>,
    files: Vec<Record>,
}

/// The folder of the site.
pub(super) const ROOT: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
pub(super) struct Record {
    pub(super) folder: u32,
    pub(super) name: u32,
    pub(super) facts: Facts,
}

impl Record {
    const BYTES: usize = 4 + 4 + 8 + 32 + 8 + 8 + 4 + 1;

    fn pack(&self, out: &mut Vec<u8>) {
        let Facts {
            size,
            sum,
            seen,
            unit,
            is_page,
        } = self.facts;
        out.extend(self.folder.to_le_bytes());
        out.extend(self.name.to_le_bytes());
        out.extend(size.to_le_bytes());
        out.extend(sum);
        out.extend(seen.number.to_le_bytes());
        out.extend(seen.modified.to_le_bytes());
        out.extend(unit.to_le_bytes());
        out.push(u8::from(is_page));
    }

    fn unpack(bytes: &[u8; Record::BYTES]) -> Record {
        fn take<const N: usize>(rest: &mut &[u8]) -> [u8; N] {
            let (taken, after) = rest
                .split_first_chunk()
                .map_or(([0; N], *rest), |(taken, after)| (*taken, after));
            *rest = after;
            taken
        }
        let mut rest = &bytes[..];
        let rest = &mut rest;
        Record {
            folder: u32::from_le_bytes(take(rest)),
            name: u32::from_le_bytes(take(rest)),
            facts: Facts {
                size: u64::from_le_bytes(take(rest)),
                sum: take(rest),
                seen: Seen {
                    number: u64::from_le_bytes(take(rest)),
                    modified: i64::from_le_bytes(take(rest)),
                },
                unit: u32::from_le_bytes(take(rest)),
                is_page: take(rest) == [1],
            },
        }
    }
}

/// Four bytes as a number.
pub(super) fn word(from: &mut Bytes<'_>) -> Option<u32> {
    from.take(4)?.try_into().ok().map(u32::from_le_bytes)
}

/// A file of a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    pub(super) size: u64,
    pub(super) sum: Sum,
    /// The file as the system describes it, by which an unchanged one is known without reading it.
    pub(super) seen: Seen,
    /// The unit of work that wrote it; [`ALONE`] if none did.
    pub(super) unit: u32,
    pub(super) is_page: bool,
}

/// The unit of a file that is written in every build.
pub(super) const ALONE: u32 = u32::MAX;

impl Facts {
    /// A file that is not known again.
    fn plain(size: u64, sum: Sum) -> Facts {
        Facts {
            size,
            sum,
            seen: Seen::default(),
            unit: ALONE,
            is_page: false,
        }
    }
}

/// The number of a file or folder, and when it was changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) number: u64,
    pub(super) modified: i64,
}

impl Seen {
    pub(super) fn of(meta: &fs::Metadata) -> Seen {
        Stamp::of(meta).into()
    }
}

impl From<Stamp> for Seen {
    fn from(stamp: Stamp) -> Seen {
        Seen {
            number: stamp.number,
            modified: stamp.modified,
        }
    }
}

/// Makes room for one more, by an eighth at a time: a list that doubles would use twice the memory that it needs.
fn grow<T>(list: &mut Vec<T>) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 64);
    }
}

/// Whether a text can be a part of a path: one that leads out of its folder was not written by this program.
fn is_name(name: &str) -> bool {
    let odd = |char: char| matches!(char, '/' | '\\' | '\0') || cfg!(windows) && char == ':';
    !matches!(name, "" | "." | "..") && !name.contains(odd)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(ROOT)
}

impl Written {
    /// Adds a file of which only the bytes are known.
    pub(super) fn add(&mut self, path: &str, size: u64, sum: Sum) {
        self.add_file(path, Facts::plain(size, sum));
    }

    pub(super) fn add_file(&mut self, path: &str, facts: Facts) {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut folder = ROOT;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            let name = self.name(part);
            folder = if let Some(known) = self.folder_at.get(&(folder, name)) {
                *known
            } else {
                let index = number(self.folders.len());
                grow(&mut self.folders);
                self.folders.push((folder, name));
                self.folder_at.insert((folder, name), index);
                index
            };
        }
        let name = self.name(name);
        grow(&mut self.files);
        self.files.push(Record { folder, name, facts });
    }

    fn name(&mut self, name: &str) -> u32 {
        if let Some(known) = self.name_at.get(name) {
            return *known;
        }
        let index = number(self.names.len());
        let name: Arc<str> = name.into();
        self.names.push(Arc::clone(&name));
        self.name_at.insert(name, index);
        index
    }

    /// The parts of a file's path, from its name up.
    fn upward(&self, file: &Record) -> impl Iterator<Item = u32> + '_ {
        let mut folder = file.folder;
        std::iter::once(file.name).chain(std::iter::from_fn(move || {
            let (above, name) = *self.folders.get(folder as usize)?;
            folder = above;
            Some(name)
        }))
    }

    pub(super) fn word(&self, name: u32) -> &str {
        self.names.get(name as usize).map_or("", |name| name)
    }

    pub(super) fn path(&self, file: &Record) -> String {
        let parts: Vec<u32> = self.upward(file).collect();
        let parts: Vec<&str> = parts.into_iter().rev().map(|name| self.word(name)).collect();
        parts.join("/")
    }

    /// Sorts the files by folder and name, for [`Written::sorted_at`].
    pub(super) fn sort(&mut self) {
        self.files.sort_unstable_by_key(|file| (file.folder, file.name));
    }

    /// The places of the files at a path, once they are sorted.
    pub(super) fn sorted_at(&self, path: &str) -> Range<usize> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut at = ROOT;
        for part in folders.split('/').filter(|part| !part.is_empty()) {
            let below = self.name_at.get(part).and_then(|name| self.folder_at.get(&(at, *name)));
            let Some(folder) = below else {
                return 0..0;
            };
            at = *folder;
        }
        let Some(name) = self.name_at.get(name) else {
            return 0..0;
        };
        let key = |file: &Record| (file.folder, file.name);
        let start = self.files.partition_point(|file| key(file) < (at, *name));
        let found = self.files.get(start..).unwrap_or_default();
        start..start + found.iter().take_while(|file| key(file) == (at, *name)).count()
    }

    /// Makes a second tree of links to all files of a site, the manifest included.
    pub(super) fn link(&self, site: &Path, tree: &Path) -> io::Result<()> {
        fs::create_dir(tree)?;
        // A folder comes after the one that it is in.
        for folder in 0..self.folders.len() {
            fs::create_dir(tree.join(self.folder_path(number(folder))))?;
        }
        fs::hard_link(site.join(NAME), tree.join(NAME))?;
        self.files.par_iter().try_for_each(|file| {
            let path = self.path(file);
            fs::hard_link(site.join(&path), tree.join(&path))
        })
    }

    /// Writes all of it as bytes, for [`Written::unpack`].
    pub(super) fn write_bytes(&self, to: &mut impl io::Write) -> io::Result<()> {
        // Some files at a time, so that it never lies in memory whole.
        const TOGETHER: usize = 1000;
        let mut bytes = Vec::new();
        let out = &mut bytes;
        self.names.len().pack(out);
        for name in &self.names {
            name.len().pack(out);
            out.extend_from_slice(name.as_bytes());
        }
        self.folders.len().pack(out);
        for (above, name) in &self.folders {
            out.extend(above.to_le_bytes());
            out.extend(name.to_le_bytes());
        }
        self.files.len().pack(out);
        for files in self.files.chunks(TOGETHER) {
            for file in files {
                file.pack(out);
            }
            to.write_all(out)?;
            out.clear();
        }
        to.write_all(out)
    }

    /// The files that [`Written::write_bytes`] wrote, sorted; `None` if the bytes are not that.
    pub(super) fn unpack(from: &mut Bytes<'_>) -> Option<Written> {
        let mut written = Written::default();
        for _ in 0..usize::unpack(from)? {
            let name = String::unpack(from)?;
            if !is_name(&name) {
                return None;
            }
            written.name(&name);
        }
        for index in 0..usize::unpack(from)? {
            let (above, name) = (word(from)?, word(from)?);
            // A folder comes after the one that it is in.
            let known = (above == ROOT || (above as usize) < index) && (name as usize) < written.names.len();
            if !known {
                return None;
            }
            written.folders.push((above, name));
            written.folder_at.insert((above, name), number(index));
        }
        let count = usize::unpack(from)?;
        let bytes = from.take(count.checked_mul(Record::BYTES)?)?;
        written.files = bytes.as_chunks().0.iter().map(Record::unpack).collect();
        let known = |file: &Record| {
            let folder = file.folder == ROOT || (file.folder as usize) < written.folders.len();
            folder && (file.name as usize) < written.names.len()
        };
        let sorted = written.files.is_sorted_by_key(|file| (file.folder, file.name));
        (sorted && written.files.iter().all(known)).then_some(written)
    }

    pub(super) fn files(&self) -> &[Record] {
        &self.files
    }

    /// The folders, each with the one that it is in and its name.
    pub(super) fn folders(&self) -> &[(u32, u32)] {
        &self.folders
    }

    /// The folder with this name in another.
    pub(super) fn folder_in(&self, folder: u32, name: &str) -> Option<u32> {
        let name = self.name_at.get(name)?;
        self.folder_at.get(&(folder, *name)).copied()
    }

    /// The path of a folder; empty for that of the site.
    pub(super) fn folder_path(&self, folder: u32) -> String {
        let mut parts = Vec::new();
        let mut at = folder;
        while let Some((above, name)) = self.folders.get(at as usize) {
            parts.push(self.word(*name));
            at = *above;
        }
        parts.reverse();
        parts.join("/")
    }

    /// How many files.
    pub(super) fn count(&self) -> usize {
        self.files.len()
    }

    /// The paths, in no particular order.
    pub(super) fn paths(&self) -> impl Iterator<Item = String> {
        self.files.iter().map(|file| self.path(file))
    }

    /// Writes the manifest, sorted by path.
    pub(super) fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        write!(out, "{{\"generator\":\"{GENERATOR}\",\"version\":{VERSION},\"files\":[")?;
        let mut between = "\n";
        self.in_order(|path, facts| {
            write!(out, "{between}{{\"path\":")?;
            serde_json::to_writer(&mut *out, path)?;
            write!(out, ",\"size\":{},\"sha256\":\"", facts.size)?;
            out.write_all(&hex(&facts.sum))?;
            out.write_all(b"\"}")?;
            between = ",\n";
            Ok(())
        })?;
        out.write_all(b"\n]}\n")
    }

    /// Calls `each` with every file, sorted by path; with one of several equal ones.
    fn in_order(&self, mut each: impl FnMut(&str, &Facts) -> io::Result<()>) -> io::Result<()> {
        // What is in each folder, sorted by name: a folder's name ends with the `/` that follows it in paths.
        let files = self.files.iter().map(|file| (file.folder, Inside::File(file)));
        let folders = (0..)
            .zip(&self.folders)
            .map(|(index, (above, name))| (*above, Inside::Folder(index, *name)));
        let mut entries: Vec<(u32, Inside<'_>)> = files.chain(folders).collect();
        entries.par_sort_unstable_by_key(|(folder, _)| *folder);
        let mut starts: HashMap<u32, Range<usize>> = HashMap::with_capacity(self.folders.len() + 1);
        let mut start = 0;
        for group in entries.chunk_by_mut(|one, other| one.0 == other.0) {
            group.sort_unstable_by(|(_, one), (_, other)| one.compare(other, self));
            let end = start + group.len();
            if let Some((folder, _)) = group.first() {
                starts.insert(*folder, start..end);
            }
            start = end;
        }
        let inside = |folder: u32| starts.get(&folder).cloned().unwrap_or_default();
        // The folders that are open, each with what is left of it and the length of the path up to it.
        let mut open = vec![(inside(ROOT), 0)];
        let (mut path, mut last) = (String::new(), None);
        while let Some((left, length)) = open.last_mut() {
            path.truncate(*length);
            match left.next().and_then(|index| entries.get(index)) {
                None => {
                    open.pop();
                }
                Some((_, Inside::Folder(index, name))) => {
                    path.push_str(self.word(*name));
                    path.push('/');
                    open.push((inside(*index), path.len()));
                }
                Some((folder, Inside::File(file))) => {
                    let this = (*folder, file.name, file.facts.size, file.facts.sum);
                    if last != Some(this) {
                        path.push_str(self.word(file.name));
                        each(&path, &file.facts)?;
                    }
                    last = Some(this);
                }
            }
        }
        Ok(())
    }

    /// Writes the manifest to a file, with the files of an older site if both may lie in the folder.
    pub(super) fn save(&self, path: &Path, older: Option<&Ours>) -> io::Result<()> {
        let mut out = BufWriter::new(File::create_new(path)?);
        match older {
            None => self.write(&mut out)?,
            Some(older) => {
                let mut both = Written::default();
                for written in [self, &older.0] {
                    for file in &written.files {
                        both.add_file(&written.path(file), file.facts);
                    }
                }
                both.write(&mut out)?;
            }
        }
        out.flush()
    }
}

/// Something in a folder.
#[derive(Debug, Clone, Copy)]
enum Inside<'a> {
    File(&'a Record),
    /// Its index and its name.
    Folder(u32, u32),
}

impl Inside<'_> {
    /// Compares the paths of two files in a folder, or below folders in it.
    fn compare(&self, other: &Inside<'_>, written: &Written) -> Ordering {
        let parts = |entry: &Inside<'_>| match entry {
            Inside::File(file) => (file.name, None, Some((file.facts.size, file.facts.sum))),
            Inside::Folder(_, name) => (*name, Some(b'/'), None),
        };
        let ((one, slash, facts), (two, other_slash, other_facts)) = (parts(self), parts(other));
        let bytes = |name: u32, slash: Option<u8>| written.word(name).bytes().chain(slash);
        bytes(one, slash)
            .cmp(bytes(two, other_slash))
            .then_with(|| facts.cmp(&other_facts))
    }
}

/// A manifest in JSON. Its files go into the list one by one.
#[derive(Deserialize)]
struct Manifest {
    generator: String,
    version: u32,
    files: Entries,
}

#[derive(Deserialize)]
struct Entry {
    path: String,
    size: u64,
    sha256: String,
}

/// The files of a manifest; `None` if one of them can't have been written by this program.
struct Entries(Option<Written>);

impl<'de> Deserialize<'de> for Entries {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Entries, D::Error> {
        struct Each;

        impl<'de> Visitor<'de> for Each {
            type Value = Entries;

            fn expecting(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str("a list of files")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Entries, A::Error> {
                let mut written = Some(Written::default());
                while let Some(entry) = entries.next_element::<Entry>()? {
                    // One that leads out of the site was not written by this program.
                    let mut parts = Path::new(&entry.path).components();
                    let inside = !entry.path.is_empty() && parts.all(|part| matches!(part, Component::Normal(_)));
                    let sum = parse_sum(&entry.sha256).filter(|_| inside);
                    match (&mut written, sum) {
                        (Some(written), Some(sum)) => written.add(&entry.path, entry.size, sum),
                        _ => written = None,
                    }
                }
                Ok(Entries(written))
            }
        }

        from.deserialize_seq(Each)
    }
}

/// The files that an earlier build wrote, sorted by folder and name. A path has several sums if a build was killed while it
/// replaced file by file.
#[derive(Debug, Default)]
pub(super) struct Ours(Written);

impl Ours {
    /// Reads the manifest of a site; `None` if it has none that can be trusted.
    pub(super) fn read(site: &Path) -> Option<Ours> {
        Ours::parse(BufReader::with_capacity(1 << 16, plain::file(&site.join(NAME)).ok()?))
    }

    fn parse(from: impl io::Read) -> Option<Ours> {
        let manifest: Manifest = serde_json::from_reader(from).ok()?;
        let known = manifest.generator == GENERATOR && manifest.version == VERSION;
        manifest.files.0.filter(|_| known).map(Ours::new)
    }

    fn new(mut written: Written) -> Ours {
        written.sort();
        Ours(written)
    }

    /// Only a file with these bytes, which is known to be this program's.
    pub(super) fn only(path: &str, bytes: &[u8]) -> Ours {
        let mut written = Written::default();
        written.add(path, bytes.len() as u64, sum(bytes));
        Ours::new(written)
    }

    /// The files at a path.
    fn at(&self, path: &str) -> &[Record] {
        self.0.files.get(self.0.sorted_at(path)).unwrap_or_default()
    }

    /// Whether an earlier build wrote a file at this path, whatever became of it.
    pub(super) fn wrote(&self, path: &str) -> bool {
        path == NAME || !self.at(path).is_empty()
    }

    /// Whether a file is as an earlier build wrote it.
    pub(super) fn unchanged(&self, path: &str, full: &Path) -> bool {
        if path == NAME {
            return true;
        }
        let known = self.at(path);
        let Ok(meta) = fs::symlink_metadata(full) else {
            return false;
        };
        let size = meta.len();
        meta.is_file()
            && known.iter().any(|file| file.facts.size == size)
            && plain::bytes(full).is_ok_and(|bytes| {
                let sum = sum(&bytes);
                known
                    .iter()
                    .any(|file| (file.facts.size, file.facts.sum) == (size, sum))
            })
    }
}

/// The sum in hexadecimal digits.
fn hex(sum: &Sum) -> [u8; 64] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut digits = [b'0'; 64];
    for (two, byte) in digits.as_chunks_mut::<2>().0.iter_mut().zip(sum) {
        *two = [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]];
    }
    digits
}

fn parse_sum(hex: &str) -> Option<Sum> {
    let mut sum = [0; 32];
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    for (at, byte) in sum.iter_mut().enumerate() {
        *byte = u8::from_str_radix(hex.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(written: &Written) -> String {
        let mut text = Vec::new();
        written.write(&mut text).expect("written");
        String::from_utf8(text).expect("UTF-8")
    }

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let mut written = Written::default();
        written.add("organs/\"引号\".html", 2, sum(b"ab"));
        written.add("index.html", 0, sum(b""));
        let json = text(&written);
        assert_eq!(
            json,
            "{\"generator\":\"nianbao\",\"version\":1,\"files\":[\n\
             {\"path\":\"index.html\",\"size\":0,\"sha256\":\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"},\n\
             {\"path\":\"organs/\\\"引号\\\".html\",\"size\":2,\"sha256\":\"fb8e20fc2e4c3f248c60c39bd652f3c1347298bb977b8b4d5903b85055620603\"}\n\
             ]}\n"
        );
        let ours = Ours::parse(json.as_bytes()).expect("a manifest");
        assert!(ours.wrote("index.html") && ours.wrote("organs/\"引号\".html") && ours.wrote(NAME));
        assert!(!ours.wrote("organs") && !ours.wrote("organs/index.html") && !ours.wrote("\"引号\".html"));
        assert_eq!(
            text(&Written::default()),
            "{\"generator\":\"nianbao\",\"version\":1,\"files\":[\n]}\n"
        );
        // Both versions of a file are known while one takes the other's place.
        let mut newer = Written::default();
        newer.add("index.html", 1, sum(b"x"));
        let path = std::env::temp_dir().join(format!("nianbao-both-{}.json", std::process::id()));
        let _ = fs::remove_file(&path);
        newer.save(&path, Some(&ours)).expect("written");
        let both = Ours::parse(File::open(&path).expect("a file")).expect("a manifest");
        fs::remove_file(&path).expect("removed");
        let mut sizes: Vec<u64> = both.at("index.html").iter().map(|file| file.facts.size).collect();
        sizes.sort_unstable();
        assert_eq!(sizes, [0, 1]);
        assert!(both.wrote("organs/\"引号\".html"));
    }

    proptest::proptest! {
        /// Paths come back whole and sorted as texts, each once for each of its sums.
        #[test]
        fn paths_are_sorted_as_texts(paths in proptest::collection::vec("[a-c.-]{1,3}(/[a-c.-]{1,3}){0,3}", 0..40)) {
            let mut written = Written::default();
            for path in &paths {
                written.add(path, 1, sum(b"x"));
            }
            let mut expected = paths.clone();
            assert_eq!(written.paths().collect::<Vec<_>>(), expected);
            expected.sort();
            expected.dedup();
            let manifest: serde_json::Value = serde_json::from_str(&text(&written)).expect("JSON");
            let listed = manifest["files"].as_array().expect("a list").iter();
            let listed: Vec<&str> = listed.filter_map(|file| file["path"].as_str()).collect();
            assert_eq!(listed, expected);
            let ours = Ours::new(written);
            for path in &paths {
                assert!(ours.wrote(path), "{path}");
                let below = format!("{path}/d");
                assert!(!ours.wrote(&below), "{below}");
            }
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_not_unpacked() {
        for (name, expected) in [
            ("a", true),
            ("年报.html", true),
            ("...", true),
            ("a:b", cfg!(not(windows))),
            ("", false),
            (".", false),
            ("..", false),
            ("a/b", false),
            ("../b", false),
            ("/etc", false),
            ("a\\b", false),
            ("a\0b", false),
        ] {
            let mut written = Written::default();
            written.add("index.html", 1, sum(b"x"));
            written.name(name);
            let mut bytes = Vec::new();
            written.write_bytes(&mut bytes).expect("written");
            assert_eq!(Written::unpack(&mut Bytes::of(&bytes)).is_some(), expected, "{name:?}");
        }
    }

    #[test]
    fn a_manifest_that_cannot_be_trusted_is_none() {
        let line = |path: &str, sum: &str| {
            format!(
                "{{\"generator\":\"nianbao\",\"version\":1,\"files\":[{{\"path\":\"{path}\",\"size\":1,\"sha256\":\"{sum}\"}}]}}"
            )
        };
        let sum = "0".repeat(64);
        for (text, expected) in [
            (line("a/b", &sum), true),
            (line("../b", &sum), false),
            (line("a/../../b", &sum), false),
            (line("/etc/passwd", &sum), false),
            (line("", &sum), false),
            (line("a", "00"), false),
            (line("a", &"é".repeat(32)), false),
            (line("a", &sum).replace("nianbao", "other"), false),
            (line("a", &sum).replace("\"version\":1", "\"version\":2"), false),
            ("{\"name\":\"app\",\"icons\":[]}".to_owned(), false),
            (String::new(), false),
        ] {
            assert_eq!(Ours::parse(text.as_bytes()).is_some(), expected, "{text}");
        }
    }
}

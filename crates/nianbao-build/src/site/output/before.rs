//! What is known of the last build: a cache beside the site, which is safe to delete.
//!
//! `.<name>.nianbao` next to the output folder has three parts. `cache.index` has every file of the site with its size, its
//! sum and how the system describes it, and which unit of work wrote it. `cache.reports` has what was found in each report.
//! The spare is a second tree of folders with links to the files of the site, for large sites only: a new site is made of
//! it with few steps, and then exchanged with the old one, which becomes the next spare.
//!
//! A cache of another program, a damaged one, or one of another site than the one that is there, is none. What was changed in
//! the site by others since is found out and written again. One change is not noticed: that of a file's bytes in place, if it
//! keeps its size and its time of change is set back.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read as _, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use nianbao_pack::{Bytes, Pack};
use rayon::prelude::*;

use super::manifest::{self, Facts, ROOT, Seen, Written};
use crate::key::Key;
use crate::stamp::{Base, Found};

/// The first bytes of the files; raised when they change.
const MAGIC: &[u8; 8] = b"nianbao\x01";

pub(super) const INDEX: &str = "cache.index";
pub(super) const REPORTS: &str = "cache.reports";
pub(super) const SPARE: &str = "spare";

/// The names of all of it.
pub(super) const ALL: [&str; 3] = [INDEX, REPORTS, SPARE];

/// A folder that was changed less than this long ago, in nanoseconds, may be changed again without another time: where times
/// are exact, and where they are whole seconds or every other one.
const STEPS: [i64; 2] = [50_000_000, 2_000_000_000];

/// What the last build of a site was made from.
pub(super) struct Inputs {
    /// The key of everything, if it can be trusted.
    pub(super) key: Option<Key>,
}

/// What the last site was built from, or `None` if this program has left no cache. A damaged cache is noticed only when it is
/// read whole.
pub(super) fn inputs(work: &Path, program: Key) -> Option<Inputs> {
    // No head is longer.
    const HEAD: u64 = 64;
    let mut head = Vec::new();
    File::open(work.join(INDEX))
        .ok()?
        .take(HEAD)
        .read_to_end(&mut head)
        .ok()?;
    let mut from = Bytes::of(head.strip_prefix(MAGIC)?);
    (Key::unpack(&mut from)? == program).then_some(())?;
    from.take(8)?;
    let key = Option::unpack(&mut from)?;
    Some(Inputs { key })
}

/// The site that an earlier build wrote.
#[derive(Debug)]
pub(super) struct Before {
    /// Its files, sorted.
    pub(super) site: Written,
    /// Its folders by their numbers, those in one folder next to each other.
    nested: Vec<u32>,
    /// Its folders as the system describes them, that of the site first.
    folders: Vec<Seen>,
    /// Those of the spare; empty if there is none.
    spare: Vec<Seen>,
    /// The units of work, by their keys.
    units: HashMap<Key, u32>,
    /// The files of all units, one unit after the other, and where each unit's begin.
    members: Vec<u32>,
    starts: Vec<u32>,
    /// Tells this build from others.
    build: u64,
    /// The key of everything that the site was made from, if it can be trusted.
    pub(super) inputs: Option<Key>,
    /// The manifest as the system describes it.
    manifest: Seen,
    /// What the build said.
    pub(super) said: Box<[u8]>,
    /// For each file, whether it is still there as it was written.
    intact: Vec<bool>,
    /// For each file, whether it is part of the new site.
    taken: Vec<AtomicBool>,
    /// Whether the site is in all as it was written, with nothing added.
    pub(super) whole: bool,
}

impl Before {
    /// Reads the cache in a work folder, and checks which files of the site are still as they were. `None` if there is no cache
    /// of this program.
    pub(super) fn read(work: &Path, root: &Path, program: Key) -> Option<Before> {
        let file = Checked::read(&work.join(INDEX))?;
        let mut before = Before::unpack(&mut Bytes::of(file.bytes()), program)?;
        let same = |path: &Path, seen: Seen| fs::symlink_metadata(path).is_ok_and(|meta| Seen::of(&meta) == seen);
        if !same(&root.join(manifest::NAME), before.manifest) {
            return None;
        }
        let changed: Vec<usize> = before
            .branches(root)
            .flat_map_iter(|branch| before.changed(&branch))
            .collect();
        before.whole = changed.is_empty() && before.is_whole(root, &before.folders);
        for index in changed {
            before.intact[index] = false;
        }
        Some(before)
    }

    fn unpack(from: &mut Bytes<'_>, program: Key) -> Option<Before> {
        if Key::unpack(from)? != program {
            return None;
        }
        let build = u64::from_le_bytes(from.take(8)?.try_into().ok()?);
        let (inputs, said) = (Option::unpack(from)?, Pack::unpack(from)?);
        let manifest = seen(from)?;
        let site = Written::unpack(from)?;
        let folders = several(from)?;
        let spare: Vec<Seen> = several(from)?;
        let keys: Vec<Key> = Pack::unpack(from)?;
        let count = site.folders().len() + 1;
        if folders.len() != count || !(spare.is_empty() || spare.len() == count) || !from.is_empty() {
            return None;
        }
        // The files of each unit next to each other.
        let mut members: Vec<u32> = (0..site.files().len())
            .filter_map(|index| u32::try_from(index).ok())
            .collect();
        let unit = |index: &u32| site.files().get(*index as usize).map(|file| file.facts.unit);
        members.sort_by_key(unit);
        let starts = (0..=keys.len()).map(|number| {
            let start = members.partition_point(|index| unit(index).is_some_and(|unit| (unit as usize) < number));
            u32::try_from(start).unwrap_or(u32::MAX)
        });
        let starts = starts.collect();
        let units = keys.into_iter().zip(0..).collect();
        let mut nested: Vec<u32> = (0..).take(site.folders().len()).collect();
        nested.sort_unstable_by_key(|index| site.folders().get(*index as usize).copied());
        let taken: Vec<AtomicBool> = site.files().iter().map(|_| AtomicBool::new(false)).collect();
        Some(Before {
            site,
            nested,
            folders,
            spare,
            units,
            members,
            starts,
            build,
            inputs,
            manifest,
            said,
            intact: vec![true; taken.len()],
            taken,
            whole: false,
        })
    }

    /// All folders of a tree, in groups that are looked at from the folder above them.
    fn branches(&self, root: &Path) -> impl ParallelIterator<Item = Branch> {
        /// Opening a folder takes as long as looking at a few files; a group is the work of one thread.
        const MOST: usize = 64;
        let above = |index: u32| self.site.folders().get(index as usize).map(|(above, _)| *above);
        let groups = self.nested.chunk_by(move |one, other| above(*one) == above(*other));
        let groups: Vec<&[u32]> = groups.flat_map(|group| group.chunks(MOST)).collect();
        let of_root = Branch {
            base: Base::new(root.to_owned()),
            folders: vec![(ROOT, PathBuf::new())],
        };
        let others = groups.into_par_iter().map(move |group| {
            let first = group.first().and_then(|index| above(*index)).unwrap_or(ROOT);
            let folders = group.iter().filter_map(|index| {
                let (_, name) = self.site.folders().get(*index as usize)?;
                Some((*index, PathBuf::from(self.site.word(*name))))
            });
            Branch {
                base: Base::new(root.join(self.site.folder_path(first))),
                folders: folders.collect(),
            }
        });
        rayon::iter::once(of_root).chain(others)
    }

    /// The files of these folders that are not as they were written.
    fn changed(&self, branch: &Branch) -> Vec<usize> {
        let mut changed = Vec::new();
        for (folder, name) in &branch.folders {
            let start = self.site.files().partition_point(|file| file.folder < *folder);
            let files = self.site.files().iter().enumerate().skip(start);
            let mut path = name.clone();
            for (index, file) in files.take_while(|(_, file)| file.folder == *folder) {
                path.push(self.site.word(file.name));
                let found = branch.base.find(&path);
                path.pop();
                let same = found.is_ok_and(|found| {
                    found.is_file() && found.stamp.size == file.facts.size && Seen::from(found.stamp) == file.facts.seen
                });
                if !same {
                    changed.push(index);
                }
            }
        }
        changed
    }

    /// Whether a tree has the folders of the site, and each only what belongs there.
    fn is_whole(&self, root: &Path, folders: &[Seen]) -> bool {
        // Without numbers, folders are not known again.
        let known = folders.iter().all(|seen| seen.number != 0);
        known
            && self.branches(root).all(|branch| {
                branch.folders.iter().all(|(folder, name)| {
                    let found = if *folder == ROOT {
                        Found::at(root)
                    } else {
                        branch.base.find(name)
                    };
                    let found = found.ok().filter(Found::is_folder);
                    let index = if *folder == ROOT { 0 } else { *folder as usize + 1 };
                    let expected = folders.get(index);
                    found.is_some_and(|found| {
                        expected == Some(&found.stamp.into()) || self.has_only(*folder, &branch.base.path().join(name))
                    })
                })
            })
    }

    /// Whether a folder has all that belongs there, the same files, and nothing else.
    #[cfg(unix)]
    fn has_only(&self, folder: u32, path: &Path) -> bool {
        use std::os::unix::fs::DirEntryExt as _;
        let start = self.site.files().partition_point(|file| file.folder < folder);
        let files = self.site.files().get(start..).unwrap_or_default().iter();
        let files = files.take_while(|file| file.folder == folder);
        let mut expected: BTreeMap<&str, Option<u64>> = files
            .map(|file| (self.site.word(file.name), Some(file.facts.seen.number)))
            .collect();
        let known = |index: &u32| self.site.folders().get(*index as usize).copied();
        let start = self
            .nested
            .partition_point(|index| known(index).is_some_and(|(above, _)| above < folder));
        let below = self.nested.get(start..).unwrap_or_default().iter().filter_map(known);
        let below = below.take_while(|(above, _)| *above == folder);
        expected.extend(below.map(|(_, name)| (self.site.word(name), None)));
        if folder == ROOT {
            expected.insert(manifest::NAME, Some(self.manifest.number));
        }
        let Ok(entries) = fs::read_dir(path) else {
            return false;
        };
        let mut count = 0;
        for entry in entries {
            let Ok(entry) = entry else {
                return false;
            };
            let name = entry.file_name();
            match name.to_str().and_then(|name| expected.get(name)) {
                Some(Some(number)) if entry.ino() == *number => count += 1,
                Some(None) if entry.file_type().is_ok_and(|kind| kind.is_dir()) => count += 1,
                _ => return false,
            }
        }
        count == expected.len()
    }

    #[cfg(not(unix))]
    fn has_only(&self, _: u32, _: &Path) -> bool {
        false
    }

    /// Whether there is a spare that has all files of the site.
    pub(super) fn has_spare(&self, work: &Path) -> bool {
        self.whole && !self.spare.is_empty() && self.is_whole(&work.join(SPARE), &self.spare)
    }

    /// Whether nothing was added to the folders of a site since they were looked at last.
    pub(super) fn is_still_whole(&self, root: &Path) -> bool {
        self.is_whole(root, &self.folders)
    }

    /// The file at a path, by its place among the files.
    pub(super) fn file(&self, path: &str) -> Option<usize> {
        self.site.sorted_at(path).next()
    }

    /// A file that is still as it was written.
    pub(super) fn still(&self, index: usize) -> Option<&Facts> {
        let intact = self.intact.get(index).copied().unwrap_or_default();
        let file = self.site.files().get(index).filter(|_| intact)?;
        Some(&file.facts)
    }

    /// Notes that a file at the same path is part of the new site; returns whether it was already.
    pub(super) fn take(&self, index: usize) -> bool {
        self.taken
            .get(index)
            .is_some_and(|taken| taken.swap(true, Ordering::Relaxed))
    }

    pub(super) fn is_taken(&self, index: usize) -> bool {
        self.taken.get(index).is_some_and(|taken| taken.load(Ordering::Relaxed))
    }

    /// The files that the new site does not have, by their paths.
    pub(super) fn dropped(&self) -> impl Iterator<Item = String> {
        let files = self.site.files().iter().enumerate();
        files
            .filter(|(index, _)| !self.is_taken(*index))
            .map(|(_, file)| self.site.path(file))
    }

    /// The files of a unit of work; `None` if it was not done, or if one of them is not as it was written.
    pub(super) fn unit(&self, key: Key) -> Option<&[u32]> {
        let number = *self.units.get(&key)? as usize;
        let (start, end) = (*self.starts.get(number)?, *self.starts.get(number + 1)?);
        let files = self.members.get(start as usize..end as usize)?;
        files
            .iter()
            .all(|index| self.still(*index as usize).is_some())
            .then_some(files)
    }

    /// What `read` makes of the bytes about the reports, which are a part of a file.
    pub(super) fn reports<T>(&self, work: &Path, read: impl FnOnce(Vec<u8>, Range<usize>) -> Option<T>) -> Option<T> {
        let file = Checked::read(&work.join(REPORTS))?;
        let part = file.part();
        let build: [u8; 8] = *file.bytes().first_chunk()?;
        let is_of_build = u64::from_le_bytes(build) == self.build;
        is_of_build
            .then(|| read(file.0, part.start + build.len()..part.end))
            .flatten()
    }

    /// How the folders of a site were seen, and those of its spare: those of the new site take over what is known, unless
    /// something changed in them. Others may have added to either since just before they were `exchanged`.
    pub(super) fn folders_after(
        &self,
        site: &Written,
        root: &Path,
        spare: &Path,
        changed: &[String],
        exchanged: i64,
    ) -> [Vec<Seen>; 2] {
        let mut touched: Vec<&str> = Vec::new();
        for path in changed {
            let mut at = path.as_str();
            while let Some((above, _)) = at.rsplit_once('/') {
                touched.push(above);
                at = above;
            }
        }
        touched.sort_unstable();
        touched.dedup();
        // The same folder in the site before.
        let mut before: Vec<Option<u32>> = Vec::with_capacity(site.folders().len());
        for (above, name) in site.folders() {
            let above = match *above {
                ROOT => Some(ROOT),
                above => before.get(above as usize).copied().flatten(),
            };
            before.push(above.and_then(|above| self.site.folder_in(above, site.word(*name))));
        }
        let look = |base: &Path, known: &[Seen]| {
            let mut seen = vec![looked(base, exchanged)];
            seen.extend(before.iter().enumerate().map(|(index, before)| {
                let path = site.folder_path(u32::try_from(index).unwrap_or(ROOT));
                let known = before.and_then(|before| known.get(before as usize + 1));
                match known {
                    Some(known) if touched.binary_search(&path.as_str()).is_err() => *known,
                    _ => looked(&base.join(path), exchanged),
                }
            }));
            seen
        };
        // They were exchanged.
        [look(root, &self.spare), look(spare, &self.folders)]
    }
}

/// Folders next to each other, and the folder above them, from which they and their files are looked at.
struct Branch {
    base: Base,
    /// The number and the name of each; that of the site is looked at from itself.
    folders: Vec<(u32, PathBuf)>,
}

/// How a folder is; with no time if it may have changed at the time `now` or later.
fn looked(path: &Path, now: i64) -> Seen {
    let seen = fs::symlink_metadata(path).map_or(Seen::default(), |meta| Seen::of(&meta));
    let [exact, coarse] = STEPS;
    let step = if seen.modified % 1_000_000_000 == 0 {
        coarse
    } else {
        exact
    };
    if seen.modified < now.saturating_sub(step) {
        seen
    } else {
        Seen { modified: 0, ..seen }
    }
}

/// All folders of a site, that of the site first. What changed in them at the time `now` or later is not known.
pub(super) fn folders(site: &Written, root: &Path, now: i64) -> Vec<Seen> {
    let mut seen = vec![looked(root, now)];
    let below: Vec<Seen> = (0..site.folders().len())
        .into_par_iter()
        .map(|index| looked(&root.join(site.folder_path(u32::try_from(index).unwrap_or(ROOT))), now))
        .collect();
    seen.extend(below);
    seen
}

/// What a build leaves for the next.
pub(super) struct After<'a> {
    pub(super) program: Key,
    pub(super) inputs: Option<Key>,
    pub(super) said: Box<[u8]>,
    pub(super) site: &'a mut Written,
    pub(super) units: Vec<Key>,
    pub(super) folders: Vec<Seen>,
    pub(super) spare: Vec<Seen>,
    pub(super) build: u64,
}

impl After<'_> {
    /// Writes the index. The file about the reports has been written.
    pub(super) fn write(self, work: &Path, root: &Path) -> io::Result<()> {
        self.site.sort();
        let (mut out, mut end) = (Vec::new(), Vec::new());
        self.program.pack(&mut out);
        out.extend(self.build.to_le_bytes());
        self.inputs.pack(&mut out);
        self.said.pack(&mut out);
        let manifest = Seen::of(&fs::symlink_metadata(root.join(manifest::NAME))?);
        pack_seen(&[manifest], &mut out);
        for folders in [&self.folders, &self.spare] {
            folders.len().pack(&mut end);
            pack_seen(folders, &mut end);
        }
        self.units.pack(&mut end);
        save(&work.join(INDEX), |file| {
            file.write_all(&out)?;
            self.site.write_bytes(file)?;
            file.write_all(&end)
        })
    }
}

/// Writes a file of the cache, with a sum of its bytes at the end; it is there whole or not at all.
pub(super) fn save(path: &Path, write: impl FnOnce(&mut Summed<'_>) -> io::Result<()>) -> io::Result<()> {
    let new = path.with_added_extension("new");
    let mut file = BufWriter::with_capacity(1 << 16, File::create(&new)?);
    file.write_all(MAGIC)?;
    let mut summed = Summed {
        file: &mut file,
        sum: crc32fast::Hasher::new(),
    };
    write(&mut summed)?;
    let sum = summed.sum.finalize();
    file.write_all(&sum.to_le_bytes())?;
    file.flush()?;
    drop(file);
    fs::rename(&new, path)
}

/// A file that is being written, and the sum of its bytes.
pub(super) struct Summed<'a> {
    file: &'a mut BufWriter<File>,
    sum: crc32fast::Hasher,
}

impl io::Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.file.write(bytes)?;
        self.sum.update(bytes.get(..count).unwrap_or_default());
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// A file of the cache that is not damaged.
struct Checked(Vec<u8>);

impl Checked {
    /// Reads a file; `None` if it is not there or damaged.
    fn read(path: &Path) -> Option<Checked> {
        let file = Checked(fs::read(path).ok()?);
        let sum = file.0.last_chunk()?;
        let is_whole = file.0.starts_with(MAGIC) && u32::from_le_bytes(*sum) == crc32fast::hash(file.bytes());
        is_whole.then_some(file)
    }

    /// Where its content is, between the mark and the sum.
    fn part(&self) -> Range<usize> {
        MAGIC.len()..self.0.len().saturating_sub(4)
    }

    fn bytes(&self) -> &[u8] {
        self.0.get(self.part()).unwrap_or_default()
    }
}

fn pack_seen(all: &[Seen], out: &mut Vec<u8>) {
    for seen in all {
        out.extend(seen.number.to_le_bytes());
        out.extend(seen.modified.to_le_bytes());
    }
}

fn seen(from: &mut Bytes<'_>) -> Option<Seen> {
    let number = u64::from_le_bytes(from.take(8)?.try_into().ok()?);
    let modified = i64::from_le_bytes(from.take(8)?.try_into().ok()?);
    Some(Seen { number, modified })
}

fn several(from: &mut Bytes<'_>) -> Option<Vec<Seen>> {
    let mut all = Vec::new();
    for _ in 0..usize::unpack(from)? {
        all.push(seen(from)?);
    }
    Some(all)
}

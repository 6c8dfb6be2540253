//! The folder that the site is written to: whole or not at all.
//!
//! A site is built in a work folder next to the output, `.<name>.nianbao/new`, and takes the old one's place at the end. Up to
//! then nothing of the old one is touched: a build that fails, is killed or runs out of disk leaves it byte for byte. The
//! next build removes what a killed one left.
//!
//! `manifest.json` says which files are the site's. Only those are replaced or removed, the latter only if their bytes are
//! still those that were written; all others are kept. A site built by a version without a manifest has a marker
//! instead, which does not prove which files are its own: the files that the new site has as well are replaced, all others
//! are kept.

mod before;
mod manifest;
mod place;
mod survey;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};

use nianbao_core::text::Text;
use sha2::{Digest as _, Sha256};

use crate::error::{Context as _, Result, Trouble, io, writing};
use crate::key::Key;
use crate::stamp;
use before::{After, Before};
use manifest::{Facts, Ours, Seen, Written};
use place::Place;
use survey::Survey;

/// What older versions put into the folder instead of a manifest.
const MARKER: &str = ".nianbao";
const MARKER_TEXT: &str = "This folder was written by nianbao; building again replaces what is in it.\n";

/// What there was in the folder before.
#[derive(Debug)]
pub(super) struct Old {
    /// The files that can be proved to be the site's.
    ours: Ours,
    /// Whether the site was built by a version without a manifest.
    unlisted: bool,
}

/// What was written.
#[derive(Debug)]
pub(crate) struct Closed {
    pub(crate) pages: usize,
    pub(crate) files: usize,
    pub(crate) bytes: u64,
    /// The files in the folder that are not the site's, sorted, below it.
    pub(crate) kept: Vec<PathBuf>,
}

/// What a build is made from, and which program makes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Made {
    /// The key of the program.
    pub(crate) program: Key,
    /// The key of all sources and settings; `None` if they may change without another one.
    pub(crate) sources: Option<Key>,
    /// The number of files from which on a site gets a spare.
    pub(crate) spare_from: usize,
}

/// The last build of a site that left a cache.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Last {
    /// Whether it was made of the same sources and by the same program.
    pub(crate) is_same: bool,
}

/// The last build of the site in a folder; `None` if it left no cache for the same program.
pub(crate) fn last(root: &Path, made: Made) -> Option<Last> {
    let inputs = before::inputs(&place::beside(root)?, made.program)?;
    Some(Last {
        is_same: made.sources.is_some() && inputs.key == made.sources,
    })
}

/// Writes the files of a site, which is seen once all of them are written.
pub(crate) struct Folder {
    place: Place,
    /// What there was; looked up when needed if the site is known.
    old: OnceLock<Old>,
    /// What this build is made from, if it leaves a cache.
    made: Option<Made>,
    before: Option<Before>,
    /// Whether the new site is made of the spare, which has the files of the old one.
    of_spare: bool,
    /// Whether there was nothing at all, so that no file can stay the same.
    is_first: bool,
    written: Mutex<Written>,
    /// The files that the spare does not have, or not as they are now.
    fresh: Mutex<Vec<String>>,
    units: Mutex<Vec<Key>>,
    pages: AtomicUsize,
    bytes: AtomicU64,
}

impl Folder {
    /// Opens the folder, which need not exist. One that holds other things and no site is refused, as is one that the content
    /// is in or that is in the content (`sources`). If it is said what the site is `made` from, what the last build knows is
    /// used, and the next build can use what this one knows.
    pub(crate) fn open(root: &Path, sources: &[&Path], made: Option<Made>) -> Result<Folder> {
        let place = Place::open(root, sources, made.is_some())?;
        let made = made.filter(|_| place.keeps());
        let before = made.and_then(|made| Before::read(place.work(), place.root(), made.program));
        let old = OnceLock::new();
        if before.is_none() {
            let _ = old.set(look(place.root()).map_err(|trouble| trouble.context(writing(root)))?);
        }
        let is_first = fs::symlink_metadata(place.root()).is_err();
        Ok(Folder {
            is_first,
            place,
            old,
            made,
            before,
            of_spare: false,
            written: Mutex::default(),
            fresh: Mutex::default(),
            units: Mutex::default(),
            pages: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
        })
    }

    /// What the last build said, as [`Folder::close`] got it, if the site is still that which this build would write.
    pub(crate) fn unchanged(&self) -> Option<&[u8]> {
        let before = self.before.as_ref().filter(|before| before.whole)?;
        let sources = self.made?.sources?;
        (before.inputs == Some(sources)).then_some(&before.said)
    }

    /// What `read` makes of what the last build knew of the reports.
    pub(crate) fn known<T>(&self, read: impl FnOnce(Vec<u8>, Range<usize>) -> Option<T>) -> Option<T> {
        self.before.as_ref()?.reports(self.place.work(), read)
    }

    /// Whether this build leaves a cache.
    pub(crate) fn keeps(&self) -> bool {
        self.made.is_some()
    }

    /// Begins the new site.
    pub(crate) fn begin(&mut self) -> Result<()> {
        let (new, spare) = (self.place.new_folder(), self.place.work().join(before::SPARE));
        let begin = || {
            if self
                .before
                .as_ref()
                .is_some_and(|before| before.has_spare(self.place.work()))
            {
                // From here on it is not a spare any more, whatever becomes of this build.
                fs::rename(&spare, new)?;
                return Ok(true);
            }
            place::remove(&spare)?;
            fs::create_dir(new)?;
            Ok::<_, io::Error>(false)
        };
        self.of_spare = begin().context(|| writing(new))?;
        Ok(())
    }

    /// The path of a temporary file, which is removed with the work folder.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.place.scratch(name)
    }

    /// Writes files that belong to no unit of work.
    pub(crate) fn out(&self) -> Out<'_> {
        Out {
            folder: self,
            unit: manifest::ALONE,
        }
    }

    fn record(&self, path: &str, facts: Facts) {
        self.bytes.fetch_add(facts.size, Ordering::Relaxed);
        self.pages.fetch_add(usize::from(facts.is_page), Ordering::Relaxed);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.add_file(path, facts);
    }

    /// The same for a file that the old site does not have.
    fn record_new(&self, path: &str, facts: Facts) {
        if self.of_spare {
            let mut fresh = self.fresh.lock().unwrap_or_else(PoisonError::into_inner);
            fresh.push(path.to_owned());
        }
        self.record(path, facts);
    }

    /// Takes a file of the old site over into the new one.
    fn carry(&self, path: &str, mut facts: Facts) -> Result<()> {
        if !self.of_spare {
            let (new, old) = (self.place.new_folder().join(path), self.place.root().join(path));
            // Some file systems have no links.
            let link = || match fs::hard_link(&old, &new) {
                // It may be the very file that the old site has.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
                linked => linked.or_else(|_| place::copy(&old, &new)),
            };
            let meta = in_folder(&new, || link().and_then(|()| fs::symlink_metadata(&new)));
            facts.seen = Seen::of(&meta.context(|| writing(&new))?);
        }
        self.record(path, facts);
        Ok(())
    }

    /// Removes what the spare has in the place of a new file. Never is a file changed that the old site has as well.
    fn make_room(&self, path: &str) -> Result<()> {
        let Some(before) = self.before.as_ref() else {
            return Ok(());
        };
        let Some(index) = before.file(path) else {
            return Ok(());
        };
        let twice = before.take(index);
        if self.of_spare && !twice {
            let new = self.place.new_folder().join(path);
            fs::remove_file(&new)
                .map_err(|error| self.odd(&error))
                .context(|| writing(&new))?;
        }
        Ok(())
    }

    /// An error of writing a new file. Where the old site had a file, the new one may have a folder, which a spare can't be
    /// made into.
    fn odd(&self, error: &io::Error) -> Trouble {
        use io::ErrorKind::{AlreadyExists, DirectoryNotEmpty, IsADirectory, NotADirectory};
        let odd = matches!(
            error.kind(),
            AlreadyExists | DirectoryNotEmpty | IsADirectory | NotADirectory
        );
        if odd && self.of_spare {
            crate::archive::changed()
        } else {
            io(error)
        }
    }

    /// The file that the last build wrote at a path, if it is there still and has these bytes.
    fn same(&self, path: &str, size: u64, sum: manifest::Sum) -> Option<(usize, Facts)> {
        let before = self.before.as_ref()?;
        let index = before.file(path)?;
        let facts = before.still(index)?;
        (facts.size == size && facts.sum == sum).then_some((index, *facts))
    }

    /// Puts the new site in the old one's place. Until this has been done nothing of the old one has changed. For the next
    /// build, `said` are the words of this one, and `known` writes what it knows of the reports.
    pub(crate) fn close(
        self,
        said: impl FnOnce(&Closed) -> Vec<u8>,
        known: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
    ) -> Result<Closed> {
        let place = &self.place;
        // What the last build left is used up: if this one is killed, the next one is one without a cache.
        let work = place.work();
        place::remove(&work.join(before::INDEX)).context(|| writing(work))?;
        let build = u64::try_from(stamp::now()).unwrap_or_default();
        let saved = if self.made.is_some() {
            let saved = before::save(&work.join(before::REPORTS), |file| {
                file.write_all(&build.to_le_bytes())?;
                known(file)
            });
            saved.is_ok()
        } else {
            // What it holds is not needed any more.
            drop(known);
            false
        };
        let mut written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        let manifest = place.new_folder().join(manifest::NAME);
        let spare = self.before.as_ref().filter(|_| self.of_spare);
        let dropped: Vec<String> = spare.map_or_else(Vec::new, |before| before.dropped().collect());
        if self.of_spare {
            remove_all(place.new_folder(), &dropped).context(|| writing(place.new_folder()))?;
            fs::remove_file(&manifest).context(|| writing(&manifest))?;
        }
        in_folder(&manifest, || written.save(&manifest, None)).context(|| writing(&manifest))?;
        let survey = if self.of_spare {
            // Nothing was there but the site when it was looked at.
            let mut gone: Vec<PathBuf> = dropped.iter().map(PathBuf::from).collect();
            gone.sort();
            Survey {
                dropped: gone,
                ..Survey::default()
            }
        } else {
            if self.old.get().is_none() {
                let found = look(place.root()).map_err(|trouble| trouble.context(writing(place.root())))?;
                let _ = self.old.set(found);
            }
            let old = self.old.get().ok_or_else(|| io(&io::ErrorKind::NotFound.into()))?;
            Survey::make(place.root(), place.new_folder(), old)?
        };
        let none = Ours::default();
        let ours = self.old.get().map_or(&none, |old| &old.ours);
        // Only what is older than the exchange is sure to have been made by this build.
        let exchanged = stamp::now();
        let old = place.swap(&survey, &written, ours)?;
        let (mut spare, mut late) = (None, Vec::new());
        if let Some(old) = old {
            let untouched = self.of_spare && self.before.as_ref().is_some_and(|before| before.is_still_whole(&old));
            if untouched {
                spare = Some(old);
            } else {
                late = place.save_late(&old, &survey)?;
            }
        }
        // Files of others are looked through in each build.
        let foreign = !survey.kept.is_empty() || !survey.folders.is_empty() || !late.is_empty();
        let mut kept = [survey.kept, late].concat();
        kept.sort();
        let closed = Closed {
            pages: self.pages.into_inner(),
            files: written.count(),
            bytes: self.bytes.into_inner(),
            kept,
        };
        if let Some(made) = self.made.filter(|_| saved) {
            let after = After {
                program: made.program,
                inputs: made.sources.filter(|_| !foreign),
                said: said(&closed).into(),
                units: self.units.into_inner().unwrap_or_else(PoisonError::into_inner),
                build,
                site: &mut written,
                folders: Vec::new(),
                spare: Vec::new(),
            };
            // A cache that can't be written is none: the site is there.
            let spare_from = if foreign { usize::MAX } else { made.spare_from };
            let mut fresh = self.fresh.into_inner().unwrap_or_else(PoisonError::into_inner);
            fresh.push(manifest::NAME.to_owned());
            let spare = self.before.as_ref().zip(spare.as_deref());
            let _ = keep(place, exchanged, spare, [dropped, fresh], spare_from, after);
        }
        Ok(closed)
    }
}

/// Leaves what is known for the next build, with a spare for a large site: the old one, if that has nothing but what the new
/// one has, except for the files that were `dropped` or are `fresh`. `exchanged` is the time before the new site came into
/// its place.
fn keep(
    place: &Place,
    exchanged: i64,
    old: Option<(&Before, &Path)>,
    [dropped, fresh]: [Vec<String>; 2],
    spare_from: usize,
    mut after: After<'_>,
) -> io::Result<()> {
    let (root, spare) = (place.root(), place.work().join(before::SPARE));
    if let Some((before, old)) = old {
        remove_all(old, &dropped)?;
        for path in &fresh {
            let (from, to) = (root.join(path), old.join(path));
            place::remove(&to)?;
            in_folder(&to, || fs::hard_link(&from, &to))?;
        }
        fs::rename(old, &spare)?;
        let changed = [dropped, fresh].concat();
        [after.folders, after.spare] = before.folders_after(after.site, root, &spare, &changed, exchanged);
    } else {
        after.folders = before::folders(after.site, root, exchanged);
        if after.site.count() >= spare_from {
            if after.site.link(root, &spare).is_ok() {
                after.spare = before::folders(after.site, &spare, stamp::now());
            } else {
                place::remove(&spare)?;
            }
        }
    }
    after.write(place.work(), root)
}

/// Removes files in a folder, and the folders that have nothing in them any more.
fn remove_all(root: &Path, paths: &[String]) -> io::Result<()> {
    for path in paths {
        fs::remove_file(root.join(path))?;
        for folder in Path::new(path)
            .ancestors()
            .skip(1)
            .filter(|folder| !folder.as_os_str().is_empty())
        {
            // Fails for a folder that still has something in it, which stays.
            if fs::remove_dir(root.join(folder)).is_err() {
                break;
            }
        }
    }
    Ok(())
}

/// Writes the files of a unit of work, or those that belong to none.
#[derive(Clone, Copy)]
pub(crate) struct Out<'a> {
    folder: &'a Folder,
    unit: u32,
}

impl<'a> Out<'a> {
    /// Begins a unit of work: some files that depend on nothing but the values in its key, and on the program. `None` if the
    /// last build did the same; then its files are taken over. A unit has none of its own.
    pub(crate) fn unit(self, key: Key) -> Result<Option<Out<'a>>> {
        let folder = self.folder;
        if !folder.keeps() {
            return Ok(Some(self));
        }
        let unit = {
            let mut units = folder.units.lock().unwrap_or_else(PoisonError::into_inner);
            units.push(key);
            u32::try_from(units.len() - 1).unwrap_or(manifest::ALONE)
        };
        let Some(before) = folder.before.as_ref() else {
            return Ok(Some(Out { folder, unit }));
        };
        let Some(files) = before.unit(key) else {
            return Ok(Some(Out { folder, unit }));
        };
        for index in files {
            let index = *index as usize;
            let Some(file) = before.site.files().get(index) else {
                continue;
            };
            let path = before.site.path(file);
            if before.take(index) {
                let error = folder.odd(&io::ErrorKind::AlreadyExists.into());
                return Err(error.context(writing(&folder.place.new_folder().join(path))));
            }
            folder.carry(&path, Facts { unit, ..file.facts })?;
        }
        Ok(None)
    }

    /// Where a file of the new site is, if it has been written.
    pub(crate) fn written(self, path: &str) -> PathBuf {
        let before = self.folder.before.as_ref().filter(|_| self.folder.of_spare);
        let left = before.is_some_and(|before| before.file(path).is_some_and(|index| !before.is_taken(index)));
        // One that the spare has, but not the new site.
        let name = if left { Path::new("") } else { Path::new(path) };
        self.folder.place.new_folder().join(name)
    }

    /// Writes a file; `path` has `/` between its parts. A file that has the same bytes already stays the same file, with its
    /// time of change, so that copying to a host copies only what changed.
    pub(crate) fn write(self, path: &str, bytes: &[u8]) -> Result<()> {
        self.put(path, bytes, false)
    }

    /// Writes a page.
    pub(crate) fn page(self, path: &str, text: &str) -> Result<()> {
        self.put(path, text.as_bytes(), true)
    }

    fn put(self, path: &str, bytes: &[u8], is_page: bool) -> Result<()> {
        let (folder, unit) = (self.folder, self.unit);
        let (size, sum) = (bytes.len() as u64, manifest::sum(bytes));
        if let Some((index, facts)) = folder.same(path, size, sum)
            && let Some(before) = &folder.before
            && !before.take(index)
        {
            let facts = Facts { unit, is_page, ..facts };
            return folder.carry(path, facts);
        }
        folder.make_room(path)?;
        let (new, old) = (folder.place.new_folder().join(path), folder.place.root().join(path));
        let link = || fs::hard_link(&old, &new).and_then(|()| fs::symlink_metadata(&new));
        let create = || {
            // Fails if the path is written twice.
            let mut file = File::create_new(&new)?;
            file.write_all(bytes)?;
            file.metadata()
        };
        let is_same = !folder.is_first && same_bytes(&old, bytes);
        let linked = is_same.then(|| in_folder(&new, link).ok()).flatten();
        let meta = match linked {
            Some(meta) => meta,
            None => in_folder(&new, create)
                .map_err(|error| folder.odd(&error))
                .context(|| writing(&new))?,
        };
        let facts = Facts {
            size,
            sum,
            seen: Seen::of(&meta),
            unit,
            is_page,
        };
        folder.record_new(path, facts);
        Ok(())
    }

    /// Creates a file that is written piece by piece, so that it never lies in memory whole. It is part of the site only
    /// after [`Sink::finish`].
    pub(crate) fn create(self, path: &str) -> Result<Sink<'a>> {
        self.folder.make_room(path)?;
        let new = self.folder.place.new_folder().join(path);
        let create = || {
            new.parent().map_or(Ok(()), fs::create_dir_all)?;
            File::create_new(&new)
        };
        let file = create()
            .map_err(|error| self.folder.odd(&error))
            .context(|| writing(&new))?;
        Ok(Sink {
            out: self,
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
            sum: Sha256::new(),
            size: 0,
            new,
        })
    }
}

/// A file of the site that is written piece by piece.
pub(crate) struct Sink<'a> {
    out: Out<'a>,
    path: String,
    /// Where it is written.
    new: PathBuf,
    file: BufWriter<File>,
    sum: Sha256,
    size: u64,
}

impl Sink<'_> {
    /// Adds a piece.
    pub(crate) fn add(&mut self, piece: &[u8]) -> Result<()> {
        self.sum.update(piece);
        self.size += piece.len() as u64;
        self.file.write_all(piece).context(|| writing(&self.new))
    }

    /// Completes the file. If there is one with the same bytes already, that one stays.
    pub(crate) fn finish(mut self) -> Result<()> {
        let doing = || writing(&self.new);
        self.file.flush().context(doing)?;
        let old = self.out.folder.place.root().join(&self.path);
        if same_files(&old, &self.new, self.size) {
            // A link that can't be made leaves the new file.
            let spare = self.new.with_added_extension("same");
            if fs::hard_link(&old, &spare).is_ok() {
                fs::rename(&spare, &self.new).context(doing)?;
            }
        }
        let seen = fs::symlink_metadata(&self.new).context(doing)?;
        let facts = Facts {
            size: self.size,
            sum: self.sum.finalize().into(),
            seen: Seen::of(&seen),
            unit: self.out.unit,
            is_page: false,
        };
        self.out.folder.record_new(&self.path, facts);
        Ok(())
    }
}

/// Whether two plain files have the same bytes; the size of one is known.
fn same_files(one: &Path, other: &Path, size: u64) -> bool {
    let same_size = fs::symlink_metadata(one).is_ok_and(|meta| meta.is_file() && meta.len() == size);
    let same_bytes = || -> io::Result<bool> {
        let (mut one, mut other) = (BufReader::new(File::open(one)?), BufReader::new(File::open(other)?));
        loop {
            let (left, right) = (one.fill_buf()?, other.fill_buf()?);
            let count = left.len().min(right.len());
            if left.get(..count) != right.get(..count) {
                return Ok(false);
            }
            if count == 0 {
                return Ok(left.len() == right.len());
            }
            one.consume(count);
            other.consume(count);
        }
    };
    same_size && same_bytes().unwrap_or(false)
}

/// Which of the files in a folder an earlier build wrote.
fn look(root: &Path) -> Result<Old> {
    let mut entries = match fs::read_dir(root) {
        Ok(entries) => entries.filter(|entry| !entry.as_ref().is_ok_and(|entry| entry.file_name() == place::INSIDE)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(Old {
                ours: Ours::default(),
                unlisted: false,
            });
        }
        Err(error) => return Err(io(&error)),
    };
    if let Some(ours) = Ours::read(root) {
        return Ok(Old { ours, unlisted: false });
    }
    let unlisted = root.join(MARKER).is_file();
    if !unlisted && entries.next().is_some() {
        return Err(Trouble::new(
            "content",
            Text::new(
                "这个文件夹不是空的，里面也不是以前生成的站点",
                "the folder is not empty and holds no site built before",
            ),
        )
        .hint(Text::new(
            "换一个文件夹，或先把它清空",
            "choose another folder, or empty it first",
        )));
    }
    let ours = Ours::only(MARKER, MARKER_TEXT.as_bytes());
    Ok(Old { ours, unlisted })
}

/// Whether a plain file has these bytes.
fn same_bytes(path: &Path, bytes: &[u8]) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file() && meta.len() == bytes.len() as u64)
        && fs::read(path).is_ok_and(|old| old == bytes)
}

/// Does something that needs the folder of a file, which is created if it is missing.
fn in_folder<T>(path: &Path, act: impl Fn() -> io::Result<T>) -> io::Result<T> {
    match act() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            act()
        }
        done => done,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(root: &Path) -> Folder {
        let mut folder = Folder::open(root, &[], None).expect("a folder");
        folder.begin().expect("begun");
        folder
    }

    /// Builds a site of one file, written in pieces.
    fn build(root: &Path, pieces: &[&str]) -> Closed {
        let folder = opened(root);
        let mut sink = folder.out().create("data/all.csv").expect("created");
        for piece in pieces {
            sink.add(piece.as_bytes()).expect("added");
        }
        sink.finish().expect("finished");
        folder.close(|_| Vec::new(), |_| Ok(())).expect("closed")
    }

    #[test]
    fn a_file_can_be_written_in_pieces() {
        let root = std::env::temp_dir().join(format!("nianbao-pieces-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let check = |pieces: &[&str], whole: &str| {
            let closed = build(&root, pieces);
            assert_eq!((closed.files, closed.bytes), (1, whole.len() as u64));
            assert_eq!(fs::read_to_string(root.join("data/all.csv")).expect("a file"), whole);
            let ours = Ours::read(&root).expect("a manifest");
            assert!(
                ours.unchanged("data/all.csv", &root.join("data/all.csv")),
                "size and sum are right"
            );
            fs::metadata(root.join("data/all.csv"))
                .and_then(|meta| meta.modified())
                .expect("a time")
        };
        let first = check(&["a,b\n", "", "1,2\n"], "a,b\n1,2\n");
        let long = "x".repeat(200_000);
        assert_eq!(
            check(&["a,b\n1", ",2\n"], "a,b\n1,2\n"),
            first,
            "the same bytes are the same file"
        );
        check(&["a,b\n1,3\n"], "a,b\n1,3\n");
        let second = check(&[&long, "y"], &format!("{long}y"));
        assert_eq!(check(&[&long, "y"], &format!("{long}y")), second);
        check(&[&long, "z"], &format!("{long}z"));
        check(&[], "");
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn a_unit_of_work_is_done_once() {
        let root = std::env::temp_dir().join(format!("nianbao-units-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let site = root.join("site");
        // Builds a site of units, each one file with a name and a text, and gives the names of those that were written.
        let check = |sources: u8, spare_from: usize, units: &[(&str, &str)], expected: &[&str]| {
            let made = Made {
                program: Key::of(b"program"),
                sources: Some(Key::of(&[sources])),
                spare_from,
            };
            let mut folder = Folder::open(&site, &[], Some(made)).expect("a folder");
            if expected == ["nothing"] {
                assert_eq!(folder.unchanged(), Some(&b"said"[..]));
                return;
            }
            assert_eq!(folder.unchanged(), None);
            folder.begin().expect("begun");
            let mut written = Vec::new();
            for (name, text) in units {
                let key = Key::of(format!("{name} {text}").as_bytes());
                if let Some(out) = folder.out().unit(key).expect("a unit") {
                    out.page(&format!("{name}/index.html"), text).expect("written");
                    written.push(*name);
                }
            }
            assert_eq!(written, expected);
            let closed = folder.close(|_| b"said".to_vec(), |_| Ok(())).expect("closed");
            assert_eq!((closed.pages, closed.files), (units.len(), units.len()));
            for (name, text) in units {
                let page = fs::read_to_string(site.join(name).join("index.html")).expect("a page");
                assert_eq!(page, *text, "{name}");
            }
            let count = fs::read_dir(&site).expect("a folder").count();
            assert_eq!(count, units.len() + 1);
        };
        for (step, spare_from) in [(0, usize::MAX), (100, 1)] {
            check(
                step + 1,
                spare_from,
                &[("a", "1"), ("b", "1"), ("c", "1")],
                if step == 0 { &["a", "b", "c"] } else { &["c"] },
            );
            check(step + 1, spare_from, &[], &["nothing"]);
            check(step + 2, spare_from, &[("a", "1"), ("b", "2"), ("c", "1")], &["b"]);
            check(step + 3, spare_from, &[("c", "1"), ("b", "2")], &[]);
            assert_eq!(root.join(".site.nianbao/spare/b").is_dir(), spare_from == 1);
            // A file that somebody changed is written again, in its place in time.
            fs::write(site.join("b/index.html"), "3").expect("a file");
            check(step + 3, spare_from, &[("c", "1"), ("b", "2")], &["b"]);
            fs::write(site.join("own.txt"), "mine").expect("a file");
            fs::remove_file(site.join("own.txt")).expect("removed");
            check(step + 3, spare_from, &[], &["nothing"]);
            check(step + 4, spare_from, &[("a", "1"), ("b", "1")], &["a", "b"]);
        }
        fs::remove_dir_all(&root).expect("removed");
    }

    /// Opens a site, and begins it if it is not what `made` says.
    fn begun(site: &Path, sources: u8, spare_from: usize) -> Folder {
        let made = Made {
            program: Key::of(b"program"),
            sources: Some(Key::of(&[sources])),
            spare_from,
        };
        let mut folder = Folder::open(site, &[], Some(made)).expect("a folder");
        assert_eq!(folder.unchanged(), None);
        folder.begin().expect("begun");
        folder
    }

    /// Writes the one page of a site as a unit of work, unless the last build did.
    fn page(folder: &Folder, text: &str) {
        let key = Key::of(text.as_bytes());
        if let Some(out) = folder.out().unit(key).expect("a unit") {
            out.page("a/index.html", text).expect("written");
        }
    }

    #[test]
    fn a_file_that_somebody_adds_while_a_site_is_exchanged_stays() {
        let root = std::env::temp_dir().join(format!("nianbao-late-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let site = root.join("site");
        let add = |name: &str| fs::write(site.join(name), "mine").expect("a file");
        for (spare_from, late) in [(usize::MAX, false), (1, false), (1, true)] {
            let first = begun(&site, 1, spare_from);
            page(&first, "1");
            first.close(|_| Vec::new(), |_| Ok(())).expect("closed");
            let second = begun(&site, 2, spare_from);
            assert_eq!(second.of_spare, cfg!(unix) && spare_from == 1);
            page(&second, "2");
            let closed = if late {
                // After it was seen that the old site has nothing but its own.
                second.close(
                    |_| Vec::new(),
                    |_| {
                        add("a/own.txt");
                        add("own.txt");
                        Ok(())
                    },
                )
            } else {
                // Right after the exchange; nothing else happens for a while.
                let said = |_: &Closed| {
                    add("a/own.txt");
                    add("own.txt");
                    std::thread::sleep(std::time::Duration::from_millis(120));
                    Vec::new()
                };
                second.close(said, |_| Ok(()))
            };
            let own = ["a/own.txt", "own.txt"].map(PathBuf::from);
            let kept = closed.expect("closed").kept;
            assert_eq!(kept, if late { own.to_vec() } else { Vec::new() });
            // With the same sources, and with others.
            for sources in [2, 3] {
                let folder = begun(&site, sources, spare_from);
                page(&folder, &sources.to_string());
                let closed = folder.close(|_| Vec::new(), |_| Ok(())).expect("closed");
                assert_eq!(closed.kept, own);
                assert!(own.iter().all(|path| site.join(path).is_file()));
            }
            fs::remove_dir_all(&root).expect("removed");
            fs::create_dir_all(&root).expect("a folder");
        }
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn a_file_is_taken_over_once() {
        let root = std::env::temp_dir().join(format!("nianbao-twice-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(&root).expect("a folder");
        let site = root.join("site");
        for spare_from in [usize::MAX, 1] {
            let first = begun(&site, 1, spare_from);
            page(&first, "1");
            first.close(|_| Vec::new(), |_| Ok(())).expect("closed");
            let second = begun(&site, 2, spare_from);
            second.out().page("a/index.html", "1").expect("written");
            assert!(second.out().unit(Key::of(b"1")).is_err());
            drop(second);
            assert_eq!(fs::read_to_string(site.join("a/index.html")).expect("a page"), "1");
            fs::remove_dir_all(&site).expect("removed");
        }
        fs::remove_dir_all(&root).expect("removed");
    }

    #[test]
    fn a_file_that_was_not_finished_is_no_part_of_the_site() {
        let root = std::env::temp_dir().join(format!("nianbao-unfinished-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let folder = opened(&root);
        let mut sink = folder.out().create("half.csv").expect("created");
        sink.add(b"half").expect("added");
        drop(sink);
        drop(folder);
        assert!(!root.exists());
    }
}

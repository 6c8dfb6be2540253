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

mod manifest;
mod place;
mod survey;

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use nianbao_core::text::Text;
use sha2::{Digest as _, Sha256};

use crate::error::{Context as _, Result, Trouble, io, writing};
use manifest::{Ours, Written};
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

/// Writes the files of a site, which is seen once all of them are written.
pub(crate) struct Folder {
    place: Place,
    old: Old,
    written: Mutex<Written>,
    pages: AtomicUsize,
    bytes: AtomicU64,
}

impl Folder {
    /// Opens the folder, which need not exist. One that holds other things and no site is refused, as is one that the content
    /// is in or that is in the content (`sources`).
    pub(crate) fn open(root: &Path, sources: &[&Path]) -> Result<Folder> {
        let place = Place::open(root, sources)?;
        let old = look(place.root()).map_err(|trouble| trouble.context(writing(root)))?;
        Ok(Folder {
            place,
            old,
            written: Mutex::default(),
            pages: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
        })
    }

    /// The path of a temporary file, which is removed with the work folder.
    pub(crate) fn scratch(&self, name: &str) -> PathBuf {
        self.place.scratch(name)
    }

    /// Where a file of the new site is, if it has been written.
    pub(crate) fn written(&self, path: &str) -> PathBuf {
        self.place.new_folder().join(path)
    }

    /// Writes a file; `path` has `/` between its parts. A file that has the same bytes already stays the same file, with its
    /// time of change, so that copying to a host copies only what changed.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        self.record(path, bytes.len() as u64, manifest::sum(bytes));
        self.put(path, bytes)
    }

    fn record(&self, path: &str, size: u64, sum: manifest::Sum) {
        self.bytes.fetch_add(size, Ordering::Relaxed);
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.add(path, size, sum);
    }

    /// Creates a file that is written piece by piece, so that it never lies in memory whole. It is part of the site only
    /// after [`Sink::finish`].
    pub(crate) fn create(&self, path: &str) -> Result<Sink<'_>> {
        let new = self.place.new_folder().join(path);
        let create = || {
            new.parent().map_or(Ok(()), fs::create_dir_all)?;
            File::create_new(&new)
        };
        let file = create().context(|| writing(&new))?;
        Ok(Sink {
            folder: self,
            path: path.to_owned(),
            file: BufWriter::with_capacity(1 << 16, file),
            sum: Sha256::new(),
            size: 0,
            new,
        })
    }

    fn put(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let (new, old) = (self.place.new_folder().join(path), self.place.root().join(path));
        if same_bytes(&old, bytes) && in_folder(&new, || fs::hard_link(&old, &new)).is_ok() {
            return Ok(());
        }
        in_folder(&new, || {
            // Fails if the path is written twice.
            let mut file = File::create_new(&new)?;
            file.write_all(bytes)
        })
        .context(|| writing(&new))
    }

    /// Writes a page.
    pub(crate) fn page(&self, path: &str, text: &str) -> Result<()> {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.write(path, text.as_bytes())
    }

    /// Puts the new site in the old one's place. Until this has been done nothing of the old one has changed.
    pub(crate) fn close(self) -> Result<Closed> {
        let written = self.written.into_inner().unwrap_or_else(PoisonError::into_inner);
        let new = self.place.new_folder().join(manifest::NAME);
        in_folder(&new, || written.save(&new, None)).context(|| writing(&new))?;
        let survey = Survey::make(self.place.root(), self.place.new_folder(), &self.old)?;
        self.place.swap(&survey, &written, &self.old.ours)?;
        Ok(Closed {
            pages: self.pages.into_inner(),
            files: written.count(),
            bytes: self.bytes.into_inner(),
            kept: survey.kept,
        })
    }
}

/// A file of the site that is written piece by piece.
pub(crate) struct Sink<'a> {
    folder: &'a Folder,
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
        let old = self.folder.place.root().join(&self.path);
        if same_files(&old, &self.new, self.size) {
            // A link that can't be made leaves the new file.
            let spare = self.new.with_added_extension("same");
            if fs::hard_link(&old, &spare).is_ok() {
                fs::rename(&spare, &self.new).context(doing)?;
            }
        }
        self.folder.record(&self.path, self.size, self.sum.finalize().into());
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
fn in_folder(path: &Path, act: impl Fn() -> io::Result<()>) -> io::Result<()> {
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

    /// Builds a site of one file, written in pieces.
    fn build(root: &Path, pieces: &[&str]) -> Closed {
        let folder = Folder::open(root, &[]).expect("a folder");
        let mut sink = folder.create("data/all.csv").expect("created");
        for piece in pieces {
            sink.add(piece.as_bytes()).expect("added");
        }
        sink.finish().expect("finished");
        folder.close().expect("closed")
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
    fn a_file_that_was_not_finished_is_no_part_of_the_site() {
        let root = std::env::temp_dir().join(format!("nianbao-unfinished-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        let folder = Folder::open(&root, &[]).expect("a folder");
        let mut sink = folder.create("half.csv").expect("created");
        sink.add(b"half").expect("added");
        drop(sink);
        drop(folder);
        assert!(!root.exists());
    }
}

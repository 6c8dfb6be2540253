//! The folder that the site is written to.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use nianbao_core::text::Text;

use crate::error::{Context as _, Result, Trouble, io, reading, writing};

/// Says that the folder was made by this program, which may then replace what is in it.
const MARKER: &str = ".nianbao";

/// The folders of the site that hold nothing but what is built: what an earlier build left in them is removed.
const OWN: [&str; 8] = [
    "assets", "en", "guide", "organs", "rules", "schema", "validate", "years",
];

/// Writes files below one folder and remembers which.
pub(crate) struct Folder {
    root: PathBuf,
    written: Mutex<BTreeSet<String>>,
    pages: AtomicUsize,
    bytes: AtomicU64,
}

impl Folder {
    /// Opens the folder, and makes it where it is missing. One that holds other things is refused: nothing of a person's is
    /// overwritten or removed.
    pub(crate) fn open(root: &Path) -> Result<Folder> {
        let marker = root.join(MARKER);
        match fs::read_dir(root) {
            Ok(mut entries) => {
                if !marker.exists() && entries.next().is_some() {
                    return Err(Trouble::new(
                        "content",
                        Text::new(
                            "这个文件夹不是空的，里面也不是以前生成的站点",
                            "the folder is not empty and holds no site built before",
                        ),
                    )
                    .context(writing(root))
                    .hint(Text::new(
                        "换一个文件夹，或先把它清空",
                        "choose another folder, or empty it first",
                    )));
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                fs::create_dir_all(root).context(|| writing(root))?;
            }
            Err(error) => return Err(io(&error).context(writing(root))),
        }
        if !marker.exists() {
            fs::write(
                &marker,
                "This folder was written by nianbao; building again replaces what is in it.\n",
            )
            .context(|| writing(&marker))?;
        }
        Ok(Folder {
            root: root.to_owned(),
            written: Mutex::default(),
            pages: AtomicUsize::new(0),
            bytes: AtomicU64::new(0),
        })
    }

    /// Writes a file; `path` has `/` between its parts. A file that holds the same bytes already is left alone, so that
    /// copying to a host copies only what changed.
    pub(crate) fn write(&self, path: &str, bytes: &[u8]) -> Result<()> {
        let full = self.root.join(path);
        self.bytes.fetch_add(bytes.len() as u64, Ordering::Relaxed);
        let new = match self.written.lock() {
            Ok(mut written) => written.insert(path.to_owned()),
            Err(poisoned) => poisoned.into_inner().insert(path.to_owned()),
        };
        debug_assert!(new, "{path} is written twice");
        if fs::metadata(&full).is_ok_and(|meta| meta.len() == bytes.len() as u64)
            && fs::read(&full).is_ok_and(|old| old == bytes)
        {
            return Ok(());
        }
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).context(|| writing(parent))?;
        }
        fs::write(&full, bytes).context(|| writing(&full))
    }

    /// Writes a page.
    pub(crate) fn page(&self, path: &str, text: &str) -> Result<()> {
        self.pages.fetch_add(1, Ordering::Relaxed);
        self.write(path, text.as_bytes())
    }

    /// Removes what earlier builds left in the site's own folders. Gives how many pages, files and bytes were written.
    pub(crate) fn close(self) -> Result<(usize, usize, u64)> {
        let written = match self.written.into_inner() {
            Ok(written) => written,
            Err(poisoned) => poisoned.into_inner(),
        };
        for own in OWN {
            let folder = self.root.join(own);
            if folder.is_dir() {
                sweep(&folder, own, &written)?;
            }
        }
        Ok((self.pages.into_inner(), written.len(), self.bytes.into_inner()))
    }
}

/// Removes the files below a folder that were not written, and the folders that are left empty.
fn sweep(folder: &Path, path: &str, written: &BTreeSet<String>) -> Result<()> {
    for entry in fs::read_dir(folder).context(|| reading(folder))? {
        let entry = entry.context(|| reading(folder))?;
        let full = entry.path();
        let name = format!("{path}/{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().context(|| reading(&full))?;
        if kind.is_dir() {
            sweep(&full, &name, written)?;
            // Fails where something is left in it, and then it shall stay.
            let _ = fs::remove_dir(&full);
        } else if !written.contains(&name) {
            fs::remove_file(&full).context(|| writing(&full))?;
        }
    }
    Ok(())
}

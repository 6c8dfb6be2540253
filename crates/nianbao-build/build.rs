//! Packs the conformance set, so that every archive can offer it as a download: a new case is one new file.

use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new("../../cases");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    list(folder, &mut files)?;
    files.sort();
    let mut archive = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for path in files {
        let name = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
        // Without a date the same files give the same bytes.
        archive.start_file(format!("cases/{name}"), SimpleFileOptions::default())?;
        archive.write_all(&fs::read(&path)?)?;
    }
    let target = Path::new(&std::env::var("OUT_DIR")?).join("cases.zip");
    fs::write(target, archive.finish()?.into_inner())?;
    Ok(())
}

/// Adds the files in a folder and the folders in it.
fn list(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

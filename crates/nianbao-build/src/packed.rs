//! Reports in zip archives. Each is a file of its own, whose path is that of the archive and its name in it:
//! `reports.zip/finance/2023.docx`. Nothing is unpacked onto the disk.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read as _};
use std::path::{Component, Path, PathBuf};

use nianbao_core::text::Text;
use nianbao_documents::decode;
use nianbao_documents::kind::LARGEST;
use zip::ZipArchive;
use zip::read::ZipFileEntry;
use zip::result::ZipError;

use crate::error::{Result, Trouble, io_at};
use crate::input::shown;

/// The most files in an archive: the reports of a province in one year.
const MOST: usize = 4096;
/// The most bytes that the reports in an archive unpack to, in all.
const LARGEST_WHOLE: u64 = 1 << 30;
/// The best that the text of office files is packed is about a hundredfold. A file that is large and packed more than this
/// is a bomb.
const LARGEST_RATIO: u64 = 400;
const SMALL: u64 = 4 << 20;

type Archive = ZipArchive<BufReader<File>>;

/// A file in an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Inside {
    /// Its path within the archive, without parts such as `..`.
    pub(crate) name: PathBuf,
    /// The reason why it cannot be read.
    pub(crate) refused: Option<Trouble>,
}

/// Whether a file is an archive of files by its name.
pub(crate) fn is_named(path: &Path) -> bool {
    extension(path) == "zip"
}

/// Whether a file is an archive that only other programs can unpack, or one within another.
pub(crate) fn is_nested(path: &Path) -> bool {
    matches!(
        extension(path).as_str(),
        "zip" | "rar" | "7z" | "tar" | "gz" | "tgz" | "bz2" | "xz"
    )
}

fn extension(path: &Path) -> String {
    let extension = path.extension().unwrap_or_default();
    extension.to_string_lossy().to_ascii_lowercase()
}

/// The archive that a path leads into, and the name in it; `None` for other paths.
pub(crate) fn split(path: &Path) -> Option<(&Path, &Path)> {
    let archive = path
        .ancestors()
        .skip(1)
        .find(|archive| is_named(archive) && archive.is_file())?;
    Some((archive, path.strip_prefix(archive).ok()?))
}

/// The files in an archive by name, without folders, hidden files and those that systems add; `None` if the archive is
/// itself a document, whatever its name.
pub(crate) fn list(path: &Path) -> Result<Option<Vec<Inside>>> {
    let archive = open(path)?;
    let is_document = archive
        .file_names_raw()
        .any(|name| matches!(name, b"[Content_Types].xml" | b"mimetype" | b"OFD.xml"));
    if is_document {
        return Ok(None);
    }
    if archive.has_duplicate_names() {
        return Err(TWICE.at(shown(path)));
    }
    let mut out = Vec::new();
    let mut whole = 0_u64;
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|error| trouble(path, &error))?;
        let name = name(entry.name_raw());
        let is_hidden = name
            .components()
            .any(|part| part.as_os_str().to_string_lossy().starts_with('.') || part.as_os_str() == "__MACOSX");
        if entry.is_dir() || is_hidden || name.as_os_str().is_empty() {
            continue;
        }
        let refused = refused(&entry).or_else(|| is_nested(&name).then_some(NESTED));
        if refused.is_none() {
            whole = whole.saturating_add(entry.size());
        }
        out.push(Inside {
            refused: refused.map(|trouble| trouble.at(shown(&path.join(&name)))),
            name,
        });
    }
    if whole > LARGEST_WHOLE {
        return Err(TOO_LARGE_WHOLE.at(shown(path)));
    }
    out.sort_by(|a, b| a.name.cmp(&b.name));
    if out.windows(2).any(|pair| pair[0].name == pair[1].name) {
        return Err(TWICE.at(shown(path)));
    }
    Ok(Some(out))
}

/// The bytes of a file in an archive.
pub(crate) fn bytes(archive: &Path, inside: &Path) -> Result<Vec<u8>> {
    let whole = archive.join(inside);
    let mut open = open(archive)?;
    let index = inside
        .to_str()
        .and_then(|name| open.index_for_name_raw(name.as_bytes()))
        .or_else(|| open.file_names_raw().position(|raw| name(raw) == inside))
        .ok_or_else(|| MISSING.at(shown(&whole)))?;
    let entry = open.by_index_data(index).map_err(|error| trouble(&whole, &error))?;
    let size = entry.size();
    if let Some(refused) = refused(&entry) {
        return Err(refused.at(shown(&whole)));
    }
    let file = open.by_index(index).map_err(|error| trouble(&whole, &error))?;
    let mut bytes = Vec::new();
    // No more is unpacked than the archive says. At the end of a file its checksum is compared.
    let done = file.take(size + 1).read_to_end(&mut bytes);
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= size);
    if done.is_err() || !fits {
        return Err(DAMAGED_INSIDE.at(shown(&whole)));
    }
    Ok(bytes)
}

/// The reason why a file is not unpacked.
fn refused(entry: &ZipFileEntry<'_>) -> Option<Trouble> {
    let bomb = entry.size() > SMALL && entry.size() / entry.compressed_size().max(1) > LARGEST_RATIO;
    if entry.encrypted() {
        Some(ENCRYPTED)
    } else if bomb || entry.size() > LARGEST as u64 {
        Some(TOO_LARGE)
    } else {
        None
    }
}

fn open(path: &Path) -> Result<Archive> {
    let file = File::open(path).map_err(|error| io_at(shown(path), &error))?;
    let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| trouble(path, &error))?;
    // The end of an archive within a file that was cut off is not the end of that file.
    if archive.offset() > 0 {
        return Err(DAMAGED.at(shown(path)));
    }
    if archive.len() > MOST {
        return Err(TOO_MANY.at(shown(path)));
    }
    Ok(archive)
}

/// The name of a file as a path below the archive. Names that are not UTF-8 are GB18030, whatever the archive says: that is
/// what Chinese systems write.
fn name(raw: &[u8]) -> PathBuf {
    let name = decode::text(raw).map_or_else(|_| String::from_utf8_lossy(raw), Cow::Owned);
    // Some programs separate folders with backslashes.
    let name = name.replace('\\', "/");
    let plain = |part: &Component<'_>| matches!(part, Component::Normal(_));
    Path::new(&name).components().filter(plain).collect()
}

fn trouble(path: &Path, error: &ZipError) -> Trouble {
    let trouble = match error {
        ZipError::Io(error) if error.kind() != std::io::ErrorKind::UnexpectedEof => return io_at(shown(path), error),
        ZipError::InvalidPassword => ENCRYPTED,
        ZipError::UnsupportedArchive(_) | ZipError::CompressionMethodNotSupported(_) => METHOD,
        _ => DAMAGED,
    };
    trouble.at(shown(path))
}

const DAMAGED: Trouble = Trouble::hinted(
    "damaged",
    Text::new(
        "压缩包已损坏或不完整，打不开。",
        "The archive is damaged or incomplete: it cannot be opened.",
    ),
    Text::new(
        "请重新下载或向原作者再要一份；能解压的，解压后直接检查里面的文件。",
        "Download it again or ask for it again; if it can be unpacked, unpack it and check the files themselves.",
    ),
);

const DAMAGED_INSIDE: Trouble = Trouble::hinted(
    "damaged",
    Text::new(
        "这个文件在压缩包里已损坏，读不出来。",
        "This file is damaged in the archive: it cannot be read.",
    ),
    Text::new(
        "请向原作者要这个文件的原件；能解压的，解压后直接检查。",
        "Ask for the original file; if it can be unpacked, unpack it and check it by itself.",
    ),
);

const METHOD: Trouble = Trouble::hinted(
    "archive-method",
    Text::new(
        "压缩包用了少见的压缩方法，打不开。",
        "The archive is packed with a method that is not known here.",
    ),
    Text::new(
        "请先解压，再直接检查里面的文件；或者用系统自带的压缩功能重新打包为 .zip。",
        "Unpack it and check the files themselves, or pack them as .zip with the system's own function.",
    ),
);

const ENCRYPTED: Trouble = Trouble::hinted(
    "encrypted",
    Text::new(
        "压缩包里的这个文件加了密码，读不出内容。",
        "This file in the archive is protected by a password: its content cannot be read.",
    ),
    Text::new(
        "请用密码解压，再直接检查解压出来的文件。",
        "Unpack the archive with its password and check the file itself.",
    ),
);

const NESTED: Trouble = Trouble::hinted(
    "nested-archive",
    Text::new(
        "这是压缩包里的压缩包，没有打开。",
        "This is an archive within an archive; it was not opened.",
    ),
    Text::new(
        "请先解压外面的压缩包，再检查里面的这一个；.rar、.7z 等也要先解压。",
        "Unpack the outer archive and check this one by itself; .rar, .7z and others must be unpacked as well.",
    ),
);

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "这个文件解压后过大，不会是一份年度报告。",
        "This file unpacks to more than any annual report needs.",
    ),
    Text::new("请确认选对了文件。", "Make sure that it is the right file."),
);

const TOO_LARGE_WHOLE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "压缩包里的文件解压后超过 1 GB，没有打开。",
        "The files in the archive unpack to more than 1 GB; it was not opened.",
    ),
    Text::new("请先解压，再检查解压出来的文件夹。", "Unpack it and check the folder."),
);

const TOO_MANY: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "压缩包里的文件超过 4096 个，没有打开。",
        "There are more than 4096 files in the archive; it was not opened.",
    ),
    Text::new("请先解压，再检查解压出来的文件夹。", "Unpack it and check the folder."),
);

const TWICE: Trouble = Trouble::hinted(
    "names-twice",
    Text::new(
        "压缩包里有同名的文件，分不清是哪一个。",
        "Files in the archive have the same name and cannot be told apart.",
    ),
    Text::new(
        "请先解压，给文件改名，再检查解压出来的文件夹。",
        "Unpack it, rename the files and check the folder.",
    ),
);

const MISSING: Trouble = Trouble::hinted(
    "not-found",
    Text::new("压缩包里没有这个文件。", "There is no such file in the archive."),
    Text::new(
        "请检查路径是否写对；只写压缩包的名称，就检查里面所有的报告。",
        "Check the path; name only the archive to check all reports in it.",
    ),
);

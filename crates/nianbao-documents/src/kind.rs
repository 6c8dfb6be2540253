//! The kinds of file, the facts about each, and how the kind of a file is found: by its bytes first
//! and its name second.

use std::borrow::Cow;

use nianbao_core::text::{Lang, Text};

use crate::{Trouble, decode, detect};

/// The facts about a kind of file. Everything that depends on kinds is derived from them: reading,
/// writing and offers, help and hints, the dialogs of the validator, the downloads of the archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its usual name.
    pub name: Text,
    /// How the names of its files end, in lower case without the dot. The first is the one that is written.
    pub extensions: &'static [&'static str],
    /// Endings of files that are close enough to be read as this kind, but that are never written.
    pub variants: &'static [&'static str],
    /// Its media type, without parameters.
    pub media_type: &'static str,
    /// The part that reads it; `None` if nothing does.
    pub reader: Option<Part>,
    /// The part that writes it; `None` if nothing does.
    pub writer: Option<Part>,
    /// Whether it is data that may be about anything, and is read only if the file itself is named. A folder is searched
    /// for the other kinds.
    pub data: bool,
    /// Whether reading a report of this kind takes several times as long as reading Markdown: a millisecond or more.
    pub slow: bool,
}

/// A part of this crate that reads or writes kinds of file. Each is a feature, except for the parts
/// of every build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Text in one form or another.
    Plain,
    /// Web pages.
    Html,
    /// Office files.
    Office,
    /// Printed pages.
    Pdf,
    /// Old Word and Excel files, and rich text.
    Legacy,
}

impl Part {
    /// Whether this build has it.
    pub const fn is_built(self) -> bool {
        match self {
            Part::Plain => true,
            Part::Html => cfg!(feature = "html"),
            Part::Office => cfg!(feature = "office"),
            Part::Pdf => cfg!(feature = "pdf"),
            Part::Legacy => cfg!(feature = "legacy"),
        }
    }

    /// Whether the browser loads it, now or when it is needed.
    pub const fn is_in_browser(self) -> bool {
        match self {
            Part::Plain | Part::Html | Part::Office | Part::Legacy => true,
            Part::Pdf => false,
        }
    }
}

/// Declares the kinds of file, each with its facts: one kind, one entry.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])* $kind:ident => $facts:expr,)*) => {
        /// A kind of file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[doc = $doc])* $kind,)*
        }

        impl Kind {
            /// Every kind, in the order in which they are offered.
            pub const ALL: &[Kind] = &[$(Kind::$kind),*];

            /// The facts about it.
            pub const fn facts(self) -> &'static Facts {
                match self {
                    $(Kind::$kind => const { &$facts },)*
                }
            }
        }
    };
}

kinds! {
    /// Markdown, `.md`.
    Markdown => Facts {
        name: Text::new("Markdown", "Markdown"),
        extensions: &["md", "markdown"],
        variants: &[],
        media_type: "text/markdown",
        reader: Some(Part::Plain),
        writer: Some(Part::Plain),
        data: false,
        slow: false,
    },
    /// A Word file, `.docx`.
    Docx => Facts {
        name: Text::new("Word", "Word"),
        extensions: &["docx"],
        variants: &["docm", "dotx"],
        media_type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        reader: Some(Part::Office),
        writer: Some(Part::Office),
        data: false,
        slow: false,
    },
    /// An Excel file, `.xlsx`.
    Xlsx => Facts {
        name: Text::new("Excel", "Excel"),
        extensions: &["xlsx"],
        variants: &["xlsm"],
        media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        reader: Some(Part::Office),
        writer: Some(Part::Office),
        data: false,
        slow: true,
    },
    /// A web page, `.html`, whatever its name: old programs save pages as `.doc` and `.xls`.
    Html => Facts {
        name: Text::new("网页", "Web page"),
        extensions: &["html", "htm"],
        variants: &["xhtml", "shtml"],
        media_type: "text/html",
        reader: Some(Part::Html),
        writer: Some(Part::Plain),
        data: false,
        slow: true,
    },
    /// A PDF file with its text in it, `.pdf`.
    Pdf => Facts {
        name: Text::new("PDF", "PDF"),
        extensions: &["pdf"],
        variants: &[],
        media_type: "application/pdf",
        reader: Some(Part::Pdf),
        writer: None,
        data: false,
        slow: true,
    },
    /// Plain text, `.txt`.
    Text => Facts {
        name: Text::new("纯文本", "Plain text"),
        extensions: &["txt", "text"],
        variants: &[],
        media_type: "text/plain",
        reader: Some(Part::Plain),
        writer: None,
        data: false,
        slow: false,
    },
    /// A report's data, `.json`.
    Json => Facts {
        name: Text::new("JSON", "JSON"),
        extensions: &["json"],
        variants: &[],
        media_type: "application/json",
        reader: Some(Part::Plain),
        writer: Some(Part::Plain),
        data: true,
        slow: false,
    },
    /// Lines of cells, `.csv` or `.tsv`: figures by field, or a table out of a spreadsheet.
    Csv => Facts {
        name: Text::new("CSV", "CSV"),
        extensions: &["csv"],
        variants: &["tsv", "tab"],
        media_type: "text/csv",
        reader: Some(Part::Plain),
        writer: Some(Part::Plain),
        data: true,
        slow: false,
    },
    /// A file of an old Word or of WPS Writer, `.doc` or `.wps`.
    Doc => Facts {
        name: Text::new("旧版 Word 和 WPS 文字", "Old Word and WPS Writer"),
        extensions: &["doc", "wps"],
        variants: &[],
        media_type: "application/msword",
        reader: Some(Part::Legacy),
        writer: None,
        data: false,
        slow: false,
    },
    /// A file of an old Excel or of WPS Spreadsheets, `.xls` or `.et`.
    Xls => Facts {
        name: Text::new("旧版 Excel 和 WPS 表格", "Old Excel and WPS Spreadsheets"),
        extensions: &["xls", "et"],
        variants: &[],
        media_type: "application/vnd.ms-excel",
        reader: Some(Part::Legacy),
        writer: None,
        data: false,
        slow: false,
    },
    /// Rich text, `.rtf`.
    Rtf => Facts {
        name: Text::new("RTF", "RTF"),
        extensions: &["rtf"],
        variants: &[],
        media_type: "application/rtf",
        reader: Some(Part::Legacy),
        writer: None,
        data: false,
        slow: false,
    },
    /// A text of OpenDocument, `.odt`.
    Odt => Facts {
        name: Text::new("OpenDocument 文本", "OpenDocument text"),
        extensions: &["odt"],
        variants: &[],
        media_type: "application/vnd.oasis.opendocument.text",
        reader: Some(Part::Office),
        writer: None,
        data: false,
        slow: false,
    },
    /// A spreadsheet of OpenDocument, `.ods`.
    Ods => Facts {
        name: Text::new("OpenDocument 表格", "OpenDocument spreadsheet"),
        extensions: &["ods"],
        variants: &[],
        media_type: "application/vnd.oasis.opendocument.spreadsheet",
        reader: Some(Part::Office),
        writer: None,
        data: false,
        slow: false,
    },
    /// A web page with its pictures in one file, `.mht`.
    Mht => Facts {
        name: Text::new("单个文件网页", "Web page archive"),
        extensions: &["mht", "mhtml"],
        variants: &[],
        media_type: "multipart/related",
        reader: Some(Part::Html),
        writer: None,
        data: false,
        slow: false,
    },
    /// A printed page of the Chinese national standard, `.ofd`.
    Ofd => Facts {
        name: Text::new("OFD", "OFD"),
        extensions: &["ofd"],
        variants: &[],
        media_type: "application/ofd",
        reader: Some(Part::Office),
        writer: None,
        data: false,
        slow: false,
    },
}

/// The largest file that is read, in bytes: a hundred times the longest real report.
pub const LARGEST: usize = 64 * 1024 * 1024;

impl Kind {
    /// The kinds that this build can read.
    pub fn readable() -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(|kind| kind.is_readable())
    }

    /// The kinds that this build can write.
    pub fn writable() -> impl Iterator<Item = Kind> {
        Kind::ALL.iter().copied().filter(|kind| kind.is_writable())
    }

    /// The kinds that the validator can read in the browser.
    pub fn readable_in_browser() -> impl Iterator<Item = Kind> {
        let read = |kind: &Kind| kind.facts().reader.is_some_and(Part::is_in_browser);
        Kind::ALL.iter().copied().filter(read)
    }

    /// The kinds that the validator can write in the browser.
    pub fn writable_in_browser() -> impl Iterator<Item = Kind> {
        let written = |kind: &Kind| kind.facts().writer.is_some_and(Part::is_in_browser);
        Kind::ALL.iter().copied().filter(written)
    }

    /// Whether this build can read it.
    pub fn is_readable(self) -> bool {
        self.facts().reader.is_some_and(Part::is_built)
    }

    /// Whether this build can write it.
    pub fn is_writable(self) -> bool {
        self.facts().writer.is_some_and(Part::is_built)
    }

    /// How the names of its files end when they are written, without the dot.
    pub const fn extension(self) -> &'static str {
        match self.facts().extensions {
            [first, ..] => first,
            [] => "",
        }
    }

    /// Every ending of names by which it is known, without the dot.
    pub fn extensions(self) -> impl Iterator<Item = &'static str> {
        let Facts {
            extensions, variants, ..
        } = self.facts();
        extensions.iter().chain(*variants).copied()
    }

    /// Its media type as a server or a download names it: text says that it is UTF-8.
    pub fn content_type(self) -> Cow<'static, str> {
        match self.facts().media_type {
            text if text.starts_with("text/") => Cow::Owned(format!("{text}; charset=utf-8")),
            other => Cow::Borrowed(other),
        }
    }

    /// The kind of a file by its name, whether it can be read or not.
    pub fn named(name: &str) -> Option<Kind> {
        let (_, extension) = name.rsplit_once('.')?;
        let called = |kind: &Kind| kind.extensions().any(|known| known.eq_ignore_ascii_case(extension));
        Kind::ALL.iter().copied().find(called)
    }

    /// The kind of a file by its name, if this build can read it.
    pub fn of_name(name: &str) -> Option<Kind> {
        Kind::named(name).filter(|kind| kind.is_readable())
    }

    /// The kind to write if names should end like this; `None` if this build does not write it.
    pub fn to_write(extension: &str) -> Option<Kind> {
        let called = |kind: &Kind| {
            let extensions = kind.facts().extensions;
            extensions.iter().any(|known| known.eq_ignore_ascii_case(extension))
        };
        Kind::writable().find(called)
    }

    /// The kind of a file that is Markdown or plain text, which every build reads; `None` for one that needs
    /// [`Kind::of`].
    pub fn of_text(name: &str, bytes: &[u8]) -> Option<Kind> {
        let kind = Kind::of(name, bytes).ok()?;
        match kind {
            Kind::Markdown => Some(kind),
            // A page under the name of a text is a page where pages can be read.
            Kind::Text if !is_page(bytes) => Some(kind),
            _ => None,
        }
    }

    /// The kind of a file, or why it can't be read.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Kind, Trouble> {
        if bytes.len() > LARGEST {
            return Err(TOO_LARGE);
        }
        if markdown(name, bytes).is_some() {
            return Ok(Kind::Markdown);
        }
        if let Some(kind) = detect::kind(name, bytes) {
            return kind;
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(old_office(bytes));
        }
        if bytes.starts_with(b"PK") {
            return packed(name, bytes);
        }
        if cfg!(feature = "pdf") && bytes.starts_with(b"%PDF") {
            return Ok(Kind::Pdf);
        }
        // Two letters alone may begin a text; a picture has its reserved bytes, all 0.
        if bytes.starts_with(b"BM") && bytes.get(6..10) == Some(&[0; 4]) {
            return Err(PICTURE);
        }
        for (magic, error) in FOREIGN {
            if bytes.starts_with(magic) {
                return Err(error.clone());
            }
        }
        let named = Kind::of_name(name);
        let is_text = |kind| matches!(kind, Kind::Markdown | Kind::Text | Kind::Html | Kind::Csv | Kind::Json);
        if named.is_some_and(|kind| !is_text(kind)) && !bytes.is_empty() && !is_page(bytes) {
            return Err(DAMAGED);
        }
        // A NUL byte is in no text but UTF-16, which says so in its first two bytes.
        let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        if !marked && bytes.get(..64 * 1024).unwrap_or(bytes).contains(&0) {
            return Err(NOT_TEXT);
        }
        if is_page(bytes) && !matches!(named, Some(Kind::Markdown)) && Kind::Html.is_readable() {
            return Ok(Kind::Html);
        }
        named.ok_or_else(unknown)
    }
}

/// The text of a file that its name and its encoding, UTF-8, show to be Markdown. Its content decides nothing, because
/// Markdown may begin with words that files of other kinds begin with.
pub(crate) fn markdown<'b>(name: &str, bytes: &'b [u8]) -> Option<&'b str> {
    let named = Kind::named(name) == Some(Kind::Markdown) && bytes.len() <= LARGEST;
    let text = decode::utf8(bytes).filter(|_| named)?;
    (!text.contains('\0')).then_some(text)
}

/// Whether a text begins as a web page does, whatever its name.
fn is_page(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let start: Vec<u8> = start
        .iter()
        .copied()
        .skip_while(u8::is_ascii_whitespace)
        .take(14)
        .map(|byte| byte.to_ascii_lowercase())
        .collect();
    start.starts_with(b"<!doctype html") || start.starts_with(b"<html")
}

/// The kind of a ZIP archive, by its parts.
#[cfg(feature = "office")]
fn packed(name: &str, bytes: &[u8]) -> Result<Kind, Trouble> {
    let archive = crate::zip::Archive::open(bytes).map_err(|_| DAMAGED)?;
    if archive.has("word/document.xml") || archive.names().any(|name| name.starts_with("word/document")) {
        return Ok(Kind::Docx);
    }
    if archive.has("xl/workbook.xml") {
        return Ok(Kind::Xlsx);
    }
    // OpenDocument says what it is in its first part, if it was not taken out.
    let mut archive = archive;
    let open = match archive.part("mimetype") {
        Ok(Some(kind)) => {
            let says = |end: &str| kind.starts_with(format!("application/vnd.oasis.opendocument.{end}").as_bytes());
            let text = says("text").then_some(Kind::Odt);
            text.or_else(|| says("spreadsheet").then_some(Kind::Ods))
        }
        _ if archive.has("content.xml") && archive.has("META-INF/manifest.xml") => {
            Some(Kind::named(name).filter(|kind| *kind == Kind::Ods).unwrap_or(Kind::Odt))
        }
        _ => None,
    };
    if let Some(kind) = open {
        return Ok(kind);
    }
    if archive.has("OFD.xml") {
        return Ok(Kind::Ofd);
    }
    let starts = |folder: &str| archive.names().any(|name| name.starts_with(folder));
    Err(if archive.has("content.xml") || starts("ppt/") || starts("xl/") {
        OFFICE
    } else if starts("EncryptedPackage") {
        ENCRYPTED
    } else {
        self::archive(&archive)
    })
}

#[cfg(not(feature = "office"))]
fn packed(_: &str, _: &[u8]) -> Result<Kind, Trouble> {
    Err(OFFICE)
}

/// The kind of a file in the old container, by the names of its streams, which are in it as UTF-16.
fn old_office(bytes: &[u8]) -> Trouble {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has("EncryptedPackage") { ENCRYPTED } else { LEGACY }
}

const SAVE_ANEW: Text = Text::new(
    "请在 Word 或 WPS 中打开，另存为“Word 文档（.docx）”或“Excel 工作簿（.xlsx）”，表格会原样保留。",
    "Open it in Word or WPS and save it as a Word document (.docx) or an Excel workbook (.xlsx): its tables stay as they are.",
);

const LEGACY: Trouble = Trouble::hinted(
    "legacy-office",
    Text::new(
        "这是旧版 Word、WPS 或 Excel 文件（.doc、.wps、.xls、.et），不能直接读取。",
        "This is a file of an old Word, WPS or Excel (.doc, .wps, .xls, .et); it cannot be read.",
    ),
    Text::new(
        "请在 Word 或 WPS 中打开，另存为“Word 文档（.docx）”或“Excel 工作簿（.xlsx）”，再试一次。",
        "Open it in Word or WPS, save it as a Word document (.docx) or an Excel workbook (.xlsx) and try again.",
    ),
);

/// The file asks for a password.
pub(crate) const ENCRYPTED: Trouble = Trouble::hinted(
    "encrypted",
    Text::new(
        "文件加了密码，读不出内容。",
        "The file is protected by a password: its content cannot be read.",
    ),
    Text::new(
        "请在 Word 或 WPS 中打开，去掉密码后另存，再试一次。",
        "Open it in Word or WPS, remove the password, save it and try again.",
    ),
);

/// The error for a kind that this build does not write.
pub fn not_written() -> Trouble {
    let kinds = endings(Kind::writable(), &OR);
    Trouble::hinted(
        "unknown-kind",
        Text::new("写不了这种文件。", "This kind of file cannot be written."),
        Text::of(
            format!("输出文件的名称应以 {} 结尾。", kinds.zh),
            format!("The name of the output should end in {}.", kinds.en),
        ),
    )
}

/// A kind that nothing reads yet, or whose reader was left out when this program was built.
pub(crate) const NOT_BUILT: Trouble = OFFICE;

/// The file's archive or a part of it is broken.
pub(crate) const DAMAGED: Trouble = Trouble::hinted(
    "damaged",
    Text::new(
        "文件已损坏或不完整，读不出内容。",
        "The file is damaged or incomplete: its content cannot be read.",
    ),
    Text::new(
        "请重新下载或向原作者再要一份；能在 Word 或 WPS 中打开的，另存一份再试。",
        "Download it again or ask for it again; where Word or WPS can open it, save it anew and try that.",
    ),
);

/// What to do with an archive of files.
#[cfg(feature = "office")]
const UNPACK: Text = if cfg!(target_arch = "wasm32") {
    Text::new(
        "请先解压，再打开里面的报告文件。",
        "Unpack it and open the report that is in it.",
    )
} else {
    Text::new(
        "把文件名改成以 .zip 结尾，就能检查里面的每一份报告；或者先解压，再检查解压出来的文件夹。",
        "Give it a name that ends in .zip to check every report in it, or unpack it and check the folder.",
    )
};

/// An archive that is no document: its files are named, so that the right one can be found.
#[cfg(feature = "office")]
fn archive(archive: &crate::zip::Archive<'_>) -> Trouble {
    const NAMED: usize = 5;
    let files: Vec<&str> = archive
        .names()
        .filter(|name| !name.ends_with('/') && !name.split('/').any(|part| part.starts_with('.') || part == "__MACOSX"))
        .collect();
    let count = files.len();
    // A name in an encoding that is not known here says nothing.
    let named: Vec<String> = files
        .into_iter()
        .filter(|name| !name.contains('\u{fffd}'))
        .take(NAMED)
        .map(|name| name.chars().filter(|c| !c.is_control()).take(80).collect())
        .collect();
    // The last joint is that of a whole list.
    let last = if count > named.len() {
        Text::new("、", ", ")
    } else {
        AND
    };
    let words = joined(&named, &named, &last);
    let what = match (count, named.as_slice()) {
        (0, _) => Text::new("这是压缩包，里面没有文件。", "This is a zip archive without any files."),
        (_, []) => Text::of(
            format!("这是压缩包，不是一份报告；里面有 {count} 个文件。"),
            format!("This is a zip archive, not a report. Files in it: {count}."),
        ),
        (1, _) => Text::of(
            format!("这是压缩包，不是一份报告；里面是 {}。", words.zh),
            format!("This is a zip archive, not a report. It contains {}.", words.en),
        ),
        _ => Text::of(
            format!("这是压缩包，不是一份报告；里面有 {}，共 {count} 个文件。", words.zh),
            format!(
                "This is a zip archive, not a report. Files in it: {count} ({}).",
                words.en
            ),
        ),
    };
    Trouble::hinted("archive", what, UNPACK)
}

/// An archive that is not in the format of the archives that are read.
const OTHER_ARCHIVE: Trouble = Trouble::hinted(
    "archive",
    Text::new(
        "这是压缩包（.rar、.7z 或 .gz），不是一份报告。",
        "This is an archive (.rar, .7z or .gz), not a report.",
    ),
    Text::new(
        "请先解压，再打开里面的报告文件。",
        "Unpack it and open the report that is in it.",
    ),
);

const OFFICE: Trouble = Trouble::hinted(
    "office-file",
    Text::new(
        "这种办公文件这一版还不能直接读取。",
        "This version cannot read this kind of office file.",
    ),
    SAVE_ANEW,
);

/// Files that are known by their first bytes and can't be read.
const FOREIGN: &[(&[u8], Trouble)] = &[
    (
        b"%PDF",
        Trouble::hinted(
            "pdf",
            Text::new(
                "这是 PDF 文件，这一版还不能直接读取。",
                "This is a PDF file; this version cannot read it.",
            ),
            Text::new(
                "请用原来的 Word 文件（.docx 或 .doc）；没有原文件时，用 WPS 或 PDF 软件转换为“Word 文档（.docx）”，表格会保留下来。",
                "Use the Word file (.docx or .doc) that it was made from; if there is none, convert it to a Word document (.docx) with WPS or a PDF program: that keeps its tables.",
            ),
        ),
    ),
    (
        b"{\\rtf",
        Trouble::hinted(
            "rtf",
            Text::new(
                "这是 RTF 文件，不能直接读取。",
                "This is an RTF file; it cannot be read.",
            ),
            SAVE_ANEW,
        ),
    ),
    (
        b"MIME-Version:",
        Trouble::hinted(
            "web-archive",
            Text::new(
                "这是“单个文件网页”（.mht），不能直接读取。",
                "This is a web page archive (.mht); it cannot be read.",
            ),
            SAVE_ANEW,
        ),
    ),
    (b"\x89PNG", PICTURE),
    (b"\xFF\xD8\xFF", PICTURE),
    (b"GIF8", PICTURE),
    (b"RIFF", PICTURE),
    (b"II*\0", PICTURE),
    (b"MM\0*", PICTURE),
    (b"Rar!\x1A\x07", OTHER_ARCHIVE),
    (b"7z\xBC\xAF\x27\x1C", OTHER_ARCHIVE),
    (b"\x1F\x8B\x08", OTHER_ARCHIVE),
];

const PICTURE: Trouble = Trouble::hinted(
    "picture",
    Text::new(
        "这是图片，里面的文字读不出来。",
        "This is a picture: the words in it cannot be read.",
    ),
    Text::new(
        "请使用报告的原文件，不要用截图或扫描件。",
        "Use the file that the report was written in, not a screenshot or a scan.",
    ),
);

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "文件超过 64 MB，不会是一份年度报告。",
        "The file is larger than 64 MB, far too large for an annual report.",
    ),
    Text::new("请确认选对了文件。", "Make sure that it is the right file."),
);

const NOT_TEXT: Trouble = Trouble::hinted(
    "not-text",
    Text::new(
        "这不是文本文件：里面有文本不会有的字节。",
        "This is not a text file: it contains bytes that no text contains.",
    ),
    SAVE_ANEW,
);

fn unknown() -> Trouble {
    let kinds = endings(known(), &OR);
    Trouble::hinted(
        "unknown-kind",
        Text::of(
            format!("认不出是哪种文件。能读的有 {}。", kinds.zh),
            format!("This kind of file is not known. These can be read: {}.", kinds.en),
        ),
        Text::new(
            "请确认文件名的后缀；能在 Word 或 WPS 中打开的，另存为“Word 文档（.docx）”，表格会原样保留。",
            "Check the ending of its name. If Word or WPS can open it, save it as a Word document (.docx): its tables stay as they are.",
        ),
    )
}

/// The kinds that people can have read where this runs: in the browser by one of several modules, of which this build may
/// be only one.
fn known() -> impl Iterator<Item = Kind> {
    let read = |kind: &Kind| {
        if cfg!(target_arch = "wasm32") {
            kind.facts().reader.is_some_and(Part::is_in_browser)
        } else {
            kind.is_readable()
        }
    };
    Kind::ALL.iter().copied().filter(read)
}

/// The last joint of a list of which one is to be chosen.
pub const OR: Text = Text::new(" 或 ", " or ");

/// The last joint of a list of which all are meant.
pub const AND: Text = Text::new(" 和 ", " and ");

/// The endings of some kinds as people read them: “.md、.docx 或 .txt”.
pub fn endings(kinds: impl Iterator<Item = Kind>, last: &Text) -> Text {
    let dotted: Vec<String> = kinds.map(|kind| format!(".{}", kind.extension())).collect();
    joined(&dotted, &dotted, last)
}

/// The endings without their dots: “md、docx 或 txt”.
pub fn bare(kinds: impl Iterator<Item = Kind>, last: &Text) -> Text {
    let bare: Vec<String> = kinds.map(|kind| kind.extension().to_owned()).collect();
    joined(&bare, &bare, last)
}

/// Some kinds as people call them, with their endings: “Word（.docx）、网页（.html）或 PDF（.pdf）”.
pub fn names(kinds: impl Iterator<Item = Kind>, last: &Text) -> Text {
    let (zh, en): (Vec<String>, Vec<String>) = kinds
        .map(|kind| {
            let (name, extension) = (&kind.facts().name, kind.extension());
            (
                format!("{}（.{extension}）", name.zh),
                format!("{} (.{extension})", name.en),
            )
        })
        .unzip();
    // A closing bracket of Chinese print has its space within itself.
    joined(&zh, &en, &Text::of(last.zh.trim(), last.en.as_ref()))
}

fn joined(zh: &[String], en: &[String], last: &Text) -> Text {
    let sentence = |words: &[String], lang: Lang, comma: &str| match words {
        [first @ .., end] if !first.is_empty() => format!("{}{}{end}", first.join(comma), last.get(lang)),
        _ => words.concat(),
    };
    Text::of(sentence(zh, Lang::Zh, "、"), sentence(en, Lang::En, ", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, bytes: &[u8], expected: Result<Kind, &str>) {
        assert_eq!(Kind::of(name, bytes).map_err(|error| error.name), expected, "{name}");
    }

    #[test]
    fn a_file_is_what_its_bytes_say_and_then_what_its_name_says() {
        check("2023.md", b"# x", Ok(Kind::Markdown));
        check("A.TXT", b"", Ok(Kind::Text));
        check("a.txt", &[0xFF, 0xFE, 0x41, 0], Ok(Kind::Text));
        check("a.txt", &[0x41, 0], Err("not-text"));
        check("a.txt", b"%PDF-1.4", Ok(Kind::Pdf));
        check("a.pdf", b"words", Err("damaged"));
        check("a.docx", b"PK\x03\x04", Err("damaged"));
        check("a.docx", b"PK", Err("damaged"));
        check("a.docx", b"words", Err("damaged"));
        check("a.docx", b"", Ok(Kind::Docx));
        check("a.doc", b"<html><p>x", Ok(Kind::Html));
        check("a.xls", b"\xEF\xBB\xBF\n<!DOCTYPE HTML>", Ok(Kind::Html));
        check("a.HTM", b"<p>x", Ok(Kind::Html));
        check("a.md", b"<html>", Ok(Kind::Markdown));
        check(
            "a.doc",
            b"\xD0\xCF\x11\xE0 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0",
            Err("encrypted"),
        );
        check("a.mht", b"MIME-Version: 1.0", Ok(Kind::Mht));
        check("a.doc", b"\xD0\xCF\x11\xE0", Err("legacy-office"));
        check("a.md", b"\x89PNG", Err("picture"));
        check("README", b"x", Err("unknown-kind"));
        check("a.txt", b"BMW 3", Ok(Kind::Text));
        for words in ["PK", "%PDF", "GIF8", "RIFF", "MIME-Version: 1.0"] {
            check("a.md", words.as_bytes(), Ok(Kind::Markdown));
        }
        // Files that programs save under these names are in the old container, whatever the name
        // says.
        for name in ["a.doc", "a.wps", "a.xls", "a.et", "a.dps", "a.docx", "a.txt"] {
            check(name, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0", Err("damaged"));
        }
        for (name, bytes) in [("a.rtf", &b"{\\rtf1\\ansi"[..]), ("a.doc", b"{\\rtf1")] {
            check(name, bytes, Ok(Kind::Rtf));
        }
        for bytes in [
            &b"\xFF\xD8\xFF\xE0"[..],
            b"GIF89a",
            b"BM\x46\0\0\0\0\0\0\0",
            b"II*\0",
            b"MM\0*",
            b"RIFF\0\0\0\0WEBP",
        ] {
            check("a.docx", bytes, Err("picture"));
        }
    }

    #[test]
    fn whatever_can_not_be_read_is_said_with_what_to_do() {
        for error in [LEGACY, ENCRYPTED, DAMAGED, OFFICE, PICTURE, TOO_LARGE, NOT_TEXT]
            .into_iter()
            .chain([unknown()])
            .chain(FOREIGN.iter().map(|(_, error)| error.clone()))
        {
            // Plain text has no tables.
            let hint = error.hint.as_ref().map_or("", |hint| hint.zh.as_ref());
            assert!(!hint.contains("纯文本") && !hint.contains(".txt"), "{hint}");
            for text in [Some(&error.what), error.hint.as_ref()] {
                let text = text.expect("what to do");
                assert!(text.zh.ends_with('。') && text.en.ends_with('.'), "{}", error.name);
            }
        }
    }

    #[test]
    #[cfg(feature = "office")]
    fn an_archive_names_its_files() {
        let say = |names: &[&str]| {
            let parts: Vec<(&str, String)> = names.iter().map(|name| (*name, String::new())).collect();
            let error = Kind::of("a.zip", &crate::zip::pack(&parts)).expect_err("it is no report");
            assert_eq!(error.name, "archive");
            (error.what.zh.into_owned(), error.what.en.into_owned())
        };
        let check = |names: &[&str], zh: &str, en: &str| {
            assert_eq!(say(names), (zh.to_owned(), en.to_owned()));
        };
        check(
            &["__MACOSX/x", "a/", ".DS_Store"],
            "这是压缩包，里面没有文件。",
            "This is a zip archive without any files.",
        );
        check(
            &["年报/财政局.docx"],
            "这是压缩包，不是一份报告；里面是 年报/财政局.docx。",
            "This is a zip archive, not a report. It contains 年报/财政局.docx.",
        );
        check(
            &["a.doc", "b.xls"],
            "这是压缩包，不是一份报告；里面有 a.doc 和 b.xls，共 2 个文件。",
            "This is a zip archive, not a report. Files in it: 2 (a.doc and b.xls).",
        );
        check(
            &["1", "2", "3", "4", "5", "6"],
            "这是压缩包，不是一份报告；里面有 1、2、3、4、5，共 6 个文件。",
            "This is a zip archive, not a report. Files in it: 6 (1, 2, 3, 4, 5).",
        );
        // Names as Chinese systems write them.
        let mut bytes = crate::zip::pack(&[("abcd.doc", String::new())]);
        let name = b"\xC4\xEA\xB1\xA8.doc";
        while let Some(at) = bytes.windows(8).position(|window| window == b"abcd.doc") {
            bytes[at..at + 8].copy_from_slice(name);
        }
        let error = Kind::of("a.zip", &bytes).expect_err("it is no report");
        assert!(error.what.zh.contains("里面是 年报.doc"), "{}", error.what.zh);
        for bytes in [&b"Rar!\x1A\x07\x01\0"[..], b"7z\xBC\xAF\x27\x1C", b"\x1F\x8B\x08"] {
            super::tests::check("a.docx", bytes, Err("archive"));
        }
    }

    #[test]
    fn no_two_kinds_share_an_ending_and_what_is_written_is_read() {
        let mut endings: Vec<&str> = Kind::ALL.iter().flat_map(|kind| kind.extensions()).collect();
        let all = endings.len();
        endings.sort_unstable();
        endings.dedup();
        assert_eq!(endings.len(), all);
        for kind in Kind::ALL.iter().copied() {
            let Facts {
                extensions, media_type, ..
            } = kind.facts();
            assert!(!extensions.is_empty(), "{kind:?}");
            assert!(media_type.contains('/') && !media_type.contains(';'), "{kind:?}");
            for extension in kind.extensions() {
                assert_eq!(extension, extension.to_ascii_lowercase(), "{kind:?}");
                assert_eq!(Kind::named(&format!("A.{}", extension.to_uppercase())), Some(kind));
            }
            assert!(!kind.is_writable() || kind.is_readable(), "{kind:?}");
        }
    }

    #[test]
    fn only_the_endings_of_the_kind_itself_are_written() {
        for (extension, expected) in [
            ("md", Some(Kind::Markdown)),
            ("Markdown", Some(Kind::Markdown)),
            ("htm", Some(Kind::Html)),
            ("DOCX", Some(Kind::Docx)),
            ("docm", None),
            ("tsv", None),
            ("txt", None),
            ("pdf", None),
            ("doc", None),
            ("", None),
        ] {
            assert_eq!(Kind::to_write(extension), expected, "{extension}");
        }
    }

    #[test]
    fn kinds_are_listed_as_people_read_them() {
        let all = [Kind::Markdown, Kind::Docx, Kind::Html];
        for (count, zh, en) in [
            (0, "", ""),
            (1, ".md", ".md"),
            (2, ".md 或 .docx", ".md or .docx"),
            (3, ".md、.docx 或 .html", ".md, .docx or .html"),
        ] {
            assert_eq!(endings(all.into_iter().take(count), &OR), Text::of(zh, en));
        }
        assert_eq!(
            names(all.into_iter().skip(1), &AND),
            Text::new("Word（.docx）和网页（.html）", "Word (.docx) and Web page (.html)")
        );
        assert_eq!(Kind::Csv.content_type(), "text/csv; charset=utf-8");
        assert_eq!(Kind::Json.content_type(), "application/json");
    }

    #[test]
    fn a_file_larger_than_any_report_is_not_looked_into() {
        check("a.txt", &vec![b' '; LARGEST], Ok(Kind::Text));
        check("a.txt", &vec![b' '; LARGEST + 1], Err("too-large"));
    }
}

//! What kind of file it is, by its bytes first and its name second.

use nianbao_core::text::Text;

use crate::{ReadError, detect};

/// A kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Markdown, `.md`.
    Markdown,
    /// Plain text, `.txt`.
    Text,
    /// A web page, `.html`, whatever its name: old programs save pages as `.doc` and `.xls`.
    Html,
    /// A Word file, `.docx`.
    Docx,
    /// An Excel file, `.xlsx`.
    Xlsx,
    /// Lines of cells, `.csv` or `.tsv`: figures by field, or a table out of a spreadsheet.
    Csv,
    /// A report's data, `.json`.
    Json,
    /// A PDF file with its text in it, `.pdf`.
    Pdf,
    /// A file of an old Word or of WPS Writer, `.doc` or `.wps`, or one that Word 2003 saved as XML.
    Doc,
    /// A file of an old Excel or of WPS Spreadsheets, `.xls` or `.et`.
    Xls,
    /// Rich text, `.rtf`.
    Rtf,
    /// A text of OpenDocument, `.odt`.
    Odt,
    /// A web page with its pictures in one file, `.mht`.
    Mht,
    /// A printed page of the Chinese national standard, `.ofd`.
    Ofd,
}

/// The largest file that is read, in bytes: a hundred times the longest real report.
pub const LARGEST: usize = 64 * 1024 * 1024;

impl Kind {
    /// Every kind that this build can read.
    pub const READABLE: &[Kind] = &[
        Kind::Markdown,
        Kind::Text,
        Kind::Csv,
        Kind::Json,
        #[cfg(feature = "html")]
        Kind::Html,
        #[cfg(feature = "office")]
        Kind::Docx,
        #[cfg(feature = "office")]
        Kind::Xlsx,
        #[cfg(feature = "pdf")]
        Kind::Pdf,
        #[cfg(feature = "legacy")]
        Kind::Doc,
        #[cfg(feature = "legacy")]
        Kind::Rtf,
    ];

    /// How the names of its files end, without the dot; the first is the one that is written.
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Kind::Markdown => &["md", "markdown"],
            Kind::Text => &["txt", "text"],
            Kind::Html => &["html", "htm", "xhtml", "shtml"],
            Kind::Docx => &["docx", "docm", "dotx"],
            Kind::Xlsx => &["xlsx", "xlsm"],
            Kind::Csv => &["csv", "tsv", "tab"],
            Kind::Json => &["json"],
            Kind::Pdf => &["pdf"],
            Kind::Doc => &["doc", "wps"],
            Kind::Xls => &["xls", "et"],
            Kind::Rtf => &["rtf"],
            Kind::Odt => &["odt"],
            Kind::Mht => &["mht", "mhtml"],
            Kind::Ofd => &["ofd"],
        }
    }

    /// The kind that a name stands for, if this build can read it.
    pub fn of_name(name: &str) -> Option<Kind> {
        let (_, extension) = name.rsplit_once('.')?;
        Kind::READABLE.iter().copied().find(|kind| {
            kind.extensions()
                .iter()
                .any(|known| known.eq_ignore_ascii_case(extension))
        })
    }

    /// Whether a file is Markdown or plain text, which every build reads; none for one that [`Kind::of`] has to look at.
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
    pub fn of(name: &str, bytes: &[u8]) -> Result<Kind, ReadError> {
        if bytes.len() > LARGEST {
            return Err(TOO_LARGE);
        }
        if let Some(kind) = detect::kind(name, bytes) {
            return kind;
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(old_office(bytes));
        }
        if bytes.starts_with(b"PK") {
            return packed(bytes);
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
        if !matches!(
            named,
            None | Some(Kind::Markdown | Kind::Text | Kind::Html | Kind::Csv | Kind::Json)
        ) && !bytes.is_empty()
            && !is_page(bytes)
        {
            return Err(DAMAGED);
        }
        // A NUL byte is in no text but UTF-16, which says so in its first two bytes.
        let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        if !marked && bytes.get(..64 * 1024).unwrap_or(bytes).contains(&0) {
            return Err(NOT_TEXT);
        }
        if is_page(bytes) && !matches!(named, Some(Kind::Markdown)) && Kind::READABLE.contains(&Kind::Html) {
            return Ok(Kind::Html);
        }
        named.ok_or(UNKNOWN)
    }
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

/// What an archive is, by the parts that it has.
#[cfg(feature = "office")]
fn packed(bytes: &[u8]) -> Result<Kind, ReadError> {
    let archive = crate::zip::Archive::open(bytes).map_err(|_| DAMAGED)?;
    if archive.has("word/document.xml") || archive.names().any(|name| name.starts_with("word/document")) {
        return Ok(Kind::Docx);
    }
    if archive.has("xl/workbook.xml") {
        return Ok(Kind::Xlsx);
    }
    let starts = |folder: &str| archive.names().any(|name| name.starts_with(folder));
    Err(if archive.has("OFD.xml") {
        OFD
    } else if archive.has("content.xml") || starts("ppt/") || starts("xl/") {
        OFFICE
    } else if starts("EncryptedPackage") {
        ENCRYPTED
    } else {
        ARCHIVE
    })
}

#[cfg(not(feature = "office"))]
fn packed(_: &[u8]) -> Result<Kind, ReadError> {
    Err(OFFICE)
}

/// What a file of the old container is: the names of its streams stand in it as UTF-16.
fn old_office(bytes: &[u8]) -> ReadError {
    let has = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(name.len()).any(|window| window == name)
    };
    if has("EncryptedPackage") { ENCRYPTED } else { LEGACY }
}

const SAVE_AS_TEXT: Text = Text::new(
    "请在 Word 或 WPS 中打开，另存为“纯文本（.txt）”，再打开这个文本文件。",
    "Open it in Word or WPS, save it as plain text (.txt), and open that file.",
);

const SAVE_ANEW: Text = Text::new(
    "请在 Word 或 WPS 中打开，另存为“Word 文档（.docx）”，再试一次。",
    "Open it in Word or WPS, save it as a Word document (.docx) and try again.",
);

const LEGACY: ReadError = ReadError::new(
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
pub(crate) const ENCRYPTED: ReadError = ReadError::new(
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

/// A kind whose reader was left out when this program was built.
pub(crate) const NOT_BUILT: ReadError = OFFICE;

/// The file's archive or a part of it is broken.
pub(crate) const DAMAGED: ReadError = ReadError::new(
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

#[cfg(feature = "office")]
const OFD: ReadError = ReadError::new(
    "ofd",
    Text::new(
        "这是 OFD 版式文件，不能直接读取。",
        "This is an OFD file; it cannot be read.",
    ),
    Text::new(
        "请使用生成它的 Word 文件（.docx）；没有原文件时，从 OFD 阅读器中复制全文，存为 .txt。",
        "Use the Word file (.docx) that it was made from; where there is none, copy the text out of an OFD reader into a .txt file.",
    ),
);

#[cfg(feature = "office")]
const ARCHIVE: ReadError = ReadError::new(
    "archive",
    Text::new("这是压缩包，不是一份报告。", "This is a zip archive, not a report."),
    Text::new(
        "请先解压，再打开里面的文件。",
        "Unpack it and open the file that is in it.",
    ),
);

const OFFICE: ReadError = ReadError::new(
    "office-file",
    Text::new(
        "这种办公文件这一版还不能直接读取。",
        "This version cannot read this kind of office file.",
    ),
    SAVE_AS_TEXT,
);

/// Files that are known by their first bytes and can't be read.
const FOREIGN: &[(&[u8], ReadError)] = &[
    (
        b"%PDF",
        ReadError::new(
            "pdf",
            Text::new(
                "这是 PDF 文件，这一版还不能直接读取。",
                "This is a PDF file; this version cannot read it.",
            ),
            Text::new(
                "请用原来的 Word 文件（.docx）；没有原文件时，从 PDF 中复制全文，存为 .txt。",
                "Use the Word file (.docx) that it was made from; where there is none, copy the PDF's text into a .txt file.",
            ),
        ),
    ),
    (
        b"{\\rtf",
        ReadError::new(
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
        ReadError::new(
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
];

const PICTURE: ReadError = ReadError::new(
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

const TOO_LARGE: ReadError = ReadError::new(
    "too-large",
    Text::new(
        "文件超过 64 MB，不会是一份年度报告。",
        "The file is larger than 64 MB: it is no annual report.",
    ),
    Text::new("请确认选对了文件。", "Make sure that it is the right file."),
);

const NOT_TEXT: ReadError = ReadError::new(
    "not-text",
    Text::new(
        "这不是文本文件：里面有文本不会有的字节。",
        "This is no text file: it has bytes that no text has.",
    ),
    SAVE_AS_TEXT,
);

const UNKNOWN: ReadError = ReadError::new(
    "unknown-kind",
    Text::new(
        "认不出是哪种文件。能读的有 .md、.txt、.docx、.html 等。",
        "The kind of file is not known. Those that can be read are .md, .txt, .docx, .html and others.",
    ),
    Text::new(
        "请确认文件名的后缀，或另存为纯文本（.txt）。",
        "Check the end of its name, or save it as plain text (.txt).",
    ),
);

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
        check("a.mht", b"MIME-Version: 1.0", Err("web-archive"));
        check("a.doc", b"\xD0\xCF\x11\xE0", Err("legacy-office"));
        check("a.md", b"\x89PNG", Err("picture"));
        check("README", b"x", Err("unknown-kind"));
        check("a.txt", b"BMW 3", Ok(Kind::Text));
        // What programs save under these names is the old container, whatever the name says.
        for name in ["a.doc", "a.wps", "a.xls", "a.et", "a.dps", "a.docx", "a.txt"] {
            check(name, b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0", Err("damaged"));
        }
        for (name, bytes) in [("a.rtf", &b"{\\rtf1\\ansi"[..]), ("a.doc", b"{\\rtf1")] {
            check(name, bytes, Err("rtf"));
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
        for error in [
            LEGACY, ENCRYPTED, DAMAGED, OFD, ARCHIVE, OFFICE, PICTURE, TOO_LARGE, NOT_TEXT, UNKNOWN,
        ]
        .into_iter()
        .chain(FOREIGN.iter().map(|(_, error)| error.clone()))
        {
            for text in [&error.what, &error.hint] {
                assert!(text.zh.ends_with('。') && text.en.ends_with('.'), "{}", error.name);
            }
        }
    }

    #[test]
    fn a_file_larger_than_any_report_is_not_looked_into() {
        check("a.txt", &vec![b' '; LARGEST], Ok(Kind::Text));
        check("a.txt", &vec![b' '; LARGEST + 1], Err("too-large"));
    }
}

//! What kind of file it is, by its bytes first and its name second.

use nianbao_core::text::Text;

use crate::ReadError;

/// A kind of file that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Markdown, `.md`.
    Markdown,
    /// Plain text, `.txt`.
    Text,
}

/// The largest file that is read, in bytes: a hundred times the longest real report.
pub const LARGEST: usize = 64 * 1024 * 1024;

impl Kind {
    /// The kind of a file, or why it can't be read.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Kind, ReadError> {
        if bytes.len() > LARGEST {
            return Err(TOO_LARGE);
        }
        for (magic, error) in FOREIGN {
            if bytes.starts_with(magic) {
                return Err(error.clone());
            }
        }
        // A NUL byte is in no text but UTF-16, which says so in its first two bytes.
        let marked = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
        if !marked && bytes.iter().take(64 * 1024).any(|byte| *byte == 0) {
            return Err(NOT_TEXT);
        }
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("md" | "markdown") => Ok(Kind::Markdown),
            Some("txt" | "text") => Ok(Kind::Text),
            _ => Err(UNKNOWN),
        }
    }
}

const SAVE_AS_TEXT: Text = Text::new(
    "请在 Word 或 WPS 中打开，另存为“纯文本（.txt）”，再打开这个文本文件。",
    "Open it in Word or WPS, save it as plain text (.txt), and open that file.",
);

/// Files that are known by their first bytes and can't be read.
const FOREIGN: &[(&[u8], ReadError)] = &[
    (
        b"PK\x03\x04",
        ReadError::new(
            "office-file",
            Text::new(
                "这是 Word、WPS、Excel 文件或压缩包，这一版还不能直接读取。",
                "This is a Word, WPS or Excel file or a zip archive; this version cannot read it.",
            ),
            SAVE_AS_TEXT,
        ),
    ),
    (
        b"\xD0\xCF\x11\xE0",
        ReadError::new(
            "legacy-office",
            Text::new(
                "这是旧版 Word、WPS 或 Excel 文件（.doc、.wps、.xls），不能直接读取。",
                "This is a file of an old Word, WPS or Excel (.doc, .wps, .xls); it cannot be read.",
            ),
            SAVE_AS_TEXT,
        ),
    ),
    (
        b"%PDF",
        ReadError::new(
            "pdf",
            Text::new(
                "这是 PDF 文件，这一版还不能直接读取。",
                "This is a PDF file; this version cannot read it.",
            ),
            Text::new(
                "请用原来的 Word 文件另存为“纯文本（.txt）”；没有原文件时，从 PDF 中复制全文，存为 .txt。",
                "Save the Word file that it was made from as plain text (.txt); where there is none, copy the PDF's text into a .txt file.",
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
            SAVE_AS_TEXT,
        ),
    ),
    (b"\x89PNG", PICTURE),
    (b"\xFF\xD8\xFF", PICTURE),
    (b"GIF8", PICTURE),
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
        "认不出是哪种文件：名称应以 .md 或 .txt 结尾。",
        "The kind of file is not known: its name should end in .md or .txt.",
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
        check("a.txt", b"%PDF-1.4", Err("pdf"));
        check("a.docx", b"PK\x03\x04", Err("office-file"));
        check("a.doc", b"\xD0\xCF\x11\xE0", Err("legacy-office"));
        check("a.md", b"\x89PNG", Err("picture"));
        check("README", b"x", Err("unknown-kind"));
    }
}

//! The container of old office files: a file system in a file (MS-CFB), in which each kind of file has streams of its own.

use std::io::{Cursor, Read};

use nianbao_core::text::Text;

use crate::kind::{DAMAGED, ENCRYPTED};
use crate::{Kind, Trouble};

/// An open container.
pub(crate) struct Container<'a> {
    file: cfb::CompoundFile<Cursor<&'a [u8]>>,
    size: u64,
}

impl<'a> Container<'a> {
    /// Opens a container: its lists of sectors are checked, so that no stream goes round in a circle.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Container<'a>, Trouble> {
        let file = cfb::CompoundFile::open(Cursor::new(bytes)).map_err(|_| DAMAGED)?;
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Container { file, size })
    }

    /// Whether the container has a stream of this name at its top.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.file.exists(format!("/{name}"))
    }

    /// A stream; `None` if there is none with this name. A truncated stream ends early.
    pub(crate) fn stream(&mut self, name: &str) -> Option<Vec<u8>> {
        let stream = self.file.open_stream(format!("/{name}")).ok()?;
        let mut out = Vec::new();
        // No stream is longer than the file that it is in, whatever it says of itself.
        let mut bounded = stream.take(self.size);
        let mut part = [0; 8192];
        while let Ok(count @ 1..) = bounded.read(&mut part) {
            out.extend_from_slice(part.get(..count)?);
        }
        Some(out)
    }
}

/// The kind of file in a container, or the reason why it cannot be read.
pub(crate) fn kind(bytes: &[u8]) -> Result<Kind, Trouble> {
    let container = Container::open(bytes)?;
    let has = |names: &[&str]| names.iter().any(|name| container.has(name));
    if has(&["EncryptedPackage", "EncryptionInfo"]) {
        return Err(ENCRYPTED);
    }
    if has(&["WordDocument"]) {
        return Ok(Kind::Doc);
    }
    if has(&["Workbook", "Book"]) {
        return Ok(Kind::Xls);
    }
    Err(if has(&["PowerPoint Document"]) {
        SLIDES
    } else if has(&["MatOST", "MM", "CONTENTS"]) {
        WORKS
    } else {
        FOREIGN
    })
}

const SLIDES: Trouble = Trouble::hinted(
    "slides",
    Text::new(
        "这是演示文稿（.ppt、.dps），不是一份报告。",
        "This is a presentation (.ppt, .dps), not a report.",
    ),
    Text::new(
        "请使用报告的 Word 文件（.docx 或 .doc）。",
        "Use the report's Word file (.docx or .doc).",
    ),
);

const WORKS: Trouble = Trouble::hinted(
    "works",
    Text::new(
        "这是 Microsoft Works 的文件（.wps），和金山 WPS 的 .wps 不是一回事，不能读取。",
        "This is a file of Microsoft Works (.wps), which has only its name in common with those of Kingsoft WPS; it cannot be read.",
    ),
    Text::new(
        "请在 LibreOffice 或装有 Works 转换器的 Word 中打开，另存为“Word 文档（.docx）”，表格会原样保留。",
        "Open it in LibreOffice, or in Word with the converter for Works, and save it as a Word document (.docx): its tables stay as they are.",
    ),
);

const FOREIGN: Trouble = Trouble::hinted(
    "legacy-office",
    Text::new(
        "这是旧版办公软件的文件，里面没有 Word 或 Excel 的内容。",
        "This is a file of an old office program; it holds neither a Word document nor an Excel workbook.",
    ),
    Text::new(
        "请用原来的软件打开，另存为“Word 文档（.docx）”，表格会原样保留。",
        "Open it in the program that wrote it and save it as a Word document (.docx): its tables stay as they are.",
    ),
);

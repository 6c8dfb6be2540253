//! Reads PDF files. The positions of glyphs and lines on the page show which text is a table and which a paragraph.

mod page;

use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_zlib_with_limit};
use nianbao_core::text::Text;

use crate::flow::Marks;
use crate::kind::DAMAGED;
use crate::print::{self, MOST_PAGES, Unreadable};
use crate::taken::Taken;
use crate::{Kind, Trouble};

/// The largest size in bytes of the image of a page at the highest resolution. A stream that unpacks to more is a bomb.
const LARGEST_STREAM: usize = 160 * 1024 * 1024;
/// The best compression is about a thousandfold, so smaller files cannot hold a bomb.
const SMALL: usize = LARGEST_STREAM / 1100;

const TOO_LARGE: Trouble = Trouble::hinted(
    "too-large",
    Text::new(
        "PDF 文件过大，不会是一份年度报告。",
        "The PDF file is larger than any annual report.",
    ),
    Text::new(
        "请确认选对了文件；报告在合订本里的，请先单独导出。",
        "Make sure that it is the right file; if the report is part of a larger volume, export it separately.",
    ),
);

const NO_TEXT: Trouble = Trouble::hinted(
    "no-text-layer",
    Text::new(
        "这个 PDF 里没有文字，只有扫描的图片。",
        "This PDF has no text, only pictures of pages.",
    ),
    Text::new(
        "请使用生成它的 Word 文件（.docx 或 .doc）；没有原文件时，先做文字识别（OCR），存为 .docx，逐格核对后再试。",
        "Use the Word file (.docx or .doc) it was made from; if there is none, use text recognition (OCR), save it as .docx, check every cell, and try that.",
    ),
);

const NO_CHARACTERS: Trouble = Trouble::hinted(
    "no-characters",
    Text::new(
        "这个 PDF 里的文字没有编码，认不出是哪些字。",
        "The text in this PDF does not say which characters it consists of.",
    ),
    Text::new(
        "请使用生成它的 Word 文件（.docx），或从 Word、WPS 中重新导出 PDF。",
        "Use the Word file (.docx) it was made from, or export the PDF from Word or WPS again.",
    ),
);

const ENCRYPTED: Trouble = Trouble::hinted(
    "encrypted",
    Text::new(
        "这个 PDF 加了密码，读不出内容。",
        "This PDF is protected by a password: its content cannot be read.",
    ),
    Text::new(
        "请用阅读器打开，去掉密码后另存，再试一次。",
        "Open it in a reader, save it without the password and try again.",
    ),
);

/// Takes the text and the tables out of a PDF file.
pub(crate) fn take(bytes: &[u8]) -> Result<Taken, Trouble> {
    if is_bomb(bytes) {
        return Err(TOO_LARGE);
    }
    let pdf = Pdf::new(bytes.to_vec()).map_err(|error| match error {
        LoadPdfError::Decryption(_) => ENCRYPTED,
        LoadPdfError::Invalid => DAMAGED,
    })?;
    if pdf.pages().len() > MOST_PAGES {
        return Err(TOO_LARGE);
    }
    let pages = page::print(&pdf).ok_or(TOO_LARGE)?;
    let pieces = print::pieces(pages).map_err(|why| match why {
        Unreadable::Empty => DAMAGED,
        Unreadable::Pictures => NO_TEXT,
        Unreadable::Unknown => NO_CHARACTERS,
    })?;
    Ok(Taken::text(Kind::Pdf, Marks::Printed, pieces))
}

/// The pages of a file as they are drawn.
#[cfg(test)]
pub(crate) fn sheets(bytes: &[u8]) -> Option<Vec<print::Sheet>> {
    let pdf = Pdf::new(bytes.to_vec()).ok()?;
    Some(page::sheets(&pdf).collect())
}

/// Whether a stream unpacks to more than any page would. The PDF library sets no limit itself.
fn is_bomb(bytes: &[u8]) -> bool {
    const WORD: &[u8] = b"stream";
    if bytes.len() < SMALL {
        return false;
    }
    let mut at = 0;
    while let Some(found) = bytes[at..].windows(WORD.len()).position(|window| window == WORD) {
        at += found + WORD.len();
        let start = at
            + bytes[at..]
                .iter()
                .take_while(|byte| matches!(byte, b'\r' | b'\n'))
                .count();
        // Deflated data with a header begins with these bytes.
        let Some(&[0x78 | 0x58 | 0x48 | 0x68, _, ..]) = bytes.get(start..) else {
            continue;
        };
        if let Err(error) = decompress_to_vec_zlib_with_limit(&bytes[start..], LARGEST_STREAM)
            && error.status == TINFLStatus::HasMoreOutput
        {
            return true;
        }
    }
    false
}

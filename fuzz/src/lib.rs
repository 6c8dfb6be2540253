//! The invariants for any file: it is read, or reported as unreadable; every place is a range of the text; and the
//! report read from it can be written and read again.

use nianbao_core::verdict::Input;
use nianbao_core::{rules, write};
use nianbao_documents::{Kind, read};

/// Longer files find nothing that shorter ones do not, only later.
const LONGEST: usize = 64 * 1024;

/// Reads a file and checks the result against the invariants.
pub fn look(name: &str, bytes: &[u8]) {
    if bytes.len() > LONGEST {
        return;
    }
    let source = match read(name, bytes) {
        Ok(source) => source,
        Err(error) => {
            assert!(!error.what.zh.is_empty() && error.hint.is_some());
            return;
        }
    };
    for unplaced in &source.reading.unplaced {
        if let Some(span) = unplaced.span {
            assert!(source.text.get(span.start..span.end).is_some(), "{span:?}");
        }
    }
    // The amount read is proportional to the input.
    assert!(source.text.len() < 64 * LONGEST, "{}", source.text.len());
    let report = &source.reading.report;
    let checked = rules::check(Input::new(report, 0), &rules::Settings::default());
    assert_eq!(checked, rules::check(Input::new(report, 0), &rules::Settings::default()));
    let written = write::markdown(report);
    let _ = read("a.md", written.as_bytes()).expect("Markdown can always be read");
    // Writing reads its own tables again, so it is only done for some inputs.
    if bytes.len().is_multiple_of(4) {
        for kind in Kind::writable() {
            let file = nianbao_documents::write(report, kind).expect("whatever was read can be written");
            let name = format!("a.{}", kind.extension());
            if let Err(error) = read(&name, &file) {
                panic!("{name} that was written here: {}", error.what.en);
            }
        }
    }
}

/// An archive of uncompressed parts.
pub fn stored(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    let mut list: Vec<u8> = Vec::new();
    let small = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    for (name, content) in parts {
        let at = out.len();
        let mut head: Vec<u8> = vec![20, 0, 0, 8, 0, 0, 0, 0, 33, 0, 0, 0, 0, 0];
        head.extend(small(content.len()));
        head.extend(small(content.len()));
        head.extend(u16::try_from(name.len()).unwrap_or(0).to_le_bytes());
        head.extend([0; 2]);
        out.extend(b"PK\x03\x04");
        out.extend(&head);
        out.extend(name.as_bytes());
        out.extend(*content);
        list.extend(b"PK\x01\x02\x14\x00");
        list.extend(&head);
        list.extend([0; 10]);
        list.extend(small(at));
        list.extend(name.as_bytes());
    }
    let start = out.len();
    out.extend(&list);
    out.extend(b"PK\x05\x06\x00\x00\x00\x00");
    let count = u16::try_from(parts.len()).unwrap_or(u16::MAX).to_le_bytes();
    out.extend(count);
    out.extend(count);
    out.extend(small(list.len()));
    out.extend(small(start));
    out.extend([0; 2]);
    out
}

/// Parts separated by lines `=== name`: the parts of an office file as one text.
pub fn parts(data: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(data);
    let list: Vec<(&str, &[u8])> = text
        .split("=== ")
        .filter_map(|part| part.split_once('\n'))
        .map(|(name, content)| (name.trim(), content.as_bytes()))
        .collect();
    stored(&list)
}

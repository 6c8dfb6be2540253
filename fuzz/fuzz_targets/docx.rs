//! The document of a Word file.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| nianbao_fuzz::look("a.docx", &nianbao_fuzz::stored(&[("word/document.xml", data)])));

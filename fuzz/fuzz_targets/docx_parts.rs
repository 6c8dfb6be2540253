//! A Word file with all its parts: styles, numbering, notes, relations, properties.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| nianbao_fuzz::look("a.docx", &nianbao_fuzz::parts(data)));

//! A text of OpenDocument with all its parts.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| nianbao_fuzz::look("a.odt", &nianbao_fuzz::parts(data)));

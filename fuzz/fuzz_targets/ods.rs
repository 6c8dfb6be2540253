//! An OpenDocument spreadsheet with all its parts.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| nianbao_fuzz::look("a.ods", &nianbao_fuzz::parts(data)));

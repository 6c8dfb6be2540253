//! An OFD file with all its parts: its pages, and what they share.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| nianbao_fuzz::look("a.ofd", &nianbao_fuzz::parts(data)));

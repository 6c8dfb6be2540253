//! The command `nianbao`: checks reports, converts them, builds the archive.

mod command;

use std::ffi::OsString;
use std::process::ExitCode;

/// See `Cargo.toml`.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let args: Vec<OsString> = std::env::args_os().collect();
    command::run(&args).into()
}

//! The part of the page that is not needed at its start, and comes right after it: the editor and everything that changes a
//! report.
//!
//! `cargo xtask` parts the page's module (`xtask/src/split.rs`): functions that only the entries below lead to are in the
//! second part. The start calls an entry through a pointer that the compiler can't see through, so that it remains the only
//! way there. A call before the second part has come would end the program, so whoever calls one either has an open report,
//! which only the second part can open, or comes from [`Shell::later`].

use crate::browser::Shell;
use crate::draft::Record;
use crate::open::Open;
use crate::state::{Effect, Intent};
use crate::view::{self, El};

macro_rules! entries {
    ($($(#[$doc:meta])* fn $name:ident($($argument:ident: $type:ty),*) $(-> $result:ty)? = $function:path;)*) => {
        /// The functions that the parting looks for by the name of this module.
        mod entry {
            use super::{Effect, El, Intent, Open, Record, Shell, view};

            $(
                #[inline(never)]
                pub(super) fn $name($($argument: $type),*) $(-> $result)? {
                    $function($($argument),*)
                }
            )*
        }

        $(
            $(#[$doc])*
            pub(crate) fn $name($($argument: $type),*) $(-> $result)? {
                let function: fn($($type),*) $(-> $result)? = std::hint::black_box(entry::$name);
                function($($argument),*)
            }
        )*
    };
}

entries! {
    /// Handles an intent that needs this part.
    fn carry(shell: Shell, intent: Intent) = Shell::carry_on;
    /// Carries out an effect.
    fn carry_out(shell: Shell, effect: Effect) = Shell::carry_out;
    /// The organ of the open report.
    fn organ(open: &Open) -> Option<String> = view::organ;
    /// The editor.
    fn work(shell: Shell) -> Vec<El> = view::work;
    /// The official layout, or the check sheet.
    fn paper(shell: Shell) -> El = view::paper;
    /// The open report, its verdict, and the time of the last save.
    fn what(shell: Shell) -> Vec<El> = view::what;
    /// The actions of the bar.
    fn acts(shell: Shell) -> Vec<El> = view::acts;
    /// The list of files that arrived.
    fn arrived(shell: Shell) -> El = view::decide;
    /// The list of keys.
    fn keys(shell: Shell) -> El = view::keys;
    /// The open draft, and the number of its changes, if some of them are not kept.
    fn unkept(shell: Shell) -> Option<(Record, u64)> = Shell::unkept_in;
    /// Writes the open draft.
    fn keep(shell: Shell, record: Record, changes: u64) = Shell::keep;
    /// Reads files.
    fn read(shell: Shell, files: Vec<web_sys::File>, following: bool) = Shell::read_files;
    /// Reads a text that was pasted on the start view, and the same as a web page.
    fn pasted(shell: Shell, text: String, html: String) = Shell::read_pasted;
}

//! Set-up, full build and tests: `cargo xtask …`.
//!
//! It uses hardly anything but the standard library, so that the first run starts within seconds.

mod bench;
mod build;
mod kill;
mod plan;
mod precache;
mod rebuild;
mod run;
mod shorten;
mod single;
mod split;
mod test;
mod tools;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

const USAGE: &str = "\
Set-up, build of everything, tests

Usage: cargo xtask COMMAND

  serve [--port N]   build the archive of content/ with the validator in it, and serve it at an address that is printed
  build              build the same into public/
  test [--quick]     format, lints, documentation, unit, archive, command and browser tests;
                     --quick leaves out what needs wasm or a browser
  budget             the sizes of what a browser loads, against their limits
  states             a page that shows the validator in every state, each examined in all languages, themes and widths
  bench [N…]         how long it takes to read and check a report, natively and in the browser, and to check, build and
                     convert 1,000 and 10,000, next to `cp -r` of the result and Hugo; given numbers, only the latter,
                     with archives of this many reports
  kill-browser [N]   types into the validator and kills the browser, N times (50): how much work is lost
  howto              follows the how-tos of CONTRIBUTING.md for a rule and a page in a copy, and tests the result
  kill-build [N]     builds an archive over an older one and kills the build, N times (60): the site is the old or the
                     new one, byte for byte
  fail-build [N]     builds an archive over an older one on a full disk and with a faulty theme, N times each (100): the
                     old site stays, byte for byte
  rebuild [N]        makes N random edits (100) to an archive, and compares each build after an edit with a full one
  setup              only install what is missing for all of this

What is missing is installed into .tools/ of this folder, and said before it is done.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(trouble) => {
            eprintln!("xtask: {trouble}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command given by the arguments.
fn dispatch(arguments: &[&str]) -> Result<(), String> {
    match arguments {
        [] | ["help" | "-h" | "--help"] => {
            print!("{USAGE}");
            Ok(())
        }
        ["setup"] => {
            let workspace = Workspace::find()?;
            tools::set_up(&workspace, plan::Purpose::Test)?;
            run::say("everything is in place");
            Ok(())
        }
        ["build"] => build::everything(&Workspace::find()?),
        // As with programs run by cargo, `--` may come before the options.
        ["serve", "--", options @ ..] | ["serve", options @ ..] => build::serve(&Workspace::find()?, options),
        ["test"] => test::everything(&Workspace::find()?, test::Extent::Everything),
        ["test", "--quick"] => test::everything(&Workspace::find()?, test::Extent::Quick),
        ["budget"] => test::budget(&Workspace::find()?),
        ["states"] => test::states(&Workspace::find()?),
        ["kill-browser"] => test::kill_browser(&Workspace::find()?, "50"),
        ["kill-browser", kills] if kills.parse::<u32>().is_ok() => test::kill_browser(&Workspace::find()?, kills),
        ["howto"] => test::how_to(&Workspace::find()?),
        ["kill-build"] => kill::builds(&Workspace::find()?, 60),
        ["kill-build", kills] if let Ok(kills) = kills.parse() => kill::builds(&Workspace::find()?, kills),
        ["fail-build"] => kill::failing(&Workspace::find()?, 100),
        ["fail-build", times] if let Ok(times) = times.parse() => kill::failing(&Workspace::find()?, times),
        ["rebuild"] => rebuild::edits(&Workspace::find()?, 100),
        ["rebuild", edits] if let Ok(edits) = edits.parse() => rebuild::edits(&Workspace::find()?, edits),
        ["bench"] => bench::everything(&Workspace::find()?),
        ["bench", counts @ ..] if counts.iter().all(|count| count.parse::<u32>().is_ok()) => {
            bench::archives(&Workspace::find()?, counts)
        }
        _ => Err(format!("unknown: {}\n\n{USAGE}", arguments.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_commands_are_named_with_the_usage() {
        for arguments in [
            &["sevre"][..],
            &["test", "--slow"],
            &["build", "now"],
            &["bench", "many"],
        ] {
            let trouble = dispatch(arguments).expect_err("an unknown command is refused");
            assert!(trouble.contains(&arguments.join(" ")), "{trouble}");
            assert!(trouble.contains("Usage: cargo xtask"), "{trouble}");
        }
    }

    #[test]
    fn help_is_not_an_error() {
        for arguments in [&[][..], &["help"], &["--help"], &["-h"]] {
            assert_eq!(dispatch(arguments), Ok(()));
        }
    }
}

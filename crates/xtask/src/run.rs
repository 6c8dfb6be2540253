//! Runs steps and programs, and prints what is done and how long it took.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Prints one line.
pub(crate) fn say(line: &str) {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    if colour {
        eprintln!("\x1b[1;34m==>\x1b[0m \x1b[1m{line}\x1b[0m");
    } else {
        eprintln!("==> {line}");
    }
}

/// Runs one step, between a line that says what it is and a line that says how long it took.
pub(crate) fn step<T>(what: &str, act: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
    say(what);
    let start = Instant::now();
    let result = act();
    match &result {
        Ok(_) => eprintln!("    done in {}", duration(start.elapsed())),
        Err(_) => eprintln!("    failed after {}", duration(start.elapsed())),
    }
    result.map_err(|trouble| format!("{what}: {trouble}"))
}

/// A duration for people.
pub(crate) fn duration(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        format!("{seconds}.{} s", time.subsec_millis() / 100)
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// Runs a program and shows its output as it comes.
pub(crate) fn run(command: &mut Command) -> Result<(), String> {
    let line = shown(command);
    let status = command
        .status()
        .map_err(|e| format!("`{line}` could not be started: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{line}` ended with {status}"))
    }
}

/// Runs a program and returns its output, or `None` if it does not exist or fails.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Runs a program, shows its output as it comes and passes each line to `look`.
pub(crate) fn watch(command: &mut Command, mut look: impl FnMut(&str)) -> Result<(), String> {
    let line = shown(command);
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|e| format!("`{line}` could not be started: {e}"))?;
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut bytes = Vec::new();
        // A test may write bytes that are not text; they are passed through.
        while output.read_until(b'\n', &mut bytes).is_ok_and(|read| read > 0) {
            // A closed terminal is not a reason to stop testing.
            let _ = std::io::stdout().write_all(&bytes);
            look(String::from_utf8_lossy(&bytes).trim_end());
            bytes.clear();
        }
    }
    let status = child.wait().map_err(|e| format!("`{line}` got lost: {e}"))?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("`{line}` ended with {status}"))
    }
}

/// The cargo that started this program, run on the workspace.
pub(crate) fn cargo<S: AsRef<OsStr>>(root: &Path, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root);
    command
}

/// A command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    std::iter::once(program.file_name().unwrap_or(program.as_os_str()))
        .chain(command.get_args())
        .map(|part| part.to_string_lossy().into_owned())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_said_in_seconds_then_minutes() {
        let check = |milliseconds, expected: &str| {
            assert_eq!(duration(Duration::from_millis(milliseconds)), expected);
        };
        check(0, "0.0 s");
        check(1_250, "1.2 s");
        check(59_999, "59.9 s");
        check(60_000, "1 min 0 s");
        check(3_725_000, "62 min 5 s");
    }

    #[test]
    fn a_program_that_is_not_there_is_named() {
        let trouble = run(Command::new("no-such-program-as-this").arg("--now")).expect_err("it is not there");
        assert!(trouble.contains("no-such-program-as-this --now"), "{trouble}");
        assert_eq!(ask(&mut Command::new("no-such-program-as-this")), None);
    }

    #[test]
    fn a_failed_step_is_named() {
        let trouble = step("making tea", || Err::<(), _>("no water".to_owned()));
        assert_eq!(trouble, Err("making tea: no water".to_owned()));
    }
}

//! Writes to standard output and standard error, with colours only on a terminal.

use std::fmt::Write as _;
use std::io::{self, BufWriter, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstream::adapter::strip_str;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use nianbao_core::diagnostic::Severity;
use nianbao_core::text::{Lang, Text};
use nianbao_core::trouble::Trouble;

use crate::content::Problem;
use crate::error::io_at;
use crate::input;
use crate::progress::Progress;

/// Both streams, with the language and the width of lines.
#[derive(Debug)]
pub struct Console {
    /// The language of all text.
    pub lang: Lang,
    /// The columns available for a line.
    pub width: usize,
    /// Whether the reader of standard output has closed it.
    closed: bool,
}

/// Bold, for names.
pub const BOLD: Style = Style::new().bold();
/// Dim, for secondary text.
pub const DIM: Style = Style::new().dimmed();
/// For failures and errors.
pub const RED: Style = AnsiColor::Red.on_default().bold();
/// For warnings.
pub const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
/// For notices and hints.
pub const BLUE: Style = AnsiColor::BrightBlue.on_default().bold();
/// For success.
pub const GREEN: Style = AnsiColor::Green.on_default().bold();

impl Console {
    /// The console of this process.
    pub fn new(lang: Lang) -> Console {
        // If standard output is not a terminal, the width is fixed, so that the same input gives the same bytes.
        let width = if io::stdout().is_terminal() {
            terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0))
        } else {
            100
        };
        Console {
            lang,
            width: width.clamp(40, 160),
            closed: false,
        }
    }

    /// Writes text to standard output.
    pub fn print(&mut self, text: &str) -> Result<(), Trouble> {
        self.print_all([text])
    }

    /// Writes text in pieces to standard output; colours must not continue from one piece to the next.
    pub fn print_all<'a>(&mut self, pieces: impl IntoIterator<Item = &'a str>) -> Result<(), Trouble> {
        let pieces = pieces.into_iter();
        if AutoStream::choice(&io::stdout()) == ColorChoice::Never {
            // Colours are stripped here rather than by the stream, which would make a system call for every span
            // between two colours.
            let plain = pieces.flat_map(strip_str);
            self.write(plain.map(str::as_bytes), io::stdout().lock())
        } else {
            self.write(pieces.map(str::as_bytes), anstream::stdout().lock())
        }
    }

    /// Writes data to standard output, byte for byte.
    pub fn data(&mut self, text: &str) -> Result<(), Trouble> {
        self.data_all([text])
    }

    /// Writes data in pieces to standard output, byte for byte.
    pub fn data_all<'a>(&mut self, pieces: impl IntoIterator<Item = &'a str>) -> Result<(), Trouble> {
        self.write(pieces.into_iter().map(str::as_bytes), io::stdout().lock())
    }

    /// Writes a file to standard output.
    pub fn bytes(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.write([bytes].into_iter(), io::stdout().lock())
    }

    fn write<'a>(&mut self, mut pieces: impl Iterator<Item = &'a [u8]>, to: impl Write) -> Result<(), Trouble> {
        if self.closed {
            return Ok(());
        }
        // Standard output itself is flushed after every line.
        let mut to = BufWriter::with_capacity(BUFFER, to);
        match pieces
            .try_for_each(|piece| to.write_all(piece))
            .and_then(|()| to.flush())
        {
            Ok(()) => Ok(()),
            // The reader has seen enough (`| head`); this is not a failure.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => {
                let place = Text::new("标准输出", "standard output");
                Err(io_at(place.get(self.lang), &error))
            }
        }
    }

    /// Whether standard output is still read, as far as is known.
    pub const fn is_read(&self) -> bool {
        !self.closed
    }

    /// Prints a failure to standard error.
    pub fn failure(&self, failure: &Trouble) {
        remark(&shown(failure, self.lang));
    }

    /// Prints failures to standard error.
    pub fn failures(&self, failures: &[Trouble]) {
        for failure in failures {
            self.failure(failure);
        }
    }

    /// Reports skipped files of other kinds on standard error, if there are any.
    pub fn passed_over(&self, paths: &[PathBuf]) {
        if let Some(text) = input::passed_over(paths) {
            remark(&format!("{}\n", text.get(self.lang)));
        }
    }
}

/// This many bytes are written at once.
const BUFFER: usize = 64 * 1024;

/// Writes a message to standard error.
pub fn remark(text: &str) {
    // If standard error is closed, there is nobody left to tell.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Prints the problems of the content to standard error.
pub fn problems(problems: &[Problem], lang: Lang) {
    for problem in problems {
        let (style, label) = if problem.severity == Severity::Error {
            (RED, Text::new("错误", "error"))
        } else {
            (YELLOW, Text::new("提醒", "warning"))
        };
        let line = problem.line.map_or_else(String::new, |line| format!(":{line}"));
        let mut text = format!(
            "{style}{}{style:#}{}{BOLD}{}{line}{BOLD:#}{}{}\n",
            label.get(lang),
            colon(lang),
            clean(&input::shown(&problem.path)),
            colon(lang),
            clean(problem.message.get(lang)),
        );
        if let Some(hint) = &problem.hint {
            let label = Text::new("怎么办", "help");
            let (colon, hint) = (colon(lang), clean(hint.get(lang)));
            let _ = writeln!(text, "  {}{colon}{hint}", label.get(lang));
        }
        remark(&text);
    }
}

/// A line of a terminal that is overwritten, for the progress of long work; nothing if standard error is not a terminal.
pub struct Line {
    terminal: bool,
    begun: Instant,
    /// When the line was last written, if it is shown.
    shown: Option<Instant>,
}

/// The line is written no more often.
const OFTEN: Duration = Duration::from_millis(80);
/// Work that is done sooner shows no progress.
const SOON: Duration = Duration::from_millis(400);
/// The columns of the bar.
const BAR: usize = 24;

impl Default for Line {
    fn default() -> Line {
        Line {
            terminal: io::stderr().is_terminal(),
            begun: Instant::now(),
            shown: None,
        }
    }
}

impl Line {
    /// Shows the number of items done, and the item or the step being worked on.
    pub fn show(&mut self, done: usize, total: usize, name: &str) {
        if self.terminal && self.is_time(Instant::now()) {
            remark(&format!("\r\x1b[2K{}", progress(done, total, name)));
        }
    }

    fn is_time(&mut self, now: Instant) -> bool {
        let time = match self.shown {
            Some(last) => now.duration_since(last) >= OFTEN,
            None => now.duration_since(self.begun) >= SOON,
        };
        if time {
            self.shown = Some(now);
        }
        time
    }

    /// Clears the line before other output.
    pub fn clear(&mut self) {
        if self.shown.take().is_some() {
            self.begun = Instant::now();
            remark("\r\x1b[2K");
        }
    }
}

/// The progress of long work, shown on one line, and the line, which is to be cleared at the end.
pub fn shown_progress(lang: Lang) -> (Progress, Arc<Mutex<Line>>) {
    let line = Arc::new(Mutex::new(Line::default()));
    let shared = Arc::clone(&line);
    let progress = Progress::new(move |now| {
        // A thread does not wait for another one that is writing the line.
        if let Ok(mut line) = shared.try_lock() {
            line.show(now.done, now.total, now.step.text().get(lang));
        }
    });
    (progress, line)
}

/// Clears a line that is shared.
pub fn clear(line: &Mutex<Line>) {
    line.lock().unwrap_or_else(PoisonError::into_inner).clear();
}

/// Seconds with one digit after the point.
pub fn seconds(time: Duration) -> String {
    let tenths = (time.as_millis() + 50) / 100;
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn progress(done: usize, total: usize, name: &str) -> String {
    let name = shortened(name, 40);
    if total == 0 {
        return name;
    }
    let full = (done * BAR / total).min(BAR);
    format!("{}{} {done}/{total} {name}", "█".repeat(full), "░".repeat(BAR - full))
}

fn shown(failure: &Trouble, lang: Lang) -> String {
    let label = Text::new("没做成", "failed");
    let todo = Text::new("怎么办", "help");
    let colon = colon(lang);
    let mut out = format!("{RED}{}{RED:#}{colon}", label.get(lang));
    if let Some(place) = failure.place() {
        let _ = write!(out, "{BOLD}{}{BOLD:#}{colon}", clean(&place.to_string()));
    }
    let _ = writeln!(out, "{}", clean(&failure.message(lang)));
    if let Some(hint) = &failure.hint {
        let _ = writeln!(
            out,
            "  {BLUE}{}{BLUE:#}{colon}{}",
            todo.get(lang),
            clean(hint.get(lang))
        );
    }
    out
}

/// The colon between a word and the text that it introduces.
pub const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    }
}

/// Makes text from a file or an argument safe for a terminal: control characters and those that change the writing
/// direction become U+FFFD.
pub fn clean(text: &str) -> String {
    text.chars()
        .map(|c| if matches!(c, '\n' | '\t') { ' ' } else { visible(c) })
        .collect()
}

/// The character itself if it is harmless, else U+FFFD.
pub fn visible(c: char) -> char {
    match c {
        c if c.is_control() => '\u{fffd}',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

/// The beginning of a text in at most this many columns; a full-width character takes two.
pub fn shortened(text: &str, columns: usize) -> String {
    use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};
    let text = clean(text);
    if text.width() <= columns {
        return text;
    }
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= columns {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// The spaces that fill a text up to this many columns.
pub fn padded(text: &str, columns: usize) -> String {
    use unicode_width::UnicodeWidthStr;
    let missing = columns.saturating_sub(text.width());
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_file_steers_the_terminal() {
        assert_eq!(clean("a\u{1b}[31mb\nc\u{202e}d"), "a\u{fffd}[31mb c\u{fffd}d");
    }

    #[test]
    fn progress_is_a_bar_with_a_name() {
        for (done, total, name, expected) in [
            (0, 4, "甲", "░░░░░░░░░░░░░░░░░░░░░░░░ 0/4 甲"),
            (1, 4, "a\u{1b}b", "██████░░░░░░░░░░░░░░░░░░ 1/4 a\u{fffd}b"),
            (5, 4, "甲", "████████████████████████ 5/4 甲"),
            (0, 0, "甲", "甲"),
        ] {
            assert_eq!(progress(done, total, name), expected);
        }
        for (time, expected) in [(0, "0.0"), (49, "0.0"), (50, "0.1"), (12_340, "12.3")] {
            assert_eq!(seconds(Duration::from_millis(time)), expected);
        }
    }

    #[test]
    fn short_work_shows_nothing_and_long_work_not_too_often() {
        let begun = Instant::now();
        let mut line = Line {
            terminal: true,
            begun,
            shown: None,
        };
        let shown: Vec<u64> = (0..1000)
            .step_by(20)
            .filter(|at| line.is_time(begun + Duration::from_millis(*at)))
            .collect();
        assert_eq!(shown, [400, 480, 560, 640, 720, 800, 880, 960]);
    }

    #[test]
    fn columns_are_counted_as_a_terminal_does() {
        for (text, columns, expected) in [
            ("总计", 4, "总计"),
            ("总计数", 5, "总计…"),
            ("总计数", 4, "总…"),
            ("abc", 3, "abc"),
            ("abcd", 3, "ab…"),
        ] {
            assert_eq!(shortened(text, columns), expected, "{text} {columns}");
        }
        assert_eq!(padded("总计", 6), "总计  ");
    }
}

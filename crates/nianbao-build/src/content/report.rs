//! Reads one report of an archive, and says what is wrong with it as a file of the archive.

use nianbao_core::markdown;
use nianbao_core::recognise::Reading;
use nianbao_core::text::Text;

use super::{Content, Organ, Problem, wrong_toml};
use crate::error::{self, Trouble};
use crate::plain;

/// A report as it was read.
#[derive(Debug)]
pub(crate) struct Loaded {
    /// The reading, or the reason why the file can't be read.
    pub(crate) reading: Result<Reading, Trouble>,
    /// Whether its front matter says that it is invented, as far as that can be read.
    pub(crate) sample: bool,
    /// The size of the file in bytes.
    pub(crate) size: usize,
    /// What is wrong.
    pub(crate) problems: Vec<Problem>,
}

impl Content {
    /// Reads the report of an organ for a year.
    pub(crate) fn load_report(&self, organ: usize, year: u16) -> Loaded {
        let path = self.report_path(organ, year);
        let bytes = plain::bytes(&self.root.join(&path));
        let size = bytes.as_ref().map_or(0, Vec::len);
        let known = self.organs.all().get(organ);
        let mut problems = Vec::new();
        let (reading, sample) = match bytes.map(String::from_utf8) {
            Ok(Ok(source)) => {
                let reading = markdown::read(&source);
                let meta = &reading.report.meta;
                let sample = meta.sample || meta.unreadable.as_deref().is_some_and(says_sample);
                if let Some(known) = known {
                    let judge = Judge {
                        path: &path,
                        problems: &mut problems,
                    };
                    judge.all(&reading, known, year);
                }
                (Ok(reading), sample)
            }
            Ok(Err(error)) => {
                // Most of the front matter is in ASCII, whatever the encoding.
                let sample = front_matter(&String::from_utf8_lossy(error.as_bytes())).is_some_and(says_sample);
                (Err(error::io(&std::io::ErrorKind::InvalidData.into())), sample)
            }
            Err(trouble) => (Err(trouble), false),
        };
        if let Err(said) = &reading {
            let hint = said.hint.clone().unwrap_or(Text::new(
                "请检查这个文件和它的权限",
                "check the file and its permissions",
            ));
            problems.push(Problem::error(&path, said.text()).hint(hint));
        }
        Loaded {
            reading,
            sample,
            size,
            problems,
        }
    }
}

/// The lines between the first two `+++`.
fn front_matter(source: &str) -> Option<&str> {
    let rest = source.trim_start_matches('\u{feff}').trim_start().strip_prefix("+++")?;
    rest.split_once("\n+++").map(|(lines, _)| lines)
}

/// Whether a line of front matter that is not valid TOML says that the report is invented: the mark must not get lost.
fn says_sample(lines: &str) -> bool {
    lines.lines().any(|line| {
        line.split_once('=').is_some_and(|(key, value)| {
            let value = value.split('#').next().unwrap_or_default();
            key.trim().trim_matches('"') == "sample" && value.trim().trim_matches(['"', '\'']) != "false"
        })
    })
}

struct Judge<'a> {
    path: &'a std::path::Path,
    problems: &'a mut Vec<Problem>,
}

impl Judge<'_> {
    fn all(self, reading: &Reading, organ: &Organ, year: u16) {
        let meta = &reading.report.meta;
        if let Some(raw) = &meta.unreadable {
            // The file begins with the `+++` line, so line 1 of the TOML is line 2 of the file.
            let (line, said) = wrong_toml(raw).map_or((1, None), |(line, said)| (line + 1, Some(said)));
            let (zh, en) = said.map_or_else(Default::default, |said| (format!("（{said}）"), format!(" ({said})")));
            self.problems.push(
                Problem::error(
                    self.path,
                    Text::of(
                        format!("两行 +++ 之间不是有效的 TOML{zh}"),
                        format!("the text between the +++ lines is not valid TOML{en}"),
                    ),
                )
                .line(line)
                .hint(Text::new(
                    "文字要用英文双引号括起：organ = \"…\"，日期写作 published = 2024-01-26",
                    "write text in straight double quotes, such as organ = \"…\", and dates as published = 2024-01-26",
                )),
            );
        }
        if let Some(written) = meta.year.filter(|written| *written != year) {
            self.problems.push(
                Problem::warning(
                    self.path,
                    Text::of(
                        format!("文件名是 {year} 年，里面写的是 {written} 年；按文件名收入"),
                        format!("the file is named {year}, but the report says {written}; the name was used"),
                    ),
                )
                .hint(Text::new("改正 year 或文件名", "correct `year` or the file name")),
            );
        }
        if let Some(name) = meta.organ.as_deref().filter(|name| !organ.is_named(name)) {
            let own = &organ.name.zh;
            self.problems.push(
                Problem::warning(
                    self.path,
                    Text::of(
                        format!("报告写的机关是“{name}”，文件夹属于“{own}”"),
                        format!("the report names the organ “{name}”, but its folder belongs to “{own}”"),
                    ),
                )
                .hint(Text::new(
                    "改正 organ，或在 organs.toml 里把它列为曾用名：former = [\"…\"]",
                    "correct `organ`, or add the name to organs.toml as a former name: former = [\"…\"]",
                )),
            );
        }
    }
}

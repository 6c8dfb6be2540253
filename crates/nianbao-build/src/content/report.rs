//! Reads one report of an archive, and says what is wrong with it as a file of the archive.

use std::path::Path;

use nianbao_core::markdown;
use nianbao_core::recognise::Reading;
use nianbao_core::text::Text;

use super::reader::wrong_toml;
use super::{Content, Organ, Problem, correction, web_address};
use crate::error::{self, Trouble};

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
    /// Reads the report of an organ for a year from the bytes of its file.
    pub(crate) fn read_report(&self, organ: usize, year: u16, bytes: Result<Vec<u8>, Trouble>) -> Loaded {
        let path = self.report_path(organ, year);
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
                    judge.all(&source, &reading, known, year);
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

/// A report whose file is larger than this many bytes is remarked on: its page takes long to load.
const LARGE: usize = 1_000_000;

/// Says what is wrong with a report as a file of the archive.
struct Judge<'a> {
    path: &'a Path,
    problems: &'a mut Vec<Problem>,
}

impl Judge<'_> {
    fn all(mut self, source: &str, reading: &Reading, organ: &Organ, year: u16) {
        let meta = &reading.report.meta;
        if let Some(raw) = &meta.unreadable {
            self.front_matter(raw);
        }
        if let Some(written) = meta.year.filter(|written| *written != year) {
            self.warn(
                None,
                Text::of(
                    format!("文件名是 {year} 年，里面写的是 {written} 年；按文件名收入"),
                    format!("the file is named {year}, but the report says {written}; the name was used"),
                ),
                Text::new("改正 year 或文件名", "correct `year` or the file name"),
            );
        }
        if let Some(name) = meta.organ.as_deref().filter(|name| !organ.is_named(name)) {
            let own = &organ.name.zh;
            self.warn(
                None,
                Text::of(
                    format!("报告写的机关是“{name}”，文件夹属于“{own}”"),
                    format!("the report names the organ “{name}”, but its folder belongs to “{own}”"),
                ),
                Text::new(
                    "改正 organ，或在 organs.toml 里把它列为曾用名：former = [\"…\"]",
                    "correct `organ`, or add the name to organs.toml as a former name: former = [\"…\"]",
                ),
            );
        }
        let url = meta.source.as_ref().and_then(|source| source.url.as_deref());
        if let Some(url) = url.filter(|url| web_address(url).is_none()) {
            self.warn(
                source.lines().position(|line| line.contains(url)).map(|line| line + 1),
                Text::of(
                    format!("来源“{url}”不是网址；页面上只显示文字，不做链接"),
                    format!("the source “{url}” is not a web address; the page shows it as text, without a link"),
                ),
                Text::new(
                    "写原文的网址：url = \"https://…\"；没有网址就只写 title",
                    "write the address of the original: url = \"https://…\"; without one, write only `title`",
                ),
            );
        }
        self.corrections(source, reading);
        if source.len() > LARGE {
            let size = format!("{}.{}", source.len() / 1_000_000, source.len() / 100_000 % 10);
            self.warn(
                None,
                Text::of(
                    format!("这份报告有 {size} MB，页面会更大，读者要等很久"),
                    format!("this report has {size} MB; its page is larger still and takes long to load"),
                ),
                Text::new(
                    "年报一般不到 0.1 MB；看看是不是误收了附件、目录或重复的内容",
                    "a report rarely has 0.1 MB; see whether attachments or repeated text got into it",
                ),
            );
        }
    }

    fn corrections(&mut self, source: &str, reading: &Reading) {
        for fault in correction::read(&reading.report).1 {
            let headings = source.lines().enumerate();
            let headings = headings.filter(|(_, line)| line.trim_start().starts_with("[[correction]]"));
            let line = headings.map(|(index, _)| index + 1).nth(fault.entry);
            let problem = if fault.left_out {
                Problem::error(self.path, fault.message)
            } else {
                Problem::warning(self.path, fault.message)
            };
            let problem = problem.hint(fault.hint);
            self.problems.push(Problem { line, ..problem });
        }
    }

    fn warn(&mut self, line: Option<usize>, message: Text, hint: Text) {
        let problem = Problem::warning(self.path, message).hint(hint);
        self.problems.push(Problem { line, ..problem });
    }

    fn front_matter(&mut self, raw: &str) {
        // The file begins with the `+++` line, so line 1 of the TOML is line 2 of the file.
        let (line, said) = wrong_toml(raw).map_or((1, None), |(line, said)| (line + 1, Some(said)));
        let (zh, en) = said.map_or_else(Default::default, |said| {
            (format!("（{}）", said.zh), format!(" ({})", said.en))
        });
        self.problems.push(
            Problem::error(
                self.path,
                Text::of(
                    format!("两行 +++ 之间不是有效的 TOML{zh}；报告收入了，这些行没有读"),
                    format!("the text between the +++ lines is not valid TOML{en}; the report was taken in without it"),
                ),
            )
            .line(line)
            .hint(Text::new(
                "文字要用英文双引号括起：organ = \"…\"，日期写作 published = 2024-01-26",
                "write text in straight double quotes, such as organ = \"…\", and dates as published = 2024-01-26",
            )),
        );
    }
}

//! “This could not be done”: one type for every failure of the tool, with the chain of operations
//! that led to it and advice.
//!
//! A fault in a report is not a trouble but a finding (see [`crate::diagnostic`]).

use std::fmt;

use crate::text::{Lang, Text};

/// Something that could not be done.
///
/// Its `Display` is the place and the Chinese chain, outermost first, joined by `：`; [`Trouble::message`] gives the chain
/// in either language.
#[derive(Clone, PartialEq, Eq)]
pub struct Trouble {
    /// A name that never changes, for programs: `not-found`, `encoding`.
    pub name: &'static str,
    /// What happened.
    pub what: Text,
    /// Advice, if there is any.
    pub hint: Option<Text>,
    // Boxed, and empty for constants: trouble is rare, results are everywhere.
    more: Option<Box<More>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct More {
    place: Place,
    /// The operations that were in progress, innermost first.
    doing: Vec<Text>,
}

/// Where something could not be done.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The file, folder, address or argument, as it was named; empty if there is none.
    pub path: String,
    /// The line, from 1, if one can be named.
    pub line: Option<usize>,
}

impl Trouble {
    /// A failure with this name and description.
    pub const fn new(name: &'static str, what: Text) -> Trouble {
        Trouble {
            name,
            what,
            hint: None,
            more: None,
        }
    }

    /// A failure with a description and advice.
    pub const fn hinted(name: &'static str, what: Text, hint: Text) -> Trouble {
        Trouble {
            name,
            what,
            hint: Some(hint),
            more: None,
        }
    }

    /// Says where it happened. The first place stays: it was given closest to the cause.
    #[must_use]
    pub fn at(mut self, path: impl Into<String>) -> Trouble {
        let place = &mut self.more.get_or_insert_default().place;
        if place.path.is_empty() {
            place.path = path.into();
        }
        self
    }

    /// Says in which line it happened, from 1. The first line stays.
    #[must_use]
    pub fn on_line(mut self, line: usize) -> Trouble {
        self.more.get_or_insert_default().place.line.get_or_insert(line);
        self
    }

    /// Says what a person can do about it. The first hint stays: it was given closest to the cause.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Trouble {
        self.hint.get_or_insert(hint);
        self
    }

    /// Says what was being done when it happened.
    #[must_use]
    pub fn context(mut self, doing: Text) -> Trouble {
        self.more.get_or_insert_default().doing.push(doing);
        self
    }

    /// Where it happened.
    pub fn place(&self) -> Option<&Place> {
        self.more
            .as_ref()
            .map(|more| &more.place)
            .filter(|place| **place != Place::default())
    }

    /// The file, folder, address or argument; empty if there is none.
    pub fn path(&self) -> &str {
        self.place().map_or("", |place| &place.path)
    }

    /// The operations that were in progress, outermost first, then the failure.
    pub fn chain(&self) -> impl Iterator<Item = &Text> {
        let doing = self.more.as_ref().map_or(&[][..], |more| &more.doing);
        doing.iter().rev().chain([&self.what])
    }

    /// The chain on one line.
    pub fn message(&self, lang: Lang) -> String {
        let texts: Vec<&str> = self.chain().map(|text| text.get(lang)).collect();
        texts.join(colon(lang))
    }

    /// The chain in both languages.
    pub fn text(&self) -> Text {
        Text::of(self.message(Lang::Zh), self.message(Lang::En))
    }

    /// The chain followed by the hint, as one paragraph.
    pub fn paragraph(&self) -> Text {
        let said = self.text();
        match &self.hint {
            None => said,
            Some(hint) => Text::of(
                [said.zh.as_ref(), &hint.zh].concat(),
                [said.en.as_ref(), " ", &hint.en].concat(),
            ),
        }
    }

    /// The chain and the hint, each on a line.
    pub fn lines(&self, lang: Lang) -> String {
        let hint = self.hint.as_ref().map(|hint| hint.get(lang).to_owned());
        let lines: Vec<String> = std::iter::once(self.message(lang)).chain(hint).collect();
        lines.join("\n")
    }
}

/// The colon between a word and the text that it introduces.
const fn colon(lang: Lang) -> &'static str {
    match lang {
        Lang::Zh => "：",
        Lang::En => ": ",
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.path.as_str(), self.line) {
            ("", Some(line)) => write!(f, "line {line}"),
            (path, Some(line)) => write!(f, "{path}:{line}"),
            (path, None) => f.write_str(path),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = self.place() {
            write!(f, "{place}{}", colon(Lang::Zh))?;
        }
        f.write_str(&self.message(Lang::Zh))
    }
}

impl fmt::Debug for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] ", self.name)?;
        if let Some(place) = self.place() {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message(Lang::En))?;
        if let Some(hint) = &self.hint {
            write!(f, " (hint: {})", hint.en)?;
        }
        Ok(())
    }
}

impl std::error::Error for Trouble {}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCKED: Trouble = Trouble::hinted(
        "locked",
        Text::new("文件加了密码。", "The file has a password."),
        Text::new("去掉密码。", "Remove it."),
    );

    fn check(trouble: &Trouble, shown: &str, debug: &str) {
        assert_eq!(trouble.to_string(), shown);
        assert_eq!(format!("{trouble:?}"), debug);
    }

    #[test]
    fn trouble_says_what_was_done_what_went_wrong_where_and_what_to_do() {
        check(
            &LOCKED,
            "文件加了密码。",
            "[locked] The file has a password. (hint: Remove it.)",
        );
        // The hint given closest to the cause is kept.
        let whole = LOCKED
            .on_line(3)
            .at("a.docx")
            .context(Text::new("读取附件", "reading the attachment"))
            .context(Text::new("生成站点", "building the site"))
            .hint(Text::new("另一个", "another"))
            .at("b.docx")
            .on_line(4);
        check(
            &whole,
            "a.docx:3：生成站点：读取附件：文件加了密码。",
            "[locked] a.docx:3: building the site: reading the attachment: The file has a password. (hint: Remove it.)",
        );
        assert_eq!(whole.path(), "a.docx");
        assert_eq!(whole.chain().count(), 3);
        check(
            &Trouble::new("page", Text::new("没有标题", "no title")).on_line(7),
            "line 7：没有标题",
            "[page] line 7: no title",
        );
    }

    #[test]
    fn what_happened_and_what_to_do_are_joined_in_one_place() {
        let said = LOCKED.context(Text::new("读取", "reading"));
        assert_eq!(
            said.paragraph(),
            Text::new(
                "读取：文件加了密码。去掉密码。",
                "reading: The file has a password. Remove it."
            )
        );
        assert_eq!(said.lines(Lang::Zh), "读取：文件加了密码。\n去掉密码。");
        let bare = Trouble::new("x", Text::new("不行。", "No."));
        assert_eq!(bare.paragraph(), Text::new("不行。", "No."));
        assert_eq!(bare.lines(Lang::En), "No.");
    }

    #[test]
    fn a_result_stays_small() {
        assert!(size_of::<Trouble>() < 128);
    }
}

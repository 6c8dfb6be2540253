//! What stopped the work: one opaque error with the chain of what was being done, and what a person can do about it.
//!
//! A broken rule is no error but data (see `nianbao_core::diagnostic`); an error means that the tool could not do its work.

use std::fmt;
use std::path::Path;

use nianbao_core::text::{Lang, Text};

/// A result whose error says what was being done.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// The work could not be done.
///
/// Its `Display` is the Chinese chain, outermost first, joined by `：`; [`Error::message`] gives either language.
pub struct Error {
    // Boxed: errors are rare, results are everywhere.
    inner: Box<Inner>,
}

struct Inner {
    /// What went wrong, then what was being done, innermost first; never empty.
    chain: Vec<Text>,
    hint: Option<Text>,
}

impl Error {
    /// What went wrong, in a few words.
    pub fn new(what: Text) -> Error {
        Error {
            inner: Box::new(Inner {
                chain: vec![what],
                hint: None,
            }),
        }
    }

    /// A file could not be read or written; the operating system's own words stay as they are.
    pub fn io(error: &std::io::Error) -> Error {
        use std::io::ErrorKind as K;
        let raw = error.to_string();
        Error::new(match error.kind() {
            K::NotFound => Text::of("没有这个文件或文件夹", "no such file or folder"),
            K::PermissionDenied => Text::of("没有权限", "permission denied"),
            K::InvalidData => Text::of("不是 UTF-8 文本", "it is not UTF-8 text"),
            _ => Text::of(raw.clone(), raw),
        })
    }

    /// Says what was being done when it happened.
    #[must_use]
    pub fn context(mut self, doing: Text) -> Error {
        self.inner.chain.push(doing);
        self
    }

    /// Says what a person can do about it. The first hint stands: it was given closest to the cause.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Error {
        self.inner.hint.get_or_insert(hint);
        self
    }

    /// What was being done, outermost first, down to what went wrong.
    pub fn chain(&self) -> impl Iterator<Item = &Text> {
        self.inner.chain.iter().rev()
    }

    /// What to do about it, where that is known.
    pub fn help(&self) -> Option<&Text> {
        self.inner.hint.as_ref()
    }

    /// The whole chain on one line.
    pub fn message(&self, lang: Lang) -> String {
        let separator = match lang {
            Lang::Zh => "：",
            Lang::En => ": ",
        };
        self.chain()
            .map(|text| text.get(lang))
            .collect::<Vec<_>>()
            .join(separator)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::Zh))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))?;
        if let Some(hint) = self.help() {
            write!(f, " (hint: {})", hint.en)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// Adds what was being done to a result.
pub trait Context<T> {
    /// Says what was being done; called only where it failed.
    fn context(self, doing: impl FnOnce() -> Text) -> Result<T>;
}

impl<T> Context<T> for Result<T> {
    fn context(self, doing: impl FnOnce() -> Text) -> Result<T> {
        self.map_err(|error| error.context(doing()))
    }
}

impl<T> Context<T> for std::io::Result<T> {
    fn context(self, doing: impl FnOnce() -> Text) -> Result<T> {
        self.map_err(|error| Error::io(&error).context(doing()))
    }
}

/// “reading FILE”.
pub fn reading(path: &Path) -> Text {
    let path = path.display();
    Text::of(format!("读取 {path}"), format!("reading {path}"))
}

/// “writing FILE”.
pub fn writing(path: &Path) -> Text {
    let path = path.display();
    Text::of(format!("写入 {path}"), format!("writing {path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_was_done_what_went_wrong_and_what_to_do() {
        let path = Path::new("content/site.toml");
        let error = std::fs::read("there/is/no/such/file")
            .context(|| reading(path))
            .context(|| Text::new("生成站点", "building the site"))
            .map_err(|error| {
                error
                    .hint(Text::new("新建它", "create it"))
                    .hint(Text::new("另一个", "another"))
            })
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            "生成站点：读取 content/site.toml：没有这个文件或文件夹"
        );
        assert_eq!(
            error.message(Lang::En),
            "building the site: reading content/site.toml: no such file or folder"
        );
        assert_eq!(error.help().map(|h| h.en.as_ref()), Some("create it"));
        assert_eq!(error.chain().count(), 3);
    }
}

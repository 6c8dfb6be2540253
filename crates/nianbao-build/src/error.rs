//! Errors of the operating system in words for people, with the operation that failed.

use std::io::{self, ErrorKind};
use std::path::Path;

use nianbao_core::text::Text;
pub use nianbao_core::trouble::Trouble;

/// A result whose error says which operation failed.
pub type Result<T, E = Trouble> = std::result::Result<T, E>;

/// Turns an error of the operating system into words, with a hint.
pub fn io(error: &io::Error) -> Trouble {
    let trouble = |name, zh, en| Trouble::new(name, Text::new(zh, en));
    match error.kind() {
        ErrorKind::NotFound => trouble(
            "not-found",
            "没有这个文件或文件夹。",
            "There is no such file or folder.",
        ),
        ErrorKind::PermissionDenied => trouble("permission", "没有权限。", "Permission was denied.").hint(Text::new(
            "请检查文件和所在文件夹的权限，或换一个有权限的用户。",
            "Check the permissions of the file and its folder, or use an account that has them.",
        )),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => trouble("full", "磁盘已满。", "The disk is full.")
            .hint(Text::new("请腾出空间，再试一次。", "Free some space and try again.")),
        ErrorKind::IsADirectory => trouble("folder", "这是文件夹，不是文件。", "This is a folder, not a file.")
            .hint(Text::new("请写出文件的名称。", "Name the file.")),
        ErrorKind::NotADirectory => trouble(
            "not-folder",
            "路径中有一段是文件，不是文件夹。",
            "Part of this path is a file, not a folder.",
        )
        .hint(Text::new(
            "请换一个路径，或先移走那个文件。",
            "Choose another path, or move that file first.",
        )),
        // `read_to_string` returns this for bytes that are not UTF-8.
        ErrorKind::InvalidData => {
            trouble("encoding", "不是 UTF-8 编码的文本。", "It is not UTF-8 text.").hint(Text::new(
                "请用原来的软件打开，另存为 UTF-8 编码，再试一次。",
                "Open it in the program that wrote it, save it as UTF-8 and try again.",
            ))
        }
        _ => Trouble::new(
            "system",
            Text::of(format!("系统报告：{error}。"), format!("The system reported: {error}.")),
        ),
    }
}

/// The same for a path that a person gave.
pub fn io_at(path: impl Into<String>, error: &io::Error) -> Trouble {
    let trouble = io(error).at(path);
    if error.kind() == ErrorKind::NotFound {
        return trouble.hint(Text::new(
            "请检查路径是否写对；含空格的路径要加引号。",
            "Check the path; put it in quotes if it contains spaces.",
        ));
    }
    trouble
}

/// Adds the operation that failed to a result.
pub trait Context<T> {
    /// Adds the operation; `doing` is called only on failure.
    fn context(self, doing: impl FnOnce() -> Text) -> Result<T>;
}

impl<T> Context<T> for Result<T> {
    fn context(self, doing: impl FnOnce() -> Text) -> Result<T> {
        self.map_err(|trouble| trouble.context(doing()))
    }
}

impl<T> Context<T> for io::Result<T> {
    fn context(self, doing: impl FnOnce() -> Text) -> Result<T> {
        self.map_err(|error| io(&error).context(doing()))
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
    use nianbao_core::text::Lang;

    #[test]
    fn system_errors_are_put_into_words() {
        let path = Path::new("content/site.toml");
        let trouble = std::fs::read("there/is/no/such/file")
            .context(|| reading(path))
            .context(|| Text::new("生成站点", "building the site"))
            .map_err(|trouble| trouble.hint(Text::new("新建它", "create it")))
            .expect_err("there is no such file");
        assert_eq!(
            trouble.message(Lang::Zh),
            "生成站点：读取 content/site.toml：没有这个文件或文件夹。"
        );
        // Callers know the file's purpose, so their hint for a missing one is better.
        assert_eq!(trouble.hint.map(|hint| hint.en), Some("create it".into()));
        for kind in [
            ErrorKind::NotFound,
            ErrorKind::PermissionDenied,
            ErrorKind::StorageFull,
            ErrorKind::IsADirectory,
            ErrorKind::NotADirectory,
            ErrorKind::InvalidData,
        ] {
            let trouble = io_at("x", &io::Error::from(kind));
            assert!(trouble.hint.is_some() && trouble.name != "system", "{trouble:?}");
        }
    }
}

//! The validator, or a page in its place: what it is, and how to add it to the site.

use std::path::Path;

use minijinja::context;
use nianbao_core::text::Text;

use super::{Bar, Head, Kind, Page, always, template};
use crate::error::{Context as _, Result, Trouble, reading};
use crate::plain;
use crate::site::words::WORDS;
use crate::site::{Builder, search, theme};

pub(super) static KIND: Kind = Kind {
    template: template!("validate.html"),
    words: &[
        (
            "validate_missing",
            Text::new("这个站点没有附带校验工具", "This site was built without the validator"),
        ),
        (
            "validate_what",
            Text::new(
                "校验工具在浏览器里检查报告草稿，可以离线使用，草稿不会发送到任何地方。它是单独构建的，这个站点生成时没有带上。",
                "The validator checks drafts of reports in the browser and works offline; drafts are never sent anywhere. It is built separately, and this site was built without it.",
            ),
        ),
        (
            "validate_how",
            Text::new("管理员可以这样带上它", "How the publisher can add it"),
        ),
        (
            "validate_meanwhile",
            Text::new(
                "在此之前，可以用命令检查草稿",
                "Until then, check drafts with the command",
            ),
        ),
        ("draft_file", Text::new("草稿.md", "draft.md")),
    ],
    values: &[],
    bar: Bar::Entry {
        label: &WORDS.validate,
        address: "validate/index.html",
        // The validator is one for all languages; the page in its place is made in each.
        shared: |builder| builder.validator.is_some(),
    },
    head: Head::PLAIN,
    needs: always,
    // The validator is a tool, and the page in its place is not one to be found.
    addresses: |_, _| {},
    write: |builder, _| match builder.validator {
        Some(folder) => copy(builder, folder),
        None => builder.page(&KIND, &Page::new("validate/index.html", &WORDS.validate), |_| {
            Ok(context! {})
        }),
    },
};

fn copy(builder: &Builder<'_>, folder: &Path) -> Result<()> {
    if !folder.join("index.html").is_file() {
        return Err(
            Trouble::new("content", Text::new("里面没有 index.html", "it holds no index.html"))
                .context(reading(folder))
                .hint(Text::new(
                    "指定已构建的校验工具所在的文件夹",
                    "name the folder that the built validator is in",
                )),
        );
    }
    let files = theme::walk(folder)?;
    for path in files.into_iter().filter(|path| !search::is_module(path)) {
        let full = folder.join(&path);
        let bytes = plain::bytes(&full).context(|| reading(&full))?;
        let name = path.to_string_lossy().replace('\\', "/");
        builder.out.write(&format!("validate/{name}"), &bytes)?;
    }
    Ok(())
}

//! Reads the pages of the guide.

use nianbao_core::text::{Lang, Text};

use super::markdown::{self, Rendered};
use crate::content::{Content, Problem};
use crate::plain;

/// A page of the guide in both languages.
pub(crate) struct Guide {
    /// Its name in addresses.
    pub(crate) name: String,
    /// The page in Chinese and in English; the same if there is only one.
    pub(crate) both: [Rendered; 2],
}

/// Reads all pages, and reports what is wrong with them. One that can't be read is still a page, with only its name.
pub(crate) fn load(content: &Content, problems: &mut Vec<Problem>) -> Vec<Guide> {
    let mut guide = Vec::with_capacity(content.guide.len());
    for page in &content.guide {
        let mut read = |lang: Lang| -> Option<Rendered> {
            let path = page.files[lang as usize].as_ref()?;
            match plain::text(&content.root.join(path)) {
                Ok(source) => {
                    let mut rendered = markdown::render(&source, lang);
                    if rendered.title.is_empty() {
                        rendered.title.clone_from(&page.name);
                        problems.push(
                            Problem::warning(path, Text::new("没有标题", "it has no title"))
                                .hint(Text::new("第一行写 # 标题", "begin it with # and a title")),
                        );
                    }
                    Some(rendered)
                }
                Err(said) => {
                    let problem = Problem::error(path, said.text());
                    problems.push(match said.hint {
                        Some(hint) => problem.hint(hint),
                        None => problem,
                    });
                    None
                }
            }
        };
        let (zh, en) = (read(Lang::Zh), read(Lang::En));
        let any = zh.clone().or_else(|| en.clone()).unwrap_or_else(|| Rendered {
            title: page.name.clone(),
            html: String::new(),
        });
        guide.push(Guide {
            name: page.name.clone(),
            both: [zh.unwrap_or_else(|| any.clone()), en.unwrap_or(any)],
        });
    }
    guide
}

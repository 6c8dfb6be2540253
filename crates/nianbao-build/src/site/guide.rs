//! Reads the pages of the guide.

use std::fs;
use std::path::{Path, PathBuf};

use nianbao_core::text::{Lang, Text};

use super::Builder;
use super::markdown::{self, Rendered};
use crate::content::{Content, Problem, web_address};
use crate::plain;

/// A page of the guide in both languages.
pub(crate) struct Guide {
    /// Its name in addresses.
    pub(crate) name: String,
    /// The page in Chinese and in English; the same if there is only one.
    pub(crate) both: [Rendered; 2],
    /// Its links within the site.
    links: Vec<Link>,
}

/// A link on a page of the guide.
struct Link {
    file: PathBuf,
    line: usize,
    lang: Lang,
    address: String,
}

/// Reads all pages, and reports what is wrong with them. One that can't be read is still a page, with only its name.
pub(crate) fn load(content: &Content, problems: &mut Vec<Problem>) -> Vec<Guide> {
    let mut guide = Vec::with_capacity(content.guide.len());
    for page in &content.guide {
        let mut links = Vec::new();
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
                    for (picture, line) in &rendered.pictures {
                        problems.push(no_picture(path, picture).line(*line));
                    }
                    links.extend(rendered.links.iter().map(|(address, line)| Link {
                        file: path.clone(),
                        line: *line,
                        lang,
                        address: address.clone(),
                    }));
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
            ..Rendered::default()
        });
        guide.push(Guide {
            name: page.name.clone(),
            both: [zh.unwrap_or_else(|| any.clone()), en.unwrap_or(any)],
            links,
        });
    }
    guide
}

fn no_picture(file: &Path, address: &str) -> Problem {
    Problem::warning(
        file,
        Text::of(
            format!("图片“{address}”不显示，页面上只有它的说明文字"),
            format!("the picture “{address}” is not shown; the page has only its description"),
        ),
    )
    .hint(Text::new(
        "指南只用文字；把图里的内容写成文字，或做成链接",
        "the guide has text only; say in words what the picture shows, or link to it",
    ))
}

/// Checks that every link of the guide leads to a page of the site, and to a place on it. All pages have been written.
pub(crate) fn check_links(builder: &Builder<'_>, problems: &mut Vec<Problem>) {
    for page in builder.guide {
        for link in &page.links {
            let address = link.address.trim();
            let is_mail = address.to_ascii_lowercase().starts_with("mailto:");
            if is_mail || web_address(address).is_some() {
                continue;
            }
            let from = format!("{}guide/{}/index.html", builder.folder(link.lang), page.name);
            let Some(message) = wrong(builder, &from, address) else {
                continue;
            };
            let hint = Text::new(
                "写成相对的地址，如 ../writing/index.html；别的网站写全 https://…",
                "write a relative address such as ../writing/index.html, and those of other sites whole, with https://…",
            );
            problems.push(Problem::warning(&link.file, message).line(link.line).hint(hint));
        }
    }
}

/// What is wrong with an address on a page; `None` if it leads somewhere.
fn wrong(builder: &Builder<'_>, from: &str, address: &str) -> Option<Text> {
    if !markdown::is_relative(address) {
        return Some(Text::of(
            format!("“{address}”不能作为链接，没有链接"),
            format!("“{address}” can't be linked; it was left as text"),
        ));
    }
    let (path, place) = address.split_once('#').unwrap_or((address, ""));
    let path = path.split('?').next().unwrap_or_default();
    let target = match path {
        "" => Some(from.to_owned()),
        path => resolve(from, path),
    };
    let file = target
        .map(|target| builder.out.written(&target))
        .filter(|file| file.is_file());
    let Some(file) = file else {
        return Some(Text::of(
            format!("链接“{address}”指向的页面不存在"),
            format!("the link “{address}” leads to no page of the site"),
        ));
    };
    let has_place = || fs::read_to_string(&file).is_ok_and(|page| page.contains(&format!(" id=\"{place}\"")));
    (!place.is_empty() && !has_place()).then(|| {
        Text::of(
            format!("链接“{address}”指向的页面上没有“{place}”这个位置"),
            format!("the link “{address}” leads to a page without the place “{place}”"),
        )
    })
}

/// The path that a relative address on a page leads to; `None` if it leads out of the site.
fn resolve(from: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    if path.ends_with('/') {
        parts.push("index.html");
    }
    Some(parts.join("/"))
}

//! Finds the part of a page that is the report: the innermost element that holds all of the form's headings and tables.
//!
//! Text around it is kept as an aside; nothing is removed between the report's first and last words.

use std::collections::BTreeSet;

use nianbao_core::recognise::{heading_of, table_of};

use super::tree::{Data, Id, Tree};
use super::{Flow, aside, is_around, is_block, is_silent, meta, texts};
use crate::flow::{Marks, Piece, unseen};

/// The pieces of the page: the report, with its surroundings as asides.
pub(super) fn pieces(tree: &Tree) -> Vec<Piece> {
    let body = tree.walk(0).find(|id| tree.name(*id) == "body").unwrap_or(0);
    let anchors = anchors(tree, body);
    let root = common(tree, &anchors).unwrap_or(body);
    let report = Flow::of(tree, root, Marks::Foreign);
    let mut report = without_surroundings(report);
    let mut out = Vec::new();
    if root == body {
        out.append(&mut report);
    } else {
        // All elements that do not contain the report.
        let inside: BTreeSet<Id> = tree.ancestors(root).collect();
        let order: Vec<Id> = tree.walk(body).collect();
        let start = order.iter().position(|id| *id == root).unwrap_or(0);
        let before: BTreeSet<Id> = order.iter().take(start).copied().collect();
        let is_before = |id: Id| before.contains(&id);
        let mut around_before = texts(Flow::without(tree, body, Marks::Foreign, &|id| {
            id == root || !(is_before(id) || inside.contains(&id))
        }));
        let around_behind = texts(Flow::without(tree, body, Marks::Foreign, &|id| {
            id == root || (is_before(id) && !inside.contains(&id))
        }));
        if !report
            .iter()
            .take(5)
            .any(|piece| matches!(piece, Piece::Text { text, .. } if is_title(text)))
            && let Some(index) = around_before.iter().rposition(|text| is_title(text))
        {
            let text = around_before.remove(index);
            report.insert(0, Piece::Text { level: Some(1), text });
        }
        out.extend(aside(&around_before));
        out.append(&mut report);
        out.extend(aside(&around_behind));
    }
    let titled = out
        .iter()
        .any(|piece| matches!(piece, Piece::Text { text, .. } if is_title(text)));
    if !titled && let Some(title) = named(tree) {
        let at = out
            .iter()
            .position(|piece| !matches!(piece, Piece::Aside(_)))
            .unwrap_or(0);
        out.insert(
            at,
            Piece::Text {
                level: Some(1),
                text: title,
            },
        );
    }
    out
}

/// The report's title as given in the page's head.
fn named(tree: &Tree) -> Option<String> {
    if let Some(title) = meta(tree, "articletitle").filter(|title| is_title(title)) {
        return Some(title.trim().to_owned());
    }
    let title = tree.walk(0).find(|id| tree.name(*id) == "title")?;
    let text = tree.text(title);
    text.split(['_', '|', '-', '—'])
        .map(str::trim)
        .find(|part| is_title(part))
        .map(str::to_owned)
}

/// 「某局2023年政府信息公开工作年度报告」, on one line or across a line break.
fn is_title(text: &str) -> bool {
    let text = text.trim_matches(unseen);
    text.chars().count() <= 70
        && text.contains("公开")
        && (text.contains("年度报告") || text.contains("年报"))
        && text.contains('年')
        && !text.contains(['。', '，', '>', '»', '：'])
}

/// Headings and tables of the form, unless they link to another page.
fn anchors(tree: &Tree, body: Id) -> Vec<Id> {
    let mut out = Vec::new();
    let mut stack = vec![body];
    while let Some(id) = stack.pop() {
        let name = tree.name(id);
        if is_silent(name) || is_around(tree, id) || name == "a" {
            continue;
        }
        if name == "table" && is_of_the_form(tree, id) {
            out.push(id);
            continue;
        }
        let mut blocks = false;
        for child in tree.node(id).children.iter().rev() {
            blocks |= is_block(tree.name(*child));
            stack.push(*child);
        }
        if is_block(name) && !blocks && name != "body" {
            // Headings separated by line breaks: any line may be one.
            let mut lines = String::new();
            for inner in tree.walk(id) {
                match &tree.node(inner).data {
                    // A link to another page is not a heading of this one.
                    Data::Text(_) if tree.ancestors(inner).take(4).any(|outer| tree.name(outer) == "a") => {}
                    Data::Text(text) => lines.push_str(text),
                    Data::Element(..) if tree.name(inner) == "br" => lines.push('\n'),
                    _ => {}
                }
            }
            if lines.len() < 20_000
                && lines
                    .lines()
                    .any(|line| heading_of(line.trim_matches(unseen)) == Some(2))
            {
                out.push(id);
            }
        }
    }
    out
}

/// Whether a table's own cells, not those of nested tables, have the words of one of the form's tables.
fn is_of_the_form(tree: &Tree, table: Id) -> bool {
    let mut texts = Vec::new();
    let mut stack = vec![table];
    while let Some(id) = stack.pop() {
        if id != table && tree.name(id) == "table" {
            continue;
        }
        if matches!(tree.name(id), "td" | "th") {
            let nested = tree.walk(id).any(|inner| tree.name(inner) == "table");
            if !nested {
                texts.push(tree.text(id));
                continue;
            }
        }
        stack.extend(&tree.node(id).children);
    }
    table_of(texts.iter().map(|text| text.trim_matches(unseen))).is_some()
}

/// The innermost element that holds all of some nodes.
fn common(tree: &Tree, nodes: &[Id]) -> Option<Id> {
    let (first, rest) = nodes.split_first()?;
    // A single heading shows where the report is, but does not contain all of it.
    if rest.is_empty() {
        return None;
    }
    let mut shared: Vec<Id> = tree.ancestors(*first).collect();
    for node in rest {
        let ancestors: BTreeSet<Id> = tree.ancestors(*node).collect();
        let at = shared
            .iter()
            .position(|id| ancestors.contains(id))
            .unwrap_or(shared.len());
        shared.drain(..at);
    }
    // A table row or body holds cells rather than a report; the parent of the table does.
    shared
        .into_iter()
        .find(|id| !matches!(tree.name(*id), "tr" | "tbody" | "thead" | "tfoot" | "table" | "html") && *id != 0)
}

/// Removes lines before the report's first heading and after its last words that belong to the page rather than the
/// report.
fn without_surroundings(pieces: Vec<Piece>) -> Vec<Piece> {
    let is_heading = |piece: &Piece| matches!(piece, Piece::Text { text, .. } if text.lines().any(|line| heading_of(line.trim_matches(unseen)) == Some(2)));
    let Some(first) = pieces.iter().position(is_heading) else {
        return pieces;
    };
    let last = pieces.iter().rposition(is_heading).unwrap_or(first);
    pieces
        .into_iter()
        .enumerate()
        .filter_map(|(index, piece)| match piece {
            Piece::Text { level, text } if index < first && is_about_the_page(&text) => {
                aside(&texts(vec![Piece::Text { level, text }]))
            }
            Piece::Table(rows) if index < first && is_record(&rows) => aside(&texts(vec![Piece::Table(rows)])),
            Piece::Text { level, text } if index > last && is_below_an_article(&text) => {
                aside(&texts(vec![Piece::Text { level, text }]))
            }
            piece => Some(piece),
        })
        .collect()
}

/// 「发布日期：… 来源：… 浏览次数：…」
fn is_about_the_page(text: &str) -> bool {
    const WORDS: &[&str] = &[
        "发布日期：",
        "发布时间：",
        "发布日期:",
        "发布时间:",
        "浏览次数",
        "浏览量",
        "阅读次数",
        "访问次数",
        "点击数",
        "点击量",
        "信息来源：",
        "文章来源：",
        "来源：",
        "来源:",
        "字体：",
        "字号：",
        "索引号",
        "【打印",
        "【字体",
        "打印本页",
        "当前位置",
        "您的位置",
        "您现在的位置",
        "生成日期：",
        "成文日期：",
        "责任编辑",
        "作者：",
    ];
    let text = text.trim_matches(unseen);
    text.chars().count() <= 120 && !text.contains('。') && WORDS.iter().any(|word| text.contains(word))
}

/// Whether a table is the site's catalogue record of the page.
fn is_record(rows: &[Vec<crate::flow::Cell>]) -> bool {
    let text = |cell: &crate::flow::Cell| -> String {
        cell.pieces
            .iter()
            .filter_map(|piece| match piece {
                Piece::Text { text, .. } => Some(text.as_str()),
                _ => None,
            })
            .collect()
    };
    rows.iter()
        .flatten()
        .map(text)
        .any(|text| text.contains("索引号") && text.chars().count() < 30)
}

/// 「上一篇：…」, 「打印本页」, 「主办：…」
fn is_below_an_article(text: &str) -> bool {
    const STARTS: &[&str] = &[
        "上一篇",
        "下一篇",
        "上一条",
        "下一条",
        "【打印",
        "打印本页",
        "打印",
        "关闭窗口",
        "【关闭",
        "关闭",
        "分享",
        "扫一扫",
        "返回顶部",
        "主办：",
        "主办单位",
        "承办：",
        "承办单位",
        "版权所有",
        "网站标识码",
        "技术支持",
        "相关链接",
        "相关文档",
        "相关附件",
        "友情链接",
        "责任编辑",
        "【返回",
        "点击查看",
    ];
    const WORDS: &[&str] = &["ICP备", "公网安备", "网站标识码", "版权所有", "网站地图"];
    let text = text.trim_matches(unseen);
    text.chars().count() <= 120
        && !text.contains('。')
        && (STARTS.iter().any(|start| text.starts_with(start)) || WORDS.iter().any(|word| text.contains(word)))
}

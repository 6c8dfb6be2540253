//! The head of a page: the trail to it, lists of facts about it, and the title.
//!
//! Pages of government sites have their place in the site (当前位置：首页 > …), buttons, and a list of
//! facts (索引号, 发布机构, 发布日期) before or after the title. These are not prose of the report, but the
//! facts are useful.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::is_unseen;
use crate::document::Block;
use crate::prose::dates::day_at;
use crate::text::{Date, Traced};
use crate::title::Title;

/// The most blocks in which the head is looked for.
const HEAD: usize = 80;
/// The most bytes of a line of facts or a trail.
const LONGEST: usize = 900;
/// The most characters of a title.
const TITLE_LENGTH: usize = 70;
/// The most lines of a title.
const TITLE_LINES: usize = 4;

/// The subject of a fact in a page's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    /// 名称, 标题.
    Title,
    /// 发布机构, 发文机关.
    Organ,
    /// 来源: mostly the organ, sometimes a newspaper.
    Source,
    /// 发布日期.
    Published,
    /// 日期, 时间: a date without a subject.
    Day,
    /// 索引号, 浏览次数 and others that are not about the report.
    Other,
}

/// The names of facts, without the spaces that typesetting puts into short words.
const KEYS: [(&str, Key); 98] = [
    // Those of YAML front matter.
    ("title", Key::Title),
    ("date", Key::Published),
    ("published", Key::Published),
    ("author", Key::Source),
    ("organ", Key::Organ),
    ("organization", Key::Organ),
    ("名称", Key::Title),
    ("标题", Key::Title),
    ("信息名称", Key::Title),
    ("信息标题", Key::Title),
    ("文件名称", Key::Title),
    ("文件标题", Key::Title),
    ("公文名称", Key::Title),
    ("公开名称", Key::Title),
    ("题名", Key::Title),
    ("发布机构", Key::Organ),
    ("发布机关", Key::Organ),
    ("发布单位", Key::Organ),
    ("发布部门", Key::Organ),
    ("发文机关", Key::Organ),
    ("发文机构", Key::Organ),
    ("发文单位", Key::Organ),
    ("制发机关", Key::Organ),
    ("公开机构", Key::Organ),
    ("公开单位", Key::Organ),
    ("公开主体", Key::Organ),
    ("公开部门", Key::Organ),
    ("责任部门", Key::Organ),
    ("责任单位", Key::Organ),
    ("编制单位", Key::Organ),
    ("所属机构", Key::Organ),
    ("信息来源", Key::Source),
    ("来源", Key::Source),
    ("稿件来源", Key::Source),
    ("文章来源", Key::Source),
    ("稿源", Key::Source),
    ("发布日期", Key::Published),
    ("发布时间", Key::Published),
    ("发稿时间", Key::Published),
    ("公开日期", Key::Published),
    ("公开时间", Key::Published),
    ("公布日期", Key::Published),
    ("公布时间", Key::Published),
    ("信息发布时间", Key::Published),
    ("上网时间", Key::Published),
    ("发布于", Key::Published),
    ("日期", Key::Day),
    ("时间", Key::Day),
    ("索引号", Key::Other),
    ("信息索引号", Key::Other),
    ("信息索引", Key::Other),
    ("索引", Key::Other),
    ("文号", Key::Other),
    ("发文字号", Key::Other),
    ("发文文号", Key::Other),
    ("文件编号", Key::Other),
    ("信息编号", Key::Other),
    ("统一编号", Key::Other),
    ("成文日期", Key::Other),
    ("成文时间", Key::Other),
    ("生成日期", Key::Other),
    ("生成时间", Key::Other),
    ("发文日期", Key::Other),
    ("印发日期", Key::Other),
    ("生效日期", Key::Other),
    ("生效时间", Key::Other),
    ("失效日期", Key::Other),
    ("废止日期", Key::Other),
    ("更新日期", Key::Other),
    ("更新时间", Key::Other),
    ("信息分类", Key::Other),
    ("信息类别", Key::Other),
    ("主题分类", Key::Other),
    ("体裁分类", Key::Other),
    ("分类", Key::Other),
    ("公开目录", Key::Other),
    ("公开方式", Key::Other),
    ("公开范围", Key::Other),
    ("公开时限", Key::Other),
    ("公开形式", Key::Other),
    ("公开类别", Key::Other),
    ("公开属性", Key::Other),
    ("有效性", Key::Other),
    ("主题词", Key::Other),
    ("关键词", Key::Other),
    ("关键字", Key::Other),
    ("责任编辑", Key::Other),
    ("编辑", Key::Other),
    ("作者", Key::Other),
    ("审核", Key::Other),
    ("浏览次数", Key::Other),
    ("浏览量", Key::Other),
    ("浏览", Key::Other),
    ("阅读次数", Key::Other),
    ("阅读量", Key::Other),
    ("阅读", Key::Other),
    ("点击数", Key::Other),
    ("访问量", Key::Other),
];

/// Further keys of buttons and counters.
const BUTTONS: [&str; 44] = [
    "字体",
    "字号",
    "大",
    "中",
    "小",
    "打印",
    "关闭",
    "分享",
    "分享到",
    "收藏",
    "返回",
    "返回顶部",
    "打印本页",
    "关闭窗口",
    "点击次数",
    "访问次数",
    "信息有效性",
    "保护视力色",
    "我要纠错",
    "下载",
    "语音播报",
    "扫一扫在手机打开当前页",
    "请输入关键字",
    "请输入关键词",
    "请输入搜索内容",
    "请输入检索内容",
    "请输入您要搜索的内容",
    "请输入要搜索的内容",
    "搜索",
    "检索",
    "全站搜索",
    "站内搜索",
    "高级搜索",
    "热门搜索",
    "登录",
    "注册",
    "无障碍浏览",
    "无障碍阅读",
    "长者模式",
    "适老化",
    "关怀版",
    "简体",
    "繁体",
    "English",
];

/// One fact of a page.
#[derive(Debug, Clone)]
struct Fact<'a> {
    key: Key,
    label: Traced<'a>,
    value: Traced<'a>,
}

/// The kind of a block in the head.
#[derive(Debug, Clone)]
pub(super) enum Part<'a> {
    /// A trail, buttons, the title repeated: not part of the report.
    Around,
    /// Facts about the page, each a label and a value.
    Facts(Vec<(Traced<'a>, Traced<'a>)>),
}

/// The facts in the head of a document.
#[derive(Debug, Default)]
pub(super) struct Head<'a> {
    /// Blocks that are not prose.
    pub(super) parts: BTreeMap<usize, Part<'a>>,
    /// The date of publication.
    pub(super) published: Option<(Date, Traced<'a>)>,
    /// The organ that published it.
    pub(super) organ: Option<Traced<'a>>,
    /// An organ or a site named in the trail.
    pub(super) site: Option<Traced<'a>>,
    /// The name of the report in the list of facts.
    title: Option<(usize, Traced<'a>)>,
    /// The last part of the trail, if it is worded as a title.
    last: Option<(usize, Traced<'a>)>,
}

/// The title that was chosen.
#[derive(Debug, Default)]
pub(super) struct Chosen<'a> {
    /// The blocks of which it consists.
    pub(super) blocks: Vec<usize>,
    /// Or words in a block that stays another block.
    pub(super) words: Option<Traced<'a>>,
}

/// Whether a line before the first section is complete, so that it does not continue in another
/// line.
pub(super) fn stands_alone(text: &str) -> bool {
    text.len() <= LONGEST && (is_trail(text) || is_buttons(text) || has_facts(text))
}

/// Whether a line is a complete title: no other line is a part of it.
pub(super) fn is_whole_title(text: &str) -> bool {
    text.len() <= 4 * TITLE_LENGTH && worth_of(text).is_some_and(|worth| worth >= COMPLETE)
}

/// Whether a line has the organ, the year and the kind of report that a title names.
pub(super) fn is_title(text: &str) -> bool {
    text.len() <= 4 * TITLE_LENGTH && worth_of(text).is_some_and(|worth| worth >= NAMED)
}

fn has_facts(text: &str) -> bool {
    !facts(&Traced::verbatim(text, 0)).is_empty()
}

/// 「当前位置：首页 > 政务公开 > …」, 「首页 | 政务公开 | 互动交流」
fn is_trail(text: &str) -> bool {
    const PLACES: [&str; 11] = [
        "当前位置",
        "您的位置",
        "你的位置",
        "您现在的位置",
        "您现在所在的位置",
        "您当前的位置",
        "您所在的位置",
        "您当前所在位置",
        "现在位置",
        "所在位置",
        "当前所在位置",
    ];
    if text.len() > LONGEST || text.contains(['。', '；']) {
        return false;
    }
    let bare: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    let bare = bare.trim_start_matches(['【', '[', '>', '＞', '»', '•', '·']);
    if PLACES.iter().any(|place| bare.starts_with(place)) || bare.starts_with("位置:") || bare.starts_with("位置：")
    {
        return true;
    }
    let count = segments(text).count();
    let short = segments(text).all(|segment| segment.chars().count() <= 40);
    let home = ["首页", "网站首页", "主页", "网站主页", "Home", "HOME"]
        .iter()
        .any(|home| {
            bare.strip_prefix(home)
                .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        });
    // A menu: 「首页 政务公开 政务服务」.
    let menu =
        home && text.split(is_unseen).filter(|word| !word.is_empty()).count() >= 3 && text.chars().count() <= 120;
    short && (count >= 3 || count == 2 && home)
        || menu
        || home && bare.chars().count() <= 4
        || home && text.matches('|').count() >= 2
}

/// The parts of a trail, between its arrows.
fn segments(text: &str) -> impl Iterator<Item = &str> {
    text.split(['>', '＞', '»', '›', '→', '❯'])
        .map(|segment| segment.trim_end_matches('-').trim_matches(is_unseen))
        .filter(|segment| !segment.is_empty())
}

/// 「【字体：大 中 小】 打印 关闭 分享到：」
fn is_buttons(text: &str) -> bool {
    if text.len() > 240 {
        return false;
    }
    let words = text.split(|c: char| is_unseen(c) || "【】[]|｜:：/、()（）".contains(c));
    let mut any = false;
    for word in words.filter(|word| !word.is_empty()) {
        if !BUTTONS.contains(&word) && !["微信", "微博", "新浪微博", "QQ空间", "A+", "A-", "A"].contains(&word)
        {
            return false;
        }
        any |= word.chars().count() >= 2;
    }
    any
}

/// The facts of which a line consists, 「发布机构：某局 发布日期：2025-01-17」 or the same between pipes; empty
/// if it is anything else.
fn facts<'a>(line: &Traced<'a>) -> Vec<Fact<'a>> {
    let text = line.text.as_ref();
    if text.len() > LONGEST || text.contains(['。', '；']) {
        return Vec::new();
    }
    if text.contains(['|', '｜', '\t']) {
        return facts_of_cells(&cells(line));
    }
    facts_in_line(line)
}

/// The cells of a line, between its pipes and tabs.
fn cells<'a>(line: &Traced<'a>) -> Vec<Traced<'a>> {
    let text = line.text.as_ref();
    let mut cells = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), '|')]) {
        if matches!(c, '|' | '｜' | '\t') {
            cells.push(line.slice(start, at).trimmed());
            start = (at + c.len_utf8()).min(text.len());
        }
    }
    cells
}

/// The facts of a line of labels with their values in the line below: 「索引号 | 发布机构」 above 「123 | 某局」.
fn facts_below<'a>(labels: &Traced<'a>, values: &Traced<'a>) -> Option<Vec<Fact<'a>>> {
    let is_row = |line: &Traced<'_>| line.text.len() <= LONGEST && line.text.contains(['|', '｜', '\t']);
    if !is_row(labels) || !is_row(values) {
        return None;
    }
    let (labels, values) = (cells(labels), cells(values));
    let known = labels.iter().filter(|label| key(&label.text).is_some()).count();
    let fits = labels.len() == values.len()
        && known >= 2
        && labels.iter().all(|label| label.text.chars().count() <= 10)
        && values.iter().all(|value| key(&value.text).is_none());
    fits.then(|| {
        let pairs = labels
            .into_iter()
            .zip(values)
            .filter(|(label, _)| !label.text.is_empty());
        let fact = |(label, value): (Traced<'a>, Traced<'a>)| Fact {
            key: key(&label.text).unwrap_or(Key::Other),
            label,
            value,
        };
        pairs.map(fact).collect()
    })
}

/// The day in the line below the title of an article: 「原创 某县发布 2025-01-20 10:00 河北」.
fn byline<'a>(line: &Traced<'a>) -> Option<Fact<'a>> {
    let text = line.text.as_ref();
    if text.len() > 160 || text.contains(['。', '，', '；', '：', '|', '｜']) {
        return None;
    }
    let mut words = Vec::new();
    for word in text.split(is_unseen).filter(|word| !word.is_empty()) {
        words.push(word);
    }
    let is_time = |word: &&str| word.contains(':') && word.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let marked = words.first() == Some(&"原创") || words.iter().any(is_time);
    let day = words.iter().find(|word| date(word).is_some())?;
    if !(3..=8).contains(&words.len()) || !marked || words.iter().any(|word| word.chars().count() > 14) {
        return None;
    }
    let at = day.as_ptr() as usize - text.as_ptr() as usize;
    Some(Fact {
        key: Key::Day,
        label: Traced::default(),
        value: line.slice(at, at + day.len()),
    })
}

/// 「索引号 | 123 | 发布机构 | 某局」
fn facts_of_cells<'a>(cells: &[Traced<'a>]) -> Vec<Fact<'a>> {
    let mut found = Vec::new();
    let mut cells = cells.iter().filter(|cell| !cell.text.is_empty()).peekable();
    while let Some(cell) = cells.next() {
        if let Some(key) = key(&cell.text) {
            let value = cells
                .next_if(|next| self::key(&next.text).is_none())
                .cloned()
                .unwrap_or_default();
            found.push(Fact {
                key,
                label: cell.clone(),
                value,
            });
        } else {
            let inside = facts_in_line(cell);
            // 「【 大 中 小 】」
            if inside.is_empty() && !is_buttons(&format!("字体{}", cell.text)) {
                return Vec::new();
            }
            found.extend(inside);
        }
    }
    found
}

/// The key that a text is, if it is nothing else: 「索 引 号：」.
fn key(text: &str) -> Option<Key> {
    if text.len() > 60 {
        return None;
    }
    let bare: String = text
        .trim_matches(|c: char| is_unseen(c) || "•·●■◆▪*[]【】:：".contains(c))
        .chars()
        .filter(|c| !is_unseen(*c))
        .collect();
    KEYS.iter().find(|(name, _)| *name == bare).map(|(_, key)| *key)
}

fn facts_in_line<'a>(line: &Traced<'a>) -> Vec<Fact<'a>> {
    const MARKS: &str = "•·●■◆▪*-–[【(（|";
    let text = line.text.as_ref();
    // The start of each key and of its value.
    let mut keys: Vec<(usize, usize, usize, Key)> = Vec::new();
    let mut before = 0;
    for (at, c) in text.char_indices() {
        if !matches!(c, ':' | '：') {
            continue;
        }
        let Some((start, key)) = key_before(text.get(before..at).unwrap_or_default()) else {
            continue;
        };
        let start = before + start;
        before = at + c.len_utf8();
        keys.push((start, at, before, key));
    }
    let Some(first) = keys.first() else { return Vec::new() };
    // The text before the first key: nothing, a mark, or the day.
    let lead = text.get(..first.0).unwrap_or_default();
    let lead = lead.trim_matches(|c: char| is_unseen(c) || MARKS.contains(c));
    if !lead.is_empty() && (date(lead).is_none() || lead.chars().count() > 22) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if !lead.is_empty() {
        found.push(Fact {
            key: Key::Day,
            label: Traced::default(),
            value: line.slice(0, first.0).trimmed(),
        });
    }
    for (index, (start, colon, value, key)) in keys.iter().enumerate() {
        let end = keys.get(index + 1).map_or(text.len(), |next| next.0);
        let value = line.slice(*value, end);
        let kept = value
            .text
            .trim_end_matches(|c: char| is_unseen(c) || "|】]•·".contains(c))
            .len();
        found.push(Fact {
            key: *key,
            label: line.slice(*start, *colon).trimmed(),
            value: value.slice(0, kept).trimmed(),
        });
    }
    // A sentence may begin with 「来源：」 too, but then it is long.
    if found.iter().any(|fact| fact.value.text.chars().count() > 120) {
        return Vec::new();
    }
    found
}

/// The longest key at the end of some words, and its offset.
fn key_before(words: &str) -> Option<(usize, Key)> {
    let mut bare: Vec<(usize, char)> = Vec::new();
    for (at, c) in words.char_indices().rev().filter(|(_, c)| !is_unseen(*c)).take(9) {
        bare.push((at, c));
    }
    let mut best: Option<(usize, usize, Key)> = None;
    let counters = BUTTONS.iter().map(|name| (*name, Key::Other));
    for (name, key) in KEYS.iter().copied().chain(counters) {
        let length = name.chars().count();
        if length < 2 || !name.chars().rev().eq(bare.iter().take(length).map(|(_, c)| *c)) {
            continue;
        }
        let start = bare.get(length - 1).map_or(0, |(at, _)| *at);
        // A key begins a word.
        let alone = words.get(..start).is_none_or(|before| {
            before.is_empty() || before.ends_with(|c: char| is_unseen(c) || "•·●■◆▪*-–[【(（|]】)）,，、".contains(c))
        });
        if alone && best.is_none_or(|(known, _, _)| length > known) {
            best = Some((length, start, key));
        }
    }
    best.map(|(_, start, key)| (start, key))
}

/// The day that a text begins with, full-width digits and brackets included.
fn date(text: &str) -> Option<Date> {
    let even: String = text
        .chars()
        .skip_while(|c| is_unseen(*c) || "[【(（".contains(*c))
        .filter(|c| !is_unseen(*c))
        .take(12)
        .map(|c| match c {
            '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '－' | '—' | '–' => '-',
            '．' => '.',
            '／' => '/',
            c => c,
        })
        .collect();
    // If the space was removed, the time of day follows directly: 2025-01-1716:06.
    let cut = even
        .get(..10)
        .filter(|ten| ten.matches(['-', '/', '.']).count() == 2 && ten.is_ascii());
    let (day, _) = cut.and_then(day_at).or_else(|| day_at(&even))?;
    let number = |value: u16| u8::try_from(value).ok();
    Date::new(
        day.year.filter(|year| *year >= 2000)?,
        number(day.month)?,
        number(day.day?)?,
    )
}

/// The text of a block that may belong to the head.
fn text_of<'b, 'a>(block: &'b Block<'a>) -> Option<&'b Traced<'a>> {
    match block {
        Block::Heading { text, .. } | Block::Paragraph(text) => Some(text),
        _ => None,
    }
}

impl<'a> Head<'a> {
    /// Looks through the blocks before the first section.
    pub(super) fn of(blocks: &[Cow<'_, Block<'a>>], end: usize) -> Head<'a> {
        let mut head = Head::default();
        let end = end.min(blocks.len()).min(HEAD);
        // A key on a line of its own, whose value is the next line.
        let mut waiting: Option<Fact<'a>> = None;
        for (index, block) in blocks.iter().enumerate().take(end) {
            let open = waiting.take();
            if let Block::Table(table) = &**block {
                for row in &table.rows {
                    let cells: Vec<Traced<'a>> = row.iter().map(|cell| cell.text.trimmed()).collect();
                    for fact in facts_of_cells(&cells) {
                        head.learn(index, &fact);
                    }
                }
                continue;
            }
            let Some(text) = text_of(block) else { continue };
            if is_trail(&text.text) {
                head.trail(index, text);
                head.parts.insert(index, Part::Around);
                continue;
            }
            if is_buttons(&text.text) {
                head.parts.insert(index, Part::Around);
                continue;
            }
            if let Some(day) = byline(text) {
                head.learn(index, &day);
                head.parts.insert(index, Part::Around);
                continue;
            }
            if head.parts.contains_key(&index) {
                continue;
            }
            if let Some(found) = blocks.get(index + 1).and_then(|next| facts_below(text, text_of(next)?)) {
                let pairs = found.iter().map(|fact| (fact.label.clone(), fact.value.clone()));
                head.parts.insert(index, Part::Facts(pairs.collect()));
                head.parts.insert(index + 1, Part::Facts(Vec::new()));
                for fact in &found {
                    head.learn(index + 1, fact);
                }
                continue;
            }
            let mut found = facts(text);
            if found.is_empty() {
                if let Some(open) = open
                    && let Some(Part::Facts(pairs)) =
                        index.checked_sub(1).and_then(|before| head.parts.get_mut(&before))
                    && is_value(&open, &text.text)
                {
                    if let Some(last) = pairs.last_mut() {
                        last.1.clone_from(text);
                    }
                    let titled = open.key == Key::Title;
                    head.learn(
                        index,
                        &Fact {
                            value: text.clone(),
                            ..open
                        },
                    );
                    // A title is a title, whatever comes before it.
                    if !titled {
                        head.parts.insert(index, Part::Facts(Vec::new()));
                    }
                    continue;
                }
                if let Some(key) =
                    key(&text.text).filter(|_| text.text.ends_with([':', '：']) || text.text.chars().count() > 2)
                {
                    let fact = Fact {
                        key,
                        label: text.clone(),
                        value: Traced::default(),
                    };
                    // Without a colon it may be anything, unless a value of its kind follows.
                    let next = blocks.get(index + 1).and_then(|next| text_of(next));
                    if text.text.ends_with([':', '：']) || next.is_some_and(|next| is_value(&fact, &next.text)) {
                        head.parts
                            .insert(index, Part::Facts(vec![(text.clone(), Traced::default())]));
                        waiting = Some(fact);
                    }
                }
                continue;
            }
            waiting = found.pop_if(|last| last.value.text.is_empty());
            let pairs = found
                .iter()
                .chain(&waiting)
                .map(|fact| (fact.label.clone(), fact.value.clone()));
            head.parts.insert(index, Part::Facts(pairs.collect()));
            for fact in &found {
                head.learn(index, fact);
            }
        }
        head
    }

    fn learn(&mut self, index: usize, fact: &Fact<'a>) {
        let value = &fact.value;
        match fact.key {
            Key::Published => {
                if let Some(date) = date(&value.text)
                    && self.published.as_ref().is_none_or(|(_, known)| known.text.is_empty())
                {
                    self.published = Some((date, value.clone()));
                }
            }
            Key::Day => {
                if let Some(date) = date(&value.text)
                    && self.published.is_none()
                {
                    self.published = Some((date, value.clone()));
                }
            }
            Key::Organ if looks_like_an_organ(&value.text) => {
                self.organ.get_or_insert_with(|| value.clone());
            }
            Key::Source if looks_like_an_organ(&value.text) => {
                self.site.get_or_insert_with(|| value.clone());
            }
            Key::Title if worth_of(&value.text).is_some() => {
                self.title.get_or_insert((index, value.clone()));
            }
            _ => {}
        }
    }

    fn trail(&mut self, index: usize, text: &Traced<'a>) {
        let all = text.text.as_ref();
        let mut last = None;
        for segment in segments(all) {
            let start = segment.as_ptr() as usize - all.as_ptr() as usize;
            let piece = text.slice(start, start + segment.len());
            if self.site.is_none() && looks_like_an_organ(segment) && segment.chars().count() >= 4 {
                self.site = Some(piece.clone());
            }
            last = Some(piece);
        }
        if let Some(last) = last.filter(|last| worth_of(&last.text).is_some_and(|worth| worth >= COMPLETE)) {
            self.last = Some((index, last));
        }
    }
}

/// Whether the line after a key can be its value.
fn is_value(fact: &Fact<'_>, text: &str) -> bool {
    let short = text.chars().count() <= 60 && !text.contains(['。', '，', '；']);
    match fact.key {
        Key::Published | Key::Day => date(text).is_some(),
        Key::Organ | Key::Source => short && looks_like_an_organ(text),
        Key::Title => worth_of(text).is_some(),
        Key::Other => short && !text.contains("报告"),
    }
}

/// Whether a name can be an organ's: it ends like one, and contains nothing that no organ's name
/// has.
pub(super) fn looks_like_an_organ(name: &str) -> bool {
    const ENDS: [&str; 42] = [
        "局",
        "委",
        "办",
        "厅",
        "处",
        "院",
        "所",
        "站",
        "中心",
        "政府",
        "公室",
        "街道",
        "镇",
        "乡",
        "县",
        "区",
        "市",
        "省",
        "州",
        "旗",
        "盟",
        "会",
        "队",
        "社",
        "校",
        "学",
        "公司",
        "部",
        "署",
        "馆",
        "场",
        "园",
        "苏木",
        "农场",
        "林场",
        "分局",
        "台",
        "库",
        "团",
        "联",
        "团委",
        "总工会",
    ];
    let name = name.trim_matches(is_unseen);
    let count = name.chars().filter(|c| !is_unseen(*c)).count();
    (2..=32).contains(&count)
        && name
            .chars()
            .all(|c| matches!(c, '\u{4e00}'..='\u{9fff}' | '（' | '）' | '(' | ')' | '·' | '、' | '〇') || is_unseen(c))
        && !name.contains("公开")
        && !name.contains("报告")
        && !name.contains("年度")
        && !name.contains("首页")
        && ENDS.iter().any(|end| {
            let core = name.trim_end_matches(['）', ')']);
            core.ends_with(end)
        })
}

/// The least worth of a title that names organ, year and report.
const COMPLETE: u32 = 90;

/// The least worth of a line that names organ and year.
const NAMED: u32 = 70;

/// The worth of some words as the title of a report; `None` if they cannot be one.
fn worth_of(text: &str) -> Option<u32> {
    let count = text.chars().filter(|c| !is_unseen(*c)).count();
    if !(4..=TITLE_LENGTH).contains(&count)
        || text.contains(['。', '，', '；', '：', '>', '＞', '|', '｜', '»', '=', '？', '！'])
    {
        return None;
    }
    // 「年 度 报 告」
    let bare: String = text.chars().filter(|c| !is_unseen(*c)).collect();
    if !bare.contains("公开") || !["报告", "年报", "总结"].iter().any(|word| bare.contains(word)) {
        return None;
    }
    let title = Title::read(text);
    let mut worth = 10;
    // 「…年度报告」, 「…年度报告（2024年）」
    let end = bare.trim_end_matches(['》', '”', '"']);
    let end = match end.rsplit_once(['（', '(']) {
        Some((before, inside)) if inside.ends_with(['）', ')']) => before,
        _ => end,
    };
    let ends = ["报告", "年报", "总结"].iter().any(|word| end.ends_with(word));
    worth += if ends { 20 } else { 0 };
    worth += if title.year.is_some() { 30 } else { 0 };
    worth += match title.organ {
        Some(organ) if looks_like_an_organ(organ) => 30,
        Some(_) => 5,
        None => 0,
    };
    Some(worth)
}

/// Chooses the title of a page: the words before the first section that best name organ, year and
/// report, on a line of their own, over up to four lines, in the list of facts, or at the end of
/// the trail.
///
/// The title marked in the source is chosen unless other words are more clearly the title of a
/// report.
pub(super) fn title<'a>(
    blocks: &[Cow<'_, Block<'a>>],
    end: usize,
    head: &Head<'a>,
    year: Option<u16>,
    marked: &[usize],
) -> Chosen<'a> {
    let end = end.min(blocks.len()).min(HEAD);
    let mut best: Option<(u32, Chosen<'a>)> = None;
    if !marked.is_empty() && marked.iter().all(|index| !head.parts.contains_key(index)) {
        let mut text = Traced::default();
        for line in marked.iter().filter_map(|index| text_of(blocks.get(*index)?)) {
            text.append(&line.trimmed());
        }
        let worth = worth_of(&text.text).unwrap_or_default();
        let chosen = Chosen {
            blocks: marked.to_vec(),
            words: None,
        };
        if worth >= COMPLETE {
            return chosen;
        }
        best = Some((worth * 10 + 30, chosen));
    }
    let mut offer = |worth: u32, chosen: Chosen<'a>| {
        if best.as_ref().is_none_or(|(known, _)| worth > *known) {
            best = Some((worth, chosen));
        }
    };
    let of_year = |text: &str| u32::from(year.is_some() && Title::read(text).year == year) * 10;
    for index in 0..end {
        let mut text = Traced::default();
        for (more, block) in blocks.iter().enumerate().take(end).skip(index).take(TITLE_LINES) {
            let Some(line) = text_of(block) else { break };
            let length = line.text.chars().count();
            if head.parts.contains_key(&more) || length > TITLE_LENGTH || line.text.contains(['。', '，', '；', '='])
            {
                break;
            }
            if line.text.contains(['：', ':', '|', '｜']) {
                // 「文章标题：某局2024年…」, 「年报｜某局2024年…」
                let sign = line.text.find(['：', ':', '|', '｜']);
                if let Some(at) = sign.filter(|at| *at <= 36 && more == index) {
                    let words = line.slice(at, line.text.len());
                    let colon = words.text.chars().next().map_or(0, char::len_utf8);
                    let words = words.slice(colon, words.text.len()).trimmed();
                    if let Some(worth) = worth_of(&words.text).filter(|worth| *worth >= COMPLETE) {
                        let words = Some(words);
                        offer(
                            worth * 10 - 40,
                            Chosen {
                                blocks: Vec::new(),
                                words,
                            },
                        );
                    }
                }
                break;
            }
            let lines = more - index;
            if lines > 0 && !goes_on(&text.text, &line.text) {
                break;
            }
            text.append(&line.trimmed());
            let marked = u32::from(matches!(**block, Block::Heading { .. })) * 6;
            if let Some(worth) = worth_of(&text.text) {
                let fewer = u32::try_from(TITLE_LINES - lines).unwrap_or_default();
                let worth = worth * 10 + of_year(&text.text) + marked + fewer;
                offer(
                    worth,
                    Chosen {
                        blocks: (index..=more).collect(),
                        words: None,
                    },
                );
            }
        }
    }
    for (known, less) in [(&head.title, 30), (&head.last, 100)] {
        if let Some((_, words)) = known
            && let Some(worth) = worth_of(&words.text)
        {
            offer(
                (worth * 10 + of_year(&words.text)).saturating_sub(less).max(1),
                Chosen {
                    blocks: Vec::new(),
                    words: Some(words.clone()),
                },
            );
        }
    }
    best.map(|(_, chosen)| chosen).unwrap_or_default()
}

/// Whether a title can continue in another line: neither is complete, and the first is an organ's
/// name, a year or a beginning.
fn goes_on(before: &str, line: &str) -> bool {
    let whole = Title::read(before);
    let closed = |text: &str| {
        ["报告", "年报", "总结"]
            .iter()
            .any(|end| text.trim_end_matches(is_unseen).ends_with(end))
    };
    let line = line.trim_matches(is_unseen);
    let bracketed = line.starts_with(['（', '(']) && line.ends_with(['）', ')']) && line.chars().count() <= 12;
    let year = line
        .trim_end_matches("度")
        .strip_suffix('年')
        .is_some_and(|year| year.len() == 4);
    if bracketed || year && closed(before) {
        return closed(before) && whole.year.is_none();
    }
    if before.is_ascii() || closed(before) || line.is_ascii() && !line.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    // 「2024年」 over 「某局政府信息公开工作年度报告」
    let only_year = whole.year.is_some() && whole.organ.is_none() && before.chars().count() <= 8;
    if only_year && Title::read(line).year.is_none() {
        return true;
    }
    // 「某局2024」 over 「年政府信息公开工作年度报告」
    if before.ends_with(|c: char| c.is_ascii_digit()) && line.starts_with('年') {
        return true;
    }
    let organ = looks_like_an_organ(before.trim_end_matches("关于"));
    let begun = before.contains("公开") || whole.year.is_some();
    // A second line that is a title by itself can only complete an organ's name.
    match Title::read(line) {
        Title { organ: Some(name), .. } if looks_like_an_organ(name) && line.contains("公开") => false,
        _ => organ || begun,
    }
}

/// Whether a block repeats the title, or is the title of the same organ's report for another year,
/// in a list of reports.
pub(super) fn repeats(title: &str, text: &str) -> bool {
    let Some(worth) = worth_of(text) else { return false };
    if crate::label::same(title, text) {
        return worth >= 60;
    }
    let (own, other) = (Title::read(title), Title::read(text));
    worth >= COMPLETE && own.year.is_some() && own.year != other.year && own.organ == other.organ
}

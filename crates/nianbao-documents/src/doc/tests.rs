//! Small old Word files: each case is a document as Word would save it, and the expected result.

use std::collections::BTreeMap;
use std::io::Write as _;

use crate::docx::tests::lines;
use crate::{Source, read};

/// A document being made: its text with the properties of every character and paragraph.
#[derive(Default)]
struct Maker {
    /// The consecutive stories: each character and its properties.
    units: Vec<(u16, Vec<u8>)>,
    /// The places after the paragraphs' last characters, their styles and properties.
    paragraphs: Vec<(usize, u16, Vec<u8>)>,
    /// The lists of the table stream by their numbers, each with the bytes after it.
    lists: BTreeMap<usize, (Vec<u8>, Vec<u8>)>,
    /// The lengths of the stories after the first.
    lengths: [u32; 7],
    /// The length of the first, once it has ended.
    main: Option<usize>,
    data: Vec<u8>,
    /// Properties that quick saves changed, and which paragraphs have them.
    changes: Vec<Vec<u8>>,
    change: u16,
    narrow: bool,
    version: u16,
    flags: u16,
}

/// A property with the value of one, two or four bytes, or of its own length.
fn property(code: u16, value: &[u8]) -> Vec<u8> {
    let mut out = code.to_le_bytes().to_vec();
    match code {
        0xD608 => out.extend(u16::try_from(value.len() + 1).expect("short").to_le_bytes()),
        _ if code >> 13 == 6 => out.push(u8::try_from(value.len()).expect("short")),
        _ => {}
    }
    out.extend(value);
    out
}

const DELETED: [u8; 3] = [0x00, 0x08, 1];
const HIDDEN: [u8; 3] = [0x3C, 0x08, 1];
const SPECIAL: [u8; 3] = [0x55, 0x08, 1];
const IN_TABLE: [u8; 3] = [0x16, 0x24, 1];

impl Maker {
    fn run(&mut self, text: &str, properties: &[u8]) -> &mut Maker {
        self.units
            .extend(text.encode_utf16().map(|code| (code, properties.to_vec())));
        self
    }

    /// Ends a paragraph with its mark.
    fn end(&mut self, mark: u16, style: u16, properties: &[u8]) -> &mut Maker {
        self.units.push((mark, Vec::new()));
        self.paragraphs.push((self.units.len(), style, properties.to_vec()));
        self
    }

    fn p(&mut self, text: &str) -> &mut Maker {
        self.run(text, &[]).end(0x0D, 0, &[])
    }

    fn cell(&mut self, text: &str) -> &mut Maker {
        self.run(text, &[]).end(0x07, 0, &IN_TABLE)
    }

    /// Ends a row: the edges of its cells, and how each is merged.
    fn row(&mut self, edges: &[i16], merged: &[u16]) -> &mut Maker {
        let end = [&IN_TABLE[..], &property(0x2417, &[1]), &definition(edges, merged)].concat();
        self.end(0x07, 0, &end)
    }

    /// Begins a story after the first: 1 for footnotes, 2 for margins, 4 for comments, 6 for text boxes.
    fn story(&mut self, number: usize, texts: &[&str]) -> Vec<u32> {
        self.main.get_or_insert(self.units.len());
        let begin = self.units.len();
        let mut parts = vec![0];
        for text in texts {
            self.p(text);
            parts.push(u32::try_from(self.units.len() - begin).expect("short"));
        }
        self.lengths[number - 1] = *parts.last().expect("a part");
        parts
    }

    fn list(&mut self, number: usize, bytes: Vec<u8>) -> &mut Maker {
        self.lists.insert(number, (bytes, Vec::new()));
        self
    }

    fn file(&self) -> Vec<u8> {
        let width = if self.narrow { 1 } else { 2 };
        let start = 1024;
        let at = |index: usize| u32::try_from(start + width * index).expect("short").to_le_bytes();
        let mut main = vec![0; start];
        for (code, _) in &self.units {
            let bytes = code.to_le_bytes();
            main.extend(&bytes[..width]);
        }
        let mut pages: [Vec<u8>; 2] = [Vec::new(), Vec::new()];
        let mut numbers: [Vec<u8>; 2] = [Vec::new(), Vec::new()];
        let mut page = |main: &mut Vec<u8>, which: usize, from: usize, to: usize, bytes: &[u8]| {
            main.resize(main.len().next_multiple_of(512), 0);
            pages[which].extend(at(from));
            numbers[which].extend(u32::try_from(main.len() / 512).expect("short").to_le_bytes());
            let mut page = vec![0; 512];
            page[..4].copy_from_slice(&at(from));
            page[4..8].copy_from_slice(&at(to));
            page[8] = 32;
            page[64..64 + bytes.len()].copy_from_slice(bytes);
            page[511] = 1;
            main.extend(page);
        };
        for (index, (_, properties)) in self.units.iter().enumerate() {
            if !properties.is_empty() {
                let length = u8::try_from(properties.len()).expect("short");
                page(
                    &mut main,
                    0,
                    index,
                    index + 1,
                    &[&[length], properties.as_slice()].concat(),
                );
            }
        }
        let mut from = 0;
        for (to, style, properties) in &self.paragraphs {
            let mut bytes = [&style.to_le_bytes(), properties.as_slice()].concat();
            bytes.resize(bytes.len().next_multiple_of(2), 0);
            let words = u8::try_from(bytes.len() / 2).expect("short");
            page(&mut main, 1, from, *to, &[&[0, words], bytes.as_slice()].concat());
            from = *to;
        }
        let mut lists = self.lists.clone();
        for (which, number) in [(0, 12), (1, 13)] {
            let ends = [pages[which].as_slice(), &at(self.units.len()), &numbers[which]].concat();
            lists.insert(number, (ends, Vec::new()));
        }
        lists.insert(33, (self.text_list(start), Vec::new()));
        let mut table = vec![0; 8];
        for (number, (bytes, rest)) in &lists {
            let entry = 154 + 8 * number;
            main[entry..entry + 4].copy_from_slice(&u32::try_from(table.len()).expect("short").to_le_bytes());
            main[entry + 4..entry + 8].copy_from_slice(&u32::try_from(bytes.len()).expect("short").to_le_bytes());
            table.extend(bytes);
            table.extend(rest);
        }
        let version = if self.version == 0 { 0xC1 } else { self.version };
        main[..2].copy_from_slice(&0xA5EC_u16.to_le_bytes());
        main[2..4].copy_from_slice(&version.to_le_bytes());
        main[10..12].copy_from_slice(&(0x0200 | self.flags).to_le_bytes());
        let first = u32::try_from(self.main.unwrap_or(self.units.len())).expect("short");
        for (index, length) in [first].iter().chain(&self.lengths).enumerate() {
            main[76 + 4 * index..80 + 4 * index].copy_from_slice(&length.to_le_bytes());
        }
        container(&[("WordDocument", &main), ("1Table", &table), ("Data", &self.data)])
    }

    fn text_list(&self, start: usize) -> Vec<u8> {
        let mut out = Vec::new();
        for change in &self.changes {
            out.push(1);
            out.extend(u16::try_from(change.len()).expect("short").to_le_bytes());
            out.extend(change);
        }
        out.extend([2, 16, 0, 0, 0, 0, 0, 0, 0]);
        out.extend(u32::try_from(self.units.len()).expect("short").to_le_bytes());
        let place = u32::try_from(start).expect("short");
        let place = if self.narrow { (place * 2) | (1 << 30) } else { place };
        out.extend([0, 0]);
        out.extend(place.to_le_bytes());
        out.extend(self.change.to_le_bytes());
        out
    }
}

fn definition(edges: &[i16], merged: &[u16]) -> Vec<u8> {
    let mut value = vec![u8::try_from(merged.len()).expect("short")];
    value.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for flags in merged {
        value.extend(flags.to_le_bytes());
        value.extend([0; 18]);
    }
    property(0xD608, &value)
}

fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).expect("memory");
    for (name, bytes) in streams {
        let mut stream = file.create_stream(format!("/{name}")).expect("a name");
        stream.write_all(bytes).expect("memory");
    }
    file.flush().expect("memory");
    file.into_inner().into_inner()
}

fn open(maker: &Maker) -> Source {
    read("年报.doc", &maker.file()).expect("it can be read")
}

fn check(maker: &Maker, expected: &[&str]) {
    let source = open(maker);
    assert_eq!(lines(&source), expected, "{}", source.text);
}

#[test]
fn text_is_what_a_person_sees() {
    let mut maker = Maker::default();
    maker
        .p("某局2023年政府信息公开工作年度报告")
        .run("收到", &[])
        .run("3", &DELETED)
        .run("4件", &[])
        .run("藏", &HIDDEN)
        .run(
            "\u{13}HYPERLINK \"http://a\"\u{14}网站\u{15}\u{b}下\u{9}行\u{1f}\u{1e}𠮷",
            &[],
        )
        .run("(", &[&SPECIAL[..], &property(0x6A09, &[0, 0, 0xFE, 0xF0])].concat())
        .run("\u{1}", &SPECIAL)
        .run("。", &[])
        .end(0x0D, 0, &[]);
    check(
        &maker,
        &[
            "# 某局2023年政府信息公开工作年度报告",
            "p 收到4件网站\n下\t行-𠮷☑。",
            "picture  picture-1",
            "aside 藏",
        ],
    );
    let mut maker = Maker::default();
    maker.run("前", &[]).end(0x0D, 0, &[]);
    maker.units.last_mut().expect("a mark").1 = DELETED.to_vec();
    maker.p("后").run("页\u{c}页", &[]).end(0x0C, 0, &[]).p("末");
    check(&maker, &["p 前后", "p 页页", "p 末"]);
}

#[test]
fn text_of_one_byte_a_character_is_read() {
    let mut maker = Maker {
        narrow: true,
        ..Maker::default()
    };
    maker
        .run("a\u{93}b\u{94} \u{b7}\u{13}PAGE\u{14}3\u{15}", &[])
        .end(0x0D, 0, &[]);
    check(&maker, &["p a“b” ·3"]);
}

#[test]
fn a_field_that_never_ends_hides_its_own_paragraph_only() {
    let mut maker = Maker::default();
    maker.p("甲\u{13}DATE").p("乙").p("丙\u{15}\u{14}\u{15}");
    check(&maker, &["p 甲", "p 乙", "p 丙"]);
}

#[test]
fn cells_are_merged_as_the_file_says() {
    let head = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
    let mut maker = Maker::default();
    maker.p("三、收到和处理政府信息公开申请情况");
    maker
        .cell(head)
        .cell("申请人情况")
        .cell("")
        .row(&[0, 3000, 4000, 5000], &[0x60, 1, 2]);
    maker
        .cell("")
        .cell("自然人")
        .run("总", &[])
        .end(0x0D, 0, &IN_TABLE)
        .cell("计")
        .row(&[0, 3000, 4010, 5000], &[0x20, 0, 0]);
    maker
        .cell("一、本年新收政府信息公开申请数量")
        .cell("7")
        .cell("7")
        .row(&[0, 3000, 4000, 5000], &[0, 0, 0]);
    let grow = |edges: &[i16]| edges.to_vec();
    maker
        .cell("三、本年度办理结果")
        .cell("（一）予以公开")
        .cell("1")
        .cell("１")
        .row(&grow(&[0, 1000, 3000, 4000, 5000]), &[0x60, 0, 0, 0]);
    maker
        .cell("")
        .cell("（七）总计")
        .cell("6")
        .cell("")
        .row(&grow(&[-5, 1000, 3000, 4000, 5000]), &[0x20, 0, 0, 0]);
    maker.p("好。");
    let expected = [
        "## 三、收到和处理政府信息公开申请情况",
        "table requests.received.natural_person=7 requests.received.total=7 requests.granted.natural_person=1 requests.granted.total=１ \
         requests.outcomes_total.natural_person=6 requests.outcomes_total.total=",
        "p 好。",
    ];
    check(&maker, &expected);
    // The same where later properties change a definition that merges nothing, and where the definition is in the other stream.
    let mut other = Maker::default();
    let (_, _, properties) = &maker.paragraphs[4];
    let length = u16::try_from(properties.len()).expect("short");
    other.data = [&[0; 7], &length.to_le_bytes()[..], properties].concat();
    other.units.clone_from(&maker.units);
    other.paragraphs.clone_from(&maker.paragraphs);
    other.paragraphs[4].2 = property(0x6646, &7_u32.to_le_bytes());
    let shape = definition(&[0, 3000, 4010, 5000], &[0, 0, 0]);
    other.paragraphs[9].2 = [
        &IN_TABLE[..],
        &property(0x2417, &[1]),
        &shape,
        &property(0xD62B, &[0, 1]),
        &property(0x5624, &[0, 1]),
    ]
    .concat();
    check(&other, &expected);
}

#[test]
fn tables_in_tables_are_read() {
    let inner = |more: &[u8]| [&IN_TABLE[..], &property(0x6649, &[2, 0, 0, 0]), more].concat();
    let cell = inner(&property(0x244B, &[1]));
    let mut maker = Maker::default();
    maker.p("二、主动公开政府信息情况");
    for row in [["信息内容", "本年处理决定数量"], ["行政许可", "77"]] {
        for text in row {
            maker.run(text, &[]).end(0x0D, 0, &cell);
        }
        let end = [property(0x244C, &[1]), definition(&[0, 1000, 2000], &[0, 0])].concat();
        maker.end(0x0D, 0, &inner(&end));
    }
    maker.cell("").row(&[0, 4000], &[0]).p("末");
    check(
        &maker,
        &["## 二、主动公开政府信息情况", "table proactive.licenses=77", "p 末"],
    );
}

#[test]
fn notes_and_margins_are_kept_apart_from_the_text() {
    let mut maker = Maker::default();
    maker
        .run("收到3件", &[])
        .run("\u{2}", &SPECIAL)
        .run("\u{8}。", &[])
        .end(0x0D, 0, &[])
        .p("末。");
    let notes = maker.story(1, &["含结转1件"]);
    maker.story(2, &["内部资料", "内部资料", "- 1 -"]);
    maker.story(4, &["请核实"]);
    let boxes = maker.story(6, &["框里的话"]);
    let places = |list: &[u32], data: &[u8]| {
        let mut out: Vec<u8> = list.iter().flat_map(|cp| cp.to_le_bytes()).collect();
        out.extend(data);
        out
    };
    maker.list(2, places(&[4, 9], &[1, 0])).list(3, places(&notes, &[]));
    let mut shape = vec![0; 26];
    shape[..4].copy_from_slice(&77_u32.to_le_bytes());
    let mut text = vec![0; 22];
    text[14..18].copy_from_slice(&77_u32.to_le_bytes());
    maker.list(40, places(&[5, 9], &shape)).list(56, places(&boxes, &text));
    let expected = [
        "p 收到3件。",
        "p 含结转1件",
        "p 框里的话",
        "p 末。",
        "aside 请核实",
        "aside 内部资料",
    ];
    check(&maker, &expected);
    // A box that belongs nowhere comes last.
    maker.list(40, Vec::new());
    check(
        &maker,
        &[
            "p 收到3件。",
            "p 含结转1件",
            "p 末。",
            "p 框里的话",
            expected[4],
            expected[5],
        ],
    );
}

/// A style: its number in Word, the style on which it is based, its name, its properties.
fn style(number: u16, based_on: u16, name: &str, properties: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for value in [number, 1 | based_on << 4, 1, 0, 0] {
        out.extend(value.to_le_bytes());
    }
    let name: Vec<u16> = name.encode_utf16().collect();
    out.extend(u16::try_from(name.len()).expect("short").to_le_bytes());
    out.extend(name.iter().chain(&[0]).flat_map(|code| code.to_le_bytes()));
    out.extend(u16::try_from(properties.len() + 2).expect("short").to_le_bytes());
    out.extend([0, 0]);
    out.extend(properties);
    let length = u16::try_from(out.len()).expect("short").to_le_bytes();
    out.resize(out.len().next_multiple_of(2), 0);
    [&length[..], &out].concat()
}

/// A level of a list: how it counts, and its text with the levels' counts as characters 0 to 8.
fn level(format: u8, text: &str) -> Vec<u8> {
    let mut out = vec![0; 28];
    out[0] = 1;
    out[4] = format;
    out[15] = 2;
    let text: Vec<u16> = text.encode_utf16().collect();
    out.extend(u16::try_from(text.len()).expect("short").to_le_bytes());
    out.extend(text.iter().flat_map(|code| code.to_le_bytes()));
    out
}

fn numbered(list: u16, level: u8) -> Vec<u8> {
    [property(0x460B, &list.to_le_bytes()), property(0x260A, &[level])].concat()
}

fn with_styles() -> Maker {
    let mut maker = Maker::default();
    let styles = [
        vec![4, 0, 5, 0, 10, 0],
        style(0, 0x0FFF, "Normal", &[]),
        style(62, 0, "Title", &[]),
        style(1, 0, "heading 1", &numbered(1, 0)),
        style(
            0x0FFE,
            0,
            "我的标题",
            &[property(0x2640, &[1]), numbered(1, 1)].concat(),
        ),
        style(0x0FFE, 3, "又一种", &[]),
    ]
    .concat();
    maker.list(1, styles);
    let mut entry = [0; 28];
    entry[0] = 9;
    let mut simple = vec![0; 28];
    (simple[0], simple[26]) = (5, 1);
    let levels = [
        level(39, "\0、"),
        level(39, "（\u{1}）"),
        level(0, "\u{2}．"),
        level(23, "●"),
        level(0, ""),
        level(0, ""),
        level(0, ""),
        level(0, ""),
        level(0, ""),
        level(28, "\0"),
    ]
    .concat();
    maker
        .lists
        .insert(73, ([&[2, 0], &entry[..], &simple].concat(), levels));
    let change = |id: u8, changes: u8| {
        let mut out = vec![0; 16];
        (out[0], out[12]) = (id, changes);
        out
    };
    let anew = [&[0xFF; 4][..], &[7, 0, 0, 0, 0x12, 0, 0, 0]].concat();
    let list = [
        &[3, 0, 0, 0][..],
        &change(9, 0),
        &change(5, 0),
        &change(9, 1),
        &[0xFF; 8],
        &anew,
    ]
    .concat();
    maker.list(74, list);
    maker
}

#[test]
fn headings_and_numbers_come_from_styles_and_lists() {
    let mut maker = with_styles();
    let mut styled = |style: u16, text: &str, properties: &[u8]| {
        maker.run(text, &[]).end(0x0D, style, properties);
    };
    styled(1, "某局2023年政府信息公开工作年度报告", &[]);
    styled(0, "本报告由某局编制。", &[]);
    styled(2, "总体情况", &[]);
    styled(3, "主动公开情况", &[]);
    styled(4, "依申请公开情况", &[]);
    styled(0, "甲", &numbered(1, 2));
    styled(0, "", &numbered(1, 2));
    styled(0, "乙", &numbered(1, 2));
    styled(0, "丙", &numbered(3, 2));
    styled(0, "丁", &numbered(2, 0));
    styled(0, "戊", &numbered(1, 3));
    styled(0, "己", &numbered(0xF801, 0));
    styled(2, "不是标题。", &[property(0x2640, &[9]), numbered(0, 0)].concat());
    styled(2, "主动公开政府信息情况", &[]);
    styled(0, "六、其他需要报告的事项", &[]);
    check(
        &maker,
        &[
            "# 某局2023年政府信息公开工作年度报告",
            "p 本报告由某局编制。",
            "## 一、总体情况",
            "h3 （一）主动公开情况",
            "h3 （二）依申请公开情况",
            "p 1．甲",
            "p 3．乙",
            "p 7．丙",
            "p ①丁",
            "p 戊",
            "p 己",
            "p 不是标题。",
            "## 二、主动公开政府信息情况",
            "## 六、其他需要报告的事项",
        ],
    );
}

#[test]
fn what_a_quick_save_changed_is_read_as_it_was_changed() {
    let mut maker = Maker {
        changes: vec![property(0x0800, &[1])],
        change: 1,
        ..Maker::default()
    };
    maker.p("全删了");
    check(&maker, &[]);
    // The same in short.
    maker.change = 0x41 << 1 | 1 << 8;
    check(&maker, &[]);
    maker.change = 0x41 << 1;
    check(&maker, &["p 全删了"]);
}

#[test]
fn files_that_can_not_be_read_say_why() {
    let name = |bytes: &[u8]| read("a.doc", bytes).map_err(|error| error.name).err();
    let made = |version, flags| {
        Maker {
            version,
            flags,
            ..Maker::default()
        }
        .file()
    };
    assert_eq!(name(&made(0, 0x0100)), Some("encrypted"));
    assert_eq!(name(&made(0x68, 0)), Some("old-word"));
    assert_eq!(name(&container(&[("WordDocument", b"\xEC\xA5")])), Some("damaged"));
    assert_eq!(name(&container(&[("WordDocument", b"\xDC\xA5")])), Some("old-word"));
    assert_eq!(name(&container(&[("EncryptedPackage", b"")])), Some("encrypted"));
    assert_eq!(name(&container(&[("PowerPoint Document", b"")])), Some("slides"));
    assert_eq!(name(&container(&[("CONTENTS", b"")])), Some("works"));
    assert_eq!(name(&container(&[("x", b"")])), Some("legacy-office"));
    assert_eq!(name(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Some("damaged"));
}

/// A document with a part of everything.
pub(crate) fn rich() -> Vec<u8> {
    let mut maker = with_styles();
    maker.run("总体情况\u{2}", &SPECIAL).end(0x0D, 2, &[]);
    maker.cell("甲").cell("1").row(&[0, 1000, 2000], &[0x60, 1]);
    maker.cell("").cell("2").row(&[0, 1000, 2000], &[0x20, 2]);
    maker.p("\u{13}PAGE\u{14}3\u{15}");
    let notes = maker.story(1, &["注"]);
    let places = |list: &[u32]| -> Vec<u8> { list.iter().flat_map(|cp| cp.to_le_bytes()).collect() };
    let marks = [places(&[4, 9]), vec![1, 0]].concat();
    maker.list(2, marks).list(3, places(&notes));
    maker.file()
}

#[test]
fn a_file_that_is_cut_off_is_read_in_part_or_said_to_be_damaged() {
    let whole = rich();
    assert!(read("a.doc", &whole).is_ok());
    for cut in (0..whole.len()).step_by(64).chain(whole.len() - 8..whole.len()) {
        if let Err(error) = read("a.doc", &whole[..cut]) {
            assert!(matches!(error.name, "damaged" | "unknown-kind"), "{}", error.name);
        }
    }
}

#[test]
fn chains_of_sectors_that_go_in_circles_end() {
    let whole = rich();
    // The table of sectors is where the header says; each of its entries is made to lead to each of the first ones.
    let sector = usize::from(whole[76]) + 256 * usize::from(whole[77]);
    let table = 512 + 512 * sector;
    for entry in 0..64 {
        for to in 0..8 {
            let mut bytes = whole.clone();
            bytes[table + 4 * entry..table + 4 * entry + 4].copy_from_slice(&u32::to_le_bytes(to));
            let _ = read("a.doc", &bytes);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(300) })]

    #[test]
    fn bytes_that_were_changed_do_no_harm(list in proptest::collection::vec((proptest::prelude::any::<u16>(), proptest::prelude::any::<u8>()), 1..24)) {
        let mut bytes = rich();
        let length = bytes.len();
        for (place, byte) in list {
            // Every second one in the head of the file's first stream, where counts and places are.
            let place = usize::from(place);
            let place = if byte % 2 == 0 { place % length } else { 512 + place % 1024 };
            bytes[place] = byte;
        }
        let _ = read("a.doc", &bytes);
    }
}

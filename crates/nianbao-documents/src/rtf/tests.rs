//! Small rich texts: each case is a document as one of the programs writes it, and the expected
//! result.

use crate::docx::tests::lines;
use crate::read;

fn check(body: &str, expected: &[&str]) {
    check_bytes(format!("{{\\rtf1\\ansi\\ansicpg936{body}}}").as_bytes(), expected);
}

fn check_bytes(bytes: &[u8], expected: &[&str]) {
    let source = read("年报.rtf", bytes).expect("it can be read");
    assert_eq!(lines(&source), expected, "{}", source.text);
}

#[test]
fn characters_are_read_in_every_way_that_programs_write_them() {
    check(r"\'b9\'e6\'d5\'c2\par", &["p 规章"]);
    check(
        r"\uc2 \u35268\'b9\'e6\u31456\'d5\'c2!\uc0\u-3913 \uc1\u55362?\uc1\u57271?\par",
        &["p 规章!·𠮷"],
    );
    // A second byte below 0x80 as it is; bytes as they are.
    check_bytes(b"{\\rtf1\\ansi\\ansicpg936 \\'81@\xB9\xE6\\'d5\xC2}", &["p 丂规章"]);
    // Fonts say which code page their text is in; \dbch says that the Chinese font follows.
    check(
        r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset136 A;}{\f2\fnil\fcharset134 B;}}{\f1\'b4\'a3}{\f2\'b9\'e6}",
        &["p 提规"],
    );
    check_bytes(br"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 A;}{\f13\fcharset134 B;}}\loch\af0\hich\af0\dbch\af13 \'b9\'e6\f0 x}", &["p 规x"]);
    // A label that is wrong.
    check_bytes(br"{\rtf1\ansi\ansicpg1252 \'b9\'e6\'d5\'c2 caf\'e9}", &["p 规章 café"]);
    check_bytes(br"{\rtf1\mac \'d2a\'d3}", &["p “a”"]);
    check(
        r"\ldblquote a\rdblquote\emdash\~b\_c\-\line d\tab\{e\}\\{\fonttbl{\f5\fcharset2 W;}}{\f5\'fe}\u55362?x",
        &["p “a”—\u{a0}b-c\nd\t{e}\\☑\u{fffd}x"],
    );
}

#[test]
fn what_is_not_shown_is_not_read() {
    check(
        r"{\info{\title x}}{\*\generator y;}{\colortbl;\red0;}{\*\bkmkstart a}{\deleted 3}4{\v 藏}件{\v0 。}{\field{\*\fldinst{HYPERLINK}}{\fldrslt{网}}}{\pict\bin4 {}}}}{\*\unknown{z}}{\upr{a}{\*\ud{b}}}\par{\deleted\par}{\object{\*\objdata 00}{\result 果}}\par"
            .replace('藏', r"\u34255?")
            .replace('件', r"\u20214?")
            .replace('。', r"\u12290?")
            .replace('网', r"\u32593?")
            .replace('果', r"\u26524?")
            .as_str(),
        &["p 4件。网b", "picture  picture-1", "p 果", "aside 藏"],
    );
}

/// Text in characters that every program writes.
fn u(text: &str) -> String {
    let named = |c: char| {
        if c.is_ascii() {
            c.to_string()
        } else {
            format!("\\u{}?", u32::from(c))
        }
    };
    text.chars().map(named).collect::<Vec<_>>().concat()
}

#[test]
fn headings_and_numbers_come_from_styles_and_the_text_of_lists() {
    let heading = |style: u8, number: &str, text: &str| {
        u(&format!(
            "\\pard\\plain\\s{style}{{\\listtext\\pard {number}\\tab}}{text}\\par "
        ))
    };
    let body = [
        u(
            "{\\stylesheet{\\s0 Normal;}{\\s1 Title;}{\\s2\\outlinelevel0 heading 1;}{\\s3\\outlinelevel1 我的标题;}{\\s4\\sbasedon3 又一种;}}",
        ),
        heading(1, "", "某局2023年政府信息公开工作年度报告"),
        u("\\pard 本报告由某局编制。\\par "),
        heading(2, "一、", "总体情况"),
        heading(3, "（一）", "主动公开情况"),
        heading(4, "（二）", "依申请公开情况"),
        heading(0, "1.", "甲"),
        heading(0, "①", "乙"),
        heading(0, "\\'b7", "丙"),
        heading(0, "3.", ""),
        heading(2, "", "\\outlinelevel9 好。"),
        u("\\pard\\outlinelevel0 六、其他需要报告的事项\\par"),
    ];
    check(
        &body.concat(),
        &[
            "# 某局2023年政府信息公开工作年度报告",
            "p 本报告由某局编制。",
            "## 一、总体情况",
            "h3 （一）主动公开情况",
            "h3 （二）依申请公开情况",
            "p 1. 甲",
            "p ①乙",
            "p 丙",
            "p 好。",
            "## 六、其他需要报告的事项",
        ],
    );
}

#[test]
fn cells_are_merged_as_the_file_says() {
    let row = |cells: &[(&str, u32, &str)]| {
        let ends: Vec<String> = cells
            .iter()
            .map(|(flags, right, _)| format!("{flags}\\cellx{right}"))
            .collect();
        let ends = ends.concat();
        let texts: Vec<String> = cells
            .iter()
            .map(|(_, _, text)| format!("{{{}\\cell}}", u(text)))
            .collect();
        let texts = texts.concat();
        // Word defines a row before its cells and once more at its end.
        format!("\\trowd\\trleft-100{ends}\\pard\\intbl {texts}\\pard{{\\trowd\\trleft-100{ends}\\row}}\n")
    };
    let head = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）";
    let body = [
        u("三、收到和处理政府信息公开申请情况\\par"),
        row(&[
            ("\\clvmgf", 3000, head),
            ("\\clmgf", 4000, "申请人情况"),
            ("\\clmrg", 5000, ""),
        ]),
        row(&[("\\clvmrg", 3000, ""), ("", 4010, "自然人"), ("", 5000, "总\\par 计")]),
        row(&[
            ("", 3000, "一、本年新收政府信息公开申请数量"),
            ("", 4000, "7"),
            ("", 5000, "7"),
        ]),
        row(&[
            ("\\clvmgf", 1000, "三、本年度办理结果"),
            ("", 3000, "（一）予以公开"),
            ("", 4000, "1"),
            ("", 5000, "１"),
        ]),
        row(&[
            ("\\clvmrg", 1000, ""),
            ("", 3000, "（七）总计"),
            ("", 4000, "6"),
            ("", 5000, ""),
        ]),
        u("\\pard 好。\\par"),
    ];
    check(
        &body.concat(),
        &[
            "## 三、收到和处理政府信息公开申请情况",
            "table requests.received.natural_person=7 requests.received.total=7 requests.granted.natural_person=1 requests.granted.total=１ \
             requests.outcomes_total.natural_person=6 requests.outcomes_total.total=",
            "p 好。",
        ],
    );
}

#[test]
fn tables_in_tables_are_read() {
    let inner = |a: &str, b: &str| {
        u(&format!(
            "\\pard\\intbl\\itap2 {a}\\nestcell {b}\\nestcell{{\\*\\nesttableprops\\trowd\\cellx1000\\cellx2000\\nestrow}}{{\\nonesttables\\par}}"
        ))
    };
    let body = [
        u("二、主动公开政府信息情况\\par\\trowd\\cellx4000"),
        inner("信息内容", "本年处理决定数量"),
        inner("行政许可", "77"),
        u("\\pard\\intbl\\cell\\row\\pard 末\\par"),
    ];
    check(
        &body.concat(),
        &["## 二、主动公开政府信息情况", "table proactive.licenses=77", "p 末"],
    );
}

#[test]
fn notes_and_margins_are_kept_apart_from_the_text() {
    check(
        &u(
            "{\\header 内部资料\\par}{\\footer - 1 -}收到3件{\\super\\chftn{\\footnote\\pard 含结转1件}}{\\*\\annotation 请核实}。\\par{\\shp{\\*\\shpinst{\\sp{\\sn a}}{\\shptxt 框\\par}}}{\\header 内部资料\\par}",
        ),
        &["p 收到3件。", "p 含结转1件", "p 框", "aside 请核实", "aside 内部资料"],
    );
}

#[test]
fn hostile_files_are_read_in_part() {
    check(
        &format!("{}甲{}", "{".repeat(100_000), "}".repeat(100_000)).replace('甲', r"\u30002?"),
        &["p 甲"],
    );
    check(&"}".repeat(1000), &[]);
    check(r"\bin999999999 x", &[]);
    let _ = read(
        "a.rtf",
        br"{\rtf1\u99999999999?\itap2000000000 a\nestcell\nestrow\row\cell\row",
    );
    let cells: Vec<String> = (0..5000).map(|at| format!("\\cellx{at}")).collect();
    let cells = cells.concat();
    let _ = read(
        "a.rtf",
        format!("{{\\rtf1\\trowd{cells}{}\\row}}", "\\intbl x\\cell".repeat(5000)).as_bytes(),
    );
}

/// Words and signs; most random sequences of them are not a document that a program would write.
const PIECES: &[&str] = &[
    "{",
    "}",
    "\\trowd",
    "\\cellx1000",
    "\\cellx-5",
    "\\clmrg",
    "\\clvmrg",
    "\\cell",
    "\\row",
    "\\nestcell",
    "\\nestrow",
    "\\intbl",
    "\\itap3",
    "\\itap0",
    "\\pard",
    "\\par",
    "{\\footnote ",
    "{\\*\\annotation ",
    "{\\header ",
    "{\\fonttbl",
    "{\\stylesheet",
    "\\s1",
    "\\u55362?",
    "\\'b9",
    "\\'",
    "\\",
    "\\deleted",
    "\\v",
    "{\\pict",
    "x",
    "\\bin3",
    "\\uc99",
    "\\u-1",
    "{\\*\\x",
    "\\outlinelevel0",
];

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { failure_persistence: None, ..proptest::prelude::ProptestConfig::with_cases(400) })]

    #[test]
    fn words_in_any_order_are_read(list in proptest::collection::vec(0..PIECES.len(), 0..80)) {
        let body: String = list.into_iter().map(|index| PIECES[index]).collect();
        let _ = read("a.rtf", format!("{{\\rtf1{body}").as_bytes());
    }
}

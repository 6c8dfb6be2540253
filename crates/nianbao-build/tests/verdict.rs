//! A report that lacks something is never fit, and the command, the archive's page and the validator give it the same
//! verdict.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nianbao_build::site::{Options, build};
use nianbao_core::form::Form;
use nianbao_core::report::Report;
use nianbao_core::text::Lang;
use nianbao_core::verdict::Verdict;
use nianbao_core::wire::CheckOutput;
use nianbao_core::{markdown, write};
use nianbao_documents::Kind;
use nianbao_form::engine;
use nianbao_form::open::Open;

/// A complete, consistent, invented report in canonical form.
const CLEAN: &str = include_str!("reports/clean.md");
/// The organ of all reports here.
const ORGAN: &str = "示例县财政局";
/// The report of a real organ, as it was published.
const SEED: &str = include_str!("../../../content/reports/jianshan-office/2023.md");
const SEED_ORGAN: &str = "尖山区人民政府办公室";

/// A text with a part replaced that must be in it.
fn with(text: &str, part: &str, new: &str) -> String {
    assert!(text.contains(part), "{part}");
    text.replace(part, new)
}

/// A text without the section that begins with this ordinal.
fn without_section(text: &str, ordinal: &str) -> String {
    let start = text.find(&format!("\n## {ordinal}、")).expect("the section");
    let end = text[start + 1..]
        .find("\n## ")
        .map_or(text.len(), |end| start + 1 + end);
    [&text[..start], &text[end..]].concat()
}

/// A text in which a row of a table has some other figures.
fn with_figures(text: &str, label: &str, figures: &str) -> String {
    let start = text.find(&format!("| {label} |")).expect("the row");
    let end = text[start..].find('\n').map_or(text.len(), |end| start + end);
    format!("{}| {label} |{figures}{}", &text[..start], &text[end..])
}

/// A text in which no row of the section with this ordinal has a label of the form.
fn garbled(text: &str, ordinal: &str) -> String {
    let start = text.find(&format!("\n## {ordinal}、")).expect("the section");
    let end = text[start + 1..]
        .find("\n## ")
        .map_or(text.len(), |end| start + 1 + end);
    let lines = text[start..end].split('\n').map(|line| match line.strip_prefix("| ") {
        Some(row) if !row.starts_with("---") => {
            let figures = row.find(" |").map_or("", |at| &row[at..]);
            format!("| 甲乙{figures}")
        }
        _ => line.to_owned(),
    });
    let table: Vec<String> = lines.collect();
    [&text[..start], &table.join("\n"), &text[end..]].concat()
}

/// A report that was damaged, or not.
struct Case {
    name: String,
    organ: &'static str,
    text: String,
    /// The verdict that it must get.
    verdict: Verdict,
}

/// Losses of a whole report, each with its name and the verdict that follows.
fn losses() -> Vec<(&'static str, String, Verdict)> {
    use Verdict::{Fit, Unfinished, Unfit, Unjudged};
    let blank = Report::blank(Form::LATEST, ORGAN, Some(2023));
    let title = format!("# {ORGAN}2023年政府信息公开工作年度报告\n");
    let novel = "那天夜里下着雨，她撑着伞，在桥头站了很久，谁也没有来。\n\n".repeat(60);
    let is_period = |line: &str| line.contains("统计期限");
    let without = |is_out: &dyn Fn(&str) -> bool| -> String {
        CLEAN.split_inclusive('\n').filter(|line| !is_out(line)).collect()
    };
    let cut = CLEAN.find("## 四、").expect("section four");
    vec![
        ("whole", CLEAN.to_owned(), Fit),
        ("empty", String::new(), Unjudged),
        ("white-space", " \n\u{3000}\n\n".to_owned(), Unjudged),
        ("blank-form", write::markdown(&blank), Unfinished),
        ("novel", novel.clone(), Unjudged),
        ("novel-with-title", format!("{title}\n{novel}"), Unjudged),
        ("title-alone", title, Unjudged),
        ("cut-in-the-middle", CLEAN[..cut].to_owned(), Unjudged),
        ("no-title", without(&|line| line.starts_with("# ")), Unjudged),
        (
            "no-year",
            without(&|line| line.starts_with("year") || is_period(line)).replace("2023年", ""),
            Unjudged,
        ),
        (
            "year-only-in-the-period",
            with(
                &with(CLEAN, "year = 2023\n", ""),
                "财政局2023年政府信息",
                "财政局政府信息",
            ),
            Unfit,
        ),
        (
            "no-organ",
            with(&without(&|line| line.starts_with("organ")), ORGAN, "本机关"),
            Unjudged,
        ),
        (
            "front-matter-broken",
            with(CLEAN, "year = 2023", "year = = 2023"),
            Unjudged,
        ),
        (
            "year-2017",
            CLEAN.replace("2023", "2017").replace("2024-", "2018-"),
            Unjudged,
        ),
        (
            "form-of-2027",
            CLEAN.replace("2023", "2027").replace("2024-", "2028-"),
            Unjudged,
        ),
        (
            "far-future",
            CLEAN.replace("2023", "2203").replace("2024-", "2204-"),
            Unjudged,
        ),
        (
            "traditional",
            CLEAN
                .replace('开', "開")
                .replace('报', "報")
                .replace('请', "請")
                .replace('办', "辦")
                .replace('机', "機"),
            Unjudged,
        ),
        (
            "wrong-figure",
            with_figures(CLEAN, "（一）予以公开", " 6 | 1 | 0 | 0 | 0 | 0 | 9 |"),
            Unfit,
        ),
        (
            "blank-total",
            with_figures(CLEAN, "2.重复申请", " | | | | | | |"),
            Unfinished,
        ),
        (
            "words-for-a-figure",
            with_figures(CLEAN, "2.重复申请", " 0 | 0 | 0 | 0 | 0 | 0 | 若干 |"),
            Unfit,
        ),
        ("row-missing", without(&|line| line.starts_with("| 2.重复申请")), Unfit),
    ]
}

fn cases() -> Vec<Case> {
    let losses = losses().into_iter().map(|(name, text, verdict)| Case {
        name: name.to_owned(),
        organ: ORGAN,
        text,
        verdict,
    });
    let mut cases: Vec<Case> = losses.collect();
    for (at, ordinal) in ["一", "二", "三", "四", "五", "六"].into_iter().enumerate() {
        for (kind, organ, text) in [("clean", ORGAN, CLEAN), ("seed", SEED_ORGAN, SEED)] {
            cases.push(Case {
                name: format!("{kind}-without-section-{}", at + 1),
                organ,
                text: without_section(text, ordinal),
                verdict: Verdict::Unjudged,
            });
        }
    }
    for (at, ordinal) in [(2, "二"), (3, "三"), (4, "四")] {
        cases.push(Case {
            name: format!("garbled-table-{at}"),
            organ: ORGAN,
            text: garbled(CLEAN, ordinal),
            verdict: Verdict::Unjudged,
        });
    }
    cases
}

/// A verdict and the reasons for it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    verdict: Verdict,
    /// The names of the reasons.
    reasons: Vec<String>,
}

fn nianbao(folder: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_nianbao"))
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("it runs");
    (output.status.code(), String::from_utf8(output.stdout).expect("UTF-8"))
}

/// The verdicts in the JSON that the command prints, by the file's path.
fn of_json(json: &str) -> BTreeMap<String, Said> {
    let output: CheckOutput = serde_json::from_str(json).expect("JSON");
    let reports = output.reports.into_iter();
    reports
        .map(|report| {
            let said = Said {
                verdict: report.verdict,
                reasons: report.reasons.into_iter().map(|reason| reason.reason).collect(),
            };
            (report.path.replace('\\', "/"), said)
        })
        .collect()
}

/// The verdict in the validator, on a file that was opened there.
fn of_validator(name: &str, bytes: &[u8]) -> Said {
    let plain = engine::read_plain(name, bytes).expect("the module is there");
    let read = plain.unwrap_or_else(|| {
        let module = engine::reader_of(name, bytes);
        engine::read(module, name, bytes).expect("the module is there")
    });
    let reading = read.unwrap_or_else(|trouble| panic!("{name}: {trouble:?}"));
    let open = Open::new("draft".to_owned(), name.to_owned(), reading);
    assert!(!open.unchecked);
    Said {
        verdict: open.checked.verdict,
        reasons: open
            .checked
            .reasons
            .iter()
            .map(|reason| reason.name().to_owned())
            .collect(),
    }
}

/// The sentence that a page of the archive gives as the verdict.
fn sentence(page: &str) -> &str {
    let start = page.find("<h2 id=\"verdict\">").expect("a verdict") + "<h2 id=\"verdict\">".len();
    let end = page[start..].find("</h2>").expect("its end") + start;
    &page[start..end]
}

/// The verdict that a sentence begins with.
fn of_sentence(sentence: &str, lang: Lang) -> Verdict {
    let begins = |verdict: &Verdict| sentence.starts_with(verdict.text().get(lang));
    Verdict::ALL.into_iter().find(begins).expect("one of the four")
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verdicts");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content")).expect("a folder");
    folder
}

/// Where command and validator differ on a report in kinds of file that other modules read, or call it fit although it
/// lacks something.
fn as_other_kinds(folder: &Path, name: &str, text: &str, verdict: Verdict) -> Vec<String> {
    let report = markdown::read(text).report;
    let files = [Kind::Docx, Kind::Xlsx, Kind::Html].map(|kind| {
        let bytes = nianbao_documents::write(&report, kind).expect("a file");
        (format!("one.{}", kind.extension()), bytes)
    });
    let mut arguments = vec!["check", "--format", "json"];
    for (file, bytes) in &files {
        fs::write(folder.join(file), bytes).expect("a file");
        arguments.push(file);
    }
    let mut command = of_json(&nianbao(folder, &arguments).1);
    let mut apart = Vec::new();
    for (file, bytes) in &files {
        let command = command.remove(file).expect("the report");
        let validator = of_validator(file, bytes);
        if validator != command {
            apart.push(format!(
                "{name} as {file}: the validator says {validator:?}, the command {command:?}"
            ));
        }
        if (command.verdict == Verdict::Fit) != (verdict == Verdict::Fit) {
            apart.push(format!("{name} as {file}: the command says {command:?}"));
        }
    }
    apart
}

#[test]
fn command_page_and_validator_agree_on_every_loss() {
    let cases = cases();
    let folder = folder();
    let mut organs = String::new();
    for case in &cases {
        let path = format!("content/reports/{}/2023.md", case.name);
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, &case.text).expect("a file");
        let _ = write!(
            organs,
            "[[organ]]\nid = \"{}\"\nname = {{ zh = \"{}\", en = \"Bureau\" }}\n",
            case.name, case.organ
        );
    }
    fs::write(folder.join("content/site.toml"), "title = \"归档\"\n").expect("a file");
    fs::write(folder.join("content/organs.toml"), organs).expect("a file");
    build(&Options {
        content: folder.join("content"),
        out: folder.join("site"),
        ..Options::default()
    })
    .expect("the site is built");
    let (_, together) = nianbao(&folder, &["check", "content", "--format", "json"]);
    let together = of_json(&together);

    let mut apart = Vec::new();
    for Case {
        name, text, verdict, ..
    } in &cases
    {
        let path = format!("content/reports/{name}/2023.md");
        let mut expect = |surface: &str, said: Verdict| {
            if said != *verdict {
                apart.push(format!("{name}: {surface} says {said:?}, not {verdict:?}"));
            }
        };
        // Alone, as a file that was handed over.
        fs::write(folder.join("one.md"), text).expect("a file");
        let (code, json) = nianbao(&folder, &["check", "one.md", "--format", "json"]);
        let command = of_json(&json).remove("one.md").expect("the report");
        let validator = of_validator("one.md", text.as_bytes());
        expect("the command", command.verdict);
        expect("the validator", validator.verdict);
        // In an archive, where the page says what the command says.
        expect("the command in an archive", together[&path].verdict);
        for (lang, language) in [(Lang::Zh, ""), (Lang::En, "en/")] {
            let page = folder.join(format!("site/{language}organs/{name}/2023/index.html"));
            let page = fs::read_to_string(page).expect("a page");
            expect("the page", of_sentence(sentence(&page), lang));
        }
        if validator != command {
            apart.push(format!(
                "{name}: the validator says {validator:?}, the command {command:?}"
            ));
        }
        // A year without a known form is no reason to say that the file could not be read.
        let is_read = matches!(name.as_str(), "year-2017" | "form-of-2027");
        let expected = match verdict {
            Verdict::Fit => 0,
            Verdict::Unjudged if !is_read => 2,
            _ => 1,
        };
        if code != Some(expected) {
            apart.push(format!("{name}: the exit status is {code:?}, not {expected}"));
        }
        apart.extend(as_other_kinds(&folder, name, text, *verdict));
    }
    // The list of years counts them.
    for (lang, language) in [(Lang::Zh, ""), (Lang::En, "en/")] {
        let page = fs::read_to_string(folder.join(format!("site/{language}years/index.html"))).expect("a page");
        for verdict in Verdict::ALL {
            let count = cases.iter().filter(|case| case.verdict == verdict).count();
            let chip = format!(">{} {count}</span>", verdict.text().get(lang));
            if !page.contains(&chip) {
                apart.push(format!("the list of years has no “{chip}”"));
            }
        }
    }
    assert!(apart.is_empty(), "{}", apart.join("\n"));
}

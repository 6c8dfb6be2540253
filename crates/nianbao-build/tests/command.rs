//! The command as run from a shell: its output, the files it writes, its exit status.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use nianbao_build::progress::Step;
use serde_json::Value;

/// A complete, consistent, invented report in canonical form.
const CLEAN: &str = include_str!("reports/clean.md");

/// The clean report with one figure that contradicts the others.
fn wrong() -> String {
    let wrong = CLEAN.replace(
        "| （一）予以公开 | 6 | 1 | 0 | 0 | 0 | 0 | 7 |",
        "| （一）予以公开 | 6 | 1 | 0 | 0 | 0 | 0 | 9 |",
    );
    assert_ne!(wrong, CLEAN);
    wrong
}

/// The clean report with one blank cell: a warning, but no error.
fn blank() -> String {
    let blank = CLEAN.replace("| 2.重复申请 | 0 | 0 | 0 |", "| 2.重复申请 | 0 | 0 | |");
    assert_ne!(blank, CLEAN);
    blank
}

/// A temporary folder for a test, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).expect("a folder");
        Folder(path)
    }

    fn with(self, name: &str, bytes: impl AsRef<[u8]>) -> Folder {
        let path = self.0.join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
        self
    }

    fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.0.join(name)).expect("a text")
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nianbao"));
        command.args(line.split_whitespace()).current_dir(&self.0);
        for name in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    fn run(&self, line: &str) -> Ran {
        Ran::of(self.command(line).stdin(Stdio::null()).output().expect("it runs"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// The result of running the command.
#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Ran {
    fn of(output: Output) -> Ran {
        let ran = Ran {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).expect("UTF-8"),
            err: String::from_utf8(output.stderr).expect("UTF-8"),
        };
        assert!(!ran.err.contains("panicked"), "{}", ran.err);
        ran
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.out).expect("JSON")
    }
}

/// Runs one command line, and compares its exit status and its output on both streams.
fn check(folder: &Folder, line: &str, code: i32, out: &[&str], err: &[&str]) {
    let ran = folder.run(line);
    assert_eq!(ran.code, Some(code), "{line}: {ran:#?}");
    for words in out {
        assert!(ran.out.contains(words), "{line}: no {words:?} in {}", ran.out);
    }
    for words in err {
        assert!(ran.err.contains(words), "{line}: no {words:?} in {}", ran.err);
    }
    if err.is_empty() {
        // On a slow machine, a build says how long each step took.
        let times = Step::Check.text();
        let others = ran
            .err
            .lines()
            .filter(|said| ![&times.zh, &times.en].iter().any(|step| said.starts_with(&***step)));
        assert_eq!(others.collect::<Vec<_>>(), [""; 0], "{line}");
    }
}

#[test]
fn the_exit_status_depends_on_the_findings() {
    let folder = Folder::new("status")
        .with("clean.md", CLEAN)
        .with("wrong.md", wrong())
        .with("blank.md", blank());
    let check = |line: &str, code, out: &[&str], err: &[&str]| check(&folder, line, code, out, err);
    check(
        "check clean.md",
        0,
        &["可以发布\nclean.md  示例县财政局 2023 年（2021 年格式）\n"],
        &[],
    );
    check(
        "check clean.md --lang en",
        0,
        &["Ready to publish\nclean.md  示例县财政局 2023 (form 2021)\n"],
        &[],
    );
    check(
        "check wrong.md",
        1,
        &["还不能发布：", "错误[", "（一）予以公开 · 总计"],
        &[],
    );
    check(
        "check wrong.md --lang en",
        1,
        &["Not ready to publish: ", "error["],
        &[],
    );
    check("check wrong.md --fail-on never", 0, &["还不能发布："], &[]);
    check("check blank.md", 0, &["可以发布：1 项提醒", "提醒[cell-blank]"], &[]);
    check("check blank.md --fail-on warning", 1, &[], &[]);
    check("check blank.md --rule cell-blank=error", 1, &["错误[cell-blank]"], &[]);
    check(
        "check blank.md --rule cell-blank=off --fail-on warning",
        0,
        &["可以发布：1 条规则按要求没有检查（cell-blank）\n"],
        &[],
    );
    check(
        "check blank.md --rule cell-blank=off --rule cell-blank=error",
        1,
        &[],
        &[],
    );
    check("check", 1, &["3 份报告：2 份可以发布，1 份还不能发布。"], &[]);
    check("check .", 1, &["3 份报告："], &[]);
    check(
        "check wrong.md missing.md blank.md",
        2,
        &[
            "2 份报告：1 份可以发布，1 份还不能发布，1 处读不出来。",
            "错误[",
            "提醒[cell-blank]",
        ],
        &["没做成：missing.md：没有这个文件或文件夹。\n  怎么办："],
    );
}

#[test]
fn the_exit_status_shows_unfinished_and_unjudged_reports() {
    let part = CLEAN.split("## 六、").next().expect("a part");
    let folder = Folder::new("verdict")
        .with("draft.md", CLEAN.replace("| 行政许可 | 36 |", "| 行政许可 | |"))
        .with("part.md", part)
        .with("line.txt", "一行文字\n")
        .with("later.md", CLEAN.replace("2024", "2028").replace("2023", "2027"))
        .with("old.md", CLEAN.replace("2023", "2015"))
        .with("clean.md", CLEAN);
    let check = |line: &str, code, out: &[&str], err: &[&str]| check(&folder, line, code, out, err);
    check("check draft.md", 1, &["还没写完：还有 1 格空着；1 项提醒\n"], &[]);
    check("check draft.md --fail-on never", 0, &["还没写完："], &[]);
    let json = [
        "\"verdict\": \"unfinished\"",
        "\"reason\": \"cells-blank\"",
        "\"proactive.licenses\"",
    ];
    check("check draft.md --format json", 1, &json, &[]);
    let sentence = "无法判断：没有认出“六、其他需要报告的事项”；1 项错误";
    let unread = &[&*format!("没做成：part.md：{sentence}")];
    check("check part.md --fail-on never", 2, &[sentence], &[]);
    let json = ["\"verdict\": \"unjudged\"", "\"section\": \"other\""];
    check("check part.md --format json", 2, &json, unread);
    check(
        "check part.md --format sarif",
        2,
        &["\"executionSuccessful\": false", sentence],
        unread,
    );
    check(
        "check part.md --format csv",
        2,
        &["part.md,,,failed,unjudged,,,,"],
        unread,
    );
    check(
        "check part.md --format github",
        2,
        &["::error file=part.md,title=unjudged::"],
        unread,
    );
    check("check line.txt", 2, &["无法判断："], &[]);
    // There is no form to compare it with: that is not a failure.
    check(
        "check old.md --fail-on never",
        0,
        &["无法判断：2015 年的报告没有统一的表格"],
        &[],
    );
    // The form of its year is not known: findings are shown, but the report is neither fit nor unread.
    let later = ["无法判断：本程序还不知道 2027 年度适用哪一版格式，按 2021 年格式检查；1 项提示\n"];
    check("check later.md", 1, &later, &[]);
    check("check later.md --fail-on never", 0, &later, &[]);
    check(
        "check clean.md later.md",
        1,
        &["2 份报告：1 份可以发布，1 份无法判断。"],
        &[],
    );
    let json = [
        "\"verdict\": \"unjudged\"",
        "\"reason\": \"newer-form\"",
        "\"form-version\"",
    ];
    check("check later.md --format json", 1, &json, &[]);
    // A rule that finds errors was turned off on purpose.
    let off = ["无法判断：1 条规则没有检查（cell-number）\n"];
    check("check clean.md --rule cell-number=off", 0, &off, &[]);
    let several = ["3 份报告：1 份可以发布，1 份还没写完，1 份无法判断。"];
    check("check clean.md draft.md part.md", 2, &several, &[]);
}

#[test]
fn errors_in_the_arguments_are_reported() {
    let folder = Folder::new("arguments").with("a.md", CLEAN);
    for (line, err) in [
        ("chek", "没做成：chek：没有这个命令。\n  怎么办：是不是想写 check？\n"),
        (
            "chek --lang en",
            "failed: chek: There is no such command.\n  help: Did you mean check?\n",
        ),
        (
            "check --fromat json",
            "没做成：--fromat：没有这个参数。\n  怎么办：是不是想写 --format？\n",
        ),
        (
            "check --format xml",
            "怎么办：可以取：human, json, sarif, github, csv。\n",
        ),
        (
            "check a.md --rule cell-blnk=off",
            "没做成：cell-blnk：没有这条规则。\n  怎么办：是不是想写 cell-blank？\n",
        ),
        (
            "check a.md --rule cell-blank=loud",
            "没做成：--rule cell-blank=loud：级别写得不对。\n",
        ),
        (
            "check a.md --rule cell-blank",
            "没做成：--rule cell-blank：级别写得不对。\n",
        ),
        ("convert a.md", "缺少这个参数。\n"),
        ("convert a.md -o a.odt", "没做成：a.odt：写不了这种文件。\n"),
        (
            "explain balance",
            "没做成：balance：没有这条规则。\n  怎么办：是不是想写 requests-balance？\n",
        ),
        ("rules nothing-like-it", "没做成：nothing-like-it：没有这条规则。\n"),
        (
            "help chek",
            "没做成：chek：没有这个命令。\n  怎么办：是不是想写 check？\n",
        ),
        ("serve --port 70000", "不能取“70000”。\n"),
        ("check --lang fr", "怎么办：可以取：zh, en。\n"),
    ] {
        check(&folder, line, 2, &[], &[err]);
    }
}

#[test]
fn help_is_in_the_language_asked_for() {
    let folder = Folder::new("help");
    for (line, code, words) in [
        ("help", 0, "用法：nianbao 命令"),
        ("--help", 0, "用法：nianbao 命令"),
        ("--help --lang en", 0, "Usage: nianbao COMMAND"),
        ("--lang=en help check", 0, "Lowest severity"),
        ("check -h", 0, "从哪一级起退出码为 1"),
        ("--version", 0, "nianbao 0"),
    ] {
        check(&folder, line, code, &[words], &[]);
    }
    // English words in the Chinese help would be untranslated.
    for name in [
        "", "check", "convert", "fmt", "build", "serve", "rules", "explain", "schema",
    ] {
        let help = folder.run(&format!("help {name}")).out;
        for english in [
            "Usage",
            "Options",
            "Commands",
            "Arguments",
            "Print",
            "possible values",
            "default:",
        ] {
            assert!(!help.contains(english), "{name}: {help}");
        }
    }
    let ran = folder.run("");
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("用法："), "{ran:?}");
}

#[test]
fn kinds_of_bad_input_are_distinguished_and_hide_nothing() {
    let mut noise = vec![0_u8; 10 * 1024 * 1024];
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    for byte in &mut noise {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        *byte = state.to_le_bytes()[0];
    }
    let letters: String = noise.iter().map(|byte| char::from(b' ' + byte % 95)).collect();
    let folder = Folder::new("bad")
        .with("clean.md", CLEAN)
        .with("empty.md", "")
        .with("noise.md", &noise)
        .with("letters.txt", &letters[..1024 * 1024])
        .with("letters.md", &letters)
        .with("report.docx", b"PK\x03\x04rest")
        .with("report.doc", b"\xD0\xCF\x11\xE0rest")
        .with("report.pdf", b"%PDF-1.7")
        .with("photo.md", b"\x89PNG\r\n")
        .with("2015.md", CLEAN.replace("2023", "2015"))
        .with("column.md", without_column(CLEAN, 3))
        .with("folder.md/inside.md", CLEAN)
        .with("nothing/here.bin", b"x");
    let check = |line: &str, code, out: &[&str], err: &[&str]| check(&folder, line, code, out, err);
    check("check missing.md", 2, &[], &["missing.md：没有这个文件或文件夹。"]);
    check("check noise.md", 2, &[], &["noise.md："]);
    check("check report.doc", 2, &[], &["report.doc：这是旧版"]);
    check("check report.pdf", 2, &[], &["report.pdf：文件已损坏"]);
    check("check photo.md", 2, &[], &["photo.md：这是图片"]);
    check("check nothing", 2, &[], &["nothing：这个文件夹里没有报告。"]);
    check("check folder.md", 0, &["可以发布"], &[]);
    check("check empty.md", 2, &["无法判断：没有认出标题，没有认出报告年度"], &[]);
    check("check column.md", 1, &["还不能发布"], &[]);
    check("check letters.txt letters.md", 2, &["2 份无法判断"], &[]);
    let old = folder.run("check 2015.md");
    assert!(old.out.contains("2015") && old.out.contains("2019"), "{old:?}");
    check(
        "check missing.md clean.md report.pdf",
        2,
        &["可以发布\nclean.md"],
        &["missing.md", "report.pdf"],
    );
    check(
        "check --format json missing.md clean.md",
        2,
        &["\"failures\"", "\"not-found\""],
        &["missing.md"],
    );
    check("fmt folder.md empty.md", 2, &[], &["empty.md：看不出这是一份报告"]);
    check("convert letters.md -o out/letters.json", 0, &[], &[]);
}

/// A report whose tables lack a column.
fn without_column(text: &str, column: usize) -> String {
    let lines = text.lines().map(|line| {
        let mut cells: Vec<&str> = line.split('|').collect();
        if line.starts_with('|') && cells.len() > column + 2 {
            cells.remove(column);
        }
        cells.join("|") + "\n"
    });
    lines.collect()
}

#[cfg(unix)]
#[test]
fn unreadable_files_and_link_cycles_do_not_stop_the_rest() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::{PermissionsExt, symlink};

    let folder = Folder::new("unix")
        .with("tree/clean.md", CLEAN)
        .with("tree/closed/inside.md", CLEAN)
        .with("tree/secret.md", CLEAN);
    symlink(".", folder.0.join("tree/loop")).expect("a link");
    symlink("clean.md", folder.0.join("tree/link.md")).expect("a link");
    symlink("self.md", folder.0.join("tree/self.md")).expect("a link");
    let name = std::ffi::OsStr::from_bytes(b"tree/\xff\xfe.md");
    std::fs::write(folder.0.join(name), CLEAN).expect("a file");
    let ran = folder.run("check tree");
    assert_eq!(ran.code, Some(2), "{ran:#?}");
    assert!(ran.err.contains("tree/self.md"), "{ran:#?}");
    // clean, closed/inside, link, secret, and the one whose name is not UTF-8.
    assert!(ran.out.starts_with("5 份报告：5 份可以发布"), "{ran:#?}");
    let mut command = folder.command("check");
    let ran = Ran::of(command.arg(name).output().expect("it runs"));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let close = |path: &str, mode| {
        let path = folder.0.join(path);
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("permissions");
    };
    close("tree/closed", 0o000);
    close("tree/secret.md", 0o000);
    // A user with all permissions (root) can read them after all.
    if std::fs::read(folder.0.join("tree/secret.md")).is_err() {
        let ran = folder.run("check tree");
        assert!(
            ran.err.contains("tree/closed：没有权限") && ran.err.contains("tree/secret.md：没有权限"),
            "{ran:#?}"
        );
    }
    close("tree/closed", 0o755);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_not_a_failure() {
    use std::io::Read as _;

    let folder = Folder::new("pipe").with("wrong.md", wrong());
    for (line, expected) in [
        ("check wrong.md", 1),
        ("rules", 0),
        ("schema", 0),
        ("help", 0),
        ("check wrong.md --format json", 1),
    ] {
        let mut child = folder
            .command(line)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        drop(child.stdout.take());
        let mut err = String::new();
        child
            .stderr
            .take()
            .expect("piped")
            .read_to_string(&mut err)
            .expect("text");
        let status = child.wait().expect("it ends");
        assert_eq!((status.code(), err.as_str()), (Some(expected), ""), "{line}");
    }
}

#[test]
fn colours_are_for_those_who_look() {
    let folder = Folder::new("colours").with("wrong.md", wrong());
    let escapes = |name: &str, value: &str| {
        let mut command = folder.command("check wrong.md");
        Ran::of(command.env(name, value).output().expect("it runs"))
            .out
            .contains('\u{1b}')
    };
    assert!(!folder.run("check wrong.md").out.contains('\u{1b}'));
    assert!(escapes("CLICOLOR_FORCE", "1"));
    assert!(!escapes("NO_COLOR", "1"));
}

/// Reports where a value violates a schema.
fn assert_valid(schema: &Value, value: &Value) {
    let validator = jsonschema::validator_for(schema).expect("a schema");
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

#[test]
fn the_json_is_as_its_schema_says() {
    let folder = Folder::new("json")
        .with("clean.md", CLEAN)
        .with("wrong.md", wrong())
        .with("blank.md", blank())
        .with("empty.txt", "")
        .with(
            "extra.md",
            format!("{CLEAN}\n## 七、附件\n\n| 甲 | 乙 |\n| --- | --- |\n| 1 | 2 |\n"),
        );
    let schema = folder.run("schema").json();
    let ran = folder.run("check --format json clean.md missing.md wrong.md blank.md empty.txt extra.md");
    assert_eq!(ran.code, Some(2));
    let output = ran.json();
    assert_valid(&schema, &output);
    let paths: Vec<&str> = output["reports"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|report| report["path"].as_str())
        .collect();
    assert_eq!(paths, ["clean.md", "wrong.md", "blank.md", "empty.txt", "extra.md"]);
    assert_eq!(output["failures"][0]["path"], "missing.md");
    // The line and column in the JSON are those in the file.
    let text = wrong();
    let spans: Vec<&Value> = output["reports"][1]["diagnostics"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|diagnostic| diagnostic["field"] == "requests.granted.total")
        .map(|diagnostic| &diagnostic["span"])
        .collect();
    assert!(!spans.is_empty(), "{:#?}", output["reports"][1]);
    for span in spans {
        let at = |end: &str, what: &str| usize::try_from(span[end][what].as_u64().expect("a number")).expect("small");
        assert_eq!(text[at("start", "offset")..at("end", "offset")].trim(), "9");
        let line = text.lines().nth(at("start", "line") - 1).expect("a line");
        let cell: String = line
            .chars()
            .skip(at("start", "column") - 1)
            .take(at("end", "column") - at("start", "column"))
            .collect();
        assert_eq!(cell.trim(), "9");
    }
    let clean = folder.run("check --format json clean.md").json();
    assert_valid(&schema, &clean);
    assert_eq!(clean.get("failures"), None);
    assert_eq!(clean["summary"]["errors"], 0);
    // A schema that accepts anything would prove nothing.
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let mut other = clean.clone();
    other["reports"][0]["year"] = "2023".into();
    assert!(!validator.is_valid(&other));

    folder.run("convert extra.md -o extra.json");
    let data: Value = serde_json::from_str(&folder.text("extra.json")).expect("JSON");
    assert_valid(&folder.run("schema report").json(), &data);
    assert_eq!(data["fields"]["requests.received.total"], "13");
    assert_eq!(data["fields"].as_object().map(serde_json::Map::len), Some(200));
    let attached = data["sections"]["七、附件"].as_str().expect("kept by its heading");
    assert!(attached.contains("| 甲 | 乙 |"), "{attached}");
}

#[test]
fn the_other_formats_name_every_finding() {
    let folder = Folder::new("formats").with("报告 1.md", wrong());
    let run = |format: &str| {
        let mut command = folder.command("check --format");
        Ran::of(
            command
                .args([format, "报告 1.md", "missing.md"])
                .output()
                .expect("it runs"),
        )
    };
    let findings = run("json").json()["reports"][0]["diagnostics"]
        .as_array()
        .map_or(0, Vec::len);
    assert!(findings > 0);
    let log = run("sarif").json();
    let results = log["runs"][0]["results"].as_array().expect("a list");
    assert_eq!(results.len(), findings);
    let rules = log["runs"][0]["tool"]["driver"]["rules"].as_array().expect("a list");
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().expect("a number")).expect("small");
        assert_eq!(rules[index]["id"], result["ruleId"]);
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        assert_eq!(uri, "%E6%8A%A5%E5%91%8A%201.md");
    }
    assert_eq!(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
    let github = run("github").out;
    assert_eq!(github.lines().count(), findings + 1, "{github}");
    assert!(github.lines().all(|line| line.starts_with("::error ")), "{github}");
    let csv = run("csv").out;
    assert_eq!(csv.matches("\r\n").count(), findings + 2, "{csv}");
    assert!(
        csv.starts_with("\u{feff}path,organ,year,severity,rule,field,line,column,message,help,accepted\r\n"),
        "{csv}"
    );
}

#[test]
fn standard_input_is_a_report_too() {
    use std::io::Write as _;

    let folder = Folder::new("stdin");
    let mut child = folder
        .command("check -")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it runs");
    child
        .stdin
        .take()
        .expect("piped")
        .write_all(CLEAN.as_bytes())
        .expect("written");
    let ran = Ran::of(child.wait_with_output().expect("it ends"));
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    assert!(ran.out.contains("示例县财政局 2023 年"), "{ran:#?}");
}

#[test]
fn one_unreadable_file_does_not_stop_the_others() {
    let deep = "<div>".repeat(2000);
    let folder = Folder::new("hostile")
        .with("in/a.md", CLEAN)
        .with("in/b.docx", "PK\u{3}\u{4} cut off")
        .with("in/c.html", format!("<html>{deep}"))
        .with("in/d.pdf", "%PDF-1.7\n%%EOF")
        .with("in/e.xlsx", "no archive")
        .with("in/f.txt", "\u{0}\u{1}")
        .with("in/g.md", CLEAN);
    let told = ["in/b.docx", "in/c.html", "in/d.pdf", "in/e.xlsx", "in/f.txt", "怎么办"];
    check(&folder, "convert in -o out --to docx", 2, &[], &told);
    for name in ["out/a.docx", "out/g.docx"] {
        let bytes = std::fs::read(folder.0.join(name)).expect("it was written");
        let source = nianbao_documents::read(name, &bytes).expect("it can be read");
        assert_eq!(nianbao_core::write::markdown(&source.reading.report), CLEAN);
    }
    check(&folder, "check in", 2, &[], &told);
}

/// An archive of these files. Names of five letters `abcde` are then those of the bytes given.
fn archive(files: &[(&str, &[u8])], renamed: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(*name, options).expect("a file begins");
        writer.write_all(bytes).expect("it is packed");
    }
    let mut out = writer.finish().expect("an archive").into_inner();
    while let Some(at) = out
        .windows(5)
        .position(|window| window == b"abcde")
        .filter(|_| renamed.len() == 5)
    {
        out[at..at + 5].copy_from_slice(renamed);
    }
    out
}

#[test]
fn every_report_in_an_archive_is_checked_by_itself() {
    let docx = {
        let report = nianbao_core::markdown::read(CLEAN).report;
        nianbao_documents::write(&report, nianbao_documents::Kind::Docx).expect("it can be written")
    };
    let inner = archive(&[("x.md", CLEAN.as_bytes())], b"");
    let zeros = vec![b' '; 8 << 20];
    let whole = archive(
        &[
            ("县/财政局.md", CLEAN.as_bytes()),
            ("县/教育局.md", wrong().as_bytes()),
            ("b\\c.docx", &docx),
            ("../../up.md", CLEAN.as_bytes()),
            ("abcde.docx", &docx),
            ("bad.docx", b"no archive"),
            ("bomb.md", &zeros),
            ("old.zip", &inner),
            ("old.rar", b"Rar!"),
            ("data.json", b"{}"),
            ("photo.jpg", b"x"),
            ("README.md", b"x"),
            ("__MACOSX/县/._a.md", b"x"),
            (".hidden/a.md", b"x"),
            ("~$a.docx", b"x"),
        ],
        // 「年报」 as Windows writes it, and a letter.
        b"\xC4\xEA\xB1\xA8A",
    );
    // More files than any archive of reports has; a count of files that are not there; a list that begins at its own end.
    let names: Vec<String> = (0..4097).map(|number| format!("{number}.md")).collect();
    let end = inner.len() - 22;
    let mut counted = inner.clone();
    counted[end + 8..end + 12].fill(0xFF);
    let mut circle = inner.clone();
    circle[end + 16..end + 20].copy_from_slice(&u32::try_from(end).expect("short").to_le_bytes());
    let folder = Folder::new("archives")
        .with("a.zip", &whole)
        .with("in/x.zip", archive(&[("y/z.md", wrong().as_bytes())], b""))
        .with("cut.zip", &whole[..whole.len() - 40])
        .with("empty.zip", archive(&[("a.jpg", b"x")], b""))
        .with("really.zip", &docx)
        .with(
            "many.zip",
            archive(
                &names.iter().map(|name| (name.as_str(), &b""[..])).collect::<Vec<_>>(),
                b"",
            ),
        )
        .with("counted.zip", counted)
        .with("circle.zip", circle)
        .with("a.rar", "Rar!\u{1a}\u{7}\u{1}")
        .with("other.docx", &whole);
    let ran = folder.run("check a.zip --format json");
    let paths: Vec<String> = ran.json()["reports"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|report| format!("{}: {}", report["path"].as_str().unwrap_or_default(), report["verdict"]))
        .collect();
    assert_eq!(
        paths,
        [
            "a.zip/b/c.docx: \"fit\"",
            "a.zip/up.md: \"fit\"",
            "a.zip/县/教育局.md: \"unfit\"",
            "a.zip/县/财政局.md: \"fit\"",
            "a.zip/年报A.docx: \"fit\"",
        ]
    );
    for told in [
        "a.zip/bad.docx：文件已损坏",
        "a.zip/bomb.md：这个文件解压后过大",
        "a.zip/old.zip：这是压缩包里的压缩包",
        "a.zip/old.rar：这是压缩包里的压缩包",
    ] {
        assert!(ran.err.contains(told), "{told} in {}", ran.err);
    }
    assert_eq!(ran.code, Some(2));
    let check = |line: &str, code, out: &[&str], err: &[&str]| check(&folder, line, code, out, err);
    // One file of an archive, an archive in a folder, several at once.
    check("check a.zip/年报A.docx", 0, &[], &[]);
    check("check a.zip/县/教育局.md", 1, &["a.zip/县/教育局.md"], &[]);
    check("check a.zip/none.md", 2, &[], &["压缩包里没有这个文件"]);
    check("check in really.zip", 1, &["in/x.zip/y/z.md"], &[]);
    check("check cut.zip", 2, &[], &["cut.zip：压缩包已损坏或不完整"]);
    check("check many.zip", 2, &[], &["many.zip：压缩包里的文件超过 4096 个"]);
    check("check counted.zip", 2, &[], &["counted.zip：压缩包已损坏或不完整"]);
    check("check circle.zip", 2, &[], &["circle.zip：压缩包已损坏或不完整"]);
    check("check empty.zip", 2, &[], &["empty.zip：这个压缩包里没有报告。"]);
    check("check a.rar", 2, &[], &["解压"]);
    check("check other.docx", 2, &[], &["这是压缩包，不是一份报告", ".zip 结尾"]);
    // Files are converted to the places that they have in the archive, and no further up.
    check("convert a.zip in -o out --to json", 2, &[], &["a.zip/bad.docx"]);
    for name in [
        "out/县/财政局.json",
        "out/b/c.json",
        "out/up.json",
        "out/年报A.json",
        "out/x/y/z.json",
    ] {
        assert!(folder.0.join(name).is_file(), "{name}");
    }
    // Nothing is written into an archive.
    check("fmt in", 2, &[], &["in/x.zip/y/z.md：文件在压缩包里，不能改写。"]);
    check("fmt --check in", 0, &[], &["0 个文件不规范，1 个规范"]);
}

#[test]
fn converting_keeps_everything_and_writes_over_nothing() {
    let folder = Folder::new("convert")
        .with("a.md", CLEAN)
        .with("in/b.md", CLEAN)
        .with("in/deep/c.md", wrong())
        .with("same/a.md", CLEAN)
        .with("same/a.txt", CLEAN);
    let check = |line: &str, code, out: &[&str], err: &[&str]| check(&folder, line, code, out, err);
    check("convert a.md -o out/a.json", 0, &[], &[]);
    check("convert a.md -o copy.md", 0, &[], &[]);
    assert_eq!(folder.text("copy.md"), CLEAN);
    check("convert a.md -o -", 0, &[CLEAN], &[]);
    check("convert a.md -o - --to json", 0, &[&folder.text("out/a.json")], &[]);
    check("convert a.md -o a.md", 2, &[], &["a.md：这会写到输入文件上，没有写。"]);
    check("convert a.md -o ./in/../a.md", 2, &[], &["没有写"]);
    check("convert a.md -o a.md --overwrite-input", 0, &[], &[]);
    check(
        "convert a.md copy.md -o all.json",
        2,
        &[],
        &["有多份输入时，-o 应为文件夹。"],
    );
    check("convert in -o made --to json", 0, &[], &[]);
    assert!(folder.0.join("made/b.json").is_file() && folder.0.join("made/deep/c.json").is_file());
    check("convert in -o in", 2, &[], &["没有写"]);
    check("convert same -o same2", 2, &[], &["没有写"]);
    assert_eq!(folder.text("same2/a.md"), CLEAN);
    check("convert a.md missing.md -o some/", 2, &[], &["missing.md"]);
    assert_eq!(folder.text("some/a.md"), CLEAN);
    check("convert a.md -o a.md/x.json", 2, &[], &["a.md"]);
    let left: Vec<PathBuf> = std::fs::read_dir(&folder.0)
        .expect("a folder")
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.to_string_lossy().contains(".part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn unplaced_text_is_kept_and_reported() {
    let text = "- 1 -\n示例县财政局2023年政府信息公开工作年度报告\n一、总体情况\n=====PAGE=====\n收到申请3件。\n";
    let folder = Folder::new("unplaced").with("pages.txt", text);
    check(
        &folder,
        "convert pages.txt -o pages.md",
        0,
        &[],
        &[
            "pages.txt：2 处内容不属于报告（页码、导航之类），只列在这里，不写进文件\n  第 1 行：- 1 -\n  第 4 行：=====PAGE=====\n",
        ],
    );
    check(
        &folder,
        "check pages.txt --lang en",
        2,
        &[
            "2 pieces not part of the report (page numbers, navigation and the like): listed here, not written to any file:\n  line 1: - 1 -\n",
        ],
        &[],
    );
}

#[test]
fn formatting_does_not_lose_words() {
    let loose = CLEAN
        .replace("| --- | ---: |", "|---|---|")
        .replace("| 规章 | 0 | 0 | 0 |", "|规章|0|0|0|")
        .replace("year = 2023", "# 经办人核对过\nyear   =  2023")
        .replace("## 五、", "\n\n## 五、")
        .replace('\n', "\r\n");
    let folder = Folder::new("fmt")
        .with("clean.md", CLEAN)
        .with("loose.md", &loose)
        .with("other/notes.md", "# Notes\n\n> kept **as they are**\n")
        .with("other/a.txt", CLEAN);
    let check = |line: &str, code, out: &[&str], err: &[&str]| check(&folder, line, code, out, err);
    check("fmt --check clean.md", 0, &[], &["0 个文件不规范，1 个规范"]);
    check(
        "fmt --check clean.md loose.md",
        1,
        &["loose.md\n"],
        &["1 个文件不规范，1 个规范"],
    );
    assert_eq!(folder.text("loose.md"), loose);
    check("fmt .", 0, &["loose.md\n"], &["改写了 1 个文件，1 个本来就规范"]);
    let written = folder.text("loose.md");
    assert!(
        written.contains("# 经办人核对过") && written.contains("| 规章 | 0 | 0 | 0 |"),
        "{written}"
    );
    assert_eq!(
        written.split_once("# 示例县").map(|(_, body)| body),
        CLEAN.split_once("# 示例县").map(|(_, body)| body)
    );
    check("fmt --check .", 0, &[], &["0 个文件不规范，2 个规范"]);
    assert_eq!(folder.text("clean.md"), CLEAN);
    assert_eq!(folder.text("other/notes.md"), "# Notes\n\n> kept **as they are**\n");
    check("fmt other/notes.md", 2, &[], &["看不出这是一份报告"]);
    check("fmt other/a.txt", 2, &[], &["这不是 Markdown 文件"]);
}

#[test]
fn a_report_comes_back_from_every_kind_of_file_as_it_was() {
    let folder = Folder::new("kinds")
        .with("clean.md", CLEAN)
        .with("in/data.json", "{}")
        .with("in/~$a.docx", "x")
        .with("in/old.doc", "x");
    for kind in ["docx", "html"] {
        check(&folder, &format!("convert clean.md -o in/a.{kind}"), 0, &[], &[]);
        check(
            &folder,
            &format!("convert in/a.{kind} -o back.md --overwrite-input"),
            0,
            &[],
            &[],
        );
        assert_eq!(folder.text("back.md"), CLEAN, "{kind}");
    }
    check(&folder, "convert clean.md -o in/b.xlsx", 0, &[], &[]);
    check(&folder, "check in/a.docx in/a.html", 0, &["可以发布"], &[]);
    // In a folder, documents are reports; data files, Word's own files and old kinds are not.
    let ran = folder.run("check --format json in");
    for (name, there) in [
        ("a.docx", true),
        ("a.html", true),
        ("b.xlsx", true),
        ("data.json", false),
        ("~$a", false),
    ] {
        assert_eq!(ran.out.contains(name), there, "{name}\n{ran:?}");
    }
    assert!(ran.err.contains("old.doc"), "{ran:?}");
    check(&folder, "convert clean.md -o out/ --to csv", 0, &[], &[]);
    assert!(
        folder
            .text("out/clean.csv")
            .starts_with("\u{feff}field,value,label\r\n")
    );
}

#[test]
fn every_rule_is_listed_and_explained_in_both_languages() {
    let folder = Folder::new("rules");
    let list = folder.run("rules --format json").json();
    let rules = list["rules"].as_array().expect("a list");
    assert_eq!(rules.len(), nianbao_core::rules::RULES.len());
    let tables = [folder.run("rules").out, folder.run("rules --lang en").out];
    for rule in rules {
        let name = rule["name"].as_str().expect("a name");
        for (table, lang) in tables.iter().zip(["zh", "en"]) {
            let title = rule["title"][lang].as_str().expect("a title");
            assert!(table.contains(name) && table.contains(title), "{name}");
            let page = folder.run(&format!("explain {name} --lang {lang}"));
            assert_eq!(page.code, Some(0), "{page:#?}");
            assert!(page.out.starts_with(name) && page.out.contains(title), "{}", page.out);
            let part = if lang == "zh" { "怎样改" } else { "How to fix it" };
            assert!(page.out.contains(part), "{}", page.out);
        }
    }
}

/// A content folder with one organ and its report.
fn content(name: &str) -> Folder {
    Folder::new(name)
        .with(
            "content/site.toml",
            "title = { zh = \"示例县报告库\", en = \"Archive of Shili County\" }\nowner = { zh = \"示例县财政局\", en = \"Shili\" }\n",
        )
        .with(
            "content/organs.toml",
            "[[organ]]\nid = \"finance\"\nname = \"示例县财政局\"\nkind = \"department\"\n",
        )
        .with("content/reports/finance/2023.md", CLEAN)
}

/// The command and the site must agree on a folder: its deadlines and the kinds of its organs apply to both.
#[test]
fn a_folder_of_content_is_checked_to_its_own_deadlines_and_kinds() {
    let site = |deadlines: &str| {
        format!(
            "title = {{ zh = \"示例县报告库\", en = \"Archive\" }}\nowner = {{ zh = \"示例县\", en = \"Shili\" }}\n{deadlines}"
        )
    };
    let report = CLEAN.replace("published = 2024-01-20", "published = 2024-02-10");
    let folder = content("deadlines").with("content/reports/finance/2023.md", report);
    check(
        &folder,
        "check content",
        0,
        &["提醒[published-late]", "期限2024年1月31日"],
        &[],
    );
    let folder = folder.with("content/site.toml", site("[deadlines]\ndepartment = \"02-15\"\n"));
    check(&folder, "check content", 0, &["可以发布\n"], &[]);
    // By itself, outside the folder, the file has the legal deadline.
    check(
        &folder,
        "check content/reports/finance/2023.md",
        0,
        &["提醒[published-late]"],
        &[],
    );
    let folder = folder.with("content/site.toml", site("")).with(
        "content/organs.toml",
        "[[organ]]\nid = \"finance\"\nname = \"示例县财政局\"\nkind = \"government\"\n",
    );
    check(
        &folder,
        "check content --rule government-duties=off",
        0,
        &["可以发布：1 条规则按要求没有检查（government-duties）\n"],
        &[],
    );
    // Errors in the list are reported; the reports are checked all the same.
    let folder = folder.with("content/organs.toml", "[[organ]]\n");
    check(&folder, "check content", 2, &["提醒[published-late]"], &["organs.toml"]);
}

/// An accepted finding is shown with its reason in every format and does not fail the check; the acceptance lapses when
/// a value changes.
#[test]
fn accepted_findings_are_shown_with_their_reason_and_lapse() {
    let accepted = |value: &str| {
        blank().replace(
            "published = 2024-01-20\n",
            &format!(
                "published = 2024-01-20\n\n[[accepted]]\nrule = \"wrong-cell\"\nvalues = {{ \"requests.granted.total\" = \"{value}\" }}\n\
                 reason = \"留空的一格，纸质件上有\"\n"
            ),
        )
    };
    // The notice about an acceptance without effect says how to correct it.
    let folder = Folder::new("accepted").with("a.md", accepted("9").replace("wrong-cell", "cell-blank"));
    let ran = folder.run("check a.md --format json");
    let help = &ran.json()["reports"][0]["diagnostics"][0];
    assert_eq!(help["rule"], "accepted-unmatched", "{ran:#?}");
    let help = help["help"]["en"].as_str().expect("help");
    let values = help
        .split_once("values = ")
        .and_then(|(_, rest)| rest.split_once(", reason"))
        .expect(help)
        .0;
    let lines =
        format!("[[accepted]]\nrule = \"cell-blank\"\nvalues = {values}\nreason = \"留空的一格，纸质件上有\"\n");
    let report = blank().replace(
        "published = 2024-01-20\n",
        &format!("published = 2024-01-20\n\n{lines}"),
    );
    let folder = folder.with("b.md", &report);
    check(
        &folder,
        "check b.md --fail-on warning",
        0,
        &[
            "可以发布：1 项已接受\n",
            "已接受[cell-blank]",
            "理由：留空的一格，纸质件上有",
            "规则集 ",
        ],
        &[],
    );
    check(&folder, "fmt --check b.md", 0, &[], &["1 个规范"]);
    let json = folder.run("check b.md --format json").json();
    assert_eq!(json["summary"]["accepted"], 1);
    assert_eq!(json["summary"]["warnings"], 0);
    assert_eq!(
        json["reports"][0]["diagnostics"][0]["accepted"],
        "留空的一格，纸质件上有"
    );
    assert_eq!(json["rule_set_hash"].as_str().map(str::len), Some(16));
    let sarif = folder.run("check b.md --format sarif").json();
    let outcome = &sarif["runs"][0]["results"][0];
    assert_eq!(outcome["suppressions"][0]["kind"], "inSource");
    assert_eq!(outcome["suppressions"][0]["justification"], "留空的一格，纸质件上有");
    assert_eq!(
        sarif["runs"][0]["tool"]["driver"]["properties"]["ruleSetHash"],
        json["rule_set_hash"]
    );
    check(&folder, "check b.md --format csv", 0, &["留空的一格，纸质件上有"], &[]);
    check(
        &folder,
        "check b.md --format github",
        0,
        &["::notice file=b.md", "已接受：留空的一格，纸质件上有"],
        &[],
    );
    // Another cell is blank; the acceptance was for one only.
    let folder = folder.with("b.md", report.replace("| 1.属于国家秘密 | 0 |", "| 1.属于国家秘密 | |"));
    check(
        &folder,
        "check b.md --fail-on warning",
        1,
        &["提醒[cell-blank]", "提示[accepted-unmatched]"],
        &[],
    );
}

/// The fix of a finding is an edit of the file in SARIF.
#[test]
fn an_offered_edit_is_one_of_the_file() {
    let folder = Folder::new("mend").with("wrong.md", wrong());
    let sarif = folder.run("check wrong.md --format sarif").json();
    let replacement = &sarif["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replacement["insertedContent"]["text"], "7", "{sarif:#}");
    let place = |name: &str| {
        let at = replacement["deletedRegion"][name].as_u64().expect("a place");
        usize::try_from(at).expect("small")
    };
    let text = wrong();
    let line = text.lines().nth(place("startLine") - 1).expect("a line");
    let cell: String = line
        .chars()
        .skip(place("startColumn") - 1)
        .take(place("endColumn") - place("startColumn"))
        .collect();
    assert_eq!(cell, "9", "{line}");
}

/// The reports of a content folder are compared with each other, in every format; the site gives the same findings.
#[test]
fn a_folder_of_content_is_checked_across_years_and_organs() {
    let last = CLEAN
        .replace("2023年", "2022年")
        .replace("year = 2023", "year = 2022")
        .replace("2024-01-20", "2023-01-20");
    let folder = content("across").with("content/reports/finance/2022.md", &last);
    let rules = ["carry-over", "in-force-continuity", "copied-figures", "copied-text"];
    for format in ["human", "json", "sarif", "github", "csv"] {
        let ran = folder.run(&format!("check content --format {format}"));
        assert_eq!(ran.code, Some(1), "{ran:#?}");
        for rule in rules {
            assert!(ran.out.contains(rule), "{format}: no {rule} in {}", ran.out);
        }
    }
    // These rules can be turned off or configured like any other.
    check(
        &folder,
        "check content --rule carry-over=off",
        0,
        &["提醒[copied-text]"],
        &[],
    );
    check(
        &folder,
        "check content --rule carry-over=warning",
        0,
        &["提醒[carry-over]"],
        &[],
    );
    // The same files outside a content folder are separate reports.
    check(
        &folder,
        "check content/reports/finance/2023.md content/reports/finance/2022.md",
        0,
        &["2 份可以发布"],
        &[],
    );
    let ran = folder.run("build --content content --out site");
    assert_eq!(ran.code, Some(0), "{ran:#?}");
    let page = folder.text("site/organs/finance/2023/index.html");
    for rule in rules {
        assert!(
            page.contains(&format!("rules/{rule}/index.html")),
            "no {rule} on the page"
        );
    }
}

#[test]
fn an_archive_is_built() {
    let folder = content("build");
    check(
        &folder,
        "build",
        0,
        &["1 份报告，", "：public\n"],
        &["没有搜索", "--validator"],
    );
    assert!(folder.text("public/index.html").contains("示例县"));
    check(
        &folder,
        "build --content nothing --lang en",
        2,
        &[],
        &["failed: ", "nothing"],
    );
    check(&folder, "build --base-url nowhere", 2, &[], &["没做成：", "怎么办："]);
    check(&folder, "check", 0, &["可以发布\ncontent/reports/finance/2023.md"], &[]);
}

/// A running `serve`, ended when dropped.
struct Served {
    child: std::process::Child,
    address: String,
    /// Kept open, because the command may go on writing.
    _out: std::io::BufReader<std::process::ChildStdout>,
}

impl Served {
    fn start(folder: &Folder) -> Served {
        use std::io::BufRead as _;

        let temporary = folder.0.join("temporary");
        std::fs::create_dir_all(&temporary).expect("a folder");
        let mut child = folder
            .command("serve --port 0")
            .env("TMPDIR", temporary)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it runs");
        let mut out = std::io::BufReader::new(child.stdout.take().expect("piped"));
        let mut said = String::new();
        let address = loop {
            let mut line = String::new();
            assert!(out.read_line(&mut line).expect("text") > 0, "it ended: {said}");
            if let Some((_, address)) = line.split_once("http://") {
                break address.trim().trim_end_matches('/').to_owned();
            }
            said.push_str(&line);
        };
        Served {
            child,
            address,
            _out: out,
        }
    }

    /// Sends a request exactly as written; an ordinary client would refuse to.
    fn ask(&self, method: &str, path: &str) -> std::net::TcpStream {
        self.ask_as(&self.address, method, path)
    }

    /// The same, for a host of this name.
    fn ask_as(&self, host: &str, method: &str, path: &str) -> std::net::TcpStream {
        use std::io::Write as _;

        let mut stream = std::net::TcpStream::connect(&self.address).expect("connected");
        let patience = Some(std::time::Duration::from_mins(1));
        stream.set_read_timeout(patience).expect("a limit");
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
        )
        .expect("sent");
        stream
    }

    /// The head and body of a response.
    fn get(&self, path: &str) -> (String, String) {
        self.get_as(&self.address, path)
    }

    fn get_as(&self, host: &str, path: &str) -> (String, String) {
        use std::io::Read as _;

        let mut bytes = Vec::new();
        self.ask_as(host, "GET", path)
            .read_to_end(&mut bytes)
            .expect("an answer");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        (head.to_ascii_lowercase(), body.to_owned())
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn the_archive_is_served_to_this_machine_and_built_again_on_change() {
    use std::io::BufRead as _;

    let folder = content("serve").with("secret.txt", "secret");
    let served = Served::start(&folder);
    assert!(served.address.starts_with("127.0.0.1:"), "{}", served.address);
    let (head, body) = served.get("/");
    assert!(
        head.starts_with("http/1.1 200") && head.contains("text/html; charset=utf-8"),
        "{head}"
    );
    assert!(body.contains("示例县") && body.contains("/-/reload.js"), "{body}");
    let (head, _) = served.get("/-/reload.js");
    assert!(head.contains("text/javascript"), "{head}");
    assert!(head.contains("cross-origin-resource-policy: same-origin"), "{head}");
    for path in [
        "/nothing",
        "/../secret.txt",
        "/%2e%2e/%2e%2e/secret.txt",
        "/..%2f..%2fsecret.txt",
    ] {
        let (head, body) = served.get(path);
        assert!(head.starts_with("http/1.1 404"), "{path}: {head}");
        assert!(!body.contains("secret"), "{path}");
    }
    // A second server can't have the same port.
    let port = served.address.rsplit(':').next().expect("a port");
    check(
        &folder,
        &format!("serve --port {port}"),
        2,
        &[],
        &["端口已被别的程序占用", "--port 0"],
    );

    let changes = std::io::BufReader::new(served.ask("GET", "/-/changes"));
    let mut changes = changes.lines().map_while(Result::ok);
    assert!(changes.any(|line| line.contains("text/event-stream")));
    let report = folder.0.join("content/reports/finance/2023.md");
    std::fs::write(&report, CLEAN.replace("186条", "187条")).expect("written");
    assert!(changes.any(|line| line.contains("event: changed")));
    // A browser ignores an event without data.
    assert_eq!(changes.next().as_deref(), Some("data: now"));
    let (_, body) = served.get("/organs/finance/2023/");
    assert!(body.contains("187条"), "{body}");
    // A page that is gone waits for its report, and comes back.
    std::fs::remove_file(&report).expect("removed");
    assert!(changes.any(|line| line.contains("event: changed")));
    let (head, body) = served.get("/organs/finance/2023/");
    assert!(
        head.starts_with("http/1.1 404") && body.contains("/-/reload.js"),
        "{head}"
    );
    std::fs::write(&report, CLEAN).expect("written");
    assert!(changes.any(|line| line.contains("event: changed")));
    assert!(served.get("/organs/finance/2023/").0.starts_with("http/1.1 200"));
    // A build that fails leaves the site, and open pages are told why.
    let organs = folder.0.join("content/organs.toml");
    let before = std::fs::read_to_string(&organs).expect("a file");
    std::fs::write(&organs, "[[organ]\n").expect("written");
    assert!(changes.any(|line| line.contains("event: state")));
    let state = changes.next().expect("data");
    assert!(state.contains("没能生成") && state.contains("organs.toml"), "{state}");
    assert!(served.get("/organs/finance/2023/").0.starts_with("http/1.1 200"));
    std::fs::write(&organs, before).expect("written");
    assert!(changes.any(|line| line.contains("event: changed")));
    // So is whoever opens one later.
    std::fs::write(folder.0.join("content/reports/finance/2022.txt"), "x").expect("written");
    assert!(changes.any(|line| line.contains("event: changed")));
    let later = std::io::BufReader::new(served.ask("GET", "/-/changes"));
    let mut later = later.lines().map_while(Result::ok);
    assert!(later.any(|line| line.starts_with("data: ") && line.contains("2022.txt")));
}

#[test]
fn a_server_answers_only_to_its_own_names() {
    let folder = content("names");
    let served = Served::start(&folder);
    let port = served.address.rsplit(':').next().expect("a port");
    for (host, expected) in [
        (served.address.clone(), true),
        (format!("localhost:{port}"), true),
        (format!("[::1]:{port}"), true),
        ("127.0.0.1".to_owned(), true),
        (format!("example.org:{port}"), false),
        (format!("127.0.0.1.example.org:{port}"), false),
        (String::new(), false),
    ] {
        for path in ["/", "/organs/finance/2023/", "/-/reload.js"] {
            let (head, body) = served.get_as(&host, path);
            let status = if expected { "http/1.1 200" } else { "http/1.1 421" };
            assert!(head.starts_with(status), "{host} {path}: {head}");
            let secret = !expected && (body.contains("示例县") || body.contains("EventSource"));
            assert!(
                !secret && (expected || body.contains("127.0.0.1")),
                "{host} {path}: {body}"
            );
        }
    }
    let absolute = format!("http://example.org:{port}/");
    assert!(served.get(&absolute).0.starts_with("http/1.1 421"));
}

#[cfg(unix)]
#[test]
fn serving_leaves_no_files() {
    let folder = content("leave");
    std::fs::create_dir(folder.0.join("temporary")).expect("a folder");
    let mut child = folder
        .command("serve --port 0")
        .env("TMPDIR", folder.0.join("temporary"))
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("it runs");
    let mut out = std::io::BufReader::new(child.stdout.take().expect("piped"));
    let mut line = String::new();
    while !line.contains("Ctrl+C") {
        line.clear();
        assert!(
            std::io::BufRead::read_line(&mut out, &mut line).expect("text") > 0,
            "it ended"
        );
    }
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-TERM", &id]).status().expect("kill runs");
    assert!(sent.success());
    let status = child.wait().expect("a status");
    assert_eq!(status.code(), Some(0));
    let left: Vec<_> = std::fs::read_dir(folder.0.join("temporary"))
        .expect("a folder")
        .flatten()
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_published_report_is_checked_as_it_was_published() {
    let data = std::env::var_os("NIANBAO_DATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let report = data.join("jianshan-2023.txt");
    if !report.is_file() {
        eprintln!("SKIPPED: {} is not here; set NIANBAO_DATA", report.display());
        return;
    }
    let folder = Folder::new("published").with("report.txt", std::fs::read(report).expect("bytes"));
    let ran = folder.run("check --format json report.txt");
    assert_eq!(ran.code, Some(1), "{ran:#?}");
    let output = ran.json();
    assert_eq!(output["reports"][0]["year"], 2023);
    let diagnostics = output["reports"][0]["diagnostics"].as_array().expect("a list");
    let named = |name: &str| diagnostics.iter().filter(|d| d["rule"] == name).count();
    assert!(
        named("template-residue") > 0 && named("cell-blank") > 0,
        "{diagnostics:#?}"
    );
    for name in [
        "wrong-cell",
        "requests-balance",
        "outcomes-total",
        "applicants-total",
        "disputes-total",
    ] {
        assert_eq!(named(name), 0, "{name}");
    }
    // As text and as Markdown, it is the same report with the same findings.
    folder.run("convert report.txt -o report.md");
    let again = folder.run("check --format json report.md").json();
    let rules = |output: &Value| -> Vec<(String, String)> {
        let list = output["reports"][0]["diagnostics"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        list.iter()
            .map(|d| (d["rule"].to_string(), d["message"]["zh"].to_string()))
            .collect()
    };
    assert_eq!(rules(&again), rules(&output));
}

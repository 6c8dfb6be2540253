//! Builds whole archives and examines them: the one in this repository, hostile ones, broken ones.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use nianbao_build::site::{Built, Options, build};
use nianbao_core::diagnostic::Severity;
use nianbao_core::rule::Family;
use nianbao_core::rules::RULES;
use nianbao_core::{markdown, write};
use nianbao_tests::html::{Tag, attributes, tags};
use sha2::Digest as _;

/// The content in this repository.
fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content")
}

/// An empty folder for this test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// Writes a content folder and builds it.
fn check(name: &str, files: &[(&str, &str)]) -> (PathBuf, Built) {
    let folder = scratch(name);
    let content = folder.join("content");
    fs::create_dir_all(&content).expect("a folder");
    fs::write(content.join("site.toml"), "title = \"归档\"\n").expect("a file");
    for (path, text) in files {
        let path = content.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let out = folder.join("site");
    let built = build(&Options {
        content,
        out: out.clone(),
        ..Options::default()
    })
    .expect("the site is built");
    (out, built)
}

/// A small content folder: an organ, a report, a page of the guide.
fn small(folder: &Path) -> PathBuf {
    let content = folder.join("content");
    for (path, text) in [
        ("site.toml", "title = \"归档\"\n"),
        ("organs.toml", ORGANS),
        ("reports/office/2023.md", "# 某县办公室2023年政府信息公开工作年度报告\n"),
        ("guide/1-writing.zh.md", "# 写法\n"),
    ] {
        let path = content.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    content
}

/// Every file in a folder with its bytes, by its path with `/`.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, at: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in fs::read_dir(at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let name = path
                    .strip_prefix(root)
                    .expect("below the root")
                    .to_string_lossy()
                    .replace('\\', "/");
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    walk(root, root, &mut found);
    found
}

/// The target of a relative address on a page; `None` if it is outside the site.
fn resolve(page: &str, address: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in address.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Elements that no page of these sites has.
const FOREIGN: [&str; 8] = [
    "style",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "base",
    "foreignobject",
];

/// The invariants of every site: links lead to existing pages and places, nothing is loaded from elsewhere, nothing can
/// run.
fn sound(root: &Path) {
    let all = files(root);
    let pages: BTreeMap<&String, String> = all
        .iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|e| e == "html"))
        .map(|(name, bytes)| (name, String::from_utf8(bytes.clone()).expect("UTF-8")))
        .collect();
    let parsed: BTreeMap<&String, Vec<Tag>> = pages.iter().map(|(name, page)| (*name, tags(page))).collect();
    let ids: BTreeMap<&String, BTreeSet<String>> = parsed
        .iter()
        .map(|(name, tags)| {
            let list = attributes(tags, "id");
            let set: BTreeSet<String> = list.iter().cloned().collect();
            assert_eq!(list.len(), set.len(), "{name}: an id stands twice");
            (*name, set)
        })
        .collect();
    assert!(!pages.is_empty());
    for (name, tags) in &parsed {
        let page = &pages[*name];
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\""), "{name}");
        assert!(page.contains("default-src 'none'"), "{name}: no policy");
        for tag in tags {
            assert!(!FOREIGN.contains(&tag.name.as_str()), "{name}: <{}>", tag.name);
            // Only a page whose policy says so has scripts, each a file of the site. Data for search engines is no script.
            let data = tag.get("type") == Some("application/ld+json");
            assert!(
                tag.name != "script" || data || (page.contains("script-src 'self'") && tag.get("src").is_some()),
                "{name}: <script>"
            );
            for (key, value) in &tag.attributes {
                assert!(!key.starts_with("on") && key != "style", "{name}: {key}");
                // Everything that a browser loads by itself belongs to the site.
                assert!(
                    tag.name != "link"
                        || key != "href"
                        || !value.contains(':')
                        || tag
                            .attributes
                            .iter()
                            .any(|(k, v)| k == "rel" && matches!(v.as_str(), "canonical" | "alternate")),
                    "{name}: {value}"
                );
            }
        }
        for source in attributes(tags, "src") {
            // A server shows this page at any address.
            if name.ends_with("404.html") {
                let there = |path: &String| source.ends_with(&format!("/{path}"));
                assert!(
                    source.starts_with('/') && all.keys().any(there),
                    "{name}: {source} is not there"
                );
                continue;
            }
            let target = resolve(name, &source).unwrap_or_else(|| panic!("{name}: {source} leads out of the site"));
            assert!(all.contains_key(&target), "{name}: {source} is not there");
        }
        for link in attributes(tags, "href") {
            if link.starts_with("https://") || link.starts_with("http://") {
                continue;
            }
            // A server shows this page at any address.
            if name.ends_with("404.html") {
                let there = |path: &String| link.ends_with(&format!("/{path}"));
                let whole = link.starts_with('#') || link.starts_with('/') && all.keys().any(there);
                assert!(whole, "{name}: {link} is not there");
                continue;
            }
            assert!(
                !link.starts_with('/') && !link.contains("//"),
                "{name}: {link} is no relative address"
            );
            assert!(
                !link.split('/').next().unwrap_or("").contains(':'),
                "{name}: {link} has a scheme"
            );
            let (path, fragment) = link
                .split_once('#')
                .map_or((link.as_str(), None), |(p, f)| (p, Some(f)));
            let path = path.split_once('?').map_or(path, |(path, _)| path);
            let target = if path.is_empty() {
                (*name).clone()
            } else {
                resolve(name, path).unwrap_or_else(|| panic!("{name}: {link} leads out of the site"))
            };
            assert!(all.contains_key(&target), "{name}: {link} is not there");
            if let (Some(fragment), Some(ids)) = (fragment, ids.get(&target)) {
                assert!(
                    fragment.is_empty() || ids.contains(fragment),
                    "{name}: {link} leads to no place"
                );
            }
        }
    }
    let style = String::from_utf8(all["assets/style.css"].clone()).expect("UTF-8");
    assert!(!style.contains("url(") && !style.contains("@import"));
}

/// Every page is found by links from the home page, except those at old addresses, which lead to the ones of today.
fn every_page_is_reached(root: &Path) {
    let all = files(root);
    let mut unreached: BTreeSet<&str> = all
        .keys()
        .map(String::as_str)
        .filter(|name| Path::new(name).extension().is_some_and(|e| e == "html"))
        .filter(|name| !name.ends_with("404.html"))
        .filter(|name| !String::from_utf8_lossy(&all[*name]).contains("http-equiv=\"refresh\""))
        .collect();
    let mut next = vec!["index.html".to_owned()];
    while let Some(name) = next.pop() {
        if !unreached.remove(name.as_str()) {
            continue;
        }
        let page = String::from_utf8(all[&name].clone()).expect("UTF-8");
        let tags = tags(&page);
        let links = tags
            .iter()
            .filter(|tag| tag.name == "a")
            .filter_map(|tag| tag.get("href"));
        let paths = links.map(|link| link.split_once(['#', '?']).map_or(link, |(path, _)| path));
        next.extend(paths.filter_map(|path| resolve(&name, path)));
    }
    assert!(unreached.is_empty(), "no link leads from index.html to: {unreached:?}");
}

const ORGANS: &str = "[[organ]]\nid = \"office\"\nname = { zh = \"某县办公室\", en = \"Office\" }\n";

#[test]
fn the_shipped_archive_is_sound_and_the_same_every_time() {
    let folder = scratch("shipped");
    let options = |name: &str| Options {
        content: shipped(),
        out: folder.join(name),
        ..Options::default()
    };
    let one = build(&options("one")).expect("built");
    let two = build(&options("two")).expect("built");
    assert_eq!(one, two);
    assert_eq!(one.problems, []);
    assert!(one.reports >= 36 && one.pages > 2 * one.reports);
    let files_one = files(&folder.join("one"));
    assert!(
        files_one == files(&folder.join("two")),
        "the same content gives the same bytes"
    );
    assert_eq!(files_one.len(), one.files + 1, "what was written, and the manifest");
    sound(&folder.join("one"));
    every_page_is_reached(&folder.join("one"));
    findings_lead_to_their_places(&folder.join("one"));
    // Building again changes nothing.
    assert_eq!(build(&options("one")).expect("built"), one);
    assert!(files(&folder.join("one")) == files_one);
}

/// The report with one wrong cell in table three: the finding links to the cell and back, the figures of the prose link
/// to their findings, and the rule's page names the report.
fn findings_lead_to_their_places(site: &Path) {
    for folder in ["", "en/"] {
        let report = format!("{folder}organs/wangchao-resources/2022/index.html");
        let page = fs::read_to_string(site.join(report)).expect("a page");
        let found = tags(&page);
        let cell = |id: &str| {
            found
                .iter()
                .find(|tag| tag.name == "td" && tag.attributes.contains(&("id".to_owned(), id.to_owned())))
                .and_then(|tag| tag.attributes.iter().find(|(key, _)| key == "class"))
                .map_or("", |(_, class)| class.as_str())
        };
        assert_eq!(cell("requests.granted.natural_person"), "n at error");
        assert_eq!(cell("requests.outcomes_total.natural_person"), "n part error");
        assert_eq!(cell("requests.denied.state_secret.total"), "n z");
        let links = attributes(&found, "href");
        for link in [
            "#requests.granted.natural_person",
            "#finding-1",
            "#requests.received.total",
            "../2021/index.html",
        ] {
            assert!(links.contains(&link.to_owned()), "{link}");
        }
        let rule = fs::read_to_string(site.join(format!("{folder}rules/wrong-cell/index.html"))).expect("a page");
        let links = attributes(&tags(&rule), "href");
        assert!(
            links
                .iter()
                .any(|link| link.ends_with("organs/wangchao-resources/2022/index.html"))
        );
        assert!(
            links.contains(&"../requests-balance/index.html".to_owned()),
            "rules lead to each other"
        );
    }
}

#[test]
fn the_shipped_reports_are_written_canonically_and_the_invented_ones_say_so() {
    let mut years = BTreeSet::new();
    for (name, bytes) in files(&shipped().join("reports")) {
        if Path::new(&name).extension().is_none_or(|e| e != "md") {
            continue;
        }
        let text = String::from_utf8(bytes).expect("UTF-8");
        let report = markdown::read(&text).report;
        assert!(write::markdown(&report) == text, "{name} is not written canonically");
        if name.starts_with("wangchao") {
            assert!(report.meta.sample, "{name} does not say that it is invented");
            years.extend(report.year());
        }
    }
    assert!(years.len() >= 6, "{years:?}");
}

/// The invented district breaks every rule across years and organs; the real report next to it breaks none.
#[test]
fn the_shipped_archive_shows_every_rule_across_years_and_organs() {
    let out = scratch("shows").join("site");
    build(&Options {
        content: shipped(),
        out: out.clone(),
        ..Options::default()
    })
    .expect("it builds");
    let mut shown = BTreeSet::new();
    for (name, bytes) in files(&out.join("organs")) {
        if name.ends_with("/index.html") {
            let page = String::from_utf8(bytes).expect("UTF-8");
            let across = RULES.iter().filter(|rule| rule.family == Family::Archive);
            shown.extend(
                across
                    .map(|rule| rule.name)
                    .filter(|rule| page.contains(&format!("rules/{rule}/index.html"))),
            );
        }
    }
    let all: BTreeSet<&str> = RULES
        .iter()
        .filter(|rule| rule.family == Family::Archive)
        .map(|rule| rule.name)
        .collect();
    assert_eq!(shown, all);
}

#[test]
fn every_page_of_an_invented_report_says_so() {
    let (out, _) = check(
        "sample",
        &[
            ("organs.toml", ORGANS),
            (
                "reports/office/2023.md",
                "+++\nsample = true\n+++\n\n# 某县办公室2023年政府信息公开工作年度报告\n",
            ),
        ],
    );
    for page in [
        "organs/office/2023/index.html",
        "organs/office/index.html",
        "years/2023/index.html",
        "index.html",
    ] {
        let zh = fs::read_to_string(out.join(page)).expect("a page");
        let en = fs::read_to_string(out.join("en").join(page)).expect("a page");
        assert!(zh.contains("虚构") && en.contains("invented"), "{page}");
    }
}

#[test]
fn every_report_can_be_taken_away_as_any_kind_of_file() {
    let text = fs::read_to_string(shipped().join("reports/wangchao-resources/2022.md")).expect("a report");
    let report = markdown::read(&text).report;
    let (out, _) = check(
        "downloads",
        &[("organs.toml", ORGANS), ("reports/office/2022.md", &text)],
    );
    let page = fs::read_to_string(out.join("organs/office/2022/index.html")).expect("a page");
    let links = attributes(&tags(&page), "href");
    for kind in ["docx", "xlsx", "csv", "md", "json"] {
        let link = format!("organs/office/2022.{kind}");
        assert!(links.iter().any(|other| other.ends_with(&link)), "{link}");
        let bytes = fs::read(out.join(&link)).expect("a file");
        let read = nianbao_documents::read(&link, &bytes)
            .expect("it can be read")
            .reading
            .report;
        if kind == "csv" {
            assert!(read.figures().iter().eq(report.figures().iter()));
        } else {
            assert_eq!(read, report, "{kind}");
        }
    }
}

#[test]
fn hostile_content_is_text() {
    let report = "+++\norgan = \"<script>alert(1)</script>\"\nyear = 2023\nsource = { title = \"<img src=x onerror=alert(1)>\", url = \"javascript:alert(1)\", sha256 = \"\\\"><script>\" }\n+++\n\n\
        # <script>alert(1)</script>2023年政府信息公开工作年度报告\n\n\
        前言<img src=x onerror=alert(1)>\n\n\
        [点我](javascript:alert(2)) <b onclick=\"x\">粗</b>\n\n\
        ![图\" onerror=\"alert(1)](javascript:alert(3))\n\n\
        ![图](https://example.org/track.png)\n\n\
        ![图](../../organs.toml)\n\n\
        ![图](..%2f..%2fsecret.png)\n\n\
        ![图](/etc/passwd.png)\n\n\
        ## 一、总体情况\"><script>alert(1)</script>\n\n\
        | <script>alert(1)</script> | \"><b> |\n| --- | --- |\n| <i> | javascript:alert(1) |\n\n\
        ## 三、收到和处理政府信息公开申请情况\n\n\
        | | 自然人 | 总计 |\n| --- | --- | --- |\n| 一、本年新收政府信息公开申请数量 | <svg onload=alert(1)> | \u{202e}12 |\n";
    let (out, built) = check(
        "hostile",
        &[
            (
                "site.toml",
                "title = \"<script>alert(1)</script>\"\nowner = \"<b>\"\n[footer]\ncontact = \"\\\"><script>\"\n",
            ),
            (
                "organs.toml",
                "[[organ]]\nid = \"office\"\nname = \"<script>alert(1)</script>\"\nformer = [\"<i>\"]\n",
            ),
            ("reports/office/2023.md", report),
            (
                "guide/1-x.zh.md",
                "# <script>\n\n<script>alert(1)</script>\n\n[x](javascript:alert(1)) ![y](https://example.org/y.png)\n",
            ),
        ],
    );
    assert_eq!(built.reports, 1);
    sound(&out);
    let page = fs::read_to_string(out.join("organs/office/2023/index.html")).expect("a page");
    assert!(
        page.contains("&lt;img src=x onerror=alert(1)&gt;"),
        "the words are shown"
    );
    assert!(page.contains("U+202E"), "direction overrides are shown, not applied");
    let links = attributes(&tags(&page), "href");
    assert!(
        links.contains(&"https://example.org/track.png".to_owned()),
        "a picture elsewhere is a link"
    );
    assert!(!page.contains("<img"), "and not loaded");
}

#[test]
fn pictures_next_to_a_report_are_shown() {
    let (out, built) = check(
        "pictures",
        &[
            ("organs.toml", ORGANS),
            ("reports/office/map.png", "not really"),
            (
                "reports/office/2023.md",
                "# 某县办公室2023年政府信息公开工作年度报告\n\n![地图](map.png)\n\n![地图](./map.png)\n\n![没有](missing.png)\n",
            ),
        ],
    );
    assert_eq!(built.problems, []);
    sound(&out);
    assert!(out.join("organs/office/2023/map.png").is_file());
    for page in ["organs/office/2023/index.html", "en/organs/office/2023/index.html"] {
        let page = fs::read_to_string(out.join(page)).expect("a page");
        let pictures = attributes(&tags(&page), "src");
        assert_eq!(pictures.iter().filter(|source| source.ends_with("/map.png")).count(), 2);
        assert!(page.contains("missing.png"));
    }
}

#[test]
fn errors_in_the_content_are_reported_and_hide_nothing_else() {
    let (out, built) = check(
        "problems",
        &[
            (
                "site.toml",
                "title = \"归档\"\ntitel = \"x\"\nbase_url = \"ftp://x\"\nlanguages = [\"zh\", \"fr\"]\ndownloads = [\"docx\", \"pdf\", \"xlxs\"]\n[deadlines]\ndepartment = \"02-30\"\n",
            ),
            (
                "organs.toml",
                "[[organ]]\nid = \"office\"\nname = \"某县办公室\"\nkind = \"departement\"\n\n[[organ]]\nid = \"../up\"\nname = \"x\"\n\n[[organ]]\nid = \"office\"\nname = \"y\"\n\n[[organ]]\nid = \"town\"\nname = \"某镇\"\nparent = \"ofice\"\ncolour = 1\n\n[[organ]]\nname = \"没有名称\"\n",
            ),
            (
                "reports/office/2023.md",
                "+++\norgan = \"另一个局\"\nyear = 2022\n+++\n\n# 某县办公室2023年政府信息公开工作年度报告\n",
            ),
            (
                "reports/office/2022.md",
                "+++\nsample = true\npublished = \n+++\n\n# 某县办公室2022年政府信息公开工作年度报告\n",
            ),
            ("reports/office/notes.txt", "x"),
            ("reports/office/2021.MD", "# x\n"),
            ("reports/office/2020.docx", "x"),
            ("reports/office/2019.bak", "x"),
            ("reports/office/2016.md/inside.txt", "x"),
            ("reports/nobody/2023.md", "# x\n"),
            ("guide/readme.md", "# x\n"),
        ],
    );
    sound(&out);
    assert_eq!(built.reports, 2);
    let shown: Vec<String> = built
        .problems
        .iter()
        .map(|problem| {
            format!(
                "{}:{} {} {} | {}",
                problem.path.display(),
                problem.line.unwrap_or(0),
                problem.severity.name(),
                problem.message.en,
                problem.hint.as_ref().map_or("", |hint| hint.en.as_ref())
            )
            .replace('\\', "/")
        })
        .collect();
    let expected = [
        "site.toml:2 error unknown key “titel” | did you mean “title”?",
        "site.toml:3 error “ftp://x” is not a web address | write an address such as https://example.org/nianbao/",
        "site.toml:4 error there is no language “fr” | the languages are zh and en",
        "site.toml:5 error “pdf” is not a kind of file that a site offers | the kinds are docx, xlsx, csv, md, json",
        "site.toml:5 error “xlxs” is not a kind of file that a site offers | the kinds are docx, xlsx, csv, md, json",
        "site.toml:7 error “02-30” is not a valid month and day | write a date such as \"01-31\"",
        "organs.toml:4 warning there is no kind “departement”; it was read as a department | there are: government, department, township, agency, vertical, institution",
        "organs.toml:7 error “../up” is not a valid id | use lower-case letters, digits and hyphens only, and begin with a letter or digit",
        "organs.toml:11 error the id “office” is used twice | give each organ its own id",
        "organs.toml:18 error unknown key “colour” | there are: id, name, former, kind, parent, since, until",
        "organs.toml:20 error this organ has no id | add its permanent name in addresses, such as id = \"finance\"",
        "organs.toml:17 error the parent “ofice” is not an organ in this file | did you mean “office”?",
        "reports/nobody:0 error organs.toml has no organ “nobody”; the folder was left out | there are: office, town",
        "reports/office/notes.txt:0 error its name is not a year; it was left out | name the file of a report after its year, such as 2023.md",
        "reports/office/2021.MD:0 error its name must end in .md, in lower case; it was left out | rename it to 2021.md",
        "reports/office/2020.docx:0 error an archive only takes .md files; it was left out | convert it first: nianbao convert 2020.docx -o 2020.md",
        "reports/office/2019.bak:0 error an archive only takes .md files; it was left out | write the report as Markdown in 2019.md, and move other files elsewhere",
        "reports/office/2016.md:0 error this is a folder, not a report; it was left out | a report is one file, 2016.md, with its pictures next to it",
        "guide/readme.md:0 error a page of the guide is named <number>-<name>.<language>.md; it was left out | such as 1-writing.zh.md and 1-writing.en.md",
    ];
    for line in expected {
        assert!(shown.contains(&line.to_owned()), "missing: {line}\n{shown:#?}");
    }
    let in_reports: Vec<&String> = shown
        .iter()
        .filter(|line| line.starts_with("reports/office/202") && line.contains("warning"))
        .collect();
    assert_eq!(in_reports.len(), 2, "{in_reports:#?}");
    // The line in the file, and why.
    let broken = shown.iter().find(|line| line.contains("TOML")).expect("one is broken");
    assert!(
        broken.starts_with("reports/office/2022.md:3 error the text between the +++ lines is not valid TOML ("),
        "{broken}"
    );
}

#[test]
fn a_failed_build_gives_the_hint_for_its_cause() {
    let folder = std::env::temp_dir().join(format!("nianbao-archive-stops-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("content/reports")).expect("a folder");
    fs::write(folder.join("file"), "x").expect("a file");
    let gbk: &[u8] = b"[[organ]]\nid = \"office\"\nname = \"\xC4\xB3\xCF\xD8\"\n";
    for (organs, out, what, hint) in [
        (gbk, "out", "不是 UTF-8", "另存为 UTF-8"),
        (ORGANS.as_bytes(), "file", "是文件，不是文件夹", "换一个路径"),
        (ORGANS.as_bytes(), "file/out", "是文件，不是文件夹", "换一个路径"),
        (b"[[organ]\n", "out", "organs.toml：第 1 行不是有效的 TOML", "双引号"),
    ] {
        fs::write(folder.join("content/organs.toml"), organs).expect("a file");
        let error = build(&Options {
            content: folder.join("content"),
            out: folder.join(out),
            ..Options::default()
        })
        .expect_err(what);
        assert!(error.to_string().contains(what), "{error}");
        let said = error.hint.as_ref().map_or("", |said| said.zh.as_ref());
        assert!(said.contains(hint), "{error}: {said}");
    }
    let _ = fs::remove_dir_all(&folder);
}

/// A report that can't be read has a page that says why, at its address, with its mark; nothing else changes.
#[test]
fn a_report_that_cannot_be_read_has_a_page_and_hides_no_other() {
    let folder = scratch("unreadable");
    let content = small(&folder);
    let report = |year: u16, mark: &str| format!("{mark}# 某县办公室{year}年政府信息公开工作年度报告\n");
    let sample = "+++\nsample = true\n+++\n\n";
    fs::write(content.join("reports/office/2021.md"), report(2021, sample)).expect("a file");
    fs::write(content.join("reports/office/2023.md"), report(2023, sample)).expect("a file");
    let mut gbk = sample.as_bytes().to_vec();
    gbk.extend(b"# \xc4\xb3\xcf\xd8\n");
    fs::write(content.join("reports/office/2022.md"), gbk).expect("a file");
    let options = Options {
        content,
        out: folder.join("site"),
        base_url: Some("https://example.org/".to_owned()),
        ..Options::default()
    };
    let built = build(&options).expect("built");
    assert_eq!((built.reports, built.problems.len()), (2, 1));
    assert!(built.problems[0].path.ends_with("2022.md"));
    sound(&options.out);
    let read = |path: &str| fs::read_to_string(options.out.join(path)).expect(path);
    for (folder, why, mark) in [("", "不是 UTF-8", "虚构"), ("en/", "not UTF-8", "invented")] {
        let page = read(&format!("{folder}organs/office/2022/index.html"));
        assert!(page.contains(why) && page.contains(mark), "{page}");
        let links = attributes(&tags(&page), "href");
        assert!(links.contains(&"../2021/index.html".to_owned()) && links.contains(&"../2023/index.html".to_owned()));
        assert!(
            attributes(&tags(&read(&format!("{folder}organs/office/2021/index.html"))), "href")
                .contains(&"../2022/index.html".to_owned())
        );
        for list in [
            "index.html",
            "years/2022/index.html",
            "organs/office/index.html",
            "organs/index.html",
        ] {
            let links = attributes(&tags(&read(&format!("{folder}{list}"))), "href");
            assert!(links.iter().any(|link| link.ends_with("2022/index.html")), "{list}");
        }
    }
    assert!(read("sitemap.xml").contains("<loc>https://example.org/organs/office/2022/</loc>"));
    // The page is that of the report as soon as it can be read.
    fs::write(options.content.join("reports/office/2022.md"), report(2022, sample)).expect("a file");
    assert_eq!(build(&options).expect("built").problems, []);
    assert!(!read("organs/office/2022/index.html").contains("不是 UTF-8"));
}

/// What is odd about a report, in words that say what happens to it and what to do.
#[test]
fn odd_reports_are_named() {
    let title = |year: u16| format!("# 某县办公室{year}年政府信息公开工作年度报告\n");
    let large = title(2021) + "\n## 一、总体情况\n\n" + &"信息公开。\n\n".repeat(60_000);
    let script = "+++\nyear = 2022\n\n[source]\nurl = \"javascript:alert(1)\"\n+++\n\n".to_owned() + &title(2022);
    let (out, built) = check(
        "odd",
        &[
            ("organs.toml", ORGANS),
            ("reports/office/2021.md", &large),
            ("reports/office/2022.md", &script),
            ("reports/office/2199.md", &title(2199)),
            ("reports/office/1949.md", &title(1949)),
            ("reports/office/9999.md", &title(9999)),
            ("reports/office/0001.md", "# x\n"),
            ("reports/office/2023 final.md", "# x\n"),
            ("reports/2023.md", "# x\n"),
        ],
    );
    assert_eq!(built.reports, 3);
    sound(&out);
    let shown: Vec<String> = built
        .problems
        .iter()
        .map(|problem| {
            assert!(problem.hint.is_some(), "{problem:?}");
            let path = problem.path.display().to_string().replace('\\', "/");
            let line = problem.line.unwrap_or(0);
            format!("{path}:{line} {} {}", problem.severity.name(), problem.message.zh)
        })
        .collect();
    assert_eq!(
        shown,
        [
            "reports/2023.md:0 error 这个文件不在任何机关的文件夹里，没有收入",
            "reports/office/0001.md:0 error 没有 0001 年的年报，没有收入",
            "reports/office/1949.md:0 error 没有 1949 年的年报，没有收入",
            "reports/office/2023 final.md:0 error 文件名不是年份，没有收入",
            "reports/office/2199.md:0 warning 2199 年还没有到，不会有这一年的年报；仍按文件名收入",
            "reports/office/9999.md:0 error 没有 9999 年的年报，没有收入",
            "reports/office/2021.md:0 warning 这份报告有 1.0 MB，页面会更大，读者要等很久",
            "reports/office/2022.md:5 warning 来源“javascript:alert(1)”不是网址；页面上只显示文字，不做链接",
        ]
    );
}

/// Nobody may take an invented report for a real one because a line of its front matter is wrong.
#[test]
fn broken_front_matter_is_an_error_and_keeps_the_mark() {
    let report = "+++\nyear = = 2023\nsample = true\n+++\n\n# 某县办公室2023年政府信息公开工作年度报告\n";
    let (out, built) = check("broken", &[("organs.toml", ORGANS), ("reports/office/2023.md", report)]);
    let [problem] = built.problems.as_slice() else {
        panic!("{:?}", built.problems)
    };
    assert_eq!((problem.line, problem.severity), (Some(2), Severity::Error));
    assert!(problem.hint.is_some());
    for (page, mark) in [
        ("organs/office/2023/index.html", "虚构"),
        ("en/organs/office/2023/index.html", "invented"),
        ("organs/office/index.html", "虚构"),
    ] {
        let page = fs::read_to_string(out.join(page)).expect("a page");
        assert!(page.contains(mark), "{page}");
    }
}

#[test]
fn a_folder_with_other_things_is_refused() {
    let folder = scratch("refused");
    let out = folder.join("mine");
    fs::create_dir_all(&out).expect("a folder");
    fs::write(out.join("thesis.txt"), "mine").expect("a file");
    let error = build(&Options {
        content: small(&folder),
        out: out.clone(),
        ..Options::default()
    })
    .expect_err("refused");
    assert!(
        error.hint.is_some() && error.to_string().contains("不是空的"),
        "{error}"
    );
    assert_eq!(files(&out).len(), 1);
    let error = build(&Options {
        content: folder.join("nowhere"),
        out: folder.join("out"),
        ..Options::default()
    })
    .expect_err("no content");
    assert!(error.hint.is_some() && !folder.join("out").exists(), "{error}");
}

#[test]
fn an_address_gives_a_sitemap_and_canonical_addresses() {
    let folder = scratch("address");
    let out = folder.join("site");
    let content = small(&folder);
    // Statistics leave invented reports out where there are real ones, so their years have no page.
    let organs = format!("{ORGANS}\n[[organ]]\nid = \"invented\"\nname = \"虚构县财政局\"\n");
    fs::write(content.join("organs.toml"), organs).expect("a file");
    fs::create_dir_all(content.join("reports/invented")).expect("a folder");
    for year in [2021, 2022] {
        let report = format!("+++\nsample = true\n+++\n\n# 虚构县财政局{year}年政府信息公开工作年度报告\n");
        fs::write(content.join(format!("reports/invented/{year}.md")), report).expect("a file");
    }
    let mut options = Options {
        content,
        out: out.clone(),
        base_url: Some("https://example.org/archive".to_owned()),
        ..Options::default()
    };
    build(&options).expect("built");
    sound(&out);
    let sitemap = fs::read_to_string(out.join("sitemap.xml")).expect("a sitemap");
    let all = files(&out);
    for address in sitemap.split("<loc>").skip(1) {
        let address = address.split('<').next().unwrap_or("");
        let path = address
            .strip_prefix("https://example.org/archive/")
            .expect("below the address");
        assert!(all.contains_key(&format!("{path}index.html")), "{address}");
    }
    let page = fs::read_to_string(out.join("en/years/index.html")).expect("a page");
    assert!(page.contains("<link rel=\"canonical\" href=\"https://example.org/archive/en/years/\">"));
    options.base_url = Some("javascript:alert(1)".to_owned());
    assert!(build(&options).is_err());
}

#[test]
fn every_page_is_in_the_sitemap() {
    let folder = scratch("complete");
    let out = folder.join("site");
    let options = Options {
        content: small(&folder),
        out: out.clone(),
        base_url: Some("https://example.org/".to_owned()),
        ..Options::default()
    };
    build(&options).expect("built");
    let first = files(&out);
    let sitemap = fs::read_to_string(out.join("sitemap.xml")).expect("a sitemap");
    for path in first.keys() {
        // The page in place of the validator is not a page to be found.
        if let Some(address) = path.strip_suffix("index.html")
            && !address.ends_with("validate/")
        {
            let entry = format!("<loc>https://example.org/{address}</loc>");
            assert!(sitemap.contains(&entry), "the sitemap does not list {path}");
        }
    }
}

#[test]
fn a_theme_replaces_files_and_a_validator_is_copied() {
    let folder = scratch("theme");
    for (path, text) in [
        (
            "theme/templates/guide.html",
            "{% extends \"base.html\" %}{% block main %}<h1>Ours</h1>{% endblock %}",
        ),
        ("theme/styles/tokens.css", ":root { --ink: teal; }\n"),
        ("theme/static/fonts/note.txt", "ours"),
        (
            "validator/index.html",
            "<!DOCTYPE html>\n<html lang=\"zh\"><!-- default-src 'none' --></html>",
        ),
        ("validator/deep/app.wasm", "wasm"),
    ] {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let out = folder.join("site");
    build(&Options {
        content: small(&folder),
        out: out.clone(),
        theme: Some(folder.join("theme")),
        validator: Some(folder.join("validator")),
        ..Options::default()
    })
    .expect("built");
    sound(&out);
    let all = files(&out);
    assert!(String::from_utf8_lossy(&all["guide/index.html"]).contains("<h1>Ours</h1>"));
    assert!(String::from_utf8_lossy(&all["assets/style.css"]).contains("teal"));
    assert_eq!(all["assets/fonts/note.txt"], b"ours");
    assert_eq!(all["validate/deep/app.wasm"], b"wasm");
    assert!(!all.contains_key("en/validate/index.html"));

    fs::write(folder.join("theme/templates/guide.html"), "{{ no_such_value }}").expect("a file");
    let error = build(&Options {
        content: small(&folder),
        out,
        theme: Some(folder.join("theme")),
        ..Options::default()
    })
    .expect_err("a template that asks for what is not there");
    assert!(
        error.to_string().contains("guide.html") && error.to_string().contains("no_such_value"),
        "{error}"
    );
    assert!(error.hint.is_some());
}

#[test]
fn a_theme_adds_to_the_look_and_its_unused_files_are_named() {
    let folder = scratch("theme-adds");
    for (path, text) in [
        ("styles/extra.css", ":root { --accent: #a00; }\n"),
        ("templates/footer.html", "<p>{{ site.title }}: {{ t.home }}, ours</p>\n"),
        ("static/logo.png", "not really"),
        ("templates/oragn.html", "x"),
        ("styles/own.css", "x"),
        ("readme.txt", "x"),
        (".DS_Store", "x"),
    ] {
        let path = folder.join("theme").join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let out = folder.join("site");
    let built = build(&Options {
        content: small(&folder),
        out: out.clone(),
        theme: Some(folder.join("theme")),
        ..Options::default()
    })
    .expect("built");
    sound(&out);
    let style = fs::read_to_string(out.join("assets/style.css")).expect("a style sheet");
    assert!(style.ends_with(":root { --accent: #a00; }\n") && style.contains("--ink"));
    for (page, logo, footer) in [
        (
            "organs/office/2023/index.html",
            "../../../assets/logo.png",
            "<p>归档: 首页, ours</p>",
        ),
        ("en/index.html", "../assets/logo.png", "<p>归档: Home, ours</p>"),
    ] {
        let page = fs::read_to_string(out.join(page)).expect("a page");
        assert!(attributes(&tags(&page), "src").contains(&logo.to_owned()), "{logo}");
        assert!(page.contains(footer), "{footer}");
    }
    let named: Vec<String> = built
        .problems
        .iter()
        .map(|problem| {
            let below = problem.path.strip_prefix(folder.join("theme")).expect("in the theme");
            let hint = problem.hint.as_ref().map_or("", |hint| hint.en.as_ref());
            let hint = hint.split('/').next_back().unwrap_or_default();
            format!("{} {hint}", below.display()).replace('\\', "/")
        })
        .collect();
    assert_eq!(named.len(), 3, "{named:?}");
    assert_eq!(named[2], "templates/oragn.html organ.html”?");
}

/// A link of the guide that leads nowhere is named with its line, as are pictures, which are not shown.
#[test]
fn links_of_the_guide_are_checked() {
    let guide = "# 写法\n\n[a](nowhere/index.html) [b](#none) [c](#main) [d](../../index.html#none)\n\n\
        [e](../../organs/office/2023/index.html#facts) [f](../..) [g](../../years/) [h](../../../etc/passwd)\n\n\
        [i](javascript:alert(1)) [j](https://example.org/) [k](mailto:a@example.org) <a@example.org> [l](/years/)\n\n\
        ![图](map.png)\n";
    let (out, built) = check(
        "guide-links",
        &[
            ("organs.toml", ORGANS),
            ("reports/office/2023.md", "# 某县办公室2023年政府信息公开工作年度报告\n"),
            ("guide/1-writing.zh.md", guide),
        ],
    );
    let named: Vec<String> = built
        .problems
        .iter()
        .map(|problem| {
            assert!(problem.hint.is_some() && problem.path.ends_with("1-writing.zh.md"));
            format!("{} {}", problem.line.unwrap_or(0), problem.message.en)
        })
        .collect();
    assert_eq!(
        named,
        [
            "9 the picture “map.png” is not shown; the page has only its description",
            "3 the link “nowhere/index.html” leads to no page of the site",
            "3 the link “#none” leads to a page without the place “none”",
            "3 the link “../../index.html#none” leads to a page without the place “none”",
            "5 the link “../..” leads to no page of the site",
            "5 the link “../../../etc/passwd” leads to no page of the site",
            "7 “javascript:alert(1)” can't be linked; it was left as text",
            "7 “/years/” can't be linked; it was left as text",
        ]
    );
    assert!(out.join("guide/writing/index.html").is_file());
}

#[test]
fn an_archive_in_one_language() {
    let (out, _) = check(
        "one-language",
        &[
            (
                "site.toml",
                "title = \"Archive\"\nlanguages = [\"en\"]\ndownloads = [\"csv\", \"docx\"]\n",
            ),
            ("organs.toml", ORGANS),
            ("reports/office/2023.md", "# 某县办公室2023年政府信息公开工作年度报告\n"),
        ],
    );
    sound(&out);
    // Its page offers the files that the settings name, and only these are written.
    let files: Vec<String> = names(&out.join("organs/office"));
    assert_eq!(files, ["2023", "2023.csv", "2023.docx", "findings.csv", "index.html"]);
    let page = fs::read_to_string(out.join("organs/office/2023/index.html")).expect("a page");
    for (name, offered) in [
        ("docx", true),
        ("csv", true),
        ("xlsx", false),
        ("md", false),
        ("json", false),
    ] {
        assert_eq!(page.contains(&format!("/2023.{name}\"")), offered, "{name}");
    }
    assert!(!out.join("en").exists());
    let page = fs::read_to_string(out.join("index.html")).expect("a page");
    assert!(page.contains("<html lang=\"en\">") && !page.contains("hreflang"));
}

/// The names in a folder, hidden ones included.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Builds a small site, and gives the folder, the options for another build, and the site's files.
fn built_before(name: &str) -> (PathBuf, Options, BTreeMap<String, Vec<u8>>) {
    let folder = scratch(name);
    let options = Options {
        content: small(&folder),
        out: folder.join("site"),
        ..Options::default()
    };
    build(&options).expect("built");
    let site = files(&options.out);
    (folder, options, site)
}

#[test]
fn a_build_that_fails_leaves_the_old_site() {
    let (folder, mut options, before) = built_before("fails");
    let theme = folder.join("theme");
    fs::create_dir_all(theme.join("templates")).expect("a folder");
    fs::create_dir_all(theme.join("styles")).expect("a folder");
    fs::write(theme.join("styles/tokens.css"), ":root { --ink: teal; }\n").expect("a file");
    fs::write(theme.join("templates/guide-page.html"), "{{ no_such_value }}").expect("a file");
    options.theme = Some(theme);
    build(&options).expect_err("a template that asks for what is not there");
    assert!(files(&options.out) == before);
    assert_eq!(
        names(&folder),
        [".site.nianbao", "content", "site", "theme"],
        "nothing but the cache is left beside it"
    );
}

#[test]
fn files_that_are_not_the_sites_are_kept_and_said() {
    let (folder, options, mut expected) = built_before("kept");
    let foreign = [
        ("CNAME", "example.org"),
        (".git/config", "[core]"),
        ("downloads/all.zip", "zip"),
        ("organs/mine/note.txt", "mine"),
        ("assets/own.css", "own"),
    ];
    for (path, text) in foreign {
        let full = options.out.join(path);
        fs::create_dir_all(full.parent().expect("a parent")).expect("a folder");
        fs::write(full, text).expect("a file");
        expected.insert(path.to_owned(), text.into());
    }
    fs::create_dir_all(options.out.join("empty")).expect("a folder");
    let built = build(&options).expect("built");
    let mut kept: Vec<&str> = foreign.iter().map(|(path, _)| *path).collect();
    kept.sort_unstable();
    let said: Vec<String> = built
        .kept
        .iter()
        .map(|path| path.to_string_lossy().replace('\\', "/"))
        .collect();
    assert_eq!(said, kept);
    assert!(files(&options.out) == expected && options.out.join("empty").is_dir());
    // A report that is gone takes its pages along; a page of it that somebody changed stays.
    fs::remove_file(folder.join("content/reports/office/2023.md")).expect("removed");
    fs::write(options.out.join("organs/office/2023.csv"), "edited").expect("a file");
    let built = build(&options).expect("built");
    let after = files(&options.out);
    assert!(!after.contains_key("organs/office/2023/index.html") && !options.out.join("organs/office/2023").exists());
    assert_eq!(after["organs/office/2023.csv"], b"edited");
    assert_eq!(built.kept.len(), foreign.len() + 1);
    assert_eq!(
        names(&folder),
        [".site.nianbao", "content", "site"],
        "nothing but the cache is left beside it"
    );
}

#[test]
fn a_file_in_the_way_is_refused_before_anything_changes() {
    let (folder, options, mut expected) = built_before("in-the-way");
    fs::create_dir_all(options.out.join("organs/new/2023")).expect("a folder");
    fs::write(options.out.join("organs/new/index.html"), "mine").expect("a file");
    expected.insert("organs/new/index.html".to_owned(), b"mine".to_vec());
    let more = format!("{ORGANS}\n[[organ]]\nid = \"new\"\nname = \"某县新局\"\n");
    fs::write(folder.join("content/organs.toml"), more).expect("a file");
    let error = build(&options).expect_err("refused");
    let said = error.to_string().replace('\\', "/");
    assert!(
        said.contains("organs/new/index.html") && error.hint.is_some(),
        "{error}"
    );
    assert!(files(&options.out) == expected);
    fs::remove_file(options.out.join("organs/new/index.html")).expect("removed");
    build(&options).expect("built");
}

#[test]
fn what_a_killed_build_left_is_removed_and_a_site_that_is_aside_is_put_back() {
    let (folder, options, before) = built_before("left-over");
    let work = folder.join(".site.nianbao");
    fs::create_dir_all(work.join("new/organs")).expect("a folder");
    fs::write(work.join("new/organs/half.html"), "<!DOC").expect("a file");
    fs::write(options.out.join("CNAME"), "example.org").expect("a file");
    build(&options).expect("built");
    let mut expected = before;
    expected.insert("CNAME".to_owned(), b"example.org".to_vec());
    assert!(files(&options.out) == expected);
    // Killed between two renames.
    fs::create_dir_all(&work).expect("a folder");
    fs::rename(&options.out, work.join("old")).expect("renamed");
    build(&options).expect("built");
    assert!(files(&options.out) == expected);
    assert_eq!(names(&folder), [".site.nianbao", "content", "site"]);
    assert_eq!(
        names(&folder.join(".site.nianbao")),
        ["cache.index", "cache.reports", "lock"]
    );
    // Without a cache nothing is left.
    let options = Options {
        no_cache: true,
        ..options
    };
    build(&options).expect("built");
    assert_eq!(names(&folder), ["content", "site"]);
}

#[test]
fn a_site_without_a_manifest_loses_nothing() {
    let (folder, options, before) = built_before("unlisted");
    fs::remove_file(options.out.join("manifest.json")).expect("removed");
    let marker = "This folder was written by nianbao; building again replaces what is in it.\n";
    fs::write(options.out.join(".nianbao"), marker).expect("a file");
    fs::write(options.out.join("index.html"), "older").expect("a file");
    fs::create_dir_all(options.out.join("organs/gone")).expect("a folder");
    fs::write(options.out.join("organs/gone/index.html"), "old").expect("a file");
    build(&options).expect("built");
    let mut expected = before;
    expected.insert("organs/gone/index.html".to_owned(), b"old".to_vec());
    assert!(files(&options.out) == expected);
    assert_eq!(names(&folder), [".site.nianbao", "content", "site"]);
    assert_eq!(
        names(&folder.join(".site.nianbao")),
        ["cache.index", "cache.reports", "lock"]
    );
    // Without a cache nothing is left.
    let options = Options {
        no_cache: true,
        ..options
    };
    build(&options).expect("built");
    assert_eq!(names(&folder), ["content", "site"]);
}

#[test]
fn content_and_site_cannot_be_one_inside_the_other() {
    let folder = scratch("inside");
    let content = small(&folder);
    let before = files(&folder);
    for out in [
        content.clone(),
        content.join("public"),
        content.join("reports"),
        folder.clone(),
    ] {
        let error = build(&Options {
            content: content.clone(),
            out: out.clone(),
            ..Options::default()
        })
        .expect_err("refused");
        assert!(error.hint.is_some(), "{error}");
        assert!(files(&folder) == before, "{}", out.display());
    }
}

#[test]
fn the_manifest_lists_every_file() {
    let (_, options, site) = built_before("manifest");
    let manifest: serde_json::Value = serde_json::from_slice(&site["manifest.json"]).expect("JSON");
    let listed = manifest["files"].as_array().expect("a list");
    let paths: Vec<&str> = listed.iter().filter_map(|file| file["path"].as_str()).collect();
    let expected: Vec<&str> = site
        .keys()
        .map(String::as_str)
        .filter(|path| *path != "manifest.json")
        .collect();
    assert_eq!(paths, expected);
    for file in listed {
        let bytes = &site[file["path"].as_str().expect("a path")];
        assert_eq!(file["size"], bytes.len());
        assert_eq!(file["sha256"], format!("{:x}", sha2::Sha256::digest(bytes)));
    }
    assert!(options.out.join("manifest.json").is_file());
}

#[cfg(unix)]
#[test]
fn links_and_special_files_are_refused_by_name() {
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;

    let folder = scratch("links");
    let content = small(&folder);
    let secret = folder.join("secret.md");
    fs::write(&secret, "# xyzzy2017\n").expect("a file");
    fs::create_dir_all(folder.join("elsewhere")).expect("a folder");
    symlink(&secret, content.join("reports/office/2017.md")).expect("a link");
    symlink(&secret, content.join("reports/office/map.png")).expect("a link");
    symlink(folder.join("elsewhere"), content.join("reports/linked")).expect("a link");
    symlink(&secret, content.join("guide/2-secret.zh.md")).expect("a link");
    let report = "# 某县办公室2023年政府信息公开工作年度报告\n\n![图](map.png)\n";
    fs::write(content.join("reports/office/2023.md"), report).expect("a file");
    // The name of a socket has to be short.
    let socket = std::env::temp_dir().join(format!("nianbao-{}", std::process::id()));
    let _socket = UnixListener::bind(&socket).expect("a socket");
    fs::rename(&socket, content.join("reports/office/2018.md")).expect("moved");
    let options = Options {
        content: content.clone(),
        out: folder.join("site"),
        ..Options::default()
    };
    let built = build(&options).expect("built");
    let mut named: Vec<String> = built
        .problems
        .iter()
        .filter(|problem| problem.hint.is_some() && problem.message.en.contains("left out"))
        .map(|problem| problem.path.display().to_string())
        .collect();
    named.sort();
    assert_eq!(
        named,
        [
            "guide/2-secret.zh.md",
            "reports/linked",
            "reports/office/2017.md",
            "reports/office/2018.md",
            "reports/office/map.png"
        ]
    );
    for (path, bytes) in files(&options.out) {
        assert!(!String::from_utf8_lossy(&bytes).contains("xyzzy"), "{path}");
    }
    // Without organs, settings or a theme there is nothing to build with.
    let validator = folder.join("validator");
    fs::create_dir_all(&validator).expect("a folder");
    fs::write(validator.join("index.html"), "x").expect("a file");
    let theme = folder.join("theme");
    for (link, with_theme) in [
        (theme.join("static/logo.svg"), true),
        (theme.join("templates/guide.html"), true),
        (theme.join("styles"), true),
        (validator.join("app.wasm"), false),
        (content.join("site.toml"), false),
        (content.join("organs.toml"), false),
    ] {
        fs::create_dir_all(link.parent().expect("a parent")).expect("a folder");
        let original = fs::read(&link);
        let _ = fs::remove_file(&link);
        symlink(&secret, &link).expect("a link");
        let error = build(&Options {
            theme: with_theme.then(|| theme.clone()),
            validator: Some(validator.clone()),
            ..options.clone()
        })
        .expect_err("refused");
        assert!(error.to_string().contains("链接") && error.hint.is_some(), "{error}");
        assert!(error.to_string().contains(&*link.to_string_lossy()), "{error}");
        fs::remove_file(&link).expect("removed");
        if let Ok(bytes) = original {
            fs::write(&link, bytes).expect("a file");
        }
    }
}

//! What others take from the archive: data files, feeds, sitemap, citations; and what leads to a page that moved.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao_build::site::{Built, Options, build};
use nianbao_core::markdown;
use nianbao_tests::html::{attributes, tags};

/// An empty folder for this test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

fn shipped(path: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content/reports");
    fs::read_to_string(folder.join(path)).expect("a report")
}

/// A county with an office that had another id, a bureau, and a report that was corrected.
const ORGANS: &str = r#"
[[organ]]
id = "county"
name = { zh = "望潮县人民政府", en = "Wangchao County" }
kind = "government"

[[organ]]
id = "office"
name = { zh = "望潮县人民政府办公室", en = "Office & <County>" }
parent = "county"
former = [{ name = "望潮县政府办", until = 2020, id = "old-office" }, { name = "望潮县办", id = "bureau" }]

[[organ]]
id = "bureau"
name = "望潮县自然资源局"
parent = "county"
"#;

const CORRECTION: &str = "\n[[correction]]\ndate = 2023-05-06\nreason = \"录入时串行，<已>改\"\nchanges = [{ field = \"requests.received.total\", old = \"9\", new = \"12\" }]\n";

/// Builds a site of five reports.
fn site(name: &str, base_url: Option<&str>) -> (PathBuf, Built) {
    let folder = scratch(name);
    let content = folder.join("content");
    let undated = shipped("wangchao-resources/2023.md");
    let undated: String = undated
        .lines()
        .filter(|line| !line.starts_with("published"))
        .fold(String::new(), |text, line| text + line + "\n");
    let corrected = shipped("wangchao-office/2022.md");
    let (head, rest) = corrected.split_once("\n+++\n").expect("front matter");
    for (path, text) in [
        (
            "site.toml",
            "title = { zh = \"归档\", en = \"Archive\" }\nowner = \"某县\"\ndownloads = [\"csv\", \"json\"]\n"
                .to_owned(),
        ),
        ("organs.toml", ORGANS.to_owned()),
        ("reports/county/2022.md", shipped("wangchao/2022.md")),
        ("reports/office/2022.md", format!("{head}\n{CORRECTION}+++\n{rest}")),
        ("reports/office/2023.md", shipped("wangchao-office/2023.md")),
        ("reports/bureau/2022.md", shipped("wangchao-resources/2022.md")),
        ("reports/bureau/2023.md", undated),
    ] {
        let path = content.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    let out = folder.join("site");
    let built = build(&Options {
        content,
        out: out.clone(),
        base_url: base_url.map(str::to_owned),
        ..Options::default()
    })
    .expect("built");
    (out, built)
}

fn read(site: &Path, path: &str) -> String {
    fs::read_to_string(site.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The text of an element that has no attributes.
fn element<'a>(xml: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = xml.split_once(&format!("<{name}>"))?;
    rest.split_once(&format!("</{name}>")).map(|(text, _)| text)
}

/// Whether it is a time as RFC 3339 has it.
fn is_time(text: &str) -> bool {
    let bytes = text.as_bytes();
    text.len() == 25 && bytes[4] == b'-' && bytes[10] == b'T' && text.ends_with("T00:00:00+08:00")
}

/// What RFC 4287 asks of a feed and its entries, and that nothing in it is unescaped.
fn is_atom(feed: &str, absolute: bool) -> Vec<BTreeMap<&'static str, String>> {
    assert!(
        feed.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"")
    );
    assert!(feed.ends_with("</feed>\n"));
    let (head, _) = feed.split_once("<entry>").expect("an entry");
    for name in ["title", "id", "updated"] {
        assert_eq!(head.matches(&format!("<{name}>")).count(), 1, "{name}: {head}");
    }
    assert!(element(head, "updated").is_some_and(is_time));
    assert!(
        element(head, "author")
            .and_then(|author| element(author, "name"))
            .is_some_and(|name| !name.is_empty())
    );
    assert_eq!(head.matches("<link rel=\"self\"").count(), 1);
    assert_eq!(head.matches("<link rel=\"alternate\"").count(), 1);
    let mut ids = vec![element(head, "id").expect("an id").to_owned()];
    let mut latest = element(head, "updated").expect("a time").to_owned();
    let mut entries = Vec::new();
    for rest in feed.split("<entry>\n").skip(1) {
        let (entry, _) = rest.split_once("</entry>").expect("an end");
        let mut found = BTreeMap::new();
        for name in ["title", "id", "updated", "published", "summary"] {
            let text = element(entry, name).unwrap_or_else(|| panic!("{name}: {entry}"));
            assert!(!text.is_empty() && !text.contains('<'), "{name}: {text}");
            found.insert(name, text.to_owned());
        }
        assert!(is_time(&found["updated"]) && is_time(&found["published"]));
        assert!(found["updated"] <= latest, "newest first");
        latest.clone_from(&found["updated"]);
        let link = entry
            .split("href=\"")
            .nth(1)
            .and_then(|rest| rest.split('"').next())
            .expect("a link");
        assert_eq!(link.starts_with("https://example.org/a/"), absolute, "{link}");
        found.insert("link", link.to_owned());
        ids.push(found["id"].clone());
        entries.push(found);
    }
    assert!(
        ids.iter()
            .all(|id| id.starts_with("https://") || id.starts_with("urn:uuid:")),
        "{ids:?}"
    );
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id is there twice");
    // A parser that knows nothing of feeds reads it.
    let open = tags(feed).iter().filter(|tag| tag.name == "entry").count();
    assert_eq!(open, entries.len());
    entries
}

#[test]
fn new_and_corrected_reports_are_followed_and_found() {
    let (site, built) = site("followed", Some("https://example.org/a"));
    // A former id that is that of another organ leads nowhere.
    let said: Vec<&str> = built
        .problems
        .iter()
        .map(|problem| problem.message.en.as_ref())
        .collect();
    assert_eq!(
        said,
        ["the former id “bureau” belongs to an organ today, or is given twice; nothing leads from it"]
    );

    let all = is_atom(&read(&site, "feed.xml"), true);
    // Four reports are dated, and one of them was corrected.
    assert_eq!(all.len(), 5);
    let corrected: Vec<_> = all
        .iter()
        .filter(|entry| entry["id"].ends_with("#corrected-2023-05-06"))
        .collect();
    assert_eq!(corrected.len(), 1);
    assert_eq!(corrected[0]["title"], "更正：望潮县人民政府办公室2022年度报告（示例）");
    assert_eq!(corrected[0]["updated"], "2023-05-06T00:00:00+08:00");
    assert_eq!(corrected[0]["link"], "https://example.org/a/organs/office/2022/");
    assert_eq!(
        corrected[0]["summary"],
        "2023年5月6日更正，理由：录入时串行，&lt;已&gt;改。一、本年新收 · 总计由9改为12。"
    );
    let english = is_atom(&read(&site, "en/feed.xml"), true);
    assert!(
        english
            .iter()
            .any(|entry| entry["title"] == "Corrected: Office &amp; &lt;County&gt;, report for 2022 (sample)")
    );
    let own = is_atom(&read(&site, "organs/office/feed.xml"), true);
    assert_eq!(own.len(), 3);
    assert!(own.iter().all(|entry| all.contains(entry)));
    for (page, feed) in [
        ("index.html", "feed.xml"),
        ("organs/office/index.html", "../../organs/office/feed.xml"),
        ("organs/office/2022/index.html", "../../../organs/office/feed.xml"),
    ] {
        let page = read(&site, page);
        let found = tags(&page);
        let mut links = found
            .iter()
            .filter(|tag| tag.get("type") == Some("application/atom+xml") && tag.name == "link");
        assert!(links.any(|tag| tag.get("href") == Some(feed)), "{feed}");
    }

    found_and_redirected(&site);
    described(&site);
}

/// The sitemap has dates, old addresses lead to new ones, and there is a page for those that lead nowhere.
fn found_and_redirected(site: &Path) {
    let sitemap = read(site, "sitemap.xml");
    let entry =
        |path: &str, day: &str| format!("<url><loc>https://example.org/a/{path}</loc><lastmod>{day}</lastmod></url>");
    assert!(sitemap.contains(&entry("organs/office/2022/", "2023-05-06")));
    assert!(
        sitemap.contains("<url><loc>https://example.org/a/organs/bureau/2023/</loc></url>"),
        "undated"
    );
    assert!(sitemap.contains("<url><loc>https://example.org/a/about/</loc></url>"));
    assert!(!sitemap.contains("old-office") && !sitemap.contains("404"));
    assert_eq!(
        read(site, "robots.txt"),
        "User-agent: *\nAllow: /\nSitemap: https://example.org/a/sitemap.xml\n"
    );

    for path in ["old-office/", "old-office/2022/", "old-office/2023/"] {
        let new = path.replace("old-office", "office");
        let page = read(site, &format!("organs/{path}index.html"));
        let found = tags(&page);
        let to = format!("{}organs/{new}index.html", "../".repeat(path.matches('/').count() + 1));
        let refresh = found
            .iter()
            .find(|tag| tag.get("http-equiv") == Some("refresh"))
            .expect("a refresh");
        assert_eq!(refresh.get("content"), Some(format!("0; url={to}").as_str()));
        assert!(page.contains(&format!(
            "<link rel=\"canonical\" href=\"https://example.org/a/organs/{new}\">"
        )));
        assert!(page.contains("noindex") && attributes(&found, "href").contains(&to));
    }
    // Whoever follows the old feed gets the entries of the new one, and its address.
    for folder in ["organs", "en/organs"] {
        let feed = read(site, &format!("{folder}/old-office/feed.xml"));
        assert_eq!(feed, read(site, &format!("{folder}/office/feed.xml")));
        assert!(feed.contains(&format!(
            "<link rel=\"self\" type=\"application/atom+xml\" href=\"https://example.org/a/{folder}/office/feed.xml\"/>"
        )));
    }
    let lost = read(site, "404.html");
    assert!(lost.contains("href=\"/a/assets/style.css\"") && lost.contains("noindex") && !lost.contains("canonical"));
    assert!(read(site, "en/404.html").contains("href=\"/a/en/organs/index.html\""));
}

/// Every page says in a sentence what it is, in its own words.
fn described(site: &Path) {
    let mut said = BTreeMap::new();
    for path in [
        "index.html",
        "about/index.html",
        "data/index.html",
        "organs/office/index.html",
        "organs/office/2022/index.html",
        "en/organs/office/2022/index.html",
        "years/2022/index.html",
        "rules/year-missing/index.html",
    ] {
        let page = read(site, path);
        let found = tags(&page);
        let meta = |key: &str, name: &str| {
            found
                .iter()
                .find(|tag| tag.get(key) == Some(name))
                .and_then(|tag| tag.get("content"))
                .map(str::to_owned)
        };
        let description = meta("name", "description").unwrap_or_else(|| panic!("{path}: no description"));
        assert_eq!(
            meta("property", "og:description").as_deref(),
            Some(description.as_str())
        );
        assert!(
            meta("property", "og:url").is_some_and(|url| url.starts_with("https://example.org/a/")),
            "{path}"
        );
        assert_eq!(
            meta("property", "og:type").as_deref(),
            Some(if path.ends_with("2022/index.html") && path.contains("organs") {
                "article"
            } else {
                "website"
            })
        );
        assert_eq!(said.insert(description, path), None, "{path}");
    }
}

/// Each correction is an entry of the feeds, also if there are several on a day, and a new one leads to new feeds.
#[test]
fn every_correction_is_followed() {
    let (out, _) = site("corrections", Some("https://example.org/a"));
    let content = out.with_file_name("content");
    let path = content.join("reports/office/2022.md");
    let text = fs::read_to_string(&path).expect("a report");
    let words =
        |date: &str, text: &str| format!("[[correction]]\ndate = {date}\nreason = \"漏字\"\ntext = \"{text}\"\n\n");
    let ids = |added: &str| {
        let text = text.replacen("[[correction]]", &format!("{added}[[correction]]"), 1);
        fs::write(&path, text).expect("a file");
        build(&Options {
            content: content.clone(),
            out: out.clone(),
            base_url: Some("https://example.org/a".to_owned()),
            ..Options::default()
        })
        .expect("built");
        let all = is_atom(&read(&out, "feed.xml"), true);
        let own = is_atom(&read(&out, "organs/office/feed.xml"), true);
        assert_eq!(
            read(&out, "organs/old-office/feed.xml"),
            read(&out, "organs/office/feed.xml")
        );
        let corrected: Vec<(String, String)> = own
            .into_iter()
            .filter_map(|entry| {
                assert!(all.contains(&entry));
                let (_, id) = entry["id"].split_once("#corrected-")?;
                Some((id.to_owned(), entry["summary"].clone()))
            })
            .collect();
        corrected
    };
    // Not the last: neither the number of corrections nor the last day changes between the two builds after it.
    for day in ["2023-03-01", "2023-04-01"] {
        let found = ids(&format!("{}{}", words("2023-05-06", "补一句"), words(day, "补两句")));
        assert_eq!(found.len(), 3, "{found:?}");
        // Newest first; of one day, the last in the file.
        let expected = [("2023-05-06-2", "串行"), ("2023-05-06", "补一句"), (day, "补两句")];
        for ((id, said), (expected, part)) in found.iter().zip(expected) {
            assert!(id == expected && said.contains(part), "{id} {said}");
        }
    }
}

#[test]
fn without_an_address_feeds_are_relative_and_the_site_says_so() {
    let (site, _) = site("relative", None);
    let own = is_atom(&read(&site, "en/organs/office/feed.xml"), false);
    assert!(
        own.iter()
            .any(|entry| entry["link"] == "../../../en/organs/office/2022/index.html")
    );
    assert!(own.iter().all(|entry| entry["id"].starts_with("urn:uuid:")));
    assert!(!site.join("sitemap.xml").exists());
    assert_eq!(read(&site, "robots.txt"), "User-agent: *\nAllow: /\n");
    assert!(read(&site, "about/index.html").contains("所以没有站点地图"));
    assert!(read(&site, "404.html").contains("href=\"/assets/style.css\""));

    citizens(&site);
    corrections_and_citations(&site);
    each_report(&site);
    whole_archive(&site);
}

/// What the home page and the lists say.
fn citizens(site: &Path) {
    // The county has no report for 2023, so its organs are added up; the bureau's has errors or not, and counts only if not.
    let home = read(site, "index.html");
    let link = |path: &str| format!("<a href=\"{path}index.html\">");
    let (_, latest) = home.split_once("id=\"latest\"").expect("the latest");
    let (latest, missing) = latest.split_once("id=\"missing\"").expect("the missing");
    let first = latest.split("<li>").nth(1).expect("an entry");
    assert!(first.contains(&link("organs/office/2023/")), "{first}");
    assert!(!latest.contains(&link("organs/bureau/2023/")), "it is not dated");
    // The county has time until the end of March, and nothing in the archive is later.
    let (missing, _) = missing.split_once("</div>").expect("a list");
    assert!(
        missing.contains("应有的报告都收到了") && !missing.contains(&link("organs/county/")),
        "{missing}"
    );
    let field = |path: &str, name: &str| {
        let report = markdown::read(&shipped(path)).report;
        let cell = report.cell(name.parse().expect("a field"));
        cell.and_then(nianbao_core::cell::Cell::number)
            .and_then(nianbao_core::cell::Number::as_whole)
            .expect("a figure")
    };
    let faulty = |id: &str| read(site, &format!("organs/{id}/2023/index.html")).contains("class=\"chip error\"");
    let fit = [
        ("office", "wangchao-office/2023.md"),
        ("bureau", "wangchao-resources/2023.md"),
    ]
    .into_iter()
    .filter(|(id, _)| !faulty(id));
    let received: i64 = fit.map(|(_, path)| field(path, "requests.received.total")).sum();
    assert!(
        home.contains(&format!("<span>收到的申请</span> <strong>{received}</strong>")),
        "{received}"
    );
    // A report with errors is marked in every list, and its figures on its own page.
    let mark = "<span class=\"unseen\">（报告有错误）</span>";
    for page in [
        "years/2022/index.html",
        "organs/bureau/index.html",
        "organs/bureau/2022/index.html",
    ] {
        assert!(read(site, page).contains(mark), "{page}");
        assert!(read(site, page).contains("* 报告有错误"), "{page}");
    }
    assert!(read(site, "years/2022/index.html").contains("公开占比 =（予以公开 + 部分公开）÷ 办理结果总计"));
    let rules = read(site, "rules/index.html");
    assert!(
        rules.contains("<td class=\"n\">1</td>"),
        "the number of reports with findings"
    );
    // A narrow page leaves out the basis, and nothing else.
    assert!(rules.contains("<th scope=\"col\" class=\"basis\">依据</th>"));
    let style = include_str!("../../../site/styles/archive.css");
    assert!(style.contains("\n  .rules .basis { display: none; }\n"));
}

/// A rule's findings are all listed, on as many pages as they need.
#[test]
fn every_finding_of_a_rule_is_listed() {
    let folder = scratch("many");
    let content = folder.join("content");
    let mut organs = String::new();
    for number in 0..401 {
        organs = format!("{organs}[[organ]]\nid = \"o{number}\"\nname = \"机关{number}\"\n");
        let path = content.join(format!("reports/o{number}/2023.md"));
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, format!("# 机关{number}政府信息公开工作年度报告\n")).expect("a file");
    }
    fs::write(content.join("organs.toml"), organs).expect("a file");
    fs::write(
        content.join("site.toml"),
        "title = \"归档\"\ndownloads = []\nlanguages = [\"zh\"]\n",
    )
    .expect("a file");
    let out = folder.join("site");
    build(&Options {
        content,
        out: out.clone(),
        ..Options::default()
    })
    .expect("built");
    let listed = |page: &str| {
        attributes(&tags(&read(&out, page)), "href")
            .iter()
            .filter(|link| link.contains("organs/o"))
            .count()
    };
    assert_eq!(
        (
            listed("rules/year-missing/index.html"),
            listed("rules/year-missing/page-2/index.html")
        ),
        (400, 1)
    );
    assert!(!out.join("rules/year-missing/page-3").exists());
}

fn corrections_and_citations(site: &Path) {
    let page = read(site, "organs/office/2022/index.html");
    for expected in [
        "<time datetime=\"2023-05-06\">2023年5月6日</time>",
        "录入时串行，&lt;已&gt;改",
        "<a href=\"#requests.received.total\">一、本年新收 · 总计</a></th><td class=\"n\"><del>9</del></td><td class=\"n\"><ins>12</ins></td>",
        "望潮县人民政府办公室. 望潮县人民政府办公室2022年政府信息公开工作年度报告: 第2版[R/OL]. (2023-01-",
        ")[2023-05-06更正].",
        "@techreport{office-2022,\n  author = {{望潮县人民政府办公室}},",
        "  year = {2023},\n  date = {2023-01-",
        "  version = {2},",
        "\"@type\":\"Report\"",
    ] {
        assert!(page.contains(expected), "{expected}");
    }
    let undated = read(site, "organs/bureau/2023/index.html");
    assert!(
        undated.contains("@techreport{bureau-2023,") && !undated.contains("  year = {"),
        "no year is guessed"
    );
    let plain = read(site, "organs/office/2023/index.html");
    assert!(!plain.contains("id=\"corrections\"") && !plain.contains("第2版"));
    // The worst comes first, and what was accepted last.
    let faulty = read(site, "organs/bureau/2022/index.html");
    let order: Vec<usize> = faulty
        .split("<li id=\"finding-")
        .skip(1)
        .filter_map(|item| item.split("class=\"chip ").nth(1)?.split('"').next())
        .map(|class| {
            ["error", "warning", "notice", "accepted"]
                .iter()
                .position(|one| *one == class)
                .expect("a class")
        })
        .collect();
    assert!(!order.is_empty() && order.is_sorted(), "{order:?}");
    for page in ["organs/office/2022/index.html", "data/index.html"] {
        let text = read(site, page);
        let json = text
            .split("<script type=\"application/ld+json\">")
            .nth(1)
            .and_then(|rest| rest.split("</script>").next());
        let value: serde_json::Value = serde_json::from_str(json.expect("data")).expect("JSON");
        assert_eq!(value["@context"], "https://schema.org");
    }
}

fn each_report(site: &Path) {
    let json: serde_json::Value = serde_json::from_str(&read(site, "organs/office/2022.json")).expect("JSON");
    assert_eq!(
        (&json["id"], &json["sample"], &json["report_version"]),
        (&"office".into(), &true.into(), &2.into())
    );
    assert_eq!(json["parent"], "county");
    assert_eq!(json["corrections"][0]["changes"][0]["old"], "9");
    assert_eq!(json["source"]["title"], "虚构的示例，没有原文");
    let schema: serde_json::Value = serde_json::from_str(&read(site, "schema/published.json")).expect("JSON");
    assert!(jsonschema::is_valid(&schema, &json));
    let csv = read(site, "organs/office/2022.csv");
    let mut lines = csv.lines();
    assert_eq!(
        lines.next(),
        Some("\u{feff}id,organ,year,form,sample,published,field,value,label,label_en,source,sha256")
    );
    let received = lines
        .find(|line| line.contains(",requests.received.total,"))
        .expect("a line");
    assert!(
        received.starts_with("office,望潮县人民政府办公室,2022,2021,true,2023-01-"),
        "{received}"
    );
    assert!(received.contains(",requests.received.total,12,"), "{received}");
    assert!(received.ends_with(",虚构的示例，没有原文,"), "{received}");
    // Both are read as the report that they were made of.
    for kind in ["csv", "json"] {
        let name = format!("organs/office/2022.{kind}");
        let bytes = fs::read(site.join(&name)).expect("a file");
        let read = nianbao_documents::read(&name, &bytes)
            .expect("it can be read")
            .reading
            .report;
        let report = markdown::read(&shipped("wangchao-office/2022.md")).report;
        assert!(read.figures().iter().eq(report.figures().iter()), "{kind}");
    }
}

/// The cells of a line of CSV without quoted commas.
fn cells(line: &str) -> Vec<&str> {
    line.trim_start_matches('\u{feff}').split(',').collect()
}

fn whole_archive(site: &Path) {
    let wide = read(site, "data/reports.csv");
    let mut lines = wide.lines();
    let names = cells(lines.next().expect("a header"));
    assert_eq!(&names[..4], ["id", "year", "organ", "organ_en"]);
    let column = |name: &str| {
        names
            .iter()
            .position(|one| *one == name)
            .unwrap_or_else(|| panic!("no column {name}"))
    };
    let rows: Vec<Vec<&str>> = lines.map(cells).collect();
    assert_eq!(rows.len(), 5);
    assert!(rows.iter().all(|row| row.len() == names.len()));
    let of = |id: &str, year: &str| rows.iter().find(|row| row[0] == id && row[1] == year).expect("a row");
    let office = of("office", "2022");
    for (name, value) in [
        ("parent", "county"),
        ("kind", "department"),
        ("form", "2021"),
        ("corrected", "2023-05-06"),
        ("report_version", "2"),
        ("sample", "true"),
        ("aggregate", "false"),
        ("requests.received.total", "12"),
    ] {
        assert_eq!(office[column(name)], value, "{name}");
    }
    assert_eq!(of("county", "2022")[column("aggregate")], "true");
    assert_eq!(of("bureau", "2023")[column("published")], "", "undated");
    // Each figure is that of its report.
    let text = shipped("wangchao-resources/2022.md");
    let report = markdown::read(&text).report;
    let bureau = of("bureau", "2022");
    for (field, cell) in report.figures().iter() {
        let expected = cell.number().map_or_else(String::new, |number| number.to_string());
        assert_eq!(bureau[column(&field.to_string())], expected, "{field}");
    }
    let jsonl = read(site, "data/reports.jsonl");
    let schema: serde_json::Value = serde_json::from_str(&read(site, "schema/line.json")).expect("JSON");
    let parsed: Vec<serde_json::Value> = jsonl
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(parsed.len(), 5);
    assert!(parsed.iter().all(|line| jsonschema::is_valid(&schema, line)));
    assert_eq!(parsed[1]["fields"]["requests.received.total"], 12);
    let findings = read(site, "data/findings.csv");
    assert!(findings.starts_with("\u{feff}id,year,organ,rule,severity,accepted,field,message,message_en,reason\r\n"));
    assert_eq!(findings.matches('\u{feff}').count(), 1);
    assert!(
        findings.contains("\r\nbureau,2022,望潮县自然资源局,wrong-cell,error,false,requests.granted.natural_person,")
    );
    let each: usize = ["county", "office", "bureau"]
        .iter()
        .map(|id| read(site, &format!("organs/{id}/findings.csv")).lines().count() - 1)
        .sum();
    assert_eq!(findings.lines().count() - 1, each);
    let corrections = read(site, "data/corrections.csv");
    assert_eq!(
        corrections.lines().nth(1),
        Some("office,2022,望潮县人民政府办公室,2023-05-06,录入时串行，<已>改,,requests.received.total,9,12")
    );
    assert_eq!(read(site, "data/organs.csv").lines().count(), 4);
    assert!(read(site, "data/fields.csv").contains("requests.received.total,requests,一、本年新收 · 总计,"));
    // The page names every file.
    let page = read(site, "data/index.html");
    for entry in fs::read_dir(site.join("data")).expect("a folder") {
        let name = entry.expect("an entry").file_name().to_string_lossy().into_owned();
        assert!(
            name == "index.html" || page.contains(&format!("href=\"../data/{name}\"")),
            "{name}"
        );
    }
    // A workbook that others read has the same figures.
    let xlsx = fs::read(site.join("data/reports.xlsx")).expect("a file");
    assert!(xlsx.starts_with(b"PK"));
}

/// Runs Python; `None`, said loudly, if it or a module is not installed.
fn python(site: &Path, modules: &[&str], script: &str) -> Option<String> {
    let import = format!("import {}", modules.join(", "));
    let there = Command::new("python3")
        .args(["-c", &import])
        .output()
        .is_ok_and(|output| output.status.success());
    if !there {
        eprintln!("NOT TESTED: python3 with {} is not installed", modules.join(", "));
        return None;
    }
    let output = Command::new("python3")
        .arg("-c")
        .arg(script)
        .current_dir(site.join("data"))
        .output()
        .expect("it runs");
    let (out, error) = (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    );
    assert!(output.status.success(), "{script}\n{out}\n{error}");
    Some(out)
}

/// The lines of the page for a program.
fn lines_for(site: &Path, id: &str) -> String {
    let page = read(site, "data/index.html");
    let (_, rest) = page
        .split_once(&format!("aria-labelledby=\"{id}\"><code>"))
        .expect("lines");
    let (code, _) = rest.split_once("</code>").expect("an end");
    code.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

/// Other programs find the same sums with the lines on the page, and the package is valid.
#[test]
fn others_read_the_data() {
    // Those of the office are invented; those of the county sum up others.
    let (out, _) = site("others", None);
    let content = out.with_file_name("content");
    for path in ["county/2022.md", "bureau/2022.md", "bureau/2023.md"] {
        let path = content.join("reports").join(path);
        let text = fs::read_to_string(&path).expect("a report");
        assert!(text.contains("\nsample = true\n"));
        fs::write(&path, text.replacen("\nsample = true\n", "\n", 1)).expect("a file");
    }
    build(&Options {
        content,
        out: out.clone(),
        ..Options::default()
    })
    .expect("built");
    let site = out.as_path();
    let received = |path: &str| {
        let report = markdown::read(&shipped(path)).report;
        let field = "requests.received.total".parse().expect("a field");
        report
            .cell(field)
            .and_then(nianbao_core::cell::Cell::number)
            .and_then(nianbao_core::cell::Number::as_whole)
            .expect("a figure")
    };
    let sums = [
        (2022, received("wangchao-resources/2022.md")),
        (2023, received("wangchao-resources/2023.md")),
    ];
    let same = |out: Option<String>| {
        let Some(out) = out else { return };
        for (year, sum) in sums {
            let found = out.lines().any(|line| {
                let numbers: Vec<f64> = line
                    .split(|c: char| !c.is_ascii_digit() && c != '.')
                    .filter_map(|word| word.parse().ok())
                    .collect();
                // R numbers the lines that it prints.
                let said: Vec<String> = numbers.iter().map(ToString::to_string).collect();
                said.ends_with(&[year.to_string(), sum.to_string()])
            });
            assert!(found, "{year} {sum}: {out}");
        }
    };
    same(python(site, &["pandas"], &lines_for(site, "pandas")));
    let sql = lines_for(site, "duckdb");
    let by_sql = |sql: &str| format!("import duckdb\nfor row in duckdb.sql({sql:?}).fetchall(): print(*row)");
    same(python(site, &["duckdb"], &by_sql(&sql)));
    same(python(
        site,
        &["duckdb"],
        &by_sql(&sql.replace("reports.parquet", "reports.csv")),
    ));
    let long = "SELECT year, sum(value) FROM 'figures.csv.gz' WHERE NOT sample AND NOT aggregate AND field = 'requests.received.total' GROUP BY year";
    same(python(site, &["duckdb"], &by_sql(long)));
    same(python(
        site,
        &["pandas", "openpyxl"],
        "import pandas as pd\nd = pd.read_excel('reports.xlsx', sheet_name='报告')\nassert d['organ'][1] == '望潮县人民政府办公室'\nprint(d[~d['sample'] & ~d['aggregate']].groupby('year')['requests.received.total'].sum())",
    ));
    let valid = "from frictionless import validate\nreport = validate('datapackage.json')\nassert report.valid, report.flatten(['type', 'message'])\nprint(len(report.tasks))";
    if let Some(count) = python(site, &["frictionless"], valid) {
        assert!(count.trim().parse::<usize>().is_ok_and(|count| count >= 6), "{count}");
    }
    let r = Command::new("Rscript")
        .arg("-e")
        .arg(lines_for(site, "r"))
        .current_dir(site.join("data"))
        .output();
    match r {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
            same(Some(String::from_utf8_lossy(&output.stdout).into_owned()));
        }
        Err(_) => eprintln!("NOT TESTED: Rscript is not installed"),
    }
}

/// Feeds follow the grammar of RFC 4287.
#[test]
fn feeds_are_valid() {
    let (site, _) = site("valid", Some("https://example.org/a"));
    let grammar = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/atom.rnc");
    let check = |feed: &Path, expected: bool| {
        let Ok(output) = Command::new("jing").arg("-c").arg(&grammar).arg(feed).output() else {
            eprintln!("NOT TESTED: jing, which knows RELAX NG, is not installed");
            return;
        };
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.success(), expected, "{}: {said}", feed.display());
    };
    for feed in [
        "feed.xml",
        "en/feed.xml",
        "organs/office/feed.xml",
        "en/organs/old-office/feed.xml",
    ] {
        check(&site.join(feed), true);
    }
    let wrong = site.with_file_name("wrong.xml");
    let text = read(&site, "feed.xml").replace("T00:00:00+08:00", "");
    fs::write(&wrong, text).expect("a file");
    check(&wrong, false);
}

/// LibreOffice reads every cell of the CSV as it is, Chinese too, with the encoding that its dialog offers for the mark at
/// the beginning of the file.
#[test]
fn libreoffice_reads_the_csv() {
    let (site, _) = site("libreoffice", None);
    let folder = site.with_file_name("office");
    let _ = fs::remove_dir_all(&folder);
    let profile = format!("-env:UserInstallation=file://{}", folder.join("profile").display());
    let csv = site.join("data/reports.csv");
    let converted = Command::new("soffice")
        .args([&profile, "--headless", "--infilter=CSV:44,34,76,1", "--convert-to"])
        .args(["csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir"])
        .args([&folder, &csv])
        .output();
    if converted.is_err() {
        eprintln!("NOT TESTED: soffice is not installed");
        return;
    }
    let cells = |path: &Path| -> Vec<String> {
        let text = fs::read_to_string(path).expect("a table");
        let text = text.trim_start_matches('\u{feff}').replace(['"', '\r'], "");
        // It writes TRUE for true.
        text.split([',', '\n']).map(str::to_lowercase).collect()
    };
    let (ours, theirs) = (cells(&csv), cells(&folder.join("reports.csv")));
    assert!(ours.iter().any(|cell| cell == "望潮县人民政府办公室"));
    assert_eq!(ours, theirs);
}

/// Figures sort as numbers, and Chinese numerals that count as well.
#[test]
fn lists_sort_as_people_expect() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site/scripts/list.js");
    let check = |numbers: bool, sorted: &[&str]| {
        let mut mixed = sorted.to_vec();
        mixed.reverse();
        let code = format!(
            "const {{ compare }} = require({:?}); console.log(JSON.stringify({mixed:?}.sort((a, b) => compare(a, b, {numbers}))))",
            script.to_string_lossy()
        );
        match Command::new("node").args(["-e", &code]).output() {
            Ok(output) => {
                let error = String::from_utf8_lossy(&output.stderr).into_owned();
                let found: Vec<String> = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{error}"));
                assert_eq!(found, sorted);
            }
            Err(_) => eprintln!("NOT TESTED: node is not installed"),
        }
    };
    check(true, &["-3", "0", "9", "40.5%", "100.0%", "1,234*", "–"]);
    check(
        false,
        &[
            "第二中学",
            "第九中学",
            "第十中学",
            "第十二中学",
            "第二十中学",
            "第一百零三中学",
        ],
    );
    check(false, &["一、收到", "二、结转", "十、其他", "十一、合计"]);
    check(false, &["（二）", "（十）", "（十一）"]);
    check(false, &["机关2", "机关10"]);
}

/// A row without a report has a cell that spans the figures; it sorts by any column.
#[test]
fn a_list_finds_the_cell_of_a_column() {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../site/scripts/list.js");
    let code = format!(
        "const {{ text }} = require({:?}); \
         const cell = (textContent, colSpan = 1, sort = undefined) => ({{ textContent, colSpan, dataset: {{ sort }} }}); \
         const row = {{ cells: [cell('organ'), cell('kind', 1, 'k'), cell('no report', 6), cell('lacking')] }}; \
         console.log(JSON.stringify([0, 1, 2, 7, 8, 9].map((column) => text(row, column))))",
        script.to_string_lossy()
    );
    match Command::new("node").args(["-e", &code]).output() {
        Ok(output) => assert_eq!(
            String::from_utf8_lossy(&output.stdout).trim(),
            r#"["organ","k","no report","no report","lacking",""]"#
        ),
        Err(_) => eprintln!("NOT TESTED: node is not installed"),
    }
}

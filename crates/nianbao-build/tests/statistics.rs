//! Statistics, coverage and comparison of an archive, against sums made here from the reports themselves.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use nianbao_build::site::{Options, build};
use nianbao_core::field::{Applicant, DisputeBlock, DisputeResult, Field, RequestsRow};
use nianbao_core::form::FormId;
use nianbao_core::markdown;
use nianbao_core::report::Report;
use nianbao_tests::html::{attributes, tags};

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

/// The site of some content.
fn site(content: PathBuf, name: &str) -> PathBuf {
    let out = scratch(name).join("site");
    build(&Options {
        content,
        out: out.clone(),
        ..Options::default()
    })
    .expect("built");
    out
}

/// The site of these files.
fn site_of(name: &str, files: &[(&str, String)]) -> PathBuf {
    let content = scratch(&format!("{name}-content"));
    let settings = ("site.toml", "title = \"归档\"\ndownloads = []\n".to_owned());
    for (path, text) in files.iter().chain([&settings]) {
        let path = content.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    site(content, name)
}

fn read(site: &Path, path: &str) -> String {
    fs::read_to_string(site.join(path)).unwrap_or_else(|_| panic!("{path} is not there"))
}

/// The cells of a line of CSV; none has a line break or a quotation mark in it.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            c => cells.last_mut().expect("a cell").push(c),
        }
    }
    cells
}

/// The lines of a CSV file by the names of their columns.
fn table(site: &Path, path: &str) -> Vec<BTreeMap<String, String>> {
    let text = read(site, path);
    let text = text.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut lines = text.split("\r\n").filter(|line| !line.is_empty());
    let heads = cells(lines.next().expect("heads"));
    lines
        .map(|line| {
            let cells = cells(line);
            assert_eq!(cells.len(), heads.len(), "{path}: {line}");
            heads.iter().cloned().zip(cells).collect()
        })
        .collect()
}

/// The organs that a page lists below a heading, by the addresses of their reports.
fn listed(page: &str, id: &str) -> Vec<(String, String)> {
    let Some((_, section)) = page.split_once(&format!("id=\"{id}\"")) else {
        return Vec::new();
    };
    let section = section.split("</section>\n</section>").next().expect("a section");
    let rows = section.split("<tr>").skip(1);
    rows.filter_map(|row| {
        let organ = row.split("organs/").nth(1)?.split('/').next()?.to_owned();
        Some((organ, row.to_owned()))
    })
    .collect()
}

fn report(organ: &str, year: u16) -> Option<Report> {
    let text = fs::read_to_string(shipped().join(format!("reports/{organ}/{year}.md"))).ok()?;
    Some(markdown::read(&text).report)
}

fn count(report: &Report, field: &str) -> i64 {
    let field: Field = field.parse().expect("a field");
    let number = report.cell(field).and_then(nianbao_core::cell::Cell::number);
    number.and_then(nianbao_core::cell::Number::as_whole).unwrap_or(0)
}

/// The sums of the invented county are those of its reports, without those that the page says are left out.
#[test]
fn sums_are_those_of_the_reports() {
    let site = site(shipped(), "sums");
    let organs = read(&shipped(), "organs.toml");
    let below: Vec<&str> = organs
        .split("[[organ]]")
        .filter(|entry| entry.contains("parent = \"wangchao") && !entry.contains("kind = \"government\""))
        .filter_map(|entry| entry.split("id = \"").nth(1)?.split('"').next())
        .collect();
    assert!(below.len() >= 6);
    let lines = table(&site, "statistics/organs/wangchao/statistics.csv");
    let years: BTreeSet<u16> = lines.iter().map(|line| line["year"].parse().expect("a year")).collect();
    assert!(years.len() >= 6);
    let mut left_out = 0;
    for year in years {
        let page = read(&site, &format!("statistics/organs/wangchao/{year}/index.html"));
        let out = listed(&page, "left-out");
        left_out += out.len();
        let of = |name: &str| {
            let without: Vec<&str> = out
                .iter()
                .filter(|(_, row)| row.contains(name))
                .map(|(organ, _)| organ.as_str())
                .collect();
            let counted = below.iter().filter(|organ| !without.contains(organ));
            counted.filter_map(|organ| report(organ, year)).collect::<Vec<Report>>()
        };
        let line = |measure: &str| {
            let found = lines
                .iter()
                .find(|line| line["year"] == year.to_string() && line["measure"] == measure);
            found.unwrap_or_else(|| panic!("{year} has no {measure}"))
        };
        let sum = |reports: &[Report], field: &str| reports.iter().map(|report| count(report, field)).sum::<i64>();
        let form = FormId::of_year(year).expect("a form").form();
        for field in form.fields() {
            let name = field.to_string();
            let reports = match field {
                Field::Requests(RequestsRow::Received, _) => of("申请数"),
                Field::Requests(RequestsRow::CarriedIn | RequestsRow::CarriedOut, Applicant::Total) => of("结转"),
                Field::Requests(_, Applicant::Total) => of("办理结果"),
                Field::Disputes(..) => of("复议诉讼"),
                _ => continue,
            };
            let line = line(&name);
            assert_eq!(line["value"], sum(&reports, &name).to_string(), "{year} {name}");
            assert_eq!(line["reports_counted"], reports.len().to_string(), "{year} {name}");
            assert_eq!(line["sample_reports"], line["reports"], "{year}: all are invented");
        }
        // The rates, from the same sums.
        let outcomes = of("办理结果");
        let disclosed = sum(&outcomes, "requests.granted.total") + sum(&outcomes, "requests.partially_granted.total");
        let total = sum(&outcomes, "requests.outcomes_total.total");
        let rate = line("rate.disclosed");
        assert_eq!(
            (rate["numerator"].parse(), rate["denominator"].parse()),
            (Ok(disclosed), Ok(total))
        );
        let tenths = (disclosed * 2000 + total) / (total * 2);
        let said = format!("<td class=\"n rate\">{}.{}%</td>", tenths / 10, tenths % 10);
        assert!(page.contains(&said), "{year}: {said}");
        let disputes = of("复议诉讼");
        let of_result = |result: DisputeResult| {
            let blocks = DisputeBlock::ALL.iter();
            blocks
                .map(|block| sum(&disputes, &Field::Disputes(*block, result).to_string()))
                .sum::<i64>()
        };
        let rate = line("rate.corrected");
        assert_eq!(rate["numerator"], of_result(DisputeResult::Corrected).to_string());
        let decided = of_result(DisputeResult::Total) - of_result(DisputeResult::Pending);
        assert_eq!(rate["denominator"], decided.to_string());
        // The government's own report stands next to them.
        let own = report("wangchao", year).expect("a report");
        let row = page.split("class=\"aggregate\"").nth(1).expect("the government's row");
        let received = format!("<td class=\"n\">{}</td>", count(&own, "requests.received.total"));
        assert!(row.contains(&received), "{year}: {received}");
    }
    assert!(left_out >= 4, "some reports have errors: {left_out}");
}

/// An error leaves a report out of what it touches, and of nothing else.
#[test]
fn a_report_is_left_out_of_what_its_errors_touch() {
    let site = site(shipped(), "left-out");
    // The cell of table three that is wrong is an outcome.
    let lines = table(&site, "statistics/organs/wangchao/statistics.csv");
    let line = |year: &str, measure: &str| {
        let found = lines
            .iter()
            .find(|line| line["year"] == year && line["measure"] == measure);
        found.expect("a line").clone()
    };
    let page = read(&site, "statistics/organs/wangchao/2022/index.html");
    let out = listed(&page, "left-out");
    let (_, resources) = out
        .iter()
        .find(|(organ, _)| organ == "wangchao-resources")
        .expect("the report with a wrong cell");
    assert!(
        resources.contains("错误涉及办理结果") && !resources.contains("申请数"),
        "{resources}"
    );
    assert!(resources.contains("class=\"flag\">有错误<"));
    let (received, outcomes) = (
        line("2022", "requests.received.total"),
        line("2022", "requests.outcomes_total.total"),
    );
    assert!(received["left_out_errors"] < outcomes["left_out_errors"]);
    // Drawn as published, ringed, and said in words on the organ's page; what is left out of a bar is on that of all.
    let organ = read(&site, "organs/wangchao-resources/index.html");
    assert!(organ.contains("class=\"ring\"") && organ.contains("2022 年（虚线框）"));
    let all = read(&site, "statistics/index.html");
    assert!(all.contains("件有错误") && all.contains("class=\"ring\""));
    // Governments are in no scope with organs.
    for (path, _) in files(&site, "statistics") {
        if path.ends_with("statistics.csv") && !path.contains("governments") {
            for line in table(&site, &path) {
                assert_eq!(line["aggregate"], "false", "{path}");
            }
        }
    }
}

/// The files below a folder of the site, by their path.
fn files(site: &Path, folder: &str) -> Vec<(String, PathBuf)> {
    walkdir::WalkDir::new(site.join(folder))
        .into_iter()
        .map(|entry| entry.expect("an entry").into_path())
        .filter(|path| path.is_file())
        .map(|path| {
            let name = path
                .strip_prefix(site)
                .expect("below")
                .to_string_lossy()
                .replace('\\', "/");
            (name, path)
        })
        .collect()
}

fn dated(date: &str) -> String {
    format!("+++\npublished = {date}\n+++\n\n# 某县某局政府信息公开工作年度报告\n")
}

const ORGANS: &str = r#"
[[organ]]
id = "gov"
name = "甲县人民政府"
kind = "government"
[[organ]]
id = "one"
name = "甲县一局"
parent = "gov"
[[organ]]
id = "two"
name = "甲县二局"
parent = "gov"
since = 2022
[[organ]]
id = "three"
name = "甲县三局"
parent = "gov"
until = 2021
[[organ]]
id = "four"
name = "甲县四镇人民政府"
kind = "township"
parent = "gov"
[[organ]]
id = "alone"
name = "乙县一局"
"#;

/// What coverage says of each organ and year.
#[test]
fn coverage_says_who_published_when() {
    let undated = "# 甲县四镇人民政府2022年政府信息公开工作年度报告\n".to_owned();
    let site = site_of(
        "coverage",
        &[
            ("organs.toml", ORGANS.to_owned()),
            // A government has until the end of March.
            ("reports/gov/2021.md", dated("2022-03-31")),
            ("reports/gov/2022.md", dated("2023-04-02")),
            ("reports/one/2021.md", dated("2022-01-31")),
            ("reports/one/2023.md", dated("2024-02-01")),
            ("reports/two/2022.md", dated("2023-01-01")),
            ("reports/three/2021.md", dated("2022-01-02")),
            ("reports/four/2022.md", undated),
            ("reports/alone/2022.md", dated("2023-12-31")),
        ],
    );
    let lines = table(&site, "coverage/coverage.csv");
    let found: BTreeMap<(String, String), String> = lines
        .iter()
        .map(|line| {
            let late = if line["days_late"].is_empty() {
                String::new()
            } else {
                format!(" {}", line["days_late"])
            };
            (
                (line["organ"].clone(), line["year"].clone()),
                format!("{}{late}", line["status"]),
            )
        })
        .collect();
    let expected = [
        ("gov", 2021, "in_time 0"),
        ("gov", 2022, "late 2"),
        // Nothing in the archive is later than its deadline.
        ("gov", 2023, "not_due"),
        ("one", 2021, "in_time 0"),
        ("one", 2022, "missing"),
        ("one", 2023, "late 1"),
        ("two", 2021, "not_set_up"),
        ("two", 2022, "in_time 0"),
        ("two", 2023, "missing"),
        ("three", 2021, "in_time 0"),
        ("three", 2022, "dissolved"),
        ("three", 2023, "dissolved"),
        ("four", 2021, "missing"),
        ("four", 2022, "undated"),
        ("four", 2023, "missing"),
        // No government of its own: only what is there.
        ("alone", 2022, "late 334"),
    ];
    let expected: BTreeMap<(String, String), String> = expected
        .into_iter()
        .map(|(organ, year, status)| ((organ.to_owned(), year.to_string()), status.to_owned()))
        .collect();
    assert_eq!(found, expected);

    let page = read(&site, "coverage/index.html");
    let (exceptions, matrix) = page.split_once("id=\"matrix\"").expect("the table of all");
    for said in ["逾期 2 天", "逾期 1 天", "缺失", "未注明日期"] {
        assert!(exceptions.contains(said) && matrix.contains(said), "{said}");
    }
    for said in ["未设立", "已撤并"] {
        assert!(!exceptions.contains(said) && matrix.contains(said), "{said}");
    }
    let rows = listed(&page, "by-government");
    assert_eq!(rows.len(), 1, "one government");
    // Owed 11: in time 4, late 2, missing 4, undated 1; so 4 of 10 in time.
    let cells: Vec<&str> = rows[0]
        .1
        .split("<td class=\"n")
        .skip(1)
        .filter_map(|cell| cell.split('>').nth(1)?.split('<').next())
        .collect();
    assert_eq!(cells, ["11", "4", "2", "4", "1", "0", "40.0%"]);

    // The missing are rows of their year, and cells of the home page.
    let year = read(&site, "years/2022/index.html");
    assert!(year.contains("甲县一局") && year.contains("缺 1 份。") && !year.contains("甲县三局"));
    let home = read(&site, "index.html");
    assert_eq!(home.matches("chip missing").count(), 4);
    let (_, list) = home.split_once("id=\"missing\"").expect("a list of the last year");
    let (list, _) = list.split_once("</ul>").expect("organs");
    let named = ["gov", "one", "two", "four"].map(|id| list.contains(&format!("organs/{id}/index.html")));
    assert_eq!(named, [false, false, true, true], "{list}");
    let english = read(&site, "en/coverage/index.html");
    assert!(english.contains("2 days late") && english.contains("1 day late") && english.contains("missing"));
}

#[test]
fn a_report_that_cannot_be_read_is_there_and_counts_for_nothing() {
    let content = scratch("unread-content");
    for (path, bytes) in [
        ("organs.toml", ORGANS.as_bytes()),
        ("reports/one/2023.md", b"\xff\xfe"),
        ("reports/two/2023.md", dated("2024-02-02").as_bytes()),
    ] {
        let path = content.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }
    let site = site(content, "unread");
    let lines = table(&site, "coverage/coverage.csv");
    let one = lines.iter().find(|line| line["organ"] == "one").expect("a line");
    assert_eq!(one["status"], "unreadable");
    let lines = table(&site, "statistics/organs/gov/statistics.csv");
    let received = lines
        .iter()
        .find(|line| line["measure"] == "requests.received.total")
        .expect("a line");
    let counts =
        ["value", "reports_counted", "left_out_lacking", "reports", "owed"].map(|name| received[name].as_str());
    // The other report has no tables, which is not 0 either. One, two and the township owe a report; the township's is missing.
    assert_eq!(counts, ["", "0", "2", "2", "3"]);
    let page = read(&site, "statistics/organs/gov/2023/index.html");
    assert!(page.contains("没有写明申请数、结转、办理结果"), "{page}");
}

/// The data for comparing has every cell of every report, as it is in the report.
#[test]
fn data_for_comparing_is_that_of_the_reports() {
    let site = site(shipped(), "compare");
    let page = read(&site, "compare/index.html");
    let fields = |form: &str| -> Vec<String> {
        let (_, rest) = page
            .split_once(&format!("data-form=\"{form}\">"))
            .expect("the form's fields");
        rest.split('<')
            .next()
            .expect("fields")
            .split(' ')
            .map(str::to_owned)
            .collect()
    };
    let mut reports = 0;
    for (path, file) in files(&site, "assets/compare") {
        let text = fs::read_to_string(file).expect("a script");
        let json = text
            .strip_prefix("nianbaoCompare(")
            .and_then(|text| text.strip_suffix(");\n"));
        let data: serde_json::Value = serde_json::from_str(json.expect("a call")).expect("JSON");
        let Some(organ) = data["id"].as_str() else {
            assert_eq!(path, "assets/compare/organs.js");
            let all = data["organs"].as_array().expect("organs");
            assert!(all.iter().all(|organ| {
                site.join(format!(
                    "assets/compare/organ-{}.js",
                    organ["id"].as_str().expect("an id")
                ))
                .is_file()
            }));
            continue;
        };
        for (year, found) in data["years"].as_object().expect("years") {
            reports += 1;
            let own = report(organ, year.parse().expect("a year")).expect("a report");
            assert_eq!(found["sample"].as_bool(), Some(own.meta.sample), "{organ} {year}");
            let cells = found["cells"].as_str().expect("cells").split(',');
            let fields = fields(found["form"].as_str().expect("a form"));
            assert_eq!(cells.clone().count(), fields.len());
            for (cell, field) in cells.zip(&fields) {
                let written = own.cell(field.parse().expect("a field"));
                let expected = match written {
                    None => "x".to_owned(),
                    Some(cell) if cell.is_blank() => String::new(),
                    Some(cell) => cell.number().map_or("?".to_owned(), |number| number.to_string()),
                };
                assert_eq!(cell, expected, "{organ} {year} {field}");
            }
        }
    }
    assert!(reports >= 36, "{reports}");
    // Each row of the table is a field of a form, or a sum of fields.
    let found = tags(&page);
    let rows = attributes(&found, "data-field");
    assert!(rows.len() > 60);
    for name in rows.iter().flat_map(|row| row.split(' ')) {
        let name = name.replace('*', "total");
        assert!(name.parse::<Field>().is_ok(), "{name}");
    }
    // Without scripts, and on every report, last year's figures.
    assert!(page.contains("<noscript>"));
    let resources = read(&site, "organs/wangchao-resources/2023/index.html");
    let beside = resources
        .split("id=\"beside-last-year\"")
        .nth(1)
        .expect("last year's figures");
    let (old, new) = (
        report("wangchao-resources", 2022).expect("a report"),
        report("wangchao-resources", 2023).expect("a report"),
    );
    let received = |report: &Report| format!("<td class=\"n\">{}</td>", count(report, "requests.received.total"));
    assert!(beside.contains(&(received(&old) + &received(&new))));
    assert!(beside.contains("compare/index.html?left=wangchao-resources/2022&amp;right=wangchao-resources/2023"));
    // Last year's outcomes have an error: they are not compared.
    assert!(beside.contains("<td class=\"n faint\">有错误</td>"));
    let first = read(&site, "organs/wangchao-resources/2019/index.html");
    assert!(!first.contains("beside-last-year"));
}

/// Charts are drawn where there are figures of several years, with their tables and the data to download.
#[test]
fn charts_have_words_tables_and_data() {
    let site = site(shipped(), "charts");
    for page in [
        "statistics/index.html",
        "en/statistics/index.html",
        "organs/wangchao/index.html",
        "en/organs/wangchao-bailu/index.html",
        "index.html",
    ] {
        let text = read(&site, page);
        let found = tags(&text);
        let charts: Vec<_> = found
            .iter()
            .filter(|tag| tag.name == "svg" && tag.get("role") == Some("img"))
            .collect();
        assert!(charts.len() > 1, "{page}");
        for chart in charts {
            let names = chart.get("aria-labelledby").expect("names").split(' ');
            for name in names {
                assert!(found.iter().any(|tag| tag.get("id") == Some(name)), "{page}: {name}");
            }
        }
        assert!(!text.contains("NaN") && !text.contains("style=\""), "{page}");
    }
    // A missing report is a slot, and not 0.
    let bailu = read(&site, "organs/wangchao-bailu/index.html");
    assert!(bailu.contains("2020 年没有报告") && bailu.contains("class=\"gap\""));
    // A single year is no chart.
    let one = read(&site, "organs/jianshan-office/index.html");
    assert!(!one.contains("<svg class=\"chart\""));
    let lines = table(&site, "organs/wangchao-bailu/trends.csv");
    for line in &lines {
        let year = line["year"].parse().expect("a year");
        assert_eq!(line["sample"], "true");
        match report("wangchao-bailu", year) {
            None => assert_eq!((line["report"].as_str(), line["received"].as_str()), ("missing", "")),
            Some(own) => assert_eq!(line["received"], count(&own, "requests.received.total").to_string()),
        }
    }
    assert_eq!(lines.len(), 7);
    missing_and_late_ones_are_in_every_list(&site);
    sentences_are_borne_out(&site);
}

/// Missing reports have rows of their own, and late ones say so, wherever reports are listed.
fn missing_and_late_ones_are_in_every_list(site: &Path) {
    let row = |page: &str, begins: &str| {
        let text = read(site, page);
        // The tables of charts come first.
        let row = text.lines().rfind(|line| line.contains(begins)).map(str::to_owned);
        row.unwrap_or_else(|| panic!("{page}: {begins}"))
    };
    let missing = row("organs/wangchao-bailu/index.html", "<th scope=\"row\">2020</th>");
    assert!(
        missing.contains("应有而本站没有收到的报告") && missing.contains(">缺失<"),
        "{missing}"
    );
    let late = row("organs/wangchao-agriculture/index.html", "2025/index.html\">2025</a>");
    assert!(late.contains(">逾期 11 天<"), "{late}");
    let late = row(
        "en/organs/wangchao-agriculture/index.html",
        "2025/index.html\">2025</a>",
    );
    assert!(late.contains(">11 days late<"), "{late}");
    let organs = row("organs/index.html", "organs/wangchao-bailu/index.html");
    assert!(
        organs.contains(">2020 缺失<") && !organs.contains(">2019 缺失<"),
        "{organs}"
    );
    let years = row("years/index.html", "<a href=\"2020/index.html\">2020</a>");
    assert!(
        years.contains("<td class=\"n\"><a href=\"2020/index.html\">1</a></td>"),
        "{years}"
    );
    let years = row("years/index.html", "<a href=\"2019/index.html\">2019</a>");
    assert!(years.contains("<td class=\"n z\">0</td>"), "{years}");
    assert!(read(site, "years/index.html").contains("class=\"sample-bar\""));
}

/// What headings say of several years is true of the figures: sums of different reports are not compared, nor are figures
/// that an error touches; and a few cases are not made a share.
fn sentences_are_borne_out(site: &Path) {
    let lines = table(site, "statistics/organs/wangchao/statistics.csv");
    let received = |year: &str| {
        let line = lines
            .iter()
            .find(|line| line["year"] == year && line["measure"] == "requests.received.total")
            .expect("a sum");
        format!("{year} 年 {} 份报告收到 {} 件", line["reports_counted"], line["value"])
    };
    let page = read(site, "statistics/index.html");
    let heading = format!("<h2>{}，{}</h2>", received("2025"), received("2024"));
    assert!(page.contains(&heading), "{heading}");
    assert!(!page.contains("年来在"), "sums of different reports are in one range");
    // One report is missing.
    let bailu = read(site, "organs/wangchao-bailu/index.html");
    assert!(bailu.contains("2025 年收到 4 件，有数字的 6 年里在 0 到 4 件之间"));
    // An error touches the figure of 2020.
    let resources = read(site, "organs/wangchao-resources/index.html");
    assert!(resources.contains("数字没有错误的 6 年里在"), "{resources}");
    // All years are there and without errors.
    assert!(read(site, "organs/wangchao/index.html").contains("7 年来在 151 到 190 件之间"));
    let few = bailu.lines().find(|line| line.contains(">2025</a>")).expect("a row");
    assert!(few.contains("<td class=\"n\" data-sort=\"50.0%\">2 / 4</td>"), "{few}");
    assert!(bailu.contains(">2 件</text>"), "a segment of four has its count");
}

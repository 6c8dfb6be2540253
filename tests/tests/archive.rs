//! Tests of the built archive: every link leads somewhere, nothing comes from another host, and the same input gives
//! the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use nianbao_tests::html::{Tag, tags};
use nianbao_tests::{root, server, skipped, walk};

/// The built archive, if there is one.
fn archive(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NIANBAO_ARCHIVE").map(PathBuf::from);
    if folder.is_none() {
        skipped(what, "no archive was built; `cargo xtask test` builds it");
    }
    folder
}

/// The pages in a folder: their address from the root of the archive, and their tags.
fn pages(folder: &Path) -> BTreeMap<String, Vec<Tag>> {
    let mut files = Vec::new();
    walk(folder, &mut files);
    files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "html"))
        .map(|file| {
            let text = std::fs::read_to_string(file).expect("a page is text");
            (address(folder, file), tags(&text))
        })
        .collect()
}

/// A file's address from the root of the archive.
fn address(folder: &Path, file: &Path) -> String {
    let path = file.strip_prefix(folder).unwrap_or(file);
    let parts: Vec<_> = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect();
    format!("/{}", parts.join("/"))
}

/// The addresses that a tag loads or links to, and whether the browser loads them by itself.
fn links(tag: &Tag) -> Vec<(&str, bool)> {
    let mut links = Vec::new();
    let loads = match tag.name.as_str() {
        "link" => {
            let words = [
                "stylesheet",
                "icon",
                "preload",
                "modulepreload",
                "manifest",
                "prefetch",
                "search",
            ];
            tag.get("rel")
                .is_some_and(|rel| rel.split(' ').any(|word| words.contains(&word)))
        }
        "a" | "area" => false,
        _ => true,
    };
    links.extend(tag.get("href").map(|address| (address, loads)));
    links.extend(tag.get("src").map(|address| (address, true)));
    links.extend(
        tag.get("data")
            .filter(|_| tag.name == "object")
            .map(|address| (address, true)),
    );
    links.extend(tag.get("action").map(|address| (address, true)));
    links
}

/// Whether an address names another host or another scheme.
fn is_elsewhere(address: &str) -> bool {
    let scheme = address
        .split(['/', '?', '#'])
        .next()
        .is_some_and(|first| first.contains(':'));
    scheme || address.starts_with("//")
}

/// An address on a page, resolved from the root of the archive.
fn resolve(page: &str, address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    if path.is_empty() {
        return Some(page.to_owned());
    }
    let mut parts: Vec<&str> = if path.starts_with('/') {
        Vec::new()
    } else {
        page.split('/').skip(1).collect()
    };
    parts.pop();
    let is_folder = path.ends_with('/') || path.ends_with("..") || path == ".";
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    let end = if is_folder && !parts.is_empty() { "/" } else { "" };
    Some(format!("/{}{end}", parts.join("/")))
}

#[test]
fn addresses_are_resolved_as_a_browser_does() {
    let check =
        |page, address, expected: Option<&str>| assert_eq!(resolve(page, address).as_deref(), expected, "{address}");
    check("/a/b/index.html", "../c/", Some("/a/c/"));
    check("/a/b/index.html", "../../x.css?1#y", Some("/x.css"));
    check("/a/b/index.html", "#y", Some("/a/b/index.html"));
    check("/a/b/index.html", "../..", Some("/"));
    check("/a/b/index.html", "./", Some("/a/b/"));
    check("/a/b/index.html", "/x", Some("/x"));
    check("/index.html", "../x", None);
}

#[test]
fn every_link_leads_somewhere() {
    let Some(folder) = archive("the links of the archive") else {
        return;
    };
    let pages = pages(&folder);
    assert!(!pages.is_empty(), "the archive has pages");
    let ids: BTreeMap<&str, BTreeSet<&str>> = pages
        .iter()
        .map(|(page, tags)| (page.as_str(), tags.iter().filter_map(|tag| tag.get("id")).collect()))
        .collect();
    let mut broken = Vec::new();
    for (page, tags) in &pages {
        for (link, _) in tags.iter().flat_map(links).filter(|(link, _)| !is_elsewhere(link)) {
            let target = resolve(page, link).and_then(|target| server::find(&folder, &target));
            let Some(target) = target else {
                broken.push(format!("{page}: {link}"));
                continue;
            };
            // The validator's page creates ids when it runs.
            let fragment = link.split_once('#').map_or("", |(_, fragment)| fragment);
            let target = address(&folder, &target);
            let known = ids
                .get(target.as_str())
                .is_none_or(|ids| ids.contains(server::decode(fragment).unwrap_or_default().as_str()));
            if !fragment.is_empty() && !known && !target.starts_with("/validate/") {
                broken.push(format!("{page}: {link} (the page is there, the place is not)"));
            }
        }
    }
    assert!(
        broken.is_empty(),
        "{} links lead nowhere:\n{}",
        broken.len(),
        broken.join("\n")
    );
}

#[test]
fn every_page_leads_to_the_validator_as_one_file() {
    let Some(folder) = archive("links to the validator as one file") else {
        return;
    };
    let file = "/validate/nianbao-validator.html";
    assert!(folder.join(&file[1..]).is_file(), "the archive holds no {file}");
    for (page, tags) in pages(&folder) {
        // The validator is not a page of the archive.
        if page.starts_with("/validate/") {
            continue;
        }
        let leads = tags.iter().any(|tag| {
            tag.name == "a"
                && tag
                    .get("href")
                    .is_some_and(|href| resolve(&page, href).as_deref() == Some(file))
        });
        assert!(leads, "{page} does not lead to {file}");
    }
}

#[test]
fn no_page_loads_anything_from_another_host() {
    let Some(folder) = archive("the addresses that the archive loads") else {
        return;
    };
    for (page, tags) in pages(&folder) {
        for (link, loads) in tags.iter().flat_map(links) {
            let own = !is_elsewhere(link) || link.starts_with("data:") || link.starts_with("blob:");
            assert!(!loads || own, "{page} loads {link}");
        }
    }
    let mut files = Vec::new();
    walk(&folder, &mut files);
    for file in files
        .iter()
        .filter(|file| file.extension().is_some_and(|extension| extension == "css"))
    {
        let style = std::fs::read_to_string(file).expect("a style sheet is text");
        for start in ["url(", "@import"] {
            for rest in style.split(start).skip(1) {
                let target = rest.trim_start_matches(['"', '\'', ' ', '(']);
                let elsewhere = target.starts_with("http") || target.starts_with("//");
                assert!(
                    !elsewhere,
                    "{} loads {}",
                    file.display(),
                    target.chars().take(80).collect::<String>()
                );
            }
        }
    }
}

#[test]
fn every_page_can_be_read_by_a_screen_reader() {
    let Some(folder) = archive("the archive's pages") else {
        return;
    };
    for (page, tags) in pages(&folder) {
        let html = tags.iter().find(|tag| tag.name == "html");
        let lang = html.and_then(|html| html.get("lang")).unwrap_or_default();
        assert!(
            lang.starts_with("zh") || lang.starts_with("en"),
            "{page} names no language"
        );
        assert!(tags.iter().any(|tag| tag.name == "title"), "{page} has no title");
        let mut ids = BTreeSet::new();
        for tag in &tags {
            if let Some(id) = tag.get("id") {
                assert!(ids.insert(id), "{page} has two things with the id {id}");
            }
            assert!(
                tag.name != "img" || tag.get("alt").is_some(),
                "{page} has a picture without words"
            );
        }
        for tag in &tags {
            let names = ["for", "aria-labelledby", "aria-describedby", "aria-controls", "headers"];
            for name in names
                .iter()
                .filter_map(|name| tag.get(name))
                .flat_map(str::split_whitespace)
            {
                assert!(
                    ids.contains(name),
                    "{page}: a {} refers to {name}, which is not there",
                    tag.name
                );
            }
        }
    }
}

#[test]
fn pages_are_valid_html() {
    let what = "that the archive's pages are valid HTML";
    let Some(folder) = archive(what) else { return };
    let Some(program) = std::env::var_os("NIANBAO_HTML_VALIDATE") else {
        skipped(
            what,
            "there is no html-validate; `cargo xtask setup` says how to get it",
        );
        return;
    };
    // Pages of one kind are alike: of reports, those of three organs, of statistics, those of one year.
    let alike = |page: &str| {
        let parts: Vec<&str> = page.trim_start_matches("/en").trim_matches('/').split('/').collect();
        match parts[..] {
            ["organs", organ, _, "index.html"] => {
                !["wangchao-bailu", "wangchao-market", "jianshan-office"].contains(&organ)
            }
            ["statistics", .., year, "index.html"] => year.starts_with("20") && year != "2024",
            // The validator's page is written by other means.
            ["validate", ..] => true,
            _ => false,
        }
    };
    let pages: Vec<PathBuf> = pages(&folder)
        .into_keys()
        .filter(|page| !alike(page))
        .map(|page| folder.join(page.trim_start_matches('/')))
        .collect();
    assert!(pages.len() > 100, "there are pages of every kind");
    let rules = tempfile::tempdir().expect("a folder");
    let config = rules.path().join("rules.json");
    let standard = "{ \"root\": true, \"extends\": [\"html-validate:standard\"] }";
    std::fs::write(&config, standard).expect("a file");
    let output = Command::new(program)
        .arg("--config")
        .arg(&config)
        .args(["--formatter", "text"])
        .args(&pages)
        .output()
        .expect("it runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// The most that the first page which somebody opens may load, compressed as servers do, without scripts.
const FIRST_LOAD: usize = 60 * 1024;

#[test]
fn a_page_is_small_enough_for_a_slow_line() {
    let Some(folder) = archive("the size of the archive's pages") else {
        return;
    };
    let compressed = |file: &Path| {
        let bytes = std::fs::read(file).expect("a file");
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        std::io::Write::write_all(&mut packed, &bytes).expect("memory takes everything");
        packed.finish().expect("memory takes everything").len()
    };
    let mut sizes: BTreeMap<PathBuf, usize> = BTreeMap::new();
    let mut largest = (0, String::new());
    for (page, tags) in pages(&folder) {
        // The validator has a budget of its own.
        if page.starts_with("/validate/") {
            continue;
        }
        let own = page.as_str();
        let loaded = tags
            .iter()
            .filter(|tag| !["script", "form"].contains(&tag.name.as_str()));
        let loaded = loaded.flat_map(links);
        let loaded = loaded.filter(|(link, loads)| *loads && !is_elsewhere(link));
        let loaded = loaded.filter_map(|(link, _)| resolve(own, link)).chain([page.clone()]);
        let files: BTreeSet<PathBuf> = loaded.filter_map(|target| server::find(&folder, &target)).collect();
        let sizes = files
            .into_iter()
            .map(|file| *sizes.entry(file.clone()).or_insert_with(|| compressed(&file)));
        largest = largest.max((sizes.sum(), page));
    }
    let (size, page) = largest;
    assert!(size > 0, "the archive has pages");
    println!("the largest first load is {size} bytes: {page}");
    assert!(size <= FIRST_LOAD, "{page} loads {size} bytes at first");
}

#[test]
fn the_same_content_gives_the_same_bytes() {
    let Some(command) = std::env::var_os("NIANBAO_COMMAND") else {
        skipped(
            "that the same content gives the same bytes",
            "the command was not built; `cargo xtask test` builds it",
        );
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let built = ["first", "second"].map(|name| {
        let out = folder.path().join(name);
        let status = Command::new(&command)
            .current_dir(root())
            .args(["build", "--out"])
            .arg(&out)
            .status();
        assert!(status.is_ok_and(|status| status.success()), "the archive is built");
        let mut files = Vec::new();
        walk(&out, &mut files);
        files
            .into_iter()
            .map(|file| (address(&out, &file), file))
            .collect::<BTreeMap<_, _>>()
    });
    let [first, second] = built;
    let names = |files: &BTreeMap<String, PathBuf>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&first), names(&second));
    for (name, file) in &first {
        let same = std::fs::read(file).ok() == std::fs::read(&second[name]).ok();
        assert!(same, "{name} is not the same when it is built again");
    }
}

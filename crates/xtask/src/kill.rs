//! Kills builds of an archive, and makes them fail: whatever the moment, the old site or the new one must be there whole.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use crate::build;
use crate::run::{duration, say, step};
use crate::workspace::Workspace;

/// The years of which each organ has a report.
const YEARS: std::ops::RangeInclusive<u16> = 2019..=2024;

/// How many organs the older archive and the newer one have.
const ORGANS: (usize, usize) = (25, 40);

/// A file that is not the site's, and must be there after every build.
const FOREIGN: (&str, &str) = ("organs/mine/note.txt", "not the site's");

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Builds an archive over an older one and kills the build at a random moment, this many times: first next to a file that is
/// not the site's, then without one, so that each site is made from the spare that the one before left.
pub(crate) fn builds(workspace: &Workspace, kills: u32) -> Result<(), String> {
    let program = program(workspace)?;
    let foreign = kills.div_ceil(2);
    killed(workspace, &program, foreign, true)?;
    killed(workspace, &program, kills - foreign, false)
}

/// The program that builds. Another one, such as one that was built for release, can be named.
fn program(workspace: &Workspace) -> Result<PathBuf, String> {
    if let Some(named) = std::env::var_os("NIANBAO_COMMAND") {
        return Ok(PathBuf::from(named));
    }
    build::command(workspace)?;
    Ok(workspace.command())
}

/// The templates of pages that every site has.
const TEMPLATES: [&str; 10] = [
    "base", "footer", "home", "organ", "organs", "report", "rule", "rules", "year", "years",
];

/// Faults of a template: a variable that does not exist, a block without an end, a filter that does not exist.
const FAULTS: [&str; 3] = [
    "{{ nothing_of_this_name }}",
    "{% if year %}",
    "{{ year | nothing_of_this_name }}",
];

/// Makes builds over an older site fail, this many times each: on a full disk, and with a fault in the theme. `NIANBAO_SMALL_DISK`
/// names a folder on a disk that is soon full.
pub(crate) fn failing(workspace: &Workspace, times: u32) -> Result<(), String> {
    let program = program(workspace)?;
    match std::env::var_os("NIANBAO_SMALL_DISK") {
        Some(disk) => full(workspace, &program, &PathBuf::from(disk).join("nianbao-full"), times)?,
        None => println!(
            "SKIPPED: builds on a full disk; NIANBAO_SMALL_DISK names a folder on one of about 100 MB, such as a tmpfs"
        ),
    }
    faulty(workspace, &program, times)
}

/// Two archives next to each other, and the site of the older one with a file of others in it.
fn two_archives(workspace: &Workspace, program: &Path, folder: &Path) -> Result<(PathBuf, Files, Files), String> {
    let _ = fs::remove_dir_all(folder);
    let report = workspace.root.join("content/reports/wangchao-office/2023.md");
    let report = fs::read_to_string(&report).map_err(|error| at(&report, &error))?;
    for (name, organs) in [("old", ORGANS.0), ("new", ORGANS.1)] {
        archive(&folder.join(name), organs, &report)?;
    }
    let site = folder.join("public/site");
    finish(start(program, &folder.join("new"), &site)?)?;
    put(&site)?;
    finish(start(program, &folder.join("new"), &site)?)?;
    let new = files(&site)?;
    finish(start(program, &folder.join("old"), &site)?)?;
    let old = files(&site)?;
    Ok((site, old, new))
}

/// Builds with room for a part of the new site.
fn full(workspace: &Workspace, program: &Path, folder: &Path, times: u32) -> Result<(), String> {
    let (site, old, new) = two_archives(workspace, program, folder)?;
    let bytes: usize = new.values().map(Vec::len).sum();
    let ballast = folder.join("ballast");
    let mut random = Random::new();
    let (mut failed, mut built) = (0, 0);
    for time in 1..=times {
        // Up to a little more than the site needs, its cache and its last files included.
        let room = random
            .below(Duration::from_micros((bytes + bytes / 3) as u64))
            .as_micros();
        fill(&ballast, u64::try_from(room).unwrap_or_default())?;
        let mut child = start(program, &folder.join("new"), &site)?;
        let status = child.wait().map_err(|error| error.to_string())?;
        let found = files(&site)?;
        if status.success() {
            same(&found, &new, &format!("build {time}, which had room"))?;
            built += 1;
        } else {
            same(&found, &old, &format!("build {time} on a full disk"))?;
            failed += 1;
        }
        fs::remove_file(&ballast).map_err(|error| at(&ballast, &error))?;
        finish(start(program, &folder.join("old"), &site)?)?;
        same(&files(&site)?, &old, "a clean build after it")?;
    }
    println!(
        "{times} builds on a nearly full disk (seed {}): {failed} found no room and left the old site, {built} built the new one",
        random.seed
    );
    fs::remove_dir_all(folder).map_err(|error| at(folder, &error))
}

/// Fills a disk with a file, but for this many bytes.
fn fill(ballast: &Path, room: u64) -> Result<(), String> {
    use std::io::Write as _;
    let fill = || {
        let mut file = fs::File::create(ballast)?;
        let piece = vec![1; 1 << 16];
        let mut size = 0_u64;
        while size < 1 << 32 {
            match file.write(&piece) {
                Ok(0) | Err(_) => break,
                Ok(count) => size += count as u64,
            }
        }
        file.set_len(size.saturating_sub(room))?;
        Ok::<u64, std::io::Error>(size)
    };
    match fill().map_err(|error| at(ballast, &error))? {
        size if size < 1 << 32 => Ok(()),
        _ => Err(format!("{}: the disk has more than 4 GB of room", ballast.display())),
    }
}

/// Builds with a fault in a template.
fn faulty(workspace: &Workspace, program: &Path, times: u32) -> Result<(), String> {
    let folder = workspace.target.join("faulty-theme");
    let (site, old, _) = two_archives(workspace, program, &folder)?;
    let mut random = Random::new();
    let (seed, mut passed) = (random.seed, 0);
    let mut pick = |count: usize| {
        let place = random.below(Duration::from_micros(count as u64)).as_micros();
        usize::try_from(place).unwrap_or_default()
    };
    for time in 1..=times {
        let (template, fault) = (TEMPLATES[pick(TEMPLATES.len())], FAULTS[pick(FAULTS.len())]);
        let name = format!("templates/{template}.html");
        let text = workspace.root.join("site").join(&name);
        let text = fs::read_to_string(&text).map_err(|error| at(&text, &error))?;
        // At a line of its own, often within a block of the template.
        let lines: Vec<&str> = text.lines().collect();
        let (before, after) = lines.split_at(pick(lines.len() + 1));
        let theme = folder.join("theme");
        let _ = fs::remove_dir_all(&theme);
        let path = theme.join(&name);
        let text = [before, &[fault], after].concat().join("\n");
        fs::create_dir_all(theme.join("templates"))
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| at(&path, &error))?;
        let mut command = Command::new(program);
        command.arg("build").arg("--content").arg(folder.join("new"));
        command.arg("--theme").arg(&theme).arg("--out").arg(&site);
        let status = command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .map_err(|error| at(program, &error))?;
        if status.success() {
            // The fault may be in a part that no page shows; then the theme is as good as the program's own.
            finish(start(program, &folder.join("old"), &site)?)?;
            passed += 1;
        } else if status.code() != Some(2) {
            return Err(format!("build {time} with {fault} in {name} ended with {status}"));
        }
        same(&files(&site)?, &old, &format!("build {time} with {fault} in {name}"))?;
    }
    println!(
        "{times} builds with a faulty theme (seed {seed}): {} failed and left the old site, {passed} did not meet the fault",
        times - passed
    );
    fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))
}

/// Kills builds with or without a foreign file in the site. Every other kill comes within milliseconds of the moment when the
/// new site takes the old one's place.
fn killed(workspace: &Workspace, program: &Path, kills: u32, foreign: bool) -> Result<(), String> {
    let folder = workspace.target.join("kill-build");
    let _ = fs::remove_dir_all(&folder);
    let report = workspace.root.join("content/reports/wangchao-office/2023.md");
    let report = fs::read_to_string(&report).map_err(|error| at(&report, &error))?;
    for (name, organs) in [("old", ORGANS.0), ("new", ORGANS.1)] {
        archive(&folder.join(name), organs, &report)?;
    }
    let site = folder.join("public/site");
    let build = |name: &str| start(program, &folder.join(name), &site);
    step("older and newer archive", || {
        finish(build("old")?)?;
        if foreign {
            put(&site)?;
        }
        finish(build("old")?)
    })?;
    let old = files(&site)?;
    let begun = Instant::now();
    finish(build("new")?)?;
    let whole = begun.elapsed();
    let new = files(&site)?;

    let mut random = Random::new();
    let (mut olds, mut news, mut ended) = (0, 0, 0);
    for kill in 1..=kills {
        // Clean builds lead back to the older site, and show that the rest of a killed build disturbs nothing.
        finish(build("old")?)?;
        same(&files(&site)?, &old, "a clean build after a kill")?;
        let before = written(&site);
        let mut child = build("new")?;
        let wait = if kill % 2 == 0 {
            random.below(whole)
        } else {
            until_written(&mut child, &site, before)?;
            random.below(Duration::from_millis(30))
        };
        std::thread::sleep(wait);
        ended += u32::from(child.try_wait().map_err(|error| error.to_string())?.is_some());
        let _ = child.kill();
        child.wait().map_err(|error| error.to_string())?;
        let found = files(&site)?;
        if found == new {
            news += 1;
        } else {
            same(&found, &old, &format!("kill {kill}"))?;
            olds += 1;
        }
    }
    finish(build("new")?)?;
    same(&files(&site)?, &new, "the last clean build")?;
    let entries = fs::read_dir(folder.join("public")).map_err(|error| at(&folder, &error))?;
    let mut left: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    left.sort();
    if left != [".site.nianbao", "site"] {
        return Err(format!("{left:?} where only the site and its cache should be"));
    }
    let among = if foreign { "with" } else { "without" };
    println!(
        "{kills} kills {among} a file of others (seed {}, a build takes {}, {} files): the old site {olds} times, the new one {news} times ({ended} builds \
         had ended), never anything else",
        random.seed,
        duration(whole),
        new.len(),
    );
    say("every build was whole or had not begun");
    fs::remove_dir_all(&folder).map_err(|error| at(&folder, &error))
}

/// When the manifest of a site was written; `None` if it has none.
fn written(site: &Path) -> Option<SystemTime> {
    fs::metadata(site.join("manifest.json"))
        .and_then(|meta| meta.modified())
        .ok()
}

/// Waits until all files of the new site are written, after those of the old one, or the build has ended.
fn until_written(child: &mut Child, site: &Path, before: Option<SystemTime>) -> Result<(), String> {
    let new = site.with_file_name(".site.nianbao").join("new");
    while written(&new) <= before && child.try_wait().map_err(|error| error.to_string())?.is_none() {
        std::thread::sleep(Duration::from_micros(200));
    }
    Ok(())
}

/// Writes the content of an archive, all of whose reports are one invented report.
fn archive(content: &Path, organs: usize, report: &str) -> Result<(), String> {
    let write = |path: PathBuf, text: &str| {
        let folder = path.parent().unwrap_or(content);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, text))
            .map_err(|error| at(&path, &error))
    };
    let mut list = String::new();
    for organ in 0..organs {
        // Other organs of the newer archive, so that pages go as well as come.
        let id = format!("organ-{}", organ + usize::from(organs == ORGANS.1) * 5);
        let _ = write!(list, "[[organ]]\nid = \"{id}\"\nname = \"某县第{organ}局\"\n\n");
        for year in YEARS {
            write(content.join(format!("reports/{id}/{year}.md")), report)?;
        }
    }
    write(content.join("organs.toml"), &list)?;
    write(content.join("site.toml"), &format!("title = \"{organs} 个机关\"\n"))
}

fn put(site: &Path) -> Result<(), String> {
    let path = site.join(FOREIGN.0);
    fs::create_dir_all(path.parent().unwrap_or(site))
        .and_then(|()| fs::write(&path, FOREIGN.1))
        .map_err(|error| at(&path, &error))
}

fn start(program: &Path, content: &Path, site: &Path) -> Result<Child, String> {
    Command::new(program)
        .arg("build")
        .arg("--content")
        .arg(content)
        .arg("--out")
        .arg(site)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| at(program, &error))
}

fn finish(mut child: Child) -> Result<(), String> {
    let status = child.wait().map_err(|error| error.to_string())?;
    if status.success() {
        Ok(())
    } else {
        Err(format!("a build that was not killed ended with {status}"))
    }
}

/// Every file below a folder with its bytes.
fn files(root: &Path) -> Result<Files, String> {
    let (mut found, mut folders) = (Files::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| at(&folder, &error))? {
            let path = entry.map_err(|error| at(&folder, &error))?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let bytes = fs::read(&path).map_err(|error| at(&path, &error))?;
                found.insert(path.strip_prefix(root).unwrap_or(&path).to_owned(), bytes);
            }
        }
    }
    Ok(found)
}

fn same(found: &Files, expected: &Files, when: &str) -> Result<(), String> {
    let differs = |path: &&PathBuf| found.get(*path) != expected.get(*path);
    match found.keys().chain(expected.keys()).find(differs) {
        None => Ok(()),
        Some(path) => Err(format!(
            "{when}: {} is neither missing nor there as it should be",
            path.display()
        )),
    }
}

fn at(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// Moments that are different in every run.
struct Random {
    seed: u64,
    state: u64,
}

impl Random {
    fn new() -> Random {
        let now = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        let seed = u64::from(now.subsec_nanos()) ^ now.as_secs() | 1;
        Random { seed, state: seed }
    }

    /// A duration shorter than this one.
    fn below(&mut self, limit: Duration) -> Duration {
        // xorshift: no quality is needed.
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        let limit = u64::try_from(limit.as_micros()).unwrap_or(u64::MAX).max(1);
        Duration::from_micros(self.state % limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_random_and_within_the_limit() {
        let mut random = Random { seed: 1, state: 1 };
        let limit = Duration::from_millis(10);
        let drawn: Vec<Duration> = (0..100).map(|_| random.below(limit)).collect();
        assert!(drawn.iter().all(|wait| *wait < limit));
        assert!(drawn.iter().any(|wait| *wait < limit / 4) && drawn.iter().any(|wait| *wait > limit * 3 / 4));
    }

    #[test]
    fn a_difference_is_named() {
        let one = Files::from([("a".into(), b"1".to_vec()), ("b".into(), b"2".to_vec())]);
        let mut other = one.clone();
        assert_eq!(same(&one, &other, "x"), Ok(()));
        other.remove(Path::new("b"));
        assert!(same(&one, &other, "x").expect_err("b is missing").contains('b'));
        assert!(same(&other, &one, "x").expect_err("b is missing").contains('b'));
    }
}

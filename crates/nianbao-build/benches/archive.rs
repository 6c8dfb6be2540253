//! Reads a folder of many invented reports from disk and checks it with every rule, including those across years and
//! organs.
//!
//! `cargo bench -p nianbao-build --bench archive -- 10000 50000` gives the numbers of reports; the default is 10,000.

mod invented;

use std::error::Error;
use std::fs;
use std::path::Path;
use std::time::Instant;

use nianbao_build::archive::Archive;
use nianbao_build::content;
use nianbao_build::progress::Progress;
use nianbao_core::diagnostic::Severity;

use invented::{YEARS, generate};

/// The allocator that the command uses.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The memory limit, in megabytes, for 10,000 reports and for each further 10,000.
const BUDGET: u64 = 400;

fn main() -> Result<(), Box<dyn Error>> {
    let mut counts: Vec<usize> = std::env::args().filter_map(|arg| arg.parse().ok()).collect();
    if counts.is_empty() {
        counts.push(10_000);
    }
    let mut largest = 0;
    for count in counts {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("archive-{count}"));
        let bytes = generate(&folder, count)?;
        println!(
            "{count} reports of {} organs, {} bytes on average, {} threads",
            count.div_ceil(YEARS.len()),
            bytes / count,
            rayon::current_num_threads()
        );
        let start = Instant::now();
        let (content, problems) = content::load(&folder)?;
        let listed = start.elapsed();
        let (archive, _) = Archive::read(&content, &folder.join("spill"), &Progress::default())?;
        let time = start.elapsed();
        let severities = Severity::ALL.map(|severity| {
            let counts = archive.records().iter().map(|record| record.counts[severity as usize]);
            format!("{} {}s", counts.sum::<u32>(), severity.name())
        });
        println!(
            "  {:.2} s in all, {:.2} s to list them; {:.0} µs a report; peak memory {}",
            time.as_secs_f64(),
            listed.as_secs_f64(),
            time.as_secs_f64() * 1e6 / f64::from(u32::try_from(count)?),
            peak().map_or_else(|| "unknown".to_owned(), |megabytes| format!("{megabytes} MB"))
        );
        println!("  {} ({} problems)", severities.join(", "), problems.len());
        // Peak memory never falls, so the smallest number of reports runs first.
        largest = largest.max(count);
        let budget = BUDGET * u64::try_from(largest.div_ceil(10_000))?;
        assert!(
            peak().is_none_or(|megabytes| megabytes <= budget),
            "more than {budget} MB"
        );
        fs::remove_dir_all(&folder)?;
    }
    Ok(())
}

/// The peak memory of the process so far in megabytes, if the system reports it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes / 1024)
}

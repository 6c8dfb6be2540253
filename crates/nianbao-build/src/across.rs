//! What is found in the reports of a folder of content: in each by itself, and across years and organs.

use std::collections::BTreeMap;
use std::fs;

use nianbao_core::markdown;
use nianbao_core::report::Report;
use nianbao_core::rules::{self, Checked, Settings};
use rayon::prelude::*;

use crate::content::Content;

/// So many reports are read one after the other, and then checked: the code that reads and the code that checks need not
/// take turns for each in the little memory that is nearest to the processor.
pub const TOGETHER: usize = 8;

/// When this many bytes have been read they are checked first, however few the reports, which bounds the memory used.
const ENOUGH: usize = 1 << 20;

/// Reads some and checks each, in turns. `read` says how large what it read is.
pub fn in_turns<T, R, C>(
    some: impl IntoIterator<Item = T>,
    read: impl Fn(&T) -> (usize, R),
    check: impl Fn(T, R) -> C,
) -> Vec<C> {
    let (mut done, mut waiting, mut size) = (Vec::new(), Vec::new(), 0);
    for one in some {
        let (more, read) = read(&one);
        waiting.push((one, read));
        size += more;
        if size >= ENOUGH {
            done.extend(waiting.drain(..).map(|(one, read)| check(one, read)));
            size = 0;
        }
    }
    done.extend(waiting.into_iter().map(|(one, read)| check(one, read)));
    done
}

/// What was found in each report, by its organ's index and its year.
#[derive(Debug, Clone, Default)]
pub struct Across(BTreeMap<(usize, u16), Checked>);

impl Across {
    /// Reads and checks every report. What cannot be read is left to whoever writes the pages: that says so.
    pub fn read(content: &Content) -> Across {
        let settings = Settings::default();
        let places: Vec<(usize, u16)> = content.reports().collect();
        let (places, digests): (Vec<_>, Vec<_>) = places
            .par_chunks(TOGETHER)
            .flat_map_iter(|some| {
                let check = |(organ, year), report: Option<Report>| {
                    let (checked, digest) = content.check(organ, year, &report?, &settings);
                    Some((((organ, year), checked), digest))
                };
                in_turns(some.iter().copied(), |place| read(content, *place), check)
                    .into_iter()
                    .flatten()
            })
            .unzip();
        let archive = content.archive(digests);
        let all: Vec<_> = places
            .into_par_iter()
            .enumerate()
            .map(|(index, (place, checked))| (place, rules::check_across(&archive, index, &settings, checked)))
            .collect();
        Across(all.into_iter().collect())
    }

    /// What was found in a report.
    pub fn found(&self, organ: usize, year: u16) -> Option<&Checked> {
        self.0.get(&(organ, year))
    }

    /// What was found in each, by its organ's index and its year.
    pub fn all(&self) -> impl Iterator<Item = ((usize, u16), &Checked)> {
        self.0.iter().map(|(place, checked)| (*place, checked))
    }
}

/// Reads the report of an organ for a year, with the size of its file; none where there is no such file or it is no text.
fn read(content: &Content, (organ, year): (usize, u16)) -> (usize, Option<Report>) {
    let Ok(bytes) = fs::read(content.root.join(content.report_path(organ, year))) else {
        return (0, None);
    };
    let text = simdutf8::basic::from_utf8(&bytes).ok();
    (bytes.len(), text.map(|text| markdown::read(text).report))
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn what_is_large_waits_for_nothing() {
        for (sizes, expected) in [
            (&[][..], ""),
            (&[1, 2, 3], "r1 r2 r3 c1 c2 c3"),
            (
                &[ENOUGH, ENOUGH - 1, 1, 5],
                "r1048576 c1048576 r1048575 r1 c1048575 c1 r5 c5",
            ),
        ] {
            let did = RefCell::new(Vec::new());
            let read = |size: &usize| {
                did.borrow_mut().push(format!("r{size}"));
                (*size, *size)
            };
            let check = |size, read| {
                assert_eq!(size, read);
                did.borrow_mut().push(format!("c{size}"));
                size
            };
            assert_eq!(in_turns(sizes.iter().copied(), read, check), sizes);
            assert_eq!(did.into_inner().join(" "), expected);
        }
    }
}

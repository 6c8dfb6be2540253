//! Checks reports one by one and then across years and organs: the work of `check`. [`crate::archive`] does the same for a
//! site, and keeps less.

use nianbao_core::archive::{Archive, Digest};
use nianbao_core::recognise::Reading;
use nianbao_core::rules::{self, Checked, Settings};
use rayon::prelude::*;

use crate::content::Content;

/// This many reports are read and then checked together, so that reading code and checking code do not evict each other
/// from the processor's cache for every report.
const TOGETHER: usize = 8;

/// Once this many bytes have been read, they are checked before more is read; this bounds the memory used.
const ENOUGH: usize = 1 << 20;

/// Reads some reports and checks them, in turns. `read` also returns the size of a report.
fn in_turns<T, R, C>(
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

/// Reads some files and checks them, in parallel; the results are in their order. `read` also returns the size of a file.
pub(crate) fn each<T: Sync, R, C: Send>(
    files: &[T],
    read: impl Fn(&&T) -> (usize, R) + Sync,
    check: impl Fn(&T, R) -> C + Sync,
) -> Vec<C> {
    // If there are few files, they may be long, so each thread takes one at a time.
    let together = (files.len() / (16 * rayon::current_num_threads())).clamp(1, TOGETHER);
    files
        .par_chunks(together)
        .flat_map_iter(|some| in_turns(some, &read, &check))
        .collect()
}

/// The archive, organ and year that a report belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The index of the archive.
    pub content: usize,
    /// The index of the organ in it.
    pub organ: usize,
    /// The reporting year.
    pub year: u16,
}

/// A file that was read and is yet to be checked.
pub trait Read {
    /// The part that is kept after the check.
    type Kept: Send;

    /// Its size in bytes.
    fn size(&self) -> usize;

    /// The reading to check.
    fn reading(&self) -> &Reading;

    /// Drops everything but the part to keep. `checked` has what was found in the file by itself.
    fn keep(self, checked: &Checked) -> Self::Kept;
}

/// Reads and checks files in order: first each by itself, with the deadlines and kinds of organ of its archive; then
/// the reports of each archive against each other. An archive that could not be loaded is `None`.
pub fn check<T: Sync, R: Read, E: Send>(
    contents: &[Option<&Content>],
    settings: &Settings,
    files: &[T],
    place: impl Fn(&T) -> Option<Place> + Sync,
    read: impl Fn(&T) -> Result<R, E> + Sync,
) -> Vec<Result<(R::Kept, Checked), E>> {
    let read = |file: &&T| match read(file) {
        Ok(one) => (one.size(), Ok(one)),
        Err(error) => (0, Err(error)),
    };
    let check = |file: &T, one: Result<R, E>| {
        let one = one?;
        let placed = place(file).and_then(|Place { content, organ, year }| {
            let known = contents.get(content).copied()??;
            let (checked, digest) = known.check(organ, year, one.reading(), settings);
            Some((checked, (content, digest)))
        });
        let (checked, digest) = match placed {
            Some((checked, digest)) => (checked, Some(digest)),
            None => (rules::check(one.reading(), settings), None),
        };
        Ok((one.keep(&checked), checked, digest))
    };
    let results: Vec<Result<_, E>> = each(files, read, check);
    let mut digests: Vec<Vec<Digest>> = contents.iter().map(|_| Vec::new()).collect();
    let mut alone = Vec::with_capacity(results.len());
    for result in results {
        alone.push(result.map(|(kept, checked, digest)| {
            let index = digest.and_then(|(content, digest)| {
                let list = digests.get_mut(content)?;
                list.push(digest);
                Some((content, list.len() - 1))
            });
            (kept, checked, index)
        }));
    }
    let archives: Vec<Option<Archive>> = contents
        .iter()
        .zip(digests)
        .map(|(content, digests)| Some((*content)?.archive(digests)))
        .collect();
    alone
        .into_par_iter()
        .map(|result| {
            let (kept, checked, index) = result?;
            let archive = index.and_then(|(content, index)| Some((archives.get(content)?.as_ref()?, index)));
            let checked = match archive {
                Some((archive, index)) => rules::check_across(archive, index, settings, checked),
                None => checked,
            };
            Ok((kept, checked))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn large_files_are_checked_at_once() {
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

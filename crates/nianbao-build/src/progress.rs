//! How far long work is, and how long each of its steps took. Whoever does the work says so, from any thread; whoever asked
//! for it shows it, or nothing.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nianbao_core::text::Text;

/// A step of long work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reports are read and checked.
    Check,
    /// Reports become pages and files to download.
    Reports,
    /// Pages with lists and the files for machines are written.
    Lists,
    /// The new site takes the old one's place.
    Place,
}

impl Step {
    /// Its name.
    pub const fn text(self) -> Text {
        match self {
            Step::Check => Text::new("读取并检查报告", "reading and checking reports"),
            Step::Reports => Text::new("写报告页和下载文件", "writing pages of reports and their files"),
            Step::Lists => Text::new("写列表页", "writing pages with lists"),
            Step::Place => Text::new("替换旧站点", "replacing the old site"),
        }
    }
}

/// The moment of the work that is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    /// The step being done.
    pub step: Step,
    /// The number of items that are done.
    pub done: usize,
    /// The number of items of this step; 0 if it is not counted.
    pub total: usize,
}

type Show = Box<dyn Fn(Now) + Send + Sync>;

/// Where work says how far it is. By default, nobody is told.
#[derive(Clone, Default)]
pub struct Progress(Option<Arc<Inner>>);

struct Inner {
    show: Show,
    steps: Mutex<Vec<Begun>>,
    done: AtomicUsize,
}

#[derive(Clone, Copy)]
struct Begun {
    step: Step,
    total: usize,
    at: Instant,
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Progress").field(&self.0.is_some()).finish()
    }
}

impl Progress {
    /// Progress that is shown by a function. It is called from all threads that work, after every item.
    pub fn new(show: impl Fn(Now) + Send + Sync + 'static) -> Progress {
        Progress(Some(Arc::new(Inner {
            show: Box::new(show),
            steps: Mutex::default(),
            done: AtomicUsize::new(0),
        })))
    }

    /// The step before ends, and this one begins; `total` is its number of items, 0 if they are not counted.
    pub fn begin(&self, step: Step, total: usize) {
        let Some(inner) = &self.0 else { return };
        let at = Instant::now();
        inner.lock().push(Begun { step, total, at });
        inner.done.store(0, Ordering::Relaxed);
        (inner.show)(Now { step, done: 0, total });
    }

    /// This many more items are done.
    pub fn advance(&self, count: usize) {
        let Some(inner) = &self.0 else { return };
        let done = inner.done.fetch_add(count, Ordering::Relaxed) + count;
        let last = inner.lock().last().copied();
        if let Some(Begun { step, total, .. }) = last {
            (inner.show)(Now { step, done, total });
        }
    }

    /// How long each step took in all, in the order in which they first began. The last one ends now.
    pub fn times(&self) -> Vec<(Step, Duration)> {
        let Some(inner) = &self.0 else { return Vec::new() };
        let steps = inner.lock().clone();
        let ends = steps.iter().skip(1).map(|next| next.at).chain([Instant::now()]);
        let mut times: Vec<(Step, Duration)> = Vec::new();
        for (begun, end) in steps.iter().zip(ends) {
            let time = end.duration_since(begun.at);
            match times.iter_mut().find(|(step, _)| *step == begun.step) {
                Some((_, known)) => *known += time,
                None => times.push((begun.step, time)),
            }
        }
        times
    }
}

impl Inner {
    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Begun>> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_item_is_shown_and_every_step_has_a_time() {
        let shown = Arc::new(Mutex::new(Vec::new()));
        let list = Arc::clone(&shown);
        let progress = Progress::new(move |now| list.lock().expect("no panic").push((now.step, now.done, now.total)));
        progress.begin(Step::Check, 3);
        progress.advance(1);
        progress.clone().advance(2);
        progress.begin(Step::Place, 0);
        progress.begin(Step::Check, 0);
        let steps: Vec<Step> = progress.times().into_iter().map(|(step, _)| step).collect();
        assert_eq!(steps, [Step::Check, Step::Place]);
        assert_eq!(
            *shown.lock().expect("no panic"),
            [
                (Step::Check, 0, 3),
                (Step::Check, 1, 3),
                (Step::Check, 3, 3),
                (Step::Place, 0, 0),
                (Step::Check, 0, 0)
            ]
        );
        // Nobody is told, and nothing happens.
        let none = Progress::default();
        none.begin(Step::Check, 1);
        none.advance(1);
        assert_eq!(none.times(), []);
    }
}

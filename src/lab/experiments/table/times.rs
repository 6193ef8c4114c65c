//! What each part of the work took in the runs of the time pass.

use std::time::Instant;

use crate::phase;
use crate::record::Metric;

use super::work::Part;

/// So many runs are kept, the last ones, which find warm caches.
const KEPT: usize = 100;

/// Nanoseconds an operation of each part, in one run.
type RunNs = [f64; Part::ALL.len()];

/// Follows one run: each part is a phase of the timeline, and is timed.
#[derive(Default)]
pub(super) struct Clock {
    ns: RunNs,
}

impl Clock {
    /// Does a part, which tells what it came to and how many operations that took.
    pub(super) fn part<T>(&mut self, part: Part, work: impl FnOnce() -> (T, usize)) -> T {
        let started = Instant::now();
        let (found, operations) = phase(part.about(), work);
        let ns = started.elapsed().as_nanos() as f64;
        self.ns[part as usize] = ns / operations.max(1) as f64;
        found
    }
}

/// The times of the last runs. Their room is there from the start: a run that is noted allocates
/// nothing.
pub(super) struct Times {
    runs: Box<[RunNs]>,
    noted: usize,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            runs: Box::from([RunNs::default(); KEPT]),
            noted: 0,
        }
    }
}

impl Times {
    pub(super) fn note(&mut self, clock: &Clock) {
        self.runs[self.noted % KEPT] = clock.ns;
        self.noted += 1;
    }

    /// The median time of each part; none where no run was noted.
    pub(super) fn metrics(&self) -> Vec<Metric> {
        let runs = &self.runs[..self.noted.min(KEPT)];
        let metric = |part: Part| {
            let mut ns: Vec<f64> = runs.iter().map(|run| run[part as usize]).collect();
            ns.sort_unstable_by(f64::total_cmp);
            let metric = Metric::new(part.name(), *ns.get(ns.len() / 2)?, "ns");
            Some(match part {
                Part::Insert | Part::Hit | Part::Miss => metric,
                _ => metric.detail(),
            })
        };
        Part::ALL.into_iter().filter_map(metric).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(runs: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut times = Times::default();
        for ns in runs {
            times.note(&Clock {
                ns: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|part| ns + part),
            });
        }
        let metrics = times.metrics();
        metrics.iter().map(|metric| metric.value).collect()
    }

    #[test]
    fn the_median_of_the_last_runs_is_told() {
        assert!(noted([]).is_empty());
        let from = |first: f64| [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|part| first + part);
        assert_eq!(noted([70.0]), from(70.0));
        assert_eq!(noted([70.0, 10.0, 20.0]), from(20.0));
        let cold_then_warm = std::iter::repeat_n(1e6, 150).chain(std::iter::repeat_n(30.0, KEPT));
        assert_eq!(noted(cold_then_warm), from(30.0));
    }

    #[test]
    fn a_part_is_timed_by_the_operation() {
        let mut clock = Clock::default();
        let found = clock.part(Part::Miss, || {
            std::thread::sleep(std::time::Duration::from_millis(10));
            ("found", 1000)
        });
        assert_eq!(found, "found");
        assert!(clock.ns[Part::Miss as usize] >= 10_000.0);
        assert_eq!(clock.ns[Part::Hit as usize], 0.0);
    }
}

//! The times of the parts of the work, from the runs of the time pass.

use std::time::Instant;

use crate::phase;
use crate::record::Metric;

use super::part::Part;

/// The number of runs whose times are kept: the last ones, which find warm caches.
const RECENT_RUNS: usize = 100;

/// The nanoseconds per operation of each part in one run.
type RunNs = [f64; Part::ALL.len()];

/// Times the parts of one run, and makes each part a phase of the timeline.
#[derive(Default)]
pub(super) struct PartTimer {
    ns: RunNs,
}

impl PartTimer {
    /// Does a part of the work and returns its result. `work` also returns the number of operations
    /// that it did.
    pub(super) fn time<T>(&mut self, part: Part, work: impl FnOnce() -> (T, usize)) -> T {
        let started = Instant::now();
        let (result, operations) = phase(part.phase_name(), work);
        let ns = started.elapsed().as_nanos() as f64;
        self.ns[part as usize] = ns / operations.max(1) as f64;
        result
    }
}

/// The times of the last runs. It allocates at the start, so that adding a run allocates nothing.
pub(super) struct PartTimes {
    runs: Box<[RunNs]>,
    added: usize,
}

impl Default for PartTimes {
    fn default() -> Self {
        Self {
            runs: Box::from([RunNs::default(); RECENT_RUNS]),
            added: 0,
        }
    }
}

impl PartTimes {
    /// Adds the times of a run.
    pub(super) fn add(&mut self, run: &PartTimer) {
        self.runs[self.added % RECENT_RUNS] = run.ns;
        self.added += 1;
    }

    /// The median time of each part; no metrics without a run.
    pub(super) fn metrics(&self) -> Vec<Metric> {
        let runs = &self.runs[..self.added.min(RECENT_RUNS)];
        let median = |part: Part| {
            let mut ns: Vec<f64> = runs.iter().map(|run| run[part as usize]).collect();
            ns.sort_unstable_by(f64::total_cmp);
            let metric = Metric::new(part.metric_name(), *ns.get(ns.len() / 2)?, "ns");
            Some(match part {
                Part::Hit | Part::Miss => metric,
                _ => metric.detail(),
            })
        };
        Part::ALL.into_iter().filter_map(median).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn medians(runs: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut times = PartTimes::default();
        for ns in runs {
            times.add(&PartTimer {
                ns: [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|part| ns + part),
            });
        }
        let metrics = times.metrics();
        metrics.iter().map(|metric| metric.value).collect()
    }

    #[test]
    fn the_metrics_are_medians_of_the_last_runs() {
        assert!(medians([]).is_empty());
        let from = |first: f64| [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|part| first + part);
        assert_eq!(medians([70.0]), from(70.0));
        assert_eq!(medians([70.0, 10.0, 20.0]), from(20.0));
        let warm = std::iter::repeat_n(30.0, RECENT_RUNS);
        let cold_then_warm = std::iter::repeat_n(1e6, 150).chain(warm);
        assert_eq!(medians(cold_then_warm), from(30.0));
    }

    #[test]
    fn the_time_of_a_part_is_that_of_one_operation() {
        let mut timer = PartTimer::default();
        let result = timer.time(Part::Miss, || {
            std::thread::sleep(std::time::Duration::from_millis(10));
            ("result", 1000)
        });
        assert_eq!(result, "result");
        assert!(timer.ns[Part::Miss as usize] >= 10_000.0);
        assert_eq!(timer.ns[Part::Hit as usize], 0.0);
    }
}

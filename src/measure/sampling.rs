//! The timing model of the time pass.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often the time pass runs the scope.
///
/// # Timing
///
/// 1. Unrecorded runs for at least `warm_up`, at least one.
/// 2. Then each run is one sample, until the samples add up to `budget`. There are at least `least`
///    samples, unless they add up to 10 × `budget`, and at most `most`.
/// 3. One unrecorded run, whose answer is read.
///
/// If the first run takes 10 × `budget`, it is the only one: it gives the sample and the answer. There
/// are at most `most_runs` runs in all; if none of them is a sample, the last run is the sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// The time to warm up.
    pub warm_up: Duration,
    /// The time to sample.
    pub budget: Duration,
    /// The fewest samples.
    pub least: usize,
    /// The most samples.
    pub most: usize,
    /// The most runs in all, at least one: what a variant leaks must not fill the memory. `None` if it
    /// leaks nothing.
    pub most_runs: Option<u64>,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            warm_up: Duration::from_millis(100),
            budget: Duration::from_secs(1),
            least: 5,
            most: 100,
            most_runs: None,
        }
    }
}

impl Sampling {
    /// The default sampling with another budget, and a tenth of it to warm up.
    pub(super) fn within(budget: Duration) -> Self {
        Self {
            warm_up: budget / 10,
            budget,
            ..Self::default()
        }
    }

    /// Limits the number of runs of a variant whose runs leak `leaked_bytes` each: together they leak at
    /// most a tenth of the memory.
    #[must_use]
    pub(super) fn within_memory(self, memory_bytes: Option<u64>, leaked_bytes: u64) -> Self {
        let most_runs = memory_bytes.and_then(|memory| (memory / 10).checked_div(leaked_bytes));
        Self {
            most_runs: most_runs.map(|most| most.max(1)),
            ..self
        }
    }

    /// Whether another run may follow `runs` runs, and still leave one for the answer.
    pub(super) fn allows_more(&self, runs: usize) -> bool {
        self.most_runs.is_none_or(|most| (runs as u64) + 1 < most)
    }

    /// The time after which no further sample is taken, even if there are fewer than `least`.
    pub(super) fn most_spent(&self) -> Duration {
        self.budget.saturating_mul(10)
    }

    /// Whether to take another sample after `samples` that took `spent` in all.
    pub(super) fn wants_more(&self, samples: usize, spent: Duration) -> bool {
        match samples {
            0 => true,
            few if few < self.least => spent < self.most_spent(),
            _ => samples < self.most && spent < self.budget,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_limits_the_samples() {
        let sampling = Sampling::default();
        let wants =
            |samples, seconds| sampling.wants_more(samples, Duration::from_secs_f64(seconds));
        assert!(wants(0, 60.0) && wants(4, 9.9) && wants(99, 0.9));
        assert!(!wants(1, 60.0) && !wants(4, 10.0) && !wants(5, 1.0) && !wants(100, 0.1));
    }

    #[test]
    fn runs_that_leak_are_limited_by_the_memory() {
        let most = |memory, leaked| Sampling::default().within_memory(memory, leaked).most_runs;
        assert_eq!(most(Some(1000), 20), Some(5));
        assert_eq!(most(Some(1000), 101), Some(1));
        assert_eq!((most(Some(1000), 0), most(None, 20)), (None, None));
        let five = Sampling::default().within_memory(Some(1000), 20);
        assert!(five.allows_more(3) && !five.allows_more(4));
        assert!(Sampling::default().allows_more(usize::MAX));
    }

    #[test]
    fn the_longest_budget_does_not_overflow() {
        let endless = Sampling::within(Duration::MAX);
        assert_eq!(endless.most_spent(), Duration::MAX);
        assert!(!endless.wants_more(100, Duration::ZERO));
    }
}

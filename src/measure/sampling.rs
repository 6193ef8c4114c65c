//! How often the time pass runs a variant.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often the time pass runs the scope.
///
/// # Timing
///
/// First for at least `warm_up`, once at the least, unrecorded. Then each run is one sample, until
/// the samples add up to `budget`; no fewer than `least` unless they add up to 10 × `budget`, no
/// more than `most`. Last comes one unrecorded run, whose answer is read. A first run that takes
/// 10 × `budget` is all: the sample, and the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sampling {
    /// How long to warm up.
    pub warm_up: Duration,
    /// How long to sample.
    pub budget: Duration,
    /// The fewest samples.
    pub least: usize,
    /// The most samples.
    pub most: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Self {
            warm_up: Duration::from_millis(100),
            budget: Duration::from_secs(1),
            least: 5,
            most: 100,
        }
    }
}

impl Sampling {
    /// The usual number of samples within another budget, of which a tenth goes to warming up.
    pub(super) fn within(budget: Duration) -> Self {
        Self {
            warm_up: budget / 10,
            budget,
            ..Self::default()
        }
    }

    /// What runs take that are enough, however few.
    pub(super) fn most_spent(&self) -> Duration {
        self.budget.saturating_mul(10)
    }

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
    fn samples_are_as_many_as_the_budget_allows() {
        let sampling = Sampling::default();
        let wants =
            |samples, seconds| sampling.wants_more(samples, Duration::from_secs_f64(seconds));
        assert!(wants(0, 60.0) && wants(4, 9.9) && wants(99, 0.9));
        assert!(!wants(1, 60.0) && !wants(4, 10.0) && !wants(5, 1.0) && !wants(100, 0.1));
    }

    #[test]
    fn a_budget_may_be_as_long_as_can_be() {
        let endless = Sampling::within(Duration::MAX);
        assert_eq!(endless.most_spent(), Duration::MAX);
        assert!(!endless.wants_more(100, Duration::ZERO));
    }
}

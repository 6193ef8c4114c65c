//! The timing model of the time pass.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// How often the time pass runs the scope.
///
/// # Timing
///
/// The samples of a variant are shared by several processes, its rounds. Each round runs the scope like
/// this, with its share of `warm_up`, `budget`, `least` and `most`:
///
/// 1. Unrecorded runs for at least `warm_up`, at least one.
/// 2. Then each run is one sample, until the samples add up to `budget`. There are at least `least`
///    samples, unless they add up to 10 × `budget`, and at most `most`.
/// 3. The answer of the run that used up the budget is read; of a further, unrecorded run if none did.
///
/// If the first run takes 10 × the whole `budget`, it is the only one: it gives the sample and the
/// answer. There are at most `most_runs` runs in a process; if none of them is a sample, the last run is
/// the sample.
///
/// The first round chooses how many there are: as many as it may, unless all together take longer than
/// a single one would by more than `budget`. What costs time again in each round is the set-up, and the
/// warm-up of a long run.
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
    /// The most runs in a process, at least one: what a variant leaks must not fill the memory. `None`
    /// if it leaks nothing.
    pub most_runs: Option<u64>,
    /// The processes that share the samples.
    pub rounds: Rounds,
}

/// The processes that share the samples of a variant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Rounds {
    /// At most this many. The first of them chooses the number.
    AtMost(usize),
    /// This many, as the first one chose.
    Exactly(usize),
}

/// About what the start and the end of a process take.
const PROCESS: Duration = Duration::from_millis(10);

impl Default for Sampling {
    fn default() -> Self {
        Self {
            warm_up: Duration::from_millis(100),
            budget: Duration::from_secs(1),
            least: 5,
            most: 100,
            most_runs: None,
            rounds: Rounds::AtMost(Self::ROUNDS),
        }
    }
}

impl Rounds {
    /// Their number, or the most that there may be.
    pub(super) fn count(self) -> usize {
        match self {
            Self::AtMost(rounds) | Self::Exactly(rounds) => rounds,
        }
    }
}

impl Sampling {
    /// The default number of rounds. At least nine of ten agree by chance once in 46 times.
    const ROUNDS: usize = 10;

    /// The default sampling in at most `most` rounds, ten by default.
    pub fn in_rounds(most: Option<usize>) -> Self {
        Self {
            rounds: Rounds::AtMost(most.unwrap_or(Self::ROUNDS)),
            ..Self::default()
        }
    }

    /// The same sampling with another budget, and a tenth of it to warm up.
    #[must_use]
    pub(super) fn within(self, budget: Duration) -> Self {
        Self {
            warm_up: budget / 10,
            budget,
            ..self
        }
    }

    /// Samples for at most a quarter of the time that the process may run.
    #[must_use]
    pub(super) fn within_timeout(self, timeout: Option<Duration>) -> Self {
        match timeout.map(|timeout| timeout / 4) {
            Some(most) if most < self.budget => self.within(most),
            _ => self,
        }
    }

    /// What one of all rounds is assumed to take.
    pub(super) fn assumed_round(&self) -> Duration {
        let rounds = self.rounds.count().max(1) as u32;
        PROCESS.saturating_add(self.warm_up.saturating_add(self.budget) / rounds)
    }

    /// The share of one round, whose set-up and first run of the scope took this long.
    #[must_use]
    pub(super) fn for_round(self, setup: Duration, first_run: Duration) -> Self {
        let rounds = match self.rounds {
            Rounds::AtMost(most) => self.choose_rounds(most, setup, first_run),
            Rounds::Exactly(rounds) => rounds.max(1),
        };
        Self {
            warm_up: self.warm_up / rounds as u32,
            budget: self.budget / rounds as u32,
            least: if rounds > 1 { 1 } else { self.least },
            most: self.most.div_ceil(rounds),
            rounds: Rounds::Exactly(rounds),
            ..self
        }
    }

    /// The most rounds that together take no longer than a single one and another budget.
    fn choose_rounds(&self, most: usize, setup: Duration, first_run: Duration) -> usize {
        if first_run >= self.most_spent() {
            return 1;
        }
        let setup = setup.saturating_add(PROCESS);
        let least = first_run.saturating_mul(self.least as u32);
        let single = setup
            .saturating_add(self.warm_up.max(first_run))
            .saturating_add(self.budget.max(least.min(self.most_spent())));
        let allowed = single.saturating_add(self.budget);
        let cost = |rounds: u32| {
            let warm_up = first_run.max(self.warm_up / rounds);
            let samples = first_run.max(self.budget / rounds);
            let round = setup.saturating_add(warm_up).saturating_add(samples);
            round.saturating_mul(rounds)
        };
        let fits = |&rounds: &usize| cost(rounds as u32) <= allowed;
        (2..=most).rev().find(fits).unwrap_or(1)
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

    /// The time of all samples from which the answer of a run is read, if it is sample `number`, counted
    /// from one.
    pub(super) fn reads_after(&self, number: usize) -> Duration {
        if number < self.least {
            self.most_spent()
        } else {
            self.budget
        }
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
    fn rounds_share_the_budget_unless_they_would_cost_much_more() {
        let rounds = |setup, first_run| {
            let [setup, first_run] = [setup, first_run].map(Duration::from_millis);
            Sampling::default().for_round(setup, first_run).rounds
        };
        assert_eq!(rounds(0, 0), Rounds::Exactly(10));
        assert_eq!(rounds(100, 0), Rounds::Exactly(10));
        assert_eq!(rounds(0, 100), Rounds::Exactly(10));
        assert_eq!(rounds(0, 140), Rounds::Exactly(7));
        // A single round takes 0.01 + 0.5 + 5 × 0.5 seconds, and may be exceeded by 1; three take
        // 3 × (0.01 + 0.5 + 0.5).
        assert_eq!(rounds(0, 500), Rounds::Exactly(3));
        assert_eq!(rounds(3000, 0), Rounds::Exactly(1));
        assert_eq!(rounds(0, 20_000), Rounds::Exactly(1));
        let single = Sampling {
            rounds: Rounds::AtMost(1),
            ..Sampling::default()
        };
        let only = single.for_round(Duration::ZERO, Duration::ZERO);
        assert_eq!((only.least, only.budget), (5, Duration::from_secs(1)));
        let share = Sampling {
            rounds: Rounds::Exactly(5),
            ..Sampling::default()
        };
        let share = share.for_round(Duration::MAX, Duration::MAX);
        assert_eq!(share.budget, Duration::from_millis(200));
        assert_eq!((share.least, share.most), (1, 20));
    }

    #[test]
    fn samples_end_long_before_the_timeout() {
        let budget = |ms| {
            let timeout = Some(Duration::from_millis(ms));
            Sampling::default().within_timeout(timeout).budget
        };
        assert_eq!(budget(300), Duration::from_millis(75));
        assert_eq!(budget(60_000), Duration::from_secs(1));
    }

    #[test]
    fn the_longest_budget_does_not_overflow() {
        let endless = Sampling::default().within(Duration::MAX);
        assert_eq!(endless.most_spent(), Duration::MAX);
        assert!(!endless.wants_more(100, Duration::ZERO));
    }
}

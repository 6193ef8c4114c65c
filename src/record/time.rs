//! The wall time of a variant.

use serde::{Deserialize, Serialize};

/// The wall time of a variant, from the time pass: every instrument is off.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Time {
    /// Wall time of each run of the scope, in nanoseconds, in the order of the runs.
    pub samples_ns: Vec<u64>,
    /// For each sample the time of the reference loop, in nanoseconds: the longer one of before and after it.
    /// The loop has the same instructions in every build, so it takes longer only where another program
    /// shares the core, or the core's clock is slower. Empty where the loop does not exist, and in reports
    /// of versions without it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reference_ns: Vec<u64>,
    /// How many of the samples each round has, in order: a round is a process of its own, in turn with
    /// those of the other variants. Empty in reports of versions without rounds.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub round_lengths: Vec<usize>,
    /// How many rounds are still to be made: above zero only where a run was cut off.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub rounds_left: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// The longest time of the reference loop at which a sample counts as undisturbed, as a multiple of its
/// least time. Alone on its core, the loop repeats within 1 %; beside a program on the same core it takes up
/// to twice as long.
const MOST_DISTURBED: f64 = 1.05;

/// The longest time of the reference loop, in nanoseconds, that shows no disturbance.
pub(crate) fn most_undisturbed_ns(least_reference_ns: u64) -> u64 {
    (least_reference_ns as f64 * MOST_DISTURBED) as u64
}

impl Time {
    /// The time of one round, after which there are no others.
    pub fn from_round(samples_ns: Vec<u64>) -> Self {
        let round_lengths = vec![samples_ns.len()];
        Self {
            samples_ns,
            round_lengths,
            ..Self::default()
        }
    }

    /// Adds the samples of another round.
    pub fn add_round(&mut self, round: &Self) {
        if self.has_references() && round.has_references() {
            self.reference_ns.extend_from_slice(&round.reference_ns);
        } else {
            self.reference_ns.clear();
        }
        self.samples_ns.extend_from_slice(&round.samples_ns);
        self.round_lengths.push(round.samples_ns.len());
        self.rounds_left = self.rounds_left.saturating_sub(1);
    }

    /// The median of the undisturbed samples in nanoseconds, or of all samples if fewer than a quarter are
    /// undisturbed; with an even number of samples the mean of the two middle ones, rounded down. `None` without
    /// samples.
    ///
    /// ```
    /// use heapwise::record::Time;
    /// let median_ns = |samples_ns| Time::from_round(samples_ns).median_ns();
    /// assert_eq!(median_ns(vec![9, 1, 4]), Some(4));
    /// assert_eq!(median_ns(vec![9, 1, 4, 8]), Some(6));
    /// assert_eq!(median_ns(vec![]), None);
    /// ```
    pub fn median_ns(&self) -> Option<u64> {
        median(&self.shown_rounds().concat())
    }

    /// The least time of the reference loop in nanoseconds; `None` if it is unknown.
    pub fn least_reference_ns(&self) -> Option<u64> {
        self.reference_ns.iter().min().copied()
    }

    /// The undisturbed samples of each round, in order: those whose reference loop took at most 5 % longer
    /// than `least_reference_ns`. Without references, all samples are undisturbed. If the rounds are
    /// unknown, all samples are one round.
    pub fn undisturbed_rounds(&self, least_reference_ns: Option<u64>) -> Vec<Vec<u64>> {
        let least = least_reference_ns.filter(|_| self.has_references());
        let most = least.map_or(u64::MAX, most_undisturbed_ns);
        let is_undisturbed =
            |index: usize| self.reference_ns.get(index).is_none_or(|&ns| ns <= most);
        let mut end = 0;
        let rounds = self.valid_round_lengths().into_iter().map(|length| {
            let samples = end..end + length;
            end = samples.end;
            let undisturbed = samples.filter(|&index| is_undisturbed(index));
            undisturbed.map(|index| self.samples_ns[index]).collect()
        });
        rounds.collect()
    }

    /// The undisturbed samples of each round if they are at least a quarter, else all.
    fn shown_rounds(&self) -> Vec<Vec<u64>> {
        let undisturbed = self.undisturbed_rounds(self.least_reference_ns());
        if 4 * undisturbed.iter().map(Vec::len).sum::<usize>() >= self.samples_ns.len() {
            undisturbed
        } else {
            self.undisturbed_rounds(None)
        }
    }

    /// The number of rounds.
    pub fn count_rounds(&self) -> usize {
        self.valid_round_lengths().len()
    }

    fn valid_round_lengths(&self) -> Vec<usize> {
        if self.round_lengths.is_empty() || !self.has_valid_rounds() {
            return vec![self.samples_ns.len()];
        }
        self.round_lengths.clone()
    }

    /// Whether the rounds are unknown, or each has a sample and all together have all samples.
    pub(super) fn has_valid_rounds(&self) -> bool {
        let add = |sum: usize, &length: &usize| sum.checked_add(length);
        let sum = self.round_lengths.iter().try_fold(0, add);
        let is_unknown = self.round_lengths.is_empty();
        let has_empty_round = self.round_lengths.contains(&0);
        is_unknown || sum == Some(self.samples_ns.len()) && !has_empty_round
    }

    fn has_references(&self) -> bool {
        self.reference_ns.len() == self.samples_ns.len()
    }

    /// Whether the reference loop is unknown, or its time is known for each sample.
    pub(super) fn has_valid_references(&self) -> bool {
        self.reference_ns.is_empty() || self.has_references()
    }

    /// How far the rounds lie apart: half the range of the medians of the samples that [`median_ns`](Self::median_ns)
    /// is of, as a share of it. Of five rounds or more, the fastest and the slowest do not count. If there is one
    /// round, its samples take the place of the medians. `None` with fewer than two of them.
    ///
    /// ```
    /// use heapwise::record::Time;
    /// let round = |ns| Time::from_round(vec![ns]);
    /// let mut time = round(100);
    /// assert_eq!(time.spread(), None);
    /// for ns in [98, 102, 90, 150] {
    ///     time.add_round(&round(ns));
    /// }
    /// assert_eq!(time.spread(), Some(0.02));
    /// ```
    pub fn spread(&self) -> Option<f64> {
        const FEWEST_TO_TRIM: usize = 5;
        let rounds = self.shown_rounds();
        let mut values = match rounds.as_slice() {
            [samples] => samples.clone(),
            rounds => rounds.iter().filter_map(|round| median(round)).collect(),
        };
        values.sort_unstable();
        let trimmed = usize::from(values.len() >= FEWEST_TO_TRIM);
        let values = &values[trimmed..values.len() - trimmed];
        let [least, .., greatest] = values else {
            return None;
        };
        let median = self.median_ns().filter(|&median| median > 0)?;
        Some((greatest - least) as f64 / 2.0 / median as f64)
    }
}

/// The median; with an even number of samples the mean of the two middle ones, rounded down. `None`
/// without samples.
pub(super) fn median(samples: &[u64]) -> Option<u64> {
    let mut samples = samples.to_vec();
    let (count, middle) = (samples.len(), samples.len() / 2);
    if count == 0 {
        return None;
    }
    let (lesser, &mut upper, _) = samples.select_nth_unstable(middle);
    match lesser.iter().max() {
        Some(lower) if count.is_multiple_of(2) => Some(lower.midpoint(upper)),
        _ => Some(upper),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A round whose samples have these times of the reference loop.
    fn round<const N: usize>(samples: [(u64, u64); N]) -> Time {
        let (samples_ns, reference_ns) = samples.into_iter().unzip();
        Time {
            reference_ns,
            ..Time::from_round(samples_ns)
        }
    }

    #[test]
    fn samples_count_while_the_reference_loop_is_as_fast_as_it_gets() {
        let mut time = round([(200, 190), (101, 105), (300, 106)]);
        time.add_round(&round([(250, 120)]));
        time.add_round(&round([(99, 100), (103, 101)]));
        assert_eq!(time.least_reference_ns(), Some(100));
        let undisturbed = [vec![101], vec![], vec![99, 103]];
        assert_eq!(time.undisturbed_rounds(Some(100)), undisturbed);
        assert_eq!((time.median_ns(), time.spread()), (Some(101), Some(0.0)));
        assert_eq!(time.undisturbed_rounds(Some(50)).concat(), [0; 0]);
        assert_eq!(time.undisturbed_rounds(None).concat(), time.samples_ns);
        let few = round([(100, 100), (200, 110), (300, 111), (400, 112), (500, 113)]);
        assert_eq!(few.median_ns(), Some(300));
    }

    #[test]
    fn references_are_those_of_all_samples_or_of_none() {
        let mut time = round([(200, 190), (100, 100)]);
        time.add_round(&Time::from_round(vec![300]));
        assert!(time.reference_ns.is_empty() && time.has_valid_references());
        time.add_round(&round([(400, 100)]));
        assert_eq!(time.median_ns(), Some(250));
        assert_eq!(time.count_rounds(), 3);
    }
}

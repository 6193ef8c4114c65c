//! The rounds of two variants of one case, which are made in turn.

use crate::record::Time;

use super::p_values::{SIGNIFICANCE_LEVEL, p_value, sign_p_value};

/// The fewest pairs that show a smaller difference than one does.
pub(super) const FEWEST_PAIRS: usize = 5;

/// The fewest undisturbed pairs that show a large difference without the others, and what is large.
const FEWEST_UNDISTURBED: usize = 3;
const LARGE: f64 = 0.20;

/// With at least this many pairs, one may disagree with the others.
const FEWEST_TO_FORGIVE: usize = 9;

/// A round in which a variant took longer than at the median of its rounds by more than this share and by more than
/// so many times the median distance from it was slowed by something that the reference loop does not notice, such
/// as the memory that the process happened to get.
const SLOWED: f64 = 0.05;
const SLOWED_DISTANCES: f64 = 5.0;

/// The least time of the reference loop in both times; `None` if one does not have it.
pub(super) fn shared_reference_ns(one: &Time, other: &Time) -> Option<u64> {
    let references = one.least_reference_ns().zip(other.least_reference_ns());
    references.map(|(one, other)| one.min(other))
}

/// The shortest samples of the rounds that both of two variants took part in.
pub(super) struct PairedRounds {
    /// Of all samples.
    all: Vec<(u64, u64)>,
    /// Of the undisturbed ones.
    pub(super) undisturbed: Vec<(u64, u64)>,
}

impl PairedRounds {
    pub(super) fn new(one: &Time, other: &Time) -> Self {
        let pair = |reference_ns: Option<u64>| -> Vec<(u64, u64)> {
            let [one, other] = [one, other].map(|time| time.undisturbed_rounds(reference_ns));
            let shortest = |round: &[u64]| round.iter().min().copied();
            let pairs = one.iter().zip(&other);
            pairs
                .filter_map(|(one, other)| shortest(one).zip(shortest(other)))
                .collect()
        };
        Self {
            all: pair(None),
            undisturbed: pair(shared_reference_ns(one, other)),
        }
    }

    /// The undisturbed pairs if there are enough, else all.
    pub(super) fn deciding(&self) -> &[(u64, u64)] {
        if self.undisturbed.len() >= FEWEST_PAIRS {
            &self.undisturbed
        } else {
            &self.all
        }
    }

    /// The undisturbed pairs, if they are three or four that show a difference too large for chance.
    pub(super) fn few_that_differ(&self) -> Option<&[(u64, u64)]> {
        let pairs = self.undisturbed.as_slice();
        let are_few = (FEWEST_UNDISTURBED..FEWEST_PAIRS).contains(&pairs.len());
        (are_few && !Agreement::new(pairs).is_chance && excess(pairs) > LARGE).then_some(pairs)
    }

    /// Whether one side is slower by more than this share. A few undisturbed pairs cannot show it, but they can
    /// show that it is only a disturbance.
    pub(super) fn differ_by_more_than(&self, share: f64) -> bool {
        let pairs = self.deciding();
        let is_slower = pair_ratio(pairs) > 1.0;
        let agrees =
            |pairs: &[(u64, u64)]| (pair_ratio(pairs) > 1.0) == is_slower && excess(pairs) > share;
        !Agreement::new(pairs).is_chance
            && agrees(pairs)
            && (self.undisturbed.is_empty() || agrees(&self.undisturbed))
    }
}

/// Whether chance explains that one side of pairs is the slower one, and the probability that it does so at least
/// this often.
pub(super) struct Agreement {
    pub(super) p_value: f64,
    pub(super) is_chance: bool,
}

impl Agreement {
    /// Chance does not explain the same side being the slower one in all pairs; of nine or more, in all but one.
    /// Nor if it was the faster one only because the other was slowed, and the Mann-Whitney test finds a difference.
    pub(super) fn new(pairs: &[(u64, u64)]) -> Self {
        let slower = pairs.iter().filter(|(before, after)| before < after);
        let faster = pairs.iter().filter(|(before, after)| before > after);
        let (slower, faster) = (slower.count(), faster.count());
        let forgiven = usize::from(pairs.len() >= FEWEST_TO_FORGIVE);
        let disagreeing = pairs.len() - slower.max(faster);
        let by_signs = Self {
            p_value: sign_p_value(slower.max(faster), pairs.len()),
            is_chance: disagreeing > forgiven,
        };
        if !by_signs.is_chance || disagreeing > forgiven + count_slowed(pairs, slower > faster) {
            return by_signs;
        }
        let (before, after): (Vec<u64>, Vec<u64>) = pairs.iter().copied().unzip();
        let p_value = p_value(&before, &after);
        Self {
            p_value,
            is_chance: p_value >= SIGNIFICANCE_LEVEL,
        }
    }
}

/// The number of pairs in which the side that is the faster one else was slowed to at least the time of the other.
fn count_slowed(pairs: &[(u64, u64)], is_slower: bool) -> usize {
    let faster_first = pairs.iter().map(|&(before, after)| {
        if is_slower {
            (before, after)
        } else {
            (after, before)
        }
    });
    let median = median_of(faster_first.clone().map(|(faster, _)| faster as f64));
    let distances = faster_first
        .clone()
        .map(|(faster, _)| (faster as f64 - median).abs());
    let limit = median + (SLOWED * median).max(SLOWED_DISTANCES * median_of(distances));
    let slowed = faster_first.filter(|&(faster, slower)| faster >= slower && faster as f64 > limit);
    slowed.count()
}

/// The median of the second values of pairs as multiples of the first.
pub(super) fn pair_ratio(pairs: &[(u64, u64)]) -> f64 {
    let ratio = |&(base, other): &(u64, u64)| other as f64 / base.max(1) as f64;
    median_of(pairs.iter().map(ratio))
}

/// By how much the slower side of pairs is slower in their median, as a share.
fn excess(pairs: &[(u64, u64)]) -> f64 {
    let ratio = pair_ratio(pairs);
    ratio.max(1.0 / ratio) - 1.0
}

fn median_of(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    sorted[sorted.len() / 2]
}

//! The rounds of two variants of one case, which are made in turn.

use crate::record::Time;

/// The fewest pairs that show a smaller difference than one does.
pub(super) const FEWEST_PAIRS: usize = 5;

/// The fewest undisturbed pairs that show a large difference without the others, and what is large.
const FEWEST_UNDISTURBED: usize = 3;
const LARGE: f64 = 0.20;

/// With at least this many pairs, one may disagree with the others.
const FEWEST_TO_FORGIVE: usize = 9;

/// A round in which a variant took longer than at the median of its rounds by more than this share and by more than
/// so many times the median distance from it was slowed by something that the reference loop does not notice, such
/// as the memory that the process happened to get. Of 100 runs of functions of which one did 5 % more work, 92
/// showed it with these rounds, and all without them.
const SLOWED: f64 = 0.05;
const SLOWED_DISTANCES: f64 = 5.0;

/// The most of such rounds that do not count.
const MOST_SLOWED: usize = 2;

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
            let pairs = pairs.filter_map(|(one, other)| shortest(one).zip(shortest(other)));
            without_slowed(pairs.collect())
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
        (are_few && agree(pairs) && excess(pairs) > LARGE).then_some(pairs)
    }

    /// Whether one side is slower by more than this share. A few undisturbed pairs cannot show it, but they can
    /// show that it is only a disturbance.
    pub(super) fn differ_by_more_than(&self, share: f64) -> bool {
        let pairs = self.deciding();
        let is_slower = pair_ratio(pairs) > 1.0;
        let agrees =
            |pairs: &[(u64, u64)]| (pair_ratio(pairs) > 1.0) == is_slower && excess(pairs) > share;
        agree(pairs) && agrees(pairs) && (self.undisturbed.is_empty() || agrees(&self.undisturbed))
    }
}

/// The pairs without the two that were slowed most, if they were, and if enough others are left.
fn without_slowed(mut pairs: Vec<(u64, u64)>) -> Vec<(u64, u64)> {
    let least_slowed = |side: fn(&(u64, u64)) -> u64| {
        let median = median_of(pairs.iter().map(|pair| side(pair) as f64));
        let distances = pairs.iter().map(|pair| (side(pair) as f64 - median).abs());
        median + (SLOWED * median).max(SLOWED_DISTANCES * median_of(distances))
    };
    if pairs.is_empty() {
        return pairs;
    }
    let least = [least_slowed(|pair| pair.0), least_slowed(|pair| pair.1)];
    let slowed = |pair: &(u64, u64)| (pair.0 as f64 / least[0]).max(pair.1 as f64 / least[1]);
    for _ in 0..MOST_SLOWED {
        let most = (0..pairs.len())
            .max_by(|&one, &other| slowed(&pairs[one]).total_cmp(&slowed(&pairs[other])));
        match most {
            Some(index) if pairs.len() > FEWEST_PAIRS && slowed(&pairs[index]) > 1.0 => {
                pairs.remove(index);
            }
            _ => break,
        }
    }
    pairs
}

/// Whether the same side is the slower one in all pairs; of nine or more, in all but one.
pub(super) fn agree(pairs: &[(u64, u64)]) -> bool {
    let forgiven = usize::from(pairs.len() >= FEWEST_TO_FORGIVE);
    count_agreeing(pairs) + forgiven >= pairs.len()
}

/// The number of pairs in which the same side is the slower one.
pub(super) fn count_agreeing(pairs: &[(u64, u64)]) -> usize {
    let slower = pairs.iter().filter(|(before, after)| before < after);
    let faster = pairs.iter().filter(|(before, after)| before > after);
    slower.count().max(faster.count())
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

//! Decides whether a time changed.

use std::collections::BTreeMap;

use crate::record::{Report, Row, Time};

use super::change::Significance;
use super::p_values::{SIGNIFICANCE_LEVEL, min_p_value, p_value};
use super::paired_rounds::{
    Agreement, FEWEST_PAIRS, PairedRounds, pair_ratio, shared_reference_ns,
};

/// The least difference of two medians that counts without rounds, as a share of the first. The runs of
/// one process share its memory layout, the processor's clock and the load of the machine, so they
/// spread less than two processes of one binary differ: in 20 runs of one function, one was 13 % slower than all
/// others.
const MIN_CHANGE: f64 = 0.20;

/// The same for a tie of two variants of one case, which were measured soon after each other.
const MIN_CHANGE_IN_CASE: f64 = 0.05;

/// The same for two reports with enough rounds, and for two variants of one case with enough rounds.
const MIN_CHANGE_OF_REPORTS: f64 = 0.03;
const MIN_CHANGE_OF_ROUNDS: f64 = 0.025;

/// How many times further two reports must be apart if something else slowed one of them: beside a program on
/// the same core, everything tried took at most 2.5 times as long.
const MIN_RATIO_IF_DISTURBED: f64 = 3.0;

/// The fewest rounds of two reports that show a smaller change than one round does.
const FEWEST_OF_REPORTS: usize = 4;

/// The samples of the rounds of a time.
type RoundSamples = Vec<Vec<u64>>;

/// The result of comparing two times.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct TimeComparison {
    /// The probability that chance alone makes the times differ at least this much.
    pub(super) p_value: f64,
    /// Whether chance explains the difference.
    pub(super) is_chance: bool,
    /// Whether the times differ by more than chance explains, and by enough to count.
    pub(super) significance: Significance,
}

/// How two times are compared.
#[derive(Debug, Clone, Copy)]
pub(super) enum TimeRule<'a> {
    /// As those of two reports.
    Reports(&'a LeastReferences),
    /// As those of two variants of one case.
    Variants,
}

/// The least time of the reference loop in several reports, in nanoseconds, on each of their machines. A
/// report that was disturbed all the time may have been as slow in all its rows; another one shows it, and so
/// does a moment between two others.
#[derive(Debug, Default)]
pub(super) struct LeastReferences(BTreeMap<Option<usize>, u64>);

impl LeastReferences {
    pub(super) fn new<'a>(reports: impl IntoIterator<Item = &'a Report>) -> Self {
        let mut least = BTreeMap::new();
        for row in reports.into_iter().flat_map(Report::rows) {
            let time = row.time.as_ref();
            if let Some(ns) = time.and_then(Time::least_reference_ns) {
                let of_machine = least.entry(row.machine).or_insert(ns);
                *of_machine = ns.min(*of_machine);
            }
        }
        Self(least)
    }
}

impl TimeRule<'_> {
    /// Compares the times of two rows of one machine; `None` if one has no time.
    pub(super) fn compare(self, old: &Row, new: &Row) -> Option<TimeComparison> {
        let (before, after) = (old.time.as_ref()?, new.time.as_ref()?);
        Some(match self {
            Self::Reports(references) => {
                let least = references.0.get(&new.machine).copied();
                TimeComparison::of_reports(before, after, least)
            }
            Self::Variants => TimeComparison::of_variants(before, after),
        })
    }
}

impl TimeComparison {
    /// Compares the times of two reports by the shortest undisturbed sample of each round, where the reference
    /// loop took about `least_reference_ns` or less. The slowest quarter of the rounds of each side, rounded up,
    /// does not count: something else took the processor. The times differ if all other rounds of one side are
    /// slower than all of the other, and the medians of the rounds are further apart than twice their ranges
    /// together; three times, where a range is more than 10 %.
    ///
    /// With fewer than four rounds on a side, the samples differ by the Mann-Whitney U test at 5 %; samples
    /// that are too small for the test to find any difference, such as 3 and 3, differ if their ranges do
    /// not overlap.
    ///
    /// If a side has fewer than four undisturbed rounds, and less than half of its samples are undisturbed, all
    /// samples count, and the medians must also be more than three times apart.
    fn of_reports(before: &Time, after: &Time, least_reference_ns: Option<u64>) -> Self {
        let shared = shared_reference_ns(before, after);
        let reference_ns = shared.map(|ns| least_reference_ns.map_or(ns, |least| ns.min(least)));
        let [old, new] = [before, after].map(|time| time.undisturbed_rounds(reference_ns));
        let has_enough = |time: &Time, rounds: &RoundSamples| {
            let undisturbed: usize = rounds.iter().map(Vec::len).sum();
            let is_half = undisturbed > 0 && 2 * undisturbed >= time.samples_ns.len();
            minima(rounds).len() >= FEWEST_OF_REPORTS || is_half
        };
        let shown = [before, after];
        if has_enough(before, &old) && has_enough(after, &new) {
            return Self::of_rounds(&old, &new, shown);
        }
        let [old, new] = [before, after].map(|time| time.undisturbed_rounds(None));
        let comparison = Self::of_rounds(&old, &new, shown);
        let is_beyond = are_apart(&old.concat(), &new.concat(), MIN_RATIO_IF_DISTURBED);
        Self {
            is_chance: comparison.is_chance || !is_beyond,
            significance: match comparison.significance {
                Significance::Changed if !is_beyond => Significance::Disturbed,
                significance => significance,
            },
            ..comparison
        }
    }

    /// Compares the rounds of two reports, whose times are `shown`.
    fn of_rounds(before: &RoundSamples, after: &RoundSamples, shown: [&Time; 2]) -> Self {
        let [before_minima, after_minima] = [before, after].map(minima);
        if before_minima.len().min(after_minima.len()) < FEWEST_OF_REPORTS {
            return Self::of_samples(&before.concat(), &after.concat());
        }
        let p_value = p_value(&before_minima, &after_minima);
        let medians = [&before_minima, &after_minima].map(|minima| median(minima));
        let [before_minima, after_minima] =
            [before_minima, after_minima].map(|minima| fastest(&minima));
        let range = |minima: &[u64]| minima[minima.len() - 1] - minima[0];
        let ranges = range(&before_minima).saturating_add(range(&after_minima));
        let is_noisy = |minima: &[u64]| range(minima) > minima[0] / 10;
        let times = if is_noisy(&before_minima) || is_noisy(&after_minima) {
            3
        } else {
            2
        };
        let is_chance = !are_disjoint(&before_minima, &after_minima)
            || medians[0].abs_diff(medians[1]) <= ranges.saturating_mul(times);
        let is_changed = !is_chance
            && ratio(medians[0], medians[1]) > 1.0 + MIN_CHANGE_OF_REPORTS
            && medians_agree(shown, medians[0] < medians[1]);
        Self {
            p_value,
            is_chance,
            significance: significance(is_changed),
        }
    }

    /// Compares the times of two variants of one case, whose rounds were made in turn. They differ if the
    /// shortest sample of one is longer in each round that counts (see [`are_tied`]); of nine or more, in all but one.
    /// With fewer than five rounds on a side, as in [`of_reports`](Self::of_reports).
    fn of_variants(before: &Time, after: &Time) -> Self {
        let rounds = PairedRounds::new(before, after);
        let pairs = rounds.deciding();
        if pairs.len() < FEWEST_PAIRS {
            return Self::of_reports(before, after, None);
        }
        let Agreement { p_value, is_chance } = Agreement::new(pairs);
        Self {
            p_value,
            is_chance,
            significance: significance(
                rounds.differ_by_more_than(MIN_CHANGE_OF_ROUNDS)
                    && medians_agree([before, after], pair_ratio(pairs) > 1.0),
            ),
        }
    }

    /// Compares all samples of two times.
    fn of_samples(before: &[u64], after: &[u64]) -> Self {
        let p_value = p_value(before, after);
        let is_too_small =
            min_p_value(before.len() as f64, after.len() as f64) >= SIGNIFICANCE_LEVEL;
        let is_chance =
            p_value >= SIGNIFICANCE_LEVEL && !(is_too_small && are_disjoint(before, after));
        Self {
            p_value,
            is_chance,
            significance: significance(!is_chance && are_apart(before, after, 1.0 + MIN_CHANGE)),
        }
    }
}

fn significance(is_changed: bool) -> Significance {
    if is_changed {
        Significance::Changed
    } else {
        Significance::Same
    }
}

/// Whether two variants of one case are tied, so that neither is the faster one.
///
/// With five rounds or more, they are tied unless the shortest sample of one is longer in each round (of nine
/// or more, in all but one), and by more than 2.5 % in the median of the rounds. With two to four rounds, by
/// more than 5 %. With one, they are tied unless their median times differ by more than 5 %. The median times,
/// which are what is shown, must differ in the same direction.
///
/// Rounds that something else slowed do not count, if five others are left. If fewer are, all count, but those
/// others must show the difference too; three or four of them show one of more than 20 % alone. Nor do rounds count in
/// which only the faster variant was slowed, so that it took longer than at the median of its rounds by more than 5 %
/// and by more than five times the median distance from it, if the Mann-Whitney test of all rounds finds a difference
/// at 5 %.
pub fn are_tied(one: &Time, other: &Time) -> bool {
    let rounds = PairedRounds::new(one, other);
    let pairs = rounds.deciding();
    let least = match pairs.len() {
        0 | 1 => {
            return time_ratio(one, other).max(time_ratio(other, one)) <= 1.0 + MIN_CHANGE_IN_CASE;
        }
        2..FEWEST_PAIRS => MIN_CHANGE_IN_CASE,
        _ => MIN_CHANGE_OF_ROUNDS,
    };
    let differing = rounds.differ_by_more_than(least).then_some(pairs);
    let differing = differing.or_else(|| rounds.few_that_differ());
    !differing.is_some_and(|pairs| medians_agree([one, other], pair_ratio(pairs) > 1.0))
}

/// The median time of a variant as a multiple of that of another of its case; 1 if one has no samples.
pub fn time_ratio(base: &Time, time: &Time) -> f64 {
    let medians = base.median_ns().zip(time.median_ns());
    medians.map_or(1.0, |medians| pair_ratio(&[medians]))
}

/// Whether the median times, which are what is shown, differ in this direction.
fn medians_agree(shown: [&Time; 2], is_slower: bool) -> bool {
    match shown.map(Time::median_ns) {
        [Some(before), Some(after)] => before != after && (before < after) == is_slower,
        _ => false,
    }
}

/// The greater value as a multiple of the lesser one.
fn ratio(one: u64, other: u64) -> f64 {
    one.max(other) as f64 / one.min(other).max(1) as f64
}

/// The shortest sample of each round that has one: other processes can only make it longer.
fn minima(rounds: &RoundSamples) -> Vec<u64> {
    let rounds = rounds.iter();
    rounds
        .filter_map(|round| round.iter().min().copied())
        .collect()
}

/// The rounds without the slowest quarter, sorted.
fn fastest(minima: &[u64]) -> Vec<u64> {
    let mut sorted = minima.to_vec();
    sorted.sort_unstable();
    sorted.truncate(minima.len() - minima.len().div_ceil(4));
    sorted
}

/// The median of at least one value; of an even number of values the greater one in the
/// middle.
fn median(values: &[u64]) -> u64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    sorted[sorted.len() / 2]
}

/// Whether the median of one side is more than so many times that of the other.
fn are_apart(before: &[u64], after: &[u64], times: f64) -> bool {
    let is_empty = before.is_empty() || after.is_empty();
    !is_empty && ratio(median(before), median(after)) > times
}

/// Whether all values of one side are above all values of the other.
fn are_disjoint(before: &[u64], after: &[u64]) -> bool {
    let range = |values: &[u64]| {
        values
            .iter()
            .min()
            .copied()
            .zip(values.iter().max().copied())
    };
    match (range(before), range(after)) {
        (Some(a), Some(b)) => a.1 < b.0 || b.1 < a.0,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl TimeComparison {
        fn is_changed(&self) -> bool {
            self.significance == Significance::Changed
        }
    }

    fn of_reports(before: &Time, after: &Time) -> TimeComparison {
        TimeComparison::of_reports(before, after, None)
    }

    fn time(samples_ns: &[u64]) -> Time {
        Time::from_round(samples_ns.to_vec())
    }

    #[test]
    fn samples_too_small_for_the_test_differ_if_their_ranges_are_disjoint() {
        let is_chance = |a: &[u64], b: &[u64]| of_reports(&time(a), &time(b)).is_chance;
        assert!(!is_chance(&[100], &[200]));
        assert!(!is_chance(&[200], &[100]));
        assert!(!is_chance(&[4, 5, 6], &[40, 41, 42]));
        assert!(is_chance(&[4, 5, 40], &[39, 41, 42]));
        assert!(is_chance(&[], &[1]));
        assert!(is_chance(&[1], &[1]));
        let many: Vec<u64> = (1..=20).collect();
        assert!(!is_chance(&many, &[21]));
        assert!(is_chance(&many, &[20]));
        assert!(is_chance(&[1, 2, 3, 5, 6], &[4, 7, 8]));
        assert!(!is_chance(&[1, 2, 3, 4, 5], &[6, 7, 8]));
    }

    /// A time whose rounds have one sample each.
    fn rounds(minima: &[u64]) -> Time {
        let mut time = time(&minima[..1]);
        for &ns in &minima[1..] {
            time.add_round(&Time::from_round(vec![ns]));
        }
        time
    }

    /// Three variants of one case as they were measured on a busy machine, in microseconds: two that are
    /// the same, and one with 5 % more work.
    const ONE: [u64; 7] = [2169, 2262, 2165, 2169, 2231, 2175, 2174];
    const SAME: [u64; 7] = [2165, 2166, 2227, 2165, 2168, 2169, 2187];
    const SLOWER: [u64; 7] = [2278, 2273, 2280, 2273, 2273, 2273, 2286];

    #[test]
    fn recorded_rounds_show_a_variant_that_is_slower_and_no_other() {
        let [one, same, slower] = [ONE, SAME, SLOWER].map(|minima| rounds(&minima));
        assert!(are_tied(&one, &same) && are_tied(&same, &one));
        assert!(!are_tied(&one, &slower) && !are_tied(&slower, &same));
        let compared = TimeComparison::of_variants(&one, &slower);
        assert!(compared.is_changed() && !compared.is_chance);
        assert!((compared.p_value - 2.0 / 128.0).abs() < 1e-9);
        assert!((time_ratio(&same, &slower) - 1.048).abs() < 0.002);
        assert!(of_reports(&same, &slower).is_changed());
        assert!(!of_reports(&one, &same).is_changed());
    }

    #[test]
    fn rounds_that_spread_show_no_change_between_reports() {
        let wide = [7046, 9191, 11_291, 6198, 6073, 6108, 6155];
        let wider = [22_714, 26_205, 65_162, 148_186, 337_268, 246_820, 15_816];
        let compared = of_reports(&rounds(&wide), &rounds(&wider));
        assert!(compared.is_chance && !compared.is_changed());
    }

    #[test]
    fn one_slow_round_of_a_report_does_not_count() {
        let disturbed = [1000, 1000, 1000, 9000, 1001, 1000, 1000];
        let compared = of_reports(&rounds(&disturbed), &rounds(&[1050; 7]));
        assert!(compared.is_changed());
        let paired = TimeComparison::of_variants(&rounds(&disturbed), &rounds(&[1050; 7]));
        assert!(paired.is_changed() && !paired.is_chance);
    }

    /// Blocks of memory, and 5 % more of them, on a quiet machine: two of ten processes were slower, although the
    /// reference loop was not.
    const BLOCKS: [u64; 10] = [2172, 2168, 2165, 2201, 2227, 2633, 2192, 2513, 2183, 2144];
    const MORE_BLOCKS: [u64; 10] = [2335, 2303, 2287, 2381, 2280, 2272, 2266, 2279, 2396, 2291];

    #[test]
    fn two_rounds_in_which_a_variant_was_slowed_hide_no_difference_and_make_none() {
        let blocks = rounds(&BLOCKS);
        assert!(!are_tied(&blocks, &rounds(&MORE_BLOCKS)));
        assert!(!are_tied(&rounds(&MORE_BLOCKS), &blocks));
        let mut same = BLOCKS;
        same.rotate_left(3);
        assert!(are_tied(&blocks, &rounds(&same)));
        let mut three = BLOCKS;
        three[0] = 2700;
        assert!(are_tied(&rounds(&three), &rounds(&MORE_BLOCKS)));
    }

    #[test]
    fn rounds_that_spread_widely_all_count() {
        let spread = [2000, 2100, 2200, 2300, 2400, 2500, 2600, 2700, 2800, 2900];
        let mut slower = spread.map(|ns| ns + 100);
        assert!(!are_tied(&rounds(&spread), &rounds(&slower)));
        (slower[0], slower[9]) = (1900, 2800);
        assert!(are_tied(&rounds(&spread), &rounds(&slower)));
    }

    #[test]
    fn a_change_needs_medians_that_agree_with_it() {
        let mut before = time(&[1000, 3000, 3000]);
        let mut after = time(&[1100, 1100, 1100]);
        for _ in 0..6 {
            before.add_round(&time(&[1000, 3000, 3000]));
            after.add_round(&time(&[1100, 1100, 1100]));
        }
        let compared = of_reports(&before, &after);
        assert!(!compared.is_chance && !compared.is_changed());
    }

    /// Rounds of one sample each, beside the time of the reference loop.
    fn rounds_beside(rounds: &[(u64, u64)]) -> Time {
        let mut time = Time::default();
        for &(ns, reference_ns) in rounds {
            time.add_round(&Time {
                reference_ns: vec![reference_ns],
                ..Time::from_round(vec![ns])
            });
        }
        time
    }

    /// The quiet rounds and the disturbed ones, which take 1.6 times as long.
    fn disturb(minima: &[u64], is_disturbed: impl Fn(usize) -> bool) -> Time {
        let rounds = minima.iter().enumerate().map(|(index, &ns)| {
            if is_disturbed(index) {
                (ns * 8 / 5, 7000)
            } else {
                (ns, 5150 + index as u64)
            }
        });
        rounds_beside(&rounds.collect::<Vec<_>>())
    }

    #[test]
    fn rounds_beside_other_work_on_the_core_do_not_count() {
        let quiet = disturb(&SAME, |_| false);
        let partly = disturb(&ONE, |index| index % 2 == 0);
        let slower = disturb(&[SLOWER, SLOWER].concat(), |index| index % 2 == 0);
        assert!(are_tied(&quiet, &partly));
        for compare in [of_reports, TimeComparison::of_variants] {
            let same = compare(&disturb(&SAME, |index| index > 4), &quiet);
            assert!(same.is_chance && !same.is_changed());
        }
        let quiet = disturb(&[SAME, SAME].concat(), |_| false);
        assert!(!are_tied(&quiet, &slower));
        assert!((time_ratio(&quiet, &slower) - 1.048).abs() < 0.002);
        assert!(of_reports(&quiet, &slower).is_changed());
        assert!(TimeComparison::of_variants(&slower, &quiet).is_changed());
    }

    #[test]
    fn variants_without_a_shared_undisturbed_round_are_compared_by_all_rounds() {
        for count in [2, 5, 10] {
            let times = |ns: u64| vec![ns; count];
            let first_half = disturb(&times(1000), |index| 2 * index < count);
            let second_half = disturb(&times(1000), |index| 2 * index >= count);
            let all = disturb(&times(1000), |_| true);
            let slower = disturb(&times(1500), |_| true);
            let quiet = disturb(&times(1000), |_| false);
            for (one, other) in [(&first_half, &second_half), (&quiet, &slower)] {
                assert!(PairedRounds::new(one, other).undisturbed.is_empty());
            }
            assert!(are_tied(&first_half, &second_half) && are_tied(&second_half, &first_half));
            assert!(!are_tied(&quiet, &slower) && !are_tied(&all, &slower));
        }
    }

    #[test]
    fn one_disturbed_round_of_five_does_not_make_a_tie() {
        let quiet = disturb(&[1000; 5], |_| false);
        let beside = |ns: u64, disturbed: usize| disturb(&[ns; 5], |index| index < disturbed);
        for disturbed in [0, 1, 2] {
            assert!(!are_tied(&quiet, &beside(700, disturbed)), "{disturbed}");
            let few = disturbed > 0;
            assert_eq!(
                are_tied(&quiet, &beside(960, disturbed)),
                few,
                "{disturbed}"
            );
        }
        assert!(are_tied(&quiet, &beside(700, 3)));
    }

    #[test]
    fn a_report_that_was_disturbed_all_the_time_shows_only_what_other_work_cannot_cause() {
        let quiet = disturb(&SAME, |_| false);
        let disturbed = disturb(&SAME, |_| true);
        for (before, after) in [(&quiet, &disturbed), (&disturbed, &quiet)] {
            let compared = of_reports(before, after);
            assert!(compared.is_chance && !compared.is_changed());
        }
        let twice = disturb(&SAME.map(|ns| ns * 2), |_| true);
        assert!(of_reports(&quiet, &twice).is_changed());
        assert!(of_reports(&disturbed, &twice).is_changed());
        let [once, longer] = [5150, 7000].map(|reference| rounds_beside(&[(1000, reference)]));
        assert!(of_reports(&once, &longer).is_chance);
        let beside_quiet =
            |after| TimeComparison::of_reports(&disturbed, after, quiet.least_reference_ns());
        let longer = disturb(&SAME.map(|ns| ns * 5 / 4), |_| true);
        assert!(of_reports(&disturbed, &longer).is_changed());
        assert!(!beside_quiet(&longer).is_changed());
    }

    #[test]
    fn one_of_nine_rounds_may_disagree() {
        let slower = |count: usize| {
            let mut minima = vec![2278; count];
            minima[count / 2] = 1000;
            !are_tied(&rounds(&vec![2169; count]), &rounds(&minima))
        };
        assert_eq!([7, 8, 9, 10].map(slower), [false, false, true, true]);
    }

    #[test]
    fn rounds_are_paired_as_far_as_both_variants_have_them() {
        let few = rounds(&ONE[..2]);
        assert!(are_tied(&few, &rounds(&SAME)));
        assert!(!are_tied(&few, &rounds(&SLOWER.map(|ns| ns + 100))));
    }
}

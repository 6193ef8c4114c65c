//! The probe lengths of a map's look-ups, as series beside what theory expects.

use crate::lab::table::expected::lengths::Lengths;
use crate::lab::table::{Histogram, Recorded};
use crate::record::Series;

/// Longer look-ups than this share of all take are left out of the series, and so are those beyond
/// so many probes.
const SHARE: f64 = 0.999;
const LONGEST: usize = 40;

/// The share of the look-ups that took so many probes: of the hits, and of the misses.
pub(super) fn series(
    looked_up: &Recorded,
    expected: impl Fn(usize) -> Option<Lengths>,
) -> [Series; 2] {
    let (hits, misses) = (looked_up.hits(), looked_up.misses());
    let of_hits = expected(longest(&hits)).map(|lengths| lengths.hit);
    let of_misses = expected(longest(&misses)).map(|lengths| lengths.miss);
    [
        of_kind("probe_lengths_hit", &hits, of_hits),
        of_kind("probe_lengths_miss", &misses, of_misses),
    ]
}

fn longest(lengths: &Histogram) -> usize {
    lengths.percentile(SHARE).min(LONGEST)
}

fn of_kind(name: &str, lengths: &Histogram, expected: Option<Vec<f64>>) -> Series {
    let all = lengths.count().max(1) as f64;
    let counts = lengths.counts().iter().take(longest(lengths) + 1);
    let found = counts.map(|&count| count as f64 / all);
    let series = Series::new(name, "probes", "% of look-ups", percents(found));
    series.expected(percents(expected.into_iter().flatten()))
}

/// Each share over its length, without those before the first.
fn percents(shares: impl Iterator<Item = f64>) -> impl Iterator<Item = (f64, f64)> {
    let percents = (0..)
        .zip(shares)
        .map(|(length, share)| (f64::from(length), share * 100.0));
    percents.skip_while(|(_, share)| *share == 0.0)
}

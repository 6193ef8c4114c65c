//! What is measured of a hash function on a set of keys, as metrics.

use crate::lab::hash::expected::{self, Expected};
use crate::lab::hash::significance;
use crate::lab::hash::{Occupancy, Quality};
use crate::record::{Metric, Series};

/// Every metric of `quality`, those that tell most first.
pub(super) fn of(quality: &Quality) -> Vec<Metric> {
    let keys = quality.keys();
    let pairs = quality.duplicates.pairs;
    let mut metrics = vec![
        Metric::new("duplicates_64bit", pairs as f64, "pairs")
            .expected(expected::duplicates_64bit(keys))
            .p_value(significance::duplicates(keys, pairs)),
        chi_squared("chi_squared_z", &quality.low),
        chi_squared("chi_squared_z_tag", &quality.tag),
    ];
    metrics.extend(quality.avalanche.worst().map(|worst| {
        Metric::new("avalanche_worst_bias", worst.bias(), "")
            .expected(worst.expected())
            .p_value(worst.p_value())
    }));
    let details = [
        chi_squared("chi_squared_z_high", &quality.high),
        largest_bucket("largest_bucket", &quality.low),
        entropy("entropy_low_bits", &quality.low),
        entropy("entropy_high_bits", &quality.high),
        entropy("entropy_tag_bits", &quality.tag),
        distinct_buckets("distinct_buckets", &quality.low),
        distinct_buckets("distinct_buckets_high", &quality.high),
        distinct_buckets("distinct_tags", &quality.tag),
        largest_bucket("largest_bucket_high", &quality.high),
        largest_bucket("largest_bucket_tag", &quality.tag),
        Metric::new("strayed_copies", quality.strayed_copies as f64, "keys").expected(0.0),
    ];
    let stay = quality.stay_under_other_seeds;
    let stay = stay.map(|stay| Metric::new("duplicates_other_seeds", stay, "pairs"));
    metrics.extend(details.into_iter().chain(stay).map(Metric::detail));
    metrics
}

/// How many of a table's buckets, which the low bits choose, hold so many keys.
pub(super) fn bucket_occupancy(quality: &Quality) -> Series {
    const MOST: u64 = 9;
    let (keys, buckets) = (quality.low.keys(), quality.low.buckets());
    let ideal = expected::largest_bucket(keys, buckets);
    let most = quality.low.largest_bucket().max(ideal).min(MOST) as usize;
    let label = match quality.low.largest_bucket() > most as u64 {
        true => format!("keys in a bucket ({most} or more at {most})"),
        false => String::from("keys in a bucket"),
    };
    let found = percents(quality.low.shares(most));
    let expected = percents(expected::shares(keys, buckets, most));
    Series::new("bucket_occupancy", label, "% of buckets", found).expected(expected)
}

fn percents(shares: Vec<f64>) -> impl Iterator<Item = (f64, f64)> {
    const DIGITS: f64 = 1e4;
    let rounded = |share: f64| (share * 100.0 * DIGITS).round() / DIGITS;
    (0..)
        .zip(shares)
        .map(move |(held, share)| (f64::from(held), rounded(share)))
}

fn chi_squared(name: &str, occupancy: &Occupancy) -> Metric {
    let expected = expected::chi_squared(occupancy.keys(), occupancy.buckets());
    let deviations = expected.deviations_of(occupancy.chi_squared());
    Metric::new(name, deviations, "deviations").expected(0.0)
}

fn entropy(name: &str, occupancy: &Occupancy) -> Metric {
    let expected = expected::entropy(occupancy.keys(), occupancy.buckets());
    beside(Metric::new(name, occupancy.entropy(), "bits"), expected)
}

fn distinct_buckets(name: &str, occupancy: &Occupancy) -> Metric {
    let expected = expected::distinct_buckets(occupancy.keys(), occupancy.buckets());
    let distinct = occupancy.distinct_buckets() as f64;
    beside(Metric::new(name, distinct, "buckets"), expected)
}

fn largest_bucket(name: &str, occupancy: &Occupancy) -> Metric {
    let (keys, buckets) = (occupancy.keys(), occupancy.buckets());
    let largest = occupancy.largest_bucket();
    Metric::new(name, largest as f64, "keys")
        .expected(expected::largest_bucket(keys, buckets) as f64)
        .p_value(significance::largest_bucket(keys, buckets, largest))
}

fn beside(metric: Metric, expected: Expected) -> Metric {
    let deviations = expected.deviations_of(metric.value);
    metric.expected(expected.mean).deviations(deviations)
}

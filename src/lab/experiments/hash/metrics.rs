//! The metrics and the series of a hash function's quality.

use crate::lab::hash::expected::{self, Expected};
use crate::lab::hash::significance;
use crate::lab::hash::{Occupancy, Quality};
use crate::record::{Metric, Series};

/// Every metric of `quality`, the most important first.
pub(super) fn quality_metrics(quality: &Quality) -> Vec<Metric> {
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
    let other_seeds = quality
        .duplicates_under_other_seeds
        .map(|pairs| Metric::new("duplicates_other_seeds", pairs, "pairs"));
    metrics.extend(details.into_iter().chain(other_seeds).map(Metric::detail));
    metrics
}

/// The share of a table's buckets, chosen by the low bits, for each number of keys in them.
pub(super) fn bucket_occupancy(quality: &Quality) -> Series {
    const MAX_KEYS: u64 = 9;
    let (keys, buckets) = (quality.low.keys(), quality.low.buckets());
    let largest = quality.low.largest_bucket();
    let expected_largest = expected::largest_bucket(keys, buckets);
    let max = largest.max(expected_largest).min(MAX_KEYS) as usize;
    let label = if largest > max as u64 {
        format!("keys in a bucket ({max} or more at {max})")
    } else {
        String::from("keys in a bucket")
    };
    let measured = percents(quality.low.shares(max));
    let expected = percents(expected::shares(keys, buckets, max));
    Series::new("bucket_occupancy", label, "% of buckets", measured).expected(expected)
}

/// Shares as points of a series: each index with its share in percent, rounded to 4 decimals.
fn percents(shares: Vec<f64>) -> impl Iterator<Item = (f64, f64)> {
    const SCALE: f64 = 1e4;
    let to_percent = |share: f64| (share * 100.0 * SCALE).round() / SCALE;
    (0..)
        .zip(shares)
        .map(move |(keys, share)| (f64::from(keys), to_percent(share)))
}

fn chi_squared(name: &str, occupancy: &Occupancy) -> Metric {
    let expected = expected::chi_squared(occupancy.keys(), occupancy.buckets());
    let z_score = expected.z_score(occupancy.chi_squared());
    Metric::new(name, z_score, "deviations").expected(0.0)
}

fn entropy(name: &str, occupancy: &Occupancy) -> Metric {
    let expected = expected::entropy(occupancy.keys(), occupancy.buckets());
    with_expected(Metric::new(name, occupancy.entropy(), "bits"), expected)
}

fn distinct_buckets(name: &str, occupancy: &Occupancy) -> Metric {
    let expected = expected::distinct_buckets(occupancy.keys(), occupancy.buckets());
    let distinct = occupancy.distinct_buckets() as f64;
    with_expected(Metric::new(name, distinct, "buckets"), expected)
}

fn largest_bucket(name: &str, occupancy: &Occupancy) -> Metric {
    let (keys, buckets) = (occupancy.keys(), occupancy.buckets());
    let largest = occupancy.largest_bucket();
    Metric::new(name, largest as f64, "keys")
        .expected(expected::largest_bucket(keys, buckets) as f64)
        .p_value(significance::largest_bucket(keys, buckets, largest))
}

fn with_expected(metric: Metric, expected: Expected) -> Metric {
    let deviations = expected.z_score(metric.value);
    metric.expected(expected.mean).deviations(deviations)
}

//! The metrics and the series of a hash function's quality.

use crate::lab::hash::expected::{self, Expected};
use crate::lab::hash::prediction::{LookupKind, Prediction};
use crate::lab::hash::significance;
use crate::lab::hash::{Occupancy, Quality};
use crate::record::{Metric, Series};

/// What lookups cost, beside an ideal hash: the worst, the median and each kind.
pub(super) fn cost_metrics(prediction: &Prediction) -> Vec<Metric> {
    let mut metrics = vec![
        factor("predicted_factor", worst(prediction.worst_factors())),
        factor(
            "predicted_factor_median",
            median(prediction.worst_factors()),
        )
        .detail(),
    ];
    if prediction.seeds.len() > 1 {
        let percent = 100.0 * prediction.share_of_bad_seeds();
        metrics.push(Metric::new("bad_seeds", percent, "%"));
    }
    let details = LookupKind::ALL
        .into_iter()
        .flat_map(|kind| kind_metrics(prediction, kind));
    metrics.extend(details.map(Metric::detail));
    metrics
}

/// The factor and the counts of one kind of lookup, under the worst seed for each.
fn kind_metrics(prediction: &Prediction, kind: LookupKind) -> Vec<Metric> {
    let Some(ideal) = kind.work(&prediction.ideal) else {
        return Vec::new();
    };
    let name = kind.name();
    let works = || {
        let seeds = prediction.seeds.iter();
        seeds.filter_map(|seed| kind.work(&seed.work))
    };
    let steps = worst(works().map(|work| work.steps).collect());
    let comparisons = worst(works().map(|work| work.comparisons).collect());
    let steps_name = prediction.layout.steps_name();
    vec![
        factor(
            &format!("predicted_{name}_factor"),
            worst(prediction.factors(kind).collect()),
        ),
        Metric::new(format!("{name}_{steps_name}"), steps, steps_name).expected(ideal.steps),
        Metric::new(format!("{name}_comparisons"), comparisons, "keys").expected(ideal.comparisons),
    ]
}

fn factor(name: &str, value: f64) -> Metric {
    Metric::new(name, value, "×").expected(1.0)
}

fn worst(values: Vec<f64>) -> f64 {
    values.into_iter().fold(0.0, f64::max)
}

/// The median; of an even number of values, the greater one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// How far the hashes of `quality` are from random ones, the most important metrics first.
pub(super) fn quality_metrics(quality: &Quality, prediction: &Prediction) -> Vec<Metric> {
    let keys = quality.keys();
    let pairs = quality.duplicates.pairs;
    let mut metrics = vec![
        Metric::new("duplicates_64bit", pairs as f64, "pairs")
            .expected(expected::duplicates_64bit(keys))
            .p_value(significance::duplicates(keys, pairs)),
    ];
    let by_seed = prediction.seeds.iter().map(|seed| seed.duplicates as f64);
    let by_seed = [
        (
            "duplicates_64bit_worst_seed",
            worst(by_seed.clone().collect()),
        ),
        ("duplicates_64bit_median_seed", median(by_seed.collect())),
    ];
    let avalanche = quality.avalanche.worst().map(|worst| {
        Metric::new("avalanche_worst_bias", worst.bias(), "")
            .expected(worst.expected())
            .p_value(worst.p_value())
    });
    let details = [
        chi_squared("chi_squared_z", &quality.low),
        chi_squared("chi_squared_z_tag", &quality.tag),
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
    let by_seed = by_seed.map(|(name, pairs)| Metric::new(name, pairs, "pairs"));
    let details = details.into_iter().chain(avalanche).chain(by_seed);
    metrics.extend(details.map(Metric::detail));
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

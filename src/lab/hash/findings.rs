//! What chance does not explain.
//!
//! # Thresholds
//!
//! Of an ideal hash anything is found in one of a million judgements at most ([`LEVEL`]): each of
//! the 17 tests may call a figure improbable once in 17 million (Bonferroni's correction). The
//! tests are: the pairs that share all 64 bits; the worst bias of the avalanche; and of the
//! buckets through the low bits, the high bits and the tag each, whether distinct buckets or
//! chi-squared lie too low or too high, or the largest bucket too high.
//!
//! What is improbable is harmful where tables would suffer from it:
//!
//! - any two keys share all 64 bits;
//! - through the low bits, which choose the bucket, keys share one at least 1.5 times as often as
//!   they should, or the largest holds 4 times what it should;
//! - the tags, which spare a comparison, are shared at least twice as often as they should;
//! - copies of a key hash otherwise than the key.
//!
//! Buckets that are filled more evenly than chance would are told too, since keys of another
//! pattern may meet the opposite; so are high bits, which hashbrown takes for tags only, and the
//! avalanche, since these keys do not suffer from it.

use super::expected;
use super::key::Key;
use super::keys::Keys;
use super::significance::{self, Tails};
use super::{Occupancy, Quality};
use crate::units;

/// How probable it may be that anything is found of an ideal hash.
pub const LEVEL: f64 = 1e-6;

const TESTS: f64 = 17.0;
const HARMFUL_SHARING: f64 = 1.5;
const HARMFUL_TAG_SHARING: f64 = 2.0;
const HARMFUL_BUCKET: f64 = 4.0;

/// Something that chance does not explain.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// Whether a table would suffer from it.
    pub is_harmful: bool,
    /// What it was found in, in a word or two.
    pub place: &'static str,
    /// What was found, and what an ideal hash would give.
    pub why: String,
}

/// What is found, the harmful first, where an ideal hash may give a finding with the probability
/// `level`.
pub fn of(quality: &Quality, keys: &Keys, level: f64) -> Vec<Finding> {
    let level = level / TESTS;
    let low = ("low bits", &quality.low, HARMFUL_SHARING);
    let tag = ("tag bits", &quality.tag, HARMFUL_TAG_SHARING);
    let high = ("high bits", &quality.high, f64::INFINITY);
    let uneven = |(bits, occupancy, harmful)| uneven(bits, occupancy, harmful, level);
    let even = |(bits, occupancy, _)| even(bits, occupancy, level);
    let tests = [
        strayed(quality),
        duplicates(quality, keys, level),
        uneven(low),
        uneven(tag),
        uneven(high),
        even(low),
        even(tag),
        even(high),
        avalanche(quality, level),
    ];
    let mut found: Vec<Finding> = tests.into_iter().flatten().collect();
    found.sort_by_key(|finding| !finding.is_harmful);
    found
}

fn strayed(quality: &Quality) -> Option<Finding> {
    (quality.strayed_copies > 0).then(|| Finding {
        is_harmful: true,
        place: "copies",
        why: format!(
            "{} of {} keys hash otherwise when copied: a table would not find them again",
            quality.strayed_copies, quality.sampled_keys
        ),
    })
}

fn duplicates(quality: &Quality, keys: &Keys, level: f64) -> Option<Finding> {
    let pairs = quality.duplicates.pairs;
    if significance::duplicates(quality.keys(), pairs) >= level {
        return None;
    }
    let shown: Vec<String> = quality
        .duplicates
        .first
        .iter()
        .map(|&pair| both(keys, pair))
        .collect();
    let share = if pairs == 1 { "shares" } else { "share" };
    let stay = match quality.stay_under_other_seeds {
        None => String::new(),
        Some(0.0) => String::from("; under other seeds these do not"),
        Some(stay) => {
            let share = 100.0 * stay / shown.len() as f64;
            format!("; under other seeds {share:.0} % of these still do")
        }
    };
    Some(Finding {
        is_harmful: true,
        place: "duplicates",
        why: format!(
            "{} {} of keys {share} all 64 bits, such as {}; an ideal hash expects {}{stay}",
            units::count(pairs),
            units::plural(pairs, "pair"),
            shown.join(", "),
            rarely(expected::duplicates_64bit(quality.keys())),
        ),
    })
}

fn both(keys: &Keys, (one, other): (usize, usize)) -> String {
    let shown = |place| shortened(&keys.key(place));
    format!("`{}` and `{}`", shown(one), shown(other))
}

fn shortened(key: &Key) -> String {
    const SHOWN_CHARS: usize = 40;
    let text = key.to_string();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// A small expected number in words.
fn rarely(expected: f64) -> String {
    let scales = [(1e-12, "trillion"), (1e-9, "billion"), (1e-6, "million")];
    match scales.iter().find(|(scale, _)| expected < *scale) {
        Some((_, name)) => format!("fewer than one in a {name}"),
        None => units::digits(expected),
    }
}

fn avalanche(quality: &Quality, level: f64) -> Option<Finding> {
    let worst = quality.avalanche.worst()?;
    (worst.p_value() < level).then(|| Finding {
        is_harmful: false,
        place: "avalanche",
        why: format!(
            "bit {} of a key flips bit {} of the hash in {} of {} trials: a bias of {}, where chance stays around {}",
            worst.key_bit,
            worst.hash_bit,
            worst.flips,
            worst.trials,
            units::digits(worst.bias()),
            units::digits(worst.expected()),
        ),
    })
}

fn uneven(bits: &'static str, occupancy: &Occupancy, harmful: f64, level: f64) -> Option<Finding> {
    let (keys, buckets) = (occupancy.keys(), occupancy.buckets());
    let largest = occupancy.largest_bucket();
    let p_values = [
        distinct_tails(occupancy).map(|tails| tails.below),
        chi_squared_tails(occupancy).map(|tails| tails.above),
        Some(significance::largest_bucket(keys, buckets, largest)),
    ];
    if p_values.into_iter().flatten().all(|p| p >= level) {
        return None;
    }
    let sharing =
        occupancy.colliding_pairs() as f64 / expected::colliding_pairs(keys, buckets).mean;
    let expected_largest = expected::largest_bucket(keys, buckets);
    let is_large = largest as f64 >= HARMFUL_BUCKET * expected_largest as f64;
    Some(Finding {
        is_harmful: harmful.is_finite() && (sharing >= harmful || is_large),
        place: bits,
        why: format!(
            "its {bits} put the keys in {} of {} buckets (an ideal hash: {}), up to {} in one ({}); chi-squared is off by {:+.1} standard deviations",
            units::count(occupancy.distinct_buckets()),
            units::count(buckets),
            units::count(ideal_buckets(occupancy)),
            units::count(largest),
            units::count(expected_largest),
            chi_squared_deviations(occupancy),
        ),
    })
}

fn even(bits: &'static str, occupancy: &Occupancy, level: f64) -> Option<Finding> {
    let p_values = [
        distinct_tails(occupancy).map(|tails| tails.above),
        chi_squared_tails(occupancy).map(|tails| tails.below),
    ];
    let is_even = p_values.into_iter().flatten().any(|p| p < level);
    is_even.then(|| Finding {
        is_harmful: false,
        place: bits,
        why: format!(
            "its {bits} spread the keys more evenly than chance, over {} of {} buckets (an ideal hash: {}); chi-squared is off by {:+.1} standard deviations: the keys' pattern shows through, and another may do harm",
            units::count(occupancy.distinct_buckets()),
            units::count(occupancy.buckets()),
            units::count(ideal_buckets(occupancy)),
            chi_squared_deviations(occupancy),
        ),
    })
}

fn distinct_tails(occupancy: &Occupancy) -> Option<Tails> {
    significance::distinct_buckets(
        occupancy.keys(),
        occupancy.buckets(),
        occupancy.distinct_buckets(),
    )
}

fn chi_squared_tails(occupancy: &Occupancy) -> Option<Tails> {
    significance::chi_squared(
        occupancy.keys(),
        occupancy.buckets(),
        occupancy.chi_squared(),
    )
}

fn ideal_buckets(occupancy: &Occupancy) -> u64 {
    let expected = expected::distinct_buckets(occupancy.keys(), occupancy.buckets());
    expected.mean.round() as u64
}

fn chi_squared_deviations(occupancy: &Occupancy) -> f64 {
    let expected = expected::chi_squared(occupancy.keys(), occupancy.buckets());
    expected.deviations_of(occupancy.chi_squared())
}

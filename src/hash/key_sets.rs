//! Sets of keys, made from a seed and named for their shape.

use std::net::Ipv4Addr;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::keys::{F64, Keys, Packed, Point};

/// How many keys a set has that could have any number.
pub const USUAL_KEYS: u64 = 50_000;

/// A set of keys of one shape.
#[derive(Debug, Clone, Copy)]
pub struct KeySet {
    /// Its name.
    pub name: &'static str,
    /// What the keys look like.
    pub about: &'static str,
    make: fn(seed: u64) -> Keys,
}

impl KeySet {
    /// Every set.
    pub const ALL: [Self; 12] = [
        Self::new("sequential", "the numbers from 0 on", sequential),
        Self::new("multiples", "multiples of 4096", multiples),
        Self::new(
            "high-bits",
            "numbers that differ in their highest 16 bits only",
            high_bits,
        ),
        Self::new("random", "random 64-bit numbers", random),
        Self::new(
            "ipv4-runs",
            "IPv4 addresses in runs of up to 250",
            ipv4_runs,
        ),
        Self::new("grid", "points of a square grid", grid),
        Self::new("floats", "multiples of 0.25 as floats", floats),
        Self::new(
            "two-letters",
            "the 676 strings of two small letters",
            two_letters,
        ),
        Self::new("cities", "the text's four cities", cities),
        Self::new("digits", "strings of eight digits", digits),
        Self::new(
            "paths",
            "words within the same long prefix and suffix",
            paths,
        ),
        Self::new(
            "unicode-names",
            "the names of Unicode characters",
            unicode_names,
        ),
    ];

    const fn new(name: &'static str, about: &'static str, make: fn(u64) -> Keys) -> Self {
        Self { name, about, make }
    }

    /// The set called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|set| set.name == name)
    }

    /// Its keys, each there once. Only some depend on the seed.
    pub fn keys(&self, seed: u64) -> Keys {
        (self.make)(seed)
    }
}

fn sequential(_seed: u64) -> Keys {
    Keys::U64((0..USUAL_KEYS).collect())
}

fn multiples(_seed: u64) -> Keys {
    Keys::U64((0..USUAL_KEYS).map(|number| number << 12).collect())
}

fn high_bits(_seed: u64) -> Keys {
    Keys::U64((0..USUAL_KEYS).map(|number| number << 48).collect())
}

fn random(seed: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    // Its next numbers are all different: it counts, and mixes by a permutation.
    Keys::U64((0..USUAL_KEYS).map(|_| random.next_u64()).collect())
}

fn ipv4_runs(seed: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    let mut addresses = Vec::new();
    while (addresses.len() as u64) < USUAL_KEYS {
        let bits = random.next_u64();
        let network = (bits >> 32) as u32 & !0xff;
        let hosts = 1 + bits as u32 % 250;
        addresses.extend((1..=hosts).map(|host| Ipv4Addr::from_bits(network | host)));
    }
    let mut keys = Keys::Ipv4(addresses);
    keys.drop_repeated();
    keys
}

fn grid(_seed: u64) -> Keys {
    let side = USUAL_KEYS.isqrt() as i32;
    let points = (0..side).flat_map(|y| (0..side).map(move |x| Point { x, y }));
    Keys::Points(points.collect())
}

fn floats(_seed: u64) -> Keys {
    let quarters = (0..USUAL_KEYS).map(|number| F64::from(number as f64 * 0.25));
    Keys::F64(quarters.collect())
}

fn two_letters(_seed: u64) -> Keys {
    let letters = || 'a'..='z';
    let pairs = letters().flat_map(|first| letters().map(move |second| [first, second]));
    text(pairs.map(|pair| pair.into_iter().collect()))
}

fn cities(_seed: u64) -> Keys {
    Keys::Text(
        ["Rome", "San Francisco", "New York", "Barcelona"]
            .into_iter()
            .collect(),
    )
}

fn digits(_seed: u64) -> Keys {
    text((0..USUAL_KEYS).map(|number| format!("{number:08}")))
}

fn paths(seed: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    let syllables = [
        "ba", "do", "gi", "ku", "la", "me", "no", "ri", "sa", "tu", "ve", "zo",
    ];
    let mut word = move || -> String {
        let mut bits = random.next_u64();
        let mut next = || {
            let syllable = syllables[(bits % 12) as usize];
            bits /= 12;
            syllable
        };
        (0..8).map(|_| next()).collect()
    };
    let paths = (0..USUAL_KEYS).map(|_| format!("/srv/www/static/articles/{}/index.html", word()));
    let mut keys = text(paths);
    keys.drop_repeated();
    keys
}

/// The names that stand in a list; those of ideographs and Hangul syllables are made by a rule.
fn unicode_names(_seed: u64) -> Keys {
    let mut names = Packed::<String>::default();
    let mut name = String::new();
    for character in '\0'..=char::MAX {
        let Some(parts) = unicode_names2::name(character) else {
            continue;
        };
        name.clear();
        parts.for_each(|part| name.push_str(part));
        if !name.contains("IDEOGRAPH-") && !name.starts_with("HANGUL SYLLABLE ") {
            names.push(&name);
        }
    }
    Keys::Text(names)
}

fn text(keys: impl Iterator<Item = String>) -> Keys {
    let mut packed = Packed::<String>::default();
    keys.for_each(|key| packed.push(&key));
    Keys::Text(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_repeats_from_its_seed_and_holds_no_key_twice() {
        for set in KeySet::ALL {
            let mut keys = set.keys(7);
            assert!(keys == set.keys(7), "{}", set.name);
            assert_eq!(keys.drop_repeated(), 0, "{}", set.name);
            let depends = ["random", "ipv4-runs", "paths"].contains(&set.name);
            assert_eq!(keys != set.keys(8), depends, "{}", set.name);
        }
    }

    #[test]
    fn the_sets_have_their_sizes_and_shapes() {
        let keys = |name| KeySet::named(name).unwrap().keys(1);
        for name in [
            "sequential",
            "multiples",
            "high-bits",
            "random",
            "floats",
            "digits",
        ] {
            assert_eq!(keys(name).len() as u64, USUAL_KEYS, "{name}");
        }
        assert_eq!(keys("two-letters").len(), 676);
        assert_eq!(keys("cities").len(), 4);
        assert_eq!(keys("grid").len(), 223 * 223);
        for name in ["ipv4-runs", "paths"] {
            let expected = USUAL_KEYS as usize - 250..USUAL_KEYS as usize + 250;
            assert!(expected.contains(&keys(name).len()), "{name}");
        }
        assert!(keys("unicode-names").len() > 20_000);
        assert_eq!(keys("multiples").key(3).to_string(), "12288");
        assert_eq!(keys("digits").key(42).to_string(), "00000042");
        assert_eq!(keys("two-letters").key(27).to_string(), "bb");
        assert_eq!(
            keys("high-bits").key(1).to_string(),
            (1_u64 << 48).to_string()
        );
        let path = keys("paths").key(0).to_string();
        assert!(path.starts_with("/srv/www/static/articles/") && path.ends_with("/index.html"));
    }
}

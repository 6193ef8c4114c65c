//! Sets of keys, made from a seed and named for their shape.

use std::net::Ipv4Addr;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::keys::{F64, Keys, Packed, Point};

/// How many keys a set without end gives where it is not said.
pub const USUAL_KEYS: u64 = 50_000;

/// A set of keys of one shape.
#[derive(Debug, Clone, Copy)]
pub struct KeySet {
    /// Its name.
    pub name: &'static str,
    /// What the keys look like.
    pub about: &'static str,
    keys: Source,
}

/// Where a set's keys come from.
#[derive(Debug, Clone, Copy)]
enum Source {
    /// Made from a seed, as many as are asked for.
    Endless(fn(seed: u64, keys: u64) -> Keys),
    /// All that there are.
    Fixed(fn() -> Keys),
}

use Source::{Endless, Fixed};

impl KeySet {
    /// Every set.
    pub const ALL: [Self; 12] = [
        Self::new("sequential", "the numbers from 0 on", Endless(sequential)),
        Self::new("multiples", "multiples of 4096", Endless(multiples)),
        Self::new(
            "high-bits",
            "the numbers from 0 on, bits reversed: the first differ in high bits only",
            Endless(high_bits),
        ),
        Self::new("random", "random 64-bit numbers", Endless(random)),
        Self::new(
            "ipv4-runs",
            "IPv4 addresses in runs of up to 250",
            Endless(ipv4_runs),
        ),
        Self::new("grid", "points of a square grid", Endless(grid)),
        Self::new("floats", "multiples of 0.25 as floats", Endless(floats)),
        Self::new(
            "two-letters",
            "the 676 strings of two small letters",
            Fixed(two_letters),
        ),
        Self::new("cities", "the text's four cities", Fixed(cities)),
        Self::new("digits", "strings of eight digits", Endless(digits)),
        Self::new(
            "paths",
            "words within the same long prefix and suffix",
            Endless(paths),
        ),
        Self::new(
            "unicode-names",
            "the names of Unicode characters",
            Fixed(unicode_names),
        ),
    ];

    const fn new(name: &'static str, about: &'static str, keys: Source) -> Self {
        Self { name, about, keys }
    }

    /// The set called `name`.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|set| set.name == name)
    }

    /// Its keys, each there once; only some depend on the seed. As many as asked for, if it has so
    /// many; else all, or [`USUAL_KEYS`] of a set without end.
    ///
    /// ```
    /// use heapwise::lab::hash::{key_sets::KeySet, keys::Keys};
    /// let multiples = KeySet::named("multiples").unwrap();
    /// assert_eq!(multiples.keys(1, Some(3)), Keys::U64(vec![0, 4096, 8192]));
    /// ```
    pub fn keys(&self, seed: u64, keys: Option<u64>) -> Keys {
        match self.keys {
            Endless(make) => make(seed, keys.unwrap_or(USUAL_KEYS)),
            Fixed(make) => {
                let mut all = make();
                all.truncate(keys.unwrap_or(u64::MAX) as usize);
                all
            }
        }
    }
}

fn sequential(_seed: u64, keys: u64) -> Keys {
    Keys::U64((0..keys).collect())
}

fn multiples(_seed: u64, keys: u64) -> Keys {
    Keys::U64((0..keys).map(|number| number << 12).collect())
}

fn high_bits(_seed: u64, keys: u64) -> Keys {
    Keys::U64((0..keys).map(u64::reverse_bits).collect())
}

fn random(seed: u64, keys: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    // Its next numbers are all different: it counts, and mixes by a permutation.
    Keys::U64((0..keys).map(|_| random.next_u64()).collect())
}

fn ipv4_runs(seed: u64, keys: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    let mut addresses = Keys::Ipv4(Vec::new());
    while (addresses.len() as u64) < keys {
        if let Keys::Ipv4(addresses) = &mut addresses {
            while (addresses.len() as u64) < keys {
                addresses.extend(run(random.next_u64()));
            }
        }
        // Two runs may be of one network.
        addresses.drop_repeated();
    }
    addresses.truncate(keys as usize);
    addresses
}

/// The first addresses of a network of 256, both given by random bits.
fn run(bits: u64) -> impl Iterator<Item = Ipv4Addr> {
    let network = (bits >> 32) as u32 & !0xff;
    let hosts = 1 + bits as u32 % 250;
    (1..=hosts).map(move |host| Ipv4Addr::from_bits(network | host))
}

fn grid(_seed: u64, keys: u64) -> Keys {
    let side = keys.isqrt() as i32 + 1;
    let points = (0..side).flat_map(|y| (0..side).map(move |x| Point { x, y }));
    Keys::Points(points.take(keys as usize).collect())
}

fn floats(_seed: u64, keys: u64) -> Keys {
    let quarters = (0..keys).map(|number| F64::from(number as f64 * 0.25));
    Keys::F64(quarters.collect())
}

fn two_letters() -> Keys {
    let letters = || 'a'..='z';
    let pairs = letters().flat_map(|first| letters().map(move |second| [first, second]));
    text(pairs.map(|pair| pair.into_iter().collect()))
}

fn cities() -> Keys {
    Keys::Text(
        ["Rome", "San Francisco", "New York", "Barcelona"]
            .into_iter()
            .collect(),
    )
}

fn digits(_seed: u64, keys: u64) -> Keys {
    text((0..keys).map(|number| format!("{number:08}")))
}

fn paths(seed: u64, keys: u64) -> Keys {
    let start = SplitMix64::seed_from_u64(seed).next_u64() % WORDS;
    let paths = (0..keys).map(|number| {
        let word = word((start + number * STEP) % WORDS);
        format!("/srv/www/static/articles/{word}/index.html")
    });
    text(paths)
}

const SYLLABLES: [&str; 12] = [
    "ba", "do", "gi", "ku", "la", "me", "no", "ri", "sa", "tu", "ve", "zo",
];
const WORD_SYLLABLES: u32 = 9;
const WORDS: u64 = 12_u64.pow(WORD_SYLLABLES);
/// A prime that does not divide 12: going on by it, every word comes before one comes again.
const STEP: u64 = 268_435_399;

fn word(mut number: u64) -> String {
    let mut next = || {
        let syllable = SYLLABLES[(number % 12) as usize];
        number /= 12;
        syllable
    };
    (0..WORD_SYLLABLES).map(|_| next()).collect()
}

/// The names that stand in a list; those of ideographs and Hangul syllables are made by a rule.
fn unicode_names() -> Keys {
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
            let mut keys = set.keys(7, None);
            assert!(keys == set.keys(7, None), "{}", set.name);
            assert_eq!(keys.drop_repeated(), 0, "{}", set.name);
            let depends = ["random", "ipv4-runs", "paths"].contains(&set.name);
            assert_eq!(keys != set.keys(8, None), depends, "{}", set.name);
        }
    }

    #[test]
    fn the_sets_have_their_sizes_and_shapes() {
        let keys = |name| KeySet::named(name).unwrap().keys(1, None);
        for set in KeySet::ALL {
            let asked = [1, 3, 4].map(|keys| set.keys(1, Some(keys)).len() as u64);
            assert_eq!(asked, [1, 3, 4], "{}", set.name);
            let is_endless = !["two-letters", "cities", "unicode-names"].contains(&set.name);
            let usual = keys(set.name).len() as u64 == USUAL_KEYS;
            assert_eq!(usual, is_endless, "{}", set.name);
            let more = set.keys(1, Some(100_000)).len() == 100_000;
            assert_eq!(more, is_endless, "{}", set.name);
        }
        assert_eq!(keys("two-letters").len(), 676);
        assert_eq!(keys("cities").len(), 4);
        assert!(keys("unicode-names").len() > 20_000);
        assert_eq!(keys("multiples").key(3).to_string(), "12288");
        assert_eq!(keys("digits").key(42).to_string(), "00000042");
        assert_eq!(keys("two-letters").key(27).to_string(), "bb");
        assert_eq!(
            keys("high-bits").key(1).to_string(),
            (1_u64 << 63).to_string()
        );
        let path = keys("paths").key(0).to_string();
        assert!(path.starts_with("/srv/www/static/articles/") && path.ends_with("/index.html"));
    }
}

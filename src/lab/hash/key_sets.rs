//! Built-in sets of keys, generated from a seed and named for their shape.

use std::net::Ipv4Addr;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::keys::{F64, GridPoint, Keys};
use super::packed::Packed;

/// How many keys an endless set gives by default.
pub const DEFAULT_KEYS: u64 = 50_000;

/// A built-in set of keys of one shape.
#[derive(Debug, Clone, Copy)]
pub struct KeySet {
    /// The name.
    pub name: &'static str,
    /// What the keys look like.
    pub about: &'static str,
    generator: Generator,
}

/// How the keys of a set are generated.
#[derive(Debug, Clone, Copy)]
enum Generator {
    /// Generates any number of keys from a seed.
    Endless(fn(seed: u64, count: u64) -> Keys),
    /// Generates all keys of the set.
    Fixed(fn() -> Keys),
}

use Generator::{Endless, Fixed};

impl KeySet {
    /// Every built-in set.
    pub const ALL: [Self; 12] = [
        Self::new("sequential", "the integers from 0", Endless(sequential)),
        Self::new(
            "multiples",
            "the multiples of 4096 from 0",
            Endless(multiples),
        ),
        Self::new(
            "high-bits",
            "the integers from 0 with their bits reversed: the first keys differ only in high bits",
            Endless(high_bits),
        ),
        Self::new("random", "random 64-bit integers", Endless(random)),
        Self::new(
            "ipv4-runs",
            "IPv4 addresses in runs of up to 250",
            Endless(ipv4_runs),
        ),
        Self::new("grid", "the points of a square grid", Endless(grid)),
        Self::new(
            "floats",
            "the multiples of 0.25 from 0, as floating-point numbers",
            Endless(floats),
        ),
        Self::new(
            "two-letters",
            "the 676 strings of two lowercase letters",
            Fixed(two_letters),
        ),
        Self::new(
            "cities",
            "the four cities of High Performance Python",
            Fixed(cities),
        ),
        Self::new("digits", "strings of eight digits", Endless(digits)),
        Self::new(
            "paths",
            "words with a common long prefix and suffix",
            Endless(paths),
        ),
        Self::new(
            "unicode-names",
            "the names of Unicode characters",
            Fixed(unicode_names),
        ),
    ];

    const fn new(name: &'static str, about: &'static str, generator: Generator) -> Self {
        Self {
            name,
            about,
            generator,
        }
    }

    /// The built-in set called `name`.
    pub fn find(name: &str) -> Option<&'static Self> {
        Self::ALL.iter().find(|set| set.name == name)
    }

    /// The first `count` keys of the set, without repetitions. All of them if the set has fewer, or
    /// if `count` is `None`; an endless set then gives [`DEFAULT_KEYS`]. Some sets ignore the seed.
    ///
    /// ```
    /// use heapwise::lab::hash::{key_sets::KeySet, keys::Keys};
    /// let multiples = KeySet::find("multiples").unwrap();
    /// assert_eq!(multiples.keys(1, Some(3)), Keys::U64(vec![0, 4096, 8192]));
    /// ```
    pub fn keys(&self, seed: u64, count: Option<u64>) -> Keys {
        match self.generator {
            Endless(generate) => generate(seed, count.unwrap_or(DEFAULT_KEYS)),
            Fixed(generate) => {
                let mut keys = generate();
                keys.truncate(count.unwrap_or(u64::MAX) as usize);
                keys
            }
        }
    }
}

fn sequential(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).collect())
}

fn multiples(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).map(|number| number << 12).collect())
}

fn high_bits(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).map(u64::reverse_bits).collect())
}

fn random(seed: u64, count: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    // SplitMix64 permutes a counter, so no number repeats.
    Keys::U64((0..count).map(|_| random.next_u64()).collect())
}

fn ipv4_runs(seed: u64, count: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    let mut keys = Keys::Ipv4(Vec::new());
    while (keys.len() as u64) < count {
        if let Keys::Ipv4(addresses) = &mut keys {
            while (addresses.len() as u64) < count {
                addresses.extend(ipv4_run(random.next_u64()));
            }
        }
        // Two runs may be in the same network.
        keys.drop_repeated();
    }
    keys.truncate(count as usize);
    keys
}

/// The first 1 to 250 host addresses of a network of 256 addresses. Random bits determine the
/// network and the number of addresses.
fn ipv4_run(bits: u64) -> impl Iterator<Item = Ipv4Addr> {
    let network = (bits >> 32) as u32 & !0xff;
    let hosts = 1 + bits as u32 % 250;
    (1..=hosts).map(move |host| Ipv4Addr::from_bits(network | host))
}

fn grid(_seed: u64, count: u64) -> Keys {
    let side = count.isqrt() as i32 + 1;
    let points = (0..side).flat_map(|y| (0..side).map(move |x| GridPoint { x, y }));
    Keys::Points(points.take(count as usize).collect())
}

fn floats(_seed: u64, count: u64) -> Keys {
    let quarters = (0..count).map(|number| F64::from(number as f64 * 0.25));
    Keys::F64(quarters.collect())
}

fn two_letters() -> Keys {
    let letters = || 'a'..='z';
    let pairs = letters().flat_map(|first| letters().map(move |second| [first, second]));
    pack(pairs.map(|pair| pair.into_iter().collect()))
}

fn cities() -> Keys {
    Keys::Text(
        ["Rome", "San Francisco", "New York", "Barcelona"]
            .into_iter()
            .collect(),
    )
}

fn digits(_seed: u64, count: u64) -> Keys {
    pack((0..count).map(|number| format!("{number:08}")))
}

fn paths(seed: u64, count: u64) -> Keys {
    let start = SplitMix64::seed_from_u64(seed).next_u64() % WORDS;
    let paths = (0..count).map(|number| {
        let word = word((start + number * STEP) % WORDS);
        format!("/srv/www/static/articles/{word}/index.html")
    });
    pack(paths)
}

const SYLLABLES: [&str; 12] = [
    "ba", "do", "gi", "ku", "la", "me", "no", "ri", "sa", "tu", "ve", "zo",
];
const WORD_SYLLABLES: u32 = 9;
const WORDS: u64 = 12_u64.pow(WORD_SYLLABLES);
/// A prime that does not divide 12, so the steps visit every word before one repeats.
const STEP: u64 = 268_435_399;

fn word(mut number: u64) -> String {
    let mut next = || {
        let syllable = SYLLABLES[(number % 12) as usize];
        number /= 12;
        syllable
    };
    (0..WORD_SYLLABLES).map(|_| next()).collect()
}

/// All names except those of ideographs and Hangul syllables, which follow from a rule.
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

fn pack(keys: impl Iterator<Item = String>) -> Keys {
    let mut packed = Packed::<String>::default();
    keys.for_each(|key| packed.push(&key));
    Keys::Text(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_set_depends_only_on_its_seed_and_contains_no_key_twice() {
        for set in KeySet::ALL {
            let mut keys = set.keys(7, None);
            assert!(keys == set.keys(7, None), "{}", set.name);
            assert_eq!(keys.drop_repeated(), 0, "{}", set.name);
            let depends_on_seed = ["random", "ipv4-runs", "paths"].contains(&set.name);
            assert_eq!(keys != set.keys(8, None), depends_on_seed, "{}", set.name);
        }
    }

    #[test]
    fn the_sets_have_their_documented_sizes_and_shapes() {
        let keys = |name| KeySet::find(name).unwrap().keys(1, None);
        for set in KeySet::ALL {
            let lengths = [1, 3, 4].map(|count| set.keys(1, Some(count)).len() as u64);
            assert_eq!(lengths, [1, 3, 4], "{}", set.name);
            let is_endless = !["two-letters", "cities", "unicode-names"].contains(&set.name);
            let has_default_length = keys(set.name).len() as u64 == DEFAULT_KEYS;
            assert_eq!(has_default_length, is_endless, "{}", set.name);
            let has_more = set.keys(1, Some(100_000)).len() == 100_000;
            assert_eq!(has_more, is_endless, "{}", set.name);
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

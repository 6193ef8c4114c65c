//! Built-in sets of keys, generated from a seed and named for their shape.

use std::net::{Ipv4Addr, Ipv6Addr};

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use super::keys::{F64, Keys, Packed};

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
    pub const ALL: [Self; 24] = [
        Self::new("sequential", "the integers from 0", Endless(sequential)),
        Self::new(
            "multiples-of-8",
            "the multiples of 8 from 0, as addresses of small blocks",
            Endless(multiples_of_8),
        ),
        Self::new(
            "multiples-of-64",
            "the multiples of 64 from 0",
            Endless(multiples_of_64),
        ),
        Self::new(
            "multiples",
            "the multiples of 4096 from 0",
            Endless(multiples),
        ),
        Self::new(
            "high-halves",
            "the integers from 0 in the high 32 bits of a word",
            Endless(high_halves),
        ),
        Self::new(
            "high-bits",
            "the integers from 0 with their bits reversed: the first keys differ only in high bits",
            Endless(high_bits),
        ),
        Self::new(
            "def-ids",
            "an index in the high half and one of 100 crates in the low half, as rustc's DefId",
            Endless(def_ids),
        ),
        Self::new("random", "random 64-bit integers", Endless(random)),
        Self::new("random-u32", "random 32-bit integers", Endless(random_u32)),
        Self::new(
            "random-u128",
            "random 128-bit integers",
            Endless(random_u128),
        ),
        Self::new("uuids", "random UUIDs, of version 4", Endless(uuids)),
        Self::new(
            "ipv4-runs",
            "IPv4 addresses in runs of up to 250",
            Endless(ipv4_runs),
        ),
        Self::new(
            "ipv6-runs",
            "IPv6 addresses in runs of up to 250",
            Endless(ipv6_runs),
        ),
        Self::new("grid", "the points of a square grid", Endless(grid)),
        Self::new(
            "id-pairs",
            "pairs of 32-bit integers: each number of a customer with numbers of a few products",
            Endless(id_pairs),
        ),
        Self::new(
            "id-words",
            "pairs of a 64-bit integer and a word",
            Endless(id_words),
        ),
        Self::new(
            "floats",
            "the multiples of 0.25 from 0, as floating-point numbers",
            Endless(floats),
        ),
        Self::new(
            "whole-floats",
            "the integers from 0, as floating-point numbers",
            Endless(whole_floats),
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
        Self::new("digests", "32 random bytes", Endless(digests)),
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

fn multiples_of_8(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).map(|number| number * 8).collect())
}

fn multiples_of_64(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).map(|number| number * 64).collect())
}

fn high_halves(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).map(|number| number << 32).collect())
}

fn def_ids(_seed: u64, count: u64) -> Keys {
    const CRATES: u64 = 100;
    let ids = (0..count).map(|number| ((number / CRATES) << 32) | (number % CRATES));
    Keys::U64(ids.collect())
}

fn high_bits(_seed: u64, count: u64) -> Keys {
    Keys::U64((0..count).map(u64::reverse_bits).collect())
}

fn random(seed: u64, count: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    // SplitMix64 permutes a counter, so no number repeats.
    Keys::U64((0..count).map(|_| random.next_u64()).collect())
}

fn random_u32(seed: u64, count: u64) -> Keys {
    let first = SplitMix64::seed_from_u64(seed).next_u64();
    // Scattering permutes the 32-bit integers, so no number repeats.
    let numbers = (0..count).map(|number| scatter(first.wrapping_add(number) as u32));
    Keys::U32(numbers.collect())
}

/// The last step of MurmurHash3 with 32 bits (A. Appleby), a permutation.
fn scatter(mut number: u32) -> u32 {
    number = (number ^ number >> 16).wrapping_mul(0x85eb_ca6b);
    number = (number ^ number >> 13).wrapping_mul(0xc2b2_ae35);
    number ^ number >> 16
}

fn random_u128(seed: u64, count: u64) -> Keys {
    Keys::U128(random_words(seed).take(count as usize).collect())
}

fn uuids(seed: u64, count: u64) -> Keys {
    let bytes = random_words(seed).map(u128::to_be_bytes);
    let ids = bytes.map(|bytes| uuid::Builder::from_random_bytes(bytes).into_uuid());
    Keys::Uuid(ids.take(count as usize).collect())
}

fn digests(seed: u64, count: u64) -> Keys {
    let mut words = random_words(seed);
    let mut digests = Packed::<Vec<u8>>::default();
    for _ in 0..count {
        let halves = [(); 2].map(|()| words.next().unwrap_or(0).to_be_bytes());
        digests.push(halves.as_flattened());
    }
    Keys::Bytes(digests)
}

/// Random words of 128 bits. None repeats within the first 2⁶³.
fn random_words(seed: u64) -> impl Iterator<Item = u128> {
    let mut random = SplitMix64::seed_from_u64(seed);
    std::iter::repeat_with(move || {
        u128::from(random.next_u64()) << 64 | u128::from(random.next_u64())
    })
}

fn ipv4_runs(seed: u64, count: u64) -> Keys {
    let mut random = SplitMix64::seed_from_u64(seed);
    let mut keys = Keys::Ipv4(Vec::new());
    while (keys.len() as u64) < count {
        if let Keys::Ipv4(addresses) = &mut keys {
            while (addresses.len() as u64) < count {
                let bits = random.next_u64();
                let network = (bits >> 32) as u32 & !0xff;
                addresses.extend(hosts(bits).map(|host| Ipv4Addr::from_bits(network | host)));
            }
        }
        // Two runs may be in the same network.
        keys.drop_repeated();
    }
    keys.truncate(count as usize);
    keys
}

fn ipv6_runs(seed: u64, count: u64) -> Keys {
    /// The prefix of all addresses in use (RFC 4291, section 2.4), and the networks below it.
    const GLOBAL_UNICAST: u64 = 1 << 61;
    const NETWORKS: u64 = 1 << 61;
    /// An odd number, so the steps visit every network before one repeats.
    const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut random = SplitMix64::seed_from_u64(seed);
    let mut network = random.next_u64();
    let mut addresses = Vec::new();
    while (addresses.len() as u64) < count {
        let prefix = u128::from(GLOBAL_UNICAST | (network % NETWORKS)) << 64;
        let hosts = hosts(random.next_u64());
        addresses.extend(hosts.map(|host| Ipv6Addr::from_bits(prefix | u128::from(host))));
        network = network.wrapping_add(STEP);
    }
    addresses.truncate(count as usize);
    Keys::Ipv6(addresses)
}

/// The numbers of the first 1 to 250 hosts of a network.
fn hosts(bits: u64) -> impl Iterator<Item = u32> {
    1..=1 + bits as u32 % 250
}

fn grid(_seed: u64, count: u64) -> Keys {
    let side = count.isqrt() as i32 + 1;
    let points = (0..side).flat_map(|y| (0..side).map(move |x| (x, y)));
    Keys::I32Pairs(points.take(count as usize).collect())
}

fn id_pairs(seed: u64, count: u64) -> Keys {
    const PRODUCTS: u64 = 5;
    let mut random = SplitMix64::seed_from_u64(seed);
    let pairs = (0..count).map(|number| {
        let product = (number % PRODUCTS) * 1000 + random.next_u64() % 1000;
        ((number / PRODUCTS) as u32, product as u32)
    });
    Keys::U32Pairs(pairs.collect())
}

fn id_words(seed: u64, count: u64) -> Keys {
    const WORDS_PER_ID: u64 = 4;
    let words: Vec<String> = words(seed).take(count as usize).collect();
    Keys::tuples(vec![
        Keys::U64((0..count).map(|number| number / WORDS_PER_ID).collect()),
        Keys::Text(words.iter().map(String::as_str).collect()),
    ])
}

fn floats(_seed: u64, count: u64) -> Keys {
    let quarters = (0..count).map(|number| F64::from(number as f64 * 0.25));
    Keys::F64(quarters.collect())
}

fn whole_floats(_seed: u64, count: u64) -> Keys {
    Keys::F64((0..count).map(|number| F64::from(number as f64)).collect())
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
    let paths = words(seed).map(|word| format!("/srv/www/static/articles/{word}/index.html"));
    pack(paths.take(count as usize))
}

const SYLLABLES: [&str; 12] = [
    "ba", "do", "gi", "ku", "la", "me", "no", "ri", "sa", "tu", "ve", "zo",
];
const WORD_SYLLABLES: u32 = 9;
const WORDS: u64 = 12_u64.pow(WORD_SYLLABLES);
/// A prime that does not divide 12, so the steps visit every word before one repeats.
const STEP: u64 = 268_435_399;

/// Words of 18 letters, from a random one on.
fn words(seed: u64) -> impl Iterator<Item = String> {
    let start = SplitMix64::seed_from_u64(seed).next_u64() % WORDS;
    (0..).map(move |number: u64| word((start + number * STEP) % WORDS))
}

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
            let depends_on_seed = [
                "random",
                "random-u32",
                "random-u128",
                "uuids",
                "ipv4-runs",
                "ipv6-runs",
                "id-pairs",
                "id-words",
                "paths",
                "digests",
            ];
            let depends_on_seed = depends_on_seed.contains(&set.name);
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
        assert_eq!(keys("multiples-of-8").key(3).to_string(), "24");
        assert_eq!(keys("multiples-of-64").key(3).to_string(), "192");
        assert_eq!(
            keys("high-halves").key(3).to_string(),
            (3_u64 << 32).to_string()
        );
        let def_id = (3_u64 << 32 | 42).to_string();
        assert_eq!(keys("def-ids").key(342).to_string(), def_id);
        assert_eq!(keys("whole-floats").key(7).to_string(), "7.0");
        assert_eq!(keys("digests").bytes(), 32 * 50_000);
        assert!(keys("ipv6-runs").key(0).to_string().ends_with("::1"));
        assert_eq!(keys("uuids").key(0).to_string().as_bytes()[14], b'4');
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

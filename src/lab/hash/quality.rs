//! What a hash function does with a set of keys.

use super::key::Key;
use super::keys::Keys;
use super::sample::Sample;
use super::{Avalanche, Duplicates, Function, Occupancy};

/// Under how many other seeds duplicates are looked at again.
const OTHER_SEEDS: u64 = 8;

/// How many bits hashbrown keeps of each hash as its tag: the highest.
const TAG_BITS: u32 = 7;

/// Everything that is measured of a function's hashes but their speed.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// The buckets of a table through the low bits of the hashes.
    pub low: Occupancy,
    /// The same through the high bits.
    pub high: Occupancy,
    /// The 128 tags of hashbrown.
    pub tag: Occupancy,
    /// Keys that share all 64 bits.
    pub duplicates: Duplicates,
    /// Of the duplicates whose places are known, how many stay under each of 8 other seeds: the
    /// mean. None where there is no duplicate, or no seed.
    pub stay_under_other_seeds: Option<f64>,
    /// The bits of a sample of the keys, flipped.
    pub avalanche: Avalanche,
    /// How many keys were sampled.
    pub sampled_keys: u64,
    /// How many of them hash otherwise when copied to another place.
    pub strayed_copies: u64,
}

/// How many bits of the hash choose a bucket in hashbrown's table of so many keys: it has a power
/// of two of buckets, at least 4, and fills 7/8 of them; of 8 and fewer all but one.
///
/// ```
/// use heapwise::lab::hash::table_bits;
/// assert_eq!((table_bits(3), table_bits(7), table_bits(14), table_bits(15)), (2, 3, 4, 5));
/// ```
pub fn table_bits(keys: usize) -> u32 {
    match keys {
        0..=3 => 2,
        4..=7 => 3,
        _ => (keys * 8).div_ceil(7).next_power_of_two().ilog2(),
    }
}

impl Quality {
    /// Measures `function` under `seed` on `keys`.
    ///
    /// # Panics
    ///
    /// If there is no key, or more than 2³².
    pub fn of(function: &Function, seed: u64, keys: &Keys) -> Self {
        let hashing = function.with_seed(seed);
        let hashes = hashing.hashes(keys);
        let bits = table_bits(keys.len());
        let duplicates = Duplicates::of(&hashes);
        let sample = Sample::of(keys, seed);
        Self {
            low: Occupancy::of_low_bits(&hashes, bits),
            high: Occupancy::of_high_bits(&hashes, bits),
            tag: Occupancy::of_high_bits(&hashes, TAG_BITS),
            stay_under_other_seeds: stay(function, seed, keys, &duplicates),
            duplicates,
            avalanche: sample.avalanche(&*hashing),
            sampled_keys: sample.len(),
            strayed_copies: sample.strayed_copies(&*hashing, &hashes),
        }
    }

    /// How many keys were hashed.
    pub fn keys(&self) -> u64 {
        self.low.keys()
    }
}

fn stay(function: &Function, seed: u64, keys: &Keys, duplicates: &Duplicates) -> Option<f64> {
    if !function.is_seeded() || duplicates.pairs == 0 {
        return None;
    }
    let pairs: Vec<(Key, Key)> = duplicates
        .first
        .iter()
        .map(|&(one, other)| (keys.key(one), keys.key(other)))
        .collect();
    let stayed = |other: u64| {
        let hashing = function.with_seed(seed.wrapping_add(other));
        let is_same = |(one, other): &&(Key, Key)| {
            hashing.hash(one.borrowed()) == hashing.hash(other.borrowed())
        };
        pairs.iter().filter(is_same).count() as f64
    };
    let stayed: f64 = (1..=OTHER_SEEDS).map(stayed).sum();
    Some(stayed / OTHER_SEEDS as f64)
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher, Hasher};

    use proptest::prelude::*;

    use super::super::key::KeyRef;
    use super::super::{Hashing, functions};
    use super::*;

    /// Keeps the low 8 bits of SipHash, so that small sets have duplicates.
    #[derive(Clone, Default)]
    struct EightBits(DefaultHasher);

    impl Hasher for EightBits {
        fn write(&mut self, bytes: &[u8]) {
            self.0.write(bytes);
        }

        fn finish(&self) -> u64 {
            self.0.finish() & 0xff
        }
    }

    fn eight_bits() -> Function {
        Function::unseeded("eight bits", "", "", BuildHasherDefault::<EightBits>::new())
    }

    /// Every bit of every key flipped, each pair of keys that differ in one bit taken once, counted
    /// cell by cell.
    fn brute_force(keys: &[u64], hashing: &dyn Hashing) -> Avalanche {
        let mut avalanche = Avalanche::new(64);
        for bit in 0..64 {
            let mut done: Vec<u64> = Vec::new();
            for &key in keys {
                let flipped = key ^ (1 << bit);
                if !done.contains(&flipped) {
                    let hash = |key| hashing.hash(KeyRef::U64(key));
                    avalanche.record(bit, hash(key), hash(flipped));
                }
                done.push(key);
            }
        }
        avalanche
    }

    proptest! {
        #[test]
        fn quality_is_that_of_brute_force(numbers in prop::collection::hash_set(0_u64..64, 1..30)) {
            let numbers: Vec<u64> = numbers.into_iter().collect();
            let function = eight_bits();
            let quality = Quality::of(&function, 0, &Keys::U64(numbers.clone()));
            let hashing = function.with_seed(0);
            let expected = brute_force(&numbers, &*hashing);
            prop_assert_eq!(&quality.avalanche, &expected);

            let hash = |&number: &u64| hashing.hash(KeyRef::U64(number));
            let pairs = |of: &dyn Fn(u64) -> u64| -> u64 {
                let hashes: Vec<u64> = numbers.iter().map(|number| of(hash(number))).collect();
                let before = |i: usize| (0..i).filter(|&j| hashes[i] == hashes[j]).count();
                (0..hashes.len()).map(before).sum::<usize>() as u64
            };
            let buckets = 1 << table_bits(numbers.len());
            prop_assert_eq!(quality.duplicates.pairs, pairs(&|hash| hash));
            prop_assert_eq!(quality.low.colliding_pairs(), pairs(&|hash| hash % buckets));
            prop_assert_eq!(quality.high.colliding_pairs(), pairs(&|hash| hash >> 60));
            prop_assert_eq!(quality.tag.colliding_pairs(), pairs(&|hash| hash >> 57));
            prop_assert_eq!(quality.strayed_copies, 0);
        }

        #[test]
        fn a_key_hashes_as_it_does_in_its_set(words in prop::collection::vec(".{0,20}", 1..8), numbers in prop::collection::vec(any::<i64>(), 1..8)) {
            let text = Keys::Text(words.iter().map(String::as_str).collect());
            let bytes = Keys::Bytes(words.iter().map(String::as_bytes).collect());
            let floats = numbers.iter().map(|&number| (number as f64).into());
            let addresses = numbers.iter().map(|&number| std::net::Ipv4Addr::from_bits(number as u32));
            let points = numbers.iter().map(|&number| super::super::keys::Point { x: number as i32, y: 7 });
            let sets = [
                text,
                bytes,
                Keys::I64(numbers.clone()),
                Keys::U64(numbers.iter().map(|number| number.cast_unsigned()).collect()),
                Keys::F64(floats.collect()),
                Keys::Ipv4(addresses.collect()),
                Keys::Points(points.collect()),
            ];
            for function in functions::all() {
                let hashing = function.with_seed(3);
                for keys in &sets {
                    let hashes = hashing.hashes(keys);
                    let sum = hashes.iter().fold(0, |sum: u64, hash| sum.wrapping_add(*hash));
                    prop_assert_eq!(hashing.sum(keys), sum);
                    if function.name() != "address" {
                        let one_by_one: Vec<u64> = (0..keys.len()).map(|place| hashing.hash(keys.key(place).borrowed())).collect();
                        prop_assert_eq!(&hashes, &one_by_one, "{}", function.name());
                    }
                }
            }
        }
    }

    #[test]
    fn random_hashes_show_the_worst_bias_that_is_expected() {
        let function = functions::named("foldhash-quality").unwrap();
        let keys = Keys::U64((0..500).map(|n| n * 0x9e37).collect());
        let ratios: Vec<f64> = (0..40)
            .map(|seed| {
                let worst = Quality::of(&function, seed, &keys)
                    .avalanche
                    .worst()
                    .unwrap();
                worst.bias() / worst.expected()
            })
            .collect();
        let mean = ratios.iter().sum::<f64>() / 40.0;
        assert!((0.85..1.1).contains(&mean), "{mean}");
    }

    #[test]
    fn duplicates_that_no_seed_parts_stay_and_those_of_chance_go() {
        let keys = Keys::Points(
            (0..20)
                .map(|x| super::super::keys::Point { x, y: 1 })
                .collect(),
        );
        let stay = |name| {
            let function = functions::named(name).unwrap();
            Quality::of(&function, 1, &keys).stay_under_other_seeds
        };
        assert_eq!(stay("wyhash-final3"), Some(1.0));
        assert_eq!(stay("siphash-1-3"), None);
        assert_eq!(stay("first-letter"), None);

        let narrow = Function::seeded("narrow", "", "", Narrow);
        let keys = Keys::U64((0..200).collect());
        let stay = Quality::of(&narrow, 1, &keys)
            .stay_under_other_seeds
            .unwrap();
        assert!(stay < 1.0, "{stay}");
    }

    /// Eight bits of a hash with a seed.
    struct Narrow(u64);

    impl BuildHasher for Narrow {
        type Hasher = EightBits;

        fn build_hasher(&self) -> EightBits {
            let mut hasher = EightBits::default();
            hasher.write_u64(self.0);
            hasher
        }
    }
}

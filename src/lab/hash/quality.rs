//! The quality of a hash function on a set of keys.

use super::avalanche::Avalanche;
use super::duplicates::Duplicates;
use super::function::HashFunction;
use super::keys::Keys;
use super::occupancy::{Occupancy, table_bits};
use super::sample::Sample;

/// The number of hash bits in hashbrown's tag, from the highest.
const TAG_BITS: u32 = 7;

/// What the hashes of a set of keys look like.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    /// The buckets of a table, chosen by the low bits of the hashes.
    pub low: Occupancy,
    /// As many buckets, chosen by the high bits of the hashes.
    pub high: Occupancy,
    /// 128 buckets, chosen by the highest 7 bits, hashbrown's tag.
    pub tag: Occupancy,
    /// The keys that share all 64 bits.
    pub duplicates: Duplicates,
    /// What flipping each bit of a sample of the keys changes.
    pub avalanche: Avalanche,
    /// The number of sampled keys.
    pub sampled_keys: u64,
    /// The number of sampled keys that hash differently after they are copied to another address.
    pub strayed_copies: u64,
}

impl Quality {
    /// Measures `function` under `seed` on `keys`.
    ///
    /// # Panics
    ///
    /// If there are more than 7/8 · 2³² keys.
    pub fn measure(function: &HashFunction, seed: u64, keys: &Keys) -> Self {
        let key_hasher = function.with_seed(seed);
        let hashes = key_hasher.hashes(keys);
        let bits = table_bits(keys.len());
        let sample = Sample::new(keys, seed);
        Self {
            low: Occupancy::from_low_bits(&hashes, bits),
            high: Occupancy::from_high_bits(&hashes, bits),
            tag: Occupancy::from_high_bits(&hashes, TAG_BITS),
            duplicates: Duplicates::from_hashes(&hashes),
            avalanche: sample.avalanche(&*key_hasher),
            sampled_keys: sample.len(),
            strayed_copies: sample.strayed_copies(&*key_hasher, &hashes),
        }
    }

    /// The number of keys.
    pub fn keys(&self) -> u64 {
        self.low.keys()
    }
}

#[cfg(test)]
mod tests {
    use std::hash::{BuildHasherDefault, DefaultHasher, Hasher};

    use proptest::prelude::*;

    use super::super::function::KeyHasher;
    use super::super::functions;
    use super::super::key::KeyRef;
    use super::*;

    /// The low 8 bits of SipHash, so that small sets have duplicates.
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

    fn eight_bits() -> HashFunction {
        HashFunction::unseeded("eight bits", "", "", BuildHasherDefault::<EightBits>::new())
    }

    /// The avalanche of flipping every bit of every key. A pair of keys that differ in one bit is
    /// counted once.
    fn brute_force(keys: &[u64], key_hasher: &dyn KeyHasher) -> Avalanche {
        let mut avalanche = Avalanche::new(64);
        for bit in 0..64 {
            let mut done: Vec<u64> = Vec::new();
            for &key in keys {
                let flipped = key ^ (1 << bit);
                if !done.contains(&flipped) {
                    let hash = |key| key_hasher.hash(KeyRef::U64(key));
                    avalanche.record(bit, hash(key), hash(flipped));
                }
                done.push(key);
            }
        }
        avalanche
    }

    proptest! {
        #[test]
        fn the_quality_equals_that_of_brute_force(numbers in prop::collection::hash_set(0_u64..64, 1..30)) {
            let numbers: Vec<u64> = numbers.into_iter().collect();
            let function = eight_bits();
            let quality = Quality::measure(&function, 0, &Keys::U64(numbers.clone()));
            let key_hasher = function.with_seed(0);
            let expected = brute_force(&numbers, &*key_hasher);
            prop_assert_eq!(&quality.avalanche, &expected);

            let hash = |&number: &u64| key_hasher.hash(KeyRef::U64(number));
            let pairs = |bits: &dyn Fn(u64) -> u64| -> u64 {
                let hashes: Vec<u64> = numbers.iter().map(|number| bits(hash(number))).collect();
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
        fn a_key_hashes_the_same_alone_and_in_its_set(words in prop::collection::vec(".{0,20}", 1..8), numbers in prop::collection::vec(any::<i64>(), 1..8)) {
            let text = Keys::Text(words.iter().map(String::as_str).collect());
            let bytes = Keys::Bytes(words.iter().map(String::as_bytes).collect());
            let floats = numbers.iter().map(|&number| (number as f64).into());
            let addresses = numbers.iter().map(|&number| std::net::Ipv4Addr::from_bits(number as u32));
            let points = numbers.iter().map(|&number| (number as i32, 7));
            let sets = [
                text,
                bytes,
                Keys::I64(numbers.clone()),
                Keys::U64(numbers.iter().map(|number| number.cast_unsigned()).collect()),
                Keys::F64(floats.collect()),
                Keys::Ipv4(addresses.collect()),
                Keys::I32Pairs(points.collect()),
            ];
            for function in functions::all() {
                let key_hasher = function.with_seed(3);
                for keys in &sets {
                    let hashes = key_hasher.hashes(keys);
                    let sum = hashes.iter().fold(0, |sum: u64, hash| sum.wrapping_add(*hash));
                    prop_assert_eq!(key_hasher.sum(keys), sum);
                    if function.name() != "address" {
                        let one_by_one: Vec<u64> = (0..keys.len()).map(|index| key_hasher.hash(keys.key(index).borrowed())).collect();
                        prop_assert_eq!(&hashes, &one_by_one, "{}", function.name());
                    }
                }
            }
        }
    }

    #[test]
    fn random_hashes_show_the_worst_bias_that_is_expected() {
        let function = functions::find("foldhash-quality").unwrap();
        let keys = Keys::U64((0..500).map(|n| n * 0x9e37).collect());
        let ratios: Vec<f64> = (0..40)
            .map(|seed| {
                let worst = Quality::measure(&function, seed, &keys)
                    .avalanche
                    .worst()
                    .unwrap();
                worst.bias() / worst.expected()
            })
            .collect();
        let mean = ratios.iter().sum::<f64>() / 40.0;
        assert!((0.85..1.1).contains(&mean), "{mean}");
    }
}

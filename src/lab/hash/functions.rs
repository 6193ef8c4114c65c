//! The list of the built-in hash functions.
//!
//! | origin | functions |
//! | --- | --- |
//! | the book | [`identity`](super::integers::Identity), [`first-letter`](super::letters::FirstLetter), [`two-letter`](super::letters::TwoLetter), [`address`](HashFunction::address) |
//! | well-known functions, written here | [`fnv-1a`](super::multiplicative::Fnv1a), [`old-fx`](super::multiplicative::OldFx), [`python`](super::integers::Python) |
//! | crates | `siphash-1-3`, `siphash-2-4`, `ahash`, `foldhash-fast`, `foldhash-quality`, `rapidhash-fast`, `rapidhash-quality`, `rustc-hash`, `xxh3`, `wyhash`, `wyhash-final3` |

use std::hash::BuildHasher;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use siphasher::sip::{SipHasher13, SipHasher24};

use super::function::HashFunction;
use super::integers::{BuildIdentity, BuildPython};
use super::letters::{BuildFirstLetter, BuildTwoLetter};
use super::multiplicative::{BuildFnv1a, BuildOldFx};

const BOOK: &str = "High Performance Python";
const HERE: &str = "written here";

/// Every built-in function.
pub fn all() -> Vec<HashFunction> {
    let functions = book_functions().into_iter().chain(written_here());
    functions
        .chain(siphash_functions())
        .chain(crate_functions())
        .collect()
}

/// The built-in function called `name`.
pub fn find(name: &str) -> Option<HashFunction> {
    all().into_iter().find(|function| function.name() == name)
}

fn book_functions() -> [HashFunction; 4] {
    [
        HashFunction::unseeded(
            "identity",
            BOOK,
            "the key itself, as a number",
            BuildIdentity::default(),
        ),
        HashFunction::unseeded(
            "first-letter",
            BOOK,
            "the first byte, as the hash of the book's class City",
            BuildFirstLetter::default(),
        ),
        HashFunction::unseeded(
            "two-letter",
            BOOK,
            "the first two bytes as digits of a number to the base 26",
            BuildTwoLetter::default(),
        ),
        HashFunction::address(BOOK),
    ]
}

fn written_here() -> [HashFunction; 3] {
    [
        HashFunction::unseeded(
            "fnv-1a",
            HERE,
            "xor and multiply for each byte",
            BuildFnv1a::default(),
        ),
        HashFunction::unseeded(
            "old-fx",
            HERE,
            "rotate, xor and multiply for each word; rustc-hash before version 2",
            BuildOldFx::default(),
        ),
        HashFunction::unseeded(
            "python",
            HERE,
            "CPython's hash of an integer: modulo 2^61 - 1",
            BuildPython::default(),
        ),
    ]
}

fn siphash_functions() -> [HashFunction; 2] {
    [
        HashFunction::seeded(
            "siphash-1-3",
            "siphasher",
            "std's default; resists keys chosen to collide",
            |seed| SipHash13(expand(seed)),
        ),
        HashFunction::seeded(
            "siphash-2-4",
            "siphasher",
            "siphash-1-3 with twice the rounds",
            |seed| SipHash24(expand(seed)),
        ),
    ]
}

fn crate_functions() -> [HashFunction; 9] {
    [
        HashFunction::seeded(
            "ahash",
            "ahash",
            "AES rounds or folded multiplication",
            ahash,
        ),
        HashFunction::seeded(
            "foldhash-fast",
            "foldhash",
            "folded multiplication; hashbrown's default",
            foldhash::fast::FixedState::with_seed,
        ),
        HashFunction::seeded(
            "foldhash-quality",
            "foldhash",
            "foldhash-fast, mixed once more at the end",
            foldhash::quality::FixedState::with_seed,
        ),
        HashFunction::seeded(
            "rapidhash-fast",
            "rapidhash",
            "folded multiplication, derived from wyhash",
            rapidhash::fast::SeedableState::new,
        ),
        HashFunction::seeded(
            "rapidhash-quality",
            "rapidhash",
            "rapidhash-fast, mixed once more at the end",
            rapidhash::quality::SeedableState::new,
        ),
        HashFunction::seeded(
            "rustc-hash",
            "rustc-hash",
            "version 2, as in rustc: a polynomial, rotated at the end",
            |seed| rustc_hash::FxSeededState::with_seed(seed as usize),
        ),
        HashFunction::seeded(
            "xxh3",
            "xxhash-rust",
            "XXH3 with 64 bits, in its streaming form",
            |seed| xxhash_rust::xxh3::Xxh3Builder::new().with_seed(seed),
        ),
        HashFunction::seeded(
            "wyhash",
            "wyhash",
            "version 1",
            wyhash::WyHasherBuilder::new,
        ),
        HashFunction::seeded(
            "wyhash-final3",
            "wyhash",
            "final version 3; only the last write of a key counts",
            |seed| {
                let secret = wyhash::final3::make_secret(seed);
                wyhash::final3::WyHasherBuilder::new(seed, secret)
            },
        ),
    ]
}

fn ahash(seed: u64) -> ahash::RandomState {
    let [[a, b], [c, d]] = [expand(seed), expand(!seed)];
    ahash::RandomState::with_seeds(a, b, c, d)
}

/// Two random words from one seed.
fn expand(seed: u64) -> [u64; 2] {
    let mut random = SplitMix64::seed_from_u64(seed);
    [random.next_u64(), random.next_u64()]
}

pub(super) struct SipHash13([u64; 2]);

impl BuildHasher for SipHash13 {
    type Hasher = SipHasher13;

    fn build_hasher(&self) -> SipHasher13 {
        SipHasher13::new_with_keys(self.0[0], self.0[1])
    }
}

struct SipHash24([u64; 2]);

impl BuildHasher for SipHash24 {
    type Hasher = SipHasher24;

    fn build_hasher(&self) -> SipHasher24 {
        SipHasher24::new_with_keys(self.0[0], self.0[1])
    }
}

#[cfg(test)]
mod tests {
    use super::super::keys::Keys;
    use super::*;

    #[test]
    fn another_seed_changes_the_hashes_of_seeded_functions_only() {
        let keys = Keys::Text(["Rome", "Barcelona"].into_iter().collect());
        for function in all() {
            let (one, other) = (function.with_seed(1), function.with_seed(2));
            let differ = one.hashes(&keys) != other.hashes(&keys);
            assert_eq!(differ, function.is_seeded(), "{}", function.name());
        }
    }

    #[test]
    fn siphash_1_3_with_zero_keys_equals_stds_default_hasher() {
        let zero = SipHash13([0, 0]);
        let std = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::new();
        for key in ["", "Rome", "a key of more than sixteen bytes"] {
            assert_eq!(zero.hash_one(key), std.hash_one(key), "{key}");
        }
        assert_eq!(zero.hash_one(7_u64), std.hash_one(7_u64));
    }

    #[test]
    fn every_function_has_a_unique_name_a_description_and_an_origin() {
        let functions = all();
        for (index, function) in functions.iter().enumerate() {
            let has_same_name = |other: &HashFunction| other.name() == function.name();
            assert!(
                !functions[..index].iter().any(has_same_name),
                "{}",
                function.name()
            );
            assert!(!function.about().is_empty() && !function.origin().is_empty());
        }
    }
}

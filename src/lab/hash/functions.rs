//! The hash functions that heapwise knows: the one list from which variants, benchmarks and
//! documentation come.
//!
//! | from | functions |
//! | --- | --- |
//! | the text | [`identity`](super::integers::Identity), [`first-letter`](super::letters::FirstLetter), [`two-letter`](super::letters::TwoLetter), [`address`](Function::address) |
//! | written here, since the field teaches with them | [`fnv-1a`](super::multiply::Fnv1a), [`old-fx`](super::multiply::OldFx), [`python`](super::integers::Python) |
//! | crates | `siphash-1-3`, `siphash-2-4`, `ahash`, `foldhash-fast`, `foldhash-quality`, `rapidhash-fast`, `rapidhash-quality`, `rustc-hash`, `xxh3`, `wyhash`, `wyhash-final3` |

use std::hash::BuildHasher;

use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};
use siphasher::sip::{SipHasher13, SipHasher24};

use super::Function;
use super::integers::{BuildIdentity, BuildPython};
use super::letters::{BuildFirstLetter, BuildTwoLetter};
use super::multiply::{BuildFnv1a, BuildOldFx};

const TEXT: &str = "the text";
const HERE: &str = "written here";

/// Every function.
pub fn all() -> Vec<Function> {
    let functions = of_the_text().into_iter().chain(written_here());
    functions.chain(keyed()).chain(of_crates()).collect()
}

/// The function called `name`.
pub fn named(name: &str) -> Option<Function> {
    all().into_iter().find(|function| function.name() == name)
}

fn of_the_text() -> [Function; 4] {
    [
        Function::unseeded(
            "identity",
            TEXT,
            "the key itself, as a number",
            BuildIdentity::default(),
        ),
        Function::unseeded(
            "first-letter",
            TEXT,
            "the first byte, as the text's City has it",
            BuildFirstLetter::default(),
        ),
        Function::unseeded(
            "two-letter",
            TEXT,
            "the first two bytes as digits to the base 26",
            BuildTwoLetter::default(),
        ),
        Function::address(),
    ]
}

fn written_here() -> [Function; 3] {
    [
        Function::unseeded(
            "fnv-1a",
            HERE,
            "xor and multiply, byte by byte",
            BuildFnv1a::default(),
        ),
        Function::unseeded(
            "old-fx",
            HERE,
            "rotate, xor and multiply, as rustc had it before version 2",
            BuildOldFx::default(),
        ),
        Function::unseeded(
            "python",
            HERE,
            "CPython's for integers: modulo 2^61 - 1",
            BuildPython::default(),
        ),
    ]
}

fn keyed() -> [Function; 2] {
    [
        Function::seeded(
            "siphash-1-3",
            "siphasher",
            "std's default; keyed, made to withstand chosen keys",
            |seed| SipHash13(two(seed)),
        ),
        Function::seeded(
            "siphash-2-4",
            "siphasher",
            "the same with twice the rounds",
            |seed| SipHash24(two(seed)),
        ),
    ]
}

fn of_crates() -> [Function; 9] {
    [
        Function::seeded(
            "ahash",
            "ahash",
            "AES rounds or folded multiplication",
            ahash,
        ),
        Function::seeded(
            "foldhash-fast",
            "foldhash",
            "folded multiplication; hashbrown's default",
            foldhash::fast::FixedState::with_seed,
        ),
        Function::seeded(
            "foldhash-quality",
            "foldhash",
            "the same, mixed once more at the end",
            foldhash::quality::FixedState::with_seed,
        ),
        Function::seeded(
            "rapidhash-fast",
            "rapidhash",
            "folded multiplication, after wyhash",
            rapidhash::fast::SeedableState::new,
        ),
        Function::seeded(
            "rapidhash-quality",
            "rapidhash",
            "the same, mixed once more at the end",
            rapidhash::quality::SeedableState::new,
        ),
        Function::seeded(
            "rustc-hash",
            "rustc-hash",
            "rustc's, version 2: polynomial, rotated at the end",
            |seed| rustc_hash::FxSeededState::with_seed(seed as usize),
        ),
        Function::seeded(
            "xxh3",
            "xxhash-rust",
            "XXH3 with 64 bits, streaming",
            |seed| xxhash_rust::xxh3::Xxh3Builder::new().with_seed(seed),
        ),
        Function::seeded(
            "wyhash",
            "wyhash",
            "version 1",
            wyhash::WyHasherBuilder::new,
        ),
        Function::seeded(
            "wyhash-final3",
            "wyhash",
            "final version 3, of whose writes the last alone counts",
            |seed| {
                let secret = wyhash::final3::make_secret(seed);
                wyhash::final3::WyHasherBuilder::new(seed, secret)
            },
        ),
    ]
}

fn ahash(seed: u64) -> ahash::RandomState {
    let [[a, b], [c, d]] = [two(seed), two(!seed)];
    ahash::RandomState::with_seeds(a, b, c, d)
}

/// A seed of 128 bits from one of 64.
fn two(seed: u64) -> [u64; 2] {
    let mut random = SplitMix64::seed_from_u64(seed);
    [random.next_u64(), random.next_u64()]
}

struct SipHash13([u64; 2]);

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
    fn functions_that_take_a_seed_hash_otherwise_under_another_and_only_they() {
        let keys = Keys::Text(["Rome", "Barcelona"].into_iter().collect());
        for function in all() {
            let (one, other) = (function.with_seed(1), function.with_seed(2));
            let differ = one.hashes(&keys) != other.hashes(&keys);
            assert_eq!(differ, function.is_seeded(), "{}", function.name());
        }
    }

    #[test]
    fn siphash_1_3_is_the_hash_of_std() {
        let zero = SipHash13([0, 0]);
        let std = std::hash::BuildHasherDefault::<std::hash::DefaultHasher>::new();
        for key in ["", "Rome", "a key of more than sixteen bytes"] {
            assert_eq!(zero.hash_one(key), std.hash_one(key), "{key}");
        }
        assert_eq!(zero.hash_one(7_u64), std.hash_one(7_u64));
    }

    #[test]
    fn every_function_has_a_name_of_its_own_and_says_what_it_is() {
        let functions = all();
        for (place, function) in functions.iter().enumerate() {
            let is_same = |other: &Function| other.name() == function.name();
            assert!(
                !functions[..place].iter().any(is_same),
                "{}",
                function.name()
            );
            assert!(!function.about().is_empty() && !function.origin().is_empty());
        }
    }
}

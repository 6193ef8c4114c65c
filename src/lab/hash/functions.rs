//! The list of the built-in hash functions.
//!
//! | origin | functions |
//! | --- | --- |
//! | the book | [`identity`](super::integers::Identity), [`first-letter`](super::letters::FirstLetter), [`two-letter`](super::letters::TwoLetter), [`address`](HashFunction::address) |
//! | well-known functions, written here | [`fnv-1a`](super::multiplicative::Fnv1a), [`old-fx`](super::multiplicative::OldFx), [`python`](super::integers::Python) |
//! | crates | `siphash-1-3`, `siphash-2-4`, `ahash`, `foldhash-fast`, `foldhash-quality`, `rapidhash-fast`, `rapidhash-quality`, `rustc-hash`, `xxh3`, `wyhash`, `wyhash-final3` |

use super::function::HashFunction;
use super::integers::{BuildIdentity, BuildPython};
use super::letters::{BuildFirstLetter, BuildTwoLetter};
use super::multiplicative::{BuildFnv1a, BuildOldFx};
use super::seeded::{
    self, FoldhashFast, FoldhashQuality, RapidhashFast, RapidhashQuality, SipHash13, SipHash24,
};

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
            SipHash13::from_seed,
        )
        .withstanding_chosen_keys(),
        HashFunction::seeded(
            "siphash-2-4",
            "siphasher",
            "siphash-1-3 with twice the rounds",
            SipHash24::from_seed,
        )
        .withstanding_chosen_keys(),
    ]
}

fn crate_functions() -> [HashFunction; 9] {
    [
        HashFunction::seeded("ahash", "ahash", ABOUT_AHASH, seeded::ahash),
        HashFunction::seeded_with(
            "foldhash-fast",
            "foldhash",
            "folded multiplication; hashbrown's default",
            FoldhashFast::from_seed,
        ),
        HashFunction::seeded_with(
            "foldhash-quality",
            "foldhash",
            "foldhash-fast, mixed once more at the end",
            FoldhashQuality::from_seed,
        ),
        HashFunction::seeded_with(
            "rapidhash-fast",
            "rapidhash",
            "folded multiplication, derived from wyhash",
            RapidhashFast::from_seed,
        ),
        HashFunction::seeded_with(
            "rapidhash-quality",
            "rapidhash",
            "rapidhash-fast, mixed once more at the end",
            RapidhashQuality::from_seed,
        ),
        HashFunction::unseeded(
            "rustc-hash",
            "rustc-hash",
            "version 2, as in rustc: a polynomial, rotated at the end",
            rustc_hash::FxBuildHasher,
        ),
        HashFunction::unseeded(
            "xxh3",
            "xxhash-rust",
            "XXH3 with 64 bits and its default secret",
            xxhash_rust::xxh3::Xxh3DefaultBuilder,
        ),
        HashFunction::unseeded(
            "wyhash",
            "wyhash",
            "version 1",
            wyhash::WyHasherBuilder::default(),
        ),
        HashFunction::unseeded(
            "wyhash-final3",
            "wyhash",
            "final version 3; only the last write of a key counts",
            wyhash::final3::WyHasherBuilder::default(),
        ),
    ]
}

/// ahash decides by the target, when it is compiled.
const ABOUT_AHASH: &str = if cfg!(all(
    any(target_arch = "x86", target_arch = "x86_64"),
    target_feature = "aes",
    not(miri)
)) {
    "its implementation with AES instructions"
} else {
    "its fallback without AES instructions: folded multiplication"
};

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

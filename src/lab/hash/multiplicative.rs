//! Two well-known small hash functions, which mix in each byte or word with a multiplication.

use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a with 64 bits (G. Fowler, L. C. Noll, K.-P. Vo; draft-eastlake-fnv): for each byte xor,
/// then multiply.
#[derive(Debug, Clone, Copy)]
pub struct Fnv1a(u64);

/// Builds [`Fnv1a`].
pub type BuildFnv1a = BuildHasherDefault<Fnv1a>;

const FNV_OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const FNV_PRIME: u64 = 0x0100_0000_01b3;

impl Default for Fnv1a {
    fn default() -> Self {
        Self(FNV_OFFSET)
    }
}

impl Hasher for Fnv1a {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(FNV_PRIME);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The hash of Firefox, and of rustc before version 2 of rustc-hash: for each word rotate, xor and
/// multiply, without a final step. If the key is one word, the low bits of its hash depend on the
/// low bits of that word only.
#[derive(Debug, Clone, Copy, Default)]
pub struct OldFx(u64);

/// Builds [`OldFx`].
pub type BuildOldFx = BuildHasherDefault<OldFx>;

const FX_SEED: u64 = 0x517c_c1b7_2722_0a95;

impl OldFx {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(FX_SEED);
    }
}

impl Hasher for OldFx {
    /// Hashes the bytes as little-endian words: words of 8 bytes first, then at most one word each
    /// of 4, 2 and 1 byte for the rest.
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.add(from_little_endian(word));
        }
        let mut rest = words.remainder();
        for length in [4, 2, 1] {
            if let Some((word, remaining)) = rest.split_at_checked(length) {
                self.add(from_little_endian(word));
                rest = remaining;
            }
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.add(number.into());
    }

    fn write_u32(&mut self, number: u32) {
        self.add(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_i64(&mut self, number: i64) {
        self.add(number.cast_unsigned());
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

fn from_little_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    fn hash_bytes<H: Hasher + Default>(bytes: &[u8]) -> u64 {
        let mut hasher = H::default();
        hasher.write(bytes);
        hasher.finish()
    }

    /// The expected hashes are from the authors' `test_fnv.c`.
    #[test]
    fn fnv_gives_the_hashes_of_its_authors_test_vectors() {
        assert_eq!(hash_bytes::<Fnv1a>(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash_bytes::<Fnv1a>(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash_bytes::<Fnv1a>(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn old_fx_follows_its_definition() {
        let step = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FX_SEED);
        assert_eq!(BuildOldFx::default().hash_one(1_u64), FX_SEED);
        let words = [0x0807_0605_0403_0201, 0x0c0b_0a09, 0x0e0d, 0x0f];
        let expected = words.into_iter().fold(0, step);
        let bytes: Vec<u8> = (1..=15).collect();
        assert_eq!(hash_bytes::<OldFx>(&bytes), expected);
    }

    #[test]
    fn keys_that_differ_only_in_high_bits_have_equal_low_bits_under_old_fx() {
        let low = |key: u64| BuildOldFx::default().hash_one(key << 48) & 0xffff;
        assert!((0..1000).all(|key| low(key) == 0));
    }
}

//! Two small hash functions that the field teaches with: each word is mixed in by a multiplication.

use std::hash::{BuildHasherDefault, Hasher};

/// FNV-1a with 64 bits (G. Fowler, L. C. Noll, K.-P. Vo; draft-eastlake-fnv): byte by byte, xor and
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

/// Fx as Firefox had it and rustc had it before version 2 of rustc-hash: rotate, xor, multiply,
/// word by word, and nothing at the end. Its low bits depend on the low bits of the words alone.
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
    /// Words of 8 bytes, then of 4, 2 and 1 as what is left has them, little end first.
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.add(little_endian(word));
        }
        let mut rest = words.remainder();
        for length in [4, 2, 1] {
            if let Some((word, after)) = rest.split_at_checked(length) {
                self.add(little_endian(word));
                rest = after;
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

fn little_endian(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .rev()
        .fold(0, |number, &byte| number << 8 | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::BuildHasher;

    fn of_bytes<H: Hasher + Default>(bytes: &[u8]) -> u64 {
        let mut hasher = H::default();
        hasher.write(bytes);
        hasher.finish()
    }

    /// From the test vectors of the authors' `test_fnv.c`.
    #[test]
    fn fnv_is_that_of_its_authors() {
        assert_eq!(of_bytes::<Fnv1a>(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(of_bytes::<Fnv1a>(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(of_bytes::<Fnv1a>(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn old_fx_follows_its_definition() {
        let step = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(FX_SEED);
        assert_eq!(BuildOldFx::default().hash_one(1_u64), FX_SEED);
        let expected = [0x0807_0605_0403_0201, 0x0c0b_0a09, 0x0e0d, 0x0f];
        let expected = expected.into_iter().fold(0, step);
        let bytes: Vec<u8> = (1..=15).collect();
        assert_eq!(of_bytes::<OldFx>(&bytes), expected);
    }

    #[test]
    fn keys_that_differ_in_high_bits_only_share_old_fxs_low_bits() {
        let low = |key: u64| BuildOldFx::default().hash_one(key << 48) & 0xffff;
        assert!((0..1000).all(|key| low(key) == 0));
    }
}

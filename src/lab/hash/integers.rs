//! Hash functions of integers. Bytes are hashed as the digits of an integer to the base 256.

use std::hash::{BuildHasherDefault, Hasher};

/// The key itself as a 64-bit integer.
///
/// The book calls it a perfect hash for integers. In a table of 2ᵏ buckets, all multiples of 2ᵏ get
/// the same bucket.
#[derive(Debug, Clone, Copy, Default)]
pub struct Identity(u64);

/// Builds [`Identity`].
pub type BuildIdentity = BuildHasherDefault<Identity>;

impl Hasher for Identity {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u8(byte);
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.0 = self.0 << 8 | u64::from(number);
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = self.0 << 32 | u64::from(number);
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_i64(&mut self, number: i64) {
        self.0 = number.cast_unsigned();
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// CPython's hash of an integer: its absolute value modulo the prime 2⁶¹ - 1, with the sign of the
/// integer. It is -2 instead of -1, which CPython reserves for errors (`long_hash` in
/// Objects/longobject.c).
///
/// Bytes are hashed as one integer; CPython itself hashes them with SipHash.
#[derive(Debug, Clone, Copy, Default)]
pub struct Python(i64);

/// Builds [`Python`].
pub type BuildPython = BuildHasherDefault<Python>;

const MODULUS: u64 = (1 << 61) - 1;

impl Hasher for Python {
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.write_u64(self.0.unsigned_abs() << 8 | u64::from(byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (number % MODULUS).cast_signed();
    }

    fn write_i64(&mut self, number: i64) {
        let remainder = (number.unsigned_abs() % MODULUS).cast_signed();
        self.0 = match remainder * number.signum() {
            -1 => -2,
            hash => hash,
        };
    }

    fn finish(&self) -> u64 {
        self.0.cast_unsigned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::hash::{BuildHasher, Hash};

    #[test]
    fn identity_returns_the_integer_and_gives_all_multiples_of_eight_one_bucket() {
        let hash = |number: u64| BuildIdentity::default().hash_one(number);
        // The example of the book.
        assert_eq!(hash(28975) & 0b111, 7);
        assert!((0..100).all(|n| hash(8 * n) & 0b111 == 0));
        assert_eq!(BuildIdentity::default().hash_one(-1_i64), u64::MAX);
    }

    #[test]
    fn python_hashes_integers_like_cpython() {
        // hash(n) in CPython 3.11 on a 64-bit platform.
        for (number, expected) in [
            (0, 0),
            (1, 1),
            (-1, -2),
            (-2, -2),
            ((1 << 61) - 2, (1 << 61) - 2),
            ((1 << 61) - 1, 0),
            (1 << 61, 1),
            (-(1 << 61), -2),
            (i64::MAX, 3),
            (i64::MIN, -4),
        ] {
            let mut hasher = Python::default();
            number.hash(&mut hasher);
            assert_eq!(hasher.finish().cast_signed(), expected, "{number}");
        }
        // hash(2**64 - 1)
        assert_eq!(BuildPython::default().hash_one(u64::MAX), 7);
    }
}

//! A named function as a `BuildHasher`, so that a table can be given any of them.

use std::hash::{BuildHasher, Hasher};

use super::Hashing;
use super::key::KeyRef;

/// What a table's keys stand for, which decides how they are hashed. A table's key is a `u64`, a
/// `u32` or a slice of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A slice of the bytes of a string.
    Text,
    /// A slice of bytes.
    Bytes,
    /// A `u64`.
    U64,
    /// The bits of an `i64`.
    I64,
    /// The bits of an `f64`.
    F64,
    /// The bits of an IPv4 address, a `u32`.
    Ipv4,
    /// The column of a point in the high half of a `u64`, and its row in the low half.
    Point,
}

/// Hashes keys of one kind by a function that is chosen while the program runs, through one
/// indirect call a key.
#[derive(Clone, Copy)]
pub struct ByFunction<'a> {
    hashing: &'a dyn Hashing,
    kind: KeyKind,
}

impl<'a> ByFunction<'a> {
    /// Hashes as `hashing` does keys of `kind`.
    ///
    /// ```
    /// use heapwise::lab::hash::{ByFunction, KeyKind, functions, keys::Keys};
    /// use std::hash::BuildHasher;
    ///
    /// let hashing = functions::named("ahash").unwrap().with_seed(1);
    /// let by_ahash = ByFunction::new(&*hashing, KeyKind::U64);
    /// assert_eq!(hashing.hashes(&Keys::U64(vec![7])), [by_ahash.hash_one(7_u64)]);
    /// ```
    pub fn new(hashing: &'a dyn Hashing, kind: KeyKind) -> Self {
        Self { hashing, kind }
    }
}

impl<'a> BuildHasher for ByFunction<'a> {
    type Hasher = OneKey<'a>;

    fn build_hasher(&self) -> OneKey<'a> {
        OneKey { by: *self, hash: 0 }
    }
}

/// Hashes the one key that is written to it.
pub struct OneKey<'a> {
    by: ByFunction<'a>,
    hash: u64,
}

impl Hasher for OneKey<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.hash = self.by.hashing.hash(match self.by.kind {
            KeyKind::Text => KeyRef::Text(bytes),
            _ => KeyRef::Bytes(bytes),
        });
    }

    fn write_u32(&mut self, bits: u32) {
        self.hash = self.by.hashing.hash(KeyRef::Ipv4(bits));
    }

    fn write_u64(&mut self, bits: u64) {
        self.hash = self.by.hashing.hash(match self.by.kind {
            KeyKind::I64 => KeyRef::I64(bits.cast_signed()),
            KeyKind::F64 => KeyRef::F64(bits),
            KeyKind::Point => KeyRef::Point((bits >> 32) as i32, bits as i32),
            _ => KeyRef::U64(bits),
        });
    }

    /// A slice writes its length first, which the function sees when it hashes the key.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::super::functions;
    use super::super::keys::{Keys, Point};
    use super::*;

    #[test]
    fn a_tables_key_hashes_as_what_it_stands_for() {
        for name in ["siphash-1-3", "identity", "wyhash-final3"] {
            let hashing = functions::named(name).unwrap().with_seed(3);
            let by = |kind| ByFunction::new(&*hashing, kind);
            let of = |keys: Keys| hashing.hashes(&keys)[0];
            let text = &b"Rome"[..];
            assert_eq!(
                by(KeyKind::Text).hash_one(text),
                of(Keys::Text(["Rome"].into_iter().collect()))
            );
            assert_eq!(
                by(KeyKind::Bytes).hash_one(text),
                of(Keys::Bytes([text].into_iter().collect()))
            );
            assert_eq!(by(KeyKind::U64).hash_one(7_u64), of(Keys::U64(vec![7])));
            assert_eq!(
                by(KeyKind::I64).hash_one(-7_i64 as u64),
                of(Keys::I64(vec![-7]))
            );
            assert_eq!(
                by(KeyKind::F64).hash_one(0.5_f64.to_bits()),
                of(Keys::F64(vec![0.5.into()]))
            );
            let address = Ipv4Addr::new(1, 2, 3, 4);
            assert_eq!(
                by(KeyKind::Ipv4).hash_one(address.to_bits()),
                of(Keys::Ipv4(vec![address]))
            );
            let point = Point { x: -3, y: -4 };
            let bits = (-3_i32 as u32 as u64) << 32 | -4_i32 as u32 as u64;
            assert_eq!(
                by(KeyKind::Point).hash_one(bits),
                of(Keys::Points(vec![point]))
            );
        }
    }
}

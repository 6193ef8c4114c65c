//! A [`HashFunction`](super::HashFunction) chosen at run time as a `BuildHasher`, so that any table
//! can use it.

use std::hash::{BuildHasher, Hasher};

use super::function::KeyHasher;
use super::key::KeyRef;

/// What the keys of a table stand for, which determines how they are hashed. The table's own key
/// type is `u64`, `u32` or a slice of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    /// A slice of the bytes of a string.
    Text,
    /// A slice of bytes.
    Bytes,
    /// A `u64`.
    U64,
    /// The bits of an `i64`, as a `u64`.
    I64,
    /// The bits of an `f64`, as a `u64`.
    F64,
    /// The bits of an IPv4 address, as a `u32`.
    Ipv4,
    /// The column of a point in the high half of a `u64`, and its row in the low half.
    Point,
}

/// Builds hashers that hash keys of one kind with a function chosen at run time. Each key costs one
/// indirect call.
#[derive(Clone, Copy)]
pub struct DynBuildHasher<'a> {
    key_hasher: &'a dyn KeyHasher,
    kind: KeyKind,
}

impl<'a> DynBuildHasher<'a> {
    /// Hashes keys of `kind` with `key_hasher`.
    ///
    /// ```
    /// use heapwise::lab::hash::{DynBuildHasher, KeyKind, functions, keys::Keys};
    /// use std::hash::BuildHasher;
    ///
    /// let ahash = functions::find("ahash").unwrap().with_seed(1);
    /// let build_hasher = DynBuildHasher::new(&*ahash, KeyKind::U64);
    /// assert_eq!(ahash.hashes(&Keys::U64(vec![7])), [build_hasher.hash_one(7_u64)]);
    /// ```
    pub fn new(key_hasher: &'a dyn KeyHasher, kind: KeyKind) -> Self {
        Self { key_hasher, kind }
    }
}

impl<'a> BuildHasher for DynBuildHasher<'a> {
    type Hasher = DynHasher<'a>;

    fn build_hasher(&self) -> DynHasher<'a> {
        DynHasher {
            build: *self,
            hash: 0,
        }
    }
}

/// Hashes the one key that is written to it.
pub struct DynHasher<'a> {
    build: DynBuildHasher<'a>,
    hash: u64,
}

impl Hasher for DynHasher<'_> {
    fn write(&mut self, bytes: &[u8]) {
        self.hash = self.build.key_hasher.hash(match self.build.kind {
            KeyKind::Text => KeyRef::Text(bytes),
            _ => KeyRef::Bytes(bytes),
        });
    }

    fn write_u32(&mut self, bits: u32) {
        self.hash = self.build.key_hasher.hash(KeyRef::Ipv4(bits));
    }

    fn write_u64(&mut self, bits: u64) {
        self.hash = self.build.key_hasher.hash(match self.build.kind {
            KeyKind::I64 => KeyRef::I64(bits.cast_signed()),
            KeyKind::F64 => KeyRef::F64(bits),
            KeyKind::Point => KeyRef::Point((bits >> 32) as i32, bits as i32),
            _ => KeyRef::U64(bits),
        });
    }

    /// Ignores the length that a slice writes first: hashing a [`KeyRef`] includes it.
    fn write_usize(&mut self, _length: usize) {}

    fn finish(&self) -> u64 {
        self.hash
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::super::functions;
    use super::super::keys::{GridPoint, Keys};
    use super::*;

    #[test]
    fn a_tables_key_hashes_as_the_key_that_it_stands_for() {
        for name in ["siphash-1-3", "identity", "wyhash-final3"] {
            let key_hasher = functions::find(name).unwrap().with_seed(3);
            let build = |kind| DynBuildHasher::new(&*key_hasher, kind);
            let expected = |keys: Keys| key_hasher.hashes(&keys)[0];
            let text = &b"Rome"[..];
            assert_eq!(
                build(KeyKind::Text).hash_one(text),
                expected(Keys::Text(["Rome"].into_iter().collect()))
            );
            assert_eq!(
                build(KeyKind::Bytes).hash_one(text),
                expected(Keys::Bytes([text].into_iter().collect()))
            );
            assert_eq!(
                build(KeyKind::U64).hash_one(7_u64),
                expected(Keys::U64(vec![7]))
            );
            assert_eq!(
                build(KeyKind::I64).hash_one(-7_i64 as u64),
                expected(Keys::I64(vec![-7]))
            );
            assert_eq!(
                build(KeyKind::F64).hash_one(0.5_f64.to_bits()),
                expected(Keys::F64(vec![0.5.into()]))
            );
            let address = Ipv4Addr::new(1, 2, 3, 4);
            assert_eq!(
                build(KeyKind::Ipv4).hash_one(address.to_bits()),
                expected(Keys::Ipv4(vec![address]))
            );
            let point = GridPoint { x: -3, y: -4 };
            let bits = (-3_i32 as u32 as u64) << 32 | -4_i32 as u32 as u64;
            assert_eq!(
                build(KeyKind::Point).hash_one(bits),
                expected(Keys::Points(vec![point]))
            );
        }
    }
}

//! A [`HashFunction`](super::HashFunction) chosen at run time as a `BuildHasher`, so that any table
//! can use it.

use std::hash::{BuildHasher, Hash, Hasher};

use super::function::KeyHasher;

/// Hashes whole keys with a function chosen at run time. Each key costs an indirect call, and one for
/// each value that it writes.
#[derive(Clone, Copy)]
pub struct DynBuildHasher<'a> {
    key_hasher: &'a dyn KeyHasher,
}

impl<'a> DynBuildHasher<'a> {
    /// Hashes keys with `key_hasher`.
    ///
    /// ```
    /// use heapwise::lab::hash::{DynBuildHasher, functions, keys::Keys};
    /// use std::hash::BuildHasher;
    ///
    /// let ahash = functions::find("ahash").unwrap().with_seed(1);
    /// let build_hasher = DynBuildHasher::new(&*ahash);
    /// assert_eq!(ahash.hashes(&Keys::U64(vec![7])), [build_hasher.hash_one(7_u64)]);
    /// ```
    pub fn new(key_hasher: &'a dyn KeyHasher) -> Self {
        Self { key_hasher }
    }
}

impl BuildHasher for DynBuildHasher<'_> {
    type Hasher = DynHasher;

    /// # Panics
    ///
    /// Always. Tables hash whole keys with `hash_one`.
    fn build_hasher(&self) -> DynHasher {
        panic!("a hash function chosen at run time hashes whole keys only")
    }

    fn hash_one<K: Hash>(&self, key: K) -> u64 {
        self.key_hasher.hash_dyn(&key)
    }
}

/// The hasher that [`DynBuildHasher`] never builds.
pub enum DynHasher {}

impl Hasher for DynHasher {
    fn write(&mut self, _bytes: &[u8]) {
        match *self {}
    }

    fn finish(&self) -> u64 {
        match *self {}
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::super::functions;
    use super::super::keys::Keys;
    use super::*;

    #[test]
    fn a_tables_key_hashes_as_in_its_set() {
        for name in ["siphash-1-3", "identity", "wyhash-final3"] {
            let key_hasher = functions::find(name).unwrap().with_seed(3);
            let build_hasher = DynBuildHasher::new(&*key_hasher);
            let expected = |keys: Keys| key_hasher.hashes(&keys)[0];
            let text = Keys::Text(["Rome"].into_iter().collect());
            assert_eq!(build_hasher.hash_one("Rome"), expected(text));
            let bytes = [&b"Rome"[..]];
            let rome = Keys::Bytes(bytes.into_iter().collect());
            assert_eq!(build_hasher.hash_one(bytes[0]), expected(rome));
            assert_eq!(build_hasher.hash_one(7_u64), expected(Keys::U64(vec![7])));
            let signed = Keys::I64(vec![-7]);
            assert_eq!(build_hasher.hash_one(-7_i64), expected(signed));
            let address = Ipv4Addr::LOCALHOST;
            assert_eq!(
                build_hasher.hash_one(address),
                expected(Keys::Ipv4(vec![address]))
            );
            let pair = Keys::I32Pairs(vec![(-3, -4)]);
            assert_eq!(build_hasher.hash_one((-3, -4)), expected(pair));
        }
    }
}

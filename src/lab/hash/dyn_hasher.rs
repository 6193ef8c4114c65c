//! A [`HashFunction`](super::HashFunction) chosen at run time as a `BuildHasher`, so that any table
//! can use it.

use std::hash::{BuildHasher, Hash, Hasher};

use super::function::{HashOne, KeyHasher};
use super::seeded::FoldhashFast;

/// Hashes whole keys with a function chosen at run time. Each key costs an indirect call, and one for
/// each value that it writes.
///
/// ```
/// use heapwise::lab::hash::{DynBuildHasher, functions, keys::Keys};
/// use std::hash::BuildHasher;
///
/// let ahash = functions::find("ahash").unwrap().with_seed(1);
/// let build_hasher = DynBuildHasher::new(&*ahash);
/// assert_eq!(ahash.hashes(&Keys::U64(vec![7])), [build_hasher.hash_one(7_u64)]);
/// ```
#[derive(Clone, Copy)]
pub struct DynBuildHasher<'a> {
    function: &'a dyn KeyHasher,
}

impl<'a> DynBuildHasher<'a> {
    /// Hashes keys with `function`.
    pub fn new(function: &'a dyn KeyHasher) -> Self {
        Self { function }
    }
}

impl BuildHasher for DynBuildHasher<'_> {
    type Hasher = WholeKeysOnly;

    /// # Panics
    ///
    /// Always. Tables hash whole keys with `hash_one`.
    fn build_hasher(&self) -> WholeKeysOnly {
        panic!("a hash function chosen at run time hashes whole keys only")
    }

    fn hash_one<K: Hash>(&self, key: K) -> u64 {
        self.function.hash_dyn(&key)
    }
}

/// The hasher that [`DynBuildHasher`] and [`DefaultOrDyn`] never build.
pub enum WholeKeysOnly {}

impl Hasher for WholeKeysOnly {
    fn write(&mut self, _bytes: &[u8]) {
        match *self {}
    }

    fn finish(&self) -> u64 {
        match *self {}
    }
}

/// Hashes whole keys with hashbrown's default function, which the compiler can inline, or with any
/// other one. Each key costs a branch that the processor predicts.
#[derive(Clone, Copy)]
pub struct DefaultOrDyn<'a> {
    /// The function as its own type, if it is hashbrown's default.
    default: Option<&'a FoldhashFast>,
    function: &'a dyn KeyHasher,
}

impl<'a> DefaultOrDyn<'a> {
    /// Hashes keys with `function`.
    pub fn new(function: &'a dyn KeyHasher) -> Self {
        Self {
            default: function.as_any().downcast_ref(),
            function,
        }
    }
}

impl BuildHasher for DefaultOrDyn<'_> {
    type Hasher = WholeKeysOnly;

    /// # Panics
    ///
    /// Always. Tables hash whole keys with `hash_one`.
    fn build_hasher(&self) -> WholeKeysOnly {
        panic!("a hash function chosen at run time hashes whole keys only")
    }

    #[inline]
    fn hash_one<K: Hash>(&self, key: K) -> u64 {
        match self.default {
            Some(function) => function.hash_key(&key),
            None => self.function.hash_dyn(&key),
        }
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

    #[test]
    fn only_the_default_function_is_called_as_its_own_type() {
        for function in functions::all() {
            let key_hasher = function.with_seed(1);
            let is_default = DefaultOrDyn::new(&*key_hasher).default.is_some();
            assert_eq!(is_default, function.name() == "foldhash-fast");
            if function.name() != "address" {
                let hash = DefaultOrDyn::new(&*key_hasher).hash_one(7_u64);
                assert_eq!(hash, key_hasher.hash_dyn(&7_u64));
            }
        }
    }
}

//! A [`HashFunction`](super::HashFunction) chosen at run time as a `BuildHasher`, so that any table
//! can use it.

use std::hash::{BuildHasher, Hash, Hasher};

use super::function::{HashOne, KeyHasher};
use super::seeded::{FoldhashFast, SipHash13};

/// Hashes whole keys with a function chosen at run time. Each key costs an indirect call, and one for
/// each value that it writes; [`visit_usual`] avoids them for the usual functions.
///
/// ```
/// use heapwise::lab::hash::{DynBuildHasher, functions, keys::Keys};
/// use std::hash::BuildHasher;
///
/// let ahash = functions::find("ahash").unwrap().with_seed(1);
/// let build_hasher = DynBuildHasher::new(&*ahash);
/// assert_eq!(ahash.hashes(&Keys::U64(vec![7])), [build_hasher.hash_one(7_u64)]);
/// ```
pub type DynBuildHasher<'a> = BuildWith<'a, dyn KeyHasher + 'a>;

/// Hashes whole keys with the function `H`.
pub struct BuildWith<'a, H: ?Sized> {
    function: &'a H,
}

impl<'a, H: ?Sized> BuildWith<'a, H> {
    /// Hashes keys with `function`.
    pub fn new(function: &'a H) -> Self {
        Self { function }
    }
}

impl<H: ?Sized> Clone for BuildWith<'_, H> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<H: ?Sized> Copy for BuildWith<'_, H> {}

impl<H: HashOne + ?Sized> BuildHasher for BuildWith<'_, H> {
    type Hasher = WholeKeysOnly;

    /// # Panics
    ///
    /// Always. Tables hash whole keys with `hash_one`.
    fn build_hasher(&self) -> WholeKeysOnly {
        panic!("a hash function chosen at run time hashes whole keys only")
    }

    #[inline]
    fn hash_one<K: Hash>(&self, key: K) -> u64 {
        self.function.hash_key(&key)
    }
}

impl HashOne for dyn KeyHasher + '_ {
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        // A reference, because the type of a key may be unsized.
        self.hash_dyn(&key)
    }
}

/// The hasher that [`BuildWith`] never builds.
pub enum WholeKeysOnly {}

impl Hasher for WholeKeysOnly {
    fn write(&mut self, _bytes: &[u8]) {
        match *self {}
    }

    fn finish(&self) -> u64 {
        match *self {}
    }
}

/// An operation on a hash function of any type.
pub trait HasherVisitor {
    /// The result of the operation.
    type Output;

    /// Does the operation.
    fn visit<S: BuildHasher + Clone>(self, build_hasher: S) -> Self::Output;
}

/// Calls `visitor` with the function as its own type if it is in common use, so that the compiler can
/// inline it: `foldhash-fast`, `ahash`, `siphash-1-3` or `rustc-hash`. Calls it with a
/// [`DynBuildHasher`] if it is another one.
pub fn visit_usual<V: HasherVisitor>(key_hasher: &dyn KeyHasher, visitor: V) -> V::Output {
    macro_rules! visit_as {
        ($($function:ty),*) => {
            $(if let Some(function) = key_hasher.as_any().downcast_ref::<$function>() {
                return visitor.visit(BuildWith::new(function));
            })*
        };
    }
    visit_as!(
        FoldhashFast,
        ahash::RandomState,
        SipHash13,
        rustc_hash::FxBuildHasher
    );
    visitor.visit(DynBuildHasher::new(key_hasher))
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

    /// The name of the type that visitors are called with.
    struct TypeName;

    impl HasherVisitor for TypeName {
        type Output = &'static str;

        fn visit<S: BuildHasher + Clone>(self, _build_hasher: S) -> &'static str {
            std::any::type_name::<S>()
        }
    }

    #[test]
    fn the_usual_functions_are_visited_as_their_own_types() {
        for function in functions::all() {
            let key_hasher = function.with_seed(1);
            let is_inlined = !visit_usual(&*key_hasher, TypeName).contains("KeyHasher");
            let usual = ["foldhash-fast", "ahash", "siphash-1-3", "rustc-hash"];
            assert_eq!(
                is_inlined,
                usual.contains(&function.name()),
                "{}",
                function.name()
            );
            let is_default = DefaultOrDyn::new(&*key_hasher).default.is_some();
            assert_eq!(is_default, function.name() == "foldhash-fast");
            if function.name() != "address" {
                let hash = DefaultOrDyn::new(&*key_hasher).hash_one(7_u64);
                assert_eq!(hash, key_hasher.hash_dyn(&7_u64));
            }
        }
    }
}

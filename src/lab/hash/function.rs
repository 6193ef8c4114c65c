//! Named hash functions for keys of any type.

use std::any::Any;
use std::hash::{BuildHasher, Hash, Hasher};
use std::hint::black_box;

use hashbrown::HashTable;

use super::key::KeyRef;
use super::keys::{Keys, Visitor};

/// A hash function with its name, its origin and a description.
///
/// Any `BuildHasher` can be one:
///
/// ```
/// use heapwise::lab::hash::{HashFunction, keys::Keys};
/// use std::hash::{BuildHasherDefault, DefaultHasher};
///
/// let build_hasher = BuildHasherDefault::<DefaultHasher>::new();
/// let function = HashFunction::unseeded("mine", "this program", "std's hasher", build_hasher);
/// let hashes = function.with_seed(0).hashes(&Keys::U64(vec![1, 2, 1]));
/// assert_eq!(hashes[0], hashes[2]);
/// ```
pub struct HashFunction {
    name: String,
    origin: String,
    about: String,
    is_seeded: bool,
    withstands_chosen_keys: bool,
    build: Box<dyn Fn(u64) -> Box<dyn KeyHasher>>,
}

/// A hash function under one seed, for keys of any type.
pub trait KeyHasher {
    /// The sum of the hashes of `keys`, wrapping at 64 bits. Each hash is computed on its own, as a
    /// table needs it. The time that this takes includes that of [`iteration`].
    fn sum(&self, keys: &Keys) -> u64;
    /// The hash of each key, in order.
    fn hashes(&self, keys: &Keys) -> Vec<u64>;
    /// Looks up each of `keys`, which are numbered from `first` on, in a table of numbers. Returns how
    /// many it has.
    fn count_found(&self, keys: &Keys, first: u64, table: &HashTable<u64>) -> usize;
    /// The hash of one key.
    fn hash(&self, key: KeyRef<'_>) -> u64;
    /// The hash of one key of any type.
    fn hash_dyn(&self, key: &dyn DynHash) -> u64;
    /// The `BuildHasher` of the function, for callers that know its type.
    fn as_any(&self) -> &dyn Any;
}

/// A key whose type is erased. Any type that implements `Hash` does.
pub trait DynHash {
    /// Feeds the key into a hasher.
    fn hash_into(&self, state: &mut dyn Hasher);
}

impl<K: Hash + ?Sized> DynHash for K {
    fn hash_into(&self, mut state: &mut dyn Hasher) {
        self.hash(&mut state);
    }
}

impl HashFunction {
    /// A function that all tables use in one state.
    pub fn unseeded<S: BuildHasher + Clone + 'static>(
        name: impl Into<String>,
        origin: impl Into<String>,
        about: impl Into<String>,
        build_hasher: S,
    ) -> Self {
        let build = move |_| Box::new(build_hasher.clone()) as Box<dyn KeyHasher>;
        Self::new(name.into(), origin.into(), about.into(), false, build)
    }

    /// A function whose tables draw a state at random. A seed stands for one draw: it should determine
    /// the whole state, and vary all of it.
    pub fn seeded<S: BuildHasher + 'static>(
        name: impl Into<String>,
        origin: impl Into<String>,
        about: impl Into<String>,
        with_seed: impl Fn(u64) -> S + 'static,
    ) -> Self {
        Self::seeded_with(name, origin, about, with_seed)
    }

    /// As [`seeded`](Self::seeded), for a state that is no `BuildHasher`.
    pub(super) fn seeded_with<H: HashOne + 'static>(
        name: impl Into<String>,
        origin: impl Into<String>,
        about: impl Into<String>,
        with_seed: impl Fn(u64) -> H + 'static,
    ) -> Self {
        let build = move |seed| Box::new(with_seed(seed)) as Box<dyn KeyHasher>;
        Self::new(name.into(), origin.into(), about.into(), true, build)
    }

    /// The function of `origin` that hashes the address of a key instead of its value, as CPython
    /// does for objects of a class without a hash method: the address with its low 4 bits rotated to
    /// the top (`_Py_HashPointer` in Python/pyhash.c). Equal keys at different addresses get
    /// different hashes.
    pub fn address(origin: impl Into<String>) -> Self {
        let build = |_| Box::new(AddressHasher) as Box<dyn KeyHasher>;
        let about = "the address of the key instead of its value";
        Self::new(
            String::from("address"),
            origin.into(),
            String::from(about),
            false,
            build,
        )
    }

    fn new(
        name: String,
        origin: String,
        about: String,
        is_seeded: bool,
        build: impl Fn(u64) -> Box<dyn KeyHasher> + 'static,
    ) -> Self {
        Self {
            name,
            origin,
            about,
            is_seeded,
            withstands_chosen_keys: false,
            build: Box::new(build),
        }
    }

    /// The same function, with the claim that nobody who does not know its state can choose keys that
    /// collide.
    #[must_use]
    pub fn withstanding_chosen_keys(mut self) -> Self {
        self.withstands_chosen_keys = true;
        self
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the function is from, such as a crate's name.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What the function does, in one line.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Whether the function takes a seed, since its tables draw a state at random.
    pub fn is_seeded(&self) -> bool {
        self.is_seeded
    }

    /// Whether the function is meant to withstand keys that somebody chooses to collide (HashDoS).
    pub fn withstands_chosen_keys(&self) -> bool {
        self.withstands_chosen_keys
    }

    /// The function under `seed`. A function that takes no seed ignores it.
    pub fn with_seed(&self, seed: u64) -> Box<dyn KeyHasher> {
        (self.build)(seed)
    }
}

impl<H: HashOne + 'static> KeyHasher for H {
    fn sum(&self, keys: &Keys) -> u64 {
        struct HashSum<'a, H>(&'a H, u64);
        impl<H: HashOne> Visitor for HashSum<'_, H> {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                self.1 = self.1.wrapping_add(black_box(self.0.hash_key(key)));
            }
        }
        let mut visitor = HashSum(self, 0);
        keys.visit_each(&mut visitor);
        visitor.1
    }

    fn hashes(&self, keys: &Keys) -> Vec<u64> {
        struct HashList<'a, H>(&'a H, Vec<u64>);
        impl<H: HashOne> Visitor for HashList<'_, H> {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                self.1.push(self.0.hash_key(key));
            }
        }
        let mut visitor = HashList(self, Vec::with_capacity(keys.len()));
        keys.visit_each(&mut visitor);
        visitor.1
    }

    fn count_found(&self, keys: &Keys, first: u64, table: &HashTable<u64>) -> usize {
        struct Finder<'a, H> {
            function: &'a H,
            table: &'a HashTable<u64>,
            next: u64,
            found: usize,
        }
        impl<H: HashOne> Visitor for Finder<'_, H> {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                let hash = self.function.hash_key(key);
                let found = self.table.find(hash, |&number| number == self.next);
                self.found += usize::from(found.is_some());
                self.next += 1;
            }
        }
        let mut finder = Finder {
            function: self,
            table,
            next: first,
            found: 0,
        };
        keys.visit_each(&mut finder);
        finder.found
    }

    fn hash(&self, key: KeyRef<'_>) -> u64 {
        self.hash_key(&key)
    }

    fn hash_dyn(&self, key: &dyn DynHash) -> u64 {
        struct Erased<'a>(&'a dyn DynHash);
        impl Hash for Erased<'_> {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.0.hash_into(state);
            }
        }
        self.hash_key(&Erased(key))
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

/// Hashes one key of any type. Unlike [`KeyHasher`] it is generic over the key, so it cannot be
/// `dyn`.
pub(super) trait HashOne {
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64;
}

impl<S: BuildHasher> HashOne for S {
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        self.hash_one(key)
    }
}

/// Hashes nothing, so that its [`sum`](KeyHasher::sum) takes the time of going from key to key.
pub fn iteration() -> Box<dyn KeyHasher> {
    Box::new(NoHasher)
}

struct NoHasher;

impl HashOne for NoHasher {
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        std::ptr::from_ref(key).addr() as u64 ^ size_of_val(key) as u64
    }
}

struct AddressHasher;

impl HashOne for AddressHasher {
    fn hash_key<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        let address = std::ptr::from_ref(key).addr() as u64;
        address.rotate_right(4)
    }
}

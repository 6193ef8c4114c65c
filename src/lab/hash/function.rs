//! A hash function with a name, for keys of any type.

use std::hash::{BuildHasher, Hash};

use super::key::KeyRef;
use super::keys::{Keys, Visitor};

/// A hash function: what it is called, where it is from, and how it hashes.
///
/// Any `BuildHasher` makes one:
///
/// ```
/// use heapwise::lab::hash::{Function, keys::Keys};
/// use std::hash::{BuildHasherDefault, DefaultHasher};
///
/// let std = Function::unseeded("mine", "here", "std's own", BuildHasherDefault::<DefaultHasher>::new());
/// let hashes = std.with_seed(0).hashes(&Keys::U64(vec![1, 2, 1]));
/// assert_eq!(hashes[0], hashes[2]);
/// ```
pub struct Function {
    name: String,
    origin: String,
    about: String,
    is_seeded: bool,
    build: Box<dyn Fn(u64) -> Box<dyn Hashing>>,
}

/// Hashing keys one after another, as the type that they are.
pub trait Hashing {
    /// The sum of the hashes of `keys`, wrapped to 64 bits: what hashing costs and nothing else.
    fn sum(&self, keys: &Keys) -> u64;
    /// The hash of each of `keys`.
    fn hashes(&self, keys: &Keys) -> Vec<u64>;
    /// The hash of a key that may have been changed.
    fn hash(&self, key: KeyRef<'_>) -> u64;
}

impl Function {
    /// A function without a seed.
    pub fn unseeded<S: BuildHasher + Clone + 'static>(
        name: impl Into<String>,
        origin: impl Into<String>,
        about: impl Into<String>,
        state: S,
    ) -> Self {
        let build = move |_| Box::new(state.clone()) as Box<dyn Hashing>;
        Self::new(name.into(), origin.into(), about.into(), false, build)
    }

    /// A function that takes a seed.
    pub fn seeded<S: BuildHasher + 'static>(
        name: impl Into<String>,
        origin: impl Into<String>,
        about: impl Into<String>,
        with_seed: impl Fn(u64) -> S + 'static,
    ) -> Self {
        let build = move |seed| Box::new(with_seed(seed)) as Box<dyn Hashing>;
        Self::new(name.into(), origin.into(), about.into(), true, build)
    }

    /// Hashes where a key lies in place of what it holds, as CPython does for the objects of a
    /// class that defines no hash: the address, its low 4 bits turned to the top
    /// (`_Py_HashPointer` in Python/pyhash.c). No equal key is ever found by it.
    pub fn address() -> Self {
        let build = |_| Box::new(Address) as Box<dyn Hashing>;
        let about = "where the key lies and not what it holds";
        let [name, origin, about] = ["address", "the text", about].map(String::from);
        Self::new(name, origin, about, false, build)
    }

    fn new(
        name: String,
        origin: String,
        about: String,
        is_seeded: bool,
        build: impl Fn(u64) -> Box<dyn Hashing> + 'static,
    ) -> Self {
        Self {
            name,
            origin,
            about,
            is_seeded,
            build: Box::new(build),
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where it is from.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// What it does, in one line.
    pub fn about(&self) -> &str {
        &self.about
    }

    /// Whether it takes a seed.
    pub fn is_seeded(&self) -> bool {
        self.is_seeded
    }

    /// The function under a seed, which only some take.
    pub fn with_seed(&self, seed: u64) -> Box<dyn Hashing> {
        (self.build)(seed)
    }
}

impl<H: HashOne> Hashing for H {
    fn sum(&self, keys: &Keys) -> u64 {
        struct Sum<'a, H>(&'a H, u64);
        impl<H: HashOne> Visitor for Sum<'_, H> {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                self.1 = self.1.wrapping_add(self.0.of(key));
            }
        }
        let mut sum = Sum(self, 0);
        keys.each(&mut sum);
        sum.1
    }

    fn hashes(&self, keys: &Keys) -> Vec<u64> {
        struct Collected<'a, H>(&'a H, Vec<u64>);
        impl<H: HashOne> Visitor for Collected<'_, H> {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                self.1.push(self.0.of(key));
            }
        }
        let mut collected = Collected(self, Vec::with_capacity(keys.len()));
        keys.each(&mut collected);
        collected.1
    }

    fn hash(&self, key: KeyRef<'_>) -> u64 {
        self.of(&key)
    }
}

/// The hash of one key of any type.
trait HashOne {
    fn of<K: Hash + ?Sized>(&self, key: &K) -> u64;
}

impl<S: BuildHasher> HashOne for S {
    fn of<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        self.hash_one(key)
    }
}

struct Address;

impl HashOne for Address {
    fn of<K: Hash + ?Sized>(&self, key: &K) -> u64 {
        let address = std::ptr::from_ref(key).addr() as u64;
        address.rotate_right(4)
    }
}

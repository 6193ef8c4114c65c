//! All designs, keys that count their drops, and good and bad hash functions.

use std::cell::{Cell, RefCell};
use std::hash::{BuildHasher, Hash, Hasher};

use heapwise::lab::hash::integers::Identity;
use heapwise::lab::hash::letters::FirstLetter;

/// Calls a function for each combination of probing scheme, layout and growth policy, and for
/// separate chaining and packed buckets with each growth policy.
#[macro_export]
macro_rules! for_each_design {
    ($function:ident $arguments:tt) => {
        $crate::for_each_design!(@layout $function $arguments LinearProbe);
        $crate::for_each_design!(@layout $function $arguments TriangularProbe);
        $crate::for_each_design!(@layout $function $arguments DoubleHashProbe);
        $crate::for_each_design!(@layout $function $arguments PerturbedProbe);
        $crate::for_each_design!(@layout $function $arguments RobinHoodProbe);
        $crate::for_each_design!(@layout $function $arguments GroupProbe);
        $crate::for_each_design!(@layout $function $arguments GroupProbe<Portable>);
        $crate::for_each_design!(@growth $function $arguments (Chained,));
        $crate::for_each_design!(@growth $function $arguments (PackedBuckets,));
    };
    (@layout $function:ident $arguments:tt $probe:ty) => {
        $crate::for_each_design!(@growth $function $arguments ($probe, Inline,));
        $crate::for_each_design!(@growth $function $arguments ($probe, Compact,));
    };
    (@growth $function:ident $arguments:tt ($($part:ty,)+)) => {
        $function::<($($part,)+ ByTwo)>$arguments;
        $function::<($($part,)+ ByFour)>$arguments;
        $function::<($($part,)+ UsedTimesThree)>$arguments;
        $function::<($($part,)+ ByFraction<5, 4>)>$arguments;
        $function::<($($part,)+ ByFraction<9, 8>)>$arguments;
    };
}

thread_local! {
    /// For each key and value of this thread, whether it is live.
    static LIVING: RefCell<Vec<bool>> = const { RefCell::new(Vec::new()) };
    static DROPPED: Cell<usize> = const { Cell::new(0) };
    /// The number of hashes and comparisons left until one panics.
    static FUSE: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// A number that must be dropped exactly once.
#[derive(Debug)]
pub struct Watched {
    pub number: u64,
    life: usize,
}

impl Watched {
    pub fn new(number: u64) -> Self {
        let life = LIVING.with_borrow_mut(|living| {
            living.push(true);
            living.len() - 1
        });
        Self { number, life }
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let lived =
            LIVING.with_borrow_mut(|living| std::mem::replace(&mut living[self.life], false));
        assert!(lived, "{} is dropped again", self.number);
        DROPPED.set(DROPPED.get() + 1);
    }
}

/// The number of live keys and values of this thread.
pub fn living() -> usize {
    let created = LIVING.with_borrow(Vec::len);
    created - DROPPED.get()
}

/// Makes the hash or comparison after `others` other ones panic.
pub fn set_fuse(others: u64) {
    FUSE.set(others);
}

/// Makes no hash and no comparison panic.
pub fn remove_fuse() {
    FUSE.set(u64::MAX);
}

fn burn() {
    match FUSE.get() {
        0 => std::panic::resume_unwind(Box::new("the fuse is burnt")),
        u64::MAX => {}
        left => FUSE.set(left - 1),
    }
}

impl Hash for Watched {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        burn();
        hasher.write_u64(self.number);
    }
}

impl PartialEq for Watched {
    fn eq(&self, other: &Self) -> bool {
        burn();
        self.number == other.number
    }
}

impl Eq for Watched {}

/// A good or bad hash function.
#[derive(Debug, Clone, Copy, Default)]
pub enum Hashing {
    /// A pseudorandom hash.
    #[default]
    Ideal,
    /// The number itself.
    Identity,
    /// The first digit.
    FirstLetter,
    /// The same for every key.
    Constant(u64),
}

pub enum AnyHasher {
    Ideal(u64),
    Identity(Identity),
    FirstLetter(FirstLetter),
    Constant(u64),
}

impl BuildHasher for Hashing {
    type Hasher = AnyHasher;

    fn build_hasher(&self) -> AnyHasher {
        match self {
            Self::Ideal => AnyHasher::Ideal(0),
            Self::Identity => AnyHasher::Identity(Identity::default()),
            Self::FirstLetter => AnyHasher::FirstLetter(FirstLetter::default()),
            Self::Constant(hash) => AnyHasher::Constant(*hash),
        }
    }
}

impl Hasher for AnyHasher {
    fn write(&mut self, _: &[u8]) {
        unreachable!("keys here are numbers");
    }

    fn write_u64(&mut self, number: u64) {
        match self {
            Self::Ideal(hash) => *hash = scattered(number),
            Self::Identity(hasher) => hasher.write_u64(number),
            Self::FirstLetter(hasher) => hasher.write(number.to_string().as_bytes()),
            Self::Constant(_) => {}
        }
    }

    fn finish(&self) -> u64 {
        match self {
            Self::Ideal(hash) | Self::Constant(hash) => *hash,
            Self::Identity(hasher) => hasher.finish(),
            Self::FirstLetter(hasher) => hasher.finish(),
        }
    }
}

/// SplitMix64 (S. Vigna): a pseudorandom bijection.
pub fn scattered(number: u64) -> u64 {
    let n = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ n >> 31
}

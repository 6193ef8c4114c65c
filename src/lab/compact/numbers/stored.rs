//! Numbers in containers of std, and in a bitset.

use fixedbitset::FixedBitSet;

/// Stores each number in a box of its own.
pub fn boxed(numbers: impl Iterator<Item = u64>) -> Vec<Box<u64>> {
    numbers.map(Box::new).collect()
}

/// Stores each number in 8 bytes.
pub fn u64s(numbers: impl Iterator<Item = u64>) -> Vec<u64> {
    numbers.collect()
}

/// Stores a bit for each number below `below`, which is set if the number is present.
///
/// # Panics
///
/// If a number is not below `below`.
pub fn bitset(numbers: impl Iterator<Item = u64>, below: u64) -> FixedBitSet {
    let mut bits = FixedBitSet::with_capacity(below as usize);
    numbers.for_each(|number| bits.insert(number as usize));
    bits
}

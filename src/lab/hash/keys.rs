//! Sequences of keys of one type.

use std::hash::Hash;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

use hashbrown::HashSet;

pub use super::packed::Packed;

/// Keys of one type, in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Keys {
    /// Strings.
    Text(Packed<String>),
    /// Byte strings.
    Bytes(Packed<Vec<u8>>),
    /// Unsigned integers.
    U64(Vec<u64>),
    /// Signed integers.
    I64(Vec<i64>),
    /// Floating-point numbers, hashed by their bits.
    F64(Vec<F64>),
    /// IPv4 addresses.
    Ipv4(Vec<Ipv4Addr>),
    /// Points of a grid.
    Points(Vec<GridPoint>),
}

/// A floating-point number as a key. Two are equal if their bits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct F64(u64);

impl F64 {
    /// The number with these bits.
    pub fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits of the number.
    pub fn bits(self) -> u64 {
        self.0
    }
}

impl From<f64> for F64 {
    fn from(value: f64) -> Self {
        Self(value.to_bits())
    }
}

/// A point of a grid as a key, hashed field by field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GridPoint {
    /// The column.
    pub x: i32,
    /// The row.
    pub y: i32,
}

/// An operation on keys of any type.
pub trait Visitor {
    /// Takes the next key.
    fn visit<K: Hash + ?Sized>(&mut self, key: &K);
}

impl Keys {
    /// Calls `visitor` with every key, as its own type: text as `str`, bytes as `[u8]`.
    pub fn visit_each(&self, visitor: &mut impl Visitor) {
        match self {
            Self::Text(keys) => keys.iter().for_each(|key| visitor.visit(key)),
            Self::Bytes(keys) => keys.iter().for_each(|key| visitor.visit(key)),
            Self::U64(keys) => keys.iter().for_each(|key| visitor.visit(key)),
            Self::I64(keys) => keys.iter().for_each(|key| visitor.visit(key)),
            Self::F64(keys) => keys.iter().for_each(|key| visitor.visit(key)),
            Self::Ipv4(keys) => keys.iter().for_each(|key| visitor.visit(key)),
            Self::Points(keys) => keys.iter().for_each(|key| visitor.visit(key)),
        }
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        match self {
            Self::Text(keys) => keys.len(),
            Self::Bytes(keys) => keys.len(),
            Self::U64(keys) => keys.len(),
            Self::I64(keys) => keys.len(),
            Self::F64(keys) => keys.len(),
            Self::Ipv4(keys) => keys.len(),
            Self::Points(keys) => keys.len(),
        }
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The size of all keys together in bytes. Of a string only its text counts.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Text(keys) => keys.bytes(),
            Self::Bytes(keys) => keys.bytes(),
            Self::U64(keys) => size_of_val(keys.as_slice()),
            Self::I64(keys) => size_of_val(keys.as_slice()),
            Self::F64(keys) => size_of_val(keys.as_slice()),
            Self::Ipv4(keys) => size_of_val(keys.as_slice()),
            Self::Points(keys) => size_of_val(keys.as_slice()),
        }
    }

    /// The strings whose length in bytes is in `lengths`. `None` if there is no such string, or if the
    /// keys are not strings.
    pub fn filter_by_length(&self, lengths: RangeInclusive<usize>) -> Option<Self> {
        let filtered = match self {
            Self::Text(keys) => {
                let strings = keys.iter().filter(|key| lengths.contains(&key.len()));
                Self::Text(strings.collect())
            }
            Self::Bytes(keys) => {
                let strings = keys.iter().filter(|key| lengths.contains(&key.len()));
                Self::Bytes(strings.collect())
            }
            _ => return None,
        };
        (!filtered.is_empty()).then_some(filtered)
    }

    /// Keeps the first `len` keys and drops the others.
    pub fn truncate(&mut self, len: usize) {
        match self {
            Self::Text(text) => text.truncate(len),
            Self::Bytes(bytes) => bytes.truncate(len),
            Self::U64(numbers) => numbers.truncate(len),
            Self::I64(numbers) => numbers.truncate(len),
            Self::F64(numbers) => numbers.truncate(len),
            Self::Ipv4(addresses) => addresses.truncate(len),
            Self::Points(points) => points.truncate(len),
        }
    }

    /// Drops every key that is equal to an earlier one, and returns how many it dropped.
    pub fn drop_repeated(&mut self) -> usize {
        let before = self.len();
        match self {
            Self::Text(keys) => keys.drop_repeated(),
            Self::Bytes(keys) => keys.drop_repeated(),
            Self::U64(keys) => drop_repeated(keys),
            Self::I64(keys) => drop_repeated(keys),
            Self::F64(keys) => drop_repeated(keys),
            Self::Ipv4(keys) => drop_repeated(keys),
            Self::Points(keys) => drop_repeated(keys),
        }
        before - self.len()
    }
}

fn drop_repeated<K: Copy + Eq + Hash>(keys: &mut Vec<K>) {
    let mut seen = HashSet::with_capacity(keys.len());
    keys.retain(|&key| seen.insert(key));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_visited_as_its_own_type() {
        struct WrittenKeys(Vec<Vec<u8>>);
        #[derive(Default)]
        struct WrittenBytes(Vec<u8>);
        impl std::hash::Hasher for WrittenBytes {
            fn write(&mut self, bytes: &[u8]) {
                self.0.extend_from_slice(bytes);
            }
            fn finish(&self) -> u64 {
                0
            }
        }
        impl Visitor for WrittenKeys {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                let mut bytes = WrittenBytes::default();
                key.hash(&mut bytes);
                self.0.push(bytes.0);
            }
        }
        let written = |keys: Keys| {
            let mut visitor = WrittenKeys(Vec::new());
            keys.visit_each(&mut visitor);
            visitor.0
        };
        let text = Keys::Text(["ab", ""].into_iter().collect());
        assert_eq!(written(text), [b"ab\xff".to_vec(), b"\xff".to_vec()]);
        assert_eq!(written(Keys::U64(vec![7])), [7_u64.to_ne_bytes()]);
        assert_eq!(
            written(Keys::F64(vec![1.5.into()])),
            [1.5_f64.to_bits().to_ne_bytes()]
        );
        let point = Keys::Points(vec![GridPoint { x: 1, y: 2 }]);
        assert_eq!(written(point)[0].len(), 8);
    }

    proptest! {
        #[test]
        fn repeated_keys_are_dropped_and_the_others_keep_their_order(
            words in prop::collection::vec("[ab]{0,3}", 0..60),
        ) {
            let mut expected: Vec<&str> = Vec::new();
            for word in &words {
                if !expected.contains(&word.as_str()) {
                    expected.push(word);
                }
            }
            let mut text = Keys::Text(words.iter().map(String::as_str).collect());
            let dropped = text.drop_repeated();
            prop_assert_eq!(dropped, words.len() - expected.len());
            prop_assert_eq!(text, Keys::Text(expected.iter().copied().collect()));
            let mut bytes = Keys::Bytes(words.iter().map(|word| word.as_bytes()).collect());
            bytes.drop_repeated();
            prop_assert_eq!(bytes.len(), expected.len());
            let mut lengths = Keys::U64(words.iter().map(|word| word.len() as u64).collect());
            lengths.drop_repeated();
            prop_assert!(lengths.len() <= 4);
        }
    }
}

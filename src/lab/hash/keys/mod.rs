//! Keys of one type, each there once, in the order in which they came.

mod distinct;
mod packed;

use std::hash::Hash;
use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

pub use packed::Packed;

use distinct::{distinct, retain_distinct};

/// A set of keys.
#[derive(Debug, Clone, PartialEq)]
pub enum Keys {
    /// Strings.
    Text(Packed<String>),
    /// Strings of bytes.
    Bytes(Packed<Vec<u8>>),
    /// Whole numbers from 0 on.
    U64(Vec<u64>),
    /// Whole numbers.
    I64(Vec<i64>),
    /// Floats, hashed by their bits.
    F64(Vec<F64>),
    /// IPv4 addresses.
    Ipv4(Vec<Ipv4Addr>),
    /// Points of a grid.
    Points(Vec<Point>),
}

/// A float as a key: alike where its bits are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct F64(u64);

impl F64 {
    /// The float of these bits.
    pub fn of_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Its bits.
    pub fn bits(self) -> u64 {
        self.0
    }
}

impl From<f64> for F64 {
    fn from(value: f64) -> Self {
        Self(value.to_bits())
    }
}

/// A point as a key, hashed by what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    /// Its column.
    pub x: i32,
    /// Its row.
    pub y: i32,
}

/// What is done with each key, whatever its type.
pub trait Visitor {
    /// The next key.
    fn visit<K: Hash + ?Sized>(&mut self, key: &K);
}

impl Keys {
    /// Hands every key to `visitor`, as the type that it is.
    pub fn each(&self, visitor: &mut impl Visitor) {
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

    /// How many keys there are.
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

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many bytes all keys have together.
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

    /// Of strings, those with so many bytes; none where there is none, or keys are no strings.
    pub fn of_lengths(&self, lengths: RangeInclusive<usize>) -> Option<Self> {
        let some = match self {
            Self::Text(keys) => {
                let some = keys.iter().filter(|key| lengths.contains(&key.len()));
                Self::Text(some.collect())
            }
            Self::Bytes(keys) => {
                let some = keys.iter().filter(|key| lengths.contains(&key.len()));
                Self::Bytes(some.collect())
            }
            _ => return None,
        };
        (!some.is_empty()).then_some(some)
    }

    /// Keeps the first keys and drops the others.
    pub fn truncate(&mut self, keys: usize) {
        match self {
            Self::Text(text) => text.truncate(keys),
            Self::Bytes(bytes) => bytes.truncate(keys),
            Self::U64(numbers) => numbers.truncate(keys),
            Self::I64(numbers) => numbers.truncate(keys),
            Self::F64(numbers) => numbers.truncate(keys),
            Self::Ipv4(addresses) => addresses.truncate(keys),
            Self::Points(points) => points.truncate(keys),
        }
    }

    /// Drops every key that came before; how many those were.
    pub fn drop_repeated(&mut self) -> usize {
        let before = self.len();
        match self {
            Self::Text(keys) => *keys = distinct(std::mem::take(keys)),
            Self::Bytes(keys) => *keys = distinct(std::mem::take(keys)),
            Self::U64(keys) => retain_distinct(keys),
            Self::I64(keys) => retain_distinct(keys),
            Self::F64(keys) => retain_distinct(keys),
            Self::Ipv4(keys) => retain_distinct(keys),
            Self::Points(keys) => retain_distinct(keys),
        }
        before - self.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_key_is_visited_as_the_type_that_it_is() {
        struct Written(Vec<Vec<u8>>);
        #[derive(Default)]
        struct Bytes(Vec<u8>);
        impl std::hash::Hasher for Bytes {
            fn write(&mut self, bytes: &[u8]) {
                self.0.extend_from_slice(bytes);
            }
            fn finish(&self) -> u64 {
                0
            }
        }
        impl Visitor for Written {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                let mut bytes = Bytes::default();
                key.hash(&mut bytes);
                self.0.push(bytes.0);
            }
        }
        let written = |keys: Keys| {
            let mut written = Written(Vec::new());
            keys.each(&mut written);
            written.0
        };
        let text = Keys::Text(["ab", ""].into_iter().collect());
        assert_eq!(written(text), [b"ab\xff".to_vec(), b"\xff".to_vec()]);
        assert_eq!(written(Keys::U64(vec![7])), [7_u64.to_ne_bytes()]);
        assert_eq!(
            written(Keys::F64(vec![1.5.into()])),
            [1.5_f64.to_bits().to_ne_bytes()]
        );
        let point = Keys::Points(vec![Point { x: 1, y: 2 }]);
        assert_eq!(written(point)[0].len(), 8);
    }

    proptest! {
        #[test]
        fn repeated_keys_are_dropped_and_the_first_ones_keep_their_order(
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

//! Sequences of keys of one type.

use std::cmp::Ordering;
use std::hash::{BuildHasher, Hash, Hasher};
use std::net::{Ipv4Addr, Ipv6Addr};
use std::ops::RangeInclusive;

use hashbrown::hash_table::Entry;
use hashbrown::{DefaultHashBuilder, HashTable};
use uuid::Uuid;

use super::fixed_key::for_each_fixed_key;
pub use super::fixed_key::{F32, F64};
use super::key::Key;
use super::key_column::KeyColumn;
pub use super::packed::Packed;

/// Completes the list of the types that are stored as a `Vec` by the pairs.
macro_rules! define_keys_with_pairs {
    ($($name:ident($type:ty),)*) => {
        define_keys! {
            $($name($type),)*
            I32Pairs((i32, i32)),
            U32Pairs((u32, u32)),
            U64Pairs((u64, u64)),
        }
    };
}

macro_rules! define_keys {
    ($($name:ident($type:ty),)*) => {
        /// Keys of one type, in order.
        #[derive(Debug, Clone, PartialEq)]
        pub enum Keys {
            /// Strings.
            Text(Packed<String>),
            /// Byte strings.
            Bytes(Packed<Vec<u8>>),
            $(#[doc = concat!("Of type `", stringify!($type), "`.")] $name(Vec<$type>),)*
            /// Other tuples.
            Tuples(Tuples),
        }

        impl Keys {
            /// Calls `visitor` with every key, as its own type: text as `str`, bytes as `[u8]`.
            pub fn visit_each(&self, visitor: &mut impl Visitor) {
                match self {
                    Self::Text(keys) => keys.iter().for_each(|key| visitor.visit(key)),
                    Self::Bytes(keys) => keys.iter().for_each(|key| visitor.visit(key)),
                    $(Self::$name(keys) => keys.iter().for_each(|key| visitor.visit(key)),)*
                    Self::Tuples(tuples) => tuples.rows().for_each(|row| visitor.visit(&row)),
                }
            }

            /// Hashes the key at `index` as [`Keys::visit_each`] passes it to a visitor.
            ///
            /// # Panics
            ///
            /// If `index` is out of bounds.
            pub fn hash_key<H: Hasher>(&self, index: usize, state: &mut H) {
                match self {
                    Self::Text(keys) => keys.get(index).hash(state),
                    Self::Bytes(keys) => keys.get(index).hash(state),
                    $(Self::$name(keys) => keys[index].hash(state),)*
                    Self::Tuples(tuples) => tuples.row(index).hash(state),
                }
            }

            /// Compares the key at `index` with the key at `other_index` of `other`. Strings and bytes
            /// compare byte by byte, floating-point numbers by their bits, tuples field by field.
            ///
            /// # Panics
            ///
            /// If an index is out of bounds, or if the keys are of different types.
            pub fn compare(&self, index: usize, other: &Self, other_index: usize) -> Ordering {
                match (self, other) {
                    (Self::Text(keys), Self::Text(others)) => {
                        keys.get(index).cmp(others.get(other_index))
                    }
                    (Self::Bytes(keys), Self::Bytes(others)) => {
                        keys.get(index).cmp(others.get(other_index))
                    }
                    $((Self::$name(keys), Self::$name(others)) => {
                        keys[index].cmp(&others[other_index])
                    })*
                    (Self::Tuples(tuples), Self::Tuples(others)) => {
                        tuples.row(index).cmp(&others.row(other_index))
                    }
                    _ => panic!("keys of different types"),
                }
            }

            /// The keys at `indices`, in this order.
            ///
            /// # Panics
            ///
            /// If an index is out of bounds.
            #[must_use]
            pub fn select(&self, indices: &[u32]) -> Self {
                let each = indices.iter().map(|&index| index as usize);
                match self {
                    Self::Text(keys) => Self::Text(each.map(|index| keys.get(index)).collect()),
                    Self::Bytes(keys) => Self::Bytes(each.map(|index| keys.get(index)).collect()),
                    $(Self::$name(keys) => Self::$name(each.map(|index| keys[index]).collect()),)*
                    Self::Tuples(tuples) => {
                        let columns = tuples.columns.iter();
                        let columns = columns.map(|column| column.select(indices)).collect();
                        Self::Tuples(Tuples { columns })
                    }
                }
            }

            fn column(&self) -> &dyn KeyColumn {
                match self {
                    Self::Text(keys) => keys,
                    Self::Bytes(keys) => keys,
                    $(Self::$name(keys) => keys,)*
                    Self::Tuples(tuples) => tuples,
                }
            }

            fn column_mut(&mut self) -> &mut dyn KeyColumn {
                match self {
                    Self::Text(keys) => keys,
                    Self::Bytes(keys) => keys,
                    $(Self::$name(keys) => keys,)*
                    Self::Tuples(tuples) => tuples,
                }
            }
        }
    };
}

for_each_fixed_key!(define_keys_with_pairs);

/// Tuples of any types, stored as a column for each field.
#[derive(Debug, Clone, PartialEq)]
pub struct Tuples {
    columns: Vec<Keys>,
}

/// A tuple by reference. It hashes as a Rust tuple does, field by field.
#[derive(Debug, Clone, Copy)]
pub struct TupleRef<'a> {
    columns: &'a [Keys],
    index: usize,
}

/// An operation on keys of any type.
pub trait Visitor {
    /// Takes the next key.
    fn visit<K: Hash + ?Sized>(&mut self, key: &K);
}

impl Keys {
    /// Tuples, with one of `columns` for each field. Pairs of two `i32`, two `u32` or two `u64` are
    /// stored as such.
    ///
    /// ```
    /// use heapwise::lab::hash::keys::Keys;
    ///
    /// let orders = Keys::tuples(vec![
    ///     Keys::U32(vec![17, 17]),
    ///     Keys::Text(["apple", "pear"].into_iter().collect()),
    /// ]);
    /// assert_eq!(orders.key(1).to_string(), "(17, pear)");
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no column, or if two columns differ in length.
    pub fn tuples(columns: Vec<Self>) -> Self {
        let len = columns[0].len();
        assert!(columns.iter().all(|column| column.len() == len));
        match <[Self; 2]>::try_from(columns) {
            Ok([Self::I32(first), Self::I32(second)]) => Self::I32Pairs(zip(first, second)),
            Ok([Self::U32(first), Self::U32(second)]) => Self::U32Pairs(zip(first, second)),
            Ok([Self::U64(first), Self::U64(second)]) => Self::U64Pairs(zip(first, second)),
            Ok(pair) => Self::Tuples(Tuples {
                columns: pair.into(),
            }),
            Err(columns) => Self::Tuples(Tuples { columns }),
        }
    }

    /// The number of keys.
    pub fn len(&self) -> usize {
        self.column().len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The size of all keys together in bytes. Of a string only its text counts.
    pub fn bytes(&self) -> usize {
        self.column().bytes()
    }

    /// The key at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is out of bounds.
    pub fn key(&self, index: usize) -> Key {
        self.column().key(index)
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
        self.column_mut().truncate(len);
    }

    /// Drops every key that is equal to an earlier one, and returns how many it dropped.
    ///
    /// # Panics
    ///
    /// If there are more than 2³² keys.
    pub fn drop_repeated(&mut self) -> usize {
        let repeated = self.repeated_indices();
        if !repeated.is_empty() {
            self.column_mut().remove(&repeated);
        }
        repeated.len()
    }

    /// The indices, ascending, of the keys that are equal to an earlier one. The set that finds them
    /// stores indices, so no key is copied.
    fn repeated_indices(&self) -> Vec<u32> {
        let build_hasher = DefaultHashBuilder::default();
        let hash = |index: u32| {
            let mut hasher = build_hasher.build_hasher();
            self.hash_key(index as usize, &mut hasher);
            hasher.finish()
        };
        let column = self.column();
        let len = u32::try_from(column.len()).expect("at most 2^32 keys");
        let mut seen: HashTable<u32> = HashTable::with_capacity(column.len());
        let mut repeated = Vec::new();
        for index in 0..len {
            let is_equal = |&other: &u32| column.are_equal(index as usize, other as usize);
            match seen.entry(hash(index), is_equal, |&other| hash(other)) {
                Entry::Occupied(_) => repeated.push(index),
                Entry::Vacant(vacant) => {
                    vacant.insert(index);
                }
            }
        }
        repeated
    }
}

fn zip<K>(first: Vec<K>, second: Vec<K>) -> Vec<(K, K)> {
    first.into_iter().zip(second).collect()
}

impl Tuples {
    /// A column for each field.
    pub fn columns(&self) -> &[Keys] {
        &self.columns
    }

    /// The number of tuples.
    pub fn len(&self) -> usize {
        self.columns[0].len()
    }

    /// Whether there is no tuple.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The columns of the fields.
    pub fn into_columns(self) -> Vec<Keys> {
        self.columns
    }

    /// The tuples in order.
    pub fn rows(&self) -> impl Iterator<Item = TupleRef<'_>> + Clone {
        (0..self.len()).map(|index| self.row(index))
    }

    /// The tuple at `index`.
    pub fn row(&self, index: usize) -> TupleRef<'_> {
        TupleRef {
            columns: &self.columns,
            index,
        }
    }
}

impl Hash for TupleRef<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for column in self.columns {
            column.hash_key(self.index, state);
        }
    }
}

impl PartialEq for TupleRef<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for TupleRef<'_> {}

impl PartialOrd for TupleRef<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TupleRef<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        let fields = self.columns.iter().zip(other.columns);
        let orders = fields.map(|(column, others)| column.compare(self.index, others, other.index));
        orders.fold(Ordering::Equal, Ordering::then)
    }
}

impl KeyColumn for Tuples {
    fn len(&self) -> usize {
        self.len()
    }

    fn bytes(&self) -> usize {
        self.columns.iter().map(Keys::bytes).sum()
    }

    fn key(&self, index: usize) -> Key {
        Key::Tuple(
            self.columns
                .iter()
                .map(|column| column.key(index))
                .collect(),
        )
    }

    fn are_equal(&self, one: usize, other: usize) -> bool {
        self.row(one) == self.row(other)
    }

    fn truncate(&mut self, len: usize) {
        self.columns
            .iter_mut()
            .for_each(|column| column.truncate(len));
    }

    fn remove(&mut self, indices: &[u32]) {
        let columns = self.columns.iter_mut().map(Keys::column_mut);
        columns.for_each(|column| column.remove(indices));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Default)]
    struct WrittenBytes(Vec<u8>);

    impl Hasher for WrittenBytes {
        fn write(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }

        fn finish(&self) -> u64 {
            0
        }
    }

    /// The bytes that hashing a key writes.
    fn bytes_of<K: Hash + ?Sized>(key: &K) -> Vec<u8> {
        let mut written = WrittenBytes::default();
        key.hash(&mut written);
        written.0
    }

    /// The bytes that hashing each key writes: visited, by its index, and copied.
    fn written(keys: &Keys) -> Vec<Vec<u8>> {
        struct WrittenKeys(Vec<Vec<u8>>);
        impl Visitor for WrittenKeys {
            fn visit<K: Hash + ?Sized>(&mut self, key: &K) {
                self.0.push(bytes_of(key));
            }
        }
        let mut visitor = WrittenKeys(Vec::new());
        keys.visit_each(&mut visitor);
        for (index, visited) in visitor.0.iter().enumerate() {
            let mut by_index = WrittenBytes::default();
            keys.hash_key(index, &mut by_index);
            assert_eq!(&by_index.0, visited);
            assert_eq!(&bytes_of(&keys.key(index).borrowed()), visited);
        }
        visitor.0
    }

    fn text(words: &[&str]) -> Keys {
        Keys::Text(words.iter().copied().collect())
    }

    #[test]
    fn a_key_hashes_as_its_own_type() {
        let assert_written = |keys: Keys, expected: Vec<u8>| assert_eq!(written(&keys), [expected]);
        assert_written(text(&["ab"]), bytes_of("ab"));
        let bytes = [&b"ab"[..]];
        assert_written(Keys::Bytes(bytes.into_iter().collect()), bytes_of(bytes[0]));
        assert_written(Keys::U32(vec![7]), bytes_of(&7_u32));
        assert_written(Keys::I32(vec![-7]), bytes_of(&-7_i32));
        assert_written(Keys::U64(vec![7]), bytes_of(&7_u64));
        assert_written(Keys::I64(vec![-7]), bytes_of(&-7_i64));
        assert_written(Keys::U128(vec![7]), bytes_of(&7_u128));
        assert_written(Keys::F32(vec![1.5.into()]), bytes_of(&1.5_f32.to_bits()));
        assert_written(Keys::F64(vec![1.5.into()]), bytes_of(&1.5_f64.to_bits()));
        let (v4, v6) = (Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST);
        assert_written(Keys::Ipv4(vec![v4]), bytes_of(&v4));
        assert_written(Keys::Ipv6(vec![v6]), bytes_of(&v6));
        let id = Uuid::from_u128(7);
        // As the crate does: the bytes without their number.
        assert_written(Keys::Uuid(vec![id]), id.as_bytes().to_vec());
    }

    #[test]
    fn a_tuple_hashes_field_by_field() {
        let pairs = Keys::tuples(vec![Keys::U32(vec![1, 2]), Keys::U32(vec![3, 4])]);
        assert_eq!(pairs, Keys::U32Pairs(vec![(1, 3), (2, 4)]));
        assert_eq!(written(&pairs), [bytes_of(&(1, 3)), bytes_of(&(2, 4))]);
        let triples = Keys::tuples(vec![
            Keys::U64(vec![1, 2]),
            text(&["a", "bc"]),
            Keys::U128(vec![3, 4]),
        ]);
        let expected = [
            bytes_of(&(1_u64, "a", 3_u128)),
            bytes_of(&(2_u64, "bc", 4_u128)),
        ];
        assert_eq!(written(&triples), expected);
        assert_eq!(triples.key(1).to_string(), "(2, bc, 4)");
        assert_eq!((triples.len(), triples.bytes()), (2, 2 * 8 + 3 + 2 * 16));
    }

    #[test]
    fn a_tuple_is_repeated_only_if_all_its_fields_are() {
        let mut tuples = Keys::tuples(vec![
            Keys::U32(vec![1, 1, 2, 1, 2]),
            text(&["a", "b", "a", "a", "a"]),
        ]);
        assert_eq!(tuples.drop_repeated(), 2);
        let expected = vec![Keys::U32(vec![1, 1, 2]), text(&["a", "b", "a"])];
        assert_eq!(tuples, Keys::tuples(expected));
        tuples.truncate(1);
        assert_eq!(tuples.key(0).to_string(), "(1, a)");
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

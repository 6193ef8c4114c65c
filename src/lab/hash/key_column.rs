//! A column of keys of one type.

use super::key::Key;
use super::packed::Packed;

/// The operations on stored keys that do not depend on their type.
pub(super) trait KeyColumn {
    fn len(&self) -> usize;
    fn bytes(&self) -> usize;
    fn key(&self, index: usize) -> Key;
    fn are_equal(&self, one: usize, other: usize) -> bool;
    fn truncate(&mut self, len: usize);
    /// Drops the keys at `indices`, which ascend.
    fn remove(&mut self, indices: &[u32]);
}

impl<K: Copy + Eq + Into<Key>> KeyColumn for Vec<K> {
    fn len(&self) -> usize {
        self.len()
    }

    fn bytes(&self) -> usize {
        size_of_val(self.as_slice())
    }

    fn key(&self, index: usize) -> Key {
        self[index].into()
    }

    fn are_equal(&self, one: usize, other: usize) -> bool {
        self[one] == self[other]
    }

    fn truncate(&mut self, len: usize) {
        self.truncate(len);
    }

    fn remove(&mut self, indices: &[u32]) {
        let mut removed = indices.iter().peekable();
        let mut index = 0;
        self.retain(|_| {
            let is_removed = removed.next_if_eq(&&index).is_some();
            index += 1;
            !is_removed
        });
    }
}

macro_rules! packed_column {
    ($buffer:ty, $variant:ident) => {
        impl KeyColumn for Packed<$buffer> {
            fn len(&self) -> usize {
                self.len()
            }

            fn bytes(&self) -> usize {
                self.bytes()
            }

            fn key(&self, index: usize) -> Key {
                Key::$variant(AsRef::<[u8]>::as_ref(self.get(index)).to_vec())
            }

            fn are_equal(&self, one: usize, other: usize) -> bool {
                self.get(one) == self.get(other)
            }

            fn truncate(&mut self, len: usize) {
                self.truncate(len);
            }

            fn remove(&mut self, indices: &[u32]) {
                let mut removed = indices.iter().peekable();
                let strings = (0..).zip(self.iter());
                let others = strings.filter(|(index, _)| removed.next_if_eq(&index).is_none());
                *self = others.map(|(_, string)| string).collect();
            }
        }
    };
}

packed_column!(String, Text);
packed_column!(Vec<u8>, Bytes);

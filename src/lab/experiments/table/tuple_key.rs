//! Tuples of any types as keys of tables.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::lab::hash::keys::{Keys, TupleRef, Tuples};

/// A tuple by reference, padded so that an entry with a value of 8 bytes has the size that it has with
/// the tuple itself. The fields lie beside the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct TupleKey<'a, const PADDING: usize> {
    tuples: &'a Tuples,
    index: usize,
    _padding: [u64; PADDING],
}

/// The most words that a [`TupleKey`] is padded with.
pub(super) const MAX_PADDING: usize = 2;

/// The number of words that pad a [`TupleKey`] for these tuples.
pub(super) fn padding(tuples: &Tuples) -> usize {
    let key_bytes = entry_bytes(tuples) - size_of::<u64>();
    key_bytes.saturating_sub(size_of::<TupleKey<0>>()) / size_of::<u64>()
}

/// The size of a Rust tuple of a tuple of these fields and a `u64`.
fn entry_bytes(tuples: &Tuples) -> usize {
    let layouts = tuples.columns().iter().map(field_layout);
    let (sizes, alignments): (Vec<usize>, Vec<usize>) = layouts.unzip();
    let alignment = alignments.into_iter().max().unwrap_or(1);
    let tuple_bytes = sizes.iter().sum::<usize>().next_multiple_of(alignment);
    (tuple_bytes + size_of::<u64>()).next_multiple_of(alignment.max(align_of::<u64>()))
}

/// The size and the alignment of a field.
fn field_layout(column: &Keys) -> (usize, usize) {
    match column {
        Keys::Text(_) | Keys::Bytes(_) => (size_of::<&str>(), align_of::<&str>()),
        Keys::U128(_) => (size_of::<u128>(), align_of::<u128>()),
        Keys::Ipv6(_) | Keys::Uuid(_) => (16, 1),
        Keys::Ipv4(_) => (4, 1),
        Keys::U32(_) | Keys::I32(_) | Keys::F32(_) => (4, 4),
        _ => (8, 8),
    }
}

impl<'a, const PADDING: usize> TupleKey<'a, PADDING> {
    /// The tuple at `index`.
    pub(super) fn new(tuples: &'a Tuples, index: usize) -> Self {
        Self {
            tuples,
            index,
            _padding: [0; PADDING],
        }
    }

    fn row(&self) -> TupleRef<'_> {
        self.tuples.row(self.index)
    }
}

impl<const PADDING: usize> PartialEq for TupleKey<'_, PADDING> {
    fn eq(&self, other: &Self) -> bool {
        self.row() == other.row()
    }
}

impl<const PADDING: usize> Eq for TupleKey<'_, PADDING> {}

impl<const PADDING: usize> PartialOrd for TupleKey<'_, PADDING> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<const PADDING: usize> Ord for TupleKey<'_, PADDING> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.row().cmp(&other.row())
    }
}

impl<const PADDING: usize> Hash for TupleKey<'_, PADDING> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.row().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text() -> Keys {
        Keys::Text(["a"].into_iter().collect())
    }

    fn assert_entry_has_the_size_of<T, const PADDING: usize>(columns: Vec<Keys>) {
        let Keys::Tuples(tuples) = Keys::tuples(columns) else {
            panic!("a pair is no such tuple")
        };
        assert_eq!(padding(&tuples), PADDING);
        assert_eq!(size_of::<(TupleKey<PADDING>, u64)>(), size_of::<(T, u64)>());
    }

    #[test]
    fn an_entry_has_the_size_that_it_has_with_a_tuple() {
        let numbers = || Keys::U32(vec![1]);
        let words = || Keys::U64(vec![1]);
        let wide = || Keys::U128(vec![1]);
        let ids = || Keys::Uuid(vec![uuid::Uuid::nil()]);
        assert_entry_has_the_size_of::<(u32, u64), 0>(vec![numbers(), words()]);
        assert_entry_has_the_size_of::<(u32, u32, u32), 0>(vec![numbers(), numbers(), numbers()]);
        assert_entry_has_the_size_of::<(u32, &str), 1>(vec![numbers(), text()]);
        assert_entry_has_the_size_of::<(u64, u64, u64), 1>(vec![words(), words(), words()]);
        assert_entry_has_the_size_of::<(&str, &str), 2>(vec![text(), text()]);
        assert_entry_has_the_size_of::<([u8; 16], u32), 1>(vec![ids(), numbers()]);
        assert_entry_has_the_size_of::<(u128, u64), 3>(vec![wide(), words()]);
    }
}

//! What a table can tell of its work, or not: a map's last parameter.
//!
//! With `()` nothing is recorded, and every call below is empty; with [`Recorded`] every operation
//! is.

mod histogram;
mod recorded;

pub use histogram::Histogram;
pub use recorded::{Looked, Recorded};

/// Counts during one operation.
pub trait Count: Default {
    /// A slot is looked at; with groups, a group of slots; with separate chaining, an entry.
    #[inline]
    fn probe(&mut self) {}

    /// A key is compared.
    #[inline]
    fn comparison(&mut self) {}

    /// A tombstone is passed, or reused.
    #[inline]
    fn tombstones(&mut self, _number: usize) {}

    /// So many entries move to a neighbouring slot.
    #[inline]
    fn shift(&mut self, _entries: usize) {}
}

/// Takes what each operation counted.
pub trait Statistics: Default {
    /// What is counted during an operation.
    type Count: Count;

    /// A key was looked for, to read, change or remove it, and found.
    #[inline]
    fn hit(&self, _count: Self::Count) {}

    /// A key was looked for, and is not there.
    #[inline]
    fn miss(&self, _count: Self::Count) {}

    /// A key was looked for, was not there, and is inserted.
    #[inline]
    fn insert(&self, _count: Self::Count) {}

    /// The table was built anew, larger, smaller or cleared of tombstones, and so many entries
    /// moved.
    #[inline]
    fn resize(&self, _entries: usize) {}
}

impl Count for () {}

impl Statistics for () {
    type Count = ();
}

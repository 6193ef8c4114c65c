//! Going through what is held.

/// What holds entries, of a table and of the slots in it alike.
pub trait Entries<K, V>: Sized {
    /// Every entry, borrowed.
    type Iter<'a>: Iterator<Item = (&'a K, &'a V)>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    /// Every entry; what is not taken is dropped.
    type IntoIter: Iterator<Item = (K, V)>;

    /// Every entry.
    fn iter(&self) -> Self::Iter<'_>;

    /// Every entry.
    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a;

    /// Every entry; what is not taken is dropped.
    fn into_entries(self) -> Self::IntoIter;
}

//! Iteration over entries.

/// A container of entries: a table or its slots.
pub trait Entries<K, V>: Sized {
    /// An iterator over borrowed entries.
    type Iter<'a>: Iterator<Item = (&'a K, &'a V)>
    where
        Self: 'a,
        K: 'a,
        V: 'a;
    /// An iterator over owned entries.
    type IntoIter: Iterator<Item = (K, V)>;

    /// Iterates over the entries.
    fn iter(&self) -> Self::Iter<'_>;

    /// Iterates over the entries, with mutable values.
    fn iter_mut<'a>(&'a mut self) -> impl Iterator<Item = (&'a K, &'a mut V)>
    where
        K: 'a,
        V: 'a;

    /// Consumes the container and iterates over its entries. Drops the entries that are not
    /// consumed.
    fn into_entries(self) -> Self::IntoIter;
}

//! Iteration over the entries of packed buckets.

use std::ops::Range;

use super::block::Block;
use super::scattered::Scattered;

/// An iterator over the borrowed entries of a [`PackedTable`](super::PackedTable).
#[derive(Debug)]
pub struct PackedIter<'a, K, V> {
    buckets: &'a [Block<(K, V)>],
    order: Scattered,
    bucket: usize,
    /// The entries of the bucket that come next.
    indices: Range<usize>,
}

impl<'a, K, V> PackedIter<'a, K, V> {
    pub(super) fn new(buckets: &'a [Block<(K, V)>]) -> Self {
        Self {
            buckets,
            order: Scattered::new(buckets.len()),
            bucket: 0,
            indices: 0..0,
        }
    }
}

impl<'a, K, V> Iterator for PackedIter<'a, K, V> {
    type Item = (&'a K, &'a V);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(index) = self.indices.next() {
                let (key, value) = self.buckets[self.bucket].get(index);
                return Some((key, value));
            }
            self.bucket = self.order.next()?;
            self.indices = 0..self.buckets[self.bucket].len();
        }
    }
}

/// An iterator over the owned entries of a [`PackedTable`](super::PackedTable).
#[derive(Debug)]
pub struct PackedIntoIter<K, V> {
    buckets: Vec<Block<(K, V)>>,
    order: Scattered,
    entries: Block<(K, V)>,
}

impl<K, V> PackedIntoIter<K, V> {
    pub(super) fn new(buckets: Vec<Block<(K, V)>>) -> Self {
        Self {
            order: Scattered::new(buckets.len()),
            buckets,
            entries: Block::default(),
        }
    }
}

impl<K, V> Iterator for PackedIntoIter<K, V> {
    type Item = (K, V);

    #[inline]
    fn next(&mut self) -> Option<(K, V)> {
        loop {
            if let Some(entry) = self.entries.pop() {
                return Some(entry);
            }
            let bucket = self.order.next()?;
            self.entries = std::mem::take(&mut self.buckets[bucket]);
        }
    }
}

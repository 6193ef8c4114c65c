//! An entry of the compact layout, or the hole that a removed entry leaves.

#![allow(unsafe_code)] // A hole has no initialized key and value.

use std::mem::MaybeUninit;

/// A key with its hash and value, or a hole. A reserved hash marks a hole, so that no more bytes are
/// needed.
#[derive(Debug)]
pub struct DenseEntry<K, V> {
    /// [`HOLE`] exactly if key and value are not initialized.
    hash: u64,
    key: MaybeUninit<K>,
    value: MaybeUninit<V>,
}

const HOLE: u64 = u64::MAX;

impl<K, V> DenseEntry<K, V> {
    /// The hash that is stored for a key of this hash. The reserved hash is replaced by the one
    /// below, as CPython replaces -1 by -2.
    #[inline]
    pub(super) fn stored_hash(hash: u64) -> u64 {
        hash.min(HOLE - 1)
    }

    #[inline]
    pub(super) fn new(hash: u64, key: K, value: V) -> Self {
        Self {
            hash: Self::stored_hash(hash),
            key: MaybeUninit::new(key),
            value: MaybeUninit::new(value),
        }
    }

    /// The stored hash; `None` for a hole.
    #[inline]
    pub(super) fn hash(&self) -> Option<u64> {
        (self.hash != HOLE).then_some(self.hash)
    }

    #[inline]
    pub(super) fn get(&self) -> Option<(&K, &V)> {
        self.hash()?;
        // SAFETY: this is not a hole, so key and value are initialized.
        Some(unsafe { (self.key.assume_init_ref(), self.value.assume_init_ref()) })
    }

    #[inline]
    pub(super) fn get_mut(&mut self) -> Option<(&K, &mut V)> {
        self.hash()?;
        // SAFETY: this is not a hole, so key and value are initialized.
        Some(unsafe { (self.key.assume_init_ref(), self.value.assume_init_mut()) })
    }

    /// Removes key and value and leaves a hole. Returns `None` for a hole.
    #[inline]
    pub(super) fn take(&mut self) -> Option<(K, V)> {
        self.hash()?;
        self.hash = HOLE;
        // SAFETY: this was not a hole, so key and value are initialized. It is a hole now, so they
        // are read out once.
        Some(unsafe { (self.key.assume_init_read(), self.value.assume_init_read()) })
    }
}

impl<K, V> Drop for DenseEntry<K, V> {
    fn drop(&mut self) {
        self.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn key_and_value_leave_an_entry_once() {
        let counted = Rc::new(7);
        for hash in [0, u64::MAX] {
            let mut entry = DenseEntry::new(hash, counted.clone(), counted.clone());
            assert_eq!(entry.get(), Some((&counted, &counted)));
            *entry.get_mut().unwrap().1 = counted.clone();
            assert_eq!(Rc::strong_count(&counted), 3);
            drop(entry.take());
            assert_eq!(Rc::strong_count(&counted), 1);
            assert!(entry.get().is_none() && entry.get_mut().is_none() && entry.take().is_none());
        }
        drop(DenseEntry::new(0, counted.clone(), counted.clone()));
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn an_entry_is_as_large_as_one_of_cpython() {
        assert_eq!(size_of::<DenseEntry<u64, u64>>(), 24);
    }
}

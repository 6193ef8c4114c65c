//! An entry of the compact layout, or the hole that it left.

#![allow(unsafe_code)] // A hole holds nothing.

use std::mem::MaybeUninit;

/// A key, a value and their hash, in no more room than these take: one hash stands for a hole.
#[derive(Debug)]
pub struct Held<K, V> {
    /// [`HOLE`] exactly where key and value are not there.
    hash: u64,
    key: MaybeUninit<K>,
    value: MaybeUninit<V>,
}

const HOLE: u64 = u64::MAX;

impl<K, V> Held<K, V> {
    /// The hash under which a key of `hash` is held: the hole's own gives way to the one below, as
    /// -1 does to -2 in CPython.
    #[inline]
    pub(super) fn held_hash(hash: u64) -> u64 {
        hash.min(HOLE - 1)
    }

    #[inline]
    pub(super) fn new(hash: u64, key: K, value: V) -> Self {
        Self {
            hash: Self::held_hash(hash),
            key: MaybeUninit::new(key),
            value: MaybeUninit::new(value),
        }
    }

    /// The hash; `None` of a hole.
    #[inline]
    pub(super) fn hash(&self) -> Option<u64> {
        (self.hash != HOLE).then_some(self.hash)
    }

    #[inline]
    pub(super) fn get(&self) -> Option<(&K, &V)> {
        self.hash()?;
        // SAFETY: this is no hole, so key and value are there.
        Some(unsafe { (self.key.assume_init_ref(), self.value.assume_init_ref()) })
    }

    #[inline]
    pub(super) fn get_mut(&mut self) -> Option<(&K, &mut V)> {
        self.hash()?;
        // SAFETY: this is no hole, so key and value are there.
        Some(unsafe { (self.key.assume_init_ref(), self.value.assume_init_mut()) })
    }

    /// Takes key and value out, and leaves a hole.
    #[inline]
    pub(super) fn take(&mut self) -> Option<(K, V)> {
        self.hash()?;
        self.hash = HOLE;
        // SAFETY: this was no hole, so key and value are there; now it is one, so they are read
        // out once.
        Some(unsafe { (self.key.assume_init_read(), self.value.assume_init_read()) })
    }
}

impl<K, V> Drop for Held<K, V> {
    fn drop(&mut self) {
        self.take();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    #[test]
    fn key_and_value_leave_once() {
        let counted = Rc::new(7);
        for hash in [0, u64::MAX] {
            let mut held = Held::new(hash, counted.clone(), counted.clone());
            assert_eq!(held.get(), Some((&counted, &counted)));
            *held.get_mut().unwrap().1 = counted.clone();
            assert_eq!(Rc::strong_count(&counted), 3);
            drop(held.take());
            assert_eq!(Rc::strong_count(&counted), 1);
            assert!(held.get().is_none() && held.get_mut().is_none() && held.take().is_none());
        }
        drop(Held::new(0, counted.clone(), counted.clone()));
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn an_entry_takes_as_much_as_cpythons() {
        assert_eq!(size_of::<Held<u64, u64>>(), 24);
    }
}

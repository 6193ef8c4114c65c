//! A lock that an allocator can take: it neither allocates nor sleeps on a queue.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, Ordering};

/// The longest pause between two attempts to take a lock, in spins. While a thread waits this long,
/// the thread with the lock can take it again several times without moving its cache line.
const LONGEST_PAUSE: u32 = 512;

/// The pauses after which a waiting thread yields its processor, in case the thread with the lock
/// has none.
const PAUSES_BEFORE_YIELD: u32 = 64;

/// A spin lock. A thread must not take it twice: [`tracking`](crate::alloc::tracking) excludes that.
#[repr(C, align(128))]
pub(super) struct SpinLock<T> {
    is_locked: AtomicBool,
    value: UnsafeCell<T>,
}

// SAFETY: only the thread that holds the lock accesses the value.
unsafe impl<T: Send> Sync for SpinLock<T> {}

pub(super) struct SpinGuard<'a, T> {
    lock: &'a SpinLock<T>,
}

impl<T> SpinLock<T> {
    pub(super) const fn new(value: T) -> Self {
        Self {
            is_locked: AtomicBool::new(false),
            value: UnsafeCell::new(value),
        }
    }

    #[inline]
    pub(super) fn lock(&self) -> SpinGuard<'_, T> {
        self.acquire();
        SpinGuard { lock: self }
    }

    /// Takes the lock without a guard, as the handlers of `fork` do.
    #[inline]
    pub(super) fn acquire(&self) {
        if self.is_locked.swap(true, Ordering::Acquire) {
            self.acquire_contended();
        }
    }

    /// Releases the lock that [`acquire`](Self::acquire) took.
    #[inline]
    pub(super) fn release(&self) {
        self.is_locked.store(false, Ordering::Release);
    }

    #[cold]
    fn acquire_contended(&self) {
        let mut pause = 8;
        let mut pauses = 0;
        loop {
            for _ in 0..pause {
                std::hint::spin_loop();
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            pauses += 1;
            if pauses % PAUSES_BEFORE_YIELD == 0 {
                std::thread::yield_now();
            }
            let is_free = !self.is_locked.load(Ordering::Relaxed);
            if is_free && !self.is_locked.swap(true, Ordering::Acquire) {
                return;
            }
        }
    }
}

impl<T> Deref for SpinGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard exists, so this thread holds the lock.
        unsafe { &*self.lock.value.get() }
    }
}

impl<T> DerefMut for SpinGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard exists, so this thread holds the lock, and it is borrowed mutably.
        unsafe { &mut *self.lock.value.get() }
    }
}

impl<T> Drop for SpinGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.lock.release();
    }
}

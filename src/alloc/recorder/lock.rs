//! A lock that an allocator can take: it neither allocates nor sleeps on a queue.

#![allow(unsafe_code)] // Shares a value among threads.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering, compiler_fence};

use crate::alloc::tracking;

/// The longest pause between two attempts to take a lock, in spins. While a thread waits this long,
/// the thread with the lock can take it again several times without moving its cache line.
const LONGEST_PAUSE: u32 = 512;

/// The pauses after which a waiting thread yields its processor, in case the thread with the lock
/// has none.
const PAUSES_BEFORE_YIELD: u32 = 64;

/// A spin lock. A thread must not take it twice: [`tracking`](crate::alloc::tracking) excludes that.
///
/// A lock may be biased to one thread, its owner: as long as no other thread takes it, the owner needs
/// no atomic operation, which would take longer than what the lock protects. The first other thread
/// ends that for good. It announces itself, has the kernel run a memory barrier on all processors
/// that run threads of the process (`membarrier(2)`), and waits until the owner is outside. So either
/// the owner sees the announcement, or the other thread sees that the owner is inside.
#[repr(C, align(128))]
pub(super) struct SpinLock<T> {
    is_locked: AtomicBool,
    /// Whether the owner is inside, without having taken `is_locked`.
    is_owner_inside: AtomicBool,
    sharing: AtomicU8,
    owner: AtomicUsize,
    value: UnsafeCell<T>,
}

/// The lock has no owner. Every thread takes `is_locked`.
const SHARED: u8 = 0;
/// Another thread than the owner has announced itself.
const SHARING: u8 = 1;
/// Only the owner has taken the lock since it was biased.
const BIASED: u8 = 2;

// SAFETY: only the thread that holds the lock accesses the value.
unsafe impl<T: Send> Sync for SpinLock<T> {}

/// Access to the value. Dropping it releases the lock.
pub(super) struct SpinGuard<'a, T> {
    flag: &'a AtomicBool,
    value: &'a UnsafeCell<T>,
}

impl<T> SpinLock<T> {
    pub(super) const fn new(value: T) -> Self {
        Self {
            is_locked: AtomicBool::new(false),
            is_owner_inside: AtomicBool::new(false),
            sharing: AtomicU8::new(SHARED),
            owner: AtomicUsize::new(0),
            value: UnsafeCell::new(value),
        }
    }

    /// Biases the lock to the current thread, unless another thread has taken it before or the
    /// system has no barrier for that. Only one thread may call this, before any other takes the
    /// lock.
    pub(super) fn bias(&self) {
        let is_unowned = self.owner.load(Ordering::Relaxed) == 0;
        if is_unowned && barrier::prepare() {
            self.owner.store(tracking::thread_id(), Ordering::Relaxed);
            self.sharing.store(BIASED, Ordering::Release);
        }
    }

    #[inline]
    pub(super) fn lock(&self) -> SpinGuard<'_, T> {
        SpinGuard {
            flag: self.acquire(),
            value: &self.value,
        }
    }

    /// Releases the lock that [`acquire`](Self::acquire) took on this thread.
    pub(super) fn release(&self) {
        let is_biased = self.is_owner_inside.load(Ordering::Relaxed);
        let flag = if is_biased {
            &self.is_owner_inside
        } else {
            &self.is_locked
        };
        flag.store(false, Ordering::Release);
    }

    /// Takes the lock without a guard, as the handlers of `fork` do. Returns the flag that releases
    /// it when it becomes false.
    #[inline]
    pub(super) fn acquire(&self) -> &AtomicBool {
        if self.sharing.load(Ordering::Relaxed) == BIASED
            && self.owner.load(Ordering::Relaxed) == tracking::thread_id()
        {
            self.is_owner_inside.store(true, Ordering::Relaxed);
            // The other half of this barrier is the system's, in `share`.
            compiler_fence(Ordering::SeqCst);
            if self.sharing.load(Ordering::Acquire) == BIASED {
                return &self.is_owner_inside;
            }
            self.is_owner_inside.store(false, Ordering::Release);
        }
        let is_shared = self.sharing.load(Ordering::Acquire) == SHARED;
        if !is_shared || self.is_locked.swap(true, Ordering::Acquire) {
            self.acquire_contended();
        }
        &self.is_locked
    }

    /// Ends the bias.
    fn share(&self) {
        self.sharing.store(SHARING, Ordering::SeqCst);
        barrier::run();
        while self.is_owner_inside.load(Ordering::Acquire) {
            std::hint::spin_loop();
        }
        self.sharing.store(SHARED, Ordering::Release);
    }

    #[cold]
    #[inline(never)]
    fn acquire_contended(&self) {
        if self.sharing.load(Ordering::Acquire) != SHARED {
            self.share();
        }
        let mut pause = 8;
        let mut pauses = 0;
        loop {
            let is_free = !self.is_locked.load(Ordering::Relaxed);
            if is_free && !self.is_locked.swap(true, Ordering::Acquire) {
                return;
            }
            for _ in 0..pause {
                std::hint::spin_loop();
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            pauses += 1;
            if pauses % PAUSES_BEFORE_YIELD == 0 {
                std::thread::yield_now();
            }
        }
    }
}

impl<T> Deref for SpinGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: the guard exists, so this thread holds the lock.
        unsafe { &*self.value.get() }
    }
}

impl<T> DerefMut for SpinGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: the guard exists, so this thread holds the lock, and it is borrowed mutably.
        unsafe { &mut *self.value.get() }
    }
}

impl<T> Drop for SpinGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        self.flag.store(false, Ordering::Release);
    }
}

/// A memory barrier on every processor that runs a thread of this process.
mod barrier {
    /// Prepares for [`run`]. Returns false if the system has no such barrier.
    pub(super) fn prepare() -> bool {
        membarrier(libc::MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED)
    }

    /// Runs the barrier.
    pub(super) fn run() {
        // It cannot fail after `prepare` has succeeded, except where a filter of system calls was
        // installed in between; the general barrier needs no preparation.
        if !membarrier(libc::MEMBARRIER_CMD_PRIVATE_EXPEDITED) {
            membarrier(libc::MEMBARRIER_CMD_GLOBAL);
        }
    }

    fn membarrier(command: libc::c_int) -> bool {
        // SAFETY: the call takes two numbers, and accesses no memory of this process.
        unsafe { libc::syscall(libc::SYS_membarrier, command, 0, 0) == 0 }
    }
}

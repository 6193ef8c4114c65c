//! A lock that an allocator can take: it neither allocates nor sleeps on a queue.

#![allow(unsafe_code)] // Shares a value among threads.

use std::cell::UnsafeCell;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering, compiler_fence};

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
/// ends that for good. It takes `is_locked`, announces itself, has the kernel run a memory barrier on
/// all processors that run threads of the process (`membarrier(2)`), and waits until the owner is
/// outside. So either the owner sees the announcement, or the other thread sees that the owner is
/// inside.
#[repr(C, align(128))]
pub(super) struct SpinLock<T> {
    is_locked: AtomicBool,
    /// Whether the owner is inside, without having taken `is_locked`.
    is_owner_inside: AtomicBool,
    /// Whether the owner may enter without `is_locked`. Only the thread that holds `is_locked` changes
    /// this.
    is_biased: AtomicBool,
    /// The id of the owner; 0 if the lock has never been biased.
    owner: AtomicUsize,
    value: UnsafeCell<T>,
}

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
            is_biased: AtomicBool::new(false),
            owner: AtomicUsize::new(0),
            value: UnsafeCell::new(value),
        }
    }

    /// Biases the lock to the current thread, unless it was biased before or the system has no barrier
    /// for that.
    pub(super) fn bias(&self) {
        if self.owner.load(Ordering::Relaxed) != 0 || !barrier::prepare() {
            return;
        }
        self.acquire_flag();
        if self.owner.load(Ordering::Relaxed) == 0 {
            self.owner.store(tracking::thread_id(), Ordering::Relaxed);
            self.is_biased.store(true, Ordering::Relaxed);
        }
        self.release();
    }

    #[inline(always)]
    pub(super) fn lock(&self) -> SpinGuard<'_, T> {
        SpinGuard {
            flag: self.enter(),
            value: &self.value,
        }
    }

    /// Takes the lock until [`release`](Self::release), for the handlers of `fork`.
    pub(super) fn acquire(&self) {
        self.acquire_flag();
        // The owner cannot be inside if it is this thread.
        if self.is_biased.load(Ordering::Relaxed) && !self.is_owner() {
            self.end_bias();
        }
    }

    /// Releases the lock that [`acquire`](Self::acquire) took on this thread.
    pub(super) fn release(&self) {
        self.is_locked.store(false, Ordering::Release);
    }

    #[inline(always)]
    fn is_owner(&self) -> bool {
        self.owner.load(Ordering::Relaxed) == tracking::thread_id()
    }

    /// Takes the lock. Returns the flag that releases it when it becomes false.
    #[inline(always)]
    fn enter(&self) -> &AtomicBool {
        if self.is_biased.load(Ordering::Relaxed) && self.is_owner() {
            self.is_owner_inside.store(true, Ordering::Relaxed);
            // The other half of this barrier is the system's, in `end_bias`.
            compiler_fence(Ordering::SeqCst);
            if self.is_biased.load(Ordering::Acquire) {
                return &self.is_owner_inside;
            }
            self.is_owner_inside.store(false, Ordering::Release);
        }
        self.enter_shared();
        &self.is_locked
    }

    /// Takes `is_locked`, and ends the bias if there is one.
    #[inline(never)]
    fn enter_shared(&self) {
        self.acquire_flag();
        if self.is_biased.load(Ordering::Relaxed) {
            self.end_bias();
        }
    }

    #[inline]
    fn acquire_flag(&self) {
        if self.is_locked.swap(true, Ordering::Acquire) {
            self.acquire_contended();
        }
    }

    /// Ends the bias and waits until the owner is outside. The caller has taken `is_locked`, and is not
    /// the owner.
    #[cold]
    #[inline(never)]
    fn end_bias(&self) {
        self.is_biased.store(false, Ordering::SeqCst);
        barrier::run();
        while self.is_owner_inside.load(Ordering::Acquire) {
            std::thread::yield_now();
        }
    }

    #[cold]
    #[inline(never)]
    fn acquire_contended(&self) {
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
#[cfg(target_os = "linux")]
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

/// Other systems have no such barrier, so no lock is biased.
#[cfg(not(target_os = "linux"))]
mod barrier {
    pub(super) fn prepare() -> bool {
        false
    }

    pub(super) fn run() {}
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;

    fn increment(lock: &SpinLock<u64>) {
        let pause = || (0..4).for_each(|_| std::hint::spin_loop());
        let mut count = lock.lock();
        let before = std::hint::black_box(*count);
        // So long that another thread inside would be noticed.
        pause();
        *count = before + 1;
        drop(count);
        pause();
    }

    /// Increments until `is_over`, at least once, and returns how often.
    fn increment_until(lock: &SpinLock<u64>, is_over: impl Fn() -> bool) -> u64 {
        let mut increments = 0;
        loop {
            increment(lock);
            increments += 1;
            if is_over() {
                return increments;
            }
            // On a machine with few cores, the other threads need this one.
            if increments % 1000 == 0 {
                thread::yield_now();
            }
        }
    }

    #[test]
    fn only_one_thread_is_inside_when_others_end_the_bias_of_an_owner() {
        let locks: Vec<SpinLock<u64>> = (0..2000).map(|_| SpinLock::new(0)).collect();
        let biased_locks = AtomicUsize::new(0);
        let shared_locks = [const { AtomicUsize::new(0) }; 2];
        let counts: Vec<u64> = thread::scope(|scope| {
            for shared_locks in &shared_locks {
                scope.spawn(|| {
                    for (lock, biased) in locks.iter().zip(1..) {
                        while biased_locks.load(Ordering::Acquire) < biased {
                            thread::yield_now();
                        }
                        increment(lock);
                        shared_locks.store(biased, Ordering::Release);
                    }
                });
            }
            let share = |(lock, biased): (&SpinLock<u64>, usize)| {
                lock.bias();
                biased_locks.store(biased, Ordering::Release);
                let is_shared = |shared: &AtomicUsize| shared.load(Ordering::Acquire) == biased;
                increment_until(lock, || shared_locks.iter().all(is_shared))
            };
            locks.iter().zip(1..).map(share).collect()
        });
        for (lock, own) in locks.iter().zip(counts) {
            assert_eq!(*lock.lock(), own + 2);
            assert!(!lock.is_biased.load(Ordering::Relaxed));
        }
    }

    #[test]
    fn a_lock_that_is_biased_while_another_thread_uses_it_stays_exclusive() {
        let locks: Vec<SpinLock<u64>> = (0..800).map(|_| SpinLock::new(0)).collect();
        let finished_locks = AtomicUsize::new(0);
        thread::scope(|scope| {
            let other = scope.spawn(|| {
                let finish = |(lock, finished): (_, usize)| {
                    increment_until(lock, || finished_locks.load(Ordering::Acquire) >= finished)
                };
                locks.iter().zip(1..).map(finish).collect::<Vec<u64>>()
            });
            for (lock, finished) in locks.iter().zip(1..) {
                while *lock.lock() == 0 {
                    thread::yield_now();
                }
                lock.bias();
                (0..20).for_each(|_| increment(lock));
                finished_locks.store(finished, Ordering::Release);
            }
            for (lock, others) in locks.iter().zip(other.join().unwrap()) {
                assert_eq!(*lock.lock(), 20 + others);
            }
        });
    }

    #[test]
    fn a_lock_acquired_without_a_guard_excludes_the_owner_and_other_threads() {
        for is_on_owner in [true, false] {
            let lock = SpinLock::new(0);
            let (has_begun, is_over) = (AtomicBool::new(false), AtomicBool::new(false));
            lock.bias();
            let increment_all_the_time = || {
                while !is_over.load(Ordering::Relaxed) {
                    *lock.lock() += 1;
                    has_begun.store(true, Ordering::Relaxed);
                }
            };
            let hold = || {
                while !has_begun.load(Ordering::Relaxed) {
                    thread::yield_now();
                }
                lock.acquire();
                let before = *lock_value(&lock);
                thread::sleep(Duration::from_millis(50));
                let after = *lock_value(&lock);
                lock.release();
                is_over.store(true, Ordering::Relaxed);
                assert_eq!(after, before);
            };
            thread::scope(|scope| {
                if is_on_owner {
                    scope.spawn(increment_all_the_time);
                    hold();
                } else {
                    scope.spawn(hold);
                    increment_all_the_time();
                }
            });
        }
    }

    #[test]
    fn a_lock_stays_biased_when_its_owner_acquires_it() {
        let lock = SpinLock::new(0);
        lock.bias();
        lock.acquire();
        lock.release();
        assert_eq!(
            lock.is_biased.load(Ordering::Relaxed),
            cfg!(target_os = "linux")
        );
    }

    fn lock_value(lock: &SpinLock<u64>) -> &u64 {
        // SAFETY: the caller has acquired the lock.
        unsafe { &*lock.value.get() }
    }
}

//! How many bytes the system's allocator holds for a block: its usable size.

/// Tells the usable size of a live block of the system's allocator.
pub(super) type Size = unsafe fn(*mut u8) -> usize;

#[cfg(target_os = "linux")]
pub(super) const OF_SYSTEM: Option<Size> = Some(malloc_usable_size);

#[cfg(not(target_os = "linux"))]
pub(super) const OF_SYSTEM: Option<Size> = None;

/// What `malloc_usable_size(3)` says: for a `Box<u64>`, which asks for 8 bytes, 24 on glibc.
#[cfg(target_os = "linux")]
unsafe fn malloc_usable_size(ptr: *mut u8) -> usize {
    // SAFETY: `std::alloc::System` takes its blocks from `malloc`, `calloc`, `realloc` and
    // `posix_memalign`, and the caller promises that this one is live.
    unsafe { libc::malloc_usable_size(ptr.cast()) }
}

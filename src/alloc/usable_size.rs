//! The usable size of a block: how many bytes the system's allocator holds for it.

#![allow(unsafe_code)] // The C library's allocator is called by hand.

/// A function that returns the usable size of a live block in bytes.
pub(super) type UsableSizeFn = unsafe fn(*mut u8) -> usize;

/// The function for blocks of `std::alloc::System`. `None` if the platform has none.
#[cfg(target_os = "linux")]
pub(super) const OF_SYSTEM: Option<UsableSizeFn> = Some(malloc_usable_size);

/// The function for blocks of `std::alloc::System`. `None` if the platform has none.
#[cfg(not(target_os = "linux"))]
pub(super) const OF_SYSTEM: Option<UsableSizeFn> = None;

/// Calls `malloc_usable_size(3)`. On glibc it returns 24 for a `Box<u64>`, which asks for 8 bytes.
///
/// # Safety
///
/// `ptr` is a live block of `std::alloc::System`.
#[cfg(target_os = "linux")]
unsafe fn malloc_usable_size(ptr: *mut u8) -> usize {
    // SAFETY: `std::alloc::System` takes its blocks from `malloc`, `calloc`, `realloc` and
    // `posix_memalign`, and the caller promises that this one is live.
    unsafe { libc::malloc_usable_size(ptr.cast()) }
}

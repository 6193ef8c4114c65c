//! What the C allocator does with memory that is freed: give it back to the system, or keep it. A
//! page that the process has already costs no page fault.

#![allow(unsafe_code)] // The C library's allocator is set up by hand.

/// From now on, the allocator takes all blocks from its heap and keeps what is freed, so that later
/// blocks find memory that the process has. Returns whether it does: only glibc's can.
///
/// ```
/// use heapwise::alloc::freed_memory;
///
/// if freed_memory::keep() {
///     drop(vec![1_u8; 1 << 20]);
///     let again = vec![1_u8; 1 << 20]; // in the same pages, without page faults
///     # drop(again);
///     freed_memory::release();
/// }
/// ```
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn keep() -> bool {
    // SAFETY: `mallopt` takes two integers, and locks the allocator while it changes its settings.
    unsafe {
        libc::mallopt(libc::M_MMAP_MAX, 0) == 1 && libc::mallopt(libc::M_TRIM_THRESHOLD, -1) == 1
    }
}

/// Gives all freed pages back to the system. Does nothing if the allocator is not glibc's.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn release() {
    // SAFETY: `malloc_trim` takes an integer, and locks each arena while it gives back free pages.
    unsafe { libc::malloc_trim(0) };
}

/// Returns `false`: the allocator cannot keep what is freed.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn keep() -> bool {
    false
}

/// Does nothing.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub fn release() {}

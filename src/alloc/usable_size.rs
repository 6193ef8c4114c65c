//! How many bytes an allocator takes for a block.

#![allow(unsafe_code)] // The C library's allocator is called by hand.

/// A function that returns the bytes that an allocator takes for a live block.
pub(super) type UsableSizeFn = unsafe fn(*mut u8) -> usize;

/// The function for blocks of `std::alloc::System`. `None` if the platform has none.
#[cfg(target_os = "linux")]
pub(super) const OF_SYSTEM: Option<UsableSizeFn> = Some(taken_by_system);

/// The function for blocks of `std::alloc::System`. `None` if the platform has none.
#[cfg(not(target_os = "linux"))]
pub(super) const OF_SYSTEM: Option<UsableSizeFn> = None;

/// The usable size of a block, `malloc_usable_size(3)`, and with glibc the header before it. A
/// `Box<u64>` asks for 8 bytes; glibc takes 32 for it, and 24 are usable.
///
/// # Safety
///
/// `ptr` is a live block of `std::alloc::System`.
#[cfg(target_os = "linux")]
unsafe fn taken_by_system(ptr: *mut u8) -> usize {
    // SAFETY: `std::alloc::System` takes its blocks from `malloc`, `calloc`, `realloc` and
    // `posix_memalign`, and the caller promises that this one is live.
    let usable = unsafe { libc::malloc_usable_size(ptr.cast()) };
    usable + header_bytes(usable)
}

/// The header of glibc before a block with this many usable bytes. Chunks are multiples of two words.
/// One in the heap has a header of one word; one that is mapped alone has a header of two words.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn header_bytes(usable: usize) -> usize {
    const WORD: usize = size_of::<usize>();
    if usable.is_multiple_of(2 * WORD) {
        2 * WORD
    } else {
        WORD
    }
}

#[cfg(all(target_os = "linux", not(target_env = "gnu")))]
fn header_bytes(_: usize) -> usize {
    0
}

#[cfg(test)]
mod tests {
    /// According to malloc.c of glibc on 64 bits: chunks are multiples of 16 bytes, at least 32, and
    /// include 8 bytes of metadata. One may be 16 bytes larger, if the rest would be less than a chunk.
    #[test]
    #[cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]
    fn chunks_of_glibc_include_their_header() {
        for (asked, taken) in [(8, 32), (24, 32), (25, 48), (1000, 1008)] {
            let block = vec![1_u8; asked].leak();
            // SAFETY: the test's global allocator takes its blocks from the system's.
            let found = unsafe { super::taken_by_system(block.as_mut_ptr()) };
            assert!([taken, taken + 16].contains(&found), "{asked}: {found}");
        }
    }
}

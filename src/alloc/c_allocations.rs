//! Counts and records what C code allocates: `malloc` and its family, defined by the program itself.
//!
//! [`count_c_allocations!`](crate::count_c_allocations) defines them in the program, so the linker
//! prefers them to those of the C library, also for C code in libraries. They pass each call to glibc's
//! own functions, which have other names too.

#![allow(unsafe_code)] // Implements the interface of C's allocator.

use std::ffi::{c_int, c_void};

use super::c_detection;
use super::count;
use super::figures::Reallocated;
use super::process;
#[cfg(has_recorder)]
use super::recorder::outside;
use super::tracking::{self, Tracking};

unsafe extern "C" {
    fn __libc_malloc(size: usize) -> *mut c_void;
    fn __libc_calloc(count: usize, size: usize) -> *mut c_void;
    fn __libc_realloc(ptr: *mut c_void, size: usize) -> *mut c_void;
    fn __libc_free(ptr: *mut c_void);
    fn __libc_memalign(align: usize, size: usize) -> *mut c_void;
}

/// Counts what C code allocates, such as a compression library or a database, in the figures
/// `outside_…`: it defines `malloc` and its family for the whole program.
///
/// Put it beside the global allocator:
///
/// ```
/// #[global_allocator]
/// static ALLOC: heapwise::Alloc = heapwise::Alloc::system();
/// heapwise::count_c_allocations!();
/// # fn main() { drop(vec![1]); }
/// ```
///
/// What Rust allocates through [`Alloc`](crate::Alloc) does not count as outside. A block counts with its
/// usable size, `malloc_usable_size(3)`. While nothing is measured, a call costs three comparisons more.
///
/// heapwise's recorder makes a second profile, of these blocks; the `dhat` crate has none.
///
/// It needs Linux with glibc, linked dynamically; elsewhere it does not compile.
#[macro_export]
macro_rules! count_c_allocations {
    () => {
        const _: () = {
            use core::ffi::{c_int, c_void};

            #[unsafe(no_mangle)]
            unsafe extern "C" fn malloc(size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::malloc(size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn calloc(count: usize, size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::calloc(count, size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::realloc(ptr, size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn reallocarray(
                ptr: *mut c_void,
                count: usize,
                size: usize,
            ) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::reallocarray(ptr, count, size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn free(ptr: *mut c_void) {
                unsafe { $crate::alloc::c_allocations::free(ptr) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn posix_memalign(
                out: *mut *mut c_void,
                align: usize,
                size: usize,
            ) -> c_int {
                unsafe { $crate::alloc::c_allocations::posix_memalign(out, align, size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn aligned_alloc(align: usize, size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::memalign(align, size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn memalign(align: usize, size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::memalign(align, size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn valloc(size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::valloc(size) }
            }
            #[unsafe(no_mangle)]
            unsafe extern "C" fn pvalloc(size: usize) -> *mut c_void {
                unsafe { $crate::alloc::c_allocations::pvalloc(size) }
            }
        };
    };
}

/// Whether an instrument counts or records a call.
#[inline]
fn is_observed() -> bool {
    c_detection::note_call();
    (process::is_counting() || is_recording()) && tracking::current() != Tracking::InInstrument
}

/// Whether a heap scope is open.
#[inline]
fn is_recording() -> bool {
    #[cfg(has_recorder)]
    return outside::is_open();
    #[cfg(not(has_recorder))]
    false
}

/// Counts and records a new block, if it is one, and returns it.
///
/// # Safety
///
/// It is a block of glibc, or null.
#[inline]
unsafe fn observed(ptr: *mut c_void) -> *mut c_void {
    if !ptr.is_null() && is_observed() && tracking::is_on() {
        // SAFETY: the caller promises that the block is live.
        let bytes = unsafe { libc::malloc_usable_size(ptr) };
        if process::is_counting() {
            count::count_outside_alloc(ptr.addr(), bytes);
        }
        #[cfg(has_recorder)]
        if is_recording() {
            outside::record_alloc(ptr.addr(), bytes);
        }
    }
    ptr
}

/// `malloc(3)`.
///
/// # Safety
///
/// As for C's function; so for the others.
#[doc(hidden)]
pub unsafe fn malloc(size: usize) -> *mut c_void {
    // SAFETY: the call is passed on; glibc returns a block or null.
    unsafe { observed(__libc_malloc(size)) }
}

/// `calloc(3)`.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn calloc(count: usize, size: usize) -> *mut c_void {
    // SAFETY: as in `malloc`.
    unsafe { observed(__libc_calloc(count, size)) }
}

/// `memalign(3)`, and `aligned_alloc(3)`, which glibc makes the same.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn memalign(align: usize, size: usize) -> *mut c_void {
    // SAFETY: as in `malloc`.
    unsafe { observed(__libc_memalign(align, size)) }
}

/// `valloc(3)`.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn valloc(size: usize) -> *mut c_void {
    // SAFETY: as in `malloc`.
    unsafe { memalign(page_bytes(), size) }
}

/// `pvalloc(3)`: whole pages.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn pvalloc(size: usize) -> *mut c_void {
    let page = page_bytes();
    match size.max(1).checked_next_multiple_of(page) {
        // SAFETY: as in `malloc`.
        Some(size) => unsafe { memalign(page, size) },
        None => no_memory(),
    }
}

/// `posix_memalign(3)`.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn posix_memalign(out: *mut *mut c_void, align: usize, size: usize) -> c_int {
    if !align.is_power_of_two() || !align.is_multiple_of(size_of::<usize>()) {
        return libc::EINVAL;
    }
    // SAFETY: as in `malloc`; the caller promises that `out` is valid for a write.
    unsafe {
        let ptr = memalign(align, size);
        if ptr.is_null() {
            return libc::ENOMEM;
        }
        out.write(ptr);
    }
    0
}

/// `reallocarray(3)`.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn reallocarray(ptr: *mut c_void, count: usize, size: usize) -> *mut c_void {
    match count.checked_mul(size) {
        // SAFETY: the caller's promise is passed on.
        Some(bytes) => unsafe { realloc(ptr, bytes) },
        None => no_memory(),
    }
}

/// `realloc(3)`.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn realloc(ptr: *mut c_void, size: usize) -> *mut c_void {
    if ptr.is_null() || !is_observed() {
        // SAFETY: the call is passed on.
        return unsafe { realloc_unobserved(ptr, size) };
    }
    let old = ptr.addr();
    #[cfg(has_recorder)]
    let taken = outside::take(old);
    // SAFETY: the block is live until glibc reallocates it.
    let old_bytes = unsafe { libc::malloc_usable_size(ptr) };
    let mut new_ptr = std::ptr::null_mut();
    let mut realloc = || {
        // SAFETY: the call is passed on, once. If it returns a block, that is live.
        unsafe {
            new_ptr = __libc_realloc(ptr, size);
            match (new_ptr.is_null(), size) {
                // Reallocating to no bytes frees the block.
                (true, 0) => Reallocated::Freed,
                (true, _) => Reallocated::Unchanged,
                (false, _) => {
                    let bytes = libc::malloc_usable_size(new_ptr);
                    Reallocated::Moved(new_ptr.addr(), bytes)
                }
            }
        }
    };
    let reallocated = if process::is_counting() {
        count::count_outside_realloc(old, old_bytes, realloc)
    } else {
        realloc()
    };
    #[cfg(has_recorder)]
    outside::record_reallocated(old, taken, reallocated);
    #[cfg(not(has_recorder))]
    let _ = reallocated;
    new_ptr
}

/// Reallocates a block without counting or recording it, unless it is a new one.
///
/// # Safety
///
/// As for [`realloc`].
unsafe fn realloc_unobserved(ptr: *mut c_void, size: usize) -> *mut c_void {
    // SAFETY: the call is passed on.
    unsafe {
        if ptr.is_null() {
            malloc(size)
        } else {
            __libc_realloc(ptr, size)
        }
    }
}

/// `free(3)`.
///
/// # Safety
///
/// As for C's function.
#[doc(hidden)]
pub unsafe fn free(ptr: *mut c_void) {
    // SAFETY: the block is live until glibc frees it.
    unsafe {
        if !ptr.is_null() && is_observed() {
            #[cfg(has_recorder)]
            if let Some(block) = outside::take(ptr.addr()) {
                block.record_free(ptr.addr());
            }
            if process::is_counting() {
                count::count_outside_free(ptr.addr(), libc::malloc_usable_size(ptr));
            }
        }
        __libc_free(ptr);
    }
}

fn page_bytes() -> usize {
    // SAFETY: the call only reads a constant of the system.
    unsafe { libc::sysconf(libc::_SC_PAGESIZE) as usize }
}

fn no_memory() -> *mut c_void {
    // SAFETY: `errno` belongs to this thread.
    unsafe { *libc::__errno_location() = libc::ENOMEM };
    std::ptr::null_mut()
}

//! The memory of stacks, read where it is mapped.

#![allow(unsafe_code)] // Reads stacks, and asks the system for their bounds.

use std::ops::Range;

/// The memory in which the frames of a thread lie.
#[derive(Debug, Default)]
pub(super) struct StackMemory {
    /// The thread's own stack.
    own: Range<usize>,
    /// The stack pointer at the current capture: below it, nothing of the thread's own stack is in
    /// use.
    lowest_in_use: usize,
    /// The mapping of another stack, such as a coroutine's or a signal handler's.
    foreign: Range<usize>,
}

impl StackMemory {
    pub(super) fn of_current_thread() -> Self {
        Self {
            own: own_stack(),
            ..Self::default()
        }
    }

    /// Sets the stack pointer below which nothing of the thread's own stack is in use.
    #[inline]
    pub(super) fn set_lowest_in_use(&mut self, sp: usize) {
        self.lowest_in_use = sp;
    }

    /// Whether an address lies on the thread's own stack.
    #[inline]
    pub(super) fn is_own(&self, address: usize) -> bool {
        self.own.contains(&address)
    }

    /// Whether a caller's return address lies further out than the stack pointer of its callee, if
    /// both lie on the thread's own stack.
    #[inline]
    pub(super) fn leads_out(&self, sp: usize, slot: usize) -> bool {
        slot >= sp || !self.is_own(sp) || !self.is_own(slot)
    }

    /// The word at an address of a stack. `None` if it cannot be read.
    #[inline]
    pub(super) fn read(&mut self, address: usize) -> Option<usize> {
        if !address.is_multiple_of(align_of::<usize>()) {
            return None;
        }
        let is_own = self.is_own(address);
        if is_own && address < self.lowest_in_use && self.is_own(self.lowest_in_use) {
            return None;
        }
        if !is_own && !self.foreign.contains(&address) {
            self.foreign = readable_mapping(address)?;
        }
        // SAFETY: the address is aligned. The thread's own stack is mapped from its stack pointer to
        // its end, and unwinding goes that way; other mappings are readable.
        Some(unsafe { *(address as *const usize) })
    }
}

/// The stack of the current thread; empty if the system does not report it.
fn own_stack() -> Range<usize> {
    // SAFETY: the attributes are initialized by the first call if it succeeds, and destroyed once.
    unsafe {
        let mut attributes = std::mem::MaybeUninit::<libc::pthread_attr_t>::uninit();
        if libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) != 0 {
            return 0..0;
        }
        let (mut start, mut size) = (std::ptr::null_mut(), 0);
        let result =
            libc::pthread_attr_getstack(attributes.as_ptr(), &raw mut start, &raw mut size);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
        if result != 0 {
            return 0..0;
        }
        start.addr()..start.addr() + size
    }
}

/// The readable mapping around an address, if any.
#[cold]
fn readable_mapping(address: usize) -> Option<Range<usize>> {
    let maps = std::fs::read("/proc/self/maps").ok()?;
    let maps = String::from_utf8_lossy(&maps);
    maps.lines().find_map(|line| {
        let (range, rest) = line.split_once(' ')?;
        let (start, end) = range.split_once('-')?;
        let start = usize::from_str_radix(start, 16).ok()?;
        let end = usize::from_str_radix(end, 16).ok()?;
        ((start..end).contains(&address) && rest.starts_with('r')).then_some(start..end)
    })
}

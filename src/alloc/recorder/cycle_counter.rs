//! The processor's counter of cycles.

#![allow(unsafe_code)] // Reads a register of the processor.

/// The counter, which counts at a constant rate.
#[inline]
pub(super) fn read() -> u64 {
    // SAFETY: every x86_64 processor has the instruction, and it accesses no memory.
    unsafe { std::arch::x86_64::_rdtsc() }
}

//! The processor's counter of cycles.

#![allow(unsafe_code)] // Reads a register of the processor.

/// The counter, which counts at a constant rate. 0 if the processor has no such counter.
#[inline]
pub(super) fn read() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86_64 processor has the instruction, and it accesses no memory.
    let cycles = unsafe { std::arch::x86_64::_rdtsc() };
    #[cfg(not(target_arch = "x86_64"))]
    let cycles = 0;
    cycles
}

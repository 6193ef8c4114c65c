//! A timer that is cheaper to check than a clock, and less precise.

#![allow(unsafe_code)] // Reads the processor's counter of cycles.

/// A timer that counts the cycles of the processor. If the processor has no such counter, the timer has
/// always expired.
pub(super) struct CycleTimer {
    began: u64,
    set: u64,
    length: u64,
}

impl CycleTimer {
    /// A timer that has expired. Time 0 is now.
    pub(super) fn new() -> Self {
        let began = read_counter();
        Self {
            began,
            set: began,
            length: 0,
        }
    }

    /// Lets the timer expire at the time `end_ns`, or slightly before. It is now `now_ns`; the cycles
    /// from time 0 until now show how long one takes.
    pub(super) fn set(&mut self, now_ns: u64, end_ns: u64) {
        self.set = read_counter();
        let passed = u128::from(self.set.wrapping_sub(self.began));
        let rest_ns = u128::from(end_ns.saturating_sub(now_ns));
        let length = passed * rest_ns / u128::from(now_ns.max(1));
        self.length = (length - length / 16) as u64;
    }

    /// Also true if the counter was set back meanwhile.
    #[inline]
    pub(super) fn has_expired(&self) -> bool {
        read_counter().wrapping_sub(self.set) >= self.length
    }
}

#[inline]
fn read_counter() -> u64 {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: every x86_64 processor has the instruction, and it accesses no memory.
    let cycles = unsafe { std::arch::x86_64::_rdtsc() };
    #[cfg(not(target_arch = "x86_64"))]
    let cycles = 0;
    cycles
}

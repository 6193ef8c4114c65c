//! A timer that is cheaper to check than a clock, and less precise.

use crate::alloc::cycle_counter;

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
        let began = cycle_counter::read();
        Self {
            began,
            set: began,
            length: 0,
        }
    }

    /// Lets the timer expire at the time `end_ns`, or slightly before. It is now `now_ns`; the cycles
    /// from time 0 until now show how long one takes.
    pub(super) fn set(&mut self, now_ns: u64, end_ns: u64) {
        self.set = cycle_counter::read();
        let passed = u128::from(self.set.wrapping_sub(self.began));
        let rest_ns = u128::from(end_ns.saturating_sub(now_ns));
        let length = passed * rest_ns / u128::from(now_ns.max(1));
        self.length = (length - length / 16) as u64;
    }

    /// Also true if the counter was set back meanwhile.
    #[inline]
    pub(super) fn has_expired(&self) -> bool {
        cycle_counter::read().wrapping_sub(self.set) >= self.length
    }
}

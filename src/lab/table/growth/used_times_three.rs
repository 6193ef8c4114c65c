use super::{Growth, Mask};

/// CPython's: the power of two that has at least three slots for each entry (`GROWTH_RATE` in
/// Objects/dictobject.c, version 3.7 and later).
#[derive(Debug, Clone, Copy, Default)]
pub struct UsedTimesThree;

impl Growth for UsedTimesThree {
    type Reduction = Mask;

    fn at_least(slots: usize) -> usize {
        slots.next_power_of_two()
    }

    fn next(_: usize, entries: usize) -> usize {
        (entries * 3).next_power_of_two()
    }
}

//! The numbers of slots that a table can have, and how it grows from one to the next.

use super::reduction::{Mask, Multiply, Reduction};

/// A growth policy of tables.
pub trait TableGrowth {
    /// How a hash selects a slot at these sizes.
    type Reduction: Reduction;

    /// The smallest size of at least `slots` slots.
    fn at_least(slots: usize) -> usize;

    /// The size to which a table of `slots` slots with `entries` entries grows.
    fn next(slots: usize, entries: usize) -> usize;
}

/// Powers of two; each growth doubles the size.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByTwo;

impl TableGrowth for ByTwo {
    type Reduction = Mask;

    fn at_least(slots: usize) -> usize {
        slots.next_power_of_two()
    }

    fn next(slots: usize, _: usize) -> usize {
        slots * 2
    }
}

/// Powers of two; each growth multiplies the size by four. It moves fewer entries than [`ByTwo`]
/// and leaves more slots empty.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByFour;

impl TableGrowth for ByFour {
    type Reduction = Mask;

    fn at_least(slots: usize) -> usize {
        slots.next_power_of_two()
    }

    fn next(slots: usize, _: usize) -> usize {
        slots * 4
    }
}

/// CPython's policy: the least power of two with at least three slots for each entry
/// (`GROWTH_RATE` in Objects/dictobject.c, version 3.7 and later).
#[derive(Debug, Clone, Copy, Default)]
pub struct UsedTimesThree;

impl TableGrowth for UsedTimesThree {
    type Reduction = Mask;

    fn at_least(slots: usize) -> usize {
        slots.next_power_of_two()
    }

    fn next(_: usize, entries: usize) -> usize {
        (entries * 3).next_power_of_two()
    }
}

/// Any size; each growth multiplies it by `NUMERATOR`/`DENOMINATOR`: `ByFraction<5, 4>` by 1.25.
///
/// A factor f below 2 limits the peak during growth, when the old and the new table are both
/// allocated. In return each entry is moved about 1 / (f - 1) times.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByFraction<const NUMERATOR: usize, const DENOMINATOR: usize>;

impl<const NUMERATOR: usize, const DENOMINATOR: usize> TableGrowth
    for ByFraction<NUMERATOR, DENOMINATOR>
{
    type Reduction = Multiply;

    fn at_least(slots: usize) -> usize {
        slots
    }

    fn next(slots: usize, _: usize) -> usize {
        const { assert!(NUMERATOR > DENOMINATOR, "a table must grow") };
        slots / DENOMINATOR * NUMERATOR + (slots % DENOMINATOR * NUMERATOR).div_ceil(DENOMINATOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_grow_by_the_fraction_rounded_up() {
        let sizes =
            std::iter::successors(Some(8), |&slots| Some(ByFraction::<5, 4>::next(slots, 0)));
        assert!(sizes.take(8).eq([8, 10, 13, 17, 22, 28, 35, 44]));
        assert_eq!(ByFraction::<9, 8>::next(800, 0), 900);
    }
}

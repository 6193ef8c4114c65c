use super::{Growth, Multiply};

/// Any size, each `NUMERATOR`/`DENOMINATOR` of the one before: `ByFraction<5, 4>` grows by 1.25.
///
/// A step of less than 2 bounds what the worst moment takes, when the old and the new table are
/// both there; it moves each entry about 1 / (step - 1) times.
#[derive(Debug, Clone, Copy, Default)]
pub struct ByFraction<const NUMERATOR: usize, const DENOMINATOR: usize>;

impl<const NUMERATOR: usize, const DENOMINATOR: usize> Growth
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

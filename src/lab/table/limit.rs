//! How full a table may be.

/// The largest share of a table's slots that entries may fill: above 0, and at most 1.
///
/// ```
/// use heapwise::lab::table::LoadLimit;
/// assert_eq!(LoadLimit::new(0.95).unwrap().fraction(), 0.95);
/// assert!(LoadLimit::new(1.5).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LoadLimit(f64);

/// A load limit that cannot be.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LimitError {
    /// It is no fraction.
    #[error("a load limit of {0} cannot be: take a fraction above 0 and at most 1, such as 0.875")]
    NoFraction(f64),
    /// It lets every slot be filled, and the scheme's probes stop at an empty one.
    #[error(
        "a load limit of 1 would leave no empty slot for a probe to stop at: \
         take less, such as 0.95, or separate chaining"
    )]
    NoEmptySlot,
}

impl LoadLimit {
    /// 2/3, as CPython has it.
    pub const TWO_THIRDS: Self = Self(2.0 / 3.0);
    /// 7/8, as Swiss tables have it.
    pub const SEVEN_EIGHTHS: Self = Self(7.0 / 8.0);
    /// 1: as many entries as slots.
    pub const ONE: Self = Self(1.0);

    /// The limit at `fraction` of the slots.
    ///
    /// # Errors
    ///
    /// [`LimitError::NoFraction`] where it is not above 0, or above 1, or not a number.
    pub fn new(fraction: f64) -> Result<Self, LimitError> {
        match fraction > 0.0 && fraction <= 1.0 {
            true => Ok(Self(fraction)),
            false => Err(LimitError::NoFraction(fraction)),
        }
    }

    /// The share of the slots.
    pub fn fraction(self) -> f64 {
        self.0
    }

    /// How many of `slots` may be filled.
    pub(super) fn entries(self, slots: usize) -> usize {
        (slots as f64 * self.0) as usize
    }

    /// The fewest slots of which `entries` may be filled.
    ///
    /// # Panics
    ///
    /// If there cannot be so many.
    pub(super) fn slots(self, entries: usize) -> usize {
        let about = (entries as f64 / self.0) as usize;
        assert!(about < isize::MAX as usize, "capacity overflow");
        let mut slots = about.saturating_sub(1).max(entries);
        while self.entries(slots) < entries {
            slots += 1;
        }
        slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_fraction_is_refused() {
        for fraction in [0.0, -0.5, 1.5, f64::NAN, f64::INFINITY] {
            let told = LoadLimit::new(fraction).unwrap_err().to_string();
            assert!(told.contains("above 0 and at most 1"), "{told}");
        }
    }

    #[test]
    fn two_thirds_is_cpythons_usable_fraction() {
        for bits in 3..40 {
            let slots = 1_usize << bits;
            assert_eq!(LoadLimit::TWO_THIRDS.entries(slots), (slots << 1) / 3);
        }
    }

    #[test]
    fn the_fewest_slots_are_found() {
        for fraction in [0.01, 0.5, 2.0 / 3.0, 0.875, 0.9, 0.95, 1.0] {
            let limit = LoadLimit::new(fraction).unwrap();
            for entries in 1..2000 {
                let slots = limit.slots(entries);
                assert!(limit.entries(slots) >= entries);
                assert!(limit.entries(slots - 1) < entries);
            }
        }
    }
}

//! The maximum load factor of a table.

/// The largest load factor that a table may have: a fraction above 0 and at most 1. The load factor
/// is the number of entries divided by the number of slots.
///
/// ```
/// use heapwise::lab::table::MaxLoadFactor;
/// assert_eq!(MaxLoadFactor::new(0.95).unwrap().fraction(), 0.95);
/// assert!(MaxLoadFactor::new(1.5).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxLoadFactor(f64);

/// Why a table cannot have a maximum load factor.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum LoadFactorError {
    /// The fraction is not above 0 and at most 1.
    #[error(
        "a maximum load factor of {0} is out of range; use one above 0 and at most 1, such as 0.875"
    )]
    NotAFraction(f64),
    /// The fraction allows every slot to be full, but a lookup of the table ends only at an empty
    /// slot.
    #[error(
        "a maximum load factor of 1 leaves no empty slot for a lookup to end at; \
         use a smaller one, such as 0.95, or separate chaining"
    )]
    NoEmptySlot,
}

impl MaxLoadFactor {
    /// 2/3, as in CPython's dictionary.
    pub const TWO_THIRDS: Self = Self(2.0 / 3.0);
    /// 7/10, as in [`Lean`](super::Lean).
    pub const SEVEN_TENTHS: Self = Self(0.7);
    /// 7/8, as in Swiss tables.
    pub const SEVEN_EIGHTHS: Self = Self(7.0 / 8.0);
    /// 1, at which a table may have as many entries as slots.
    pub const ONE: Self = Self(1.0);

    /// The maximum load factor `fraction`.
    ///
    /// # Errors
    ///
    /// [`LoadFactorError::NotAFraction`] if it is not above 0 and at most 1.
    pub fn new(fraction: f64) -> Result<Self, LoadFactorError> {
        if fraction > 0.0 && fraction <= 1.0 {
            Ok(Self(fraction))
        } else {
            Err(LoadFactorError::NotAFraction(fraction))
        }
    }

    /// The fraction.
    pub fn fraction(self) -> f64 {
        self.0
    }

    /// The most entries that `slots` slots may have.
    #[inline]
    pub(super) fn max_entries(self, slots: usize) -> usize {
        (slots as f64 * self.0) as usize
    }

    /// The fewest slots that may have `entries` entries.
    ///
    /// # Panics
    ///
    /// If the number of slots overflows.
    #[inline]
    pub(super) fn min_slots(self, entries: usize) -> usize {
        let estimate = (entries as f64 / self.0) as usize;
        assert!(estimate < isize::MAX as usize, "capacity overflow");
        let mut slots = estimate.saturating_sub(1).max(entries);
        while self.max_entries(slots) < entries {
            slots += 1;
        }
        slots
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fractions_above_0_and_at_most_1_are_accepted() {
        for fraction in [0.0, -0.5, 1.5, f64::NAN, f64::INFINITY] {
            let message = MaxLoadFactor::new(fraction).unwrap_err().to_string();
            assert!(message.contains("above 0 and at most 1"), "{message}");
        }
    }

    #[test]
    fn two_thirds_is_the_usable_fraction_of_cpython() {
        for bits in 3..40 {
            let slots = 1_usize << bits;
            assert_eq!(
                MaxLoadFactor::TWO_THIRDS.max_entries(slots),
                (slots << 1) / 3
            );
        }
    }

    #[test]
    fn the_number_of_slots_is_the_least_that_suffices() {
        for fraction in [0.01, 0.5, 2.0 / 3.0, 0.875, 0.9, 0.95, 1.0] {
            let max = MaxLoadFactor::new(fraction).unwrap();
            for entries in 1..2000 {
                let slots = max.min_slots(entries);
                assert!(max.max_entries(slots) >= entries);
                assert!(max.max_entries(slots - 1) < entries);
            }
        }
    }
}

//! In which order slots are looked at, and what inserting and removing do to them.
//!
//! A plain scheme is a [`Sequence`] of slots: entries stay where they were put, and leave a
//! tombstone. [`RobinHood`] and [`Groups`] have a way of their own.

mod double;
mod groups;
mod linear;
mod perturbing;
mod robin_hood;
mod sequence;
mod triangular;
mod window;

pub use double::DoubleHashing;
pub use groups::Groups;
pub use linear::Linear;
pub use perturbing::Perturbing;
pub use robin_hood::RobinHood;
pub use sequence::{Sequence, Walk};
pub use triangular::Triangular;
pub use window::{MARKS, Native, Places, Portable, Window};

use super::growth::Reduction;
use super::layout::{Found, Slots};
use super::statistics::Count;

/// A key that is looked for.
#[derive(Debug, Clone, Copy)]
pub struct Sought<E, H> {
    /// Its hash.
    pub hash: u64,
    /// Whether a key is this one.
    pub is_key: E,
    /// The hash of any key; may panic.
    pub hash_of: H,
}

/// Where a key that is not there belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vacancy {
    /// The slot.
    pub slot: usize,
    /// The mark that an entry gets there.
    pub mark: u8,
    /// How many empty slots less are left when the entry is in: 1, or 0 where it takes the place of
    /// a tombstone.
    pub empty_taken: usize,
}

/// A probing scheme over slots, of which at least one is always empty.
pub trait Probe: Sized {
    /// Whether the scheme gives slots marks of its own.
    const IS_MARKED: bool;
    /// How many marks it wants repeated behind the last.
    const REPEATED_MARKS: usize;
    /// The fewest slots that it works on.
    const LEAST_SLOTS: usize;

    /// The entry of a key, or where it belongs. Where not `INSERTING`, the vacancy is any.
    ///
    /// Changes nothing, so that it may panic where a hash or a comparison does.
    fn find<'a, const INSERTING: bool, R: Reduction, K, V, C: Count>(
        slots: &'a impl Slots<K, V>,
        sought: &Sought<impl Fn(&K) -> bool, impl Fn(&K) -> u64>,
        count: &mut C,
    ) -> Result<Found<'a, K, V>, Vacancy>;

    /// Where a key of this hash belongs that is not there.
    #[inline]
    fn vacancy<R: Reduction, K, V>(
        slots: &impl Slots<K, V>,
        hash: u64,
        hash_of: &impl Fn(&K) -> u64,
    ) -> Vacancy {
        let sought = Sought {
            hash,
            is_key: |_: &K| false,
            hash_of,
        };
        match Self::find::<true, R, K, V, ()>(slots, &sought, &mut ()) {
            Err(vacancy) => vacancy,
            Ok(_) => unreachable!("no key is this one"),
        }
    }

    /// Makes a vacancy that [`Probe::find`] told fit to take an entry.
    fn make_room<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        vacancy: Vacancy,
        count: &mut C,
    );

    /// Takes the entry out of a slot; also whether that left one empty slot more.
    ///
    /// A panic of `hash_of` comes before anything is changed.
    fn take<R: Reduction, K, V, C: Count>(
        slots: &mut impl Slots<K, V>,
        slot: usize,
        hash_of: &impl Fn(&K) -> u64,
        count: &mut C,
    ) -> (K, V, bool);
}

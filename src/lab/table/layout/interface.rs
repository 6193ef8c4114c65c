//! The interface of a layout.

use super::super::probe::Probe;
use super::super::slots::Slots;

/// A layout of a table's entries.
pub trait Layout {
    /// The slots for one probing scheme.
    type Slots<K, V, P: Probe>: Slots<K, V>;
}

//! Probing schemes: the order in which a lookup reads slots, and what insertion and removal do to
//! them.
//!
//! A scheme with a [`ProbeOrder`] reads one slot after the other, never moves an entry, and leaves a
//! tombstone for each removed one. [`RobinHoodProbe`] and [`GroupProbe`] are schemes of their own.

mod groups;
mod interface;
mod robin_hood;
mod sequence;

pub use groups::GroupProbe;
pub use interface::{Lookup, Probe};
pub use robin_hood::RobinHoodProbe;
pub use sequence::{
    DoubleHashProbe, LinearProbe, PerturbedProbe, ProbeOrder, ProbeSeq, TriangularProbe,
};

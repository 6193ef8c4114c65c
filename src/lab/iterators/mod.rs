//! Iterator adaptors, those of Python's `itertools`, read one item at a time or stored in lists.

mod accumulate;
mod adaptor;
mod checksum;
mod counts;
mod run;
mod saved_cycle;

pub use accumulate::accumulate;
pub use adaptor::{Adaptor, AdaptorSizes};
pub use checksum::Checksum;
pub use counts::{combinations, combinations_with_replacement, permutations, product};
pub use run::{lazy, stored};
pub use saved_cycle::SavedCycle;

//! The counting instrument.
//!
//! A scope counts the allocations of the whole process, as in the count pass, or of one thread, as
//! in [`count()`](crate::count). It stores the addresses of its live blocks, so that freeing a block from before
//! the scope does not count, as under DHAT.

mod address_set;
mod counter;
#[cfg(counts_c_allocations)]
mod outside;
pub(crate) mod phase;
mod scopes;
pub(crate) mod thread;
mod timeline;

pub use super::figures::HeapCounts;
pub use scopes::{start, start_with_timeline, stop, stop_with_timeline};
pub use timeline::{CountedPhase, CountedTimeline};

#[cfg(unix)]
pub(super) use scopes::{acquire_lock, release_lock};
pub(super) use scopes::{count_alloc, count_dealloc, count_realloc};
#[cfg(counts_c_allocations)]
pub(super) use scopes::{count_outside_alloc, count_outside_free, count_outside_realloc};

//! Heap profiles: reads and writes DHAT version 2 JSON, as Valgrind's DHAT and the `dhat` crate write
//! it, and attributes what was allocated to call sites.
//!
//! The format is described in `dhat/dh_main.c` of Valgrind's source.

mod check;
mod fold;
mod folded;
mod frame;
mod merge;
mod model;
mod read;
mod recorded;
mod sites;
mod symbols;

pub use folded::Measure;
pub use frame::Frame;
pub use model::{BlockStatistics, Profile, ProfileExtension, ProgramPoint};
pub use sites::{CallSite, Origin, find_call_site};
pub use symbols::Symbols;

//! Heap profiles: reads and writes DHAT version 2 JSON, as Valgrind's DHAT and the `dhat` crate write
//! it, and attributes what was allocated to call sites.
//!
//! The format is described in `dhat/dh_main.c` of Valgrind's source.

mod callees;
mod check;
mod churn;
mod fold;
mod folded;
mod folded_stacks;
mod foreign_names;
mod frame;
mod frame_table;
mod frame_texts;
mod merge;
mod missing_names;
mod model;
mod origin;
mod ownership;
mod read;
mod recorded;
mod short_name;
mod site_figures;
mod sites;
mod source_tree;
mod symbols;
mod thread_start;

pub use callees::Callee;
pub use churn::Churn;
pub use folded::Measure;
pub use folded_stacks::FoldedStacks;
pub use frame::Frame;
pub use frame_texts::FrameTexts;
pub use missing_names::MissingNames;
pub use model::{BlockStatistics, Profile, ProfileExtension, ProgramPoint};
pub use origin::{Origin, find_call_site};
pub use ownership::OwnershipPatterns;
pub use recorded::Profiles;
pub use site_figures::SiteFigures;
pub use sites::CallSite;
pub use symbols::Symbols;

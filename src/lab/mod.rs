//! The laboratory: the built-in experiments and their subjects.
//!
//! The experiments use the public interface of the harness only. The subjects are data-structure
//! code that depends neither on the harness nor on each other.

pub mod claims;
pub mod compact;
pub mod concurrency;
pub mod concurrent_task;
pub mod diffusion;
pub mod experiments;
pub mod growth;
pub mod growth_curve;
pub mod hash;
pub mod iterators;
pub mod julia;
pub mod table;

//! The laboratory: the built-in experiments and their subjects.
//!
//! It is the first customer of the harness, and uses its public interface only. The subjects are
//! data-structure code that depends neither on the harness nor on each other.

pub mod experiments;
pub mod growth;
pub mod growth_curve;
pub mod hash;
pub mod julia;
pub mod table;

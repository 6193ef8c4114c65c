//! Growable arrays: how policies choose the next capacity of a full array, and what that costs in
//! copies and unused memory.
//!
//! A [`Policy`] chooses the next capacity; [`ALL`] lists the policies. A [`GrowArray`] grows under
//! any policy through the allocator's `realloc`; [`follow`] computes the same growth without
//! allocating. A [`ChunkedArray`] grows without moving its items. [`many`] stores many short
//! sequences in several ways.

mod array;
mod chunked;
mod cpython;
mod curve;
mod error;
mod factor;
mod fbvector;
pub mod many;
mod policies;
mod policy;
mod reserve;
mod rust_vec;

pub use array::GrowArray;
pub use chunked::ChunkedArray;
pub use cpython::{List37, List39, Tuple};
pub use curve::{Curve, GrowthStep, MAX_GROWTH_STEPS, WORST_FROM, follow};
pub use error::{GrowthError, Result};
pub use factor::Factor;
pub use fbvector::FbVector;
pub use policies::{ALL, NamedPolicy};
pub use policy::Policy;
pub use reserve::ReserveOnce;
pub use rust_vec::RustVec;

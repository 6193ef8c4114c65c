//! Growth policies for arrays: how much room an array makes when it is full, what that costs in
//! copies and what it leaves idle.
//!
//! A [`Policy`] tells the next capacity; [`ALL`] names every one there is. A [`GrowArray`] grows by
//! any of them over the allocator's realloc; [`follow`] tells what it would do without allocating.
//! A [`ChunkedArray`] grows without ever moving an item. [`many`] has ways to keep arrays that are
//! many and small.

mod array;
mod chunked;
mod cpython;
mod curve;
mod factor;
mod fbvector;
mod follow;
pub mod many;
mod named;
mod policy;
mod reserve;
mod rust_vec;

pub use array::GrowArray;
pub use chunked::ChunkedArray;
pub use cpython::{List37, List39, Tuple};
pub use curve::{Curve, Step, WORST_FROM};
pub use factor::Factor;
pub use fbvector::FbVector;
pub use follow::{MOST_STEPS, follow};
pub use named::{ALL, Named};
pub use policy::Policy;
pub use reserve::ReserveOnce;
pub use rust_vec::RustVec;

/// The capacities that an array under `policy` goes through up to `items` items.
#[cfg(test)]
fn capacities_of(policy: impl Policy, item_bytes: usize, items: usize) -> Vec<usize> {
    let curve = follow(&policy, items, item_bytes, 0).unwrap();
    curve.steps().iter().map(|step| step.after).collect()
}

//! The probe lengths that theory expects, if the hash function gives each key any slot with the same
//! probability. A load is a load factor: n/m for n entries in m slots.
//!
//! The sources are Knuth, *The Art of Computer Programming*, vol. 3, §6.4, and for Robin Hood
//! hashing A. Viola, "Exact distribution of individual displacements in linear probing hashing",
//! 2005, and P. Celis, 1986.

pub mod distribution;
mod mean;

pub use mean::{
    MeanProbes, PERTURBED_UP_TO, TRIANGULAR_UP_TO, chaining, knuth_q, linear, linear_finite,
    linear_hit_variance, perturbed, robin_hood, robin_hood_hit_variance, triangular, uniform,
};

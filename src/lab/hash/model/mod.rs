//! What lookups cost in a table, counted in a model of the table that stores hashes only.
//!
//! [`TableLayout::Hashbrown`] counts exactly what hashbrown's table does with 16 slots a group, as it
//! has on x86-64, in a table that was created with room for all keys.

mod buckets;
mod chains;
mod groups;
mod layout;
mod linear;
mod work;

pub use layout::TableLayout;
pub use work::{LookupWork, TableWork};

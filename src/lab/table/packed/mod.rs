//! Packed buckets: entries without gaps, in buckets that grow one at a time.

mod block;
mod expansion;
mod iter;
mod scattered;
mod table;

pub use iter::{PackedIntoIter, PackedIter};
pub use table::{PackedPosition, PackedTable};

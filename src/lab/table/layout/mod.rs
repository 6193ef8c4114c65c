//! Layouts: where the entries of a table are stored. They are in the slots themselves, or in an
//! array of their own to which the slots point.

mod compact;
mod dense_entry;
mod index_array;
mod inline;
mod interface;
mod tagged_slots;
mod tags;

pub use compact::{Compact, CompactSlots};
pub use inline::{Inline, InlineSlots};
pub use interface::Layout;

//! The interface of a group.

use super::super::tag::Tag;
use super::bit_mask::BitMask;

/// The width of the widest group.
pub const MAX_WIDTH: usize = 16;

/// The tags of neighbouring slots.
///
/// This trait is sealed, because unsafe code relies on the guarantee of [`Group::match_tag`].
pub trait Group: Copy + sealed::Sealed {
    /// The number of tags.
    const WIDTH: usize;
    /// A set of slots in the group.
    type BitMask: BitMask;

    /// The group of the first [`Group::WIDTH`] tags, each as its byte.
    fn load(tags: &[u8; MAX_WIDTH]) -> Self;

    /// The slots with this tag, which is the tag of a full slot.
    ///
    /// All slots in the mask are full. If at least one of them has the tag, the mask may also
    /// contain full slots with another tag.
    fn match_tag(self, tag: Tag) -> Self::BitMask;

    /// The slots whose tag is exactly this byte, whatever byte it is.
    fn match_byte(self, byte: u8) -> Self::BitMask;

    /// The empty slots.
    fn match_empty(self) -> Self::BitMask;

    /// The empty and the deleted slots.
    fn match_empty_or_deleted(self) -> Self::BitMask;
}

pub(super) mod sealed {
    /// Implemented by the groups of this module only.
    pub trait Sealed {}
}

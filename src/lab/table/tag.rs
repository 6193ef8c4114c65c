//! Tags: one byte for each slot of a table.

/// The tag of a slot: empty, deleted, or full. A deleted slot is a tombstone.
///
/// The tag of a full slot has seven bits that the probing scheme chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag(u8);

impl Tag {
    /// The tag of an empty slot.
    pub const EMPTY: Self = Self(0xff);
    /// The tag of a deleted slot.
    pub const DELETED: Self = Self(0x80);

    /// The tag of a full slot, with the lower seven of these bits.
    #[inline]
    pub const fn full(bits: u8) -> Self {
        Self(bits & 0x7f)
    }

    /// Whether this is the tag of a full slot.
    #[inline]
    pub const fn is_full(self) -> bool {
        self.0 & 0x80 == 0
    }

    #[inline]
    pub(super) const fn from_byte(byte: u8) -> Self {
        Self(byte)
    }

    #[inline]
    pub(super) const fn to_byte(self) -> u8 {
        self.0
    }
}

/// What a slot becomes when its entry is removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vacated {
    /// An empty slot, which ends a lookup.
    Empty,
    /// A deleted slot, which a lookup passes.
    Deleted,
}

impl Vacated {
    /// The tag of the slot.
    pub(super) fn tag(self) -> Tag {
        match self {
            Self::Empty => Tag::EMPTY,
            Self::Deleted => Tag::DELETED,
        }
    }
}

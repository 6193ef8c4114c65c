//! Marks of several slots, looked at together.

mod places;
mod portable;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
mod sse2;

pub use places::Places;
#[cfg(not(all(target_arch = "x86_64", target_feature = "sse2")))]
pub use portable::Portable as Native;
pub use portable::Portable;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
pub use sse2::Sse2 as Native;

/// So many marks the widest window has.
pub const MARKS: usize = 16;

/// The marks of neighbouring slots.
///
/// This trait is sealed: slots that are read without another look at their marks rest on what a
/// window tells of these.
pub trait Window: Copy + sealed::Sealed {
    /// How many.
    const WIDTH: usize;
    /// Places that have something in common.
    type Places: Places;

    /// The first [`Window::WIDTH`] of `marks`.
    fn load(marks: &[u8; MARKS]) -> Self;

    /// The places of entries of a tag. Where there is one, an entry of another tag may come
    /// along.
    fn tagged(self, tag: u8) -> Self::Places;

    /// The places of empty slots.
    fn empty(self) -> Self::Places;

    /// The places of empty slots and of tombstones.
    fn without_entry(self) -> Self::Places;
}

mod sealed {
    /// Of the windows here, and no others.
    pub trait Sealed {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::table::layout::{EMPTY, TOMBSTONE};
    use proptest::prelude::*;

    /// A window must tell what looking at one mark after the other tells.
    fn tells<W: Window>(marks: &[u8; 16], tag: u8) {
        let window = W::load(marks);
        let places = |is: &dyn Fn(u8) -> bool| -> Vec<usize> {
            (0..W::WIDTH).filter(|&place| is(marks[place])).collect()
        };
        let empty = places(&|mark| mark == EMPTY);
        assert!(window.empty().eq(empty.iter().copied()));
        assert_eq!(window.empty().number(), empty.len());
        assert_eq!(window.empty().is_none(), empty.is_empty());
        let first = empty.first().map_or(W::WIDTH, |&first| first);
        assert_eq!(window.empty().before_first(), first);
        let behind = empty.last().map_or(W::WIDTH, |last| W::WIDTH - 1 - last);
        assert_eq!(window.empty().behind_last(), behind);
        assert!(window.without_entry().eq(places(&|mark| mark >= TOMBSTONE)));
        let tagged: Vec<usize> = window.tagged(tag).collect();
        let expected = places(&|mark| mark == tag);
        assert!(expected.iter().all(|place| tagged.contains(place)));
        assert!(tagged.iter().all(|&place| marks[place] < TOMBSTONE));
        assert!(tagged.is_empty() || !expected.is_empty());
    }

    proptest! {
        #[test]
        fn windows_tell_what_the_marks_are(
            marks in prop::array::uniform16(prop_oneof![Just(EMPTY), Just(TOMBSTONE), 0..4_u8, 0..128_u8]),
            tag in prop_oneof![0..4_u8, 0..128_u8],
        ) {
            tells::<Native>(&marks, tag);
            tells::<Portable>(&marks, tag);
        }
    }
}

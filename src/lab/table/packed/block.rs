//! A bucket: tagged entries without gaps, in a block of memory that grows in small steps.

#![allow(unsafe_code)] // A block has tags and entries side by side, and room for more entries.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::marker::PhantomData;
use std::mem::needs_drop;
use std::ptr::NonNull;

use super::super::group::{BitMask, Group, MAX_WIDTH, Native};
use super::super::statistics::Count;

/// The number of entries of a segment, whose tags a lookup compares all at once.
pub(super) const SEGMENT: usize = 32;

/// The bytes of a segment's tags. Every group of them can be loaded.
const TAG_BYTES: usize = SEGMENT + (MAX_WIDTH - Native::WIDTH);

/// The offset of the header in a block.
const HEADER: usize = TAG_BYTES;

/// The first bytes of a block without memory.
static NO_MEMORY: BlockStart = BlockStart {
    tags: [NO_ENTRY; TAG_BYTES],
    header: Header {
        len: 0,
        capacity: 0,
    },
};

/// The tag of an entry: eight bits of its hash, where 0 counts as 1. Places without an entry have the
/// byte 0.
#[derive(Debug, Clone, Copy)]
pub(super) struct EntryTag(u8);

impl EntryTag {
    /// The tag for a hash.
    #[inline]
    pub(super) fn from_hash(hash: u64) -> Self {
        let bits = hash as u8;
        Self(bits + u8::from(bits == 0))
    }
}

const NO_ENTRY: u8 = 0;

/// The number of entries by which a small block grows.
const STEP: usize = 4;

/// The numbers of entries in a block and of places for them.
#[derive(Debug)]
struct Header {
    len: u32,
    capacity: u32,
}

/// How each block begins.
#[repr(C)]
struct BlockStart {
    tags: [u8; TAG_BYTES],
    header: Header,
}

const _: () = assert!(std::mem::offset_of!(BlockStart, header) == HEADER);

/// Entries with a tag each, in one block of memory. It has a segment for every 32 entries: first their
/// tags, then room for a header, then the entries. The header of the block is that of the first
/// segment. The last segment ends at the capacity. A block without room for entries takes no memory.
///
/// The first `len` entries are initialized and have tags. All other bytes of tags are 0.
#[derive(Debug)]
pub(super) struct Block<E> {
    /// The start of the memory, or [`NO_MEMORY`] if the capacity is 0.
    start: NonNull<u8>,
    entries: PhantomData<E>,
}

// SAFETY: a block owns its memory and its entries, as a vector does.
unsafe impl<E: Send> Send for Block<E> {}
// SAFETY: a shared block gives access to shared entries only.
unsafe impl<E: Sync> Sync for Block<E> {}

impl<E> Default for Block<E> {
    fn default() -> Self {
        Self {
            start: NonNull::from(&NO_MEMORY).cast(),
            entries: PhantomData,
        }
    }
}

impl<E> Block<E> {
    /// The alignment of the memory, at least that of the header.
    const ALIGN: usize = if align_of::<E>() < MAX_WIDTH {
        MAX_WIDTH
    } else {
        align_of::<E>()
    };
    /// The offset of the entries from the start of their segment.
    const ENTRIES: usize = size_of::<BlockStart>().next_multiple_of(align_of::<E>());
    /// The bytes of a whole segment.
    const SEGMENT_BYTES: usize =
        (Self::ENTRIES + SEGMENT * size_of::<E>()).next_multiple_of(Self::ALIGN);

    /// The layout of a block with room for `capacity` entries, at least one.
    ///
    /// # Panics
    ///
    /// If its size overflows.
    fn layout(capacity: usize) -> Layout {
        let (whole, others) = ((capacity - 1) / SEGMENT, (capacity - 1) % SEGMENT + 1);
        let last = Self::ENTRIES + others * size_of::<E>();
        let bytes = whole.checked_mul(Self::SEGMENT_BYTES);
        let bytes = bytes.and_then(|bytes| bytes.checked_add(last));
        let layout = bytes.and_then(|bytes| Layout::from_size_align(bytes, Self::ALIGN).ok());
        layout.expect("capacity overflow")
    }

    fn with_capacity(capacity: usize) -> Self {
        if capacity == 0 {
            return Self::default();
        }
        let layout = Self::layout(capacity);
        // SAFETY: tags take room, so the layout is not empty.
        let start = NonNull::new(unsafe { alloc(layout) });
        let block = Self {
            start: start.unwrap_or_else(|| handle_alloc_error(layout)),
            entries: PhantomData,
        };
        let header = Header {
            len: 0,
            capacity: u32::try_from(capacity).expect("capacity overflow"),
        };
        // SAFETY: the memory is aligned for a header, and has room for it after the first tags.
        unsafe { block.start.add(HEADER).cast().write(header) }
        for first in (0..capacity).step_by(SEGMENT) {
            // SAFETY: the segment begins with its tags.
            unsafe { block.segment(first).write_bytes(NO_ENTRY, TAG_BYTES) }
        }
        block
    }

    #[inline]
    fn header(&self) -> &Header {
        // SAFETY: every block has a header, also `NO_MEMORY`.
        unsafe { self.start.add(HEADER).cast().as_ref() }
    }

    /// The header of a block with memory.
    ///
    /// # Safety
    ///
    /// The capacity must not be 0.
    #[inline]
    unsafe fn header_mut(&mut self) -> &mut Header {
        // SAFETY: by the contract, this is not the header of `NO_MEMORY`.
        unsafe { self.start.add(HEADER).cast().as_mut() }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        self.header().len as usize
    }

    #[inline]
    fn capacity(&self) -> usize {
        self.header().capacity as usize
    }

    /// The bytes of the memory.
    pub(super) fn heap_bytes(&self) -> usize {
        match self.capacity() {
            0 => 0,
            capacity => Self::layout(capacity).size(),
        }
    }

    /// The start of the segment of an entry.
    ///
    /// # Safety
    ///
    /// `index` must be below the capacity.
    #[inline]
    unsafe fn segment(&self, index: usize) -> NonNull<u8> {
        // SAFETY: by the contract, the segment is in the memory.
        unsafe { self.start.add(index / SEGMENT * Self::SEGMENT_BYTES) }
    }

    /// The place of an entry.
    ///
    /// # Safety
    ///
    /// `index` must be below the capacity.
    #[inline]
    unsafe fn place(&self, index: usize) -> NonNull<E> {
        // SAFETY: by the contract, the place is in the memory.
        unsafe { place_in_segment(self.segment(index), index % SEGMENT) }
    }

    /// The place of an entry's tag.
    ///
    /// # Safety
    ///
    /// `index` must be below the capacity.
    #[inline]
    unsafe fn tag_place(&self, index: usize) -> NonNull<u8> {
        // SAFETY: by the contract, the tag is in the memory.
        unsafe { self.segment(index).add(index % SEGMENT) }
    }

    /// The entry at an index.
    #[inline]
    pub(super) fn get(&self, index: usize) -> &E {
        assert!(index < self.len());
        // SAFETY: an entry below `len` is initialized.
        unsafe { self.place(index).as_ref() }
    }

    /// The entry at an index, mutably.
    #[inline]
    pub(super) fn get_mut(&mut self, index: usize) -> &mut E {
        assert!(index < self.len());
        // SAFETY: an entry below `len` is initialized.
        unsafe { self.place(index).as_mut() }
    }

    /// The index and entry of the first entry with this tag that satisfies `eq`.
    #[inline]
    pub(super) fn find(
        &self,
        tag: EntryTag,
        mut eq: impl FnMut(&E) -> bool,
        count: &mut impl Count,
    ) -> Option<(usize, &E)> {
        let mut segment = self.start;
        loop {
            count.probe();
            // SAFETY: a segment begins with its tags, and so does `NO_MEMORY`.
            let mut matches = unsafe { match_segment(segment, tag) };
            while matches != 0 {
                let place = matches.trailing_zeros() as usize;
                count.compare();
                // SAFETY: a group matches exactly the places with this tag (`Group` is sealed, and
                // its test tries every kind of byte). A tag is not 0, and after the first `len` tags
                // all bytes are 0. So the entry is initialized.
                let entry = unsafe { place_in_segment::<E>(segment, place).as_ref() };
                if eq(entry) {
                    return Some((self.first_index(segment) + place, entry));
                }
                matches &= matches - 1;
            }
            if self.len() <= SEGMENT {
                return None;
            }
            let next = self.first_index(segment) + SEGMENT;
            if next >= self.len() {
                return None;
            }
            // SAFETY: `next` is below the length.
            segment = unsafe { self.segment(next) };
        }
    }

    /// The index of the first entry of a segment.
    #[inline]
    fn first_index(&self, segment: NonNull<u8>) -> usize {
        let offset = segment.addr().get() - self.start.addr().get();
        offset / Self::SEGMENT_BYTES * SEGMENT
    }

    /// Adds an entry and returns its index.
    #[inline]
    pub(super) fn push(&mut self, tag: EntryTag, entry: E) -> usize {
        if self.len() == self.capacity() {
            self.grow();
        }
        let index = self.len();
        // SAFETY: `index` is below the capacity, and the entry there is not initialized.
        unsafe {
            let (segment, place) = (self.segment(index), index % SEGMENT);
            self.header_mut().len = index as u32 + 1;
            segment.add(place).write(tag.0);
            place_in_segment(segment, place).write(entry);
        }
        index
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) {
        self.reserve((self.len() / 8).max(1));
    }

    /// Makes room for `additional` more entries, and a few more.
    pub(super) fn reserve(&mut self, additional: usize) {
        let least = self.len() + additional;
        if least > self.capacity() {
            self.set_capacity(least.next_multiple_of(STEP));
        }
    }

    /// Moves the entries to a block with another capacity, at least the number of entries.
    fn set_capacity(&mut self, capacity: usize) {
        let len = self.len();
        assert!(len <= capacity);
        let mut new = Self::with_capacity(capacity);
        if len > 0 {
            let new_capacity = new.header().capacity;
            // SAFETY: up to the last entry both blocks have the same layout, and the headers differ in
            // the capacity, which is set again. The entries of the old block are not used as such any
            // more, because its length becomes 0.
            unsafe {
                let bytes = Self::layout(len).size();
                self.start.copy_to_nonoverlapping(new.start, bytes);
                new.header_mut().capacity = new_capacity;
                self.header_mut().len = 0;
            }
        }
        *self = new;
    }

    /// Removes an entry and returns it. The last entry takes its place.
    pub(super) fn swap_remove(&mut self, index: usize) -> E {
        assert!(index < self.len());
        let last = self.len() - 1;
        // SAFETY: both entries were initialized. The entry at `index` is read out, the last one is
        // moved there with its tag, and the last place is not initialized any more.
        let removed = unsafe {
            self.header_mut().len -= 1;
            let removed = self.place(index).read();
            let last_tag = self.tag_place(last);
            self.place(last).copy_to(self.place(index), 1);
            self.tag_place(index).write(last_tag.read());
            last_tag.write(NO_ENTRY);
            removed
        };
        if self.capacity() - last >= 2 * STEP.max(last / 8) {
            self.set_capacity(last.next_multiple_of(STEP));
        }
        removed
    }

    /// Removes the last entry and returns it. The capacity does not change.
    #[inline]
    pub(super) fn pop(&mut self) -> Option<E> {
        let last = self.len().checked_sub(1)?;
        // SAFETY: the entry was initialized. It is read out once, since it is not one of the first
        // `len` entries any more.
        unsafe {
            self.header_mut().len -= 1;
            self.tag_place(last).write(NO_ENTRY);
            Some(self.place(last).read())
        }
    }

    /// The entries of each segment.
    pub(super) fn segments(&self) -> impl Iterator<Item = &[E]> {
        let len = self.len();
        (0..len).step_by(SEGMENT).map(move |first| {
            let entries = (len - first).min(SEGMENT);
            // SAFETY: the first `len` entries are initialized, and those of a segment lie side by side.
            unsafe { std::slice::from_raw_parts(self.place(first).as_ptr(), entries) }
        })
    }

    /// Passes each entry to `take`, the last one first. If that panics, the others are not dropped.
    #[inline]
    pub(super) fn for_each_entry(mut self, mut take: impl FnMut(E)) {
        let len = self.len();
        if len == 0 {
            return;
        }
        // SAFETY: a block with entries has memory.
        unsafe { self.header_mut().len = 0 }
        for index in (0..len).rev() {
            // SAFETY: the entry was initialized. It is read out once, since it is not one of the first
            // `len` entries any more.
            take(unsafe { self.place(index).read() });
        }
    }

    /// Iterates over the entries, mutably.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut E> {
        // SAFETY: the first `len` entries are initialized, and each is returned once.
        (0..self.len()).map(|index| unsafe { self.place(index).as_mut() })
    }
}

/// The place of an entry in a segment.
///
/// # Safety
///
/// The segment must have room for the entry.
#[inline]
unsafe fn place_in_segment<E>(segment: NonNull<u8>, index: usize) -> NonNull<E> {
    // SAFETY: by the contract, the place is in the segment.
    unsafe { segment.add(Block::<E>::ENTRIES).cast::<E>().add(index) }
}

/// The places of a segment with this tag, as bits.
///
/// # Safety
///
/// [`TAG_BYTES`] bytes of tags must start at `tags`.
#[inline]
unsafe fn match_segment(tags: NonNull<u8>, tag: EntryTag) -> u64 {
    (0..SEGMENT)
        .step_by(Native::WIDTH)
        .fold(0, |matches, first| {
            // SAFETY: by the contract, and because `TAG_BYTES` allows to load every group.
            let group = Native::load(unsafe { tags.add(first).cast().as_ref() });
            matches | group.match_byte(tag.0).to_bits() << first
        })
}

/// Drops the entries and frees the memory, the latter also if dropping an entry panics.
impl<E> Drop for Block<E> {
    fn drop(&mut self) {
        if self.capacity() == 0 {
            return;
        }
        let _memory = Memory {
            start: self.start,
            layout: Self::layout(self.capacity()),
        };
        if needs_drop::<E>() {
            while self.pop().is_some() {}
        }
    }
}

/// Memory that is freed when this is dropped.
struct Memory {
    start: NonNull<u8>,
    layout: Layout,
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: `Block::with_capacity` allocated this memory with this layout.
        unsafe { dealloc(self.start.as_ptr(), self.layout) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::rc::Rc;

    fn tag(number: usize) -> EntryTag {
        EntryTag::from_hash(number as u64)
    }

    /// The index of the entry `number` as `find` returns it.
    fn index_of<E: PartialEq>(block: &Block<E>, number: usize, entry: &E) -> Option<usize> {
        let found = block.find(tag(number), |other| other == entry, &mut ());
        found.map(|(index, _)| index)
    }

    /// Fills a block far beyond the first tags and empties it again, and looks for each entry at
    /// each length.
    fn finds_its_entries<E: PartialEq + std::fmt::Debug>(entry: impl Fn(usize) -> E) {
        let mut block = Block::default();
        for len in 0..200 {
            assert_eq!(index_of(&block, len, &entry(len)), None);
            assert_eq!(block.push(tag(len), entry(len)), len);
            assert!((0..=len).all(|at| index_of(&block, at, &entry(at)) == Some(at)));
        }
        let mut left: Vec<usize> = (0..200).collect();
        while let Some(last) = left.len().checked_sub(1) {
            let index = last * 7 % left.len();
            assert_eq!(block.swap_remove(index), entry(left[index]));
            left.swap_remove(index);
            let found = |(at, &number): (usize, &usize)| {
                index_of(&block, number, &entry(number)) == Some(at)
            };
            assert!(left.iter().enumerate().all(found));
            assert_eq!(block.len(), left.len());
        }
        assert_eq!(block.heap_bytes(), 0);
    }

    #[derive(Debug, PartialEq)]
    #[repr(align(64))]
    struct Aligned(u8);

    #[test]
    fn entries_of_every_size_and_alignment_are_found() {
        finds_its_entries(|number| number as u64);
        finds_its_entries(|number| number as u8);
        finds_its_entries(|number| [number as u32; 7]);
        finds_its_entries(|number| Aligned(number as u8));
        finds_its_entries(Rc::new);
    }

    #[test]
    fn entries_without_size_take_tags_only() {
        let mut block = Block::default();
        (0..40).for_each(|_| assert!(block.push(tag(1), ()) < 40));
        let whole = Block::<()>::SEGMENT_BYTES;
        assert_eq!(block.heap_bytes(), whole + size_of::<BlockStart>());
        assert_eq!(block.segments().flatten().count(), 40);
    }

    #[test]
    fn a_block_grows_by_four_entries() {
        let start = size_of::<BlockStart>();
        let mut block = Block::default();
        for len in 1..=32_usize {
            block.push(tag(len), 0_u64);
            assert_eq!(block.heap_bytes(), start + 8 * len.next_multiple_of(4));
        }
        block.push(tag(0), 0);
        let whole = (start + 8 * 32).next_multiple_of(16);
        assert_eq!(block.heap_bytes(), whole + start + 8 * 4);
    }

    #[test]
    fn every_entry_is_dropped_once() {
        let counted = Rc::new(7);
        let mut block = Block::default();
        for number in 0..50 {
            block.push(tag(number), counted.clone());
        }
        drop(block.pop());
        drop(block.swap_remove(3));
        assert_eq!(Rc::strong_count(&counted), 49);
        drop(block);
        assert_eq!(Rc::strong_count(&counted), 1);
    }

    #[test]
    fn each_entry_is_passed_on_once_the_last_one_first() {
        Block::<u8>::default().for_each_entry(|_| unreachable!());
        let counted = Rc::new(7);
        let filled = || {
            let mut block = Block::default();
            for number in 0..70 {
                block.push(tag(number), (number, counted.clone()));
            }
            block
        };
        let mut taken = Vec::new();
        filled().for_each_entry(|(number, _)| taken.push(number));
        assert!(taken.into_iter().eq((0..70).rev()));
        assert_eq!(Rc::strong_count(&counted), 1);
        let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            filled().for_each_entry(|(number, _)| assert_ne!(number, 60));
        }));
        assert!(panicked.is_err());
        let not_dropped = 60;
        assert_eq!(Rc::strong_count(&counted), 1 + not_dropped);
    }

    #[test]
    #[should_panic(expected = "index < self.len()")]
    fn there_is_no_entry_after_the_last_one() {
        Block::<u64>::default().get(0);
    }
}

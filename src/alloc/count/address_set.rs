//! A set of addresses of blocks.

use hashbrown::{HashMap, HashSet};

/// Most allocators return multiples of this.
const GRANULE: usize = 8;

/// The bytes of addresses that a page covers.
const PAGE_BYTES: usize = 1 << 16;

const WORDS: usize = PAGE_BYTES / GRANULE / u64::BITS as usize;

/// The number of remembered pages, a power of two.
const RECENT_PAGES: usize = 64;

/// The pages for which memory is reserved from the start. Which pages a program uses depends on where
/// the system places its heap. If the set allocated for each of them, beside the program, the bytes
/// that the allocator holds for the program's blocks would depend on that too.
const RESERVED_PAGES: usize = 1024;

/// The entries that are reserved in the index of the pages: so many that glibc maps memory for them
/// alone, and the program's heap stays as it would be without the index.
const RESERVED_INDICES: usize = 8 * RESERVED_PAGES;

/// Empty pages are not removed while there are fewer pages than this.
const FEWEST_PAGES: usize = 64;

/// A set of addresses: a bit for each granule of 8 bytes, in pages of 64 KiB of addresses. Near a block
/// there are others, so this takes less memory than a hash set, and most of it is in the cache.
pub(super) struct AddressSet {
    pages: Vec<AddressPage>,
    /// The index of each page in `pages`, by the page's number.
    indices: HashMap<usize, usize>,
    /// The numbers and indices of recently used pages. The last bits of a number are its place.
    recent: [(usize, usize); RECENT_PAGES],
    /// At this number of pages, empty ones are removed before another one is added.
    most_pages: usize,
    /// Addresses between granules.
    unaligned: HashSet<usize>,
}

struct AddressPage {
    /// The page's first address, divided by [`PAGE_BYTES`].
    number: usize,
    words: [u64; WORDS],
}

/// A place in `recent` without a page: no address has a page with this number.
const NO_PAGE: (usize, usize) = (usize::MAX, 0);

impl Default for AddressSet {
    fn default() -> Self {
        Self {
            pages: Vec::with_capacity(RESERVED_PAGES),
            indices: HashMap::with_capacity(RESERVED_INDICES),
            recent: [NO_PAGE; RECENT_PAGES],
            most_pages: FEWEST_PAGES,
            unaligned: HashSet::new(),
        }
    }
}

impl AddressSet {
    #[inline]
    pub(super) fn insert(&mut self, address: usize) {
        if !address.is_multiple_of(GRANULE) {
            self.unaligned.insert(address);
            return;
        }
        let number = address / PAGE_BYTES;
        let index = self.find(number).unwrap_or_else(|| self.add_page(number));
        let (word, bit) = position(address);
        self.pages[index].words[word] |= bit;
    }

    /// Removes an address. Returns whether the set contained it.
    #[inline]
    pub(super) fn remove(&mut self, address: usize) -> bool {
        if !address.is_multiple_of(GRANULE) {
            return self.unaligned.remove(&address);
        }
        let Some(index) = self.find(address / PAGE_BYTES) else {
            return false;
        };
        let (word, bit) = position(address);
        let word = &mut self.pages[index].words[word];
        let is_contained = *word & bit != 0;
        *word &= !bit;
        is_contained
    }

    /// The index of the page with this number.
    #[inline]
    fn find(&mut self, number: usize) -> Option<usize> {
        let recent = &mut self.recent[number % RECENT_PAGES];
        if recent.0 != number {
            *recent = (number, *self.indices.get(&number)?);
        }
        Some(recent.1)
    }

    /// Adds a page, and returns its index.
    #[cold]
    fn add_page(&mut self, number: usize) -> usize {
        if self.pages.len() == self.most_pages {
            self.remove_empty_pages();
        }
        let index = self.pages.len();
        let words = [0; WORDS];
        self.pages.push(AddressPage { number, words });
        self.indices.insert(number, index);
        index
    }

    fn remove_empty_pages(&mut self) {
        self.pages
            .retain(|page| page.words.iter().any(|word| *word != 0));
        let numbers = self.pages.iter().map(|page| page.number);
        self.indices.clear();
        self.indices.extend(numbers.zip(0..));
        self.recent = [NO_PAGE; RECENT_PAGES];
        self.most_pages = FEWEST_PAGES.max(2 * self.pages.len());
    }
}

/// The index of the word, and the bit in it, that stand for an address.
#[inline]
fn position(address: usize) -> (usize, u64) {
    let granule = address % PAGE_BYTES / GRANULE;
    let bits = u64::BITS as usize;
    (granule / bits, 1 << (granule % bits))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[derive(Debug, Clone, Copy)]
    enum AddressChange {
        Insert(usize),
        Remove(usize),
        /// Removes all addresses, lets empty pages be removed, and adds them again.
        Refill,
    }

    /// Few addresses in many pages, so that they repeat: also between granules, and at the ends of pages
    /// and of the address space.
    fn addresses() -> impl Strategy<Value = usize> {
        let pages = prop_oneof![
            0..80_usize,
            usize::MAX / PAGE_BYTES - 3..=usize::MAX / PAGE_BYTES
        ];
        let offsets = prop_oneof![
            Just(0),
            (0..4_usize).prop_map(|granule| 504 + granule * GRANULE),
            0..12_usize,
            PAGE_BYTES - 9..PAGE_BYTES,
        ];
        (pages, offsets).prop_map(|(page, offset)| page * PAGE_BYTES + offset)
    }

    fn changes() -> impl Strategy<Value = AddressChange> {
        prop_oneof![
            100 => addresses().prop_map(AddressChange::Insert),
            80 => addresses().prop_map(AddressChange::Remove),
            1 => Just(AddressChange::Refill),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(80))]

        #[test]
        fn an_address_set_equals_a_hash_set(changes in prop::collection::vec(changes(), 0..400)) {
            let mut set = AddressSet::default();
            let mut expected = HashSet::new();
            for change in changes {
                match change {
                    AddressChange::Insert(address) => {
                        set.insert(address);
                        expected.insert(address);
                    }
                    AddressChange::Remove(address) => {
                        prop_assert_eq!(set.remove(address), expected.remove(&address));
                    }
                    AddressChange::Refill => {
                        for address in &expected {
                            prop_assert!(set.remove(*address));
                        }
                        set.remove_empty_pages();
                        prop_assert!(set.pages.is_empty());
                        expected.iter().for_each(|address| set.insert(*address));
                    }
                }
            }
            for address in expected {
                prop_assert!(set.remove(address));
                prop_assert!(!set.remove(address));
            }
        }
    }

    #[test]
    fn blocks_that_come_and_go_in_ever_new_pages_take_bounded_memory() {
        let mut set = AddressSet::default();
        set.insert(0);
        for page in 1..100_000 {
            set.insert(page * PAGE_BYTES);
            assert!(set.remove(page * PAGE_BYTES));
        }
        assert!(set.pages.len() <= FEWEST_PAGES);
        assert_eq!(set.indices.len(), set.pages.len());
        assert!(set.remove(0));
    }
}

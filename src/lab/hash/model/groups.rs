//! A model of hashbrown's table.

use super::super::occupancy::table_bits;
use super::work::{TableModel, WorkCount};

/// The slots of a group, with SSE2.
const WIDTH: usize = 16;

const EMPTY: u8 = 0xff;

/// The highest bit of each byte.
const HIGH_BITS: u128 = u128::from_ne_bytes([0x80; WIDTH]);

/// hashbrown's table without its keys (M. Kulukundis, "Designing a fast, efficient, cache-friendly
/// hash table, step by step", CppCon 2017): groups of 16 slots that can start at any slot, triangular
/// steps from group to group, and the highest 7 bits of the hash as tag.
pub(super) struct GroupModel {
    /// The tag of each slot. The first tags are repeated after the last one.
    tags: Vec<u8>,
    /// The slot of each key.
    slots: Vec<u32>,
    mask: usize,
    /// For each slot, how many groups of a lookup that begins there are known to be full. Without
    /// removals, they stay full.
    full: Vec<u32>,
}

/// The first slots of the groups that a lookup visits.
struct GroupStarts {
    next: usize,
    stride: usize,
    mask: usize,
}

impl Iterator for GroupStarts {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        let start = self.next;
        self.stride += WIDTH;
        self.next = (start + self.stride) & self.mask;
        Some(start)
    }
}

/// The highest 7 bits.
fn tag(hash: u64) -> u8 {
    (hash >> 57) as u8
}

/// The highest bit of each empty slot's byte. The tag of a full slot has 7 bits.
fn empty(group: u128) -> u128 {
    group & HIGH_BITS
}

/// The highest bit of each byte that is equal to `tag`.
fn matching(group: u128, tag: u8) -> u128 {
    let differing = group ^ u128::from_ne_bytes([tag; WIDTH]);
    // The sum carries into the highest bit of a byte if another bit of the byte is set.
    let low_bits = (differing & !HIGH_BITS) + !HIGH_BITS;
    !(low_bits | differing) & HIGH_BITS
}

impl GroupModel {
    /// The groups of a lookup, without the first `skipped` ones.
    fn starts(&self, hash: u64, skipped: u32) -> GroupStarts {
        let skipped = skipped as usize;
        let triangle = skipped * (skipped + 1) / 2;
        GroupStarts {
            next: (hash as usize).wrapping_add(WIDTH * triangle) & self.mask,
            stride: WIDTH * skipped,
            mask: self.mask,
        }
    }

    /// The tags of a group, the first in the lowest byte.
    fn group(&self, start: usize) -> u128 {
        let tags = self.tags[start..].first_chunk();
        u128::from_le_bytes(*tags.expect("the first tags are repeated after the last one"))
    }

    fn set_tag(&mut self, slot: usize, tag: u8) {
        self.tags[slot] = tag;
        if slot < WIDTH {
            self.tags[self.mask + 1 + slot] = tag;
        }
    }
}

impl TableModel for GroupModel {
    fn with_room_for(keys: usize) -> Self {
        let slots = (1_usize << table_bits(keys)).max(WIDTH);
        Self {
            tags: vec![EMPTY; slots + WIDTH],
            slots: Vec::with_capacity(keys),
            mask: slots - 1,
            full: vec![0; slots],
        }
    }

    fn insert(&mut self, hash: u64) {
        let home = hash as usize & self.mask;
        for start in self.starts(hash, self.full[home]) {
            let empty = empty(self.group(start));
            if empty != 0 {
                let slot = (start + empty.trailing_zeros() as usize / 8) & self.mask;
                self.set_tag(slot, tag(hash));
                self.slots.push(slot as u32);
                return;
            }
            self.full[home] += 1;
        }
    }

    fn count_hit(&self, key: usize, hash: u64) -> WorkCount {
        let slot = self.slots[key] as usize;
        let mut count = WorkCount::default();
        for start in self.starts(hash, 0) {
            count.steps += 1;
            let candidates = matching(self.group(start), tag(hash));
            let offset = slot.wrapping_sub(start) & self.mask;
            if offset < WIDTH {
                let up_to_key = candidates << (8 * (WIDTH - 1 - offset));
                count.comparisons += u64::from(up_to_key.count_ones());
                break;
            }
            count.comparisons += u64::from(candidates.count_ones());
        }
        count
    }

    fn count_miss(&self, hash: u64) -> WorkCount {
        let mut count = WorkCount::default();
        for start in self.starts(hash, 0) {
            let group = self.group(start);
            count.steps += 1;
            count.comparisons += u64::from(matching(group, tag(hash)).count_ones());
            if empty(group) != 0 {
                break;
            }
        }
        count
    }
}

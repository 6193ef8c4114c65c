//! The layouts of the tables.

use heapwise::lab::hash::integers::BuildIdentity;
use heapwise::lab::table::growth::{ByFraction, ByTwo, TableGrowth};
use heapwise::lab::table::layout::{Compact, Inline};
use heapwise::lab::table::probe::{GroupProbe, LinearProbe, RobinHoodProbe};
use heapwise::lab::table::{CPython, Chaining, Design, Lean, Map, MaxLoadFactor, Swiss};

const SIZES: [usize; 6] = [1, 5, 100, 1_000, 4_321, 100_000];

/// Bytes and blocks.
type BytesAndBlocks = (u64, u64);

#[derive(Debug, PartialEq)]
struct Heap {
    live: BytesAndBlocks,
    peak: BytesAndBlocks,
}

/// The live bytes and blocks of the map that `new_map` returns, and the peak until then.
fn measured<D: Design>(new_map: impl FnOnce() -> Map<u64, u64, D, BuildIdentity>) -> Heap {
    let profiler = dhat::Profiler::builder().testing().build();
    let map = new_map();
    let stats = dhat::HeapStats::get();
    assert_eq!(map.bytes(), stats.curr_bytes);
    drop(map);
    let end = dhat::HeapStats::get();
    assert_eq!(
        (end.curr_bytes, end.curr_blocks),
        (0, 0),
        "something leaked"
    );
    drop(profiler);
    let figures = |bytes, blocks| (bytes as u64, blocks as u64);
    Heap {
        live: figures(stats.curr_bytes, stats.curr_blocks),
        peak: figures(stats.max_bytes, stats.max_blocks),
    }
}

/// Checks that a full map of each size allocates once, the bytes and blocks that `predicted` returns
/// for its slots and its capacity.
fn assert_allocates<D: Design>(limit: f64, predicted: impl Fn(u64, u64) -> BytesAndBlocks) {
    let limit = MaxLoadFactor::new(limit).unwrap();
    for entries in SIZES {
        let (mut slots, mut capacity) = (0, 0);
        let heap = measured::<D>(|| {
            let hasher = BuildIdentity::default();
            let mut map = Map::with_max_load_factor(limit, entries, hasher).unwrap();
            map.extend((0..entries as u64).map(|n| (n, n)));
            (slots, capacity) = (map.slots() as u64, map.capacity() as u64);
            map
        });
        let expected = predicted(slots, capacity);
        let what = format!("{} with {entries}", std::any::type_name::<D>());
        assert_eq!(heap.live, expected, "{what}");
        assert_eq!(heap.peak, expected, "{what}, peak");
    }
}

fn index_width(slots: u64) -> u64 {
    match slots {
        0..=0x80 => 1,
        0x81..=0x8000 => 2,
        _ => 4,
    }
}

pub fn every_layout_has_the_predicted_size() {
    let inline = |slots, _| (17 * slots, 2);
    assert_allocates::<(LinearProbe, Inline, ByTwo)>(0.875, inline);
    assert_allocates::<(RobinHoodProbe, Inline, ByFraction<5, 4>)>(0.95, inline);
    let groups = |slots, _| (17 * slots + 16, 2);
    assert_allocates::<Swiss>(0.875, groups);
    assert_allocates::<Lean>(0.875, groups);
    let compact = |slots, capacity| (index_width(slots) * slots + 24 * capacity, 2);
    assert_allocates::<CPython>(2.0 / 3.0, compact);
    assert_allocates::<(LinearProbe, Compact, ByFraction<9, 8>)>(0.5, compact);
    let marked = |slots, capacity| (slots + compact(slots, capacity).0, 3);
    assert_allocates::<(RobinHoodProbe, Compact, ByTwo)>(0.875, marked);
    let tagged = |slots, capacity| (16 + marked(slots, capacity).0, 3);
    assert_allocates::<(GroupProbe, Compact, ByTwo)>(0.875, tagged);
}

pub fn chains_allocate_a_block_for_each_entry() {
    for entries in SIZES {
        let new_map = || {
            let mut map = Map::with_capacity(entries);
            map.extend((0..entries as u64).map(|n| (n, n)));
            map
        };
        let slots = entries.next_power_of_two().max(8);
        let expected = (8 * slots + 32 * entries, 1 + entries);
        let heap = measured::<Chaining>(new_map);
        assert_eq!(heap.live, (expected.0 as u64, expected.1 as u64));
    }
}

/// From 1000 entries on: at every size, and during growth.
pub fn a_lean_table_is_lean() {
    let mut growing = Map::<u64, u64, Lean, BuildIdentity>::new();
    let mut worst = 0.0_f64;
    for entries in 1..=200_000 {
        growing.insert(entries, entries);
        if entries >= 1_000 {
            worst = worst.max(growing.bytes() as f64 / entries as f64);
        }
    }
    assert!(worst <= 22.0, "{worst} bytes an entry");
    drop(growing);
    // One entry more than the capacity, so that the last operation is a growth.
    for least in [1_000, 10_000, 100_000] {
        let mut slots = 0;
        let heap = measured::<Lean>(|| {
            let mut map = Map::with_capacity(least);
            slots = map.slots();
            map.extend((0..=map.capacity() as u64).map(|n| (n, n)));
            map
        });
        let next = <ByFraction<9, 8> as TableGrowth>::next(slots, least);
        let (old, new) = (17 * slots as u64 + 16, 17 * next as u64 + 16);
        assert_eq!((heap.live, heap.peak), ((new, 2), (old + new, 4)));
        let times = heap.peak.0 as f64 / heap.live.0 as f64;
        assert!(times <= 2.3, "{times} times what it then holds");
    }
}

pub fn an_empty_map_allocates_nothing() {
    let nothing = Heap {
        live: (0, 0),
        peak: (0, 0),
    };
    assert_eq!(measured::<Swiss>(Map::new), nothing);
    assert_eq!(measured::<CPython>(Map::new), nothing);
    assert_eq!(
        measured::<(RobinHoodProbe, Compact, ByTwo)>(Map::new),
        nothing
    );
    assert_eq!(measured::<Chaining>(Map::new), nothing);
}

//! The layouts of the tables.

use heapwise::lab::hash::integers::BuildIdentity;
use heapwise::lab::table::group::{Group, MAX_WIDTH, Native};
use heapwise::lab::table::growth::{ByFraction, ByTwo};
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

/// The bytes of a bucket of packed entries of 16 bytes: in segments of 32, with a tag of one byte for
/// each place of a segment and 8 bytes for a header, and room for a multiple of four entries.
fn bucket_bytes(entries: u64) -> u64 {
    if entries == 0 {
        return 0;
    }
    let start = 32 + (MAX_WIDTH - Native::WIDTH) as u64 + 8;
    let capacity = entries.next_multiple_of(4);
    let whole = (capacity - 1) / 32;
    whole * (start + 32 * 16).next_multiple_of(16) + start + 16 * (capacity - 32 * whole)
}

pub fn packed_buckets_have_the_predicted_size() {
    const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;
    for entries in SIZES.map(|entries| entries as u64) {
        let mut slots = 0;
        let heap = measured::<Lean>(|| {
            let mut map = Map::with_capacity(entries as usize);
            slots = map.slots() as u64;
            map.extend((0..entries).map(|n| (n, n)));
            map
        });
        let mut buckets = vec![0; (slots / 32) as usize];
        for n in 0..entries {
            let hash = u128::from(n.wrapping_mul(GOLDEN));
            buckets[((hash * u128::from(slots / 32)) >> 64) as usize] += 1;
        }
        let bytes: u64 = buckets.iter().map(|&entries| bucket_bytes(entries)).sum();
        let blocks = buckets.iter().filter(|&&entries| entries > 0).count() as u64;
        assert_eq!(heap.live, (8 * slots / 32 + bytes, 1 + blocks), "{entries}");
    }
}

/// A pseudorandom number: SplitMix64 (S. Vigna).
fn scattered(number: u64) -> u64 {
    let n = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let n = (n ^ n >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let n = (n ^ n >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    n ^ n >> 31
}

/// From 1000 entries on: at every size, and at every moment of growth until then.
pub fn a_lean_table_is_lean() {
    let profiler = dhat::Profiler::builder().testing().build();
    let mut map = Map::<u64, u64, Lean, BuildIdentity>::new();
    for entries in 1..=1_000_000 {
        map.insert(scattered(entries as u64), 0);
        if entries >= 1_000 && (entries <= 3_000 || entries % 997 == 0) {
            let stats = dhat::HeapStats::get();
            let (live, peak) = (stats.curr_bytes, stats.max_bytes);
            assert_eq!(map.bytes(), live);
            assert!(live <= 20 * entries, "{live} bytes for {entries} entries");
            assert!(
                peak <= 22 * entries,
                "{peak} bytes at the peak for {entries} entries"
            );
        }
    }
    drop(profiler);
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

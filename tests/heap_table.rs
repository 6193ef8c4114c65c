//! The bytes and blocks of every layout, under dhat, are those that arithmetic predicts.

#[path = "common/under_dhat.rs"]
mod under_dhat;

use std::process::ExitCode;

use heapwise::lab::hash::integers::BuildIdentity;
use heapwise::lab::table::growth::{ByFraction, ByTwo, TableGrowth};
use heapwise::lab::table::layout::{Compact, Inline};
use heapwise::lab::table::probe::{GroupProbe, LinearProbe, RobinHoodProbe};
use heapwise::lab::table::{CPython, Chaining, Design, Lean, Map, MaxLoadFactor, Swiss};

use under_dhat::in_main_thread;

#[global_allocator]
static ALLOC: dhat::Alloc = dhat::Alloc;

const SIZES: [usize; 6] = [1, 5, 100, 1_000, 4_321, 100_000];

/// Bytes and blocks.
type Figures = (u64, u64);

#[derive(Debug, PartialEq)]
struct Heap {
    held: Figures,
    peak: Figures,
}

/// What the map that `made` makes holds, and what making it took.
fn measured<D: Design>(made: impl FnOnce() -> Map<u64, u64, D, BuildIdentity>) -> Heap {
    let profiler = dhat::Profiler::builder().testing().build();
    let map = made();
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
        held: figures(stats.curr_bytes, stats.curr_blocks),
        peak: figures(stats.max_bytes, stats.max_blocks),
    }
}

/// A map made with room for so many entries, and as many in it, takes what `predicted` says of its
/// slots and its capacity, at once and no more.
fn takes<D: Design>(limit: f64, predicted: impl Fn(u64, u64) -> Figures) {
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
        assert_eq!(heap.held, expected, "{what}");
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

fn every_layout_takes_what_it_says() {
    let inline = |slots, _| (17 * slots, 2);
    takes::<(LinearProbe, Inline, ByTwo)>(0.875, inline);
    takes::<(RobinHoodProbe, Inline, ByFraction<5, 4>)>(0.95, inline);
    let groups = |slots, _| (17 * slots + 16, 2);
    takes::<Swiss>(0.875, groups);
    takes::<Lean>(0.875, groups);
    let compact = |slots, capacity| (index_width(slots) * slots + 24 * capacity, 2);
    takes::<CPython>(2.0 / 3.0, compact);
    takes::<(LinearProbe, Compact, ByFraction<9, 8>)>(0.5, compact);
    let marked = |slots, capacity| (slots + compact(slots, capacity).0, 3);
    takes::<(RobinHoodProbe, Compact, ByTwo)>(0.875, marked);
    let tagged = |slots, capacity| (16 + marked(slots, capacity).0, 3);
    takes::<(GroupProbe, Compact, ByTwo)>(0.875, tagged);
}

fn chains_take_a_block_for_each_entry() {
    for entries in SIZES {
        let made = || {
            let mut map = Map::with_capacity(entries);
            map.extend((0..entries as u64).map(|n| (n, n)));
            map
        };
        let slots = entries.next_power_of_two().max(8);
        let expected = (8 * slots + 32 * entries, 1 + entries);
        let heap = measured::<Chaining>(made);
        assert_eq!(heap.held, (expected.0 as u64, expected.1 as u64));
    }
}

/// From 1000 entries on, at every size, and at the worst moment.
fn a_lean_table_is_lean() {
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
    // One entry more than there is room for, so that the last thing to happen is a growth.
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
        assert_eq!((heap.held, heap.peak), ((new, 2), (old + new, 4)));
        let times = heap.peak.0 as f64 / heap.held.0 as f64;
        assert!(times <= 2.3, "{times} times what it then holds");
    }
}

fn an_empty_map_takes_nothing() {
    let nothing = Heap {
        held: (0, 0),
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

fn main() -> ExitCode {
    in_main_thread([
        (
            "every_layout_takes_what_it_says",
            every_layout_takes_what_it_says,
        ),
        (
            "chains_take_a_block_for_each_entry",
            chains_take_a_block_for_each_entry,
        ),
        ("a_lean_table_is_lean", a_lean_table_is_lean),
        ("an_empty_map_takes_nothing", an_empty_map_takes_nothing),
    ])
}

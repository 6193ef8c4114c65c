//! The bytes that a growing array requests from the allocator are as arithmetic predicts: under every
//! policy, in `Vec`, and in a bumpalo arena.

use std::hint::black_box;

use bumpalo::Bump;
use bumpalo::collections::Vec as ArenaVec;
use heapwise::lab::growth::{ALL, ChunkedArray, GrowArray, List39, NamedPolicy, follow};

const ITEM_BYTES: u64 = 8;

/// Total bytes, peak bytes, copying peak bytes, reallocations, and the bytes copied for them.
type GrowthFigures = [u64; 5];

fn measured<T>(variant: impl FnOnce() -> T) -> GrowthFigures {
    let ((), figures) = heapwise::count(|| drop(black_box(variant())));
    assert_eq!(
        (figures.totals.end_bytes, figures.totals.end_blocks),
        (0, 0),
        "something leaked"
    );
    [
        figures.totals.total_bytes,
        figures.totals.peak_bytes,
        figures.copying_peak_bytes,
        figures.realloc_count,
        figures.realloc_copy_bytes,
    ]
}

/// The figures of an array that grows through these capacities.
fn predicted(capacities: &[u64]) -> GrowthFigures {
    let copying_peak = capacities.windows(2).map(|pair| pair[0] + pair[1]).max();
    let (&last, left) = capacities.split_last().unwrap();
    [
        capacities.iter().sum::<u64>() * ITEM_BYTES,
        last * ITEM_BYTES,
        copying_peak.unwrap_or(last) * ITEM_BYTES,
        left.len() as u64,
        left.iter().sum::<u64>() * ITEM_BYTES,
    ]
}

fn pushed(named: &NamedPolicy, items: u64) -> GrowthFigures {
    let policy = named.policy(items as usize);
    measured(|| {
        let mut array = GrowArray::new(&policy);
        (0..items).for_each(|item| array.push(item));
        array
    })
}

/// The sequences are those of the policies' sources.
#[test]
fn policies_allocate_as_their_published_sequences() {
    let one_by_one: Vec<u64> = (1..=100).collect();
    let capacities = |name| -> &[u64] {
        match name {
            "list-3.7" => &[4, 8, 16, 25, 35, 46, 58, 72, 88, 106],
            "list-3.9" => &[4, 8, 16, 24, 32, 40, 52, 64, 76, 92, 108],
            "tuple" => &one_by_one,
            "rust" => &[4, 8, 16, 32, 64, 128],
            "factor-1.5" => &[1, 2, 3, 5, 8, 12, 18, 27, 41, 62, 93, 140],
            "factor-2" => &[1, 2, 4, 8, 16, 32, 64, 128],
            "golden" => &[1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144],
            "fbvector" => &[8, 16, 32, 64, 128],
            "reserve-once" => &[100],
            _ => panic!("no sequence for {name}"),
        }
    };
    for named in &ALL {
        let expected = predicted(capacities(named.name));
        assert_eq!(pushed(named, 100), expected, "{}", named.name);
    }
}

#[test]
fn policies_allocate_as_their_curves() {
    for named in &ALL {
        let items = if named.name == "tuple" { 1000 } else { 100_000 };
        let curve = follow(&named.policy(items), items, ITEM_BYTES as usize, 0).unwrap();
        let expected = [
            curve.total_bytes(),
            curve.peak_bytes(),
            curve.copying_peak_bytes(),
            curve.steps().len() as u64 - 1,
            curve.copied_bytes(),
        ];
        assert_eq!(pushed(named, items as u64), expected, "{}", named.name);
    }
}

#[test]
fn vecs_allocate_as_their_capacities() {
    let grown = || {
        let mut vec = Vec::new();
        (0..100_u64).for_each(|item| vec.push(black_box(item)));
        vec
    };
    assert_eq!(measured(grown), predicted(&[4, 8, 16, 32, 64, 128]));
    let reserved = || {
        let mut vec = Vec::with_capacity(100);
        (0..100_u64).for_each(|item| vec.push(black_box(item)));
        vec
    };
    assert_eq!(measured(reserved), predicted(&[100]));
    let array = || {
        let mut array = GrowArray::with_capacity(List39, 100);
        (0..101_u64).for_each(|item| array.push(item));
        array
    };
    assert_eq!(measured(array), predicted(&[100, 116]));
}

/// The last block in a chunk, of 2ᵏ bytes, grows in place if as many bytes follow it. bumpalo's
/// chunks request 16 bytes less than 512, 1024 and so on, so each holds a block of half that size but
/// not the next one: the last block is in a chunk of twice its size.
#[test]
fn an_array_in_an_arena_allocates_chunks() {
    const LAST_BYTES: u64 = 131_072 * ITEM_BYTES;
    let figures = measured(|| {
        let arena = Bump::new();
        let mut vec = ArenaVec::new_in(&arena);
        (0..100_000_u64).for_each(|item| vec.push(item));
        drop(black_box(vec));
        arena
    });
    let chunks = 512_u64.ilog2()..=(2 * LAST_BYTES).ilog2();
    let bytes = chunks.map(|log| (1 << log) - 16).sum();
    assert_eq!(figures, [bytes, bytes, bytes, 0, 0]);
}

/// 8, 16, ... 64 items, and the list of chunks: 24 bytes for each of 4.
#[test]
fn a_chunked_array_allocates_chunks_and_their_list() {
    let figures = measured(|| (0..100_u64).collect::<ChunkedArray<_>>());
    let expected = (8 + 16 + 32 + 64) * ITEM_BYTES + 4 * 24;
    assert_eq!(figures, [expected, expected, expected, 0, 0]);
}

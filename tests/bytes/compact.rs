//! Compact numbers, sets of strings, and counters of distinct strings.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;

use heapwise::lab::compact::distinct::{
    DistinctCounter, ExactHashes, ExactStrings, HyperLogLog, LinearCounting, MinimumValues,
};
use heapwise::lab::compact::numbers::{Deltas, WholeBytes, ascending, bitset, boxed, u64s};
use heapwise::lab::compact::strings::{
    BloomSet, FstSet, InternedSet, SortedText, Trie, hash_set, strings,
};

use crate::under_dhat::measured;

/// The bytes of the trailing group of control bytes in a hashbrown table.
const GROUP: u64 = if cfg!(target_feature = "sse2") { 16 } else { 8 };

/// The bytes of a hashbrown table with room for more than 7 items of `slot` bytes each.
fn table_bytes(items: u64, slot: u64) -> u64 {
    let buckets = (items * 8).div_ceil(7).next_power_of_two();
    (buckets * slot).next_multiple_of(16) + buckets + GROUP
}

/// The live bytes of what `build` returns.
fn live_bytes<T>(build: impl FnOnce() -> T) -> u64 {
    let profiler = dhat::Profiler::builder().testing().build();
    let built = std::hint::black_box(build());
    let bytes = dhat::HeapStats::get().curr_bytes as u64;
    drop(built);
    drop(profiler);
    bytes
}

pub fn numbers_take_the_predicted_bytes() {
    let n = 10_000;
    for (gap, width) in [(1, 2), (16, 3), (1000, 3), (100_000, 4)] {
        let numbers = || ascending(n, gap);
        let once = |bytes| (bytes, bytes, 1);
        let figures = measured(|| boxed(numbers()));
        assert_eq!(figures, (16 * n, 16 * n, 1 + n));
        assert_eq!(measured(|| u64s(numbers())), once(8 * n));
        let figures = measured(|| WholeBytes::new(numbers(), n * gap));
        assert_eq!(figures, once(width * n), "{gap}");

        let differences = std::iter::once(0).chain(numbers()).zip(numbers());
        let limits = [1 << 7, 1 << 14, 1 << 21];
        let encoded = differences.map(|(last, number)| {
            1 + limits
                .iter()
                .filter(|&&limit| number - last >= limit)
                .count() as u64
        });
        let encoded = encoded.sum();
        assert_eq!(measured(|| Deltas::new(numbers())), once(encoded), "{gap}");

        // Whole blocks of 128 bits.
        let bits = once((n * gap).div_ceil(128) * 16);
        assert_eq!(measured(|| bitset(numbers(), n * gap)), bits, "{gap}");
    }
}

/// Strings of nine bytes in alphabetical order.
fn words(n: u64) -> Vec<String> {
    (0..n).map(|i| format!("word-{i:04}")).collect()
}

pub fn sets_of_strings_take_the_predicted_bytes() {
    let n = 1000;
    let (words, text) = (words(n), 9 * n);
    let sorted = || words.iter().map(String::as_str);
    let at_once = |bytes, blocks| (bytes, bytes, blocks);
    let figures = measured(|| strings(sorted()));
    assert_eq!(figures, at_once(24 * n + text, 1 + n), "strings");
    let figures = measured(|| hash_set(sorted()));
    let expected = at_once(table_bytes(n, 24) + text, 1 + n);
    assert_eq!(figures, expected, "hash-set");
    let figures = measured(|| InternedSet::new(sorted()));
    let expected = at_once(text + 4 * n + table_bytes(n, 4), 3);
    assert_eq!(figures, expected, "interned");
    let figures = measured(|| SortedText::new(sorted()));
    assert_eq!(figures, at_once(text + 4 * n, 2), "sorted-text");

    let beginnings = words
        .iter()
        .flat_map(|word| (0..=9).map(|end| &word[..end]));
    let nodes = HashSet::<&str>::from_iter(beginnings).len() as u64;
    assert_eq!(nodes, 1 + 5 + 1 + 10 + 100 + 1000);
    assert_eq!(live_bytes(|| Trie::new(sorted())), 12 * nodes, "trie");

    let bits_per_string = 10;
    let bits = (n * bits_per_string).next_multiple_of(64);
    let figures = measured(|| BloomSet::new(sorted(), bits_per_string as usize));
    assert_eq!(figures.0, bits / 8, "bloom");

    let mut bytes = 0;
    let live = live_bytes(|| {
        let set = FstSet::new(sorted());
        bytes = set.bytes() as u64;
        set
    });
    assert_eq!(live, bytes, "fst");
    assert!(bytes < text / 10, "fst: {bytes}");
}

/// The live bytes of a counter after so many strings.
fn counter_bytes<C: DistinctCounter>(mut counter: C, words: &[String]) -> u64 {
    words.iter().for_each(|word| counter.add(word));
    let live = dhat::HeapStats::get().curr_bytes as u64;
    drop(counter);
    live
}

pub fn counters_take_the_predicted_bytes() {
    let n = 1000;
    let words = words(n);
    let profiler = dhat::Profiler::builder().testing().build();
    let bytes = counter_bytes(ExactStrings::<RandomState>::default(), &words);
    assert_eq!(bytes, table_bytes(n, 24) + 9 * n, "strings");
    let bytes = counter_bytes(ExactHashes::<RandomState>::default(), &words);
    assert_eq!(bytes, table_bytes(n, 8), "hashes");
    let bytes = counter_bytes(LinearCounting::new(1 << 16), &words);
    assert_eq!(bytes, (1 << 16) / 8, "linear-counting");
    let bytes = counter_bytes(HyperLogLog::new(12), &words);
    assert_eq!(bytes, 1 << 12, "hyperloglog");
    // At least five of the eleven places of a node are used.
    let bytes = counter_bytes(MinimumValues::new(100), &words);
    assert!(
        (8 * 100..8 * 100 * 4).contains(&bytes),
        "minimum-values: {bytes}"
    );
    drop(profiler);
}

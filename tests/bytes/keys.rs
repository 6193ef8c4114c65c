//! Keys from a file: bytes in proportion to the file, and no block for each key.

use heapwise::lab::hash::key_file::{KeyFile, KeyType};
use std::path::Path;

struct ReadFigures {
    file_bytes: usize,
    peak_bytes: usize,
    blocks: u64,
}

fn read(lines: usize, key_type: KeyType) -> ReadFigures {
    let file: String = (0..lines)
        .map(|line| format!("{:012}\n", line * 7))
        .collect();
    let profiler = dhat::Profiler::builder().testing().build();
    let read = KeyFile::read(file.as_bytes(), key_type, Path::new("keys.txt")).unwrap();
    let stats = dhat::HeapStats::get();
    drop(profiler);
    assert_eq!((read.keys.len(), read.repeated), (lines, 0));
    ReadFigures {
        file_bytes: file.len(),
        peak_bytes: stats.max_bytes,
        blocks: stats.total_blocks,
    }
}

pub fn reading_allocates_bytes_in_proportion_and_blocks_only_by_doubling() {
    const LINES: usize = 100_000;
    let key_types = [
        KeyType::Text,
        KeyType::Bytes,
        KeyType::U32,
        KeyType::U64,
        KeyType::U128,
    ];
    for key_type in key_types {
        let (once, fourfold) = (read(LINES, key_type), read(4 * LINES, key_type));
        // Each growing vector doubles twice more: one for numbers, two for strings.
        assert!(
            fourfold.blocks <= once.blocks + 4,
            "{key_type:?}: {}",
            fourfold.blocks
        );
        assert!(once.blocks < 60, "{key_type:?}: {} blocks", once.blocks);
        let file_bytes = fourfold.file_bytes;
        let peak_bytes = fourfold.peak_bytes;
        assert!(
            peak_bytes < 5 * file_bytes,
            "{key_type:?}: {peak_bytes} B for {file_bytes} B"
        );
    }
}

//! Merges program points with the same backtrace.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use super::model::ProgramPoint;

/// Merges program points with the same backtrace. The own peak of a merged point is the sum of theirs,
/// an upper bound of the real one.
pub(super) fn merge_repeated(points: &mut Vec<ProgramPoint>) {
    let hasher = DefaultHashBuilder::default();
    let mut merged_by_backtrace: HashTable<usize> = HashTable::with_capacity(points.len());
    let mut merged = 0;
    for index in 0..points.len() {
        let (before, rest) = points.split_at_mut(index);
        let point = &mut rest[0];
        let hash = hasher.hash_one(&point.backtrace);
        let is_same = |&known: &usize| before[known].backtrace == point.backtrace;
        if let Some(&known) = merged_by_backtrace.find(hash, is_same) {
            add(&mut before[known], point);
            continue;
        }
        if merged < index {
            std::mem::swap(&mut before[merged], point);
        }
        let rehash = |&known: &usize| hasher.hash_one(&points[known].backtrace);
        merged_by_backtrace.insert_unique(hash, merged, rehash);
        merged += 1;
    }
    points.truncate(merged);
    points.shrink_to_fit();
}

fn add(to: &mut ProgramPoint, point: &ProgramPoint) {
    to.total_bytes += point.total_bytes;
    to.total_blocks += point.total_blocks;
    for (sum, more) in [
        (&mut to.lifetimes, point.lifetimes),
        (&mut to.own_peak_bytes, point.own_peak_bytes),
        (&mut to.own_peak_blocks, point.own_peak_blocks),
        (&mut to.peak_bytes, point.peak_bytes),
        (&mut to.peak_blocks, point.peak_blocks),
        (&mut to.end_bytes, point.end_bytes),
        (&mut to.end_blocks, point.end_blocks),
    ] {
        *sum = sum.zip(more).map(|(sum, more)| sum + more);
    }
    match (&mut to.extension, &point.extension) {
        (Some(sum), Some(more)) => sum.add(more),
        (extension, _) => *extension = None,
    }
}

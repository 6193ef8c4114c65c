//! Makes the recording of a scope from its ledger.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

use crate::alloc::recording::{RecordedPoint, Recording};

use super::ledger::{Ledger, Point};
use super::symbols::Symbols;
use super::tree::NodeId;

/// The recording of a scope that has ended.
pub(super) fn from_ledger(mut ledger: Ledger) -> Recording {
    let mut recording = Recording {
        peak_time: ledger.peak_time,
        end_time: ledger.now,
        beyond_limit_bytes: ledger.beyond_bytes,
        beyond_limit_blocks: ledger.beyond_blocks,
        ..Recording::default()
    };
    ledger.settle();
    let mut symbols = Symbols::new();
    let mut by_backtrace: HashTable<usize> = HashTable::new();
    let hasher = DefaultHashBuilder::default();
    for point in ledger.points() {
        if ledger.is_truncated(point) {
            recording.truncated_bytes += point.total_bytes;
            recording.truncated_blocks += point.total_blocks;
        }
        let recorded = recorded_point(&ledger, point, &mut symbols);
        // Two stacks may differ in frames of the allocator only, which a backtrace leaves out.
        let hash_of = |backtrace: &Vec<usize>| hasher.hash_one(backtrace);
        let points = &mut recording.points;
        let hash = hash_of(&recorded.backtrace);
        let same = by_backtrace.find(hash, |&index| points[index].backtrace == recorded.backtrace);
        if let Some(&index) = same {
            points[index].add(&recorded);
        } else {
            let rehash = |&index: &usize| hash_of(&points[index].backtrace);
            by_backtrace.insert_unique(hash, points.len(), rehash);
            points.push(recorded);
        }
    }
    recording.frames = symbols.into_frames();
    recording
}

fn recorded_point(ledger: &Ledger, point: &Point, symbols: &mut Symbols) -> RecordedPoint {
    let addresses = ledger.tree.ancestors(point.node);
    let addresses = addresses.map(|node: NodeId| ledger.tree.node(node).return_address);
    RecordedPoint {
        backtrace: symbols.backtrace(addresses),
        total_bytes: point.total_bytes,
        total_blocks: point.total_blocks,
        peak_bytes: point.peak_bytes,
        peak_blocks: point.peak_blocks,
        own_peak_bytes: point.own_peak_bytes,
        own_peak_blocks: point.own_peak_blocks,
        end_bytes: point.live_bytes,
        end_blocks: point.live_blocks,
        lifetimes: point.lifetimes_until(ledger.now),
        temporary_blocks: point.temporary_blocks,
        size_classes: ledger.size_classes(point),
    }
}

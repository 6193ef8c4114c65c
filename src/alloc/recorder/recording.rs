//! Makes the recording of a scope from its ledger.

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
    for point in ledger.points() {
        if ledger.is_truncated(point) {
            recording.truncated_bytes += point.total_bytes;
            recording.truncated_blocks += point.total_blocks;
        }
        let recorded = recorded_point(&ledger, point, &mut symbols);
        recording.points.push(recorded);
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

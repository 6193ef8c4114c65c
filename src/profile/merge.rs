//! Merges program points with the same backtrace.

use hashbrown::HashMap;

use super::model::ProgramPoint;

/// Merges program points with the same backtrace. The own peak of a merged point is the sum of theirs,
/// an upper bound of the real one.
pub(super) fn merge_repeated(points: &mut Vec<ProgramPoint>) {
    let mut merged: Vec<ProgramPoint> = Vec::with_capacity(points.len());
    let mut index_by_backtrace: HashMap<Vec<usize>, usize> = HashMap::with_capacity(points.len());
    for point in points.drain(..) {
        match index_by_backtrace.get(&point.backtrace) {
            Some(&index) => add(&mut merged[index], &point),
            None => {
                index_by_backtrace.insert(point.backtrace.clone(), merged.len());
                merged.push(point);
            }
        }
    }
    *points = merged;
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

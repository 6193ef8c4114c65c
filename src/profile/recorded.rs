//! Makes a DHAT file of what heapwise's recorder found.

use crate::alloc::recording::{RecordedPoint, Recording};

use super::merge::merge_repeated;
use super::model::{BlockStatistics, Profile, ProfileExtension, ProgramPoint};

/// The lifetime, in allocations, below which a block is short-lived.
const SHORT_LIFETIME: u64 = 100;

impl From<Recording> for Profile {
    /// The profile of this process. Times and lifetimes count allocations.
    fn from(recording: Recording) -> Self {
        let mut points: Vec<ProgramPoint> = recording.points.into_iter().map(Into::into).collect();
        merge_repeated(&mut points);
        let mut blocks = BlockStatistics::default();
        for statistics in points.iter().filter_map(|point| point.extension.as_ref()) {
            blocks.add(statistics);
        }
        let arguments: Vec<String> = std::env::args_os()
            .map(|argument| argument.to_string_lossy().into_owned())
            .collect();
        Self {
            version: 2,
            mode: String::from("rust-heap"),
            verb: String::from("Allocated"),
            has_lifetimes: true,
            has_accesses: false,
            unit: None,
            units: None,
            block_units: None,
            time_unit: String::from("allocs"),
            million_time_units: String::from("Mallocs"),
            short_lifetime: Some(SHORT_LIFETIME),
            command: arguments.join(" "),
            pid: u64::from(std::process::id()),
            peak_time: Some(recording.peak_time),
            end_time: recording.end_time,
            points,
            frames: recording.frames,
            extension: Some(ProfileExtension {
                blocks,
                truncated_bytes: recording.truncated_bytes,
                truncated_blocks: recording.truncated_blocks,
                beyond_limit_bytes: recording.beyond_limit_bytes,
                beyond_limit_blocks: recording.beyond_limit_blocks,
            }),
        }
    }
}

impl From<RecordedPoint> for ProgramPoint {
    fn from(point: RecordedPoint) -> Self {
        Self {
            total_bytes: point.total_bytes,
            total_blocks: point.total_blocks,
            lifetimes: Some(point.lifetimes),
            own_peak_bytes: Some(point.own_peak_bytes),
            own_peak_blocks: Some(point.own_peak_blocks),
            peak_bytes: Some(point.peak_bytes),
            peak_blocks: Some(point.peak_blocks),
            end_bytes: Some(point.end_bytes),
            end_blocks: Some(point.end_blocks),
            read_bytes: None,
            written_bytes: None,
            accesses: None,
            backtrace: point.backtrace,
            extension: Some(BlockStatistics {
                temporary_blocks: point.temporary_blocks,
                size_classes: point.size_classes,
            }),
        }
    }
}

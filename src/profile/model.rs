//! The contents of a DHAT file. The fields keep the file's order; each names its key in the file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::alloc::Totals;

use super::frame::Frame;
use super::frame_texts::FrameTexts;
use super::ownership::OwnershipPatterns;

/// The contents of one DHAT file. Times count in `time_unit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// `dhatFileVersion`: 2.
    #[serde(rename = "dhatFileVersion")]
    pub version: u64,
    /// `mode`: what was profiled, such as `rust-heap`, `heap` or `ad-hoc`.
    pub mode: String,
    /// `verb`: what a program point did, such as `Allocated`.
    pub verb: String,
    /// `bklt`: whether blocks have lifetimes, and program points have peaks.
    #[serde(rename = "bklt")]
    pub has_lifetimes: bool,
    /// `bkacc`: whether reads and writes are counted.
    #[serde(rename = "bkacc")]
    pub has_accesses: bool,
    /// `bu`: the name of one unit; `byte` if absent.
    #[serde(rename = "bu", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `bsu`: the name of several units; `bytes` if absent.
    #[serde(rename = "bsu", skip_serializing_if = "Option::is_none")]
    pub units: Option<String>,
    /// `bksu`: the name of several blocks; `blocks` if absent.
    #[serde(rename = "bksu", skip_serializing_if = "Option::is_none")]
    pub block_units: Option<String>,
    /// `tu`: the unit of time, such as `µs` or `instrs`.
    #[serde(rename = "tu")]
    pub time_unit: String,
    /// `Mtu`: a million units of time, such as `s` or `Minstr`.
    #[serde(rename = "Mtu")]
    pub million_time_units: String,
    /// `tuth`: the time below which a lifetime is short. Always present if `has_lifetimes`.
    #[serde(rename = "tuth", skip_serializing_if = "Option::is_none")]
    pub short_lifetime: Option<u64>,
    /// `cmd`: the command that was profiled.
    #[serde(rename = "cmd")]
    pub command: String,
    /// `pid`: the process number of the command.
    pub pid: u64,
    /// `tg`: the time of the peak. Always present if `has_lifetimes`.
    #[serde(rename = "tg", skip_serializing_if = "Option::is_none")]
    pub peak_time: Option<u64>,
    /// `te`: the time at which the program ended.
    #[serde(rename = "te")]
    pub end_time: u64,
    /// `pps`: the program points.
    #[serde(rename = "pps")]
    pub points: Vec<ProgramPoint>,
    /// `ftbl`: the frames, which the program points name by index; the first is `[root]`.
    #[serde(rename = "ftbl")]
    pub frames: FrameTexts,
    /// `heapwise`: what heapwise stores beyond DHAT's fields.
    #[serde(rename = "heapwise", default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<ProfileExtension>,
    /// The user's patterns for own and other code. Not part of the file.
    #[serde(skip)]
    pub ownership: OwnershipPatterns,
}

/// What heapwise stores of a whole profile beyond DHAT's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileExtension {
    /// Temporary blocks and sizes of all program points, if heapwise's recorder made the profile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blocks: Option<BlockStatistics>,
    /// The frames of the user's own code, as indices into the profile's frames, in ascending order.
    /// `None` in profiles from before heapwise stored it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_frames: Option<Vec<usize>>,
    /// Bytes of stacks that could not be unwound to their end. They are part of the totals.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub truncated_bytes: u64,
    /// The number of these blocks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub truncated_blocks: u64,
    /// Bytes that are attributed to an outer call because there were too many stacks. They are part
    /// of the totals.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beyond_limit_bytes: u64,
    /// The number of these blocks.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub beyond_limit_blocks: u64,
}

/// What heapwise's recorder stores of the blocks of a program point beyond DHAT's fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockStatistics {
    /// Blocks freed before the next allocation of the same thread.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub temporary_blocks: u64,
    /// The number of blocks by size: a power of two counts the sizes from it up to below the next.
    #[serde(default)]
    pub size_classes: BTreeMap<u64, u64>,
}

fn is_zero(value: &u64) -> bool {
    *value == 0
}

impl BlockStatistics {
    /// Adds the blocks of another program point.
    pub(super) fn add(&mut self, other: &Self) {
        self.temporary_blocks = self.temporary_blocks.saturating_add(other.temporary_blocks);
        for (&size, &more) in &other.size_classes {
            let blocks = self.size_classes.entry(size).or_default();
            *blocks = blocks.saturating_add(more);
        }
    }
}

/// One program point: a call stack that allocated, with its totals. Lifetimes, peaks and what is
/// live at the end are absent unless the profile has lifetimes; what is read and written is absent
/// unless the profile has accesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProgramPoint {
    /// `tb`: bytes in total.
    #[serde(rename = "tb")]
    pub total_bytes: u64,
    /// `tbk`: blocks in total.
    #[serde(rename = "tbk")]
    pub total_blocks: u64,
    /// `tl`: the sum of the blocks' lifetimes, in the profile's unit of time.
    #[serde(rename = "tl", skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<u64>,
    /// `mb`: bytes live at this program point's own peak.
    #[serde(rename = "mb", skip_serializing_if = "Option::is_none")]
    pub own_peak_bytes: Option<u64>,
    /// `mbk`: blocks live at this program point's own peak.
    #[serde(rename = "mbk", skip_serializing_if = "Option::is_none")]
    pub own_peak_blocks: Option<u64>,
    /// `gb`: bytes live at the program's peak (t-gmax).
    #[serde(rename = "gb", skip_serializing_if = "Option::is_none")]
    pub peak_bytes: Option<u64>,
    /// `gbk`: blocks live at the program's peak.
    #[serde(rename = "gbk", skip_serializing_if = "Option::is_none")]
    pub peak_blocks: Option<u64>,
    /// `eb`: bytes still live when the program ended; `None` without lifetimes.
    #[serde(rename = "eb", skip_serializing_if = "Option::is_none")]
    pub end_bytes: Option<u64>,
    /// `ebk`: blocks still live when the program ended; `None` without lifetimes.
    #[serde(rename = "ebk", skip_serializing_if = "Option::is_none")]
    pub end_blocks: Option<u64>,
    /// `rb`: bytes read.
    #[serde(rename = "rb", skip_serializing_if = "Option::is_none")]
    pub read_bytes: Option<u64>,
    /// `wb`: bytes written.
    #[serde(rename = "wb", skip_serializing_if = "Option::is_none")]
    pub written_bytes: Option<u64>,
    /// `acc`: accesses by offset, run-length encoded.
    #[serde(rename = "acc", skip_serializing_if = "Option::is_none")]
    pub accesses: Option<Vec<i64>>,
    /// `fs`: the backtrace, innermost frame first, as indices into the profile's frames.
    #[serde(rename = "fs")]
    pub backtrace: Vec<usize>,
    /// `heapwise`: what heapwise's recorder stores beyond DHAT's fields.
    #[serde(rename = "heapwise", default, skip_serializing_if = "Option::is_none")]
    pub extension: Option<BlockStatistics>,
}

impl Profile {
    /// The sums over all program points. An absent field counts as zero.
    pub fn totals(&self) -> Totals {
        self.points
            .iter()
            .fold(Totals::default(), |sum, point| Totals {
                total_bytes: sum.total_bytes + point.total_bytes,
                total_blocks: sum.total_blocks + point.total_blocks,
                peak_bytes: sum.peak_bytes + point.peak_bytes.unwrap_or(0),
                peak_blocks: sum.peak_blocks + point.peak_blocks.unwrap_or(0),
                end_bytes: sum.end_bytes + point.end_bytes.unwrap_or(0),
                end_blocks: sum.end_blocks + point.end_blocks.unwrap_or(0),
            })
    }

    /// Whether the profile counts bytes, and not a unit that its program defines.
    pub fn counts_bytes(&self) -> bool {
        self.unit.as_deref().is_none_or(|unit| unit == "byte")
    }

    /// What the profile counts, if it is not the bytes of allocations, after the mode: `copy: bytes
    /// copied` or `ad-hoc: units occurred`.
    pub fn counted(&self) -> Option<String> {
        let is_of_allocations = self.verb == "Allocated" && self.counts_bytes();
        let units = self.units.as_deref().or(self.unit.as_deref());
        let units = units.filter(|_| !self.counts_bytes()).unwrap_or("bytes");
        (!is_of_allocations).then(|| format!("{}: {units} {}", self.mode, self.verb.to_lowercase()))
    }

    /// The backtrace of `point`, innermost frame first.
    pub fn backtrace<'a>(&'a self, point: &'a ProgramPoint) -> impl Iterator<Item = Frame<'a>> {
        let frames = &self.frames;
        point
            .backtrace
            .iter()
            .map(|&index| Frame::parse(&frames[index]))
    }
}

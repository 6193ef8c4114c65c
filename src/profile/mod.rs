//! Heap profiles: DHAT version 2 JSON, as Valgrind's DHAT and the `dhat` crate write it, and what
//! its call sites say.
//!
//! The format is described in `dhat/dh_main.c` of Valgrind's source. The fields keep the file's
//! order; each names its key in the file.

mod check;
mod folded;
mod frame;
mod sites;

pub use folded::Measure;
pub use frame::Frame;
pub use sites::{CallSite, Origin, call_site};

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::alloc::Totals;
use crate::error::{Error, Result};

/// One DHAT file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// `dhatFileVersion`: 2.
    #[serde(rename = "dhatFileVersion")]
    pub version: u64,
    /// What was profiled: `rust-heap`, `heap`, `ad-hoc`.
    pub mode: String,
    /// What a point did: `Allocated`.
    pub verb: String,
    /// `bklt`: whether blocks have lifetimes, and the points their peaks.
    #[serde(rename = "bklt")]
    pub has_lifetimes: bool,
    /// `bkacc`: whether reads and writes are counted.
    #[serde(rename = "bkacc")]
    pub has_accesses: bool,
    /// `bu`: the unit, `byte` if absent.
    #[serde(rename = "bu", skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// `bsu`: the units, `bytes` if absent.
    #[serde(rename = "bsu", skip_serializing_if = "Option::is_none")]
    pub units: Option<String>,
    /// `bksu`: the units of blocks, `blocks` if absent.
    #[serde(rename = "bksu", skip_serializing_if = "Option::is_none")]
    pub block_units: Option<String>,
    /// `tu`: the unit of time, such as `µs` or `instrs`.
    #[serde(rename = "tu")]
    pub time_unit: String,
    /// `Mtu`: a million of them, such as `s` or `Minstr`.
    #[serde(rename = "Mtu")]
    pub million_time_units: String,
    /// `tuth`: lifetimes below it are short.
    #[serde(rename = "tuth", skip_serializing_if = "Option::is_none")]
    pub short_lifetime: Option<u64>,
    /// `cmd`: the command that was profiled.
    #[serde(rename = "cmd")]
    pub command: String,
    /// `pid`: its process number.
    pub pid: u64,
    /// `tg`: the time of the peak.
    #[serde(rename = "tg", skip_serializing_if = "Option::is_none")]
    pub peak_time: Option<u64>,
    /// `te`: the time of the end.
    #[serde(rename = "te")]
    pub end_time: u64,
    /// `pps`: the program points.
    #[serde(rename = "pps")]
    pub points: Vec<Point>,
    /// `ftbl`: the frames that the points name by index; the first is `[root]`.
    #[serde(rename = "ftbl")]
    pub frames: Vec<String>,
}

/// One program point: everything that was allocated under one backtrace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Point {
    /// `tb`: bytes in total.
    #[serde(rename = "tb")]
    pub total_bytes: u64,
    /// `tbk`: blocks in total.
    #[serde(rename = "tbk")]
    pub total_blocks: u64,
    /// `tl`: the lifetimes of the blocks, summed.
    #[serde(rename = "tl", skip_serializing_if = "Option::is_none")]
    pub lifetimes: Option<u64>,
    /// `mb`: bytes at this point's own peak.
    #[serde(rename = "mb", skip_serializing_if = "Option::is_none")]
    pub own_peak_bytes: Option<u64>,
    /// `mbk`: blocks at this point's own peak.
    #[serde(rename = "mbk", skip_serializing_if = "Option::is_none")]
    pub own_peak_blocks: Option<u64>,
    /// `gb`: bytes at the program's peak (t-gmax).
    #[serde(rename = "gb", skip_serializing_if = "Option::is_none")]
    pub peak_bytes: Option<u64>,
    /// `gbk`: blocks at the program's peak.
    #[serde(rename = "gbk", skip_serializing_if = "Option::is_none")]
    pub peak_blocks: Option<u64>,
    /// `eb`: bytes at the end.
    #[serde(rename = "eb", skip_serializing_if = "Option::is_none")]
    pub end_bytes: Option<u64>,
    /// `ebk`: blocks at the end.
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
    /// `fs`: the backtrace, innermost frame first, as indices of the profile's frames.
    #[serde(rename = "fs")]
    pub backtrace: Vec<usize>,
}

impl Profile {
    /// Reads the text of a DHAT file; `path` is named where something is wrong with it.
    ///
    /// # Errors
    ///
    /// Where the text is no JSON, lacks a field that DHAT's viewer needs, or breaks one of its
    /// rules: another version, a frame index out of range or naming the root, a backtrace twice.
    /// So is one whose figures summed up do not fit into 64 bits.
    pub fn read(text: &str, path: &Path) -> Result<Self> {
        let profile = Self::parse(text, path)?;
        profile.checked(path)
    }

    /// Reads what the `dhat` crate wrote. It tells backtraces apart by addresses that it then
    /// leaves out, so the same backtrace may come twice: those points become one.
    ///
    /// # Errors
    ///
    /// As for [`Profile::read`].
    pub fn read_dhat_crate(text: &str, path: &Path) -> Result<Self> {
        let mut profile = Self::parse(text, path)?;
        check::merge_repeated(&mut profile.points);
        profile.checked(path)
    }

    /// Reads what any tool wrote: that of the `dhat` crate, which is known by its mode, with its
    /// repeated backtraces.
    ///
    /// # Errors
    ///
    /// As for [`Profile::read`].
    pub fn read_any(text: &str, path: &Path) -> Result<Self> {
        let mut profile = Self::parse(text, path)?;
        if profile.mode.starts_with("rust-") {
            check::merge_repeated(&mut profile.points);
        }
        profile.checked(path)
    }

    /// The text of a DHAT file.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a profile holds only numbers and text")
    }

    /// The sums over all points.
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

    /// The backtrace of `point`, innermost frame first.
    pub fn backtrace<'a>(&'a self, point: &'a Point) -> impl Iterator<Item = Frame<'a>> {
        let frames = &self.frames;
        point
            .backtrace
            .iter()
            .map(|&index| Frame::parse(&frames[index]))
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let profile: Self = serde_json::from_str(text).map_err(|error| {
            Error::format(path, format!("not a DHAT version 2 profile: {error}"))
        })?;
        match check::overflow(&profile.points) {
            None => Ok(profile),
            Some(field) => Err(Error::format(
                path,
                format!("the sum of `{field}` over its points does not fit into 64 bits"),
            )),
        }
    }

    fn checked(self, path: &Path) -> Result<Self> {
        match check::problem(&self) {
            None => Ok(self),
            Some(problem) => Err(Error::format(path, problem)),
        }
    }
}

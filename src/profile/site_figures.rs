//! What was allocated at a call site.

use std::cmp::Reverse;

use super::model::{Profile, ProgramPoint};

/// What was allocated at a call site, or in a whole profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
pub struct SiteFigures {
    /// Bytes live at the program's peak.
    pub peak_bytes: u64,
    /// Bytes in total.
    pub total_bytes: u64,
    /// Blocks in total.
    pub total_blocks: u64,
    /// Blocks live at the program's peak.
    pub peak_blocks: u64,
}

impl From<&ProgramPoint> for SiteFigures {
    fn from(point: &ProgramPoint) -> Self {
        Self {
            peak_bytes: point.peak_bytes.unwrap_or(0),
            total_bytes: point.total_bytes,
            total_blocks: point.total_blocks,
            peak_blocks: point.peak_blocks.unwrap_or(0),
        }
    }
}

impl SiteFigures {
    /// The sums over all program points of a profile.
    pub fn from_profile(profile: &Profile) -> Self {
        let mut figures = Self::default();
        for point in &profile.points {
            figures.add(&Self::from(point));
        }
        figures
    }

    /// Adds the figures of a part of the same profile. The sums cannot overflow: reading a profile
    /// checks them.
    pub fn add(&mut self, more: &Self) {
        self.peak_bytes += more.peak_bytes;
        self.peak_blocks += more.peak_blocks;
        self.total_bytes += more.total_bytes;
        self.total_blocks += more.total_blocks;
    }

    /// A key that sorts the most bytes at the peak first, then the most bytes in total.
    pub(super) fn rank(&self) -> (Reverse<u64>, Reverse<u64>) {
        (Reverse(self.peak_bytes), Reverse(self.total_bytes))
    }
}

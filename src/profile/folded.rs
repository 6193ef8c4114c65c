//! Folds the stacks of a profile, for flame graph tools.

use super::folded_stacks::FoldedStacks;
use super::frame::Frame;
use super::model::{Profile, ProgramPoint};

/// A figure of a program point. Also a value of `--measure` on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Measure {
    /// Bytes live at the peak.
    PeakBytes,
    /// Blocks live at the peak.
    PeakBlocks,
    /// Bytes in total.
    TotalBytes,
    /// Blocks in total.
    TotalBlocks,
    /// Bytes live at the end.
    EndBytes,
    /// Blocks live at the end.
    EndBlocks,
    /// Blocks freed before the next allocation of the same thread.
    TemporaryBlocks,
}

impl Measure {
    /// The measures that a drawing of stacks offers, if the profile has them.
    pub const DRAWN: [Self; 5] = [
        Self::PeakBytes,
        Self::TotalBytes,
        Self::TotalBlocks,
        Self::TemporaryBlocks,
        Self::EndBytes,
    ];

    /// The figure's value in `point`; zero if the profile lacks it.
    pub fn value(self, point: &ProgramPoint) -> u64 {
        match self {
            Self::PeakBytes => point.peak_bytes.unwrap_or(0),
            Self::PeakBlocks => point.peak_blocks.unwrap_or(0),
            Self::TotalBytes => point.total_bytes,
            Self::TotalBlocks => point.total_blocks,
            Self::EndBytes => point.end_bytes.unwrap_or(0),
            Self::EndBlocks => point.end_blocks.unwrap_or(0),
            Self::TemporaryBlocks => {
                let blocks = point.extension.as_ref();
                blocks.map_or(0, |blocks| blocks.temporary_blocks)
            }
        }
    }

    /// The name on the command line and in addresses: `peak-bytes`.
    pub fn key(self) -> &'static str {
        match self {
            Self::PeakBytes => "peak-bytes",
            Self::PeakBlocks => "peak-blocks",
            Self::TotalBytes => "total-bytes",
            Self::TotalBlocks => "total-blocks",
            Self::EndBytes => "end-bytes",
            Self::EndBlocks => "end-blocks",
            Self::TemporaryBlocks => "temporary-blocks",
        }
    }

    /// The unit: `bytes`, `blocks` or `temporary blocks`.
    pub fn unit(self) -> &'static str {
        match self {
            Self::PeakBytes | Self::TotalBytes | Self::EndBytes => "bytes",
            Self::PeakBlocks | Self::TotalBlocks | Self::EndBlocks => "blocks",
            Self::TemporaryBlocks => "temporary blocks",
        }
    }

    /// A short description: `bytes at the peak`.
    pub fn about(self) -> String {
        let when = match self {
            Self::PeakBytes | Self::PeakBlocks => "at the peak",
            Self::TotalBytes | Self::TotalBlocks | Self::TemporaryBlocks => "in total",
            Self::EndBytes | Self::EndBlocks => "at the end",
        };
        format!("{} {when}", self.unit())
    }
}

impl Profile {
    /// The folded stacks with their values, in the order of the program points. Stacks whose value is
    /// zero are left out. A frame is the name of its function.
    pub fn folded(&self, measure: Measure) -> FoldedStacks<1> {
        self.folded_by([measure])
    }

    /// As [`folded`](Self::folded), with a value for each of several measures. Stacks whose values are
    /// all zero are left out.
    pub fn folded_by<const N: usize>(&self, measures: [Measure; N]) -> FoldedStacks<N> {
        let origins = self.origins();
        let mut stacks = FoldedStacks::default();
        let mut name_by_frame = vec![None; self.frames.len()];
        for point in &self.points {
            let values = measures.map(|measure| measure.value(point));
            if values.iter().all(|value| *value == 0) {
                continue;
            }
            for &frame in &point.backtrace {
                let function = || Frame::parse(&self.frames[frame]).function;
                let name = || stacks.add_name(function(), origins[frame]);
                name_by_frame[frame].get_or_insert_with(name);
            }
            let outermost_first = point.backtrace.iter().rev();
            let names = outermost_first.filter_map(|&frame| name_by_frame[frame]);
            stacks.add(names, &values);
        }
        stacks
    }

    /// Whether the profile has a measure. Only some recorders find temporary blocks, and profiles
    /// without lifetimes have neither a peak nor an end.
    pub fn has_measure(&self, measure: Measure) -> bool {
        match measure {
            Measure::TotalBytes | Measure::TotalBlocks => true,
            Measure::TemporaryBlocks => {
                let extension = self.extension.as_ref();
                extension.is_some_and(|extension| extension.blocks.is_some())
            }
            _ => self.has_lifetimes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn stacks_with_equal_names_are_one_line_outermost_first() {
        let text = r#"{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,
            "bkacc":false,"tu":"µs","Mtu":"s","tuth":10,"cmd":"a","pid":1,"tg":1,"te":2,
            "pps":[{"tb":8,"tbk":1,"tl":1,"mb":8,"mbk":1,"gb":8,"gbk":1,"eb":0,"ebk":0,"fs":[1,2]},
                   {"tb":4,"tbk":2,"tl":1,"mb":2,"mbk":1,"gb":2,"gbk":1,"eb":0,"ebk":0,"fs":[3,2]}],
            "ftbl":["[root]","0x1: f<[u8; 4]> (a.rs:1:1)","0x2: main (b.rs:2:2)","0x3: f<[u8; 4]> (a.rs:9:1)"]}"#;
        let profile = Profile::read(text, Path::new("p")).unwrap();
        let folded = |measure| -> Vec<(String, u64)> {
            let folded = profile.folded(measure);
            let stacks = folded.stacks();
            stacks
                .map(|(stack, [value])| (folded.render_stack(stack), *value))
                .collect()
        };
        let stack = String::from("main;f<[u8: 4]>");
        assert_eq!(folded(Measure::TotalBytes), [(stack.clone(), 12)]);
        assert_eq!(folded(Measure::PeakBlocks), [(stack, 2)]);
        assert_eq!(folded(Measure::EndBytes), []);
    }
}

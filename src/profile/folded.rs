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
}

impl Measure {
    /// The figure's value in `point`; zero if the profile lacks it.
    pub fn value(self, point: &ProgramPoint) -> u64 {
        match self {
            Self::PeakBytes => point.peak_bytes.unwrap_or(0),
            Self::PeakBlocks => point.peak_blocks.unwrap_or(0),
            Self::TotalBytes => point.total_bytes,
            Self::TotalBlocks => point.total_blocks,
            Self::EndBytes => point.end_bytes.unwrap_or(0),
            Self::EndBlocks => point.end_blocks.unwrap_or(0),
        }
    }

    /// Whether only profiles with lifetimes have the figure.
    pub fn needs_lifetimes(self) -> bool {
        !matches!(self, Self::TotalBytes | Self::TotalBlocks)
    }

    /// The unit: `bytes` or `blocks`.
    pub fn unit(self) -> &'static str {
        match self {
            Self::PeakBytes | Self::TotalBytes | Self::EndBytes => "bytes",
            Self::PeakBlocks | Self::TotalBlocks | Self::EndBlocks => "blocks",
        }
    }

    /// A short description: `bytes at the peak`.
    pub fn about(self) -> String {
        let when = match self {
            Self::PeakBytes | Self::PeakBlocks => "at the peak",
            Self::TotalBytes | Self::TotalBlocks => "in total",
            Self::EndBytes | Self::EndBlocks => "at the end",
        };
        format!("{} {when}", self.unit())
    }
}

impl Profile {
    /// The folded stacks with their values, in the order of the program points. Stacks whose value is
    /// zero are left out. A frame is the name of its function.
    pub fn folded(&self, measure: Measure) -> FoldedStacks<1> {
        let mut stacks = FoldedStacks::default();
        let mut name_by_frame = vec![None; self.frames.len()];
        for point in &self.points {
            let value = measure.value(point);
            if value == 0 {
                continue;
            }
            for &frame in &point.backtrace {
                let name = || stacks.add_name(Frame::parse(&self.frames[frame]).function);
                name_by_frame[frame].get_or_insert_with(name);
            }
            let outermost_first = point.backtrace.iter().rev();
            stacks.add(
                outermost_first.filter_map(|&frame| name_by_frame[frame]),
                0,
                value,
            );
        }
        stacks
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

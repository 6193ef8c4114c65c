//! Folded stacks: a line for each backtrace, `outermost;…;innermost figure`, as flame graph tools
//! read them.

use indexmap::IndexMap;

use super::{Point, Profile};

/// A figure of a program point, by which the command line can ask for it too.
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
    /// The figure of `point`; zero where the profile does not tell.
    pub fn of(self, point: &Point) -> u64 {
        match self {
            Self::PeakBytes => point.peak_bytes.unwrap_or(0),
            Self::PeakBlocks => point.peak_blocks.unwrap_or(0),
            Self::TotalBytes => point.total_bytes,
            Self::TotalBlocks => point.total_blocks,
            Self::EndBytes => point.end_bytes.unwrap_or(0),
            Self::EndBlocks => point.end_blocks.unwrap_or(0),
        }
    }

    /// What is counted: `bytes` or `blocks`.
    pub fn unit(self) -> &'static str {
        match self {
            Self::PeakBytes | Self::TotalBytes | Self::EndBytes => "bytes",
            Self::PeakBlocks | Self::TotalBlocks | Self::EndBlocks => "blocks",
        }
    }

    /// What is counted when: `bytes at the peak`.
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
    /// The folded stacks: each with its figure, in the order of the points; those of figure zero
    /// left out. A frame is its function, in which `;` stands as `:`.
    pub fn folded(&self, measure: Measure) -> IndexMap<String, u64> {
        let mut stacks = IndexMap::new();
        for point in &self.points {
            let figure = measure.of(point);
            if figure > 0 {
                *stacks.entry(self.stack(point)).or_insert(0) += figure;
            }
        }
        stacks
    }

    fn stack(&self, point: &Point) -> String {
        let functions = self
            .backtrace(point)
            .map(|frame| frame.function.replace(';', ":"));
        let mut functions: Vec<String> = functions.collect();
        functions.reverse();
        functions.join(";")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn stacks_of_one_name_are_one_line_outermost_first() {
        let text = r#"{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,
            "bkacc":false,"tu":"µs","Mtu":"s","tuth":10,"cmd":"a","pid":1,"tg":1,"te":2,
            "pps":[{"tb":8,"tbk":1,"tl":1,"mb":8,"mbk":1,"gb":8,"gbk":1,"eb":0,"ebk":0,"fs":[1,2]},
                   {"tb":4,"tbk":2,"tl":1,"mb":2,"mbk":1,"gb":2,"gbk":1,"eb":0,"ebk":0,"fs":[3,2]}],
            "ftbl":["[root]","0x1: f<[u8; 4]> (a.rs:1:1)","0x2: main (b.rs:2:2)","0x3: f<[u8; 4]> (a.rs:9:1)"]}"#;
        let profile = Profile::read(text, Path::new("p")).unwrap();
        let folded = |measure| profile.folded(measure).into_iter().collect::<Vec<_>>();
        let stack = String::from("main;f<[u8: 4]>");
        assert_eq!(folded(Measure::TotalBytes), [(stack.clone(), 12)]);
        assert_eq!(folded(Measure::PeakBlocks), [(stack, 2)]);
        assert_eq!(folded(Measure::EndBytes), []);
    }
}

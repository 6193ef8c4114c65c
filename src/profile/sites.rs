//! Call sites: a profile's points gathered by the line of the user's own code that allocates.

use std::cmp::Reverse;

use hashbrown::HashSet;
use indexmap::IndexMap;

use super::{Frame, Point, Profile};

/// One line of one function, and all that was allocated from there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSite {
    /// The function, demangled.
    pub function: String,
    /// The source file, as the profile names it.
    pub file: String,
    /// The line.
    pub line: u64,
    /// Bytes live at the program's peak.
    pub peak_bytes: u64,
    /// Blocks live at the program's peak.
    pub peak_blocks: u64,
    /// Bytes in total.
    pub total_bytes: u64,
    /// Blocks in total.
    pub total_blocks: u64,
}

/// Whose code a frame is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's own.
    Own,
    /// Of a package from a registry, or of a library of the system.
    Package,
    /// Of the standard library, of an allocator, or of what measures.
    Standard,
}

impl Profile {
    /// The call sites, the one with the most bytes at the peak first.
    ///
    /// A point's call site is its innermost frame that is neither of the standard library nor of a
    /// package from a registry; where there is none, the innermost that is not of the standard
    /// library; else the innermost.
    pub fn call_sites(&self) -> Vec<CallSite> {
        let origins = self.origins();
        let mut sites: IndexMap<(&str, &str, u64), CallSite> = IndexMap::new();
        for point in &self.points {
            let frame = Frame::parse(&self.frames[call_site(point, &origins)]);
            let site = sites
                .entry((frame.function, frame.file, frame.line))
                .or_insert_with(|| CallSite::empty(&frame));
            site.peak_bytes += point.peak_bytes.unwrap_or(0);
            site.peak_blocks += point.peak_blocks.unwrap_or(0);
            site.total_bytes += point.total_bytes;
            site.total_blocks += point.total_blocks;
        }
        let mut sites: Vec<CallSite> = sites.into_values().collect();
        sites.sort_by_cached_key(|site| {
            (
                Reverse(site.peak_bytes),
                Reverse(site.total_bytes),
                site.file.clone(),
                site.line,
            )
        });
        sites
    }

    /// Whose code each frame of `ftbl` is.
    pub fn origins(&self) -> Vec<Origin> {
        let frames: Vec<Frame> = self.frames.iter().map(|text| Frame::parse(text)).collect();
        // The crates of which some frame lies in a package from a registry. The others of their
        // frames may not show it, since their paths are cut short.
        let packages: HashSet<&str> = frames
            .iter()
            .filter(|frame| frame.is_in_registry())
            .map(Frame::crate_name)
            .collect();
        let origin = |frame: &Frame| match frame {
            frame if frame.is_standard() => Origin::Standard,
            frame if frame.is_in_registry() || frame.is_in_system_library() => Origin::Package,
            frame if packages.contains(frame.crate_name()) => Origin::Package,
            _ => Origin::Own,
        };
        let mut origins: Vec<Origin> = frames.iter().map(origin).collect();
        self.mark_inlined(&frames, &mut origins);
        origins
    }

    /// Marks as standard what is inlined into a function of the standard library as it is shipped.
    /// Of that, Valgrind tells neither crates nor folders; of what is compiled with the program it
    /// tells the folder.
    fn mark_inlined(&self, frames: &[Frame<'_>], origins: &mut [Origin]) {
        let address = |&frame: &usize| Frame::address(&self.frames[frame]);
        for point in &self.points {
            let calls = point.backtrace.chunk_by(|inner, outer| {
                address(inner).is_some() && address(inner) == address(outer)
            });
            for call in calls {
                let Some((&outermost, inlined)) = call.split_last() else {
                    continue;
                };
                if origins[outermost] != Origin::Standard || !frames[outermost].has_bare_file() {
                    continue;
                }
                for &frame in inlined.iter().filter(|&&frame| frames[frame].is_bare()) {
                    origins[frame] = Origin::Standard;
                }
            }
        }
    }
}

/// The frame that is the call site of `point`, as an index of `ftbl`: 0, the root, where its
/// backtrace is empty.
pub fn call_site(point: &Point, origins: &[Origin]) -> usize {
    let innermost = |is_meant: fn(Origin) -> bool| {
        let mut backtrace = point.backtrace.iter();
        backtrace.find(|&&frame| is_meant(origins[frame])).copied()
    };
    innermost(|origin| origin == Origin::Own)
        .or_else(|| innermost(|origin| origin == Origin::Package))
        .or_else(|| innermost(|_| true))
        .unwrap_or(0)
}

impl CallSite {
    fn empty(frame: &Frame) -> Self {
        Self {
            function: frame.function.to_string(),
            file: frame.file.to_string(),
            line: frame.line,
            peak_bytes: 0,
            peak_blocks: 0,
            total_bytes: 0,
            total_blocks: 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn points_gather_at_the_innermost_line_of_ones_own() {
        let text = r#"{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,
            "bkacc":false,"tu":"µs","Mtu":"s","tuth":10,"cmd":"a","pid":1,"tg":1,"te":2,
            "pps":[
              {"tb":9,"tbk":3,"tl":1,"mb":4,"mbk":1,"gb":1,"gbk":1,"eb":0,"ebk":0,"fs":[1,3,5]},
              {"tb":5,"tbk":1,"tl":1,"mb":5,"mbk":1,"gb":5,"gbk":1,"eb":0,"ebk":0,"fs":[1,2,4,6]},
              {"tb":7,"tbk":1,"tl":1,"mb":7,"mbk":1,"gb":7,"gbk":1,"eb":0,"ebk":0,"fs":[2,6]},
              {"tb":2,"tbk":1,"tl":1,"mb":2,"mbk":1,"gb":0,"gbk":0,"eb":0,"ebk":0,"fs":[1,3]}],
            "ftbl":["[root]","0x1: alloc::alloc::alloc (alloc/src/alloc.rs:1:1)",
              "0x2: arena::grow (src/deep/grow.rs:2:2)",
              "0x3: arena::new (arena-1.2.3/src/lib.rs:3:3)",
              "0x4: arena::push (src/deep/grow.rs:4:4)",
              "0x5: mine::make (src/make.rs:5:5)","0x6: mine::main (src/main.rs:6:6)"]}"#;
        let profile = Profile::read(text, Path::new("p")).unwrap();
        let told: Vec<(String, u64, u64, u64)> = profile
            .call_sites()
            .into_iter()
            .map(|site| (site.function, site.line, site.peak_bytes, site.total_bytes))
            .collect();
        let expected = [
            ("mine::main", 6, 12, 12),
            ("mine::make", 5, 1, 9),
            ("arena::new", 3, 0, 2),
        ]
        .map(|(function, line, peak, total)| (function.to_string(), line, peak, total));
        assert_eq!(told, expected);
    }

    #[test]
    fn what_is_inlined_in_the_standard_library_is_not_ones_own() {
        let text = r#"{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":false,
            "bkacc":false,"tu":"instrs","Mtu":"Minstr","cmd":"a","pid":1,"te":2,
            "pps":[{"tb":9,"tbk":3,"fs":[1,2,3,4,5,6]}],
            "ftbl":["[root]","0x1: malloc (vg_replace_malloc.c:381)","0x2: alloc_impl (alloc.rs:312)",
              "0x2: std::io::stdio::_print (stdio.rs:1275)","0x3: {closure#0} (words.rs:9)",
              "0x3: map<u8> (library/core/src/option.rs:5)","0x4: words::main (words.rs:31)"]}"#;
        let sites = Profile::read(text, Path::new("p")).unwrap().call_sites();
        assert_eq!(
            (sites[0].function.as_str(), sites[0].line),
            ("{closure#0}", 9)
        );
    }
}

//! Call sites: groups the program points of a profile by the line of the user's own code that
//! allocated.

use std::cmp::Reverse;

use hashbrown::HashSet;
use indexmap::IndexMap;

use super::frame::Frame;
use super::model::{Profile, ProgramPoint};

/// One line of one function, and what it allocated.
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

/// Whose code a frame belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's own code.
    Own,
    /// A package from a registry, or a library of the system.
    Package,
    /// The standard library, an allocator, or a module that measures.
    Standard,
}

impl Profile {
    /// The call sites, ordered by bytes at the peak, the greatest first.
    ///
    /// The call site of a program point is its innermost frame in the user's own code; if there is
    /// none, the innermost frame outside the standard library; otherwise the innermost frame.
    pub fn call_sites(&self) -> Vec<CallSite> {
        let origins = self.origins();
        let mut sites: IndexMap<(&str, &str, u64), CallSite> = IndexMap::new();
        for point in &self.points {
            let frame = Frame::parse(&self.frames[find_call_site(point, &origins)]);
            let site = sites
                .entry((frame.function, frame.file, frame.line))
                .or_insert_with(|| CallSite::new(&frame));
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

    /// The origin of each frame of `ftbl`.
    pub fn origins(&self) -> Vec<Origin> {
        let frames: Vec<Frame> = self.frames.iter().map(|text| Frame::parse(text)).collect();
        // The crates with a frame in a package from a registry. The paths of their other frames may
        // be cut so short that they do not name the package.
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
        self.mark_inlined_standard(&frames, &mut origins);
        origins
    }

    /// Marks as standard the frames that are inlined into a function of the precompiled standard
    /// library. Valgrind reports these without a crate or folder, and frames compiled with the
    /// program with their folder.
    fn mark_inlined_standard(&self, frames: &[Frame<'_>], origins: &mut [Origin]) {
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

/// Finds the frame that is the call site of `point` and returns its index in `ftbl`: 0, the root, if
/// the backtrace is empty. `origins` holds the origin of each frame of `ftbl`.
pub fn find_call_site(point: &ProgramPoint, origins: &[Origin]) -> usize {
    let find_innermost = |is_wanted: fn(Origin) -> bool| {
        let mut backtrace = point.backtrace.iter();
        backtrace.find(|&&frame| is_wanted(origins[frame])).copied()
    };
    find_innermost(|origin| origin == Origin::Own)
        .or_else(|| find_innermost(|origin| origin == Origin::Package))
        .or_else(|| find_innermost(|_| true))
        .unwrap_or(0)
}

impl CallSite {
    /// A call site at this frame that allocated nothing.
    fn new(frame: &Frame) -> Self {
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
    fn program_points_are_grouped_by_the_innermost_line_of_own_code() {
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
        let sites: Vec<(String, u64, u64, u64)> = profile
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
        assert_eq!(sites, expected);
    }

    #[test]
    fn frames_inlined_in_the_standard_library_are_not_own_code() {
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

//! Call sites: groups the program points of a profile by the line of the user's own code that
//! allocated.

use indexmap::IndexMap;

use super::callees::{Callee, CalleeTrees};
use super::churn::Churn;
use super::frame::Frame;
use super::model::Profile;
use super::origin::{Origin, find_call_site};
use super::site_figures::SiteFigures;

/// One call in the user's own code, and what was allocated in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallSite {
    /// Whether the call is in the user's own code. If not, no frame of its stacks is, and the call site
    /// is their outermost function with a name that does not only start the program or the thread.
    pub is_own: bool,
    /// The function, demangled.
    pub function: String,
    /// The source file, as the profile names it.
    pub file: String,
    /// The line.
    pub line: u64,
    /// The column; 0 if the profile has none.
    pub column: u64,
    /// What was allocated.
    pub figures: SiteFigures,
    /// How short-lived the blocks are, and how large.
    pub churn: Churn,
    /// What the line called, down to the outermost function of the standard library that allocates;
    /// ordered like call sites.
    pub callees: Vec<Callee>,
    /// The container that allocated the most, such as `Vec<T>`, if functions of one are in the stacks.
    pub container: Option<String>,
}

impl Profile {
    /// The call sites, ordered by bytes at the peak, the greatest first, then by bytes in total.
    ///
    /// The call site of a program point is its innermost frame in the user's own code.
    pub fn call_sites(&self) -> Vec<CallSite> {
        let origins = self.origins();
        let frames: Vec<Frame> = self.frames.iter().map(Frame::parse).collect();
        let mut sites: IndexMap<Frame, SiteEntry> = IndexMap::new();
        let mut trees = CalleeTrees::default();
        for point in &self.points {
            let index = find_call_site(point, &frames, &origins);
            let is_own = origins[index] == Origin::Own;
            let site = sites.entry(frames[index]).or_insert_with(|| SiteEntry {
                is_own,
                figures: SiteFigures::default(),
                churn: Churn::default(),
                node: trees.add_site(),
            });
            site.figures.add(&point.into());
            site.churn.add(point);
            if is_own {
                trees.add(site.node, point, index, &frames, &origins);
            }
        }
        let (mut callees, mut containers) = trees.into_parts();
        sites.sort_by(|frame, site, other_frame, other_site| {
            let ranks = site.figures.rank().cmp(&other_site.figures.rank());
            ranks.then_with(|| place(frame).cmp(&place(other_frame)))
        });
        let sites = sites.into_iter().map(|(frame, site)| {
            let callees = std::mem::take(&mut callees[site.node as usize]);
            let container = containers.remove(&site.node);
            CallSite::new(&frame, site, callees, container)
        });
        sites.collect()
    }
}

/// The place of a call site, by which those of equal rank are sorted.
fn place<'a>(frame: &Frame<'a>) -> (&'a str, u64, u64) {
    (frame.file, frame.line, frame.column)
}

/// A call site while program points are added to it.
struct SiteEntry {
    is_own: bool,
    figures: SiteFigures,
    churn: Churn,
    /// Its node in the trees of callees.
    node: u32,
}

impl CallSite {
    fn new(
        frame: &Frame,
        site: SiteEntry,
        callees: Vec<Callee>,
        container: Option<String>,
    ) -> Self {
        Self {
            is_own: site.is_own,
            function: frame.function.to_string(),
            file: frame.file.to_string(),
            line: frame.line,
            column: frame.column,
            figures: site.figures,
            churn: site.churn,
            callees,
            container,
        }
    }

    /// What allocated: the function that the line called, and the container in it. `None` if the line
    /// itself calls the allocator.
    pub fn allocated_by(&self) -> Option<String> {
        let callee = &self.callees.first()?.function;
        let others = self.callees.len() - 1;
        let mut text = callee.to_string();
        if let Some(container) = &self.container
            && !callee.starts_with(container.as_str())
        {
            text.push_str(&format!(" → {container}"));
        }
        if others > 0 {
            text.push_str(&format!(" and {others} more"));
        }
        Some(text)
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
            .map(|site| {
                let figures = site.figures;
                (
                    site.function,
                    site.line,
                    figures.peak_bytes,
                    figures.total_bytes,
                )
            })
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
    fn a_recursion_in_other_code_may_be_arbitrarily_deep() {
        let recursion = "2,".repeat(300_000);
        let text = format!(
            r#"{{"dhatFileVersion":2,"mode":"heap","verb":"Allocated","bklt":false,"bkacc":false,
            "tu":"instrs","Mtu":"Minstr","cmd":"a","pid":1,"te":2,
            "pps":[{{"tb":9,"tbk":3,"fs":[{recursion}1]}}],
            "ftbl":["[root]","0x1: main (a.c:3)","0x2: f::g (f-1.2.3/src/lib.rs:4)"]}}"#
        );
        let sites = Profile::read(&text, Path::new("p")).unwrap().call_sites();
        assert_eq!((sites.len(), sites[0].line), (1, 3));
        assert_eq!(sites[0].allocated_by().unwrap(), "f::g");
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

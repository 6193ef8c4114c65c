//! A profile and its timeline in the format of Massif, Valgrind's other heap profiler, as
//! `ms_print` and massif-visualizer read it. The format is that of `massif/ms_main.c` in
//! Valgrind's source.

use indexmap::IndexMap;

use crate::profile::{Frame, Measure, Profile};
use crate::record::Timeline;

use super::plain::plain;

/// The greatest depth of a tree, the default of Massif's `--depth`.
const MOST_FRAMES: usize = 30;

/// The text of a `massif.out`: a snapshot for each point of the timeline, the one at the peak with
/// the tree of its call sites. Without a timeline there are snapshots of the beginning, the peak and
/// the end of the profile; without either, one snapshot of zero bytes.
///
/// Call sites below a hundredth of the peak are summed up in one node of the tree. The innermost
/// frames of the standard library and the allocator are left out, as Massif leaves out `malloc`. If
/// several threads allocate, the peaks of the two passes may differ; the snapshot has the larger.
pub fn render_massif(
    profile: Option<&Profile>,
    timeline: Option<&Timeline>,
    command: &str,
) -> String {
    let snapshots = match (timeline, profile) {
        (Some(timeline), _) => Snapshots::from_timeline(timeline),
        (None, Some(profile)) => Snapshots::from_profile(profile),
        (None, None) => Snapshots::default(),
    };
    let tree = profile.map(CallTree::from_profile).unwrap_or_default();
    let mut text = format!(
        "desc: exported by heapwise\ncmd: {}\ntime_unit: {}\n",
        escape(command),
        snapshots.unit
    );
    let peak = snapshots.peak();
    for (number, (time, bytes)) in snapshots.points.iter().enumerate() {
        let (kind, bytes) = if Some(number) == peak {
            ("peak", tree.bytes.max(*bytes))
        } else {
            ("empty", *bytes)
        };
        text.push_str(&format!(
            "#-----------\nsnapshot={number}\n#-----------\ntime={time}\nmem_heap_B={bytes}\n\
             mem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree={kind}\n"
        ));
        if kind == "peak" {
            tree.render(&mut text, 0, tree.bytes.div_ceil(100));
        }
    }
    text
}

/// The live bytes at several points in time. The times are text in `unit`, which is a unit of
/// Massif: `ms` or `i` (instructions).
struct Snapshots {
    unit: &'static str,
    points: Vec<(String, u64)>,
}

impl Default for Snapshots {
    fn default() -> Self {
        let points = vec![(render_ms(0.0), 0)];
        Self { unit: "ms", points }
    }
}

impl Snapshots {
    fn from_timeline(timeline: &Timeline) -> Self {
        let end = timeline
            .points
            .last()
            .map(|(_, bytes)| (timeline.end_ns, *bytes));
        let points = timeline.points.iter().copied().chain(end);
        let points = points.map(|(ns, bytes)| (render_ms(ns as f64 / 1e6), bytes));
        Self {
            unit: "ms",
            points: points.collect(),
        }
    }

    fn from_profile(profile: &Profile) -> Self {
        let totals = profile.totals();
        let is_time = profile.time_unit == "µs";
        let render_time = |time: u64| {
            if is_time {
                render_ms(time as f64 / 1e3)
            } else {
                time.to_string()
            }
        };
        let at_peak = profile.peak_time.unwrap_or(profile.end_time);
        let points = [
            (0, 0),
            (at_peak, totals.peak_bytes),
            (profile.end_time.max(at_peak), totals.end_bytes),
        ];
        Self {
            unit: if is_time { "ms" } else { "i" },
            points: points.map(|(at, bytes)| (render_time(at), bytes)).into(),
        }
    }

    /// The index of the peak, the last of several equal ones as in DHAT; `None` if nothing was ever
    /// live.
    fn peak(&self) -> Option<usize> {
        let highest = self
            .points
            .iter()
            .enumerate()
            .max_by_key(|(_, point)| point.1);
        highest
            .filter(|(_, (_, bytes))| *bytes > 0)
            .map(|(number, _)| number)
    }
}

fn render_ms(ms: f64) -> String {
    format!("{ms:.3}")
}

/// A frame as the profile spells it, the bytes at the peak that it allocated, and its callers.
#[derive(Default)]
struct CallTree<'a> {
    text: &'a str,
    bytes: u64,
    callers: IndexMap<Frame<'a>, CallTree<'a>>,
}

impl<'a> CallTree<'a> {
    fn from_profile(profile: &'a Profile) -> Self {
        let mut root = CallTree {
            text: "(heap allocation functions) malloc/new/new[], --alloc-fns, etc.",
            ..CallTree::default()
        };
        for point in &profile.points {
            let bytes = Measure::PeakBytes.value(point);
            if bytes > 0 {
                let frames = point
                    .backtrace
                    .iter()
                    .map(|&index| profile.frames[index].as_str());
                root.add(frames.collect(), bytes);
            }
        }
        root
    }

    fn add(&mut self, backtrace: Vec<&'a str>, bytes: u64) {
        self.bytes += bytes;
        let is_own = |text: &&str| !Frame::parse(text).is_standard();
        let innermost = backtrace.iter().position(is_own).unwrap_or(0);
        let mut node = self;
        for &text in backtrace.iter().skip(innermost).take(MOST_FRAMES) {
            node = node.callers.entry(Frame::parse(text)).or_default();
            node.text = text;
            node.bytes += bytes;
        }
    }

    /// Appends the node with the number of its children, then the children, the largest first.
    fn render(&self, text: &mut String, depth: usize, least_bytes: u64) {
        let (mut large, small): (Vec<&CallTree<'_>>, Vec<_>) = self
            .callers
            .values()
            .partition(|node| node.bytes >= least_bytes);
        large.sort_by_key(|node| (std::cmp::Reverse(node.bytes), node.text));
        let children = large.len() + usize::from(!small.is_empty());
        push_node(text, depth, children, self.bytes, self.text);
        for node in large {
            node.render(text, depth + 1, least_bytes);
        }
        let bytes = small.iter().map(|node| node.bytes).sum();
        let gathered = match small.len() {
            0 => return,
            1 => String::from("in 1 place, below massif's threshold (1.00%)"),
            places => format!("in {places} places, all below massif's threshold (1.00%)"),
        };
        push_node(text, depth + 1, 0, bytes, &gathered);
    }
}

fn push_node(text: &mut String, depth: usize, children: usize, bytes: u64, label: &str) {
    let indent = " ".repeat(depth);
    text.push_str(&format!("{indent}n{children}: {bytes} {}\n", escape(label)));
}

/// Text without `#`, which begins a comment in `ms_print`.
fn escape(text: &str) -> String {
    plain(text).replace('#', ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn profile(points: &[(u64, &str)]) -> Profile {
        let points = points.iter().map(|(bytes, fs)| {
            format!(
                r#"{{"tb":{bytes},"tbk":1,"tl":1,"mb":{bytes},"mbk":1,"gb":{bytes},"gbk":1,"eb":1,"ebk":1,"fs":{fs}}}"#
            )
        });
        let points: Vec<String> = points.collect();
        let text = format!(
            r##"{{"dhatFileVersion":2,"mode":"rust-heap","verb":"Allocated","bklt":true,"bkacc":false,
            "tu":"µs","Mtu":"s","tuth":10,"cmd":"a # b","pid":1,"tg":1500,"te":2000,"pps":[{}],
            "ftbl":["[root]","0x1: alloc::vec::push (a.rs:1:1)","0x2: mine::f::{{closure#0}} (b.rs:2:2)",
            "0x3: mine::f::{{closure#0}} (b.rs:2:2)","0x4: mine::main (c.rs:4:4)"]}}"##,
            points.join(",")
        );
        Profile::read(&text, Path::new("p")).unwrap()
    }

    #[test]
    fn a_profile_alone_has_three_snapshots_and_its_tree() {
        let profile = profile(&[(600, "[1,2,4]"), (395, "[1,3,4]"), (5, "[1,4]")]);
        let text = render_massif(Some(&profile), None, &profile.command);
        let expected = "\
            desc: exported by heapwise\ncmd: a . b\ntime_unit: ms\n\
            #-----------\nsnapshot=0\n#-----------\ntime=0.000\nmem_heap_B=0\nmem_heap_extra_B=0\n\
            mem_stacks_B=0\nheap_tree=empty\n\
            #-----------\nsnapshot=1\n#-----------\ntime=1.500\nmem_heap_B=1000\nmem_heap_extra_B=0\n\
            mem_stacks_B=0\nheap_tree=peak\n\
            n2: 1000 (heap allocation functions) malloc/new/new[], --alloc-fns, etc.\n \
            n1: 995 0x3: mine::f::{closure.0} (b.rs:2:2)\n  \
            n0: 995 0x4: mine::main (c.rs:4:4)\n \
            n0: 5 in 1 place, below massif's threshold (1.00%)\n\
            #-----------\nsnapshot=2\n#-----------\ntime=2.000\nmem_heap_B=3\nmem_heap_extra_B=0\n\
            mem_stacks_B=0\nheap_tree=empty\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn the_tree_is_at_the_last_of_equal_peaks_and_never_larger_than_it() {
        let timeline = Timeline {
            end_ns: 9_000_000,
            points: vec![
                (0, 0),
                (1_000_000, 90),
                (2_000_000, 10),
                (3_000_000, 90),
                (4_000_000, 0),
            ],
            phases: Vec::new(),
        };
        let text = render_massif(Some(&profile(&[(100, "[2]")])), Some(&timeline), "v");
        assert!(text.contains("time=3.000\nmem_heap_B=100\n"), "{text}");
        assert!(text.contains("time=1.000\nmem_heap_B=90\n"), "{text}");
        assert!(text.contains("time=9.000\nmem_heap_B=0\n"), "{text}");
        assert_eq!(text.matches("heap_tree=peak\nn1: 100 ").count(), 1);
    }

    #[test]
    fn without_allocations_there_is_one_snapshot_of_zero_bytes() {
        let text = render_massif(None, None, "v");
        assert!(text.ends_with(
            "time=0.000\nmem_heap_B=0\nmem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree=empty\n"
        ));
    }
}

//! A profile and its timeline in the format of Massif, Valgrind's other heap profiler, as
//! `ms_print` and massif-visualizer read it. The format is that of `massif/ms_main.c` in
//! Valgrind's source.

use std::cmp::Reverse;
use std::io::{self, Write};

use hashbrown::HashMap;

use crate::profile::{Frame, Measure, Profile};
use crate::record::Timeline;

use super::plain::plain;

/// The greatest depth of a tree, the default of Massif's `--depth`.
const MOST_FRAMES: usize = 30;

/// Writes a `massif.out`: a snapshot for each point of the timeline, the one at the peak with the tree
/// of its call sites. Without a timeline there are snapshots of the beginning, the peak and the end of
/// the profile; without either, one snapshot of zero bytes.
///
/// Call sites below a hundredth of the peak are summed up in one node of the tree. The innermost
/// frames of the standard library and the allocator are left out, as Massif leaves out `malloc`. If
/// several threads allocate, the peaks of the two passes may differ; the snapshot has the larger.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_massif(
    profile: Option<&Profile>,
    timeline: Option<&Timeline>,
    command: &str,
    out: &mut dyn Write,
) -> io::Result<()> {
    let snapshots = match (timeline, profile) {
        (Some(timeline), _) => Snapshots::from_timeline(timeline),
        (None, Some(profile)) => Snapshots::from_profile(profile),
        (None, None) => Snapshots::default(),
    };
    let mut tree = profile.map(CallTree::from_profile).unwrap_or_default();
    let (command, unit) = (escape(command), snapshots.unit);
    write!(
        out,
        "desc: exported by heapwise\ncmd: {command}\ntime_unit: {unit}\n"
    )?;
    let peak = snapshots.peak();
    for (number, (time, bytes)) in snapshots.points.iter().enumerate() {
        let (kind, bytes) = if Some(number) == peak {
            ("peak", tree.bytes.max(*bytes))
        } else {
            ("empty", *bytes)
        };
        write!(
            out,
            "#-----------\nsnapshot={number}\n#-----------\ntime={time}\nmem_heap_B={bytes}\n\
             mem_heap_extra_B=0\nmem_stacks_B=0\nheap_tree={kind}\n"
        )?;
        if kind == "peak" {
            tree.write(out)?;
        }
    }
    Ok(())
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

/// A program point that is live at the peak: its bytes, and its frames outside of the standard library
/// and the allocator, innermost first.
struct LivePoint<'a> {
    bytes: u64,
    backtrace: &'a [usize],
}

/// The live points of a profile, as a tree of callers.
#[derive(Default)]
struct CallTree<'a> {
    frames: Vec<&'a str>,
    /// The number of each frame. Frames that differ only in their addresses have the same.
    numbers: Vec<u32>,
    points: Vec<LivePoint<'a>>,
    bytes: u64,
}

impl<'a> CallTree<'a> {
    fn from_profile(profile: &'a Profile) -> Self {
        let mut number_by_frame = HashMap::new();
        let mut number = |text: &'a str| {
            let next = number_by_frame.len() as u32;
            *number_by_frame.entry(Frame::parse(text)).or_insert(next)
        };
        let numbers = profile.frames.iter().map(&mut number).collect();
        let frames = profile.frames.iter();
        let is_standard: Vec<bool> = frames
            .map(|text| Frame::parse(text).is_standard())
            .collect();
        let points = profile.points.iter().map(|point| LivePoint {
            bytes: Measure::PeakBytes.value(point),
            backtrace: outside_of_standard(&point.backtrace, &is_standard),
        });
        let points: Vec<LivePoint> = points.filter(|point| point.bytes > 0).collect();
        Self {
            frames: profile.frames.iter().collect(),
            numbers,
            bytes: points.iter().map(|point| point.bytes).sum(),
            points,
        }
    }

    /// Writes the node of all points, then those of their frames.
    fn write(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut points = std::mem::take(&mut self.points);
        let label = "(heap allocation functions) malloc/new/new[], --alloc-fns, etc.";
        self.write_node(&mut points, label, 0, out)
    }

    /// Writes the node of points that share their first `depth` frames, with the number of its
    /// children, then the children, the largest first.
    fn write_node(
        &self,
        points: &mut [LivePoint<'a>],
        label: &str,
        depth: usize,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let number = |point: &LivePoint<'_>| Some(self.numbers[*point.backtrace.get(depth)?]);
        let bytes = sum_bytes(points);
        // The order of points with the same frame is kept.
        points.sort_by_key(number);
        let callers = points.chunk_by_mut(|one, other| number(one) == number(other));
        let callers = callers.filter(|callers| callers[0].backtrace.len() > depth);
        let callers = callers.filter(|_| depth < MOST_FRAMES);
        let least_bytes = self.bytes.div_ceil(100);
        let (mut large, mut small, mut small_bytes) = (Vec::new(), 0, 0);
        for callers in callers {
            let bytes = sum_bytes(callers);
            if bytes >= least_bytes {
                let last = callers.last().map_or(0, |point| point.backtrace[depth]);
                large.push((Reverse(bytes), self.frames[last], callers));
            } else {
                small += 1;
                small_bytes += bytes;
            }
        }
        large.sort_by_key(|(bytes, label, _)| (*bytes, *label));
        write_line(
            out,
            depth,
            large.len() + usize::from(small > 0),
            bytes,
            label,
        )?;
        for (_, label, callers) in large {
            self.write_node(callers, label, depth + 1, out)?;
        }
        let gathered = match small {
            0 => return Ok(()),
            1 => String::from("in 1 place, below massif's threshold (1.00%)"),
            places => format!("in {places} places, all below massif's threshold (1.00%)"),
        };
        write_line(out, depth + 1, 0, small_bytes, &gathered)
    }
}

fn sum_bytes(points: &[LivePoint<'_>]) -> u64 {
    points.iter().map(|point| point.bytes).sum()
}

/// The backtrace without its innermost frames of the standard library and the allocator.
fn outside_of_standard<'a>(backtrace: &'a [usize], is_standard: &[bool]) -> &'a [usize] {
    let innermost = backtrace.iter().position(|&frame| !is_standard[frame]);
    &backtrace[innermost.unwrap_or(0)..]
}

fn write_line(
    out: &mut dyn Write,
    depth: usize,
    children: usize,
    bytes: u64,
    label: &str,
) -> io::Result<()> {
    let indent = " ".repeat(depth);
    let line = format!("{indent}n{children}: {bytes} {}\n", escape(label));
    out.write_all(line.as_bytes())
}

/// Text without `#`, which begins a comment in `ms_print`.
fn escape(text: &str) -> String {
    plain(text).replace('#', ".")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    fn render_massif(
        profile: Option<&Profile>,
        timeline: Option<&Timeline>,
        command: &str,
    ) -> String {
        let mut bytes = Vec::new();
        write_massif(profile, timeline, command, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    }

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
            ..Timeline::default()
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

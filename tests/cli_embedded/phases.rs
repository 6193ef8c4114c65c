//! Phases and timelines of a run of several variants.

use std::hint::black_box;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

use heapwise::record::{Phase, Timeline};
use heapwise::{Experiment, phase};
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::common::{Folder, Ran, row};

const TEETH: usize = 200_000;

pub fn all() -> Vec<Trial> {
    trials![
        phases_nest_and_follow_each_other,
        phases_change_no_figure,
        a_phase_that_panics_has_ended,
        phases_of_several_threads_nest_separately,
        only_the_first_thousand_phases_are_recorded,
        a_timeline_is_bounded_and_keeps_its_peak,
        without_allocations_there_is_no_timeline,
    ]
}

pub fn experiment() -> Experiment {
    Experiment::new("phases", "")
        .variant("nested", "", |_| {
            let held = phase("outer", || {
                let first = phase("inner", || black_box(vec![1_u8; 1000]));
                let second = phase("inner", || black_box(vec![1_u8; 500]));
                first.len() + second.len()
            });
            phase("after", || held + black_box(vec![1_u8; 10]).len())
        })
        .variant("plain", "", |_| {
            let first = black_box(vec![1_u8; 1000]);
            let second = black_box(vec![1_u8; 500]);
            let held = first.len() + second.len();
            drop((first, second));
            held + black_box(vec![1_u8; 10]).len()
        })
        .variant("panics", "", |_| {
            let broken = || phase("breaks", || phase("deep", || panic!("expected")));
            let broken: Result<(), _> = catch_unwind(AssertUnwindSafe(broken));
            phase("next", || 1510 * usize::from(broken.is_err()))
        })
        .variant("threads", "", |_| {
            let work = || {
                for _ in 0..100 {
                    phase("outer", || {
                        phase("inner", || drop(black_box(vec![1_u8; 100])))
                    });
                }
            };
            std::thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(work);
                }
            });
            1510
        })
        .variant("many", "", |_| {
            let held = black_box(vec![1_u8; 10]);
            (0..5000).for_each(|_| phase("one of many", || ()));
            1500 + held.len()
        })
        .variant("saw", "", |_| {
            for tooth in 0..TEETH {
                // One tooth is higher than all others.
                let size = if tooth == TEETH / 3 {
                    2000
                } else {
                    1000 + tooth % 7
                };
                black_box(vec![1_u8; size]);
            }
            1510
        })
        .variant("nothing", "", |_| phase("nothing", || 1510))
}

/// One run of all variants, shared by the tests.
fn folder() -> &'static Folder {
    static RUN: OnceLock<Folder> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let mut command = crate::program_with("phases");
        command.args(["run", "--passes", "count,heap", "-o", folder.as_str()]);
        let ran = Ran::from(command.output().unwrap());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        folder
    })
}

fn heap_of(variant: &str) -> Value {
    row(&folder().report(), variant)["heap"].clone()
}

fn timeline_of(variant: &str) -> Timeline {
    let file = format!("timelines/phases.{variant}.json");
    assert_eq!(heap_of(variant)["timeline"], json!(file));
    let path = folder().file(&file);
    Timeline::parse(&folder().read(&file), &path).unwrap()
}

fn phases_nest_and_follow_each_other() {
    let timeline = timeline_of("nested");
    let names_and_depths: Vec<(&str, u32)> = timeline
        .phases
        .iter()
        .map(|phase| (phase.name.as_str(), phase.depth))
        .collect();
    assert_eq!(
        names_and_depths,
        [("outer", 0), ("inner", 1), ("inner", 1), ("after", 0)]
    );
    let [outer, first, second, after] = &timeline.phases[..] else {
        unreachable!("there are four")
    };
    let lies_in = |inner: &Phase, outer: &Phase| {
        outer.begin_ns <= inner.begin_ns && inner.end_ns <= outer.end_ns
    };
    assert!(lies_in(first, outer) && lies_in(second, outer));
    assert!(first.end_ns <= second.begin_ns && outer.end_ns <= after.begin_ns);
    assert!(after.end_ns <= timeline.end_ns);
    let bytes: Vec<u64> = timeline.points.iter().map(|(_, bytes)| *bytes).collect();
    assert_eq!(bytes, [0, 1000, 1500, 1000, 0, 10, 0]);
    let (rise_ns, _) = timeline.points[1];
    assert!(first.begin_ns <= rise_ns && rise_ns <= first.end_ns);
}

fn phases_change_no_figure() {
    let figures = |variant| {
        let mut heap = heap_of(variant);
        let heap = heap.as_object_mut().unwrap();
        for varying in ["profile", "timeline", "scope_ns"] {
            assert!(heap.remove(varying).is_some(), "{varying}");
        }
        heap.clone()
    };
    assert_eq!(figures("nested"), figures("plain"));
    assert_eq!(figures("nested")["total_bytes"], 1510);
    assert_eq!(figures("nested")["total_blocks"], 3);
    assert_eq!(figures("nested")["peak_bytes"], 1500);
}

fn a_phase_that_panics_has_ended() {
    let phases = timeline_of("panics").phases;
    let names_and_depths: Vec<(&str, u32)> = phases
        .iter()
        .map(|phase| (phase.name.as_str(), phase.depth))
        .collect();
    assert_eq!(names_and_depths, [("breaks", 0), ("deep", 1), ("next", 0)]);
    assert!(phases[0].end_ns <= phases[2].begin_ns && phases[1].end_ns <= phases[0].end_ns);
}

fn phases_of_several_threads_nest_separately() {
    let phases = timeline_of("threads").phases;
    assert_eq!(phases.len(), 800);
    for phase in phases {
        let depth = u32::from(phase.name == "inner");
        assert_eq!((phase.depth, phase.begin_ns <= phase.end_ns), (depth, true));
    }
}

fn only_the_first_thousand_phases_are_recorded() {
    assert_eq!(timeline_of("many").phases.len(), 1000);
}

fn a_timeline_is_bounded_and_keeps_its_peak() {
    let timeline = timeline_of("saw");
    assert_eq!(heap_of("saw")["peak_bytes"], 2000);
    assert_eq!(heap_of("saw")["total_blocks"], TEETH);
    assert_eq!(timeline.peak_bytes(), 2000);
    assert!(timeline.points.len() <= 1500, "{}", timeline.points.len());
    assert!(timeline.points.len() > 100, "{}", timeline.points.len());
    assert_eq!(timeline.points.last().unwrap().1, 0);
}

fn without_allocations_there_is_no_timeline() {
    assert!(heap_of("nothing").get("timeline").is_none());
    assert!(!folder().file("timelines/phases.nothing.json").exists());
}

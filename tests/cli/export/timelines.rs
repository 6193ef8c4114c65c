//! The timelines of built-in experiments.

use heapwise::record::Timeline;

use super::julia;
use crate::common::{Folder, heapwise, run_to};

#[test]
fn a_timelines_highest_point_is_the_peak_of_every_variant() {
    let folder = Folder::new();
    let sized = run_to(
        heapwise(),
        "run growth small table/std -i n=3000 --passes count",
        folder.path(),
    );
    assert_eq!(sized.status, Some(0), "{}", sized.stderr);
    let mut timelines = 0;
    for folder in [julia(), &folder] {
        for entry in folder.report()["experiments"].as_array().unwrap() {
            for row in entry["variants"].as_array().unwrap() {
                let Some(file) = row["heap"]["timeline"].as_str() else {
                    assert_eq!(row["heap"]["total_blocks"], 0, "{row}");
                    continue;
                };
                let timeline = Timeline::parse(&folder.read(file), &folder.file(file)).unwrap();
                assert_eq!(row["heap"]["peak_bytes"], timeline.peak_bytes(), "{file}");
                assert_eq!(
                    row["heap"]["end_bytes"],
                    timeline.points.last().unwrap().1,
                    "{file}"
                );
                assert!(timeline.points.len() <= 1500, "{file}");
                timelines += 1;
            }
        }
    }
    assert_eq!(timelines, 8 + 19 + 7 + 1);
}

#[test]
fn built_in_experiments_name_their_phases() {
    let timeline = |variant: &str| {
        let file = format!("timelines/julia.{variant}.json");
        Timeline::parse(&julia().read(&file), &julia().file(&file)).unwrap()
    };
    let stored = timeline("stored");
    let names: Vec<&str> = stored
        .phases
        .iter()
        .map(|phase| phase.name.as_str())
        .collect();
    assert_eq!(names, ["make the coordinates", "create the output"]);
    // A growing vector is never recorded as freed and allocated again.
    let peak = stored
        .points
        .iter()
        .position(|(_, bytes)| *bytes == stored.peak_bytes());
    assert!(stored.points[..=peak.unwrap()].is_sorted_by_key(|(_, bytes)| *bytes));
    // The 40 000 bytes of the output are allocated in its phase, on top of the 524 288 bytes of
    // the coordinates.
    let (at_ns, _) = stored
        .points
        .iter()
        .find(|(_, bytes)| *bytes == 564_288)
        .unwrap();
    assert!(stored.phases[1].begin_ns <= *at_ns && *at_ns <= stored.phases[1].end_ns);
    assert_eq!(timeline("on-the-fly").phases.len(), 1);
}

#[test]
fn a_new_report_removes_the_timelines_of_the_old_one() {
    let folder = Folder::new();
    let at = |variant| {
        let ran = run_to(
            heapwise(),
            &format!("run {variant} -i width=10 --passes count"),
            folder.path(),
        );
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    };
    at("julia/stored");
    assert!(folder.file("timelines/julia.stored.json").exists());
    at("julia/axes");
    assert!(folder.file("timelines/julia.axes.json").exists());
    assert!(!folder.file("timelines/julia.stored.json").exists());
}

#[test]
fn the_bytes_of_a_timeline_are_equal_in_every_run() {
    let bytes = || {
        let folder = Folder::new();
        let arguments = "run table/chaining -i n=20000 --passes count --runs 1";
        let ran = run_to(heapwise(), arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let file = "timelines/table.chaining.json";
        let timeline = Timeline::parse(&folder.read(file), &folder.file(file)).unwrap();
        let points = timeline.points.into_iter();
        points.map(|(_, bytes)| bytes).collect::<Vec<u64>>()
    };
    let first = bytes();
    assert!(first.len() > 500, "not thinned: {}", first.len());
    assert_eq!(first, bytes());
}

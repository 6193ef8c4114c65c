//! heapwise's recorder and the `dhat` crate record the same of every built-in variant.

use std::process::Command;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use std::thread;

use serde_json::Value;

use crate::common::program_points::ProgramPoints;
use crate::common::{Folder, heapwise, profile, run_to};

/// Of each experiment whose variants allocate, the number of variants that do, and of those that do
/// not. The variants of `hash` allocate nothing in their scope. What threads allocate depends on how
/// long they run.
const BUILT_IN: [(&str, usize, usize); 7] = [
    ("julia", 8, 1),
    ("kernel", 4, 0),
    ("table", 18, 0),
    ("growth", 19, 0),
    ("small", 7, 0),
    ("diffusion", 7, 0),
    ("compact-numbers", 5, 0),
];

#[test]
#[ignore = "slow"]
fn both_recorders_give_every_built_in_variant_the_same_program_points() {
    let variants = "run julia kernel/abs kernel/norm-sqr kernel/expanded kernel/simd table growth small \
                    diffusion compact-numbers -i width=100 -i keys=random -i n=2000 -i size=64";
    assert_eq!(compare_recorders(heapwise, variants), BUILT_IN.map(owned));
}

/// Of each example, the number of variants that allocate, and of those that do not.
const EXAMPLES: [(&str, usize, usize); 5] = [
    ("interning", 5, 0),
    ("records", 4, 8),
    ("shapes", 4, 4),
    ("strings", 5, 0),
    ("tree", 4, 0),
];

#[test]
#[ignore = "slow"]
fn both_recorders_give_every_example_the_same_program_points() {
    let compared = EXAMPLES.map(|(example, ..)| {
        let program = || {
            let mut cargo = Command::new(env!("CARGO"));
            cargo.current_dir(env!("CARGO_MANIFEST_DIR"));
            cargo.args(["run", "--quiet", "--offline", "--example", example, "--"]);
            cargo
        };
        let experiments = compare_recorders(program, "run -i n=500");
        let sum = |count: fn(&(String, usize, usize)) -> usize| experiments.iter().map(count).sum();
        (
            example,
            sum(|&(_, with, _)| with),
            sum(|&(_, _, without)| without),
        )
    });
    assert_eq!(compared, EXAMPLES);
}

fn owned((experiment, with, without): (&str, usize, usize)) -> (String, usize, usize) {
    (experiment.to_string(), with, without)
}

/// Makes heap passes with both recorders, and checks that each variant has the same program points.
/// Returns each experiment with the number of variants that have program points, and of those that
/// have none.
fn compare_recorders(program: impl Fn() -> Command, run: &str) -> Vec<(String, usize, usize)> {
    let recorded = |recorder: &str| {
        let folder = Folder::new();
        let arguments = format!("{run} --passes heap --recorder {recorder}");
        let ran = run_to(program(), &arguments, folder.path());
        assert_eq!(ran.status, Some(0), "{ran:?}");
        let report = folder.report();
        assert_eq!(report["provenance"]["recorder"], recorder);
        (folder, report["experiments"].as_array().unwrap().clone())
    };
    let (own_folder, own_experiments) = recorded("heapwise");
    let (dhat_folder, dhat_experiments) = recorded("dhat");
    assert_eq!(own_experiments.len(), dhat_experiments.len());
    let compare = |(own, dhat): (&Value, &Value)| {
        let experiment = own["name"].as_str().unwrap();
        let [own, dhat] = [own, dhat].map(|case| case["variants"].as_array().unwrap());
        assert_eq!(own.len(), dhat.len(), "{experiment}");
        let mut with = 0;
        for (own, dhat) in own.iter().zip(dhat) {
            let variant = format!("{experiment}/{}", own["name"].as_str().unwrap());
            assert_eq!(own["name"], dhat["name"]);
            let own_profile = profile(&own_folder, own);
            let dhat_profile = profile(&dhat_folder, dhat);
            assert_eq!(own_profile.is_some(), dhat_profile.is_some(), "{variant}");
            if let (Some(own), Some(dhat)) = (own_profile, dhat_profile) {
                let own = ProgramPoints::from_profile(&own);
                own.assert_same_merged(&ProgramPoints::from_profile(&dhat), &variant);
                with += 1;
            }
        }
        (experiment.to_string(), with, own.len() - with)
    };
    own_experiments
        .iter()
        .zip(&dhat_experiments)
        .map(compare)
        .collect()
}

#[test]
fn a_hash_function_allocates_nothing_in_its_scope() {
    let folder = Folder::new();
    let arguments = "run hash -i n=100 -i keys=random --passes heap";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let rows = crate::common::rows(&report);
    assert_eq!(rows.len(), 18);
    for row in rows {
        assert_eq!(row["heap"]["total_blocks"], 0, "{row}");
    }
}

#[test]
fn repeated_heap_passes_of_the_tables_give_equal_profiles() {
    repeat_heap_passes(2);
}

#[test]
#[ignore = "slow"]
fn a_hundred_heap_passes_of_the_tables_give_equal_profiles() {
    repeat_heap_passes(100);
}

fn repeat_heap_passes(times: usize) {
    let first = profiles_of_the_tables();
    assert_eq!(first.len(), 18);
    let remaining = AtomicUsize::new(times - 1);
    let compare_remaining = || {
        let take_one = |left: usize| left.checked_sub(1);
        while remaining.fetch_update(Relaxed, Relaxed, take_one).is_ok() {
            for (repeated, first) in profiles_of_the_tables().iter().zip(&first) {
                assert_eq!(repeated, first);
            }
        }
    };
    thread::scope(|scope| {
        scope.spawn(compare_remaining);
        compare_remaining();
    });
}

/// Each variant of `table` with the profile of one heap pass, without the number of its process.
fn profiles_of_the_tables() -> Vec<(String, Value)> {
    let folder = Folder::new();
    let arguments = "run table -i keys=random -i n=10000 --passes heap";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = folder.report();
    let rows = crate::common::rows(&report);
    let named_profile = |row: &Value| {
        let mut profile = profile(&folder, row).unwrap();
        let pid = profile.as_object_mut().unwrap().remove("pid");
        assert!(pid.is_some_and(|pid| pid.is_u64()));
        (row["name"].as_str().unwrap().to_string(), profile)
    };
    rows.iter().map(named_profile).collect()
}

//! The stacks of a thread continue with the one that started it.

use libtest_mimic::Trial;

use super::Recorded;
use super::experiments::STARTED;
use crate::common::program_points::{THREAD_START, has_frame};

pub fn all() -> Vec<Trial> {
    trials![
        what_starting_a_thread_allocates_belongs_to_the_line_that_starts_it,
        threads_that_start_threads_are_folded,
        a_thread_from_before_the_scope_was_started_by_nothing_in_it,
    ]
}

/// The part of a backtrace that lies around the innermost start of a thread.
fn started_by(backtrace: &[String]) -> Option<&[String]> {
    let start = backtrace.iter().position(|frame| frame == THREAD_START)?;
    Some(&backtrace[start + 1..])
}

fn what_starting_a_thread_allocates_belongs_to_the_line_that_starts_it() {
    let recorded = Recorded::run("threads/idle", "--passes count,heap");
    let points = recorded.points();
    let has_start = |start: &str| {
        let of_threads = points.backtraces_with("thread_start");
        let mut starts = of_threads.map(|backtrace| started_by(backtrace).unwrap());
        starts.any(|around| has_frame(around, start))
    };
    assert!(has_start("::start_second"), "{points:#?}");
    let in_scope = |backtrace: &[String]| has_frame(backtrace, "::start_idle_threads");
    assert_eq!(points.total_where("tb", in_scope), points.total("tb"));
    let blocks_by_second = points.total_with("::start_second", "tbk");
    assert!(blocks_by_second > points.total_with("::start_first", "tbk"));
    assert!(blocks_by_second >= 3 * STARTED as u64);
}

fn threads_that_start_threads_are_folded() {
    for (recursion, levels) in [("fold", 2), ("keep", 4)] {
        let arguments = format!("--passes count,heap --recursion {recursion}");
        let recorded = Recorded::run("threads/nested", &arguments);
        let points = recorded.points();
        let of_blocks = |backtrace: &&[String]| {
            let own = backtrace
                .iter()
                .position(|frame| frame.contains("::nested"));
            let starting = backtrace
                .iter()
                .position(|frame| frame.starts_with("std::thread"));
            own < starting || starting.is_none()
        };
        let nested = points.backtraces_with("::nested").filter(of_blocks);
        assert_eq!(nested.count(), levels, "{recursion}: {points:#?}");
        let is_nested = |backtrace: &[String]| has_frame(backtrace, "::nested");
        assert_eq!(points.total_where("tbk", is_nested), points.total("tbk"));
    }
}

fn a_thread_from_before_the_scope_was_started_by_nothing_in_it() {
    let recorded = Recorded::run("threads/earlier", "--passes count,heap");
    let points = recorded.points();
    let of_earlier: Vec<_> = points.backtraces_with("::earlier_thread").collect();
    assert_eq!(of_earlier.len(), 1, "{points:#?}");
    assert_eq!(started_by(of_earlier[0]), None);
}

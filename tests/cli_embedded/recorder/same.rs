//! heapwise's recorder and the `dhat` crate record the same, and what the count pass counts.

use libtest_mimic::Trial;

use super::Recorded;

pub fn all() -> Vec<Trial> {
    trials![
        recursion_is_folded_as_in_the_reference,
        recursion_is_kept_as_in_the_reference,
        beyond_the_limit_of_stacks_the_totals_stay_the_same,
        two_threads_that_take_turns,
        a_vector_that_grows_in_place_and_by_moving_and_shrinks,
        blocks_allocated_on_one_thread_and_freed_on_another,
        a_panic_that_is_caught,
        over_aligned_and_zeroed_blocks,
        blocks_of_the_setup_and_blocks_that_outlive_the_scope,
        a_thread_local_destructor_that_allocates,
    ]
}

/// One variant under both recorders. The run fails unless the count pass agrees with the heap pass.
fn both(variant: &str, more: &str) -> [Recorded; 2] {
    ["heapwise", "dhat"].map(|recorder| {
        let arguments = format!("--passes count,heap --recorder {recorder}{more}");
        Recorded::run(variant, &arguments)
    })
}

/// Checks that both recorders record the same, and returns the result of heapwise's.
fn same(variant: &str) -> Recorded {
    let [own, dhat] = both(variant, "");
    own.points().assert_same(&dhat.points(), variant);
    assert_complete(own)
}

/// The same for a variant that recurses.
fn same_folded(variant: &str) -> Recorded {
    let [own, dhat] = both(variant, "");
    own.points().assert_same_merged(&dhat.points(), variant);
    assert_complete(own)
}

fn assert_complete(own: Recorded) -> Recorded {
    assert_eq!(own.profile_figure("truncated_blocks"), 0);
    assert_eq!(own.profile_figure("beyond_limit_blocks"), 0);
    own
}

fn recursion_is_folded_as_in_the_reference() {
    let own = same_folded("same/recursion");
    // Each function calls the other one, and itself with other arguments, so a stack without loops
    // has three calls at most.
    let points = own.points();
    assert!((2..=12).contains(&points.len()), "{points:#?}");
    assert_eq!(own.figure("total_blocks"), points.total("tbk"));
}

fn recursion_is_kept_as_in_the_reference() {
    let [own, dhat] = both("same/recursion", " --recursion keep");
    own.points().assert_same(&dhat.points(), "same/recursion");
    assert!(own.points().len() > 100, "{}", own.points().len());
}

fn beyond_the_limit_of_stacks_the_totals_stay_the_same() {
    let arguments = "--passes count,heap --recursion keep";
    let all = Recorded::run("same/recursion", arguments);
    let limited = Recorded::run("same/recursion", &format!("{arguments} --stacks 20"));
    for key in ["tb", "tbk", "gb", "gbk", "eb", "ebk"] {
        let totals = [&all, &limited].map(|recorded| recorded.points().total(key));
        assert_eq!(totals[0], totals[1], "{key}");
    }
    assert!(limited.points().len() < 20);
    assert_eq!(all.profile_figure("beyond_limit_blocks"), 0);
    let beyond =
        ["bytes", "blocks"].map(|of| limited.profile_figure(&format!("beyond_limit_{of}")));
    let totals = ["total_bytes", "total_blocks"].map(|of| limited.figure(of));
    assert!(
        beyond[0] > 0 && beyond[0] < totals[0],
        "{beyond:?} of {totals:?}"
    );
    assert!(
        beyond[1] > 0 && beyond[1] < totals[1],
        "{beyond:?} of {totals:?}"
    );
}

fn two_threads_that_take_turns() {
    let own = same("same/turns");
    assert_eq!(own.row["heap"]["several_threads"], true);
    let points = own.points();
    assert_eq!(points.backtraces_with("::first_thread").count(), 1);
    assert_eq!(points.backtraces_with("::second_thread").count(), 1);
}

fn a_vector_that_grows_in_place_and_by_moving_and_shrinks() {
    let own = same("same/growing");
    assert!(own.figure("realloc_count") > 20);
    assert!(own.figure("realloc_copy_bytes") > 0);
}

fn blocks_allocated_on_one_thread_and_freed_on_another() {
    let own = same("same/across");
    assert_eq!(own.row["heap"]["several_threads"], true);
    assert_eq!(own.figure("end_blocks"), 0);
}

fn a_panic_that_is_caught() {
    let own = same_folded("same/panic");
    let in_drop = own.points().backtraces_with("AllocatesInDrop").count();
    assert!(in_drop > 0, "{:#?}", own.points());
}

fn over_aligned_and_zeroed_blocks() {
    let own = same("same/aligned");
    let expected = 100 + 5000 + 3 + 10_000 + 300 + 50 + 1;
    assert_eq!(own.figure("total_bytes"), expected);
    assert_eq!(own.figure("total_blocks"), 7);
}

fn blocks_of_the_setup_and_blocks_that_outlive_the_scope() {
    let own = same("same/lifetimes");
    // The block of the set-up that grew counts as a new one, as under DHAT.
    assert_eq!(own.figure("total_bytes"), 3000 + 500 + 77);
    assert_eq!(own.figure("end_bytes"), 3000 + 77);
    assert_eq!(own.figure("end_blocks"), 2);
}

fn a_thread_local_destructor_that_allocates() {
    let own = same("same/destructors");
    let points = own.points();
    let in_drop = points.backtraces_with("AllocatesInDrop");
    assert!(in_drop.count() > 0, "{points:#?}");
}

//! A deep recursion is recorded within bounds.

use libtest_mimic::Trial;

use super::Recorded;
use super::experiments::DEPTH;

pub fn all() -> Vec<Trial> {
    trials![
        a_recursion_of_100_000_levels_is_folded_in_10_s_and_500_mb,
        a_recursion_of_100_000_levels_is_kept_in_10_s_and_500_mb,
    ]
}

fn a_recursion_of_100_000_levels_is_folded_in_10_s_and_500_mb() {
    let recorded = recorded("fold");
    let points = recorded.points();
    // The outermost call is another one than that of each level.
    assert_eq!(points.backtraces_with("::level").count(), 2, "{points:#?}");
    assert_eq!(recorded.profile_figure("beyond_limit_blocks"), 0);
}

fn a_recursion_of_100_000_levels_is_kept_in_10_s_and_500_mb() {
    let recorded = recorded("keep");
    // Backtraces of all levels would have five thousand million frames.
    let beyond = recorded.profile_figure("beyond_limit_blocks");
    assert!((DEPTH / 2..DEPTH).contains(&beyond), "{beyond}");
}

fn recorded(recursion: &str) -> Recorded {
    let limits = "--timeout 10 --memory 500MB";
    let arguments = format!("--recursion {recursion} {limits}");
    let recorded = Recorded::profile("deep/boxes", &arguments);
    let points = recorded.points();
    let of_levels = |key: &str| points.total_with("::level", key);
    for key in ["tb", "gb"] {
        assert_eq!(of_levels(key), 8 * DEPTH, "{key}");
    }
    for key in ["tbk", "gbk"] {
        assert_eq!(of_levels(key), DEPTH, "{key}");
    }
    assert_eq!((of_levels("eb"), of_levels("ebk")), (0, 0));
    assert_eq!(recorded.profile_figure("truncated_blocks"), 0);
    recorded
}

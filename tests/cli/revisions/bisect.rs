//! `--bisect`: the first revision at which a limit breaks.

use super::{COUNT, PROFILE, Repository};
use crate::common::{Folder, Ran};

/// The titles of the revisions that were measured, in their order.
fn measured(ran: &Ran) -> Vec<&str> {
    let lines = ran.stderr.lines();
    let titles = lines.filter_map(|line| {
        let (_, rest) = line.strip_prefix("measuring ")?.split_once(' ')?;
        rest.split_once(", revision").map(|(title, _)| title)
    });
    titles.collect()
}

#[test]
fn the_first_revision_above_the_limit_is_found_by_halving() {
    let keys = [1000, 1001, 1002, 1003, 1004, 4000, 4001, 4002, 4003];
    let repository = Repository::with_keys(PROFILE, &keys);
    let before = repository.state();
    let ran = repository.revisions(&["HEAD~8..HEAD", "--bisect", "peak", "--fail-above", "10%"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    repository.assert_is(&before);
    let hash = repository.short_hash("HEAD~3");
    let expected = format!("`peak` breaks its limit first at {hash} commit 5 with 4000 keys\n");
    assert!(ran.stdout.starts_with(&expected), "{ran:?}");
    for part in [
        "\nbefore: ",
        " commit 4 with 1004 keys\n",
        "\nstd\n",
        " src/lab/experiments/table/",
        "\nabove the limit: table/std ",
    ] {
        assert!(ran.stdout.contains(part), "{part:?} in {}", ran.stdout);
    }
    let expected = [
        "commit 0 with 1000 keys",
        "commit 8 with 4003 keys",
        "commit 4 with 1004 keys",
        "commit 6 with 4001 keys",
        "commit 5 with 4000 keys",
    ];
    assert_eq!(measured(&ran), expected);
}

#[test]
fn a_revision_that_cannot_be_measured_is_skipped_and_remains_possible() {
    let repository = Repository::with_keys(COUNT, &[1000, 1001]);
    repository.0.write("measure.sh", "exit 1\n");
    repository.commit("break the build");
    repository.0.write("measure.sh", COUNT);
    repository.write_keys(4000);
    repository.commit("mend it");
    repository.write_keys(4001);
    repository.commit("one more key");
    let ran = repository.revisions(&[
        "HEAD~4..HEAD",
        "--bisect",
        "total_bytes",
        "--fail-above",
        "50%",
    ]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let (mended, broken) = (
        repository.short_hash("HEAD~1"),
        repository.short_hash("HEAD~2"),
    );
    let expected = format!(
        "`total` breaks its limit first at {mended} mend it\n\
         or before, at a revision in which it is not measured: {broken} break the build\n"
    );
    assert!(ran.stdout.starts_with(&expected), "{ran:?}");
}

#[test]
fn a_budget_is_the_limit_that_breaks() {
    let repository = Repository::with_keys(COUNT, &[1000, 1001, 4000]);
    let budgets = Folder::new();
    let bisect = |figure: &str, text: &str| {
        let path = budgets.write(
            "budgets.toml",
            &format!("[[budget]]\nvariants = \"*/std\"\n{text}\n"),
        );
        repository.revisions(&[
            "HEAD~2..HEAD",
            "--bisect",
            figure,
            "--budget",
            path.to_str().unwrap(),
        ])
    };
    let found = bisect("peak", "peak = \"100 kB\"\nblocks = 0");
    assert_eq!(found.status, Some(1), "{found:?}");
    assert!(
        found.stdout.contains("first at ") && found.stdout.contains("commit 2 with 4000"),
        "{found:?}"
    );
    let kept = bisect("peak", "peak = \"1 GB\"\nblocks = 0");
    assert_eq!(kept.status, Some(0), "{kept:?}");
    assert!(
        kept.stdout
            .starts_with("`peak` keeps its limit at the last revision, "),
        "{kept:?}"
    );
    let already = bisect("blocks", "blocks = 0");
    assert_eq!(already.status, Some(1), "{already:?}");
    assert!(
        already
            .stdout
            .starts_with("`blocks` breaks its limit at the first revision, "),
        "{already:?}"
    );
    let without = bisect("peak", "blocks = 0");
    assert_eq!(without.status, Some(2), "{without:?}");
    assert!(
        without.stderr.contains("`peak` has no limit"),
        "{without:?}"
    );
}

#[test]
fn without_a_limit_the_figure_may_not_grow() {
    let repository = Repository::with_keys(COUNT, &[1000, 1000, 4000]);
    let ran = repository.revisions(&["HEAD~2..HEAD", "--bisect", "peak"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    assert!(ran.stdout.contains("commit 2 with 4000 keys\n"), "{ran:?}");
    let same = repository.revisions(&["HEAD~2..HEAD~1", "--bisect", "peak"]);
    assert_eq!(same.status, Some(0), "{same:?}");
    let time = repository.revisions(&["HEAD~2..HEAD", "--bisect", "time"]);
    assert_eq!(time.status, Some(1), "{time:?}");
    assert!(
        time.stderr.contains("has no `time` with a limit"),
        "{time:?}"
    );
}

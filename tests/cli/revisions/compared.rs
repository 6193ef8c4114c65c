//! What changed between revisions: the comparison, the history, the limits.

use super::{COUNT, PROFILE, Repository, git_in};
use crate::common::{Folder, Ran, heapwise};

#[test]
fn the_history_names_the_commit_the_variant_and_the_line_of_each_change() {
    let repository = Repository::with_keys(PROFILE, &[1000, 2000, 2000]);
    let before = repository.state();
    let ran = repository.revisions(&["HEAD~2..HEAD", "--history"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    repository.assert_is(&before);
    let [first, second, third] =
        ["HEAD~2", "HEAD~1", "HEAD"].map(|revision| repository.short_hash(revision));
    for part in [
        format!("before: {first} commit 0 with 1000 keys\n"),
        format!("after:  {third} commit 2 with 2000 keys\n"),
        String::from("\nstd\n figure "),
        String::from("\npeak from revision to revision\n\ntable/std "),
        String::from("\nno change of peak in 1 variant\n"),
    ] {
        assert!(ran.stdout.contains(&part), "{part:?} in {}", ran.stdout);
    }
    let (_, history) = ran.stdout.split_once("from revision to revision").unwrap();
    let mut rows = history.lines().filter(|line| line.contains(" commit "));
    assert!(rows.next().unwrap().contains(&first), "{history}");
    let step = rows.next().unwrap();
    assert!(
        step.contains(&second) && step.contains("  src/lab/experiments/table/"),
        "{history}"
    );
    assert_eq!(rows.next(), None, "{history}");
    let page = repository.0.read("target/heapwise/revisions/history.html");
    assert!(page.contains("<title>heapwise: peak from revision to revision</title>"));
    assert!(
        page.contains("aria-label=\"peak over revisions\""),
        "{page}"
    );
    assert!(page.contains(&second));
}

#[test]
fn the_reports_of_each_revision_stay_for_compare() {
    let repository = Repository::with_keys(COUNT, &[1000, 2000, 4000]);
    let ran = repository.revisions(&["HEAD~2", "HEAD~1", "HEAD", "--figure", "total_bytes"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("\ntotal from revision to revision\n"),
        "{ran:?}"
    );
    let report = |revision: &str| {
        let hash = repository.short_hash(revision);
        format!("target/heapwise/revisions/reports/{hash}/out/tables")
    };
    let mut compare = heapwise();
    compare.current_dir(repository.0.path());
    compare.args(["compare", &report("HEAD~1"), &report("HEAD")]);
    let compared = Ran::from(compare.output().unwrap());
    assert_eq!(compared.status, Some(0), "{compared:?}");
    assert!(compared.stdout.contains("\nstd\n"), "{compared:?}");
    for revision in ["HEAD~1", "HEAD"] {
        let report = repository
            .0
            .read(&format!("{}/report.json", report(revision)));
        let report: serde_json::Value = serde_json::from_str(&report).unwrap();
        let commit = repository.git(&["rev-parse", revision]);
        assert_eq!(report["provenance"]["revision"], commit.trim());
    }
}

#[test]
fn only_the_ends_of_a_range_are_measured_unless_the_history_is_asked_for() {
    let repository = Repository::with_keys(COUNT, &[1000, 1000, 2000]);
    let ran = repository.revisions(&["HEAD~2.."]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stderr
            .contains("commit 2 with 2000 keys, revision 2 of 2\n"),
        "{ran:?}"
    );
    assert!(!ran.stderr.contains("commit 1"), "{ran:?}");
    assert!(!ran.stdout.contains("from revision to revision"), "{ran:?}");
}

#[test]
fn the_exit_status_is_1_if_a_limit_is_broken() {
    let repository = Repository::with_keys(COUNT, &[1000, 2000]);
    let grown = repository.revisions(&["HEAD~1..", "--fail-above", "5%,peak=1000%"]);
    assert_eq!(grown.status, Some(1), "{grown:?}");
    assert!(
        grown.stdout.contains("\nabove the limit: table/std "),
        "{grown:?}"
    );
    assert!(!grown.stdout.contains(": peak grew"), "{grown:?}");
    let allowed = repository.revisions(&["HEAD~1..", "--fail-above", "1000%"]);
    assert_eq!(allowed.status, Some(0), "{allowed:?}");

    let budgets = Folder::new();
    let budget = |most: &str| {
        let text = format!("[[budget]]\nvariants = \"table/std\"\npeak = {most}\n");
        budgets.write("budgets.toml", &text);
        let path = budgets.file("budgets.toml");
        repository.revisions(&["HEAD~1..", "--budget", path.to_str().unwrap()])
    };
    let broken = budget("1000");
    assert_eq!(broken.status, Some(1), "{broken:?}");
    assert!(broken.stdout.contains("more than 1.00 kB"), "{broken:?}");
    assert_eq!(budget("\"1 GB\"").status, Some(0));
}

#[test]
fn a_revision_that_fails_or_writes_no_report_is_named_with_the_end_of_its_output() {
    let repository = Repository::with_keys(COUNT, &[1000]);
    repository
        .0
        .write("measure.sh", "echo this is broken >&2\nexit 3\n");
    repository.commit("break the build");
    repository.0.write("measure.sh", "true\n");
    repository.commit("measure nothing");
    repository.0.write("measure.sh", COUNT);
    repository.commit("mend it");
    let ran = repository.revisions(&["HEAD~3..", "--history"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    for part in [
        "break the build: the command ended with exit status 3",
        "/output.log:\n  this is broken\n",
        "measure nothing: the command wrote no report of heapwise",
    ] {
        assert!(ran.stderr.contains(part), "{part:?} in {}", ran.stderr);
    }
    assert!(ran.stdout.contains("mend it"), "{ran:?}");
    let nothing = repository.revisions(&["HEAD~2..HEAD~1"]);
    assert_eq!(nothing.status, Some(1), "{nothing:?}");
    assert!(
        nothing
            .stderr
            .contains("fewer than two revisions have a report"),
        "{nothing:?}"
    );
}

#[test]
fn the_command_runs_in_the_same_folder_of_a_revision() {
    let script = "test \"$(cat file)\" = text && cd .. && sh measure.sh\n";
    let repository = Repository::with_keys(COUNT, &[1000]);
    repository.0.write("sub/measure.sh", script);
    repository.commit("measure in a folder");
    repository.write_keys(2000);
    repository.commit("double the keys");
    let before = repository.state();
    let mut command = repository.command(&["HEAD~1..HEAD"]);
    command.current_dir(repository.0.file("sub"));
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("\nstd\n"), "{ran:?}");
    repository.assert_is(&before);
    let mut command = repository.command(&["HEAD~2..HEAD"]);
    command.current_dir(repository.0.file("sub"));
    let without = Ran::from(command.output().unwrap());
    assert_eq!(without.status, Some(1), "{without:?}");
}

#[test]
fn a_work_tree_beside_the_main_one_has_revisions_of_its_own() {
    let repository = Repository::with_keys(COUNT, &[1000, 2000]);
    let beside = Folder::new();
    let path = beside.file("beside");
    repository.git(&["worktree", "add", "--quiet", path.to_str().unwrap()]);
    let before = repository.state();
    let mut command = repository.command(&["HEAD~1..HEAD"]);
    let ran = Ran::from(command.current_dir(&path).output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    repository.assert_is(&before);
    assert!(path.join("target/heapwise/revisions/reports").exists());
    assert_eq!(git_in(&path, &["status", "--porcelain"]), "");
}

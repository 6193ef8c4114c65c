//! Requests that cannot be carried out.

use super::{COUNT, Repository};
use crate::common::{Folder, Ran, assert_refused, heapwise};

#[test]
fn revisions_that_do_not_exist_or_are_no_range_are_refused() {
    let repository = Repository::with_keys(COUNT, &[1, 2]);
    repository.git(&["branch", "feature"]);
    let before = repository.state();
    for (arguments, message) in [
        (
            &["maim..HEAD"][..],
            "no revision `maim`; the nearest: `main`",
        ),
        (
            &["main..xxxxxxxx"],
            "no revision `xxxxxxxx`: no similar name exists",
        ),
        (&["main~9..HEAD"], "no revision `main~9`"),
        (&["main...HEAD"], "argument `main...HEAD`: not a range"),
        (&["main"], "argument `main`: not a range"),
        (&["main..feature"], " twice; name different commits"),
        (&["main", "feature"], " twice; name different commits"),
        (
            &["HEAD..HEAD~1", "--history"],
            "has no commit after the first; write the older end first",
        ),
        (
            &["HEAD~1..HEAD", "--bisect", "paek"],
            "no figure `paek`; the nearest: `peak`",
        ),
        (
            &["HEAD~1..HEAD", "--figure", "nothing"],
            "no figure `nothing`",
        ),
        (
            &["HEAD~1..HEAD", "--budget", "nothing.toml"],
            "cannot read nothing.toml",
        ),
        (&["HEAD~1..HEAD", "--fail-above", "5"], "--fail-above"),
    ] {
        assert_refused(&repository.revisions(arguments), message);
    }
    repository.assert_is(&before);
}

#[test]
fn histories_without_a_common_commit_are_refused() {
    let repository = Repository::with_keys(COUNT, &[1]);
    repository.git(&["checkout", "--quiet", "--orphan", "other"]);
    repository.commit("another beginning");
    let ran = repository.revisions(&["main..other", "--history"]);
    assert_refused(&ran, "the two have no commit in common");
}

#[test]
fn a_command_that_does_not_exist_is_refused_and_so_is_none() {
    let repository = Repository::with_keys(COUNT, &[1, 2]);
    let before = repository.state();
    let mut missing = repository.command_with(&["HEAD~1..HEAD"], &["no-such-program-here"]);
    let missing = Ran::from(missing.output().unwrap());
    assert_eq!(missing.status, Some(2), "{missing:?}");
    assert!(
        missing
            .stderr
            .contains("argument `no-such-program-here`: cannot be run: "),
        "{missing:?}"
    );
    repository.assert_is(&before);
    for arguments in [
        &["HEAD~1..HEAD", "--"][..],
        &["HEAD~1..HEAD"],
        &["--", "true"],
    ] {
        let mut command = heapwise();
        command.current_dir(repository.0.path()).arg("revisions");
        let ran = Ran::from(command.args(arguments).output().unwrap());
        assert_refused(&ran, "required arguments were not provided");
    }
}

#[test]
fn a_folder_without_a_repository_or_with_other_files_is_refused() {
    let mut command = heapwise();
    let folder = Folder::new();
    command
        .current_dir(folder.path())
        .args(["revisions", "a..b", "--", "true"]);
    command.env("GIT_CEILING_DIRECTORIES", folder.path().parent().unwrap());
    let ran = Ran::from(command.output().unwrap());
    assert_refused(&ran, "run heapwise in the work tree of a git repository");

    let repository = Repository::with_keys(COUNT, &[1, 2]);
    folder.write("work-tree/precious", "text");
    let out = ["HEAD~1..HEAD", "--out", folder.as_str()];
    assert_refused(
        &repository.revisions(&out),
        "has files that heapwise did not write",
    );
    assert_eq!(folder.read("work-tree/precious"), "text");
}

#[test]
fn a_budget_that_cannot_be_checked_is_refused() {
    let repository = Repository::with_keys(COUNT, &[1000, 2000]);
    let budgets = Folder::new();
    for (text, message) in [
        (
            "variants = \"table/stdd\"\npeak = 1",
            "no variant `table/stdd`",
        ),
        (
            "variants = \"table/std\"\npeak = { baseline = \"main\" }",
            "compare with the first revision by --fail-above",
        ),
    ] {
        let path = budgets.write("budgets.toml", &format!("[[budget]]\n{text}\n"));
        let ran = repository.revisions(&["HEAD~1..HEAD", "--budget", path.to_str().unwrap()]);
        assert_eq!(ran.status, Some(2), "{ran:?}");
        assert!(ran.stderr.contains(message), "{ran:?}");
    }
}

//! `heapwise run --save-baseline` and `--baseline`.

use crate::common::{Folder, Ran, assert_refused, heapwise};

/// Runs the small Julia kernel in this folder.
fn julia(folder: &Folder, arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .args(["run", "julia/stored*", "--passes", "count,heap"])
        .args(arguments);
    Ran::from(command.output().unwrap())
}

#[test]
fn a_run_is_compared_with_the_baseline_and_then_takes_its_place() {
    let folder = Folder::new();
    let saved = julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    assert!(saved.stdout.ends_with("saved as baseline main\n"));
    let baseline = folder.read("reports/baselines/main/report.json");
    assert_eq!(baseline, folder.read("reports/latest/report.json"));
    assert!(
        folder
            .file("reports/baselines/main/profiles/julia.stored.json")
            .exists()
    );

    let same = julia(&folder, &["-i", "width=50", "--baseline", "main"]);
    assert_eq!(same.status, Some(0), "{same:?}");
    assert!(
        same.stdout.ends_with(
            "before: baseline main\nafter:  reports/latest\n\nno difference in 5 variants\n"
        ),
        "{}",
        same.stdout
    );

    // A baseline with another peak.
    let smaller = baseline.replacen("\"peak_bytes\": ", "\"peak_bytes\": 1", 1);
    std::fs::write(folder.file("reports/baselines/main/report.json"), smaller).unwrap();
    let other = julia(
        &folder,
        &[
            "-i",
            "width=50",
            "--baseline",
            "main",
            "--save-baseline",
            "main",
        ],
    );
    assert_eq!(
        other.status,
        Some(0),
        "a difference alone is no failure: {other:?}"
    );
    assert!(
        other.stdout.contains("no difference in 4 variants"),
        "{}",
        other.stdout
    );
    assert!(
        other.stdout.contains("\nstored\n figure"),
        "{}",
        other.stdout
    );
    let again = julia(&folder, &["-i", "width=50", "--baseline", "main"]);
    assert!(
        again.stdout.contains("no difference in 5 variants"),
        "{}",
        again.stdout
    );

    let mut by_name = heapwise();
    by_name.current_dir(folder.path()).args([
        "compare",
        "main",
        "reports/latest",
        "--fail-above",
        "0",
    ]);
    assert_eq!(Ran::from(by_name.output().unwrap()).status, Some(0));
}

#[test]
fn a_missing_or_misnamed_baseline_is_refused_before_anything_is_measured() {
    let folder = Folder::new();
    std::fs::create_dir_all(folder.file("reports/baselines/main")).unwrap();
    std::fs::write(folder.file("reports/baselines/main/report.json"), "{}").unwrap();
    for (arguments, message) in [
        (
            ["--baseline", "mian"],
            "no baseline `mian`; the nearest: `main`",
        ),
        (["--baseline", "main"], "not a report of heapwise"),
        (
            ["--baseline", "../main"],
            "a baseline's name has letters, digits",
        ),
        (
            ["--save-baseline", "a/b"],
            "a baseline's name has letters, digits",
        ),
        (
            ["--save-baseline", ""],
            "a baseline's name has letters, digits",
        ),
        (
            ["--save-baseline", "."],
            "a baseline's name has letters, digits",
        ),
        (
            ["--save-baseline", &"long".repeat(75)],
            "a baseline's name has at most 200 bytes",
        ),
        (
            ["--save-baseline", "main"],
            "move it away, or name another folder with --save-baseline",
        ),
    ] {
        assert_refused(&julia(&folder, &arguments), message);
    }
    assert!(!folder.file("reports/latest").exists());
}

#[test]
fn a_failed_run_does_not_replace_a_baseline() {
    let folder = Folder::new();
    let saved = julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let baseline = folder.read("reports/baselines/main/report.json");
    let cut_short = ["-i", "width=3000", "--timeout", "0.01"];
    let failed = julia(
        &folder,
        &[&cut_short[..], &["--save-baseline", "main"]].concat(),
    );
    assert_eq!(failed.status, Some(1), "{failed:?}");
    let message = "not saved as baseline main: a variant failed or gave a wrong answer\n";
    assert!(failed.stderr.ends_with(message), "{}", failed.stderr);
    assert!(!failed.stdout.contains("saved as"), "{}", failed.stdout);
    assert_eq!(folder.read("reports/baselines/main/report.json"), baseline);
}

#[test]
fn a_report_is_not_written_to_the_folder_of_its_own_baseline() {
    let folder = Folder::new();
    let own = ["-i", "width=50", "--out", "./reports/baselines/main"];
    let new = julia(&folder, &[&own[..], &["--save-baseline", "main"]].concat());
    assert_refused(&new, "this is the folder of baseline `main` itself");
    assert!(!folder.file("reports").exists(), "nothing was measured");
    let saved = julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let baseline = folder.read("reports/baselines/main/report.json");
    for option in ["--baseline", "--save-baseline"] {
        let ran = julia(&folder, &[&own[..], &[option, "main"]].concat());
        assert_refused(&ran, "this is the folder of baseline `main` itself");
    }
    assert_eq!(folder.read("reports/baselines/main/report.json"), baseline);
}

#[test]
fn variants_that_a_run_omits_are_not_a_difference_from_the_baseline() {
    let folder = Folder::new();
    let saved = julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let mut fewer = heapwise();
    fewer.current_dir(folder.path()).args([
        "run",
        "julia/stored",
        "-i",
        "width=50",
        "--baseline",
        "main",
    ]);
    let fewer = Ran::from(fewer.output().unwrap());
    assert!(
        fewer
            .stdout
            .ends_with("after:  reports/latest\n\nno difference in 1 variant\n"),
        "{fewer:?}"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_saves_no_baseline() {
    let folder = Folder::new();
    let mut command = heapwise();
    let mut child = command
        .current_dir(folder.path())
        .args(["run", "julia/streamed", "-i", "width=3000"])
        .args(["--save-baseline", "main"])
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    while !folder.file("reports/latest").exists() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(!folder.file("reports/baselines").exists());
}

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

#[test]
fn latest_is_a_name_wherever_a_report_or_a_baseline_is() {
    let folder = Folder::new();
    julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    julia(&folder, &["-i", "width=60"]);
    let run = |arguments: &str| {
        let mut command = heapwise();
        command.current_dir(folder.path());
        Ran::from(command.args(arguments.split(' ')).output().unwrap())
    };
    let whole = run("compare reports/baselines/main reports/latest");
    assert_eq!(whole.status, Some(0), "{whole:?}");
    let (_, difference) = whole.stdout.split_once("\n\n").unwrap();
    for short in ["compare main latest", "compare main"] {
        let ran = run(short);
        assert_eq!(
            ran.stdout,
            format!("before: main\nafter:  latest\n\n{difference}")
        );
    }
    for (name, path) in [
        ("main", "reports/baselines/main"),
        ("latest", "reports/latest"),
    ] {
        for command in ["report PATH", "export PATH julia/stored --format folded"] {
            let [named, by_path] = [name, path].map(|path| run(&command.replace("PATH", path)));
            assert_eq!(named.status, Some(0), "{named:?}");
            assert_eq!(named.stdout, by_path.stdout);
        }
        let variants = format!("compare julia/stored julia/stored-reserved --report {name}");
        assert_eq!(run(&variants).status, Some(0));
    }
    assert_eq!(run("report").stdout, run("report latest").stdout);
    assert_refused(
        &run("run julia --save-baseline latest"),
        "the report of the latest run",
    );
    assert_refused(&run("report mian"), "mian");
}

#[test]
fn the_call_sites_of_a_saved_report_are_shown() {
    let folder = Folder::new();
    julia(&folder, &["-i", "width=50"]);
    let mut command = heapwise();
    command.current_dir(folder.path());
    command.args([
        "report",
        "latest",
        "julia/stored",
        "--sites",
        "--top",
        "1",
        "--depth",
        "1",
    ]);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout
            .starts_with("julia/stored max_iterations=300 width=50\npeak ")
            || ran
                .stdout
                .starts_with("julia/stored width=50 max_iterations=300\npeak "),
        "{ran:?}"
    );
    assert!(ran.stdout.contains(" src/lab/julia/stored.rs:"), "{ran:?}");
    assert!(ran.stdout.contains("    Vec<"), "{ran:?}");
}

#[test]
fn every_text_file_may_begin_with_a_byte_order_mark() {
    let folder = Folder::new();
    let mark = "\u{feff}";
    let budget = "[[budget]]\nvariants = \"julia/stored\"\npeak = \"1 GB\"\n";
    folder.write("heapwise.toml", &format!("{mark}{budget}"));
    let ran = julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("1 budget limit kept"), "{ran:?}");
    let baseline = "reports/baselines/main";
    for file in [
        "report.json",
        "profiles/julia.stored.json",
        "timelines/julia.stored.json",
    ] {
        let file = format!("{baseline}/{file}");
        let text = folder.read(&file);
        folder.write(&file, &format!("{mark}{text}"));
    }
    let ran = julia(&folder, &["-i", "width=50", "--baseline", "main"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let mut page = heapwise();
    page.current_dir(folder.path());
    let ran = Ran::from(
        page.args(["report", baseline, "--format", "html"])
            .output()
            .unwrap(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("<b>Live bytes</b>"), "{ran:?}");
}

#[test]
fn a_baseline_of_another_program_or_at_other_inputs_is_refused_before_the_run() {
    let folder = Folder::new();
    julia(&folder, &["-i", "width=50", "--save-baseline", "main"]);
    let other = julia(&folder, &["-i", "width=60", "--baseline", "main"]);
    let reason = "argument `--baseline main`: has `julia` at width=50 max_iterations=300 only, and the run is at \
        width=60 max_iterations=300; save it again with --save-baseline main";
    assert_refused(&other, reason);
    let file = "reports/baselines/main/report.json";
    let report = folder.read(file);
    assert!(report.contains("\"target\": \"heapwise\""), "{report}");
    folder.write(file, &report.replacen("\"heapwise\"", "\"other\"", 1));
    let other = julia(&folder, &["-i", "width=50", "--baseline", "main"]);
    assert_refused(&other, "is a report of `other`, not of `heapwise`");
}

#[test]
fn a_failed_run_does_not_replace_a_good_report() {
    let folder = Folder::new();
    let run = |arguments: &str| {
        let mut command = heapwise();
        command.current_dir(folder.path());
        Ran::from(command.args(arguments.split(' ')).output().unwrap())
    };
    let failing = "run small -i n=1000000 --passes count --timeout 0.001";
    let first = run(failing);
    assert_eq!(first.status, Some(1), "{first:?}");
    assert!(
        folder
            .read("reports/latest/report.json")
            .contains("--timeout"),
        "{first:?}"
    );
    let good = run("run julia/stored -i width=50 --passes count,heap");
    assert_eq!(good.status, Some(0), "{good:?}");
    let latest = folder.read("reports/latest/report.json");
    assert!(!latest.contains("--timeout"));

    let failed = run(failing);
    assert_eq!(failed.status, Some(1), "{failed:?}");
    assert_eq!(folder.read("reports/latest/report.json"), latest);
    assert!(
        folder
            .read("reports/failed/report.json")
            .contains("--timeout")
    );
    let message = "reports/latest is unchanged: it has the last report without a failure; this one is in \
        reports/failed";
    assert!(failed.stderr.contains(message), "{failed:?}");
    assert!(
        failed.stdout.contains("report: reports/failed/report.json"),
        "{failed:?}"
    );

    let good = run("run julia/stored -i width=60 --passes count,heap");
    assert_eq!(good.status, Some(0), "{good:?}");
    assert!(
        good.stdout
            .ends_with("report: reports/latest/report.json\n"),
        "{good:?}"
    );
    assert!(
        folder
            .read("reports/latest/report.json")
            .contains("width=60")
    );
    assert!(folder.file("reports/latest/index.html").is_file());
    assert!(
        folder
            .file("reports/latest/profiles/julia.stored.json")
            .is_file()
    );
    assert!(!folder.file("reports/failed").exists());
}

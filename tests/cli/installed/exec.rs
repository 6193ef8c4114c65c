//! `heapwise exec`: whole programs, compared as variants.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;

use crate::common::{
    Folder, Ran, assert_refused, heapwise, in_package, row, rows, write_if_changed,
};

/// Runs `heapwise exec` in `folder` with its report in `out`.
fn exec(folder: &Folder, arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command.current_dir(folder.path());
    command.arg("exec").args(arguments).args(["--out", "out"]);
    Ran::from(command.output().unwrap())
}

/// The same in one round.
fn exec_once(folder: &Folder, arguments: &[&str]) -> Ran {
    exec(folder, &[arguments, &["--rounds", "1"]].concat())
}

fn report(folder: &Folder) -> Value {
    serde_json::from_str(&folder.read("out/report.json")).unwrap()
}

fn metric(row: &Value, name: &str) -> Option<f64> {
    let mut metrics = row["metrics"].as_array().unwrap().iter();
    metrics.find(|metric| metric["name"] == name)?["value"].as_f64()
}

/// A command of a shell that fills its memory with this many bytes.
fn filling(bytes: u64) -> String {
    format!("sh -c 'x=$(head -c {bytes} /dev/zero | tr \"\\\\0\" x)'")
}

#[test]
fn programs_are_the_variants_of_a_report_like_any_other() {
    let folder = Folder::new();
    let large = format!("large={}", filling(8_000_000));
    let ran = exec(&folder, &[&large, "true"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(
        ran.stdout.contains("true has the smallest peak"),
        "{}",
        ran.stdout
    );
    let report = report(&folder);
    let provenance = &report["provenance"];
    assert!(provenance["os"].is_string(), "{provenance}");
    for of_build in ["rustc", "allocator"] {
        assert!(provenance[of_build].is_null(), "{provenance}");
    }
    let case = &report["experiments"][0];
    assert_eq!(
        (&case["name"], &case["input"]),
        (&"exec".into(), &serde_json::json!({}))
    );
    for name in ["large", "true"] {
        let row = row(&report, name);
        assert_eq!(row["outcome"]["status"], "measured");
        assert_eq!(row["answer"], "exit status 0");
        assert!(
            row["heap"].is_null() && row["rss"]["growth_bytes"].is_null(),
            "{row}"
        );
        assert_eq!(
            row["time"]["round_lengths"].as_array().unwrap().len(),
            10,
            "{row}"
        );
        assert!(row["rss"]["page_faults"].as_u64() > Some(0), "{row}");
        let peaks = row["rss"]["peak_samples_bytes"].as_array().unwrap();
        let samples = row["time"]["samples_ns"].as_array().unwrap();
        assert!(peaks.len() > samples.len(), "{row}");
        assert!(metric(row, "user_ms").is_some() && metric(row, "system_ms").is_some());
        assert_eq!(metric(row, "exit_status"), None);
    }
    let peak = |name| row(&report, name)["rss"]["peak_bytes"].as_u64().unwrap();
    assert!(
        (8_000_000..40_000_000).contains(&peak("large")),
        "{}",
        peak("large")
    );
    assert!(peak("true") < 4_000_000, "{}", peak("true"));
    assert!(folder.read("out/index.html").contains("exec/large"));
}

#[test]
fn what_prepares_a_run_is_not_measured() {
    let folder = Folder::new();
    folder.write(
        "prepare.sh",
        &format!("sleep 0.2\necho >> runs\n{}\n", filling(30_000_000)),
    );
    let ran = exec_once(&folder, &["true", "--prepare", "sh prepare.sh"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let rss = &row(&report, "true")["rss"];
    assert!(rss["peak_bytes"].as_u64().unwrap() < 4_000_000, "{rss}");
    let runs = rss["peak_samples_bytes"].as_array().unwrap().len();
    // The count pass is one more run.
    assert_eq!(folder.read("runs").lines().count(), runs + 1);
    let samples = row(&report, "true")["time"]["samples_ns"]
        .as_array()
        .unwrap()
        .iter();
    let shortest = samples.map(|ns| ns.as_u64().unwrap()).min().unwrap();
    assert!(shortest < 150_000_000, "{shortest}");
}

#[test]
fn outputs_are_compared_if_the_user_asks() {
    let folder = Folder::new();
    folder.write("words", "b\na\nc\n");
    let sorts = [
        "sort words",
        "up=sort",
        "down=sort -r words",
        "--input",
        "words",
    ];
    assert_eq!(exec_once(&folder, &sorts).status, Some(0));
    let ran = exec_once(&folder, &[&sorts[..], &["--same-output"]].concat());
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let report = report(&folder);
    assert_eq!(
        row(&report, "sort words")["answer"],
        row(&report, "up")["answer"]
    );
    let answer = row(&report, "up")["answer"].as_str().unwrap();
    assert!(answer.starts_with("6 B of output, digest "), "{answer}");
    let outcome = &row(&report, "down")["outcome"];
    assert_eq!(outcome["status"], "wrong-answer");
    assert!(
        outcome["reason"]
            .as_str()
            .unwrap()
            .contains("where `sort words` answers"),
        "{outcome}"
    );
}

#[test]
fn a_program_that_fails_is_a_failed_row_unless_that_is_ignored() {
    let folder = Folder::new();
    let programs = [
        "three=sh -c 'echo one reason >&2; exit 3'",
        "killed=sh -c 'kill -SEGV $$'",
        "well=true",
    ];
    let ran = exec_once(&folder, &programs);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let failed = report(&folder);
    let reason = |name| {
        row(&failed, name)["outcome"]["reason"]
            .as_str()
            .unwrap()
            .to_string()
    };
    let three = "in the count pass it exited with status 3; the end of its stderr:\none reason";
    assert_eq!(reason("three"), three);
    assert_eq!(
        reason("killed"),
        "in the count pass it was killed by SIGSEGV (signal 11)"
    );
    assert_eq!(row(&failed, "well")["outcome"]["status"], "measured");

    let ran = exec_once(&folder, &[&programs[..], &["--ignore-failure"]].concat());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let ignored = report(&folder);
    let status = |name| metric(row(&ignored, name), "exit_status");
    let statuses = (status("three"), status("killed"), status("well"));
    assert_eq!(statuses, (Some(3.0), Some(139.0), Some(0.0)));

    let ran = exec_once(
        &folder,
        &["true", "--prepare", "sh -c 'echo no disk >&2; exit 1'"],
    );
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let reason =
        "could not begin: its --prepare command exited with status 1; the end of its stderr:";
    assert!(
        ran.stdout.contains(reason) && ran.stdout.contains("no disk"),
        "{ran:?}"
    );
}

#[test]
fn a_scan_makes_a_case_for_every_combination() {
    let folder = Folder::new();
    let scanned = [
        "head -c {n} {file}",
        "--scan",
        "n=1e3,20",
        "--scan",
        "file=a,b",
        "--prepare",
        "cp {file}.txt {file}",
        "--input",
        "{file}.txt",
        "--same-output",
    ];
    folder.write("a.txt", &"a".repeat(5000));
    folder.write("b.txt", &"b".repeat(5000));
    let ran = exec_once(&folder, &scanned);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let cases = report["experiments"].as_array().unwrap().iter();
    let cases: Vec<String> = cases
        .map(|case| {
            let answer = case["variants"][0]["answer"].as_str().unwrap();
            format!("{} {}", case["input"], answer.split(" of ").next().unwrap())
        })
        .collect();
    let expected = [
        r#"{"file":"a","n":1000} 1.00 kB"#,
        r#"{"file":"b","n":1000} 1.00 kB"#,
        r#"{"file":"a","n":20} 20 B"#,
        r#"{"file":"b","n":20} 20 B"#,
    ];
    assert_eq!(cases, expected);
}

#[test]
fn a_shell_runs_what_only_a_shell_can() {
    let folder = Folder::new();
    let piped = ["piped=echo one | tr o 0 > made; exit 4", "--ignore-failure"];
    assert_eq!(
        exec_once(&folder, &[&piped[..], &["--shell"]].concat()).status,
        Some(0)
    );
    assert_eq!(folder.read("made"), "0ne\n");
    assert_eq!(
        metric(row(&report(&folder), "piped"), "exit_status"),
        Some(4.0)
    );
    let ran = exec_once(&folder, &["set -e; false; true", "--shell=sh -u"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let ran = exec_once(&folder, &["unset=echo $nothing", "--shell=sh -u"]);
    assert!(ran.stdout.contains("nothing: "), "{ran:?}");
}

#[test]
fn output_and_the_environment_pass_through() {
    let folder = Folder::new();
    let script = "sh -c 'echo out $RUST_BACKTRACE; echo err >&2; cat'";
    folder.write("stdin", "in\n");
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .env("RUST_BACKTRACE", "7");
    command.args([
        "exec",
        script,
        "--input",
        "stdin",
        "--show-output",
        "--rounds",
        "1",
        "--out",
        "out",
    ]);
    let ran = Ran::from(command.output().unwrap());
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(ran.stderr.contains("out 7\nerr\nin\n"), "{ran:?}");
    let quiet = exec_once(&folder, &[script]);
    assert_eq!(quiet.stderr, "");
    assert!(!quiet.stdout.contains("out 7"), "{quiet:?}");
}

#[test]
fn limits_baselines_and_budgets_are_those_of_a_run() {
    let folder = Folder::new();
    let ran = exec_once(&folder, &["sleep 100", "well=true", "--timeout", "0.3"]);
    assert_eq!(ran.status, Some(1), "{ran:?}");
    let limited = report(&folder);
    let first = &rows(&limited)[0];
    assert!(
        first["outcome"]["reason"]
            .as_str()
            .unwrap()
            .contains("--timeout"),
        "{first}"
    );
    assert_eq!(row(&limited, "well")["outcome"]["status"], "measured");

    let saved = exec(&folder, &["true", "--save-baseline", "first"]);
    assert_eq!(saved.status, Some(0), "{saved:?}");
    let compared = exec(&folder, &["true", "--baseline", "first"]);
    assert!(compared.stdout.contains("baseline first"), "{compared:?}");
    folder.write(
        "small.toml",
        "[[budget]]\nvariants = \"exec/*\"\nrss = \"100 kB\"\n",
    );
    let broken = exec_once(&folder, &["true", "--budget", "small.toml"]);
    assert_eq!(broken.status, Some(1), "{broken:?}");
    assert!(broken.stdout.contains("rss"), "{broken:?}");
}

#[test]
fn what_cannot_be_run_is_refused_with_the_remedy() {
    let folder = Folder::new();
    for (arguments, message) in [
        (
            &["nothing-of-this-name"][..],
            "exec: no program `nothing-of-this-name`: give the name",
        ),
        (&["./nothing"], "exec: no program `./nothing`"),
        (
            &["true", "true"],
            "argument `true`: another program has this name",
        ),
        (
            &["it's"],
            "argument `it's`: has a quote or an escape that does not end",
        ),
        (&[" "], "argument ` `: is empty; give a program"),
        (&["a?b=true"], "`a?b` cannot be the name of a program"),
        (
            &["true", "--scan", "n=1"],
            "argument `--scan n`: no command or input contains `{n}`",
        ),
        (
            &["echo {n}", "--scan", "n"],
            "give NAME=VALUES, for example n=1000,10000",
        ),
        (
            &["echo {n}", "--scan", "n=1", "--scan", "n=2"],
            "`--scan n`: is given twice",
        ),
        (
            &["cat", "--input", "nowhere"],
            "exec: cannot read nowhere: ",
        ),
        (
            &["true", "--show-output", "--same-output"],
            "cannot be used with",
        ),
        (
            &["true", "--rounds", "0"],
            "give a number of passes from 1 to 1000",
        ),
        (&[], "required"),
    ] {
        assert_refused(&exec(&folder, arguments), message);
    }
    assert!(!folder.file("out/report.json").exists());
}

fn wait_for(what: &str, is_so: impl Fn() -> bool) {
    let started = Instant::now();
    while !is_so() {
        assert!(
            started.elapsed() < Duration::from_secs(30),
            "waited in vain for {what}"
        );
        sleep(Duration::from_millis(10));
    }
}

#[test]
fn an_interrupted_run_keeps_what_is_measured_and_ends_the_program() {
    let folder = Folder::new();
    let mut command = heapwise();
    command.current_dir(folder.path());
    let endless = "endless=sh -c 'echo $$ > pid.new; mv pid.new pid; sleep 1000; true'";
    command.args(["exec", "true", endless, "--out", "out", "--rounds", "1"]);
    let program = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_for("the second program", || folder.file("pid").exists());
    let pid = Pid::from_raw(folder.read("pid").trim().parse().unwrap());
    kill(Pid::from_raw(program.id() as i32), Signal::SIGINT).unwrap();
    let ran = Ran::from(program.wait_with_output().unwrap());
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert!(
        ran.stderr
            .contains("interrupted: exec/endless was being measured"),
        "{ran:?}"
    );
    assert_eq!(rows(&report(&folder)).len(), 1);
    wait_for("the end of the program", || kill(pid, None).is_err());
}

/// This program, whose allocator is heapwise's, with these arguments.
fn counted(arguments: &str) -> String {
    format!("{} {arguments}", env!("CARGO_BIN_EXE_heapwise"))
}

/// The profile of a row, which has all bytes of the row.
fn whole_profile(folder: &Folder, row: &Value) -> Value {
    let path = row["heap"]["profile"].as_str().unwrap();
    let profile: Value = serde_json::from_str(&folder.read(&format!("out/{path}"))).unwrap();
    let points = profile["pps"].as_array().unwrap().iter();
    let bytes: u64 = points.map(|point| point["tb"].as_u64().unwrap()).sum();
    assert_eq!(Some(bytes), row["heap"]["total_bytes"].as_u64());
    profile
}

#[test]
fn a_program_under_the_allocator_is_counted_from_its_first_allocation_to_its_exit() {
    let folder = Folder::new();
    let one = format!("one={}", counted("list"));
    let same = format!("same={}", counted("list"));
    let ran = exec_once(&folder, &[&one, &same, "other=true"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let (one, same) = (row(&report, "one"), row(&report, "same"));
    for figure in ["peak_bytes", "total_bytes", "total_blocks", "realloc_count"] {
        assert!(one["heap"][figure].as_u64() > Some(0), "{figure}: {one}");
        assert_eq!(one["heap"][figure], same["heap"][figure], "{figure}");
    }
    assert!(one["heap"]["scope_ns"].as_u64() > Some(0), "{one}");
    assert_eq!(metric(one, "child_processes"), None);
    let profile = whole_profile(&folder, one);
    let frames = profile["ftbl"].as_array().unwrap().iter();
    let mut frames = frames.filter_map(|frame| frame.as_str());
    assert!(
        frames.any(|frame| frame.contains("heapwise::lab::")),
        "{}",
        profile["ftbl"]
    );
    assert!(row(&report, "other")["heap"].is_null());
}

/// Builds `tests/fixtures/programs/filled.rs` with heapwise without features, in a folder that stays from run
/// to run.
fn build_filled() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("filled");
    let manifest = format!(
        "[package]\nname = \"filled\"\nedition = \"2024\"\n[workspace]\n\
         [dependencies.heapwise]\npath = {:?}\ndefault-features = false\n",
        in_package("")
    );
    write_if_changed(&folder.join("Cargo.toml"), &manifest);
    let source = in_package("tests/fixtures/programs/filled.rs");
    let source = std::fs::read_to_string(source).unwrap();
    write_if_changed(&folder.join("src/main.rs"), &source);
    // The same versions of the shared dependencies.
    std::fs::copy(in_package("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["build", "--quiet"]).current_dir(&folder);
    let output = cargo
        .env("CARGO_TARGET_DIR", folder.join("target"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    folder.join("target/debug/filled")
}

#[test]
#[ignore = "slow"]
fn a_program_needs_no_feature_to_be_counted() {
    let folder = Folder::new();
    let program = build_filled();
    let [small, large] =
        [1_000_000, 2_000_000].map(|bytes| format!("p{bytes}={} {bytes}", program.display()));
    let ran = exec_once(&folder, &[&small, &large]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let figure = |variant, figure: &str| row(&report, variant)["heap"][figure].as_u64().unwrap();
    for (name, growth) in [
        ("peak_bytes", 1_000_000),
        ("total_bytes", 1_000_000),
        ("total_blocks", 0),
        ("end_bytes", 0),
    ] {
        assert_eq!(
            figure("p2000000", name) - figure("p1000000", name),
            growth,
            "{name}"
        );
    }
    let peak = figure("p1000000", "peak_bytes");
    assert!((1_000_000..1_010_000).contains(&peak), "{peak}");
    let heap = &row(&report, "p1000000")["heap"];
    assert!(
        heap["profile"].is_null() && heap["scope_ns"].is_null(),
        "{heap}"
    );
    let failed = exec_once(&folder, &[&format!("{} x", program.display())]);
    assert_eq!(failed.status, Some(1), "{failed:?}");
}

#[test]
fn a_child_under_the_allocator_has_the_row_that_it_has_as_a_program() {
    let folder = Folder::new();
    let curve = "growth-curve rust --items 1e6";
    let script = format!("both={}; {}", counted("list"), counted(curve));
    let [list, curve] = [
        format!("list={}", counted("list")),
        format!("curve={}", counted(curve)),
    ];
    let ran = exec_once(&folder, &[&list, &curve, &script, "--shell"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let [list, curve, both] = ["list", "curve", "both"].map(|name| row(&report, name));
    let child = row(&report, "both:heapwise");
    for figure in ["total_bytes", "total_blocks", "peak_bytes", "end_bytes"] {
        assert_eq!(both["heap"][figure], list["heap"][figure], "{figure}");
        assert_eq!(child["heap"][figure], curve["heap"][figure], "{figure}");
    }
    assert_eq!(metric(both, "child_processes"), Some(1.0));
    assert_eq!(child["child_of"], "both");
    assert!(
        child["about"]
            .as_str()
            .unwrap()
            .ends_with("growth-curve rust --items 1e6")
    );
    for absent in ["time", "rss", "answer"] {
        assert!(child[absent].is_null(), "{child}");
        assert!(!both[absent].is_null(), "{both}");
    }
    let [child_profile, own_profile] = [child, both].map(|row| whole_profile(&folder, row));
    assert_ne!(child_profile["pps"], own_profile["pps"]);
    let children = ran
        .stdout
        .lines()
        .filter(|line| line.contains("both:heapwise"));
    assert!(
        children.clone().count() > 0 && children.clone().all(|line| !line.contains('×')),
        "{ran:?}"
    );
    assert!(
        ran.stdout.contains("the same from all 3 variants"),
        "{ran:?}"
    );
}

#[test]
fn a_row_of_a_child_does_not_take_the_name_of_a_program() {
    let folder = Folder::new();
    let script = format!("both={0}; {0}; {0}", counted("list"));
    let other = format!("both:heapwise={}", counted("list"));
    let arguments = [&script, &other, "--shell", "--passes", "count,heap"];
    let ran = exec_once(&folder, &arguments);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let rows = rows(&report).iter();
    let files = rows
        .clone()
        .map(|row| row["heap"]["profile"].as_str().unwrap());
    let names: Vec<_> = rows
        .clone()
        .map(|row| row["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["both", "both:heapwise", "both:heapwise_", "both:heapwise.2"]
    );
    assert_eq!(files.collect::<std::collections::HashSet<_>>().len(), 4);
}

/// The median peak resident memory of some runs by `/usr/bin/time`, in bytes.
fn peak_by_time(folder: &Path, words: &[&str]) -> u64 {
    let peak = || {
        let mut command = Command::new("/usr/bin/time");
        command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(Stdio::null());
        let output = command.args(["-f", "%M"]).args(words).output().unwrap();
        let text = String::from_utf8(output.stderr).unwrap();
        text.trim().parse::<u64>().unwrap() * 1024
    };
    let mut peaks: Vec<u64> = (0..15).map(|_| peak()).collect();
    peaks.sort_unstable();
    peaks[peaks.len() / 2]
}

#[test]
#[ignore = "needs time and python3: apt-get install time python3"]
fn the_resident_peak_is_that_of_time_within_two_percent() {
    let folder = Folder::new();
    let lines: String = (0..200_000_u32)
        .map(|n| format!("{}\n", n.wrapping_mul(2_654_435_761)))
        .collect();
    folder.write("lines", &lines);
    // Programs of less than about 3 MB have the peak of the worker that starts them.
    let programs: [&[&str]; 2] = [
        &["python3", "-c", "x = list(range(1000000))"],
        &["sort", "lines"],
    ];
    let commands: Vec<String> = programs
        .iter()
        .map(|words| {
            let words = words.iter().map(|word| format!("'{word}'"));
            words.collect::<Vec<_>>().join(" ")
        })
        .collect();
    let named: Vec<String> = (0..)
        .zip(&commands)
        .map(|(index, command)| format!("p{index}={command}"))
        .collect();
    let arguments: Vec<&str> = named.iter().map(String::as_str).collect();
    let ran = exec(&folder, &arguments);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    for (row, words) in rows(&report(&folder)).iter().zip(programs) {
        let measured = row["rss"]["peak_bytes"].as_f64().unwrap();
        let expected = peak_by_time(folder.path(), words) as f64;
        let difference = measured / expected - 1.0;
        assert!(
            difference.abs() < 0.02,
            "{words:?}: {measured} instead of {expected}"
        );
    }
}

#[test]
#[ignore = "needs valgrind: apt-get install valgrind"]
fn valgrind_profiles_a_program_that_knows_nothing_of_heapwise() {
    let folder = Folder::new();
    folder.write("words", "b\na\n");
    let ran = exec_once(
        &folder,
        &["sort words", "--with", "valgrind", "--same-output"],
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let row = row(&report, "sort words");
    let heap = &row["heap"];
    let profile = folder.read(&format!("out/{}", heap["profile"].as_str().unwrap()));
    let profile: Value = serde_json::from_str(&profile).unwrap();
    assert_eq!(profile["mode"], "heap");
    let points = profile["pps"].as_array().unwrap();
    let sum = |figure: &str| {
        points
            .iter()
            .map(|point| point[figure].as_u64().unwrap())
            .sum::<u64>()
    };
    assert_eq!(heap["total_bytes"].as_u64(), Some(sum("tb")));
    assert_eq!(heap["peak_bytes"].as_u64(), Some(sum("gb")));
    assert!(
        heap["copying_peak_bytes"].is_null() && sum("gb") > 1000,
        "{heap}"
    );
    assert!(
        row["answer"].as_str().unwrap().starts_with("4 B of output"),
        "{row}"
    );
    assert!(
        row["rss"]["peak_bytes"].as_u64().unwrap() < 20_000_000,
        "{row}"
    );
}

#[test]
#[ignore = "needs heaptrack: apt-get install heaptrack"]
fn heaptrack_gives_metrics_of_a_program() {
    let folder = Folder::new();
    folder.write("words", "b\na\n");
    let ran = exec_once(
        &folder,
        &["sort words", "--with", "heaptrack", "--same-output"],
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let report = report(&folder);
    let row = row(&report, "sort words");
    assert!(
        row["heap"].is_null() && row["answer"].as_str().unwrap().starts_with("4 B"),
        "{row}"
    );
    assert!(metric(row, "heaptrack_peak_bytes") > Some(1000.0), "{row}");
    assert!(
        metric(row, "heaptrack_blocks") > metric(row, "heaptrack_temporary_blocks"),
        "{row}"
    );
}

#[test]
fn a_tool_needs_the_heap_pass_and_to_be_installed() {
    let folder = Folder::new();
    let ran = exec(&folder, &["true", "--with", "valgrind", "--passes", "time"]);
    assert_refused(
        &ran,
        "argument `--with valgrind`: works in the heap pass; add that to --passes",
    );
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .env("PATH", folder.path());
    let ran = command
        .args(["exec", "/bin/true", "--with", "heaptrack"])
        .output()
        .unwrap();
    assert_refused(
        &Ran::from(ran),
        "exec: no program `heaptrack`, which --with needs: install it",
    );
}

//! Runs in parts, runs that are cut off, and merged reports.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::common::{Folder, Ran, assert_refused, heapwise, in_package, run_to};

/// Three experiments, two of them at two sizes.
const WHOLE: &str =
    "run small growth julia -i n=50 -i n=60 -i width=60 --passes count,heap --runs 1";

fn run_in(folder: &Folder, arguments: &str) -> Ran {
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .args(arguments.split_whitespace());
    Ran::from(command.output().unwrap())
}

fn report(folder: &Folder, name: &str) -> Value {
    serde_json::from_str(&folder.read(&format!("{name}/report.json"))).unwrap()
}

/// Every variant of a report with its figures that repeat, and its files without their paths.
fn exact_rows(folder: &Folder, name: &str) -> Vec<(String, Value)> {
    let report = report(folder, name);
    let cases = report["experiments"].as_array().unwrap().iter();
    let rows = cases.flat_map(|case| {
        let rows = case["variants"].as_array().unwrap().iter();
        rows.map(move |row| (case, row))
    });
    rows.map(|(case, row)| {
        let full_name = format!("{}/{} {}", case["name"], row["name"], case["input"]);
        let mut row = row.clone();
        let parts = row.as_object_mut().unwrap();
        parts.remove("machine");
        if let Some(heap) = parts.get_mut("heap").and_then(Value::as_object_mut) {
            heap.retain(|key, _| {
                !["held_peak_bytes", "scope_ns", "varies"].contains(&key.as_str())
            });
            for key in ["profile", "timeline"] {
                let Some(file) = heap.get_mut(key) else {
                    continue;
                };
                let path = format!("{name}/{}", file.as_str().unwrap());
                let json: Value = serde_json::from_str(&folder.read(&path)).unwrap();
                *file = json.get("pps").or(json.get("events")).unwrap().clone();
            }
        }
        (full_name, row)
    })
    .collect()
}

fn options_of_part(part: usize) -> String {
    format!("{WHOLE} --partition {part}/5 --out part-{part}")
}

/// Kills a run, and what it has started, once its report has `rows` rows.
fn kill_after(folder: &Folder, arguments: &str, out: &str, rows: usize) {
    let mut child = heapwise()
        .current_dir(folder.path())
        .args(arguments.split_whitespace())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    loop {
        assert!(started.elapsed() < Duration::from_secs(120), "no row");
        assert!(child.try_wait().unwrap().is_none(), "it has ended already");
        let text = std::fs::read_to_string(folder.file(&format!("{out}/report.json")));
        let saved: Option<Value> = text.ok().and_then(|text| serde_json::from_str(&text).ok());
        let count = saved.map_or(0, |report| {
            let cases = report["experiments"].as_array().unwrap().iter();
            cases
                .map(|case| case["variants"].as_array().unwrap().len())
                .sum()
        });
        if count >= rows {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn five_parts_one_of_them_killed_and_resumed_equal_one_run() {
    let folder = Folder::new();
    let whole = run_in(&folder, &format!("{WHOLE} --out whole"));
    assert_eq!(whole.status, Some(0), "{}", whole.stderr);
    for part in [5, 1, 4, 2] {
        let ran = run_in(&folder, &options_of_part(part));
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    }
    kill_after(&folder, &options_of_part(3), "part-3", 2);

    let all = "merge part-5 part-3 part-1 part-2 part-4 --out merged";
    let incomplete = run_in(&folder, all);
    assert_eq!(incomplete.status, Some(1), "{}", incomplete.stderr);
    let missing = "missing: part-3 has ";
    assert!(incomplete.stdout.contains(missing), "{}", incomplete.stdout);

    let before = report(&folder, "part-3");
    let resumed = run_in(&folder, "run --resume part-3");
    assert_eq!(resumed.status, Some(0), "{}", resumed.stderr);
    let after = report(&folder, "part-3");
    assert_eq!(after["provenance"], before["provenance"]);
    let first = |report: &Value| report["experiments"][0]["variants"][0].clone();
    assert_eq!(first(&after), first(&before), "it was measured again");

    let merged = run_in(&folder, all);
    assert_eq!(merged.status, Some(0), "{}{}", merged.stdout, merged.stderr);
    assert!(
        merged
            .stdout
            .contains("merged from 5 reports of one machine")
    );
    let (expected, found) = (exact_rows(&folder, "whole"), exact_rows(&folder, "merged"));
    assert!(expected.len() > 25);
    assert_eq!(found, expected);
    let attached = |name: &str| {
        let report = report(&folder, name);
        let mut cases = report["experiments"].as_array().unwrap().iter();
        let julia = cases.find(|case| case["name"] == "julia").unwrap();
        assert!(!julia["attachments"].as_array().unwrap().is_empty());
        julia["attachments"].clone()
    };
    assert_eq!(attached("merged"), attached("whole"));
    let compared = run_in(
        &folder,
        "compare whole merged --fail-above peak=0,total=0,blocks=0",
    );
    assert_eq!(compared.status, Some(0), "{}", compared.stdout);
}

#[test]
fn a_missing_or_unreadable_part_is_named_and_the_rest_is_merged() {
    let folder = Folder::new();
    let whole = "run small -i n=50 --passes count --runs 1";
    for part in [1, 3] {
        run_in(
            &folder,
            &format!("{whole} --partition {part}/3 --out part-{part}"),
        );
    }
    let ran = run_in(&folder, "merge part-1 part-2 part-3 --out all");
    assert_eq!(ran.status, Some(1), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("missing: there is no report of part 2/3")
    );
    assert!(
        ran.stdout.contains("missing: cannot read part-2"),
        "{}",
        ran.stdout
    );
    assert_eq!(exact_rows(&folder, "all").len(), 5);
    let page = folder.read("all/index.html");
    assert!(page.contains("there is no report of part 2/3"));
    assert_refused(&run_in(&folder, "merge part-2"), "cannot read part-2");
    assert_refused(
        &run_in(&folder, "merge part-1 part-3 --out part-1"),
        "the merged report would replace it",
    );
    assert_refused(
        &run_in(&folder, "merge all part-1 --out x"),
        "it is merged already",
    );
    assert_refused(
        &run_in(&folder, "merge part-1 part-1 --out x"),
        "part 1/3, as part-1 is",
    );
    let ran = run_in(&folder, "report all");
    assert!(
        ran.stdout
            .contains("missing: there is no report of part 2/3")
    );
}

#[test]
fn reports_of_whole_runs_are_merged_one_after_the_other() {
    let folder = Folder::new();
    run_in(&folder, "run small/vecs -i n=50 --passes count --out a");
    run_in(
        &folder,
        "run small/smallvecs julia/stored -i n=50 -i width=20 --passes count --out b",
    );
    let ran = run_in(&folder, "merge b a --out all");
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    let names = |(name, _): (String, Value)| name;
    let names: Vec<String> = exact_rows(&folder, "all").into_iter().map(names).collect();
    assert!(names[0].starts_with("\"julia\"/\"stored\""), "{names:?}");
    assert!(names[1].starts_with("\"small\"/\"smallvecs\""), "{names:?}");
    assert!(names[2].starts_with("\"small\"/\"vecs\""), "{names:?}");
    let twice = run_in(&folder, "merge a b a --out twice");
    assert_refused(&twice, "`small/vecs n=50");
}

/// Gives the report in a folder another machine.
fn move_to_another_machine(folder: &Folder, name: &str) {
    let path = format!("{name}/report.json");
    let mut report: Value = serde_json::from_str(&folder.read(&path)).unwrap();
    report["provenance"]["machine"] = "0000000000000001".into();
    report["provenance"]["cpu"] = "another".into();
    folder.write(&path, &report.to_string());
}

#[test]
fn times_of_different_machines_are_not_compared() {
    let folder = Folder::new();
    let whole = "run julia/stored julia/streamed julia/on-the-fly -i width=60 --rounds 2";
    for part in [1, 2] {
        run_in(
            &folder,
            &format!("{whole} --partition {part}/2 --out part-{part}"),
        );
    }
    let one = run_in(&folder, "merge part-1 part-2 --out one");
    assert!(one.stdout.contains("fastest"), "{}", one.stdout);
    move_to_another_machine(&folder, "part-2");
    let two = run_in(&folder, "merge part-1 part-2 --out two");
    assert_eq!(two.status, Some(0), "{}", two.stderr);
    let why = "merged from 2 reports of 2 machines; times of different machines are not compared";
    assert!(two.stdout.contains(why), "{}", two.stdout);
    assert!(
        !two.stdout.contains("fastest") && !two.stdout.contains("shortest"),
        "{}",
        two.stdout
    );
    assert!(two.stdout.contains("smallest"), "{}", two.stdout);
    let rows = &report(&folder, "two")["experiments"][0]["variants"];
    let machines: Vec<&Value> = rows
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["machine"])
        .collect();
    assert_eq!(
        machines,
        [&Value::from(0), &Value::from(1), &Value::from(0)]
    );
    assert_eq!(report(&folder, "two")["parts"].as_array().unwrap().len(), 2);
    let page = folder.read("two/index.html");
    assert!(page.contains(why) && !page.contains("Pareto-optimal"));
}

#[test]
fn a_run_that_was_cut_off_between_rounds_makes_the_others() {
    let folder = Folder::new();
    run_in(
        &folder,
        "run julia/stored julia/streamed -i width=60 --rounds 4 --passes time --out r",
    );
    let mut cut_off = report(&folder, "r");
    let planned = |report: &Value| {
        let lengths = &report["experiments"][0]["variants"][1]["time"]["round_lengths"];
        lengths.as_array().unwrap().len()
    };
    assert_eq!(planned(&cut_off), 4);
    for row in cut_off["experiments"][0]["variants"]
        .as_array_mut()
        .unwrap()
    {
        let time = &mut row["time"];
        let first = time["round_lengths"][0].as_u64().unwrap() as usize;
        let samples = time["samples_ns"].as_array().unwrap()[..first].to_vec();
        *time =
            serde_json::json!({"samples_ns": samples, "round_lengths": [first], "rounds_left": 3});
    }
    folder.write("r/report.json", &cut_off.to_string());
    let resumed = run_in(&folder, "run --resume r");
    assert_eq!(resumed.status, Some(0), "{}", resumed.stderr);
    let complete = report(&folder, "r");
    assert_eq!(planned(&complete), 4);
    let time = |report: &Value| report["experiments"][0]["variants"][0]["time"].clone();
    let [kept, all] = [&cut_off, &complete].map(|report| time(report)["samples_ns"].clone());
    assert!(
        all.to_string()
            .starts_with(kept.to_string().trim_end_matches(']'))
    );
    assert_eq!(time(&complete).get("rounds_left"), None);
}

#[test]
fn only_the_same_build_goes_on_with_a_run() {
    let folder = Folder::new();
    run_in(&folder, "run small/vecs -i n=50 --passes count --out r");
    let original = folder.read("r/report.json");
    let changed = |key: &str, value: Value| {
        let mut report: Value = serde_json::from_str(&original).unwrap();
        report["provenance"][key] = value;
        folder.write("r/report.json", &report.to_string());
        run_in(&folder, "run --resume r")
    };
    assert_refused(
        &changed("rustc", "rustc 1".into()),
        "its compiler is rustc 1, and now it is",
    );
    assert_refused(
        &changed("machine", "1".into()),
        "its machine is 1, and now it is",
    );
    let old = changed("started", "2001-01-01T00:00:00Z".into());
    assert_refused(&old, "the program was built again since it began");
    let command = ["heapwise", "report"].map(Value::from).to_vec();
    assert_refused(&changed("command", command.into()), "it is another command");
    let command = ["heapwise", "run", "--nonsense"].map(Value::from).to_vec();
    assert_refused(&changed("command", command.into()), "--nonsense");
    assert_refused(
        &run_in(&folder, "run --resume absent"),
        "cannot read absent",
    );
    assert_refused(&run_in(&folder, "run small --resume r"), "--resume");
    folder.write("r/report.json", &original);
    let ran = run_in(&folder, "run --resume r");
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert_eq!(folder.read("r/report.json"), original);
}

#[test]
fn a_part_without_variants_is_a_report_too() {
    let folder = Folder::new();
    let whole = "run small/vecs -i n=50 --passes count";
    let ran = run_in(&folder, &format!("{whole} --partition 2/2 --out b"));
    assert_eq!(ran.status, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("part 2/2 has no variant"),
        "{}",
        ran.stderr
    );
    run_in(&folder, &format!("{whole} --partition 1/2 --out a"));
    let merged = run_in(&folder, "merge a b --out all");
    assert_eq!(merged.status, Some(0), "{}{}", merged.stdout, merged.stderr);
    assert_eq!(exact_rows(&folder, "all").len(), 1);
    for part in ["0/2", "3/2", "2", "x/y"] {
        let refused = run_to(
            heapwise(),
            &format!("run --partition {part}"),
            folder.path(),
        );
        assert_refused(&refused, "give the number of the part and of all parts");
    }
}

/// The commands of the first recipe in the book.
fn recipe() -> String {
    let book = std::fs::read_to_string(in_package("docs/many-machines.md")).unwrap();
    let section = book.split("## GNU parallel").nth(1).unwrap();
    let code = section.split("```sh\n").nth(1).unwrap();
    code.split("```").next().unwrap().to_string()
}

/// The folder of the program under test.
fn program_folder() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_heapwise"));
    program.parent().unwrap().to_path_buf()
}

#[test]
#[ignore = "needs GNU parallel"]
fn the_recipe_for_local_processes_gives_one_report() {
    let folder = Folder::new();
    let path = std::env::var("PATH").unwrap();
    let ran = Command::new("sh")
        .args(["-ec", &recipe()])
        .current_dir(folder.path())
        .env("PATH", format!("{}:{path}", program_folder().display()))
        .output()
        .unwrap();
    let ran = Ran::from(ran);
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    assert!(
        ran.stdout.contains("merged from 4 reports of one machine"),
        "{}",
        ran.stdout
    );
    let whole = report(&folder, "reports/merged");
    let cases = whole["experiments"].as_array().unwrap();
    assert_eq!(cases.len(), 2);
    assert!(
        cases
            .iter()
            .all(|case| case["variants"].as_array().unwrap().len() > 5)
    );
}

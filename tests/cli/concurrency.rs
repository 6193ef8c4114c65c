//! `heapwise run waiting` and `sharing`.

use serde_json::Value;

use crate::common::{Folder, assert_refused, heapwise, row, rows, run, run_to};

fn report(arguments: &str) -> Value {
    let folder = Folder::new();
    let arguments = format!("run {arguments} --passes count --runs 1");
    let ran = run_to(heapwise(), &arguments, folder.path());
    assert_eq!(ran.status, Some(0), "{}{}", ran.stdout, ran.stderr);
    folder.report()
}

/// A metric that the system reports on Linux only.
#[cfg(target_os = "linux")]
fn metric(report: &Value, variant: &str, name: &str) -> f64 {
    let mut metrics = row(report, variant)["metrics"].as_array().unwrap().iter();
    let found = metrics.find(|metric| metric["name"] == name);
    found.unwrap_or_else(|| panic!("{variant} has no {name}"))["value"]
        .as_f64()
        .unwrap()
}

#[test]
fn tasks_wait_as_threads_as_tasks_of_a_runtime_and_as_processes() {
    let report = report("waiting -i n=8");
    assert_eq!(rows(&report).len(), 4);
    for row in rows(&report) {
        assert_eq!(row["outcome"]["status"], "measured", "{row}");
        assert_eq!(row["answer"], "28");
        assert_eq!(row["heap"]["end_bytes"], 0, "{row}");
    }
    #[cfg(target_os = "linux")]
    assert!(metric(&report, "processes", "pss_kb_each") > 50.0);
}

#[test]
fn no_more_than_64_processes_are_started() {
    let report = report("waiting -i n=65");
    let processes = row(&report, "processes");
    assert_eq!(processes["outcome"]["status"], "not-applicable");
    assert_eq!(row(&report, "threads")["answer"], "2080");
    let refused = run(["run", "sharing", "-i", "tasks=65"]);
    assert_refused(&refused, "give a whole number from 1 to 64");
}

/// Each process has a memory of its own: an input is copied, unless it is shared.
#[test]
fn an_input_is_copied_for_each_process_unless_shared() {
    let report = report("sharing -i n=500000 -i tasks=4");
    assert_eq!(rows(&report).len(), 4);
    for row in rows(&report) {
        assert_eq!(row["outcome"]["status"], "measured", "{row}");
    }
    let peak = |variant| {
        row(&report, variant)["heap"]["peak_bytes"]
            .as_u64()
            .unwrap()
    };
    assert!((16_000_000..16_010_000).contains(&peak("threads-copied")));
    assert!(peak("threads-shared") < 10_000);
    #[cfg(target_os = "linux")]
    {
        let megabytes = |variant| metric(&report, variant, "pss_mb");
        assert!(megabytes("threads-shared") < 2.0);
        assert!(megabytes("threads-copied") > 15.0);
        // Four copies against one; the memory of the programs themselves depends on how many other processes
        // share it.
        let difference = megabytes("processes-copied") - megabytes("processes-shared");
        assert!((6.0..18.0).contains(&difference), "{difference}");
    }
}

#[test]
fn the_subcommand_of_a_process_is_hidden_and_refuses_other_input() {
    assert!(!run(["--help"]).stdout.contains("concurrent-task"));
    let mut command = heapwise();
    command
        .arg("concurrent-task")
        .stdin(std::process::Stdio::null());
    let refused = crate::common::Ran::from(command.output().unwrap());
    assert_refused(
        &refused,
        "argument `concurrent-task`: needs a task on stdin",
    );
}

//! The folder of a report: its files and its place.

use serde_json::{Value, json};

use crate::common::{Folder, heapwise, row, run_to};
use crate::julia_run;

#[test]
fn the_pictures_are_attached() {
    let (folder, _) = julia_run();
    let report = folder.report();
    let expected = json!([
        { "name": "linear grey", "file": "attachments/julia-linear.png" },
        { "name": "false grey", "file": "attachments/julia-false-grey.png" },
    ]);
    assert_eq!(report["experiments"][0]["attachments"], expected);
    for file in [
        "attachments/julia-linear.png",
        "attachments/julia-false-grey.png",
    ] {
        let bytes = std::fs::File::open(folder.file(file)).unwrap();
        let reader = png::Decoder::new(std::io::BufReader::new(bytes))
            .read_info()
            .unwrap();
        assert_eq!((reader.info().width, reader.info().height), (100, 100));
    }
}

#[test]
fn a_new_report_removes_the_files_of_the_old_one() {
    let folder = Folder::new();
    let profiled = |variant: &str| {
        let arguments = format!("run {variant} -i width=10 --passes heap");
        run_to(heapwise(), &arguments, folder.path())
    };
    profiled("julia/axes");
    assert!(folder.file("profiles/julia.axes.json").exists());
    std::fs::write(folder.file("profiles/mine.json"), "mine").unwrap();
    profiled("julia/stored");
    assert!(!folder.file("profiles/julia.axes.json").exists());
    assert!(folder.file("profiles/julia.stored.json").exists());
    assert_eq!(folder.read("profiles/mine.json"), "mine");
}

#[test]
fn without_a_command_everything_runs_into_reports_latest() {
    let folder = Folder::new();
    // The full size takes long without optimizations; the first row is enough.
    let mut child = heapwise()
        .current_dir(folder.path())
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap();
    let report = folder.file("reports/latest/report.json");
    let started = std::time::Instant::now();
    while !report.exists() {
        let waited = started.elapsed().as_secs();
        assert!(
            waited < 120 || child.kill().is_err(),
            "no report after {waited} s"
        );
        assert!(
            child.try_wait().unwrap().is_none(),
            "ended without a report"
        );
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let report: Value = serde_json::from_str(&std::fs::read_to_string(report).unwrap()).unwrap();
    assert_eq!(row(&report, "stored")["answer"], "33219980");
}

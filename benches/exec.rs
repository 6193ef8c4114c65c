//! `heapwise exec` beside hyperfine and `/usr/bin/time` on the same programs: the table of `docs/exec.md`.
//!
//! `cargo bench --bench exec -- --write` replaces it. It needs `hyperfine`, `/usr/bin/time`, `python3`,
//! `sort` and `gzip`. With `--test` each tool runs once or twice.

mod common;

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};

use heapwise::record::Report;
use heapwise::units;

/// How often each tool measures each program.
#[derive(Clone, Copy)]
struct Extent {
    /// Turns of heapwise, hyperfine and `/usr/bin/time`.
    turns: usize,
    /// Runs of a program in a turn of hyperfine.
    runs: usize,
    /// Runs of a program under `/usr/bin/time` in a turn.
    peaks: usize,
}

const WHOLE: Extent = Extent {
    turns: 15,
    runs: 20,
    peaks: 9,
};
const TEST: Extent = Extent {
    turns: 1,
    runs: 2,
    peaks: 1,
};

/// A tool in two versions: the second keeps a copy of each distinct line, in order.
const TOOL: &str = r#"
use std::collections::{BTreeSet, HashSet};

fn main() {
    let text = std::fs::read_to_string("lines").unwrap();
    let lines = text.lines();
    let distinct = match env!("VERSION") {
        "1" => lines.collect::<HashSet<_>>().len(),
        _ => lines.map(String::from).collect::<BTreeSet<_>>().len(),
    };
    println!("{distinct}");
}
"#;

/// What each tool measured of a program: the median of each turn.
#[derive(Default)]
struct Samples {
    heapwise_ms: Vec<f64>,
    hyperfine_ms: Vec<f64>,
    heapwise_peaks: Vec<f64>,
    time_peaks: Vec<f64>,
}

fn main() {
    let has = |option: &str| std::env::args().any(|argument| argument == option);
    let extent = if has("--test") { TEST } else { WHOLE };
    let folder = tempfile::tempdir().expect("a folder for programs and reports");
    let table = measure(folder.path(), extent);
    print!("{table}");
    if has("--write") {
        common::write_between_marks("exec.md", "measured", &table);
    }
}

fn measure(folder: &Path, extent: Extent) -> String {
    let commands = prepare(folder);
    let mut samples: Vec<Samples> = commands.iter().map(|_| Samples::default()).collect();
    let mut machine = String::new();
    for _ in 0..extent.turns {
        for (command, samples) in commands.iter().zip(&mut samples) {
            let report = exec(folder, command);
            machine = report.provenance.line();
            let row = report.rows().next().expect("a row");
            let time = row.time.as_ref().expect("a time");
            let times = time.samples_ns.iter().map(|&ns| ns as f64 / 1e6);
            samples.heapwise_ms.push(median(times));
            let peaks = &row.rss.as_ref().expect("a peak").peak_samples_bytes;
            samples
                .heapwise_peaks
                .push(median(peaks.iter().map(|&bytes| bytes as f64)));
            samples
                .hyperfine_ms
                .push(median(hyperfine_ms(folder, command, extent.runs)));
            let peaks = (0..extent.peaks).map(|_| peak_by_time(folder, command));
            samples.time_peaks.push(median(peaks));
        }
    }
    render(&commands, samples, &machine)
}

/// Makes the input and both versions of the tool, and returns the commands that are measured.
fn prepare(folder: &Path) -> Vec<String> {
    let numbers = (0..200_000_u32).map(|n| n.wrapping_mul(2_654_435_761));
    let lines: String = numbers.map(|number| format!("{number}\n")).collect();
    std::fs::write(folder.join("lines"), lines).expect("the folder is writable");
    std::fs::write(folder.join("tool.rs"), TOOL).expect("the folder is writable");
    for version in ["1", "2"] {
        let mut rustc = Command::new("rustc");
        rustc.args(["--edition", "2024", "-O", "tool.rs", "-o"]);
        rustc
            .arg(format!("tool-{version}"))
            .env("VERSION", version)
            .current_dir(folder);
        run(&mut rustc);
    }
    let commands = [
        "./tool-1",
        "./tool-2",
        "sort lines",
        "gzip -c lines",
        "python3 -c 'x = list(range(1000000))'",
    ];
    commands.map(String::from).to_vec()
}

/// One round of `heapwise exec`: short, so that hyperfine measures on the same state of the machine.
fn exec(folder: &Path, command: &str) -> Report {
    let mut heapwise = Command::new(env!("CARGO_BIN_EXE_heapwise"));
    heapwise.args(["exec", command, "--out", "report"]);
    heapwise.args(["--rounds", "1", "--passes", "time"]);
    run(heapwise.current_dir(folder));
    let path = folder.join("report/report.json");
    let text = std::fs::read_to_string(&path).expect("a report");
    Report::parse(&text, &path).expect("a report of this version")
}

/// The times of runs of a command, without a shell.
fn hyperfine_ms(folder: &Path, command: &str, runs: usize) -> Vec<f64> {
    let mut hyperfine = Command::new("hyperfine");
    hyperfine.args(["-N", "--warmup", "1", "--export-json", "times.json"]);
    hyperfine
        .args(["--runs", &runs.to_string(), command])
        .current_dir(folder);
    run(&mut hyperfine);
    let text = std::fs::read_to_string(folder.join("times.json")).expect("the times");
    let json: serde_json::Value = serde_json::from_str(&text).expect("hyperfine writes JSON");
    let times = json["results"][0]["times"].as_array().expect("times");
    let seconds = times.iter().map(|time| time.as_f64().expect("a time"));
    seconds.map(|seconds| seconds * 1e3).collect()
}

/// The peak resident memory of a run in bytes.
fn peak_by_time(folder: &Path, command: &str) -> f64 {
    let mut time = Command::new("/usr/bin/time");
    time.args(["-f", "%M"])
        .args(shlex::split(command).expect("words"))
        .current_dir(folder);
    let stderr = run(time.stdin(Stdio::null()));
    stderr.trim().parse::<f64>().expect("kibibytes") * 1024.0
}

/// Runs a command to its end, and returns what it wrote to stderr.
fn run(command: &mut Command) -> String {
    let output = command.stdout(Stdio::null()).output();
    let name = command.get_program().to_owned();
    let output = output.unwrap_or_else(|error| panic!("install {name:?}: {error}"));
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{name:?}: {stderr}");
    stderr
}

fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// The median of the ratios of two tools, turn by turn.
fn median_ratio(left: &[f64], right: &[f64]) -> f64 {
    median(left.iter().zip(right).map(|(left, right)| left / right))
}

fn render(commands: &[String], samples: Vec<Samples>, machine: &str) -> String {
    let mut table = String::from(
        "| program | time, `exec` | hyperfine | ratio | peak, `exec` | `time -v` | ratio |\n\
         | --- | --- | --- | --- | --- | --- | --- |\n",
    );
    for (command, samples) in commands.iter().zip(samples) {
        let time_ratio = median_ratio(&samples.heapwise_ms, &samples.hyperfine_ms);
        let peak_ratio = median_ratio(&samples.heapwise_peaks, &samples.time_peaks);
        let [heapwise_ms, hyperfine_ms] = [samples.heapwise_ms, samples.hyperfine_ms].map(median);
        let [heapwise, time] = [samples.heapwise_peaks, samples.time_peaks]
            .map(|peaks| units::bytes(median(peaks) as u64));
        let _ = writeln!(
            table,
            "| `{command}` | {heapwise_ms:.1} ms | {hyperfine_ms:.1} ms | {time_ratio:.3} \
             | {heapwise} | {time} | {peak_ratio:.3} |",
        );
    }
    let _ = write!(table, "\nMeasured by {machine}.\n");
    table
}

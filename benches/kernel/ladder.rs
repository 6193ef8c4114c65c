//! The table of `docs/kernel.md`: the experiment beside the same kernel in CPython, C and Numba.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use heapwise::lab::julia::lanes::InstructionSet;
use heapwise::record::Report;

use crate::common;

/// How often everything is measured, in turns. The least time counts, because other load on the machine
/// only adds to it.
const ROUNDS: usize = 5;

/// The interpreter that has Numba.
const NUMBA_PYTHON: &str = "NUMBA_PYTHON";

const CPYTHON: &str = "CPython";
const NUMBA_IN_PARALLEL: &str = "Numba, compiled, `parallel=True`";

/// A row of the table: what computed the counts, and its least time in milliseconds.
struct LadderRow {
    name: String,
    best_ms: f64,
    /// The peak of the heap, where heapwise counted it.
    peak_bytes: Option<u64>,
}

/// Measures everything and replaces the table between the marks in `docs/kernel.md`.
pub fn write() {
    let table = measure();
    print!("{table}");
    common::write_between_marks("kernel.md", "ladder", &table);
}

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn measure() -> String {
    let folder = tempfile::tempdir().expect("a folder for reports and the program in C");
    let mut rows: Vec<LadderRow> = Vec::new();
    let mut machine = String::new();
    for _ in 0..ROUNDS {
        for row in peers(folder.path()) {
            merge(&mut rows, row);
        }
        for arguments in runs() {
            let report = run(folder.path(), &arguments);
            machine = report.provenance.line();
            rows_of(&report).for_each(|row| merge(&mut rows, row));
        }
    }
    render(&rows, &machine)
}

/// Keeps the lesser time of two rows of one name.
fn merge(rows: &mut Vec<LadderRow>, new: LadderRow) {
    match rows.iter_mut().find(|row| row.name == new.name) {
        Some(row) => row.best_ms = row.best_ms.min(new.best_ms),
        None => rows.push(new),
    }
}

/// The arguments of heapwise: every variant, then `simd` with the other instruction sets.
fn runs() -> Vec<String> {
    let others = InstructionSet::ALL.into_iter();
    let others = others.filter(|set| set.is_available() && Some(*set) != InstructionSet::best());
    let others =
        others.map(|set| format!("kernel/simd -i instructions={}", set.name().to_lowercase()));
    [String::from("kernel")].into_iter().chain(others).collect()
}

fn run(folder: &Path, arguments: &str) -> Report {
    let status = Command::new(env!("CARGO_BIN_EXE_heapwise"))
        .args(["run", "--passes", "time,count", "--out"])
        .arg(folder.join("report"))
        .args(arguments.split(' '))
        .output()
        .expect("heapwise starts")
        .status;
    assert!(status.success(), "heapwise run {arguments}: {status}");
    let path = folder.join("report/report.json");
    let text = std::fs::read_to_string(&path).expect("a report");
    Report::parse(&text, &path).expect("a report of this version")
}

fn rows_of(report: &Report) -> impl Iterator<Item = LadderRow> {
    report.rows().filter_map(|row| {
        let samples = &row.time.as_ref()?.samples_ns;
        let lanes = row.metrics.iter().find(|metric| metric.name == "lanes")?;
        let best = InstructionSet::ALL
            .into_iter()
            .find(|set| set.is_available() && set.lanes() as f64 == lanes.value);
        let instructions = best.map_or(String::new(), |set| format!(", {set}"));
        Some(LadderRow {
            name: format!("heapwise `{}`{instructions}", row.name),
            best_ms: *samples.iter().min()? as f64 / 1e6,
            peak_bytes: Some(row.heap.as_ref()?.totals.peak_bytes),
        })
    })
}

/// The kernel in CPython, C and Numba.
fn peers(folder: &Path) -> Vec<LadderRow> {
    let sources = package().join("benches/kernel");
    let numba =
        std::env::var_os(NUMBA_PYTHON).map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let c = folder.join("julia");
    let compiled = Command::new("cc")
        .args(["-O3", "-march=native", "-ffp-contract=off", "-o"])
        .args([&c, &sources.join("julia.c")])
        .status();
    assert!(compiled.expect("a C compiler").success());
    let lines = [
        output(Command::new("python3").arg(sources.join("julia.py"))),
        output(&mut Command::new(c)),
        output(Command::new(numba).arg(sources.join("julia_numba.py"))),
    ];
    lines
        .iter()
        .flat_map(|text| text.lines())
        .filter_map(peer_row)
        .collect()
}

fn output(command: &mut Command) -> String {
    let output = command.output().expect("the program starts");
    assert!(
        output.status.success(),
        "{command:?}: {output:?}; {NUMBA_PYTHON} names a Python with Numba"
    );
    String::from_utf8(output.stdout).expect("text")
}

/// The row of a line such as `parallel best_ms=47.1 median_ms=47.2 sum=33219980`.
fn peer_row(line: &str) -> Option<LadderRow> {
    let (name, figures) = line.split_once(' ')?;
    let field = |name: &str| {
        figures
            .split(' ')
            .find_map(|field| field.strip_prefix(name))
    };
    assert_eq!(field("sum=")?, "33219980", "{line}");
    let name = match name {
        "cpython" => CPYTHON,
        "c" => "C, `cc -O3 -march=native`",
        "serial" => "Numba, compiled",
        "parallel" => NUMBA_IN_PARALLEL,
        other => other,
    };
    Some(LadderRow {
        name: name.to_string(),
        best_ms: field("best_ms=")?.parse().ok()?,
        peak_bytes: None,
    })
}

fn render(rows: &[LadderRow], machine: &str) -> String {
    let best = InstructionSet::best().map_or("no vector instructions", InstructionSet::name);
    let mut table = format!(
        "{machine}, {best}; the least of {ROUNDS} rounds.\n\n\
         | kernel | time | times CPython | times Numba in parallel | peak of the heap |\n\
         | --- | ---: | ---: | ---: | ---: |\n"
    );
    for row in rows {
        let (name, ms) = (&row.name, row.best_ms);
        let [python, numba] = [CPYTHON, NUMBA_IN_PARALLEL].map(|other| times(rows, other, ms));
        let peak = row
            .peak_bytes
            .map_or(String::new(), |bytes| format!("{bytes} B"));
        let _ = writeln!(
            table,
            "| {name} | {ms:.1} ms | {python:.0} | {numba:.1} | {peak} |"
        );
    }
    table
}

/// How many times `ms` the time of the row `other` is.
fn times(rows: &[LadderRow], other: &str, ms: f64) -> f64 {
    let other = rows.iter().find(|row| row.name == other);
    other.expect("every peer is measured").best_ms / ms
}

//! Helpers for tests that start the program; no test program uses all of them.

#![allow(dead_code)]

pub mod program_points;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The program under test, whose lines may be long.
pub fn heapwise() -> Command {
    with_long_lines(Command::new(env!("CARGO_BIN_EXE_heapwise")))
}

/// The program, whose output may have lines of any length.
pub fn with_long_lines(mut program: Command) -> Command {
    program.env("COLUMNS", "100000");
    program
}

/// Runs the program to its end.
pub fn run<const N: usize>(arguments: [&str; N]) -> Ran {
    Ran::from(heapwise().args(arguments).output().unwrap())
}

/// The commands of the program, as clap lists them in its help.
pub fn commands() -> Vec<String> {
    let help = run(["--help"]).stdout;
    let list = help.split("Commands:\n").nth(1).unwrap();
    let lines = list.lines().take_while(|line| !line.is_empty());
    let names: Vec<String> = lines
        .map(|line| line.split_whitespace().next().unwrap().to_string())
        .collect();
    assert!(names.len() >= 10, "{names:?}");
    names
}

/// Runs the program to its end in the folder of the package.
pub fn run_in_package(arguments: &[&str]) -> Ran {
    let mut command = heapwise();
    command.current_dir(in_package("")).args(arguments);
    Ran::from(command.output().unwrap())
}

/// Runs `program` with these arguments, separated by spaces, and `--out out`.
pub fn run_to(program: Command, arguments: &str, out: &Path) -> Ran {
    let mut program = with_long_lines(program);
    program.args(arguments.split(' ')).arg("--out").arg(out);
    Ran::from(program.output().unwrap())
}

/// A report of every experiment with its profiles and timelines, as heapwise 0.1.0 wrote it.
pub const REPORT_0_1: &str = "tests/fixtures/report_0_1";

/// Writes a file unless it has this text already, so that cargo does not build it again.
pub fn write_if_changed(path: &Path, text: &str) {
    if std::fs::read_to_string(path).is_ok_and(|current| current == text) {
        return;
    }
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

/// The path of a file that lies in the package, such as `tests/fixtures/programs/words.rs`.
pub fn in_package(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The text of a file of [`REPORT_0_1`].
pub fn report_0_1(file: &str) -> String {
    std::fs::read_to_string(in_package(REPORT_0_1).join(file)).unwrap()
}

/// The exit status and the output of a program.
#[derive(Debug)]
pub struct Ran {
    pub status: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            status: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Checks that the program printed nothing to stdout, `message` to stderr, and exited with 2.
pub fn assert_refused(ran: &Ran, message: &str) {
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains(message),
        "{message:?} in {}",
        ran.stderr
    );
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

/// A temporary folder, deleted on drop.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn as_str(&self) -> &str {
        self.path().to_str().unwrap()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.file(name)).unwrap()
    }

    /// Writes a file, and the folder in which it is; returns its path.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.file(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path
    }

    /// The report in the folder.
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.read("report.json")).unwrap()
    }
}

/// The profile of a row of a report in the folder; `None` if the variant allocated nothing.
pub fn profile(folder: &Folder, row: &Value) -> Option<Value> {
    let file = row["heap"]["profile"].as_str()?;
    Some(serde_json::from_str(&folder.read(file)).unwrap())
}

/// The rows of a report's first case.
pub fn rows(report: &Value) -> &Vec<Value> {
    report["experiments"][0]["variants"].as_array().unwrap()
}

/// The row of one variant of a report's first case.
pub fn row<'a>(report: &'a Value, variant: &str) -> &'a Value {
    let mut rows = rows(report).iter();
    rows.find(|row| row["name"] == variant).unwrap()
}

/// The data of each drawing of stacks on a page.
pub fn stacks_on(page: &str) -> Vec<Value> {
    let parts = page.split("<script type=\"application/json\">").skip(1);
    let texts = parts.map(|part| part.split("</script>").next().unwrap());
    texts
        .map(|text| serde_json::from_str(text).unwrap())
        .collect()
}

/// The sum of a figure over all frames of a drawing of stacks: the figure at `at`, or the greater of
/// those at `at` and `at + 1` in a difference.
pub fn sum_of_stacks(stacks: &Value, at: usize) -> u64 {
    let figure = |frame: &Value, at: usize| frame[2 + at].as_u64().unwrap_or(0);
    let frames = stacks["frames"].as_array().unwrap().iter();
    let width = |frame: &Value| {
        if stacks["isDifference"] == true {
            figure(frame, at).max(figure(frame, at + 1))
        } else {
            figure(frame, at)
        }
    };
    frames.map(width).sum()
}

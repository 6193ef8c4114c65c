//! What the tests of the real program share; not every test takes everything.

#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// The program under test.
pub fn heapwise() -> Command {
    Command::new(env!("CARGO_BIN_EXE_heapwise"))
}

/// Runs the program to its end.
pub fn run<const N: usize>(arguments: [&str; N]) -> Ran {
    Ran::from(heapwise().args(arguments).output().unwrap())
}

/// Runs `program` with these arguments, which spaces part, and what it makes goes to `out`.
pub fn run_to(mut program: Command, arguments: &str, out: &Path) -> Ran {
    program.args(arguments.split(' ')).arg("--out").arg(out);
    Ran::from(program.output().unwrap())
}

/// A report of every experiment with its profiles and timelines, as heapwise 0.1.0 wrote it.
pub const REPORT_0_1: &str = "tests/fixtures/report_0_1";

/// The path of a file that lies in the package, such as `tests/fixtures/programs/words.rs`.
pub fn in_package(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(file)
}

/// The text of a file of [`REPORT_0_1`].
pub fn report_0_1(file: &str) -> String {
    std::fs::read_to_string(in_package(REPORT_0_1).join(file)).unwrap()
}

/// How a program ended, as text.
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

/// Refused with status 2: nothing on stdout, and on stderr what would be right.
pub fn assert_refused(ran: &Ran, told: &str) {
    assert_eq!(ran.status, Some(2), "{ran:?}");
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains(told), "{told:?} in {}", ran.stderr);
    assert!(!ran.stderr.contains("panicked"), "{}", ran.stderr);
}

/// A folder that goes when the test ends, and what lies in it.
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

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.file(name), text).unwrap();
    }

    /// The report in the folder.
    pub fn report(&self) -> Value {
        serde_json::from_str(&self.read("report.json")).unwrap()
    }
}

/// The rows of a report's first entry.
pub fn rows(report: &Value) -> &Vec<Value> {
    report["experiments"][0]["variants"].as_array().unwrap()
}

/// The row of one variant of a report's first entry.
pub fn row<'a>(report: &'a Value, variant: &str) -> &'a Value {
    let mut rows = rows(report).iter();
    rows.find(|row| row["name"] == variant).unwrap()
}

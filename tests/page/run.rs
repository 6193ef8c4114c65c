//! One run of five experiments at small inputs, shared by the tests.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde_json::Value;

use crate::common::{Ran, heapwise};

/// The folder of the run's report.
pub fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page");
        let inputs = ["width=60", "keys=random"].map(|input| ["--input", input]);
        let mut command = heapwise();
        command
            .args(["run", "julia", "hash", "table", "growth", "small"])
            .args(inputs.concat())
            .args(["--sizes", "200,1500"]);
        let ran = Ran::from(command.arg("--out").arg(&folder).output().unwrap());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let message = format!("page: {}\n", folder.join("index.html").display());
        assert!(ran.stdout.contains(&message), "{}", ran.stdout);
        folder
    })
}

/// The page of the run.
pub fn page() -> PathBuf {
    folder().join("index.html")
}

/// The report of the run.
pub fn report() -> Value {
    let text = std::fs::read_to_string(folder().join("report.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// Runs `heapwise compare --format html` on two sides, with `more` arguments.
pub fn compared([old, new]: [&str; 2], more: &[&str]) -> Ran {
    let mut command = heapwise();
    command.args(["compare", old, new, "--format", "html"]);
    Ran::from(command.args(more).output().unwrap())
}

/// Runs `heapwise report --format html` on the report at `path`.
pub fn rendered(path: &Path) -> Ran {
    let mut command = heapwise();
    command.args(["report", "--format", "html"]).arg(path);
    Ran::from(command.output().unwrap())
}

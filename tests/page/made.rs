//! One run of every experiment at small inputs, shared by the tests.

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
            .arg("run")
            .args(inputs.concat())
            .args(["--sizes", "200,1500"]);
        let ran = Ran::from(command.arg("--out").arg(&folder).output().unwrap());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        let told = format!("page: {}\n", folder.join("index.html").display());
        assert!(ran.stdout.contains(&told), "{}", ran.stdout);
        folder
    })
}

/// Its page.
pub fn page() -> PathBuf {
    folder().join("index.html")
}

/// The report itself.
pub fn report() -> Value {
    let text = std::fs::read_to_string(folder().join("report.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// The page of the comparison of two sides, as `heapwise compare` makes it with `more` arguments.
pub fn compared([old, new]: [&str; 2], more: &[&str]) -> Ran {
    let mut command = heapwise();
    command.args(["compare", old, new, "--format", "html"]);
    Ran::from(command.args(more).output().unwrap())
}

/// The page of the report at `path`, as `heapwise report` makes it.
pub fn rendered(path: &Path) -> Ran {
    let mut command = heapwise();
    command.args(["report", "--format", "html"]).arg(path);
    Ran::from(command.output().unwrap())
}

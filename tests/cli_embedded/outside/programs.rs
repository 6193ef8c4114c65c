//! Programs outside the repository, each a crate of its own.

use std::path::{Path, PathBuf};

use super::outside_crate::cargo;
use crate::common::{in_package, write_if_changed};

/// Builds the program `tests/fixtures/programs/SOURCE` with this manifest, to which heapwise is added,
/// in a folder that stays from run to run, so that cargo builds only what has changed.
pub fn build(name: &str, manifest: &str, source: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let heapwise = format!(
        "[dependencies.heapwise]\npath = {:?}\ndefault-features = false\nfeatures = [\"run\"]\n",
        in_package("")
    );
    let read = |file: &str| std::fs::read_to_string(in_package(file)).unwrap();
    for (file, text) in [
        ("Cargo.toml", format!("{manifest}\n{heapwise}")),
        (
            "src/main.rs",
            read(&format!("tests/fixtures/programs/{source}")),
        ),
    ] {
        write_if_changed(&folder.join(file), &text);
    }
    // The same versions of the shared dependencies. Cargo adds those of the others.
    if !folder.join("Cargo.lock").exists() {
        std::fs::write(folder.join("Cargo.lock"), read("Cargo.lock")).unwrap();
    }
    let target = folder.join("target");
    let mut cargo = cargo();
    cargo
        .args(["build", "--release", "--quiet"])
        .current_dir(&folder);
    let output = cargo.env("CARGO_TARGET_DIR", &target).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    target.join("release").join(name)
}

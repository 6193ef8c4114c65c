//! Budgets in `heapwise.toml`, on the small Julia kernel.

mod broken;
mod kept;
mod refused;

use crate::common::{Folder, Ran, heapwise};

/// Runs the program on the small Julia kernel, in a folder with these budgets.
fn held_to(folder: &Folder, budgets: &str, arguments: &[&str]) -> Ran {
    std::fs::write(folder.file("heapwise.toml"), budgets).unwrap();
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .args(["run", "julia/on-*", "-i", "width=50"])
        .args(arguments);
    Ran::from(command.output().unwrap())
}

// 50 * 50 points, a count of 4 or of 2 bytes for each.
const KEPT: &str = r#"
[[budget]]
variants = "julia/on-the-fly"
input = { width = 50 }
peak = 10000
total = "10 kB"
blocks = 1
end = 0
time = "1 h"

[[budget]]
variants = "julia/on-*"
peak = { per_element = 4 }
copying_peak = { per_element = "4 B" }

[[budget]]
variants = "table/*"
peak = 1
"#;

// Of an experiment that another program of the same package has.
const ELSEWHERE: &str = r#"
[[budget]]
variants = "words/sorted"
peak = 1
"#;

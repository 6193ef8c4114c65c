//! Budgets in `heapwise.toml`, for the small Julia kernel.

mod broken;
mod met;
mod refused;

use crate::common::{Folder, Ran, heapwise};

/// Runs the small Julia kernel in this folder, with these budgets.
fn run_with_budgets(folder: &Folder, budgets: &str, arguments: &[&str]) -> Ran {
    std::fs::write(folder.file("heapwise.toml"), budgets).unwrap();
    let mut command = heapwise();
    command
        .current_dir(folder.path())
        .args(["run", "julia/on-*", "-i", "width=50"])
        .args(arguments);
    Ran::from(command.output().unwrap())
}

// 50 * 50 points, with a count of 4 or 2 bytes each.
const BUDGETS: &str = r#"
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

// For an experiment of another program in the same package.
const FOREIGN_BUDGET: &str = r#"
[[budget]]
variants = "words/sorted"
peak = 1
"#;

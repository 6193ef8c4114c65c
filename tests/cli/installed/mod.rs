//! The commands of the installed program: completions, man pages, a first benchmark, and pages in a
//! browser.

mod completions;
mod init;
mod man;
#[cfg(target_os = "linux")]
mod open;

use crate::common::run;

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

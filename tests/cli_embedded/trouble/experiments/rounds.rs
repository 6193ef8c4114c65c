//! Variants that know in which of their processes they run.

use std::fs::File;
use std::io::Write;
use std::sync::OnceLock;

use heapwise::Experiment;

/// The environment variable that names a file, to which each process adds the name of its variant.
pub const LOG_VARIABLE: &str = "TEST_ROUNDS";

pub fn experiment() -> Experiment {
    Experiment::new("rounds", "processes in turn")
        .variant("one", "", |_| log("one").min(1))
        .variant("two", "", |_| log("two").min(1))
        .variant("three", "", |_| log("three").min(1))
        .variant("panics-later", "", |_| {
            let process = log("panics-later");
            assert!(process == 1, "the roof is on fire");
            1
        })
        .variant("answers-otherwise-later", "", |_| {
            log("answers-otherwise-later")
        })
}

/// Adds `variant` to the log in the first run of this process; returns how many processes of the variant
/// have done so.
fn log(variant: &str) -> usize {
    static PROCESS: OnceLock<usize> = OnceLock::new();
    *PROCESS.get_or_init(|| {
        let log = std::env::var_os(LOG_VARIABLE).unwrap();
        let mut file = File::options().create(true).append(true).open(&log);
        let file = file.as_mut().unwrap();
        file.write_all(format!("{variant}\n").as_bytes()).unwrap();
        let text = std::fs::read_to_string(&log).unwrap();
        text.lines().filter(|line| *line == variant).count()
    })
}

//! What the program answers: its output, its exit status and the files that it writes.

#[path = "../common/mod.rs"]
mod common;

mod baseline;
mod broken_input;
mod budget;
mod call_sites;
mod claims;
mod compact;
mod compare;
mod compare_builds;
mod concurrency;
mod diffusion;
mod examples;
mod export;
mod growth;
mod hash;
#[cfg(unix)]
mod installed;
mod iterators;
mod kernel;
#[cfg(target_os = "linux")]
mod large_input;
mod parts;
mod readme;
mod recorder;
mod report_0_1;
#[cfg(target_os = "linux")]
mod revisions;
mod rounds;
mod run;
mod table;

use std::sync::OnceLock;

use common::{Folder, Ran, heapwise, run_to};

/// One run of `julia` at width 100 in all passes, shared by several tests.
fn julia_run() -> &'static (Folder, Ran) {
    static RUN: OnceLock<(Folder, Ran)> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run_to(heapwise(), "run julia -i width=100", folder.path());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        (folder, ran)
    })
}
mod usage;

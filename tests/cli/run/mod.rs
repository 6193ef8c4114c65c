//! `heapwise run` on the Julia kernel, in real processes.

mod figures;
mod folder;
mod profiles;
mod rendered;
mod schema;

use std::sync::OnceLock;

use crate::common::{Folder, Ran, heapwise, run_to};

const VARIANTS: [&str; 9] = [
    "stored",
    "stored-reserved",
    "stored-z",
    "stored-split",
    "stored-arena",
    "axes",
    "on-the-fly",
    "on-the-fly-narrow",
    "streamed",
];

/// One run at width 100, which several tests look at.
fn at_width_100() -> &'static (Folder, Ran) {
    static RUN: OnceLock<(Folder, Ran)> = OnceLock::new();
    RUN.get_or_init(|| {
        let folder = Folder::new();
        let ran = run_to(heapwise(), "run julia -i width=100", folder.path());
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        (folder, ran)
    })
}

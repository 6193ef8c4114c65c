//! `heapwise run` on the Julia kernel, in real processes.

mod figures;
mod folder;
mod profiles;
mod rendered;
#[cfg(unix)]
mod revision;
mod schema;
#[cfg(unix)]
mod untrusted;

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

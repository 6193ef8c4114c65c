//! heapwise as other people use it: a crate of its own outside the repository, which cargo builds,
//! with the README's example and with code of many kinds.

mod attributed;
mod benchmark;
mod code;
mod outside_crate;
mod programs;
mod stripped;
mod workspace;

use libtest_mimic::Trial;

pub use outside_crate::remove;

pub fn all() -> Vec<Trial> {
    [
        benchmark::all(),
        code::all(),
        stripped::all(),
        attributed::all(),
        workspace::all(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

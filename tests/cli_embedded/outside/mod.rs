//! heapwise as other people use it: a crate of its own outside the repository, which cargo builds,
//! with the README's example and with code of many kinds.

mod benchmark;
mod code;
mod krate;

use libtest_mimic::Trial;

pub use krate::remove;

pub fn all() -> Vec<Trial> {
    [benchmark::all(), code::all()]
        .into_iter()
        .flatten()
        .collect()
}

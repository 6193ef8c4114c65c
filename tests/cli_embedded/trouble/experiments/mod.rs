//! The experiments: each variant is one trouble.

mod ending;
mod footprints;
mod telling;

use heapwise::experiment::Declared;

pub fn all() -> Vec<Declared> {
    let experiments = [ending::all(), telling::all(), footprints::all()];
    experiments.into_iter().flatten().collect()
}

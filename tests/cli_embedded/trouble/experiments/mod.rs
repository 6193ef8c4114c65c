//! The experiments: each variant goes wrong, or is hard to measure, in its own way.

mod answers;
mod ending;
mod footprints;

use heapwise::experiment::Declared;

pub fn all() -> Vec<Declared> {
    let experiments = [ending::all(), answers::all(), footprints::all()];
    experiments.into_iter().flatten().collect()
}

//! The experiments: each variant goes wrong, or is hard to measure, in its own way.

mod answers;
mod ending;
mod footprints;
mod resident;
mod rounds;
mod variation;

use heapwise::experiment::Declared;

pub use resident::{BOXES, BYTES};
pub use rounds::LOG_VARIABLE;
pub use variation::{RUNS_VARIABLE, STEADY_VARIABLE};

pub fn all() -> Vec<Declared> {
    let experiments = [
        ending::all(),
        answers::all(),
        footprints::all(),
        vec![resident::experiment().into()],
        vec![variation::experiment().into()],
        vec![rounds::experiment().into()],
    ];
    experiments.into_iter().flatten().collect()
}

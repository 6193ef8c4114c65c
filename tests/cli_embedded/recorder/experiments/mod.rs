//! The experiments: each variant is hard to record in its own way.

mod deep;
mod hostile;
mod same;
mod threads;
#[path = "../../../fixtures/programs/trees.rs"]
mod trees;

use heapwise::Experiment;
use heapwise::experiment::Declared;

pub use deep::DEPTH;
pub use hostile::{BYTES_OF_HANDLER, BYTES_OF_LOOP, FORKS, LIBRARY_VARIABLE, ROUNDS};
pub use threads::STARTED;

pub fn all() -> Vec<Declared> {
    vec![
        same::experiment().into(),
        deep::experiment().into(),
        hostile::experiment().into(),
        threads::experiment().into(),
        Experiment::new("trees", "")
            .variant("plant", "", |_| trees::plant())
            .into(),
    ]
}

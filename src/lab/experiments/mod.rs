//! The built-in experiments: what they vary and what they answer. They are declared through the
//! public interface only, like the experiments of any other program.

mod compact;
mod concurrency;
mod diffusion;
mod growth;
mod hash;
mod iterators;
mod julia;
mod kernel;
mod key_source;
mod memory;
mod rows;
mod small;
mod table;

pub use compact::{
    DistinctInput, NumbersInput, StringsInput, compact_numbers, compact_strings, distinct,
};
pub use concurrency::{SharingInput, WaitingInput, sharing, waiting};
pub use diffusion::{DiffusionInput, diffusion};
pub use growth::{AppendInput, growth};
pub use hash::{HashInput, describe_defect, hash};
pub use iterators::{IteratorsInput, iterators};
pub use julia::{JuliaInput, julia};
pub use kernel::{KernelInput, kernel};
pub use small::{SmallInput, small};
pub use table::{TableInput, table};

use crate::experiment::Declared;
use crate::lab::concurrent_task;
use crate::lab::hash::functions;

/// All built-in experiments, in the order in which they run. The processes of [`waiting`] and [`sharing`] need
/// [`concurrent_task::subcommand`] in the program.
pub fn all() -> Vec<Declared> {
    vec![
        julia().into(),
        kernel().into(),
        hash(functions::all()).into(),
        table().into(),
        growth().into(),
        small().into(),
        diffusion().into(),
        iterators().into(),
        waiting(concurrent_task::own_command()).into(),
        sharing(concurrent_task::own_command()).into(),
        compact_numbers().into(),
        compact_strings().into(),
        distinct().into(),
    ]
}

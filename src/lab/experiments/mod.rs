//! The built-in experiments: what they vary and what they answer. They are declared through the
//! public interface only, like the experiments of any other program.

mod diffusion;
mod growth;
mod hash;
mod julia;
mod kernel;
mod key_source;
mod memory;
mod small;
mod table;

pub use diffusion::{DiffusionInput, diffusion};
pub use growth::{AppendInput, growth};
pub use hash::{HashInput, describe_defect, hash};
pub use julia::{JuliaInput, julia};
pub use kernel::{KernelInput, kernel};
pub use small::{SmallInput, small};
pub use table::{TableInput, table};

use crate::experiment::Declared;
use crate::lab::hash::functions;

/// All built-in experiments, in the order in which they run.
pub fn all() -> Vec<Declared> {
    vec![
        julia().into(),
        kernel().into(),
        hash(functions::all()).into(),
        table().into(),
        growth().into(),
        small().into(),
        diffusion().into(),
    ]
}

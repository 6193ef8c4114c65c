//! The built-in experiments: what is varied, and what is answered. They are declared through the
//! same public interface as anyone's own.

mod given_keys;
mod growth;
mod hash;
mod julia;
mod memory;
mod small;
mod table;

pub use growth::{AppendInput, growth};
pub use hash::{Hashed, hash};
pub use julia::{Kernel, julia};
pub use small::{SmallInput, small};
pub use table::{TableInput, table};

use crate::experiment::Declared;
use crate::lab::hash::functions;

/// All built-in experiments, in the order in which a run takes them.
pub fn all() -> Vec<Declared> {
    vec![
        julia().into(),
        hash(functions::all()).into(),
        table().into(),
        growth().into(),
        small().into(),
    ]
}

//! The built-in experiments: what is varied, and what is answered. They are declared through the
//! same public interface as anyone's own.

mod julia;

pub use julia::julia;

use crate::experiment::Declared;

/// All built-in experiments, in the order in which a run takes them.
pub fn all() -> Vec<Declared> {
    vec![julia().into()]
}

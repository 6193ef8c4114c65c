//! Budgets: limits on the footprints of a run, read from a TOML file.

mod budgets;
mod check;
mod file;
mod limit;

pub use budgets::{Budgets, VariantAtInput};
pub use check::{BrokenLimit, BudgetCheck};

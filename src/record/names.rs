//! The full names of variants.

use super::{Entry, Row};

/// A variant's name with its experiment's: `julia/stored`.
pub fn full_name(experiment: &str, variant: &str) -> String {
    format!("{experiment}/{variant}")
}

/// The same with the input in one line, where there is one: `julia/stored width=1000`.
pub fn name_at_input(experiment: &str, variant: &str, input_line: &str) -> String {
    let name = full_name(experiment, variant);
    format!("{name} {input_line}").trim_end().to_string()
}

impl Entry {
    /// The full name of one of its rows: `julia/stored`.
    pub fn full_name(&self, row: &Row) -> String {
        full_name(&self.name, &row.name)
    }

    /// The same with its input: `julia/stored width=1000`.
    pub fn name_at_input(&self, row: &Row) -> String {
        name_at_input(&self.name, &row.name, &self.input_line())
    }
}

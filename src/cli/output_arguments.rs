//! The options for where a rendered result is written, and whether it is exact.

use std::path::PathBuf;

use clap::Args;

use crate::error::Result;

use super::{atomic_file, output};

/// The options of commands that render.
#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// The file to write, standard output by default
    #[arg(short, long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Print the exact bytes on a terminal too, where control characters are escaped otherwise; and
    /// write CSV without the `'` that keeps a spreadsheet from running text as a formula
    #[arg(long)]
    pub(super) raw: bool,
}

impl OutputArguments {
    /// Writes `text` to the file, or prints it.
    ///
    /// # Errors
    ///
    /// If the file or stdout cannot be written to.
    pub(super) fn write(&self, text: &str) -> Result<()> {
        match &self.out {
            Some(path) => atomic_file::write(path, text.as_bytes()),
            None if self.raw => output::print_exactly(text),
            None => output::print_data(text),
        }
    }
}

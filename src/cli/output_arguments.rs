//! The options for where a rendered result is written, and whether it is exact.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

#[cfg(feature = "page")]
use crate::error::Error;
use crate::error::Result;
use crate::report::StyledText;

#[cfg(feature = "page")]
use super::report_files::is_page;
use super::{atomic_file, output};

/// The options of commands that render.
#[derive(Debug, Args)]
pub(super) struct OutputArguments {
    /// Write to this file [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,

    /// Print the exact bytes, on a terminal too; and write CSV without the `'` that keeps a spreadsheet
    /// from running text as a formula [default: control characters are escaped on a terminal]
    #[arg(long)]
    pub(super) raw: bool,
}

impl OutputArguments {
    /// Checks that a page may be written: to no file with other contents than a page of heapwise.
    ///
    /// # Errors
    ///
    /// If the file exists with other contents, or cannot be read.
    #[cfg(feature = "page")]
    pub(super) fn check_page(&self) -> Result<()> {
        let Some(path) = &self.out else { return Ok(()) };
        let has_contents =
            std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.len() > 0);
        if has_contents && !is_page(path).map_err(|source| Error::reading(path, source))? {
            return Err(Error::format(
                path,
                "not a page of heapwise; heapwise does not replace it: move it away, or name another file with --out",
            ));
        }
        Ok(())
    }

    /// Writes `text` to the file, or prints it.
    ///
    /// # Errors
    ///
    /// If the file or stdout cannot be written to.
    pub(super) fn write_text(&self, text: &str) -> Result<()> {
        self.write(|out| out.write_all(text.as_bytes()))
    }

    /// Writes a text for a person to the file, or prints it with its colours.
    ///
    /// # Errors
    ///
    /// If the file or stdout cannot be written to.
    pub(super) fn write_styled(&self, text: &StyledText) -> Result<()> {
        if self.out.is_none() && !self.raw {
            output::print_styled(text)
        } else {
            self.write_text(&text.to_string())
        }
    }

    /// Writes what `render` writes to the file, or prints it.
    ///
    /// # Errors
    ///
    /// If the file or stdout cannot be written to.
    pub(super) fn write(
        &self,
        render: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        match &self.out {
            Some(path) => atomic_file::write_with(path, render),
            None if self.raw => output::print_exactly(render),
            None => output::print_data(render),
        }
    }
}

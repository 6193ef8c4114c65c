//! The options for how much a text for the terminal shows.

use std::io;

use clap::Args;
use terminal_size::Width;

use crate::report::TextLayout;

/// The width of a terminal that is unknown.
const DEFAULT_WIDTH: usize = 80;

/// The narrowest terminal to which a text is fitted.
const LEAST_WIDTH: usize = 40;

/// The options of commands that print a report.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct LayoutArguments {
    /// Show all columns, in lines of any length [default: what fits the terminal, or 80 characters]
    #[arg(long)]
    wide: bool,

    /// Show a table for each case of an experiment, and the reasons of verdicts
    #[arg(long, short)]
    verbose: bool,
}

impl LayoutArguments {
    /// The layout of a text on stdout.
    pub(super) fn layout(self) -> TextLayout {
        TextLayout {
            width: (!self.wide).then(width),
            is_verbose: self.verbose,
        }
    }
}

/// The width that the environment variable `COLUMNS` sets, or that of the terminal.
fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns.and_then(|columns| columns.parse().ok());
    let width = columns.or_else(|| {
        let (Width(width), _) = terminal_size::terminal_size_of(io::stdout())?;
        Some(usize::from(width))
    });
    width.unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH)
}

//! How a text for the terminal is laid out: the options, and the width.

use std::io;

use clap::Args;
use terminal_size::{Height, Width, terminal_size_of};

use crate::report::TextLayout;

use super::excerpt::ExcerptArguments;

/// The width of a terminal that is unknown.
const DEFAULT_WIDTH: usize = 80;

/// The narrowest terminal to which a text is fitted.
const LEAST_WIDTH: usize = 40;

/// The option of every command that prints a text.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct WidthArguments {
    /// Show all columns, in lines of any length [default: what fits the terminal, or 80 characters]
    #[arg(long)]
    wide: bool,
}

impl WidthArguments {
    /// The layout of a whole text on stdout.
    pub(super) fn layout(self) -> TextLayout {
        TextLayout {
            width: (!self.wide).then(stdout_width),
            ..TextLayout::default()
        }
    }
}

/// The options of commands that print a report.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct LayoutArguments {
    #[command(flatten)]
    width: WidthArguments,

    #[command(flatten)]
    excerpt: ExcerptArguments,

    /// Show a table for each case of an experiment, and the reasons of verdicts
    #[arg(long, short)]
    verbose: bool,
}

impl LayoutArguments {
    /// The layout of a text on stdout.
    pub(super) fn layout(self) -> TextLayout {
        TextLayout {
            is_verbose: self.verbose,
            is_whole: self.excerpt.all,
            ..self.width.layout()
        }
    }
}

/// The width of a text on stdout.
pub(super) fn stdout_width() -> usize {
    width_of(terminal_size_of(io::stdout()))
}

/// The layout of a text on stderr.
pub(super) fn stderr_layout() -> TextLayout {
    TextLayout {
        width: Some(width_of(terminal_size_of(io::stderr()))),
        ..TextLayout::default()
    }
}

/// The width that the environment variable `COLUMNS` sets, or that of the terminal, if any.
fn width_of(terminal: Option<(Width, Height)>) -> usize {
    let columns = std::env::var("COLUMNS").ok();
    let columns = columns.and_then(|columns| columns.parse().ok());
    let width = columns.or(terminal.map(|(Width(width), _)| usize::from(width)));
    width.unwrap_or(DEFAULT_WIDTH).max(LEAST_WIDTH)
}

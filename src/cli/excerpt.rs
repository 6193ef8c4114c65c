//! The option for how much of a long result is shown.

use clap::Args;

/// The option to show all.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct ExcerptArguments {
    /// Show all of a long result, not only its first 50 cases, 50 variants that differ, 20 variants
    /// with their call sites, or 20 failing limits
    #[arg(long)]
    pub(super) all: bool,
}

impl ExcerptArguments {
    /// The remedy in the line on what is not shown.
    pub(super) const REMEDY: &str = "`--all` shows everything";
}

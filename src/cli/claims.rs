//! `heapwise claims`: whether the claims of a text hold in a saved report.

use std::path::PathBuf;
use std::rc::Rc;

use clap::{Args, FromArgMatches, ValueEnum};

use crate::error::Result;
use crate::record::{Claim, Report};
use crate::report::{self, TextLayout};

use super::subcommand::{CommandOutput, Subcommand};
use super::{baseline, cargo, read};

/// Checks the claims of a text against a report.
pub(super) type CheckClaims = dyn Fn(&Report) -> Vec<Claim>;

/// Check the claims of the text against a saved report and by computation
///
/// Each claim holds, holds for one system only, differs, or is not measured here. A claim that needs
/// variants which the report lacks prints what to run.
#[derive(Debug, Args)]
struct ClaimsArguments {
    /// A report's folder, its report.json, or the name of a baseline
    /// [default: `latest`, the report of the latest run]
    #[arg(value_parser = baseline::path_parser())]
    path: Option<PathBuf>,

    /// The format
    #[arg(long, value_enum, default_value_t = ClaimsFormat::Text)]
    format: ClaimsFormat,
}

/// The value of `--format`.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum ClaimsFormat {
    /// A table in Markdown
    Markdown,
    /// For a terminal
    Text,
}

/// The subcommand `claims`.
pub(super) fn subcommand(check: Rc<CheckClaims>) -> Subcommand {
    let command = ClaimsArguments::augment_args(clap::Command::new("claims"));
    Subcommand::with_layout(
        command,
        "latest --format markdown",
        move |matches, layout| {
            let arguments = ClaimsArguments::from_arg_matches(matches);
            let arguments = arguments.expect("the matches are those of these arguments");
            run(&arguments, layout, &*check)
        },
    )
}

fn run(
    arguments: &ClaimsArguments,
    layout: TextLayout,
    check: &CheckClaims,
) -> Result<CommandOutput> {
    let path = arguments.path.clone();
    let path = path.unwrap_or_else(cargo::latest_report);
    let claims = check(&read::report(&path)?);
    Ok(CommandOutput {
        text: match arguments.format {
            ClaimsFormat::Markdown => report::render_claims_markdown(&claims),
            ClaimsFormat::Text => report::render_claims(&claims, layout),
        },
        warnings: Vec::new(),
    })
}

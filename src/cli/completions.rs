//! `heapwise completions`: the script by which a shell completes this program's arguments.

use clap::builder::PossibleValuesParser;
use clap::{Args, Command};
use clap_complete::Shell;

use crate::error::Result;
use crate::experiment::Declared;

use super::cargo;
use super::output;
use super::status::Status;

/// Print the script by which a shell completes commands, options, experiments and variants
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(
    arguments: &CompletionsArguments,
    line: Command,
    experiments: &[Declared],
) -> Result<Status> {
    let mut line = with_names(line, experiments);
    let program = cargo::program();
    output::print_exactly(|stdout| {
        clap_complete::generate(arguments.shell, &mut line, program, stdout);
        Ok(())
    })?;
    Ok(Status::Well)
}

/// The command line with the names of experiments and variants as values to complete. It cannot parse,
/// because a pattern of `run` is no name.
fn with_names(line: Command, experiments: &[Declared]) -> Command {
    let variants = experiments.iter().flat_map(Declared::variants);
    let variants: Vec<String> = variants.map(|variant| variant.full_name()).collect();
    let names = experiments
        .iter()
        .map(|declared| declared.name().to_string());
    let all: Vec<String> = names.chain(variants.iter().cloned()).collect();
    line.mut_subcommand("run", |run| {
        run.mut_arg("patterns", |patterns| {
            patterns.value_parser(PossibleValuesParser::new(all))
        })
    })
    .mut_subcommand("profile", |profile| {
        profile.mut_arg("variant", |variant| {
            variant.value_parser(PossibleValuesParser::new(variants))
        })
    })
}

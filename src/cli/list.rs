//! `heapwise list`: the experiments, their variants and their inputs.

use clap::Args;

use crate::error::Result;
use crate::experiment::{Declared, Parameter};

use super::output;
use super::status::Status;

/// List the experiments, their variants, and their inputs with the defaults
#[derive(Debug, Args)]
pub(super) struct ListArguments {}

pub(super) fn run(experiments: &[Declared]) -> Result<Status> {
    let blocks: Vec<String> = experiments.iter().map(block).collect();
    output::print(&blocks.join("\n"))?;
    Ok(Status::Well)
}

fn block(experiment: &Declared) -> String {
    let title = format!("{}: {}", experiment.name(), experiment.about());
    let mut text = format!("{}\n", title.trim_end_matches([' ', ':']));
    let variants = experiment.variants().into_iter();
    let variants = variants.map(|variant| (variant.full_name(), variant.about()));
    let inputs = experiment.parameters().iter();
    let inputs = inputs.map(|input| (default_option(input), input.about.as_str()));
    let lines: Vec<(String, &str)> = variants.chain(inputs).collect();
    let widths = lines.iter().map(|(name, _)| name.chars().count());
    let width = widths.max().unwrap_or(0);
    for (name, about) in lines {
        text.push_str(format!("  {name:width$}  {about}").trim_end());
        text.push('\n');
    }
    text
}

/// The option that sets an input to its default; of several defaults, the first.
fn default_option(input: &Parameter) -> String {
    let has_more = input.domain.defaults().len() > 1;
    let more = if has_more { ",…" } else { "" };
    format!("--input {}={}{more}", input.name, input.domain.default())
}

//! `heapwise list`: what can be run.

use clap::Args;

use crate::error::Result;
use crate::experiment::{Declared, Parameter};
use crate::record::full_name;

use super::{Status, output};

/// List the experiments, their variants, and their inputs with the defaults
#[derive(Debug, Args)]
pub(super) struct Arguments {}

pub(super) fn run(experiments: &[Declared]) -> Result<Status> {
    let blocks: Vec<String> = experiments.iter().map(block).collect();
    output::print(&blocks.join("\n"))?;
    Ok(Status::Well)
}

fn block(experiment: &Declared) -> String {
    let title = format!("{}: {}", experiment.name(), experiment.about());
    let mut text = format!("{}\n", title.trim_end_matches([' ', ':']));
    let names: Vec<(String, &str)> = experiment
        .variants()
        .into_iter()
        .map(|(name, about)| (full_name(experiment.name(), name), about))
        .collect();
    let inputs: Vec<(String, &str)> = experiment
        .parameters()
        .iter()
        .map(|input| (default_of(input), input.about.as_str()))
        .collect();
    let lines = names.iter().chain(&inputs);
    let width = lines.clone().map(|(name, _)| name.chars().count()).max();
    let width = width.unwrap_or(0);
    for (name, about) in lines {
        text.push_str(format!("  {name:width$}  {about}").trim_end());
        text.push('\n');
    }
    text
}

/// An input with its default; of several, the first.
fn default_of(input: &Parameter) -> String {
    let more = if input.domain.defaults().len() > 1 {
        ",…"
    } else {
        ""
    };
    format!("--input {}={}{more}", input.name, input.domain.default())
}

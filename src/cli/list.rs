//! `heapwise list`: the experiments, their variants and their inputs.

use clap::Args;

use crate::error::Result;
use crate::experiment::{Declared, Parameter};
use crate::report::TextLayout;

use super::output;
use super::status::Status;
use super::text_layout::WidthArguments;

/// List the experiments, their variants, and their inputs with the defaults
#[derive(Debug, Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    width: WidthArguments,
}

pub(super) fn run(arguments: &ListArguments, experiments: &[Declared]) -> Result<Status> {
    let layout = arguments.width.layout();
    let blocks = experiments
        .iter()
        .map(|experiment| block(experiment, layout));
    let blocks: Vec<String> = blocks.collect();
    output::print(&blocks.join("\n"))?;
    Ok(Status::Well)
}

fn block(experiment: &Declared, layout: TextLayout) -> String {
    let title = format!("{}: {}", experiment.name(), experiment.about());
    let mut text = layout.wrap_text(title.trim_end_matches([' ', ':']));
    let variants = experiment.variants().into_iter();
    let variants = variants.map(|variant| (variant.full_name(), variant.about()));
    let inputs = experiment.parameters().iter();
    let inputs = inputs.map(|input| (default_option(input), input.about.as_str()));
    let lines: Vec<(String, &str)> = variants.chain(inputs).collect();
    let widths = lines.iter().map(|(name, _)| name.chars().count());
    let longest = widths.max().unwrap_or(0);
    let names = layout.width.map_or(longest, |width| longest.min(width / 2));
    for (name, about) in lines {
        for line in name_and_about(&name, about, names, layout) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text
}

/// A name in a column of `names` characters, and what it is in the column beside it; below a longer name.
fn name_and_about(name: &str, about: &str, names: usize, layout: TextLayout) -> Vec<String> {
    let indent = names + 4;
    if name.chars().count() <= names {
        layout.wrap(&format!("  {name:names$}  {about}"), indent)
    } else {
        let about = layout.wrap(&format!("{:indent$}{about}", ""), indent);
        std::iter::once(format!("  {name}")).chain(about).collect()
    }
}

/// The option that sets an input to its default; of several defaults, the first.
fn default_option(input: &Parameter) -> String {
    let has_more = input.domain.defaults().len() > 1;
    let more = if has_more { ",…" } else { "" };
    format!("--input {}={}{more}", input.name, input.domain.default())
}

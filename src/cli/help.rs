//! The helps' examples: each command has one that this program can run.

use clap::Command;

use crate::experiment::Declared;

use super::cargo;

/// The command line with an example at the end of each help.
pub(super) fn with_examples(command: Command, experiments: &[Declared]) -> Command {
    let program = cargo::program();
    let experiment = experiments.first().map_or("EXPERIMENT", Declared::name);
    let variants = experiments.first().map(Declared::variants);
    let variants = variants.unwrap_or_default();
    let variant = variants.first().map_or("VARIANT", |(name, _)| *name);

    let example = |arguments: &str| format!("Example:\n  {program} {arguments}");
    let whole = example(&format!("run '{experiment}' --out first"));
    let names: Vec<String> = command.get_subcommands().map(name).collect();
    names
        .into_iter()
        .fold(command.after_help(whole), |all, name| {
            let arguments = arguments(&name, &format!("'{experiment}/{variant}'"));
            all.mut_subcommand(name, |command| command.after_help(example(&arguments)))
        })
}

fn name(command: &Command) -> String {
    command.get_name().to_string()
}

/// What stands in the example of a command behind the program's name.
fn arguments(command: &str, variant: &str) -> String {
    let kept = cargo::folder();
    let kept = kept.display();
    let more = match command {
        "run" => format!(" {variant} --passes count,heap"),
        "profile" => format!(" {variant} --top 5"),
        "report" => format!(" {kept}/latest --format markdown"),
        "compare" => format!(" main {kept}/latest --fail-above peak=0,time=10%"),
        "export" => format!(" {kept}/latest {variant} --format massif --out massif.out"),
        "growth-curve" => String::from(" list-3.9 --items 1e9"),
        _ => String::new(),
    };
    format!("{command}{more}")
}

//! The helps' examples: each command has one that this program can run.

use std::path::Path;

use clap::Command;

use crate::experiment::Declared;

/// The command line with an example at the end of each help.
pub(super) fn with_examples(command: Command, experiments: &[Declared]) -> Command {
    let program = std::env::args_os().next().unwrap_or_default();
    let program = Path::new(&program).file_name().unwrap_or_default();
    let program = program.to_string_lossy();
    let experiment = experiments.first().map_or("EXPERIMENT", Declared::name);
    let variants = experiments.first().map(Declared::variants);
    let variants = variants.unwrap_or_default();
    let variant = variants.first().map_or("VARIANT", |(name, _)| *name);

    let example = |arguments: &str| format!("Example:\n  {program} {arguments}");
    let whole = example(&format!("run '{experiment}' --out reports/first"));
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
    let more = match command {
        "run" => format!(" {variant} --passes count,heap"),
        "profile" => format!(" {variant} --top 5"),
        "report" => String::from(" reports/latest --format markdown"),
        "compare" => {
            String::from(" reports/baselines/main reports/latest --fail-above peak=0,time=10%")
        }
        "export" => format!(" reports/latest {variant} --format massif --out massif.out"),
        "growth-curve" => String::from(" list-3.9 --items 1e9"),
        _ => String::new(),
    };
    format!("{command}{more}")
}

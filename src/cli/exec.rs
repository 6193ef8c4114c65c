//! `heapwise exec`: compare whole programs.

use std::path::PathBuf;

use clap::Args;
use indexmap::{IndexMap, IndexSet};

use crate::error::{Error, Result};
use crate::experiment::{Declared, is_reserved};
use crate::measure::{
    CountPasses, HeapTool, MeasuredProgram, PassSettings, Plan, ProgramOutput, Programs, Run,
    Sampling, Selection,
};
use crate::record::{Pass, Value};
use crate::units;

use super::call_sites::OwnershipArguments;
use super::gates::GateArguments;
use super::open::OpenArguments;
use super::output;
use super::run::{ResultArguments, carry_out, parse_runs, passes_in_order};
use super::selection::{LimitArguments, named_value_parser};
use super::signals::Stoppable;
use super::status::Status;
use super::text_layout::LayoutArguments;

/// Compare whole programs: time, peak resident memory, exit status and output
///
/// Each program is a variant of the experiment `exec`. The programs run in turn, several times each.
#[derive(Debug, Args)]
pub(super) struct ExecArguments {
    /// A program with its arguments; the name is that of its variant, by default the command itself
    #[arg(value_name = "[NAME=]COMMAND", required = true)]
    commands: Vec<String>,

    /// Run this command before each run of a program, outside of the measurement
    #[arg(long, value_name = "COMMAND")]
    prepare: Option<String>,

    /// Run the commands in a shell, which the measurement then includes [default SHELL: sh]
    #[arg(
        long,
        value_name = "SHELL",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "sh"
    )]
    shell: Option<String>,

    /// Give the programs this file as stdin [default: stdin is empty]
    #[arg(long, value_name = "FILE")]
    input: Option<String>,

    /// Compare the programs at each of these values, which replace `{NAME}` in commands and in the name
    /// of the input: `n=1000,10000`; repeatable, for every combination
    #[arg(long, value_name = "NAME=VALUES", value_parser = parse_scan)]
    scan: Vec<(String, Vec<Value>)>,

    /// Fail if the programs write different output to stdout
    #[arg(long)]
    same_output: bool,

    /// Measure programs whose exit status is not 0 too
    #[arg(long)]
    ignore_failure: bool,

    /// Show what the programs write, on stderr
    #[arg(long, conflicts_with = "same_output")]
    show_output: bool,

    /// The folder for the report [default: reports/latest]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,

    /// Run each program in at most N rounds, in turn with the others [default: 7]
    #[arg(long, value_name = "N", value_parser = parse_runs, allow_negative_numbers = true)]
    rounds: Option<usize>,

    /// Measure the heap of any program with this tool, in the heap pass
    #[arg(long, value_name = "TOOL", value_parser = named_value_parser(HeapTool::ALL, HeapTool::name, HeapTool::about))]
    with: Option<HeapTool>,

    /// The passes to make; only a program whose allocator is heapwise's has a count and a heap pass
    /// [default: count,time,heap]
    #[arg(long, value_name = "PASS", value_delimiter = ',', value_parser = named_value_parser(Pass::ALL, Pass::name, Pass::about))]
    passes: Vec<Pass>,

    #[command(flatten)]
    gates: GateArguments,

    #[command(flatten)]
    ownership: OwnershipArguments,

    #[command(flatten)]
    limits: LimitArguments,

    #[command(flatten)]
    layout: LayoutArguments,

    #[command(flatten)]
    open: OpenArguments,
}

pub(super) fn run(arguments: ExecArguments) -> Result<Status> {
    let programs = arguments.programs()?;
    let experiments = [programs.declare()];
    Declared::check_all(&experiments)?;
    let stoppable = Stoppable::new();
    let run = Run {
        plan: Plan::new(&experiments, &Selection::default())?,
        passes: arguments.passes()?,
        settings: PassSettings {
            sampling: Sampling::in_rounds(arguments.rounds),
            ..PassSettings::default()
        },
        count_passes: CountPasses::default(),
        earlier: None,
        ownership: arguments.ownership.load()?,
        limits: arguments.limits.worker_limits(),
        interrupted: stoppable.flag(),
        programs: Some(programs),
        resumed: None,
    };
    let result = ResultArguments {
        out: arguments.out,
        gates: arguments.gates,
        layout: arguments.layout,
        open: arguments.open,
        partition: None,
        cut_off: None,
    };
    carry_out(run, &experiments, result, None, &stoppable)
}

impl ExecArguments {
    /// The programs, and how to run them.
    ///
    /// # Errors
    ///
    /// If a command is empty or has an open quote, two programs have one name, or a parameter is given
    /// twice or not used.
    fn programs(&self) -> Result<Programs> {
        let programs = Programs {
            list: self.list()?,
            prepare: self
                .prepare
                .as_ref()
                .map(|text| self.words(text))
                .transpose()?,
            input: self.input.clone(),
            parameters: self.parameters()?,
            output: if self.same_output {
                ProgramOutput::Compared
            } else if self.show_output {
                ProgramOutput::Shown(Some(output::pass_on))
            } else {
                ProgramOutput::Discarded
            },
            ignores_failure: self.ignore_failure,
            tool: self.with,
        };
        let mut names = programs.parameters.keys();
        let unused = names.find(|name| !programs.uses_parameter(name)).cloned();
        match unused {
            None => Ok(programs),
            Some(name) => Err(refuse(
                &format!("--scan {name}"),
                format!(
                    "no command or input contains `{{{name}}}`, which its values replace; add that"
                ),
            )),
        }
    }

    /// The passes to make. A tool makes no count pass.
    fn passes(&self) -> Result<Vec<Pass>> {
        let mut passes = passes_in_order(&self.passes);
        if let Some(tool) = self.with {
            passes.retain(|&pass| pass != Pass::Count);
            if !passes.contains(&Pass::Heap) {
                let problem = "works in the heap pass; add that to --passes";
                return Err(refuse(&format!("--with {}", tool.name()), problem));
            }
        }
        Ok(passes)
    }

    fn list(&self) -> Result<Vec<MeasuredProgram>> {
        let mut names = IndexSet::new();
        let list = self.commands.iter().map(|text| {
            let (name, command) = split_name(text)?;
            let name = name.map_or_else(|| default_name(command), String::from);
            if !names.insert(name.clone()) {
                let problem = "another program has this name; put one of its own before the command: \
                    `old='sort a.txt'`";
                return Err(refuse(&name, problem));
            }
            let words = self.words(command)?;
            Ok(MeasuredProgram { name, words })
        });
        list.collect()
    }

    /// The words of a command: those that a shell would see, or a shell with the command.
    fn words(&self, command: &str) -> Result<Vec<String>> {
        let split = |text: &str| {
            let words = shlex::split(text);
            let words = words.ok_or("has a quote or an escape that does not end; complete it");
            let words = words.and_then(|words| {
                let is_empty = words.is_empty();
                if is_empty {
                    Err("is empty; give a program")
                } else {
                    Ok(words)
                }
            });
            words.map_err(|problem| refuse(text, problem))
        };
        let Some(shell) = &self.shell else {
            return split(command);
        };
        let mut words = split(shell)?;
        words.extend([String::from("-c"), command.to_string()]);
        Ok(words)
    }

    fn parameters(&self) -> Result<IndexMap<String, Vec<Value>>> {
        let mut parameters = IndexMap::new();
        for (name, values) in &self.scan {
            if parameters.insert(name.clone(), values.clone()).is_some() {
                let problem = "is given twice; give all values in one option, separated by commas";
                return Err(refuse(&format!("--scan {name}"), problem));
            }
        }
        Ok(parameters)
    }
}

fn refuse(argument: &str, problem: impl Into<String>) -> Error {
    Error::Argument {
        argument: argument.to_string(),
        problem: problem.into(),
    }
}

/// The name before a command, if there is one, and the command. A name is one word before the first `=`.
///
/// # Errors
///
/// If that word cannot be a name.
fn split_name(text: &str) -> Result<(Option<&str>, &str)> {
    let is_word = |name: &str| !name.is_empty() && !name.contains(char::is_whitespace);
    let Some((name, command)) = text.split_once('=').filter(|(name, _)| is_word(name)) else {
        return Ok((None, text));
    };
    match name.find(is_reserved) {
        None => Ok((Some(name), command)),
        Some(_) => Err(refuse(
            text,
            format!(
                "`{name}` cannot be the name of a program, since it has one of / * ? [ or a control \
                 character; if it is part of the command, put a name before all of it: `new={text}`"
            ),
        )),
    }
}

/// A command as a name: without the folder of its program, and with `_` for what no name can have.
fn default_name(command: &str) -> String {
    let command = command.trim();
    let (program, arguments) =
        command.split_at(command.find(char::is_whitespace).unwrap_or(command.len()));
    let program = program.rsplit('/').next().unwrap_or(program);
    format!("{program}{arguments}").replace(is_reserved, "_")
}

/// Parses `NAME=VALUE,VALUE`. The values are whole numbers if all are, otherwise text.
fn parse_scan(text: &str) -> Result<(String, Vec<Value>), String> {
    let given = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, values) = given.ok_or("give NAME=VALUES, for example n=1000,10000")?;
    let texts: IndexSet<&str> = values.split(',').collect();
    if texts.contains("") {
        return Err(String::from(
            "has an empty value; give values separated by commas",
        ));
    }
    let integers: Option<Vec<Value>> = texts.iter().map(|text| parse_integer(text)).collect();
    let as_text = || {
        texts
            .iter()
            .map(|text| Value::Text(text.to_string()))
            .collect()
    };
    let mut values = Vec::new();
    for value in integers.unwrap_or_else(as_text) {
        if !values.contains(&value) {
            values.push(value);
        }
    }
    Ok((name.to_string(), values))
}

/// A whole number that a command gets as it is written, or one that is written short: `1e3`, `1_000`.
fn parse_integer(text: &str) -> Option<Value> {
    let value = units::parse_whole(text, &(i64::MIN..=i64::MAX)).ok()?;
    let is_short = text.contains(['e', 'E', '_']);
    (is_short || value.to_string() == text).then_some(Value::Integer(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_word_before_the_first_equals_sign() {
        let split = |text| split_name(text).unwrap();
        assert_eq!(split("old=./app a=b"), (Some("old"), "./app a=b"));
        assert_eq!(split("sort --key=2"), (None, "sort --key=2"));
        assert_eq!(split("=x"), (None, "=x"));
        let message = split_name("./a=b c").unwrap_err().to_string();
        assert!(message.contains("`new=./a=b c`"), "{message}");
    }

    #[test]
    fn a_command_is_its_own_name_without_what_no_name_can_have() {
        assert_eq!(default_name("/usr/bin/sort -k=2 a/b*"), "sort -k_2 a_b_");
        assert_eq!(default_name(" gzip "), "gzip");
        assert_eq!(default_name("a\tb\n"), "a_b");
    }

    #[test]
    fn values_are_numbers_if_all_are() {
        let values = |text: &str| parse_scan(text).unwrap().1;
        assert_eq!(
            values("n=1e3,-5,1_000"),
            [Value::Integer(1000), Value::Integer(-5)]
        );
        let texts = |texts: &[&str]| -> Vec<Value> {
            let texts = texts.iter();
            texts.map(|text| Value::Text(text.to_string())).collect()
        };
        assert_eq!(values("n=007,1"), texts(&["007", "1"]));
        assert_eq!(values("n=1.0,b=c"), texts(&["1.0", "b=c"]));
        for wrong in ["n", "=1", "n=", "n=1,,2"] {
            assert!(parse_scan(wrong).is_err(), "{wrong}");
        }
    }
}

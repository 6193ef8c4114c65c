//! The experiment of `heapwise exec`: each variant runs a program.

use std::cell::RefCell;
use std::ffi::OsString;
use std::fs::File;
use std::hash::{DefaultHasher, Hasher};
use std::io::{self, Read, Seek};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use crate::Experiment;
use crate::experiment::{Declared, Domain, Extras, Input, Rendered, Scope};
use crate::record::{Metric, Resident, Time, Value};
use crate::units;

use super::child::{self, ChildEnd, ChildUsage};
use super::heap_tool::HeapTool;
use super::platform;

/// The programs that are compared, and how they are run. In each text, `{name}` stands for the value of
/// the parameter of this name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Programs {
    /// The programs.
    pub list: Vec<MeasuredProgram>,
    /// The words of a command that runs before each run, outside of the measurement.
    pub prepare: Option<Vec<String>>,
    /// The file that is stdin. Without it, stdin is empty.
    pub input: Option<String>,
    /// The parameters, each with its values. Every combination is a case.
    pub parameters: IndexMap<String, Vec<Value>>,
    /// What becomes of stdout.
    pub output: ProgramOutput,
    /// Whether an exit status other than 0 is no failure.
    pub ignores_failure: bool,
    /// The tool that makes the heap pass. Without it, heapwise's allocator in a program counts and records.
    pub tool: Option<HeapTool>,
}

/// A program that is measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MeasuredProgram {
    /// The name of its variant.
    pub name: String,
    /// The program and its arguments: at least one word.
    pub words: Vec<String>,
}

/// What becomes of a program's stdout.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub enum ProgramOutput {
    /// It is `/dev/null`.
    #[default]
    Discarded,
    /// It is a file, whose contents are the answer.
    Compared,
    /// It is shown, by this function in the parent of the workers.
    Shown(#[serde(skip)] Option<fn(&[u8])>),
}

/// What measures the heap of a program.
#[derive(Debug, Clone)]
pub(super) enum ProgramInstrument {
    /// heapwise's allocator in the program, which finds this variable with this value in its environment.
    Variable(&'static str, OsString),
    /// A tool that starts the program: the words before those of the program.
    Tool(Vec<OsString>),
}

/// How long the time pass samples each program.
const TIME_BUDGET: Duration = Duration::from_secs(3);

impl Programs {
    /// The experiment whose variants run the programs.
    #[cfg(feature = "program")]
    pub fn declare(&self) -> Declared {
        self.declare_with(None)
    }

    /// The experiment whose variants run the programs under `instrument`.
    pub(super) fn declare_with(&self, instrument: Option<ProgramInstrument>) -> Declared {
        let mut experiment = Experiment::new("exec", "whole programs");
        for (name, values) in &self.parameters {
            let domain = Domain::each_value(values.clone());
            experiment = experiment.input(name.clone(), domain, "");
        }
        let templates = self.clone();
        let experiment = experiment.time_budget(TIME_BUDGET);
        let setup = move |input: &Input| templates.at(input, instrument.clone());
        let experiment = experiment.try_setup(setup);
        let programs = self.list.iter().enumerate();
        let experiment = programs.fold(experiment, |experiment, (index, program)| {
            let command = program.words.join(" ");
            experiment.scoped_variant(&program.name, command, move |at, scope| {
                at.run(index, scope)
            })
        });
        experiment.into()
    }

    /// The function that shows what the programs write, if it is shown.
    pub(super) fn show_output(&self) -> Option<fn(&[u8])> {
        match self.output {
            ProgramOutput::Shown(show) => show,
            ProgramOutput::Discarded | ProgramOutput::Compared => None,
        }
    }

    /// Whether a text of these programs has the parameter of this name.
    #[cfg(feature = "program")]
    pub fn uses_parameter(&self, name: &str) -> bool {
        let mark = format!("{{{name}}}");
        let words = self.list.iter().map(|program| &program.words);
        let words = words.chain(&self.prepare).flatten();
        let mut texts = words.chain(&self.input);
        texts.any(|text| text.contains(&mark))
    }

    /// The programs at these values of the parameters.
    ///
    /// # Errors
    ///
    /// If there is no such program or file, unless a command prepares each run and may make it.
    fn at(
        &self,
        values: &Input,
        instrument: Option<ProgramInstrument>,
    ) -> Result<ProgramsAtInput, String> {
        let fill_all = |words: &Vec<String>| -> Vec<String> {
            words.iter().map(|word| fill_in(word, values)).collect()
        };
        let list = self.list.iter().map(|program| MeasuredProgram {
            name: program.name.clone(),
            words: fill_all(&program.words),
        });
        let programs = Self {
            list: list.collect(),
            prepare: self.prepare.as_ref().map(fill_all),
            input: self.input.as_ref().map(|file| fill_in(file, values)),
            ..self.clone()
        };
        if programs.prepare.is_none() {
            programs.check_files()?;
        }
        Ok(ProgramsAtInput {
            programs,
            instrument,
            usages: RefCell::default(),
        })
    }

    fn check_files(&self) -> Result<(), String> {
        let mut programs = self.list.iter().map(|program| &program.words[0]);
        if let Some(name) = programs.find(|name| !is_program(name)) {
            return Err(format!(
                "no program `{name}`: give the name of an installed one or a path; a shell's own command, \
                 a pipe or a redirection needs --shell"
            ));
        }
        let of_tool = self.tool.map_or(&[][..], HeapTool::programs);
        if let Some(name) = of_tool.iter().find(|name| !is_program(name)) {
            return Err(format!(
                "no program `{name}`, which --with needs: install it"
            ));
        }
        self.open_input().map(drop)
    }

    fn open_input(&self) -> Result<Option<File>, String> {
        let open = |file: &String| {
            File::open(file).map_err(|error| {
                format!("cannot read {file}: {error}; give a file that exists and is readable")
            })
        };
        self.input.as_ref().map(open).transpose()
    }
}

/// `text` with values in the place of `{name}`. Other braces stay.
fn fill_in(text: &str, values: &Input) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let named = after.split_once('}');
        let value = named.and_then(|(name, after)| Some((values.values().get(name)?, after)));
        rest = match value {
            Some((value, after)) => {
                filled.push_str(&value.to_string());
                after
            }
            None => {
                filled.push('{');
                after
            }
        };
    }
    filled + rest
}

/// Whether there is a program at this path, or of this name in a folder of `PATH`.
fn is_program(name: &str) -> bool {
    if !cfg!(unix) {
        return true;
    }
    if name.contains('/') {
        return Path::new(name).is_file();
    }
    let is_in = |folders: OsString| {
        let mut folders = std::env::split_paths(&folders);
        folders.any(|folder| folder.join(name).is_file())
    };
    // Without the variable, the system has folders of its own.
    std::env::var_os("PATH").is_none_or(is_in)
}

/// The programs at one set of values, and what their runs in this worker have used.
struct ProgramsAtInput {
    programs: Programs,
    instrument: Option<ProgramInstrument>,
    usages: RefCell<Vec<ChildUsage>>,
}

impl ProgramsAtInput {
    /// Runs a program once inside `scope`. Returns the answer if the scope asks for it, or the failure.
    fn run(&self, index: usize, scope: &mut dyn Scope) -> Option<Rendered> {
        self.run_once(index, scope).unwrap_or_else(|reason| {
            Some(Rendered {
                error: Some(reason),
                ..Rendered::default()
            })
        })
    }

    fn run_once(&self, index: usize, scope: &mut dyn Scope) -> Result<Option<Rendered>, String> {
        self.prepare()?;
        let (stdout, mut output) = self.open_output()?;
        let mut command = self.command(index);
        command.stdin(stdio(self.programs.open_input()?));
        command.stdout(stdout);
        scope.start();
        let end = child::run(&mut command);
        scope.pause();
        let answer = self.check(end).and_then(|status| {
            let wants_answer = scope.wants_answer();
            let answer = wants_answer.then(|| self.answer(status, output.as_mut()));
            answer.transpose()
        });
        scope.resume();
        scope.stop();
        answer
    }

    /// The command of a program under the instrument.
    fn command(&self, index: usize) -> Command {
        let words = self.programs.list[index].words.iter().map(OsString::from);
        match self.instrument.clone() {
            None => command(words),
            Some(ProgramInstrument::Tool(before)) => command(before.into_iter().chain(words)),
            Some(ProgramInstrument::Variable(name, value)) => {
                let mut command = command(words);
                command.env(name, value);
                command
            }
        }
    }

    fn prepare(&self) -> Result<(), String> {
        let Some(words) = &self.programs.prepare else {
            return Ok(());
        };
        let fail = |reason: String| format!("could not begin: its --prepare command {reason}");
        let end = child::run(command(words.iter().map(OsString::from)).stdout(Stdio::null()));
        let end = end.map_err(|error| fail(format!("could not be started: {error}")))?;
        if end.status.success() {
            return Ok(());
        }
        Err(fail(platform::program_ending(end.status)))
    }

    /// What the program gets as stdout, and the file that this is if the output is compared.
    fn open_output(&self) -> Result<(Stdio, Option<File>), String> {
        Ok(match self.programs.output {
            ProgramOutput::Discarded => (Stdio::null(), None),
            ProgramOutput::Shown(_) => (Stdio::inherit(), None),
            ProgramOutput::Compared => {
                let opened = tempfile::tempfile().and_then(|file| Ok((file.try_clone()?, file)));
                let (stdout, file) = opened.map_err(|error| {
                    format!(
                        "has no file for its output: {error}; set TMPDIR to a folder that has room"
                    )
                })?;
                (Stdio::from(stdout), Some(file))
            }
        })
    }

    /// Stores what a run used, and returns its exit status.
    ///
    /// # Errors
    ///
    /// If the program was not started or has failed, unless failures are ignored.
    fn check(&self, end: io::Result<ChildEnd>) -> Result<ExitStatus, String> {
        let end = end.map_err(|error| format!("could not be started: {error}"))?;
        self.usages.borrow_mut().extend(end.usage);
        if end.status.success() || self.programs.ignores_failure {
            Ok(end.status)
        } else {
            Err(platform::program_ending(end.status))
        }
    }

    /// The answer of a run that ended with `status` and has written `output`, and the figures of all runs
    /// so far.
    fn answer(&self, status: ExitStatus, output: Option<&mut File>) -> Result<Rendered, String> {
        let (shown, digest) = match output {
            Some(file) => digest(file).map_err(|error| format!("left no output: {error}"))?,
            None if self.programs.ignores_failure => (String::from("any exit status"), 0),
            None => (String::from("exit status 0"), 0),
        };
        let usages = self.usages.borrow();
        let peaks = usages.iter().map(|usage| usage.peak_bytes).collect();
        let page_faults = usages.first().map(|usage| usage.minor_faults);
        let shown_status = platform::shell_status(status).filter(|_| self.programs.ignores_failure);
        // Under an instrument a program takes longer.
        let is_timed = self.instrument.is_none();
        let timed = if is_timed { usages.as_slice() } else { &[] };
        Ok(Rendered {
            shown,
            digest,
            resident: Resident::from_processes(peaks, page_faults),
            extras: Extras::default().with_metrics(metrics(shown_status, timed)),
            ..Rendered::default()
        })
    }
}

/// A command whose stdin is empty. Its stderr is the worker's, whose end the parent keeps.
fn command(mut words: impl Iterator<Item = OsString>) -> Command {
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words).stdin(Stdio::null());
    command
}

fn stdio(file: Option<File>) -> Stdio {
    file.map_or_else(Stdio::null, Stdio::from)
}

/// The size of a file as text, with a digest of its contents.
fn digest(file: &mut File) -> io::Result<(String, u64)> {
    file.rewind()?;
    let mut hasher = DefaultHasher::new();
    let mut buffer = [0; 8192];
    let mut length = 0;
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            break;
        }
        hasher.write(&buffer[..read]);
        length += read as u64;
    }
    let digest = hasher.finish();
    let size = units::bytes(length);
    Ok((format!("{size} of output, digest {digest:016x}"), digest))
}

/// The exit status if it may differ, the median processor times, and the major faults of the first run.
fn metrics(status: Option<i32>, usages: &[ChildUsage]) -> Vec<Metric> {
    let median_ms = |time: fn(&ChildUsage) -> Duration| {
        let times = usages.iter().map(|usage| time(usage).as_nanos() as u64);
        let median_ns = Time::from_round(times.collect()).median_ns();
        median_ns.map(|ns| ns as f64 / 1e6)
    };
    let status = status.map(|status| Metric::new("exit_status", f64::from(status), ""));
    let user = median_ms(|usage| usage.user).map(|ms| Metric::new("user_ms", ms, "ms"));
    let system = median_ms(|usage| usage.system).map(|ms| Metric::new("system_ms", ms, "ms"));
    let faults = usages.first().map(|usage| usage.major_faults as f64);
    let faults = faults.map(|faults| Metric::new("major_faults", faults, "").detail());
    [status, user, system, faults]
        .into_iter()
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_names_of_parameters_are_filled_in() {
        let values = Input::from_iter([
            (String::from("n"), Value::Integer(1000)),
            (String::from("file"), Value::Text(String::from("{n}.txt"))),
        ]);
        let filled = |text| fill_in(text, &values);
        assert_eq!(filled("head -n {n} {file}{n}"), "head -n 1000 {n}.txt1000");
        assert_eq!(filled("awk '{print $1}' {"), "awk '{print $1}' {");
        assert_eq!(filled("{{n}} {}"), "{1000} {}");
    }

    #[test]
    fn the_digest_of_an_output_does_not_depend_on_how_it_is_read() {
        let with = |bytes: &[u8]| {
            let mut file = tempfile::tempfile().unwrap();
            io::Write::write_all(&mut file, bytes).unwrap();
            digest(&mut file).unwrap()
        };
        assert_eq!(with(&[7; 20_000]), with(&[7; 20_000]));
        assert_ne!(with(&[7; 20_000]).1, with(&[7; 20_001]).1);
        assert!(with(b"").0.starts_with("0 B of output"));
    }
}

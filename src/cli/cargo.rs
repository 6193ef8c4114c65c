//! How cargo starts a benchmark without a harness: `cargo bench` passes `--bench` with the user's
//! arguments; `cargo test --benches` passes the arguments of a test harness, without `--bench`.

use std::borrow::Cow;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use crate::alloc::heap::Recorder;
use crate::measure;
use crate::record::Provenance;

use super::color;

const FOLDER: &str = "reports";

/// The arguments of this program, by the parser that reads them. The first argument is the
/// program's own name.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Invocation {
    /// A command line of heapwise.
    CommandLine(Vec<OsString>),
    /// The quick check of `cargo test --benches`: the arguments of a test harness.
    Check(Vec<OsString>),
}

/// A test or a benchmark that cargo built: `target/release/deps/footprint-0123456789abcdef`.
#[derive(Debug, PartialEq, Eq)]
struct CargoTarget {
    /// Cargo's target folder: `target`.
    folder: PathBuf,
    /// The name of the test or benchmark: `footprint`.
    name: String,
}

/// The meaning of the first word of a command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WordMeaning {
    /// A command, or an option that every command has.
    Command,
    /// An argument of `run`.
    ArgumentOfRun,
    /// Neither.
    Unknown,
}

/// Reads the arguments of this program, and decides which parser they are for. Inserts `run` where
/// the command is omitted. `meaning` returns what the first argument after the program's name
/// means.
pub(super) fn invocation(meaning: impl Fn(&str) -> WordMeaning) -> Invocation {
    let arguments = std::env::args_os().collect();
    interpret(arguments, own_target().is_some(), meaning)
}

/// The arguments that mean the same as those of an earlier command line of this program.
pub(super) fn interpret_again(
    arguments: Vec<OsString>,
    meaning: impl Fn(&str) -> WordMeaning,
) -> Invocation {
    interpret(arguments, own_target().is_some(), meaning)
}

/// The default folder of reports, baselines and profiles; for a benchmark, inside cargo's target folder,
/// by package and name.
pub(super) fn folder() -> PathBuf {
    let Some(target) = benchmark() else {
        return PathBuf::from(FOLDER);
    };
    let all = target.folder.join("heapwise");
    let of_package = package_name().map_or_else(|| all.clone(), |package| all.join(package));
    relative_to_working_folder(&of_package.join(target.name))
}

/// The provenance of a run of this program that begins now. `recorder` makes its heap passes, if it has
/// any.
pub(super) fn provenance(recorder: Option<Recorder>) -> Provenance {
    let package = benchmark().and_then(|_| package_name());
    let target = match own_target() {
        Some(target) => Some(target.name),
        None => {
            let program = std::env::current_exe().ok();
            let name = program.as_deref().and_then(Path::file_stem);
            name.map(|name| name.to_string_lossy().into_owned())
        }
    };
    Provenance {
        package,
        target,
        ..measure::provenance(recorder)
    }
}

/// The name of the package in the working folder, in which cargo starts benchmarks, or around it.
fn package_name() -> Option<String> {
    let here = std::env::current_dir().ok()?;
    here.ancestors().find_map(|folder| {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).ok()?;
        let manifest: toml::Table = manifest.parse().ok()?;
        let name = manifest.get("package")?.get("name")?.as_str()?;
        Some(name.to_string())
    })
}

/// The command that starts this program, without arguments.
pub(super) fn program() -> String {
    match benchmark() {
        Some(target) => format!("cargo bench --bench {} --", target.name),
        None => {
            let program = std::env::args_os().next().unwrap_or_default();
            let name = Path::new(&program).file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        }
    }
}

/// This program, if cargo started it as a benchmark; otherwise `None`.
fn benchmark() -> Option<CargoTarget> {
    own_target().filter(|_| std::env::args_os().any(|argument| argument == "--bench"))
}

/// The default folder of a run's report.
pub(super) fn latest_report() -> PathBuf {
    folder().join("latest")
}

/// The default folder for the report of a failed run while `latest` has a good one.
pub(super) fn failed_report() -> PathBuf {
    folder().join("failed")
}

/// The default folder of a merged report.
pub(super) fn merged_report() -> PathBuf {
    folder().join("merged")
}

/// The folders of the latest reports of all programs in the package; none unless cargo started this one
/// as a benchmark.
pub(super) fn reports_of_package() -> Vec<PathBuf> {
    let folder = benchmark().map(|_| folder());
    let programs = folder.and_then(|folder| std::fs::read_dir(folder.parent()?).ok());
    let programs = programs.into_iter().flatten().flatten();
    programs
        .map(|program| program.path().join("latest"))
        .collect()
}

fn interpret(
    mut arguments: Vec<OsString>,
    is_target: bool,
    meaning: impl Fn(&str) -> WordMeaning,
) -> Invocation {
    if !is_target {
        if first_word(&arguments).as_deref().map(meaning) == Some(WordMeaning::ArgumentOfRun) {
            arguments.insert(1, OsString::from("run"));
        }
        return Invocation::CommandLine(arguments);
    }
    let is_bench = arguments.iter().any(|argument| argument == "--bench");
    arguments.retain(|argument| argument != "--bench");
    if first_word(&arguments).as_deref().map(meaning) == Some(WordMeaning::Command) {
        return Invocation::CommandLine(arguments);
    }
    if is_bench && !arguments.iter().any(|argument| argument == "--test") {
        arguments.insert(arguments.len().min(1), OsString::from("run"));
        return Invocation::CommandLine(arguments);
    }
    arguments.retain(|argument| argument != "--test");
    Invocation::Check(arguments)
}

/// The first argument after the program's name and the option `--color`. What is not UTF-8 in it is
/// replaced.
fn first_word(arguments: &[OsString]) -> Option<Cow<'_, str>> {
    let option = format!("--{}", color::OPTION);
    let first = arguments.get(1)?.to_string_lossy();
    let index = match first.strip_prefix(&option) {
        Some("") => 3,
        Some(value) if value.starts_with('=') => 2,
        _ => return Some(first),
    };
    arguments.get(index).map(|word| word.to_string_lossy())
}

fn own_target() -> Option<CargoTarget> {
    CargoTarget::from_program(&std::env::current_exe().ok()?)
}

impl CargoTarget {
    fn from_program(program: &Path) -> Option<Self> {
        let (name, hash) = program.file_stem()?.to_str()?.rsplit_once('-')?;
        let is_hash = hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        let deps = program.parent().filter(|_| is_hash)?;
        let is_deps = deps.file_name() == Some(OsStr::new("deps"));
        let folder = deps.parent().and_then(Path::parent).filter(|_| is_deps)?;
        Some(Self {
            folder: folder.to_path_buf(),
            name: name.to_string(),
        })
    }
}

/// The part of `path` below the working folder; the whole path if it is outside of the working
/// folder.
fn relative_to_working_folder(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let inside = here.and_then(|here| path.strip_prefix(here).map(Path::to_path_buf).ok());
    inside.unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interpreted(line: &str, is_target: bool) -> Invocation {
        let arguments = line.split_whitespace().map(OsString::from).collect();
        interpret(arguments, is_target, |word| match word {
            "run" | "compare" | "--help" => WordMeaning::Command,
            "words" | "words/a" | "-o" => WordMeaning::ArgumentOfRun,
            _ => WordMeaning::Unknown,
        })
    }

    #[test]
    fn the_option_for_colours_may_come_first() {
        for option in ["--color always", "--color=always"] {
            let run = command(&format!("p run {option} words"));
            assert_eq!(interpreted(&format!("p {option} words"), false), run);
            let compare = format!("p {option} compare a b");
            assert_eq!(interpreted(&compare, false), command(&compare));
            let alone = format!("p {option}");
            assert_eq!(interpreted(&alone, false), command(&alone));
        }
    }

    fn command(line: &str) -> Invocation {
        Invocation::CommandLine(line.split_whitespace().map(OsString::from).collect())
    }

    fn check(line: &str) -> Invocation {
        Invocation::Check(line.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn a_benchmark_has_the_whole_command_line_and_runs_if_no_command_is_named() {
        assert_eq!(interpreted("p --bench", true), command("p run"));
        assert_eq!(
            interpreted("p words/a --bench", true),
            command("p run words/a")
        );
        assert_eq!(
            interpreted("p -o x words --bench", true),
            command("p run -o x words")
        );
        assert_eq!(
            interpreted("p compare a b --bench", true),
            command("p compare a b")
        );
        assert_eq!(interpreted("p --help --bench", true), command("p --help"));
    }

    #[test]
    fn a_test_of_a_benchmark_is_a_check_and_other_programs_are_unchanged() {
        assert_eq!(interpreted("p", true), check("p"));
        assert_eq!(
            interpreted("p words --exact", true),
            check("p words --exact")
        );
        assert_eq!(interpreted("p --test --bench", true), check("p"));
        assert_eq!(interpreted("p run words", true), command("p run words"));
        assert_eq!(interpreted("p", false), command("p"));
        assert_eq!(interpreted("p --bench", false), command("p --bench"));
    }

    #[test]
    fn an_argument_of_run_needs_no_run_before_it() {
        assert_eq!(interpreted("p words/a", false), command("p run words/a"));
        assert_eq!(
            interpreted("p -o x words", false),
            command("p run -o x words")
        );
        assert_eq!(interpreted("p wrods", false), command("p wrods"));
        assert_eq!(
            interpreted("p compare words", false),
            command("p compare words")
        );
    }

    #[test]
    fn a_target_is_recognized_by_its_folder_and_its_hash() {
        let from = |path: &str| CargoTarget::from_program(Path::new(path));
        let target = from("/a/target/release/deps/foot-print-0123456789abcdef").unwrap();
        assert_eq!(target.name, "foot-print");
        assert_eq!(target.folder, Path::new("/a/target"));
        assert_eq!(from("/a/target/release/foot-0123456789abcdef"), None);
        assert_eq!(from("/a/target/release/deps/foot-print"), None);
    }
}

//! How cargo starts a benchmark without a harness: `cargo bench` hands `--bench` to it beside what
//! the user says; `cargo test --benches` hands it what a test harness takes, and no `--bench`.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

const FOLDER: &str = "reports";

/// What the program is asked for, its own name first.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// A command line of heapwise.
    Command(Vec<OsString>),
    /// The quick pass of `cargo test --benches`: arguments as for a test harness.
    Check(Vec<OsString>),
}

/// A program as cargo builds a test or a benchmark: `target/release/deps/footprint-0123456789abcdef`.
#[derive(Debug, PartialEq, Eq)]
struct Target {
    /// `target`.
    folder: PathBuf,
    /// `footprint`.
    name: String,
}

/// What a word may begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Begins {
    /// A command line.
    Command,
    /// What stands behind `run`.
    Run,
    /// Neither.
    Nothing,
}

/// What this program is asked for, where `begins` tells what a word begins.
pub(super) fn asked(begins: impl Fn(&str) -> Begins) -> Asked {
    understand(
        std::env::args_os().collect(),
        own_target().is_some(),
        begins,
    )
}

/// The folder of all that is kept, unless it is said: for a benchmark, beside what cargo builds.
pub(super) fn folder() -> PathBuf {
    match benchmark() {
        Some(target) => from_here(&target.folder.join("heapwise").join(target.name)),
        None => PathBuf::from(FOLDER),
    }
}

/// How this program is called, up to its arguments.
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

/// What cargo has built and started as a benchmark, if it has.
fn benchmark() -> Option<Target> {
    own_target().filter(|_| std::env::args_os().any(|argument| argument == "--bench"))
}

/// Where the report of a run goes, unless it is said.
pub(super) fn latest_report() -> PathBuf {
    folder().join("latest")
}

fn understand(
    mut arguments: Vec<OsString>,
    is_target: bool,
    begins: impl Fn(&str) -> Begins,
) -> Asked {
    if !is_target {
        let first = arguments.get(1).and_then(|first| first.to_str());
        if first.map(begins) == Some(Begins::Run) {
            arguments.insert(1, OsString::from("run"));
        }
        return Asked::Command(arguments);
    }
    let is_bench = arguments.iter().any(|argument| argument == "--bench");
    arguments.retain(|argument| argument != "--bench");
    let first = arguments.get(1).and_then(|first| first.to_str());
    if first.map(begins) == Some(Begins::Command) {
        return Asked::Command(arguments);
    }
    if is_bench && !arguments.iter().any(|argument| argument == "--test") {
        arguments.insert(arguments.len().min(1), OsString::from("run"));
        return Asked::Command(arguments);
    }
    arguments.retain(|argument| argument != "--test");
    Asked::Check(arguments)
}

fn own_target() -> Option<Target> {
    Target::of(&std::env::current_exe().ok()?)
}

impl Target {
    fn of(program: &Path) -> Option<Self> {
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

/// The path from the working folder, where it lies in that.
fn from_here(path: &Path) -> PathBuf {
    let here = std::env::current_dir().ok();
    let inside = here.and_then(|here| path.strip_prefix(here).map(Path::to_path_buf).ok());
    inside.unwrap_or_else(|| path.to_path_buf())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(line: &str, is_target: bool) -> Asked {
        let arguments = line.split_whitespace().map(OsString::from).collect();
        understand(arguments, is_target, |word| match word {
            "run" | "compare" | "--help" => Begins::Command,
            "words" | "words/a" | "-o" => Begins::Run,
            _ => Begins::Nothing,
        })
    }

    fn command(line: &str) -> Asked {
        Asked::Command(line.split_whitespace().map(OsString::from).collect())
    }

    fn check(line: &str) -> Asked {
        Asked::Check(line.split_whitespace().map(OsString::from).collect())
    }

    #[test]
    fn a_benchmark_has_the_whole_command_line_and_runs_where_no_command_is_named() {
        assert_eq!(asked("p --bench", true), command("p run"));
        assert_eq!(asked("p words/a --bench", true), command("p run words/a"));
        assert_eq!(
            asked("p -o x words --bench", true),
            command("p run -o x words")
        );
        assert_eq!(
            asked("p compare a b --bench", true),
            command("p compare a b")
        );
        assert_eq!(asked("p --help --bench", true), command("p --help"));
    }

    #[test]
    fn a_test_of_a_benchmark_is_a_check_and_other_programs_are_as_they_were() {
        assert_eq!(asked("p", true), check("p"));
        assert_eq!(asked("p words --exact", true), check("p words --exact"));
        assert_eq!(asked("p --test --bench", true), check("p"));
        assert_eq!(asked("p run words", true), command("p run words"));
        assert_eq!(asked("p", false), command("p"));
        assert_eq!(asked("p --bench", false), command("p --bench"));
    }

    #[test]
    fn what_run_takes_needs_no_run_before_it() {
        assert_eq!(asked("p words/a", false), command("p run words/a"));
        assert_eq!(asked("p -o x words", false), command("p run -o x words"));
        assert_eq!(asked("p wrods", false), command("p wrods"));
        assert_eq!(asked("p compare words", false), command("p compare words"));
    }

    #[test]
    fn a_target_is_known_by_where_it_lies_and_its_hash() {
        let of = |path: &str| Target::of(Path::new(path));
        let target = of("/a/target/release/deps/foot-print-0123456789abcdef").unwrap();
        assert_eq!(target.name, "foot-print");
        assert_eq!(target.folder, Path::new("/a/target"));
        assert_eq!(of("/a/target/release/foot-0123456789abcdef"), None);
        assert_eq!(of("/a/target/release/deps/foot-print"), None);
    }
}

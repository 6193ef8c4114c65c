//! The crate outside the repository: written and built once, in a temporary folder.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::common::{Ran, with_long_lines};

/// The benchmarks that compile.
const BENCHES: [&str; 4] = ["footprint", "code", "on_mimalloc", "no_allocator"];

const MANIFEST: &str = r#"
[package]
name = "outside"
version = "0.0.0"
edition = "2024"

[dependencies]
mimalloc = { version = "0.1", default-features = false, features = ["extended"] }
rayon = "1"
tokio = { version = "1", default-features = false, features = ["rt"] }

# A quicker build; the call sites are in the benchmarks.
[profile.dev.package."*"]
debug = false

[workspace]
"#;

pub struct Crate {
    folder: PathBuf,
    /// The programs by the names of their benchmarks.
    programs: BTreeMap<String, PathBuf>,
}

static CRATE: OnceLock<Crate> = OnceLock::new();

/// The crate, written and built at the first call.
pub fn outside() -> &'static Crate {
    CRATE.get_or_init(Crate::new)
}

/// Deletes the crate if it was built.
pub fn remove() {
    if let Some(built) = CRATE.get() {
        std::fs::remove_dir_all(&built.folder).unwrap();
    }
}

/// Stable from run to run, so that cargo reuses its build; a different one for each repository.
fn folder() -> PathBuf {
    let mut hasher = DefaultHasher::new();
    repository().hash(&mut hasher);
    std::env::temp_dir().join(format!("heapwise-outside-{:x}", hasher.finish()))
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The target folder, kept from run to run.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside")
}

/// The README's first block in this language that contains `mark`.
pub fn readme_block(language: &str, mark: &str) -> String {
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    let fence = format!("```{language}");
    let blocks = readme.split(&fence).skip(1);
    let mut code = blocks.filter_map(|block| {
        let (_, code) = block.split_once('\n')?;
        code.split_once("```").map(|(code, _)| code.to_string())
    });
    code.find(|code| code.contains(mark)).unwrap()
}

fn example() -> String {
    readme_block("rust", "heapwise::main(")
}

/// Cargo, as from a shell.
pub fn cargo() -> Command {
    let mut cargo = with_long_lines(Command::new(env!("CARGO")));
    // Variables from the cargo that runs this test are not meant for the inner one.
    let is_outer =
        |(name, _): &(std::ffi::OsString, _)| name.to_string_lossy().starts_with("CARGO_PKG_");
    std::env::vars_os().filter(is_outer).for_each(|(name, _)| {
        cargo.env_remove(name);
    });
    cargo
}

impl Crate {
    fn new() -> Self {
        let folder = folder();
        let benches = folder.join("benches");
        std::fs::create_dir_all(&benches).unwrap();
        for entry in
            std::fs::read_dir(repository().join("tests/cli_embedded/outside/benches")).unwrap()
        {
            let entry = entry.unwrap();
            std::fs::copy(entry.path(), benches.join(entry.file_name())).unwrap();
        }
        std::fs::write(benches.join("footprint.rs"), example()).unwrap();
        std::fs::write(folder.join("Cargo.toml"), manifest()).unwrap();
        // The same versions of the shared dependencies.
        std::fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        let mut new = Self {
            folder,
            programs: BTreeMap::new(),
        };
        new.build();
        new
    }

    fn build(&mut self) {
        let mut arguments = vec!["test", "--no-run", "--message-format", "json"];
        arguments.extend(BENCHES.iter().flat_map(|bench| ["--bench", bench]));
        let ran = self.cargo(&arguments);
        assert_eq!(ran.status, Some(0), "{}", ran.stderr);
        for line in ran.stdout.lines() {
            let message: Value = serde_json::from_str(line).unwrap();
            if let (Some(name), Some(program)) = (
                message["target"]["name"].as_str(),
                message["executable"].as_str(),
            ) {
                self.programs.insert(name.to_string(), program.into());
            }
        }
    }

    /// The program of a benchmark.
    pub fn program(&self, bench: &str) -> &Path {
        &self.programs[bench]
    }

    /// Runs cargo on the crate, as from a shell.
    pub fn cargo(&self, arguments: &[&str]) -> Ran {
        let mut cargo = cargo();
        cargo
            .args(arguments)
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", target());
        Ran::from(cargo.output().unwrap())
    }

    /// Starts a benchmark as `cargo test` does.
    pub fn start(&self, bench: &str, arguments: &[&str]) -> Ran {
        let mut program = with_long_lines(Command::new(&self.programs[bench]));
        program.args(arguments).current_dir(&self.folder);
        Ran::from(program.output().unwrap())
    }

    /// Starts a benchmark as `cargo bench` does.
    pub fn bench(&self, bench: &str, arguments: &[&str]) -> Ran {
        self.start(bench, &[arguments, &["--bench"]].concat())
    }

    /// A file of the report in the default folder of a benchmark.
    pub fn default_report_file(&self, bench: &str, file: &str) -> String {
        let folder = target().join("heapwise/outside").join(bench).join("latest");
        std::fs::read_to_string(folder.join(file)).unwrap()
    }

    /// The report in the default folder of a benchmark.
    pub fn report(&self, bench: &str) -> Value {
        serde_json::from_str(&self.default_report_file(bench, "report.json")).unwrap()
    }
}

fn manifest() -> String {
    let path = repository().to_str().unwrap();
    let benches = BENCHES.iter().chain(&["unknown_figure"]);
    let benches: String = benches
        .map(|bench| format!("[[bench]]\nname = \"{bench}\"\nharness = false\n\n"))
        .collect();
    let heapwise = format!("path = {path:?}\ndefault-features = false\nfeatures = [\"page\"]");
    format!("{MANIFEST}\n[dependencies.heapwise]\n{heapwise}\n\n{benches}")
}

//! `heapwise init`: adds a first benchmark to a cargo package.

use std::path::{Path, PathBuf};

use clap::Args;
use toml_edit::{
    Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value, value,
};

use crate::error::{Error, Result};
use crate::record;

use super::atomic_file::StagedFile;
use super::status::Status;
use super::text_layout::WidthArguments;
use super::{output, read};

/// The name of the benchmark, and its file.
const NAME: &str = "footprint";
const BENCHMARK: &str = "benches/footprint.rs";

const MANIFEST: &str = "Cargo.toml";

/// Add a benchmark with a first experiment to the cargo package in this folder
///
/// Writes `benches/footprint.rs`, and adds to `Cargo.toml` what it needs. Both files are written, or none.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Depend on heapwise in this folder, instead of its version in the registry
    #[arg(long, value_name = "DIR")]
    path: Option<PathBuf>,
}

pub(super) fn run(arguments: &InitArguments) -> Result<Status> {
    let mut manifest = PackageManifest::read(Path::new(MANIFEST))?;
    check_absent(Path::new(BENCHMARK))?;
    let added = manifest.add_benchmark(arguments.dependency()?)?;
    let source = benchmark_source(manifest.lib_target().as_deref());
    write_both(&source, &manifest.document.to_string())?;
    let text = format!(
        "written: {BENCHMARK}\nadded to {MANIFEST}: {}\n{}next: `cargo bench --bench {NAME}`\n",
        added.join(", "),
        manifest.render_profile_hint(),
    );
    output::print(&WidthArguments::default().layout().wrap_text(&text))?;
    Ok(Status::Well)
}

impl InitArguments {
    /// The dependency on heapwise.
    ///
    /// # Errors
    ///
    /// If the folder that the user names does not contain heapwise.
    fn dependency(&self) -> Result<InlineTable> {
        let mut dependency = InlineTable::new();
        match &self.path {
            Some(folder) => {
                check_is_heapwise(folder)?;
                dependency.insert("path", record::path_to_text(folder.as_os_str()).into());
            }
            None => {
                let version = env!("CARGO_PKG_VERSION");
                let minor = version.rsplit_once('.').map_or(version, |(minor, _)| minor);
                dependency.insert("version", minor.into());
            }
        }
        dependency.insert("default-features", false.into());
        dependency.insert("features", Value::Array(Array::from_iter(["page"])));
        Ok(dependency)
    }
}

/// Checks that a folder contains heapwise.
fn check_is_heapwise(folder: &Path) -> Result<()> {
    let path = folder.join(MANIFEST);
    let name = PackageManifest::read(&path)?.package_name();
    if name.as_deref() == Some(env!("CARGO_PKG_NAME")) {
        return Ok(());
    }
    let name = name.unwrap_or_default();
    let problem =
        format!("the package `{name}`, not heapwise; name the folder of heapwise with --path");
    Err(Error::format(&path, problem))
}

/// Checks that there is no file at a path.
fn check_absent(path: &Path) -> Result<()> {
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let problem = "exists already, and heapwise does not replace it; move it away, or run it: \
                   `cargo bench --bench footprint`";
    Err(Error::format(path, problem))
}

/// Writes the benchmark and the manifest, or neither.
fn write_both(benchmark: &str, manifest: &str) -> Result<()> {
    let path = Path::new(BENCHMARK);
    let folder = path.parent().filter(|folder| !folder.exists());
    let written = StagedFile::new(path, benchmark.as_bytes()).and_then(|benchmark| {
        let manifest = StagedFile::replacing(Path::new(MANIFEST), manifest.as_bytes())?;
        benchmark.persist()?;
        manifest.persist()
    });
    if written.is_err() {
        // The first error is the one to report.
        let _absent = std::fs::remove_file(path);
        if let Some(folder) = folder {
            let _absent = std::fs::remove_dir(folder);
        }
    }
    written
}

/// The Cargo.toml of a package.
struct PackageManifest {
    path: PathBuf,
    document: DocumentMut,
}

impl PackageManifest {
    /// Reads the manifest at `path`.
    ///
    /// # Errors
    ///
    /// If there is none, it is not TOML, or it is not that of a package.
    fn read(path: &Path) -> Result<Self> {
        if !path.exists() {
            let problem = "does not exist; run heapwise in the folder of a package, or create one \
                           with `cargo init`";
            return Err(Error::format(path, problem));
        }
        let text = read::text(path, "a Cargo.toml")?;
        let document: DocumentMut = text
            .parse()
            .map_err(|error| Error::format(path, format!("not TOML: {error}")))?;
        let manifest = Self {
            path: path.to_path_buf(),
            document,
        };
        if manifest.table("package").is_none() {
            let problem = "has no `[package]`: it is a workspace only; run heapwise in the folder of one of its packages";
            return Err(manifest.refuse(problem));
        }
        Ok(manifest)
    }

    fn refuse(&self, problem: impl Into<String>) -> Error {
        Error::format(&self.path, problem)
    }

    fn table(&self, name: &str) -> Option<&dyn TableLike> {
        self.document.get(name)?.as_table_like()
    }

    fn text(&self, table: &str, key: &str) -> Option<String> {
        let text = self.table(table)?.get(key)?.as_str()?;
        Some(text.to_string())
    }

    fn package_name(&self) -> Option<String> {
        self.text("package", "name")
    }

    /// The name by which code names the library of the package, if it has one.
    fn lib_target(&self) -> Option<String> {
        let table = self.table("lib");
        let flag = |key: &str| table.and_then(|table| table.get(key)?.as_bool());
        if flag("proc-macro") == Some(true) || table.is_none() && !Path::new("src/lib.rs").exists()
        {
            return None;
        }
        let name = self.text("lib", "name").or_else(|| self.package_name())?;
        Some(name.replace('-', "_"))
    }

    /// Adds the dependency, the benchmark, and the debug information that call sites need. Returns what
    /// was added.
    ///
    /// # Errors
    ///
    /// If one of the first two is there already, or the file has something else in its place.
    fn add_benchmark(&mut self, dependency: InlineTable) -> Result<Vec<&'static str>> {
        self.check_is_new()?;
        let root = self.document.as_table_mut();
        let dependencies = root
            .entry(DEPENDENCIES)
            .or_insert_with(|| Item::Table(Table::new()));
        let dependencies = dependencies.as_table_like_mut();
        let Some(dependencies) = dependencies else {
            return Err(self.refuse(format!(
                "`{DEPENDENCIES}` is not a table; write `[{DEPENDENCIES}]`"
            )));
        };
        dependencies.insert("heapwise", value(dependency));
        let mut benchmark = Table::new();
        benchmark.insert("name", value(NAME));
        benchmark.insert("harness", value(false));
        let root = self.document.as_table_mut();
        let benchmarks = root.entry("bench");
        let benchmarks = benchmarks.or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(benchmarks) = benchmarks.as_array_of_tables_mut() else {
            return Err(self.refuse("`bench` is not a list of tables; write each as `[[bench]]`"));
        };
        benchmarks.push(benchmark);
        let mut added = vec!["`[dev-dependencies] heapwise`", "`[[bench]] footprint`"];
        if self.is_root() && !self.has_debug_setting() {
            self.add_profile();
            added.push("`[profile.bench] debug`");
        }
        Ok(added)
    }

    /// Checks that the file has neither the dependency nor the benchmark.
    fn check_is_new(&self) -> Result<()> {
        let dependencies = self.table(DEPENDENCIES);
        if dependencies.is_some_and(|table| table.contains_key("heapwise")) {
            return Err(self.refuse("has `heapwise` in `[dev-dependencies]` already; add only the `[[bench]]` and its file, as heapwise's README shows"));
        }
        let benchmarks = self
            .document
            .get("bench")
            .and_then(Item::as_array_of_tables);
        let mut benchmarks = benchmarks.into_iter().flatten();
        let is_same = |bench: &Table| bench.get("name").and_then(Item::as_str) == Some(NAME);
        if benchmarks.any(is_same) {
            return Err(self.refuse(format!("has a `[[bench]]` with the name `{NAME}` already; rename it, or add heapwise to its file, as heapwise's README shows")));
        }
        Ok(())
    }

    /// Whether cargo reads the profiles of this file: not those of a workspace's other packages.
    fn is_root(&self) -> bool {
        self.table("workspace").is_some() || self.outer_workspace().is_none()
    }

    /// The Cargo.toml of the workspace around the package, if any.
    fn outer_workspace(&self) -> Option<PathBuf> {
        let here = std::env::current_dir().ok()?;
        let mut outer = here.ancestors().skip(1).map(|folder| folder.join(MANIFEST));
        outer.find(|path| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            let document = text.parse::<DocumentMut>();
            document.is_ok_and(|document| document.contains_key("workspace"))
        })
    }

    /// Whether the file sets the debug information of benchmarks.
    fn has_debug_setting(&self) -> bool {
        let profiles = self.table("profile");
        ["bench", "release"].iter().any(|name| {
            let profile = profiles.and_then(|profiles| profiles.get(name)?.as_table_like());
            profile.is_some_and(|profile| profile.contains_key("debug"))
        })
    }

    /// Adds debug information for the package, and none for its dependencies.
    fn add_profile(&mut self) {
        let of_dependencies = || {
            let mut all = Table::new();
            all.insert("debug", value(false));
            let mut packages = Table::new();
            packages.set_implicit(true);
            packages.insert("*", Item::Table(all));
            Item::Table(packages)
        };
        let implicit = || {
            let mut table = Table::new();
            table.set_implicit(true);
            Item::Table(table)
        };
        let root = self.document.as_table_mut();
        let profiles = root.entry("profile").or_insert_with(implicit);
        let profiles = profiles.as_table_like_mut();
        let bench = profiles.and_then(|profiles| {
            let bench = profiles
                .entry("bench")
                .or_insert_with(|| Item::Table(Table::new()));
            bench.as_table_like_mut()
        });
        if let Some(bench) = bench {
            bench.insert("debug", value("limited"));
            bench.entry("package").or_insert_with(of_dependencies);
        }
    }

    /// What to add by hand, if the profiles are in another file.
    fn render_profile_hint(&self) -> String {
        let workspace = self.outer_workspace().filter(|_| !self.is_root());
        workspace.map_or_else(String::new, |workspace| {
            format!(
                "for the lines of call sites, {} needs `[profile.bench]` with `debug = \"limited\"`\n",
                workspace.display()
            )
        })
    }
}

const DEPENDENCIES: &str = "dev-dependencies";

/// The source of the benchmark of a package with this library.
fn benchmark_source(library: Option<&str>) -> String {
    let import = library.map_or_else(String::new, |library| {
        format!("use {library} as _; // your library: call its functions in the variants\n")
    });
    TEMPLATE.replace("// library\n", &import)
}

/// The benchmark. `// library` stands for the import of the package's library.
const TEMPLATE: &str = include_str!("footprint.rs.template");

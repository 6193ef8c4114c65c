//! Tells by its whole path whose code a source file is, and names it so that the name is the same on
//! other machines.

use std::path::{Path, PathBuf};

use hashbrown::HashMap;

/// Whose code a source file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The user's: a package of the workspace.
    Workspace,
    /// A build script's: `OUT_DIR` lies in the workspace, whichever package it belongs to.
    BuildScript,
    /// The standard library's, or that of heapwise's harness.
    Standard,
    /// Another package's.
    Package,
}

/// A source file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SourceFile {
    pub(super) owner: Owner,
    /// The path from the root of its workspace, of its package's folder in the registry, or of the
    /// standard library; otherwise the whole path.
    pub(super) name: String,
}

/// The source files of a program.
#[derive(Debug)]
pub(super) struct SourceTree<'a> {
    /// The workspace, if it is known: the path as the program has it, without a slash at its end.
    workspace: Option<&'a str>,
    /// Whether a folder below the workspace is a vendored package.
    vendored: HashMap<PathBuf, bool>,
}

/// The folder of this package's sources, and the laboratory's in it.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
const LABORATORY: &str = "lab/";

impl<'a> SourceTree<'a> {
    pub(super) fn new(workspace: Option<&'a str>) -> Self {
        Self {
            workspace,
            vendored: HashMap::new(),
        }
    }

    pub(super) fn locate(&mut self, path: &str) -> SourceFile {
        let (owner, name) = if let Some(rest) = harness_path(path) {
            let package = concat!(
                env!("CARGO_PKG_NAME"),
                "-",
                env!("CARGO_PKG_VERSION"),
                "/src/"
            );
            return SourceFile {
                owner: Owner::Standard,
                name: format!("{package}{rest}"),
            };
        } else if let Some(name) = standard_library_path(path) {
            (Owner::Standard, name)
        } else if let Some(name) = registry_path(path) {
            (Owner::Package, name)
        } else {
            self.locate_by_workspace(path)
        };
        let name = name.to_string();
        SourceFile { owner, name }
    }

    fn locate_by_workspace<'p>(&mut self, path: &'p str) -> (Owner, &'p str) {
        let Some(workspace) = self.workspace else {
            let is_vendored = path.split('/').any(|part| part == "vendor");
            let owner = if is_vendored || has_versioned_folder(path) {
                Owner::Package
            } else {
                Owner::Workspace
            };
            return (owner, path);
        };
        let Some(below) = path_below(workspace, path) else {
            return (Owner::Package, path);
        };
        let owner = if build_script_package(below).is_some() {
            Owner::BuildScript
        } else if self.is_vendored(workspace, below) {
            Owner::Package
        } else {
            Owner::Workspace
        };
        (owner, below)
    }

    /// Whether one of the folders between the workspace and the file is a vendored package: cargo
    /// writes a file with checksums into each. If the workspace is not on this machine, vendored
    /// packages are those below a folder `vendor`.
    fn is_vendored(&mut self, workspace: &str, below: &str) -> bool {
        if !Path::new(workspace).is_dir() {
            return below.split('/').any(|part| part == "vendor");
        }
        let mut folder = PathBuf::from(workspace);
        let folders = Path::new(below).parent().unwrap_or(Path::new(""));
        folders.components().any(|component| {
            folder.push(component);
            let vendored = self.vendored.entry(folder.clone());
            *vendored.or_insert_with(|| folder.join(".cargo-checksum.json").is_file())
        })
    }
}

/// The path from a folder to a file below it. The empty folder has the relative paths.
fn path_below<'p>(folder: &str, path: &'p str) -> Option<&'p str> {
    let below = match path.strip_prefix(folder)? {
        below if folder.is_empty() => below,
        below => below.strip_prefix('/')?,
    };
    (!below.starts_with('/') && !below.starts_with("../")).then_some(below)
}

/// The path within the sources of the standard library, `library/alloc/src/vec/mod.rs`, or of a
/// package that is built into it.
fn standard_library_path(path: &str) -> Option<&str> {
    let library = ["/rustc/", "/rustlib/src/rust/"].iter().find_map(|start| {
        let (_, rest) = path.split_once(start)?;
        rest.find("library/").map(|at| &rest[at..])
    });
    library.or_else(|| {
        path.strip_prefix("/")
            .filter(|path| path.starts_with("rust/deps/"))
    })
}

/// The path within the folder of a registry or of git checkouts, beginning with the package.
fn registry_path(path: &str) -> Option<&str> {
    let below = |folder: &str| Some(path.split_once(folder)?.1);
    if let Some(rest) = below("registry/src/") {
        // A folder for each registry comes first.
        return rest.split_once('/').map(|(_, rest)| rest);
    }
    below("git/checkouts/")
}

/// The path within the sources of heapwise's harness.
fn harness_path(path: &str) -> Option<&str> {
    let rest = path.strip_prefix(SOURCES)?;
    (!rest.starts_with(LABORATORY) && rest != "main.rs").then_some(rest)
}

/// The package whose build script made a file, from its `OUT_DIR`:
/// `target/debug/build/PACKAGE-0123456789abcdef/out/file.rs`.
pub(super) fn build_script_package(path: &str) -> Option<&str> {
    let (before, _) = path.split_once("/out/")?;
    let (folders, package) = before.rsplit_once('/')?;
    let (name, hash) = package.rsplit_once('-')?;
    let is_hash = hash.len() == 16 && hash.chars().all(|c| c.is_ascii_hexdigit());
    (is_hash && (folders == "build" || folders.ends_with("/build"))).then_some(name)
}

/// Whether a folder in the path is named as a package in a registry: `bumpalo-3.20.4`.
pub(super) fn has_versioned_folder(path: &str) -> bool {
    let folders = path
        .rsplit_once(['/', '\\'])
        .map_or("", |(folders, _)| folders);
    folders.split(['/', '\\']).any(is_versioned)
}

/// Whether a folder's name ends with a hyphen and three or more parts that begin with a digit and are
/// separated by dots.
fn is_versioned(folder: &str) -> bool {
    let begins_with_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    let mut dots = folder.rmatch_indices('.').map(|(dot, _)| dot);
    let other_dot = dots.find(|dot| !begins_with_digit(&folder[dot + 1..]));
    let parts = &folder[other_dot.map_or(0, |dot| dot + 1)..];
    let mut hyphens = parts.match_indices('-').map(|(hyphen, _)| hyphen);
    hyphens
        .find(|hyphen| begins_with_digit(&parts[hyphen + 1..]))
        .is_some_and(|hyphen| parts[hyphen..].matches('.').count() >= 2)
}

/// The workspace that declares an experiment: what comes before `declared_in`, a path from the root
/// of the workspace, in the path of the outermost of these files that ends with it. `files` are
/// whole paths, the outermost frame first.
pub(super) fn find_workspace<'a>(
    declared_in: &str,
    files: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if declared_in.starts_with('/') {
        return None;
    }
    files
        .filter(|file| standard_library_path(file).is_none() && registry_path(file).is_none())
        .filter(|file| harness_path(file).is_none())
        .find_map(|file| {
            let before = file.strip_suffix(declared_in)?;
            if before.is_empty() {
                Some("")
            } else {
                before.strip_suffix('/')
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn located(path: &str) -> (Owner, String) {
        let SourceFile { owner, name } = SourceTree::new(Some("/nowhere/ws")).locate(path);
        (owner, name)
    }

    #[test]
    fn a_files_owner_follows_from_its_whole_path() {
        for (path, owner, name) in [
            (
                "/nowhere/ws/crates/a/src/lib.rs",
                Owner::Workspace,
                "crates/a/src/lib.rs",
            ),
            (
                "/nowhere/ws/tool-1.2.3/src/lib.rs",
                Owner::Workspace,
                "tool-1.2.3/src/lib.rs",
            ),
            (
                "/nowhere/ws2/src/lib.rs",
                Owner::Package,
                "/nowhere/ws2/src/lib.rs",
            ),
            (
                "/nowhere/ws/vendor/syn/src/lib.rs",
                Owner::Package,
                "vendor/syn/src/lib.rs",
            ),
            (
                "/nowhere/ws/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/syn-3.0.10/src/lib.rs",
                Owner::Package,
                "syn-3.0.10/src/lib.rs",
            ),
            (
                "/home/me/.cargo/git/checkouts/syn-0123456789abcdef/89abcde/src/lib.rs",
                Owner::Package,
                "syn-0123456789abcdef/89abcde/src/lib.rs",
            ),
            (
                "/nowhere/ws/target/debug/build/made-0123456789abcdef/out/made.rs",
                Owner::BuildScript,
                "target/debug/build/made-0123456789abcdef/out/made.rs",
            ),
            (
                "/rustc/59807616/library/alloc/src/vec/mod.rs",
                Owner::Standard,
                "library/alloc/src/vec/mod.rs",
            ),
            (
                "/home/me/.rustup/toolchains/stable/lib/rustlib/src/rust/library/core/src/option.rs",
                Owner::Standard,
                "library/core/src/option.rs",
            ),
            (
                "/rust/deps/memchr-2.7.6/src/lib.rs",
                Owner::Standard,
                "rust/deps/memchr-2.7.6/src/lib.rs",
            ),
        ] {
            assert_eq!(located(path), (owner, name.to_string()), "{path}");
        }
    }

    #[test]
    fn without_a_workspace_packages_are_known_by_their_folders() {
        let owner = |path| SourceTree::new(None).locate(path).owner;
        assert_eq!(owner("/deps/syn-3.0.10/src/lib.rs"), Owner::Package);
        assert_eq!(owner("/ws/vendor/syn/src/lib.rs"), Owner::Package);
        assert_eq!(owner("/ws/src/lib.rs"), Owner::Workspace);
        assert_eq!(owner("/ws/my-crate/src/syn-3.0.10"), Owner::Workspace);
    }

    #[test]
    fn a_vendored_package_has_checksums() {
        let workspace = tempfile::tempdir().unwrap();
        let package = workspace.path().join("third-party/syn");
        std::fs::create_dir_all(package.join("src")).unwrap();
        std::fs::write(package.join(".cargo-checksum.json"), "{}").unwrap();
        let root = workspace.path().to_str().unwrap();
        let mut tree = SourceTree::new(Some(root));
        let owner =
            |tree: &mut SourceTree, file: &str| tree.locate(&format!("{root}/{file}")).owner;
        assert_eq!(
            owner(&mut tree, "third-party/syn/src/lib.rs"),
            Owner::Package
        );
        assert_eq!(
            owner(&mut tree, "third-party/own/src/lib.rs"),
            Owner::Workspace
        );
        assert_eq!(owner(&mut tree, "vendor/own/src/lib.rs"), Owner::Workspace);
    }

    #[test]
    fn the_workspace_is_what_precedes_the_declaring_file() {
        let find = |files: &[&'static str]| find_workspace("src/lib.rs", files.iter().copied());
        assert_eq!(
            find(&["/rustc/1/library/std/src/lib.rs", "/ws/src/lib.rs"]),
            Some("/ws")
        );
        assert_eq!(
            find(&["/c/registry/src/i/syn-1.0.0/src/lib.rs", "/ws/benches/b.rs"]),
            None
        );
        assert_eq!(find(&["/ws/other-src/lib.rs", "src/lib.rs"]), Some(""));
    }
}

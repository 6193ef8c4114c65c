//! Each subject can be lifted out: its folder builds in a crate of its own, with the dependencies
//! that its sources name.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use toml::{Table, Value};

const SUBJECTS: [&str; 8] = [
    "julia",
    "hash",
    "table",
    "growth",
    "diffusion",
    "iterators",
    "concurrency",
    "compact",
];

fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Copies a folder; returns the source code in it without its comments.
fn copy_sources(from: &Path, to: &Path) -> String {
    fs::create_dir_all(to).unwrap();
    let mut code = String::new();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let copy = to.join(path.file_name().unwrap());
        if path.is_dir() {
            code += &copy_sources(&path, &copy);
            continue;
        }
        write_if_changed(&copy, &fs::read(&path).unwrap());
        if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines();
            for line in lines.filter(|line| !line.trim_start().starts_with("//")) {
                code += line;
                code.push('\n');
            }
        }
    }
    code
}

/// Whether code names a crate, as in `name::item` or `use name as other`.
fn is_named(code: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    code.match_indices(name).any(|(at, _)| {
        let (before, after) = (&code[..at], &code[at + name.len()..]);
        let is_whole =
            !before.ends_with(is_part) && !after.starts_with(|c: char| c != ':' && is_part(c));
        is_whole && (after.starts_with("::") || before.ends_with("use "))
    })
}

/// A line of a manifest for a dependency of this package, not optional.
fn dependency_line(name: &str, declared: &Value) -> String {
    let quoted = |value: &Value| match value {
        Value::String(text) => format!("{text:?}"),
        Value::Boolean(is_set) => is_set.to_string(),
        Value::Array(values) => {
            let texts = values.iter().map(|value| value.as_str().unwrap());
            format!("{:?}", Vec::from_iter(texts))
        }
        other => panic!("{name}: {other:?}"),
    };
    let Some(fields) = declared.as_table() else {
        return format!("{name} = {}\n", quoted(declared));
    };
    let fields = fields.iter().filter(|(field, _)| *field != "optional");
    let fields = fields.map(|(field, value)| format!("{field} = {}", quoted(value)));
    format!("{name} = {{ {} }}\n", Vec::from_iter(fields).join(", "))
}

/// A workspace with a crate for each subject.
fn lift(workspace: &Path) {
    let manifest = fs::read_to_string(package().join("Cargo.toml")).unwrap();
    let manifest: Table = manifest.parse().unwrap();
    let dependencies = manifest["dependencies"].as_table().unwrap();
    let members = format!("[workspace]\nresolver = \"3\"\nmembers = {SUBJECTS:?}\n");
    write_if_changed(&workspace.join("Cargo.toml"), members.as_bytes());
    let lock = fs::read(package().join("Cargo.lock")).unwrap();
    write_if_changed(&workspace.join("Cargo.lock"), &lock);
    for subject in SUBJECTS {
        let folder = workspace.join(subject);
        let sources = package().join("src/lab").join(subject);
        let code = copy_sources(&sources, &folder.join("src").join(subject));
        let mut manifest = format!(
            "[package]\nname = \"lifted-{subject}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n"
        );
        for (name, declared) in dependencies {
            if is_named(&code, &name.replace('-', "_")) {
                manifest += &dependency_line(name, declared);
            }
        }
        write_if_changed(&folder.join("Cargo.toml"), manifest.as_bytes());
        let root = format!("pub mod {subject};\n");
        write_if_changed(&folder.join("src/lib.rs"), root.as_bytes());
    }
}

/// The folder of the copies. It stays from run to run, so that cargo builds only what has changed.
fn workspace() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("lifted")
}

fn write_if_changed(path: &Path, bytes: &[u8]) {
    if fs::read(path).ok().as_deref() != Some(bytes) {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Removes the files and folders of `copies` that `sources` does not have.
fn remove_deleted(sources: &Path, copies: &Path) {
    for entry in fs::read_dir(copies).into_iter().flatten() {
        let copy = entry.unwrap().path();
        let source = sources.join(copy.file_name().unwrap());
        if source.is_dir() && copy.is_dir() {
            remove_deleted(&source, &copy);
        } else if copy.is_dir() {
            fs::remove_dir_all(copy).unwrap();
        } else if !source.is_file() {
            fs::remove_file(copy).unwrap();
        }
    }
}

#[test]
#[ignore = "slow"]
fn every_subject_builds_in_a_crate_of_its_own() {
    let workspace = workspace();
    // A file that was deleted in src must not be in a copy.
    for subject in SUBJECTS {
        let copies = workspace.join(subject).join("src").join(subject);
        remove_deleted(&package().join("src/lab").join(subject), &copies);
    }
    lift(&workspace);
    let output = Command::new(env!("CARGO"))
        .args(["check", "--offline", "--workspace", "--keep-going"])
        .args(["--message-format", "short"])
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .current_dir(&workspace)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}

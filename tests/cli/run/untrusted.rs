//! A report's folder may be anybody's: nothing but heapwise's own files in it is replaced, deleted or
//! read.

use std::os::unix::fs::symlink;
use std::path::Path;

use crate::common::{Folder, Ran, assert_refused, heapwise, run, run_to};
use serde_json::{Value, json};

const RUN: &str = "run growth/vec growth/arena -i n=10 --passes count,heap --runs 1";

fn run_into(folder: &Folder) -> Ran {
    run_to(heapwise(), RUN, folder.path())
}

/// A folder with a report.
fn with_report() -> Folder {
    let folder = Folder::new();
    let ran = run_into(&folder);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    folder
}

/// Changes the report in a folder.
fn change(folder: &Folder, change: impl FnOnce(&mut Value)) {
    let mut report = folder.report();
    change(&mut report);
    folder.write("report.json", &report.to_string());
}

fn first_row(report: &mut Value) -> &mut Value {
    &mut report["experiments"][0]["variants"][0]
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_file_behind_a_link_is_not_replaced() {
    let (folder, elsewhere) = (with_report(), Folder::new());
    let precious = elsewhere.write("precious", "mine");
    let profile = folder.file("profiles/growth.vec.json");
    std::fs::remove_file(&profile).unwrap();
    symlink(&precious, &profile).unwrap();
    let ran = run_into(&folder);
    assert!(
        ran.status == Some(2) && ran.stderr.contains("a link is on the way"),
        "{ran:?}"
    );
    assert_eq!(read(&precious), "mine");
    assert!(profile.is_symlink());

    for file in ["report.json", "index.html", "manifest.json"] {
        let folder = with_report();
        std::fs::remove_file(folder.file(file)).unwrap();
        symlink(&precious, folder.file(file)).unwrap();
        assert_refused(&run_into(&folder), "not a regular file");
        assert_eq!(read(&precious), "mine");
    }
}

#[test]
fn a_folder_behind_a_link_is_refused_before_anything_is_measured() {
    for name in ["profiles", "timelines", "attachments", "outside-profiles"] {
        let (folder, elsewhere) = (Folder::new(), Folder::new());
        symlink(elsewhere.path(), folder.file(name)).unwrap();
        assert_refused(&run_into(&folder), "not a folder");
        assert_eq!(std::fs::read_dir(elsewhere.path()).unwrap().count(), 0);
    }
}

#[test]
fn no_file_is_deleted_that_heapwise_cannot_have_made() {
    let names = [
        "src/lib.rs",
        ".git/HEAD",
        "rust-toolchain.toml",
        "profiles/.hidden.json",
        "profiles/notes.txt",
        "profiles/deep/x.json",
        "attachments/a b.png",
    ];
    let folder = with_report();
    let files = names.map(|name| folder.write(name, "mine"));
    let named = names.map(|name| json!({"name": name, "file": name}));
    change(&folder, |report| {
        first_row(report)["attachments"] = json!(named)
    });
    // With and without a list of heapwise's files that has them too.
    let mut listed = Vec::from(names);
    listed.extend([
        "index.html",
        "profiles/growth.vec.json",
        "profiles/growth.arena.json",
    ]);
    listed.extend(["timelines/growth.vec.json", "timelines/growth.arena.json"]);
    let listed = json!({"files": listed}).to_string();
    for manifest in [Some(&listed), None] {
        match manifest {
            Some(manifest) => drop(folder.write("manifest.json", manifest)),
            None => std::fs::remove_file(folder.file("manifest.json")).unwrap(),
        }
        let ran = run_into(&folder);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        for file in &files {
            assert_eq!(read(file), "mine", "{file:?}");
        }
    }
}

#[test]
fn no_file_behind_a_linked_folder_is_deleted() {
    let (folder, elsewhere) = (with_report(), Folder::new());
    let precious = elsewhere.write("x.json", "mine");
    symlink(elsewhere.path(), folder.file("link")).unwrap();
    change(&folder, |report| {
        first_row(report)["attachments"] = json!([{"name": "x", "file": "link/x.json"}]);
    });
    std::fs::remove_file(folder.file("manifest.json")).unwrap();
    assert_eq!(run_into(&folder).status, Some(0));
    assert_eq!(read(&precious), "mine");
}

#[test]
fn files_of_the_user_in_the_folders_of_a_report_are_not_replaced() {
    let folder = Folder::new();
    let own = folder.write("profiles/growth.vec.json", "mine");
    let message = "no file of a report; heapwise does not replace it: move it away";
    let ran = run_into(&folder);
    assert!(
        ran.status == Some(2) && ran.stderr.contains(message),
        "{ran:?}"
    );
    assert_eq!(read(&own), "mine");
    let folder = with_report();
    folder.write("manifest.json", "mine");
    assert_refused(&run_into(&folder), "not a list of heapwise's files");
}

#[test]
fn files_of_an_earlier_report_are_replaced_and_deleted() {
    let folder = with_report();
    assert!(folder.file("profiles/growth.arena.json").exists());
    let ran = run_to(
        heapwise(),
        "run growth/vec -i n=10 --passes count,heap --runs 1",
        folder.path(),
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(!folder.file("profiles/growth.arena.json").exists());
    let manifest: Value = serde_json::from_str(&folder.read("manifest.json")).unwrap();
    let files = [
        "index.html",
        "profiles/growth.vec.json",
        "timelines/growth.vec.json",
    ];
    assert_eq!(manifest, json!({"files": files}));
}

#[test]
fn what_is_no_file_below_the_folder_is_not_read() {
    let elsewhere = Folder::new();
    let secret = elsewhere.write("secret", "top secret");
    let folder = with_report();
    let pipe = folder.file("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    symlink(&secret, folder.file("link")).unwrap();
    symlink(elsewhere.path(), folder.file("folder")).unwrap();
    symlink("/dev/zero", folder.file("zeros")).unwrap();
    let names = [
        "pipe",
        "link",
        "folder/secret",
        "zeros",
        "../secret",
        "/dev/zero",
        "profiles",
    ];
    let named = names.map(|name| json!({"name": name, "file": name}));
    change(&folder, |report| {
        first_row(report)["attachments"] = json!(named)
    });
    let page = run(["report", folder.as_str(), "--format", "html"]);
    assert_eq!(page.status, Some(0), "{page:?}");
    assert!(page.stdout.contains("pipe cannot be read"));
    assert!(page.stdout.contains("link cannot be read"));
    assert!(
        !page.stdout.contains("dG9wIHNlY3JldA"),
        "the secret in base 64"
    );

    for name in names {
        change(&folder, |report| {
            first_row(report)["heap"]["profile"] = name.into()
        });
        let sites = run(["report", folder.as_str(), "--sites"]);
        assert_eq!(sites.status, Some(2), "{name}: {sites:?}");
        let exported = run([
            "export",
            folder.as_str(),
            "growth/vec",
            "--format",
            "massif",
        ]);
        assert_eq!(exported.status, Some(2), "{name}: {exported:?}");
    }
}

//! Keeps the rooms of `src` in their order: each uses only what stands below it, and only `cli`
//! prints, writes files and chooses exit codes.

use std::fs;
use std::path::{Path, PathBuf};

/// From the top down. A room may use any below it. The subjects know nothing of measuring, nor of
/// each other.
const ROOMS: [&str; 15] = [
    "cli",
    "report",
    "compare",
    "measure",
    "experiments",
    "experiment",
    "record",
    "profile",
    "alloc",
    "julia",
    "hash",
    "table",
    "growth",
    "units",
    "error",
];
const SUBJECTS: [&str; 4] = ["julia", "hash", "table", "growth"];

/// Every source file under `src` but `main.rs` and `lib.rs`, with its room.
fn files() -> Vec<(String, PathBuf)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![src.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let inside = path.strip_prefix(&src).unwrap();
            let room = inside.components().next().unwrap().as_os_str();
            let room = room.to_str().unwrap().trim_end_matches(".rs").to_string();
            if room != "main" && room != "lib" {
                files.push((room, path));
            }
        }
    }
    files
}

/// The code of a file without its comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap();
    let lines = text
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

fn rank(room: &str) -> usize {
    let place = ROOMS.iter().position(|known| *known == room);
    place.unwrap_or_else(|| panic!("`{room}` is no room of src; give it a place in this test"))
}

#[test]
fn every_room_stands_and_no_other() {
    let files = files();
    for room in ROOMS {
        assert!(files.iter().any(|(found, _)| found == room), "no {room}");
    }
    files
        .iter()
        .for_each(|(room, _)| assert!(rank(room) < ROOMS.len()));
}

#[test]
fn arrows_point_down_only() {
    let mut arrows = 0;
    for (room, path) in files() {
        let code = code(&path);
        assert!(
            !code.contains("super::super::super"),
            "{}: name the room",
            path.display()
        );
        assert!(
            !code.contains("crate::{"),
            "{}: name one room an import",
            path.display()
        );
        for used in code.split("crate::").skip(1) {
            let used: String = used
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            // Macros and names that lib.rs hands on are not rooms.
            if used == room || !ROOMS.contains(&used.as_str()) {
                continue;
            }
            arrows += 1;
            let path = path.display();
            assert!(
                rank(&room) < rank(&used),
                "{path}: {room} must not use {used}"
            );
            let is_subject = SUBJECTS.contains(&room.as_str());
            assert!(
                !is_subject || ["units", "error"].contains(&used.as_str()),
                "{path}: a subject uses {used}"
            );
        }
    }
    assert!(
        arrows > 50,
        "only {arrows} imports found: is this test still looking at them?"
    );
}

#[test]
fn only_the_command_line_prints_writes_and_exits() {
    for (room, path) in files() {
        if room == "cli" {
            continue;
        }
        let code = code(&path);
        let tested = code.find("#[cfg(test)]").unwrap_or(code.len());
        for forbidden in [
            "println!",
            "print!(",
            "process::exit",
            "ExitCode",
            "dbg!",
            "writeln!(",
        ] {
            assert!(
                !code[..tested].contains(forbidden),
                "{}: {forbidden}",
                path.display()
            );
        }
        // A worker leaves its files in the folder that its parent gave it.
        let writes = [
            "fs::write",
            "File::create",
            "OpenOptions",
            "persist(",
            "remove_file",
            "remove_dir",
            "rename(",
        ];
        let writes = writes.iter().any(|call| code[..tested].contains(call));
        assert!(
            !writes || path.ends_with("measure/worker.rs"),
            "{}: writes files",
            path.display()
        );
    }
}

#[test]
fn unsafe_code_is_in_the_allocator_and_at_the_bottom_of_tables() {
    let tables = [
        "table/layout/tagged_slots.rs",
        "table/layout/dense_entry.rs",
        "table/group/sse2.rs",
    ];
    for (room, path) in files() {
        let has_unsafe = code(&path).contains("unsafe ");
        let may_have = room == "alloc" || tables.iter().any(|file| path.ends_with(file));
        assert!(!has_unsafe || may_have, "{}: unsafe", path.display());
    }
}

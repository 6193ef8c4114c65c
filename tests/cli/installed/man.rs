//! `heapwise man`.

use std::process::{Command, Stdio};

use crate::common::{Folder, Ran, assert_refused, commands, run};

/// The page as a terminal shows it, without its formatting.
fn formatted(page: &str) -> String {
    let folder = Folder::new();
    let page = folder.write("page.1", page);
    let mut groff = Command::new("groff");
    groff
        .args(["-man", "-ww", "-Tutf8", "-Kutf8", "-P-c", "-rLL=100n"])
        .arg(page);
    let ran = Ran::from(groff.stdin(Stdio::null()).output().unwrap());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let mut plain = String::new();
    for c in ran.stdout.chars() {
        // Overstriking stands for bold and underlined text.
        if c == '\u{8}' {
            plain.pop();
        } else {
            plain.push(c);
        }
    }
    plain
}

#[test]
fn the_page_of_the_program_lists_its_commands() {
    let page = run(["man"]);
    assert_eq!(page.status, Some(0), "{page:?}");
    assert!(page.stdout.contains(".TH heapwise 1"), "{}", page.stdout);
    let commands = commands().into_iter().filter(|name| name != "help");
    for command in commands {
        let name = format!("heapwise\\-{}(1)", command.replace('-', "\\-"));
        assert!(page.stdout.contains(&name), "{name} in {}", page.stdout);
    }
}

#[test]
fn the_page_of_a_command_has_its_options_and_its_example() {
    for command in commands().iter().filter(|name| *name != "help") {
        let page = run(["man", command]).stdout;
        let title = format!(".TH heapwise-{command} 1");
        assert!(page.contains(&title), "{title} in {page}");
        assert!(page.contains("Example:"), "{page}");
    }
    let page = run(["man", "run"]).stdout;
    for option in ["\\-\\-passes", "\\-\\-keys", "\\-\\-open"] {
        assert!(page.contains(option), "{option} in {page}");
    }
    assert_refused(
        &run(["man", "rn"]),
        "error: no command `rn`; the nearest: `run`",
    );
}

#[test]
#[ignore = "needs groff: apt-get install groff"]
fn groff_finds_no_fault_in_any_page() {
    let shown = formatted(&run(["man"]).stdout);
    assert!(shown.contains("heapwise-growth-curve(1)"), "{shown}");
    for command in commands().iter().filter(|name| *name != "help") {
        let shown = formatted(&run(["man", command]).stdout);
        assert!(shown.contains(&format!("heapwise {command}")), "{shown}");
    }
}

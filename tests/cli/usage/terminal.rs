//! The progress bar, and control characters in output, on a terminal only.

use std::process::Command;

use crate::common::{Folder, heapwise, run_to};
#[cfg(target_os = "linux")]
use crate::usage::hostile::write_report;

/// The output of the program on a terminal of 100 columns.
#[cfg(target_os = "linux")]
fn on_a_terminal(mut command: Command) -> String {
    use std::io::Read;
    let size = nix::pty::Winsize {
        ws_row: 30,
        ws_col: 100,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    let terminal = nix::pty::openpty(Some(&size), None).unwrap();
    let mut child = command
        .env("TERM", "xterm")
        .env_remove("COLUMNS")
        .stdout(terminal.slave.try_clone().unwrap())
        .stderr(terminal.slave.try_clone().unwrap())
        .spawn()
        .unwrap();
    drop((command, terminal.slave));
    let mut shown = Vec::new();
    // Reading ends with an error after the last writer has closed the terminal.
    let _ended = std::fs::File::from(terminal.master).read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    String::from_utf8(shown).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_bar_shows_the_progress_on_a_terminal() {
    let folder = Folder::new();
    let mut command = heapwise();
    command.args(["run", "julia/streamed", "-i", "width=10", "-o"]);
    command.arg(folder.path());
    let shown = on_a_terminal(command);
    assert!(shown.contains("julia/streamed (time)"), "{shown:?}");
    assert!(shown.contains(" 0 % "), "{shown:?}");
    assert!(shown.contains("answer: "), "{shown:?}");
    assert!(!shown.contains("\x1b[3"), "colour: {shown:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_but_raw_output_moves_the_cursor_of_a_terminal() {
    let folder = Folder::new();
    write_report(&folder, "a\\u001b[2J\\u0007\\u009bb");
    let shown = |arguments: &str| {
        let mut command = heapwise();
        command
            .args(["report", folder.as_str()])
            .env("NO_COLOR", "1");
        command.args(arguments.split(' '));
        on_a_terminal(command)
    };
    let moves = ['\u{1b}', '\u{7}', '\u{9b}'];
    for format in ["csv", "json", "text", "markdown"] {
        let text = shown(&format!("--format {format}"));
        assert!(!text.contains(moves), "{format}: {text:?}");
    }
    let raw = shown("--format csv --raw");
    assert!(moves.iter().all(|&c| raw.contains(c)), "{raw:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_shows_colours_unless_they_are_not_wanted() {
    let folder = Folder::new();
    write_report(&folder, "plain");
    let shown = |variables: &[(&str, &str)]| {
        let mut command = heapwise();
        for variable in ["NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
            command.env_remove(variable);
        }
        command
            .args(["report", folder.as_str()])
            .envs(variables.iter().copied());
        on_a_terminal(command)
    };
    assert!(
        shown(&[]).contains("\x1b[31mfailed\x1b[0m"),
        "{:?}",
        shown(&[])
    );
    assert!(!shown(&[("NO_COLOR", "1")]).contains('\x1b'));
}

#[test]
fn no_bar_and_no_colour_without_a_terminal() {
    let folder = Folder::new();
    let ran = run_to(heapwise(), "run julia/streamed -i width=10", folder.path());
    assert_eq!(ran.stderr, "");
    assert!(!ran.stdout.contains('\x1b'));
}

//! The command line's manners: what it lists, how it refuses, and what it does when nobody reads.

mod common;

use std::process::{Command, Stdio};

use common::{Folder, Ran, assert_refused, heapwise, run};

#[test]
fn list_names_every_experiment_variant_and_input() {
    let ran = run(["list"]);
    assert_eq!(ran.status, Some(0));
    assert!(ran.stdout.starts_with("julia: "));
    for line in [
        "  julia/stored  ",
        "  julia/on-the-fly-narrow ",
        "  --input width=1000 ",
        "  --input max_iterations=300 ",
    ] {
        assert!(ran.stdout.contains(line), "{line:?} in {}", ran.stdout);
    }
}

#[test]
fn every_help_ends_with_an_example() {
    for command in ["list", "run", "profile", "report", "export", "growth-curve"] {
        let ran = run([command, "--help"]);
        assert_eq!(ran.status, Some(0));
        let last = ran.stdout.trim_end().lines().last().unwrap();
        assert!(last.starts_with(&format!("  heapwise {command}")), "{last}");
    }
    let ran = run(["--help"]);
    assert!(
        ran.stdout
            .trim_end()
            .lines()
            .last()
            .unwrap()
            .starts_with("  heapwise ")
    );
}

#[test]
fn unknown_names_are_told_with_the_nearest() {
    assert_refused(
        &run(["run", "julai"]),
        "error: unknown experiment `julai`; the nearest: `julia`, ",
    );
    assert_refused(
        &run(["run", "julia/stord"]),
        "error: unknown variant `julia/stord`; the nearest: `julia/stored`",
    );
    assert_refused(
        &run(["run", "-i", "widht=10"]),
        "error: unknown input `widht`; the nearest: `width`",
    );
    assert_refused(
        &run(["profile", "julia/onthefly"]),
        "unknown variant `julia/onthefly`; the nearest: `julia/on-the-fly`",
    );
    assert_refused(
        &run(["run", "julia", "--keys", "words.txt"]),
        "unknown input `keys`",
    );
    assert_refused(&run(["run", "julia", "--sizes", "10"]), "unknown input `n`");
    assert_refused(&run(["prfile"]), "a similar subcommand exists: 'profile'");
}

#[test]
fn bad_values_of_an_input_are_told_with_what_would_be_right() {
    for value in ["0", "-5", "1e12"] {
        let told = format!(
            "error: input `width`: `{value}` is out of range: give a whole number from 1 to 65536, for example `--input width=1000`\n"
        );
        assert_refused(&run(["run", "-i", &format!("width={value}")]), &told);
    }
    assert_refused(
        &run(["run", "-i", "width=abc"]),
        "input `width`: `abc` is not a whole number",
    );
    assert_refused(&run(["run", "-i", "width"]), "give NAME=VALUE");
    assert_refused(
        &run(["run", "--timeout", "0"]),
        "give a number of seconds from 0.001 to 1e9",
    );
    assert_refused(&run(["run", "--memory", "much"]), "give a number of bytes");
    assert_refused(&run(["run", "--passes", "tim"]), "time");
}

#[test]
fn profile_wants_one_variant() {
    assert_refused(
        &run(["profile", "julia"]),
        "argument `julia`: means 9 runs; name one variant, such as `julia/stored`",
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_anything_is_measured() {
    let folder = Folder::new();
    std::fs::write(folder.file("file"), "precious").unwrap();
    let out = folder.file("file/report");
    let ran = run(["run", "-i", "width=10", "--out", out.to_str().unwrap()]);
    assert_refused(
        &ran,
        &format!(
            "error: cannot write to the folder {}: Not a directory",
            out.display()
        ),
    );
    assert_eq!(folder.read("file"), "precious");
    if cfg!(target_os = "linux") {
        assert_refused(
            &run(["run", "-i", "width=10", "-o", "/proc/heapwise"]),
            "cannot write to the folder /proc/heapwise",
        );
    }
}

#[test]
fn a_profile_that_cannot_be_written_is_told_before_anything_is_measured() {
    let folder = Folder::new();
    std::fs::write(folder.file("file"), "precious").unwrap();
    let profile = |out: &str| run(["profile", "julia/axes", "-i", "width=10", "-o", out]);
    let below = folder.file("file/profile.json");
    let ran = profile(below.to_str().unwrap());
    assert_refused(&ran, &format!("error: cannot write {}: ", below.display()));
    assert_refused(&profile(folder.as_str()), "is a directory");
    assert_eq!(folder.read("file"), "precious");
}

#[cfg(unix)]
#[test]
fn a_profile_goes_through_a_device_and_leaves_it_one() {
    use std::os::unix::fs::FileTypeExt;
    let ran = run(["profile", "julia/axes", "-i", "width=10", "-o", "/dev/null"]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let kind = std::fs::metadata("/dev/null").unwrap().file_type();
    assert!(kind.is_char_device());
}

/// Whether a program that was started in the background ends within some seconds of a signal.
#[cfg(unix)]
fn ends_when_asked(child: &mut std::process::Child) -> bool {
    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;
    kill(Pid::from_raw(child.id() as i32), Signal::SIGTERM).unwrap();
    for _ in 0..500 {
        if child.try_wait().unwrap().is_some() {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    child.kill().unwrap();
    false
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_reads_does_not_keep_the_program_from_ending() {
    let folder = Folder::new();
    let pipe = folder.file("pipe");
    let mode = nix::sys::stat::Mode::S_IRWXU;
    nix::unistd::mkfifo(&pipe, mode).unwrap();
    let mut child = heapwise()
        .args(["profile", "julia/axes", "-i", "width=10", "-o"])
        .arg(&pipe)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    // What was measured is shown first; then it waits for a reader.
    let mut shown = std::io::BufReader::new(child.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut shown, &mut line).unwrap();
    assert!(line.starts_with("peak "), "{line}");
    std::thread::sleep(std::time::Duration::from_millis(200));
    assert!(ends_when_asked(&mut child));

    // An older report that is none is left alone.
    std::fs::create_dir(folder.file("out")).unwrap();
    nix::unistd::mkfifo(&folder.file("out/report.json"), mode).unwrap();
    let out = folder.file("out");
    let ran = run([
        "run",
        "julia/axes",
        "-i",
        "width=10",
        "--passes",
        "count",
        "-o",
        out.to_str().unwrap(),
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn what_a_link_names_is_replaced_and_not_the_link() {
    let folder = Folder::new();
    std::fs::write(folder.file("real.json"), "old").unwrap();
    std::os::unix::fs::symlink("real.json", folder.file("link.json")).unwrap();
    let link = folder.file("link.json");
    let ran = run([
        "profile",
        "julia/axes",
        "-i",
        "width=10",
        "-o",
        link.to_str().unwrap(),
    ]);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(folder.read("real.json").contains("dhatFileVersion"));
}

#[test]
fn a_hostile_report_neither_moves_the_cursor_nor_breaks_a_table() {
    let folder = Folder::new();
    let evil = "e\\u001b[2J\\n| x | <script>alert(1)</script>";
    let row = format!(
        r#"{{"name":"{evil}","about":"{evil}","outcome":{{"status":"failed","reason":"{evil}"}}}}"#
    );
    let report = format!(
        r#"{{"schema":1,"provenance":{{"tool":"{evil}","command":[],"started":"{evil}","os":"{evil}","arch":"","rustc":"{evil}"}},
        "experiments":[{{"name":"{evil}","about":"{evil}","input":{{"{evil}":"{evil}"}},"variants":[{row}],"attachments":[]}}]}}"#
    );
    std::fs::write(folder.file("report.json"), report).unwrap();
    let rendered = |format: &str| {
        let ran = run(["report", folder.as_str(), "--format", format]);
        assert_eq!(ran.status, Some(0), "{ran:?}");
        assert!(!ran.stdout.contains('\x1b'), "{format}: {}", ran.stdout);
        ran.stdout
    };
    rendered("text");
    let markdown = rendered("markdown");
    assert!(!markdown.contains("<script"), "{markdown}");
    let table = markdown.lines().filter(|line| line.starts_with('|'));
    assert_eq!(table.count(), 3, "{markdown}");
}

#[test]
fn a_report_that_cannot_be_read_is_told() {
    let folder = Folder::new();
    let told = |text: &str| {
        std::fs::write(folder.file("report.json"), text).unwrap();
        run(["report", folder.as_str()])
    };
    assert_refused(
        &run(["report", "/nowhere"]),
        "cannot read /nowhere: No such file",
    );
    assert_refused(
        &told("{\"schema\": 1, \"prov"),
        "report.json: not a report of heapwise: EOF",
    );
    assert_refused(
        &told("{\"schema\": 2}"),
        "schema 2; this heapwise reads schema 1",
    );
    assert_refused(&told("{\"schema\": 1}"), "missing field `provenance`");
    assert_refused(&told("[]"), "not a report of heapwise");
}

#[test]
fn a_reader_who_has_seen_enough_is_no_error() {
    let ended = Command::new("sh")
        .args([
            "-c",
            "\"$0\" list | head -1; \"$0\" list | true",
            env!("CARGO_BIN_EXE_heapwise"),
        ])
        .output()
        .unwrap();
    let ran = Ran::from(ended);
    assert_eq!(ran.stderr, "");
    assert_eq!(ran.stdout.lines().count(), 1);

    let mut child = heapwise()
        .args(["list"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(Ran::from(ended).status, Some(0));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_behind_stdout_is_told() {
    let full = || {
        std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let ended = heapwise().arg("list").stdout(full()).output().unwrap();
    assert_refused(
        &Ran::from(ended),
        "error: cannot write to standard output: No space left on device",
    );
    let ended = heapwise()
        .arg("list")
        .stdout(full())
        .stderr(full())
        .output()
        .unwrap();
    assert_eq!(Ran::from(ended).status, Some(2));
}

#[test]
fn a_worker_without_an_order_says_so() {
    let mut worker = heapwise();
    worker.env("HEAPWISE_WORKER", "count").stdin(Stdio::null());
    assert_refused(
        &Ran::from(worker.output().unwrap()),
        "HEAPWISE_WORKER is set",
    );
}

/// What the program shows on a terminal of 100 columns.
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
        .stdout(terminal.slave.try_clone().unwrap())
        .stderr(terminal.slave.try_clone().unwrap())
        .spawn()
        .unwrap();
    drop((command, terminal.slave));
    let mut shown = Vec::new();
    // It ends with an error where the last writer is gone.
    let _ended = std::fs::File::from(terminal.master).read_to_end(&mut shown);
    assert!(child.wait().unwrap().success());
    String::from_utf8(shown).unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_bar_shows_the_progress_on_a_terminal() {
    let folder = Folder::new();
    let mut command = heapwise();
    command.args([
        "run",
        "julia/streamed",
        "-i",
        "width=10",
        "-o",
        folder.as_str(),
    ]);
    let shown = on_a_terminal(command);
    assert!(shown.contains("julia/streamed (time)"), "{shown:?}");
    assert!(shown.contains("0/4"), "{shown:?}");
    assert!(shown.contains("answer: "), "{shown:?}");
    assert!(!shown.contains("\x1b[3"), "colour: {shown:?}");
}

#[test]
fn no_bar_and_no_colour_where_nobody_looks() {
    let folder = Folder::new();
    let ran = run([
        "run",
        "julia/streamed",
        "-i",
        "width=10",
        "-o",
        folder.as_str(),
    ]);
    assert_eq!(ran.stderr, "");
    assert!(!ran.stdout.contains('\x1b'));
}

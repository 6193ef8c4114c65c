//! Files that are written: where that cannot be, and what is no plain file.

use std::process::Stdio;

use crate::common::{Folder, assert_refused, heapwise, run, run_to};

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

/// And not a device, which a program that is broken here would replace.
#[cfg(unix)]
#[test]
fn a_profile_goes_through_a_pipe_and_leaves_it_one() {
    use std::io::Read;
    use std::os::unix::fs::{FileTypeExt, OpenOptionsExt};
    let folder = Folder::new();
    let pipe = folder.file("pipe");
    nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
    let mut options = std::fs::OpenOptions::new();
    let waits_for_no_writer = nix::fcntl::OFlag::O_NONBLOCK.bits();
    let reader = options.read(true).custom_flags(waits_for_no_writer);
    let mut reader = reader.open(&pipe).unwrap();
    let ran = run_to(heapwise(), "profile julia/axes -i width=10", &pipe);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    let mut profile = String::new();
    reader.read_to_string(&mut profile).unwrap();
    assert!(profile.contains("dhatFileVersion"), "{profile}");
    assert!(std::fs::metadata(&pipe).unwrap().file_type().is_fifo());
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
    let ran = run_to(
        heapwise(),
        "run julia/axes -i width=10 --passes count",
        &out,
    );
    assert_eq!(ran.status, Some(0), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn what_a_link_names_is_replaced_and_not_the_link() {
    let folder = Folder::new();
    std::fs::write(folder.file("real.json"), "old").unwrap();
    std::os::unix::fs::symlink("real.json", folder.file("link.json")).unwrap();
    let link = folder.file("link.json");
    let ran = run_to(heapwise(), "profile julia/axes -i width=10", &link);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(folder.read("real.json").contains("dhatFileVersion"));
}

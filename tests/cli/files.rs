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
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // Nothing tells when it has measured; on a slow machine this asks it to end before that.
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(child.try_wait().unwrap().is_none(), "waits for no reader");
    assert!(ends_when_asked(&mut child));
}

#[test]
fn a_folder_with_files_of_others_is_refused_and_left_alone() {
    let arguments = "run julia/axes -i width=10 --passes count";
    for (file, text, told) in [
        (
            "report.json",
            "{\"mine\":1}",
            "report.json: not a report of heapwise: ",
        ),
        (
            "index.html",
            "<p>mine",
            "index.html: not the page of a report in this folder; heapwise does not replace it: move it away, or name another folder with --out",
        ),
    ] {
        let folder = Folder::new();
        folder.write(file, text);
        let ran = run_to(heapwise(), arguments, folder.path());
        assert_refused(&ran, told);
        assert!(ran.stderr.contains("name another folder with --out"));
        assert_eq!(folder.read(file), text);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
    for name in ["report.json", "index.html"] {
        let folder = Folder::new();
        std::fs::create_dir(folder.file(name)).unwrap();
        let ran = run_to(heapwise(), arguments, folder.path());
        assert_refused(
            &ran,
            &format!("{name}: not a regular file; heapwise does not replace it"),
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn two_runs_do_not_share_a_folder() {
    let folder = Folder::new();
    let held = std::fs::File::open(folder.path()).unwrap();
    held.try_lock().unwrap();
    let arguments = "run julia/axes -i width=10 --passes count";
    let ran = run_to(heapwise(), arguments, folder.path());
    assert_refused(
        &ran,
        "another run is writing to it; wait until that run ends, or name another folder with --out",
    );
    drop(held);
    let mut first = heapwise();
    first.args(["run", "julia/streamed", "-i", "width=3000", "-o"]);
    let mut first = first
        .arg(folder.path())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    // The first one holds the folder before it measures.
    while std::fs::File::open(folder.path())
        .unwrap()
        .try_lock()
        .is_ok()
    {
        assert!(first.try_wait().unwrap().is_none(), "ended without a lock");
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let second = run_to(heapwise(), arguments, folder.path());
    assert_refused(&second, "another run is writing to it");
    assert!(ends_when_asked(&mut first));
    let third = run_to(heapwise(), arguments, folder.path());
    assert_eq!(third.status, Some(0), "a lock outlives its run: {third:?}");
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

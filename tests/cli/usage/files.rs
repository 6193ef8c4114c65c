//! Output files: unwritable places, and pipes, links and folders instead of plain files.

use std::path::Path;
use std::process::Stdio;

use crate::common::{Folder, Ran, assert_refused, heapwise, run, run_to};

#[test]
fn an_unwritable_folder_is_refused_before_anything_is_measured() {
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
fn an_unwritable_profile_is_refused_before_anything_is_measured() {
    let folder = Folder::new();
    std::fs::write(folder.file("file"), "precious").unwrap();
    let profile = |out: &str| run(["profile", "julia/axes", "-i", "width=10", "-o", out]);
    let below = folder.file("file/profile.json");
    let ran = profile(below.to_str().unwrap());
    assert_refused(&ran, &format!("error: cannot write {}: ", below.display()));
    assert_refused(&profile(folder.as_str()), "is a directory");
    assert_eq!(folder.read("file"), "precious");
}

/// A pipe and not a device, which a defect in the program would replace.
#[cfg(unix)]
#[test]
fn a_profile_is_written_into_a_named_pipe() {
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

/// Returns whether a running program ends within five seconds after SIGTERM.
#[cfg(unix)]
fn ends_on_sigterm(child: &mut std::process::Child) -> bool {
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
fn a_pipe_without_a_reader_does_not_prevent_termination() {
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
    // No signal marks the end of its measurement; on a slow machine SIGTERM may arrive earlier.
    std::thread::sleep(std::time::Duration::from_secs(1));
    assert!(child.try_wait().unwrap().is_none(), "waits for no reader");
    assert!(ends_on_sigterm(&mut child));
}

#[test]
fn a_folder_with_foreign_files_is_refused_and_unchanged() {
    let arguments = "run julia/axes -i width=10 --passes count";
    for (file, text, message) in [
        (
            "report.json",
            "{\"mine\":1}",
            "report.json: not a report of heapwise: ",
        ),
        (
            "index.html",
            "<p>mine",
            "index.html: not a page of heapwise; heapwise does not replace it: move it away, or name another folder with --out",
        ),
    ] {
        let folder = Folder::new();
        folder.write(file, text);
        let ran = run_to(heapwise(), arguments, folder.path());
        assert_refused(&ran, message);
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

#[test]
fn a_foreign_page_beside_a_report_is_refused_and_unchanged() {
    let folder = Folder::new();
    let (report, page) = (folder.file("latest"), folder.file("latest/index.html"));
    let arguments = "run julia/axes -i width=10 --passes count";
    assert_eq!(run_to(heapwise(), arguments, &report).status, Some(0));
    let own = folder.read("latest/index.html");
    let render = |arguments: &[&str]| {
        let mut command = heapwise();
        let paths = arguments.iter().map(|&argument| match argument {
            "LATEST" => report.as_path(),
            argument => Path::new(argument),
        });
        command.args(paths).args(["--format", "html", "--out"]);
        Ran::from(command.arg(&page).output().unwrap())
    };
    let renderers = [&["report", "LATEST"][..], &["compare", "LATEST", "LATEST"]];
    std::fs::write(&page, "<p>mine").unwrap();
    let before = folder.read("latest/report.json");
    let message = "index.html: not a page of heapwise; heapwise does not replace it";
    assert_refused(&run_to(heapwise(), arguments, &report), message);
    for arguments in renderers {
        assert_refused(&render(arguments), message);
    }
    assert_eq!(folder.read("latest/index.html"), "<p>mine");
    assert_eq!(folder.read("latest/report.json"), before);
    for replaceable in [own.as_str(), ""] {
        for arguments in renderers {
            std::fs::write(&page, replaceable).unwrap();
            assert_eq!(render(arguments).status, Some(0));
        }
    }
    assert_eq!(run_to(heapwise(), arguments, &report).status, Some(0));
}

#[test]
fn a_foreign_page_in_the_folder_of_a_baseline_is_refused() {
    let folder = Folder::new();
    let save = || {
        let mut command = heapwise();
        command.current_dir(folder.path());
        command.args(["run", "julia/axes", "-i", "width=10", "--passes", "count"]);
        Ran::from(command.args(["--save-baseline", "main"]).output().unwrap())
    };
    assert_eq!(save().status, Some(0));
    folder.write("reports/baselines/main/index.html", "mine");
    assert_refused(&save(), "index.html: not a page of heapwise");
    assert_eq!(folder.read("reports/baselines/main/index.html"), "mine");
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
    // The first run locks the folder before it measures.
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
    assert!(ends_on_sigterm(&mut first));
    let third = run_to(heapwise(), arguments, folder.path());
    assert_eq!(third.status, Some(0), "a lock outlives its run: {third:?}");
}

#[cfg(unix)]
#[test]
fn the_target_of_a_link_is_replaced_and_not_the_link() {
    let folder = Folder::new();
    std::fs::write(folder.file("real.json"), "old").unwrap();
    std::os::unix::fs::symlink("real.json", folder.file("link.json")).unwrap();
    let link = folder.file("link.json");
    let ran = run_to(heapwise(), "profile julia/axes -i width=10", &link);
    assert_eq!(ran.status, Some(0), "{ran:?}");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(folder.read("real.json").contains("dhatFileVersion"));
}

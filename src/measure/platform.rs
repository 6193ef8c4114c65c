//! What only the operating system can do for a worker, and what is done where it cannot.

use std::fs::File;
use std::io;
use std::process::{Command, ExitStatus};

/// Starts the worker as the leader of a process group of its own, so that it can be ended together
/// with what it started, and under a name that says what it runs.
pub(super) fn set_apart(command: &mut Command, name: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0).arg0(name);
    }
    #[cfg(not(unix))]
    let _unused = (command, name);
}

/// Ends what is left of a worker's process group.
pub(super) fn kill_group(leader: u32) {
    #[cfg(unix)]
    {
        use nix::sys::signal::{Signal, killpg};
        use nix::unistd::Pid;
        // An error says that nothing of the group is left.
        let _none_left = killpg(Pid::from_raw(leader as i32), Signal::SIGKILL);
    }
    #[cfg(not(unix))]
    let _unused = leader;
}

/// Ends this process when its parent ends, however that ends.
pub(super) fn die_with(parent: u32) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)?;
        if std::os::unix::process::parent_id() != parent {
            return Err(io::Error::other("the process that gave the order is gone"));
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _unused = parent;
    Ok(())
}

/// Has the system refuse this process more than `bytes` of private writable memory.
#[cfg(unix)]
pub(super) fn limit_memory(bytes: u64) -> io::Result<()> {
    use nix::sys::resource::{Resource, setrlimit};
    Ok(setrlimit(Resource::RLIMIT_DATA, bytes, bytes)?)
}

#[cfg(not(unix))]
pub(super) fn limit_memory(_bytes: u64) -> io::Result<()> {
    Err(io::Error::other(
        "this system sets no limit to a process's memory",
    ))
}

/// Takes stdout for the caller's own; whatever prints to it from now on prints to stderr.
#[cfg(unix)]
pub(super) fn take_stdout() -> io::Result<File> {
    use std::os::fd::AsFd;
    let taken = io::stdout().as_fd().try_clone_to_owned()?;
    nix::unistd::dup2_stdout(io::stderr())?;
    Ok(File::from(taken))
}

/// Here prints cannot be led elsewhere; the parent looks at the last line only.
#[cfg(windows)]
pub(super) fn take_stdout() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// The most of this process's memory that was resident at once, in bytes.
///
/// Linux: `VmHWM`, and not `getrusage`, whose figure a process takes over from its parent.
#[cfg(target_os = "linux")]
pub(super) fn peak_resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(target_os = "macos")]
pub(super) fn peak_resident_bytes() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    u64::try_from(usage.max_rss()).ok()
}

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
pub(super) fn peak_resident_bytes() -> Option<u64> {
    None
}

/// How a worker that gave no answer ended.
pub(super) fn ending(status: ExitStatus) -> String {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(number) = status.signal() {
            let name = nix::sys::signal::Signal::try_from(number)
                .map_or("an unknown signal", nix::sys::signal::Signal::as_str);
            return match name {
                "SIGABRT" => String::from("aborted (SIGABRT)"),
                name => format!("was killed by {name} (signal {number})"),
            };
        }
    }
    match status.code() {
        Some(101) => String::from("panicked (exit status 101)"),
        Some(code) => format!("left with exit status {code} before it had answered"),
        None => String::from("ended in a way that the system does not tell"),
    }
}

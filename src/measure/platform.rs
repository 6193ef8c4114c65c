//! What only the operating system can do for a worker, and what is done where it cannot.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};

#[cfg(unix)]
use nix::sys::signal::{Signal, killpg};
#[cfg(unix)]
use nix::unistd::Pid;

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

/// The program that runs, to be started again. On Linux the very one, even if its file has been
/// built anew since.
pub(super) fn own_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        Ok(PathBuf::from("/proc/self/exe"))
    } else {
        std::env::current_exe()
    }
}

/// Whether a worker has ended. On Linux its number stays its own until it is waited for; elsewhere
/// it is waited for here.
pub(super) fn has_ended(child: &mut Child) -> io::Result<bool> {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        let status = waitid(Id::Pid(Pid::from_raw(child.id() as i32)), flags)?;
        Ok(status != WaitStatus::StillAlive)
    }
    #[cfg(not(target_os = "linux"))]
    Ok(child.try_wait()?.is_some())
}

/// Ends a worker, and everything in its process group. Where it has been waited for already, as it
/// may have been elsewhere than on Linux, and nothing of its group is left, the system could have
/// given its number to another group since; systems hand out the numbers in a circle.
pub(super) fn kill_all(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        // An error says that nothing of the group is left.
        let _none_left = killpg(Pid::from_raw(child.id() as i32), Signal::SIGKILL);
        Ok(())
    }
    #[cfg(not(unix))]
    child.kill()
}

/// On Linux, ends this process when its parent ends, however that ends.
pub(super) fn die_with(parent: u32) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
        if std::os::unix::process::parent_id() != parent {
            return Err(io::Error::other("the process that gave the order is gone"));
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _unused = parent;
    Ok(())
}

/// Has the system refuse this process more than `bytes` of private writable memory. Other systems
/// than Linux have no such limit, or do not hold `malloc` to it.
#[cfg(target_os = "linux")]
pub(super) fn limit_memory(bytes: u64) -> io::Result<()> {
    use nix::sys::resource::{Resource, getrlimit, setrlimit};
    let (_, most) = getrlimit(Resource::RLIMIT_DATA)?;
    let limit = bytes.min(most);
    Ok(setrlimit(Resource::RLIMIT_DATA, limit, limit)?)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn limit_memory(_bytes: u64) -> io::Result<()> {
    Err(io::Error::other(
        "this system holds no process to a limit; leave --memory out",
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

/// Here prints cannot be led elsewhere; the parent leaves aside every line that is no reply.
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
            let name = Signal::try_from(number).map_or("an unknown signal", Signal::as_str);
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

//! Operating-system calls for workers, with fallbacks where a system lacks them.

use std::fs::File;
use std::io;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus};

#[cfg(unix)]
use nix::sys::signal::{Signal, killpg};
#[cfg(unix)]
use nix::unistd::Pid;

/// Makes the worker the leader of a process group of its own, so that the processes that it starts can
/// be ended with it, and sets the name under which the system lists it.
pub(super) fn isolate(command: &mut Command, name: &str) {
    lead_group(command);
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.arg0(name);
    }
    #[cfg(not(unix))]
    let _unused = name;
}

/// Makes a program the leader of a process group of its own.
pub(super) fn lead_group(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    #[cfg(not(unix))]
    let _unused = command;
}

/// The path of the running program, to start it again. On Linux it is the running file itself, even if
/// the program was rebuilt since.
pub(super) fn own_program() -> io::Result<PathBuf> {
    if cfg!(target_os = "linux") {
        Ok(PathBuf::from("/proc/self/exe"))
    } else {
        std::env::current_exe()
    }
}

/// The state of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ProcessState {
    Running,
    /// Stopped by this signal, until another process continues it.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code))]
    Stopped(&'static str),
    Ended,
}

/// The state of a worker. On Linux its process number stays reserved until it is waited for; elsewhere
/// this call waits for it, and a stopped worker counts as running.
pub(super) fn state(child: &mut Child) -> io::Result<ProcessState> {
    #[cfg(target_os = "linux")]
    {
        use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
        let changes = WaitPidFlag::WEXITED | WaitPidFlag::WSTOPPED;
        let flags = changes | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        let status = waitid(Id::Pid(Pid::from_raw(child.id() as i32)), flags)?;
        Ok(match status {
            WaitStatus::StillAlive => ProcessState::Running,
            WaitStatus::Stopped(_, signal) => ProcessState::Stopped(signal.as_str()),
            _ => ProcessState::Ended,
        })
    }
    #[cfg(not(target_os = "linux"))]
    Ok(match child.try_wait()? {
        Some(_) => ProcessState::Ended,
        None => ProcessState::Running,
    })
}

/// Ends a worker and its process group. Outside Linux the worker may have been waited for already;
/// if its group is gone too, the system could have given its process number to another process.
/// Systems reuse process numbers late.
pub(super) fn kill_all(child: &mut Child) -> io::Result<()> {
    #[cfg(unix)]
    {
        // An error means that the group is gone.
        let _none_left = killpg(Pid::from_raw(child.id() as i32), Signal::SIGKILL);
        Ok(())
    }
    #[cfg(not(unix))]
    child.kill()
}

/// On Linux, ends this process when its parent ends for any reason.
pub(super) fn die_with(parent: u32) -> io::Result<()> {
    #[cfg(target_os = "linux")]
    {
        nix::sys::prctl::set_pdeathsig(Signal::SIGKILL)?;
        if std::os::unix::process::parent_id() != parent {
            return Err(io::Error::other("the parent process is gone"));
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _unused = parent;
    Ok(())
}

/// Limits this process to `bytes` of private writable memory. Systems other than Linux have no such
/// limit, or do not apply it to `malloc`.
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
        "this system cannot limit the memory of a process; omit --memory",
    ))
}

/// The limits on the memory of a process, in bytes. `None` is no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct MemoryLimits {
    /// On private writable memory, which [`limit_memory`] sets.
    pub(super) data_bytes: Option<u64>,
    pub(super) address_space_bytes: Option<u64>,
}

/// The limits on the memory of a worker that was not waited for; `None` if the system does not report
/// them.
pub(super) fn memory_limits(child: &Child) -> Option<MemoryLimits> {
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).ok()?;
    let limit = |name: &str| {
        let rest = limits.lines().find_map(|line| line.strip_prefix(name))?;
        rest.split_whitespace().next()?.parse().ok()
    };
    Some(MemoryLimits {
        data_bytes: limit("Max data size"),
        address_space_bytes: limit("Max address space"),
    })
}

/// Takes over stdout: returns it, and redirects every later print to stderr.
#[cfg(unix)]
pub(super) fn take_stdout() -> io::Result<File> {
    use std::os::fd::AsFd;
    let taken = io::stdout().as_fd().try_clone_to_owned()?;
    nix::unistd::dup2_stdout(io::stderr())?;
    Ok(File::from(taken))
}

/// Returns stdout. Prints cannot be redirected here; the parent ignores every line that is not a reply.
#[cfg(windows)]
pub(super) fn take_stdout() -> io::Result<File> {
    use std::os::windows::io::AsHandle;
    Ok(File::from(io::stdout().as_handle().try_clone_to_owned()?))
}

/// The peak resident set of this process in bytes.
///
/// On Linux this is `VmHWM`; the figure of `getrusage` is inherited from the parent.
#[cfg(target_os = "linux")]
pub(super) fn peak_resident_bytes() -> Option<u64> {
    status_bytes("VmHWM:")
}

/// A size in `/proc/self/status`, in bytes.
#[cfg(target_os = "linux")]
fn status_bytes(field: &str) -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix(field))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Makes the peak resident set the current one, and returns it in bytes. `None` if the system cannot.
#[cfg(target_os = "linux")]
pub(super) fn reset_peak_resident() -> Option<u64> {
    std::fs::write("/proc/self/clear_refs", "5").ok()?;
    status_bytes("VmHWM:")
}

#[cfg(not(target_os = "linux"))]
pub(super) fn reset_peak_resident() -> Option<u64> {
    None
}

/// The minor page faults of this process so far.
#[cfg(unix)]
pub(super) fn page_faults() -> Option<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    u64::try_from(usage.minor_page_faults()).ok()
}

#[cfg(not(unix))]
pub(super) fn page_faults() -> Option<u64> {
    None
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

/// Whether a worker was ended by SIGABRT.
pub(super) fn has_aborted(status: ExitStatus) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        status.signal() == Some(Signal::SIGABRT as i32)
    }
    #[cfg(not(unix))]
    !status.success()
}

/// How a program ended, as a phrase after its name.
pub(super) fn program_ending(status: ExitStatus) -> String {
    let by_signal = ending_by_signal(status);
    by_signal.unwrap_or_else(|| match status.code() {
        Some(code) => format!("exited with status {code}"),
        None => String::from("ended for an unknown reason"),
    })
}

/// The status of a program as shells have it: 128 and the number of the signal that ended it, or its exit
/// status. `None` if the system does not report it.
pub(super) fn shell_status(status: ExitStatus) -> Option<i32> {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(number) = status.signal() {
            return Some(128 + number);
        }
    }
    status.code()
}

/// How a process ended that a signal ended, as a phrase after its name; `None` if none did.
fn ending_by_signal(status: ExitStatus) -> Option<String> {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        let number = status.signal()?;
        let name = Signal::try_from(number).map_or("an unknown signal", Signal::as_str);
        Some(match name {
            "SIGABRT" => String::from("aborted (SIGABRT)"),
            name => format!("was killed by {name} (signal {number})"),
        })
    }
    #[cfg(not(unix))]
    {
        let _unused = status;
        None
    }
}

/// How a worker without a reply ended, as a phrase after its name.
pub(super) fn ending(status: ExitStatus) -> String {
    if let Some(by_signal) = ending_by_signal(status) {
        return by_signal;
    }
    match status.code() {
        Some(101) => String::from("panicked (exit status 101)"),
        Some(code) => format!("exited with status {code} before it answered"),
        None => String::from("ended for an unknown reason"),
    }
}

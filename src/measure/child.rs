//! One run of a program: its start, its end, and what the system counted for it.

#![allow(unsafe_code)] // `fork` and `wait4`, which the standard library does not offer.

use std::io;
use std::process::{Command, ExitStatus};
use std::time::Duration;

/// How a program ended.
pub(super) struct ChildEnd {
    pub(super) status: ExitStatus,
    /// `None` where the system does not report it.
    pub(super) usage: Option<ChildUsage>,
}

/// What the system counted for a program and the processes that it waited for.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChildUsage {
    /// The greatest peak resident set of one of these processes.
    pub(super) peak_bytes: u64,
    pub(super) minor_faults: u64,
    pub(super) major_faults: u64,
    pub(super) user: Duration,
    pub(super) system: Duration,
}

/// Runs a program to its end.
///
/// # Errors
///
/// If it cannot be started.
#[cfg(unix)]
pub(super) fn run(command: &mut Command) -> io::Result<ChildEnd> {
    use std::os::unix::process::{CommandExt, ExitStatusExt};
    // A function to call before the program starts makes the standard library fork. Otherwise the new
    // process first shares the memory of this one, and Linux counts all of it as the program's. A forked one
    // begins with the private pages only, which are few in a worker.
    // SAFETY: the function does nothing, so it may run between `fork` and `exec`.
    unsafe { command.pre_exec(|| Ok(())) };
    let pid = command.spawn()?.id() as libc::pid_t;
    // SAFETY: zeros are valid in each of its fields, which are numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    let mut status = 0;
    // SAFETY: both pointers lead to variables of the types that the call writes.
    while unsafe { libc::wait4(pid, &raw mut status, 0, &raw mut usage) } != pid {
        let error = io::Error::last_os_error();
        if error.kind() != io::ErrorKind::Interrupted {
            return Err(error);
        }
    }
    Ok(ChildEnd {
        status: ExitStatus::from_raw(status),
        usage: Some(ChildUsage::from(usage)),
    })
}

/// Runs a program to its end.
///
/// # Errors
///
/// If it cannot be started.
#[cfg(not(unix))]
pub(super) fn run(command: &mut Command) -> io::Result<ChildEnd> {
    Ok(ChildEnd {
        status: command.spawn()?.wait()?,
        usage: None,
    })
}

#[cfg(unix)]
impl From<libc::rusage> for ChildUsage {
    fn from(usage: libc::rusage) -> Self {
        // Apple's systems count bytes, the others kibibytes.
        let unit = if cfg!(target_vendor = "apple") {
            1
        } else {
            1024
        };
        let count = |value: libc::c_long| u64::try_from(value).unwrap_or(0);
        let time = |time: libc::timeval| {
            let seconds = u64::try_from(time.tv_sec).unwrap_or(0);
            let microseconds = u64::try_from(time.tv_usec).unwrap_or(0);
            Duration::from_secs(seconds) + Duration::from_micros(microseconds)
        };
        Self {
            peak_bytes: count(usage.ru_maxrss) * unit,
            minor_faults: count(usage.ru_minflt),
            major_faults: count(usage.ru_majflt),
            user: time(usage.ru_utime),
            system: time(usage.ru_stime),
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn times_and_faults_are_those_of_the_program() {
        let mut shell = Command::new("sh");
        let loops = "i=0; while [ $i -lt 200000 ]; do i=$((i + 1)); done; exit 3";
        let end = run(shell.args(["-c", loops])).unwrap();
        assert_eq!(end.status.code(), Some(3));
        let usage = end.usage.unwrap();
        assert!(
            usage.user + usage.system > Duration::from_millis(5),
            "{usage:?}"
        );
        assert!(usage.minor_faults > 0, "{usage:?}");
    }

    #[test]
    fn a_program_that_does_not_exist_is_an_error() {
        let error = run(&mut Command::new("/nowhere/program")).err().unwrap();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }
}

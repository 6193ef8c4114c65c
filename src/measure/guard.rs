//! Ends what a worker has started if this process is killed.
//!
//! On Linux a worker dies with its parent, but the processes that it started do not. So a shell waits for
//! the end of a pipe, which comes when this process is gone, and then ends the worker's process group.

use std::io::Write;
use std::process::{Child, Command, Stdio};

/// Reads the number of a process group from each line, 0 for none, and ends the last one.
const SCRIPT: &str = "
    trap '' INT TERM HUP QUIT
    group=0
    while read -r line; do group=$line; done
    test \"$group\" = 0 || kill -s KILL -- \"-$group\"
";

/// A process that outlives this one by a moment. Without it, as where there is no shell, only the worker
/// itself ends with its parent.
pub(super) struct Guard(Option<Child>);

impl Guard {
    pub(super) fn start() -> Self {
        if !cfg!(unix) {
            return Self(None);
        }
        let mut shell = Command::new("/bin/sh");
        shell
            .args(["-c", SCRIPT, "heapwise guard"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        super::platform::isolate(&mut shell, "sh");
        Self(shell.spawn().ok())
    }

    /// From now on, the process group of a worker ends with this process.
    pub(super) fn watch(&mut self, worker: u32) {
        self.write(worker);
    }

    /// The worker has ended, and its process group with it.
    pub(super) fn release(&mut self) {
        self.write(0);
    }

    fn write(&mut self, group: u32) {
        let pipe = self.0.as_mut().and_then(|shell| shell.stdin.as_mut());
        // An error means that the shell is gone.
        let _unguarded = pipe.map(|pipe| pipe.write_all(format!("{group}\n").as_bytes()));
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(shell) = &mut self.0 {
            drop(shell.stdin.take());
            let _ended = shell.wait();
        }
    }
}

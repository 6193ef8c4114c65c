//! Processes that this one starts.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use super::items::{read_number, write_items};

/// How to start a process that calls [`serve`](super::serve) on its stdin and stdout. If a path is given
/// as one more argument, it names the shared file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildCommand {
    /// The program.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// Started processes. Those that still run are ended on drop.
#[derive(Debug)]
pub(super) struct Children {
    children: Vec<Child>,
}

impl Children {
    /// Starts so many processes.
    pub(super) fn start(
        command: &ChildCommand,
        shared: Option<&Path>,
        count: u64,
    ) -> io::Result<Self> {
        let mut started = Self {
            children: Vec::with_capacity(count as usize),
        };
        for _ in 0..count {
            let mut process = Command::new(&command.program);
            process.args(&command.arguments).args(shared);
            process.stdin(Stdio::piped()).stdout(Stdio::piped());
            started.children.push(process.spawn()?);
        }
        Ok(started)
    }

    /// Sends each process its task, with a copy of the items. Calls `while_waiting` with the numbers of the
    /// processes while all have answered and none has ended, and adds up the answers.
    pub(super) fn run(
        mut self,
        items: &[u64],
        while_waiting: impl FnOnce(&[u32]),
    ) -> io::Result<u64> {
        for (number, child) in (0..).zip(&self.children) {
            let mut input = child.stdin.as_ref().expect("stdin is piped");
            write_items(&[number, items.len() as u64], &mut input)?;
            write_items(items, &mut input)?;
        }
        let mut sum = 0_u64;
        for child in &mut self.children {
            let output = child.stdout.as_mut().expect("stdout is piped");
            sum = sum.wrapping_add(read_number(output).map_err(no_answer)?);
        }
        let ids: Vec<u32> = self.children.iter().map(Child::id).collect();
        while_waiting(&ids);
        self.finish()?;
        Ok(sum)
    }

    /// Ends the processes and waits for them.
    fn finish(&mut self) -> io::Result<()> {
        for child in &mut self.children {
            drop(child.stdin.take());
        }
        for child in &mut self.children {
            check(child.wait()?)?;
        }
        Ok(())
    }
}

/// The error of a process that ended early, or of a program that serves no tasks.
fn no_answer(error: io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("a process gave no answer: {error}"))
}

fn check(status: ExitStatus) -> io::Result<()> {
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(format!("a process ended with {status}")))
}

impl Drop for Children {
    fn drop(&mut self) {
        for child in &mut self.children {
            // A process that has ended already cannot be ended, which is no error here.
            let _ended = child.kill();
            let _waited = child.wait();
        }
    }
}

//! `heapwise run --resume`: goes on with a run that was cut off.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::error::{Error, Result};
use crate::record::{self, Provenance, Report};

use super::read;
use super::report_files::report_folder;

/// The report of a run that was cut off.
#[derive(Debug)]
pub(super) struct CutOffRun {
    pub(super) folder: PathBuf,
    pub(super) report: Report,
}

impl CutOffRun {
    /// Reads the report at `path`, a file or a folder.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or no run made it.
    pub(super) fn read(path: &Path) -> Result<Self> {
        let report = read::report(path)?;
        if !report.parts.is_empty() {
            let problem = "a merged report; resume the one of its parts that was cut off";
            return Err(Error::format(path, problem.to_string()));
        }
        Ok(Self {
            folder: report_folder(path),
            report,
        })
    }

    /// The command line of the run, with the name of the program.
    pub(super) fn command(&self) -> Vec<OsString> {
        let words = self.report.provenance.command.iter();
        words.map(|word| record::text_to_os(word)).collect()
    }

    /// The provenance of the run, if this program, whose runs have the provenance `now`, can go on with
    /// it.
    ///
    /// # Errors
    ///
    /// If another program, another build or another machine made the report: its rows and new ones would
    /// not compare.
    pub(super) fn provenance(&self, now: &Provenance) -> Result<Provenance> {
        let then = &self.report.provenance;
        let facts = [
            ("heapwise", Some(&then.tool), Some(&now.tool)),
            ("package", then.package.as_ref(), now.package.as_ref()),
            ("program", then.target.as_ref(), now.target.as_ref()),
            ("revision", then.revision.as_ref(), now.revision.as_ref()),
            ("compiler", then.rustc.as_ref(), now.rustc.as_ref()),
            ("allocator", then.allocator.as_ref(), now.allocator.as_ref()),
            ("machine", then.machine.as_ref(), now.machine.as_ref()),
        ];
        let mut different = facts.iter().filter(|(_, then, now)| then != now);
        if let Some((what, then, now)) = different.next() {
            let [then, now] = [then, now].map(|fact| fact.map_or("unknown", String::as_str));
            return Err(self.refused(&format!("its {what} is {then}, and now it is {now}")));
        }
        let is_certain = then
            .revision
            .as_ref()
            .is_some_and(|revision| !revision.ends_with("-dirty"));
        if !is_certain && was_built_after(then.started.as_deref()) {
            return Err(self.refused("the program was built again since it began"));
        }
        Ok(then.clone())
    }

    fn refused(&self, why: &str) -> Error {
        let problem = format!("cannot be resumed: {why}; start the run anew");
        Error::format(&self.folder, problem)
    }
}

/// Whether this program was built after a time in the format of RFC 3339.
fn was_built_after(time: Option<&str>) -> bool {
    let built = || -> Option<SystemTime> {
        let program = std::env::current_exe().ok()?;
        program.metadata().ok()?.modified().ok()
    };
    let time = time.and_then(|time| humantime::parse_rfc3339(time).ok());
    built().zip(time).is_some_and(|(built, time)| built > time)
}

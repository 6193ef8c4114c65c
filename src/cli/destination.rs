//! Where a run writes its report. A failed run does not replace a good report.

use std::fs::File;
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::record::Report;

use super::store::{self, Store};
use super::{cargo, read};

const OPTION: &str = "--out";

/// The folder of a run's report.
pub(super) struct Destination {
    folder: PathBuf,
    /// The good report that only another good one replaces, and its folder.
    kept: Option<(PathBuf, Report)>,
    is_default: bool,
}

/// Excludes other runs that write into the default folders.
pub(super) struct DestinationLock(#[expect(dead_code, reason = "it is held")] Option<File>);

impl Destination {
    /// The folder that the user gives, or else the default one: while that has a good report, the one
    /// of failed runs.
    pub(super) fn new(given: Option<PathBuf>) -> Self {
        if let Some(folder) = given {
            return Self {
                folder,
                kept: None,
                is_default: false,
            };
        }
        let latest = cargo::latest_report();
        let kept = read::report(&latest).ok().filter(Report::is_well);
        let folder = match kept {
            Some(_) => cargo::failed_report(),
            None => latest.clone(),
        };
        Self {
            folder,
            kept: kept.map(|report| (latest, report)),
            is_default: true,
        }
    }

    /// The folder in which the report is.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Opens the folder for the report.
    ///
    /// # Errors
    ///
    /// As for [`Store::open`]; also if another run writes into the default folders.
    pub(super) fn open(&self) -> Result<(Store, DestinationLock)> {
        let lock = if self.is_default {
            store::create_and_lock(&cargo::folder(), OPTION)?
        } else {
            None
        };
        Ok((Store::open(&self.folder, OPTION)?, DestinationLock(lock)))
    }

    /// The report that the run may replace.
    pub(super) fn earlier(&self, store: &mut Store) -> Option<Report> {
        let kept = self.kept.as_ref().map(|(_, report)| report.clone());
        kept.or(store.take_previous())
    }

    /// Moves a good report to the place of the one that was kept for it.
    ///
    /// # Errors
    ///
    /// As for [`Store::move_to`]. The report then stays in its folder.
    pub(super) fn replace_kept(&mut self, store: &mut Store, report: &Report) -> Result<()> {
        if let Some((latest, _)) = &self.kept {
            store.move_to(latest, report)?;
            self.folder.clone_from(latest);
            self.kept = None;
        }
        Ok(())
    }

    /// Where the kept report and this one are; `None` unless one was kept.
    pub(super) fn render_kept(&self) -> Option<String> {
        let (latest, _) = self.kept.as_ref()?;
        Some(format!(
            "{} is unchanged: it has the last report without a failure; this one is in {}",
            latest.display(),
            self.folder.display()
        ))
    }
}

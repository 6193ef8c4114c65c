//! The option to open a page in the browser.

use std::path::Path;

use clap::Args;

use crate::error::Result;

/// The option of commands that write a page.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(super) struct OpenArguments {
    /// Open the written page in the browser
    #[cfg(all(feature = "page", feature = "program"))]
    #[arg(long)]
    open: bool,
}

impl OpenArguments {
    /// Checks that there is a page to open. `page` is the file that a command writes a page to, if it
    /// does.
    ///
    /// # Errors
    ///
    /// If a page is to be opened that is not written to a file.
    #[cfg(all(feature = "page", feature = "program"))]
    pub(super) fn check(self, page: Option<&Path>) -> Result<()> {
        if self.open && page.is_none() {
            return Err(crate::error::Error::Argument {
                argument: String::from("--open"),
                problem: String::from(
                    "opens a page that is written to a file; add `--format html --out FILE`",
                ),
            });
        }
        Ok(())
    }

    /// Without these features no page can be opened.
    #[cfg(not(all(feature = "page", feature = "program")))]
    pub(super) fn check(self, _page: Option<&Path>) -> Result<()> {
        Ok(())
    }

    /// Opens the page if the user asks for it. Without a browser, prints a warning.
    #[cfg(all(feature = "page", feature = "program"))]
    pub(super) fn open(self, page: &Path) {
        if !self.open {
            return;
        }
        // The folder in which a launcher starts may be another one.
        let absolute = std::path::absolute(page);
        let absolute = absolute.as_deref().unwrap_or(page);
        if let Err(error) = open::that_detached_with_timeout(absolute, TIME_FOR_LAUNCHER) {
            super::output::complain(&format!(
                "warning: no browser opened {}: {error}; open it yourself",
                page.display()
            ));
        }
    }

    /// Without these features no page can be opened.
    #[cfg(not(all(feature = "page", feature = "program")))]
    pub(super) fn open(self, _page: &Path) {}
}

/// How long a launcher may take to report a failure. One that still runs then has opened the page.
#[cfg(all(feature = "page", feature = "program"))]
const TIME_FOR_LAUNCHER: std::time::Duration = std::time::Duration::from_secs(2);

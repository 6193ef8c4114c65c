//! The revision of the working folder.

use std::path::Path;
use std::time::{Duration, Instant};

use super::git::Git;

/// How long git may take for everything.
const GIT_ENDS_WITHIN: Duration = Duration::from_secs(5);

/// The commit of the working folder, with `-dirty` behind it if files differ from it. `None` if git does
/// not track the folder, or takes too long.
pub(super) fn revision() -> Option<String> {
    let here = Path::new(".");
    let ends = Instant::now() + GIT_ENDS_WITHIN;
    let remaining = || ends.saturating_duration_since(Instant::now());
    let git = Git::new(here, remaining()).ok()?;
    let commit = git.run(here, &["rev-parse", "--verify", "HEAD"], remaining());
    let commit = commit.ok()?;
    let is_changed = git.has_changes(here, remaining()).ok()?;
    let dirty = if is_changed { "-dirty" } else { "" };
    let commit = commit.trim();
    (!commit.is_empty()).then(|| format!("{commit}{dirty}"))
}

//! Reads what the workers of heap passes leave.

use std::path::Path;

use crate::alloc::heap::{Recorder, RecorderSettings};
use crate::alloc::recording::Recursion;
use crate::error::{Error, Result};
use crate::profile::{OwnershipPatterns, Profile, Profiles, Symbols};

use super::heap_tool::HeapTool;

/// Reads what the worker of a heap pass left at a path.
pub(super) type ReadProfiles<'a> = dyn FnMut(&Path) -> Result<Profiles, String> + 'a;

/// Reads what the workers of heap passes leave.
pub(super) struct ProfileReader {
    settings: RecorderSettings,
    tool: Option<HeapTool>,
    ownership: OwnershipPatterns,
    symbols: Symbols,
}

impl ProfileReader {
    /// A reader of what `tool` leaves, or a recorder with these settings.
    pub(super) fn new(
        settings: RecorderSettings,
        tool: Option<HeapTool>,
        ownership: OwnershipPatterns,
    ) -> Self {
        Self {
            settings,
            tool,
            ownership,
            symbols: Symbols::default(),
        }
    }

    /// Reads what the worker of a heap pass left at `path`. `declared_in` is the source file that
    /// declares its experiment.
    ///
    /// # Errors
    ///
    /// If the file is missing or incomplete.
    pub(super) fn read(&mut self, path: &Path, declared_in: &str) -> Result<Profiles, String> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::reading(path, source));
        let profiles = text.and_then(|text| match self.settings.recorder {
            _ if self.tool.is_some() => Ok(Profiles {
                heap: Profile::read_any(&text, path)?,
                outside: None,
            }),
            Recorder::Heapwise => {
                Profiles::read_recording(&text, path, declared_in, &mut self.symbols)
            }
            Recorder::Dhat => Ok(Profiles {
                heap: self.read_dhat_crate(&text, path)?,
                outside: None,
            }),
        });
        let with_own_frames = |profile: Profile| {
            let mut profile = profile.with_ownership(&self.ownership);
            profile.store_own_frames();
            profile
        };
        let profiles = profiles.map(|profiles| Profiles {
            heap: with_own_frames(profiles.heap),
            outside: profiles.outside.map(with_own_frames),
        });
        profiles.map_err(|error| {
            format!(
                "wrote no complete profile: {error}; free disk space, or set TMPDIR to another \
                 folder"
            )
        })
    }

    /// The `dhat` crate does not fold recursion, so it is folded here.
    fn read_dhat_crate(&self, text: &str, path: &Path) -> Result<Profile> {
        let mut profile = Profile::read_dhat_crate(text, path)?;
        if self.settings.recursion == Recursion::Fold {
            profile.fold_recursion();
        }
        Ok(profile)
    }
}

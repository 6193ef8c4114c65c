//! Reads what the workers of heap passes leave.

use std::path::Path;

use crate::alloc::heap::{Recorder, RecorderSettings};
use crate::alloc::recording::Recursion;
use crate::error::{Error, Result};
use crate::profile::{OwnershipPatterns, Profile, Symbols};

/// Reads what the worker of a heap pass left at a path.
pub(super) type ReadProfile<'a> = dyn FnMut(&Path) -> Result<Profile, String> + 'a;

/// Reads what the workers of heap passes leave.
pub(super) struct ProfileReader {
    settings: RecorderSettings,
    ownership: OwnershipPatterns,
    symbols: Symbols,
}

impl ProfileReader {
    pub(super) fn new(settings: RecorderSettings, ownership: OwnershipPatterns) -> Self {
        Self {
            settings,
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
    pub(super) fn read(&mut self, path: &Path, declared_in: &str) -> Result<Profile, String> {
        let text = std::fs::read_to_string(path).map_err(|source| Error::reading(path, source));
        let profile = text.and_then(|text| match self.settings.recorder {
            Recorder::Heapwise => {
                Profile::read_recording(&text, path, declared_in, &mut self.symbols)
            }
            Recorder::Dhat => self.read_dhat_crate(&text, path),
        });
        let profile = profile.map(|profile| {
            let mut profile = profile.with_ownership(&self.ownership);
            profile.store_own_frames();
            profile
        });
        profile.map_err(|error| {
            format!(
                "left no complete profile: {error}; is there room for it, or should TMPDIR name \
                 another folder?"
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

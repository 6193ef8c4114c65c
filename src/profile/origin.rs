//! Attribution: whose code a frame is, and which frame of a program point is its call site.

use hashbrown::HashSet;

use super::frame::Frame;
use super::model::{Profile, ProgramPoint};
use super::ownership::OwnershipPatterns;

/// Whose code a frame belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Origin {
    /// The user's own code.
    Own,
    /// A package from a registry, or a library of the system.
    Package,
    /// The standard library, an allocator, or a module that measures.
    Standard,
}

impl Profile {
    /// The profile with the user's patterns for own and other code.
    pub fn with_ownership(self, patterns: &OwnershipPatterns) -> Self {
        Self {
            ownership: patterns.clone(),
            ..self
        }
    }

    /// Stores which frames are the user's own code, so that readers of the file agree on them.
    pub fn store_own_frames(&mut self) {
        let origins = self.origins().into_iter().enumerate();
        let own = origins.filter(|(_, origin)| *origin == Origin::Own);
        let own = own.map(|(index, _)| index).collect();
        self.extension.get_or_insert_default().own_frames = Some(own);
        self.ownership = OwnershipPatterns::default();
    }

    /// The origin of each frame of `ftbl`: as the user's patterns say, as the file stores it, or else
    /// as far as the text of the frames shows it.
    pub fn origins(&self) -> Vec<Origin> {
        let frames: Vec<Frame> = self.frames.iter().map(Frame::parse).collect();
        let stored = self.extension.as_ref();
        let stored = stored.and_then(|extension| extension.own_frames.as_ref());
        let mut origins = match stored {
            Some(own) => stored_origins(&frames, own),
            None => self.origins_from_text(&frames),
        };
        for (frame, origin) in frames.iter().zip(&mut origins) {
            match self.ownership.is_own(frame) {
                Some(true) => *origin = Origin::Own,
                Some(false) if *origin == Origin::Own => *origin = Origin::Package,
                _ => {}
            }
        }
        origins
    }

    fn origins_from_text(&self, frames: &[Frame<'_>]) -> Vec<Origin> {
        // The crates with a frame in a package from a registry. The paths of their other frames may
        // be cut so short that they do not name the package.
        let packages: HashSet<&str> = frames
            .iter()
            .filter(|frame| frame.is_in_registry())
            .map(Frame::crate_name)
            .collect();
        let origin = |frame: &Frame| match frame {
            frame if frame.is_standard() => Origin::Standard,
            frame if frame.is_in_registry() || frame.is_in_system_library() => Origin::Package,
            frame if packages.contains(frame.crate_name()) => Origin::Package,
            _ => Origin::Own,
        };
        let mut origins: Vec<Origin> = frames.iter().map(origin).collect();
        self.mark_inlined_standard(frames, &mut origins);
        origins
    }

    /// Marks as standard the frames that are inlined into a function of the precompiled standard
    /// library. Valgrind reports these without a crate or folder, and frames compiled with the
    /// program with their folder.
    fn mark_inlined_standard(&self, frames: &[Frame<'_>], origins: &mut [Origin]) {
        let address = |&frame: &usize| Frame::address(&self.frames[frame]);
        for point in &self.points {
            let calls = point.backtrace.chunk_by(|inner, outer| {
                address(inner).is_some() && address(inner) == address(outer)
            });
            for call in calls {
                let Some((&outermost, inlined)) = call.split_last() else {
                    continue;
                };
                if origins[outermost] != Origin::Standard || !frames[outermost].has_bare_file() {
                    continue;
                }
                for &frame in inlined.iter().filter(|&&frame| frames[frame].is_bare()) {
                    origins[frame] = Origin::Standard;
                }
            }
        }
    }
}

fn stored_origins(frames: &[Frame<'_>], own: &[usize]) -> Vec<Origin> {
    let foreign = |frame: &Frame| {
        if frame.is_standard() {
            Origin::Standard
        } else {
            Origin::Package
        }
    };
    let mut origins: Vec<Origin> = frames.iter().map(foreign).collect();
    for &index in own {
        if let Some(origin) = origins.get_mut(index) {
            *origin = Origin::Own;
        }
    }
    origins
}

/// Finds the frame that is the call site of `point` and returns its index in `ftbl`: the innermost
/// frame of the user's own code, or else the outermost function with a name that does not only start
/// the program or the thread. 0, the root, if the backtrace is empty. `frames` and `origins` are those
/// of `ftbl`.
pub fn find_call_site(point: &ProgramPoint, frames: &[Frame<'_>], origins: &[Origin]) -> usize {
    let backtrace = &point.backtrace;
    let own = backtrace
        .iter()
        .find(|&&frame| origins[frame] == Origin::Own);
    let outermost =
        |is_wanted: &dyn Fn(usize) -> bool| backtrace.iter().rev().find(|&&frame| is_wanted(frame));
    let is_named = |frame: usize| frames[frame].is_named();
    let is_of_package = |frame: usize| {
        is_named(frame) && origins[frame] == Origin::Package && !frames[frame].is_start()
    };
    own.or_else(|| outermost(&is_of_package))
        .or_else(|| outermost(&|frame| is_named(frame) && !frames[frame].is_start()))
        .or_else(|| backtrace.last())
        .copied()
        .unwrap_or(0)
}

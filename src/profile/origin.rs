//! Attribution: whose code a frame is, and which frame of a program point is its call site.

use hashbrown::HashSet;

use super::frame::Frame;
use super::model::{Profile, ProgramPoint};

/// Whose code a frame belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The user's own code.
    Own,
    /// A package from a registry, or a library of the system.
    Package,
    /// The standard library, an allocator, or a module that measures.
    Standard,
}

impl Profile {
    /// The origin of each frame of `ftbl`: as the recorder stored it, or else as far as the text of
    /// the frames shows it.
    pub fn origins(&self) -> Vec<Origin> {
        let frames: Vec<Frame> = self.frames.iter().map(|text| Frame::parse(text)).collect();
        let extension = self.extension.as_ref();
        if let Some(own) = extension.and_then(|extension| extension.own_frames.as_ref()) {
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
            return origins;
        }
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
        self.mark_inlined_standard(&frames, &mut origins);
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
    let is_named = |frame: usize| !UNNAMED.contains(&frames[frame].function);
    let is_of_package = |frame: usize| {
        is_named(frame) && origins[frame] == Origin::Package && !frames[frame].is_start()
    };
    own.or_else(|| outermost(&is_of_package))
        .or_else(|| outermost(&|frame| is_named(frame) && !frames[frame].is_start()))
        .or_else(|| backtrace.last())
        .copied()
        .unwrap_or(0)
}

/// What tools write for a function without a name.
const UNNAMED: [&str; 2] = ["???", ""];

//! The call sites of a profile as they are compared: by function and file, which are the same in
//! other builds of the program.

use hashbrown::HashMap;
use indexmap::IndexSet;

use crate::profile::{Frame, Origin, Profile, ProgramPoint, SiteFigures, find_call_site};

use super::names;

/// How many callers of a call site are compared to find out where it was inlined.
const MAX_CALLERS: usize = 3;

/// What identifies a function of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct FunctionKey<'a> {
    /// The normalized name.
    pub(super) name: String,
    /// The source file as the profile names it.
    pub(super) file: &'a str,
}

/// One call in one function, and what it allocated.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// The frame as the profile names it.
    pub(super) frame: Frame<'a>,
    /// The function, as an index into [`Sites::functions`].
    pub(super) function: usize,
    /// The callers in the user's own code on the site's first backtrace, innermost first, as
    /// indices into [`Sites::functions`].
    pub(super) callers: Vec<usize>,
    pub(super) figures: SiteFigures,
}

impl Site<'_> {
    /// The line and the column.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.frame.line, self.frame.column)
    }
}

/// A call site of the old profile and its counterpart in the new one; one of them may be missing.
pub(super) type SitePair<'a> = (Option<&'a Site<'a>>, Option<&'a Site<'a>>);

/// The call sites of a profile.
pub(super) struct Sites<'a> {
    pub(super) functions: IndexSet<FunctionKey<'a>>,
    /// Whose code each function is. Frames in the user's own code decide.
    pub(super) origin_of_function: Vec<Origin>,
    /// For each frame of `ftbl`, the index of its function.
    pub(super) function_of_frame: Vec<usize>,
    pub(super) sites: Vec<Site<'a>>,
}

impl<'a> Sites<'a> {
    /// Groups the program points of a profile by call site.
    pub(super) fn from_profile(profile: &'a Profile) -> Self {
        let origins = profile.origins();
        let frames: Vec<Frame> = profile.frames.iter().map(Frame::parse).collect();
        let mut functions = IndexSet::new();
        let function_of_frame: Vec<usize> = frames
            .iter()
            .map(|frame| functions.insert_full(FunctionKey::from_frame(frame)).0)
            .collect();
        let mut origin_of_function = vec![Origin::Standard; functions.len()];
        for (&function, &origin) in function_of_frame.iter().zip(&origins) {
            origin_of_function[function] = origin.min(origin_of_function[function]);
        }
        let mut index_by_place = HashMap::new();
        let mut sites: Vec<Site> = Vec::new();
        for point in &profile.points {
            let frame = find_call_site(point, &frames, &origins);
            let function = function_of_frame[frame];
            let index = index_by_place.entry((function, frames[frame].line, frames[frame].column));
            let index = *index.or_insert_with(|| {
                sites.push(Site {
                    frame: frames[frame],
                    function,
                    callers: find_callers(point, frame, &origins, &function_of_frame),
                    figures: SiteFigures::default(),
                });
                sites.len() - 1
            });
            sites[index].figures.add(&point.into());
        }
        Self {
            functions,
            origin_of_function,
            function_of_frame,
            sites,
        }
    }
}

/// The functions of the user's own code that called `site`, a frame of `point`, innermost first.
fn find_callers(
    point: &ProgramPoint,
    site: usize,
    origins: &[Origin],
    function_of_frame: &[usize],
) -> Vec<usize> {
    let outward = point.backtrace.iter().skip_while(|&&frame| frame != site);
    outward
        .skip(1)
        .filter(|&&frame| origins[frame] == Origin::Own)
        .map(|&frame| function_of_frame[frame])
        .take(MAX_CALLERS)
        .collect()
}

impl<'a> FunctionKey<'a> {
    fn from_frame(frame: &Frame<'a>) -> Self {
        Self {
            name: names::normalize(frame.function),
            file: frame.file,
        }
    }
}

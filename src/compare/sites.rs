//! The call sites of a profile as they are compared: by function and file, whatever the build.

use hashbrown::HashMap;
use indexmap::IndexSet;
use serde::Serialize;

use crate::profile::{Frame, Origin, Point, Profile, call_site};

use super::names;

/// How many of the frames that call a site may tell where it was inlined.
const MOST_CALLERS: usize = 3;

/// What a call site, or a whole profile, allocated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize)]
pub struct Figures {
    /// Bytes live at the program's peak.
    pub peak_bytes: u64,
    /// Bytes in total.
    pub total_bytes: u64,
    /// Blocks in total.
    pub total_blocks: u64,
}

/// A function of a profile.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Function<'a> {
    /// Its name, normalised.
    pub(super) name: String,
    /// Its source file, as the profile names it.
    pub(super) file: &'a str,
}

/// One line of one function, and what was allocated from there.
#[derive(Debug)]
pub(super) struct Site<'a> {
    /// As the profile names it.
    pub(super) frame: Frame<'a>,
    /// Its function, by its place in [`Sites::functions`].
    pub(super) function: usize,
    /// The functions of one's own code that the first of its backtraces came through, innermost
    /// first.
    pub(super) callers: Vec<usize>,
    pub(super) figures: Figures,
}

/// The call sites of a profile.
pub(super) struct Sites<'a> {
    pub(super) functions: IndexSet<Function<'a>>,
    /// The function of each frame of `ftbl`.
    pub(super) of_frame: Vec<usize>,
    pub(super) sites: Vec<Site<'a>>,
}

impl<'a> Sites<'a> {
    /// Gathers a profile's points by call site.
    pub(super) fn of(profile: &'a Profile) -> Self {
        let origins = profile.origins();
        let frames: Vec<Frame> = profile.frames.iter().map(|f| Frame::parse(f)).collect();
        let mut functions = IndexSet::new();
        let of_frame: Vec<usize> = frames
            .iter()
            .map(|frame| functions.insert_full(Function::of(frame)).0)
            .collect();
        let mut places = HashMap::new();
        let mut sites: Vec<Site> = Vec::new();
        for point in &profile.points {
            let frame = call_site(point, &origins);
            let function = of_frame[frame];
            let place = places.entry((function, frames[frame].line));
            let place = *place.or_insert_with(|| {
                sites.push(Site {
                    frame: frames[frame],
                    function,
                    callers: callers(point, frame, &origins, &of_frame),
                    figures: Figures::default(),
                });
                sites.len() - 1
            });
            sites[place].figures.add(point);
        }
        Self {
            functions,
            of_frame,
            sites,
        }
    }
}

fn callers(point: &Point, site: usize, origins: &[Origin], of_frame: &[usize]) -> Vec<usize> {
    let outward = point.backtrace.iter().skip_while(|&&frame| frame != site);
    outward
        .skip(1)
        .filter(|&&frame| origins[frame] == Origin::Own)
        .map(|&frame| of_frame[frame])
        .take(MOST_CALLERS)
        .collect()
}

impl<'a> Function<'a> {
    fn of(frame: &Frame<'a>) -> Self {
        Self {
            name: names::normalised(frame.function),
            file: frame.file,
        }
    }
}

impl Figures {
    /// Sums over a whole profile.
    pub(super) fn of(profile: &Profile) -> Self {
        let mut figures = Self::default();
        profile.points.iter().for_each(|point| figures.add(point));
        figures
    }

    /// A profile that was read has sums that fit.
    fn add(&mut self, point: &Point) {
        self.peak_bytes += point.peak_bytes.unwrap_or(0);
        self.total_bytes += point.total_bytes;
        self.total_blocks += point.total_blocks;
    }
}

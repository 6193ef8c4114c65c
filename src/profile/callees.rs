//! The functions of other code below a call site, as a tree.

use indexmap::IndexMap;

use super::frame::Frame;
use super::model::ProgramPoint;
use super::origin::Origin;
use super::short_name::{short_function, short_type};
use super::site_figures::SiteFigures;

/// A function of other code below a call site, and what was allocated in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// A short name, as a caller would write it: `serde_json::from_str`, `Vec<T>::push`.
    pub function: String,
    /// What was allocated.
    pub figures: SiteFigures,
    /// What it called.
    pub callees: Vec<Callee>,
}

/// The types of the standard library that allocate, by the modules that define them. A type of
/// `hashbrown` is the table in the standard library's maps, and `RawVec` is the buffer of a vector.
const CONTAINERS: [&str; 15] = [
    "alloc::vec::Vec<",
    "alloc::raw_vec::RawVec<",
    "alloc::string::String",
    "alloc::boxed::Box<",
    "alloc::rc::Rc<",
    "alloc::sync::Arc<",
    "alloc::collections::vec_deque::VecDeque<",
    "alloc::collections::binary_heap::BinaryHeap<",
    "alloc::collections::btree::map::BTreeMap<",
    "alloc::collections::btree::set::BTreeSet<",
    "alloc::collections::linked_list::LinkedList<",
    "std::collections::hash::map::HashMap<",
    "std::collections::hash::set::HashSet<",
    "hashbrown::map::HashMap<",
    "hashbrown::set::HashSet<",
];

/// The most levels of the tree. What lies deeper counts for the function at the last level.
const MAX_LEVELS: usize = 64;

/// What was called below one call site.
#[derive(Default)]
pub(super) struct CalleeTree {
    figures: SiteFigures,
    callees: IndexMap<String, Self>,
    /// The bytes at the peak, and in total, of each container. Kept at the root only.
    containers: IndexMap<String, SiteFigures>,
}

impl CalleeTree {
    /// Adds the part of a backtrace that is inside of the call site, frame `site`.
    pub(super) fn add(
        &mut self,
        point: &ProgramPoint,
        site: usize,
        frames: &[Frame<'_>],
        origins: &[Origin],
    ) {
        let inner = point.backtrace.iter().take_while(|&&frame| frame != site);
        let inner: Vec<usize> = inner.copied().collect();
        if let Some(container) = inner
            .iter()
            .rev()
            .find_map(|&frame| container(&frames[frame]))
        {
            self.containers
                .entry(container)
                .or_default()
                .add(&point.into());
        }
        // Of the standard library's frames at the inner end, one shows what was called.
        let last = inner
            .iter()
            .position(|&frame| origins[frame] != Origin::Standard);
        let last = last.unwrap_or(inner.len()).saturating_sub(1);
        let mut node = self;
        let outermost_first = inner[last.min(inner.len())..].iter().rev();
        for &frame in outermost_first.take(MAX_LEVELS) {
            let name = short_function(frames[frame].function);
            node = node.callees.entry(name).or_default();
            node.figures.add(&point.into());
        }
    }

    /// What was called, and the container that allocated the most.
    pub(super) fn into_parts(self) -> (Vec<Callee>, Option<String>) {
        let containers = self.containers.into_iter();
        let most = containers.max_by_key(|(_, figures)| (figures.peak_bytes, figures.total_bytes));
        (sorted(self.callees), most.map(|(name, _)| name))
    }
}

fn sorted(callees: IndexMap<String, CalleeTree>) -> Vec<Callee> {
    let mut callees: Vec<Callee> = callees
        .into_iter()
        .map(|(function, tree)| Callee {
            function,
            figures: tree.figures,
            callees: sorted(tree.callees),
        })
        .collect();
    callees.sort_by_key(|callee| callee.figures.rank());
    callees
}

/// The short name of the container whose method a frame is.
fn container(frame: &Frame<'_>) -> Option<String> {
    let function = frame.function.trim_start_matches('<');
    let start = CONTAINERS
        .iter()
        .find(|start| function.starts_with(*start))?;
    let end = match start.strip_suffix('<') {
        Some(name) => name.len() + closing_bracket(&function[name.len()..])?,
        None => start.len(),
    };
    let name = short_type(&function[..end]);
    let name = name
        .trim_start_matches("hashbrown::")
        .trim_start_matches("Raw");
    Some(name.to_string())
}

/// The length of the part in angle brackets at the beginning of a text.
fn closing_bracket(text: &str) -> Option<usize> {
    let mut depth = 0_i64;
    let closing = text.char_indices().find(|(at, c)| {
        let is_arrow = *c == '>' && text[..*at].ends_with('-');
        depth += i64::from(*c == '<') - i64::from(*c == '>' && !is_arrow);
        depth == 0
    });
    closing.map(|(at, _)| at + 1)
}

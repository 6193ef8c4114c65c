//! The functions of other code below a call site, as a tree.

use std::sync::Arc;

use hashbrown::HashMap;
use indexmap::{IndexMap, IndexSet};

use super::frame::Frame;
use super::model::ProgramPoint;
use super::origin::Origin;
use super::short_name::{short_function, short_type};
use super::site_figures::SiteFigures;

/// A function of other code below a call site, and what was allocated in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Callee {
    /// A short name, as a caller would write it: `serde_json::from_str`, `Vec<T>::push`.
    pub function: Arc<str>,
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

/// What was called below the call sites of a profile.
#[derive(Default)]
pub(super) struct CalleeTrees {
    names: IndexSet<Arc<str>>,
    /// The name of each frame, once it is needed.
    name_by_frame: HashMap<usize, u32>,
    /// The nodes of all trees, each after its caller.
    nodes: Vec<CalleeNode>,
    /// By the caller's node and the callee's name.
    node_by_caller: HashMap<(u32, u32), u32>,
    /// What was allocated in each container, by its name, at each root.
    containers: IndexMap<(u32, String), SiteFigures>,
}

/// A call site, or a function below one.
struct CalleeNode {
    /// Its name; of a call site none.
    name: u32,
    caller: Option<u32>,
    figures: SiteFigures,
}

impl CalleeTrees {
    /// Adds a call site, and returns its node.
    pub(super) fn add_site(&mut self) -> u32 {
        self.add_node(None, 0)
    }

    fn add_node(&mut self, caller: Option<u32>, name: u32) -> u32 {
        self.nodes.push(CalleeNode {
            name,
            caller,
            figures: SiteFigures::default(),
        });
        u32::try_from(self.nodes.len() - 1).expect("a profile has fewer than 2^32 frames")
    }

    /// Adds the part of a backtrace that is inside of the call site, frame `site`, whose node is
    /// `root`.
    pub(super) fn add(
        &mut self,
        root: u32,
        point: &ProgramPoint,
        site: usize,
        frames: &[Frame<'_>],
        origins: &[Origin],
    ) {
        let backtrace = &point.backtrace;
        let end = backtrace.iter().position(|&frame| frame == site);
        let inner = &backtrace[..end.unwrap_or(backtrace.len())];
        let mut outermost_first = inner.iter().rev();
        if let Some(container) = outermost_first.find_map(|&frame| container(&frames[frame])) {
            let figures = self.containers.entry((root, container)).or_default();
            figures.add(&point.into());
        }
        // Of the standard library's frames at the inner end, one shows what was called.
        let last = inner
            .iter()
            .position(|&frame| origins[frame] != Origin::Standard);
        let last = last.unwrap_or(inner.len()).saturating_sub(1);
        let mut node = root;
        let outermost_first = inner[last.min(inner.len())..].iter().rev();
        for &frame in outermost_first.take(MAX_LEVELS) {
            let name = self.name_of(frame, frames);
            node = match self.node_by_caller.get(&(node, name)) {
                Some(&known) => known,
                None => {
                    let added = self.add_node(Some(node), name);
                    self.node_by_caller.insert((node, name), added);
                    added
                }
            };
            self.nodes[node as usize].figures.add(&point.into());
        }
    }

    /// The index of a frame's short name.
    fn name_of(&mut self, frame: usize, frames: &[Frame<'_>]) -> u32 {
        *self.name_by_frame.entry(frame).or_insert_with(|| {
            let (index, _) = self
                .names
                .insert_full(short_function(frames[frame].function).into());
            index as u32
        })
    }

    /// What each call site called, by its node, and the container that allocated the most in it.
    pub(super) fn into_parts(self) -> (Vec<Vec<Callee>>, HashMap<u32, String>) {
        let mut counts = vec![0; self.nodes.len()];
        for caller in self.nodes.iter().filter_map(|node| node.caller) {
            counts[caller as usize] += 1;
        }
        let mut callees: Vec<Vec<Callee>> = Vec::new();
        callees.resize_with(self.nodes.len(), Vec::new);
        for (index, node) in self.nodes.iter().enumerate().rev() {
            callees[index].reverse();
            callees[index].sort_by_key(|callee| callee.figures.rank());
            let Some(caller) = node.caller.map(|caller| caller as usize) else {
                continue;
            };
            let callee = Callee {
                function: self.names[node.name as usize].clone(),
                figures: node.figures,
                callees: std::mem::take(&mut callees[index]),
            };
            let siblings = &mut callees[caller];
            siblings.reserve_exact(counts[caller] - siblings.len());
            siblings.push(callee);
        }
        let mut containers: Vec<((u32, String), SiteFigures)> =
            self.containers.into_iter().collect();
        containers.sort_by_key(|(_, figures)| (figures.peak_bytes, figures.total_bytes));
        let containers = containers.into_iter().map(|(container, _)| container);
        (callees, containers.collect())
    }
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

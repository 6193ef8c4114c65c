//! Names return addresses: function, file and line, with inlined frames.

use std::fmt::Write;
use std::path::{Component, Path, PathBuf};

use hashbrown::HashMap;

use super::modules;

/// The frames of a DHAT file, each address resolved once.
pub(super) struct Symbols {
    frames: Vec<String>,
    /// Of each frame, whether it belongs to an allocator.
    allocators: Vec<Allocator>,
    index_by_frame: HashMap<String, usize>,
    /// The frames of an address, innermost first: several if functions are inlined.
    by_address: HashMap<usize, Vec<usize>>,
}

/// What a function has to do with allocating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allocator {
    /// It calls for memory, and is of interest as the innermost frame of a backtrace.
    Interface,
    /// It is the way from there to heapwise's allocator.
    Inside,
    /// Nothing.
    No,
}

/// The number of components of a file's path that are stored, as by the `dhat` crate.
const PATH_COMPONENTS: usize = 3;

/// The frame that stands for the outer part of a stack that could not be unwound.
const TRUNCATED: &str = "[outer frames unknown]";

impl Symbols {
    pub(super) fn new() -> Self {
        Self {
            frames: vec![String::from("[root]")],
            allocators: vec![Allocator::No],
            index_by_frame: HashMap::new(),
            by_address: HashMap::new(),
        }
    }

    pub(super) fn into_frames(self) -> Vec<String> {
        self.frames
    }

    /// The frames of a stack of return addresses, innermost first, without those inside of the
    /// allocator. Address 0 is the unknown outer part of a stack.
    pub(super) fn backtrace(&mut self, addresses: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut backtrace = Vec::new();
        for address in addresses {
            if !self.by_address.contains_key(&address) {
                let frames = self.resolve(address);
                self.by_address.insert(address, frames);
            }
            backtrace.extend_from_slice(&self.by_address[&address]);
        }
        let is = |frame: usize, kind| self.allocators[frame] == kind;
        let outside = backtrace
            .iter()
            .position(|&frame| !is(frame, Allocator::Inside));
        let interface = backtrace
            .iter()
            .rposition(|&frame| is(frame, Allocator::Interface));
        let first = interface.max(outside).unwrap_or(backtrace.len());
        backtrace.drain(..first);
        backtrace
    }

    fn resolve(&mut self, address: usize) -> Vec<usize> {
        if address == 0 {
            return vec![self.index_of(String::from(TRUNCATED), Allocator::No)];
        }
        let address_in_file = modules::address_in_file(address);
        let mut frames = Vec::new();
        backtrace::resolve(address as *mut _, |symbol| {
            let name = symbol.name().map(|name| format!("{name:#}"));
            let name = name.as_deref().unwrap_or("???");
            let mut frame = format!("{address_in_file:#x}: {name} (");
            match symbol.filename() {
                Some(path) => write!(frame, "{}", last_components(path).display()),
                None => write!(frame, "???"),
            }
            .expect("text can be appended to a string");
            let (line, column) = (symbol.lineno().unwrap_or(0), symbol.colno().unwrap_or(0));
            write!(frame, ":{line}:{column})").expect("text can be appended to a string");
            frames.push((frame, Allocator::of_function(name)));
        });
        if frames.is_empty() {
            frames.push((
                format!("{address_in_file:#x}: ??? (???:0:0)"),
                Allocator::No,
            ));
        }
        let frames = frames.into_iter();
        frames
            .map(|(frame, allocator)| self.index_of(frame, allocator))
            .collect()
    }

    fn index_of(&mut self, frame: String, allocator: Allocator) -> usize {
        if let Some(&index) = self.index_by_frame.get(&frame) {
            return index;
        }
        let index = self.frames.len();
        self.frames.push(frame.clone());
        self.allocators.push(allocator);
        self.index_by_frame.insert(frame, index);
        index
    }
}

impl Allocator {
    fn of_function(name: &str) -> Self {
        let starts_with =
            |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
        let own = concat!(env!("CARGO_CRATE_NAME"), "::alloc::");
        let path = name.trim_start_matches('<');
        if starts_with(&["alloc::alloc::", "<alloc::alloc::"]) {
            Self::Interface
        } else if path.starts_with(own) || starts_with(&["__rust_", "__rg_", "__rdl_", "__rustc"]) {
            Self::Inside
        } else {
            Self::No
        }
    }
}

/// The last components of a path.
fn last_components(path: &Path) -> PathBuf {
    let components: Vec<Component> = path.components().collect();
    let first = components.len().saturating_sub(PATH_COMPONENTS);
    components[first..].iter().collect()
}

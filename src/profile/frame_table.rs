//! The table of frames of a recorded profile: their texts, what they have to do with allocating, and
//! which are the user's own code.

use hashbrown::{HashMap, HashSet};

use crate::alloc::recording::CodeAddress;

use super::frame::{Frame, THREAD_START, is_c_allocator};
use super::frame_texts::FrameTexts;
use super::source_tree::{Owner, SourceTree};
use super::symbols::NamedFrame;

/// The frame that stands for the outer part of a stack that could not be unwound.
const TRUNCATED: &str = "[outer frames unknown]";

/// The frames of a DHAT file.
pub(super) struct FrameTable<'a> {
    sources: SourceTree<'a>,
    texts: FrameTexts,
    /// Of each frame, what its function has to do with allocating.
    roles: Vec<Role>,
    /// Of each frame, whose source file it is in; `None` without a file.
    owners: Vec<Option<Owner>>,
    index_by_text: HashMap<String, usize>,
    /// A frame that calls heapwise's harness.
    caller: Option<usize>,
}

/// What a function has to do with allocating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It calls for memory, and is of interest as the innermost frame of a backtrace.
    Interface,
    /// It is the way from there to heapwise's allocator.
    InsideAllocator,
    /// Nothing.
    None,
}

impl<'a> FrameTable<'a> {
    pub(super) fn new(workspace: Option<&'a str>) -> Self {
        Self {
            sources: SourceTree::new(workspace),
            texts: FrameTexts::from_iter(["[root]"]),
            roles: vec![Role::None],
            owners: vec![None],
            index_by_text: HashMap::new(),
            caller: None,
        }
    }

    /// The texts of the frames, in the order of their indices.
    pub(super) fn into_texts(self) -> FrameTexts {
        self.texts
    }

    /// Adds the frames of the call that returns to `address`, and returns their indices, innermost
    /// first.
    pub(super) fn add_call(&mut self, address: CodeAddress, call: &[NamedFrame]) -> Vec<usize> {
        let mark = match address {
            CodeAddress::UNKNOWN => Some(TRUNCATED),
            CodeAddress::THREAD_START => Some(THREAD_START),
            _ => None,
        };
        if let Some(mark) = mark {
            return vec![self.index_of(String::from(mark), Role::None, None)];
        }
        let address = address.address;
        let add = |frame: &NamedFrame| {
            let role = frame
                .function
                .as_deref()
                .map_or(Role::None, Role::of_function);
            let function = frame.function.as_deref().unwrap_or("???");
            if is_c_allocator(function) {
                // The file is that of the user's `count_c_allocations!`.
                let text = format!("{address:#x}: {function} (???:0:0)");
                return self.index_of(text, role, Some(Owner::Standard));
            }
            let source = frame.file.as_deref().map(|file| self.sources.locate(file));
            let file = source.as_ref().map_or("???", |source| &source.name);
            let (line, column) = (frame.line, frame.column);
            let text = format!("{address:#x}: {function} ({file}:{line}:{column})");
            self.index_of(text, role, source.map(|source| source.owner))
        };
        call.iter().map(add).collect()
    }

    fn index_of(&mut self, text: String, role: Role, owner: Option<Owner>) -> usize {
        if let Some(&index) = self.index_by_text.get(&text) {
            return index;
        }
        let index = self.texts.len();
        self.texts.extend([&text]);
        self.roles.push(role);
        self.owners.push(owner);
        self.index_by_text.insert(text, index);
        index
    }

    /// The frames of a stack, innermost first, without those inside of the allocator: neither where
    /// the block was allocated, nor where a thread was started.
    pub(super) fn backtrace(&mut self, stack: &[usize], by_address: &[Vec<usize>]) -> Vec<usize> {
        let frames = stack.iter().flat_map(|&address| &by_address[address]);
        let frames: Vec<usize> = frames.copied().collect();
        let threads = frames.split_inclusive(|&frame| &self.texts[frame] == THREAD_START);
        let backtrace: Vec<usize> = threads
            .flat_map(|thread| self.outside_of_allocator(thread))
            .copied()
            .collect();
        if self.caller.is_none() {
            self.caller = self.find_caller(&backtrace);
        }
        backtrace
    }

    fn outside_of_allocator<'f>(&self, thread: &'f [usize]) -> &'f [usize] {
        let mut roles = thread.iter().map(|&frame| self.roles[frame]);
        let outside = roles.clone().position(|role| role != Role::InsideAllocator);
        let interface = roles.rposition(|role| role == Role::Interface);
        let first = interface.max(outside).unwrap_or(thread.len());
        &thread[first..]
    }

    /// The frame of a backtrace that calls the outermost function of heapwise's harness.
    fn find_caller(&self, backtrace: &[usize]) -> Option<usize> {
        let is_of_harness = |frame: &usize| {
            let function = Frame::parse(&self.texts[*frame]).function;
            function.starts_with(concat!(env!("CARGO_CRATE_NAME"), "::cli::"))
        };
        let outermost = backtrace.iter().rposition(is_of_harness)?;
        backtrace.get(outermost + 1).copied()
    }

    /// The frames of the user's own code: those in files of the workspace; and, of the frames
    /// without a file and those in what a build script made, those of the workspace's crates.
    pub(super) fn find_own(&self) -> Vec<usize> {
        let frames: Vec<Frame> = self.texts.iter().map(Frame::parse).collect();
        let mut own_crates: HashSet<&str> = frames
            .iter()
            .zip(&self.owners)
            .filter(|(frame, owner)| {
                // A method may be that of a type from another crate.
                **owner == Some(Owner::Workspace) && !frame.function.starts_with('<')
            })
            .map(|(frame, _)| frame.crate_name())
            .collect();
        // Without line tables no file is known, but the crate that calls heapwise is.
        own_crates.extend(self.caller.map(|caller| frames[caller].crate_name()));
        let is_own = |index: &usize| match self.owners[*index] {
            Some(Owner::Workspace) => true,
            None | Some(Owner::BuildScript) => own_crates.contains(frames[*index].crate_name()),
            Some(Owner::Standard | Owner::Package) => false,
        };
        (1..frames.len()).filter(is_own).collect()
    }
}

impl Role {
    fn of_function(name: &str) -> Self {
        let starts_with =
            |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
        let own = concat!(env!("CARGO_CRATE_NAME"), "::alloc::");
        let path = name.trim_start_matches('<');
        if starts_with(&["alloc::alloc::", "<alloc::alloc::"]) || is_c_allocator(name) {
            Self::Interface
        } else if path.starts_with(own) || starts_with(&["__rust_", "__rg_", "__rdl_", "__rustc"]) {
            Self::InsideAllocator
        } else {
            Self::None
        }
    }
}

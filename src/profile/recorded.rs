//! Makes a DHAT file of what heapwise's recorder found.

use std::path::Path;

use hashbrown::{HashMap, HashSet};

use crate::alloc::recording::{CodeAddress, RecordedPoint, Recording};
use crate::error::{Error, Result};

use super::frame::Frame;
use super::merge::merge_repeated;
use super::model::{BlockStatistics, Profile, ProfileExtension, ProgramPoint};
use super::ownership::OwnershipPatterns;
use super::source_tree::{Owner, SourceTree, find_workspace};
use super::symbols::{NamedFrame, Symbols};

/// The lifetime, in allocations, below which a block is short-lived.
const SHORT_LIFETIME: u64 = 100;

/// The frame that stands for the outer part of a stack that could not be unwound.
const TRUNCATED: &str = "[outer frames unknown]";

impl Profile {
    /// Reads the text of a recording, and names its addresses by `symbols`. `declared_in` is the
    /// source file that declares the experiment: the workspace around it is the user's own code. Times
    /// and lifetimes count allocations. Errors name `path`.
    ///
    /// # Errors
    ///
    /// If the text is no complete recording. Also if the sum of a field over all program points does
    /// not fit into 64 bits.
    pub fn read_recording(
        text: &str,
        path: &Path,
        declared_in: &str,
        symbols: &mut Symbols,
    ) -> Result<Self> {
        let recording = serde_json::from_str(text)
            .map_err(|error| error.to_string())
            .and_then(validate);
        let recording = recording
            .map_err(|problem| Error::format(path, format!("not a recording: {problem}")))?;
        let profile = Self::from_recording(recording, declared_in, symbols);
        let mut profile = profile.check_sums(path)?;
        // Stacks that differ in frames of the allocator only have one backtrace.
        merge_repeated(&mut profile.points);
        profile.validate(path)
    }

    /// The profile, in which two program points may have the same backtrace.
    fn from_recording(recording: Recording, declared_in: &str, symbols: &mut Symbols) -> Self {
        let calls: Vec<Vec<NamedFrame>> = recording
            .addresses
            .iter()
            .map(|&address| name_call(address, &recording.modules, symbols))
            .collect();
        let outermost_first = recording
            .points
            .iter()
            .flat_map(|point| point.stack.iter().rev());
        let files = outermost_first.flat_map(|&address| calls[address].iter().rev());
        let files = files.filter_map(|frame| frame.file.as_deref());
        let workspace = find_workspace(declared_in, files);
        let mut frames = FrameTable::new(workspace);
        let by_address: Vec<Vec<usize>> = recording
            .addresses
            .iter()
            .zip(&calls)
            .map(|(address, call)| frames.add_call(address.address, call))
            .collect();
        let points = recording.points.into_iter().map(|point| {
            let backtrace = frames.backtrace(&point.stack, &by_address);
            program_point(point, backtrace)
        });
        let points: Vec<ProgramPoint> = points.collect();
        let mut blocks = BlockStatistics::default();
        for statistics in points.iter().filter_map(|point| point.extension.as_ref()) {
            blocks.add(statistics);
        }
        Self {
            version: 2,
            mode: String::from("rust-heap"),
            verb: String::from("Allocated"),
            has_lifetimes: true,
            has_accesses: false,
            unit: None,
            units: None,
            block_units: None,
            time_unit: String::from("allocs"),
            million_time_units: String::from("Mallocs"),
            short_lifetime: Some(SHORT_LIFETIME),
            command: recording.arguments.join(" "),
            pid: u64::from(recording.process_id),
            peak_time: Some(recording.peak_time),
            end_time: recording.end_time,
            points,
            extension: Some(ProfileExtension {
                blocks: Some(blocks),
                own_frames: Some(frames.find_own()),
                truncated_bytes: recording.truncated_bytes,
                truncated_blocks: recording.truncated_blocks,
                beyond_limit_bytes: recording.beyond_limit_bytes,
                beyond_limit_blocks: recording.beyond_limit_blocks,
            }),
            frames: frames.texts,
            ownership: OwnershipPatterns::default(),
        }
    }
}

/// Checks that every index names something.
fn validate(recording: Recording) -> Result<Recording, String> {
    let mut modules = recording
        .addresses
        .iter()
        .filter_map(|address| address.module);
    let mut addresses = recording.points.iter().flat_map(|point| &point.stack);
    let is_complete = modules.all(|module| module < recording.modules.len())
        && addresses.all(|&address| address < recording.addresses.len());
    if is_complete {
        Ok(recording)
    } else {
        Err(String::from("an index is out of range"))
    }
}

fn program_point(point: RecordedPoint, backtrace: Vec<usize>) -> ProgramPoint {
    ProgramPoint {
        total_bytes: point.total_bytes,
        total_blocks: point.total_blocks,
        lifetimes: Some(point.lifetimes),
        own_peak_bytes: Some(point.own_peak_bytes),
        own_peak_blocks: Some(point.own_peak_blocks),
        peak_bytes: Some(point.peak_bytes),
        peak_blocks: Some(point.peak_blocks),
        end_bytes: Some(point.end_bytes),
        end_blocks: Some(point.end_blocks),
        read_bytes: None,
        written_bytes: None,
        accesses: None,
        backtrace,
        extension: Some(BlockStatistics {
            temporary_blocks: point.temporary_blocks,
            size_classes: point.size_classes,
        }),
    }
}

/// Names the frames of a call, innermost first.
fn name_call(
    call: CodeAddress,
    modules: &[Option<String>],
    symbols: &mut Symbols,
) -> Vec<NamedFrame> {
    match call.module {
        Some(module) => symbols.frames(modules[module].as_deref().map(Path::new), call.address),
        None => vec![NamedFrame::default()],
    }
}

/// The frames of a DHAT file.
struct FrameTable<'a> {
    sources: SourceTree<'a>,
    texts: Vec<String>,
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
    fn new(workspace: Option<&'a str>) -> Self {
        Self {
            sources: SourceTree::new(workspace),
            texts: vec![String::from("[root]")],
            roles: vec![Role::None],
            owners: vec![None],
            index_by_text: HashMap::new(),
            caller: None,
        }
    }

    /// Adds the frames of the call that returns to `address`, and returns their indices, innermost
    /// first. The address 0 stands for the unknown outer part of a stack.
    fn add_call(&mut self, address: u64, call: &[NamedFrame]) -> Vec<usize> {
        if address == CodeAddress::UNKNOWN.address {
            return vec![self.index_of(String::from(TRUNCATED), Role::None, None)];
        }
        let add = |frame: &NamedFrame| {
            let role = frame
                .function
                .as_deref()
                .map_or(Role::None, Role::of_function);
            let source = frame.file.as_deref().map(|file| self.sources.locate(file));
            let function = frame.function.as_deref().unwrap_or("???");
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
        self.texts.push(text.clone());
        self.roles.push(role);
        self.owners.push(owner);
        self.index_by_text.insert(text, index);
        index
    }

    /// The frames of a stack, innermost first, without those inside of the allocator.
    fn backtrace(&mut self, stack: &[usize], by_address: &[Vec<usize>]) -> Vec<usize> {
        let frames = stack.iter().flat_map(|&address| &by_address[address]);
        let mut backtrace: Vec<usize> = frames.copied().collect();
        if self.caller.is_none() {
            self.caller = self.find_caller(&backtrace);
        }
        let mut roles = backtrace.iter().map(|&frame| self.roles[frame]);
        let outside = roles.clone().position(|role| role != Role::InsideAllocator);
        let interface = roles.rposition(|role| role == Role::Interface);
        let first = interface.max(outside).unwrap_or(backtrace.len());
        backtrace.drain(..first);
        backtrace
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
    fn find_own(&self) -> Vec<usize> {
        let frames: Vec<Frame> = self.texts.iter().map(|text| Frame::parse(text)).collect();
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
        if starts_with(&["alloc::alloc::", "<alloc::alloc::"]) {
            Self::Interface
        } else if path.starts_with(own) || starts_with(&["__rust_", "__rg_", "__rdl_", "__rustc"]) {
            Self::InsideAllocator
        } else {
            Self::None
        }
    }
}

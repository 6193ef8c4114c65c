//! Makes a DHAT file of what heapwise's recorder found.

use std::path::Path;

use crate::alloc::recording::{CodeAddress, RecordedPoint, Recording};
use crate::error::{Error, Result};

use super::frame_table::FrameTable;
use super::merge::merge_repeated;
use super::model::{BlockStatistics, Profile, ProfileExtension, ProgramPoint};
use super::ownership::OwnershipPatterns;
use super::source_tree::find_workspace;
use super::symbols::{NamedFrame, Symbols};
use super::thread_start::{CallKind, cut_at_wrong_mark};

/// The lifetime, in allocations, below which a block is short-lived.
const SHORT_LIFETIME: u64 = 100;

/// The profiles of one run of a variant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profiles {
    /// What Rust's global allocator gave.
    pub heap: Profile,
    /// What C code allocated, if that was recorded.
    pub outside: Option<Profile>,
}

impl Profiles {
    /// Reads the text of a recording, and names its addresses by `symbols`. `declared_in` is the
    /// source file that declares the experiment: the workspace around it is the user's own code. A
    /// recording of a whole program names a file of its own. Times
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
        let mut heap: Recording = serde_json::from_str(text)
            .map_err(|error| Error::format(path, format!("not a recording: {error}")))?;
        let outside = heap.outside.take();
        let own_declaration = heap.declared_in.take();
        let declared_in = own_declaration.as_deref().unwrap_or(declared_in);
        let mut read = |recording| Profile::read_one(recording, path, declared_in, symbols);
        Ok(Self {
            heap: read(heap)?,
            outside: outside.map(|outside| read(*outside)).transpose()?,
        })
    }
}

impl Profile {
    fn read_one(
        recording: Recording,
        path: &Path,
        declared_in: &str,
        symbols: &mut Symbols,
    ) -> Result<Self> {
        let recording = validate(recording)
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
        let kinds = CallKind::from_addresses(&recording, &calls);
        let by_address: Vec<Vec<usize>> = recording
            .addresses
            .iter()
            .zip(&calls)
            .map(|(&address, call)| frames.add_call(address, call))
            .collect();
        let points = recording.points.into_iter().map(|point| {
            let stack = cut_at_wrong_mark(&point.stack, &kinds);
            let backtrace = frames.backtrace(stack, &by_address);
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
            frames: frames.into_texts(),
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

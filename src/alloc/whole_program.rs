//! The measurement of a whole program, which `heapwise exec` asks for: from its first allocation to its exit.

#![allow(unsafe_code)] // Registers a function with the C library.

use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

#[cfg(has_recorder)]
use super::heap::{HeapScope, RecorderSettings};
use super::mode::ProgramPass;
#[cfg(has_recorder)]
use super::recording::Recording;
use super::{count, process, tracking};

/// The measurement that has begun.
struct WholeProgram {
    pass: ProgramPass,
    /// The folder for the figures of this process and its children.
    folder: PathBuf,
    began: SystemTime,
    /// The source file that declares the allocator.
    #[cfg_attr(
        not(has_recorder),
        expect(dead_code, reason = "only a profile needs it")
    )]
    declared_in: &'static str,
}

static PROGRAM: OnceLock<WholeProgram> = OnceLock::new();

/// Begins the measurement if it is asked for and has not begun. `declared_in` is the source file that
/// declares the allocator.
pub(super) fn begin(declared_in: &'static str) {
    static HAS_BEGUN: AtomicBool = AtomicBool::new(false);
    if process::decided_mode().is_none() || HAS_BEGUN.swap(true, Ordering::Relaxed) {
        return;
    }
    let _inside = tracking::enter_instrument();
    let Some((pass, folder)) = ProgramPass::from_environment() else {
        return;
    };
    match pass {
        ProgramPass::Count => count::start(),
        #[cfg(has_recorder)]
        ProgramPass::Heap => {
            // It is no value on the stack of `main`, which has not begun.
            let _scope = HeapScope::open(RecorderSettings::default(), PathBuf::new(), &HAS_BEGUN);
        }
        #[cfg(not(has_recorder))]
        ProgramPass::Heap => return,
    }
    let began = SystemTime::now();
    PROGRAM.get_or_init(|| WholeProgram {
        pass,
        folder,
        began,
        declared_in,
    });
    // SAFETY: the function does not unwind, and is valid until the process ends. If it cannot be registered,
    // there are no figures.
    unsafe { libc::atexit(end) };
}

/// Ends the measurement, and writes the figures of this process. Without a place to write to, they are lost.
extern "C" fn end() {
    let _inside = tracking::enter_instrument();
    let _not_open = std::panic::catch_unwind(|| {
        let program = PROGRAM.get()?;
        let began = program.began.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        let scope = program.began.elapsed().unwrap_or_default();
        let text = format!(
            "{{\"began_ns\":{},\"scope_ns\":{},\"words\":{:?},{}}}",
            began.as_nanos(),
            scope.as_nanos(),
            words(),
            program.render_figures()?
        );
        let path = program.folder.join(format!("{}.json", std::process::id()));
        std::fs::write(path, text).ok()
    });
}

impl WholeProgram {
    /// The figures as a member of a JSON object.
    #[cfg(has_recorder)]
    fn render_figures(&self) -> Option<String> {
        match self.pass {
            ProgramPass::Count => Some(render_counts()),
            ProgramPass::Heap => {
                let mut recording = HeapScope::Heapwise.close()?;
                name_program(&mut recording);
                recording.declared_in = Some(self.declared_in.to_string());
                let recording = serde_json::to_string(&recording).ok()?;
                Some(format!("\"recording\":{recording}"))
            }
        }
    }

    #[cfg(not(has_recorder))]
    fn render_figures(&self) -> Option<String> {
        (self.pass == ProgramPass::Count).then(render_counts)
    }
}

/// The bytes of the words of the command, which are arrays of numbers as text: they need not be UTF-8.
fn words() -> Vec<Vec<u8>> {
    std::env::args_os()
        .map(OsString::into_encoded_bytes)
        .collect()
}

fn render_counts() -> String {
    format!("\"counts\":{}", count::stop().to_json())
}

/// Names the file of this program, which is another one for the reader of the recording.
#[cfg(has_recorder)]
fn name_program(recording: &mut Recording) {
    let file = std::env::current_exe().unwrap_or_default();
    let file = file.to_string_lossy();
    let outside = recording.outside.as_deref_mut();
    let outside = outside.map(|outside| &mut outside.modules);
    for module in outside
        .into_iter()
        .chain([&mut recording.modules])
        .flatten()
    {
        module.get_or_insert_with(|| file.to_string());
    }
}

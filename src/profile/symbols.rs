//! Names code addresses: function, file, line and column, with inlined functions.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use addr2line::Loader;
use hashbrown::HashMap;
use object::Object;

/// The symbols and debug information of executables and libraries. Each file is read once.
#[derive(Default)]
pub struct Symbols {
    /// By path; `None` is the program itself.
    modules: HashMap<Option<PathBuf>, ModuleSymbols>,
}

/// The symbols of one executable or library: of the file itself, and of the file with its debug
/// information if that lies apart. A file that cannot be read has none.
struct ModuleSymbols {
    files: Vec<Loader>,
}

/// A function at an address, and the place of the instruction or of the call inlined there. Missing
/// parts are `None`, or 0 for numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct NamedFrame {
    pub(super) function: Option<String>,
    pub(super) file: Option<String>,
    pub(super) line: u32,
    pub(super) column: u32,
}

impl Symbols {
    /// The frames of the call that returns to `address` in the file at `path`, innermost first:
    /// several if functions are inlined, and at least one. `None` is the program itself.
    pub(super) fn frames(&mut self, path: Option<&Path>, address: u64) -> Vec<NamedFrame> {
        let path = path.map(Path::to_path_buf);
        let module = self.modules.entry(path).or_insert_with_key(|path| {
            let path = path.clone().unwrap_or_else(program);
            ModuleSymbols::read(&path)
        });
        // The call ends where it returns to, which may be the beginning of another line.
        let call = address.saturating_sub(1);
        let mut frames = module.frames(call);
        if frames.is_empty() {
            frames.push(NamedFrame::default());
        }
        let outermost = frames
            .last_mut()
            .expect("one was pushed if there were none");
        if outermost.function.is_none() {
            outermost.function = module.symbol(call);
        }
        frames
    }
}

impl ModuleSymbols {
    fn read(path: &Path) -> Self {
        let mut files = Vec::from_iter(Loader::new(path).ok());
        let has_debug_information =
            |file: &Loader| file.get_section_range(b".debug_info").is_some();
        if !files.iter().any(has_debug_information)
            && let Some(apart) = debug_file(path)
        {
            files.extend(Loader::new(apart).ok());
        }
        Self { files }
    }

    /// The frames that debug information names.
    fn frames(&self, address: u64) -> Vec<NamedFrame> {
        let mut frames = Vec::new();
        for file in &self.files {
            let Ok(mut found) = file.find_frames(address) else {
                continue;
            };
            while let Ok(Some(frame)) = found.next() {
                let function = frame.function.as_ref();
                let function = function.and_then(|function| function.demangle().ok());
                let place = frame.location.as_ref();
                frames.push(NamedFrame {
                    function: function.map(Cow::into_owned),
                    file: place.and_then(|place| place.file).map(String::from),
                    line: place.and_then(|place| place.line).unwrap_or(0),
                    column: place.and_then(|place| place.column).unwrap_or(0),
                });
            }
        }
        frames
    }

    /// The function that the symbol table names.
    fn symbol(&self, address: u64) -> Option<String> {
        let symbol = self
            .files
            .iter()
            .find_map(|file| file.find_symbol(address))?;
        Some(addr2line::demangle_auto(Cow::Borrowed(symbol), None).into_owned())
    }
}

/// The file with the debug information of the file at `path`, where the debugger GDB looks for it
/// (GDB's manual, "Debugging Information in Separate Files").
fn debug_file(path: &Path) -> Option<PathBuf> {
    let bytes = std::fs::read(path).ok()?;
    let file = object::File::parse(&*bytes).ok()?;
    let system = Path::new("/usr/lib/debug");
    let by_identity = file.build_id().ok().flatten().and_then(|identity| {
        let (first, rest) = identity.split_first()?;
        let rest: String = rest.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(system.join(format!(".build-id/{first:02x}/{rest}.debug")))
    });
    let by_name = file.gnu_debuglink().ok().flatten().map(|(name, _)| {
        let name = String::from_utf8_lossy(name).into_owned();
        let folder = path.parent().unwrap_or(Path::new("/"));
        let below_system = system.join(folder.strip_prefix("/").unwrap_or(folder));
        [folder, &folder.join(".debug"), &below_system].map(|folder| folder.join(&name))
    });
    let mut candidates = by_identity.into_iter().chain(by_name.into_iter().flatten());
    candidates.find(|candidate| candidate.is_file() && candidate != path)
}

/// The file of this program. If the file at its path has been replaced since the program was
/// started, the system's link to the old file.
fn program() -> PathBuf {
    let running = Path::new("/proc/self/exe");
    match std::env::current_exe() {
        Ok(path) if !running.exists() || is_same_file(&path, running) => path,
        _ => running.to_path_buf(),
    }
}

#[cfg(unix)]
fn is_same_file(a: &Path, b: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |path: &Path| {
        let data = path.metadata().ok()?;
        Some((data.dev(), data.ino()))
    };
    identity(a) == identity(b)
}

#[cfg(not(unix))]
fn is_same_file(a: &Path, b: &Path) -> bool {
    a == b
}

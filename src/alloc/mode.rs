//! The modes of the allocator, and their names in the environment.

#![allow(unsafe_code)] // Removes variables of the environment.

/// The environment variable that makes a process a worker. Its value is the name of a [`Mode`]; any
/// other value that is not empty means [`Mode::Off`].
pub const WORKER_VARIABLE: &str = "HEAPWISE_WORKER";

/// The environment variable by which `heapwise exec` has a program count or record what it allocates. Its
/// value is the letter of a [`ProgramPass`], followed by the folder for the figures. So it is equally long in
/// every pass, and programs that store their environment allocate the same.
pub const PROGRAM_VARIABLE: &str = "HEAPWISE_PROGRAM";

/// What a whole program does with its allocations, and its children with theirs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProgramPass {
    /// Counts them.
    Count,
    /// Records them with their call stacks.
    Heap,
}

impl ProgramPass {
    /// The letter in [`PROGRAM_VARIABLE`].
    pub fn letter(self) -> char {
        match self {
            Self::Count => 'c',
            Self::Heap => 'h',
        }
    }

    /// The pass in which this program runs, and its folder; `None` unless `heapwise exec` measures it.
    #[cfg(unix)]
    pub(super) fn from_environment() -> Option<(Self, std::path::PathBuf)> {
        use std::os::unix::ffi::OsStrExt;
        let is_worker = std::env::var_os(WORKER_VARIABLE).is_some_and(|value| !value.is_empty());
        let value = std::env::var_os(PROGRAM_VARIABLE).filter(|_| !is_worker)?;
        let (&letter, folder) = value.as_bytes().split_first()?;
        let mut passes = [Self::Count, Self::Heap].into_iter();
        let pass = passes.find(|pass| pass.letter() == char::from(letter))?;
        Some((pass, std::ffi::OsStr::from_bytes(folder).into()))
    }
}

/// What the allocator does, for the whole life of its process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mode {
    /// Passes every call to the wrapped allocator, and counts it while a counting scope is open.
    Off,
    /// Passes every call to heapwise's recorder, which records the call stack of each allocation
    /// while a heap scope is open.
    Recording,
    /// Passes every call to the `dhat` crate, which does the same.
    Dhat,
}

impl Mode {
    pub(super) const ALL: [Self; 3] = [Self::Off, Self::Recording, Self::Dhat];

    /// The value of [`WORKER_VARIABLE`] that selects this mode.
    pub fn name(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Recording => "recording",
            Self::Dhat => "dhat",
        }
    }

    /// The mode that [`WORKER_VARIABLE`] or [`PROGRAM_VARIABLE`] selects: [`Mode::Off`] if neither does.
    pub(super) fn from_environment() -> Self {
        #[cfg(has_recorder)]
        if let Some((ProgramPass::Heap, _)) = ProgramPass::from_environment() {
            return Self::Recording;
        }
        let value = std::env::var_os(WORKER_VARIABLE);
        let name = value.as_ref().and_then(|value| value.to_str());
        name.and_then(Self::from_name).unwrap_or(Self::Off)
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mode| mode.name() == name)
    }
}

/// Removes variables from the environment of this process, so that programs that it starts do not have
/// them. Call it before a program starts threads of its own.
pub fn remove_variables(names: &[&str]) {
    for name in names {
        // SAFETY: a worker calls this at its start, when nothing else in it reads the environment.
        unsafe { std::env::remove_var(name) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_is_read_back_from_its_name() {
        for mode in Mode::ALL {
            assert_eq!(Mode::from_name(mode.name()), Some(mode));
        }
        assert_eq!(Mode::from_name("heap"), None);
    }
}

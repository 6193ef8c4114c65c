//! Files that several processes map.

use std::fs::File;
use std::io;
use std::path::Path;

use memmap2::Mmap;

/// Maps a file, whose pages all processes that map it share.
pub(super) fn map(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    #[expect(unsafe_code, reason = "nothing else shares memory between processes")]
    // SAFETY: the file is temporary, and nobody writes to it after its path was passed on.
    unsafe {
        Mmap::map(&file)
    }
}

//! The loaded modules of the process, and the call frame information in their `.eh_frame` sections.

#![allow(unsafe_code)] // The sections are read where the loader has mapped them.

use std::ffi::{CStr, c_int, c_void};
use std::ops::Range;

use gimli::{
    BaseAddresses, EhFrame, EhFrameHdr, EndianSlice, FrameDescriptionEntry, NativeEndian,
    ParsedEhFrameHdr, UnwindContext, UnwindSection, UnwindTableRow,
};

use crate::alloc::lock::SpinLock;

pub(super) type Reader = EndianSlice<'static, NativeEndian>;

/// The program header of the table that leads to a module's call frame information.
const PT_GNU_EH_FRAME: u32 = 0x6474_e550;

/// A loaded executable or library.
#[derive(Debug, Clone)]
pub(super) struct Module {
    range: Range<usize>,
    /// What the loader adds to the addresses in the module's file.
    load_bias: usize,
    /// The file; `None` for the program itself.
    pub(super) path: Option<String>,
    unwind_info: Option<UnwindInfo>,
}

#[derive(Debug, Clone)]
struct UnwindInfo {
    bases: BaseAddresses,
    header: ParsedEhFrameHdr<Reader>,
    frames: EhFrame<Reader>,
}

/// The modules, and how often the loader had added or removed one when they were listed.
struct Modules {
    list: Vec<Module>,
    changes: u64,
}

static MODULES: SpinLock<Modules> = SpinLock::new(Modules {
    list: Vec::new(),
    changes: 0,
});

/// Lists the modules anew if the loader has added or removed any since. Returns whether it has.
pub(super) fn refresh() -> bool {
    let known = MODULES.lock().changes;
    let mut changes = 0_u64;
    // SAFETY: the callback gets the pointer to `changes`, which outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(read_changes), (&raw mut changes).cast::<c_void>()) };
    if changes == known {
        return false;
    }
    // The loader's lock is never taken while this module's is held: a library that is being loaded
    // may allocate.
    let mut listed = Modules {
        list: Vec::new(),
        changes: 0,
    };
    // SAFETY: the callback gets the pointer to `listed`, which outlives the call.
    unsafe { libc::dl_iterate_phdr(Some(add_module), (&raw mut listed).cast::<c_void>()) };
    std::mem::swap(&mut *MODULES.lock(), &mut listed);
    true
}

/// Reads how often the loader has added or removed a module.
unsafe extern "C" fn read_changes(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    changes: *mut c_void,
) -> c_int {
    // SAFETY: the loader passes the pointer that `refresh` gave it, and a valid `info`.
    unsafe {
        *changes.cast::<u64>() = (*info).dlpi_adds.wrapping_add((*info).dlpi_subs);
    }
    // Every module has the same numbers.
    1
}

/// Calls `use_row` with the call frame information of the instruction at `address`. Returns `None` if
/// there is none, or `use_row` does.
pub(super) fn with_row<T>(
    address: usize,
    use_row: impl FnOnce(
        &EhFrame<Reader>,
        &FrameDescriptionEntry<Reader>,
        &UnwindTableRow<usize>,
    ) -> Option<T>,
) -> Option<T> {
    let info = {
        let modules = MODULES.lock();
        let mut list = modules.list.iter();
        let module = list.find(|module| module.range.contains(&address))?;
        module.unwind_info.clone()?
    };
    let description = info.find(address)?;
    let mut context = UnwindContext::new();
    let row = description.unwind_info_for_address(
        &info.frames,
        &info.bases,
        &mut context,
        address as u64,
    );
    use_row(&info.frames, &description, row.ok()?)
}

/// The modules as they were last listed.
pub(super) fn list() -> Vec<Module> {
    MODULES.lock().list.clone()
}

/// The lock of the list, for the handlers of `fork`.
pub(super) fn acquire() {
    MODULES.acquire();
}

/// Releases the lock of the list.
pub(super) fn release() {
    MODULES.release();
}

impl Module {
    /// The address as the module's file has it, if it lies in the module.
    pub(super) fn address_in_file(&self, address: usize) -> Option<usize> {
        let is_inside = self.range.contains(&address);
        is_inside.then(|| address.wrapping_sub(self.load_bias))
    }
}

impl UnwindInfo {
    fn find(&self, address: usize) -> Option<FrameDescriptionEntry<Reader>> {
        let address = address as u64;
        let table = self.header.table()?;
        let get_cie = EhFrame::cie_from_offset;
        let entry = table.fde_for_address(&self.frames, &self.bases, address, get_cie);
        entry.ok().filter(|entry| entry.contains(address))
    }
}

unsafe extern "C" fn add_module(
    info: *mut libc::dl_phdr_info,
    _size: usize,
    modules: *mut c_void,
) -> c_int {
    // SAFETY: the loader passes the pointer that `refresh` gave it, a valid `info`, and in it the
    // module's program headers.
    let (info, modules, headers) = unsafe {
        let info = &*info;
        let headers = std::slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum));
        (info, &mut *modules.cast::<Modules>(), headers)
    };
    modules.changes = info.dlpi_adds.wrapping_add(info.dlpi_subs);
    let load_bias = info.dlpi_addr as usize;
    let address = |header: &libc::Elf64_Phdr| load_bias.wrapping_add(header.p_vaddr as usize);
    let segments = headers
        .iter()
        .filter(|header| header.p_type == libc::PT_LOAD);
    let segments: Vec<Range<usize>> = segments
        .map(|segment| address(segment)..address(segment) + segment.p_memsz as usize)
        .collect();
    let start = segments.iter().map(|segment| segment.start).min();
    let end = segments.iter().map(|segment| segment.end).max();
    let (Some(start), Some(end)) = (start, end) else {
        return 0;
    };
    let table = headers
        .iter()
        .find(|header| header.p_type == PT_GNU_EH_FRAME);
    // SAFETY: the header names a part of a mapped segment.
    let unwind_info =
        table.and_then(|table| unsafe { read_unwind_info(address(table), &segments) });
    // SAFETY: the loader names every module by a string that ends with a zero byte.
    let name = unsafe { CStr::from_ptr(info.dlpi_name) }.to_string_lossy();
    modules.list.push(Module {
        range: start..end,
        load_bias,
        path: (!name.is_empty()).then(|| name.into_owned()),
        unwind_info,
    });
    0
}

/// The unwind information whose `.eh_frame_hdr` section lies at `address`.
///
/// # Safety
///
/// The segments are mapped, and stay so.
unsafe fn read_unwind_info(address: usize, segments: &[Range<usize>]) -> Option<UnwindInfo> {
    let rest_of_segment = |address: usize| {
        let segment = segments.iter().find(|segment| segment.contains(&address))?;
        let length = segment.end - address;
        // SAFETY: the caller promises that the segment is mapped.
        let bytes = unsafe { std::slice::from_raw_parts(address as *const u8, length) };
        Some(bytes)
    };
    let bases = BaseAddresses::default().set_eh_frame_hdr(address as u64);
    let header = EhFrameHdr::new(rest_of_segment(address)?, NativeEndian);
    let header = header.parse(&bases, size_of::<usize>() as u8).ok()?;
    let gimli::Pointer::Direct(frames) = header.eh_frame_ptr() else {
        return None;
    };
    let bytes = rest_of_segment(frames as usize)?;
    Some(UnwindInfo {
        bases: bases.set_eh_frame(frames),
        header,
        frames: EhFrame::new(bytes, NativeEndian),
    })
}

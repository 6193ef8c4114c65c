//! The machine and the program that make a report.

use std::path::Path;
use std::time::SystemTime;

use crate::alloc;
use crate::alloc::heap::Recorder;
use crate::record::Provenance;

use super::revision::revision;

/// The provenance of a run that begins now. `recorder` makes its heap passes, if it has any.
pub fn provenance(recorder: Option<Recorder>) -> Provenance {
    let system = sysinfo::System::new_with_specifics(
        sysinfo::RefreshKind::nothing().with_cpu(sysinfo::CpuRefreshKind::nothing()),
    );
    let cpu = system
        .cpus()
        .first()
        .map(|cpu| cpu.brand().trim().to_string());
    Provenance {
        tool: format!("heapwise {}", env!("CARGO_PKG_VERSION")),
        package: None,
        target: None,
        revision: revision(),
        command: command(),
        started: humantime::format_rfc3339_seconds(SystemTime::now()).to_string(),
        os: sysinfo::System::long_os_version().unwrap_or_else(|| std::env::consts::OS.to_string()),
        arch: std::env::consts::ARCH.to_string(),
        cpu: cpu.filter(|name| !name.is_empty()),
        cores: std::thread::available_parallelism()
            .ok()
            .map(|cores| cores.get() as u64),
        memory_bytes: memory_bytes(),
        rustc: env!("HEAPWISE_RUSTC").to_string(),
        allocator: alloc::installed().map(String::from),
        recorder: recorder.map(|recorder| recorder.name().to_string()),
    }
}

/// The memory that the program may use, in bytes: that of the machine, or what its control group
/// allows. `None` if the system does not report it.
pub(super) fn memory_bytes() -> Option<u64> {
    let memory = sysinfo::MemoryRefreshKind::nothing().with_ram();
    let kind = sysinfo::RefreshKind::nothing().with_memory(memory);
    let system = sysinfo::System::new_with_specifics(kind);
    let machine = system.total_memory();
    let allowed = system.cgroup_limits().map(|limits| limits.total_memory);
    Some(allowed.map_or(machine, |allowed| allowed.min(machine))).filter(|&bytes| bytes > 0)
}

fn command() -> Vec<String> {
    let mut arguments = std::env::args_os();
    let program = arguments.next().unwrap_or_default();
    let program = Path::new(&program)
        .file_name()
        .unwrap_or(&program)
        .to_os_string();
    std::iter::once(program)
        .chain(arguments)
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

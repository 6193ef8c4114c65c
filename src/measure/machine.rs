//! The machine and the program that make a report.

use std::fmt::Write;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::time::SystemTime;

use crate::alloc;
use crate::alloc::heap::Recorder;
use crate::record::{self, Provenance};

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
        started: render_time(SystemTime::now()),
        partition: None,
        planned_variants: None,
        machine: machine_name(),
        os: sysinfo::System::long_os_version().unwrap_or_else(|| std::env::consts::OS.to_string()),
        arch: std::env::consts::ARCH.to_string(),
        cpu: cpu.filter(|name| !name.is_empty()),
        cores: std::thread::available_parallelism()
            .ok()
            .map(|cores| cores.get() as u64),
        memory_bytes: memory_bytes(),
        rustc: Some(env!("HEAPWISE_RUSTC").to_string()),
        allocator: alloc::installed().map(String::from),
        recorder: recorder.map(|recorder| recorder.name().to_string()),
    }
}

/// The time in the format of RFC 3339; `None` before 1970 and after 9999, which the format cannot
/// express.
fn render_time(time: SystemTime) -> Option<String> {
    time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    let mut text = String::new();
    write!(text, "{}", humantime::format_rfc3339_seconds(time)).ok()?;
    Some(text)
}

/// A hash of the number that the system has drawn at its start; `None` where it draws none.
fn machine_name() -> Option<String> {
    let drawn = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let mut hasher = DefaultHasher::new();
    ("heapwise", drawn.trim()).hash(&mut hasher);
    Some(format!("{:016x}", hasher.finish()))
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
        .map(|argument| record::path_to_text(&argument))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_time_that_cannot_be_written_is_absent() {
        let year = Duration::from_secs(31_556_952);
        let epoch = SystemTime::UNIX_EPOCH;
        let rendered = |time| render_time(time).is_some();
        assert_eq!(render_time(epoch).as_deref(), Some("1970-01-01T00:00:00Z"));
        assert!(rendered(epoch + 8000 * year));
        assert!(!rendered(epoch - Duration::from_nanos(1)));
        assert!(!rendered(epoch - 100 * year));
        assert!(!rendered(epoch + 8100 * year));
        assert!(!rendered(epoch + 100_000_000 * year));
    }
}

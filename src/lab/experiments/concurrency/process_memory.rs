//! The memory of this process and of those that it started.

use std::fs;

use crate::experiment::Extras;
use crate::record::Metric;

/// How much the memory of this process and of its children grows. It is the proportional set size (Pss),
/// in which a page that several processes share counts only once. Known on Linux only.
pub(super) struct MemoryGrowth {
    bytes_before: Option<u64>,
    bytes: Option<f64>,
}

impl MemoryGrowth {
    /// Begins before any child is started.
    pub(super) fn start() -> Self {
        Self {
            bytes_before: resident_bytes("self"),
            bytes: None,
        }
    }

    /// Reads the growth while the children run.
    pub(super) fn read(&mut self, children: &[u32]) {
        let own = resident_bytes("self");
        let others = children.iter().map(|id| resident_bytes(&id.to_string()));
        let all: Option<u64> = std::iter::once(own).chain(others).sum();
        let growth = all.zip(self.bytes_before);
        self.bytes = growth.map(|(now, before)| now as f64 - before as f64);
    }

    /// The growth in bytes as a metric, divided by `divisor`; none if it was not read.
    pub(super) fn metric(&self, name: &str, divisor: f64, unit: &str) -> Extras {
        let metric = self
            .bytes
            .map(|bytes| Metric::new(name, bytes / divisor, unit));
        Extras::default().with_metrics(metric)
    }
}

/// The proportional set size of a process.
fn resident_bytes(process: &str) -> Option<u64> {
    let sizes = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let size = sizes.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kibibytes: u64 = size.trim().strip_suffix(" kB")?.parse().ok()?;
    Some(kibibytes * 1024)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn the_memory_of_a_vector_is_seen() {
        let mut growth = MemoryGrowth::start();
        let bytes = std::hint::black_box(vec![1_u8; 100_000_000]);
        growth.read(&[]);
        drop(bytes);
        let growth = growth.bytes.unwrap();
        // Other tests of this process allocate and free memory too.
        assert!(growth > 5e7, "{growth}");
    }

    #[test]
    fn without_one_of_the_processes_the_growth_is_absent() {
        let mut growth = MemoryGrowth::start();
        growth.read(&[u32::MAX]);
        assert_eq!(growth.metric("a", 1.0, "B"), Extras::default());
    }
}

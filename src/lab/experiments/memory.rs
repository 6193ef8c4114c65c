//! Whether what an input asks for could lie in memory at all.

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use crate::error::{Error, Result};
use crate::units;

/// Whether `count` things of `each_bytes` bytes, as the input `name` asks for, are no more than the
/// machine's memory. Where the system does not tell how much that is, everything fits.
///
/// # Errors
///
/// Where they are more.
pub(super) fn check(name: &str, count: usize, each_bytes: usize) -> Result<()> {
    match installed_bytes() {
        0 => Ok(()),
        installed => fits(name, count, each_bytes, installed),
    }
}

fn installed_bytes() -> u64 {
    let ram = MemoryRefreshKind::nothing().with_ram();
    System::new_with_specifics(RefreshKind::nothing().with_memory(ram)).total_memory()
}

fn fits(name: &str, count: usize, each_bytes: usize, installed: u64) -> Result<()> {
    let bytes = (count as u64).saturating_mul(each_bytes as u64);
    if bytes <= installed {
        return Ok(());
    }
    Err(Error::Input {
        name: name.to_string(),
        value: count.to_string(),
        problem: format!(
            "takes {} or more, and this machine has {}; give less",
            units::bytes(bytes),
            units::bytes(installed)
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_machine_has_is_refused() {
        assert!(fits("n", 1000, 8, 8000).is_ok());
        let told = fits("n", 1001, 8, 8000).unwrap_err().to_string();
        assert_eq!(
            told,
            "input `n`: `1001` takes 8.01 kB or more, and this machine has 8.00 kB; give less"
        );
        assert!(fits("n", usize::MAX, 64, u64::MAX - 1).is_err());
    }
}

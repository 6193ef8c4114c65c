//! Whether the machine has enough memory for an input.

use sysinfo::{MemoryRefreshKind, RefreshKind, System};

use crate::Error;
use crate::units;

/// Checks that `count` items of `item_bytes` bytes each, as the input `name` asks for, fit into the
/// machine's memory. If the system does not report its memory, the check passes.
///
/// # Errors
///
/// If the items exceed the memory.
pub(super) fn check(name: &str, count: usize, item_bytes: usize) -> Result<(), Error> {
    match installed_bytes() {
        0 => Ok(()),
        installed => check_fit(name, count, item_bytes, installed),
    }
}

fn installed_bytes() -> u64 {
    let ram = MemoryRefreshKind::nothing().with_ram();
    System::new_with_specifics(RefreshKind::nothing().with_memory(ram)).total_memory()
}

fn check_fit(name: &str, count: usize, item_bytes: usize, installed: u64) -> Result<(), Error> {
    let bytes = (count as u64).saturating_mul(item_bytes as u64);
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
    fn more_items_than_memory_are_refused() {
        assert!(check_fit("n", 1000, 8, 8000).is_ok());
        let error = check_fit("n", 1001, 8, 8000).unwrap_err();
        assert_eq!(
            error.to_string(),
            "input `n`: `1001` takes 8.01 kB or more, and this machine has 8.00 kB; give less"
        );
        assert!(check_fit("n", usize::MAX, 64, u64::MAX - 1).is_err());
    }
}

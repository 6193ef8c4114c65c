//! The versions of the crates from which hash functions are.

/// The origin of a function, followed by its version if that is the name of a crate whose version is
/// known.
pub(super) fn with_version(origin: &str) -> String {
    let mut dependencies = env!("HEAPWISE_DEPENDENCIES").split(',');
    let is_origin = |dependency: &&str| {
        let version = dependency.strip_prefix(origin);
        version.is_some_and(|version| version.starts_with(' '))
    };
    let found = dependencies.find(is_origin);
    found.unwrap_or(origin).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::hash::functions;

    #[test]
    fn a_crate_has_the_version_of_the_lock_file() {
        assert_eq!(with_version("written here"), "written here");
        let lock = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock"));
        let crates = [
            "siphasher",
            "ahash",
            "foldhash",
            "rapidhash",
            "rustc-hash",
            "xxhash-rust",
            "wyhash",
        ];
        for name in crates {
            assert!(
                functions::all()
                    .iter()
                    .any(|function| function.origin() == name)
            );
            let named = with_version(name);
            // Unknown if cargo builds outside of the folder with the lock file.
            let Some(version) = named.strip_prefix(&format!("{name} ")) else {
                assert!(env!("HEAPWISE_DEPENDENCIES").is_empty(), "{named}");
                continue;
            };
            let entry = format!("name = \"{name}\"\nversion = \"{version}\"\n");
            assert!(lock.contains(&entry), "{named}");
        }
    }
}

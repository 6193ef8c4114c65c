//! The keys that an experiment is given: a built-in set by its name, or a file.

use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use crate::error::{Error, Result};
use crate::experiment::{Domain, Input};
use crate::lab::hash::key_file::{KeyFile, KeyType};
use crate::lab::hash::key_sets::KeySet;
use crate::lab::hash::keys::Keys;
use crate::units;

use super::memory;

const MOST_KEYS: i64 = 1_000_000_000;

/// What the input of [`key_counts`] means.
pub(super) const ABOUT_COUNT: &str =
    "how many keys, the first; all of a file, and 50 000 of a set without end";

/// Keys, and how many lines of their file said one again.
pub(super) struct GivenKeys {
    pub(super) keys: Keys,
    pub(super) repeated: usize,
}

/// How many keys there are, as an experiment's answer shows it.
#[derive(Clone, Copy)]
pub(super) struct KeyCount {
    keys: usize,
    repeated: usize,
}

/// How many keys to take.
pub(super) fn key_counts() -> Domain {
    Domain::integers(1, 1..=MOST_KEYS).or("all")
}

/// What a file's lines may be.
pub(super) fn key_types() -> Domain {
    Domain::one_of(KeyType::ALL.map(|(name, _)| name))
}

impl GivenKeys {
    /// The keys that the inputs `keys`, `key_type`, `n` and `seed` ask for.
    ///
    /// # Errors
    ///
    /// Where `keys` is no set's name, and no file whose lines are of the key type, or has fewer
    /// keys than `n`; and where `n` keys at so many bytes are more than the machine's memory.
    pub(super) fn of(input: &Input, bytes_a_key: usize) -> Result<Self> {
        let name: String = input.get("keys");
        let asked: Option<u64> = input.get("n");
        memory::check("n", asked.unwrap_or(0) as usize, bytes_a_key)?;
        let mut given = match KeySet::named(&name) {
            Some(set) => Self {
                keys: set.keys(input.get("seed"), asked),
                repeated: 0,
            },
            None => Self::read(Path::new(&name), &input.get::<String>("key_type"))?,
        };
        let found = given.keys.len() as u64;
        if let Some(asked) = asked.filter(|&asked| asked > found) {
            let problem = format!(
                "asks for more than the {found} keys of `{name}`; give at most so many, or `all`"
            );
            return Err(Error::Input {
                name: String::from("n"),
                value: asked.to_string(),
                problem,
            });
        }
        given.keys.truncate(asked.unwrap_or(found) as usize);
        Ok(given)
    }

    fn read(path: &Path, key_type: &str) -> Result<Self> {
        let known = KeyType::ALL.into_iter().find(|(name, _)| *name == key_type);
        let (_, key_type) = known.expect("the input is one of these");
        let file = File::open(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::NotFound if !path.to_string_lossy().contains(['/', '.']) => {
                let name = path.to_string_lossy();
                Error::unknown("key set or file", &name, KeySet::ALL.map(|set| set.name))
            }
            _ => Error::reading(path, source),
        })?;
        let metadata = file
            .metadata()
            .map_err(|source| Error::reading(path, source))?;
        if !metadata.is_file() {
            let problem = "is no regular file, and it is read once for every worker; give a file";
            return Err(Error::format(path, problem));
        }
        let read = KeyFile::read(BufReader::with_capacity(1 << 16, file), key_type, path)?;
        Ok(Self {
            keys: read.keys,
            repeated: read.repeated,
        })
    }

    pub(super) fn count(&self) -> KeyCount {
        KeyCount {
            keys: self.keys.len(),
            repeated: self.repeated,
        }
    }
}

impl KeyCount {
    pub(super) fn keys(self) -> usize {
        self.keys
    }
}

impl fmt::Debug for KeyCount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&units::count_of(self.keys as u64, "key"))?;
        match self.repeated as u64 {
            0 => Ok(()),
            repeated => {
                let lines = units::count_of(repeated, "repeated line");
                write!(f, ", {lines} dropped")
            }
        }
    }
}

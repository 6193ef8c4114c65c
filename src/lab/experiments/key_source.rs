//! The keys of an experiment: a built-in set or a file, as its inputs name it.

use std::fmt;
use std::fs::File;
use std::io::{BufReader, ErrorKind};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::experiment::{Domain, Input};
use crate::lab::hash;
use crate::lab::hash::key_file::{KeyFile, KeyType};
use crate::lab::hash::key_format::{Columns, FormatError, KeyFormat};
use crate::lab::hash::key_sets::KeySet;
use crate::lab::hash::keys::Keys;
use crate::units;

use super::memory;

const MAX_KEYS: i64 = 1_000_000_000;

/// Describes the input that [`key_count_domain`] declares.
pub(super) const ABOUT_KEY_COUNT: &str =
    "how many keys, from the first; `all` takes all of a file, and 50 000 of an endless set";

/// The keys of an experiment.
pub(super) struct LoadedKeys {
    pub(super) keys: Keys,
    /// The number of lines of a file that repeat an earlier key.
    repeated: usize,
}

/// The number of keys, as the answer of an experiment.
#[derive(Clone, Copy)]
pub(super) struct KeyCount {
    keys: usize,
    repeated: usize,
}

/// The values of an input that limits the number of keys.
pub(super) fn key_count_domain() -> Domain {
    Domain::integers(1, 1..=MAX_KEYS).or("all")
}

/// Describes the input `key_type`.
pub(super) fn about_key_type() -> String {
    let names = KeyType::ALL.map(|(name, _)| name).join(", ");
    format!("the type of a file's lines: {names}; several with commas between them make tuples")
}

/// Describes the input `columns`.
pub(super) const ABOUT_COLUMNS: &str = "which columns of a CSV file make a key: names in its header, \
     or numbers from 1 without a header, with commas between them; `all` takes whole lines";

impl LoadedKeys {
    /// The keys that the inputs `keys`, `key_type`, `n` and `seed` select.
    ///
    /// # Errors
    ///
    /// If `key_type` and `columns` are no format, if `keys` is neither the name of a set nor a file in
    /// this format, if there are fewer than `n` keys, or if `n` keys at `bytes_per_key` exceed the
    /// machine's memory.
    pub(super) fn from_input(input: &Input, bytes_per_key: usize) -> Result<Self, Error> {
        Self::load(input, key_format(input)?, bytes_per_key)
    }

    /// The strings that the inputs `keys`, `n` and `seed` select: those of a built-in set, or the lines of
    /// a file.
    ///
    /// # Errors
    ///
    /// As [`from_input`](Self::from_input), or if the keys of the built-in set are not strings.
    pub(super) fn strings_from_input(
        input: &Input,
        bytes_per_key: usize,
    ) -> Result<Vec<String>, Error> {
        let format = KeyFormat::parse("text", Columns::parse("all"))
            .map_err(|error| unreachable!("text is a format: {error}"))?;
        match Self::load(input, format, bytes_per_key)?.keys {
            Keys::Text(keys) => Ok(keys.iter().map(String::from).collect()),
            _ => Err(Error::Input {
                name: String::from("keys"),
                value: input.get("keys"),
                problem: String::from(
                    "has keys that are not text; give a file, or digits, paths or unicode-names",
                ),
            }),
        }
    }

    fn load(input: &Input, format: KeyFormat, bytes_per_key: usize) -> Result<Self, Error> {
        let name: String = input.get("keys");
        let count: Option<u64> = input.get("n");
        memory::check("n", count.unwrap_or(0) as usize, bytes_per_key)?;
        let mut loaded = match KeySet::find(&name) {
            Some(set) => Self {
                keys: set.keys(input.get("seed"), count),
                repeated: 0,
            },
            None => Self::read(&input.get::<PathBuf>("keys"), format)?,
        };
        if let Some(count) = count {
            let available = loaded.keys.len() as u64;
            if count > available {
                return Err(too_few_keys(&name, count, available));
            }
            loaded.keys.truncate(count as usize);
        }
        Ok(loaded)
    }

    fn read(path: &Path, format: KeyFormat) -> Result<Self, Error> {
        let file = File::open(path).map_err(|source| open_error(path, source))?;
        let metadata = file
            .metadata()
            .map_err(|source| Error::reading(path, source))?;
        if !metadata.is_file() {
            let problem = "is not a regular file, but every worker reads it again; give a file";
            return Err(Error::format(path, problem));
        }
        let lines = BufReader::with_capacity(1 << 16, file);
        let key_file = KeyFile::read(lines, format, path).map_err(to_harness_error)?;
        Ok(Self {
            keys: key_file.keys,
            repeated: key_file.repeated,
        })
    }

    pub(super) fn count(&self) -> KeyCount {
        KeyCount {
            keys: self.keys.len(),
            repeated: self.repeated,
        }
    }
}

/// The format that the inputs `key_type` and `columns` describe.
fn key_format(input: &Input) -> Result<KeyFormat, Error> {
    let types: String = input.get("key_type");
    let columns = Columns::parse(&input.get::<String>("columns"));
    KeyFormat::parse(&types, columns).map_err(|error| Error::Input {
        name: String::from("key_type"),
        problem: error.to_string(),
        value: match error {
            FormatError::UnknownType { name } => name,
            _ => types,
        },
    })
}

fn too_few_keys(name: &str, count: u64, available: u64) -> Error {
    Error::Input {
        name: String::from("n"),
        value: count.to_string(),
        problem: format!(
            "asks for more than the {available} keys of `{name}`; give at most {available}, or `all`"
        ),
    }
}

/// A name that looks like no path is more likely a misspelt set than a missing file.
fn open_error(path: &Path, source: std::io::Error) -> Error {
    let name = path.to_string_lossy();
    if source.kind() == ErrorKind::NotFound && !name.contains(['/', '.']) {
        Error::unknown("key set or file", &name, KeySet::ALL.map(|set| set.name))
    } else {
        Error::reading(path, source)
    }
}

/// The error of the harness for an error of the subject.
fn to_harness_error(error: hash::KeyError) -> Error {
    match error {
        hash::KeyError::Read { path, source } => Error::reading(&path, source),
        hash::KeyError::KeyFile { path, problem } => Error::format(&path, problem.to_string()),
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
        if self.repeated > 0 {
            let lines = units::count_of(self.repeated as u64, "repeated line");
            write!(f, ", {lines} dropped")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_the_harness_has_the_message_of_the_subject() {
        let path = Path::new("keys.txt");
        let error = || KeyFile::read(&b"1\nx\n"[..], KeyType::U64, path).unwrap_err();
        assert_eq!(to_harness_error(error()).to_string(), error().to_string());
    }
}

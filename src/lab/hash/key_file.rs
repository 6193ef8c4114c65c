//! Keys from a file with one key a line.

use std::io::BufRead;
use std::path::Path;
use std::str::FromStr;

use super::error::{Error, KeyFileProblem, Result};
use super::keys::{F64, Keys};
use super::packed::Packed;

/// The type that the lines of a key file are parsed as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// UTF-8 text.
    Text,
    /// Bytes.
    Bytes,
    /// Whole numbers from 0 to 2⁶⁴ - 1.
    U64,
    /// Whole numbers from -2⁶³ to 2⁶³ - 1.
    I64,
    /// Floating-point numbers.
    F64,
    /// IPv4 addresses.
    Ipv4,
}

/// The distinct keys of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFile {
    /// The keys without repetitions, in the order of their first lines.
    pub keys: Keys,
    /// The number of lines that repeat an earlier key.
    pub repeated: usize,
}

impl KeyType {
    /// Every key type with its name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("text", Self::Text),
        ("bytes", Self::Bytes),
        ("u64", Self::U64),
        ("i64", Self::I64),
        ("f64", Self::F64),
        ("ipv4", Self::Ipv4),
    ];

    /// The key type with this name.
    pub fn find(name: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(known, _)| *known == name);
        found.map(|(_, key_type)| *key_type)
    }

    fn name(self) -> &'static str {
        let found = Self::ALL.iter().find(|(_, key_type)| *key_type == self);
        found.map_or("", |(name, _)| *name)
    }
}

impl KeyFile {
    /// Reads keys of type `key_type` from `lines`; errors name `path`. A line ends with LF or CR LF;
    /// if the keys are bytes, with LF only.
    ///
    /// # Errors
    ///
    /// If there is no line, if a line is not of the key type, or if reading fails.
    ///
    /// ```
    /// use heapwise::lab::hash::Error;
    /// use heapwise::lab::hash::key_file::{KeyFile, KeyType};
    /// use heapwise::lab::hash::keys::Keys;
    ///
    /// let file = KeyFile::read(&b"3\n1\n3\n"[..], KeyType::U64, "n.txt".as_ref())?;
    /// assert_eq!((file.keys, file.repeated), (Keys::U64(vec![3, 1]), 1));
    /// # Ok::<(), Error>(())
    /// ```
    pub fn read(mut lines: impl BufRead, key_type: KeyType, path: &Path) -> Result<Self> {
        if key_type != KeyType::Bytes {
            skip_byte_order_mark(&mut lines, path)?;
        }
        let mut keys = match key_type {
            KeyType::Text => Keys::Text(read_text(lines, path)?),
            KeyType::Bytes => Keys::Bytes(read_bytes(lines, path)?),
            KeyType::U64 => Keys::U64(read_parsed(lines, key_type, path, |key: u64| key)?),
            KeyType::I64 => Keys::I64(read_parsed(lines, key_type, path, |key: i64| key)?),
            KeyType::F64 => {
                let floats = read_parsed(lines, key_type, path, |key: f64| F64::from(key))?;
                Keys::F64(floats)
            }
            KeyType::Ipv4 => Keys::Ipv4(read_parsed(lines, key_type, path, |key| key)?),
        };
        if keys.is_empty() {
            return Err(invalid(path, KeyFileProblem::Empty));
        }
        let repeated = keys.drop_repeated();
        Ok(Self { keys, repeated })
    }
}

/// Skips the byte-order mark with which a text in UTF-8 may begin.
fn skip_byte_order_mark(lines: &mut impl BufRead, path: &Path) -> Result<()> {
    let begin = lines.fill_buf().map_err(|source| Error::Read {
        path: path.to_path_buf(),
        source,
    })?;
    if begin.starts_with("\u{feff}".as_bytes()) {
        lines.consume("\u{feff}".len());
    }
    Ok(())
}

/// Calls `take` with the number of every line, from 1, and the line without its LF. All lines share
/// one buffer.
fn for_each_line(
    mut lines: impl BufRead,
    path: &Path,
    mut take: impl FnMut(usize, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read_bytes = lines.read_until(b'\n', &mut line);
        let read_bytes = read_bytes.map_err(|source| Error::Read {
            path: path.to_path_buf(),
            source,
        })?;
        if read_bytes == 0 {
            return Ok(());
        }
        number += 1;
        take(number, line.strip_suffix(b"\n").unwrap_or(&line))?;
    }
}

fn read_bytes(lines: impl BufRead, path: &Path) -> Result<Packed<Vec<u8>>> {
    let mut keys = Packed::<Vec<u8>>::default();
    for_each_line(lines, path, |_, line| {
        keys.push(line);
        Ok(())
    })?;
    Ok(keys)
}

fn read_text(lines: impl BufRead, path: &Path) -> Result<Packed<String>> {
    let mut keys = Packed::<String>::default();
    for_each_line(lines, path, |number, line| {
        keys.push(decode(number, line, path)?);
        Ok(())
    })?;
    Ok(keys)
}

/// Parses every line as a `T` and stores what `key` makes of it.
fn read_parsed<T: FromStr, K>(
    lines: impl BufRead,
    key_type: KeyType,
    path: &Path,
    key: impl Fn(T) -> K,
) -> Result<Vec<K>> {
    let mut keys = Vec::new();
    for_each_line(lines, path, |number, line| {
        let text = decode(number, line, path)?;
        let value = text.trim().parse().map_err(|_| {
            let problem = KeyFileProblem::NotOfType {
                line: number,
                text: shorten(text).escape_debug().to_string(),
                key_type: key_type.name(),
            };
            invalid(path, problem)
        })?;
        keys.push(key(value));
        Ok(())
    })?;
    Ok(keys)
}

/// The beginning of a text that may be of any length.
fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let mut shortened: String = text.chars().take(MOST).collect();
    if shortened.len() < text.len() {
        shortened.push('…');
    }
    shortened
}

/// The text of a line without its CR.
fn decode<'a>(number: usize, line: &'a [u8], path: &Path) -> Result<&'a str> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    str::from_utf8(line).map_err(|error| {
        let problem = KeyFileProblem::NotUtf8 {
            line: number,
            byte: error.valid_up_to() + 1,
        };
        invalid(path, problem)
    })
}

fn invalid(path: &Path, problem: KeyFileProblem) -> Error {
    Error::KeyFile {
        path: path.to_path_buf(),
        problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(lines: &[u8], key_type: KeyType) -> Result<KeyFile> {
        KeyFile::read(lines, key_type, Path::new("keys.txt"))
    }

    #[test]
    fn every_key_type_is_read() {
        let keys = |lines: &[u8], key_type| read(lines, key_type).unwrap().keys;
        let text = Keys::Text(["a b", "", "ä"].into_iter().collect());
        assert_eq!(keys("a b\r\n\nä".as_bytes(), KeyType::Text), text);
        let bytes = Keys::Bytes([&b"\xff\r"[..], b"a"].into_iter().collect());
        assert_eq!(keys(b"\xff\r\na\n", KeyType::Bytes), bytes);
        assert_eq!(
            keys(b"0\n18446744073709551615\n", KeyType::U64),
            Keys::U64(vec![0, u64::MAX])
        );
        assert_eq!(keys(b"-5\n", KeyType::I64), Keys::I64(vec![-5]));
        assert_eq!(
            keys(b"1.5\n-0\n", KeyType::F64),
            Keys::F64(vec![1.5.into(), (-0.0).into()])
        );
        assert_eq!(
            keys(b"10.0.0.1\n", KeyType::Ipv4),
            Keys::Ipv4(vec![[10, 0, 0, 1].into()])
        );
    }

    #[test]
    fn a_byte_order_mark_belongs_to_no_key_but_bytes() {
        let lines = b"\xef\xbb\xbf5\n6\n";
        let keys = |key_type| read(lines, key_type).unwrap().keys;
        assert_eq!(keys(KeyType::U64), Keys::U64(vec![5, 6]));
        assert_eq!(
            keys(KeyType::Text),
            Keys::Text(["5", "6"].into_iter().collect())
        );
        let bytes = [&b"\xef\xbb\xbf5"[..], b"6"];
        assert_eq!(
            keys(KeyType::Bytes),
            Keys::Bytes(bytes.into_iter().collect())
        );
    }

    #[test]
    fn repeated_lines_are_counted_and_dropped() {
        let file = read(b"b\na\nb\nb\n", KeyType::Text).unwrap();
        assert_eq!(file.keys, Keys::Text(["b", "a"].into_iter().collect()));
        assert_eq!(file.repeated, 2);
    }

    #[test]
    fn the_error_of_an_invalid_line_names_the_line_and_the_remedy() {
        let message = |lines: &[u8], key_type| read(lines, key_type).unwrap_err().to_string();
        assert_eq!(
            message(b"", KeyType::Text),
            "keys.txt: is empty; give a file with one key a line"
        );
        assert_eq!(
            message(b"a\nb\xff\n", KeyType::Text),
            "keys.txt: line 2: byte 2 is not UTF-8; save the file as UTF-8 or set `key_type=bytes`"
        );
        assert_eq!(
            message(b"1\n2\n-3\n", KeyType::U64),
            "keys.txt: line 3: `-3` is not a valid u64; fix line 3 or set `key_type=text`"
        );
        assert_eq!(
            message(b"10.0.0.256\n", KeyType::Ipv4),
            "keys.txt: line 1: `10.0.0.256` is not a valid ipv4; fix line 1 or set `key_type=text`"
        );
        assert!(message(b"1e999x\n", KeyType::F64).contains("is not a valid f64"));
        let long = "x".repeat(100_000);
        let begin = &long[..60];
        assert_eq!(
            message(long.as_bytes(), KeyType::U64),
            format!(
                "keys.txt: line 1: `{begin}…` is not a valid u64; fix line 1 or set `key_type=text`"
            )
        );
    }

    #[test]
    fn a_key_type_is_found_by_its_name() {
        for (name, key_type) in KeyType::ALL {
            assert_eq!(KeyType::find(name), Some(key_type));
            assert_eq!(key_type.name(), name);
        }
        assert_eq!(KeyType::find("u46"), None);
    }
}

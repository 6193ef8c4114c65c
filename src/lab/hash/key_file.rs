//! Keys from a file: one a line.

use std::io::BufRead;
use std::path::Path;
use std::str::FromStr;

use crate::error::{Error, Result};

use super::keys::{F64, Keys, Packed};

/// What the lines of a key file are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyType {
    /// Text in UTF-8.
    Text,
    /// Bytes.
    Bytes,
    /// Whole numbers from 0 on.
    U64,
    /// Whole numbers.
    I64,
    /// Floats.
    F64,
    /// IPv4 addresses.
    Ipv4,
}

/// The keys of a file, and how many of its lines said a key again.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFile {
    /// The keys, each once.
    pub keys: Keys,
    /// How many lines were dropped since their key had come before.
    pub repeated: usize,
}

impl KeyType {
    /// Every key type by its name.
    pub const ALL: [(&'static str, Self); 6] = [
        ("text", Self::Text),
        ("bytes", Self::Bytes),
        ("u64", Self::U64),
        ("i64", Self::I64),
        ("f64", Self::F64),
        ("ipv4", Self::Ipv4),
    ];

    fn name(self) -> &'static str {
        let named = Self::ALL.iter().find(|(_, key_type)| *key_type == self);
        named.map_or("", |(name, _)| *name)
    }
}

impl KeyFile {
    /// Reads the keys of `lines`; `path` is named where something is wrong with them. An end of
    /// line is LF or CR LF, but among bytes LF alone.
    ///
    /// # Errors
    ///
    /// Where there is no line, a line is not of the key type, or the system does not let it be
    /// read.
    ///
    /// ```
    /// use heapwise::lab::hash::key_file::{KeyFile, KeyType};
    /// use heapwise::lab::hash::keys::Keys;
    ///
    /// let file = KeyFile::read(&b"3\n1\n3\n"[..], KeyType::U64, "n.txt".as_ref())?;
    /// assert_eq!((file.keys, file.repeated), (Keys::U64(vec![3, 1]), 1));
    /// # Ok::<(), heapwise::Error>(())
    /// ```
    pub fn read(lines: impl BufRead, key_type: KeyType, path: &Path) -> Result<Self> {
        let mut keys = match key_type {
            KeyType::Text => Keys::Text(text(lines, path)?),
            KeyType::Bytes => Keys::Bytes(bytes(lines, path)?),
            KeyType::U64 => Keys::U64(parsed(lines, key_type, path, |key: u64| key)?),
            KeyType::I64 => Keys::I64(parsed(lines, key_type, path, |key: i64| key)?),
            KeyType::F64 => Keys::F64(parsed(lines, key_type, path, |key: f64| F64::from(key))?),
            KeyType::Ipv4 => Keys::Ipv4(parsed(lines, key_type, path, |key| key)?),
        };
        if keys.is_empty() {
            let problem = "is empty; give a file with one key a line";
            return Err(Error::format(path, problem));
        }
        let repeated = keys.drop_repeated();
        Ok(Self { keys, repeated })
    }
}

/// Hands every line to `take`, without its end, in one buffer for all. Its number comes with it,
/// from 1.
fn each_line(
    mut lines: impl BufRead,
    path: &Path,
    mut take: impl FnMut(usize, &[u8]) -> Result<()>,
) -> Result<()> {
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read = lines.read_until(b'\n', &mut line);
        if read.map_err(|source| Error::reading(path, source))? == 0 {
            return Ok(());
        }
        number += 1;
        take(number, line.strip_suffix(b"\n").unwrap_or(&line))?;
    }
}

fn bytes(lines: impl BufRead, path: &Path) -> Result<Packed<Vec<u8>>> {
    let mut keys = Packed::<Vec<u8>>::default();
    each_line(lines, path, |_, line| {
        keys.push(line);
        Ok(())
    })?;
    Ok(keys)
}

fn text(lines: impl BufRead, path: &Path) -> Result<Packed<String>> {
    let mut keys = Packed::<String>::default();
    each_line(lines, path, |number, line| {
        keys.push(utf8(number, line, path)?);
        Ok(())
    })?;
    Ok(keys)
}

fn parsed<T: FromStr, K>(
    lines: impl BufRead,
    key_type: KeyType,
    path: &Path,
    key: impl Fn(T) -> K,
) -> Result<Vec<K>> {
    let mut keys = Vec::new();
    each_line(lines, path, |number, line| {
        let line = utf8(number, line, path)?;
        let Ok(value) = line.trim().parse() else {
            let name = key_type.name();
            let problem = format!(
                "line {number}: `{}` is no {name}; mend the line, or set another --input key_type, such as text",
                line.escape_debug()
            );
            return Err(Error::format(path, problem));
        };
        keys.push(key(value));
        Ok(())
    })?;
    Ok(keys)
}

fn utf8<'a>(number: usize, line: &'a [u8], path: &Path) -> Result<&'a str> {
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    str::from_utf8(line).map_err(|error| {
        let problem = format!(
            "line {number}: byte {} is not UTF-8; save the file as UTF-8, or set --input key_type=bytes",
            error.valid_up_to() + 1
        );
        Error::format(path, problem)
    })
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
    fn lines_that_come_again_are_counted_and_dropped() {
        let file = read(b"b\na\nb\nb\n", KeyType::Text).unwrap();
        assert_eq!(file.keys, Keys::Text(["b", "a"].into_iter().collect()));
        assert_eq!(file.repeated, 2);
    }

    #[test]
    fn a_bad_line_is_named_with_what_would_help() {
        let told = |lines: &[u8], key_type| read(lines, key_type).unwrap_err().to_string();
        assert_eq!(
            told(b"", KeyType::Text),
            "keys.txt: is empty; give a file with one key a line"
        );
        assert_eq!(
            told(b"a\nb\xff\n", KeyType::Text),
            "keys.txt: line 2: byte 2 is not UTF-8; save the file as UTF-8, or set --input key_type=bytes"
        );
        let number = told(b"1\n2\n-3\n", KeyType::U64);
        assert!(
            number.starts_with("keys.txt: line 3: `-3` is no u64; mend the line"),
            "{number}"
        );
        let address = told(b"10.0.0.256\n", KeyType::Ipv4);
        assert!(
            address.starts_with("keys.txt: line 1: `10.0.0.256` is no ipv4"),
            "{address}"
        );
        assert!(told(b"1e999x\n", KeyType::F64).contains("is no f64"));
    }
}

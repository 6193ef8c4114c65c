//! Keys from a file with one key a line.

use std::io::{self, BufRead};
use std::path::Path;

use super::csv_records::{CsvRecord, CsvRecords};
use super::error::{KeyError, KeyFileProblem, Place, Result};
use super::key_format::{Columns, KeyFormat};
use super::key_type::FieldProblem;
pub use super::key_type::KeyType;
use super::keys::Keys;

/// The distinct keys of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyFile {
    /// The keys without repetitions, in the order of their first lines.
    pub keys: Keys,
    /// The number of lines that repeat an earlier key.
    pub repeated: usize,
}

impl KeyFile {
    /// Reads keys in `format` from `lines`; errors name `path`. A line ends with LF or CR LF; if the
    /// keys are bytes, with LF only.
    ///
    /// # Errors
    ///
    /// If there is no line, if a line is not in the format, or if reading fails.
    ///
    /// ```
    /// use heapwise::lab::hash::KeyError;
    /// use heapwise::lab::hash::key_file::{KeyFile, KeyType};
    /// use heapwise::lab::hash::keys::Keys;
    ///
    /// let file = KeyFile::read(&b"3\n1\n3\n"[..], KeyType::U64, "n.txt".as_ref())?;
    /// assert_eq!((file.keys, file.repeated), (Keys::U64(vec![3, 1]), 1));
    /// # Ok::<(), KeyError>(())
    /// ```
    pub fn read(
        mut lines: impl BufRead,
        format: impl Into<KeyFormat>,
        path: &Path,
    ) -> Result<Self> {
        let format = format.into();
        if format.line_type() != Some(KeyType::Bytes) {
            skip_byte_order_mark(&mut lines, path)?;
        }
        let mut keys = match format.line_type() {
            Some(key_type) => read_lines(lines, key_type, path)?,
            None => read_records(lines, &format, path)?,
        };
        if keys.is_empty() {
            return Err(invalid(path, KeyFileProblem::Empty));
        }
        let repeated = keys.drop_repeated();
        Ok(Self { keys, repeated })
    }
}

/// Skips the byte-order mark with which a text in UTF-8 may begin.
///
/// # Errors
///
/// If there is the byte-order mark of UTF-16 instead.
fn skip_byte_order_mark(lines: &mut impl BufRead, path: &Path) -> Result<()> {
    let begin = lines.fill_buf().map_err(|error| read_error(path, error))?;
    if begin.starts_with(b"\xff\xfe") || begin.starts_with(b"\xfe\xff") {
        return Err(invalid(path, KeyFileProblem::Utf16));
    }
    if begin.starts_with("\u{feff}".as_bytes()) {
        lines.consume("\u{feff}".len());
    }
    Ok(())
}

/// Reads a key of type `key_type` from each line.
fn read_lines(mut lines: impl BufRead, key_type: KeyType, path: &Path) -> Result<Keys> {
    let mut keys = key_type.empty_keys();
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read_bytes = lines.read_until(b'\n', &mut line);
        if read_bytes.map_err(|error| read_error(path, error))? == 0 {
            return Ok(keys);
        }
        number += 1;
        let text = line.strip_suffix(b"\n").unwrap_or(&line);
        let text = match key_type {
            KeyType::Bytes => text,
            _ => text.strip_suffix(b"\r").unwrap_or(text),
        };
        let place = Place {
            line: number,
            column: None,
        };
        parse_into(&mut keys, key_type, text, place, path)?;
    }
}

/// Reads a key from each record in CSV.
fn read_records(lines: impl BufRead, format: &KeyFormat, path: &Path) -> Result<Keys> {
    let mut records = CsvRecords::new(lines);
    let mut record = CsvRecord::default();
    let mut read_next = move |record: &mut CsvRecord| {
        let is_read = records.read(record);
        is_read.map_err(|error| read_error(path, error.into()))
    };
    let indices = match format.columns() {
        Columns::All => (0..format.types().len()).collect(),
        Columns::Numbers(numbers) => numbers.iter().map(|number| number - 1).collect(),
        Columns::Names(names) => {
            read_next(&mut record)?;
            find_columns(names, &record, path)?
        }
    };
    let types = format.types();
    let mut columns: Vec<Keys> = types.iter().map(|key_type| key_type.empty_keys()).collect();
    while read_next(&mut record)? {
        check_field_count(&record, format, &indices, path)?;
        for ((keys, key_type), &index) in columns.iter_mut().zip(types).zip(&indices) {
            let place = Place {
                line: record.line,
                column: Some(index + 1),
            };
            parse_into(keys, *key_type, record.field(index), place, path)?;
        }
    }
    Ok(match <[Keys; 1]>::try_from(columns) {
        Ok([column]) => column,
        Err(columns) => Keys::tuples(columns),
    })
}

/// The indices of the columns with these names.
fn find_columns(names: &[String], header: &CsvRecord, path: &Path) -> Result<Vec<usize>> {
    let find = |name: &String| {
        let has_name = |field: &[u8]| field.trim_ascii() == name.as_bytes();
        header.fields().position(has_name).ok_or_else(|| {
            let fields: Vec<_> = header.fields().map(String::from_utf8_lossy).collect();
            let problem = KeyFileProblem::NoColumn {
                name: name.clone(),
                header: shorten(&fields.join(", ")),
            };
            invalid(path, problem)
        })
    };
    names.iter().map(find).collect()
}

/// Checks that a record has the fields at `indices`, and no others if the key is the whole line.
fn check_field_count(
    record: &CsvRecord,
    format: &KeyFormat,
    indices: &[usize],
    path: &Path,
) -> Result<()> {
    let (line, fields) = (record.line, record.len());
    let needed = indices.iter().max().map_or(0, |last| last + 1);
    let problem = if fields < needed {
        KeyFileProblem::TooFewFields {
            line,
            fields,
            needed,
        }
    } else if fields > needed && *format.columns() == Columns::All {
        KeyFileProblem::TooManyFields {
            line,
            fields,
            needed,
        }
    } else {
        return Ok(());
    };
    Err(invalid(path, problem))
}

/// Parses a text and appends it to `keys`.
fn parse_into(
    keys: &mut Keys,
    key_type: KeyType,
    text: &[u8],
    place: Place,
    path: &Path,
) -> Result<()> {
    let parsed = key_type.parse_into(keys, text);
    parsed.map_err(|problem| {
        let problem = match problem {
            FieldProblem::NotUtf8(index) => KeyFileProblem::NotUtf8 {
                place,
                byte: index + 1,
            },
            FieldProblem::NotOfType => KeyFileProblem::NotOfType {
                place,
                text: shorten(&String::from_utf8_lossy(text)),
                rule: key_type.rule(),
            },
        };
        invalid(path, problem)
    })
}

/// The beginning of a text that may be of any length, control characters escaped.
fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let mut shortened: String = text.chars().take(MOST).collect();
    if shortened.len() < text.len() {
        shortened.push('…');
    }
    shortened.escape_debug().to_string()
}

fn read_error(path: &Path, source: io::Error) -> KeyError {
    KeyError::Read {
        path: path.to_path_buf(),
        source,
    }
}

fn invalid(path: &Path, problem: KeyFileProblem) -> KeyError {
    KeyError::KeyFile {
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
        assert_eq!(
            keys(b"4294967295\n", KeyType::U32),
            Keys::U32(vec![u32::MAX])
        );
        assert_eq!(keys(b"-5\n", KeyType::I32), Keys::I32(vec![-5]));
        let most = u128::MAX.to_string();
        assert_eq!(
            keys(most.as_bytes(), KeyType::U128),
            Keys::U128(vec![u128::MAX])
        );
        assert_eq!(keys(b"0.1\n", KeyType::F32), Keys::F32(vec![0.1.into()]));
        let addresses = Keys::Ipv6(vec![std::net::Ipv6Addr::LOCALHOST]);
        assert_eq!(keys(b"::1\n", KeyType::Ipv6), addresses);
        let id = b"67e55044-10b1-426f-9247-bb680e5fe0c8";
        let ids = Keys::Uuid(vec![uuid::uuid!("67e55044-10b1-426f-9247-bb680e5fe0c8")]);
        assert_eq!(keys(id, KeyType::Uuid), ids);
    }

    #[test]
    fn binary_keys_are_read_from_hexadecimal_and_base64() {
        let keys = |lines: &[u8], key_type| read(lines, key_type).unwrap().keys;
        let bytes = |keys: &[&[u8]]| Keys::Bytes(keys.iter().copied().collect());
        assert_eq!(
            keys(b"0aFF\r\n\n", KeyType::Hex),
            bytes(&[b"\x0a\xff", b""])
        );
        let lines = b"CgD/\n+/8=\n+/8\n-_8\n";
        let file = read(lines, KeyType::Base64).unwrap();
        assert_eq!(file.keys, bytes(&[b"\x0a\x00\xff", b"\xfb\xff"]));
        assert_eq!(file.repeated, 2);
    }

    const ORDERS: &[u8] = b"customer,sku,price\n17,\"a,b\",5\n17,c,5\n17,\"a,b\",6\n";

    fn read_columns(lines: &[u8], types: &str, columns: &str) -> Result<KeyFile> {
        let format = KeyFormat::parse(types, Columns::parse(columns)).unwrap();
        KeyFile::read(lines, format, Path::new("orders.csv"))
    }

    #[test]
    fn columns_of_a_csv_file_make_tuples() {
        let words = |words: &[&str]| Keys::Text(words.iter().copied().collect());
        let by_name = read_columns(ORDERS, "text,u32", "sku,customer").unwrap();
        let pairs = Keys::tuples(vec![words(&["a,b", "c"]), Keys::U32(vec![17, 17])]);
        assert_eq!((by_name.keys, by_name.repeated), (pairs, 1));
        let one = read_columns(ORDERS, "u32", "price").unwrap();
        assert_eq!(one.keys, Keys::U32(vec![5, 6]));
        let lines = b"1,x,2\r\n3,y,4\r\n";
        let by_number = read_columns(lines, "u64,u64", "3,1").unwrap();
        assert_eq!(by_number.keys, Keys::U64Pairs(vec![(2, 1), (4, 3)]));
        let lines = read_columns(b"\xef\xbb\xbf1, 2\n", "i32,i32", "all").unwrap();
        assert_eq!(lines.keys, Keys::I32Pairs(vec![(1, 2)]));
    }

    #[test]
    fn the_error_of_an_invalid_record_names_the_line_the_column_and_the_remedy() {
        let message = |lines: &[u8], types, columns| {
            read_columns(lines, types, columns).unwrap_err().to_string()
        };
        assert_eq!(
            message(ORDERS, "u32", "sku"),
            "orders.csv: line 2, column 2: `a,b` is not a valid u32; fix line 2 or set `key_type=text`"
        );
        assert_eq!(
            message(ORDERS, "u32", "skv"),
            "orders.csv: has no column `skv`; name columns of its first line: customer, sku, price"
        );
        assert_eq!(
            message(b"1,2\n\n3\n", "u32,u32", "all"),
            "orders.csv: line 3: has 1 of 2 fields; fix line 3"
        );
        assert_eq!(
            message(b"1,2,3\n", "u32,u32", "all"),
            "orders.csv: line 1: has 3 fields, more than the 2 of the key; fix line 1 or select \
             fields with `columns=1,2`"
        );
        assert_eq!(
            message(b"1,\xff\n", "u32,text", "all"),
            "orders.csv: line 1, column 2: byte 1 is not UTF-8; save the file as UTF-8 or set \
             `key_type=bytes`"
        );
        let only_header = message(b"a,b\n", "text", "b");
        assert_eq!(
            only_header,
            "orders.csv: is empty; give a file with one key a line"
        );
        assert!(message(b"", "text", "b").contains("has no column `b`"));
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
        for (line, key_type, rule) in [
            ("4294967296", KeyType::U32, "a valid u32"),
            ("2147483648", KeyType::I32, "a valid i32"),
            ("-1", KeyType::U128, "a valid u128"),
            ("1,5", KeyType::F32, "a valid f32"),
            ("10.0.0.1", KeyType::Ipv6, "a valid ipv6"),
            ("67e55044", KeyType::Uuid, "a valid uuid"),
            (
                "abc",
                KeyType::Hex,
                "hex, pairs of the digits 0 to 9 and a to f",
            ),
            ("a=b", KeyType::Base64, "base64, as RFC 4648 defines it"),
        ] {
            assert_eq!(
                message(line.as_bytes(), key_type),
                format!(
                    "keys.txt: line 1: `{line}` is not {rule}; fix line 1 or set `key_type=text`"
                )
            );
        }
        for mark in [&b"\xff\xfe"[..], b"\xfe\xff"] {
            let lines = [mark, b"1\0\n\0"].concat();
            assert_eq!(
                message(&lines, KeyType::U64),
                "keys.txt: is in UTF-16, but keys are read as UTF-8; save the file as UTF-8"
            );
            assert!(read(&lines, KeyType::Bytes).is_ok());
        }
        let long = "x".repeat(100_000);
        let begin = &long[..60];
        assert_eq!(
            message(long.as_bytes(), KeyType::U64),
            format!(
                "keys.txt: line 1: `{begin}…` is not a valid u64; fix line 1 or set `key_type=text`"
            )
        );
    }
}

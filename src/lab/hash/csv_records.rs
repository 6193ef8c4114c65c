//! The records of a file in CSV (RFC 4180), each with the number of its line.

use std::io::{BufRead, Chain};

use csv::{ByteRecord, Reader, ReaderBuilder, Terminator};

/// Reads records that may differ in the number of fields. Skips empty lines. A record ends with LF or
/// CR LF; the last one may end with the file.
pub(super) struct CsvRecords<R> {
    records: Reader<Chain<R, &'static [u8]>>,
}

/// A record.
#[derive(Default)]
pub(super) struct CsvRecord {
    fields: ByteRecord,
    /// The line that the record starts on, from 1.
    pub(super) line: u64,
}

impl<R: BufRead> CsvRecords<R> {
    pub(super) fn new(lines: R) -> Self {
        let records = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::Any(b'\n'))
            // So that the last record also ends with a line feed.
            .from_reader(lines.chain(&b"\n"[..]));
        Self { records }
    }

    /// Reads the next record. Returns whether there is one.
    pub(super) fn read(&mut self, record: &mut CsvRecord) -> csv::Result<bool> {
        while self.records.read_byte_record(&mut record.fields)? {
            // The crate's own position of a record is before the empty lines that it skips.
            let fields = record.fields.as_slice();
            let feeds = fields.iter().filter(|byte| **byte == b'\n').count();
            record.line = self.records.position().line() - 1 - feeds as u64;
            if fields != b"\r" {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl CsvRecord {
    /// The number of fields.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// The fields in order.
    pub(super) fn fields(&self) -> impl Iterator<Item = &[u8]> {
        (0..self.len()).map(|index| self.field(index))
    }

    /// The field at `index`.
    ///
    /// # Panics
    ///
    /// If `index` is out of bounds.
    pub(super) fn field(&self, index: usize) -> &[u8] {
        let field = &self.fields[index];
        let is_last = index + 1 == self.len();
        let without_return = field.strip_suffix(b"\r").filter(|_| is_last);
        without_return.unwrap_or(field)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_has_the_line_that_it_starts_on() {
        let lines = b"a,b\n\n\"c\nd\",\"e\"\"\"\r\n\r\n5\" pipe,f";
        for end in ["", "\n", "\r\n", "\n\n"] {
            let lines = [lines, end.as_bytes()].concat();
            let mut records = CsvRecords::new(&lines[..]);
            let mut record = CsvRecord::default();
            let mut next = || {
                let is_read = records.read(&mut record).unwrap();
                let text = |field| str::from_utf8(field).unwrap().to_string();
                is_read.then(|| (record.line, record.fields().map(text).collect::<Vec<_>>()))
            };
            let expected = |line, fields: [&str; 2]| Some((line, fields.map(String::from).into()));
            assert_eq!(next(), expected(1, ["a", "b"]));
            assert_eq!(next(), expected(3, ["c\nd", "e\""]));
            assert_eq!(next(), expected(6, ["5\" pipe", "f"]));
            assert_eq!(next(), None);
        }
    }
}

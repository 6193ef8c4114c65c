//! The side of a process that another one started.

use std::hint::black_box;
use std::io::{self, Read, Write};
use std::path::Path;

use super::items::{fold, items_in, read_items, read_number};
use super::mapped;

/// Reads a task from `input`, answers it on `output`, and keeps the items until `input` ends. The task
/// is its number, the number of items, and the items, unless these are in the file `shared`.
///
/// # Errors
///
/// If a stream or the file fails.
pub fn serve(mut input: impl Read, output: impl Write, shared: Option<&Path>) -> io::Result<()> {
    let number = read_number(&mut input)?;
    let count = read_number(&mut input)?;
    if let Some(path) = shared {
        let items = mapped::map(path)?;
        return answer_and_wait(fold(number, items_in(&items)), input, output);
    }
    let items = black_box(read_items(count, &mut input)?);
    answer_and_wait(fold(number, items.iter().copied()), input, output)
}

fn answer_and_wait(answer: u64, mut input: impl Read, mut output: impl Write) -> io::Result<()> {
    output.write_all(&answer.to_le_bytes())?;
    output.flush()?;
    io::copy(&mut input, &mut io::sink())?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::super::items::write_items;
    use super::*;

    #[test]
    fn a_task_is_answered_from_its_items_or_from_a_file() {
        let items = [7, 8, 9];
        let mut task = Vec::new();
        write_items(&[5, 3], &mut task).unwrap();
        let mut answer = Vec::new();
        let mut file = tempfile::NamedTempFile::new().unwrap();
        write_items(&items, &mut file).unwrap();
        file.flush().unwrap();
        serve(task.as_slice(), &mut answer, Some(file.path())).unwrap();
        write_items(&items, &mut task).unwrap();
        serve(task.as_slice(), &mut answer, None).unwrap();
        let expected = fold(5, items).to_le_bytes();
        assert_eq!(answer, [expected, expected].concat());
        assert!(serve(&task[..task.len() - 1], io::sink(), None).is_err());
    }
}

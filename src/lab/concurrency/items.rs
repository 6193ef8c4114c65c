//! The items of an input: their fold, and how they are sent to a process.

use std::io::{self, Read, Write};

const ITEM_BYTES: usize = size_of::<u64>();

/// The number of items that are sent at once.
const ITEMS_AT_ONCE: usize = 8192;

/// What task `number` answers for `items`: a checksum of them that starts with the number.
pub fn fold(number: u64, items: impl IntoIterator<Item = u64>) -> u64 {
    let items = items.into_iter();
    items.fold(number, |sum, item| sum.wrapping_mul(31).wrapping_add(item))
}

/// Writes the bytes of the items.
pub(super) fn write_items(items: &[u64], mut to: impl Write) -> io::Result<()> {
    let mut bytes = Vec::with_capacity(items.len().min(ITEMS_AT_ONCE) * ITEM_BYTES);
    for chunk in items.chunks(ITEMS_AT_ONCE) {
        bytes.clear();
        bytes.extend(chunk.iter().flat_map(|item| item.to_le_bytes()));
        to.write_all(&bytes)?;
    }
    Ok(())
}

/// Reads a single number.
pub(super) fn read_number(mut from: impl Read) -> io::Result<u64> {
    let mut bytes = [0; ITEM_BYTES];
    from.read_exact(&mut bytes)?;
    Ok(u64::from_le_bytes(bytes))
}

/// Reads so many items.
pub(super) fn read_items(count: u64, mut from: impl Read) -> io::Result<Vec<u64>> {
    let (mut items, mut left) = (Vec::new(), count as usize);
    items.try_reserve_exact(left)?;
    let mut bytes = vec![0; left.min(ITEMS_AT_ONCE) * ITEM_BYTES];
    while left > 0 {
        let chunk = &mut bytes[..left.min(ITEMS_AT_ONCE) * ITEM_BYTES];
        from.read_exact(chunk)?;
        items.extend(items_in(chunk));
        left -= chunk.len() / ITEM_BYTES;
    }
    Ok(items)
}

/// The items whose bytes these are.
pub(super) fn items_in(bytes: &[u8]) -> impl Iterator<Item = u64> {
    let (items, _) = bytes.as_chunks();
    items.iter().map(|item| u64::from_le_bytes(*item))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_as_they_were_written() {
        for n in [0, 1, ITEMS_AT_ONCE as u64, 20_000] {
            let items: Vec<u64> = (0..n).map(|i| i << 40 | i).collect();
            let mut bytes = Vec::new();
            write_items(&items, &mut bytes).unwrap();
            assert_eq!(read_items(n, bytes.as_slice()).unwrap(), items);
            assert!(read_items(n + 1, bytes.as_slice()).is_err());
            assert_eq!(fold(3, items_in(&bytes)), fold(3, items));
        }
    }
}

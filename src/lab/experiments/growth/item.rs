//! The items that are appended: items of several sizes, each determined by its index.

use crate::Error;

/// The sizes that an item can have, in bytes.
pub(super) const SIZES: [usize; 4] = [1, 8, 24, 64];

/// An item that follows from its index.
pub(super) trait AppendItem: Copy + 'static {
    /// The item at an index.
    fn from_index(index: usize) -> Self;
    /// A number that depends on every part of the item.
    fn to_number(self) -> u64;
}

impl AppendItem for u8 {
    fn from_index(index: usize) -> Self {
        mix(index).to_be_bytes()[0]
    }

    fn to_number(self) -> u64 {
        self.into()
    }
}

impl AppendItem for u64 {
    fn from_index(index: usize) -> Self {
        mix(index)
    }

    fn to_number(self) -> u64 {
        self
    }
}

impl<const N: usize> AppendItem for [u64; N] {
    fn from_index(index: usize) -> Self {
        [mix(index); N]
    }

    fn to_number(self) -> u64 {
        self.iter().fold(0, |sum, word| sum.wrapping_add(*word))
    }
}

/// The index times 2⁶⁴ over the golden ratio, so that the high bits differ from index to index.
fn mix(index: usize) -> u64 {
    (index as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Evaluates an expression with the item type of a size in bytes.
macro_rules! with_item {
    ($bytes:expr, $item:ident => $value:expr) => {
        match $bytes {
            1 => {
                type $item = u8;
                $value
            }
            8 => {
                type $item = u64;
                $value
            }
            24 => {
                type $item = [u64; 3];
                $value
            }
            64 => {
                type $item = [u64; 8];
                $value
            }
            other => unreachable!("the set-up rejects items of {other} B"),
        }
    };
}
pub(super) use with_item;

/// Checks that there is an item of this size in bytes.
///
/// # Errors
///
/// If the size is not one of [`SIZES`].
pub(super) fn check_size(bytes: usize) -> Result<(), Error> {
    if SIZES.contains(&bytes) {
        Ok(())
    } else {
        Err(Error::Input {
            name: String::from("item"),
            value: bytes.to_string(),
            problem: String::from("is not the size of an item: give 1, 8, 24 or 64"),
        })
    }
}

/// Folds the items into one number, which changes if an item is lost, changed or moved.
pub(super) fn fold<T: AppendItem>(items: impl Iterator<Item = T>) -> u64 {
    let weighted = (1..).zip(items).map(|(weight, item): (u64, _)| {
        let number = item.to_number();
        number.wrapping_mul(weight)
    });
    weighted.fold(0, u64::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_their_sizes() {
        for bytes in SIZES {
            assert_eq!(with_item!(bytes, T => size_of::<T>()), bytes);
            assert!(check_size(bytes).is_ok());
        }
        assert!(
            check_size(7)
                .unwrap_err()
                .to_string()
                .contains("1, 8, 24 or 64")
        );
    }

    #[test]
    fn the_fold_changes_if_an_item_is_lost_or_moved() {
        let items: Vec<u8> = (0..100).map(u8::from_index).collect();
        let mut swapped = items.clone();
        swapped.swap(41, 42);
        assert_ne!(fold(items.iter().copied()), fold(swapped.iter().copied()));
        assert_ne!(
            fold(items.iter().copied()),
            fold(items[..99].iter().copied())
        );
    }
}

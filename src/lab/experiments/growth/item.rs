//! What is appended: items of several sizes, each made of its place.

use crate::error::{Error, Result};

/// The sizes in bytes that an item may have.
pub(super) const SIZES: [usize; 4] = [1, 8, 24, 64];

/// An item that its place tells, and that a fold reads whole.
pub(super) trait Item: Copy + 'static {
    /// The item at a place.
    fn at(place: usize) -> Self;
    /// A number in which every part of the item has its share.
    fn number(&self) -> u64;
}

impl Item for u8 {
    fn at(place: usize) -> Self {
        mixed(place).to_be_bytes()[0]
    }

    fn number(&self) -> u64 {
        (*self).into()
    }
}

impl Item for u64 {
    fn at(place: usize) -> Self {
        mixed(place)
    }

    fn number(&self) -> u64 {
        *self
    }
}

impl<const N: usize> Item for [u64; N] {
    fn at(place: usize) -> Self {
        [mixed(place); N]
    }

    fn number(&self) -> u64 {
        self.iter().fold(0, |sum, word| sum.wrapping_add(*word))
    }
}

/// The place times 2⁶⁴ over the golden ratio, which changes the high bits with every place.
fn mixed(place: usize) -> u64 {
    (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// Evaluates an expression with the item type of so many bytes.
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
            other => unreachable!("the set-up refuses items of {other} B"),
        }
    };
}
pub(super) use with_item;

/// Whether there is an item of so many bytes.
pub(super) fn check(bytes: usize) -> Result<()> {
    match SIZES.contains(&bytes) {
        true => Ok(()),
        false => Err(Error::Input {
            name: String::from("item"),
            value: bytes.to_string(),
            problem: String::from("is no item's size: give 1, 8, 24 or 64"),
        }),
    }
}

/// The items folded into one number: one lost, changed or out of place makes it another.
pub(super) fn fold<T: Item>(items: impl Iterator<Item = T>) -> u64 {
    let weighed = (1..).zip(items).map(|(place, item): (u64, _)| {
        let number = item.number();
        number.wrapping_mul(place)
    });
    weighed.fold(0, u64::wrapping_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_have_their_sizes() {
        for bytes in SIZES {
            assert_eq!(with_item!(bytes, T => size_of::<T>()), bytes);
            assert!(check(bytes).is_ok());
        }
        assert!(check(7).unwrap_err().to_string().contains("1, 8, 24 or 64"));
    }

    #[test]
    fn a_fold_tells_items_that_are_lost_or_out_of_place() {
        let items: Vec<u8> = (0..100).map(u8::at).collect();
        let mut swapped = items.clone();
        swapped.swap(41, 42);
        assert_ne!(fold(items.iter().copied()), fold(swapped.iter().copied()));
        assert_ne!(
            fold(items.iter().copied()),
            fold(items[..99].iter().copied())
        );
    }
}

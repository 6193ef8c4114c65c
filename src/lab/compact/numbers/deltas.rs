//! The differences of ascending numbers, in one byte each if they are small.

/// Ascending numbers as the difference of each from the one before it, in the variable-length code
/// LEB128: seven bits in each byte, the lowest first, and a bit that is set if more bytes follow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deltas {
    bytes: Vec<u8>,
}

const MORE: u8 = 0x80;

impl Deltas {
    /// Stores ascending numbers. They are read twice: first to find out how many bytes they need.
    ///
    /// # Panics
    ///
    /// If a number is less than the one before it.
    pub fn new(numbers: impl Iterator<Item = u64> + Clone) -> Self {
        let needed = differences(numbers.clone()).map(encoded_bytes).sum();
        let mut bytes = Vec::with_capacity(needed);
        for mut difference in differences(numbers) {
            while difference >= u64::from(MORE) {
                bytes.push(difference as u8 | MORE);
                difference >>= 7;
            }
            bytes.push(difference as u8);
        }
        Self { bytes }
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        let mut bytes = self.bytes.iter();
        let mut number = 0;
        std::iter::from_fn(move || {
            let mut byte = *bytes.next()?;
            let mut difference = u64::from(byte & !MORE);
            let mut shift = 7;
            while byte & MORE != 0 {
                byte = *bytes.next()?;
                difference |= u64::from(byte & !MORE) << shift;
                shift += 7;
            }
            number += difference;
            Some(number)
        })
    }
}

/// The difference of each number from the one before it; of the first, from 0.
fn differences(numbers: impl Iterator<Item = u64>) -> impl Iterator<Item = u64> {
    let mut last = 0;
    numbers.map(move |number| {
        let difference = number.checked_sub(last).expect("the numbers ascend");
        last = number;
        difference
    })
}

fn encoded_bytes(number: u64) -> usize {
    let bits = u64::BITS - number.leading_zeros();
    bits.div_ceil(7).max(1) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_length_are_read_back() {
        let numbers = (0..64).map(|bit| (1 << bit) - 1).chain([u64::MAX]);
        let deltas = Deltas::new(numbers.clone());
        assert!(deltas.iter().eq(numbers));
        assert_eq!(
            Deltas::new([127, 127, 255].into_iter()).bytes,
            [127, 0, 0x80, 1]
        );
        assert_eq!(deltas.bytes.capacity(), deltas.bytes.len());
    }
}

//! Numbers in as many bytes as the largest one needs.

/// Numbers side by side in a vector of bytes. Each takes the bytes that the largest possible number
/// needs, the lowest byte first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeBytes {
    bytes: Vec<u8>,
    width: usize,
}

impl WholeBytes {
    /// Stores numbers below `below`.
    pub fn new(numbers: impl ExactSizeIterator<Item = u64>, below: u64) -> Self {
        let width = width(below);
        let mut bytes = Vec::with_capacity(numbers.len() * width);
        for number in numbers {
            bytes.extend_from_slice(&number.to_le_bytes()[..width]);
        }
        Self { bytes, width }
    }

    /// The numbers in order.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.bytes.chunks_exact(self.width).map(|chunk| {
            let mut bytes = [0; 8];
            bytes[..chunk.len()].copy_from_slice(chunk);
            u64::from_le_bytes(bytes)
        })
    }
}

/// The bytes that a number below `below` needs: at least 1.
fn width(below: u64) -> usize {
    let bits = u64::BITS - below.saturating_sub(1).leading_zeros();
    bits.div_ceil(8).max(1) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_width_is_that_of_the_largest_number() {
        let widths = [0, 1, 256, 257, 65_536, 65_537, u64::MAX].map(width);
        assert_eq!(widths, [1, 1, 1, 2, 2, 3, 8]);
        let numbers = [0, 255, 256, 65_535];
        assert!(
            WholeBytes::new(numbers.into_iter(), 65_536)
                .iter()
                .eq(numbers)
        );
    }
}

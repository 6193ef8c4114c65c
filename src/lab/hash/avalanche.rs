//! Avalanche: where one bit of a key flips, each bit of its hash should flip half of the time.

use super::{expected, significance};

/// How often each of the 64 bits of a hash flipped with each bit of the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avalanche {
    /// By key bit, then by hash bit.
    flips: Vec<[u32; 64]>,
    trials: Vec<u32>,
}

impl Avalanche {
    /// Nothing recorded yet for keys of `key_bits` bits.
    pub fn new(key_bits: usize) -> Self {
        Self {
            flips: vec![[0; 64]; key_bits],
            trials: vec![0; key_bits],
        }
    }

    /// Records that the hash went from `before` to `after` where the key's bit `key_bit` flipped.
    ///
    /// # Panics
    ///
    /// If keys have no such bit.
    pub fn record(&mut self, key_bit: usize, before: u64, after: u64) {
        self.trials[key_bit] += 1;
        let flipped = before ^ after;
        for (hash_bit, flips) in self.flips[key_bit].iter_mut().enumerate() {
            *flips += (flipped >> hash_bit & 1) as u32;
        }
    }

    /// The pair of a key bit and a hash bit that is furthest from chance, given how often each was
    /// tried. None where nothing is recorded.
    pub fn worst(&self) -> Option<Bias> {
        let tried = self.trials.iter().filter(|&&trials| trials > 0).count();
        let cells = 64 * tried as u64;
        let rows = self.flips.iter().zip(&self.trials).enumerate();
        let biases =
            rows.filter(|(_, (_, trials))| **trials > 0)
                .flat_map(|(key_bit, (flips, &trials))| {
                    let of_hash_bit = move |(hash_bit, &flips): (usize, &u32)| Bias {
                        key_bit,
                        hash_bit,
                        flips: flips.into(),
                        trials: trials.into(),
                        cells,
                    };
                    flips.iter().enumerate().map(of_hash_bit)
                });
        biases.max_by(|a, b| a.deviations().total_cmp(&b.deviations()))
    }
}

/// How far one bit of the hash is from flipping half of the time with one bit of the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bias {
    /// The bit of the key.
    pub key_bit: usize,
    /// The bit of the hash.
    pub hash_bit: usize,
    /// How often it flipped.
    pub flips: u64,
    /// How often that was tried.
    pub trials: u64,
    /// How many pairs of bits were tried.
    pub cells: u64,
}

impl Bias {
    /// |2p - 1|, where p is how often the bit flipped: 0 is ideal, 1 is never or always.
    pub fn bias(&self) -> f64 {
        (2.0 * self.flips as f64 / self.trials as f64 - 1.0).abs()
    }

    /// The bias in standard deviations of a coin thrown as often.
    pub fn deviations(&self) -> f64 {
        self.bias() * (self.trials as f64).sqrt()
    }

    /// The worst bias that chance alone would show in so many cells.
    pub fn expected(&self) -> f64 {
        expected::worst_bias(self.cells, self.trials).min(1.0)
    }

    /// How probable it is that chance shows one so far off.
    pub fn p_value(&self) -> f64 {
        significance::flips(self.flips, self.trials, self.cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(hash: impl Fn(u64) -> u64) -> Avalanche {
        let mut avalanche = Avalanche::new(64);
        for key in (0..2000).map(|n: u64| n.wrapping_mul(0x2545_f491_4f6c_dd1d)) {
            for bit in 0..64 {
                avalanche.record(bit, hash(key), hash(key ^ (1 << bit)));
            }
        }
        avalanche
    }

    #[test]
    fn a_mixer_keeps_within_chance_and_identity_does_not() {
        let mixer = of(|key| {
            let z = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        let worst = mixer.worst().unwrap();
        let bound = (2.0 * (2.0 * 4096.0_f64).ln() / 2000.0).sqrt();
        assert!((worst.expected() - bound).abs() < 1e-12);
        assert!(worst.bias() < 1.5 * bound && worst.p_value() > 1e-3);
        let worst = of(|key| key).worst().unwrap();
        assert_eq!(worst.bias(), 1.0);
        assert!(worst.p_value() < 1e-100);
    }

    #[test]
    fn each_flip_is_counted_in_its_own_cell() {
        let mut avalanche = Avalanche::new(2);
        assert_eq!(avalanche.worst(), None);
        avalanche.record(1, 0b00, 0b10);
        avalanche.record(1, 0b11, 0b10);
        let mut expected = vec![[0; 64]; 2];
        (expected[1][0], expected[1][1]) = (1, 1);
        assert_eq!(avalanche.flips, expected);
        assert_eq!(avalanche.trials, [0, 2]);
        let worst = avalanche.worst().unwrap();
        assert_eq!((worst.key_bit, worst.trials, worst.cells), (1, 2, 64));
        assert_eq!(worst.bias(), 1.0);
    }
}

//! Avalanche: when one bit of a key flips, each bit of its hash should flip half of the time.

use super::{expected, significance};

/// How often each of the 64 bits of a hash flips when a bit of the key flips.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Avalanche {
    /// How often each hash bit flipped, by key bit.
    flips: Vec<[u32; 64]>,
    /// How often each key bit was flipped.
    trials: Vec<u32>,
}

impl Avalanche {
    /// An avalanche without trials, for keys of `key_bits` bits.
    pub fn new(key_bits: usize) -> Self {
        Self {
            flips: vec![[0; 64]; key_bits],
            trials: vec![0; key_bits],
        }
    }

    /// Records a trial: flipping bit `key_bit` of a key changed its hash from `before` to `after`.
    ///
    /// # Panics
    ///
    /// If keys have no bit `key_bit`.
    pub fn record(&mut self, key_bit: usize, before: u64, after: u64) {
        self.trials[key_bit] += 1;
        let flipped = before ^ after;
        for (hash_bit, flips) in self.flips[key_bit].iter_mut().enumerate() {
            *flips += (flipped >> hash_bit & 1) as u32;
        }
    }

    /// The pair of a key bit and a hash bit whose number of flips deviates most from half of its
    /// trials, in standard deviations. `None` if there are no trials.
    pub fn worst(&self) -> Option<Bias> {
        let tried_bits = self.trials.iter().filter(|&&trials| trials > 0).count();
        let cells = 64 * tried_bits as u64;
        let rows = self.flips.iter().zip(&self.trials).enumerate();
        let tried_rows = rows.filter(|(_, (_, trials))| **trials > 0);
        let biases = tried_rows.flat_map(|(key_bit, (flips, &trials))| {
            let to_bias = move |(hash_bit, &flips): (usize, &u32)| Bias {
                key_bit,
                hash_bit,
                flips: flips.into(),
                trials: trials.into(),
                cells,
            };
            flips.iter().enumerate().map(to_bias)
        });
        biases.max_by(|a, b| a.deviations().total_cmp(&b.deviations()))
    }
}

/// How often one bit of the hash flips when one bit of the key flips.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bias {
    /// The index of the key bit; 0 is the lowest.
    pub key_bit: usize,
    /// The index of the hash bit; 0 is the lowest.
    pub hash_bit: usize,
    /// How often the hash bit flipped.
    pub flips: u64,
    /// How often the key bit was flipped.
    pub trials: u64,
    /// The number of pairs of bits that were tried.
    pub cells: u64,
}

impl Bias {
    /// |2p - 1|, where p is the share of the trials in which the hash bit flipped: 0 is ideal, 1 is
    /// never or always.
    pub fn bias(&self) -> f64 {
        (2.0 * self.flips as f64 / self.trials as f64 - 1.0).abs()
    }

    /// The bias in standard deviations of a fair coin that is thrown as often as the key bit was
    /// flipped.
    pub fn deviations(&self) -> f64 {
        self.bias() * (self.trials as f64).sqrt()
    }

    /// The worst bias among as many pairs of bits that an ideal hash gives.
    pub fn expected(&self) -> f64 {
        expected::worst_bias(self.cells, self.trials).min(1.0)
    }

    /// The probability that an ideal hash gives a pair of bits with a bias of at least this.
    pub fn p_value(&self) -> f64 {
        significance::flips(self.flips, self.trials, self.cells)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(hash: impl Fn(u64) -> u64) -> Avalanche {
        let mut avalanche = Avalanche::new(64);
        for key in (0..2000).map(|n: u64| n.wrapping_mul(0x2545_f491_4f6c_dd1d)) {
            for bit in 0..64 {
                avalanche.record(bit, hash(key), hash(key ^ (1 << bit)));
            }
        }
        avalanche
    }

    #[test]
    fn a_mixer_has_a_bias_within_chance_and_identity_does_not() {
        let mixed = measure(|key| {
            let z = (key ^ (key >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        });
        let worst = mixed.worst().unwrap();
        let bound = (2.0 * (2.0 * 4096.0_f64).ln() / 2000.0).sqrt();
        assert!((worst.expected() - bound).abs() < 1e-12);
        assert!(worst.bias() < 1.5 * bound && worst.p_value() > 1e-3);
        let worst = measure(|key| key).worst().unwrap();
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

//! Avalanche: where one bit of a key flips, each bit of its hash should flip half of the time.

use super::expected;

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
        for (hash_bit, flips) in self.flips[key_bit].iter_mut().enumerate() {
            *flips += u32::from((before ^ after) >> hash_bit & 1 == 1);
        }
    }

    /// The largest |2p - 1| over all pairs of a key bit and a hash bit, where p is how often the
    /// one flipped the other: 0 is ideal, 1 is none or always. None where nothing is recorded.
    pub fn worst_bias(&self) -> Option<f64> {
        let rows = self
            .flips
            .iter()
            .zip(&self.trials)
            .filter(|(_, trials)| **trials > 0);
        rows.flat_map(|(flips, &trials)| {
            flips
                .iter()
                .map(move |&flips| (2.0 * f64::from(flips) / f64::from(trials) - 1.0).abs())
        })
        .max_by(f64::total_cmp)
    }

    /// The worst bias that chance alone would show, given how much was recorded.
    pub fn expected_worst_bias(&self) -> Option<f64> {
        let rows = self.trials.iter().filter(|&&trials| trials > 0);
        let fewest = rows.clone().min()?;
        let cells = 64 * rows.count() as u64;
        Some(expected::worst_bias(cells, u64::from(*fewest)))
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
        let bound = mixer.expected_worst_bias().unwrap();
        assert!((bound - (2.0 * (2.0 * 4096.0_f64).ln() / 2000.0).sqrt()).abs() < 1e-12);
        assert!(mixer.worst_bias().unwrap() < 1.5 * bound);
        assert_eq!(of(|key| key).worst_bias(), Some(1.0));
    }

    #[test]
    fn each_flip_is_counted_in_its_own_cell() {
        let mut avalanche = Avalanche::new(2);
        assert_eq!(avalanche.worst_bias(), None);
        avalanche.record(1, 0b00, 0b10);
        avalanche.record(1, 0b11, 0b10);
        let mut expected = vec![[0; 64]; 2];
        (expected[1][0], expected[1][1]) = (1, 1);
        assert_eq!(avalanche.flips, expected);
        assert_eq!(avalanche.trials, [0, 2]);
    }
}

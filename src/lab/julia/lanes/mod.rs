//! The kernel in explicit vector lanes: several points at once, each in a lane of a register, by the
//! instructions that the processor has.

#![allow(unsafe_code)] // Code for an instruction set is unsafe to call, because the processor may lack it.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod queue;
mod rows;
#[cfg(target_arch = "x86_64")]
mod sse2;
mod steps;

use std::fmt;

/// An instruction set with vectors of `f64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InstructionSet {
    /// Two lanes; every x86_64 processor has it.
    Sse2,
    /// Four lanes; x86_64.
    Avx2,
    /// Eight lanes; x86_64.
    Avx512,
    /// Two lanes; every aarch64 processor has it.
    Neon,
}

impl InstructionSet {
    /// Every instruction set; of one architecture, the one with the most lanes last.
    pub const ALL: [Self; 4] = [Self::Sse2, Self::Avx2, Self::Avx512, Self::Neon];

    /// The instruction set of this processor with the most lanes, if there is one.
    pub fn best() -> Option<Self> {
        let mut available = Self::ALL.into_iter().filter(|set| set.is_available());
        available.next_back()
    }

    /// The usual name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sse2 => "SSE2",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
            Self::Neon => "NEON",
        }
    }

    /// The number of `f64` in a register.
    pub fn lanes(self) -> usize {
        match self {
            Self::Sse2 | Self::Neon => 2,
            Self::Avx2 => 4,
            Self::Avx512 => 8,
        }
    }

    /// Whether this processor has the instructions.
    pub fn is_available(self) -> bool {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Sse2 => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => std::is_x86_feature_detected!("avx2"),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => std::is_x86_feature_detected!("avx512f"),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => true,
            #[allow(unreachable_patterns)]
            _ => false,
        }
    }

    /// Stores the count of every point of the rows `ys` in `counts`, row by row.
    ///
    /// # Panics
    ///
    /// If the processor lacks the instructions, or `counts` has another length than the rows.
    pub fn iterate_rows(self, xs: &[f64], ys: &[f64], max_iterations: u32, counts: &mut [u32]) {
        assert!(self.is_available(), "this processor has no {self}");
        assert_eq!(
            counts.len(),
            xs.len() * ys.len(),
            "one count for each point"
        );
        match self {
            #[cfg(target_arch = "x86_64")]
            // SAFETY: every x86_64 processor has SSE2.
            Self::Sse2 => unsafe { sse2::iterate_rows(xs, ys, max_iterations, counts) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has AVX2, as checked above.
            Self::Avx2 => unsafe { avx2::iterate_rows(xs, ys, max_iterations, counts) },
            #[cfg(target_arch = "x86_64")]
            // SAFETY: the processor has AVX-512, as checked above.
            Self::Avx512 => unsafe { avx512::iterate_rows(xs, ys, max_iterations, counts) },
            #[cfg(target_arch = "aarch64")]
            // SAFETY: every aarch64 processor has NEON.
            Self::Neon => unsafe { neon::iterate_rows(xs, ys, max_iterations, counts) },
            #[allow(unreachable_patterns)]
            _ => unreachable!("an instruction set of another architecture is not available"),
        }
    }
}

impl fmt::Display for InstructionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;

    use super::super::grid::Grid;
    use super::super::point::{self, C};
    use super::*;

    fn assert_equal_counts(width: u32, max_iterations: u32) {
        let grid = Grid::new(width);
        let (xs, ys): (Vec<f64>, Vec<f64>) = (grid.xs().collect(), grid.ys().collect());
        let scalar = grid.zs().map(|z| point::expanded(z, C, max_iterations));
        let scalar: Vec<u32> = scalar.collect();
        for set in InstructionSet::ALL
            .into_iter()
            .filter(|set| set.is_available())
        {
            let mut counts = vec![u32::MAX; scalar.len()];
            set.iterate_rows(&xs, &ys, max_iterations, &mut counts);
            assert!(
                counts == scalar,
                "{set}, width {width}, {max_iterations} iterations"
            );
        }
    }

    #[test]
    fn every_instruction_set_gives_the_scalar_count_at_every_point() {
        for width in (1..=70).chain([100, 500]) {
            for max_iterations in [0, 1, 3, 4, 5, 19, 20, 21, 35, 36, 37, 300] {
                assert_equal_counts(width, max_iterations);
            }
        }
    }

    #[test]
    fn random_points_and_rows_of_any_length_give_the_scalar_count() {
        let mut state = 1_u64;
        let mut random = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 11) as f64 / (1_u64 << 53) as f64 * 5.0 - 2.5
        };
        for length in 0..100 {
            let xs: Vec<f64> = (0..length).map(|_| random()).collect();
            let ys: Vec<f64> = (0..7).map(|_| random()).collect();
            let points = ys
                .iter()
                .flat_map(|&y| xs.iter().map(move |&x| Complex64::new(x, y)));
            let scalar: Vec<u32> = points.map(|z| point::expanded(z, C, 1000)).collect();
            for set in InstructionSet::ALL
                .into_iter()
                .filter(|set| set.is_available())
            {
                let mut counts = vec![u32::MAX; scalar.len()];
                set.iterate_rows(&xs, &ys, 1000, &mut counts);
                assert_eq!(counts, scalar, "{set}, {length} points in a row");
            }
        }
    }

    #[test]
    fn the_best_instruction_set_is_available() {
        let best = InstructionSet::best();
        assert!(best.is_none_or(InstructionSet::is_available));
        assert_eq!(
            best.is_some(),
            cfg!(any(target_arch = "x86_64", target_arch = "aarch64"))
        );
    }
}

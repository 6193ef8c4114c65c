//! How many iterations a measured stretch had.
//!
//! criterion divides the figure of a stretch by its number of iterations, which a measurement never
//! receives. A sum, such as the total, can be divided; a peak cannot, because a stretch of many
//! iterations has the peak of one. So a peak must be multiplied by the number of iterations before,
//! and that number follows from the blocks: the warm-up makes 1, 2, 4, 8, … iterations, which shows
//! how many blocks each of them allocates.

/// What is known about the benchmark that runs.
#[derive(Debug)]
pub(super) struct Iterations {
    phase: BenchmarkPart,
    /// The blocks of each round of the warm-up. The last round may still be running.
    rounds: Vec<u64>,
    /// Whether a round is several stretches, as with `iter_batched`, which begins with a zero.
    is_batched: bool,
    follows_zero: bool,
}

#[derive(Debug, PartialEq, Eq)]
enum BenchmarkPart {
    BetweenBenchmarks,
    WarmUp,
    Samples,
}

impl Iterations {
    pub(super) const fn new() -> Self {
        Self {
            phase: BenchmarkPart::BetweenBenchmarks,
            rounds: Vec::new(),
            is_batched: false,
            follows_zero: false,
        }
    }

    /// criterion asks for a zero: at the start of the warm-up, at that of the samples, and at that of
    /// each round that has batches.
    pub(super) fn begin(&mut self) {
        match self.phase {
            BenchmarkPart::BetweenBenchmarks => {
                *self = Self::new();
                self.phase = BenchmarkPart::WarmUp;
            }
            BenchmarkPart::WarmUp if self.rounds.is_empty() => {
                self.is_batched = true;
                self.rounds.push(0);
            }
            BenchmarkPart::WarmUp if !self.is_batched || self.follows_zero => {
                self.phase = BenchmarkPart::Samples;
                if self.is_batched {
                    self.rounds.pop();
                }
            }
            BenchmarkPart::WarmUp => self.rounds.push(0),
            BenchmarkPart::Samples => {}
        }
        self.follows_zero = true;
    }

    /// A stretch that allocated `blocks` has ended. Returns how many iterations it had: at least 1,
    /// and 1 if nothing is known.
    pub(super) fn end(&mut self, blocks: u64) -> u64 {
        self.follows_zero = false;
        if self.phase == BenchmarkPart::WarmUp {
            match self.rounds.last_mut() {
                Some(round) if self.is_batched => *round += blocks,
                _ => self.rounds.push(blocks),
            }
        }
        let for_one = self.blocks_for_one();
        if for_one > 0.0 {
            ((blocks as f64 / for_one).round() as u64).max(1)
        } else {
            1
        }
    }

    /// A benchmark has ended: criterion formats its figures.
    pub(super) fn finish(&mut self) {
        self.phase = BenchmarkPart::BetweenBenchmarks;
    }

    /// The blocks of one iteration. The difference of two rounds lacks what only the first iteration
    /// allocates.
    fn blocks_for_one(&self) -> f64 {
        match self.rounds[..] {
            [] => 0.0,
            [only] => only as f64,
            [.., before, last] => {
                let more = 2_f64.powi(self.rounds.len() as i32 - 2);
                last.saturating_sub(before) as f64 / more
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A warm-up of rounds with 1, 2, 4, … iterations of `blocks` each; the first allocates `more`.
    fn warmed_up(rounds: u32, blocks: u64, more: u64) -> Iterations {
        let mut iterations = Iterations::new();
        iterations.begin();
        for round in 0..rounds {
            let first = if round == 0 { more } else { 0 };
            iterations.end(blocks * 2_u64.pow(round) + first);
        }
        iterations.begin();
        iterations
    }

    #[test]
    fn stretches_of_the_samples_have_as_many_iterations_as_their_blocks_show() {
        let mut iterations = warmed_up(5, 3, 0);
        assert_eq!(iterations.end(3 * 17), 17);
        assert_eq!(iterations.end(3), 1);
    }

    #[test]
    fn blocks_of_the_first_iteration_only_do_not_count() {
        let mut iterations = warmed_up(5, 3, 1000);
        assert_eq!(iterations.end(3 * 17), 17);
    }

    #[test]
    fn a_single_round_is_one_iteration() {
        let mut iterations = warmed_up(1, 7, 0);
        assert_eq!(iterations.end(7), 1);
        assert_eq!(iterations.end(14), 2);
    }

    #[test]
    fn without_blocks_there_is_one_iteration() {
        let mut iterations = warmed_up(5, 0, 0);
        assert_eq!(iterations.end(0), 1);
    }

    #[test]
    fn a_round_of_batches_is_the_sum_of_its_stretches() {
        let mut iterations = Iterations::new();
        iterations.begin();
        for round in 0..6_u32 {
            iterations.begin();
            // Batches of up to 4 iterations, with 2 blocks each.
            for batch in 0..2_u64.pow(round).div_ceil(4) {
                let iterations_left = 2_u64.pow(round) - batch * 4;
                iterations.end(2 * iterations_left.min(4));
            }
        }
        iterations.begin();
        iterations.begin();
        assert_eq!(iterations.phase, BenchmarkPart::Samples);
        assert_eq!(iterations.end(2 * 9), 9);
        iterations.begin();
        assert_eq!(iterations.end(2 * 8), 8);
    }

    #[test]
    fn a_benchmark_does_not_know_the_one_before() {
        let mut iterations = warmed_up(5, 3, 0);
        iterations.finish();
        iterations.begin();
        iterations.end(10);
        iterations.end(20);
        iterations.begin();
        assert_eq!(iterations.end(50), 5);
    }
}

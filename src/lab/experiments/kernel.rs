//! `kernel`: how fast is the Julia-set kernel, from the plain loop to vector lanes on every core?

use std::thread;
use std::time::Duration;

use num_complex::Complex64;

use crate::experiment::{Domain, Input, Rendered, ToAnswer};
use crate::lab::julia::lanes::InstructionSet;
use crate::lab::julia::{Grid, Tally, kernel, point};
use crate::record::{Case, Figure};
use crate::units;
use crate::{Answer, Error, Experiment};

use super::julia::known_sum;
use super::memory;
use super::rows::Rows;

/// The time budget of each variant, enough for several runs of the slowest one.
const TIME_BUDGET: Duration = Duration::from_millis(300);

/// The value of `instructions` that stands for the widest vectors of the processor.
const BEST: &str = "best";

/// What a variant computes, and with what.
pub struct KernelInput {
    grid: Grid,
    max_iterations: u32,
    threads: usize,
    /// The instruction set, or why there is none.
    instructions: Result<InstructionSet, String>,
}

/// What a run returns. The counts are summed up when the answer is read, so the scope has the kernel
/// alone.
enum KernelAnswer {
    /// The counts, and how many lanes and threads computed them.
    Counts {
        counts: Vec<u32>,
        lanes: usize,
        threads: usize,
    },
    /// Why the variant does not apply.
    NotApplicable(String),
}

/// The experiment: the kernel in six forms, which give the same count at every point.
pub fn kernel() -> Experiment<KernelInput> {
    let experiment = Experiment::new(
        "kernel",
        "the Julia-set kernel: how fast do vector lanes and threads make it?",
    )
    .input(
        "width",
        Domain::integers(1000, 1..=65_536),
        "number of coordinates on each axis",
    )
    .input(
        "max_iterations",
        Domain::integers(300, 0..=u32::MAX.into()),
        "most iterations for one point",
    )
    .input(
        "threads",
        Domain::integers(1, 1..=1024).or("all"),
        "threads of `threads` and `simd-threads`; all: one for each core",
    )
    .input(
        "instructions",
        Domain::one_of(
            [
                &[String::from(BEST)],
                &InstructionSet::ALL.map(input_name)[..],
            ]
            .concat(),
        ),
        "the vector instructions of `simd` and `simd-threads`",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(KernelInput::new)
    .known_answer(known_sum)
    .conclude(conclude);
    with_vectors(with_points(experiment))
}

/// How long the same arithmetic takes without lanes, with lanes, and with threads too.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let time = |variant| {
        let ns = rows.value(variant, &Figure::TIME_MEDIAN_NS)?;
        Some(units::nanoseconds(ns))
    };
    Some(format!(
        "expanded {}, simd ({} lanes) {}, simd-threads {}",
        time("expanded")?,
        rows.metric("simd", "lanes")?,
        time("simd")?,
        time("simd-threads")?,
    ))
}

/// Adds the variants that iterate one point at a time.
fn with_points(experiment: Experiment<KernelInput>) -> Experiment<KernelInput> {
    experiment
        .variant(
            "abs",
            "complex numbers; |z| < 2, with a square root",
            |input| input.scalar(1, point::abs),
        )
        .baseline()
        .variant(
            "norm-sqr",
            "complex numbers; |z|² < 4, without a square root",
            |input| input.scalar(1, point::norm_sqr),
        )
        .variant(
            "expanded",
            "the real and the imaginary part apart; the squares are used twice",
            |input| input.scalar(1, point::expanded),
        )
        .variant(
            "threads",
            "as `expanded`, the rows shared among threads",
            |input| input.scalar(input.threads, point::expanded),
        )
}

/// Adds the variants that iterate several points at a time.
fn with_vectors(experiment: Experiment<KernelInput>) -> Experiment<KernelInput> {
    let best = match InstructionSet::best() {
        Some(best) => format!("{best}, {} lanes", best.lanes()),
        None => String::from("none"),
    };
    experiment
        .variant(
            "simd",
            format!("vectors (best on this machine: {best}), refilled as points escape"),
            |input| input.simd(1),
        )
        .variant(
            "simd-threads",
            "as `simd`, the rows shared among threads",
            |input| input.simd(input.threads),
        )
}

impl KernelInput {
    fn new(input: &Input) -> Result<Self, Error> {
        let width: u32 = input.get("width");
        let grid = Grid::new(width);
        let points = grid.points();
        memory::check(
            "width",
            width as usize,
            points / width as usize * size_of::<u32>(),
        )?;
        let threads: Option<usize> = input.get("threads");
        Ok(Self {
            grid,
            max_iterations: input.get("max_iterations"),
            threads: threads.unwrap_or_else(core_count),
            instructions: find_instructions(&input.get::<String>("instructions")),
        })
    }

    fn scalar(
        &self,
        threads: usize,
        form: impl Fn(Complex64, Complex64, u32) -> u32 + Sync,
    ) -> KernelAnswer {
        KernelAnswer::Counts {
            counts: kernel::scalar(&self.grid, self.max_iterations, threads, form),
            lanes: 1,
            threads,
        }
    }

    fn simd(&self, threads: usize) -> KernelAnswer {
        match &self.instructions {
            Ok(instructions) => KernelAnswer::Counts {
                counts: kernel::simd(&self.grid, self.max_iterations, threads, *instructions),
                lanes: instructions.lanes(),
                threads,
            },
            Err(why) => KernelAnswer::NotApplicable(why.clone()),
        }
    }
}

impl ToAnswer for KernelAnswer {
    fn render(&self) -> Rendered {
        match self {
            Self::Counts {
                counts,
                lanes,
                threads,
            } => {
                let tally: Tally = counts.iter().copied().collect();
                Answer::new(tally.sum)
                    .digest_of(tally.digest)
                    .elements(tally.points)
                    .metric("lanes", *lanes as f64, "lanes")
                    .metric("threads", *threads as f64, "threads")
                    .render()
            }
            Self::NotApplicable(why) => Answer::<u64>::not_applicable(why.as_str()).render(),
        }
    }
}

/// The instruction set that the input names, or why the variants with vectors do not apply.
fn find_instructions(name: &str) -> Result<InstructionSet, String> {
    let named = InstructionSet::ALL
        .into_iter()
        .find(|set| input_name(*set) == name);
    let found = named.or_else(InstructionSet::best);
    let missing = || String::from("no vector instructions are known for this processor");
    let found = found.ok_or_else(missing)?;
    if found.is_available() {
        return Ok(found);
    }
    Err(format!(
        "this processor has no {found}; choose instructions={BEST}"
    ))
}

fn core_count() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// `AVX-512` as the input has it: `avx-512`.
fn input_name(instructions: InstructionSet) -> String {
    instructions.name().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instruction_set_of_another_architecture_does_not_apply() {
        let missing = InstructionSet::ALL
            .into_iter()
            .find(|set| !set.is_available());
        let missing = missing.expect("no processor has both SSE2 and NEON");
        let why = find_instructions(&input_name(missing)).unwrap_err();
        assert_eq!(
            why,
            format!("this processor has no {missing}; choose instructions=best")
        );
        assert_eq!(find_instructions(BEST).ok(), InstructionSet::best());
    }

    #[test]
    fn two_counts_in_another_order_give_another_digest() {
        let answer = |counts| KernelAnswer::Counts {
            counts,
            lanes: 1,
            threads: 1,
        };
        let (one, other) = (
            answer(vec![3, 1, 4]).render(),
            answer(vec![3, 4, 1]).render(),
        );
        assert_eq!((one.shown.as_str(), other.shown.as_str()), ("8", "8"));
        assert_ne!(one.digest, other.digest);
        assert_eq!(one.elements, Some(3));
    }
}

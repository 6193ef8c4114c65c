//! `diffusion`: what does a step over a grid of numbers cost, and what does it cost to call C for it?

use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::Duration;

use crate::experiment::{Domain, Input, Rendered, ToAnswer};
#[cfg(compiles_c)]
use crate::lab::diffusion::foreign;
use crate::lab::diffusion::{flat, nested, start};
use crate::record::{Case, Figure};
use crate::{Answer, Error, Experiment};

use super::memory;
use super::rows::Rows;

/// The time budget of each variant, enough for several runs of the slowest one.
const TIME_BUDGET: Duration = Duration::from_millis(120);

/// The cells before the first step, and how many steps to take.
pub struct DiffusionInput {
    start: Vec<f64>,
    size: usize,
    steps: usize,
}

/// What a run returns. The cells are summed up when the answer is read, so the scope has the steps alone.
enum DiffusionAnswer {
    Flat(Vec<f64>),
    Nested(Vec<Vec<f64>>),
    /// Why the variant does not apply.
    #[cfg(not(compiles_c))]
    NotApplicable,
}

/// The experiment: one rule, with the grid stored in four ways, and passed to C in three.
pub fn diffusion() -> Experiment<DiffusionInput> {
    let experiment = Experiment::new(
        "diffusion",
        "steps over a grid: what does a new grid for each step cost?",
    )
    .input(
        "size",
        Domain::integers(512, 1..=65_536),
        "rows of the grid, and cells of a row",
    )
    .test_value(64)
    .input("steps", Domain::integers(50, 0..=1_000_000), "steps")
    .time_budget(TIME_BUDGET)
    .try_setup(DiffusionInput::new)
    .known_answer(conserved_sum)
    .conclude(conclude);
    with_c(with_rust(experiment))
}

/// What new grids cost.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let total = |variant| rows.bytes(variant, &Figure::TOTAL_BYTES);
    let times = |variant| rows.times(variant, "allocating");
    Some(format!(
        "allocating requests {}, peak {}; swapped {} {}, in-place {} {}",
        total("allocating")?,
        rows.bytes("allocating", &Figure::PEAK_BYTES)?,
        total("swapped")?,
        times("swapped")?,
        total("in-place")?,
        times("in-place")?,
    ))
}

/// Adds the variants in Rust.
fn with_rust(experiment: Experiment<DiffusionInput>) -> Experiment<DiffusionInput> {
    experiment
        .variant(
            "allocating",
            "one vector; each step makes a new one",
            |input| DiffusionAnswer::Flat(flat::allocating(&input.start, input.size, input.steps)),
        )
        .baseline()
        .variant(
            "swapped",
            "two vectors that swap their roles after each step",
            |input| DiffusionAnswer::Flat(flat::swapped(&input.start, input.size, input.steps)),
        )
        .variant(
            "in-place",
            "one vector, and one row of old values",
            |input| DiffusionAnswer::Flat(flat::in_place(&input.start, input.size, input.steps)),
        )
        .variant(
            "nested",
            "as `swapped`, each row in a vector of its own",
            |input| DiffusionAnswer::Nested(nested::swapped(&input.start, input.size, input.steps)),
        )
}

/// Adds the variants in C.
fn with_c(experiment: Experiment<DiffusionInput>) -> Experiment<DiffusionInput> {
    experiment
        .variant(
            "c",
            "as `swapped`, each step in C, which gets two addresses",
            DiffusionInput::c_flat,
        )
        .variant(
            "c-nested",
            "as `nested`, each step in C, which gets the address of every row",
            DiffusionInput::c_nested,
        )
        .variant(
            "c-copied",
            "rows of their own; each step copies them to one vector for C, and back",
            DiffusionInput::c_copied,
        )
}

impl DiffusionInput {
    fn new(input: &Input) -> Result<Self, Error> {
        let size = input.get("size");
        memory::check("size", size, size * size_of::<f64>())?;
        Ok(Self {
            start: start(size),
            size,
            steps: input.get("steps"),
        })
    }
}

#[cfg(compiles_c)]
impl DiffusionInput {
    fn c_flat(&self) -> DiffusionAnswer {
        DiffusionAnswer::Flat(foreign::flat(&self.start, self.size, self.steps))
    }

    fn c_nested(&self) -> DiffusionAnswer {
        DiffusionAnswer::Nested(foreign::nested(&self.start, self.size, self.steps))
    }

    fn c_copied(&self) -> DiffusionAnswer {
        DiffusionAnswer::Nested(foreign::copied(&self.start, self.size, self.steps))
    }
}

#[cfg(not(compiles_c))]
impl DiffusionInput {
    fn c_flat(&self) -> DiffusionAnswer {
        DiffusionAnswer::NotApplicable
    }

    fn c_nested(&self) -> DiffusionAnswer {
        DiffusionAnswer::NotApplicable
    }

    fn c_copied(&self) -> DiffusionAnswer {
        DiffusionAnswer::NotApplicable
    }
}

impl ToAnswer for DiffusionAnswer {
    fn render(&self) -> Rendered {
        match self {
            Self::Flat(cells) => render_cells(cells.iter().copied()),
            Self::Nested(rows) => render_cells(rows.iter().flatten().copied()),
            #[cfg(not(compiles_c))]
            Self::NotApplicable => Answer::<CellSum>::not_applicable(
                "no C compiler was found when heapwise was built; install one and build again",
            )
            .render(),
        }
    }
}

/// The sum of the cells, and a digest of every one of their bits: all variants round alike.
fn render_cells(cells: impl Iterator<Item = f64> + Clone) -> Rendered {
    Answer::new(CellSum(cells.clone().sum()))
        .digest_of(CellBits(cells.clone()))
        .elements(cells.count() as u64)
        .render()
}

/// The sum of the cells, which shows six decimals: rounding changes the others.
struct CellSum(f64);

impl fmt::Debug for CellSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.6}", self.0)
    }
}

/// The bits of cells, to hash.
struct CellBits<I>(I);

impl<I: Iterator<Item = f64> + Clone> Hash for CellBits<I> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.clone().for_each(|cell| cell.to_bits().hash(state));
    }
}

/// The sum of the cells as long as nothing has reached the border: what it was at the start.
fn conserved_sum(input: &Input) -> Option<String> {
    let (size, steps): (usize, usize) = (input.get("size"), input.get("steps"));
    let block = size / 2 - size * 4 / 10;
    let sum = CellSum((block * block) as f64 * 0.005);
    (steps < size * 4 / 10).then(|| format!("{sum:?}"))
}

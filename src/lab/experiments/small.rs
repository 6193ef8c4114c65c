//! `small`: what do many small arrays cost beside their items?

use std::hint::black_box;
use std::time::Duration;

use bumpalo::Bump;

use crate::Answer;
use crate::Error;
use crate::Experiment;
use crate::experiment::{Domain, Input};
use crate::lab::growth::many;
use crate::record::Case;
use crate::units;

use super::memory;
use super::rows::Rows;

/// The time budget of each variant. It is short, because a run with the default input takes
/// milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(100);

/// The length of each sequence.
pub struct SmallInput {
    lengths: Vec<u32>,
}

/// The experiment `small`: many sequences, most of them short, stored in seven ways.
pub fn small() -> Experiment<SmallInput> {
    let experiment = Experiment::new(
        "small",
        "sequences, most of 0 to 8 u64, some long: what do they cost beside items?",
    )
    .input("n", Domain::from(100_000), "sequences")
    .input("seed", Domain::from(1), "of their lengths")
    .time_budget(TIME_BUDGET)
    .try_setup(SmallInput::new)
    .known_answer(known_fold)
    .conclude(conclude);
    with_shared_blocks(with_own_blocks(experiment))
}

/// What the smallest one and the vectors cost beside the items; `None` without sequences.
fn conclude(case: &Case) -> Option<String> {
    const ITEM: usize = size_of::<u64>();
    let rows = Rows(case);
    let beside = |variant| {
        Some(units::digits(
            rows.bytes_per_element(variant)? - ITEM as f64,
        ))
    };
    let smallest = rows.smallest()?;
    let per_sequence = rows.elements(smallest)? as f64 / rows.whole_input("n")? as f64;
    Some(format!(
        "beside the {ITEM} B of an item ({} items a sequence), {smallest} takes {} B, vecs {} B, vecs-pushed {} B",
        units::digits(per_sequence),
        beside(smallest)?,
        beside("vecs")?,
        beside("vecs-pushed")?,
    ))
}

/// Adds the variants in which each sequence has a block of its own, unless it is short.
fn with_own_blocks(experiment: Experiment<SmallInput>) -> Experiment<SmallInput> {
    experiment
        .variant(
            "vecs-pushed",
            "Vec<Vec<u64>>, each grown by push",
            |input| input.answer(many::pushed_vecs(&input.lengths).iter().map(Vec::as_slice)),
        )
        .variant(
            "vecs",
            "Vec<Vec<u64>>, each of exactly the capacity that it needs",
            |input| input.answer(many::vecs(&input.lengths).iter().map(Vec::as_slice)),
        )
        .variant("boxed-slices", "Vec<Box<[u64]>>", |input| {
            input.answer(
                many::boxed_slices(&input.lengths)
                    .iter()
                    .map(|items| &**items),
            )
        })
        .variant(
            "smallvecs",
            "Vec<SmallVec<[u64; 4]>>: up to 4 items need no block of their own",
            |input| {
                input.answer(
                    many::small_vecs(&input.lengths)
                        .iter()
                        .map(|items| &**items),
                )
            },
        )
        .variant(
            "thin-vecs",
            "Vec<ThinVec<u64>>: length and capacity stand before the items",
            |input| input.answer(many::thin_vecs(&input.lengths).iter().map(|items| &**items)),
        )
}

/// Adds the variants in which the sequences share blocks.
fn with_shared_blocks(experiment: Experiment<SmallInput>) -> Experiment<SmallInput> {
    experiment
        .variant(
            "flat",
            "one Vec<u64> for all, and a Vec<usize> of where each ends",
            |input| input.answer(many::FlatSequences::new(&input.lengths).iter()),
        )
        .variant(
            "arena-slices",
            "Vec<&[u64]> into a bumpalo arena",
            |input| {
                let arena = Bump::new();
                input.answer(many::arena_slices(&input.lengths, &arena).into_iter())
            },
        )
}

impl SmallInput {
    fn new(input: &Input) -> Result<Self, Error> {
        let n = input.get("n");
        memory::check("n", n, size_of::<Vec<u64>>())?;
        Ok(Self {
            lengths: many::lengths(n, input.get("seed")),
        })
    }

    /// Reads the sequences back and folds them.
    fn answer<'a>(&self, sequences: impl Iterator<Item = &'a [u64]>) -> Answer<u64> {
        let items = self.lengths.iter().map(|&length| u64::from(length)).sum();
        let opaque = sequences.map(|items| black_box(items).iter().copied());
        Answer::new(many::fold(opaque)).elements(items)
    }
}

/// The fold of the sequences, computed without storing them.
fn known_fold(input: &Input) -> Option<String> {
    let lengths = many::lengths(input.get("n"), input.get("seed"));
    Some(many::fold(many::sequences(&lengths)).to_string())
}

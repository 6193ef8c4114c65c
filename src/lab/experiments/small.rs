//! `small`: what do many small arrays cost beside their items?

use std::hint::black_box;
use std::time::Duration;

use bumpalo::Bump;

use crate::error::Error;
use crate::experiment::{Answer, Domain, Experiment, Input};
use crate::lab::growth::many;

use super::memory;

/// A run over the default takes milliseconds.
const TIME_BUDGET: Duration = Duration::from_millis(300);

/// How long each sequence is.
pub struct Lengths(Vec<u32>);

/// The experiment: many sequences, most of them short, in seven ways to keep them.
pub fn small() -> Experiment<Lengths> {
    let experiment = Experiment::new(
        "small",
        "many sequences, seven in eight of 0 to 8 u64, the others longer: what do they cost beside their items?",
    )
    .input("n", Domain::from(100_000), "sequences")
    .input("seed", Domain::from(1), "of their lengths")
    .time_budget(TIME_BUDGET)
    .try_setup(Lengths::new)
    .known_answer(known);
    in_shared_blocks(in_blocks_of_their_own(experiment))
}

/// Those in which a sequence, if it is not short, has a block of its own.
fn in_blocks_of_their_own(experiment: Experiment<Lengths>) -> Experiment<Lengths> {
    experiment
        .variant(
            "vecs-pushed",
            "Vec<Vec<u64>>, each grown by push",
            |lengths| lengths.answer(many::pushed_vecs(&lengths.0).iter().map(Vec::as_slice)),
        )
        .variant(
            "vecs",
            "Vec<Vec<u64>>, each of exactly the capacity that it needs",
            |lengths| lengths.answer(many::vecs(&lengths.0).iter().map(Vec::as_slice)),
        )
        .variant("boxed-slices", "Vec<Box<[u64]>>", |lengths| {
            lengths.answer(many::boxed_slices(&lengths.0).iter().map(|items| &**items))
        })
        .variant(
            "smallvecs",
            "Vec<SmallVec<[u64; 4]>>: up to 4 items need no block of their own",
            |lengths| lengths.answer(many::small_vecs(&lengths.0).iter().map(|items| &**items)),
        )
        .variant(
            "thin-vecs",
            "Vec<ThinVec<u64>>: length and capacity stand before the items",
            |lengths| lengths.answer(many::thin_vecs(&lengths.0).iter().map(|items| &**items)),
        )
}

/// Those in which the sequences share blocks.
fn in_shared_blocks(experiment: Experiment<Lengths>) -> Experiment<Lengths> {
    experiment
        .variant(
            "flat",
            "one Vec<u64> for all, and a Vec<usize> of where each ends",
            |lengths| lengths.answer(many::FlatSequences::new(&lengths.0).iter()),
        )
        .variant(
            "arena-slices",
            "Vec<&[u64]> into a bumpalo arena",
            |lengths| {
                let arena = Bump::new();
                lengths.answer(many::arena_slices(&lengths.0, &arena).into_iter())
            },
        )
}

impl Lengths {
    fn new(input: &Input) -> Result<Self, Error> {
        let n = input.get("n");
        memory::check("n", n, size_of::<Vec<u64>>())?;
        Ok(Self(many::lengths(n, input.get("seed"))))
    }

    fn answer<'a>(&self, sequences: impl Iterator<Item = &'a [u64]>) -> Answer<u64> {
        let items = self.0.iter().map(|&length| u64::from(length)).sum();
        let sequences = sequences.map(|items| black_box(items).iter().copied());
        Answer::new(many::fold(sequences)).elements(items)
    }
}

/// The fold of sequences that nothing has held.
fn known(input: &Input) -> Option<String> {
    let lengths = many::lengths(input.get("n"), input.get("seed"));
    Some(many::fold(many::sequences(&lengths)).to_string())
}

//! `compact-numbers`: how few bytes store a number?

use crate::Answer;
use crate::Error;
use crate::Experiment;
use crate::experiment::{Domain, Input};
use crate::lab::compact::numbers::{Deltas, WholeBytes, ascending, bitset, boxed, u64s};

use crate::record::Case;
use crate::units;

use super::super::memory;
use super::super::rows::Rows;
use super::TIME_BUDGET;

/// The numbers to store: one of every `gap`.
pub struct NumbersInput {
    n: u64,
    gap: u64,
}

/// The experiment `compact-numbers`: ascending numbers, stored in five ways.
pub fn compact_numbers() -> Experiment<NumbersInput> {
    Experiment::new(
        "compact-numbers",
        "ascending numbers: how few bytes does each need?",
    )
    .input(
        "n",
        Domain::integers(1_000_000, 1..=1_000_000_000),
        "numbers",
    )
    .input(
        "gap",
        Domain::integers(16, 1..=1_000_000_000),
        "their mean distance",
    )
    .time_budget(TIME_BUDGET)
    .try_setup(NumbersInput::new)
    .known_answer(|input| {
        let numbers = ascending(input.get("n"), input.get("gap"));
        Some(sum(numbers).to_string())
    })
    .conclude(conclude)
    .variant("boxed", "Vec<Box<u64>>", |input| {
        input.answer(boxed(input.numbers()).iter().map(|number| **number))
    })
    .variant("u64", "Vec<u64>", |input| {
        input.answer(u64s(input.numbers()).into_iter())
    })
    .variant(
        "whole-bytes",
        "Vec<u8>, with as many bytes for each number as the largest needs",
        |input| input.answer(WholeBytes::new(input.numbers(), input.below()).iter()),
    )
    .variant(
        "deltas",
        "Vec<u8>, with the difference from the number before in LEB128",
        |input| input.answer(Deltas::new(input.numbers()).iter()),
    )
    .variant(
        "bitset",
        "fixedbitset, with a bit for each possible number",
        |input| {
            let bits = bitset(input.numbers(), input.below());
            input.answer(bits.ones().map(|number| number as u64))
        },
    )
}

/// What a number takes in each form, and how long its use.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let form = |variant| {
        let bytes = units::digits(rows.bytes_per_element(variant)?);
        Some((variant, bytes, rows.times(variant, "u64")?))
    };
    let (_, bytes, _) = form("u64")?;
    let others = ["deltas", "bitset"].map(form);
    let others = others.into_iter().collect::<Option<Vec<_>>>()?;
    let others = others
        .into_iter()
        .map(|(variant, bytes, times)| format!("{variant} {bytes} B {times}"));
    let others: Vec<String> = others.collect();
    Some(format!(
        "numbers about {} apart take {bytes} B in u64, {}",
        rows.whole_input("gap")?,
        others.join(", ")
    ))
}

impl NumbersInput {
    fn new(input: &Input) -> Result<Self, Error> {
        let (n, gap) = (input.get("n"), input.get("gap"));
        let numbers = Self { n, gap };
        memory::check("n", n as usize, size_of::<(Box<u64>, u64)>())?;
        memory::check("gap", (numbers.below() / 8) as usize, 1)?;
        Ok(numbers)
    }

    fn numbers(&self) -> impl ExactSizeIterator<Item = u64> + Clone {
        ascending(self.n, self.gap)
    }

    /// The number below which all numbers are.
    fn below(&self) -> u64 {
        self.n * self.gap
    }

    fn answer(&self, read: impl Iterator<Item = u64>) -> Answer<u64> {
        Answer::new(sum(read)).elements(self.n)
    }
}

/// The sum of numbers, each times its place, so that it changes if two numbers change places.
fn sum(numbers: impl Iterator<Item = u64>) -> u64 {
    (1..)
        .zip(numbers)
        .fold(0, |sum: u64, (place, number): (u64, u64)| {
            sum.wrapping_add(number.wrapping_mul(place))
        })
}

//! `julia`: does it pay to store every coordinate before computing the first?

use std::time::Duration;

use bumpalo::Bump;
use num_complex::Complex64;

use crate::experiment::{AttachedFile, Domain, Input};
use crate::lab::julia::image::Image;
use crate::lab::julia::{Grid, Tally, computed, stored};
use crate::phase;
use crate::record::{Case, Figure};
use crate::{Answer, Experiment};

use super::rows::Rows;

/// The sum of all counts for some widths at 300 iterations. The book's program under CPython 3.11
/// and a C program both print these sums.
const KNOWN_SUMS: [(u32, u64); 3] = [(100, 334_236), (500, 8_306_884), (1000, 33_219_980)];

/// The time budget of each variant, enough for five rounds at the book's width.
const TIME_BUDGET: Duration = Duration::from_millis(300);

const COORDINATES: &str = "make the coordinates";
const OUTPUT: &str = "create the output";

/// What a variant computes: the points and the limit of iterations.
pub struct JuliaInput {
    grid: Grid,
    max_iterations: u32,
}

/// The experiment: the book's kernel with nine ways to store its coordinates and counts.
pub fn julia() -> Experiment<JuliaInput> {
    let experiment = Experiment::new(
        "julia",
        "the Julia-set kernel: must every coordinate be stored first?",
    )
    .input(
        "width",
        Domain::integers(1000, 1..=65_536),
        "number of coordinates on each axis",
    )
    .input(
        "max_iterations",
        Domain::integers(300, 1..=u32::MAX.into()),
        "most iterations for one point",
    )
    .time_budget(TIME_BUDGET)
    .setup(|input| JuliaInput {
        grid: Grid::new(input.get("width")),
        max_iterations: input.get("max_iterations"),
    })
    .known_answer(known_sum)
    .attach(draw)
    .conclude(conclude);
    add_computed_variants(add_stored_variants(experiment))
}

/// What is kept, and how long it takes, with and without stored coordinates.
fn conclude(case: &Case) -> Option<String> {
    let rows = Rows(case);
    let peak = |variant| rows.bytes(variant, &Figure::PEAK_BYTES);
    let times = |variant| rows.times(variant, "stored");
    Some(format!(
        "no: stored keeps {}, on-the-fly {} {}, streamed {} {}",
        peak("stored")?,
        peak("on-the-fly")?,
        times("on-the-fly")?,
        peak("streamed")?,
        times("streamed")?,
    ))
}

/// Adds the variants that store every coordinate.
fn add_stored_variants(experiment: Experiment<JuliaInput>) -> Experiment<JuliaInput> {
    experiment
        .variant(
            "stored",
            "one complex z and one complex c for each point, both vectors grown by push; the output",
            |input| {
                let (zs, cs) = phase(COORDINATES, || stored::grown(&input.grid));
                count_pairs(&zs, &cs, input)
            },
        )
        .baseline()
        .variant(
            "stored-reserved",
            "as `stored`, with the capacity reserved",
            |input| {
                let (zs, cs) = phase(COORDINATES, || stored::reserved(&input.grid));
                count_pairs(&zs, &cs, input)
            },
        )
        .variant("stored-z", "one complex z for each point, c is a constant; the output", |input| {
            let zs = phase(COORDINATES, || stored::zs_only(&input.grid));
            count(|| stored::iterate_zs(&zs, input.max_iterations))
        })
        .variant(
            "stored-split",
            "the real and the imaginary part of each z in two vectors; the output",
            |input| {
                let (real, imaginary) = phase(COORDINATES, || stored::split(&input.grid));
                count(|| stored::iterate_split(&real, &imaginary, input.max_iterations))
            },
        )
        .variant(
            "stored-arena",
            "as `stored`, in a bumpalo arena; the output",
            |input| {
                let arena = Bump::new();
                let (zs, cs) = phase(COORDINATES, || stored::in_arena(&input.grid, &arena));
                count_pairs(&zs, &cs, input)
            },
        )
}

/// Adds the variants that store at most the coordinates of the two axes.
fn add_computed_variants(experiment: Experiment<JuliaInput>) -> Experiment<JuliaInput> {
    experiment
        .variant(
            "axes",
            "the coordinates of the two axes; the output",
            |input| {
                let (xs, ys) = phase(COORDINATES, || computed::axes(&input.grid));
                count(|| computed::iterate_axes(&xs, &ys, input.max_iterations))
            },
        )
        .variant("on-the-fly", "the output only", |input| {
            count(|| computed::on_the_fly(&input.grid, input.max_iterations))
        })
        .variant(
            "on-the-fly-narrow",
            "the output only, in the narrowest integer type that holds max_iterations",
            |input| {
                to_answer(phase(OUTPUT, || {
                    computed::on_the_fly_narrow(&input.grid, input.max_iterations)
                }))
            },
        )
        .variant(
            "streamed",
            "nothing: each count is added to the answer",
            |input| to_answer(computed::streamed(&input.grid, input.max_iterations)),
        )
}

fn count_pairs(zs: &[Complex64], cs: &[Complex64], input: &JuliaInput) -> Answer<u64> {
    count(|| stored::iterate(zs, cs, input.max_iterations))
}

fn count(create: impl FnOnce() -> Vec<u32>) -> Answer<u64> {
    let output = phase(OUTPUT, create);
    to_answer(output.into_iter().collect())
}

fn to_answer(tally: Tally) -> Answer<u64> {
    Answer::new(tally.sum)
        .digest_of(tally.digest)
        .elements(tally.points)
}

/// The sum of all counts, if it is known for the input.
pub(super) fn known_sum(input: &Input) -> Option<String> {
    let (width, max_iterations): (u32, u32) = (input.get("width"), input.get("max_iterations"));
    KNOWN_SUMS
        .iter()
        .find(|(known, _)| *known == width && max_iterations == 300)
        .map(|(_, sum)| sum.to_string())
}

fn draw(input: &JuliaInput) -> Vec<AttachedFile> {
    let image = Image::new(&input.grid, input.max_iterations);
    [
        ("linear grey", "linear.png", image.linear_png()),
        ("false grey", "false-grey.png", image.false_grey_png()),
    ]
    .map(|(name, file, bytes)| AttachedFile {
        name: String::from(name),
        file: String::from(file),
        bytes,
    })
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::ToAnswer;
    use crate::record::Value;

    #[test]
    fn two_counts_in_another_order_give_another_digest() {
        let (one, other) = (count(|| vec![3, 1, 4]), count(|| vec![3, 4, 1]));
        assert_eq!(one.render().shown, other.render().shown);
        assert_ne!(one.render().digest, other.render().digest);
        assert_eq!(one.render().elements, Some(3));
    }

    #[test]
    fn the_sum_is_known_only_for_some_widths_at_300_iterations() {
        let input = |width, max_iterations| {
            let values = [("width", width), ("max_iterations", max_iterations)];
            Input::from_iter(
                values.map(|(name, value)| (String::from(name), Value::Integer(value))),
            )
        };
        assert_eq!(known_sum(&input(1000, 300)).as_deref(), Some("33219980"));
        assert_eq!(known_sum(&input(1000, 299)), None);
        assert_eq!(known_sum(&input(999, 300)), None);
    }
}

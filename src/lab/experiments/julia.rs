//! `julia`: does it pay to store every coordinate before computing the first?

use bumpalo::Bump;
use num_complex::Complex64;

use crate::experiment::{AttachedFile, Domain, Input};
use crate::lab::julia::image::Image;
use crate::lab::julia::{Grid, Tally, computed, stored};
use crate::phase;
use crate::{Answer, Experiment};

/// Sums of all counts at 300 iterations, from the text's program under CPython 3.11 and from a C
/// program.
const KNOWN_SUMS: [(u32, u64); 3] = [(100, 334_236), (500, 8_306_884), (1000, 33_219_980)];

/// The phases of a variant.
const COORDINATES: &str = "make the coordinates";
const OUTPUT: &str = "create the output";

/// The grid to run over, and how far to iterate.
pub struct Kernel {
    grid: Grid,
    max_iterations: u32,
}

/// The experiment: the text's kernel over nine ways to keep its coordinates and counts.
pub fn julia() -> Experiment<Kernel> {
    let experiment = Experiment::new(
        "julia",
        "the Julia-set kernel: must every coordinate be stored before the first is used?",
    )
    .input(
        "width",
        Domain::integers(1000, 1..=65_536),
        "coordinates on each axis",
    )
    .input(
        "max_iterations",
        Domain::integers(300, 1..=u32::MAX.into()),
        "when to give up on a point",
    )
    .setup(|input| Kernel {
        grid: Grid::new(input.get("width")),
        max_iterations: input.get("max_iterations"),
    })
    .known_answer(known_sum)
    .attach(pictures);
    with_axes_or_less(with_every_coordinate(experiment))
}

fn with_every_coordinate(experiment: Experiment<Kernel>) -> Experiment<Kernel> {
    experiment
        .variant(
            "stored",
            "zs and cs, a complex number each for every point, grown by push; the output",
            |kernel| {
                let (zs, cs) = phase(COORDINATES, || stored::grown(&kernel.grid));
                iterated(&zs, &cs, kernel)
            },
        )
        .variant(
            "stored-reserved",
            "the same with the capacity reserved",
            |kernel| {
                let (zs, cs) = phase(COORDINATES, || stored::reserved(&kernel.grid));
                iterated(&zs, &cs, kernel)
            },
        )
        .variant("stored-z", "zs only, c a constant; the output", |kernel| {
            let zs = phase(COORDINATES, || stored::zs_only(&kernel.grid));
            counted(|| stored::iterate_zs(&zs, kernel.max_iterations))
        })
        .variant(
            "stored-split",
            "real and imaginary parts of zs in two vectors; the output",
            |kernel| {
                let (real, imaginary) = phase(COORDINATES, || stored::split(&kernel.grid));
                counted(|| stored::iterate_split(&real, &imaginary, kernel.max_iterations))
            },
        )
        .variant(
            "stored-arena",
            "zs and cs in a bumpalo arena; the output",
            |kernel| {
                let arena = Bump::new();
                let (zs, cs) = phase(COORDINATES, || stored::in_arena(&kernel.grid, &arena));
                iterated(&zs, &cs, kernel)
            },
        )
}

fn with_axes_or_less(experiment: Experiment<Kernel>) -> Experiment<Kernel> {
    experiment
        .variant("axes", "the two axes; the output", |kernel| {
            let (xs, ys) = phase(COORDINATES, || computed::axes(&kernel.grid));
            counted(|| computed::iterate_axes(&xs, &ys, kernel.max_iterations))
        })
        .variant("on-the-fly", "the output only", |kernel| {
            counted(|| computed::on_the_fly(&kernel.grid, kernel.max_iterations))
        })
        .variant(
            "on-the-fly-narrow",
            "the output only, in the narrowest integer that holds max_iterations",
            |kernel| {
                answer(phase(OUTPUT, || {
                    computed::on_the_fly_narrow(&kernel.grid, kernel.max_iterations)
                }))
            },
        )
        .variant(
            "streamed",
            "nothing: each count is folded into the answer",
            |kernel| answer(computed::streamed(&kernel.grid, kernel.max_iterations)),
        )
}

fn iterated(zs: &[Complex64], cs: &[Complex64], kernel: &Kernel) -> Answer<u64> {
    counted(|| stored::iterate(zs, cs, kernel.max_iterations))
}

fn counted(create: impl FnOnce() -> Vec<u32>) -> Answer<u64> {
    let output = phase(OUTPUT, create);
    answer(output.into_iter().collect())
}

fn answer(tally: Tally) -> Answer<u64> {
    Answer::new(tally.sum)
        .digest_of(tally.digest)
        .elements(tally.points)
}

fn known_sum(input: &Input) -> Option<String> {
    let (width, max_iterations): (u32, u32) = (input.get("width"), input.get("max_iterations"));
    KNOWN_SUMS
        .iter()
        .find(|(known, _)| *known == width && max_iterations == 300)
        .map(|(_, sum)| sum.to_string())
}

fn pictures(kernel: &Kernel) -> Vec<AttachedFile> {
    let image = Image::of(&kernel.grid, kernel.max_iterations);
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
    fn two_counts_that_change_places_are_another_answer() {
        let (one, other) = (counted(|| vec![3, 1, 4]), counted(|| vec![3, 4, 1]));
        assert_eq!(one.render().shown, other.render().shown);
        assert_ne!(one.render().digest, other.render().digest);
        assert_eq!(one.render().elements, Some(3));
    }

    #[test]
    fn only_sums_that_are_known_are_told() {
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

//! Axes: from where to where, and the labels of their ticks.

use std::ops::Range;

use crate::units;

use super::scale::Scale;

/// What the numbers of an axis are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Unit {
    Bytes,
    Nanoseconds,
    Percent,
    Number,
}

/// An axis. Where it is logarithmic, the least value is at its beginning, and zero with it.
#[derive(Debug, Clone)]
pub(in crate::report) struct Axis {
    pub(super) label: String,
    pub(super) ticks: Vec<(f64, String)>,
    pub(super) range: Range<f64>,
    is_logarithmic: bool,
}

/// How far below the least value a logarithmic axis begins where it shows a zero, in powers of ten.
const ROOM_FOR_ZERO: f64 = 0.6;

/// How many powers of ten a logarithmic axis spans at least.
const LEAST_DECADES: f64 = 0.4;

/// More than a linear axis ever has.
const MOST_TICKS: u32 = 20;

impl Axis {
    /// From zero, or the least of the values below it, to the largest.
    pub(in crate::report) fn linear(
        label: &str,
        unit: Unit,
        values: impl Iterator<Item = f64>,
    ) -> Self {
        let ends = (0.0_f64, 0.0_f64);
        let ends = values.fold(ends, |ends, value| (ends.0.min(value), ends.1.max(value)));
        let (least, largest) = if ends.0 < ends.1 { ends } else { (0.0, 1.0) };
        let step = round_step(largest - least);
        let first = (least / step).ceil();
        let ticks = (0..MOST_TICKS).map(|place| (first + f64::from(place)) * step);
        let ticks = ticks.take_while(|tick| *tick <= largest * 1.0001);
        Self {
            label: label.to_string(),
            ticks: ticks.map(|tick| (tick, unit.shown(tick))).collect(),
            range: least * 1.04..largest * 1.04,
            is_logarithmic: false,
        }
    }

    /// From zero to exactly `end`.
    pub(super) fn exact(label: &str, unit: Unit, end: f64) -> Self {
        let axis = Self::linear(label, unit, [end].into_iter());
        Self {
            range: 0.0..end,
            ..axis
        }
    }

    /// From the least value above zero to the largest; linear where none is above zero.
    pub(in crate::report) fn logarithmic(
        label: &str,
        unit: Unit,
        values: impl Iterator<Item = f64> + Clone,
    ) -> Self {
        let above_zero = values.clone().filter(|value| *value > 0.0);
        let least = above_zero.clone().fold(f64::INFINITY, f64::min);
        if !least.is_finite() {
            return Self::linear(label, unit, values);
        }
        let largest = above_zero.fold(least, f64::max);
        let has_zero = values.clone().any(|value| value <= 0.0);
        let (least, largest) = (least.log10(), largest.log10());
        // Enough that there are two ticks at least.
        let room = ((LEAST_DECADES - (largest - least)) / 2.0).max(0.06);
        let from = least - if has_zero { ROOM_FOR_ZERO } else { room };
        let to = largest + room;
        let begin = if has_zero { least - 0.3 } else { from };
        let ticks = logarithmic_ticks(begin..to).into_iter();
        let ticks = ticks.map(|tick| (tick.log10(), unit.shown(tick)));
        let zero = has_zero.then(|| (from, unit.shown(0.0)));
        Self {
            label: label.to_string(),
            ticks: zero.into_iter().chain(ticks).collect(),
            range: from..to,
            is_logarithmic: true,
        }
    }

    /// Logarithmic where no value is below zero and those above are of different sizes, else linear.
    pub(in crate::report) fn fitting(
        label: &str,
        unit: Unit,
        values: impl Iterator<Item = f64> + Clone,
    ) -> Self {
        const DIFFERENT: f64 = 20.0;
        let above_zero = values.clone().filter(|value| *value > 0.0);
        let least = above_zero.clone().fold(f64::INFINITY, f64::min);
        let is_logarithmic = above_zero.fold(0.0, f64::max) > least * DIFFERENT;
        match is_logarithmic && values.clone().all(|value| value >= 0.0) {
            true => Self::logarithmic(label, unit, values),
            false => Self::linear(label, unit, values),
        }
    }

    /// A place for each whole number between the least and the largest value.
    pub(in crate::report) fn whole(label: &str, values: impl Iterator<Item = f64> + Clone) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min);
        let largest = values.fold(0.0, f64::max);
        let axis = Self::linear(label, Unit::Number, [largest].into_iter());
        let ticks = axis.ticks.into_iter();
        let is_whole = |tick: &(f64, String)| tick.0.fract() == 0.0 && tick.0 >= least;
        Self {
            ticks: ticks.filter(is_whole).collect(),
            range: least.min(largest) - 0.6..largest + 0.6,
            ..axis
        }
    }

    /// Names from the top down, the first at 0, each in the middle of a place as wide as one.
    pub(super) fn names(names: impl Iterator<Item = String>) -> Self {
        let ticks: Vec<(f64, String)> = (0..)
            .zip(names)
            .map(|(place, name)| (-f64::from(place), name))
            .collect();
        Self {
            label: String::new(),
            range: -(ticks.len() as f64) + 0.5..0.5,
            ticks,
            is_logarithmic: false,
        }
    }

    /// Where a value lies.
    pub(super) fn at(&self, value: f64) -> f64 {
        match self.is_logarithmic {
            false => value.clamp(self.range.start, self.range.end),
            true if value <= 0.0 => self.range.start,
            true => value.log10().max(self.range.start),
        }
    }

    /// The label of the tick at a place.
    pub(super) fn label_at(&self, place: f64) -> String {
        let tick = self.ticks.iter().find(|(tick, _)| *tick == place);
        tick.map(|(_, label)| label.clone()).unwrap_or_default()
    }

    /// The same axis with other ticks.
    pub(super) fn with_ticks(&self, ticks: Vec<(f64, String)>) -> Self {
        Self {
            ticks,
            ..self.clone()
        }
    }

    pub(super) fn scale(&self) -> Scale {
        let places = self.ticks.iter().map(|(place, _)| *place);
        Scale::new(self.range.clone(), places.collect())
    }
}

impl Unit {
    pub(in crate::report) fn shown(self, value: f64) -> String {
        let text = match self {
            Self::Bytes => units::bytes(value.round() as u64),
            Self::Nanoseconds if value > 0.0 && value < 10.0 => {
                format!("{} ns", units::digits(value))
            }
            Self::Nanoseconds => units::nanoseconds(value.round() as u64),
            Self::Percent => format!("{} %", units::digits(value)),
            Self::Number => short(value),
        };
        match text.split_once(' ') {
            Some((number, unit)) => format!("{} {unit}", without_zeros(number)),
            None => without_zeros(&text).to_string(),
        }
    }
}

/// A number with the letters that stand for thousands.
fn short(value: f64) -> String {
    const LETTERS: [(f64, &str); 3] = [(1e9, "G"), (1e6, "M"), (1e3, "k")];
    let letter = LETTERS.into_iter().find(|(size, _)| value.abs() >= *size);
    match letter {
        Some((size, letter)) => {
            let digits = units::digits(value / size);
            format!("{}{letter}", without_zeros(&digits))
        }
        None => units::digits(value),
    }
}

fn without_zeros(number: &str) -> &str {
    match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => number,
    }
}

/// The distance between ticks of a linear axis: 1, 2 or 5 times a power of ten, for three to seven
/// of them.
fn round_step(largest: f64) -> f64 {
    const FEWEST: f64 = 2.5;
    let power = 10_f64.powf((largest / FEWEST).log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|times| times * power);
    let fits = |step: &f64| largest / step >= FEWEST;
    steps.into_iter().find(fits).unwrap_or(power)
}

/// Powers of ten between two, given as logarithms; of few, 2 and 5 times them too, of many only
/// some.
fn logarithmic_ticks(range: Range<f64>) -> Vec<f64> {
    let decades = range.end - range.start;
    let times: &[f64] = match decades {
        ..1.0 => &[1.0, 1.5, 2.0, 3.0, 5.0, 7.0],
        ..2.2 => &[1.0, 2.0, 5.0],
        _ => &[1.0],
    };
    let every = (decades / 7.0).ceil().max(1.0) as usize;
    let powers = (range.start.floor() as i32..=range.end.ceil() as i32).step_by(every);
    let ticks = powers.flat_map(|power| times.iter().map(move |times| times * 10_f64.powi(power)));
    ticks.filter(|tick| range.contains(&tick.log10())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|(_, label)| label.as_str()).collect()
    }

    #[test]
    fn ticks_are_round_and_told_with_their_unit() {
        let axis = Axis::linear("peak", Unit::Bytes, [138e6].into_iter());
        assert_eq!(labels(&axis), ["0 B", "50 MB", "100 MB"]);
        let axis = Axis::logarithmic("time", Unit::Nanoseconds, [15e3, 3e7].into_iter());
        assert_eq!(labels(&axis), ["100 µs", "1 ms", "10 ms"]);
        let axis = Axis::logarithmic("n", Unit::Number, [1e3, 1e9].into_iter());
        assert_eq!(labels(&axis)[0], "1k");
        let axis = Axis::linear("z", Unit::Number, [-130.0, 240.0].into_iter());
        assert_eq!(labels(&axis), ["-100", "0", "100", "200"]);
    }

    #[test]
    fn zero_stands_at_the_beginning_of_a_logarithmic_axis() {
        let axis = Axis::logarithmic("peak", Unit::Bytes, [0.0, 2e6, 4e6].into_iter());
        assert_eq!(labels(&axis)[..2], ["0 B", "1.5 MB"]);
        assert_eq!(axis.at(0.0), axis.range.start);
        let none = Axis::logarithmic("peak", Unit::Bytes, [0.0].into_iter());
        assert_eq!(none.at(0.5), 0.5);
    }

    #[test]
    fn an_axis_is_logarithmic_where_sizes_differ() {
        let is_logarithmic =
            |values: [f64; 2]| Axis::fitting("x", Unit::Number, values.into_iter()).is_logarithmic;
        assert!(is_logarithmic([1.0, 1000.0]));
        assert!(!is_logarithmic([0.0, 1000.0]) && !is_logarithmic([0.5, 0.9]));
        let below_zero = Axis::fitting("x", Unit::Number, [-1.0, 1.0, 1000.0].into_iter());
        assert!(!below_zero.is_logarithmic);
    }
}

//! Axes: their ranges, and the labels of their ticks.

use std::ops::Range;

use crate::record::Unit;
use crate::units;

use super::scale::Scale;

/// The unit of the values on an axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum AxisUnit {
    Bytes,
    Nanoseconds,
    Percent,
    Number,
}

/// An axis of a plot. A logarithmic axis shows zero, which has no logarithm, at its beginning.
/// `range` and the positions of `ticks` are values on a linear axis, and decimal logarithms of
/// values on a logarithmic one.
#[derive(Debug, Clone)]
pub(in crate::report) struct Axis {
    pub(super) label: String,
    pub(super) ticks: Vec<(f64, String)>,
    pub(super) range: Range<f64>,
    is_logarithmic: bool,
}

/// How far a logarithmic axis that shows zero begins below the least value above zero, in powers of
/// ten.
const ROOM_FOR_ZERO: f64 = 0.6;

/// The fewest powers of ten that a logarithmic axis spans.
const LEAST_DECADES: f64 = 0.4;

/// An upper bound on the number of ticks of a linear axis.
const MOST_TICKS: u32 = 20;

impl Axis {
    /// A linear axis from zero, or the least value if that is negative, to the largest value.
    pub(in crate::report) fn linear(
        label: &str,
        unit: AxisUnit,
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
            ticks: ticks.map(|tick| (tick, unit.render_value(tick))).collect(),
            range: least * 1.04..largest * 1.04,
            is_logarithmic: false,
        }
    }

    /// A linear axis from zero to exactly `end`.
    pub(super) fn with_end(label: &str, unit: AxisUnit, end: f64) -> Self {
        let axis = Self::linear(label, unit, [end].into_iter());
        Self {
            range: 0.0..end,
            ..axis
        }
    }

    /// A logarithmic axis from the least value above zero to the largest; linear if no value is above
    /// zero.
    pub(in crate::report) fn logarithmic(
        label: &str,
        unit: AxisUnit,
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
        // Enough for two ticks.
        let room = ((LEAST_DECADES - (largest - least)) / 2.0).max(0.06);
        let from = least - if has_zero { ROOM_FOR_ZERO } else { room };
        let to = largest + room;
        let begin = if has_zero { least - 0.3 } else { from };
        let ticks = logarithmic_ticks(begin..to).into_iter();
        let ticks = ticks.map(|tick| (tick.log10(), unit.render_value(tick)));
        let zero = has_zero.then(|| (from, unit.render_value(0.0)));
        Self {
            label: label.to_string(),
            ticks: zero.into_iter().chain(ticks).collect(),
            range: from..to,
            is_logarithmic: true,
        }
    }

    /// A logarithmic axis if no value is negative and the largest is many times the least above zero;
    /// otherwise a linear one.
    pub(in crate::report) fn fitting(
        label: &str,
        unit: AxisUnit,
        values: impl Iterator<Item = f64> + Clone,
    ) -> Self {
        const MANY_TIMES: f64 = 20.0;
        let above_zero = values.clone().filter(|value| *value > 0.0);
        let least = above_zero.clone().fold(f64::INFINITY, f64::min);
        let is_logarithmic = above_zero.fold(0.0, f64::max) > least * MANY_TIMES;
        if is_logarithmic && values.clone().all(|value| value >= 0.0) {
            Self::logarithmic(label, unit, values)
        } else {
            Self::linear(label, unit, values)
        }
    }

    /// A linear axis with a tick at whole numbers only, from the least value to the largest.
    pub(in crate::report) fn whole(label: &str, values: impl Iterator<Item = f64> + Clone) -> Self {
        let least = values.clone().fold(f64::INFINITY, f64::min);
        let largest = values.fold(0.0, f64::max);
        let axis = Self::linear(label, AxisUnit::Number, [largest].into_iter());
        let ticks = axis.ticks.into_iter();
        let is_whole = |tick: &(f64, String)| tick.0.fract() == 0.0 && tick.0 >= least;
        Self {
            ticks: ticks.filter(is_whole).collect(),
            range: least.min(largest) - 0.6..largest + 0.6,
            ..axis
        }
    }

    /// An axis of names from the top down: the first is at 0, the next at -1, and so on.
    pub(super) fn from_names(names: impl Iterator<Item = String>) -> Self {
        let ticks: Vec<(f64, String)> = (0..)
            .zip(names)
            .map(|(index, name)| (-f64::from(index), name))
            .collect();
        Self {
            label: String::new(),
            range: -(ticks.len() as f64) + 0.5..0.5,
            ticks,
            is_logarithmic: false,
        }
    }

    /// The position of a value in `range`: the value itself on a linear axis, its decimal logarithm
    /// on a logarithmic one.
    pub(super) fn position(&self, value: f64) -> f64 {
        if !self.is_logarithmic {
            value.clamp(self.range.start, self.range.end)
        } else if value <= 0.0 {
            self.range.start
        } else {
            value.log10().max(self.range.start)
        }
    }

    /// The label of the tick at a position; empty if there is no tick.
    pub(super) fn label_at(&self, position: f64) -> String {
        let tick = self.ticks.iter().find(|(tick, _)| *tick == position);
        tick.map(|(_, label)| label.clone()).unwrap_or_default()
    }

    /// This axis with other ticks.
    pub(super) fn with_ticks(&self, ticks: Vec<(f64, String)>) -> Self {
        Self {
            ticks,
            ..self.clone()
        }
    }

    pub(super) fn scale(&self) -> Scale {
        let positions = self.ticks.iter().map(|(position, _)| *position);
        Scale::new(self.range.clone(), positions.collect())
    }
}

impl From<Unit> for AxisUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Bytes => Self::Bytes,
            Unit::Nanoseconds => Self::Nanoseconds,
            Unit::Blocks | Unit::Reallocations | Unit::PageFaults | Unit::Number => Self::Number,
        }
    }
}

impl AxisUnit {
    /// Renders a value with its unit, without zeros at the end: `1.5 MB`.
    pub(super) fn render_value(self, value: f64) -> String {
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

/// Renders a number with a letter for thousands, millions or billions: `1.5k`.
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
    if number.contains('.') {
        number.trim_end_matches('0').trim_end_matches('.')
    } else {
        number
    }
}

/// The distance between the ticks of a linear axis that spans `extent`: 1, 2 or 5 times a power of
/// ten, for three to seven ticks.
fn round_step(extent: f64) -> f64 {
    const FEWEST: f64 = 2.5;
    let power = 10_f64.powf((extent / FEWEST).log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|times| times * power);
    let fits = |step: &f64| extent / step >= FEWEST;
    steps.into_iter().find(fits).unwrap_or(power)
}

/// The values at which a logarithmic axis has ticks. `range` has the decimal logarithms of its
/// ends. The ticks are powers of ten, with multiples of them if there are few, and only some of
/// them if there are many.
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
    fn ticks_are_round_and_labelled_with_their_unit() {
        let axis = Axis::linear("peak", AxisUnit::Bytes, [138e6].into_iter());
        assert_eq!(labels(&axis), ["0 B", "50 MB", "100 MB"]);
        let axis = Axis::logarithmic("time", AxisUnit::Nanoseconds, [15e3, 3e7].into_iter());
        assert_eq!(labels(&axis), ["100 µs", "1 ms", "10 ms"]);
        let axis = Axis::logarithmic("n", AxisUnit::Number, [1e3, 1e9].into_iter());
        assert_eq!(labels(&axis)[0], "1k");
        let axis = Axis::linear("z", AxisUnit::Number, [-130.0, 240.0].into_iter());
        assert_eq!(labels(&axis), ["-100", "0", "100", "200"]);
    }

    #[test]
    fn zero_is_at_the_beginning_of_a_logarithmic_axis() {
        let axis = Axis::logarithmic("peak", AxisUnit::Bytes, [0.0, 2e6, 4e6].into_iter());
        assert_eq!(labels(&axis)[..2], ["0 B", "1.5 MB"]);
        assert_eq!(axis.position(0.0), axis.range.start);
        let none = Axis::logarithmic("peak", AxisUnit::Bytes, [0.0].into_iter());
        assert_eq!(none.position(0.5), 0.5);
    }

    #[test]
    fn an_axis_is_logarithmic_if_sizes_differ() {
        let is_logarithmic = |values: [f64; 2]| {
            Axis::fitting("x", AxisUnit::Number, values.into_iter()).is_logarithmic
        };
        assert!(is_logarithmic([1.0, 1000.0]));
        assert!(!is_logarithmic([0.0, 1000.0]) && !is_logarithmic([0.5, 0.9]));
        let below_zero = Axis::fitting("x", AxisUnit::Number, [-1.0, 1.0, 1000.0].into_iter());
        assert!(!below_zero.is_logarithmic);
    }
}

//! Growing arrays: how much room there is at each length, and how much of it lies idle.

use maud::{Markup, PreEscaped, html};

use crate::record::Row;
use crate::report::document::figure;
use crate::report::plain::plain;
use crate::report::plot::{Axis, Line, Unit, lines};

use super::series::{SMALL, told};

/// The series that tells from which length on an array has which capacity.
pub(super) const CAPACITY: &str = "capacity";

type Points = Vec<(f64, f64)>;

/// Capacity and headroom against length, a small plot for each variant.
pub(super) fn of(rows: &[&Row]) -> Markup {
    let mut told = told(rows, CAPACITY);
    told.retain(|(_, series)| is_long(&series.points));
    let curves = |curve: fn(&[(f64, f64)]) -> Points| -> Vec<(&str, Points)> {
        told.iter()
            .map(|(name, series)| (*name, curve(&series.points)))
            .collect()
    };
    let capacity = |values: Vec<f64>| Axis::fitting("capacity", Unit::Number, values.into_iter());
    let headroom = |values: Vec<f64>| Axis::linear("headroom", Unit::Percent, values.into_iter());
    let cut_off = "The room that lies idle, in % of the items; cut off above 200 %.";
    html! {
        @if !told.is_empty() {
            (small("Capacity against length", "Both in items.", &curves(capacities), capacity))
            (small("Headroom against length", cut_off, &curves(headrooms), headroom))
        }
    }
}

/// Whether the lengths go far enough to make a curve.
fn is_long(points: &[(f64, f64)]) -> bool {
    const FAR: f64 = 2.0;
    let ends = points.first().zip(points.last());
    ends.is_some_and(|(first, last)| first.0 > 0.0 && last.0 > first.0 * FAR)
}

/// A small plot for each curve, all on the same axes.
fn small(
    title: &str,
    more: &str,
    curves: &[(&str, Points)],
    axis: impl Fn(Vec<f64>) -> Axis,
) -> Markup {
    let points = || curves.iter().flat_map(|(_, points)| points);
    let x = Axis::fitting("length", Unit::Number, points().map(|(x, _)| *x));
    let y = axis(points().map(|(_, y)| *y).collect());
    let plots = html! {
        div.small {
            @for (name, points) in curves {
                @let about = plain(&format!("{title}: {name}"));
                @let line = Line { place: Some(0), points: points.clone() };
                @let axes = (x.clone(), y.clone());
                div { (plain(name)) (PreEscaped(lines(&[line], axes, SMALL, false, &about))) }
            }
        }
    };
    figure(title, more, plots, html! {})
}

/// The steps between the lengths at which the capacity changes.
fn capacities(steps: &[(f64, f64)]) -> Points {
    let corners = steps
        .windows(2)
        .flat_map(|pair| [pair[0], (pair[1].0, pair[0].1)]);
    corners.chain(steps.last().copied()).collect()
}

/// From each step on, the room falls until the array is full.
fn headrooms(steps: &[(f64, f64)]) -> Points {
    const A_POWER_OF_TEN: f64 = 8.0;
    const MOST_PARTS: f64 = 64.0;
    const MOST_PERCENT: f64 = 200.0;
    let percent = |length: f64, capacity: f64| {
        let headroom = (capacity - length) / length * 100.0;
        (length, headroom.clamp(0.0, MOST_PERCENT))
    };
    let falls = steps.windows(2).flat_map(|pair| {
        let ((from, capacity), (to, _)) = (pair[0], pair[1]);
        let times = to.min(capacity).max(from) / from;
        let parts = (times.log10() * A_POWER_OF_TEN)
            .ceil()
            .clamp(1.0, MOST_PARTS);
        (0..=parts as u32).map(move |part| {
            let length = from * times.powf(f64::from(part) / parts);
            percent(length, capacity)
        })
    });
    let last = steps
        .last()
        .map(|&(length, capacity)| percent(length, capacity));
    falls
        .chain(last)
        .filter(|(length, _)| *length > 0.0)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_steps_up_and_headroom_falls_to_nothing() {
        let steps = [(1.0, 4.0), (5.0, 8.0), (8.0, 8.0)];
        let corners = [(1.0, 4.0), (5.0, 4.0), (5.0, 8.0), (8.0, 8.0), (8.0, 8.0)];
        assert_eq!(capacities(&steps), corners);
        let headrooms = headrooms(&steps);
        assert!(headrooms[0] == (1.0, 200.0) && headrooms.contains(&(5.0, 60.0)));
        let full = headrooms.iter().filter(|(_, percent)| *percent < 1e-9);
        assert_eq!(full.count(), 3);
    }
}

//! Plots of the capacity of containers at each length, and of the part of it that is unused.

use maud::{Markup, PreEscaped, html};

use crate::record::Series;
use crate::report::document::render_figure;
use crate::report::plain::plain;
use crate::report::plot::{Axis, AxisUnit, Line, SMALL_SIZE, render_lines};

use super::parts::render_in_parts;
use super::titles::capitalize;

/// The most small plots that are not folded.
const MOST_SMALL_PLOTS: usize = 24;

type CurvePoints = Vec<(f64, f64)>;

/// Capacity and headroom against length, with a small plot for each variant. Variants are left out
/// if their lengths are too close to each other for a curve.
pub(super) fn render_capacity(name: &str, variants: &[(&str, &Series)]) -> Markup {
    let long = variants
        .iter()
        .filter(|(_, series)| is_long(&series.points));
    let curves = |curve: fn(&[(f64, f64)]) -> CurvePoints| -> Vec<(&str, CurvePoints)> {
        long.clone()
            .map(|(variant, series)| (*variant, curve(&series.points)))
            .collect()
    };
    let (capacities, headrooms) = (curves(capacity_curve), curves(headroom_curve));
    if capacities.is_empty() {
        return html! {};
    }
    let capacity_axis =
        |values: Vec<f64>| Axis::fitting(&plain(name), AxisUnit::Number, values.into_iter());
    let headroom_axis =
        |values: Vec<f64>| Axis::linear("headroom", AxisUnit::Percent, values.into_iter());
    let title = format!("{} against length", capitalize(name));
    let unit = variants.first().map_or("", |(_, series)| &series.x);
    let both = format!("Both in {unit}.");
    let cut_off = "The unused capacity, in % of the length; cut off above 200 %.";
    html! {
        (render_small_plots(&title, &both, &capacities, capacity_axis))
        (render_small_plots("Headroom against length", cut_off, &headrooms, headroom_axis))
    }
}

/// True if the lengths extend far enough for a curve.
fn is_long(points: &[(f64, f64)]) -> bool {
    const FAR: f64 = 2.0;
    let ends = points.first().zip(points.last());
    ends.is_some_and(|(first, last)| first.0 > 0.0 && last.0 > first.0 * FAR)
}

/// A small plot for each curve, all on the same axes.
fn render_small_plots(
    title: &str,
    explanation: &str,
    curves: &[(&str, CurvePoints)],
    axis: impl Fn(Vec<f64>) -> Axis,
) -> Markup {
    let points = || curves.iter().flat_map(|(_, points)| points);
    let x = Axis::fitting("length", AxisUnit::Number, points().map(|(x, _)| *x));
    let y = axis(points().map(|(_, y)| *y).collect());
    let render = |curves: &[(&str, CurvePoints)]| {
        html! {
            div.small {
                @for (name, points) in curves {
                    @let about = plain(&format!("{title}: {name}"));
                    @let line = Line { name: name.to_string(), colour_index: Some(0), points: points.clone() };
                    @let axes = (x.clone(), y.clone());
                    div { (plain(name)) (PreEscaped(render_lines(&[line], axes, SMALL_SIZE, None, &about))) }
                }
            }
        }
    };
    let plots = render_in_parts(curves, MOST_SMALL_PLOTS, "variant", render);
    render_figure(title, explanation, plots, html! {})
}

/// The line of the capacity: the corners of the steps between the lengths at which it changes.
fn capacity_curve(steps: &[(f64, f64)]) -> CurvePoints {
    let corners = steps
        .windows(2)
        .flat_map(|pair| [pair[0], (pair[1].0, pair[0].1)]);
    corners.chain(steps.last().copied()).collect()
}

/// The line of the headroom, in percent of the length. The headroom falls between two growth steps
/// until the container is full.
fn headroom_curve(steps: &[(f64, f64)]) -> CurvePoints {
    const PARTS_PER_DECADE: f64 = 8.0;
    const MOST_PARTS: f64 = 64.0;
    const MOST_PERCENT: f64 = 200.0;
    let percent = |length: f64, capacity: f64| {
        let headroom = (capacity - length) / length * 100.0;
        (length, headroom.clamp(0.0, MOST_PERCENT))
    };
    let falls = steps.windows(2).flat_map(|pair| {
        let ((from, capacity), (to, _)) = (pair[0], pair[1]);
        let times = to.min(capacity).max(from) / from;
        let parts = (times.log10() * PARTS_PER_DECADE)
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
    fn capacity_rises_in_steps_and_headroom_falls_to_zero() {
        let steps = [(1.0, 4.0), (5.0, 8.0), (8.0, 8.0)];
        let corners = [(1.0, 4.0), (5.0, 4.0), (5.0, 8.0), (8.0, 8.0), (8.0, 8.0)];
        assert_eq!(capacity_curve(&steps), corners);
        let headrooms = headroom_curve(&steps);
        assert!(headrooms[0] == (1.0, 200.0) && headrooms.contains(&(5.0, 60.0)));
        let full = headrooms.iter().filter(|(_, percent)| *percent < 1e-9);
        assert_eq!(full.count(), 3);
    }
}
